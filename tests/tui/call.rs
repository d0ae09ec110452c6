//! Call mode and the steps around a meeting: keys in, picture out, and what is in the book afterwards.

use crate::bench_book::{book_at, open};
use crate::books;
use ally::book::Book;
use ally::domain::{Body, Kind, Moment, Record};
use ally::tui::headless::Headless;

/// Opens a workbench on the demo's book at the minute at which its planning session began.
fn bench(size: (u16, u16)) -> (Headless, tempfile::TempDir) {
    let folder = tempfile::tempdir().expect("a folder");
    let book = book_at(&folder, "09:31");
    let bench = Headless::open(book, size, "dusk").expect("a workbench");
    (bench, folder)
}

/// Opens call mode with the Connecticut DMV.
fn call(size: (u16, u16)) -> (Headless, tempfile::TempDir) {
    let (mut bench, folder) = bench(size);
    bench.press("g a / 'Connecticut' enter enter c");
    assert!(
        bench.text().contains("Call · Connecticut DMV"),
        "{}",
        bench.text()
    );
    (bench, folder)
}

fn newest(bench: &mut Headless, kind: Kind) -> Record {
    bench
        .book()
        .of_kind(kind)
        .expect("records")
        .pop()
        .expect("one")
}

fn count(bench: &mut Headless, kind: Kind) -> usize {
    bench.book().of_kind(kind).expect("records").len()
}

fn keep(bench: &Headless, name: &str) {
    if let Ok(folder) = std::env::var("ALLY_PICTURES") {
        let path = std::path::Path::new(&folder);
        std::fs::write(path.join(format!("{name}.txt")), bench.text()).expect("written");
        std::fs::write(
            path.join(format!("{name}.svg")),
            ally::tui::picture::svg(&bench.frame(), bench.theme()),
        )
        .expect("written");
    }
}

#[test]
fn each_line_is_saved_at_once_in_one_touchpoint() {
    let (mut bench, _folder) = call((110, 34));
    let touchpoints = count(&mut bench, Kind::Touchpoint);
    bench.press("'the schools let out at 2:40, that is the peak' enter");
    let first = newest(&mut bench, Kind::Touchpoint);
    let Body::Touchpoint(body) = &first.body else {
        panic!()
    };
    assert_eq!(
        body.summary.as_deref(),
        Some("09:31 the schools let out at 2:40, that is the peak")
    );
    bench.press("'> @ruiz: send the 1989 counts too due:wed' enter '? who owns the branch phone contracts' enter '* @ruiz grew up in Bridgeport' enter");
    assert_eq!(count(&mut bench, Kind::Touchpoint), touchpoints + 1);
    let promise = newest(&mut bench, Kind::Promise);
    assert_eq!(
        promise.base.source.as_ref().and_then(|s| s.touchpoint),
        Some(first.id())
    );
    let shown = bench.text();
    for part in [
        "09:31",
        "send the 1989 counts too",
        "due Wed 25 Nov",
        "who owns the branch phone contracts",
        "private",
    ] {
        assert!(shown.contains(part), "{part} in\n{shown}");
    }
    bench.press("'owe @ruiz: floor plan of the Hartford branch due:fri'");
    let shown = bench.text();
    assert!(
        shown.contains("owe · Connecticut DMV") && shown.contains("due Fri 27 Nov"),
        "{shown}"
    );
    keep(&bench, "call-110x34");
}

#[test]
fn the_lookup_opens_over_a_half_typed_line() {
    let (mut bench, _folder) = call((100, 30));
    bench.press("'they sai' ctrl-p 'wind' esc");
    bench.press("'d yes'");
    assert!(bench.text().contains("› they said yes"), "{}", bench.text());
    assert!(bench.text().contains("Call · "));
}

#[test]
fn a_call_begins_with_its_key_and_its_timer_stops_with_the_sweep() {
    let (mut bench, _folder) = bench((100, 30));
    let at = |text: &str| text.parse::<Moment>().expect("a moment").0;
    bench.press("g a / 'Connecticut' enter enter");
    bench.later(at("2026-11-23T09:41:30-05:00[America/New_York]"));
    bench.press("c");
    assert!(bench.text().contains("00:00:00"), "{}", bench.text());
    bench.press("'they said yes' enter");
    bench.later(at("2026-11-23T09:42:10-05:00[America/New_York]"));
    assert!(bench.text().contains("00:00:40"), "{}", bench.text());
    bench.press("esc");
    bench.later(at("2026-11-23T09:49:00-05:00[America/New_York]"));
    assert!(bench.text().contains("00:00:40"), "{}", bench.text());
    bench.press("enter space enter enter enter enter");
    let touchpoint = newest(&mut bench, Kind::Touchpoint);
    let Body::Touchpoint(body) = &touchpoint.body else {
        panic!()
    };
    let said = |at: &Option<Moment>| at.as_ref().map(|at| at.0.strftime("%H:%M:%S").to_string());
    assert_eq!(
        (said(&body.starts), said(&body.ends)),
        (Some("09:41:30".into()), Some("09:42:10".into()))
    );
}

#[test]
fn a_whole_name_is_never_another_person() {
    let (mut bench, _folder) = call((100, 30));
    bench.press("'they said yes' enter esc enter space ctrl-u 'Ruiz, Tom Barrett'");
    assert!(
        bench.text().contains("“Tom Barrett” is nobody you know"),
        "{}",
        bench.text()
    );
    bench.press("enter enter enter enter");
    let touchpoint = newest(&mut bench, Kind::Touchpoint);
    let Body::Touchpoint(body) = &touchpoint.body else {
        panic!()
    };
    let there = body.people.clone();
    let names: Vec<String> = bench
        .book()
        .records(&there)
        .expect("people")
        .iter()
        .map(Record::title)
        .collect();
    assert_eq!(names, ["Elena Ruiz", "Tom Barrett"]);
}

