//! The pages of a book: the one before the meeting, what is sent afterwards, and today.

mod demo;
mod page;
mod soon;
