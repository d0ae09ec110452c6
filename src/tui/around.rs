//! The steps around a meeting: putting off, tomorrow's meetings, filing the inbox, calling in a specialist, a record's own page.

use super::action::Action;
use super::data::{Ask, BriefAsk, Order, Paper};
use super::model::{Effect, Model, Origin, Place};
use super::overlays::Overlay;
use super::overlays::menu::{Choice, Menu, Purpose, Value};
use super::strip::{Doc, Strip};
use super::theme::Role;
use crate::brief::{Audience, Depth};
use crate::domain::names::fold;
use crate::domain::{Body, Date, Id, Kind, Record, days, plain, spoken, state};
use crate::signals::snooze::{awake_for, snoozed as snoozed_until};
use crate::signals::specialists::{Calling, Specialist};

/// So many accounts that a line of the inbox may belong to are offered before all others.
const OFFERED: usize = 5;

fn order(order: Order) -> Vec<Effect> {
    vec![Effect::Order(order, Origin::Screen)]
}

/// Gives what is still to be done about a record that is decided: whoever asked is to be told, what hurt is to be made good.
fn waits(record: &Record) -> Option<()> {
    match &record.body {
        Body::Advocacy(fight) => (fight.decided() && !fight.closed()).then_some(()),
        Body::Touchpoint(touch) => touch
            .recovery
            .as_ref()
            .filter(|recovery| recovery.resolved_on.is_none())
            .map(|_| ()),
        _ => None,
    }
}

/// Asks until when something is put off.
pub fn snooze(model: &mut Model) -> Vec<Effect> {
    let ids = model.meant();
    if ids.is_empty() {
        return Vec::new();
    }
    let over = |id: &Id| {
        let record = model.data.record(*id);
        record.is_some_and(|one| one.state().is_some() && !state::open(one) && waits(one).is_none())
    };
    if ids.iter().all(over) {
        model.say(
            "This is over and done with; nothing of it comes up, so there is nothing to put off.",
        );
        return Vec::new();
    }
    let today = model.now.date();
    let awake = |day: Date| {
        let mut records = ids.iter().filter_map(|id| model.data.record(*id));
        records.find_map(|record| awake_for(record, day, today))
    };
    let asleep = |id: &Id| {
        let record = model.data.record(*id);
        record.is_some_and(|record| snoozed_until(record).is_some())
    };
    // What may not sleep for one night is not asked how long, unless it sleeps already and may be woken.
    if let Some(why) = today.tomorrow().ok().and_then(awake)
        && !ids.iter().any(asleep)
    {
        model.complain(&why);
        return Vec::new();
    }
    let mut choices = days_ahead(model, |day| awake(day).is_none());
    let put_off = |id: &Id| {
        let record = model.data.record(*id);
        record.is_none_or(|record| crate::signals::snooze::snooze(record, None).is_some())
    };
    if ids.iter().any(put_off) {
        choices.push(Choice::new(
            "not any more",
            "it comes back today",
            Value::Nothing,
        ));
    }
    let title = match ids.as_slice() {
        [one] => format!("Hide until · {}", model.who.title(*one)),
        many => format!("Hide {} records until", many.len()),
    };
    model.overlays.push(Overlay::Menu(Box::new(Menu::new(
        &title,
        Purpose::Snooze(ids),
        choices,
    ))));
    Vec::new()
}

/// Offers days that are near and fit, in their order.
fn days_ahead(model: &Model, fits: impl Fn(Date) -> bool) -> Vec<Choice> {
    let (today, weekend) = (model.now.date(), &model.settings.weekend);
    let mut choices: Vec<Choice> = ["tomorrow", "+3d", "mon", "+2w", "eom"]
        .into_iter()
        .filter_map(|typed| {
            let day = days::parse(typed, today, weekend).ok()?;
            let said = match typed {
                "+3d" => "in three days",
                "mon" => "next Monday",
                "+2w" => "in two weeks",
                "eom" => "the end of the month",
                other => other,
            };
            (day > today && fits(day))
                .then(|| Choice::new(said, &days::day(day, today), Value::Day(day)))
        })
        .collect();
    choices.sort_by_key(|choice| match choice.value {
        Value::Day(day) => Some(day),
        _ => None,
    });
    choices.dedup_by(|one, other| one.value == other.value);
    choices
}

