//! The rules of an import, each on a file small enough to read.

#![allow(clippy::unwrap_used, missing_docs)]

use ally::domain::{Id, Record};
use ally::interchange::{
    Flow, ImportError, Limits, Options, Plan, Snapshot, Source, World, map::ColumnMap, plan::plan,
    read,
};
use serde_json::{Value, json};

fn options() -> Options<'static> {
    Options::at(
        "2026-11-23T09:00:00-05:00[America/New_York]"
            .parse()
            .unwrap(),
    )
}

fn planned_with(text: &str, world: &Snapshot, options: &Options<'_>) -> Plan {
    let readings = read(
        &[Source {
            name: "file.csv",
            bytes: text.as_bytes(),
        }],
        options,
    )
    .unwrap();
    plan(readings, world, options, false)
}

fn apply(plan: Plan, world: &mut Snapshot) -> Plan {
    let mut next = world.records().count() as u64;
    let plan = plan.assign(|_| {
        next += 1;
        Id::new(1_795_000_000_000 + next, [5; 10])
    });
    for make in &plan.makes.objects() {
        let mut record = make.clone();
        record
            .entry("created")
            .or_insert_with(|| "2026-11-23T14:00:00Z".into());
        Record::read_strictly(record.clone()).unwrap();
        world.add(record, None);
    }
    for edit in &plan.edits {
        world.add(edit.after.clone(), None);
    }
    plan
}

fn import(text: &str, world: &mut Snapshot) -> Plan {
    let plan = planned_with(text, world, &options());
    apply(plan, world)
}

fn named<'a>(world: &'a Snapshot, name: &str) -> Vec<&'a serde_json::Map<String, Value>> {
    world
        .records()
        .filter(|record| record.get("name") == Some(&json!(name)))
        .collect()
}

#[test]
fn limits_are_errors_that_say_what_to_do() {
    let small = Options {
        limits: Limits {
            file: 10,
            ..Limits::default()
        },
        ..options()
    };
    let error = read(
        &[Source {
            name: "big.csv",
            bytes: b"Name,Email\nA,b@c.example\n",
        }],
        &small,
    )
    .unwrap_err();
    assert!(
        matches!(error, ImportError::TooLarge { .. })
            && error.to_string().contains("Split the file")
    );
    let wide = (0..1001)
        .map(|at| format!("c{at}"))
        .collect::<Vec<_>>()
        .join(",");
    let error = read(
        &[Source {
            name: "wide.csv",
            bytes: wide.as_bytes(),
        }],
        &options(),
    )
    .unwrap_err();
    assert!(matches!(
        error,
        ImportError::TooManyColumns { columns: 1001, .. }
    ));
    let few = Options {
        limits: Limits {
            rows: 1,
            ..Limits::default()
        },
        ..options()
    };
    let text = "First Name,Last Name,Email\nA,B,a@x.example\nC,D,c@x.example\n";
    assert!(matches!(
        read(
            &[Source {
                name: "long.csv",
                bytes: text.as_bytes()
            }],
            &few
        ),
        Err(ImportError::TooManyRows { .. })
    ));
    let cell = format!(
        "First Name,Last Name,Email\nA,{},a@x.example\nC,D,c@x.example\n",
        "x".repeat(4 * 1024 * 1024 + 1)
    );
    let plan = planned_with(&cell, &Snapshot::default(), &options());
    assert_eq!((plan.files[0].new, plan.files[0].rejected[0].line), (1, 2));
}

#[test]
fn an_import_can_be_stopped() {
    let stop = |_: &ally::interchange::Progress<'_>| Flow::Stop;
    let options = Options {
        progress: Some(&stop),
        ..options()
    };
    let text = format!(
        "First Name,Last Name,Email\n{}",
        "A,B,a@x.example\n".repeat(5000)
    );
    assert_eq!(
        read(
            &[Source {
                name: "x",
                bytes: text.as_bytes()
            }],
            &options
        )
        .unwrap_err(),
        ImportError::Stopped
    );
}

