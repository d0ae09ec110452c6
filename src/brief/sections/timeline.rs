//! Escalation: the complaint, how its recovery stands, and what happened since.

use std::collections::BTreeSet;

use super::watch::{self, count};
use crate::brief::cut;
use crate::brief::page::{Audience, Line};
use crate::brief::setting::Setting;
use crate::domain::kinds::Touchpoint;
use crate::domain::record::{Body, Record, days_between};
use crate::domain::words::{Channel, Direction, PromiseState, TouchpointState};
use crate::domain::{Date, Id, Kind, alike};

/// Finds the complaint to speak of: the newest that is open, else the newest of all.
fn chosen<'a>(s: &Setting<'a>) -> Option<(Date, &'a Record, &'a Touchpoint)> {
    let all = || {
        s.dossier.records.iter().filter_map(|r| match &r.body {
            Body::Touchpoint(b)
                if b.state != Some(TouchpointState::Cancelled)
                    && (b.recovery.is_some() || b.channel == Some(Channel::Complaint)) =>
            {
                Some((s.here(b.starts.as_ref()?), r, b))
            }
            _ => None,
        })
    };
    let open = |b: &Touchpoint| b.recovery.as_ref().is_none_or(|r| r.resolved_on.is_none());
    all()
        .filter(|(_, _, b)| open(b))
        .max_by_key(|(on, r, _)| (*on, r.id()))
        .or_else(|| all().max_by_key(|(on, r, _)| (*on, r.id())))
}

/// Says what went wrong, who owns it, what they have heard, and when they hear more.
pub fn complaint(s: &Setting<'_>) -> Vec<Line> {
    let Some((on, record, b)) = chosen(s) else {
        return vec![Line::new("no complaint is written down")];
    };
    let from: Vec<Id> = b
        .people
        .iter()
        .copied()
        .filter(|id| !s.dossier.ours.iter().any(|r| r.id() == *id))
        .collect();
    let who = if from.is_empty() {
        String::new()
    } else {
        format!(", {}", s.names(&from))
    };
    let mut lines =
        vec![Line::new(s.cut(&record.title(), 9)).remark(format!("{}{who}", s.past(on)))];
    // Their own words, where there are any; what they handed us is not what they said.
    let quoted = s.dossier.records.iter().find_map(|r| match &r.body {
        Body::Learning(learned) if learned.verbatim == Some(true) && heard_there(r, record) => {
            Some((r, learned))
        }
        _ => None,
    });
    if let Some((quote, learned)) = quoted {
        let who = learned
            .person
            .map_or_else(String::new, |id| format!("{}: ", s.name(id)));
        let words = s.quote(&quote.title(), 9);
        lines.push(Line::new(format!("{who}{words}")).lead("said").from(quote));
    } else if let Some(said) = b.received.iter().find(|text| text.contains(['“', '"'])) {
        lines.push(Line::new(s.cut(said, 9)).lead("said"));
    } else if let Some(told) = b.received.first() {
        lines.push(Line::new(cut::small(&s.cut(told, 9))).lead("from them"));
    }
    if let Some(cause) = b
        .summary
        .as_ref()
        .filter(|text| cut::clean(text) != cut::clean(&record.title()))
    {
        lines.push(Line::new(cut::small(&s.cut(cause, 10))).lead("what"));
    }
    for given in b.given.iter().take(2) {
        lines.push(Line::new(cut::small(&s.cut(given, 10))).lead("we gave"));
    }
    let recovery = b.recovery.clone().unwrap_or_default();
    // What an audience may not see is not said to be missing.
    let customer = s.ask.audience == Audience::Customer;
    match &recovery.owner {
        Some(owner) => lines.push(Line::new(s.who(owner)).lead("owner")),
        None if customer => {}
        None => lines.push(Line::new("nobody of ours owns it yet").lead("owner")),
    }
    let us = if customer { "you" } else { "they" };
    let heard = match (recovery.acknowledged_on, recovery.told.len()) {
        (Some(day), 0) => format!("acknowledged {}", s.past(day)),
        (Some(day), 1) => format!(
            "acknowledged {}; {} knows",
            s.past(day),
            s.names(&recovery.told)
        ),
        (Some(day), _) => format!(
            "acknowledged {}; {} know",
            s.past(day),
            s.names(&recovery.told).replace(", ", " and ")
        ),
        (None, _) => "nobody has said yet that we heard it".into(),
    };
    lines.push(Line::new(heard).lead("heard"));
    let mut next = match (recovery.resolved_on, recovery.next_update) {
        (Some(day), _) => Line::new(format!("made good {}", s.past(day))),
        (None, Some(day)) => {
            let late = days_between(day, s.today);
            let mut line = Line::new(format!("{us} hear from us {}", s.day(day)));
            if late > 0 {
                line = Line::new(format!("{us} should have heard from us"))
                    .remark(format!("{} late", count(late)));
                line.late = true;
            }
            line
        }
        (None, None) => Line::new("no day is set for the next word"),
    };
    next = next.lead(if recovery.resolved_on.is_some() {
        "ended"
    } else {
        "next"
    });
    lines.push(next);
    // What came to light through it is what must be put right.
    let led_to = s.dossier.records.iter().filter(|r| {
        matches!(r.body, Body::Problem(_))
            && (r
                .base
                .source
                .as_ref()
                .is_some_and(|source| source.touchpoint == Some(record.id()))
                || r.base.links.iter().any(|l| l.to == Some(record.id()))
                || record.base.links.iter().any(|l| l.to == Some(r.id())))
    });
    let led_to: Vec<Line> = led_to
        .take(2)
        .map(|problem| {
            let state = problem.state().unwrap_or_default().to_owned();
            Line::new(s.cut(&problem.title(), 9))
                .lead("led to")
                .remark(state)
                .from(problem)
        })
        .collect();
    if let Some(learned) = &recovery.learned {
        lines.push(Line::new(cut::small(&s.cut(learned, 9))).lead("learned"));
    }
    let mut lines: Vec<Line> = lines.into_iter().map(|line| line.from(record)).collect();
    lines.extend(led_to);
    lines.extend(others(s, record));
    lines
}

