//! An import never moves, takes or doubles what it should not.

#![allow(clippy::unwrap_used, missing_docs)]

use std::collections::BTreeMap;

use ally::book::Book;
use ally::domain::{Id, Kind};
use ally::interchange::{
    Flow, Plan, Snapshot, Source, map::ColumnMap, plan::Class, plan::plan, read,
};
use serde_json::{Value, json};

use crate::properties::{book, options};
use crate::rules::{apply, named, planned_with};

/// Plans several files of one command.
fn planned(texts: &[&str], world: &Snapshot) -> Plan {
    let names: Vec<String> = (0..texts.len()).map(|at| format!("{at}.csv")).collect();
    let sources = texts.iter().zip(&names).map(|(text, name)| Source {
        name,
        bytes: text.as_bytes(),
    });
    let readings = read(&sources.collect::<Vec<_>>(), &options()).unwrap();
    plan(readings, world, &options(), false)
}

fn import(texts: &[&str], world: &mut Snapshot) -> Plan {
    let done = apply(planned(texts, world), world);
    let again = planned(texts, world);
    assert!(
        again.is_empty(),
        "the same again changes nothing: {:?}",
        again.files
    );
    done
}

fn classes(plan: &Plan) -> Vec<Class> {
    let rows = plan.files.iter().flat_map(|file| &file.details);
    let mut rows: Vec<(u64, Class)> = rows.map(|row| (row.line, row.class)).collect();
    rows.sort();
    rows.into_iter().map(|(_, class)| class).collect()
}

fn of(world: &Snapshot, name: &str, field: &str) -> Value {
    let held = named(world, name);
    assert_eq!(held.len(), 1, "{name}");
    held[0].get(field).cloned().unwrap_or_default()
}

const PEOPLE: &str = "Id,FirstName,LastName,Email,Title,ReportsToId\n1,Anna,Berg,anna@x.example,Boss,\n2,Ben,Cole,ben@x.example,Buyer,1\n";
const OTHERS: &str = "Id,FirstName,LastName,Email,Title,ReportsToId\n1,Zoe,Quist,zoe@y.example,Chief,\n2,Ben,Cole,ben@x.example,Buyer,1\n3,Dan,Ede,dan@x.example,Clerk,1\n";

#[test]
fn an_id_of_somebody_else_means_whom_its_own_file_has() {
    let mut world = Snapshot::default();
    import(&[PEOPLE], &mut world);
    let plan = import(&[OTHERS], &mut world);
    assert_eq!(
        classes(&plan),
        [Class::Doubtful, Class::Changed, Class::New]
    );
    let (anna, zoe) = (of(&world, "Anna Berg", "id"), of(&world, "Zoe Quist", "id"));
    for name in ["Ben Cole", "Dan Ede"] {
        assert_eq!(of(&world, name, "reports_to"), zoe);
    }
    // The file of before says what it said, and a file that has neither of them means whom it meant.
    import(&[PEOPLE], &mut world);
    assert_eq!(of(&world, "Ben Cole", "reports_to"), anna);
    assert_eq!(of(&world, "Dan Ede", "reports_to"), zoe);
    let only = "Id,FirstName,LastName,Email,ReportsToId\n3,Dan,Ede,dan@x.example,1\n";
    assert!(planned(&[only], &world).is_empty());
    import(&[PEOPLE, OTHERS], &mut world);
    assert_eq!(world.records().count(), 4);
}

const COMPANIES: &str = "Record ID,Company name,Company Domain Name,Industry\n1,Acme GmbH,acme.example,Retail\n2,Borg SE,borg.example,Food\n3,International Bolt Makers,,Bolts\n";
const DEALS: &str = "Record ID,Deal Name,Deal Stage,Amount,Currency,Close Date,Associated Company IDs\n11,Roof,Open,100,EUR,2027-01-31,1\n12,Wall,Open,200,EUR,2027-02-28,2\n";

