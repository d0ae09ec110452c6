//! Boards: every record of a kind over all accounts, a line each, grouped by what one asks of that kind.

mod head;
mod line;

use std::collections::{HashMap, HashSet};
use std::sync::Arc;

use crate::domain::kinds::{Person, Trend};
use crate::domain::names::fold;
use crate::domain::state::{open, states};
use crate::domain::words::{Direction, Side, Words};
use crate::domain::{Body, Date, Id, Kind, Money, Record, plain};
use crate::tui::figures;
use crate::tui::look::{Look, days_between};
use crate::tui::screens::account;
use crate::tui::sheet::Item;
use crate::tui::story::hidden;

pub use head::head;
pub use line::{Scale, columns, scale, strip};

/// The orders that a board can have.
pub const SORTS: &[&str] = &[
    "by what comes first",
    "by name",
    "by account",
    "newest first",
];

/// Lists the groupings that the board of a kind can have.
pub fn groups(kind: Kind) -> &'static [&'static str] {
    match kind {
        Kind::Problem => &["by state", "by account", "by cost a year"],
        Kind::Trend => &["by trend", "by account", "by what was shared"],
        Kind::Advocacy => &["by who owes us", "by account", "by state", "oldest first"],
        Kind::Promise => &["by whose turn", "by account", "by day"],
        Kind::Agreement => &["by notice date", "by account", "by state"],
        Kind::Person => &[
            "by stance",
            "by influence",
            "by account",
            "by who covers them",
            "by who left",
        ],
        _ => &["by state", "by account", "all together"],
    }
}

fn grouping(kind: Kind, at: usize) -> &'static str {
    let groups = groups(kind);
    groups[at % groups.len()]
}

/// Lists the records of a kind; of a trend each account that it touches. What a filter looks into is
/// written down where one is typed.
pub fn items(
    kind: Kind,
    records: &[Arc<Record>],
    accounts: &[Arc<Record>],
    look: &Look<'_>,
    (sort, group, finding): (usize, usize, bool),
    (scale, width): (&Scale, u16),
) -> (Vec<String>, Vec<Item>) {
    let broken = match kind {
        Kind::Trend => columns(kind, group, scale, look, width).wide(2),
        _ => 0,
    };
    let sorted = !sort.is_multiple_of(SORTS.len());
    let grouping = match grouping(kind, group) {
        "oldest first" if sorted => "open or closed",
        grouping => grouping,
    };
    let mut headings: Vec<Heading> = Vec::new();
    let mut known: HashMap<(i64, String), usize> = HashMap::new();
    let mut rows: Vec<(usize, Key, usize, Option<Id>)> = Vec::with_capacity(records.len());
    let industries = Industries::of(accounts);
    for (row, record) in records.iter().enumerate() {
        let several;
        let touches = match &record.body {
            Body::Trend(body) => {
                several = industries.touched(body);
                several.as_slice()
            }
            _ => &[record.account()],
        };
        for account in touches.iter().copied() {
            let heading = heading(record, account, look, grouping);
            let at = *known.entry(heading).or_insert_with_key(|(place, name)| {
                headings.push(Heading {
                    place: *place,
                    name: name.clone(),
                    ..Heading::default()
                });
                headings.len() - 1
            });
            let key = order(record, account, look, sort);
            let of = &mut headings[at];
            if of.first.as_ref().is_none_or(|first| key < *first) {
                of.first = Some(key.clone());
            }
            of.count += 1;
            of.costs.extend(record.cost_each_year());
            rows.push((at, key, row, account));
        }
    }
    let by_name = grouping == "by account";
    let mut places: Vec<usize> = (0..headings.len()).collect();
    places.sort_by(|one, other| {
        let key = |at: &usize| {
            let heading = &headings[*at];
            let first = heading.first.clone().filter(|_| !by_name);
            (heading.place, first, fold(&heading.name))
        };
        key(one).cmp(&key(other))
    });
    let mut place = vec![0; headings.len()];
    for (at, group) in places.iter().enumerate() {
        place[*group] = at;
    }
    for row in &mut rows {
        row.0 = place[row.0];
    }
    rows.sort();
    let items = rows
        .into_iter()
        .map(|(group, _, row, account)| {
            let record = &records[row];
            let name = account.map_or("", |id| look.who.title(id));
            Item {
                id: record.id(),
                account,
                row,
                group,
                height: lines(record, account, (broken, scale.most_lines)),
                // A list of tens of thousands is not folded for a filter that nobody types.
                find: if !finding || hidden(record, look) {
                    String::new()
                } else if kind == Kind::Trend {
                    // Its industries would find every account that it touches.
                    fold(&format!("{} {name} {}", record.title(), record.short()))
                } else {
                    fold(&format!(
                        "{} {name} {} {}",
                        record.title(),
                        account::second(record, look),
                        record.short()
                    ))
                },
            }
        })
        .collect();
    // A name is left as it is written; what we say ourselves begins as a sentence does.
    let said = |at: &usize| {
        let said = headings[*at].said();
        if by_name || said.contains('\t') {
            said
        } else {
            plain::capital(&said)
        }
    };
    let said = places.iter().map(said).collect();
    (said, items)
}

