//! Any keys at any size: never a panic, and undoing all of it gives the first book back.
//!
//! Half of what is done is what a person does to the end: a form with its first field filled in and saved, a captured line, a state,
//! one action over many, a merge, a call; the other half are keys that happen. A run that reaches too few saves fails, since it
//! would have shown little. A few sequences run with every `cargo test`; ten thousand of them when asked for (benches/README.md).

#![allow(clippy::unwrap_used, clippy::print_stdout)] // A test may stop where it cannot go on, and say how far it came.

mod bench_book;
mod books;

use std::collections::{BTreeMap, BTreeSet};
use std::sync::LazyLock;

use ally::book::{Book, Command, Past};
use ally::domain::{Kind, Object};
use ally::tui::action::Action;
use ally::tui::headless::Headless;
use ally::tui::input::{Mouse, MouseDid};
use proptest::prelude::*;
use proptest::test_runner::{Config, RngAlgorithm, TestRng, TestRunner};

/// What is typed beside the keys of the actions: words that forms, dates, costs, filters and lines understand, and some that none does.
const TYPED: &[&str] = &[
    "'x'",
    "'fri'",
    "'$5'",
    "'@ruiz '",
    "'yes'",
    "'due:mon '",
    "'owe '",
    "'株式会社 e\u{301}'",
    "'03/04'",
    "9",
    "0",
    "'kind:person '",
];

/// The lists over all accounts that records are changed in.
const LISTS: &[&str] = &[
    "g t",
    "g w",
    "g a",
    "g n",
    "g r",
    "g f",
    "g p",
    "g e",
    "g o",
    "g q",
    "g i",
    "g a enter 2",
    "g a j enter 3",
    "g a j j enter 4",
    "g a enter 5",
    "g a j enter 6",
];

/// Lines that are captured: of each kind one that says whose it is, one that leaves it open, and some that say too little.
const LINES: &[&str] = &[
    "owe @ruiz: the counts due:fri",
    "owe northline: the credit note",
    "wait @okafor: the yards due:mon",
    "prob: the lines are long cost:$40/day",
    "prob connecticut: forms come back half filled",
    "ask: who owns the branch phones",
    "fact: they close early on Fridays vis:private",
    "adv: a one-page bill",
    "person: Zoe Ortiz, buyer",
    "a note that belongs to nobody",
    "why: nobody asked them",
    "got: the figures gave: an idea",
    "complaint: dead phones again",
    "株式会社 e\u{301} said yes",
];

/// Files that are brought in: people of one who is there and of one who is not, with a number more than once; an appointment; none.
const FILES: &[(&str, &str)] = &[
    (
        "people.csv",
        "Name,Company,Email,Phone,Notes\n\
        Elena Ruiz,Connecticut DMV,ruiz@dmv.example,,seen twice\n\
        Ada Kovač,Zeta Freight,ada@zeta.example,+1 203 555 0199,株式会社\n\
        Bo Lind,Zeta Freight,bo@zeta.example,,\n",
    ),
    (
        "week.ics",
        "BEGIN:VCALENDAR\r\nBEGIN:VEVENT\r\nUID:zeta-1\r\nDTSTART:20261201T150000Z\r\nDURATION:PT1H\r\n\
        SUMMARY:Yard walk\r\nRRULE:FREQ=WEEKLY;COUNT=3\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n",
    ),
    ("strange.csv", "Kto;Skad;Ile\nJan;Huta;3\nEwa;Huta;4\n"),
    ("broken.csv", "\"a,b\n\u{fffd}\u{0}x\n"),
];

/// The folder of the files that are brought in.
static BROUGHT: LazyLock<tempfile::TempDir> = LazyLock::new(|| {
    let folder = tempfile::tempdir().unwrap();
    for (name, text) in FILES {
        std::fs::write(folder.path().join(name), text).unwrap();
    }
    folder
});

