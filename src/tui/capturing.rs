//! Understands and saves a captured line.

use super::data::Done;
use crate::book::{self, Book, BookError};
use crate::domain::Id;

/// Saves a line as what it says.
pub fn save(_book: &mut Book, _line: &str, _account: Option<Id>) -> book::Result<Done> {
    Err(BookError::refused(
        "Capture is not there yet in this version.",
    ))
}

/// Says what a line is understood as so far: each mark with its meaning.
pub fn understand(
    _book: &mut Book,
    _line: &str,
    _account: Option<Id>,
    _pasted: bool,
) -> Vec<(String, String)> {
    Vec::new()
}
