//! The lookup: what it finds, what is done there, and where it leads back to.

use super::*;

#[test]
fn the_solved_case_of_1990_comes_first_while_a_queue_is_typed() {
    let (mut bench, _folder) = bench();
    go(&mut bench, "connecticut dmv");
    bench.press("2 n enter 'Queues at the windows' tab 'Shorter lines' tab 'people must get the basic facts'");
    shows(&bench, "Solved elsewhere, and like this");
    shows(&bench, "Long lines, short tempers");
    shows(&bench, "Motor Vehicles, 1990");
    shows(&bench, "A voice response unit gave the basic facts");
    let text = bench.text();
    let first = text
        .lines()
        .skip_while(|line| !line.contains("Solved elsewhere"))
        .nth(1)
        .unwrap();
    assert!(first.contains("Long lines, short tempers"), "{text}");
    // Who may not be named is not named, and an account is not told its own story.
    hides(&bench, "Weiss");
    hides(&bench, "Road-test");
}

#[test]
fn the_lookup_leads_back_to_exactly_where_one_was() {
    let (mut bench, _folder) = bench();
    bench.press("g a j j");
    let before = bench.text();
    bench.press("ctrl-p 'bridgp'");
    shows(&bench, "Bridgeport branch");
    bench.press("down up esc");
    assert_eq!(bench.text(), before);
    bench.press("ctrl-p 'whitfield' enter");
    shows(&bench, "Dana Whitfield");
    bench.press("[");
    assert_eq!(bench.text(), before);
}

#[test]
fn the_lookup_completes_filters_and_brings_back_what_was_asked() {
    let (mut bench, _folder) = bench();
    bench.press("ctrl-p 'kind:prob'");
    shows(&bench, "kind:problem");
    bench.press("tab 'lines'");
    shows(&bench, "kind:problem lines");
    bench.press("esc ctrl-p '#hartf' tab esc ctrl-p");
    hides(&bench, "kind:problem lines");
    bench.press("up");
    shows(&bench, "#hartford");
    bench.press("up");
    shows(&bench, "kind:problem lines");
    shows(&bench, "Long lines");
    // What was typed over is no longer the query before, and the arrow chooses again.
    bench.press("'x' up");
    shows(&bench, "kind:problem linesx");
}

#[test]
fn the_keys_of_a_list_act_on_what_was_looked_up_and_lead_back_to_it() {
    let (mut bench, _folder) = bench();
    bench.press("g a j j");
    let before = bench.text();
    bench.press("ctrl-p 'kind:person whitfield' tab");
    shows(&bench, "y copy");
    bench.press("e");
    shows(&bench, "Dana Whitfield");
    shows(&bench, "enter save");
    bench.press("esc");
    shows(&bench, "kind:person whitfield");
    bench.press("z");
    shows(&bench, "Hide until · Dana Whitfield");
    bench.press("esc L");
    shows(&bench, "Link “Dana Whitfield” to");
    bench.press("esc m");
    shows(&bench, "There are no steps for person records");
    // A key that does nothing to it says so, and the help names none of those.
    bench.press("s");
    shows(&bench, "s does nothing to what was found; enter opens it.");
    bench.press("?");
    shows(&bench, "capture to it");
    shows(&bench, "link to another record");
    hides(&bench, "sort by something else");
    bench.press("esc : 'another state' enter");
    shows(&bench, "There are no steps for person records");
    // What is changed is found as it is now.
    let count = |bench: &mut Headless| all(bench, Kind::Person).len();
    let people = count(&mut bench);
    bench.press("D y");
    assert_eq!(count(&mut bench), people - 1);
    shows(&bench, "kind:person whitfield");
    bench.press("u");
    assert_eq!(count(&mut bench), people);
    shows(&bench, "Dana Whitfield");
    bench.press("esc esc");
    assert_eq!(bench.text(), before);
    // A promise takes its next step where it was found.
    bench.press("ctrl-p 'kind:promise is:open \"\"' tab space");
    shows(&bench, "kind:promise");
    let kept = all(&mut bench, Kind::Promise);
    let kept = kept.iter().filter(|record| record.state() == Some("kept"));
    assert!(kept.count() > 0);
    // Elsewhere leads from there to elsewhere.
    bench.press("g t");
    hides(&bench, "kind:promise");
}

#[test]
fn the_lookup_follows_what_another_terminal_does_and_stays_on_its_line() {
    let (mut bench, _folder) = bench();
    bench.press("ctrl-p 'kind:person bri' down down");
    let chosen = |bench: &Headless| {
        let text = bench.text();
        let line = text.lines().find(|line| line.contains('▸')).unwrap();
        line.split("  ").next().unwrap().to_owned()
    };
    let before = chosen(&bench);
    hides(&bench, "Bri Brixton");
    comes(&mut bench, "Bri Brixton", None);
    shows(&bench, "Bri Brixton");
    assert_eq!(chosen(&bench), before);
    // What stands beside it is the record as it is now.
    let id = all(&mut bench, Kind::Person)
        .into_iter()
        .find(|record| before.contains(&record.title()))
        .unwrap()
        .id();
    let step = Step::Edit {
        id,
        set: [("title".to_owned(), "keeper of the keys".into())]
            .into_iter()
            .collect(),
        was: ally::domain::Object::new(),
    };
    bench.book().write("edit", vec![step]).unwrap();
    bench.changed();
    shows(&bench, "keeper of the keys");
}

#[test]
fn the_lookup_calls_whom_it_found() {
    let (mut bench, _folder) = bench();
    bench.press("ctrl-p 'dana whitfield'");
    bench.press("tab c");
    shows(&bench, "Call · Bridgeport branch");
    hides(&bench, "dana whitfield");
}

#[test]
fn few_letters_are_looked_for_in_the_lines_alone() {
    let (mut bench, _folder) = bench();
    let shown = |bench: &Headless| -> usize {
        let text = bench.text();
        let line = text
            .lines()
            .find(|line| line.contains(" of 32"))
            .unwrap()
            .to_owned();
        let words: Vec<&str> = line.split_whitespace().collect();
        let at = words
            .windows(2)
            .position(|two| two == ["of", "32"])
            .unwrap();
        words[at - 1].parse().unwrap()
    };
    bench.press("g n / 'con'");
    let few = shown(&bench);
    bench.press("ctrl-u 'conn'");
    let named = shown(&bench);
    assert!(few < 20, "{few}");
    assert!(named > 0 && named <= few, "{named} of {few}");
}
