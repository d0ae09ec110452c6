//! A copy of the index in one file, for commands that only ask.
//!
//! To open sled is to replay the end of its log and to lay out all of its pages: at 100,000 records that alone takes longer than a
//! whole command may. The copy is opened with two small reads.
//!
//! ```text
//! blocks of rows, sorted by key · where each block lies, its hash, and its first key · foot
//! ```
//! It is made by whoever lets go of the index, when the last one is far behind, and from rows whose [digests](super::index) add
//! up. What the journal has since is taken in on top of it, in memory, just as an index that is behind is brought up to date.
//! No block is believed whose hash is another: so its rows are proven where they lie, and no digest need be read for them.
//! Where anything is wrong with it, it is removed, and the index in sled answers.

use std::cell::Cell;
use std::cmp::Ordering;
use std::collections::BTreeMap;
use std::fs::File;
use std::io::{BufWriter, Write as _};
use std::os::unix::fs::FileExt as _;
use std::path::Path;

use super::files::private_file;
use super::index::section;
use super::place::{put_varint, take_varint};
use super::rows::{Changes, Rows, Trouble};

/// Marks the foot; another number is another form.
const MAGIC: &[u8; 8] = b"allyfl03";
/// A block is ended by the row that makes it longer than this.
const BLOCK: usize = 16 << 10;
/// How long the foot is: the journal's length, the table's place, length and hash, and the mark.
const FOOT: usize = 8 + 8 + 8 + 32 + 8;
/// How much of a block's hash is kept.
const HASH: usize = 16;
/// How long a block's part of the table is: where it begins, where its first key lies, and its hash.
const ENTRY: usize = 8 + 4 + HASH;

/// Is given a row; says whether it wants more.
pub type Each<'a> = &'a mut dyn FnMut(&[u8], &[u8]) -> bool;

/// Rows in a file, with those on top that are newer.
pub struct Flat {
    file: File,
    table: Table,
    over: BTreeMap<Vec<u8>, Option<Vec<u8>>>,
    /// The block that was read last: what is asked for next is often in it too.
    last: Cell<Option<Block>>,
}

struct Block {
    number: usize,
    length: usize,
    /// At least so long.
    bytes: Vec<u8>,
}

/// Where each block lies: their count; for each and for the end the byte it begins at, where its first key lies, and its hash; keys.
struct Table(Vec<u8>);

impl Table {
    fn number<const N: usize>(&self, at: usize) -> Option<[u8; N]> {
        self.0.get(at..at + N)?.try_into().ok()
    }

    fn count(&self) -> usize {
        self.number(0).map_or(0, u32::from_le_bytes) as usize
    }

    /// Gives where a block begins; of the number after the last, where the last ends.
    fn begins(&self, block: usize) -> Option<u64> {
        self.number(4 + block * ENTRY).map(u64::from_le_bytes)
    }

    fn key(&self, block: usize) -> Option<&[u8]> {
        let place =
            |block: usize| Some(u32::from_le_bytes(self.number(12 + block * ENTRY)?) as usize);
        self.0.get(place(block)?..place(block + 1)?)
    }

    fn hash(&self, block: usize) -> Option<[u8; HASH]> {
        self.number(16 + block * ENTRY)
    }

