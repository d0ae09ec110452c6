//! Forms and the bar: what is typed, what is kept of it, what is said beside it.

use super::*;

#[test]
fn a_picker_without_a_match_leaves_the_field_as_it_was() {
    let (mut bench, _folder) = bench();
    go(&mut bench, "kind:account volta");
    bench.press("2 n 'problem' enter 'The lamp burns' shift-tab 'qqq'");
    // Before the first field lies the last, which is the account.
    shows(&bench, "nothing like that");
    bench.press("enter");
    shows(&bench, "Nothing here is like “qqq”");
    bench.press("esc ctrl-s");
    let made = all(&mut bench, Kind::Problem)
        .into_iter()
        .find(|record| record.title() == "The lamp burns")
        .unwrap();
    assert!(made.account().is_some());
}

#[test]
fn a_draft_is_begun_afresh_by_a_key() {
    let (mut bench, _folder) = bench();
    go(&mut bench, "kind:account volta");
    bench.press("2 n 'problem' enter 'Half a thought' esc n 'problem' enter");
    // It is offered, and in nobody's way.
    shows(&bench, "your draft from before");
    shows(&bench, "Half a thought");
    shows(&bench, "f3 take the draft");
    bench.press("'Another one'");
    hides(&bench, "Half a thought");
    hides(&bench, "your draft from before");
    bench.press("ctrl-s");
    shows(&bench, "Saved as pb");
    let titles = |bench: &mut Headless| -> Vec<String> {
        let problems = all(bench, Kind::Problem).into_iter();
        problems.map(|record| record.title()).collect()
    };
    assert!(titles(&mut bench).contains(&"Another one".to_owned()));
    // What was not wanted then is not lost: it waits among the drafts, and goes on where it was.
    bench.press("g d");
    shows(&bench, "Half a thought");
    bench.press("enter");
    shows(&bench, "your draft from before");
    bench.press("'and more' ctrl-s");
    assert!(titles(&mut bench).contains(&"Half a thoughtand more".to_owned()));
    bench.press("g d");
    shows(&bench, "No unsaved drafts");
}

#[test]
fn a_draft_is_taken_and_put_back_by_one_key() {
    let (mut bench, _folder) = bench();
    go(&mut bench, "kind:account volta");
    bench.press("2 n 'problem' enter 'Half a thought' esc n 'problem' enter f3");
    shows(&bench, "f3 without the draft");
    bench.press("' and more' f3");
    // As it stands now it is offered again.
    shows(&bench, "f3 take the draft");
    shows(&bench, "Half a thought and more");
    bench.press("esc g d");
    shows(&bench, "Half a thought and more");
    bench.press("delete");
    shows(&bench, "thrown away; there is no other");
    bench.press("g d");
    shows(&bench, "No unsaved drafts");
}

#[test]
fn a_line_that_was_left_is_offered_and_glued_to_nothing() {
    let (mut bench, _folder) = bench();
    go(&mut bench, "kind:account volta");
    bench.press("a 'half a line' esc g t a");
    shows(&bench, "half a line");
    shows(&bench, "tab takes it");
    bench.press("'they rang' enter");
    let said = |bench: &mut Headless, words: &str| {
        let held = all(bench, Kind::Touchpoint).into_iter();
        held.filter(|record| record.title() == words)
            .map(|record| record.account())
            .collect::<Vec<_>>()
    };
    assert_eq!(said(&mut bench, "they rang").len(), 1);
    bench.press("g d");
    shows(&bench, "half a line");
    // Taken, it is for the account that it was typed for.
    bench.press("enter enter");
    let volta = bench.book().find_account("Volta Audio").unwrap();
    assert_eq!(said(&mut bench, "half a line"), [Some(volta)]);
}

#[test]
fn a_line_typed_on_a_list_goes_to_whoever_it_names() {
    let (mut bench, _folder) = bench();
    let account = |bench: &mut Headless, words: &str| {
        let promises = all(bench, Kind::Promise);
        let promise = promises.iter().find(|record| record.title() == words);
        promise.unwrap().account()
    };
    // The first line of Today is a meeting of another customer.
    bench.press("a");
    shows(&bench, "Connecticut DMV");
    bench.press("'owe @okafor: the credit note due:fri'");
    shows(&bench, "Northline Supply, not Connecticut DMV");
    bench.press("enter");
    let northline = bench.book().find_account("Northline Supply").unwrap();
    assert_eq!(account(&mut bench, "the credit note"), Some(northline));
    bench.press("a 'owe @ruiz: the counts once more' enter");
    let dmv = bench.book().find_account("Connecticut DMV").unwrap();
    assert_eq!(account(&mut bench, "the counts once more"), Some(dmv));
    // In an account one is in it, whoever is named.
    go(&mut bench, "kind:account connecticut dmv");
    bench.press("a 'owe @okafor: a word about billing' enter");
    assert_eq!(account(&mut bench, "a word about billing"), Some(dmv));
}

