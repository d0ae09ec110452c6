//! Bringing files in and making two records one, on the workbench: keys in, picture out.

#![allow(clippy::unwrap_used)] // A test may stop where it cannot go on.

use std::path::Path;

use ally::domain::Kind;
use ally::tui::headless::Headless;

/// What a vendor exports that nobody thought of: its own words, in two languages.
const STRANGE: &str = "Nr;Gspr.;Haus;Elektropost;Draht;Fkt;Stufe;Bemerk\n\
    A7;Anna Berg;Kupfer GmbH;anna@kupfer.example;+49 30 5550101;Einkauf;3;mag keine Anrufe vor 9\n\
    A8;Ben Ortiz;Kupfer GmbH;ben@kupfer.example;+49 30 5550102;Technik;1;\n\
    A9;Carla Núñez;Löwe & Söhne;carla@loewe.example;;Leitung;2;liest abends\n";

pub fn bench(size: (u16, u16), folder: &Path) -> Headless {
    let book = crate::bench_book::open(folder, "09:00", "test");
    Headless::open(book, size, "dusk").unwrap()
}

/// Says what must be on the screen, and keeps its picture where somebody wants to look at it.
#[track_caller]
pub fn keep(bench: &Headless, name: &str, words: &[&str]) {
    let text = bench.text();
    if let Ok(folder) = std::env::var("ALLY_PICTURES") {
        std::fs::write(Path::new(&folder).join(format!("{name}.txt")), &text).unwrap();
        let svg = ally::tui::picture::svg(&bench.frame(), bench.theme());
        std::fs::write(Path::new(&folder).join(format!("{name}.svg")), svg).unwrap();
    }
    for words in words {
        assert!(text.contains(words), "“{words}” is not on {name}:\n{text}");
    }
}

pub fn write(folder: &Path, name: &str, text: &str) -> String {
    let path = folder.join(name);
    std::fs::write(&path, text).unwrap();
    path.to_str().unwrap().to_owned()
}

#[test]
fn a_series_without_an_account_is_one_line_and_is_filed_as_one() {
    for size in [(80, 24), (160, 50)] {
        let folder = tempfile::tempdir().unwrap();
        let file = write(
            folder.path(),
            "weekly.ics",
            "BEGIN:VCALENDAR\nBEGIN:VEVENT\nUID:w\nDTSTART:20261109T150000Z\nDURATION:PT1H\nSUMMARY:Pay the card\n\
            RRULE:FREQ=WEEKLY;COUNT=40\nEND:VEVENT\nBEGIN:VEVENT\nUID:o\nDTSTART;VALUE=DATE:20240224\n\
            SUMMARY:Fair\nEND:VEVENT\nEND:VCALENDAR\n",
        );
        let mut bench = bench(size, folder.path());
        let accounts = "Company name,Industry\nAcme Brushes,brushes\n";
        let accounts = write(folder.path(), "accounts.csv", accounts);
        bench.press("I");
        bench.paste(&accounts);
        bench.press("enter ctrl-s");
        bench.press("I");
        bench.paste(&file);
        bench.press("enter ctrl-s g i");
        let name = format!("inbox-series-{}x{}", size.0, size.1);
        let words = if size.0 == 80 { "×40" } else { "series of 40" };
        let day = if size.0 == 80 { "today" } else { "today 10:00" };
        keep(
            &bench,
            &name,
            &["Pay the card", words, day, "Fair", "24 Feb 2024"],
        );
        let text = bench.text();
        assert!(text.matches("Pay the card").count() <= 2, "{text}");
        bench.press("/ 'Pay' enter f 'acme' enter");
        let acme = bench.book().find_account("Acme Brushes").unwrap();
        let filed = bench.book().of_kind(Kind::Touchpoint).unwrap();
        let theirs = filed.iter().filter(|one| one.account() == Some(acme));
        assert_eq!(
            theirs.count(),
            40,
            "what one line stands for is filed with it"
        );
    }
}

