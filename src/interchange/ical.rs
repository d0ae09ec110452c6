//! Reads iCalendar: events with their recurrence, overrides and cancellations, as planned and held touchpoints.

mod event;
mod zones;

pub use event::{Attendee, Event, events, tidied};
pub(super) use event::{local_of, locals_of, rules_of};
pub use zones::zone;

use std::collections::HashMap;

use jiff::{Span, Zoned, civil::DateTime, tz::TimeZone};
use serde_json::Value;

use crate::domain::{Kind, Moment, record::ALL_DAY};

use super::{
    draft::{Draft, DraftRow, ForeignId, Key, Reading, Reference, Revision},
    options::Options,
    recur::{Stamp, Zone},
    values,
};

/// The system under which events keep their UID.
pub const SYSTEM: &str = "calendar";

/// Reads a calendar's text into a reading.
pub fn read(mut reading: Reading, text: &str, options: &Options<'_>) -> Reading {
    let (events, warnings) = events(text, options.limits.nesting);
    for warning in warnings {
        reading.warn(warning);
    }
    reading
        .recognised
        .get_or_insert_with(|| "calendar".to_owned());
    reading.rows = events.len() as u64;
    let mut newest = newest(&events);
    for (at, event) in events
        .iter()
        .enumerate()
        .filter(|(_, event)| event.is_proposed())
    {
        newest[at] = false;
        let when = event.start.as_ref();
        let when = when.map(|start| start.local.strftime("%Y-%m-%d %H:%M").to_string());
        reading.remark(
            event.line,
            &event.summary,
            format!(
                "a guest proposes another time, {}; it changes nothing until the organizer sends it",
                when.unwrap_or_default()
            ),
        );
    }
    let mut replaced: HashMap<&str, Vec<String>> = HashMap::new();
    for (at, event) in events.iter().enumerate() {
        if let (Some(replaces), true) = (&event.replaces, newest[at]) {
            replaced
                .entry(event.uid.as_str())
                .or_default()
                .push(mark(event, &events, replaces, options));
        }
    }
    for (at, event) in events.iter().enumerate() {
        if !newest[at] {
            reading.drafts.push(DraftRow {
                line: event.line,
                drafts: Vec::new(),
            });
            continue;
        }
        match drafts_of(
            event,
            &events,
            replaced.get(event.uid.as_str()),
            options,
            &mut reading,
        ) {
            Ok(drafts) => reading.drafts.push(DraftRow {
                line: event.line,
                drafts,
            }),
            Err(why) => reading.reject(event.line, why, event.summary.clone()),
        }
    }
    if reading.rows == 0 {
        reading.warn("there is no event in it");
    }
    reading
}

/// Says which events count where a file holds several revisions of one: the highest sequence, the later among equals.
fn newest(events: &[Event]) -> Vec<bool> {
    let mut best: HashMap<(String, String), usize> = HashMap::new();
    let mut counts = vec![true; events.len()];
    for (at, event) in events.iter().enumerate() {
        if event.uid.is_empty() || event.method.eq_ignore_ascii_case("REPLY") {
            continue;
        }
        let which = event
            .replaces
            .as_ref()
            .map(|stamp| written(stamp.local))
            .unwrap_or_default();
        let key = (event.uid.clone(), which);
        // Some programs give one UID to several events; only a true revision shares title or start.
        if let Some(&other) = best.get(&key) {
            let held = &events[other];
            if held.summary != event.summary && held.start != event.start {
                continue;
            }
            if event.sequence >= held.sequence {
                counts[other] = false;
                best.insert(key, at);
            } else {
                counts[at] = false;
            }
        } else {
            best.insert(key, at);
        }
    }
    counts
}

