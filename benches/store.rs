//! Measures a book's files at several sizes; prints one line a figure.
//!
//! `cargo bench --bench store -- 10000 100000` makes books of that many records in a temporary folder, 200 an account,
//! about 400 bytes a record, and takes the times that `benches/README.md` gives.

// A benchmark prints its figures, and rounds them.
#![allow(
    clippy::print_stdout,
    clippy::print_stderr,
    clippy::unwrap_used,
    clippy::pedantic,
    missing_docs
)]

use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Instant;

use ally::domain::field::Fields;
use ally::domain::names::Name;
use ally::domain::{Id, Kind, Object};
use ally::journal::{Cause, Change, Edit, Entry, Head};
use ally::store::{Disk, Options, Shape, Store, Turn};
use serde_json::{Value, json};

struct Counting;

impl Shape for Counting {
    fn version(&self) -> u32 {
        1
    }
    fn account(&self, record: &Object) -> Option<Id> {
        let own = record.get("kind")? == "account";
        record
            .get(if own { "id" } else { "account" })?
            .as_str()?
            .parse()
            .ok()
    }
    fn summarise(
        &self,
        _: Id,
        previous: Option<&Value>,
        changes: &mut dyn FnMut() -> Vec<Turn>,
        all: &mut dyn FnMut() -> Vec<Fields>,
    ) -> Option<Value> {
        let before = previous.and_then(|v| v["members"].as_u64());
        let count = match before {
            Some(count) => changes().iter().fold(count, |sum, (old, new)| {
                sum + u64::from(new.is_some()) - u64::from(old.is_some())
            }),
            None => all().len() as u64,
        };
        Some(
            json!({"members": count, "open": [1, 2, 3], "last": "2026-11-23", "next": "x".repeat(200)}),
        )
    }
    fn name(&self, record: &Object) -> Option<Name> {
        let kind = serde_json::from_value::<Kind>(record.get("kind")?.clone()).ok()?;
        matches!(kind, Kind::Account | Kind::Person).then_some(())?;
        Some(Name {
            id: record.get("id")?.as_str()?.parse().ok()?,
            kind,
            short: record.get("short")?.as_str()?.to_owned(),
            name: record.get("name")?.as_str()?.to_owned(),
            others: Vec::new(),
            account: self.account(record).filter(|_| kind == Kind::Person),
            ours: false,
            emails: Vec::new(),
        })
    }
    fn foreign(&self, record: &Object) -> Vec<(String, String)> {
        let email = record.get("email").and_then(Value::as_str);
        email
            .map(|e| ("email".to_owned(), e.to_owned()))
            .into_iter()
            .collect()
    }
}

/// Counts the time that goes into making things durable.
#[derive(Default)]
struct Timed(AtomicU64);

impl Disk for Timed {
    fn sync(&self, file: &std::fs::File) -> std::io::Result<()> {
        let began = Instant::now();
        let result = file.sync_data();
        let spent = u64::try_from(began.elapsed().as_micros()).unwrap_or_default();
        self.0.fetch_add(spent, Ordering::SeqCst);
        result
    }
}

fn id(number: u64) -> Id {
    let mut unique = [7; 10];
    unique[2..].copy_from_slice(&number.wrapping_mul(0x9e37_79b9_7f4a_7c15).to_be_bytes());
    Id::new(1_700_000_000_000 + number, unique)
}

fn record(number: u64) -> Object {
    let account = number - number % 200;
    let words =
        "they asked for a call before the roof goes on because the last delivery came late ";
    let value = match number % 200 {
        0 => {
            json!({"id": id(number), "short": format!("ac{}", number / 200 + 1), "kind": "account", "name": format!("Account {number}"), "notes": words.repeat(3)})
        }
        1..=10 => {
            json!({"id": id(number), "short": format!("pe{number}"), "kind": "person", "account": id(account), "name": format!("Person {number}"), "email": format!("p{number}@example.com"), "notes": words.repeat(2)})
        }
        11..=60 => {
            json!({"id": id(number), "short": format!("pm{number}"), "kind": "promise", "account": id(account), "what": words, "due": "2026-12-01", "notes": words.repeat(2)})
        }
        _ => {
            json!({"id": id(number), "short": format!("le{number}"), "kind": "learning", "account": id(account), "fact": words, "learned_on": "2026-11-01", "notes": words.repeat(2)})
        }
    };
    value.as_object().cloned().unwrap_or_default()
}

fn entry(changes: Vec<Change>) -> Entry {
    Entry {
        head: Head {
            seq: 0,
            at: jiff::Timestamp::UNIX_EPOCH,
            author: "me".into(),
            cause: Cause {
                command: "import".into(),
                ..Cause::default()
            },
            request: None,
            more: Object::new(),
        },
        changes,
    }
}

fn open(dir: &Path, disk: Arc<dyn Disk>) -> Store {
    let options = Options {
        create: true,
        disk,
        ..Options::new(jiff::Timestamp::UNIX_EPOCH)
    };
    Store::open(dir, options, Arc::new(Counting)).unwrap()
}

fn ms(began: Instant) -> f64 {
    began.elapsed().as_secs_f64() * 1000.0
}

fn middle(mut times: Vec<f64>, part: f64) -> f64 {
    times.sort_by(f64::total_cmp);
    let at = ((times.len() - 1) as f64 * part).round();
    times[at as usize]
}

