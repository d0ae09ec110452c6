//! Whatever happens to the files: nothing saved is lost, and damage is found and named.

use std::path::Path;

use ally::journal::Change;
use ally::store::{Store, StoreError};
use serde_json::json;

use crate::make::*;

/// A book with a little of everything.
pub fn book(dir: &Path) -> Store {
    let mut store = open(dir).unwrap();
    for a in 0..6u64 {
        let base = a * 100 + 1;
        let mut changes = vec![Change::Make(account(base))];
        changes.extend((1..5).map(|n| Change::Make(person(base + n, base))));
        changes.extend(
            (5..25).map(|n| Change::Make(promise(base + n, base, "call them about the roof"))),
        );
        let mut first = entry(changes);
        first.head.request = Some(format!("r{a}"));
        store.append(first, [9; 16]).unwrap();
    }
    for a in 0..6u64 {
        let old = promise(a * 100 + 10, a * 100 + 1, "call them about the roof");
        let (_, change) = edit(&old, "what", json!("call them about the door"));
        save(&mut store, vec![change]);
    }
    store
}

#[test]
fn a_tail_is_cut_kept_aside_and_told() {
    let dir = tempfile::tempdir().unwrap();
    let mut store = book(dir.path());
    let before = look(&mut store);
    store.release();
    let path = dir.path().join("journal/00000001.ally");
    let mut bytes = std::fs::read(&path).unwrap();
    bytes.extend_from_slice(b"{\"seq\":13,\"at\":\"2026-11-23T14:00:00Z\",\"auth");
    std::fs::write(&path, &bytes).unwrap();
    let mut store = open(dir.path()).unwrap();
    assert!(look(&mut store) == before);
    assert_eq!(store.notices().len(), 1);
    let kept = std::fs::read_dir(dir.path().join("aside"))
        .unwrap()
        .next()
        .unwrap()
        .unwrap();
    assert!(
        std::fs::read_to_string(kept.path())
            .unwrap()
            .starts_with("{\"seq\":13")
    );
    save(&mut store, vec![Change::Make(account(900))]);
    store.release();
    assert!(open(dir.path()).unwrap().get(id(900)).unwrap().is_some());
}

#[test]
fn a_journal_that_lost_what_the_index_has_is_damaged() {
    let dir = tempfile::tempdir().unwrap();
    book(dir.path()).release();
    let path = dir.path().join("journal/00000001.ally");
    let bytes = std::fs::read(&path).unwrap();
    std::fs::write(&path, &bytes[..bytes.len() - 10]).unwrap();
    match open(dir.path()) {
        Err(StoreError::Damaged(damage)) => assert_eq!((damage.whole, damage.known), (11, 12)),
        other => panic!("{:?}", other.err()),
    }
    assert_eq!(
        std::fs::read(&path).unwrap().len(),
        bytes.len() - 10,
        "nothing was cut"
    );
    std::fs::remove_file(&path).unwrap();
    assert!(
        matches!(open(dir.path()), Err(StoreError::Damaged(_))),
        "no empty book"
    );
}

/// One way to ask, chosen by number: each on an index that nothing else has looked at yet.
fn ask(store: &mut Store, way: usize) -> String {
    use ally::domain::Kind;
    match way {
        0 => format!("{:?}", store.of_kind(Kind::Promise).unwrap()),
        1 => format!("{:?}", store.account(id(101)).unwrap()),
        2 => format!("{:?}", store.summaries::<serde_json::Value>().unwrap()),
        3 => format!("{:?}", store.names().unwrap()),
        4 => format!(
            "{:?} {:?}",
            store.by_short("pm210").unwrap(),
            store.by_short("pm999").unwrap()
        ),
        5 => format!("{:?}", store.get(id(310)).unwrap()),
        6 => format!("{:?}", store.by_foreign("email", "p2@example.com").unwrap()),
        7 => format!("{:?}", store.history_of(id(410)).unwrap()),
        8 => format!(
            "{:?} {:?}",
            store.seen("r3").unwrap(),
            store.next_short(Kind::Person).unwrap()
        ),
        9 => format!("{:?}", store.entry(9).unwrap()),
        10 => format!("{:?}", store.summary(id(501)).unwrap()),
        _ => format!("{:?}", store.people_names(id(501)).unwrap()),
    }
}

