//! Builds the index from the journal, and brings one that is behind up to date.

use std::cell::Cell;
use std::path::Path;

use rayon::prelude::*;

use super::damage::StoreError;
use super::files::{End, Walk, segment_path};
use super::index::{Index, section};
use super::pending::Pending;
use super::place::{LOOSE, summary_key};
use super::read::{json, read_object};
use super::root::Spot;
use super::rows::{Changes, Rows, Trouble};
use super::shape::Shape;
use crate::domain::Id;
use crate::journal::Chain;

/// Why an index could not be brought up to date.
pub enum Failed {
    /// The journal is damaged or cannot be read; no index can be made from it.
    Journal(StoreError),
    /// The index is at fault; another can be made.
    Index(Trouble),
}

impl From<StoreError> for Failed {
    fn from(error: StoreError) -> Self {
        Failed::Journal(error)
    }
}

impl From<Trouble> for Failed {
    fn from(trouble: Trouble) -> Self {
        Failed::Index(trouble)
    }
}

/// Builds an index from the whole journal; gives it and where the journal ends. Tells how far it has come, in percent.
pub fn build(
    journal: &Path,
    rows: Box<dyn Rows>,
    shape: &dyn Shape,
    told: &dyn Fn(u64),
) -> Result<(Index, End), Failed> {
    let mut index = Index::begin(rows, shape.version())?;
    let whole = (1..)
        .map_while(|n| std::fs::metadata(segment_path(journal, n)).ok())
        .map(|m| m.len())
        .sum::<u64>();
    let last = Cell::new(None);
    let read = |bytes: u64| {
        // Summing up is the smaller part of it.
        let percent = bytes.saturating_mul(80) / whole.max(1);
        if last.replace(Some(percent)) != Some(percent) {
            told(percent);
        }
    };
    let end = follow_telling(journal, &mut index, shape, false, &read)?;
    let mut changes = Changes::new();
    for some in index.groups(section::RECORD)?.chunks(AT_ONCE) {
        let mut accounts = Vec::with_capacity(some.len());
        for group in some {
            let account = group.get(1..17).and_then(|b| <[u8; 16]>::try_from(b).ok());
            if let Some(account) = account.filter(|account| *account != LOOSE) {
                accounts.push((account, index.group(group)?));
            }
        }
        // Each follows from its own members alone.
        let summed = accounts
            .into_par_iter()
            .map(|(account, members)| Ok((account, sum_up(shape, account, &members)?)))
            .collect::<Result<Vec<_>, Trouble>>()?;
        for (account, value) in summed {
            if let Some(value) = value {
                changes.insert(summary_key(account), Some(value));
            }
        }
    }
    index.write(changes, |_| {})?;
    index.flush()?;
    told(100);
    Ok((index, end))
}

/// How many accounts are read before they are summed up.
const AT_ONCE: usize = 64;

/// Sums an account up from the rows of all its members.
fn sum_up(
    shape: &dyn Shape,
    account: [u8; 16],
    members: &[(Vec<u8>, Vec<u8>)],
) -> Result<Option<Vec<u8>>, Trouble> {
    let mut failed = None;
    let value = shape.summarise(Id::from_bytes(account), None, &mut Vec::new, &mut || {
        let read: Result<_, _> = members
            .iter()
            .map(|(_, value)| read_object(value))
            .collect();
        read.unwrap_or_else(|trouble| {
            failed = Some(trouble);
            Vec::new()
        })
    });
    match failed {
        Some(trouble) => Err(trouble),
        None => value.map(|value| json(&value)).transpose(),
    }
}

/// Writes up to this many bytes at once where rows are poured.
const POURED: usize = 256 << 10;

/// Writes all rows of one keeper into another that is empty, in the order of their keys.
pub fn pour(from: &dyn Rows, to: &mut dyn Rows) -> Result<(), Trouble> {
    let mut batch = Changes::new();
    let (mut size, mut failed) = (0, None);
    from.scan(&[], &mut |key, value| {
        size += key.len() + value.len();
        batch.insert(key.to_vec(), Some(value.to_vec()));
        if size > POURED {
            size = 0;
            let written = to.write(&std::mem::take(&mut batch));
            failed = written.and_then(|()| to.flush()).err();
        }
        failed.is_none()
    })?;
    match failed {
        Some(trouble) => Err(trouble),
        None => to.write(&batch).and_then(|()| to.flush()),
    }
}

/// Takes in what the journal has beyond the index; gives where the journal ends.
pub fn follow(
    journal: &Path,
    index: &mut Index,
    shape: &dyn Shape,
    summaries: bool,
) -> Result<End, Failed> {
    follow_telling(journal, index, shape, summaries, &|_| {})
}

