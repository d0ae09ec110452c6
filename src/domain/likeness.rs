//! How alike two problems are: what was solved for one customer may be what another is telling now.
//!
//! The measure is BM25 (Robertson and Zaragoza 2009) over weighted fields, as in BM25F: what a word in the
//! title or the need weighs, a word of the solution does not. Words are stemmed (Snowball English), so that
//! queues and queueing are one; a word that is not shared may still meet one of its family
//! ([`kin`]), which counts by how rare the family is. One word alone is met by chance: two must be. A score is the share of what the new problem says that the solved
//! one takes up, from 0 to 100, so that one threshold serves short and long texts.

mod kin;

use std::collections::{BTreeMap, HashMap};
use std::sync::LazyLock;

use super::names::fold;
use super::record::{Body, Record};

/// Scores below this are chance, not likeness; chosen on the pairs in `tests/data/similar.tsv`.
pub const LEAST: u32 = 6;

/// From this score on a story is brought to a meeting unasked: of the pairs in `tests/data/similar.tsv` six in ten
/// whose best score is as high are right, below it three in ten. A list that somebody looks through may go lower.
pub const WORTH_TELLING: u32 = 12;

/// How soon more of the same word says nothing new (BM25's k1).
const SATURATION: f64 = 1.2;
/// How much a long text is held against a solved problem (BM25's b).
const LENGTH: f64 = 0.4;
/// So many words of something new must meet what was solved, where it has as many.
const MEETING: usize = 2;
/// The most that repeating a word makes of it in what is new.
const REPEATED: f64 = 4.0;

/// Words that say nothing about what a text is about.
const DULL: &[&str] = &[
    "a", "about", "after", "again", "all", "an", "and", "any", "are", "as", "at", "be", "because",
    "been", "before", "but", "by", "can", "could", "did", "do", "does", "don", "down", "each",
    "eight", "every", "five", "for", "four", "from", "get", "got", "had", "has", "have", "he",
    "her", "him", "his", "how", "i", "if", "in", "into", "is", "it", "its", "just", "me", "more",
    "must", "my", "need", "needs", "nine", "no", "nobody", "not", "nothing", "of", "off", "on",
    "one", "only", "or", "our", "out", "over", "please", "same", "say", "says", "seven", "she",
    "should", "since", "six", "so", "ten", "than", "that", "the", "their", "them", "then", "there",
    "they", "this", "three", "to", "too", "two", "under", "up", "us", "very", "want", "wants",
    "was", "we", "were", "what", "when", "where", "which", "who", "why", "will", "with", "without",
    "would", "you", "your",
];

/// The families of each stem, by their places in the table.
static FAMILIES: LazyLock<HashMap<String, Vec<u16>>> = LazyLock::new(|| {
    let mut families: HashMap<String, Vec<u16>> = HashMap::new();
    for (number, line) in (0u16..).zip(kin::KIN) {
        for word in line.split(' ') {
            let of = families.entry(stem(word)).or_default();
            if of.last() != Some(&number) {
                of.push(number);
            }
        }
    }
    families
});

fn stem(word: &str) -> String {
    waken_snowball::stem(waken_snowball::Algorithm::English, word).into_owned()
}

/// The telling words of a text with what each weighs.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Telling(BTreeMap<String, f64>);

impl Telling {
    /// Adds the words of a text, each with a weight.
    pub fn add(&mut self, text: &str, weight: f64) {
        let folded = fold(text).replace("'s", "").replace(['\'', '’'], "");
        for word in folded.split(|c: char| !c.is_alphanumeric()) {
            if word.chars().nth(1).is_some() && DULL.binary_search(&word).is_err() {
                *self.0.entry(stem(word)).or_default() += weight;
            }
        }
    }

    /// Takes the words of a problem: what was asked and needed, the whys and causes, whom it hurts, its tags.
    ///
    /// The solution belongs to it where `solved`; a new problem's own attempts say little about what it is.
    pub fn of(record: &Record, solved: bool) -> Self {
        let mut telling = Self::default();
        let Body::Problem(b) = &record.body else {
            return telling;
        };
        let mut add = |text: &Option<String>, weight: f64| {
            if let Some(text) = text {
                telling.add(text, weight);
            }
        };
        add(&b.title, 2.0);
        add(&b.asked, 1.5);
        add(&b.need, 2.0);
        b.whys.iter().for_each(|why| add(&why.why, 1.6));
        b.hurts.iter().for_each(|hurt| add(&hurt.how, 0.8));
        if solved {
            add(&b.solution, 0.6);
        }
        for text in b.causes.iter().chain(&record.base.tags) {
            telling.add(text, 1.6);
        }
        telling
    }

    /// Says whether there is nothing to go by.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// Adds up the weights.
    fn length(&self) -> f64 {
        self.0.values().sum()
    }
}

/// What was solved, ready to be compared with something new.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Pool {
    words: HashMap<String, Vec<(usize, f64)>>,
    families: HashMap<u16, Vec<(usize, f64)>>,
    lengths: Vec<f64>,
}

