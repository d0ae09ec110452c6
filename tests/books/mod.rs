//! Books for the tests: all at one moment of one day, wherever and whenever they run.

#![allow(dead_code, clippy::unwrap_used)] // Each file of tests uses a part of it, and may stop where it cannot go on.

use std::collections::BTreeMap;
use std::path::Path;
use std::sync::{Mutex, PoisonError};

use ally::book::{Book, Clock, Options, demo};
use ally::domain::Moment;
use jiff::Zoned;
use tempfile::TempDir;

/// Gives a time of the day on which all tests take place, in the demo's zone: `09:00`.
pub fn at(time: &str) -> Zoned {
    let now: Moment = format!("2026-11-23T{time}:00-05:00[America/New_York]")
        .parse()
        .unwrap();
    now.0
}

/// Says how the book in a directory is opened at a time of the day; one that is not there is made.
pub fn options(dir: &Path, time: &str, bench: Option<&str>) -> Options {
    Options {
        dir: dir.to_owned(),
        clock: Clock::fixed(at(time)),
        author: "me".into(),
        create: true,
        bench: bench.map(Into::into),
    }
}

/// Opens the book in a directory at a time of the day, or makes it.
pub fn open(dir: &Path, time: &str, bench: Option<&str>) -> Book {
    Book::open(options(dir, time, bench)).unwrap()
}

/// The demo's books, each told once at its time of the day; each test has a copy of its own.
static TOLD: Mutex<BTreeMap<String, TempDir>> = Mutex::new(BTreeMap::new());

/// Copies the demo's book, as it is told at a time of the day, into a directory.
pub fn demo(dir: &Path, time: &str) {
    let mut told = TOLD.lock().unwrap_or_else(PoisonError::into_inner);
    let told = told.entry(time.to_owned()).or_insert_with(|| {
        let folder = tempfile::tempdir().unwrap();
        demo::fill(&mut open(folder.path(), time, None)).unwrap();
        folder
    });
    copy(told.path(), dir);
}

fn copy(from: &Path, to: &Path) {
    std::fs::create_dir_all(to).unwrap();
    for entry in std::fs::read_dir(from).unwrap() {
        let entry = entry.unwrap();
        if entry.file_type().unwrap().is_dir() {
            copy(&entry.path(), &to.join(entry.file_name()));
        } else {
            std::fs::copy(entry.path(), to.join(entry.file_name())).unwrap();
        }
    }
}
