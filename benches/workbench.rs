//! Measures the workbench on made books: from start to the first frame, and from each key to the drawn frame.
//!
//! `cargo bench --bench workbench` takes 200 accounts with 20,000 records; `-- --large` takes 2,000 accounts, 100,000 records and
//! 1,000,000 rows of activity as well, `-- --quick` a small book to see that it runs, `-- ACCOUNTS RECORDS ROWS` any other. It
//! prints the tables of `benches/README.md`. The books are made anew under `ALLY_BENCH_DIR`, else `/var/tmp`; `-- --book DIR`
//! takes a book that is there, which it changes.

// A benchmark prints its figures, and rounds them.
#![allow(
    clippy::print_stdout,
    clippy::unwrap_used,
    clippy::pedantic,
    missing_docs
)]

use std::io::{Read, Write};
use std::num::NonZero;
use std::path::Path;
use std::sync::mpsc::{Receiver, RecvTimeoutError, channel};
use std::time::{Duration, Instant};

use ally::book::find::Finder;
use ally::book::generate::{Size, fill};
use ally::book::{Book, Clock, Options};
use ally::tui::headless::Headless;
use portable_pty::{CommandBuilder, PtySize, native_pty_system};

const NOW: &str = "2026-11-23T09:00:00-05:00[America/New_York]";
const WIDTH: u16 = 160;
const HEIGHT: u16 = 50;

/// What is pressed, in parts that are told apart: a name, and the keys in the words of a keymap.
const WALK: &[(&str, &[&str])] = &[
    ("Today: down the list", &["j"; 30]),
    ("to Accounts", &["g", "a"]),
    ("Accounts: down the list", &["j"; 50]),
    ("Accounts: a page down", &["pgdn"; 5]),
    ("open an account", &["enter"]),
    ("its sections", &["2", "3", "4", "5", "6", "1"]),
    (
        "a section's list: down",
        &["3", "j", "j", "j", "j", "j", "j", "j", "j"],
    ),
    ("form: open, type, leave", &["e", "'x'", "backspace", "esc"]),
    ("the brief", &["b", "esc"]),
    ("Promises over all accounts", &["g", "p"]),
    ("Promises: down the list", &["j"; 20]),
    (
        "Promises: filter",
        &["/", "'l'", "'a'", "'b'", "'e'", "'l'", "esc", "esc"],
    ),
    ("People over all accounts", &["g", "o"]),
    ("Needs over all accounts", &["g", "n"]),
    ("History of the book", &["g", "h"]),
    ("lookup: open", &["ctrl-p"]),
    (
        "lookup: each letter typed",
        &[
            "'r'", "'e'", "'n'", "'e'", "'w'", "'a'", "'l'", "space", "'l'", "'e'", "'e'", "'d'",
            "'s'",
        ],
    ),
    ("lookup: down, leave", &["down", "down", "esc"]),
    ("capture: open", &["g", "t", "a"]),
    (
        "capture: each letter typed",
        &[
            "'o'", "'w'", "'e'", "space", "'n'", "'o'", "'r'", "'t'", "'h'", "':'", "space", "'s'",
            "'e'", "'n'", "'d'", "space", "'i'", "'t'", "space", "'d'", "'u'", "'e'", "':'", "'f'",
            "'r'", "'i'",
        ],
    ),
    (
        "capture: each letter after an @",
        &[
            "space", "'@'", "'m'", "'a'", "'r'", "'i'", "'a'", "space", "'a'", "'m'",
        ],
    ),
    ("capture: leave", &["esc"]),
    ("a call: open", &["g", "a", "c"]),
    (
        "a call: each letter after an @",
        &[
            "'o'", "'w'", "'e'", "space", "'@'", "'m'", "'a'", "'r'", "'i'", "'a'", "space", "'a'",
            "'m'",
        ],
    ),
    ("a call: leave", &["ctrl-u", "esc"]),
];

/// Every place that reads more than one account, opened for the first time: a name, and the keys that lead there.
const OPENINGS: &[(&str, &str)] = &[
    ("Accounts", "g a"),
    ("Promises", "g p"),
    ("Needs", "g n"),
    ("Fighting for", "g f"),
    ("People", "g o"),
    ("Trends", "g r"),
    ("Questions", "g q"),
    ("Agreements", "g e"),
    ("Week", "g w"),
    ("Calendar", "g c"),
    ("Inbox", "g i"),
    ("History", "g h"),
    ("Trash", "g x"),
    ("an account", "g a j enter"),
    ("its brief", "b"),
];

/// What is saved, with the keys that save it, and where.
const SAVES: &[(&str, &str)] = &[
    ("a promise kept, on the board", "g p space"),
    ("it is taken back", "u"),
    ("a problem moved on, on the board", "g n m enter"),
    (
        "a line captured on Today",
        "g t a o w e space n o r t h : space x enter",
    ),
    ("it is taken back, on Today", "u"),
];

