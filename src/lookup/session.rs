//! One place where someone types.

use std::cmp::Reverse;
use std::sync::Mutex;

use rayon::prelude::*;

use super::bounds::{self, Part, Reach, Reaches, TOGETHER, Totals};
use super::corpus::{Corpus, Version};
use super::entry::{Halt, Hit};
use super::filter::Filter;
use super::leaf::Tie;
use super::planes::and;
use super::query::Query;
use super::score::{self, Reading, Wanted};
use super::search::Search;
use super::segment::{BLOCKS, Column, EMPTY, LINES, Lane, SEGMENT, Segment, View};
use super::strip::{Choice, GROUP, Strip};
use super::weights::HERE;
use super::{columns, key, literal, words};

/// Answers a query as it grows and shrinks: what was worked out for its beginning is kept.
#[derive(Debug, Default)]
pub struct Session {
    version: Option<Version>,
    filter: Filter,
    asked: Query,
    trails: Vec<Trail>,
    /// Nothing is kept.
    once: bool,
}

/// How far the characters of one reading have been followed.
#[derive(Debug)]
struct Trail {
    codes: Vec<u8>,
    reaches: Reaches,
    straight_only: bool,
    /// For an exact phrase, the lines that have its pairs.
    only: Option<Vec<Column>>,
}

/// What lines can score at most, and where readings can begin a word.
#[derive(Default)]
struct Outlook {
    totals: Totals,
    /// What a bound of no units means in points.
    offset: i32,
    /// For each reading, where nothing is kept of it: lines where it can stand at a word's head.
    straight: Vec<Vec<Column>>,
}

impl Session {
    /// Begins with nothing typed.
    pub fn new() -> Self {
        Self::default()
    }

    /// Begins with a place where one question is asked: what is read for it is not kept for another.
    pub fn once() -> Self {
        Self {
            once: true,
            ..Self::default()
        }
    }

    /// Gives the best `limit` entries for a query; without words, the most recent that pass its filters.
    ///
    /// `cancel` is asked now and then. Fails when it says yes, and when a snapshot proves damaged.
    pub fn query(
        &mut self,
        corpus: &Corpus,
        query: &Query,
        limit: usize,
        cancel: &(dyn Fn() -> bool + Sync),
    ) -> Result<Vec<Hit>, Halt> {
        if !query.unknown.is_empty() || limit == 0 {
            return Ok(Vec::new());
        }
        self.prepare(corpus, query)?;
        if query.literal {
            return literal::search(corpus, query, &self.filter, limit, cancel);
        }
        if query.terms.is_empty() {
            let search = Search {
                corpus,
                query,
                wanted: &Wanted::default(),
                filter: &self.filter,
                begins: &|_, _| true,
                limit,
                cancel,
            };
            return hits(&search, &recent(&search)?);
        }
        // A snapshot's words are many: they are read only where lines do not show that all words are known.
        let mut wanted = Wanted::of(query, corpus, corpus.knows_words())?;
        let mut outlook = self.look(corpus, &wanted, cancel)?;
        if !corpus.knows_words() && self.shows_unknown(corpus, query, &wanted, &outlook)? {
            wanted = Wanted::of(query, corpus, true)?;
            outlook = self.look(corpus, &wanted, cancel)?;
        }
        let mut best = self.best(corpus, query, &wanted, &outlook, limit, cancel)?;
        if !corpus.knows_words() && !shows_all(corpus, query, &best)? {
            let anew = Wanted::of(query, corpus, true)?;
            if anew != wanted {
                wanted = anew;
                outlook = self.look(corpus, &wanted, cancel)?;
                best = self.best(corpus, query, &wanted, &outlook, limit, cancel)?;
            }
        }
        let search = Search {
            corpus,
            query,
            wanted: &wanted,
            filter: &self.filter,
            begins: &|_, _| true,
            limit,
            cancel,
        };
        hits(&search, &best)
    }

