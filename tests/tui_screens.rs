//! Keys in, picture out: every screen at two sizes and in every theme, on the demo's book with the clock held still.
//!
//! With `ALLY_PICTURES` naming a folder each picture is also written there as SVG and text, at the sizes that
//! `ALLY_SIZES` lists (`80x24 200x60`) and in the theme that `ALLY_THEME` names.

#![allow(clippy::unwrap_used, clippy::too_many_lines)] // A test may stop where it cannot go on.

mod bench_book;

use std::path::Path;

use ally::tui::headless::Headless;
use ally::tui::theme::Themes;

/// Every screen: its name, the keys that lead there from the one before, and words that must be on it.
const SCREENS: &[(&str, &str, &str)] = &[
    ("today", "", "Meetings"),
    ("week", "g w", "The week ahead"),
    ("calendar", "g c", "November 2026"),
    ("accounts", "g a", "Northline Supply"),
    ("account", "enter", "1 Overview"),
    ("account-needs", "2", "Long lines at the windows"),
    ("account-debts", "3", "Fighting for"),
    ("account-people", "4", "Elena Ruiz"),
    ("account-chart", "o", "Who reports to whom"),
    ("account-timeline", "o 5", "Timeline"),
    ("account-stay", "6", "Alternatives"),
    ("needs", "g n", "Needs"),
    ("trends", "g r", "Trends"),
    ("fighting-for", "g f", "Fighting for"),
    ("promises", "g p", "Promises"),
    ("agreements", "g e", "Agreements"),
    ("people", "g o", "People"),
    ("questions", "g q", "Questions"),
    ("inbox", "g i", "Inbox"),
    ("history", "g h", "History"),
    ("history-of-record", "g n G .", "History"),
    ("trash-empty", "g x", "Trash"),
    ("trash", "g n G D g p G D g x", "Trash"),
    ("lookup", "ctrl-p 'wind'", "indow"),
    ("help", "esc ?", "Keys for this place"),
    ("palette", "esc : 'th'", "theme"),
    ("keys", "esc g", "Accounts"),
    ("themes", "t T", "paper"),
    (
        "capture",
        "esc g a a 'owe @ruiz: floor plan due:fri'",
        "Fri 27 Nov",
    ),
    ("brief", "esc b", "Debts"),
    ("form", "g a enter 2 e", "Long lines at the windows"),
    ("form-whole", "f2", "Long lines at the windows"),
    ("present", "esc P 4", "presenting"),
];

/// Writes a picture down where somebody wants to look at it.
fn show(bench: &Headless, name: &str) {
    if let Ok(folder) = std::env::var("ALLY_PICTURES") {
        let file = Path::new(&folder).join(name);
        std::fs::write(
            file.with_extension("svg"),
            ally::tui::picture::svg(&bench.frame(), bench.theme()),
        )
        .unwrap();
        std::fs::write(file.with_extension("txt"), bench.text()).unwrap();
    }
}

/// Goes through every screen and says what is on it.
fn walk(bench: &mut Headless, mut each: impl FnMut(&str, &Headless)) {
    for (name, keys, words) in SCREENS {
        bench.press(keys);
        let text = bench.text();
        assert!(text.contains(words), "“{words}” is not on {name}:\n{text}");
        each(name, bench);
    }
}

#[test]
#[ignore = "only writes pictures, to be looked at"]
fn pictures_to_look_at() {
    let sizes = std::env::var("ALLY_SIZES").unwrap_or_else(|_| "80x24 100x30 160x50 200x60".into());
    let theme = std::env::var("ALLY_THEME").unwrap_or_else(|_| "dusk".into());
    for size in sizes.split(' ') {
        let (width, height) = size.split_once('x').unwrap();
        let size = (width.parse().unwrap(), height.parse().unwrap());
        let (mut bench, _folder) = bench_book::bench(size, &theme);
        walk(&mut bench, |name, bench| {
            show(bench, &format!("{width}-{name}"))
        });
        let (mut bench, _folder) = bench_book::empty(size, &theme);
        for (name, keys) in [
            ("today", ""),
            ("week", "g w"),
            ("accounts", "g a"),
            ("needs", "g n"),
            ("trends", "g r"),
            ("fights", "g f"),
            ("promises", "g p"),
            ("agreements", "g e"),
            ("people", "g o"),
            ("history", "g h"),
            ("trash", "g x"),
        ] {
            bench.press(keys);
            show(&bench, &format!("{width}-empty-{name}"));
        }
    }
    let _ = Themes::embedded();
}
