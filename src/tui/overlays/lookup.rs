//! Lookup: a few letters, from anywhere, over every record; back to exactly where one was.

use crate::domain::{Id, Kind};
use crate::tui::action::Action;
use crate::tui::line::LineEdit;

/// One thing found.
#[derive(Debug, Clone, PartialEq)]
pub struct Found {
    /// The record.
    pub id: Id,
    /// Its kind.
    pub kind: Option<Kind>,
    /// Its account.
    pub account: Option<Id>,
    /// The line that names it.
    pub text: String,
    /// Which letters of the line were found.
    pub places: Vec<usize>,
}

/// The lookup while it is open.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Lookup {
    /// What was typed.
    pub line: LineEdit,
    /// What was found, best first.
    pub found: Vec<Found>,
    /// Of how many.
    pub total: usize,
    /// Whether the keys of a list act on what is chosen.
    pub acting: bool,
    /// Which question the answer belongs to; an older answer is dropped.
    pub asked: u64,
    /// Whether the answer is still to come.
    pub waiting: bool,
    at: usize,
}

impl Lookup {
    /// Moves about.
    pub fn step(&mut self, action: Action, page: usize) -> bool {
        let last = self.found.len().saturating_sub(1);
        self.at = match action {
            Action::MenuNext | Action::Down => (self.at + 1).min(last),
            Action::MenuPrevious | Action::Up => self.at.saturating_sub(1),
            Action::MenuPageDown | Action::PageDown => (self.at + page).min(last),
            Action::MenuPageUp | Action::PageUp => self.at.saturating_sub(page),
            Action::First => 0,
            Action::Last => last,
            _ => return false,
        };
        true
    }

    /// Takes the answer to the last question.
    pub fn take(&mut self, asked: u64, found: Vec<Found>, total: usize) {
        if asked == self.asked {
            self.found = found;
            self.total = total;
            self.waiting = false;
            self.at = self.at.min(self.found.len().saturating_sub(1));
        }
    }

    /// Begins a new question at the first line.
    pub fn ask(&mut self) -> u64 {
        self.asked += 1;
        self.at = 0;
        self.waiting = true;
        self.asked
    }

    /// Gives what is chosen.
    pub fn chosen(&self) -> Option<&Found> {
        self.found.get(self.at)
    }

    /// Gives the place.
    pub fn at(&self) -> usize {
        self.at
    }

    /// Goes to a line.
    pub fn go(&mut self, at: usize) {
        self.at = at.min(self.found.len().saturating_sub(1));
    }
}
