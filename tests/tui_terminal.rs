//! The workbench in a real terminal: it starts, follows the window, gives the terminal back, and never outlives it.

#![allow(clippy::unwrap_used, clippy::too_many_lines)] // A test may stop where it cannot go on.

use std::io::{Read, Write};
use std::num::NonZero;
use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::mpsc::{Receiver, RecvTimeoutError, channel};
use std::time::{Duration, Instant};

use portable_pty::{Child, CommandBuilder, MasterPty, PtySize, native_pty_system};

/// Nothing that is waited for takes longer, even on a busy machine.
const PATIENCE: Duration = Duration::from_mins(1);

fn cells(count: u16) -> NonZero<u16> {
    NonZero::new(count).unwrap()
}

struct Terminal {
    child: Box<dyn Child + Send + Sync>,
    master: Option<Box<dyn MasterPty + Send>>,
    input: Option<Box<dyn Write + Send>>,
    output: Receiver<Vec<u8>>,
    /// Whether the reader lets go of the terminal with the next thing it reads.
    deaf: Arc<AtomicBool>,
    screen: vt100::Parser,
    all: Vec<u8>,
}

impl Terminal {
    fn open(home: &Path, command: &[&str], size: (u16, u16)) -> Self {
        let size = PtySize {
            cols: size.0,
            rows: size.1,
            ..PtySize::default()
        };
        let pair = native_pty_system().openpty(size).unwrap();
        let mut builder = CommandBuilder::new(command[0]);
        builder.args(&command[1..]);
        for name in ["ALLY_BOOK", "ALLY_CONFIG", "NO_COLOR", "COLORTERM"] {
            builder.env_remove(name);
        }
        builder.env("HOME", home);
        builder.env("XDG_RUNTIME_DIR", home);
        builder.env("XDG_DATA_HOME", home.join("data"));
        builder.env("XDG_CONFIG_HOME", home.join("config"));
        builder.env("TERM", "xterm-256color");
        builder.env("ALLY_NOW", "2026-11-23T09:00:00-05:00[America/New_York]");
        let child = pair.slave.spawn_command(builder).unwrap();
        drop(pair.slave);
        let mut reader = pair.master.try_clone_reader().unwrap();
        let input = pair.master.take_writer().unwrap();
        let (sender, output) = channel();
        let deaf = Arc::new(AtomicBool::new(false));
        let ends = Arc::clone(&deaf);
        std::thread::spawn(move || {
            let mut bytes = [0; 8192];
            while let Ok(count @ 1..) = reader.read(&mut bytes) {
                if ends.load(Ordering::SeqCst) || sender.send(bytes[..count].to_vec()).is_err() {
                    return;
                }
            }
        });
        Self {
            child,
            master: Some(pair.master),
            input: Some(input),
            output,
            deaf,
            screen: vt100::Parser::new(cells(size.rows), cells(size.cols), 0),
            all: Vec::new(),
        }
    }

    fn demo(home: &Path) -> Self {
        Self::open(home, &[env!("CARGO_BIN_EXE_ally"), "demo"], (80, 24))
    }

    /// Reads until the screen fits; says what was on it where it never does.
    fn until(&mut self, fits: impl Fn(&str) -> bool) -> String {
        self.until_screen(|screen| fits(&screen.contents()))
    }

    /// Reads until the terminal is as wanted; gives what is on it.
    fn until_screen(&mut self, fits: impl Fn(&vt100::Screen) -> bool) -> String {
        let end = Instant::now() + PATIENCE;
        loop {
            if fits(self.screen.screen()) {
                return self.screen.screen().contents();
            }
            assert!(
                Instant::now() < end && self.reads(end),
                "never on the screen; what is there:\n{}",
                self.screen.screen().contents()
            );
        }
    }

    /// Reads what is said next; false where nothing more will be.
    fn reads(&mut self, until: Instant) -> bool {
        match self
            .output
            .recv_timeout(until.saturating_duration_since(Instant::now()))
        {
            Ok(bytes) => {
                self.screen.process(&bytes);
                self.all.extend(bytes);
                true
            }
            Err(RecvTimeoutError::Timeout) => true,
            Err(RecvTimeoutError::Disconnected) => false,
        }
    }

    /// Reads until something outside is so. It looks a hundred times a second: one that never rests takes the
    /// processor from the program that it waits for.
    fn until_so(&mut self, what: &str, mut so: impl FnMut(&mut Self) -> bool) {
        let end = Instant::now() + PATIENCE;
        while !so(self) {
            assert!(Instant::now() < end, "{what}");
            let soon = Instant::now() + Duration::from_millis(10);
            while Instant::now() < soon {
                if !self.reads(soon) {
                    std::thread::park_timeout(soon.saturating_duration_since(Instant::now()));
                }
            }
        }
    }

    fn press(&mut self, keys: &[u8]) {
        let input = self.input.as_mut().unwrap();
        input.write_all(keys).unwrap();
        input.flush().unwrap();
    }

    /// Waits for the end; gives the status and how long it took.
    fn end(&mut self) -> (u32, Duration) {
        let began = Instant::now();
        let mut ended = None;
        self.until_so("it still runs", |terminal| {
            ended = terminal.child.try_wait().unwrap();
            ended.is_some()
        });
        let took = began.elapsed();
        while let Ok(bytes) = self.output.recv_timeout(Duration::from_millis(100)) {
            self.screen.process(&bytes);
            self.all.extend(bytes);
        }
        (ended.unwrap().exit_code(), took)
    }
}

impl Drop for Terminal {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

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
