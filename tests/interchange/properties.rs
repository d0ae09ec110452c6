//! What must hold of any file: nothing panics, what leaves comes back, no typed value is lost.

#![allow(clippy::unwrap_used, missing_docs)]

use std::fmt::Write as _;

use std::collections::BTreeMap;

use ally::book::{Book, Bringing, Command, Step};
use ally::domain::{Id, Kind, Object, Record};
use ally::interchange::activity::ActivityRow;
use ally::interchange::{Flow, Options, Plan, Snapshot, Source, World, plan::plan, read, write};
use proptest::prelude::*;
use serde_json::{Value, json};

pub(crate) fn options() -> Options<'static> {
    Options::at(
        "2026-11-23T09:00:00-05:00[America/New_York]"
            .parse()
            .unwrap(),
    )
}

pub(crate) fn id(number: u64) -> Id {
    Id::new(1_795_000_000_000 + number, [3; 10])
}

pub(crate) fn planned(bytes: &[u8], world: &Snapshot) -> Plan {
    let readings = read(
        &[Source {
            name: "file",
            bytes,
        }],
        &options(),
    )
    .unwrap();
    plan(readings, world, &options(), false)
}

pub(crate) fn apply(plan: Plan, world: &mut Snapshot) {
    let mut next = world.records().count() as u64;
    let plan = plan.assign(|_| {
        next += 1;
        id(next)
    });
    for make in plan.makes {
        let mut record = make;
        record
            .entry("created")
            .or_insert_with(|| "2026-11-23T14:00:00Z".into());
        Record::read_strictly(record.clone()).unwrap();
        world.add(record, None);
    }
    for edit in plan.edits {
        world.add(edit.after, None);
    }
}

/// Pieces that files are made of, broken and put together at random.
fn pieces() -> impl Strategy<Value = Vec<u8>> {
    let piece = prop_oneof![
        Just("BEGIN:VCALENDAR\r\n".to_owned()),
        Just("BEGIN:VEVENT\r\n".to_owned()),
        Just("END:VEVENT\n".to_owned()),
        Just("UID:a\nDTSTART;TZID=Europe/Berlin:20260105T100000\n".to_owned()),
        Just("DTSTART;VALUE=DATE:20240229\rRRULE:FREQ=YEARLY;COUNT=3\n".to_owned()),
        Just("RRULE:FREQ=SECONDLY;INTERVAL=0;BYSETPOS=-1\n".to_owned()),
        Just("RRULE:FREQ=MONTHLY;BYDAY=-7FR;UNTIL=00000000\n".to_owned()),
        Just("RECURRENCE-ID:20260106T090000Z\nDURATION:-P9999W\n".to_owned()),
        Just("EXDATE;VALUE=DATE:20260106\nATTENDEE;CN=\"x:mailto:a@b.example\n".to_owned()),
        Just("BEGIN:VCARD\nVERSION:2.1\nN;CHARSET=UTF-8;ENCODING=QUOTED-PRINTABLE:=C3;=\n\nEND:VCARD\n".to_owned()),
        Just("FN:A\nBDAY:--0230\nTEL;TYPE=cell:+1 (555) \nEMAIL:@\n".to_owned()),
        Just("Record ID,First Name,Last Name,Email,Company Name,Create Date\n".to_owned()),
        Just("\"Id\",\"Name\",\"ParentId\",\"IsDeleted\",\"MasterRecordId\"\n1,A,1,false,1\n".to_owned()),
        Just("Kunde;Datum;Menge;Betrag;Auftrag\nX;31.12.2025;1,5;1.234,56;7\n".to_owned()),
        Just("Person - Name,Organization - Name,Deal - Value\nA,B,$-1e999\n".to_owned()),
        Just("{\"kind\":\"person\",\"id\":\"00000000-0000-0000-0000-000000000001\",\"created\":\"x\"}\n".to_owned()),
        Just("# Book\n<!-- ally {\"kind\":\"account\"} -->\n".to_owned()),
        Just("kind,id,short,created,changed,author\nperson,\"'=1\",,,\n".to_owned()),
        Just("MIME-Version: 1.0\nContent-Type: multipart/mixed; boundary=b\n\n--b\nContent-Type: text/calendar\n\n".to_owned()),
        Just("### Activities:\n### Friends:\n- 2018-13-01: **A** _b\n- (a.k.a.\n".to_owned()),
        Just("sep=;\r\n\"\"\"a;;\"\n".to_owned()),
        "[,;\"\n\ra-c0-9ßé'|\t=+@.-]{0,40}",
        "\\PC{0,20}",
    ];
    (proptest::collection::vec(piece, 0..12), any::<u8>()).prop_map(|(pieces, cut)| {
        let mut bytes = pieces.concat().into_bytes();
        let at = bytes.len() * usize::from(cut) / 255;
        if cut % 3 == 0 {
            bytes.truncate(at);
        } else if cut % 3 == 1 && !bytes.is_empty() {
            let last = bytes.len() - 1;
            bytes[at.min(last)] = cut;
        }
        bytes
    })
}

