//! The workbench in a real terminal: it starts, follows the window, gives the terminal back, and never outlives it.

#![allow(clippy::unwrap_used, clippy::too_many_lines)] // A test may stop where it cannot go on.

mod terminal;

use std::path::Path;
use std::sync::atomic::Ordering;
use std::time::Duration;

use portable_pty::PtySize;
use terminal::{Terminal, cells};

#[test]
fn it_starts_follows_the_window_and_gives_the_terminal_back() {
    let home = tempfile::tempdir().unwrap();
    let mut terminal = Terminal::demo(home.path());
    terminal.until(|text| text.contains("Today · Mon 23 Nov") && text.contains("Meetings"));
    assert!(terminal.screen.screen().alternate_screen());
    terminal.press(b"?");
    terminal.until(|text| text.contains("Keys for this place"));
    terminal.press(b"\x1b");
    terminal.until(|text| !text.contains("Keys for this place"));
    let size = PtySize {
        cols: 120,
        rows: 36,
        ..PtySize::default()
    };
    terminal.master.as_ref().unwrap().resize(size).unwrap();
    terminal.screen.screen_mut().set_size(cells(36), cells(120));
    terminal.until(|text| {
        text.lines()
            .last()
            .is_some_and(|line| line.contains("keys"))
            && text.lines().count() == 36
    });
    terminal.press(b"q");
    let (status, _) = terminal.end();
    assert_eq!(status, 0);
    let screen = terminal.screen.screen();
    assert!(!screen.alternate_screen() && !screen.hide_cursor() && !screen.bracketed_paste());
    assert_eq!(screen.mouse_protocol_mode(), vt100::MouseProtocolMode::None);
}

#[test]
fn what_is_pasted_is_text_and_not_keys() {
    let home = tempfile::tempdir().unwrap();
    let mut terminal = Terminal::demo(home.path());
    terminal.until(|text| text.contains("Meetings"));
    terminal.press(b"\x1b[200~quit now: q\rq\x1b[31m\x1b[201~");
    let text = terminal.until(|text| text.contains("quit now: q q"));
    assert!(text.contains("Today"), "it still runs");
}

#[test]
fn a_terminal_that_is_gone_ends_it_even_where_hang_ups_are_ignored() {
    let home = tempfile::tempdir().unwrap();
    let script = format!("trap '' HUP; exec '{}' demo", env!("CARGO_BIN_EXE_ally"));
    let mut terminal = Terminal::open(home.path(), &["/bin/sh", "-c", &script], (80, 24));
    terminal.until(|text| text.contains("Meetings"));
    terminal.deaf.store(true, Ordering::SeqCst);
    terminal.press(b"j");
    terminal.input = None;
    terminal.master = None;
    let (_, took) = terminal.end();
    assert!(took < Duration::from_secs(10), "{took:?}");
}

#[test]
fn a_request_to_end_gives_the_terminal_back() {
    let home = tempfile::tempdir().unwrap();
    let mut terminal = Terminal::demo(home.path());
    terminal.until(|text| text.contains("Meetings"));
    let pid = i32::try_from(terminal.child.process_id().unwrap()).unwrap();
    rustix::process::kill_process(
        rustix::process::Pid::from_raw(pid).unwrap(),
        rustix::process::Signal::TERM,
    )
    .unwrap();
    terminal.end();
    assert!(!terminal.screen.screen().alternate_screen());
}

#[test]
fn stopped_it_leaves_the_book_to_others_and_continued_it_draws_again() {
    let home = tempfile::tempdir().unwrap();
    let book = home.path().join("book");
    let ally = env!("CARGO_BIN_EXE_ally");
    let beside = |args: &[&str]| {
        std::process::Command::new(ally)
            .args(["--book", book.to_str().unwrap()])
            .args(args)
            .env("HOME", home.path())
            .env("XDG_RUNTIME_DIR", home.path())
            .env("ALLY_NOW", "2026-11-23T09:00:00-05:00[America/New_York]")
            .output()
            .unwrap()
    };
    let made = beside(&["demo", "--into", book.to_str().unwrap()]);
    assert!(
        made.status.success(),
        "{}",
        String::from_utf8_lossy(&made.stderr)
    );
    let mut terminal = Terminal::open(
        home.path(),
        &[ally, "--book", book.to_str().unwrap()],
        (80, 24),
    );
    terminal.until(|text| text.contains("Meetings"));
    terminal.press(b"\x1a");
    let pid = i32::try_from(terminal.child.process_id().unwrap()).unwrap();
    if !Path::new("/proc").exists() {
        println!("skipped: no /proc");
        return;
    }
    let stat = format!("/proc/{pid}/stat");
    terminal.until_so("it was not stopped", |_| {
        std::fs::read_to_string(&stat).is_ok_and(|stat| stat.contains(") T "))
    });
    terminal.until_screen(|screen| !screen.alternate_screen());
    let listed = beside(&["list", "account"]);
    assert!(
        listed.status.success(),
        "{}",
        String::from_utf8_lossy(&listed.stderr)
    );
    rustix::process::kill_process(
        rustix::process::Pid::from_raw(pid).unwrap(),
        rustix::process::Signal::CONT,
    )
    .unwrap();
    // What is still there of the screen of before does not count.
    terminal.until_screen(|s| s.alternate_screen() && s.contents().contains("Meetings"));
    terminal.press(b"q");
    let (status, _) = terminal.end();
    assert_eq!(status, 0, "{}", String::from_utf8_lossy(&terminal.all));
}
