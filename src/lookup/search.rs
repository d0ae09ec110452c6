//! The best lines, found by visiting few: falling bound, then rising line, until no bound can enter.

use std::cell::RefCell;
use std::cmp::Reverse;
use std::collections::BinaryHeap;
use std::sync::Mutex;
use std::sync::atomic::{AtomicU64, AtomicUsize, Ordering};

use rayon::prelude::*;

use super::bounds::{Total, Totals, UNIT};
use super::corpus::Corpus;
use super::entry::Halt;
use super::filter::Filter;
use super::kernel::Rows;
use super::leaf::LEAF;
use super::planes::{and, not};
use super::query::Query;
use super::score::{self, Wanted};
use super::segment::{BLOCKS, EMPTY, LINES, Lane, SEGMENT};

thread_local! {
    static ROWS: RefCell<Rows> = RefCell::default();
}

/// What a search works on.
pub(super) struct Search<'a> {
    pub(super) corpus: &'a Corpus,
    pub(super) query: &'a Query,
    pub(super) wanted: &'a Wanted,
    pub(super) filter: &'a Filter,
    /// Says of a reading, in order, whether columns let a line begin a word with it.
    pub(super) begins: &'a (dyn Fn(usize, usize) -> bool + Sync),
    pub(super) limit: usize,
    pub(super) cancel: &'a (dyn Fn() -> bool + Sync),
}

/// A line and its score, the better the greater: higher score, then lower line.
type Found = (i32, Reverse<usize>);

impl Search<'_> {
    /// Gives the best lines of the segments that lie in order. `offset` is what a bound of no units means in points.
    pub(super) fn best(&self, totals: &Totals, offset: i32) -> Result<Vec<(i32, usize)>, Halt> {
        let mut tasks: Vec<(usize, u32)> = (0..self.corpus.ordered)
            .filter_map(|segment| Some((segment, totals.of(segment).most()?)))
            .collect();
        let Some(top) = tasks.iter().map(|task| task.1).max() else {
            return Ok(Vec::new());
        };
        let best = Best {
            limit: self.limit,
            all: Mutex::default(),
            least: AtomicU64::new(0),
        };
        let (mut below, mut step) = (top + 1, 1);
        while below > 0 {
            let floor = floor(best.least(), offset);
            if floor >= below {
                break;
            }
            let from = below.saturating_sub(step).max(floor);
            tasks.retain(|task| task.1 >= floor);
            // Each thread takes the next segment: of lines that are as good the first count, and whoever has them spares the rest.
            let (next, threads) = (AtomicUsize::new(0), rayon::current_num_threads());
            (0..threads)
                .into_par_iter()
                .with_max_len(1)
                .try_for_each(|_| {
                    while let Some(&(segment, most)) =
                        tasks.get(next.fetch_add(1, Ordering::Relaxed))
                    {
                        if most >= from {
                            self.band(totals.of(segment), segment, from..below, offset, &best)?;
                        }
                    }
                    Ok(())
                })?;
            below = from;
            step = if best.least() == 0 {
                (step + 1).min(4)
            } else {
                step * 2
            };
        }
        let all = best.all.into_inner().unwrap_or_default();
        let mut best: Vec<Found> = all.into_iter().map(|Reverse(found)| found).collect();
        best.sort_unstable_by_key(|found| Reverse(*found));
        Ok(best
            .into_iter()
            .map(|(score, Reverse(slot))| (score, slot))
            .collect())
    }

    /// Scores the lines of a segment whose bound lies in a band.
    fn band(
        &self,
        total: Total<'_>,
        segment: usize,
        band: std::ops::Range<u32>,
        offset: i32,
        best: &Best,
    ) -> Result<(), Halt> {
        if (self.cancel)() {
            return Err(Halt::Cancelled);
        }
        for block in 0..BLOCKS {
            let lines = and(
                total.at_least(block, band.start),
                not(total.at_least(block, band.end)),
            );
            if lines == EMPTY {
                continue;
            }
            let from = segment * SEGMENT + block * LINES;
            let enters = |at: usize, worst: u64| {
                worst == 0 || pack(most(total.of(block, at), offset), from + at) >= worst
            };
            let worst = best.least();
            let some: Lane = std::array::from_fn(|word| {
                bits_where(lines[word], |bit| enters(word * 64 + bit as usize, worst))
            });
            self.touch(from, some)?;
            for (word, &bits) in some.iter().enumerate() {
                let mut bits = bits;
                while bits != 0 {
                    let at = word * 64 + bits.trailing_zeros() as usize;
                    bits &= bits - 1;
                    let worst = best.least();
                    if enters(at, worst)
                        && let Some(score) = self.score(from + at, score_of(worst))?
                    {
                        best.keep(score, from + at);
                    }
                }
            }
        }
        Ok(())
    }

    /// Looks at lines that will be scored: what has to come from memory then comes for all of them at once, not for one after
    /// another, since none of these looks waits for the one before it.
    ///
    /// What was not read from a snapshot yet is read, neighbours at once.
    fn touch(&self, from: usize, lines: Lane) -> Result<(), Halt> {
        let segment = self
            .corpus
            .segments
            .get(from / SEGMENT)
            .ok_or(Halt::Damaged)?;
        segment.want_leaves(from % SEGMENT / LINES, lines)?;
        let mut seen = 0;
        for (word, &bits) in lines.iter().enumerate() {
            let mut bits = bits;
            while bits != 0 {
                let at = from + word * 64 + bits.trailing_zeros() as usize;
                bits &= bits - 1;
                if let Some(leaf) = segment.known_leaf(at % SEGMENT) {
                    let codes = leaf.codes(at % LEAF);
                    seen ^= codes.first().unwrap_or(&0) ^ codes.last().unwrap_or(&0);
                }
            }
        }
        std::hint::black_box(seen);
        Ok(())
    }

    /// Gives every line of a segment that can reach a score, with it.
    pub(super) fn reaching(
        &self,
        total: Total<'_>,
        segment: usize,
        least: Option<i32>,
        offset: i32,
    ) -> Result<Vec<(i32, usize)>, Halt> {
        let mut all = Vec::new();
        for block in 0..BLOCKS {
            for (word, &bits) in total.alive(block).iter().enumerate() {
                let mut bits = bits;
                while bits != 0 {
                    let at = word * 64 + bits.trailing_zeros() as usize;
                    bits &= bits - 1;
                    if least.is_some_and(|least| most(total.of(block, at), offset) < least) {
                        continue;
                    }
                    let slot = segment * SEGMENT + block * LINES + at;
                    all.extend(self.score(slot, least)?.map(|score| (score, slot)));
                }
            }
        }
        Ok(all)
    }

    /// Scores one line, where it passes and reaches what is needed, if anything is.
    fn score(&self, slot: usize, least: Option<i32>) -> Result<Option<i32>, Halt> {
        let (leaf, place) = self.corpus.line(slot)?;
        if !self.filter.passes(self.corpus, self.query, leaf, place)? {
            return Ok(None);
        }
        let may = |reading: usize| (self.begins)(reading, slot);
        let beside = score::beside(self.corpus, self.query, leaf, place)?;
        let needed = least.map_or(i32::MIN, |least| least - beside);
        let words = ROWS.with_borrow_mut(|rows| self.wanted.score(rows, leaf, place, needed, may));
        Ok(words.map(|words| words + beside))
    }
}

