//! The demo: a throw-away book of twelve accounts, told relative to the day on which it is opened.
//!
//! Its records lie in `demo/*.toml`, a file an account. This module reads them, resolves who is meant
//! and when, checks every field against the field table, and gives what happened as entries dated in the
//! past, so that the demo has a real history. [`demo`] is pure: the same moment gives the same
//! entries to the byte. [`fill`] puts them into a new book.

mod behaviour;
mod relative;
mod script;
mod settle;
mod stages;
mod values;

use std::collections::BTreeMap;

use super::core::trouble;
use super::error::{BookError, Result};
use super::handle::{Book, Hold};
use crate::domain::{Base, FieldError, Id, Kind, Object, Record, state};
use crate::journal::{Cause, Change, Edit, Entry, Head};
use jiff::{Timestamp, Zoned};
use relative::Opened;
use script::{Item, Script};

/// Who keeps the demo's book.
pub const AUTHOR: &str = "robin.hayes";

const FILES: &[(&str, &str)] = &[
    ("ours", include_str!("demo/ours.toml")),
    ("dmv", include_str!("demo/dmv.toml")),
    (
        "motor-vehicles-1990",
        include_str!("demo/motor-vehicles-1990.toml"),
    ),
    ("northline", include_str!("demo/northline.toml")),
    ("hartford", include_str!("demo/hartford.toml")),
    ("volta", include_str!("demo/volta.toml")),
    ("meridian", include_str!("demo/meridian.toml")),
    ("beacon", include_str!("demo/beacon.toml")),
    ("brendan", include_str!("demo/brendan.toml")),
    ("ridgeway", include_str!("demo/ridgeway.toml")),
    ("whitcomb", include_str!("demo/whitcomb.toml")),
    ("lakeshore", include_str!("demo/lakeshore.toml")),
    ("penrose", include_str!("demo/penrose.toml")),
];

/// Something that happened in the demo's past: one entry of its journal.
#[derive(Clone, PartialEq, Debug)]
pub struct DemoEntry {
    /// When.
    pub at: Timestamp,
    /// Who did it.
    pub author: String,
    /// What was done: `add`, `set`, `move` or `import`.
    pub cause: Cause,
    /// What it changed, in order.
    pub changes: Vec<Change>,
}

/// Says what is wrong in the demo's files, and where.
#[derive(Clone, PartialEq, Eq, Debug, thiserror::Error)]
#[error("demo/{file}.toml, {key}: {why}")]
pub struct DemoError {
    /// The file, without its ending.
    pub file: String,
    /// The record's key, or the section.
    pub key: String,
    /// What is wrong.
    pub why: String,
}

impl DemoError {
    fn new(file: &str, key: &str, why: impl Into<String>) -> Self {
        Self {
            file: file.to_owned(),
            key: key.to_owned(),
            why: why.into(),
        }
    }

    fn of(item: &Item, error: &FieldError) -> Self {
        Self::new(item.file, &item.key, error.to_string())
    }
}

/// Tells the demo as if it were opened now: its entries, oldest first.
///
/// Errors name the file, the record and the field; the tests see to it that there are none.
pub fn demo(now: &Zoned) -> std::result::Result<Vec<DemoEntry>, DemoError> {
    let opened = Opened::new(now);
    let script = Script::read(FILES, &opened)?;
    let ids = name(&script);
    let mut happened = Vec::new();
    for (position, item) in script.items.iter().enumerate() {
        happened.extend(life(item, position, &ids, &opened)?);
    }
    // Stable: what happened in one minute stays in the order of the files.
    happened.sort_by_key(|h| h.at);
    let mut entries = gather(happened, &script, &ids)?;
    for (file, account, series) in &script.activity {
        let account = ids
            .id(account)
            .map_err(|why| DemoError::new(file, "activity", why))?;
        let mut rows = Vec::new();
        for one in series {
            rows.extend(
                one.rows(account, opened.today())
                    .map_err(|why| DemoError::new(file, "activity", why))?,
            );
        }
        rows.sort_by(|a, b| (a.on, &a.order).cmp(&(b.on, &b.order)));
        let at = opened
            .moment("-1d", (6, 10))
            .map_err(|why| DemoError::new(file, "activity", why))?;
        entries.push(DemoEntry {
            at: at.timestamp(),
            author: AUTHOR.to_owned(),
            cause: Cause {
                command: "import".to_owned(),
                files: vec![format!("{file}-orders.csv")],
                ..Cause::default()
            },
            changes: vec![Change::Activity(behaviour::pack(&rows))],
        });
    }
    entries.sort_by_key(|e| e.at);
    Ok(entries)
}

