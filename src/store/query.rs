//! Questions to the book's files.

use std::collections::{BTreeMap, HashSet};
use std::fs::File;
use std::io::{BufReader, Seek as _, SeekFrom};
use std::path::Path;

use rayon::prelude::*;
use serde::de::DeserializeOwned;
use serde_json::Value;

use super::activity;
use super::damage::StoreError;
use super::files::segment_path;
use super::index::{Index, section};
use super::key::{
    account_group, entry_key, foreign_key, people_prefix, record_of_key, request_key,
};
use super::open::Store;
use super::place::{LOOSE, Place, summary_key};
use super::read::{
    fetch_record, find_place, number_of, read_fetched, read_object, read_record, read_setting,
    read_value,
};
use super::rows::Trouble;
use super::tally::Month;
use crate::domain::names::{Name, Names};
use crate::domain::{Date, Id, Kind, Object, parse_short};
use crate::journal::{Bodies, Chain, Entry, Read, Reader};

/// What is needed soon of the summaries, and the day from which it holds.
type Soon = (Date, Vec<(Id, Vec<u8>)>);

/// So many records are read sooner by one core than handed to another.
const ALONE: usize = 48;
/// How many records are read at a time where all are asked for.
const WINDOW: usize = 200_000;
/// How many are read at a time where they are asked for as they lie.
const NEIGHBOURS: usize = 2_000;

/// Says whether one of some ids stands between quotes in written JSON.
fn names_any(written: &[u8], ids: &HashSet<[u8; 36]>) -> bool {
    let mut rest = written;
    while let Some(quote) = rest.iter().position(|byte| *byte == b'"') {
        rest = rest.get(quote + 1..).unwrap_or_default();
        if let Some((text, after)) = rest.split_first_chunk::<36>()
            && after.first() == Some(&b'"')
            && text[8] == b'-'
            && ids.contains(text)
        {
            return true;
        }
    }
    false
}

impl Store {
    /// Gives a record.
    pub fn get(&mut self, id: Id) -> Result<Option<Object>, StoreError> {
        self.get_as(id)
    }

    /// Gives a record as whatever reads it.
    pub fn get_as<T: DeserializeOwned>(&mut self, id: Id) -> Result<Option<T>, StoreError> {
        self.reading(&mut |index| match find_place(index, id)? {
            Some(place) if place.there => read_record(index, id, &place).map(Some),
            _ => Ok(None),
        })
    }

    /// Gives the record that a short id names.
    pub fn by_short(&mut self, short: &str) -> Result<Option<Id>, StoreError> {
        let Some((kind, number)) = parse_short(short) else {
            return Ok(None);
        };
        let mut prefix = vec![section::KIND, kind.number()];
        prefix.extend_from_slice(&number.to_be_bytes());
        let group = prefix.get(..9).unwrap_or_default().to_vec();
        self.reading(&mut |index| {
            let rows = index.group(&group)?;
            let found = rows.iter().find(|(key, _)| key.starts_with(&prefix));
            Ok(found
                .and_then(|(k, v)| Place::from_kind_row(k, v))
                .map(|(id, _)| id))
        })
    }

    /// Gives the number that the next short id of a kind has; none is ever given twice.
    pub fn next_short(&mut self, kind: Kind) -> Result<u64, StoreError> {
        self.reading(&mut |index| {
            let highest = index.row(&[section::COUNTER, kind.number()])?;
            Ok(highest.and_then(|b| number_of(&b)).unwrap_or(0) + 1)
        })
    }

    /// Gives all records of an account, itself included, by kind and id.
    pub fn account(&mut self, id: Id) -> Result<Vec<Object>, StoreError> {
        self.account_as(id)
    }

    /// Gives all records of an account as whatever reads them.
    pub fn account_as<T: DeserializeOwned + Send>(&mut self, id: Id) -> Result<Vec<T>, StoreError> {
        self.members(id.bytes())
    }

    /// Gives the records that belong to no account.
    pub fn loose(&mut self) -> Result<Vec<Object>, StoreError> {
        self.loose_as()
    }

