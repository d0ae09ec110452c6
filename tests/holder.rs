//! One book and many who want it: commands, workbenches, and a holder that is killed at any moment.
//!
//! The short runs are part of every test run. The long ones are told to go on by the environment; see `benches/README.md`.

// A test that cannot go on says where.
#![allow(clippy::unwrap_used, clippy::pedantic)]

mod desk;

use std::collections::BTreeMap;
use std::io::{BufRead as _, BufReader, Read as _, Write as _};
use std::os::unix::net::UnixStream;
use std::path::{Path, PathBuf};
use std::process::{Child, Stdio};
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};

use ally::book::{Book, Clock, Command, Desk as Workbench, Options, Step};
use ally::domain::{Id, Kind, Object};
use ally::journal::Cause;
use desk::Desk;
use serde_json::{Value, json};

fn clock() -> Clock {
    Clock::fixed(desk::NOW.parse().unwrap())
}

fn options(dir: &Path, bench: Option<&str>) -> Options {
    Options {
        dir: dir.to_owned(),
        clock: clock(),
        author: bench.unwrap_or("robin").to_owned(),
        create: true,
        bench: bench.map(str::to_owned),
    }
}

fn object(value: Value) -> Object {
    value.as_object().unwrap().clone()
}

/// Adds one promise whose text names it.
fn add(book: &mut Book, what: &str) -> ally::book::Result<ally::book::Receipt> {
    let promise = json!({"id": Id::from_bytes([0xff; 16]), "kind": "promise", "what": what});
    book.write("add", vec![Step::Make(object(promise))])
}

/// Counts the promises by their text.
fn promises(book: &mut Book) -> BTreeMap<String, usize> {
    let mut found = BTreeMap::new();
    for record in book.of_kind(Kind::Promise).unwrap() {
        *found.entry(record.title()).or_default() += 1;
    }
    found
}

fn number(name: &str, usual: u64) -> u64 {
    std::env::var(name).map_or(usual, |text| text.parse().unwrap())
}

#[test]
fn fifty_processes_that_race_to_add_a_line_each_all_do() {
    let desk = Desk::filled();
    let running: Vec<_> = (0..50)
        .map(|n| {
            let line = format!("owe acme: racing line {n}.");
            let command = desk.command(&["add", &line]);
            let mut racing = std::process::Command::new(command.get_program());
            racing.args(command.get_args()).env_clear();
            racing.envs(command.get_envs().filter_map(|(k, v)| Some((k, v?))));
            racing.stdin(Stdio::null()).stdout(Stdio::null());
            racing.stderr(Stdio::piped()).spawn().unwrap()
        })
        .collect();
    for one in running {
        let done = one.wait_with_output().unwrap();
        assert!(
            done.status.success(),
            "{}",
            String::from_utf8_lossy(&done.stderr)
        );
        assert_eq!(String::from_utf8_lossy(&done.stderr), "");
    }
    let lines = desk.lines(&["list", "promise"]);
    let mut racing: Vec<&str> = lines.iter().filter_map(|r| r["what"].as_str()).collect();
    racing.retain(|what| what.starts_with("racing line"));
    racing.sort_unstable();
    racing.dedup();
    assert_eq!(racing.len(), 50);
    let shorts: std::collections::BTreeSet<_> = lines.iter().map(|r| r["short"].as_str()).collect();
    assert_eq!(shorts.len(), lines.len(), "no short id is given twice");
}

