//! Calling in a specialist: who of ours knows what a problem is about, and what they found before.

use std::collections::BTreeSet;

use serde::Serialize;

use crate::domain::alike;
use crate::domain::kinds::{CalledIn, Person, Problem};
use crate::domain::record::{Body, Record};
use crate::domain::words::Side;
use crate::domain::{Date, Id};

/// One of ours who may be called in for a problem.
#[derive(Clone, PartialEq, Debug, Serialize)]
pub struct Specialist {
    /// Who.
    pub person: Id,
    /// Their short id.
    pub short: String,
    /// Their name.
    pub name: String,
    /// What they know that this problem is about.
    pub knows: Vec<String>,
    /// What they found before, in problems like this one first.
    pub found: Vec<Finding>,
    /// How often they came free of charge.
    pub free: usize,
    /// Where they stand on this problem, if they were asked.
    pub called: Option<Called>,
    /// How to reach them: a phone, else an address.
    pub reach: Option<String>,
}

/// What somebody found when they were called in.
#[derive(Clone, PartialEq, Debug, Serialize)]
pub struct Finding {
    /// In which problem.
    pub problem: Id,
    /// What that problem is called.
    pub title: String,
    /// What they found.
    pub found: String,
    /// When they came.
    pub on: Option<Date>,
    /// Whether that problem resembles this one.
    pub like: bool,
}

/// How far a call for help has come.
#[derive(Clone, PartialEq, Debug, Serialize)]
pub struct Called {
    /// When they were asked.
    pub asked: Option<Date>,
    /// When they came.
    pub came: Option<Date>,
    /// Whether it was charged for.
    pub charged: Option<bool>,
    /// What they found.
    pub found: Option<String>,
}

/// Lists who of ours knows something about a problem, those who know most first.
///
/// Whoever was called in for it already is on the list, whatever is written of what they know.
///
/// Whoever left cannot be called in. Somebody who found something for the same account before knows it better than whoever only
/// knows a word of it.
pub fn specialists(
    problem: &Record,
    ours: &[Record],
    problems: &[Record],
    today: Date,
) -> Vec<Specialist> {
    let Body::Problem(own) = &problem.body else {
        return Vec::new();
    };
    let about = alike::problem_terms(problem);
    let mut found: Vec<(usize, Specialist)> = ours
        .iter()
        .filter_map(|record| match &record.body {
            Body::Person(person)
                if person.side == Some(Side::Ours) && is_there(record, person, own, today) =>
            {
                Some(one(
                    problem,
                    own.called_in.as_slice(),
                    &about,
                    record,
                    person,
                    problems,
                ))
            }
            _ => None,
        })
        .filter(|(weight, specialist)| *weight > 0 || specialist.called.is_some())
        .collect();
    found.sort_by(|(a, x), (b, y)| {
        b.cmp(a)
            .then_with(|| x.name.cmp(&y.name))
            .then_with(|| x.person.cmp(&y.person))
    });
    found
        .into_iter()
        .map(|(_, specialist)| specialist)
        .collect()
}

/// Says whether somebody still works with us, as far as is known; whoever was called in for it stays on its list.
fn is_there(record: &Record, person: &Person, problem: &Problem, today: Date) -> bool {
    let called = problem.called_in.iter().any(|c| c.who == Some(record.id()));
    called || person.left(today).is_none()
}

/// Problems that share so much of their words resemble each other; two words in a hundred are shared by chance.
const LIKE: u32 = 16;

fn one(
    problem: &Record,
    called: &[CalledIn],
    about: &BTreeSet<String>,
    record: &Record,
    person: &Person,
    problems: &[Record],
) -> (usize, Specialist) {
    let (knows, _) = alike::known(&person.expertise, about);
    let (mut findings, mut free) = (Vec::new(), 0);
    for other in problems {
        let Body::Problem(body) = &other.body else {
            continue;
        };
        for visit in body.called_in.iter().filter(|c| c.who == Some(record.id())) {
            free += usize::from(visit.charged == Some(false) && visit.came_on.is_some());
            let text = visit.found.as_deref().unwrap_or_default().trim();
            if other.id() != problem.id() && !text.is_empty() {
                findings.push(Finding {
                    problem: other.id(),
                    title: other.title(),
                    found: text.to_owned(),
                    on: visit.came_on.or(visit.asked_on),
                    like: alike::score(about, &alike::problem_terms(other)) >= LIKE,
                });
            }
        }
    }
    findings.sort_by_key(|f| (!f.like, std::cmp::Reverse(f.on), f.problem));
    let like = findings.iter().filter(|f| f.like).count();
    let here = findings
        .iter()
        .filter(|f| {
            let of = problems.iter().find(|p| p.id() == f.problem);
            of.is_some_and(|p| p.account().is_some() && p.account() == problem.account())
        })
        .count();
    let called = called
        .iter()
        .rev()
        .find(|c| c.who == Some(record.id()))
        .map(|c| Called {
            asked: c.asked_on,
            came: c.came_on,
            charged: c.charged,
            found: c.found.clone(),
        });
    // Who has looked at this very problem comes before whoever may know of the like.
    let seen = called.as_ref().map_or(
        0,
        |called: &Called| {
            if called.found.is_some() { 200 } else { 100 }
        },
    );
    let knows = if knows.is_empty() && here > 0 {
        // Who found something here is known by what they know of this house.
        let house = problems
            .iter()
            .filter(|p| p.account().is_some() && p.account() == problem.account());
        let words: BTreeSet<String> = house.flat_map(alike::problem_terms).collect();
        alike::known(&person.expertise, &words).0
    } else {
        knows
    };
    let weight = knows.len() * 3 + like.min(2) * 2 + here * 6 + seen;
    let specialist = Specialist {
        person: record.id(),
        short: record.short().to_owned(),
        name: record.title(),
        knows,
        found: findings,
        free,
        called,
        reach: person.phones.first().or(person.emails.first()).cloned(),
    };
    (weight, specialist)
}

