//! Goes through the drafts of all files, accounts first, and holds what the plan has made and opened so far.

use std::collections::{BTreeSet, HashMap, HashSet};

use serde_json::Value;

use super::moved::Activities;
use super::overlap::Overlap;
use super::{Class, Edit, Plan, make, placeholder_of};
use crate::domain::{Id, Kind, Moment, Object};
use crate::interchange::{
    draft::{Draft, DraftRow, ForeignId, Reading, Reference, Revision},
    merge::{self, Changed, Rules},
    options::Options,
    world::{Index, World},
};

/// Tells where a draft stands: its file, row and place in the row.
#[derive(Debug, Clone, Copy)]
pub(super) struct Place {
    pub(super) file: usize,
    pub(super) row: usize,
    pub(super) draft: usize,
}

/// An account that is made because a row names it.
pub(super) struct Mention {
    pub(super) file: usize,
    /// Whether a record lies at it.
    pub(super) used: bool,
    /// Whether a row tells of it after all.
    pub(super) told: bool,
    /// The row that names it, which others it may be, and why.
    pub(super) doubt: Option<(Place, Vec<Id>, &'static str)>,
}

pub(super) struct Working {
    pub(super) before: Object,
    pub(super) after: Object,
}

pub(super) struct RowState {
    pub(super) line: u64,
    pub(super) class: Class,
    pub(super) record: Option<Id>,
    pub(super) name: String,
    pub(super) kind: Kind,
    pub(super) changed: Vec<Changed>,
    pub(super) kept: Vec<Changed>,
    pub(super) notes: Vec<String>,
    pub(super) rejected: Option<String>,
}

pub(super) struct Planner<'w> {
    pub(super) world: &'w dyn World,
    pub(super) options: &'w Options<'w>,
    pub(super) theirs: bool,
    pub(super) plan: Plan,
    pub(super) pending: Index,
    pub(super) edits: HashMap<Id, Working>,
    pub(super) order: Vec<Id>,
    pub(super) rows: Vec<Vec<RowState>>,
    /// References to the same kind, and merged rows, which wait until all of the kind have come.
    pub(super) late: Vec<(Place, Option<Id>, Vec<Reference>, String)>,
    /// What guests answer, which counts once all invitations have come.
    pub(super) answers: Vec<(Place, Draft)>,
    /// Records that may be what others wait for.
    pub(super) fresh: Vec<Id>,
    /// The names of the files.
    pub(super) files: Vec<String>,
    /// The fingerprints of their headers.
    pub(super) prints: Vec<Option<String>>,
    /// Records that were deleted here and come back, as they were then.
    pub(super) returned: HashMap<Id, Object>,
    /// Where each new record came from: the file, and its line.
    pub(super) came: Vec<(usize, u64)>,
    /// Accounts that are made because a row names them.
    pub(super) mentions: HashMap<Id, Mention>,
    /// The rows that have no id of their own, by the hash of what they are told apart by.
    pub(super) sources: HashSet<u64>,
    /// Records of the book that a row of this command is, where rows have no id that tells.
    pub(super) taken: HashSet<Id>,
    /// What the accounts that were looked at have of activities without an id of their own.
    pub(super) activities: HashMap<Option<Id>, Activities>,
    /// Records that come with their own id, and where they stand among the new ones.
    pub(super) own: HashMap<Id, usize>,
    /// The newest version of each event among the files.
    pub(super) newest: HashMap<String, Revision>,
    /// The newest version of each series that the book has, as far as it was asked for.
    pub(super) series_held: HashMap<String, Option<Revision>>,
    /// Which row of which file told of a record first, and by which hashed key.
    pub(super) first: HashMap<Id, (usize, usize, u64)>,
    /// Rows of one id of which a newer one counts.
    pub(super) passed: HashSet<(usize, usize, usize)>,
    /// Accounts that were told of, or to which people came.
    pub(super) grown: Vec<Id>,
    /// Records of the book that turned out to be one with others, by their names, and what is left behind.
    pub(super) ones: Vec<(String, String, Vec<String>)>,
    /// Meetings that a series moved: by the id of the new date, the record and the id that it had.
    pub(super) moved_to: HashMap<ForeignId, (Id, ForeignId)>,
    /// When the first meeting of each file begins whose rows have no ids.
    pub(super) windows: HashMap<String, jiff::Timestamp>,
    /// The rows whose id others have too: of each id the file, and which record it is there.
    pub(super) claims: HashMap<(Kind, ForeignId), Vec<(usize, Id)>>,
    /// Deals that found their account in this plan.
    pub(super) arrived: Vec<Id>,
    /// What records have become that turned out to be another one.
    pub(super) same: HashMap<Id, Id>,
    /// New records that had no name when they were made.
    pub(super) nameless: HashSet<Id>,
    /// Rows of orders and usage that several files tell.
    pub(super) overlap: Overlap,
    /// Whether lines of orders stand in other files than the orders.
    pub(super) has_heads: bool,
    /// What becomes of the lines of each order, where it has any elsewhere.
    pub(super) lines_of: HashMap<u64, BTreeSet<Class>>,
}

