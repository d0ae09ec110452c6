//! What an audience may see of a dossier. Everything else is taken out before a line is written,
//! so that no section can say it.

use super::cut;
use super::page::{Audience, Dossier};
use super::rival::names_rival;
use crate::domain::Id;
use crate::domain::kinds::{Person, Problem, Promise, Recovery, Touchpoint};
use crate::domain::record::{Body, Record};
use crate::domain::words::{TouchpointState, Visibility};

/// Takes out of a dossier what its audience may not see.
pub fn by(dossier: &Dossier, audience: Audience) -> Dossier {
    let all = |records: &[Record]| -> Vec<Record> {
        records
            .iter()
            .filter_map(|record| seen(record, audience))
            .collect()
    };
    let records = all(&dossier.records);
    let known = |id| records.iter().any(|r| r.id() == id) || dossier.account.id() == id;
    let (trends, elsewhere, history) = if audience == Audience::Customer {
        (Vec::new(), Vec::new(), Vec::new())
    } else {
        let history = dossier
            .history
            .iter()
            .filter(|past| known(past.record))
            .filter(|past| audience == Audience::Private || !personal(&past.field))
            .cloned()
            .collect();
        let elsewhere = dossier
            .elsewhere
            .iter()
            .filter(|e| {
                seen(&e.problem, audience).is_some() && seen(&e.account, audience).is_some()
            })
            .cloned()
            .collect();
        (all(&dossier.trends), elsewhere, history)
    };
    Dossier {
        account: seen(&dossier.account, audience).unwrap_or_else(|| bare(&dossier.account)),
        units: all(&dossier.units),
        ours: all(&dossier.ours),
        guests: all(&dossier.guests),
        trends,
        elsewhere,
        history,
        shifts: if audience == Audience::Customer {
            Vec::new()
        } else {
            dossier.shifts.clone()
        },
        buying: dossier
            .buying
            .clone()
            .filter(|_| audience != Audience::Customer),
        now: dossier.now.clone(),
        records,
    }
}

/// Takes out what was said where not all of the readers were: one customer's word about another is not for the other to read.
///
/// Where nobody is named who reads it, promises stay: they are the account's. One that names a rival stays only for those to
/// whom it was made: whoever favours the rival need not read it beside them.
pub fn heard_by(dossier: &mut Dossier, whole: &Dossier, readers: &[Id], named: bool) {
    dossier.records.retain_mut(|record| match &mut record.body {
        Body::Touchpoint(b) => {
            if !readers.iter().all(|id| b.people.contains(id)) {
                (b.received, b.given, b.next_step) = (Vec::new(), Vec::new(), None);
            }
            true
        }
        Body::Learning(b) => b.person.is_none_or(|id| readers == [id]),
        Body::Promise(b) => {
            let party = |id: &Id| b.to.contains(id) || b.by.contains(id);
            let what = b.what.as_deref().unwrap_or_default();
            (!named || readers.iter().any(party))
                && (readers.iter().all(party) || !names_rival(&whole.records, what))
        }
        _ => true,
    });
}

/// Takes out what somebody asked who is not among the readers: one's words are not put into another's mouth.
///
/// Who asked is looked up in the whole dossier: whom it names as its source, who was there, else whom it hurts.
pub fn asked_by(dossier: &mut Dossier, whole: &Dossier, readers: &[Id]) {
    for record in &mut dossier.records {
        let id = record.id();
        let Body::Problem(b) = &mut record.body else {
            continue;
        };
        let Some(original) = whole.records.iter().find(|r| r.id() == id) else {
            continue;
        };
        let asked = askers(whole, original);
        if !asked.is_empty() && !asked.iter().any(|id| readers.contains(id)) {
            b.asked = None;
        }
    }
    dossier.records.retain(
        |r| !matches!(&r.body, Body::Problem(b) if b.asked.is_none() && b.outcome.is_none()),
    );
}

