//! Putting a record off until a day: where that stands, and what must not sleep.

use serde_json::{Value, json};

use crate::domain::record::Body;
use crate::domain::words::{AgreementState, Direction, PromiseState, TouchpointState};
use crate::domain::{Date, Moment, Record, days};

/// The name in a record's `extra` under which the day stands until which nobody wants to be reminded of it.
const SNOOZED: &str = "snoozed_until";

/// customer was told that they hear from us.
///
/// What others owe us may sleep: to remind of it later breaks nobody's word.
pub fn awake_for(record: &Record, until: Date, today: Date) -> Option<String> {
    let said = |day: Date| days::said(day, today);
    let body = match &record.body {
        Body::Promise(b) => {
            let ours =
                b.state == Some(PromiseState::Open) && b.direction != Some(Direction::Theirs);
            return b.due.filter(|due| ours && *due < until).map(|due| {
                let was = if due < today { "was" } else { "is" };
                format!(
                    "It {was} due {}; move its day instead, or say that it is kept.",
                    said(due)
                )
            });
        }
        Body::Agreement(b) => {
            let by = b.notice_by.filter(|by| *by >= today).or(b.ends)?;
            let running = b.state == Some(AgreementState::Running) && by >= today;
            return (running && by < until).then(|| {
                format!(
                    "Its last day is {}; put it off until a day before that.",
                    said(by)
                )
            });
        }
        Body::Touchpoint(body) => body,
        _ => return None,
    };
    let unresolved = body.recovery.as_ref().filter(|r| r.resolved_on.is_none());
    if let Some(word) = unresolved
        .and_then(|r| r.next_update)
        .filter(|on| *on < until)
    {
        return Some(format!(
            "They hear from you {}; say first when they hear next.",
            said(word)
        ));
    }
    let planned = body.state == Some(TouchpointState::Planned);
    let on = body.starts.as_ref().map(Moment::date)?;
    (planned && on < until).then(|| {
        format!(
            "It is {}, before that day; move the meeting instead.",
            said(on)
        )
    })
}

/// Gives what a record's `extra` was and becomes when it is put off until a day, or woken; nothing where nothing changes.
pub fn snooze(record: &Record, until: Option<Date>) -> Option<(Value, Value)> {
    let was = record.get("extra").unwrap_or(Value::Null);
    let mut extra = was.as_object().cloned().unwrap_or_default();
    match until {
        Some(until) => {
            extra.insert(SNOOZED.into(), json!(until));
        }
        None => {
            extra.shift_remove(SNOOZED);
        }
    }
    let now = if extra.is_empty() {
        Value::Null
    } else {
        Value::Object(extra)
    };
    (now != was).then_some((was, now))
}

/// Reads until when a record is not to be brought up.
pub fn snoozed(record: &Record) -> Option<Date> {
    record.base.extra.get(SNOOZED)?.as_str()?.parse().ok()
}