    /// Gives the records that belong to no account as whatever reads them.
    pub fn loose_as<T: DeserializeOwned + Send>(&mut self) -> Result<Vec<T>, StoreError> {
        self.members(LOOSE)
    }

    fn members<T: DeserializeOwned + Send>(
        &mut self,
        account: [u8; 16],
    ) -> Result<Vec<T>, StoreError> {
        self.reading(&mut |index| {
            // The rows lie in one piece, and each is read by whichever core is free.
            let (mut bytes, mut ends) = (Vec::new(), Vec::new());
            index.each(&account_group(account), &mut |_, value| {
                bytes.extend_from_slice(value);
                ends.push(bytes.len());
            })?;
            let row = |at: usize| {
                let begins = at.checked_sub(1).and_then(|before| ends.get(before));
                bytes.get(begins.copied().unwrap_or(0)..*ends.get(at)?)
            };
            (0..ends.len())
                .into_par_iter()
                .with_min_len(ALONE)
                .map(|at| read_object(row(at).unwrap_or_default()))
                .collect()
        })
    }

    /// Gives all records of a kind, by id.
    pub fn of_kind(&mut self, kind: Kind) -> Result<Vec<Object>, StoreError> {
        self.of_kind_as(kind)
    }

    /// Gives all records of a kind, by id, as whatever reads them.
    pub fn of_kind_as<T: DeserializeOwned + Send>(
        &mut self,
        kind: Kind,
    ) -> Result<Vec<T>, StoreError> {
        self.reading(&mut |index| {
            let mut places = kind_places(index, &[section::KIND, kind.number()])?;
            // They are fetched where they lie, read by whichever core is free, and given in the order of their ids.
            places.sort_by_key(|(id, place)| (place.account, *id));
            let written: Vec<(Id, u64, Vec<u8>)> = places
                .iter()
                .map(|(id, place)| Ok((*id, place.hash, fetch_record(index, *id, place)?)))
                .collect::<Result<_, Trouble>>()?;
            let mut found: Vec<(Id, T)> = written
                .into_par_iter()
                .with_min_len(ALONE)
                .map(|(id, hash, bytes)| Ok((id, read_fetched(&bytes, hash)?)))
                .collect::<Result<_, Trouble>>()?;
            found.sort_by_key(|(id, _)| *id);
            Ok(found.into_iter().map(|(_, record)| record).collect())
        })
    }

    /// Gives every record, by id, until `each` says false.
    pub fn all(&mut self, each: &mut dyn FnMut(Object) -> bool) -> Result<(), StoreError> {
        self.all_as(each)
    }

    /// Gives every record, by id, as whatever reads them, until `each` says false.
    pub fn all_as<T: DeserializeOwned>(
        &mut self,
        each: &mut dyn FnMut(T) -> bool,
    ) -> Result<(), StoreError> {
        let mut places = self.all_places()?;
        places.sort_by_key(|(id, _)| *id);
        self.given(&mut places, WINDOW, each)
    }

    /// Finds the records in whose written form one of these ids stands as a text of its own.
    ///
    /// All are looked through as they lie, and none of them is read: of 100,000 that takes some hundredths of a second.
    pub fn naming(&mut self, ids: &[Id]) -> Result<Vec<Id>, StoreError> {
        let wanted: HashSet<[u8; 36]> = ids
            .iter()
            .filter_map(|id| id.to_string().into_bytes().try_into().ok())
            .collect();
        self.reading(&mut |index| {
            let mut found = Vec::new();
            index.rows().scan(&[section::RECORD], &mut |key, value| {
                if names_any(value, &wanted) {
                    found.extend(record_of_key(key).map(|(_, id)| id));
                }
                true
            })?;
            Ok(found)
        })
    }

    /// Gives every record, account by account, until `each` says false.
    ///
    /// In this order they lie in the index, so that few of them stand in memory at a time and none is looked for twice.
    pub fn all_by_account(
        &mut self,
        each: &mut dyn FnMut(Object) -> bool,
    ) -> Result<(), StoreError> {
        let mut places = self.all_places()?;
        places.sort_by_key(|(id, place)| (place.account, place.kind, *id));
        self.given(&mut places, NEIGHBOURS, each)
    }

