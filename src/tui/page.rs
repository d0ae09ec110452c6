//! Turns the brief of the book into a page for the screen.

use super::data::{Answer, BriefAsk};
use crate::book::{self, Book, BookError};

/// Writes the page before the meeting.
pub fn brief(_book: &mut Book, _ask: &BriefAsk) -> book::Result<Answer> {
    Err(BookError::refused(
        "The brief is not written yet in this version.",
    ))
}
