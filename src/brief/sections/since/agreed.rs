//! How words that were given ended: promises both ways, what we fight for, agreements.

use super::{Change, moved};
use crate::brief::cut;
use crate::brief::page::Audience;
use crate::brief::setting::Setting;
use crate::domain::kinds::{Advocacy, Promise};
use crate::domain::record::Record;
use crate::domain::words::{AdvocacyState, Direction, PromiseState, Words};

/// Says that a promise was kept or broken.
pub fn promise<'a>(s: &Setting<'_>, record: &'a Record, b: &Promise) -> Option<Change<'a>> {
    let ours = b.direction != Some(Direction::Theirs);
    let customer = s.ask.audience == Audience::Customer;
    let who = match b.by.as_slice() {
        _ if ours => "we".to_owned(),
        [] if customer => "you".to_owned(),
        // Read by several, “you” is none of them.
        some if customer && s.with.len() < 2 && some.iter().all(|id| s.with.contains(id)) => {
            "you".to_owned()
        }
        [] => "they".to_owned(),
        some => s.names(some),
    };
    let (weight, verb) = match (b.state?, ours) {
        (PromiseState::Broken, true) => (95, "broke a promise"),
        (PromiseState::Kept, true) => (50, "kept a promise"),
        (PromiseState::Kept, false) => (52, "kept a promise"),
        (PromiseState::Broken, false) => (60, "broke a promise"),
        _ => return None,
    };
    let known = if ours { &b.to } else { &b.by };
    let text = format!("{who} {verb}: {}", title(s, record));
    Some(Change::new(record, b.closed_on?, weight, text).known_to(known.clone()))
}

/// Says how a fight ended once they were told, or that it goes on inside.
pub fn fight<'a>(s: &Setting<'_>, record: &'a Record, b: &Advocacy) -> Option<Change<'a>> {
    let state = b.state?;
    let title = title(s, record);
    if let Some(on) = b.told_on {
        let whom = s.names(&b.told_whom);
        let text = if whom.is_empty() {
            format!("{state} and told: {title}")
        } else {
            format!("{state}, {whom} told: {title}")
        };
        // Whom to tell how it ended was chosen when they were told.
        let change = Change::new(record, on, 48, text).known_to(b.told_whom.clone());
        return Some(change.ours());
    }
    if !matches!(state, AdvocacyState::Accepted | AdvocacyState::UnderWay) {
        return None;
    }
    let (on, _) = moved(record)?;
    let text = format!("{} inside: {title}", state.word());
    Some(Change::new(record, on, 44, text))
}

/// Says where an agreement stands now.
pub fn agreement<'a>(s: &Setting<'_>, record: &'a Record) -> Option<Change<'a>> {
    let (on, to) = moved(record)?;
    let text = format!("{}: {to}", s.cut(&record.title(), 7));
    Some(Change::new(record, on, 58, text))
}

fn title(s: &Setting<'_>, record: &Record) -> String {
    cut::small(&s.cut(&record.title(), 7))
}
