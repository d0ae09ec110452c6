//! Sixteen lines in one piece of memory: what is read, checked and kept together, in a file as in memory.
//!
//! ```text
//! lines · kinds · flags · shown · ends · accounts · recency · ids · codes · capitals · marks · keys · texts
//! ```
//! A line's text is its key's beginning with capitals and marks put back, unless it is kept in `texts`. Numbers are
//! little-endian; those before the codes lie at places that follow from how many lines there are.

use std::cmp::Reverse;
use std::sync::Arc;

use uuid::Uuid;

use super::entry::Entry;
use super::kernel::{self, MOST_CHARACTERS};
use super::separated::gathered;
use super::{columns, fold};

/// How many lines a leaf holds.
pub(super) const LEAF: usize = 16;

/// Among equals: the more recent, then the shorter key, then the lower id.
pub(super) type Tie = (Reverse<u64>, usize, u128);

/// The dot between the parts of a line, which folds to a bar: its capital, as it were.
const DOT: char = '·';

/// Bytes that a line takes before its codes.
const FIXED: usize = 1 + 1 + 2 + 2 + 4 + 8 + 16;
const SHOWN: usize = 2;
const ENDS: usize = 4;
const ACCOUNTS: usize = 6;
const RECENCY: usize = 10;
const IDS: usize = 18;

const _: () = assert!(MOST_CHARACTERS * LEAF <= u16::MAX as usize);

/// An entry on its way into a leaf.
#[derive(Debug, Clone, Copy)]
pub(super) struct Line<'a> {
    pub(super) entry: &'a Entry,
    pub(super) key: &'a str,
    /// The number of its account; 0 for none.
    pub(super) account: u32,
}

/// Cuts a key that is too long, and counts its characters.
pub(super) fn cut(key: &mut String, from: usize) -> usize {
    let own = &key[from..];
    let length = if own.is_ascii() {
        own.len()
    } else {
        own.chars().count()
    };
    if length <= MOST_CHARACTERS {
        return length;
    }
    if let Some((end, _)) = own.char_indices().nth(MOST_CHARACTERS) {
        key.truncate(from + end);
    }
    MOST_CHARACTERS
}

/// Lines being put together.
#[derive(Debug, Default)]
pub(super) struct Growing {
    lines: usize,
    kinds: [u8; LEAF],
    flags: [u8; LEAF],
    shown: [u16; LEAF],
    ends: [u16; LEAF],
    accounts: [u32; LEAF],
    recency: [u64; LEAF],
    ids: [u128; LEAF],
    codes: Vec<u8>,
    capitals: Vec<u8>,
    /// Characters of texts that are more than a capital: line, place in the key, and what stands there.
    marks: Vec<(u8, u16, char)>,
    /// Keys with other than ASCII, each with its line and length before it; and how many.
    keys: Vec<u8>,
    wide: u8,
    /// Texts that lost characters by folding or cutting, likewise.
    texts: Vec<u8>,
    odd: u8,
}

impl Growing {
    pub(super) fn len(&self) -> usize {
        self.lines
    }

    /// Gives the codes of the line that was added last.
    pub(super) fn last(&self) -> &[u8] {
        let before = self.lines.checked_sub(2).map(|at| self.ends[at]);
        &self.codes[before.map_or(0, usize::from)..]
    }

    /// Adds a line; a leaf takes [`LEAF`].
    pub(super) fn push(&mut self, line: Line<'_>) {
        let Line {
            entry,
            key,
            account,
        } = line;
        let own = self.lines;
        let at = u8::try_from(own).unwrap_or(u8::MAX);
        self.lines += 1;
        let from = self.codes.len();
        self.ids[own] = entry.id.as_u128();
        self.recency[own] = entry.recency;
        self.accounts[own] = account;
        self.kinds[own] = entry.kind;
        self.flags[own] = entry.flags;
        if key.is_ascii() {
            self.codes.extend_from_slice(key.as_bytes());
        } else {
            self.codes.extend(key.chars().map(columns::code));
            append(&mut self.keys, at, key);
            self.wide += 1;
        }
        let length = self.codes.len() - from;
        self.ends[own] = u16::try_from(self.codes.len()).unwrap_or(u16::MAX);
        self.capitals.resize(self.codes.len().div_ceil(8), 0);
        let marked = self.marks.len();
        let mut place = 0;
        let mut whole = true;
        let mut rest = entry.text.as_str();
        while !rest.is_empty() {
            // Most of a text is ASCII, of which only the capitals are to be kept.
            let (ascii, other) = rest.split_at(fold::plain(rest.as_bytes()));
            let within = length.saturating_sub(place).min(ascii.len());
            for (at, eight) in ascii.as_bytes()[..within].chunks(8).enumerate() {
                let bits = u16::from(capitals_of(eight));
                let bit = from + place + at * 8;
                // They may lie across two bytes.
                for (byte, part) in self.capitals[bit / 8..]
                    .iter_mut()
                    .zip((bits << (bit % 8)).to_le_bytes())
                {
                    *byte |= part;
                }
            }
            place += ascii.len();
            let mut chars = other.chars();
            if let Some(ch) = chars.next() {
                if ch == DOT && place < length {
                    self.capitals[(from + place) / 8] |= 1 << ((from + place) % 8);
                    place += 1;
                } else if !ch.is_ascii() && fold::fold(ch).is_none() {
                    whole = false;
                } else {
                    if place < length {
                        let place = u16::try_from(place).unwrap_or(u16::MAX);
                        self.marks.push((at, place, ch));
                    }
                    place += 1;
                }
            }
            rest = chars.as_str();
        }
        self.shown[own] = u16::try_from(place.min(length)).unwrap_or(u16::MAX);
        if !whole || place > length {
            append(&mut self.texts, at, &entry.text);
            self.odd += 1;
            self.marks.truncate(marked);
        }
    }