#[test]
fn an_id_of_another_company_overwrites_no_account() {
    let mut world = Snapshot::default();
    import(&[COMPANIES, DEALS], &mut world);
    let others = "Record ID,Company name,Company Domain Name,Industry\n1,Globex GmbH,globex.example,Steel\n2,Nordhof,www.borg.example,Food\n3,IBM,,Machines\n";
    let deals = "Record ID,Deal Name,Deal Stage,Amount,Currency,Close Date,Associated Company IDs\n11,Truck lease,Open,900,EUR,2027-06-30,1\n12,Fence,Open,250,EUR,2027-03-31,2\n";
    let plan = import(&[others, deals], &mut world);
    assert_eq!(
        classes(&plan),
        [
            Class::Doubtful,
            Class::Doubtful,
            Class::Changed,
            Class::Changed,
            Class::Changed
        ],
        "{:?}",
        plan.files
    );
    // What was there stays as it was, and what came is linked to it.
    assert_eq!(of(&world, "Acme GmbH", "industry"), "Retail");
    assert_eq!(of(&world, "Roof", "amount")["amount"], "100");
    let acme = of(&world, "Acme GmbH", "id");
    assert_eq!(of(&world, "Roof", "account"), acme);
    assert_eq!(
        of(&world, "Globex GmbH", "links"),
        json!([{"to": acme, "how": "maybe same"}])
    );
    assert_eq!(
        of(&world, "Truck lease", "account"),
        of(&world, "Globex GmbH", "id")
    );
    // A name alone, or with the same address, account or half of the rest, is a new name.
    assert_eq!(of(&world, "Nordhof", "aliases"), json!(["Borg SE"]));
    assert_eq!(of(&world, "Fence", "account"), of(&world, "Nordhof", "id"));
    assert_eq!(of(&world, "IBM", "industry"), "Machines");
    // Each goes on as its own file says.
    let renamed = others
        .replace("Globex GmbH", "Globex Holding")
        .replace("Steel", "Iron");
    assert_eq!(classes(&import(&[&renamed], &mut world)), [Class::Changed]);
    assert_eq!(of(&world, "Acme GmbH", "industry"), "Retail");
    assert_eq!(of(&world, "Globex Holding", "industry"), "Iron");
    assert!(planned(&[deals], &world).is_empty());
    let kinds: Vec<&Value> = world.records().map(|record| &record["kind"]).collect();
    assert_eq!(kinds.iter().filter(|kind| **kind == "account").count(), 4);
    assert_eq!(kinds.iter().filter(|kind| **kind == "deal").count(), 3);
}

fn bring(book: &mut Book, text: &str, decimal: Option<bool>) -> Plan {
    let source = Source {
        name: "file.csv",
        bytes: text.as_bytes(),
    };
    let mut options = options();
    options.decimal = decimal;
    let mut plan = book.plan_import(&[source], &mut options, false).unwrap();
    let told = plan.clone();
    book.apply_import(&mut plan, &BTreeMap::new(), &mut |_| Flow::On)
        .unwrap();
    told
}

fn ids(book: &mut Book, kind: Kind) -> Vec<Id> {
    let all = book.of_kind(kind).unwrap();
    all.iter().map(ally::domain::Record::id).collect()
}

#[test]
fn two_of_one_id_that_were_made_one_stay_one() {
    let dir = tempfile::tempdir().unwrap();
    let mut book = book(dir.path());
    let other = COMPANIES.replace(
        "Acme GmbH,acme.example,Retail",
        "Globex,globex.example,Steel",
    );
    bring(&mut book, COMPANIES, None);
    bring(&mut book, &other, None);
    let accounts = ids(&mut book, Kind::Account);
    assert_eq!(accounts.len(), 4);
    let id_of = |book: &mut Book, name: &str| {
        let all = book.of_kind(Kind::Account).unwrap();
        let one = all.iter().find(|record| record.object()["name"] == name);
        one.unwrap().id()
    };
    let (acme, globex) = (id_of(&mut book, "Acme GmbH"), id_of(&mut book, "Globex"));
    book.merge(globex, acme, None).unwrap();
    for text in [&other, COMPANIES, &other] {
        bring(&mut book, text, None);
        assert_eq!(ids(&mut book, Kind::Account).len(), 3);
    }
}

