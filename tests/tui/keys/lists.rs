//! Lists and the mouse: laid out, marked, ordered, clicked, found where one left them.

use super::*;

/// Clicks on the first cell of some words.
fn click(bench: &mut Headless, words: &str) {
    use ally::tui::input::{Mouse, MouseDid};
    let text = bench.text();
    let (y, line) = text
        .lines()
        .enumerate()
        .find(|(_, line)| line.contains(words))
        .unwrap_or_else(|| panic!("“{words}” is not on the screen:\n{text}"));
    let x = ally::domain::plain::width(&line[..line.find(words).unwrap()]);
    bench.mouse(Mouse {
        x: u16::try_from(x).unwrap(),
        y: u16::try_from(y).unwrap(),
        what: MouseDid::Press,
    });
}

#[test]
fn the_mouse_works_where_people_try_it() {
    let (mut bench, _folder) = bench();
    go(&mut bench, "connecticut dmv");
    click(&mut bench, "2 Needs");
    click(&mut bench, "Renewal letters");
    shows(&bench, "the letter must reach the person");
    click(&mut bench, "n new");
    shows(&bench, "New for Connecticut DMV");
    click(&mut bench, "problem  ");
    click(&mut bench, "problem  ");
    click(&mut bench, "need");
    bench.press("'to be clicked'");
    click(&mut bench, "cost per");
    click(&mut bench, "cost per");
    shows(&bench, "quarter");
    click(&mut bench, "esc back");
    click(&mut bench, "title");
    bench.press("'By mouse'");
    click(&mut bench, "enter save");
    let made = all(&mut bench, Kind::Problem)
        .into_iter()
        .find(|record| record.title() == "By mouse")
        .unwrap();
    assert_eq!(made.get("need"), Some("to be clicked".into()));
}

#[test]
fn every_list_can_be_laid_out_otherwise() {
    let (mut bench, _folder) = bench();
    bench.press("S");
    shows(&bench, "by account");
    shows(&bench, "Beacon Mutual\n");
    bench.press("S");
    hides(&bench, "\n Promised\n");
    go(&mut bench, "connecticut dmv");
    bench.press("2 s");
    shows(&bench, "by name");
    bench.press("S");
    hides(&bench, "We don't know");
    bench.press("g h s");
    shows(&bench, "oldest first");
}

#[test]
fn a_list_is_left_and_found_where_one_was() {
    let (mut bench, _folder) = bench();
    let chosen = |bench: &mut Headless| {
        bench.press("y");
        bench.copied.clone().unwrap()
    };
    bench.press("j j");
    let line = chosen(&mut bench);
    bench.press("g x g p j j j");
    let promise = chosen(&mut bench);
    bench.press("g t");
    assert_eq!(chosen(&mut bench), line);
    bench.press("g p");
    assert_eq!(chosen(&mut bench), promise);
}

#[test]
fn a_click_leaves_what_it_chose_under_the_pointer() {
    let (mut bench, _folder) = bench();
    bench.press("g p");
    let row = |bench: &Headless, y: usize| bench.text().lines().nth(y).unwrap().to_owned();
    let before = row(&bench, 24);
    let press = |bench: &mut Headless| {
        bench.mouse(ally::tui::input::Mouse {
            x: 10,
            y: 24,
            what: ally::tui::input::MouseDid::Press,
        });
    };
    press(&mut bench);
    assert_eq!(row(&bench, 24), before);
    press(&mut bench);
    // The second click opens what the first one chose.
    let words: String = before
        .split_whitespace()
        .skip(1)
        .take(2)
        .collect::<Vec<_>>()
        .join(" ");
    shows(&bench, &words);
    bench.press("esc j");
    assert_ne!(
        row(&bench, 24),
        before,
        "a key keeps the line away from the edge"
    );
}

#[test]
fn marks_are_counted_at_the_head_of_every_list() {
    let (mut bench, _folder) = bench();
    go(&mut bench, "kind:account connecticut dmv");
    bench.press("2 v v");
    shows(&bench, "2 marked");
    bench.press("esc g t v");
    shows(&bench, "1 marked");
}

#[test]
fn another_order_is_told_as_long_as_it_lasts() {
    let (mut bench, _folder) = bench();
    bench.press("s j j");
    shows(&bench, "by name · 3 meetings");
    bench.press("S j");
    shows(&bench, "by account, by name");
    bench.press("s s S S j");
    hides(&bench, "by account");
    bench.press("g h s j");
    shows(&bench, "entries oldest first");
}
