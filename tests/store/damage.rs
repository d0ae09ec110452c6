//! Whatever happens to the files: nothing saved is lost, and damage is found and named.

use std::path::Path;

use ally::journal::Change;
use ally::store::{Store, StoreError};
use serde_json::json;

use crate::make::*;

/// A book with a little of everything.
fn book(dir: &Path) -> Store {
    let mut store = open(dir).unwrap();
    for a in 0..6u64 {
        let base = a * 100 + 1;
        let mut changes = vec![Change::Make(account(base))];
        changes.extend((1..5).map(|n| Change::Make(person(base + n, base))));
        changes.extend(
            (5..25).map(|n| Change::Make(promise(base + n, base, "call them about the roof"))),
        );
        let mut first = entry(changes);
        first.head.request = Some(format!("r{a}"));
        store.append(first, [9; 16]).unwrap();
    }
    for a in 0..6u64 {
        let old = promise(a * 100 + 10, a * 100 + 1, "call them about the roof");
        let (_, change) = edit(&old, "what", json!("call them about the door"));
        save(&mut store, vec![change]);
    }
    store
}

#[test]
fn a_tail_is_cut_kept_aside_and_told() {
    let dir = tempfile::tempdir().unwrap();
    let mut store = book(dir.path());
    let before = look(&mut store);
    store.release();
    let path = dir.path().join("journal/00000001.ally");
    let mut bytes = std::fs::read(&path).unwrap();
    bytes.extend_from_slice(b"{\"seq\":13,\"at\":\"2026-11-23T14:00:00Z\",\"auth");
    std::fs::write(&path, &bytes).unwrap();
    let mut store = open(dir.path()).unwrap();
    assert_eq!(look(&mut store), before);
    assert_eq!(store.notices().len(), 1);
    let kept = std::fs::read_dir(dir.path().join("aside"))
        .unwrap()
        .next()
        .unwrap()
        .unwrap();
    assert!(
        std::fs::read_to_string(kept.path())
            .unwrap()
            .starts_with("{\"seq\":13")
    );
    save(&mut store, vec![Change::Make(account(900))]);
    store.release();
    assert!(open(dir.path()).unwrap().get(id(900)).unwrap().is_some());
}

#[test]
fn a_journal_that_lost_what_the_index_has_is_damaged() {
    let dir = tempfile::tempdir().unwrap();
    book(dir.path()).release();
    let path = dir.path().join("journal/00000001.ally");
    let bytes = std::fs::read(&path).unwrap();
    std::fs::write(&path, &bytes[..bytes.len() - 10]).unwrap();
    match open(dir.path()) {
        Err(StoreError::Damaged(damage)) => assert_eq!((damage.whole, damage.known), (11, 12)),
        other => panic!("{:?}", other.err()),
    }
    assert_eq!(
        std::fs::read(&path).unwrap().len(),
        bytes.len() - 10,
        "nothing was cut"
    );
    std::fs::remove_file(&path).unwrap();
    assert!(
        matches!(open(dir.path()), Err(StoreError::Damaged(_))),
        "no empty book"
    );
}
