//! What the word at the cursor could become.

use std::ops::Range;

use super::corpus::Corpus;
use super::entry::Role;
use super::fold;
use super::session::stands;

/// One way to go on.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Completion {
    /// The bytes of the line that it replaces.
    pub range: Range<usize>,
    /// What stands there then.
    pub text: String,
}

/// Offers the ways to complete the filter that ends at `cursor` (a byte position): names of kinds and flags, people,
/// accounts, tags, and the filters themselves; at most `most`, in order of the alphabet.
pub fn complete(corpus: &Corpus, line: &str, cursor: usize, most: usize) -> Vec<Completion> {
    let Some(before) = line.get(..cursor) else {
        return Vec::new();
    };
    let from = before.rfind(char::is_whitespace).map_or(0, |at| {
        at + before[at..].chars().next().map_or(1, char::len_utf8)
    });
    let range = from..cursor;
    let word = fold::folded(&before[from..]);
    let vocabulary = corpus.vocabulary();
    let kinds = || vocabulary.kinds.iter().map(|kind| kind.name.as_str());
    let mut offers: Vec<String> = if let Some(start) = word.strip_prefix("kind:") {
        let (done, start) = start
            .rfind(',')
            .map_or(("", start), |at| start.split_at(at + 1));
        named(kinds(), start)
            .map(|name| format!("kind:{done}{name}"))
            .collect()
    } else if let Some(start) = word.strip_prefix("is:") {
        let (mark, start) = if start.starts_with('!') {
            start.split_at(1)
        } else {
            ("", start)
        };
        named(vocabulary.flags.iter().map(String::as_str), start)
            .map(|name| format!("is:{mark}{name}"))
            .collect()
    } else if word.starts_with(['@', '+']) {
        corpus.words().starting(&word, most)
    } else if let Some(start) = word.strip_prefix('#') {
        accounts(corpus, start)
    } else if word.len() >= 2 {
        ["kind:", "is:"]
            .into_iter()
            .filter(|name| name.starts_with(&word))
            .map(str::to_owned)
            .collect()
    } else {
        Vec::new()
    };
    offers.sort_unstable();
    offers.dedup();
    offers.truncate(most);
    offers
        .into_iter()
        .map(|text| Completion {
            range: range.clone(),
            text,
        })
        .collect()
}

fn named<'a>(names: impl Iterator<Item = &'a str>, start: &str) -> impl Iterator<Item = &'a str> {
    names.filter(move |name| fold::folded(name).starts_with(start))
}

fn accounts(corpus: &Corpus, start: &str) -> Vec<String> {
    let words: Vec<&str> = start
        .split(fold::parts)
        .filter(|word| !word.is_empty())
        .collect();
    corpus
        .lines()
        .filter(|(entry, key)| {
            corpus.vocabulary().role(entry.kind) == Role::Account
                && words.iter().all(|word| stands(key, word, false))
        })
        .map(|(entry, _)| {
            let name = entry.text.split('·').next().unwrap_or_default().trim();
            let slug: Vec<String> = name
                .split(|ch: char| !ch.is_alphanumeric())
                .filter(|word| !word.is_empty())
                .map(fold::folded)
                .collect();
            format!("#{}", slug.join("-"))
        })
        .collect()
}
