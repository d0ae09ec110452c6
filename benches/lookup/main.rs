//! Measures the lookup: time per key at 10 k, 100 k and 1 M lines, build, memory, one change, saving and opening.
//!
//! `cargo bench --bench lookup` prints the table kept in `benches/README.md`; `-- 100k` takes one size;
//! `-- exact` compares 1,000 typed queries over 100 k lines with an exhaustive scoring by the crate;
//! `-- build 1m` only builds; `-- changes 1m` only changes, and gives the first, the worst of the others and the median; the rest serves `benches/peers.sh`: `-- lines 100k FILE`, `-- keys`, `-- quality FOLDER`, `-- snapshot 100k FILE`,
//! `-- cold FILE QUERY…`, which opens a snapshot and asks once, and `-- texts SNAPSHOT FILE`, which writes all of its lines.
#![allow(clippy::pedantic, clippy::unwrap_used, clippy::print_stdout)] // A bench says what it measured.

mod lines;
mod quality;
mod reference;

use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::{Duration, Instant};

use ally::lookup::{Corpus, Entry, Query, Session, snapshot};
use fuzzy_matcher::FuzzyMatcher;
use fuzzy_matcher::skim::SkimMatcherV2;
use rayon::prelude::*;

const LIMIT: usize = 50;

fn main() {
    let arguments: Vec<String> = std::env::args()
        .skip(1)
        .filter(|argument| argument != "--bench")
        .collect();
    let arguments: Vec<&str> = arguments.iter().map(String::as_str).collect();
    match arguments.as_slice() {
        ["lines", size, file] => write_lines(size, file),
        ["cold", file, typed @ ..] => cold(file, typed),
        ["snapshot", size, file] => {
            let corpus = Corpus::build(lines::vocabulary(), lines::lines(count(size), 1), 2);
            snapshot::save(&corpus, file.as_ref(), b"bench").unwrap();
        }
        ["texts", file, to] => write_texts(file, to),
        ["keys"] => lines::keystrokes(lines::TYPED)
            .iter()
            .for_each(|key| println!("{key}")),
        ["exact"] => exact(),
        ["build", size] => build(size),
        ["changes", size] => {
            let mut changes = changes(&lines::lines(count(size), 1));
            let worst = changes
                .split_first()
                .map(|(first, rest)| (*first, *rest.iter().max().unwrap()));
            changes.sort();
            println!("{:?}, median {:?}", worst.unwrap(), changes[1_000]);
        }
        ["quality", folder] => ask_quality(folder.as_ref()),
        [] => {
            println!(
                "| lines | per key p50 | p99 | worst | build | bytes a line beside the text | one change, median of 200 | worst of 200 | save | open | first key after opening | half the processor time a key, p50 | p99 |"
            );
            println!(
                "| --- | --- | --- | --- | --- | --- | --- | --- | --- | --- | --- | --- | --- |"
            );
            ["10k", "100k", "1m"].iter().for_each(|size| measure(size));
        }
        sizes => sizes.iter().for_each(|size| measure(size)),
    }
}

fn count(size: &str) -> usize {
    let size = size.to_lowercase();
    match size.strip_suffix('k') {
        Some(thousands) => thousands.parse::<usize>().unwrap() * 1_000,
        None => size.strip_suffix('m').map_or_else(
            || size.parse().unwrap(),
            |m| m.parse::<usize>().unwrap() * 1_000_000,
        ),
    }
}

fn write_lines(size: &str, file: &str) {
    let all: Vec<String> = lines::lines(count(size), 1)
        .into_iter()
        .map(|entry| entry.text)
        .collect();
    std::fs::write(file, all.join("\n") + "\n").unwrap();
}

fn write_texts(snapshot: &str, file: &str) {
    let (corpus, _) = snapshot::open(snapshot.as_ref()).unwrap();
    let all = Session::new()
        .query(&corpus, &Query::default(), corpus.len(), &|| false)
        .unwrap();
    let all: Vec<String> = all.into_iter().map(|hit| hit.text).collect();
    std::fs::write(file, all.join("\n") + "\n").unwrap();
}

