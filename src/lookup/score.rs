//! What a line scores for a query: by the kernel while searching, by the crate for what is returned.

use fuzzy_matcher::FuzzyMatcher;
use fuzzy_matcher::skim::SkimMatcherV2;

use super::corpus::Corpus;
use super::entry::{Halt, Role};
use super::kernel::{self, Need, Rows};
use super::leaf::Leaf;
use super::query::{Query, Term};
use super::weights::{EDIT, HERE, SINGULAR, WHOLE};
use super::{columns, fold, words};

/// One way to read a word of the query.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Reading {
    pub(super) text: String,
    pub(super) codes: Vec<u8>,
    letters: Vec<char>,
    /// It has other than ASCII.
    wide: bool,
    exact: bool,
    /// Taken for another word at this cost: it counts only where a word begins with it.
    pub(super) cost: Option<i32>,
    /// A separator ends no word.
    can_be_whole: bool,
    /// What the kernel can add from each letter on.
    gains: Vec<i32>,
}

impl Reading {
    fn new(text: &str, exact: bool, cost: Option<i32>) -> Self {
        let codes = kernel::codes(text);
        Self {
            text: text.to_owned(),
            gains: kernel::gains(&codes),
            codes,
            letters: text.chars().collect(),
            wide: !text.is_ascii(),
            exact,
            cost,
            can_be_whole: !text.chars().next_back().is_none_or(fold::parts),
        }
    }

    /// Gives the ways to read a word: as typed first.
    fn all(term: &Term, corpus: &Corpus, slips: bool) -> Result<Vec<Self>, Halt> {
        let mut all = vec![Self::new(&term.text, term.exact, None)];
        if !term.exact {
            if slips && words::may_slip(&term.text) {
                all.extend(
                    corpus.words()?.slips(&term.text).iter().map(|slip| {
                        Self::new(&slip.word, false, Some(EDIT * i32::from(slip.edits)))
                    }),
                );
            }
            all.extend(
                words::singular(&term.text).map(|word| Self::new(&word, false, Some(SINGULAR))),
            );
        }
        Ok(all)
    }

    pub(super) fn is_exact(&self) -> bool {
        self.exact
    }

    /// Gives the most that any line can score.
    fn most(&self) -> i32 {
        // The first character gives 31 at the line's start.
        31 + self.gains.get(1).unwrap_or(&0) + WHOLE - self.cost.unwrap_or(0)
    }

    /// Scores a line by the kernel; nothing where that is less than is needed.
    fn score(&self, rows: &mut Rows, leaf: &Leaf, at: usize, least: i32) -> Option<i32> {
        let need = Need {
            least: least
                .saturating_add(self.cost.unwrap_or(0))
                .saturating_sub(WHOLE),
            gains: &self.gains,
        };
        let line = leaf.codes(at);
        let fit = if self.wide {
            let letters: Vec<char> = leaf.wide(at)?.chars().collect();
            if self.exact && !kernel::holds(&letters, &self.letters) {
                return None;
            }
            kernel::score_wide(rows, line, &letters, &self.letters, need)?
        } else {
            if self.exact && !kernel::holds(line, &self.codes) {
                return None;
            }
            kernel::score(rows, line, &self.codes, need)?
        };
        if self.cost.is_some() && !fit.begins {
            return None;
        }
        let whole = if fit.whole && self.can_be_whole {
            WHOLE
        } else {
            0
        };
        Some(fit.score + whole - self.cost.unwrap_or(0))
    }

    fn extra(&self, leaf: &Leaf, at: usize) -> i32 {
        let whole = self.can_be_whole && leaf.stands(at, &self.text, true);
        (if whole { WHOLE } else { 0 }) - self.cost.unwrap_or(0)
    }

    /// Scores a line by the crate, each time with a fresh matcher, since one that was used remembers.
    fn score_by_crate(&self, leaf: &Leaf, at: usize) -> Option<i64> {
        let counts = (self.cost.is_none() || leaf.stands(at, &self.text, false))
            && (!self.exact || leaf.key(at).contains(&self.text));
        let score = if counts {
            SkimMatcherV2::default().fuzzy_match(leaf.key(at), &self.text)?
        } else {
            return None;
        };
        Some(score + i64::from(self.extra(leaf, at)))
    }
}

/// A query's words with their readings.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Wanted {
    pub(super) terms: Vec<Vec<Reading>>,
    /// The most that each word can score.
    most: Vec<i32>,
}

impl Wanted {
    /// Gives the readings of a query's words; with slips, also as what a mistyped word may have meant.
    pub(super) fn of(query: &Query, corpus: &Corpus, slips: bool) -> Result<Self, Halt> {
        let terms = query.terms.iter();
        let terms: Vec<Vec<Reading>> = terms
            .map(|term| Reading::all(term, corpus, slips))
            .collect::<Result<_, _>>()?;
        let most = |readings: &Vec<Reading>| readings.iter().map(Reading::most).max().unwrap_or(0);
        Ok(Self {
            most: terms.iter().map(most).collect(),
            terms,
        })
    }

