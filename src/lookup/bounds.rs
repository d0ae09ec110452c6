//! What a line can score at most, for 64 lines at once.
//!
//! It follows from the matcher's constants ([`super::kernel`]) what a word can score at best, [`ideal`], and what a line
//! loses against it at least. A loss is kept per line as a small number spread over planes of bits (plane *k* holds bit
//! *k* of 64 lines in a word) in units of four points; one that has no room in the planes is kept as the greatest that
//! has, so what is made of it stays a bound. Of a word's characters
//!
//! * the first gives at most 31 at the line's start, 23 at a word's head, 15 elsewhere;
//! * each further one gives at most 20 right behind the one before it (24 behind a separator), 20 at a word's head behind
//!   a gap, 12 elsewhere behind a gap. Leaps over two characters cost more than they give.
//!
//! A word's characters are followed through the line's words by where the last one stands: at a head, second or third in
//! a word right behind the ones before it, or anywhere. Columns know pairs by their place in the word, so that few lines
//! get far by chance. What is lost, in units:
//!
//! ```text
//! head[i]   = any[i-1]          where a word begins with the character
//! second[i] = head[i-1]         where the pair begins a word
//! third[i]  = second[i-1]       where the pair stands second and third in a word
//! loose[i]  = min(any[i-1] + 2, min(loose, third)[i-1] where the pair stands anywhere)
//! any[i]    = the least of the four
//! ```
//!
//! So `head`, `second` and `third` need no memory of their own: they are `any` of one, two and three characters before.

#![allow(clippy::inline_always)] // A call for each `and` of four words costs more than the `and`.

use super::columns;
use super::segment::{BLOCKS, Column, EMPTY, Lane, NOTHING, Segment};
use super::weights::WHOLE;

const FULL: Lane = [u64::MAX; EMPTY.len()];

/// Points of a unit.
pub(super) const UNIT: i32 = 4;

/// What a lane keeps: `any` of the last three characters, and the lesser of `loose` and `third`.
const WAYS: usize = 4;
const LOOSE: usize = 3;

/// What a word's characters have lost in a segment.
#[derive(Debug, Clone)]
pub(super) struct Reach {
    /// Lines that have all characters so far.
    alive: Box<Column>,
    /// Lines where all characters so far seem to stand at a word's head; and those of them that begin so.
    straight: Box<Column>,
    start: Box<Column>,
    /// Where the last character stands at a head; and where it stands second.
    on_head: Box<Column>,
    on_second: Box<Column>,
    /// Lane by lane, way by way, plane by plane; `any` of the character at `i` is way `i % 3`.
    lost: Vec<Lane>,
    planes: usize,
    /// How many characters were followed.
    length: usize,
}

/// A line's bound for all words together, in units.
#[derive(Debug, Default, Clone)]
pub(super) struct Total {
    alive: Vec<Lane>,
    /// Lane by lane, plane by plane.
    bounds: Vec<Lane>,
    planes: usize,
    /// The highest bound of each lane; nothing where no line is alive.
    highest: Vec<Option<u32>>,
}

/// Gives the most that a word can score.
fn ideal(codes: &[u8]) -> i32 {
    straight(codes) + 8
}

/// Gives what a bound of no units means for a word.
pub(super) fn base(codes: &[u8]) -> i32 {
    ideal(codes) - UNIT * ((1 << planes_for(codes.len())) - 1)
}

/// Gives the most of the head's way, from a word's head.
fn straight(codes: &[u8]) -> i32 {
    23 + codes
        .windows(2)
        .map(|pair| if columns::parts(pair[0]) { 24 } else { 20 })
        .sum::<i32>()
}

/// How many planes hold the most that so many characters lose; beyond the last step a loss is kept as the greatest.
fn planes_for(characters: usize) -> usize {
    match characters {
        0..=6 => 4,
        7..=14 => 5,
        15..=30 => 6,
        _ => 7,
    }
}

/// Names the columns that the character at this place asks for: itself, at a head, beside the one before, and the pair
/// in its place of the word, first and second, second and third; of the first character, at the line's start.
pub(super) fn wanted(codes: &[u8], at: usize) -> [usize; 6] {
    let code = codes[at];
    let (present, head) = (columns::present(code), columns::head(code));
    if at == 0 {
        return [present, head, columns::start(code), head, head, head];
    }
    let before = codes[at - 1];
    let offset = columns::offsets(codes).nth(at).unwrap_or(0);
    let [pair, first, second] = [0, 1, 2].map(|offset| columns::chain(before, code, offset));
    [
        present,
        head,
        pair,
        columns::chain(before, code, offset),
        first,
        second,
    ]
}

