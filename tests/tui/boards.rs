//! The boards, the calendar, the chart and the trash: before – keys – after, on the demo's book.

#![allow(clippy::unwrap_used)] // A test may stop where it cannot go on.

use crate::bench_book::{all, hides, line, shows};
use ally::book::Step;
use ally::domain::{Body, Kind, Object};
use ally::tui::headless::Headless;

fn bench() -> (Headless, tempfile::TempDir) {
    crate::bench_book::bench((100, 30), "dusk")
}

#[test]
fn what_is_won_and_not_told_comes_first_and_then_who_has_owed_us_longest() {
    let (mut bench, _folder) = bench();
    bench.press("g f");
    assert!(line(&bench, "they don't know yet") < line(&bench, "With Tom Brandt"));
    let oldest = all(&mut bench, Kind::Advocacy)
        .into_iter()
        .filter(|record| matches!(&record.body, Body::Advocacy(body) if !body.decided() && !body.closed()))
        .min_by_key(|record| record.base.created)
        .unwrap();
    assert_eq!(
        line(&bench, &oldest.title()),
        line(&bench, "With Tom Brandt") + 1
    );
    shows(&bench, "won; tell them");
}

#[test]
fn problems_stand_by_what_they_cost_a_year() {
    let (mut bench, _folder) = bench();
    bench.press("g n S S g g");
    assert!(line(&bench, "$1.72 M a year") < line(&bench, "$1.18 M a year"));
    assert!(line(&bench, "$1.18 M a year") < line(&bench, "$386 k a year"));
    shows(&bench, "━━━━━━");
    shows(&bench, "12 months");
}

#[test]
fn a_trend_is_shared_with_one_account_in_one_key_and_one_undo() {
    let (mut bench, _folder) = bench();
    let shared = |bench: &mut Headless| {
        all(bench, Kind::Trend)
            .iter()
            .filter_map(|record| match &record.body {
                Body::Trend(body) => Some(&body.implications),
                _ => None,
            })
            .flatten()
            .filter(|implication| implication.shared_on.is_some())
            .count()
    };
    let before = shared(&mut bench);
    bench.press("g r / 'meridian' enter");
    shows(&bench, "not shared");
    bench.press("space");
    assert_eq!(shared(&mut bench), before + 1, "{}", bench.text());
    bench.press("u");
    assert_eq!(shared(&mut bench), before);
}

#[test]
fn people_stand_by_who_covers_them_and_by_who_left() {
    let (mut bench, _folder) = bench();
    bench.press("g o S S S g g");
    assert!(line(&bench, "Nobody of ours covers them") > 1);
    bench.press("S g g");
    assert!(line(&bench, "Left ·") < line(&bench, "There ·"));
}

#[test]
fn the_calendar_goes_by_day_week_and_month_and_plans_on_the_day() {
    let (mut bench, _folder) = bench();
    bench.press("g c");
    shows(&bench, "November 2026");
    shows(&bench, "23 today");
    shows(&bench, "Planning session, queue study");
    bench.press("right");
    shows(&bench, "Before the notice date");
    bench.press("down");
    shows(&bench, "December 2026");
    shows(&bench, "Tue 1 Dec");
    bench.press("pgdn");
    shows(&bench, "January 2027");
    bench.press("g g 3 right");
    shows(&bench, "Thu 26 Nov");
    shows(&bench, "What the letters say");
    bench.press("right right right n");
    shows(&bench, "New touchpoint");
    shows(&bench, "Sun 29 Nov");
    bench.press("esc / 'penrose' enter g g right");
    shows(&bench, "Penrose");
}

#[test]
fn the_grey_days_of_the_calendar_show_their_meetings() {
    let (mut bench, _folder) = crate::bench_book::bench((160, 50), "dusk");
    bench.press("g c");
    // The first of December is a Tuesday.
    assert!(bench.text().contains("Lakeshore Wa"), "{}", bench.text());
}

