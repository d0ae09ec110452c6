//! All that can be found: built at once, changed line by line.

use std::cmp::Reverse;
use std::collections::{BTreeMap, HashMap};
use std::hash::{BuildHasherDefault, Hasher};
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, OnceLock};

use rayon::prelude::*;
use uuid::Uuid;

use super::columns;
use super::entry::{Entry, Halt, Hit, Role, Vocabulary};
use super::index::Index;
use super::key::{self, Aliases};
use super::leaf::{self, LEAF, Leaf, Line, Tie};
use super::planes::{and, or};
use super::segment::{BLOCKS, Building, EMPTY, LINES, SEGMENT, Segment};
use super::snapshot::Source;
use super::strip::Choice;
use super::words::{Counts, Words};

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
    /// Where the first line is put that comes later.
    pub(super) spare: Option<Segment>,
    pub(super) live: usize,
    /// The ids that the numbers of lines' accounts mean, from 1.
    pub(super) accounts: OnceLock<Vec<u128>>,
    pub(super) account_numbers: OnceLock<HashMap<u128, u32, Spread>>,
    /// Those that came since: beside the others, so that none of them makes all be moved.
    pub(super) later_accounts: BTreeMap<u128, u32>,
    pub(super) index: OnceLock<Index>,
    pub(super) words: OnceLock<Words>,
    /// By how much words are counted otherwise than the snapshot says, as long as it was not read.
    pub(super) recounted: BTreeMap<String, i64>,
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
        let work = || {
            keep_last(&mut entries);
            Self::sorted(vocabulary, entries)
        };
        let mut corpus = match rayon::ThreadPoolBuilder::new().num_threads(threads).build() {
            Ok(pool) if threads > 0 => pool.install(work),
            _ => work(),
        };
        // The first change need not make it.
        corpus.spare = Some(Segment::empty(corpus.segments.len()));
        corpus
    }

    fn sorted(vocabulary: Vocabulary, entries: Vec<Entry>) -> Self {
        let live = entries.len();
        let ((order, index), accounts) = rayon::join(
            || {
                let order = in_order(&entries);
                let ids = order.iter().map(|&(_, at)| entries[at as usize].id);
                let index = Index::build((0..).zip(ids.map(|id| id.as_u128())), live);
                (order, index)
            },
            || Accounts::of(&entries),
        );
        // As many tables of words, and as much room for a key, as there are threads at work.
        let free: Mutex<Vec<Room>> = Mutex::default();
        let segments: Vec<Segment> = order
            .par_chunks(SEGMENT)
            .with_max_len(1)
            .enumerate()
            .map(|(number, order)| {
                let taken = free.lock().ok().and_then(|mut free| free.pop());
                let mut room = taken.unwrap_or_default();
                let mut growing = Building::new(number);
                for &(_, at) in order {
                    let at = at as usize;
                    let (entry, account) = (&entries[at], accounts.of_lines[at]);
                    room.key.clear();
                    make_key(entry, &mut room.key, &mut room.aliases);
                    let key = &room.key;
                    let line = Line {
                        entry,
                        key,
                        account,
                    };
                    let separated = growing.push(line, &vocabulary);
                    room.counts.count(key, separated);
                }
                if let Ok(mut free) = free.lock() {
                    free.push(room);
                }
                growing.finish()
            })
            .collect();
        let rooms = free.into_inner().unwrap_or_default();
        let (words, ()) = rayon::join(
            || Counts::sorted(rooms.into_iter().map(|room| room.counts).collect()),
            || give_back(entries),
        );
        Self {
            vocabulary,
            live,
            ordered: segments.len(),
            segments,
            accounts: OnceLock::from(accounts.ids),
            account_numbers: OnceLock::from(accounts.numbers),
            words: OnceLock::from(words),
            index: OnceLock::from(index),
            ..Self::default()
        }
    }

    /// Adds an entry, or puts it in the place of the one with its id. Fails where the snapshot is damaged.
    #[allow(clippy::needless_pass_by_value)] // Whoever puts an entry has no further use for it.
    pub fn put(&mut self, entry: Entry) -> Result<(), Halt> {
        self.remove(entry.id)?;
        let mut key = String::new();
        key::derive_into(&entry.text, &entry.also, &mut key, &mut Aliases::default());
        leaf::cut(&mut key, 0);
        // What can fail comes first.
        if self.segments.len() == self.ordered
            || self.segments.last().is_none_or(|last| !last.has_room())
        {
            let (new, number) = (self.spare.take(), self.segments.len());
            self.segments
                .push(new.unwrap_or_else(|| Segment::empty(number)));
        }
        let number = self.segments.len() - 1;
        self.segments[number].thaw(&self.vocabulary)?;
        self.read_index()?;
        let account = self.number_account(entry.account)?;
        for word in key::words(&key) {
            self.recount(word, 1);
        }
        let line = Line {
            entry: &entry,
            key: &key,
            account,
        };
        let at = self.segments[number].push(line, &self.vocabulary);
        let slot = u32::try_from(number * SEGMENT + at).unwrap_or(u32::MAX);
        if let Some(index) = self.index.get_mut() {
            index.insert(entry.id.as_u128(), slot);
        }
        self.live += 1;
        self.version = Version::default();
        Ok(())
    }

    fn number_account(&mut self, account: Option<Uuid>) -> Result<u32, Halt> {
        let Some(id) = account.map(|id| id.as_u128()) else {
            return Ok(0);
        };
        if let Some(number) = self.account_number(id)? {
            return Ok(number);
        }
        let Some(accounts) = self.accounts.get_mut() else {
            return Ok(0);
        };
        accounts.push(id);
        let number = u32::try_from(accounts.len()).unwrap_or(0);
        self.later_accounts.insert(id, number);
        Ok(number)
    }

    /// Counts a word of one entry more or less.
    fn recount(&mut self, word: &str, by: i64) {
        match self.words.get_mut() {
            Some(words) if by > 0 => words.add(word),
            Some(words) => words.remove(word),
            None => match self.recounted.get_mut(word) {
                Some(count) => *count += by,
                None => {
                    self.recounted.insert(word.to_owned(), by);
                }
            },
        }
    }

    /// Takes an entry away; says whether it was there. Fails where the snapshot is damaged.
    pub fn remove(&mut self, id: Uuid) -> Result<bool, Halt> {
        let Some(slot) = self.find(id)? else {
            return Ok(false);
        };
        let (leaf, at) = self.line(slot)?;
        let key = leaf.key(at).to_owned();
        for word in key::words(&key) {
            self.recount(word, -1);
        }
        self.segments[slot / SEGMENT].drop_line(slot % SEGMENT);
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
        let mut words = match &self.source {
            Some(source) => source.words().ok_or(Halt::Damaged)?,
            None => Words::default(),
        };
        for (word, &by) in &self.recounted {
            for _ in 0..by.abs() {
                if by > 0 {
                    words.add(word);
                } else {
                    words.remove(word);
                }
            }
        }
        Ok(self.words.get_or_init(|| words))
    }

    /// Says whether the words were read: they are many, and only a word that may be mistyped needs them.
    pub(super) fn knows_words(&self) -> bool {
        self.words.get().is_some()
    }

    /// Reads all that a snapshot has not read yet, so that later queries wait for no file.
    pub fn read_all(&self) -> Result<(), Halt> {
        self.words()?;
        self.account_ids()?;
        self.want(0..columns::COUNT)?;
        self.segments.par_iter().try_for_each(Segment::read_whole)
    }

    /// Counts the bytes held, beside the long notes.
    pub fn bytes(&self) -> usize {
        self.segments.par_iter().map(Segment::bytes).sum::<usize>()
            + self.source.as_ref().map_or(0, |source| source.bytes())
            + self.index.get().map_or(0, Index::bytes)
            + self.words.get().map_or(0, Words::bytes)
            + self.accounts.get().map_or(0, |ids| ids.len() * 16)
    }

    /// Makes sure that these columns are there.
    pub(super) fn want(&self, wanted: impl IntoIterator<Item = usize>) -> Result<(), Halt> {
        match &self.source {
            Some(source) => source.want(wanted).ok_or(Halt::Damaged),
            None => Ok(()),
        }
    }

    /// Chooses columns that are read for one question and not kept.
    pub(super) fn choose(&self, wanted: impl Iterator<Item = usize>) -> Choice {
        let has = |column| {
            self.source
                .as_ref()
                .is_some_and(|source| source.has(column))
        };
        Choice::new(wanted, has)
    }

    /// Gives the leaf that a line lies in, and its place there.
    #[inline]
    pub(super) fn line(&self, slot: usize) -> Result<(&Leaf, usize), Halt> {
        let segment = self.segments.get(slot / SEGMENT).ok_or(Halt::Damaged)?;
        Ok((segment.leaf(slot % SEGMENT)?, slot % LEAF))
    }

    /// Gives a line's account.
    pub(super) fn account(&self, leaf: &Leaf, at: usize) -> Result<Option<u128>, Halt> {
        match leaf.account(at) {
            0 => Ok(None),
            number => Ok(self.account_ids()?.get(number as usize - 1).copied()),
        }
    }

    /// Makes the hit of a line, with the text that is shown of it and where that matched.
    pub(super) fn hit(
        &self,
        leaf: &Leaf,
        at: usize,
        score: i64,
        (text, matches): (String, Vec<usize>),
    ) -> Result<Hit, Halt> {
        Ok(Hit {
            id: leaf.id(at),
            kind: leaf.kind(at),
            account: self.account(leaf, at)?.map(Uuid::from_u128),
            flags: leaf.flags(at),
            beside: leaf.beside(at).to_owned(),
            score,
            text,
            matches,
        })
    }

    /// Finds the number that an account has among the lines' accounts.
    pub(super) fn account_number(&self, id: u128) -> Result<Option<u32>, Halt> {
        let known = self.account_numbers()?.get(&id);
        Ok(known.or_else(|| self.later_accounts.get(&id)).copied())
    }

    /// Gives the ids that the numbers of accounts mean.
    pub(super) fn account_ids(&self) -> Result<&[u128], Halt> {
        if let Some(ids) = self.accounts.get() {
            return Ok(ids);
        }
        let read = match &self.source {
            Some(source) => source.account_ids().ok_or(Halt::Damaged)?,
            None => Vec::new(),
        };
        Ok(self.accounts.get_or_init(|| read))
    }

    fn account_numbers(&self) -> Result<&HashMap<u128, u32, Spread>, Halt> {
        let ids = self.account_ids()?;
        Ok(self
            .account_numbers
            .get_or_init(|| (1..).zip(ids).map(|(number, &id)| (id, number)).collect()))
    }

    fn read_index(&self) -> Result<&Index, Halt> {
        if let Some(index) = self.index.get() {
            return Ok(index);
        }
        let index = match &self.source {
            Some(source) => {
                let pages = source.index_pages().ok_or(Halt::Damaged)?;
                Index::saved(Arc::clone(source), pages)
            }
            None => Index::default(),
        };
        Ok(self.index.get_or_init(|| index))
    }

    /// Says whether a line was not taken away.
    fn is_live(&self, slot: usize) -> bool {
        self.segments.get(slot / SEGMENT).is_some_and(|segment| {
            segment.live[slot % SEGMENT / LINES][slot % LINES / 64] >> (slot % 64) & 1 == 1
        })
    }

    fn find(&self, id: Uuid) -> Result<Option<usize>, Halt> {
        for slot in self.read_index()?.candidates(id.as_u128())? {
            let slot = slot as usize;
            if self.is_live(slot) {
                let (leaf, at) = self.line(slot)?;
                if leaf.bits(at) == id.as_u128() {
                    return Ok(Some(slot));
                }
            }
        }
        Ok(None)
    }

    /// Gives the lines that are alive, each with its id; all must have been read.
    pub(super) fn ids(&self) -> impl Iterator<Item = (u32, u128)> {
        let lines = self
            .segments
            .iter()
            .enumerate()
            .flat_map(|(number, segment)| (0..segment.lines).map(move |at| number * SEGMENT + at));
        lines.filter(|&slot| self.is_live(slot)).filter_map(|slot| {
            let (leaf, at) = self.line(slot).ok()?;
            Some((u32::try_from(slot).ok()?, leaf.bits(at)))
        })
    }

    /// Gives every line of a role.
    pub(super) fn of_role(&self, role: Role) -> Result<Vec<usize>, Halt> {
        let kinds: Vec<usize> = self
            .vocabulary
            .kinds
            .iter()
            .filter(|kind| kind.role == role)
            .map(|kind| columns::kind(kind.code))
            .collect();
        self.want(kinds.iter().copied())?;
        let mut slots = Vec::new();
        for (number, segment) in self.segments.iter().enumerate() {
            for block in 0..BLOCKS {
                let lines = kinds
                    .iter()
                    .fold(EMPTY, |lines, &kind| or(lines, segment.column(kind)[block]));
                let lines = and(lines, segment.live[block]);
                for (word, mut bits) in lines.into_iter().enumerate() {
                    while bits != 0 {
                        let at = block * LINES + word * 64 + bits.trailing_zeros() as usize;
                        bits &= bits - 1;
                        let slot = number * SEGMENT + at;
                        let (leaf, place) = self.line(slot)?;
                        if self.vocabulary.role(leaf.kind(place)) == role {
                            slots.push(slot);
                        }
                    }
                }
            }
        }
        Ok(slots)
    }
}

