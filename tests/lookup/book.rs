//! The lookup of a book: what its snapshot says without the book, what is done where it is damaged, and what it knows of a
//! journal that lost entries.

#![allow(clippy::unwrap_used)] // A test may stop where it cannot go on.

use std::path::{Path, PathBuf};

use crate::desk::Desk;
use crate::terminal::Terminal;
use ally::book::find::{Finder, short_of};
use ally::book::{Book, Step};
use ally::domain::Id;

fn open(dir: &Path) -> Book {
    crate::books::open(dir, "09:00", None)
}

/// Fills a book with the demo's records, and says where it is.
fn demo(desk: &Desk) -> PathBuf {
    let dir = desk.book();
    let made = desk.ally(&["demo", "--into", dir.to_str().unwrap()]);
    assert_eq!(made.status, 0, "{}", made.err);
    dir
}

/// Flips every bit of a snapshot behind its head, which stays whole.
fn spoil(snapshot: &Path) {
    let mut bytes = std::fs::read(snapshot).unwrap();
    let length = |from: usize| {
        let number = bytes[from..from + 8].try_into().unwrap();
        usize::try_from(u64::from_le_bytes(number)).unwrap()
    };
    let begin = 40 + length(8) + length(24);
    bytes[begin..].iter_mut().for_each(|byte| *byte = !*byte);
    std::fs::write(snapshot, bytes).unwrap();
}

#[test]
fn what_nothing_came_after_is_found_without_the_book() {
    let desk = Desk::filled();
    let first = desk.ally(&["find", "acme"]);
    assert_eq!(first.status, 0, "{}", first.err);
    assert!(Finder::at_hand(&desk.book()).is_some());
    // Nobody who opened the book would give this answer.
    let index = desk.book().join("index");
    let aside = desk.path("aside");
    std::fs::rename(&index, &aside).unwrap();
    std::fs::write(&index, "no index").unwrap();
    let again = desk.ally(&["find", "acme"]);
    assert_eq!((again.status, &again.out), (0, &first.out), "{}", again.err);
    std::fs::remove_file(&index).unwrap();
    std::fs::rename(&aside, &index).unwrap();
    // What came since is found as well.
    let added = desk.ally(&["add", "owe acme: a very peculiar zeppelin"]);
    assert_eq!(added.status, 0, "{}", added.err);
    assert!(Finder::at_hand(&desk.book()).is_none());
    let found = desk.ally(&["find", "zeppelin"]);
    assert!(found.out.contains("peculiar"), "{found:?}");
}

#[test]
fn every_hit_says_its_short_id() {
    let desk = Desk::new();
    let mut book = open(&demo(&desk));
    let mut finder = Finder::open(&mut book).unwrap();
    let query = finder.understand("", None);
    let hits = finder.find(&query, 100_000).unwrap();
    assert!(hits.len() > 300);
    for record in book.all().unwrap() {
        let hit = hits.iter().find(|hit| hit.id == record.id().0).unwrap();
        assert_eq!(short_of(hit), Some(record.short()));
    }
}

#[test]
fn in_an_account_its_units_count_as_it_does() {
    let desk = Desk::new();
    let mut book = open(&demo(&desk));
    let mut finder = Finder::open(&mut book).unwrap();
    let account = finder.understand("kind:account connecticut dmv", None);
    let account = finder.find(&account, 1).unwrap()[0].id;
    // She works in a branch of it; what was promised to her stands with the account itself.
    let query = finder.understand("whitf", Some(Id(account)));
    let hits = finder.find(&query, 5).unwrap();
    assert!(hits[0].text.starts_with("Dana Whitfield"), "{hits:?}");
    assert_eq!(hits[1].account, Some(account), "{hits:?}");
    // A unit that comes later counts too, and the same question is the same again.
    let units = query.below.len();
    assert_eq!(finder.understand("whitf", Some(Id(account))), query);
    let unit = serde_json::json!({
        "id": Id::from_bytes([0xff; 16]), "kind": "account", "name": "Wilton branch", "parent": Id(account),
    });
    let fields = unit.as_object().unwrap().clone();
    let step = Step::Make(fields.into_iter().collect());
    book.write("add", vec![step]).unwrap();
    assert_eq!(finder.catch_up(&mut book).unwrap(), Some(1));
    let query = finder.understand("whitf", Some(Id(account)));
    assert_eq!(query.below.len(), units + 1);
}

#[test]
fn a_snapshot_of_an_older_version_is_made_anew() {
    let desk = Desk::filled();
    let right = desk.ally(&["find", "acme"]);
    let file = desk.book().join("lookup");
    let mut bytes = std::fs::read(&file).unwrap();
    let now = bytes[..8].to_vec();
    bytes[..8].copy_from_slice(b"allylk06");
    assert_ne!(bytes[..8], now[..]);
    std::fs::write(&file, bytes).unwrap();
    assert!(Finder::at_hand(&desk.book()).is_none());
    let again = desk.ally(&["find", "acme"]);
    assert_eq!((again.status, again.out), (0, right.out), "{}", again.err);
    assert_eq!(std::fs::read(&file).unwrap()[..8], now[..]);
}

