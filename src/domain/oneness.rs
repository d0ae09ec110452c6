//! Makes one record of two: what the kept one gains, and what then points to it.

use serde_json::{Value, json};

use super::field::{Object, Type};
use super::id::Kind;

/// The fields by which a record lies within another one of its kind.
pub const RISES: [&str; 2] = ["parent", "reports_to"];

/// Under this name in `extra` somebody keeps the company that is no account yet.
const AWAITED: &str = "waits_for_account";

/// A value that one of two records had and that the one they became has not.
#[derive(Clone, PartialEq, Debug)]
pub struct Left {
    /// The field; a name within `extra` after a dot.
    pub field: String,
    /// What counts now.
    pub kept: Value,
    /// What was left behind.
    pub left: Value,
    /// Whether the record that stays had it, and the other's took its place.
    pub of_kept: bool,
}

/// Says whether a field of a record is as a file brought it, so that nobody typed it.
pub type Imported<'a> = &'a dyn Fn(&Object, &str) -> bool;

/// Gives a record with what it gains from another one that is the same: what it lacks, and of lists and notes both.
///
/// The other's name stays as an alias of an account or a person, since people may still use it. Where nobody chooses,
/// `imported` says what was typed: that counts before what a file brought, and long texts that were typed are joined.
pub fn joined(kept: &Object, lost: &Object, imported: Option<Imported<'_>>) -> Object {
    let mut after = kept.clone();
    let kind = kept
        .get("kind")
        .and_then(Value::as_str)
        .and_then(Kind::parse);
    for (name, value) in lost {
        let typed = imported.is_some_and(|imported| !imported(lost, name));
        let field = kind.and_then(|kind| kind.field(name));
        if let Some(field) =
            field.filter(|_| typed && !matches!(&**name, "name" | "state" | "notes"))
            && let Some(held) = after.get_mut(name)
            && held != value
        {
            let between = match (field.ty, field.name) {
                (Type::Prose, _) => Some("\n\n"),
                // What one must not say, and how to say it, is true of both.
                (_, "landmine" | "put_it") => Some("; "),
                _ => None,
            };
            match (between, &mut *held, value) {
                (Some(between), Value::String(ours), Value::String(theirs)) => {
                    if !ours.contains(theirs.as_str()) {
                        ours.push_str(between);
                        ours.push_str(theirs);
                    }
                    continue;
                }
                (None, ours, theirs)
                    if !matches!(ours, Value::Array(_))
                        && imported.is_some_and(|imported| imported(kept, name)) =>
                {
                    ours.clone_from(theirs);
                    continue;
                }
                _ => {}
            }
        }
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

/// These fields say what a record is in this book, or where it came from; nothing that anybody told is lost with them.
const OWN: [&str; 13] = [
    "id",
    "short",
    "kind",
    "created",
    "changed",
    "author",
    "visibility",
    "brought",
    "foreign",
    "inbox",
    "basis",
    "basis_on",
    "raw",
];

/// Lists what two records said and what is not in the one that they became; of what files call `extra` only what was typed.
pub fn left_behind(
    kept: &Object,
    lost: &Object,
    after: &Object,
    imported: Imported<'_>,
) -> Vec<Left> {
    let id_of = |record: &Object| Some(record.get("id")?.as_str()?.to_owned());
    let mut moved = lost.clone();
    if let (Some(from), Some(to)) = (id_of(lost), id_of(kept)) {
        repoint(&mut moved, &from, &to);
    }
    let aliases = after.get("aliases");
    let is_alias = |value: &Value| {
        let list = aliases.and_then(Value::as_array);
        list.is_some_and(|list| list.contains(value))
    };
    let mut all = Vec::new();
    for (source, of_kept) in [(&moved, false), (kept, true)] {
        let mut miss = |field: String, kept: &Value, left: &Value| {
            all.push(Left {
                field,
                kept: kept.clone(),
                left: left.clone(),
                of_kept,
            });
        };
        for (name, value) in source
            .iter()
            .filter(|(name, _)| !OWN.contains(&name.as_str()))
        {
            let Some(now) = after.get(name) else { continue };
            match (now, value) {
                (now, value) if now == value => {}
                (Value::Array(_), _) => {}
                (Value::String(now), Value::String(value)) if now.contains(value.as_str()) => {}
                (Value::Object(now), Value::Object(parts)) if name == "extra" => {
                    for (part, value) in parts {
                        let field = format!("extra.{part}");
                        if let Some(now) = now.get(part).filter(|now| *now != value)
                            && !imported(source, &field)
                        {
                            miss(field, now, value);
                        }
                    }
                }
                (_, value) if name == "name" && is_alias(value) => {}
                (now, value) => miss(name.clone(), now, value),
            }
        }
    }
    all
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