#[test]
fn deals_stand_with_the_debts_and_orders_where_they_are_looked_for() {
    for size in [(80, 24), (160, 50)] {
        let folder = tempfile::tempdir().unwrap();
        let deals = write(
            folder.path(),
            "deals.csv",
            "Deal ID,Deal Name,Company Name,Stage,Amount,Close Date,Is Won,Is Closed\n\
            1,Second lane,Acme Brushes,Negotiation,18000 USD,2026-12-04,false,false\n\
            2,First lane,Acme Brushes,Closed Won,9000 USD,2026-10-01,true,true\n",
        );
        // Every thirty days, and since the second of September nothing.
        let days = [
            "2026-05-05",
            "2026-06-04",
            "2026-07-04",
            "2026-08-03",
            "2026-09-02",
        ];
        let rows = days.map(|day| format!("{day},{day},Acme Brushes,Bristles,10,250.00\n"));
        let header = "Order ID,Order Date,Customer,Product,Quantity,Amount\n";
        let orders = format!("{header}{}", rows.concat());
        let orders = write(folder.path(), "orders.csv", &orders);
        let mut bench = bench(size, folder.path());
        for file in [deals, orders] {
            bench.press("I");
            bench.paste(&file);
            bench.press("enter ctrl-s");
        }
        let name = |what: &str| format!("trade-{what}-{}x{}", size.0, size.1);
        // Since September nobody brought in what they ordered: that is unknown, and nothing to ask them about.
        bench.press("g t");
        let today = bench.text();
        assert!(!today.contains("Ask why"), "{today}");
        bench.press("g a enter enter");
        keep(
            &bench,
            &name("overview"),
            &[
                "5 orders",
                "usually every 30 days",
                "Deals that close soon",
                "Second lane",
            ],
        );
        if size.0 > 100 {
            keep(
                &bench,
                &name("overview"),
                &["What they buy", "Bristles 5", "the next is 52 days late"],
            );
        }
        bench.press("3");
        keep(
            &bench,
            &name("debts"),
            &["Deals", "Second lane", "Deals won and lost", "First lane"],
        );
        bench.press("6");
        keep(
            &bench,
            &name("stay"),
            &["5 orders", "What they buy", "Bristles 5"],
        );
        let text = bench.text();
        assert!(!text.contains("Second lane"), "{text}");
    }
}

#[test]
fn a_file_of_a_vendor_that_nobody_knows_goes_in_by_naming_its_columns() {
    for size in [(80, 24), (160, 50)] {
        let folder = tempfile::tempdir().unwrap();
        let file = write(folder.path(), "strange.csv", STRANGE);
        let mut bench = bench(size, folder.path());
        let name = |what: &str| format!("import-{what}-{}x{}", size.0, size.1);
        keep(&bench, &name("empty"), &["brings in your own data"]);
        bench.press("I");
        keep(&bench, &name("files"), &["Files:", "read it"]);
        bench.paste(&file);
        bench.press("enter");
        keep(
            &bench,
            &name("columns"),
            &[
                "What are the columns of strange.csv?",
                "people",
                "Gspr.",
                "Anna Berg",
            ],
        );
        // Nr is the id, Gspr. the name, Haus the account; the address and the number were guessed by what stands in them.
        bench.press("enter 'id' enter");
        keep(&bench, &name("chosen"), &["Nr", "id", "emails", "phones"]);
        // The last column and the first one are a key away.
        bench.press("end x");
        let left_out = |line: &str| line.contains("Bemerk") && line.contains("skip");
        assert!(bench.text().lines().any(left_out), "{}", bench.text());
        bench.press("x home j");
        bench.press("enter");
        bench.press("'name'");
        keep(&bench, &name("fields"), &["“Gspr.”", "first name"]);
        bench.press("enter enter 'account' enter");
        keep(
            &bench,
            &name("named"),
            &["The first row says", "name Anna Berg"],
        );
        bench.press("ctrl-s");
        keep(
            &bench,
            &name("plan"),
            &[
                "nothing is written yet",
                "3 new",
                "person Anna Berg",
                "bring it in",
            ],
        );
        assert!(bench.book().of_kind(Kind::Person).unwrap().is_empty());
        bench.press("ctrl-s");
        keep(&bench, &name("done"), &["Imported as entry"]);
        let people = bench.book().of_kind(Kind::Person).unwrap();
        assert_eq!(people.len(), 3);
        let anna = people
            .iter()
            .find(|one| one.title() == "Anna Berg")
            .unwrap();
        assert_eq!(
            anna.base.extra["Bemerk"], "mag keine Anrufe vor 9",
            "what fits no field is kept"
        );
        assert_eq!(bench.book().of_kind(Kind::Account).unwrap().len(), 2);

        // The same header is known the next time, and the same file changes nothing.
        let later = write(
            folder.path(),
            "later.csv",
            &format!(
                "{}A10;Dora Ek;Kupfer GmbH;dora@kupfer.example;;;;\n",
                STRANGE.replace("Technik", "Werkstatt")
            ),
        );
        bench.press("I");
        bench.paste(&later);
        bench.press("enter");
        keep(
            &bench,
            &name("again"),
            &["1 new", "1 changed", "2 same", "as you named them"],
        );
        bench.press("m");
        keep(
            &bench,
            &name("offered"),
            &["What are the columns of later.csv?", "Gspr."],
        );
        // Back at the plan, then at the files.
        bench.press("esc esc esc");
        bench.press("u");
        assert!(
            bench.book().of_kind(Kind::Person).unwrap().is_empty(),
            "one undo takes all of it back"
        );
    }
}

