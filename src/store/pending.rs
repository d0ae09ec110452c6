//! What some entries do to the index, gathered before it is written: one entry for a save, many for catching up.

use std::borrow::Cow;
use std::collections::{BTreeMap, btree_map};

use rayon::prelude::*;
use serde::de::DeserializeOwned;
use serde_json::Value;

use super::activity;
use super::index::{Index, section};
use super::place::{LOOSE, Place, place_key, short_of, summary_key};
use super::root::{Spot, hash};
use super::rows::{Changes, Trouble};
use super::shape::Shape;
use crate::domain::field::Fields;
use crate::domain::names::Name;
use crate::domain::{Id, Kind, Object, parse_short};
use crate::journal::{Batch, Chain, Change, Conflict, Entry, Head, apply};

/// How many records are placed at a time, on all cores.
const AT_ONCE: usize = 8_192;

/// Why an entry could not be taken in.
pub enum Refused {
    /// It was made from something that is no longer so.
    Conflict(Conflict),
    /// The index failed.
    Trouble(Trouble),
}

impl From<Trouble> for Refused {
    fn from(trouble: Trouble) -> Self {
        Refused::Trouble(trouble)
    }
}

/// A record while it is gathered: most are only carried through, and in their written form they take a fifth of the memory.
enum Form<'a> {
    Read(Object),
    Written(Cow<'a, [u8]>),
}

impl Form<'_> {
    fn object(&self) -> Result<Cow<'_, Object>, Trouble> {
        match self {
            Form::Read(object) => Ok(Cow::Borrowed(object)),
            Form::Written(bytes) => read_object(bytes).map(Cow::Owned),
        }
    }

    fn fields(&self) -> Result<Fields, Trouble> {
        match self {
            Form::Read(object) => Ok(object.clone().into()),
            Form::Written(bytes) => read_object(bytes),
        }
    }

    fn into_object(self) -> Result<Object, Trouble> {
        match self {
            Form::Read(object) => Ok(object),
            Form::Written(bytes) => read_object(&bytes),
        }
    }

    fn bytes(&self) -> Result<Cow<'_, [u8]>, Trouble> {
        match self {
            Form::Read(object) => match serde_json::to_vec(object) {
                Ok(bytes) => Ok(Cow::Owned(bytes)),
                Err(error) => Err(Trouble::new(error.to_string())),
            },
            Form::Written(bytes) => Ok(Cow::Borrowed(bytes)),
        }
    }
}

/// One record as it was before, and as it is.
struct Touched<'a> {
    place: Option<Place>,
    before: Option<Form<'static>>,
    now: Option<Form<'a>>,
    /// The first entry that touched it, and the others.
    seq: u64,
    seqs: Vec<u64>,
}

/// What names a new record, read off its written form.
#[derive(serde::Deserialize)]
struct Named<'a> {
    #[serde(borrow)]
    id: Cow<'a, str>,
    #[serde(borrow, default)]
    short: Cow<'a, str>,
}

/// What some entries do; new records stay in the entries' own bytes.
#[derive(Default)]
pub struct Pending<'a> {
    records: BTreeMap<Id, Touched<'a>>,
    settings: BTreeMap<String, Value>,
    counters: BTreeMap<u8, u64>,
    requests: Vec<(String, u64)>,
    undone: Vec<(u64, u64)>,
    begins: Vec<(u64, u64, Spot)>,
    activity: Vec<(u64, bool, Batch)>,
    weight: usize,
}

/// Reads a record where it lies, and checks that it is the one that the place was written for.
pub fn read_record<T: DeserializeOwned>(
    index: &Index,
    id: Id,
    place: &Place,
) -> Result<T, Trouble> {
    read_object(&written_record(index, id, place)?)
}

/// Does the same, and leaves the record in its written form.
fn written_record(index: &Index, id: Id, place: &Place) -> Result<Vec<u8>, Trouble> {
    let bytes = fetch_record(index, id, place)?;
    proven(&bytes, place.hash)?;
    Ok(bytes)
}