#[test]
fn a_decimal_sign_that_was_said_is_remembered_for_its_header() {
    let dir = tempfile::tempdir().unwrap();
    let mut book = book(dir.path());
    let deal = |nth: u8, amount: &str| {
        format!("Record ID,Deal Name,Amount,Currency\n{nth},Deal {nth},{amount},EUR\n")
    };
    let order = |nth: u8, amount: &str| {
        format!("Order Date,Customer,Product,Amount\n2026-01-0{nth},Acme,Bolt,{amount}\n")
    };
    let says = |plan: &Plan| plan.files[0].warnings.join("; ");
    let amount = |book: &mut Book, nth: u8| {
        let all = book.of_kind(Kind::Deal).unwrap();
        let mut all = all.iter().map(ally::domain::Record::object);
        let one = all.find(|deal| deal["name"] == format!("Deal {nth}"));
        one.unwrap()["amount"]["amount"]
            .as_str()
            .unwrap()
            .to_owned()
    };
    bring(&mut book, &deal(1, "45.000"), Some(false));
    let next = bring(&mut book, &deal(2, "46.000"), None);
    assert!(
        says(&next).contains("as last time: decimal point"),
        "{}",
        says(&next)
    );
    assert_eq!(
        (amount(&mut book, 1), amount(&mut book, 2)),
        ("45".into(), "46".into())
    );
    // What a file shows by itself counts, and is not remembered.
    let own = bring(&mut book, &deal(3, "\"1.046,50\""), None);
    assert!(!says(&own).contains("last time"));
    assert_eq!(amount(&mut book, 3), "1046.5");
    // The last word counts, and another header knows nothing of it.
    bring(&mut book, &deal(4, "47.000"), Some(true));
    bring(&mut book, &deal(5, "48.000"), None);
    assert_eq!(
        (amount(&mut book, 4), amount(&mut book, 5)),
        ("47000".into(), "48000".into())
    );
    assert!(!says(&bring(&mut book, &order(1, "45.000"), Some(false))).contains("last time"));
    let next = bring(&mut book, &order(2, "46.000"), None);
    assert!(
        says(&next).contains("as last time: decimal point"),
        "{}",
        says(&next)
    );
}

/// Imports a table as somebody says, first without and then with a map.
fn as_said(text: &str, kind: &str, map: &str, world: &mut Snapshot) -> Plan {
    let mut said = options();
    said.as_kind = Some(kind.to_owned());
    apply(planned_with(text, world, &said), world);
    let mut said = options();
    said.map = Some(ColumnMap::parse(map).unwrap());
    let done = apply(planned_with(text, world, &said), world);
    let again = planned_with(text, world, &said);
    assert!(again.is_empty(), "{:?}", again.files);
    done
}

#[test]
fn a_table_that_is_mapped_later_comes_in_once() {
    let tasks = "Nr,Was,Kunde,Bis wann\n1,Send offer,Acme,2026-12-01\n2,Send bill,Acme,2026-12-05\n3,Send bill,Acme,2026-12-09\n";
    let columns = "[columns]\n\"Nr\" = \"id\"\n\"Was\" = \"what\"\n\"Kunde\" = \"account\"\n\"Bis wann\" = \"due\"\n";
    for system in ["", "system = \"todo\"\n"] {
        for header in ["Nr", "Task ID"] {
            let (tasks, columns) = (tasks.replace("Nr", header), columns.replace("Nr", header));
            let mut world = Snapshot::default();
            let map = format!("kind = \"promise\"\n{system}{columns}");
            as_said(&tasks, "promise", &map, &mut world);
            let promises = world.records().filter(|record| record["kind"] == "promise");
            assert_eq!(promises.count(), 3, "{header} {system}");
        }
    }
    // A day that was no day before, and what was typed since.
    let mut world = Snapshot::default();
    let odd = "Nr,Was,Kunde,Ende\n1,Send offer,Acme,2026-12-01\n";
    let mut said = options();
    said.as_kind = Some("promise".into());
    apply(planned_with(odd, &world, &said), &mut world);
    let promise = |world: &Snapshot| {
        let all: Vec<_> = world
            .records()
            .filter(|r| r["kind"] == "promise")
            .cloned()
            .collect();
        assert_eq!(all.len(), 1, "{all:?}");
        all[0].clone()
    };
    let mut typed = promise(&world);
    typed.insert("notes".into(), json!("MINE"));
    world.add(typed, None);
    said.as_kind = None;
    let map = columns.replace("Bis wann", "Ende");
    said.map = Some(ColumnMap::parse(&format!("kind = \"promise\"\n{map}")).unwrap());
    apply(planned_with(odd, &world, &said), &mut world);
    assert_eq!(promise(&world)["notes"], "MINE");
    assert_eq!(promise(&world)["due"], "2026-12-01");
    // People of a table whose ids are said to be another program's, and two of one name.
    let mut world = Snapshot::default();
    let people = "ID,Kontakt,Telefon\n1,Anna Berg,+49 30 1234567\n2,Anna Berg,+49 30 7654321\n";
    let map = "kind = \"person\"\nsystem = \"erp\"\n[columns]\n\"ID\" = \"id\"\n\"Kontakt\" = \"name\"\n\"Telefon\" = \"phones\"\n";
    as_said(people, "contacts", map, &mut world);
    assert_eq!(named(&world, "Anna Berg").len(), 2);
}

