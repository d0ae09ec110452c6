//! Makes the searched key of an entry.
//!
//! `folded text | folded other words | aliases`. The text comes first and keeps its positions; the rest is never shown.

use unicode_normalization::UnicodeNormalization;

use super::fold;

/// Stands between the parts of a key; nobody types it, and it begins a word for the matcher.
pub const BAR: char = '|';

/// Words that an initialism leaves out.
const SMALL: &[&str] = &[
    "a", "an", "and", "at", "by", "for", "in", "of", "on", "or", "the", "to", "with", "am", "an",
    "auf", "bei", "das", "dem", "den", "der", "des", "die", "für", "im", "mit", "und", "von", "zu",
    "zum", "zur", "à", "au", "aux", "de", "du", "en", "et", "la", "le", "les", "pour", "sur", "i",
    "na", "w", "z",
];

/// How letters are written out where no accent is at hand.
const WRITTEN_OUT: &[(char, &str)] = &[
    ('ä', "ae"),
    ('ö', "oe"),
    ('ü', "ue"),
    ('ß', "ss"),
    ('æ', "ae"),
    ('œ', "oe"),
    ('ø', "oe"),
    ('å', "aa"),
    ('þ', "th"),
];

/// Derives the searched key from what is shown and what is not.
pub fn derive(text: &str, also: &str) -> String {
    let mut key = String::with_capacity(text.len() + also.len() + 16);
    fold::fold_into(text, &mut key);
    if !also.is_empty() {
        key.push(BAR);
        fold::fold_into(also, &mut key);
    }
    let mut aliases: Vec<String> = Vec::new();
    for part in [text, also] {
        for phrase in part.split(ends_phrase) {
            aliases.extend(initials(phrase));
        }
        if !part.is_ascii() {
            aliases.extend(
                part.split(|ch: char| !ch.is_alphanumeric() && !is_mark(ch))
                    .filter_map(written_out),
            );
        }
    }
    let mut joint = BAR;
    for (at, alias) in aliases.iter().enumerate() {
        if !aliases[..at].contains(alias) {
            key.push(joint);
            key.push_str(alias);
            joint = ' ';
        }
    }
    key
}

/// Gives the words of a key: runs between separators; one after `+` or `@` keeps that mark.
pub fn words(key: &str) -> impl Iterator<Item = &str> {
    key.split(|ch| fold::parts(ch) && !matches!(ch, '+' | '@'))
        .filter_map(|word| {
            let bare = word.trim_start_matches(['+', '@']);
            let marked = &word[word.len() - bare.len() - usize::from(bare.len() < word.len())..];
            (!bare.is_empty() && marked.len() <= 64).then_some(marked)
        })
        .flat_map(|word| {
            // `dana@globex` is two words, `@dana` is one.
            let (mark, rest) = if word.starts_with(['+', '@']) {
                word.split_at(1)
            } else {
                ("", word)
            };
            let first_ends = rest
                .find(['+', '@'])
                .map_or(word.len(), |at| at + mark.len());
            std::iter::once(&word[..first_ends])
                .chain(word[first_ends..].split(['+', '@']))
                .filter(|word| !word.is_empty())
        })
}

fn ends_phrase(ch: char) -> bool {
    matches!(
        ch,
        '·' | '•'
            | ','
            | ';'
            | ':'
            | '|'
            | '('
            | ')'
            | '['
            | ']'
            | '{'
            | '}'
            | '\n'
            | '\t'
            | '/'
            | '–'
            | '—'
    )
}

fn is_mark(ch: char) -> bool {
    unicode_normalization::char::is_combining_mark(ch)
}

/// Makes `vru` of "voice response unit"; a phrase of one word, of more than eight, or with a mark has none.
fn initials(phrase: &str) -> Option<String> {
    let mut short = String::new();
    let mut count = 0;
    for word in phrase.split([' ', '-', '\u{a0}']) {
        let Some(first) = word.chars().next() else {
            continue;
        };
        if !first.is_alphabetic() {
            if matches!(first, '+' | '@' | '#') || word.contains('@') {
                return None;
            }
            continue;
        }
        if is_small(word) {
            continue;
        }
        count += 1;
        short.extend(fold::fold(first));
    }
    (2..=8).contains(&count).then_some(short)
}

fn is_small(word: &str) -> bool {
    word.len() <= 5
        && SMALL.iter().any(|small| {
            small.len() == word.len() && small.chars().eq(word.chars().flat_map(char::to_lowercase))
        })
}

/// Makes `mueller` of "Müller", where there is something to write out.
fn written_out(word: &str) -> Option<String> {
    let mut long = String::new();
    let mut differs = false;
    for ch in word.nfc() {
        let low = ch.to_lowercase().next().unwrap_or(ch);
        match WRITTEN_OUT.iter().find(|(from, _)| *from == low) {
            Some((_, to)) => {
                long.push_str(to);
                differs = true;
            }
            None => long.extend(fold::fold(ch)),
        }
    }
    differs.then_some(long)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn adds_initials_and_written_out_letters() {
        assert_eq!(
            derive("Globex · voice response unit", ""),
            "globex | voice response unit|vru"
        );
        assert_eq!(
            derive("Jörg Weiß", "@weiss"),
            "jorg weis|@weiss|jw joerg weiss"
        );
        assert_eq!(
            derive("Department of Motor Vehicles", ""),
            "department of motor vehicles|dmv"
        );
        assert_eq!(derive("東京電力", ""), "東京電力");
    }

    #[test]
    fn parts_a_key_into_words() {
        let all: Vec<_> = words("dana@globex.com +vip @ruiz 203-555 a+b @ ++x|é").collect();
        assert_eq!(
            all,
            [
                "dana", "globex", "com", "+vip", "@ruiz", "203", "555", "a", "b", "+x", "é"
            ]
        );
    }
}