/// Fetches a record where it lies; whoever reads it proves it.
pub fn fetch_record(index: &Index, id: Id, place: &Place) -> Result<Vec<u8>, Trouble> {
    index
        .unchecked(&place.record_key(id))?
        .ok_or_else(|| Trouble::new("a record is missing"))
}

/// Reads a record that was fetched, and checks that it is the one that its place was written for.
pub fn read_fetched<T: DeserializeOwned>(bytes: &[u8], hash: u64) -> Result<T, Trouble> {
    proven(bytes, hash)?;
    read_object(bytes)
}

fn proven(bytes: &[u8], wanted: u64) -> Result<(), Trouble> {
    if hash(bytes) == wanted {
        return Ok(());
    }
    Err(Trouble::new("a record does not match its hash"))
}

/// Finds where a record lies, or lay.
pub fn find_place(index: &mut Index, id: Id) -> Result<Option<Place>, Trouble> {
    index
        .row(&place_key(id))?
        .map(|b| Place::parse(&b))
        .transpose()
}

impl<'a> Pending<'a> {
    /// Says whether enough is gathered to be written.
    pub fn is_heavy(&self) -> bool {
        self.weight > 50_000
    }

    /// Takes in an entry that the journal already has, as it stands: whatever it says is what happened.
    pub fn take(&mut self, index: &mut Index, entry: Entry) -> Result<(), Trouble> {
        let Entry { head, changes } = entry;
        for change in changes {
            match self.change(index, change, head.seq, false) {
                Ok(()) => {}
                Err(Refused::Trouble(trouble)) => return Err(trouble),
                Err(Refused::Conflict(conflict)) => return Err(Trouble::new(conflict.to_string())),
            }
        }
        self.headed(&head);
        Ok(())
    }

    /// Takes in an entry that is to be saved, from the lines of its changes.
    ///
    /// It is refused as a whole where one of its changes does not fit what is there.
    pub fn take_strictly(
        &mut self,
        index: &mut Index,
        head: &Head,
        lines: impl Iterator<Item = &'a [u8]>,
    ) -> Result<(), Refused> {
        let first = self.activity.len();
        for line in lines {
            let record = line
                .strip_prefix(b"{\"make\":")
                .and_then(|rest| rest.strip_suffix(b"}"));
            if let Some(record) = record
                && let Ok(named) = serde_json::from_slice::<Named<'_>>(record)
                && let Ok(id) = named.id.parse()
            {
                self.make(index, id, &named.short, record, head.seq)?;
                continue;
            }
            let change = serde_json::from_slice(line)
                .map_err(|_| Trouble::new("a change cannot be read back"))?;
            self.change(index, change, head.seq, true)?;
        }
        let missing = activity::overdrawn(index, &self.activity, first)?;
        if missing > 0 {
            return Err(Refused::Conflict(Conflict::Rows(missing)));
        }
        self.headed(head);
        Ok(())
    }

    fn headed(&mut self, head: &Head) {
        if let Some(request) = &head.request {
            self.requests.push((request.clone(), head.seq));
        }
        if let Some(undone) = head.cause.undo {
            self.undone.push((undone, head.seq));
        }
        self.weight += 1;
    }

    fn change(
        &mut self,
        index: &mut Index,
        change: Change,
        seq: u64,
        strict: bool,
    ) -> Result<(), Refused> {
        self.weight += 1;
        match change {
            Change::Make(_) | Change::Drop(_) | Change::Edit(_) => {
                self.touch(index, change, seq, strict)?;
            }
            Change::Setting(s) => {
                if strict {
                    let found = self.setting(index, &s.name)?.unwrap_or_default();
                    if found != s.value.old {
                        return Err(Refused::Conflict(Conflict::Moved {
                            id: Id::from_bytes(LOOSE),
                            field: s.name.clone(),
                            expected: s.value.old.clone(),
                            found,
                            wanted: s.value.new.clone(),
                        }));
                    }
                }
                self.settings.insert(s.name, s.value.new);
            }
            Change::Activity(batch) => self.batch(seq, true, batch),
            Change::Inactivity(batch) => self.batch(seq, false, batch),
            Change::Unknown(_) => {
                if strict {
                    return Err(Refused::Conflict(Conflict::Unknown));
                }
            }
        }
        Ok(())
    }