    fn all_places(&mut self) -> Result<Vec<(Id, Place)>, StoreError> {
        self.reading(&mut |index| {
            let mut places = Vec::new();
            for kind in (0..=u8::MAX).filter(|k| *k < 64 || *k == u8::MAX) {
                places.append(&mut kind_places(index, &[section::KIND, kind])?);
            }
            Ok(places)
        })
    }

    /// Gives the records at places, so many read at a time.
    fn given<T: DeserializeOwned>(
        &mut self,
        places: &mut [(Id, Place)],
        window: usize,
        each: &mut dyn FnMut(T) -> bool,
    ) -> Result<(), StoreError> {
        for window in places.chunks_mut(window) {
            window.sort_by_key(|(id, place)| (place.account, place.kind, *id));
            // Only whole windows are given out, so that an index rebuilt in between gives none twice.
            let found = self.reading(&mut |index| {
                let mut found = BTreeMap::new();
                for (id, place) in window.iter() {
                    found.insert(*id, read_record(index, *id, place)?);
                }
                Ok(found)
            })?;
            for record in found.into_values() {
                if !each(record) {
                    return Ok(());
                }
            }
        }
        Ok(())
    }

    /// Gives the records that accounts they do not belong to ask for, by id.
    pub fn wanted_elsewhere<T: DeserializeOwned>(&mut self) -> Result<Vec<T>, StoreError> {
        self.reading(&mut |index| {
            let mut found = Vec::new();
            for (key, value) in index.group(&[section::ELSEWHERE])? {
                let id = key.get(1..17).and_then(|b| b.try_into().ok());
                let id = id.ok_or_else(|| Trouble::new("a list of records cannot be read"))?;
                let id = Id::from_bytes(id);
                found.push(read_record(index, id, &Place::parse(&value)?)?);
            }
            Ok(found)
        })
    }

    /// Gives the summary of every account that has one, by id, as whatever reads it.
    pub fn summaries<T>(&mut self) -> Result<Vec<(Id, T)>, StoreError>
    where
        T: DeserializeOwned + Send,
    {
        self.reading(&mut |index| summaries_under(index, section::SUMMARY))
    }

    /// Gives what is needed soon of the summary of every account that has one, by id, as it lies there, and the day from which
    /// that holds; nothing where the copy of the index does not have it. What came since is the whole summary, as JSON.
    pub fn summaries_soon(&mut self) -> Result<Option<Soon>, StoreError> {
        self.reading(&mut |index| {
            if !index.rows().proven() {
                return Ok(None);
            }
            let day = index.row(&[section::SOON])?;
            let day = day.and_then(|bytes| String::from_utf8(bytes).ok()?.parse().ok());
            match day {
                Some(day) => Ok(Some((day, summary_rows(index, section::SOON)?))),
                None => Ok(None),
            }
        })
    }

    /// Says whether a summary is newer than the copy of the index that is read.
    pub fn summaries_moved(&mut self) -> Result<bool, StoreError> {
        self.reading(&mut |index| Ok(index.rows().is_newer(&[section::SUMMARY])))
    }

    /// Gives the summary of one account.
    pub fn summary(&mut self, account: Id) -> Result<Option<Value>, StoreError> {
        self.reading(&mut |index| {
            let value = index.row(&summary_key(account.bytes()))?;
            value.map(|b| read_value(&b)).transpose()
        })
    }

    /// Gives what the accounts are called.
    pub fn account_names(&mut self) -> Result<Names, StoreError> {
        self.reading(&mut |index| names_under(index, &[section::ACCOUNT]).map(Names))
    }

    /// Gives what the people of an account are called, or those without one.
    pub fn people_names(&mut self, account: impl Into<Option<Id>>) -> Result<Names, StoreError> {
        let prefix = people_prefix(account.into().map_or(LOOSE, Id::bytes));
        self.reading(&mut |index| names_under(index, &prefix).map(Names))
    }

    /// Gives what everybody is called: accounts first.
    pub fn names(&mut self) -> Result<Names, StoreError> {
        self.reading(&mut |index| {
            let mut names = names_under(index, &[section::ACCOUNT])?;
            let mut people = names_under(index, &[section::PERSON])?;
            people.sort_by_key(|name| name.id);
            names.append(&mut people);
            Ok(Names(names))
        })
    }

