//! What sellers type and mean (`tests/data/lookup_quality.tsv`), asked of anything that lists lines by rank.
#![allow(
    dead_code,
    missing_docs,
    clippy::pedantic,
    clippy::unwrap_used,
    clippy::type_complexity
)] // Shared by the bench and the tests, each of which uses a part.

use std::collections::{BTreeMap, HashMap, HashSet};

use ally::lookup::{Corpus, Entry, Query, Session, fold};
use uuid::Uuid;

use crate::lines::{self, Dice};

/// How many generated lines stand around those that are meant.
const AROUND: usize = 8_000;

/// Words of the records' names that others may have as well.
const COMMON: &[&str] = &[
    "building",
    "district",
    "foods",
    "group",
    "insurance",
    "logistics",
    "partners",
    "school",
    "customer",
    "problem",
];

pub struct Pair {
    pub class: String,
    pub query: String,
    pub wanted: Vec<usize>,
    pub first_half: bool,
}

pub struct Quality {
    pub entries: Vec<Entry>,
    pub pairs: Vec<Pair>,
}

impl Quality {
    pub fn load() -> Self {
        let vocabulary = lines::vocabulary();
        let mut entries = lines::lines(AROUND, 77);
        entries.retain(|entry| !would_be_as_right(&entry.text));
        let mut dice = Dice(78);
        let mut keys = HashMap::new();
        for (at, row) in rows(include_str!("../../tests/data/lookup_records.tsv")).enumerate() {
            let [key, kind, text, also] =
                [0, 1, 2, 3].map(|at| row.get(at).copied().unwrap_or_default());
            let kind = vocabulary
                .kinds
                .iter()
                .find(|known| known.name == kind)
                .unwrap()
                .code;
            keys.insert(key, entries.len());
            entries.push(Entry {
                id: Uuid::from_u128(at as u128 + 1),
                kind,
                // As recent as any other.
                recency: dice.below(AROUND) as u64,
                text: text.to_owned(),
                also: also.to_owned(),
                ..Entry::default()
            });
        }
        let mut first_half = true;
        let mut pairs = Vec::new();
        for row in rows(include_str!("../../tests/data/lookup_quality.tsv")) {
            match row.as_slice() {
                [half] => first_half = *half == "first half",
                [class, query, wanted] => pairs.push(Pair {
                    class: (*class).to_owned(),
                    query: (*query).to_owned(),
                    wanted: wanted.split(' ').map(|key| keys[key]).collect(),
                    first_half,
                }),
                _ => panic!("{row:?}"),
            }
        }
        Self { entries, pairs }
    }

    /// The line that a peer searches: all that the lookup is given, as text.
    pub fn line(&self, at: usize) -> String {
        let entry = &self.entries[at];
        format!("{} {}", entry.text, entry.also)
            .trim_end()
            .to_owned()
    }

    /// Asks for the first five places of each query.
    pub fn ask(&self, mut five: impl FnMut(&str) -> Vec<usize>) -> Marks {
        let mut marks = Marks::default();
        for pair in &self.pairs {
            let five = five(&pair.query);
            let place = five.iter().position(|at| pair.wanted.contains(at));
            let half = if pair.first_half {
                "first half"
            } else {
                "later half"
            };
            for class in [pair.class.as_str(), half, "all"] {
                let mark = marks.0.entry(class.to_owned()).or_default();
                mark.0 += usize::from(place == Some(0));
                mark.1 += usize::from(place.is_some());
                mark.2 += 1;
            }
            if place != Some(0) {
                marks.1.push((
                    pair.query.clone(),
                    place,
                    five.first().map(|&at| self.line(at)),
                    pair.first_half,
                ));
            }
        }
        marks
    }

    pub fn ask_lookup(&self) -> Marks {
        let corpus = Corpus::build(lines::vocabulary(), self.entries.clone(), 2);
        let places: HashMap<Uuid, usize> = self
            .entries
            .iter()
            .enumerate()
            .map(|(at, entry)| (entry.id, at))
            .collect();
        let mut session = Session::new();
        self.ask(|line| {
            let query = Query::parse(line, corpus.vocabulary());
            session
                .query(&corpus, &query, 5, &|| false)
                .unwrap()
                .iter()
                .map(|hit| places[&hit.id])
                .collect()
        })
    }
}

/// For each class how many were first, among five, and asked; and what was not first.
#[derive(Default)]
pub struct Marks(
    pub BTreeMap<String, (usize, usize, usize)>,
    pub Vec<(String, Option<usize>, Option<String>, bool)>,
);

/// Says whether a generated line is called like one of the records, or says two words in the same order: whoever
/// types those words may mean it just as well.
fn would_be_as_right(text: &str) -> bool {
    thread_local! {
        static TAKEN: (HashSet<String>, HashSet<(String, String)>) = taken();
    }
    let words = words_of(text);
    TAKEN.with(|(names, pairs)| {
        words.iter().any(|word| names.contains(word))
            || words
                .windows(2)
                .any(|pair| pairs.contains(&(pair[0].clone(), pair[1].clone())))
    })
}

fn taken() -> (HashSet<String>, HashSet<(String, String)>) {
    let (mut names, mut pairs) = (HashSet::new(), HashSet::new());
    for row in rows(include_str!("../../tests/data/lookup_records.tsv")) {
        let parts = if matches!(row[1], "account" | "person") {
            2
        } else {
            0
        };
        for part in row[2].split(" · ").take(parts) {
            names.extend(
                words_of(part)
                    .into_iter()
                    .filter(|word| word.len() >= 4 && !COMMON.contains(&word.as_str())),
            );
        }
        let words = words_of(row[2]);
        pairs.extend(
            words
                .windows(2)
                .filter(|pair| pair[0].len() > 2)
                .map(|pair| (pair[0].clone(), pair[1].clone())),
        );
    }
    (names, pairs)
}

fn words_of(text: &str) -> Vec<String> {
    let folded = fold::folded(text);
    folded
        .split(|ch: char| !ch.is_alphanumeric())
        .filter(|word| !word.is_empty())
        .map(str::to_owned)
        .collect()
}

fn rows(text: &'static str) -> impl Iterator<Item = Vec<&'static str>> {
    text.lines()
        .filter(|line| !line.is_empty() && !line.starts_with('#'))
        .map(|line| line.split('\t').collect())
}
