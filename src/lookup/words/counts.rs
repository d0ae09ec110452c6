//! How often each word stands somewhere, counted while a corpus is built: a million lines have twenty million words.

use rayon::prelude::*;

use super::Words;
use crate::lookup::key;
use crate::lookup::separated::Separated;

/// A word of at most sixteen letters as two numbers, in the order of the alphabet; shorter ones end in zeros, which no word has.
type Short = (u64, u64);

/// Longer words are kept as text.
const SHORT: usize = 16;

/// The words that were met last have a place each, until another is met that has the same: few enough for the processor's cache.
const FRESH: u32 = 12;

/// So many tables share the words, each small enough for the processor's cache; what belongs into one waits until it is worth
/// going there. One table of all words would have to be fetched from memory at every word.
const BUCKETS: u32 = 7;

/// So many words wait.
const WAITING: usize = 1 << 12;

/// Words with how often each was met.
#[derive(Default)]
pub(in crate::lookup) struct Counts {
    fresh: Vec<(Short, u32)>,
    short: Vec<Bucket>,
    long: Long,
}

/// A part of the words.
#[derive(Default)]
struct Bucket {
    waiting: Vec<(Short, u32)>,
    table: Table,
}

impl Bucket {
    fn settle(&mut self) {
        for (word, count) in self.waiting.drain(..) {
            self.table.add(word, count);
        }
    }
}

impl Counts {
    /// Counts the words of a key that is separated already, if it is ASCII.
    pub(in crate::lookup) fn count(&mut self, key: &str, separated: &Separated) {
        let bytes = key.as_bytes();
        if bytes.len() != separated.codes().len() || !key.is_ascii() {
            for word in key::words(key) {
                self.add(word.as_bytes(), 1);
            }
            return;
        }
        for (begin, end) in separated.words() {
            let marked = matches!(begin.checked_sub(1).map(|at| bytes[at]), Some(b'+' | b'@'))
                && key::is_marked(bytes, begin);
            let from = begin - usize::from(marked);
            let length = end - from;
            if length <= SHORT {
                let first = separated.eight(from, length);
                let rest = separated.eight(from + 8, length.saturating_sub(8));
                self.short((first.swap_bytes(), rest.swap_bytes()));
            } else if length <= key::LONGEST {
                self.long.add(&key[from..end], 1);
            }
        }
    }

    /// Counts a word so often.
    pub(super) fn add(&mut self, word: &[u8], count: u32) {
        if word.len() <= SHORT {
            let mut letters = [0; SHORT];
            letters[..word.len()].copy_from_slice(word);
            let both = u128::from_be_bytes(letters);
            #[allow(clippy::cast_possible_truncation)] // Both halves are taken.
            self.later(((both >> 64) as u64, both as u64), count);
        } else if let Ok(word) = std::str::from_utf8(word) {
            self.long.add(word, count);
        }
    }

    #[inline]
    fn short(&mut self, word: Short) {
        if self.fresh.is_empty() {
            self.fresh.resize(1 << FRESH, ((0, 0), 0));
        }
        let place = spread(word) >> (64 - FRESH);
        #[allow(clippy::cast_possible_truncation)] // Few bits are left.
        let known = &mut self.fresh[place as usize];
        if known.0 == word {
            known.1 += 1;
            return;
        }
        let (other, count) = std::mem::replace(known, (word, 1));
        if count > 0 {
            self.later(other, count);
        }
    }

    fn later(&mut self, word: Short, count: u32) {
        if self.short.is_empty() {
            self.short.resize_with(1 << BUCKETS, Bucket::default);
        }
        #[allow(clippy::cast_possible_truncation)] // Few bits are left.
        let bucket = &mut self.short[(spread(word) & ((1 << BUCKETS) - 1)) as usize];
        if bucket.waiting.len() == WAITING {
            bucket.settle();
        }
        bucket.waiting.push((word, count));
    }

