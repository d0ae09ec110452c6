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

static CLASS: [u8; 256] = {
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
    usize::from(CLASS[usize::from(code)])
}

/// Maps the classes of letters and digits to themselves, the others to those that are left.
fn fewer(class: usize, classes: usize) -> usize {
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

pub(super) fn present(code: u8) -> usize {
    PRESENT + class(code)
}

pub(super) fn head(code: u8) -> usize {
    HEAD + fewer(class(code), HEADS)
}

pub(super) fn start(code: u8) -> usize {
    START + fewer(class(code), STARTS)
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
    hashed(codes[from..].iter().fold(0, |hash, &code| roll(hash, code)))
}

fn roll(hash: u32, code: u8) -> u32 {
    (hash ^ u32::from(code))
        .wrapping_mul(0x9e37_79b1)
        .rotate_left(5)
}

fn hashed(hash: u32) -> usize {
    WORD + among(hash.wrapping_mul(0x85eb_ca6b), WORDS)
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
pub(super) fn each(codes: &[u8], row: &mut [u64; ROW]) {
    const { assert!(PRESENT == 0 && CLASSES == 64 && HEAD == 64 && HEADS <= 64) };
    let Some(&first) = codes.first() else { return };
    // Characters and heads are gathered where nothing needs to be read back.
    let (mut present, mut heads) = (0_u64, 1_u64 << (head(first) - HEAD));
    set(row, start(first));
    // Only what stands behind a character is a pair: none stands behind a place before the first.
    let (mut before, mut parted, mut since, mut hash) = (first, true, 0_usize, 0);
    for (at, &code) in codes.iter().enumerate() {
        present |= 1 << class(code);
        let mixed = mix(before, code);
        if at > 0 {
            set(row, PAIR + among(mixed, PAIRS));
        }
        heads |= u64::from(parted) << (head(code) - HEAD);
        if parts(code) {
            if since > 0 {
                set(row, hashed(hash));
            }
            (parted, since, hash) = (true, 0, 0);
        } else {
            match since {
                1 => set(row, FIRST + (mixed >> 24) as usize),
                2 => set(row, SECOND + (mixed >> 25) as usize),
                _ => {}
            }
            parted = false;
            since += 1;
            hash = roll(hash, code);
        }
        before = code;
    }
    if since > 0 {
        set(row, hashed(hash));
    }
    row[0] |= present;
    row[1] |= heads;
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
