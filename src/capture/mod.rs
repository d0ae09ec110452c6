//! Reads one line, typed while somebody talks, and says what it would make.
//!
//! What is not clearly a mark is text: nothing typed is lost, reordered, or filed under an account that was
//! neither named nor the one the person is in. It makes values only; the book gives ids and saves.

mod again;
mod almost;
mod blanks;
mod build;
mod completion;
mod contact;
mod cost;
mod edit;
mod head;
mod heads;
mod make;
mod mark;
mod near;
mod parsed;
mod person;
pub mod plain_day;
mod rival;
mod scan;
mod shape;

pub use almost::without_kind;
pub use completion::{Completion, People, complete};
pub use head::parse;
pub use heads::{HEADS, Head, Key, Row};
pub use make::{Made, MakeError, Making, Step, make};
pub use near::parse_beside;
pub use parsed::{Chip, Cost, Mark, Parsed, Piece, PieceKind, Settled, Somebody};
pub use shape::file_by_people;

use crate::domain::days::Weekend;
use crate::domain::directory::Directory;
use crate::domain::{Date, Id, Kind, Record};

/// What a line is understood with: who is who, where the person is, and which day it is.
#[derive(Clone, Copy)]
pub struct Context<'a> {
    /// Everybody and every account.
    pub names: &'a Directory,
    /// The records that a line may name.
    pub records: &'a dyn Records,
    /// The account one is in.
    pub account: Option<Id>,
    /// The touchpoint one is in: a call, a meeting.
    pub touchpoint: Option<Id>,
    /// Today.
    pub today: Date,
    /// The free days of the week.
    pub weekend: &'a Weekend,
    /// The currency of an amount without one; without it such an amount stays text.
    pub currency: Option<&'a str>,
    /// One character and a blank at the start stand for a kind (the workbench).
    pub signs: bool,
    /// The line was pasted, so a sign at its start is text.
    pub pasted: bool,
}

/// The records that a line may name.
pub trait Records {
    /// Gives a record by its id.
    fn record(&self, id: Id) -> Option<Record>;
    /// Finds a record by its short id.
    fn short(&self, short: &str) -> Option<Record>;
    /// Gives the problem that was named last for an account, in this call or on the lines before.
    fn last_problem(&self, account: Option<Id>) -> Option<Id>;
    /// Gives what is known of a kind at an account: whom it might go to, what is promised.
    fn of_kind(&self, account: Id, kind: Kind) -> Vec<Record>;
}

/// No records at all.
pub struct NoRecords;

impl Records for NoRecords {
    fn record(&self, _: Id) -> Option<Record> {
        None
    }
    fn short(&self, _: &str) -> Option<Record> {
        None
    }
    fn last_problem(&self, _: Option<Id>) -> Option<Id> {
        None
    }
    fn of_kind(&self, _: Id, _: Kind) -> Vec<Record> {
        Vec::new()
    }
}