/// Texts as people and attackers write them, of one line.
fn line() -> impl Strategy<Value = String> {
    prop_oneof![
        "[A-Za-zÄöß ,;'\"=+@.0-9-]{1,24}",
        Just("=1+1".to_owned()),
        Just("'-5".to_owned()),
        Just("[1]".to_owned()),
        Just("true".to_owned()),
        Just("1e5".to_owned()),
        Just("NULL".to_owned()),
        Just("--> <!-- # *x*".to_owned()),
        Just("a; b".to_owned()),
    ]
    .prop_map(|text| text.trim().to_owned())
    .prop_filter("some text", |text| !text.is_empty())
}

fn prose() -> impl Strategy<Value = String> {
    proptest::collection::vec(line(), 1..4).prop_map(|lines| lines.join("\n"))
}

fn records() -> impl Strategy<Value = Vec<Object>> {
    let account = (line(), prose(), proptest::collection::vec(line(), 0..3));
    let person = (
        line(),
        line(),
        proptest::collection::btree_set("[a-z]{1,8}@[a-z]{1,8}\\.example", 0..3),
        prose(),
    );
    let deal = (line(), -1_000_000_i64..1_000_000);
    (account, proptest::collection::vec(person, 0..4), proptest::collection::vec(deal, 0..3)).prop_map(|(account, people, deals)| {
        let frame = |number: u64, kind: &str, short: &str| {
            json!({"id": id(number), "short": short, "kind": kind, "created": "2026-11-23T14:00:00Z", "changed": "2026-11-23T14:00:00Z", "author": "me", "visibility": "team"})
        };
        let mut out = Vec::new();
        let mut add = |mut frame: Value, fields: Value| {
            let object = frame.as_object_mut().unwrap();
            object.extend(fields.as_object().unwrap().clone());
            out.push(Record::read_strictly(object.clone()).unwrap().object());
        };
        add(frame(1, "account", "ac1"), json!({"name": account.0, "notes": account.1, "tags": account.2, "extra": {"A b": account.0}}));
        for (at, (name, title, emails, notes)) in people.into_iter().enumerate() {
            let short = format!("pe{}", at + 1);
            add(frame(10 + at as u64, "person", &short), json!({"name": name, "title": title, "emails": emails, "notes": notes, "account": id(1)}));
        }
        for (at, (name, amount)) in deals.into_iter().enumerate() {
            let short = format!("de{}", at + 1);
            add(frame(30 + at as u64, "deal", &short), json!({"name": name, "outcome": "open", "amount": {"amount": amount.to_string(), "currency": "USD"}, "account": id(1), "links": [{"to": id(1), "how": "about"}]}));
        }
        out
    })
}

const FIELDS: [&str; 5] = [
    "First Name",
    "Last Name",
    "Job Title",
    "Phone Number",
    "Shoe Size",
];

