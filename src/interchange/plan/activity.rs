//! What becomes of a meeting or a promise whose row was moved, done, deleted or given to somebody else.

use serde_json::{Value, json};

use super::Planner;
use super::make::{Said, Told};
use crate::domain::{Date, Id, Kind, Object};
use crate::interchange::draft::{Draft, Key};
use crate::interchange::merge::{self, Changed, Merged};
use crate::interchange::waits::WAITS;
use crate::interchange::world::{foreign_ids, texts};

/// Somebody whom a source named before and names no longer: in which field, and the mark under which it did.
pub(super) struct Leaving {
    field: &'static str,
    id: Id,
    mark: Value,
}

impl Planner<'_> {
    /// Finds whom a row named before and names no longer, where it names others in their place.
    pub(super) fn leaving(&self, id: Id, draft: &Draft, key: &str, told: &Told) -> Vec<Leaving> {
        let mut out = Vec::new();
        if draft.foreign.is_empty() {
            return out;
        }
        for field in ["people", "to"] {
            if !told.said.iter().any(|said| said.field == field) {
                continue;
            }
            let held = self.look(id, |record| {
                let ids = texts(record, field).filter_map(|id| id.parse::<Id>().ok());
                let ids: Vec<Id> = ids.collect();
                (
                    ids,
                    marks_of(record, key, field),
                    record.get("brought").cloned(),
                )
            });
            let Some((ids, marks, brought)) = held.filter(|(_, marks, _)| !marks.is_empty()) else {
                continue;
            };
            let is_named = |id: Id| {
                told.resolved
                    .iter()
                    .any(|(of, to)| *of == field && *to == id)
            };
            for person in ids.into_iter().filter(|person| !is_named(*person)) {
                let known = self.look(person, known_as).unwrap_or_default();
                let mark = marks.iter().find(|mark| known.contains(mark));
                // Whom another source names too stays for that.
                let elsewhere = brought.iter().filter_map(Value::as_object).flatten();
                let elsewhere = elsewhere.filter(|(source, _)| *source != key);
                let named = elsewhere
                    .filter_map(|(_, fields)| fields.get(field)?.as_array())
                    .flatten()
                    .any(|mark| known.contains(mark));
                if let (Some(mark), false) = (mark, named) {
                    let (id, mark) = (person, mark.clone());
                    out.push(Leaving { field, id, mark });
                }
            }
        }
        out
    }
}

/// Gives the marks of whom a source named in a field.
fn marks_of(record: &Object, key: &str, field: &str) -> Vec<Value> {
    let brought = record.get("brought").and_then(|all| all.get(key));
    let marks = brought.and_then(|fields| fields.get(field)?.as_array());
    marks.cloned().unwrap_or_default()
}

/// Gives the marks under which a file may have named somebody: by an id, an address or a name, alone or with the name.
fn known_as(person: &Object) -> Vec<Value> {
    let ids = foreign_ids(person).map(Key::Foreign);
    let emails = texts(person, "emails").map(|email| Key::Email(email.to_owned()));
    let keys: Vec<String> = ids
        .chain(emails)
        .map(|key| key.written(Kind::Person))
        .collect();
    let name = person.get("name").and_then(Value::as_str);
    let names = name.into_iter().chain(texts(person, "aliases"));
    let names: Vec<String> = names
        .map(|name| Key::Name(name.to_owned()).written(Kind::Person))
        .collect();
    let both = keys
        .iter()
        .flat_map(|key| names.iter().map(move |name| format!("{key} | {name}")));
    let both: Vec<String> = both.collect();
    let all = keys.iter().chain(&names).chain(&both);
    all.map(|keys| Said::mark_of(keys)).collect()
}

