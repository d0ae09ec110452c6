//! Figures that move over time: touches, promises kept, what problems cost.
//!
//! Twelve months are enough to see where something is going; each figure is taken from the records
//! themselves, so it is as true as they are.

use std::sync::Arc;

use jiff::{ToSpan, Zoned};

use crate::domain::words::Direction;
use crate::domain::{Body, Date, Money, Record};

/// How many months a figure goes back.
pub const MONTHS: usize = 12;

/// How promises of ours were kept.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Kept {
    /// Kept or broken: those that came to an end.
    pub settled: u64,
    /// Kept on the first day that was named, or before it.
    pub in_time: u64,
    /// Kept, in each of the last twelve months, oldest first.
    pub months: Vec<u64>,
}

/// Gives the first days of the last twelve months, oldest first, this month last.
fn months(today: Date) -> Vec<Date> {
    (0..i64::try_from(MONTHS).unwrap_or(0))
        .rev()
        .filter_map(|back| today.first_of_month().checked_sub(back.months()).ok())
        .collect()
}

/// Counts days by month.
fn by_month(days: impl Iterator<Item = Date>, today: Date) -> Vec<u64> {
    let months = months(today);
    let mut counts = vec![0; months.len()];
    for day in days.filter(|day| *day <= today) {
        if let Some(at) = months
            .iter()
            .position(|month| *month == day.first_of_month())
        {
            counts[at] += 1;
        }
    }
    counts
}

/// Counts the touchpoints held in each of the last twelve months.
pub fn touches(records: &[Arc<Record>], now: &Zoned) -> Vec<u64> {
    let held = records.iter().filter_map(|record| match &record.body {
        Body::Touchpoint(body) if record.state() == Some("held") => {
            let starts = body.starts.as_ref()?;
            Some(starts.day_in(now.time_zone()))
        }
        _ => None,
    });
    by_month(held, now.date())
}

/// Says how promises of ours were kept.
pub fn kept(records: &[Arc<Record>], today: Date) -> Kept {
    let mut kept = Kept::default();
    let mut days = Vec::new();
    for record in records {
        let Body::Promise(body) = &record.body else {
            continue;
        };
        if body.direction == Some(Direction::Theirs) {
            continue;
        }
        match record.state() {
            Some("kept") => {
                kept.settled += 1;
                let first = body.moved.first().and_then(|moved| moved.from).or(body.due);
                let late = matches!((first, body.closed_on), (Some(due), Some(on)) if on > due);
                kept.in_time += u64::from(!late);
                days.extend(body.closed_on);
            }
            Some("broken") => kept.settled += 1,
            _ => {}
        }
    }
    kept.months = by_month(days.into_iter(), today);
    kept
}

/// Adds up what the problems cost a year that were open at the end of each of the last twelve months.
///
/// Amounts in the commonest currency only; what was open on a day follows from the dated moves.
pub fn costs(records: &[Arc<Record>], now: &Zoned) -> Vec<u64> {
    let today = now.date();
    let priced: Vec<(&Record, Money, Date)> = records
        .iter()
        .filter(|record| matches!(record.body, Body::Problem(_)))
        .filter_map(|record| {
            let made = record.base.created.to_zoned(now.time_zone().clone());
            Some((&**record, record.cost_each_year()?, made.date()))
        })
        .collect();
    let currencies: Vec<&str> = priced
        .iter()
        .map(|(_, cost, _)| cost.currency.as_str())
        .collect();
    let Some(common) = commonest(&currencies) else {
        return Vec::new();
    };
    let mut sums = Vec::with_capacity(MONTHS);
    for month in months(today) {
        let end = month.last_of_month().min(today);
        let sum = priced
            .iter()
            .filter(|(_, cost, made)| cost.currency == common && *made <= end)
            .filter(|(record, ..)| open_on(record, end, today))
            .filter_map(|(_, cost, _)| u64::try_from(cost.amount.trunc().mantissa()).ok())
            .fold(0u64, u64::saturating_add);
        sums.push(sum);
    }
    sums
}

fn open_on(problem: &Record, day: Date, today: Date) -> bool {
    let closed = |state: &str| matches!(state, "solved" | "verified" | "parked");
    let before = problem
        .base
        .moves
        .iter()
        .rev()
        .find(|moved| moved.on.is_some_and(|on| on <= day));
    match before {
        Some(moved) => !moved.to.as_deref().is_some_and(closed),
        // Nothing is known of that day but what is so today, where nothing has moved since.
        None if day == today || problem.base.moves.is_empty() => {
            !problem.state().is_some_and(closed)
        }
        None => true,
    }
}

fn commonest<'a>(words: &[&'a str]) -> Option<&'a str> {
    let count = |word: &str| words.iter().filter(|other| **other == word).count();
    let mut known: Vec<&str> = words.to_vec();
    known.sort_unstable();
    known.dedup();
    known.into_iter().max_by_key(|word| count(word))
}

/// Adds amounts up, a sum for each currency, the larger first: `$6.4 M + €120 k`.
pub fn sum(amounts: impl Iterator<Item = Money>) -> String {
    let mut sums: Vec<Money> = Vec::new();
    for amount in amounts {
        match sums.iter_mut().find(|sum| sum.currency == amount.currency) {
            Some(sum) => {
                if let Some(more) = sum.checked_add(&amount) {
                    *sum = more;
                }
            }
            None => sums.push(amount),
        }
    }
    sums.sort_by_key(|sum| std::cmp::Reverse(sum.amount));
    sums.iter()
        .map(Money::brief)
        .collect::<Vec<_>>()
        .join(" + ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_open_follows_from_the_moves() {
        let mut problem = Record::read(
            serde_json::json!({
                "id": crate::domain::Id::from_bytes([1; 16]), "kind": "problem", "title": "x", "state": "solved",
                "created": "2026-01-10T10:00:00Z", "changed": "2026-01-10T10:00:00Z", "author": "me",
                "moves": [{"to": "solving", "on": "2026-02-01"}, {"to": "solved", "on": "2026-05-02"}],
            })
            .as_object()
            .cloned()
            .unwrap_or_default(),
        )
        .unwrap();
        let day = |text: &str| text.parse::<Date>().unwrap();
        let today = day("2026-11-23");
        assert!(open_on(&problem, day("2026-01-31"), today));
        assert!(open_on(&problem, day("2026-04-30"), today));
        assert!(!open_on(&problem, day("2026-05-31"), today));
        problem.base.moves.clear();
        assert!(!open_on(&problem, today, today));
    }
}
