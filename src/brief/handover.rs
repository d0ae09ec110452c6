//! The read-first page for whoever takes over an account: who they are, introductions to make, debts that change hands.

use super::build::{inside, section};
use super::cut;
use super::depths::they;
use super::page::{Ask, Audience, Depth, Dossier, Line, Page};
use super::sections::people::introduced_by;
use super::sections::{ask, debts, head, hurts, stay, tell, timeline, watch, worth};
use super::seen;
use super::setting::Setting;
use crate::domain::Id;
use crate::domain::record::{Body, days_between};
use crate::domain::rhythm;
use crate::domain::words::{Direction, Influence, Part, Side, Stance, TouchpointState, Words};

/// Writes the handover of an account, for the team.
pub fn handover(dossier: &Dossier) -> Page {
    let shown = seen::by(dossier, Audience::Team);
    let ask = Ask::default();
    let mut s = Setting::new(&shown, &ask);
    // Everybody is spoken of, whoever the next meeting is with.
    s.with = everybody(&s);
    s.named = false;
    s.most = 30;
    let own = |name, text: &Option<String>| {
        section(
            &s,
            name,
            text.iter()
                .map(|text| Line::new(s.cut(text, 12)).from(&s.dossier.account))
                .collect(),
        )
    };
    let bought = match &s.dossier.account.body {
        Body::Account(b) => b.bought_on.clone(),
        _ => None,
    };
    let mut title = Line::new(format!("{} · handover", cut::clean(&shown.account.title())))
        .from(&shown.account);
    if let Some(on) = head::newest(&s) {
        title.remark = format!("newest: {}", s.past(on));
    }
    let sections = [
        section(&s, "Head", vec![title]),
        section(&s, "They", they(&s)),
        own("Promise", &bought),
        section(&s, "Watch", watch::lines(&s, 3)),
        section(&s, "Meet", met(&s)),
        section(&s, "Rhythm", rhythm(&s)),
        section(&s, "Introduce", introductions(&s)),
        section(&s, "Yours now", change_hands(&s)),
        section(&s, "Fighting", fights(&s)),
        section(&s, "Hurts", hurts::lines(&s, 8)),
        section(&s, "Solved", worth::solved(&s, None, 6)),
        section(&s, "Runs", stay::agreements(&s)),
        section(&s, "Instead", stay::alternatives(&s)),
        section(&s, "Stay", stay::reasons(&s)),
        section(&s, "Ahead", ahead(&s)),
        section(&s, "Wrong", recent_complaint(&s)),
        section(&s, "Ask", ask::lines(&s, 8)),
    ];
    inside(&s, Depth::First, sections.into_iter().flatten().collect())
}

fn everybody(s: &Setting<'_>) -> Vec<Id> {
    let mut all: Vec<Id> = s
        .dossier
        .records
        .iter()
        .filter(|r| matches!(&r.body, Body::Person(b) if b.side != Some(Side::Ours)))
        .map(crate::domain::Record::id)
        .collect();
    all.sort_by_key(|id| s.standing(*id));
    all
}

/// Describes those whom one will meet, the most weighty first, with how to reach them and put things.
fn met(s: &Setting<'_>) -> Vec<Line> {
    let mut lines = Vec::new();
    for id in s.with.iter().take(12) {
        let Some((record, person)) = s.person(*id) else {
            continue;
        };
        let mut parts = Vec::new();
        parts.extend(person.title.as_ref().map(|t| cut::small(&s.cut(t, 3))));
        parts.extend(person.stance.map(|w| w.word().to_owned()));
        parts.extend(person.part.map(|w| w.word().to_owned()));
        let met = s
            .held()
            .iter()
            .filter(|(on, _, touch)| touch.people.contains(id) && days_between(*on, s.today) <= 365)
            .count();
        let seen = match (s.last_with(*id), met) {
            (None, _) => "never met".to_owned(),
            (Some((on, _)), 0 | 1) => format!("last {}", s.past(on)),
            (Some((on, _)), 2) => format!("twice this year, last {}", s.past(on)),
            (Some((on, _)), n) => format!("{n} times this year, last {}", s.past(on)),
        };
        lines.push(
            Line::new(parts.join(" · "))
                .label(s.name(*id))
                .remark(seen)
                .from(record),
        );
        let more: Vec<String> = [
            person
                .wants_now
                .as_ref()
                .map(|t| format!("wants {}", cut::small(&s.cut(t, 4)))),
            person.landmine.as_ref().map(|t| cut::small(&s.cut(t, 4))),
            person.put_it.as_ref().map(|t| cut::small(&s.cut(t, 6))),
            person
                .reach
                .as_ref()
                .map(|t| format!("reach: {}", cut::small(&s.cut(t, 4)))),
        ]
        .into_iter()
        .flatten()
        .collect();
        if !more.is_empty() {
            let mut line = Line::new(more.join("; ")).label("").from(record);
            line.stale = s.stale(record);
            lines.push(line);
        }
    }
    lines
}