/// What a command does: a process that opens the book, asks one thing, and ends.
fn cold(dir: &Path, what: &str) -> f64 {
    let one = || {
        let began = Instant::now();
        let done = std::process::Command::new(std::env::current_exe().unwrap())
            .args(["--cold", dir.to_str().unwrap(), what])
            .status()
            .unwrap();
        assert!(done.success());
        ms(began)
    };
    middle((0..15).map(|_| one()).collect(), 0.5)
}

fn folder_size(dir: &Path) -> u64 {
    let entries = std::fs::read_dir(dir).unwrap().flatten();
    let sizes = entries.map(|e| match e.file_type().unwrap().is_dir() {
        true => folder_size(&e.path()),
        false => e.metadata().unwrap().len(),
    });
    sizes.sum()
}

fn measure(size: u64) {
    let dir =
        tempfile::tempdir_in(std::env::var("ALLY_BENCH_DIR").unwrap_or("/var/tmp".into())).unwrap();
    let dir = dir.path();
    let mut store = open(dir, Arc::new(Timed::default()));
    let began = Instant::now();
    for from in (0..size).step_by(100_000) {
        let changes = (from..(from + 100_000).min(size))
            .map(|n| Change::Make(record(n)))
            .collect();
        store.append(entry(changes), [1; 16]).unwrap();
    }
    println!("{size}: import in entries of 100,000: {:.0} ms", ms(began));
    store.release();
    let part = |name| folder_size(&dir.join(name)) >> 20;
    println!(
        "{size}: journal {} MB, index {} MB",
        part("journal"),
        part("index")
    );
    for what in ["nothing", "account", "short", "summaries", "names", "save"] {
        println!("{size}: cold process, {what}: {:.1} ms", cold(dir, what));
    }
    let disk = Arc::new(Timed::default());
    let mut store = open(dir, disk.clone());
    let (mut times, mut synced) = (Vec::new(), Vec::new());
    for n in 0..500u64.min(size / 20) {
        let number = n * 7919 % (size / 200) * 200 + 20;
        let old = store.get(id(number)).unwrap().unwrap();
        let mut new = old.clone();
        new.insert("due".into(), json!(format!("2027-01-{}", n + 1)));
        let change = Change::Edit(Edit::between(&old, &new).unwrap());
        let before = disk.0.load(Ordering::SeqCst);
        let began = Instant::now();
        store.append(entry(vec![change]), [2; 16]).unwrap();
        times.push(ms(began));
        synced.push((disk.0.load(Ordering::SeqCst) - before) as f64 / 1000.0);
    }
    let own: Vec<f64> = times.iter().zip(&synced).map(|(t, s)| t - s).collect();
    println!(
        "{size}: save p50 {:.2} ms, p99 {:.2} ms; beyond the disk's flush p50 {:.2} ms, p99 {:.2} ms",
        middle(times.clone(), 0.5),
        middle(times, 0.99),
        middle(own.clone(), 0.5),
        middle(own, 0.99)
    );
    let began = Instant::now();
    let mut count = 0;
    store
        .all(&mut |_| {
            count += 1;
            true
        })
        .unwrap();
    println!("{size}: all {count} records by id: {:.0} ms", ms(began));
    let began = Instant::now();
    let promises = store.of_kind(Kind::Promise).unwrap().len();
    println!("{size}: the {promises} promises: {:.0} ms", ms(began));
    let began = Instant::now();
    store.account(id(0)).unwrap();
    println!("{size}: an account in an open book: {:.2} ms", ms(began));
    let began = Instant::now();
    store.release();
    println!("{size}: closing: {:.1} ms", ms(began));
    std::fs::remove_dir_all(dir.join("index")).unwrap();
    let began = Instant::now();
    open(dir, Arc::new(Timed::default())).release();
    println!("{size}: rebuild of the index: {:.0} ms", ms(began));
    println!(
        "{size}: cold process, account, after the rebuild: {:.1} ms",
        cold(dir, "account")
    );
    let peak = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let peak = peak.lines().find(|l| l.starts_with("VmHWM")).unwrap_or("");
    println!(
        "{size}: peak memory of all this: {}",
        peak.trim_start_matches("VmHWM:").trim()
    );
}

fn main() {
    let args: Vec<String> = std::env::args().skip(1).collect();
    if let [flag, dir, what] = args.as_slice()
        && flag == "--cold"
    {
        let mut store = open(Path::new(dir), Arc::new(ally::store::Real));
        match what.as_str() {
            "account" => assert_eq!(store.account(id(200)).unwrap().len(), 200),
            "short" => assert!(
                store
                    .by_short("pm211")
                    .unwrap()
                    .is_some_and(|id| store.get(id).unwrap().is_some())
            ),
            "summaries" => assert!(store.summaries::<Value>().unwrap().len() > 1),
            "names" => assert!(store.account_names().unwrap().0.len() > 1),
            "save" => {
                let old = record(20);
                let mut changes = Vec::new();
                let now = store.get(id(20)).unwrap().unwrap();
                let mut new = now.clone();
                new.insert(
                    "due".into(),
                    json!(format!("2028-01-{}", store.position().0)),
                );
                assert_eq!(old["id"], now["id"]);
                changes.extend(Edit::between(&now, &new).map(Change::Edit));
                store.append(entry(changes), [3; 16]).unwrap();
            }
            _ => {}
        }
        store.release();
        return;
    }
    let sizes: Vec<u64> = args
        .iter()
        .filter_map(|a| a.replace('_', "").parse().ok())
        .collect();
    for size in if sizes.is_empty() {
        vec![10_000]
    } else {
        sizes
    } {
        measure(size);
    }
}
