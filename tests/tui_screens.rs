//! Keys in, picture out, on the demo book with the clock held still.

use std::path::Path;

use ally::book::{Book, Clock, Options, demo};
use ally::domain::Moment;
use ally::tui::headless::Headless;

fn bench(size: (u16, u16), theme: &str) -> (Headless, tempfile::TempDir) {
    let folder = tempfile::tempdir().unwrap();
    let now: Moment = "2026-11-23T09:00:00-05:00[America/New_York]"
        .parse()
        .unwrap();
    let mut book = Book::open(Options {
        dir: folder.path().join("book"),
        clock: Clock::fixed(now.0),
        author: "me".into(),
        create: true,
        bench: Some("test".into()),
    })
    .unwrap();
    demo::fill(&mut book).unwrap();
    (Headless::open(book, size, theme).unwrap(), folder)
}

fn keep(bench: &Headless, name: &str) {
    if let Ok(folder) = std::env::var("ALLY_PICTURES") {
        std::fs::write(
            Path::new(&folder).join(format!("{name}.svg")),
            ally::tui::picture::svg(&bench.frame(), bench.theme()),
        )
        .unwrap();
        std::fs::write(Path::new(&folder).join(format!("{name}.txt")), bench.text()).unwrap();
    }
}

#[test]
fn look() {
    for size in [(80, 24), (160, 50)] {
        let (mut bench, _folder) = bench(size, "dusk");
        let name = |what: &str| format!("{what}-{}x{}", size.0, size.1);
        keep(&bench, &name("today"));
        bench.press("g a");
        keep(&bench, &name("accounts"));
        bench.press("enter");
        keep(&bench, &name("account"));
        for section in 2..=6 {
            bench.press(&section.to_string());
            keep(&bench, &name(&format!("account{section}")));
        }
        bench.press("2 e");
        keep(&bench, &name("form"));
        bench.press("esc ctrl-p 'wind'");
        keep(&bench, &name("lookup"));
        bench.press("esc ?");
        keep(&bench, &name("help"));
        bench.press("esc : 'th'");
        keep(&bench, &name("palette"));
        bench.press("esc g");
        keep(&bench, &name("keys"));
        bench.press("n a 'owe @ruiz: floor plan due:fri'");
        keep(&bench, &name("capture"));
        bench.press("esc b");
        keep(&bench, &name("brief"));
        bench.press("g h");
        keep(&bench, &name("history"));
    }
}
