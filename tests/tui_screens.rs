//! Keys in, picture out: every screen at two sizes and in every theme, on the demo's book with the clock held still.
//!
//! With `ALLY_PICTURES` naming a folder each picture is also written there as SVG and text, at the sizes that
//! `ALLY_SIZES` lists (`80x24 200x60`) and in the theme that `ALLY_THEME` names.

#![allow(clippy::unwrap_used, clippy::format_push_string)] // A test may stop where it cannot go on.

mod bench_book;
mod books;

use std::collections::BTreeMap;
use std::path::Path;

use ally::tui::headless::Headless;
use ally::tui::theme::{Role, Themes};
use ratatui::style::Color;

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
    ("trash", "g n G D y g p G D g x", "Trash"),
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
    ("present-chart", "o", "Who reports to whom"),
    ("detail", "o P 2 g g enter", "asked"),
    ("link", "esc L", "Link"),
    ("move", "esc m", "solved"),
    ("snooze", "esc g p g g j z", "until"),
    ("marked", "esc g g v v", "2 marked"),
    ("delete", "D", "Delete 2"),
    (
        "form-new",
        "n v g a enter 2 n 'problem' enter 'Nobody knows'",
        "whys",
    ),
    ("form-refused", "tab tab tab tab tab 'dear' tab", "dear"),
    (
        "picker",
        "esc g p n 'the floor plan' tab 'el'",
        "Elena Ruiz",
    ),
    ("drafts", "esc esc g d", "Nobody knows"),
    ("tomorrow", "esc g t t", "Tomorrow · Tue"),
    ("recap", "g a g g enter 5 j j j j B", "We promised"),
    ("handover", "esc 1 B", "handover"),
    ("call", "esc esc g a c", "Call"),
    (
        "call-typing",
        "'owe @ruiz: the floor plan due:fri' enter 'the hall is cold' enter 'prob: the kiosk freezes cost:$40/day'",
        "a year",
    ),
    ("sweep-ending", "ctrl-u esc", "Is the call over?"),
    ("sweep-note", "enter", "the hall is cold"),
    ("sweep-who", "space", "who was there"),
    ("sweep-next", "enter enter enter", "next step"),
    ("swept", "enter", "Connecticut DMV"),
    ("import-files", "I", "Bring in what you have"),
    (
        "import-plan",
        "'tests/data/contacts.csv' enter",
        "Mara Quint",
    ),
    (
        "import-columns",
        "esc ctrl-u 'tests/data/strange.csv' enter",
        "Elektropost",
    ),
    ("import-field", "enter", "phones"),
    ("merge", "esc esc esc g o M", "is the same as"),
    ("merge-fields", "enter", "Elena Ruiz"),
];

/// The screens of a book in which nothing is.
const EMPTY: &[(&str, &str)] = &[
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
    ("inbox", "g i"),
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
fn walk(bench: &mut Headless, mut each: impl FnMut(&str, &mut Headless)) {
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
            show(bench, &format!("{width}-{name}"));
        });
        let (mut bench, _folder) = bench_book::empty(size, &theme);
        for (name, keys) in EMPTY {
            bench.press(keys);
            show(&bench, &format!("{width}-empty-{name}"));
        }
    }
}

/// Holds every screen to its picture at a size.
fn hold(size: (u16, u16)) {
    let (mut bench, _folder) = bench_book::bench(size, "dusk");
    walk(&mut bench, |name, bench| {
        insta::assert_snapshot!(format!("{name}_{}x{}", size.0, size.1), bench.text());
    });
}

#[test]
fn every_screen_has_its_picture_at_80x24() {
    hold((80, 24));
}

#[test]
fn every_screen_has_its_picture_at_160x50() {
    hold((160, 50));
}

