//! A real terminal with a program in it: what it shows is read back, what is typed goes in as bytes.

#![allow(dead_code, clippy::unwrap_used)] // Not every test uses all of it; a test may stop where it cannot go on.

use std::io::{Read, Write};
use std::num::NonZero;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::mpsc::{Receiver, RecvTimeoutError, channel};
use std::time::{Duration, Instant};

use portable_pty::{Child, CommandBuilder, MasterPty, PtySize, native_pty_system};

/// Nothing that is waited for takes longer, even on a busy machine.
pub const PATIENCE: Duration = Duration::from_mins(1);

pub fn cells(count: u16) -> NonZero<u16> {
    NonZero::new(count).unwrap()
}

/// What of the person who runs the tests must not be seen by them.
const ELSEWHERE: [&str; 4] = ["ALLY_BOOK", "ALLY_CONFIG", "NO_COLOR", "COLORTERM"];

/// Gives a program a home of its own, and the moment of the tests.
fn around(home: &Path) -> [(&'static str, PathBuf); 5] {
    [
        ("HOME", home.to_owned()),
        ("XDG_RUNTIME_DIR", home.to_owned()),
        ("XDG_DATA_HOME", home.join("data")),
        ("XDG_CONFIG_HOME", home.join("config")),
        (
            "ALLY_NOW",
            "2026-11-23T09:00:00-05:00[America/New_York]".into(),
        ),
    ]
}

/// Runs a command beside the terminal, on the book of that home; gives what it says.
pub fn ally(home: &Path, args: &[&str]) -> String {
    let mut command = Command::new(env!("CARGO_BIN_EXE_ally"));
    command.args(args);
    for name in ELSEWHERE {
        command.env_remove(name);
    }
    let done = command
        .envs(around(home))
        .env("ALLY_BOOK", home.join("book"))
        .output()
        .unwrap();
    assert!(
        done.status.success(),
        "ally {args:?}: {}",
        String::from_utf8_lossy(&done.stderr)
    );
    String::from_utf8(done.stdout).unwrap()
}

/// Makes the demo's book in a home; gives where it is.
pub fn demo_book(home: &Path) -> String {
    let book = home.join("book").to_str().unwrap().to_owned();
    ally(home, &["demo", "--into", &book]);
    book
}

pub struct Terminal {
    pub child: Box<dyn Child + Send + Sync>,
    pub master: Option<Box<dyn MasterPty + Send>>,
    pub input: Option<Box<dyn Write + Send>>,
    pub output: Receiver<Vec<u8>>,
    /// Whether the reader lets go of the terminal with the next thing it reads.
    pub deaf: Arc<AtomicBool>,
    pub screen: vt100::Parser,
    pub all: Vec<u8>,
}

impl Terminal {
    pub fn open(home: &Path, command: &[&str], size: (u16, u16)) -> Self {
        let size = PtySize {
            cols: size.0,
            rows: size.1,
            ..PtySize::default()
        };
        let pair = native_pty_system().openpty(size).unwrap();
        let mut builder = CommandBuilder::new(command[0]);
        builder.args(&command[1..]);
        for name in ELSEWHERE {
            builder.env_remove(name);
        }
        for (name, value) in around(home) {
            builder.env(name, value);
        }
        builder.env("TERM", "xterm-256color");
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

    pub fn demo(home: &Path) -> Self {
        Self::open(home, &[env!("CARGO_BIN_EXE_ally"), "demo"], (80, 24))
    }

    /// Reads until the screen fits; says what was on it where it never does.
    pub fn until(&mut self, fits: impl Fn(&str) -> bool) -> String {
        self.until_screen(|screen| fits(&screen.contents()))
    }

    /// Reads until the terminal is as wanted; gives what is on it.
    pub fn until_screen(&mut self, fits: impl Fn(&vt100::Screen) -> bool) -> String {
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
    pub fn reads(&mut self, until: Instant) -> bool {
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
    pub fn until_so(&mut self, what: &str, mut so: impl FnMut(&mut Self) -> bool) {
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

    pub fn press(&mut self, keys: &[u8]) {
        let input = self.input.as_mut().unwrap();
        input.write_all(keys).unwrap();
        input.flush().unwrap();
    }

    /// Waits for the end; gives the status and how long it took.
    pub fn end(&mut self) -> (u32, Duration) {
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
