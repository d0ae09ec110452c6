//! Compares what files say with the book and says what would change: the plan that a person confirms.
//!
//! A plan is values only. New records carry placeholder ids, which [`Plan::assign`] exchanges for the book's own.
//! Matching: by an id in another program, else e-mail without case, else phone in E.164 with a name that does not
//! speak against it, else the exact name within the account. Accounts come first, then people, deals, and the rest,
//! so that the order of files and rows never matters; what points to a record that has not come yet waits for its key.

mod activity;
mod attach;
mod change;
mod find;
mod invited;
mod make;
mod makes;
mod moved;
mod named;
mod overlap;
mod part;
mod planner;
mod reused;
mod rows;
mod series;
mod told;
mod versions;

use std::collections::{BTreeMap, HashMap};

use serde_json::Value;

use crate::domain::{Id, Kind, Object};

use super::{
    activity::ActivityTable,
    draft::{Reading, Rejected},
    merge::Changed,
    options::Options,
    world::World,
};
pub use makes::Makes;
use planner::{Mention, Place, Planner, Working, hashed, rank};

/// Says what becomes of a row; each row is exactly one of these.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Class {
    /// Nothing changes.
    Same,
    /// A record of the book changes.
    Changed,
    /// A record is made.
    New,
    /// A record is made apart and linked `maybe same`.
    Doubtful,
}

/// Says what one row does.
#[derive(Debug, Clone, PartialEq)]
pub struct RowPlan {
    /// The row's line.
    pub line: u64,
    /// What becomes of it.
    pub class: Class,
    /// The record that it is about.
    pub record: Option<Id>,
    /// What that record is called.
    pub name: String,
    /// Its kind.
    pub kind: Kind,
    /// Fields that change.
    pub changed: Vec<Changed>,
    /// Fields where both sides moved: the book's value is kept, unless the field is among those that change too.
    pub kept: Vec<Changed>,
    /// What else is to be said.
    pub notes: Vec<String>,
}

impl RowPlan {
    /// Says whether a change puts the file's value in the place of one that the book had of its own (`--theirs`).
    pub fn overwrites(&self, change: &Changed) -> bool {
        self.kept.iter().any(|kept| kept.field == change.field)
            && self.changed.iter().any(|own| own.field == change.field)
    }
}

/// Says what one file does.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct FilePlan {
    /// The file.
    pub file: String,
    /// Whose table it is.
    pub recognised: Option<String>,
    /// Its encoding.
    pub encoding: String,
    /// The sign between its cells.
    pub delimiter: Option<char>,
    /// Records read.
    pub rows: u64,
    /// Rows that make a record.
    pub new: u64,
    /// Rows that change one.
    pub changed: u64,
    /// Rows that change nothing.
    pub same: u64,
    /// Rows that make a record that may be one of the book's.
    pub doubtful: u64,
    /// Rows that were refused.
    pub rejected: Vec<Rejected>,
    /// What was guessed, repaired or left out.
    pub warnings: Vec<String>,
    /// Why nobody knows the file, and what to do; then nothing of it is imported, and the other files go on.
    pub unknown: Option<(String, String)>,
    /// How many records of each kind are made.
    pub kinds: BTreeMap<String, u64>,
    /// The accounts among them of which only a name is told, in rows that are about something else.
    pub beside: Vec<String>,
    /// What each row does; rows that change nothing are left out.
    pub details: Vec<RowPlan>,
    /// The header's fingerprint, under which what is said of it is remembered.
    pub fingerprint: Option<String>,
    /// Whether the comma is the decimal sign of its numbers, where the person said so now.
    pub decimal: Option<bool>,
    /// What a row is, in the word of a column map.
    pub kind: &'static str,
    /// How its days and numbers were read.
    pub read_as: super::read_as::ReadAs,
}

/// Changes one record of the book.
#[derive(Debug, Clone, PartialEq)]
pub struct Edit {
    /// The record as the plan found it; applying refuses where it has moved since.
    pub before: Object,
    /// The record as it is to be.
    pub after: Object,
}

/// Rows of activity of one account.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ActivityPlan {
    /// The account.
    pub account: Id,
    /// The file among the plan's.
    pub file: usize,
    /// The rows to add, by their place in the file's table.
    pub rows: Vec<u32>,
    /// The identities of stored rows that these replace; see [`identity`].
    pub replaces: Vec<u64>,
}

/// Holds all that an import would do.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Plan {
    /// What each file does.
    pub files: Vec<FilePlan>,
    /// The records to make, accounts before what points to them; `id` and `kind` are set, the rest of the frame is not.
    pub makes: Makes,
    /// The records to change.
    pub edits: Vec<Edit>,
    /// Pairs of the book's records that a file says are one: the first was merged into the second.
    pub merges: Vec<(Id, Id)>,
    /// Rows of activity to add.
    pub activity: Vec<ActivityPlan>,
    /// The files' tables of activity.
    pub tables: Vec<ActivityTable>,
    /// The number of the book's last entry when the plan was made: what it makes is new only as long as nothing came since.
    pub as_of: Option<u64>,
}

