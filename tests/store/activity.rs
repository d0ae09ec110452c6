//! Rows of activity that come, go in part, and come back: index, journal and a plain count of the rows agree.

use std::collections::BTreeMap;
use std::path::Path;
use std::sync::Arc;

use ally::domain::Id;
use ally::journal::{Batch, Change, Conflict};
use ally::store::{Month, Options, Store, StoreError};
use proptest::prelude::*;
use rust_decimal::Decimal;

use crate::make::*;

/// Lines, and how often each is there.
type Rows = BTreeMap<String, i64>;

fn line((account, month, product, amount): (u8, u8, u8, u8)) -> String {
    let (day, product) = (format!("2026-{:02}-07", month % 3 + 1), product % 3);
    let account = id(u64::from(account % 2) + 1);
    format!(
        "[\"{account}\",\"{day}\",\"o1\",\"p{product}\",\"north\",\"web\",\"1\",\"{}.5\",\"USD\"]",
        amount % 3
    )
}

fn batch(lines: &[String]) -> Batch {
    let text: String = lines.iter().map(|line| format!("{line}\n")).collect();
    Batch::pack(lines.len() as u64, text.as_bytes())
}

fn turned(rows: &Rows, changes: &[Change]) -> Rows {
    let mut rows = rows.clone();
    for change in changes {
        let (batch, turn) = match change {
            Change::Activity(batch) => (batch, 1),
            Change::Inactivity(batch) => (batch, -1),
            _ => continue,
        };
        for line in String::from_utf8(batch.unpack().unwrap()).unwrap().lines() {
            *rows.entry(line.to_owned()).or_default() += turn;
        }
    }
    rows.retain(|_, count| *count != 0);
    rows
}

fn rows_of(store: &mut Store) -> Rows {
    let mut rows = Rows::new();
    for account in [id(1), id(2)] {
        for line in store.activity_of(account).unwrap() {
            assert!(line.contains(&account.to_string()));
            *rows.entry(line).or_default() += 1;
        }
    }
    rows
}

/// Adds the rows of an account up the plain way: month and product → how many, and for how much.
fn sums(rows: &Rows, account: Id) -> BTreeMap<(String, String), (u64, Decimal)> {
    let mut out: BTreeMap<_, (u64, Decimal)> = BTreeMap::new();
    for (line, count) in rows {
        let cells: Vec<String> = serde_json::from_str(line).unwrap();
        if cells[0] == account.to_string() {
            let sum = out
                .entry((cells[1][..7].to_owned(), cells[3].clone()))
                .or_default();
            sum.0 += count.unsigned_abs();
            sum.1 += cells[7].parse::<Decimal>().unwrap() * Decimal::from(*count);
        }
    }
    out
}

fn told(months: Vec<Month>) -> BTreeMap<(String, String), (u64, Decimal)> {
    let mut out = BTreeMap::new();
    for month in months {
        for tally in month.tallies {
            assert_eq!(
                (tally.quantity, tally.beyond),
                (Decimal::from(tally.rows), 0)
            );
            let amount = tally.amounts.get("USD").copied().unwrap_or_default();
            out.insert((month.month.clone(), tally.product), (tally.rows, amount));
        }
    }
    out
}

fn agrees(store: &mut Store, rows: &Rows) -> Result<(), TestCaseError> {
    prop_assert_eq!(&rows_of(store), rows);
    for account in [id(1), id(2)] {
        prop_assert_eq!(told(store.months_of(account).unwrap()), sums(rows, account));
    }
    Ok(())
}

fn in_memory(dir: &Path) -> Store {
    let options = Options {
        in_memory: true,
        ..options()
    };
    Store::open(dir, options, Arc::new(Counting)).unwrap()
}

#[derive(Clone, Debug)]
enum Act {
    Add(Vec<(u8, u8, u8, u8)>),
    /// Takes out every row whose place among all is a multiple of this.
    Part(usize),
    /// Takes out rows that may not be there.
    Any(Vec<(u8, u8, u8, u8)>),
    /// Takes back an entry, whether or not something newer stands on it.
    Undo(usize),
}

