//! All that can be found: built at once, changed line by line.

use std::collections::HashMap;
use std::hash::{BuildHasherDefault, Hasher};
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, OnceLock};

use rayon::prelude::*;
use uuid::Uuid;

use super::block::{Block, LINES, Line, Tie};
use super::entry::{Entry, Halt, Role, Vocabulary};
use super::index::Index;
use super::segment::{SEGMENT, Segment};
use super::snapshot::Source;
use super::words::Words;
use super::{columns, key};

/// Everything that can be found, ready to be asked.
///
/// The lines given to [`Corpus::build`] lie in the order in which equals are listed; what is put in afterwards lies
/// behind them, until the corpus is built anew, which is worth it when [`Corpus::later`] is a tenth of it.
#[derive(Debug, Default)]
pub struct Corpus {
    pub(super) vocabulary: Vocabulary,
    pub(super) segments: Vec<Segment>,
    /// How many segments lie in order.
    pub(super) ordered: usize,
    pub(super) live: usize,
    pub(super) accounts: Vec<u128>,
    pub(super) account_numbers: OnceLock<HashMap<u128, u32, Spread>>,
    pub(super) index: OnceLock<Index>,
    pub(super) words: OnceLock<Words>,
    pub(super) source: Option<Arc<Source>>,
    /// Tells this state from every other of this process, so that sessions know what they have worked out for another.
    pub(super) version: Version,
}

/// The number of a state; no two states have the same.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Version(u64);

impl Default for Version {
    fn default() -> Self {
        static LAST: AtomicU64 = AtomicU64::new(0);
        Self(LAST.fetch_add(1, Ordering::Relaxed))
    }
}

impl Corpus {
    /// Builds a corpus on that many threads; of two entries with one id the later counts.
    pub fn build(
        vocabulary: Vocabulary,
        entries: impl IntoIterator<Item = Entry>,
        threads: usize,
    ) -> Self {
        let mut entries: Vec<Entry> = entries.into_iter().collect();
        keep_last(&mut entries);
        let work = || Self::sorted(vocabulary, entries);
        match rayon::ThreadPoolBuilder::new().num_threads(threads).build() {
            Ok(pool) if threads > 0 => pool.install(work),
            _ => work(),
        }
    }

    fn sorted(vocabulary: Vocabulary, entries: Vec<Entry>) -> Self {
        let lines: Vec<Line> = entries.into_par_iter().map(Line::new).collect();
        let mut order: Vec<(Tie, usize)> = lines
            .par_iter()
            .map(Line::tie)
            .zip(0..lines.len())
            .collect();
        order.par_sort_unstable();
        let mut corpus = Self {
            vocabulary,
            live: lines.len(),
            ..Self::default()
        };
        let mut numbers: HashMap<u128, u32, Spread> = HashMap::default();
        let mut accounts = Vec::new();
        let numbered: Vec<u32> = lines
            .iter()
            .map(|line| number(line.entry.account, &mut numbers, &mut accounts))
            .collect();
        let parts: Vec<(Segment, HashMap<&str, u32, Spread>)> = order
            .par_chunks(SEGMENT)
            .enumerate()
            .map(|(at, order)| {
                let some = order
                    .iter()
                    .map(|&(_, line)| (&lines[line], numbered[line]));
                let segment = Segment::build(at, some, &corpus.vocabulary);
                let mut words: HashMap<&str, u32, Spread> = HashMap::default();
                for (_, line) in order {
                    for word in key::words(&lines[*line].key) {
                        *words.entry(word).or_default() += 1;
                    }
                }
                (segment, words)
            })
            .collect();
        let mut counts: HashMap<&str, u32, Spread> = HashMap::default();
        for (segment, words) in parts {
            corpus.segments.push(segment);
            for (word, count) in words {
                *counts.entry(word).or_default() += count;
            }
        }
        corpus.ordered = corpus.segments.len();
        let _ = corpus
            .words
            .set(Words::from_counts(counts.into_iter().collect()));
        corpus.accounts = accounts;
        let _ = corpus.account_numbers.set(numbers);
        let index = Index::build(order.iter().map(|((_, _, id), _)| *id));
        let _ = corpus.index.set(index);
        corpus
    }

    /// Adds an entry, or puts it in the place of the one with its id. Fails where the snapshot is damaged.
    pub fn put(&mut self, entry: Entry) -> Result<(), Halt> {
        self.remove(entry.id)?;
        let line = Line::new(entry);
        self.words()?;
        if let Some(words) = self.words.get_mut() {
            for word in key::words(&line.key) {
                words.add(word);
            }
        }
        self.account_numbers();
        let account = match self.account_numbers.get_mut() {
            Some(numbers) => number(line.entry.account, numbers, &mut self.accounts),
            None => 0,
        };
        if self.segments.len() == self.ordered
            || self
                .segments
                .last()
                .is_some_and(|last| last.lines == SEGMENT)
        {
            self.segments.push(Segment::empty(self.segments.len()));
        }
        let number = self.segments.len() - 1;
        let segment = &mut self.segments[number];
        // A segment behind the others may come from a snapshot: it is read whole before it grows.
        if segment.lines > 0 {
            read_whole(segment, self.source.as_deref())?;
        }
        let at = segment.push(&line, account, &self.vocabulary);
        let slot = u32::try_from(number * SEGMENT + at).unwrap_or(u32::MAX);
        if let Some(index) = self.index.get_mut() {
            let (segments, source) = (&self.segments, self.source.as_deref());
            index.insert(line.entry.id.as_u128(), slot, |slot| {
                id_at(segments, source, slot)
            });
        }
        self.live += 1;
        self.version = Version::default();
        Ok(())
    }