#[test]
fn the_second_of_two_forms_on_one_field_is_shown_what_the_first_wrote() {
    let dir = tempfile::tempdir().unwrap();
    let bench = Workbench::open(options(dir.path(), Some("holder")), |_| {}).unwrap();
    let id = bench
        .wait(|book| add(book, "call them").unwrap().made[0].id)
        .unwrap();
    let edit = |what: &str, was: &str| Step::Edit {
        id,
        set: object(json!({"what": what})),
        was: object(json!({"what": was})),
    };
    let mut beside = Book::open(options(dir.path(), None)).unwrap();
    assert!(!beside.is_here(), "it goes through the socket");
    // Both forms were opened on the same text; the workbench's own is saved first.
    let theirs = edit("call them twice", "call them");
    bench
        .wait(move |book| book.write("edit", vec![theirs]).unwrap())
        .unwrap();
    let mine = edit("write to them", "call them");
    let refused = beside.write("edit", vec![mine]).unwrap_err();
    assert_eq!(
        refused.now,
        Some(("what".to_owned(), json!("call them twice")))
    );
    assert!(
        refused.what.contains("“call them twice”") && refused.what.contains("by holder"),
        "{refused}"
    );
    assert_eq!(
        promises(&mut beside).keys().collect::<Vec<_>>(),
        ["call them twice"]
    );
    // Another field of the same record is nobody's business.
    let other = Step::Edit {
        id,
        set: object(json!({"due": "2026-12-01"})),
        was: object(json!({"due": null})),
    };
    beside.write("edit", vec![other]).unwrap();
    // Having seen it, the person may put the other text in its place; and now the workbench's is the stale one.
    beside
        .write("edit", vec![edit("write to them", "call them twice")])
        .unwrap();
    let stale = edit("call them three times", "call them twice");
    let refused = bench
        .wait(move |book| book.write("edit", vec![stale]).unwrap_err())
        .unwrap();
    assert_eq!(
        refused.now,
        Some(("what".to_owned(), json!("write to them")))
    );
}

#[test]
fn a_promise_that_is_given_another_day_keeps_the_one_it_had() {
    let desk = Desk::filled();
    desk.says(&["set", "pm2", "due=2026-12-04"]);
    desk.says(&[
        "set",
        "pm2",
        "due=2026-12-11",
        "what=the berth plan, by mail",
    ]);
    let now = desk.json(&["show", "pm2"]);
    assert_eq!(
        now["moved"],
        json!([
            {"from": "2026-11-27", "to": "2026-12-04", "on": "2026-11-23"},
            {"from": "2026-12-04", "to": "2026-12-11", "on": "2026-11-23"},
        ])
    );
    // Another field, or the same day again, moves nothing; one undo takes day and move back.
    desk.says(&["set", "pm2", "due=2026-12-11"]);
    desk.says(&["undo"]);
    let back = desk.json(&["show", "pm2"]);
    assert_eq!(
        (&back["due"], back["moved"].as_array().unwrap().len()),
        (&json!("2026-12-04"), 1)
    );
    desk.says(&["set", "pm2", "due="]);
    let none = desk.json(&["show", "pm2"]);
    assert_eq!(
        none["moved"][1],
        json!({"from": "2026-12-04", "on": "2026-11-23"})
    );
    // A day for a promise that had none is its first.
    desk.says(&["add", "owe borealis: the tide table"]);
    desk.says(&["set", "pm3", "due=2026-12-04"]);
    assert_eq!(
        desk.json(&["show", "pm3"])
            .get("moved")
            .cloned()
            .unwrap_or(json!([])),
        json!([])
    );
}

/// Beside a long import, which has the book and answers nobody.
#[test]
fn what_only_reads_does_not_wait_for_a_command_that_has_the_book() {
    let desk = Desk::filled();
    let whole = desk.says(&["export"]);
    let mut import = Book::open(options(&desk.book(), None)).unwrap();
    assert!(import.is_here());
    for typed in [
        &["export"][..],
        &["history"],
        &["find", "price list"],
        &["check"],
        &["list", "promise"],
        &["today"],
        &["brief", "acme"],
        &["show", "pm1", "--history"],
    ] {
        let began = Instant::now();
        let done = desk.ally(typed);
        assert_eq!(done.status, 0, "{typed:?}: {}", done.err);
        assert!(began.elapsed() < Duration::from_secs(4), "{typed:?} waited");
        assert!(!done.out.is_empty());
        let told = done.err.contains("Read beside a command");
        assert!(told || typed == ["check"], "{typed:?}: {}", done.err);
    }
    assert_eq!(desk.ally(&["export"]).out, whole);
    // What is saved meanwhile is seen by the next that looks; and nothing was cut or written beside it.
    add(&mut import, "saved while they read").unwrap();
    assert!(
        desk.ally(&["list", "promise"])
            .out
            .contains("saved while they read")
    );
    add(&mut import, "and once more").unwrap();
    assert_eq!(import.history(None, 9).unwrap().len(), 3);
}

