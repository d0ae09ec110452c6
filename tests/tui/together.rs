//! One action over many: the key that does it to one record does it to all that are marked, and one undo takes it back.

#![allow(clippy::unwrap_used)] // A test may stop where it cannot go on.

use crate::bench_book::{all, hides, shows};
use ally::domain::{Body, Kind};
use ally::tui::headless::Headless;

fn bench() -> (Headless, tempfile::TempDir) {
    crate::bench_book::bench((100, 30), "dusk")
}

/// Goes to the field that the foot of the form explains so.
fn field(bench: &mut Headless, help: &str) {
    for _ in 0..30 {
        if bench.text().contains(help) {
            return;
        }
        bench.press("tab");
    }
    shows(bench, help);
}

#[test]
fn what_is_marked_is_changed_by_one_form_and_one_undo() {
    let (mut bench, _folder) = bench();
    let first = bench.book().objects().unwrap();
    let covered = |bench: &mut Headless| {
        let people = all(bench, Kind::Person);
        let by = |record: &&ally::domain::Record| match &record.body {
            Body::Person(body) => body.covered_by.len(),
            _ => 0,
        };
        people.iter().map(|record| by(&record)).sum::<usize>()
    };
    let before = covered(&mut bench);
    bench.press("g o g g v v v");
    shows(&bench, "e change");
    bench.press("e");
    shows(&bench, "Change 3 people at once");
    shows(&bench, "what is said here is set on all of them");
    // What is each one's own is not asked.
    hides(&bench, "phones");
    hides(&bench, "name ");
    // Nothing said changes nothing.
    bench.press("ctrl-s");
    shows(&bench, "Nothing was changed.");
    assert_eq!(bench.book().objects().unwrap(), first);
    bench.press("e");
    field(&mut bench, "which of us look after them");
    // What was chosen is there again after leaving.
    bench.press("enter 'carla mendes' tab enter esc");
    shows(&bench, "Not saved; what you typed stands there");
    assert_eq!(bench.book().objects().unwrap(), first);
    bench.press("e");
    shows(&bench, "Carla Mendes");
    bench.press("ctrl-s");
    shows(&bench, "3 records changed: covered by. u takes it back.");
    hides(&bench, "marked");
    let now = covered(&mut bench);
    assert!(now > before && now <= before + 3, "{before} {now}");
    bench.press("u");
    assert_eq!(bench.book().objects().unwrap(), first);
}

#[test]
fn a_list_in_which_marked_records_differ_gains_what_is_said() {
    let (mut bench, _folder) = bench();
    bench.press("g p g g j j v v e");
    shows(&bench, "Change 2 promises at once");
    field(&mut bench, " tags · ");
    bench.press("'quarter end' ctrl-s");
    shows(&bench, "2 records changed: tags");
    let tagged = |bench: &mut Headless, tag: &str| {
        let promises = all(bench, Kind::Promise);
        promises
            .iter()
            .filter(|record| record.base.tags.iter().any(|one| one == tag))
            .count()
    };
    assert_eq!(tagged(&mut bench, "quarter end"), 2);
    // Of three one has no tag yet: they differ, and none loses what it has.
    bench.press("g g j j v v v e");
    shows(&bench, "they differ; what is said here is added to each");
    field(&mut bench, " tags · ");
    bench.press("'board' ctrl-s");
    assert_eq!(tagged(&mut bench, "board"), 3);
    assert_eq!(tagged(&mut bench, "quarter end"), 2);
    // Of several kinds what all of them have is asked; and the marks stay until it is said.
    bench.press("g t / 'dmv' enter g g v v v e");
    shows(&bench, "Change 3 records at once");
    bench.press("esc");
    shows(&bench, "3 marked");
}

#[test]
fn marked_problems_are_linked_together_and_called_in_for_together() {
    let (mut bench, _folder) = bench();
    let first = bench.book().objects().unwrap();
    bench.press("g n g g v v C");
    shows(&bench, "Call in for 2 problems");
    bench.press("enter");
    shows(&bench, "2 problems as asked today");
    bench.press("u");
    assert_eq!(bench.book().objects().unwrap(), first);
    bench.press("g g v v L");
    shows(&bench, "Link 2 records to");
    bench.press("'trend' enter");
    shows(&bench, "2 links are made; they show on both sides.");
    bench.press("u");
    assert_eq!(bench.book().objects().unwrap(), first);
}

#[test]
fn marked_trends_are_shared_with_all_whom_they_mean_something_for() {
    let (mut bench, _folder) = bench();
    let waiting = |bench: &mut Headless| {
        let trends = all(bench, Kind::Trend);
        let of = |record: &ally::domain::Record| match &record.body {
            Body::Trend(body) => body
                .implications
                .iter()
                .filter(|one| one.shared_on.is_none())
                .count(),
            _ => 0,
        };
        trends.iter().map(of).sum::<usize>()
    };
    assert!(waiting(&mut bench) > 0);
    let first = bench.book().objects().unwrap();
    bench.press("g r g g v v v v v");
    shows(&bench, "space shared today");
    bench.press("space");
    shows(&bench, "Shared today with all whom");
    assert_eq!(waiting(&mut bench), 0);
    bench.press("u");
    assert_eq!(bench.book().objects().unwrap(), first);
}

#[test]
fn the_keys_of_what_is_typed_into_are_shown_over_it_and_lose_nothing() {
    let (mut bench, _folder) = bench();
    bench.press("n 'problem' enter 'Half a thought'");
    shows(&bench, "f1 keys");
    bench.press("f1");
    shows(&bench, "In a form");
    shows(&bench, "write it in your editor");
    bench.press("esc");
    shows(&bench, "Half a thought");
    bench.press("' and more' f8 f8 ctrl-s");
    shows(&bench, "Half a thought and more");
    bench.press("a 'they rang' f1");
    shows(&bench, "While capturing");
    bench.press("esc");
    shows(&bench, "they rang");
    bench.press("ctrl-u esc g a / 'conn' f1");
    shows(&bench, "In a line being typed");
    bench.press("q 'ecticut'");
    shows(&bench, "/ connecticut");
}

#[test]
fn what_is_taken_back_is_named_in_words() {
    let (mut bench, _folder) = bench();
    // Deleting it also marks the step that said it.
    bench.press("g p / 'window counts by hour' enter D");
    if bench.text().contains("Delete") {
        bench.press("y");
    }
    bench.press("u");
    shows(&bench, "Took back: “window counts by hour” is back");
}

#[test]
fn that_it_is_shown_to_others_stays_in_sight_behind_what_opens() {
    let (mut bench, _folder) = bench();
    bench.press("P");
    let mark = |bench: &Headless| {
        let frame = bench.frame();
        let cells = (0..frame.area.width).map(|x| &frame[(x, 0)]);
        let line: Vec<_> = cells
            .map(|cell| (cell.symbol().to_owned(), cell.style()))
            .collect();
        let text: String = line.iter().map(|(sign, _)| sign.as_str()).collect();
        let at = text.find("presenting").expect("the mark");
        let at = text[..at].chars().count();
        line[at].1
    };
    let before = mark(&bench);
    for keys in ["ctrl-p", "esc n", "esc :"] {
        bench.press(keys);
        assert_eq!(mark(&bench), before, "{keys}");
    }
}
