//! The corpus beside the book: opened at once, read only where a query looks.
//!
//! ```text
//! "allylk07" · length and digest of the stamp · length and digest of the head · stamp · head · parts
//! ```
//! The head has the vocabulary, the lines that are alive, where each column begins, and for each other part its place,
//! length and digest. A part is the accounts of one segment, where its notes lie, where the leaves of sixteen segments lie,
//! the ids of accounts, the words. Columns (of sixteen segments each), leaves, notes and pages of the index are so small and
//! many that their digests stand behind them. Each is checked when it is read; what does not fit its digest is damage, and
//! then the book makes the file anew. A question reads the columns of its letters and the leaves of the lines that could be
//! best, nothing else. Numbers are little-endian.

use std::fs::{self, File, OpenOptions};
use std::io::{self, BufWriter, Write};
use std::ops::Range;
use std::os::unix::fs::{FileExt, OpenOptionsExt};
use std::path::Path;
use std::sync::{Arc, OnceLock};

use rayon::prelude::*;

use super::columns;
use super::corpus::Corpus;
use super::entry::{Kind, Role, Vocabulary};
use super::index::{self, Index};
use super::leaf::{LEAF, Leaf};
use super::segment::{BLOCKS, Column, EMPTY, LINES, Lane, NOTHING, Notes, Segment};
use super::strip::GROUP;
use super::words::Words;

const MAGIC: &[u8; 8] = b"allylk07";
const COLUMN_BYTES: usize = size_of::<Column>();
/// Leaves of a segment.
const LEAVES: usize = BLOCKS * LINES / LEAF;
/// What a column of a group of segments takes, with its digest.
const GROUP_BYTES: usize = GROUP * COLUMN_BYTES + SHORT;
/// A digest.
const SHORT: usize = 8;
/// What stands before the stamp.
const TOP: usize = MAGIC.len() + 2 * (8 + SHORT);
/// No stamp is longer.
const LONGEST_STAMP: usize = 1 << 16;

/// A part's place in the file; of no length where there is nothing in it.
#[derive(Debug, Clone, Copy, Default)]
struct Place {
    from: u64,
    length: u64,
    digest: [u8; SHORT],
}

/// An open snapshot.
#[derive(Debug)]
pub(super) struct Source {
    file: File,
    size: u64,
    segments: usize,
    /// Where each column begins; 0 where no line has it.
    columns: Vec<u64>,
    /// The columns that were read, each for all segments.
    read: Vec<OnceLock<Vec<Lane>>>,
    /// Where the leaves of each segment begin.
    bases: Vec<u64>,
    /// Where the leaves of a group of segments begin and end, counted from there, as far as it was asked.
    ends: Vec<OnceLock<Option<Vec<u32>>>>,
    leaves: Vec<Place>,
    accounts: Vec<Place>,
    notes: Vec<Place>,
    ids: Place,
    words: Place,
    index: Place,
}

/// Writes the corpus beside the book, whole or not at all, with a stamp that says what it was made of.
pub fn save(corpus: &Corpus, path: &Path, stamp: &[u8]) -> io::Result<()> {
    corpus.read_all().map_err(io::Error::other)?;
    let aside = path.with_extension(format!("new{}", std::process::id()));
    let written = write(corpus, &aside, stamp).and_then(|()| fs::rename(&aside, path));
    if written.is_err() {
        let _ = fs::remove_file(&aside);
    }
    written
}

