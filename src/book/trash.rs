//! What was deleted, and bringing it back: nothing is destroyed, so a deleted record lies in the journal as it last was.

use std::collections::{HashMap, HashSet};

use jiff::Timestamp;
use serde_json::json;

use super::command::Step;
use super::error::{BookError, Result};
use super::handle::Book;
use crate::domain::{Id, Object, Record};
use crate::interchange::world::{Deleted, Torn};
use crate::journal::{Change, Edit};

/// How many entries are looked through for what was deleted.
pub const SEARCHED: usize = 5_000;

/// A deleted record as it last was.
pub struct Gone {
    /// The record.
    pub record: Record,
    /// When it was deleted.
    pub at: Timestamp,
    /// By whom.
    pub by: String,
}

/// What was brought back.
pub struct Back {
    /// The name of the first record.
    pub name: String,
    /// How many of those that were asked for.
    pub count: usize,
    /// How many others belong to them again.
    pub with: usize,
}

impl Back {
    /// Says it in a sentence, without its stop.
    pub fn said(&self) -> String {
        let back = if self.count == 1 {
            format!(
                "“{}” is back where it was",
                crate::domain::plain::fit(&self.name, 44)
            )
        } else {
            format!("{} records are back where they were", self.count)
        };
        match self.with {
            0 => back,
            1 => format!("{back}, and one record that belonged to it"),
            with => format!("{back}, and {with} that belonged to it"),
        }
    }
}

impl Book {
    /// Lists what was deleted and is not back, newest first.
    pub fn trash(&mut self) -> Result<Vec<Gone>> {
        let mut gone: Vec<Gone> = Vec::new();
        let mut seen = HashSet::new();
        for past in self.dropped(SEARCHED)? {
            // What an entry that was taken back deleted is there, or was deleted by another one.
            for change in &past.changes {
                if let Change::Drop(object) = change
                    && let Ok(record) = Record::read(object.clone())
                    && seen.insert(record.id())
                {
                    gone.push(Gone {
                        record,
                        at: past.head.at,
                        by: past.head.author.clone(),
                    });
                }
            }
        }
        let ids: Vec<Id> = gone.iter().map(|gone| gone.record.id()).collect();
        let there: HashSet<Id> = self.records(&ids)?.iter().map(Record::id).collect();
        gone.retain(|gone| !there.contains(&gone.record.id()));
        Ok(gone)
    }

    /// Gives what was deleted and is not back, newest first, each with what its deletion tore off others.
    pub(super) fn torn_out(&mut self) -> Result<Vec<Deleted>> {
        let gone = self.trash()?;
        let mut wanted: HashMap<Id, Object> = gone
            .iter()
            .map(|gone| (gone.record.id(), gone.record.object()))
            .collect();
        let mut found = Vec::new();
        for past in self.history(None, SEARCHED)? {
            if wanted.is_empty() {
                break;
            }
            for change in &past.changes {
                let Change::Drop(object) = change else {
                    continue;
                };
                let id = super::execute::id_of(object);
                if let Some(record) = id.and_then(|id| wanted.remove(&id)) {
                    let torn = past
                        .changes
                        .iter()
                        .filter_map(|other| torn_off(&record, other));
                    let torn = torn.collect();
                    found.push(Deleted { record, torn });
                }
            }
        }
        Ok(found)
    }

    /// Brings deleted records back as they were, and to an account what belonged to it: one entry, one undo.
    ///
    /// Errors where none of them is found in the last [`SEARCHED`] entries.
    pub fn bring_back(&mut self, ids: &[Id]) -> Result<Back> {
        // The entry that deleted them is most often among the newest, which are soon read.
        for searched in [SEARCHED / 100, SEARCHED / 10] {
            if let Some(back) = self.bring_back_from(ids, searched, false)? {
                return Ok(back);
            }
        }
        self.bring_back_from(ids, SEARCHED, true)?.ok_or_else(|| {
            BookError::refused("it is not in the history that was looked through")
                .hint("The history of the book has it; undo the entry that deleted it.")
        })
    }

    /// Does it where the newest entries have all of the records, or any of them where `some` will do.
    fn bring_back_from(&mut self, ids: &[Id], searched: usize, some: bool) -> Result<Option<Back>> {
        let mut wanted: HashSet<Id> = ids.iter().copied().collect();
        let (mut steps, mut torn) = (Vec::new(), Vec::new());
        let mut name = None;
        for past in self.history(None, searched)? {
            let mut back = Vec::new();
            for change in &past.changes {
                if let Change::Drop(object) = change
                    && let Ok(record) = Record::read(object.clone())
                    && wanted.remove(&record.id())
                {
                    back.push(json!(record.id()));
                    name.get_or_insert_with(|| record.title());
                    steps.push(Step::Keep(object.clone()));
                }
            }
            torn.extend(past.changes.into_iter().filter_map(|change| match change {
                Change::Edit(edit) if edit.pairs().any(|(_, pair)| back.contains(&pair.old)) => {
                    Some(edit)
                }
                _ => None,
            }));
            if wanted.is_empty() {
                break;
            }
        }
        let Some(name) = name.filter(|_| some || wanted.is_empty()) else {
            return Ok(None);
        };
        let count = steps.len();
        let members = self.rejoin(torn)?;
        let with = members.len();
        steps.extend(members);
        self.write("restore", steps)?;
        Ok(Some(Back { name, count, with }))
    }

    /// Gives the steps that put back what deletions tore off, but for what has found another place since.
    fn rejoin(&mut self, torn: Vec<Edit>) -> Result<Vec<Step>> {
        let ids: Vec<Id> = torn.iter().map(|edit| edit.id).collect();
        let there: HashMap<Id, Record> = self
            .records(&ids)?
            .into_iter()
            .map(|record| (record.id(), record))
            .collect();
        let steps = torn.into_iter().filter_map(|edit| {
            let record = there.get(&edit.id)?;
            let pairs = edit.pairs().filter(|(field, _)| *field != "changed");
            let (mut set, mut was) = (Object::new(), Object::new());
            for (field, pair) in pairs {
                if record.get(field).unwrap_or_default() != pair.new {
                    return None;
                }
                set.insert(field.to_owned(), pair.old);
                was.insert(field.to_owned(), pair.new);
            }
            Some(Step::Edit {
                id: edit.id,
                set,
                was,
            })
        });
        Ok(steps.collect())
    }
}

/// Says what the deletion of a record changed of another one, if this is such a change.
fn torn_off(record: &Object, change: &Change) -> Option<Torn> {
    let id = record.get("id")?;
    let Change::Edit(edit) = change else {
        return None;
    };
    if !edit.pairs().any(|(_, pair)| pair.old == *id) {
        return None;
    }
    let fields = edit.pairs().filter(|(field, _)| *field != "changed");
    Some(Torn {
        id: edit.id,
        fields: fields
            .map(|(field, pair)| (field.to_owned(), pair.old, pair.new))
            .collect(),
    })
}
