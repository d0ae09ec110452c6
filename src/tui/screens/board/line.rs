//! The lines of a board: what a record is about, and as many cells beside it as leave room to read that.

use std::sync::Arc;

use super::{grouping, implication};
use crate::domain::kinds::{Advocacy, Agreement, Implication, Person, Promise, Trend};
use crate::domain::state::open;
use crate::domain::words::{Direction, Side, Words};
use crate::domain::{Body, Date, Id, Kind, Money, Record, Who, plain};
use crate::tui::columns::{Column, Columns};
use crate::tui::figures;
use crate::tui::look::{Look, days_between, span};
use crate::tui::screens::{account, chart};
use crate::tui::signs::Sign;
use crate::tui::story::hidden;
use crate::tui::strip::Strip;
use crate::tui::theme::Role;

/// From so many records on, the others are taken to be no wider: a long board is not measured whole for each key.
const MEASURED: usize = 2_000;

/// A title wider than this is cut on the widest screen too.
const WIDEST: usize = 72;

/// A day in words and figures: `Fri 27 Nov`, `27 Nov 2025`.
const DAY: usize = 11;

/// What the lines of a board share: its largest figure, and what the widest of its cells take.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Scale {
    most: Option<(String, u64)>,
    title: usize,
    /// What most titles take.
    titles: usize,
    account: usize,
    whom: usize,
    value: usize,
    does: usize,
    /// What most words of what they do take.
    doing: usize,
    cover: usize,
    /// What the widest word of when notice must be given takes.
    notice: usize,
    /// How many lines each of two texts of a trend may take.
    pub most_lines: usize,
}

/// How many lines a text of a trend takes on a screen that is tall enough to read it whole.
const TALL: usize = 3;

/// Measures a board on a screen of so many rows.
pub fn scale(records: &[Arc<Record>], rows: u16, look: &Look<'_>) -> Scale {
    let mut scale = Scale {
        most_lines: if rows >= 40 { TALL } else { 1 },
        ..Scale::default()
    };
    // Bars of two currencies under one another would be read as one measure: that of most lines has them.
    let mut sums: Vec<(String, u64, usize)> = Vec::new();
    for record in records.iter().filter(|record| open(record)) {
        if let Some((currency, size)) = size(record) {
            match sums.iter_mut().find(|(of, ..)| *of == currency) {
                Some((_, most, count)) => {
                    *most = size.max(*most);
                    *count += 1;
                }
                None => sums.push((currency, size, 1)),
            }
        }
    }
    scale.most = sums
        .into_iter()
        .max_by_key(|(.., count)| *count)
        .map(|(currency, most, _)| (currency, most));
    let (mut titles, mut doing) = (Vec::new(), Vec::new());
    for record in records.iter().take(MEASURED) {
        let wider = |of: &mut usize, text: &str| *of = plain::width(text).max(*of);
        let title = plain::width(&record.title());
        titles.push(title);
        scale.title = title.max(scale.title);
        if let Some(account) = record.account() {
            wider(&mut scale.account, look.who.title(account));
        }
        match &record.body {
            Body::Problem(_) => wider(&mut scale.value, &record.cost_said().unwrap_or_default()),
            Body::Agreement(body) => {
                let value = body.value.as_ref().map(Money::brief);
                wider(&mut scale.value, &value.unwrap_or_default());
                let (said, _) = noticed(record, body, look);
                wider(&mut scale.notice, &said.1);
            }
            Body::Promise(body) => wider(&mut scale.whom, &whom(body, look)),
            Body::Question(body) => wider(&mut scale.whom, &look.called_short(&body.whom)),
            Body::Advocacy(body) => wider(&mut scale.whom, raised_with(body, look)),
            Body::Person(body) => {
                doing.push(plain::width(&does(body, false, look)));
                scale.does = plain::width(&does(body, true, look)).max(scale.does);
                wider(&mut scale.cover, &look.called_short(&body.covered_by));
            }
            Body::Trend(body) => {
                for one in body.implications.iter().filter_map(|one| one.account) {
                    wider(&mut scale.account, look.who.title(one));
                }
            }
            _ => {}
        }
    }
    scale.titles = most(titles);
    scale.doing = most(doing);
    scale
}

/// Gives what most of some widths are at the most: two of three.
fn most(mut widths: Vec<usize>) -> usize {
    widths.sort_unstable();
    widths.get(widths.len() * 2 / 3).copied().unwrap_or(0)
}

