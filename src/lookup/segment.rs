//! 4,096 lines: leaves for reading them, columns of bits for passing over them.

use std::sync::{Arc, OnceLock};

use super::columns::{self, ROW};
use super::entry::{Halt, Vocabulary};
use super::leaf::{Growing, LEAF, Leaf, Line};
use super::separated::Separated;
use super::snapshot::Source;
pub(super) use super::strip::View;

/// How many lines a block holds: a column's lane belongs to each.
pub(super) const LINES: usize = 256;
/// How many blocks a segment holds.
pub(super) const BLOCKS: usize = 16;
/// How many lines a segment holds.
pub(super) const SEGMENT: usize = BLOCKS * LINES;
/// How many leaves a block has.
pub(super) const LEAVES: usize = LINES / LEAF;

/// The lines of a block.
type Block = Box<[OnceLock<Leaf>; LEAVES]>;

/// The long notes of a block: line and text.
pub(super) type Notes = Vec<(u8, Box<str>)>;

/// The bits of one block's lines.
pub(super) type Lane = [u64; LINES / 64];
/// The bits of a segment's lines.
pub(super) type Column = [Lane; BLOCKS];

pub(super) const EMPTY: Lane = [0; LINES / 64];
pub(super) const NOTHING: Column = [EMPTY; BLOCKS];
static ZERO: Column = NOTHING;

/// A saved segment that holds more lines than this does not grow: a new one is begun.
const MOST_THAWED: usize = 2048;

/// Gives the bits of a line.
#[inline]
fn row_of(entry: (u8, u8), key: &Separated, vocabulary: &Vocabulary) -> [u64; ROW] {
    let (kind, flags) = entry;
    let mut row = [0; ROW];
    columns::each(key, &mut row);
    columns::beside(kind, flags, vocabulary.weight(kind), &mut row);
    row
}

/// How many words of bits are turned before they are put where they belong: as many as the processor fetches together.
const TURNED: usize = 8;

/// Columns being filled line by line: 512 lines are gathered as rows, then turned.
struct Filling {
    /// For each 64 columns the bits of each line.
    rows: Vec<[u64; 64 * TURNED]>,
    columns: Vec<Lane>,
    lines: usize,
    /// The last key.
    key: Separated,
}

impl Filling {
    fn new() -> Self {
        Self {
            rows: vec![[0; 64 * TURNED]; ROW],
            columns: vec![EMPTY; columns::COUNT * BLOCKS],
            lines: 0,
            key: Separated::default(),
        }
    }

    fn add(&mut self, kind: u8, flags: u8, codes: &[u8], vocabulary: &Vocabulary) {
        self.key.read(codes);
        let row = row_of((kind, flags), &self.key, vocabulary);
        let at = self.lines % (64 * TURNED);
        for (lines, bits) in self.rows.iter_mut().zip(row) {
            lines[at] = bits;
        }
        self.lines += 1;
        if self.lines.is_multiple_of(64 * TURNED) {
            self.turn();
        }
    }

    /// Turns the rows of the last lines into words of each column.
    fn turn(&mut self) {
        let lines = (self.lines - 1) % (64 * TURNED) + 1;
        let first = (self.lines - lines) / 64;
        let (columns, _) = self.columns.as_chunks_mut::<BLOCKS>();
        for (rows, columns) in self.rows.iter_mut().zip(columns.chunks_mut(64)) {
            // Of a group that is not full, the lines of the one before are left behind.
            rows[lines..].fill(0);
            let mut turned = [[0_u64; TURNED]; 64];
            for (word, square) in rows.as_chunks_mut::<64>().0.iter_mut().enumerate() {
                transpose(square);
                for (column, &bits) in turned.iter_mut().zip(square.iter()) {
                    column[word] = bits;
                }
            }
            for (column, bits) in columns.iter_mut().zip(&turned) {
                column.as_flattened_mut()[first..first + TURNED].copy_from_slice(bits);
            }
        }
    }

    fn finish(mut self) -> Vec<Lane> {
        if !self.lines.is_multiple_of(64 * TURNED) {
            self.turn();
        }
        self.columns
    }
}

