//! The words of a corpus: which beginnings exist, and what a mistyped word may have meant.
//!
//! A word that begins a known word is taken as it stands. One that does not, of four letters or more and letters
//! only, is also tried as each known beginning one edit away (a letter more, less, other, or two swapped), and,
//! from eight letters, where there is none, two edits away; at most [`MOST_SLIPS`], fewest edits and most
//! entries first. A correction counts only where a word of the entry begins with it. The same holds for a plural's
//! singular, known or not.

use std::collections::BTreeMap;
use std::ops::Range;

use super::bytes;

mod counts;

pub(super) use counts::Counts;

/// The most corrections that are tried for one word.
const MOST_SLIPS: usize = 6;
/// Words shorter than this are taken as typed.
pub const FEWEST_LETTERS: usize = 4;
/// From this length on two edits are tried.
const TWO_EDITS_FROM: usize = 8;
/// Words longer than this are taken as typed.
const MOST_LETTERS: usize = 32;

/// A beginning of a known word that may have been meant.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Slip {
    /// The beginning.
    pub word: String,
    /// How many edits lie between it and what was typed.
    pub edits: u8,
}

/// The words of a corpus with the number of entries that have them.
#[derive(Debug, Default, Clone)]
pub struct Words {
    letters: String,
    ends: Vec<u32>,
    counts: Vec<u32>,
    later: BTreeMap<String, u32>,
}

impl Words {
    /// Sorts counted words; what is counted in several places is added up.
    #[cfg(test)]
    fn from_counts(counts: Vec<(&str, u32)>) -> Self {
        let mut tables = Counts::default();
        for (word, count) in counts {
            tables.add(word.as_bytes(), count);
        }
        Counts::sorted(vec![tables])
    }

    fn push(&mut self, word: &str, count: u32) {
        self.letters.push_str(word);
        self.ends
            .push(u32::try_from(self.letters.len()).unwrap_or(u32::MAX));
        self.counts.push(count);
    }

    pub(super) fn write(&self, bytes: &mut Vec<u8>) {
        bytes::number(bytes, self.ends.len());
        bytes.extend(
            self.ends
                .iter()
                .chain(&self.counts)
                .flat_map(|number| number.to_le_bytes()),
        );
        bytes::put(bytes, self.letters.as_bytes());
        bytes::number(bytes, self.later.len());
        for (word, count) in &self.later {
            bytes::number(bytes, *count as usize);
            bytes::put(bytes, word.as_bytes());
        }
    }

    pub(super) fn read(mut rest: &[u8]) -> Option<Self> {
        let rest = &mut rest;
        let known = bytes::take_number(rest)?;
        let (ends, after) = rest.split_at_checked(known.checked_mul(4)?)?;
        let (counts, after) = after.split_at_checked(known * 4)?;
        *rest = after;
        let numbers = |bytes: &[u8]| -> Vec<u32> {
            bytes
                .chunks_exact(4)
                .filter_map(|four| four.try_into().ok())
                .map(u32::from_le_bytes)
                .collect()
        };
        let mut words = Self {
            ends: numbers(ends),
            counts: numbers(counts),
            letters: bytes::take_text(rest)?.to_owned(),
            later: BTreeMap::new(),
        };
        for _ in 0..bytes::take_number(rest)? {
            let count = u32::try_from(bytes::take_number(rest)?).ok()?;
            words
                .later
                .insert(bytes::take_text(rest)?.to_owned(), count);
        }
        // The digest has said that these are the bytes that were written; their order is not looked at again.
        (words.ends.len() == known && rest.is_empty()).then_some(words)
    }

    pub(super) fn bytes(&self) -> usize {
        self.letters.len()
            + self.ends.len() * 8
            + self.later.keys().map(|word| word.len() + 40).sum::<usize>()
    }

    /// Counts one entry's word.
    pub fn add(&mut self, word: &str) {
        match self.place(word) {
            Ok(at) => self.counts[at] += 1,
            Err(_) => *self.later.entry(word.to_owned()).or_default() += 1,
        }
    }

