//! What was saved is what is answered, after reopening too.

use ally::domain::Kind;
use ally::journal::{Change, Conflict, Pair, Setting};
use ally::store::StoreError;
use serde_json::json;

use crate::make::*;

#[test]
fn what_was_saved_is_answered_before_and_after_reopening() {
    let dir = tempfile::tempdir().unwrap();
    let mut store = open(dir.path()).unwrap();
    save(
        &mut store,
        vec![
            Change::Make(account(1)),
            Change::Make(person(2, 1)),
            Change::Make(promise(3, 1, "call")),
        ],
    );
    let (changed, change) = edit(&promise(3, 1, "call"), "what", json!("call twice"));
    assert_eq!(save(&mut store, vec![change]), 2);
    assert_eq!(store.get(id(3)).unwrap(), Some(changed.clone()));
    assert_eq!(store.by_short("pm3").unwrap(), Some(id(3)));
    assert_eq!(store.next_short(Kind::Promise).unwrap(), 4);
    assert_eq!(store.account(id(1)).unwrap().len(), 3);
    assert_eq!(store.of_kind(Kind::Promise).unwrap(), [changed.clone()]);
    assert_eq!(store.history_of(id(3)).unwrap(), [1, 2]);
    assert_eq!(store.summary(id(1)).unwrap(), Some(json!(3)));
    assert_eq!(
        store.by_foreign("email", "p2@example.com").unwrap(),
        [id(2)]
    );
    assert_eq!(store.names().unwrap().0.len(), 2);
    let before = look(&mut store);
    store.release();
    let mut store = open(dir.path()).unwrap();
    assert!(look(&mut store) == before);
    assert_eq!(store.notices(), Vec::<String>::new());
}

#[test]
fn what_is_taken_out_keeps_its_history_and_its_short_id_is_never_given_again() {
    let dir = tempfile::tempdir().unwrap();
    let mut store = open(dir.path()).unwrap();
    save(
        &mut store,
        vec![
            Change::Make(account(1)),
            Change::Make(promise(9, 1, "call")),
        ],
    );
    save(&mut store, vec![Change::Drop(promise(9, 1, "call"))]);
    assert_eq!(store.get(id(9)).unwrap(), None);
    assert_eq!(store.by_short("pm9").unwrap(), None);
    assert_eq!(store.next_short(Kind::Promise).unwrap(), 10);
    assert_eq!(store.history_of(id(9)).unwrap(), [1, 2]);
    assert_eq!(store.summary(id(1)).unwrap(), Some(json!(1)));
}

#[test]
fn a_record_that_moves_to_another_account_is_counted_there() {
    let dir = tempfile::tempdir().unwrap();
    let mut store = open(dir.path()).unwrap();
    save(
        &mut store,
        vec![
            Change::Make(account(1)),
            Change::Make(account(2)),
            Change::Make(person(3, 1)),
        ],
    );
    let (_, change) = edit(&person(3, 1), "account", json!(id(2)));
    save(&mut store, vec![change]);
    assert_eq!(store.account(id(1)).unwrap().len(), 1);
    assert_eq!(store.account(id(2)).unwrap().len(), 2);
    assert_eq!(
        store.summaries::<serde_json::Value>().unwrap(),
        [(id(1), json!(1)), (id(2), json!(2))]
    );
    assert_eq!(store.people_names(id(1)).unwrap().0.len(), 0);
    assert_eq!(store.people_names(id(2)).unwrap().0.len(), 1);
}

#[test]
fn a_change_from_something_that_is_no_longer_so_is_refused_and_nothing_is_written() {
    let dir = tempfile::tempdir().unwrap();
    let mut store = open(dir.path()).unwrap();
    save(
        &mut store,
        vec![
            Change::Make(account(1)),
            Change::Make(promise(3, 1, "call")),
        ],
    );
    let (_, mine) = edit(&promise(3, 1, "call"), "what", json!("mine"));
    let (_, theirs) = edit(&promise(3, 1, "call"), "what", json!("theirs"));
    save(&mut store, vec![theirs]);
    let before = look(&mut store);
    let refused = store.append(entry(vec![Change::Make(account(7)), mine]), [0; 16]);
    let Err(StoreError::Conflict(conflict)) = refused else {
        panic!("it was saved")
    };
    assert!(matches!(*conflict, Conflict::Moved { .. }));
    assert!(look(&mut store) == before);
    let set = |old, new| {
        Change::Setting(Setting {
            name: "a".into(),
            value: Pair { old, new },
        })
    };
    save(&mut store, vec![set(json!(null), json!(1))]);
    assert!(
        store
            .append(entry(vec![set(json!(null), json!(2))]), [0; 16])
            .is_err()
    );
    assert_eq!(store.setting("a").unwrap(), Some(json!(1)));
}

#[test]
fn a_request_that_was_seen_is_known_and_an_undo_is_listed() {
    let dir = tempfile::tempdir().unwrap();
    let mut store = open(dir.path()).unwrap();
    let mut first = entry(vec![Change::Make(account(1))]);
    first.head.request = Some("r1".into());
    store.append(first, [1; 16]).unwrap();
    let mut undo = entry(store.entry(1).unwrap().inverse());
    undo.head.cause.undo = Some(1);
    store.append(undo, [1; 16]).unwrap();
    assert_eq!(store.seen("r1").unwrap(), Some(1));
    assert_eq!(store.seen("r2").unwrap(), None);
    assert!(store.undone().unwrap().contains(&1));
}