impl Reach {
    /// Begins with a word's first character.
    ///
    /// With `straight_only` it follows no more than whether the word can stand at a word's head.
    pub(super) fn begin(segment: &Segment, codes: &[u8], straight_only: bool) -> Self {
        let [present, head, start, ..] = wanted(codes, 0).map(|column| segment.column(column));
        let mut reach = Self {
            alive: Box::new(NOTHING),
            straight: Box::new(NOTHING),
            start: Box::new(NOTHING),
            on_head: Box::new(NOTHING),
            on_second: Box::new(NOTHING),
            lost: Vec::new(),
            planes: 0,
            length: 1,
        };
        if !straight_only {
            // Room for the whole word, where it is known already.
            reach.planes = planes_for(codes.len());
            reach.lost = vec![EMPTY; BLOCKS * WAYS * reach.planes];
        }
        for (lane, live) in segment.live.iter().enumerate() {
            let alive = and(present[lane], *live);
            let head = and(head[lane], alive);
            let start = and(start[lane], head);
            reach.alive[lane] = alive;
            reach.straight[lane] = head;
            reach.start[lane] = start;
            reach.on_head[lane] = head;
            if let Some(ways) = reach
                .lost
                .chunks_exact_mut(WAYS * reach.planes.max(1))
                .nth(lane)
            {
                // Four units, two at a head, none at the start; the first head counts as `any` of the place before it.
                for way in [0, 2] {
                    ways[way * reach.planes + 1] = and(head, not(start));
                    ways[way * reach.planes + 2] = not(head);
                }
                ways[LOOSE * reach.planes + 2] = FULL;
            }
        }
        reach
    }

    /// Adds the character at `at`, at least the second.
    pub(super) fn extend(&mut self, segment: &Segment, codes: &[u8], at: usize) {
        self.length = at + 1;
        if self.lost.is_empty() {
            let chain = segment.column(wanted(codes, at)[3]);
            for (lane, chain) in chain.iter().enumerate() {
                self.straight[lane] = and(self.straight[lane], *chain);
                self.start[lane] = and(self.start[lane], *chain);
            }
            return;
        }
        self.widen(planes_for(at + 1));
        let step = Step {
            columns: wanted(codes, at).map(|column| segment.column(column)),
            behind_separator: columns::parts(codes[at - 1]),
            separator: columns::parts(codes[at]),
            at,
        };
        match self.planes {
            4 => step.take::<4>(self),
            5 => step.take::<5>(self),
            6 => step.take::<6>(self),
            _ => step.take::<7>(self),
        }
    }

    /// Makes room for greater losses.
    fn widen(&mut self, planes: usize) {
        if planes <= self.planes {
            return;
        }
        let mut wider = vec![EMPTY; BLOCKS * WAYS * planes];
        for (to, from) in wider
            .chunks_exact_mut(planes)
            .zip(self.lost.chunks_exact(self.planes))
        {
            to[..self.planes].copy_from_slice(from);
        }
        self.lost = wider;
        self.planes = planes;
    }

    /// Says whether the word can stand at the head of a word of this line.
    pub(super) fn may_begin(&self, lane: usize, at: usize) -> bool {
        self.straight[lane][at / 64] >> (at % 64) & 1 == 1
    }

    /// Gives what the lines of a lane lose by the best way.
    #[inline(always)]
    fn lost(&self, lane: usize) -> &[Lane] {
        let from = (lane * WAYS + (self.length - 1) % 3) * self.planes;
        &self.lost[from..from + self.planes]
    }
}

struct Step<'a> {
    columns: [&'a Column; 6],
    behind_separator: bool,
    separator: bool,
    at: usize,
}

impl Step<'_> {
    fn take<const N: usize>(&self, reach: &mut Reach) {
        let [present, heads, beside, chain, firsts, seconds] = self.columns;
        let (new, last, before) = (self.at % 3, (self.at + 2) % 3, (self.at + 1) % 3);
        for (lane, ways) in reach
            .lost
            .as_chunks_mut::<N>()
            .0
            .chunks_exact_mut(WAYS)
            .enumerate()
        {
            if reach.alive[lane] == EMPTY {
                continue;
            }
            let any = ways[last];
            let pair = beside[lane];
            let mut loose = any;
            let mut on_second = EMPTY;
            let mut best;
            if self.behind_separator {
                // Only a head stands right behind a separator, where it gives 24.
                lose(&mut loose, 3);
                best = loose;
            } else if self.separator {
                let mut leap = any;
                lose(&mut leap, 2);
                loose = either(&any, &leap, pair);
                best = loose;
            } else {
                lose(&mut loose, 2);
                on_second = and(reach.on_head[lane], firsts[lane]);
                let on_third = and(reach.on_second[lane], seconds[lane]);
                lower(&mut loose, &ways[LOOSE], pair);
                if on_third != EMPTY {
                    lower(&mut loose, &ways[new], on_third);
                }
                best = loose;
                if on_second != EMPTY {
                    lower(&mut best, &ways[before], on_second);
                }
            }
            lower(&mut best, &any, heads[lane]);
            ways[new] = best;
            ways[LOOSE] = loose;
            reach.on_head[lane] = heads[lane];
            reach.on_second[lane] = on_second;
            reach.alive[lane] = and(reach.alive[lane], present[lane]);
            reach.straight[lane] = and(reach.straight[lane], chain[lane]);
            reach.start[lane] = and(reach.start[lane], chain[lane]);
        }
    }
}

