//! The copy of the index, for whoever only asks: it answers as the index does, and hides nothing that is wrong.

use std::path::Path;
use std::sync::Arc;

use ally::journal::Change;
use ally::store::{Options, Store, StoreError};
use serde_json::json;

use crate::damage::book;
use crate::make::*;

fn reading(dir: &Path) -> Result<Store, StoreError> {
    let options = Options {
        reads: true,
        create: false,
        ..options()
    };
    Store::open(dir, options, Arc::new(Counting))
}

/// What the index answers, and what whoever only asks is answered; without a word to the person.
fn both(dir: &Path) -> (String, String) {
    let mut store = open(dir).unwrap();
    let told = look(&mut store);
    store.release();
    let mut store = reading(dir).unwrap();
    let answer = look(&mut store);
    assert_eq!(store.notices(), [] as [&str; 0]);
    (told, answer)
}

#[test]
fn who_only_asks_is_answered_without_the_index() {
    let dir = tempfile::tempdir().unwrap();
    let mut store = book(dir.path());
    let before = look(&mut store);
    store.release();
    let (told, answer) = both(dir.path());
    assert!(told == before && answer == before);
    // Not even a broken index is in the way, since nobody opens it.
    std::fs::write(dir.path().join("index/db"), b"broken").unwrap();
    assert!(look(&mut reading(dir.path()).unwrap()) == before);
}

#[test]
fn what_was_saved_since_is_answered_too() {
    let dir = tempfile::tempdir().unwrap();
    book(dir.path()).release();
    let made = std::fs::metadata(dir.path().join("index/flat")).unwrap();
    for n in 0..40 {
        let mut store = open(dir.path()).unwrap();
        let old = promise(10, 1, "call them about the door");
        let old = if n == 0 {
            old
        } else {
            store.get(id(10)).unwrap().unwrap()
        };
        let (_, change) = edit(&old, "what", json!(format!("call them about roof {n}")));
        save(
            &mut store,
            vec![change, Change::Make(person(2_000 + n, 101))],
        );
        store.release();
        if n % 13 == 0 {
            let (told, answer) = both(dir.path());
            assert!(told == answer, "{n}");
        }
    }
    let now = std::fs::metadata(dir.path().join("index/flat")).unwrap();
    assert_eq!(
        now.modified().unwrap(),
        made.modified().unwrap(),
        "the same copy served all"
    );
    // What is saved through it is in the journal, and the index finds it there.
    let mut store = reading(dir.path()).unwrap();
    save(&mut store, vec![Change::Make(account(5_000))]);
    assert!(store.get(id(5_000)).unwrap().is_some());
    store.release();
    let (told, answer) = both(dir.path());
    assert!(told == answer && told.contains("Account 5000"));
}

#[test]
fn a_copy_that_is_far_behind_is_made_anew() {
    let dir = tempfile::tempdir().unwrap();
    book(dir.path()).release();
    let path = dir.path().join("index/flat");
    let before = std::fs::metadata(&path).unwrap().len();
    let mut store = open(dir.path()).unwrap();
    let changes = (0..2_000).map(|n| Change::Make(person(3_000 + n, 201)));
    save(&mut store, changes.collect());
    store.release();
    assert!(std::fs::metadata(&path).unwrap().len() > before * 3);
    let (told, answer) = both(dir.path());
    assert!(told == answer);
}

#[test]
fn a_copy_that_is_damaged_misleads_nobody() {
    let dir = tempfile::tempdir().unwrap();
    let mut store = book(dir.path());
    let before = look(&mut store);
    store.release();
    let path = dir.path().join("index/flat");
    let whole = std::fs::read(&path).unwrap();
    for at in (0..whole.len()).step_by(whole.len() / 60) {
        let mut bad = whole.clone();
        bad[at] ^= 0x20;
        std::fs::write(&path, &bad).unwrap();
        let mut store = reading(dir.path()).unwrap();
        assert!(look(&mut store) == before, "byte {at}");
        assert_eq!(store.notices(), [] as [&str; 0]);
        store.release();
        std::fs::write(&path, &whole[..at]).unwrap();
        assert!(
            look(&mut reading(dir.path()).unwrap()) == before,
            "cut at {at}"
        );
    }
}

#[test]
fn a_journal_that_lost_what_the_index_has_is_damaged_for_who_only_asks() {
    let dir = tempfile::tempdir().unwrap();
    book(dir.path()).release();
    let path = dir.path().join("journal/00000001.ally");
    let old = std::fs::read(&path).unwrap();
    // Two more, that the copy does not have and the index has.
    for n in 0..2 {
        let mut store = open(dir.path()).unwrap();
        save(&mut store, vec![Change::Make(account(900 + n))]);
        store.release();
    }
    let bytes = std::fs::read(&path).unwrap();
    for keep in [old.len(), bytes.len() - 10, bytes.len() - 200] {
        std::fs::write(&path, &bytes[..keep]).unwrap();
        match reading(dir.path()) {
            Err(StoreError::Damaged(damage)) => assert_eq!(damage.known, 14),
            other => panic!("{keep}: {:?}", other.err()),
        }
        assert_eq!(std::fs::read(&path).unwrap().len(), keep, "nothing was cut");
    }
    std::fs::remove_file(&path).unwrap();
    assert!(
        matches!(reading(dir.path()), Err(StoreError::Damaged(_))),
        "no empty book"
    );
}