/// Says how many lines a record takes: of a trend what it means for them, and below it what they said.
fn lines(record: &Record, account: Option<Id>, broken: (usize, usize)) -> u8 {
    let Body::Trend(body) = &record.body else {
        return 1;
    };
    let said = implication(body, account).map_or(0, |one| line::texts(one, broken).len());
    u8::try_from(said.max(1)).unwrap_or(u8::MAX)
}

/// What comes first, for sorting.
type Key = (i64, String);

/// A heading while the board is being made.
#[derive(Default)]
struct Heading {
    place: i64,
    name: String,
    first: Option<Key>,
    count: usize,
    costs: Vec<Money>,
}

impl Heading {
    fn said(&self) -> String {
        if self.name.is_empty() {
            return String::new();
        }
        if let Some((name, aside)) = self.name.split_once('\t') {
            return format!("{name}\t{aside} · {}", self.count);
        }
        let sum = figures::sum(self.costs.iter().cloned());
        if sum.is_empty() {
            format!("{} · {}", self.name, self.count)
        } else {
            format!("{} · {} · {sum} a year", self.name, self.count)
        }
    }
}

/// The accounts of each industry, in small letters; a unit goes with the account that it is a unit of.
struct Industries(HashMap<String, Vec<Id>>);

impl Industries {
    fn of(accounts: &[Arc<Record>]) -> Self {
        let mut all: HashMap<String, Vec<Id>> = HashMap::new();
        for account in accounts {
            if let Body::Account(body) = &account.body
                && let (None, Some(industry)) = (body.parent, &body.industry)
            {
                let of = all.entry(industry.to_ascii_lowercase()).or_default();
                of.push(account.id());
            }
        }
        Self(all)
    }

    /// Lists the accounts that a trend touches; an account of its industry of which nobody has thought yet belongs there too.
    fn touched(&self, trend: &Trend) -> Vec<Option<Id>> {
        let thought = trend.implications.iter();
        let mut all: Vec<Option<Id>> = thought
            .filter_map(|implication| implication.account)
            .map(Some)
            .collect();
        let mut seen: HashSet<Id> = all.iter().copied().flatten().collect();
        for industry in &trend.industries {
            let of = self.0.get(&industry.to_ascii_lowercase());
            let new = of.into_iter().flatten().filter(|id| seen.insert(**id));
            all.extend(new.map(|id| Some(*id)));
        }
        all.dedup();
        if all.is_empty() { vec![None] } else { all }
    }
}

