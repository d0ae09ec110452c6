//! What accounts buy and use: rows by the million, kept compressed, and summed up by month as they come.
//!
//! The index keeps, for each account and batch, how often the batch was added less how often it was taken out. A batch that
//! takes out some of another's rows stands beside it with a count below zero; only the two together say which rows there
//! are. So what an entry did to the rows is undone to the byte by the entry that takes it back, in whatever order.

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::io::{Read as _, Write as _};

use rust_decimal::Decimal;
use serde_json::Value;

use super::index::{Index, section};
use super::place::{LOOSE, put_varint, take_varint};
use super::rows::{Changes, Trouble};
use super::tally::{Month, Sums, Tally};
use crate::domain::Id;
use crate::journal::Batch;

/// Where one row goes.
struct Row<'a> {
    account: [u8; 16],
    month: String,
    line: &'a str,
    cells: Vec<Value>,
}

impl Row<'_> {
    fn text(&self, at: usize) -> &str {
        self.cells.get(at).and_then(Value::as_str).unwrap_or("")
    }

    fn number(&self, at: usize) -> Option<Decimal> {
        match self.cells.get(at)? {
            Value::String(text) => text.parse().ok(),
            Value::Number(number) => number.to_string().parse().ok(),
            _ => None,
        }
    }

    fn add_to(&self, month: &mut Sums) {
        let mut one = Tally {
            rows: 1,
            quantity: self.number(6).unwrap_or_default(),
            ..Tally::default()
        };
        if let Some(amount) = self.number(7) {
            one.amounts.insert(self.text(8).to_owned(), amount);
        }
        month.add([self.text(3), self.text(4), self.text(5)], &one);
    }
}

fn read_rows(text: &str) -> impl Iterator<Item = Row<'_>> {
    text.lines().filter(|l| !l.is_empty()).map(|line| {
        let cells: Vec<Value> = serde_json::from_str(line).unwrap_or_default();
        let text = |at: usize| cells.get(at).and_then(Value::as_str).unwrap_or("");
        Row {
            account: text(0).parse::<Id>().map_or(LOOSE, Id::bytes),
            month: text(1).get(..7).unwrap_or("").to_owned(),
            line,
            cells,
        }
    })
}

/// An account's part of one batch, as the index keeps it.
struct Chunk<'a> {
    /// How often it was added, less how often it was taken out.
    times: i64,
    /// The entry that first brought it.
    seq: u64,
    /// Its lines.
    deflated: &'a [u8],
}

impl<'a> Chunk<'a> {
    fn bytes(&self) -> Vec<u8> {
        let mut out = Vec::with_capacity(self.deflated.len() + 8);
        // The sign in the last bit, so that small numbers of either sign are short.
        put_varint(
            &mut out,
            (self.times << 1 ^ self.times >> 63).cast_unsigned(),
        );
        put_varint(&mut out, self.seq);
        out.extend_from_slice(self.deflated);
        out
    }

    fn parse(mut bytes: &'a [u8]) -> Result<Self, Trouble> {
        let damaged = || Trouble::new("a batch of activity is damaged");
        let times = take_varint(&mut bytes).ok_or_else(damaged)?;
        Ok(Chunk {
            times: (times >> 1).cast_signed() ^ -(times & 1).cast_signed(),
            seq: take_varint(&mut bytes).ok_or_else(damaged)?,
            deflated: bytes,
        })
    }

    fn text(&self) -> Result<String, Trouble> {
        let mut text = String::new();
        flate2::read::DeflateDecoder::new(self.deflated)
            .read_to_string(&mut text)
            .map_err(|_| Trouble::new("a batch of activity is damaged"))?;
        Ok(text)
    }
}

fn keyed(section: u8, account: [u8; 16], rest: &[u8]) -> Vec<u8> {
    let mut key = vec![section];
    key.extend_from_slice(&account);
    key.extend_from_slice(rest);
    key
}

/// Names a batch by its bytes.
fn name_of(batch: &Batch) -> Vec<u8> {
    let hash = blake3::hash(batch.data.as_bytes());
    hash.as_bytes().iter().take(16).copied().collect()
}

