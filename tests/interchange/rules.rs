//! The rules of an import, each on a file small enough to read.

#![allow(clippy::unwrap_used, missing_docs)]

mod accounts;
mod again;
mod limits;
mod maps;
mod meetings;
mod orders;
mod people;
mod values;

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

/// Gives the only record of a kind.
pub fn one<'a>(world: &'a Snapshot, kind: &str) -> &'a serde_json::Map<String, Value> {
    let mut of = world.records().filter(|record| record["kind"] == kind);
    let found = of.next().unwrap_or_else(|| panic!("no {kind}"));
    assert!(of.next().is_none(), "more than one {kind}");
    found
}

/// Gives what is said of the row of a name.
pub fn note_of<'a>(plan: &'a Plan, name: &str) -> &'a [String] {
    let rows = plan.files.iter().flat_map(|file| &file.details);
    rows.into_iter()
        .find(|row| row.name == name)
        .map_or(&[], |row| row.notes.as_slice())
}
