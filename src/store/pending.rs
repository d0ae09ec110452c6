//! What some entries do to the index, gathered before it is written: one entry for a save, many for catching up.

mod form;
mod placing;
mod summing;

use std::borrow::Cow;
use std::collections::{BTreeMap, btree_map};

use rayon::prelude::*;
use serde_json::Value;

use self::form::{Form, Touched};
use self::placing::place_record;
use super::activity;
use super::index::{Index, section};
use super::key::{entry_key, request_key, setting_key};
use super::place::{LOOSE, short_of};
use super::read::{find_place, json, number_of, read_setting, written_record};
use super::root::Spot;
use super::rows::{Changes, Trouble};
use super::shape::Shape;
use crate::domain::{Id, Object, parse_short};
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
            let value = (!value.is_null()).then(|| json(&value)).transpose()?;
            rows.insert(setting_key(&name), value);
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