#[test]
fn somebody_new_is_made_with_what_names_them() {
    let (mut bench, _folder) = bench();
    go(&mut bench, "kind:account volta");
    bench.press("3 n 'promise' enter 'send the lamps' tab 'Zed Newman'");
    shows(&bench, "+ new person “Zed Newman”");
    bench.press("enter ctrl-s");
    shows(&bench, "Saved as pm");
    let volta = bench.book().find_account("Volta Audio");
    let zed = all(&mut bench, Kind::Person)
        .into_iter()
        .find(|record| record.title() == "Zed Newman")
        .unwrap();
    assert_eq!(zed.account(), volta.ok());
    let promise = all(&mut bench, Kind::Promise)
        .into_iter()
        .find(|record| record.title() == "send the lamps")
        .unwrap();
    let Body::Promise(body) = &promise.body else {
        panic!()
    };
    assert_eq!(body.to, [zed.id()]);
    // One entry, one undo.
    bench.press("u");
    let left = |bench: &mut Headless, kind| {
        all(bench, kind)
            .iter()
            .any(|record| record.id() == zed.id() || record.id() == promise.id())
    };
    assert!(!left(&mut bench, Kind::Person) && !left(&mut bench, Kind::Promise));
}

#[test]
fn a_problem_with_two_whys_and_a_cost() {
    let (mut bench, _folder) = bench();
    go(&mut bench, "kind:account volta");
    shows(&bench, "Volta Audio");
    bench.press("2 n 'problem' enter");
    shows(&bench, "New problem");
    bench.press(
        "'Batteries die on the bus' tab 'A bigger battery.' tab 'music for a whole day' tab",
    );
    bench.press("'the lamp burns all day' enter 'nobody asked for the lamp'");
    bench.press("tab tab '$3' tab 'mon' enter tab '4000'");
    shows(&bench, "$144 k a year");
    bench.press("ctrl-s");
    shows(&bench, "Saved as pb");
    let made = all(&mut bench, Kind::Problem)
        .into_iter()
        .find(|record| record.title() == "Batteries die on the bus")
        .unwrap();
    let Body::Problem(body) = &made.body else {
        panic!()
    };
    assert_eq!(body.asked.as_deref(), Some("A bigger battery."));
    assert_eq!(body.whys.len(), 2);
    assert_eq!(made.cost_year().unwrap().brief(), "$144 k");
    assert!(made.account().is_some());
    shows(&bench, "Batteries die on the bus");
    bench.press("u");
    assert!(
        all(&mut bench, Kind::Problem)
            .iter()
            .all(|record| record.title() != "Batteries die on the bus")
    );
    hides(&bench, "● Batteries die on the bus");
    bench.press("U");
    shows(&bench, "Batteries die on the bus");
}

#[test]
fn what_a_crash_cut_off_is_offered_back() {
    let folder = tempfile::tempdir().unwrap();
    let mut bench = Headless::open(book(&folder), (100, 30), "dusk").unwrap();
    go(&mut bench, "connecticut dmv");
    bench.press("2 n enter 'Forms come back half filled' tab 'A better form'");
    bench.press("ctrl-c j e tab 'a change of one that is there'");
    // Nothing is told to stop: the process is simply gone.
    drop(bench);
    let mut bench =
        Headless::open(open(folder.path(), "09:05", "again"), (100, 30), "dusk").unwrap();
    shows(&bench, "2 things were typed before and not saved");
    bench.press("g d");
    shows(&bench, "new problem · Connecticut DMV");
    bench.press("'half filled' enter");
    shows(&bench, "your draft from before");
    shows(&bench, "A better form");
    bench.press("ctrl-s g d");
    hides(&bench, "half filled");
    bench.press("enter");
    shows(&bench, "a change of one that is there");
    bench.press("ctrl-s g d");
    shows(&bench, "No unsaved drafts");
}