/// Names one start of a series so that it is known again when it moves within its day.
fn mark(event: &Event, events: &[Event], replaces: &Stamp, options: &Options<'_>) -> String {
    let master = events
        .iter()
        .find(|other| other.uid == event.uid && other.recurs());
    let zone = master
        .and_then(|master| master.start.as_ref())
        .or(event.start.as_ref())
        .map_or(Zone::Floating, |start| start.zone.clone());
    let local = replaces.local_in(&zone, options.zone());
    let several = master.is_some_and(several_a_day);
    day_mark(local, several)
}

fn several_a_day(master: &Event) -> bool {
    master.rules.iter().any(|rule| {
        let text = rule.text.to_ascii_uppercase();
        [
            "HOURLY", "MINUTELY", "SECONDLY", "BYHOUR", "BYMINUTE", "BYSECOND",
        ]
        .iter()
        .any(|word| text.contains(word))
    }) || master
        .also
        .windows(2)
        .any(|pair| pair[0].local.date() == pair[1].local.date())
}

/// Writes a time of day as ids that the book keeps are made of: this form is for ever.
fn written(local: DateTime) -> String {
    local.strftime("%Y-%m-%dT%H:%M:%S").to_string()
}

fn day_mark(local: DateTime, several: bool) -> String {
    if several {
        written(local)
    } else {
        local.date().to_string()
    }
}

fn drafts_of(
    event: &Event,
    events: &[Event],
    replaced: Option<&Vec<String>>,
    options: &Options<'_>,
    reading: &mut Reading,
) -> Result<Vec<Draft>, String> {
    let start = event
        .start
        .clone()
        .ok_or_else(|| match &event.unread_start {
            Some(written) => format!("its start “{}” is no day and time", written.trim()),
            None => "no start".to_owned(),
        })?;
    if let Some(rule) = &event.unread_rule {
        reading.remark(
            event.line,
            &event.summary,
            format!(
                "its recurrence rule could not be read ({}); the first date is taken",
                rule.trim()
            ),
        );
    }
    if event.method.eq_ignore_ascii_case("REPLY") {
        return Ok(vec![answer(event, events, options)]);
    }
    let uid = if event.uid.is_empty() {
        let told = format!("{} {}", event.summary, written(start.local));
        format!(
            "no uid {}",
            blake3::hash(told.as_bytes())
                .to_hex()
                .chars()
                .take(16)
                .collect::<String>()
        )
    } else {
        event.uid.clone()
    };
    if let Some(replaces) = &event.replaces {
        let id = format!("{uid}/{}", mark(event, events, replaces, options));
        let rule = events
            .iter()
            .find(|other| other.uid == event.uid && other.recurs())
            .map(rule_text);
        return Ok(vec![draft(
            event,
            &start,
            id,
            Some(&uid),
            rule.as_deref(),
            options,
        )?]);
    }
    if !event.recurs() {
        return Ok(vec![draft(event, &start, uid, None, None, options)?]);
    }
    let series = event.series().ok_or("no start")?;
    let days = i64::from(options.horizon_days);
    let today = options.now.date();
    let horizon = |days: i64| today.saturating_add(Span::new().days(days));
    let expanded = series.expand(
        horizon(-days),
        horizon(days),
        options.limits.occurrences,
        options.zone(),
    );
    if let Some(trouble) = &expanded.trouble {
        reading.remark(
            event.line,
            &event.summary,
            format!("a recurrence rule was not followed ({trouble}); the first date is taken"),
        );
    }
    if expanded.cut {
        reading.remark(
            event.line,
            &event.summary,
            format!(
                "recurs from long ago or very often; what is ahead and the last {} days of it are taken, at most {} dates",
                options.horizon_days, options.limits.occurrences
            ),
        );
    }
    let several = several_a_day(event);
    let rule = rule_text(event);
    // From the day on which somebody changed “this and all that follow”, the changed event tells what takes place.
    let mut onward: Vec<(DateTime, &Event)> = events
        .iter()
        .filter(|other| other.onward && other.uid == event.uid)
        .filter_map(|other| {
            let from = other.replaces.as_ref()?;
            Some((from.local_in(&start.zone, options.zone()), other))
        })
        .collect();
    onward.sort_by_key(|(from, _)| *from);
    let mut drafts = Vec::new();
    for local in expanded.starts {
        let mark = day_mark(local, several);
        if replaced.is_some_and(|marks| marks.contains(&mark)) {
            continue;
        }
        let changed = onward.iter().rev().find(|(from, _)| *from <= local);
        let moved = changed.and_then(|(from, other)| {
            let to = other.start.as_ref()?.local_in(&start.zone, options.zone());
            let shift = from.until(to).ok()?;
            Some((*other, local.checked_add(shift).ok()?))
        });
        let (told, local) = moved.unwrap_or((event, local));
        drafts.push(draft(
            told,
            &series.stamp(local),
            format!("{uid}/{mark}"),
            Some(&uid),
            Some(&rule),
            options,
        )?);
    }
    reading.series.push(uid);
    Ok(drafts)
}

