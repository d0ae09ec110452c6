//! Compares what files say with the book and says what would change: the plan that a person confirms.
//!
//! A plan is values only. New records carry placeholder ids, which [`Plan::assign`] exchanges for the book's own.
//! Matching: by an id in another program, else e-mail without case, else phone in E.164 with a name that does not
//! speak against it, else the exact name within the account. Accounts come first, then people, deals, and the rest,
//! so that the order of files and rows never matters; what points to a record that has not come yet waits for its key.

mod attach;
mod change;
mod find;
mod make;
mod makes;
mod rows;

use std::collections::{BTreeMap, HashMap, HashSet};

use serde_json::Value;

use crate::domain::{Id, Kind, Object, plain};

use super::{
    activity::ActivityTable,
    draft::{Draft, DraftRow, Reading, Reference, Rejected},
    merge::{self, Changed},
    options::Options,
    waits,
    world::{Index, World},
};
pub use makes::Makes;

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
    /// The header's fingerprint.
    pub fingerprint: Option<String>,
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

/// Tells where a draft stands: its file, row and place in the row.
#[derive(Debug, Clone, Copy)]
struct Place {
    file: usize,
    row: usize,
    draft: usize,
}

/// An account that is made because a row names it.
struct Mention {
    file: usize,
    /// Whether a record lies at it.
    used: bool,
    /// Whether a row tells of it after all.
    told: bool,
}

struct Working {
    before: Object,
    after: Object,
}

struct RowState {
    line: u64,
    class: Class,
    record: Option<Id>,
    name: String,
    kind: Kind,
    changed: Vec<Changed>,
    kept: Vec<Changed>,
    notes: Vec<String>,
    rejected: Option<String>,
}

struct Planner<'w> {
    world: &'w dyn World,
    options: &'w Options<'w>,
    theirs: bool,
    plan: Plan,
    pending: Index,
    edits: HashMap<Id, Working>,
    order: Vec<Id>,
    rows: Vec<Vec<RowState>>,
    /// References to the same kind, and merged rows, which wait until all of the kind have come.
    late: Vec<(Place, Option<Id>, Vec<Reference>, String)>,
    /// Records that may be what others wait for.
    fresh: Vec<Id>,
    /// The names of the files.
    files: Vec<String>,
    /// Where each new record came from: the file, and its line.
    came: Vec<(usize, u64)>,
    /// Accounts that are made because a row names them.
    mentions: HashMap<Id, Mention>,
    /// The rows that have no id of their own, by the hash of what they are told apart by.
    sources: HashSet<u64>,
    /// Deals of the book that a row of this command is.
    deals: HashSet<Id>,
    /// Records that come with their own id, and where they stand among the new ones.
    own: HashMap<Id, usize>,
    /// New records that had no name when they were made.
    nameless: HashSet<Id>,
}

fn rank(kind: Kind) -> usize {
    match kind {
        Kind::Account => 0,
        Kind::Person => 1,
        Kind::Deal => 2,
        _ => 3,
    }
}

