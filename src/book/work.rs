//! A command while it is worked out: its changes so far, and what each record is after them.

use std::borrow::Cow;
use std::collections::{HashMap, HashSet};

use jiff::Timestamp;

use super::command::Made;
use super::core::trouble;
use super::error::Result;
use super::execute::id_of;
use crate::domain::{Date, Id, Kind, Object};
use crate::journal::{Change, Lines};

/// A command while it is worked out.
pub(super) struct Work {
    /// When it is done, in the book's clock.
    pub(super) now: Timestamp,
    /// The day of that, in the seller's zone.
    pub(super) today: Date,
    /// Who does it.
    pub(super) author: String,
    /// The placeholder under which each new record was asked for.
    pub(super) placeholders: HashMap<Id, Id>,
    pub(super) made: Vec<Made>,
    /// Changes that may still be folded into others.
    pub(super) changes: Vec<Change>,
    /// Changes that stand, in their written form, where none is folded.
    pub(super) lines: Option<Lines>,
    /// The records that those touch.
    pub(super) written: Vec<Id>,
    pub(super) counts: Counts,
    pub(super) touched: HashMap<Id, Now>,
    pub(super) counters: HashMap<Kind, u64>,
    /// Rows of activity that are not yet in a batch.
    pub(super) pending: String,
    pub(super) pending_rows: u64,
    /// Rows that were taken out already: two files of one plan may replace the same.
    pub(super) unrowed: HashSet<(Id, u64)>,
    /// The marks that its deletions leave, each once.
    pub(super) marked: HashSet<String>,
}

/// What a record is while a command is worked out.
pub(super) enum Now {
    /// As the change with this number made it.
    Made(usize),
    /// As it was edited.
    Is(Object),
    /// As the line at this place, of [`Work::lines`], made it.
    Line(std::ops::Range<usize>),
    /// As it was edited, in its written form.
    Stands(Box<[u8]>),
    /// It is taken out.
    Gone,
}

/// How many changes of a sort there are.
#[derive(Clone, Copy, Default)]
pub(super) struct Counts {
    edits: usize,
    drops: usize,
    came: u64,
    went: u64,
}

impl Counts {
    fn add(&mut self, change: &Change) {
        match change {
            Change::Edit(_) => self.edits += 1,
            Change::Drop(_) => self.drops += 1,
            Change::Activity(batch) => self.came += batch.rows,
            Change::Inactivity(batch) => self.went += batch.rows,
            _ => {}
        }
    }
}

/// How many rows a batch holds: a few tenths of a megabyte when it is compressed.
const BATCH: u64 = 20_000;

impl Work {
    /// Begins a command. An import makes records by the hundred thousand and edits none that it makes: its changes are written
    /// down as they come.
    pub(super) fn new(now: Timestamp, today: Date, author: String, imports: bool) -> Self {
        Self {
            now,
            today,
            author,
            placeholders: HashMap::new(),
            made: Vec::new(),
            changes: Vec::new(),
            lines: imports.then(Lines::default),
            written: Vec::new(),
            counts: Counts::default(),
            touched: HashMap::new(),
            counters: HashMap::new(),
            pending: String::new(),
            pending_rows: 0,
            unrowed: HashSet::new(),
            marked: HashSet::new(),
        }
    }