/// Lists the other complaints that are still open: one story, more often than not.
fn others(s: &Setting<'_>, chosen: &Record) -> Vec<Line> {
    let lines = watch::complaints(s).into_iter();
    lines
        .filter(|line| line.records.iter().all(|r| r.id != chosen.id()))
        .take(2)
        .map(|line| line.lead("also open"))
        .collect()
}

/// Says whether something was heard in a complaint, or in the call in which that was noted.
fn heard_there(record: &Record, complaint: &Record) -> bool {
    let from = |record: &Record| {
        record
            .base
            .source
            .as_ref()
            .and_then(|source| source.touchpoint)
    };
    let touch = from(record);
    touch.is_some() && (touch == Some(complaint.id()) || touch == from(complaint))
}

/// The story of a complaint: what points there, or speaks of the same thing.
struct Story<'a> {
    complaint: &'a Record,
    about: BTreeSet<String>,
}

impl<'a> Story<'a> {
    fn of(complaint: &'a Record, touch: &Touchpoint) -> Self {
        let mut text = complaint.title();
        let parts = touch
            .summary
            .iter()
            .chain(&touch.received)
            .chain(&touch.given);
        for part in parts {
            text.push(' ');
            text.push_str(part);
        }
        Self {
            complaint,
            about: alike::terms(&text),
        }
    }