fn askers(whole: &Dossier, problem: &Record) -> Vec<Id> {
    let source = problem.base.source.as_ref();
    if let Some(who) = source.and_then(|source| source.who.as_ref()?.id()) {
        return vec![who];
    }
    let touch = source.and_then(|source| source.touchpoint);
    let there = touch.and_then(|id| whole.records.iter().find(|r| r.id() == id));
    if let Some(Body::Touchpoint(b)) = there.map(|r| &r.body) {
        let ours = |id: &Id| whole.ours.iter().any(|r| r.id() == *id);
        return b.people.iter().copied().filter(|id| !ours(id)).collect();
    }
    let Body::Problem(b) = &problem.body else {
        return Vec::new();
    };
    let hurt = b.hurts.iter().filter_map(|hurt| hurt.person.as_ref()?.id());
    hurt.collect()
}

/// Says whether a field is about somebody's life rather than about work.
///
/// Stance, part and landmines are what a team needs in order not to step on them; these are not.
fn personal(field: &str) -> bool {
    matches!(field, "interests" | "life" | "birthday")
}

fn seen(record: &Record, audience: Audience) -> Option<Record> {
    if record.base.visibility == Visibility::Private && audience != Audience::Private {
        return None;
    }
    match audience {
        Audience::Private => Some(record.clone()),
        Audience::Team => {
            let mut record = record.clone();
            if let Body::Person(b) = &mut record.body {
                (b.interests, b.life, b.birthday) = (None, None, None);
            }
            Some(record)
        }
        Audience::Customer => for_customer(record),
    }
}

/// Keeps of an account whose record is private only its name.
fn bare(record: &Record) -> Record {
    let mut out = record.clone();
    out.base.notes = None;
    if let Body::Account(b) = &record.body {
        out.body = Body::Account(crate::domain::kinds::Account {
            name: b.name.clone(),
            cadence_days: b.cadence_days,
            ..Default::default()
        });
    }
    out
}

/// Gives what they asked in their own words; a problem noted in ours is no word of theirs.
fn theirs(problem: &Problem) -> Option<String> {
    let title = problem.title.as_deref().unwrap_or_default();
    let asked = problem.asked.as_ref()?;
    (!cut::says_again(title, asked)).then(|| asked.clone())
}

/// Keeps what the customer said, was promised or was given.
fn for_customer(record: &Record) -> Option<Record> {
    let body = match &record.body {
        Body::Account(_) => return Some(bare(record)),
        Body::Person(b) => Body::Person(Person {
            name: b.name.clone(),
            called: b.called.clone(),
            side: b.side,
            account: b.account,
            title: b.title.clone(),
            ..Person::default()
        }),
        Body::Problem(b) if theirs(b).is_some() || b.outcome.is_some() => Body::Problem(Problem {
            account: b.account,
            asked: theirs(b),
            outcome: b.outcome.clone(),
            state: b.state,
            ..Problem::default()
        }),
        Body::Promise(b) => Body::Promise(Promise {
            moved: Vec::new(),
            ..b.clone()
        }),
        Body::Touchpoint(b) => Body::Touchpoint(Touchpoint {
            account: b.account,
            people: b.people.clone(),
            starts: b.starts.clone(),
            ends: b.ends.clone(),
            channel: b.channel,
            place: b.place.clone(),
            subject: b.subject.clone(),
            received: b.received.clone(),
            given: b.given.clone(),
            // Before it was held, it is our plan and nobody's promise.
            next_step: (b.state == Some(TouchpointState::Held))
                .then(|| b.next_step.clone())
                .flatten(),
            recovery: b.recovery.as_ref().map(|r| Recovery {
                // Who of ours looks after it is theirs to know.
                owner: r.owner.clone(),
                acknowledged_on: r.acknowledged_on,
                next_update: r.next_update,
                resolved_on: r.resolved_on,
                ..Recovery::default()
            }),
            state: b.state,
            ..Touchpoint::default()
        }),
        Body::Learning(b) if b.verbatim == Some(true) && b.person.is_some() => {
            Body::Learning(crate::domain::kinds::Learning {
                account: b.account,
                person: b.person,
                fact: b.fact.clone(),
                verbatim: b.verbatim,
                learned_on: b.learned_on,
                ..Default::default()
            })
        }
        _ => return None,
    };
    let mut out = Record {
        base: record.base.clone(),
        body,
    };
    out.base.notes = None;
    out.base.raw = None;
    out.base.tags.clear();
    out.base.links.clear();
    out.base.extra.clear();
    out.base.brought.clear();
    out.base.more.clear();
    out.base.source = None;
    for step in &mut out.base.moves {
        step.why = None;
    }
    Some(out)
}
