//! The workbench in a real terminal: it starts, follows the window, gives the terminal back, and never outlives it.

#![allow(clippy::unwrap_used, clippy::too_many_lines, clippy::print_stdout)] // A test may stop where it cannot go on.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;
use std::sync::atomic::Ordering;
use std::time::{Duration, Instant};

use crate::terminal::{Terminal, ally, cells, demo_book};
use portable_pty::PtySize;

const ALLY: &str = env!("CARGO_BIN_EXE_ally");

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
fn ctrl_c_at_the_question_of_an_import_ends_it() {
    let home = tempfile::tempdir().unwrap();
    let book = demo_book(home.path());
    let file = home.path().join("more.csv");
    std::fs::write(
        &file,
        "First Name,Last Name,Email\nNora,Vale,nora@vale.example\n",
    )
    .unwrap();
    let before = ally(home.path(), &["export"]);
    let command = [ALLY, "--book", &book, "import", file.to_str().unwrap()];
    let mut terminal = Terminal::open(home.path(), &command, (80, 24));
    terminal.until(|text| text.contains("[y/N]"));
    terminal.press(b"\x03");
    let (status, _) = terminal.end();
    assert_eq!(status, 130);
    assert!(
        terminal
            .screen
            .screen()
            .contents()
            .contains("Nothing was changed.")
    );
    assert_eq!(ally(home.path(), &["export"]), before);
}

#[test]
fn what_is_pasted_is_text_and_not_keys() {
    let home = tempfile::tempdir().unwrap();
    let mut terminal = Terminal::demo(home.path());
    terminal.until(|text| text.contains("Meetings"));
    terminal.press(b"\x1b[200~quit now: q\rq\x1b[31m\x1b[201~");
    let text = terminal.until(|text| text.contains("quit now: q⏎q"));
    assert!(text.contains("Today"), "it still runs");
}

#[test]
fn a_promise_for_friday_is_two_keys_and_its_words() {
    let home = tempfile::tempdir().unwrap();
    let book = demo_book(home.path());
    let mut terminal = Terminal::open(home.path(), &[ALLY, "--book", &book], (80, 24));
    terminal.until(|text| text.contains("Meetings"));
    // A key to begin, the words, a key to save.
    terminal.press(b"a");
    terminal.press("owe northline @okafor: the yards on one page due:fri".as_bytes());
    terminal.until(|text| text.contains("Ngozi Okafor") && text.contains("Fri 27 Nov"));
    terminal.press(b"\r");
    terminal.until(|text| text.contains("Saved as pm45: "));
    let said = ally(
        home.path(),
        &["list", "promise", "--account", "northline", "--due", "fri"],
    );
    assert!(said.contains("the yards on one page"), "{said}");
    terminal.press(b"q");
    assert_eq!(terminal.end().0, 0);
}