    /// Takes one entry's word away.
    pub fn remove(&mut self, word: &str) {
        if let Ok(at) = self.place(word) {
            self.counts[at] = self.counts[at].saturating_sub(1);
        } else if let Some(count) = self.later.get_mut(word) {
            *count -= 1;
            if *count == 0 {
                self.later.remove(word);
            }
        }
    }

    /// Says whether some known word begins so.
    pub fn begins(&self, start: &str) -> bool {
        self.range(start).any(|at| self.counts[at] > 0) || self.later_from(start).next().is_some()
    }

    /// Gives the first words that begin so, in order of the alphabet.
    pub fn starting(&self, start: &str, most: usize) -> Vec<String> {
        let base = self
            .range(start)
            .filter(|&at| self.counts[at] > 0)
            .map(|at| self.word(at).to_owned());
        let mut all: Vec<String> = base
            .take(most)
            .chain(
                self.later_from(start)
                    .map(|(word, _)| word.clone())
                    .take(most),
            )
            .collect();
        all.sort_unstable();
        all.truncate(most);
        all
    }

    /// Gives what a word may have meant; nothing where it begins a known word or is not of letters.
    pub fn slips(&self, typed: &str) -> Vec<Slip> {
        if !may_slip(typed) || self.begins(typed) {
            return Vec::new();
        }
        let letters: Vec<char> = typed.chars().collect();
        let mut slips = self.within(&letters, 1);
        if slips.is_empty() && letters.len() >= TWO_EDITS_FROM {
            slips = self.within(&letters, 2);
        }
        slips
    }

    fn within(&self, letters: &[char], edits: u8) -> Vec<Slip> {
        let mut found: BTreeMap<String, (u8, u64)> = BTreeMap::new();
        let mut first = vec![0_u8; letters.len() + 1];
        for (at, cell) in first.iter_mut().enumerate() {
            *cell = u8::try_from(at).unwrap_or(u8::MAX);
        }
        let mut walk = Walk {
            letters,
            edits,
            rows: vec![first],
            start: String::new(),
            found: &mut found,
        };
        self.walk(0..self.ends.len(), &mut walk);
        for (word, count) in &self.later {
            walk.word(word, u64::from(*count));
        }
        let mut slips: Vec<(u8, u64, String)> = found
            .into_iter()
            .map(|(word, (edits, count))| (edits, count, word))
            .collect();
        slips.sort_unstable_by(|a, b| (a.0, b.1, &a.2).cmp(&(b.0, a.1, &b.2)));
        slips.truncate(MOST_SLIPS);
        slips
            .into_iter()
            .map(|(edits, _, word)| Slip { word, edits })
            .collect()
    }

    /// Walks the sorted words as the tree of their beginnings.
    fn walk(&self, range: Range<usize>, walk: &mut Walk<'_>) {
        let depth = walk.start.len();
        let mut at = range.start;
        while at < range.end {
            let Some(ch) = self.word(at)[depth..].chars().next() else {
                at += 1;
                continue;
            };
            if !walk.enter(ch) {
                let end = self.end_of(at..range.end, &walk.start);
                walk.leave();
                at = end;
                continue;
            }
            let end = self.end_of(at..range.end, &walk.start);
            if walk.reached() {
                let count = (at..end).map(|at| u64::from(self.counts[at])).sum();
                let whole = self.word(at).len() == walk.start.len();
                walk.take(count, if whole { self.counts[at].into() } else { 0 });
            }
            self.walk(at..end, walk);
            walk.leave();
            at = end;
        }
    }