/// Takes those off whom a row names no longer, and what it waited for in their place; gives the fields that lost somebody.
pub(super) fn take_off(
    record: &mut Object,
    key: &str,
    told: &Told,
    leaving: &[Leaving],
) -> Vec<&'static str> {
    let mut fields = Vec::new();
    for one in leaving {
        let id = json!(one.id);
        if let Some(Value::Array(list)) = record.get_mut(one.field) {
            list.retain(|held| *held != id);
            if !fields.contains(&one.field) {
                fields.push(one.field);
            }
        }
        let mut marks = marks_of(record, key, one.field);
        marks.retain(|mark| *mark != one.mark);
        merge::remember(record, key, one.field, Value::Array(marks));
    }
    for field in ["people", "to"] {
        if !told.said.iter().any(|said| said.field == field) {
            continue;
        }
        let marks = marks_of(record, key, field);
        let name = format!("{WAITS}{field}");
        let Some(Value::Object(extra)) = record.get_mut("extra") else {
            continue;
        };
        let Some(Value::Array(list)) = extra.get_mut(&name) else {
            continue;
        };
        list.retain(|keys| {
            let keys = keys.as_str().unwrap_or_default();
            told.said.iter().any(|said| said.waits_for(field, keys))
                || !marks.contains(&Said::mark_of(keys))
        });
        if list.is_empty() {
            extra.shift_remove(&name);
        }
    }
    fields
}

/// Says whether a text field is as a source brought it.
pub(super) fn was_brought(record: &Object, key: &str, field: &str) -> bool {
    record
        .get(field)
        .is_some_and(|held| was_told(record, key, field, held))
}

/// Says whether a source said this of a field last.
pub(super) fn was_told(record: &Object, key: &str, field: &str, value: &Value) -> bool {
    let brought = record.get("brought").and_then(|brought| brought.get(key));
    let mark = brought.and_then(|fields| fields.get(field)?.as_str());
    mark == Some(merge::hash(value).as_str())
}

/// Says whether somebody wrote of a meeting what came of it: then it was held, whatever a file says of its day.
pub(super) fn is_written(record: &Object, key: &str) -> bool {
    let by_hand = |field: &str| record.contains_key(field) && !was_brought(record, key, field);
    ["summary", "received", "given", "next_step"]
        .into_iter()
        .any(by_hand)
}

/// Shows that a meeting stays held which a file moved ahead, where somebody here held it or wrote of it.
pub(super) fn show_held(before: &Object, record: &Object, draft: &Draft, merged: &mut Merged) {
    let is_held = record.get("state").is_some_and(|state| state == "held");
    let moved = before.get("starts") != record.get("starts");
    if is_held && moved && draft.text("state") == "planned" && before.contains_key("starts") {
        merged.kept.push(Changed {
            field: "state".to_owned(),
            old: record.get("state").cloned(),
            new: draft.fields.get("state").cloned(),
        });
    }
}

/// Calls off what is deleted elsewhere and still lay ahead; says what it is now. What somebody here set on again stays on.
pub(super) fn call_off(record: &mut Object, key: &str, today: Date) -> Option<&'static str> {
    if merge::is_deleted(record, key) {
        return None;
    }
    let text = |field: &str| record.get(field).and_then(Value::as_str);
    let now = match (text("kind")?, text("state")?) {
        ("touchpoint", "planned") => "cancelled",
        ("promise", "open") => "released",
        _ => return None,
    };
    if now == "released" {
        record.insert("closed_on".to_owned(), json!(today));
    }
    record.insert("state".to_owned(), json!(now));
    let mark = Value::String(merge::hash(&json!(now)));
    merge::remember(record, key, "state", mark);
    Some(now)
}

/// Notes of a promise when a file closed it, and which day it was due before.
pub(super) fn note_days(before: &Object, record: &mut Object, today: Date) {
    let is_open = |record: &Object| record.get("state").is_none_or(|state| state == "open");
    if !is_open(before) {
        return;
    }
    if !is_open(record) && !record.contains_key("closed_on") {
        record.insert("closed_on".to_owned(), json!(today));
    }
    let (from, to) = (before.get("due").cloned(), record.get("due").cloned());
    if let (Some(from), Some(to)) = (from, to)
        && from != to
        && before.get("moved") == record.get("moved")
        && let Value::Array(moved) = record.entry("moved").or_insert_with(|| json!([]))
    {
        moved.push(json!({"from": from, "to": to, "on": today}));
    }
}
