//! The corpus beside the book: opened at once, read only where a query looks.
//!
//! ```text
//! "allylk03" · length of the head · digest of the head · head · parts
//! ```
//! The head has the stamp, the vocabulary, the lines that are alive, and for each part its place, length and digest.
//! A part is one column of all segments, one block, one block's notes, one segment's accounts, the words, the index.
//! Each is checked when it is read; what does not fit its digest is damage, and then the book makes the file anew.
//! Numbers are little-endian.

use std::fs::{self, File, OpenOptions};
use std::io::{self, BufWriter, Write};
use std::os::unix::fs::{FileExt, OpenOptionsExt};
use std::path::Path;
use std::sync::{Arc, Mutex};

use super::block::{Block, LINES, Odd};
use super::columns;
use super::corpus::Corpus;
use super::entry::{Kind, Role, Vocabulary};
use super::index::Index;
use super::segment::{BLOCKS, Column, EMPTY, Segment};
use super::words::Words;

const MAGIC: &[u8; 8] = b"allylk03";
const COLUMN_BYTES: usize = size_of::<Column>();

/// A part's place in the file; of no length where there is nothing in it.
#[derive(Debug, Clone, Copy, Default)]
struct Place {
    from: u64,
    length: u64,
    digest: [u8; 16],
}

/// An open snapshot.
#[derive(Debug)]
pub(super) struct Source {
    file: File,
    columns: Vec<Place>,
    read: Mutex<Vec<bool>>,
    blocks: Vec<Place>,
    notes: Vec<Place>,
    accounts: Vec<Place>,
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
    let head = head(corpus, stamp, &places.sized(corpus));
    let begin = MAGIC.len() + 8 + 32 + head.len();
    out.to.write_all(&vec![0; begin])?;
    out.at = begin as u64;
    let mut bytes = Vec::new();
    for column in 0..columns::COUNT {
        bytes.clear();
        if corpus
            .segments
            .iter()
            .any(|segment| segment.has_column(column))
        {
            for segment in &corpus.segments {
                bytes.extend(
                    segment
                        .column(column)
                        .as_flattened()
                        .iter()
                        .flat_map(|word| word.to_le_bytes()),
                );
            }
        }
        places.columns.push(out.part(&bytes)?);
    }
    for segment in &corpus.segments {
        let used = segment.lines.div_ceil(LINES);
        for (block, notes) in segment.blocks.iter().zip(&segment.notes).take(used) {
            bytes.clear();
            if let Some(block) = block.get() {
                put_block(&mut bytes, block);
            }
            places.blocks.push(out.part(&bytes)?);
            bytes.clear();
            for (line, text) in notes.get().into_iter().flatten() {
                bytes.push(*line);
                put(&mut bytes, text.as_bytes());
            }
            places.notes.push(out.part(&bytes)?);
        }
        for _ in used..BLOCKS {
            places.blocks.push(Place::default());
            places.notes.push(Place::default());
        }
        bytes.clear();
        bytes.extend(
            segment
                .accounts
                .get()
                .into_iter()
                .flatten()
                .flat_map(|number| number.to_le_bytes()),
        );
        places.accounts.push(out.part(&bytes)?);
    }
    bytes.clear();
    if let Some(words) = corpus.words.get() {
        words.write(&mut bytes);
    }
    places.words = out.part(&bytes)?;
    bytes.clear();
    if let Some(index) = corpus.index.get() {
        bytes.extend(index.table().iter().flat_map(|slot| slot.to_le_bytes()));
    }
    places.index = out.part(&bytes)?;
    let head = self::head(corpus, stamp, &places);
    let file = out
        .to
        .into_inner()
        .map_err(io::IntoInnerError::into_error)?;
    let mut top = MAGIC.to_vec();
    number(&mut top, head.len());
    top.extend(blake3::hash(&head).as_bytes());
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
            digest: digest(bytes),
        };
        self.at += place.length;
        Ok(place)
    }
}

#[derive(Default)]
struct Places {
    columns: Vec<Place>,
    blocks: Vec<Place>,
    notes: Vec<Place>,
    accounts: Vec<Place>,
    words: Place,
    index: Place,
}

impl Places {
    /// Gives as many places as a corpus has parts, all empty.
    fn sized(&self, corpus: &Corpus) -> Self {
        let segments = corpus.segments.len();
        Self {
            columns: vec![Place::default(); columns::COUNT],
            blocks: vec![Place::default(); segments * BLOCKS],
            notes: vec![Place::default(); segments * BLOCKS],
            accounts: vec![Place::default(); segments],
            ..*self
        }
    }

