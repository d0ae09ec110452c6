//! Escalation: the complaint, how its recovery stands, and what happened since.

use std::collections::BTreeSet;

use super::watch::{self, count};
use crate::brief::cut;
use crate::brief::page::{Audience, Line};
use crate::brief::setting::Setting;
use crate::domain::kinds::{Promise, Touchpoint};
use crate::domain::record::{Body, Record, days_between};
use crate::domain::words::{Channel, Direction, ProblemState, PromiseState, TouchpointState};
use crate::domain::{Date, Id, Kind, Who, alike};

/// Finds the complaints to speak of: those that are open, the one whose next word is due first; else the newest of all.
fn chosen<'a>(s: &Setting<'a>) -> Vec<(Date, &'a Record, &'a Touchpoint)> {
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
    let mut found: Vec<_> = all().filter(|(_, _, b)| open(b)).collect();
    found.sort_by_key(|(on, r, b)| {
        let due = b
            .recovery
            .as_ref()
            .and_then(|recovery| recovery.next_update);
        (due.unwrap_or(*on), *on, r.id())
    });
    if found.is_empty() {
        found.extend(all().max_by_key(|(on, r, _)| (*on, r.id())));
    }
    found
}

/// So many complaints are told whole; more are named.
const WHOLE: usize = 2;

/// Says what went wrong, who owns it, what they have heard, and when they hear more.
pub fn complaint(s: &Setting<'_>) -> Vec<Line> {
    let found = chosen(s);
    if found.is_empty() {
        return burning(s);
    }
    let mut lines: Vec<Line> = Vec::new();
    for (on, record, b) in found.iter().take(WHOLE) {
        lines.extend(one(s, *on, record, b));
    }
    let told: Vec<Id> = found.iter().take(WHOLE).map(|(_, r, _)| r.id()).collect();
    lines.extend(others(s, &told));
    lines
}

fn one(s: &Setting<'_>, on: Date, record: &Record, b: &Touchpoint) -> Vec<Line> {
    // Whom it names as its source complained; the others were only there.
    let source = record.base.source.as_ref();
    let mut from: Vec<Id> = source
        .and_then(|source| source.who.as_ref()?.id())
        .into_iter()
        .collect();
    if from.is_empty() {
        let ours = |id: &Id| s.dossier.ours.iter().any(|r| r.id() == *id);
        from.extend(b.people.iter().copied().filter(|id| !ours(id)));
    }
    let who = if from.is_empty() {
        String::new()
    } else {
        format!(", {}", s.names(&from))
    };
    let mut lines =
        vec![Line::new(s.cut(&record.title(), 9)).remark(format!("{}{who}", s.past(on)))];
    // Their own words, where there are any; what they handed us is not what they said.
    let quoted = s.dossier.records.iter().find_map(|r| match &r.body {
        Body::Learning(learned)
            if learned.verbatim == Some(true) && heard_there(r, record, learned.person, &from) =>
        {
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
    }
    // What else came from them; how they took it is the best guide to the next word.
    let shown = |text: &&String| {
        let words = alike::terms(text);
        !lines
            .iter()
            .any(|line| alike::same(&alike::terms(&line.text), &words))
    };
    let more: Vec<Line> = b
        .received
        .iter()
        .filter(|text| !text.trim().is_empty())
        .filter(shown)
        .take(2)
        .map(|told| Line::new(cut::small(&s.cut(told, 9))).lead("from them"))
        .collect();
    lines.extend(more);
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
        // Who wrote it and named nobody owns it: “me” says nothing to whoever else reads the page.
        Some(Who::Words(owner)) if *owner == record.base.author => {
            if !customer {
                lines.push(Line::new(format!("{owner}, who wrote it down")).lead("owner"));
            }
        }
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
        // That nobody has said so yet is not handed to them.
        (None, _) if customer => String::new(),
        (None, _) => "nobody has said yet that we heard it".into(),
    };
    // Who comes and has heard nothing of it from us.
    let unheard: Vec<Id> = s
        .with
        .iter()
        .copied()
        .filter(|id| s.named && !customer && !from.contains(id) && !recovery.told.contains(id))
        .collect();
    let heard = match (recovery.resolved_on, unheard.as_slice()) {
        (None, [_, ..]) if recovery.acknowledged_on.is_some() => {
            format!("{heard}; not yet {}", all_names(s, &unheard))
        }
        _ => heard,
    };
    if !heard.is_empty() {
        lines.push(Line::new(heard).lead("heard"));
    }
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
        (None, None) if customer => Line::default(),
        (None, None) => Line::new("no day is set for the next word"),
    };
    next = next.lead(if recovery.resolved_on.is_some() {
        "ended"
    } else {
        "next"
    });
    if !next.text.is_empty() {
        lines.push(next);
    }
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
    lines
}

