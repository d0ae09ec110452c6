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

mod total;

use rayon::prelude::*;

use super::columns;
use super::planes::{FULL, and, either, lose, lower, not};
use super::segment::{BLOCKS, Column, EMPTY, Lane, Segment, View};
pub(super) use total::{Part, Total, Totals};

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

/// One character more: what it asks of each line, and whether it or the one before it parts words.
struct Step<'a> {
    columns: [&'a Column; 6],
    behind_separator: bool,
    separator: bool,
    at: usize,
}

impl Step<'_> {
    /// Takes it in, lane by lane.
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
