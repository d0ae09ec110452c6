//! Measures the lookup: time per key at 10 k, 100 k and 1 M lines, build, memory, one change, saving and opening.
//!
//! `cargo bench --bench lookup` prints the table kept in `benches/README.md`; `-- 100k` takes one size;
//! `-- exact` compares 1,000 typed queries over 100 k lines with an exhaustive scoring by the crate;
//! `-- lines 100k FILE` writes the lines for the peers, and `-- cold FILE QUERY…` asks a snapshot once.
#![allow(clippy::pedantic)]

mod lines;
mod reference;

use std::time::{Duration, Instant};

use ally::lookup::{Corpus, Query, Session, snapshot};

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
        ["keys"] => lines::keystrokes(lines::TYPED)
            .iter()
            .for_each(|key| println!("{key}")),
        ["exact"] => exact(),
        [] => {
            println!(
                "| lines | per key p50 | p99 | worst | build | bytes a line beside the text | one change (worst of 200) | save | open | first key after opening |"
            );
            println!("| --- | --- | --- | --- | --- | --- | --- | --- | --- | --- |");
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

fn measure(size: &str) {
    let entries = lines::lines(count(size), 1);
    let text: usize = entries.iter().map(|entry| entry.text.len()).sum();
    let copy = entries.clone();
    let begun = Instant::now();
    let mut corpus = Corpus::build(lines::vocabulary(), copy, 2);
    let build = begun.elapsed();
    let beside = (corpus.bytes() as f64 - text as f64) / corpus.len() as f64;

    // Typed thrice; of each key the median, so that a neighbour on the machine does not make the p99.
    let keys = lines::keystrokes(lines::TYPED);
    let mut rounds: Vec<Vec<Duration>> = Vec::new();
    for _ in 0..3 {
        let mut session = Session::new();
        rounds.push(
            keys.iter()
                .map(|line| ask(&corpus, &mut session, line))
                .collect(),
        );
    }
    let mut times: Vec<(Duration, &String)> = (0..keys.len())
        .map(|key| {
            let mut three: Vec<Duration> = rounds.iter().map(|round| round[key]).collect();
            three.sort();
            (three[1], &keys[key])
        })
        .collect();
    times.sort();
    if std::env::var_os("SLOWEST").is_some() {
        for (time, key) in times.iter().rev().take(15) {
            println!("    {:8.2} ms  {key:?}", ms(*time));
        }
    }
    let at = |share: f64| times[((times.len() - 1) as f64 * share).round() as usize].0;

    let mut change = Duration::ZERO;
    for (at, entry) in lines::lines(5_000, 9).into_iter().skip(4_800).enumerate() {
        let begun = Instant::now();
        if at % 2 == 0 {
            corpus.put(entry).unwrap();
        } else {
            corpus.remove(entries[at].id).unwrap();
        }
        change = change.max(begun.elapsed());
    }
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
    println!(
        "| {size} | {:.2} ms | {:.2} ms | {:.2} ms | {:.2} s | {beside:.0} | {:.3} ms | {:.0} ms | {:.1} ms | {:.1} ms |",
        ms(at(0.5)),
        ms(at(0.99)),
        ms(times[times.len() - 1].0),
        build.as_secs_f64(),
        ms(change),
        ms(save),
        ms(open),
        ms(first),
    );
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
    let begun = Instant::now();
    let (corpus, _) = snapshot::open(file.as_ref()).unwrap();
    let query = Query::parse(&typed.join(" "), corpus.vocabulary());
    let hits = Session::new()
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
    let mut session = Session::new();
    for (at, line) in typed.iter().enumerate() {
        let query = Query::parse(line, corpus.vocabulary());
        let got: Vec<_> = session
            .query(&corpus, &query, LIMIT, &|| false)
            .unwrap()
            .iter()
            .map(|hit| (hit.score, hit.id))
            .collect();
        assert_eq!(got, reference.best(&query, LIMIT), "{line:?}");
        if at % 100 == 99 {
            println!("{} queries agree", at + 1);
        }
    }
}
