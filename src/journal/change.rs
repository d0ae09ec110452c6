//! One change, its inverse, and its application.

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

use super::entry::Batch;
use crate::domain::{Id, Kind, Object};

/// A value before and after; absent is unknown.
#[derive(Clone, PartialEq, Debug, Default, Serialize, Deserialize)]
pub struct Pair {
    /// The value before.
    #[serde(default, skip_serializing_if = "Value::is_null")]
    pub old: Value,
    /// The value after.
    #[serde(default, skip_serializing_if = "Value::is_null")]
    pub new: Value,
}

/// What an edit does to one record.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
pub struct Edit {
    /// The record.
    pub id: Id,
    /// Its kind, for whoever reads the journal.
    pub kind: Kind,
    /// Field → its value before and after.
    pub set: Map<String, Value>,
}

impl Edit {
    /// Makes the edit that turns one form of a record into another; nothing where they are the same.
    ///
    /// `changed` is carried along so that undo brings it back, but never makes a conflict.
    pub fn between(old: &Object, new: &Object) -> Option<Edit> {
        let mut set = Map::new();
        for name in old
            .keys()
            .chain(new.keys().filter(|k| !old.contains_key(*k)))
        {
            let pair = Pair {
                old: old.get(name).cloned().unwrap_or_default(),
                new: new.get(name).cloned().unwrap_or_default(),
            };
            if pair.old != pair.new {
                set.insert(name.clone(), serde_json::to_value(pair).unwrap_or_default());
            }
        }
        if set.keys().all(|k| k == "changed") {
            return None;
        }
        let id = serde_json::from_value(new.get("id")?.clone()).ok()?;
        let kind = serde_json::from_value(new.get("kind")?.clone()).ok()?;
        Some(Edit { id, kind, set })
    }

    /// Gives each field's value before and after.
    pub fn pairs(&self) -> impl Iterator<Item = (&str, Pair)> {
        self.set.iter().map(|(name, pair)| {
            (
                name.as_str(),
                serde_json::from_value(pair.clone()).unwrap_or_default(),
            )
        })
    }
}

/// Something that the book remembers beside its records, such as a column map for a header.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
pub struct Setting {
    /// What it is called.
    pub name: String,
    /// Before and after.
    #[serde(flatten)]
    pub value: Pair,
}

/// One change to the book. Undoing a change is applying its [inverse](Change::inverse).
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Change {
    /// Puts a new record into the book; undone by [`Change::Drop`].
    Make(Object),
    /// Takes a record out; undone by [`Change::Make`].
    Drop(Object),
    /// Edits fields of a record; undone by the edit back.
    Edit(Edit),
    /// Sets something beside the records; undone by setting it back.
    Setting(Setting),
    /// Adds a batch of activity; undone by [`Change::Inactivity`].
    Activity(Batch),
    /// Takes a batch of activity out; undone by [`Change::Activity`].
    Inactivity(Batch),
    /// A change of a newer version: kept, not understood.
    #[serde(untagged)]
    Unknown(Object),
}

impl Change {
    /// Gives the change that takes this one back.
    #[must_use]
    pub fn inverse(&self) -> Change {
        match self {
            Change::Make(record) => Change::Drop(record.clone()),
            Change::Drop(record) => Change::Make(record.clone()),
            Change::Edit(edit) => {
                let set = edit.pairs().map(|(name, p)| {
                    (
                        name.to_owned(),
                        serde_json::to_value(Pair {
                            old: p.new,
                            new: p.old,
                        })
                        .unwrap_or_default(),
                    )
                });
                Change::Edit(Edit {
                    id: edit.id,
                    kind: edit.kind,
                    set: set.collect(),
                })
            }
            Change::Setting(s) => Change::Setting(Setting {
                name: s.name.clone(),
                value: Pair {
                    old: s.value.new.clone(),
                    new: s.value.old.clone(),
                },
            }),
            Change::Activity(batch) => Change::Inactivity(batch.clone()),
            Change::Inactivity(batch) => Change::Activity(batch.clone()),
            Change::Unknown(object) => Change::Unknown(object.clone()),
        }
    }

    /// Gives the record that it touches.
    pub fn record(&self) -> Option<Id> {
        match self {
            Change::Make(o) | Change::Drop(o) => o
                .get("id")
                .and_then(Value::as_str)
                .and_then(|t| t.parse().ok()),
            Change::Edit(edit) => Some(edit.id),
            _ => None,
        }
    }
}

/// Says why a change cannot be applied: the book no longer has what the change was made from.
#[derive(Clone, PartialEq, Debug, thiserror::Error)]
pub enum Conflict {
    /// The record is gone.
    #[error("record {0} is no longer there")]
    Gone(Id),
    /// There is a record already.
    #[error("record {0} is there already")]
    There(Id),
    /// A field holds something else by now.
    #[error("{field} was changed meanwhile")]
    Moved {
        /// The record.
        id: Id,
        /// The field.
        field: String,
        /// What the change was made from.
        expected: Value,
        /// What the book has now.
        found: Value,
        /// What the change would set.
        wanted: Value,
    },
    /// The change is of a newer version.
    #[error("a newer version made this change; update ally to take it back")]
    Unknown,
    /// Rows of activity are gone that it would take out.
    #[error("{0} of the rows are no longer there")]
    Rows(u64),
    /// It names no record.
    #[error("a change names no record")]
    Nameless,
}

