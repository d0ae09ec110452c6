//! What lies over a screen: it has the keys while it is open, and leaving it leads back to exactly where one was.

pub mod form;
pub mod lookup;
pub mod menu;

use super::completing::Fits;
use super::data::{Draft, Order};
use super::line::LineEdit;
use crate::capture::Chip;
use crate::domain::Id;

/// One line to capture, typed while somebody talks.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Capture {
    /// The line.
    pub line: LineEdit,
    /// The account one is in.
    pub account: Option<Id>,
    /// What is understood of it so far.
    pub chips: Vec<Chip>,
    /// What is wrong, where it cannot be saved.
    pub error: Option<String>,
    /// Whether the line was pasted, in which the short marks mean nothing.
    pub pasted: bool,
    /// Lines captured before, the newest last, and where one is among them.
    pub earlier: Vec<String>,
    /// How far back one went.
    pub back: usize,
    /// Whether the account is only that of the chosen line of a list, over which whoever is named wins.
    pub beside: bool,
    /// A line that was left and not saved, offered back as long as nothing is typed.
    pub offered: Option<Draft>,
    /// What was being typed before one went back.
    pub begun: String,
    /// Whether the line waits for the book.
    pub saving: bool,
    /// The chip where one is, while the chips have the keys.
    pub chip: Option<usize>,
    /// The people who fit what is being typed.
    pub fits: Fits,
}

impl Capture {
    /// Goes to the line captured before, or after; says whether there was one. What is being typed is never lost:
    /// it stands below the newest of them.
    pub fn step(&mut self, back: bool) -> bool {
        let count = self.earlier.len();
        let fetched = |back: usize| count.checked_sub(back).and_then(|at| self.earlier.get(at));
        if self.back == 0 || fetched(self.back).is_none_or(|text| text != self.line.text()) {
            // Typed by hand, or changed since it was fetched.
            self.begun = self.line.text().to_owned();
            self.back = 0;
        }
        let to = if back {
            (self.back + 1).min(count)
        } else {
            self.back.saturating_sub(1)
        };
        if to == self.back {
            return false;
        }
        let text = match fetched(to) {
            Some(text) if to > 0 => text.clone(),
            _ => self.begun.clone(),
        };
        self.back = to;
        self.line.set(&text);
        true
    }
}

/// A question that wants a yes or a no.
#[derive(Debug, Clone, PartialEq)]
pub struct Question {
    /// What is asked.
    pub asks: String,
    /// What a yes does.
    pub yes: Yes,
}

/// What a yes does.
#[derive(Debug, Clone, PartialEq)]
pub enum Yes {
    /// The book is told something.
    Order(Order),
    /// A call that was cut off goes on.
    Call(Id),
    /// Whatever was typed and not saved is thrown away.
    Drafts,
    /// The workbench ends.
    Quit,
}

/// What can lie over a screen.
#[derive(Debug, Clone)]
pub enum Overlay {
    /// A recap that is put into one's own words.
    Words(Box<super::wording::Words>),
    /// The keys of the place where one is, from a line on.
    Help(usize),
    /// A short list.
    Menu(Box<menu::Menu>),
    /// The lookup.
    Lookup(Box<lookup::Lookup>),
    /// A form.
    Form(Box<form::Form>),
    /// The capture bar.
    Capture(Box<Capture>),
    /// Call mode; the call itself stays with the model while one looks at something else.
    Call,
    /// Bringing files in.
    Import(Box<super::import::Import>),
    /// Making two records one.
    Merge(Box<super::merge::Merge>),
    /// A yes or a no.
    Question(Box<Question>),
}