impl Scale {
    /// Draws how large a figure is beside the largest, in the currency of most lines.
    fn bar(&self, record: &Record, cells: usize, look: &Look<'_>) -> String {
        let Some((currency, size)) = size(record).filter(|_| open(record)) else {
            return String::new();
        };
        match &self.most {
            Some((of, most)) if *of == currency => figures::bar(size, *most, cells, look.ascii),
            _ => String::new(),
        }
    }
}

fn size(record: &Record) -> Option<(String, u64)> {
    let amount = match &record.body {
        Body::Problem(_) => record.cost_each_year()?,
        Body::Agreement(body) => body.value.clone()?,
        _ => return None,
    };
    let size = u64::try_from(amount.amount.trunc().mantissa()).ok()?;
    Some((amount.currency, size))
}

/// Gives the columns of a board at a width, under the grouping in force.
pub fn columns(kind: Kind, group: usize, scale: &Scale, look: &Look<'_>, width: u16) -> Columns {
    let wide = usize::from(width);
    let grouping = grouping(kind, group);
    // What a line is about has its room before what merely goes with it.
    let least = match (wide, kind) {
        (..90, _) => 30,
        // Their bars are worth a few letters.
        (_, Kind::Problem) => 38,
        _ => 44,
    };
    let title = Column::words("", least, scale.title.clamp(24, WIDEST), 10).mostly(scale.titles);
    let account = Column::words("account", 16, scale.account.clamp(8, 30), 6)
        .only(grouping != "by account" && scale.account > 0);
    let whom = |head, worth| Column::words(head, 11, scale.whom.clamp(9, 26), worth);
    let bar = |cells| Column::words("", cells, if wide >= 90 { cells } else { 0 }, 1);
    let columns = match kind {
        Kind::Problem => vec![
            title,
            account,
            Column::words("state", 9, 9, 3).only(grouping != "by state"),
            Column::figures("costs", scale.value.clamp(12, 20), 9),
            bar(if wide >= 110 { 10 } else { 6 }),
        ],
        Kind::Promise => vec![
            title,
            whom("who", 3),
            account,
            Column::figures("when", 10, 9),
            Column::figures("", DAY, 2).extra(),
        ],
        Kind::Advocacy => vec![
            title,
            account,
            whom("with", 4).only(grouping != "by who owes us"),
            Column::figures("asked", 9, 3),
            Column::figures("", DAY, 1).only(wide >= 110).extra(),
            Column::figures("due", if wide >= 90 { 16 } else { 11 }, 9),
            Column::figures("", DAY, 2).only(wide >= 110).extra(),
        ],
        Kind::Agreement => vec![
            title,
            account,
            Column::figures("worth", scale.value.clamp(7, 14), 4),
            bar(8).extra(),
            // Where the day has no column of its own, it stands in this one.
            Column::figures(
                "notice",
                if wide >= 96 { scale.notice.max(7) } else { DAY },
                9,
            ),
            Column::figures("", DAY, 3),
        ],
        Kind::Question => vec![
            Column::words("", (wide * 3 / 5).max(24), scale.title.max(24), 10),
            account,
            whom("ask", 4),
            Column::words("state", 8, 8, 3).only(grouping != "by state"),
        ],
        Kind::Person => vec![
            Column::words("", 18, scale.title.clamp(18, 30), 10),
            Column::words("", 22, scale.does.clamp(22, 44), 7).mostly(scale.doing),
            Column {
                least: 12.min(account.want),
                ..account
            },
            Column::words("stance", 9, 9, 5).only(!look.present && grouping != "by stance"),
            if wide < 110 {
                Column::words("weight", 6, 6, 4)
            } else {
                Column::words("influence", 9, 9, 4)
            }
            .only(!look.present),
            Column::words("our side", 12, scale.cover.clamp(12, 18), 3)
                .only(!look.present && grouping != "by who covers them"),
        ],
        Kind::Trend => {
            let name = scale.account.clamp(12, 26);
            let lead = if grouping == "by account" {
                WIDEST / 2
            } else {
                name
            };
            vec![
                Column::words("account", 18.min(name), lead, 9),
                Column::words("trend", 24, WIDEST / 2, 4).only(grouping == "by what was shared"),
                Column::words("what it means for them", 30, 400, 8),
                Column::figures("shared", DAY, 7),
            ]
        }
        _ => vec![
            title,
            Column::words("", 16, 40, 1),
            account,
            Column::figures("", 12, 8),
        ],
    };
    Columns::fit(&columns, wide)
}