/// Transposes 64 × 64 bits by halves.
fn transpose(square: &mut [u64; 64]) {
    halves::<32>(square, 0x0000_0000_ffff_ffff);
    halves::<16>(square, 0x0000_ffff_0000_ffff);
    halves::<8>(square, 0x00ff_00ff_00ff_00ff);
    halves::<4>(square, 0x0f0f_0f0f_0f0f_0f0f);
    halves::<2>(square, 0x3333_3333_3333_3333);
    halves::<1>(square, 0x5555_5555_5555_5555);
}

#[inline]
fn halves<const WIDTH: usize>(square: &mut [u64; 64], mask: u64) {
    for both in square.chunks_exact_mut(2 * WIDTH) {
        let (upper, lower) = both.split_at_mut(WIDTH);
        for (upper, lower) in upper.iter_mut().zip(lower) {
            let swap = ((*upper >> WIDTH) ^ *lower) & mask;
            *upper ^= swap << WIDTH;
            *lower ^= swap;
        }
    }
}

/// A segment being put together line by line.
pub(super) struct Building {
    segment: Segment,
    filling: Filling,
    growing: Growing,
    /// The leaves of a block, one behind the other: they lie in one piece of memory.
    bytes: Vec<u8>,
    ends: Vec<usize>,
}

impl Building {
    pub(super) fn new(number: usize) -> Self {
        Self {
            segment: Segment::unread(number, 0, Box::new(NOTHING), None),
            filling: Filling::new(),
            growing: Growing::default(),
            bytes: Vec::new(),
            ends: Vec::new(),
        }
    }

    /// Adds a line; a segment takes [`SEGMENT`]. Gives its key with the words known.
    pub(super) fn push(&mut self, line: Line<'_>, vocabulary: &Vocabulary) -> &Separated {
        let at = self.segment.lines;
        self.segment.lines += 1;
        self.segment.live[at / LINES][at % LINES / 64] |= 1 << (at % 64);
        self.segment.note(at, line);
        self.growing.push(line);
        let (kind, flags) = (line.entry.kind, line.entry.flags);
        self.filling
            .add(kind, flags, self.growing.last(), vocabulary);
        if self.growing.len() == LEAF {
            self.end_leaf();
        }
        if self.segment.lines.is_multiple_of(LINES) {
            self.end_block();
        }
        &self.filling.key
    }

    fn end_leaf(&mut self) {
        self.growing.finish(&mut self.bytes);
        self.ends.push(self.bytes.len());
    }

    fn end_block(&mut self) {
        let block = (self.segment.lines - 1) / LINES;
        let leaves = Leaf::parts(&self.bytes, &self.ends);
        for (leaf, number) in leaves.zip(block * LEAVES..) {
            self.segment.set_leaf(number, leaf);
        }
        self.bytes.clear();
        self.ends.clear();
    }

    pub(super) fn finish(mut self) -> Segment {
        if self.growing.len() > 0 {
            self.end_leaf();
        }
        if !self.ends.is_empty() {
            self.end_block();
        }
        self.segment.columns = Columns::Whole(self.filling.finish());
        self.segment
    }
}

/// Where a segment's columns are.
#[derive(Debug)]
enum Columns {
    /// One after the other.
    Whole(Vec<Lane>),
    /// Those that have a bit, while lines come one by one.
    Some(Vec<Option<Box<Column>>>),
    /// The snapshot's.
    Saved,
}

/// Lines that are kept and passed over together.
#[derive(Debug)]
pub(super) struct Segment {
    /// Which of the snapshot's segments it is.
    number: usize,
    pub(super) lines: usize,
    pub(super) live: Box<Column>,
    columns: Columns,
    blocks: Vec<OnceLock<Block>>,
    /// The long notes of each block.
    notes: Vec<OnceLock<Notes>>,
    /// What it is read from, part by part as it is asked for.
    source: Option<Arc<Source>>,
}

impl Segment {
    /// Makes a segment without lines.
    pub(super) fn empty(number: usize) -> Self {
        let mut segment = Self::unread(number, 0, Box::new(NOTHING), None);
        segment.columns = Columns::Some(vec![None; columns::COUNT]);
        segment
    }