#[test]
fn every_empty_screen_teaches() {
    let (mut bench, _folder) = bench_book::empty((80, 24), "dusk");
    let mut all = String::new();
    for (name, keys) in EMPTY {
        bench.press(keys);
        let text = bench.text();
        let said: Vec<&str> = text
            .lines()
            .skip(1)
            .filter(|line| !line.trim().is_empty())
            .collect();
        assert!(said.len() > 2, "{name} teaches nothing:\n{text}");
        all.push_str(&format!(
            "== {name}\n{}\n",
            said[..said.len() - 1].join("\n")
        ));
    }
    insta::assert_snapshot!("empty_screens", all);
}

/// Contrast by WCAG 2.1, from relative luminance; colours that only the terminal knows have none.
fn contrast(one: Color, other: Color) -> Option<f64> {
    let luminance = |colour: Color| {
        let Color::Rgb(r, g, b) = colour else {
            return None;
        };
        let part = |value: u8| {
            let value = f64::from(value) / 255.0;
            if value <= 0.040_45 {
                value / 12.92
            } else {
                ((value + 0.055) / 1.055).powf(2.4)
            }
        };
        Some(0.2126 * part(r) + 0.7152 * part(g) + 0.0722 * part(b))
    };
    let (a, b) = (luminance(one)?, luminance(other)?);
    Some((a.max(b) + 0.05) / (a.min(b) + 0.05))
}

/// Whatever is drawn anywhere, in each theme: 4.5 to 1, on the chosen line too; 3 to 1 for what is read last.
#[test]
fn everything_that_is_drawn_can_be_read_in_every_theme() {
    let themes = Themes::embedded();
    let (mut bench, _folder) = bench_book::bench((160, 50), "dusk");
    let mut dim: BTreeMap<String, (f64, String)> = BTreeMap::new();
    walk(&mut bench, |screen, bench| {
        for name in themes.names() {
            bench.wear(name);
            let frame = bench.frame();
            let theme = bench.theme();
            let faint = theme.style(Role::Faint).fg;
            let chosen = theme.style(Role::Selected).bg;
            for cell in frame.content.iter().filter(|cell| cell.symbol() != " ") {
                let Some(has) = contrast(cell.fg, cell.bg) else {
                    continue;
                };
                let last = Some(cell.fg) == faint;
                let least = match (last, Some(cell.bg) == chosen) {
                    (false, _) => 4.5,
                    (true, false) => 3.0,
                    // Behind a panel; the line that has the keys stands over it.
                    (true, true) => 2.2,
                };
                if has < least {
                    dim.entry(format!("{name}: {} on {}", cell.fg, cell.bg))
                        .or_insert((has, format!("“{}” on {screen}", cell.symbol())));
                }
            }
        }
        bench.wear("dusk");
    });
    assert!(dim.is_empty(), "{dim:#?}");
}

/// Each theme has its picture: the words once, and for each theme how they are coloured.
#[test]
fn every_theme_has_its_picture() {
    for name in Themes::embedded().names() {
        let (mut bench, _folder) = bench_book::bench((100, 30), name);
        bench.press("g p j");
        insta::assert_snapshot!(format!("theme_{name}"), bench_book::colours(&bench.frame()));
    }
    let (mut bench, _folder) = bench_book::bench((100, 30), "dusk");
    bench.colourless();
    bench.press("g p j");
    insta::assert_snapshot!("theme_no_colour", bench_book::colours(&bench.frame()));
}

#[test]
fn letters_say_what_signs_say() {
    let (mut bench, _folder) = bench_book::bench((100, 30), "dusk");
    bench.colourless();
    bench.ascii();
    let mut all = String::new();
    for (name, keys, _) in SCREENS
        .iter()
        .filter(|(name, ..)| !name.starts_with("form"))
    {
        bench.press(keys);
        let text = bench.text();
        for line in text.lines().take(29) {
            let sign = line
                .chars()
                .find(|letter| matches!(letter, '\u{2190}'..='\u{21ff}' | '\u{2500}'..='\u{27bf}'));
            assert_eq!(sign, None, "on {name}: {line}");
        }
        if matches!(*name, "account-chart" | "calendar" | "needs" | "people") {
            all.push_str(&format!("== {name}\n{text}"));
        }
    }
    insta::assert_snapshot!("letters", all);
}