fn measure(size: &str) {
    let entries = lines::lines(count(size), 1);
    let text: usize = entries.iter().map(|entry| entry.text.len()).sum();
    let copy = entries.clone();
    let (begun, before) = (Instant::now(), work_of_all());
    let corpus = Corpus::build(lines::vocabulary(), copy, 2);
    let (build, build_work) = (begun.elapsed(), work_of_all().saturating_sub(before));
    let beside = (corpus.bytes() as f64 - text as f64) / corpus.len() as f64;

    // Typed three times; of each key the best, so that neighbours on the machine count least. The peers are measured so too.
    let keys = lines::keystrokes(lines::TYPED);
    let mut rounds: Vec<Vec<Duration>> = Vec::new();
    let mut works = vec![Duration::MAX; keys.len()];
    for _ in 0..3 {
        let mut session = Session::new();
        let mut round = Vec::new();
        for (line, least) in keys.iter().zip(&mut works) {
            let before = work();
            round.push(ask(&corpus, &mut session, line));
            *least = work().saturating_sub(before).min(*least);
        }
        rounds.push(round);
    }
    works.sort();
    let half = |share: f64| ms(works[((works.len() - 1) as f64 * share).round() as usize]) / 2.0;
    let mut times: Vec<(Duration, &String)> = (0..keys.len())
        .map(|key| {
            let mut each: Vec<Duration> = rounds.iter().map(|round| round[key]).collect();
            each.sort();
            (each[0], &keys[key])
        })
        .collect();
    times.sort();
    if std::env::var_os("SLOWEST").is_some() {
        for (time, key) in times.iter().rev().take(15) {
            println!("    {:8.2} ms  {key:?}", ms(*time));
        }
    }
    let at = |share: f64| times[((times.len() - 1) as f64 * share).round() as usize].0;

    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("lookup");
    let begun = Instant::now();
    snapshot::save(&corpus, &file, b"bench").unwrap();
    let save = begun.elapsed();
    drop(corpus);
    let begun = Instant::now();
    let (corpus, _) = snapshot::open(&file).unwrap();
    let open = begun.elapsed();
    let first = ask(&corpus, &mut Session::new(), "bridgep");
    drop(corpus);
    let mut changes = changes(&entries);
    let mut of_200 = changes[..200].to_vec();
    of_200.sort();
    changes.sort();
    println!(
        "build takes {:.2} s of processor time; of 2,000 changes the worst takes {:.3} ms, the second {:.3}, the twentieth {:.3}",
        build_work.as_secs_f64(),
        ms(changes[changes.len() - 1]),
        ms(changes[changes.len() - 2]),
        ms(changes[changes.len() - 20]),
    );
    println!(
        "| {size} | {:.2} ms | {:.2} ms | {:.2} ms | {:.2} s | {beside:.0} | {:.3} ms | {:.3} ms | {:.0} ms | {:.1} ms | {:.1} ms | {:.2} ms | {:.2} ms |",
        ms(at(0.5)),
        ms(at(0.99)),
        ms(times[times.len() - 1].0),
        build.as_secs_f64(),
        ms(of_200[of_200.len() / 2]),
        ms(of_200[of_200.len() - 1]),
        ms(save),
        ms(open),
        ms(first),
        half(0.5),
        half(0.99),
    );
}

/// Puts a new line in and takes one away, in turns: how long each of 2,000 changes took, the best of three corpora, so that
/// neighbours on the machine count least. What the change itself causes, it causes in each.
fn changes(entries: &[Entry]) -> Vec<Duration> {
    let mut best = vec![(Duration::MAX, 0, 0); 2_000];
    for _ in 0..3 {
        // Made before the corpus: the allocator sorts what the lines before them leave when it is next asked for a kilobyte,
        // which is no work of the lookup.
        let mut new = lines::lines(50_000, 9).split_off(49_000).into_iter();
        let mut corpus = Corpus::build(lines::vocabulary(), entries.to_vec(), 2);
        for (at, (best, old)) in best.iter_mut().zip(entries).enumerate() {
            let entry = if at % 2 == 0 { new.next() } else { None };
            let (before, begun) = (faults(), Instant::now());
            match entry {
                Some(entry) => corpus.put(entry).unwrap(),
                None => drop(corpus.remove(old.id).unwrap()),
            }
            *best = (begun.elapsed(), at, faults() - before).min(*best);
        }
    }
    if std::env::var_os("SLOWEST").is_some() {
        let mut slowest = best.clone();
        slowest.sort();
        for (time, at, faults) in slowest.iter().rev().take(8) {
            println!(
                "    {:8.3} ms  change {at}, {faults} page faults",
                ms(*time)
            );
        }
    }
    best.into_iter().map(|(time, ..)| time).collect()
}

/// How many pages this thread was given so far, where the system tells it (Linux).
fn faults() -> u64 {
    let line = std::fs::read_to_string("/proc/thread-self/stat").unwrap_or_default();
    let mut fields = line.rsplit(") ").next().unwrap_or_default().split(' ');
    fields
        .nth(7)
        .and_then(|count| count.parse().ok())
        .unwrap_or(0)
}

/// The processor time that all threads have taken, where the system tells it (Linux): what a key costs however busy the
/// machine is.
fn work() -> Duration {
    let tasks = std::fs::read_dir("/proc/self/task")
        .into_iter()
        .flatten()
        .flatten();
    let of = |task: std::fs::DirEntry| std::fs::read_to_string(task.path().join("schedstat")).ok();
    let spent = tasks
        .filter_map(of)
        .filter_map(|line| line.split(' ').next()?.parse::<u64>().ok());
    Duration::from_nanos(spent.sum())
}

