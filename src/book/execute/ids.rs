//! The ids of new records: a command names them by placeholders, and the book gives each its own.

use std::collections::HashMap;

use serde_json::Value;

use crate::book::command::Step;
use crate::book::core::Core;
use crate::book::error::{BookError, Result};
use crate::domain::{Id, Kind, Object};
use crate::interchange::plan::Makes;

impl Core {
    /// Gives each new record its id, by its placeholder, and puts it wherever that stands among the steps.
    pub(super) fn give_ids(&self, makes: &Makes, steps: &mut [Step], seq: u64) -> HashMap<Id, Id> {
        let mut ids = HashMap::new();
        let mut nth = 0;
        for placeholder in makes.ids().flatten().filter(|id| is_placeholder(*id)) {
            ids.entry(placeholder).or_insert_with(|| {
                nth += 1;
                self.clock.id(seq, nth)
            });
        }
        for step in steps.iter() {
            if let Step::Make(object) = step
                && let Some(placeholder) = id_of(object)
            {
                ids.entry(placeholder).or_insert_with(|| {
                    nth += 1;
                    self.clock.id(seq, nth)
                });
            }
        }
        if !ids.is_empty() {
            for step in steps.iter_mut() {
                match step {
                    Step::Make(object) => object.values_mut().for_each(|v| replace(v, &ids)),
                    Step::Edit { id, set, .. } => {
                        *id = ids.get(id).copied().unwrap_or(*id);
                        set.values_mut().for_each(|v| replace(v, &ids));
                    }
                    Step::Move { id, .. } | Step::Drop { id } => {
                        *id = ids.get(id).copied().unwrap_or(*id);
                    }
                    Step::Replace { after, .. } => {
                        after.values_mut().for_each(|v| replace(v, &ids));
                    }
                    Step::Rows { account, .. } | Step::Unrow { account, .. } => {
                        *account = ids.get(account).copied().unwrap_or(*account);
                    }
                    Step::Keep(_) | Step::Setting { .. } | Step::Activity(_) => {}
                }
            }
        }
        ids
    }
}

/// Makes the step of a plan's new record: one that comes with its own id keeps it.
pub(in crate::book) fn made(record: Object) -> Step {
    if id_of(&record).is_some_and(|id| !is_placeholder(id)) {
        Step::Keep(record)
    } else {
        Step::Make(record)
    }
}

fn is_placeholder(id: Id) -> bool {
    id.bytes()[..8] == [0; 8]
}

/// Reads a record's id.
pub(in crate::book) fn id_of(object: &Object) -> Option<Id> {
    object.get("id")?.as_str()?.parse().ok()
}

/// Reads a record's kind.
pub(super) fn kind_of(object: &Object) -> Result<Kind> {
    let word = object
        .get("kind")
        .and_then(Value::as_str)
        .unwrap_or_default();
    Kind::ALL
        .iter()
        .copied()
        .find(|k| k.word() == word)
        .ok_or_else(|| BookError::refused(format!("no kind is called “{word}”")))
}

/// Puts ids in the place of their placeholders, wherever those stand in a value.
pub(super) fn replace(value: &mut Value, ids: &HashMap<Id, Id>) {
    match value {
        Value::String(text) if text.len() == 36 => {
            if let Some(id) = text.parse::<Id>().ok().and_then(|id| ids.get(&id)) {
                *text = id.to_string();
            }
        }
        // What a record waits for can name a new one: `person ally:ID | person ally:ID`.
        Value::String(text) if text.contains(" ally:00000000-0000-0000-") => {
            let keys = text.split(" | ").map(|key| {
                let named = key.rsplit_once(':');
                let id = named.and_then(|(_, id)| ids.get(&id.parse::<Id>().ok()?));
                match (named, id) {
                    (Some((head, _)), Some(id)) => format!("{head}:{id}"),
                    _ => key.to_owned(),
                }
            });
            *text = keys.collect::<Vec<_>>().join(" | ");
        }
        Value::Array(list) => list.iter_mut().for_each(|v| replace(v, ids)),
        Value::Object(parts) => parts.values_mut().for_each(|v| replace(v, ids)),
        _ => {}
    }
}
