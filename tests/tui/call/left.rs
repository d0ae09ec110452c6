//! Calls that were left: over when one says so, cut off, taken back, or going on in another terminal.

use super::*;

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
