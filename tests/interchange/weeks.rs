//! Exports week after week, and what was typed, filed, merged and taken back between them.

#![allow(clippy::unwrap_used, missing_docs)]

use std::collections::BTreeMap;

use ally::book::{Book, Clock, Command, Step};
use ally::domain::{Id, Kind, Object};
use ally::interchange::{Flow, Options, Plan, Source};
use serde_json::{Value, json};

const ACCOUNTS: &str = "Id,IsDeleted,MasterRecordId,Name,BillingCity\n\
    0015g00000AbC01,0,,Harborview Logistics,Oslo\n";
const PEOPLE: &str = "Id,IsDeleted,MasterRecordId,AccountId,LastName,FirstName,Email,Title,LastModifiedDate\n\
    0035g00000CoN08,0,,0015g00000AbC01,Carter,Sam,sam@harbor.example,Practice Manager,2026-10-01T10:00:00.000Z\n\
    0035g00000CoN09,0,,0015g00000AbC01,Carter,Samuel,s.carter@harbor.example,Front desk,2026-10-01T10:00:00.000Z\n";
const EVENTS: &str = "Id,WhatId,Subject,StartDateTime,EndDateTime\n\
    00U5g00000EvT01,0015g00000AbC01,Review,2026-11-18T09:00:00.000Z,2026-11-18T10:00:00.000Z\n";

struct Desk {
    book: Book,
    _dir: tempfile::TempDir,
}

impl Desk {
    fn new() -> Self {
        let dir = tempfile::tempdir().unwrap();
        let now = "2026-11-23T09:00:00-05:00[America/New_York]";
        let book = Book::open(ally::book::Options {
            dir: dir.path().join("book"),
            clock: Clock::fixed(now.parse().unwrap()),
            author: "robin".into(),
            create: true,
            bench: None,
        });
        Self {
            book: book.unwrap(),
            _dir: dir,
        }
    }

    fn plan(&mut self, texts: &[&str], theirs: bool) -> Plan {
        let names: Vec<String> = (0..texts.len()).map(|at| format!("{at}.csv")).collect();
        let sources = texts.iter().zip(&names).map(|(text, name)| Source {
            name,
            bytes: text.as_bytes(),
        });
        let mut options = Options::at(self.book.now());
        let sources: Vec<Source<'_>> = sources.collect();
        self.book
            .plan_import(&sources, &mut options, theirs)
            .unwrap()
    }

    fn import(&mut self, texts: &[&str], theirs: bool) -> Plan {
        let mut plan = self.plan(texts, theirs);
        let told = plan.clone();
        self.book
            .apply_import(&mut plan, &BTreeMap::new(), &mut |_| Flow::On)
            .unwrap();
        told
    }

    /// Imports files, and sees that the same command again changes nothing.
    fn import_once(&mut self, texts: &[&str]) -> Plan {
        let plan = self.import(texts, false);
        let again = self.plan(texts, false);
        assert!(again.is_empty(), "{:#?} {:#?}", again.edits, again.files);
        assert!(again.files.iter().all(|file| file.changed + file.new == 0));
        plan
    }

    fn short(&mut self, short: &str) -> Object {
        let all = Kind::ALL
            .iter()
            .flat_map(|kind| self.book.of_kind(*kind).unwrap());
        let found = all
            .map(|record| record.object())
            .find(|it| it["short"] == short);
        found.unwrap_or_else(|| panic!("no {short}"))
    }

    fn id(&mut self, short: &str) -> Id {
        self.short(short)["id"].as_str().unwrap().parse().unwrap()
    }

    fn set(&mut self, short: &str, fields: Value) {
        let Value::Object(set) = fields else {
            unreachable!()
        };
        let (id, was) = (self.id(short), Object::new());
        self.book
            .write("edit", vec![Step::Edit { id, set, was }])
            .unwrap();
    }

    fn undo(&mut self, entry: Option<u64>) {
        self.book
            .execute(Command::Undo { bench: None, entry })
            .unwrap();
    }

    fn last(&mut self) -> u64 {
        self.book.history(None, 1).unwrap()[0].head.seq
    }
}

