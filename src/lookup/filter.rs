//! The filters of a query: columns and accounts first, then each line looked at.

use std::collections::{HashMap, HashSet};

use uuid::Uuid;

use super::corpus::Corpus;
use super::entry::{Halt, Role};
use super::leaf::Leaf;
use super::planes::{and, not, or};
use super::query::Query;
use super::segment::{Column, EMPTY, LINES, NOTHING, SEGMENT};
use super::{columns, kernel, score};

/// What passes a query's filters.
#[derive(Debug, Default)]
pub(super) struct Filter {
    /// For each segment the lines that may pass; nothing where all do.
    pub(super) lines: Option<Vec<Column>>,
    /// Accounts of `#` and `within`; nothing where none was asked for.
    accounts: Option<HashSet<u128>>,
    /// For each segment the lines that belong where one is.
    pub(super) here: Option<Vec<Column>>,
}

impl Filter {
    /// Works out what a query's filters let through.
    pub(super) fn new(corpus: &Corpus, query: &Query) -> Result<Self, Halt> {
        let mut filter = Self {
            accounts: wanted_accounts(corpus, query)?,
            ..Self::default()
        };
        if let Some(here) = query.here {
            let own = std::iter::once(&here).chain(&query.below);
            filter.here = Some(belonging(corpus, &own.map(Uuid::as_u128).collect())?);
        }
        let asked = Query {
            terms: Vec::new(),
            literal: false,
            here: None,
            ..query.clone()
        };
        if asked.is_empty() {
            return Ok(filter);
        }
        let mut lines: Vec<Column> = corpus
            .segments
            .iter()
            .map(|segment| *segment.live)
            .collect();
        if !query.kinds.is_empty() {
            let kinds: Vec<usize> = query
                .kinds
                .iter()
                .map(|kind| columns::kind(*kind))
                .collect();
            narrow(corpus, &mut lines, &[kinds])?;
        }
        for flag in (0..8).filter(|flag| query.set >> flag & 1 == 1) {
            narrow(corpus, &mut lines, &[vec![columns::FLAG + flag]])?;
        }
        for flag in (0..8).filter(|flag| query.unset >> flag & 1 == 1) {
            corpus.want([columns::FLAG + flag])?;
            for (lines, segment) in lines.iter_mut().zip(&corpus.segments) {
                let bits = segment.column(columns::FLAG + flag);
                for (lane, bits) in lines.iter_mut().zip(bits) {
                    *lane = and(*lane, not(*bits));
                }
            }
        }
        for tag in &query.tags {
            narrow(corpus, &mut lines, &each_pair(&format!("+{tag}")))?;
        }
        for name in &query.people {
            // Someone so called, or something that is with them: the letters of the name are there in both.
            narrow(corpus, &mut lines, &each_pair(name))?;
        }
        if let Some(accounts) = &filter.accounts {
            for (lane, bits) in lines.iter_mut().zip(belonging(corpus, accounts)?) {
                for (lane, bits) in lane.iter_mut().zip(bits.iter()) {
                    *lane = and(*lane, *bits);
                }
            }
        }
        filter.lines = Some(lines);
        Ok(filter)
    }

    /// Looks at a line that the columns let through.
    pub(super) fn passes(
        &self,
        corpus: &Corpus,
        query: &Query,
        leaf: &Leaf,
        at: usize,
    ) -> Result<bool, Halt> {
        if self.lines.is_none() {
            return Ok(true);
        }
        let kind = leaf.kind(at);
        let person = corpus.vocabulary.role(kind) == Role::Person;
        let plain = (query.kinds.is_empty() || query.kinds.contains(&kind))
            && query
                .tags
                .iter()
                .all(|tag| leaf.stands(at, &format!("+{tag}"), false))
            && query.people.iter().all(|name| {
                leaf.stands(at, &format!("@{name}"), false)
                    || person && leaf.stands(at, name, false)
            });
        if !plain {
            return Ok(false);
        }
        let Some(accounts) = &self.accounts else {
            return Ok(true);
        };
        Ok(accounts.contains(&leaf.bits(at))
            || corpus
                .account(leaf, at)?
                .is_some_and(|account| accounts.contains(&account)))
    }
}

fn each_pair(word: &str) -> Vec<Vec<usize>> {
    score::pairs(&kernel::codes(word))
        .map(|column| vec![column])
        .collect()
}