#[test]
fn an_amount_takes_the_currency_of_its_account() {
    let (mut bench, _folder) = bench();
    go(&mut bench, "connecticut dmv");
    bench.press("2 n enter 'A wrong form' tab tab tab tab tab '12' tab 'mon' enter tab '400'");
    shows(&bench, "$57.6 k a year");
    bench.press("ctrl-s");
    let made = all(&mut bench, Kind::Problem)
        .into_iter()
        .find(|record| record.title() == "A wrong form")
        .unwrap();
    assert_eq!(made.cost_year().unwrap().currency, "USD");
}

#[test]
fn a_promise_for_friday() {
    let (mut bench, _folder) = bench();
    go(&mut bench, "kind:account volta");
    bench.press("3 n enter");
    shows(&bench, "New promise");
    // The direction is set, so it begins with what; to, by and due follow.
    bench.press("'the drawing of the collar' tab tab tab 'fri'");
    shows(&bench, "Fri 27 Nov");
    bench.press("enter");
    shows(&bench, "Saved as pm");
    let made = all(&mut bench, Kind::Promise)
        .into_iter()
        .find(|record| record.title() == "the drawing of the collar")
        .unwrap();
    let Body::Promise(body) = &made.body else {
        panic!()
    };
    assert_eq!(body.due.unwrap().to_string(), "2026-11-27");
    assert_eq!(body.direction, Some(ally::domain::words::Direction::Ours));
}

#[test]
fn what_cannot_be_read_is_said_beside_its_field() {
    let (mut bench, _folder) = bench();
    go(&mut bench, "kind:account volta");
    bench.press("3 n enter 'samples' tab tab tab '03/04' enter");
    shows(&bench, "could be");
    let before = all(&mut bench, Kind::Promise).len();
    bench.press("ctrl-u 'tomorrow' enter");
    shows(&bench, "Saved as pm");
    assert_eq!(all(&mut bench, Kind::Promise).len(), before + 1);
}

#[test]
fn nothing_typed_is_lost() {
    let (mut bench, folder) = bench();
    go(&mut bench, "kind:account volta");
    bench.press("2 n enter 'half a thought' esc");
    shows(&bench, "draft is kept");
    bench.press("n enter");
    shows(&bench, "half a thought");
    shows(&bench, "your draft from before");
    bench.press("f3");
    // A crash: nobody says goodbye, and the next workbench has it all the same.
    bench.press("' and more'");
    drop(bench);
    let mut next = Headless::open(open(folder.path(), "10:00", "next"), (100, 30), "dusk").unwrap();
    go(&mut next, "kind:account volta");
    next.press("2 n enter");
    shows(&next, "half a thought and more");
    next.press("f3 ctrl-s");
    shows(&next, "Saved as pb");
    next.press("n enter");
    hides(&next, "half a thought and more");
}

#[test]
fn a_draft_overwrites_nobody_unseen() {
    let (mut bench, _folder) = bench();
    go(&mut bench, "kind:promise counts");
    let promise = all(&mut bench, Kind::Promise)
        .into_iter()
        .find(|record| record.title().contains("window counts"))
        .unwrap();
    bench.press("e tab ctrl-u 'what I typed first' esc");
    shows(&bench, "draft is kept");
    // Meanwhile another terminal writes into the same field.
    let step = Step::Edit {
        id: promise.id(),
        set: [("what".to_owned(), "what they wrote".into())]
            .into_iter()
            .collect(),
        was: ally::domain::Object::new(),
    };
    bench.book().write("edit", vec![step]).unwrap();
    bench.changed();
    bench.press("e");
    shows(&bench, "what I typed first");
    bench.press("f3 ctrl-s");
    shows(&bench, "what they wrote");
    let now = |bench: &mut Headless| bench.book().record(promise.id()).unwrap().unwrap().title();
    assert_eq!(now(&mut bench), "what they wrote");
    // Having seen it, one may put one's own in its place.
    bench.press("ctrl-s");
    assert_eq!(now(&mut bench), "what I typed first");
}

#[test]
fn tab_takes_what_is_chosen_in_a_field_and_goes_on() {
    let (mut bench, _folder) = bench();
    go(&mut bench, "kind:account volta");
    bench.press(
        "2 n 'problem' enter 'The lamp burns' tab tab tab tab tab '$40' tab 'hour' tab '3' ctrl-s",
    );
    let made = all(&mut bench, Kind::Problem);
    let made = made
        .iter()
        .find(|record| record.title() == "The lamp burns");
    let Body::Problem(body) = &made.unwrap().body else {
        panic!()
    };
    assert_eq!(
        body.cost_per.map(|per| format!("{per:?}")),
        Some("Hour".into())
    );
    assert_eq!(
        body.cost_times.map(|times| times.to_string()),
        Some("3".into())
    );
}