    /// Gives the records that a system knows by an id (or an e-mail address, or a number).
    pub fn by_foreign(&mut self, system: &str, outside: &str) -> Result<Vec<Id>, StoreError> {
        self.reading(&mut |index| {
            let prefix = foreign_key(system, outside, index.root().head.first, None);
            let mut ids = Vec::new();
            index.each(&prefix, &mut |key, _| {
                let id = key.get(17..33).and_then(|b| b.try_into().ok());
                ids.extend(id.map(Id::from_bytes));
            })?;
            Ok(ids)
        })
    }

    /// Gives the entries that touched a record, first to last; also of one that was taken out.
    pub fn history_of(&mut self, id: Id) -> Result<Vec<u64>, StoreError> {
        self.reading(&mut |index| Ok(find_place(index, id)?.map_or_else(Vec::new, |p| p.history)))
    }

    /// Gives the entries that were taken back.
    pub fn undone(&mut self) -> Result<HashSet<u64>, StoreError> {
        self.reading(&mut |index| {
            let rows = index.group(&[section::UNDONE])?;
            let numbers = rows.iter().filter_map(|(key, _)| number_of(key.get(1..)?));
            Ok(numbers.collect())
        })
    }

    /// Gives the entry that a client's request made, if it was seen before.
    pub fn seen(&mut self, request: &str) -> Result<Option<u64>, StoreError> {
        self.reading(&mut |index| {
            let key = request_key(request, index.root().head.first);
            Ok(index.row(&key)?.and_then(|b| number_of(&b)))
        })
    }

    /// Gives what the book remembers under a name.
    pub fn setting(&mut self, name: &str) -> Result<Option<Value>, StoreError> {
        self.reading(&mut |index| read_setting(index, name))
    }

    /// Names all that the book remembers whose name begins so, without that beginning.
    pub fn settings(&mut self, beginning: &str) -> Result<Vec<String>, StoreError> {
        self.reading(&mut |index| {
            let all = index.group(&[section::SETTING])?;
            let names = all.iter().filter_map(|(key, _)| {
                let name = std::str::from_utf8(key.get(1..)?).ok()?;
                Some(name.strip_prefix(beginning)?.to_owned())
            });
            Ok(names.collect())
        })
    }

    /// Gives an account's rows of activity, as their lines.
    pub fn activity_of(&mut self, account: Id) -> Result<Vec<String>, StoreError> {
        self.reading(&mut |index| activity::lines_of(index, account))
    }

    /// Gives an account's activity by month.
    pub fn months_of(&mut self, account: Id) -> Result<Vec<Month>, StoreError> {
        self.reading(&mut |index| activity::months_of(index, account))
    }

    /// Gives one entry, verified against its hashes.
    pub fn entry(&mut self, seq: u64) -> Result<Entry, StoreError> {
        if seq == 0 || seq > self.position().0 {
            return Err(StoreError::NoEntry(seq));
        }
        let journal = self.dir.join("journal");
        self.reading(&mut |index| Ok(read_entry(&journal, index, seq, Bodies::All)?.0))
    }

    /// Gives one entry with some of its changes, verified against its hashes, and how many were passed over.
    pub fn entry_with(&mut self, seq: u64, bodies: Bodies) -> Result<(Entry, u64), StoreError> {
        if seq == 0 || seq > self.position().0 {
            return Err(StoreError::NoEntry(seq));
        }
        let journal = self.dir.join("journal");
        self.reading(&mut |index| read_entry(&journal, index, seq, bodies))
    }

    /// Gives entries one after another, from `first` to `last`, until `each` says false.
    pub fn entries(
        &mut self,
        first: u64,
        last: u64,
        each: &mut dyn FnMut(Entry) -> bool,
    ) -> Result<(), StoreError> {
        let last = last.min(self.position().0);
        for seq in first.max(1)..=last {
            if !each(self.entry(seq)?) {
                break;
            }
        }
        Ok(())
    }
}