fn table(values: &BTreeMap<&str, String>) -> String {
    let mut writer = csv::Writer::from_writer(Vec::new());
    let header = ["Record ID", "Email"].into_iter().chain(FIELDS);
    writer.write_record(header).unwrap();
    let cells = FIELDS
        .iter()
        .map(|field| values.get(field).cloned().unwrap_or_default());
    writer
        .write_record(
            ["7".to_owned(), "a@b.example".to_owned()]
                .into_iter()
                .chain(cells),
        )
        .unwrap();
    String::from_utf8(writer.into_inner().unwrap()).unwrap()
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 200, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn no_bytes_panic(bytes in prop_oneof![proptest::collection::vec(any::<u8>(), 0..400), pieces()]) {
        if let Ok(readings) = read(&[Source { name: "x", bytes: &bytes }], &options()) {
            let told = readings[0].rows;
            let planned = plan(readings, &Snapshot::default(), &options(), false);
            let file = &planned.files[0];
            let classes = file.new + file.changed + file.same + file.doubtful + file.rejected.len() as u64;
            prop_assert!(classes == told || file.recognised.as_deref() == Some("products"), "{file:?}");
        }
    }

    #[test]
    fn what_leaves_comes_back(records in records()) {
        let name = |of: Id| records.iter().find(|record| record["id"] == json!(of)).and_then(|record| record["name"].as_str().map(ToOwned::to_owned));
        let mut forms: Vec<(&str, Vec<u8>)> = vec![("jsonl", Vec::new()), ("csv", Vec::new()), ("md", Vec::new())];
        write::jsonl(&mut forms[0].1, &records).unwrap();
        write::csv(&mut forms[1].1, &records, &name).unwrap();
        write::markdown(&mut forms[2].1, &records, &name).unwrap();
        let mut sorted = records.clone();
        sorted.sort_by_key(|record| record["id"].to_string());
        for (form, bytes) in &forms {
            let plan = planned(bytes, &Snapshot::default());
            let mut back = plan.makes.objects();
            back.sort_by_key(|record| record["id"].to_string());
            prop_assert!(back == sorted, "{form}: {}\n{:?}", String::from_utf8_lossy(bytes), plan.files);
            prop_assert!(planned(bytes, &Snapshot::new(records.clone(), None)).is_empty());
        }
    }

    #[test]
    fn activity_leaves_and_comes_back(rows in proptest::collection::vec(
        (line(), 0_i32..2000, line(), proptest::option::of(line()), proptest::option::of(-999_999_i64..999_999), 0_u32..4, any::<bool>()), 1..20,
    )) {
        let rows: Vec<_> = rows
            .into_iter()
            .map(|(order, day, product, site, amount, scale, euros)| {
                let on = jiff::civil::date(2024, 1, 1).checked_add(jiff::Span::new().days(day)).unwrap();
                let amount = amount.map(|n| rust_decimal::Decimal::new(n, scale).normalize());
                (order, on, product, site.unwrap_or_default(), amount, if euros && amount.is_some() { "EUR" } else { "" })
            })
            .collect();
        let row = |(order, on, product, site, amount, currency): &'_ (String, jiff::civil::Date, String, String, Option<rust_decimal::Decimal>, &'static str)| {
            (order.clone(), *on, product.clone(), site.clone(), *amount, (*currency).to_owned())
        };
        let account = json!({"id": id(1), "short": "ac1", "kind": "account", "created": "2026-11-23T14:00:00Z", "name": "Acme"});
        let mut out = Vec::new();
        write::jsonl(&mut out, [account.as_object().unwrap()]).unwrap();
        write::activity(&mut out, id(1), rows.iter().map(|(order, on, product, site, amount, currency)| ActivityRow {
            account: "", on: Some(*on), order, product, code: "", site, channel: "", quantity: *amount, amount: *amount, currency, line: 0,
        })).unwrap();
        let plan = planned(&out, &Snapshot::default());
        prop_assert!(plan.files[0].rejected.is_empty(), "{:?}", plan.files[0].rejected);
        prop_assert_eq!(plan.activity.len(), 1);
        let back: Vec<_> = plan.tables[0]
            .iter()
            .map(|r| (r.order.to_owned(), r.on.unwrap(), r.product.to_owned(), r.site.to_owned(), r.amount, r.currency.to_owned()))
            .collect();
        prop_assert_eq!(back, rows.iter().map(row).collect::<Vec<_>>());
        prop_assert_eq!(plan.activity[0].account, id(1));
    }

    #[test]
    fn cards_of_ours_change_nothing(records in records()) {
        let name = |of: Id| records.iter().find(|record| record["id"] == json!(of)).and_then(|record| record["name"].as_str().map(ToOwned::to_owned));
        let mut bytes = Vec::new();
        write::vcard(&mut bytes, &records, &name).unwrap();
        let text = String::from_utf8_lossy(&bytes).into_owned();
        let plan = planned(&bytes, &Snapshot::new(records.clone(), None));
        let touched: Vec<_> = plan.edits.iter().map(|edit| (&edit.before, &edit.after)).collect();
        prop_assert!(plan.makes.is_empty() && touched.is_empty(), "{text}\n{touched:?}\n{:?}", plan.makes);
    }

    #[test]
    fn no_typed_value_is_lost(
        first in proptest::collection::btree_map(proptest::sample::select(&FIELDS[..]), "[a-z]{3,8}", 2..5),
        mine in proptest::collection::btree_map(proptest::sample::select(vec!["title", "notes", "name"]), "[A-Z]{3,8}", 0..3),
        second in proptest::collection::btree_map(proptest::sample::select(&FIELDS[..]), "[a-z]{3,8}", 0..5),
    ) {
        let mut world = Snapshot::default();
        apply(planned(table(&first).as_bytes(), &world), &mut world);
        let mut record = world.records().find(|record| record["kind"] == "person").unwrap().clone();
        let before = record.clone();
        for (field, text) in &mine {
            record.insert((*field).to_owned(), json!(text));
        }
        world.add(record.clone(), None);
        let mut whole = first.clone();
        whole.extend(second.clone());
        let again = planned(table(&whole).as_bytes(), &world);
        let kept: Vec<String> = again.files[0].details.iter().flat_map(|row| row.kept.iter().map(|change| change.field.clone())).collect();
        apply(again, &mut world);
        let id: Id = record["id"].as_str().unwrap().parse().unwrap();
        let after = world.record(id).unwrap();
        for (field, text) in &mine {
            prop_assert_eq!(&after[*field], &json!(text), "what a person typed stays");
        }
        // A field that only the file moved follows the file.
        if let Some(title) = second.get("Job Title") {
            if mine.contains_key("title") {
                let moved = first.get("Job Title") != Some(title) && before.get("title") != Some(&json!(title));
                prop_assert!(!moved || kept.contains(&"title".to_owned()), "both moved: it is shown");
            } else {
                prop_assert_eq!(&after["title"], &json!(title));
            }
        }
        prop_assert!(planned(table(&whole).as_bytes(), &world).is_empty(), "the same file twice changes nothing");
    }
}

