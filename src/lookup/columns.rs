//! What a column of bits says of each line: 64 lines a word, so that a bound is worked out for 64 lines at once.
//!
//! | columns | the bit is set where |
//! | --- | --- |
//! | `PRESENT` | the key has the character |
//! | `HEAD`, `START` | a word, the key begins with it |
//! | `PAIR` | the two characters stand side by side (hashed) |
//! | `FIRST`, `SECOND` | they are the first and second, second and third letters of a word (hashed) |
//! | `WORD` | the word stands in the key (hashed) |
//! | `KIND`, `FLAG`, `WEIGHT` | the entry's kind, its flags, its kind's weight in fours |
//!
//! Hashing, and sharing a column, can set a bit too many, never one too few: a bound stays a bound.

use super::separated::Separated;

pub(super) const PRESENT: usize = 0;
pub(super) const HEAD: usize = PRESENT + CLASSES;
pub(super) const START: usize = HEAD + HEADS;
pub(super) const PAIR: usize = START + STARTS;
pub(super) const FIRST: usize = PAIR + PAIRS;
pub(super) const SECOND: usize = FIRST + 256;
pub(super) const WORD: usize = SECOND + 128;
const KIND: usize = WORD + WORDS;
pub(super) const FLAG: usize = KIND + KINDS;
pub(super) const WEIGHT: usize = FLAG + 8;
/// How many columns there are.
pub(super) const COUNT: usize = WEIGHT + 2;

const CLASSES: usize = 64;
/// Words seldom begin with anything but a letter or a digit, lines hardly ever.
const HEADS: usize = 48;
const STARTS: usize = 40;
const KINDS: usize = 16;
const PAIRS: usize = 448;
/// Words of bits that the pairs lie in.
const PAIR_WORDS: usize = (PAIR % 64 + PAIRS).div_ceil(64);
const WORDS: usize = 192;

/// Maps a folded character to its one byte: ASCII to itself, the others to one of 128.
pub(super) fn code(ch: char) -> u8 {
    match u8::try_from(ch) {
        Ok(byte) if byte < 0x80 => byte,
        _ => 0x80 | (u32::from(ch).wrapping_mul(0x9e37_79b1) >> 25) as u8,
    }
}

/// Says whether a code separates words, by table.
pub(super) fn parts(code: u8) -> bool {
    PARTS[usize::from(code)]
}

static PARTS: [bool; 256] = {
    let mut table = [false; 256];
    let mut at = b' ';
    while at < 0x7f {
        table[at as usize] = !(at.is_ascii_digit() || at.is_ascii_alphabetic());
        at += 1;
    }
    table
};

const CLASS: [u8; 256] = {
    let mut table = [0; 256];
    let mut at = 0;
    while at < 256 {
        #[allow(clippy::cast_possible_truncation)] // `at` stays below 256.
        let byte = at as u8;
        table[at] = match byte {
            b'a'..=b'z' => byte - b'a',
            b'0'..=b'9' => byte - b'0' + 26,
            0x80.. => 48 + (byte & 15),
            _ => 36 + byte % 12,
        };
        at += 1;
    }
    table
};

fn class(code: u8) -> usize {
    static CLASSES: [u8; 256] = CLASS;
    usize::from(CLASSES[usize::from(code)])
}

/// Maps the classes of letters and digits to themselves, the others to those that are left.
const fn fewer(class: usize, classes: usize) -> usize {
    if class < 36 {
        class
    } else {
        36 + (class - 36) % (classes - 36)
    }
}

/// Spreads a hash over so many columns.
fn among(hash: u32, columns: usize) -> usize {
    ((hash as usize) * columns) >> 32
}

fn mix(first: u8, second: u8) -> u32 {
    ((u32::from(first) << 8) | u32::from(second)).wrapping_mul(0x9e37_79b1)
}

/// The columns of a character at a word's head and at the key's start, from the first of each.
static HEAD_PLACES: [u8; 256] = places(HEADS);
static START_PLACES: [u8; 256] = places(STARTS);

const fn places(columns: usize) -> [u8; 256] {
    let mut table = [0; 256];
    let mut at = 0;
    while at < 256 {
        #[allow(clippy::cast_possible_truncation)] // There are fewer columns than 64.
        {
            table[at] = fewer(CLASS[at] as usize, columns) as u8;
        }
        at += 1;
    }
    table
}

pub(super) fn present(code: u8) -> usize {
    PRESENT + class(code)
}

pub(super) fn head(code: u8) -> usize {
    HEAD + usize::from(HEAD_PLACES[usize::from(code)])
}

pub(super) fn start(code: u8) -> usize {
    START + usize::from(START_PLACES[usize::from(code)])
}