#[test]
fn dates_are_never_guessed() {
    let text =
        "Deal Name,Stage,Account,Close Date\nA,Open,Acme,03/04/2026\nB,Open,Acme,05/06/2026\n";
    let plan = planned_with(text, &Snapshot::default(), &options());
    let makes = plan.makes.objects();
    let deal = makes.iter().find(|record| record["name"] == "A").unwrap();
    assert!(!deal.contains_key("closes") && deal["extra"]["Close Date"] == "03/04/2026");
    assert!(
        plan.files[0]
            .warnings
            .iter()
            .any(|warning| warning.contains("two ways"))
    );
    let decided = planned_with(
        &format!("{text}C,Open,Acme,13/04/2026\n"),
        &Snapshot::default(),
        &options(),
    );
    assert_eq!(
        decided
            .makes
            .objects()
            .iter()
            .find(|record| record["name"] == "A")
            .unwrap()["closes"],
        "2026-04-03"
    );
    let map =
        ColumnMap::parse("kind = \"deal\"\ndates = \"mdy\"\n[columns]\n\"Deal Name\" = \"name\"\n")
            .unwrap();
    let told = planned_with(
        text,
        &Snapshot::default(),
        &Options {
            map: Some(map),
            ..options()
        },
    );
    assert_eq!(
        told.makes
            .objects()
            .iter()
            .find(|record| record["name"] == "A")
            .unwrap()["closes"],
        "2026-03-04"
    );
}

#[test]
fn deleted_and_merged_rows_are_honoured() {
    let mut world = Snapshot::default();
    import(
        "Id,Name,IsDeleted,MasterRecordId,BillingCity\n001A,Acme,false,,Bonn\n001B,Acme Ltd,false,,Köln\n001C,Gone,false,,\n",
        &mut world,
    );
    let next = "Id,Name,IsDeleted,MasterRecordId,BillingCity\n001A,Acme,false,,Bonn\n001B,Acme Ltd,true,001A,Köln\n001C,Gone,true,,\n001D,Never here,true,,\n";
    let plan = planned_with(next, &world, &options());
    assert_eq!(plan.merges.len(), 1);
    assert_eq!(
        plan.files[0]
            .rejected
            .iter()
            .map(|rejected| rejected.line)
            .collect::<Vec<_>>(),
        [5]
    );
    apply(plan, &mut world);
    assert_eq!(
        named(&world, "Gone")[0]["tags"],
        json!(["deleted-in-salesforce"])
    );
    assert!(named(&world, "Never here").is_empty());
}

#[test]
fn a_doubtful_row_is_made_apart_and_linked() {
    let mut world = Snapshot::default();
    let plan = import(
        "Record ID,Company name,Company Domain Name\n1,Perrin,p.example\n2,perrin ,\n",
        &mut world,
    );
    assert_eq!((plan.files[0].new, plan.files[0].doubtful), (1, 1));
    assert_eq!(plan.makes.objects()[1]["links"][0]["how"], "maybe same");
}

#[test]
fn a_name_that_two_accounts_have_makes_no_third() {
    let mut world = Snapshot::default();
    import(
        "Record ID,Company name,Company Domain Name\n1,Perrin,p.example\n2,perrin ,\n",
        &mut world,
    );
    let contacts = "Record ID,First Name,Last Name,Email,Company Name\n7,A,B,a@p.example,PERRIN\n";
    let plan = import(contacts, &mut world);
    assert_eq!(plan.makes.len(), 1, "{:?}", plan.makes);
    assert_eq!(
        plan.makes.objects()[0]["account"],
        named(&world, "Perrin")[0]["id"]
    );
    assert!(planned_with(contacts, &world, &options()).is_empty());
}

#[test]
fn people_of_one_switchboard_stay_apart() {
    let mut world = Snapshot::default();
    let plan = import(
        "First Name,Last Name,Email,Phone,Company\nAnna,Berg,,+49 221 1234567,Acme\nBen,Holt,,+49 221 1234567,Acme\nAnna,Berg,anna@acme.example,+49 (221) 1234567,Acme\n",
        &mut world,
    );
    let makes = plan.makes.objects();
    let people: Vec<_> = makes
        .iter()
        .filter(|record| record["kind"] == "person")
        .collect();
    assert_eq!(people.len(), 2, "{people:?}");
    assert_eq!(people[0]["emails"], json!(["anna@acme.example"]));
}

#[test]
fn a_number_used_again_by_another_file_is_a_doubt() {
    let mut world = Snapshot::default();
    import(
        "CustomerID,CompanyName,City,Country,Industry\n1,Acme,Bonn,Germany,Steel\n",
        &mut world,
    );
    let renamed = planned_with(
        "CustomerID,CompanyName,City,Country,Industry\n1,Acme Group,Bonn,Germany,Steel\n",
        &world,
        &options(),
    );
    assert_eq!(
        (renamed.files[0].changed, renamed.files[0].doubtful),
        (1, 0)
    );
    let other = planned_with(
        "CustomerID,CompanyName,City,Country,Industry\n1,Zeta,Lyon,France,Cheese\n",
        &world,
        &options(),
    );
    assert_eq!((other.files[0].changed, other.files[0].doubtful), (0, 1));
}

