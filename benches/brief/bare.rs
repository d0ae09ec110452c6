//! What `benches/brief.sh` measures against: a process that does nothing but open sled and read one account.
//!
//! `bare DIR ACCOUNT` reads all rows of the account with that id in the book in that directory.

// A benchmark prints its figures.
#![allow(clippy::print_stdout, clippy::unwrap_used, missing_docs)]

use std::path::Path;

use ally::domain::Id;

/// Opens the index as a command does, and reads it as nobody should: without its digests, and without the journal.
fn main() {
    let mut args = std::env::args().skip(1);
    let (Some(dir), Some(account)) = (args.next(), args.next()) else {
        println!("bare DIR ACCOUNT");
        return;
    };
    let account: Id = account.parse().unwrap();
    let db = sled::Config::new()
        .path(Path::new(&dir).join("index"))
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