impl<'w> Planner<'w> {
    fn new(world: &'w dyn World, options: &'w Options<'w>, theirs: bool) -> Self {
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
            fresh: Vec::new(),
            files: Vec::new(),
            came: Vec::new(),
            mentions: HashMap::new(),
            sources: HashSet::new(),
            deals: HashSet::new(),
            own: HashMap::new(),
            nameless: HashSet::new(),
        }
    }

    fn run(&mut self, readings: &mut [Reading]) {
        for reading in readings.iter() {
            let title = reading.recognised.as_deref().unwrap_or("file");
            let drafts = reading.drafts.iter().flat_map(|row| &row.drafts);
            for draft in drafts.filter(|draft| draft.foreign.is_empty()) {
                self.sources
                    .insert(hashed(&make::key_of(&make::source_of(draft, title))));
            }
            self.files.push(reading.file.clone());
            self.rows
                .push(reading.drafts.iter().map(row_state).collect());
        }
        for (file, reading) in readings.iter_mut().enumerate() {
            self.take_records(file, reading);
        }
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
                        if rank(held.kind) != phase {
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
        self.drop_unused();
        self.attach();
        for (file, reading) in readings.iter_mut().enumerate() {
            self.take_activity(file, reading);
        }
        for (file, reading) in readings.iter_mut().enumerate() {
            self.finish_file(file, reading);
        }
        self.close();
    }

    /// Notes what becomes of the book's records that were opened.
    fn close(&mut self) {
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

    fn state(&mut self, place: Place) -> &mut RowState {
        &mut self.rows[place.file][place.row]
    }

    /// Gives the place of a new record among the plan's.
    fn made(&self, id: Id) -> Option<usize> {
        placeholder_of(id).or_else(|| self.own.get(&id).copied())
    }

    /// Gives a record as the plan has made it so far.
    fn record(&self, id: Id) -> Option<Object> {
        if let Some(at) = self.made(id) {
            return self.plan.makes.look(at, Object::clone);
        }
        self.edits
            .get(&id)
            .map(|working| working.after.clone())
            .or_else(|| self.world.record(id))
    }

    /// Looks at a record as the plan has made it so far.
    fn look<T>(&self, id: Id, see: impl FnOnce(&Object) -> T) -> Option<T> {
        if let Some(at) = self.made(id) {
            return self.plan.makes.look(at, see);
        }
        match self.edits.get(&id) {
            Some(working) => Some(see(&working.after)),
            None => self.world.record(id).as_ref().map(see),
        }
    }

    fn field(&self, id: Id, field: &str) -> Option<Value> {
        if let Some(at) = self.made(id) {
            let find = |record: &Object| record.get(field).cloned();
            return self.plan.makes.look(at, find).flatten();
        }
        match self.edits.get(&id) {
            Some(working) => working.after.get(field).cloned(),
            None => self.world.record(id)?.get(field).cloned(),
        }
    }

    fn open(&mut self, id: Id) -> Option<&mut Object> {
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

    /// Puts the names of records in the place of their ids, for whoever reads what changes.
    fn named(&self, value: Value) -> Value {
        match value {
            Value::String(text) => match text.parse::<Id>() {
                Ok(id) => match self.name(id) {
                    name if name.is_empty() => Value::String(text),
                    name => Value::String(name),
                },
                Err(_) => Value::String(text),
            },
            Value::Array(list) => list.into_iter().map(|value| self.named(value)).collect(),
            value => value,
        }
    }

    /// Takes the accounts out that a row named and at which nothing lies after all; notes the names of the others.
    fn drop_unused(&mut self) {
        let mut mentions: Vec<(Id, Mention)> =
            std::mem::take(&mut self.mentions).into_iter().collect();
        mentions.sort_unstable_by_key(|(id, _)| *id);
        for (id, mention) in mentions {
            if mention.told {
                continue;
            }
            if mention.used {
                let name = self.name(id);
                self.plan.files[mention.file].beside.push(name);
            } else if let Some(at) = placeholder_of(id) {
                self.plan.makes.drop_one(at);
                if let Some(count) = self.plan.files[mention.file].kinds.get_mut("account") {
                    *count = count.saturating_sub(1);
                }
            }
        }
    }

    /// Notes that something lies at an account.
    fn uses(&mut self, id: Id) {
        if let Some(mention) = self.mentions.get_mut(&id) {
            mention.used = true;
        }
    }

    /// Says which row a new record came from, as seen from a row of a file.
    fn came_from(&self, id: Id, file: usize) -> Option<String> {
        let (of, line) = *self.came.get(self.made(id)?)?;
        Some(if of == file {
            format!("line {line}")
        } else {
            format!("{}:{line}", self.files.get(of).map_or("", String::as_str))
        })
    }

    /// Names a record that another may be: its short id, or the row that it came from.
    fn pointed(&self, id: Id, file: usize) -> String {
        let short = self.look(id, |record| {
            let short = record.get("short").and_then(Value::as_str);
            short.map(str::to_owned)
        });
        let whence = short.flatten().or_else(|| self.came_from(id, file));
        match whence {
            Some(whence) => format!("{} ({whence})", self.name(id)),
            None => self.name(id),
        }
    }

    /// Gives what a record is called; nobody is called by their job title.
    fn name(&self, id: Id) -> String {
        let named = |record: &Object| {
            let is_person = record.get("kind").is_some_and(|kind| kind == "person");
            let fields: &[&str] = if is_person {
                &["name"]
            } else {
                &[
                    "name", "subject", "what", "fact", "title", "ask", "summary", "words",
                    "question", "notes",
                ]
            };
            let text = |field: &&str| {
                let text = record.get(*field)?.as_str()?.trim();
                let line = text.lines().next()?;
                Some(plain::fit(line, 80).into_owned())
            };
            let first = |field: &&str| Some(record.get(*field)?.get(0)?.as_str()?.to_owned());
            fields
                .iter()
                .find_map(text)
                .or_else(|| ["emails", "phones"].iter().find_map(first))
        };
        self.look(id, named).flatten().unwrap_or_default()
    }

    fn finish_file(&mut self, file: usize, reading: &mut Reading) {
        self.file_kinds(file);
        let states = std::mem::take(&mut self.rows[file]);
        let mut waiting = 0;
        let mut companies: Vec<String> = Vec::new();
        let mut named = 0_u64;
        for (row, state) in reading.drafts.iter().zip(states) {
            let plan = &mut self.plan.files[file];
            if let Some(why) = state.rejected {
                reading.rejected.push(Rejected {
                    line: row.line,
                    why,
                    raw: String::new(),
                });
                continue;
            }
            match state.class {
                Class::New => plan.new += 1,
                Class::Changed => plan.changed += 1,
                Class::Doubtful => plan.doubtful += 1,
                Class::Same => plan.same += 1,
            }
            if state.class == Class::New
                && let Some(at) = state.record.and_then(placeholder_of)
            {
                let waits = |record: &Object| {
                    let company = record
                        .get("extra")
                        .filter(|_| state.kind == Kind::Person)
                        .and_then(|extra| extra.get("waits_for_account"))
                        .and_then(Value::as_str);
                    (
                        record.contains_key("inbox"),
                        company.and_then(waits::name_in),
                    )
                };
                let (waits, company) = self.plan.makes.look(at, waits).unwrap_or_default();
                waiting += u64::from(waits);
                if let Some(company) = company {
                    named += 1;
                    if companies.len() < 4 && !companies.contains(&company) {
                        companies.push(company);
                    }
                }
            }
            if state.class == Class::Same && state.notes.is_empty() && state.kept.is_empty() {
                continue;
            }
            let (mut changed, mut kept) = (state.changed, state.kept);
            for change in changed.iter_mut().chain(&mut kept) {
                let (old, new) = (change.old.take(), change.new.take());
                change.old = old.map(|value| self.named(value));
                change.new = new.map(|value| self.named(value));
            }
            self.plan.files[file].details.push(RowPlan {
                line: row.line,
                class: state.class,
                record: state.record,
                name: state.name,
                kind: state.kind,
                changed,
                kept,
                notes: state.notes,
            });
        }
        if named > 0 {
            let (people, they) = if named == 1 {
                ("1 person names a company that is no account", "is")
            } else {
                ("", "are")
            };
            let people = if named == 1 {
                people.to_owned()
            } else {
                format!("{named} people name companies that are no accounts")
            };
            reading.warn(format!(
                "{people} ({}{}) and {they} without one until it comes, or is added by hand; --accounts makes accounts of them now",
                companies.join("; "),
                if named > companies.len() as u64 { "; …" } else { "" },
            ));
        }
        if waiting > 0 {
            reading.warn(if waiting == 1 {
                "1 row waits in the inbox until its account comes".to_owned()
            } else {
                format!("{waiting} rows wait in the inbox until their account comes")
            });
        }
        reading.gather();
        let plan = &mut self.plan.files[file];
        plan.unknown = reading.unknown.take();
        reading.rejected.sort_by_key(|rejected| rejected.line);
        plan.file = std::mem::take(&mut reading.file);
        plan.recognised = reading.recognised.take();
        plan.encoding = std::mem::take(&mut reading.encoding);
        plan.delimiter = reading.delimiter;
        plan.rows = reading.rows;
        plan.same += reading.empty;
        plan.rejected = std::mem::take(&mut reading.rejected);
        plan.warnings = std::mem::take(&mut reading.warnings);
        plan.fingerprint = reading.fingerprint.take();
    }
}

/// Hashes the key of a source.
fn hashed(key: &str) -> u64 {
    use std::hash::{DefaultHasher, Hasher};
    let mut hasher = DefaultHasher::new();
    hasher.write(key.as_bytes());
    hasher.finish()
}

fn row_state(row: &DraftRow) -> RowState {
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
