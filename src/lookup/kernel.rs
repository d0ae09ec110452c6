//! The matcher's score, without its matrix.
//!
//! `SkimMatcherV2::fuzzy_match` of `fuzzy-matcher` 0.3.7 fills two rows of cells, character by character. Most cells
//! hold nothing: a row matters only where its character stands in the line, about one place in fifteen. This kernel
//! visits those places alone and gives the same number, as a fresh matcher would, quirks included.
//!
//! The crate's recurrence, for folded (lower-case) text, pattern character `i` at column `j` (counted from 1):
//!
//! ```text
//! M[i][j] = 16 + max(M[i-1][j-1] + max(b[j], 4), P[i-1][j-1] + b[j])     where p[i] = c[j], else −32768
//! P[i][j] = max(M[i][j-1] − 4, P[i][j-1] − 1)                            a gap: 3, and 1 for each character
//! b[j]    = 8 after a hard separator, 7 after a soft one, 16 at the line's start, else 0
//! ```
//!
//! What it does besides: row `i` begins at `f[i]`, the first place where `p[..=i]` has matched, and there it reads the
//! cell that row `i-2` left behind, since two rows share one memory (row 1 finds −1, row 0 nothing). So a gap may leap
//! over two characters, and the result may be a score of `p[..n-2]`. The bonus cells add nothing in a fresh matcher:
//! one is written only with `max(itself, b[j], 4)`, so it never exceeds what `b[j]` and 4 give.
//! `tests/lookup/exact.rs` compares both on hundreds of thousands of pairs.

use super::columns;

const NONE: i32 = i16::MIN as i32;

/// Longer keys are cut when they are made; the crate's "nothing" (−32768) is then always below any real score.
pub const MOST_CHARACTERS: usize = 4095;

/// Room for the rows, kept between calls.
#[derive(Debug, Default)]
pub(super) struct Rows {
    rows: [Row; 3],
    places: Vec<u64>,
}

/// The cells of one pattern character where it matches: column and score; and the best gap that begins before them.
#[derive(Debug, Default)]
struct Row {
    cells: Vec<(i32, i32)>,
    /// What a gap from before the row's first column is worth, plus its column.
    early: i32,
}

/// Gives `b[j]` after this code.
fn bonus(before: u8) -> i32 {
    i32::from(BONUS[usize::from(before)])
}

static BONUS: [u8; 256] = {
    let mut table = [0; 256];
    let mut at = b' ';
    while at < 0x7f {
        table[at as usize] = match at {
            b' ' | b'/' | b'\\' | b'|' | b'(' | b')' | b'[' | b']' | b'{' | b'}' => 8,
            b'0'..=b'9' | b'A'..=b'Z' | b'a'..=b'z' => 0,
            _ => 7,
        };
        at += 1;
    }
    table
};

/// What a pattern makes of a line.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) struct Fit {
    pub(super) score: i32,
    /// A word of the line begins with the pattern; and is it.
    pub(super) begins: bool,
    pub(super) whole: bool,
}

/// Gives the most that each character and those behind it can add to what those before it have.
///
/// A character right behind a separator adds 24, any other 20: 16 and 4 beside the one before it, 16 and 8 less the 4 of a gap
/// at a word's head. The row that a gap has leapt over adds nothing.
pub(super) fn gains(pattern: &[u8]) -> Vec<i32> {
    let mut gains = vec![0; pattern.len() + 1];
    for at in (1..pattern.len()).rev() {
        let most = if columns::parts(pattern[at - 1]) {
            24
        } else {
            20
        };
        gains[at] = gains[at + 1] + most;
    }
    gains
}

/// What a line is asked for.
#[derive(Debug, Clone, Copy)]
pub(super) struct Need<'a> {
    /// Less than this is as good as nothing: the rows end where it is out of reach.
    pub(super) least: i32,
    /// The pattern's [`gains`].
    pub(super) gains: &'a [i32],
}

/// Scores a pattern of codes against a line of codes: exactly as long as at most one of them has other than ASCII.
///
/// Nothing where the line does not match, or scores less than is needed; what scores enough is scored exactly.
pub(super) fn score(rows: &mut Rows, line: &[u8], pattern: &[u8], need: Need<'_>) -> Option<Fit> {
    score_by(
        rows,
        line,
        pattern.len(),
        need,
        |at, places| places_of(line, pattern[at], places),
        |place| line[place..].starts_with(pattern),
    )
}

/// Scores with characters instead of codes, where a pattern has other than ASCII.
pub(super) fn score_wide(
    rows: &mut Rows,
    line: &[u8],
    letters: &[char],
    pattern: &[char],
    need: Need<'_>,
) -> Option<Fit> {
    let places_at = |at: usize, places: &mut [u64]| {
        places.fill(0);
        for (place, &ch) in letters.iter().enumerate() {
            if ch == pattern[at] {
                places[place / 64] |= 1 << (place % 64);
            }
        }
    };
    score_by(rows, line, pattern.len(), need, places_at, |place| {
        letters[place..].starts_with(pattern)
    })
}

