//! What we learned of them: facts, rivals, new people, what they think of us, how they heard what we told them.
//!
//! What we make of somebody, what another said to us, and a rival that we heard of are no news to carry to anybody.

use super::touch::said;
use super::{Change, imported, knew, moved};
use crate::brief::cut;
use crate::brief::page::Audience;
use crate::brief::rival::names_rival;
use crate::brief::setting::Setting;
use crate::domain::kinds::{Alternative, Learning, Loyalty, Person, Survey, Trend};
use crate::domain::record::{Record, days_between};
use crate::domain::spoken::surname;
use crate::domain::words::{AlternativeState, Side, TrendState};

/// For so many days what was heard of a rival is news.
const LATELY_DAYS: i32 = 14;

/// Says a fact that was learned, or somebody's words.
pub fn fact<'a>(s: &Setting<'_>, record: &'a Record, b: &Learning) -> Option<Change<'a>> {
    let on = b.learned_on?;
    let mut known = knew(s, record);
    known.extend(b.person);
    if let Some(by) = &b.learned_by {
        known.extend(s.with.iter().filter(|id| {
            s.person(**id)
                .is_some_and(|(r, _)| by.contains(&r.title()) || *by == s.name(**id))
        }));
    }
    let fact = b.fact.as_deref().unwrap_or_default();
    let text = match (b.verbatim == Some(true), b.person) {
        (true, Some(who)) => format!("{}: {}", s.name(who), s.quote(fact, 8)),
        // A fact about somebody says about whom, unless it names them.
        (_, Some(who)) if !fact.contains(surname(&s.name(who))) => {
            format!("{}: {}", s.name(who), said(s, fact, 7))
        }
        _ => said(s, fact, 7),
    };
    // What was heard of a rival of late is why one reads the page.
    let of_late = days_between(on, s.today) <= LATELY_DAYS;
    let weight = if of_late && names_rival(&s.dossier.records, fact) {
        66
    } else {
        46
    };
    let change = Change::new(record, on, weight, text).known_to(known);
    Some(match b.person {
        Some(_) => change.ours(),
        None => change,
    })
}

/// Says how near a rival came.
pub fn alternative<'a>(s: &Setting<'_>, record: &'a Record, b: &Alternative) -> Option<Change<'a>> {
    let (on, _) = moved(record)?;
    let said = match b.state {
        Some(AlternativeState::Rumoured) => "rumour: they may take",
        Some(AlternativeState::Seen) => "they are looking at",
        Some(AlternativeState::Shortlisted) => "they have shortlisted",
        Some(AlternativeState::Chosen) => "they have chosen",
        Some(AlternativeState::Gone) => "no longer in play:",
        None => "they might take",
    };
    let text = format!("{said} {}", cut::small(&s.cut(&record.title(), 6)));
    Some(Change::new(record, on, 75, text).ours())
}

/// Says that somebody of theirs is new to us, or has a new role.
pub fn person<'a>(s: &Setting<'_>, record: &'a Record, b: &Person) -> Option<Change<'a>> {
    if b.side == Some(Side::Ours)
        || b.left(s.today).is_some()
        || imported(record)
        || s.ask.audience == Audience::Customer
    {
        return None;
    }
    let current = b
        .roles
        .iter()
        .filter(|r| r.until.is_none_or(|until| until >= s.today))
        .filter_map(|r| Some((r.from?, r.title.clone()?)))
        .max();
    let new = s.local(record.base.created);
    let name = cut::clean(&record.title());
    let change = match current {
        Some((from, role)) if from > new => {
            let text = format!("{name} is now {}", cut::small(&s.cut(&role, 6)));
            Change::new(record, from, 70, text)
        }
        _ => {
            let title = b
                .title
                .as_ref()
                .map_or_else(String::new, |t| format!(", {}", cut::small(&s.cut(t, 5))));
            Change::new(record, new, 57, format!("new to us: {name}{title}"))
        }
    };
    Some(change.known_to(vec![record.id()]).ours())
}

/// Says whether somebody would stay.
pub fn loyalty<'a>(s: &Setting<'_>, record: &'a Record, b: &Loyalty) -> Option<Change<'a>> {
    let would = b.alternative?;
    let who = b.person.map_or_else(|| "they".to_owned(), |id| s.name(id));
    let text = format!("would {who} stay, offered something as good? {would}");
    let known = b.person.into_iter().collect();
    Some(Change::new(record, b.on?, 66, text).known_to(known).ours())
}

/// Says the words that came with a score.
pub fn survey<'a>(s: &Setting<'_>, record: &'a Record, b: &Survey) -> Option<Change<'a>> {
    if s.ask.audience == Audience::Customer {
        return None;
    }
    let who = b
        .person
        .map_or_else(|| "survey".to_owned(), |id| s.name(id));
    let text = format!("{who}: {}", s.quote(b.words.as_ref()?, 8));
    let known = b.person.into_iter().collect();
    Some(Change::new(record, b.on?, 45, text).known_to(known).ours())
}

/// Says that they heard of a trend, and what they said to it.
pub fn trend<'a>(s: &Setting<'_>, trend: &'a Record, b: &Trend, changes: &mut Vec<Change<'a>>) {
    if b.state == Some(TrendState::Passed) {
        return;
    }
    for i in &b.implications {
        let (Some(on), true) = (i.shared_on, i.account == Some(s.dossier.account.id())) else {
            continue;
        };
        let said = i.reaction.as_ref().filter(|r| !r.trim().is_empty());
        let text = match said {
            Some(said) => format!(
                "{}heard of “{}”: {}",
                match i.shared_with.as_slice() {
                    [] => String::new(),
                    some => format!("{} ", s.names(some)),
                },
                s.cut(&trend.title(), 5),
                s.cut(said, 5)
            ),
            None => format!("heard of “{}”", s.cut(&trend.title(), 8)),
        };
        changes.push(Change::new(trend, on, 35, text).known_to(i.shared_with.clone()));
    }
}