#[test]
fn a_client_that_says_half_a_word_keeps_nobody_waiting() {
    let dir = tempfile::tempdir().unwrap();
    let _bench = Workbench::open(options(dir.path(), Some("holder")), |_| {}).unwrap();
    let mut book = Book::open(options(dir.path(), None)).unwrap();
    add(&mut book, "first").unwrap();
    let socket = socket_of(dir.path());
    let mut half = UnixStream::connect(&socket).unwrap();
    half.write_all(&[0, 0, 1, 0, b'{']).unwrap();
    let mut senseless = UnixStream::connect(&socket).unwrap();
    senseless.write_all(b"GET / HTTP/1.1\r\n\r\n").unwrap();
    let mut huge = UnixStream::connect(&socket).unwrap();
    huge.write_all(&u32::MAX.to_be_bytes()).unwrap();
    let began = Instant::now();
    add(&mut book, "second").unwrap();
    assert!(began.elapsed() < Duration::from_secs(4));
    assert_eq!(promises(&mut book).len(), 2);
}

/// Sends one frame; gives the answer's JSON, or nothing where the other side hung up.
fn frame(stream: &mut UnixStream, body: &[u8]) -> Option<Value> {
    let length = u32::try_from(body.len()).unwrap().to_be_bytes();
    // Whoever is refused is answered before it has said anything, and may not get to say it.
    let _ = stream.write_all(&[&length, body].concat());
    let mut length = [0; 4];
    stream.read_exact(&mut length).ok()?;
    let mut answer = vec![0; u32::from_be_bytes(length) as usize];
    stream.read_exact(&mut answer).ok()?;
    Some(serde_json::from_slice(&answer).unwrap())
}

const POSITION: &[u8] = br#"{"ask":{"query":"position","as_of":null}}"#;

#[test]
fn thirty_two_clients_are_served_and_the_next_is_told_so() {
    let dir = tempfile::tempdir().unwrap();
    let bench = Workbench::open(options(dir.path(), Some("holder")), |_| {}).unwrap();
    // It listens before it does what it is asked.
    bench.wait(|_| ()).unwrap();
    let socket = socket_of(dir.path());
    let mut many: Vec<UnixStream> = (0..32)
        .map(|_| UnixStream::connect(&socket).unwrap())
        .collect();
    for client in &mut many {
        let answer = frame(client, POSITION).unwrap();
        assert_eq!(answer["answer"]["position"]["seq"], 0, "{answer}");
    }
    let mut next = UnixStream::connect(&socket).unwrap();
    let refused = frame(&mut next, POSITION).unwrap();
    assert_eq!(refused["error"]["trouble"], "Busy", "{refused}");
    assert!(
        refused.to_string().contains("serves 32 others"),
        "{refused}"
    );
    // Where one goes, another comes.
    drop(many.pop());
    let began = Instant::now();
    loop {
        let mut next = UnixStream::connect(&socket).unwrap();
        match frame(&mut next, POSITION) {
            Some(answer) if answer.get("answer").is_some() => break,
            other => assert!(began.elapsed() < Duration::from_secs(20), "{other:?}"),
        }
        std::thread::yield_now();
    }
    assert!(frame(&mut many[0], POSITION).is_some());
}

#[test]
fn who_sends_too_much_or_anything_but_questions_and_commands_is_hung_up_on() {
    let dir = tempfile::tempdir().unwrap();
    let bench = Workbench::open(options(dir.path(), Some("holder")), |_| {}).unwrap();
    // It listens before it does what it is asked.
    bench.wait(|_| ()).unwrap();
    let socket = socket_of(dir.path());
    let connect = || UnixStream::connect(&socket).unwrap();
    let mut longest = POSITION.to_vec();
    longest.resize(1 << 20, b' ');
    assert!(frame(&mut connect(), &longest).is_some(), "1 MiB is heard");
    longest.push(b' ');
    assert!(frame(&mut connect(), &longest).is_none());
    // No keys can be typed into a workbench from outside, and nothing is guessed.
    for said in [
        r#"{"keys":"q"}"#,
        r#"{"press":"ctrl-c"}"#,
        r#"{"ask":{"query":"position","as_of":null},"keys":"q"}"#,
        r#"{"ask":{"query":"key"}}"#,
        r#"["q"]"#,
        "q",
        "",
    ] {
        assert!(frame(&mut connect(), said.as_bytes()).is_none(), "{said}");
    }
    assert!(frame(&mut connect(), POSITION).is_some());
}

