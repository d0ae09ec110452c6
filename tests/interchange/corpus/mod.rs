//! Finds the corpus, and says so where it is absent.

#![allow(clippy::unwrap_used, clippy::print_stdout)] // A test may stop where it cannot go on, and say what it skipped.

mod awkward;
mod calendars;
mod every;
mod tables;

use std::path::PathBuf;

pub fn root() -> PathBuf {
    std::env::var_os("ALLY_CORPUS").map_or_else(
        || PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../shared/corpus"),
        PathBuf::from,
    )
}

/// Says whether the corpus is there; prints a line where it is not.
pub fn present() -> bool {
    let there = root().is_dir();
    if !there {
        println!("skipped: no corpus at ../shared/corpus (set ALLY_CORPUS)");
    }
    there
}

pub fn bytes(file: &str) -> Vec<u8> {
    std::fs::read(root().join(file)).unwrap_or_else(|error| panic!("{file}: {error}"))
}

pub fn json(file: &str) -> Option<serde_json::Value> {
    present().then(|| serde_json::from_slice(&bytes(file)).unwrap())
}
