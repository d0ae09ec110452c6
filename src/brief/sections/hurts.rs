//! Hurts: the problems that cost most or moved most, each with its deepest cause and whom it hurts.

use rust_decimal::Decimal;

use crate::brief::cut;
use crate::brief::page::{Audience, Line};
use crate::brief::setting::Setting;
use crate::domain::Date;
use crate::domain::kinds::Problem;
use crate::domain::record::{Body, Record};
use crate::domain::words::{ProblemState, Words};

/// Lists the open problems to speak of: those that cost most, then the one that moved last.
pub fn chosen<'a>(s: &Setting<'a>, most: usize) -> Vec<(&'a Record, &'a Problem)> {
    let mut open: Vec<(&Record, &Problem)> = s
        .dossier
        .records
        .iter()
        .filter_map(|r| match &r.body {
            Body::Problem(b)
                if !matches!(
                    b.state,
                    Some(ProblemState::Verified | ProblemState::Parked | ProblemState::Solved)
                ) =>
            {
                Some((r, b))
            }
            _ => None,
        })
        .collect();
    let cost = |r: &Record| r.cost_year().map_or(Decimal::ZERO, |m| m.amount);
    open.sort_by_key(|(r, _)| {
        (
            std::cmp::Reverse(cost(r)),
            std::cmp::Reverse(moved(s, r)),
            r.id(),
        )
    });
    if open.len() > most {
        let tail = open.split_off(most - 1);
        open.extend(
            tail.into_iter()
                .max_by_key(|(r, _)| (moved(s, r), std::cmp::Reverse(r.id()))),
        );
    }
    open
}

fn moved(s: &Setting<'_>, record: &Record) -> Date {
    record
        .base
        .moves
        .iter()
        .filter_map(|m| m.on)
        .max()
        .unwrap_or_else(|| s.local(record.base.created))
}

/// Describes at most so many problems, two lines each.
pub fn lines(s: &Setting<'_>, most: usize) -> Vec<Line> {
    let mut lines = Vec::new();
    for (record, b) in chosen(s, most) {
        lines.extend(one(s, record, b));
    }
    lines
}

fn one(s: &Setting<'_>, record: &Record, b: &Problem) -> Vec<Line> {
    if s.ask.audience == Audience::Customer {
        let Some(asked) = b.asked.as_deref() else {
            return Vec::new();
        };
        return vec![Line::new(format!("you asked: {}", s.quote(asked, 9))).from(record)];
    }
    let deepest = b
        .causes
        .first()
        .or_else(|| b.whys.iter().rev().find_map(|w| w.why.as_ref()))
        .map(|why| format!("← {}", cut::small(&s.cut(why, 6))));
    let title = s.cut(&record.title(), 5);
    // A problem noted in a hurry has one sentence for its title and for what they asked.
    let asked = b
        .asked
        .as_ref()
        .filter(|asked| !cut::says_again(&record.title(), asked));
    let text = match (&b.need, asked, &deepest) {
        (Some(need), ..) => format!("{title} · need: {}", cut::small(&s.cut(need, 7))),
        (None, Some(asked), _) => {
            format!("{title} · asked: {}", s.quote(asked, 6))
        }
        (None, None, Some(why)) => format!("{title} {why}"),
        (None, None, None) => title,
    };
    let state = b.state.map_or("", Words::word);
    let cost = match (record.cost_year(), &b.cost) {
        (Some(year), _) if b.cost_per != Some(crate::domain::words::Period::Once) => {
            format!("{} a year", year.brief())
        }
        (_, Some(once)) if b.cost_per == Some(crate::domain::words::Period::Once) => {
            format!("{} once", once.brief())
        }
        (_, Some(amount)) => amount.brief(),
        (_, None) => "cost ?".into(),
    };
    let mut line = s.mark(Line::new(text).remark(format!("{cost} · {state}")), record);
    // The state already says that it is only heard; the mark is for what looks surer than it is.
    line.unconfirmed = Setting::unconfirmed(record);
    let mut lines = vec![line];
    let mut second = Vec::new();
    if b.need.is_some() || asked.is_some() {
        second.extend(deepest);
    }
    let there = |hurt: &&crate::domain::kinds::Hurt| {
        hurt.person
            .as_ref()
            .and_then(crate::domain::Who::id)
            .is_some_and(|id| s.with.contains(&id))
    };
    let known = || b.hurts.iter().filter(|h| h.person.is_some());
    let hurt = known().find(there).or_else(|| known().next());
    if let Some(hurt) = hurt {
        let who = hurt.person.as_ref().map(|w| s.who(w)).unwrap_or_default();
        second.push(match &hurt.how {
            Some(how) => format!("{who}: {}", cut::small(&s.cut(how, 6))),
            None => format!("hurts {who}"),
        });
    }
    if !second.is_empty() {
        lines.push(Line::new(second.join("; ")).label("").under().from(record));
    }
    lines
}