#[test]
fn a_name_in_the_calendar_takes_two_lines_where_they_are_free() {
    let (mut bench, _folder) = crate::bench_book::bench((200, 60), "dusk");
    bench.press("g c");
    shows(&bench, "13:00 Saint Brendan ");
    shows(&bench, "  Avenue, store 14");
    let text = bench.text();
    let month = text
        .lines()
        .skip(2)
        .filter_map(|line| line.split('│').next());
    for line in month {
        assert!(
            !line.contains('…'),
            "a name is cut beside free rows: {line}"
        );
    }
}

#[test]
fn what_costs_once_is_no_cost_a_year() {
    let (mut bench, _folder) = crate::bench_book::bench((160, 50), "dusk");
    bench.press("g n");
    let text = bench.text();
    assert!(
        text.contains("$3,400 once") && !text.contains("$3,400 a year"),
        "{text}"
    );
}

#[test]
fn a_day_of_the_calendar_is_clicked() {
    let (mut bench, _folder) = bench();
    bench.press("g c");
    let y = u16::try_from(line(&bench, "23 today")).unwrap();
    bench.mouse(ally::tui::input::Mouse {
        what: ally::tui::input::MouseDid::Press,
        x: 20,
        y,
    });
    shows(&bench, "Before the notice date");
}

#[test]
fn several_come_back_from_the_trash_with_one_undo() {
    let (mut bench, _folder) = bench();
    let before = all(&mut bench, Kind::Promise).len();
    bench.press("g p v v D y");
    assert_eq!(
        all(&mut bench, Kind::Promise).len(),
        before - 2,
        "{}",
        bench.text()
    );
    bench.press("g x");
    shows(&bench, "Deleted today");
    bench.press("v v space");
    assert_eq!(
        all(&mut bench, Kind::Promise).len(),
        before,
        "{}",
        bench.text()
    );
    bench.press("u");
    assert_eq!(all(&mut bench, Kind::Promise).len(), before - 2);
}

#[test]
fn an_entry_is_taken_back_from_the_history_and_nothing_else() {
    let (mut bench, _folder) = bench();
    bench.press("g p j j j space g n D");
    let problems = all(&mut bench, Kind::Problem).len();
    bench.press("g h j");
    shows(&bench, "open to kept");
    bench.press("u");
    shows(&bench, "taken back");
    assert_eq!(
        all(&mut bench, Kind::Problem).len(),
        problems,
        "the deletion stays"
    );
}

#[test]
fn the_chart_tells_who_sways_whom_and_the_single_thread() {
    let (mut bench, _folder) = bench();
    bench.press("ctrl-p 'kind:account connecticut' enter o");
    shows(&bench, "sways Hale");
    shows(&bench, "single thread: of 4 who decide only Ruiz is for us");
    shows(&bench, "├─ Elena Ruiz");
    shows(&bench, "◂");
    bench.press("P");
    let text = bench.text();
    assert!(
        !text.contains("champion") && !text.contains("is for us"),
        "{text}"
    );
}

