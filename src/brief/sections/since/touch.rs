//! What came of the touches: complaints, notes, what they told us.

use super::Change;
use crate::brief::cut;
use crate::brief::page::{Audience, Depth};
use crate::brief::setting::Setting;
use crate::domain::Id;
use crate::domain::kinds::Touchpoint;
use crate::domain::record::Record;
use crate::domain::words::{Side, TouchpointState};

/// Says what came of a touch: a complaint made good or open, a note, what they told us.
pub fn changes<'a>(
    s: &Setting<'_>,
    record: &'a Record,
    b: &Touchpoint,
    changes: &mut Vec<Change<'a>>,
) {
    let theirs: Vec<Id> = b
        .people
        .iter()
        .copied()
        .filter(|id| {
            s.person(*id)
                .is_some_and(|(_, p)| p.side != Some(Side::Ours))
        })
        .collect();
    let title = || cut::small(&s.cut(&record.title(), 7));
    if let Some(on) = b.recovery.as_ref().and_then(|r| r.resolved_on) {
        changes.push(Change::new(
            record,
            on,
            82,
            format!("made good: {}", title()),
        ));
    }
    // A complaint that is open stands at the top of a page; a review has no other place for it.
    if let (Depth::Review, Some(recovery), Some(starts)) = (s.ask.depth, &b.recovery, &b.starts)
        && recovery.resolved_on.is_none()
    {
        let text = format!("complaint: {}; still open", title());
        changes.push(Change::new(record, s.here(starts), 91, text));
    }
    if b.state != Some(TouchpointState::Held) || b.recovery.is_some() {
        return;
    }
    let customer = s.ask.audience == Audience::Customer;
    if record.is_note() {
        // What was jotted down is ours; it was said with nobody there.
        if let (Some(starts), Some(note), false) = (&b.starts, &b.summary, customer) {
            changes.push(Change::new(record, s.here(starts), 20, said(s, note, 8)).ours());
        }
        return;
    }
    let (Some(starts), Some(told)) = (&b.starts, b.received.first()) else {
        return;
    };
    let with = if theirs.is_empty() {
        Setting::how(b).to_owned()
    } else if customer {
        "you told us".to_owned()
    } else {
        format!("{} told us", s.names(&theirs))
    };
    let text = format!("{with}: {}", said(s, told, 6));
    // What one of them said to us is not carried to another.
    changes.push(
        Change::new(record, s.here(starts), 40, text)
            .known_to(theirs)
            .ours(),
    );
}

/// Says what somebody said: their words in marks where they are words, else as it was noted.
pub fn said(s: &Setting<'_>, text: &str, share: usize) -> String {
    let clean = cut::clean(text);
    if clean.starts_with(['“', '"']) {
        s.cut(&clean, share)
    } else {
        cut::small(&s.cut(&clean, share))
    }
}
