//! The workbench without a terminal: before – keys – after, on books with the clock held still.

#[path = "../bench_book/mod.rs"]
mod bench_book;

mod boards;
mod call;
mod import;
mod keys;