/// Does the same, and tells how many bytes of the journal it has read.
fn follow_telling(
    journal: &Path,
    index: &mut Index,
    shape: &dyn Shape,
    summaries: bool,
    told: &dyn Fn(u64),
) -> Result<End, Failed> {
    let head = index.root().head.clone();
    let mut first = head.first;
    let mut walk = Walk::from(journal, head.applied, &head.segments)?;
    let mut pending = Pending::default();
    loop {
        match walk.next()? {
            Ok((entry, begins, after)) => {
                if after.seq == 1 {
                    first = after.chain;
                }
                pending.take(index, *entry)?;
                pending.lies(begins, after);
                told(walk.lengths().iter().sum());
                if pending.is_heavy() {
                    let lengths = walk.lengths().to_vec();
                    let gathered = std::mem::take(&mut pending);
                    write(index, gathered, shape, first, after, lengths, summaries)?;
                }
            }
            Err(end) => {
                if end.spot != index.root().head.applied {
                    let lengths = end.lengths.clone();
                    write(index, pending, shape, first, end.spot, lengths, summaries)?;
                }
                return Ok(end);
            }
        }
    }
}

/// Writes what was gathered, and how far it reaches.
fn write(
    index: &mut Index,
    pending: Pending<'_>,
    shape: &dyn Shape,
    first: Chain,
    applied: Spot,
    segments: Vec<u64>,
    summaries: bool,
) -> Result<(), Trouble> {
    let rows = pending.into_rows(index, shape, first, summaries)?;
    keep(index, rows, first, applied, segments)
}

