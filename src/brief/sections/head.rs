//! Head and foot: where one is, how fresh it is, how much of it to doubt.

use crate::brief::cut;
use crate::brief::page::{Audience, Depth, Line, Section};
use crate::brief::setting::Setting;
use crate::domain::record::Body;
use crate::domain::words::Words;
use crate::domain::{Date, days, plain};

/// Says which account, which meeting, when and where, for whom, and how new the newest thing is; on one row.
pub fn head(s: &Setting<'_>) -> Vec<Line> {
    let newest = newest(s).filter(|_| s.ask.audience != Audience::Customer);
    let remark = newest.map_or_else(String::new, |on| format!("newest: {}", s.past(on)));
    let room = 80usize.saturating_sub(plain::width(&remark) + 2);
    let mut line = Line::default().from(&s.dossier.account).remark(remark);
    if let Some((record, _)) = s.meeting {
        line = line.from(record);
    }
    // What gives way first is the place, then what the meeting is called.
    for (subject, place) in [(6, 5), (5, 3), (4, 2), (4, 0), (3, 0), (0, 0)] {
        line.text = said(s, subject, place);
        if plain::width(&line.text) <= room {
            break;
        }
    }
    vec![line]
}

fn said(s: &Setting<'_>, subject: usize, place: usize) -> String {
    let mut parts = vec![cut::to(&s.dossier.account.title(), 8)];
    match s.ask.depth {
        Depth::Page | Depth::WalkIn => {}
        Depth::First => parts.push("first meeting".into()),
        depth => parts.push(depth.word().into()),
    }
    if let Some((_, meeting)) = s.meeting {
        let channel = meeting.channel.map_or("meeting", Words::word);
        parts.push(match &meeting.subject {
            Some(title) if subject > 0 && channel != "planning session" => {
                cut::small(&cut::to(title, subject))
            }
            _ => channel.to_owned(),
        });
        parts.push(place_and_time(s, meeting, place));
    } else if !matches!(s.ask.depth, Depth::Review | Depth::Renewal) {
        parts.push("no meeting planned".into());
    }
    parts.push(s.ask.audience.word().into());
    parts.retain(|p| !p.is_empty());
    parts.join(" · ")
}

fn place_and_time(
    s: &Setting<'_>,
    meeting: &crate::domain::kinds::Touchpoint,
    words: usize,
) -> String {
    let mut out = String::new();
    if let Some(starts) = &meeting.starts {
        let mine = starts
            .timestamp()
            .to_zoned(s.dossier.now.time_zone().clone());
        if s.ask.day.is_some() {
            // Whoever reads it then must see at once which day it is for.
            out = format!("{} ", days::day(mine.date(), s.today));
        } else if mine.date() != s.today {
            out = format!("{} ", days::said(mine.date(), s.today));
        }
        if starts.begins_day() {
            // Nobody meets at midnight: only the day is known.
            if out.is_empty() {
                out.push_str("today");
            }
        } else {
            out.push_str(&mine.strftime("%H:%M").to_string());
            if let Some(there) = starts.there(&mine) {
                out = format!("{out} ({there})");
            }
        }
    }
    if let (Some(place), true) = (&meeting.place, words > 0) {
        out = format!("{out} {}", cut::to(place, words).trim_end_matches('…'));
    }
    out.trim().to_owned()
}

/// Gives the day of the newest thing that we know.
pub fn newest(s: &Setting<'_>) -> Option<Date> {
    // A note is no touch, but it is news.
    let noted = s.dossier.records.iter().filter(|r| r.is_note());
    let noted = noted.map(|r| s.local(r.base.created));
    let held = s.held().into_iter().map(|(on, ..)| on).chain(noted);
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