fn write(corpus: &Corpus, aside: &Path, stamp: &[u8]) -> io::Result<()> {
    let file = OpenOptions::new()
        .write(true)
        .create(true)
        .truncate(true)
        .mode(0o600)
        .open(aside)?;
    let mut out = Out {
        to: BufWriter::with_capacity(1 << 20, file),
        at: 0,
    };
    // The head comes first but is known last: its length does not depend on what the parts hold.
    let mut places = Places::default();
    let begin = TOP + stamp.len() + head(corpus, &places.sized(corpus)).len();
    out.to.write_all(&vec![0; begin])?;
    out.at = begin as u64;
    let mut bytes = Vec::new();
    for column in 0..columns::COUNT {
        let lines = |segment: &Segment| *segment.column(column) != NOTHING;
        if !corpus.segments.iter().any(lines) {
            places.columns.push(0);
            continue;
        }
        places.columns.push(out.at);
        for group in corpus.segments.chunks(GROUP) {
            bytes.clear();
            for segment in group {
                let words = segment.column(column).as_flattened().iter();
                bytes.extend(words.flat_map(|word| word.to_le_bytes()));
            }
            out.small(&bytes)?;
        }
    }
    let mut ends = Vec::new();
    for (number, segment) in corpus.segments.iter().enumerate() {
        let base = out.at;
        places.bases.push(base);
        let mut end = |at: u64| {
            let end = u32::try_from(at - base)
                .map_err(|_| io::Error::other("the lines are too long to be saved"))?;
            ends.extend(end.to_le_bytes());
            io::Result::Ok(())
        };
        end(base)?;
        for leaf in 0..LEAVES {
            if leaf * LEAF < segment.lines {
                let leaf = segment.leaf(leaf * LEAF).map_err(io::Error::other)?;
                out.small(leaf.bytes())?;
            }
            end(out.at)?;
        }
        if (number + 1).is_multiple_of(GROUP) || number + 1 == corpus.segments.len() {
            places.leaves.push(out.part(&ends)?);
            ends.clear();
        }
    }
    for segment in &corpus.segments {
        let mut ends = vec![out.at];
        for block in 0..BLOCKS {
            bytes.clear();
            if block * LINES < segment.lines {
                for (line, text) in segment.notes(block).map_err(io::Error::other)? {
                    bytes.push(*line);
                    put(&mut bytes, text.as_bytes());
                }
            }
            if !bytes.is_empty() {
                out.small(&bytes)?;
            }
            ends.push(out.at);
        }
        bytes.clear();
        bytes.extend(ends.iter().flat_map(|end| end.to_le_bytes()));
        places.notes.push(out.part(&bytes)?);
        bytes.clear();
        let accounts = segment.accounts().map_err(io::Error::other)?;
        bytes.extend(accounts.iter().flat_map(|number| number.to_le_bytes()));
        places.accounts.push(out.part(&bytes)?);
    }
    bytes.clear();
    let ids = corpus.account_ids().map_err(io::Error::other)?;
    bytes.extend(ids.iter().flat_map(|id| id.to_le_bytes()));
    places.ids = out.part(&bytes)?;
    bytes.clear();
    let words = corpus.words().map_err(io::Error::other)?;
    words.write(&mut bytes);
    places.words = out.part(&bytes)?;
    let anew;
    let table = if let Some(table) = corpus.index.get().and_then(Index::table) {
        table
    } else {
        anew = Index::build(corpus.ids(), corpus.live);
        anew.table().unwrap_or_default()
    };
    places.index.from = out.at;
    for page in table.chunks(index::PAGE) {
        bytes.clear();
        bytes.extend(page.iter().flat_map(|slot| slot.to_le_bytes()));
        out.small(&bytes)?;
    }
    places.index.length = out.at - places.index.from;
    let head = self::head(corpus, &places);
    let file = out
        .to
        .into_inner()
        .map_err(io::IntoInnerError::into_error)?;
    let mut top = MAGIC.to_vec();
    for part in [stamp, &head] {
        number(&mut top, part.len());
        top.extend(digest(0, part));
    }
    top.extend(stamp);
    top.extend(head);
    if top.len() != begin {
        return Err(io::Error::other(
            "the lookup snapshot's head changed its length",
        ));
    }
    file.write_all_at(&top, 0)?;
    file.sync_all()
}

struct Out {
    to: BufWriter<File>,
    at: u64,
}

impl Out {
    fn part(&mut self, bytes: &[u8]) -> io::Result<Place> {
        if bytes.is_empty() {
            return Ok(Place::default());
        }
        self.to.write_all(bytes)?;
        let place = Place {
            from: self.at,
            length: bytes.len() as u64,
            digest: digest(self.at, bytes),
        };
        self.at += place.length;
        Ok(place)
    }

    /// Writes a small part, with its digest and place behind it.
    fn small(&mut self, bytes: &[u8]) -> io::Result<()> {
        self.to.write_all(bytes)?;
        self.to.write_all(&digest(self.at, bytes))?;
        self.at += (bytes.len() + SHORT) as u64;
        Ok(())
    }
}

#[derive(Default)]
struct Places {
    columns: Vec<u64>,
    bases: Vec<u64>,
    leaves: Vec<Place>,
    accounts: Vec<Place>,
    notes: Vec<Place>,
    ids: Place,
    words: Place,
    index: Place,
}

