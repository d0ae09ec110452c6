//! The records of a book, their fields and states, and the rules between them: pure values.

pub mod plain;
