//! How a relationship is kept up: how often they are touched, by what, and whether promises are kept.

use std::collections::BTreeMap;

use jiff::ToSpan;
use jiff::tz::TimeZone;
use serde::Serialize;

use super::Date;
use super::record::{Body, Record, days_between};
use super::words::{Direction, PromiseState, TouchpointState, Words};

/// The rhythm of an account.
#[derive(Clone, PartialEq, Debug, Serialize)]
pub struct Rhythm {
    /// How often it is meant to be touched, in days.
    pub cadence_days: Option<u32>,
    /// The last touch.
    pub last: Option<Date>,
    /// Days since then.
    pub silent_days: Option<i32>,
    /// The median of the days between touches in the last year; nothing with fewer than three.
    pub usual_days: Option<i32>,
    /// Touches in each of the last twelve months, the oldest first.
    pub months: Vec<(String, usize)>,
    /// Touches in the last year by how they were.
    pub channels: BTreeMap<&'static str, usize>,
    /// Promises of ours.
    pub ours: Kept,
    /// Promises of theirs.
    pub theirs: Kept,
}

/// How promises were kept.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default, Serialize)]
pub struct Kept {
    /// Kept.
    pub kept: usize,
    /// Of those, on the first day that was named, or before it.
    pub in_time: usize,
    /// Broken.
    pub broken: usize,
    /// Open.
    pub open: usize,
    /// Of those, past their day.
    pub late: usize,
    /// Moved to another day at least once.
    pub moved: usize,
}

impl Rhythm {
    /// Says whether it has been silent for longer than was meant.
    pub fn quiet(&self) -> bool {
        match (self.silent_days, self.cadence_days) {
            (Some(silent), Some(cadence)) => i64::from(silent) > i64::from(cadence),
            _ => false,
        }
    }
}

/// Takes the rhythm from the records of an account and its units.
pub fn rhythm(account: &Record, records: &[Record], today: Date, zone: &TimeZone) -> Rhythm {
    let mut touches: Vec<(Date, &'static str)> = records
        .iter()
        .filter_map(|r| match &r.body {
            Body::Touchpoint(b)
                if b.state == Some(TouchpointState::Held) && !r.is_beside_a_touch() =>
            {
                let on = b.starts.as_ref()?.timestamp().to_zoned(zone.clone()).date();
                (on <= today).then_some((on, b.channel.map_or("touch", Words::word)))
            }
            _ => None,
        })
        .collect();
    touches.sort_unstable();
    let last = touches.last().map(|(on, _)| *on);
    let recent: Vec<&(Date, &'static str)> = touches
        .iter()
        .filter(|(on, _)| days_between(*on, today) <= 365)
        .collect();
    let mut channels = BTreeMap::new();
    for (_, how) in &recent {
        *channels.entry(*how).or_insert(0) += 1;
    }
    let mut steps: Vec<i32> = recent
        .windows(2)
        .map(|two| days_between(two[0].0, two[1].0))
        .collect();
    steps.sort_unstable();
    let usual_days = if steps.len() < 2 {
        None
    } else {
        steps.get(steps.len() / 2).copied()
    };
    let months = (0..12)
        .rev()
        .filter_map(|back: i64| today.first_of_month().checked_sub(back.months()).ok())
        .map(|month| {
            let count = touches
                .iter()
                .filter(|(on, _)| on.first_of_month() == month)
                .count();
            (month.strftime("%Y-%m").to_string(), count)
        })
        .collect();
    let cadence_days = match &account.body {
        Body::Account(b) => b.cadence_days,
        _ => None,
    };
    Rhythm {
        cadence_days,
        last,
        silent_days: last.map(|on| days_between(on, today)),
        usual_days,
        months,
        channels,
        ours: kept(records, today, false),
        theirs: kept(records, today, true),
    }
}

fn kept(records: &[Record], today: Date, theirs: bool) -> Kept {
    let mut out = Kept::default();
    for record in records {
        let Body::Promise(b) = &record.body else {
            continue;
        };
        if (b.direction == Some(Direction::Theirs)) != theirs {
            continue;
        }
        out.moved += usize::from(!b.moved.is_empty());
        match b.state {
            Some(PromiseState::Kept) => {
                out.kept += 1;
                let first_day = b.moved.first().and_then(|m| m.from).or(b.due);
                out.in_time += usize::from(match (first_day, b.closed_on) {
                    (Some(due), Some(on)) => on <= due,
                    _ => true,
                });
            }
            Some(PromiseState::Broken) => out.broken += 1,
            Some(PromiseState::Open) => {
                out.open += 1;
                out.late += usize::from(b.due.is_some_and(|due| due < today));
            }
            _ => {}
        }
    }
    out
}