fn implication(body: &Trend, account: Option<Id>) -> Option<&crate::domain::kinds::Implication> {
    body.implications
        .iter()
        .find(|implication| implication.account == account && account.is_some())
}

/// Says whether something we fight for is decided.
fn decided(record: &Record) -> bool {
    matches!(&record.body, Body::Advocacy(body) if body.decided())
}

fn heading(record: &Record, account: Option<Id>, look: &Look<'_>, grouping: &str) -> (i64, String) {
    let state = |record: &Record| {
        let state = record.state().unwrap_or_default();
        let place = states(record.kind())
            .iter()
            .position(|word| *word == state)
            .and_then(|at| i64::try_from(at).ok())
            .unwrap_or(0);
        (place, state.to_owned())
    };
    let of_account = || {
        (
            0,
            account.map_or_else(|| "No account".into(), |id| look.who.title(id).to_owned()),
        )
    };
    match (&record.body, grouping) {
        (_, "by account") => of_account(),
        (_, "all together" | "by cost a year") => (0, String::new()),
        (Body::Advocacy(body), "oldest first" | "open or closed") => {
            if body.decided() && !body.closed() {
                (-1, "decided, and they don't know yet".into())
            } else if !open(record) {
                (1, "closed".into())
            } else if grouping == "oldest first" {
                (0, "open, oldest first".into())
            } else {
                (0, "open".into())
            }
        }
        (Body::Promise(body), "by day") => match body.due {
            _ if !open(record) => (9, "settled".into()),
            None => (8, "no day".into()),
            Some(due) => match days_between(look.today(), due) {
                ..=-1 => (0, "late".into()),
                0 => (1, "today".into()),
                1..=7 => (2, "within a week".into()),
                8..=30 => (3, "within a month".into()),
                _ => (4, "later".into()),
            },
        },
        (Body::Promise(body), "by whose turn") if open(record) => {
            let late = record.days_late(look.today()).is_some_and(|days| days > 0);
            match (late, body.direction) {
                (true, Some(Direction::Theirs)) => (-3, "they are late".into()),
                (true, _) => (-4, "we are late".into()),
                (false, Some(Direction::Theirs)) => (-1, "they owe".into()),
                (false, _) => (-2, "we owe".into()),
            }
        }
        (Body::Advocacy(body), "by who owes us") => {
            if body.decided() && !body.closed() {
                (-1, "decided, and they don't know yet".into())
            } else if open(record) {
                let with = body.raised_with.first().map(|with| match with {
                    crate::domain::Who::Record(id) => {
                        // Who of ours it is says which part of the house owes us.
                        let role = look.who.get(*id).and_then(|known| known.role.as_deref());
                        let name = look.who.title(*id);
                        role.map_or_else(|| name.to_owned(), |role| format!("{name}, {role}"))
                    }
                    crate::domain::Who::Words(words) => words.clone(),
                });
                (
                    0,
                    with.map_or_else(
                        || "raised with nobody yet".into(),
                        |with| format!("with {with}"),
                    ),
                )
            } else {
                let (place, state) = state(record);
                (place + 1, format!("{state}, and they know"))
            }
        }
        (Body::Agreement(body), "by notice date") => {
            let Some(by) = body.notice_by.or(body.ends).filter(|_| open(record)) else {
                return if open(record) {
                    (8, "no notice date".into())
                } else {
                    (9, "over".into())
                };
            };
            match days_between(look.today(), by) {
                ..=-1 => (0, "the notice date has passed".into()),
                0..=30 => (1, "notice within a month".into()),
                31..=120 => (2, "notice within four months".into()),
                121..=365 => (3, "notice within a year".into()),
                _ => (4, "later".into()),
            }
        }
        (Body::Person(body), _) => of_person(body, look, grouping),
        (Body::Trend(body), "by what was shared") => match implication(body, account) {
            Some(implication) if implication.shared_on.is_some() => (2, "shared".into()),
            Some(_) => (0, "not shared yet".into()),
            None => (1, "what it means for them, nobody has said".into()),
        },
        (Body::Trend(body), _) => {
            let horizon = body.horizon.map_or(3, |horizon| horizon as i64);
            let aside = [record.state(), body.horizon.map(Words::word)]
                .into_iter()
                .flatten()
                .collect::<Vec<_>>()
                .join(", ");
            (horizon, format!("{}\t{aside}", record.title()))
        }
        _ => state(record),
    }
}

