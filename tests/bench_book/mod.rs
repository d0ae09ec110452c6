//! The demo's book under a workbench without a terminal, with the clock held still.

#![allow(dead_code)] // Each file of tests uses a part of it.
#![allow(clippy::unwrap_used)] // This is a test.

use std::fmt::Write;
use std::path::Path;

use ally::book::Book;
use ally::domain::{Kind, Record};
use ally::tui::headless::Headless;
use ratatui::buffer::Buffer;
use ratatui::style::{Color, Modifier, Style};
use tempfile::TempDir;

use crate::books;

/// Opens the book of a folder at a time of the day of the tests, as a workbench of that name.
pub fn open(folder: &Path, time: &str, bench: &str) -> Book {
    books::open(&folder.join("book"), time, Some(bench))
}

/// Copies the demo's book, as it is told at a time of the day of the tests, into a folder and opens it there.
pub fn book_at(folder: &TempDir, time: &str) -> Book {
    books::demo(&folder.path().join("book"), time);
    open(folder.path(), time, "test")
}

/// Copies the demo's book, as it is told at nine, into a folder and opens it there.
pub fn book(folder: &TempDir) -> Book {
    book_at(folder, "09:00")
}

/// Opens a workbench on a copy of the demo's book.
pub fn bench(size: (u16, u16), theme: &str) -> (Headless, TempDir) {
    let folder = tempfile::tempdir().unwrap();
    let bench = Headless::open(book(&folder), size, theme).unwrap();
    (bench, folder)
}

/// Opens a workbench on a book in which nothing is.
pub fn empty(size: (u16, u16), theme: &str) -> (Headless, TempDir) {
    let folder = tempfile::tempdir().unwrap();
    let first = open(folder.path(), "09:00", "test");
    (Headless::open(first, size, theme).unwrap(), folder)
}

/// Gives every record of a kind.
pub fn all(bench: &mut Headless, kind: Kind) -> Vec<Record> {
    bench.book().of_kind(kind).unwrap()
}

/// Says where words that must be on the screen are not.
#[track_caller]
pub fn shows(bench: &Headless, words: &str) {
    let text = bench.text();
    assert!(
        text.contains(words),
        "“{words}” is not on the screen:\n{text}"
    );
}

/// Says where words that must not be on the screen are.
#[track_caller]
pub fn hides(bench: &Headless, words: &str) {
    let text = bench.text();
    assert!(!text.contains(words), "“{words}” is on the screen:\n{text}");
}

/// Says on which line of the screen words stand.
#[track_caller]
pub fn line(bench: &Headless, words: &str) -> usize {
    let text = bench.text();
    text.lines()
        .position(|line| line.contains(words))
        .unwrap_or_else(|| panic!("“{words}” is not on the screen:\n{text}"))
}

/// Writes how a frame is coloured: a letter for each look, what each letter stands for, and runs of letters a line.
pub fn colours(frame: &Buffer) -> String {
    const LETTERS: &[u8] = b"abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ";
    let mut looks: Vec<Style> = Vec::new();
    let mut grid = String::new();
    for y in 0..frame.area.height {
        let mut runs: Vec<(usize, usize)> = Vec::new();
        for x in 0..frame.area.width {
            let look = frame[(x, y)].style();
            let at = looks
                .iter()
                .position(|known| *known == look)
                .unwrap_or_else(|| {
                    looks.push(look);
                    looks.len() - 1
                });
            match runs.last_mut() {
                Some((last, count)) if *last == at => *count += 1,
                _ => runs.push((at, 1)),
            }
        }
        for (at, count) in runs {
            write!(grid, "{}{count}", char::from(LETTERS[at % LETTERS.len()])).unwrap();
        }
        grid.push('\n');
    }
    let mut text = String::new();
    for (at, look) in looks.iter().enumerate() {
        let letter = char::from(LETTERS[at % LETTERS.len()]);
        let mut said = format!("{letter} {} on {}", colour(look.fg), colour(look.bg));
        for (modifier, word) in [
            (Modifier::BOLD, "bold"),
            (Modifier::DIM, "dim"),
            (Modifier::ITALIC, "italic"),
            (Modifier::UNDERLINED, "underlined"),
            (Modifier::REVERSED, "reversed"),
        ] {
            if look.add_modifier.contains(modifier) {
                write!(said, " {word}").unwrap();
            }
        }
        writeln!(text, "{said}").unwrap();
    }
    format!("{text}\n{grid}")
}

fn colour(colour: Option<Color>) -> String {
    match colour {
        None | Some(Color::Reset) => "the terminal's".into(),
        Some(colour) => colour.to_string().to_lowercase(),
    }
}