    /// Gives the block in which a key lies, if it is anywhere.
    fn block_of(&self, key: &[u8]) -> usize {
        let (mut low, mut high) = (0, self.count());
        while low < high {
            let middle = usize::midpoint(low, high);
            if self.key(middle).is_some_and(|first| first <= key) {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        low.saturating_sub(1)
    }
}

struct Foot {
    journal: u64,
    table: u64,
    length: u64,
    hash: [u8; 32],
}

fn foot_of(file: &File) -> Option<Foot> {
    let size = file.metadata().ok()?.len();
    let mut foot = [0; FOOT];
    let begins = size.checked_sub(FOOT as u64)?;
    file.read_exact_at(&mut foot, begins).ok()?;
    foot.ends_with(MAGIC).then_some(())?;
    let number = |at: usize| Some(u64::from_le_bytes(foot.get(at..at + 8)?.try_into().ok()?));
    let foot = Foot {
        journal: number(0)?,
        table: number(8)?,
        length: number(16)?,
        hash: foot.get(24..56)?.try_into().ok()?,
    };
    let fits = foot.table.checked_add(foot.length) == Some(begins);
    fits.then_some(foot)
}

/// Says how long the journal was when the copy was made; nothing where there is no copy.
pub fn reaches(path: &Path) -> Option<u64> {
    foot_of(&File::open(path).ok()?).map(|foot| foot.journal)
}

/// Makes the rows that only the copy has, in the order of their keys, of the summaries among those that it copies.
pub type Soon<'a> = &'a dyn Fn(&[Row]) -> Vec<Row>;

type Row = (Vec<u8>, Vec<u8>);

/// Copies rows into a file, in the place of the last copy.
///
/// `rows` gives all of them, in the order of their keys; where it fails, there is no new copy.
pub fn write(
    path: &Path,
    journal: u64,
    rows: &mut dyn FnMut(Each<'_>) -> Result<(), Trouble>,
    soon: Soon<'_>,
) -> Result<(), Trouble> {
    let aside = path.with_extension("new");
    let written = write_aside(&aside, journal, rows, soon)
        .and_then(|()| std::fs::rename(&aside, path).map_err(|e| Trouble::new(e.to_string())));
    if written.is_err() {
        let _ = std::fs::remove_file(&aside);
    }
    written
}

fn hash_of(block: &[u8]) -> [u8; HASH] {
    let hash = blake3::hash(block);
    std::array::from_fn(|at| hash.as_bytes()[at])
}

/// Blocks on their way into a file.
struct Blocks {
    out: BufWriter<File>,
    at: u64,
    block: Vec<u8>,
    firsts: Vec<(u64, Vec<u8>)>,
    hashes: Vec<[u8; HASH]>,
    failed: Option<std::io::Error>,
}

impl Blocks {
    fn put(&mut self, key: &[u8], value: &[u8]) -> bool {
        let block = &mut self.block;
        if block.is_empty() {
            self.firsts.push((self.at, key.to_vec()));
        }
        put_varint(block, key.len() as u64);
        put_varint(block, value.len() as u64);
        block.extend_from_slice(key);
        block.extend_from_slice(value);
        if block.len() > BLOCK {
            self.end_block();
        }
        self.failed.is_none()
    }

    fn end_block(&mut self) {
        if self.block.is_empty() {
            return;
        }
        if let Err(error) = self.out.write_all(&self.block) {
            self.failed = Some(error);
        }
        self.hashes.push(hash_of(&self.block));
        self.at += self.block.len() as u64;
        self.block.clear();
    }
}

fn write_aside(
    aside: &Path,
    journal: u64,
    rows: &mut dyn FnMut(Each<'_>) -> Result<(), Trouble>,
    soon: Soon<'_>,
) -> Result<(), Trouble> {
    let trouble = |e: std::io::Error| Trouble::new(e.to_string());
    let mut options = private_file();
    options.write(true).create(true).truncate(true);
    let mut blocks = Blocks {
        out: BufWriter::with_capacity(1 << 20, options.open(aside).map_err(trouble)?),
        at: 0,
        block: Vec::with_capacity(BLOCK * 2),
        firsts: Vec::new(),
        hashes: Vec::new(),
        failed: None,
    };
    let mut summaries: Vec<Row> = Vec::new();
    rows(&mut |key, value| {
        if key.first() == Some(&section::SUMMARY) {
            summaries.push((key.to_vec(), value.to_vec()));
        } else if key.first() > Some(&section::SOON) {
            for (key, value) in soon(&std::mem::take(&mut summaries)) {
                blocks.put(&key, &value);
            }
        }
        blocks.put(key, value)
    })?;
    for (key, value) in soon(&summaries) {
        blocks.put(&key, &value);
    }
    blocks.end_block();
    let Blocks {
        mut out,
        at,
        firsts,
        hashes,
        failed,
        ..
    } = blocks;
    if let Some(error) = failed {
        return Err(trouble(error));
    }
    let small = |number: usize| u32::try_from(number).map_err(|_| Trouble::new("it is too large"));
    let mut table = small(firsts.len())?.to_le_bytes().to_vec();
    let mut key_at = 4 + (firsts.len() + 1) * ENTRY;
    for ((begins, key), hash) in firsts.iter().zip(&hashes) {
        table.extend(begins.to_le_bytes());
        table.extend(small(key_at)?.to_le_bytes());
        table.extend(hash);
        key_at += key.len();
    }
    table.extend(at.to_le_bytes());
    table.extend(small(key_at)?.to_le_bytes());
    table.extend([0; HASH]);
    for (_, key) in &firsts {
        table.extend_from_slice(key);
    }
    let mut foot = journal.to_le_bytes().to_vec();
    foot.extend(at.to_le_bytes());
    foot.extend((table.len() as u64).to_le_bytes());
    foot.extend(blake3::hash(&table).as_bytes());
    foot.extend(MAGIC);
    out.write_all(&table)
        .and_then(|()| out.write_all(&foot))
        .and_then(|()| out.flush())
        .map_err(trouble)
}

impl Flat {
    /// Opens a copy; nothing where there is none that is whole.
    pub fn open(path: &Path) -> Option<Flat> {
        let file = File::open(path).ok()?;
        let foot = foot_of(&file)?;
        let mut table = vec![0; usize::try_from(foot.length).ok()?];
        file.read_exact_at(&mut table, foot.table).ok()?;
        (*blake3::hash(&table).as_bytes() == foot.hash).then(|| Flat {
            file,
            table: Table(table),
            over: BTreeMap::new(),
            last: Cell::new(None),
        })
    }

    /// Reads a block in the place of another.
    fn read(&self, number: usize, other: Option<Block>) -> Result<Block, Trouble> {
        let other = match other {
            Some(block) if block.number == number => return Ok(block),
            other => other,
        };
        let begins = self.table.begins(number).ok_or_else(damaged)?;
        let ends = self.table.begins(number + 1).ok_or_else(damaged)?;
        let length = ends.checked_sub(begins).ok_or_else(damaged)?;
        let length = usize::try_from(length).map_err(|_| damaged())?;
        let mut bytes = other.map_or_else(Vec::new, |block| block.bytes);
        if bytes.len() < length {
            bytes.resize(length, 0);
        }
        let into = bytes.get_mut(..length).ok_or_else(damaged)?;
        self.file
            .read_exact_at(into, begins)
            .map_err(|e| Trouble::new(e.to_string()))?;
        if self.table.hash(number) != Some(hash_of(into)) {
            return Err(damaged());
        }
        Ok(Block {
            number,
            length,
            bytes,
        })
    }

    /// Gives the rows of the file from a key on, in order, until `each` says false.
    fn from(&self, key: &[u8], each: &mut dyn FnMut(&[u8], &[u8]) -> bool) -> Result<(), Trouble> {
        let mut last = self.last.take();
        for number in self.table.block_of(key)..self.table.count() {
            let block = self.read(number, last)?;
            let mut rest = block.bytes.get(..block.length).unwrap_or_default();
            while !rest.is_empty() {
                let (found, value) = take_row(&mut rest).ok_or_else(damaged)?;
                if found >= key && !each(found, value) {
                    self.last.set(Some(block));
                    return Ok(());
                }
            }
            last = Some(block);
        }
        self.last.set(last);
        Ok(())
    }
}

fn damaged() -> Trouble {
    Trouble::new("its copy is damaged")
}

fn take_row<'a>(rest: &mut &'a [u8]) -> Option<(&'a [u8], &'a [u8])> {
    let key = usize::try_from(take_varint(rest)?).ok()?;
    let value = usize::try_from(take_varint(rest)?).ok()?;
    let (key, after) = rest.split_at_checked(key)?;
    let (value, after) = after.split_at_checked(value)?;
    *rest = after;
    Some((key, value))
}

impl Rows for Flat {
    fn get(&self, key: &[u8]) -> Result<Option<Vec<u8>>, Trouble> {
        if let Some(newer) = self.over.get(key) {
            return Ok(newer.clone());
        }
        let mut found = None;
        self.from(key, &mut |at, value| {
            if at == key {
                found = Some(value.to_vec());
            }
            false
        })?;
        Ok(found)
    }

    fn scan(
        &self,
        prefix: &[u8],
        each: &mut dyn FnMut(&[u8], &[u8]) -> bool,
    ) -> Result<(), Trouble> {
        let mut newer = self
            .over
            .range(prefix.to_vec()..)
            .take_while(|(key, _)| key.starts_with(prefix))
            .peekable();
        let mut goes_on = true;
        self.from(prefix, &mut |key, value| {
            if !key.starts_with(prefix) {
                return false;
            }
            while let Some((own, own_value)) = newer.peek() {
                let order = own.as_slice().cmp(key);
                if order == Ordering::Greater {
                    break;
                }
                goes_on = own_value.as_ref().is_none_or(|value| each(own, value));
                newer.next();
                if order == Ordering::Equal || !goes_on {
                    return goes_on;
                }
            }
            goes_on = each(key, value);
            goes_on
        })?;
        for (key, value) in newer {
            if !goes_on {
                break;
            }
            goes_on = value.as_ref().is_none_or(|value| each(key, value));
        }
        Ok(())
    }

    fn write(&mut self, changes: &Changes) -> Result<(), Trouble> {
        for (key, value) in changes {
            // What is needed soon of a summary that is newer is the whole of it.
            if let [section::SUMMARY, rest @ ..] = key.as_slice() {
                let key = [&[section::SOON], rest].concat();
                self.over.insert(key, value.clone());
            }
            self.over.insert(key.clone(), value.clone());
        }
        Ok(())
    }

    fn flush(&mut self) -> Result<(), Trouble> {
        Ok(())
    }

    fn proven(&self) -> bool {
        true
    }

    fn is_newer(&self, prefix: &[u8]) -> bool {
        let mut newer = self.over.range(prefix.to_vec()..);
        newer.next().is_some_and(|(key, _)| key.starts_with(prefix))
    }
}

#[cfg(test)]
mod tests {
    use super::super::memory::Memory;
    use super::*;
    use proptest::prelude::*;

    fn copy_of(rows: &Memory) -> (tempfile::TempDir, Flat) {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("flat");
        write(&path, 77, &mut |each| rows.scan(&[], each), &|_| Vec::new()).unwrap();
        assert_eq!(reaches(&path), Some(77));
        let flat = Flat::open(&path).unwrap();
        (dir, flat)
    }

    fn all(rows: &dyn Rows, prefix: &[u8], most: usize) -> Vec<(Vec<u8>, Vec<u8>)> {
        let mut out = Vec::new();
        rows.scan(prefix, &mut |k, v| {
            out.push((k.to_vec(), v.to_vec()));
            out.len() < most
        })
        .unwrap();
        out
    }

    #[test]
    fn it_keeps_rows() {
        let (_dir, mut flat) = copy_of(&Memory::default());
        super::super::rows::suite::holds(&mut flat);
    }

    #[test]
    fn a_copy_that_is_cut_or_changed_is_refused_or_gives_trouble() {
        let mut rows = Memory::default();
        for n in 0..3_000u32 {
            rows.0.insert(n.to_be_bytes().to_vec(), vec![7; 40]);
        }
        let (dir, _) = copy_of(&rows);
        let path = dir.path().join("flat");
        let whole = std::fs::read(&path).unwrap();
        for keep in [0, 7, FOOT - 1, FOOT, whole.len() / 2, whole.len() - 1] {
            std::fs::write(&path, &whole[..keep]).unwrap();
            assert!(Flat::open(&path).is_none(), "{keep}");
        }
        for at in (0..whole.len()).rev().step_by(97) {
            let mut bad = whole.clone();
            bad[at] ^= 0x85;
            std::fs::write(&path, bad).unwrap();
            if let Some(flat) = Flat::open(&path) {
                // The journal's length is not hashed: whoever reads what follows it finds out.
                let journal = at >= whole.len() - FOOT && at < whole.len() - FOOT + 8;
                assert!(
                    journal || flat.scan(&[], &mut |_, _| true).is_err(),
                    "byte {at}"
                );
                let _ = flat.get(&5u32.to_be_bytes());
            }
        }
    }

    fn key() -> impl Strategy<Value = Vec<u8>> {
        proptest::collection::vec(0u8..4, 0..5)
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(60))]
        #[test]
        fn a_copy_with_what_came_since_answers_as_the_rows_do(
            old in proptest::collection::btree_map(key(), proptest::collection::vec(any::<u8>(), 0..3_000), 0..80),
            since in proptest::collection::vec(proptest::collection::btree_map(key(), proptest::option::of(proptest::collection::vec(any::<u8>(), 0..9)), 0..20), 0..4),
            asked in proptest::collection::vec(key(), 1..20),
            most in 1usize..30,
        ) {
            let mut rows = Memory(old);
            let (_dir, mut flat) = copy_of(&rows);
            for changes in since {
                rows.write(&changes).unwrap();
                flat.write(&changes).unwrap();
            }
            prop_assert_eq!(all(&flat, &[], usize::MAX), all(&rows, &[], usize::MAX));
            for key in asked {
                prop_assert_eq!(flat.get(&key).unwrap(), rows.get(&key).unwrap());
                prop_assert_eq!(all(&flat, &key, most), all(&rows, &key, most));
            }
        }
    }
}
