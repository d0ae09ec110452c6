//! How alike two texts are by the words that they share: a first, plain measure.

use std::collections::BTreeSet;

use super::names::fold;
use super::record::{Body, Record};

/// Words that say nothing about what a text is about.
const DULL: &[&str] = &[
    "the", "and", "for", "with", "that", "this", "from", "they", "their", "them", "have", "has",
    "had", "was", "were", "are", "not", "but", "who", "what", "when", "where", "why", "how", "can",
    "could", "would", "should", "must", "will", "one", "two", "into", "out", "its", "our", "your",
    "you", "his", "her", "all", "any", "more", "than", "then", "there", "without", "about",
    "nobody", "nothing", "every", "same", "get", "got", "him", "she", "which", "only", "after",
    "before",
];

/// Takes the telling words of a text, folded and without a plural s.
pub fn terms(text: &str) -> BTreeSet<String> {
    fold(text)
        .split(|c: char| !c.is_alphanumeric())
        .filter(|word| word.chars().count() > 2 && !DULL.contains(word))
        .map(|word| match word.strip_suffix('s') {
            Some(one) if one.chars().count() > 2 && !one.ends_with('s') => one.to_owned(),
            _ => word.to_owned(),
        })
        .collect()
}

/// Takes the telling words of a problem: its title, what was asked, what is needed, why, and its tags.
pub fn problem_terms(record: &Record) -> BTreeSet<String> {
    let Body::Problem(b) = &record.body else {
        return BTreeSet::new();
    };
    let mut text = String::new();
    let parts = [&b.title, &b.asked, &b.need];
    for part in parts.into_iter().flatten() {
        text.push_str(part);
        text.push(' ');
    }
    for part in b
        .whys
        .iter()
        .filter_map(|w| w.why.as_ref())
        .chain(&b.causes)
        .chain(&record.base.tags)
    {
        text.push_str(part);
        text.push(' ');
    }
    terms(&text)
}

/// Scores two sets of words from 0 to 100: the shared ones against the smaller set (the overlap coefficient), nothing below two shared words.
pub fn score(a: &BTreeSet<String>, b: &BTreeSet<String>) -> u32 {
    let shared = a.intersection(b).count();
    let least = a.len().min(b.len());
    if shared < 2 || least == 0 {
        return 0;
    }
    u32::try_from(shared * 100 / least).unwrap_or(100)
}

/// Two texts that share so much of their words say the same.
const SAME: u32 = 60;

/// Says whether two sets of words say the same thing.
pub fn same(a: &BTreeSet<String>, b: &BTreeSet<String>) -> bool {
    score(a, b) >= SAME
}

/// Gives what of somebody's knowledge a text is about, and how many words they share: nothing where that is one, by chance.
pub fn known(expertise: &[String], about: &BTreeSet<String>) -> (Vec<String>, usize) {
    let shared =
        |what: &String| -> BTreeSet<String> { terms(what).intersection(about).cloned().collect() };
    let all: BTreeSet<String> = expertise.iter().flat_map(shared).collect();
    if all.len() < 2 {
        return (Vec::new(), 0);
    }
    let touched = expertise.iter().filter(|what| !shared(what).is_empty());
    (touched.cloned().collect(), all.len())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn texts_about_one_thing_are_alike() {
        let a = terms("Long lines at the windows: people queue for the basic facts");
        let b = terms("Passengers queue at the window for the timetable, a basic fact");
        let c = terms("Invoices arrive with errors");
        assert!(score(&a, &b) > 40, "{}", score(&a, &b));
        assert_eq!(score(&a, &c), 0);
        assert_eq!(score(&a, &terms("")), 0);
        assert_eq!(score(&a, &a), 100);
    }
}
