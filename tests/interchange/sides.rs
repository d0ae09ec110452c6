//! Somebody types, files come again and again: nothing typed is lost, whatever sort of record it is.

#![allow(clippy::unwrap_used, missing_docs)]

use std::collections::BTreeMap;
use std::fmt::Write as _;

use ally::book::Step;
use ally::domain::{Id, Kind, Object};
use ally::interchange::{Flow, Snapshot, Source, World, merge, write};
use proptest::prelude::*;
use serde_json::{Value, json};

use crate::properties::{apply, book, id, options, planned};

/// One sort of file with one record, and what of it is a field of the book.
struct Sort {
    kind: &'static str,
    /// Column → field.
    columns: &'static [(&'static str, &'static str)],
    /// What the file says in a column the n-th time.
    told: fn(&str, usize) -> String,
    /// What somebody types into a field the n-th time.
    typed: fn(&str, usize) -> Vec<(String, Value)>,
    file: fn(&dyn Fn(&str) -> String) -> String,
}

/// The same words of one side each, so that neither says by chance what the other does.
fn mine(field: &str, nth: usize) -> Vec<(String, Value)> {
    let text = ["MINE", "OURS", "YES"][nth];
    vec![(field.to_owned(), json!(text))]
}

fn theirs(_column: &str, nth: usize) -> String {
    ["one", "two", "three"][nth].to_owned()
}

const CARD: Sort = Sort {
    kind: "person",
    columns: &[
        ("TITLE", "title"),
        ("NOTE", "notes"),
        ("ADR", "extra.Address (work)"),
        ("BDAY", "birthday"),
        ("X-SHOE", "extra.X-SHOE"),
    ],
    told: |column, nth| match column {
        "BDAY" => ["19800401", "19800402", "--0403"][nth].to_owned(),
        other => theirs(other, nth),
    },
    typed: |field, nth| match field {
        "birthday" => vec![(
            field.to_owned(),
            json!(["1970-01-01", "--02-02", "1970-03-03"][nth]),
        )],
        field => mine(field, nth),
    },
    file: |cell| {
        let line = |name: &str, before: &str| match cell(name) {
            none if none.is_empty() => none,
            text => format!("{name}{before}{text}\r\n"),
        };
        format!(
            "BEGIN:VCARD\r\nVERSION:3.0\r\nUID:7\r\nFN:Anna Berg\r\nEMAIL:a@b.example\r\n{}{}{}{}{}END:VCARD\r\n",
            line("TITLE", ":"),
            line("NOTE", ":"),
            line("ADR", ";TYPE=work:;;Street 1;"),
            line("BDAY", ":"),
            line("X-SHOE", ":"),
        )
    },
};

const DEAL: Sort = Sort {
    kind: "deal",
    columns: &[
        ("Deal Stage", "stage"),
        ("Amount", "amount"),
        ("Close Date", "closes"),
        ("Deal owner", "owner"),
        ("Lost to", "extra.Lost to"),
    ],
    told: |column, nth| match column {
        "Amount" => ["100.50", "200.50", "300.50"][nth].to_owned(),
        "Close Date" => ["2027-01-31", "2027-02-28", "2027-03-31"][nth].to_owned(),
        other => theirs(other, nth),
    },
    typed: |field, nth| match field {
        "amount" => {
            let amount = ["7", "8", "9"][nth];
            vec![(
                field.to_owned(),
                json!({"amount": amount, "currency": "EUR"}),
            )]
        }
        "closes" => vec![(
            field.to_owned(),
            json!(["2028-01-01", "2028-02-02", "2028-03-03"][nth]),
        )],
        field => mine(field, nth),
    },
    file: |cell| {
        format!(
            "Record ID,Deal Name,Pipeline,Currency,Deal Stage,Amount,Close Date,Deal owner,Lost to\n27001,Roof,Sales,EUR,{},{},{},{},{}\n",
            cell("Deal Stage"),
            cell("Amount"),
            cell("Close Date"),
            cell("Deal owner"),
            cell("Lost to"),
        )
    },
};

const ANSWER: Sort = Sort {
    kind: "survey",
    columns: &[
        ("score", "score"),
        ("words", "words"),
        ("Segment", "segment"),
        ("Shop", "extra.Shop"),
    ],
    told: |column, nth| match column {
        "score" => ["7", "8", "9"][nth].to_owned(),
        other => theirs(other, nth),
    },
    typed: |field, nth| match field {
        "score" => vec![(field.to_owned(), json!(["1", "2", "3"][nth]))],
        field => mine(field, nth),
    },
    file: |cell| {
        format!(
            "Response ID,Date Submitted,Email Address,Company,How likely are you to recommend us? (0-10),What could we do better?,Segment,Shop\n1,2026-03-01,ann@acme.example,Acme,{},{},{},{}\n",
            cell("score"),
            cell("words"),
            cell("Segment"),
            cell("Shop"),
        )
    },
};

