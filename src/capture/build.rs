//! The new record that each head makes.

use jiff::ToSpan;

use super::contact;
use super::heads::Head;
use super::make::{Maker, headline, one_line};
use super::parsed::Somebody;
use crate::domain::kinds::{Evidence, Implication, Recovery, Why};
use crate::domain::words::{
    Basis, Channel, Direction, Facet, Side, TouchpointState, Visibility, Words,
};
use crate::domain::{Body, Date, Kind, Moment, Record, Who};

/// Keeps a text of many lines whole beside the one line that a field holds.
fn keep_lines(maker: &Maker<'_, '_>, record: &mut Record) {
    if maker.parsed.text.contains('\n') {
        record.base.notes = Some(maker.parsed.text.clone());
    }
}

/// A touchpoint of today, held: a note, what we received, what we gave.
pub fn touchpoint(maker: &mut Maker<'_, '_>) -> Record {
    let parsed = maker.parsed;
    let mut record = maker.record(Kind::Touchpoint);
    let people = maker.ids(
        parsed
            .before
            .iter()
            .chain(&parsed.mentioned)
            .chain(&parsed.to),
        Side::Theirs,
    );
    let starts = moment(maker);
    if let Body::Touchpoint(body) = &mut record.body {
        body.account = parsed.account;
        body.people = people;
        body.starts = Some(starts);
        body.state = Some(TouchpointState::Held);
        let said = said_by(maker);
        match parsed.head {
            Head::Got => body.received.push(one_line(&said)),
            Head::Gave => body.given.push(one_line(&said)),
            _ => body.summary = Some(said),
        }
    }
    if matches!(parsed.head, Head::Got | Head::Gave) {
        keep_lines(maker, &mut record);
    }
    record
}

/// Gives the text with the speakers who stand before the colon of a note.
pub fn said_by(maker: &Maker<'_, '_>) -> String {
    let parsed = maker.parsed;
    if parsed.bare || parsed.before.is_empty() {
        return parsed.text.clone();
    }
    let names: Vec<&str> = parsed.before.iter().map(Somebody::name).collect();
    format!("{}: {}", names.join(", "), parsed.text)
}

/// Gives the moment of a touchpoint: now, or this time of the day that was said.
fn moment(maker: &Maker<'_, '_>) -> Moment {
    let now = maker.making.now;
    let said = maker.parsed.on.filter(|on| *on != maker.today());
    said.and_then(|on| {
        on.to_datetime(now.time())
            .to_zoned(now.time_zone().clone())
            .ok()
    })
    .map_or_else(|| Moment(now.clone()), Moment)
}

/// A complaint, with its recovery to run: who owns it, when they hear from us next.
pub fn complaint(maker: &mut Maker<'_, '_>) -> Record {
    let mut record = touchpoint(maker);
    let parsed = maker.parsed;
    let owner = parsed.by.first().map_or_else(
        || Who::Words(maker.making.author.to_owned()),
        |by| maker.who(by),
    );
    let told = maker.ids(&parsed.to, Side::Theirs);
    let next = parsed
        .due
        .or_else(|| maker.context.weekend.after(maker.today(), 1));
    if let Body::Touchpoint(body) = &mut record.body {
        body.channel = Some(Channel::Complaint);
        body.subject = Some(headline(&parsed.text));
        body.recovery = Some(Recovery {
            owner: Some(owner),
            next_update: next,
            told,
            ..Recovery::default()
        });
    }
    record
}

/// A problem, heard; a why or a need without one begins it.
pub fn problem(maker: &mut Maker<'_, '_>) -> Record {
    let parsed = maker.parsed;
    let mut record = maker.record(Kind::Problem);
    let from = parsed
        .src
        .as_ref()
        .or(parsed.before.first())
        .map(|who| maker.who(who));
    if let Body::Problem(body) = &mut record.body {
        body.account = parsed.account;
        body.title = Some(headline(&parsed.text));
        match parsed.head {
            Head::Need => body.need = Some(parsed.text.clone()),
            Head::Why => body.whys.push(Why {
                why: Some(one_line(&parsed.text)),
                from,
                ..Why::default()
            }),
            _ => body.asked = Some(parsed.text.clone()),
        }
        if let Some(cost) = &parsed.cost {
            body.cost = Some(cost.money.clone());
            body.cost_per = cost.per;
            body.cost_times = cost.times;
        }
    }
    maker.link_mentioned(&mut record);
    record
}

