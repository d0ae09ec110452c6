//! The side of call mode: the aim, the debts, the people, what hurts and what to ask, fitted to the rows there are.
//!
//! Every part keeps at least its first lines, so that a small terminal still shows something of each; what there is room
//! for beyond that goes to the parts in their order, and a heading says how much a part holds back. In a narrow column what
//! must not be said comes before what is owed. The pages after the first have all of it, in its whole length.

use std::collections::HashSet;
use std::sync::Arc;

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;

use crate::domain::words::{Channel, Direction, Words};
use crate::domain::{Body, Id, Record, Who, plain, spoken};
use crate::tui::call::Call;
use crate::tui::look::Look;
use crate::tui::signs::Sign;
use crate::tui::strip::Strip;
use crate::tui::theme::Role;

/// A column narrower than this has no room for a name on a row of its own.
const NARROW: usize = 34;

/// The width of a label where there is room for a column of them.
const LABEL: usize = 11;

/// From this height on there is air between the parts, whatever else is held back for it.
const TALL: usize = 30;

/// One part: a heading, and entries of one or more rows each.
struct Part {
    heading: &'static str,
    entries: Vec<Vec<Strip>>,
    /// The entries in their whole length.
    whole: Vec<Vec<Strip>>,
    /// How many rows of it are shown however little room there is.
    least: usize,
}

/// Draws what one must know while talking.
pub fn paint(records: &[Arc<Record>], call: &Call, look: &Look<'_>, area: Rect, buf: &mut Buffer) {
    let width = usize::from(area.width).max(12);
    let own = records.iter().filter(|r| r.account() == Some(call.account));
    let there = meeting(records, call, look).map_or(&[][..], |record| match &record.body {
        Body::Touchpoint(body) => &body.people,
        _ => &[],
    });
    let height = usize::from(area.height);
    let mut parts = vec![
        aim(meeting(records, call, look), look, width),
        // What is owed is short and comes up first in a call; what one need not know by heart comes last.
        debts(own.clone(), call, look, width),
        people(own.clone(), there, look, width),
        problems(own.clone(), width),
        questions(own, there, look, width),
    ];
    if width < NARROW {
        parts.swap(1, 2);
    }
    // What one aims at and means to ask is nobody's business on a shared screen.
    if look.present {
        parts.retain(|part| !matches!(part.heading, "" | "Ask"));
    }
    parts.retain(|part| !part.entries.is_empty());
    let strips = page_of(&parts, call.side, height);
    for (y, strip) in (area.top()..area.bottom()).zip(&strips) {
        strip.paint(
            buf,
            Rect {
                y,
                height: 1,
                ..area
            },
            look.theme,
        );
    }
}

/// Gives a page of all there is; after the last the first one comes again, which is what matters most.
fn page_of(parts: &[Part], page: usize, height: usize) -> Vec<Strip> {
    let mut rows: Vec<Strip> = Vec::new();
    for part in parts {
        if !part.heading.is_empty() {
            if !rows.is_empty() {
                rows.push(Strip::new());
            }
            rows.push(Strip::of(Role::Heading, part.heading));
        }
        rows.extend(part.whole.iter().flatten().cloned());
    }
    let room = height.saturating_sub(1).max(1);
    let pages = rows.len().div_ceil(room).max(1);
    match page % (pages + 1) {
        0 => fitted(parts, height),
        page => {
            let mut shown: Vec<Strip> = rows
                .into_iter()
                .skip((page - 1) * room)
                .take(room)
                .collect();
            shown.resize(room, Strip::new());
            shown.push(Strip::new().right(Role::Muted, &format!("page {page} of {pages}")));
            shown
        }
    }
}