impl Places {
    /// Gives as many places as a corpus has parts, all empty.
    fn sized(&self, corpus: &Corpus) -> Self {
        let segments = corpus.segments.len();
        Self {
            columns: vec![0; columns::COUNT],
            bases: vec![0; segments],
            leaves: vec![Place::default(); segments.div_ceil(GROUP)],
            accounts: vec![Place::default(); segments],
            notes: vec![Place::default(); segments],
            ..*self
        }
    }

    fn all(&self) -> impl Iterator<Item = &Place> {
        self.leaves
            .iter()
            .chain(&self.accounts)
            .chain(&self.notes)
            .chain([&self.ids, &self.words, &self.index])
    }
}

fn head(corpus: &Corpus, places: &Places) -> Vec<u8> {
    let mut head = Vec::new();
    let vocabulary = &corpus.vocabulary;
    number(&mut head, vocabulary.kinds.len());
    for kind in &vocabulary.kinds {
        head.extend([kind.code, kind.weight, kind.role as u8]);
        put(&mut head, kind.name.as_bytes());
    }
    number(&mut head, vocabulary.flags.len());
    for flag in &vocabulary.flags {
        put(&mut head, flag.as_bytes());
    }
    number(&mut head, corpus.ordered);
    number(&mut head, corpus.segments.len());
    for segment in &corpus.segments {
        number(&mut head, segment.lines);
        head.extend(
            segment
                .live
                .as_flattened()
                .iter()
                .flat_map(|word| word.to_le_bytes()),
        );
    }
    for begin in places.columns.iter().chain(&places.bases) {
        head.extend(begin.to_le_bytes());
    }
    for place in places.all() {
        head.extend(place.from.to_le_bytes());
        head.extend(place.length.to_le_bytes());
        head.extend(place.digest);
    }
    head
}

/// Opens what [`save`] wrote, with its stamp; nothing where it is missing, of another version, or damaged.
///
/// Only the head is read here; damage further on halts the query that meets it ([`super::Halt::Damaged`]).
pub fn open(path: &Path) -> Option<(Corpus, Vec<u8>)> {
    let file = File::open(path).ok()?;
    let size = file.metadata().ok()?.len();
    let (stamp, length, known) = top(&file)?;
    let from = (TOP + stamp.len()) as u64;
    if from.checked_add(length)? > size {
        return None;
    }
    let mut head = vec![0; usize::try_from(length).ok()?];
    file.read_exact_at(&mut head, from).ok()?;
    if digest(0, &head) != known {
        return None;
    }
    Some((read_head(&head, file, size)?, stamp))
}

/// Gives the stamp of a snapshot, and reads nothing else; nothing where it is missing, of another version, or damaged.
pub fn stamp(path: &Path) -> Option<Vec<u8>> {
    top(&File::open(path).ok()?).map(|(stamp, ..)| stamp)
}

/// Reads the stamp, and the length and digest of the head.
fn top(file: &File) -> Option<(Vec<u8>, u64, [u8; SHORT])> {
    let mut top = [0; TOP];
    file.read_exact_at(&mut top, 0).ok()?;
    let rest = &mut top.strip_prefix(MAGIC)?;
    let mut part = || {
        let length = take_number(rest)?;
        let (digest, after) = rest.split_first_chunk::<SHORT>()?;
        *rest = after;
        Some((length, *digest))
    };
    let ((length, known), head) = (part()?, part()?);
    if length > LONGEST_STAMP {
        return None;
    }
    let mut stamp = vec![0; length];
    file.read_exact_at(&mut stamp, TOP as u64).ok()?;
    (digest(0, &stamp) == known).then_some((stamp, head.0 as u64, head.1))
}

