//! Keys in, picture out, on the demo book with the clock held still.

#![allow(clippy::unwrap_used, clippy::too_many_lines)] // A test may stop where it cannot go on.

use std::path::Path;

use ally::book::{Book, Clock, Options, demo};
use ally::domain::Moment;
use ally::tui::headless::Headless;

fn bench(size: (u16, u16), theme: &str) -> (Headless, tempfile::TempDir) {
    let folder = tempfile::tempdir().unwrap();
    let now: Moment = "2026-11-23T09:00:00-05:00[America/New_York]"
        .parse()
        .unwrap();
    let mut book = Book::open(Options {
        dir: folder.path().join("book"),
        clock: Clock::fixed(now.0),
        author: "me".into(),
        create: true,
        bench: Some("test".into()),
    })
    .unwrap();
    demo::fill(&mut book).unwrap();
    (Headless::open(book, size, theme).unwrap(), folder)
}

/// Says what must be on the screen, and keeps its picture where somebody wants to look at it.
#[track_caller]
fn keep(bench: &Headless, name: &str, words: &str) {
    let text = bench.text();
    assert!(text.contains(words), "“{words}” is not on {name}:\n{text}");
    if let Ok(folder) = std::env::var("ALLY_PICTURES") {
        std::fs::write(
            Path::new(&folder).join(format!("{name}.svg")),
            ally::tui::picture::svg(&bench.frame(), bench.theme()),
        )
        .unwrap();
        std::fs::write(Path::new(&folder).join(format!("{name}.txt")), bench.text()).unwrap();
    }
}

#[test]
fn every_screen_has_its_picture_at_two_sizes() {
    for size in [(80, 24), (160, 50)] {
        let (mut bench, _folder) = bench(size, "dusk");
        let name = |what: &str| format!("{what}-{}x{}", size.0, size.1);
        keep(&bench, &name("today"), "Meetings");
        bench.press("g a");
        keep(&bench, &name("accounts"), "Northline Supply");
        bench.press("enter");
        keep(&bench, &name("account"), "1 Overview");
        for section in 2..=6 {
            bench.press(&section.to_string());
            keep(
                &bench,
                &name(&format!("account{section}")),
                "Connecticut DMV",
            );
        }
        bench.press("2 e");
        keep(&bench, &name("form"), "Long lines at the windows");
        bench.press("esc ctrl-p 'wind'");
        keep(&bench, &name("lookup"), "indow");
        bench.press("esc ?");
        keep(&bench, &name("help"), "Keys for this place");
        bench.press("esc : 'th'");
        keep(&bench, &name("palette"), "theme");
        bench.press("esc g");
        keep(&bench, &name("keys"), "Accounts");
        bench.press("n a 'owe @ruiz: floor plan due:fri'");
        keep(&bench, &name("capture"), "Fri 27 Nov");
        bench.press("esc b");
        keep(&bench, &name("brief"), "Debts");
        bench.press("g h");
        keep(&bench, &name("history"), "History");
    }
}