/// Adds a batch to the index's rows, or takes it out.
pub fn take_in(
    index: &mut Index,
    rows: &mut Changes,
    batch: &Batch,
    seq: u64,
    adds: bool,
) -> Result<(), Trouble> {
    // A batch that cannot be read stays in the journal, where it can be exported as it is; there is nothing to sum.
    let Some(lines) = batch.unpack() else {
        return Ok(());
    };
    let text = String::from_utf8_lossy(&lines);
    let name = name_of(batch);
    let mut lines: BTreeMap<[u8; 16], String> = BTreeMap::new();
    let mut months: BTreeMap<([u8; 16], String), Sums> = BTreeMap::new();
    for row in read_rows(&text) {
        let own = lines.entry(row.account).or_default();
        own.push_str(row.line);
        own.push('\n');
        let month = months.entry((row.account, row.month.clone())).or_default();
        row.add_to(month);
    }
    let turn = if adds { 1 } else { -1 };
    for (account, own) in lines {
        let key = keyed(section::CHUNK, account, &name);
        let there = current(index, rows, &key)?;
        let value = match there.as_deref().map(Chunk::parse).transpose()? {
            None => Some(
                Chunk {
                    times: turn,
                    seq,
                    deflated: &deflate(&own),
                }
                .bytes(),
            ),
            Some(there) => match there.times.saturating_add(turn) {
                0 => None,
                times => Some(Chunk { times, ..there }.bytes()),
            },
        };
        rows.insert(key, value);
    }
    for ((account, month), sums) in months {
        let key = keyed(section::MONTH, account, month.as_bytes());
        let mut there = Sums::default();
        if let Some(value) = current(index, rows, &key)? {
            there = Sums::parse(&value)?;
        }
        there.merge(sums, adds);
        let value = if there.is_empty() {
            None
        } else {
            Some(there.bytes()?)
        };
        rows.insert(key, value);
    }
    Ok(())
}

/// Counts the rows that batches would take out though they are not there.
///
/// `pending` are all batches beyond the index, those of the entry that is asked about last, from `first` on.
pub fn overdrawn(
    index: &mut Index,
    pending: &[(u64, bool, Batch)],
    first: usize,
) -> Result<u64, Trouble> {
    let mut out: BTreeMap<[u8; 16], BTreeSet<String>> = BTreeMap::new();
    for (_, adds, batch) in pending.get(first..).unwrap_or_default() {
        if let (false, Some(lines)) = (adds, batch.unpack()) {
            for row in read_rows(&String::from_utf8_lossy(&lines)) {
                out.entry(row.account)
                    .or_default()
                    .insert(row.line.to_owned());
            }
        }
    }
    if out.is_empty() {
        return Ok(0);
    }
    let mut turns: BTreeMap<[u8; 16], HashMap<Vec<u8>, (i64, String)>> = BTreeMap::new();
    for (_, adds, batch) in pending {
        let Some(lines) = batch.unpack() else {
            continue;
        };
        let name = name_of(batch);
        let turn = if *adds { 1 } else { -1 };
        let mut own: BTreeMap<[u8; 16], String> = BTreeMap::new();
        for row in read_rows(&String::from_utf8_lossy(&lines)) {
            if out.contains_key(&row.account) {
                let text = own.entry(row.account).or_default();
                text.push_str(row.line);
                text.push('\n');
            }
        }
        for (account, text) in own {
            let there = turns.entry(account).or_default().entry(name.clone());
            there.or_insert((0, text)).0 += turn;
        }
    }
    let mut missing = 0;
    for (account, lines) in out {
        let mut turns = turns.remove(&account).unwrap_or_default();
        let mut chunks = Vec::new();
        for (key, value) in index.group(&keyed(section::CHUNK, account, &[]))? {
            let chunk = Chunk::parse(&value)?;
            let turn = key.get(17..).and_then(|name| turns.remove(name));
            let times = chunk
                .times
                .saturating_add(turn.map_or(0, |(times, _)| times));
            chunks.push((times, None, value));
        }
        chunks.extend(
            turns
                .into_values()
                .map(|(times, text)| (times, Some(text), Vec::new())),
        );
        // Whole batches that were added before: nothing needs to be unpacked.
        if chunks.iter().all(|(times, ..)| *times >= 0) {
            continue;
        }
        let mut counts: HashMap<&str, i64> = lines.iter().map(|line| (line.as_str(), 0)).collect();
        for (times, text, value) in chunks {
            let text = match text {
                Some(text) => text,
                None => Chunk::parse(&value)?.text()?,
            };
            for line in text.lines() {
                if let Some(count) = counts.get_mut(line) {
                    *count = count.saturating_add(times);
                }
            }
        }
        let below = counts.values().filter(|count| **count < 0);
        missing += below.map(|count| count.unsigned_abs()).sum::<u64>();
    }
    Ok(missing)
}