/// Gives the column of a kind; some may share one.
pub(super) fn kind(code: u8) -> usize {
    KIND + usize::from(code) % KINDS
}

pub(super) fn pair(first: u8, second: u8) -> usize {
    PAIR + among(mix(first, second), PAIRS)
}

/// Gives the column of a whole word: of the letters behind the last separator.
pub(super) fn word(codes: &[u8]) -> usize {
    let from = codes
        .iter()
        .rposition(|&code| parts(code))
        .map_or(0, |at| at + 1);
    let mut word = Separated::default();
    word.read(&codes[from..]);
    hashed(&word, 0, word.codes().len())
}

/// Gives the column of a word by its first eight letters, its last eight and their number.
fn hashed(line: &Separated, from: usize, end: usize) -> usize {
    let length = end - from;
    let (first, last) = (
        line.eight(from, length),
        line.eight(end.saturating_sub(8).max(from), length),
    );
    let mixed = (first ^ (length as u64) << 56).wrapping_mul(0x9e37_79b9_7f4a_7c15);
    let mixed = (mixed ^ mixed >> 32 ^ last).wrapping_mul(0xc2b2_ae3d_27d4_eb4f);
    #[allow(clippy::cast_possible_truncation)] // The upper half is left.
    let hash = (mixed >> 32) as u32;
    WORD + among(hash, WORDS)
}

/// Gives the column of two neighbours where the second is that far into its word, counted from its head.
pub(super) fn chain(first: u8, second: u8, offset: usize) -> usize {
    match offset {
        1 => FIRST + (mix(first, second) >> 24) as usize,
        2 => SECOND + (mix(first, second) >> 25) as usize,
        _ => pair(first, second),
    }
}

/// Walks a word or phrase: for each character after the first, how far it is into its word.
pub(super) fn offsets(codes: &[u8]) -> impl Iterator<Item = usize> {
    let mut since = 0;
    codes.iter().map(move |&code| {
        let offset = if parts(code) { 0 } else { since };
        since = if parts(code) { 0 } else { since + 1 };
        offset
    })
}

/// Words of bits that hold a line's bit of every column.
pub(super) const ROW: usize = COUNT.div_ceil(64);

/// Sets a line's bit of a column.
pub(super) fn set(row: &mut [u64; ROW], column: usize) {
    row[column / 64] |= 1 << (column % 64);
}

/// Sets the bit of each column that a key has.
#[inline]
pub(super) fn each(line: &Separated, row: &mut [u64; ROW]) {
    const { assert!(PRESENT == 0 && CLASSES == 64 && HEAD == 64 && HEADS <= 64) };
    let codes = line.codes();
    let Some(&first) = codes.first() else { return };
    set(row, start(first));
    // What every character sets is gathered where nothing needs to be read back.
    let mut present = 1_u64 << class(first);
    let mut pairs = [0_u64; PAIR_WORDS];
    for pair in codes.windows(2) {
        present |= 1 << class(pair[1]);
        let place = PAIR % 64 + among(mix(pair[0], pair[1]), PAIRS);
        pairs[place / 64] |= 1 << (place % 64);
    }
    let mut heads = 0_u64;
    for head in line.heads() {
        heads |= 1 << HEAD_PLACES[usize::from(codes[head])];
    }
    for (from, end) in line.words() {
        let [first, second, third, ..] = line.eight(from, end - from).to_le_bytes();
        // A bit is set in any case, so that no branch hangs on how long the word is: of what is not there, none.
        let follows = mix(first, second);
        let column = FIRST + (follows >> 24) as usize;
        row[column / 64] |= u64::from(end - from > 1) << (column % 64);
        let column = SECOND + (mix(second, third) >> 25) as usize;
        row[column / 64] |= u64::from(end - from > 2) << (column % 64);
        set(row, hashed(line, from, end));
    }
    row[0] |= present;
    row[1] |= heads;
    for (word, bits) in row[PAIR / 64..].iter_mut().zip(pairs) {
        *word |= bits;
    }
}

/// Sets the bits of what is known of an entry beside its key.
#[inline]
pub(super) fn beside(kind: u8, flags: u8, weight: u8, row: &mut [u64; ROW]) {
    const { assert!(FLAG / 64 == (WEIGHT + 1) / 64) };
    set(row, self::kind(kind));
    let fours = u64::from((weight / 4) & 3);
    row[FLAG / 64] |= u64::from(flags) << (FLAG % 64) | fours << (WEIGHT % 64);
}

#[cfg(test)]
mod tests {
    use super::super::fold;
    use super::*;

    #[test]
    fn separators_are_those_of_the_fold() {
        for ch in '\0'..='\u{7f}' {
            if fold::fold(ch) == Some(ch) {
                assert_eq!(parts(ch as u8), fold::parts(ch), "{ch:?}");
            }
        }
    }
}