#[test]
fn a_client_that_is_too_slow_is_let_go_after_five_seconds() {
    let dir = tempfile::tempdir().unwrap();
    let bench = Workbench::open(options(dir.path(), Some("holder")), |_| {}).unwrap();
    // An answer larger than any socket holds for somebody who does not read.
    for _ in 0..4 {
        let long = "so long ".repeat(100_000);
        bench.wait(move |book| add(book, &long).unwrap()).unwrap();
    }
    let socket = socket_of(dir.path());
    let began = Instant::now();
    let mut deaf = UnixStream::connect(&socket).unwrap();
    let all = br#"{"ask":{"query":"all","as_of":null}}"#;
    let length = u32::try_from(all.len()).unwrap().to_be_bytes();
    deaf.write_all(&[&length, all.as_slice()].concat()).unwrap();
    let mut half = UnixStream::connect(&socket).unwrap();
    half.write_all(&[0, 0, 1, 0, b'{']).unwrap();
    // Others are served meanwhile.
    let mut other = UnixStream::connect(&socket).unwrap();
    assert!(frame(&mut other, POSITION).is_some());
    let mut rest = Vec::new();
    half.read_to_end(&mut rest).unwrap();
    let after = began.elapsed();
    assert!(after > Duration::from_secs(4), "{after:?}");
    assert!(after < Duration::from_secs(30), "{after:?}");
    // Written to for five seconds in vain, the other is hung up on; it got no more than what lay there.
    while deaf.write_all(b" ").is_ok() {
        assert!(began.elapsed() < Duration::from_secs(30));
        std::thread::park_timeout(Duration::from_millis(50));
    }
    assert!(began.elapsed() > Duration::from_secs(4));
    let _ = deaf.read_to_end(&mut rest);
    assert!(rest.len() < 3_000_000, "{} bytes", rest.len());
}

fn socket_of(dir: &Path) -> PathBuf {
    ally::book::socket_path(dir).unwrap()
}

#[test]
#[ignore = "the workbench that the next tests kill"]
fn holder() {
    let dir = PathBuf::from(std::env::var("ALLY_HOLDER").unwrap());
    let bench = Workbench::open(options(&dir, Some("holder")), |_| {}).unwrap();
    let mut out = std::io::stdout();
    writeln!(out, "held").unwrap();
    out.flush().unwrap();
    // Writes of its own too, until it is killed or whoever started it is gone.
    let gone = std::sync::Arc::new(AtomicBool::new(false));
    let ends = std::sync::Arc::clone(&gone);
    std::thread::spawn(move || {
        let _ = std::io::stdin().read_line(&mut String::new());
        ends.store(true, Ordering::SeqCst);
    });
    let own = std::env::var("ALLY_HOLDER_WRITES").is_ok();
    for n in 0u64.. {
        if gone.load(Ordering::SeqCst) {
            break;
        }
        if own {
            let what = format!("own {} {n}", std::process::id());
            bench.wait(move |book| add(book, &what).is_ok());
        }
        std::thread::sleep(Duration::from_millis(5));
    }
    bench.close();
}

fn start_holder(dir: &Path, writes: bool) -> Child {
    let mut command = std::process::Command::new(std::env::current_exe().unwrap());
    command
        .args(["--exact", "holder", "--ignored", "--nocapture", "-q"])
        .env("ALLY_HOLDER", dir)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped());
    if writes {
        command.env("ALLY_HOLDER_WRITES", "1");
    }
    command.spawn().unwrap()
}

/// Waits until it has the book, or is its client.
fn until_held(child: &mut Child) {
    let lines = BufReader::new(child.stdout.as_mut().unwrap()).lines();
    assert!(
        lines
            .map_while(Result::ok)
            .any(|line| line.contains("held")),
        "it never opened"
    );
}

/// Numbers that are the same in every run.
struct Dice(u64);
impl Dice {
    fn roll(&mut self, below: u64) -> u64 {
        self.0 = self
            .0
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) % below.max(1)
    }
}

