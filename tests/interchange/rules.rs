//! The rules of an import, each on a file small enough to read.

#![allow(clippy::unwrap_used, missing_docs)]

use ally::domain::{Id, Record};
use ally::interchange::{
    Flow, ImportError, Limits, Options, Plan, Snapshot, Source, World,
    map::ColumnMap,
    plan::{Class, plan},
    read, read_known,
};
use serde_json::{Value, json};

pub fn options() -> Options<'static> {
    Options::at(
        "2026-11-23T09:00:00-05:00[America/New_York]"
            .parse()
            .unwrap(),
    )
}

pub fn planned_with(text: &str, world: &Snapshot, options: &Options<'_>) -> Plan {
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

pub fn apply(plan: Plan, world: &mut Snapshot) -> Plan {
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

pub fn import(text: &str, world: &mut Snapshot) -> Plan {
    let plan = planned_with(text, world, &options());
    apply(plan, world)
}

pub fn named<'a>(world: &'a Snapshot, name: &str) -> Vec<&'a serde_json::Map<String, Value>> {
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
    let glance = ally::interchange::glance(
        &Source {
            name: "file.csv",
            bytes: text.as_bytes(),
        },
        None,
    )
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
                && told.contains("“Call”")
                && told.contains("very often")
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

/// Says whether the same files once more change nothing and show no row as changed.
fn is_same(texts: &[&str], world: &mut Snapshot) {
    for text in texts {
        let again = import(text, world);
        let file = &again.files[0];
        assert!(
            again.is_empty() && (file.new, file.changed, file.doubtful) == (0, 0, 0),
            "{text}\n{:?}\n{:?}",
            file.details,
            again.edits
        );
    }
}

#[test]
fn children_before_their_parents_are_the_same_the_next_time() {
    let person = "Id,LastName,FirstName,AccountId,ReportsToId,IsDeleted\n003a,Rogers,Jack,001a,003b,false\n003b,Boss,Ann,001a,,false\n";
    let account = "Id,Name,ParentId,BillingCity,IsDeleted\n001a,Burlington,001b,Burlington,false\n001b,Textiles,,,false\n";
    let mut world = Snapshot::default();
    import(person, &mut world);
    assert_eq!(named(&world, "Jack Rogers")[0].get("account"), None);
    import(account, &mut world);
    let at = named(&world, "Burlington")[0]["id"].clone();
    assert_eq!(named(&world, "Jack Rogers")[0]["account"], at);
    is_same(&[person, account, person], &mut world);
    // What attached itself was brought by the file, so that the file can move it.
    let moved = person.replacen("Jack,001a", "Jack,001b", 1);
    let plan = import(&moved, &mut world);
    assert_eq!((plan.files[0].changed, plan.files[0].same), (1, 1));
    let row = &plan.files[0].details[0];
    assert_eq!(
        (row.changed[0].old.clone(), row.changed[0].new.clone()),
        (Some(json!("Burlington")), Some(json!("Textiles"))),
        "names are shown, not ids"
    );
}

#[test]
fn a_note_finds_its_account_by_the_deal_that_finds_it_later() {
    let notes =
        "Note Id,Note Title,Note Content,Parent ID,Parent Module\nn1,Call,Wants it done,d1,Deals\n";
    let deals =
        "Record Id,Deal Name,Account Name.id,Account Name,Closing Date\nd1,Roof,a1,,2026-12-01\n";
    let accounts = "Record Id,Account Name,Account Owner,Billing City\na1,Ridge,Me,Hartford\n";
    let mut world = Snapshot::default();
    for text in [notes, deals, accounts] {
        import(text, &mut world);
    }
    let ridge = named(&world, "Ridge")[0]["id"].clone();
    let all: Vec<_> = world.records().collect();
    let note = all
        .iter()
        .find(|record| !matches!(record["kind"].as_str(), Some("deal" | "account")))
        .unwrap();
    assert_eq!(note.get("account"), Some(&ridge), "{note:?}");
    assert!(!note.contains_key("inbox"));
    is_same(&[notes, deals, accounts], &mut world);
}

#[test]
fn two_people_of_one_address_stay_two() {
    let text = "First Name,Last Name,Company,Phone,Email,Title\nAnn,Able,Acme,,info@acme.example,Buyer\nBob,Baker,Acme,,info@acme.example,Engineer\n";
    let mut world = Snapshot::default();
    let plan = import(text, &mut world);
    assert_eq!((plan.files[0].new, plan.files[0].doubtful), (1, 1));
    let doubt = plan.files[0]
        .details
        .iter()
        .find(|row| row.class == Class::Doubtful)
        .unwrap();
    assert_eq!(doubt.name, "Bob Baker");
    assert!(
        doubt.notes[0].contains("Ann Able (line 2)") && doubt.notes[0].contains("another name"),
        "{:?}",
        doubt.notes
    );
    assert_eq!(named(&world, "Ann Able")[0]["title"], "Buyer");
    assert_eq!(named(&world, "Bob Baker")[0]["title"], "Engineer");
    is_same(&[text], &mut world);
    // A name that is only written otherwise is the same person.
    let married = text.replace("Ann,Able", "Ann,Able-Cole");
    let plan = import(&married, &mut world);
    assert_eq!((plan.files[0].changed, plan.files[0].same), (1, 1));
}

#[test]
fn accounts_that_are_only_named_are_told_and_none_is_left_empty() {
    let companies = "Record ID,Company name,Company Domain Name,Country/Region\n1,\"Le Goff, SA\",legoff.example,France\n2,Perrin SARL,,France\n";
    let contacts = "Record ID,First Name,Last Name,Email,Company Name\n\
        11,Yann,Goff,yann@legoff.example,Le Goff\n\
        12,Guy,Perrin,guy@perrin.example,Perrin\n\
        13,Guy,Perrin,guy@perrin.example,Perrin & Fils\n\
        14,Lea,Roux,lea@roux.example,Roux\n";
    let mut world = Snapshot::default();
    import(companies, &mut world);
    let plan = import(contacts, &mut world);
    let file = &plan.files[0];
    assert_eq!(file.beside, ["Perrin", "Roux"]);
    assert_eq!(file.kinds["account"], 2);
    let le_goff = named(&world, "Le Goff, SA")[0]["id"].clone();
    assert_eq!(
        named(&world, "Yann Goff")[0]["account"],
        le_goff,
        "the same name but for the form, at the same web address"
    );
    assert!(named(&world, "Perrin & Fils").is_empty());
    let perrin = named(&world, "Perrin")[0];
    assert_eq!(perrin["links"][0]["how"], "maybe same");
    let doubt = file
        .details
        .iter()
        .find(|row| row.class == Class::Doubtful)
        .unwrap();
    assert!(doubt.notes[0].contains("Perrin SARL") && doubt.notes[0].contains("legal form"));
    is_same(&[companies, contacts], &mut world);
}

#[test]
fn orders_and_later_their_lines_count_once() {
    let orders = "Customer,Order No,Order Date\nAcme,1,2026-01-31\nAcme,2,2026-02-28\n";
    let lines = "Customer,Order No,Order Date,Product,Quantity,Amount\nAcme,1,2026-01-31,Pipe,2,10\nAcme,1,2026-01-31,Tube,1,5\n";
    let mut world = Snapshot::default();
    let plan = import(orders, &mut world);
    let account = plan.activity[0].account;
    let held = |plan: &Plan| -> Vec<(u64, u64)> {
        let rows = plan.tables[0].iter();
        rows.map(|row| ally::interchange::activity::identity(&row, 0))
            .collect()
    };
    let bare = held(&plan);
    world.add_activity(account, bare.clone());
    let plan = planned_with(lines, &world, &options());
    assert_eq!(plan.activity[0].rows.len(), 2);
    assert_eq!(
        plan.activity[0].replaces,
        [bare[0].0],
        "order 2 has no lines"
    );
    let mut known: Vec<(u64, u64)> = vec![bare[1]];
    known.extend(held(&plan));
    known.push((ally::interchange::activity::order_mark("1"), 0));
    let mut world = Snapshot::new(world.records().cloned().collect::<Vec<_>>(), None);
    world.add_activity(account, known);
    assert!(planned_with(orders, &world, &options()).is_empty());
    assert!(planned_with(lines, &world, &options()).is_empty());
}

#[test]
fn whoever_is_waited_for_comes_with_the_account_at_their_domain() {
    let meeting = "BEGIN:VCALENDAR\nBEGIN:VEVENT\nUID:m\nDTSTART:20261201T100000Z\nSUMMARY:QBR\nATTENDEE;CN=Anna Berg:mailto:anna@acme.example\nATTENDEE;CN=X:mailto:x@gmail.com\nEND:VEVENT\nEND:VCALENDAR\n";
    let account = "Record ID,Company name,Company Domain Name\n1,Acme,acme.example\n";
    let mut world = Snapshot::default();
    import(meeting, &mut world);
    let plan = import(account, &mut world);
    assert_eq!(plan.files[0].kinds["person"], 1);
    let acme = named(&world, "Acme")[0]["id"].clone();
    let anna = named(&world, "Anna Berg")[0].clone();
    assert_eq!(anna["account"], acme);
    let met = world
        .records()
        .find(|record| record["kind"] == "touchpoint")
        .unwrap();
    assert_eq!((&met["account"], &met["people"][0]), (&acme, &anna["id"]));
    assert!(!met.contains_key("inbox"));
    is_same(&[meeting, account], &mut world);
}

#[test]
fn a_deal_without_an_id_whose_day_slipped_is_that_deal() {
    let report = |day: &str, stage: &str| {
        format!(
            "Opportunity Name,Account Name,Stage,Close Date,Amount\nLooms,Burlington,{stage},{day},100\nPipes,Burlington,Open,2026-06-01,5\n"
        )
    };
    let mut world = Snapshot::default();
    import(&report("2026-03-31", "Talks"), &mut world);
    let plan = import(&report("2026-05-31", "Offer"), &mut world);
    let file = &plan.files[0];
    assert_eq!(
        (file.changed, file.same, file.doubtful),
        (1, 1, 0),
        "{:?}",
        file.details
    );
    let deal = named(&world, "Looms")[0];
    assert_eq!(
        (&deal["closes"], &deal["stage"]),
        (&json!("2026-05-31"), &json!("Offer"))
    );
    is_same(&[&report("2026-05-31", "Offer")], &mut world);
}

#[test]
fn what_a_file_brought_is_known_though_its_address_changed() {
    let contacts = |email: &str, title: &str| {
        format!(
            "Given Name,Family Name,Group Membership,E-mail 1 - Value,E-mail 2 - Value,Organization 1 - Title\nGrace,Hopper,* myContacts,{email},g@home.example,{title}\n"
        )
    };
    let mut world = Snapshot::default();
    import(&contacts("grace@navy.example", "Rear Admiral"), &mut world);
    let newer = contacts("grace@newnavy.example", "Admiral");
    import(&newer, &mut world);
    let grace = named(&world, "Grace Hopper")[0];
    assert_eq!(grace["title"], "Admiral", "nobody typed the other");
    assert_eq!(
        grace["emails"],
        json!(["grace@newnavy.example", "g@home.example"])
    );
    is_same(&[&newer], &mut world);
}

#[test]
fn a_conflict_is_shown_as_long_as_it_stands() {
    let file = |title: &str| {
        format!(
            "Record ID,First Name,Last Name,Email,Job Title\n1,Ann,Able,ann@a.example,{title}\n"
        )
    };
    let mut world = Snapshot::default();
    import(&file("Buyer"), &mut world);
    let mut typed = named(&world, "Ann Able")[0].clone();
    typed.insert("title".into(), json!("Chief buyer"));
    world.add(typed, None);
    for _ in 0..2 {
        let plan = import(&file("Head"), &mut world);
        let row = &plan.files[0].details[0];
        assert_eq!((plan.files[0].same, row.kept.len()), (1, 1));
        assert!(plan.is_empty());
    }
    let readings = read(
        &[Source {
            name: "x",
            bytes: file("Head").as_bytes(),
        }],
        &options(),
    );
    let theirs = plan(readings.unwrap(), &world, &options(), true);
    assert_eq!(theirs.edits[0].after["title"], "Head");
}

#[test]
fn a_survey_whose_headers_ask_is_read() {
    let text = "Response ID,Date Submitted,Email Address,Company,How likely are you to recommend us? (0-10),What could we do better?\n1,2026-03-01,ann@acme.example,Acme,9,Answer sooner\n";
    let mut world = Snapshot::default();
    import(
        "Record ID,Company name,Company Domain Name\n1,Acme,acme.example\n",
        &mut world,
    );
    let plan = import(text, &mut world);
    let answers = plan.makes.objects();
    let answer = answers
        .iter()
        .find(|record| record["kind"] == "survey")
        .unwrap();
    assert_eq!(
        (&answer["score"], &answer["out_of"]),
        (&json!("9"), &json!("10"))
    );
    assert_eq!(answer["question"], "How likely are you to recommend us?");
    assert_eq!(
        (&answer["words"], &answer["on"]),
        (&json!("Answer sooner"), &json!("2026-03-01"))
    );
    assert!(answer.contains_key("account"));
}

#[test]
fn an_unknown_file_is_named_and_the_others_go_on() {
    let source = |name, text: &'static str| Source {
        name,
        bytes: text.as_bytes(),
    };
    let files = [
        source("a.csv", "x,y\n1,2\n"),
        source(
            "b.csv",
            "First Name,Last Name,Email\nAnn,Able,a@b.example\n",
        ),
        source("c.json", "{\n \"rows\": [1, 2]\n}\n"),
    ];
    let readings = read_known(&files, &options()).unwrap();
    let plan = plan(readings, &Snapshot::default(), &options(), false);
    let known: Vec<bool> = plan
        .files
        .iter()
        .map(|file| file.unknown.is_none())
        .collect();
    assert_eq!(known, [false, true, false]);
    assert_eq!(plan.files[1].new, 1);
    let (what, help) = plan.files[2].unknown.clone().unwrap();
    assert!(what.contains("c.json") && what.contains("JSON") && help.contains("CSV"));
}

