//! Makes the searched key of an entry.
//!
//! `folded text | folded other words | aliases`. The text comes first and keeps its positions; the rest is never shown.

use unicode_normalization::UnicodeNormalization;

use super::fold;

/// Stands between the parts of a key; nobody types it, and it begins a word for the matcher.
pub const BAR: char = '|';

/// Words that an initialism leaves out, folded.
const SMALL: &[&str] = &[
    "a", "an", "and", "at", "by", "for", "in", "of", "on", "or", "the", "to", "with", "am", "auf",
    "bei", "das", "dem", "den", "der", "des", "die", "fur", "im", "mit", "und", "von", "zu", "zum",
    "zur", "au", "aux", "de", "du", "en", "et", "la", "le", "les", "pour", "sur", "i", "na", "w",
    "z",
];

/// The same as numbers, byte by byte, spread over twice as many places as there are words, and looked for from the first on:
/// none is longer than eight.
static SMALL_PACKED: [u64; SMALL_PLACES] = {
    let mut all = [0; SMALL_PLACES];
    let mut at = 0;
    while at < SMALL.len() {
        let bytes = SMALL[at].as_bytes();
        let mut packed = 0;
        let mut place = 0;
        while place < bytes.len() {
            packed = packed << 8 | bytes[place] as u64;
            place += 1;
        }
        let mut free = small_place(packed);
        while all[free] != 0 {
            free = (free + 1) % SMALL_PLACES;
        }
        all[free] = packed;
        at += 1;
    }
    all
};

const SMALL_PLACES: usize = 128;

#[allow(clippy::cast_possible_truncation)] // Seven bits are left.
const fn small_place(packed: u64) -> usize {
    (packed.wrapping_mul(0x9e37_79b9_7f4a_7c15) >> 57) as usize
}

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
    derive_into(text, also, &mut key, &mut Aliases::default());
    key
}

/// Room for the aliases of one entry, kept between entries.
#[derive(Debug, Default)]
pub(super) struct Aliases {
    letters: String,
    ends: Vec<usize>,
}

impl Aliases {
    fn begin(&self) -> usize {
        self.ends.last().copied().unwrap_or(0)
    }

    /// Keeps what was written behind the last alias, unless it is there already.
    fn keep(&mut self) {
        let from = self.begin();
        let new = &self.letters[from..];
        let mut before = 0;
        let known = self.ends.iter().any(|&end| {
            let same = self.letters[before..end] == *new;
            before = end;
            same
        });
        if known {
            self.letters.truncate(from);
        } else {
            self.ends.push(self.letters.len());
        }
    }
}

/// Appends the searched key.
pub(super) fn derive_into(text: &str, also: &str, key: &mut String, aliases: &mut Aliases) {
    aliases.letters.clear();
    aliases.ends.clear();
    let from = key.len();
    let (mut in_text, mut in_also) = (false, false);
    fold::fold_noting(text, key, |ch| in_text |= may_be_written_out(ch));
    if !also.is_empty() {
        key.push(BAR);
        fold::fold_noting(also, key, |ch| in_also |= may_be_written_out(ch));
    }
    initials(&key[from..], aliases);
    for part in [(in_text, text), (in_also, also)] {
        if let (true, part) = part {
            for word in part.split(ends_word).filter(|word| !word.is_ascii()) {
                written_out(word, aliases);
            }
        }
    }
    let (mut joint, mut from) = (BAR, 0);
    for &end in &aliases.ends {
        key.push(joint);
        key.push_str(&aliases.letters[from..end]);
        (joint, from) = (' ', end);
    }
}

/// Gives the words of a key: runs between separators; one after `+` or `@` keeps that mark.
pub fn words(key: &str) -> impl Iterator<Item = &str> {
    Parted {
        key,
        at: 0,
        until: 0,
    }
}

/// Walks the words of a key byte by byte: what is not ASCII never parts words.
struct Parted<'a> {
    key: &'a str,
    at: usize,
    /// Where the run ends that `at` is within.
    until: usize,
}

/// What is longer than this, in bytes, is no word.
pub(super) const LONGEST: usize = 64;

#[derive(Clone, Copy, PartialEq)]
enum Sort {
    Letter,
    Mark,
    Separator,
}

static SORTS: [Sort; 256] = {
    let mut table = [Sort::Letter; 256];
    let mut at = b' ';
    while at < 0x7f {
        if !at.is_ascii_alphanumeric() {
            table[at as usize] = Sort::Separator;
        }
        at += 1;
    }
    table[b'+' as usize] = Sort::Mark;
    table[b'@' as usize] = Sort::Mark;
    table
};

/// Says whether a word that begins there has a mark before it that belongs to it: one that no letter stands before.
pub(super) fn is_marked(key: &[u8], begin: usize) -> bool {
    let sort = |code: &u8| SORTS[usize::from(*code)];
    let mut before = key[..begin].iter().rev().map(sort);
    before.next() == Some(Sort::Mark)
        && before.find(|&sort| sort != Sort::Mark) != Some(Sort::Letter)
}

impl<'a> Parted<'a> {
    fn word(&self, from: usize, end: usize) -> Option<&'a str> {
        self.key.get(from..end).filter(|word| word.len() <= LONGEST)
    }
}

impl<'a> Iterator for Parted<'a> {
    type Item = &'a str;

