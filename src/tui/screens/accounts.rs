//! Accounts: the list by need of attention, with a preview beside it.

use std::cmp::Reverse;
use std::collections::{HashMap, HashSet};
use std::sync::Arc;

use crate::domain::names::fold;
use crate::domain::state::open;
use crate::domain::{Body, Id, Kind, Record, days, plain};
use crate::tui::columns::{Column, Columns};
use crate::tui::data::AccountLine;
use crate::tui::look::{Look, days_between, span};
use crate::tui::sheet::Item;
use crate::tui::signs::Sign;
use crate::tui::story::hidden;
use crate::tui::strip::{Doc, Strip};
use crate::tui::theme::Role;

/// The orders that the list can have.
pub const SORTS: &[&str] = &["by need", "by name", "by last touch", "by next meeting"];

/// The groupings that the list can have.
pub const GROUPS: &[&str] = &["all together", "by industry", "by parent"];

/// Lists the accounts in an order, under a grouping; what a filter looks into is written down where one is typed.
pub fn items(
    lines: &[AccountLine],
    look: &Look<'_>,
    (sort, grouping, finding): (usize, usize, bool),
) -> (Vec<String>, Vec<Item>) {
    let mut rows: Vec<usize> = (0..lines.len()).collect();
    let name = |row: &usize| fold(&lines[*row].record.title());
    match sort % SORTS.len() {
        0 => rows.sort_by_cached_key(|row| (Reverse(lines[*row].need), name(row))),
        1 => rows.sort_by_cached_key(name),
        2 => rows.sort_by_cached_key(|row| (lines[*row].last, name(row))),
        _ => rows.sort_by_cached_key(|row| {
            (
                lines[*row].next.is_none(),
                lines[*row]
                    .next
                    .as_ref()
                    .map(crate::domain::Moment::timestamp),
                name(row),
            )
        }),
    }
    rows = with_units(lines, rows);
    let of: HashMap<Id, &Record> = lines
        .iter()
        .map(|line| (line.record.id(), &*line.record))
        .collect();
    // A unit stands with the account that it is a unit of, and that account with its units.
    let parents: HashSet<Id> = lines
        .iter()
        .filter_map(|line| parent(&line.record))
        .collect();
    let heading = |line: &AccountLine| match (grouping % GROUPS.len(), &line.record.body) {
        // A unit stands with what it is a unit of, whatever its own trade.
        (1, Body::Account(_)) => industry(top(line.record.id(), &of), &of)
            .or_else(|| industry(line.record.id(), &of))
            .map_or_else(|| "Industry unknown".into(), plain::capital),
        (2, Body::Account(body)) => body
            .parent
            .or_else(|| {
                parents
                    .contains(&line.record.id())
                    .then(|| line.record.id())
            })
            .map_or_else(|| "On their own".into(), |id| look.who.title(id).to_owned()),
        _ => String::new(),
    };
    let mut headings: Vec<String> = Vec::new();
    let mut items: Vec<Item> = rows
        .into_iter()
        .map(|row| {
            let line = &lines[row];
            let heading = heading(line);
            let group = headings
                .iter()
                .position(|known| *known == heading)
                .unwrap_or_else(|| {
                    headings.push(heading.clone());
                    headings.len() - 1
                });
            Item {
                id: line.record.id(),
                account: Some(line.record.id()),
                row,
                group,
                height: 1,
                find: if finding {
                    fold(&format!(
                        "{} {} {}",
                        line.record.title(),
                        about(&line.record),
                        line.why
                    ))
                } else {
                    String::new()
                },
            }
        })
        .collect();
    items.sort_by_key(|item| item.group);
    for (group, heading) in headings.iter_mut().enumerate() {
        if !heading.is_empty() {
            let count = items.iter().filter(|item| item.group == group).count();
            *heading = format!("{heading} · {count}");
        }
    }
    (headings, items)
}

/// Gives the uppermost account above one, in the list.
fn top(mut id: Id, of: &HashMap<Id, &Record>) -> Id {
    // Whoever is a unit of its own unit ends somewhere.
    for _ in 0..8 {
        match of.get(&id).and_then(|record| parent(record)) {
            Some(above) if of.contains_key(&above) => id = above,
            _ => break,
        }
    }
    id
}

/// Gives the industry of an account, or of what it is a unit of.
fn industry<'a>(mut id: Id, of: &HashMap<Id, &'a Record>) -> Option<&'a str> {
    // Whoever is a unit of its own unit has none.
    for _ in 0..8 {
        let Body::Account(body) = &of.get(&id)?.body else {
            return None;
        };
        match (body.industry.as_deref(), body.parent) {
            (Some(industry), _) => return Some(industry),
            (None, parent) => id = parent?,
        }
    }
    None
}

