//! Aim and Open: what must come of the meeting, and with which words to begin.

use crate::brief::cut;
use crate::brief::page::{Audience, Line};

use crate::brief::setting::Setting;

use crate::domain::Date;
use crate::domain::record::Body;
use crate::domain::words::Side;

/// Lists what must and should come of it, and the next step to leave with.
pub fn lines(s: &Setting<'_>) -> Vec<Line> {
    let Some((record, meeting)) = s.meeting else {
        return Vec::new();
    };
    if s.ask.audience == Audience::Customer {
        return Vec::new();
    }
    let mut lines = Vec::new();
    match (&meeting.must, &meeting.purpose) {
        (Some(must), _) => lines.push(Line::new(s.cut(must, 11)).lead("must")),
        (None, Some(purpose)) => {
            lines.push(Line::new(cut::small(&s.cut(purpose, 9))).lead("purpose"));
        }
        (None, None) => {
            let mut line = Line::new("not written: what must come of it?").lead("must");
            line.unconfirmed = false;
            lines.push(line);
        }
    }
    if let Some(should) = meeting.should.as_ref().or(meeting.like.as_ref()) {
        let lead = if meeting.should.is_some() {
            "should"
        } else {
            "good if"
        };
        lines.push(Line::new(s.cut(should, 10)).lead(lead));
    }
    if let Some(step) = &meeting.next_step {
        let mut parts = Vec::new();
        parts.extend(step.what.as_ref().map(|what| s.cut(what, 6)));
        parts.extend(step.who.as_ref().map(|who| s.who(who)));
        parts.extend(step.when.map(|when| format!("by {}", s.day(when))));
        if !parts.is_empty() {
            lines.push(Line::new(parts.join(" · ")).lead("leave with"));
        }
    }
    if let (true, Some(who)) = (s.named, absent(s, meeting)) {
        for line in &mut lines {
            if line.text.starts_with(who.as_str()) || line.text.contains(&format!(" · {who}")) {
                line.remark = format!("{who} isn't invited");
            }
        }
    }
    lines.into_iter().map(|line| line.from(record)).collect()
}

/// Gives the one of theirs whom an aim hangs on and who will not be there.
fn absent(s: &Setting<'_>, meeting: &crate::domain::kinds::Touchpoint) -> Option<String> {
    let theirs = s.dossier.records.iter().filter(|r| {
        matches!(&r.body, Body::Person(p) if p.side != Some(Side::Ours))
            && !s.with.contains(&r.id())
    });
    let aims = || meeting.must.iter().chain(&meeting.should);
    let step = meeting
        .next_step
        .as_ref()
        .and_then(|step| step.who.as_ref()?.id());
    theirs
        .map(|r| (r.id(), s.name(r.id())))
        .find(|(id, name)| {
            step == Some(*id)
                || aims().any(|aim| {
                    aim.strip_prefix(name.as_str())
                        .is_some_and(|rest| rest.starts_with(' '))
                })
        })
        .map(|(_, name)| name)
}

/// Gives the line to begin with: the seller's own, else the newest words of somebody who will be there.
pub fn open(s: &Setting<'_>) -> Option<Line> {
    if let Some((record, meeting)) = s.meeting
        && let Some(opener) = &meeting.opener
    {
        // The first words are the ones that one reads off the page; they are cut last.
        return Some(Line::new(cut::to(opener, s.most.max(24))).from(record));
    }
    let mut quotes: Vec<(bool, Option<Date>, _)> = s
        .dossier
        .records
        .iter()
        .filter_map(|r| match &r.body {
            Body::Learning(b) if b.verbatim == Some(true) => {
                let speaker = b.person?;
                Some((s.with.contains(&speaker), b.learned_on, (r, b, speaker)))
            }
            _ => None,
        })
        .filter(|(there, ..)| *there || !s.named)
        .collect();
    quotes.sort_by_key(|(there, on, (r, ..))| (*there, *on, r.id()));
    let (_, on, (record, learning, speaker)) = quotes.pop()?;
    let when = on.map_or_else(String::new, |on| format!(", {}", s.past(on)));
    let words = s.quote(learning.fact.as_deref()?, 9);
    let line = Line::new(format!("{}{when}: {words}", s.name(speaker)));
    Some(s.mark(line, record))
}