impl Plan {
    /// Says whether nothing would change.
    pub fn is_empty(&self) -> bool {
        self.makes.is_empty()
            && self.edits.is_empty()
            && self.merges.is_empty()
            && self.activity.is_empty()
    }

    /// Counts the records and rows that it brings, as far as bringing them takes time.
    pub fn weight(&self) -> u64 {
        let rows: usize = self.activity.iter().map(|part| part.rows.len()).sum();
        (self.makes.len() + self.edits.len() + rows) as u64
    }

    /// Exchanges the placeholder ids for the book's, wherever they stand.
    #[must_use]
    pub fn assign(mut self, mut next: impl FnMut(Kind) -> Id) -> Self {
        let mut ids: HashMap<String, String> = HashMap::new();
        let mut map: HashMap<Id, Id> = HashMap::new();
        for make in self.makes.objects() {
            let kind = make
                .get("kind")
                .and_then(Value::as_str)
                .and_then(Kind::parse)
                .unwrap_or(Kind::Account);
            if let Some(old) = id_of(&make).filter(|id| placeholder_of(*id).is_some()) {
                let new = next(kind);
                ids.insert(old.to_string(), new.to_string());
                map.insert(old, new);
            }
        }
        let makes = std::mem::take(&mut self.makes).into_iter();
        self.makes = makes
            .map(|mut make| {
                make.iter_mut().for_each(|(_, value)| exchange(value, &ids));
                make
            })
            .collect();
        for edit in &mut self.edits {
            edit.after
                .iter_mut()
                .for_each(|(_, value)| exchange(value, &ids));
        }
        for batch in &mut self.activity {
            batch.account = map.get(&batch.account).copied().unwrap_or(batch.account);
        }
        for file in &mut self.files {
            for row in &mut file.details {
                row.record = row.record.map(|id| map.get(&id).copied().unwrap_or(id));
                for change in row.changed.iter_mut().chain(&mut row.kept) {
                    change
                        .new
                        .iter_mut()
                        .for_each(|value| exchange(value, &ids));
                }
            }
        }
        self
    }
}

fn exchange(value: &mut Value, ids: &HashMap<String, String>) {
    match value {
        Value::String(text) if text.contains("00000000-0000-0000-") => {
            // An id stands alone, or behind `ally:` in a key that a record waits for.
            if let Some(new) = ids.get(text.as_str()) {
                new.clone_into(text);
            } else if text.contains("ally:00000000-0000-0000-") {
                let parts = text.split(" | ").map(|key| match key.rsplit_once(':') {
                    Some((head, id)) => {
                        format!("{head}:{}", ids.get(id).map_or(id, String::as_str))
                    }
                    None => key.to_owned(),
                });
                *text = parts.collect::<Vec<_>>().join(" | ");
            }
        }
        Value::Array(list) => list.iter_mut().for_each(|value| exchange(value, ids)),
        Value::Object(parts) => parts.iter_mut().for_each(|(_, value)| exchange(value, ids)),
        _ => {}
    }
}

/// Makes the placeholder id of the n-th new record.
fn placeholder(number: usize) -> Id {
    let mut bytes = [0; 16];
    bytes[8..].copy_from_slice(&(number as u64 + 1).to_be_bytes());
    Id::from_bytes(bytes)
}

/// Says whether an id is a placeholder, and of which new record.
fn placeholder_of(id: Id) -> Option<usize> {
    let bytes = id.bytes();
    if bytes[..8] != [0; 8] {
        return None;
    }
    let mut number = [0; 8];
    number.copy_from_slice(&bytes[8..]);
    usize::try_from(u64::from_be_bytes(number))
        .ok()?
        .checked_sub(1)
}

fn id_of(record: &Object) -> Option<Id> {
    record
        .get("id")
        .and_then(Value::as_str)
        .and_then(|id| id.parse().ok())
}

/// Plans the import of what was read; `theirs` takes the file's value where both sides moved.
pub fn plan(
    mut readings: Vec<Reading>,
    world: &dyn World,
    options: &Options<'_>,
    theirs: bool,
) -> Plan {
    super::activity::join(&mut readings);
    let mut planner = Planner::new(world, options, theirs);
    planner.run(&mut readings);
    planner.plan
}

/// Gives the changes of records that waited for some which have come by another way than a file, such as by hand.
pub fn arrivals(came: &[Object], world: &dyn World, now: &jiff::Zoned) -> Vec<Edit> {
    let options = Options::at(now.clone());
    let mut planner = Planner::new(world, &options, false);
    for record in came {
        if let Some(id) = id_of(record) {
            let (before, after) = (record.clone(), record.clone());
            planner.edits.insert(id, Working { before, after });
            planner.fresh.push(id);
        }
    }
    planner.attach();
    planner.close();
    planner.plan.edits
}
