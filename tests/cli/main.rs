//! The command line, driven as a person or a script drives it, on throw-away books.

#[path = "../books/mod.rs"]
mod books;
#[path = "../desk/mod.rs"]
mod desk;

mod add;
mod around;
mod backup;
mod book;
mod documents;
mod import;
mod manners;