/// Fits the parts into so many rows.
fn fitted(parts: &[Part], height: usize) -> Vec<Strip> {
    let rows = |part: &Part| part.entries.iter().map(Vec::len).sum::<usize>();
    let heads = |part: &Part| usize::from(!part.heading.is_empty());
    let mut shown: Vec<usize> = parts
        .iter()
        .map(|part| part.least.min(rows(part)))
        .collect();
    let all: usize = parts.iter().map(|p| rows(p) + heads(p)).sum();
    let gaps = parts.len().saturating_sub(1);
    // Air between the parts, where everything fits with it or there is much room.
    let airy = all + gaps <= height || height >= TALL;
    // A part of which nothing is shown has no heading either.
    let taken: usize = parts
        .iter()
        .zip(&shown)
        .filter(|(_, shown)| **shown > 0)
        .map(|(part, shown)| shown + heads(part))
        .sum();
    let mut left = height.saturating_sub(taken + if airy { gaps } else { 0 });
    for (part, shown) in parts.iter().zip(&mut shown) {
        let head = if *shown == 0 { heads(part) } else { 0 };
        let more = left.saturating_sub(head).min(rows(part) - *shown);
        if more > 0 {
            *shown += more;
            left -= more + head;
        }
    }
    let mut strips = Vec::new();
    for (part, shown) in parts.iter().zip(shown).filter(|(_, shown)| *shown > 0) {
        if airy && !strips.is_empty() {
            strips.push(Strip::new());
        }
        // An entry is not cut in two where its first row alone says what it is.
        let mut hidden = 0;
        let mut lines: Vec<Strip> = Vec::new();
        for entry in &part.entries {
            if lines.len() >= shown {
                hidden += 1;
                continue;
            }
            let room = shown - lines.len();
            lines.extend(entry.iter().take(room).cloned());
            // What goes on and is not shown says so, so that half a warning is not taken for the whole.
            if entry.len() > room
                && let Some(last) = lines.pop()
            {
                lines.push(last.text(Role::Doubt, "…"));
            }
        }
        if !part.heading.is_empty() {
            let mut head = Strip::of(Role::Heading, part.heading);
            if hidden > 0 {
                head = head.right(Role::Muted, &format!("{hidden} more"));
            }
            strips.push(head);
        }
        strips.extend(lines);
    }
    strips.truncate(height);
    strips
}

/// Gives the rows of a text behind a short label, the rest hanging under the first.
fn hanging(label: &str, label_role: Role, role: Role, text: &str, width: usize) -> Vec<Strip> {
    let lead = plain::width(label);
    let lead = match lead {
        0 => 0,
        // One column of labels, where there is room for it.
        _ if width >= NARROW => (lead + 1).max(LABEL),
        _ => lead + 1,
    };
    let mut rows = Vec::new();
    let mut broken = plain::wrap(text, width.saturating_sub(lead).max(8));
    if broken.is_empty() {
        // Of whom nothing is known, the name is.
        broken.push(String::new());
    }
    for (number, words) in broken.iter().enumerate() {
        let start = if number == 0 { label } else { "" };
        rows.push(
            Strip::new()
                .column(label_role, start, lead)
                .text(role, &words.replace('\u{a0}', " ")),
        );
    }
    rows
}

fn aim(meeting: Option<&Arc<Record>>, look: &Look<'_>, width: usize) -> Part {
    let mut entries = Vec::new();
    if let Some(Body::Touchpoint(meeting)) = meeting.map(|record| &record.body) {
        let step = meeting.next_step.as_ref();
        let leave = step.and_then(|step| step.what.clone()).map(|what| {
            let who = step
                .and_then(|step| step.who.as_ref())
                .map(|who| match who {
                    Who::Record(id) => spoken::surname(look.who.title(*id)).to_owned(),
                    Who::Words(words) => words.clone(),
                });
            let when = step
                .and_then(|step| step.when)
                .map(|day| format!("by {}", look.said(day)).replace(' ', "\u{a0}"));
            let parts: Vec<String> = [Some(what), who, when].into_iter().flatten().collect();
            parts.join(" · ")
        });
        for (label, aim) in [
            ("must", &meeting.must),
            ("leave with", &leave),
            ("should", &meeting.should),
            ("like", &meeting.like),
        ] {
            if let Some(aim) = aim {
                let role = if label == "must" {
                    Role::Strong
                } else {
                    Role::Text
                };
                // In a narrow column their values begin under one another.
                let label = match label {
                    "leave with" if width < NARROW => "leave ".to_owned(),
                    label if width < NARROW => plain::pad(label, 6),
                    label => label.to_owned(),
                };
                entries.push(hanging(&label, Role::Muted, role, aim, width));
            }
        }
    }
    Part {
        heading: "",
        whole: entries.clone(),
        entries,
        least: if width < NARROW { 2 } else { 5 },
    }
}

/// From so many minutes before a meeting a call with its account is that meeting.
const BEFORE: i64 = 45;

/// Until so many minutes after its beginning, where nobody said when it ends.
const AFTER: i64 = 60;