fn copy(from: &Path, to: &Path) {
    std::fs::create_dir_all(to).unwrap();
    for entry in std::fs::read_dir(from).unwrap() {
        let entry = entry.unwrap();
        let target = to.join(entry.file_name());
        if entry.file_type().unwrap().is_dir() {
            copy(&entry.path(), &target);
        } else {
            std::fs::copy(entry.path(), target).unwrap();
        }
    }
}

fn files(dir: &Path) -> Vec<std::path::PathBuf> {
    let mut found = Vec::new();
    for entry in std::fs::read_dir(dir).unwrap().flatten() {
        if entry.file_type().unwrap().is_dir() {
            found.extend(files(&entry.path()));
        } else if entry.metadata().unwrap().len() > 0 {
            found.push(entry.path());
        }
    }
    found.sort();
    found
}

/// Numbers that are the same in every run.
struct Dice(u64);
impl Dice {
    fn roll(&mut self, below: usize) -> usize {
        self.0 = self
            .0
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1_442_695_040_888_963_407);
        usize::try_from(self.0 >> 33).unwrap() % below.max(1)
    }
}

/// However the index is damaged, each answer is the one of before, and nothing is lost.
#[test]
fn a_damaged_index_never_answers_wrong() {
    let trials = std::env::var("ALLY_TRIALS").map_or(200, |t| t.parse().unwrap());
    let dir = tempfile::tempdir().unwrap();
    let good = dir.path().join("good");
    book(&good).release();
    // What it was a little earlier: an index that lost its tail, or some of it.
    let earlier = dir.path().join("earlier");
    copy(&good, &earlier);
    let mut store = open(&good).unwrap();
    let last = promise(9, 1, "call them about the roof");
    save(&mut store, vec![edit(&last, "due", json!("2026-12-02")).1]);
    let whole = look(&mut store);
    let answers: Vec<String> = (0..12).map(|way| ask(&mut store, way)).collect();
    store.release();
    let mut dice = Dice(std::env::var("ALLY_SEED").map_or(7, |t| t.parse().unwrap()));
    let mut rebuilt = 0;
    for trial in 0..trials {
        let dir = dir.path().join("trial");
        let _ = std::fs::remove_dir_all(&dir);
        copy(&good, &dir);
        let found = files(&dir.join("index"));
        let victim = &found[dice.roll(found.len())];
        let mut bytes = std::fs::read(victim).unwrap();
        match trial % 6 {
            0 | 1 => {
                let at = dice.roll(bytes.len());
                bytes[at] ^= 1 << dice.roll(8);
            }
            2 => bytes.truncate(dice.roll(bytes.len())),
            3 => {
                let at = dice.roll(bytes.len());
                let to = (at + 4096).min(bytes.len());
                bytes[at..to].fill(0);
            }
            4 => {
                // A stretch as it was earlier, as after a power cut.
                let old = std::fs::read(earlier.join(victim.strip_prefix(&dir).unwrap()))
                    .unwrap_or_default();
                let at = dice.roll(bytes.len());
                let to = (at + 65536).min(bytes.len()).min(old.len());
                if at < to {
                    bytes[at..to].copy_from_slice(&old[at..to]);
                }
            }
            _ => {
                for _ in 0..40 {
                    let at = dice.roll(bytes.len());
                    bytes[at] = 0x55;
                }
            }
        }
        std::fs::write(victim, &bytes).unwrap();
        if trial % 50 == 49 {
            std::fs::remove_dir_all(dir.join("index")).unwrap();
        }
        let way = dice.roll(12);
        let mut store = open(&dir).unwrap();
        assert!(
            ask(&mut store, way) == answers[way],
            "trial {trial}, way {way}, {}",
            victim.display()
        );
        // All of it takes long; one answer at a time is the harder test.
        if trial % 4 == 0 {
            assert!(look(&mut store) == whole, "trial {trial}");
        }
        rebuilt += store.notices().len();
        store.release();
    }
    assert!(
        rebuilt > trials / 8,
        "the damage must have been noticed: {rebuilt}"
    );
    println!("{trials} trials, the index rebuilt in {rebuilt}");
}

