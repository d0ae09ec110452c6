//! The peers that are crates, on the same lines and keys as the lookup.
//!
//! `peers keys LINES KEYS` types the keys and prints time per key; `peers quality FOLDER` asks nucleo and fzf what
//! sellers type (`lines` and `queries` as `cargo bench --bench lookup -- quality FOLDER` writes them).

use std::collections::{BTreeMap, HashMap};
use std::io::Write;
use std::process::{Command, Stdio};
use std::sync::Arc;
use std::time::{Duration, Instant};

use nucleo::pattern::{CaseMatching, Normalization};
use nucleo::{Config, Nucleo};

const THREADS: usize = 2;
const LIMIT: u32 = 50;

fn main() {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    match arguments.iter().map(String::as_str).collect::<Vec<_>>().as_slice() {
        ["keys", lines, keys] => keys_of(&read(lines), &read(keys)),
        ["quality", folder] => quality(folder),
        _ => eprintln!("peers keys LINES KEYS | peers quality FOLDER"),
    }
}

fn read(file: &str) -> Vec<String> {
    std::fs::read_to_string(file).expect(file).lines().map(str::to_owned).collect()
}

struct Asked {
    nucleo: Nucleo<usize>,
    last: String,
}

impl Asked {
    fn new(lines: &[String]) -> Self {
        let nucleo = Nucleo::new(Config::DEFAULT, Arc::new(|| {}), Some(THREADS), 1);
        let injector = nucleo.injector();
        for (at, line) in lines.iter().enumerate() {
            injector.push(at, |_, columns| columns[0] = line.as_str().into());
        }
        Self { nucleo, last: String::new() }
    }

    fn ask(&mut self, key: &str) -> Vec<usize> {
        let appended = key.starts_with(&self.last);
        self.nucleo.pattern.reparse(0, key, CaseMatching::Ignore, Normalization::Smart, appended);
        self.last = key.to_owned();
        while self.nucleo.tick(1_000).running {}
        let snapshot = self.nucleo.snapshot();
        let count = snapshot.matched_item_count().min(LIMIT);
        snapshot.matched_items(0..count).map(|item| *item.data).collect()
    }
}

/// Types all keys three times; of each the best, so that neighbours on the machine count least. The lookup's bench does the same.
fn keys_of(lines: &[String], keys: &[String]) {
    let mut nucleo = Asked::new(lines);
    nucleo.ask("warm");
    report("nucleo 0.5", keys, |key| {
        nucleo.ask(key);
    });
    report("frizbee 0.13", keys, |key| {
        let mut matcher = frizbee::Matcher::from_query(key, &frizbee::Config::default());
        let matches = matcher.match_list_parallel(lines, THREADS);
        std::hint::black_box(matches.len());
    });
}

fn report(name: &str, keys: &[String], mut ask: impl FnMut(&str)) {
    let mut best = vec![Duration::MAX; keys.len()];
    let mut works = best.clone();
    for _ in 0..3 {
        for ((key, best), least) in keys.iter().zip(&mut best).zip(&mut works) {
            let (begun, before) = (Instant::now(), work());
            ask(key);
            *best = begun.elapsed().min(*best);
            *least = work().saturating_sub(before).min(*least);
        }
    }
    best.sort();
    works.sort();
    let at = |all: &[Duration], share: f64| all[((all.len() - 1) as f64 * share).round() as usize].as_secs_f64() * 1e3;
    println!(
        "| {name} | {:.2} ms | {:.2} ms | {:.2} ms | {:.2} ms | {:.2} ms |",
        at(&best, 0.5),
        at(&best, 0.99),
        at(&best, 1.0),
        at(&works, 0.5) / 2.0,
        at(&works, 0.99) / 2.0,
    );
}

/// The processor time that all threads have taken, those that have ended among them.
fn work() -> Duration {
    let spent = rustix::time::clock_gettime(rustix::time::ClockId::ProcessCPUTime);
    Duration::new(spent.tv_sec.unsigned_abs(), spent.tv_nsec.unsigned_abs() as u32)
}

fn quality(folder: &str) {
    let lines = read(&format!("{folder}/lines"));
    let pairs: Vec<(String, String, Vec<usize>)> = read(&format!("{folder}/queries"))
        .iter()
        .map(|row| {
            let parts: Vec<&str> = row.split('\t').collect();
            (parts[0].to_owned(), parts[1].to_owned(), parts[2].split(' ').map(|at| at.parse().unwrap()).collect())
        })
        .collect();
    let mut nucleo = Asked::new(&lines);
    marks("nucleo 0.5", &pairs, |query| nucleo.ask(query).into_iter().take(5).collect());
    if Command::new("fzf").arg("--version").output().is_ok() {
        let places: HashMap<&str, usize> = lines.iter().enumerate().map(|(at, line)| (line.as_str(), at)).collect();
        let all = lines.join("\n");
        marks("fzf", &pairs, |query| {
            let mut child = Command::new("fzf")
                .args(["-i", "--filter", query])
                .stdin(Stdio::piped())
                .stdout(Stdio::piped())
                .spawn()
                .expect("fzf starts");
            let mut input = child.stdin.take().expect("a pipe");
            let text = all.clone();
            let writer = std::thread::spawn(move || drop(input.write_all(text.as_bytes())));
            let output = child.wait_with_output().expect("fzf ends");
            writer.join().expect("all written");
            String::from_utf8_lossy(&output.stdout).lines().take(5).filter_map(|line| places.get(line).copied()).collect()
        });
    }
}

fn marks(name: &str, pairs: &[(String, String, Vec<usize>)], mut five: impl FnMut(&str) -> Vec<usize>) {
    let mut marks: BTreeMap<&str, (usize, usize)> = BTreeMap::new();
    for (class, query, wanted) in pairs {
        let place = five(query).iter().position(|at| wanted.contains(at));
        for class in [class.as_str(), "all"] {
            let mark = marks.entry(class).or_default();
            mark.0 += usize::from(place == Some(0));
            mark.1 += usize::from(place.is_some());
        }
    }
    for (class, (first, five)) in marks {
        println!("{name}\t{class}\t{first}/{five}");
    }
}