/// Finds the touchpoint that the call is, else the meeting with the account that is on now, or is about to be: the first line
/// will be held by it. One later today is no part of the call.
pub fn meeting<'a>(
    records: &'a [Arc<Record>],
    call: &Call,
    look: &Look<'_>,
) -> Option<&'a Arc<Record>> {
    let own = || {
        let touches = |r: &&Arc<Record>| matches!(r.body, Body::Touchpoint(_));
        let own = records.iter().filter(|r| r.account() == Some(call.account));
        own.filter(touches)
    };
    match call.touchpoint {
        Some(held) => own().find(|r| r.id() == held),
        None => own().find(|r| is_on(r, look.now)),
    }
}

/// Says whether a planned meeting is on, or is about to be.
fn is_on(record: &Record, now: &jiff::Zoned) -> bool {
    let Body::Touchpoint(body) = &record.body else {
        return false;
    };
    let Some(starts) = body.starts.as_ref().filter(|starts| !starts.begins_day()) else {
        return false;
    };
    let minutes = |at: &jiff::Zoned| {
        (now.timestamp().as_second() - at.timestamp().as_second()).div_euclid(60)
    };
    let over = match &body.ends {
        Some(ends) => minutes(&ends.0) > 0,
        None => minutes(&starts.0) > AFTER,
    };
    record.state() == Some("planned") && minutes(&starts.0) >= -BEFORE && !over
}

/// Gives a line cut at the edge, and all of its rows: a sign, what it is, and what stands at the right.
fn owed(sign: (Role, &str), title: &str, right: (Role, &str), width: usize) -> [Vec<Strip>; 2] {
    let lead = match plain::width(sign.1) {
        0 => 0,
        wide => wide + 1,
    };
    let row = |words: &str, first: bool| {
        Strip::new()
            .column(sign.0, if first { sign.1 } else { "" }, lead)
            .text(Role::Text, words)
    };
    let line = row(title, true).right(right.0, right.1);
    let room = width.saturating_sub(lead).max(8);
    let mut rows: Vec<Strip> = plain::wrap(title, room)
        .iter()
        .enumerate()
        .map(|(number, words)| row(words, number == 0))
        .collect();
    let fits = lead + plain::width(title) + plain::width(right.1) + 2 <= width;
    if fits {
        rows = vec![line.clone()];
    } else if !right.1.is_empty() {
        rows.push(Strip::new().right(right.0, right.1));
    }
    [vec![line], rows]
}

fn debts<'a>(
    own: impl Iterator<Item = &'a Arc<Record>>,
    call: &Call,
    look: &Look<'_>,
    width: usize,
) -> Part {
    let mut lines = Vec::new();
    for record in own {
        match &record.body {
            // A complaint that is not made good is owed before all else; one of this call they tell us of.
            Body::Touchpoint(body)
                if body.channel == Some(Channel::Complaint)
                    && record.state() == Some("held")
                    && body
                        .recovery
                        .as_ref()
                        .is_none_or(|r| r.resolved_on.is_none())
                    && call
                        .noted
                        .iter()
                        .all(|note| note.record != Some(record.id())) =>
            {
                let next = body.recovery.as_ref().and_then(|r| r.next_update);
                let (due, _) = next.map(|day| look.due(day)).unwrap_or_default();
                let said = if due.is_empty() {
                    due
                } else {
                    format!("word {due}")
                };
                let sign = (Role::Late, look.sign(Sign::Late));
                let late = if next.is_some_and(|day| day < look.today()) {
                    Role::Late
                } else {
                    Role::Accent
                };
                let entry = owed(sign, &record.title(), (late, &said), width);
                lines.push(((0, None), record.id(), entry));
            }
            Body::Promise(body) if crate::domain::state::open(record) => {
                let ours = body.direction != Some(Direction::Theirs);
                let (sign, role) = if ours {
                    (Sign::Ours, Role::Ours)
                } else {
                    (Sign::Theirs, Role::Theirs)
                };
                let (due, late) = body.due.map(|d| look.due(d)).unwrap_or_default();
                let right = if late { Role::Late } else { Role::Muted };
                let entry = owed(
                    (role, look.sign(sign)),
                    &record.title(),
                    (right, &due),
                    width,
                );
                // What is to be told goes before what is due some day.
                lines.push((
                    body.due.map_or((2, None), |d| (0, Some(d))),
                    record.id(),
                    entry,
                ));
            }
            Body::Advocacy(body) if body.decided() && !body.closed() => {
                let entry = owed(
                    (Role::Fight, look.sign(Sign::Fight)),
                    &format!("tell: {}", record.title()),
                    (Role::Muted, record.state().unwrap_or("")),
                    width,
                );
                lines.push(((0, Some(look.today())), record.id(), entry));
            }
            _ => {}
        }
    }
    lines.sort_by_key(|(due, id, _)| (*due, *id));
    let (entries, whole) = lines
        .into_iter()
        .map(|(_, _, [line, whole])| (line, whole))
        .unzip();
    Part {
        heading: "Debts",
        entries,
        whole,
        least: 3,
    }
}