/// Names all of them: who has heard nothing must not hide in a number.
fn all_names(s: &Setting<'_>, people: &[Id]) -> String {
    let names: Vec<String> = people.iter().map(|id| s.name(*id)).collect();
    match names.as_slice() {
        [first @ .., last] if !first.is_empty() => format!("{} and {last}", first.join(", ")),
        _ => names.join(""),
    }
}

/// Finds our promise that stands between us where nobody complained: the newest that was broken, else the one that is late longest.
fn failed<'a>(s: &Setting<'a>) -> Option<(Date, &'a Record, &'a Promise)> {
    let ours = s.dossier.records.iter().filter_map(|r| match &r.body {
        Body::Promise(b) if b.direction != Some(Direction::Theirs) => Some((r, b)),
        _ => None,
    });
    let broken = ours
        .clone()
        .filter(|(_, b)| b.state == Some(PromiseState::Broken))
        .filter_map(|(r, b)| Some((b.closed_on.or(b.due)?, r, b)))
        .max_by_key(|(on, r, _)| (*on, r.id()));
    let late = ours
        .filter(|(_, b)| b.state == Some(PromiseState::Open))
        .filter_map(|(r, b)| Some((b.due.filter(|due| *due < s.today)?, r, b)))
        .min_by_key(|(on, r, _)| (*on, r.id()));
    broken.or(late)
}

/// Names the open problem that our failed promise speaks of.
fn behind(s: &Setting<'_>) -> Option<Line> {
    let (_, promise, _) = failed(s)?;
    let words = alike::terms(&promise.title());
    let shared = |r: &Record| alike::terms(&r.title()).intersection(&words).count();
    let open = s.dossier.records.iter().filter(|r| match &r.body {
        Body::Problem(b) => !matches!(
            b.state,
            Some(ProblemState::Solved | ProblemState::Verified | ProblemState::Parked)
        ),
        _ => false,
    });
    let record = open
        .filter(|r| shared(r) > 0)
        .max_by_key(|r| (shared(r), std::cmp::Reverse(r.id())))?;
    let state = record.state().unwrap_or_default();
    let remark = match record.cost_year() {
        Some(year) => format!("{} a year · {state}", year.brief()),
        None => state.to_owned(),
    };
    let line = Line::new(cut::small(&s.cut(&record.title(), 9))).lead("behind it");
    Some(line.remark(remark).from(record))
}

/// Says what went wrong where nobody wrote down a complaint: our promise that was broken or is late, what was said since, what
/// else can sink it.
fn burning(s: &Setting<'_>) -> Vec<Line> {
    let mut lines = Vec::new();
    if let Some((on, record, b)) = failed(s) {
        let broken = b.state == Some(PromiseState::Broken);
        let verb = if broken {
            "we broke a promise"
        } else {
            "we are late"
        };
        let whom = match s.names(&b.to) {
            whom if whom.is_empty() => String::new(),
            whom => format!(", {whom}"),
        };
        let mut first = Line::new(format!(
            "{verb}: {}",
            cut::small(&s.cut(&record.title(), 9))
        ))
        .remark(format!("{}{whom}", s.past(on)))
        .from(record);
        first.late = true;
        lines.push(first);
        let first_day = b.moved.first().and_then(|moved| moved.from).or(b.due);
        let mut said = format!("on {}", s.past(s.local(record.base.created)));
        if let Some(day) = first_day {
            said = format!("{said}, for {}", s.past(day));
        }
        let why = b.moved.iter().rev().find_map(|moved| moved.why.as_ref());
        if let Some(why) = why {
            said = format!("{said}; moved: {}", cut::small(&s.cut(why, 7)));
        } else if !b.moved.is_empty() {
            said = format!("{said}; moved since");
        }
        lines.push(Line::new(said).lead("promised").from(record));
        let quote = s.dossier.records.iter().filter_map(|r| match &r.body {
            Body::Learning(learned) if learned.verbatim == Some(true) => {
                let who = learned
                    .person
                    .filter(|id| b.to.is_empty() || b.to.contains(id))?;
                let when = learned.learned_on.filter(|when| *when >= on)?;
                Some((when, r, who))
            }
            _ => None,
        });
        // The first word after it is what it did to them.
        if let Some((when, quote, who)) = quote.min_by_key(|(when, r, _)| (*when, r.id())) {
            let words = s.quote(&quote.title(), 9);
            let line = Line::new(format!("{}: {words}", s.name(who)));
            lines.push(line.lead("said").remark(s.past(when)).from(quote));
        }
    }
    lines.extend(behind(s));
    let told: Vec<Id> = lines
        .iter()
        .flat_map(|l| &l.records)
        .map(|r| r.id)
        .collect();
    let rest = watch::lines(s, 3).into_iter();
    lines.extend(rest.filter(|line| line.records.iter().all(|r| !told.contains(&r.id))));
    if lines.is_empty() {
        lines.push(Line::new(
            "no complaint is written down, and no promise of ours is late",
        ));
    }
    lines
}