#[test]
fn wide_and_combining_letters_keep_every_column() {
    let (mut bench, _folder) = bench();
    let account = all(&mut bench, Kind::Account)[0].id();
    let names = [
        "株式会社横浜電気",
        "e\u{301}co\u{302}le d’été",
        "👨\u{200d}👩\u{200d}👧 家族",
        "ไทยแลนด์",
    ];
    let mut steps = Vec::new();
    for (number, name) in (1u8..).zip(names) {
        for (kind, field) in [
            ("problem", "title"),
            ("promise", "what"),
            ("person", "name"),
            ("advocacy", "ask"),
            ("agreement", "what"),
        ] {
            let mut object = Object::new();
            let mut id = [number; 16];
            id[15] = kind.as_bytes()[0] ^ kind.as_bytes()[3];
            object.insert(
                "id".into(),
                serde_json::json!(ally::domain::Id::from_bytes(id)),
            );
            object.insert("kind".into(), serde_json::json!(kind));
            object.insert("account".into(), serde_json::json!(account));
            object.insert(field.into(), serde_json::json!(name.repeat(3)));
            steps.push(ally::book::Step::Make(object));
        }
    }
    bench.book().write("test", steps).unwrap();
    bench.changed();
    for (width, height) in [(80, 24), (100, 30), (131, 31), (57, 17), (200, 60)] {
        bench.resize(width, height);
        for keys in ["g n", "g p", "g o", "g f", "g e", "g c", "g x", "g h"] {
            bench.press(keys);
            let frame = bench.frame();
            for y in 0..height {
                let mut x = 0;
                while x < width {
                    let wide =
                        u16::try_from(ally::domain::plain::width(frame[(x, y)].symbol())).unwrap();
                    x += wide.max(1);
                }
                assert_eq!(
                    x,
                    width,
                    "a letter is cut in half by the edge after {keys}:\n{}",
                    bench.text()
                );
            }
        }
    }
}

#[test]
fn beside_a_board_stands_what_of_any_kind_points_to_a_record() {
    let (mut bench, _folder) = crate::bench_book::bench((160, 60), "dusk");
    bench.press("g o / 'elena ruiz' enter");
    // A person of a board is told with the problem that hurts them and the promise that is owed to them.
    shows(&bench, "Long lines at the windows");
    shows(&bench, "window counts by hour");
    bench.press("esc g t / 'window counts by hour' enter");
    shows(&bench, "from       Before the session: what would make it");
}

#[test]
fn a_board_that_was_read_is_there_at_once_until_the_book_changes() {
    let (mut bench, _folder) = bench();
    bench.press("g p g t");
    bench.slow();
    bench.press("g p");
    shows(&bench, "credit the October invoices");
    // What is marked or deleted there needs no answer either, and is done as soon as the book can.
    bench.press("D");
    while bench.answer(1) {}
    shows(&bench, "is deleted. u takes it back.");
    assert!(!bench.text().contains("→ credit the October invoices"));
    bench.press("g t g p");
    while bench.answer(1) {}
    assert!(!bench.text().contains("→ credit the October invoices"));
}

#[test]
fn one_key_does_not_overwrite_what_somebody_else_set_meanwhile() {
    let (mut bench, _folder) = bench();
    bench.press("/ 'waive' enter");
    let fight = all(&mut bench, Kind::Advocacy)
        .into_iter()
        .find(|record| record.title().contains("waive"))
        .unwrap();
    let told = |on: &str| Object::from_iter([("told_on".to_owned(), serde_json::json!(on))]);
    let step = Step::Edit {
        id: fight.id(),
        set: told("2026-11-21"),
        was: Object::new(),
    };
    bench.book().write("set", vec![step]).unwrap();
    // The screen still shows it as not told.
    bench.press("space");
    assert!(!bench.text().contains("They have been told"));
    let now = bench.book().record(fight.id()).unwrap().unwrap();
    let Body::Advocacy(body) = &now.body else {
        panic!()
    };
    assert_eq!(body.told_on.unwrap().to_string(), "2026-11-21");
}

#[test]
fn no_heading_stands_alone_at_the_foot_of_a_page_and_rows_are_counted() {
    let (mut bench, _folder) = crate::bench_book::bench((80, 24), "dusk");
    for keys in ["g t", "g w", "g n", "g r", "g f", "g p", "g o", "g h"] {
        bench.press(keys);
        let text = bench.text();
        let foot = text.lines().nth(21).unwrap_or_default();
        let begins = foot.chars().nth(1).unwrap_or(' ');
        assert!(
            !begins.is_alphabetic(),
            "a heading without its rows after {keys}:\n{text}"
        );
    }
    bench.press("g n");
    let all = all(&mut bench, Kind::Problem).len();
    let text = bench.text();
    let rows = text
        .lines()
        .skip(3)
        .take(19)
        .filter(|line| line.starts_with(" ●") || line.starts_with(" ◐") || line.starts_with(" ✓"))
        .count();
    shows(&bench, &format!("{} more", all - rows));
    shows(&bench, &format!("{all} problems by state"));
}