const MEETING: Sort = Sort {
    kind: "touchpoint",
    columns: &[
        ("SUMMARY", "subject"),
        ("LOCATION", "place"),
        ("DESCRIPTION", "notes"),
        ("DTSTART", "starts"),
    ],
    told: |column, nth| match column {
        "DTSTART" => ["20261201T100000Z", "20261203T140000Z", "20261210T080000Z"][nth].to_owned(),
        other => theirs(other, nth),
    },
    typed: |field, nth| match field {
        // Who moves a meeting moves its end too.
        "starts" => {
            let day = ["2026-12-02", "2026-12-04", "2026-12-15"][nth];
            let at = |hour: &str| json!(format!("{day}T{hour}:00:00-05:00[America/New_York]"));
            vec![
                ("starts".to_owned(), at("08")),
                ("ends".to_owned(), at("11")),
            ]
        }
        field => mine(field, nth),
    },
    file: |cell| {
        let line = |name: &str| match cell(name) {
            none if none.is_empty() => none,
            text => format!("{name}:{text}\r\n"),
        };
        let starts = match cell("DTSTART") {
            none if none.is_empty() => "20261120T100000Z".to_owned(),
            at => at,
        };
        format!(
            "BEGIN:VCALENDAR\r\nBEGIN:VEVENT\r\nUID:m\r\nDTSTART:{starts}\r\nDURATION:PT1H\r\n{}{}{}END:VEVENT\r\nEND:VCALENDAR\r\n",
            line("SUMMARY"),
            line("LOCATION"),
            line("DESCRIPTION"),
        )
    },
};

/// Somebody types into a field, or the file comes with these columns.
#[derive(Debug, Clone)]
enum Turn {
    Types(usize, usize),
    Comes(BTreeMap<usize, usize>),
}

fn turns() -> impl Strategy<Value = Vec<Turn>> {
    let types = (0_usize..5, 0_usize..3).prop_map(|(field, nth)| Turn::Types(field, nth));
    let comes = proptest::collection::btree_map(0_usize..5, 0_usize..3, 0..6).prop_map(Turn::Comes);
    proptest::collection::vec(prop_oneof![types, comes], 1..9)
}

/// Plays what happens: what was typed last stands, what only the file says follows it, and twice changes nothing.
fn play(sort: &Sort, turns: &[Turn]) -> Result<(), TestCaseError> {
    let mut world = Snapshot::default();
    let (mut typed, mut said) = (BTreeMap::new(), BTreeMap::new());
    let record = |world: &Snapshot| {
        let mut all = world.records();
        all.find(|record| record["kind"] == sort.kind).cloned()
    };
    for turn in turns {
        match turn {
            Turn::Types(field, nth) => {
                let (_, field) = sort.columns[field % sort.columns.len()];
                let Some(mut held) = record(&world) else {
                    continue;
                };
                for (name, value) in (sort.typed)(field, *nth) {
                    match name.strip_prefix("extra.") {
                        Some(key) => {
                            let extra = held.entry("extra").or_insert_with(|| json!({}));
                            extra
                                .as_object_mut()
                                .unwrap()
                                .insert(key.into(), value.clone());
                        }
                        None => {
                            held.insert(name.clone(), value.clone());
                        }
                    }
                    typed.insert(name, value);
                }
                world.add(held, None);
            }
            Turn::Comes(cells) => {
                let cell = |name: &str| {
                    let at = sort.columns.iter().position(|(column, _)| *column == name);
                    let nth = at.and_then(|at| cells.get(&at));
                    nth.map(|nth| (sort.told)(name, *nth)).unwrap_or_default()
                };
                let text = (sort.file)(&cell);
                let plan = planned(text.as_bytes(), &world);
                // An answer that says nothing is none.
                let refused = !plan.files[0].rejected.is_empty();
                apply(plan, &mut world);
                let Some(after) = record(&world).filter(|_| !refused) else {
                    continue;
                };
                for (field, value) in &typed {
                    let now = merge::get(&after, field);
                    prop_assert!(
                        now.as_ref() == Some(value),
                        "{field}: typed {value}, now {now:?} after {text}"
                    );
                }
                for (column, field) in sort.columns {
                    if !cell(column).is_empty() && !typed.contains_key(*field) {
                        let now = merge::get(&after, field);
                        prop_assert!(now.is_some(), "{field} is not there after {text}");
                        let before = said.insert(*field, (cell(column), now.clone()));
                        if let Some((told, held)) = before {
                            prop_assert!(
                                (told == cell(column)) == (held == now),
                                "{field} follows the file: {held:?}, {now:?}, {text}"
                            );
                        }
                    }
                }
                prop_assert!(
                    planned(text.as_bytes(), &world).is_empty(),
                    "the same file twice changes nothing: {text}"
                );
            }
        }
    }
    Ok(())
}