#[test]
fn a_lookup_in_a_call_leads_back_to_it_with_its_line() {
    let (mut bench, _folder) = call((120, 30));
    bench.press("'they sai'");
    assert!(
        bench.text().contains("esc leave, all is kept"),
        "{}",
        bench.text()
    );
    bench.press("ctrl-p 'volta' enter");
    let shown = bench.text();
    assert!(
        shown.contains("● call 00:00 Connecticut DMV  c back to it"),
        "{shown}"
    );
    bench.press("esc");
    let shown = bench.text();
    assert!(
        shown.contains("Call · Connecticut DMV") && shown.contains("› they sai"),
        "{shown}"
    );
}

#[test]
fn what_is_looked_up_in_a_call_is_acted_on_and_the_call_goes_on() {
    let (mut bench, _folder) = call((120, 30));
    let back = |bench: &Headless| {
        let shown = bench.text();
        assert!(
            shown.contains("Call · Connecticut DMV") && shown.contains("› they sai"),
            "{shown}"
        );
    };
    bench.press("'they sai' ctrl-p 'volta' tab b");
    assert!(
        bench.text().contains("The call goes on"),
        "{}",
        bench.text()
    );
    bench.press("esc");
    back(&bench);
    bench.press("ctrl-p 'volta' tab . esc");
    back(&bench);
    bench.press("ctrl-p 'volta' tab e");
    assert!(bench.text().contains("enter save"), "{}", bench.text());
    bench.press("esc esc esc");
    back(&bench);
    bench.press("ctrl-p 'volta' tab a 'fact: they bought a lamp' enter");
    back(&bench);
}

#[test]
fn a_note_becomes_a_promise_with_the_day_it_names() {
    let (mut bench, _folder) = call((110, 34));
    bench.press(
        "'we promised Ruiz the counts by friday' enter 'got: the peak hours' enter esc enter p",
    );
    let shown = bench.text();
    assert!(shown.contains("→ promise · due Fri 27 Nov"), "{shown}");
    bench.press("enter");
    let shown = bench.text();
    assert!(shown.contains("noted: the peak hours"), "{shown}");
    bench.press("enter enter enter");
    let shown = bench.text();
    assert!(
        shown.contains("Saved: the call and 1 promise · B writes the recap · u takes it back"),
        "{shown}"
    );
    assert!(shown.contains("Connecticut DMV"), "{shown}");
    let promise = newest(&mut bench, Kind::Promise);
    let Body::Promise(body) = &promise.body else {
        panic!()
    };
    let ruiz = bench.book().find_person("Ruiz", None).expect("Ruiz");
    assert_eq!(
        (
            promise.title().as_str(),
            promise.due().map(|d| d.to_string()),
            body.to.as_slice()
        ),
        (
            "the counts by friday",
            Some("2026-11-27".into()),
            &[ruiz][..]
        )
    );
    bench.press("B");
    assert!(bench.text().contains("Recap ·"), "{}", bench.text());
}

#[test]
fn people_are_completed() {
    let (mut bench, _folder) = call((100, 30));
    bench.press("'owe @rui'");
    assert!(bench.text().contains("@Elena Ruiz"), "{}", bench.text());
    bench.press("tab");
    assert!(
        bench.text().contains("› owe @Elena Ruiz"),
        "{}",
        bench.text()
    );
}

#[test]
fn the_sweep_asks_one_key_a_note_and_one_undo_takes_it_back() {
    let (mut bench, _folder) = call((100, 30));
    bench.press("'she grew up in Bridgeport' enter 'owe: the counts due:soon' enter 'we talked about kiosks' enter '> floor plan due:fri' enter");
    let before: Vec<_> = bench.book().objects().expect("all");
    bench.press("esc enter");
    let shown = bench.text();
    assert!(
        shown.contains("Sweep · Connecticut DMV") && shown.contains("1 of 3"),
        "{shown}"
    );
    assert!(
        shown.contains("p promise") && shown.contains("x fighting for"),
        "{shown}"
    );
    keep(&bench, "sweep-100x30");
    // Of whom it is need not be said.
    bench.press("f enter");
    assert!(
        bench.text().contains("due:soon: “soon” is no day"),
        "{}",
        bench.text()
    );
    bench.press("e");
    assert!(
        bench.text().contains("owe: the counts due:soon"),
        "{}",
        bench.text()
    );
    bench.press("ctrl-u 'owe: the counts due:fri' enter space");
    assert!(bench.text().contains("who was there"), "{}", bench.text());
    bench.press("ctrl-u 'ruiz, Zoe' enter 'the peak hours' enter 'the idea of kiosks' enter 'a date for the line @ruiz due:fri' enter");
    let shown = bench.text();
    assert!(
        !shown.contains("Sweep ·") && shown.contains("Saved: the call"),
        "{shown}"
    );
    let touchpoint = newest(&mut bench, Kind::Touchpoint);
    let Body::Touchpoint(body) = &touchpoint.body else {
        panic!()
    };
    assert_eq!(
        (body.people.len(), body.received.len(), body.given.len()),
        (2, 1, 1)
    );
    assert!(body.ends.is_some() && body.next_step.as_ref().is_some_and(|n| n.when.is_some()));
    assert_eq!(
        newest(&mut bench, Kind::Learning).title(),
        "she grew up in Bridgeport"
    );
    let promise = newest(&mut bench, Kind::Promise);
    assert_eq!(
        (
            promise.title().as_str(),
            promise.due().map(|d| d.to_string())
        ),
        ("the counts", Some("2026-11-27".into()))
    );
    bench.press("u");
    let mut after: Vec<_> = bench.book().objects().expect("all");
    let mut before = before;
    for object in before.iter_mut().chain(after.iter_mut()) {
        object.shift_remove("changed");
    }
    assert_eq!(after, before);
}