    /// Writes the lines as a leaf behind others, and begins anew.
    pub(super) fn finish(&mut self, bytes: &mut Vec<u8>) {
        let lines = std::mem::take(&mut self.lines);
        let numbers = 1 + lines * FIXED;
        let letters = self.codes.len() + self.capitals.len();
        let marks = 2 + self.marks.len() * 7;
        bytes.reserve(numbers + letters + marks + 2 + self.keys.len() + self.texts.len());
        bytes.push(u8::try_from(lines).unwrap_or(u8::MAX));
        bytes.extend_from_slice(&self.kinds[..lines]);
        bytes.extend_from_slice(&self.flags[..lines]);
        write(bytes, &self.shown[..lines], u16::to_le_bytes);
        write(bytes, &self.ends[..lines], u16::to_le_bytes);
        write(bytes, &self.accounts[..lines], u32::to_le_bytes);
        write(bytes, &self.recency[..lines], u64::to_le_bytes);
        write(bytes, &self.ids[..lines], u128::to_le_bytes);
        bytes.append(&mut self.codes);
        bytes.append(&mut self.capitals);
        let marks = u16::try_from(self.marks.len()).unwrap_or(u16::MAX);
        bytes.extend(marks.to_le_bytes());
        for (line, place, ch) in self.marks.drain(..) {
            bytes.push(line);
            bytes.extend(place.to_le_bytes());
            bytes.extend(u32::from(ch).to_le_bytes());
        }
        bytes.push(std::mem::take(&mut self.wide));
        bytes.append(&mut self.keys);
        bytes.push(std::mem::take(&mut self.odd));
        bytes.append(&mut self.texts);
    }
}

/// Writes numbers one by one.
fn write<T: Copy, const N: usize>(bytes: &mut Vec<u8>, numbers: &[T], of: impl Fn(T) -> [u8; N]) {
    for &number in numbers {
        bytes.extend_from_slice(&of(number));
    }
}

/// Gives a bit for each of at most eight ASCII bytes that is a capital.
fn capitals_of(bytes: &[u8]) -> u8 {
    const ONES: u64 = 0x0101_0101_0101_0101;
    let mut eight = [0; 8];
    eight[..bytes.len()].copy_from_slice(bytes);
    let word = u64::from_le_bytes(eight);
    let (from, beyond) = (word + ONES * (0x80 - 0x41), word + ONES * (0x80 - 0x5b));
    gathered(from & !beyond)
}

fn append(all: &mut Vec<u8>, line: u8, text: &str) {
    all.push(line);
    all.extend(u32::try_from(text.len()).unwrap_or(u32::MAX).to_le_bytes());
    all.extend(text.as_bytes());
}

/// Lines that can be read.
#[derive(Debug)]
pub(super) struct Leaf(Kept);

/// Where a leaf's bytes are: by themselves, or among those that were read with them.
#[derive(Debug)]
enum Kept {
    Own(Box<[u8]>),
    Within(Arc<[u8]>, u32, u32),
}

impl Leaf {
    /// Keeps what [`Growing::finish`] wrote by itself.
    pub(super) fn own(bytes: Vec<u8>) -> Self {
        Self(Kept::Own(bytes.into_boxed_slice()))
    }

    /// Keeps leaves that were written one behind the other, each by where it ends, in one piece of memory.
    pub(super) fn parts(bytes: &[u8], ends: &[usize]) -> impl Iterator<Item = Self> {
        let all: Arc<[u8]> = bytes.into();
        let mut from = 0;
        ends.iter().map(move |&end| {
            let place = |at: usize| u32::try_from(at).unwrap_or(u32::MAX);
            let leaf = Kept::Within(Arc::clone(&all), place(from), place(end - from));
            from = end;
            Self(leaf)
        })
    }