fn people<'a>(
    own: impl Iterator<Item = &'a Arc<Record>> + Clone,
    there: &[Id],
    look: &Look<'_>,
    width: usize,
) -> Part {
    let met: HashSet<Id> = own
        .clone()
        .filter(|record| record.state() == Some("held"))
        .filter_map(|record| match &record.body {
            Body::Touchpoint(body) => Some(&body.people),
            _ => None,
        })
        .flatten()
        .copied()
        .collect();
    let mut people: Vec<(usize, Id, &Record)> = own
        .filter_map(|r| match &r.body {
            Body::Person(body) => {
                let part = body.part.map_or("", Words::word);
                let rank = ["decides", "can veto", "pays", "coaches", "advises", "uses"]
                    .iter()
                    .position(|p| *p == part)
                    .unwrap_or(9);
                // Of two who decide, the one of whom something is known helps in a call.
                let blank = usize::from(body.wants_now.is_none() && body.landmine.is_none());
                // Who is there comes before who is not.
                let away = usize::from(!there.contains(&r.id()));
                Some((away * 40 + rank * 2 + blank, r.id(), &**r))
            }
            _ => None,
        })
        .collect();
    people.sort_by_key(|(rank, id, _)| (*rank, *id));
    let mut entries = Vec::new();
    let mut least = 2;
    for (number, (_, id, record)) in people.iter().enumerate() {
        let unmet = there.contains(id) && !met.contains(id);
        let Body::Person(body) = &record.body else {
            continue;
        };
        let landmine = body.landmine.as_ref().filter(|_| !look.present);
        let wants = body.wants_now.as_ref().filter(|_| !look.present);
        // In a narrow column the name stands before what matters most, instead of over it.
        if width < NARROW {
            let name = record.title();
            let name = spoken::surname(&name);
            let (role, first) = match (landmine, wants) {
                (Some(landmine), _) => (Role::Doubt, landmine.clone()),
                (None, Some(wants)) => (Role::Text, format!("wants {wants}")),
                (None, None) if unmet => (Role::Muted, "never met".to_owned()),
                (None, None) => (Role::Muted, body.part.map_or("", Words::word).to_owned()),
            };
            let mut rows = hanging(name, Role::Strong, role, &first, width);
            // What must not be said to the first of them is read whole.
            if number == 0 && landmine.is_some() {
                least = rows.len().min(4);
            }
            if let (Some(_), Some(wants)) = (landmine, wants) {
                // It hangs under the name it belongs to.
                rows.extend(hanging(
                    &" ".repeat(plain::width(name)),
                    Role::Muted,
                    Role::Text,
                    &format!("wants {wants}"),
                    width,
                ));
            }
            entries.push(rows);
            continue;
        }
        let part = body.part.map_or("", Words::word);
        let part = match (unmet, part) {
            (false, part) => part.to_owned(),
            (true, "") => "never met".to_owned(),
            (true, part) => format!("{part} · never met"),
        };
        let mut rows = vec![Strip::of(Role::Strong, &record.title()).right(Role::Muted, &part)];
        if let Some(landmine) = landmine {
            rows.extend(hanging("mind", Role::Doubt, Role::Doubt, landmine, width));
        }
        if let Some(wants) = wants {
            rows.extend(hanging("wants", Role::Muted, Role::Text, wants, width));
        }
        entries.push(rows);
    }
    Part {
        heading: "People",
        entries: entries.iter().take(there.len().max(6)).cloned().collect(),
        whole: entries,
        least,
    }
}