/// The same, with threads that have ended; to a hundredth of a second.
fn work_of_all() -> Duration {
    let line = std::fs::read_to_string("/proc/self/stat").unwrap_or_default();
    let fields = line.rsplit(") ").next().unwrap_or_default().split(' ');
    let ticks: u64 = fields
        .skip(11)
        .take(2)
        .filter_map(|ticks| ticks.parse::<u64>().ok())
        .sum();
    Duration::from_millis(ticks * 10)
}

/// Builds a few times, and nothing else.
fn build(size: &str) {
    let entries = lines::lines(count(size), 1);
    for _ in 0..3 {
        let copy = entries.clone();
        let (begun, before) = (Instant::now(), work_of_all());
        let corpus = Corpus::build(lines::vocabulary(), copy, 2);
        let (wall, work) = (begun.elapsed(), work_of_all().saturating_sub(before));
        println!(
            "{} lines built in {:.2} s, {:.2} s of processor time",
            corpus.len(),
            wall.as_secs_f64(),
            work.as_secs_f64()
        );
    }
}

fn ask(corpus: &Corpus, session: &mut Session, line: &str) -> Duration {
    let begun = Instant::now();
    let query = Query::parse(line, corpus.vocabulary());
    let hits = session.query(corpus, &query, LIMIT, &|| false).unwrap();
    let time = begun.elapsed();
    assert!(hits.len() <= LIMIT);
    time
}

fn ms(time: Duration) -> f64 {
    time.as_secs_f64() * 1e3
}

/// Opens a snapshot and asks once: what a cold process waits for.
fn cold(file: &str, typed: &[&str]) {
    // As the command does: the thread that asks works along.
    let _threads = rayon::ThreadPoolBuilder::new().use_current_thread().build();
    let begun = Instant::now();
    let (corpus, _) = snapshot::open(file.as_ref()).unwrap();
    let query = Query::parse(&typed.join(" "), corpus.vocabulary());
    let hits = Session::once()
        .query(&corpus, &query, LIMIT, &|| false)
        .unwrap();
    println!("{} hits in {:.2} ms", hits.len(), ms(begun.elapsed()));
    for hit in hits.iter().take(5) {
        println!("{:5} {}", hit.score, hit.text);
    }
}

fn exact() {
    let entries = lines::lines(100_000, 1);
    let mut typed = lines::keystrokes(lines::TYPED);
    typed.extend(lines::queries(&entries, 1_000 - typed.len(), 2));
    let corpus = Corpus::build(lines::vocabulary(), entries.clone(), 2);
    let reference = reference::Reference::new(lines::vocabulary(), entries);
    // In runs of neighbours, so that a session goes on typing, and one run a thread.
    let (asked, agreed) = (typed.len(), AtomicUsize::new(0));
    typed.par_chunks(10).with_max_len(1).for_each(|run| {
        let mut session = Session::new();
        for line in run {
            let query = Query::parse(line, corpus.vocabulary());
            let got: Vec<_> = session
                .query(&corpus, &query, LIMIT, &|| false)
                .unwrap()
                .iter()
                .map(|hit| (hit.score, hit.id))
                .collect();
            assert_eq!(got, reference.best(&query, LIMIT), "{line:?}");
            let agreed = agreed.fetch_add(1, Ordering::Relaxed) + 1;
            if agreed.is_multiple_of(100) || agreed == asked {
                println!("{agreed} of {asked} queries agree");
            }
        }
    });
}

/// Asks the lookup and a plain matcher what sellers type, and writes the same down for the peers.
fn ask_quality(folder: &std::path::Path) {
    let quality = quality::Quality::load();
    let all: Vec<String> = (0..quality.entries.len())
        .map(|at| quality.line(at))
        .collect();
    std::fs::write(folder.join("lines"), all.join("\n") + "\n").unwrap();
    let rows: Vec<String> = quality
        .pairs
        .iter()
        .map(|pair| {
            let wanted: Vec<String> = pair.wanted.iter().map(usize::to_string).collect();
            format!("{}\t{}\t{}\n", pair.class, pair.query, wanted.join(" "))
        })
        .collect();
    std::fs::write(folder.join("queries"), rows.concat()).unwrap();
    let skim = |line: &str| {
        let matcher = SkimMatcherV2::default();
        let mut best: Vec<(i64, usize)> = all
            .iter()
            .enumerate()
            .filter_map(|(at, text)| Some((-matcher.fuzzy_match(text, line)?, at)))
            .collect();
        best.sort();
        best.into_iter().take(5).map(|(_, at)| at).collect()
    };
    for (name, marks) in [
        ("lookup", quality.ask_lookup()),
        ("SkimMatcherV2", quality.ask(skim)),
    ] {
        for (class, (first, five, asked)) in &marks.0 {
            println!("{name}\t{class} ({asked})\t{first}/{five}");
        }
    }
}