#[test]
fn a_complaint_of_the_call_begins_its_recovery_in_the_sweep() {
    let (mut bench, _folder) = call((100, 30));
    bench.press("'complaint: the phones were dead again on Friday' enter 'nobody called them back' enter esc enter");
    // The loose note is a complaint, too, by one key.
    bench.press("c");
    assert!(bench.text().contains("who was there"), "{}", bench.text());
    bench.press("ctrl-u 'Ruiz, Cole' enter");
    let shown = bench.text();
    assert!(
        shown.contains("who of ours owns it") && shown.contains("the phones were dead again"),
        "{shown}"
    );
    keep(&bench, "sweep-complaint-100x30");
    bench.press("ctrl-u 'Patel' enter");
    assert!(
        bench.text().contains("they hear from us"),
        "{}",
        bench.text()
    );
    bench.press("ctrl-u 'soon' enter");
    assert!(
        bench.text().contains("“soon” is no day"),
        "{}",
        bench.text()
    );
    bench.press("ctrl-u 'wed' enter");
    let shown = bench.text();
    assert!(
        shown.contains("told that we heard it") && !shown.contains("told that we heard it  Ruiz"),
        "{shown}"
    );
    // Who was there has not been told for that.
    bench.press("'Ruiz, Cole' enter");
    assert!(
        bench.text().contains("nobody called them back"),
        "{}",
        bench.text()
    );
    // Nobody owns the second yet, and nobody has been told.
    bench.press("ctrl-u enter enter ctrl-u enter enter enter enter");
    assert!(bench.text().contains("Saved: the call"), "{}", bench.text());
    let complaints: Vec<_> = bench
        .book()
        .of_kind(Kind::Touchpoint)
        .expect("records")
        .into_iter()
        .filter_map(|r| match &r.body {
            Body::Touchpoint(b) => Some((r.title(), b.recovery.clone()?)),
            _ => None,
        })
        .collect();
    let of = |words: &str| {
        complaints
            .iter()
            .find(|(title, _)| title.contains(words))
            .map_or_else(
                || panic!("{words} in {complaints:?}"),
                |(_, recovery)| recovery.clone(),
            )
    };
    let first = of("dead again");
    let patel = bench.book().find_person("Patel", None).expect("Patel");
    assert_eq!(
        first.owner.as_ref().and_then(ally::domain::Who::id),
        Some(patel)
    );
    assert_eq!(
        (
            first.next_update.map(|d| d.to_string()),
            first.acknowledged_on.map(|d| d.to_string()),
            first.told.len()
        ),
        (Some("2026-11-25".into()), Some("2026-11-23".into()), 2)
    );
    let second = of("called them back");
    assert!(second.owner.is_none() && second.acknowledged_on.is_none() && second.told.is_empty());
    assert!(second.next_update.is_some());
}

#[test]
fn a_call_is_over_when_one_says_so_and_what_is_typed_before_goes_on_with_it() {
    let (mut bench, _folder) = call((80, 24));
    bench.press("'the gate jams' enter '> @ruiz: the counts due:wed' enter esc");
    let shown = bench.text();
    assert!(
        shown.contains("Is the call over? One line is to be sorted.")
            && shown.contains("1 note · 1 promise"),
        "{shown}"
    );
    keep(&bench, "ending-80x24");
    // They talk on: no letter is a key of the sweep.
    bench.press("'critics, the other half is phones' enter");
    let shown = bench.text();
    assert!(
        shown.contains("critics, the other half is phones") && shown.contains("Call · "),
        "{shown}"
    );
    bench.press("esc enter");
    assert!(bench.text().contains("1 of 2"), "{}", bench.text());
}

#[test]
fn what_was_chosen_in_the_sweep_is_kept_while_one_adds_a_line() {
    let (mut bench, _folder) = call((100, 30));
    bench.press("'the gate jams' enter 'who signs' enter esc enter b q");
    bench.press("'Ames' enter 'the tally' ");
    let shown = bench.text();
    assert!(shown.contains("what they gave us"), "{shown}");
    bench.press("esc 'one more thing' enter esc");
    assert!(
        bench.text().contains("One line is to be sorted."),
        "{}",
        bench.text()
    );
    bench.press("enter");
    let shown = bench.text();
    assert!(
        shown.contains("3 of 3") && shown.contains("→ problem") && shown.contains("→ question"),
        "{shown}"
    );
    bench.press("space");
    let shown = bench.text();
    assert!(shown.contains("› ") && shown.contains("Ames"), "{shown}");
    bench.press("enter");
    assert!(bench.text().contains("› the tally"), "{}", bench.text());
    // With nothing noted since then it goes on where it was left.
    bench.press("esc esc enter");
    assert!(bench.text().contains("› the tally"), "{}", bench.text());
    bench.press("enter enter enter");
    assert!(
        bench
            .text()
            .contains("Saved: the call, 1 problem and 1 question"),
        "{}",
        bench.text()
    );
}

#[test]
fn what_the_sweep_proposes_gives_way_to_what_is_typed() {
    let (mut bench, _folder) = call((100, 30));
    bench.press("'@ruiz the gate jams' enter 'complaint: dead again' enter esc enter space");
    assert!(bench.text().contains("› Elena Ruiz"), "{}", bench.text());
    // Names go on; the last one is taken off at once.
    bench.press("'cole'");
    assert!(
        bench.text().contains("› Elena Ruiz, cole"),
        "{}",
        bench.text()
    );
    bench.press("enter up backspace");
    assert!(bench.text().contains("› Elena Ruiz"), "{}", bench.text());
    bench.press("enter 'Patel'");
    let shown = bench.text();
    assert!(shown.contains("› Patel"), "{shown}");
    bench.press("enter 'wed' enter");
    let shown = bench.text();
    assert!(shown.contains("told that we heard it"), "{shown}");
    bench.press("up");
    assert!(bench.text().contains("› wed"), "{}", bench.text());
}