    /// Adds up what is counted in several tables, in order of the alphabet.
    pub(in crate::lookup) fn sorted(mut tables: Vec<Self>) -> Words {
        for table in &mut tables {
            for (word, count) in std::mem::take(&mut table.fresh) {
                if count > 0 {
                    table.later(word, count);
                }
            }
        }
        // The same bucket of all tables has the same words.
        let mut buckets: Vec<Vec<Bucket>> = Vec::new();
        buckets.resize_with(1 << BUCKETS, Vec::new);
        for table in &mut tables {
            for (all, own) in buckets.iter_mut().zip(table.short.drain(..)) {
                all.push(own);
            }
        }
        let together = |own: Vec<Bucket>| {
            let mut sum = Table::default();
            for mut bucket in own {
                bucket.settle();
                if sum.places.is_empty() {
                    sum = bucket.table;
                    continue;
                }
                for (word, count) in bucket.table.places.into_iter().filter(|known| known.1 > 0) {
                    sum.add(word, count);
                }
            }
            sum.places.into_iter().filter(|known| known.1 > 0)
        };
        let mut short: Vec<(Short, u32)> =
            buckets.into_par_iter().flat_map_iter(together).collect();
        short.par_sort_unstable_by_key(|&(word, _)| word);
        let mut long: Vec<(&str, u32)> =
            tables.iter().flat_map(|table| table.long.words()).collect();
        long.sort_unstable();
        let mut words = Words::default();
        words.ends.reserve(short.len() + long.len());
        words.counts.reserve(short.len() + long.len());
        words.letters.reserve(short.len() * 8);
        let mut long = long.chunk_by(|a, b| a.0 == b.0).peekable();
        for (word, count) in short {
            let mut letters = [0; SHORT];
            let word = text_of(word, &mut letters);
            while let Some(same) = long.next_if(|same| same[0].0 < word) {
                words.push(same[0].0, same.iter().map(|(_, count)| count).sum());
            }
            words.push(word, count);
        }
        for same in long {
            words.push(same[0].0, same.iter().map(|(_, count)| count).sum());
        }
        words
    }
}

fn text_of((first, rest): Short, letters: &mut [u8; SHORT]) -> &str {
    let both = u128::from(first) << 64 | u128::from(rest);
    *letters = both.to_be_bytes();
    let length = SHORT - both.trailing_zeros() as usize / 8;
    std::str::from_utf8(&letters[..length]).unwrap_or_default()
}

fn spread((first, rest): Short) -> u64 {
    let mixed = (first ^ first >> 29).wrapping_mul(0x9e37_79b9_7f4a_7c15);
    (mixed ^ mixed >> 32 ^ rest.rotate_left(17)).wrapping_mul(0xc2b2_ae3d_27d4_eb4f)
}

/// Open addressing: each word in its place, or the next that is free.
#[derive(Default)]
struct Table {
    places: Vec<(Short, u32)>,
    used: usize,
}

impl Table {
    fn add(&mut self, word: Short, count: u32) {
        if self.used * 3 >= self.places.len() * 2 {
            self.grow();
        }
        let at = self.find(word);
        let known = &mut self.places[at];
        self.used += usize::from(known.1 == 0);
        *known = (word, known.1.saturating_add(count));
    }

    fn find(&self, word: Short) -> usize {
        let mask = self.places.len() - 1;
        #[allow(clippy::cast_possible_truncation)] // The bits are mixed; any of them will do.
        let mut at = (spread(word) >> 20) as usize & mask;
        while self.places[at].1 != 0 && self.places[at].0 != word {
            at = (at + 1) & mask;
        }
        at
    }

    fn grow(&mut self) {
        let size = (self.places.len() * 2).max(1 << 8);
        let before = std::mem::replace(&mut self.places, vec![((0, 0), 0); size]);
        for (word, count) in before {
            if count > 0 {
                let at = self.find(word);
                self.places[at] = (word, count);
            }
        }
    }
}

/// Longer words, one behind the other: few, in three pieces of memory.
#[derive(Default)]
struct Long {
    letters: String,
    words: Vec<Counted>,
    /// Open addressing: the place of a word among them, from 1.
    table: Vec<u32>,
}