#[test]
fn a_description_of_tables_is_no_table_and_a_repeated_header_no_row() {
    let described = "account,sector,revenue,office_location\nproduct,series,sales_price,\nopportunity_id,sales_agent,account,deal_stage\n";
    let source = Source {
        name: "dictionary.csv",
        bytes: described.as_bytes(),
    };
    let error = read(&[source], &options()).unwrap_err();
    assert!(
        error.to_string().contains("lines 1 and 3 are both headers"),
        "{error}"
    );
    assert!(error.help().is_some_and(|help| help.contains("--as")));
    let twice = "First Name,Last Name,Email\nAnn,Able,a@b.example\nFirst Name,Last Name,Email\nBob,Baker,b@b.example\n";
    let plan = planned_with(twice, &Snapshot::default(), &options());
    assert_eq!((plan.files[0].rows, plan.files[0].new), (2, 2));
    assert!(plan.files[0].warnings[0].contains("line 3: repeats the header"));
    // A column name that nobody knows, with a customer's other name beside it.
    let orders = "Account,Contact,Amount,Date\nAcme,Ann,5,2026-01-01\n";
    let source = Source {
        name: "x.csv",
        bytes: orders.as_bytes(),
    };
    let error = read(&[source], &options()).unwrap_err();
    assert!(error.to_string().contains("most like"), "{error}");
}

#[test]
fn an_activity_without_an_id_that_was_moved_or_done_is_that_activity() {
    let rows = |day: &str, done: &str| {
        format!(
            "Activity - Subject,Activity - Type,Activity - Due date,Activity - Done,Organization - Name\n\
            First call,Call,{day},Done,Acme\nSend the quote,Task,2027-01-11,{done},Acme\nSend the plan,Task,2027-01-12,To do,Acme\n"
        )
    };
    let mut world = Snapshot::default();
    import(
        "Record ID,Company name,Company Domain Name\n1,Acme,acme.example\n",
        &mut world,
    );
    let first = import(&rows("2026-03-04", "To do"), &mut world);
    assert_eq!(first.files[0].new, 3, "{:?}", first.files[0].details);
    let newer = rows("2026-03-05", "Done");
    let plan = import(&newer, &mut world);
    let file = &plan.files[0];
    assert_eq!(
        (file.new, file.changed, file.same),
        (0, 2, 1),
        "{:?}",
        file.details
    );
    let of = |field: &str, text: &str| {
        world
            .records()
            .find(|record| record.get(field) == Some(&json!(text)))
            .unwrap()
    };
    let call = of("subject", "First call");
    assert!(
        call["starts"].as_str().unwrap().starts_with("2026-03-05"),
        "{call:?}"
    );
    let quote = of("what", "Send the quote");
    assert_eq!(
        (&quote["kind"], &quote["state"]),
        (&json!("promise"), &json!("kept"))
    );
    assert_eq!(of("what", "Send the plan")["state"], "open");
    is_same(&[&newer], &mut world);
}

#[test]
fn another_contact_of_a_company_is_another_person() {
    let mut world = Snapshot::default();
    let table = |contact: &str| {
        format!(
            "customerID,companyName,contactName,contactTitle,city\nALFKI,Alfreds Futterkiste,{contact},Berlin\n"
        )
    };
    import(&table("Maria Anders,Buyer"), &mut world);
    let plan = import(&table("Hans Schmidt,Owner"), &mut world);
    assert_eq!(plan.makes.len(), 1, "{:?}", plan.edits);
    let account = named(&world, "Alfreds Futterkiste")[0]["id"].clone();
    for (name, title) in [("Maria Anders", "Buyer"), ("Hans Schmidt", "Owner")] {
        let person = named(&world, name);
        assert_eq!((person.len(), &person[0]["title"]), (1, &json!(title)));
        assert_eq!(person[0]["account"], account);
    }
    is_same(&[&table("Hans Schmidt,Owner")], &mut world);
    is_same(&[&table("Maria Anders,Buyer")], &mut world);
    // A corrected spelling is the same person.
    let plan = import(&table("Mario Anders,Buyer"), &mut world);
    assert_eq!((plan.makes.len(), plan.edits.len()), (0, 1));
    assert_eq!(named(&world, "Mario Anders").len(), 1);
}

#[test]
fn an_account_named_anew_is_known_by_where_its_people_lie() {
    let mut world = Snapshot::default();
    let people = "Record ID,First Name,Last Name,Email,Associated Company\n\
                  5102,Yann,Le Goff,yann@legoff.example,Le Goff Transports\n";
    import(people, &mut world);
    let mut account = named(&world, "Le Goff Transports")[0].clone();
    account.insert("name".into(), json!("LGT Logistique"));
    account.insert("aliases".into(), json!(["Le Goff Transports, SA"]));
    let mut renamed = Snapshot::default();
    for record in world.records() {
        let is_account = record["id"] == account["id"];
        renamed.add(
            if is_account {
                account.clone()
            } else {
                record.clone()
            },
            None,
        );
    }
    is_same(&[people], &mut renamed);
}