fn read_head(head: &[u8], file: File, size: u64) -> Option<Corpus> {
    let rest = &mut { head };
    let mut corpus = Corpus {
        vocabulary: take_vocabulary(rest)?,
        ordered: take_number(rest)?,
        ..Corpus::default()
    };
    let count = take_number(rest)?;
    let mut segments = Vec::new();
    for _ in 0..count {
        let lines = take_number(rest)?;
        let (bits, after) = rest.split_at_checked(COLUMN_BYTES)?;
        *rest = after;
        let mut live = Box::new(NOTHING);
        fill(live.as_flattened_mut(), bits);
        corpus.live += live
            .as_flattened()
            .iter()
            .map(|word| word.count_ones() as usize)
            .sum::<usize>();
        segments.push((lines.min(BLOCKS * LINES), live));
    }
    if corpus.ordered > count {
        return None;
    }
    let mut begins = |count: usize| -> Option<Vec<u64>> {
        let (bytes, after) = rest.split_at_checked(count.checked_mul(8)?)?;
        *rest = after;
        Some(chunks(bytes, u64::from_le_bytes))
    };
    let (columns, bases) = (begins(columns::COUNT)?, begins(count)?);
    let groups = count.div_ceil(GROUP);
    let mut places = |count: usize| {
        (0..count)
            .map(|_| take_place(rest))
            .collect::<Option<Vec<_>>>()
    };
    let source = Source {
        file,
        size,
        segments: count,
        columns,
        read: unread(columns::COUNT),
        bases,
        ends: unread(groups),
        leaves: places(groups)?,
        accounts: places(count)?,
        notes: places(count)?,
        ids: places(1)?[0],
        words: places(1)?[0],
        index: places(1)?[0],
    };
    if !rest.is_empty() {
        return None;
    }
    let source = Arc::new(source);
    for (number, (lines, live)) in segments.into_iter().enumerate() {
        let own = Some(Arc::clone(&source));
        corpus
            .segments
            .push(Segment::unread(number, lines, live, own));
    }
    corpus.source = Some(source);
    Some(corpus)
}

fn unread<T>(count: usize) -> Vec<OnceLock<T>> {
    std::iter::repeat_with(OnceLock::new).take(count).collect()
}

impl Source {
    fn bytes_at(&self, from: u64, length: u64) -> Option<Vec<u8>> {
        if from.checked_add(length)? > self.size {
            return None;
        }
        let mut bytes = vec![0; usize::try_from(length).ok()?];
        self.file.read_exact_at(&mut bytes, from).ok()?;
        Some(bytes)
    }

    /// Reads a part and checks it.
    fn part(&self, place: Place) -> Option<Vec<u8>> {
        let bytes = self.bytes_at(place.from, place.length)?;
        (bytes.is_empty() || digest(place.from, &bytes) == place.digest).then_some(bytes)
    }

    /// Reads a small part that has its digest behind it.
    fn small(&self, from: u64, to: u64) -> Option<Vec<u8>> {
        let mut bytes = self.bytes_at(from, to.checked_sub(from)?)?;
        let (part, known) = bytes.split_last_chunk::<SHORT>()?;
        if digest(from, part) != *known {
            return None;
        }
        bytes.truncate(bytes.len() - SHORT);
        Some(bytes)
    }

    /// Reads columns for all segments, unless that was done.
    pub(super) fn want(&self, wanted: impl IntoIterator<Item = usize>) -> Option<()> {
        let mut missing: Vec<usize> = wanted
            .into_iter()
            .filter(|&column| self.read[column].get().is_none())
            .collect();
        missing.sort_unstable();
        missing.dedup();
        missing
            .par_iter()
            .map(|&column| {
                let mut lanes = Vec::new();
                if self.has(column) {
                    lanes = vec![EMPTY; self.segments * BLOCKS];
                    for (group, lanes) in lanes.chunks_mut(GROUP * BLOCKS).enumerate() {
                        self.group(column, group, lanes)?;
                    }
                }
                let _ = self.read[column].set(lanes);
                Some(())
            })
            .collect()
    }

    /// Counts the segments of a group.
    pub(super) fn within(&self, group: usize) -> usize {
        self.segments.saturating_sub(group * GROUP).min(GROUP)
    }

    /// Says whether any line has a column.
    pub(super) fn has(&self, column: usize) -> bool {
        self.columns.get(column).is_some_and(|&from| from > 0)
    }

    /// Reads a column of a group of segments.
    pub(super) fn group(&self, column: usize, group: usize, lanes: &mut [Lane]) -> Option<()> {
        let from = self.columns.get(column)? + (group * GROUP_BYTES) as u64;
        let length = size_of_val(lanes);
        let mut bytes = [0; GROUP_BYTES];
        let bytes = bytes.get_mut(..length + SHORT)?;
        self.file.read_exact_at(bytes, from).ok()?;
        let (bits, known) = bytes.split_last_chunk::<SHORT>()?;
        (digest(from, bits) == *known).then_some(())?;
        fill(lanes.as_flattened_mut(), bits);
        Some(())
    }

