//! Maps of columns: remembered, kept through another header, and what they say of letters and cells.

use super::*;

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
