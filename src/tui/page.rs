//! Has the book write the page before the meeting.

use std::sync::Arc;

use super::data::{Answer, BriefAsk};
use crate::book::{self, Book};
use crate::brief;

/// Writes the page before the meeting.
pub fn brief(book: &mut Book, ask: &BriefAsk) -> book::Result<Answer> {
    let wanted = brief::Ask {
        meeting: ask.meeting,
        depth: ask.depth,
        audience: ask.audience,
        ..brief::Ask::default()
    };
    Ok(Answer::Page(Arc::new(book.page(ask.account, &wanted)?)))
}
