//! The lines of a board: what a record is about, and as many cells beside it as leave room to read that.

use std::sync::Arc;

use super::{grouping, implication};
use crate::domain::kinds::{Person, Trend};
use crate::domain::state::open;
use crate::domain::words::{Direction, Side, Words};
use crate::domain::{Body, Date, Id, Kind, Money, Record};
use crate::tui::figures;
use crate::tui::look::{Look, days_between, span};
use crate::tui::screens::{account, chart};
use crate::tui::signs::Sign;
use crate::tui::story::hidden;
use crate::tui::strip::Strip;
use crate::tui::theme::Role;

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
        Body::Problem(_) => record.cost_each_year()?,
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
            let (said, role) = record.cost_said().map_or_else(
                || ("cost unknown".to_owned(), Role::Doubt),
                |said| (said, Role::Text),
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
                        // It is news, and good news often: no warning.
                        let state = record.state().unwrap_or_default();
                        (format!("{state}, not told"), Role::Fight)
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
                let age = match days_between(made, look.today()) {
                    ..=0 => "asked today".to_owned(),
                    days => format!("for {}", span(days)),
                };
                cells.push(figure(Role::Muted, age, 11, 2));
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
        // A weekday alone would be taken for one that is still to come, as it is in the lines above.
        cells.push(figure(Role::Muted, "", 10, 2));
        cells.push(figure(Role::Muted, day(closed), 11, 9));
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
    let gone = body.left(look.today());
    let role = if gone.is_some() {
        Role::Muted
    } else {
        Role::Strong
    };
    let ours = body.side == Some(Side::Ours);
    // Whoever left, and whoever is ours, has one cell where others have several: the columns before it stand in line.
    let weight = match (look.present, grouping) {
        (true, _) => 0,
        (_, "by stance") => 8,
        _ => 19,
    };
    let cover = if grouping == "by who covers them" || look.present {
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
        if cover > 0 {
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
    // What they do comes right after who they are, in the room that a name does not need.
    let name = if width >= 90 { 26 } else { 20 };
    let taken = |cells: &[Cell]| cells.iter().map(|cell| cell.wide + 2).sum::<usize>();
    let free = |cells: &[Cell]| width.saturating_sub(2 + name + 2 + taken(cells));
    if free(&cells) < DOES && !ours && gone.is_none() && cover > 0 {
        cells.pop();
    }
    let room = free(&cells);
    if room >= DOES {
        let does = body.title.clone().unwrap_or_default();
        let does = if room > 36 {
            account::role_of(body)
        } else {
            does
        };
        cells.insert(0, cell(Role::Muted, does, room, 10));
    }
    set(sign, (record.title().as_str(), role), cells, name, width)
}

/// What somebody does needs so many cells to be understood.
const DOES: usize = 14;

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