fn act() -> impl Strategy<Value = Act> {
    let rows = || proptest::collection::vec(any::<(u8, u8, u8, u8)>(), 1..8);
    prop_oneof![
        rows().prop_map(Act::Add),
        (1usize..5).prop_map(Act::Part),
        rows().prop_map(Act::Any),
        (0usize..20).prop_map(Act::Undo),
    ]
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(32))]
    #[test]
    fn rows_that_come_and_go_in_part_are_the_same_in_index_journal_and_memory(acts in proptest::collection::vec(act(), 1..14)) {
        let dir = tempfile::tempdir().unwrap();
        let mut store = open(dir.path()).unwrap();
        let mut rows = Rows::new();
        let mut told: Vec<Vec<Change>> = Vec::new();
        for act in acts {
            let changes = match act {
                Act::Add(new) => vec![Change::Activity(batch(&new.into_iter().map(line).collect::<Vec<_>>()))],
                Act::Part(every) => {
                    let all = rows.iter().flat_map(|(line, count)| (0..*count).map(move |_| line.clone()));
                    vec![Change::Inactivity(batch(&all.step_by(every).collect::<Vec<_>>()))]
                }
                Act::Any(gone) => vec![Change::Inactivity(batch(&gone.into_iter().map(line).collect::<Vec<_>>()))],
                Act::Undo(at) if !told.is_empty() => {
                    told[at % told.len()].iter().rev().map(Change::inverse).collect()
                }
                Act::Undo(_) => continue,
            };
            let then = turned(&rows, &changes);
            let fits = then.values().all(|count| *count > 0);
            match store.append(entry(changes.clone()), [3; 16]) {
                Ok(_) => {
                    prop_assert!(fits, "rows that are not there were taken out");
                    rows = then;
                    told.push(changes);
                }
                Err(StoreError::Conflict(conflict)) => {
                    prop_assert!(!fits && matches!(*conflict, Conflict::Rows(_)), "{}", conflict);
                }
                Err(other) => panic!("{other}"),
            }
            agrees(&mut store, &rows)?;
        }
        store.verify_index().unwrap();
        store.release();
        agrees(&mut in_memory(dir.path()), &rows)?;
        std::fs::remove_dir_all(dir.path().join("index")).unwrap();
        let mut anew = open(dir.path()).unwrap();
        agrees(&mut anew, &rows)?;
        anew.release();
        // Its digests too: what was followed step by step is what is built anew.
        let report = ally::store::check(dir.path(), false, &options(), Arc::new(Counting)).unwrap();
        prop_assert_eq!(report.findings, []);
    }
}

#[test]
fn taking_a_part_back_restores_the_rows_in_their_order() {
    let dir = tempfile::tempdir().unwrap();
    let mut store = open(dir.path()).unwrap();
    let all: Vec<String> = (0..6).map(|n| line((0, n % 3, n / 3, 0))).collect();
    save(&mut store, vec![Change::Activity(batch(&all))]);
    let part = Change::Inactivity(batch(&all[2..4]));
    save(&mut store, vec![part.clone()]);
    assert_eq!(
        store.activity_of(id(1)).unwrap(),
        [&all[..2], &all[4..]].concat()
    );
    let refused = store.append(entry(vec![Change::Inactivity(batch(&all))]), [1; 16]);
    let Err(StoreError::Conflict(conflict)) = refused else {
        panic!("{refused:?}")
    };
    assert_eq!(*conflict, Conflict::Rows(2));
    save(&mut store, vec![part.inverse()]);
    assert_eq!(store.activity_of(id(1)).unwrap(), all);
    save(&mut store, vec![Change::Inactivity(batch(&all))]);
    assert_eq!(store.activity_of(id(1)).unwrap(), Vec::<String>::new());
    assert_eq!(store.months_of(id(1)).unwrap(), []);
}