/// Lists the other complaints that are still open: one story, more often than not.
fn others(s: &Setting<'_>, told: &[Id]) -> Vec<Line> {
    let lines = watch::complaints(s).into_iter();
    lines
        .filter(|line| line.records.iter().all(|r| !told.contains(&r.id)))
        .take(2)
        .map(|line| line.lead("also open"))
        .collect()
}

/// Says whether something was heard in a complaint, or in the call in which that was noted.
fn heard_there(record: &Record, complaint: &Record, who: Option<Id>, complained: &[Id]) -> bool {
    let of = |record: &Record| {
        record
            .base
            .source
            .as_ref()
            .and_then(|source| source.touchpoint)
    };
    let touch = of(record);
    // In the call that it was heard in others spoke as well, of other things.
    let theirs = who.is_some_and(|who| complained.contains(&who));
    touch.is_some() && (touch == Some(complaint.id()) || touch == of(complaint) && theirs)
}

/// The story of a complaint: what points there, or speaks of the same thing.
struct Story<'a> {
    complaint: &'a Record,
    about: BTreeSet<String>,
    /// Who of theirs brought it, or was told of it.
    whose: Vec<Id>,
}

impl<'a> Story<'a> {
    fn of(s: &Setting<'_>, complaint: &'a Record, touch: &Touchpoint) -> Self {
        let told = touch.recovery.iter().flat_map(|r| &r.told);
        let promised: &[Id] = match &complaint.body {
            Body::Promise(b) => &b.to,
            _ => &[],
        };
        let whose = touch.people.iter().chain(told).chain(promised).copied();
        let whose = whose.filter(|id| !s.dossier.ours.iter().any(|r| r.id() == *id));
        let whose = whose.collect();
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
            whose,
        }
    }

    /// Says whether somebody who waits for word of it was there, or was promised something, or promised it.
    fn touches(&self, record: &Record) -> bool {
        let waits = |id: &Id| self.whose.contains(id);
        match &record.body {
            Body::Touchpoint(b) => b.people.iter().any(waits),
            Body::Promise(b) => b.to.iter().chain(&b.by).any(waits),
            _ => false,
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
            || self.touches(record)
            || source == Some(self.complaint.id())
            || words.intersection(&self.about).count() >= enough
    }
}

/// Lists what happened from the complaint on, the oldest first.
pub fn lines(s: &Setting<'_>, most: usize) -> Vec<Line> {
    let nothing = Touchpoint::default();
    let mut told_of = chosen(s);
    told_of.truncate(WHOLE);
    let (from, complaint, touch) = match (told_of.first().copied(), failed(s)) {
        (Some((from, record, touch)), _) => {
            let first = told_of.iter().map(|(on, ..)| *on).min();
            (first.unwrap_or(from), record, touch)
        }
        // Where nobody complained the story is that of our promise.
        (None, Some((on, record, _))) => (s.local(record.base.created).min(on), record, &nothing),
        (None, None) => return Vec::new(),
    };
    let customer = s.ask.audience == Audience::Customer;
    // What stands above as theirs is not told again.
    let told: Vec<BTreeSet<String>> = self::complaint(s)
        .iter()
        .filter(|line| matches!(line.lead.as_deref(), Some("said" | "from them")))
        .map(|line| alike::terms(&line.text))
        .collect();
    let again = |text: &str| {
        let words = alike::terms(text);
        told.iter().any(|said| alike::same(said, &words))
    };
    let mut found: Vec<(Date, &Record, String)> = Vec::new();
    for record in &s.dossier.records {
        let told = told_of.iter().any(|(_, r, _)| r.id() == record.id());
        if told || record.id() == complaint.id() {
            continue;
        }
        let title = || cut::small(&s.cut(&record.title(), 7));
        match &record.body {
            // Of what was said where not all of the readers were, nothing is left but its name.
            Body::Touchpoint(b) if customer && b.received.is_empty() && b.given.is_empty() => {}
            Body::Touchpoint(b) if b.state == Some(TouchpointState::Held) => {
                if let Some(starts) = &b.starts {
                    let whom = if b.people.is_empty() {
                        String::new()
                    } else {
                        format!(" with {}", s.names(&b.people))
                    };
                    let said = b
                        .received
                        .iter()
                        .find(|text| !again(text))
                        .or(b.given.first().filter(|_| customer))
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
            Body::Learning(_) if again(&record.title()) => {}
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
    let mut stories: Vec<Story<'_>> = told_of
        .iter()
        .map(|(_, record, touch)| Story::of(s, record, touch))
        .collect();
    if stories.is_empty() {
        stories.push(Story::of(s, complaint, touch));
    }
    let has = |record: &Record| stories.iter().any(|story| story.has(record));
    if customer || found.iter().any(|(_, record, _)| has(record)) {
        found.retain(|(_, record, _)| has(record));
    }
    // What is newest matters most; what does not fit is the middle of the story.
    let cut_off = found.len().saturating_sub(most);
    found
        .into_iter()
        .skip(cut_off)
        .map(|(on, record, text)| Line::new(text).lead(s.past(on)).from(record))
        .collect()
}
