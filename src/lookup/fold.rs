//! Folds text so that what is typed meets what is written: lower case, the base letter, plain punctuation.
//!
//! One character becomes one character, so positions stay valid; only combining marks disappear.

use std::sync::LazyLock;

use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::is_combining_mark;

/// Letters without a canonical base, and signs with a plainer twin.
const TABLE: &[(char, char)] = &[
    ('ł', 'l'),
    ('Ł', 'l'),
    ('ø', 'o'),
    ('Ø', 'o'),
    ('đ', 'd'),
    ('Đ', 'd'),
    ('ð', 'd'),
    ('Ð', 'd'),
    ('ß', 's'),
    ('ẞ', 's'),
    ('æ', 'a'),
    ('Æ', 'a'),
    ('œ', 'o'),
    ('Œ', 'o'),
    ('ı', 'i'),
    ('ħ', 'h'),
    ('Ħ', 'h'),
    ('þ', 't'),
    ('Þ', 't'),
    ('ŧ', 't'),
    ('Ŧ', 't'),
    ('ŋ', 'n'),
    ('Ŋ', 'n'),
    ('ƒ', 'f'),
    ('ς', 'σ'),
    ('\u{2018}', '\''),
    ('\u{2019}', '\''),
    ('\u{201a}', '\''),
    ('\u{2032}', '\''),
    ('´', '\''),
    ('\u{201c}', '"'),
    ('\u{201d}', '"'),
    ('\u{201e}', '"'),
    ('«', '"'),
    ('»', '"'),
    ('\u{2010}', '-'),
    ('\u{2011}', '-'),
    ('\u{2012}', '-'),
    ('\u{2013}', '-'),
    ('\u{2014}', '-'),
    ('\u{2212}', '-'),
    ('·', '|'),
    ('•', '|'),
    ('\u{3000}', ' '),
    ('、', ','),
    ('。', '.'),
    ('・', ' '),
];

/// The letters of Latin scripts are worked out once: most of what is not ASCII is one of them.
const LATIN: std::ops::Range<usize> = 0x80..0x250;

static FOLDED: LazyLock<Vec<Option<char>>> = LazyLock::new(|| {
    let chars = LATIN.map(|at| u32::try_from(at).ok().and_then(char::from_u32));
    chars.map(|ch| other(ch?)).collect()
});

/// Folds one character; nothing is left of a combining mark or another character without width.
pub fn fold(ch: char) -> Option<char> {
    if ch.is_ascii() {
        return Some(if ch.is_ascii_control() {
            ' '
        } else {
            ch.to_ascii_lowercase()
        });
    }
    match ch as usize {
        0xb7 => Some('|'),
        at if LATIN.contains(&at) => FOLDED[at - LATIN.start],
        _ => other(ch),
    }
}

/// Folds a character that is not ASCII.
fn other(ch: char) -> Option<char> {
    if let Some(&(_, to)) = TABLE.iter().find(|(from, _)| *from == ch) {
        return Some(to);
    }
    match ch {
        '\u{ad}'
        | '\u{200b}'..='\u{200f}'
        | '\u{202a}'..='\u{202e}'
        | '\u{2060}'..='\u{206f}'
        | '\u{feff}'
        | '\u{ff9e}'
        | '\u{ff9f}' => None,
        '\u{80}'..='\u{9f}' => Some(' '),
        _ if ch.is_whitespace() => Some(' '),
        // An ideograph has no base letter; a syllable's first canonical letter is only its first consonant.
        '\u{4e00}'..='\u{9fff}' | '\u{ac00}'..='\u{d7a3}' => Some(ch),
        _ if is_combining_mark(ch) => None,
        '\u{ff01}'..='\u{ff9f}' => Some(lower(std::iter::once(ch).nfkd().next().unwrap_or(ch))),
        _ => Some(lower(std::iter::once(ch).nfd().next().unwrap_or(ch))),
    }
}

/// Appends the folded form of a text.
pub fn fold_into(text: &str, key: &mut String) {
    fold_noting(text, key, |_| {});
}

/// Appends the folded form of a text, and tells each character of it that is not plain ASCII.
pub(super) fn fold_noting(text: &str, key: &mut String, mut note: impl FnMut(char)) {
    let mut rest = text;
    while !rest.is_empty() {
        let (ascii, other) = rest.split_at(plain(rest.as_bytes()));
        let from = key.len();
        key.push_str(ascii);
        key[from..].make_ascii_lowercase();
        let mut chars = other.chars();
        if let Some(ch) = chars.next() {
            note(ch);
            key.extend(fold(ch));
        }
        rest = chars.as_str();
    }
}

/// Counts the bytes before the first that is not ASCII or is a control character, eight at once.
pub(super) fn plain(bytes: &[u8]) -> usize {
    const ONES: u64 = 0x0101_0101_0101_0101;
    let (eights, rest) = bytes.as_chunks::<8>();
    for (at, &eight) in eights.iter().enumerate() {
        let word = u64::from_le_bytes(eight);
        // The high bit of a byte below 0x20, of 0x7f, and of one that is not ASCII. What is carried on spoils only those behind.
        let odd = (word.wrapping_sub(ONES * 0x20) | word.wrapping_add(ONES) | word) & (ONES * 0x80);
        if odd != 0 {
            return at * 8 + odd.trailing_zeros() as usize / 8;
        }
    }
    let odd = |byte: &u8| !byte.is_ascii() || byte.is_ascii_control();
    eights.len() * 8 + rest.iter().position(odd).unwrap_or(rest.len())
}

/// Folds a text.
pub fn folded(text: &str) -> String {
    let mut key = String::with_capacity(text.len());
    fold_into(text, &mut key);
    key
}

fn lower(ch: char) -> char {
    let low = ch.to_lowercase().next().unwrap_or(ch);
    TABLE
        .iter()
        .find(|(from, _)| *from == low)
        .map_or(low, |(_, to)| *to)
}

/// Says whether the matcher takes this folded character for a separator: what follows is the head of a word.
pub fn parts(ch: char) -> bool {
    matches!(ch, ' '..='.' | '/' | ':'..='@' | '['..='`' | '{'..='}' | '~')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn folds_to_the_base_letter() {
        assert_eq!(
            folded("Zoë Łukasz STRAßE Ångström"),
            "zoe lukasz strase angstrom"
        );
        assert_eq!(folded("zoe\u{308}"), "zoe");
        assert_eq!(folded("東京 Ｔｏｋｙｏ 서울"), "東京 tokyo 서울");
        assert_eq!(folded("İstanbul O’Hara"), "istanbul o'hara");
    }

    #[test]
    fn plain_runs_end_where_they_should() {
        for byte in 0..=255_u8 {
            for before in 0..20 {
                let mut bytes = vec![b'~'; before];
                bytes.extend([byte, 0xff, 0, b'x', 0x7f, b' ', b'y', b'z', b'!']);
                let odd = |byte: &u8| !byte.is_ascii() || byte.is_ascii_control();
                let want = bytes.iter().position(odd).unwrap_or(bytes.len());
                assert_eq!(plain(&bytes), want, "{byte} after {before}");
            }
        }
    }

    #[test]
    fn folding_twice_changes_nothing() {
        for ch in '\0'..=char::MAX {
            if let Some(once) = fold(ch) {
                assert_eq!(fold(once), Some(once), "{ch:?}");
            }
        }
    }
}
