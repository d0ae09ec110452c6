//! The best lines, found by visiting few: falling bound, then rising line, until no bound can enter.

use std::cell::RefCell;
use std::cmp::Reverse;
use std::collections::BinaryHeap;
use std::sync::Mutex;
use std::sync::atomic::{AtomicU64, Ordering};

use rayon::prelude::*;

use super::bounds::{Total, UNIT, and, not};
use super::corpus::Corpus;
use super::entry::Halt;
use super::filter::Filter;
use super::kernel::Rows;
use super::leaf::LEAF;
use super::query::Query;
use super::score::{self, Wanted};
use super::segment::{BLOCKS, EMPTY, LINES, SEGMENT};
use super::session::Trail;

/// How many lanes one task takes.
const LANES: usize = 16;

thread_local! {
    static ROWS: RefCell<Rows> = RefCell::default();
}

/// What a search works on.
pub(super) struct Search<'a> {
    pub(super) corpus: &'a Corpus,
    pub(super) query: &'a Query,
    pub(super) wanted: &'a Wanted,
    pub(super) filter: &'a Filter,
    /// How far each reading goes in each segment.
    pub(super) trails: &'a [Trail],
    pub(super) limit: usize,
    pub(super) cancel: &'a (dyn Fn() -> bool + Sync),
}

/// A line and its score, the better the greater: higher score, then lower line.
type Found = (i32, Reverse<usize>);

impl Search<'_> {
    /// Gives the best lines of segments that lie in order. `offset` is what a bound of no units means in points.
    pub(super) fn best(&self, totals: &[Total], offset: i32) -> Result<Vec<(i32, usize)>, Halt> {
        let per_segment = BLOCKS / LANES;
        let mut tasks: Vec<(usize, usize, u32)> = totals
            .par_iter()
            .enumerate()
            .flat_map_iter(|(segment, total)| {
                (0..per_segment).filter_map(move |part| {
                    let from = part * LANES;
                    Some((segment, from, total.most(from..from + LANES)?))
                })
            })
            .collect();
        let Some(top) = tasks.iter().map(|task| task.2).max() else {
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
            tasks.retain(|task| task.2 >= floor);
            tasks
                .par_iter()
                .filter(|task| task.2 >= from)
                .try_for_each(|&(segment, lane, _)| {
                    self.band(&totals[segment], segment, lane, from..below, offset, &best)
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

    /// Scores the lines of a few lanes whose bound lies in a band.
    fn band(
        &self,
        total: &Total,
        segment: usize,
        lane: usize,
        band: std::ops::Range<u32>,
        offset: i32,
        best: &Best,
    ) -> Result<(), Halt> {
        if (self.cancel)() {
            return Err(Halt::Cancelled);
        }
        for block in lane..lane + LANES {
            let lines = and(
                total.at_least(block, band.start),
                not(total.at_least(block, band.end)),
            );
            if lines == EMPTY {
                continue;
            }
            for (word, &bits) in lines.iter().enumerate() {
                let from = segment * SEGMENT + block * LINES + word * 64;
                let enters = |bit: u32, worst: u64| {
                    let at = bit as usize;
                    let bound = || most(total.of(block, word * 64 + at), offset);
                    worst == 0 || pack(bound(), from + at) >= worst
                };
                let worst = best.least();
                let mut some = bits_where(bits, |bit| enters(bit, worst));
                self.touch(from, some);
                while some != 0 {
                    let bit = some.trailing_zeros();
                    some &= some - 1;
                    let worst = best.least();
                    let slot = from + bit as usize;
                    if enters(bit, worst)
                        && let Some(score) = self.score(slot, score_of(worst))?
                    {
                        best.keep(score, slot);
                    }
                }
            }
        }
        Ok(())
    }

    /// Looks at lines that will be scored: what has to come from memory then comes for all of them at once, not for one after
    /// another, since none of these looks waits for the one before it.
    ///
    /// What was not read from a snapshot yet is left to be read when it is its turn, which may never come.
    fn touch(&self, from: usize, mut bits: u64) {
        let mut seen = 0;
        while bits != 0 {
            let at = from + bits.trailing_zeros() as usize;
            bits &= bits - 1;
            let segment = self.corpus.segments.get(at / SEGMENT);
            if let Some(leaf) = segment.and_then(|segment| segment.known_leaf(at % SEGMENT)) {
                let codes = leaf.codes(at % LEAF);
                seen ^= codes.first().unwrap_or(&0) ^ codes.last().unwrap_or(&0);
            }
        }
        std::hint::black_box(seen);
    }

    /// Gives every line of a segment that can reach a score, with it.
    pub(super) fn reaching(
        &self,
        total: &Total,
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
        let may = |reading: usize| {
            let trail: Option<&Trail> = self.trails.get(reading);
            trail.is_none_or(|trail| {
                trail.reaches[slot / SEGMENT].may_begin(slot % SEGMENT / LINES, slot % LINES)
            })
        };
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