impl Pool {
    /// Gathers what was solved; results name it by its place.
    pub fn new(solved: impl IntoIterator<Item = Telling>) -> Self {
        let mut pool = Self::default();
        for (at, telling) in solved.into_iter().enumerate() {
            let mut families: BTreeMap<u16, f64> = BTreeMap::new();
            pool.lengths.push(telling.length());
            for (word, weight) in telling.0 {
                for family in FAMILIES.get(&word).into_iter().flatten() {
                    *families.entry(*family).or_default() += weight;
                }
                pool.words.entry(word).or_default().push((at, weight));
            }
            for (family, weight) in families {
                pool.families.entry(family).or_default().push((at, weight));
            }
        }
        pool
    }

    /// Lists what is like something new, the most alike first: its place and its score up to 100.
    pub fn like(&self, new: &Telling) -> Vec<(usize, u32)> {
        let count = number(self.lengths.len());
        if count == 0.0 {
            return Vec::new();
        }
        let usual = (self.lengths.iter().sum::<f64>() / count).max(1.0);
        // How rare it is among what was solved, never below nothing (as Lucene has it).
        let rare = |held: usize| (1.0 + (count - number(held) + 0.5) / (number(held) + 0.5)).ln();
        let part = |at: usize, weight: f64| {
            let long = 1.0 - LENGTH + LENGTH * self.lengths[at] / usual;
            weight * (SATURATION + 1.0) / (weight + SATURATION * long)
        };
        let mut sums = vec![0.0_f64; self.lengths.len()];
        let mut met = vec![(0.0_f64, 0_usize); self.lengths.len()];
        let (mut all, mut whole) = (0.0, 0.0);
        for (word, weight) in &new.0 {
            let weight = weight.min(REPEATED).sqrt();
            let own = self.words.get(word);
            let worth = rare(own.map_or(0, Vec::len));
            all += weight;
            whole += weight * worth * (SATURATION + 1.0);
            // The best of the word itself and each of its families counts, and none twice.
            let mut best: BTreeMap<usize, f64> = BTreeMap::new();
            let mut offer = |held: &Vec<(usize, f64)>| {
                let worth = rare(held.len());
                for (at, weight) in held {
                    let score = worth * part(*at, *weight);
                    let most = best.entry(*at).or_default();
                    *most = most.max(score);
                }
            };
            if let Some(held) = own {
                offer(held);
            }
            for family in FAMILIES.get(word).into_iter().flatten() {
                if let Some(held) = self.families.get(family) {
                    offer(held);
                }
            }
            for (at, score) in best {
                sums[at] += weight * score;
                met[at].0 += weight;
                met[at].1 += 1;
            }
        }
        if whole <= 0.0 {
            return Vec::new();
        }
        let scored = sums
            .iter()
            .zip(&met)
            .enumerate()
            .filter(|(_, (sum, (_, words)))| **sum > 0.0 && *words >= MEETING.min(new.0.len()));
        // One rare word met by chance is less than several met together.
        let mut ranked: Vec<(usize, f64)> = scored
            .map(|(at, (sum, (met, _)))| (at, 100.0 * sum / whole * (met / all).sqrt()))
            .collect();
        ranked.sort_by(|a, b| b.1.total_cmp(&a.1).then(a.0.cmp(&b.0)));
        #[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss)]
        let rounded = |score: f64| score.round().clamp(0.0, 100.0) as u32;
        ranked
            .into_iter()
            .map(|(at, score)| (at, rounded(score)))
            .collect()
    }
}

#[allow(clippy::cast_precision_loss)] // Nobody solves 2^52 problems.
fn number(count: usize) -> f64 {
    count as f64
}

#[cfg(test)]
mod tests {
    use super::*;

    fn telling(text: &str) -> Telling {
        let mut telling = Telling::default();
        telling.add(text, 2.0);
        telling
    }

    #[test]
    fn the_dull_words_can_be_searched() {
        assert!(DULL.is_sorted());
    }

    #[test]
    fn other_words_for_the_same_thing_still_meet() {
        let pool = Pool::new([
            telling("Invoices arrive with errors, forty a month"),
            telling("Long lines at the license windows; people wait for basic facts"),
            telling("Fruit is spoilt when the truck arrives"),
        ]);
        assert_eq!(pool.like(&telling("Queues at the counter"))[0].0, 1);
        assert_eq!(pool.like(&telling("Faulty bills"))[0].0, 0);
        assert!(pool.like(&telling("zzz")).is_empty());
        assert!(pool.like(&Telling::default()).is_empty());
        assert!(Pool::default().like(&telling("queue")).is_empty());
    }

    #[test]
    fn a_text_is_wholly_like_itself() {
        let text = "Long lines at the license windows";
        let pool = Pool::new([telling(text), telling("something else"), telling("a third")]);
        let (at, score) = pool.like(&telling(text))[0];
        assert!(at == 0 && (50..=100).contains(&score), "{score}");
    }
}