#[test]
fn the_side_of_a_call_has_pages_with_all_of_it() {
    let (mut bench, _folder) = call((80, 24));
    let first = bench.text();
    keep(&bench, "side-80x24");
    let mut all = String::new();
    for _ in 0..20 {
        bench.press("pgdn");
        if bench.text() == first {
            break;
        }
        all.push_str(&bench.text());
    }
    assert_eq!(bench.text(), first, "the first page comes again");
    for part in ["Debts", "People", "Hurts", "Ask", "Oyelaran", "page 1 of"] {
        assert!(all.contains(part), "{part} in\n{all}");
    }
    bench.press("pgdn pgup 'they said' enter");
    assert!(bench.text().contains("they said"), "{}", bench.text());
}

#[test]
fn whoever_is_in_doubt_is_named_by_one_key() {
    let (mut bench, _folder) = call((100, 30));
    bench.press("'person: Anna Berg, buyer' enter 'person: Anne Moss, clerk' enter 'owe @ann: the floor plan due:fri' enter");
    bench.press("esc enter");
    let shown = bench.text();
    assert!(
        shown.contains("1 Anna Berg") && shown.contains("2 Anne Moss"),
        "{shown}"
    );
    bench.press("2");
    assert!(bench.text().contains("who was there"), "{}", bench.text());
    bench.press("enter enter enter enter");
    let promise = newest(&mut bench, Kind::Promise);
    let anne = bench.book().find_person("Anne Moss", None).expect("Anne");
    let Body::Promise(body) = &promise.body else {
        panic!()
    };
    assert_eq!(body.to, [anne]);
    assert_eq!(
        (
            promise.title().as_str(),
            promise.due().map(|d| d.to_string())
        ),
        ("the floor plan", Some("2026-11-27".into()))
    );
}

/// Gives the touchpoint that was written last.
fn swept(bench: &mut Headless) -> ally::domain::kinds::Touchpoint {
    let all = bench.book().of_kind(Kind::Touchpoint).expect("touchpoints");
    let newest = all.into_iter().max_by_key(|r| r.base.changed).expect("one");
    match newest.body {
        Body::Touchpoint(body) => body,
        _ => panic!("a touchpoint"),
    }
}

#[test]
fn whoever_is_taken_out_of_the_list_was_not_there() {
    let (mut bench, _folder) = bench((110, 34));
    bench.press("g g c");
    assert!(
        bench.text().contains("Call · Connecticut DMV"),
        "{}",
        bench.text()
    );
    bench.press("'we began early' enter esc enter space");
    let shown = bench.text();
    assert!(
        shown.contains("who was there") && shown.contains("Margaret Hale"),
        "{shown}"
    );
    bench.press("ctrl-u 'ruiz, cole' enter enter enter");
    bench.press("'bill proof of yard 14 @cole due:next fri'");
    assert!(
        bench.text().contains("due Fri 27 Nov? type due:27nov"),
        "{}",
        bench.text()
    );
    keep(&bench, "sweep-next-110x34");
    bench.press("enter");
    let held = swept(&mut bench);
    assert_eq!(held.people.len(), 2);
    let next = held.next_step.expect("a next step");
    assert_eq!(next.what.as_deref(), Some("bill proof of yard 14"));
    assert_eq!(next.when.map(|d| d.to_string()), Some("2026-11-27".into()));
}

#[test]
fn what_one_meant_to_leave_with_is_agreed_only_where_it_is_said() {
    let (mut bench, _folder) = bench((80, 24));
    bench.press("g g c 'we began early' enter esc enter space enter enter enter");
    assert!(bench.text().contains("› line date @"), "{}", bench.text());
    // Emptied, nothing was agreed.
    bench.press("backspace enter");
    assert_eq!(swept(&mut bench).next_step, None);
    bench.press("B");
    assert!(bench.text().contains("Recap ·"), "{}", bench.text());
}

#[test]
fn whoever_was_deleted_is_not_offered_as_having_been_there() {
    let (mut bench, _folder) = bench((110, 34));
    bench.press(
        "g o / 'elena ruiz' enter D y esc g t g g c 'they want it by june' enter esc enter enter",
    );
    let shown = bench.text();
    assert!(
        shown.contains("who was there") && shown.contains("Raymond Cole"),
        "{shown}"
    );
    assert!(!shown.contains("(deleted)"), "{shown}");
    let people = bench.book().of_kind(Kind::Person).expect("people");
    assert!(people.iter().all(|person| person.title() != "Elena Ruiz"));
}

#[test]
fn a_call_whose_sweep_is_taken_back_goes_on_with_its_lines() {
    let (mut bench, _folder) = bench((100, 30));
    bench.press("g g c 'we began early' enter 'the gate jams' enter esc enter space b enter enter enter enter");
    assert!(bench.text().contains("Saved: the call"), "{}", bench.text());
    bench.press("u g t g g c");
    let shown = bench.text();
    assert!(
        shown.contains("we began early") && shown.contains("the gate jams"),
        "{shown}"
    );
    // Its questions begin anew: what is pressed next is meant for none that was answered last.
    bench.press("esc enter");
    assert!(bench.text().contains("who was there"), "{}", bench.text());
    bench.press("enter enter enter enter");
    assert!(
        bench.text().contains("Saved: the call and 1 problem"),
        "{}",
        bench.text()
    );
}

#[test]
fn another_customers_call_is_not_gone_into_unasked() {
    let (mut bench, _folder) = call((100, 30));
    bench.press("'a note' enter 'half typed for the DMV' esc g a / ctrl-u 'Penrose' enter enter c");
    let shown = bench.text();
    assert!(
        shown.contains("A call with Connecticut DMV is still going on"),
        "{shown}"
    );
    bench.press("esc 'x'");
    assert!(!bench.text().contains("Call ·"), "{}", bench.text());
    bench.press("c y");
    let shown = bench.text();
    assert!(
        shown.contains("Call · Connecticut DMV") && shown.contains("› half typed for the DMV"),
        "{shown}"
    );
}