/// Draws a line of a record on its board; only a trend has a second one.
pub fn strip(
    record: &Record,
    account: Option<Id>,
    group: usize,
    line: u8,
    (columns, scale): (&Columns, &Scale),
    look: &Look<'_>,
) -> Strip {
    if hidden(record, look) {
        return Strip::of(Role::Muted, "· ")
            .text(Role::Doubt, &format!("private {}", record.kind().word()));
    }
    let grouping = grouping(record.kind(), group);
    let mut sign = look.sign_of(record);
    let strong = if open(record) || record.state().is_none() {
        Role::Strong
    } else {
        Role::Text
    };
    let title = (strong, record.title());
    let name = (
        Role::Muted,
        account.map_or("", |id| look.who.title(id)).to_owned(),
    );
    let state = (Role::Muted, record.state().unwrap_or_default().to_owned());
    let broken = (columns.wide(2), scale.most_lines);
    let cells: Vec<(Role, String)> = match &record.body {
        Body::Problem(_) => {
            let cost = record.cost_said().map_or_else(
                || (Role::Muted, "no cost yet".to_owned()),
                |said| (Role::Text, said),
            );
            let bar = scale.bar(record, columns.wide(4), look);
            vec![title, name, state, cost, (Role::Bar, bar)]
        }
        Body::Promise(body) => {
            let (when, day) = dated(record, body, grouping, columns.has(4), look);
            vec![title, (Role::Muted, whom(body, look)), name, when, day]
        }
        Body::Advocacy(body) => {
            let with = (Role::Text, raised_with(body, look).to_owned());
            let shown = (columns.wide(5), columns.has(6));
            let (asked, due) = fought(record, body, shown, look);
            let [since, by] = fought_on(record, body, look).map(|day| (Role::Muted, day));
            vec![title, name, with, asked, since, due, by]
        }
        Body::Agreement(body) => {
            let value = body.value.as_ref().map(Money::brief).unwrap_or_default();
            let bar = (Role::Bar, scale.bar(record, columns.wide(3), look));
            let (mut notice, day) = noticed(record, body, look);
            // Where there is one column the day stands in it: how far off it is, the heading says.
            if !columns.has(5) && open(record) && !day.1.is_empty() {
                notice.1.clone_from(&day.1);
            }
            vec![title, name, (Role::Text, value), bar, notice, day]
        }
        Body::Question(body) => {
            let whom = look.called_short(&body.whom);
            let whom = if whom.is_empty() {
                (Role::Doubt, format!("{} whom", look.sign(Sign::Unknown)))
            } else {
                (Role::Muted, whom)
            };
            vec![title, name, whom, state]
        }
        Body::Person(body) => {
            let wide = columns.wide(1);
            let part =
                wide >= scale.does.min(PART) && plain::width(&does(body, true, look)) <= wide;
            let (mark, cells) = person(record, body, name, part, look);
            sign = mark;
            cells
        }
        Body::Trend(body) => {
            let (mark, cells) = trend(record, body, account, grouping, (line, broken), look);
            sign = mark;
            cells
        }
        _ => {
            let (said, role) = account::aside(record, look);
            let second = (Role::Muted, account::second(record, look));
            vec![title, second, name, (role, said)]
        }
    };
    let cells: Vec<(Role, &str)> = cells
        .iter()
        .map(|(role, text)| (*role, text.as_str()))
        .collect();
    columns.line(sign, &cells)
}

/// Says who waits for a promise, or who gave it.
fn whom(body: &Promise, look: &Look<'_>) -> String {
    let theirs = body.direction == Some(Direction::Theirs);
    let people = look.called_short(if theirs { &body.by } else { &body.to });
    match (theirs, people.is_empty()) {
        (_, true) => String::new(),
        (true, _) => format!("from {people}"),
        (false, _) => format!("to {people}"),
    }
}

fn raised_with<'a>(body: &'a Advocacy, look: &Look<'a>) -> &'a str {
    body.raised_with
        .first()
        .map_or("nobody yet", |with| match with {
            Who::Record(id) => look.who.title(*id),
            Who::Words(words) => words,
        })
}

/// Says when a promise is due, or when it was closed, and the day itself where there is a column for it.
///
/// What is over is never said by its weekday alone: among days to come that would be taken for one of them.
fn dated(
    record: &Record,
    body: &Promise,
    grouping: &str,
    beside: bool,
    look: &Look<'_>,
) -> ((Role, String), (Role, String)) {
    let on_the_day = |date: Date| (Role::Muted, absolute(date, look));
    if open(record) {
        let Some(due) = body.due else {
            return ((Role::Doubt, "no day".into()), (Role::Muted, String::new()));
        };
        let away = days_between(look.today(), due);
        let said = match away {
            ..=-1 => (Role::Late, look.due(due).0),
            2.. if beside => (Role::Text, format!("in {}", span(away))),
            _ => (Role::Text, look.said(due)),
        };
        return (said, on_the_day(due));
    }
    let state = record.state().unwrap_or_default().to_owned();
    let said = match (body.closed_on, grouping == "by whose turn", beside) {
        (Some(on), true, true) => look.ago(on),
        (Some(on), true, false) => on.strftime(short_day(on, look)).to_string(),
        _ => state,
    };
    let day = body
        .closed_on
        .map_or((Role::Muted, String::new()), on_the_day);
    ((Role::Muted, said), day)
}