    /// Gives the best lines with their scores.
    fn best(
        &self,
        corpus: &Corpus,
        query: &Query,
        wanted: &Wanted,
        outlook: &Outlook,
        limit: usize,
        cancel: &(dyn Fn() -> bool + Sync),
    ) -> Result<Vec<(i32, usize)>, Halt> {
        let Outlook { totals, offset, .. } = outlook;
        let begins = |reading: usize, slot: usize| {
            let lane = self.straight(outlook, reading, slot / LINES);
            lane[slot % LINES / 64] >> (slot % 64) & 1 == 1
        };
        let search = Search {
            corpus,
            query,
            wanted,
            filter: &self.filter,
            begins: &begins,
            limit,
            cancel,
        };
        let best = search.best(totals, *offset)?;
        let least = if best.len() == limit {
            best.last().map(|&(score, _)| score)
        } else {
            None
        };
        let mut later = Vec::new();
        for segment in corpus.ordered..corpus.segments.len() {
            later.extend(search.reaching(totals.of(segment), segment, least, *offset)?);
        }
        if later.is_empty() {
            Ok(best)
        } else {
            merged(corpus, best, later, limit)
        }
    }

    /// Gives the lines of a block where a reading can stand at a word's head.
    fn straight(&self, outlook: &Outlook, reading: usize, block: usize) -> Lane {
        let (segment, lane) = (block / BLOCKS, block % BLOCKS);
        match outlook.straight.get(reading) {
            Some(columns) => columns[segment][lane],
            None => self.trails[reading].reaches.of(segment).straight(lane),
        }
    }

    /// Says whether a word of the query that could be mistyped is sure to begin no known word: no line has it so, of few that may.
    fn shows_unknown(
        &self,
        corpus: &Corpus,
        query: &Query,
        wanted: &Wanted,
        outlook: &Outlook,
    ) -> Result<bool, Halt> {
        let mut reading = 0;
        for (term, readings) in query.terms.iter().zip(&wanted.terms) {
            if !term.exact && words::may_slip(&term.text) {
                let blocks = corpus.segments.len() * BLOCKS;
                let lanes = (0..blocks).map(|block| self.straight(outlook, reading, block));
                let lines = lanes.enumerate().flat_map(|(block, lane)| {
                    let all = (0..LINES).filter(move |at| lane[at / 64] >> (at % 64) & 1 == 1);
                    all.map(move |at| block * LINES + at)
                });
                let mut known = false;
                for (count, slot) in lines.enumerate() {
                    let (leaf, at) = corpus.line(slot)?;
                    known = count == MOST_LOOKED_AT || begins_one(leaf.key(at), &term.text);
                    if known {
                        break;
                    }
                }
                if !known {
                    return Ok(true);
                }
            }
            reading += readings.len();
        }
        Ok(false)
    }

    /// Works out what lines can score at most.
    fn look(
        &mut self,
        corpus: &Corpus,
        wanted: &Wanted,
        cancel: &(dyn Fn() -> bool + Sync),
    ) -> Result<Outlook, Halt> {
        const { assert!(HERE == 3 * bounds::UNIT) };
        let typed = || wanted.terms.iter().map(|readings| &*readings[0].codes);
        let outlook = Outlook {
            totals: Totals::new(typed(), corpus.segments.len()),
            offset: typed().map(bounds::base).sum(),
            straight: Vec::new(),
        };
        if self.once && corpus.source.is_some() {
            self.pass(outlook, corpus, wanted)
        } else {
            Self::follow(&mut self.trails, corpus, wanted, cancel)?;
            Ok(self.sum(outlook, corpus, wanted))
        }
    }

