//! What a line can score at most, for 64 lines at once.
//!
//! A bound is kept per line as a small number spread over planes of bits (plane *k* holds bit *k* of 64 lines in a
//! word) in units of four points, above a base that is the same for all lines. It follows from the matcher's constants
//! ([`super::kernel`]): of a word's characters
//!
//! * the first gives at most 31 at the line's start, 23 at a word's head, 15 elsewhere;
//! * each further one gives at most 20 right behind the one before it (24 behind a separator), 20 at a word's head behind
//!   a gap, 12 elsewhere behind a gap. Leaps over two characters cost more than they give.
//!
//! A word's characters are followed through the line's words by where the last one stands: at a head, second or third in
//! a word right behind the ones before it, or anywhere. Columns know pairs by their place in the word, so that few lines
//! get far by chance:
//!
//! ```text
//! head[i]   = any[i-1] + 20     where a word begins with the character (24 right behind a separator)
//! second[i] = head[i-1] + 20    where the pair begins a word
//! third[i]  = second[i-1] + 20  where the pair stands second and third in a word
//! loose[i]  = max(any[i-1] + 12, max(loose, third)[i-1] + 20 where the pair stands anywhere)
//! any[i]    = the greatest of the four
//! ```

use super::columns;
use super::segment::{BLOCKS, Column, EMPTY, Lane, NOTHING, Segment};
use super::weights::WHOLE;

const FULL: Lane = [u64::MAX; EMPTY.len()];

/// Points of a unit.
pub(super) const UNIT: i32 = 4;

/// Where a word's characters have come to in a segment. Numbers are in units above [`base`].
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
    any: Vec<Column>,
    head: Vec<Column>,
    second: Vec<Column>,
    /// The greater of `loose` and `third`.
    loose: Vec<Column>,
}

/// A line's bound for all words together.
#[derive(Debug, Default, Clone)]
pub(super) struct Total {
    pub(super) alive: Vec<Lane>,
    pub(super) planes: Vec<Column>,
}

/// Gives what the loose way gives at least after so many characters.
pub(super) fn base(characters: usize) -> i32 {
    15 + 12 * (number(characters) - 1)
}

fn number(count: usize) -> i32 {
    i32::try_from(count).unwrap_or(i32::MAX / 64)
}

/// Gives the most of the head's way, from a word's head.
pub(super) fn straight(codes: &[u8]) -> i32 {
    23 + codes
        .windows(2)
        .map(|pair| if columns::parts(pair[0]) { 24 } else { 20 })
        .sum::<i32>()
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
        let alive: Box<Column> =
            Box::new(std::array::from_fn(|at| and(present[at], segment.live[at])));
        let head: Box<Column> = Box::new(std::array::from_fn(|at| and(head[at], alive[at])));
        let start: Box<Column> = Box::new(std::array::from_fn(|at| and(start[at], head[at])));
        if straight_only {
            let nothing = || Box::new(NOTHING);
            let (on_head, on_second) = (nothing(), nothing());
            let [any, loose, second] = [const { Vec::new() }; 3];
            return Self {
                alive,
                straight: head,
                start,
                on_head,
                on_second,
                any,
                head: Vec::new(),
                second,
                loose,
            };
        }
        // Two units at a head, four at the start.
        let first = vec![
            NOTHING,
            std::array::from_fn(|at| and(head[at], not(start[at]))),
            *start,
            NOTHING,
        ];
        Self {
            alive,
            straight: head.clone(),
            start,
            on_head: head,
            on_second: Box::new(NOTHING),
            any: first.clone(),
            head: first,
            second: vec![NOTHING; 4],
            loose: vec![NOTHING; 4],
        }
    }

    /// Adds the character at `at`, at least the second.
    pub(super) fn extend(&mut self, segment: &Segment, codes: &[u8], at: usize) {
        if self.any.is_empty() {
            let chain = segment.column(wanted(codes, at)[3]);
            for ((straight, start), chain) in self
                .straight
                .iter_mut()
                .zip(self.start.iter_mut())
                .zip(chain)
            {
                *straight = and(*straight, *chain);
                *start = and(*start, *chain);
            }
            return;
        }
        let step = Step {
            columns: wanted(codes, at).map(|column| segment.column(column)),
            behind_separator: columns::parts(codes[at - 1]),
            separator: columns::parts(codes[at]),
        };
        match planes_for(at + 1) {
            0..=4 => step.take::<4>(self),
            5 => step.take::<5>(self),
            6 => step.take::<6>(self),
            7 => step.take::<7>(self),
            8 => step.take::<8>(self),
            _ => step.take::<12>(self),
        }
    }
}

impl Reach {
    /// Says whether the word can stand at the head of a word of this line.
    pub(super) fn may_begin(&self, lane: usize, at: usize) -> bool {
        self.straight[lane][at / 64] >> (at % 64) & 1 == 1
    }
}

