//! 16,384 lines: blocks for reading them, columns of bits for passing over them.

use std::sync::OnceLock;

use super::block::{Block, LINES, Line};
use super::columns;
use super::entry::{Halt, Vocabulary};
use super::snapshot::Source;

/// How many blocks a segment holds; a column's lane belongs to each.
pub(super) const BLOCKS: usize = 64;
/// How many lines a segment holds.
pub(super) const SEGMENT: usize = BLOCKS * LINES;

/// The long notes of a block: line and text.
pub(super) type Notes = Vec<(u8, Box<str>)>;

/// The bits of one block's lines.
pub(super) type Lane = [u64; LINES / 64];
/// The bits of a segment's lines.
pub(super) type Column = [Lane; BLOCKS];

pub(super) const EMPTY: Lane = [0; LINES / 64];
pub(super) const NOTHING: Column = [EMPTY; BLOCKS];
static ZERO: Column = NOTHING;

/// Words of bits that hold a line's bit of every column.
const ROWS: usize = columns::COUNT.div_ceil(64);

/// Names the columns that a line of a block sets.
fn each_bit(block: &Block, at: usize, vocabulary: &Vocabulary, mut set: impl FnMut(usize)) {
    columns::each(block.codes(at), &mut set);
    set(columns::KIND + usize::from(block.kinds[at] & 31));
    for flag in (0..8).filter(|flag| block.flags[at] >> flag & 1 == 1) {
        set(columns::FLAG + flag);
    }
    let fours = vocabulary.weight(block.kinds[at]) / 4;
    for bit in (0..2).filter(|bit| fours >> bit & 1 == 1) {
        set(columns::WEIGHT + bit);
    }
}

/// Turns the rows of 64 lines into a word of each column, and empties them.
fn turn(rows: &mut [[u64; ROWS]], bits: &mut [Column], word: usize) {
    for group in 0..ROWS {
        let mut square = [0_u64; 64];
        for (cell, row) in square.iter_mut().zip(rows.iter_mut()) {
            *cell = std::mem::take(&mut row[group]);
        }
        transpose(&mut square);
        for (bits, &turned) in bits[group * 64..].iter_mut().zip(&square) {
            bits.as_flattened_mut()[word] = turned;
        }
    }
}

/// Transposes 64 × 64 bits by halves.
fn transpose(square: &mut [u64; 64]) {
    let mut width = 32;
    let mut mask = 0x0000_0000_ffff_ffff_u64;
    while width != 0 {
        let mut at = 0;
        while at < 64 {
            let swap = ((square[at] >> width) ^ square[at | width]) & mask;
            square[at] ^= swap << width;
            square[at | width] ^= swap;
            at = ((at | width) + 1) & !width;
        }
        width /= 2;
        mask ^= mask << width;
    }
}

/// Lines that are kept and passed over together.
#[derive(Debug)]
pub(super) struct Segment {
    /// Which of the snapshot's segments it is.
    pub(super) number: usize,
    pub(super) lines: usize,
    pub(super) live: Box<Column>,
    columns: Vec<OnceLock<Box<Column>>>,
    pub(super) blocks: Vec<OnceLock<Block>>,
    /// The number of each line's account plus one; 0 for none.
    pub(super) accounts: OnceLock<Vec<u32>>,
    /// The long notes of each block: line and text.
    pub(super) notes: Vec<OnceLock<Notes>>,
}

impl Segment {
    /// Makes a segment without lines.
    pub(super) fn empty(number: usize) -> Self {
        let segment = Self::unread(number, 0, Box::new(NOTHING));
        // Accounts are filled as lines come.
        let _ = segment.accounts.set(Vec::new());
        segment
    }

    /// Makes a segment whose parts are read when they are asked for.
    pub(super) fn unread(number: usize, lines: usize, live: Box<Column>) -> Self {
        Self {
            number,
            lines,
            live,
            columns: std::iter::repeat_with(OnceLock::new)
                .take(columns::COUNT)
                .collect(),
            blocks: std::iter::repeat_with(OnceLock::new).take(BLOCKS).collect(),
            accounts: OnceLock::new(),
            notes: std::iter::repeat_with(OnceLock::new).take(BLOCKS).collect(),
        }
    }