#[test]
fn a_flipped_byte_in_the_journal_is_found_and_named() {
    let dir = tempfile::tempdir().unwrap();
    let good = dir.path().join("good");
    book(&good).release();
    let length = std::fs::metadata(good.join("journal/00000001.ally"))
        .unwrap()
        .len();
    let mut dice = Dice(3);
    for trial in 0..40 {
        let dir = dir.path().join(format!("trial{trial}"));
        copy(&good, &dir);
        let path = dir.join("journal/00000001.ally");
        let mut bytes = std::fs::read(&path).unwrap();
        let at = if trial == 0 {
            bytes.len() - 1
        } else {
            dice.roll(usize::try_from(length).unwrap())
        };
        bytes[at] ^= 1 << dice.roll(7);
        std::fs::write(&path, &bytes).unwrap();
        // Checking finds it though the index is sound; without the index, opening does.
        let report =
            ally::store::check(&dir, false, &options(), std::sync::Arc::new(Counting)).unwrap();
        let line = 1 + bytes[..at].iter().filter(|b| **b == b'\n').count() as u64;
        let Some(finding) = report.findings.first() else {
            panic!("byte {at} was not found")
        };
        assert!(
            finding.grave && finding.file == path && finding.line >= Some(line),
            "byte {at}, line {line}: {finding:?}"
        );
        if trial % 4 == 0 {
            std::fs::remove_dir_all(dir.join("index")).unwrap();
            assert!(
                matches!(open(&dir), Err(StoreError::Damaged(_))),
                "byte {at}"
            );
            assert_eq!(std::fs::read(&path).unwrap(), bytes, "nothing was changed");
        }
    }
}

#[test]
fn salvaging_gives_back_everything_that_the_index_still_has() {
    let dir = tempfile::tempdir().unwrap();
    let mut store = book(dir.path());
    let mut before = Vec::new();
    store
        .all(&mut |r| {
            before.push(r);
            true
        })
        .unwrap();
    store.release();
    let path = dir.path().join("journal/00000001.ally");
    let mut bytes = std::fs::read(&path).unwrap();
    let at = bytes.len() / 2;
    bytes[at] ^= 0x10;
    std::fs::write(&path, &bytes).unwrap();
    let report =
        ally::store::check(dir.path(), true, &options(), std::sync::Arc::new(Counting)).unwrap();
    assert!(
        report.is_sound() && report.repaired.len() > 2,
        "{report:#?}"
    );
    let mut store = open(dir.path()).unwrap();
    let mut after = Vec::new();
    store
        .all(&mut |r| {
            after.push(r);
            true
        })
        .unwrap();
    assert!(after == before);
    assert_eq!(store.notices(), Vec::<String>::new());
    assert!(
        store.entry(12).unwrap().head.author == "me",
        "entries keep their numbers"
    );
}

#[test]
fn salvaging_without_an_index_gives_back_all_but_the_damaged_line() {
    let dir = tempfile::tempdir().unwrap();
    book(dir.path()).release();
    std::fs::remove_dir_all(dir.path().join("index")).unwrap();
    let path = dir.path().join("journal/00000001.ally");
    let text = std::fs::read_to_string(&path).unwrap();
    let line = text
        .lines()
        .position(|l| l.contains("\"pm310\"") && l.starts_with("{\"make\""))
        .unwrap();
    let mut lines: Vec<String> = text.lines().map(|l| format!("{l}\n")).collect();
    lines[line].replace_range(0..2, "!!");
    std::fs::write(&path, lines.concat()).unwrap();
    let report =
        ally::store::check(dir.path(), true, &options(), std::sync::Arc::new(Counting)).unwrap();
    let named = format!(
        "00000001.ally:{}: a change of entry 4 cannot be read",
        line + 1
    );
    assert!(
        report.repaired.iter().any(|l| l.ends_with(&named)),
        "{report:#?}"
    );
    let mut store = open(dir.path()).unwrap();
    let mut count = 0;
    store
        .all(&mut |_| {
            count += 1;
            true
        })
        .unwrap();
    // Its later edit came after it was made, so there is nothing to edit.
    assert_eq!((count, store.position().0), (6 * 25 - 1, 12));
    assert!(store.get(id(310)).unwrap().is_none());
}