/// A workbench that is killed while it opens, writes or rests leaves a book that the next command has at once.
#[test]
fn a_holder_that_is_killed_leaves_no_dead_book() {
    let rounds = number("ALLY_ROUNDS", 8);
    let dir = tempfile::tempdir().unwrap();
    let mut book = Book::open(options(dir.path(), None)).unwrap();
    add(&mut book, "before all").unwrap();
    drop(book);
    let mut dice = Dice(5);
    let mut times = Vec::new();
    for round in 0..rounds {
        let mut child = start_holder(dir.path(), true);
        // One in three is killed while it opens the book.
        if round % 3 != 2 {
            until_held(&mut child);
        }
        std::thread::sleep(Duration::from_millis(dice.roll(40)));
        child.kill().unwrap();
        child.wait().unwrap();
        let began = Instant::now();
        let mut book = Book::open(options(dir.path(), None)).unwrap();
        add(&mut book, &format!("round {round}")).unwrap();
        assert!(book.is_here(), "round {round}: nobody else is there");
        times.push(began.elapsed());
        drop(book);
    }
    let mut book = Book::open(options(dir.path(), None)).unwrap();
    let found = promises(&mut book);
    assert!(
        found.values().all(|count| *count == 1),
        "something was doubled"
    );
    assert_eq!(
        found
            .keys()
            .filter(|what| what.starts_with("round "))
            .count() as u64,
        rounds
    );
    drop(book);
    let report = ally::book::check(&options(dir.path(), None), false).unwrap();
    assert_eq!(report.findings, []);
    times.sort();
    println!(
        "{rounds} holders killed, {} entries; the next command had written after {:?}, one in a hundred after {:?}, at most {:?}",
        report.entries,
        times[times.len() / 2],
        times[times.len() * 99 / 100],
        times[times.len() - 1]
    );
}

/// Says that it is over, however it ends.
struct Ends<'a>(&'a AtomicBool);
impl Drop for Ends<'_> {
    fn drop(&mut self) {
        self.0.store(true, Ordering::SeqCst);
    }
}

/// Many clients write at once while their holder is killed and started again: what was acknowledged is there once.
#[test]
fn clients_that_write_at_once_lose_and_double_nothing() {
    let clients = number("ALLY_CLIENTS", 6);
    let long = Duration::from_secs(number("ALLY_SECONDS", 3));
    let kill_every = Duration::from_millis(number("ALLY_KILL_EVERY", 1_000));
    let dir = tempfile::tempdir().unwrap();
    let mut child = start_holder(dir.path(), false);
    until_held(&mut child);
    let over = AtomicBool::new(false);
    let (mut acknowledged, mut failed, mut kills) = (Vec::new(), Vec::new(), 0);
    std::thread::scope(|scope| {
        // Also where this ends in a panic: the writers would go on for ever.
        let _ends = Ends(&over);
        let writers: Vec<_> = (0..clients)
            .map(|client| {
                let (over, dir) = (&over, dir.path());
                scope.spawn(move || {
                    let (mut done, mut failed) = (Vec::new(), Vec::new());
                    let mut n = 0;
                    while !over.load(Ordering::SeqCst) {
                        // As commands do: each opens the book, writes some, and lets it go.
                        let mut book = match Book::open(options(dir, None)) {
                            Ok(book) => book,
                            Err(error) => {
                                failed.push(format!("open: {error}"));
                                continue;
                            }
                        };
                        for _ in 0..1 + n % 7 {
                            let what = format!("client {client} line {n}");
                            n += 1;
                            match add(&mut book, &what) {
                                Ok(_) => done.push(what),
                                Err(error) => failed.push(format!("{what}: {error}")),
                            }
                        }
                    }
                    (done, failed)
                })
            })
            .collect();
        let began = Instant::now();
        let mut last = Instant::now();
        while began.elapsed() < long {
            std::thread::sleep(Duration::from_millis(20));
            if kill_every > Duration::ZERO && last.elapsed() > kill_every {
                child.kill().unwrap();
                child.wait().unwrap();
                kills += 1;
                child = start_holder(dir.path(), false);
                until_held(&mut child);
                last = Instant::now();
            }
        }
        over.store(true, Ordering::SeqCst);
        for writer in writers {
            let (done, wrong) = writer.join().unwrap();
            acknowledged.extend(done);
            failed.extend(wrong);
        }
    });
    drop(child.stdin.take());
    child.wait().unwrap();
    assert_eq!(failed, Vec::<String>::new());
    let mut book = Book::open(options(dir.path(), None)).unwrap();
    let found = promises(&mut book);
    assert!(
        found.values().all(|count| *count == 1),
        "something was doubled"
    );
    let lost: Vec<_> = acknowledged
        .iter()
        .filter(|what| !found.contains_key(*what))
        .collect();
    assert!(lost.is_empty(), "{lost:?}");
    // Every line was acknowledged, so none is there that nobody was told of.
    assert_eq!(found.len(), acknowledged.len());
    println!(
        "{clients} clients, {} lines in {long:?}, the holder killed {kills} times",
        found.len()
    );
}