/// Asks to which day records are put.
pub fn ask_day(model: &mut Model, ids: Vec<Id>) {
    let title = match ids.as_slice() {
        [one] => format!("Put “{}” on", model.who.title(*one)),
        many => format!("Put {} records on", many.len()),
    };
    let choices = days_ahead(model, |_| true);
    model.overlays.push(Overlay::Menu(Box::new(Menu::new(
        &title,
        Purpose::Postpone(ids),
        choices,
    ))));
}

/// Puts records on the day that was chosen, or typed.
pub fn postponed(
    model: &mut Model,
    ids: Vec<Id>,
    value: Option<&Value>,
    typed: &str,
) -> Vec<Effect> {
    let day = match value {
        Some(Value::Day(day)) => Ok(*day),
        _ => days::parse(typed, model.now.date(), &model.settings.weekend),
    };
    match day {
        Ok(day) => order(Order::Postpone { ids, day }),
        Err(why) => {
            model.complain(&why.to_string());
            Vec::new()
        }
    }
}

/// Puts records off until the day that was chosen, or typed.
pub fn snoozed(model: &mut Model, ids: Vec<Id>, value: Option<&Value>, typed: &str) -> Vec<Effect> {
    let until: Option<Date> = match value {
        Some(Value::Day(day)) => Some(*day),
        Some(_) => None,
        None => match days::parse(typed, model.now.date(), &model.settings.weekend) {
            Ok(day) if day > model.now.date() => Some(day),
            Ok(_) => {
                model.complain("That day is not ahead.");
                return Vec::new();
            }
            Err(why) => {
                model.complain(&why.to_string());
                return Vec::new();
            }
        },
    };
    let awake = |id: &Id| {
        let record = model.data.record(*id)?;
        awake_for(record, until?, model.now.date())
    };
    if let Some(why) = ids.iter().find_map(awake) {
        model.complain(&why);
        return Vec::new();
    }
    order(Order::Snooze { ids, until })
}

/// Goes to tomorrow's first meeting among the days ahead.
pub fn tomorrow(model: &mut Model) -> Vec<Effect> {
    let effects = super::act::open(model, Place::Week, None);
    model.here.heading = Some("tomorrow");
    // Its heading stands on top: what is today is not what was asked for.
    model.here.sheet.held[0] = Some(1);
    model.refill();
    effects
}

/// Asks who of ours may be called in for the problem where one is.
pub fn specialist(model: &mut Model) -> Vec<Effect> {
    let is_problem = |id: &Id| {
        let known = model.who.get(*id);
        known.is_some_and(|known| known.kind == Kind::Problem)
    };
    let meant = model.meant();
    if let Some(problem) = meant.first().filter(|_| meant.iter().all(is_problem)) {
        return vec![Effect::Ask(Ask::Specialists(*problem))];
    }
    model.say("A specialist is called in for a problem; choose one first.");
    Vec::new()
}

/// Gives the problems that somebody is called in for together with one: all that are marked, where it is among them.
fn problems_meant(model: &Model, problem: Id) -> Vec<Id> {
    let meant = model.meant();
    if meant.contains(&problem) {
        meant
    } else {
        vec![problem]
    }
}

