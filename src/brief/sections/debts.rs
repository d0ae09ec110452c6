//! Debts: what we owe them, late first, and what they owe us.

use super::watch::count;
use crate::brief::page::Line;
use crate::brief::setting::Setting;
use crate::domain::kinds::Promise;
use crate::domain::record::{Body, Record, days_between};
use crate::domain::words::{Direction, PromiseState};

/// Lists at most so many debts; says so where there are none.
pub fn lines(s: &Setting<'_>, most: usize) -> Vec<Line> {
    let open = |theirs: bool| {
        let mut found: Vec<(&Record, &Promise)> = s
            .dossier
            .records
            .iter()
            .filter_map(|r| match &r.body {
                Body::Promise(b)
                    if b.state == Some(PromiseState::Open)
                        && (b.direction == Some(Direction::Theirs)) == theirs =>
                {
                    Some((r, b))
                }
                _ => None,
            })
            .collect();
        found.sort_by_key(|(r, b)| {
            let whom = if theirs { &b.by } else { &b.to };
            let there = whom.iter().any(|id| s.with.contains(id));
            let late = b.due.is_some_and(|due| due <= s.today);
            (!late, !there, b.due.is_none(), b.due, r.id())
        });
        found
    };
    let (ours, theirs) = (open(false), open(true));
    if ours.is_empty() && theirs.is_empty() {
        return vec![Line::new("none open")];
    }
    // Where there are too many, one line counts the rest, and what they owe keeps two places.
    let (room, kept) = if ours.len() + theirs.len() <= most {
        (ours.len(), theirs.len())
    } else {
        let lines = most.saturating_sub(1);
        let least = if lines >= 4 { 2 } else { 1 };
        let kept = theirs
            .len()
            .min(lines.saturating_sub(ours.len()).max(least));
        (ours.len().min(lines.saturating_sub(kept)), kept)
    };
    let mut lines: Vec<Line> = ours
        .iter()
        .take(room)
        .map(|(r, b)| line(s, r, b, false))
        .chain(theirs.iter().take(kept).map(|(r, b)| line(s, r, b, true)))
        .collect();
    let left_ours = ours.len().saturating_sub(room);
    let left_theirs = theirs.len().saturating_sub(kept);
    if left_ours + left_theirs > 0 {
        let mut rest = Line::new(format!("{} more", left_ours + left_theirs));
        let hidden = ours.iter().skip(room).chain(theirs.iter().skip(kept));
        for (r, b) in hidden {
            rest = rest.from(r);
            if let (true, Some(due)) = (rest.remark.is_empty(), b.due) {
                rest.remark = format!("next due {}", s.day(due));
            }
        }
        lines.push(rest);
    }
    lines
}

fn line(s: &Setting<'_>, record: &Record, promise: &Promise, theirs: bool) -> Line {
    let (sign, whom) = if theirs {
        ("←", &promise.by)
    } else {
        ("→", &promise.to)
    };
    let lead = if whom.is_empty() {
        format!("{sign} {}", if theirs { "they" } else { "them" })
    } else {
        format!("{sign} {}", s.names(whom))
    };
    let mut line = Line::new(s.cut(&record.title(), 7)).lead(lead).from(record);
    line.remark = match promise.due {
        None => "no date".into(),
        Some(due) => match days_between(due, s.today) {
            late @ 1.. => {
                line.late = true;
                format!("{} late", count(late))
            }
            _ => s.day(due),
        },
    };
    if let Some(moved) = promise.moved.len().checked_sub(1) {
        let times = match moved {
            0 => "moved once".to_owned(),
            1 => "moved twice".to_owned(),
            n => format!("moved {} times", n + 1),
        };
        line.remark = format!("{times} · {}", line.remark);
    }
    line
}
