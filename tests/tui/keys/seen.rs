//! What the screen says and keeps to itself: at every size, without colour, before a customer.

use super::*;

#[test]
fn a_line_in_the_inbox_is_said_where_nothing_else_waits() {
    let (mut bench, _folder) = crate::bench_book::empty((80, 24), "dusk");
    bench.press("tab");
    shows(&bench, "An empty book");
    bench.press("g a n 'Acme' ctrl-s g t a 'a line about nobody' enter");
    shows(&bench, ", in the inbox");
    shows(&bench, "1 line waits for an account");
}

#[test]
fn what_was_done_and_how_to_take_it_back_is_whole_on_a_narrow_screen() {
    let (mut bench, _folder) = bench();
    bench.resize(80, 24);
    bench.press("a 'owe northline @okafor: the yards on one page, with the count of our own errors and theirs due:fri +billing +credit' enter");
    let text = bench.text();
    let said: Vec<&str> = text
        .lines()
        .skip_while(|line| !line.contains("Saved as pm"))
        .collect();
    assert!(said.join(" ").contains("u takes it back."), "{text}");
}

#[test]
fn the_foot_says_what_the_next_step_of_a_row_is() {
    let (mut bench, _folder) = bench();
    bench.press("g q");
    shows(&bench, "space asked");
    bench.press("g p");
    shows(&bench, "space kept");
    bench.press("g f");
    shows(&bench, "space told");
    bench.press("g r");
    shows(&bench, "space shared today");
    bench.press("g n");
    shows(&bench, "space move on");
}

#[test]
fn a_problem_that_is_read_tells_what_was_solved_elsewhere() {
    let (mut bench, _folder) = bench();
    bench.resize(160, 50);
    go(&mut bench, "long lines at the windows");
    shows(&bench, "like it");
    shows(&bench, "Motor Vehicles, 1990");
    // Whoever is not to be named is not one key away from a name on a shared screen either.
    hides(&bench, "Meridian");
}

#[test]
fn what_is_private_is_named_nowhere_on_a_shared_screen() {
    let (mut bench, _folder) = bench();
    go(&mut bench, "kind:account connecticut");
    bench.press("a 'fact: a plum umbrella vis:private' enter 5 / 'umbrella' enter");
    shows(&bench, "a plum umbrella");
    bench.press("L");
    shows(&bench, "a plum umbrella");
    bench.press("esc esc P");
    for keys in [
        "",
        "ctrl-p 'plum'",
        "esc e",
        "esc L",
        "esc / 'plum'",
        "esc esc g h",
        "g h enter",
        "g n j L 'plum'",
        "esc g t",
    ] {
        bench.press(keys);
        hides(&bench, "a plum umbrella");
    }
    bench.press("P g h");
    shows(&bench, "a plum umbrella");
}

#[test]
fn presenting_hides_what_is_private() {
    let (mut bench, _folder) = bench();
    go(&mut bench, "kind:person raymond cole");
    shows(&bench, "sceptic");
    bench.press("P");
    hides(&bench, "sceptic");
    shows(&bench, "presenting");
    bench.press("P");
    shows(&bench, "sceptic");
    // Who sways whom is for nobody of them to read.
    go(&mut bench, "kind:account connecticut");
    bench.press("4 o");
    shows(&bench, "sways");
    bench.press("P");
    hides(&bench, "sway");
    bench.press("g g l");
    hides(&bench, "sway");
    bench.press("P");
    shows(&bench, "swayed by");
    // A page that was open when the screen is shared is not shared with it.
    bench.press("b");
    shows(&bench, "for the team");
    shows(&bench, "champion");
    bench.press("P");
    shows(&bench, "for the customer");
    hides(&bench, "champion");
    bench.press("A");
    shows(&bench, "On a shared screen the page is the customer's.");
    bench.press("P A");
    shows(&bench, "for the team");
    bench.press("A");
    shows(&bench, "for you alone");
    bench.press("A");
    shows(&bench, "for the customer");
}

#[test]
fn a_theme_is_seen_while_it_is_chosen_and_given_up_with_escape() {
    let (mut bench, _folder) = bench();
    bench.press("T 'paper'");
    assert_eq!(bench.theme().name, "paper");
    bench.press("esc");
    assert_eq!(bench.theme().name, "dusk");
    bench.press("T 'moss' enter");
    assert_eq!(bench.theme().name, "moss");
}

#[test]
fn q_and_escape_lead_out_from_everywhere() {
    for script in [
        "",
        "g a",
        "g a enter",
        "g n",
        "g h",
        "b",
        "?",
        ":",
        "a",
        "n",
        "T",
        "/",
        "ctrl-p",
        "g a enter 2 e",
    ] {
        let (mut bench, _folder) = bench();
        bench.press(script);
        bench.press("esc esc esc esc q");
        assert!(bench.ended, "after “{script}”:\n{}", bench.text());
    }
}

#[test]
fn the_place_is_named_at_every_size() {
    let (mut bench, _folder) = bench();
    for (width, height) in [
        (40, 12),
        (60, 15),
        (80, 24),
        (100, 30),
        (160, 50),
        (200, 60),
        (24, 6),
    ] {
        bench.resize(width, height);
        shows(&bench, "Today");
    }
    for (width, height) in [(1, 1), (10, 3), (23, 6), (300, 2), (2, 100), (0, 0)] {
        bench.resize(width, height);
        bench.text();
        bench.press("g a enter 2 e tab esc g t");
    }
}

