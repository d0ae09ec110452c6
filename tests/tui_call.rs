//! Call mode: keys in, picture out, and what is in the book afterwards.

use ally::book::{Book, Clock, Options, demo};
use ally::domain::{Body, Kind, Moment, Record};
use ally::tui::headless::Headless;

fn bench(size: (u16, u16)) -> (Headless, tempfile::TempDir) {
    let folder = tempfile::tempdir().expect("a folder");
    let now: Moment = "2026-11-23T09:31:00-05:00[America/New_York]"
        .parse()
        .expect("a moment");
    let mut book = Book::open(Options {
        dir: folder.path().join("book"),
        clock: Clock::fixed(now.0),
        author: "me".into(),
        create: true,
        bench: Some("test".into()),
    })
    .expect("a book");
    demo::fill(&mut book).expect("the demo");
    (
        Headless::open(book, size, "dusk").expect("a workbench"),
        folder,
    )
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
    bench.press("esc");
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
    bench.press("f");
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
        !shown.contains("Sweep ·") && shown.contains("The call is tp"),
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
