//! What some entries do to the index, gathered before it is written: one entry for a save, many for catching up.

use std::collections::BTreeMap;

use serde::de::DeserializeOwned;
use serde_json::Value;

use super::activity;
use super::index::{Index, section};
use super::place::{LOOSE, Place, place_key, short_of, summary_key};
use super::root::{Spot, hash};
use super::rows::{Changes, Trouble};
use super::shape::Shape;
use crate::domain::names::Name;
use crate::domain::{Id, Kind, Object};
use crate::journal::{Batch, Chain, Change, Conflict, Entry, apply};

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

/// One record as it was before, and as it is.
struct Touched {
    place: Option<Place>,
    before: Option<Object>,
    now: Option<Object>,
    seqs: Vec<u64>,
}

/// What some entries do.
#[derive(Default)]
pub struct Pending {
    records: BTreeMap<Id, Touched>,
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
    let bytes = index
        .unchecked(&place.record_key(id))?
        .ok_or_else(|| Trouble::new("a record is missing"))?;
    if hash(&bytes) != place.hash {
        return Err(Trouble::new("a record does not match its hash"));
    }
    serde_json::from_slice(&bytes).map_err(|_| Trouble::new("a record cannot be read"))
}

/// Finds where a record lies, or lay.
pub fn find_place(index: &mut Index, id: Id) -> Result<Option<Place>, Trouble> {
    index
        .row(&place_key(id))?
        .map(|b| Place::parse(&b))
        .transpose()
}

impl Pending {
    /// Says whether enough is gathered to be written.
    pub fn is_heavy(&self) -> bool {
        self.weight > 50_000
    }