    /// Gives a segment's part of a column that was read and has bits.
    #[inline]
    pub(super) fn known_column(&self, column: usize, segment: usize) -> Option<&Column> {
        self.read[column]
            .get()?
            .as_chunks::<BLOCKS>()
            .0
            .get(segment)
    }

    /// Gives where the leaves of a segment begin, and the last ends.
    fn ends(&self, segment: usize) -> Option<&[u32]> {
        let group = segment / GROUP;
        let all = self.ends.get(group)?.get_or_init(|| {
            let ends = chunks(&self.part(*self.leaves.get(group)?)?, u32::from_le_bytes);
            Some(ends)
        });
        let from = segment % GROUP * (LEAVES + 1);
        all.as_ref()?.get(from..=from + LEAVES)
    }

    /// Reads some leaves of a segment, counted from the first, in rising order: into one piece of memory.
    pub(super) fn leaves(
        &self,
        segment: usize,
        first: usize,
        wanted: &[usize],
    ) -> Option<Vec<Leaf>> {
        let base = *self.bases.get(segment)?;
        let ends = self.ends(segment)?.get(first..)?;
        let place = |&leaf: &usize| {
            let &[from, to] = ends.get(leaf..leaf + 2)?.first_chunk()?;
            (from <= to).then_some(from..to)
        };
        let places: Vec<Range<u32>> = wanted.iter().map(place).collect::<Option<_>>()?;
        let length: u64 = places
            .iter()
            .map(|place| u64::from(place.end - place.start))
            .sum();
        if base.checked_add(length)? > self.size {
            return None;
        }
        let mut all: Arc<[u8]> = std::iter::repeat_n(0, usize::try_from(length).ok()?).collect();
        let mut rest = Arc::get_mut(&mut all)?;
        for run in places.chunk_by(|before, after| before.end == after.start) {
            let (from, to) = (run.first()?.start, run.last()?.end);
            let (bytes, after) = rest.split_at_mut_checked((to - from) as usize)?;
            self.file
                .read_exact_at(bytes, base + u64::from(from))
                .ok()?;
            rest = after;
        }
        let mut at = 0;
        let leaf = |place: &Range<u32>| {
            let from = at;
            at += place.len();
            let (part, known) = all.get(from..at)?.split_last_chunk::<SHORT>()?;
            if digest(base + u64::from(place.start), part) != *known {
                return None;
            }
            Leaf::read(Arc::clone(&all), from, part.len())
        };
        places.iter().map(leaf).collect()
    }

    pub(super) fn notes(&self, segment: usize, block: usize) -> Option<Notes> {
        let ends = chunks(&self.part(*self.notes.get(segment)?)?, u64::from_le_bytes);
        let &[from, to] = ends.get(block..block + 2)?.first_chunk()?;
        let mut notes = Vec::new();
        if from == to {
            return Some(notes);
        }
        let bytes = self.small(from, to)?;
        let mut rest = bytes.as_slice();
        while let Some((&line, after)) = rest.split_first() {
            rest = after;
            notes.push((line, take_text(&mut rest)?.into()));
        }
        Some(notes)
    }

    pub(super) fn accounts(&self, segment: usize) -> Option<Vec<u32>> {
        let bytes = self.part(*self.accounts.get(segment)?)?;
        Some(chunks(&bytes, u32::from_le_bytes))
    }

    pub(super) fn account_ids(&self) -> Option<Vec<u128>> {
        Some(chunks(&self.part(self.ids)?, u128::from_le_bytes))
    }

    pub(super) fn words(&self) -> Option<Words> {
        Words::read(&self.part(self.words)?)
    }

    /// Counts the pages of the index.
    pub(super) fn index_pages(&self) -> Option<usize> {
        Some(usize::try_from(self.index.length).ok()? / (index::PAGE * 4 + SHORT))
    }

    pub(super) fn index(&self, page: usize) -> Option<Vec<u32>> {
        let length = (index::PAGE * 4 + SHORT) as u64;
        let from = self.index.from + page as u64 * length;
        let slots = chunks(&self.small(from, from + length)?, u32::from_le_bytes);
        (slots.len() == index::PAGE).then_some(slots)
    }

    /// Counts what was read and is kept here.
    pub(super) fn bytes(&self) -> usize {
        let columns = self.read.iter().filter_map(OnceLock::get);
        let ends = self.ends.iter().filter_map(OnceLock::get).flatten();
        columns.map(|all| size_of_val(&all[..])).sum::<usize>()
            + ends.map(|all| size_of_val(&all[..])).sum::<usize>()
    }
}

