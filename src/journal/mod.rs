//! What happened to a book: changes, entries and their inverses, as pure values.