#[test]
fn a_terminal_that_is_gone_ends_it_even_where_hang_ups_are_ignored() {
    let home = tempfile::tempdir().unwrap();
    let book = demo_book(home.path());
    let script = format!("trap '' HUP; exec '{ALLY}' --book '{book}'");
    let mut terminal = Terminal::open(home.path(), &["/bin/sh", "-c", &script], (80, 24));
    terminal.until(|text| text.contains("Meetings"));
    terminal.press(b"a");
    terminal.until(|text| text.contains("or just say it"));
    terminal.press(b"the lift is out again");
    terminal.until(|text| text.contains("the lift is out again"));
    terminal.deaf.store(true, Ordering::SeqCst);
    terminal.press(b"!");
    terminal.input = None;
    terminal.master = None;
    let (status, took) = terminal.end();
    // Its messages had that terminal too; nobody is left to be told, and that is no fault.
    assert_eq!(status, 0);
    let kept = std::fs::read_to_string(Path::new(&book).join("drafts")).unwrap();
    assert!(kept.contains("the lift is out again"), "{kept}");
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
    let book = demo_book(home.path());
    let mut terminal = Terminal::open(home.path(), &[ALLY, "--book", &book], (80, 24));
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
    // Nobody holds it now.
    ally(home.path(), &["list", "account"]);
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

/// What each thread of a process has done so far: its name, how often it gave the processor away by itself (each is
/// a time that it woke), and how many ticks (a hundredth of a second) it has used.
type Rest = BTreeMap<String, (String, u64, u64)>;

/// Reads what each thread of a process has done; nothing where there is no `/proc`.
fn rest(pid: u32) -> Option<Rest> {
    let threads = std::fs::read_dir(format!("/proc/{pid}/task")).ok()?;
    let one = |thread: std::fs::DirEntry| {
        let status = std::fs::read_to_string(thread.path().join("status")).ok()?;
        let of = |name: &str| {
            let line = status.lines().find_map(|line| line.strip_prefix(name));
            line.map(|rest| rest.trim_start_matches(':').trim().to_owned())
        };
        let stat = std::fs::read_to_string(thread.path().join("stat")).ok()?;
        let fields: Vec<&str> = stat.rsplit_once(')')?.1.split_whitespace().collect();
        let ticks = fields.get(11)?.parse::<u64>().ok()? + fields.get(12)?.parse::<u64>().ok()?;
        let wakes = of("voluntary_ctxt_switches")?.parse().ok()?;
        let id = thread.file_name().to_string_lossy().into_owned();
        Some((id, (of("Name").unwrap_or_default(), wakes, ticks)))
    };
    Some(threads.flatten().filter_map(one).collect())
}

/// Says what moved between two looks: each thread that woke, worked, came or went.
fn moved(before: &Rest, after: &Rest) -> Vec<String> {
    let ids = before.keys().chain(after.keys()).collect::<BTreeSet<_>>();
    ids.into_iter()
        .filter_map(|id| match (before.get(id), after.get(id)) {
            (Some(was), Some(is)) if was == is => None,
            (Some((name, woke, ticks)), Some((_, wakes, used))) => Some(format!(
                "{name}: woke {} times, {} ticks",
                wakes - woke,
                used - ticks
            )),
            (one, other) => {
                let (name, ..) = one.or(other)?;
                Some(format!("{name} came or went"))
            }
        })
        .collect()
}

/// Says whether nothing moved, but for at most one thread that woke once and did nothing to speak of.
fn rested(before: &Rest, after: &Rest) -> bool {
    let same = before.keys().eq(after.keys());
    let pairs = before.values().zip(after.values());
    let woke: u64 = pairs
        .clone()
        .map(|((_, was, _), (_, is, _))| is.saturating_sub(*was))
        .sum();
    same && woke <= 1 && pairs.clone().all(|((_, _, was), (_, _, is))| was == is)
}

/// Says whether a thread of a process waits for the disk, or has not been let on the processor yet: what it began is not
/// done, and how long that takes is the machine's affair.
fn held_up(pid: u32) -> bool {
    let Ok(threads) = std::fs::read_dir(format!("/proc/{pid}/task")) else {
        return false;
    };
    threads.flatten().any(|thread| {
        let stat = std::fs::read_to_string(thread.path().join("stat")).unwrap_or_default();
        let state = stat
            .rsplit_once(')')
            .map_or("", |(_, rest)| rest.trim_start());
        state.starts_with(['D', 'R'])
    })
}

#[test]
fn nothing_moves_when_nothing_happens() {
    // Fewer than ten wakings a minute is at most one in eight seconds.
    const WINDOW: Duration = Duration::from_secs(8);
    const TRIES: usize = 10;
    let home = tempfile::tempdir().unwrap();
    let mut terminal = Terminal::demo(home.path());
    terminal.until(|text| text.contains("Meetings"));
    let pid = terminal.child.process_id().unwrap();
    if rest(pid).is_none_or(|threads| threads.is_empty()) {
        println!("skipped: no /proc");
        return;
    }
    // What begins with the first screen ends some time: the lookup is filled, the index is written out. A machine that
    // is busy with other things makes that longer, and such a window counts for nothing, up to a limit; what is
    // measured is this process alone, so that one window of rest is enough.
    let mut seen = Vec::new();
    let patience = Instant::now() + Duration::from_mins(8);
    while seen.len() < TRIES && Instant::now() < patience {
        let before = rest(pid).unwrap();
        let mut busy = held_up(pid);
        let end = Instant::now() + WINDOW;
        while Instant::now() < end {
            terminal.reads(end.min(Instant::now() + Duration::from_millis(500)));
            busy |= held_up(pid);
        }
        let after = rest(pid).unwrap();
        if rested(&before, &after) {
            return;
        }
        if !busy {
            seen.push(moved(&before, &after));
        }
    }
    if seen.len() < TRIES {
        // It was never left alone for long enough to say anything of it.
        println!(
            "skipped: the machine is busy with other things; of what was seen, {seen:#?} moved"
        );
        return;
    }
    panic!("it never rests; what moved in each {WINDOW:?}: {seen:#?}");
}

#[test]
fn what_was_typed_is_offered_back_after_a_kill() {
    let home = tempfile::tempdir().unwrap();
    let book = demo_book(home.path());
    let open = || Terminal::open(home.path(), &[ALLY, "--book", &book], (100, 30));
    let mut terminal = open();
    terminal.until(|text| text.contains("Meetings"));
    terminal.press(b"gn");
    terminal.until(|text| text.contains("Long lines at the windows"));
    terminal.press(b"n");
    terminal.until(|text| text.contains("New problem"));
    terminal.press(b"Doors that stick in the rain");
    terminal.until(|text| text.contains("stick in the rain"));
    let drafts = Path::new(&book).join("drafts");
    // What is on the screen is kept a moment later; nothing says when, but that it is there.
    terminal.until_so("the draft was not kept", |_| {
        std::fs::read_to_string(&drafts).is_ok_and(|kept| kept.contains("stick in the rain"))
    });
    let pid = i32::try_from(terminal.child.process_id().unwrap()).unwrap();
    rustix::process::kill_process(
        rustix::process::Pid::from_raw(pid).unwrap(),
        rustix::process::Signal::KILL,
    )
    .unwrap();
    terminal.end();
    drop(terminal);

    let mut terminal = open();
    terminal.until(|text| {
        text.contains("Meetings") && text.contains("Something was typed before and not saved; g d")
    });
    terminal.press(b"gd");
    terminal.until(|text| text.contains("Typed and not saved"));
    terminal.press(b"\r");
    terminal.until(|text| text.contains("New problem") && text.contains("stick in the rain"));
    // Saved, it is a record and no draft any more.
    terminal.press(b"\r");
    terminal.until(|text| text.contains("Saved as pb"));
    terminal.until_so("the draft is still there", |_| {
        std::fs::read_to_string(&drafts).map_or(true, |kept| !kept.contains("stick in the rain"))
    });
    terminal.press(b"q");
    assert_eq!(terminal.end().0, 0);
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
        "'{}' --exact workbench::a_fault_while_drawing --ignored --nocapture; echo \"ended $?\"; stty -a",
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