/// A text that people write, with a word in it that stands nowhere else.
fn words() -> impl Strategy<Value = String> {
    "[A-Za-zÄöß][A-Za-zÄöß ,;:'\"()&.0-9-]{0,16}".prop_map(|text| {
        let text = text.split_whitespace().collect::<Vec<_>>().join(" ");
        text.trim_matches([',', ';']).trim().to_owned()
    })
}

/// The lines of a card, each with a mark that must not get lost.
fn card_lines() -> impl Strategy<Value = Vec<(usize, String, Vec<usize>)>> {
    let types = proptest::collection::vec(0_usize..6, 0..3);
    proptest::collection::vec((0_usize..22, words(), types), 1..10)
}

/// Writes a card's line of one sort; the mark stands in it.
fn card_line(sort: usize, mark: &str, text: &str, types: &[usize]) -> String {
    let escape = |text: &str| {
        text.replace('\\', "\\\\")
            .replace(';', "\\;")
            .replace(',', "\\,")
    };
    let text = escape(&format!("{mark} {text}"));
    let all = ["HOME", "WORK", "CELL", "FAX", "PREF", "x-own"];
    let types = types.iter().map(|at| format!(";TYPE={}", all[*at]));
    let types = types.collect::<Vec<_>>().concat();
    let digits: String = mark
        .bytes()
        .map(|byte| (b'0' + byte % 10) as char)
        .collect();
    match sort {
        0 => format!("TITLE:{text}"),
        1 => format!("ROLE:{text}"),
        2 => format!("NOTE:{text}"),
        3 => format!("TEL{types}:+49 30 {digits}"),
        4 => format!("EMAIL{types}:{}@x.example", mark.to_lowercase()),
        5 => format!("EMAIL{types}:{text}"),
        6 => format!("ADR{types}:;;{text};Berlin;;10115;Germany"),
        7 => format!("ADR{types}:{text};;;;;;"),
        8 => format!("URL{types}:https://x.example/{mark}"),
        9 => format!("BDAY;VALUE=text:{text}"),
        10 => format!("ANNIVERSARY;VALUE=text:{text}"),
        11 => format!("RELATED;TYPE=friend;VALUE=text:{text}"),
        12 => format!("X-FOO{types}:{text}"),
        13 => format!("NICKNAME:{text}"),
        14 => format!("GENDER:F;{text}"),
        15 => format!("X-MS-MANAGER:{text}"),
        16 => format!("IMPP{types}:skype:{mark}"),
        17 => format!("TZ;VALUE=text:{text}"),
        18 => format!("ORG:Acme;{text}"),
        19 => format!("HOBBY:{text}"),
        20 => format!("LABEL{types}:{text}"),
        _ => format!("CATEGORIES:{text}"),
    }
}

fn exported(world: &Snapshot) -> Vec<u8> {
    let records: Vec<Object> = world.records().cloned().collect();
    let name = |of: Id| {
        world
            .record(of)?
            .get("name")?
            .as_str()
            .map(ToOwned::to_owned)
    };
    let mut cards = Vec::new();
    write::vcard(&mut cards, &records, &name).unwrap();
    cards
}

