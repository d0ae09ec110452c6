//! What is deleted, here and by somebody else: what is asked first, what is said, and what never comes back by itself.

#![allow(clippy::unwrap_used)] // A test may stop where it cannot go on.

use crate::bench_book::{all, hides, line, shows};
use ally::book::Step;
use ally::domain::{Id, Kind};
use ally::tui::headless::Headless;

fn bench() -> (Headless, tempfile::TempDir) {
    crate::bench_book::bench((100, 30), "dusk")
}

/// Deletes a record as another workbench would.
fn elsewhere(bench: &mut Headless, id: Id) {
    let steps = bench.book().deleting(&[id]).unwrap().steps;
    bench.book().write("delete", steps).unwrap();
    bench.changed();
}

fn named(bench: &mut Headless, kind: Kind, title: &str) -> Id {
    let all = all(bench, kind).into_iter();
    let mut named = all.filter(|record| record.title() == title);
    named.next().unwrap().id()
}

/// Gives the screen's words one after another, whatever lines they stand on.
fn flat(bench: &Headless) -> String {
    let text = bench.text();
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

#[test]
fn the_step_that_a_deleted_promise_said_does_not_take_its_place() {
    let (mut bench, _folder) = bench();
    let first = bench.book().objects().unwrap();
    bench.press("g t");
    shows(&bench, "→ Ruiz: window counts by hour");
    bench.press("/ 'window counts' enter D");
    if bench.text().contains("Undo brings it back.") {
        bench.press("y");
    }
    shows(&bench, "is deleted");
    bench.press("esc");
    hides(&bench, "window counts by hour");
    // The page before the meeting reminds of it no more either.
    go(&mut bench, "kind:account connecticut dmv");
    bench.press("b");
    hides(&bench, "window counts by hour");
    bench.press("esc esc u");
    assert_eq!(bench.book().objects().unwrap(), first);
    bench.press("g t");
    shows(&bench, "→ Ruiz: window counts by hour");
}

/// Opens the account that a few letters find.
fn go(bench: &mut Headless, letters: &str) {
    bench.press(&format!("ctrl-p '{letters}' enter"));
}

#[test]
fn the_line_that_takes_the_place_of_a_deleted_one_is_asked_about_by_its_name() {
    let (mut bench, _folder) = bench();
    let fact = |bench: &mut Headless, words: &str| {
        let account = bench.book().find_account("Volta Audio").unwrap();
        let object = serde_json::json!({"id": ally::book::placeholder(0), "kind": "learning",
            "account": account, "fact": words});
        let object = object.as_object().unwrap().clone().into_iter().collect();
        bench.book().write("add", vec![Step::Make(object)]).unwrap();
    };
    fact(&mut bench, "aaa first");
    fact(&mut bench, "aab second");
    fact(&mut bench, "aac third");
    bench.changed();
    go(&mut bench, "kind:account volta");
    bench.press("5 / 'aa' enter D");
    shows(&bench, "is deleted");
    bench.press("D");
    shows(&bench, "Delete “aa");
    bench.press("esc");
    // Whoever goes to a line has chosen it.
    bench.press("j D");
    shows(&bench, "is deleted");
    assert_eq!(
        all(&mut bench, Kind::Learning)
            .iter()
            .filter(|record| record.title().starts_with("aa"))
            .count(),
        1
    );
}

#[test]
fn what_hangs_on_an_account_a_person_and_many_is_counted_before_it_goes() {
    let (mut bench, _folder) = bench();
    let dmv = bench.book().find_account("Connecticut DMV").unwrap();
    let members = bench.book().account(dmv).unwrap().len();
    let theirs =
        |id: Id, members: &[ally::domain::Record]| members.iter().any(|record| record.id() == id);
    let own = bench.book().account(dmv).unwrap();
    let waits = members - usize::from(theirs(dmv, &own));
    bench.press("g a / 'connecticut dmv' enter g g D");
    shows(&bench, "Delete the account Connecticut DMV?");
    let said = flat(&bench);
    assert!(
        said.contains(&format!(
            "{waits} records that belong to it wait in the inbox, and 2 units rise."
        )),
        "{said}"
    );
    bench.press("n");
    let ruiz = named(&mut bench, Kind::Person, "Elena Ruiz");
    let points = bench.book().pointing(&[ruiz]).unwrap();
    let meetings = points
        .iter()
        .filter(|(kind, _)| *kind == Kind::Touchpoint)
        .count();
    bench.press("g o / 'elena ruiz' enter D");
    shows(&bench, "Delete Elena Ruiz?");
    assert!(
        flat(&bench).contains(&format!("{meetings} touchpoints")),
        "{}",
        bench.text()
    );
    assert!(
        flat(&bench).contains("point to it and stay"),
        "{}",
        bench.text()
    );
    bench.press("n esc g g v v v D");
    shows(&bench, "Delete 3 people?");
    assert!(
        flat(&bench).contains("and stay, among them"),
        "{}",
        bench.text()
    );
    bench.press("n");
    assert_eq!(bench.book().account(dmv).unwrap().len(), members);
}

#[test]
fn what_waits_for_an_account_is_told_on_today_and_late_first() {
    let (mut bench, _folder) = bench();
    hides(&bench, "without an account");
    bench.press("g a / 'connecticut dmv' enter g g D y g t");
    shows(&bench, "lines without an account");
    shows(&bench, "1 late   g i inbox");
    bench.press("g i");
    assert!(
        line(&bench, "branch phone numbers") < line(&bench, "Ruiz asks for shorter"),
        "{}",
        bench.text()
    );
    // What is gone takes no line.
    bench.press("g a g g enter g i");
    hides(&bench, "Connecticut DMV");
}

#[test]
fn the_page_of_an_account_that_somebody_else_deleted_offers_what_still_works() {
    let (mut bench, _folder) = bench();
    go(&mut bench, "kind:account connecticut dmv");
    bench.press("2");
    let dmv = bench.book().find_account("Connecticut DMV").unwrap();
    elsewhere(&mut bench, dmv);
    shows(&bench, "g x trash");
    hides(&bench, "n new");
    for key in ["n", "b", "e", "a", "c"] {
        bench.press(key);
        shows(
            &bench,
            "Connecticut DMV was deleted; g x shows what can be brought back.",
        );
    }
    bench.press("g x");
    shows(&bench, "Connecticut DMV");
}

#[test]
fn a_line_that_somebody_else_deleted_hands_no_key_to_the_next_one() {
    let (mut bench, _folder) = bench();
    bench.press("g p g g enter");
    let promise = named(&mut bench, Kind::Promise, "branch phone numbers");
    bench.press("esc / 'branch phone' enter l");
    elsewhere(&mut bench, promise);
    shows(&bench, "“branch phone numbers” is not here any more");
    shows(&bench, "/ branch phone");
}

#[test]
fn whoever_was_deleted_is_called_by_their_name_wherever_they_are_named() {
    let (mut bench, _folder) = bench();
    bench.press("g t");
    shows(&bench, "Ruiz, Cole +2");
    let cole = named(&mut bench, Kind::Person, "Raymond Cole");
    elsewhere(&mut bench, cole);
    bench.press("g t");
    shows(&bench, "Ruiz, Cole +2");
    hides(&bench, "somebody");
}

#[test]
fn one_who_is_deleted_while_two_are_made_one_is_said() {
    let (mut bench, _folder) = bench();
    bench.press("g o / 'elena ruiz' enter M 'raymond cole' enter");
    shows(&bench, "Are these one and the same?");
    let cole = named(&mut bench, Kind::Person, "Raymond Cole");
    elsewhere(&mut bench, cole);
    shows(&bench, "Raymond Cole was deleted meanwhile");
    let people = all(&mut bench, Kind::Person).len();
    bench.press("enter");
    shows(&bench, "Raymond Cole was deleted meanwhile");
    bench.press("esc");
    assert_eq!(all(&mut bench, Kind::Person).len(), people);
    hides(&bench, "one and the same");
}

#[test]
fn taking_back_is_said_in_words_step_by_step_and_again() {
    let (mut bench, _folder) = bench();
    bench.press("I 'tests/data/contacts.csv' enter ctrl-s");
    shows(&bench, "2 new records, 1 changed");
    bench.press("g o M enter enter");
    shows(&bench, "Elena Ruiz is part of");
    bench.press("g p v v D y");
    shows(&bench, "2 promises are deleted. u takes it back.");
    bench.press("g a g g j j j j j j e 'x' ctrl-s g p");
    // From the last to the first: what it is called is what it is called afterwards.
    bench.press("u");
    shows(&bench, "Took back: “Meriden yard”: name, aliases as before");
    bench.press("u");
    shows(&bench, "Took back the deletion: 2 promises are back");
    bench.press("u");
    shows(&bench, "Took back the merge: “Elena Ruiz” is back, ");
    bench.press("u");
    shows(
        &bench,
        "Took back the import: 2 people are gone again, 1 record as before",
    );
    bench.press("u");
    shows(&bench, "There is nothing to take back");
    bench.press("U");
    shows(
        &bench,
        "Did the import again: 2 people are there again, 1 record changed",
    );
    bench.press("U");
    shows(&bench, "Did the merge again: “Elena Ruiz” is gone again, ");
    bench.press("U");
    shows(&bench, "Did the deletion again: 2 promises are gone again");
    bench.press("U U");
    shows(&bench, "There is nothing to do again");
}
