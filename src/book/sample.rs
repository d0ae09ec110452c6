//! Books for the tests of this crate: at one moment, by one author, each in a folder of the test's own.

use std::path::Path;

use super::{Book, Clock, Options};

/// The moment at which tests take place.
pub const NOW: &str = "2026-11-23T09:00:00-05:00[America/New_York]";

/// Says how the book of a folder is opened at a moment; one that is not there is made.
pub fn options(folder: &Path, now: &str) -> Options {
    Options {
        dir: folder.join("book"),
        clock: Clock::fixed(now.parse().unwrap()),
        author: "robin".into(),
        create: true,
        bench: None,
    }
}

/// Opens the book of a folder at a moment, or makes it.
pub fn open_at(folder: &Path, now: &str) -> Book {
    Book::open(options(folder, now)).unwrap()
}

/// Opens the book of a folder at [`NOW`], or makes it.
pub fn open(folder: &Path) -> Book {
    open_at(folder, NOW)
}
