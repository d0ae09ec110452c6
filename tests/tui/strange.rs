//! Files of vendors that nobody thought of go in by keys alone, and every page of an import teaches what to do next.

#![allow(clippy::unwrap_used)] // A test may stop where it cannot go on.

use std::path::Path;

use ally::domain::Kind;
use ally::tui::headless::Headless;

use crate::import::{bench, keep, write};

/// A trade fair's scanner, in German.
const FAIR: &str = "Scan-Zeit;Badge-Code;Besucher;Besucherfirma;Mailkontakt;Rufnr. mobil;Land/Region;Abteilung/Rolle;Interessiert an;Gesprächsnotiz\n\
    03.11.2026 09:14;MX-00417;Anna Berg;Kupfer GmbH;anna@kupfer.example;+49 171 5550101;Deutschland;Einkaufsleitung;Dosiertechnik;will ein Angebot bis KW 48\n\
    03.11.2026 09:31;MX-00418;Ben Ortiz;Löwe & Söhne KG;ben@loewe.example;+49 171 5550102;Österreich;Technik;Pumpen;\n\
    04.11.2026 16:02;MX-00533;Carla Núñez;Talleres Puig S.L.;carla@puig.example;+34 600 555 010;Spanien;Geschäftsführung;;kommt im Mai wieder\n";

/// A service desk's tickets, in Spanish.
const DESK: &str = "Nº incidencia,Abierta el,Cerrada el,Solicitante,Correo del solicitante,Entidad,Asunto de la incidencia,Detalle,Gravedad,Técnico asignado\n\
    INC-1041,03/11/2026 09:14,05/11/2026 12:00,Ana Ruiz,ana@vela.example,Grupo Vela S.A.,No imprime la línea 2,Se reinició el equipo,alta,Iker\n\
    INC-1042,14/11/2026 10:20,,Pablo Gil,pablo@arenas.example,Arenas S.L.,Pide otra licencia,,baja,Nerea\n";

/// What is installed where, in English.
const BASE: &str = "Serial no,Model,Installed at,Site,Go-live,Warranty until,Last service,Service contact,Contact mail,Yearly fee\n\
    SN-2201,Doser 40,Copper Works Ltd,Leeds,2024-03-14,2027-03-13,2026-09-30,Amy Stone,amy@copper.example,1200.00 GBP\n\
    SN-2202,Doser 60,Holm Inc,York,2025-06-01,2028-05-31,,Ben Moe,ben@holm.example,1800.00 GBP\n";

/// Opens the columns of a file, as a person does.
fn open(folder: &Path, size: (u16, u16), name: &str, text: &str) -> Headless {
    let file = write(folder, name, text);
    let mut bench = bench(size, folder);
    bench.press("I");
    bench.paste(&file);
    bench.press("enter");
    bench
}

#[test]
fn a_list_of_a_fair_goes_in_by_six_keys() {
    for size in [(80, 24), (100, 30), (160, 50)] {
        let folder = tempfile::tempdir().unwrap();
        let mut bench = open(folder.path(), size, "messe.csv", FAIR);
        let name = |what: &str| format!("strange-{what}-{}x{}", size.0, size.1);
        keep(
            &bench,
            &name("fair"),
            &[
                "people",
                "name ?",
                "account ?",
                "emails ?",
                "phones ?",
                "id ?",
            ],
        );
        // I, the path, enter; then the plan, and in.
        bench.press("ctrl-s");
        keep(&bench, &name("fair-plan"), &["3 new", "Anna Berg"]);
        bench.press("ctrl-s");
        let people = bench.book().of_kind(Kind::Person).unwrap();
        let anna = people
            .iter()
            .find(|one| one.title() == "Anna Berg")
            .unwrap();
        assert_eq!(anna.get("title").unwrap(), "Einkaufsleitung");
        assert_eq!(anna.get("emails").unwrap()[0], "anna@kupfer.example");
        assert_eq!(anna.get("notes").unwrap(), "will ein Angebot bis KW 48");
        assert!(anna.base.extra.contains_key("Scan-Zeit"), "kept beside");
        assert_eq!(bench.book().of_kind(Kind::Account).unwrap().len(), 3);
    }
}

