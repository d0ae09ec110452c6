//! Who holds the book, and what others see meanwhile.

use ally::journal::Change;
use ally::store::{StoreError, read_prefix, replay};

use crate::make::*;

#[test]
fn one_holds_the_book_and_others_read_beside() {
    let dir = tempfile::tempdir().unwrap();
    let mut store = open(dir.path()).unwrap();
    save(&mut store, vec![Change::Make(account(1))]);
    match open(dir.path()) {
        Err(StoreError::Held { by }) => assert_eq!(by, "a test"),
        other => panic!("{:?}", other.err()),
    }
    let mut prefix = read_prefix(dir.path()).unwrap();
    assert_eq!(prefix.next().unwrap().unwrap().head.seq, 1);
    save(&mut store, vec![Change::Make(account(2))]);
    assert_eq!(prefix.next().unwrap().unwrap().head.seq, 2);
    assert!(prefix.next().unwrap().is_none());
    assert_eq!(replay(dir.path()).unwrap().records.len(), 2);
}

#[test]
fn stopped_it_lets_others_write_and_continued_it_sees_what_they_wrote() {
    let dir = tempfile::tempdir().unwrap();
    let mut store = open(dir.path()).unwrap();
    save(&mut store, vec![Change::Make(account(1))]);
    let before = store.position();
    store.suspend();
    assert!(matches!(store.get(id(1)), Err(StoreError::LetGo)));
    let mut other = open(dir.path()).unwrap();
    save(&mut other, vec![Change::Make(account(2))]);
    other.release();
    assert!(store.resume(before).unwrap());
    assert!(store.get(id(2)).unwrap().is_some());
}

#[test]
fn without_being_asked_to_begin_one_no_book_is_made() {
    let dir = tempfile::tempdir().unwrap();
    let options = ally::store::Options {
        create: false,
        ..options()
    };
    let found = ally::store::Store::open(dir.path(), options, std::sync::Arc::new(Counting));
    assert!(matches!(found, Err(StoreError::NoBook(_))));
    assert_eq!(std::fs::read_dir(dir.path()).unwrap().count(), 0);
}