/// How many bits the bound of so many characters needs, above its base, with all that comes to it.
fn planes_for(characters: usize) -> usize {
    ((3 * characters + 12).ilog2() as usize + 1).max(4)
}

struct Step<'a> {
    columns: [&'a Column; 6],
    behind_separator: bool,
    separator: bool,
}

impl Step<'_> {
    fn take<const N: usize>(&self, reach: &mut Reach) {
        for planes in [
            &mut reach.any,
            &mut reach.head,
            &mut reach.second,
            &mut reach.loose,
        ] {
            planes.resize(N.max(planes.len()), NOTHING);
        }
        let [present, heads, beside, chain, firsts, seconds] = self.columns;
        for lane in 0..BLOCKS {
            if reach.alive[lane] == EMPTY {
                continue;
            }
            let any: [Lane; N] = numbers(&reach.any, lane);
            let pair = beside[lane];
            let mut head = any;
            add(&mut head, 1, FULL);
            let (mut second, mut loose) = ([EMPTY; N], any);
            let mut on_second = EMPTY;
            if self.behind_separator {
                add(&mut head, 0, pair);
            } else if self.separator {
                add(&mut loose, 1, pair);
            } else {
                on_second = and(reach.on_head[lane], firsts[lane]);
                let on_third = and(reach.on_second[lane], seconds[lane]);
                let mut along: [Lane; N] = numbers(&reach.loose, lane);
                add(&mut along, 1, FULL);
                raise(&mut loose, &along, pair);
                if on_second != EMPTY {
                    second = numbers(&reach.head, lane);
                    add(&mut second, 1, FULL);
                }
                if on_third != EMPTY {
                    let mut third = numbers(&reach.second, lane);
                    add(&mut third, 1, FULL);
                    raise(&mut loose, &third, on_third);
                }
            }
            let mut best = loose;
            raise(&mut best, &head, heads[lane]);
            if on_second != EMPTY {
                raise(&mut best, &second, on_second);
            }
            for plane in 0..N {
                reach.any[plane][lane] = best[plane];
                reach.head[plane][lane] = head[plane];
                reach.second[plane][lane] = second[plane];
                reach.loose[plane][lane] = loose[plane];
            }
            reach.on_head[lane] = heads[lane];
            reach.on_second[lane] = on_second;
            reach.alive[lane] = and(reach.alive[lane], present[lane]);
            reach.straight[lane] = and(reach.straight[lane], chain[lane]);
            reach.start[lane] = and(reach.start[lane], chain[lane]);
        }
    }
}