fn summaries_under<T>(index: &mut Index, section: u8) -> Result<Vec<(Id, T)>, Trouble>
where
    T: DeserializeOwned + Send,
{
    summary_rows(index, section)?
        .into_par_iter()
        .with_min_len(32)
        .map(|(id, bytes)| {
            // Told once that it is text, the reader need not ask it of each string.
            let text = std::str::from_utf8(&bytes).map_err(|_| no_summary())?;
            let value = serde_json::from_str(text).map_err(|_| no_summary())?;
            Ok((id, value))
        })
        .collect()
}

fn no_summary() -> Trouble {
    Trouble::new("a summary cannot be read")
}

/// Gives the rows of summaries as they lie there, by account.
fn summary_rows(index: &mut Index, section: u8) -> Result<Vec<(Id, Vec<u8>)>, Trouble> {
    let mut rows = Vec::new();
    index.each(&[section], &mut |key, value| {
        // Alone, the section's name says something of all of them.
        if key.len() > 1 {
            let id = key.get(2..18).and_then(|b| b.try_into().ok());
            rows.push((id.map(Id::from_bytes), value.to_vec()));
        }
    })?;
    rows.sort_unstable_by_key(|(id, _)| *id);
    rows.into_iter()
        .map(|(id, value)| Ok((id.ok_or_else(no_summary)?, value)))
        .collect()
}

fn kind_places(index: &mut Index, prefix: &[u8]) -> Result<Vec<(Id, Place)>, Trouble> {
    let mut places = Vec::new();
    let mut whole = true;
    index.each(
        prefix,
        &mut |key, value| match Place::from_kind_row(key, value) {
            Some(found) => places.push(found),
            None => whole = false,
        },
    )?;
    if whole {
        Ok(places)
    } else {
        Err(Trouble::new("a list of a kind cannot be read"))
    }
}

fn read_name(bytes: &[u8]) -> Result<Name, Trouble> {
    serde_json::from_slice(bytes).map_err(|_| Trouble::new("a name cannot be read"))
}

fn names_under(index: &mut Index, prefix: &[u8]) -> Result<Vec<Name>, Trouble> {
    let mut names = Vec::new();
    let mut wrong = None;
    index.each(prefix, &mut |_, value| match read_name(value) {
        Ok(name) => names.push(name),
        Err(trouble) => wrong = Some(trouble),
    })?;
    wrong.map_or(Ok(names), Err)
}

/// Where an entry begins, and the chain after it.
fn entry_row(index: &mut Index, seq: u64) -> Result<(u64, u64, Chain), Trouble> {
    let damaged = || Trouble::new("it does not know where an entry lies");
    let row = index.row(&entry_key(seq))?.ok_or_else(damaged)?;
    let number = |at: usize| row.get(at..at + 8).and_then(number_of).ok_or_else(damaged);
    let chain = row.get(16..48).and_then(|b| b.try_into().ok());
    Ok((number(0)?, number(8)?, Chain(chain.ok_or_else(damaged)?)))
}

fn read_entry(
    journal: &Path,
    index: &mut Index,
    seq: u64,
    bodies: Bodies,
) -> Result<(Entry, u64), Trouble> {
    let (segment, begins, chain) = entry_row(index, seq)?;
    let before = match seq {
        1 => Chain::default(),
        _ => entry_row(index, seq - 1)?.2,
    };
    // Whichever of journal and index is wrong: rebuilding reads the whole journal, and tells.
    let wrong = |why: String| Trouble::new(format!("entry {seq} is not where it says: {why}"));
    let path = segment_path(journal, segment);
    let mut file = File::open(&path).map_err(|e| wrong(e.to_string()))?;
    file.seek(SeekFrom::Start(begins))
        .map_err(|e| wrong(e.to_string()))?;
    let from = BufReader::with_capacity(16 << 10, file);
    let mut reader = Reader::resume(from, begins, seq - 1, before).with(bodies);
    match reader.next_entry() {
        Ok(Read::Entry(entry, _, after)) if after == chain => Ok((*entry, reader.passed())),
        Ok(_) => Err(wrong("something else is there".into())),
        Err(fault) => Err(wrong(fault.to_string())),
    }
}