    fn has(&self, record: &Record) -> bool {
        let to = |from: &Record, to: &Record| from.base.links.iter().any(|l| l.to == Some(to.id()));
        let linked = to(record, self.complaint) || to(self.complaint, record);
        let source = record
            .base
            .source
            .as_ref()
            .and_then(|source| source.touchpoint);
        let words = alike::terms(&record.title());
        // A problem has few words in its title; with one of them it is the same thing.
        let enough = if record.kind() == Kind::Problem { 1 } else { 2 };
        linked
            || source == Some(self.complaint.id())
            || words.intersection(&self.about).count() >= enough
    }
}

/// Lists what happened from the complaint on, the oldest first.
pub fn lines(s: &Setting<'_>, most: usize) -> Vec<Line> {
    let Some((from, complaint, touch)) = chosen(s) else {
        return Vec::new();
    };
    let customer = s.ask.audience == Audience::Customer;
    let mut found: Vec<(Date, &Record, String)> = Vec::new();
    for record in &s.dossier.records {
        if record.id() == complaint.id() {
            continue;
        }
        let title = || cut::small(&s.cut(&record.title(), 7));
        match &record.body {
            Body::Touchpoint(b) if b.state == Some(TouchpointState::Held) => {
                if let Some(starts) = &b.starts {
                    let whom = if b.people.is_empty() {
                        String::new()
                    } else {
                        format!(" with {}", s.names(&b.people))
                    };
                    let said = b
                        .received
                        .first()
                        .map_or_else(title, |said| cut::small(&s.cut(said, 6)));
                    found.push((
                        s.here(starts),
                        record,
                        format!("{}{whom}: {said}", Setting::how(b)),
                    ));
                }
            }
            Body::Promise(b) => {
                let ours = b.direction != Some(Direction::Theirs);
                let who = match (ours, customer) {
                    (true, _) => "we promised",
                    (false, true) => "you promised",
                    (false, false) => "they promised",
                };
                let made = s.local(record.base.created);
                if made >= from {
                    found.push((made, record, format!("{who}: {}", title())));
                }
                if let (Some(on), Some(state)) = (b.closed_on, b.state)
                    && state != PromiseState::Open
                {
                    let who = match b.by.as_slice() {
                        _ if ours => "we".to_owned(),
                        _ if customer => "you".to_owned(),
                        [] => "they".to_owned(),
                        some => s.names(some),
                    };
                    let text = match state {
                        PromiseState::Kept => format!("{who} kept a promise: {}", title()),
                        PromiseState::Broken => format!("{who} broke a promise: {}", title()),
                        _ => format!("{state}: {}", title()),
                    };
                    found.push((on, record, text));
                }
            }
            // How far we are with it inside is told to them in person.
            Body::Problem(_) | Body::Advocacy(_) if !customer => {
                for step in &record.base.moves {
                    if let (Some(on), Some(to)) = (step.on, &step.to) {
                        found.push((on, record, format!("{to}: {}", title())));
                    }
                }
            }
            Body::Learning(b) => {
                if let Some(on) = b.learned_on {
                    let text = match (b.verbatim, b.person) {
                        (Some(true), Some(who)) => {
                            format!("{}: {}", s.name(who), s.quote(&record.title(), 7))
                        }
                        _ => title(),
                    };
                    found.push((on, record, text));
                }
            }
            _ => {}
        }
    }
    // Once it was made good, the story ends there.
    let until = touch
        .recovery
        .as_ref()
        .and_then(|r| r.resolved_on)
        .unwrap_or(s.today);
    found.retain(|(on, ..)| *on >= from && *on <= until);
    found.sort_by_key(|(on, r, _)| (*on, r.id()));
    // What else went on is no part of it, unless nothing else is known.
    let story = Story::of(complaint, touch);
    if found.iter().any(|(_, record, _)| story.has(record)) {
        found.retain(|(_, record, _)| story.has(record));
    }
    // What is newest matters most; what does not fit is the middle of the story.
    let cut_off = found.len().saturating_sub(most);
    found
        .into_iter()
        .skip(cut_off)
        .map(|(on, record, text)| Line::new(text).lead(s.past(on)).from(record))
        .collect()
}