fn notes(plan: &Plan) -> String {
    let rows = plan.files.iter().flat_map(|file| &file.details);
    let notes: Vec<&str> = rows
        .flat_map(|row| &row.notes)
        .map(String::as_str)
        .collect();
    notes.join("\n")
}

#[test]
fn what_was_filed_by_hand_stays_there_when_what_it_waited_for_comes() {
    let mut desk = Desk::new();
    desk.import(&[EVENTS], false);
    assert!(desk.short("tp1").contains_key("inbox"));
    let mill = "Record ID,Company name,Company Domain Name\n1,Old Mill,mill.example\n";
    desk.import(&[mill], false);
    let old = json!(desk.id("ac1"));
    desk.set("tp1", json!({"account": old}));
    assert!(!desk.short("tp1").contains_key("inbox"));
    desk.import(&[ACCOUNTS], false);
    assert_eq!(desk.short("tp1")["account"], old);
    // The file that still says otherwise is shown, and taken where it is asked for.
    let again = desk.import(&[EVENTS], false);
    assert_eq!(again.files[0].details[0].kept[0].field, "account");
    assert_eq!(desk.short("tp1")["account"], old);
    desk.import(&[EVENTS], true);
    assert_eq!(desk.short("tp1")["account"], json!(desk.id("ac2")));
}

#[test]
fn what_was_typed_outlasts_a_merge_and_what_is_left_behind_is_said() {
    let mut desk = Desk::new();
    desk.import(&[ACCOUNTS, PEOPLE], false);
    desk.set(
        "pe2",
        json!({"title": "Front desk lead", "landmine": "the 2019 invoice"}),
    );
    desk.set("pe1", json!({"landmine": "hates Sammy"}));
    let merged = PEOPLE.replace("CoN09,0,,", "CoN09,1,0035g00000CoN08,");
    let told = notes(&desk.plan(&[&merged], false));
    assert!(told.contains("pe2 → pe1"), "{told}");
    let left = "title: Front desk lead (pe2) is kept, Practice Manager (pe1) is left behind";
    assert!(told.contains(left), "{told}");
    let ids = (desk.id("pe2"), desk.id("pe1"));
    let (_, said) = desk.book.merge(ids.0, ids.1, None).unwrap();
    assert_eq!(said, [left]);
    let kept = desk.short("pe1");
    assert_eq!(kept["title"], "Front desk lead");
    assert_eq!(kept["landmine"], "hates Sammy; the 2019 invoice");
    assert_eq!(kept["emails"].as_array().unwrap().len(), 2);
    // Of two that were typed the one that stays counts, and the other is named.
    desk.undo(None);
    desk.set("pe1", json!({"title": "Chief"}));
    let (_, said) = desk.book.merge(ids.0, ids.1, None).unwrap();
    assert_eq!(
        said,
        ["title: Chief (pe1) is kept, Front desk lead (pe2) is left behind"]
    );
    let entry = &desk.book.history(None, 1).unwrap()[0];
    assert_eq!(entry.head.cause.left, [(ids.0, vec!["title".to_owned()])]);
    // Who has chosen is asked no more.
    desk.undo(None);
    let take = ["landmine".to_owned()];
    desk.book.merge(ids.0, ids.1, Some(&take)).unwrap();
    let kept = desk.short("pe1");
    assert_eq!(
        (&kept["title"], &kept["landmine"]),
        (&json!("Chief"), &json!("the 2019 invoice"))
    );
}

#[test]
fn an_order_that_two_files_of_a_command_have_counts_once() {
    let first = "Order Number,Order Date,Customer,Product,Quantity,Amount\n\
        A1,2026-11-02,Tern,Bolt,1,100\nA2,2026-11-03,Tern,Bolt,5,50\n";
    let second = "Order Number,Order Date,Customer,Product,Quantity,Amount\n\
        A1,2026-11-02,Tern,Bolt,1,100\nA2,2026-11-03,Tern,Bolt,7,70\nA3,2026-11-10,Tern,Bolt,1,10\n";
    let rows = |desk: &mut Desk| {
        let account = desk.id("ac1");
        let mut rows = desk.book.activity(account).unwrap();
        rows.sort();
        rows
    };
    let mut apart = Desk::new();
    apart.import(&[first], false);
    apart.import(&[second], false);
    let mut desk = Desk::new();
    desk.import_once(&[first, second]);
    let cells = |rows: Vec<String>| -> Vec<String> {
        let cells = rows.iter().map(|row| row.split_once(',').unwrap().1);
        cells.map(str::to_owned).collect()
    };
    let said = cells(rows(&mut desk));
    assert_eq!(said.len(), 3, "{said:?}");
    assert_eq!(said, cells(rows(&mut apart)));
    // A third file that says what the book has already takes back what the first says otherwise.
    let third = second.replace(",7,70", ",8,80");
    desk.import_once(&[first, &third, second, &third]);
    assert_eq!(cells(rows(&mut desk)).len(), 3);
    desk.import_once(&[first, first]);
    assert_eq!(cells(rows(&mut desk)).len(), 3);
}

