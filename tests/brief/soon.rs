//! Today from what the copy of the index keeps for it: line by line what Today is from everything.

#![allow(clippy::unwrap_used)] // A test may stop where it cannot go on.

use std::path::Path;

use crate::books;
use ally::book::generate::{self, Size};
use ally::book::{Book, Clock, Options, Spot, demo};
use ally::capture::Settled;
use ally::signals::soon::{DAYS, holds};
use jiff::{ToSpan, Zoned};

fn taken() -> Zoned {
    books::at("09:00")
}

fn options(dir: &Path, now: Zoned) -> Options {
    Options {
        clock: Clock::fixed(now),
        ..books::options(&dir.join("book"), "09:00", None)
    }
}

/// Compares, on a day so many days on, what is read by the copy with what is read by the index.
fn same(dir: &Path, days: i32) -> usize {
    let now = taken().checked_add(i64::from(days).days()).unwrap();
    let by_copy = Book::open_to_read(options(dir, now.clone()), None)
        .unwrap()
        .today()
        .unwrap();
    let mut whole = Book::open(options(dir, now)).unwrap();
    let by_index = whole.today().unwrap();
    assert_eq!(by_copy, by_index, "{days} days on");
    by_copy.len()
}

fn add(dir: &Path, line: &str) {
    let mut book = Book::open(options(dir, taken())).unwrap();
    let lines = [(line, &Settled::default())];
    book.capture(&lines, &Spot::default(), false).unwrap();
}

#[test]
fn the_demo_is_the_same_from_both_on_every_day_and_after_what_came_since() {
    let dir = tempfile::tempdir().unwrap();
    demo::fill(&mut Book::open(options(dir.path(), taken())).unwrap()).unwrap();
    assert!(dir.path().join("book/index/flat").exists());
    for days in -3..=DAYS + 4 {
        assert!(same(dir.path(), days) > 5);
    }
    // Somebody whom nothing soon had named, and somebody who is called as another is.
    for line in [
        "owe Connecticut: lunch with @Oyelaran due:+2d",
        "wait Northline: the keys from @Novak due:+1d",
        "person Connecticut: Rosa Ruiz, clerk",
        "owe Hartford: a chair for @Brennan due:today",
    ] {
        add(dir.path(), line);
        same(dir.path(), 0);
        same(dir.path(), 3);
    }
}

#[test]
fn a_made_book_is_the_same_from_both() {
    let dir = tempfile::tempdir().unwrap();
    let size = Size {
        accounts: 12,
        records: 3_000,
        activity: 0,
        seed: 7,
    };
    let mut book = Book::open(options(dir.path(), taken())).unwrap();
    generate::fill(&mut book, size, &|_| {}).unwrap();
    drop(book);
    let lines: usize = [-1, 0, 1, 5, DAYS]
        .map(|days| same(dir.path(), days))
        .iter()
        .sum();
    assert!(lines > 200, "{lines}");
}

#[test]
fn it_holds_for_two_weeks() {
    let day = taken().date();
    let on = |days: i32| holds(day, day.checked_add(i64::from(days).days()).unwrap());
    assert!(on(-1) && on(0) && on(DAYS));
    assert!(!on(-2) && !on(DAYS + 1));
}