/// Keeps the lines that have, for each group, a bit in one of its columns.
fn narrow(corpus: &Corpus, lines: &mut [Column], groups: &[Vec<usize>]) -> Result<(), Halt> {
    for group in groups {
        corpus.want(group.iter().copied())?;
        for (lines, segment) in lines.iter_mut().zip(&corpus.segments) {
            for (lane, kept) in lines.iter_mut().enumerate() {
                let any = group
                    .iter()
                    .fold(EMPTY, |any, &column| or(any, segment.column(column)[lane]));
                *kept = and(*kept, any);
            }
        }
    }
    Ok(())
}

/// Gives the accounts that `#words` and `within` name, with the units below them.
fn wanted_accounts(corpus: &Corpus, query: &Query) -> Result<Option<HashSet<u128>>, Halt> {
    if query.accounts.is_empty() && query.within.is_empty() {
        return Ok(None);
    }
    let mut units = Vec::new();
    let mut wanted: HashSet<u128> = query.within.iter().map(Uuid::as_u128).collect();
    let named = !query.accounts.is_empty();
    let mut called = HashSet::new();
    for slot in corpus.of_role(Role::Account)? {
        let (leaf, at) = corpus.line(slot)?;
        if let Some(parent) = corpus.account(leaf, at)? {
            units.push((leaf.bits(at), parent));
        }
        if named
            && query
                .accounts
                .iter()
                .all(|word| leaf.stands(at, word, false))
        {
            called.insert(leaf.bits(at));
        }
    }
    below(&mut wanted, &units);
    below(&mut called, &units);
    Ok(Some(match (named, query.within.is_empty()) {
        (true, true) => called,
        (true, false) => wanted.intersection(&called).copied().collect(),
        _ => wanted,
    }))
}

/// Which accounts are units of which, read once from all of their lines.
#[derive(Debug, Default)]
pub struct Units(HashMap<u128, Vec<u128>>);

impl Units {
    /// Reads the accounts of a corpus. Fails where the snapshot is damaged.
    pub fn of(corpus: &Corpus) -> Result<Self, Halt> {
        let mut units = Self::default();
        for slot in corpus.of_role(Role::Account)? {
            let (leaf, at) = corpus.line(slot)?;
            if let Some(parent) = corpus.account(leaf, at)? {
                units.0.entry(parent).or_default().push(leaf.bits(at));
            }
        }
        Ok(units)
    }

    /// Gives the units of an account, and theirs, always in the same order.
    pub fn below(&self, account: Uuid) -> Vec<Uuid> {
        let account = account.as_u128();
        // Nothing is its own unit; should a book say so, that ends here.
        let (mut found, mut met) = (vec![account], HashSet::from([account]));
        let mut at = 0;
        while let Some(&above) = found.get(at) {
            let units = self.0.get(&above).into_iter().flatten();
            found.extend(units.filter(|unit| met.insert(**unit)));
            at += 1;
        }
        found.into_iter().skip(1).map(Uuid::from_u128).collect()
    }
}

/// Adds the units of accounts, and theirs.
fn below(accounts: &mut HashSet<u128>, units: &[(u128, u128)]) {
    loop {
        let before = accounts.len();
        for (unit, parent) in units {
            if accounts.contains(parent) {
                accounts.insert(*unit);
            }
        }
        if accounts.len() == before {
            return;
        }
    }
}

/// Gives the lines that belong to an account, or may be one: whoever reads on looks at the id.
fn belonging(corpus: &Corpus, accounts: &HashSet<u128>) -> Result<Vec<Column>, Halt> {
    let mut numbers = vec![false; corpus.account_ids()?.len() + 1];
    for &id in accounts {
        if let Some(number) = corpus.account_number(id)?
            && let Some(known) = numbers.get_mut(number as usize)
        {
            *known = true;
        }
    }
    let mut all: Vec<Column> = Vec::with_capacity(corpus.segments.len());
    for segment in &corpus.segments {
        let mut lines = NOTHING;
        for (at, number) in segment.accounts()?.into_iter().enumerate() {
            if numbers.get(number as usize) == Some(&true) {
                lines[at / LINES][at % LINES / 64] |= 1 << (at % 64);
            }
        }
        all.push(lines);
    }
    for slot in corpus.of_role(Role::Account)? {
        let (leaf, at) = corpus.line(slot)?;
        if accounts.contains(&leaf.bits(at)) {
            all[slot / SEGMENT][slot % SEGMENT / LINES][slot % LINES / 64] |= 1 << (slot % 64);
        }
    }
    Ok(all)
}