/// Gathers the planes of a lane.
#[inline]
fn numbers<const N: usize>(planes: &[Column], lane: usize) -> [Lane; N] {
    std::array::from_fn(|plane| planes[plane][lane])
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

impl Total {
    /// Begins with the lines that pass, and what they have before any word.
    pub(super) fn begin(alive: &Column, weights: &[(&Column, usize)]) -> Self {
        let mut total = Self {
            alive: alive.to_vec(),
            planes: vec![NOTHING; 4],
        };
        for lane in 0..BLOCKS {
            let mut sum: [Lane; 4] = [EMPTY; 4];
            for (bits, plane) in weights {
                add(&mut sum, *plane, bits[lane]);
            }
            for (plane, bits) in total.planes.iter_mut().zip(sum) {
                plane[lane] = bits;
            }
        }
        total
    }

    /// Adds a word with its other readings; `characters` are those of the word as typed.
    pub(super) fn add(&mut self, segment: &Segment, parts: &[Part<'_>], characters: usize) {
        let longest = parts
            .iter()
            .map(|part| part.codes.len())
            .max()
            .unwrap_or(0)
            .max(characters);
        let planes = planes_for(longest).max(self.planes.len());
        // The sum of two numbers of n bits has n + 1.
        self.planes.resize(planes + 1, NOTHING);
        match planes + 1 {
            0..=6 => self.add_in::<6>(segment, parts, characters),
            7 => self.add_in::<7>(segment, parts, characters),
            8 => self.add_in::<8>(segment, parts, characters),
            _ => self.add_in::<14>(segment, parts, characters),
        }
    }

    fn add_in<const N: usize>(&mut self, segment: &Segment, parts: &[Part<'_>], characters: usize) {
        self.planes.resize(N.max(self.planes.len()), NOTHING);
        let endings: Vec<&Column> = parts
            .iter()
            .map(|part| segment.column(columns::word(part.codes)))
            .collect();
        for lane in 0..BLOCKS {
            if self.alive[lane] == EMPTY {
                continue;
            }
            let mut best: [Lane; N] = [EMPTY; N];
            let mut alive = EMPTY;
            for (part, end) in parts.iter().zip(&endings) {
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
                match part.cost {
                    None => {
                        for (plane, bits) in bound.iter_mut().zip(&reach.any) {
                            *plane = bits[lane];
                        }
                    }
                    Some(cost) => {
                        // Rounded up, never below the base.
                        let above = straight(part.codes) - cost - base(characters);
                        bound = constant(((above + UNIT - 1).div_euclid(UNIT)).max(0));
                        add(&mut bound, 1, reach.start[lane]);
                    }
                }
                const { assert!(WHOLE == 2 * UNIT) };
                add(&mut bound, 1, and(reach.straight[lane], end[lane]));
                raise(&mut best, &bound, here);
                alive = or(alive, here);
            }
            let mut sum: [Lane; N] = std::array::from_fn(|plane| self.planes[plane][lane]);
            let mut carry = EMPTY;
            for plane in 0..N {
                let (a, b) = (sum[plane], best[plane]);
                let half = xor(a, b);
                sum[plane] = xor(half, carry);
                carry = or(and(a, b), and(half, carry));
            }
            for (plane, bits) in self.planes.iter_mut().zip(sum) {
                plane[lane] = bits;
            }
            self.alive[lane] = and(self.alive[lane], alive);
        }
    }

    /// Drops planes that hold nothing.
    pub(super) fn trim(&mut self) {
        while self.planes.last().is_some_and(|plane| {
            plane
                .iter()
                .zip(&self.alive)
                .all(|(&a, &b)| and(a, b) == EMPTY)
        }) {
            self.planes.pop();
        }
    }

    /// Gives the highest bound among some lanes, in units.
    pub(super) fn most(&self, lanes: std::ops::Range<usize>) -> Option<u32> {
        let mut at: Vec<Lane> = self.alive[lanes.clone()].to_vec();
        if at.iter().all(|lane| *lane == EMPTY) {
            return None;
        }
        let mut most = 0;
        for (number, plane) in self.planes.iter().enumerate().rev() {
            let higher: Vec<Lane> = at
                .iter()
                .zip(&plane[lanes.clone()])
                .map(|(&a, &b)| and(a, b))
                .collect();
            if higher.iter().any(|lane| *lane != EMPTY) {
                most |= 1 << number;
                at = higher;
            }
        }
        Some(most)
    }

    /// Gives the lines of a lane whose bound is at least this.
    pub(super) fn at_least(&self, lane: usize, units: u32) -> Lane {
        if units >> self.planes.len() != 0 {
            return EMPTY;
        }
        let (mut more, mut same) = (EMPTY, self.alive[lane]);
        for (number, plane) in self.planes.iter().enumerate().rev() {
            if units >> number & 1 == 1 {
                same = and(same, plane[lane]);
            } else {
                more = or(more, and(same, plane[lane]));
                same = and(same, not(plane[lane]));
            }
        }
        or(more, same)
    }

    /// Gives one line's bound, in units.
    pub(super) fn of(&self, lane: usize, at: usize) -> u32 {
        self.planes
            .iter()
            .enumerate()
            .map(|(number, plane)| u32::from(plane[lane][at / 64] >> (at % 64) & 1 == 1) << number)
            .sum()
    }
}

#[inline]
pub(super) fn and(a: Lane, b: Lane) -> Lane {
    std::array::from_fn(|at| a[at] & b[at])
}

#[inline]
pub(super) fn or(a: Lane, b: Lane) -> Lane {
    std::array::from_fn(|at| a[at] | b[at])
}

#[inline]
fn xor(a: Lane, b: Lane) -> Lane {
    std::array::from_fn(|at| a[at] ^ b[at])
}

#[inline]
pub(super) fn not(a: Lane) -> Lane {
    std::array::from_fn(|at| !a[at])
}

/// Adds one bit a line, at a plane.
#[inline]
fn add<const N: usize>(planes: &mut [Lane; N], from: usize, bits: Lane) {
    let mut carry = bits;
    for plane in planes.iter_mut().skip(from) {
        let next = and(*plane, carry);
        *plane = xor(*plane, carry);
        carry = next;
    }
}

/// Gives every line the same number.
#[inline]
fn constant<const N: usize>(number: i32) -> [Lane; N] {
    std::array::from_fn(|plane| {
        if number >> plane & 1 == 1 {
            [u64::MAX; EMPTY.len()]
        } else {
            EMPTY
        }
    })
}

/// Raises the lines of a mask to another number where that is higher.
#[inline]
fn raise<const N: usize>(planes: &mut [Lane; N], other: &[Lane; N], mask: Lane) {
    let (mut higher, mut same) = (EMPTY, mask);
    for plane in (0..N).rev() {
        higher = or(higher, and(same, and(other[plane], not(planes[plane]))));
        same = and(same, not(xor(other[plane], planes[plane])));
    }
    for plane in 0..N {
        planes[plane] = xor(planes[plane], and(xor(planes[plane], other[plane]), higher));
    }
}