    fn batch(&mut self, seq: u64, adds: bool, batch: Batch) {
        self.weight += batch.data.len() >> 8;
        self.activity.push((seq, adds, batch));
    }

    /// Notes where an entry lies in the journal.
    pub fn lies(&mut self, begins: u64, after: Spot) {
        self.begins.push((after.seq, begins, after));
    }

    fn setting(&self, index: &mut Index, name: &str) -> Result<Option<Value>, Trouble> {
        match self.settings.get(name) {
            Some(value) => Ok(Some(value.clone())),
            None => read_setting(index, name),
        }
    }

    /// Finds what is gathered of a record, or begins it with what the index has.
    fn touched(
        &mut self,
        index: &mut Index,
        id: Id,
        seq: u64,
    ) -> Result<&mut Touched<'a>, Trouble> {
        let touched = match self.records.entry(id) {
            btree_map::Entry::Occupied(there) => there.into_mut(),
            btree_map::Entry::Vacant(new) => {
                let place = find_place(index, id)?;
                let before = match &place {
                    Some(place) if place.there => Some(written_record(index, id, place)?),
                    _ => None,
                };
                let now = before.clone().map(|bytes| Form::Written(bytes.into()));
                new.insert(Touched {
                    place,
                    before: before.map(|bytes| Form::Written(bytes.into())),
                    now,
                    seq,
                    seqs: Vec::new(),
                })
            }
        };
        if touched.seqs.last().unwrap_or(&touched.seq) != &seq {
            touched.seqs.push(seq);
        }
        Ok(touched)
    }

    /// Takes in a new record in its written form, which is all that becomes of most.
    fn make(
        &mut self,
        index: &mut Index,
        id: Id,
        short: &str,
        record: &'a [u8],
        seq: u64,
    ) -> Result<(), Refused> {
        self.weight += 1;
        let touched = self.touched(index, id, seq)?;
        if touched.now.is_some() {
            return Err(Refused::Conflict(Conflict::There(id)));
        }
        touched.now = Some(Form::Written(record.into()));
        self.count(parse_short(short).map(|(kind, number)| (kind.number(), number)));
        Ok(())
    }

    /// Remembers the highest number of a kind's short ids.
    fn count(&mut self, short: Option<(u8, u64)>) {
        if let Some((kind, number)) = short {
            let highest = self.counters.entry(kind).or_default();
            *highest = number.max(*highest);
        }
    }

    fn touch(
        &mut self,
        index: &mut Index,
        change: Change,
        seq: u64,
        strict: bool,
    ) -> Result<(), Refused> {
        let Some(id) = change.record() else {
            return if strict {
                Err(Refused::Conflict(Conflict::Nameless))
            } else {
                Ok(())
            };
        };
        let touched = self.touched(index, id, seq)?;
        let before = touched.now.take().map(Form::into_object).transpose()?;
        let now = match (change, before) {
            (Change::Make(record), None) => Some(record),
            (change, now) if strict => apply(&change, now).map_err(Refused::Conflict)?,
            (change, now) => apply(&change, now.clone()).unwrap_or_else(|_| force(&change, now)),
        };
        let short = now.as_ref().and_then(short_of);
        touched.now = match now {
            // Of a save by the hundred thousand only the written form is kept at hand.
            Some(now) if strict => {
                let bytes = serde_json::to_vec(&now).map_err(|e| Trouble::new(e.to_string()))?;
                Some(Form::Written(bytes.into()))
            }
            now => now.map(Form::Read),
        };
        self.count(short);
        Ok(())
    }

    /// Turns it into the index's rows. Without `summaries` those are left for later.
    pub fn into_rows(
        self,
        index: &mut Index,
        shape: &dyn Shape,
        first: Chain,
        summaries: bool,
    ) -> Result<Changes, Trouble> {
        let mut all = Vec::with_capacity(self.records.len() * 8);
        let mut moves = Vec::with_capacity(if summaries { self.records.len() } else { 0 });
        let records: Vec<(&Id, &Touched<'_>)> = self.records.iter().collect();
        for some in records.chunks(AT_ONCE) {
            // Each follows from its record alone.
            let placed = some
                .par_iter()
                .with_min_len(64)
                .map(|(id, touched)| place_record(**id, touched, shape, first))
                .collect::<Result<Vec<_>, Trouble>>()?;
            for ((id, _), placed) in some.iter().zip(placed) {
                all.extend(placed.rows);
                if summaries {
                    moves.push((**id, placed.was_in, placed.is_in));
                }
            }
        }
        // Sorted at once, of two of one key the later: by the million that takes a fraction of putting each in its place.
        let mut rows = Changes::from_iter(all);
        if summaries {
            self.summarise(index, shape, moves, &mut rows)?;
        }
        for (seq, adds, batch) in &self.activity {
            activity::take_in(index, &mut rows, batch, *seq, *adds)?;
        }
        for (name, value) in self.settings {
            let mut key = vec![section::SETTING];
            key.extend_from_slice(name.as_bytes());
            rows.insert(
                key,
                if value.is_null() {
                    None
                } else {
                    Some(json(&value)?)
                },
            );
        }
        for (kind, number) in self.counters {
            let key = vec![section::COUNTER, kind];
            let known = index.row(&key)?.and_then(|b| number_of(&b)).unwrap_or(0);
            rows.insert(key, Some(number.max(known).to_be_bytes().to_vec()));
        }
        for (request, seq) in self.requests {
            rows.insert(
                request_key(&request, first),
                Some(seq.to_be_bytes().to_vec()),
            );
        }
        for (undone, by) in self.undone {
            let mut key = vec![section::UNDONE];
            key.extend_from_slice(&undone.to_be_bytes());
            rows.insert(key, Some(by.to_be_bytes().to_vec()));
        }
        for (seq, begins, after) in self.begins {
            let mut value = after.segment.to_be_bytes().to_vec();
            value.extend_from_slice(&begins.to_be_bytes());
            value.extend_from_slice(&after.chain.0);
            rows.insert(entry_key(seq), Some(value));
        }
        Ok(rows)
    }

    fn summarise(
        &self,
        index: &mut Index,
        shape: &dyn Shape,
        moves: Vec<(Id, Option<Id>, Option<Id>)>,
        rows: &mut Changes,
    ) -> Result<(), Trouble> {
        /// A record that changed, and whether it was and is the account's.
        struct Turn<'a, 'b> {
            id: Id,
            touched: &'b Touched<'a>,
            was: bool,
            is: bool,
        }
        let mut by_account: BTreeMap<Id, Vec<Turn<'_, '_>>> = BTreeMap::new();
        for (id, old, new) in moves {
            let Some(touched) = self.records.get(&id) else {
                continue;
            };
            let mut turn = |account: Option<Id>, was, is| {
                if let Some(account) = account {
                    let turn = Turn {
                        id,
                        touched,
                        was,
                        is,
                    };
                    by_account.entry(account).or_default().push(turn);
                }
            };
            if old == new {
                turn(new, touched.before.is_some(), touched.now.is_some());
            } else {
                turn(old, true, false);
                turn(new, false, true);
            }
        }
        for (account, turns) in by_account {
            let key = summary_key(account.bytes());
            let previous = match index.row(&key)? {
                Some(bytes) => Some(read_value(&bytes)?),
                None => None,
            };
            let mut failed = None;
            let value = {
                let failed = std::cell::RefCell::new(&mut failed);
                let read = |form: &Option<Form<'_>>, wanted: bool| {
                    let form = form.as_ref().filter(|_| wanted)?;
                    match form.fields() {
                        Ok(fields) => Some(fields),
                        Err(trouble) => {
                            failed.borrow_mut().get_or_insert(trouble);
                            None
                        }
                    }
                };
                let mut changes = || {
                    let read = |turn: &Turn<'_, '_>| {
                        let Touched { before, now, .. } = turn.touched;
                        (read(before, turn.was), read(now, turn.is))
                    };
                    turns.iter().map(read).collect()
                };
                let mut all = || {
                    let now = turns.iter().filter(|turn| turn.is);
                    let now = now.filter_map(|turn| {
                        let fields = read(&turn.touched.now, true)?;
                        Some(((fields_kind(&fields), turn.id), fields))
                    });
                    match self.members(index, account) {
                        Ok(mut members) => {
                            members.extend(now);
                            members.into_values().collect()
                        }
                        Err(trouble) => {
                            failed.borrow_mut().get_or_insert(trouble);
                            Vec::new()
                        }
                    }
                };
                shape.summarise(account, previous.as_ref(), &mut changes, &mut all)
            };
            if let Some(trouble) = failed {
                return Err(trouble);
            }
            rows.insert(key, value.map(|v| json(&v)).transpose()?);
        }
        Ok(())
    }

    /// The members of an account that nothing gathered here touches, by kind and id.
    fn members(
        &self,
        index: &mut Index,
        account: Id,
    ) -> Result<BTreeMap<(u8, Id), Fields>, Trouble> {
        let mut members = BTreeMap::new();
        for (key, value) in index.group_there(&account_group(account.bytes()))? {
            if let Some((kind, id)) = record_of_key(&key)
                && !self.records.contains_key(&id)
            {
                members.insert((kind, id), read_object(&value)?);
            }
        }
        Ok(members)
    }
}

