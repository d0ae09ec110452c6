//! Boards: every record of a kind over all accounts, grouped by where it stands.

use std::sync::Arc;

use crate::domain::names::fold;
use crate::domain::state::{open, states};
use crate::domain::words::{Direction, Words};
use crate::domain::{Body, Kind, Record};
use crate::tui::look::{Look, days_between};
use crate::tui::screens::account;
use crate::tui::sheet::Item;
use crate::tui::strip::Strip;
use crate::tui::theme::Role;

/// The orders that a board can have.
pub const SORTS: &[&str] = &[
    "by what comes first",
    "by name",
    "by account",
    "newest first",
];

/// The groupings that a board can have.
pub const GROUPS: &[&str] = &["by state", "by account", "all together"];

/// Lists the records of a kind.
pub fn items(
    kind: Kind,
    records: &[Arc<Record>],
    look: &Look<'_>,
    sort: usize,
    grouping: usize,
) -> (Vec<String>, Vec<Item>) {
    let mut headings: Vec<(i64, String)> = Vec::new();
    let mut rows: Vec<(usize, Key, usize)> = records
        .iter()
        .enumerate()
        .map(|(row, record)| {
            let heading = heading(kind, record, look, grouping);
            let group = headings
                .iter()
                .position(|known| *known == heading)
                .unwrap_or_else(|| {
                    headings.push(heading);
                    headings.len() - 1
                });
            (group, order(record, look, sort), row)
        })
        .collect();
    let mut places: Vec<usize> = (0..headings.len()).collect();
    places.sort_by(|one, other| headings[*one].cmp(&headings[*other]));
    let place = |group: usize| places.iter().position(|at| *at == group).unwrap_or(group);
    for row in &mut rows {
        row.0 = place(row.0);
    }
    rows.sort();
    let items = rows
        .into_iter()
        .map(|(group, _, row)| {
            let record = &records[row];
            let account = record.account().map_or("", |id| look.who.title(id));
            Item {
                id: record.id(),
                account: record.account(),
                row,
                group,
                height: 2,
                find: fold(&format!(
                    "{} {account} {} {}",
                    record.title(),
                    account::second(record, look),
                    record.short()
                )),
            }
        })
        .collect();
    let mut ordered = vec![String::new(); headings.len()];
    for (group, (_, heading)) in headings.iter().enumerate() {
        ordered[place(group)].clone_from(heading);
    }
    (ordered, items)
}

type Key = (i64, String);

fn heading(kind: Kind, record: &Record, look: &Look<'_>, grouping: usize) -> (i64, String) {
    match grouping % GROUPS.len() {
        1 => (
            0,
            record
                .account()
                .map_or_else(|| "no account".into(), |id| look.who.title(id).to_owned()),
        ),
        2 => (0, String::new()),
        _ => match &record.body {
            Body::Promise(body) if open(record) => {
                let late = record.days_late(look.today()).is_some_and(|days| days > 0);
                match (late, body.direction) {
                    (true, Some(Direction::Theirs)) => (1, "They are late".into()),
                    (true, _) => (0, "We are late".into()),
                    (false, Some(Direction::Theirs)) => (3, "They owe".into()),
                    (false, _) => (2, "We owe".into()),
                }
            }
            Body::Advocacy(body) if body.decided() && body.told_on.is_none() => {
                (-1, "Decided, not told".into())
            }
            Body::Advocacy(body) if open(record) && !body.decided() => {
                let with = body.raised_with.first().map(|with| match with {
                    crate::domain::Who::Record(id) => look.who.title(*id).to_owned(),
                    crate::domain::Who::Words(words) => words.clone(),
                });
                (
                    0,
                    with.map_or_else(|| "with nobody yet".into(), |with| format!("with {with}")),
                )
            }
            Body::Person(body) => match body.stance {
                _ if body.side == Some(crate::domain::words::Side::Ours) => (9, "Ours".into()),
                Some(stance) if !look.present => (stance as i64, format!("{}s", stance.word())),
                _ => (8, "stance unknown".into()),
            },
            _ => {
                let state = record.state().unwrap_or_default();
                let place = states(kind)
                    .iter()
                    .position(|word| *word == state)
                    .and_then(|at| i64::try_from(at).ok())
                    .unwrap_or(0);
                (place, state.to_owned())
            }
        },
    }
}

fn order(record: &Record, look: &Look<'_>, sort: usize) -> Key {
    let day = |date: Option<crate::domain::Date>| {
        date.map_or(i64::MAX / 2, |date| {
            i64::from(days_between(look.today(), date))
        })
    };
    match sort % SORTS.len() {
        1 => (0, fold(&record.title())),
        2 => (
            0,
            fold(record.account().map_or("", |id| look.who.title(id))),
        ),
        3 => (
            record.base.created.as_second().saturating_neg(),
            String::new(),
        ),
        _ => {
            let first = match &record.body {
                Body::Problem(_) => record
                    .cost_year()
                    .and_then(|year| i64::try_from(year.amount.trunc().mantissa()).ok())
                    .unwrap_or(-1)
                    .saturating_neg(),
                Body::Promise(body) => day(body.due),
                Body::Advocacy(body) => day(body.due),
                Body::Agreement(body) => day(body.notice_by.or(body.ends)),
                Body::Touchpoint(body) => {
                    day(body.starts.as_ref().map(|starts| look.day_of(starts)))
                }
                Body::Person(body) => body.influence.map_or(9, |influence| influence as i64),
                Body::Learning(body) => day(body.learned_on).saturating_neg(),
                _ => 0,
            };
            (first, fold(&record.title()))
        }
    }
}

/// Draws the two lines of a record, with its account on the second.
pub fn strips(record: &Record, look: &Look<'_>) -> [Strip; 2] {
    let [first, second] = account::strips(record, look);
    let account = record
        .account()
        .filter(|id| *id != record.id())
        .map(|id| look.who.title(id).to_owned())
        .unwrap_or_default();
    [first, second.right(Role::Faint, &account)]
}
