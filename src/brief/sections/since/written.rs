//! What somebody wrote down that has no day of its own: a cause that was found, a stance that turned.

use serde_json::Value;

use super::Change;
use super::problem::said_why;
use crate::brief::cut;
use crate::brief::page::{Depth, Past};
use crate::brief::setting::Setting;
use crate::domain::record::{Body, Record};
use crate::domain::{Id, Kind};

/// Says what an old value became, where that is news.
pub fn change<'a>(s: &Setting<'a>, past: &Past) -> Option<Change<'a>> {
    if past.imported {
        return None;
    }
    let record = s
        .dossier
        .records
        .iter()
        .chain(std::iter::once(&s.dossier.account))
        .find(|r| r.id() == past.record)?;
    // What a record was made with is said by the record itself.
    if past.at.as_second() <= record.base.created.as_second() {
        return None;
    }
    let (weight, text) = line(s, record, past)?;
    // What we make of somebody who won't be there can wait.
    let absent = s.named
        && s.ask.depth != Depth::Review
        && record.kind() == Kind::Person
        && !s.with.contains(&record.id());
    let weight = if absent { weight - 40 } else { weight };
    let change = Change::new(record, s.local(past.at), weight, text);
    Some(match &record.body {
        Body::Person(_) => change.known_to(vec![record.id()]).ours(),
        // Whoever said why knows why.
        Body::Problem(b) => {
            let there = knew_now(s, past.at);
            change.known_to(there.into_iter().chain(said_why(b)).collect())
        }
        _ => change.known_to(knew_now(s, past.at)),
    })
}

/// Puts it into words, with how much it weighs.
fn line(s: &Setting<'_>, record: &Record, past: &Past) -> Option<(u32, String)> {
    let now = past.new.as_ref()?.as_str();
    let name = || s.name(record.id());
    let small = |text: &str, share| cut::small(&s.cut(text, share));
    let changed = past.old.is_some();
    Some(match (&record.body, past.field.as_str()) {
        (Body::Problem(_), "causes") => {
            let cause = added(past, |v| v.as_str())?;
            (86, format!("cause: {}", small(&cause, 8)))
        }
        (Body::Problem(_), "whys") => {
            let why = added(past, |v| v.get("why")?.as_str())?;
            (85, format!("cause: {}", small(&why, 8)))
        }
        (Body::Problem(_), "need") => (84, format!("need: {}", small(now?, 8))),
        (Body::Problem(_), "cost") => {
            let cost = record.cost_said()?;
            (74, format!("{} costs {cost}", s.cut(&record.title(), 5)))
        }
        (Body::Person(_), "stance") => {
            let (now, old) = (stood(now?), past.old.as_ref()?);
            let text = match old.as_str() {
                Some(before) => format!("{} is {now} now, no longer {}", name(), stood(before)),
                None => format!("{} is {now} now", name()),
            };
            (88, text)
        }
        (Body::Person(_), "title") if changed => {
            (70, format!("{} is now {}", name(), small(now?, 6)))
        }
        (Body::Person(_), "wants_now") if changed => {
            (62, format!("{} now wants {}", name(), small(now?, 7)))
        }
        (Body::Promise(_), "due") if changed => {
            let due = now?.parse().ok()?;
            // Where the new day is gone too, Debts says that it is late.
            if due < s.today {
                return None;
            }
            let title = small(&record.title(), 6);
            (64, format!("moved to {}: {title}", s.day(due)))
        }
        (Body::Account(_), "aims_now") => (68, format!("their aim: {}", small(now?, 8))),
        _ => return None,
    })
}

/// Says where somebody stands, with its article: `a sceptic`, `an opponent`, `neutral`.
fn stood(stance: &str) -> String {
    match stance.chars().next() {
        _ if stance == "neutral" => stance.to_owned(),
        Some('a' | 'e' | 'i' | 'o' | 'u') => format!("an {stance}"),
        _ => format!("a {stance}"),
    }
}

/// Lists who was there on the day that something was written.
fn knew_now(s: &Setting<'_>, at: jiff::Timestamp) -> Vec<Id> {
    let day = s.local(at);
    s.held()
        .into_iter()
        .filter(|(on, ..)| *on == day)
        .flat_map(|(_, _, touch)| touch.people.clone())
        .collect()
}

/// Gives the last item of a list that its old value did not have.
fn added<'v>(past: &'v Past, text: impl Fn(&'v Value) -> Option<&'v str>) -> Option<String> {
    let old = past
        .old
        .as_ref()
        .and_then(Value::as_array)
        .map_or(&[][..], Vec::as_slice);
    past.new
        .as_ref()?
        .as_array()?
        .iter()
        .rev()
        .find(|item| !old.contains(item))
        .and_then(text)
        .map(str::to_owned)
}
