//! Head and foot: where one is, how fresh it is, how much of it to doubt.

use crate::brief::cut;
use crate::brief::page::{Depth, Line, Section};
use crate::brief::setting::Setting;
use crate::domain::record::Body;
use crate::domain::words::Words;
use crate::domain::{Date, days};

/// Says which account, which meeting, when and where, for whom, and how new the newest thing is.
pub fn head(s: &Setting<'_>) -> Vec<Line> {
    let mut parts = vec![cut::to(&s.dossier.account.title(), 8)];
    let mut line = Line::default().from(&s.dossier.account);
    match s.ask.depth {
        Depth::Page | Depth::WalkIn => {}
        depth => parts.push(depth.word().into()),
    }
    if let Some((record, meeting)) = s.meeting {
        line = line.from(record);
        let what = match (meeting.channel, &meeting.subject) {
            (Some(c), _) if c.word() == "planning session" => c.word().to_owned(),
            (_, Some(subject)) => cut::small(&cut::to(subject, 6)),
            (Some(c), None) => c.word().to_owned(),
            (None, None) => "meeting".into(),
        };
        parts.push(what);
        parts.push(place_and_time(s, meeting));
    } else if !matches!(s.ask.depth, Depth::Review | Depth::Renewal) {
        parts.push("no meeting planned".into());
    }
    parts.push(s.ask.audience.word().into());
    line.text = parts
        .into_iter()
        .filter(|p| !p.is_empty())
        .collect::<Vec<_>>()
        .join(" · ");
    line.remark = newest(s).map_or_else(String::new, |on| format!("newest: {}", s.day(on)));
    vec![line]
}

fn place_and_time(s: &Setting<'_>, meeting: &crate::domain::kinds::Touchpoint) -> String {
    let mut out = String::new();
    if let Some(starts) = &meeting.starts {
        let mine = starts
            .timestamp()
            .to_zoned(s.dossier.now.time_zone().clone());
        if mine.date() != s.today {
            out = format!("{} ", days::said(mine.date(), s.today));
        }
        out.push_str(&mine.strftime("%H:%M").to_string());
        let named = starts.0.time_zone().iana_name().filter(|z| z.contains('/'));
        if let (Some(zone), true) = (named, starts.0.offset() != mine.offset()) {
            let city = zone.rsplit('/').next().unwrap_or(zone).replace('_', " ");
            out = format!("{out} ({} {city})", starts.0.strftime("%H:%M"));
        }
    }
    if let Some(place) = &meeting.place {
        out = format!("{out} {}", cut::to(place, 5));
    }
    out.trim().to_owned()
}

/// Gives the day of the newest thing that we know.
pub fn newest(s: &Setting<'_>) -> Option<Date> {
    let held = s.held().into_iter().map(|(on, ..)| on);
    let told = s.dossier.records.iter().flat_map(|r| {
        let learned = match &r.body {
            Body::Learning(b) => b.learned_on,
            _ => None,
        };
        r.base.moves.iter().filter_map(|m| m.on).chain(learned)
    });
    held.chain(told).filter(|on| *on <= s.today).max()
}

/// Counts what is stale or unconfirmed on the page, and says when the book was read.
pub fn foot(s: &Setting<'_>, sections: &[Section]) -> Vec<Line> {
    let lines = || sections.iter().flat_map(|section| &section.lines);
    let stale = lines().filter(|l| l.stale.is_some()).count();
    let unsure = lines().filter(|l| l.unconfirmed).count();
    let now = &s.dossier.now;
    let mut parts = Vec::new();
    if stale > 0 {
        parts.push(format!("{stale} stale"));
    }
    if unsure > 0 {
        parts.push(format!("{unsure} unconfirmed"));
    }
    parts.push(format!("book of {}", now.strftime("%-d %b %H:%M")));
    vec![Line::new(parts.join(" · "))]
}