/// A promise, ours or theirs.
pub fn promise(maker: &mut Maker<'_, '_>) -> Record {
    let parsed = maker.parsed;
    let ours = parsed.head == Head::Owe;
    let mut record = maker.record(Kind::Promise);
    // Before the colon stands the other side: to whom we owe, from whom we wait.
    let mut theirs: Vec<&Somebody> = parsed.before.iter().filter(|w| !w.ours()).collect();
    let mut of_ours: Vec<&Somebody> = parsed.before.iter().filter(|w| w.ours()).collect();
    let (to_said, by_said) = (&parsed.to, &parsed.by);
    if theirs.is_empty() && (if ours { to_said } else { by_said }).is_empty() {
        theirs.extend(parsed.mentioned.iter().filter(|w| !w.ours()).take(1));
    }
    if of_ours.is_empty() && (if ours { by_said } else { to_said }).is_empty() {
        of_ours.extend(parsed.mentioned.iter().filter(|w| w.ours()).take(1));
    }
    let (to, by) = if ours {
        (theirs, of_ours)
    } else {
        (of_ours, theirs)
    };
    let to: Vec<&Somebody> = to.into_iter().chain(to_said).collect();
    let by: Vec<&Somebody> = by.into_iter().chain(by_said).collect();
    // Who stands in a field of its own need not be said again: "@zoë call her before noon" is owed to Zoë.
    let first = parsed
        .mentioned
        .first()
        .filter(|_| parsed.begins_with_person);
    let what = if first.is_some_and(|first| to.contains(&first) || by.contains(&first)) {
        parsed.without_first_name()
    } else {
        parsed.text.clone()
    };
    let to = maker.ids(to, if ours { Side::Theirs } else { Side::Ours });
    let by = maker.ids(by, if ours { Side::Ours } else { Side::Theirs });
    if let Body::Promise(body) = &mut record.body {
        body.account = parsed.account;
        body.direction = Some(if ours {
            Direction::Ours
        } else {
            Direction::Theirs
        });
        body.what = Some(one_line(&what));
        body.due = parsed.due;
        body.to = to;
        body.by = by;
    }
    keep_lines(maker, &mut record);
    maker.link_mentioned(&mut record);
    record
}

/// What we fight for inside our company.
pub fn advocacy(maker: &mut Maker<'_, '_>) -> Record {
    let parsed = maker.parsed;
    let mut record = maker.record(Kind::Advocacy);
    let everybody = || {
        parsed
            .before
            .iter()
            .chain(&parsed.to)
            .chain(&parsed.mentioned)
    };
    let for_whom = maker.ids(everybody().filter(|w| !w.ours()), Side::Theirs);
    let mut raised: Vec<Who> = Vec::new();
    for who in parsed.by.iter().chain(everybody().filter(|w| w.ours())) {
        let who = maker.who(who);
        if !raised.contains(&who) {
            raised.push(who);
        }
    }
    if let Body::Advocacy(body) = &mut record.body {
        body.account = parsed.account;
        body.ask = Some(one_line(&parsed.text));
        body.due = parsed.due;
        body.r#for = for_whom;
        body.raised_with = raised;
        body.cost_to_us = parsed.cost.as_ref().map(|c| c.money.clone());
        if let Some(of) = parsed.of {
            body.evidence.push(of);
            record.base.links.retain(|l| l.to != Some(of));
        }
    }
    keep_lines(maker, &mut record);
    record
}

/// A trend of an industry; with an account, what it means for them.
pub fn trend(maker: &mut Maker<'_, '_>) -> Record {
    let parsed = maker.parsed;
    let mut record = maker.record(Kind::Trend);
    // What is said in a call, or on an account's page, concerns that account, whichever industry it is of.
    let account = parsed.account;
    let source = parsed.src.as_ref().map(|s| s.name().to_owned());
    let today = maker.today();
    if let Body::Trend(body) = &mut record.body {
        body.title = Some(headline(&parsed.text));
        if body.title.as_deref() != Some(parsed.text.as_str()) {
            body.change = Some(parsed.text.clone());
        }
        body.industries.extend(parsed.industry.clone());
        if let Some(account) = account {
            body.implications.push(Implication {
                account: Some(account),
                so_what: Some(one_line(&parsed.text)),
                ..Implication::default()
            });
        }
        if let Some(text) = source {
            body.evidence.push(Evidence {
                text: Some(text),
                on: Some(today),
                ..Evidence::default()
            });
        }
    }
    maker.link_mentioned(&mut record);
    record
}

/// An open question, and whom to ask.
pub fn question(maker: &mut Maker<'_, '_>) -> Record {
    let parsed = maker.parsed;
    let mut record = maker.record(Kind::Question);
    let whom = maker.ids(
        parsed
            .before
            .iter()
            .chain(&parsed.to)
            .chain(&parsed.mentioned),
        Side::Theirs,
    );
    let ask = if parsed.begins_with_person && parsed.before.is_empty() {
        parsed.without_first_name()
    } else {
        parsed.without_last_name()
    };
    if let Body::Question(body) = &mut record.body {
        body.account = parsed.account;
        body.ask = Some(one_line(&ask));
        body.whom = whom;
        if let Some(of) = parsed.of {
            body.about = Some(of);
            record.base.links.retain(|l| l.to != Some(of));
        }
    }
    keep_lines(maker, &mut record);
    record
}