#[test]
fn attendees_become_people_only_where_their_account_is_known() {
    let mut world = Snapshot::default();
    import(
        "Record ID,Company name,Company Domain Name\n1,Acme,acme.example\n",
        &mut world,
    );
    let meeting = "BEGIN:VCALENDAR\nBEGIN:VEVENT\nUID:m\nDTSTART:20261201T100000Z\nSUMMARY:QBR\nATTENDEE;CN=Anna Berg:mailto:anna@acme.example\nATTENDEE;CN=Me:mailto:me@seller.example\nATTENDEE;CN=Somebody:mailto:x@gmail.com\nEND:VEVENT\nEND:VCALENDAR\n";
    let options = Options {
        own_addresses: vec!["me@seller.example".into()],
        ..options()
    };
    let plan = planned_with(meeting, &world, &options);
    let makes = plan.makes.objects();
    let people: Vec<_> = makes
        .iter()
        .filter(|record| record["kind"] == "person")
        .map(|record| &record["name"])
        .collect();
    assert_eq!(people, ["Anna Berg"]);
    let makes = plan.makes.objects();
    let met = makes
        .iter()
        .find(|record| record["kind"] == "touchpoint")
        .unwrap();
    assert!(met.contains_key("account") && !met.contains_key("inbox"));
    assert_eq!(
        met["extra"]["waits_for_people"],
        json!(["person email:x@gmail.com | person name:Somebody"])
    );
}

#[test]
fn orders_change_where_their_file_changes() {
    let orders = |quantity: &str| {
        format!(
            "Customer,Order No,Order Date,Product,Quantity,Amount,Currency\nAcme,1,2026-01-31,Pipe,{quantity},10,EUR\nAcme,1,2026-01-31,Tube,1,5,EUR\n"
        )
    };
    let mut world = Snapshot::default();
    let plan = import(&orders("2"), &mut world);
    let account = plan.activity[0].account;
    let table = &plan.tables[0];
    world.add_activity(
        account,
        table
            .iter()
            .map(|row| ally::interchange::activity::identity(&row, 0))
            .collect::<Vec<_>>(),
    );
    assert!(planned_with(&orders("2"), &world, &options()).is_empty());
    let changed = planned_with(&orders("3"), &world, &options());
    assert_eq!((changed.files[0].changed, changed.files[0].same), (1, 1));
    assert_eq!(
        (
            changed.activity[0].rows.len(),
            changed.activity[0].replaces.len()
        ),
        (1, 1)
    );
    assert!(world.record(account).is_some());
}

#[test]
fn a_remembered_map_is_used_for_its_header() {
    let text = "Nr;Wer;Wo\n7;Anna Berg;Acme\n";
    let error = read(
        &[Source {
            name: "x.csv",
            bytes: text.as_bytes(),
        }],
        &options(),
    )
    .unwrap_err();
    assert!(error.to_string().contains("Nr, Wer, Wo"), "{error}");
    let map = ColumnMap::parse("kind = \"person\"\nsystem = \"shop\"\n[columns]\n\"Nr\" = \"id\"\n\"Wer\" = \"name\"\n\"Wo\" = \"account\"\n").unwrap();
    let first = planned_with(
        text,
        &Snapshot::default(),
        &Options {
            map: Some(map.clone()),
            ..options()
        },
    );
    let print = first.files[0].fingerprint.clone().unwrap();
    let again = planned_with(
        text,
        &Snapshot::default(),
        &Options {
            remembered: [(print, map)].into(),
            ..options()
        },
    );
    assert_eq!(again.makes, first.makes);
    assert!(
        again
            .makes
            .objects()
            .iter()
            .any(|record| record.get("foreign") == Some(&json!([{"system": "shop", "id": "7"}])))
    );
}