#[test]
fn what_was_meant_as_a_kind_or_a_day_is_one_key_in_the_sweep() {
    let (mut bench, _folder) = call((110, 34));
    bench.press("'quote @ruiz \"it rings out\"' enter 'owe @cole the drawing by friday' enter 'owe: the counts due:next tue' enter '> hale the minutes due:fri' enter");
    assert!(bench.text().contains("? quote"), "{}", bench.text());
    bench.press("esc enter u p");
    let shown = bench.text();
    assert!(shown.contains("1 due Tue 24 Nov"), "{shown}");
    bench.press("1");
    let shown = bench.text();
    assert!(shown.contains("1 Margaret Hale"), "{shown}");
    bench.press("1 ctrl-u 'ruiz' enter enter enter enter");
    assert!(bench.text().contains("Saved: the call"), "{}", bench.text());
    let quote = newest(&mut bench, Kind::Learning);
    let Body::Learning(body) = &quote.body else {
        panic!()
    };
    assert_eq!(body.fact.as_deref(), Some("it rings out"));
    assert_eq!(body.learned_by.as_deref(), Some("Elena Ruiz"));
    let promises = bench.book().of_kind(Kind::Promise).expect("promises");
    let said = |what: &str| {
        let found = promises.iter().find(|r| r.title() == what);
        let Some(Body::Promise(body)) = found.map(|r| &r.body) else {
            panic!("{what}")
        };
        (body.to.len(), body.due.map(|d| d.to_string()))
    };
    assert_eq!(
        said("the drawing by friday"),
        (1, Some("2026-11-27".into()))
    );
    assert_eq!(said("the counts"), (0, Some("2026-11-24".into())));
    assert_eq!(said("the minutes"), (1, Some("2026-11-27".into())));
}

#[test]
fn a_colon_stands_at_the_name_that_was_completed() {
    let (mut bench, _folder) = call((100, 30));
    bench.press("'owe @rui' tab ': the counts'");
    assert!(
        bench.text().contains("› owe @Elena Ruiz: the counts"),
        "{}",
        bench.text()
    );
    // In the capture bar as well.
    bench.press("ctrl-u esc a 'owe @col' tab ': the plan'");
    assert!(
        bench.text().contains("› owe @Raymond Cole: the plan"),
        "{}",
        bench.text()
    );
}

#[test]
fn a_call_that_was_cut_off_goes_on_with_its_notes_and_its_line() {
    let (mut first, folder) = call((100, 30));
    first.press(
        "'the schools let out at 2:40' enter '> @ruiz: the counts due:wed' enter 'she said tha'",
    );
    let touchpoint = newest(&mut first, Kind::Touchpoint).id();
    // No farewell: the book is let go of, and nothing else happens.
    drop(first);
    let book = open(folder.path(), "09:40", "test");
    let mut again = Headless::open(book, (100, 30), "dusk").expect("a workbench");
    assert!(
        again
            .text()
            .contains("A call with Connecticut DMV was cut off at “she said tha”. Go on with it?"),
        "{}",
        again.text()
    );
    again.press("y");
    let shown = again.text();
    for part in [
        "› she said tha",
        "the schools let out at 2:40",
        "the counts",
        "00:09:00",
    ] {
        assert!(shown.contains(part), "{part} in\n{shown}");
    }
    again.press("'t it is worst at noon' enter");
    assert_eq!(newest(&mut again, Kind::Touchpoint).id(), touchpoint);
    again.press("esc enter");
    assert!(again.text().contains("1 of 2"), "{}", again.text());
    again.press("space space enter enter enter enter");
    assert!(again.text().contains("Saved: the call"), "{}", again.text());
    drop(again);
    let book = open(folder.path(), "10:00", "test");
    let last = Headless::open(book, (100, 30), "dusk").expect("a workbench");
    assert!(!last.text().contains("cut off"), "{}", last.text());
}

#[test]
fn what_was_not_saved_is_offered_back() {
    let (mut bench, _folder) = call((100, 30));
    bench.press("'half a thou' esc");
    assert!(
        bench.text().contains("The call goes on"),
        "{}",
        bench.text()
    );
    bench.press("c");
    assert!(bench.text().contains("› half a thou"), "{}", bench.text());
}

#[test]
fn a_call_without_a_line_leaves_nothing() {
    let (mut bench, _folder) = call((80, 24));
    let all = bench.book().objects().expect("all").len();
    keep(&bench, "call-80x24");
    bench.press("esc");
    assert!(!bench.text().contains("Call ·"));
    assert_eq!(bench.book().objects().expect("all").len(), all);
}

#[test]
fn it_is_drawn_at_every_size() {
    for size in [(24, 6), (30, 8), (40, 12), (75, 20), (76, 20), (200, 60)] {
        let (mut bench, _folder) = bench(size);
        bench.press("g a enter c 'a note that is long enough to be broken into several lines on a narrow screen @r' enter '@a'");
        let _ = bench.text();
        bench.press("esc esc esc");
        let _ = bench.text();
    }
}

#[test]
fn a_line_of_today_is_put_off_and_woken() {
    let (mut bench, _folder) = bench((110, 34));
    bench.press("/ 'introduce kyle novak' enter");
    assert!(bench.text().contains("introduce Kyle Novak"));
    bench.press("z");
    let shown = bench.text();
    assert!(
        shown.contains("Hide until · introduce Kyle Novak") && shown.contains("in three days"),
        "{shown}"
    );
    bench.press("enter");
    assert!(
        bench.text().contains("sleeps until Tue 24 Nov"),
        "{}",
        bench.text()
    );
    let today = bench.book().today().expect("today");
    assert!(
        today
            .iter()
            .all(|s| s.text != "← Reyes: introduce Kyle Novak")
    );
    bench.press("u");
    let today = bench.book().today().expect("today");
    assert!(
        today
            .iter()
            .any(|s| s.text == "← Reyes: introduce Kyle Novak")
    );
    // A day that is typed counts, and one that is over does not.
    bench.press("esc / 'introduce kyle novak' enter z 'fri' enter");
    assert!(
        bench.text().contains("sleeps until Fri 27 Nov"),
        "{}",
        bench.text()
    );
}