/// Screens that are drawn again and again: a name, and the keys that lead there from Today.
const SCREENS: &[(&str, &str)] = &[
    ("Today", "g t"),
    ("Week", "g w"),
    ("Calendar", "g c"),
    ("Accounts", "g a"),
    ("Account, Overview", "enter 1"),
    ("Account, Needs", "2"),
    ("Account, Debts", "3"),
    ("Account, People", "4"),
    ("Account, the chart", "o"),
    ("Account, Timeline", "o 5"),
    ("Account, section 6", "6"),
    ("Brief", "b"),
    ("Handover", "esc 1 B"),
    ("Needs", "esc g n"),
    ("Trends", "g r"),
    ("Fighting for", "g f"),
    ("Promises", "g p"),
    ("Agreements", "g e"),
    ("People", "g o"),
    ("Questions", "g q"),
    ("Inbox", "g i"),
    ("History", "g h"),
    ("Trash", "g x"),
    ("A form, all of it", "g n e f2"),
    ("A picker of people", "esc g p n 'x' tab 'an'"),
    ("Lookup with hits", "esc esc ctrl-p 'renewal'"),
    (
        "Capture with chips",
        "esc g t a 'owe north: send it due:fri'",
    ),
    ("Call", "esc g a c"),
    ("Help", "esc ?"),
    ("Palette", "esc :"),
];

fn options(dir: &Path) -> Options {
    Options {
        dir: dir.to_owned(),
        clock: Clock::fixed(NOW.parse().unwrap()),
        author: "me".into(),
        create: true,
        bench: Some("bench".into()),
    }
}

fn ms(time: Duration) -> f64 {
    time.as_secs_f64() * 1000.0
}

/// The one in the middle, and the longest.
fn told(times: &[Duration]) -> (f64, f64) {
    let mut sorted = times.to_vec();
    sorted.sort();
    let middle = sorted.get(sorted.len() / 2).copied().unwrap_or_default();
    (ms(middle), ms(sorted.last().copied().unwrap_or_default()))
}

fn headless(dir: &Path) {
    let began = Instant::now();
    let mut book = Book::open(options(dir)).unwrap();
    let opened = began.elapsed();
    let began = Instant::now();
    drop(Finder::build(&mut book).unwrap());
    let found = began.elapsed();
    let began = Instant::now();
    let mut bench = Headless::open(book, (WIDTH, HEIGHT), "dusk").unwrap();
    std::hint::black_box(bench.frame());
    let first = began.elapsed().saturating_sub(found);
    println!("\n| without a terminal | ms |\n| --- | --- |");
    println!("| the book opened | {:.1} |", ms(opened));
    println!(
        "| its first frame, with all that it shows | {:.1} |",
        ms(first)
    );
    println!(
        "| the lookup built, beside the first frame | {:.1} |",
        ms(found)
    );
    println!(
        "\n| key to drawn frame, with all that it asks of the book | p50 ms | longest ms |\n| --- | --- | --- |"
    );
    let mut all = Vec::new();
    for (name, keys) in WALK {
        let mut times = Vec::new();
        for key in *keys {
            let began = Instant::now();
            bench.press(key);
            std::hint::black_box(bench.frame());
            times.push(began.elapsed());
        }
        let (middle, longest) = told(&times);
        println!("| {name} | {middle:.2} | {longest:.2} |");
        all.extend(times);
    }
    let over = all
        .iter()
        .filter(|time| **time > Duration::from_millis(16))
        .count();
    let (middle, longest) = told(&all);
    println!(
        "| all {} keys; {over} took over 16 ms | {middle:.2} | {longest:.2} |",
        all.len()
    );
    println!("\n| screen drawn at {WIDTH}x{HEIGHT} | p50 ms | longest ms |\n| --- | --- | --- |");
    for (name, keys) in SCREENS {
        bench.press(keys);
        let times: Vec<Duration> = (0..30)
            .map(|_| {
                let began = Instant::now();
                std::hint::black_box(bench.frame());
                began.elapsed()
            })
            .collect();
        let (middle, longest) = told(&times);
        println!("| {name} | {middle:.2} | {longest:.2} |");
    }
}

/// The program in a real terminal.
struct Terminal {
    input: Box<dyn Write + Send>,
    output: Receiver<Vec<u8>>,
    screen: vt100::Parser,
    child: Box<dyn portable_pty::Child + Send + Sync>,
    _master: Box<dyn portable_pty::MasterPty + Send>,
}