pub(crate) fn book(dir: &std::path::Path) -> Book {
    crate::books::open(dir, "09:00", None)
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 24, failure_persistence: None, ..ProptestConfig::default() })]

    /// `--theirs` shows each typed value that it overwrites beside what takes its place, and undo brings all of them back.
    #[test]
    fn what_theirs_overwrites_is_shown_and_comes_back(
        first in proptest::collection::btree_map(proptest::sample::select(&FIELDS[..]), "[a-z]{3,8}", 2..5),
        mine in proptest::collection::btree_map(proptest::sample::select(vec!["title", "notes", "name", "shoe"]), "[A-Z]{3,8}", 1..4),
        second in proptest::collection::btree_map(proptest::sample::select(&FIELDS[..]), "[a-z]{3,8}", 1..5),
    ) {
        let dir = tempfile::tempdir().unwrap();
        let mut book = book(dir.path());
        let bring = |book: &mut Book, text: &str, theirs: bool| {
            let mut options = options();
            let source = Source { name: "hub.csv", bytes: text.as_bytes() };
            let mut plan = book.plan_import(&[source], &mut options, theirs).unwrap();
            let rows = plan.files[0].details.clone();
            let receipt = book.apply_import(&mut plan, &BTreeMap::new(), &mut |_| Flow::On).unwrap();
            (rows, receipt)
        };
        bring(&mut book, &table(&first), false);
        let person = |book: &mut Book| book.of_kind(Kind::Person).unwrap().remove(0);
        let one = person(&mut book);
        // A value of one's own in a column that has no field, too.
        let set = mine.iter().map(|(field, text)| match *field {
            "shoe" => ("extra".to_owned(), {
                let mut extra = one.base.extra.clone();
                extra.insert("Shoe Size".to_owned(), json!(text));
                json!(extra)
            }),
            field => (field.to_owned(), json!(text)),
        });
        let step = Step::Edit { id: one.id(), set: set.collect(), was: Object::new() };
        book.write("edit", vec![step]).unwrap();
        let typed = person(&mut book).object();
        let mut whole = first.clone();
        whole.extend(second);
        let (rows, receipt) = bring(&mut book, &table(&whole), true);
        let after = person(&mut book).object();
        let value = |record: &Object, field: &str| ally::interchange::merge::get(record, field);
        for field in mine.keys() {
            let field = if *field == "shoe" { "extra.Shoe Size" } else { field };
            let (old, new) = (value(&typed, field), value(&after, field));
            if old == new {
                continue;
            }
            let shown = rows.iter().any(|row| row.changed.iter().any(|change| {
                change.field == field && change.old == old && change.new == new && row.overwrites(change)
            }));
            prop_assert!(shown, "{field}: {old:?} gave way to {new:?} unseen in {rows:?}");
        }
        // Whatever else moved is shown as well, old and new.
        for (field, old) in &typed {
            if !["brought", "changed", "extra"].contains(&field.as_str()) && after.get(field) != Some(old) {
                let shown = rows.iter().flat_map(|row| &row.changed).any(|change| change.field == *field && change.old.as_ref() == Some(old));
                prop_assert!(shown, "{field} moved unseen");
            }
        }
        if receipt.entry.is_some() {
            book.execute(Command::Undo { bench: None, entry: receipt.entry }).unwrap();
        }
        let mut back = person(&mut book).object();
        let mut typed = typed;
        for record in [&mut back, &mut typed] {
            record.shift_remove("changed");
        }
        prop_assert_eq!(back, typed, "undo brings back what was typed");
    }
}

/// Until an import is saved it can be stopped and the book is as it was; after that it stands, and undo takes it back.
#[test]
fn an_import_can_be_stopped_until_it_is_saved() {
    let dir = tempfile::tempdir().unwrap();
    let mut book = book(dir.path());
    let mut text = "Record ID,First Name,Last Name,Email,Company Name\n".to_owned();
    for at in 0..5_000 {
        let company = at % 90;
        writeln!(
            text,
            "{at},Anna,Berg{at},p{at}@c{company}.example,Company {company}"
        )
        .unwrap();
    }
    let source = Source {
        name: "hub.csv",
        bytes: text.as_bytes(),
    };
    let bring = |book: &mut Book, stops: fn(Bringing) -> bool| {
        let mut plan = book.plan_import(&[source], &mut options(), false).unwrap();
        let mut seen = Vec::new();
        let done = book.apply_import(&mut plan, &BTreeMap::new(), &mut |now| {
            seen.push(now);
            if stops(now) { Flow::Stop } else { Flow::On }
        });
        (done, seen)
    };
    for stops in [
        (|now| matches!(now, Bringing::Works(_))) as fn(Bringing) -> bool,
        |now| now == Bringing::Saves,
    ] {
        let (done, seen) = bring(&mut book, stops);
        assert!(
            done.unwrap_err()
                .to_string()
                .contains("nothing was imported")
        );
        assert!(
            stops(*seen.last().unwrap()),
            "nothing more is told after the stop: {seen:?}"
        );
        assert!(book.objects().unwrap().is_empty());
    }
    let (done, seen) = bring(&mut book, |now| matches!(now, Bringing::Saved(_)));
    assert_eq!(done.unwrap().entry, Some(1), "too late");
    assert_eq!(seen.last(), Some(&Bringing::Saved(1)));
    assert_eq!(book.objects().unwrap().len(), 5_090);
    book.execute(Command::Undo {
        bench: None,
        entry: None,
    })
    .unwrap();
    assert!(book.objects().unwrap().is_empty());
}

fn exported(records: &[Object]) -> [Vec<u8>; 2] {
    let find = |of: Id| records.iter().find(|record| record["id"] == json!(of));
    let name = |of: Id| Some(find(of)?["name"].as_str()?.to_owned());
    let mut cards = Vec::new();
    write::vcard(&mut cards, records, &name).unwrap();
    let person = |of: Id| {
        let email = find(of)?
            .get("emails")
            .and_then(|emails| emails[0].as_str());
        Some((name(of)?, email.map(ToOwned::to_owned)))
    };
    let mut events = Vec::new();
    write::ical(&mut events, records, &person).unwrap();
    [cards, events]
}

