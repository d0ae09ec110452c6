//! The whole book in one file, and back: nothing lost, nothing overwritten unasked, nothing taken that is not whole.

// A test that cannot go on says where.
#![allow(clippy::unwrap_used)]

use std::path::Path;

use crate::desk::Desk;

/// Gives the names in a directory.
fn names(dir: &Path) -> Vec<String> {
    let entries = std::fs::read_dir(dir).unwrap().flatten();
    let mut names: Vec<String> = entries
        .map(|e| e.file_name().to_string_lossy().into_owned())
        .collect();
    names.sort();
    names
}

#[test]
fn a_backup_brings_back_the_book_with_its_history() {
    let desk = Desk::filled();
    desk.says(&["set", "pm1", "due=2026-12-04"]);
    let said = desk.says(&["backup", "book.gz"]);
    assert!(
        said.contains("2 entries") && said.contains("whole"),
        "{said}"
    );
    let (export, history) = (desk.says(&["export"]), desk.says(&["history"]));
    let other = ["--book", "elsewhere"];
    let there = |typed: &[&str]| desk.says(&[&other[..], typed].concat());
    there(&["restore", "book.gz"]);
    assert_eq!(there(&["export"]), export);
    assert_eq!(there(&["history"]), history);
    there(&["check"]);
    there(&["undo"]);
    assert_ne!(there(&["export"]), export, "it can be gone on with");
    let journal = |book: &Path| std::fs::read(book.join("journal/00000001.ally")).unwrap();
    let restored = journal(&desk.path("elsewhere"));
    assert!(restored.starts_with(&journal(&desk.book())));
    assert!(
        !names(desk.path("").as_path())
            .iter()
            .any(|n| n.contains("trial") || n.contains(".new"))
    );
}

#[test]
fn a_book_that_is_there_is_replaced_only_when_told_and_kept_beside() {
    let desk = Desk::filled();
    desk.says(&["backup", "book.gz"]);
    let before = desk.says(&["export"]);
    desk.says(&["add", "owe acme: what came after the backup"]);
    let after = desk.says(&["export"]);
    let refused = desk.ally(&["restore", "book.gz"]);
    assert_eq!(refused.status, 1);
    assert!(refused.err.contains("--force"), "{}", refused.err);
    assert_eq!(desk.says(&["export"]), after);
    let said = desk.says(&["restore", "book.gz", "--force"]);
    assert_eq!(desk.says(&["export"]), before);
    let kept = said
        .split("kept in ")
        .nth(1)
        .unwrap()
        .trim()
        .trim_end_matches('.');
    assert_eq!(desk.says(&["--book", kept, "export"]), after);
}

#[test]
fn a_backup_that_is_not_whole_is_refused_and_changes_nothing() {
    let desk = Desk::filled();
    desk.says(&["backup", "book.gz"]);
    let bytes = std::fs::read(desk.path("book.gz")).unwrap();
    let journal = std::fs::read(desk.book().join("journal/00000001.ally")).unwrap();
    let mut flipped = journal.clone();
    let middle = flipped.len() / 2;
    flipped[middle] ^= 4;
    for (name, bytes) in [
        ("cut.gz", &bytes[..bytes.len() - 9]),
        ("half.gz", &bytes[..bytes.len() / 2]),
        ("cut", &journal[..journal.len() - 20]),
        ("flipped", &flipped[..]),
        ("empty", b""),
        ("other", b"Name,Email\nAnna,anna@acme.example\n"),
    ] {
        std::fs::write(desk.path(name), bytes).unwrap();
        for typed in [
            &["--book", "fresh", "restore", name][..],
            &["restore", name, "--force"],
        ] {
            let refused = desk.ally(typed);
            assert!(matches!(refused.status, 1 | 3), "{name}: {refused:?}");
            assert!(!desk.path("fresh").exists(), "{name}");
        }
    }
    assert_eq!(desk.ally(&["restore", "nowhere.gz", "--force"]).status, 1);
    assert_eq!(
        std::fs::read(desk.book().join("journal/00000001.ally")).unwrap(),
        journal
    );
    assert!(
        !names(desk.path("").as_path())
            .iter()
            .any(|n| n.contains("restoring"))
    );
    // Unpacked by hand it is a backup too.
    std::fs::write(desk.path("plain"), &journal).unwrap();
    desk.says(&["--book", "fresh", "restore", "plain"]);
}

#[test]
fn a_book_is_backed_up_while_somebody_has_it_and_never_replaced_then() {
    let desk = Desk::filled();
    let held = crate::books::open(&desk.book(), "09:00", None);
    desk.says(&["backup", "book.gz"]);
    let busy = desk.ally(&["restore", "book.gz", "--force"]);
    assert_eq!(busy.status, 4, "{}", busy.err);
    drop(held);
    desk.says(&["restore", "book.gz", "--force"]);
}