/// Gives the number of a record's kind.
fn fields_kind(fields: &Fields) -> u8 {
    super::place::kind_named(fields.get("kind").and_then(Value::as_str))
}

/// Applies what an accepted entry says, though it does not fit: only a damaged or foreign journal brings this about.
pub fn force(change: &Change, now: Option<Object>) -> Option<Object> {
    match change {
        Change::Make(record) => Some(record.clone()),
        Change::Drop(_) => None,
        Change::Edit(edit) => {
            let mut now = now?;
            for (name, pair) in edit.pairs() {
                if pair.new.is_null() {
                    now.shift_remove(name);
                } else {
                    now.insert(name.to_owned(), pair.new);
                }
            }
            Some(now)
        }
        _ => now,
    }
}

/// The rows of one record, and the accounts that it was and is in.
struct Placed {
    rows: Vec<(Vec<u8>, Option<Vec<u8>>)>,
    was_in: Option<Id>,
    is_in: Option<Id>,
}

fn place_record(
    id: Id,
    touched: &Touched<'_>,
    shape: &dyn Shape,
    first: Chain,
) -> Result<Placed, Trouble> {
    let mut history = match &touched.place {
        Some(place) => place.history.clone(),
        None => Vec::with_capacity(1),
    };
    for seq in std::iter::once(&touched.seq).chain(&touched.seqs) {
        if history.last() < Some(seq) {
            history.push(*seq);
        }
    }
    let mut placed = Placed {
        rows: Vec::with_capacity(12),
        was_in: None,
        is_in: None,
    };
    // What was before goes first: what comes after it takes the place of a row that stays.
    let rows = &mut placed.rows;
    if let (Some(before), Some(place)) = (&touched.before, &touched.place) {
        let before = before.object()?;
        placed.was_in = shape.account(&before);
        rows.push((place.record_key(id), None));
        rows.push((place.kind_key(id), None));
        if shape.wanted_elsewhere(&before) {
            rows.push((elsewhere_key(id), None));
        }
        if let Some(name) = shape.name(&before) {
            rows.push((name_key(&name), None));
        }
        for (system, outside) in shape.foreign(&before) {
            rows.push((foreign_key(&system, &outside, first, Some(id)), None));
        }
    }
    let place = match &touched.now {
        Some(form) => {
            let bytes = form.bytes()?.into_owned();
            let now = form.object()?;
            let now = now.as_ref();
            placed.is_in = shape.account(now);
            let place = Place::of(now, placed.is_in, &bytes, history);
            rows.push((place.record_key(id), Some(bytes)));
            rows.push((place.kind_key(id), Some(place.kind_value())));
            if shape.wanted_elsewhere(now) {
                let place = Place {
                    history: Vec::new(),
                    ..place.clone()
                };
                rows.push((elsewhere_key(id), Some(place.bytes())));
            }
            if let Some(name) = shape.name(now) {
                let value = serde_json::to_vec(&name).map_err(|e| Trouble::new(e.to_string()))?;
                rows.push((name_key(&name), Some(value)));
            }
            for (system, outside) in shape.foreign(now) {
                let key = foreign_key(&system, &outside, first, Some(id));
                rows.push((key, Some(Vec::new())));
            }
            place
        }
        None => Place {
            there: false,
            account: LOOSE,
            kind: 0,
            number: 0,
            hash: 0,
            history,
        },
    };
    rows.push((place_key(id), Some(place.bytes())));
    Ok(placed)
}