    /// Takes a part of what was read from a file, where it holds together.
    pub(super) fn read(all: Arc<[u8]>, from: usize, length: usize) -> Option<Self> {
        let (from, length) = (u32::try_from(from).ok()?, u32::try_from(length).ok()?);
        let leaf = Self(Kept::Within(all, from, length));
        leaf.is_sound().then_some(leaf)
    }

    /// Gives what is written to a file.
    #[inline]
    pub(super) fn bytes(&self) -> &[u8] {
        match &self.0 {
            Kept::Own(bytes) => bytes,
            Kept::Within(all, from, length) => {
                &all[*from as usize..*from as usize + *length as usize]
            }
        }
    }

    /// Takes the lines apart again, so that one can be added.
    pub(super) fn grow(&self) -> Growing {
        let mut rest = &self.bytes()[self.odd_from()..];
        let mut growing = Growing {
            lines: self.len().min(LEAF),
            codes: self.bytes()[self.codes_from()..self.codes_from() + self.codes_len()].to_vec(),
            capitals: self.capitals().to_vec(),
            ..Growing::default()
        };
        for at in 0..growing.lines {
            growing.kinds[at] = self.kind(at);
            growing.flags[at] = self.flags(at);
            growing.shown[at] = self.short(SHOWN, at);
            growing.ends[at] = self.short(ENDS, at);
            growing.accounts[at] = self.account(at);
            growing.recency[at] = self.recency(at);
            growing.ids[at] = self.bits(at);
        }
        growing.marks = take_marks(&mut rest).into_iter().flatten().collect();
        for (to, count) in [
            (&mut growing.keys, &mut growing.wide),
            (&mut growing.texts, &mut growing.odd),
        ] {
            for (line, text) in take_odd(&mut rest).into_iter().flatten() {
                append(to, line, text);
                *count += 1;
            }
        }
        growing
    }

    pub(super) fn len(&self) -> usize {
        usize::from(self.bytes().first().copied().unwrap_or(0))
    }

    fn short(&self, field: usize, at: usize) -> u16 {
        u16::from_le_bytes(self.number(field, at))
    }

    /// Gives the bytes of a line's number; all zero where there is no such line.
    #[inline]
    fn number<const N: usize>(&self, field: usize, at: usize) -> [u8; N] {
        self.bytes()
            .get(1 + field * self.len() + at * N..)
            .and_then(|rest| rest.first_chunk())
            .copied()
            .unwrap_or([0; N])
    }

    pub(super) fn kind(&self, at: usize) -> u8 {
        self.number::<1>(0, at)[0]
    }

    pub(super) fn flags(&self, at: usize) -> u8 {
        self.number::<1>(1, at)[0]
    }

    /// How many characters of the key are the text's.
    pub(super) fn shown(&self, at: usize) -> usize {
        usize::from(self.short(SHOWN, at))
    }

    /// The number of the line's account; 0 for none.
    pub(super) fn account(&self, at: usize) -> u32 {
        u32::from_le_bytes(self.number(ACCOUNTS, at))
    }

    fn recency(&self, at: usize) -> u64 {
        u64::from_le_bytes(self.number(RECENCY, at))
    }

    /// Gives the bits of a line's id.
    pub(super) fn bits(&self, at: usize) -> u128 {
        u128::from_le_bytes(self.number(IDS, at))
    }

    pub(super) fn id(&self, at: usize) -> Uuid {
        Uuid::from_u128(self.bits(at))
    }

    fn codes_from(&self) -> usize {
        1 + self.len() * FIXED
    }

    fn codes_len(&self) -> usize {
        self.len()
            .checked_sub(1)
            .map_or(0, |last| usize::from(self.short(ENDS, last)))
    }

    fn begin(&self, at: usize) -> usize {
        at.checked_sub(1)
            .map_or(0, |before| usize::from(self.short(ENDS, before)))
    }

    /// Gives the codes of a line's key.
    #[inline]
    pub(super) fn codes(&self, at: usize) -> &[u8] {
        let from = self.codes_from();
        self.bytes()
            .get(from + self.begin(at)..from + usize::from(self.short(ENDS, at)))
            .unwrap_or_default()
    }

    fn capitals(&self) -> &[u8] {
        let from = self.codes_from() + self.codes_len();
        self.bytes()
            .get(from..from + self.codes_len().div_ceil(8))
            .unwrap_or_default()
    }

    /// Where the marks begin.
    fn odd_from(&self) -> usize {
        self.codes_from() + self.codes_len() + self.codes_len().div_ceil(8)
    }