    /// Keeps what still holds, and works out the filters anew where they changed.
    fn prepare(&mut self, corpus: &Corpus, query: &Query) -> Result<(), Halt> {
        let asked = Query {
            terms: Vec::new(),
            literal: false,
            ..query.clone()
        };
        let stale = self.version != Some(corpus.version);
        if stale {
            self.trails.clear();
        }
        if stale || self.asked != asked {
            self.filter = Filter::new(corpus, &asked)?;
            self.asked = asked;
        }
        self.version = Some(corpus.version);
        Ok(())
    }

    /// Follows each reading to its last character, from the longest beginning that was followed before.
    fn follow(
        trails: &mut Vec<Trail>,
        corpus: &Corpus,
        wanted: &Wanted,
        cancel: &(dyn Fn() -> bool + Sync),
    ) -> Result<(), Halt> {
        // All columns at once: reading them from a snapshot is what a first question waits for.
        corpus.want(wanted.terms.iter().flatten().flat_map(columns_of))?;
        let mut known = std::mem::take(trails);
        for reading in wanted.terms.iter().flatten() {
            let mut trail = known
                .iter()
                .position(|trail| {
                    trail.only.is_none()
                        && !reading.is_exact()
                        && trail.straight_only == reading.cost.is_some()
                        && reading.codes.starts_with(&trail.codes)
                })
                .map_or_else(
                    || Trail {
                        codes: Vec::new(),
                        reaches: Reaches::default(),
                        only: None,
                        straight_only: reading.cost.is_some(),
                    },
                    |at| known.swap_remove(at),
                );
            let from = trail.codes.len();
            trail.codes.clone_from(&reading.codes);
            if cancel() {
                return Err(Halt::Cancelled);
            }
            let (codes, segments) = (&trail.codes, &corpus.segments);
            trail
                .reaches
                .follow(segments, codes, from, trail.straight_only);
            if reading.is_exact() {
                let lines = |segment: &Segment| with_pairs(View::of(segment), codes);
                trail.only = Some(segments.par_iter().map(lines).collect());
            }
            trails.push(trail);
        }
        Ok(())
    }

    /// Sums the bounds of all words that were followed, and what stands beside them.
    fn sum(&self, mut outlook: Outlook, corpus: &Corpus, wanted: &Wanted) -> Outlook {
        outlook
            .totals
            .rooms()
            .zip(&corpus.segments)
            .enumerate()
            .with_min_len(TOGETHER)
            .for_each(|(number, (mut room, segment))| {
                let mut trails = self.trails.iter();
                let words: Vec<Vec<Part<'_>>> = wanted
                    .terms
                    .iter()
                    .map(|readings| {
                        readings
                            .iter()
                            .zip(trails.by_ref())
                            .map(|(reading, trail)| Part {
                                reach: trail.reaches.of(number),
                                codes: &reading.codes,
                                only: trail.only.as_ref().map(|only| &only[number]),
                                cost: reading.cost,
                            })
                            .collect()
                    })
                    .collect();
                let view = View::of(segment);
                let (alive, weights) = self.beside(number, view);
                room.sum(view, alive, &weights, &words);
            });
        outlook
    }