#[test]
fn tomorrows_meetings_are_one_key_from_today() {
    let (mut bench, _folder) = bench((110, 34));
    bench.press("t b");
    let shown = bench.text();
    assert!(
        shown.contains("Brief · Beacon Mutual") && shown.contains("before the notice date"),
        "{shown}"
    );
    // Who rings the day before prepares the meeting, and does not hold it.
    bench.press("esc c 'the sheet comes tonight' enter");
    let held = newest(&mut bench, Kind::Touchpoint);
    assert_eq!(held.state(), Some("held"));
    let beacon = bench.book().find_account("Beacon Mutual").expect("it");
    let meetings = crate::bench_book::all(&mut bench, Kind::Touchpoint);
    let planned = |r: &&Record| r.account() == Some(beacon) && r.state() == Some("planned");
    assert!(meetings.iter().any(|r| planned(&r) && r.id() != held.id()));
}

#[test]
fn a_line_of_the_inbox_is_filed_by_one_key() {
    let (mut bench, _folder) = bench((110, 34));
    let spot = ally::book::Spot::default();
    let plain = ally::capture::Settled::default();
    for line in [
        "owe: tell Okafor where the credit is due:fri",
        "the railway wants a date",
    ] {
        bench
            .book()
            .capture(&[(line, &plain)], &spot, false)
            .expect("captured");
    }
    bench.changed();
    // Any account can be named.
    bench.press("g i f 'meridian' enter");
    let filed = newest(&mut bench, Kind::Touchpoint);
    let meridian = bench.book().find_account("Meridian Rail").expect("it");
    assert_eq!(filed.account(), Some(meridian));
    // The next line is chosen already, and whose person it names comes first.
    let shown = bench.text();
    assert!(
        shown.contains("File it under") && shown.contains("f  Northline Supply"),
        "{shown}"
    );
    keep(&bench, "inbox-110x34");
    // A digit is a count, as on every other list, and files nothing; what is likeliest comes first where one is asked.
    bench.press("1 j f enter");
    assert!(
        bench
            .text()
            .contains("is filed under Northline Supply. u takes it back."),
        "{}",
        bench.text()
    );
    let filed = newest(&mut bench, Kind::Promise);
    let northline = bench.book().find_account("Northline Supply").expect("it");
    assert_eq!(filed.account(), Some(northline));
    assert!(
        bench.text().contains("The inbox is empty"),
        "{}",
        bench.text()
    );
}

#[test]
fn a_specialist_is_asked_comes_and_is_counted() {
    let (mut bench, _folder) = bench((110, 34));
    bench.press("g n / 'Branch phones go dead' enter C");
    let shown = bench.text();
    assert!(
        shown.contains("Call in for “Branch phones go dead") && shown.contains("ask Dev Patel"),
        "{shown}"
    );
    bench.press("'patel' enter");
    let called = |bench: &mut Headless| {
        let id = bench
            .book()
            .find_any("Branch phones go dead together")
            .expect("the problem");
        let Body::Problem(body) = id.body else {
            panic!()
        };
        body.called_in
    };
    let asked = called(&mut bench);
    assert_eq!(asked.len(), 1);
    assert_eq!(
        asked[0].asked_on.map(|d| d.to_string()),
        Some("2026-11-23".into())
    );
    bench.press("C enter");
    let came = called(&mut bench);
    assert_eq!((came.len(), came[0].charged), (1, Some(false)));
    assert!(came[0].came_on.is_some());
}

#[test]
fn each_record_that_has_a_page_opens_it() {
    let (mut bench, _folder) = bench((110, 34));
    bench.press("g f / 'second cable' enter B");
    assert!(
        bench.text().contains("The case for Connecticut DMV"),
        "{}",
        bench.text()
    );
    bench.press("esc esc g a / 'Connecticut' enter B");
    let shown = bench.text();
    assert!(shown.contains("Handover · Connecticut DMV"), "{shown}");
}

#[test]
fn what_is_pasted_in_a_call_is_a_note_a_line_and_one_undo() {
    let (mut bench, _folder) = call((110, 34));
    let touchpoints = count(&mut bench, Kind::Touchpoint);
    bench.press("'ruiz: '");
    bench.paste(
        "the front page is hers\r\n\r\n> not a sign\nowe @ruiz: the counts due:wed\n! nor this\n",
    );
    let shown = bench.text();
    for part in [
        "4 lines, each by itself: 3 note, 1 owe",
        "Connecticut DMV",
        "hers⏎> not a sign⏎owe @ruiz",
    ] {
        assert!(shown.contains(part), "{part} in\n{shown}");
    }
    keep(&bench, "call-paste-110x34");
    bench.press("enter");
    let promise = newest(&mut bench, Kind::Promise);
    assert_eq!(promise.title(), "the counts");
    let touchpoint = newest(&mut bench, Kind::Touchpoint);
    let Body::Touchpoint(body) = &touchpoint.body else {
        panic!()
    };
    // What was typed before it belongs to its first line, and no sign of the paste is one.
    assert_eq!(
        body.summary.as_deref(),
        Some("09:31 ruiz: the front page is hers\n09:31 > not a sign\n09:31 ! nor this")
    );
    let shown = bench.text();
    for part in ["> not a sign", "! nor this", "the counts"] {
        assert!(shown.contains(part), "{part} in\n{shown}");
    }
    // The whole of it was one entry.
    bench.press("esc enter");
    assert!(bench.text().contains("1 of 3"), "{}", bench.text());
    bench.press("esc");
    let undo = ally::book::Command::Undo {
        bench: None,
        entry: None,
    };
    bench.book().execute(undo).expect("taken back");
    assert_eq!(count(&mut bench, Kind::Touchpoint), touchpoints);
}

