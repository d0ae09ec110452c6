//! The workbench without a terminal: before – keys – after, on books with the clock held still.

#[path = "../bench_book/mod.rs"]
mod bench_book;
#[path = "../books/mod.rs"]
mod books;

mod boards;
mod call;
mod deleting;
mod import;
mod keys;
mod lists;
mod looks;
mod strange;
mod together;