/// Stopped by Ctrl-Z in the middle of something, it would keep the book from everybody until it goes on.
#[test]
fn a_workbench_that_is_to_be_stopped_lets_go_of_the_book_first() {
    let dir = tempfile::tempdir().unwrap();
    let bench = Workbench::open(options(dir.path(), Some("holder")), |_| {}).unwrap();
    // Longer than a slow machine takes for a question, shorter than anybody waits.
    bench.run(|_| std::thread::sleep(Duration::from_millis(2_200)));
    bench.run(|book| drop(add(book, "asked before it was stopped").unwrap()));
    bench.rest();
    let began = Instant::now();
    let mut book = Book::open(options(dir.path(), None)).unwrap();
    assert!(book.is_here() && began.elapsed() < Duration::from_secs(1));
    assert_eq!(promises(&mut book).len(), 1);
    drop(book);
    bench.run(|book| drop(add(book, "asked while it rested").unwrap()));
    bench.wake();
    assert_eq!(bench.wait(promises).unwrap().len(), 2);
}

/// A large import keeps a workbench at work for longer than anybody waits for one that is stuck.
#[test]
fn whoever_asks_a_busy_workbench_waits_as_long_as_it_works() {
    let dir = tempfile::tempdir().unwrap();
    let bench = Workbench::open(options(dir.path(), Some("holder")), |_| {}).unwrap();
    bench.run(|_| std::thread::sleep(Duration::from_millis(5_500)));
    let began = Instant::now();
    let mut book = Book::open(options(dir.path(), None)).unwrap();
    add(&mut book, "said while it was at work").unwrap();
    assert!(!book.is_here() && began.elapsed() > Duration::from_secs(5));
    assert_eq!(promises(&mut book).len(), 1);
}

/// A request that was done is not done again, whoever holds the book by then.
#[test]
fn a_command_that_is_sent_again_gets_its_old_receipt() {
    let dir = tempfile::tempdir().unwrap();
    let mut book = Book::open(options(dir.path(), None)).unwrap();
    let command = Command::Write {
        cause: Cause {
            command: "add".into(),
            ..Cause::default()
        },
        steps: vec![Step::Make(object(
            json!({"id": Id::from_bytes([0xff; 16]), "kind": "promise", "what": "once"}),
        ))],
        at: None,
        author: None,
    };
    let first = book.execute_again(command.clone(), "the same").unwrap();
    drop(book);
    let _bench = Workbench::open(options(dir.path(), Some("holder")), |_| {}).unwrap();
    let mut book = Book::open(options(dir.path(), None)).unwrap();
    let again = book.execute_again(command, "the same").unwrap();
    assert_eq!(first.entry, again.entry);
    assert_eq!(promises(&mut book).len(), 1);
}

#[test]
fn a_workbench_whose_socket_was_cleaned_away_ends_all_the_same() {
    let dir = tempfile::tempdir().unwrap();
    let bench = Workbench::open(options(dir.path(), Some("holder")), |_| {}).unwrap();
    bench.wait(|book| add(book, "before").unwrap()).unwrap();
    std::fs::remove_file(socket_of(dir.path())).unwrap();
    let (ended, end) = std::sync::mpsc::channel();
    std::thread::spawn(move || {
        drop(bench);
        let _ = ended.send(());
    });
    end.recv_timeout(Duration::from_secs(5)).expect("it ends");
    let mut book = Book::open(options(dir.path(), None)).unwrap();
    assert!(book.is_here(), "nobody holds it any more");
    assert_eq!(promises(&mut book).len(), 1);
}

#[test]
fn watchers_that_went_are_counted_no_more() {
    let dir = tempfile::tempdir().unwrap();
    let bench = Workbench::open(options(dir.path(), Some("holder")), |_| {}).unwrap();
    bench.wait(|book| book.position().unwrap()).unwrap();
    // Nothing changes meanwhile, so that only their hanging up says that they went.
    for _ in 0..40 {
        let mut watcher = UnixStream::connect(socket_of(dir.path())).unwrap();
        watcher.write_all(b"\0\0\0\x07\"watch\"").unwrap();
        std::thread::sleep(Duration::from_millis(5));
    }
    std::thread::sleep(Duration::from_millis(100));
    let mut beside = Book::open(options(dir.path(), None)).unwrap();
    assert!(!beside.is_here());
    add(&mut beside, "after forty").unwrap();
    drop(bench);
}
