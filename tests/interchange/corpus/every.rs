//! Imports every file of the corpus by itself into an empty book, and says of each that is not taken why.

#![allow(clippy::unwrap_used, clippy::print_stdout, missing_docs)]

use crate::corpus;

use std::collections::BTreeMap;
use std::path::Path;

use ally::domain::{Id, Record};
use ally::interchange::{Options, Plan, Snapshot, Source, plan::plan, read_known};

fn options() -> Options<'static> {
    Options::at(
        "2026-11-23T09:00:00-05:00[America/New_York]"
            .parse()
            .unwrap(),
    )
}

fn walk(dir: &Path, out: &mut Vec<String>) {
    for entry in std::fs::read_dir(dir).unwrap().flatten() {
        let path = entry.path();
        if path.is_dir() {
            walk(&path, out);
        } else {
            let name = path.strip_prefix(corpus::root()).unwrap();
            out.push(name.to_str().unwrap().to_owned());
        }
    }
}

fn planned(file: &str, world: &Snapshot) -> Result<Plan, String> {
    let bytes = corpus::bytes(file);
    let source = Source {
        name: file,
        bytes: &bytes,
    };
    let readings = read_known(&[source], &options()).map_err(|error| error.to_string())?;
    Ok(plan(readings, world, &options(), false))
}

/// Applies a plan to records in memory; rows of activity are counted elsewhere.
fn apply(plan: Plan, world: &mut Snapshot) {
    let mut next = world.records().count() as u64;
    let plan = plan.assign(|_| {
        next += 1;
        Id::new(1_795_000_000_000 + next, [7; 10])
    });
    for mut make in plan.makes {
        make.insert("created".into(), "2026-11-23T14:00:00Z".into());
        Record::read_strictly(make.clone()).unwrap_or_else(|wrong| panic!("{wrong:?} in {make:?}"));
        world.add(make, None);
    }
    for edit in plan.edits {
        world.add(edit.after, None);
    }
}

#[test]
fn every_file_is_taken_once_or_refused_with_its_reason() {
    if !corpus::present() {
        return;
    }
    let show = std::env::var("ALLY_SHOW").is_ok();
    let mut files = Vec::new();
    walk(&corpus::root(), &mut files);
    files.sort();
    let mut folders: BTreeMap<String, [usize; 3]> = BTreeMap::new();
    let mut wrong: Vec<String> = Vec::new();
    for file in &files {
        let folder = match file.split('/').collect::<Vec<_>>().as_slice() {
            [one, two, _] if *one != "crm" => format!("{one}/{two}"),
            [one, ..] if file.contains('/') => (*one).to_owned(),
            _ => ".".to_owned(),
        };
        let counts = folders.entry(folder).or_default();
        counts[1] += 1;
        let mut world = Snapshot::default();
        let told = match planned(file, &world) {
            Err(error) => {
                println!("refused  {error}");
                continue;
            }
            Ok(told) => told,
        };
        let one = told.files[0].clone();
        if let Some((why, _)) = &one.unknown {
            println!("refused  {why}");
            continue;
        }
        counts[0] += 1;
        counts[2] += one.rejected.len();
        if show || !one.rejected.is_empty() {
            println!(
                "taken    {file}: {} rows, {} new, {} changed, {} same, {} doubtful, {} rejected; {}; {:?}",
                one.rows,
                one.new,
                one.changed,
                one.same,
                one.doubtful,
                one.rejected.len(),
                one.recognised.as_deref().unwrap_or_default(),
                one.kinds
            );
        }
        for row in one.rejected.iter().take(if show { 20 } else { 3 }) {
            println!("         {}: {}", row.line, row.why);
        }
        if show {
            for warning in &one.warnings {
                println!("         note {warning}");
            }
        }
        let classes = one.new + one.changed + one.same + one.doubtful + one.rejected.len() as u64;
        if classes != one.rows && one.recognised.as_deref() != Some("products") {
            wrong.push(format!("{file}: {classes} rows told of {}", one.rows));
        }
        // Rows of orders are compared with what accounts have, which records alone do not show.
        if !told.activity.is_empty() {
            continue;
        }
        apply(told, &mut world);
        let again = planned(file, &world).unwrap();
        if !again.is_empty() {
            let details = &again.files[0].details;
            wrong.push(format!("{file}: not the same again: {:?}", details.first()));
        }
    }
    println!("folder: taken of all, rows rejected in what was taken");
    for (folder, [taken, of, rejected]) in &folders {
        println!("{folder}: {taken} of {of}, {rejected}");
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

/// Whatever order a vendor's files come in, one command each or all in one, they make the same book.
#[test]
fn the_order_of_a_vendors_files_makes_no_difference() {
    if !corpus::present() {
        return;
    }
    let vendors: [&[&'static str]; 6] = [
        &[
            "crm/salesforce/data_export_Account.csv",
            "crm/salesforce/data_export_Contact.csv",
            "crm/salesforce/report_opportunities.csv",
        ],
        &[
            "crm/hubspot/companies.csv",
            "crm/hubspot/contacts.csv",
            "crm/hubspot/deals.csv",
            "crm/hubspot/notes.csv",
        ],
        &[
            "crm/zoho/Accounts.csv",
            "crm/zoho/Contacts.csv",
            "crm/zoho/Deals.csv",
            "crm/zoho/Notes.csv",
        ],
        &[
            "crm/pipedrive/people.csv",
            "crm/pipedrive/activities.csv",
            "crm/pipedrive/sample_import.csv",
        ],
        &[
            "crm/dynamics/leads.csv",
            "contacts/outlook_classic.csv",
            "contacts/google_contacts.csv",
        ],
        &[
            "mail/invite_google.eml",
            "contacts/linkedin_Connections.csv",
            "crm/zoho/Accounts.csv",
        ],
    ];
    let mut wrong = Vec::new();
    for files in vendors {
        let read: Vec<(&str, Vec<u8>)> = files
            .iter()
            .map(|file| (*file, corpus::bytes(file)))
            .collect();
        let read: Vec<(&str, &[u8])> = read.iter().map(|(file, bytes)| (*file, &**bytes)).collect();
        let (right, ways, told) = crate::arriving::compare(&read);
        println!("{}: {right} of {ways} ways make the same book", files[0]);
        wrong.extend(told);
    }
    assert!(
        wrong.is_empty(),
        "{}",
        wrong.into_iter().take(4).collect::<Vec<_>>().join("\n")
    );
}