#[test]
fn whoever_reads_the_trash_reads_names() {
    let (mut bench, _folder) = crate::bench_book::bench((160, 50), "dusk");
    let driven = all(&mut bench, Kind::Problem)
        .into_iter()
        .find(|record| {
            matches!(&record.body, Body::Problem(body) if !body.driven_by.is_empty())
                && !record.title().contains('\'')
        })
        .unwrap();
    bench.press(&format!("g n / '{}' enter D y g x", driven.title()));
    let text = bench.text();
    assert!(text.contains(&driven.title()), "{text}");
    let code = text
        .split_whitespace()
        .find(|word| word.len() == 36 && word.matches('-').count() == 4);
    assert_eq!(code, None, "{text}");
}

#[test]
fn a_shared_screen_tells_nobody_who_counts() {
    let (mut bench, _folder) = crate::bench_book::bench((160, 50), "dusk");
    bench.press("g o P g g");
    let text = bench.text();
    for word in [
        "influence",
        "covered by",
        "? nobody",
        "champion",
        "by stance",
    ] {
        assert!(
            !text.contains(word),
            "“{word}” is on a shared screen:\n{text}"
        );
    }
    let names: Vec<&str> = text
        .lines()
        .skip(4)
        .filter_map(|line| line.strip_prefix("   "))
        .filter(|line| line.starts_with(char::is_alphabetic))
        .map(|line| line.split("  ").next().unwrap_or_default())
        .filter(|name| !name.is_empty())
        .collect();
    assert!(names.len() > 20, "{text}");
    let mut sorted = names.clone();
    sorted.sort_by_key(|name| ally::domain::names::fold(name));
    assert_eq!(names, sorted);
}

#[test]
fn a_filter_finds_what_a_trend_means_for_one_account_and_the_units_of_another() {
    let (mut bench, _folder) = bench();
    bench.press("g r /");
    let all = bench.text();
    assert!(all.contains("Connecticut DMV"), "{all}");
    bench.press("'meridian rail' enter");
    shows(&bench, "Meridian Rail");
    hides(&bench, "Northline Supply");
    hides(&bench, "Connecticut DMV");
    bench.press("esc g n / 'connecticut dmv' enter");
    shows(&bench, "Bridgeport branch");
}

#[test]
fn an_order_that_a_grouping_names_is_not_said_where_another_is_in_force() {
    let (mut bench, _folder) = bench();
    bench.press("g n S S");
    shows(&bench, "by cost a year");
    bench.press("s");
    shows(&bench, "problems by name");
    hides(&bench, "by cost a year,");
    bench.press("g f S S S");
    shows(&bench, "Open, oldest first");
    shows(&bench, "Decided, and they don't know yet");
    bench.press("s");
    hides(&bench, "oldest first");
}

#[test]
fn the_wheel_moves_what_lies_under_it() {
    use ally::tui::input::{Mouse, MouseDid};
    let (mut bench, _folder) = crate::bench_book::bench((160, 50), "dusk");
    bench.press("g a / 'connecticut' enter enter 2");
    let problem = |bench: &Headless| {
        let spot = bench.spot();
        (spot.clone(), bench.text().contains("pb24 · solving"))
    };
    let (before, shown) = problem(&bench);
    assert!(shown, "{}", bench.text());
    for _ in 0..3 {
        bench.mouse(Mouse {
            what: MouseDid::WheelDown,
            x: 120,
            y: 20,
        });
    }
    let (after, shown) = problem(&bench);
    assert!(shown && after != before, "{before}\n{after}");
}