/// Says since when we ask for something, and by when it is wanted; once it is decided, when they were told of it.
fn fought(
    record: &Record,
    body: &Advocacy,
    (wide, beside): (usize, bool),
    look: &Look<'_>,
) -> ((Role, String), (Role, String)) {
    let day = |on: Date| {
        if wide > DAY {
            absolute(on, look)
        } else {
            on.strftime(short_day(on, look)).to_string()
        }
    };
    if body.decided() {
        let said = match body.told_on.filter(|_| body.closed()) {
            Some(on) if wide > DAY => (Role::Muted, format!("told {}", day(on))),
            Some(on) => (Role::Muted, day(on)),
            // It is news, and good news often: the accent says that something is to be done about it.
            None => {
                let state = record.state().unwrap_or_default();
                let tell = if wide > DAY {
                    format!("{state}; tell them")
                } else {
                    "tell them".to_owned()
                };
                (Role::Accent, tell)
            }
        };
        return ((Role::Muted, String::new()), said);
    }
    let made = record.base.created.to_zoned(look.now.time_zone().clone());
    let due = body.due.map_or((Role::Doubt, "no day".to_owned()), |due| {
        match (look.due(due), days_between(look.today(), due)) {
            ((said, true), _) => (Role::Late, said),
            // The day itself stands beside it.
            (_, away @ 2..) if beside => (Role::Text, format!("in {}", span(away))),
            ((said, false), _) => (Role::Text, said),
        }
    });
    ((Role::Muted, look.ago(made.date())), due)
}

/// Says the days themselves: since when we ask, and by when it is wanted or when they were told.
fn fought_on(record: &Record, body: &Advocacy, look: &Look<'_>) -> [String; 2] {
    let day = |date: Option<Date>| date.map_or_else(String::new, |date| absolute(date, look));
    if body.decided() {
        return [String::new(), String::new()];
    }
    let made = record.base.created.to_zoned(look.now.time_zone().clone());
    [absolute(made.date(), look), day(body.due)]
}

/// Says when notice must be given, or when an agreement ends, or how it stands where it is over.
fn noticed(record: &Record, body: &Agreement, look: &Look<'_>) -> ((Role, String), (Role, String)) {
    let Some(by) = body.notice_by.or(body.ends) else {
        return ((Role::Doubt, "no day".into()), (Role::Muted, String::new()));
    };
    let day = (Role::Muted, absolute(by, look));
    if !open(record) {
        let state = record.state().unwrap_or_default();
        return ((Role::Muted, state.into()), day);
    }
    let word = if body.notice_by.is_some() {
        ""
    } else {
        "ends "
    };
    let said = match days_between(look.today(), by) {
        0 => (Role::Late, format!("{word}today")),
        away @ 1..=120 => (Role::Strong, format!("{word}in {}", span(away))),
        away @ 121.. => (Role::Text, format!("{word}in {}", span(away))),
        away => (Role::Muted, format!("{word}{} ago", span(-away))),
    };
    (said, day)
}

/// Says a day in eleven cells: `Fri 27 Nov`, and in another year `27 Nov 2025`.
fn absolute(date: Date, look: &Look<'_>) -> String {
    if date.year() == look.today().year() {
        crate::domain::days::day(date, look.today())
    } else {
        date.strftime("%-d %b %Y").to_string()
    }
}

/// Says a day in ten cells.
fn short_day(date: Date, look: &Look<'_>) -> &'static str {
    if date.year() == look.today().year() {
        "%a %-d %b"
    } else {
        "%b %Y"
    }
}

/// With fewer cells for what somebody does, and less than all of it takes, their part in decisions goes: said of some
/// alone, it would be read as none of the others having one. The detail says it as well.
const PART: usize = 44;

/// Says what somebody does, with their part in decisions; of whoever left when that was, of ours what they know.
fn does(body: &Person, part: bool, look: &Look<'_>) -> String {
    let knows = body.expertise.join(", ");
    let part = match &body.title {
        Some(title) if !part => title.clone(),
        _ => account::role_of(body),
    };
    let left = body
        .left(look.today())
        .map(|on| format!("left {}", absolute(on, look)));
    let ours = body.side == Some(Side::Ours);
    [left, Some(part), ours.then_some(knows)]
        .into_iter()
        .flatten()
        .filter(|text| !text.is_empty())
        .collect::<Vec<_>>()
        .join(" · ")
}

type Marked<'a> = ((&'a str, Role), Vec<(Role, String)>);