/// Gives back the memory of entries: one thread does it, since two would wait for each other.
///
/// Small pieces are only laid aside, by the allocator that most systems have, and sorted when it is next asked for a larger one
/// in the same place. For a million lines that takes longer than a change may: it is done here, where another thread is at work.
fn give_back(mut entries: Vec<Entry>) {
    let last = entries.pop();
    drop(entries);
    if let Some(Entry { mut text, .. }) = last {
        // So large that what it leaves is given back to the system too.
        text.reserve(1 << 16);
    }
}

/// Gives the places of entries in the order in which equals are listed.
fn in_order(entries: &[Entry]) -> Vec<(Reverse<u64>, u32)> {
    let mut order: Vec<(Reverse<u64>, u32)> = entries
        .par_iter()
        .zip(0..u32::try_from(entries.len()).unwrap_or(u32::MAX))
        .map(|(entry, at)| (Reverse(entry.recency), at))
        .collect();
    order.par_sort_unstable();
    // That nearly always decides; only what is equal then is worth the making of its key.
    order.par_chunk_by_mut(|a, b| a.0 == b.0).for_each(|equal| {
        if equal.len() > 1 {
            let tie = |&(recency, at): &(Reverse<u64>, u32)| -> Tie {
                let entry = &entries[at as usize];
                let length = make_key(entry, &mut String::new(), &mut Aliases::default());
                (recency, length, entry.id.as_u128())
            };
            if equal.len() > CHUNK {
                equal.par_sort_by_cached_key(tie);
            } else {
                equal.sort_by_cached_key(tie);
            }
        }
    });
    order
}

/// The accounts of entries, by number.
struct Accounts {
    numbers: HashMap<u128, u32, Spread>,
    ids: Vec<u128>,
    of_lines: Vec<u32>,
}

impl Accounts {
    fn of(entries: &[Entry]) -> Self {
        let mut numbers = HashMap::default();
        let mut ids = Vec::new();
        let of_lines = entries
            .iter()
            .map(|entry| number(entry.account, &mut numbers, &mut ids))
            .collect();
        Self {
            numbers,
            ids,
            of_lines,
        }
    }
}

/// Makes the searched key of an entry, and counts its characters.
fn make_key(entry: &Entry, key: &mut String, aliases: &mut Aliases) -> usize {
    key::derive_into(&entry.text, &entry.also, key, aliases);
    leaf::cut(key, 0)
}

/// What a thread that builds keeps from one line to the next.
#[derive(Default)]
struct Room {
    key: String,
    aliases: Aliases,
    counts: Counts,
}

/// How many entries are worth another thread.
const CHUNK: usize = 4096;

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
    if entries.par_windows(2).all(|pair| pair[0].id < pair[1].id) {
        return;
    }
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