#[test]
fn what_was_brought_back_goes_again_as_it_was() {
    let mut desk = Desk::new();
    desk.import(&[ACCOUNTS, PEOPLE], false);
    desk.set("pe1", json!({"title": "Chef (typed)"}));
    let before = desk.short("pe1");
    let id = desk.id("pe1");
    desk.book.write("delete", vec![Step::Drop { id }]).unwrap();
    let changed = PEOPLE.replace("Practice Manager", "Director");
    desk.import(&[&changed], true);
    assert_eq!(desk.short("pe1")["title"], "Director");
    desk.undo(None);
    assert!(desk.book.record(id).unwrap().is_none());
    let deleted = desk.last() - 2;
    desk.undo(Some(deleted));
    let mut after = desk.short("pe1");
    after.insert("changed".into(), before["changed"].clone());
    assert_eq!(after, before);
}

#[test]
fn what_lay_at_an_account_finds_it_when_it_comes_again() {
    let mut desk = Desk::new();
    desk.import(&[ACCOUNTS], false);
    let made = json!({"id": Id::from_bytes([0xff; 16]), "kind": "promise", "what": "the price list",
        "account": desk.id("ac1")});
    let Value::Object(made) = made else {
        unreachable!()
    };
    desk.book.write("add", vec![Step::Make(made)]).unwrap();
    desk.undo(Some(1));
    assert!(desk.short("pm1").contains_key("inbox"));
    desk.import(&[ACCOUNTS], false);
    let promise = desk.short("pm1");
    assert!(!promise.contains_key("inbox"), "{promise:?}");
    let accounts = desk.book.of_kind(Kind::Account).unwrap();
    assert_eq!(promise["account"], json!(accounts[0].id()));
}

#[test]
fn each_id_of_two_that_became_one_says_its_own_whatever_the_order_of_rows() {
    let rows = |text: &str| -> Vec<String> { text.lines().map(str::to_owned).collect() };
    let turned = |text: &str| {
        let rows = rows(text);
        format!("{}\n{}\n{}\n", rows[0], rows[2], rows[1])
    };
    let changed = PEOPLE.replace("Practice Manager", "Practice Director");
    for file in [changed.clone(), turned(&changed)] {
        let mut desk = Desk::new();
        desk.import(&[ACCOUNTS, PEOPLE], false);
        let ids = (desk.id("pe2"), desk.id("pe1"));
        desk.book.merge(ids.0, ids.1, None).unwrap();
        assert!(desk.plan(&[PEOPLE], false).is_empty());
        let plan = desk.import_once(&[&file]);
        assert_eq!(desk.short("pe1")["title"], "Practice Director");
        assert!(plan.files[0].details.iter().all(|row| row.kept.is_empty()));
    }
    // What the other id says anew is shown, and taken where it is asked for.
    let other = PEOPLE.replace("Front desk", "Front office");
    for file in [other.clone(), turned(&other)] {
        let mut desk = Desk::new();
        desk.import(&[ACCOUNTS, PEOPLE], false);
        let ids = (desk.id("pe2"), desk.id("pe1"));
        desk.book.merge(ids.0, ids.1, None).unwrap();
        let plan = desk.plan(&[&file], false);
        assert_eq!(
            plan.files[0].details[0].kept[0].new,
            Some(json!("Front office"))
        );
        desk.import(&[&file], true);
        assert_eq!(desk.short("pe1")["title"], "Front office");
        assert!(desk.plan(&[&file], true).is_empty());
    }
}