#[inline]
fn score_by(
    rows: &mut Rows,
    line: &[u8],
    length: usize,
    need: Need<'_>,
    places_at: impl Fn(usize, &mut [u64]),
    stands_at: impl Fn(usize) -> bool,
) -> Option<Fit> {
    let mut fit = Fit::default();
    if length == 0 {
        return Some(fit);
    }
    let Rows {
        rows: [before, last, row],
        places,
    } = rows;
    places.resize(line.len().div_ceil(64), 0);
    let (mut before, mut last, mut row) = (before, last, row);
    // Where the row's character first matches, counted from 0: also the column before that match.
    let mut first = 0_usize;
    let mut left_over = NONE;
    // The most that any row has had: a gap may leap over rows, so an earlier one can count yet.
    let mut most = NONE;
    for at in 0..length {
        places_at(at, places);
        let from = if at == 0 { 0 } else { first + 1 };
        first = next_place(places, from)?;
        let column = i32::try_from(first).ok()?;
        row.cells.clear();
        left_over = NONE;
        row.early = match at {
            0 => NONE + column,
            1 => column - 1,
            _ => {
                let mut gap = before.early;
                for &(place, score) in &before.cells {
                    if place >= column {
                        if place == column {
                            left_over = score;
                        }
                        break;
                    }
                    gap = gap.max(score + place - 3);
                }
                // The gap's worth at the column, then one step on: either it goes on or a match there ends.
                (left_over - 4).max(gap - column - 1) + column + 1
            }
        };
        let mut gap = last.early;
        let mut seen = 0;
        for (word, &bits) in places.iter().enumerate().skip(first / 64) {
            let mut bits = if word == first / 64 {
                bits & (u64::MAX << (first % 64))
            } else {
                bits
            };
            while bits != 0 {
                let place = word * 64 + bits.trailing_zeros() as usize;
                bits &= bits - 1;
                // The column before this one is `place` itself, since columns count from 1.
                let here = i32::try_from(place).unwrap_or(i32::MAX);
                let bonus = if place == 0 {
                    16
                } else {
                    bonus(line[place - 1])
                };
                let score = if at == 0 {
                    if bonus > 0 && stands_at(place) {
                        fit.begins = true;
                        fit.whole |= line
                            .get(place + length)
                            .is_none_or(|&after| columns::parts(after));
                    }
                    15 + bonus
                } else {
                    let mut side = NONE;
                    while let Some(&(column, score)) = last.cells.get(seen) {
                        if column >= here {
                            if column == here {
                                side = score;
                            }
                            break;
                        }
                        gap = gap.max(score + column - 3);
                        seen += 1;
                    }
                    16 + (side + bonus.max(4)).max(gap - here + bonus)
                };
                most = most.max(score);
                row.cells.push((here + 1, score));
            }
        }
        if most + need.gains[at + 1] < need.least {
            return None;
        }
        (before, last, row) = (last, row, before);
    }
    let best = last.cells.iter().map(|&(_, score)| score).max()?;
    fit.score = best.max(left_over);
    (fit.score >= need.least).then_some(fit)
}

fn next_place(places: &[u64], from: usize) -> Option<usize> {
    let mut word = from / 64;
    let mut bits = places.get(word)? & (u64::MAX << (from % 64));
    while bits == 0 {
        word += 1;
        bits = *places.get(word)?;
    }
    Some(word * 64 + bits.trailing_zeros() as usize)
}

/// Marks where a code stands in a line.
fn places_of(line: &[u8], code: u8, places: &mut [u64]) {
    let (whole, rest) = line.as_chunks::<64>();
    for (chunk, word) in whole.iter().zip(places.iter_mut()) {
        *word = same(chunk, code);
    }
    if let (false, Some(word)) = (rest.is_empty(), places.last_mut()) {
        let mut last = [0; 64];
        last[..rest.len()].copy_from_slice(rest);
        *word = same(&last, code) & (u64::MAX >> (64 - rest.len()));
    }
}

/// Gives a bit for each byte that is this one: bytes of 0 and 1 first, then those of eight side by side.
fn same(chunk: &[u8; 64], code: u8) -> u64 {
    let mut marks = [0; 64];
    for (mark, byte) in marks.iter_mut().zip(chunk) {
        *mark = u8::from(*byte == code);
    }
    let mut bits = 0;
    for (at, &eight) in marks.as_chunks::<8>().0.iter().enumerate() {
        bits |= (u64::from_le_bytes(eight).wrapping_mul(0x0102_0408_1020_4080) >> 56) << (at * 8);
    }
    bits
}

/// Says whether a word of the line begins with this one, or, asked for the whole, is it.
pub(super) fn stands<T: Copy + PartialEq>(
    line: &[T],
    word: &[T],
    whole: bool,
    parts: impl Fn(T) -> bool,
) -> bool {
    let Some(&first) = word.first() else {
        return true;
    };
    let last = line.len().saturating_sub(word.len());
    line.len() >= word.len()
        && (0..=last).any(|at| {
            line[at] == first
                && (at == 0 || parts(line[at - 1]))
                && line[at..at + word.len()] == *word
                && (!whole || line.get(at + word.len()).is_none_or(|&after| parts(after)))
        })
}

/// Says whether the codes of a line hold those of a phrase.
pub(super) fn holds<T: PartialEq>(line: &[T], phrase: &[T]) -> bool {
    phrase.is_empty() || line.windows(phrase.len()).any(|window| window == phrase)
}

/// Gives the codes of folded text.
pub(super) fn codes(text: &str) -> Vec<u8> {
    text.chars().map(columns::code).collect()
}