/// What a key holds, counting what is about to be written.
fn current(index: &mut Index, rows: &Changes, key: &[u8]) -> Result<Option<Vec<u8>>, Trouble> {
    match rows.get(key) {
        Some(value) => Ok(value.clone()),
        None => index.row(key),
    }
}

fn deflate(text: &str) -> Vec<u8> {
    let mut to = flate2::write::DeflateEncoder::new(Vec::new(), flate2::Compression::default());
    // Writing into memory cannot fail.
    to.write_all(text.as_bytes())
        .and_then(|()| to.finish())
        .unwrap_or_default()
}

/// Gives an account's rows as their lines, in the order in which they came.
pub fn lines_of(index: &mut Index, account: Id) -> Result<Vec<String>, Trouble> {
    let mut chunks = Vec::new();
    // What was taken out, and has not yet been met among what was added.
    let mut out: HashMap<String, i64> = HashMap::new();
    for (_, value) in index.group(&keyed(section::CHUNK, account.bytes(), &[]))? {
        let chunk = Chunk::parse(&value)?;
        let text = chunk.text()?;
        if chunk.times < 0 {
            for line in text.lines() {
                let count = out.entry(line.to_owned()).or_default();
                *count = count.saturating_sub(chunk.times);
            }
        } else {
            chunks.push((chunk.seq, chunk.times, text));
        }
    }
    chunks.sort();
    let mut lines = Vec::new();
    for (_, times, text) in chunks {
        for _ in 0..times {
            for line in text.lines() {
                match out.get_mut(line) {
                    Some(count) if *count > 0 => *count -= 1,
                    _ => lines.push(line.to_owned()),
                }
            }
        }
    }
    Ok(lines)
}

/// Gives an account's months, first to last.
pub fn months_of(index: &mut Index, account: Id) -> Result<Vec<Month>, Trouble> {
    let rows = index.group(&keyed(section::MONTH, account.bytes(), &[]))?;
    rows.into_iter()
        .map(|(key, value)| {
            Ok(Month {
                month: String::from_utf8_lossy(key.get(17..).unwrap_or_default()).into_owned(),
                tallies: Sums::parse(&value)?.list(),
            })
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::super::memory::Memory;
    use super::*;

    fn batch(lines: &str) -> Batch {
        Batch::pack(lines.lines().count() as u64, lines.as_bytes())
    }

    #[test]
    fn what_comes_is_summed_by_month_and_what_goes_is_taken_off() {
        let account = Id::new(1, [1; 10]);
        let mut index = Index::begin(Box::<Memory>::default(), 1).unwrap();
        let a = batch(&format!(
            "[\"{account}\",\"2026-10-03\",\"o1\",\"roof\",\"north\",\"counter\",\"2.5\",\"10.10\",\"USD\"]\n[\"{account}\",\"2026-10-09\",\"o2\",\"roof\",\"north\",\"counter\",1,\"0.05\",\"USD\"]\n"
        ));
        let b = batch(&format!(
            "[\"{account}\",\"2026-11-01\",\"o3\",\"nails\"]\n"
        ));
        let put = |index: &mut Index, batch: &Batch, adds| {
            let mut rows = Changes::new();
            take_in(index, &mut rows, batch, 4, adds).unwrap();
            index.write(rows, |_| {}).unwrap();
        };
        let before = index.dump();
        put(&mut index, &a, true);
        put(&mut index, &b, true);
        let months = months_of(&mut index, account).unwrap();
        assert_eq!(months.len(), 2);
        let tally = &months[0].tallies[0];
        assert_eq!((tally.rows, tally.quantity), (2, "3.5".parse().unwrap()));
        assert_eq!(tally.amounts["USD"], "10.15".parse().unwrap());
        assert_eq!(lines_of(&mut index, account).unwrap().len(), 3);
        put(&mut index, &a, true);
        assert_eq!(lines_of(&mut index, account).unwrap().len(), 5);
        put(&mut index, &a, false);
        assert_eq!(months_of(&mut index, account).unwrap(), months);
        put(&mut index, &a, false);
        put(&mut index, &b, false);
        assert_eq!(index.dump(), before);
    }
}