/// A word as typed or as it may have been meant.
pub(super) struct Part<'a> {
    pub(super) reach: &'a Reach,
    pub(super) codes: &'a [u8],
    /// Lines that hold an exact phrase's pairs; all where nothing.
    pub(super) only: Option<&'a Column>,
    /// What is taken off; such a word counts on the head's way alone.
    pub(super) cost: Option<i32>,
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
    fn new(part: &'a Part<'a>, segment: &'a Segment, base: i32) -> Self {
        // Rounded up, never below the base.
        let above = straight(part.codes) - part.cost.unwrap_or(0) - base;
        Self {
            part,
            whole: segment.column(columns::word(part.codes)),
            above: ((above + UNIT - 1).div_euclid(UNIT)).max(0),
        }
    }
}

impl Total {
    /// Sums, for the lines that pass, what they have before any word and the bounds of the words; the first part of each is
    /// the word as typed.
    pub(super) fn sum(
        segment: &Segment,
        alive: &Column,
        weights: &[(&Column, usize)],
        words: &[Vec<Part<'_>>],
    ) -> Self {
        let words: Vec<Vec<Summand<'_>>> = words
            .iter()
            .map(|parts| {
                let base = parts.first().map_or(0, |typed| base(typed.codes));
                parts
                    .iter()
                    .map(|part| Summand::new(part, segment, base))
                    .collect()
            })
            .collect();
        // Beside the words a line has six units at most, and a word six more than its planes hold.
        let most: usize = words
            .iter()
            .filter_map(|parts| parts.first())
            .map(|typed| (1 << planes_for(typed.part.codes.len())) + 6)
            .sum();
        let planes = (most + 6).ilog2() as usize + 1;
        let mut total = Self {
            alive: vec![EMPTY; BLOCKS],
            bounds: Vec::with_capacity(BLOCKS * planes),
            planes,
            highest: vec![None; BLOCKS],
        };
        match planes {
            0..=5 => total.add::<5>(alive, weights, &words),
            6 => total.add::<6>(alive, weights, &words),
            7 => total.add::<7>(alive, weights, &words),
            8 => total.add::<8>(alive, weights, &words),
            _ => total.add::<16>(alive, weights, &words),
        }
        total
    }

    fn add<const N: usize>(
        &mut self,
        alive: &Column,
        weights: &[(&Column, usize)],
        words: &[Vec<Summand<'_>>],
    ) {
        for (lane, &passing) in alive.iter().enumerate() {
            let mut alive = passing;
            let mut sum: [Lane; N] = [EMPTY; N];
            if alive != EMPTY {
                for (bits, plane) in weights {
                    add(&mut sum, *plane, bits[lane]);
                }
            }
            for parts in words {
                if alive == EMPTY {
                    break;
                }
                let (bound, here) = bound::<N>(parts, lane);
                plus(&mut sum, &bound);
                alive = and(alive, here);
            }
            self.alive[lane] = alive;
            self.bounds.extend_from_slice(&sum[..self.planes.min(N)]);
            if alive != EMPTY {
                let (mut most, mut at) = (0, alive);
                for (number, plane) in sum.iter().enumerate().rev() {
                    let higher = and(at, *plane);
                    if higher != EMPTY {
                        most |= 1 << number;
                        at = higher;
                    }
                }
                self.highest[lane] = Some(most);
            }
        }
    }

    /// Gives the highest bound among some lanes, in units.
    pub(super) fn most(&self, lanes: std::ops::Range<usize>) -> Option<u32> {
        self.highest[lanes].iter().copied().max().flatten()
    }

    /// Gives the lines of a lane that may pass.
    pub(super) fn alive(&self, lane: usize) -> Lane {
        self.alive[lane]
    }

    /// Gives the lines of a lane whose bound is at least this.
    pub(super) fn at_least(&self, lane: usize, units: u32) -> Lane {
        if self.highest[lane].is_none_or(|highest| highest < units) {
            return EMPTY;
        }
        let (mut more, mut same) = (EMPTY, self.alive[lane]);
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
    pub(super) fn of(&self, lane: usize, at: usize) -> u32 {
        self.bounds(lane)
            .iter()
            .enumerate()
            .map(|(number, plane)| u32::from(plane[at / 64] >> (at % 64) & 1 == 1) << number)
            .sum()
    }

    fn bounds(&self, lane: usize) -> &[Lane] {
        &self.bounds[lane * self.planes..][..self.planes]
    }
}

/// Gives the bounds of a word in a lane, above its base, and the lines that can have it.
#[inline(always)]
fn bound<const N: usize>(parts: &[Summand<'_>], lane: usize) -> ([Lane; N], Lane) {
    let mut best: [Lane; N] = [EMPTY; N];
    let mut alive = EMPTY;
    for Summand { part, whole, above } in parts {
        let reach = part.reach;
        let mut here = if part.cost.is_some() {
            reach.straight[lane]
        } else {
            reach.alive[lane]
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
            add(&mut bound, 1, reach.start[lane]);
        } else {
            // What is left of the greatest loss.
            for (plane, lost) in bound.iter_mut().zip(reach.lost(lane)) {
                *plane = not(*lost);
            }
        }
        const { assert!(WHOLE == 2 * UNIT) };
        add(&mut bound, 1, and(reach.straight[lane], whole[lane]));
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

#[inline(always)]
pub(super) fn and(a: Lane, b: Lane) -> Lane {
    [a[0] & b[0], a[1] & b[1], a[2] & b[2], a[3] & b[3]]
}

#[inline(always)]
pub(super) fn or(a: Lane, b: Lane) -> Lane {
    [a[0] | b[0], a[1] | b[1], a[2] | b[2], a[3] | b[3]]
}

#[inline(always)]
fn xor(a: Lane, b: Lane) -> Lane {
    [a[0] ^ b[0], a[1] ^ b[1], a[2] ^ b[2], a[3] ^ b[3]]
}

#[inline(always)]
pub(super) fn not(a: Lane) -> Lane {
    [!a[0], !a[1], !a[2], !a[3]]
}

/// Adds one bit a line, at a plane.
#[inline(always)]
fn add<const N: usize>(planes: &mut [Lane; N], from: usize, bits: Lane) {
    let mut carry = bits;
    for plane in planes.iter_mut().skip(from) {
        let next = and(*plane, carry);
        *plane = xor(*plane, carry);
        carry = next;
    }
}

/// Adds two numbers a line.
#[inline(always)]
fn plus<const N: usize>(planes: &mut [Lane; N], other: &[Lane; N]) {
    let mut carry = EMPTY;
    for plane in 0..N {
        let (a, b) = (planes[plane], other[plane]);
        let half = xor(a, b);
        planes[plane] = xor(half, carry);
        carry = or(and(a, b), and(half, carry));
    }
}

/// Adds two or three to each line's loss; one that has no room stays the greatest.
#[inline(always)]
fn lose<const N: usize>(planes: &mut [Lane; N], units: usize) {
    let mut carry = if units == 3 { planes[0] } else { EMPTY };
    if units == 3 {
        planes[0] = not(planes[0]);
    }
    // Two, and what is carried to it.
    let second = planes[1];
    planes[1] = xor(not(second), carry);
    carry = or(second, carry);
    for plane in planes.iter_mut().skip(2) {
        let next = and(*plane, carry);
        *plane = xor(*plane, carry);
        carry = next;
    }
    for plane in planes.iter_mut() {
        *plane = or(*plane, carry);
    }
}

/// Gives every line the same number.
#[inline(always)]
fn constant<const N: usize>(number: i32) -> [Lane; N] {
    std::array::from_fn(|plane| {
        if number >> plane & 1 == 1 {
            FULL
        } else {
            EMPTY
        }
    })
}

/// Takes the first number where the mask is set, else the second.
#[inline(always)]
fn either<const N: usize>(first: &[Lane; N], second: &[Lane; N], mask: Lane) -> [Lane; N] {
    let mut all = *second;
    for plane in 0..N {
        all[plane] = xor(all[plane], and(xor(all[plane], first[plane]), mask));
    }
    all
}

/// Raises the lines of a mask to another number where that is higher.
#[inline(always)]
fn raise<const N: usize>(planes: &mut [Lane; N], other: &[Lane; N], mask: Lane) {
    let (mut higher, mut same) = (EMPTY, mask);
    for plane in (0..N).rev() {
        higher = or(higher, and(same, and(other[plane], not(planes[plane]))));
        same = and(same, not(xor(other[plane], planes[plane])));
    }
    *planes = either(other, planes, higher);
}

/// Lowers the lines of a mask to another number where that is lower.
#[inline(always)]
fn lower<const N: usize>(planes: &mut [Lane; N], other: &[Lane; N], mask: Lane) {
    let (mut less, mut same) = (EMPTY, mask);
    for plane in (0..N).rev() {
        less = or(less, and(same, and(planes[plane], not(other[plane]))));
        same = and(same, not(xor(other[plane], planes[plane])));
    }
    *planes = either(other, planes, less);
}