#[test]
fn a_list_of_tickets_goes_in_by_six_keys() {
    let folder = tempfile::tempdir().unwrap();
    let mut bench = open(folder.path(), (100, 30), "incidencias.csv", DESK);
    keep(
        &bench,
        "strange-desk",
        &[
            "meetings and calls",
            "starts ?",
            "ends ?",
            "people ?",
            "subject ?",
            "summary ?",
        ],
    );
    bench.press("ctrl-s");
    keep(&bench, "strange-desk-plan", &["2 new", "No imprime"]);
    bench.press("ctrl-s");
    let tickets = bench.book().of_kind(Kind::Touchpoint).unwrap();
    assert_eq!(tickets.len(), 2);
    assert!(tickets.iter().all(|one| one.account().is_some()));
    let first = tickets
        .iter()
        .find(|one| one.title().contains("imprime"))
        .unwrap();
    assert!(
        first
            .get("starts")
            .unwrap()
            .as_str()
            .unwrap()
            .starts_with("2026-11-03")
    );
}

#[test]
fn a_list_of_what_is_installed_goes_in_by_six_keys() {
    let folder = tempfile::tempdir().unwrap();
    let mut bench = open(folder.path(), (100, 30), "installed.csv", BASE);
    keep(
        &bench,
        "strange-base",
        &[
            "orders or usage",
            "product ?",
            "on ?",
            "amount ?",
            "account ?",
        ],
    );
    bench.press("ctrl-s");
    keep(&bench, "strange-base-plan", &["2 new"]);
    bench.press("ctrl-s");
    assert_eq!(bench.book().of_kind(Kind::Account).unwrap().len(), 2);
}

#[test]
fn what_cells_look_like_is_said_and_stands_first_among_the_fields() {
    let folder = tempfile::tempdir().unwrap();
    let text = "Zz;Yy;Xx\nAnna Berg;2026-11-03;3\nBen Cole;2026-11-04;4\n";
    let mut bench = open(folder.path(), (80, 24), "odd.csv", text);
    bench.press("j");
    keep(&bench, "strange-looks", &["“Yy” looks like a date."]);
    bench.press("enter");
    keep(&bench, "strange-field", &["birthday", "looks like a date"]);
    bench.press("enter k");
    let line = bench.text();
    let line = line
        .lines()
        .find(|line| line.contains("Yy"))
        .unwrap()
        .to_owned();
    assert!(line.contains("birthday") && !line.contains('?'), "{line}");
}

#[test]
fn every_page_says_what_it_says_and_its_keys() {
    for size in [(80, 24), (160, 50)] {
        let folder = tempfile::tempdir().unwrap();
        let mut bench = open(folder.path(), size, "messe.csv", FAIR);
        let name = |what: &str| format!("import-help-{what}-{}x{}", size.0, size.1);
        bench.press("?");
        keep(
            &bench,
            &name("columns"),
            &["The columns of a file", "extra", "skip", "Not yet"],
        );
        bench.press("esc ctrl-s ?");
        keep(
            &bench,
            &name("plan"),
            &[
                "What the plan says",
                "changed",
                "doubtful",
                "rejected",
                "is kept",
            ],
        );
        bench.press("esc");
        assert!(bench.text().contains("nothing is written yet"));
    }
}

#[test]
fn a_plan_of_nothing_says_what_to_do_next() {
    let folder = tempfile::tempdir().unwrap();
    let head = "First Name,Last Name,Email,Company\n";
    let cases = [
        ("empty.csv", head.to_owned(), "no row under its header"),
        (
            "same.csv",
            format!("{head}Anna,Berg,a@x.example,\n"),
            "has it all already",
        ),
        (
            "bad.csv",
            "First Name,Last Name,Email,Job Title\n,,,Buyer\n,,,Head\n".to_owned(),
            "Every row was rejected",
        ),
    ];
    let mut bench = bench((80, 24), folder.path());
    for round in 0..2 {
        for (name, text, says) in &cases {
            let file = write(folder.path(), name, text);
            bench.press("I");
            bench.paste(&file);
            bench.press("enter");
            if round == 1 || *name != "same.csv" {
                keep(
                    &bench,
                    &format!("import-next-{name}"),
                    &["Nothing would change", says],
                );
                assert!(!bench.text().contains("One undo"), "{}", bench.text());
                bench.press("esc esc");
            } else {
                bench.press("ctrl-s");
            }
        }
    }
}