    /// Makes a segment of lines with the numbers of their accounts.
    pub(super) fn build<'a>(
        number: usize,
        lines: impl ExactSizeIterator<Item = (&'a Line, u32)>,
        vocabulary: &Vocabulary,
    ) -> Self {
        let mut segment = Self::empty(number);
        let mut bits: Vec<Column> = Vec::new();
        bits.resize(ROWS * 64, NOTHING);
        let mut rows = vec![[0; ROWS]; 64];
        let count = lines.len();
        for (at, (line, account)) in lines.enumerate() {
            segment.add(line, account);
            let row = &mut rows[at % 64];
            if let Some(block) = segment.blocks[at / LINES].get() {
                each_bit(block, at % LINES, vocabulary, |column| {
                    row[column / 64] |= 1 << (column % 64);
                });
            }
            if at % 64 == 63 || at + 1 == count {
                turn(&mut rows, &mut bits, at / 64);
            }
            if (at + 1) % LINES == 0
                && let Some(block) = segment.blocks[at / LINES].get_mut()
            {
                block.fit();
            }
        }
        for (column, bits) in bits.into_iter().enumerate().take(columns::COUNT) {
            if bits != NOTHING {
                segment.set_column(column, Box::new(bits));
            }
        }
        segment
    }

    /// Adds a line with the number of its account, and says where it is.
    pub(super) fn push(&mut self, line: &Line, account: u32, vocabulary: &Vocabulary) -> usize {
        let at = self.add(line, account);
        let (block, place) = (at / LINES, at % LINES);
        let Self {
            blocks, columns, ..
        } = self;
        let Some(kept) = blocks[block].get() else {
            return at;
        };
        each_bit(kept, place, vocabulary, |column| {
            let _ = columns[column].get_or_init(|| Box::new(NOTHING));
            if let Some(column) = columns[column].get_mut() {
                column[block][place / 64] |= 1 << (place % 64);
            }
        });
        at
    }

    /// Adds a line without its bits.
    fn add(&mut self, line: &Line, account: u32) -> usize {
        let at = self.lines;
        let (block, place) = (at / LINES, at % LINES);
        self.lines += 1;
        self.live[block][place / 64] |= 1 << (place % 64);
        if let Some(accounts) = self.accounts.get_mut() {
            accounts.push(account);
        }
        let _ = self.blocks[block].get_or_init(Block::default);
        let _ = self.notes[block].get_or_init(Vec::new);
        if let Some(notes) = self.notes[block].get_mut()
            && !line.entry.notes.is_empty()
        {
            notes.push((
                u8::try_from(place).unwrap_or(u8::MAX),
                line.entry.notes.as_str().into(),
            ));
        }
        if let Some(kept) = self.blocks[block].get_mut() {
            kept.push(line);
        }
        at
    }

    /// Takes a line away; its place stays.
    pub(super) fn drop_line(&mut self, at: usize) {
        self.live[at / LINES][at % LINES / 64] &= !(1 << (at % 64));
    }

    /// Gives a column; one that was not read, or that no line sets, is all zero.
    pub(super) fn column(&self, column: usize) -> &Column {
        self.columns[column].get().map_or(&ZERO, |column| column)
    }

    pub(super) fn has_column(&self, column: usize) -> bool {
        self.columns[column].get().is_some()
    }

    pub(super) fn set_column(&self, column: usize, bits: Box<Column>) {
        let _ = self.columns[column].set(bits);
    }

    /// Gives a block, reading it first where that was not done yet.
    pub(super) fn block(&self, block: usize, source: Option<&Source>) -> Result<&Block, Halt> {
        if let Some(block) = self.blocks[block].get() {
            return Ok(block);
        }
        let read = source
            .and_then(|source| source.block(self.number, block))
            .ok_or(Halt::Damaged)?;
        let lines = self.lines.saturating_sub(block * LINES).min(LINES);
        if read.len() != lines {
            return Err(Halt::Damaged);
        }
        Ok(self.blocks[block].get_or_init(|| read))
    }

    pub(super) fn accounts(&self, source: Option<&Source>) -> Result<&[u32], Halt> {
        if let Some(accounts) = self.accounts.get() {
            return Ok(accounts);
        }
        let read = source
            .and_then(|source| source.accounts(self.number))
            .ok_or(Halt::Damaged)?;
        if read.len() != self.lines {
            return Err(Halt::Damaged);
        }
        Ok(self.accounts.get_or_init(|| read))
    }

    pub(super) fn notes(
        &self,
        block: usize,
        source: Option<&Source>,
    ) -> Result<&[(u8, Box<str>)], Halt> {
        if let Some(notes) = self.notes[block].get() {
            return Ok(notes);
        }
        let read = source
            .and_then(|source| source.notes(self.number, block))
            .ok_or(Halt::Damaged)?;
        Ok(self.notes[block].get_or_init(|| read))
    }

    /// Counts what the segment takes, beside its notes.
    pub(super) fn bytes(&self) -> usize {
        let columns = self
            .columns
            .iter()
            .filter(|column| column.get().is_some())
            .count()
            * size_of::<Column>();
        let blocks: usize = self
            .blocks
            .iter()
            .filter_map(OnceLock::get)
            .map(Block::bytes)
            .sum();
        columns + blocks + self.accounts.get().map_or(0, |accounts| accounts.len() * 4)
    }
}
