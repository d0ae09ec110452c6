//! The lookup returns what an exhaustive scoring of every line by the crate gives: lines, scores and order.
#![allow(clippy::unwrap_used, clippy::print_stdout, clippy::range_plus_one)] // Tests.

use crate::lines::{self, Dice};
use crate::reference::Reference;
use ally::lookup::{Corpus, Entry, Query, Session};
use uuid::Uuid;

const LIMIT: usize = 50;

fn compare(reference: &Reference, corpus: &Corpus, session: &mut Session, line: &str) {
    let query = Query::parse(line, corpus.vocabulary());
    let got = session.query(corpus, &query, LIMIT, &|| false).unwrap();
    let got: Vec<(i64, Uuid)> = got.iter().map(|hit| (hit.score, hit.id)).collect();
    assert_eq!(got, reference.best(&query, LIMIT), "{line:?}");
}

/// How many lines the typed queries are asked of; `ALLY_LINES` names another number.
fn many() -> usize {
    std::env::var("ALLY_LINES").map_or(3_000, |count| count.parse().unwrap())
}

#[test]
fn a_thousand_typed_queries_over_thousands_of_lines() {
    let entries = lines::lines(many(), 1);
    let mut typed = lines::keystrokes(lines::TYPED);
    // Each is typed: its last characters one by one, and one taken back.
    for line in lines::queries(&entries, 330, 2) {
        let cuts: Vec<usize> = line.char_indices().map(|(at, _)| at).skip(1).collect();
        let cut = cuts
            .iter()
            .rev()
            .nth(1)
            .or(cuts.last())
            .copied()
            .unwrap_or(line.len());
        typed.extend([line[..cut].to_owned(), line.clone(), line[..cut].to_owned()]);
    }
    assert!(typed.len() >= 1_000);
    let corpus = Corpus::build(lines::vocabulary(), entries.clone(), 2);
    let reference = Reference::new(lines::vocabulary(), entries);
    let mut session = Session::new();
    for line in &typed {
        compare(&reference, &corpus, &mut session, line);
    }
}

#[test]
fn filters_phrases_and_the_place_where_one_is() {
    let entries = lines::lines(3_000, 3);
    let corpus = Corpus::build(lines::vocabulary(), entries.clone(), 2);
    let here = entries[7].id;
    let reference = Reference::new(lines::vocabulary(), entries);
    let mut session = Session::new();
    let all = [
        "kind:problem lin",
        "kind:pro bill",
        "@dana",
        "@dana call",
        "#glob",
        "#acm owe",
        "+vip",
        "+vip gmbh",
        "is:open win",
        "is:!open is:late",
        "\"service window\"",
        "\"long lines\" har",
        "kind:person @zoe",
        "kind:account",
        "kind:nothing x",
        "",
        "\"München\"",
        "windows",
        "companies",
        "健",
        "花子 call",
        "#bridge kind:problem is:open audit",
        "dana@",
        "a-b",
        "-",
        "+1-2",
    ];
    for line in all {
        compare(&reference, &corpus, &mut session, line);
        let mut query = Query::parse(line, corpus.vocabulary());
        query.here = Some(here);
        let got = session.query(&corpus, &query, LIMIT, &|| false).unwrap();
        let got: Vec<(i64, Uuid)> = got.iter().map(|hit| (hit.score, hit.id)).collect();
        assert_eq!(got, reference.best(&query, LIMIT), "here: {line:?}");
    }
}

#[test]
fn changes_are_found_like_a_corpus_built_anew() {
    let mut dice = Dice(5);
    let entries = lines::lines(2_500, 5);
    let (first, rest) = entries.split_at(2_000);
    let mut corpus = Corpus::build(lines::vocabulary(), first.to_vec(), 2);
    let mut kept = first.to_vec();
    let mut session = Session::new();
    for entry in rest {
        match dice.below(3) {
            0 => {
                let gone = kept.swap_remove(dice.below(kept.len()));
                assert!(corpus.remove(gone.id).unwrap());
                assert!(!corpus.remove(gone.id).unwrap());
            }
            1 => {
                let at = dice.below(kept.len());
                let changed = Entry {
                    id: kept[at].id,
                    ..entry.clone()
                };
                kept[at] = changed.clone();
                corpus.put(changed).unwrap();
            }
            _ => {
                kept.push(entry.clone());
                corpus.put(entry.clone()).unwrap();
            }
        }
    }
    assert_eq!(corpus.len(), kept.len());
    let queries = lines::queries(&kept, 60, 6);
    let reference = Reference::new(lines::vocabulary(), kept);
    for line in queries
        .iter()
        .map(String::as_str)
        .chain(["", "kind:person", "+vip"])
    {
        compare(&reference, &corpus, &mut session, line);
    }
}

/// Lines made of few letters and many separators, where the matcher's quirks show, with other scripts among them.
fn odd_line(dice: &mut Dice) -> String {
    let letters: Vec<char> = "aabbbclé üß東京ñ-_./@ 0015 AB·ł\u{301}".chars().collect();
    let narrow = dice.below(3);
    (0..1 + dice.below(90))
        .map(|_| letters[dice.below(if narrow == 0 { 7 } else { letters.len() })])
        .collect()
}

#[test]
fn random_lines_and_patterns_score_as_the_crate_does() {
    let mut dice = Dice(7);
    let mut session = Session::new();
    let mut pairs = 0;
    for round in 0..60_u128 {
        let entries: Vec<Entry> = (0..100)
            .map(|at| Entry {
                id: Uuid::from_u128(round << 64 | at),
                text: odd_line(&mut dice),
                ..Entry::default()
            })
            .collect();
        let corpus = Corpus::build(lines::vocabulary(), entries.clone(), 1);
        let reference = Reference::new(lines::vocabulary(), entries);
        for _ in 0..50 {
            let line: String = odd_line(&mut dice)
                .chars()
                .filter(|ch| *ch != '"')
                .take(1 + dice.below(9))
                .collect();
            let query = Query::parse(&line, corpus.vocabulary());
            let got = session.query(&corpus, &query, 1000, &|| false).unwrap();
            let got: Vec<(i64, Uuid)> = got.iter().map(|hit| (hit.score, hit.id)).collect();
            assert_eq!(got, reference.best(&query, 1000), "{line:?}");
            pairs += 100;
        }
    }
    assert!(pairs >= 300_000);
}
