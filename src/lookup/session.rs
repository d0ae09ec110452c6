//! One place where someone types.

use std::cmp::Reverse;

use fuzzy_matcher::FuzzyMatcher;
use fuzzy_matcher::skim::SkimMatcherV2;

use super::corpus::Corpus;
use super::entry::{Entry, Halt, Hit, Role};
use super::query::Query;
use super::{fold, key, literal, weights, words};

/// Answers a query as it grows and shrinks.
#[derive(Debug, Default)]
pub struct Session {}

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
        cancel: &dyn Fn() -> bool,
    ) -> Result<Vec<Hit>, Halt> {
        if !query.unknown.is_empty() {
            return Ok(Vec::new());
        }
        let accounts: Vec<_> = corpus
            .lines()
            .filter(|(entry, key)| {
                corpus.vocabulary().role(entry.kind) == Role::Account
                    && query.accounts.iter().all(|word| stands(key, word, false))
            })
            .map(|(entry, _)| entry.id)
            .collect();
        let mut best: Vec<(i64, &Entry, usize)> = Vec::new();
        for (at, (entry, key)) in corpus.lines().enumerate() {
            if at % 1024 == 0 && cancel() {
                return Err(Halt::Cancelled);
            }
            let person = corpus.vocabulary().role(entry.kind) == Role::Person;
            let passes = (query.kinds.is_empty() || query.kinds.contains(&entry.kind))
                && entry.flags & query.set == query.set
                && entry.flags & query.unset == 0
                && (query.accounts.is_empty()
                    || accounts.contains(&entry.id)
                    || entry.account.is_some_and(|id| accounts.contains(&id)))
                && (query.within.is_empty()
                    || query.within.contains(&entry.id)
                    || entry.account.is_some_and(|id| query.within.contains(&id)))
                && query.people.iter().all(|name| {
                    stands(key, &format!("@{name}"), false) || person && stands(key, name, false)
                })
                && query
                    .tags
                    .iter()
                    .all(|name| stands(key, &format!("+{name}"), false));
            if !passes {
                continue;
            }
            let score = if query.literal {
                literal::score(entry, query)
            } else {
                score(corpus, entry, key, query)
            };
            if let Some(score) = score {
                best.push((score, entry, key.len()));
            }
        }
        best.sort_by_key(|(score, entry, length)| {
            (Reverse(*score), Reverse(entry.recency), *length, entry.id)
        });
        best.truncate(limit);
        Ok(best
            .into_iter()
            .map(|(score, entry, _)| hit(score, entry, query))
            .collect())
    }
}

fn score(corpus: &Corpus, entry: &Entry, key: &str, query: &Query) -> Option<i64> {
    let mut sum = i64::from(corpus.vocabulary().weight(entry.kind));
    if query
        .here
        .is_some_and(|here| entry.id == here || entry.account == Some(here))
    {
        sum += i64::from(weights::HERE);
    }
    if query.terms.is_empty() {
        return Some(0);
    }
    for term in &query.terms {
        let mut best = SkimMatcherV2::default()
            .fuzzy_match(key, &term.text)
            .filter(|_| !term.exact || key.contains(&term.text))
            .map(|score| score + whole(key, &term.text));
        if !term.exact {
            let slips = corpus
                .words()
                .slips(&term.text)
                .into_iter()
                .map(|slip| (slip.word, i64::from(slip.edits) * i64::from(weights::EDIT)));
            for (word, cost) in slips
                .chain(words::singular(&term.text).map(|word| (word, i64::from(weights::SINGULAR))))
            {
                if stands(key, &word, false) {
                    best = best.max(
                        SkimMatcherV2::default()
                            .fuzzy_match(key, &word)
                            .map(|score| score + whole(key, &word) - cost),
                    );
                }
            }
        }
        sum += best?;
    }
    Some(sum)
}

fn whole(key: &str, word: &str) -> i64 {
    if stands(key, word, true) {
        i64::from(weights::WHOLE)
    } else {
        0
    }
}

/// Says whether a word of the key begins with (or is) this one.
pub(super) fn stands(key: &str, word: &str, whole: bool) -> bool {
    key.match_indices(word).any(|(at, _)| {
        key[..at].chars().next_back().is_none_or(fold::parts)
            && (!whole
                || key[at + word.len()..]
                    .chars()
                    .next()
                    .is_none_or(fold::parts))
    })
}

fn hit(score: i64, entry: &Entry, query: &Query) -> Hit {
    if query.literal {
        return literal::hit(score, entry, query);
    }
    let line = fold::folded(&entry.text);
    let shown: Vec<usize> = entry
        .text
        .chars()
        .enumerate()
        .filter(|(_, ch)| fold::fold(*ch).is_some())
        .map(|(at, _)| at)
        .collect();
    let mut matches: Vec<usize> = Vec::new();
    let key = key::derive(&entry.text, &entry.also);
    for term in &query.terms {
        let source = if SkimMatcherV2::default()
            .fuzzy_match(&line, &term.text)
            .is_some()
        {
            &line
        } else {
            &key
        };
        if let Some((_, at)) = SkimMatcherV2::default().fuzzy_indices(source, &term.text) {
            matches.extend(at.iter().filter_map(|&at| shown.get(at)));
        }
    }
    matches.sort_unstable();
    matches.dedup();
    Hit {
        id: entry.id,
        kind: entry.kind,
        account: entry.account,
        flags: entry.flags,
        score,
        text: entry.text.clone(),
        matches,
    }
}
