//! What was changed and what was deleted, read from the journal for the screens, and bringing it back.

use std::collections::{HashMap, HashSet};
use std::sync::Arc;

use serde_json::Value;

use super::data::{Answer, Changed, Deleted, Done, Past};
use crate::book::{self, Book};
use crate::domain::typed::{self, Reader};
use crate::domain::words::{Visibility, Words};
use crate::domain::{Date, Id, Kind, Moment, Record};
use crate::journal::Change;

/// How many entries the history shows.
pub const SHOWN: usize = 500;

/// How many records of one entry are told one by one.
const TOLD: usize = 40;

/// How many changes of one entry are looked at.
pub const MOST: u64 = 48;

/// What an entry leaves out, because it says nothing to a person.
const QUIET: &[&str] = &["changed", "moves", "brought", "account", "visibility"];

/// Gives what was deleted and is not back, newest first.
pub fn trash(book: &mut Book) -> book::Result<Answer> {
    let zone = book.now().time_zone().clone();
    let gone = book.trash()?.into_iter().map(|gone| {
        let deleted = Deleted {
            at: Moment(gone.at.to_zoned(zone.clone())),
            by: gone.by,
        };
        (Arc::new(gone.record), deleted)
    });
    let (records, gone) = gone.unzip();
    Ok(Answer::Gone(records, gone))
}

/// Brings deleted records back as they were, and to an account what belonged to it: one entry, one undo.
pub fn restore(book: &mut Book, ids: &[Id]) -> book::Result<Done> {
    let back = book.bring_back(ids)?;
    Ok(super::orders::done(
        format!("{}. u takes it back.", back.said()),
        ids.first().copied(),
    ))
}

/// Says values as the history of this book means them.
struct Said<'a> {
    now: &'a jiff::Zoned,
    titles: &'a HashMap<Id, String>,
}

impl Reader for Said<'_> {
    fn today(&self) -> Date {
        self.now.date()
    }
    fn zone(&self) -> jiff::tz::TimeZone {
        self.now.time_zone().clone()
    }
    fn find(&self, text: &str, _: Option<Kind>) -> Result<Id, String> {
        Err(text.to_owned())
    }
    fn name(&self, id: Id) -> Option<String> {
        Some(
            self.titles
                .get(&id)
                .cloned()
                .unwrap_or_else(|| "something deleted since".to_owned()),
        )
    }
}

/// Gives what was changed: in the book, or in one record alone.
pub fn history(book: &mut Book, of: Option<Id>) -> book::Result<Answer> {
    let now = book.now();
    let entries = match of {
        Some(_) => book.history(of, SHOWN)?,
        None => book.recent(SHOWN, MOST)?,
    };
    let (titles, secret) = titles(book, entries.iter().map(|entry| entry.changes.as_slice()))?;
    let said = Said {
        now: &now,
        titles: &titles,
    };
    let past = entries.into_iter().map(|entry| {
        let mut records: Vec<Id> = entry.changes.iter().filter_map(Change::record).collect();
        let mut seen = HashSet::new();
        records.retain(|id| seen.insert(*id));
        // What was deleted is what a deletion was about, and not what followed from it.
        let mut first: Vec<&Change> = entry.changes.iter().collect();
        first.sort_by_key(|change| match change {
            Change::Drop(object) => {
                usize::from(object.get("kind").is_none_or(|kind| kind != "account"))
            }
            _ => 2,
        });
        let changes: Vec<Changed> =
            together(first.into_iter().filter_map(|change| told(change, &said)));
        let private = entry
            .changes
            .iter()
            .any(|change| is_private(change, &secret));
        let files = entry.head.cause.files.join(", ");
        let command = entry.head.cause.command.as_str();
        Past {
            seq: entry.head.seq,
            at: Moment(entry.head.at.to_zoned(now.time_zone().clone())),
            author: entry.head.author,
            verb: done(command, &entry.changes, changes.first()).to_owned(),
            what: summary(
                &changes,
                records.len() + usize::try_from(entry.more).unwrap_or(0),
                &files,
            ),
            records,
            changes,
            undoable: entry.stands,
            private,
        }
    });
    Ok(Answer::History(past.collect()))
}

/// Says a command as something that was done.
fn verb(command: &str) -> &str {
    match command {
        "add" | "new" => "added",
        "capture" => "captured",
        "note" => "noted",
        "set" | "edit" => "changed",
        "move" => "moved on",
        "delete" | "drop" => "deleted",
        "restore" => "brought back",
        "link" => "linked",
        "import" => "imported",
        "undo" => "took back",
        "redo" => "did again",
        "merge" => "merged",
        "forget" => "forgot",
        "sweep" | "call" => "after a call",
        other => other,
    }
}

/// Says what was done to the record that an entry is told by.
fn done<'a>(command: &'a str, all: &[Change], first: Option<&Changed>) -> &'a str {
    let said = verb(command);
    let (Some(first), "added" | "changed" | "moved on") = (first, said) else {
        return said;
    };
    let own = |change: &&Change| change.record() == Some(first.id);
    match all.iter().find(own) {
        Some(Change::Make(_)) => "added",
        Some(Change::Drop(_)) => "deleted",
        _ if first.fields.iter().any(|(name, ..)| name == "state") => "moved on",
        _ => "changed",
    }
}

