//! The snapshot gives back the corpus, and damage is noticed rather than believed.
#![allow(clippy::unwrap_used, clippy::print_stdout, clippy::range_plus_one)] // Tests.

use std::path::Path;

use crate::lines::{self, Dice};
use ally::lookup::{Corpus, Entry, Halt, Hit, Query, Session, snapshot};
use uuid::Uuid;

fn ask(corpus: &Corpus, line: &str) -> Result<Vec<Hit>, Halt> {
    ask_in(&mut Session::new(), corpus, line)
}

fn ask_in(session: &mut Session, corpus: &Corpus, line: &str) -> Result<Vec<Hit>, Halt> {
    let query = Query::parse(line, corpus.vocabulary());
    session.query(corpus, &query, 20, &|| false)
}

/// Asks a snapshot as a command does, which has one question.
fn ask_once(file: &Path, line: &str) -> Result<Vec<Hit>, Halt> {
    let (corpus, _) = snapshot::open(file).ok_or(Halt::Damaged)?;
    ask_in(&mut Session::once(), &corpus, line)
}

const ASKED: &[&str] = &[
    "dana whit",
    "vru",
    "springfeild",
    "",
    "kind:person +vip",
    "#glob owe",
    "=cold chain",
    "健",
    "\"long lines\"",
];

fn corpus() -> Corpus {
    let mut entries = lines::lines(1_500, 4);
    for (at, text) in [
        "ﬁne e\u{301}tude\ttab · ",
        "O’Hara — ½",
        "",
        "東京 ｶﾌﾞ",
        &"long ".repeat(2_000),
    ]
    .iter()
    .enumerate()
    {
        entries[at].text = (*text).to_string();
        entries[at].notes = format!("notes of {at}: the cold\nchain broke");
    }
    Corpus::build(lines::vocabulary(), entries, 2)
}

#[test]
fn opens_as_it_was_saved_and_goes_on_growing() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("lookup");
    let mut first = corpus();
    let extra = lines::lines(1_600, 8).split_off(1_500);
    for entry in &extra[..50] {
        first.put(entry.clone()).unwrap();
    }
    let gone = ask(&first, "dana").unwrap()[0].id;
    first.remove(gone).unwrap();
    snapshot::save(&first, &file, b"stamp 7").unwrap();
    let (mut second, stamp) = snapshot::open(&file).unwrap();
    assert_eq!(stamp, b"stamp 7");
    assert_eq!(
        (second.len(), second.vocabulary()),
        (first.len(), first.vocabulary())
    );
    for line in ASKED {
        assert_eq!(ask(&second, line), ask(&first, line), "{line:?}");
        assert_eq!(ask_once(&file, line), ask(&first, line), "once {line:?}");
    }
    for entry in &extra[50..] {
        first.put(entry.clone()).unwrap();
        second.put(entry.clone()).unwrap();
    }
    assert!(!second.remove(gone).unwrap());
    assert!(second.remove(extra[3].id).unwrap() && first.remove(extra[3].id).unwrap());
    for line in ASKED {
        assert_eq!(ask(&second, line), ask(&first, line), "{line:?}");
        let once = ask_in(&mut Session::once(), &second, line);
        assert_eq!(once, ask(&first, line), "once {line:?}");
    }
    snapshot::save(&second, &file, b"again").unwrap();
    let (third, _) = snapshot::open(&file).unwrap();
    assert_eq!(ask(&third, "owe"), ask(&first, "owe"));
    assert_eq!(
        std::fs::read_dir(folder.path()).unwrap().count(),
        1,
        "nothing is left beside it"
    );
}

#[test]
fn what_is_read_for_one_question_is_what_is_kept_for_many() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("lookup");
    // More segments than are read together.
    let entries = lines::lines(70_000, 6);
    let corpus = Corpus::build(lines::vocabulary(), entries.clone(), 2);
    snapshot::save(&corpus, &file, b"stamp").unwrap();
    let (opened, _) = snapshot::open(&file).unwrap();
    let mut kept = Session::new();
    for line in lines::queries(&entries, 40, 6).iter().map(String::as_str) {
        let right = ask(&corpus, line);
        assert_eq!(ask_in(&mut kept, &opened, line), right, "{line:?}");
        assert_eq!(ask_once(&file, line), right, "once {line:?}");
    }
}

#[test]
fn texts_come_back_to_the_letter() {
    let mut dice = Dice(3);
    let letters: Vec<char> = "aB ·|Éßłe\u{301}東\t\n“ŒｶİI".chars().collect();
    let entries: Vec<Entry> = (0..600)
        .map(|at| Entry {
            id: Uuid::from_u128(at),
            text: (0..dice.below(40))
                .map(|_| letters[dice.below(letters.len())])
                .collect(),
            ..Entry::default()
        })
        .collect();
    let corpus = Corpus::build(lines::vocabulary(), entries.clone(), 1);
    let hits = Session::new()
        .query(&corpus, &Query::default(), 1_000, &|| false)
        .unwrap();
    assert_eq!(hits.len(), entries.len());
    for hit in hits {
        let entry = entries.iter().find(|entry| entry.id == hit.id).unwrap();
        assert_eq!(hit.text, entry.text);
    }
}

#[test]
fn damage_anywhere_is_noticed() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("lookup");
    let corpus = corpus();
    snapshot::save(&corpus, &file, b"stamp").unwrap();
    let bytes = std::fs::read(&file).unwrap();
    let right: Vec<_> = ASKED.iter().map(|line| ask(&corpus, line)).collect();
    let mut dice = Dice(11);
    let mut refused = 0;
    for round in 0..150 {
        let mut damaged = bytes.clone();
        let at = if round % 3 == 0 {
            dice.below(4_000)
        } else {
            dice.below(bytes.len())
        };
        match dice.below(3) {
            0 => damaged.truncate(at),
            1 => damaged[at] ^= 1 << dice.below(8),
            _ => damaged[at..]
                .iter_mut()
                .take(9)
                .for_each(|byte| *byte = 0xff),
        }
        std::fs::write(&file, &damaged).unwrap();
        // What is given is right, or nothing is given.
        match snapshot::open(&file) {
            None => refused += 1,
            Some((corpus, _)) => {
                for (line, right) in ASKED.iter().zip(&right) {
                    let got = ask(&corpus, line);
                    assert!(
                        got == Err(Halt::Damaged) || got == *right,
                        "{line:?} after damage at {at}"
                    );
                    let once = ask_once(&file, line);
                    assert!(
                        once == Err(Halt::Damaged) || once == *right,
                        "once {line:?} after damage at {at}"
                    );
                }
            }
        }
    }
    assert!(refused > 20);
    std::fs::write(&file, b"").unwrap();
    assert!(snapshot::open(&file).is_none());
    assert!(snapshot::open(&folder.path().join("none")).is_none());
}