fn rule_text(event: &Event) -> String {
    event
        .rules
        .iter()
        .map(|rule| match &rule.until {
            Some(until) if until.is_date => {
                format!("{};UNTIL={}", rule.text, until.local.strftime("%Y%m%d"))
            }
            Some(until) => {
                let zulu = if until.zone == Zone::Of(TimeZone::UTC) {
                    "Z"
                } else {
                    ""
                };
                format!(
                    "{};UNTIL={}{zulu}",
                    rule.text,
                    until.local.strftime("%Y%m%dT%H%M%S")
                )
            }
            None => rule.text.clone(),
        })
        .collect::<Vec<_>>()
        .join(" ")
}

/// Under this name it is kept with a meeting who does not come.
pub(super) const DECLINED: &str = "declined";

/// Makes what a guest answers; everything else in it is a copy that their program changed as it liked.
fn answer(event: &Event, events: &[Event], options: &Options<'_>) -> Draft {
    let mut draft = Draft::new(Kind::Touchpoint);
    draft.answers = true;
    let id = match &event.replaces {
        Some(replaces) => format!("{}/{}", event.uid, mark(event, events, replaces, options)),
        None => event.uid.clone(),
    };
    draft.foreign.push(ForeignId {
        system: SYSTEM.to_owned(),
        id,
    });
    draft.set("subject", &event.summary);
    for guest in &event.attendees {
        if guest.declined && !is_own(guest, options) {
            draft.without.push(keys_of(guest));
        } else if !is_own(guest, options) {
            draft.refer(invited(guest));
        }
    }
    draft
}

/// Gives what is known of a guest, the surest first.
fn keys_of(guest: &Attendee) -> Vec<Key> {
    let email = (!guest.email.is_empty()).then(|| Key::Email(guest.email.clone()));
    let name = (!guest.name.is_empty()).then(|| Key::Name(guest.name.clone()));
    email.into_iter().chain(name).collect()
}

fn invited(guest: &Attendee) -> Reference {
    Reference {
        field: "people",
        kind: Kind::Person,
        keys: keys_of(guest),
        many: true,
        make: false,
    }
}