fn digest(from: u64, bytes: &[u8]) -> [u8; SHORT] {
    let mut digesting = Digesting::new(from, bytes.len() as u64);
    let (whole, rest) = bytes.split_at(bytes.len() / PIECE * PIECE);
    digesting.take(whole);
    digesting.end(rest)
}

/// How many bytes are digested together.
const PIECE: usize = 32;

/// Digests a part with its place and length, so that none passes for another.
///
/// It tells damage, not malice, and takes a tenth of the time that a cryptographic one does: each step is one to one in what
/// it takes in, so no single word can differ unnoticed.
struct Digesting([u64; PIECE / 8]);

impl Digesting {
    const ODD: u64 = 0x9e37_79b9_7f4a_7c15;

    fn new(from: u64, length: u64) -> Self {
        Self([from, length, Self::ODD, !from])
    }

    fn mix(lane: u64, word: u64) -> u64 {
        (lane ^ word).wrapping_mul(Self::ODD).rotate_left(29)
    }

    /// Takes whole pieces.
    fn take(&mut self, bytes: &[u8]) {
        let mut lanes = self.0;
        for piece in bytes.as_chunks::<PIECE>().0 {
            for (lane, word) in lanes.iter_mut().zip(piece.as_chunks::<8>().0) {
                *lane = Self::mix(*lane, u64::from_le_bytes(*word));
            }
        }
        self.0 = lanes;
    }

    /// Takes what is less than a piece, and gives the digest.
    fn end(mut self, rest: &[u8]) -> [u8; SHORT] {
        let mut last = [0; PIECE];
        last[..rest.len()].copy_from_slice(rest);
        self.take(&last);
        self.0.into_iter().fold(Self::ODD, Self::mix).to_le_bytes()
    }
}

/// Fills words from their bytes.
fn fill(words: &mut [u64], bytes: &[u8]) {
    for (word, bytes) in words.iter_mut().zip(bytes.as_chunks::<8>().0) {
        *word = u64::from_le_bytes(*bytes);
    }
}

fn take_vocabulary(rest: &mut &[u8]) -> Option<Vocabulary> {
    let mut vocabulary = Vocabulary::default();
    for _ in 0..take_number(rest)? {
        let (&[code, weight, role], after) = rest.split_first_chunk::<3>()?;
        *rest = after;
        let role = [Role::Account, Role::Person, Role::Other]
            .into_iter()
            .find(|known| *known as u8 == role)?;
        vocabulary
            .kinds
            .push(Kind::new(code, take_text(rest)?, role, weight));
    }
    for _ in 0..take_number(rest)? {
        vocabulary.flags.push(take_text(rest)?.to_owned());
    }
    Some(vocabulary)
}

fn take_place(rest: &mut &[u8]) -> Option<Place> {
    let (bytes, after) = rest.split_at_checked(16 + SHORT)?;
    *rest = after;
    let &[from, length, digest] = bytes.as_chunks::<8>().0.first_chunk()?;
    Some(Place {
        from: u64::from_le_bytes(from),
        length: u64::from_le_bytes(length),
        digest,
    })
}

fn chunks<const N: usize, T>(bytes: &[u8], of: impl Fn([u8; N]) -> T) -> Vec<T> {
    bytes
        .chunks_exact(N)
        .filter_map(|chunk| chunk.try_into().ok())
        .map(of)
        .collect()
}

pub(super) fn number(bytes: &mut Vec<u8>, number: usize) {
    bytes.extend((number as u64).to_le_bytes());
}

pub(super) fn put(bytes: &mut Vec<u8>, part: &[u8]) {
    number(bytes, part.len());
    bytes.extend(part);
}

pub(super) fn take_number(rest: &mut &[u8]) -> Option<usize> {
    let (head, after) = rest.split_first_chunk::<8>()?;
    *rest = after;
    usize::try_from(u64::from_le_bytes(*head)).ok()
}

pub(super) fn take<'a>(rest: &mut &'a [u8]) -> Option<&'a [u8]> {
    let length = take_number(rest)?;
    let (bytes, after) = rest.split_at_checked(length)?;
    *rest = after;
    Some(bytes)
}

pub(super) fn take_text<'a>(rest: &mut &'a [u8]) -> Option<&'a str> {
    std::str::from_utf8(take(rest)?).ok()
}