pub(super) fn rank(kind: Kind) -> usize {
    match kind {
        Kind::Account => 0,
        Kind::Person => 1,
        Kind::Deal => 2,
        _ => 3,
    }
}

impl<'w> Planner<'w> {
    pub(super) fn new(world: &'w dyn World, options: &'w Options<'w>, theirs: bool) -> Self {
        Self {
            world,
            options,
            theirs,
            plan: Plan::default(),
            pending: Index::default(),
            edits: HashMap::new(),
            order: Vec::new(),
            rows: Vec::new(),
            late: Vec::new(),
            answers: Vec::new(),
            fresh: Vec::new(),
            files: Vec::new(),
            prints: Vec::new(),
            came: Vec::new(),
            mentions: HashMap::new(),
            sources: HashSet::new(),
            taken: HashSet::new(),
            activities: HashMap::new(),
            own: HashMap::new(),
            returned: HashMap::new(),
            nameless: HashSet::new(),
            overlap: Overlap::default(),
            has_heads: false,
            lines_of: HashMap::new(),
            newest: HashMap::new(),
            series_held: HashMap::new(),
            first: HashMap::new(),
            passed: HashSet::new(),
            grown: Vec::new(),
            windows: HashMap::new(),
            moved_to: HashMap::new(),
            ones: Vec::new(),
            arrived: Vec::new(),
            claims: HashMap::new(),
            same: HashMap::new(),
        }
    }

    pub(super) fn run(&mut self, readings: &mut [Reading]) {
        for reading in readings.iter() {
            let title = reading.recognised.as_deref().unwrap_or("file");
            let drafts = reading.drafts.iter().flat_map(|row| &row.drafts);
            for revision in drafts.clone().filter_map(|draft| draft.revision.as_ref()) {
                let held = self.newest.get(&revision.of);
                if held.is_none_or(|held| held.is_older(revision)) {
                    self.newest.insert(revision.of.clone(), revision.clone());
                }
            }
            for draft in drafts.filter(|draft| draft.foreign.is_empty()) {
                if let Ok(starts) = draft.text("starts").parse::<Moment>() {
                    let first = self.windows.entry(title.to_owned());
                    let first = first.or_insert_with(|| starts.timestamp());
                    *first = (*first).min(starts.timestamp());
                }
                for zoned in [false, true] {
                    self.sources
                        .insert(hashed(&make::key_of(&make::source_at(draft, title, zoned))));
                }
            }
            self.prints.push(reading.fingerprint.clone());
            self.files.push(reading.file.clone());
            self.rows
                .push(reading.drafts.iter().map(row_state).collect());
        }
        for (file, reading) in readings.iter_mut().enumerate() {
            self.take_records(file, reading);
        }
        for reading in readings.iter() {
            self.pair_moved(reading);
        }
        self.settle_versions(readings);
        for phase in 0..4 {
            let mut merged = Vec::new();
            for (file, reading) in readings.iter_mut().enumerate() {
                let title = reading.recognised.as_deref().unwrap_or("file");
                let whole = !reading.series.is_empty();
                let rows = reading.drafts.len() as u64;
                for (row, held) in reading.drafts.iter_mut().enumerate() {
                    let done = row as u64;
                    if phase == 1 && done > 0 && done.is_multiple_of(8192) {
                        // Whoever wants it stopped asks after the plan, which is values only.
                        self.options.tell(&reading.file, done, rows, done);
                    }
                    for (draft, held) in held.drafts.iter_mut().enumerate() {
                        let place = Place { file, row, draft };
                        if rank(held.kind) != phase || self.passed.contains(&(file, row, draft)) {
                            continue;
                        }
                        if held.merged_into.is_some() {
                            merged.push(place);
                        } else {
                            self.take(place, held, title);
                            // What was taken stands in the plan now; a calendar's series are looked at once more.
                            if !whole {
                                *held = Draft::new(held.kind);
                            }
                        }
                    }
                }
            }
            for place in merged {
                let held = &readings[place.file].drafts[place.row].drafts[place.draft];
                self.take_merged(place, held);
            }
            self.settle();
        }
        for (file, reading) in readings.iter().enumerate() {
            self.call_off(file, reading);
        }
        self.take_answers();
        let meetings = self.fresh.clone();
        self.join_series(&meetings);
        self.take_over();
        self.drop_unused();
        self.attach();
        self.meet();
        self.has_heads = readings.iter().any(|reading| !reading.heads.is_empty());
        let tables = readings.iter().filter(|of| !of.activity.is_empty());
        self.overlap.several = tables.count() > 1;
        for (file, reading) in readings.iter_mut().enumerate() {
            self.take_activity(file, reading);
        }
        self.overlap.settle(&mut self.plan.activity);
        for (file, reading) in readings.iter().enumerate() {
            self.count_heads(file, &reading.heads);
        }
        self.drop_undone();
        for (file, reading) in readings.iter_mut().enumerate() {
            self.finish_file(file, reading);
        }
        if let Some(file) = self.plan.files.last_mut() {
            for (name, into, left) in &self.ones {
                let says = if name == into {
                    format!("“{name}” was there twice; the two are made one")
                } else {
                    format!("“{name}” turns out to be “{into}”; the two are made one")
                };
                file.warnings.push(says);
                file.warnings.extend(left.iter().cloned());
            }
        }
        self.close();
    }

