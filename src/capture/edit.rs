//! The edits of existing records: a line of a call, the next why, a person known already, told, done.

use super::Context;
use super::build::{reports_to, said_by};
use super::contact;
use super::heads::Head;
use super::make::{MakeError, Maker, Step, about, one_line};
use super::parsed::Somebody;
use crate::domain::agreed::{self, Beside};
use crate::domain::kinds::{NextStep, Why};
use crate::domain::names::fold;
use crate::domain::words::{Direction, PromiseState, Side};
use crate::domain::{Body, FieldError, Id, Kind, Record};

/// Adds a line to prose.
pub fn append(to: &mut Option<String>, line: &str) {
    match to {
        Some(text) if !text.trim().is_empty() => {
            text.push('\n');
            text.push_str(line);
        }
        _ => *to = Some(line.to_owned()),
    }
}

/// Keeps the line and its tags with a record that it edits.
pub fn keep_line(maker: &Maker<'_, '_>, record: &mut Record) {
    append(&mut record.base.raw, &maker.parsed.raw);
    for tag in &maker.parsed.tags {
        if !record.base.tags.contains(tag) {
            record.base.tags.push(tag.clone());
        }
    }
}

/// Adds a line to the touchpoint one is in; nothing where it belongs elsewhere and becomes a touchpoint of its own.
pub fn touchpoint(maker: &mut Maker<'_, '_>) -> Result<Option<Record>, MakeError> {
    let parsed = maker.parsed;
    // A line with its own day, source, subject or visibility says more than a line of a touchpoint can hold.
    let own =
        parsed.on.is_some() || parsed.vis.is_some() || parsed.src.is_some() || parsed.of.is_some();
    let Some(before) = maker
        .context
        .touchpoint
        .and_then(|id| maker.context.records.record(id))
    else {
        return Ok(None);
    };
    if own || before.account() != parsed.account || before.kind() != Kind::Touchpoint {
        return Ok(None);
    }
    let mut after = before.clone();
    let said = said_by(maker);
    let line = if maker.making.minute {
        format!("{} {said}", maker.making.now.strftime("%H:%M"))
    } else {
        said.clone()
    };
    if let Body::Touchpoint(body) = &mut after.body {
        match parsed.head {
            Head::Got => body.received.push(one_line(&said)),
            Head::Gave => body.given.push(one_line(&said)),
            _ => append(&mut body.summary, &line),
        }
    }
    keep_line(maker, &mut after);
    maker.link_mentioned(&mut after);
    maker.edited(&before, after).map(Some)
}

/// Adds what they asked, what they need, or the next why to the problem that it belongs to.
pub fn problem(maker: &mut Maker<'_, '_>) -> Result<Option<Record>, MakeError> {
    let parsed = maker.parsed;
    let Some(before) = parsed.of.and_then(|id| maker.context.records.record(id)) else {
        return Ok(None);
    };
    let mut after = before.clone();
    let from = parsed
        .src
        .as_ref()
        .or(parsed.before.first())
        .map(|who| maker.who(who));
    if let Body::Problem(body) = &mut after.body {
        match parsed.head {
            Head::Asked => append(&mut body.asked, &parsed.text),
            Head::Need => append(&mut body.need, &parsed.text),
            _ => body.whys.push(Why {
                why: Some(one_line(&parsed.text)),
                from: from.clone(),
                ..Why::default()
            }),
        }
    }
    if parsed.head != Head::Why
        && from.is_some()
        && after.base.source.as_ref().is_none_or(|s| s.who.is_none())
    {
        after.base.source.get_or_insert_default().who = from;
    }
    keep_line(maker, &mut after);
    maker.link_mentioned(&mut after);
    maker.edited(&before, after).map(Some)
}

/// Adds to a person who is known at the account by just this name.
pub fn person(maker: &mut Maker<'_, '_>) -> Result<Option<Record>, MakeError> {
    let parsed = maker.parsed;
    let contact = contact::read(&parsed.text);
    let Some(folded) = contact.name.as_deref().map(fold) else {
        return Ok(None);
    };
    let mut same = maker.context.names.iter().filter(|n| {
        n.kind == Kind::Person
            && parsed.account.is_some()
            && n.account == parsed.account
            && fold(&n.name) == folded
    });
    let (Some(one), None) = (same.next(), same.next()) else {
        return Ok(None);
    };
    let Some(before) = maker.context.records.record(one.id) else {
        return Ok(None);
    };
    let boss = reports_to(maker);
    let mut after = before.clone();
    if let Body::Person(body) = &mut after.body {
        if contact.title.is_some() {
            body.title = contact.title;
        }
        body.reports_to = boss.or(body.reports_to);
        for email in contact.emails {
            if !body.emails.iter().any(|e| e.eq_ignore_ascii_case(&email)) {
                body.emails.push(email);
            }
        }
        for phone in contact.phones {
            if !body.phones.contains(&phone) {
                body.phones.push(phone);
            }
        }
    }
    if let Some(rest) = contact.rest {
        append(&mut after.base.notes, &rest);
    }
    // A stub that is told apart is no stub any more.
    after.base.tags.retain(|t| t != "stub");
    keep_line(maker, &mut after);
    maker.edited(&before, after).map(Some)
}

fn named(maker: &Maker<'_, '_>) -> Result<Record, MakeError> {
    maker
        .parsed
        .of
        .and_then(|id| maker.context.records.record(id))
        .ok_or_else(|| FieldError::new("id", "the record that the line names is gone").into())
}