#[test]
fn whoever_was_taken_off_a_meeting_stays_off_it() {
    let mut world = Snapshot::default();
    let contacts = "First Name,Last Name,Company,Email\n\
                    Uwe,Weiss,Weiss GmbH,uwe@weiss.example\nNina,Neu,Weiss GmbH,nina@weiss.example\n";
    import(contacts, &mut world);
    let meeting = |attendees: &str| {
        format!(
            "BEGIN:VCALENDAR\nBEGIN:VEVENT\nUID:a1\nSUMMARY:Weekly\nDTSTART:20261201T100000Z\n\
                 DTEND:20261201T110000Z\n{attendees}END:VEVENT\nEND:VCALENDAR\n"
        )
    };
    let both = meeting("ATTENDEE:mailto:uwe@weiss.example\nATTENDEE:mailto:nina@weiss.example\n");
    import(&both, &mut world);
    let id = |name: &str| named(&world, name)[0]["id"].clone();
    let (uwe, nina) = (id("Uwe Weiss"), id("Nina Neu"));
    let mut edited = Snapshot::default();
    for record in world.records() {
        let mut record = record.clone();
        if record.get("subject").is_some() {
            assert_eq!(record["people"], json!([uwe, nina]));
            record.insert("people".into(), json!([uwe]));
        }
        // A name changed by hand makes nobody wait for the old one.
        if record["id"] == uwe {
            record.insert("name".into(), json!("Uwe W. Weiss"));
        }
        edited.add(record, None);
    }
    is_same(&[&both], &mut edited);
    // Whom the file names newly comes, and the plan says who was there before.
    let more = format!("{contacts}Otto,Opel,Weiss GmbH,otto@weiss.example\n");
    import(&more, &mut edited);
    let plan = import(
        &meeting(
            "ATTENDEE:mailto:uwe@weiss.example\nATTENDEE:mailto:nina@weiss.example\nATTENDEE:mailto:otto@weiss.example\n",
        ),
        &mut edited,
    );
    let changed = &plan.files[0].details[0].changed[0];
    assert_eq!(
        (changed.field.as_str(), &changed.old),
        ("people", &Some(json!(["Uwe W. Weiss"])))
    );
    assert_eq!(changed.new, Some(json!(["Uwe W. Weiss", "Otto Opel"])));
}

#[test]
fn a_name_beside_a_first_name_is_the_surname() {
    for text in [
        "Name;Vorname;Firma;Telefon;E-Mail\nBerg;Anna;Berg AG;030 1;anna@b.example\n",
        "First name,Name,Company,Email\nAnna,Berg,Berg AG,anna@b.example\n",
        "First name,Name,Company,Email\nAnna,Anna Berg,Berg AG,anna@b.example\n",
    ] {
        let mut world = Snapshot::default();
        import(text, &mut world);
        assert_eq!(named(&world, "Anna Berg").len(), 1, "{text}");
    }
}

/// Gives the only record of a kind.
pub fn one<'a>(world: &'a Snapshot, kind: &str) -> &'a serde_json::Map<String, Value> {
    let mut of = world.records().filter(|record| record["kind"] == kind);
    let found = of.next().unwrap_or_else(|| panic!("no {kind}"));
    assert!(of.next().is_none(), "more than one {kind}");
    found
}

#[test]
fn a_day_without_an_hour_stays_a_day() {
    let mut world = Snapshot::default();
    let text = "Note body,Activity date,Associated contact\nAsked for references,2025-02-12,Anna\n";
    import(text, &mut world);
    let note = one(&world, "touchpoint");
    assert_eq!(note["extra"]["all day"], true);
    assert!(
        note["starts"]
            .as_str()
            .unwrap()
            .starts_with("2025-02-12T00:00")
    );
    let hour =
        "Note body,Activity date,Associated contact\nAsked for references,2025-02-12 09:30,Anna\n";
    let mut world = Snapshot::default();
    import(hour, &mut world);
    assert!(
        one(&world, "touchpoint")
            .get("extra")
            .and_then(|extra| extra.get("all day"))
            .is_none()
    );
}

#[test]
fn amounts_without_a_currency_are_in_that_of_the_others() {
    let deals = |second: &str| {
        format!("Deal Name,Account Name,Amount\nOne,Acme,\"$12,400.00\"\nTwo,Acme,\"{second}\"\n")
    };
    let currency = |text: &str| {
        let mut world = Snapshot::default();
        import(text, &mut world);
        named(&world, "Two")[0]["amount"]["currency"].clone()
    };
    assert_eq!(currency(&deals("95,570.69")), "USD");
    // Where others name another one nobody knows.
    let mixed = format!("{}Three,Acme,€5\n", deals("95,570.69"));
    assert_eq!(currency(&mixed), "XXX");
}

#[test]
fn whoever_moves_to_another_account_keeps_a_role_at_each() {
    let mut world = Snapshot::default();
    let row = |company: &str, title: &str| {
        format!(
            "Record ID,First Name,Last Name,Email,Job Title,Company Name\n7,Anna,Berg,a@b.example,{title},{company}\n"
        )
    };
    import(&row("Acme", "Buyer"), &mut world);
    assert!(one(&world, "person").get("roles").is_none());
    let plan = import(&row("Bolt", "Head"), &mut world);
    let told = &plan.files[0].details[0];
    assert!(
        told.notes
            .iter()
            .any(|note| note.contains("the role at Acme ends")),
        "{told:?}"
    );
    let account = |name: &str| named(&world, name)[0]["id"].clone();
    let roles = one(&world, "person")["roles"].clone();
    assert_eq!(
        roles,
        json!([
            {"account": account("Acme"), "title": "Buyer", "until": "2026-11-23"},
            {"account": account("Bolt"), "title": "Head", "from": "2026-11-23"},
        ])
    );
    assert!(planned_with(&row("Bolt", "Head"), &world, &options()).is_empty());
}

#[test]
fn what_was_deleted_elsewhere_and_is_there_again_says_so() {
    let mut world = Snapshot::default();
    let row = |deleted: bool| {
        format!("Id,LastName,FirstName,AccountId,IsDeleted\n003A,Berg,Anna,,{deleted}\n")
    };
    import(&row(false), &mut world);
    import(&row(true), &mut world);
    assert_eq!(
        one(&world, "person")["tags"],
        json!(["deleted-in-salesforce"])
    );
    let plan = import(&row(false), &mut world);
    assert_eq!(plan.files[0].changed, 1);
    assert!(one(&world, "person").get("tags").is_none());
}

#[test]
fn a_deal_that_an_activity_named_is_the_one_with_an_id() {
    let activity = "Activity - Subject,Activity - Type,Activity - Due date,Activity - Done,Deal - Title,Person - Name,Person - Email,Organization - Name\nFirst call,Call,2025-03-04,Done,Ovens,Nadia Chérif,nadia@nb.example,Boulangerie\n";
    let deals = "Deal - ID,Deal - Title,Deal - Value,Deal - Currency of Value,Organization - Name,Person - Name\n51,Ovens,20000,EUR,Boulangerie,Nadia Chérif\n";
    let mut world = Snapshot::default();
    import(activity, &mut world);
    let plan = import(deals, &mut world);
    assert_eq!(
        one(&world, "deal")["amount"]["amount"],
        "20000",
        "{:?}",
        plan.files
    );
    is_same(&[activity, deals], &mut world);
    // The other way round, the address that only the activity tells is not lost.
    let mut world = Snapshot::default();
    import(deals, &mut world);
    import(activity, &mut world);
    assert_eq!(one(&world, "person")["emails"], json!(["nadia@nb.example"]));
    assert_eq!(one(&world, "deal")["amount"]["amount"], "20000");
    is_same(&[activity, deals], &mut world);
}

#[test]
fn the_newer_version_of_an_invitation_counts_in_whatever_order_they_come() {
    let version = |method: &str, sequence: u8, stamp: &str, day: &str, status: &str| {
        format!(
            "BEGIN:VCALENDAR\nMETHOD:{method}\nBEGIN:VEVENT\nUID:w\nSEQUENCE:{sequence}\nDTSTAMP:{stamp}\nDTSTART:{day}T100000Z\nDURATION:PT1H\nRRULE:FREQ=WEEKLY;COUNT=3\nSTATUS:{status}\nSUMMARY:Weekly\nEND:VEVENT\nEND:VCALENDAR\n"
        )
    };
    let first = version("REQUEST", 0, "20261120T090000Z", "20261201", "CONFIRMED");
    let moved = version("REQUEST", 1, "20261121T090000Z", "20261202", "CONFIRMED");
    let off = version("CANCEL", 2, "20261122T090000Z", "20261202", "CANCELLED");
    let ahead = |order: [&str; 3]| {
        let mut world = Snapshot::default();
        for text in order {
            import(text, &mut world);
        }
        let planned = world
            .records()
            .filter(|record| record["state"] == "planned");
        planned.count()
    };
    for order in [
        [&first, &moved, &off],
        [&first, &off, &moved],
        [&moved, &first, &off],
        [&moved, &off, &first],
        [&off, &first, &moved],
        [&off, &moved, &first],
    ] {
        assert_eq!(
            ahead(order.map(String::as_str)),
            0,
            "called off stays called off"
        );
    }
    let mut world = Snapshot::default();
    import(&moved, &mut world);
    let late = import(&first, &mut world);
    assert!(late.is_empty(), "{:?}", late.files);
    assert!(late.files[0].details[0].notes[0].contains("older version"));
    // In one command too.
    let sources = [("off.ics", &off), ("first.ics", &first)];
    let sources = sources.map(|(name, text)| Source {
        name,
        bytes: text.as_bytes(),
    });
    let readings = read(&sources, &options()).unwrap();
    let mut world = Snapshot::default();
    apply(
        plan(readings, &Snapshot::default(), &options(), false),
        &mut world,
    );
    assert!(world.records().all(|record| record["state"] == "cancelled"));
}

#[test]
fn a_company_that_contacts_named_is_the_one_at_their_web_address() {
    let contacts = "Record ID,First Name,Last Name,Email,Company Name\n7,Yann,Le Goff,yann@legoff.example,Le Goff Transports\n";
    let companies = "Record ID,Company name,Company Domain Name,Industry\n9,\"Le Goff Transports, SA\",legoff.example,Logistics\n";
    for order in [[contacts, companies], [companies, contacts]] {
        let mut world = Snapshot::default();
        for text in order {
            import(text, &mut world);
        }
        let account = one(&world, "account");
        assert_eq!(account["name"], "Le Goff Transports, SA");
        assert_eq!(one(&world, "person")["account"], account["id"]);
        is_same(&order, &mut world);
    }
}

