//! Lists in other orders, and what they say of a line: before – keys – after, on the demo's book.

#![allow(clippy::unwrap_used)] // A test may stop where it cannot go on.

use crate::bench_book::{hides, line, shows};
use ally::tui::headless::Headless;

fn bench() -> (Headless, tempfile::TempDir) {
    crate::bench_book::bench((100, 30), "dusk")
}

#[test]
fn days_and_reasons_are_told_where_no_heading_says_them() {
    let (mut bench, _folder) = bench();
    bench.press("g w S");
    shows(&bench, "Tue 24 10:00");
    hides(&bench, "No account");
    bench.press("S");
    shows(&bench, "Tue 24 10:00");
    // What the people of a meeting wait for stays under it, whatever the order.
    bench.press("S s");
    let meeting = line(&bench, "Planning session");
    for brought in ["branch phone numbers", "window counts by hour"] {
        let below = line(&bench, brought).saturating_sub(meeting);
        assert!((1..=5).contains(&below), "{brought}: {}", bench.text());
    }
    bench.press("g t S G");
    shows(&bench, "Check again");
    bench.press("S G");
    shows(&bench, "check again: ");
    hides(&bench, "meetings: ");
}

#[test]
fn units_stand_under_their_account_in_every_group() {
    let (mut bench, _folder) = bench();
    for keys in ["g a S", "s"] {
        bench.press(keys);
        shows(&bench, "Government · 4");
        assert_eq!(
            line(&bench, "  Bridgeport branch"),
            line(&bench, "! Connecticut DMV") + 1
        );
        shows(&bench, "by industry, then by ");
    }
}

#[test]
fn what_was_taken_back_is_said_in_words() {
    let (mut bench, _folder) = bench();
    bench.press("g p g g space");
    shows(&bench, "is kept now");
    bench.press("u");
    shows(&bench, "“credit the October invoices” is open again");
    bench.press("U");
    shows(&bench, "“credit the October invoices” is kept again");
}

#[test]
fn what_has_no_subject_is_called_by_what_was_got() {
    let (mut bench, _folder) = bench();
    bench.press("a 'got: a floor plan from Delgado' enter");
    shows(&bench, "“got: a floor plan");
    // What came in today is late with nothing.
    bench.press("g t");
    shows(&bench, "4 late");
    bench.press("a 'complaint: the tablets froze again' enter g t");
    shows(&bench, "4 late");
    bench.press("t");
    assert!(line(&bench, "Tue 24 Nov") <= 3, "{}", bench.text());
}
