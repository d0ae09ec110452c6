//! Understands and saves a captured line.

use super::data::Done;
use crate::book::{self, Book, Spot};
use crate::capture::{Chip, Settled};

/// Saves a line as what it says.
pub fn save(book: &mut Book, line: &str, spot: &Spot) -> book::Result<Done> {
    let (captured, receipt) = book.capture(&[(line, &Settled::default())], spot, false)?;
    let Some(one) = captured.into_iter().next() else {
        return Err(book::BookError::refused("there is nothing to save"));
    };
    let short = one.record.short();
    let changed = receipt.is_some_and(|r| r.made.iter().all(|m| m.id != one.record.id()));
    let verb = if changed { "added to" } else { "is" };
    Ok(Done {
        says: format!("{} {verb} {short}. u takes it back.", one.parsed.said()),
        record: Some(one.record.id()),
        field: None,
        refused: false,
    })
}

/// Says what a line is understood as so far.
///
/// A book that cannot answer leaves the chips empty; saving meets the same trouble and says it.
pub fn understand(book: &mut Book, line: &str, spot: &Spot) -> Vec<Chip> {
    if line.trim().is_empty() {
        return Vec::new();
    }
    book.understand(line, spot, &Settled::default())
        .map(|parsed| parsed.chips)
        .unwrap_or_default()
}