/// Fails as told.
#[derive(Default)]
struct Failing {
    write_after: std::sync::atomic::AtomicI64,
    sync_after: std::sync::atomic::AtomicI64,
}
impl ally::store::Disk for Failing {
    fn write(&self, file: &mut std::fs::File, bytes: &[u8]) -> std::io::Result<()> {
        use std::io::Write as _;
        if self
            .write_after
            .fetch_sub(1, std::sync::atomic::Ordering::SeqCst)
            == 0
        {
            file.write_all(&bytes[..bytes.len() / 2])?;
            return Err(std::io::Error::from(std::io::ErrorKind::StorageFull));
        }
        file.write_all(bytes)
    }
    fn sync(&self, file: &std::fs::File) -> std::io::Result<()> {
        if self
            .sync_after
            .fetch_sub(1, std::sync::atomic::Ordering::SeqCst)
            == 0
        {
            return Err(std::io::Error::other("the disk said no"));
        }
        file.sync_data()
    }
}

#[test]
fn a_save_that_fails_is_not_there_and_the_next_one_is() {
    use std::sync::atomic::Ordering;
    let dir = tempfile::tempdir().unwrap();
    let disk = std::sync::Arc::new(Failing::default());
    disk.write_after.store(-1, Ordering::SeqCst);
    disk.sync_after.store(-1, Ordering::SeqCst);
    let options = ally::store::Options {
        disk: disk.clone(),
        ..options()
    };
    let mut store = Store::open(dir.path(), options, std::sync::Arc::new(Counting)).unwrap();
    save(&mut store, vec![Change::Make(account(1))]);
    let before = look(&mut store);
    let journal = dir.path().join("journal/00000001.ally");
    let bytes = std::fs::read(&journal).unwrap();
    for failing in [&disk.write_after, &disk.sync_after] {
        failing.store(0, Ordering::SeqCst);
        let failed = store.append(entry(vec![Change::Make(account(2))]), [1; 16]);
        assert!(matches!(failed, Err(StoreError::NotSaved { .. })));
        assert_eq!(std::fs::read(&journal).unwrap(), bytes, "cut back at once");
        assert!(look(&mut store) == before);
    }
    assert_eq!(save(&mut store, vec![Change::Make(account(3))]), 2);
    let after = look(&mut store);
    store.release();
    assert!(look(&mut open(dir.path()).unwrap()) == after);
}

#[test]
#[ignore = "the process that the next test kills"]
fn child() {
    use std::io::Write as _;
    let dir = std::env::var("ALLY_STORE_CHILD").unwrap();
    let mut store = open(Path::new(&dir)).unwrap();
    let mut out = std::io::stdout();
    loop {
        let number = store.position().0 + 1;
        let mut changes = vec![Change::Make(promise(number * 10, 1, &"call ".repeat(50)))];
        if number > 3 {
            let old = promise((number - 1) * 10, 1, &"call ".repeat(50));
            changes.push(edit(&old, "due", json!("2026-12-01")).1);
        }
        let saved = save(&mut store, changes);
        writeln!(out, "saved {saved}").unwrap();
        out.flush().unwrap();
    }
}