#[test]
fn what_is_pasted_into_the_bar_is_a_record_a_line() {
    let (mut bench, _folder) = bench((110, 34));
    let promises = count(&mut bench, Kind::Promise);
    bench.press("g a / 'Connecticut' enter enter a");
    bench.paste("owe @ruiz: the floor plan\nowe northline @okafor: the credit note");
    let shown = bench.text();
    assert!(shown.contains("2 lines, each by itself: 2 owe"), "{shown}");
    // Whatever goes to another customer says so before it is saved.
    assert!(shown.contains("line 2: Northline Supply"), "{shown}");
    bench.press("enter");
    assert_eq!(count(&mut bench, Kind::Promise), promises + 2);
    assert!(
        bench.text().contains("2 lines are saved"),
        "{}",
        bench.text()
    );
    bench.press("u");
    assert_eq!(count(&mut bench, Kind::Promise), promises);
}

#[test]
fn a_rival_that_is_known_is_offered_and_what_is_said_goes_to_it() {
    let (mut bench, _folder) = bench((110, 34));
    bench.press("g a / 'Beacon' enter enter c");
    let rivals = count(&mut bench, Kind::Alternative);
    bench.press("'rival: norland, 12 % cheaper says curtis'");
    let shown = bench.text();
    assert!(shown.contains("Norland, known: shortlisted"), "{shown}");
    bench.press("enter");
    assert_eq!(count(&mut bench, Kind::Alternative), rivals);
    let all = bench.book().of_kind(Kind::Alternative).expect("records");
    let told = all.iter().filter_map(|record| match &record.body {
        Body::Alternative(body) => body.evidence.as_deref(),
        _ => None,
    });
    let told: Vec<&str> = told
        .filter(|evidence| evidence.ends_with("\n2026-11-23: 12 % cheaper says curtis"))
        .collect();
    assert_eq!(told.len(), 1);
    // Typed anew in the sweep, the line is another one; what they look at stays.
    bench.press("'? who signs' enter esc");
    assert_eq!(count(&mut bench, Kind::Alternative), rivals);
}

#[test]
fn a_recap_is_put_into_ones_own_words_before_it_is_sent() {
    let (mut bench, _folder) = call((100, 30));
    bench.press(
        "'> @ruiz: the map of the gates due:wed' enter 'got: the tally of four weeks' enter esc enter",
    );
    bench.press("ctrl-u 'Ruiz' enter enter enter enter");
    assert!(bench.text().contains("Saved: the call"), "{}", bench.text());
    bench.press("B");
    assert!(bench.text().contains("in your words"), "{}", bench.text());
    bench.press("e");
    let shown = bench.text();
    for part in [
        "Recap in your words",
        "You told us",
        "- Ruiz: the map of the gates, by Wed 25 Nov",
    ] {
        assert!(shown.contains(part), "{part} in\n{shown}");
    }
    keep(&bench, "words-100x30");
    bench.press("'Dear Elena,' enter enter esc");
    let shown = bench.text();
    assert!(
        shown.contains("In your words") && shown.contains("Dear Elena,"),
        "{shown}"
    );
    bench.press("y");
    assert!(
        bench.text().contains("from “Dear Elena,” on"),
        "{}",
        bench.text()
    );
    // Letting go of them gives back what the book says.
    bench.press("e f3 ctrl-s");
    let shown = bench.text();
    assert!(
        !shown.contains("Dear Elena") && shown.contains("As the book says it"),
        "{shown}"
    );
}

#[test]
fn a_call_that_goes_on_in_another_terminal_was_not_cut_off() {
    let (mut first, folder) = call((100, 30));
    first.press("'the schools let out at 2:40' enter 'she said tha'");
    let again = || {
        let options = books::options(&folder.path().join("book"), "09:40", Some("other"));
        // The first one answers nobody in a test: what it saved is read beside it.
        let book = Book::open_to_read(options, None).expect("a book");
        Headless::open(book, (100, 30), "dusk").expect("a workbench")
    };
    let mut second = again();
    assert!(!second.text().contains("cut off"), "{}", second.text());
    second.press("g a / 'Connecticut' enter enter c");
    let shown = second.text();
    assert!(
        shown.contains("goes on in another terminal") && !shown.contains("she said tha"),
        "{shown}"
    );
    // The first one dies meanwhile: whoever calls them next goes on with it.
    second.press("esc");
    drop(first);
    second.press("c");
    let shown = second.text();
    assert!(
        shown.contains("› she said tha") && shown.contains("the schools let out at 2:40"),
        "{shown}"
    );
}

#[test]
fn a_complaint_goes_on_by_one_key_and_a_line() {
    let (mut bench, _folder) = bench((110, 34));
    let open = bench
        .book()
        .of_kind(Kind::Touchpoint)
        .expect("touchpoints")
        .into_iter()
        .find(|record| match &record.body {
            Body::Touchpoint(body) => body
                .recovery
                .as_ref()
                .is_some_and(|recovery| recovery.resolved_on.is_none()),
            _ => false,
        })
        .expect("a complaint");
    bench.press(&format!("/ '{}' enter space", open.title()));
    let shown = bench.text();
    assert!(
        shown.contains(&format!("told {}:", open.short())),
        "{shown}"
    );
    bench.press("'@ruiz by phone due:fri' enter");
    let record = bench.book().record(open.id()).expect("read").expect("it");
    let Body::Touchpoint(body) = &record.body else {
        panic!()
    };
    let recovery = body.recovery.as_ref().expect("its recovery");
    let ruiz = bench.book().find_person("Ruiz", None).expect("Ruiz");
    assert!(recovery.told.contains(&ruiz), "{recovery:?}");
    assert_eq!(
        recovery.next_update.map(|day| day.to_string()),
        Some("2026-11-27".into())
    );
}