/// Puts each unit under the account it is a unit of, where that is in the list.
fn with_units(lines: &[AccountLine], rows: Vec<usize>) -> Vec<usize> {
    let here: HashSet<Id> = lines.iter().map(|line| line.record.id()).collect();
    let mut units: HashMap<Id, Vec<usize>> = HashMap::new();
    let mut tops = Vec::new();
    for row in rows {
        match parent(&lines[row].record)
            .filter(|parent| here.contains(parent) && *parent != lines[row].record.id())
        {
            Some(parent) => units.entry(parent).or_default().push(row),
            None => tops.push(row),
        }
    }
    let mut ordered = Vec::with_capacity(lines.len());
    let mut waiting: Vec<usize> = tops.into_iter().rev().collect();
    while let Some(row) = waiting.pop() {
        ordered.push(row);
        waiting.extend(
            units
                .remove(&lines[row].record.id())
                .into_iter()
                .flatten()
                .rev(),
        );
    }
    // Whoever is a unit of its own unit is still somewhere.
    let mut left: Vec<usize> = units.into_values().flatten().collect();
    left.sort_unstable();
    ordered.extend(left);
    ordered
}

fn parent(record: &Record) -> Option<Id> {
    match &record.body {
        Body::Account(body) => body.parent,
        _ => None,
    }
}

/// Says what an account is, in a few words.
pub fn about(record: &Record) -> String {
    match &record.body {
        Body::Account(body) => [body.industry.as_deref(), body.location.as_deref()]
            .into_iter()
            .flatten()
            .collect::<Vec<_>>()
            .join(" · "),
        _ => String::new(),
    }
}

/// A name wider than this is cut where one reads down a list; its preview has it whole.
const WIDEST: usize = 30;

/// Gives the columns of the list at a width.
pub fn columns(lines: &[AccountLine], width: u16) -> Columns {
    // One long name takes nothing from the reasons of all the others: three of four are shown whole.
    let mut wide: Vec<usize> = lines.iter().map(|line| plain::width(&name(line))).collect();
    wide.sort_unstable();
    let most = wide.get(wide.len() * 3 / 4).copied().unwrap_or(0);
    let widest = wide.last().copied().unwrap_or(0);
    let named = if widest <= WIDEST { widest } else { most };
    let reasons = lines.iter().map(|line| plain::width(&line.why));
    let reason = reasons.max().unwrap_or(0).clamp(28, 90);
    let fitted = |name: usize| {
        let columns = [
            Column::words("", 22, name, 9),
            Column::words("", 28, reason, 2),
            Column::figures("last", 6, 8),
            Column::figures("next", 10, 5),
        ];
        Columns::fit(&columns, usize::from(width))
    };
    let columns = fitted(named.clamp(22, WIDEST));
    // Where no reason stands beside them, names have all the room.
    if columns.has(1) {
        columns
    } else {
        fitted(widest.max(22))
    }
}

/// Writes the name of an account; a unit stands under the account that it is a unit of.
fn name(line: &AccountLine) -> String {
    let lead = if parent(&line.record).is_some() {
        "  "
    } else {
        ""
    };
    format!("{lead}{}", line.record.title())
}

/// Cuts a reason to a width; when it was due stays whole, and the words give way.
fn reason(why: &str, cells: usize) -> String {
    match why.rsplit_once(", ") {
        Some((words, due)) if plain::width(why) > cells && plain::width(due) + 12 <= cells => {
            let room = cells - plain::width(due) - 2;
            let cut = plain::fit(words, room);
            let word = cut.rsplit_once(' ').map_or(&*cut, |(before, _)| before);
            let kept = if plain::width(word) * 5 >= room * 4 {
                format!("{}…", word.trim_end_matches(['…', ',', ':', ';']))
            } else {
                cut.into_owned()
            };
            format!("{kept} {due}")
        }
        // Why a meeting is here is worth more than who comes to it.
        _ => match why.rsplit_once(": ") {
            Some((what, because)) if plain::width(why) > cells => {
                let what = what.split_once(" · ").map_or(what, |(what, _)| what);
                let room = cells.saturating_sub(plain::width(because) + 2);
                if room >= 12 {
                    format!("{}: {because}", plain::fit(what, room))
                } else {
                    what.to_owned()
                }
            }
            _ => why.to_owned(),
        },
    }
}

/// Draws one account: its name, why it needs me, when we last and next meet.
pub fn strip(line: &AccountLine, columns: &Columns, look: &Look<'_>) -> Strip {
    let unit = parent(&line.record).is_some();
    let last = match line.last.map(|on| days_between(on, look.today())) {
        // A unit is mostly met through the account it belongs to.
        None if unit => String::new(),
        None => "never".into(),
        Some(..=0) => "today".into(),
        Some(days) => span(days),
    };
    let next = line.next.as_ref().map(|next| look.day_of(next));
    let today = next == Some(look.today());
    let sign = if line.late { look.sign(Sign::Late) } else { "" };
    columns.line(
        (sign, Role::Late),
        &[
            (if unit { Role::Text } else { Role::Strong }, &name(line)),
            (
                if line.late { Role::Text } else { Role::Muted },
                &reason(&line.why, columns.wide(1)),
            ),
            (Role::Muted, &last),
            (
                if today { Role::Accent } else { Role::Muted },
                &next.map(|on| look.said(on)).unwrap_or_default(),
            ),
        ],
    )
}

