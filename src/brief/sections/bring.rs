//! Bring: an idea from a trend, the story of a problem solved elsewhere, a specialist worth calling in.

use super::hurts;
use crate::brief::cut;
use crate::brief::page::{Elsewhere, Line};
use crate::brief::setting::Setting;
use crate::domain::kinds::Problem;
use crate::domain::likeness::{self, Pool};
use crate::domain::record::{Body, Record};
use crate::domain::words::{Horizon, ProblemState, Telling, TrendState};
use crate::domain::{Id, Who, alike};

/// Lists what to bring: what the seller noted, a story, an idea, a specialist; at most so many.
pub fn lines(s: &Setting<'_>, most: usize) -> Vec<Line> {
    let own = s.meeting.and_then(|(record, meeting)| {
        let bring = meeting.bring.as_ref()?;
        Some(Line::new(cut::small(&s.cut(bring, 9))).from(record))
    });
    let things = [own, story(s), idea(s), specialist(s)];
    things.into_iter().flatten().take(most).collect()
}

/// Tells how a like problem was solved for somebody else, only as far as may be told.
pub fn story(s: &Setting<'_>) -> Option<Line> {
    let (ours, place) = s.story(|| best_story(s))?;
    let other = s.dossier.elsewhere.get(place)?;
    let Body::Problem(b) = &other.problem.body else {
        return None;
    };
    let named = other.named();
    let safe = |text: &str| named || !other.gives_away(text);
    // Of a story without names, those clauses of what was done that give nobody away.
    let solution = other.told(b.solution.as_ref());
    let solution = solution.as_ref();
    let outcome = b
        .outcome
        .as_ref()
        .map(|text| first_quote(&cut::clean(text)))
        .filter(|text| safe(text));
    let who = if named {
        s.cut(&other.account.title(), 4)
    } else {
        match &other.account.body {
            Body::Account(a) if a.industry.as_deref().is_some_and(safe) => {
                format!("unnamed ({})", s.cut(a.industry.as_deref()?, 3))
            }
            _ => "unnamed".into(),
        }
    };
    let said = match (solution, outcome) {
        (Some(solution), Some(outcome)) => {
            let solution = cut::small(&s.cut(solution, 5));
            let mark = if solution.ends_with('…') { "" } else { ";" };
            format!("{solution}{mark} {}", s.quote(&outcome, 6))
        }
        (Some(solution), None) => cut::small(&s.cut(solution, 9)),
        // What became better says nothing without what was wrong.
        (None, Some(outcome)) => match b.title.as_ref().filter(|text| safe(text)) {
            Some(title) => {
                format!("{}: {}", cut::small(&s.cut(title, 5)), s.quote(&outcome, 6))
            }
            None => s.quote(&outcome, 9),
        },
        (None, None) => return None,
    };
    Some(
        Line::new(format!("story, {who}: {said}"))
            .from(&other.problem)
            .from(ours),
    )
}

/// Finds the story that is most like one of the problems that hurt most; gives that one and the story's place.
fn best_story<'a>(s: &Setting<'a>) -> Option<(&'a Record, usize)> {
    let ours = hurts::chosen(s, 3);
    let told: Vec<(usize, &Elsewhere, &Problem)> = s
        .dossier
        .elsewhere
        .iter()
        .enumerate()
        .filter_map(|(place, other)| match &other.problem.body {
            Body::Problem(b) => Some((place, other, b)),
            _ => None,
        })
        .filter(|(_, _, b)| {
            matches!(b.state, Some(ProblemState::Solved | ProblemState::Verified))
                && matches!(b.may_be_told, Some(Telling::Named | Telling::Unnamed))
        })
        .collect();
    let pool = Pool::new(
        told.iter()
            .map(|(_, other, _)| likeness::Telling::of(&other.problem, true)),
    );
    let mut best: Option<(u32, &Record, &Elsewhere, usize)> = None;
    for (record, _) in ours {
        let alike = pool.like(&likeness::Telling::of(record, false));
        for (at, (story, other, _)) in told.iter().enumerate() {
            let points =
                |from: &Record, to: &Record| from.base.links.iter().any(|l| l.to == Some(to.id()));
            let linked = points(record, &other.problem) || points(&other.problem, record);
            let words = alike
                .iter()
                .find(|(place, _)| *place == at)
                .map_or(0, |(_, score)| *score);
            if words < likeness::WORTH_TELLING && !linked {
                continue;
            }
            // What somebody linked by hand is surer than any measure; a story with a name weighs more than one without.
            let score = words + if linked { 200 } else { 0 } + if other.named() { 3 } else { 0 };
            let better = best.as_ref().is_none_or(|(most, _, e, _)| {
                (score, std::cmp::Reverse(other.problem.id()))
                    > (*most, std::cmp::Reverse(e.problem.id()))
            });
            if better {
                best = Some((score, record, other, *story));
            }
        }
    }
    best.map(|(_, ours, _, place)| (ours, place))
}

/// Takes the quotation that a text begins with, without who said it.
fn first_quote(text: &str) -> String {
    match text.find('”') {
        Some(end) => text[..end + '”'.len_utf8()].to_owned(),
        None => text.to_owned(),
    }
}