    fn all(&self) -> impl Iterator<Item = &Place> {
        self.columns
            .iter()
            .chain(&self.blocks)
            .chain(&self.notes)
            .chain(&self.accounts)
            .chain([&self.words, &self.index])
    }
}

fn head(corpus: &Corpus, stamp: &[u8], places: &Places) -> Vec<u8> {
    let mut head = Vec::new();
    put(&mut head, stamp);
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
    number(&mut head, corpus.accounts.len());
    head.extend(
        corpus
            .accounts
            .iter()
            .flat_map(|account| account.to_le_bytes()),
    );
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
    let mut top = [0; 48];
    file.read_exact_at(&mut top, 0).ok()?;
    let mut rest = top.strip_prefix(MAGIC)?;
    let length = take_number(&mut rest)?;
    if length as u64 > size - 48 {
        return None;
    }
    let mut head = vec![0; length];
    file.read_exact_at(&mut head, 48).ok()?;
    if blake3::hash(&head).as_bytes() != rest {
        return None;
    }
    read_head(&head, file)
}

fn read_head(head: &[u8], file: File) -> Option<(Corpus, Vec<u8>)> {
    let rest = &mut { head };
    let stamp = take(rest)?.to_vec();
    let mut corpus = Corpus {
        vocabulary: take_vocabulary(rest)?,
        ordered: take_number(rest)?,
        ..Corpus::default()
    };
    let segments = take_number(rest)?;
    for at in 0..segments {
        let lines = take_number(rest)?;
        let (bits, after) = rest.split_at_checked(COLUMN_BYTES)?;
        *rest = after;
        let live = column_of(bits)?;
        corpus.live += live
            .as_flattened()
            .iter()
            .map(|word| word.count_ones() as usize)
            .sum::<usize>();
        corpus
            .segments
            .push(Segment::unread(at, lines.min(BLOCKS * LINES), live));
    }
    for _ in 0..take_number(rest)? {
        let (id, after) = rest.split_first_chunk::<16>()?;
        *rest = after;
        corpus.accounts.push(u128::from_le_bytes(*id));
    }
    if corpus.ordered > segments {
        return None;
    }
    let mut places = |count: usize| {
        (0..count)
            .map(|_| take_place(rest))
            .collect::<Option<Vec<_>>>()
    };
    let source = Source {
        file,
        columns: places(columns::COUNT)?,
        read: Mutex::new(vec![false; columns::COUNT]),
        blocks: places(segments * BLOCKS)?,
        notes: places(segments * BLOCKS)?,
        accounts: places(segments)?,
        words: places(1)?[0],
        index: places(1)?[0],
    };
    if !rest.is_empty() {
        return None;
    }
    corpus.source = Some(Arc::new(source));
    Some((corpus, stamp))
}

impl Source {
    /// Reads a part and checks it.
    fn part(&self, place: Place) -> Option<Vec<u8>> {
        if place.length == 0 {
            return Some(Vec::new());
        }
        let size = self.file.metadata().ok()?.len();
        if place.from.checked_add(place.length)? > size {
            return None;
        }
        let mut bytes = vec![0; usize::try_from(place.length).ok()?];
        self.file.read_exact_at(&mut bytes, place.from).ok()?;
        (digest(&bytes) == place.digest).then_some(bytes)
    }

    /// Reads a column for all segments, unless that was done.
    pub(super) fn column(&self, column: usize, segments: &[Segment]) -> Option<()> {
        let mut read = self.read.lock().ok()?;
        if read[column] {
            return Some(());
        }
        let bytes = self.part(self.columns[column])?;
        // Segments beyond those written have come since.
        for (segment, bits) in segments.iter().zip(bytes.chunks_exact(COLUMN_BYTES)) {
            if !segment.has_column(column) {
                segment.set_column(column, column_of(bits)?);
            }
        }
        read[column] = true;
        Some(())
    }

    pub(super) fn block(&self, segment: usize, block: usize) -> Option<Block> {
        let bytes = self.part(*self.blocks.get(segment * BLOCKS + block)?)?;
        let block = take_block(&mut bytes.as_slice())?;
        block.is_sound().then_some(block)
    }

    pub(super) fn notes(&self, segment: usize, block: usize) -> Option<Vec<(u8, Box<str>)>> {
        let bytes = self.part(*self.notes.get(segment * BLOCKS + block)?)?;
        let mut rest = bytes.as_slice();
        let mut notes = Vec::new();
        while let Some((&line, after)) = rest.split_first() {
            rest = after;
            notes.push((line, take_text(&mut rest)?.into()));
        }
        Some(notes)
    }

