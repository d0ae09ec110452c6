//! One place where someone types.

use std::cmp::Reverse;

use rayon::prelude::*;

use super::bounds::{self, Part, Reach, Total, and};
use super::corpus::{Corpus, Version};
use super::entry::{Halt, Hit};
use super::filter::Filter;
use super::leaf::Tie;
use super::query::Query;
use super::score::{self, Reading, Wanted};
use super::search::Search;
use super::segment::{BLOCKS, Column, EMPTY, LINES, SEGMENT, Segment};
use super::weights::HERE;
use super::{columns, key, literal, words};

/// So many segments are worth another thread.
const TOGETHER: usize = 4;

/// Answers a query as it grows and shrinks: what was worked out for its beginning is kept.
#[derive(Debug, Default)]
pub struct Session {
    version: Option<Version>,
    filter: Filter,
    asked: Query,
    trails: Vec<Trail>,
}

/// How far the characters of one reading have been followed, in each segment.
#[derive(Debug)]
pub(super) struct Trail {
    codes: Vec<u8>,
    pub(super) reaches: Vec<Reach>,
    straight_only: bool,
    /// For an exact phrase, the lines that have its pairs.
    only: Option<Vec<Column>>,
}

impl Session {
    /// Begins with nothing typed.
    pub fn new() -> Self {
        Self::default()
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
                trails: &[],
                limit,
                cancel,
            };
            return hits(&search, &recent(&search)?);
        }
        // A snapshot's words are many: they are read only where what was found does not show that all words are known.
        let mut wanted = Wanted::of(query, corpus, corpus.knows_words())?;
        let mut best = self.best(corpus, query, &wanted, limit, cancel)?;
        if !corpus.knows_words() && !shows_all(corpus, query, &best)? {
            let anew = Wanted::of(query, corpus, true)?;
            if anew != wanted {
                wanted = anew;
                best = self.best(corpus, query, &wanted, limit, cancel)?;
            }
        }
        let search = Search {
            corpus,
            query,
            wanted: &wanted,
            filter: &self.filter,
            trails: &self.trails,
            limit,
            cancel,
        };
        hits(&search, &best)
    }

    /// Gives the best lines with their scores.
    fn best(
        &mut self,
        corpus: &Corpus,
        query: &Query,
        wanted: &Wanted,
        limit: usize,
        cancel: &(dyn Fn() -> bool + Sync),
    ) -> Result<Vec<(i32, usize)>, Halt> {
        Self::follow(&mut self.trails, corpus, wanted, cancel)?;
        let (totals, offset) = self.totals(corpus, wanted);
        let search = Search {
            corpus,
            query,
            wanted,
            filter: &self.filter,
            trails: &self.trails,
            limit,
            cancel,
        };
        let best = search.best(&totals[..corpus.ordered], offset)?;
        let least = if best.len() == limit {
            best.last().map(|&(score, _)| score)
        } else {
            None
        };
        let mut later = Vec::new();
        for (segment, total) in totals.iter().enumerate().skip(corpus.ordered) {
            later.extend(search.reaching(total, segment, least, offset)?);
        }
        if later.is_empty() {
            Ok(best)
        } else {
            merged(corpus, best, later, limit)
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
                        reaches: Vec::new(),
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
            let codes = &trail.codes;
            if from == 0 {
                trail.reaches = corpus
                    .segments
                    .par_iter()
                    .with_min_len(TOGETHER)
                    .map(|segment| Reach::begin(segment, codes, trail.straight_only))
                    .collect();
            }
            trail
                .reaches
                .par_iter_mut()
                .zip(&corpus.segments)
                .with_min_len(TOGETHER)
                .for_each(|(reach, segment)| {
                    for at in from.max(1)..codes.len() {
                        reach.extend(segment, codes, at);
                    }
                });
            if reading.is_exact() {
                trail.only = Some(with_pairs(corpus, codes));
            }
            trails.push(trail);
        }
        Ok(())
    }

    /// Sums the bounds of all words, and what stands beside them.
    fn totals(&self, corpus: &Corpus, wanted: &Wanted) -> (Vec<Total>, i32) {
        const { assert!(HERE == 3 * bounds::UNIT) };
        let offset = wanted
            .terms
            .iter()
            .map(|readings| bounds::base(&readings[0].codes))
            .sum();
        let totals = corpus
            .segments
            .par_iter()
            .enumerate()
            .with_min_len(TOGETHER)
            .map(|(number, segment)| {
                let alive = self
                    .filter
                    .lines
                    .as_ref()
                    .map_or(&*segment.live, |lines| &lines[number]);
                let mut weights: Vec<(&Column, usize)> = vec![
                    (segment.column(columns::WEIGHT), 0),
                    (segment.column(columns::WEIGHT + 1), 1),
                ];
                if let Some(here) = &self.filter.here {
                    weights.extend([(&here[number], 0), (&here[number], 1)]);
                }
                let mut trails = self.trails.iter();
                let words: Vec<Vec<Part<'_>>> = wanted
                    .terms
                    .iter()
                    .map(|readings| {
                        readings
                            .iter()
                            .zip(trails.by_ref())
                            .map(|(reading, trail)| Part {
                                reach: &trail.reaches[number],
                                codes: &reading.codes,
                                only: trail.only.as_ref().map(|only| &only[number]),
                                cost: reading.cost,
                            })
                            .collect()
                    })
                    .collect();
                Total::sum(segment, alive, &weights, &words)
            })
            .collect();
        (totals, offset)
    }
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
        open.retain(|text| !key::words(leaf.key(at)).any(|word| word.starts_with(text)));
    }
    Ok(open.is_empty())
}

/// Gives for each segment the lines that have every pair of a phrase.
fn with_pairs(corpus: &Corpus, codes: &[u8]) -> Vec<Column> {
    let lines = |segment: &Segment| {
        let mut lines = *segment.live;
        for column in score::pairs(codes) {
            for (lane, bits) in lines.iter_mut().zip(segment.column(column)) {
                *lane = and(*lane, *bits);
            }
        }
        lines
    };
    corpus.segments.par_iter().map(lines).collect()
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
            let account = corpus.account(leaf, at)?.map(uuid::Uuid::from_u128);
            Ok(Hit {
                id: leaf.id(at),
                kind: leaf.kind(at),
                account,
                flags: leaf.flags(at),
                beside: leaf.beside(at).to_owned(),
                score,
                text,
                matches,
            })
        })
        .collect()
}