    /// Scores a line's words by the kernel; nothing where that is less than `least`. `may` says of each reading, in order,
    /// whether columns let the line have it.
    pub(super) fn score(
        &self,
        rows: &mut Rows,
        leaf: &Leaf,
        at: usize,
        least: i32,
        may: impl Fn(usize) -> bool,
    ) -> Option<i32> {
        let mut number = 0;
        // What a word must score if those behind it score their most.
        let mut needed = least.saturating_sub(self.most.iter().sum());
        let mut sum = 0;
        for (readings, most) in self.terms.iter().zip(&self.most) {
            needed = needed.saturating_add(*most);
            let mut best = None;
            for reading in readings {
                if reading.cost.is_none() || may(number) {
                    best = best.max(reading.score(rows, leaf, at, needed));
                }
                number += 1;
            }
            let best = best?;
            needed = needed.saturating_sub(best);
            sum += best;
        }
        Some(sum)
    }

    /// Scores a line's words by the crate, and says which reading of each word counted.
    pub(super) fn score_by_crate(&self, leaf: &Leaf, at: usize) -> Option<(i64, Vec<&Reading>)> {
        let mut sum = 0;
        let mut chosen = Vec::with_capacity(self.terms.len());
        for readings in &self.terms {
            let mut best: Option<(i64, &Reading)> = None;
            for reading in readings {
                if let Some(score) = reading.score_by_crate(leaf, at)
                    && best.is_none_or(|(most, _)| score > most)
                {
                    best = Some((score, reading));
                }
            }
            let (score, reading) = best?;
            sum += score;
            chosen.push(reading);
        }
        Some((sum, chosen))
    }
}

/// Gives what an entry has beside its words: its kind's weight, and whether it belongs where one is.
pub(super) fn beside(corpus: &Corpus, query: &Query, leaf: &Leaf, at: usize) -> Result<i32, Halt> {
    if query.terms.is_empty() {
        return Ok(0);
    }
    let weight = i32::from(corpus.vocabulary.weight(leaf.kind(at)));
    let here = match query.here {
        Some(here) => {
            let own = |id: u128| {
                id == here.as_u128() || query.below.iter().any(|unit| unit.as_u128() == id)
            };
            let itself =
                own(leaf.bits(at)) && corpus.vocabulary.role(leaf.kind(at)) == Role::Account;
            itself || corpus.account(leaf, at)?.is_some_and(own)
        }
        None => false,
    };
    Ok(weight + if here { HERE } else { 0 })
}

/// Gives the positions in the text that the readings matched.
pub(super) fn positions(leaf: &Leaf, at: usize, text: &str, chosen: &[&Reading]) -> Vec<usize> {
    let key = leaf.key(at);
    let shown = leaf.shown(at);
    // A match within the text is shown rather than a better one among the aliases.
    let line: &str = key
        .char_indices()
        .nth(shown)
        .map_or(key, |(end, _)| &key[..end]);
    let folded: Option<Vec<usize>> = (!text.is_ascii()).then(|| {
        text.chars()
            .enumerate()
            .filter(|(_, ch)| fold::fold(*ch).is_some())
            .map(|(at, _)| at)
            .collect()
    });
    let mut all = Vec::new();
    for reading in chosen {
        let matcher = SkimMatcherV2::default();
        let found = exactly(line, reading)
            .or_else(|| {
                matcher
                    .fuzzy_indices(line, &reading.text)
                    .map(|(_, found)| found)
            })
            .or_else(|| {
                SkimMatcherV2::default()
                    .fuzzy_indices(key, &reading.text)
                    .map(|(_, found)| found)
            });
        for place in found.into_iter().flatten().filter(|&place| place < shown) {
            match &folded {
                Some(places) => all.extend(places.get(place)),
                None => all.push(place),
            }
        }
    }
    all.sort_unstable();
    all.dedup();
    all
}

/// Gives the places of an exact phrase, or of a word where one of the line's words begins with it: the first, since what stands
/// further on is seen last, and the crate would find none better.
fn exactly(line: &str, reading: &Reading) -> Option<Vec<usize>> {
    let heads = |at: &usize| line[..*at].chars().next_back().is_none_or(fold::parts);
    let mut all = line.match_indices(&reading.text).map(|(at, _)| at);
    let from = all.find(|at| reading.exact || heads(at))?;
    let first = line[..from].chars().count();
    Some((first..first + reading.letters.len()).collect())
}

/// Names the columns between the neighbours of an exact phrase.
pub(super) fn pairs(codes: &[u8]) -> impl Iterator<Item = usize> {
    codes.windows(2).map(|pair| columns::pair(pair[0], pair[1]))
}
