//! Accounts: the list by need of attention, with a preview beside it.

use std::cmp::Reverse;

use crate::domain::names::fold;
use crate::domain::{Body, Id, Record};
use crate::tui::data::AccountLine;
use crate::tui::look::{Look, days_between, span};
use crate::tui::sheet::Item;
use crate::tui::signs::Sign;
use crate::tui::strip::{Doc, Strip};
use crate::tui::theme::Role;

/// The orders that the list can have.
pub const SORTS: &[&str] = &["by need", "by name", "by last touch", "by next meeting"];

/// The groupings that the list can have.
pub const GROUPS: &[&str] = &["all together", "by industry", "by parent"];

/// Lists the accounts in an order, under a grouping.
pub fn items(
    lines: &[AccountLine],
    look: &Look<'_>,
    sort: usize,
    grouping: usize,
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
    if grouping.is_multiple_of(GROUPS.len()) {
        rows = with_units(lines, rows);
    }
    let heading = |line: &AccountLine| match (grouping % GROUPS.len(), &line.record.body) {
        (1, Body::Account(body)) => body
            .industry
            .clone()
            .unwrap_or_else(|| "industry unknown".into()),
        (2, Body::Account(body)) => body
            .parent
            .map_or_else(|| "on their own".into(), |id| look.who.title(id).to_owned()),
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
                find: fold(&format!(
                    "{} {} {}",
                    line.record.title(),
                    about(&line.record),
                    line.why
                )),
            }
        })
        .collect();
    items.sort_by_key(|item| item.group);
    (headings, items)
}

/// Puts each unit under the account it is a unit of, where that is in the list.
fn with_units(lines: &[AccountLine], rows: Vec<usize>) -> Vec<usize> {
    let here: std::collections::HashSet<Id> = lines.iter().map(|line| line.record.id()).collect();
    let mut units: std::collections::HashMap<Id, Vec<usize>> = std::collections::HashMap::new();
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

/// Draws one account: its name, why it needs me, when we last and next meet.
pub fn strip(line: &AccountLine, look: &Look<'_>, width: u16) -> Strip {
    let last = line.last.map(|on| days_between(on, look.today()));
    let unit = parent(&line.record).is_some();
    let last_said = last.map_or_else(
        // A unit is mostly met through the account it belongs to.
        || if unit { String::new() } else { "never".into() },
        |days| {
            if days <= 0 {
                "today".into()
            } else {
                span(days)
            }
        },
    );
    let sign = if line.late {
        look.sign(Sign::Late)
    } else {
        " "
    };
    let (name, why) = name_and_why(width);
    let mut strip = Strip::new()
        .text(Role::Late, sign)
        .text(Role::Text, " ")
        .column(
            if unit { Role::Text } else { Role::Strong },
            &if unit {
                format!("  {}", line.record.title())
            } else {
                line.record.title()
            },
            name,
        );
    if why > 0 {
        let role = if line.late { Role::Text } else { Role::Muted };
        strip = strip
            .text(Role::Text, "  ")
            .column(role, &line.why, why - 2);
    }
    strip = strip.figure(Role::Muted, &last_said, 7);
    if width >= 46 {
        let next = line
            .next
            .as_ref()
            .map(|next| look.said(look.day_of(next)))
            .unwrap_or_default();
        strip = strip.figure(Role::Accent, &next, 11);
    }
    strip
}

/// Divides what the figures leave between the name and, in a wide list, why it needs me.
fn name_and_why(width: u16) -> (usize, usize) {
    let room = usize::from(width)
        .saturating_sub(if width >= 46 { 22 } else { 12 })
        .max(8);
    if room < 56 {
        return (room, 0);
    }
    let name = (room / 2).min(32);
    (name, room - name)
}

/// Heads the columns of the list.
pub fn columns(width: u16) -> Strip {
    let (name, why) = name_and_why(width);
    let mut strip = Strip::of(Role::Text, "  ")
        .column(Role::Faint, "", name + why)
        .figure(Role::Faint, "last", 7);
    if width >= 46 {
        strip = strip.figure(Role::Faint, "next", 11);
    }
    strip
}

/// Writes the preview: why it needs me, what we know, how it goes.
pub fn preview(line: &AccountLine, look: &Look<'_>, width: u16) -> Doc {
    let mut doc = Doc::new(width);
    doc.line(Strip::of(Role::Strong, &line.record.title()).right(Role::Muted, line.record.short()));
    let about = about(&line.record);
    if !about.is_empty() {
        doc.line(Strip::of(Role::Muted, &about));
    }
    doc.gap();
    if !line.why.is_empty() {
        doc.labelled(
            "now",
            if line.late { Role::Late } else { Role::Text },
            &line.why,
        );
    }
    if let Some(next) = &line.next {
        doc.labelled("next", Role::Accent, &look.moment(next));
    }
    match line.last {
        Some(last) => doc.labelled(
            "last",
            Role::Text,
            &match days_between(last, look.today()) {
                ..=0 => "today".to_owned(),
                1 => "yesterday".to_owned(),
                days => format!("{} ago", span(days)),
            },
        ),
        None => doc.labelled("last", Role::Doubt, "? no touchpoint is known"),
    }
    let [problems, debts, people] = line.counts;
    let mut open = format!("{} · {}", many(problems, "problem"), many(debts, "debt"));
    if doc.width() >= 48 {
        let people = match people {
            1 => "1 person".to_owned(),
            _ => format!("{people} people"),
        };
        open = format!("{open} · {people}");
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
    doc
}

/// Says a number of things.
pub fn many(count: usize, word: &str) -> String {
    if count == 1 {
        format!("1 {word}")
    } else {
        format!("{count} {word}s")
    }
}
