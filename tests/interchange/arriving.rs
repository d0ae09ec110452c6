//! Imports files in every order and tells the books that they make, so that they can be compared.

#![allow(clippy::unwrap_used, dead_code)]

use std::sync::atomic::{AtomicU64, Ordering};

use ally::domain::{
    Id, Object, Record,
    oneness::{joined, repoint},
};
use ally::interchange::{
    Options, Plan, Snapshot, Source, World as _, merge::is_as_brought, plan::plan, read_known,
};
use serde_json::{Value, json};

/// What was once an id is never given again.
static NEXT: AtomicU64 = AtomicU64::new(1);

pub fn options() -> Options<'static> {
    Options::at(
        "2026-11-23T09:00:00-05:00[America/New_York]"
            .parse()
            .unwrap(),
    )
}

/// Plans files as one command.
pub fn planned(files: &[(&str, &[u8])], world: &Snapshot) -> Result<Plan, String> {
    let sources: Vec<Source<'_>> = files
        .iter()
        .map(|(name, bytes)| Source { name, bytes })
        .collect();
    let readings = read_known(&sources, &options()).map_err(|error| error.to_string())?;
    Ok(plan(readings, world, &options(), false))
}

/// Gives the world as a plan leaves it; rows of activity are counted elsewhere.
pub fn applied(plan: Plan, world: &Snapshot) -> Snapshot {
    let mut records: Vec<Object> = world.records().cloned().collect();
    let plan = plan.assign(|_| {
        let next = NEXT.fetch_add(1, Ordering::Relaxed);
        Id::new(1_795_000_000_000 + next, [7; 10])
    });
    for mut make in plan.makes {
        make.entry("created")
            .or_insert_with(|| "2026-11-23T14:00:00Z".into());
        Record::read_strictly(make.clone()).unwrap_or_else(|wrong| panic!("{wrong:?} in {make:?}"));
        records.push(make);
    }
    for edit in plan.edits {
        let held = records
            .iter_mut()
            .find(|held| held["id"] == edit.after["id"]);
        *held.unwrap() = edit.after;
    }
    for (loser, winner) in plan.merges {
        let (from, to) = (loser.to_string(), winner.to_string());
        let at = records.iter().position(|held| held["id"] == json!(from));
        let lost = records.remove(at.unwrap());
        let kept = records.iter_mut().find(|held| held["id"] == json!(to));
        let kept = kept.unwrap();
        *kept = joined(kept, &lost, Some(&is_as_brought));
        for record in &mut records {
            repoint(record, &from, &to);
        }
    }
    Snapshot::new(records, None)
}

/// Imports files, each by a command of its own.
pub fn one_by_one(files: &[(&str, &[u8])]) -> Snapshot {
    files.iter().fold(Snapshot::default(), |world, file| {
        applied(planned(&[*file], &world).unwrap(), &world)
    })
}

/// Puts names in the place of ids, and lists in one order.
fn named(value: &mut Value, name: &dyn Fn(&str) -> Option<String>) {
    match value {
        Value::String(text) => {
            let parts = text.split(" | ").map(|part| {
                let (head, id) = part.rsplit_once("ally:").unwrap_or(("", part));
                name(id).map_or_else(|| part.to_owned(), |name| format!("{head}{name}"))
            });
            let mut parts: Vec<String> = parts.collect();
            parts.sort();
            *text = parts.join(" | ");
        }
        Value::Array(list) => {
            for item in list.iter_mut() {
                named(item, name);
            }
            list.sort_by_key(ToString::to_string);
        }
        Value::Object(parts) => {
            for (_, part) in parts.iter_mut() {
                named(part, name);
            }
        }
        _ => {}
    }
}

/// Tells records by what they say and what they point to, without what a book gives them: ids, days, what was brought.
///
/// That two may be the same is said of both, whichever of them came later.
pub fn shape(world: &Snapshot) -> Vec<String> {
    let name = |id: &str| -> Option<String> {
        let record = world.record(id.parse().ok()?)?;
        let called = ["name", "subject", "what", "fact", "summary", "emails"]
            .iter()
            .find_map(|field| record.get(*field));
        let called = called.map(ToString::to_string).unwrap_or_default();
        Some(format!("{} {called}", record["kind"]))
    };
    let mut told: Vec<String> = Vec::new();
    for record in world.records() {
        let mut record = record.clone();
        for own in ["short", "created", "changed", "brought"] {
            record.shift_remove(own);
        }
        let own = record.shift_remove("id").unwrap();
        let own = name(own.as_str().unwrap()).unwrap();
        if let Some(Value::Array(links)) = record.get_mut("links") {
            links.retain(|link| {
                let maybe = link["how"] == "maybe same";
                if maybe {
                    let other = link["to"].as_str().and_then(name);
                    let mut both = [own.clone(), other.unwrap_or_default()];
                    both.sort();
                    told.push(format!("maybe same: {}", both.join(" and ")));
                }
                !maybe
            });
            if links.is_empty() {
                record.shift_remove("links");
            }
        }
        record.sort_keys();
        let mut value = Value::Object(record);
        named(&mut value, &name);
        told.push(value.to_string());
    }
    told.sort();
    told
}

pub fn permutations<T: Clone>(files: &[T]) -> Vec<Vec<T>> {
    let [first, rest @ ..] = files else {
        return vec![Vec::new()];
    };
    let mut all = Vec::new();
    for tail in permutations(rest) {
        for at in 0..=tail.len() {
            let mut one = tail.clone();
            one.insert(at, first.clone());
            all.push(one);
        }
    }
    all
}

/// Imports files in every order, one command each and all in one, twice each; gives what was wrong, and how many ways were right.
pub fn compare(files: &[(&str, &[u8])]) -> (usize, usize, Vec<String>) {
    let mut wrong = Vec::new();
    let mut first: Option<(String, Vec<String>)> = None;
    let (mut right, mut ways) = (0, 0);
    for order in permutations(files) {
        let names: Vec<&str> = order.iter().map(|(name, _)| *name).collect();
        let together = applied(
            planned(&order, &Snapshot::default()).unwrap(),
            &Snapshot::default(),
        );
        for (how, world) in [("each", one_by_one(&order)), ("together", together)] {
            ways += 1;
            let way = format!("{how}: {}", names.join(", "));
            let again = planned(&order, &world).unwrap();
            if !again.is_empty() {
                let rows = again.files.iter().flat_map(|file| &file.details);
                let rows: Vec<String> = rows.take(2).map(|row| format!("{row:?}")).collect();
                wrong.push(format!(
                    "not the same again, {way}\n    {}",
                    rows.join("\n    ")
                ));
                continue;
            }
            let told = shape(&world);
            match &first {
                None => first = Some((way, told)),
                Some((_, held)) if *held == told => {}
                Some((other, held)) => {
                    let only = |of: &[String], than: &[String]| {
                        let own = of.iter().filter(|line| !than.contains(line));
                        own.take(4).cloned().collect::<Vec<_>>().join("\n    ")
                    };
                    wrong.push(format!(
                        "{other}\n    {}\n  {way}\n    {}",
                        only(held, &told),
                        only(&told, held)
                    ));
                    continue;
                }
            }
            right += 1;
        }
    }
    (right, ways, wrong)
}
