//! A line's bound for all words together.

use rayon::prelude::*;

use super::{ALIVE, Reach, START, STRAIGHT, UNIT, base, planes_for, straight};
use crate::lookup::columns;
use crate::lookup::planes::{add, and, constant, not, or, plus, raise};
use crate::lookup::segment::{BLOCKS, Column, EMPTY, Lane, View};
use crate::lookup::weights::WHOLE;

/// A line's bounds for all words together, in units, of all segments.
#[derive(Debug, Default, Clone)]
pub(in crate::lookup) struct Totals {
    /// Lane by lane: the lines that may pass, then plane by plane.
    lanes: Vec<Lane>,
    /// The highest bound of each lane; nothing where no line is alive.
    highest: Vec<Option<u32>>,
    planes: usize,
}

impl Totals {
    /// Makes room for the bounds of some words, each in its readings, and of so many segments.
    pub(in crate::lookup) fn new<'a>(
        words: impl Iterator<Item = &'a [u8]>,
        segments: usize,
    ) -> Self {
        // Beside the words a line has six units at most, and a word six more than its planes hold.
        let most: usize = words.map(|codes| (1 << planes_for(codes.len())) + 6).sum();
        let planes = (most + 6).ilog2() as usize + 1;
        Self {
            lanes: vec![EMPTY; segments * BLOCKS * (1 + planes)],
            highest: vec![None; segments * BLOCKS],
            planes,
        }
    }

    /// Gives the room of each segment, to be filled.
    pub(in crate::lookup) fn rooms(&mut self) -> impl IndexedParallelIterator<Item = Room<'_>> {
        let planes = self.planes;
        self.lanes
            .par_chunks_exact_mut(BLOCKS * (1 + planes))
            .zip(self.highest.par_chunks_exact_mut(BLOCKS))
            .map(move |(lanes, highest)| Room {
                lanes,
                highest,
                planes,
            })
    }

    /// Gives one segment's bounds.
    #[inline]
    pub(in crate::lookup) fn of(&self, segment: usize) -> Total<'_> {
        let size = BLOCKS * (1 + self.planes);
        Total {
            lanes: &self.lanes[segment * size..][..size],
            highest: &self.highest[segment * BLOCKS..][..BLOCKS],
            planes: self.planes,
        }
    }
}

/// Where a segment's bounds are put.
pub(in crate::lookup) struct Room<'a> {
    lanes: &'a mut [Lane],
    highest: &'a mut [Option<u32>],
    planes: usize,
}

/// A line's bound for all words together, in one segment.
#[derive(Clone, Copy)]
pub(in crate::lookup) struct Total<'a> {
    lanes: &'a [Lane],
    highest: &'a [Option<u32>],
    planes: usize,
}

/// A word as typed or as it may have been meant.
pub(in crate::lookup) struct Part<'a> {
    pub(in crate::lookup) reach: Reach<'a>,
    pub(in crate::lookup) codes: &'a [u8],
    /// Lines that hold an exact phrase's pairs; all where nothing.
    pub(in crate::lookup) only: Option<&'a Column>,
    /// What is taken off; such a word counts on the head's way alone.
    pub(in crate::lookup) cost: Option<i32>,
}

/// A part with what is the same for all lanes.
struct Summand<'a> {
    part: &'a Part<'a>,
    /// Where the word seems to stand as a whole.
    whole: &'a Column,
    /// The bound of a word that counts on the head's way alone.
    above: i32,
}

impl<'a> Summand<'a> {
    fn new(part: &'a Part<'a>, view: View<'a>, base: i32) -> Self {
        // Rounded up, never below the base.
        let above = straight(part.codes) - part.cost.unwrap_or(0) - base;
        Self {
            part,
            whole: view.column(columns::word(part.codes)),
            above: ((above + UNIT - 1).div_euclid(UNIT)).max(0),
        }
    }
}

