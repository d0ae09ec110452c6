//! 256 lines side by side: what is read together and opened together.

use std::cmp::Reverse;

use uuid::Uuid;

use super::entry::Entry;
use super::kernel::{self, MOST_CHARACTERS};
use super::{columns, fold, key};

/// How many lines a block holds.
pub(super) const LINES: usize = 256;

/// Among equals: the more recent, then the shorter key, then the lower id.
pub(super) type Tie = (Reverse<u64>, usize, u128);

/// An entry with its key, on the way into a block.
#[derive(Debug, Clone)]
pub(super) struct Line {
    pub(super) entry: Entry,
    pub(super) key: String,
    /// Characters of the key.
    pub(super) length: usize,
}

impl Line {
    pub(super) fn new(entry: Entry) -> Self {
        let mut key = key::derive(&entry.text, &entry.also);
        let mut length = if key.is_ascii() {
            key.len()
        } else {
            key.chars().count()
        };
        if length > MOST_CHARACTERS {
            key = key.chars().take(MOST_CHARACTERS).collect();
            length = MOST_CHARACTERS;
        }
        Self { entry, key, length }
    }

    pub(super) fn tie(&self) -> Tie {
        (
            Reverse(self.entry.recency),
            self.length,
            self.entry.id.as_u128(),
        )
    }
}

/// Text that cannot be had from the codes of its key.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Odd {
    pub(super) line: u8,
    pub(super) text: Box<str>,
}

/// The lines of a block, field by field. A line's text is its key's beginning with capitals and marks put back,
/// unless it is kept in `texts`.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct Block {
    pub(super) ids: Vec<u128>,
    pub(super) recency: Vec<u64>,
    pub(super) kinds: Vec<u8>,
    pub(super) flags: Vec<u8>,
    /// Where each line's codes end.
    pub(super) ends: Vec<u32>,
    /// How many characters of each key are its text's.
    pub(super) shown: Vec<u16>,
    pub(super) codes: Vec<u8>,
    /// A bit for each code: it is a capital in the text, or a bar that is a dot.
    pub(super) capitals: Vec<u64>,
    /// Keys with other than ASCII.
    pub(super) keys: Vec<Odd>,
    /// Characters of texts that are more than a capital: line, place in the key, and what stands there.
    pub(super) marks: Vec<(u8, u16, char)>,
    /// Texts that lost characters by folding or cutting.
    pub(super) texts: Vec<Odd>,
}

/// The dot between the parts of a line, which folds to a bar: its capital, as it were.
const DOT: char = '·';

impl Block {
    pub(super) fn len(&self) -> usize {
        self.ids.len()
    }

    /// Adds a line; a block takes [`LINES`].
    pub(super) fn push(&mut self, line: &Line) {
        let at = u8::try_from(self.len()).unwrap_or(u8::MAX);
        let entry = &line.entry;
        let from = self.codes.len();
        self.ids.push(entry.id.as_u128());
        self.recency.push(entry.recency);
        self.kinds.push(entry.kind);
        self.flags.push(entry.flags);
        if line.key.is_ascii() {
            self.codes.extend_from_slice(line.key.as_bytes());
        } else {
            self.codes.extend(line.key.chars().map(columns::code));
            self.keys.push(Odd {
                line: at,
                text: line.key.as_str().into(),
            });
        }
        self.ends
            .push(u32::try_from(self.codes.len()).unwrap_or(u32::MAX));
        self.capitals.resize(self.codes.len().div_ceil(64), 0);
        let letters = entry.text.chars().count();
        let shown = entry.text.chars().filter_map(fold::fold).count();
        self.shown
            .push(u16::try_from(shown.min(line.length)).unwrap_or(u16::MAX));
        if shown < letters || letters > line.length {
            self.texts.push(Odd {
                line: at,
                text: entry.text.as_str().into(),
            });
            return;
        }
        for (place, ch) in entry.text.chars().enumerate() {
            if ch.is_ascii_uppercase() || ch == DOT {
                self.capitals[(from + place) / 64] |= 1 << ((from + place) % 64);
            } else if !ch.is_ascii() || ch.is_ascii_control() {
                self.marks
                    .push((at, u16::try_from(place).unwrap_or(u16::MAX), ch));
            }
        }
    }