    /// Follows all words and sums their bounds, a group of segments after the other, and keeps nothing else.
    fn pass(
        &self,
        mut outlook: Outlook,
        corpus: &Corpus,
        wanted: &Wanted,
    ) -> Result<Outlook, Halt> {
        let readings: Vec<&Reading> = wanted.terms.iter().flatten().collect();
        let choice = corpus.choose(readings.iter().flat_map(|reading| columns_of(reading)));
        // As many as there are threads at work, each used again and again.
        let free: Mutex<Vec<Room<'_>>> = Mutex::default();
        let groups: Vec<Vec<Column>> = outlook
            .totals
            .rooms()
            .zip(&corpus.segments)
            .chunks(GROUP)
            .enumerate()
            .with_max_len(1)
            .map(|(group, segments)| {
                let taken = free.lock().ok().and_then(|mut free| free.pop());
                let mut own = taken.unwrap_or_else(|| Room::new(&choice, readings.len()));
                if let Some(source) = &corpus.source
                    && segments.iter().any(|(_, segment)| segment.is_saved())
                {
                    own.strip.read(source, group, source.within(group))?;
                }
                let mut straight = Vec::with_capacity(readings.len() * segments.len());
                for (at, (mut room, segment)) in segments.into_iter().enumerate() {
                    let view = View::through(&own.strip, segment, at);
                    let only: Vec<Option<Column>> = readings
                        .iter()
                        .map(|reading| reading.is_exact().then(|| with_pairs(view, &reading.codes)))
                        .collect();
                    let each = own.reaches.iter_mut().zip(&readings).zip(&only);
                    let mut parts = each.map(|((reach, reading), only)| Part {
                        reach: Reach::whole(reach, view, &reading.codes, reading.cost.is_some()),
                        codes: &reading.codes,
                        only: only.as_ref(),
                        cost: reading.cost,
                    });
                    let words: Vec<Vec<Part<'_>>> = wanted
                        .terms
                        .iter()
                        .map(|readings| parts.by_ref().take(readings.len()).collect())
                        .collect();
                    let (alive, weights) = self.beside(group * GROUP + at, view);
                    room.sum(view, alive, &weights, &words);
                    let heads =
                        |part: &Part<'_>| std::array::from_fn(|lane| part.reach.straight(lane));
                    straight.extend(words.iter().flatten().map(heads));
                }
                if let Ok(mut free) = free.lock() {
                    free.push(own);
                }
                Ok(straight)
            })
            .collect::<Result<_, Halt>>()?;
        outlook.straight = (0..readings.len())
            .map(|reading| {
                let of_group = |group: &Vec<Column>| -> Vec<Column> {
                    group
                        .iter()
                        .skip(reading)
                        .step_by(readings.len())
                        .copied()
                        .collect()
                };
                groups.iter().flat_map(of_group).collect()
            })
            .collect();
        Ok(outlook)
    }

    /// Gives a segment's lines that may pass, and what they have beside any word.
    fn beside<'a>(
        &'a self,
        number: usize,
        view: View<'a>,
    ) -> (&'a Column, Vec<(&'a Column, usize)>) {
        let lines = self.filter.lines.as_ref();
        let alive = lines.map_or(view.live(), |lines| &lines[number]);
        let mut weights = vec![
            (view.column(columns::WEIGHT), 0),
            (view.column(columns::WEIGHT + 1), 1),
        ];
        if let Some(here) = &self.filter.here {
            weights.extend([(&here[number], 0), (&here[number], 1)]);
        }
        (alive, weights)
    }
}

/// What a thread needs to follow words through one group of segments after the other.
struct Room<'a> {
    strip: Strip<'a>,
    reaches: Vec<Vec<Lane>>,
}

impl<'a> Room<'a> {
    fn new(choice: &'a Choice, readings: usize) -> Self {
        Self {
            strip: Strip::new(choice),
            reaches: vec![Vec::new(); readings],
        }
    }
}

/// So many lines are looked at for a word before it is taken for one that is known.
const MOST_LOOKED_AT: usize = 64;

/// Says whether a word of a key begins so.
fn begins_one(key: &str, text: &str) -> bool {
    key::words(key).any(|word| word.starts_with(text))
}

/// Names the columns that a reading is followed through, and those that its line's bounds look at.
fn columns_of(reading: &Reading) -> Vec<usize> {
    let codes = &reading.codes;
    let mut all: Vec<usize> = (0..codes.len())
        .flat_map(|at| {
            let columns = bounds::wanted(codes, at);
            let straight_only = reading.cost.is_some() && at > 0;
            let some = if straight_only {
                3..4
            } else {
                0..columns.len()
            };
            columns.into_iter().take(some.end).skip(some.start)
        })
        .chain([columns::word(codes), columns::WEIGHT, columns::WEIGHT + 1])
        .collect();
    if reading.is_exact() {
        all.extend(score::pairs(codes));
    }
    all
}