/// Cards and events that leave one book make the same people, accounts and meetings in another.
#[test]
fn cards_and_events_come_into_another_book() {
    let frame = |number: u64, kind: &str| json!({"id": id(number), "short": "", "kind": kind, "created": "2026-11-23T14:00:00Z", "changed": "2026-11-23T14:00:00Z", "author": "me", "visibility": "team"});
    let records: Vec<Object> = [
        (frame(1, "account"), json!({"name": "Kupfer; Söhne, GmbH", "website": "https://kupfer.example", "location": "Berlin", "notes": "one\ntwo, three", "tags": ["a,b", "c"]})),
        (frame(2, "person"), json!({"name": "Anna \\ Berg", "called": "Annie", "emails": ["anna@kupfer.example", "a.berg@home.example"], "phones": ["+49 30 5550101"], "title": "Head, buying", "birthday": "--02-29", "notes": "likes\n=1+1", "tags": ["key"], "account": id(1)})),
        (frame(3, "person"), json!({"name": "Ben Holt", "birthday": "1980-04-01", "handles": ["https://x.example/ben"]})),
        (frame(4, "touchpoint"), json!({"subject": "Prices; terms, \"and\" more", "starts": "2026-12-03T09:30:00-05:00[America/New_York]", "ends": "2026-12-03T10:30:00-05:00[America/New_York]", "channel": "call", "state": "planned", "place": "Room 5, north", "notes": "one\ntwo", "tags": ["x"], "account": id(1), "people": [id(2)]})),
        (frame(5, "touchpoint"), json!({"subject": "Off", "starts": "2026-12-04T09:30:00-05:00[America/New_York]", "state": "cancelled", "account": id(1)})),
    ]
    .into_iter()
    .map(|(mut frame, own)| {
        let object = frame.as_object_mut().unwrap();
        object.extend(own.as_object().unwrap().clone());
        Record::read_strictly(object.clone()).unwrap().object()
    })
    .collect();
    let mut world = Snapshot::default();
    for bytes in exported(&records) {
        let text = String::from_utf8(bytes.clone()).unwrap();
        let plan = planned(&bytes, &world);
        assert!(
            plan.files[0].rejected.is_empty(),
            "{:?}\n{text}",
            plan.files
        );
        apply(plan, &mut world);
        assert!(
            planned(&bytes, &world).is_empty(),
            "the same twice changes nothing\n{text}"
        );
    }
    let named = |kind: &str, field: &str, text: &str| -> Object {
        let found = world
            .records()
            .find(|record| record["kind"] == kind && record.get(field) == Some(&json!(text)));
        found
            .unwrap_or_else(|| panic!("{kind} {text}: {:#?}", world.records().collect::<Vec<_>>()))
            .clone()
    };
    let same = |got: &Object, want: &Object, fields: &[&str]| {
        for field in fields {
            assert_eq!(got.get(*field), want.get(*field), "{field} of {got:?}");
        }
    };
    let account = named("account", "name", "Kupfer; Söhne, GmbH");
    same(
        &account,
        &records[0],
        &["website", "location", "notes", "tags"],
    );
    let anna = named("person", "name", "Anna \\ Berg");
    same(
        &anna,
        &records[1],
        &[
            "called", "emails", "phones", "title", "birthday", "notes", "tags",
        ],
    );
    assert_eq!(anna["account"], account["id"]);
    let ben = named("person", "name", "Ben Holt");
    same(&ben, &records[2], &["birthday", "handles"]);
    let call = named("touchpoint", "subject", "Prices; terms, \"and\" more");
    same(
        &call,
        &records[3],
        &["starts", "ends", "place", "notes", "tags"],
    );
    assert_eq!(
        (&call["people"][0], &call["account"]),
        (&anna["id"], &account["id"])
    );
    let off = named("touchpoint", "subject", "Off");
    assert_eq!(off["state"], "cancelled");
}