#[test]
fn a_next_step_of_mine_is_nobody_elses() {
    let (mut bench, _folder) = call((110, 34));
    bench.press("'they said yes' enter esc enter space enter enter enter ctrl-u");
    bench.press("'call her cell @me due:tue' enter");
    let touchpoint = newest(&mut bench, Kind::Touchpoint);
    let Body::Touchpoint(body) = &touchpoint.body else {
        panic!()
    };
    let next = body.next_step.as_ref().expect("a next step");
    assert_eq!(
        (next.what.as_deref(), next.who.clone()),
        (
            Some("call her cell"),
            Some(ally::domain::Who::Words("me".into()))
        )
    );
}

#[test]
fn what_is_promised_already_is_offered_and_not_made_twice() {
    let (mut bench, _folder) = call((100, 30));
    let before = count(&mut bench, Kind::Promise);
    bench.press("'< @cole branch phone numbers due:fri'");
    assert!(
        bench.text().contains(" again, 3 days late, now due Fri"),
        "{}",
        bench.text()
    );
    bench.press("enter esc enter");
    let shown = bench.text();
    assert!(shown.contains("? said before"), "{shown}");
    bench.press("1");
    bench.press("enter enter enter enter");
    assert!(bench.text().contains("Saved: the call"), "{}", bench.text());
    assert_eq!(count(&mut bench, Kind::Promise), before);
    let all = bench.book().of_kind(Kind::Promise).expect("records");
    let record = all
        .iter()
        .find(|record| record.title() == "branch phone numbers")
        .expect("it");
    let Body::Promise(promise) = &record.body else {
        panic!("{record:?}")
    };
    assert_eq!(
        promise.due.map(|d| d.to_string()),
        Some("2026-11-27".into())
    );
    let moved = promise.moved.last().expect("moved");
    assert_eq!(moved.to, promise.due);
    assert_eq!(promise.what.as_deref(), Some("branch phone numbers"));
    // It was promised in this call as well, which the recap says.
    bench.press("B");
    let shown = bench.text();
    assert!(
        shown.contains("branch phone numbers") && shown.contains("by Fri 27 Nov"),
        "{shown}"
    );
}

#[test]
fn a_promise_of_the_sweep_is_asked_for_its_day_and_a_quote_for_its_speaker() {
    let (mut bench, _folder) = call((100, 30));
    bench.press("'we send the new map' enter 'the queue is our front page' enter esc enter p");
    assert!(bench.text().contains("by when"), "{}", bench.text());
    bench.press("'soonish' enter");
    assert!(
        bench.text().contains("“soonish” is no day"),
        "{}",
        bench.text()
    );
    bench.press("ctrl-u '@hale wed' enter");
    bench.press("u");
    assert!(bench.text().contains("who said it"), "{}", bench.text());
    bench.press("'hale' enter enter enter enter enter");
    assert!(bench.text().contains("Saved: the call"), "{}", bench.text());
    let hale = bench.book().find_any("Margaret Hale").expect("her").id();
    let promise = newest(&mut bench, Kind::Promise);
    let Body::Promise(body) = &promise.body else {
        panic!("{promise:?}")
    };
    assert_eq!(body.due.map(|d| d.to_string()), Some("2026-11-25".into()));
    assert_eq!(body.to, vec![hale]);
    let quote = newest(&mut bench, Kind::Learning);
    let Body::Learning(body) = &quote.body else {
        panic!("{quote:?}")
    };
    assert_eq!(body.person, Some(hale));
    assert_eq!(body.fact.as_deref(), Some("the queue is our front page"));
}

#[test]
fn a_fact_about_her_is_asked_whose_it_is() {
    let (mut bench, _folder) = call((100, 30));
    bench.press("'the desk opens at eight' enter");
    bench.press("'she is off until Monday' enter esc enter f");
    // What is of nobody is asked of nobody.
    assert!(!bench.text().contains("who is meant"), "{}", bench.text());
    bench.press("f");
    assert!(bench.text().contains("who is meant"), "{}", bench.text());
    bench.press("ctrl-u 'hale' enter enter enter enter enter");
    assert!(bench.text().contains("Saved: the call"), "{}", bench.text());
    let hale = bench.book().find_any("Margaret Hale").expect("her").id();
    let fact = newest(&mut bench, Kind::Learning);
    let Body::Learning(body) = &fact.body else {
        panic!("{fact:?}")
    };
    assert_eq!(body.person, Some(hale));
    assert_eq!(body.fact.as_deref(), Some("she is off until Monday"));
}

#[test]
fn an_owner_whom_nobody_knows_is_asked_back() {
    let (mut bench, _folder) = call((100, 30));
    bench.press("'complaint: the kiosk is shut src:@hale' enter esc enter enter");
    assert!(
        bench.text().contains("who of ours owns it"),
        "{}",
        bench.text()
    );
    bench.press("'zorro' enter");
    assert!(
        bench
            .text()
            .contains("“zorro” is nobody of ours; enter again"),
        "{}",
        bench.text()
    );
    bench.press("ctrl-u 'patel' enter");
    assert!(
        bench.text().contains("they hear from us"),
        "{}",
        bench.text()
    );
    bench.press("enter enter enter enter enter");
    assert!(bench.text().contains("Saved: the call"), "{}", bench.text());
    let hale = bench.book().find_any("Margaret Hale").expect("her").id();
    let all = bench.book().of_kind(Kind::Touchpoint).expect("records");
    let complaint = all
        .iter()
        .find(|record| record.title().contains("the kiosk is shut"))
        .expect("the complaint");
    let Body::Touchpoint(body) = &complaint.body else {
        panic!("{complaint:?}")
    };
    // Whoever complained is who it came from, and not everybody who was there.
    assert_eq!(body.people, vec![hale]);
}
