//! An open snapshot: each part is read and checked when somebody asks for it.

use std::fs::File;
use std::ops::Range;
use std::os::unix::fs::FileExt;
use std::sync::{Arc, OnceLock};

use rayon::prelude::*;

use super::digest::{SHORT, digest};
use super::{LEAVES, Place};
use crate::lookup::bytes::{chunks, fill, take_text};
use crate::lookup::index;
use crate::lookup::leaf::Leaf;
use crate::lookup::segment::{BLOCKS, Column, EMPTY, Lane, Notes};
use crate::lookup::strip::GROUP;
use crate::lookup::words::Words;

/// What a column of a group of segments takes, with its digest.
const GROUP_BYTES: usize = GROUP * size_of::<Column>() + SHORT;

/// An open snapshot.
#[derive(Debug)]
pub(in crate::lookup) struct Source {
    pub(super) file: File,
    pub(super) size: u64,
    pub(super) segments: usize,
    /// Where each column begins; 0 where no line has it.
    pub(super) columns: Vec<u64>,
    /// The columns that were read, each for all segments.
    pub(super) read: Vec<OnceLock<Vec<Lane>>>,
    /// Where the leaves of each segment begin.
    pub(super) bases: Vec<u64>,
    /// Where the leaves of a group of segments begin and end, counted from there, as far as it was asked.
    pub(super) ends: Vec<OnceLock<Option<Vec<u32>>>>,
    pub(super) leaves: Vec<Place>,
    pub(super) accounts: Vec<Place>,
    pub(super) notes: Vec<Place>,
    pub(super) ids: Place,
    pub(super) words: Place,
    pub(super) index: Place,
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
    pub(in crate::lookup) fn want(&self, wanted: impl IntoIterator<Item = usize>) -> Option<()> {
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
    pub(in crate::lookup) fn within(&self, group: usize) -> usize {
        self.segments.saturating_sub(group * GROUP).min(GROUP)
    }

    /// Says whether any line has a column.
    pub(in crate::lookup) fn has(&self, column: usize) -> bool {
        self.columns.get(column).is_some_and(|&from| from > 0)
    }

    /// Reads a column of a group of segments.
    pub(in crate::lookup) fn group(
        &self,
        column: usize,
        group: usize,
        lanes: &mut [Lane],
    ) -> Option<()> {
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
    pub(in crate::lookup) fn known_column(&self, column: usize, segment: usize) -> Option<&Column> {
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
    pub(in crate::lookup) fn leaves(
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

    pub(in crate::lookup) fn notes(&self, segment: usize, block: usize) -> Option<Notes> {
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

    pub(in crate::lookup) fn accounts(&self, segment: usize) -> Option<Vec<u32>> {
        let bytes = self.part(*self.accounts.get(segment)?)?;
        Some(chunks(&bytes, u32::from_le_bytes))
    }

    pub(in crate::lookup) fn account_ids(&self) -> Option<Vec<u128>> {
        Some(chunks(&self.part(self.ids)?, u128::from_le_bytes))
    }

    pub(in crate::lookup) fn words(&self) -> Option<Words> {
        Words::read(&self.part(self.words)?)
    }

    /// Counts the pages of the index.
    pub(in crate::lookup) fn index_pages(&self) -> Option<usize> {
        Some(usize::try_from(self.index.length).ok()? / (index::PAGE * 4 + SHORT))
    }

    pub(in crate::lookup) fn index(&self, page: usize) -> Option<Vec<u32>> {
        let length = (index::PAGE * 4 + SHORT) as u64;
        let from = self.index.from + page as u64 * length;
        let slots = chunks(&self.small(from, from + length)?, u32::from_le_bytes);
        (slots.len() == index::PAGE).then_some(slots)
    }

    /// Counts what was read and is kept here.
    pub(in crate::lookup) fn bytes(&self) -> usize {
        let columns = self.read.iter().filter_map(OnceLock::get);
        let ends = self.ends.iter().filter_map(OnceLock::get).flatten();
        columns.map(|all| size_of_val(&all[..])).sum::<usize>()
            + ends.map(|all| size_of_val(&all[..])).sum::<usize>()
    }
}