/// A learning, with its source and the day to check it again.
pub fn learning(maker: &mut Maker<'_, '_>) -> Record {
    let parsed = maker.parsed;
    let quote = parsed.head == Head::Quote;
    let mut record = maker.record(Kind::Learning);
    // "fact @ruiz: …" and "* @ruiz grew up …" are about her; "quote @ruiz: …" is by her.
    let subject = if parsed.before.is_empty() && parsed.begins_with_person {
        parsed.mentioned.first()
    } else {
        parsed.before.first()
    };
    let speaker = parsed.src.as_ref().or(if quote { subject } else { None });
    let who = speaker.map(|s| maker.who(s));
    let person = if quote { speaker } else { subject };
    let person = person.and_then(|s| maker.id_of(s, Side::Theirs));
    let facet = parsed
        .tags
        .iter()
        .find_map(|t| Facet::parse(&t.replace(['-', '_'], " ")));
    if parsed.vis.is_none() && !quote && is_personal(person.is_some(), facet) {
        record.base.visibility = Visibility::Private;
    }
    if let Some(who) = who {
        record.base.source.get_or_insert_default().who = Some(who);
    }
    let learned_on = parsed.on.unwrap_or_else(|| maker.today());
    // Who speaks is no part of the words.
    let words = if quote && parsed.before.is_empty() {
        parsed.without_first_name()
    } else {
        parsed.text.clone()
    };
    if let Body::Learning(body) = &mut record.body {
        body.account = parsed.account;
        body.person = person;
        body.fact = Some(one_line(if quote {
            unquoted(&words)
        } else {
            &parsed.text
        }));
        body.verbatim = quote.then_some(true);
        body.facet = facet;
        body.learned_on = Some(learned_on);
        body.learned_by = speaker.map(|s| s.name().to_owned());
        body.check_on = check_on(facet, learned_on);
    }
    keep_lines(maker, &mut record);
    maker.link_mentioned(&mut record);
    record
}

/// Says whether a fact is somebody's own affair, and so private unless said otherwise.
fn is_personal(about_somebody: bool, facet: Option<Facet>) -> bool {
    match facet {
        Some(Facet::Interest | Facet::LifeStage) => true,
        Some(
            Facet::Business
            | Facet::Money
            | Facet::Stock
            | Facet::Goal
            | Facet::Now
            | Facet::Change
            | Facet::Culture,
        ) => false,
        _ => about_somebody,
    }
}

/// Gives the day to check a fact again: a month for what is now, a quarter for moods, half a year for business, else a year.
pub fn check_on(facet: Option<Facet>, from: Date) -> Option<Date> {
    let days = match facet {
        Some(Facet::Now) => 30,
        Some(Facet::Relationship | Facet::Frustration) => 90,
        Some(Facet::Business | Facet::Money | Facet::Stock) => 180,
        _ => 365,
    };
    from.checked_add(days.days()).ok()
}

/// Takes the quotation marks off a text that stands between one pair of them.
fn unquoted(text: &str) -> &str {
    for (open, close) in [('"', '"'), ('“', '”'), ('„', '“'), ('«', '»')] {
        if let Some(inner) = text.strip_prefix(open).and_then(|t| t.strip_suffix(close))
            && !inner.is_empty()
            && !inner.contains([open, close])
        {
            return inner;
        }
    }
    text
}

/// A person, e-mail and phone recognised.
pub fn person(maker: &mut Maker<'_, '_>) -> Record {
    let parsed = maker.parsed;
    let mut record = maker.record(Kind::Person);
    let contact = contact::read(&parsed.text);
    let boss = reports_to(maker);
    let (basis, on) = (Basis::ToldUs, maker.today());
    if let Body::Person(body) = &mut record.body {
        body.account = parsed.account;
        body.side = Some(Side::Theirs);
        body.name = contact.name;
        body.title = contact.title;
        body.emails = contact.emails;
        body.phones = contact.phones;
        body.reports_to = boss;
        body.basis = Some(basis);
        body.basis_on = Some(on);
        if body.name.is_none() && body.emails.is_empty() && body.phones.is_empty() {
            body.name = Some(one_line(&parsed.text));
        }
    }
    record.base.notes = contact.rest;
    keep_lines(maker, &mut record);
    maker.link_mentioned(&mut record);
    record
}

/// Finds who "reports to @…" names.
pub fn reports_to(maker: &mut Maker<'_, '_>) -> Option<crate::domain::Id> {
    let parsed = maker.parsed;
    let folded = parsed.text.to_lowercase();
    let boss = parsed.mentioned.iter().find(|who| {
        let name = who.name().to_lowercase();
        ["reports to ", "works for ", "berichtet an ", "reporta a "]
            .iter()
            .any(|lead| folded.contains(&format!("{lead}{name}")))
    })?;
    maker.id_of(boss, Side::Theirs)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_quote_is_kept_without_its_marks() {
        assert_eq!(unquoted("“we queue there too”"), "we queue there too");
        assert_eq!(unquoted("\"so\" and \"so\""), "\"so\" and \"so\"");
    }
}