    /// Finds where the words that begin so end, by doubling steps.
    fn end_of(&self, range: Range<usize>, start: &str) -> usize {
        let mut step = 1;
        let mut low = range.start;
        while low + step < range.end && self.word(low + step).starts_with(start) {
            low += step;
            step *= 2;
        }
        let high = (low + step).min(range.end);
        let (mut low, mut high) = (low + 1, high);
        while low < high {
            let middle = usize::midpoint(low, high);
            if self.word(middle).starts_with(start) {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        low
    }

    fn word(&self, at: usize) -> &str {
        let from = if at == 0 {
            0
        } else {
            self.ends[at - 1] as usize
        };
        self.letters
            .get(from..self.ends[at] as usize)
            .unwrap_or_default()
    }

    fn place(&self, word: &str) -> Result<usize, usize> {
        let at = self.first_not_below(word);
        if at < self.ends.len() && self.word(at) == word {
            Ok(at)
        } else {
            Err(at)
        }
    }

    fn first_not_below(&self, word: &str) -> usize {
        let (mut low, mut high) = (0, self.ends.len());
        while low < high {
            let middle = usize::midpoint(low, high);
            if self.word(middle) < word {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        low
    }

    fn range(&self, start: &str) -> Range<usize> {
        let from = self.first_not_below(start);
        if from < self.ends.len() && self.word(from).starts_with(start) {
            from..self.end_of(from..self.ends.len(), start)
        } else {
            from..from
        }
    }

    fn later_from<'a>(&'a self, start: &'a str) -> impl Iterator<Item = (&'a String, &'a u32)> {
        self.later
            .range(start.to_owned()..)
            .take_while(move |(word, _)| word.starts_with(start))
    }
}

/// Says whether a word could be a mistyped one: it is of letters, and neither short nor long.
pub(super) fn may_slip(typed: &str) -> bool {
    (FEWEST_LETTERS..=MOST_LETTERS).contains(&typed.chars().count())
        && typed.chars().all(char::is_alphabetic)
}

/// The distance (optimal string alignment) of a growing beginning to what was typed, a row a letter.
struct Walk<'a> {
    letters: &'a [char],
    edits: u8,
    rows: Vec<Vec<u8>>,
    start: String,
    found: &'a mut BTreeMap<String, (u8, u64)>,
}

impl Walk<'_> {
    /// Adds a letter; false where nothing longer can come near.
    fn enter(&mut self, ch: char) -> bool {
        let depth = self.rows.len();
        let last = &self.rows[depth - 1];
        let before = self.start.chars().next_back();
        let mut row = Vec::with_capacity(last.len());
        row.push(last[0].saturating_add(1));
        for (at, &letter) in self.letters.iter().enumerate() {
            let other = u8::from(letter != ch);
            let mut cost = (last[at] + other)
                .min(last[at + 1].saturating_add(1))
                .min(row[at].saturating_add(1));
            if depth >= 2
                && at >= 1
                && other == 1
                && before == Some(letter)
                && self.letters[at - 1] == ch
            {
                cost = cost.min(self.rows[depth - 2][at - 1] + 1);
            }
            row.push(cost);
        }
        let near = row.iter().min().is_some_and(|&least| least <= self.edits);
        self.rows.push(row);
        self.start.push(ch);
        near
    }

    fn leave(&mut self) {
        self.rows.pop();
        self.start.pop();
    }

    fn reached(&self) -> bool {
        self.rows
            .last()
            .and_then(|row| row.last())
            .is_some_and(|&cost| cost <= self.edits)
    }

    /// Takes the beginning for one that may have been meant. What was typed, cut short, is one only as a whole word.
    fn take(&mut self, count: u64, whole: u64) {
        let letters = self.rows.len() - 1;
        let cut_short = self
            .rows
            .last()
            .is_some_and(|row| row.get(letters) == Some(&0));
        let count = match cut_short {
            true if letters >= FEWEST_LETTERS => whole,
            true => 0,
            false => count,
        };
        if count > 0 {
            let edits = self
                .rows
                .last()
                .and_then(|row| row.last())
                .copied()
                .unwrap_or(u8::MAX);
            self.found.entry(self.start.clone()).or_insert((edits, 0)).1 += count;
        }
    }

    /// Walks down a single word.
    fn word(&mut self, word: &str, count: u64) {
        let mut entered = 0;
        for (at, ch) in word.char_indices() {
            entered += 1;
            if !self.enter(ch) {
                break;
            }
            if self.reached() {
                let whole = at + ch.len_utf8() == word.len();
                self.take(count, if whole { count } else { 0 });
            }
        }
        for _ in 0..entered {
            self.leave();
        }
    }
}

/// Gives the singular that a folded plural may stand for.
pub fn singular(word: &str) -> Option<String> {
    let letters = word.chars().count();
    if letters < FEWEST_LETTERS
        || !word.ends_with('s')
        || word.ends_with("ss")
        || !word.chars().all(char::is_alphabetic)
    {
        return None;
    }
    if let Some(stem) = word.strip_suffix("ies").filter(|_| letters > 4) {
        return Some(format!("{stem}y"));
    }
    for hiss in ["ches", "shes", "xes", "sses", "zes"] {
        if word.ends_with(hiss) {
            return word.strip_suffix("es").map(str::to_owned);
        }
    }
    word.strip_suffix('s').map(str::to_owned)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn distance(a: &[char], b: &[char]) -> usize {
        let mut rows = vec![vec![0; b.len() + 1]; a.len() + 1];
        for i in 0..=a.len() {
            for j in 0..=b.len() {
                rows[i][j] = if i == 0 || j == 0 {
                    i + j
                } else {
                    let mut cost = (rows[i - 1][j - 1] + usize::from(a[i - 1] != b[j - 1]))
                        .min(rows[i - 1][j] + 1)
                        .min(rows[i][j - 1] + 1);
                    if i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1] {
                        cost = cost.min(rows[i - 2][j - 2] + 1);
                    }
                    cost
                };
            }
        }
        rows[a.len()][b.len()]
    }

