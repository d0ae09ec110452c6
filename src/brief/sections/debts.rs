//! Debts: what we owe them, late first, and what they owe us.

use super::watch::count;
use crate::brief::page::{Depth, Line};
use crate::brief::setting::Setting;
use crate::domain::agreed::{self, Beside};
use crate::domain::record::{Body, Record, days_between};
use crate::domain::words::{Direction, PromiseState, TouchpointState};
use crate::domain::{Date, Id};

/// What is due within so many days comes before what is owed to whom one meets.
const NEAR_DAYS: i32 = 2;

/// One thing that is owed: a promise, or the step that was agreed when they were last met.
struct Debt<'a> {
    record: &'a Record,
    theirs: bool,
    /// To whom it is owed, or who owes it.
    whom: Vec<Id>,
    what: String,
    due: Option<Date>,
    /// How often the day was moved.
    moved: usize,
    /// Who of ours does it, where that was said.
    by: Option<String>,
}

impl Debt<'_> {
    /// Gives its place: what is late or near comes first, of those who will be there before the others; what has no day comes last.
    fn order(&self, s: &Setting<'_>) -> (u8, Option<Date>, Id) {
        let there = self.whom.iter().any(|id| s.with.contains(id));
        let near = self
            .due
            .is_some_and(|due| days_between(s.today, due) <= NEAR_DAYS);
        let rank = match (near, self.due.is_some(), there) {
            (true, _, true) => 0,
            // Whoever one sits with comes before what is near to others.
            (_, true, true) if s.named && s.ask.depth != Depth::Review => 1,
            (true, _, false) => 2,
            (_, true, true) => 3,
            (_, false, true) => 4,
            (_, true, false) => 5,
            (_, false, false) => 6,
        };
        (rank, self.due, self.record.id())
    }
}

/// Lists at most so many debts; says so where there are none.
pub fn lines(s: &Setting<'_>, most: usize) -> Vec<Line> {
    let (mut ours, mut theirs): (Vec<Debt<'_>>, Vec<Debt<'_>>) = promised(s)
        .into_iter()
        .chain(agreed(s))
        .partition(|debt| !debt.theirs);
    ours.sort_by_key(|debt| debt.order(s));
    theirs.sort_by_key(|debt| debt.order(s));
    if ours.is_empty() && theirs.is_empty() {
        return vec![Line::new("none open")];
    }
    // Where there are too many, one line counts the rest, and what they owe keeps two places.
    let (room, kept) = if ours.len() + theirs.len() <= most {
        (ours.len(), theirs.len())
    } else {
        let lines = most.saturating_sub(1);
        // With little room what is nearest stands there, whosever it is.
        let nearest = || {
            let mut all: Vec<_> = ours
                .iter()
                .chain(&theirs)
                .map(|debt| (debt.order(s), debt.theirs))
                .collect();
            all.sort();
            all.iter().take(lines).filter(|(_, theirs)| *theirs).count()
        };
        let least = if lines >= 4 { 2 } else { nearest() };
        let kept = theirs
            .len()
            .min(lines.saturating_sub(ours.len()).max(least));
        (ours.len().min(lines.saturating_sub(kept)), kept)
    };
    let mut lines: Vec<Line> = ours
        .iter()
        .take(room)
        .chain(theirs.iter().take(kept))
        .map(|debt| line(s, debt))
        .collect();
    let hidden = || ours.iter().skip(room).chain(theirs.iter().skip(kept));
    let count = hidden().count();
    if count > 0 {
        let mut rest = Line::new(format!("{count} more"));
        for debt in hidden() {
            rest = rest.from(debt.record);
        }
        let late = hidden().filter(|debt| debt.due.is_some_and(|due| due < s.today));
        let late = late.count();
        if late > 0 {
            rest.late = true;
            rest.remark = format!("{late} of them late");
        } else if let Some(due) = hidden().filter_map(|debt| debt.due).min() {
            rest.remark = format!("next due {}", s.day(due));
        }
        lines.push(rest);
    }
    lines
}

