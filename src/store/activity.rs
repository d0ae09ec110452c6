//! What accounts buy and use: rows by the million, kept compressed, and summed up by month as they come.

use std::collections::BTreeMap;
use std::io::{Read as _, Write as _};

use rust_decimal::Decimal;
use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::index::{Index, section};
use super::place::{LOOSE, put_varint, take_varint};
use super::rows::{Changes, Trouble};
use crate::domain::Id;
use crate::journal::Batch;

/// What an account bought or used of one product at one site through one channel in one month.
#[derive(Clone, PartialEq, Debug, Default, Serialize, Deserialize)]
pub struct Tally {
    /// The product; empty where unknown.
    pub product: String,
    /// The site.
    pub site: String,
    /// The channel.
    pub channel: String,
    /// How many rows.
    pub rows: u64,
    /// The sum of the quantities.
    pub quantity: Decimal,
    /// The sum of the amounts, by currency.
    pub amounts: BTreeMap<String, Decimal>,
    /// Rows whose sum would have been too large for exact decimals: they are counted, but not in the sums.
    #[serde(default, skip_serializing_if = "is_zero")]
    pub beyond: u64,
}

#[allow(clippy::trivially_copy_pass_by_ref)] // The signature that serde asks for.
fn is_zero(number: &u64) -> bool {
    *number == 0
}

/// One month of an account.
#[derive(Clone, PartialEq, Debug)]
pub struct Month {
    /// `2026-11`; empty for rows without a day.
    pub month: String,
    /// What was bought or used in it, by product, site and channel.
    pub tallies: Vec<Tally>,
}

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

/// The index's rows for an account's part of one batch: how often the batch stands, its entry, the lines.
fn chunk_value(times: u64, seq: u64, deflated: &[u8]) -> Vec<u8> {
    let mut out = Vec::with_capacity(deflated.len() + 8);
    put_varint(&mut out, times);
    put_varint(&mut out, seq);
    out.extend_from_slice(deflated);
    out
}

fn parse_chunk(mut bytes: &[u8]) -> Option<(u64, u64, &[u8])> {
    let times = take_varint(&mut bytes)?;
    let seq = take_varint(&mut bytes)?;
    Some((times, seq, bytes))
}

fn keyed(section: u8, account: [u8; 16], rest: &[u8]) -> Vec<u8> {
    let mut key = vec![section];
    key.extend_from_slice(&account);
    key.extend_from_slice(rest);
    key
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
    let hash = blake3::hash(batch.data.as_bytes());
    let hash = hash.as_bytes().get(..16).unwrap_or_default();
    let mut lines: BTreeMap<[u8; 16], String> = BTreeMap::new();
    let mut months: BTreeMap<([u8; 16], String), Sums> = BTreeMap::new();
    for row in read_rows(&text) {
        let own = lines.entry(row.account).or_default();
        own.push_str(row.line);
        own.push('\n');
        let month = months.entry((row.account, row.month.clone())).or_default();
        month.add(&row);
    }
    for (account, own) in lines {
        let key = keyed(section::CHUNK, account, hash);
        let there = current(index, rows, &key)?;
        let there = there.as_deref().and_then(parse_chunk);
        let value = match (there, adds) {
            (None, true) => Some(chunk_value(1, seq, &deflate(&own))),
            (None | Some((0 | 1, ..)), false) => None,
            (Some((times, first, data)), true) => Some(chunk_value(times + 1, first, data)),
            (Some((times, first, data)), false) => Some(chunk_value(times - 1, first, data)),
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
        let value = if there.0.is_empty() {
            None
        } else {
            Some(there.bytes()?)
        };
        rows.insert(key, value);
    }
    Ok(())
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

/// The sums of one month, by product, site and channel.
#[derive(Default)]
struct Sums(BTreeMap<(String, String, String), Tally>);

impl Sums {
    fn add(&mut self, row: &Row<'_>) {
        let key = (
            row.text(3).to_owned(),
            row.text(4).to_owned(),
            row.text(5).to_owned(),
        );
        let mut one = Tally {
            rows: 1,
            quantity: row.number(6).unwrap_or_default(),
            ..Tally::default()
        };
        if let Some(amount) = row.number(7) {
            one.amounts.insert(row.text(8).to_owned(), amount);
        }
        self.0.entry(key).or_default().merge(&one, true);
    }

    fn merge(&mut self, other: Sums, adds: bool) {
        for (key, tally) in other.0 {
            let own = self.0.entry(key.clone()).or_default();
            own.merge(&tally, adds);
            if own.rows == 0 {
                self.0.remove(&key);
            }
        }
    }

    fn bytes(&self) -> Result<Vec<u8>, Trouble> {
        let list: Vec<Tally> = self.list();
        serde_json::to_vec(&list).map_err(|e| Trouble::new(e.to_string()))
    }

    fn list(&self) -> Vec<Tally> {
        self.0
            .iter()
            .map(|((product, site, channel), tally)| Tally {
                product: product.clone(),
                site: site.clone(),
                channel: channel.clone(),
                ..tally.clone()
            })
            .collect()
    }

    fn parse(bytes: &[u8]) -> Result<Sums, Trouble> {
        let list: Vec<Tally> =
            serde_json::from_slice(bytes).map_err(|_| Trouble::new("a month is damaged"))?;
        Ok(Sums(
            list.into_iter()
                .map(|mut t| {
                    let key = (
                        std::mem::take(&mut t.product),
                        std::mem::take(&mut t.site),
                        std::mem::take(&mut t.channel),
                    );
                    (key, t)
                })
                .collect(),
        ))
    }
}

impl Tally {
    /// Adds another's sums, or takes them away.
    fn merge(&mut self, other: &Tally, adds: bool) {
        let sum = |a: Decimal, b: Decimal| {
            if adds {
                a.checked_add(b)
            } else {
                a.checked_sub(b)
            }
        };
        let count = |a: u64, b: u64| {
            if adds {
                a.saturating_add(b)
            } else {
                a.saturating_sub(b)
            }
        };
        self.rows = count(self.rows, other.rows);
        let mut fits = true;
        match sum(self.quantity, other.quantity) {
            Some(quantity) => self.quantity = quantity.normalize(),
            None => fits = false,
        }
        for (currency, amount) in &other.amounts {
            let own = self.amounts.entry(currency.clone()).or_default();
            match sum(*own, *amount) {
                Some(total) => *own = total.normalize(),
                None => fits = false,
            }
        }
        // So that taking rows out leaves what was there before they came.
        self.amounts.retain(|_, amount| !amount.is_zero());
        self.beyond = count(self.beyond, other.beyond + u64::from(!fits) * other.rows);
    }
}

/// Gives an account's rows as their lines, in the order in which they came.
pub fn lines_of(index: &mut Index, account: Id) -> Result<Vec<String>, Trouble> {
    let mut chunks = Vec::new();
    for (_, value) in index.group(&keyed(section::CHUNK, account.bytes(), &[]))? {
        let damaged = || Trouble::new("a batch of activity is damaged");
        let (times, seq, data) = parse_chunk(&value).ok_or_else(damaged)?;
        let mut text = String::new();
        flate2::read::DeflateDecoder::new(data)
            .read_to_string(&mut text)
            .map_err(|_| damaged())?;
        chunks.push((seq, times, text));
    }
    chunks.sort();
    let mut out = Vec::new();
    for (_, times, text) in chunks {
        for _ in 0..times {
            out.extend(text.lines().map(str::to_owned));
        }
    }
    Ok(out)
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