    /// Gives the records that the command edited, as they are then.
    pub(super) fn edited(&self) -> impl Iterator<Item = (Id, Object)> + '_ {
        self.touched.iter().filter_map(|(id, now)| match now {
            Now::Is(object) => Some((*id, object.clone())),
            Now::Stands(_) => Some((*id, self.object(now)?.into_owned())),
            Now::Made(_) | Now::Line(_) | Now::Gone => None,
        })
    }

    /// Says whether the command touches a record.
    pub(super) fn touches(&self, id: Id) -> bool {
        self.touched.contains_key(&id)
    }

    pub(super) fn push(&mut self, change: Change) -> Result<Option<std::ops::Range<usize>>> {
        let Some(lines) = &mut self.lines else {
            self.changes.push(change);
            return Ok(None);
        };
        let place = lines.push(&change).map_err(|e| trouble(e.into()))?;
        self.counts.add(&change);
        self.written.extend(change.record());
        Ok(Some(place))
    }

    pub(super) fn rows(&mut self, account: Id, count: u64, lines: &str) -> Result<()> {
        for line in lines.lines() {
            if let Some(rest) = line.strip_prefix('[') {
                self.pending.push_str("[\"");
                self.pending.push_str(&account.to_string());
                self.pending.push_str("\",");
                self.pending.push_str(rest);
                self.pending.push('\n');
            }
        }
        self.pending_rows += count;
        if self.pending_rows >= BATCH {
            self.flush_rows()?;
        }
        Ok(())
    }

    pub(super) fn flush_rows(&mut self) -> Result<()> {
        if self.pending_rows > 0 {
            let batch = crate::journal::Batch::pack(self.pending_rows, self.pending.as_bytes());
            self.pending.clear();
            self.pending_rows = 0;
            self.push(Change::Activity(batch))?;
        }
        Ok(())
    }

    pub(super) fn put(&mut self, id: Id, object: Object) -> Result<()> {
        let now = if self.lines.is_some() {
            let bytes = serde_json::to_vec(&object).map_err(|e| trouble(e.into()))?;
            Now::Stands(bytes.into())
        } else {
            Now::Is(object)
        };
        self.touched.insert(id, now);
        Ok(())
    }

    pub(super) fn make(&mut self, id: Id, object: Object) -> Result<()> {
        let at = self.changes.len();
        let place = self.push(Change::Make(object))?;
        let now = place.map_or(Now::Made(at), Now::Line);
        self.touched.insert(id, now);
        Ok(())
    }

    pub(super) fn object<'a>(&'a self, now: &'a Now) -> Option<Cow<'a, Object>> {
        match now {
            Now::Is(object) => Some(Cow::Borrowed(object)),
            Now::Made(at) => match self.changes.get(*at) {
                Some(Change::Make(object)) => Some(Cow::Borrowed(object)),
                _ => None,
            },
            Now::Line(place) => {
                let line = self.lines.as_ref()?.at(place.clone());
                match serde_json::from_slice(line) {
                    Ok(Change::Make(object)) => Some(Cow::Owned(object)),
                    _ => None,
                }
            }
            Now::Stands(bytes) => serde_json::from_slice(bytes).ok().map(Cow::Owned),
            Now::Gone => None,
        }
    }

    /// Folds edits of a record that this command itself made into its making, so that history shows one step.
    pub(super) fn fold(&mut self) {
        let edited: HashSet<Id> = self
            .changes
            .iter()
            .filter_map(|c| {
                if let Change::Edit(e) = c {
                    Some(e.id)
                } else {
                    None
                }
            })
            .collect();
        if edited.is_empty() || self.made.is_empty() {
            return;
        }
        let made: HashSet<Id> = self.made.iter().map(|m| m.id).collect();
        let touched = &self.touched;
        self.changes
            .retain(|c| !matches!(c, Change::Edit(e) if made.contains(&e.id)));
        for change in &mut self.changes {
            if let Change::Make(object) = change
                && let Some(Now::Is(last)) = id_of(object)
                    .filter(|id| edited.contains(id))
                    .and_then(|id| touched.get(&id))
            {
                object.clone_from(last);
            }
        }
    }

    pub(super) fn said(&self) -> String {
        let mut parts = Vec::new();
        match self.made.as_slice() {
            [] => {}
            [one] => parts.push(format!("{} {}", one.kind, one.short)),
            many => parts.push(format!("{} new records", many.len())),
        }
        let mut counts = self.counts;
        self.changes.iter().for_each(|change| counts.add(change));
        let Counts {
            edits,
            drops,
            came,
            went,
        } = counts;
        if edits > 0 {
            parts.push(format!("{edits} changed"));
        }
        if drops > 0 {
            parts.push(format!("{drops} taken out"));
        }
        if came > 0 {
            parts.push(format!("{came} rows of activity"));
        }
        if went > 0 {
            parts.push(format!("{went} rows of activity taken out"));
        }
        if parts.is_empty() {
            parts.push("Saved".into());
        }
        parts.join(", ")
    }
}
