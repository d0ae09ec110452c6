//! What the keys do to the book: before – keys – after, on the demo book with the clock held still.

#![allow(clippy::unwrap_used, clippy::too_many_lines)] // A test may stop where it cannot go on.

mod deleted;
mod forms;
mod lists;
mod lookup;
mod moves;
mod seen;
mod speed;

use crate::bench_book::{all, book, hides, open, shows};
use ally::book::Step;
use ally::domain::{Body, Id, Kind, Record};
use ally::tui::headless::Headless;
use proptest::prelude::*;
use proptest::test_runner::{Config, RngAlgorithm, TestRng, TestRunner};

fn bench() -> (Headless, tempfile::TempDir) {
    crate::bench_book::bench((100, 30), "dusk")
}

/// Opens the account that a few letters find.
fn go(bench: &mut Headless, letters: &str) {
    bench.press(&format!("ctrl-p '{letters}' enter"));
}

/// Puts a person into the book as another terminal does.
fn comes(bench: &mut Headless, name: &str, account: Option<Id>) {
    let fields = serde_json::json!({
        "id": Id::from_bytes([0xff; 16]), "kind": "person", "name": name,
        "side": "theirs", "account": account,
    });
    let object = fields.as_object().unwrap().clone();
    let step = Step::Make(object.into_iter().collect());
    bench.book().write("add", vec![step]).unwrap();
    bench.changed();
}