#[test]
fn a_snapshot_that_is_damaged_under_a_question_is_made_anew_in_the_workbench() {
    let desk = Desk::new();
    let book = demo(&desk);
    let right = desk.ally(&["find", "bridgeport"]);
    assert_eq!(right.status, 0, "{}", right.err);
    spoil(&book.join("lookup"));
    let home = tempfile::tempdir().unwrap();
    let command = [env!("CARGO_BIN_EXE_ally"), "--book", book.to_str().unwrap()];
    let mut terminal = Terminal::open(home.path(), &command, (100, 30));
    terminal.until(|text| text.contains("Meetings"));
    terminal.press(b"\x10");
    for letter in b"bridgepo" {
        terminal.press(&[*letter]);
    }
    // The line that is typed, and the first that is found.
    terminal.until(|text| {
        let mut lines = text.lines().skip(1);
        lines.next().is_some_and(|line| line.contains("bridgepo"))
            && lines.next().is_some_and(|line| line.contains("ridgepo"))
    });
    // It is also written anew: the next command reads it without the book.
    let sound = || {
        let mut finder = Finder::at_hand(&book)?;
        let query = finder.understand("bridgeport", None);
        finder.find(&query, 5).ok()
    };
    terminal.until_so("the snapshot stays damaged", |_| sound().is_some());
}

#[test]
fn a_snapshot_that_is_damaged_under_a_command_is_made_anew() {
    let desk = Desk::filled();
    let right = desk.ally(&["find", "acme"]);
    spoil(&desk.book().join("lookup"));
    let again = desk.ally(&["find", "acme"]);
    assert_eq!((again.status, again.out), (0, right.out), "{}", again.err);
    assert!(Finder::at_hand(&desk.book()).is_some());
}

#[test]
fn a_journal_that_lost_what_the_lookup_has_is_damaged_and_can_be_mended() {
    let desk = Desk::filled();
    let before = std::fs::read(desk.book().join("journal/00000001.ally")).unwrap();
    let added = desk.ally(&["add", "owe acme: a very peculiar zeppelin"]);
    assert_eq!(added.status, 0, "{}", added.err);
    let found = desk.ally(&["find", "zeppelin"]);
    assert_eq!(found.status, 0, "{}", found.err);
    // A lag of one entry writes no snapshot by itself.
    std::fs::remove_file(desk.book().join("lookup")).unwrap();
    assert_eq!(desk.ally(&["find", "zeppelin"]).status, 0);
    std::fs::write(desk.book().join("journal/00000001.ally"), before).unwrap();
    std::fs::remove_dir_all(desk.book().join("index")).unwrap();
    for command in [&["list", "account"][..], &["check"]] {
        let refused = desk.ally(command);
        assert_eq!(refused.status, 3, "{refused:?}");
        assert!(refused.err.contains("lookup"), "{}", refused.err);
    }
    let mended = desk.ally(&["check", "--repair"]);
    assert_eq!(mended.status, 0, "{}", mended.err);
    assert_eq!(desk.ally(&["list", "account"]).status, 0);
    assert_eq!(desk.ally(&["find", "zeppelin"]).status, 1);
    assert_eq!(desk.ally(&["check"]).status, 0);
}

#[test]
fn what_stands_only_in_notes_is_found_as_it_was_typed() {
    let desk = Desk::filled();
    let lines =
        "rival acme: Norvoice\nrival acme: Cheaperworld\nfact acme: the day of the brand launch";
    assert_eq!(desk.ally_reading(&["add", "-"], lines).status, 0);
    let set = |field: &str| desk.says(&["set", "al1", field]);
    set("evidence=30 % less, as frau brandao of accounts told us on +1 860-555-0188");
    set("our_difference=deadline 15.1. holds");
    let first = |words: &str| {
        let said = desk.says(&["find", words]);
        said.split_whitespace()
            .next()
            .unwrap_or_default()
            .to_owned()
    };
    // As one types it, without a sign; and it is not kept from coming first by what is only nearly so.
    assert_eq!(first("brandao"), "al1");
    assert_eq!(first("norvoice accounts"), "al1");
    for words in [
        "=15.1",
        "=15.1.",
        "=deadline 15.1",
        "=860-555-0188",
        "=8605550188",
        "=(860) 555-0188",
        "=brandao 860.555.0188",
        "860-555-0188",
        "deadline 15.1",
    ] {
        assert_eq!(first(words), "al1", "{words}");
    }
    // Another day is another day.
    assert_eq!(desk.ally(&["find", "=15.2"]).status, 1);
    assert_eq!(desk.ally(&["find", "=1.51"]).status, 1);
    // What a name has itself stays first.
    assert_ne!(first("brand"), "al1");
}

#[test]
fn a_name_said_whole_and_a_kind_asked_for_stand_first() {
    let desk = Desk::new();
    let made = desk.ally(&["demo", "--into", desk.book().to_str().unwrap()]);
    assert_eq!(made.status, 0, "{}", made.err);
    let mut book = open(&desk.book());
    let mut finder = Finder::open(&mut book).unwrap();
    let mut first = |line: &str| {
        let query = finder.understand(line, None);
        let hits = finder.find(&query, 50).unwrap();
        hits.first()
            .map_or_else(String::new, |hit| hit.text.clone())
    };
    let asked = [
        ("dmv", "Connecticut DMV · "),
        ("whitf phone", "Dana Whitfield · "),
        ("okafor mobile", "Ngozi Okafor · "),
        ("ruiz email", "Elena Ruiz · "),
        ("calloway", "James Calloway · "),
        ("store 14", "Farmington Avenue, store 14 · "),
        ("pb24", "Long lines at the windows · "),
    ];
    for (line, begins) in asked {
        let found = first(line);
        assert!(found.starts_with(begins), "{line}: {found}");
    }
    // Words of the notes and titles are not taken for a kind: nobody is called branch.
    assert!(first("branch phone").contains("phone"));
    for (line, holds) in [
        ("agreement northline", "["),
        ("owe ruiz", "[open]"),
        ("is:won dmv", "[won]"),
    ] {
        let found = first(line);
        assert!(found.contains(holds), "{line}: {found}");
    }
    let query = finder.understand("is:nothing", None);
    assert_eq!(query.unknown, ["is:nothing"]);
}
