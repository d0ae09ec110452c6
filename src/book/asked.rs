//! What a line asks for beside the letters in it: a name said whole, or a kind of record by its word.
//!
//! It orders what the lookup found and scores nothing:
//!
//! 1. what is called just so: the title, an account's alias or the short id is the line;
//! 2. people and accounts in whose name each word of the line begins a word;
//! 3. the rest, as the lookup gave it.
//!
//! Where one of several words is that of a kind (`promise ruiz`, `whitfield phone`), the records of that kind that have the
//! others stand before all that, the open ones first.

use crate::domain::Kind;
use crate::lookup::key::BAR;
use crate::lookup::{Hit, Query, Term, fold};

use super::find::kind_of;

/// Words beside a kind's own and its plural, by which people ask for records of it.
const WORDS: [(&str, Kind); 27] = [
    ("phone", Kind::Person),
    ("phones", Kind::Person),
    ("number", Kind::Person),
    ("mobile", Kind::Person),
    ("cell", Kind::Person),
    ("telefon", Kind::Person),
    ("handy", Kind::Person),
    ("email", Kind::Person),
    ("mail", Kind::Person),
    ("e-mail", Kind::Person),
    ("address", Kind::Person),
    ("people", Kind::Person),
    ("contact", Kind::Person),
    ("customer", Kind::Account),
    ("owe", Kind::Promise),
    ("owes", Kind::Promise),
    ("owed", Kind::Promise),
    ("promised", Kind::Promise),
    ("contract", Kind::Agreement),
    ("contracts", Kind::Agreement),
    ("notice", Kind::Agreement),
    ("meeting", Kind::Touchpoint),
    ("meetings", Kind::Touchpoint),
    ("fight", Kind::Advocacy),
    ("fights", Kind::Advocacy),
    ("rival", Kind::Alternative),
    ("competitor", Kind::Alternative),
];

/// Shorter words begin too many names.
const FEWEST_LETTERS: usize = 3;

/// Gives the kind that one of several words asks for, and what is looked for among its records.
///
/// A person's number is asked for by name: `branch phone` is no such line, so that [`keeps`] is asked of each hit.
pub fn narrowed(query: &Query) -> Option<Query> {
    if query.literal || !query.kinds.is_empty() || query.terms.len() < 2 {
        return None;
    }
    let asks = |term: &Term| (!term.exact).then(|| kind_for(&term.text)).flatten();
    let mut asking = query.terms.iter().enumerate();
    let (at, kind) = asking.find_map(|(at, term)| asks(term).map(|kind| (at, kind)))?;
    let mut narrowed = query.clone();
    narrowed.terms.remove(at);
    narrowed.kinds = vec![kind.number()];
    let long = |term: &Term| term.text.chars().count() >= FEWEST_LETTERS;
    narrowed.terms.iter().all(long).then_some(narrowed)
}

/// Says whether a hit is what a narrowed line asked for: somebody of that name, or a record with those words.
pub fn keeps(hit: &Hit, narrowed: &Query) -> bool {
    match kind_of(hit) {
        Kind::Person | Kind::Account => named(hit, narrowed),
        _ => narrowed.terms.iter().all(|term| {
            let has = |text: &str| words(text).any(|word| word.starts_with(term.text.as_str()));
            has(&fold::folded(&hit.text)) || has(&hit.beside)
        }),
    }
}

/// Puts what is called as the line says before what only has its letters; among equals the order stays.
pub fn named_first(hits: &mut [Hit], query: &Query) {
    if query.literal || query.terms.is_empty() || query.terms.iter().any(|term| term.exact) {
        return;
    }
    let line: Vec<&str> = query.terms.iter().map(|term| term.typed.as_str()).collect();
    let line = line.join(" ");
    hits.sort_by_cached_key(|hit| {
        if called(hit, &line) {
            0
        } else {
            1 + u8::from(!named(hit, query))
        }
    });
}

fn kind_for(word: &str) -> Option<Kind> {
    let own = |kind: &&Kind| {
        let rest = word.strip_prefix(kind.word());
        matches!(rest, Some("" | "s"))
    };
    let listed = || WORDS.iter().find(|(known, _)| *known == word);
    Kind::ALL
        .iter()
        .find(own)
        .copied()
        .or_else(|| listed().map(|(_, kind)| *kind))
}

/// Says whether a line is a hit's title, one of its aliases or its short id.
fn called(hit: &Hit, line: &str) -> bool {
    let own = hit.beside.split(BAR).next().unwrap_or_default();
    let mut others = own.split(", ");
    let alias = match kind_of(hit) {
        Kind::Account => others.any(|other| other == line),
        _ => others.last() == Some(line),
    };
    alias || fold::folded(title(hit)) == line
}

/// Says whether each word begins a word in the name of a person or an account.
fn named(hit: &Hit, query: &Query) -> bool {
    if !matches!(kind_of(hit), Kind::Person | Kind::Account) {
        return false;
    }
    let name = fold::folded(title(hit));
    query.terms.iter().all(|term| {
        let short = term.text.chars().count() < FEWEST_LETTERS && query.terms.len() == 1;
        !short && words(&name).any(|word| word.starts_with(term.text.as_str()))
    })
}

fn title(hit: &Hit) -> &str {
    hit.text.split(" · ").next().unwrap_or_default()
}

fn words(text: &str) -> impl Iterator<Item = &str> {
    text.split(fold::parts).filter(|word| !word.is_empty())
}