#[test]
fn an_amount_with_words_stays_text_and_turns_no_column() {
    let mut world = Snapshot::default();
    let plan = import(
        "Deal name;Account name;Betrag;Stage\nA;Acme;2.500;Open\nB;Acme;ca. 500;Open\nC;Acme;3 Mio;Open\n",
        &mut world,
    );
    let deal = |name: &str| named(&world, name)[0].clone();
    assert_eq!(deal("A")["amount"]["amount"], "2500");
    assert_eq!(deal("C")["amount"]["amount"], "3000000");
    assert_eq!(deal("C")["amount"]["currency"], "XXX");
    assert_eq!(deal("B").get("amount"), None);
    assert_eq!(deal("B")["extra"]["Betrag"], "ca. 500");
    let told = &plan.files[0].warnings;
    assert!(
        told.iter()
            .any(|says| says.contains("“Betrag” has amounts")),
        "{told:?}"
    );
}

#[test]
fn a_meeting_that_was_typed_is_the_one_of_the_calendar() {
    let mut world = Snapshot::default();
    import(
        "First Name,Last Name,Company,Email\nEva,Ruiz,DMV,eva@dmv.example\n",
        &mut world,
    );
    let id = |name: &str| named(&world, name)[0]["id"].clone();
    let (account, eva) = (id("DMV"), id("Eva Ruiz"));
    let typed = |nth: u64, subject: &str| {
        json!({
            "id": Id::new(1_794_000_000_000 + nth, [7; 10]), "kind": "touchpoint", "short": format!("tp{nth}"),
            "created": "2026-11-20T14:00:00Z", "changed": "2026-11-20T14:00:00Z", "subject": subject, "state": "planned",
            "account": account, "people": [eva], "aims": "a date", "starts": "2026-11-24T14:00:00-05:00[America/New_York]",
        })
    };
    let calendar = "BEGIN:VCALENDAR\nBEGIN:VEVENT\nUID:x1\nSUMMARY:Queue study\nDTSTART:20261124T190000Z\n\
        DTEND:20261124T200000Z\nLOCATION:Room 4\nATTENDEE:mailto:eva@dmv.example\nEND:VEVENT\nEND:VCALENDAR\n";
    let mut same = world.clone();
    same.add(typed(1, "Queue Study").as_object().unwrap().clone(), None);
    let plan = import(calendar, &mut same);
    assert_eq!(
        (plan.makes.len(), plan.edits.len()),
        (0, 1),
        "{:?}",
        plan.files
    );
    let meeting = same
        .records()
        .find(|record| record.get("aims").is_some())
        .unwrap();
    assert_eq!(meeting["place"], "Room 4");
    assert_eq!(meeting["subject"], "Queue Study", "what was typed stays");
    is_same(&[calendar], &mut same);
    // Another calendar's file of the same meeting, without ids, is that meeting too.
    let outlook = "Subject,Start Date,Start Time,End Date,End Time,Required Attendees\n\
        Queue study,11/24/2026,2:00:00 PM,11/24/2026,3:00:00 PM,eva@dmv.example\n";
    assert_eq!(import(outlook, &mut same).makes.len(), 0);
    // Another subject at the same hour with the same person is a doubt.
    let mut near = world.clone();
    near.add(typed(1, "Planning").as_object().unwrap().clone(), None);
    let plan = import(calendar, &mut near);
    assert_eq!(plan.files[0].details[0].class, Class::Doubtful);
    assert_eq!(plan.makes.len(), 1);
    is_same(&[calendar], &mut near);
}

#[test]
fn a_traveller_reads_the_same_file() {
    let notes =
        "Record ID,Note body,Activity date,Associated Company\n9,Wants a date,2025-02-12,Acme\n";
    let friends = "### Activities:\n- 2025-02-12: Lunch with **Grace Hopper**.\n\n### Notes:\n\n### Friends:\n- Grace Hopper\n";
    let outlook = "Subject,Start Date,Start Time,End Date,End Time\nReview,11/25/2026,1:30:00 PM,11/25/2026,2:30:00 PM\n";
    let berlin = Options::at("2026-11-23T09:00:00+01:00[Europe/Berlin]".parse().unwrap());
    for text in [notes, friends, outlook] {
        let mut world = Snapshot::default();
        apply(planned_with(text, &world, &berlin), &mut world);
        is_same(&[text], &mut world);
    }
}

#[test]
fn somebody_of_a_branch_may_be_whom_a_file_names_at_the_account() {
    let (account, branch) = (Id::new(1, [1; 10]), Id::new(2, [1; 10]));
    let record = |value: Value| {
        let mut record = value.as_object().unwrap().clone();
        record.insert("created".into(), json!("2026-11-20T14:00:00Z"));
        record
    };
    let mut world = Snapshot::new(
        [
            record(json!({"id": account, "kind": "account", "name": "Northline"})),
            record(
                json!({"id": branch, "kind": "account", "name": "Waterbury yard", "parent": account}),
            ),
            record(
                json!({"id": Id::new(3, [1; 10]), "kind": "person", "name": "Dana Whitfield", "account": branch}),
            ),
        ],
        None,
    );
    let deal = "Deal name,Account name,Amount,Stage\nRamp,Northline/Waterbury yard,500 USD,Open\n";
    import(deal, &mut world);
    assert_eq!(named(&world, "Ramp")[0]["account"], json!(branch));
    let plan = import(
        "First Name,Last Name,Company,Position,Email\nDana,Whitfield,Northline,Manager,\n",
        &mut world,
    );
    assert_eq!(plan.files[0].details[0].class, Class::Doubtful);
}

#[test]
fn ids_of_salesforce_are_its_own_whatever_the_header() {
    let mut world = Snapshot::default();
    import(
        "Id,LastName,FirstName,AccountId\n003A000000AaaabIAC,Kelly,Siobhan,001A0000006ILbbIAG\n",
        &mut world,
    );
    let plan = import(
        "\"Contact ID\",\"First Name\",\"Last Name\",\"Account ID\",\"Account Name\",\"Email\"\n\
         003A000000Aaaab,Siobhan,Renamed,001A0000006ILbb,Soderstrom,s@soderstrom.example\n",
        &mut world,
    );
    assert_eq!(
        plan.files[0].recognised.as_deref(),
        Some("salesforce report contacts")
    );
    assert_eq!(named(&world, "Siobhan Renamed").len(), 1);
    assert!(
        plan.makes
            .objects()
            .iter()
            .all(|made| made["kind"] == "account"),
        "{:?}",
        plan.makes
    );
}

#[test]
fn columns_of_other_languages_mean_the_same() {
    let mut world = Snapshot::default();
    let told = |text: &str, world: &mut Snapshot| {
        let plan = import(text, world);
        plan.files[0].recognised.clone().unwrap()
    };
    let linkedin = "Vorname,Nachname,URL,E-Mail-Adresse,Unternehmen,Position,Verbunden am\n\
        Sven,Ohlund,https://www.linkedin.com/in/sven,,Neu AG,Einkauf,12 Mär 2024\n";
    assert_eq!(told(linkedin, &mut world), "linkedin connections");
    assert_eq!(
        named(&world, "Sven Ohlund")[0]["foreign"][0]["id"],
        "linkedin.com/in/sven"
    );
    let calendar = "Asunto,Fecha de comienzo,Comienzo,Fecha de finalización,Finalización,Todo el día\n\
        Visita,13/1/2027,9:00:00,13/1/2027,10:00:00,Falso\n";
    assert_eq!(told(calendar, &mut world), "outlook calendar");
    let visit = world
        .records()
        .find(|record| record.get("subject") == Some(&json!("Visita")))
        .unwrap();
    assert!(
        visit["starts"]
            .as_str()
            .unwrap()
            .starts_with("2027-01-13T09:00")
    );
    let leads = "Lead Owner,First Name,Last Name,Title,Company / Account,Email\nHugo,Ivo,Dent,CTO,Dent Labs,ivo@dent.example\n";
    told(leads, &mut world);
    assert_eq!(named(&world, "Dent Labs").len(), 1);
    let deals =
        "Dealname;Firma;Phase;Betrag (Währung);Betrag\nWebstuhl;Dent Labs;Angebot;EUR;120.000,00\n";
    told(deals, &mut world);
    assert_eq!(
        named(&world, "Webstuhl")[0]["amount"],
        json!({"amount": "120000", "currency": "EUR"})
    );
}

#[test]
fn an_open_task_of_salesforce_is_a_promise() {
    let mut world = Snapshot::default();
    import(
        "Id,WhoId,WhatId,Subject,ActivityDate,Status,IsClosed\n\
         00TA000000AaaaaIAC,,001A0000006ILbaIAG,Send quote,2026-10-01,Not Started,false\n\
         00TA000000AaaabIAC,,001A0000006ILbaIAG,Asked,2026-10-02,Completed,true\n",
        &mut world,
    );
    let of = |kind: &str| {
        world
            .records()
            .find(|record| record["kind"] == kind)
            .unwrap()
            .clone()
    };
    assert_eq!(
        (&of("promise")["what"], &of("promise")["due"]),
        (&json!("Send quote"), &json!("2026-10-01"))
    );
    assert_eq!(of("touchpoint")["subject"], "Asked");
}

#[test]
fn the_first_of_two_rows_of_one_record_tells_what_it_is() {
    let text = "Record ID,First Name,Last Name,Email,Job Title,Phone Number\n1,Gaëlle,Perrin,g@p.example,Head,\n5,GAËLLE,PERRIN,g@p.example,Buyer,+33 4 50 11 22 33\n";
    let mut world = Snapshot::default();
    import(text, &mut world);
    let person = one(&world, "person");
    assert_eq!(
        (&person["name"], &person["title"]),
        (&json!("Gaëlle Perrin"), &json!("Head"))
    );
    assert_eq!(
        person["phones"],
        json!(["+33 4 50 11 22 33"]),
        "what is empty is filled"
    );
    // `--theirs` is for what somebody typed, not for the file's own other row.
    let source = Source {
        name: "x.csv",
        bytes: text.as_bytes(),
    };
    let readings = read(&[source], &options()).unwrap();
    let plan = plan(readings, &world, &options(), true);
    assert!(plan.is_empty(), "{:?}", plan.files[0].details);
}

