//! Tell: what was decided inside our company for them that they have not heard, and what is still being fought for.

use crate::brief::cut;
use crate::brief::page::Line;
use crate::brief::setting::Setting;
use crate::domain::kinds::Advocacy;
use crate::domain::record::{Body, Record};
use crate::domain::words::AdvocacyState;

/// Lists what to tell; at most three lines, the last of them for what is still open.
pub fn lines(s: &Setting<'_>) -> Vec<Line> {
    let fights = || {
        s.dossier.records.iter().filter_map(|r| match &r.body {
            Body::Advocacy(b) => Some((r, b)),
            _ => None,
        })
    };
    let mut decided: Vec<(&Record, &Advocacy)> = fights()
        .filter(|(_, b)| {
            matches!(b.state, Some(AdvocacyState::Won | AdvocacyState::Lost))
                && (b.told_on.is_none() || b.untold().any(|id| s.with.contains(&id)))
        })
        .collect();
    decided.sort_by_key(|(r, b)| {
        let there = b.r#for.iter().any(|id| s.with.contains(id));
        (!there, std::cmp::Reverse(decided_on(r)), r.id())
    });
    let mut open: Vec<(&Record, &Advocacy)> = fights()
        .filter(|(_, b)| {
            matches!(
                b.state,
                Some(AdvocacyState::Open | AdvocacyState::Accepted | AdvocacyState::UnderWay)
            )
        })
        .collect();
    open.sort_by_key(|(r, b)| (b.due.is_none(), b.due, r.id()));
    let room = if open.is_empty() { 3 } else { 2 };
    let mut lines: Vec<Line> = decided
        .iter()
        .take(room)
        .map(|(r, b)| {
            let state = b.state.map_or("decided", crate::domain::words::Words::word);
            let when = decided_on(r).map_or_else(String::new, |on| format!(" {}", s.day(on)));
            let left: Vec<crate::domain::Id> = b.untold().collect();
            let knows = match left.as_slice() {
                [one] => format!("{} doesn't know", s.name(*one)),
                [a, b] => format!("{} and {} don't know", s.name(*a), s.name(*b)),
                _ => "nobody there knows".to_owned(),
            };
            Line::new(format!(
                "⚑ {state}{when}: {}; {knows}",
                cut::small(&s.cut(b.ask.as_deref().unwrap_or_default(), 7))
            ))
            .from(r)
        })
        .collect();
    if !open.is_empty() {
        // One alone may be said whole.
        let few = match open.len() {
            1 => (s.most / 2).clamp(5, 9),
            _ => (s.most / 4).clamp(3, 5),
        };
        let asks: Vec<String> = open
            .iter()
            .take(3)
            .map(|(_, b)| cut::small(&cut::to(b.ask.as_deref().unwrap_or_default(), few)))
            .collect();
        let more = if open.len() > 3 {
            format!("; {} more", open.len() - 3)
        } else {
            String::new()
        };
        let mut line = Line::new(format!("⚑ still fighting: {}{more}", asks.join("; ")));
        for (r, _) in &open {
            line = line.from(r);
        }
        lines.push(line);
    }
    lines
}

/// Gives the day on which it was decided.
pub fn decided_on(record: &Record) -> Option<crate::domain::Date> {
    record
        .base
        .moves
        .iter()
        .rev()
        .find(|m| matches!(m.to.as_deref(), Some("won" | "lost" | "withdrawn")))
        .and_then(|m| m.on)
}
