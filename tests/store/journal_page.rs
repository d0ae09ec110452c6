//! What `docs/journal.md` says of the journal is so: its example is read, its hashes are right, and its script prints the book.

// A test that cannot go on says where.
#![allow(clippy::unwrap_used, clippy::pedantic)]

use std::path::Path;

use ally::book::Book;
use ally::domain::Kind;
use ally::journal::{Chain, Change, Read, Reader};
use serde_json::Value;

fn page() -> String {
    std::fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join("docs/journal.md")).unwrap()
}

/// Gives what stands in the page's blocks of one language, each ended by a line feed.
fn blocks(language: &str) -> Vec<String> {
    let page = page();
    let fence = format!("```{language}\n");
    let after = page.split(fence.as_str()).skip(1);
    after
        .map(|text| text.split("```").next().unwrap().to_owned())
        .collect()
}

/// Writes the page's segments as the journal of a book.
fn book(dir: &Path) -> Book {
    std::fs::create_dir_all(dir.join("journal")).unwrap();
    for (text, number) in blocks("journal").iter().zip(1..) {
        std::fs::write(dir.join(format!("journal/{number:08}.ally")), text).unwrap();
    }
    crate::books::open(dir, "09:00", None)
}

#[test]
fn the_example_of_the_page_is_read_entry_by_entry() {
    let (mut after, mut chain) = (0, Chain::default());
    let mut changes = Vec::new();
    for text in blocks("journal") {
        let mut reader = Reader::new(text.as_bytes(), after, chain).unwrap();
        loop {
            match reader.next_entry().unwrap() {
                Read::Entry(entry, ..) => changes.push(entry.changes),
                Read::End => break,
                Read::Tail { from } => panic!("a tail at {from}"),
            }
        }
        (after, chain, _) = reader.position();
    }
    assert_eq!(after, 6);
    let kinds: Vec<&str> = changes
        .iter()
        .map(|changes| match changes.as_slice() {
            [Change::Make(_)] => "make",
            [Change::Edit(_)] => "edit",
            [Change::Activity(_)] => "activity",
            [] => "forgotten",
            other => panic!("{other:?}"),
        })
        .collect();
    assert_eq!(
        kinds,
        ["make", "make", "edit", "edit", "activity", "forgotten"]
    );
    assert_eq!(
        changes[3],
        vec![changes[2][0].inverse()],
        "entry 4 takes entry 3 back"
    );
}

/// The hashes, worked out as the page tells it and not by the program's own reader.
#[test]
fn the_hashes_of_the_page_are_those_that_its_words_give() {
    let mut chain = [0u8; 32];
    let mut entries = 0u64;
    for text in blocks("journal") {
        let mut lines = text.lines();
        let first: Value = serde_json::from_str(lines.next().unwrap()).unwrap();
        assert_eq!(first["after"], entries);
        assert_eq!(
            first["chain"],
            blake3::Hash::from_bytes(chain).to_hex().as_str()
        );
        let lines: Vec<&str> = lines.collect();
        for entry in lines.split_inclusive(|line| line.starts_with("{\"commit\"")) {
            let [head, body @ .., commit] = entry else {
                panic!("{entry:?}")
            };
            let commit: Value = serde_json::from_str(commit).unwrap();
            let commit = &commit["commit"];
            entries += 1;
            assert_eq!(commit["seq"], entries);
            let stored = commit["body"].as_str().unwrap();
            if body[0].starts_with("{\"forgotten\"") {
                assert_eq!(
                    body,
                    [format!(
                        "{{\"forgotten\":{{\"lines\":{}}}}}",
                        commit["lines"]
                    )]
                );
            } else {
                let bytes: String = body.iter().map(|line| format!("{line}\n")).collect();
                assert_eq!(blake3::hash(bytes.as_bytes()).to_hex().as_str(), stored);
                assert_eq!(commit["lines"], body.len());
            }
            let mut all = chain.to_vec();
            all.extend(entries.to_be_bytes());
            all.extend(blake3::hash(format!("{head}\n").as_bytes()).as_bytes());
            all.extend(blake3::Hash::from_hex(stored).unwrap().as_bytes());
            assert_eq!(all.len(), 104);
            chain = *blake3::hash(&all).as_bytes();
            assert_eq!(
                commit["chain"],
                blake3::Hash::from_bytes(chain).to_hex().as_str()
            );
        }
    }
}