/// Says that the customer has been told how a fight ended, or where their complaint stands and when they hear next: when, whom, and in the touchpoint one is in.
pub fn told(maker: &mut Maker<'_, '_>) -> Result<Record, MakeError> {
    let parsed = maker.parsed;
    let before = named(maker)?;
    let mut after = before.clone();
    let everybody: Vec<&Somebody> = parsed
        .before
        .iter()
        .chain(&parsed.to)
        .chain(&parsed.mentioned)
        .filter(|w| !w.ours())
        .collect();
    let whom = maker.ids(everybody, Side::Theirs);
    let on = parsed.on.unwrap_or_else(|| maker.today());
    let soon = maker.context.weekend.after(maker.today(), 1);
    if let Body::Touchpoint(body) = &mut after.body {
        let recovery = body.recovery.get_or_insert_default();
        recovery.acknowledged_on = recovery.acknowledged_on.or(Some(on));
        // The word that was due has been given; the next is as soon as that of a new complaint, unless somebody says when.
        let ahead = recovery.next_update.filter(|next| *next > on);
        recovery.next_update = parsed.due.or(ahead).or(soon);
        for id in &whom {
            if !recovery.told.contains(id) {
                recovery.told.push(*id);
            }
        }
    }
    if let Body::Advocacy(body) = &mut after.body {
        body.told_on = Some(on);
        for id in whom {
            if !body.told_whom.contains(&id) {
                body.told_whom.push(id);
            }
        }
    }
    if !parsed.text.is_empty() {
        append(
            &mut after.base.notes,
            &format!("told {on}: {}", parsed.text),
        );
    }
    keep_line(maker, &mut after);
    let after = maker.edited(&before, after)?;
    given(maker, &before)?;
    Ok(after)
}

/// Notes in the touchpoint one is in that the customer was told.
fn given(maker: &mut Maker<'_, '_>, fight: &Record) -> Result<(), MakeError> {
    let Some(before) = maker
        .context
        .touchpoint
        .and_then(|id| maker.context.records.record(id))
    else {
        return Ok(());
    };
    if before.account() != fight.account() || before.id() == fight.id() {
        return Ok(());
    }
    let mut after = before.clone();
    if let Body::Touchpoint(body) = &mut after.body {
        let how = fight.state().unwrap_or("decided");
        body.given.push(if fight.kind() == Kind::Touchpoint {
            format!("told them where it stands: {}", fight.title())
        } else {
            format!("told them: {} ({how})", fight.title())
        });
    }
    after.base.links.push(about(fight.id()));
    maker.edited(&before, after)?;
    Ok(())
}

/// Keeps a promise, marks a question asked, resolves a complaint.
pub fn done(maker: &mut Maker<'_, '_>) -> Result<Record, MakeError> {
    let record = named(maker)?;
    let text = &maker.parsed.text;
    let why = (!text.is_empty()).then(|| text.clone());
    match &record.body {
        Body::Promise(_) => maker.moved(record, "kept", why),
        Body::Question(_) => maker.moved(record, "asked", why),
        Body::Touchpoint(_) => {
            let mut after = record.clone();
            let today = maker.today();
            if let Body::Touchpoint(body) = &mut after.body {
                let recovery = body.recovery.get_or_insert_default();
                recovery.resolved_on = Some(today);
                if let Some(why) = &why {
                    append(&mut recovery.learned, why);
                }
            }
            keep_line(maker, &mut after);
            if let Some(step) = stays_open(&record, maker.context) {
                promised(maker, &record, &step);
            }
            maker.edited(&record, after)
        }
        _ => {
            Err(FieldError::new("id", format!("{:#} is not done by a word", record.kind())).into())
        }
    }
}

/// Gives the next step of a complaint that is still to be done when it is made good, and that no promise says.
pub fn stays_open(complaint: &Record, context: &Context<'_>) -> Option<NextStep> {
    let Body::Touchpoint(body) = &complaint.body else {
        return None;
    };
    let step = agreed::standing(complaint)?.clone();
    let what = step.what.as_deref()?;
    let when = step.when.filter(|when| *when >= context.today)?;
    let known = context.records.of_kind(complaint.account()?, Kind::Promise);
    let beside = known.iter().filter_map(|record| match &record.body {
        Body::Promise(body) => Some(Beside {
            day: body.due,
            whom: if body.to.is_empty() {
                &body.by
            } else {
                &body.to
            },
            text: body.what.as_deref()?,
            before: false,
            settles: body.state != Some(PromiseState::Open),
        }),
        _ => None,
    });
    (!agreed::is_said(what, Some(when), &body.people, beside)).then_some(step)
}

/// Makes a promise of a step that was agreed, so that it is owed on when what it stood in is over.
fn promised(maker: &mut Maker<'_, '_>, complaint: &Record, step: &NextStep) {
    let Body::Touchpoint(held) = &complaint.body else {
        return;
    };
    let context = maker.context;
    let theirs = |id: &Id| context.names.get(*id).is_some_and(|name| !name.ours);
    let doer = step.who.as_ref().and_then(crate::domain::Who::id);
    let mut record = maker.record(Kind::Promise);
    if let Body::Promise(body) = &mut record.body {
        body.account = complaint.account();
        body.what.clone_from(&step.what);
        body.due = step.when;
        let they_do = doer.is_some_and(|id| theirs(&id));
        body.direction = Some(if they_do {
            Direction::Theirs
        } else {
            Direction::Ours
        });
        body.by = doer.into_iter().collect();
        if !they_do {
            body.to = held.people.iter().copied().filter(theirs).collect();
        }
    }
    maker.steps.push(Step::Make(Box::new(record)));
}
