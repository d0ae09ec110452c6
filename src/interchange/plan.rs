//! Compares what files say with the book and says what would change: the plan that a person confirms.
//!
//! A plan is values only. New records carry placeholder ids, which [`Plan::assign`] exchanges for the book's own.
//! Matching: by an id in another program, else e-mail without case, else phone in E.164 with a name that does not
//! speak against it, else the exact name within the account. Accounts come first, then people, deals, and the rest,
//! so that the order of files and rows never matters; what points to a record that has not come yet waits for its key.

use std::collections::{BTreeMap, HashMap};

use serde_json::{Map, Value, json};

use crate::domain::{Id, Kind, Object, names::fold};

use super::{
    activity::{AccountBy, ActivityTable, identity, nth_key},
    draft::{Draft, DraftRow, ForeignId, Key, Reading, Reference, Rejected},
    merge::{self, Changed, Merged},
    options::Options,
    world::{Index, WAITS, World, foreign_ids, keys_in},
};

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
    /// Fields where both sides moved and the book's value is kept.
    pub kept: Vec<Changed>,
    /// What else is to be said.
    pub notes: Vec<String>,
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
    /// How many records of each kind are made.
    pub kinds: BTreeMap<String, u64>,
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
    pub makes: Vec<Object>,
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

    /// Exchanges the placeholder ids for the book's, wherever they stand.
    #[must_use]
    pub fn assign(mut self, mut next: impl FnMut(Kind) -> Id) -> Self {
        let mut ids: HashMap<String, String> = HashMap::new();
        let mut map: HashMap<Id, Id> = HashMap::new();
        for make in &self.makes {
            let kind = make
                .get("kind")
                .and_then(Value::as_str)
                .and_then(Kind::parse)
                .unwrap_or(Kind::Account);
            if let Some(old) = id_of(make).filter(|id| placeholder_of(*id).is_some()) {
                let new = next(kind);
                ids.insert(old.to_string(), new.to_string());
                map.insert(old, new);
            }
        }
        for make in &mut self.makes {
            make.iter_mut().for_each(|(_, value)| exchange(value, &ids));
        }
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

struct Working {
    before: Object,
    after: Object,
}

struct RowState {
    class: Class,
    made: u64,
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
    /// Records that come with their own id, and where they stand among the new ones.
    own: HashMap<Id, usize>,
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
            own: HashMap::new(),
        }
    }

    fn run(&mut self, readings: &mut [Reading]) {
        for reading in readings.iter() {
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
            if let Some(working) = self.edits.remove(&id)
                && working.before != working.after
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
            return self.plan.makes.get(at).cloned();
        }
        self.edits
            .get(&id)
            .map(|working| working.after.clone())
            .or_else(|| self.world.record(id))
    }

    /// Looks at a record as the plan has made it so far.
    fn look<T>(&self, id: Id, see: impl FnOnce(&Object) -> T) -> Option<T> {
        if let Some(at) = self.made(id) {
            return self.plan.makes.get(at).map(see);
        }
        match self.edits.get(&id) {
            Some(working) => Some(see(&working.after)),
            None => self.world.record(id).as_ref().map(see),
        }
    }

    fn field(&self, id: Id, field: &str) -> Option<Value> {
        if let Some(at) = self.made(id) {
            return self.plan.makes.get(at)?.get(field).cloned();
        }
        match self.edits.get(&id) {
            Some(working) => working.after.get(field).cloned(),
            None => self.world.record(id)?.get(field).cloned(),
        }
    }

    fn open(&mut self, id: Id) -> Option<&mut Object> {
        if let Some(at) = self.made(id) {
            return self.plan.makes.get_mut(at);
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

    fn by_foreign(&self, kind: Kind, foreign: &ForeignId) -> Option<Id> {
        // Our own exports name a record by its id for ever.
        if foreign.system == "ally" {
            let id: Id = foreign.id.parse().ok()?;
            if self.own.contains_key(&id) || self.world.record(id).is_some() {
                return Some(id);
            }
        }
        self.pending
            .by_foreign(kind, foreign)
            .or_else(|| self.world.by_foreign(kind, foreign))
    }

    fn by_email(&self, email: &str) -> Vec<Id> {
        joined(self.world.by_email(email), self.pending.by_email(email))
    }

    fn by_phone(&self, phone: &str) -> Vec<Id> {
        joined(self.world.by_phone(phone), self.pending.by_phone(phone))
    }

    fn by_name(&self, kind: Kind, folded: &str) -> Vec<Id> {
        joined(
            self.world.by_name(kind, folded),
            self.pending.by_name(kind, folded),
        )
    }

    /// Finds the record that keys name; for a name, within the account where there is one.
    fn find(&self, kind: Kind, keys: &[Key], account: Option<Id>) -> Option<Id> {
        keys.iter().find_map(|key| match key {
            Key::Foreign(foreign) => self.by_foreign(kind, foreign),
            Key::Email(email) => self.first_of(self.by_email(email)),
            Key::Name(name) => {
                let mut found = self.by_name(kind, &fold(name));
                if found.len() > 1 || kind == Kind::Person {
                    let within: Vec<Id> = found
                        .iter()
                        .copied()
                        .filter(|id| account.is_some() && self.account_of(*id) == account)
                        .collect();
                    if !within.is_empty() {
                        found = within;
                    }
                }
                if kind != Kind::Account {
                    return only(&found);
                }
                let spelled: Vec<Id> = found
                    .iter()
                    .copied()
                    .filter(|id| {
                        self.field(*id, "name")
                            .is_some_and(|held| held == name.as_str())
                    })
                    .collect();
                only(&spelled).or_else(|| self.first_of(found))
            }
        })
    }

    /// Chooses among several that fit: the one that was there first, which its doubles are linked to.
    fn first_of(&self, found: Vec<Id>) -> Option<Id> {
        found
            .into_iter()
            .min_by_key(|id| (self.made(*id).is_some(), *id))
    }

    fn account_of(&self, id: Id) -> Option<Id> {
        self.field(id, "account")
            .and_then(|value| value.as_str().and_then(|id| id.parse().ok()))
    }

    fn take(&mut self, place: Place, draft: &mut Draft, title: &str) {
        let source = source_of(draft, title);
        let (resolved, waits) = self.resolve(place, draft, &source);
        let account = resolved
            .iter()
            .find(|(field, _)| *field == "account")
            .map(|(_, id)| *id);
        let found = self.identify(draft, &source, account);
        if draft.deleted {
            self.take_deleted(place, draft, &source, &found);
            return;
        }
        match found {
            Found::One(id) => self.change(place, id, draft, &source, &resolved, &waits),
            Found::Nobody => {
                self.make(place, draft, &source, &resolved, &waits, &[]);
            }
            Found::Maybe(others) => {
                if draft.mentioned {
                    return;
                }
                self.make(place, draft, &source, &resolved, &waits, &others);
            }
        }
    }

    /// Finds the records that a draft points to, making accounts that only a name tells of; gives what it must wait for.
    fn resolve(
        &mut self,
        place: Place,
        draft: &Draft,
        source: &ForeignId,
    ) -> (Vec<(&'static str, Id)>, Vec<Reference>) {
        let mut resolved: Vec<(&'static str, Id)> = Vec::new();
        let mut waits = Vec::new();
        let mut later = Vec::new();
        let account = draft
            .refs
            .iter()
            .find(|reference| reference.field == "account");
        let account = account.and_then(|reference| self.find(Kind::Account, &reference.keys, None));
        for reference in &draft.refs {
            if reference.kind == draft.kind {
                later.push(reference.clone());
                continue;
            }
            if reference.kind == Kind::Person
                && reference.keys.iter().any(|key| self.is_own(key))
                && reference.field == "people"
            {
                if let Some(id) = self.find(Kind::Person, &reference.keys, account) {
                    resolved.push((reference.field, id));
                }
                continue;
            }
            match self.find(reference.kind, &reference.keys, account) {
                Some(id) => resolved.push((reference.field, id)),
                None if reference.make => {
                    let about = resolved
                        .iter()
                        .find(|(field, _)| *field == "account")
                        .map(|(_, id)| *id)
                        .or(account);
                    match self.make_mentioned(place, reference, about) {
                        Some(id) => resolved.push((reference.field, id)),
                        None => waits.push(reference.clone()),
                    }
                }
                None => {
                    // Somebody at the address of a known account is one of its people.
                    let at = if reference.field == "people" {
                        self.account_at(&reference.keys)
                    } else {
                        None
                    };
                    match at
                        .and_then(|account| self.make_mentioned(place, reference, Some(account)))
                    {
                        Some(id) => resolved.push((reference.field, id)),
                        None => waits.push(reference.clone()),
                    }
                }
            }
        }
        if !resolved.iter().any(|(field, _)| *field == "account")
            && rank(draft.kind) == 3
            && let Some(account) = self.account_by_others(&resolved)
        {
            resolved.push(("account", account));
            waits.retain(|reference| reference.field != "account");
        }
        if !later.is_empty() {
            self.late.push((place, None, later, key_of(source)));
        }
        (resolved, waits)
    }

    /// Finds the account at whose domain an address is.
    fn account_at(&self, keys: &[Key]) -> Option<Id> {
        keys.iter().find_map(|key| match key {
            Key::Email(email) => {
                let domain = super::world::company_domain(email)?;
                only(&joined(
                    self.world.by_domain(&domain),
                    self.pending.by_domain(&domain),
                ))
            }
            _ => None,
        })
    }

    fn is_own(&self, key: &Key) -> bool {
        matches!(key, Key::Email(email) if self.options.own_addresses.iter().any(|own| own.eq_ignore_ascii_case(email)))
    }

    /// Finds the account of an event by its people, the most of them first, else by the deal that it is about.
    fn account_by_others(&self, resolved: &[(&'static str, Id)]) -> Option<Id> {
        let mut counts: Vec<(Id, u32)> = Vec::new();
        for (_, id) in resolved {
            if self
                .field(*id, "side")
                .and_then(|side| side.as_str().map(|side| side == "ours"))
                == Some(true)
            {
                continue;
            }
            if let Some(account) = self.account_of(*id) {
                match counts.iter_mut().find(|(known, _)| *known == account) {
                    Some((_, count)) => *count += 1,
                    None => counts.push((account, 1)),
                }
            }
        }
        let most = counts.iter().map(|(_, count)| *count).max()?;
        counts
            .into_iter()
            .find(|(_, count)| *count == most)
            .map(|(id, _)| id)
    }

    /// Makes a record of which a file knows only a name or an address.
    fn make_mentioned(
        &mut self,
        place: Place,
        reference: &Reference,
        account: Option<Id>,
    ) -> Option<Id> {
        let mut draft = Draft::new(reference.kind);
        for key in &reference.keys {
            match key {
                Key::Name(name) => draft.set("name", name),
                Key::Email(email) => draft.add("emails", email),
                Key::Foreign(foreign) => draft.foreign.push(foreign.clone()),
            }
        }
        if draft.fields.is_empty() {
            return None;
        }
        draft.mentioned = true;
        let resolved: Vec<(&'static str, Id)> = account
            .filter(|_| reference.kind == Kind::Person)
            .map(|id| ("account", id))
            .into_iter()
            .collect();
        Some(self.insert(place, &draft, &resolved, &[], &[]))
    }

    /// Says which record of the book, or of this plan, a draft is.
    fn identify(&self, draft: &Draft, source: &ForeignId, account: Option<Id>) -> Found {
        if let Some(id) = draft
            .foreign
            .iter()
            .find_map(|foreign| self.by_foreign(draft.kind, foreign))
        {
            if source.system.starts_with("file") && self.is_stranger(id, source, draft) {
                return Found::Maybe(vec![id]);
            }
            return Found::One(id);
        }
        if let Some(id) = self.by_foreign(draft.kind, source) {
            return Found::One(id);
        }
        match draft.kind {
            Kind::Person => self.identify_person(draft, account),
            Kind::Account | Kind::Deal => {
                let name = draft.text("name");
                // Deals of one name are common; where the program tells them apart by ids, so do we.
                if name.is_empty() || (draft.kind == Kind::Deal && !draft.foreign.is_empty()) {
                    return Found::Nobody;
                }
                let mut found = self.by_name(draft.kind, &fold(name));
                if draft.kind == Kind::Deal {
                    found.retain(|id| {
                        self.account_of(*id) == account || (draft.mentioned && account.is_none())
                    });
                }
                self.decide(found, source)
            }
            _ => Found::Nobody,
        }
    }

    /// Says whether a number of a file of nobody in particular has been used again for something else: the name and
    /// everything that this source brought before is different now.
    fn is_stranger(&self, id: Id, source: &ForeignId, draft: &Draft) -> bool {
        let Some(record) = self.record(id) else {
            return false;
        };
        let key = key_of(source);
        let Some(brought) = record
            .get("brought")
            .and_then(|brought| brought.get(&key))
            .and_then(Value::as_object)
        else {
            return false;
        };
        let mut compared = 0;
        for (field, value) in &draft.fields {
            let Some(Value::String(held)) = brought.get(field) else {
                continue;
            };
            if *held == merge::hash(value) {
                return false;
            }
            compared += 1;
        }
        for (name, value) in &draft.extra {
            let Some(Value::String(held)) = brought.get(&format!("extra.{name}")) else {
                continue;
            };
            if *held == merge::hash(value) {
                return false;
            }
            compared += 1;
        }
        compared >= 3
    }

    fn identify_person(&self, draft: &Draft, account: Option<Id>) -> Found {
        let mut found: Vec<Id> = Vec::new();
        for email in draft.list("emails") {
            found = joined(found, &self.by_email(email));
        }
        match found.len() {
            0 => {}
            1 => return Found::One(found[0]),
            _ => {
                let name = fold(draft.text("name"));
                let named: Vec<Id> = found
                    .iter()
                    .copied()
                    .filter(|id| self.is_named(*id, &name))
                    .collect();
                return only(&named).map_or(Found::Maybe(found), Found::One);
            }
        }
        let name = fold(draft.text("name"));
        for phone in &draft.phones {
            // A switchboard's number is shared: a name that speaks against it decides.
            let same: Vec<Id> = self
                .by_phone(phone)
                .into_iter()
                .filter(|id| name.is_empty() || self.is_named(*id, &name) || self.is_unnamed(*id))
                .collect();
            if let Some(id) = only(&same) {
                return Found::One(id);
            }
        }
        if name.is_empty() {
            return Found::Nobody;
        }
        let named = self.by_name(Kind::Person, &name);
        if named.is_empty() {
            return Found::Nobody;
        }
        let within: Vec<Id> = named
            .iter()
            .copied()
            .filter(|id| account.is_some() && self.account_of(*id) == account)
            .collect();
        if !within.is_empty() {
            // The same name at the same place with other addresses may be somebody else.
            let differs = |id: &Id| {
                draft.list("emails").next().is_some()
                    && self.field(*id, "emails").is_some_and(|emails| {
                        emails.as_array().is_some_and(|emails| !emails.is_empty())
                    })
            };
            if within.iter().any(differs) {
                return Found::Maybe(within);
            }
            return self.decide(
                within,
                draft.foreign.first().unwrap_or(&ForeignId {
                    system: String::new(),
                    id: String::new(),
                }),
            );
        }
        // Elsewhere, or nobody knows where: only one without an account can be the same, and it stays a doubt.
        let homeless: Vec<Id> = named
            .into_iter()
            .filter(|id| account.is_none() || self.account_of(*id).is_none())
            .collect();
        if homeless.is_empty() {
            Found::Nobody
        } else {
            Found::Maybe(homeless)
        }
    }

    /// One fit is the record, unless the same program calls that one differently.
    fn decide(&self, found: Vec<Id>, source: &ForeignId) -> Found {
        match found.as_slice() {
            [] => Found::Nobody,
            [id] => {
                let other = self.look(*id, |record| {
                    foreign_ids(record)
                        .any(|foreign| foreign.system == source.system && foreign.id != source.id)
                });
                if other == Some(true) {
                    Found::Maybe(found)
                } else {
                    Found::One(*id)
                }
            }
            _ => Found::Maybe(found),
        }
    }

    fn is_named(&self, id: Id, folded: &str) -> bool {
        self.field(id, "name")
            .and_then(|name| name.as_str().map(fold))
            .is_some_and(|name| name == folded)
            || self.look(id, |record| {
                super::world::texts(record, "aliases").any(|alias| fold(alias) == folded)
            }) == Some(true)
    }

    fn is_unnamed(&self, id: Id) -> bool {
        self.field(id, "name").is_none()
    }

    fn make(
        &mut self,
        place: Place,
        draft: &mut Draft,
        source: &ForeignId,
        resolved: &[(&'static str, Id)],
        waits: &[Reference],
        maybe: &[Id],
    ) {
        if draft.foreign.is_empty() && !draft.mentioned {
            draft.foreign.push(source.clone());
        }
        let id = self.insert(place, draft, resolved, waits, maybe);
        let key = key_of(source);
        self.bring(id, draft, &key, resolved);
        if let Some(late) = self.late.last_mut()
            && late.1.is_none()
            && same_place(late.0, place)
        {
            late.1 = Some(id);
        }
        let name = self.name(id);
        let state = self.state(place);
        if place.draft == 0 || state.record.is_none() {
            state.record = Some(id);
            state.name = name;
            state.kind = draft.kind;
        }
        if !draft.mentioned {
            state.class = state.class.max(if maybe.is_empty() {
                Class::New
            } else {
                Class::Doubtful
            });
        }
    }

    /// Adds a new record to the plan.
    fn insert(
        &mut self,
        place: Place,
        draft: &Draft,
        resolved: &[(&'static str, Id)],
        waits: &[Reference],
        maybe: &[Id],
    ) -> Id {
        let id = placeholder(self.plan.makes.len());
        let mut record = Object::new();
        record.insert("id".to_owned(), json!(id));
        record.insert("kind".to_owned(), json!(draft.kind));
        for (field, value) in &draft.fields {
            record.insert(field.clone(), value.clone());
        }
        if draft.kind == Kind::Person {
            record.entry("basis").or_insert_with(|| json!("imported"));
            record
                .entry("basis_on")
                .or_insert_with(|| json!(self.options.now.date()));
        }
        if !draft.extra.is_empty() {
            record.insert("extra".to_owned(), Value::Object(draft.extra.clone()));
        }
        if !draft.foreign.is_empty() {
            record.insert(
                "foreign".to_owned(),
                draft
                    .foreign
                    .iter()
                    .map(|foreign| json!({"system": foreign.system, "id": foreign.id}))
                    .collect(),
            );
        }
        for (field, other) in resolved {
            point(&mut record, field, *other, "about");
        }
        for other in maybe {
            point(&mut record, "links", *other, "maybe same");
        }
        wait(&mut record, draft.kind, waits);
        self.pending
            .add(id, draft.kind, &record, self.options.region.as_deref());
        self.fresh.push(id);
        self.plan.makes.push(record);
        let kind = draft.kind.word().to_owned();
        self.state(place).made += 1;
        *self.file_kinds(place.file).entry(kind).or_default() += 1;
        id
    }

    fn file_kinds(&mut self, file: usize) -> &mut BTreeMap<String, u64> {
        while self.plan.files.len() <= file {
            self.plan.files.push(FilePlan::default());
        }
        &mut self.plan.files[file].kinds
    }

    /// Notes what a source brought for a new record.
    fn bring(&mut self, id: Id, draft: &Draft, key: &str, resolved: &[(&'static str, Id)]) {
        if draft.mentioned {
            return;
        }
        let theirs = self.theirs;
        let Some(record) = self.open(id) else { return };
        let mut merged = Merged::default();
        for (field, value) in &draft.fields {
            merge::field(record, key, field, value, theirs, &mut merged);
        }
        for (name, value) in &draft.extra {
            merge::field(
                record,
                key,
                &format!("extra.{name}"),
                value,
                theirs,
                &mut merged,
            );
        }
        for (field, other) in resolved {
            if merge::is_reference(field) {
                merge::field(record, key, field, &json!(other), theirs, &mut merged);
            }
        }
    }

    /// Merges a draft into a record of the book or of this plan.
    fn change(
        &mut self,
        place: Place,
        id: Id,
        draft: &Draft,
        source: &ForeignId,
        resolved: &[(&'static str, Id)],
        waits: &[Reference],
    ) {
        if let Some(late) = self.late.last_mut()
            && late.1.is_none()
            && same_place(late.0, place)
        {
            late.1 = Some(id);
        }
        let name = self.name(id);
        let state = self.state(place);
        if place.draft == 0 || state.record.is_none() {
            state.record = Some(id);
            state.name = name;
            state.kind = draft.kind;
        }
        if draft.mentioned {
            return;
        }
        let theirs = self.theirs;
        let key = key_of(source);
        let is_new = self.made(id).is_some();
        let region = self.options.region.clone();
        let mut merged = Merged::default();
        let Some(record) = self.open(id) else { return };
        let before = record.clone();
        for (field, value) in &draft.fields {
            merge_field(record, &key, field, value, theirs, &mut merged);
        }
        for (name, value) in &draft.extra {
            merge::field(
                record,
                &key,
                &format!("extra.{name}"),
                value,
                theirs,
                &mut merged,
            );
        }
        for (field, other) in resolved {
            if merge::is_reference(field) {
                merge::field(record, &key, field, &json!(other), theirs, &mut merged);
                if *field == "account" {
                    unwait(record, field);
                }
            } else if point(record, field, *other, "about") {
                merged.changed.push(Changed {
                    field: (*field).to_owned(),
                    old: None,
                    new: Some(json!(other)),
                });
            }
        }
        let has = |field: &str| record.get(field).is_some();
        let open: Vec<Reference> = waits
            .iter()
            .filter(|reference| reference.many || !has(reference.field))
            .cloned()
            .collect();
        wait(record, draft.kind, &open);
        let ids: Vec<ForeignId> = if draft.foreign.is_empty() {
            vec![source.clone()]
        } else {
            draft.foreign.clone()
        };
        // Our own exports bring nothing of their own: what differs is taken or shown, and nothing is remembered.
        let own = source.system == "ally";
        for foreign in ids {
            if !own && add_foreign(record, &foreign) {
                merged.changed.push(Changed {
                    field: "foreign".to_owned(),
                    old: None,
                    new: Some(json!(format!("{} {}", foreign.system, foreign.id))),
                });
            }
        }
        if own {
            forget_brought(record, &key);
        }
        if own && merged.changed.is_empty() {
            record.clone_from(&before);
        }
        let moved = *record != before;
        let after = record.clone();
        self.pending.add(id, draft.kind, &after, region.as_deref());
        if moved {
            self.fresh.push(id);
        }
        let state = self.state(place);
        if is_new {
            state.notes.push("the same as an earlier row".to_owned());
            let differs: Vec<&str> = merged
                .kept
                .iter()
                .map(|change| change.field.as_str())
                .filter(|field| !field.starts_with("extra."))
                .collect();
            if !differs.is_empty() {
                state
                    .notes
                    .push(format!("kept the earlier row's {}", differs.join(", ")));
            }
        } else if moved {
            state.class = state.class.max(Class::Changed);
            state.changed.append(&mut merged.changed);
            state.kept.append(&mut merged.kept);
        }
    }

    fn take_deleted(&mut self, place: Place, draft: &Draft, source: &ForeignId, found: &Found) {
        let Found::One(id) = found else {
            self.state(place).rejected = Some(format!("deleted in {}", source.system));
            return;
        };
        let tag = format!("deleted-in-{}", super::header::fold(&source.system));
        let name = self.name(*id);
        let Some(record) = self.open(*id) else { return };
        let list = record
            .entry("tags")
            .or_insert_with(|| Value::Array(Vec::new()));
        let Value::Array(list) = list else { return };
        let known = list.iter().any(|held| held == &json!(tag));
        if !known {
            list.push(json!(tag));
        }
        let state = self.state(place);
        (state.record, state.name, state.kind) = (Some(*id), name, draft.kind);
        if !known {
            state.class = state.class.max(Class::Changed);
            state.changed.push(Changed {
                field: "tags".to_owned(),
                old: None,
                new: Some(json!(tag)),
            });
        }
    }

    /// A row that was merged away gives its id to the record that it became.
    fn take_merged(&mut self, place: Place, draft: &Draft) {
        let Some(master) = draft.merged_into.clone() else {
            return;
        };
        let Some(target) = self.by_foreign(draft.kind, &master) else {
            self.state(place).rejected = Some(format!(
                "merged into {} {}, which has not come yet; import that row too",
                master.system, master.id
            ));
            return;
        };
        let Some(own) = draft.foreign.first().cloned() else {
            return;
        };
        let held = self
            .by_foreign(draft.kind, &own)
            .filter(|held| *held != target);
        if let Some(held) = held {
            if self.made(held).is_none() && self.made(target).is_none() {
                self.plan.merges.push((held, target));
                let state = self.state(place);
                state.class = state.class.max(Class::Changed);
                state
                    .notes
                    .push("merged there, and so made one here".to_owned());
            }
            return;
        }
        let name = self.name(target);
        let added = self
            .open(target)
            .is_some_and(|record| add_foreign(record, &own));
        let after = self.record(target);
        if let Some(after) = after {
            self.pending.add(target, draft.kind, &after, None);
        }
        let is_old = self.made(target).is_none();
        let state = self.state(place);
        (state.record, state.name, state.kind) = (Some(target), name, draft.kind);
        state
            .notes
            .push(format!("merged into {} {}", master.system, master.id));
        if added && is_old {
            state.class = state.class.max(Class::Changed);
        }
    }

    /// Points records of one kind to each other once all of them have come.
    fn settle(&mut self) {
        for (place, id, references, key) in std::mem::take(&mut self.late) {
            let Some(id) = id else { continue };
            let account = self.account_of(id);
            let kind = self
                .field(id, "kind")
                .and_then(|kind| kind.as_str().and_then(Kind::parse))
                .unwrap_or(Kind::Account);
            let mut waits = Vec::new();
            for reference in references {
                let found = self.find(reference.kind, &reference.keys, account);
                let found = match found {
                    Some(found) => Some(found),
                    None if reference.make => self.make_mentioned(place, &reference, None),
                    None => None,
                };
                let Some(other) = found.filter(|other| *other != id) else {
                    if found.is_none() {
                        waits.push(reference);
                    }
                    continue;
                };
                if self.would_circle(id, reference.field, other) {
                    self.state(place).notes.push(format!(
                        "{} would point back to itself; left out",
                        reference.field
                    ));
                    continue;
                }
                let theirs = self.theirs;
                let is_new = self.made(id).is_some();
                let mut merged = Merged::default();
                let Some(record) = self.open(id) else {
                    continue;
                };
                if merge::is_reference(reference.field) {
                    merge::field(
                        record,
                        &key,
                        reference.field,
                        &json!(other),
                        theirs,
                        &mut merged,
                    );
                } else if point(record, reference.field, other, "about") {
                    merged.changed.push(Changed {
                        field: reference.field.to_owned(),
                        old: None,
                        new: Some(json!(other)),
                    });
                }
                if !is_new && !merged.changed.is_empty() {
                    let state = self.state(place);
                    state.class = state.class.max(Class::Changed);
                    state.changed.append(&mut merged.changed);
                }
            }
            let is_old = self.made(id).is_none();
            let Some(record) = self.open(id) else {
                continue;
            };
            let before = record.clone();
            let open: Vec<Reference> = waits
                .into_iter()
                .filter(|reference| reference.many || !record.contains_key(reference.field))
                .collect();
            wait(record, kind, &open);
            if *record != before && is_old {
                let state = self.state(place);
                state.class = state.class.max(Class::Changed);
            }
        }
    }

    /// Takes records of our own export as they stand: a new id is made, a known one follows the later version.
    fn take_records(&mut self, file: usize, reading: &mut Reading) {
        self.file_kinds(file);
        let region = self.options.region.clone();
        for (line, record) in std::mem::take(&mut reading.records) {
            let Some(id) = id_of(&record) else { continue };
            let kind = record
                .get("kind")
                .and_then(Value::as_str)
                .and_then(Kind::parse)
                .unwrap_or(Kind::Account);
            let mut row = RowPlan {
                line,
                class: Class::Same,
                record: Some(id),
                name: ["name", "title", "subject", "what", "fact", "ask", "who"]
                    .iter()
                    .find_map(|field| record.get(*field).and_then(Value::as_str))
                    .unwrap_or_default()
                    .to_owned(),
                kind,
                changed: Vec::new(),
                kept: Vec::new(),
                notes: Vec::new(),
            };
            if self.own.contains_key(&id) {
                row.notes.push("the same as an earlier row".to_owned());
            } else if let Some(held) = self.world.record(id) {
                self.take_version(id, &held, &record, &mut row);
            } else {
                self.pending.add(id, kind, &record, region.as_deref());
                self.own.insert(id, self.plan.makes.len());
                self.fresh.push(id);
                self.plan.makes.push(record);
                *self
                    .file_kinds(file)
                    .entry(kind.word().to_owned())
                    .or_default() += 1;
                row.class = Class::New;
            }
            let plan = &mut self.plan.files[file];
            match row.class {
                Class::New => plan.new += 1,
                Class::Changed => plan.changed += 1,
                _ => plan.same += 1,
            }
            if row.class != Class::Same || !row.kept.is_empty() {
                plan.details.push(row);
            }
        }
    }

    /// Compares a record with its own version from a file: the one that was changed later counts.
    fn take_version(&mut self, id: Id, held: &Object, record: &Object, row: &mut RowPlan) {
        let moment = |record: &Object| {
            record
                .get("changed")
                .and_then(Value::as_str)
                .and_then(|at| at.parse::<jiff::Timestamp>().ok())
        };
        let newer = self.theirs || moment(record) > moment(held);
        let fixed = ["id", "kind", "short", "created", "changed", "author"];
        let names: Vec<&String> = record
            .keys()
            .filter(|name| !fixed.contains(&name.as_str()))
            .collect();
        for name in names {
            if held.get(name) == record.get(name) {
                continue;
            }
            let change = Changed {
                field: name.clone(),
                old: held.get(name).cloned(),
                new: record.get(name).cloned(),
            };
            if newer {
                if let Some(open) = self.open(id) {
                    open.insert(name.clone(), record[name].clone());
                }
                row.class = Class::Changed;
                row.changed.push(change);
            } else {
                row.kept.push(change);
            }
        }
    }

    /// Calls off the planned meetings of a series that the series no longer has.
    fn call_off(&mut self, file: usize, reading: &Reading) {
        for uid in &reading.series {
            let here: Vec<ForeignId> = reading
                .drafts
                .iter()
                .flat_map(|row| &row.drafts)
                .flat_map(|draft| draft.foreign.iter().cloned())
                .collect();
            for id in self.world.by_series(uid) {
                let Some(record) = self.record(id) else {
                    continue;
                };
                let is_planned = record.get("state").and_then(Value::as_str) == Some("planned");
                let ahead = record
                    .get("starts")
                    .and_then(Value::as_str)
                    .and_then(|starts| starts.parse::<crate::domain::Moment>().ok())
                    .is_some_and(|starts| starts.timestamp() > self.options.now.timestamp());
                let still = foreign_ids(&record).any(|foreign| here.contains(&foreign));
                if !is_planned || !ahead || still {
                    continue;
                }
                let name = self.name(id);
                if let Some(record) = self.open(id) {
                    record.insert("state".to_owned(), json!("cancelled"));
                }
                let Some(at) = reading
                    .drafts
                    .iter()
                    .position(|row| row.drafts.iter().any(|draft| draft.text("series") == uid))
                else {
                    continue;
                };
                let state = &mut self.rows[file][at];
                state.class = state.class.max(Class::Changed);
                state.notes.push(format!(
                    "“{name}” is no longer in the series and is kept as cancelled"
                ));
            }
        }
    }

    /// Says whether a parent or superior is already below.
    fn would_circle(&self, id: Id, field: &str, other: Id) -> bool {
        let mut at = Some(other);
        for _ in 0..32 {
            match at {
                Some(found) if found == id => return true,
                Some(found) => {
                    at = self
                        .field(found, field)
                        .and_then(|value| value.as_str().and_then(|id| id.parse().ok()));
                }
                None => return false,
            }
        }
        false
    }

    /// Gives records that waited for what has now come their place.
    fn attach(&mut self) {
        let mut round = std::mem::take(&mut self.fresh);
        for _ in 0..4 {
            let mut attached = Vec::new();
            for id in round {
                let known = self.look(id, |record| {
                    let kind = record.get("kind").and_then(Value::as_str)?;
                    let kind = Kind::parse(kind)?;
                    Some((kind, keys_of(kind, record)))
                });
                let Some((kind, keys)) = known.flatten() else {
                    continue;
                };
                for key in keys {
                    for waiting in self.world.waiting(&key) {
                        if waiting != id && self.fill(waiting, &key, kind, id) {
                            attached.push(waiting);
                        }
                    }
                }
            }
            if attached.is_empty() {
                return;
            }
            round = attached;
        }
    }

    /// Puts the record that has come into the field that waited for its key.
    fn fill(&mut self, waiting: Id, key: &str, kind: Kind, come: Id) -> bool {
        let inferred = (kind == Kind::Person)
            .then(|| self.account_of(come))
            .flatten();
        let Some(record) = self.open(waiting) else {
            return false;
        };
        let before = record.clone();
        let holds = |text: &str| keys_in(text).any(|held| held == key);
        let in_inbox = record
            .get("inbox")
            .and_then(Value::as_str)
            .is_some_and(holds);
        let found = if kind == Kind::Account {
            Some(come)
        } else {
            inferred
        };
        if let Some(account) = found.filter(|_| in_inbox) {
            record.shift_remove("inbox");
            record.insert("account".to_owned(), json!(account));
        }
        let fields: Vec<String> = record
            .get("extra")
            .and_then(Value::as_object)
            .into_iter()
            .flatten()
            .filter(|(name, value)| {
                name.starts_with(WAITS)
                    && match value {
                        Value::String(text) => holds(text),
                        Value::Array(list) => list.iter().filter_map(Value::as_str).any(holds),
                        _ => false,
                    }
            })
            .filter_map(|(name, _)| name.strip_prefix(WAITS).map(ToOwned::to_owned))
            .collect();
        for field in fields {
            if merge::is_reference(&field) {
                record.entry(field.clone()).or_insert_with(|| json!(come));
            } else {
                point(record, &field, come, "about");
            }
            unwait_key(record, &field, key);
            // An event whose people have come has found its account too.
            if let Some(account) = inferred.filter(|_| field == "people")
                && !record.contains_key("account")
            {
                record.insert("account".to_owned(), json!(account));
                record.shift_remove("inbox");
            }
        }
        if record.get("inbox").and_then(Value::as_str) == Some("account") {
            await_account(record);
        }
        *record != before
    }

    fn name(&self, id: Id) -> String {
        ["name", "subject", "what", "fact", "title"]
            .iter()
            .find_map(|field| {
                self.field(id, field)
                    .and_then(|value| value.as_str().map(ToOwned::to_owned))
            })
            .or_else(|| {
                self.field(id, "emails")
                    .and_then(|emails| emails.get(0).and_then(Value::as_str).map(ToOwned::to_owned))
            })
            .unwrap_or_default()
    }

    fn take_activity(&mut self, file: usize, reading: &mut Reading) {
        let mut table = std::mem::take(&mut reading.activity);
        table.settle();
        self.file_kinds(file);
        self.plan.files[file].new += reading.heads;
        let mut accounts: HashMap<String, Id> = HashMap::new();
        let mut made_new = 0;
        for name in table
            .accounts()
            .into_iter()
            .map(ToOwned::to_owned)
            .collect::<Vec<_>>()
        {
            let keys = match &table.by {
                AccountBy::Id(system) => vec![Key::Foreign(ForeignId {
                    system: system.clone(),
                    id: name.clone(),
                })],
                _ => vec![Key::Name(name.clone())],
            };
            let id = self.find(Kind::Account, &keys, None).unwrap_or_else(|| {
                made_new += 1;
                self.make_customer(file, &keys, &name)
            });
            accounts.insert(name, id);
        }
        let mut per: HashMap<Id, (Vec<u32>, Vec<u64>)> = HashMap::new();
        let mut order: Vec<Id> = Vec::new();
        // Accounts of one file differ in their first bytes or their last, so that mixing them in keeps keys apart.
        let mut nth: HashMap<u64, u32> = HashMap::new();
        let mut stored: HashMap<Id, HashMap<u64, u64>> = HashMap::new();
        for (at, row) in table.iter().enumerate() {
            let Some(&account) = accounts.get(row.account) else {
                continue;
            };
            let (bare, content) = identity(&row, 0);
            let count = nth.entry(bare ^ mixed(account)).or_default();
            let key = if *count == 0 {
                bare
            } else {
                nth_key(&row, content, *count)
            };
            *count += 1;
            let world = self.world;
            let held = stored.entry(account).or_insert_with(|| {
                if self.made(account).is_some() {
                    HashMap::new()
                } else {
                    world.activity(account).into_iter().collect()
                }
            });
            let plan = &mut self.plan.files[file];
            match held.get(&key) {
                Some(known) if *known == content => {
                    plan.same += 1;
                    continue;
                }
                Some(_) => {
                    plan.changed += 1;
                    per.entry(account).or_default().1.push(key);
                }
                None => plan.new += 1,
            }
            let entry = per.entry(account).or_default();
            if entry.0.is_empty() {
                order.push(account);
            }
            entry.0.push(u32::try_from(at).unwrap_or(u32::MAX));
        }
        for account in order {
            if let Some((rows, replaces)) = per.remove(&account) {
                self.plan.activity.push(ActivityPlan {
                    account,
                    file,
                    rows,
                    replaces,
                });
            }
        }
        if made_new > 0 {
            reading.warn(format!("{made_new} customers are known only by what they bought; import their table to name them"));
        }
        while self.plan.tables.len() <= file {
            self.plan.tables.push(ActivityTable::default());
        }
        self.plan.tables[file] = table;
    }

    fn make_customer(&mut self, file: usize, keys: &[Key], name: &str) -> Id {
        let mut draft = Draft::new(Kind::Account);
        draft.set("name", name);
        for key in keys {
            if let Key::Foreign(foreign) = key {
                draft.foreign.push(foreign.clone());
            }
        }
        let id = placeholder(self.plan.makes.len());
        let mut record = Object::from_iter([
            ("id".to_owned(), json!(id)),
            ("kind".to_owned(), json!(Kind::Account)),
            ("name".to_owned(), json!(name)),
        ]);
        if !draft.foreign.is_empty() {
            record.insert(
                "foreign".to_owned(),
                draft
                    .foreign
                    .iter()
                    .map(|foreign| json!({"system": foreign.system, "id": foreign.id}))
                    .collect(),
            );
            // The name is only the number: when the customer's table comes, its name takes the place.
            let mut merged = Merged::default();
            let key = key_of(&draft.foreign[0]);
            merge::field(&mut record, &key, "name", &json!(name), false, &mut merged);
        }
        self.pending.add(id, Kind::Account, &record, None);
        self.plan.makes.push(record);
        *self
            .file_kinds(file)
            .entry("account".to_owned())
            .or_default() += 1;
        id
    }

    fn finish_file(&mut self, file: usize, reading: &mut Reading) {
        self.file_kinds(file);
        let states = std::mem::take(&mut self.rows[file]);
        let mut waiting = 0;
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
            let is_waiting = state
                .record
                .and_then(placeholder_of)
                .and_then(|at| self.plan.makes.get(at))
                .is_some_and(|record| record.contains_key("inbox"));
            waiting += u64::from(is_waiting && state.class == Class::New);
            if state.class == Class::Same && state.notes.is_empty() {
                continue;
            }
            self.plan.files[file].details.push(RowPlan {
                line: row.line,
                class: state.class,
                record: state.record,
                name: state.name,
                kind: state.kind,
                changed: state.changed,
                kept: state.kept,
                notes: state.notes,
            });
        }
        if waiting > 0 {
            reading.warn(if waiting == 1 {
                "1 row waits in the inbox until its account comes".to_owned()
            } else {
                format!("{waiting} rows wait in the inbox until their account comes")
            });
        }
        let plan = &mut self.plan.files[file];
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

enum Found {
    One(Id),
    Nobody,
    Maybe(Vec<Id>),
}

fn row_state(row: &DraftRow) -> RowState {
    RowState {
        class: Class::Same,
        made: 0,
        record: None,
        name: String::new(),
        kind: row.drafts.first().map_or(Kind::Account, |draft| draft.kind),
        changed: Vec::new(),
        kept: Vec::new(),
        notes: Vec::new(),
        rejected: None,
    }
}

fn same_place(one: Place, other: Place) -> bool {
    (one.file, one.row, one.draft) == (other.file, other.row, other.draft)
}

/// Mixes an id into 64 bits.
fn mixed(id: Id) -> u64 {
    let (mut high, mut low) = ([0; 8], [0; 8]);
    high.copy_from_slice(&id.bytes()[..8]);
    low.copy_from_slice(&id.bytes()[8..]);
    (u64::from_le_bytes(high) ^ u64::from_le_bytes(low).rotate_left(32))
        .wrapping_mul(0x9E37_79B9_7F4A_7C15)
}

fn joined(mut first: Vec<Id>, second: &[Id]) -> Vec<Id> {
    for id in second {
        if !first.contains(id) {
            first.push(*id);
        }
    }
    first
}

fn only(found: &[Id]) -> Option<Id> {
    match found {
        [id] => Some(*id),
        _ => None,
    }
}

/// Gives the id under which a row is known again: its own, else what the row is told apart by.
fn source_of(draft: &Draft, title: &str) -> ForeignId {
    if let Some(foreign) = draft.foreign.first() {
        return foreign.clone();
    }
    let name = super::header::fold(draft.text("name"));
    let id = match draft.kind {
        Kind::Person => {
            if let Some(email) = draft.list("emails").next() {
                email.to_lowercase()
            } else {
                let company = draft
                    .refs
                    .iter()
                    .find(|reference| reference.field == "account")
                    .and_then(|reference| reference.keys.last());
                let company = company
                    .map(|key| super::header::fold(&key.shown()))
                    .unwrap_or_default();
                let phone = if company.is_empty() {
                    draft.list("phones").next().unwrap_or_default()
                } else {
                    ""
                };
                [name.as_str(), company.as_str(), phone]
                    .into_iter()
                    .filter(|part| !part.is_empty())
                    .collect::<Vec<_>>()
                    .join(" ")
            }
        }
        Kind::Account => name,
        _ => {
            let mut told = Map::new();
            for field in [
                "name", "subject", "fact", "what", "summary", "starts", "on", "due", "question",
                "score", "words", "closes",
            ] {
                if let Some(value) = draft.fields.get(field) {
                    told.insert(field.to_owned(), value.clone());
                }
            }
            let who: Vec<String> = draft
                .refs
                .iter()
                .flat_map(|reference| reference.keys.iter().map(Key::shown))
                .collect();
            told.insert("who".to_owned(), json!(who));
            blake3::hash(Value::Object(told).to_string().as_bytes())
                .to_hex()
                .chars()
                .take(16)
                .collect()
        }
    };
    ForeignId {
        system: if title.is_empty() {
            "file".to_owned()
        } else {
            title.to_owned()
        },
        id,
    }
}

fn key_of(source: &ForeignId) -> String {
    format!("{} {}", source.system, source.id)
}

/// Merges a field, except a state, which only ever moves on.
fn merge_field(
    record: &mut Object,
    key: &str,
    field: &str,
    value: &Value,
    theirs: bool,
    merged: &mut Merged,
) {
    if field == "state" {
        let held = record
            .get("state")
            .and_then(Value::as_str)
            .unwrap_or_default();
        let may = match (held, value.as_str().unwrap_or_default()) {
            ("planned", "held" | "cancelled") | ("open", "kept" | "released") | ("", _) => true,
            // A meeting that was called off and is on again.
            ("cancelled", "planned" | "held") => record
                .get("brought")
                .and_then(|brought| brought.get(key))
                .is_some_and(|fields| {
                    fields.get("state").and_then(Value::as_str)
                        == Some(merge::hash(&json!("cancelled")).as_str())
                }),
            _ => false,
        };
        if may {
            let held = record.get("state").cloned();
            merged.changed.push(Changed {
                field: "state".to_owned(),
                old: held,
                new: Some(value.clone()),
            });
            record.insert("state".to_owned(), value.clone());
        }
        let mut silent = Merged::default();
        let now = record.get("state").cloned();
        merge::field(record, key, field, value, false, &mut silent);
        // Remembering what was brought must not move the state back.
        if let Some(now) = now {
            record.insert("state".to_owned(), now);
        }
        return;
    }
    merge::field(record, key, field, value, theirs, merged);
}

/// Points a record to another; says whether it did not do so before.
fn point(record: &mut Object, field: &str, other: Id, how: &str) -> bool {
    match field {
        "links" => {
            if is_linked(record, other) {
                return false;
            }
            if let Value::Array(list) = record
                .entry("links")
                .or_insert_with(|| Value::Array(Vec::new()))
            {
                list.push(json!({"to": other, "how": how}));
            }
            true
        }
        "people" | "to" | "by" | "whom" => {
            let Value::Array(list) = record
                .entry(field)
                .or_insert_with(|| Value::Array(Vec::new()))
            else {
                return false;
            };
            if list.contains(&json!(other)) {
                return false;
            }
            list.push(json!(other));
            true
        }
        _ => {
            let held = record.get(field) == Some(&json!(other));
            record.insert(field.to_owned(), json!(other));
            !held
        }
    }
}

fn forget_brought(record: &mut Object, key: &str) {
    if let Some(Value::Object(brought)) = record.get_mut("brought") {
        brought.shift_remove(key);
        if brought.is_empty() {
            record.shift_remove("brought");
        }
    }
}

fn is_linked(record: &Object, other: Id) -> bool {
    let id = json!(other);
    record
        .get("links")
        .and_then(Value::as_array)
        .into_iter()
        .flatten()
        .any(|link| link.get("to") == Some(&id))
}

fn add_foreign(record: &mut Object, foreign: &ForeignId) -> bool {
    if foreign_ids(record).any(|held| held == *foreign) {
        return false;
    }
    if let Value::Array(list) = record
        .entry("foreign")
        .or_insert_with(|| Value::Array(Vec::new()))
    {
        list.push(json!({"system": foreign.system, "id": foreign.id}));
    }
    true
}

/// Notes the keys of what has not come yet: an account in `inbox` for what cannot be without one, the rest in `extra`.
fn wait(record: &mut Object, kind: Kind, waits: &[Reference]) {
    let needs_account = !matches!(kind, Kind::Account | Kind::Person | Kind::Trend);
    for reference in waits {
        let keys: Vec<String> = reference
            .keys
            .iter()
            .map(|key| key.written(reference.kind))
            .collect();
        let text = keys.join(" | ");
        if reference.field == "account" && needs_account {
            record.insert("inbox".to_owned(), json!(text));
            continue;
        }
        let Value::Object(extra) = record
            .entry("extra")
            .or_insert_with(|| Value::Object(Map::new()))
        else {
            continue;
        };
        let name = format!("{WAITS}{}", reference.field);
        if reference.many {
            let list = extra
                .entry(name)
                .or_insert_with(|| Value::Array(Vec::new()));
            if let Value::Array(list) = list
                && !list.contains(&json!(text))
            {
                list.push(json!(text));
            }
        } else {
            extra.insert(name, json!(text));
        }
    }
    if needs_account && !record.contains_key("inbox") && !record.contains_key("person") {
        await_account(record);
    }
}

/// Notes that a record waits for an account: that of its people, else any.
fn await_account(record: &mut Object) {
    if record.contains_key("account") {
        return;
    }
    let people: Vec<String> = super::world::texts(record, "people")
        .map(|id| format!("person ally:{id}"))
        .collect();
    let keys = if people.is_empty() {
        "account".to_owned()
    } else {
        people.join(" | ")
    };
    record.insert("inbox".to_owned(), json!(keys));
}

fn unwait(record: &mut Object, field: &str) {
    if field == "account" {
        record.shift_remove("inbox");
    }
    if let Some(Value::Object(extra)) = record.get_mut("extra") {
        extra.shift_remove(&format!("{WAITS}{field}"));
        if extra.is_empty() {
            record.shift_remove("extra");
        }
    }
}

/// Takes one key away from what a field waits for.
fn unwait_key(record: &mut Object, field: &str, key: &str) {
    let name = format!("{WAITS}{field}");
    let Some(Value::Object(extra)) = record.get_mut("extra") else {
        return;
    };
    let done = match extra.get_mut(&name) {
        Some(Value::Array(list)) => {
            list.retain(|held| {
                held.as_str()
                    .is_none_or(|held| !keys_in(held).any(|one| one == key))
            });
            list.is_empty()
        }
        _ => true,
    };
    if done {
        unwait(record, field);
    }
}

/// Lists the keys that others may wait for.
fn keys_of(kind: Kind, record: &Object) -> Vec<String> {
    let own = record
        .get("id")
        .and_then(Value::as_str)
        .map(|id| format!("{kind} ally:{id}"));
    let mut keys: Vec<String> = foreign_ids(record)
        .map(|foreign| Key::Foreign(foreign).compared(kind))
        .collect();
    keys.extend(
        super::world::texts(record, "emails")
            .map(|email| Key::Email(email.to_owned()).compared(kind)),
    );
    let name = record.get("name").and_then(Value::as_str);
    keys.extend(
        name.into_iter()
            .chain(super::world::texts(record, "aliases"))
            .map(|name| Key::Name(name.to_owned()).compared(kind)),
    );
    keys.extend(own);
    keys
}