/// Offers who knows it; whoever was asked may have come meanwhile.
pub fn offer(model: &mut Model, problem: Id, found: &[Specialist]) {
    if found.is_empty() {
        model.say("Nobody of ours is known to know this; their form says what somebody knows.");
        return;
    }
    let mut choices = Vec::new();
    let open = |one: &&Specialist| one.called.as_ref().is_some_and(|c| c.came.is_none());
    // Whoever was asked is waited for, and comes first.
    let (waited, rest): (Vec<_>, Vec<_>) = found.iter().partition(open);
    for one in waited.into_iter().chain(rest) {
        if open(&one) {
            for (words, charged) in [("came, free of charge", false), ("came, charged", true)] {
                choices.push(Choice::new(
                    &format!("{} {words}", one.name),
                    "",
                    Value::Came(one.person, charged),
                ));
            }
            continue;
        }
        let mut aside = Vec::new();
        if !one.knows.is_empty() {
            aside.push(one.knows.join(", "));
        }
        if let Some(before) = one.found.first() {
            aside.push(format!("found before: {}", before.found));
        }
        if one.free > 0 {
            aside.push(format!("{} × free", one.free));
        }
        choices.push(Choice::new(
            &format!("ask {}", one.name),
            &aside.join(" · "),
            Value::Record(one.person),
        ));
    }
    let problems = problems_meant(model, problem);
    let title = match problems.len() {
        1 => format!("Call in for “{}”", model.who.title(problem)),
        many => format!("Call in for {many} problems"),
    };
    model.overlays.push(Overlay::Menu(Box::new(Menu::new(
        &title,
        Purpose::CallIn(problems),
        choices,
    ))));
}

/// Writes down who was asked, or who came.
pub fn called_in(model: &Model, problems: Vec<Id>, value: &Value) -> Vec<Effect> {
    let calling = match value {
        Value::Record(who) => Calling {
            who: Some(*who),
            ..Calling::default()
        },
        Value::Came(who, charged) => Calling {
            who: Some(*who),
            came: Some(model.now.date()),
            charged: Some(*charged),
            ..Calling::default()
        },
        _ => return Vec::new(),
    };
    order(Order::CallIn {
        problems,
        calling: Box::new(calling),
    })
}

/// Opens the page that a record has: the case of a fight, the recap of what was held, the handover of an account.
pub fn paper(model: &mut Model) -> Vec<Effect> {
    let chosen = model.chosen();
    let record = chosen.and_then(|id| model.data.record(id));
    let held = |record: &Record| record.state() == Some("held");
    let paper = match (chosen, record.map(|r| &r.body)) {
        (Some(id), Some(Body::Advocacy(_))) => Some(Paper::Case(id)),
        (Some(id), Some(Body::Touchpoint(_))) if record.is_some_and(|r| held(r)) => {
            Some(Paper::Recap(id))
        }
        (_, Some(Body::Account(_))) => Some(Paper::Handover),
        _ => None,
    };
    let account = match paper {
        // An account in a list is its own.
        Some(Paper::Handover) => chosen,
        _ => record.and_then(|r| r.account()).or_else(|| model.account()),
    };
    let (Some(paper), Some(account)) = (paper, account) else {
        model.say("Only a fight, a held meeting or an account has a page of its own.");
        return Vec::new();
    };
    super::act::open(
        model,
        Place::Brief(BriefAsk {
            account,
            meeting: None,
            depth: Depth::default(),
            audience: match paper {
                Paper::Recap(_) => Audience::Customer,
                _ => Audience::Team,
            },
            paper,
        }),
        None,
    )
}

/// Asks which account the lines of the inbox are filed under; those that they may belong to come first.
pub fn file(model: &mut Model) -> Vec<Effect> {
    let ids = model.with_series(model.meant());
    let Some(first) = ids.first().copied() else {
        return Vec::new();
    };
    let mut accounts: Vec<(Id, String, String)> = model
        .who
        .of_kind(Some(Kind::Account))
        .map(|(id, known)| {
            // A unit is known by the account it is a unit of.
            let title = match known.account.filter(|parent| *parent != id) {
                Some(parent) => format!("{} · {}", model.who.title(parent), known.title),
                None => known.title.clone(),
            };
            (id, title, known.short.clone())
        })
        .collect();
    let near = model
        .data
        .record(first)
        .map(|record| likely(model, record))
        .unwrap_or_default();
    accounts.sort_by_key(|(id, title, _)| {
        let place = near.iter().position(|one| one == id);
        (place.unwrap_or(usize::MAX), fold(title))
    });
    let choices = accounts
        .iter()
        .map(|(id, title, short)| Choice::new(title, short, Value::Record(*id)))
        .collect();
    model.overlays.push(Overlay::Menu(Box::new(Menu::new(
        &match ids.len() {
            1 => "File it under".to_owned(),
            many => format!("File {many} lines under"),
        },
        Purpose::File(ids),
        choices,
    ))));
    Vec::new()
}