    /// Makes a segment whose parts are read when they are asked for.
    pub(super) fn unread(
        number: usize,
        lines: usize,
        live: Box<Column>,
        source: Option<Arc<Source>>,
    ) -> Self {
        Self {
            number,
            lines,
            live,
            columns: Columns::Saved,
            blocks: std::iter::repeat_with(OnceLock::new).take(BLOCKS).collect(),
            notes: std::iter::repeat_with(OnceLock::new).take(BLOCKS).collect(),
            source,
        }
    }

    /// Says whether lines can be added.
    pub(super) fn has_room(&self) -> bool {
        self.lines < SEGMENT && (!self.is_saved() || self.lines <= MOST_THAWED)
    }

    /// Reads the segment whole, so that it can grow.
    pub(super) fn thaw(&mut self, vocabulary: &Vocabulary) -> Result<(), Halt> {
        if !self.is_saved() {
            return Ok(());
        }
        self.read_whole()?;
        let mut filling = Filling::new();
        for at in 0..self.lines {
            let leaf = self.leaf(at)?;
            let place = at % LEAF;
            filling.add(
                leaf.kind(place),
                leaf.flags(place),
                leaf.codes(place),
                vocabulary,
            );
        }
        self.columns = Columns::Whole(filling.finish());
        self.source = None;
        Ok(())
    }

    /// Adds a line to a segment that is read whole, and says where it is.
    pub(super) fn push(&mut self, line: Line<'_>, vocabulary: &Vocabulary) -> usize {
        let at = self.lines;
        self.lines += 1;
        self.live[at / LINES][at % LINES / 64] |= 1 << (at % 64);
        self.note(at, line);
        let mut growing = if at.is_multiple_of(LEAF) {
            Growing::default()
        } else {
            self.known_leaf(at).map(Leaf::grow).unwrap_or_default()
        };
        growing.push(line);
        let (kind, flags) = (line.entry.kind, line.entry.flags);
        let mut key = Separated::default();
        key.read(growing.last());
        let row = row_of((kind, flags), &key, vocabulary);
        for (word, mut bits) in row.into_iter().enumerate() {
            while bits != 0 {
                let column = word * 64 + bits.trailing_zeros() as usize;
                bits &= bits - 1;
                let lane = match &mut self.columns {
                    Columns::Whole(all) => &mut all[column * BLOCKS + at / LINES],
                    Columns::Some(some) => {
                        &mut some[column].get_or_insert_with(|| Box::new(NOTHING))[at / LINES]
                    }
                    Columns::Saved => continue,
                };
                lane[at % LINES / 64] |= 1 << (at % 64);
            }
        }
        let mut bytes = Vec::new();
        growing.finish(&mut bytes);
        self.set_leaf(at / LEAF, Leaf::own(bytes));
        at
    }

    fn note(&mut self, at: usize, line: Line<'_>) {
        let notes = &mut self.notes[at / LINES];
        let _ = notes.get_or_init(Vec::new);
        if let Some(notes) = notes.get_mut()
            && !line.entry.notes.is_empty()
        {
            notes.push((
                u8::try_from(at % LINES).unwrap_or(u8::MAX),
                line.entry.notes.as_str().into(),
            ));
        }
    }

    fn set_leaf(&mut self, number: usize, leaf: Leaf) {
        let block = &mut self.blocks[number / LEAVES];
        let _ = block.get_or_init(Block::default);
        if let Some(block) = block.get_mut() {
            block[number % LEAVES] = OnceLock::from(leaf);
        }
    }

    /// Gives the leaf of a line where it is in memory.
    #[inline]
    pub(super) fn known_leaf(&self, at: usize) -> Option<&Leaf> {
        self.blocks[at / LINES].get()?[at % LINES / LEAF].get()
    }

    /// Takes a line away; its place stays.
    pub(super) fn drop_line(&mut self, at: usize) {
        self.live[at / LINES][at % LINES / 64] &= !(1 << (at % 64));
    }

    /// Says whether the columns are the snapshot's.
    pub(super) fn is_saved(&self) -> bool {
        matches!(self.columns, Columns::Saved)
    }

