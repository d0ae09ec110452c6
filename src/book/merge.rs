//! Makes two records one: what the other has goes over, and everything that pointed there points here.

use std::collections::HashMap;

use serde_json::{Value, json};

use super::command::{Receipt, Step};
use super::error::{BookError, Result};
use super::execute::RISES;
use super::handle::Book;
use crate::domain::{Id, Kind, Object, Record};

impl Book {
    /// Makes two records one: the second takes what it lacks from the first, everything that pointed there points here, and the first goes.
    ///
    /// Of the fields in `take` the first one's value counts, though both have one.
    pub fn merge(&mut self, loser: Id, winner: Id, take: &[String]) -> Result<Receipt> {
        let mut steps = self.merging(loser, winner, &HashMap::new())?;
        let lost = self.record(loser)?.map(|record| record.object());
        if let (Some(lost), Some(Step::Replace { after, .. })) = (lost, steps.first_mut()) {
            for name in take {
                if let Some(value) = lost.get(name) {
                    after.insert(name.clone(), value.clone());
                }
            }
        }
        self.write("merge", steps)
    }

    pub(super) fn merging(
        &mut self,
        loser: Id,
        winner: Id,
        edited: &HashMap<Id, Object>,
    ) -> Result<Vec<Step>> {
        let now = |record: &Record| {
            edited
                .get(&record.id())
                .cloned()
                .unwrap_or_else(|| record.object())
        };
        let gone =
            || BookError::refused("one of the two was deleted meanwhile; nothing was changed");
        let lost = self.record(loser)?.ok_or_else(gone)?;
        let kept = self.record(winner)?.ok_or_else(gone)?;
        if loser == winner || lost.kind() != kept.kind() {
            return Err(BookError::refused(
                "only two different records of one kind can be made one",
            ));
        }
        let mut steps = Vec::new();
        let before = now(&kept);
        let mut after = before.clone();
        for (name, value) in now(&lost) {
            match (after.get_mut(&name), value) {
                (None, value) => {
                    after.insert(name, value);
                }
                (Some(Value::Array(ours)), Value::Array(theirs)) => {
                    for item in theirs {
                        if !ours.contains(&item) {
                            ours.push(item);
                        }
                    }
                }
                (Some(Value::Object(ours)), Value::Object(theirs)) => {
                    for (key, value) in theirs {
                        ours.entry(key).or_insert(value);
                    }
                }
                (Some(Value::String(ours)), Value::String(theirs))
                    if name == "notes" && !ours.contains(&theirs) =>
                {
                    ours.push_str("\n\n");
                    ours.push_str(&theirs);
                }
                _ => {}
            }
        }
        // The other name is one that people may still use.
        if lost.title() != kept.title()
            && matches!(kept.kind(), Kind::Account | Kind::Person)
            && let Value::Array(aliases) = after.entry("aliases").or_insert_with(|| json!([]))
        {
            let name = Value::String(lost.title());
            if !aliases.contains(&name) {
                aliases.push(name);
            }
        }
        let (from, to) = (loser.to_string(), winner.to_string());
        repoint(&mut after, &from, &to);
        // One that lay within the other lies where the other did.
        for name in RISES {
            if after.get(name).and_then(Value::as_str) == Some(&to) {
                let above = lost.object().shift_remove(name);
                match above.filter(|id| id.as_str().is_some_and(|id| id != from && id != to)) {
                    Some(above) => after.insert(name.to_owned(), above),
                    None => after.shift_remove(name),
                };
            }
        }
        if let Some(Value::Array(links)) = after.get_mut("links") {
            links.retain(|link| link.get("to").and_then(Value::as_str) != Some(&to));
        }
        if after
            .get("links")
            .is_some_and(|l| l.as_array().is_some_and(Vec::is_empty))
        {
            after.shift_remove("links");
        }
        steps.push(Step::Replace { before, after });
        for record in self.all()? {
            if record.id() == loser
                || record.id() == winner
                || !record.references().contains(&loser)
            {
                continue;
            }
            let before = now(&record);
            let mut after = before.clone();
            repoint(&mut after, &from, &to);
            steps.push(Step::Replace { before, after });
        }
        steps.push(Step::Drop { id: loser });
        Ok(steps)
    }
}

/// Puts one id wherever another stands, except in a record's own id and its notes.
fn repoint(object: &mut Object, from: &str, to: &str) {
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
