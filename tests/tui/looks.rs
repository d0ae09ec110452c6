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

#[test]
fn a_field_is_called_in_its_form_what_its_page_calls_it() {
    let (mut bench, _folder) = bench((160, 50));
    bench.press("ctrl-p 'kind:person elena ruiz' enter e f2");
    for (page, table) in [
        ("led by", "reports to"),
        ("our side", "covered by"),
        ("put it so", "put it  "),
    ] {
        shows(&bench, page);
        hides(&bench, table);
    }
    bench.press("esc g p g g e");
    shows(&bench, "by whom");
}

#[test]
fn a_list_begins_with_a_whole_entry_and_ends_with_one() {
    let (mut bench, _folder) = bench((100, 30));
    for keys in ["g a g g enter 3", "2"] {
        bench.press(keys);
        for _ in 0..24 {
            let text = bench.text();
            let rows: Vec<&str> = text
                .lines()
                .skip(4)
                .take(24)
                .map(|row| row.split('│').next().unwrap().trim_end())
                .collect();
            // A line that goes on with the entry above it is indented, and never follows a heading or air.
            for pair in rows.windows(2) {
                let goes_on = pair[1].starts_with("   ") && !pair[1].ends_with(" more");
                let heading = pair[0].starts_with(' ') && pair[0].chars().nth(1) != Some(' ');
                let signed = heading && pair[0].chars().nth(2) == Some(' ');
                assert!(!goes_on || signed || pair[0].starts_with("  "), "{text}");
                assert!(!goes_on || !pair[0].is_empty(), "{text}");
            }
            bench.press("j");
        }
    }
}

#[test]
fn an_entry_of_the_history_is_told_by_what_was_done_to_what_it_names() {
    let (mut bench, _folder) = bench((100, 30));
    bench.press("g h");
    shows(&bench, "moved on    fight waive Bridgeport's line charge");
}

#[test]
fn tomorrow_stands_on_top_and_half_a_sequence_says_how_to_leave_it() {
    let (mut bench, _folder) = bench((100, 30));
    bench.press("t");
    assert!(crate::bench_book::line(&bench, "Tomorrow · Tue 24 Nov") < 4);
    bench.press("g");
    shows(&bench, "esc leaves it");
    hides(&bench, "space brief");
}

#[test]
fn the_day_of_a_fight_is_not_said_twice() {
    let (mut bench, _folder) = bench((200, 60));
    bench.press("g f");
    shows(&bench, "in 9 d    Wed 2 Dec");
    hides(&bench, "Wed 2 Dec    Wed 2 Dec");
}

#[test]
fn what_is_said_has_its_words() {
    let (mut bench, _folder) = bench((160, 50));
    // One state is said in one way where there is room.
    shows(&bench, "Ruiz and Ames don't know");
    hides(&bench, "tell Ruiz and Ames");
    bench.press("b");
    shows(&bench, "for the team");
    // Why they stay says that it is this, also where the screen is narrow.
    bench.press("ctrl-p 'kind:account beacon' enter");
    shows(&bench, "they stay for  ");
    // Money is said as a page says it.
    bench.press("2 n 'problem' enter 'Nobody knows' tab tab tab tab tab '8.2 usd'");
    shows(&bench, "8.2 usd   $8.20");
}

#[test]
fn what_is_unknown_is_said_by_one_word() {
    let (mut bench, _folder) = bench((200, 60));
    bench.press("g o");
    // Of whom nobody takes care; a dash would say nothing.
    shows(&bench, "our side");
    hides(&bench, "medium     –");
    bench.press("M enter");
    let text = bench.text();
    let phone = text.lines().find(|line| line.contains("860 555 0161"));
    assert!(phone.unwrap().contains("unknown"), "{text}");
}