/// What can be made in a section of an account: the section, and the kind.
const MADE: &[(&str, &str)] = &[
    ("2", "problem"),
    ("2", "trend"),
    ("3", "promise"),
    ("3", "advocacy"),
    ("3", "agreement"),
    ("4", "person"),
    ("5", "touchpoint"),
    ("5", "learning"),
    ("6", "question"),
    ("6", "alternative"),
    ("6", "loyalty"),
];

/// One thing that somebody does.
#[derive(Debug, Clone)]
enum Did {
    /// Something done to its end: what it is called, and its keys.
    Task(&'static str, String),
    Pressed(String),
    Pasted(String),
    Clicked(MouseDid, u16, u16),
    Resized(u16, u16),
}

/// Lists every key that does something anywhere; the ones that end the workbench or its screen are of no use here.
fn keys() -> Vec<String> {
    let mut keys: Vec<String> = Action::ALL
        .iter()
        .filter(|action| !matches!(action, Action::Quit | Action::Suspend | Action::Redraw))
        .flat_map(|action| action.keys())
        .map(|keys| (*keys).to_owned())
        .chain(TYPED.iter().map(|typed| (*typed).to_owned()))
        .collect();
    // Moving about and saving lead to where the others mean something.
    for often in [
        "j", "k", "down", "enter", "enter", "tab", "ctrl-s", "space", "esc", "n", "e",
    ] {
        keys.push(often.into());
        keys.push(often.into());
    }
    keys
}

/// Gives some keys that go down in a list.
fn down(key: &'static str, most: usize) -> impl Strategy<Value = String> {
    (0..most).prop_map(move |times| format!("{key} ").repeat(times))
}

/// What a person does from anywhere, to its end: whatever was open is left first.
fn task() -> impl Strategy<Value = Did> {
    let list = || prop::sample::select(LISTS);
    let typed = || {
        prop::sample::select(vec![
            "a word",
            "12",
            "fri",
            "Zoë 株式会社",
            "it took a week",
        ])
    };
    let keys = prop_oneof![
        5 => prop::sample::select(LINES).prop_map(|line| ("capture", format!("a '{line}' enter"))),
        5 => (down("j", 9), prop::sample::select(MADE), typed(), down("tab", 5), typed()).prop_map(
            |(account, (section, kind), first, further, other)| {
                let make = format!("g a {account}enter {section} n '{kind}' enter '{first}' {further}");
                ("form", format!("{make}'{other}' esc ctrl-s n '{kind}' enter f3 '{first}' ctrl-s"))
            }
        ),
        4 => (list(), down("j", 12), down("tab", 6), typed()).prop_map(|(list, row, further, text)| {
            ("edit", format!("{list} {row}e {further}end '{text}' ctrl-s enter ctrl-s"))
        }),
        4 => (list(), down("j", 15), down("down", 3))
            .prop_map(|(list, row, which)| ("move", format!("{list} {row}m {which}enter"))),
        3 => (list(), down("j", 15)).prop_map(|(list, row)| ("step", format!("{list} {row}space"))),
        4 => (list(), down("j", 6), 1usize..5, prop::sample::select(vec![
            "space", "m enter", "D y", "z enter", "m down enter",
        ]))
            .prop_map(|(list, row, marks, act)| {
                ("many", format!("{list} {row}{}{act}", "v ".repeat(marks)))
            }),
        4 => (list(), down("j", 15)).prop_map(|(list, row)| ("delete", format!("{list} {row}D y"))),
        3 => (down("j", 3), prop::bool::ANY).prop_map(|(row, many)| {
            ("bring back", format!("g x {row}{}space", if many { "v v " } else { "" }))
        }),
        3 => prop::sample::select(vec!["u", "u u U", "u U U", "g h j u", "g h j j u", "g h u U"])
            .prop_map(|keys| ("undo", format!("a 'one' enter a 'two' enter a 'three' enter esc {keys}"))),
        2 => (prop::sample::select(vec!["g o", "g a", "g p", "g n"]), down("j", 9), down("down", 6), prop::sample::select(vec![
            "enter", "space j space enter", "tab j space ctrl-s", "x",
        ]))
            .prop_map(|(list, row, other, act)| {
                ("merge", format!("{list} {row}M {other}enter {act} y"))
            }),
        2 => (list(), down("j", 9), down("down", 9), down("tab", 3)).prop_map(|(list, row, other, how)| {
            ("link", format!("{list} {row}L {other}{how}enter"))
        }),
        1 => (down("j", 9), down("down", 4)).prop_map(|(row, who)| {
            ("specialist", format!("g n {row}C {who}enter enter enter"))
        }),
        2 => (down("j", 4), down("down", 6)).prop_map(|(row, account)| {
            ("file", format!("g i {row}f {account}enter"))
        }),
        2 => (prop::sample::select(FILES), prop::sample::select(vec![
            "ctrl-s", "ctrl-s", "m j enter down enter tab x ctrl-s ctrl-s", "t j ctrl-s", "m x j enter 'name' enter ctrl-s",
        ]))
            .prop_map(|((name, _), keys)| {
                let path = BROUGHT.path().join(name);
                ("import", format!("I '{}' enter {keys}", path.display()))
            }),
        2 => (prop::sample::select(vec!["ruiz", "branch", "kind:promise is:open \"\"", "zzz", "who owns", "kind:person"]),
            down("down", 4), prop::sample::select(vec![
                "enter", "tab space", "tab m enter", "tab D y", "tab a 'it is so' enter", "tab e end 'x' ctrl-s", "tab L down enter",
                "tab z enter", "tab b", "tab ?",
            ]))
            .prop_map(|(query, row, act)| ("lookup", format!("ctrl-p '{query}' {row}{act}"))),
        2 => (prop::sample::select(vec!["g a", "g n", "g p", "g t"]), down("j", 6), prop::sample::select(vec![
            "b d d A A j j enter", "b w", "B e 'x' ctrl-s", "b enter", "5 B 'ours ' ctrl-s", "B w",
        ]))
            .prop_map(|(list, row, keys)| ("page", format!("{list} {row}{keys}"))),
        2 => (prop::sample::select(vec![
            "g c j j l enter", "g c k h enter j space", "g c pgdn enter", "g c D y", "g a enter 4 o j j j enter", "g a j enter o P",
            "g a enter o j e tab 'x' ctrl-s", "g n . j u", "g a enter . G u y", "g n enter tab j j j enter [ ]", "g t l G k D y",
            "g n l G D y", "/ 'co' enter v v m 'fri' enter", "g p v v v m 'another' enter 'mon' enter", "g p v v v z 'fri' enter",
            "g p v v m 'tomorrow' enter", "g d enter ctrl-s", "g d delete", "T j j enter", "T k esc", "? j j pgdn", ": 'new prob' enter",
        ]), down("j", 3))
            .prop_map(|(keys, after)| ("around", format!("{keys} {after}"))),
        2 => (prop::sample::select(LINES), prop::sample::select(vec![
            "tab left space enter", "tab space space enter", "tab esc enter", "up enter", "ctrl-a ctrl-k ctrl-y enter",
        ]))
            .prop_map(|(line, keys)| ("chips", format!("a '{line} by friday' {keys}"))),
        1 => (down("j", 6)).prop_map(|row| ("old undo", format!("g h G {}u y", "k ".repeat(row.len() / 2)))),
        2 => (down("j", 9), prop::sample::select(LINES), prop::sample::select(LINES), "[psbwnqfugvxc ]{0,4}").prop_map(
            |(account, one, other, keys)| {
                let keys: String = keys.chars().map(|c| if c == ' ' { "space ".into() } else { format!("{c} ") }).collect();
                let lines = format!("'{one}' enter '{other}' enter 'a note' enter");
                ("call", format!("g a {account}c {lines} esc {keys}enter enter enter enter enter enter"))
            }
        ),
    ];
    // Whatever was open is left, and what a form would still ask.
    keys.prop_map(|(name, keys)| Did::Task(name, format!("esc esc esc esc {keys} esc esc esc")))
}

/// Gives what may be done; with `old`, entries that were there before are taken back from the history as well.
fn did(old: bool) -> impl Strategy<Value = Did> {
    let kept = move |task: Did| match task {
        Did::Task("old undo", _) if !old => {
            Did::Task("undo", "esc esc esc esc a 'one' enter esc u U u".into())
        }
        Did::Task("around", keys) if !old && keys.contains(" u ") => {
            Did::Task("around", "esc esc esc esc g h . j enter esc".into())
        }
        other => other,
    };
    prop_oneof![
        10 => task().prop_map(kept),
        30 => prop::sample::select(keys()).prop_map(Did::Pressed),
        1 => "\\PC{0,12}".prop_map(Did::Pasted),
        2 => (0u16..200, 0u16..60, 0u8..3).prop_map(|(x, y, what)| Did::Clicked(
            [MouseDid::Press, MouseDid::WheelDown, MouseDid::WheelUp][usize::from(what)],
            x,
            y
        )),
        1 => (0u16..220, 0u16..70).prop_map(|(width, height)| Did::Resized(width, height)),
    ]
}

/// Takes back every entry that stands; gives how many.
///
/// From the last to the first, as somebody would. Where one was taken back out of its turn before, as the history allows, a later one
/// may have to wait for an earlier one: so it goes on as long as anything can be taken back.
fn take_all_back(bench: &mut Headless) -> u32 {
    let mut taken = 0;
    loop {
        let before = taken;
        let past = bench.book().recent(usize::MAX >> 8, 0).unwrap();
        let of = |past: &Past| {
            let cause = &past.head.cause;
            past.stands && cause.undo.is_none() && cause.bench.as_deref() == Some("test")
        };
        for entry in past.iter().filter(|past| of(past)) {
            let undo = Command::Undo {
                bench: Some("test".into()),
                entry: Some(entry.head.seq),
            };
            taken += u32::from(bench.book().execute(undo).is_ok());
        }
        if taken == before {
            return taken;
        }
    }
}

/// Says whether an entry that was there before was ever taken back from the history.
fn others_were_taken_back(book: &mut Book) -> bool {
    let past = book.history(None, usize::MAX >> 8).unwrap();
    let own = |past: &&Past| past.head.cause.bench.as_deref() == Some("test");
    let own: BTreeSet<u64> = past.iter().filter(own).map(|past| past.head.seq).collect();
    let undone = past.iter().filter_map(|past| past.head.cause.undo);
    undone.into_iter().any(|seq| !own.contains(&seq))
}

/// The kinds of which a workbench keeps all records in memory.
const KEPT: [Kind; 8] = [
    Kind::Account,
    Kind::Person,
    Kind::Problem,
    Kind::Trend,
    Kind::Advocacy,
    Kind::Promise,
    Kind::Touchpoint,
    Kind::Question,
];

/// Checks that what the workbench keeps of its book in memory is what the book says to whoever asks it anew.
fn kept_is_what_is_there(book: &mut Book) {
    for kind in KEPT {
        let kept: Vec<Object> = book
            .board(kind)
            .unwrap()
            .iter()
            .map(|one| one.object())
            .collect();
        let there: Vec<Object> = book
            .of_kind(kind)
            .unwrap()
            .iter()
            .map(ally::domain::Record::object)
            .collect();
        let other = kept.iter().zip(&there).find(|(one, other)| one != other);
        assert!(other.is_none(), "{kind}: {other:#?}");
        assert_eq!(kept.len(), there.len(), "{kind}");
    }
    let (today, recent) = (book.today().unwrap(), book.recent(500, 48).unwrap());
    let dropped = book.dropped(5_000).unwrap();
    // Letting go of the book forgets all that was kept.
    book.rest();
    assert_eq!(today, book.today().unwrap());
    assert_eq!(recent, book.recent(500, 48).unwrap());
    assert_eq!(dropped, book.dropped(5_000).unwrap());
}

/// Counts the entries of a book.
fn entries(bench: &mut Headless) -> u64 {
    bench.book().position().unwrap().0
}

/// How often each sort of task was tried, and how many entries came of it.
type Saves = BTreeMap<&'static str, [u64; 2]>;

/// Parts a script into its keys and its quoted texts.
fn keys_of(script: &str) -> Vec<&str> {
    let mut keys = Vec::new();
    let mut rest = script.trim_start();
    while !rest.is_empty() {
        let end = match rest.strip_prefix('\'') {
            Some(quoted) => quoted.find('\'').map_or(rest.len(), |at| at + 2),
            None => rest.find(' ').unwrap_or(rest.len()),
        };
        let (key, after) = rest.split_at(end);
        keys.push(key);
        rest = after.trim_start();
    }
    keys
}

/// Plays sequences, so many on a book, and takes everything back on each; gives how many entries came of each sort of task.
fn play(sequences: u32, each: u32, seed: u8) -> (Saves, BTreeMap<String, u64>) {
    let saves = std::cell::RefCell::new(BTreeMap::<&'static str, [u64; 2]>::new());
    let spots = std::cell::RefCell::new(BTreeMap::<String, u64>::new());
    let pressed = std::cell::Cell::new(0u64);
    let (mut taken, mut compared, mut apart) = (0, 0, 0);
    for round in 0..sequences.div_ceil(each) {
        let folder = tempfile::tempdir().unwrap();
        let mut first = bench_book::book(&folder);
        let records: Vec<Object> = first.objects().unwrap();
        let bench = std::cell::RefCell::new(Headless::open(first, (80, 24), "dusk").unwrap());
        let old = round % 4 == 3;
        let script = (prop::collection::vec(did(old), 1..30), 1u16..200, 1u16..60);
        // A runner counts the cases of all its runs together: one that had run would run no more.
        let mut from = [seed; 32];
        from[..4].copy_from_slice(&round.to_le_bytes());
        let mut runner = TestRunner::new_with_rng(
            Config {
                cases: each,
                failure_persistence: None,
                ..Config::default()
            },
            TestRng::from_seed(RngAlgorithm::ChaCha, &from),
        );
        let counted = std::cell::Cell::new(0);
        runner
            .run(&script, |(script, width, height)| {
                counted.set(counted.get() + 1);
                let bench = &mut *bench.borrow_mut();
                bench.resize(width, height);
                for did in script {
                    let before = entries(bench);
                    let name = match did {
                        Did::Task(name, keys) => {
                            // In a window too small to show anything, no key is taken.
                            if bench.frame().area.width < 24 || bench.frame().area.height < 6 {
                                bench.resize(100, 30);
                            }
                            // What is seen on the way counts too, so each key is pressed by itself.
                            for key in keys_of(&keys) {
                                bench.press(key);
                                *spots.borrow_mut().entry(bench.spot()).or_default() += 1;
                                pressed.set(pressed.get() + 1);
                            }
                            name
                        }
                        Did::Pressed(keys) => {
                            bench.press(&keys);
                            *spots.borrow_mut().entry(bench.spot()).or_default() += 1;
                            pressed.set(pressed.get() + 1);
                            "keys"
                        }
                        Did::Pasted(text) => {
                            bench.paste(&text);
                            "keys"
                        }
                        Did::Clicked(what, x, y) => {
                            bench.mouse(Mouse { what, x, y });
                            "keys"
                        }
                        Did::Resized(width, height) => {
                            bench.resize(width, height);
                            "keys"
                        }
                    };
                    bench.frame();
                    let made = entries(bench) - before;
                    let mut saves = saves.borrow_mut();
                    let [tried, saved] = saves.entry(name).or_default();
                    *tried += 1;
                    *saved += made;
                }
                Ok(())
            })
            .unwrap();
        assert_eq!(
            counted.get(),
            each,
            "so many sequences are played on each book"
        );
        let mut bench = bench.into_inner();
        kept_is_what_is_there(bench.book());
        taken += take_all_back(&mut bench);
        kept_is_what_is_there(bench.book());
        // To take an undo back is no undo: where an entry that was there before was taken back, the book is another one.
        if others_were_taken_back(bench.book()) {
            apart += 1;
            continue;
        }
        compared += 1;
        // Thousands of lines would say less than which record is not what it was.
        let after = bench.book().objects().unwrap();
        let lacks = |of: &[Object], record: &Object| !of.contains(record);
        let other = records.iter().find(|record| lacks(&after, record));
        let more = after.iter().find(|record| lacks(&records, record));
        assert!(
            other.is_none() && more.is_none(),
            "after {} sequences: {other:#?} is not there, and {more:#?} was not",
            (round + 1) * each
        );
        let saves = saves.borrow();
        let made: u64 = saves.values().map(|[_, saved]| saved).sum();
        println!(
            "{} sequences, {} keys and texts: no panic; {made} entries, {taken} of them taken back in the end; {compared} books compared, {apart} apart",
            (round + 1) * each,
            pressed.get()
        );
    }
    assert!(
        compared > apart,
        "{compared} books were compared, and {apart} not"
    );
    let saves = saves.into_inner();
    for (name, [tried, saved]) in &saves {
        println!("{name:12} {tried:6} times, {saved:6} entries");
    }
    let spots = spots.into_inner();
    for (spot, times) in &spots {
        println!("{times:8} keys ended at {spot}");
    }
    (saves, spots)
}

/// Where a run must have been to have shown much.
const REACHED: &[&str] = &[
    "form",
    "question",
    "merge",
    "import",
    "import, its plan",
    "import, its columns",
    "call",
    "sweep",
    "lookup",
    "lookup, acting",
    "capture bar",
    "capture bar, chips",
    "filter",
    "help",
    "chart",
    "calendar",
    "trash",
    "inbox",
    "history(none)",
    "history of a record",
    "page: brief",
    "menu: palette",
    "menu: move",
    "menu: link to",
    "menu: picker of a field",
    "menu: another day",
    "menu: column",
    "menu: drafts",
];

#[test]
fn random_keys_never_stop_it_and_can_all_be_undone() {
    let (saves, spots) = play(32, 32, 7);
    let made: u64 = saves.values().map(|[_, saved]| saved).sum();
    assert!(made >= 60, "only {made} entries were made: {saves:?}");
    assert!(spots.len() >= 40, "only these were reached: {spots:?}");
}

#[test]
#[ignore = "takes minutes; benches/README.md has what came of it"]
fn ten_thousand_sequences() {
    let wanted = std::env::var("ALLY_SEQUENCES")
        .ok()
        .and_then(|count| count.parse().ok());
    let seed = std::env::var("ALLY_SEED")
        .ok()
        .and_then(|seed| seed.parse().ok());
    let sequences = wanted.unwrap_or(10_000);
    let (saves, spots) = play(sequences, 20, seed.unwrap_or(1));
    let made: u64 = saves.values().map(|[_, saved]| saved).sum();
    assert!(
        made >= u64::from(sequences),
        "only {made} entries: {saves:?}"
    );
    for spot in REACHED {
        assert!(
            spots.contains_key(*spot),
            "nothing was done at {spot}: {spots:?}"
        );
    }
    for (name, [tried, saved]) in saves {
        let shows = matches!(name, "keys" | "page" | "old undo");
        assert!(
            tried < 200 || saved * 20 >= tried || shows,
            "{name} seldom saves: {saved} of {tried}"
        );
    }
}
