//! One key that changes the book: states, days, links, and taking back.

use super::*;

#[test]
fn nothing_is_done_that_nobody_can_see() {
    let (mut bench, _folder) = bench();
    bench.press("g p");
    let before = bench.book().position().unwrap();
    bench.resize(20, 5);
    bench.press("space D y j enter a 'x' enter");
    bench.paste("hello");
    bench.resize(100, 30);
    assert_eq!(bench.book().position().unwrap(), before);
    shows(&bench, "Promises");
}

#[test]
fn a_link_knows_how_two_records_belong_together() {
    let (mut bench, _folder) = bench();
    // From a board one is taken to the account, where its records are.
    go(&mut bench, "kind:problem title backlog");
    bench.press("L 'planning session' enter");
    bench.press("L 'window counts by hour' enter");
    let backlog = all(&mut bench, Kind::Problem)
        .into_iter()
        .find(|record| record.title().starts_with("Title backlog"))
        .unwrap();
    let from = backlog.base.links.last().unwrap();
    assert_eq!(from.how.map(ally::domain::words::Words::word), Some("from"));
    let led = all(&mut bench, Kind::Promise)
        .into_iter()
        .find(|record| record.title() == "window counts by hour")
        .unwrap();
    assert_eq!(led.base.links.last().unwrap().to, Some(backlog.id()));
    shows(&bench, "led to");
    bench.press("L 'renewal' tab 'blocks' enter");
    shows(&bench, "blocks");
}

#[test]
fn what_is_fought_for_with_billing() {
    let (mut bench, _folder) = bench();
    bench.press("g f / 'billing'");
    shows(&bench, "a one-page bill by yard");
    hides(&bench, "waive Bridgeport");
}

#[test]
fn kept_with_one_key_and_taken_back_with_another() {
    let (mut bench, _folder) = bench();
    let open = |bench: &mut Headless| {
        all(bench, Kind::Promise)
            .iter()
            .filter(|record| record.state() == Some("open"))
            .count()
    };
    let before = open(&mut bench);
    bench.press("/ 'introduce' enter space");
    assert_eq!(open(&mut bench), before - 1);
    bench.press("u");
    assert_eq!(open(&mut bench), before);
}

#[test]
fn told_with_one_key() {
    let (mut bench, _folder) = bench();
    bench.press("/ 'pharmacist' enter space");
    let fight = all(&mut bench, Kind::Advocacy)
        .into_iter()
        .find(|record| record.title().contains("pharmacist"))
        .unwrap();
    let Body::Advocacy(body) = &fight.body else {
        panic!()
    };
    assert_eq!(body.told_on.unwrap().to_string(), "2026-11-23");
}

#[test]
fn a_move_follows_the_rules() {
    let (mut bench, _folder) = bench();
    go(&mut bench, "kind:problem title backlog");
    shows(&bench, "Title backlog");
    bench.press("m 'conf' enter");
    let backlog = |bench: &mut Headless| {
        all(bench, Kind::Problem)
            .into_iter()
            .find(|record| record.title().starts_with("Title backlog"))
            .unwrap()
    };
    assert_eq!(backlog(&mut bench).state(), Some("confirmed"));
    bench.press("m 'diag' enter m 'solving' enter m 'solved' enter m 'verified' enter");
    // Nobody wrote what the customer says of it, so it is not verified; the rule is said.
    assert_eq!(
        backlog(&mut bench).state(),
        Some("solved"),
        "{}",
        bench.text()
    );
    shows(&bench, "outcome");
}

#[test]
fn a_link_walks_both_ways() {
    let (mut bench, _folder) = bench();
    go(&mut bench, "kind:problem title backlog");
    bench.press("L 'renewal letters' enter");
    shows(&bench, "Linked");
    let backlog = all(&mut bench, Kind::Problem)
        .into_iter()
        .find(|record| record.title().starts_with("Title backlog"))
        .unwrap();
    let to = backlog.base.links.last().unwrap().to.unwrap();
    shows(&bench, "like");
    go(&mut bench, "kind:problem renewal letters");
    shows(&bench, "Renewal letters come back");
    assert!(
        bench
            .book()
            .record(to)
            .unwrap()
            .unwrap()
            .title()
            .starts_with("Renewal")
    );
    shows(&bench, "Title backlog");
}

#[test]
fn on_a_line_that_leads_elsewhere_the_link_goes_and_not_the_record() {
    let (mut bench, _folder) = bench();
    go(&mut bench, "kind:problem renewal letters");
    bench.press("L 'titles: nineteen' enter");
    shows(&bench, "Linked to");
    bench.press("l G");
    let linked = |bench: &mut Headless| {
        let problems = all(bench, Kind::Problem);
        let letters = problems
            .iter()
            .find(|r| r.title() == "Renewal letters come back");
        letters.map(|record| record.base.links.len())
    };
    let before = linked(&mut bench).unwrap();
    // From the last line up to the one that was linked.
    for _ in 0..30 {
        bench.press("D");
        if bench
            .text()
            .contains("Take the link between “Renewal letters come back” and “Titles")
        {
            break;
        }
        bench.press("esc k");
    }
    shows(&bench, "Both stay.");
    bench.press("y");
    assert_eq!(linked(&mut bench), Some(before - 1));
    bench.press("u");
    assert_eq!(linked(&mut bench), Some(before));
}