/// Writes the preview: why it needs me, how it goes, what we know, and below that what is open there.
pub fn preview(line: &AccountLine, around: &[Arc<Record>], look: &Look<'_>, width: u16) -> Doc {
    let mut doc = Doc::new(width);
    doc.line(Strip::of(Role::Strong, &line.record.title()).right(Role::Muted, line.record.short()));
    let about = about(&line.record);
    if !about.is_empty() {
        doc.paragraph(Role::Muted, &about);
    }
    doc.gap();
    if !line.why.is_empty() {
        // What they are late with is theirs to mend; only what we are late with is said in red.
        let theirs = line.why.starts_with(look.sign(Sign::Theirs));
        let role = if line.late && !theirs {
            Role::Late
        } else {
            Role::Text
        };
        doc.labelled("now", role, &line.why);
    }
    if let Some(next) = &line.next {
        doc.labelled("next", Role::Strong, &look.moment(next));
    }
    match line.last {
        Some(last) => doc.labelled(
            "last",
            Role::Text,
            &match days_between(last, look.today()) {
                ..=0 => "today".to_owned(),
                1 => "yesterday".to_owned(),
                days => format!("{} ago · {}", span(days), days::day(last, look.today())),
            },
        ),
        None => doc.labelled("last", Role::Doubt, "? no touchpoint is known"),
    }
    let [problems, debts, people] = line.counts;
    let mut open = format!("{} · {}", many(problems, "problem"), many(debts, "debt"));
    if doc.width() >= 48 {
        open = format!("{open} · {}", many(people, "person"));
    }
    doc.labelled("open", Role::Text, &open);
    if line.rhythm.iter().any(|count| *count > 0) {
        let strip = Strip::new()
            .column(Role::Muted, "rhythm", crate::tui::strip::LABEL)
            .text(
                Role::Bar,
                &crate::tui::figures::sparkline(&line.rhythm, look.ascii),
            )
            .text(
                Role::Muted,
                if doc.width() < 42 {
                    "  a month"
                } else {
                    "  touches a month"
                },
            );
        doc.line(strip);
    }
    if let Body::Account(body) = &line.record.body {
        for (label, text) in [
            ("business", &body.business),
            ("wants", &body.aims_now),
            ("later", &body.aims_later),
            ("promise", &body.bought_on),
        ] {
            if let Some(text) = text {
                doc.gap();
                doc.labelled(label, Role::Text, text);
            }
        }
    }
    whats_open(line.record.id(), around, look, &mut doc);
    doc
}

/// Lists what is open at an account: what hurts, what is owed, what we fight for, and who counts.
fn whats_open(account: Id, around: &[Arc<Record>], look: &Look<'_>, doc: &mut Doc) {
    let own: Vec<&Arc<Record>> = around
        .iter()
        .filter(|record| record.account() == Some(account) && !hidden(record, look))
        .collect();
    for (label, kind) in [
        ("hurts", Kind::Problem),
        ("owed", Kind::Promise),
        ("fights", Kind::Advocacy),
        ("people", Kind::Person),
    ] {
        let mut all: Vec<(i64, &Arc<Record>)> = own
            .iter()
            .filter(|record| record.kind() == kind && (kind == Kind::Person || open(record)))
            .map(|record| (first(record, look), *record))
            .collect();
        all.sort_by_key(|(key, record)| (*key, record.id()));
        for (number, (_, record)) in all.iter().enumerate() {
            if number == 0 {
                doc.gap();
            }
            let (sign, role) = look.sign_of(record);
            let (said, said_role) = match &record.body {
                Body::Person(body) => (super::account::role_of(body), Role::Muted),
                _ => super::account::aside(record, look),
            };
            let sign = if kind == Kind::Person { "" } else { sign };
            let gap = if sign.is_empty() { "" } else { " " };
            doc.link(
                Strip::new()
                    .column(
                        Role::Muted,
                        if number == 0 { label } else { "" },
                        crate::tui::strip::LABEL,
                    )
                    .text(role, sign)
                    .text(Role::Text, &format!("{gap}{}", record.title()))
                    .right(said_role, &said),
                Some(record.id()),
            );
        }
    }
}

/// Says what comes first in a preview: the dearest problem, what is due soonest, whoever has most weight.
fn first(record: &Record, look: &Look<'_>) -> i64 {
    match &record.body {
        Body::Problem(_) => record
            .cost_year()
            .and_then(|year| i64::try_from(year.amount.trunc().mantissa()).ok())
            .map_or(1, i64::saturating_neg),
        Body::Person(_) if look.present => 0,
        Body::Person(body) => body.influence.map_or(9, |influence| influence as i64),
        _ => record
            .due()
            .map_or(i64::MAX, |due| i64::from(days_between(look.today(), due))),
    }
}

/// Says a number of things.
pub fn many(count: usize, word: &str) -> String {
    match (count, word) {
        (1, _) => format!("1 {word}"),
        (_, "person") => format!("{count} people"),
        (_, "entry") => format!("{count} entries"),
        _ => format!("{count} {word}s"),
    }
}