/// The best so far, of all threads: what one finds spares the others work.
struct Best {
    limit: usize,
    all: Mutex<BinaryHeap<Reverse<Found>>>,
    /// The worst of them once they are as many as are wanted, packed so that a greater number is a better line.
    least: AtomicU64,
}

impl Best {
    fn least(&self) -> u64 {
        self.least.load(Ordering::Relaxed)
    }

    fn keep(&self, score: i32, slot: usize) {
        if pack(score, slot) < self.least() {
            return;
        }
        let Ok(mut all) = self.all.lock() else { return };
        let found = (score, Reverse(slot));
        if all.len() < self.limit {
            all.push(Reverse(found));
        } else if let Some(mut worst) = all.peek_mut()
            && found > worst.0
        {
            *worst = Reverse(found);
        }
        if all.len() == self.limit
            && let Some(Reverse((score, Reverse(slot)))) = all.peek()
        {
            self.least.fetch_max(pack(*score, *slot), Ordering::Relaxed);
        }
    }
}

/// Keeps the bits for which something holds.
fn bits_where(mut bits: u64, holds: impl Fn(u32) -> bool) -> u64 {
    let mut kept = 0;
    while bits != 0 {
        let bit = bits.trailing_zeros();
        bits &= bits - 1;
        kept |= u64::from(holds(bit)) << bit;
    }
    kept
}

fn most(units: u32, offset: i32) -> i32 {
    offset + UNIT * i32::try_from(units).unwrap_or(i32::MAX / 8)
}

/// Packs a score and a line; never 0.
fn pack(score: i32, slot: usize) -> u64 {
    let score = u64::from(score.cast_unsigned() ^ 0x8000_0000);
    score << 32 | u64::from(u32::MAX - u32::try_from(slot).unwrap_or(u32::MAX))
}

/// Gives the score of what was packed; nothing where nothing was.
fn score_of(packed: u64) -> Option<i32> {
    let score = u32::try_from(packed >> 32).unwrap_or(0) ^ 0x8000_0000;
    (packed > 0).then_some(score.cast_signed())
}

/// Gives the fewest units that can still enter.
fn floor(worst: u64, offset: i32) -> u32 {
    score_of(worst).map_or(0, |score| {
        u32::try_from((score - offset + UNIT - 1).div_euclid(UNIT)).unwrap_or(0)
    })
}