/// Gives the prefix of an account's records.
pub fn account_group(account: [u8; 16]) -> Vec<u8> {
    let mut key = vec![section::RECORD];
    key.extend_from_slice(&account);
    key
}

/// Reads kind and id off a record's key.
pub fn record_of_key(key: &[u8]) -> Option<(u8, Id)> {
    let id = key.get(18..34)?.try_into().ok()?;
    Some((*key.get(17)?, Id::from_bytes(id)))
}

/// Reads a record.
pub fn read_object<T: DeserializeOwned>(bytes: &[u8]) -> Result<T, Trouble> {
    serde_json::from_slice(bytes).map_err(|_| Trouble::new("a record cannot be read"))
}

/// Reads a value.
pub fn read_value(bytes: &[u8]) -> Result<Value, Trouble> {
    serde_json::from_slice(bytes).map_err(|_| Trouble::new("a value cannot be read"))
}

/// Reads a setting.
pub fn read_setting(index: &mut Index, name: &str) -> Result<Option<Value>, Trouble> {
    let mut key = vec![section::SETTING];
    key.extend_from_slice(name.as_bytes());
    index.row(&key)?.map(|b| read_value(&b)).transpose()
}

/// Writes a value.
pub fn json(value: &Value) -> Result<Vec<u8>, Trouble> {
    serde_json::to_vec(value).map_err(|e| Trouble::new(e.to_string()))
}