#[test]
fn what_cannot_be_read_says_what_to_do_next() {
    let folder = tempfile::tempdir().unwrap();
    let mut bench = bench((80, 24), folder.path());
    std::fs::create_dir(folder.path().join("exports")).unwrap();
    write(
        &folder.path().join("exports"),
        "people.csv",
        "First Name,Last Name,Email\nA,B,a@b.example\n",
    );
    let sheet = folder.path().join("sheet.xlsx");
    std::fs::write(&sheet, b"PK\x03\x04....").unwrap();
    let path = |name: &str| folder.path().join(name).to_str().unwrap().to_owned();
    bench.press("I");
    bench.paste(&path("sheet.xlsx"));
    bench.press("enter");
    keep(&bench, "import-sheet", &["Save the sheet as CSV"]);
    bench.press("esc I");
    // A directory that is named is opened, to choose among what lies in it.
    bench.paste(&path("exports"));
    bench.press("enter");
    keep(&bench, "import-folder", &["people.csv"]);
    bench.press("esc I");
    let two = format!("{} {}", path("sheet.xlsx"), path("exports/people.csv"));
    bench.paste(&two);
    bench.press("enter");
    keep(
        &bench,
        "import-two",
        &["rejected", "Save the sheet as CSV", "1 new"],
    );
}

#[test]
fn a_wide_table_keeps_its_columns_in_reach() {
    let folder = tempfile::tempdir().unwrap();
    let names: Vec<String> = (1..=268).map(|at| format!("Feld {at}")).collect();
    let cells: Vec<String> = (1..=268).map(|at| format!("w{at}")).collect();
    let text = format!("{}\n{}\n", names.join(";"), cells.join(";"));
    let mut bench = open(folder.path(), (80, 24), "wide.csv", &text);
    keep(
        &bench,
        "import-wide",
        &["Feld 1 ", "column 1 of 268", "Not yet"],
    );
    bench.press("G");
    keep(
        &bench,
        "import-wide-end",
        &["Feld 268", "column 268 of 268"],
    );
}

#[test]
fn a_second_import_while_one_is_open_is_no_key_of_the_plan() {
    let folder = tempfile::tempdir().unwrap();
    let text = "First Name,Last Name,Email\nAnna,Berg,a@x.example\n";
    let mut bench = open(folder.path(), (80, 24), "people.csv", text);
    bench.press("I");
    let shown = bench.text();
    assert!(shown.contains("nothing is written yet"), "{shown}");
}

#[test]
fn what_came_between_plan_and_confirming_is_said_and_nothing_is_lost() {
    let folder = tempfile::tempdir().unwrap();
    let text = "First Name,Last Name,Email,Job Title\nAnna,Berg,a@x.example,Buyer\n";
    let mut bench = open(folder.path(), (80, 24), "people.csv", text);
    bench.press("ctrl-s");
    let file = write(folder.path(), "people.csv", &text.replace("Buyer", "Head"));
    bench.press("I");
    bench.paste(&file);
    bench.press("enter");
    keep(&bench, "import-between", &["1 changed"]);
    // Another terminal changes the same field meanwhile.
    let anna = bench.book().of_kind(Kind::Person).unwrap()[0].id();
    let set = ally::domain::Object::from_iter([("title".to_owned(), serde_json::json!("Chief"))]);
    let step = ally::book::Step::Edit {
        id: anna,
        set,
        was: ally::domain::Object::new(),
    };
    bench.book().write("edit", vec![step]).unwrap();
    bench.press("ctrl-s");
    // The plan is made again, and says so; what the other typed stands.
    keep(
        &bench,
        "import-between-again",
        &[
            "Not done: title of",
            "changed since the plan was made",
            "take the file's",
        ],
    );
    let people = bench.book().of_kind(Kind::Person).unwrap();
    assert_eq!(people[0].get("title").unwrap(), "Chief");
}

#[test]
fn a_file_that_changed_since_its_plan_is_read_again() {
    let folder = tempfile::tempdir().unwrap();
    let text = "First Name,Last Name,Email\nAnna,Berg,a@x.example\n";
    let mut bench = open(folder.path(), (80, 24), "people.csv", text);
    write(
        folder.path(),
        "people.csv",
        &format!("{text}Ben,Cole,b@x.example\n"),
    );
    bench.press("ctrl-s");
    keep(
        &bench,
        "import-file-changed",
        &["people.csv has changed since the plan was made", "2 new"],
    );
    assert!(bench.book().of_kind(Kind::Person).unwrap().is_empty());
    bench.press("ctrl-s");
    assert_eq!(bench.book().of_kind(Kind::Person).unwrap().len(), 2);
}
