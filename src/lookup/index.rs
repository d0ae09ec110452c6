//! From an id to its line: a table of line numbers, some five bytes a line.

use std::collections::BTreeMap;
use std::sync::{Arc, OnceLock};

use super::entry::Halt;
use super::snapshot::Source;

const FREE: u32 = u32::MAX;

/// How many places of a saved table are read together.
pub(super) const PAGE: usize = 1024;

/// Open addressing by the id's bits; the ids themselves lie with the lines. A line that was taken away is told by its bit;
/// the table is made anew with the corpus. Lines that came later stand beside it, so that none of them makes all be moved.
#[derive(Debug, Default)]
pub(super) struct Index {
    base: Base,
    later: BTreeMap<u128, u32>,
}

#[derive(Debug)]
enum Base {
    Table(Vec<u32>),
    /// A saved table, page by page as it is asked.
    Saved(Arc<Source>, Vec<OnceLock<Vec<u32>>>),
}

impl Default for Base {
    fn default() -> Self {
        Self::Table(Vec::new())
    }
}

impl Index {
    /// Makes the table of lines with their ids.
    pub(super) fn build(ids: impl Iterator<Item = (u32, u128)>, count: usize) -> Self {
        // Three quarters full.
        let mut table = vec![FREE; (count * 4 / 3 + 1).next_multiple_of(PAGE)];
        for (slot, id) in ids {
            let mut at = first(id, table.len());
            while table[at] != FREE {
                at = (at + 1) % table.len();
            }
            table[at] = slot;
        }
        Self {
            base: Base::Table(table),
            later: BTreeMap::new(),
        }
    }

    /// Stands for a saved table of so many pages.
    pub(super) fn saved(source: Arc<Source>, pages: usize) -> Self {
        let mut unread = Vec::new();
        unread.resize_with(pages, OnceLock::new);
        Self {
            base: Base::Saved(source, unread),
            later: BTreeMap::new(),
        }
    }

    /// Gives the whole table, unless lines came since it was made.
    pub(super) fn table(&self) -> Option<&[u32]> {
        match &self.base {
            Base::Table(table) if self.later.is_empty() => Some(table),
            _ => None,
        }
    }

    /// Adds a line.
    pub(super) fn insert(&mut self, id: u128, slot: u32) {
        self.later.insert(id, slot);
    }

    /// Gives the lines that may have this id.
    pub(super) fn candidates(&self, id: u128) -> Result<Vec<u32>, Halt> {
        let mut all: Vec<u32> = self.later.get(&id).copied().into_iter().collect();
        let places = match &self.base {
            Base::Table(table) => table.len(),
            Base::Saved(_, pages) => pages.len() * PAGE,
        };
        for step in 0..places {
            let at = (first(id, places) + step) % places;
            let slot = match &self.base {
                Base::Table(table) => table[at],
                Base::Saved(source, pages) => page(source, pages, at / PAGE)?[at % PAGE],
            };
            if slot == FREE {
                break;
            }
            all.push(slot);
        }
        Ok(all)
    }

    pub(super) fn bytes(&self) -> usize {
        let table = match &self.base {
            Base::Table(table) => table.len() * 4,
            Base::Saved(_, pages) => {
                pages.len() * 32 + pages.iter().filter_map(OnceLock::get).count() * PAGE * 4
            }
        };
        table + self.later.len() * 40
    }
}

fn page<'a>(
    source: &Source,
    pages: &'a [OnceLock<Vec<u32>>],
    at: usize,
) -> Result<&'a [u32], Halt> {
    if let Some(known) = pages[at].get() {
        return Ok(known);
    }
    let read = source.index(at).ok_or(Halt::Damaged)?;
    Ok(pages[at].get_or_init(|| read))
}

/// Gives where an id's line stands first in a table of so many places.
#[allow(clippy::cast_possible_truncation)] // The bits are mixed; any of them will do.
fn first(id: u128, places: usize) -> usize {
    let folded = (id as u64) ^ ((id >> 64) as u64).rotate_left(29);
    let mixed = folded.wrapping_mul(0x9e37_79b9_7f4a_7c15) >> 32;
    ((mixed * places as u64) >> 32) as usize
}