#[test]
fn a_map_of_orders_is_remembered_too() {
    let map = ColumnMap::parse(
        "kind = \"activity\"\n[columns]\n\"Wer\" = \"account\"\n\"Wann\" = \"on\"\n\"Was\" = \"product\"\n\"Wieviel\" = \"quantity\"\n",
    )
    .unwrap();
    let text =
        "Wer;Wann;Was;Wieviel\nKupfer GmbH;2026-10-01;Draht;5\nKupfer GmbH;2026-10-09;Draht;7\n";
    let unknown = read(
        &[Source {
            name: "file.csv",
            bytes: text.as_bytes(),
        }],
        &options(),
    );
    assert!(matches!(unknown, Err(ImportError::NotRecognised { .. })));
    let glance = ally::interchange::glance(&Source {
        name: "file.csv",
        bytes: text.as_bytes(),
    })
    .unwrap();
    assert_eq!(glance.header, ["Wer", "Wann", "Was", "Wieviel"]);
    assert_eq!(glance.sample[0][0], "Kupfer GmbH");
    let mut options = options();
    options.remembered.insert(glance.fingerprint.unwrap(), map);
    let plan = planned_with(text, &Snapshot::default(), &options);
    assert_eq!((plan.files[0].new, plan.activity.len()), (2, 1));
    assert!(
        plan.files[0]
            .warnings
            .iter()
            .any(|said| said.contains("as you named them")),
        "{:?}",
        plan.files[0].warnings
    );
}

fn series(rule: &str, start: &str) -> Plan {
    let text = format!(
        "BEGIN:VCALENDAR\nBEGIN:VEVENT\nUID:s\nSUMMARY:Call\nDTSTART:{start}\nDURATION:PT5M\nRRULE:{rule}\nEND:VEVENT\nEND:VCALENDAR\n"
    );
    planned_with(&text, &Snapshot::default(), &options())
}

#[test]
fn a_rule_is_followed_within_the_horizon_and_a_thousand_times_at_most() {
    let starts = |plan: &Plan| -> Vec<String> {
        let makes = plan.makes.objects();
        let days = makes.iter().map(|make| make["starts"].as_str());
        days.map(|day| day.unwrap()[..10].to_owned()).collect()
    };
    let weekly = series("FREQ=WEEKLY", "20200106T100000Z");
    let days = starts(&weekly);
    assert_eq!(
        days.len(),
        115,
        "400 days back and 400 ahead of 23 November"
    );
    assert!(days.iter().min().unwrap().as_str() >= "2025-10-19");
    assert!(days.iter().max().unwrap().as_str() <= "2027-12-28");
    for (rule, start) in [
        ("FREQ=HOURLY", "20261101T100000Z"),
        ("FREQ=MINUTELY;COUNT=5000", "20261123T100000Z"),
    ] {
        let many = series(rule, start);
        assert_eq!(many.makes.len(), 1_000, "{rule}");
        let told = many.files[0].warnings.join("; ");
        assert!(
            told.contains("line 2")
                && told.contains("“Call” recurs too often")
                && told.contains("1000"),
            "{told}"
        );
    }
}

#[test]
fn what_is_nested_too_deep_is_refused_and_said() {
    let nested = |deep: usize| {
        let (begin, end) = (
            "BEGIN:X-BOX\n".repeat(deep - 2),
            "END:X-BOX\n".repeat(deep - 2),
        );
        format!(
            "BEGIN:VCALENDAR\n{begin}BEGIN:X-INNER\nA:b\nEND:X-INNER\n{end}BEGIN:VEVENT\nUID:n\nSUMMARY:There\nDTSTART:20261201T100000Z\nEND:VEVENT\nEND:VCALENDAR\n"
        )
    };
    for (deep, warned) in [(8, false), (9, true)] {
        let plan = planned_with(&nested(deep), &Snapshot::default(), &options());
        assert_eq!(plan.files[0].new, 1, "what is sound beside it is taken");
        let told = plan.files[0].warnings.join("; ");
        assert_eq!(told.contains("more than 8 deep"), warned, "{deep}: {told}");
    }
    let record = |deep: usize| {
        format!(
            "{{\"kind\":\"account\",\"id\":\"01890a5d-ac96-774b-bcce-b302099a8057\",\"created\":\"2026-11-23T14:00:00Z\",\"name\":\"A\",\"extra\":{}1{}}}\n",
            "{\"a\":".repeat(deep - 1),
            "}".repeat(deep - 1)
        )
    };
    let fits = planned_with(&record(8), &Snapshot::default(), &options());
    assert_eq!((fits.files[0].new, fits.files[0].rejected.len()), (1, 0));
    let deep = planned_with(&record(100), &Snapshot::default(), &options());
    assert_eq!(deep.files[0].new, 0);
    assert!(
        deep.files[0].rejected[0].why.contains("more than 8 deep"),
        "{:?}",
        deep.files[0].rejected
    );
    let mail = |deep: usize| {
        let mut text = "Content-Type: text/calendar\n\nBEGIN:VCALENDAR\nBEGIN:VEVENT\nUID:m\nSUMMARY:Hi\nDTSTART:20261201T100000Z\nEND:VEVENT\nEND:VCALENDAR\n".to_owned();
        for at in 0..deep {
            text = format!(
                "MIME-Version: 1.0\nContent-Type: multipart/mixed; boundary=b{at}\n\n--b{at}\n{text}\n--b{at}--\n"
            );
        }
        let source = Source {
            name: "deep.eml",
            bytes: text.as_bytes(),
        };
        read(&[source], &options()).map(|readings| readings[0].rows)
    };
    assert_eq!(mail(8), Ok(1));
    assert!(
        matches!(mail(9), Err(ImportError::NotRecognised { .. })),
        "a mail without an invitation that can be reached"
    );
}

