//! Review: what was solved and what it was worth, what was promised and kept, given free, fought for, learned.

use std::collections::BTreeMap;

use crate::brief::cut;
use crate::brief::page::{Audience, Line};
use crate::brief::setting::Setting;
use crate::domain::kinds::Problem;
use crate::domain::record::{Body, Record};
use crate::domain::words::{AdvocacyState, Direction, ProblemState, PromiseState, Words};
use crate::domain::{Date, Money};

fn within(s: &Setting<'_>, on: Option<Date>, from: Option<Date>) -> bool {
    on.is_some_and(|on| on <= s.today && from.is_none_or(|from| on >= from))
}

/// Lists the problems that were solved in the time, with the day, the newest first.
fn problems<'a>(
    s: &Setting<'a>,
    from: Option<Date>,
) -> Vec<(Option<Date>, &'a Record, &'a Problem)> {
    let mut found: Vec<_> = s
        .dossier
        .records
        .iter()
        .filter_map(|r| match &r.body {
            Body::Problem(b)
                if matches!(b.state, Some(ProblemState::Solved | ProblemState::Verified)) =>
            {
                let on = r
                    .base
                    .moves
                    .iter()
                    .filter(|m| matches!(m.to.as_deref(), Some("solved" | "verified")))
                    .filter_map(|m| m.on)
                    .max();
                (from.is_none() || within(s, on, from)).then_some((on, r, b))
            }
            _ => None,
        })
        .collect();
    found.sort_by_key(|(on, r, _)| (std::cmp::Reverse(*on), r.id()));
    found
}

/// Says what was solved, in their words where there are any.
pub fn solved(s: &Setting<'_>, from: Option<Date>, most: usize) -> Vec<Line> {
    let found = problems(s, from);
    if found.is_empty() {
        // An empty line hands them nothing but that it is empty.
        if s.ask.audience == Audience::Customer {
            return Vec::new();
        }
        return match from {
            Some(from) => vec![Line::new(format!("nothing since {}", s.past(from)))],
            None => vec![Line::new("nothing yet")],
        };
    }
    found
        .into_iter()
        .take(most)
        .map(|(on, record, b)| {
            let customer = s.ask.audience == Audience::Customer;
            let text = match &b.outcome {
                Some(outcome) if customer => s.quote(outcome, 12),
                Some(outcome) => format!("{}: {}", s.cut(&record.title(), 5), s.quote(outcome, 8)),
                None => format!(
                    "{}: nobody has asked what is different now",
                    s.cut(&record.title(), 6)
                ),
            };
            let mut parts = Vec::new();
            if let Some(amount) = b.worth.as_ref().and_then(|w| w.amount.as_ref()) {
                parts.push(amount.brief());
            }
            parts.extend(on.map(|on| s.past(on)));
            s.mark(Line::new(text).remark(parts.join(" · ")), record)
        })
        .collect()
}

/// Adds up what it was worth, by currency, and how much of it somebody of theirs agreed to.
pub fn total(s: &Setting<'_>, from: Option<Date>) -> Vec<Line> {
    let mut sums: BTreeMap<String, (Money, Option<Money>)> = BTreeMap::new();
    let mut line = Line::default();
    let found = problems(s, from);
    // One sum stands beside what was solved already; only who agreed to it would be new.
    let told = found
        .iter()
        .filter(|(_, _, b)| b.worth.as_ref().is_some_and(|w| w.amount.is_some()))
        .count()
        == 1;
    for (_, record, b) in found {
        let Some(worth) = &b.worth else { continue };
        let Some(amount) = &worth.amount else {
            continue;
        };
        line = line.from(record);
        let entry = sums.entry(amount.currency.clone()).or_insert_with(|| {
            (
                Money::new(rust_decimal::Decimal::ZERO, &amount.currency),
                None,
            )
        });
        if let Some(sum) = entry.0.checked_add(amount) {
            entry.0 = sum;
        }
        if worth.agreed_by.is_some() {
            entry.1 = match &entry.1 {
                Some(agreed) => agreed.checked_add(amount),
                None => Some(amount.clone()),
            };
        }
    }
    if sums.is_empty() {
        return Vec::new();
    }
    let parts: Vec<String> = sums
        .values()
        .map(|(sum, agreed)| match agreed {
            // The figure itself stands beside what was solved.
            Some(agreed) if agreed == sum && told => "they agreed to the figure".to_owned(),
            Some(agreed) if agreed == sum => format!("{}, agreed by them", sum.brief()),
            None if told => "by our own count; nobody of theirs has agreed to it".to_owned(),
            Some(agreed) => format!(
                "{}, of which {} agreed by them",
                sum.brief(),
                agreed.brief()
            ),
            None => format!("{}, by our own count", sum.brief()),
        })
        .collect();
    line.text = parts.join("; ");
    vec![line]
}