/// Gives records the account.
pub fn filed(model: &Model, ids: Vec<Id>, account: Id) -> Vec<Effect> {
    let spot = Box::new(model.spot(Some(account), false));
    super::act::order(Order::File { ids, account, spot })
}

/// Lists the accounts that a line of the inbox may belong to: those it names, those of whom it names, those that look at the
/// rival whom it names, then those of today.
pub fn likely(model: &Model, record: &Record) -> Vec<Id> {
    let text = fold(&format!(
        " {} {} ",
        record.base.raw.as_deref().unwrap_or_default(),
        record.title()
    ));
    let words: Vec<&str> = text
        .split(|c: char| !c.is_alphanumeric())
        .filter(|word| word.chars().count() > 2)
        .collect();
    let names_one = |name: &str| {
        fold(name)
            .split(|c: char| !c.is_alphanumeric())
            .any(|part| part.chars().count() > 3 && words.contains(&part))
    };
    let mut found: Vec<(u8, String, Id)> = Vec::new();
    for (id, known) in model.who.of_kind(Some(Kind::Account)) {
        if names_one(&known.title) {
            found.push((0, known.title.clone(), id));
        }
    }
    let mentioned = record.references();
    for (id, known) in model.who.of_kind(Some(Kind::Person)) {
        let Some(account) = known.account else {
            continue;
        };
        let called = fold(spoken::surname(&known.title));
        let whole = fold(&known.title);
        let first = whole.split(' ').next().unwrap_or_default();
        if mentioned.contains(&id) || words.contains(&called.as_str()) {
            found.push((1, known.title.clone(), account));
        } else if first.chars().count() > 3 && words.contains(&first) {
            // "call marisol": a first name says less than a surname, and more than nothing.
            found.push((3, known.title.clone(), account));
        }
    }
    for (_, known) in model.who.of_kind(Some(Kind::Alternative)) {
        let title = fold(&known.title);
        let first = title
            .split(|c: char| !c.is_alphanumeric())
            .next()
            .unwrap_or_default();
        if let Some(account) = known.account
            && first.chars().count() > 3
            && words.contains(&first)
        {
            found.push((2, known.title.clone(), account));
        }
    }
    found.sort();
    let today = model.data.matters(&Ask::Today).iter();
    let mut likely: Vec<Id> = Vec::new();
    for id in found
        .into_iter()
        .map(|(_, _, id)| id)
        .chain(today.filter_map(|matter| matter.account))
    {
        // What was deleted takes no line any more.
        if likely.len() < OFFERED && !likely.contains(&id) && !model.who.is_gone(id) {
            likely.push(id);
        }
    }
    likely
}

/// Writes a line of the inbox with the accounts that it may belong to.
pub fn inbox(model: &Model, record: &Record, width: u16) -> Doc {
    let look = model.look();
    let mut doc = Doc::new(width);
    doc.line(Strip::of(Role::Heading, "File it under"));
    let key = look.key(Action::File);
    for (number, account) in likely(model, record).into_iter().enumerate() {
        let lead = if number == 0 { key.as_str() } else { "" };
        doc.line(
            Strip::of(Role::Text, "")
                .column(Role::Accent, lead, plain::width(&key) + 2)
                .text(Role::Text, model.who.title(account)),
        );
    }
    doc.line(
        Strip::of(Role::Text, "")
            .column(Role::Accent, "", plain::width(&key) + 2)
            .text(Role::Muted, "or another account"),
    );
    doc.gap();
    let story = super::story::story(record, &[], &look, width);
    for line in story.lines {
        doc.link(line.strip, line.to);
    }
    doc
}
