//! Literal search over long notes, with the passage shown.

use std::cmp::Reverse;

use rayon::prelude::*;

use super::corpus::Corpus;
use super::entry::{Halt, Hit};
use super::filter::Filter;
use super::fold;
use super::leaf::{LEAF, Leaf, Tie, stands};
use super::query::{Query, Term};
use super::segment::{LINES, SEGMENT};

/// How many characters of a note are shown before and after the first word found.
const BEFORE: usize = 40;
const AFTER: usize = 120;

type Found = (Reverse<i64>, Tie, usize);

/// Finds the entries in whose text or notes each word stands, anywhere.
///
/// A whole word counts 4, the beginning of one 2, its middle 1; the more recent first among equals.
pub(super) fn search(
    corpus: &Corpus,
    query: &Query,
    filter: &Filter,
    limit: usize,
    cancel: &(dyn Fn() -> bool + Sync),
) -> Result<Vec<Hit>, Halt> {
    let blocks: Vec<(usize, usize)> = corpus
        .segments
        .iter()
        .enumerate()
        .flat_map(|(number, segment)| {
            (0..segment.lines.div_ceil(LINES)).map(move |block| (number, block))
        })
        .collect();
    let found: Vec<Vec<Found>> = blocks
        .par_iter()
        .map(|&(number, block)| {
            if cancel() {
                return Err(Halt::Cancelled);
            }
            in_block(corpus, query, filter, number, block)
        })
        .collect::<Result<_, _>>()?;
    let mut found: Vec<Found> = found.into_iter().flatten().collect();
    found.sort_unstable();
    found.truncate(limit);
    found
        .into_iter()
        .map(|(Reverse(score), _, slot)| hit(corpus, score, slot, query))
        .collect()
}

fn in_block(
    corpus: &Corpus,
    query: &Query,
    filter: &Filter,
    number: usize,
    block: usize,
) -> Result<Vec<Found>, Halt> {
    let segment = &corpus.segments[number];
    let lines = filter
        .lines
        .as_ref()
        .map_or(&*segment.live, |lines| &lines[number])[block];
    let mut found = Vec::new();
    if lines == [0; 4] {
        return Ok(found);
    }
    let notes = segment.notes(block)?;
    let held = segment.lines.saturating_sub(block * LINES).min(LINES);
    let mut folded = String::new();
    for at in (0..held).filter(|at| lines[at / 64] >> (at % 64) & 1 == 1) {
        let slot = number * SEGMENT + block * LINES + at;
        let (leaf, place) = (segment.leaf(slot % SEGMENT)?, at % LEAF);
        if !filter.passes(corpus, query, leaf, place)? {
            continue;
        }
        folded.clear();
        fold::fold_into(note(notes, at), &mut folded);
        let score = query
            .terms
            .iter()
            .map(|term| weigh(leaf.key(place), term).max(weigh(&folded, term)))
            .sum::<Option<i64>>();
        if let Some(score) = score {
            found.push((Reverse(score), leaf.tie(place), slot));
        }
    }
    Ok(found)
}

fn note(notes: &[(u8, Box<str>)], at: usize) -> &str {
    notes
        .iter()
        .find(|(line, _)| usize::from(*line) == at)
        .map_or("", |(_, text)| text)
}

/// A number of so many digits is the same number however it is grouped; a shorter one, such as a date, is not.
const LONG: usize = 7;

/// What groups the digits of a long number.
const GROUPING: [char; 7] = [' ', '-', '.', '/', '(', ')', '+'];

/// Says whether a word is a long number, which people group in many ways.
fn is_long_number(term: &Term) -> bool {
    term.text.len() >= LONG && term.text.bytes().all(|b| b.is_ascii_digit())
}

/// Says what a word is worth in a place: as it was typed, or a long number in any grouping.
fn weigh(place: &str, term: &Term) -> Option<i64> {
    worth(place, &term.typed).or_else(|| {
        let digits = || -> String { place.chars().filter(|c| !GROUPING.contains(c)).collect() };
        (is_long_number(term) && digits().contains(&term.text)).then_some(2)
    })
}

fn worth(place: &str, word: &str) -> Option<i64> {
    if !place.contains(word) {
        None
    } else if stands(place, word, true) {
        Some(4)
    } else if stands(place, word, false) {
        Some(2)
    } else {
        Some(1)
    }
}

/// Shows the line where every word stands in it, else the passage of the notes with the first word.
fn hit(corpus: &Corpus, score: i64, slot: usize, query: &Query) -> Result<Hit, Halt> {
    let (leaf, at) = corpus.line(slot)?;
    let notes = corpus.segments[slot / SEGMENT].notes(slot % SEGMENT / LINES)?;
    let text = shown(leaf, at, note(notes, slot % LINES), query);
    let mut matches: Vec<usize> = query
        .terms
        .iter()
        .flat_map(|term| found(&text, term))
        .flatten()
        .collect();
    matches.sort_unstable();
    matches.dedup();
    corpus.hit(leaf, at, score, (text, matches))
}

fn shown(leaf: &Leaf, at: usize, notes: &str, query: &Query) -> String {
    let text = leaf.text(at);
    let line = fold::folded(&text);
    if notes.is_empty() || query.terms.iter().all(|term| weigh(&line, term).is_some()) {
        text
    } else {
        passage(notes, query)
    }
}

fn passage(notes: &str, query: &Query) -> String {
    let flat: String = notes
        .chars()
        .map(|ch| if ch.is_control() { ' ' } else { ch })
        .collect();
    let starts = query
        .terms
        .iter()
        .filter_map(|term| found(&flat, term).first().map(|range| range.start));
    let first = starts.min().unwrap_or(0);
    let mut from = first.saturating_sub(BEFORE);
    if from > 0 {
        // Begins at a word.
        from += flat
            .chars()
            .skip(from)
            .take(first - from)
            .position(char::is_whitespace)
            .map_or(0, |at| at + 1);
    }
    let mut text: String = if from > 0 {
        "… ".into()
    } else {
        String::new()
    };
    text.extend(flat.chars().skip(from).take(first - from + AFTER));
    if flat.chars().nth(first + AFTER).is_some() {
        text.push_str(" …");
    }
    text
}

/// Gives where a word stands in a text, in positions of the text's characters.
fn found(text: &str, term: &Term) -> Vec<std::ops::Range<usize>> {
    let places: Vec<(usize, char)> = text
        .chars()
        .enumerate()
        .filter_map(|(at, ch)| Some((at, fold::fold(ch)?)))
        .collect();
    let found = runs(&places, &term.typed);
    if !found.is_empty() || !is_long_number(term) {
        return found;
    }
    let digits: Vec<(usize, char)> = places
        .into_iter()
        .filter(|(_, ch)| !GROUPING.contains(ch))
        .collect();
    runs(&digits, &term.text)
}

fn runs(places: &[(usize, char)], word: &str) -> Vec<std::ops::Range<usize>> {
    let letters: Vec<char> = word.chars().collect();
    if letters.is_empty() {
        return Vec::new();
    }
    places
        .windows(letters.len())
        .filter(|window| window.iter().map(|(_, ch)| ch).eq(&letters))
        .map(|window| window[0].0..window[window.len() - 1].0 + 1)
        .collect()
}