    /// Takes an entry away; says whether it was there. Fails where the snapshot is damaged.
    pub fn remove(&mut self, id: Uuid) -> Result<bool, Halt> {
        let Some(slot) = self.find(id)? else {
            return Ok(false);
        };
        self.words()?;
        let (segment, at) = (slot / SEGMENT, slot % SEGMENT);
        let block = self.segments[segment].block(at / LINES, self.source.as_deref())?;
        if let Some(words) = self.words.get_mut() {
            for word in key::words(block.key(at % LINES)) {
                words.remove(word);
            }
        }
        self.segments[segment].drop_line(at);
        self.live -= 1;
        self.version = Version::default();
        Ok(true)
    }

    /// Counts the entries.
    pub fn len(&self) -> usize {
        self.live
    }

    /// Says whether there is nothing to find.
    pub fn is_empty(&self) -> bool {
        self.live == 0
    }

    /// Counts the entries put in since the corpus was built.
    pub fn later(&self) -> usize {
        self.segments[self.ordered..]
            .iter()
            .map(|segment| segment.lines)
            .sum()
    }

    /// Gives the kinds and flags by name.
    pub fn vocabulary(&self) -> &Vocabulary {
        &self.vocabulary
    }

    /// Gives the known words. Fails where the snapshot is damaged.
    pub fn words(&self) -> Result<&Words, Halt> {
        if let Some(words) = self.words.get() {
            return Ok(words);
        }
        match &self.source {
            Some(source) => {
                let read = source.words().ok_or(Halt::Damaged)?;
                Ok(self.words.get_or_init(|| read))
            }
            None => Ok(self.words.get_or_init(Words::default)),
        }
    }

    /// Reads all that a snapshot has not read yet, so that later queries wait for no file.
    pub fn read_all(&self) -> Result<(), Halt> {
        self.words()?;
        self.read_index()?;
        self.want(0..columns::COUNT)?;
        self.segments
            .par_iter()
            .try_for_each(|segment| read_whole(segment, self.source.as_deref()))
    }

    /// Counts the bytes held, beside the long notes.
    pub fn bytes(&self) -> usize {
        self.segments.par_iter().map(Segment::bytes).sum::<usize>()
            + self.index.get().map_or(0, Index::bytes)
            + self.words.get().map_or(0, Words::bytes)
            + self.accounts.len() * 16
    }

    /// Makes sure that these columns are there.
    pub(super) fn want(&self, wanted: impl IntoIterator<Item = usize>) -> Result<(), Halt> {
        let Some(source) = &self.source else {
            return Ok(());
        };
        for column in wanted {
            source.column(column, &self.segments).ok_or(Halt::Damaged)?;
        }
        Ok(())
    }

    pub(super) fn block(&self, slot: usize) -> Result<(&Block, usize), Halt> {
        let segment = self.segments.get(slot / SEGMENT).ok_or(Halt::Damaged)?;
        let at = slot % SEGMENT;
        Ok((
            segment.block(at / LINES, self.source.as_deref())?,
            at % LINES,
        ))
    }

    /// Gives a line's account.
    pub(super) fn account(&self, slot: usize) -> Result<Option<u128>, Halt> {
        let segment = self.segments.get(slot / SEGMENT).ok_or(Halt::Damaged)?;
        let number = segment
            .accounts(self.source.as_deref())?
            .get(slot % SEGMENT)
            .copied()
            .unwrap_or(0);
        Ok(self
            .accounts
            .get((number as usize).wrapping_sub(1))
            .copied())
    }

    /// Finds the number that an account has among the lines' accounts.
    pub(super) fn account_number(&self, id: u128) -> Option<u32> {
        self.account_numbers().get(&id).copied()
    }

    fn account_numbers(&self) -> &HashMap<u128, u32, Spread> {
        self.account_numbers.get_or_init(|| {
            (1..)
                .zip(&self.accounts)
                .map(|(number, &id)| (id, number))
                .collect()
        })
    }

    fn read_index(&self) -> Result<&Index, Halt> {
        if let Some(index) = self.index.get() {
            return Ok(index);
        }
        match &self.source {
            Some(source) => {
                let read = source.index().ok_or(Halt::Damaged)?;
                Ok(self.index.get_or_init(|| read))
            }
            None => Ok(self.index.get_or_init(Index::default)),
        }
    }

