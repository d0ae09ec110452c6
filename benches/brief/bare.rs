//! What `benches/brief.sh` measures against, and on: a process that does nothing but open sled and read one account,
//! and a book of any size.
//!
//! `bare make DIR ACCOUNTS RECORDS` makes the book; `bare read DIR ACCOUNT` reads all rows of the account with that id.

// A benchmark prints its figures.
#![allow(clippy::print_stdout, clippy::unwrap_used, missing_docs)]

use std::path::Path;

use ally::book::generate::{self, Size};
use ally::book::{Book, Clock, Command, Options};
use ally::domain::Id;
use ally::journal::Cause;

fn make(dir: &Path, accounts: usize, records: usize) {
    let clock = Clock::from_env().unwrap();
    let size = Size {
        accounts,
        records,
        activity: 0,
        seed: 7,
    };
    let now = clock.now();
    let all = generate::steps(size, &now);
    let mut book = Book::open(Options {
        dir: dir.to_owned(),
        clock,
        author: "me".into(),
        create: true,
        bench: None,
    })
    .unwrap();
    for steps in all {
        let command = Command::Write {
            cause: Cause {
                command: "import".into(),
                ..Cause::default()
            },
            steps,
            at: None,
            author: None,
        };
        book.execute(command).unwrap();
    }
}

/// Opens the index as a command does, and reads it as nobody should: without its digests, and without the journal.
fn read(dir: &Path, account: Id) {
    let db = sled::Config::new()
        .path(dir.join("index"))
        .mode(sled::Mode::LowSpace)
        .cache_capacity(16 << 20)
        .flush_every_ms(None)
        .open()
        .unwrap();
    let mut prefix = vec![b'a'];
    prefix.extend_from_slice(&account.bytes());
    let (mut rows, mut bytes) = (0, 0);
    for row in db.scan_prefix(prefix) {
        rows += 1;
        bytes += row.unwrap().1.len();
    }
    println!("{rows} rows, {bytes} bytes");
}

fn main() {
    let args: Vec<String> = std::env::args().skip(1).collect();
    let args: Vec<&str> = args.iter().map(String::as_str).collect();
    match args.as_slice() {
        ["make", dir, accounts, records] => make(
            Path::new(dir),
            accounts.parse().unwrap(),
            records.parse().unwrap(),
        ),
        ["read", dir, account] => read(Path::new(dir), account.parse().unwrap()),
        _ => println!("bare make DIR ACCOUNTS RECORDS | bare read DIR ACCOUNT"),
    }
}