fn problems<'a>(own: impl Iterator<Item = &'a Arc<Record>>, width: usize) -> Part {
    let mut problems: Vec<_> = own
        .filter(|r| matches!(r.body, Body::Problem(_)) && crate::domain::state::open(r))
        .collect();
    // What costs them most comes first, as on the page before the meeting.
    problems.sort_by_key(|r| {
        (
            std::cmp::Reverse(
                r.cost_year()
                    .map_or_else(Default::default, |cost| cost.amount),
            ),
            r.id(),
        )
    });
    let lines = problems.into_iter().map(|record| {
        let cost = record.cost_said().unwrap_or_default();
        let cost = (Role::Muted, cost.as_str());
        let [line, whole] = owed((Role::Text, ""), &record.title(), cost, width);
        (line, whole)
    });
    let (entries, whole): (Vec<_>, Vec<_>) = lines.unzip();
    Part {
        heading: "Hurts",
        entries,
        whole,
        // In a narrow column there is more to be known by heart than what it costs them.
        least: usize::from(width >= NARROW),
    }
}

fn questions<'a>(
    own: impl Iterator<Item = &'a Arc<Record>>,
    there: &[Id],
    look: &Look<'_>,
    width: usize,
) -> Part {
    let mut open: Vec<&Arc<Record>> = own
        .filter(|r| matches!(r.body, Body::Question(_)) && crate::domain::state::open(r))
        .collect();
    // A question for somebody who is there can be asked now.
    open.sort_by_key(|record| match &record.body {
        Body::Question(body) => !body.whom.iter().any(|id| there.contains(id)),
        _ => true,
    });
    let entries: Vec<Vec<Strip>> = open
        .into_iter()
        .map(|record| {
            let whom = match &record.body {
                Body::Question(body) => {
                    let here = body.whom.iter().find(|id| there.contains(*id));
                    here.or(body.whom.first())
                        .map_or("", |id| look.who.title(*id))
                }
                _ => "",
            };
            hanging(
                spoken::surname(whom),
                Role::Accent,
                Role::Text,
                &record.title(),
                width,
            )
        })
        .collect();
    Part {
        heading: "Ask",
        whole: entries.clone(),
        entries,
        least: if width < NARROW { 1 } else { 2 },
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn part(heading: &'static str, entries: &[usize], least: usize) -> Part {
        let entries: Vec<Vec<Strip>> = entries
            .iter()
            .enumerate()
            .map(|(n, rows)| vec![Strip::of(Role::Text, &format!("{heading}{n}")); *rows])
            .collect();
        Part {
            heading,
            whole: entries.clone(),
            entries,
            least,
        }
    }

    fn said(parts: &[Part], height: usize) -> Vec<String> {
        fitted(parts, height)
            .iter()
            .map(|strip| strip.words().trim().to_owned())
            .collect()
    }

    #[test]
    fn every_part_keeps_its_first_lines_and_says_what_it_holds_back() {
        let parts = [part("Debts", &[1, 1, 1, 1], 2), part("Ask", &[2, 2], 1)];
        assert_eq!(
            said(&parts, 6),
            [
                "Debts  1 more",
                "Debts0",
                "Debts1",
                "Debts2",
                "Ask  1 more",
                "Ask0…"
            ]
        );
        // With room for all of it there is air between the parts.
        assert_eq!(said(&parts, 11)[5], "");
        assert_eq!(said(&parts, 2).len(), 2);
        // A part that need not be there has no heading without a line under it.
        let parts = [part("Debts", &[1, 1], 2), part("Hurts", &[1, 1], 0)];
        assert_eq!(said(&parts, 4), ["Debts", "Debts0", "Debts1"]);
        assert_eq!(said(&parts, 5)[3..], ["Hurts  1 more", "Hurts0"]);
    }

    #[test]
    fn the_pages_after_the_first_have_all_of_it_and_the_first_comes_again() {
        let parts = [part("Debts", &[1, 1, 1, 1], 1), part("Ask", &[2, 2], 1)];
        let said = |page: usize| -> Vec<String> {
            page_of(&parts, page, 8)
                .iter()
                .map(|strip| strip.words().trim().to_owned())
                .collect()
        };
        assert_eq!(
            said(1),
            [
                "Debts",
                "Debts0",
                "Debts1",
                "Debts2",
                "Debts3",
                "",
                "Ask",
                "page 1 of 2"
            ]
        );
        assert_eq!(said(2)[..4], ["Ask0", "Ask0", "Ask1", "Ask1"]);
        assert_eq!(said(3), said(0));
    }
}
