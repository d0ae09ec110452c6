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

use rayon::prelude::*;

use super::columns;
use super::segment::{BLOCKS, Column, EMPTY, Lane, Segment, View};
use super::weights::WHOLE;

const FULL: Lane = [u64::MAX; EMPTY.len()];

/// Points of a unit.
pub(super) const UNIT: i32 = 4;

/// What a lane keeps: `any` of the last three characters, and the lesser of `loose` and `third`.
const WAYS: usize = 4;
const LOOSE: usize = 3;

/// What a lane has before its ways; the first two are all that a word keeps that counts on the head's way alone.
const FIXED: usize = 5;
/// Lines where all characters so far seem to stand at a word's head; and those of them that begin so.
const STRAIGHT: usize = 0;
const START: usize = 1;
/// Lines that have all characters so far.
const ALIVE: usize = 2;
/// Where the last character stands at a head; and where it stands second.
const ON_HEAD: usize = 3;
const ON_SECOND: usize = 4;

/// How much a word's characters keep of each lane.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Shape {
    /// How many planes a loss has; none where only the head's way is followed.
    planes: usize,
    /// How many characters were followed.
    length: usize,
}

impl Shape {
    /// Says how a word of so many characters begins: with room for all, where they are known already.
    ///
    /// With `straight_only` it follows no more than whether the word can stand at a word's head.
    pub(super) fn of(characters: usize, straight_only: bool) -> Self {
        Self {
            planes: if straight_only {
                0
            } else {
                planes_for(characters)
            },
            length: 0,
        }
    }

    fn lane(self) -> usize {
        if self.planes == 0 {
            START + 1
        } else {
            FIXED + WAYS * self.planes
        }
    }

    /// Counts the lanes that a segment takes.
    pub(super) fn room(self) -> usize {
        BLOCKS * self.lane()
    }
}

/// What a word's characters have lost, of all segments: one piece of memory, since thousands of small ones cost a first
/// question more than all that is worked out in them.
#[derive(Debug, Clone, Default)]
pub(super) struct Reaches {
    lanes: Vec<Lane>,
    shape: Shape,
}

impl Reaches {
    /// Follows a word from the character at `from`; what was worked out for those before it stands.
    pub(super) fn follow(
        &mut self,
        segments: &[Segment],
        codes: &[u8],
        from: usize,
        straight_only: bool,
    ) {
        if from == 0 {
            self.shape = Shape::of(codes.len(), straight_only);
            self.lanes = vec![EMPTY; segments.len() * self.shape.room()];
        } else {
            self.widen(planes_for(codes.len()));
        }
        let shape = self.shape;
        self.lanes
            .par_chunks_exact_mut(shape.room())
            .zip(segments)
            .with_min_len(TOGETHER)
            .for_each(|(room, segment)| {
                follow(room, shape, View::of(segment), codes, from);
            });
        self.shape.length = codes.len();
    }

    /// Makes room for greater losses.
    fn widen(&mut self, planes: usize) {
        let old = self.shape;
        if planes <= old.planes || old.planes == 0 {
            return;
        }
        self.shape.planes = planes;
        let mut wider = vec![EMPTY; self.lanes.len() / old.lane() * self.shape.lane()];
        wider
            .par_chunks_exact_mut(self.shape.lane())
            .zip(self.lanes.par_chunks_exact(old.lane()))
            .with_min_len(TOGETHER * BLOCKS)
            .for_each(|(to, from)| {
                to[..FIXED].copy_from_slice(&from[..FIXED]);
                let ways = to[FIXED..].chunks_exact_mut(planes);
                for (to, from) in ways.zip(from[FIXED..].chunks_exact(old.planes)) {
                    to[..old.planes].copy_from_slice(from);
                }
            });
        self.lanes = wider;
    }

    /// Gives what was lost in one segment.
    pub(super) fn of(&self, segment: usize) -> Reach<'_> {
        Reach {
            lanes: &self.lanes[segment * self.shape.room()..][..self.shape.room()],
            shape: self.shape,
        }
    }
}

/// So many segments are worth another thread.
pub(super) const TOGETHER: usize = 4;

/// What a word's characters have lost in a segment.
#[derive(Debug, Clone, Copy)]
pub(super) struct Reach<'a> {
    lanes: &'a [Lane],
    shape: Shape,
}

impl<'a> Reach<'a> {
    /// Follows a whole word in one segment, in room that another may have used.
    pub(super) fn whole(
        room: &'a mut Vec<Lane>,
        view: View<'_>,
        codes: &[u8],
        straight_only: bool,
    ) -> Self {
        let shape = Shape::of(codes.len(), straight_only);
        room.clear();
        room.resize(shape.room(), EMPTY);
        follow(room, shape, view, codes, 0);
        Self {
            lanes: room,
            shape: Shape {
                length: codes.len(),
                ..shape
            },
        }
    }

    /// Gives the lines where the word can stand at a word's head.
    pub(super) fn straight(self, lane: usize) -> Lane {
        self.lanes[lane * self.shape.lane() + STRAIGHT]
    }

    /// Gives what the lines of a lane have, and what they lose by the best way.
    #[inline(always)]
    fn lane(self, lane: usize) -> (&'a [Lane], &'a [Lane]) {
        let lane = &self.lanes[lane * self.shape.lane()..][..self.shape.lane()];
        let Some((fixed, ways)) = lane.split_at_checked(FIXED) else {
            return (lane, &[]);
        };
        let from = (self.shape.length - 1) % 3 * self.shape.planes;
        (fixed, &ways[from..from + self.shape.planes])
    }
}

