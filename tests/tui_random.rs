//! Any keys at any size: never a panic, and undoing all of it gives the first book back.
//!
//! A few sequences run with every `cargo test`; ten thousand of them when asked for (benches/README.md).

#![allow(clippy::unwrap_used, clippy::print_stdout)] // A test may stop where it cannot go on, and say how far it came.

mod bench_book;

use ally::book::Command;
use ally::domain::Object;
use ally::tui::action::Action;
use ally::tui::headless::Headless;
use ally::tui::input::{Mouse, MouseDid};
use proptest::prelude::*;
use proptest::test_runner::{Config, RngAlgorithm, TestRng, TestRunner};

/// What is typed beside the keys of the actions: words that forms, dates, costs, filters and lines understand, and some that none does.
const TYPED: &[&str] = &[
    "'x'",
    "'fri'",
    "'$5'",
    "'@ruiz '",
    "'yes'",
    "'due:mon '",
    "'owe '",
    "'株式会社 e\u{301}'",
    "'03/04'",
    "9",
    "0",
    "'kind:person '",
];

/// One thing that somebody does.
#[derive(Debug, Clone)]
enum Did {
    Pressed(String),
    Pasted(String),
    Clicked(MouseDid, u16, u16),
    Resized(u16, u16),
}

/// Lists every key that does something anywhere; the ones that end the workbench or its screen are of no use here.
fn keys() -> Vec<String> {
    let mut keys: Vec<String> = Action::ALL
        .iter()
        .filter(|action| !matches!(action, Action::Quit | Action::Suspend | Action::Redraw))
        .flat_map(|action| action.keys())
        .map(|keys| (*keys).to_owned())
        .chain(TYPED.iter().map(|typed| (*typed).to_owned()))
        .collect();
    // Moving about and saving lead to where the others mean something.
    for often in [
        "j", "k", "down", "enter", "enter", "tab", "ctrl-s", "space", "esc", "n", "e",
    ] {
        keys.push(often.into());
        keys.push(often.into());
    }
    keys
}

fn did() -> impl Strategy<Value = Did> {
    prop_oneof![
        30 => prop::sample::select(keys()).prop_map(Did::Pressed),
        1 => "\\PC{0,12}".prop_map(Did::Pasted),
        2 => (0u16..200, 0u16..60, 0u8..3).prop_map(|(x, y, what)| Did::Clicked(
            [MouseDid::Press, MouseDid::WheelDown, MouseDid::WheelUp][usize::from(what)],
            x,
            y
        )),
        1 => (0u16..220, 0u16..70).prop_map(|(width, height)| Did::Resized(width, height)),
    ]
}

fn take_all_back(bench: &mut Headless) -> u32 {
    let mut entries = 0;
    while bench
        .book()
        .execute(Command::Undo {
            bench: Some("test".into()),
            entry: None,
        })
        .is_ok_and(|receipt| receipt.entry.is_some())
    {
        entries += 1;
    }
    entries
}

/// Plays sequences, so many on a book, and takes everything back on each.
fn play(sequences: u32, each: u32, seed: u8) {
    let mut runner = TestRunner::new_with_rng(
        Config {
            cases: each,
            failure_persistence: None,
            ..Config::default()
        },
        TestRng::from_seed(RngAlgorithm::ChaCha, &[seed; 32]),
    );
    let mut entries = 0;
    for round in 0..sequences.div_ceil(each) {
        let folder = tempfile::tempdir().unwrap();
        let mut first = bench_book::book(&folder);
        let records: Vec<Object> = first.objects().unwrap();
        let bench = std::cell::RefCell::new(Headless::open(first, (80, 24), "dusk").unwrap());
        let script = (prop::collection::vec(did(), 1..30), 1u16..200, 1u16..60);
        runner
            .run(&script, |(script, width, height)| {
                let bench = &mut *bench.borrow_mut();
                bench.resize(width, height);
                for did in script {
                    match did {
                        Did::Pressed(keys) => bench.press(&keys),
                        Did::Pasted(text) => bench.paste(&text),
                        Did::Clicked(what, x, y) => bench.mouse(Mouse { what, x, y }),
                        Did::Resized(width, height) => bench.resize(width, height),
                    }
                    bench.frame();
                }
                Ok(())
            })
            .unwrap();
        let mut bench = bench.into_inner();
        entries += take_all_back(&mut bench);
        // Thousands of lines would say less than which record is not what it was.
        let after = bench.book().objects().unwrap();
        let other = after.iter().zip(&records).find(|(one, other)| one != other);
        assert!(
            other.is_none(),
            "after {} sequences: {other:#?}",
            (round + 1) * each
        );
        assert_eq!(after.len(), records.len());
        println!(
            "{} sequences: no panic, and the {entries} entries they made were taken back",
            (round + 1) * each
        );
    }
}

#[test]
fn random_keys_never_stop_it_and_can_all_be_undone() {
    play(48, 48, 7);
}

#[test]
#[ignore = "takes minutes; benches/README.md has what came of it"]
fn ten_thousand_sequences() {
    let wanted = std::env::var("ALLY_SEQUENCES")
        .ok()
        .and_then(|count| count.parse().ok());
    let seed = std::env::var("ALLY_SEED")
        .ok()
        .and_then(|seed| seed.parse().ok());
    play(wanted.unwrap_or(10_000), 100, seed.unwrap_or(1));
}