/// Makes the touchpoint of one occurrence.
fn draft(
    event: &Event,
    start: &Stamp,
    id: String,
    series: Option<&str>,
    rule: Option<&str>,
    options: &Options<'_>,
) -> Result<Draft, String> {
    let here = options.zone();
    let (from, to) = event
        .at(start, here)
        .ok_or("its start is no time that exists")?;
    let mut draft = Draft::new(Kind::Touchpoint);
    let ours = id.strip_prefix("urn:uuid:").map(ToOwned::to_owned);
    let is_ours = ours.is_some();
    let single = event.replaces.is_some() && !event.onward;
    draft.revision = (!is_ours).then(|| Revision {
        of: if single {
            id.clone()
        } else {
            series.unwrap_or(&id).to_owned()
        },
        sequence: event.sequence,
        stamp: event.stamp.clone(),
        single,
        calls_off: event.method.eq_ignore_ascii_case("CANCEL"),
    });
    draft.foreign.push(match ours {
        Some(id) => ForeignId {
            system: "ally".to_owned(),
            id,
        },
        None => ForeignId {
            system: SYSTEM.to_owned(),
            id,
        },
    });
    let line = |text: &str| {
        text.split(['\n', '\r', '\t'])
            .map(str::trim)
            .filter(|part| !part.is_empty())
            .collect::<Vec<_>>()
            .join(" ")
    };
    draft.set("subject", &line(&event.summary));
    draft.set("place", &line(&event.location));
    // What an invitation says is for the meeting; what was said in it is the seller's to write.
    draft.set("notes", &values::plain(&event.description));
    if !is_ours {
        draft.set("channel", "meeting");
    }
    for category in &event.categories {
        draft.add("tags", category);
    }
    draft.keep("url", &event.url);
    if let Some(account) = event.account.strip_prefix("urn:uuid:").filter(|_| is_ours) {
        draft.refer(Reference {
            field: "account",
            kind: Kind::Account,
            keys: vec![Key::Foreign(ForeignId {
                system: "ally".to_owned(),
                id: account.to_owned(),
            })],
            many: false,
            make: false,
        });
    }
    for (name, text) in &event.rest {
        draft.keep(name, &values::plain(text));
    }
    if event.private {
        draft.set("visibility", "private");
    }
    draft.set("series", series.unwrap_or_default());
    draft.set("rule", rule.unwrap_or_default());
    if start.is_date {
        // A day is that day in whatever zone somebody reads it.
        draft.floating = true;
        draft.extra.insert(ALL_DAY.to_owned(), Value::Bool(true));
    }
    let over = to.as_ref().map_or(from.timestamp(), Zoned::timestamp) <= options.now.timestamp();
    // What I declined took place without me.
    let declined = event
        .attendees
        .iter()
        .any(|attendee| attendee.declined && is_own(attendee, options));
    // Our own event knows its state; only a cancellation comes from elsewhere.
    if event.cancelled || (declined && !is_ours) {
        draft.set("state", "cancelled");
    } else if !is_ours {
        draft.set("state", if over { "held" } else { "planned" });
    }
    draft.set("starts", &Moment(from).to_string());
    if let Some(to) = to {
        draft.set("ends", &Moment(to).to_string());
    }
    let mut seen: Vec<String> = Vec::new();
    let mut declined = Vec::new();
    for attendee in event.organizer.iter().chain(&event.attendees) {
        let told = if attendee.email.is_empty() {
            attendee.name.clone()
        } else {
            attendee.email.to_lowercase()
        };
        if is_own(attendee, options) {
            if attendee.declined {
                draft.keep("my answer", "declined");
            }
            continue;
        }
        if seen.contains(&told) || told.is_empty() || attendee.resource {
            continue;
        }
        seen.push(told);
        if attendee.declined {
            declined.push(attendee);
        } else {
            draft.refer(invited(attendee));
        }
    }
    let names: Vec<String> = declined
        .iter()
        .filter_map(|guest| Some(keys_of(guest).first()?.shown()))
        .collect();
    draft.keep(DECLINED, &names.join(", "));
    for guest in declined {
        // Where nobody else is left it is still about them.
        if draft.refs.iter().any(|held| held.field == "people") {
            draft.without.push(keys_of(guest));
        } else {
            draft.refer(invited(guest));
        }
    }
    Ok(draft)
}