    const KNOWN: &[(&str, u32)] = &[
        ("bridge", 3),
        ("bridgeport", 9),
        ("bridges", 1),
        ("bright", 2),
        ("budget", 4),
        ("münster", 1),
        ("spring", 2),
        ("springfield", 7),
        ("springwell", 1),
        ("windo", 1),
        ("window", 5),
    ];

    #[test]
    fn finds_every_beginning_that_is_near() {
        let words = Words::from_counts(KNOWN.to_vec());
        let mut grown = Words::default();
        for (word, count) in KNOWN {
            for _ in 0..*count {
                grown.add(word);
            }
        }
        for typed in [
            "springfeild",
            "birdgeport",
            "bridgepott",
            "brridge",
            "windwo",
            "windwos",
            "budegt",
            "sprimgfeeld",
            "munstr",
            "xyzzy",
            "windowx",
        ] {
            let letters: Vec<char> = typed.chars().collect();
            let mut near: Vec<(usize, String)> = Vec::new();
            for (word, _) in KNOWN {
                let all: Vec<char> = word.chars().collect();
                for cut in 1..=all.len() {
                    let start: String = all[..cut].iter().collect();
                    let plain =
                        !typed.starts_with(&start) || (cut == all.len() && cut >= FEWEST_LETTERS);
                    let edits = distance(&all[..cut], &letters);
                    if plain && edits <= 2 && !near.iter().any(|(_, known)| *known == start) {
                        near.push((edits, start));
                    }
                }
            }
            let least = near.iter().map(|(edits, _)| *edits).min().unwrap_or(9);
            let allowed = least
                <= if letters.len() >= TWO_EDITS_FROM {
                    2
                } else {
                    1
                };
            let mut want: Vec<String> = near
                .into_iter()
                .filter(|(edits, _)| allowed && *edits == least)
                .map(|(_, word)| word)
                .collect();
            want.sort();
            let slips = words.slips(typed);
            assert_eq!(slips, grown.slips(typed), "{typed}");
            let mut got: Vec<String> = slips.into_iter().map(|slip| slip.word).collect();
            got.sort();
            assert_eq!(got, want, "{typed}");
        }
        assert!(
            words.slips("bridgep").is_empty(),
            "a known beginning is meant as it stands"
        );
    }

    #[test]
    fn knows_singulars() {
        assert_eq!(singular("windows").as_deref(), Some("window"));
        assert_eq!(singular("companies").as_deref(), Some("company"));
        assert_eq!(singular("branches").as_deref(), Some("branch"));
        assert_eq!((singular("loss"), singular("gas")), (None, None));
    }
}