fn person(world: &Snapshot, name: &str) -> Option<Object> {
    let mut all = world.records();
    all.find(|record| record["kind"] == "person" && record.get("name") == Some(&json!(name)))
        .cloned()
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 120, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn what_was_typed_over_a_card_stands(turns in turns()) {
        play(&CARD, &turns)?;
    }

    #[test]
    fn what_was_typed_over_a_deal_stands(turns in turns()) {
        play(&DEAL, &turns)?;
    }

    #[test]
    fn what_was_typed_over_an_answer_stands(turns in turns()) {
        play(&ANSWER, &turns)?;
    }

    #[test]
    fn what_was_typed_over_a_meeting_stands(turns in turns()) {
        play(&MEETING, &turns)?;
    }

    /// Nothing that a card says is dropped, and all of it goes out as a card again and comes into another book the same.
    #[test]
    fn nothing_of_a_card_is_lost_on_the_way_in_and_out(lines in card_lines()) {
        let mut text = "BEGIN:VCARD\r\nVERSION:4.0\r\nUID:c\r\nFN:Zoë Berg\r\n".to_owned();
        let mut marks = Vec::new();
        for (at, (sort, words, types)) in lines.iter().enumerate() {
            let mark = format!("Q{}z", &"abcdefghij"[at..=at]);
            let line = card_line(*sort, &mark, words, types);
            if *sort == 3 {
                marks.push(line.rsplit(' ').next().unwrap().to_owned());
            } else {
                marks.push(mark.to_lowercase());
            }
            text.push_str(&line);
            text.push_str("\r\n");
        }
        text.push_str("END:VCARD\r\n");
        let mut world = Snapshot::default();
        apply(planned(text.as_bytes(), &world), &mut world);
        let first = person(&world, "Zoë Berg");
        prop_assert!(first.is_some(), "{text}");
        let whole = json!(first).to_string().to_lowercase();
        for mark in &marks {
            prop_assert!(whole.contains(mark), "{mark} is nowhere: {text}\n{whole}");
        }
        prop_assert!(planned(text.as_bytes(), &world).is_empty(), "the same card again: {text}");
        let cards = exported(&world);
        let out = String::from_utf8_lossy(&cards).into_owned();
        let own = planned(&cards, &world);
        prop_assert!(own.is_empty(), "into its own book: {out}\n{:?}", own.files[0].details);
        let mut other = Snapshot::default();
        apply(planned(&cards, &other), &mut other);
        let second = person(&other, "Zoë Berg");
        prop_assert!(second.is_some(), "{out}");
        let told = |record: Option<Object>| {
            let mut record = record.unwrap();
            for frame in ["id", "created", "foreign", "brought"] {
                record.shift_remove(frame);
            }
            record
        };
        let (first, second) = (told(first), told(second));
        for (field, value) in &first {
            prop_assert_eq!(second.get(field), Some(value), "{} of {}", field, &out);
        }
    }

    /// Who was taken off a meeting by hand stays off it, who was put to it stays, whatever guests the file names; whom the
    /// file itself put there goes where it names others.
    #[test]
    fn whoever_was_taken_off_a_meeting_stays_off(turns in proptest::collection::vec((any::<bool>(), 0_u8..8), 1..8)) {
        let mut world = Snapshot::default();
        let frame = |number: u64, kind: &str, own: Value| {
            let mut object = json!({"id": id(number), "short": "", "kind": kind, "created": "2026-11-23T14:00:00Z"});
            object.as_object_mut().unwrap().extend(own.as_object().unwrap().clone());
            object.as_object().unwrap().clone()
        };
        world.add(frame(900, "account", json!({"name": "Acme"})), None);
        for at in 0..3_u64 {
            world.add(frame(901 + at, "person", json!({"name": format!("P {at}"), "emails": [format!("p{at}@acme.example")], "account": id(900)})), None);
        }
        let meeting = |world: &Snapshot| world.records().find(|record| record["kind"] == "touchpoint").cloned();
        let (mut named, mut off, mut on) = ([false; 3], [false; 3], [false; 3]);
        for (types, set) in turns {
            let chosen = |at: usize| set & (1 << at) != 0;
            if types {
                let Some(mut record) = meeting(&world) else { continue };
                let people: Vec<Value> = (0..3).filter(|at| chosen(*at)).map(|at| json!(id(901 + at as u64))).collect();
                record.insert("people".into(), json!(people));
                for at in 0..3 {
                    (on[at], off[at]) = (chosen(at) && !named[at], !chosen(at) && named[at]);
                }
                world.add(record, None);
                continue;
            }
            let guests = (0..3).filter(|at| chosen(*at)).map(|at| format!("ATTENDEE:mailto:p{at}@acme.example\r\n")).collect::<Vec<_>>().concat();
            let text = format!("BEGIN:VCALENDAR\r\nBEGIN:VEVENT\r\nUID:m\r\nDTSTART:20261201T100000Z\r\nSUMMARY:Call\r\n{guests}END:VEVENT\r\nEND:VCALENDAR\r\n");
            let plan = planned(text.as_bytes(), &world);
            let there = meeting(&world).and_then(|record| record.get("people").cloned());
            let there = |at: usize| there.as_ref().is_some_and(|list| list.as_array().unwrap().contains(&json!(id(901 + at as u64))));
            // A file that changes nothing leaves no word of whom it named.
            let leaves = !plan.is_empty();
            apply(plan, &mut world);
            let record = meeting(&world).unwrap();
            let people = record.get("people").cloned().unwrap_or_else(|| json!([]));
            let holds = |at: usize| people.as_array().unwrap().contains(&json!(id(901 + at as u64)));
            for at in 0..3 {
                named[at] |= chosen(at) && leaves;
                let gone = there(at) && named[at] && !chosen(at) && set & 7 != 0;
                prop_assert!(!gone || !holds(at), "p{at} is named no longer: {people} after {text}");
                named[at] &= !gone;
                on[at] &= !named[at];
                prop_assert!(!on[at] || holds(at), "p{at} was put there: {people} after {text}");
                prop_assert!(!off[at] || !holds(at), "p{at} was taken off: {people} after {text}");
            }
            prop_assert!(planned(text.as_bytes(), &world).is_empty(), "the same file twice: {text}");
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 10, failure_persistence: None, ..ProptestConfig::default() })]

    /// Who was deleted stays away and who was made one stays so, whatever the file says of them next; what was typed at
    /// whoever stays stands.
    #[test]
    fn deletions_and_merges_outlast_the_next_export(turns in proptest::collection::vec((0_u8..4, 0_usize..4, 0_usize..4, 0_usize..3), 2..8)) {
        let dir = tempfile::tempdir().unwrap();
        let mut book = book(dir.path());
        let mut typed: BTreeMap<Id, String> = BTreeMap::new();
        let mut gone = [false; 4];
        let export = |nth: usize| {
            let mut text = "Record ID,First Name,Last Name,Email,Job Title\n".to_owned();
            for (at, name) in ["Anna", "Ben", "Cleo", "Dora"].iter().enumerate() {
                writeln!(text, "{at}7,{name},Berg{at},p{at}@b.example,{}", ["one", "two", "three"][(nth + at) % 3]).unwrap();
            }
            text
        };
        let bring = |book: &mut ally::book::Book, nth: usize| {
            let text = export(nth);
            let source = Source { name: "hub.csv", bytes: text.as_bytes() };
            let mut plan = book.plan_import(&[source], &mut options(), false).unwrap();
            book.apply_import(&mut plan, &BTreeMap::new(), &mut |_| Flow::On).unwrap();
            book.plan_import(&[source], &mut options(), false).unwrap().is_empty()
        };
        prop_assert!(bring(&mut book, 0));
        let at_address = |book: &mut ally::book::Book, at: usize| {
            let email = format!("p{at}@b.example");
            let people = book.of_kind(Kind::Person).unwrap();
            people.into_iter().find(|person| json!(person.object()["emails"]).as_array().unwrap().contains(&json!(email)))
        };
        for (turn, one, two, nth) in turns {
            let (first, second) = (at_address(&mut book, one), at_address(&mut book, two));
            match (turn, first, second) {
                (0, Some(first), _) => {
                    book.write("delete", vec![Step::Drop { id: first.id() }]).unwrap();
                    typed.remove(&first.id());
                    let held = json!(first.object()["emails"]).to_string();
                    for (at, gone) in gone.iter_mut().enumerate() {
                        *gone |= held.contains(&format!("p{at}@b.example"));
                    }
                }
                (1, Some(first), Some(second)) if first.id() != second.id() => {
                    book.merge(first.id(), second.id(), None).unwrap();
                    if let Some(title) = typed.remove(&first.id()) {
                        // Of two that were typed the kept one's counts.
                        let held = book.record(second.id()).unwrap().unwrap().object();
                        if held.get("title") == Some(&json!(title)) {
                            typed.insert(second.id(), title);
                        }
                    }
                }
                (2, Some(first), _) => {
                    let title = ["MINE", "OURS", "YES"][nth].to_owned();
                    let set = Object::from_iter([("title".to_owned(), json!(title))]);
                    book.write("edit", vec![Step::Edit { id: first.id(), set, was: Object::new() }]).unwrap();
                    typed.insert(first.id(), title);
                }
                _ => {
                    let same = bring(&mut book, nth);
                    prop_assert!(same, "the same file twice changes nothing");
                }
            }
            let people = book.of_kind(Kind::Person).unwrap();
            for person in &people {
                let object = person.object();
                if let Some(title) = typed.get(&person.id()) {
                    prop_assert_eq!(object.get("title"), Some(&json!(title)), "what was typed stands");
                }
            }
            for (at, gone) in gone.iter().enumerate() {
                prop_assert!(!gone || at_address(&mut book, at).is_none(), "p{at} was deleted");
                let held = people.iter().filter(|person| json!(person.object()["emails"]).to_string().contains(&format!("p{at}@b.example")));
                prop_assert!(held.count() <= 1, "p{at} is there twice");
            }
        }
    }
}
