//! What is done beside a call, from Today, the inbox and a record: putting off, filing, asking, pages to send.

use super::*;

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