/// Applies a change to what the book has of its record; gives what it has then.
///
/// Refuses where the old value is no longer there: that one check serves two forms on one field, a stale plan and an undo.
/// Changes that touch no record are given back as they are (`now`).
pub fn apply(change: &Change, now: Option<Object>) -> Result<Option<Object>, Conflict> {
    match change {
        Change::Make(record) => match (now, change.record()) {
            (_, None) => Err(Conflict::Nameless),
            (Some(_), Some(id)) => Err(Conflict::There(id)),
            (None, Some(_)) => Ok(Some(record.clone())),
        },
        Change::Drop(record) => {
            let id = change.record().ok_or(Conflict::Nameless)?;
            let now = now.ok_or(Conflict::Gone(id))?;
            for name in record
                .keys()
                .chain(now.keys().filter(|k| !record.contains_key(*k)))
            {
                check(id, name, record.get(name), now.get(name), &Value::Null)?;
            }
            Ok(None)
        }
        Change::Edit(edit) => {
            let mut now = now.ok_or(Conflict::Gone(edit.id))?;
            for (name, pair) in edit.pairs() {
                check(edit.id, name, Some(&pair.old), now.get(name), &pair.new)?;
            }
            for (name, pair) in edit.pairs() {
                if pair.new.is_null() {
                    now.shift_remove(name);
                } else {
                    now.insert(name.to_owned(), pair.new);
                }
            }
            Ok(Some(now))
        }
        Change::Setting(_) | Change::Activity(_) | Change::Inactivity(_) | Change::Unknown(_) => {
            Ok(now)
        }
    }
}

fn check(
    id: Id,
    field: &str,
    expected: Option<&Value>,
    found: Option<&Value>,
    wanted: &Value,
) -> Result<(), Conflict> {
    let expected = expected.unwrap_or(&Value::Null);
    let found = found.unwrap_or(&Value::Null);
    if expected == found || field == "changed" {
        return Ok(());
    }
    Err(Conflict::Moved {
        id,
        field: field.to_owned(),
        expected: expected.clone(),
        found: found.clone(),
        wanted: wanted.clone(),
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use serde_json::json;

    fn object(value: Value) -> Object {
        let Value::Object(object) = value else {
            panic!("not an object")
        };
        object
    }
    const ID: &str = "01890a5d-ac96-774b-bcce-b302099a8057";

    #[test]
    fn an_edit_that_was_overtaken_is_refused_and_says_what_is_there() {
        let old = object(json!({"id": ID, "kind": "promise", "due": "2026-11-27"}));
        let mine = object(json!({"id": ID, "kind": "promise", "due": "2026-11-30"}));
        let theirs = object(json!({"id": ID, "kind": "promise", "due": "2026-12-01"}));
        let edit = Change::Edit(Edit::between(&old, &mine).unwrap());
        assert_eq!(apply(&edit, Some(old.clone())).unwrap(), Some(mine.clone()));
        assert!(
            matches!(apply(&edit, Some(theirs)), Err(Conflict::Moved { field, .. }) if field == "due")
        );
        assert_eq!(apply(&edit.inverse(), Some(mine)).unwrap(), Some(old));
        assert!(matches!(apply(&edit, None), Err(Conflict::Gone(_))));
    }

    #[test]
    fn a_change_of_a_newer_version_comes_back_as_it_was() {
        let line = r#"{"merge":{"a":1}}"#;
        let change: Change = serde_json::from_str(line).unwrap();
        assert!(matches!(change, Change::Unknown(_)));
        assert_eq!(serde_json::to_string(&change).unwrap(), line);
    }

    fn fields() -> impl Strategy<Value = Object> {
        proptest::collection::btree_map(
            "[a-d]",
            prop_oneof![Just(json!(1)), Just(json!("x")), Just(json!(["y"]))],
            0..4,
        )
        .prop_map(|m| {
            let mut o = object(json!({"id": ID, "kind": "promise"}));
            o.extend(m);
            o
        })
    }

    proptest! {
        #[test]
        fn the_inverse_takes_back(old in fields(), new in fields()) {
            if let Some(edit) = Edit::between(&old, &new) {
                let change = Change::Edit(edit);
                let there = apply(&change, Some(old.clone())).unwrap().unwrap();
                prop_assert!(there.iter().all(|(k, v)| new.get(k) == Some(v)) && there.len() == new.len());
                let back = apply(&change.inverse(), Some(there)).unwrap().unwrap();
                prop_assert!(back.iter().all(|(k, v)| old.get(k) == Some(v)) && back.len() == old.len());
                let written: Change = serde_json::from_str(&serde_json::to_string(&change).unwrap()).unwrap();
                prop_assert_eq!(written, change);
            } else {
                prop_assert!(old.iter().all(|(k, v)| new.get(k) == Some(v)));
            }
        }
    }
}