fn is_own(attendee: &Attendee, options: &Options<'_>) -> bool {
    options
        .own_addresses
        .iter()
        .any(|own| own.eq_ignore_ascii_case(&attendee.email))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn starts(body: &str) -> Vec<(String, String)> {
        let text = format!("BEGIN:VCALENDAR\r\nVERSION:2.0\r\n{body}END:VCALENDAR\r\n");
        let now = "2026-11-01T09:00:00+00:00[UTC]".parse().unwrap();
        let reading = read(Reading::default(), &text, &Options::at(now));
        let drafts = reading.drafts.iter().flat_map(|row| &row.drafts);
        let mut all: Vec<(String, String)> = drafts
            .map(|draft| {
                (
                    draft.text("starts").chars().take(16).collect(),
                    draft.text("subject").to_owned(),
                )
            })
            .collect();
        all.sort();
        all
    }

    #[test]
    fn what_follows_a_change_of_all_that_follow_is_changed_too() {
        let all = starts(
            "BEGIN:VEVENT\r\nUID:a\r\nSUMMARY:Old\r\nDTSTART:20261102T100000Z\r\nDTEND:20261102T110000Z\r\n\
             RRULE:FREQ=WEEKLY;COUNT=4\r\nEND:VEVENT\r\n\
             BEGIN:VEVENT\r\nUID:a\r\nSUMMARY:New\r\nRECURRENCE-ID;RANGE=THISANDFUTURE:20261116T100000Z\r\n\
             DTSTART:20261117T140000Z\r\nDTEND:20261117T143000Z\r\nEND:VEVENT\r\n",
        );
        let expected = [
            ("2026-11-02T10:00", "Old"),
            ("2026-11-09T10:00", "Old"),
            ("2026-11-17T14:00", "New"),
            ("2026-11-24T14:00", "New"),
        ]
        .map(|(at, what)| (at.to_owned(), what.to_owned()));
        assert_eq!(all, expected);
    }

    #[test]
    fn an_event_without_a_uid_is_known_by_the_same_id_for_ever() {
        let text = "BEGIN:VCALENDAR\r\nBEGIN:VEVENT\r\nSUMMARY:Review\r\nDTSTART;TZID=Europe/Berlin:20261102T100000\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n";
        let now = "2026-11-01T09:00:00+00:00[UTC]".parse().unwrap();
        let reading = read(Reading::default(), text, &Options::at(now));
        let told = blake3::hash(b"Review 2026-11-02T10:00:00").to_hex();
        assert_eq!(
            reading.drafts[0].drafts[0].foreign[0].id,
            format!("no uid {}", &told[..16]),
            "books hold ids of this form"
        );
    }

    #[test]
    fn what_i_declined_is_not_held_by_me() {
        let text = "BEGIN:VCALENDAR\r\nBEGIN:VEVENT\r\nUID:a\r\nSUMMARY:Review\r\nDTSTART:20261002T100000Z\r\n\
            ORGANIZER:mailto:ann@acme.example\r\nATTENDEE;PARTSTAT=DECLINED:mailto:me@seller.example\r\n\
            ATTENDEE;PARTSTAT=DECLINED:mailto:bob@acme.example\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n";
        let now = "2026-11-01T09:00:00+00:00[UTC]".parse().unwrap();
        let mut options = Options::at(now);
        let state = |options: &Options<'_>| {
            let reading = read(Reading::default(), text, options);
            reading.drafts[0].drafts[0].text("state").to_owned()
        };
        assert_eq!(state(&options), "held", "others may decline");
        options.own_addresses = vec!["Me@seller.example".into()];
        assert_eq!(state(&options), "cancelled");
    }

    #[test]
    fn a_rule_of_exceptions_strikes_out_its_starts() {
        let all = starts(
            "BEGIN:VEVENT\r\nUID:b\r\nSUMMARY:Call\r\nDTSTART:20261102T100000Z\r\n\
             RRULE:FREQ=WEEKLY;COUNT=4\r\nEXRULE:FREQ=WEEKLY;INTERVAL=2;COUNT=4\r\nEND:VEVENT\r\n",
        );
        let days: Vec<&str> = all.iter().map(|(at, _)| &at[..10]).collect();
        assert_eq!(days, ["2026-11-09", "2026-11-23"]);
    }
}
