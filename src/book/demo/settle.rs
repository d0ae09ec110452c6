//! Puts the demo's past into an order in which everything that is named is already there.

use std::collections::BTreeMap;

use jiff::{SignedDuration, Timestamp};
use toml::Table;

use super::script::{Event, Item};
use super::values::mentions;

/// How near two records are that were written down together.
const DAY: SignedDuration = SignedDuration::from_hours(14);

/// Sees to it that nothing names a record before it was made.
///
/// A record that names one of the same day was written down after it; a field that names one of
/// later days was filled in when that one came.
pub(super) fn settle(items: &mut [Item]) {
    let keys: BTreeMap<String, usize> = (0..)
        .zip(items.iter())
        .map(|(at, item): (usize, &Item)| (item.key.clone(), at))
        .collect();
    let mut named: Vec<Vec<(String, Vec<usize>)>> = Vec::new();
    for item in &*items {
        let fields = item.fields.iter().map(|(name, said)| {
            let all = mentions(item.kind, name, said);
            (
                name.clone(),
                all.iter()
                    .filter_map(|key| keys.get(key).copied())
                    .collect(),
            )
        });
        named.push(fields.collect());
    }
    // A chain of records of one day is short; each round settles one more link of it.
    for _ in 0..6 {
        for (at, fields) in named.iter().enumerate() {
            let others = fields.iter().flat_map(|(_, others)| others);
            let same_day = others
                .map(|other| items[*other].made)
                .filter(|made| made.duration_since(items[at].made).abs() < DAY)
                .max();
            if let Some(made) = same_day {
                items[at].made = items[at].made.max(just_after(made));
            }
        }
    }
    let made: BTreeMap<String, Timestamp> = items.iter().map(|i| (i.key.clone(), i.made)).collect();
    for (at, fields) in named.into_iter().enumerate() {
        for (name, others) in fields {
            let last = others.iter().map(|other| items[*other].made).max();
            let Some(last) = last.filter(|last| *last > items[at].made) else {
                continue;
            };
            let item = &mut items[at];
            if let Some(value) = item.fields.remove(&name) {
                item.events.push(Event {
                    at: just_after(last),
                    on: item.day_of(last),
                    author: item.author.clone(),
                    to: None,
                    why: None,
                    set: Table::from_iter([(name, value)]),
                });
            }
        }
    }
    for item in items {
        for event in &mut item.events {
            let mentioned = event
                .set
                .iter()
                .flat_map(|(name, said)| mentions(item.kind, name, said));
            if let Some(last) = mentioned.filter_map(|key| made.get(&key).copied()).max() {
                event.at = event.at.max(just_after(last));
            }
        }
    }
}

/// Gives the second after a moment.
fn just_after(moment: Timestamp) -> Timestamp {
    moment
        .saturating_add(SignedDuration::from_secs(1))
        .unwrap_or(moment)
}