    /// Takes in an entry.
    ///
    /// A strict one is refused as a whole where one of its changes does not fit what is there. One that the journal
    /// already has is taken as it stands: whatever it says is what happened.
    pub fn take(&mut self, index: &mut Index, entry: &Entry, strict: bool) -> Result<(), Refused> {
        let seq = entry.head.seq;
        let first = self.activity.len();
        for change in &entry.changes {
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
                    self.settings.insert(s.name.clone(), s.value.new.clone());
                }
                Change::Activity(batch) | Change::Inactivity(batch) => {
                    let adds = matches!(change, Change::Activity(_));
                    self.weight += batch.data.len() >> 8;
                    self.activity.push((seq, adds, batch.clone()));
                }
                Change::Unknown(_) => {
                    if strict {
                        return Err(Refused::Conflict(Conflict::Unknown));
                    }
                }
            }
        }
        if strict {
            let missing = activity::overdrawn(index, &self.activity, first)?;
            if missing > 0 {
                return Err(Refused::Conflict(Conflict::Rows(missing)));
            }
        }
        if let Some(request) = &entry.head.request {
            self.requests.push((request.clone(), seq));
        }
        if let Some(undone) = entry.head.cause.undo {
            self.undone.push((undone, seq));
        }
        self.weight += 1;
        Ok(())
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

    fn touch(
        &mut self,
        index: &mut Index,
        change: &Change,
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
        let touched = match self.records.entry(id) {
            std::collections::btree_map::Entry::Occupied(there) => there.into_mut(),
            std::collections::btree_map::Entry::Vacant(new) => {
                let place = find_place(index, id)?;
                let before = match &place {
                    Some(place) if place.there => Some(read_record(index, id, place)?),
                    _ => None,
                };
                new.insert(Touched {
                    place,
                    now: before.clone(),
                    before,
                    seqs: Vec::new(),
                })
            }
        };
        let now = touched.now.take();
        touched.now = if strict {
            match apply(change, now) {
                Ok(now) => now,
                Err(conflict) => return Err(Refused::Conflict(conflict)),
            }
        } else {
            apply(change, now.clone()).unwrap_or_else(|_| force(change, now))
        };
        if touched.seqs.last() != Some(&seq) {
            touched.seqs.push(seq);
        }
        if let Some((kind, number)) = touched.now.as_ref().and_then(short_of) {
            let highest = self.counters.entry(kind).or_default();
            *highest = number.max(*highest);
        }
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
        let mut rows = Changes::new();
        for (id, touched) in &self.records {
            place_record(&mut rows, *id, touched, shape, first)?;
        }
        if summaries {
            self.summarise(index, shape, &mut rows)?;
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
        rows: &mut Changes,
    ) -> Result<(), Trouble> {
        let mut by_account: BTreeMap<Id, Vec<(Option<&Object>, Option<&Object>)>> = BTreeMap::new();
        for touched in self.records.values() {
            let (before, now) = (touched.before.as_ref(), touched.now.as_ref());
            let (old, new) = (
                before.and_then(|r| shape.account(r)),
                now.and_then(|r| shape.account(r)),
            );
            if old == new {
                if let Some(account) = new {
                    by_account.entry(account).or_default().push((before, now));
                }
                continue;
            }
            if let Some(account) = old {
                by_account.entry(account).or_default().push((before, None));
            }
            if let Some(account) = new {
                by_account.entry(account).or_default().push((None, now));
            }
        }
        for (account, changes) in by_account {
            let key = summary_key(account.bytes());
            let previous = match index.row(&key)? {
                Some(bytes) => Some(read_value(&bytes)?),
                None => None,
            };
            let mut failed = None;
            let mut all = || match self.members(index, account, &changes) {
                Ok(members) => members,
                Err(trouble) => {
                    failed = Some(trouble);
                    Vec::new()
                }
            };
            let value = shape.summarise(account, previous.as_ref(), &changes, &mut all);
            if let Some(trouble) = failed {
                return Err(trouble);
            }
            rows.insert(key, value.map(|v| json(&v)).transpose()?);
        }
        Ok(())
    }

    /// The members of an account as they will be once these changes of its members are written, by kind and id.
    fn members(
        &self,
        index: &mut Index,
        account: Id,
        changes: &[(Option<&Object>, Option<&Object>)],
    ) -> Result<Vec<Object>, Trouble> {
        let mut members: BTreeMap<(u8, Id), Object> = BTreeMap::new();
        for (key, value) in index.group(&account_group(account.bytes()))? {
            if let Some((kind, id)) = record_of_key(&key)
                && !self.records.contains_key(&id)
            {
                members.insert((kind, id), read_object(&value)?);
            }
        }
        for now in changes.iter().filter_map(|(_, now)| *now) {
            let id = now.get("id").and_then(Value::as_str);
            if let Some(id) = id.and_then(|text| text.parse().ok()) {
                members.insert((super::place::kind_of(now), id), now.clone());
            }
        }
        Ok(members.into_values().collect())
    }
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

fn place_record(
    rows: &mut Changes,
    id: Id,
    touched: &Touched,
    shape: &dyn Shape,
    first: Chain,
) -> Result<(), Trouble> {
    let mut history = touched
        .place
        .as_ref()
        .map(|p| p.history.clone())
        .unwrap_or_default();
    for seq in &touched.seqs {
        if history.last() < Some(seq) {
            history.push(*seq);
        }
    }
    if let (Some(before), Some(place)) = (&touched.before, &touched.place) {
        rows.insert(place.record_key(id), None);
        rows.insert(place.kind_key(id), None);
        if shape.wanted_elsewhere(before) {
            rows.insert(elsewhere_key(id), None);
        }
        if let Some(name) = shape.name(before) {
            rows.insert(name_key(&name), None);
        }
        for (system, outside) in shape.foreign(before) {
            rows.insert(foreign_key(&system, &outside, first, Some(id)), None);
        }
    }
    let place = match &touched.now {
        Some(now) => {
            let bytes = serde_json::to_vec(now).map_err(|e| Trouble::new(e.to_string()))?;
            let place = Place::of(now, shape.account(now), &bytes, history);
            rows.insert(place.record_key(id), Some(bytes));
            rows.insert(place.kind_key(id), Some(place.kind_value()));
            if shape.wanted_elsewhere(now) {
                let place = Place {
                    history: Vec::new(),
                    ..place
                };
                rows.insert(elsewhere_key(id), Some(place.bytes()));
            }
            if let Some(name) = shape.name(now) {
                let value = serde_json::to_vec(&name).map_err(|e| Trouble::new(e.to_string()))?;
                rows.insert(name_key(&name), Some(value));
            }
            for (system, outside) in shape.foreign(now) {
                rows.insert(
                    foreign_key(&system, &outside, first, Some(id)),
                    Some(Vec::new()),
                );
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
    rows.insert(place_key(id), Some(place.bytes()));
    Ok(())
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
