//! Keys that come before the book has answered.

use super::*;

/// Presses keys on a book that answers at once, and on one that answers late and little by little.
fn at_any_speed(keys: &[&str], speeds: &[usize]) -> [(String, u64); 2] {
    let folders = [tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap()];
    [false, true].map(|slow| {
        let mut bench =
            Headless::open(book(&folders[usize::from(slow)]), (100, 30), "dusk").unwrap();
        if slow {
            bench.slow();
        }
        for (number, key) in keys.iter().enumerate() {
            bench.press(key);
            if slow {
                bench.answer(
                    speeds
                        .get(number % speeds.len().max(1))
                        .copied()
                        .unwrap_or(0),
                );
            }
        }
        while bench.answer(1_000) {}
        let seq = bench.book().position().unwrap().0;
        // What is said at the foot goes with the next key, so it hangs on when the answer came.
        let text = bench.text();
        let lines: Vec<&str> = text.lines().collect();
        (lines[..lines.len().saturating_sub(2)].join("\n"), seq)
    })
}

#[test]
fn a_key_typed_before_the_answer_came_is_kept() {
    for script in [
        "g a enter 2 j j",
        "g p j j D j D u",
        "ctrl-p b r i d g p enter e",
        "g a / b e a c enter enter 2",
        "a n o t e : space x enter j j",
        "g a 3 j enter b d j j",
        "g n n escape j v v m enter u",
        "g p L g",
    ] {
        let keys: Vec<&str> = script.split(' ').collect();
        let [at_once, late] = at_any_speed(&keys, &[0]);
        assert_eq!(at_once.1, late.1, "what {script} wrote");
        assert_eq!(at_once.0, late.0, "{script}");
    }
}

#[test]
fn how_quick_the_book_is_never_changes_what_keys_do() {
    let keys = prop::sample::select(vec![
        "g", "a", "p", "t", "n", "o", "enter", "j", "k", "3", "esc", "tab", "space", "D", "u", "v",
        "/", "e", "2", "m", "b", "ctrl-p", "x", "ctrl-s", "G", "s", "S", "y", "c", "L", "q",
    ]);
    // The same sequences at each run; ALLY_CASES plays more of them.
    let cases = std::env::var("ALLY_CASES")
        .ok()
        .and_then(|n| n.parse().ok());
    let config = Config {
        cases: cases.unwrap_or(12),
        failure_persistence: None,
        ..Config::default()
    };
    let rng = TestRng::deterministic_rng(RngAlgorithm::ChaCha);
    let mut runner = TestRunner::new_with_rng(config, rng);
    runner
        .run(
            &(
                prop::collection::vec(keys, 1..24),
                prop::collection::vec(0usize..4, 1..6),
            ),
            |(keys, speeds)| {
                let [at_once, late] = at_any_speed(&keys, &speeds);
                prop_assert_eq!(at_once, late, "{:?}", keys);
                Ok(())
            },
        )
        .unwrap();
}