/// Says how many of our promises were kept, and how many on their day.
pub fn kept(s: &Setting<'_>, from: Option<Date>) -> Vec<Line> {
    let (mut kept, mut in_time, mut broken, mut open, mut late) = (0, 0, 0, 0, 0);
    for record in &s.dossier.records {
        if let Body::Promise(b) = &record.body {
            if b.direction == Some(Direction::Theirs) {
                continue;
            }
            match b.state {
                Some(PromiseState::Kept) if within(s, b.closed_on, from) => {
                    kept += 1;
                    let first_day = b.moved.first().and_then(|m| m.from).or(b.due);
                    in_time += usize::from(match (first_day, b.closed_on) {
                        (Some(due), Some(on)) => on <= due,
                        _ => true,
                    });
                }
                Some(PromiseState::Broken) if within(s, b.closed_on.or(b.due), from) => broken += 1,
                Some(PromiseState::Open) => {
                    open += 1;
                    late += usize::from(b.due.is_some_and(|due| due < s.today));
                }
                _ => {}
            }
        }
    }
    // Of the readers' own promises there may be none, where others' were kept.
    let nothing = kept == 0 && s.ask.audience == Audience::Customer;
    if kept + broken + open == 0 || nothing {
        return Vec::new();
    }
    let first_days = match (kept, in_time) {
        (0, _) => String::new(),
        (1, 1) => ", by the day first named".into(),
        (2, 2) => ", both by the day first named".into(),
        (all, some) if all == some => ", all by the day first named".into(),
        (_, 0) => ", none by the day first named".into(),
        (_, some) => format!(", {some} by the day first named"),
    };
    let mut parts = vec![match (kept, broken) {
        (0, 0) => "none yet".into(),
        (1, 0) => format!("1 promise{first_days}"),
        (kept, 0) => format!("{kept} promises{first_days}"),
        (kept, broken) => format!("{kept} of {} promises{first_days}", kept + broken),
    }];
    if broken > 0 {
        parts.push(format!("{broken} broken"));
    }
    if open > 0 {
        parts.push(format!("{open} open"));
    }
    let mut line = Line::new(parts.join("; "));
    if late > 0 {
        line.remark = format!("{late} late");
        line.late = true;
    }
    vec![line]
}

/// Lists what was given free of charge: specialists of ours who came, and what they found.
pub fn free(s: &Setting<'_>, from: Option<Date>, most: usize) -> Vec<Line> {
    let mut found = Vec::new();
    for record in &s.dossier.records {
        if let Body::Problem(b) = &record.body {
            for called in &b.called_in {
                let on = called.came_on.or(called.asked_on);
                if called.charged == Some(false) && called.came_on.is_some() && within(s, on, from)
                {
                    let who = called
                        .who
                        .map_or_else(|| "a specialist".into(), |id| s.name(id));
                    let what = match &called.found {
                        Some(what) => cut::small(&s.cut(what, 7)),
                        None => format!("came for {}", s.cut(&record.title(), 6)),
                    };
                    found.push((on, Line::new(format!("{who}: {what}")).from(record)));
                }
            }
        }
    }
    found.sort_by_key(|(on, line)| (std::cmp::Reverse(*on), line.text.clone()));
    let count = found.len();
    let mut lines: Vec<Line> = found
        .into_iter()
        .take(most)
        .map(|(on, line)| line.remark(on.map_or_else(String::new, |on| s.past(on))))
        .collect();
    // The tally stands where the eye begins.
    if count > 1
        && let Some(first) = lines.first_mut()
    {
        first.remark = format!("{count} visits · {}", first.remark);
    }
    lines
}

