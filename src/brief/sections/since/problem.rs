//! What moved in a problem, and problems that are new.

use super::{Change, imported, knew};
use crate::brief::cut;
use crate::brief::page::{Audience, Depth};
use crate::brief::setting::Setting;
use crate::domain::kinds::Problem;
use crate::domain::record::Record;
use crate::domain::{Id, spoken};

/// Says where a problem went last, or that there is one.
pub fn change<'a>(s: &Setting<'_>, record: &'a Record, b: &Problem) -> Option<Change<'a>> {
    if s.ask.audience == Audience::Customer {
        return None;
    }
    let title = s.cut(&record.title(), 5);
    if let Some(last) = record.base.moves.iter().rev().find(|m| m.on.is_some()) {
        let (on, to) = (last.on?, last.to.as_deref()?);
        let done = matches!(to, "solved" | "verified");
        let text = if let Some(outcome) = b.outcome.as_ref().filter(|_| done) {
            format!("{to}: {}; {}", cut::small(&title), s.quote(outcome, 6))
        } else {
            let said = match to {
                "confirmed" => "they confirmed",
                "diagnosed" => "cause known",
                "solving" => "work has begun",
                "parked" => "put aside",
                other => other,
            };
            let title = cut::small(&title);
            match last.why.as_ref().filter(|why| !why.trim().is_empty()) {
                Some(why) => format!("{said}: {title}; {}", cut::small(&s.cut(why, 5))),
                None => format!("{said}: {title}"),
            }
        };
        // That work began says more of a quarter than the cause that was found in it.
        let began = s.ask.depth == Depth::Review && matches!(to, "solving" | "parked");
        let known = match to {
            "confirmed" => owners(s, record, b),
            // Whoever said why knows why.
            "diagnosed" => said_why(b).collect(),
            _ => Vec::new(),
        };
        let weight = if began { 89 } else { 80 };
        return Some(Change::new(record, on, weight, text).known_to(known));
    }
    if imported(record) || over(record) {
        return None;
    }
    let text = format!("new problem: {}", cut::small(&title));
    let on = s.local(record.base.created);
    Some(Change::new(record, on, 72, text).known_to(knew(s, record)))
}

/// Lists those who said why there is a problem.
pub fn said_why(b: &Problem) -> impl Iterator<Item = Id> + '_ {
    b.whys.iter().filter_map(|why| why.from.as_ref()?.id())
}

/// Lists those whose own problem it is: who told of it, said why, or is named in it. It is no news to them.
fn owners(s: &Setting<'_>, record: &Record, b: &Problem) -> Vec<Id> {
    let title = record.title();
    let named = s.with.iter().copied().filter(|id| {
        s.person(*id)
            .is_some_and(|(r, _)| title.contains(spoken::surname(&r.title())))
    });
    knew(s, record)
        .into_iter()
        .chain(said_why(b))
        .chain(named)
        .collect()
}

/// Says whether a problem is none any more; one that was written down after its end is no news.
fn over(record: &Record) -> bool {
    matches!(record.state(), Some("solved" | "verified" | "parked"))
}