#[test]
fn a_line_is_captured_where_one_is() {
    let (mut bench, _folder) = bench();
    go(&mut bench, "kind:account northline");
    bench.press("a 'owe @okafor: the count of our own errors due:fri'");
    shows(&bench, "Okafor");
    shows(&bench, "Fri 27 Nov");
    bench.press("enter");
    let made = all(&mut bench, Kind::Promise)
        .into_iter()
        .find(|record| record.title().contains("the count of our own errors"))
        .unwrap();
    let Body::Promise(body) = &made.body else {
        panic!()
    };
    assert_eq!(body.due.unwrap().to_string(), "2026-11-27");
}

#[test]
fn a_line_being_captured_is_understood_anew_when_another_terminal_changes_the_book() {
    let (mut bench, _folder) = bench();
    go(&mut bench, "kind:account northline");
    bench.press("a 'owe @zebulon: the yards'");
    shows(&bench, "zebulon (new)");
    let northline = all(&mut bench, Kind::Account)
        .into_iter()
        .find(|record| record.title() == "Northline Supply")
        .unwrap();
    comes(&mut bench, "Zebulon Pike", Some(northline.id()));
    hides(&bench, "zebulon (new)");
    shows(&bench, "Zebulon Pike");
    shows(&bench, "owe @zebulon: the yards");
}

#[test]
fn what_is_being_typed_stands_below_the_lines_of_before() {
    let (mut bench, _folder) = bench();
    go(&mut bench, "kind:account northline");
    bench.press("a 'the first line' enter a 'half a thought' down");
    shows(&bench, "half a thought");
    bench.press("up");
    shows(&bench, "› the first line");
    bench.press("up down");
    shows(&bench, "› half a thought");
    // A line that was fetched and changed is a line of one's own.
    bench.press("up '!' up");
    shows(&bench, "› the first line");
    bench.press("down");
    shows(&bench, "› the first line!");
}

#[test]
fn a_mark_is_made_text_by_a_key_that_is_said() {
    let (mut bench, _folder) = bench();
    go(&mut bench, "kind:account northline");
    bench.press("a 'owe: the plan due:fri' tab");
    shows(&bench, "space it is only text");
    hides(&bench, "note keeps");
    bench.press("right right right space");
    shows(&bench, "\\due:fri");
    hides(&bench, "Fri 27 Nov");
}

#[test]
fn a_paste_without_room_is_said_and_nothing_is_half_put_in() {
    let (mut bench, _folder) = bench();
    bench.press("g n e");
    bench.paste(&"long ".repeat(6_000));
    shows(&bench, "there is no room for so much");
}

#[test]
fn a_form_is_there_again_after_something_was_looked_up() {
    let (mut bench, _folder) = bench();
    go(&mut bench, "kind:account volta");
    bench.press("2 n 'problem' enter 'The lamp burns'");
    bench.press("ctrl-p 'whitfield' enter");
    shows(&bench, "Bridgeport branch");
    shows(&bench, "What you typed is kept; esc brings you back to it.");
    hides(&bench, "New problem");
    // Wherever one is, it can be had.
    bench.press("g d");
    shows(&bench, "The lamp burns");
    bench.press("esc esc");
    shows(&bench, "New problem");
    bench.press("' all day' ctrl-s");
    shows(&bench, "Saved as pb");
    // The new record is the chosen one.
    bench.press("e");
    shows(&bench, "The lamp burns all day");
    bench.press("esc");
    bench.press("a 'they rang' ctrl-p 'whitfield' enter esc");
    shows(&bench, "› they rang");
    // What was thrown away meanwhile does not come back.
    bench.press("ctrl-p 'whitfield' enter g d delete esc");
    hides(&bench, "› they rang");
}

#[test]
fn nobody_who_was_deleted_is_offered() {
    let (mut bench, _folder) = bench();
    bench.press("a 'owe connecticut: send @whale'");
    shows(&bench, "Peg Whalen");
    bench.press("ctrl-u esc g o '/' 'whalen' enter D");
    shows(&bench, "Delete Peg Whalen?");
    bench.press("y a 'owe connecticut: send @whale'");
    hides(&bench, "Peg Whalen");
}