impl Terminal {
    fn open(dir: &Path, home: &Path) -> Terminal {
        let size = PtySize {
            cols: WIDTH,
            rows: HEIGHT,
            ..PtySize::default()
        };
        let pair = native_pty_system().openpty(size).unwrap();
        let mut command = CommandBuilder::new(env!("CARGO_BIN_EXE_ally"));
        command.args(["--book", dir.to_str().unwrap()]);
        command.env("HOME", home);
        command.env("XDG_RUNTIME_DIR", home);
        command.env("XDG_CONFIG_HOME", home.join("config"));
        command.env("TERM", "xterm-256color");
        command.env("ALLY_NOW", NOW);
        let child = pair.slave.spawn_command(command).unwrap();
        drop(pair.slave);
        let mut reader = pair.master.try_clone_reader().unwrap();
        let (to, output) = channel();
        std::thread::spawn(move || {
            let mut bytes = [0; 65536];
            while let Ok(count @ 1..) = reader.read(&mut bytes) {
                if to.send(bytes[..count].to_vec()).is_err() {
                    return;
                }
            }
        });
        let cells = |count| NonZero::new(count).unwrap();
        Terminal {
            input: pair.master.take_writer().unwrap(),
            output,
            screen: vt100::Parser::new(cells(HEIGHT), cells(WIDTH), 0),
            child,
            _master: pair.master,
        }
    }

    /// Waits until the screen has some words; gives up after two minutes.
    fn until(&mut self, words: &str) {
        let end = Instant::now() + Duration::from_secs(120);
        while !self.screen.screen().contents().contains(words) {
            match self
                .output
                .recv_timeout(end.saturating_duration_since(Instant::now()))
            {
                Ok(bytes) => self.screen.process(&bytes),
                Err(_) => panic!(
                    "“{words}” never came; there is:\n{}",
                    self.screen.screen().contents()
                ),
            }
        }
    }

    /// Reads until nothing more is drawn; gives how long after a moment the first and the last of it came.
    fn settle(&mut self, since: Instant) -> (Duration, Duration) {
        self.settle_for(since, 40)
    }

    /// Does the same, and waits so many milliseconds for more.
    fn settle_for(&mut self, since: Instant, quiet: u64) -> (Duration, Duration) {
        let (mut first, mut last) = (None, since);
        loop {
            let patience = if first.is_none() { 2_000 } else { quiet };
            match self.output.recv_timeout(Duration::from_millis(patience)) {
                Ok(bytes) => {
                    last = Instant::now();
                    first.get_or_insert(last);
                    self.screen.process(&bytes);
                }
                Err(RecvTimeoutError::Timeout | RecvTimeoutError::Disconnected) => break,
            }
        }
        (
            first.unwrap_or(last).duration_since(since),
            last.duration_since(since),
        )
    }
}

