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

/// The bits of one block's lines.
pub(super) type Lane = [u64; LINES / 64];
/// The bits of a segment's lines.
pub(super) type Column = [Lane; BLOCKS];

pub(super) const EMPTY: Lane = [0; LINES / 64];
pub(super) static NOTHING: Column = [EMPTY; BLOCKS];

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
    pub(super) notes: Vec<OnceLock<Vec<(u8, Box<str>)>>>,
}

impl Segment {
    /// Makes a segment without lines.
    pub(super) fn empty(number: usize) -> Self {
        let segment = Self::unread(number, 0, Box::new([EMPTY; BLOCKS]));
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

    /// Adds a line with the number of its account, and says where it is.
    pub(super) fn push(&mut self, line: &Line, account: u32, vocabulary: &Vocabulary) -> usize {
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
        let Self {
            blocks, columns, ..
        } = self;
        let Some(kept) = blocks[block].get() else {
            return at;
        };
        let mut set = |column: usize| {
            let _ = columns[column].get_or_init(|| Box::new([EMPTY; BLOCKS]));
            if let Some(column) = columns[column].get_mut() {
                column[block][place / 64] |= 1 << (place % 64);
            }
        };
        columns::each(kept.codes(place), &mut set);
        let entry = &line.entry;
        set(columns::KIND + usize::from(entry.kind & 31));
        for flag in (0..8).filter(|flag| entry.flags >> flag & 1 == 1) {
            set(columns::FLAG + flag);
        }
        let fours = vocabulary.weight(entry.kind).div_ceil(4);
        for bit in (0..2).filter(|bit| fours >> bit & 1 == 1) {
            set(columns::WEIGHT + bit);
        }
        at
    }

    /// Takes a line away; its place stays.
    pub(super) fn drop_line(&mut self, at: usize) {
        self.live[at / LINES][at % LINES / 64] &= !(1 << (at % 64));
    }

    /// Gives a column; one that was not read, or that no line sets, is all zero.
    pub(super) fn column(&self, column: usize) -> &Column {
        self.columns[column].get().map_or(&NOTHING, |column| column)
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
