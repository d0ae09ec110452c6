//! What lies over a screen: it has the keys while it is open, and leaving it leads back to exactly where one was.

pub mod form;
pub mod lookup;
pub mod menu;

use super::completing::Fits;
use super::data::Order;
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
    /// Whether the line waits for the book.
    pub saving: bool,
    /// The chip where one is, while the chips have the keys.
    pub chip: Option<usize>,
    /// The people who fit what is being typed.
    pub fits: Fits,
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
}

/// What can lie over a screen.
#[derive(Debug, Clone)]
pub enum Overlay {
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