/// Says how often they are touched, how often that is meant, and how our word was kept.
fn rhythm(s: &Setting<'_>) -> Vec<Line> {
    let zone = s.dossier.now.time_zone();
    let found = rhythm::rhythm(&s.dossier.account, &s.dossier.records, s.today, zone);
    let mut lines = Vec::new();
    let mut parts = Vec::new();
    parts.extend(found.usual_days.map(|days| match days {
        0 | 1 => "a touch every day, as a rule".to_owned(),
        days => format!("a touch every {days} days, as a rule"),
    }));
    parts.extend(
        found
            .cadence_days
            .map(|days| format!("meant: every {days} days")),
    );
    let mut channels: Vec<(&str, usize)> = found
        .channels
        .iter()
        .map(|(how, times)| (*how, *times))
        .collect();
    channels.sort_by_key(|(how, times)| (std::cmp::Reverse(*times), *how));
    let most: Vec<&str> = channels.iter().take(2).map(|(how, _)| *how).collect();
    if !most.is_empty() {
        parts.push(format!("mostly by {}", most.join(" and ")));
    }
    if !parts.is_empty() {
        let mut line = Line::new(parts.join("; ")).from(&s.dossier.account);
        line.remark = found
            .last
            .map_or_else(String::new, |on| format!("last {}", s.past(on)));
        line.late = found.quiet();
        lines.push(line);
    }
    let ours = found.ours;
    if ours.kept + ours.broken > 0 {
        let broken = match ours.broken {
            0 => String::new(),
            n => format!(", and broke {n}"),
        };
        let on_time = match (ours.kept, ours.in_time) {
            (0, _) => String::new(),
            (1, 0) => ", late".to_owned(),
            (1, _) => ", by the day first named".to_owned(),
            (2, 2) => ", both by the day first named".to_owned(),
            (all, n) if n == all => ", all by the day first named".to_owned(),
            (_, 0) => ", none by the day first named".to_owned(),
            (_, n) => format!(", {n} by the day first named"),
        };
        lines.push(
            Line::new(match ours.kept {
                0 => format!("we kept no promise yet{broken}"),
                1 => format!("we kept 1 promise{on_time}{broken}"),
                kept => format!("we kept {kept} promises{on_time}{broken}"),
            })
            .from(&s.dossier.account),
        );
    }
    lines
}

/// How many introductions are listed.
const INTRODUCTIONS: usize = 8;

/// Lists the introductions to make: at which meeting, by whom of ours, and who of theirs opens the door to whom nobody met.
fn introductions(s: &Setting<'_>) -> Vec<Line> {
    let friend = s.with.iter().copied().find(|id| {
        s.last_with(*id).is_some()
            && s.person(*id).is_some_and(|(_, p)| {
                matches!(p.stance, Some(Stance::Champion | Stance::Supporter))
            })
    });
    let mut lines = Vec::new();
    // Those whom one meets at no set time are named in one line, not in a line each that says so.
    let mut unplanned: Vec<Id> = Vec::new();
    for id in s.with.iter().copied() {
        let Some((record, person)) = s.person(id) else {
            continue;
        };
        let last = s.last_with(id);
        let weighty = matches!(
            person.part,
            Some(Part::Decides | Part::CanVeto | Part::Pays)
        ) || person.influence == Some(Influence::High)
            || person.stance == Some(Stance::Champion);
        let promised = introduced_by(s, id);
        let gone = person.left(s.today).is_some();
        if gone || (last.is_none() && !weighty && promised.is_none()) {
            continue;
        }
        let occasion = next_with(s, id);
        if occasion.is_none() && last.is_some() {
            unplanned.push(id);
            continue;
        }
        if lines.len() >= INTRODUCTIONS {
            continue;
        }
        let mut line = Line::default().lead(s.name(id)).from(record);
        let by = introducer(s, id).map_or_else(String::new, |by| format!("by {}", s.name(by)));
        let door = match (last, friend) {
            (None, _) if promised.is_some() => {
                format!(
                    "never met; {} to introduce you",
                    promised.unwrap_or_default()
                )
            }
            (None, Some(friend)) if friend != id => {
                format!("never met; ask {} to introduce you", s.name(friend))
            }
            (None, _) => "never met".to_owned(),
            (Some(_), _) => by,
        };
        line.text = match (&occasion, door.is_empty()) {
            (Some((on, what)), true) => format!("{on}: {what}"),
            (Some((on, what)), false) => format!("{door}, {on}: {what}"),
            (None, _) => door,
        };
        lines.push(line);
    }
    if !unplanned.is_empty() {
        let mut line = Line::default().label("");
        let named: Vec<String> = unplanned
            .iter()
            .map(|id| match introducer(s, *id) {
                Some(by) => format!("{} (by {})", s.name(*id), s.name(by)),
                None => s.name(*id),
            })
            .collect();
        line.text = format!("no meeting is planned with {}", and(&named));
        for id in &unplanned {
            if let Some((record, _)) = s.person(*id) {
                line = line.from(record);
            }
        }
        lines.push(line);
    }
    lines
}

