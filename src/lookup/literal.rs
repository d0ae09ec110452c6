//! Literal search over long notes, with the passage shown.

use super::entry::{Entry, Hit};
use super::fold;
use super::query::Query;
use super::session::stands;

/// How many characters of a note are shown before and after the first word found.
const BEFORE: usize = 40;
const AFTER: usize = 120;

/// Scores an entry: nothing unless each word stands somewhere in text or notes; a whole word counts most, the
/// beginning of one more than its middle.
pub(super) fn score(entry: &Entry, query: &Query) -> Option<i64> {
    let places = [
        fold::folded(&entry.text),
        fold::folded(&entry.also),
        fold::folded(&entry.notes),
    ];
    query
        .terms
        .iter()
        .map(|term| {
            places
                .iter()
                .filter_map(|place| worth(place, &term.text))
                .max()
        })
        .sum()
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
pub(super) fn hit(score: i64, entry: &Entry, query: &Query) -> Hit {
    let line = fold::folded(&entry.text);
    let in_line = query.terms.iter().all(|term| line.contains(&term.text));
    let text = if in_line || entry.notes.is_empty() {
        entry.text.clone()
    } else {
        passage(&entry.notes, query)
    };
    let mut matches = Vec::new();
    for term in &query.terms {
        for start in found(&text, &term.text) {
            matches.extend(start);
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
        text,
        matches,
    }
}

fn passage(notes: &str, query: &Query) -> String {
    let flat: String = notes
        .chars()
        .map(|ch| if ch.is_control() { ' ' } else { ch })
        .collect();
    let first = query
        .terms
        .iter()
        .filter_map(|term| found(&flat, &term.text).next())
        .map(|range| range.start)
        .min()
        .unwrap_or(0);
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

/// Gives where a folded word stands in a text, in positions of the text's characters.
fn found(text: &str, word: &str) -> impl Iterator<Item = std::ops::Range<usize>> {
    let places: Vec<(usize, char)> = text
        .chars()
        .enumerate()
        .filter_map(|(at, ch)| Some((at, fold::fold(ch)?)))
        .collect();
    let letters: Vec<char> = word.chars().collect();
    let mut all = Vec::new();
    if !letters.is_empty() {
        for window in places.windows(letters.len()) {
            if window.iter().map(|(_, ch)| ch).eq(&letters) {
                all.push(window[0].0..window[window.len() - 1].0 + 1);
            }
        }
    }
    all.into_iter()
}