/// Says whether the lines found show, of each word that could be mistyped, that it begins a known word.
fn shows_all(corpus: &Corpus, query: &Query, best: &[(i32, usize)]) -> Result<bool, Halt> {
    let mut open: Vec<&str> = query
        .terms
        .iter()
        .filter(|term| !term.exact && words::may_slip(&term.text))
        .map(|term| term.text.as_str())
        .collect();
    for &(_, slot) in best {
        if open.is_empty() {
            break;
        }
        let (leaf, at) = corpus.line(slot)?;
        open.retain(|text| !begins_one(leaf.key(at), text));
    }
    Ok(open.is_empty())
}

/// Gives the lines of a segment that have every pair of a phrase.
fn with_pairs(view: View<'_>, codes: &[u8]) -> Column {
    let mut lines = *view.live();
    for column in score::pairs(codes) {
        for (lane, bits) in lines.iter_mut().zip(view.column(column)) {
            *lane = and(*lane, *bits);
        }
    }
    lines
}

/// Gives the most recent lines that pass the filters.
fn recent(search: &Search<'_>) -> Result<Vec<(i32, usize)>, Halt> {
    let (corpus, filter) = (search.corpus, search.filter);
    let mut best = Vec::new();
    let mut later = Vec::new();
    'all: for (number, segment) in corpus.segments.iter().enumerate() {
        let lines = filter
            .lines
            .as_ref()
            .map_or(&*segment.live, |lines| &lines[number]);
        for block in (0..BLOCKS).filter(|&block| lines[block] != EMPTY) {
            for at in (0..LINES).filter(|at| lines[block][at / 64] >> (at % 64) & 1 == 1) {
                let slot = number * SEGMENT + block * LINES + at;
                if number < corpus.ordered && best.len() == search.limit {
                    continue 'all;
                }
                let (leaf, place) = corpus.line(slot)?;
                if filter.passes(corpus, search.query, leaf, place)? {
                    if number < corpus.ordered {
                        best.push((0, slot));
                    } else {
                        later.push((0, slot));
                    }
                }
            }
        }
    }
    merged(corpus, best, later, search.limit)
}

/// Puts two lists into one order.
fn merged(
    corpus: &Corpus,
    best: Vec<(i32, usize)>,
    later: Vec<(i32, usize)>,
    limit: usize,
) -> Result<Vec<(i32, usize)>, Halt> {
    let mut all: Vec<(Reverse<i32>, Tie, usize)> = Vec::with_capacity(best.len() + later.len());
    for (score, slot) in best.into_iter().chain(later) {
        let (leaf, at) = corpus.line(slot)?;
        all.push((Reverse(score), leaf.tie(at), slot));
    }
    all.sort_unstable();
    all.truncate(limit);
    Ok(all
        .into_iter()
        .map(|(Reverse(score), _, slot)| (score, slot))
        .collect())
}

/// Makes hits of lines, with the crate's score.
fn hits(search: &Search<'_>, best: &[(i32, usize)]) -> Result<Vec<Hit>, Halt> {
    let (corpus, query) = (search.corpus, search.query);
    best.par_iter()
        .with_min_len(8)
        .map(|&(score, slot)| {
            let (leaf, at) = corpus.line(slot)?;
            let text = leaf.text(at);
            let (score, matches) = match search.wanted.score_by_crate(leaf, at) {
                Some((words, chosen)) => {
                    let beside = score::beside(corpus, query, leaf, at)?;
                    debug_assert_eq!(
                        words + i64::from(beside),
                        i64::from(score),
                        "the kernel is not the crate"
                    );
                    (
                        words + i64::from(beside),
                        score::positions(leaf, at, &text, &chosen),
                    )
                }
                None => (i64::from(score), Vec::new()),
            };
            corpus.hit(leaf, at, score, (text, matches))
        })
        .collect()
}
