//! What the pulse of an account takes of one record: a touch, a fact to check again, something open.

use super::{Check, Item, Next, Touch, What};
use crate::domain::kinds::{Advocacy, Agreement, Promise, Survey, Touchpoint};
use crate::domain::record::Body;
use crate::domain::words::{
    AdvocacyState, AgreementState, AlternativeState, Channel, Direction, ProblemState,
    PromiseState, Telling, TouchpointState,
};
use crate::domain::{Date, Id, Moment, Record, agreed, checking};
use crate::signals::snooze::snoozed;

impl Touch {
    /// Takes a touch that was held.
    pub(super) fn of(record: &Record) -> Option<Self> {
        match &record.body {
            Body::Touchpoint(b)
                if b.state == Some(TouchpointState::Held) && !record.is_beside_a_touch() =>
            {
                Some(Self {
                    record: record.id(),
                    short: record.short().to_owned(),
                    at: b.starts.clone()?,
                    channel: b.channel,
                    people: b.people.clone(),
                    next: agreed_step(record),
                })
            }
            _ => None,
        }
    }
}

/// Gives the step that was agreed at a touch, where it has its day.
fn agreed_step(record: &Record) -> Option<Next> {
    let step = agreed::standing(record)?;
    Some(Next {
        what: step.what.clone()?,
        who: step.who.clone(),
        when: step.when?,
        snoozed: snoozed(record),
        said: false,
    })
}

impl Check {
    /// Takes the day on which a fact is to be checked.
    pub(super) fn of(record: &Record) -> Option<Self> {
        match &record.body {
            Body::Learning(b) => Some(Self {
                on: checking::day(b)?,
                record: record.id(),
                short: record.short().to_owned(),
                fact: b.fact.clone()?,
                learned_on: b.learned_on,
                snoozed: snoozed(record),
            }),
            _ => None,
        }
    }
}

/// What is open, whom of theirs it concerns, and when it is due.
type Open = (What, Vec<Id>, Option<Date>);

impl Item {
    /// Takes what Today needs of a record; nothing where it asks for nothing.
    pub fn of(record: &Record) -> Option<Self> {
        let (what, people, due) = match &record.body {
            Body::Promise(b) => promise(b),
            Body::Advocacy(b) => advocacy(record, b),
            Body::Touchpoint(b) => touchpoint(record, b),
            Body::Agreement(b) => agreement(b),
            Body::Alternative(b) => match b.state? {
                AlternativeState::Gone => None,
                state => Some((What::Alternative { state }, b.favoured_by.clone(), None)),
            },
            Body::Survey(b) => survey(b),
            _ => None,
        }?;
        Some(Self {
            record: record.id(),
            short: record.short().to_owned(),
            text: record.title(),
            people,
            due,
            made: day_of(record.base.created),
            snoozed: snoozed(record),
            what,
        })
    }
}

fn promise(b: &Promise) -> Option<Open> {
    if b.state != Some(PromiseState::Open) {
        return None;
    }
    let (what, people) = match b.direction {
        Some(Direction::Theirs) => (What::Theirs, b.by.clone()),
        _ => (What::Ours, b.to.clone()),
    };
    Some((what, people, b.due))
}

fn advocacy(record: &Record, b: &Advocacy) -> Option<Open> {
    let state = b.state?;
    if b.closed() || state == AdvocacyState::Withdrawn {
        return None;
    }
    let steps_on = record.base.moves.iter().filter_map(|m| m.on);
    let escalated = b.escalations.iter().filter_map(|e| e.on);
    let moved = steps_on
        .chain(escalated)
        .max()
        .unwrap_or_else(|| day_of(record.base.created));
    let what = What::Fight {
        state,
        moved,
        with: b.raised_with.clone(),
        next: b.next_step.clone(),
    };
    let people = if b.told_on.is_some() {
        b.untold().collect()
    } else {
        b.r#for.clone()
    };
    Some((what, people, b.due))
}

fn touchpoint(record: &Record, b: &Touchpoint) -> Option<Open> {
    if b.state == Some(TouchpointState::Cancelled) {
        return None;
    }
    let unresolved = match &b.recovery {
        Some(r) => r.resolved_on.is_none(),
        None => b.channel == Some(Channel::Complaint) && b.state == Some(TouchpointState::Held),
    };
    if unresolved {
        let recovery = b.recovery.clone().unwrap_or_default();
        let what = What::Complaint {
            on: b.starts.as_ref().map(Moment::date),
            owner: recovery.owner,
            acknowledged: recovery.acknowledged_on,
            told: recovery.told,
            next: agreed_step(record),
        };
        return Some((what, b.people.clone(), recovery.next_update));
    }
    if b.state != Some(TouchpointState::Planned) {
        return None;
    }
    let what = What::Meeting {
        starts: b.starts.clone()?,
        ends: b.ends.clone(),
        channel: b.channel,
        place: b.place.clone(),
        aimed: b.must.is_some() || b.purpose.is_some(),
        rule: b.rule.clone().filter(|_| record.base.foreign.is_empty()),
    };
    Some((what, b.people.clone(), None))
}

fn agreement(b: &Agreement) -> Option<Open> {
    let running = b.state == Some(AgreementState::Running);
    if !running && b.state != Some(AgreementState::Proposed) {
        return None;
    }
    let what = What::Agreement {
        ends: b.ends,
        notice_by: b.notice_by,
        renews: b.renews,
        running,
    };
    Some((what, b.signs.clone(), b.notice_by.or(b.ends)))
}

/// A score asks for something only while nobody said why.
fn survey(b: &Survey) -> Option<Open> {
    if b.words.is_some() {
        return None;
    }
    let score = b.score?.normalize();
    let score = match b.out_of {
        Some(of) => format!("{score} of {}", of.normalize()),
        None => score.to_string(),
    };
    let what = What::Score { score, on: b.on };
    Some((what, b.person.into_iter().collect(), None))
}

/// Says whether a record is a problem that was solved and may be told to other customers.
pub fn may_be_told(record: &Record) -> bool {
    matches!(&record.body, Body::Problem(b)
        if matches!(b.state, Some(ProblemState::Solved | ProblemState::Verified))
            && matches!(b.may_be_told, Some(Telling::Named | Telling::Unnamed)))
}

/// Says why a record cannot sleep until a day: what we promised is due before it, notice must be given, a meeting is held, or a
/// Gives the day of a moment, in UTC.
pub(super) fn day_of(at: jiff::Timestamp) -> Date {
    at.to_zoned(jiff::tz::TimeZone::UTC).date()
}
