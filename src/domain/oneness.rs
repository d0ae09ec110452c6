//! Makes one record of two: what the kept one gains, and what then points to it.

use serde_json::{Value, json};

use super::field::Object;

/// The fields by which a record lies within another one of its kind.
pub const RISES: [&str; 2] = ["parent", "reports_to"];

/// Under this name in `extra` somebody keeps the company that is no account yet.
const AWAITED: &str = "waits_for_account";

/// Gives a record with what it gains from another one that is the same: what it lacks, and of lists and notes both.
///
/// The other's name stays as an alias of an account or a person, since people may still use it.
pub fn joined(kept: &Object, lost: &Object) -> Object {
    let mut after = kept.clone();
    for (name, value) in lost {
        match (after.get_mut(name), value) {
            (None, value) => {
                after.insert(name.clone(), value.clone());
            }
            (Some(Value::Array(ours)), Value::Array(theirs)) => {
                for item in theirs {
                    if !ours.contains(item) {
                        ours.push(item.clone());
                    }
                }
            }
            (Some(Value::Object(ours)), Value::Object(theirs)) => {
                for (key, value) in theirs {
                    ours.entry(key.clone()).or_insert_with(|| value.clone());
                }
            }
            (Some(Value::String(ours)), Value::String(theirs))
                if name == "notes" && !ours.contains(theirs.as_str()) =>
            {
                ours.push_str("\n\n");
                ours.push_str(theirs);
            }
            _ => {}
        }
    }
    let is_called = kept
        .get("kind")
        .is_some_and(|kind| kind == "account" || kind == "person");
    if let Some(name) = lost.get("name").filter(|_| is_called)
        && kept.get("name") != Some(name)
        && let Value::Array(aliases) = after.entry("aliases").or_insert_with(|| json!([]))
        && !aliases.contains(name)
    {
        aliases.push(name.clone());
    }
    // Who has an account waits for none.
    if after
        .get("account")
        .is_some_and(|account| !account.is_null())
        && let Some(Value::Object(extra)) = after.get_mut("extra")
        && extra.shift_remove(AWAITED).is_some()
        && extra.is_empty()
    {
        after.shift_remove("extra");
    }
    let id_of = |record: &Object| Some(record.get("id")?.as_str()?.to_owned());
    if let (Some(from), Some(to)) = (id_of(lost), id_of(kept)) {
        repoint(&mut after, &from, &to);
        stand_alone(&mut after, lost, &from, &to);
    }
    after
}

/// Takes away what points from a record to itself; one that lay within the other lies where the other did.
fn stand_alone(after: &mut Object, lost: &Object, from: &str, to: &str) {
    for name in RISES {
        if after.get(name).and_then(Value::as_str) == Some(to) {
            let above = lost.get(name).and_then(Value::as_str);
            match above.filter(|id| *id != from && *id != to) {
                Some(above) => after.insert(name.to_owned(), json!(above)),
                None => after.shift_remove(name),
            };
        }
    }
    if let Some(Value::Array(links)) = after.get_mut("links") {
        links.retain(|link| link.get("to").and_then(Value::as_str) != Some(to));
        if links.is_empty() {
            after.shift_remove("links");
        }
    }
}

/// Puts one id wherever another stands, except in a record's own id and in what is text.
pub fn repoint(object: &mut Object, from: &str, to: &str) {
    fn walk(value: &mut Value, from: &str, to: &str) {
        match value {
            Value::String(text) if text == from => to.clone_into(text),
            Value::Array(list) => {
                for item in list.iter_mut() {
                    walk(item, from, to);
                }
                let mut seen = Vec::new();
                list.retain(|v| {
                    !v.is_string() || {
                        let new = !seen.contains(v);
                        seen.push(v.clone());
                        new
                    }
                });
            }
            Value::Object(parts) => parts.values_mut().for_each(|v| walk(v, from, to)),
            _ => {}
        }
    }
    for (name, value) in object.iter_mut() {
        if !matches!(name.as_str(), "id" | "notes" | "raw" | "extra") {
            walk(value, from, to);
        }
    }
}