/// A process killed at any moment loses nothing that it said was saved, and leaves nothing torn or doubled.
#[test]
fn a_kill_loses_nothing_that_was_saved() {
    use std::io::BufRead as _;
    let rounds = std::env::var("ALLY_KILLS").map_or(50, |t| t.parse().unwrap());
    let dir = tempfile::tempdir().unwrap();
    let mut store = open(dir.path()).unwrap();
    save(&mut store, vec![Change::Make(account(1))]);
    store.release();
    let mut dice = Dice(11);
    let mut saved = 1;
    for round in 0..rounds {
        let mut child = std::process::Command::new(std::env::current_exe().unwrap())
            .args(["--exact", "damage::child", "--ignored", "--nocapture", "-q"])
            .env("ALLY_STORE_CHILD", dir.path())
            .stdout(std::process::Stdio::piped())
            .stderr(std::process::Stdio::null())
            .spawn()
            .unwrap();
        let lines = std::io::BufReader::new(child.stdout.take().unwrap()).lines();
        let wanted = dice.roll(12);
        let mut seen = 0;
        for line in lines.map_while(Result::ok) {
            if let Some(number) = line.split("saved ").nth(1) {
                saved = number.trim().parse().unwrap();
                seen += 1;
                if seen > wanted {
                    // A few more steps, so that it dies anywhere within a save.
                    for _ in 0..dice.roll(4000) {
                        std::hint::black_box(dice.roll(2));
                    }
                    break;
                }
            }
        }
        child.kill().unwrap();
        child.wait().unwrap();
        let mut store = open(dir.path()).unwrap();
        let (last, _) = store.position();
        assert!(
            last >= saved,
            "round {round}: {saved} was saved, {last} is there"
        );
        assert_eq!(
            store.account(id(1)).unwrap().len() as u64,
            last,
            "round {round}"
        );
        assert_eq!(store.summary(id(1)).unwrap(), Some(json!(last)));
        store.entry(last).unwrap();
        store.release();
    }
    let mut store = open(dir.path()).unwrap();
    store.verify_index().unwrap();
    let report = {
        store.release();
        ally::store::check(dir.path(), false, &options(), std::sync::Arc::new(Counting)).unwrap()
    };
    assert_eq!(report.findings, []);
}

/// All records of a book, by id.
fn records(store: &mut Store) -> Vec<ally::domain::Object> {
    let mut all = Vec::new();
    let mut each = |record| {
        all.push(record);
        true
    };
    store.all(&mut each).unwrap();
    all
}

#[test]
fn a_journal_that_is_gone_is_written_anew_of_what_the_index_has_and_that_is_said() {
    for folder_too in [true, false] {
        let dir = tempfile::tempdir().unwrap();
        let mut store = book(dir.path());
        let before = records(&mut store);
        store.release();
        let journal = dir.path().join("journal");
        if folder_too {
            std::fs::remove_dir_all(&journal).unwrap();
        } else {
            std::fs::remove_file(journal.join("00000001.ally")).unwrap();
        }
        let hint = open(dir.path()).err().unwrap().hint().unwrap();
        assert!(hint.contains("backup"), "{hint}");
        let check = |repair| {
            ally::store::check(
                dir.path(),
                repair,
                &options(),
                std::sync::Arc::new(Counting),
            )
        };
        assert!(check(false).unwrap().lacks_journal());
        let report = check(true).unwrap();
        let told = report.repaired.join("\n");
        assert!(told.contains("history begins anew"), "{told}");
        assert!(told.contains("imported again"), "{told}");
        assert!(told.contains("aside/index-"), "{told}");
        for untrue in [
            "damaged journal is kept",
            "Nothing was lost",
            "it was missing",
        ] {
            assert!(!told.contains(untrue), "{told}");
        }
        let mut store = open(dir.path()).unwrap();
        assert!(records(&mut store) == before);
    }
}

#[test]
fn nothing_is_called_sound_that_was_made_from_nothing() {
    let dir = tempfile::tempdir().unwrap();
    book(dir.path()).release();
    std::fs::remove_dir_all(dir.path().join("journal")).unwrap();
    for file in std::fs::read_dir(dir.path().join("index")).unwrap() {
        let path = file.unwrap().path();
        if path.is_file() {
            std::fs::write(&path, b"no index").unwrap();
        }
    }
    let repaired = ally::store::check(dir.path(), true, &options(), std::sync::Arc::new(Counting));
    assert!(
        matches!(repaired, Err(StoreError::NothingLeft(_))),
        "{repaired:?}"
    );
    assert!(!dir.path().join("journal").exists());
}
