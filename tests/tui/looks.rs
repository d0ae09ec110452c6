//! How things look, where one glance must be right: what is cut, what hangs where, what a form shows of a value.

#![allow(clippy::unwrap_used)] // A test may stop where it cannot go on.

use crate::bench_book::{all, hides, shows};
use ally::domain::{Body, Kind, Who};
use ally::tui::headless::Headless;

fn bench(size: (u16, u16)) -> (Headless, tempfile::TempDir) {
    crate::bench_book::bench(size, "dusk")
}

#[test]
fn the_first_letter_in_a_day_takes_its_place() {
    let (mut bench, _folder) = bench((100, 30));
    bench.press("g p / 'window counts by' enter e tab tab tab tab 'next tuesday'");
    shows(&bench, "next tuesday   Tue 24 Nov");
    // What the caret keys touched is mended, not said anew.
    bench.press("ctrl-u '2 dec' tab shift-tab left left left left right right right right '2027'");
    hides(&bench, "2026-11-23");
    bench.press("ctrl-u 'gibberish' ctrl-s");
    let text = bench.text();
    assert_eq!(
        text.matches("“gibberish” is no day").count(),
        1,
        "a refusal is said once:\n{text}"
    );
    // What was refused is mended letter by letter; one backspace takes what is marked.
    bench.press("ctrl-u 'fri' tab shift-tab backspace 'sat'");
    shows(&bench, "sat   Sat 28 Nov");
    // Other texts are not replaced.
    bench.press("shift-tab shift-tab shift-tab ' and more'");
    shows(&bench, "window counts by hour and more");
}

#[test]
fn a_form_says_values_as_people_do_and_loses_none_of_them() {
    let (mut bench, _folder) = bench((160, 50));
    bench.press("ctrl-p 'kind:problem long lines at the' enter e f2");
    shows(&bench, "$8.20");
    shows(&bench, "12,000");
    hides(&bench, "| no |");
    hides(&bench, "tp53");
    let from = |bench: &mut Headless| {
        let found = all(bench, Kind::Problem).into_iter().find_map(|record| {
            let Body::Problem(body) = &record.body else {
                return None;
            };
            let own = record.title() == "Long lines at the windows";
            own.then(|| {
                body.whys
                    .iter()
                    .map(|why| why.from.clone())
                    .collect::<Vec<_>>()
            })
        });
        found.unwrap()
    };
    let before = from(&mut bench);
    assert!(matches!(before[0], Some(Who::Record(_))), "{before:?}");
    // A line more leaves where the others come from as it was.
    bench.press("tab tab tab enter 'nobody answers the phone' ctrl-s");
    let after = from(&mut bench);
    assert_eq!(after.len(), before.len() + 1);
    assert_eq!(after[..before.len()], before[..]);
}

#[test]
fn a_day_that_is_typed_is_none_of_the_choices() {
    let (mut bench, _folder) = bench((100, 30));
    bench.press("g p g g v v v m 'fri'");
    shows(&bench, "to Fri 27 Nov");
    hides(&bench, "0 of ");
}

#[test]
fn what_somebody_wants_hangs_under_their_name() {
    let (mut bench, _folder) = bench((100, 30));
    bench.press("g a g g c");
    shows(&bench, "│      wants a quiet front page");
}

#[test]
fn each_state_is_told_in_the_words_of_its_kind() {
    let (mut bench, _folder) = bench((100, 30));
    bench.press("g e g g m");
    shows(&bench, "somebody else has it now");
    hides(&bench, "then tell the customer");
    bench.press("esc g f / 'cable' enter m");
    shows(&bench, "then tell the customer");
}

#[test]
fn names_are_whole_where_there_is_room() {
    let (mut bench, _folder) = bench((160, 50));
    for (keys, words) in [
        ("g a", "← Cole: branch phone numbers, 3 d late"),
        ("g e", "Saint Brendan Hospital "),
        ("g o", "Saint Brendan Hospital "),
        ("g p", "to Cole, Whitfield "),
    ] {
        bench.press(keys);
        shows(&bench, words);
    }
    // The ids of a chooser stand under one another, at its edge.
    bench.press("g o M");
    let text = bench.text();
    let ends: Vec<usize> = text
        .lines()
        .filter(|line| line.contains("┃  "))
        .map(|line| {
            let panel = line.split('┃').nth(1).unwrap();
            let id = panel.split_whitespace().find(|word| {
                word.strip_prefix("pe")
                    .is_some_and(|n| n.parse::<u32>().is_ok())
            });
            panel
                .find(id.unwrap())
                .map(|at| panel[..at].chars().count())
                .unwrap()
        })
        .collect();
    assert!(
        ends.len() > 10 && ends.iter().all(|end| end.abs_diff(ends[0]) <= 1),
        "{text}"
    );
}