fn person<'a>(
    record: &Record,
    body: &Person,
    account: (Role, String),
    part: bool,
    look: &Look<'a>,
) -> Marked<'a> {
    let gone = body.left(look.today()).is_some();
    let ours = body.side == Some(Side::Ours);
    let stance = body.stance.filter(|_| !look.present);
    let shade = stance.map_or(Role::Muted, chart::stance_role);
    let influence = body.influence.filter(|_| !look.present);
    let blank = || (Role::Muted, String::new());
    let sign = if gone {
        (look.sign(Sign::Lost), Role::Muted)
    } else {
        let column = |weight| chart::column(weight, look.ascii);
        (
            influence.map_or_else(|| look.sign(Sign::Blank), column),
            shade,
        )
    };
    let covered = look.called_short(&body.covered_by);
    let covered = match (gone || ours, covered.is_empty()) {
        (true, _) => blank(),
        // Only whoever has weight is worth an alarm.
        (false, true) if influence == Some(crate::domain::words::Influence::High) => {
            (Role::Doubt, "nobody".to_owned())
        }
        (false, true) => (Role::Muted, "nobody".to_owned()),
        (false, false) => (Role::Muted, covered),
    };
    let name = (
        if gone { Role::Muted } else { Role::Strong },
        record.title(),
    );
    let cells = vec![
        name,
        (
            if gone { Role::Muted } else { Role::Text },
            does(body, part, look),
        ),
        account,
        stance.map_or_else(blank, |stance| (shade, stance.word().to_owned())),
        influence.map_or_else(blank, |weight| (Role::Muted, weight.word().to_owned())),
        covered,
    ];
    (sign, cells)
}

/// Breaks what a trend means for an account, and below it what they said, into lines of a width; each takes so many at most.
pub fn texts(of: &Implication, (wide, most): (usize, usize)) -> Vec<(Role, String)> {
    let so_what = of.so_what.as_ref().or(of.idea.as_ref());
    let said = so_what.map(|text| (Role::Text, text));
    let reacted = of.reaction.as_ref().map(|text| (Role::Words, text));
    let mut lines = Vec::new();
    for (role, text) in said.into_iter().chain(reacted) {
        let broken = plain::wrap(text, wide.max(8));
        let whole = broken.len() <= most;
        let kept = if whole { broken.len() } else { most.max(1) - 1 };
        lines.extend(broken.iter().take(kept).map(|words| (role, words.clone())));
        if !whole {
            // What is left is cut at the end of the last line, with its sign.
            lines.push((role, broken[kept..].join(" ")));
        }
    }
    lines
}

/// Draws what a trend means for one account and whether they were told; below it what they said.
fn trend<'a>(
    record: &Record,
    body: &Trend,
    account: Option<Id>,
    grouping: &str,
    (line, broken): (u8, (usize, usize)),
    look: &Look<'a>,
) -> Marked<'a> {
    let name = account.map_or("no account yet", |id| look.who.title(id));
    let lead = if grouping == "by account" {
        record.title()
    } else {
        name.to_owned()
    };
    let blank = || (Role::Text, String::new());
    let trend = (Role::Muted, record.title());
    let Some(implication) = implication(body, account) else {
        let words = "nobody has said what it means for them".to_owned();
        return (
            (look.sign(Sign::Unknown), Role::Doubt),
            vec![(Role::Text, lead), trend, (Role::Doubt, words), blank()],
        );
    };
    let mut texts = texts(implication, broken);
    let said = if texts.len() > usize::from(line) {
        texts.swap_remove(usize::from(line))
    } else {
        blank()
    };
    if line > 0 {
        return (("", Role::Text), vec![blank(), blank(), said, blank()]);
    }
    let (sign, when) = match implication.shared_on {
        Some(on) => (
            (look.sign(Sign::Done), Role::Good),
            (Role::Muted, absolute(on, look)),
        ),
        None => (
            (look.sign(Sign::Open), Role::Text),
            (Role::Doubt, "not shared".to_owned()),
        ),
    };
    (sign, vec![(Role::Strong, lead), trend, said, when])
}
