//! Whether a problem as a seller types it finds the solved problem elsewhere that should help.
//!
//! The pairs are in `tests/data/similar.tsv`; what was measured is kept in `benches/README.md`.

#![allow(clippy::unwrap_used, clippy::print_stdout)] // A test may stop, and say what it measured.

use ally::domain::likeness::{LEAST, Pool, Telling};

struct Row {
    kind: char,
    id: String,
    told: Telling,
}

fn rows() -> Vec<Row> {
    include_str!("../data/similar.tsv")
        .lines()
        .filter(|line| !line.starts_with('#'))
        .map(|line| {
            let cells: Vec<&str> = line.split('\t').collect();
            let mut told = Telling::default();
            // The weights are those of the fields of a problem.
            for (cell, weight) in cells[2..].iter().zip([2.0, 1.5, 2.0, 1.6, 0.6]) {
                told.add(cell, weight);
            }
            Row {
                kind: cells[0].chars().next().unwrap(),
                id: cells[1].to_owned(),
                told,
            }
        })
        .collect()
}

/// Counts the pairs, those whose help comes first, and those where it is among three.
fn hits(pool: &Pool, solved: &[&Row], new: &[&Row]) -> [usize; 3] {
    let mut counts = [new.len(), 0, 0];
    for row in new {
        let found = pool.like(&row.told);
        let shown = found.iter().take(3).filter(|(_, score)| *score >= LEAST);
        match shown
            .map(|(at, _)| &solved[*at].id)
            .position(|id| *id == row.id)
        {
            Some(0) => counts[1..].iter_mut().for_each(|count| *count += 1),
            Some(_) => counts[2] += 1,
            None => println!("missed: {}", row.id),
        }
    }
    counts
}

#[test]
fn a_new_problem_finds_the_solved_one_that_helps() {
    let rows = rows();
    let of = |kind: char| {
        rows.iter()
            .filter(|row| row.kind == kind)
            .collect::<Vec<_>>()
    };
    let (solved, new, strange) = (of('S'), of('Q'), of('N'));
    let pool = Pool::new(solved.iter().map(|row| row.told.clone()));
    let seen = new.iter().position(|row| row.id == "keys").unwrap();
    let fresh = new.iter().position(|row| row.id == "fresh1").unwrap();
    let parts =
        [&new[..seen], &new[seen..fresh], &new[fresh..]].map(|part| hits(&pool, &solved, part));
    let all = hits(&pool, &solved, &new);
    let alarms = strange
        .iter()
        .filter(|row| {
            pool.like(&row.told)
                .first()
                .is_some_and(|(_, score)| *score >= LEAST)
        })
        .count();
    println!(
        "pairs, first, among three: {parts:?}, in all {all:?}; {alarms} of {} strange ones alarm",
        strange.len()
    );
    assert!(new.len() >= 40);
    // The floors lie a little under what was measured, so that a worse measure is noticed.
    for ([pairs, _, among], floor) in parts.into_iter().zip([81, 50, 43]).chain([(all, 70)]) {
        assert!(
            among * 100 >= pairs * floor,
            "{among} of {pairs}: {parts:?}"
        );
    }
    assert!(alarms * 2 <= strange.len(), "{alarms} alarms");
}