#[test]
fn a_map_says_how_letters_and_cells_are_written() {
    let map = ColumnMap::parse(
        "kind = \"person\"\nencoding = \"windows-1250\"\ndelimiter = \"^\"\n[columns]\nKto = \"name\"\nGdzie = \"account\"\n",
    )
    .unwrap();
    let options = Options {
        map: Some(map),
        ..options()
    };
    let bytes = b"Kto^Gdzie\nJi\xF8\xED Dvo\xF8\xE1k^Praha\n";
    let readings = read(
        &[Source {
            name: "k.csv",
            bytes,
        }],
        &options,
    )
    .unwrap();
    assert_eq!(readings[0].drafts[0].drafts[0].text("name"), "Jiří Dvořák");
    for wrong in ["encoding = \"klingon\"", "delimiter = \"\\\"\""] {
        assert!(
            ColumnMap::parse(&format!("kind = \"person\"\n{wrong}\n")).is_err(),
            "{wrong}"
        );
    }
}

#[test]
fn orders_with_the_customers_number_and_name_are_the_known_accounts() {
    let mut world = Snapshot::default();
    import(
        "Company,Website\nHafen Logistik GmbH,hafen.example\n",
        &mut world,
    );
    let orders = "Auftragsnr;Kundennr;Kunde;Auftragsdatum;Währung\nA-1;10;Hafen Logistik GmbH;05.01.2026;EUR\nA-2;12;Unbekannt KG;31.03.2026;EUR\n";
    let lines = "Auftragsnr;Pos;Artikel;Menge;Einzelpreis;Rabatt\nA-1;1;Seil 12 mm;100;1,50;0\nA-2;1;Haken;4;12,00;10 %\n";
    let readings = read(
        &[
            Source {
                name: "orders.csv",
                bytes: orders.as_bytes(),
            },
            Source {
                name: "lines.csv",
                bytes: lines.as_bytes(),
            },
        ],
        &options(),
    )
    .unwrap();
    let plan = plan(readings, &world, &options(), false);
    let made: Vec<Value> = plan
        .makes
        .objects()
        .iter()
        .map(|record| record["name"].clone())
        .collect();
    assert_eq!(made, [json!("Unbekannt KG")]);
    let hafen = named(&world, "Hafen Logistik GmbH")[0]["id"].clone();
    assert!(
        plan.activity
            .iter()
            .any(|part| json!(part.account) == hafen)
    );
    let currencies: Vec<&str> = plan
        .tables
        .iter()
        .flat_map(|table| table.iter().map(|row| row.currency))
        .collect();
    assert_eq!(currencies, ["EUR", "EUR"]);
}

#[test]
fn usage_is_told_by_the_month() {
    let world = Snapshot::default();
    for text in [
        "Customer,Month,Feature,Active users\nHafen,2026-01,Planner,12\nHafen,2026-02,Planner,15\n",
        "Account;Monat;Lizenzen aktiv\nHafen;Jan 2026;12\nHafen;Feb 2026;15\n",
    ] {
        let plan = planned_with(text, &world, &options());
        assert!(plan.files[0].rejected.is_empty(), "{:?}", plan.files[0]);
        let days: Vec<String> = plan.tables[0]
            .iter()
            .map(|row| row.on.unwrap().to_string())
            .collect();
        assert_eq!(days, ["2026-01-01", "2026-02-01"]);
    }
}

#[test]
fn a_series_that_is_moved_takes_its_notes_along() {
    let rule = |version: u8, start: &str, day: &str| {
        format!(
            "BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:x\r\nMETHOD:REQUEST\r\nBEGIN:VEVENT\r\nUID:q@x\r\nSEQUENCE:{version}\r\n\
             DTSTAMP:202611{:02}T090000Z\r\nDTSTART:{start}T090000Z\r\nDTEND:{start}T100000Z\r\n\
             RRULE:FREQ=MONTHLY;COUNT=3;BYDAY=1{day}\r\nSUMMARY:Quarterly\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n",
            version + 1
        )
    };
    let mut world = Snapshot::default();
    import(&rule(0, "20261203", "TH"), &mut world);
    let mut first: Vec<_> = world.records().cloned().collect();
    first.sort_by_key(|record| record["starts"].to_string());
    assert_eq!(first.len(), 3);
    let mut typed = first[1].clone();
    typed.insert("summary".into(), json!("bring the crane numbers"));
    world.add(typed.clone(), None);
    import(&rule(1, "20261202", "WE"), &mut world);
    assert_eq!(
        world.records().count(),
        3,
        "the meetings move, and none is made"
    );
    let id: Id = typed["id"].as_str().unwrap().parse().unwrap();
    let moved = world.record(id).unwrap();
    assert_eq!(moved["summary"], "bring the crane numbers");
    assert_eq!(moved["state"], "planned");
    assert!(
        moved["starts"].as_str().unwrap().starts_with("2027-01-06"),
        "{moved:?}"
    );
    let again = planned_with(&rule(1, "20261202", "WE"), &world, &options());
    assert!(again.is_empty());
}

#[test]
fn a_surname_before_a_comma_is_said_behind_the_first_name() {
    let mut world = Snapshot::default();
    import(
        "Name,Company,Email\n\"Huber, Maria\",Acme,m@acme.example\n\"Berg, MBA\",Acme,b@acme.example\n\"Ćwiek, Błażej\",Acme,c@acme.example\n",
        &mut world,
    );
    for name in ["Maria Huber", "Berg, MBA", "Błażej Ćwiek"] {
        assert_eq!(named(&world, name).len(), 1, "{name}");
    }
}

#[test]
fn what_is_due_in_a_table_of_tasks_is_promised() {
    for (header, row) in [
        (
            "Record ID,Task Title,Task Status,Task Type,Due date,Associated Contact",
            "47001,Send FSC papers,Not started,To-do,2026-11-25 08:00,Inès Morel",
        ),
        (
            "Record Id,Task Owner,Subject,Due Date,Contact Name.id,Contact Name,Related To.id,Related To,Status",
            "337,Robin,Send core samples,2026-11-26,334,Marge,333,Pine,Not Started",
        ),
        ("Subject,Due Date,Status", "Send it,2026-11-26,Open"),
    ] {
        let mut world = Snapshot::default();
        import(&format!("{header}\n{row}\n"), &mut world);
        let promises = world.records().filter(|record| record["kind"] == "promise");
        assert_eq!(promises.count(), 1, "{header}");
    }
}

#[test]
fn zoho_is_known_in_german_and_spanish() {
    for (text, kind) in [
        (
            "Datensatz-ID,Kontakt-Besitzer,Vorname,Nachname,Kontoname.id,Kontoname,E-Mail\nzcrm_1,R,Uli,Stein,zcrm_3,Stadtwerke Fulda,uli@swfulda.example\n",
            "zoho contacts",
        ),
        (
            "Datensatz-ID,Konto-Besitzer,Kontoname,Telefon,Website,Branche,Rechnungsort,Rechnungsland\nzcrm_3,R,Stadtwerke Fulda,0661,swfulda.example,Energie,Fulda,Deutschland\n",
            "zoho accounts",
        ),
        (
            "ID de registro,Propietario de Trato,Nombre de Trato,Importe,Fecha de cierre,Nombre de Cuenta.id,Nombre de Cuenta,Fase\nzcrm_5,R,Contadores,\"€ 12.500,50\",31/01/2027,zcrm_3,Aguas de Jaén,Negociación\n",
            "zoho deals",
        ),
    ] {
        let plan = planned_with(text, &Snapshot::default(), &options());
        assert_eq!(plan.files[0].recognised.as_deref(), Some(kind));
        assert_eq!(plan.files[0].new, 1, "{kind}");
    }
}

#[test]
fn of_two_companies_in_one_cell_the_primary_one_counts() {
    let mut world = Snapshot::default();
    import(
        "Record ID,First Name,Last Name,Email,Associated Company IDs,Associated Company,Associated Company IDs (Primary),Associated Company (Primary)\n\
         1,Inès,Morel,i@morel.example,18803;18801,Nord Bois;Morel Bois,18801,Morel Bois\n",
        &mut world,
    );
    let morel = named(&world, "Morel Bois")[0];
    assert_eq!(morel["foreign"][0]["id"], "18801");
    assert_eq!(named(&world, "Inès Morel")[0]["account"], morel["id"]);
    assert!(named(&world, "Nord Bois;Morel Bois").is_empty());
}

#[test]
fn a_meeting_that_left_the_file_has_not_moved() {
    let rows = |days: &[&str]| {
        let rows = days
            .iter()
            .map(|day| format!("Jour fixe,{day},10:00,{day},11:00,Ulm"));
        let header = "Subject,Start Date,Start Time,End Date,End Time,Location".to_owned();
        let lines: Vec<String> = std::iter::once(header).chain(rows).collect();
        lines.join("\n") + "\n"
    };
    let mut world = Snapshot::default();
    import(
        &rows(&["11/30/2026", "12/7/2026", "12/14/2026"]),
        &mut world,
    );
    let plan = import(
        &rows(&["12/7/2026", "12/14/2026", "12/21/2026"]),
        &mut world,
    );
    assert!(plan.edits.is_empty(), "{:?}", plan.edits);
    assert_eq!(world.records().count(), 4);
    // One that stays between its neighbours has moved.
    let plan = import(
        &rows(&["12/8/2026", "12/14/2026", "12/21/2026"]),
        &mut world,
    );
    assert_eq!((plan.makes.len(), plan.edits.len()), (0, 1));
}