    fn odd(&self) -> &[u8] {
        self.bytes().get(self.odd_from()..).unwrap_or_default()
    }

    /// Gives a line's key where it has other than ASCII.
    pub(super) fn wide(&self, at: usize) -> Option<&str> {
        let mut rest = self.odd();
        let _ = take_marks(&mut rest)?;
        take_odd(&mut rest)?
            .find(|(line, _)| usize::from(*line) == at)
            .map(|(_, text)| text)
    }

    /// Gives a line's key.
    pub(super) fn key(&self, at: usize) -> &str {
        let codes = self.codes(at);
        if codes.is_ascii() {
            std::str::from_utf8(codes).unwrap_or_default()
        } else {
            self.wide(at).unwrap_or_default()
        }
    }

    /// Gives what a line's key has behind its text.
    pub(super) fn beside(&self, at: usize) -> &str {
        let key = self.key(at);
        let mut rest = key.char_indices().skip(self.shown(at));
        rest.next().map_or("", |(from, _)| &key[from..])
    }

    /// Gives a line's text as it was put in.
    pub(super) fn text(&self, at: usize) -> String {
        let mut rest = self.odd();
        let marks = take_marks(&mut rest);
        let _ = take_odd(&mut rest);
        let kept = take_odd(&mut rest)
            .into_iter()
            .flatten()
            .find(|(line, _)| usize::from(*line) == at);
        if let Some((_, text)) = kept {
            return text.to_owned();
        }
        let from = self.begin(at);
        let capitals = self.capitals();
        let mut marks = marks
            .into_iter()
            .flatten()
            .filter(|mark| usize::from(mark.0) == at)
            .peekable();
        let letters =
            self.codes(at)
                .iter()
                .take(self.shown(at))
                .enumerate()
                .map(|(place, &code)| {
                    if let Some((_, _, ch)) = marks.next_if(|mark| usize::from(mark.1) == place) {
                        return ch;
                    }
                    match capitals[(from + place) / 8] >> ((from + place) % 8) & 1 {
                        0 => char::from(code),
                        _ if code == b'|' => DOT,
                        _ => char::from(code.to_ascii_uppercase()),
                    }
                });
        letters.collect()
    }

    pub(super) fn tie(&self, at: usize) -> Tie {
        (
            Reverse(self.recency(at)),
            self.codes(at).len(),
            self.bits(at),
        )
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
    fn is_sound(&self) -> bool {
        let lines = self.len();
        let rising = (1..lines).all(|at| self.short(ENDS, at - 1) <= self.short(ENDS, at));
        if lines > LEAF || !rising || self.odd_from() > self.bytes().len() {
            return false;
        }
        let mut rest = self.odd();
        take_marks(&mut rest).is_some()
            && take_odd(&mut rest).is_some()
            && take_odd(&mut rest).is_some()
            && rest.is_empty()
            && (0..lines).all(|at| self.shown(at) <= self.codes(at).len())
    }

    /// Counts what the leaf takes, with what keeping it takes.
    pub(super) fn size(&self) -> usize {
        self.bytes().len() + 40
    }
}

/// Takes the marks off the beginning.
fn take_marks<'a>(rest: &mut &'a [u8]) -> Option<impl Iterator<Item = (u8, u16, char)> + use<'a>> {
    let (count, after) = rest.split_first_chunk::<2>()?;
    let (marks, after) = after.split_at_checked(usize::from(u16::from_le_bytes(*count)) * 7)?;
    *rest = after;
    let (marks, _) = marks.as_chunks::<7>();
    Some(marks.iter().map(|&[line, low, high, a, b, c, d]| {
        let ch = char::from_u32(u32::from_le_bytes([a, b, c, d])).unwrap_or('\u{fffd}');
        (line, u16::from_le_bytes([low, high]), ch)
    }))
}

/// Takes texts with their lines off the beginning.
fn take_odd<'a>(rest: &mut &'a [u8]) -> Option<impl Iterator<Item = (u8, &'a str)> + use<'a>> {
    let (&count, after) = rest.split_first()?;
    let mut all = after;
    *rest = after;
    for _ in 0..count {
        take_one(rest)?;
    }
    Some(std::iter::from_fn(move || take_one(&mut all)).take(usize::from(count)))
}

fn take_one<'a>(rest: &mut &'a [u8]) -> Option<(u8, &'a str)> {
    let (&line, after) = rest.split_first()?;
    let (length, after) = after.split_first_chunk::<4>()?;
    let length = usize::try_from(u32::from_le_bytes(*length)).ok()?;
    let (text, after) = after.split_at_checked(length)?;
    *rest = after;
    Some((line, std::str::from_utf8(text).ok()?))
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