impl Room<'_> {
    /// Sums, for the lines that pass, what they have before any word and the bounds of the words; the first part of each is
    /// the word as typed.
    pub(in crate::lookup) fn sum(
        &mut self,
        view: View<'_>,
        alive: &Column,
        weights: &[(&Column, usize)],
        words: &[Vec<Part<'_>>],
    ) {
        let words: Vec<Vec<Summand<'_>>> = words
            .iter()
            .map(|parts| {
                let base = parts.first().map_or(0, |typed| base(typed.codes));
                parts
                    .iter()
                    .map(|part| Summand::new(part, view, base))
                    .collect()
            })
            .collect();
        match self.planes {
            0..=5 => self.add::<5>(alive, weights, &words),
            6 => self.add::<6>(alive, weights, &words),
            7 => self.add::<7>(alive, weights, &words),
            8 => self.add::<8>(alive, weights, &words),
            _ => self.add::<16>(alive, weights, &words),
        }
    }

    fn add<const N: usize>(
        &mut self,
        alive: &Column,
        weights: &[(&Column, usize)],
        words: &[Vec<Summand<'_>>],
    ) {
        let rooms = self.lanes.chunks_exact_mut(1 + self.planes);
        for (lane, (room, highest)) in rooms.zip(self.highest.iter_mut()).enumerate() {
            let mut alive = alive[lane];
            let mut sum: [Lane; N] = [EMPTY; N];
            if alive == EMPTY {
                continue;
            }
            for (bits, plane) in weights {
                add(&mut sum, *plane, bits[lane]);
            }
            for parts in words {
                let (bound, here) = bound::<N>(parts, lane);
                plus(&mut sum, &bound);
                alive = and(alive, here);
                if alive == EMPTY {
                    break;
                }
            }
            if alive == EMPTY {
                continue;
            }
            room[0] = alive;
            for (to, plane) in room[1..].iter_mut().zip(sum) {
                *to = plane;
            }
            let (mut most, mut at) = (0, alive);
            for (number, plane) in sum.iter().enumerate().rev() {
                let higher = and(at, *plane);
                if higher != EMPTY {
                    most |= 1 << number;
                    at = higher;
                }
            }
            *highest = Some(most);
        }
    }
}

impl Total<'_> {
    /// Gives the highest bound, in units.
    pub(in crate::lookup) fn most(self) -> Option<u32> {
        self.highest.iter().copied().max().flatten()
    }

    /// Gives the lines of a lane that may pass.
    pub(in crate::lookup) fn alive(self, lane: usize) -> Lane {
        self.lanes[lane * (1 + self.planes)]
    }

    /// Gives the lines of a lane whose bound is at least this.
    pub(in crate::lookup) fn at_least(self, lane: usize, units: u32) -> Lane {
        if self.highest[lane].is_none_or(|highest| highest < units) {
            return EMPTY;
        }
        let (mut more, mut same) = (EMPTY, self.alive(lane));
        for (number, plane) in self.bounds(lane).iter().enumerate().rev() {
            if units >> number & 1 == 1 {
                same = and(same, *plane);
            } else {
                more = or(more, and(same, *plane));
                same = and(same, not(*plane));
            }
        }
        or(more, same)
    }

    /// Gives one line's bound, in units.
    pub(in crate::lookup) fn of(self, lane: usize, at: usize) -> u32 {
        self.bounds(lane)
            .iter()
            .enumerate()
            .map(|(number, plane)| u32::from(plane[at / 64] >> (at % 64) & 1 == 1) << number)
            .sum()
    }

    fn bounds(&self, lane: usize) -> &[Lane] {
        &self.lanes[lane * (1 + self.planes) + 1..][..self.planes]
    }
}

/// Gives the bounds of a word in a lane, above its base, and the lines that can have it.
#[inline(always)]
fn bound<const N: usize>(parts: &[Summand<'_>], lane: usize) -> ([Lane; N], Lane) {
    let mut best: [Lane; N] = [EMPTY; N];
    let mut alive = EMPTY;
    for Summand { part, whole, above } in parts {
        let (reach, lost) = part.reach.lane(lane);
        let mut here = if part.cost.is_some() {
            reach[STRAIGHT]
        } else {
            reach[ALIVE]
        };
        if let Some(only) = part.only {
            here = and(here, only[lane]);
        }
        if here == EMPTY {
            continue;
        }
        let mut bound: [Lane; N] = [EMPTY; N];
        if part.cost.is_some() {
            bound = constant(*above);
            add(&mut bound, 1, reach[START]);
        } else {
            // What is left of the greatest loss.
            for (plane, lost) in bound.iter_mut().zip(lost) {
                *plane = not(*lost);
            }
        }
        const { assert!(WHOLE == 2 * UNIT) };
        add(&mut bound, 1, and(reach[STRAIGHT], whole[lane]));
        if alive == EMPTY {
            for plane in 0..N {
                best[plane] = and(bound[plane], here);
            }
        } else {
            raise(&mut best, &bound, here);
        }
        alive = or(alive, here);
    }
    (best, alive)
}