fn of_person(body: &Person, look: &Look<'_>, grouping: &str) -> (i64, String) {
    if body.side == Some(Side::Ours) {
        return (20, "ours".into());
    }
    let gone = body.left(look.today()).is_some();
    match grouping {
        "by who left" => {
            if gone {
                (0, "left".into())
            } else {
                (1, "there".into())
            }
        }
        _ if gone => (19, "left".into()),
        _ if look.present => (0, String::new()),
        "by who covers them" => match body.covered_by.as_slice() {
            [] => (0, "nobody of ours covers them".into()),
            [one, ..] => (1, format!("covered by {}", look.who.title(*one))),
        },
        "by influence" => body
            .influence
            .map_or((8, "influence unknown".into()), |weight| {
                (weight as i64, format!("{} influence", weight.word()))
            }),
        _ => body.stance.map_or((8, "stance unknown".into()), |stance| {
            (stance as i64, format!("{}s", stance.word()))
        }),
    }
}

/// Puts the dearest first, the currency of the book before others: amounts of two currencies are not compared.
fn dearest(year: &Money, look: &Look<'_>) -> i64 {
    const APART: i64 = 1 << 52;
    let amount = i64::try_from(year.amount.trunc().mantissa()).unwrap_or(APART);
    let own = look
        .currency
        .as_ref()
        .is_none_or(|own| *own == year.currency);
    amount.clamp(0, APART).saturating_neg() - if own { APART } else { 0 }
}

fn order(record: &Record, account: Option<Id>, look: &Look<'_>, sort: usize) -> Key {
    let day = |date: Option<Date>| {
        date.map_or(i64::MAX / 2, |date| {
            i64::from(days_between(look.today(), date))
        })
    };
    let name = account.map_or("", |id| look.who.title(id));
    match sort % SORTS.len() {
        1 => (0, fold(&record.title())),
        2 => (0, fold(&format!("{name} {}", record.title()))),
        3 => (
            record.base.created.as_second().saturating_neg(),
            String::new(),
        ),
        _ => {
            let first = match &record.body {
                Body::Problem(_) => record.cost_year().map_or(1, |year| dearest(&year, look)),
                Body::Promise(body) if open(record) => day(body.due),
                Body::Promise(body) => day(body.closed_on).saturating_neg(),
                // Whoever waits longest comes first.
                Body::Advocacy(body) if open(record) && !body.decided() => {
                    record.base.created.as_second()
                }
                Body::Advocacy(body) => day(body.told_on).saturating_neg(),
                Body::Agreement(body) => day(body.notice_by.or(body.ends)),
                Body::Touchpoint(body) => {
                    day(body.starts.as_ref().map(|starts| look.day_of(starts)))
                }
                // On a shared screen the order does not tell either who counts.
                Body::Person(_) if look.present => 0,
                Body::Person(body) => body.influence.map_or(9, |influence| influence as i64),
                Body::Learning(body) => day(body.learned_on).saturating_neg(),
                Body::Trend(body) => match implication(body, account) {
                    Some(implication) => day(implication.shared_on).saturating_neg(),
                    None => 1,
                },
                _ => 0,
            };
            let then = match &record.body {
                Body::Trend(_) => name.to_owned(),
                // What one would ask the same account stands together, the oldest first.
                Body::Question(_) => format!("{name} {}", record.base.created),
                _ => record.title(),
            };
            (first, fold(&then))
        }
    }
}