/// Tells the demo into a book that is new and held here, as if it were opened now.
///
/// Errors where the book is not empty, or somebody else holds it.
pub fn fill(book: &mut Book) -> Result<()> {
    let entries = demo(&book.now()).map_err(|e| BookError::refused(e.to_string()))?;
    let Hold::Here(core) = &mut book.hold else {
        return Err(BookError::refused(
            "the demo needs a book of its own, and a workbench holds this one",
        ));
    };
    if core.store.position().0 != 0 {
        return Err(BookError::refused(
            "the demo goes only into a new book, and this one has entries",
        )
        .hint("Name a directory that is not there yet: ally demo --into DIR"));
    }
    let told = (1..).zip(entries).map(|(seq, entry)| {
        let head = Head {
            seq,
            at: entry.at,
            author: entry.author,
            cause: entry.cause,
            request: None,
            more: Object::new(),
        };
        let changes = entry.changes;
        (Entry { head, changes }, core.clock.salt(seq))
    });
    core.store.append_all(told.collect()).map_err(trouble)?;
    Ok(())
}

/// Who is meant by a key: the id that the demo gave.
pub(crate) struct Named(BTreeMap<String, (Id, Kind)>);

impl Named {
    fn id(&self, key: &str) -> std::result::Result<Id, String> {
        self.0
            .get(key)
            .map(|(id, _)| *id)
            .ok_or_else(|| format!("there is no record “{key}”"))
    }

    fn id_of(&self, key: &str, wanted: Option<Kind>) -> std::result::Result<Id, String> {
        match (self.0.get(key), wanted) {
            (None, _) => Err(format!("there is no record “{key}”")),
            (Some((_, kind)), Some(wanted)) if *kind != wanted => {
                Err(format!("“{key}” is {kind:#}, and should be {wanted:#}"))
            }
            (Some((id, _)), _) => Ok(*id),
        }
    }

    fn kind(&self, key: &str) -> Option<Kind> {
        self.0.get(key).map(|(_, kind)| *kind)
    }
}

/// Gives every record its id, from the moment it was made and its place among all.
fn name(script: &Script) -> Named {
    let mut named = BTreeMap::new();
    for (position, item) in script.items.iter().enumerate() {
        let ms = u64::try_from(item.made.as_millisecond()).unwrap_or(0);
        let hash = blake3::hash(format!("{position} {}", item.key).as_bytes());
        let mut unique = [0; 10];
        unique.copy_from_slice(&hash.as_bytes()[..10]);
        named.insert(item.key.clone(), (Id::new(ms, unique), item.kind));
    }
    Named(named)
}

/// One thing that happened to one record.
struct Happened {
    at: Timestamp,
    author: String,
    item: usize,
    what: What,
}

#[allow(clippy::large_enum_variant)] // A few hundred, built once and taken apart at once.
enum What {
    Made(Record),
    Set(Object),
    Moved {
        to: String,
        on: jiff::civil::Date,
        why: Option<String>,
        set: Object,
    },
}

