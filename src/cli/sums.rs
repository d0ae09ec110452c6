//! What a list adds up to, as the line above each board of the workbench says it.

use std::sync::Arc;

use jiff::Zoned;

use crate::domain::words::{Direction, Side};
use crate::domain::{Body, Kind, Record, days, state};
use crate::signals::figures;

/// Adds up the records of a kind; each part stands for itself.
pub fn sums(kind: Kind, records: &[Arc<Record>], now: &Zoned) -> Vec<String> {
    let today = now.date();
    let (running, closed): (Vec<&Arc<Record>>, Vec<&Arc<Record>>) =
        records.iter().partition(|record| state::open(record));
    let some = |count: usize, of: &str| (count > 0).then(|| format!("{count} {of}"));
    let parts = match kind {
        Kind::Problem => {
            let sum = figures::sum(running.iter().filter_map(|record| record.cost_each_year()));
            let unknown = running.iter().filter(|record| record.cost_year().is_none());
            let sum = if sum.is_empty() { "nothing" } else { &sum };
            vec![
                Some(format!("{sum} a year in {} open", running.len())),
                some(unknown.count(), "with no cost yet"),
            ]
        }
        Kind::Promise => {
            let kept = figures::kept(records, today);
            let late = |theirs: bool| {
                let late = running.iter().filter(|record| {
                    record.days_late(today).is_some_and(|days| days > 0)
                        && matches!(&record.body, Body::Promise(body)
                            if (body.direction == Some(Direction::Theirs)) == theirs)
                });
                late.count()
            };
            vec![
                Some(format!(
                    "{} of {} of ours kept in time",
                    kept.in_time, kept.settled
                )),
                some(late(false), "late"),
                some(late(true), "of theirs late"),
            ]
        }
        Kind::Advocacy => {
            let decided = |record: &&Arc<Record>| matches!(&record.body, Body::Advocacy(body) if body.decided());
            let untold = running.iter().copied().filter(decided).count();
            let won = records
                .iter()
                .filter(|record| record.state() == Some("won"));
            let won = won.count();
            vec![
                Some(format!("{} open", running.len() - untold)),
                some(untold, "to be told"),
                some(records.iter().filter(decided).count(), "decided")
                    .map(|decided| format!("{decided}, {won} of them won")),
            ]
        }
        Kind::Agreement => {
            let value = figures::sum(running.iter().filter_map(|record| match &record.body {
                Body::Agreement(body) => body.value.clone(),
                _ => None,
            }));
            let value = if value.is_empty() { "nothing" } else { &value };
            let notices = running.iter().filter_map(|record| match &record.body {
                Body::Agreement(body) => body.notice_by,
                _ => None,
            });
            let next = notices.filter(|by| *by >= today).min();
            vec![
                Some(format!("{value} in {} running", running.len())),
                next.map(|next| format!("next notice {}", days::day(next, today))),
            ]
        }
        Kind::Person => {
            let theirs: Vec<_> = records
                .iter()
                .filter_map(|record| match &record.body {
                    Body::Person(body) if body.side != Some(Side::Ours) => Some(body),
                    _ => None,
                })
                .collect();
            let here: Vec<_> = theirs
                .iter()
                .filter(|body| body.left(today).is_none())
                .collect();
            let alone = here.iter().filter(|body| body.covered_by.is_empty());
            vec![
                Some(format!("{} of theirs", here.len())),
                Some(format!("{} of ours", records.len() - theirs.len())),
                some(theirs.len() - here.len(), "left"),
                some(alone.count(), "covered by nobody of ours"),
            ]
        }
        _ => vec![
            Some(format!("{} open", running.len())),
            some(closed.len(), "closed"),
        ],
    };
    parts.into_iter().flatten().collect()
}
