//! A book's files: what is saved stays saved, and what is derived can be made anew.

// A test that cannot go on says where.
#![allow(
    clippy::unwrap_used,
    clippy::pedantic,
    clippy::cloned_ref_to_slice_refs
)]

#[path = "../books/mod.rs"]
mod books;

mod activity;
mod answers;
mod copies;
mod damage;
mod flows;
mod journal_page;
mod make;