    fn find(&self, id: Uuid) -> Result<Option<usize>, Halt> {
        let index = self.read_index()?;
        let (segments, source) = (&self.segments, self.source.as_deref());
        let mut damaged = false;
        let found = index
            .candidates(id.as_u128())
            .map(|slot| slot as usize)
            .find(|&slot| {
                let alive = segments.get(slot / SEGMENT).is_some_and(|segment| {
                    segment.live[slot % SEGMENT / LINES][slot % LINES / 64] >> (slot % 64) & 1 == 1
                });
                alive && {
                    let known = id_at(segments, source, u32::try_from(slot).unwrap_or(u32::MAX));
                    damaged |= known.is_none();
                    known == Some(id.as_u128())
                }
            });
        if damaged && found.is_none() {
            Err(Halt::Damaged)
        } else {
            Ok(found)
        }
    }

    /// Gives every line of a role, with its block.
    pub(super) fn of_role(&self, role: Role) -> Result<Vec<usize>, Halt> {
        let kinds: Vec<usize> = self
            .vocabulary
            .kinds
            .iter()
            .filter(|kind| kind.role == role)
            .map(|kind| columns::KIND + usize::from(kind.code & 31))
            .collect();
        self.want(kinds.iter().copied())?;
        let mut slots = Vec::new();
        for (number, segment) in self.segments.iter().enumerate() {
            for block in 0..segment.lines.div_ceil(LINES) {
                for word in 0..LINES / 64 {
                    let mut bits = kinds
                        .iter()
                        .fold(0, |bits, &kind| bits | segment.column(kind)[block][word])
                        & segment.live[block][word];
                    while bits != 0 {
                        let at = block * LINES + word * 64 + bits.trailing_zeros() as usize;
                        bits &= bits - 1;
                        let slot = number * SEGMENT + at;
                        let (lines, place) = self.block(slot)?;
                        if self.vocabulary.role(lines.kinds[place]) == role {
                            slots.push(slot);
                        }
                    }
                }
            }
        }
        Ok(slots)
    }
}

fn id_at(segments: &[Segment], source: Option<&Source>, slot: u32) -> Option<u128> {
    let slot = slot as usize;
    let block = segments
        .get(slot / SEGMENT)?
        .block(slot % SEGMENT / LINES, source)
        .ok()?;
    block.ids.get(slot % LINES).copied()
}

fn read_whole(segment: &Segment, source: Option<&Source>) -> Result<(), Halt> {
    segment.accounts(source)?;
    for block in 0..segment.lines.div_ceil(LINES) {
        segment.block(block, source)?;
        segment.notes(block, source)?;
    }
    Ok(())
}

/// Numbers an account, from 1; 0 is none.
fn number(
    account: Option<Uuid>,
    numbers: &mut HashMap<u128, u32, Spread>,
    accounts: &mut Vec<u128>,
) -> u32 {
    let Some(account) = account else { return 0 };
    *numbers.entry(account.as_u128()).or_insert_with(|| {
        accounts.push(account.as_u128());
        u32::try_from(accounts.len()).unwrap_or(0)
    })
}

/// Of entries with one id, keeps the last.
fn keep_last(entries: &mut Vec<Entry>) {
    let mut ids: Vec<(u128, usize)> = entries
        .iter()
        .enumerate()
        .map(|(at, entry)| (entry.id.as_u128(), at))
        .collect();
    ids.par_sort_unstable();
    let mut stale: Vec<usize> = ids
        .windows(2)
        .filter(|pair| pair[0].0 == pair[1].0)
        .map(|pair| pair[0].1)
        .collect();
    if stale.is_empty() {
        return;
    }
    stale.sort_unstable();
    let mut at = 0;
    entries.retain(|_| {
        at += 1;
        stale.binary_search(&(at - 1)).is_err()
    });
}

/// A quick hash for words and ids of one's own book, where nobody attacks the table.
#[derive(Default, Clone, Copy)]
pub(super) struct Mix(u64);

pub(super) type Spread = BuildHasherDefault<Mix>;

impl Hasher for Mix {
    fn write(&mut self, bytes: &[u8]) {
        let mut chunks = bytes.chunks_exact(8);
        for chunk in chunks.by_ref() {
            self.write_u64(u64::from_le_bytes(chunk.try_into().unwrap_or_default()));
        }
        let mut rest = [0; 8];
        rest[..chunks.remainder().len()].copy_from_slice(chunks.remainder());
        self.write_u64(u64::from_le_bytes(rest));
    }

    fn write_u8(&mut self, byte: u8) {
        self.write_u64(u64::from(byte));
    }

    fn write_u64(&mut self, number: u64) {
        self.0 = (self.0.rotate_left(5) ^ number).wrapping_mul(0x517c_c1b7_2722_0a95);
    }

    fn write_u128(&mut self, number: u128) {
        #[allow(clippy::cast_possible_truncation)] // Both halves are taken.
        {
            self.write_u64(number as u64);
            self.write_u64((number >> 64) as u64);
        }
    }

    fn finish(&self) -> u64 {
        self.0 ^ (self.0 >> 32)
    }
}