    /// Gives a column; one that was not read, or that no line sets, is all zero.
    #[inline]
    pub(super) fn column(&self, column: usize) -> &Column {
        match (&self.columns, &self.source) {
            (Columns::Whole(all), _) => &all.as_chunks::<BLOCKS>().0[column],
            (Columns::Some(some), _) => some[column].as_deref().unwrap_or(&ZERO),
            (Columns::Saved, Some(source)) => {
                source.known_column(column, self.number).unwrap_or(&ZERO)
            }
            (Columns::Saved, None) => &ZERO,
        }
    }

    /// Gives the leaf of a line, reading it first where that was not done yet.
    #[inline]
    pub(super) fn leaf(&self, at: usize) -> Result<&Leaf, Halt> {
        match self.known_leaf(at) {
            Some(leaf) => Ok(leaf),
            None => self.read_leaf(at),
        }
    }

    #[cold]
    fn read_leaf(&self, at: usize) -> Result<&Leaf, Halt> {
        let mut lines = EMPTY;
        lines[at % LINES / 64] = 1 << (at % 64);
        self.want_leaves(at / LINES, lines)?;
        self.known_leaf(at).ok_or(Halt::Damaged)
    }

    /// Reads the leaves of a block's lines, where that was not done yet: all into one piece of memory, neighbours at once.
    pub(super) fn want_leaves(&self, block: usize, lines: Lane) -> Result<(), Halt> {
        let Some(source) = &self.source else {
            return Ok(());
        };
        let known = self.blocks[block].get();
        let missing = |&leaf: &usize| {
            let first = leaf * LEAF;
            lines[first / 64] >> (first % 64) & ((1 << LEAF) - 1) != 0
                && known.is_none_or(|known| known[leaf].get().is_none())
        };
        let wanted: Vec<usize> = (0..LEAVES).filter(missing).collect();
        if wanted.is_empty() {
            return Ok(());
        }
        let read = source.leaves(self.number, block * LEAVES, &wanted);
        let block_of_leaves = self.blocks[block].get_or_init(Block::default);
        for (leaf, read) in wanted.into_iter().zip(read.ok_or(Halt::Damaged)?) {
            let before = block * LINES + leaf * LEAF;
            if read.len() != self.lines.saturating_sub(before).min(LEAF) {
                return Err(Halt::Damaged);
            }
            let _ = block_of_leaves[leaf].set(read);
        }
        Ok(())
    }

    /// Gives the number of each line's account; 0 for none.
    pub(super) fn accounts(&self) -> Result<Vec<u32>, Halt> {
        // The leaves have them, but those of a snapshot need not all be read for it.
        match &self.source {
            Some(source) => source
                .accounts(self.number)
                .filter(|accounts| accounts.len() == self.lines)
                .ok_or(Halt::Damaged),
            None => (0..self.lines)
                .map(|at| Ok(self.leaf(at)?.account(at % LEAF)))
                .collect(),
        }
    }

    /// Gives the notes of a block.
    pub(super) fn notes(&self, block: usize) -> Result<&[(u8, Box<str>)], Halt> {
        if let Some(notes) = self.notes[block].get() {
            return Ok(notes);
        }
        let read = self
            .source
            .as_ref()
            .and_then(|source| source.notes(self.number, block))
            .ok_or(Halt::Damaged)?;
        Ok(self.notes[block].get_or_init(|| read))
    }

    /// Reads all lines, accounts and notes; not the columns.
    pub(super) fn read_whole(&self) -> Result<(), Halt> {
        for block in 0..self.lines.div_ceil(LINES) {
            let held = self.lines - block * LINES;
            let bits = |word: usize| match held.saturating_sub(word * 64) {
                0 => 0,
                some => u64::MAX >> (64 - some.min(64)),
            };
            self.want_leaves(block, std::array::from_fn(bits))?;
            self.notes(block)?;
        }
        Ok(())
    }

    /// Counts what the segment takes, beside its notes.
    pub(super) fn bytes(&self) -> usize {
        let columns = match &self.columns {
            Columns::Whole(all) => size_of_val(&all[..]),
            Columns::Some(some) => some.iter().flatten().count() * size_of::<Column>(),
            Columns::Saved => 0,
        };
        let leaves: usize = self
            .blocks
            .iter()
            .filter_map(OnceLock::get)
            .flat_map(|block| block.iter())
            .filter_map(OnceLock::get)
            .map(Leaf::size)
            .sum();
        columns + leaves
    }
}
