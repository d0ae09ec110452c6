//! Has the book write the page before the meeting.

use std::sync::Arc;

use super::data::{Answer, BriefAsk, Paper};
use crate::book::{self, Book, BookError};
use crate::brief;

/// Writes the page before the meeting, or the page of a record.
pub fn brief(book: &mut Book, ask: &BriefAsk) -> book::Result<Answer> {
    let of_record = match ask.paper {
        Paper::Brief => None,
        Paper::Handover => Some(Some(brief::handover(&book.dossier(ask.account, None)?))),
        Paper::Case(id) => Some(brief::case(&book.dossier(ask.account, None)?, id)),
        Paper::Recap(id) => Some(brief::recap(&book.dossier(ask.account, None)?, id)),
    };
    if let Some(page) = of_record {
        let page = page.ok_or_else(|| {
            BookError::refused("This is private; a page that others read cannot be made of it.")
        })?;
        return Ok(Answer::Page(Arc::new(page)));
    }
    let wanted = brief::Ask {
        meeting: ask.meeting,
        depth: ask.depth,
        audience: ask.audience,
        ..brief::Ask::default()
    };
    Ok(Answer::Page(Arc::new(book.page(ask.account, &wanted)?)))
}