/// Follows a word through the lanes of a segment.
fn follow(room: &mut [Lane], shape: Shape, view: View<'_>, codes: &[u8], from: usize) {
    if from == 0 {
        begin(room, shape, view, codes);
    }
    for at in from.max(1)..codes.len() {
        extend(room, shape, view, codes, at);
    }
}

/// A line's bounds for all words together, in units, of all segments.
#[derive(Debug, Default, Clone)]
pub(super) struct Totals {
    /// Lane by lane: the lines that may pass, then plane by plane.
    lanes: Vec<Lane>,
    /// The highest bound of each lane; nothing where no line is alive.
    highest: Vec<Option<u32>>,
    planes: usize,
}

impl Totals {
    /// Makes room for the bounds of some words, each in its readings, and of so many segments.
    pub(super) fn new<'a>(words: impl Iterator<Item = &'a [u8]>, segments: usize) -> Self {
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
    pub(super) fn rooms(&mut self) -> impl IndexedParallelIterator<Item = Room<'_>> {
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
    pub(super) fn of(&self, segment: usize) -> Total<'_> {
        let size = BLOCKS * (1 + self.planes);
        Total {
            lanes: &self.lanes[segment * size..][..size],
            highest: &self.highest[segment * BLOCKS..][..BLOCKS],
            planes: self.planes,
        }
    }
}

/// Where a segment's bounds are put.
pub(super) struct Room<'a> {
    lanes: &'a mut [Lane],
    highest: &'a mut [Option<u32>],
    planes: usize,
}

/// A line's bound for all words together, in one segment.
#[derive(Clone, Copy)]
pub(super) struct Total<'a> {
    lanes: &'a [Lane],
    highest: &'a [Option<u32>],
    planes: usize,
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

/// Begins with a word's first character.
fn begin(room: &mut [Lane], shape: Shape, view: View<'_>, codes: &[u8]) {
    let [present, head, start, ..] = wanted(codes, 0).map(|column| view.column(column));
    let planes = shape.planes;
    for (lane, room) in room.chunks_exact_mut(shape.lane()).enumerate() {
        let alive = and(present[lane], view.live()[lane]);
        let head = and(head[lane], alive);
        let start = and(start[lane], head);
        room[STRAIGHT] = head;
        room[START] = start;
        if planes == 0 {
            continue;
        }
        room[ALIVE] = alive;
        room[ON_HEAD] = head;
        let ways = &mut room[FIXED..];
        // Four units, two at a head, none at the start; the first head counts as `any` of the place before it.
        for way in [0, 2] {
            ways[way * planes + 1] = and(head, not(start));
            ways[way * planes + 2] = not(head);
        }
        ways[LOOSE * planes + 2] = FULL;
    }
}

/// Adds the character at `at`, at least the second.
fn extend(room: &mut [Lane], shape: Shape, view: View<'_>, codes: &[u8], at: usize) {
    if shape.planes == 0 {
        let chain = view.column(wanted(codes, at)[3]);
        for (lane, room) in room.chunks_exact_mut(shape.lane()).enumerate() {
            room[STRAIGHT] = and(room[STRAIGHT], chain[lane]);
            room[START] = and(room[START], chain[lane]);
        }
        return;
    }
    let step = Step {
        columns: wanted(codes, at).map(|column| view.column(column)),
        behind_separator: columns::parts(codes[at - 1]),
        separator: columns::parts(codes[at]),
        at,
    };
    match shape.planes {
        4 => step.take::<4>(room),
        5 => step.take::<5>(room),
        6 => step.take::<6>(room),
        _ => step.take::<7>(room),
    }
}

struct Step<'a> {
    columns: [&'a Column; 6],
    behind_separator: bool,
    separator: bool,
    at: usize,
}

impl Step<'_> {
    fn take<const N: usize>(&self, room: &mut [Lane]) {
        let [present, heads, beside, chain, firsts, seconds] = self.columns;
        let (new, last, before) = (self.at % 3, (self.at + 2) % 3, (self.at + 1) % 3);
        for (lane, room) in room.chunks_exact_mut(FIXED + WAYS * N).enumerate() {
            let Some((fixed, ways)) = room.split_first_chunk_mut::<FIXED>() else {
                continue;
            };
            let (ways, _) = ways.as_chunks_mut::<N>();
            if fixed[ALIVE] == EMPTY {
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
                on_second = and(fixed[ON_HEAD], firsts[lane]);
                let on_third = and(fixed[ON_SECOND], seconds[lane]);
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
            fixed[ON_HEAD] = heads[lane];
            fixed[ON_SECOND] = on_second;
            fixed[ALIVE] = and(fixed[ALIVE], present[lane]);
            fixed[STRAIGHT] = and(fixed[STRAIGHT], chain[lane]);
            fixed[START] = and(fixed[START], chain[lane]);
        }
    }
}

/// A word as typed or as it may have been meant.
pub(super) struct Part<'a> {
    pub(super) reach: Reach<'a>,
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
    pub(super) fn sum(
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
    pub(super) fn most(self) -> Option<u32> {
        self.highest.iter().copied().max().flatten()
    }

    /// Gives the lines of a lane that may pass.
    pub(super) fn alive(self, lane: usize) -> Lane {
        self.lanes[lane * (1 + self.planes)]
    }

    /// Gives the lines of a lane whose bound is at least this.
    pub(super) fn at_least(self, lane: usize, units: u32) -> Lane {
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
    pub(super) fn of(self, lane: usize, at: usize) -> u32 {
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
