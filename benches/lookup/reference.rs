//! The lookup as it is defined, without any cleverness: every line scored by a fresh matcher of the crate, then sorted.
#![allow(
    dead_code,
    missing_docs,
    clippy::pedantic,
    clippy::unwrap_used,
    clippy::type_complexity
)] // Shared by the bench and the tests, each of which uses a part.

use std::cmp::Reverse;
use std::collections::HashSet;
use std::sync::Mutex;

use ally::lookup::words::{self, Words};
use ally::lookup::{Entry, Query, Role, Vocabulary, fold, key, weights};
use fuzzy_matcher::FuzzyMatcher;
use fuzzy_matcher::skim::SkimMatcherV2;
use rayon::prelude::*;
use uuid::Uuid;

pub struct Reference {
    vocabulary: Vocabulary,
    lines: Vec<(Entry, String)>,
    words: Words,
    known: Mutex<Vec<(Query, Vec<(i64, Uuid)>)>>,
}

impl Reference {
    pub fn new(vocabulary: Vocabulary, entries: Vec<Entry>) -> Self {
        let lines: Vec<(Entry, String)> = entries
            .into_iter()
            .map(|entry| {
                let key = key::derive(&entry.text, &entry.also);
                (entry, key)
            })
            .collect();
        let mut words = Words::default();
        for (_, key) in &lines {
            for word in key::words(key) {
                words.add(word);
            }
        }
        Self {
            vocabulary,
            lines,
            words,
            known: Mutex::default(),
        }
    }

    pub fn best(&self, query: &Query, limit: usize) -> Vec<(i64, Uuid)> {
        if !query.unknown.is_empty() {
            return Vec::new();
        }
        // What is typed again is not scored again.
        if let Some((_, best)) = self
            .known
            .lock()
            .unwrap()
            .iter()
            .find(|(known, _)| known == query)
        {
            return best.clone();
        }
        let accounts = self.accounts(query);
        let readings: Vec<Vec<(String, bool, i64)>> = query
            .terms
            .iter()
            .map(|term| {
                let mut readings = vec![(term.text.clone(), false, 0)];
                if !term.exact {
                    let slips = self.words.slips(&term.text);
                    readings.extend(slips.into_iter().map(|slip| {
                        (
                            slip.word,
                            true,
                            i64::from(slip.edits) * i64::from(weights::EDIT),
                        )
                    }));
                    readings.extend(
                        words::singular(&term.text)
                            .map(|word| (word, true, i64::from(weights::SINGULAR))),
                    );
                }
                readings
            })
            .collect();
        let score = |(entry, key): &(Entry, String)| {
            if !self.passes(entry, key, query, accounts.as_ref()) {
                return None;
            }
            let mut sum = 0;
            for (term, readings) in query.terms.iter().zip(&readings) {
                let of = |(word, other, cost): &(String, bool, i64)| {
                    let counts = if *other {
                        stands(key, word, false)
                    } else {
                        !term.exact || key.contains(word)
                    };
                    // The crate gives nothing where the letters do not stand in order; asking it costs more.
                    if !counts || !in_order(key, word) {
                        return None;
                    }
                    let score = SkimMatcherV2::default().fuzzy_match(key, word)?;
                    let whole = !word.chars().next_back().is_some_and(fold::parts)
                        && stands(key, word, true);
                    Some(score + if whole { i64::from(weights::WHOLE) } else { 0 } - cost)
                };
                sum += readings.iter().filter_map(of).max()?;
            }
            if !query.terms.is_empty() {
                sum += i64::from(self.vocabulary.weight(entry.kind));
                let itself =
                    |here| entry.id == here && self.vocabulary.role(entry.kind) == Role::Account;
                if query
                    .here
                    .is_some_and(|here| itself(here) || entry.account == Some(here))
                {
                    sum += i64::from(weights::HERE);
                }
            }
            Some((
                Reverse(sum),
                Reverse(entry.recency),
                key.chars().count(),
                entry.id,
            ))
        };
        let mut all: Vec<_> = self.lines.par_iter().filter_map(score).collect();
        all.sort_unstable();
        all.truncate(limit);
        let best: Vec<(i64, Uuid)> = all
            .into_iter()
            .map(|(score, _, _, id)| (score.0, id))
            .collect();
        self.known
            .lock()
            .unwrap()
            .push((query.clone(), best.clone()));
        best
    }

    fn passes(
        &self,
        entry: &Entry,
        key: &str,
        query: &Query,
        accounts: Option<&HashSet<Uuid>>,
    ) -> bool {
        let person = self.vocabulary.role(entry.kind) == Role::Person;
        (query.kinds.is_empty() || query.kinds.contains(&entry.kind))
            && entry.flags & query.set == query.set
            && entry.flags & query.unset == 0
            && query
                .tags
                .iter()
                .all(|tag| stands(key, &format!("+{tag}"), false))
            && query.people.iter().all(|name| {
                stands(key, &format!("@{name}"), false) || person && stands(key, name, false)
            })
            && accounts.is_none_or(|accounts| {
                accounts.contains(&entry.id)
                    || entry
                        .account
                        .is_some_and(|account| accounts.contains(&account))
            })
    }

    fn accounts(&self, query: &Query) -> Option<HashSet<Uuid>> {
        if query.accounts.is_empty() {
            return None;
        }
        let known = || {
            self.lines
                .iter()
                .filter(|(entry, _)| self.vocabulary.role(entry.kind) == Role::Account)
        };
        let mut called: HashSet<Uuid> = known()
            .filter(|(_, key)| query.accounts.iter().all(|word| stands(key, word, false)))
            .map(|(entry, _)| entry.id)
            .collect();
        loop {
            let before = called.len();
            for (entry, _) in known() {
                if entry.account.is_some_and(|parent| called.contains(&parent)) {
                    called.insert(entry.id);
                }
            }
            if called.len() == before {
                return Some(called);
            }
        }
    }
}

fn in_order(key: &str, word: &str) -> bool {
    let mut rest = key;
    word.chars().all(|ch| match rest.find(ch) {
        Some(at) => {
            rest = &rest[at + ch.len_utf8()..];
            true
        }
        None => false,
    })
}

fn stands(key: &str, word: &str, whole: bool) -> bool {
    key.match_indices(word).any(|(at, _)| {
        key[..at].chars().next_back().is_none_or(fold::parts)
            && (!whole
                || key[at + word.len()..]
                    .chars()
                    .next()
                    .is_none_or(fold::parts))
    })
}