#[test]
fn a_typed_end_goes_along_with_a_moved_start() {
    let event = |day: u8, version: u8| {
        format!(
            "BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:x\r\nBEGIN:VEVENT\r\nUID:v@x\r\nSEQUENCE:{version}\r\nDTSTAMP:2026110{version}T090000Z\r\n\
             DTSTART:202612{day:02}T140000Z\r\nDTEND:202612{day:02}T153000Z\r\nSUMMARY:Site visit\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n"
        )
    };
    let mut world = Snapshot::default();
    import(&event(1, 1), &mut world);
    let mut typed = world.records().next().unwrap().clone();
    typed.insert(
        "ends".into(),
        json!("2026-12-01T12:00:00-05:00[America/New_York]"),
    );
    world.add(typed, None);
    import(&event(3, 2), &mut world);
    let moved = world.records().next().unwrap();
    assert!(moved["starts"].as_str().unwrap().starts_with("2026-12-03"));
    assert!(
        moved["ends"]
            .as_str()
            .unwrap()
            .starts_with("2026-12-03T12:00"),
        "{moved:?}"
    );
}

#[test]
fn a_task_that_is_done_keeps_its_promise() {
    let row = |status: &str, closed: &str| {
        format!(
            "Id,WhoId,WhatId,Subject,ActivityDate,Status,Description,IsDeleted,AccountId,IsClosed\n\
             00TA000000AaaaaIAC,,,Send SLA draft,2026-11-27,{status},,false,,{closed}\n"
        )
    };
    let mut world = Snapshot::default();
    import(&row("Not Started", "false"), &mut world);
    import(&row("Completed", "true"), &mut world);
    let all: Vec<_> = world.records().collect();
    assert_eq!(all.len(), 1);
    assert_eq!(
        (&all[0]["kind"], &all[0]["state"]),
        (&json!("promise"), &json!("kept"))
    );
    assert!(planned_with(&row("Completed", "true"), &world, &options()).is_empty());
}

#[test]
fn whoever_was_taken_off_is_not_made_again_by_the_same_calendar() {
    let mut world = Snapshot::default();
    import("Company,Website\nHafen,hafen.example\n", &mut world);
    let event = "BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:x\r\nBEGIN:VEVENT\r\nUID:o@x\r\nDTSTAMP:20261101T090000Z\r\nDTSTART:20261201T140000Z\r\n\
        DTEND:20261201T153000Z\r\nSUMMARY:Visit\r\nATTENDEE;CN=\"Okonkwo, Ada\":mailto:ada@hafen.example\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n";
    import(event, &mut world);
    let ada = named(&world, "Ada Okonkwo")[0].clone();
    let mut corrected = ada.clone();
    corrected.insert("emails".into(), json!(["ada.new@hafen.example"]));
    let others: Vec<_> = world
        .records()
        .filter(|record| record["id"] != ada["id"])
        .cloned()
        .collect();
    let world = Snapshot::new(others.into_iter().chain([corrected]), None);
    assert!(planned_with(event, &world, &options()).is_empty());
}

#[test]
fn a_name_of_an_invitation_gives_way_to_a_contacts() {
    let mut world = Snapshot::default();
    import("Company,Website\nHafen,hafen.example\n", &mut world);
    import(
        "BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:x\r\nBEGIN:VEVENT\r\nUID:o@x\r\nDTSTAMP:20261101T090000Z\r\nDTSTART:20261201T140000Z\r\n\
         DTEND:20261201T153000Z\r\nSUMMARY:Visit\r\nATTENDEE;CN=J. Petersen:mailto:jens@hafen.example\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n",
        &mut world,
    );
    import(
        "Record ID,First Name,Last Name,Email\n7,Jens,Petersen,jens@hafen.example\n",
        &mut world,
    );
    assert_eq!(named(&world, "Jens Petersen").len(), 1);
}

#[test]
fn an_account_that_a_file_renames_is_known_by_its_old_name() {
    let mut world = Snapshot::default();
    let row = |name: &str| {
        format!("Id,Name,BillingCity,IsDeleted\n001A0000006ILbaIAG,{name},Ulm,false\n")
    };
    import(&row("Hafen Logistik GmbH"), &mut world);
    import(&row("Hafen Logistik SE"), &mut world);
    let plan = planned_with(
        "Company,Name,Email\nHafen Logistik GmbH,Jens Petersen,j@x.example\n",
        &world,
        &options(),
    );
    assert_eq!(plan.makes.objects().len(), 1, "only Jens is made");
}

#[test]
fn ids_that_a_spreadsheet_has_rounded_name_nobody() {
    let plan = planned_with(
        "Record Id;Contact Owner;First Name;Last Name;Account Name;Email\n4,87688E+18;R;Marge;Olin;;m@x.example\n4,87688E+18;R;Lee;Roy;;l@x.example\n",
        &Snapshot::default(),
        &options(),
    );
    assert_eq!(plan.files[0].new, 2);
    assert!(
        plan.files[0]
            .warnings
            .iter()
            .any(|says| says.contains("rounded"))
    );
}

#[test]
fn a_customer_known_by_number_is_the_account_of_its_name() {
    let mut world = Snapshot::default();
    import(
        "Company,Website\nHafen Logistik GmbH,hafen.example\n",
        &mut world,
    );
    let plan = import(
        "order_id,customer_id,order_date,amount\n501,C1,2026-01-05,7\n",
        &mut world,
    );
    assert_eq!(plan.makes.len(), 1);
    let plan = planned_with(
        "customer_id,company_name,country\nC1,Hafen Logistik GmbH,DE\n",
        &world,
        &options(),
    );
    assert_eq!((plan.makes.len(), plan.merges.len()), (0, 1));
}

#[test]
fn a_workbook_is_called_one() {
    let source = Source {
        name: "x.xlsx",
        bytes: b"PK\x03\x04\x14\x00\x06\x00",
    };
    let error = read(&[source], &options()).unwrap_err();
    assert!(error.to_string().contains("Excel workbook"), "{error}");
}

/// Gives what is said of the row of a name.
pub fn note_of<'a>(plan: &'a Plan, name: &str) -> &'a [String] {
    let rows = plan.files.iter().flat_map(|file| &file.details);
    rows.into_iter()
        .find(|row| row.name == name)
        .map_or(&[], |row| row.notes.as_slice())
}

#[test]
fn what_was_deleted_here_does_not_come_back_with_the_same_file() {
    use ally::interchange::world::{Deleted, gone_marks};
    let text = "Record Id,First Name,Last Name,Account Name,Account Name.id,Email\n\
        211,Dana,Whitfield,Ridge Group,111,dana@ridge.example\n\
        212,Lee,Roy,Ridge Group,111,lee@ridge.example\n";
    let mut world = Snapshot::default();
    import(text, &mut world);
    let lee = named(&world, "Lee Roy")[0].clone();
    let rest = world.records().filter(|held| held["id"] != lee["id"]);
    let mut left = Snapshot::new(rest.cloned().collect::<Vec<_>>(), None);
    left.add_gone(gone_marks(ally::domain::Kind::Person, &lee));
    let plan = planned_with(text, &left, &options());
    assert!(plan.is_empty(), "{:?}", plan.files[0].details);
    assert_eq!(plan.files[0].same, 2, "each row is one of the five");
    assert!(note_of(&plan, "Lee Roy")[0].contains("deleted here"));
    // Whoever wants it back says so; and who was typed anew is known by the address.
    let readings = read(
        &[Source {
            name: "file.csv",
            bytes: text.as_bytes(),
        }],
        &options(),
    );
    left.add_deleted(&Deleted {
        record: lee.clone(),
        torn: Vec::new(),
    });
    let theirs = ally::interchange::plan::plan(readings.unwrap(), &left, &options(), true);
    assert_eq!((theirs.files[0].new, theirs.files[0].changed), (0, 1));
    assert_eq!(theirs.makes.objects()[0]["id"], lee["id"], "the very one");
    let mut anew = lee.clone();
    anew.shift_remove("foreign");
    anew.shift_remove("brought");
    left.add(anew, None);
    let plan = planned_with(text, &left, &options());
    assert_eq!((plan.files[0].changed, plan.files[0].new), (1, 0));
}

#[test]
fn a_kept_mapping_survives_one_more_column_and_another_order() {
    let map = ColumnMap::parse(
        "kind = \"person\"\n[columns]\nBesucher = \"name\"\n\"Fa.\" = \"account\"\n\"Wofür\" = \"title\"\nMarke = \"extra\"\n",
    );
    let mut options = options();
    options
        .remembered
        .insert("of another file".to_owned(), map.unwrap());
    let world = Snapshot::default();
    for text in [
        "Besucher;Fa.;Wofür;Marke;Halle\nMaria Huber;Huber AG;Leitung;A;B4\n",
        "Marke;Wofür;Fa.;Besucher\nA;Leitung;Huber AG;Maria Huber\n",
    ] {
        let plan = planned_with(text, &world, &options);
        let makes = plan.makes.objects();
        let maria = makes.iter().find(|make| make["kind"] == "person").unwrap();
        assert_eq!(
            (&maria["name"], &maria["title"]),
            (&json!("Maria Huber"), &json!("Leitung"))
        );
        assert_eq!(maria["extra"]["Marke"], "A");
    }
    // A header that lacks one of its columns, or has many more, is another one.
    for text in [
        "Besucher;Fa.;Marke\nMaria Huber;Huber AG;A\n",
        "Besucher;Fa.;Wofür;Marke;a;b;c\nMaria Huber;Huber AG;Leitung;A;1;2;3\n",
    ] {
        let read = read_known(
            &[Source {
                name: "file.csv",
                bytes: text.as_bytes(),
            }],
            &options,
        )
        .unwrap();
        assert!(
            read[0]
                .warnings
                .iter()
                .all(|said| !said.contains("as you named them")),
            "{:?}",
            read[0].warnings
        );
    }
}

