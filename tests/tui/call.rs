//! Call mode and the steps around a meeting: keys in, picture out, and what is in the book afterwards.

mod beside;
mod left;
mod noting;
mod sweep;

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
fn it_is_drawn_at_every_size() {
    for size in [(24, 6), (30, 8), (40, 12), (75, 20), (76, 20), (200, 60)] {
        let (mut bench, _folder) = bench(size);
        bench.press("g a enter c 'a note that is long enough to be broken into several lines on a narrow screen @r' enter '@a'");
        let _ = bench.text();
        bench.press("esc esc esc");
        let _ = bench.text();
    }
}
