//! The pages of a book: the one before the meeting, what is sent afterwards, and today.

#[path = "../books/mod.rs"]
mod books;

mod demo;
mod page;
mod soon;