#[test]
fn sums_and_footers_are_no_records() {
    let mut world = Snapshot::default();
    let report = "Account Name,Billing City,Type,Annual Revenue\nHafen Logistik GmbH,Hamburg,Customer,\"EUR 12,500,000.00\"\n\
        Total,Paris,Customer,\nGrand Totals (2 records),,,\"EUR 12,500,000.00\"\n\nConfidential Information - Do Not Distribute\n";
    let plan = import(report, &mut world);
    assert_eq!(
        (plan.files[0].new, named(&world, "Total").len()),
        (2, 1),
        "a company may be called so"
    );
    let padded = "Nombre;Apellidos;Nombre de la cuenta;Correo electrónico\nCurro;Vela;Molino Azul S.A.;curro@molino.example\n\
        ;;;\n;;;\nContactos y cuentas;;;\nCopyright (c) 2000-2026 salesforce.com, inc.;;;\nHafen AG;;;\n";
    let plan = planned_with(padded, &Snapshot::default(), &options());
    assert_eq!((plan.files[0].new, plan.files[0].rejected.len()), (1, 0));
    // Somebody with a name alone below an empty line says nothing of a footer.
    let sparse = "Name,Phone,Email\nAnn Alder,,ann@a.example\n,,\nBo Berg,,\n";
    assert_eq!(
        planned_with(sparse, &Snapshot::default(), &options()).files[0].new,
        2
    );
}

#[test]
fn a_grouped_report_names_the_account_once() {
    let mut world = Snapshot::default();
    let report = "Account Name  ↑,Opportunity Name,Stage,Amount,Close Date\nHafen GmbH,Kran,Negotiation/Review,\"EUR 48,000.00\",1/31/2027\n\
        ,Altteile,Closed Lost,,6/30/2025\nSubtotal,,,\"EUR 48,000.00\",\nNordkap AS,Kette,Closed Won,\"NOK 120,000.00\",6/30/2026\n\
        Subtotal,,,\"NOK 120,000.00\",\nTotal,,,\"EUR 58,000.00\",\n";
    import(report, &mut world);
    assert!(named(&world, "Subtotal").is_empty() && named(&world, "Total").is_empty());
    assert_eq!(
        named(&world, "Altteile")[0]["account"],
        named(&world, "Hafen GmbH")[0]["id"]
    );
}

#[test]
fn a_missing_quote_is_one_rejected_row() {
    let text = "First Name,Last Name,Email,Company,Notes\nF1,L1,m1@x.example,C1,ok\n\
        \"F2\",\"L2,\"m2@x.example\",\"C2\",\"n\"\nF3,L3,m3@x.example,C3,ok\n";
    let plan = planned_with(text, &Snapshot::default(), &options());
    assert_eq!((plan.files[0].new, plan.files[0].rejected[0].line), (2, 3));
}

#[test]
fn guests_are_people_and_what_orders_leave_out_is_said() {
    let mut world = Snapshot::default();
    let guests = "Order no.,Order Date,First Name,Surname,Email,Quantity,Ticket Type,Company,Job Title\n\
        991,2026-01-01,Ann,Alder,ann@a.example,1,VIP,A AG,CEO\n";
    import(guests, &mut world);
    let ann = &named(&world, "Ann Alder")[0];
    assert_eq!(
        (&ann["emails"], &ann["title"]),
        (&json!(["ann@a.example"]), &json!("CEO"))
    );
    let orders = "Customer,Order Date,Product,Quantity,Clerk,Shelf\nA AG,2026-01-01,Rope,2,Jo,S1\n";
    let plan = planned_with(orders, &Snapshot::default(), &options());
    assert!(
        plan.files[0]
            .warnings
            .iter()
            .any(|says| says.contains("Clerk, Shelf")),
        "{:?}",
        plan.files[0].warnings
    );
}

#[test]
fn a_card_without_its_end_costs_nobody_else() {
    let cards = "BEGIN:VCARD\nVERSION:3.0\nFN:One Onely\nTEL:1112223\nBEGIN:VCARD\nVERSION:3.0\nFN:Two Twoly\nEMAIL:two@x.example\nEND:VCARD\n";
    let plan = planned_with(cards, &Snapshot::default(), &options());
    assert_eq!(plan.files[0].new, 2);
    assert!(
        plan.files[0]
            .warnings
            .iter()
            .any(|says| says.starts_with("line 1:")),
        "{:?}",
        plan.files[0].warnings
    );
}

#[test]
fn two_rows_of_one_person_are_the_same_the_second_time() {
    let mut world = Snapshot::default();
    let text = "First Name,Last Name,Email,Phone\nAnn,One,a1@x.example,+49301111111\nAnn,One,A1@x.example,+49302222222\n";
    import(text, &mut world);
    let plan = import(text, &mut world);
    assert_eq!((plan.files[0].changed, plan.files[0].same), (0, 2));
    // One that has another number is changed; one that lacks it says nothing of it.
    let other = text.replace("+49302222222", "+49303333333");
    assert!(planned_with(&other, &world, &options()).files[0].changed > 0);
    let less = text.replace("+49302222222", "");
    assert_eq!(planned_with(&less, &world, &options()).files[0].changed, 0);
}

#[test]
fn another_employer_is_shown_though_it_is_no_account() {
    let mut world = Snapshot::default();
    let text = "First Name,Last Name,URL,Email Address,Company,Position,Connected On\n\
        Mia,Moe,https://www.linkedin.com/in/mia,,Nordkap Fisk,Skipper,01 Jan 2023\n";
    import(text, &mut world);
    let plan = planned_with(
        &text.replace("Nordkap Fisk", "Havbruk AS"),
        &world,
        &options(),
    );
    let says = format!("{:?}", plan.files[0].details[0].changed);
    assert!(
        says.contains("Nordkap Fisk") && says.contains("Havbruk AS"),
        "{says}"
    );
}

#[test]
fn a_deal_deleted_elsewhere_is_no_open_money() {
    let mut world = Snapshot::default();
    let text = "Id,IsDeleted,AccountId,Name,StageName,Amount,CloseDate\n\
        0065g00000OOO01AAA,0,0015g00000AbcDEAAZ,Kran,Negotiation,48000,2027-01-31\n";
    import(text, &mut world);
    let open = |world: &Snapshot| {
        let deal = Record::read_strictly(named(world, "Kran")[0].clone()).unwrap();
        ally::domain::state::open(&deal)
    };
    assert!(open(&world));
    import(&text.replace(",0,0015", ",1,0015"), &mut world);
    assert!(!open(&world));
}

#[test]
fn a_time_of_day_is_understood_or_kept() {
    let mut world = Snapshot::default();
    let text = "Subject,Start,Account\nA,2026-11-19 5:42p,Park\nB,2026-11-19 at 17:42,Park\nC,2026-11-19 5:42 p. m.,Park\n\
        D,2026-11-19 17h42,Park\nE,2026-11-19 5:4x,Park\n";
    import(text, &mut world);
    let of = |subject: &str| {
        let mut found = world.records();
        found
            .find(|record| record.get("subject") == Some(&json!(subject)))
            .unwrap()
    };
    for subject in ["A", "B", "C", "D"] {
        let starts = of(subject)["starts"].as_str().unwrap();
        assert!(
            starts.starts_with("2026-11-19T17:42"),
            "{subject}: {starts}"
        );
    }
    assert_eq!(of("E")["extra"]["Start"], "2026-11-19 5:4x");
}

#[test]
fn people_of_one_name_are_one_when_their_account_comes_at_last() {
    let mut world = Snapshot::default();
    import(
        "First Name,Last Name,Organization Name,Organization Title,E-mail 1 - Value,Phone 1 - Value\nResi,Huber,Hafen Logistik,Clerk,,+49 40 5550101\n",
        &mut world,
    );
    import(
        "Id,LastName,FirstName,AccountId,Title\n0035g00000AbcDEAAZ,Huber,Resi,0015g00000AbcDEAAZ,Clerk\n",
        &mut world,
    );
    assert_eq!(named(&world, "Resi Huber").len(), 2, "nobody knows yet");
    let plan = planned_with(
        "Id,Name,ParentId,IsDeleted\n0015g00000AbcDEAAZ,Hafen Logistik,,false\n",
        &world,
        &options(),
    );
    assert_eq!(plan.merges.len(), 1, "{:?}", plan.files);
}

#[test]
fn a_table_of_what_is_to_be_done_makes_promises() {
    let mut world = Snapshot::default();
    import("Name,Website\nHafen GmbH,hafen.example\n", &mut world);
    let map = ColumnMap::parse(
        "kind = \"promise\"\n[columns]\n\"What to do\" = \"what\"\n\"By\" = \"due\"\n\"Cust\" = \"account\"\n\"OK\" = \"done\"\n",
    )
    .unwrap();
    let options = Options {
        map: Some(map),
        ..options()
    };
    let text = "What to do,By,Cust,OK,Floor\nSend the list,2026-12-01,Hafen GmbH,no,3\nCall back,2026-12-02,Hafen GmbH,yes,4\n";
    let plan = planned_with(text, &world, &options);
    let makes = plan.makes.objects();
    let of = |at: usize, field: &str| makes[at].get(field).cloned();
    assert_eq!(
        (of(0, "kind"), of(0, "what"), of(0, "due")),
        (
            Some(json!("promise")),
            Some(json!("Send the list")),
            Some(json!("2026-12-01"))
        )
    );
    assert_eq!(
        (of(0, "state"), of(1, "state")),
        (Some(json!("open")), Some(json!("kept")))
    );
    assert_eq!(of(1, "extra"), Some(json!({"Floor": "4"})));
    assert!(of(0, "account").is_some());
}

#[test]
fn accents_apart_are_the_same_letters() {
    let mut world = Snapshot::default();
    let text = "First Name,Last Name,Email,Fecha de creación\nÍñigo,Peña,i@x.example,otoño\n";
    import(text, &mut world);
    let apart: String = unicode_normalization::UnicodeNormalization::nfd(text).collect();
    assert_ne!(apart, text);
    assert!(planned_with(&apart, &world, &options()).is_empty());
    let mut other = Snapshot::default();
    import(&apart, &mut other);
    assert!(planned_with(text, &other, &options()).is_empty());
}

