//! Reads the corpus' vendor tables as a seller would, and counts how many come out right.

#![allow(clippy::unwrap_used, clippy::print_stdout, missing_docs)]

use crate::corpus;

use ally::domain::Kind;
use ally::interchange::{Options, Plan, Snapshot, Source, World as _, plan::plan, read};
use serde_json::Value;

fn options() -> Options<'static> {
    Options::at(
        "2026-11-23T09:00:00-05:00[America/New_York]"
            .parse()
            .unwrap(),
    )
}

fn planned(files: &[&str], world: &Snapshot) -> Plan {
    let held: Vec<(String, Vec<u8>)> = files
        .iter()
        .map(|file| ((*file).to_owned(), corpus::bytes(file)))
        .collect();
    let sources: Vec<Source<'_>> = held
        .iter()
        .map(|(name, bytes)| Source { name, bytes })
        .collect();
    let readings = read(&sources, &options()).unwrap();
    plan(readings, world, &options(), false)
}

/// Applies a plan to records in memory, as a book would.
fn apply(plan: Plan, world: &mut Snapshot) -> Plan {
    let mut next = world.records().count() as u64;
    let plan = plan.assign(|_| {
        next += 1;
        ally::domain::Id::new(1_795_000_000_000 + next, [7; 10])
    });
    for make in &plan.makes.objects() {
        let mut record = make.clone();
        record.insert("created".into(), "2026-11-23T14:00:00Z".into());
        ally::domain::Record::read_strictly(record.clone())
            .unwrap_or_else(|wrong| panic!("{wrong:?} in {record:?}"));
        world.add(record, None);
    }
    for edit in &plan.edits {
        world.add(edit.after.clone(), None);
    }
    for batch in &plan.activity {
        let table = &plan.tables[batch.file];
        let mut nth = std::collections::HashMap::new();
        let rows: Vec<(u64, u64)> = batch
            .rows
            .iter()
            .flat_map(|at| {
                let row = table.get(*at as usize).unwrap();
                let count = nth
                    .entry(ally::interchange::activity::identity(&row, 0).0)
                    .or_insert(0);
                let identity = ally::interchange::activity::identity(&row, *count);
                *count += 1;
                // A book says as well of which rows it knows what the product is called.
                let named = (!row.code.is_empty())
                    .then(|| (ally::interchange::activity::name_mark(identity.0), 0));
                std::iter::once(identity).chain(named)
            })
            .collect();
        world.add_activity(batch.account, rows);
    }
    plan
}