impl Drop for Terminal {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// What a terminal sends for a key of the walk.
fn bytes(key: &str) -> Vec<u8> {
    match key {
        "enter" => b"\r".to_vec(),
        "esc" => b"\x1b".to_vec(),
        "space" => b" ".to_vec(),
        "backspace" => b"\x7f".to_vec(),
        "pgdn" => b"\x1b[6~".to_vec(),
        "down" => b"\x1b[B".to_vec(),
        "ctrl-p" => vec![16],
        other => other.trim_matches('\'').as_bytes().to_vec(),
    }
}

/// Presses all but the last of some keys, waits until all is drawn, and takes the time of the last.
fn last_of(terminal: &mut Terminal, keys: &str) -> (Duration, Duration) {
    let keys: Vec<&str> = keys.split(' ').collect();
    let (last, before) = keys.split_last().unwrap();
    for key in before {
        terminal.input.write_all(&bytes(key)).unwrap();
        terminal.settle(Instant::now());
    }
    let began = Instant::now();
    terminal.input.write_all(&bytes(last)).unwrap();
    terminal.settle_for(began, 500)
}

/// Opens each place for the first time: after three seconds in which nothing was pressed, and as soon as Today is there.
fn first_openings(dir: &Path, home: &Path) {
    println!(
        "\n| opened for the first time, in a terminal | first drawn ms | all drawn ms | at once after the start, all drawn ms |\n| --- | --- | --- | --- |"
    );
    let mut rested = Terminal::open(dir, home);
    rested.until("Promised");
    let (mut firsts, mut lasts) = (Vec::new(), Vec::new());
    std::thread::sleep(Duration::from_secs(3));
    for (_, keys) in OPENINGS {
        let (first, all) = last_of(&mut rested, keys);
        firsts.push(first);
        lasts.push(all);
    }
    rested.input.write_all(b"q").unwrap();
    let _ = rested.child.wait();
    for (at, (name, keys)) in OPENINGS.iter().enumerate() {
        let mut terminal = Terminal::open(dir, home);
        terminal.until("Promised");
        let (_, cold) = last_of(&mut terminal, keys);
        println!(
            "| {name} | {:.1} | {:.1} | {:.1} |",
            ms(firsts[at]),
            ms(lasts[at]),
            ms(cold)
        );
        terminal.input.write_all(b"q").unwrap();
        let _ = terminal.child.wait();
    }
    println!("\n| saved, in a terminal | first drawn ms | all drawn ms |\n| --- | --- | --- |");
    let mut terminal = Terminal::open(dir, home);
    terminal.until("Promised");
    std::thread::sleep(Duration::from_secs(3));
    for (name, keys) in SAVES {
        let (first, all) = last_of(&mut terminal, keys);
        println!("| {name} | {:.1} | {:.1} |", ms(first), ms(all));
    }
}

fn in_terminal(dir: &Path) {
    let home = tempfile::tempdir().unwrap();
    let (mut frames, mut filled) = (Vec::new(), Vec::new());
    for _ in 0..5 {
        let began = Instant::now();
        let mut terminal = Terminal::open(dir, home.path());
        terminal.until("Today");
        frames.push(began.elapsed());
        terminal.until("Promised");
        filled.push(began.elapsed());
        terminal.settle(Instant::now());
        terminal.input.write_all(b"q").unwrap();
        let _ = terminal.child.wait();
    }
    println!("\n| in a terminal of {WIDTH}x{HEIGHT} | p50 ms | longest ms |\n| --- | --- | --- |");
    let (middle, longest) = told(&frames);
    println!("| from start to the first frame | {middle:.1} | {longest:.1} |");
    let (middle, longest) = told(&filled);
    println!("| from start to Today with all that needs me | {middle:.1} | {longest:.1} |");
    println!(
        "\n| key pressed in a terminal | first drawn, p50 ms | longest ms | all drawn, longest ms |\n| --- | --- | --- | --- |"
    );
    let mut terminal = Terminal::open(dir, home.path());
    terminal.until("Promised");
    terminal.settle(Instant::now());
    let mut all = Vec::new();
    for (name, keys) in WALK {
        let (mut firsts, mut lasts) = (Vec::new(), Vec::new());
        for key in *keys {
            let began = Instant::now();
            terminal.input.write_all(&bytes(key)).unwrap();
            let (first, last) = terminal.settle(began);
            // An escape waits 25 ms for what could follow it; a key that changes nothing draws nothing.
            if *key != "esc" && last > Duration::ZERO {
                firsts.push(first);
                lasts.push(last);
            }
        }
        let ((middle, longest), (_, whole)) = (told(&firsts), told(&lasts));
        println!("| {name} | {middle:.2} | {longest:.2} | {whole:.1} |");
        all.extend(firsts);
    }
    let over = all
        .iter()
        .filter(|time| **time > Duration::from_millis(16))
        .count();
    let (middle, longest) = told(&all);
    println!(
        "| all {} keys; {over} took over 16 ms | {middle:.2} | {longest:.2} | |",
        all.len()
    );
    drop(terminal);
    first_openings(dir, home.path());
}

/// Measures on a book that is there.
fn measure_there(dir: &Path) {
    println!("\n### {}", dir.display());
    headless(dir);
    in_terminal(dir);
}

fn measure(size: Size) {
    let place = std::env::var("ALLY_BENCH_DIR").unwrap_or("/var/tmp".into());
    let folder = tempfile::tempdir_in(place).unwrap();
    let dir = folder.path().join("book");
    let began = Instant::now();
    let mut book = Book::open(Options {
        bench: None,
        ..options(&dir)
    })
    .unwrap();
    fill(&mut book, size, &|_| {}).unwrap();
    drop(book);
    println!(
        "\n### {} accounts, {} records, {} rows of activity\n\nMade in {:.1} s.",
        size.accounts,
        size.records,
        size.activity,
        began.elapsed().as_secs_f64()
    );
    headless(&dir);
    in_terminal(&dir);
}

fn main() {
    let args: Vec<String> = std::env::args()
        .skip(1)
        .filter(|arg| arg != "--bench")
        .collect();
    if let [flag, dir] = args.as_slice()
        && flag == "--book"
    {
        return measure_there(Path::new(dir));
    }
    let of = |accounts, records, activity| Size {
        accounts,
        records,
        activity,
        seed: 1,
    };
    let numbers: Vec<usize> = args
        .iter()
        .filter_map(|arg| arg.replace('_', "").parse().ok())
        .collect();
    let sizes = match (numbers.as_slice(), args.first().map(String::as_str)) {
        ([accounts, records, rows], _) => vec![of(*accounts, *records, *rows)],
        (_, Some("--quick")) => vec![of(20, 2_000, 5_000)],
        (_, Some("--large")) => vec![of(200, 20_000, 0), of(2_000, 100_000, 1_000_000)],
        _ => vec![of(200, 20_000, 0)],
    };
    for size in sizes {
        measure(size);
    }
}