#[test]
fn what_is_missing_is_said_and_nothing_is_read_without_it() {
    let folder = tempfile::tempdir().unwrap();
    let file = write(folder.path(), "odd.csv", "Qwert;Asdf\nx1;y1\nx2;y2\n");
    let mut bench = bench((80, 24), folder.path());
    bench.press("I");
    bench.press("enter");
    keep(&bench, "import-nothing", &["Type the path of a file"]);
    bench.paste("/nowhere/at all.csv");
    bench.press("enter");
    keep(&bench, "import-nowhere", &["there is no such file"]);
    bench.press("ctrl-u");
    bench.paste(&file);
    bench.press("enter");
    bench.press("ctrl-s");
    keep(&bench, "import-lacks", &["a person needs a name"]);
    bench.press("tab ctrl-s");
    keep(
        &bench,
        "import-lacks-account",
        &["an account needs a name", "a row is one of accounts"],
    );
    bench.press("enter 'name' enter ctrl-s");
    keep(&bench, "import-odd", &["2 new"]);
    bench.press("esc esc");
    assert!(bench.book().of_kind(Kind::Account).unwrap().is_empty());
    assert!(bench.text().contains("Today"));
}

#[test]
fn what_both_sides_changed_is_shown_and_one_key_takes_the_files() {
    let folder = tempfile::tempdir().unwrap();
    let first =
        "Record ID,First Name,Last Name,Email,Job Title\n1,Anna,Berg,anna@x.example,Buyer\n";
    let file = write(folder.path(), "hub.csv", first);
    let mut bench = bench((80, 24), folder.path());
    bench.press("I");
    bench.paste(&file);
    bench.press("enter ctrl-s");
    let anna = bench.book().of_kind(Kind::Person).unwrap().remove(0);
    let set = [("title".to_owned(), "Head of purchasing".into())]
        .into_iter()
        .collect();
    bench
        .book()
        .write(
            "edit",
            vec![ally::book::Step::Edit {
                id: anna.id(),
                set,
                was: ally::domain::Object::default(),
            }],
        )
        .unwrap();
    let file = write(
        folder.path(),
        "hub.csv",
        &first.replace("Buyer", "Director"),
    );
    bench.press("I");
    bench.paste(&file);
    bench.press("enter");
    keep(
        &bench,
        "import-both",
        &["Head of purchasing", "is kept", "Director"],
    );
    bench.press("t");
    keep(&bench, "import-theirs", &["1 changed"]);
    bench.press("ctrl-s");
    let anna = bench.book().of_kind(Kind::Person).unwrap().remove(0);
    assert_eq!(anna.object()["title"], "Director");
}