/// Tells one record's life: how it was made, and what changed later.
fn life(
    item: &Item,
    position: usize,
    ids: &Named,
    opened: &Opened<'_>,
) -> std::result::Result<Vec<Happened>, DemoError> {
    let id = ids
        .id(&item.key)
        .map_err(|why| DemoError::new(item.file, &item.key, why))?;
    let fail = |e: FieldError| DemoError::of(item, &e);
    let mut record = Record::new(item.kind, Base::new(id, item.made, &item.author));
    let mut object = record.object();
    object.extend(values::values(item, &item.fields, ids, opened)?);
    record = Record::read_strictly(object).map_err(|wrong| DemoError::of(item, &wrong[0]))?;
    let mut out = Vec::new();
    for event in &item.events {
        let set = values::values(item, &event.set, ids, opened)?;
        // What was already so when the record was written down is part of it from the start.
        if event.at <= item.made {
            for (name, value) in set {
                record.set(&name, value).map_err(fail)?;
            }
            if let Some(to) = &event.to {
                state::advance(&mut record, to, event.on, event.why.clone()).map_err(fail)?;
            }
            continue;
        }
        out.push(Happened {
            at: event.at,
            author: event.author.clone(),
            item: position,
            what: match &event.to {
                Some(to) => What::Moved {
                    to: to.clone(),
                    on: event.on,
                    why: event.why.clone(),
                    set,
                },
                None => What::Set(set),
            },
        });
    }
    record.check().map_err(fail)?;
    out.insert(
        0,
        Happened {
            at: item.made,
            author: item.author.clone(),
            item: position,
            what: What::Made(record),
        },
    );
    Ok(out)
}

/// Gathers what one person did on one day into entries, and gives short ids as the book would.
fn gather(
    happened: Vec<Happened>,
    script: &Script,
    ids: &Named,
) -> std::result::Result<Vec<DemoEntry>, DemoError> {
    let mut entries: Vec<DemoEntry> = Vec::new();
    let mut counters: BTreeMap<Kind, u64> = BTreeMap::new();
    let mut now: BTreeMap<Id, Record> = BTreeMap::new();
    let mut day = None;
    for h in happened {
        let item = &script.items[h.item];
        let fail = |e: FieldError| DemoError::of(item, &e);
        let id = ids
            .id(&item.key)
            .map_err(|why| DemoError::new(item.file, &item.key, why))?;
        let (command, change) = match h.what {
            What::Made(mut record) => {
                let counter = counters.entry(item.kind).or_default();
                *counter += 1;
                record.base.short = format!("{}{counter}", item.kind.letters());
                now.insert(id, record.clone());
                ("add", Some(Change::Make(record.object())))
            }
            What::Set(set) => ("set", edit(&mut now, id, h.at, set, None).map_err(fail)?),
            What::Moved { to, on, why, set } => (
                "move",
                edit(&mut now, id, h.at, set, Some((&to, on, why))).map_err(fail)?,
            ),
        };
        // What is set to what it is already is no change.
        let Some(change) = change else { continue };
        let today = (h.author.clone(), item.day_of(h.at));
        match entries.last_mut() {
            Some(entry) if day.as_ref() == Some(&today) => {
                entry.at = h.at;
                entry.changes.push(change);
                if command == "add" {
                    command.clone_into(&mut entry.cause.command);
                }
            }
            _ => entries.push(DemoEntry {
                at: h.at,
                author: h.author,
                cause: Cause {
                    command: command.to_owned(),
                    ..Cause::default()
                },
                changes: vec![change],
            }),
        }
        day = Some(today);
    }
    Ok(entries)
}

/// Edits a record as the book would, by its rules.
fn edit(
    now: &mut BTreeMap<Id, Record>,
    id: Id,
    at: Timestamp,
    set: Object,
    to: Option<(&str, jiff::civil::Date, Option<String>)>,
) -> std::result::Result<Option<Change>, FieldError> {
    let record = now
        .get_mut(&id)
        .ok_or_else(|| FieldError::new("later", "changes a record before it was made"))?;
    let before = record.object();
    for (name, value) in set {
        record.set(&name, value)?;
    }
    if let Some((to, on, why)) = to {
        state::advance(record, to, on, why)?;
    }
    record.check()?;
    record.base.changed = at;
    Ok(Edit::between(&before, &record.object()).map(Change::Edit))
}

#[cfg(test)]
mod tests;
