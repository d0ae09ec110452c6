//! Watch: what can sink the meeting.

use crate::brief::page::{Audience, Line};
use crate::brief::setting::Setting;
use crate::domain::Id;
use crate::domain::record::{Body, Record, days_between};
use crate::domain::words::{
    AgreementState, AlternativeState, Channel, Direction, PromiseState, TouchpointState, Would,
};

/// For how many days a broken promise hangs over a meeting.
const BROKEN_DAYS: i32 = 60;
/// For how many days a rival that somebody mentioned is news.
const RUMOUR_DAYS: i32 = 30;
/// How near a day of notice must be.
const NOTICE_DAYS: i32 = 120;

/// Lists complaints, broken and late promises, an alternative that is near, a notice that is near; at most so many, and three.
pub fn lines(s: &Setting<'_>, most: usize) -> Vec<Line> {
    let mut lines = complaints(s);
    if lines.len() > 2 {
        let hidden = lines.split_off(1);
        let mut rest = Line::new(format!("{} more complaints are open", hidden.len()));
        rest.late = hidden.iter().any(|line| line.late);
        rest.records = hidden.into_iter().flat_map(|line| line.records).collect();
        lines.push(rest);
    }
    lines.extend(promises(s));
    let (mut rivals, leaving, mut notices) = (alternatives(s), leaving(s), notices(s));
    let most = most.min(3);
    let wanted = lines.len() + rivals.len() + usize::from(leaving.is_some()) + notices.len();
    // Whom they might take, and by when they must decide, are one thing: where there is no room for both lines they share one.
    if wanted > most
        && let (Some(rival), Some(notice)) = (rivals.first_mut(), notices.first())
    {
        let name = rival.text.split(": ").next().unwrap_or_default().to_owned();
        rival.text = format!("{name}; {}", notice.text);
        rival.remark.clone_from(&notice.remark);
        rival.records.extend(notice.records.iter().cloned());
        notices.remove(0);
    }
    lines.extend(rivals);
    lines.extend(leaving);
    lines.extend(notices);
    lines.extend(rumours(s));
    let hidden = lines.len().saturating_sub(most);
    lines.truncate(most);
    if let Some(last) = lines
        .last_mut()
        .filter(|last| hidden > 0 && last.remark.is_empty())
    {
        last.remark = format!("{hidden} more");
    }
    lines
}

fn records<'a>(s: &Setting<'a>) -> impl Iterator<Item = &'a Record> {
    s.dossier.records.iter()
}

/// Lists complaints that are not made good, the newest first.
pub fn complaints(s: &Setting<'_>) -> Vec<Line> {
    let mut found: Vec<_> = records(s)
        .filter_map(|r| match &r.body {
            Body::Touchpoint(b) if b.state != Some(TouchpointState::Cancelled) => {
                let open = match &b.recovery {
                    Some(recovery) => recovery.resolved_on.is_none(),
                    None => {
                        b.channel == Some(Channel::Complaint)
                            && b.state == Some(TouchpointState::Held)
                    }
                };
                open.then_some((r, b))
            }
            _ => None,
        })
        .collect();
    // Whoever waits for word longest comes first: by the day it is due, else by the day of the complaint itself.
    found.sort_by_key(|(r, b)| {
        let since = b.starts.as_ref().map(|at| s.here(at));
        let due = b
            .recovery
            .as_ref()
            .and_then(|recovery| recovery.next_update);
        (due.or(since), since, r.id())
    });
    found
        .into_iter()
        .map(|(r, b)| {
            let when = b
                .starts
                .as_ref()
                .map_or_else(String::new, |at| format!(" {}", s.day(s.here(at))));
            let recovery = b.recovery.clone().unwrap_or_default();
            let late = recovery
                .next_update
                .map_or(0, |due| days_between(due, s.today));
            let customer = s.ask.audience == Audience::Customer;
            let next = match recovery.next_update {
                Some(_) if late > 0 => format!("open; our next word is {} late", count(late)),
                Some(due) if customer => format!("you hear from us {}", s.day(due)),
                Some(due) => format!("open, next word {}", s.day(due)),
                // That we have not said when is nothing to hand to them.
                None if customer => String::new(),
                None => "not made good".into(),
            };
            let heard = if recovery.acknowledged_on.is_some() || customer {
                next
            } else {
                "not acknowledged yet".into()
            };
            // What happened is what one must know; it is cut last.
            let what = crate::brief::cut::small(&crate::brief::cut::to(&r.title(), s.most.max(12)));
            let whose = if customer {
                "your complaint of"
            } else {
                "complaint"
            };
            let end = if heard.is_empty() { "" } else { "; " };
            let mut line = Line::new(format!("{whose}{when}: {what}{end}{heard}")).from(r);
            line.late = late > 0;
            line
        })
        .collect()
}

/// Says so many days.
pub fn count(days: i32) -> String {
    if days == 1 {
        "1 day".into()
    } else {
        format!("{days} days")
    }
}