/// Lists what we fought for inside our company, and how it ended.
pub fn fought(s: &Setting<'_>, from: Option<Date>, most: usize) -> Vec<Line> {
    let mut found: Vec<_> = s
        .dossier
        .records
        .iter()
        .filter_map(|r| match &r.body {
            Body::Advocacy(b) => {
                let decided = b.decided();
                let on = super::tell::decided_on(r);
                (!decided || within(s, on, from)).then_some((decided, on, r, b))
            }
            _ => None,
        })
        .collect();
    found.sort_by_key(|(decided, on, r, _)| (!decided, std::cmp::Reverse(*on), r.id()));
    found
        .into_iter()
        .take(most)
        .map(|(_, on, record, b)| {
            let state = b.state.map_or("", Words::word);
            let when = on.map_or_else(String::new, |on| format!(" {}", s.past(on)));
            let told = match (b.state, b.told_on) {
                (Some(AdvocacyState::Won | AdvocacyState::Lost), None) => ", not told yet",
                _ => "",
            };
            Line::new(format!(
                "⚑ {}",
                cut::small(&s.cut(b.ask.as_deref().unwrap_or_default(), 8))
            ))
            .remark(format!("{state}{when}{told}"))
            .from(record)
        })
        .collect()
}

/// Lists what we learned, their own words first.
pub fn learned(s: &Setting<'_>, from: Option<Date>, most: usize) -> Vec<Line> {
    let mut found: Vec<_> = s
        .dossier
        .records
        .iter()
        .filter_map(|r| match &r.body {
            Body::Learning(b) if within(s, b.learned_on, from) => Some((r, b)),
            _ => None,
        })
        .collect();
    found.sort_by_key(|(r, b)| {
        (
            b.used_for.is_empty(),
            b.verbatim != Some(true),
            std::cmp::Reverse(b.learned_on),
            r.id(),
        )
    });
    let count = found.len();
    let mut lines: Vec<Line> = found
        .into_iter()
        .take(most)
        .map(|(record, b)| {
            let fact = b.fact.as_deref().unwrap_or_default();
            let text = match (b.verbatim, b.person) {
                (Some(true), Some(who)) => format!("{}: {}", s.name(who), s.quote(fact, 8)),
                // A fact about somebody says about whom, unless it names them.
                (_, Some(who)) if !fact.contains(crate::domain::spoken::surname(&s.name(who))) => {
                    format!("{}: {}", s.name(who), cut::small(&s.cut(fact, 8)))
                }
                _ => cut::small(&s.cut(fact, 9)),
            };
            let on = b.learned_on.map_or_else(String::new, |on| s.past(on));
            let mut line = Line::new(text).remark(on).from(record);
            line.unconfirmed = Setting::unconfirmed(record);
            line
        })
        .collect();
    if count > most
        && let Some(last) = lines.last_mut()
    {
        last.remark = format!("{} · {} more", last.remark, count - most);
    }
    lines
}

/// Counts the touches by how they were.
pub fn touches(s: &Setting<'_>, from: Option<Date>) -> Vec<Line> {
    let held: Vec<_> = s
        .held()
        .into_iter()
        .filter(|(on, ..)| within(s, Some(*on), from))
        .collect();
    if held.is_empty() {
        return match from {
            Some(from) => vec![Line::new(format!("none since {}", s.past(from)))],
            None => Vec::new(),
        };
    }
    let mut by: BTreeMap<&str, usize> = BTreeMap::new();
    let mut people = std::collections::BTreeSet::new();
    for (_, _, touch) in &held {
        *by.entry(Setting::how(touch)).or_default() += 1;
        people.extend(touch.people.iter().copied());
    }
    people.retain(|id| !s.dossier.ours.iter().any(|r| r.id() == *id));
    let mut counts: Vec<(usize, &str)> = by.into_iter().map(|(how, n)| (n, how)).collect();
    counts.sort_by_key(|(n, how)| (std::cmp::Reverse(*n), *how));
    let parts: Vec<String> = counts
        .into_iter()
        .map(|(n, how)| match (n, how) {
            (1, how) => format!("1 {how}"),
            (n, "touch") => format!("{n} touches"),
            (n, "survey" | "support" | "email") => format!("{n} {how}"),
            (n, how) => format!("{n} {how}s"),
        })
        .collect();
    let whom = match people.len() {
        0 => String::new(),
        1 => " with one of theirs".to_owned(),
        n => format!(" with {n} of theirs"),
    };
    let times = match held.len() {
        1 => "once".to_owned(),
        2 => "twice".to_owned(),
        n => format!("{n} times"),
    };
    vec![Line::new(parts.join(", ")).remark(format!("{times}{whom}"))]
}