/// Finds who of ours introduces the successor to somebody: who covers them, else who was there last.
fn introducer(s: &Setting<'_>, id: Id) -> Option<Id> {
    let (_, person) = s.person(id)?;
    let there = || {
        let (_, touch) = s.last_with(id)?;
        let ours = |id: &&Id| s.dossier.ours.iter().any(|r| r.id() == **id);
        touch.people.iter().find(ours).copied()
    };
    person.covered_by.first().copied().or_else(there)
}

/// Names all of a list, the last with `and`.
fn and(names: &[String]) -> String {
    match names {
        [] => String::new(),
        [one] => one.clone(),
        [first @ .., last] => format!("{} and {last}", first.join(", ")),
    }
}

/// Finds the next meeting with somebody: its day, and what it is called.
fn next_with(s: &Setting<'_>, id: Id) -> Option<(String, String)> {
    let now = s.dossier.now.timestamp();
    s.dossier
        .records
        .iter()
        .filter_map(|r| match &r.body {
            Body::Touchpoint(b)
                if b.state == Some(TouchpointState::Planned) && b.people.contains(&id) =>
            {
                let starts = b.starts.as_ref()?;
                (starts.timestamp() >= now).then_some((starts.timestamp(), r, s.here(starts)))
            }
            _ => None,
        })
        .min_by_key(|(at, r, _)| (*at, r.id()))
        .map(|(_, r, on)| (s.day(on), cut::small(&s.cut(&r.title(), 4))))
}

/// Lists the debts that change hands, with the day of the word, and who has to hear from whom.
fn change_hands(s: &Setting<'_>) -> Vec<Line> {
    let mut lines = debts::lines(s, 40);
    let (mut owed, mut owing): (Vec<Id>, Vec<Id>) = (Vec::new(), Vec::new());
    for line in &mut lines {
        let record = line
            .records
            .first()
            .and_then(|from| s.dossier.records.iter().find(|r| r.id() == from.id));
        let Some(Body::Promise(promise)) = record.map(|r| &r.body) else {
            continue;
        };
        if let Some(record) = record {
            line.text = format!(
                "{}, promised {}",
                line.text,
                s.past(s.local(record.base.created))
            );
        }
        let (to, into) = if promise.direction == Some(Direction::Theirs) {
            (&promise.by, &mut owing)
        } else {
            (&promise.to, &mut owed)
        };
        for id in to {
            if !into.contains(id) {
                into.push(*id);
            }
        }
    }
    let listed = |people: &[Id]| {
        let names: Vec<String> = people.iter().map(|id| s.name(*id)).collect();
        and(&names)
    };
    let mut say = Vec::new();
    if !owed.is_empty() {
        say.push(format!("tell {} who keeps our word now", listed(&owed)));
    }
    if !owing.is_empty() {
        say.push(format!("tell {} that it comes to you now", listed(&owing)));
    }
    if !say.is_empty() {
        lines.push(Line::new(say.join("; ")).label(""));
    }
    lines
}

fn fights(s: &Setting<'_>) -> Vec<Line> {
    let mut lines = Vec::new();
    for record in &s.dossier.records {
        let Body::Advocacy(b) = &record.body else {
            continue;
        };
        if b.closed() {
            continue;
        }
        let state = b.state.map_or("", Words::word);
        let when =
            tell::decided_on(record).map_or_else(String::new, |on| format!(" {}", s.past(on)));
        let mut text = format!("⚑ {}", cut::small(&s.cut(&record.title(), 6)));
        if let Some(next) = &b.next_step {
            text = format!("{text}; next: {}", cut::small(&s.cut(next, 4)));
        }
        let with: Vec<String> = b.raised_with.iter().take(2).map(|who| s.who(who)).collect();
        let mut remark = format!("{state}{when}");
        if b.decided() {
            remark = format!("{remark}, not told yet");
        } else if !with.is_empty() {
            remark = format!("{remark}, with {}", with.join(", "));
        }
        lines.push(Line::new(text).remark(remark).from(record));
    }
    lines
}

fn ahead(s: &Setting<'_>) -> Vec<Line> {
    let mut found: Vec<_> = s
        .dossier
        .records
        .iter()
        .filter_map(|r| match &r.body {
            Body::Touchpoint(b) if b.state == Some(TouchpointState::Planned) => {
                let on = s.here(b.starts.as_ref()?);
                (on >= s.today).then_some((on, r, b))
            }
            _ => None,
        })
        .collect();
    found.sort_by_key(|(on, r, _)| (*on, r.id()));
    found
        .into_iter()
        .take(6)
        .map(|(on, record, b)| {
            let whom = if b.people.is_empty() {
                String::new()
            } else {
                format!(" · {}", s.names(&b.people))
            };
            Line::new(format!("{}{whom}", s.cut(&record.title(), 4)))
                .lead(s.day(on))
                .from(record)
        })
        .collect()
}

/// Says what last went wrong, where anything did within the year.
fn recent_complaint(s: &Setting<'_>) -> Vec<Line> {
    let lines = timeline::complaint(s);
    if lines.iter().any(|line| !line.records.is_empty()) {
        lines
    } else {
        Vec::new()
    }
}