/// A view with fewer columns says nothing of those that it lacks.
#[test]
fn a_view_with_fewer_columns_takes_nothing_away() {
    let mut world = Snapshot::default();
    let full = "Record ID,First Name,Last Name,Email,Work email,Phone Number,Mobile Phone Number\n\
                5101,Sven,Åberg,sven@x.example,aberg@home.example,+46 8 123 4567,+46 70 123 4567\n";
    import(full, &mut world);
    let before = named(&world, "Sven Åberg")[0].clone();
    assert_eq!(before["phones"].as_array().unwrap().len(), 2);
    assert_eq!(before["emails"].as_array().unwrap().len(), 2);
    for part in [
        "Record ID,First Name,Last Name,Email,Phone Number\n5101,Sven,Åberg,sven@x.example,+46 8 123 4567\n",
        "Record ID,First Name,Last Name,Email,Work email,Phone Number,Mobile Phone Number\n5101,Sven,Åberg,sven@x.example,,,+46 70 123 4567\n",
        "Record ID,First Name,Email\n5101,Sven,sven@x.example\n",
        "Record ID,Last Name,Email\n5101,Åberg,sven@x.example\n",
        full,
    ] {
        let plan = import(part, &mut world);
        assert!(plan.edits.is_empty(), "{part}{:?}", plan.edits);
    }
    // What is taken off by hand stays off, though the fuller view names it each time.
    let mut typed = before.clone();
    typed["phones"] = json!(["+46 8 123 4567"]);
    world.add(typed, None);
    import(
        "Record ID,First Name,Last Name,Email,Phone Number\n5101,Sven,Åberg,sven@x.example,+46 8 123 4567\n",
        &mut world,
    );
    let plan = import(full, &mut world);
    assert!(plan.edits.is_empty(), "{:?}", plan.edits);
    // What stands in its column anew takes its place.
    import(&full.replace("123 4567,", "765 4321,"), &mut world);
    assert_eq!(
        named(&world, "Sven Åberg")[0]["phones"],
        json!(["+46 8 765 4321"])
    );
    // So does a corrected number in a view that has fewer of them, and the full view adds nothing dead to it.
    import(
        &full
            .replace("5101,", "5102,")
            .replace("Sven", "Siv")
            .replace("sven", "siv")
            .replace("aberg@", "berg@")
            .replace("123 4567", "222 2222"),
        &mut world,
    );
    import(
        "Record ID,First Name,Last Name,Email,Phone Number\n5102,Siv,Åberg,siv@x.example,+46 8 999 9999\n",
        &mut world,
    );
    let mut phones: Vec<_> = named(&world, "Siv Åberg")[0]["phones"]
        .as_array()
        .unwrap()
        .clone();
    phones.sort_by_key(ToString::to_string);
    assert_eq!(phones, [json!("+46 70 222 2222"), json!("+46 8 999 9999")]);
    // Another first name alone cannot be put together with the last name.
    let plan = import(
        "Record ID,First Name,Email\n5101,Svante,sven@x.example\n",
        &mut world,
    );
    assert_eq!(named(&world, "Sven Åberg").len(), 1, "{:?}", plan.edits);

    let companies = "Record ID,Company name,Company Domain Name,City,State/Region,Country/Region\n77,Ostsee Werft SE,ostsee.example,Bremen,HB,Germany\n";
    import(companies, &mut world);
    for part in [
        "State/Region\n77,Ostsee Werft SE,ostsee.example,HB\n",
        "City,Country/Region\n77,Ostsee Werft SE,ostsee.example,Bremen,\n",
    ] {
        let plan = import(
            &format!("Record ID,Company name,Company Domain Name,{part}"),
            &mut world,
        );
        assert!(plan.edits.is_empty(), "{part}{:?}", plan.edits);
    }
    assert_eq!(
        named(&world, "Ostsee Werft SE")[0]["location"],
        json!("Bremen, HB, Germany")
    );
    import(&companies.replace("Bremen,HB", "Kiel,SH"), &mut world);
    assert_eq!(
        named(&world, "Ostsee Werft SE")[0]["location"],
        json!("Kiel, SH, Germany")
    );

    let meetings = "Activity - ID,Activity - Subject,Activity - Type,Activity - Due date,Activity - Due time,Activity - Done\n\
                    9,Site visit,Meeting,2026-12-10,13:30,To do\n";
    import(meetings, &mut world);
    let starts = |world: &Snapshot| {
        let found = world.records().find(|r| r.contains_key("starts"));
        found.unwrap()["starts"].as_str().unwrap().to_owned()
    };
    let before = starts(&world);
    assert!(before.contains("13:30"), "{before}");
    let day = "Activity - ID,Activity - Subject,Activity - Type,Activity - Due date,Activity - Done\n9,Site visit,Meeting,2026-12-10,To do\n";
    let plan = import(day, &mut world);
    assert!(plan.edits.is_empty(), "{:?}", plan.edits);
    // Moved to another day, it keeps its hour.
    import(&day.replace("12-10", "12-11"), &mut world);
    assert_eq!(starts(&world), before.replace("12-10", "12-11"));
}

/// Lists of orders as shops and bookkeeping write them: each row is an order of the customer that it names.
#[test]
fn a_list_of_orders_is_one_in_whatever_words() {
    for (text, sums) in [
        (
            "Name,Email,Financial Status,Paid at,Currency,Subtotal,Total,Created at,Lineitem quantity,Lineitem name,Lineitem price,Lineitem sku,Billing Name,Billing Company,Id\n\
             #1001,b@w.example,paid,2026-10-01 10:00:00 +0200,EUR,125.00,150.00,2026-10-01 09:58:00 +0200,5,Filter fine,25.00,FLT-2,Birte Klaas,Ostsee Werft SE,450789469\n\
             #1001,b@w.example,,,,,,2026-10-01 09:58:00 +0200,2,Hose,10.00,HOS-1,,,\n",
            vec![("Filter fine", "5", "125"), ("Hose", "2", "20")],
        ),
        (
            "Nº factura;Fecha factura;Cliente;CIF;Artículo;Uds.;Precio;Importe\n\
             F26/0001;02/09/2026;Ostsee Werft SE;A50000000;Sensor;3;411,50;1.234,50\n\
             F26/0002;30/09/2026;Ostsee Werft SE;A50000000;Cable;10;2,10;21,00\n",
            vec![("Sensor", "3", "1234.5"), ("Cable", "10", "21")],
        ),
        (
            "Order Number,Order Status,Order Date,Company (Billing),Email (Billing),Item #,SKU,Item Name,Quantity,Item Cost,Order Total Amount\n\
             1501,completed,2026-10-02 09:00,Ostsee Werft SE,b@w.example,1,FAN-9,Welding fan,2,600,1200\n",
            vec![("Welding fan", "2", "1200")],
        ),
        (
            "Pedido,Fecha pedido,Código cliente,Nombre cliente,Referencia,Descripción,Cantidad,Precio unitario,Total línea\n\
             P-1,2026-09-02,C1,Ostsee Werft SE,S-1,Sensor,3,\"411,50\",\"1.234,50\"\n",
            vec![("Sensor", "3", "1234.5")],
        ),
        (
            "Rechnungsnr.;Rechnungsdatum;Debitor;Debitorenname;Artikel;Menge;Betrag netto\n\
             RE-1;02.09.2026;10077;Ostsee Werft SE;Lüfter;2;1.200,00\n",
            vec![("Lüfter", "2", "1200")],
        ),
    ] {
        let plan = planned_with(text, &Snapshot::default(), &options());
        assert_eq!(
            plan.files[0].recognised.as_deref(),
            Some("orders"),
            "{text}"
        );
        assert!(
            plan.files[0].rejected.is_empty(),
            "{text}{:?}",
            plan.files[0].rejected
        );
        let made = plan.makes.objects();
        let accounts: Vec<_> = made.iter().filter(|r| r["kind"] == "account").collect();
        assert_eq!(accounts.len(), 1, "{text}{accounts:?}");
        assert_eq!(accounts[0]["name"], "Ostsee Werft SE", "{text}");
        if text.contains("FAN-9") {
            let first = plan.tables[0].get(0).unwrap();
            assert_eq!(first.code, "FAN-9", "a line's own number is no article's");
        }
        let rows: Vec<_> = plan.tables[0]
            .iter()
            .map(|row| {
                let number = |n: Option<rust_decimal::Decimal>| n.unwrap().normalize().to_string();
                (
                    row.product.to_owned(),
                    number(row.quantity),
                    number(row.amount),
                )
            })
            .collect();
        let rows: Vec<_> = rows
            .iter()
            .map(|(a, b, c)| (a.as_str(), b.as_str(), c.as_str()))
            .collect();
        assert_eq!(rows, sums, "{text}");
    }
}

/// Midnight beside a whole day is that of wherever it was written.
#[test]
fn a_whole_day_stays_on_its_day_in_every_zone() {
    let events = "Id,Subject,IsAllDayEvent,ActivityDate,StartDateTime,EndDateTime,AccountId,WhoId\n\
        00U5g00000EEE01AAA,Trade fair,1,2026-12-09,2026-12-09T00:00:00.000Z,2026-12-09T00:00:00.000Z,,\n";
    for zone in ["America/New_York", "Europe/Berlin", "Asia/Tokyo"] {
        let options = Options::at(format!("2026-11-23T09:00:00[{zone}]").parse().unwrap());
        let plan = planned_with(events, &Snapshot::default(), &options);
        let made = plan.makes.objects();
        let starts = made[0]["starts"].as_str().unwrap();
        assert!(starts.starts_with("2026-12-09T00:00"), "{zone}: {starts}");
    }
}

/// Who is not done after all says so in the file that had said the other.
#[test]
fn a_task_that_is_open_again_is_open_again() {
    let mut world = Snapshot::default();
    let task = "Activity - ID,Activity - Subject,Activity - Type,Activity - Due date,Activity - Done\n9,Send the plan,Task,2026-12-10,To do\n";
    let state = |world: &Snapshot| {
        let found = world.records().find(|r| r["kind"] == "promise");
        found.unwrap()["state"].clone()
    };
    import(task, &mut world);
    assert_eq!(state(&world), "open");
    import(&task.replace("To do", "Done"), &mut world);
    assert_eq!(state(&world), "kept");
    import(task, &mut world);
    assert_eq!(state(&world), "open");
}