    /// Notes what becomes of the book's records that were opened.
    pub(super) fn close(&mut self) {
        // What comes back is made as it was, and changed by an edit of its own: taken back, it is as before.
        let mut returned: Vec<(Id, Object)> =
            std::mem::take(&mut self.returned).into_iter().collect();
        returned.sort_unstable_by_key(|(id, _)| *id);
        for (id, before) in returned {
            let Some(record) = self.open(id) else {
                continue;
            };
            if merge::differs(&before, record) {
                let after = std::mem::replace(record, before.clone());
                self.plan.edits.push(Edit { before, after });
            }
        }
        for id in std::mem::take(&mut self.order) {
            // Bookkeeping alone is no entry that anybody could take back.
            if let Some(working) = self.edits.remove(&id)
                && merge::differs(&working.before, &working.after)
            {
                self.plan.edits.push(Edit {
                    before: working.before,
                    after: working.after,
                });
            }
        }
    }

    /// Gives what decides a merge beside its three values.
    pub(super) fn rules(&self) -> Rules<'w> {
        Rules {
            theirs: self.theirs,
            region: self.options.region.as_deref(),
            fills: false,
            own: false,
            columns: None,
        }
    }

    pub(super) fn state(&mut self, place: Place) -> &mut RowState {
        &mut self.rows[place.file][place.row]
    }

    /// Gives the place of a new record among the plan's.
    pub(super) fn made(&self, id: Id) -> Option<usize> {
        placeholder_of(id).or_else(|| self.own.get(&id).copied())
    }

    /// Gives a record as the plan has made it so far.
    pub(super) fn record(&self, id: Id) -> Option<Object> {
        if let Some(at) = self.made(id) {
            return self.plan.makes.look(at, Object::clone);
        }
        self.edits
            .get(&id)
            .map(|working| working.after.clone())
            .or_else(|| self.world.record(id))
    }

    /// Looks at a record as the plan has made it so far.
    pub(super) fn look<T>(&self, id: Id, see: impl FnOnce(&Object) -> T) -> Option<T> {
        if let Some(at) = self.made(id) {
            return self.plan.makes.look(at, see);
        }
        match self.edits.get(&id) {
            Some(working) => Some(see(&working.after)),
            None => self.world.record(id).as_ref().map(see),
        }
    }

    pub(super) fn field(&self, id: Id, field: &str) -> Option<Value> {
        if let Some(at) = self.made(id) {
            return self.plan.makes.field(at, field);
        }
        match self.edits.get(&id) {
            Some(working) => working.after.get(field).cloned(),
            None => self.world.record(id)?.get(field).cloned(),
        }
    }

    pub(super) fn open(&mut self, id: Id) -> Option<&mut Object> {
        if let Some(at) = self.made(id) {
            return self.plan.makes.open(at);
        }
        if !self.edits.contains_key(&id) {
            let before = self.world.record(id)?;
            self.order.push(id);
            self.edits.insert(
                id,
                Working {
                    after: before.clone(),
                    before,
                },
            );
        }
        self.edits.get_mut(&id).map(|working| &mut working.after)
    }

    /// Notes that something lies at an account.
    pub(super) fn uses(&mut self, id: Id) {
        if let Some(mention) = self.mentions.get_mut(&id) {
            mention.used = true;
        }
    }
}

/// Hashes the key of a source.
pub(super) fn hashed(key: &str) -> u64 {
    use std::hash::{DefaultHasher, Hasher};
    let mut hasher = DefaultHasher::new();
    hasher.write(key.as_bytes());
    hasher.finish()
}

pub(super) fn row_state(row: &DraftRow) -> RowState {
    RowState {
        line: row.line,
        class: Class::Same,
        record: None,
        name: String::new(),
        kind: row.drafts.first().map_or(Kind::Account, |draft| draft.kind),
        changed: Vec::new(),
        kept: Vec::new(),
        notes: Vec::new(),
        rejected: None,
    }
}