/// Says in a line what an entry was about.
fn summary(changes: &[Changed], records: usize, files: &str) -> String {
    let Some(first) = changes.first() else {
        return files.to_owned();
    };
    if !files.is_empty() {
        return format!(
            "{files}: {records} {}",
            if records == 1 { "record" } else { "records" }
        );
    }
    let mut said = format!("{} {}", first.kind, first.title);
    if records > 1 {
        return format!("{said}, and {} more", records - 1);
    }
    let state = first
        .fields
        .iter()
        .find(|(name, before, after)| name == "state" && !before.is_empty() && !after.is_empty());
    if let Some((_, before, after)) = state {
        said = format!("{said}: {before} to {after}");
    } else if !first.whole {
        let names: Vec<&str> = first
            .fields
            .iter()
            .map(|(name, ..)| super::story::label(name))
            .collect();
        if !names.is_empty() {
            said = format!("{said}: {}", names.join(", "));
        }
    }
    said
}

/// Puts what one entry did to one record together.
fn together(changes: impl Iterator<Item = Changed>) -> Vec<Changed> {
    let mut all: Vec<Changed> = Vec::new();
    for change in changes {
        match all.iter().position(|known| known.id == change.id) {
            Some(at) => all[at].fields.extend(change.fields),
            None if all.len() < TOLD => all.push(change),
            None => {}
        }
    }
    all
}

/// Says what a change did to its record, field by field.
fn told(change: &Change, said: &Said<'_>) -> Option<Changed> {
    match change {
        Change::Make(object) | Change::Drop(object) => {
            let made = matches!(change, Change::Make(_));
            let record = Record::read(object.clone()).ok()?;
            let fields = record.kind().fields().iter().filter_map(|field| {
                let value = typed::show(&field.ty, object.get(field.name)?, said);
                let name = field.name.to_owned();
                if value.is_empty() || QUIET.contains(&field.name) {
                    None
                } else if made {
                    Some((name, String::new(), value))
                } else {
                    Some((name, value, String::new()))
                }
            });
            Some(Changed {
                id: record.id(),
                kind: record.kind().word(),
                title: record.title(),
                whole: true,
                fields: fields.collect(),
            })
        }
        Change::Edit(edit) => {
            let fields = edit
                .set
                .iter()
                .filter(|(name, _)| !QUIET.contains(&name.as_str()))
                .map(|(name, pair)| {
                    let show = |side: &str| {
                        pair.get(side)
                            .filter(|value| !value.is_null())
                            .map(|value| shown(edit.kind, name, value, said))
                            .unwrap_or_default()
                    };
                    (name.clone(), show("old"), show("new"))
                });
            Some(Changed {
                id: edit.id,
                kind: edit.kind.word(),
                title: said.name(edit.id).unwrap_or_default(),
                whole: false,
                fields: fields.collect(),
            })
        }
        _ => None,
    }
}

fn shown(kind: Kind, field: &str, value: &Value, said: &Said<'_>) -> String {
    let shared = crate::domain::record::SHARED;
    match kind
        .field(field)
        .or_else(|| shared.iter().find(|known| known.name == field))
    {
        Some(field) => typed::show(&field.ty, value, said),
        None => value
            .as_str()
            .map_or_else(|| value.to_string(), str::to_owned),
    }
}

/// Names every record that the entries touch or mention, and says which are private.
fn titles<'a>(
    book: &mut Book,
    entries: impl Iterator<Item = &'a [Change]>,
) -> book::Result<(HashMap<Id, String>, HashSet<Id>)> {
    let mut wanted: HashSet<Id> = HashSet::new();
    let mut titles: HashMap<Id, String> = HashMap::new();
    let mut secret: HashSet<Id> = HashSet::new();
    for changes in entries {
        for change in changes {
            match change {
                Change::Make(object) | Change::Drop(object) => {
                    if let Ok(record) = Record::read(object.clone()) {
                        wanted.extend(record.references());
                        titles.insert(record.id(), record.title());
                    }
                }
                Change::Edit(edit) => {
                    wanted.insert(edit.id);
                    edit.set
                        .values()
                        .for_each(|pair| mentioned(pair, &mut wanted));
                }
                _ => {}
            }
        }
    }
    let mut ids: Vec<Id> = wanted.into_iter().collect();
    ids.sort_unstable();
    for record in book.records_at_hand(&ids)? {
        if record.base.visibility == Visibility::Private {
            secret.insert(record.id());
        }
        titles.insert(record.id(), record.title());
    }
    Ok((titles, secret))
}

/// Says whether a change is of something private: as it was written down, or as it is now.
fn is_private(change: &Change, secret: &HashSet<Id>) -> bool {
    match change {
        Change::Make(object) | Change::Drop(object) => object
            .get("visibility")
            .is_some_and(|word| word == Visibility::Private.word()),
        Change::Edit(edit) => secret.contains(&edit.id),
        _ => false,
    }
}

/// Gathers the ids in a value.
fn mentioned(value: &Value, into: &mut HashSet<Id>) {
    match value {
        Value::String(text) => into.extend(text.parse::<Id>().ok()),
        Value::Array(items) => items.iter().for_each(|item| mentioned(item, into)),
        Value::Object(parts) => parts.values().for_each(|part| mentioned(part, into)),
        _ => {}
    }
}