#[test]
fn the_order_of_files_does_not_matter() {
    let accounts = "Id,Name,ParentId,IsDeleted\n001A,Acme,,false\n001B,Acme Nord,001A,false\n";
    let contacts = "Id,LastName,FirstName,AccountId,ReportsToId,Email\n003A,Berg,Anna,001B,003B,anna@acme.example\n003B,Holt,Ben,001A,,ben@acme.example\n";
    let meeting = "BEGIN:VCALENDAR\nBEGIN:VEVENT\nUID:m\nDTSTART:20261201T100000Z\nDURATION:PT1H\nSUMMARY:QBR\nATTENDEE;CN=Anna Berg:mailto:anna@acme.example\nATTENDEE:mailto:new@acme.example\nEND:VEVENT\nEND:VCALENDAR\n";
    let shape = |order: [&str; 3]| {
        let mut world = Snapshot::default();
        for text in order {
            apply(planned(text.as_bytes(), &world), &mut world);
        }
        let name = |value: &Value| {
            let id = value
                .as_str()
                .and_then(|id| id.parse().ok())
                .and_then(|id: Id| world.record(id));
            id.and_then(|record| record.get("name").cloned())
                .unwrap_or_default()
        };
        let mut told: Vec<String> = world
            .records()
            .map(|record| {
                let of = |field: &str| record.get(field).map(&name).unwrap_or_default();
                let people = record
                    .get("people")
                    .and_then(Value::as_array)
                    .map(|people| people.iter().map(&name).collect::<Vec<_>>());
                format!(
                    "{} {} account {} parent {} boss {} people {:?} inbox {:?}",
                    record["kind"],
                    record
                        .get("name")
                        .or(record.get("subject"))
                        .cloned()
                        .unwrap_or_default(),
                    of("account"),
                    of("parent"),
                    of("reports_to"),
                    people.map(|people| people.contains(&json!("Anna Berg"))),
                    record.get("inbox")
                )
            })
            .filter(|line| !line.starts_with("\"person\" null"))
            .collect();
        told.sort();
        told
    };
    let right = shape([accounts, contacts, meeting]);
    assert!(
        right
            .iter()
            .any(|line| line.contains("QBR") && line.contains("account \"Acme")),
        "{right:#?}"
    );
    for order in [
        [contacts, accounts, meeting],
        [meeting, contacts, accounts],
        [meeting, accounts, contacts],
        [contacts, meeting, accounts],
    ] {
        assert_eq!(shape(order), right);
    }
}

#[test]
fn meetings_move_and_are_called_off_with_their_notes() {
    let series = |rule: &str, hour: &str, except: &str| {
        format!(
            "BEGIN:VCALENDAR\nBEGIN:VEVENT\nUID:w\nDTSTART;TZID=Europe/Berlin:20261201T{hour}0000\nDURATION:PT1H\nRRULE:{rule}\n{except}SUMMARY:Weekly\nEND:VEVENT\nEND:VCALENDAR\n"
        )
    };
    let mut world = Snapshot::default();
    apply(
        planned(series("FREQ=WEEKLY;COUNT=4", "10", "").as_bytes(), &world),
        &mut world,
    );
    let mut first = world
        .records()
        .find(|record| record["starts"].as_str().unwrap().starts_with("2026-12-08"))
        .unwrap()
        .clone();
    first.insert("must".into(), json!("the price"));
    world.add(first.clone(), None);
    let moved = planned(series("FREQ=WEEKLY;COUNT=4", "14", "").as_bytes(), &world);
    assert_eq!(
        (moved.makes.len(), moved.edits.len()),
        (0, 4),
        "{:?}",
        moved.files
    );
    apply(moved, &mut world);
    let id: Id = first["id"].as_str().unwrap().parse().unwrap();
    let now = world.record(id).unwrap();
    assert_eq!(
        (now["must"].as_str(), &now["starts"].as_str().unwrap()[..16]),
        (Some("the price"), "2026-12-08T14:00")
    );
    let off = planned(
        series("FREQ=WEEKLY;COUNT=4", "14", "EXDATE;VALUE=DATE:20261208\n").as_bytes(),
        &world,
    );
    apply(off, &mut world);
    assert_eq!(world.record(id).unwrap()["state"], "cancelled");
    assert_eq!(world.record(id).unwrap()["must"], "the price");
}

#[test]
fn events_of_ours_change_nothing() {
    let moment = "2026-12-03T09:30:00-05:00[America/New_York]";
    let record = json!({"id": id(1), "short": "tp1", "kind": "touchpoint", "created": "2026-11-23T14:00:00Z", "changed": "2026-11-23T14:00:00Z", "author": "me", "visibility": "team",
        "account": id(2), "starts": moment, "ends": "2026-12-03T10:30:00-05:00[America/New_York]", "channel": "call", "subject": "Prices; terms, \"and\" more", "notes": "one\ntwo", "state": "planned", "tags": ["a", "b,c"]});
    let record = Record::read_strictly(record.as_object().unwrap().clone())
        .unwrap()
        .object();
    let mut bytes = Vec::new();
    write::ical(&mut bytes, [&record], &|_| None).unwrap();
    let text = String::from_utf8(bytes.clone()).unwrap();
    assert!(
        text.contains("BEGIN:VTIMEZONE") && text.contains("TZID:America/New_York"),
        "{text}"
    );
    assert!(text.lines().all(|line| line.len() <= 75), "{text}");
    let plan = planned(&bytes, &Snapshot::new([record], None));
    assert!(plan.is_empty(), "{text}\n{:?}", plan.edits);
}

