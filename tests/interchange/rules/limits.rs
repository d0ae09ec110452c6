//! What an import refuses, stops at, and says of it.

use super::*;

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
fn a_workbook_is_called_one() {
    let source = Source {
        name: "x.xlsx",
        bytes: b"PK\x03\x04\x14\x00\x06\x00",
    };
    let error = read(&[source], &options()).unwrap_err();
    assert!(error.to_string().contains("Excel workbook"), "{error}");
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
