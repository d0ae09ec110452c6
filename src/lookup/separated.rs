//! A key with its separators known: 64 characters a word of bits, so that nothing is asked of each character that only
//! matters where a word begins or ends.

/// What follows the last character, so that eight can be read at any place.
const BEYOND: usize = 8;

const ONES: u64 = 0x0101_0101_0101_0101;
const HIGH: u64 = ONES * 0x80;

/// The codes of a key, and where its words begin and end.
#[derive(Debug, Default)]
pub(super) struct Separated {
    codes: Vec<u8>,
    length: usize,
    begins: Vec<u32>,
    ends: Vec<u32>,
    /// Separators that stand at a word's head for the matcher: behind another, or first.
    bare: Vec<u32>,
}

impl Separated {
    /// Reads a key in the place of the last one.
    pub(super) fn read(&mut self, codes: &[u8]) {
        self.codes.clear();
        self.codes.extend_from_slice(codes);
        self.codes.extend_from_slice(&[0; 64 + BEYOND]);
        self.length = codes.len();
        self.begins.clear();
        self.ends.clear();
        self.bare.clear();
        let mut before = 1;
        let mut from = 0;
        // Behind the last character stands a separator, as it were, which ends the last word.
        while from <= self.length {
            let mut parts = separators(&self.codes[from..from + 64]);
            let left = self.length - from;
            let here = if left < 64 { (1 << left) - 1 } else { u64::MAX };
            parts |= !here;
            let behind = parts << 1 | before;
            before = parts >> 63;
            push(&mut self.begins, from, behind & !parts);
            push(&mut self.bare, from, behind & parts & here);
            push(&mut self.ends, from, !behind & parts);
            from += 64;
        }
    }

    pub(super) fn codes(&self) -> &[u8] {
        &self.codes[..self.length]
    }

    /// Gives where each word begins and ends.
    pub(super) fn words(&self) -> impl Iterator<Item = (usize, usize)> {
        let begins = self.begins.iter().map(|&at| at as usize);
        begins.zip(self.ends.iter().map(|&at| at as usize))
    }

    /// Gives the places that the matcher takes for the head of a word.
    pub(super) fn heads(&self) -> impl Iterator<Item = usize> {
        let all = self.begins.iter().chain(&self.bare);
        all.map(|&at| at as usize)
    }

    /// Gives at most eight characters from a place on, the first one lowest; zeros where they are fewer.
    #[inline]
    pub(super) fn eight(&self, from: usize, length: usize) -> u64 {
        let eight = self.codes.get(from..).and_then(|rest| rest.first_chunk());
        let all = u64::from_le_bytes(*eight.unwrap_or(&[0; 8]));
        match length {
            0 => 0,
            1..8 => all & (u64::MAX >> (64 - 8 * length)),
            _ => all,
        }
    }
}

fn push(places: &mut Vec<u32>, from: usize, mut bits: u64) {
    while bits != 0 {
        let at = from + bits.trailing_zeros() as usize;
        places.push(u32::try_from(at).unwrap_or(u32::MAX));
        bits &= bits - 1;
    }
}

/// Gives a bit for each of 64 characters that separates words, as [`super::columns::parts`] says: what is ASCII but no letter and no digit.
fn separators(codes: &[u8]) -> u64 {
    let mut all = 0;
    for (at, eight) in codes.as_chunks::<8>().0.iter().enumerate() {
        let word = u64::from_le_bytes(*eight);
        let low = word & !HIGH;
        let lower = low | (ONES * 0x20);
        let letter = (lower + ONES * (0x80 - 0x61)) & !(lower + ONES * (0x80 - 0x7b));
        let digit = (low + ONES * (0x80 - 0x30)) & !(low + ONES * (0x80 - 0x3a));
        all |= u64::from(gathered(!(letter | digit | word))) << (at * 8);
    }
    all
}

/// Gathers the high bits of eight bytes, the first one lowest.
pub(super) fn gathered(word: u64) -> u8 {
    (((word & HIGH) >> 7).wrapping_mul(0x0102_0408_1020_4080) >> 56).to_le_bytes()[0]
}

#[cfg(test)]
mod tests {
    use super::super::{columns, fold};
    use super::*;

    #[test]
    fn words_and_heads_are_those_of_a_walk_over_the_characters() {
        let mut seed = 7_u64;
        let mut below = |end: usize| {
            seed = seed.wrapping_mul(0x5851_f42d_4c95_7f2d).wrapping_add(1);
            usize::try_from(seed >> 33).unwrap() % end
        };
        let letters: Vec<u8> = ('\0'..='\u{7f}')
            .filter(|&ch| fold::fold(ch) == Some(ch))
            .map(|ch| ch as u8)
            .chain(0x80..=0xff)
            .collect();
        let mut line = Separated::default();
        for round in 0..3_000 {
            let narrow = [4, 40, letters.len()][round % 3];
            let first = below(letters.len() - narrow + 1);
            let codes: Vec<u8> = (0..below(210))
                .map(|_| match below(4) {
                    0 => b' ',
                    _ => letters[first + below(narrow)],
                })
                .collect();
            line.read(&codes);
            let parts = |at: usize| codes.get(at).is_none_or(|&code| columns::parts(code));
            let head = |&at: &usize| at == 0 || parts(at - 1);
            let mut heads: Vec<usize> = line.heads().collect();
            heads.sort_unstable();
            assert_eq!(heads, (0..codes.len()).filter(head).collect::<Vec<_>>());
            let begins = (0..codes.len()).filter(|at| head(at) && !parts(*at));
            let words: Vec<(usize, usize)> = begins
                .map(|from| (from, (from..=codes.len()).find(|&at| parts(at)).unwrap()))
                .collect();
            assert_eq!(line.words().collect::<Vec<_>>(), words);
            for (from, end) in words {
                let mut eight = [0; 8];
                let length = (end - from).min(8);
                eight[..length].copy_from_slice(&codes[from..from + length]);
                assert_eq!(line.eight(from, end - from).to_le_bytes(), eight);
            }
        }
    }
}