/// What happens to one person: somebody types, or one of two programs exports anew.
#[derive(Debug, Clone)]
enum Turn {
    Types(&'static str, String),
    Exports(usize, BTreeMap<&'static str, String>),
}

/// Few values, so that each side often goes back to what it said before; none is of both, for that would be the file's too.
fn turns() -> impl Strategy<Value = Vec<Turn>> {
    let typed = (
        proptest::sample::select(vec!["title", "Shoe Size", "phones", "account", "notes"]),
        0_usize..3,
    );
    let typed = typed.prop_map(|(field, nth)| {
        let text = match field {
            "phones" => ["+1 212 555 0190", "+1 212 555 0191", "+1 212 555 0192"][nth],
            "account" => ["Acme", "Bolt", "Copper"][nth],
            _ => ["MINE", "OURS", "YES"][nth],
        };
        Turn::Types(field, text.to_owned())
    });
    let columns = ["Job Title", "Shoe Size", "Phone Number", "Company Name"];
    let told = proptest::collection::btree_map(
        proptest::sample::select(columns.to_vec()),
        0_usize..3,
        0..5,
    );
    let exports = (0_usize..2, told).prop_map(|(source, told)| {
        let told = told.into_iter().map(|(column, nth)| {
            let text = match column {
                "Phone Number" => ["+1 212 555 0101", "+1 212 555 0102", ""][nth],
                "Company Name" => ["Delta", "Echo", "Fox"][nth],
                _ => ["one", "two", "three"][nth],
            };
            (column, text.to_owned())
        });
        Turn::Exports(source, told.collect())
    });
    proptest::collection::vec(prop_oneof![typed, exports], 1..9)
}

/// Two programs' exports of the same person: with an id of its own, and with none.
fn export_of(source: usize, told: &BTreeMap<&'static str, String>) -> String {
    let cell = |column: &str| told.get(column).cloned().unwrap_or_default();
    let own = ["Job Title", "Shoe Size", "Phone Number", "Company Name"].map(cell);
    let own = own.join(",");
    if source == 0 {
        format!(
            "Record ID,First Name,Last Name,Email,Job Title,Shoe Size,Phone Number,Company Name\n7,Anna,Berg,a@b.example,{own}\n"
        )
    } else {
        format!(
            "First Name,Last Name,Email,Job Title,Shoe Size,Phone Number,Company Name\nAnna,Berg,a@b.example,{own}\n"
        )
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 400, failure_persistence: None, ..ProptestConfig::default() })]

    /// Whatever two programs export in whatever order between what somebody types: what was typed last stands, what they
    /// say against it is shown, and each export changes nothing the second time.
    #[test]
    fn over_rounds_of_edits_on_all_sides_what_was_typed_last_stands(turns in turns()) {
        let mut world = Snapshot::default();
        for name in ["Acme", "Bolt", "Copper"] {
            let number = 900 + u64::from(name.as_bytes()[0]);
            let account = json!({"id": id(number), "short": format!("ac{number}"), "kind": "account", "created": "2026-11-23T14:00:00Z", "name": name});
            world.add(account.as_object().unwrap().clone(), None);
        }
        let named = |world: &Snapshot, name: &str| {
            world.by_name(Kind::Account, &name.to_lowercase()).first().copied()
        };
        let person = |world: &Snapshot| world.records().find(|record| record["kind"] == "person").cloned();
        let mut typed: BTreeMap<&'static str, Value> = BTreeMap::new();
        let mut phones: Vec<Value> = Vec::new();
        for turn in turns {
            let (source, told) = match turn {
                Turn::Exports(source, told) => (source, told),
                Turn::Types(field, text) => {
                    let Some(mut record) = person(&world) else { continue };
                    match field {
                        "phones" => {
                            let list = record.entry("phones").or_insert_with(|| json!([])).as_array_mut().unwrap();
                            if !list.contains(&json!(text)) {
                                list.push(json!(text));
                                phones.push(json!(text));
                            }
                        }
                        "account" => {
                            let account = json!(named(&world, &text).unwrap());
                            record.insert("account".into(), account.clone());
                            typed.insert("account", account);
                        }
                        "Shoe Size" => {
                            let extra = record.entry("extra").or_insert_with(|| json!({}));
                            extra.as_object_mut().unwrap().insert(field.into(), json!(text));
                            typed.insert("extra.Shoe Size", json!(text));
                        }
                        field => {
                            record.insert(field.into(), json!(text));
                            typed.insert(field, json!(text));
                        }
                    }
                    world.add(record, None);
                    continue;
                }
            };
            let text = export_of(source, &told);
            let again = planned(text.as_bytes(), &world);
            let rows = again.files[0].details.clone();
            apply(again, &mut world);
            let after = person(&world).unwrap();
            for (field, value) in &typed {
                let now = ally::interchange::merge::get(&after, field);
                let shown = rows.iter().flat_map(|row| &row.changed).any(|change| change.field == *field);
                prop_assert!(now.as_ref() == Some(value), "{field}: typed {value}, now {now:?}, shown {shown}, after {text}");
            }
            let held = after.get("phones").and_then(Value::as_array).cloned().unwrap_or_default();
            prop_assert!(phones.iter().all(|phone| held.contains(phone)), "{phones:?} of {held:?} after {text}");
            prop_assert!(planned(text.as_bytes(), &world).is_empty(), "the same file twice changes nothing: {text}");
        }
    }
}

