//! Files that come in and go out: their rules, what must hold of any file, and the corpus of real ones.

#[path = "../books/mod.rs"]
mod books;

mod activities;
mod again;
mod arriving;
mod corpus;
mod damage;
mod headers;
mod invitations;
mod languages;
mod meanings;
mod once;
mod orders;
mod properties;
mod rounds;
mod rules;
mod sides;
mod sold;
mod surveys;
mod weekly;
mod weeks;
