//! Boards: every record of a kind over all accounts, a line each, grouped by what one asks of that kind.

use std::collections::HashMap;
use std::sync::Arc;

use crate::domain::kinds::{Person, Trend};
use crate::domain::names::fold;
use crate::domain::state::{open, states};
use crate::domain::words::{Direction, Side, Words};
use crate::domain::{Body, Date, Id, Kind, Money, Record};
use crate::tui::figures;
use crate::tui::look::{Look, days_between, span};
use crate::tui::screens::{account, chart};
use crate::tui::sheet::Item;
use crate::tui::signs::Sign;
use crate::tui::story::hidden;
use crate::tui::strip::Strip;
use crate::tui::theme::Role;

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
    sort: usize,
    group: usize,
    finding: bool,
) -> (Vec<String>, Vec<Item>) {
    let grouping = grouping(kind, group);
    let mut headings: Vec<Heading> = Vec::new();
    let mut known: HashMap<(i64, String), usize> = HashMap::new();
    let mut rows: Vec<(usize, Key, usize, Option<Id>)> = Vec::new();
    for (row, record) in records.iter().enumerate() {
        for account in touched(record, accounts) {
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
            of.costs.extend(record.cost_year());
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
                height: 1,
                // A list of tens of thousands is not folded for a filter that nobody types.
                find: if !finding || hidden(record, look) {
                    String::new()
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
    let said = places.iter().map(|at| headings[*at].said()).collect();
    (said, items)
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

/// Gives the accounts for which a record stands on the board: its own, or each that a trend means something to.
fn touched(record: &Record, accounts: &[Arc<Record>]) -> Vec<Option<Id>> {
    let Body::Trend(body) = &record.body else {
        return vec![record.account()];
    };
    let mut all: Vec<Option<Id>> = body
        .implications
        .iter()
        .filter_map(|implication| implication.account)
        .map(Some)
        .collect();
    // An account of that industry of which nobody has thought yet belongs there too.
    for account in accounts {
        if let Body::Account(of) = &account.body
            && of.parent.is_none()
            && !all.contains(&Some(account.id()))
            && of.industry.as_ref().is_some_and(|industry| {
                body.industries
                    .iter()
                    .any(|one| one.eq_ignore_ascii_case(industry))
            })
        {
            all.push(Some(account.id()));
        }
    }
    all.dedup();
    if all.is_empty() { vec![None] } else { all }
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

/// Gives the day on which somebody left, where every role of theirs has ended.
pub fn left(body: &Person, today: Date) -> Option<Date> {
    let ends: Option<Vec<Date>> = body.roles.iter().map(|role| role.until).collect();
    ends?.into_iter().max().filter(|last| *last <= today)
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
            account.map_or_else(|| "no account".into(), |id| look.who.title(id).to_owned()),
        )
    };
    match (&record.body, grouping) {
        (_, "by account") => of_account(),
        (_, "all together" | "by cost a year") => (0, String::new()),
        (Body::Advocacy(_), "oldest first") => {
            if open(record) {
                (0, "open, oldest first".into())
            } else {
                (1, "closed".into())
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
            if body.decided() && body.told_on.is_none() {
                (-1, "decided, and they don't know yet".into())
            } else if open(record) {
                let with = body.raised_with.first().map(|with| match with {
                    crate::domain::Who::Record(id) => look.who.title(*id).to_owned(),
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
    let gone = left(body, look.today()).is_some();
    match grouping {
        "by who left" => {
            if gone {
                (0, "left".into())
            } else {
                (1, "there".into())
            }
        }
        _ if gone => (19, "left".into()),
        "by who covers them" => match body.covered_by.as_slice() {
            [] => (0, "nobody of ours covers them".into()),
            [one, ..] => (1, format!("covered by {}", look.who.title(*one))),
        },
        _ if look.present => (0, String::new()),
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
                Body::Problem(_) => record
                    .cost_year()
                    .and_then(|year| i64::try_from(year.amount.trunc().mantissa()).ok())
                    .unwrap_or(-1)
                    .saturating_neg(),
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
                Body::Person(body) => body.influence.map_or(9, |influence| influence as i64),
                Body::Learning(body) => day(body.learned_on).saturating_neg(),
                Body::Trend(body) => match implication(body, account) {
                    Some(implication) => day(implication.shared_on).saturating_neg(),
                    None => 1,
                },
                _ => 0,
            };
            let then = if matches!(record.body, Body::Trend(_)) {
                name.to_owned()
            } else {
                record.title()
            };
            (first, fold(&then))
        }
    }
}

/// One cell of a line, right of what it is about.
struct Cell {
    text: String,
    role: Role,
    wide: usize,
    /// Whether it keeps to the right of its cell, as figures do.
    figure: bool,
    /// What goes last where there is little room has the highest.
    worth: u8,
}

fn cell(role: Role, text: impl Into<String>, wide: usize, worth: u8) -> Cell {
    Cell {
        text: text.into(),
        role,
        wide,
        figure: false,
        worth,
    }
}

fn figure(role: Role, text: impl Into<String>, wide: usize, worth: u8) -> Cell {
    Cell {
        figure: true,
        ..cell(role, text, wide, worth)
    }
}

/// Sets a line: sign, what it is about, and as many cells as leave that room to be read.
fn set(
    sign: (&str, Role),
    title: (&str, Role),
    mut cells: Vec<Cell>,
    least: usize,
    width: usize,
) -> Strip {
    let least = least.min(width);
    let taken = |cells: &[Cell]| cells.iter().map(|cell| cell.wide + 2).sum::<usize>();
    while 2 + least + taken(&cells) > width {
        let Some(at) = (0..cells.len()).min_by_key(|at| cells[*at].worth) else {
            break;
        };
        cells.remove(at);
    }
    let room = width.saturating_sub(2 + taken(&cells));
    let mut strip = Strip::of(sign.1, sign.0)
        .text(Role::Text, " ")
        .column(title.1, title.0, room);
    for cell in &cells {
        strip = strip.text(Role::Text, "  ");
        strip = if cell.figure {
            strip.figure(cell.role, &cell.text, cell.wide)
        } else {
            strip.column(cell.role, &cell.text, cell.wide)
        };
    }
    strip
}

/// What the lines of a board share: how large its largest figure is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Scale(u64);

/// Takes the scale of a board's bars.
pub fn scale(records: &[Arc<Record>]) -> Scale {
    let figures = records
        .iter()
        .filter(|record| open(record))
        .filter_map(|record| size(record));
    Scale(figures.max().unwrap_or(0))
}

fn size(record: &Record) -> Option<u64> {
    let amount = match &record.body {
        Body::Problem(_) => record.cost_year()?,
        Body::Agreement(body) => body.value.clone()?,
        _ => return None,
    };
    u64::try_from(amount.amount.trunc().mantissa()).ok()
}

/// Draws the line of a record on its board.
pub fn strip(
    record: &Record,
    account: Option<Id>,
    group: usize,
    scale: Scale,
    look: &Look<'_>,
    width: u16,
) -> Strip {
    let width = usize::from(width);
    if hidden(record, look) {
        return Strip::of(Role::Faint, "· ")
            .text(Role::Doubt, &format!("private {}", record.kind().word()));
    }
    let grouping = grouping(record.kind(), group);
    let sign = look.sign_of(record);
    let strong = if open(record) || record.state().is_none() {
        Role::Strong
    } else {
        Role::Text
    };
    let title = record.title();
    let title = (title.as_str(), strong);
    let name = account.map_or("", |id| look.who.title(id));
    let wide = width >= 90;
    let mut cells = Vec::new();
    if grouping != "by account" && !matches!(record.body, Body::Trend(_)) {
        cells.push(cell(Role::Muted, name, if wide { 22 } else { 18 }, 5));
    }
    match &record.body {
        Body::Problem(_) => {
            let (said, role) = record.cost_year().map_or_else(
                || ("cost unknown".to_owned(), Role::Doubt),
                |year| (format!("{} a year", year.brief()), Role::Text),
            );
            cells.push(figure(role, said, 15, 9));
            let part = size(record).filter(|_| open(record)).unwrap_or(0);
            if wide {
                let long: usize = if width >= 110 { 10 } else { 6 };
                let bar = figures::bar(part, scale.0, long, look.ascii);
                cells.push(cell(Role::Bar, bar, long, 1));
            }
            if grouping != "by state" {
                cells.insert(
                    0,
                    cell(Role::Muted, record.state().unwrap_or_default(), 9, 3),
                );
            }
        }
        Body::Promise(body) => {
            let theirs = body.direction == Some(Direction::Theirs);
            let people = look.called_short(if theirs { &body.by } else { &body.to });
            let whom = match (theirs, people.is_empty()) {
                (_, true) => String::new(),
                (true, _) => format!("from {people}"),
                (false, _) => format!("to {people}"),
            };
            cells.insert(0, cell(Role::Muted, whom, 14, 3));
            let said = grouping == "by whose turn";
            dated(&mut cells, record, body.due, body.closed_on, said, look);
        }
        Body::Advocacy(body) => {
            if grouping != "by who owes us" {
                let with = body
                    .raised_with
                    .first()
                    .map_or("nobody yet", |with| match with {
                        crate::domain::Who::Record(id) => look.who.title(*id),
                        crate::domain::Who::Words(words) => words,
                    });
                cells.push(cell(Role::Text, with, 16, 4));
            }
            let last = if wide { 15 } else { 13 };
            if body.decided() {
                let told = body.told_on.map_or_else(
                    || {
                        (
                            format!("{}, not told", record.state().unwrap_or_default()),
                            Role::Late,
                        )
                    },
                    |on| {
                        let on = if wide {
                            look.said(on)
                        } else {
                            on.strftime("%-d %b").to_string()
                        };
                        (format!("told {on}"), Role::Muted)
                    },
                );
                cells.push(figure(Role::Muted, "", 11, 2));
                cells.push(figure(told.1, told.0, last, 9));
            } else {
                let made = record
                    .base
                    .created
                    .to_zoned(look.now.time_zone().clone())
                    .date();
                let age = span(days_between(made, look.today()).max(0));
                cells.push(figure(Role::Muted, format!("asked {age}"), 11, 2));
                let due = body
                    .due
                    .map_or_else(|| ("no day".into(), false), |due| look.due(due));
                cells.push(figure(
                    if due.1 { Role::Late } else { Role::Text },
                    due.0,
                    last,
                    9,
                ));
            }
        }
        Body::Agreement(body) => {
            let value = body.value.as_ref().map(Money::brief).unwrap_or_default();
            cells.push(figure(Role::Text, value, 8, 4));
            let part = size(record).filter(|_| open(record)).unwrap_or(0);
            if wide {
                cells.push(cell(
                    Role::Bar,
                    figures::bar(part, scale.0, 8, look.ascii),
                    8,
                    1,
                ));
            }
            let by = body.notice_by.or(body.ends);
            // Under a heading that says so, the word is not said again.
            let short = grouping == "by notice date" && body.notice_by.is_some();
            let word = match (short, body.notice_by.is_some()) {
                (true, _) => "",
                (_, true) => "notice ",
                _ => "ends ",
            };
            let said = by.map_or_else(
                || ("no date".to_owned(), Role::Doubt),
                |by| match days_between(look.today(), by) {
                    _ if !open(record) => (record.state().unwrap_or_default().into(), Role::Muted),
                    0 => (format!("{word}today"), Role::Late),
                    away @ 1.. => (
                        format!("{word}in {}", span(away)),
                        if away <= 120 {
                            Role::Strong
                        } else {
                            Role::Text
                        },
                    ),
                    away => (format!("{word}{} ago", span(-away)), Role::Muted),
                },
            );
            let room = if grouping == "by notice date" { 12 } else { 15 };
            cells.push(figure(said.1, said.0, room, 9));
            let absolute = by.map(|by| absolute(by, look));
            cells.push(figure(Role::Muted, absolute.unwrap_or_default(), 11, 3));
        }
        Body::Question(body) => {
            let whom = look.called_short(&body.whom);
            let (whom, role) = if whom.is_empty() {
                ("ask whom?".to_owned(), Role::Doubt)
            } else {
                (format!("ask {whom}"), Role::Muted)
            };
            cells.insert(0, cell(role, whom, if wide { 22 } else { 16 }, 4));
            if grouping != "by state" {
                let state = record.state().unwrap_or_default();
                cells.push(figure(Role::Muted, state, 8, 3));
            }
        }
        Body::Person(body) => return person(record, body, cells, grouping, look, width),
        Body::Trend(body) => return trend(record, body, account, grouping, look, width),
        _ => {
            let (said, role) = account::aside(record, look);
            cells.insert(0, cell(Role::Muted, account::second(record, look), 28, 1));
            cells.push(figure(role, said, 12, 8));
        }
    }
    // A question is its words; of the rest the title is read first.
    let least = match record.kind() {
        Kind::Question => width / 2,
        _ => width * 3 / 10 + 3,
    };
    set(sign, title, cells, least, width)
}

/// Adds when something is due, and the day itself where there is room; when it was closed, where it is.
fn dated(
    cells: &mut Vec<Cell>,
    record: &Record,
    due: Option<Date>,
    closed: Option<Date>,
    state_said: bool,
    look: &Look<'_>,
) {
    let day = |date: Date| absolute(date, look);
    if open(record) {
        let (said, late) = due.map_or_else(|| ("no day".into(), false), |due| look.due(due));
        let role = match (late, due) {
            (true, _) => Role::Late,
            (_, None) => Role::Doubt,
            _ => Role::Text,
        };
        let absolute = due.map(day).filter(|day| *day != said).unwrap_or_default();
        cells.push(figure(role, said, 10, 9));
        cells.push(figure(Role::Muted, absolute, 11, 2));
    } else if let (true, Some(closed)) = (state_said, closed) {
        let said = look.said(closed);
        let absolute = Some(day(closed)).filter(|day| *day != said);
        cells.push(figure(Role::Muted, said, 10, 9));
        cells.push(figure(Role::Muted, absolute.unwrap_or_default(), 11, 2));
    } else {
        let state = record.state().unwrap_or_default();
        cells.push(figure(Role::Muted, state, 10, 9));
        cells.push(figure(
            Role::Muted,
            closed.map(day).unwrap_or_default(),
            11,
            2,
        ));
    }
}

/// Says a day in eleven cells: `Fri 27 Nov`, and in another year `27 Nov 2025`.
fn absolute(date: Date, look: &Look<'_>) -> String {
    if date.year() == look.today().year() {
        crate::domain::days::day(date, look.today())
    } else {
        date.strftime("%-d %b %Y").to_string()
    }
}

fn person(
    record: &Record,
    body: &Person,
    mut cells: Vec<Cell>,
    grouping: &str,
    look: &Look<'_>,
    width: usize,
) -> Strip {
    let gone = left(body, look.today());
    let role = if gone.is_some() {
        Role::Muted
    } else {
        Role::Strong
    };
    let part = [body.title.as_deref(), body.part.map(Words::word)]
        .into_iter()
        .flatten()
        .collect::<Vec<_>>()
        .join(" · ");
    cells.insert(
        0,
        cell(Role::Muted, part, if width >= 90 { 30 } else { 22 }, 2),
    );
    let ours = body.side == Some(Side::Ours);
    // Whoever left, and whoever is ours, has one cell where others have several: the columns before it stand in line.
    let weight = match (look.present, grouping) {
        (true, _) => 0,
        (_, "by stance") => 8,
        _ => 19,
    };
    let cover = if grouping == "by who covers them" {
        0
    } else {
        18
    };
    let tail = usize::max(weight + cover, 10) - 2;
    if ours {
        cells.push(cell(Role::Muted, body.expertise.join(", "), tail, 4));
    } else if let Some(on) = gone {
        let said = format!("left {}", look.said(on));
        cells.push(figure(Role::Muted, said, tail, 9));
    } else {
        if !look.present {
            if grouping != "by stance" {
                let stance = body.stance;
                cells.push(cell(
                    stance.map_or(Role::Faint, chart::stance_role),
                    stance.map_or("", Words::word),
                    9,
                    6,
                ));
            }
            cells.push(cell(
                Role::Muted,
                body.influence.map_or("", Words::word),
                6,
                7,
            ));
        }
        if grouping != "by who covers them" {
            let covered = look.called_short(&body.covered_by);
            if covered.is_empty() {
                cells.push(cell(
                    Role::Doubt,
                    format!("{} nobody", look.sign(Sign::Unknown)),
                    16,
                    3,
                ));
            } else {
                cells.push(cell(Role::Muted, covered, 16, 3));
            }
        }
    }
    let stance = if look.present { None } else { body.stance };
    let sign = match (gone, stance) {
        (Some(_), _) => (look.sign(Sign::Lost), Role::Muted),
        (_, stance) => (
            body.influence.filter(|_| !look.present).map_or_else(
                || look.sign(Sign::None),
                |weight| chart::column(weight, look.ascii),
            ),
            stance.map_or(Role::Faint, chart::stance_role),
        ),
    };
    set(sign, (record.title().as_str(), role), cells, 20, width)
}

/// Draws what a trend means for one account, whether they were told, and what they said.
fn trend(
    record: &Record,
    body: &Trend,
    account: Option<Id>,
    grouping: &str,
    look: &Look<'_>,
    width: usize,
) -> Strip {
    let name = account.map_or("no account yet", |id| look.who.title(id));
    let title = record.title();
    let lead = if grouping == "by account" {
        title.as_str()
    } else {
        name
    };
    // The account keeps its column; what was said has the room that is left.
    let side = if width >= 90 { 24 } else { 20 }.min(width / 3);
    let Some(implication) = implication(body, account) else {
        return Strip::of(Role::Doubt, look.sign(Sign::Unknown))
            .text(Role::Text, " ")
            .column(Role::Text, lead, side)
            .text(Role::Doubt, "  nobody has said what it means for them");
    };
    let so_what = implication
        .so_what
        .as_deref()
        .or(implication.idea.as_deref())
        .unwrap_or_default();
    let reacted = implication.reaction.as_deref().unwrap_or_default();
    let (sign, role, when, when_role) = match implication.shared_on {
        Some(on) => (Sign::Done, Role::Good, absolute(on, look), Role::Muted),
        None => (Sign::Open, Role::Text, "not shared".to_owned(), Role::Doubt),
    };
    let free = width.saturating_sub(2 + side + 2 + 2 + 11);
    let strip = Strip::of(role, look.sign(sign))
        .text(Role::Text, " ")
        .column(Role::Strong, lead, side)
        .text(Role::Text, "  ");
    let strip = if grouping == "by what was shared" {
        let half = free / 2 - 1;
        strip
            .column(Role::Muted, &title, half)
            .text(Role::Text, "  ")
            .column(Role::Text, so_what, free - half - 2)
    } else if width >= 90 && !reacted.is_empty() {
        let half = free / 2 - 1;
        strip
            .column(Role::Text, so_what, half)
            .text(Role::Text, "  ")
            .column(Role::Words, reacted, free - half - 2)
    } else if reacted.is_empty() {
        strip.column(Role::Text, so_what, free)
    } else {
        strip.column(Role::Words, reacted, free)
    };
    strip.text(Role::Text, "  ").figure(when_role, &when, 11)
}

/// Says a board in one line: what it adds up to, and where it has been going.
pub fn head(
    kind: Kind,
    records: &[Arc<Record>],
    accounts: &[Arc<Record>],
    look: &Look<'_>,
) -> Strip {
    if records.is_empty() {
        return Strip::new();
    }
    let (running, closed): (Vec<&Arc<Record>>, Vec<&Arc<Record>>) =
        records.iter().partition(|record| open(record));
    let line = |figures: &[u64]| figures::sparkline(figures, look.ascii);
    match kind {
        Kind::Problem => {
            let sum = figures::sum(running.iter().filter_map(|record| record.cost_year()));
            let unknown = running
                .iter()
                .filter(|record| record.cost_year().is_none())
                .count();
            let mut strip = Strip::of(Role::Strong, &format!(" {sum}"))
                .text(Role::Muted, &format!(" a year in {} open", running.len()));
            let costs = figures::costs(records, look);
            if costs.iter().any(|cost| *cost > 0) {
                strip = strip
                    .text(Role::Bar, &format!("   {}", line(&costs)))
                    .text(Role::Faint, " 12 months");
            }
            if unknown > 0 {
                strip = strip.right(Role::Doubt, &format!("nobody asked what {unknown} cost "));
            }
            strip
        }
        Kind::Promise => {
            let kept = figures::kept(records, look.today());
            let late = |theirs: bool| {
                running
                    .iter()
                    .filter(|record| record.days_late(look.today()).is_some_and(|days| days > 0))
                    .filter(|record| matches!(&record.body, Body::Promise(body) if (body.direction == Some(Direction::Theirs)) == theirs))
                    .count()
            };
            let mut strip = Strip::of(
                Role::Strong,
                &format!(" {} of {}", kept.in_time, kept.settled),
            )
            .text(Role::Muted, " of ours kept in time")
            .text(Role::Bar, &format!("   {}", line(&kept.months)));
            let (ours, theirs) = (late(false), late(true));
            if ours > 0 {
                strip = strip.right(Role::Late, &format!("{ours} late"));
            }
            if theirs > 0 {
                let lead = if ours > 0 { " · " } else { "" };
                strip = strip.right(Role::Muted, &format!("{lead}{theirs} of theirs"));
            }
            strip.right(Role::Text, " ")
        }
        Kind::Advocacy => {
            let untold = running.iter().filter(|record| decided(record)).count();
            let won = records
                .iter()
                .filter(|record| record.state() == Some("won"))
                .count();
            let settled = records.iter().filter(|record| decided(record)).count();
            let oldest = running
                .iter()
                .filter(|record| !decided(record))
                .map(|record| record.base.created)
                .min()
                .map(|made| {
                    days_between(
                        made.to_zoned(look.now.time_zone().clone()).date(),
                        look.today(),
                    )
                });
            let mut strip = Strip::of(Role::Strong, &format!(" {} open", running.len() - untold));
            if let Some(oldest) = oldest {
                strip.push(
                    Role::Muted,
                    &format!(", the oldest for {}", span(oldest.max(0))),
                );
            }
            if settled > 0 {
                strip.push(
                    Role::Muted,
                    &format!(" · {won} of {settled} decided were won"),
                );
            }
            if untold > 0 {
                strip = strip.right(Role::Late, &format!("{untold} decided, and not told "));
            }
            strip
        }
        Kind::Agreement => {
            let value = figures::sum(running.iter().filter_map(|record| match &record.body {
                Body::Agreement(body) => body.value.clone(),
                _ => None,
            }));
            let next = running
                .iter()
                .filter_map(|record| match &record.body {
                    Body::Agreement(body) => body.notice_by,
                    _ => None,
                })
                .filter(|by| *by >= look.today())
                .min();
            let mut strip = Strip::of(Role::Strong, &format!(" {value}"))
                .text(Role::Muted, &format!(" in {} running", running.len()));
            if let Some(next) = next {
                let away = span(days_between(look.today(), next));
                strip = strip.right(
                    Role::Text,
                    &format!(
                        "next notice in {away}, {} ",
                        crate::domain::days::day(next, look.today())
                    ),
                );
            }
            strip
        }
        Kind::Person => {
            let theirs: Vec<&Person> = records
                .iter()
                .filter_map(|record| match &record.body {
                    Body::Person(body) if body.side != Some(Side::Ours) => Some(body),
                    _ => None,
                })
                .collect();
            let gone = theirs
                .iter()
                .filter(|body| left(body, look.today()).is_some())
                .count();
            let alone = theirs
                .iter()
                .filter(|body| body.covered_by.is_empty() && left(body, look.today()).is_none())
                .count();
            Strip::of(Role::Strong, &format!(" {} of theirs", theirs.len() - gone))
                .text(
                    Role::Muted,
                    &format!(" · {} of ours · {gone} left", records.len() - theirs.len()),
                )
                .right(
                    if alone > 0 { Role::Doubt } else { Role::Muted },
                    &format!("{alone} covered by nobody of ours "),
                )
        }
        Kind::Trend => {
            let (mut shared, mut silent, mut blank) = (0, 0, 0);
            for record in records {
                if let Body::Trend(body) = &record.body {
                    for account in touched(record, accounts) {
                        match implication(body, account) {
                            Some(one) if one.shared_on.is_some() => shared += 1,
                            Some(_) => silent += 1,
                            None => blank += 1,
                        }
                    }
                }
            }
            let strip = Strip::of(
                Role::Strong,
                &format!(" {shared} of {} shared", shared + silent),
            )
            .text(Role::Muted, &format!(" of {} trends", running.len()));
            if blank > 0 {
                let said = crate::tui::screens::accounts::many(blank, "account");
                strip.right(Role::Doubt, &format!("{said} not thought about yet "))
            } else {
                strip
            }
        }
        Kind::Question => Strip::of(Role::Strong, &format!(" {} open", running.len())).text(
            Role::Muted,
            &format!(" · {} answered or dropped", closed.len()),
        ),
        _ => Strip::new(),
    }
}