fn promises(s: &Setting<'_>) -> Option<Line> {
    let mut broken = Vec::new();
    let mut late = Vec::new();
    for record in records(s) {
        if let Body::Promise(b) = &record.body {
            if b.direction == Some(Direction::Theirs) {
                continue;
            }
            match (b.state, b.due, b.closed_on) {
                // One that is longer ago still stands between us and whom we have not met since.
                (Some(PromiseState::Broken), _, on)
                    if on.is_none_or(|on| {
                        let not_met = |id: &Id| {
                            s.with.contains(id)
                                && s.last_with(*id).is_some_and(|(met, _)| met <= on)
                        };
                        days_between(on, s.today) <= BROKEN_DAYS || b.to.iter().any(not_met)
                    }) =>
                {
                    broken.push((on.or(b.due), record));
                }
                (Some(PromiseState::Open), Some(due), _) if due < s.today => {
                    late.push((Some(due), record));
                }
                _ => {}
            }
        }
    }
    broken.sort_by_key(|(on, r)| (std::cmp::Reverse(*on), r.id()));
    late.sort_by_key(|(on, r)| (*on, r.id()));
    let mut line = if let Some((on, record)) = broken.first() {
        let when = on.map_or_else(String::new, |on| format!(" {}", s.day(on)));
        let more = match late.len() {
            0 => String::new(),
            1 => "; 1 more is late".into(),
            n => format!("; {n} more are late"),
        };
        Line::new(format!(
            "we broke a promise{when}: {}{more}",
            s.cut(&record.title(), 6)
        ))
        .from(record)
    } else {
        let (on, record) = late.first()?;
        let days = on.map_or(0, |on| days_between(on, s.today));
        let text = s.cut(&record.title(), 7);
        let said = match late.len() {
            1 => format!("we are {} late: {text}", count(days)),
            n => format!(
                "{n} promises of ours are late, one by {}: {text}",
                count(days)
            ),
        };
        Line::new(said).from(record)
    };
    for (_, record) in late {
        line = line.from(record);
    }
    line.late = true;
    Some(line)
}

fn alternatives(s: &Setting<'_>) -> Vec<Line> {
    if s.ask.audience == Audience::Customer {
        return Vec::new();
    }
    records(s)
        .filter_map(|r| match &r.body {
            Body::Alternative(b) => {
                let how = match b.state {
                    Some(AlternativeState::Shortlisted) => "is shortlisted",
                    Some(AlternativeState::Chosen) => "is chosen",
                    _ => return None,
                };
                let who = s.cut(&r.title(), 4);
                let mut text = format!("{who} {how}");
                if let Some(better) = &b.equal_or_better {
                    text = format!("{text}: {}", crate::brief::cut::small(&s.cut(better, 5)));
                }
                let mut line = s.mark(Line::new(text), r);
                if !b.favoured_by.is_empty() {
                    line.remark = format!("favoured by {}", s.names(&b.favoured_by));
                }
                Some(line)
            }
            _ => None,
        })
        .collect()
}

/// Lists the rivals that somebody mentioned of late.
fn rumours(s: &Setting<'_>) -> Vec<Line> {
    if s.ask.audience == Audience::Customer {
        return Vec::new();
    }
    let rumours = records(s).filter_map(|r| match &r.body {
        Body::Alternative(b)
            if matches!(
                b.state,
                Some(AlternativeState::Rumoured | AlternativeState::Seen)
            ) =>
        {
            let on = s.local(r.base.created);
            let fresh = days_between(on, s.today) <= RUMOUR_DAYS;
            let said = s.cut(b.evidence.as_deref().unwrap_or(&r.title()), 8);
            fresh.then(|| {
                Line::new(format!("a rival: {said}"))
                    .remark(s.past(on))
                    .from(r)
            })
        }
        _ => None,
    });
    rumours.collect()
}

/// Says that they would go, where the newest reading of why they stay says so.
pub fn leaving(s: &Setting<'_>) -> Option<Line> {
    if s.ask.audience == Audience::Customer {
        return None;
    }
    let (_, record, b) = records(s)
        .filter_map(|r| match &r.body {
            Body::Loyalty(b) => Some((b.on, r, b)),
            _ => None,
        })
        .max_by_key(|(on, r, _)| (*on, r.id()))?;
    (b.alternative == Some(Would::Go)).then(|| {
        let why = b
            .alternative_because
            .as_ref()
            .map_or_else(String::new, |text| {
                format!(": {}", crate::brief::cut::small(&s.cut(text, 8)))
            });
        s.mark(
            Line::new(format!("they would go, given something as good{why}")),
            record,
        )
    })
}

fn notices(s: &Setting<'_>) -> Vec<Line> {
    let mut found: Vec<_> = records(s)
        .filter_map(|r| match &r.body {
            Body::Agreement(b) if b.state == Some(AgreementState::Running) => {
                let by = b.notice_by.filter(|by| *by >= s.today).or(b.ends)?;
                let left = days_between(s.today, by);
                (0..=NOTICE_DAYS)
                    .contains(&left)
                    .then_some((left, by, r, b))
            }
            _ => None,
        })
        .collect();
    found.sort_by_key(|(left, _, r, _)| (*left, r.id()));
    found
        .into_iter()
        .map(|(left, by, r, b)| {
            let verb = if b.notice_by == Some(by) {
                "notice on"
            } else {
                "end of"
            };
            Line::new(format!("{verb} {}: {}", s.cut(&r.title(), 6), s.day(by)))
                .remark(if left == 0 {
                    "today".into()
                } else {
                    format!("in {}", count(left))
                })
                .from(r)
        })
        .collect()
}