#[test]
fn what_a_later_row_adds_to_a_new_record_is_no_change() {
    let world = Snapshot::default();
    let full = "Record ID,First Name,Last Name,Email\n1,Anna,Berg,anna@acme.example\n";
    let other = "First Name,Last Name,E-mail Address,Job Title,Mobile Phone\nAnna,Berg,anna@acme.example,Boss,+49 30 1234567\n";
    let plan = planned(&[full, other], &world);
    assert_eq!(classes(&plan), [Class::Same, Class::New]);
    assert_eq!((plan.files[1].same, plan.files[1].changed), (1, 0));
    let row = &plan.files[1].details[0];
    assert!(row.changed.is_empty(), "{row:?}");
    assert!(
        row.notes.contains(&"adds its title, phones".to_owned()),
        "{row:?}"
    );
    assert_eq!(plan.makes.objects()[0]["title"], "Boss");
    // What gives way is told.
    let later = full.replace("Anna", "Anne");
    let plan = planned(&[full, &later], &world);
    assert_eq!((plan.files[0].same, plan.files[1].new), (1, 1));
    assert!(plan.files[0].details[0].notes[0].contains("older version"));
}

#[test]
fn a_view_with_fewer_columns_corrects_only_its_own_part() {
    let mut world = Snapshot::default();
    let head = "Record ID,Company name,Company Domain Name";
    let full = format!(
        "{head},City,State/Region,Country/Region\n1,Acme,acme.example,Bonn,NRW,Germany\n2,Bolt,bolt.example,\"Washington, D.C.\",,USA\n"
    );
    import(&[&full], &mut world);
    let town = format!("{head},City\n1,Acme,acme.example,Trier\n2,Bolt,bolt.example,Boston\n");
    import(&[&town], &mut world);
    assert_eq!(of(&world, "Acme", "location"), "Trier, NRW, Germany");
    assert_eq!(of(&world, "Bolt", "location"), "Boston, USA");
    let region = format!("{head},State/Region\n2,Bolt,bolt.example,MA\n");
    import(&[&region], &mut world);
    assert_eq!(of(&world, "Bolt", "location"), "Boston, MA, USA");
    // What was typed stays, and is shown beside what the view says.
    let mut typed = named(&world, "Acme")[0].clone();
    typed.insert("location".into(), json!("Head office"));
    world.add(typed, None);
    assert!(planned(&[&town], &world).files[0].details.is_empty());
    let plan = import(&[&town.replace("Trier", "Mainz")], &mut world);
    assert_eq!(of(&world, "Acme", "location"), "Head office");
    assert_eq!(plan.files[0].details[0].kept.len(), 1);

    let head = "Record ID,First Name,Last Name,Email";
    let full = format!(
        "{head},Phone Number,Mobile Phone Number\n1,Anna,Berg,a@x.example,+49 30 111111,+49 170 222222\n"
    );
    import(&[&full], &mut world);
    let phones = |world: &Snapshot| of(world, "Anna Berg", "phones");
    let mobile = format!("{head},Mobile Phone Number\n1,Anna,Berg,a@x.example,+49 170 333333\n");
    import(&[&mobile], &mut world);
    assert_eq!(phones(&world), json!(["+49 30 111111", "+49 170 333333"]));
    let desk = format!("{head},Phone Number\n1,Anna,Berg,a@x.example,+49 30 444444\n");
    import(&[&desk], &mut world);
    assert_eq!(phones(&world), json!(["+49 30 444444", "+49 170 333333"]));
    // Columns in another order move nothing.
    let turned = format!(
        "{head},Mobile Phone Number,Phone Number\n1,Anna,Berg,a@x.example,+49 170 333333,+49 30 444444\n"
    );
    assert!(import(&[&turned], &mut world).edits.is_empty());
    import(&[&desk.replace("444444", "555555")], &mut world);
    assert_eq!(phones(&world), json!(["+49 30 555555", "+49 170 333333"]));
}
