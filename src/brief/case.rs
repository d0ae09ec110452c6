//! The case for a fight inside our company: one page that whoever decides can read alone.

use super::build::{inside, section};
use super::cut;
use super::page::{Ask, Audience, Depth, Dossier, Line, Page};
use super::sections::watch;
use super::seen;
use super::setting::Setting;
use crate::domain::Id;
use crate::domain::days;
use crate::domain::kinds::{Advocacy, Promise};
use crate::domain::record::{Body, Record, days_between};
use crate::domain::words::{AgreementState, Direction, PromiseState, Words};

/// Within how many days of its notice an agreement is at stake.
const STAKE_DAYS: i32 = 200;

/// Writes the case of an advocacy item; nothing where the dossier has none with this id, or it is private.
pub fn case(dossier: &Dossier, advocacy: Id) -> Option<Page> {
    let shown = seen::by(dossier, Audience::Team);
    let record = shown.records.iter().find(|r| r.id() == advocacy)?;
    let Body::Advocacy(b) = &record.body else {
        return None;
    };
    let ask = Ask::default();
    let mut s = Setting::new(&shown, &ask);
    s.most = 40;
    // Whoever decides inside our company never talks to them: what must not be said there is no help here.
    s.mind_nobody();
    let mut title = Line::new(format!(
        "The case for {} · {}",
        cut::clean(&shown.account.title()),
        cut::clean(b.ask.as_deref().unwrap_or_default())
    ))
    .from(record);
    title.remark = b.state.map_or_else(String::new, |w| w.word().to_owned());
    let text = |text: &Option<String>| -> Vec<Line> {
        text.iter()
            .flat_map(|text| text.lines())
            .filter(|text| !text.trim().is_empty())
            .map(|text| Line::new(cut::clean(text)).from(record))
            .collect()
    };
    let sections = [
        section(&s, "Head", vec![title]),
        section(&s, "The ask", text(&b.ask)),
        section(&s, "For", whom(&s, record, b)),
        section(&s, "Because", text(&b.argument)),
        section(&s, "Shown by", evidence(&s, b)),
        section(&s, "Others", others(&s, record, b)),
        section(&s, "Worth", worth(&s, b)),
        section(&s, "Costs us", costs(record, b)),
        section(&s, "Decides", decides(&s, record, b)),
        section(&s, "Answer", text(&b.answer)),
    ];
    Some(inside(
        &s,
        Depth::Page,
        sections.into_iter().flatten().collect(),
    ))
}

fn whom(s: &Setting<'_>, record: &Record, b: &Advocacy) -> Vec<Line> {
    b.r#for
        .iter()
        .filter_map(|id| {
            let (person, p) = s.person(*id)?;
            let title = p
                .title
                .as_ref()
                .map_or_else(String::new, |t| format!(", {}", cut::small(&cut::clean(t))));
            Some(
                Line::new(format!("{}{title}", cut::clean(&person.title())))
                    .from(person)
                    .from(record),
            )
        })
        .collect()
}

/// Lists the problems that the case rests on: those named as evidence, else nothing.
fn named<'a>(s: &'a Setting<'_>, b: &'a Advocacy) -> impl Iterator<Item = &'a Record> {
    b.evidence
        .iter()
        .filter_map(|id| s.dossier.records.iter().find(|r| r.id() == *id))
}

fn evidence(s: &Setting<'_>, b: &Advocacy) -> Vec<Line> {
    named(s, b)
        .flat_map(|record| {
            let (text, remark) = match &record.body {
                Body::Problem(p) => (
                    match &p.need {
                        Some(need) => {
                            format!("{}: {}", record.title(), cut::small(&cut::clean(need)))
                        }
                        None => record.title(),
                    },
                    p.state.map_or("", Words::word).to_owned(),
                ),
                Body::Touchpoint(t) => (
                    t.received
                        .first()
                        .cloned()
                        .unwrap_or_else(|| record.title()),
                    t.starts
                        .as_ref()
                        .map_or_else(String::new, |at| s.past(s.here(at))),
                ),
                Body::Learning(l) => (
                    match (l.verbatim, l.person) {
                        (Some(true), Some(who)) => {
                            format!("{}: {}", s.name(who), s.quote(&record.title(), 10))
                        }
                        _ => record.title(),
                    },
                    l.learned_on.map_or_else(String::new, |on| s.past(on)),
                ),
                Body::Promise(p) => (record.title(), became(s, p)),
                _ => (record.title(), record.kind().word().to_owned()),
            };
            let mut line = s.mark(Line::new(s.cut(&text, 10)).remark(remark), record);
            let said = match &record.body {
                Body::Promise(p) if broken(p) => {
                    line.late = true;
                    said_of(s, p)
                }
                _ => None,
            };
            std::iter::once(line).chain(said)
        })
        .collect()
}

/// Says whether a promise of ours was broken.
fn broken(promise: &Promise) -> bool {
    promise.state == Some(PromiseState::Broken) && promise.direction != Some(Direction::Theirs)
}

/// Says what became of a promise, and when.
fn became(s: &Setting<'_>, promise: &Promise) -> String {
    let whose = match promise.direction {
        Some(Direction::Theirs) => "they",
        _ => "we",
    };
    let on = promise
        .closed_on
        .map_or_else(String::new, |on| format!(" {}", s.past(on)));
    match promise.state {
        Some(PromiseState::Broken) => format!("{whose} broke it{on}"),
        Some(PromiseState::Kept) => format!("{whose} kept it{on}"),
        Some(PromiseState::Released) => format!("{whose} were let off{on}"),
        _ => match promise.due {
            Some(due) => format!("{whose} promised it by {}", s.day(due)),
            None => format!("{whose} promised it"),
        },
    }
}