#[test]
fn every_limit_says_how_much_is_allowed_and_what_to_do() {
    let limits = Limits::default();
    assert_eq!(
        (
            limits.file,
            limits.columns,
            limits.rows,
            limits.occurrences,
            limits.nesting
        ),
        (256 << 20, 1_000, 2_000_000, 1_000, 8)
    );
    let file = || "x.csv".to_owned();
    for (error, words) in [
        (
            ImportError::TooLarge {
                file: file(),
                size: 257,
                limit: 256,
            },
            ["257 MiB", "256 MiB", "Split the file"],
        ),
        (
            ImportError::TooManyColumns {
                file: file(),
                columns: 1001,
                limit: 1000,
            },
            ["1001 columns", "1000", "fewer columns"],
        ),
        (
            ImportError::TooManyRows {
                file: file(),
                limit: 2_000_000,
            },
            ["2000000 rows", "x.csv", "Split the file"],
        ),
    ] {
        let said = error.to_string();
        assert!(said.contains("nothing was imported"), "{said}");
        assert!(words.iter().all(|word| said.contains(word)), "{said}");
    }
    let head = "First Name,Last Name,Email";
    let cell = format!("{head}\nA{},B,a@x.example\n", "x".repeat(4 << 20));
    let plan = planned_with(&cell, &Snapshot::default(), &options());
    assert!(plan.files[0].rejected[0].why.contains("4 MiB"));
    let whole = format!("{head}\n{},B,a@x.example\n", "x".repeat((4 << 20) - 8));
    let plan = planned_with(&whole, &Snapshot::default(), &options());
    assert_eq!((plan.files[0].new, plan.files[0].rejected.len()), (1, 0));
}

#[test]
fn nobody_is_called_by_their_title_and_a_table_without_names_says_so() {
    let text = "Kontakt-Mail,Titel,Email\nx,Einkauf,anna@x.example\n";
    let map = ColumnMap::parse(
        "kind = \"person\"\n[columns]\n\"Titel\" = \"title\"\n\"Email\" = \"emails\"\n",
    )
    .unwrap();
    let told = Options {
        map: Some(map),
        ..options()
    };
    let plan = planned_with(text, &Snapshot::default(), &told);
    assert_eq!(plan.files[0].details[0].name, "anna@x.example");
    let warned = plan.files[0].warnings.join("; ");
    assert!(warned.contains("no column is the name"), "{warned}");
    let named = "First Name,Last Name,Job Title,Email\nAnna,,Einkauf,anna@x.example\n";
    let plan = planned_with(named, &Snapshot::default(), &options());
    assert_eq!(plan.files[0].details[0].name, "Anna");
    assert!(!plan.files[0].warnings.join("; ").contains("name"));
}

#[test]
fn what_is_no_table_says_what_it_is() {
    let why = |text: &str| {
        let source = Source {
            name: "x",
            bytes: text.as_bytes(),
        };
        read(&[source], &options()).unwrap_err().to_string()
    };
    assert!(why("[{\"a\": 1},\n {\"a\": 2}]\n").contains("it is JSON"));
    assert!(why("{\n \"a\": [1, 2]\n}\n").contains("it is JSON"));
    assert!(why("BEGIN:VTIMEZONE\nTZID:x\nEND:VTIMEZONE\n").contains("no event and no card"));
    assert!(why("[a],b\n1,2\n").contains("its columns are"));
}