#[test]
fn the_newest_of_two_exports_in_one_command_counts_and_nothing_goes_to_and_fro() {
    let newer = PEOPLE
        .replace("Practice Manager", "Newest")
        .replace("2026-10-01", "2026-11-20");
    // The older one stands last, and yet it is the older one.
    let mut desk = Desk::new();
    desk.import_once(&[ACCOUNTS, &newer, PEOPLE]);
    assert_eq!(desk.short("pe1")["title"], "Newest");
    // Where neither says when it was changed the later file counts.
    let bare = |text: &str| {
        let rows = text
            .lines()
            .map(|row| row.rsplit_once(',').unwrap().0.to_owned());
        rows.collect::<Vec<_>>().join("\n") + "\n"
    };
    let (one, other) = (bare(PEOPLE), bare(&newer));
    let mut desk = Desk::new();
    desk.import_once(&[ACCOUNTS, &one, &other]);
    assert_eq!(desk.short("pe1")["title"], "Newest");
    // Whoever has moved to another account has one role that ended there, however often the command comes.
    let second = "Id,IsDeleted,MasterRecordId,Name,BillingCity\n0015g00000AbC02,0,,Tern,Bergen\n";
    let moved = other.replace("0015g00000AbC01", "0015g00000AbC02");
    desk.import_once(&[ACCOUNTS, second, &one, &moved]);
    let roles = desk.short("pe1")["roles"].clone();
    desk.import(&[ACCOUNTS, second, &one, &moved], false);
    assert_eq!(desk.short("pe1")["roles"], roles);
}

#[test]
fn two_that_a_later_file_of_the_command_makes_one_are_one_at_once() {
    let merged = PEOPLE.replace("CoN09,0,,", "CoN09,1,0035g00000CoN08,");
    for known in [false, true] {
        let mut desk = Desk::new();
        if known {
            desk.import(&[ACCOUNTS, PEOPLE], false);
        }
        desk.import_once(&[ACCOUNTS, PEOPLE, &merged]);
        assert_eq!(desk.book.of_kind(Kind::Person).unwrap().len(), 1);
        let emails = desk.short("pe1")["emails"].clone();
        assert_eq!(
            emails,
            json!(["sam@harbor.example", "s.carter@harbor.example"])
        );
    }
}

#[test]
fn what_was_typed_outlasts_a_chain_of_merges_and_a_circle_leaves_one() {
    let three = format!(
        "{PEOPLE}    0035g00000CoN10,0,,0015g00000AbC01,Carter,S.,sc@harbor.example,Lead,2026-10-01T10:00:00.000Z\n"
    );
    let people = |desk: &mut Desk| desk.book.of_kind(Kind::Person).unwrap();
    // The last becomes the second, and the second the first, in either order of rows.
    let chain = three
        .replace("CoN09,0,,", "CoN09,1,0035g00000CoN08,")
        .replace("CoN10,0,,", "CoN10,1,0035g00000CoN09,");
    let (head, rows) = chain.split_once('\n').unwrap();
    let turned: Vec<&str> = rows.lines().rev().map(str::trim).collect();
    let turned = format!("{head}\n{}\n", turned.join("\n"));
    for file in [chain.as_str(), &turned] {
        let mut desk = Desk::new();
        desk.import(&[ACCOUNTS, &three], false);
        desk.set("pe3", json!({"landmine": "never mention the invoice"}));
        desk.import(&[file], false);
        let left = people(&mut desk);
        assert_eq!(left.len(), 1, "{file}");
        let one = left[0].object();
        assert_eq!(one["landmine"], "never mention the invoice", "{file}");
        assert_eq!(one["emails"].as_array().map(Vec::len), Some(3), "{one:#?}");
        assert!(desk.plan(&[file], false).is_empty(), "{file}");
    }
    let circle = three
        .replace("CoN09,0,,", "CoN09,1,0035g00000CoN10,")
        .replace("CoN10,0,,", "CoN10,1,0035g00000CoN09,");
    let mut desk = Desk::new();
    desk.import(&[ACCOUNTS, &three], false);
    desk.import(&[&circle], false);
    assert_eq!(people(&mut desk).len(), 2);
}
