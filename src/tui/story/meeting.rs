//! What one needs to know before a meeting, beside what the meeting says itself: what the people in it wait for, what
//! they owe, what they have not been told, and when one last met.

use std::sync::Arc;

use super::hidden;
use crate::domain::kinds::Touchpoint;
use crate::domain::state::open;
use crate::domain::words::{Direction, Words};
use crate::domain::{Body, Date, Id, Record};
use crate::tui::look::Look;
use crate::tui::strip::Doc;
use crate::tui::theme::Role;

/// So many lines of one sort are told.
const TOLD: usize = 6;

/// Tells what lies between us and the people of a meeting that is planned.
pub fn before(
    record: &Record,
    body: &Touchpoint,
    around: &[Arc<Record>],
    look: &Look<'_>,
    doc: &mut Doc,
) {
    if record.state() != Some("planned") {
        return;
    }
    let meets =
        |people: &[Id]| people.is_empty() || people.iter().any(|id| body.people.contains(id));
    let mut ours: Vec<(Option<Date>, &Record)> = Vec::new();
    let mut theirs = Vec::new();
    let mut untold = Vec::new();
    let mut last: Option<(&Record, &Touchpoint)> = None;
    for other in around.iter().map(|other| &**other) {
        if other.account() != record.account() || hidden(other, look) {
            continue;
        }
        match &other.body {
            Body::Promise(promise) if open(other) => {
                if promise.direction == Some(Direction::Theirs) {
                    if meets(&promise.by) {
                        theirs.push((promise.due, other));
                    }
                } else if meets(&promise.to) {
                    ours.push((promise.due, other));
                }
            }
            Body::Advocacy(fight) if fight.decided() && !fight.closed() => {
                untold.push((None, other));
            }
            Body::Touchpoint(touch) if other.state() == Some("held") && meets(&touch.people) => {
                let when = |touch: &Touchpoint| {
                    touch.starts.as_ref().map(crate::domain::Moment::timestamp)
                };
                if last.is_none_or(|(_, before)| when(before) < when(touch)) {
                    last = Some((other, touch));
                }
            }
            _ => {}
        }
    }
    doc.gap();
    for (label, mut rows) in [("we owe", ours), ("they owe", theirs), ("tell", untold)] {
        rows.sort_by_key(|(due, record)| (due.is_none(), *due, record.id()));
        for (number, (due, other)) in rows.into_iter().take(TOLD).enumerate() {
            let due = due.map(|due| look.due(due).0).unwrap_or_default();
            let said = match (due.as_str(), &other.body) {
                ("", Body::Promise(_)) => "no day",
                ("", _) => other.state().unwrap_or_default(),
                (due, _) => due,
            };
            let label = if number == 0 { label } else { "" };
            doc.labelled_link(label, Role::Text, &other.title(), said, Some(other.id()));
        }
    }
    if let Some((other, touch)) = last {
        let how = touch.channel.map_or("met", Words::word);
        let on = touch.starts.as_ref().map(|at| look.day_of(at));
        let on = on
            .map(|on| format!("{how}, {}", look.ago(on)))
            .unwrap_or_default();
        doc.labelled_link(
            "last met",
            Role::Text,
            &other.title(),
            &on,
            Some(other.id()),
        );
        if let Some(received) = touch.received.first() {
            doc.labelled_link("", Role::Words, received, "", Some(other.id()));
        }
    }
}