/// Gives what one of them said, word for word, on the day a promise to them was broken.
fn said_of(s: &Setting<'_>, promise: &Promise) -> Option<Line> {
    let on = promise.closed_on?;
    s.dossier
        .records
        .iter()
        .filter_map(|record| match &record.body {
            Body::Learning(l) if l.verbatim == Some(true) && l.learned_on == Some(on) => {
                Some((l.person?, record))
            }
            _ => None,
        })
        .min_by_key(|(who, record)| (!promise.to.contains(who), record.id()))
        .map(|(who, record)| {
            let said = s.quote(&record.title(), 12);
            s.mark(Line::new(format!("{}: {said}", s.name(who))), record)
        })
}

fn others(s: &Setting<'_>, record: &Record, b: &Advocacy) -> Vec<Line> {
    b.others
        .iter()
        .map(|other| {
            let name = other
                .account
                .and_then(|id| {
                    s.dossier
                        .guests
                        .iter()
                        .chain(s.dossier.elsewhere.iter().map(|e| &e.account))
                        .find(|r| r.id() == id)
                        .map(|r| cut::clean(&r.title()))
                })
                .unwrap_or_else(|| "another account".into());
            let text = match &other.quote {
                Some(quote) => format!("{name}: {}", s.quote(quote, 10)),
                None => name,
            };
            Line::new(text).from(record)
        })
        .collect()
}

fn worth(s: &Setting<'_>, b: &Advocacy) -> Vec<Line> {
    let several = named(s, b).filter(|r| r.cost_year().is_some()).count() > 1;
    named(s, b)
        .filter_map(|record| {
            let cost = record.cost_year()?;
            let once = matches!(&record.body, Body::Problem(p)
                if p.cost_per == Some(crate::domain::words::Period::Once));
            let per = if once { "once" } else { "a year" };
            Some(
                // The problem itself stands above, as what shows it; of several, each says which.
                Line::new(if several {
                    format!(
                        "costs them {} {per}: {}",
                        cost.brief(),
                        cut::small(&cut::clean(&record.title()))
                    )
                } else {
                    format!("costs them {} {per}", cost.brief())
                })
                .from(record),
            )
        })
        .chain(watch::leaving(s))
        .chain(at_stake(s))
        .collect()
}

/// Lists the agreements with them whose notice is near: what we may lose is part of what it is worth.
fn at_stake<'a>(s: &'a Setting<'_>) -> impl Iterator<Item = Line> + 'a {
    s.dossier.records.iter().filter_map(|record| {
        let Body::Agreement(b) = &record.body else {
            return None;
        };
        let by = b.notice_by.or(b.ends)?;
        let near = (0..=STAKE_DAYS).contains(&days_between(s.today, by));
        if b.state != Some(AgreementState::Running) || !near {
            return None;
        }
        let value = b
            .value
            .as_ref()
            .map_or_else(String::new, |v| format!("{} ", v.brief()));
        let line = Line::new(format!("{value}{}", s.cut(&record.title(), 3)))
            .lead("at stake")
            .remark(format!("notice by {}", s.day(by)));
        Some(line.from(record))
    })
}

fn costs(record: &Record, b: &Advocacy) -> Vec<Line> {
    vec![
        match &b.cost_to_us {
            Some(cost) => Line::new(cost.brief()),
            None => Line::new("nobody has worked it out yet"),
        }
        .from(record),
    ]
}

fn decides(s: &Setting<'_>, record: &Record, b: &Advocacy) -> Vec<Line> {
    let mut lines = Vec::new();
    let with: Vec<String> = b.raised_with.iter().map(|who| s.who(who)).collect();
    let mut first = Line::new(if with.is_empty() {
        "nobody of ours has it yet".to_owned()
    } else {
        with.join(", ")
    });
    if b.decided() {
        let on = super::sections::tell::decided_on(record);
        first.remark = on.map_or_else(String::new, |on| format!("decided {}", s.past(on)));
    } else if let Some(due) = b.due {
        let late = days_between(due, s.today);
        first.late = late > 0;
        first.remark = match late {
            1 => format!("1 day late, was due {}", s.past(due)),
            2..=59 => format!("{late} days late, was due {}", s.past(due)),
            60.. => format!("{} late, was due {}", days::span(late), s.past(due)),
            _ => format!("by {}", s.day(due)),
        };
    }
    lines.push(first);
    // What was to come next is over with the decision.
    lines.extend(
        b.next_step
            .as_ref()
            .filter(|_| !b.decided())
            .map(|next| Line::new(cut::clean(next)).lead("next")),
    );
    for step in &b.escalations {
        let to = step
            .to
            .as_ref()
            .map_or_else(|| "up".to_owned(), |who| s.who(who));
        let why = step.why.as_ref().map_or_else(String::new, |why| {
            format!(": {}", cut::small(&cut::clean(why)))
        });
        let mut line = Line::new(format!("{to}{why}")).lead("went to");
        line.remark = step.on.map_or_else(String::new, |on| s.past(on));
        lines.push(line);
    }
    lines.into_iter().map(|line| line.from(record)).collect()
}