#[test]
fn a_name_in_a_line_of_a_list_is_completed_and_a_doubtful_one_is_said() {
    let (mut bench, _folder) = bench();
    go(&mut bench, "kind:account connecticut dmv");
    bench.press("2 n 'problem' enter 'The forms are blue'");
    for _ in 0..20 {
        if bench.text().contains("one a line: person | how") {
            break;
        }
        bench.press("tab");
    }
    shows(&bench, "one a line: person | how");
    bench.press("'rui'");
    shows(&bench, "tab takes Elena Ruiz");
    bench.press("tab 'asked every day' enter 'Ruz | typo' enter 'window clerks'");
    shows(&bench, "Elena Ruiz | asked every day");
    bench.press("ctrl-s");
    shows(&bench, "nobody is called “Ruz”. Did you mean “Ruiz”?");
    shows(&bench, "ctrl-s again keeps it so");
    bench.press("up end ctrl-u 'Okafor | other' ctrl-s");
    shows(&bench, "belongs to Northline Supply, another account");
    bench.press("ctrl-s");
    shows(&bench, "Saved as pb");
    let made = all(&mut bench, Kind::Problem)
        .into_iter()
        .find(|record| record.title() == "The forms are blue")
        .unwrap();
    let Body::Problem(body) = &made.body else {
        panic!("a problem");
    };
    assert_eq!(body.hurts.len(), 3);
}

#[test]
fn a_form_of_one_is_not_opened_while_others_are_marked() {
    let (mut bench, _folder) = bench();
    bench.press("g p v v e");
    shows(&bench, "Change 2 promises at once");
    bench.press("esc L");
    shows(&bench, "Link 2 records to");
    bench.press("esc esc e");
    shows(&bench, "f2 all fields");
    // One that is marked is the one, wherever one is.
    bench.press("esc g g v j e");
    hides(&bench, "at once");
    shows(&bench, "f2 all fields");
}

#[test]
fn drafts_say_their_day_and_go_all_at_once_after_a_question() {
    let (mut bench, _folder) = bench();
    go(&mut bench, "kind:account volta");
    bench.press("2 n 'problem' enter 'Half a thought' esc a 'half a line' esc g d");
    shows(&bench, "line · Volta Audio · today");
    shows(&bench, "new problem · Volta Audio · today");
    shows(&bench, "ctrl-u all of them");
    bench.press("ctrl-u");
    shows(&bench, "Throw away 2 drafts? Nothing brings them back.");
    bench.press("n");
    shows(&bench, "Half a thought");
    bench.press("ctrl-u y g d");
    shows(&bench, "No unsaved drafts");
}

#[test]
fn the_hours_of_a_year_are_said_beside_a_cost() {
    let (mut bench, _folder) = bench();
    go(&mut bench, "kind:account volta");
    bench.press("2 n 'problem' enter 'The belt stops'");
    for _ in 0..20 {
        if bench.text().contains("$250, 1.2m eur") {
            break;
        }
        bench.press("tab");
    }
    bench.press("'$40' tab 'hour' enter");
    shows(&bench, "$80 k a year, of 2,000 hours");
}

#[test]
fn a_day_in_doubt_is_taken_by_enter_on_its_chip_or_said_to_be_missing() {
    let (mut bench, _folder) = bench();
    let line = "a 'owe ruiz: a lamp for the stairs by friday'";
    bench.press(line);
    shows(&bench, "due Fri 27 Nov?");
    bench.press("tab right right right");
    shows(&bench, "enter yes, that");
    bench.press("enter");
    shows(&bench, "a lamp for the stairs due:27nov");
    bench.press("enter");
    shows(&bench, "“a lamp for the stairs”");
    shows(&bench, "due Fri 27 Nov");
    // Saved as it stands, the doubt is not left unsaid.
    bench.press(line);
    bench.press("enter");
    shows(&bench, "“by friday” was left in its words");
}

#[test]
fn what_was_saved_is_said_and_one_key_opens_it() {
    let (mut bench, _folder) = bench();
    bench.press("r");
    shows(&bench, "Nothing was saved here");
    bench.press("n 'promise' enter 'a ramp at the side door' ctrl-s");
    shows(
        &bench,
        "“a ramp at the side door” · Connecticut DMV · no day",
    );
    bench.press("g x r");
    shows(&bench, "3 Debts");
    shows(&bench, "a ramp at the side door");
    // The plain key of what also works while typing.
    bench.press("p 'ramp'");
    shows(&bench, "▸ a ramp at the side door");
    bench.press("esc");
    shows(&bench, "3 Debts");
}