#[test]
fn two_records_are_made_one_side_by_side_and_undo_takes_them_apart() {
    for size in [(80, 24), (160, 50)] {
        let folder = tempfile::tempdir().unwrap();
        let name = |what: &str| format!("merge-{what}-{}x{}", size.0, size.1);
        let mut bench = bench(size, folder.path());
        let one = "Record ID,First Name,Last Name,Email,Job Title,Company Name\n1,Anna,Berg,anna@x.example,Buyer,Kupfer\n";
        let two = "Id,Name,Email,Title,Account\n9,Anna Berg,berg@home.example,Head,Kupfer\n";
        for (file, text) in [("one.csv", one), ("two.csv", two)] {
            let file = write(folder.path(), file, text);
            bench.press("I");
            bench.paste(&file);
            bench.press("enter ctrl-s");
        }
        assert_eq!(
            bench.book().of_kind(Kind::Person).unwrap().len(),
            2,
            "a doubtful one is made apart"
        );
        bench.press("g o j M");
        keep(
            &bench,
            &name("beside"),
            &[
                "Are these one and the same?",
                "stays:",
                "Buyer",
                "Head",
                "anna@x.example",
                "berg@home.example",
            ],
        );
        bench.press("enter");
        keep(&bench, &name("done"), &["takes them apart again"]);
        let people = bench.book().of_kind(Kind::Person).unwrap();
        assert_eq!(people.len(), 1);
        let emails = &people[0].object()["emails"];
        assert_eq!(emails.as_array().unwrap().len(), 2, "{emails}");
        assert!(people[0].base.links.is_empty(), "no link to itself is left");
        bench.press("u");
        assert_eq!(bench.book().of_kind(Kind::Person).unwrap().len(), 2);
        // Two who only share a name: the doubt goes, they stay.
        bench.press("g o j M x");
        let people = bench.book().of_kind(Kind::Person).unwrap();
        assert!(people.iter().all(|one| one.base.links.is_empty()) && people.len() == 2);
    }
}

#[test]
fn the_interrupt_stops_what_is_being_brought_in() {
    let folder = tempfile::tempdir().unwrap();
    let accounts = "Company name,Industry\nAcme Brushes,brushes\n";
    let accounts = write(folder.path(), "accounts.csv", accounts);
    let mut bench = bench((100, 30), folder.path());
    bench.press("I");
    bench.paste(&accounts);
    bench.press("enter");
    bench.slow();
    bench.press("ctrl-s");
    keep(&bench, "import-brings", &["Bringing it into the book"]);
    bench.press("ctrl-c");
    keep(&bench, "import-stops", &["Stopping"]);
    while bench.answer(1) {}
    assert!(bench.book().find_account("Acme Brushes").is_err());
}

#[test]
fn how_a_file_is_read_is_shown_and_said_otherwise_and_kept_with_its_header() {
    for size in [(80, 24), (100, 30), (160, 50)] {
        let folder = tempfile::tempdir().unwrap();
        let name = |what: &str| format!("import-{what}-{}x{}", size.0, size.1);
        // Nothing in it shows which is the day; its letters are Polish, and look like French.
        let text = "Deal ID,Deal Name,Company Name,Stage,Amount,Close Date\n\
            1,Zam\u{b3}wienie,Acme,Won,18000,03/04/2026\n";
        let bytes: Vec<u8> = text
            .chars()
            .map(|sign| u8::try_from(u32::from(sign)).unwrap())
            .collect();
        let file = folder.path().join("deals.csv");
        std::fs::write(&file, bytes).unwrap();
        let file = file.to_str().unwrap().to_owned();
        let mut bench = bench(size, folder.path());
        bench.press("I");
        bench.paste(&file);
        bench.press("enter");
        keep(
            &bench,
            &name("read-as"),
            &["read as", "parted by ,", "r read as"],
        );
        bench.press("r");
        keep(
            &bench,
            &name("reading"),
            &["How deals.csv is read", "letters", "decimal sign", "dates"],
        );
        bench.press("'dates' enter");
        keep(
            &bench,
            &name("dates"),
            &["as the file shows", "3/4 is 4 March"],
        );
        bench.press("'day before' enter");
        keep(
            &bench,
            &name("read-as-said"),
            &[
                "day before month",
                "(as you said)",
                "nothing is written yet",
            ],
        );
        bench.press("r 'letters' enter '1250' enter");
        keep(&bench, &name("letters"), &["windows-1250", "Zamłwienie"]);
        // A country and a currency are typed where they are not listed, and what is none is said.
        bench.press("r 'currency' enter 'dollars' enter");
        keep(&bench, &name("no-currency"), &["currency must be its code"]);
        bench.press("ctrl-s");
        let deals = bench.book().of_kind(Kind::Deal).unwrap();
        let closes = deals[0].get("closes").unwrap();
        assert_eq!(closes, "2026-04-03", "3 April");
        assert_eq!(deals[0].title(), "Zamłwienie");
        // The next file with this header is read so by itself.
        let next = text.replace("1,Zam", "2,Dosta").replace("03/04", "05/06");
        let bytes: Vec<u8> = next
            .chars()
            .map(|sign| u8::try_from(u32::from(sign)).unwrap())
            .collect();
        std::fs::write(folder.path().join("next.csv"), bytes).unwrap();
        let next = file.replace("deals.csv", "next.csv");
        bench.press("I");
        bench.paste(&next);
        bench.press("enter");
        keep(
            &bench,
            &name("read-as-kept"),
            &["windows-1250", "day before month", "(as you said)", "1 new"],
        );
        // Forgotten, it is read as it shows itself.
        bench.press("f");
        let text = bench.text();
        assert!(!text.contains("as you said"), "{text}");
        assert!(text.contains("Forgotten"), "{text}");
        bench.press("f");
        assert!(bench.text().contains("Nothing is remembered"));
    }
}