    pub(super) fn accounts(&self, segment: usize) -> Option<Vec<u32>> {
        Some(numbers(&self.part(*self.accounts.get(segment)?)?))
    }

    pub(super) fn words(&self) -> Option<Words> {
        Words::read(&self.part(self.words)?)
    }

    pub(super) fn index(&self) -> Option<Index> {
        Index::from_table(numbers(&self.part(self.index)?))
    }
}

fn digest(bytes: &[u8]) -> [u8; 16] {
    let mut short = [0; 16];
    short.copy_from_slice(&blake3::hash(bytes).as_bytes()[..16]);
    short
}

fn column_of(bytes: &[u8]) -> Option<Box<Column>> {
    if bytes.len() != COLUMN_BYTES {
        return None;
    }
    let mut column = Box::new([EMPTY; BLOCKS]);
    for (word, bytes) in column
        .as_flattened_mut()
        .iter_mut()
        .zip(bytes.chunks_exact(8))
    {
        *word = u64::from_le_bytes(bytes.try_into().ok()?);
    }
    Some(column)
}

fn put_block(bytes: &mut Vec<u8>, block: &Block) {
    number(bytes, block.len());
    number(bytes, block.codes.len());
    bytes.extend(block.ids.iter().flat_map(|id| id.to_le_bytes()));
    bytes.extend(block.recency.iter().flat_map(|at| at.to_le_bytes()));
    bytes.extend(&block.kinds);
    bytes.extend(&block.flags);
    bytes.extend(block.ends.iter().flat_map(|end| end.to_le_bytes()));
    bytes.extend(block.shown.iter().flat_map(|shown| shown.to_le_bytes()));
    bytes.extend(&block.codes);
    bytes.extend(block.capitals.iter().flat_map(|word| word.to_le_bytes()));
    number(bytes, block.marks.len());
    for (line, place, ch) in &block.marks {
        bytes.push(*line);
        bytes.extend(place.to_le_bytes());
        bytes.extend(u32::from(*ch).to_le_bytes());
    }
    for all in [&block.keys, &block.texts] {
        number(bytes, all.len());
        for odd in all {
            bytes.push(odd.line);
            put(bytes, odd.text.as_bytes());
        }
    }
}

fn take_block(rest: &mut &[u8]) -> Option<Block> {
    let lines = take_number(rest)?;
    let codes = take_number(rest)?;
    let mut part = |length: usize| {
        let (bytes, after) = rest.split_at_checked(length)?;
        *rest = after;
        Some(bytes)
    };
    if lines > LINES {
        return None;
    }
    let mut block = Block {
        ids: chunks(part(lines * 16)?, u128::from_le_bytes),
        recency: chunks(part(lines * 8)?, u64::from_le_bytes),
        kinds: part(lines)?.to_vec(),
        flags: part(lines)?.to_vec(),
        ends: chunks(part(lines * 4)?, u32::from_le_bytes),
        shown: chunks(part(lines * 2)?, u16::from_le_bytes),
        codes: part(codes)?.to_vec(),
        capitals: chunks(
            part(codes.div_ceil(64).checked_mul(8)?)?,
            u64::from_le_bytes,
        ),
        ..Block::default()
    };
    for _ in 0..take_number(rest)? {
        let (&[line, low, high, a, b, c, d], after) = rest.split_first_chunk::<7>()?;
        *rest = after;
        let ch = char::from_u32(u32::from_le_bytes([a, b, c, d]))?;
        block
            .marks
            .push((line, u16::from_le_bytes([low, high]), ch));
    }
    block.keys = take_odd(rest)?;
    block.texts = take_odd(rest)?;
    Some(block)
}

fn take_odd(rest: &mut &[u8]) -> Option<Vec<Odd>> {
    let mut all = Vec::new();
    for _ in 0..take_number(rest)? {
        let (&line, after) = rest.split_first()?;
        *rest = after;
        all.push(Odd {
            line,
            text: take_text(rest)?.into(),
        });
    }
    Some(all)
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
    let (bytes, after) = rest.split_first_chunk::<32>()?;
    *rest = after;
    let (mut from, mut length, mut digest) = ([0; 8], [0; 8], [0; 16]);
    from.copy_from_slice(&bytes[..8]);
    length.copy_from_slice(&bytes[8..16]);
    digest.copy_from_slice(&bytes[16..]);
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

fn numbers(bytes: &[u8]) -> Vec<u32> {
    chunks(bytes, u32::from_le_bytes)
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
