//! Lines of a call: each saved at once, with people, days and kinds understood as they are typed.

use super::*;

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
fn a_call_without_a_line_leaves_nothing() {
    let (mut bench, _folder) = call((80, 24));
    let all = bench.book().objects().expect("all").len();
    keep(&bench, "call-80x24");
    bench.press("esc");
    assert!(!bench.text().contains("Call ·"));
    assert_eq!(bench.book().objects().expect("all").len(), all);
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