#[test]
fn the_sign_between_cells_is_said_from_the_columns() {
    let folder = tempfile::tempdir().unwrap();
    let text = "Qx:Wert;alt:Zz\nAnna Berg:a@x.example;b:7\nBen Cole:b@x.example;c:8\n";
    let file = write(folder.path(), "odd.txt", text);
    let mut bench = bench((100, 30), folder.path());
    bench.press("I");
    bench.paste(&file);
    bench.press("enter");
    keep(
        &bench,
        "import-parted-wrongly",
        &["Read as utf-8, parted by ;"],
    );
    bench.press("r 'sign between' enter ':' enter");
    keep(
        &bench,
        "import-parted",
        &[
            "Read as utf-8, parted by : (as you said).",
            "Wert;alt",
            "Anna Berg",
        ],
    );
    bench.press("r 'currency' enter 'CHF' enter");
    keep(&bench, "import-parted-currency", &["amounts in CHF"]);
}

/// A meeting to which two are invited whom nobody knows.
const REVIEW: &str = "BEGIN:VCALENDAR\nBEGIN:VEVENT\nUID:m\nDTSTART:20261201T100000Z\nDURATION:PT1H\nSUMMARY:Review\n\
    ATTENDEE;CN=Dora Ek:mailto:dora@ek.example\nATTENDEE;CN=Room 7:mailto:room7@hotel.example\nEND:VEVENT\nEND:VCALENDAR\n";

#[test]
fn a_guest_is_taken_as_a_person_or_let_go_for_good() {
    for size in [(80, 24), (160, 50)] {
        let folder = tempfile::tempdir().unwrap();
        let name = |what: &str| format!("guests-{what}-{}x{}", size.0, size.1);
        let mut bench = bench(size, folder.path());
        let accounts = "Company name,Industry\nAcme Brushes,brushes\nEk Paper,paper\n";
        let accounts = write(folder.path(), "accounts.csv", accounts);
        let file = write(folder.path(), "m.ics", REVIEW);
        for file in [&accounts, &file] {
            bench.press("I");
            bench.paste(file);
            bench.press("enter ctrl-s");
        }
        bench.press("g i");
        keep(&bench, &name("inbox"), &["Review", "guests"]);
        bench.press("g u");
        keep(
            &bench,
            &name("list"),
            &[
                "2 guests whom nobody knows",
                "Dora Ek",
                "dora@ek.example",
                "Review",
                "let go for good",
            ],
        );
        // The account whose name is in the address stands first.
        bench.press("'dora' enter");
        keep(&bench, &name("of"), &["Dora Ek is of", "Ek Paper"]);
        bench.press("enter");
        keep(&bench, &name("taken"), &["is a person of Ek Paper now"]);
        let people = bench.book().of_kind(Kind::Person).unwrap();
        assert_eq!(people.len(), 1);
        let meeting = bench.book().of_kind(Kind::Touchpoint).unwrap().remove(0);
        assert_eq!(
            meeting.get("people").unwrap()[0],
            serde_json::json!(people[0].id())
        );
        bench.press("g u ctrl-d");
        keep(&bench, &name("gone"), &["Let go"]);
        bench.press("g u");
        keep(&bench, &name("none"), &["No guest of a meeting waits"]);
        // The same file again brings nobody back.
        bench.press("I");
        bench.paste(&file);
        bench.press("enter");
        keep(&bench, &name("again"), &["Nothing would change"]);
        bench.press("esc esc u g u");
        keep(
            &bench,
            &name("back"),
            &["1 guest whom nobody knows", "Room 7"],
        );
    }
}