/// Gives the idea that a trend suggests for them, one that they have not heard first, and behind an arrow what it comes from.
pub fn idea(s: &Setting<'_>) -> Option<Line> {
    let family: Vec<_> = std::iter::once(s.dossier.account.id())
        .chain(s.dossier.units.iter().map(Record::id))
        .collect();
    let mut found: Vec<_> = s
        .dossier
        .trends
        .iter()
        .filter_map(|r| match &r.body {
            Body::Trend(b) if b.state != Some(TrendState::Passed) => Some((r, b)),
            _ => None,
        })
        .flat_map(|(r, b)| b.implications.iter().map(move |i| (r, b, i)))
        .filter(|(_, _, i)| i.account.is_some_and(|id| family.contains(&id)))
        .filter(|(_, _, i)| i.idea.is_some() || i.so_what.is_some())
        .collect();
    found.sort_by_key(|(r, b, i)| {
        let heard = i.shared_on.is_some();
        let all_heard = heard && s.with.iter().all(|id| i.shared_with.contains(id));
        (
            all_heard,
            heard,
            b.horizon.map_or(3, |h| match h {
                Horizon::Now => 0,
                Horizon::Next => 1,
                Horizon::Later => 2,
            }),
            r.id(),
        )
    });
    let (record, _, i) = found.into_iter().next()?;
    let text = match (&i.idea, &i.so_what) {
        (Some(idea), Some(so_what)) => {
            // Two halves that both break off say less than one that is whole.
            let (whole, why) = (s.cut(idea, 9), s.cut(so_what, 7));
            let fits = cut::words(&whole) + cut::words(&why) <= s.most * 14 / 10;
            if why.ends_with('…') || !fits {
                format!("idea: {}", cut::small(&s.cut(idea, 12)))
            } else {
                format!("idea: {} ← {}", cut::small(&whole), cut::small(&why))
            }
        }
        (Some(idea), None) => format!("idea: {}", cut::small(&s.cut(idea, 9))),
        (None, Some(so_what)) => format!("trend: {}", cut::small(&s.cut(so_what, 9))),
        (None, None) => return None,
    };
    let mut line = Line::new(text).from(record);
    let new: Vec<_> = s
        .with
        .iter()
        .copied()
        .filter(|id| !i.shared_with.contains(id) && s.last_with(*id).is_some())
        .collect();
    if i.shared_on.is_some() && !new.is_empty() && new.len() < s.with.len() {
        line.remark = format!("new to {}", s.names(&new));
    } else if let (Some(on), true) = (i.shared_on, new.is_empty()) {
        line.remark = format!("shared {}", s.past(on));
    }
    Some(line)
}

/// Counts the problems of this account for which somebody of ours came and found something.
fn found_here(s: &Setting<'_>, id: Id) -> usize {
    let found = |r: &&Record| {
        matches!(&r.body, Body::Problem(b)
            if b.called_in.iter().any(|c| c.who == Some(id) && c.found.is_some()))
    };
    s.dossier.records.iter().filter(found).count()
}

/// Says whether somebody of ours sees to a complaint that is open.
fn at_work(s: &Setting<'_>, id: Id) -> bool {
    s.dossier.records.iter().any(|r| match &r.body {
        Body::Touchpoint(b) => b.recovery.as_ref().is_some_and(|recovery| {
            recovery.resolved_on.is_none() && recovery.owner.as_ref().and_then(Who::id) == Some(id)
        }),
        _ => false,
    })
}

/// Says whether a request about a problem waits for somebody of ours to decide it.
fn asked_for(s: &Setting<'_>, problem: &Record, id: Id) -> bool {
    s.dossier.records.iter().any(|r| match &r.body {
        Body::Advocacy(b) => {
            !b.decided()
                && b.evidence.contains(&problem.id())
                && b.raised_with.iter().any(|who| who.id() == Some(id))
        }
        _ => false,
    })
}

/// Finds who of ours knows most about what hurts them and was not called in for it yet.
pub fn specialist(s: &Setting<'_>) -> Option<Line> {
    let there: Vec<_> = s.meeting.map(|(_, m)| m.people.clone()).unwrap_or_default();
    let mut best: Option<(usize, &Record, &Record, Vec<String>)> = None;
    for (problem, b) in hurts::chosen(s, 3) {
        // Where somebody is at work already, another is no idea to bring.
        if !b.called_in.is_empty() {
            continue;
        }
        let words = alike::problem_terms(problem);
        for who in &s.dossier.ours {
            let Body::Person(p) = &who.body else { continue };
            let reachable = !p.emails.is_empty() || !p.phones.is_empty();
            // Who will be there, or sees to what went wrong, is at work on it already;
            // of whoever has yet to grant what we ask for it, more is not asked beside that.
            if !reachable
                || there.contains(&who.id())
                || at_work(s, who.id())
                || asked_for(s, problem, who.id())
            {
                continue;
            }
            let (knows, shared) = alike::known(&p.expertise, &words);
            // Of two who know of it, whoever they have met and who found something here is the better guest.
            let shared = if knows.is_empty() {
                0
            } else {
                shared + 2 * found_here(s, who.id())
            };
            let better = best.as_ref().is_none_or(|(most, ..)| shared > *most);
            if !knows.is_empty() && better {
                best = Some((shared, problem, who, knows));
            }
        }
    }
    let (_, problem, who, knows) = best?;
    let free = s
        .dossier
        .records
        .iter()
        .chain(s.dossier.elsewhere.iter().map(|e| &e.problem))
        .any(|r| {
            matches!(&r.body, Body::Problem(b)
            if b.called_in.iter().any(|c| c.who == Some(who.id()) && c.charged == Some(false)))
        });
    let knows: Vec<String> = knows.iter().take(2).map(|e| cut::to(e, 3)).collect();
    Some(
        Line::new(format!(
            "call in {} ({}){}: {}",
            s.name(who.id()),
            knows.join(", "),
            if free { ", at no charge" } else { "" },
            cut::small(&s.cut(&problem.title(), 6)),
        ))
        .from(who)
        .from(problem),
    )
}
