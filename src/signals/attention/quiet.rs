//! Accounts without a touch for longer than was meant; a touch of a unit counts for all that it belongs to.

use std::collections::HashMap;

use jiff::ToSpan;

use super::{Class, Draft};
use crate::domain::days;
use crate::domain::record::days_between;
use crate::domain::{Date, Id, Moment};
use crate::signals::people;
use crate::signals::pulse::{AccountPulse, Pulse, channel_word};
use crate::signals::signs::plural;

/// Gives the line of an account that has gone quiet.
pub fn line<'a>(pulse: &Pulse<'_>, account: &'a AccountPulse, units: &Units<'a>) -> Option<Draft> {
    let today = pulse.today();
    let cadence = i32::try_from(account.cadence_days?).ok()?;
    if account.snoozed.is_some_and(|until| until > today) {
        return None;
    }
    let below = units.with(account);
    let last = below
        .iter()
        .filter_map(|unit| unit.last.as_ref())
        .max_by_key(|touch| (touch.at.timestamp(), touch.record));
    let seen = last.map(|touch| local_day(pulse, &touch.at));
    let silent = days_between(seen.unwrap_or(account.made), today);
    if silent <= cadence {
        return None;
    }
    let ahead = below
        .iter()
        .filter_map(|unit| unit.next_meeting(pulse.now.timestamp()))
        .min_by_key(|(item, starts)| (starts.timestamp(), item.record));
    let mut reason = format!("you meant every {}", plural(cadence, "day"));
    if let Some((_, starts)) = ahead {
        reason = format!(
            "{reason}; next is {}",
            days::said(local_day(pulse, starts), today)
        );
    }
    let text = match (last, seen) {
        (Some(touch), Some(seen)) => {
            let word = channel_word(touch.channel);
            let whom = people::few(&pulse.names, &touch.people);
            let with = if whom.is_empty() {
                String::new()
            } else {
                format!(" with {whom}")
            };
            format!("last: {word}{with}, {}", days::day(seen, today))
        }
        _ => "no touch is written down".into(),
    };
    let step = match last.and_then(|touch| touch.people.first()) {
        Some(person) => format!(
            "call {}; ask what changed",
            people::one(&pulse.names, *person)
        ),
        None => "call; ask what changed".into(),
    };
    let key = -i64::from(silent) * 100 / i64::from(cadence.max(1));
    let mut draft = Draft::on(account, Class::GoneQuiet, key);
    let signal = &mut draft.signal;
    signal.lead = format!("{silent} d");
    signal.text = text;
    signal.reason = reason;
    signal.due = seen
        .unwrap_or(account.made)
        .checked_add(i64::from(cadence).days())
        .ok();
    signal.step = step;
    Some(draft)
}

/// The accounts below each account.
pub struct Units<'a>(HashMap<Id, Vec<&'a AccountPulse>>);

impl<'a> Units<'a> {
    /// Finds them.
    pub fn of(pulse: &Pulse<'a>) -> Self {
        let mut below: HashMap<Id, Vec<&AccountPulse>> = HashMap::new();
        for unit in pulse.accounts {
            if let Some(parent) = unit.parent {
                below.entry(parent).or_default().push(unit);
            }
        }
        Self(below)
    }

    /// Gives an account and all below it.
    fn with(&self, account: &'a AccountPulse) -> Vec<&'a AccountPulse> {
        let mut found = vec![account];
        let mut at = 0;
        while let Some(unit) = found.get(at).copied() {
            for below in self.0.get(&unit.account).into_iter().flatten() {
                if !found.iter().any(|f| f.account == below.account) {
                    found.push(below);
                }
            }
            at += 1;
        }
        found
    }
}

fn local_day(pulse: &Pulse<'_>, at: &Moment) -> Date {
    at.timestamp()
        .to_zoned(pulse.now.time_zone().clone())
        .date()
}
