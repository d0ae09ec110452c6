//! Columns of a snapshot that are read for one question, some segments at a time, and not kept: memory that was never
//! touched before costs a first question more than what it reads.

use super::columns;
use super::entry::Halt;
use super::segment::{BLOCKS, Column, EMPTY, Lane, NOTHING, Segment};
use super::snapshot::Source;

/// How many segments are read together.
pub(super) const GROUP: usize = 16;

static ZERO: Column = NOTHING;

/// The columns that a question looks at.
pub(super) struct Choice {
    /// Where each column stands in a strip, from 1; 0 where no line has it, or nobody asked.
    places: Vec<u16>,
    pub(super) columns: Vec<usize>,
}

impl Choice {
    /// Chooses columns, of those that have a bit.
    pub(super) fn new(wanted: impl Iterator<Item = usize>, has: impl Fn(usize) -> bool) -> Self {
        let mut choice = Self {
            places: vec![0; columns::COUNT],
            columns: Vec::new(),
        };
        for column in wanted {
            if choice.places[column] == 0 && has(column) {
                choice.columns.push(column);
                choice.places[column] = u16::try_from(choice.columns.len()).unwrap_or(0);
            }
        }
        choice
    }
}

/// The chosen columns of a few segments.
pub(super) struct Strip<'a> {
    choice: &'a Choice,
    /// Column by column, segment by segment.
    lanes: Vec<Lane>,
    segments: usize,
}

impl<'a> Strip<'a> {
    pub(super) fn new(choice: &'a Choice) -> Self {
        Self {
            choice,
            lanes: Vec::new(),
            segments: 0,
        }
    }

    /// Reads a group of so many segments, in the place of the last one.
    pub(super) fn read(
        &mut self,
        source: &Source,
        group: usize,
        segments: usize,
    ) -> Result<(), Halt> {
        self.segments = segments;
        let size = segments * BLOCKS;
        self.lanes.resize(self.choice.columns.len() * size, EMPTY);
        let lanes = self.lanes.chunks_exact_mut(size.max(1));
        for (&column, lanes) in self.choice.columns.iter().zip(lanes) {
            source.group(column, group, lanes).ok_or(Halt::Damaged)?;
        }
        Ok(())
    }

    fn column(&self, column: usize, at: usize) -> &Column {
        let place = usize::from(self.choice.places[column]);
        let of_column = |place: usize| {
            self.lanes
                .as_chunks::<BLOCKS>()
                .0
                .get(place * self.segments + at)
        };
        place.checked_sub(1).and_then(of_column).unwrap_or(&ZERO)
    }
}

/// A segment with the columns that a question looks at: its own, or those of a strip.
#[derive(Clone, Copy)]
pub(super) struct View<'a> {
    segment: &'a Segment,
    strip: Option<(&'a Strip<'a>, usize)>,
}

impl<'a> View<'a> {
    /// Sees a segment's own columns.
    pub(super) fn of(segment: &'a Segment) -> Self {
        Self {
            segment,
            strip: None,
        }
    }

    /// Sees the columns of a strip, where the segment is the snapshot's: the one at this place of the group.
    pub(super) fn through(strip: &'a Strip<'a>, segment: &'a Segment, at: usize) -> Self {
        let strip = segment.is_saved().then_some((strip, at));
        Self { segment, strip }
    }

    /// Gives a column; one that no line sets is all zero.
    #[inline]
    pub(super) fn column(self, column: usize) -> &'a Column {
        match self.strip {
            Some((strip, at)) => strip.column(column, at),
            None => self.segment.column(column),
        }
    }

    /// Gives the lines that were not taken away.
    #[inline]
    pub(super) fn live(self) -> &'a Column {
        &self.segment.live
    }
}