    fn next(&mut self) -> Option<&'a str> {
        let bytes = self.key.as_bytes();
        let sort = |at: usize| SORTS[usize::from(bytes[at])];
        loop {
            while self.at < self.until {
                let from = self.at;
                let end = (from..self.until)
                    .find(|&at| sort(at) == Sort::Mark)
                    .unwrap_or(self.until);
                self.at = end + 1;
                if end > from
                    && let Some(word) = self.word(from, end)
                {
                    return Some(word);
                }
            }
            let mut from = self.until;
            while from < bytes.len() && sort(from) == Sort::Separator {
                from += 1;
            }
            if from >= bytes.len() {
                return None;
            }
            let mut bare = from;
            while bare < bytes.len() && sort(bare) == Sort::Mark {
                bare += 1;
            }
            let (mut end, mut piece) = (bare, None);
            while end < bytes.len() && sort(end) != Sort::Separator {
                if sort(end) == Sort::Mark && piece.is_none() {
                    piece = Some(end);
                }
                end += 1;
            }
            let marked = bare - usize::from(bare > from);
            self.until = end;
            if end == bare {
                self.at = end;
                continue;
            }
            let piece = piece.unwrap_or(end);
            self.at = (piece + 1).min(end);
            if let Some(word) = self.word(marked, piece) {
                return Some(word);
            }
        }
    }
}

fn ends_word(ch: char) -> bool {
    if ch.is_ascii() {
        !ch.is_ascii_alphanumeric()
    } else {
        !ch.is_alphanumeric() && !is_mark(ch)
    }
}

fn is_mark(ch: char) -> bool {
    unicode_normalization::char::is_combining_mark(ch)
}

/// Makes `vru` of "voice response unit", for each phrase of a folded text; a phrase of one word, of more than eight, or with a
/// mark has none.
fn initials(text: &str, aliases: &mut Aliases) {
    let mut phrase = Phrase::default();
    let mut word = 0;
    for (at, &byte) in text.as_bytes().iter().enumerate() {
        let end = ENDS[usize::from(byte)];
        if end == End::Neither {
            continue;
        }
        // A dash has a blank before it.
        let dash = byte == b'-' && at == word;
        if at > word {
            phrase.word(&text[word..at], aliases);
        }
        word = at + 1;
        if end == End::Phrase || dash {
            phrase.end(aliases);
        }
    }
    if text.len() > word {
        phrase.word(&text[word..], aliases);
    }
    phrase.end(aliases);
}

/// What ends with a character.
#[derive(Clone, Copy, PartialEq)]
enum End {
    Neither,
    Word,
    Phrase,
}

static ENDS: [End; 256] = {
    let mut table = [End::Neither; 256];
    table[b' ' as usize] = End::Word;
    table[b'-' as usize] = End::Word;
    let phrase = b",;:|()[]{}/";
    let mut at = 0;
    while at < phrase.len() {
        table[phrase[at] as usize] = End::Phrase;
        at += 1;
    }
    table
};

/// A phrase whose first letters are gathered.
#[derive(Default)]
struct Phrase {
    count: usize,
    marked: bool,
}

impl Phrase {
    fn word(&mut self, word: &str, aliases: &mut Aliases) {
        let Some(first) = word.chars().next() else {
            return;
        };
        if !first.is_alphabetic() {
            self.marked |= matches!(first, '+' | '@' | '#') || word.contains('@');
        } else if !is_small(word) {
            self.count += 1;
            aliases.letters.push(first);
        }
    }

    fn end(&mut self, aliases: &mut Aliases) {
        if (2..=8).contains(&self.count) && !self.marked {
            aliases.keep();
        } else {
            let from = aliases.begin();
            aliases.letters.truncate(from);
        }
        *self = Self::default();
    }
}

fn is_small(word: &str) -> bool {
    if word.len() > 5 {
        return false;
    }
    let packed = word.bytes().fold(0, |all, byte| all << 8 | u64::from(byte));
    let mut at = small_place(packed);
    while SMALL_PACKED[at] != 0 && SMALL_PACKED[at] != packed {
        at = (at + 1) % SMALL_PLACES;
    }
    SMALL_PACKED[at] == packed
}

/// Says whether a character may be one that is written out, or the mark that makes one of the letter before.
fn may_be_written_out(ch: char) -> bool {
    match ch {
        '\u{80}'..'\u{300}' => written(ch).is_some(),
        '\u{2000}'..'\u{2070}' | '\u{3000}'..'\u{a000}' => false,
        _ => true,
    }
}

fn written(ch: char) -> Option<&'static str> {
    let low = if ch < '\u{300}' && !ch.is_uppercase() {
        ch
    } else {
        ch.to_lowercase().next().unwrap_or(ch)
    };
    WRITTEN_OUT
        .iter()
        .find(|(from, _)| *from == low)
        .map(|(_, to)| *to)
}

/// Makes `mueller` of "Müller", where there is something to write out.
fn written_out(word: &str, aliases: &mut Aliases) {
    let from = aliases.begin();
    let mut differs = false;
    let mut write = |ch: char| match written(ch) {
        Some(to) => {
            aliases.letters.push_str(to);
            differs = true;
        }
        None => aliases.letters.extend(fold::fold(ch)),
    };
    // What has no marks of its own is composed as it stands.
    if word.chars().all(|ch| ch < '\u{300}') {
        word.chars().for_each(&mut write);
    } else {
        word.nfc().for_each(&mut write);
    }
    if differs {
        aliases.keep();
    } else {
        aliases.letters.truncate(from);
    }
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
