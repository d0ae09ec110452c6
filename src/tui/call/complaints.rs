//! The complaints of a call, and what is known of their recovery.

use super::{Noted, Recovery};
use crate::capture::Head;
use crate::domain::{Body, Who};
use crate::tui::model::Model;

/// Says whether a note is a complaint: as it was typed, or as the sweep made it.
pub fn is_complaint(
    noted: &[Noted],
    loose: &[usize],
    became: &[Option<String>],
    note: usize,
) -> bool {
    let word = Head::Complaint.row().word;
    let made = loose
        .iter()
        .position(|n| *n == note)
        .and_then(|at| became.get(at)?.as_deref());
    match made {
        Some(line) => line
            .strip_prefix(word)
            .is_some_and(|rest| rest.starts_with([' ', ':'])),
        None => noted.get(note).is_some_and(|n| n.head == Head::Complaint),
    }
}

/// Lists the complaints of the call with what is known of their recovery.
pub fn complaints(model: &Model) -> Vec<Recovery> {
    let Some(call) = &model.call else {
        return Vec::new();
    };
    let Some(sweep) = &call.sweep else {
        return Vec::new();
    };
    let today = model.now.date();
    (0..call.noted.len())
        .filter(|note| is_complaint(&call.noted, &sweep.loose, &sweep.became, *note))
        .map(|note| {
            let kept = call.noted[note]
                .record
                .and_then(|id| model.data.record(id))
                .and_then(|record| match &record.body {
                    Body::Touchpoint(body) => body.recovery.clone(),
                    _ => None,
                });
            let owner = kept
                .as_ref()
                .and_then(|r| r.owner.as_ref())
                .map(|who| match who {
                    Who::Record(id) => model.who.title(*id).to_owned(),
                    Who::Words(words) => words.clone(),
                });
            // The next day of business, until somebody says another.
            let next = kept
                .and_then(|r| r.next_update)
                .or_else(|| model.settings.weekend.after(today, 1));
            Recovery {
                note,
                answers: [
                    owner.unwrap_or_default(),
                    next.map_or_else(String::new, |day| day.strftime("%-d %b").to_string()),
                    String::new(),
                ],
                next,
            }
        })
        .collect()
}