/// Text as people have it in address books and calendars, of one line.
fn plain_line() -> impl Strategy<Value = String> {
    "[A-Za-zÄöß][A-Za-zÄöß ,;:'\"()&.0-9-]{0,22}[A-Za-zÄöß0-9.)]"
        .prop_map(|text| text.split_whitespace().collect::<Vec<_>>().join(" "))
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 120, failure_persistence: None, ..ProptestConfig::default() })]

    /// People leave as cards and come into an empty book with all that a card can hold.
    #[test]
    fn people_leave_as_cards_and_come_back(people in proptest::collection::vec(
        (plain_line(), plain_line(), proptest::option::of(plain_line()), 0_usize..3, prose(), proptest::option::of((1_i8..=12, 1_i8..=28))), 1..5,
    ), company in plain_line()) {
        let frame = |number: u64, kind: &str| json!({"id": id(number), "short": "", "kind": kind, "created": "2026-11-23T14:00:00Z", "changed": "2026-11-23T14:00:00Z", "author": "me", "visibility": "team"});
        let read_in = |mut frame: Value, own: Value| {
            let object = frame.as_object_mut().unwrap();
            object.extend(own.as_object().unwrap().clone());
            Record::read_strictly(object.clone()).unwrap().object()
        };
        let mut records = vec![read_in(frame(1, "account"), json!({"name": company}))];
        for (at, (name, title, called, mails, notes, born)) in people.iter().enumerate() {
            let mut own = json!({"name": format!("{name} {at}"), "title": title, "notes": notes, "account": id(1), "phones": [format!("+1 212 555 01{at:02}")]});
            let object = own.as_object_mut().unwrap();
            let emails: Vec<String> = (0..*mails).map(|mail| format!("p{at}.{mail}@x.example")).collect();
            if !emails.is_empty() {
                object.insert("emails".into(), json!(emails));
            }
            if let Some(called) = called {
                object.insert("called".into(), json!(called));
            }
            if let Some((month, day)) = born {
                object.insert("birthday".into(), json!(format!("--{month:02}-{day:02}")));
            }
            records.push(read_in(frame(10 + at as u64, "person"), own));
        }
        let [cards, _] = exported(&records);
        let mut world = Snapshot::default();
        apply(planned(&cards, &world), &mut world);
        let text = String::from_utf8_lossy(&cards);
        for person in &records[1..] {
            let back = world.records().find(|record| record["kind"] == "person" && record.get("name") == person.get("name"));
            prop_assert!(back.is_some(), "{} is not there: {text}", person["name"]);
            let back = back.unwrap();
            for field in ["title", "called", "emails", "phones", "notes", "birthday"] {
                prop_assert_eq!(back.get(field), person.get(field), "{} of {}", field, text);
            }
            let at = back.get("account").and_then(Value::as_str).and_then(|id| id.parse().ok()).and_then(|id| world.record(id));
            prop_assert_eq!(at.as_ref().and_then(|account| account.get("name")), records[0].get("name"), "{}", text);
        }
        prop_assert!(planned(&cards, &world).is_empty(), "the same cards again: {text}");
    }

    /// Meetings leave as a calendar and come into an empty book with all that a calendar can hold.
    #[test]
    fn meetings_leave_as_a_calendar_and_come_back(meetings in proptest::collection::vec(
        (plain_line(), prose(), plain_line(), -400_i32..300, 0_i64..1_440, 15_i64..600, proptest::sample::select(vec!["America/New_York", "Europe/Berlin", "UTC", "Asia/Tokyo"]), any::<bool>()), 1..5,
    )) {
        let frame = |number: u64| json!({"id": id(number), "short": "", "kind": "touchpoint", "created": "2026-11-23T14:00:00Z", "changed": "2026-11-23T14:00:00Z", "author": "me", "visibility": "team"});
        let now = options().now;
        let mut records = Vec::new();
        for (at, (subject, notes, place, day, minute, takes, zone, off)) in meetings.iter().enumerate() {
            let date = now.date().checked_add(jiff::Span::new().days(*day)).unwrap();
            let starts = date.to_zoned(jiff::tz::TimeZone::get(zone).unwrap()).unwrap();
            let starts = starts.checked_add(jiff::Span::new().minutes(*minute)).unwrap();
            let ends = starts.checked_add(jiff::Span::new().minutes(*takes)).unwrap();
            let over = ends.timestamp() < now.timestamp();
            let state = match (off, over) { (true, _) => "cancelled", (_, true) => "held", _ => "planned" };
            let mut object = frame(10 + at as u64);
            let own = json!({"subject": format!("{subject} {at}"), "notes": notes, "place": place, "starts": starts.to_string(), "ends": ends.to_string(), "state": state});
            object.as_object_mut().unwrap().extend(own.as_object().unwrap().clone());
            records.push(Record::read_strictly(object.as_object().unwrap().clone()).unwrap().object());
        }
        let [_, events] = exported(&records);
        let mut world = Snapshot::default();
        apply(planned(&events, &world), &mut world);
        let text = String::from_utf8_lossy(&events);
        let moment = |record: &Object, field: &str| record[field].as_str().unwrap().parse::<ally::domain::Moment>().unwrap().timestamp();
        // What was held rings nobody any more, and stays where it was.
        for meeting in records.iter().filter(|record| record["state"] != "held") {
            let back = world.records().find(|record| record.get("subject") == meeting.get("subject"));
            prop_assert!(back.is_some(), "{} is not there: {text}", meeting["subject"]);
            let back = back.unwrap();
            for field in ["notes", "place", "state"] {
                prop_assert_eq!(back.get(field), meeting.get(field), "{} of {}", field, text);
            }
            for field in ["starts", "ends"] {
                prop_assert_eq!(moment(back, field), moment(meeting, field), "{} of {}", field, text);
            }
        }
        prop_assert!(planned(&events, &world).is_empty(), "the same calendar again: {text}");
    }
}
