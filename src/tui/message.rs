//! What moves the workbench.

use jiff::Zoned;

use super::call::Answered;
use super::data::{Answer, Ask, Done};
use super::input::Input;
use super::model::Origin;
use super::overlays::lookup;
use crate::capture::Chip;

/// One thing that happened.
#[derive(Debug, Clone)]
pub enum Message {
    /// The person did something.
    Input(Input),
    /// The window has this size.
    Resized(u16, u16),
    /// The book answers.
    Answered(Ask, Answer),
    /// The book did, or refused, what it was told.
    Done(Done, Origin),
    /// The book was changed, here or elsewhere.
    Changed,
    /// The lookup knows what was changed last.
    CaughtUp,
    /// What boards show is at hand now.
    Warmed,
    /// What was found.
    Found {
        /// To which question.
        asked: u64,
        /// What was found.
        answer: lookup::Answer,
    },
    /// What a line to capture is understood as.
    Understood {
        /// The line.
        line: String,
        /// Marks and their meanings.
        chips: Vec<Chip>,
    },
    /// What became of a line of a call.
    Noted(Box<Answered>),
    /// What became of the sweep of a call.
    Swept(Result<String, String>),
    /// What became of reading files.
    Imported(super::import::Halt, super::import::Outcome),
    /// The editor brought a text back, or why it could not.
    Edited(Result<String, String>),
    /// Another minute began.
    Minute(Zoned),
    /// Something to say at the foot.
    Say(String, bool),
}