/// Reads a number that lies in eight bytes.
pub fn number_of(bytes: &[u8]) -> Option<u64> {
    bytes.try_into().ok().map(u64::from_be_bytes)
}

/// Gives the key of a name.
fn name_key(name: &Name) -> Vec<u8> {
    if name.kind == Kind::Account {
        let mut key = vec![section::ACCOUNT];
        key.extend_from_slice(&name.id.bytes());
        return key;
    }
    let mut key = people_prefix(name.account.map_or(LOOSE, Id::bytes));
    key.extend_from_slice(&name.id.bytes());
    key
}

/// Gives the key of a record that other accounts ask for.
pub fn elsewhere_key(id: Id) -> Vec<u8> {
    let mut key = vec![section::ELSEWHERE];
    key.extend_from_slice(&id.bytes());
    key
}

/// Gives the prefix of the names of an account's people.
pub fn people_prefix(account: [u8; 16]) -> Vec<u8> {
    let mut key = vec![section::PERSON, account[15]];
    key.extend_from_slice(&account);
    key
}

/// Gives the key of an entry's row.
pub fn entry_key(seq: u64) -> Vec<u8> {
    let mut key = vec![section::ENTRY];
    key.extend_from_slice(&seq.to_be_bytes());
    key
}

fn keyed_hash(section: u8, parts: [&str; 2], first: Chain) -> Vec<u8> {
    let mut hasher = blake3::Hasher::new_keyed(&first.0);
    for part in parts {
        hasher.update(&(part.len() as u64).to_be_bytes());
        hasher.update(part.as_bytes());
    }
    let mut key = vec![section];
    key.extend(hasher.finalize().as_bytes().iter().take(16));
    key
}

/// Gives the key of what others call a record, or without one the prefix of all that it names.
pub fn foreign_key(system: &str, outside: &str, first: Chain, id: Option<Id>) -> Vec<u8> {
    let mut key = keyed_hash(section::FOREIGN, [system, outside], first);
    if let Some(id) = id {
        key.extend_from_slice(&id.bytes());
    }
    key
}

/// Gives the key of a client's request.
pub fn request_key(request: &str, first: Chain) -> Vec<u8> {
    keyed_hash(section::REQUEST, ["request", request], first)
}