#[test]
fn without_colour_and_with_letters_all_is_still_said() {
    let (mut bench, _folder) = bench();
    bench.colourless();
    bench.ascii();
    bench.press("g a enter 2");
    let text = bench.text();
    for sign in ["●", "◐", "✓", "→", "←", "⚑", "│", "┃"] {
        assert!(!text.contains(sign), "{sign}:\n{text}");
    }
    let frame = bench.frame();
    assert!(frame.content.iter().all(|cell| cell.fg
        == ratatui::style::Style::reset().fg.unwrap_or_default()
        && cell.bg == ratatui::style::Style::reset().bg.unwrap_or_default()));
}

#[test]
fn names_that_try_to_command_the_terminal_are_only_shown() {
    let (mut bench, _folder) = bench();
    let mut object = ally::domain::Object::new();
    object.insert("id".into(), serde_json::json!(Id::from_bytes([7; 16])));
    object.insert("kind".into(), serde_json::json!("account"));
    object.insert(
        "name".into(),
        serde_json::json!(
            "Ac\u{1b}[2Jme \u{202e}dtL\u{200b} 株式会社 👨\u{200d}👩\u{200d}👧 e\u{301}"
        ),
    );
    bench
        .book()
        .write("test", vec![ally::book::Step::Make(object)])
        .unwrap();
    bench.changed();
    bench.press("g a / 'ac' enter");
    for (width, height) in [(100, 30), (61, 20), (40, 12)] {
        bench.resize(width, height);
        let frame = bench.frame();
        for cell in &frame.content {
            assert!(
                !cell.symbol().chars().any(|c| c.is_control()
                    || ('\u{202a}'..='\u{202e}').contains(&c)
                    || c == '\u{200b}'),
                "{:?}",
                cell.symbol()
            );
        }
    }
    bench.press("e");
    bench.text();
}

#[test]
fn the_chart_shows_who_reports_to_whom() {
    let (mut bench, _folder) = bench();
    go(&mut bench, "kind:account connecticut");
    bench.press("o");
    shows(&bench, "Who reports to whom");
    let text = bench.text();
    let column = |name: &str| {
        text.lines()
            .find_map(|line| line.split('│').next().unwrap_or(line).find(name))
            .unwrap_or_else(|| panic!("{name} is not there:\n{text}"))
    };
    assert!(
        column("Elena Ruiz") > column("Margaret Hale"),
        "she reports to the commissioner:\n{text}"
    );
    bench.press("o");
    shows(&bench, "Theirs");
}

#[test]
fn a_picture_has_the_words_of_the_screen_in_the_colours_of_its_theme() {
    let (mut bench, _folder) = bench();
    bench.press("g a enter 2");
    let svg = ally::tui::picture::svg(&bench.frame(), bench.theme());
    assert!(svg.starts_with("<svg") && svg.trim_end().ends_with("</svg>"));
    assert!(svg.contains("Long lines at the windows") && svg.contains("#15171c"));
    assert!(!svg.contains("& "), "every mark is escaped");
}

#[test]
fn no_way_shows_a_stance_to_others() {
    let (mut bench, _folder) = bench();
    go(&mut bench, "kind:person raymond cole");
    bench.press("e");
    shows(&bench, "stance");
    bench.press("esc P");
    bench.press("e f2");
    hides(&bench, "stance");
    hides(&bench, "sceptic");
    bench.press("f2");
    hides(&bench, "stance");
    bench.press("esc . enter");
    hides(&bench, "sceptic");
    bench.press("esc esc 6");
    hides(&bench, "nobody has asked why they stay");
}

#[test]
fn the_page_of_what_is_over_is_that_of_the_next_meeting() {
    let (mut bench, _folder) = bench();
    go(&mut bench, "kind:touchpoint branch phones dead");
    bench.press("b");
    shows(&bench, "escalation");
    go(&mut bench, "kind:touchpoint the week of counting ends");
    bench.press("b");
    shows(&bench, "Bridgeport branch · the line from 7:40");
}

#[test]
fn help_and_palette_name_what_works_here_and_a_key_that_does_not_says_so() {
    let (mut bench, _folder) = crate::bench_book::bench((160, 60), "dusk");
    bench.press("b ?");
    for gone in [
        "filter this list",
        "sort by",
        "group by",
        "mark, for one",
        "to the list",
    ] {
        hides(&bench, gone);
    }
    bench.press("esc /");
    shows(&bench, "/ does nothing here");
    bench.press("g c ?");
    shows(&bench, "the day before");
    hides(&bench, "to the list");
    bench.press("esc g x");
    bench.press("g p G D g x n");
    shows(&bench, "n does nothing here");
    bench.press("?");
    hides(&bench, "the brief before the meeting");
    bench.press("esc g t : 'new problem'");
    shows(&bench, "what hurts them, and why");
    bench.press("enter");
    shows(&bench, "New problem");
    bench.press("esc : 'chart' enter");
    shows(&bench, "Who reports to whom");
}
