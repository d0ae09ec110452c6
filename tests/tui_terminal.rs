//! The workbench in a real terminal: it starts, follows the window, gives the terminal back, and never outlives it.

#![allow(clippy::unwrap_used, clippy::too_many_lines, clippy::print_stdout)] // A test may stop where it cannot go on.

mod terminal;

use std::path::Path;
use std::sync::atomic::Ordering;
use std::time::{Duration, Instant};

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
    // Two seconds are the promise; how long this machine takes to begin and end a program that does nothing is its own.
    let began = Instant::now();
    std::process::Command::new("/bin/sh")
        .args(["-c", ":"])
        .status()
        .unwrap();
    let slow = began.elapsed() * 10;
    assert!(
        took < Duration::from_secs(2) + slow,
        "{took:?}, and {slow:?} for a busy machine"
    );
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

/// Reads a figure of the process from `/proc`: what follows a word in a file of each of its threads, added up.
fn of_threads(pid: u32, file: &str, figure: impl Fn(&str) -> Option<u64>) -> Option<u64> {
    let threads = std::fs::read_dir(format!("/proc/{pid}/task")).ok()?;
    Some(
        threads
            .flatten()
            .filter_map(|thread| std::fs::read_to_string(thread.path().join(file)).ok())
            .filter_map(|text| figure(&text))
            .sum(),
    )
}

/// Counts how often the threads of a process gave the processor away by themselves: each is a time that one woke.
fn wakes(pid: u32) -> Option<u64> {
    of_threads(pid, "status", |text| {
        let line = text
            .lines()
            .find_map(|line| line.strip_prefix("voluntary_ctxt_switches:"))?;
        line.trim().parse().ok()
    })
}

/// Counts the ticks (a hundredth of a second) that the threads of a process have used.
fn ticks(pid: u32) -> Option<u64> {
    of_threads(pid, "stat", |text| {
        let fields: Vec<&str> = text.rsplit_once(')')?.1.split_whitespace().collect();
        Some(fields.get(11)?.parse::<u64>().ok()? + fields.get(12)?.parse::<u64>().ok()?)
    })
}

#[test]
fn nothing_moves_when_nothing_happens() {
    const WINDOW: Duration = Duration::from_secs(8);
    let home = tempfile::tempdir().unwrap();
    let mut terminal = Terminal::demo(home.path());
    terminal.until(|text| text.contains("Meetings"));
    let pid = terminal.child.process_id().unwrap();
    if wakes(pid).is_none() {
        println!("skipped: no /proc");
        return;
    }
    // The lookup is still being filled behind the first screen, and a minute may turn: the first window in which
    // nothing happens is the one that counts. Fewer than ten a minute is at most one in eight seconds.
    let mut seen = Vec::new();
    for _ in 0..12 {
        let (woke, used) = (wakes(pid).unwrap(), ticks(pid).unwrap());
        let end = Instant::now() + WINDOW;
        while Instant::now() < end {
            terminal.reads(end);
        }
        let window = (wakes(pid).unwrap() - woke, ticks(pid).unwrap() - used);
        seen.push(window);
        if window.0 <= 1 && window.1 == 0 {
            return;
        }
    }
    panic!("it never rests; wakes and ticks in {WINDOW:?}: {seen:?}");
}

#[test]
fn the_editor_has_the_terminal_while_it_writes() {
    let home = tempfile::tempdir().unwrap();
    let editor = home.path().join("editor");
    std::fs::write(
        &editor,
        "#!/bin/sh\necho 'the editor has the terminal'\nread line\nprintf 'written in the editor' > \"$1\"\n",
    )
    .unwrap();
    let script = format!(
        "VISUAL= EDITOR='/bin/sh {}' exec '{}' demo",
        editor.display(),
        env!("CARGO_BIN_EXE_ally")
    );
    let mut terminal = Terminal::open(home.path(), &["/bin/sh", "-c", &script], (80, 24));
    terminal.until(|text| text.contains("Meetings"));
    terminal.press(b"gn");
    terminal.until(|text| text.contains("Needs"));
    terminal.press(b"n");
    terminal.until(|text| text.contains("New problem"));
    terminal.press(b"Doors\t\t");
    terminal.until(|text| text.contains("Doors"));
    terminal.press(b"\x18\x05");
    terminal.until_screen(|screen| {
        !screen.alternate_screen() && screen.contents().contains("the editor has the terminal")
    });
    terminal.press(b"\n");
    terminal.until_screen(|screen| {
        screen.alternate_screen() && screen.contents().contains("written in the editor")
    });
    terminal.press(b"\x1b");
    terminal.until(|text| !text.contains("New problem"));
    terminal.press(b"q");
    let (status, _) = terminal.end();
    assert_eq!(status, 0);
}

/// What [`a_fault_gives_the_terminal_back_and_tells_nothing_of_the_book`] runs in a terminal.
#[test]
#[ignore = "is run by another test, in a terminal of its own"]
fn a_fault_while_drawing() {
    let mut screen = ally::tui::terminal::Screen::take(true).unwrap();
    screen
        .draw(|frame| {
            frame.render_widget("the workbench was drawn", frame.area());
        })
        .unwrap();
    screen.draw(|_| panic!("the customer's own words")).unwrap();
}

#[test]
fn a_fault_gives_the_terminal_back_and_tells_nothing_of_the_book() {
    let home = tempfile::tempdir().unwrap();
    let itself = std::env::current_exe().unwrap();
    let script = format!(
        "'{}' --exact a_fault_while_drawing --ignored --nocapture; echo \"ended $?\"; stty -a",
        itself.display()
    );
    let mut terminal = Terminal::open(home.path(), &["/bin/sh", "-c", &script], (120, 40));
    let text = terminal.until(|text| text.contains("ended") && text.contains("isig"));
    assert!(
        text.contains("ally stopped by a fault of its own at "),
        "{text}"
    );
    assert!(
        !String::from_utf8_lossy(&terminal.all).contains("own words"),
        "{text}"
    );
    assert!(
        text.contains(" icanon") && !text.contains("-icanon"),
        "{text}"
    );
    assert!(
        text.contains(" echo ") && !text.contains("-echo "),
        "{text}"
    );
    let screen = terminal.screen.screen();
    assert!(!screen.alternate_screen() && !screen.hide_cursor() && !screen.bracketed_paste());
    assert_eq!(screen.mouse_protocol_mode(), vt100::MouseProtocolMode::None);
    terminal.end();
}