    /// Gives back the room that growing left over.
    pub(super) fn fit(&mut self) {
        self.ids.shrink_to_fit();
        self.recency.shrink_to_fit();
        self.kinds.shrink_to_fit();
        self.flags.shrink_to_fit();
        self.ends.shrink_to_fit();
        self.shown.shrink_to_fit();
        self.codes.shrink_to_fit();
        self.capitals.shrink_to_fit();
        self.keys.shrink_to_fit();
        self.marks.shrink_to_fit();
        self.texts.shrink_to_fit();
    }

    fn begin(&self, at: usize) -> usize {
        if at == 0 {
            0
        } else {
            self.ends[at - 1] as usize
        }
    }

    /// Gives the codes of a line's key.
    pub(super) fn codes(&self, at: usize) -> &[u8] {
        self.codes
            .get(self.begin(at)..self.ends[at] as usize)
            .unwrap_or_default()
    }

    /// Gives a line's key where it has other than ASCII.
    pub(super) fn wide(&self, at: usize) -> Option<&str> {
        odd(&self.keys, at)
    }

    /// Gives a line's key.
    pub(super) fn key(&self, at: usize) -> &str {
        self.wide(at)
            .unwrap_or_else(|| std::str::from_utf8(self.codes(at)).unwrap_or_default())
    }

    /// Gives a line's text as it was put in.
    pub(super) fn text(&self, at: usize) -> String {
        if let Some(text) = odd(&self.texts, at) {
            return text.to_owned();
        }
        let from = self.begin(at);
        let shown = usize::from(self.shown[at]);
        let first = self.marks.partition_point(|mark| usize::from(mark.0) < at);
        let mut marks = self.marks[first..]
            .iter()
            .take_while(|mark| usize::from(mark.0) == at)
            .peekable();
        let letters = self
            .codes(at)
            .iter()
            .take(shown)
            .enumerate()
            .map(|(place, &code)| {
                if let Some((_, _, ch)) = marks.next_if(|mark| usize::from(mark.1) == place) {
                    return *ch;
                }
                match self.capitals[(from + place) / 64] >> ((from + place) % 64) & 1 {
                    0 => char::from(code),
                    _ if code == b'|' => DOT,
                    _ => char::from(code.to_ascii_uppercase()),
                }
            });
        letters.collect()
    }

    pub(super) fn tie(&self, at: usize) -> Tie {
        (
            Reverse(self.recency[at]),
            self.codes(at).len(),
            self.ids[at],
        )
    }

    pub(super) fn id(&self, at: usize) -> Uuid {
        Uuid::from_u128(self.ids[at])
    }

    /// Says whether a word of the line's key begins with (or is) this folded word.
    pub(super) fn stands(&self, at: usize, word: &str, whole: bool) -> bool {
        if word.is_ascii() {
            kernel::stands(self.codes(at), word.as_bytes(), whole, columns::parts)
        } else {
            self.wide(at).is_some_and(|key| stands(key, word, whole))
        }
    }

    /// Says whether the fields fit each other, after reading them from a file.
    pub(super) fn is_sound(&self) -> bool {
        let lines = self.len();
        let rising = self.ends.windows(2).all(|pair| pair[0] <= pair[1]);
        lines <= LINES
            && [
                self.recency.len(),
                self.kinds.len(),
                self.flags.len(),
                self.ends.len(),
                self.shown.len(),
            ]
            .iter()
            .all(|&length| length == lines)
            && rising
            && self.ends.last().map_or(0, |&end| end as usize) == self.codes.len()
            && self.capitals.len() == self.codes.len().div_ceil(64)
            && self
                .shown
                .iter()
                .zip(0..lines)
                .all(|(&shown, at)| usize::from(shown) <= self.codes(at).len())
    }

    pub(super) fn bytes(&self) -> usize {
        let odd: usize = self
            .keys
            .iter()
            .chain(&self.texts)
            .map(|odd| odd.text.len() + 24)
            .sum();
        odd + self.ids.len() * (16 + 8 + 1 + 1 + 4 + 2)
            + self.codes.len()
            + (self.capitals.len() + self.marks.len()) * 8
    }
}

fn odd(all: &[Odd], at: usize) -> Option<&str> {
    all.binary_search_by_key(&at, |odd| usize::from(odd.line))
        .ok()
        .map(|found| &*all[found].text)
}

/// Says whether a word of a key begins with (or is) this one.
pub(super) fn stands(key: &str, word: &str, whole: bool) -> bool {
    key.match_indices(word).any(|(at, _)| {
        key[..at].chars().next_back().is_none_or(fold::parts)
            && (!whole
                || key[at + word.len()..]
                    .chars()
                    .next()
                    .is_none_or(fold::parts))
    })
}