/// What is written down of somebody who is called in.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Calling {
    /// Who of ours.
    pub who: Option<Id>,
    /// When they were asked; nothing keeps what is written, or today where nothing is.
    pub asked: Option<Date>,
    /// When they came.
    pub came: Option<Date>,
    /// Whether it was charged for.
    pub charged: Option<bool>,
    /// What they found.
    pub found: Option<String>,
}

/// Writes a call for help into the list of those who were called in; one visit that is still open is carried on.
pub fn call_in(list: &[CalledIn], calling: &Calling, today: Date) -> Vec<CalledIn> {
    let mut list = list.to_vec();
    // Nobody comes again before they were asked again: without a day of asking it is the last visit, put right.
    let of_a_visit = calling.came.is_some() || calling.found.is_some() || calling.charged.is_some();
    let put_right = calling.asked.is_none() && of_a_visit;
    let open = list.iter().rposition(|c| {
        let done = c.came_on.is_some() && c.found.is_some();
        c.who == calling.who && (!done || put_right)
    });
    let at = open.unwrap_or_else(|| {
        list.push(CalledIn {
            who: calling.who,
            asked_on: Some(calling.asked.or(calling.came).unwrap_or(today)),
            ..CalledIn::default()
        });
        list.len() - 1
    });
    if let Some(entry) = list.get_mut(at) {
        entry.asked_on = calling.asked.or(entry.asked_on);
        entry.came_on = calling.came.or(entry.came_on);
        // Whoever came was asked by then.
        if let (Some(asked), Some(came)) = (entry.asked_on, entry.came_on)
            && asked > came
        {
            entry.asked_on = Some(came);
        }
        entry.charged = calling.charged.or(entry.charged);
        entry.found = calling.found.clone().or_else(|| entry.found.take());
    }
    list
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::{Base, Kind};
    use serde_json::json;

    fn record(kind: Kind, n: u8, fields: &serde_json::Value) -> Record {
        let base = Base::new(
            Id::new(1, [n; 10]),
            "2026-01-01T00:00:00Z".parse().unwrap(),
            "me",
        );
        let mut record = Record::new(kind, base);
        for (name, value) in fields.as_object().unwrap() {
            record.set(name, value.clone()).unwrap();
        }
        record
    }

    #[test]
    fn whoever_knows_it_or_has_seen_the_like_comes_first() {
        let pat = record(
            Kind::Person,
            1,
            &json!({"name": "Pat Moreno", "side": "ours", "expertise": ["queues at counters"], "phones": ["860 555 0100"]}),
        );
        let lee = record(
            Kind::Person,
            2,
            &json!({"name": "Lee Osei", "side": "ours", "expertise": ["credit terms"]}),
        );
        let dev = record(
            Kind::Person,
            3,
            &json!({"name": "Dev Patel", "side": "ours"}),
        );
        let problem = record(
            Kind::Problem,
            10,
            &json!({"title": "Long queue at the counter", "asked": "Shorter lines at the counter"}),
        );
        let before = record(
            Kind::Problem,
            11,
            &json!({"title": "Queue at the ticket counter", "called_in": [
                {"who": dev.id(), "asked_on": "2026-02-01", "came_on": "2026-02-03", "charged": false, "found": "the printer is slow"}]}),
        );
        let ours = [dev.clone(), lee, pat.clone()];
        let today = "2026-03-01".parse().unwrap();
        let listed = specialists(&problem, &ours, &[problem.clone(), before], today);
        let names: Vec<&str> = listed.iter().map(|s| s.name.as_str()).collect();
        assert_eq!(names, ["Pat Moreno", "Dev Patel"]);
        assert_eq!(listed[0].knows, ["queues at counters"]);
        assert_eq!(listed[1].found[0].found, "the printer is slow");
        assert_eq!(listed[1].free, 1);
    }

    #[test]
    fn a_visit_is_carried_on_until_it_is_whole() {
        let who = Some(Id::new(1, [7; 10]));
        let today: Date = "2026-11-23".parse().unwrap();
        let asked = call_in(
            &[],
            &Calling {
                who,
                ..Calling::default()
            },
            today,
        );
        assert_eq!((asked.len(), asked[0].asked_on), (1, Some(today)));
        let came = call_in(
            &asked,
            &Calling {
                who,
                came: Some("2026-11-25".parse().unwrap()),
                charged: Some(false),
                found: Some("two wires, one pipe".into()),
                ..Calling::default()
            },
            today,
        );
        assert_eq!((came.len(), came[0].asked_on), (1, Some(today)));
        assert_eq!(came[0].charged, Some(false));
        let again = call_in(
            &came,
            &Calling {
                who,
                ..Calling::default()
            },
            today,
        );
        assert_eq!(again.len(), 2);
    }
}