/// Writes rows, and how far into the journal they reach.
pub fn keep(
    index: &mut Index,
    rows: Changes,
    first: Chain,
    applied: Spot,
    segments: Vec<u64>,
) -> Result<(), Trouble> {
    index.write(rows, |head| {
        head.first = first;
        head.applied = applied;
        head.segments = segments;
        head.midway = false;
    })
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use proptest::prelude::*;
    use serde_json::{Value, json};

    use super::super::append::Writer;
    use super::super::disk::Real;
    use super::super::memory::Memory;
    use super::super::shape::Turn;
    use super::*;
    use crate::domain::Object;
    use crate::domain::field::Fields;
    use crate::domain::names::Name;
    use crate::journal::{Batch, Cause, Change, Edit, Entry, Head, Pair, Setting, encode};

    struct Counting;
    impl Shape for Counting {
        fn version(&self) -> u32 {
            1
        }
        fn account(&self, record: &Object) -> Option<Id> {
            record.get("account")?.as_str()?.parse().ok()
        }
        fn summarise(
            &self,
            _: Id,
            previous: Option<&Value>,
            changes: &mut dyn FnMut() -> Vec<Turn>,
            all: &mut dyn FnMut() -> Vec<Fields>,
        ) -> Option<Value> {
            // Every other count from the members, every other from the changes: both must agree.
            let count = match previous.and_then(Value::as_u64) {
                Some(count) if count % 2 == 0 => changes().iter().fold(count, |sum, (old, new)| {
                    sum + u64::from(new.is_some()) - u64::from(old.is_some())
                }),
                _ => all().len() as u64,
            };
            (count > 0).then(|| json!(count))
        }
        fn name(&self, _: &Object) -> Option<Name> {
            None
        }
        fn wanted_elsewhere(&self, record: &Object) -> bool {
            record["x"].as_u64().is_some_and(|x| x % 2 == 1)
        }
        fn foreign(&self, record: &Object) -> Vec<(String, String)> {
            vec![("x".to_owned(), record["x"].to_string())]
        }
    }

    fn id(number: u8) -> Id {
        Id::new(1_700_000_000_000, [number; 10])
    }

    /// What a step does, made so that it fits whatever is there.
    fn change(records: &mut Vec<Object>, step: (u8, u8, u8)) -> Change {
        let (what, which, value) = step;
        let at = usize::from(which) % records.len().max(1);
        match what % 6 {
            0 | 1 if records.len() < 200 => {
                let number = u8::try_from(records.len()).unwrap();
                let record = json!({"id": Id::new(1_700_000_000_000 + u64::from(which), [number; 10]), "short": format!("pm{}", number + 1), "kind": "promise", "account": id(value % 4), "x": value});
                records.push(record.as_object().unwrap().clone());
                Change::Make(records.last().unwrap().clone())
            }
            2 | 3 if !records.is_empty() => {
                let old = records[at].clone();
                let field = if what % 2 == 0 { "x" } else { "account" };
                let new = if what % 2 == 0 {
                    json!(value)
                } else {
                    json!(id(value % 4))
                };
                records[at].insert(field.to_owned(), new);
                match Edit::between(&old, &records[at]) {
                    Some(edit) => Change::Edit(edit),
                    None => setting(value),
                }
            }
            4 if records.len() > 3 => {
                // Kept in the list, so that its number is not given again; it comes back at once.
                Change::Drop(records[at].clone())
            }
            5 => Change::Activity(Batch::pack(
                1,
                format!(
                    "[\"{}\",\"2026-0{}-01\",\"\",\"p{which}\",\"\",\"\",\"{value}.5\"]\n",
                    id(value % 4),
                    which % 9 + 1
                )
                .as_bytes(),
            )),
            _ => setting(value),
        }
    }

    fn setting(value: u8) -> Change {
        let value = Pair {
            old: Value::Null,
            new: json!(value),
        };
        Change::Setting(Setting {
            name: format!("s{}", value.new),
            value,
        })
    }

    /// Writes a journal, with an index that follows it step by step.
    fn written(dir: &Path, steps: &[Vec<(u8, u8, u8)>], follow_every: usize) -> Index {
        let nothing = End {
            spot: Spot::default(),
            lengths: Vec::new(),
            tail: 0,
        };
        let mut writer = Writer::after(dir, nothing, Arc::new(Real)).unwrap();
        writer.set_limit(3000);
        let mut index = Index::begin(Box::<Memory>::default(), 1).unwrap();
        let mut records = Vec::new();
        for (number, steps) in steps.iter().enumerate() {
            let mut changes = Vec::new();
            for step in steps {
                let change = change(&mut records, *step);
                let again = matches!(change, Change::Drop(_)).then(|| change.inverse());
                changes.push(change);
                changes.extend(again);
            }
            let at = writer.spot();
            let cause = Cause {
                command: "add".into(),
                undo: (number % 5 == 4).then_some(1),
                ..Cause::default()
            };
            let head = Head {
                seq: at.seq + 1,
                at: "2026-11-23T14:00:00Z".parse().unwrap(),
                author: "me".into(),
                cause,
                request: Some(format!("r{number}")),
                more: Object::new(),
            };
            let entry = Entry { head, changes };
            let (bytes, chain) = encode(&entry, at.chain, [3; 16]).unwrap();
            writer.append(&bytes, at.seq + 1, chain).unwrap();
            if number % follow_every == 0 {
                follow(dir, &mut index, &Counting, true).ok().unwrap();
            }
        }
        follow(dir, &mut index, &Counting, true).ok().unwrap();
        index
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(40))]
        #[test]
        fn an_index_that_followed_is_the_one_that_is_built_anew(
            steps in proptest::collection::vec(proptest::collection::vec(any::<(u8, u8, u8)>(), 1..6), 1..30),
            follow_every in 1usize..7,
        ) {
            let dir = tempfile::tempdir().unwrap();
            let mut index = written(dir.path(), &steps, follow_every);
            index.verify().unwrap();
            let (mut anew, end) = build(dir.path(), Box::<Memory>::default(), &Counting, &|_| {}).ok().unwrap();
            anew.verify().unwrap();
            prop_assert_eq!(end.spot, index.root().head.applied);
            let (left, right) = (index.dump(), anew.dump());
            for (key, value) in &left {
                prop_assert_eq!(right.get(key).map(|v| String::from_utf8_lossy(v)), Some(String::from_utf8_lossy(value)), "{:?}", String::from_utf8_lossy(key));
            }
            prop_assert!(left.len() == right.len());
        }
    }

    /// Whichever row is lost, changed or doubled, the index notices before it believes any row of that group.
    #[test]
    fn every_lost_or_changed_row_is_noticed() {
        let dir = tempfile::tempdir().unwrap();
        let steps: Vec<_> = (0..25u8)
            .map(|n| (0..4).map(|m| (m * 7 + n, n * 3, m + n)).collect())
            .collect();
        let rows = written(dir.path(), &steps, 3).dump();
        assert!(rows.len() > 150);
        for (key, value) in &rows {
            for way in 0..3 {
                let mut memory = Memory(rows.clone());
                let mut other = value.clone();
                other.push(b' ');
                match way {
                    0 => drop(memory.0.remove(key)),
                    1 => drop(memory.0.insert(key.clone(), other)),
                    _ => drop(
                        memory
                            .0
                            .insert([key.as_slice(), b"x"].concat(), value.clone()),
                    ),
                }
                let noticed = match Index::open(Box::new(memory)) {
                    Ok(Some(mut index)) => {
                        let group = super::super::index::group_of(key).to_vec();
                        let read = index.group(&group).is_err();
                        read || index.verify().is_err()
                    }
                    // Without its root it is no index.
                    _ => true,
                };
                let extra_root = way == 2 && key == section::ROOT;
                assert!(noticed || extra_root, "{:?}", String::from_utf8_lossy(key));
            }
        }
    }
}
