//! What the word at the cursor could become.

use std::ops::Range;

use super::corpus::Corpus;
use super::entry::{Halt, Role};
use super::fold;

/// One way to go on.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Completion {
    /// The bytes of the line that it replaces.
    pub range: Range<usize>,
    /// What stands there then.
    pub text: String,
}

/// Offers the ways to complete the filter that ends at `cursor` (a byte position): names of kinds and flags, people,
/// accounts, tags, and the filters themselves; at most `most`, what begins as typed first, then in order of the alphabet. Fails where the snapshot is damaged.
pub fn complete(
    corpus: &Corpus,
    line: &str,
    cursor: usize,
    most: usize,
) -> Result<Vec<Completion>, Halt> {
    let Some(before) = line.get(..cursor) else {
        return Ok(Vec::new());
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
        corpus.words()?.starting(&word, most)
    } else if let Some(start) = word.strip_prefix('#') {
        accounts(corpus, start)?
    } else if word.len() >= 2 {
        ["kind:", "is:"]
            .into_iter()
            .filter(|name| name.starts_with(&word))
            .map(str::to_owned)
            .collect()
    } else {
        Vec::new()
    };
    // What begins as typed before what only has such a word in it.
    offers.sort_unstable_by(|a, b| {
        let rank = |offer: &str| (!offer.starts_with(&word), offer.to_owned());
        rank(a).cmp(&rank(b))
    });
    offers.dedup();
    offers.truncate(most);
    Ok(offers
        .into_iter()
        .map(|text| Completion {
            range: range.clone(),
            text,
        })
        .collect())
}

fn named<'a>(names: impl Iterator<Item = &'a str>, start: &str) -> impl Iterator<Item = &'a str> {
    names.filter(move |name| fold::folded(name).starts_with(start))
}

fn accounts(corpus: &Corpus, start: &str) -> Result<Vec<String>, Halt> {
    let words: Vec<&str> = start
        .split(fold::parts)
        .filter(|word| !word.is_empty())
        .collect();
    let mut names = Vec::new();
    for slot in corpus.of_role(Role::Account)? {
        let (leaf, at) = corpus.line(slot)?;
        if words.iter().all(|word| leaf.stands(at, word, false)) {
            let text = leaf.text(at);
            let name = text.split('·').next().unwrap_or_default();
            let slug: Vec<String> = name
                .split(|ch: char| !ch.is_alphanumeric())
                .filter(|word| !word.is_empty())
                .map(fold::folded)
                .collect();
            // The line also says whose unit it is; what is completed is its own name.
            let own = |word: &&str| slug.iter().any(|name| name.starts_with(*word));
            if words.iter().all(own) {
                names.push(format!("#{}", slug.join("-")));
            }
        }
    }
    Ok(names)
}