#[test]
fn the_example_is_a_book_that_the_program_opens() {
    let dir = tempfile::tempdir().unwrap();
    let mut book = book(dir.path());
    let promise = &book.of_kind(Kind::Promise).unwrap()[0];
    assert_eq!(
        (promise.title(), promise.short()),
        ("send the credit note".to_owned(), "pm1")
    );
    assert_eq!(promise.get("due"), Some(Value::from("2026-11-27")));
    let account = book.find_account("northline").unwrap();
    let rows: Vec<String> = blocks("rows")[0].lines().map(str::to_owned).collect();
    assert_eq!(book.activity(account).unwrap(), rows);
    assert_eq!(book.position().unwrap().0, 6);
}

/// Several segments travel in one backup.
#[test]
fn a_backup_of_the_example_is_the_example() {
    let dir = tempfile::tempdir().unwrap();
    drop(book(&dir.path().join("one")));
    let mut packed = Vec::new();
    let said = ally::store::pack(&dir.path().join("one"), &mut packed).unwrap();
    assert_eq!(said.entries, 6);
    let file = dir.path().join("book.gz");
    std::fs::write(&file, packed).unwrap();
    assert_eq!(
        ally::store::unpack(&file, &dir.path().join("two")).unwrap(),
        said
    );
    for (text, number) in blocks("journal").iter().zip(1..) {
        let path = dir.path().join(format!("two/journal/{number:08}.ally"));
        assert_eq!(&std::fs::read_to_string(path).unwrap(), text);
    }
}

#[test]
fn a_changed_byte_of_the_example_is_damage_and_a_cut_end_a_tail() {
    let text = blocks("journal")[0].clone();
    let read = |bytes: &[u8]| {
        let mut reader = Reader::new(bytes, 0, Chain::default())?;
        loop {
            match reader.next_entry()? {
                Read::Entry(..) => {}
                Read::End => return Ok((reader.position().0, false)),
                Read::Tail { .. } => return Ok((reader.position().0, true)),
            }
        }
    };
    let fault = |bytes: &[u8]| -> Result<(u64, bool), ally::journal::Fault> { read(bytes) };
    let first = text.find('\n').unwrap();
    for at in (first + 1..text.len() - 1).step_by(37) {
        let mut bytes = text.clone().into_bytes();
        bytes[at] ^= 4;
        assert!(fault(&bytes).is_err(), "byte {at}");
    }
    let last = text.find("{\"seq\":5").unwrap();
    for cut in (last + 1..text.len()).step_by(29) {
        assert_eq!(
            fault(&text.as_bytes()[..cut]).unwrap(),
            (4, true),
            "cut at {cut}"
        );
    }
}

/// The page's script, run by whoever has Python, gives the records that the program gives.
#[test]
fn the_script_of_the_page_prints_the_records() {
    let dir = tempfile::tempdir().unwrap();
    let mut book = book(dir.path());
    let journal = dir.path().join("journal");
    // A tail of a crash is no trouble to it either.
    let last = journal.join("00000002.ally");
    let mut text = std::fs::read_to_string(&last).unwrap();
    let expected = book.objects().unwrap();
    drop(book);
    text.push_str("{\"seq\":7,\"at\":\"2026-11-2");
    std::fs::write(&last, text).unwrap();
    let ran = std::process::Command::new("python3")
        .args(["-c", &blocks("python")[0]])
        .current_dir(dir.path())
        .output();
    let Ok(ran) = ran else {
        println!("skipped: there is no python3");
        return;
    };
    assert!(
        ran.status.success(),
        "{}",
        String::from_utf8_lossy(&ran.stderr)
    );
    let out = String::from_utf8(ran.stdout).unwrap();
    let printed: Vec<Value> = out
        .lines()
        .map(|line| serde_json::from_str(line).unwrap())
        .collect();
    assert_eq!(printed.len(), expected.len());
    for record in expected {
        assert!(printed.contains(&Value::Object(record)));
    }
}