#[test]
fn every_vendor_table_is_read_right_and_only_once() {
    let Some(expected) = corpus::json("VENDOR_EXPECTED.json") else {
        return;
    };
    let (mut right, mut of, mut wrong) = (0, 0, Vec::new());
    let mut folders: std::collections::BTreeMap<&str, (u32, u32)> =
        std::collections::BTreeMap::new();
    for entry in expected.as_array().unwrap() {
        let file = entry["file"].as_str().unwrap();
        let folder = folders
            .entry(file.split('/').next().unwrap_or_default())
            .or_default();
        folder.1 += 1;
        of += 1;
        let mut world = Snapshot::default();
        let first = apply(planned(&[file], &world), &mut world);
        let told = &first.files[0];
        let mut faults = Vec::new();
        let mut check = |what: &str, got: Value, want: &Value| {
            if got != *want {
                faults.push(format!("{what} {got} not {want}"));
            }
        };
        check("rows", told.rows.into(), &entry["records"]);
        check("encoding", told.encoding.clone().into(), &entry["encoding"]);
        check(
            "delimiter",
            told.delimiter.map(String::from).into(),
            &entry["delimiter"],
        );
        let classes =
            told.new + told.changed + told.same + told.doubtful + told.rejected.len() as u64;
        check("classes", classes.into(), &entry["records"]);
        if told.new == 0 {
            faults.push("nothing new".into());
        }
        let second = planned(&[file], &world);
        if !second.is_empty() {
            faults.push(format!(
                "not idempotent: {} makes, {:?}",
                second.makes.len(),
                second.files[0].details
            ));
        }
        if faults.is_empty() {
            folder.0 += 1;
            right += 1;
        } else {
            wrong.push(format!("{file}: {}", faults.join("; ")));
        }
        if std::env::var("ALLY_SHOW").is_ok() {
            println!(
                "== {file}: {:?} {} rows, {} new, {} changed, {} same, {} doubtful",
                told.recognised, told.rows, told.new, told.changed, told.same, told.doubtful
            );
            println!(
                "   rejected {:?}\n   warnings {:?}\n   kinds {:?}",
                told.rejected, told.warnings, told.kinds
            );
            for make in &first.makes.objects() {
                let mut make = make.clone();
                make.shift_remove("brought");
                println!("   {}", serde_json::to_string(&make).unwrap());
            }
        }
    }
    for (folder, (right, of)) in folders {
        println!("{folder}: {right} of {of} right");
    }
    println!("vendor tables: {right} of {of} right");
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn every_vendor_header_is_recognised() {
    let Some(headers) = corpus::json("HEADERS.json") else {
        return;
    };
    let mut unknown = Vec::new();
    let of = headers.as_array().unwrap().len();
    for entry in headers.as_array().unwrap() {
        let names: Vec<String> = entry["columns"]
            .as_array()
            .unwrap()
            .iter()
            .map(|name| format!("\"{}\"", name.as_str().unwrap()))
            .collect();
        let vendor = entry["vendor"].as_str().unwrap();
        let text = format!("{}\n", names.join(","));
        let read = read(
            &[Source {
                name: "h.csv",
                bytes: text.as_bytes(),
            }],
            &options(),
        );
        let told = read
            .as_ref()
            .ok()
            .and_then(|readings| readings[0].recognised.clone())
            .unwrap_or_default();
        if std::env::var("ALLY_SHOW").is_ok() {
            println!(
                "{vendor} => {told}: extra {:?}",
                read.as_ref().ok().map(|r| r[0]
                    .columns
                    .iter()
                    .filter(|(_, to)| *to == "extra")
                    .map(|(name, _)| name.clone())
                    .collect::<Vec<_>>())
            );
        }
        let first = vendor.split_whitespace().next().unwrap().to_lowercase();
        if !told.starts_with(&first) && !vendor.contains("Outlook") {
            unknown.push(format!("{vendor}: {told}"));
        }
    }
    println!("headers: {} of {of} recognised", of - unknown.len());
    assert!(unknown.is_empty(), "{unknown:#?}");
}

#[test]
fn crm_real_and_maven() {
    if !corpus::present() {
        return;
    }
    let mut world = Snapshot::default();
    let first = apply(
        planned(&["crm/real/salesforce_dataloader_accountData.csv"], &world),
        &mut world,
    );
    assert_eq!(
        (first.files[0].rows, first.files[0].recognised.as_deref()),
        (423, Some("salesforce accounts"))
    );
    assert!(planned(&["crm/real/salesforce_dataloader_accountData.csv"], &world).is_empty());
    let expected = corpus::json("crm/maven/EXPECTED.json").unwrap();
    let mut world = Snapshot::default();
    let maven = apply(
        planned(
            &["crm/maven/sales_pipeline.csv", "crm/maven/accounts.csv"],
            &world,
        ),
        &mut world,
    );
    let of = |kind: Kind| {
        world
            .records()
            .filter(|record| record["kind"] == kind.word())
            .collect::<Vec<_>>()
    };
    println!(
        "crm/maven: {} deals and {} accounts read",
        maven.files[0].new, maven.files[1].new
    );
    assert_eq!(
        of(Kind::Deal).len() as u64,
        expected["opportunities"].as_u64().unwrap()
    );
    assert_eq!(
        of(Kind::Account).len() as u64,
        expected["accounts"].as_u64().unwrap()
    );
    let won: i64 = of(Kind::Deal)
        .iter()
        .filter(|deal| deal["outcome"] == "won")
        .map(|deal| {
            deal["amount"]["amount"]
                .as_str()
                .unwrap()
                .parse::<i64>()
                .unwrap()
        })
        .sum();
    assert_eq!(won, expected["won_value"].as_i64().unwrap());
    assert_eq!(
        of(Kind::Account)
            .iter()
            .filter(|account| account.contains_key("parent"))
            .count(),
        15
    );
    assert_eq!(
        of(Kind::Deal)
            .iter()
            .filter(|deal| deal.contains_key("inbox"))
            .count(),
        1425
    );
    assert!(
        planned(
            &["crm/maven/accounts.csv", "crm/maven/sales_pipeline.csv"],
            &world
        )
        .is_empty()
    );
}

#[test]
fn transactions_total_what_was_published() {
    if !corpus::present() {
        return;
    }
    let files = ["customers", "orders", "order-details", "products"]
        .map(|name| format!("transactions/northwind/{name}.csv"));
    let files: Vec<&str> = files.iter().map(String::as_str).collect();
    let mut world = Snapshot::default();
    let plan = apply(planned(&files, &world), &mut world);
    let expected = corpus::json("transactions/northwind/EXPECTED.json").unwrap();
    for file in &plan.files {
        println!(
            "{} {:?} rows {} new {} rejected {:?} warnings {:?}",
            file.file,
            file.recognised,
            file.rows,
            file.new,
            file.rejected.len(),
            file.warnings.len()
        );
    }
    let mut net = rust_decimal::Decimal::ZERO;
    let mut orders = std::collections::BTreeSet::new();
    let mut lines = 0;
    for batch in &plan.activity {
        for at in &batch.rows {
            let row = plan.tables[batch.file].get(*at as usize).unwrap();
            net += row.amount.unwrap_or_default();
            orders.insert(row.order.to_owned());
            lines += 1;
        }
    }
    assert_eq!(
        net.normalize().to_string(),
        expected["net_after_discount"].to_string()
    );
    assert_eq!(
        (orders.len() as u64, lines),
        (
            expected["orders"].as_u64().unwrap(),
            expected["order_lines"].as_u64().unwrap()
        )
    );
    let accounts = world
        .records()
        .filter(|record| record["kind"] == "account")
        .count();
    assert_eq!(accounts as u64, expected["customers"].as_u64().unwrap());
    assert!(planned(&files, &world).is_empty());

    let mut world = Snapshot::default();
    let cdnow = apply(
        planned(&["transactions/cdnow/CDNOW_sample.txt"], &world),
        &mut world,
    );
    let expected = corpus::json("transactions/cdnow/EXPECTED.json").unwrap();
    assert_eq!(
        (cdnow.files[0].rows, cdnow.makes.len() as u64),
        (6919, expected["customers"].as_u64().unwrap())
    );
    assert!(planned(&["transactions/cdnow/CDNOW_sample.txt"], &world).is_empty());
}

/// What is wrong with what a plan says of its rows, beside what it would do.
fn untrue(plan: &Plan, world: &Snapshot) -> Vec<String> {
    let mut wrong = Vec::new();
    let placeholder = |id: &ally::domain::Id| id.bytes()[..8] == [0; 8];
    let edited: std::collections::HashSet<&str> = plan
        .edits
        .iter()
        .filter_map(|edit| edit.after["id"].as_str())
        .collect();
    let made: std::collections::HashSet<ally::domain::Id> = plan.makes.ids().flatten().collect();
    let (mut new, mut changed, mut doubtful) = (0, 0, 0);
    for file in &plan.files {
        let told = file.new + file.changed + file.same + file.doubtful;
        let rejected = file.rejected.len() as u64;
        if told + rejected != file.rows {
            wrong.push(format!(
                "{}: {} rows are {} new, {} changed, {} same, {} doubtful, {rejected} rejected",
                file.file, file.rows, file.new, file.changed, file.same, file.doubtful
            ));
        }
        let mut lines = std::collections::HashSet::new();
        for rejected in &file.rejected {
            if !lines.insert(rejected.line) {
                wrong.push(format!("{}:{}: rejected twice", file.file, rejected.line));
            }
        }
        for row in &file.details {
            let Some(id) = row.record else { continue };
            let right = match row.class {
                ally::interchange::plan::Class::New | ally::interchange::plan::Class::Doubtful => {
                    made.contains(&id) || world.record(id).is_some() && !placeholder(&id)
                }
                ally::interchange::plan::Class::Changed => {
                    made.contains(&id)
                        || edited.contains(id.to_string().as_str())
                        || plan.merges.iter().any(|(gone, _)| *gone == id)
                        || row.notes.iter().any(|note| note.starts_with("merged"))
                }
                ally::interchange::plan::Class::Same => true,
            };
            if !right {
                wrong.push(format!("{}: not done: {row:?}", file.file));
            }
        }
        new += file.new;
        changed += file.changed;
        doubtful += file.doubtful;
    }
    if plan.is_empty() != (new + changed + doubtful == 0) {
        let edit = plan.edits.first().map(|edit| &edit.after);
        wrong.push(format!(
            "{}: empty is {}, {new} new, {changed} changed, {doubtful} doubtful; {edit:?}",
            plan.files[0].file,
            plan.is_empty()
        ));
    }
    wrong
}

/// What a plan says of its rows is what applying does: in any number of files, the first time and the second.
#[test]
fn what_a_plan_counts_is_what_applying_does() {
    if !corpus::present() {
        return;
    }
    let in_folder = |folder: &str| {
        let entries = std::fs::read_dir(corpus::root().join(folder)).unwrap();
        let mut files: Vec<String> = entries
            .flatten()
            .filter(|entry| entry.path().extension().is_some_and(|end| end != "json"))
            .map(|entry| format!("{folder}/{}", entry.file_name().to_str().unwrap()))
            .collect();
        files.sort();
        files
    };
    let mut sets: Vec<Vec<String>> = [
        "crm/salesforce",
        "crm/hubspot",
        "crm/pipedrive",
        "crm/zoho",
        "crm/dynamics",
        "crm/twenty",
        "crm/real",
        "contacts",
        "calendar",
        "peers",
        "mail",
    ]
    .iter()
    .filter(|folder| corpus::root().join(folder).is_dir())
    .map(|folder| in_folder(folder))
    .collect();
    sets.extend(sets.clone().into_iter().flatten().map(|file| vec![file]));
    let northwind: Vec<String> = ["customers", "orders", "order-details", "products"]
        .map(|name| format!("transactions/northwind/{name}.csv"))
        .to_vec();
    sets.extend([
        northwind[1..3].to_vec(),
        northwind[1..2].to_vec(),
        northwind.clone(),
        vec!["transactions/cdnow/CDNOW_sample.txt".to_owned()],
    ]);
    let mut wrong = Vec::new();
    for set in &sets {
        let files: Vec<&str> = set.iter().map(String::as_str).collect();
        let mut world = Snapshot::default();
        for time in ["first", "second"] {
            let before = world.records().count();
            let plan = planned(&files, &world);
            for untrue in untrue(&plan, &world) {
                wrong.push(format!("{time} time: {untrue}"));
            }
            if time == "second" {
                let told = plan.files.iter().map(|f| (&f.file, f.new, f.changed));
                if !plan.is_empty() {
                    wrong.push(format!("second time: {:?}", told.collect::<Vec<_>>()));
                }
            }
            let makes = plan.makes.objects().len();
            let merges = plan.merges.len();
            apply(plan, &mut world);
            assert_eq!(world.records().count() + merges, before + makes + merges);
        }
    }
    println!("{} sets of files, twice each", sets.len());
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}