fn promised<'a>(s: &Setting<'a>) -> Vec<Debt<'a>> {
    s.dossier
        .records
        .iter()
        .filter_map(|record| match &record.body {
            Body::Promise(b) if b.state == Some(PromiseState::Open) => {
                let theirs = b.direction == Some(Direction::Theirs);
                Some(Debt {
                    record,
                    theirs,
                    whom: if theirs { b.by.clone() } else { b.to.clone() },
                    what: record.title(),
                    due: b.due,
                    moved: b.moved.len(),
                    by: None,
                })
            }
            _ => None,
        })
        .collect()
}

/// Gives the steps that were agreed and still stand: of what was held last, and of complaints that are not made good.
///
/// One that was promised besides, or is the next meeting, is left to that.
fn agreed<'a>(s: &Setting<'a>) -> Vec<Debt<'a>> {
    let held = s.held();
    let last = held.first().map(|(_, record, _)| record.id());
    let others: Vec<_> = s
        .dossier
        .records
        .iter()
        .filter_map(|r| match &r.body {
            Body::Promise(b) if b.direction == Some(Direction::Theirs) => {
                let closed = (b.state != Some(PromiseState::Open), b.closed_on);
                Some((r, b.due, b.by.as_slice(), r.title(), closed))
            }
            Body::Promise(b) => {
                let closed = (b.state != Some(PromiseState::Open), b.closed_on);
                Some((r, b.due, b.to.as_slice(), r.title(), closed))
            }
            Body::Touchpoint(b) if b.state == Some(TouchpointState::Planned) => {
                let day = b.starts.as_ref().map(|at| s.here(at));
                Some((r, day, &[][..], r.title(), (true, None)))
            }
            _ => None,
        })
        .collect();
    held.into_iter()
        .filter(|(_, record, touch)| {
            let complaint = touch
                .recovery
                .as_ref()
                .is_some_and(|recovery| recovery.resolved_on.is_none());
            Some(record.id()) == last || complaint
        })
        .filter_map(|(_, record, touch)| {
            let step = agreed::standing(record)?;
            let what = step.what.clone()?;
            // What was closed before they agreed on it was another thing.
            let met = touch.starts.as_ref().map(|at| s.here(at));
            let since = others
                .iter()
                .filter(|(.., (_, closed))| closed.is_none() || *closed >= met);
            let beside = since.map(|(other, day, whom, text, (settles, _))| Beside {
                day: *day,
                whom,
                text,
                before: met.is_none_or(|met| s.local(other.base.created) < met),
                settles: *settles,
            });
            if agreed::is_said(&what, step.when, &touch.people, beside) {
                return None;
            }
            let of_theirs = |id: Id| s.dossier.ours.iter().all(|r| r.id() != id);
            let who = step.who.as_ref();
            let (whom, theirs) = agreed::whose(who, &touch.people, of_theirs);
            Some(Debt {
                record,
                theirs,
                whom,
                what,
                due: step.when,
                moved: 0,
                by: who.filter(|_| !theirs).map(|who| s.who(who)),
            })
        })
        .collect()
}

fn line(s: &Setting<'_>, debt: &Debt<'_>) -> Line {
    let (sign, nobody) = if debt.theirs {
        ("←", "they")
    } else {
        ("→", "them")
    };
    let lead = if debt.whom.is_empty() {
        format!("{sign} {nobody}")
    } else {
        format!("{sign} {}", s.names(&debt.whom))
    };
    let mut line = Line::new(s.cut(&debt.what, 7)).lead(lead).from(debt.record);
    line.remark = match debt.due {
        None => "no day".into(),
        Some(due) => match days_between(due, s.today) {
            late @ 1.. => {
                line.late = true;
                format!("{} late", count(late))
            }
            _ => s.day(due),
        },
    };
    if let Some(by) = &debt.by {
        line.remark = format!("{by} · {}", line.remark);
    }
    if debt.moved > 0 {
        let times = match debt.moved {
            1 => "moved once".to_owned(),
            2 => "moved twice".to_owned(),
            n => format!("moved {n} times"),
        };
        line.remark = format!("{times} · {}", line.remark);
    }
    line
}
