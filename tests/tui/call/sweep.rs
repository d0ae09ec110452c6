//! The closing sweep: one question at a time, one touchpoint, one undo.

use super::*;

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
fn what_was_meant_as_a_kind_or_a_day_is_one_key_in_the_sweep() {
    let (mut bench, _folder) = call((110, 34));
    bench.press("'quote @ruiz \"it rings out\"' enter 'owe @cole the drawing by friday' enter 'owe: the counts due:next tue' enter '> hale the minutes due:fri' enter");
    assert!(bench.text().contains("? quote"), "{}", bench.text());
    bench.press("esc enter u p");
    let shown = bench.text();
    assert!(shown.contains("1 due Tue 24 Nov"), "{shown}");
    bench.press("1");
    let shown = bench.text();
    assert!(shown.contains("1 to Margaret Hale"), "{shown}");
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

#[test]
fn a_surname_without_its_mark_is_offered_for_whom_a_promise_is() {
    let (mut bench, _folder) = call((110, 34));
    bench.press("'owe: the floor plan to ruiz'");
    let shown = bench.text();
    assert!(shown.contains("? ruiz: to Elena Ruiz?"), "{shown}");
    bench.press("tab right right space enter");
    let promise = newest(&mut bench, Kind::Promise);
    let Body::Promise(body) = &promise.body else {
        panic!()
    };
    assert_eq!(body.to.len(), 1, "{}", promise.title());
    // Left as it is, it is asked in the sweep.
    bench.press("'owe: the counts of June, ruiz' enter esc enter");
    assert!(bench.text().contains("1 to Elena Ruiz"), "{}", bench.text());
}