#[test]
fn many_promises_go_to_another_day_with_one_undo() {
    let (mut bench, _folder) = bench();
    bench.press("g p v v v m");
    shows(&bench, "another day");
    bench.press("'fri'");
    shows(&bench, "to Fri 27 Nov");
    let on_friday = |bench: &mut Headless| {
        let promises = all(bench, Kind::Promise);
        promises
            .iter()
            .filter(|one| matches!(&one.body, Body::Promise(body) if body.due.is_some_and(|due| due.to_string() == "2026-11-27")))
            .count()
    };
    let before = on_friday(&mut bench);
    bench.press("enter");
    shows(&bench, "3 records are set for Fri 27 Nov. u takes it back.");
    assert_eq!(on_friday(&mut bench), before + 3);
    bench.press("u");
    assert_eq!(on_friday(&mut bench), before);
    bench.press("g p v v m 'another' enter 'mon' enter");
    shows(&bench, "2 records are set for Mon 30 Nov");
}

#[test]
fn the_day_at_the_end_of_a_promise_is_one_key() {
    let (mut bench, _folder) = bench();
    bench.press("a 'owe okafor: the floor plan by friday'");
    shows(&bench, "by friday: due Fri 27 Nov? type due:27nov");
    // To the chips, and to the last of them.
    bench.press("tab left right right right right");
    shows(&bench, "yes, that");
    bench.press("space");
    shows(&bench, "the floor plan due:27nov");
    bench.press("enter");
    let made = all(&mut bench, Kind::Promise);
    let made = made
        .iter()
        .find(|record| record.title() == "the floor plan");
    let Body::Promise(body) = &made.unwrap().body else {
        panic!()
    };
    assert_eq!(body.due.unwrap().to_string(), "2026-11-27");
    assert!(body.account.is_some() && body.to.len() == 1);
}

#[test]
fn a_link_reaches_what_its_account_is_a_part_of_and_leads_back_to_where_one_was() {
    let (mut bench, _folder) = bench();
    bench.press("g n");
    let before = bench.text();
    bench.press("L");
    shows(&bench, "Link “");
    bench.press("esc");
    assert_eq!(bench.text(), before);
    go(&mut bench, "kind:account bridgeport branch");
    bench.press("2 L 'long lines'");
    shows(&bench, "Long lines at the windows");
    shows(&bench, "Connecticut DMV");
    // Typed before the records have come, it waits for them.
    bench.press("esc g n / 'long lines at' enter");
    bench.slow();
    bench.press("L 'renewal letters' enter");
    while bench.answer(1) {}
    shows(&bench, "Linked to “Renewal letters come back”");
}

#[test]
fn several_are_moved_with_one_undo() {
    let (mut bench, _folder) = bench();
    let open = |bench: &mut Headless| {
        all(bench, Kind::Promise)
            .iter()
            .filter(|record| record.state() == Some("open"))
            .count()
    };
    let before = open(&mut bench);
    bench.press("g p v v v m 'kept' enter");
    assert_eq!(open(&mut bench), before - 3, "{}", bench.text());
    bench.press("u");
    assert_eq!(open(&mut bench), before);
}

#[test]
fn a_promise_is_given_another_day_and_not_hidden_past_it() {
    let (mut bench, _folder) = bench();
    go(&mut bench, "kind:promise window counts");
    bench.press("m 'another' enter ctrl-u 'fri' ctrl-s");
    shows(&bench, "Saved. u takes it back.");
    let day = |bench: &mut Headless| {
        let promises = all(bench, Kind::Promise);
        let one = promises
            .iter()
            .find(|record| record.title().contains("window counts"));
        match &one.unwrap().body {
            Body::Promise(body) => body.due.unwrap().to_string(),
            _ => panic!(),
        }
    };
    assert_eq!(day(&mut bench), "2026-11-27");
    bench.press("z '2 dec'");
    shows(&bench, "until Wed 2 Dec");
    bench.press("enter");
    shows(&bench, "It is due Fri; move its day instead");
    bench.press("z");
    hides(&bench, "the end of the month");
    bench.press("'thu' enter");
    shows(&bench, "sleeps until Thu 26 Nov");
}

#[test]
fn a_trend_is_linked_to_what_it_drives_in_any_account() {
    let (mut bench, _folder) = bench();
    bench.press("g r L 'long lines'");
    shows(&bench, "drives problem");
    shows(&bench, "Connecticut DMV");
    bench.press("enter");
    shows(&bench, "Linked");
    let trend = all(&mut bench, Kind::Trend);
    assert!(trend.iter().any(|trend| {
        let link = trend.base.links.last();
        link.and_then(|link| link.how)
            .is_some_and(|how| ally::domain::words::Words::word(how) == "drives")
    }));
    // What somebody is linked to is about them; they came from nothing.
    go(&mut bench, "kind:person elena ruiz");
    bench.press("L 'planning session'");
    shows(&bench, "about them: touchpoint");
    hides(&bench, "came from");
}
