//! What is deleted, what hangs on it, and how it comes back.

use super::*;

#[test]
fn what_was_deleted_comes_back() {
    let (mut bench, _folder) = bench();
    let count = all(&mut bench, Kind::Problem).len();
    bench.press("g n D y");
    assert_eq!(all(&mut bench, Kind::Problem).len(), count - 1);
    bench.press("g x");
    shows(&bench, "Trash");
    bench.press("space");
    shows(&bench, "back where it was");
    assert_eq!(all(&mut bench, Kind::Problem).len(), count);
}

#[test]
fn an_old_entry_that_made_an_account_is_taken_back_with_a_question() {
    let (mut bench, _folder) = bench();
    let before = all(&mut bench, Kind::Account).len();
    bench.resize(160, 50);
    bench.press("g h G u");
    shows(&bench, "which made the account Connecticut DMV");
    shows(&bench, "wait in the inbox");
    bench.press("n");
    assert_eq!(all(&mut bench, Kind::Account).len(), before);
    let waiting = |bench: &mut Headless| {
        let all = bench.book().all().unwrap();
        all.iter()
            .filter(|record| record.base.inbox.is_some())
            .count()
    };
    let (waited, first) = (waiting(&mut bench), bench.book().objects().unwrap());
    bench.press("u y");
    shows(&bench, "wait in the inbox");
    assert_eq!(all(&mut bench, Kind::Account).len(), before - 1);
    assert!(waiting(&mut bench) > waited + 30);
    bench.press("U");
    assert_eq!(bench.book().objects().unwrap(), first);
    // To take the doing again back from the history is asked about as well.
    bench.press("g h g g u");
    shows(&bench, "wait in the inbox");
    bench.press("n");
}

#[test]
fn what_others_lean_on_is_counted_in_the_book_before_it_is_deleted() {
    let (mut bench, _folder) = bench();
    let problems = all(&mut bench, Kind::Problem);
    let lines = problems
        .iter()
        .find(|record| record.title() == "Long lines at the windows")
        .unwrap();
    let leaning = bench.book().pointing(&[lines.id()]).unwrap().len();
    assert!(leaning > 3);
    bench.resize(160, 50);
    bench.press("g n / 'Long lines at the windows' enter D");
    shows(&bench, "Delete “Long lines at the windows”?");
    shows(&bench, "point to it and stay. Undo brings it back.");
    bench.press("n");
    assert_eq!(all(&mut bench, Kind::Problem).len(), problems.len());
    // What nothing points to goes at once, wherever it stands.
    bench.press("esc a 'owe beacon: a one-page bill' enter g p / 'one-page bill' enter D");
    shows(&bench, "is deleted. u takes it back.");
}

#[test]
fn what_was_deleted_is_named_as_deleted_and_leads_nowhere() {
    let (mut bench, _folder) = bench();
    let old = "Long lines, short tempers: the DMV of 1990";
    bench.resize(160, 50);
    bench.press(&format!("g n / '{old}' enter G D y"));
    go(&mut bench, "kind:problem Long lines at the windows");
    bench.press("l");
    shows(&bench, &format!("{old} (deleted)"));
    bench.press("esc u");
    go(&mut bench, "kind:problem Long lines at the windows");
    shows(&bench, old);
    hides(&bench, "(deleted)");
}

#[test]
fn an_account_comes_back_with_all_that_belonged_to_it() {
    let (mut bench, _folder) = bench();
    let of = |bench: &mut Headless| {
        let account = all(bench, Kind::Account)
            .into_iter()
            .find(|record| record.title() == "Connecticut DMV");
        let id = account.map(|record| record.id());
        let records = bench.book().all().unwrap();
        let own = records.iter().filter(|record| record.account() == id);
        id.map(|_| own.count())
    };
    let before = of(&mut bench);
    assert!(before.unwrap() > 30);
    bench.press("g a / 'Connecticut DMV' enter D y");
    assert_eq!(of(&mut bench), None);
    // What found another account meanwhile stays there.
    bench.press("g i f enter");
    bench.press("g x");
    shows(&bench, "Connecticut DMV");
    bench.press("e");
    shows(&bench, "It is deleted; space brings it back first.");
    bench.press("space");
    shows(&bench, "“Connecticut DMV” is back where it was, and");
    assert_eq!(of(&mut bench), before.map(|count| count - 1));
    // One entry, one undo.
    bench.press("u");
    assert_eq!(of(&mut bench), None);
}

#[test]
fn what_belonged_to_an_account_that_is_deleted_waits_in_the_inbox() {
    let (mut bench, _folder) = bench();
    let before = bench.book().all().unwrap();
    let beacon = before
        .iter()
        .find(|record| record.title() == "Beacon Mutual")
        .unwrap()
        .id();
    bench.press("g a / 'beacon' enter D");
    shows(&bench, "wait in the inbox");
    bench.press("y");
    let now = bench.book().all().unwrap();
    assert!(now.iter().all(|record| record.account() != Some(beacon)));
    let waiting = |all: &[Record]| {
        all.iter()
            .filter(|record| record.base.inbox.is_some())
            .count()
    };
    let theirs = before
        .iter()
        .filter(|record| record.account() == Some(beacon) && record.id() != beacon)
        .count();
    assert_eq!(waiting(&now), waiting(&before) + theirs);
    bench.press("g i");
    shows(&bench, "Curtis Boyle");
    bench.press("u");
    assert!(bench.book().all().unwrap() == before);
}

#[test]
fn what_was_deleted_last_is_the_one_that_comes_back() {
    let (mut bench, _folder) = bench();
    bench.press("g n D y g x");
    let first = bench.text();
    bench.press("g n D y g x space");
    shows(&bench, "is back where it was");
    let back: String = bench
        .text()
        .lines()
        .rev()
        .find(|line| line.contains("is back where it was"))
        .unwrap()
        .to_owned();
    let name = back.split('“').nth(1).unwrap().split('”').next().unwrap();
    assert!(
        !first.contains(name.trim_end_matches('…')),
        "{first}\n{back}"
    );
}

#[test]
fn what_more_hangs_on_is_asked_about_before_it_goes() {
    let (mut bench, _folder) = bench();
    // A meeting that was prepared.
    bench.press("D");
    shows(&bench, "Its aims");
    bench.press("n");
    // What others point to.
    bench.press("g n / 'Long lines at' enter D");
    shows(&bench, "1 fight, 5 learnings and 3 questions point to it");
    bench.press("n");
    assert!(
        all(&mut bench, Kind::Problem)
            .iter()
            .any(|one| one.title() == "Long lines at the windows")
    );
    // Trends that are marked go with what they mean.
    bench.press("g r v v D");
    shows(&bench, "with what they mean to");
    bench.press("n esc");
    // A line of its own goes at once.
    let count = all(&mut bench, Kind::Promise).len();
    bench.press("g p / 'two battery' enter D");
    assert_eq!(all(&mut bench, Kind::Promise).len(), count - 1);
}