/// Where a word's letters stand, and how often it was met.
struct Counted {
    from: u32,
    end: u32,
    hash: u32,
    count: u32,
}

impl Long {
    fn words(&self) -> impl Iterator<Item = (&str, u32)> {
        let word = |word: &Counted| {
            let letters = &self.letters[word.from as usize..word.end as usize];
            (letters, word.count)
        };
        self.words.iter().map(word)
    }

    fn add(&mut self, word: &str, count: u32) {
        if self.words.len() * 2 >= self.table.len() {
            self.grow();
        }
        let eights = word.as_bytes().as_chunks::<8>();
        let last = word.as_bytes().last_chunk().copied().unwrap_or_default();
        let all = eights.0.iter().copied().chain([last]);
        let mixed = all.fold(0, |mixed, eight| spread((mixed, u64::from_le_bytes(eight))));
        #[allow(clippy::cast_possible_truncation)] // The upper half is left.
        let hash = (mixed >> 32) as u32;
        let mut at = hash as usize % self.table.len();
        while let Some(known) = (self.table[at] as usize).checked_sub(1) {
            let known = &mut self.words[known];
            if known.hash == hash && self.letters[known.from as usize..known.end as usize] == *word
            {
                known.count += count;
                return;
            }
            at = (at + 1) % self.table.len();
        }
        let place = |letters: &String| u32::try_from(letters.len()).unwrap_or(u32::MAX);
        let from = place(&self.letters);
        self.letters.push_str(word);
        self.words.push(Counted {
            from,
            end: place(&self.letters),
            hash,
            count,
        });
        self.table[at] = u32::try_from(self.words.len()).unwrap_or(u32::MAX);
    }

    fn grow(&mut self) {
        let size = (self.table.len() * 2).max(1 << 10);
        self.table.clear();
        self.table.resize(size, 0);
        for (place, word) in (1..).zip(&self.words) {
            let mut at = word.hash as usize % size;
            while self.table[at] != 0 {
                at = (at + 1) % size;
            }
            self.table[at] = place;
        }
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use super::*;
    use crate::lookup::columns;

    /// Keys of few letters, many separators and marks, and words about as long as what is kept otherwise.
    fn keys() -> Vec<String> {
        let mut seed = 3_u64;
        let mut below = move |end: usize| {
            seed = seed.wrapping_mul(0x5851_f42d_4c95_7f2d).wrapping_add(1);
            usize::try_from(seed >> 33).unwrap() % end
        };
        let letters: Vec<char> = "aaaabbb1 @+.|-".chars().collect();
        let mut key = move || -> String {
            let wide = below(9) == 0;
            let words = (0..=below(12)).map(|_| {
                let length = [1, 3, 7, 8, 9, 15, 16, 17, 30, 63, 64, 65][below(12)];
                let narrow = [6, letters.len()][below(2)];
                let odd = (wide && below(3) == 0).then_some('東');
                let word = (0..length).map(|_| letters[below(narrow)]);
                let word: String = word.chain(odd).collect();
                format!("{word}{}", [" ", "@", " @", " ++"][below(4)])
            });
            words.collect()
        };
        (0..2_000).map(|_| key()).collect()
    }

    #[test]
    fn counts_what_the_keys_have() {
        let keys = keys();
        let mut known: BTreeMap<&str, u32> = BTreeMap::new();
        for word in keys.iter().flat_map(|key| key::words(key)) {
            *known.entry(word).or_default() += 1;
        }
        let mut tables = vec![Counts::default(), Counts::default()];
        let mut separated = Separated::default();
        for (at, key) in keys.iter().enumerate() {
            let codes: Vec<u8> = key.chars().map(columns::code).collect();
            separated.read(&codes);
            tables[at % 2].count(key, &separated);
        }
        let words = Counts::sorted(tables);
        let counted = (0..words.ends.len()).map(|at| (words.word(at), words.counts[at]));
        assert_eq!(
            counted.collect::<Vec<_>>(),
            known.into_iter().collect::<Vec<_>>()
        );
        assert!(words.ends.len() > 2_000);
    }
}
