//! Touchpoints, promises, notice dates and next updates as iCalendar (RFC 5545), with alarms, so that a phone rings.

use std::{
    collections::{BTreeMap, HashSet},
    io::{self, Write},
};

use calcard::icalendar::{ICalendar, ICalendarComponent, ICalendarComponentType};
use jiff::ToSpan;
use serde_json::Value;

use crate::domain::agreed::{self, Beside};
use crate::domain::{Date, Id, Moment, Object, record::ALL_DAY, spoken};

use super::{
    super::world::texts,
    cards::{escaped, folded},
};

/// How the UID of an event begins that only reminds; reading skips it, since its record is in the book already.
pub const REMINDER: &str = "ally-due:";

/// What a summary was written as, and the subject in it: reading takes the subject where nobody changed the summary since.
pub const SUMMARY: &str = "X-ALLY-SUMMARY";
/// The subject.
pub const SUBJECT: &str = "X-ALLY-SUBJECT";

/// The account that a meeting lies at.
pub const ACCOUNT: &str = "X-ALLY-ACCOUNT";

/// Nine in the morning of the day itself, of the day before, a week and a month before: from the start of a whole day.
const MORNING: &str = "PT9H";
const DAY_BEFORE: &str = "-PT15H";
const WEEK_BEFORE: &str = "-P6DT15H";
const MONTH_BEFORE: &str = "-P29DT15H";

/// Writes an event for each touchpoint that has a start, and a day for each promise, notice and next update that is open.
///
/// `person` gives the name of a person or an account, and a person's address.
pub fn ical<'a>(
    out: &mut dyn Write,
    records: impl IntoIterator<Item = &'a Object>,
    person: &dyn Fn(Id) -> Option<(String, Option<String>)>,
) -> io::Result<()> {
    let mut events = Vec::new();
    let mut reminders = Vec::new();
    let mut zones: BTreeMap<String, (i64, i64)> = BTreeMap::new();
    let records: Vec<&Object> = records.into_iter().collect();
    let ours: HashSet<&str> = records
        .iter()
        .filter(|record| record.get("side").is_some_and(|side| side == "ours"))
        .filter_map(|record| record.get("id")?.as_str())
        .collect();
    for record in agreed_steps(&records) {
        reminders.extend(next_step(record, &records, &ours, person));
    }
    for record in records {
        let text = |name: &str| record.get(name).and_then(Value::as_str).unwrap_or_default();
        reminders.extend(reminder(record, &ours, person));
        let Ok(starts) = text("starts").parse::<Moment>() else {
            continue;
        };
        if text("kind") != "touchpoint" || !is_to_come(record) {
            continue;
        }
        let ends = text("ends").parse::<Moment>().ok();
        let again = again(record, &starts, ends.as_ref());
        let moments = again
            .iter()
            .flat_map(|(from, to)| [Some(from), to.as_ref()]);
        for moment in [Some(&starts), ends.as_ref()]
            .into_iter()
            .chain(moments)
            .flatten()
        {
            if let Some(name) = placed(moment) {
                let at = moment.timestamp().as_second();
                let span = zones.entry(name.to_owned()).or_insert((at, at));
                *span = (span.0.min(at), span.1.max(at));
            }
        }
        let uid = format!("urn:uuid:{}", text("id"));
        events.push(event(record, &uid, &starts, ends.as_ref(), person));
        for (from, to) in &again {
            let uid = format!("{REMINDER}{}:{}", text("id"), from.0.strftime("%Y%m%d"));
            events.push(event(record, &uid, from, to.as_ref(), person));
        }
    }
    let head = [
        "BEGIN:VCALENDAR",
        "VERSION:2.0",
        "PRODID:-//ally//EN",
        "CALSCALE:GREGORIAN",
    ];
    for line in head {
        out.write_all(folded(line).as_bytes())?;
    }
    for (name, (from, to)) in &zones {
        out.write_all(zone(name, *from, *to).as_bytes())?;
    }
    for line in events.into_iter().chain(reminders).flatten() {
        out.write_all(folded(&line).as_bytes())?;
    }
    out.write_all(b"END:VCALENDAR\r\n")
}

/// Says whether a phone need know of a meeting: one that was held is no date any more, one that was cancelled goes from it.
fn is_to_come(record: &Object) -> bool {
    let state = record.get("state").and_then(Value::as_str);
    state.is_none_or(|state| state != "held")
}

/// For so many days after the next meeting of a series its coming ones are written.
const AGAIN_DAYS: i64 = 183;

/// Gives the coming meetings of a series that was made in the book, where it stands once, as the next one.
fn again(record: &Object, starts: &Moment, ends: Option<&Moment>) -> Vec<(Moment, Option<Moment>)> {
    let text = |name: &str| record.get(name).and_then(Value::as_str).unwrap_or_default();
    if text("rule").is_empty() || text("state") != "planned" || record.contains_key("foreign") {
        return Vec::new();
    }
    let last = starts.date().saturating_add(AGAIN_DAYS.days());
    let takes = ends.and_then(|ends| starts.timestamp().until(ends.timestamp()).ok());
    super::super::recur::coming(text("rule"), &starts.0, last)
        .into_iter()
        .map(|at| {
            let to = takes.and_then(|takes| at.checked_add(takes).ok());
            (Moment(at), to.map(Moment))
        })
        .collect()
}

fn event(
    record: &Object,
    uid: &str,
    starts: &Moment,
    ends: Option<&Moment>,
    person: &dyn Fn(Id) -> Option<(String, Option<String>)>,
) -> Vec<String> {
    let text = |name: &str| record.get(name).and_then(Value::as_str).unwrap_or_default();
    // One that was moved to an hour since takes no whole day.
    let all_day = record.get("extra").and_then(|extra| extra.get(ALL_DAY))
        == Some(&Value::Bool(true))
        && starts.begins_day();
    let changed = text("changed")
        .parse::<jiff::Timestamp>()
        .unwrap_or(jiff::Timestamp::UNIX_EPOCH);
    let mut lines = vec![
        "BEGIN:VEVENT".to_owned(),
        format!("UID:{uid}"),
        format!("DTSTAMP:{}", changed.strftime("%Y%m%dT%H%M%SZ")),
        stamp("DTSTART", starts, all_day),
    ];
    lines.extend(ends.map(|ends| stamp("DTEND", ends, all_day)));
    let mut push = |name: &str, value: &str| {
        if !value.is_empty() {
            lines.push(format!("{name}:{}", escaped(value)));
        }
    };
    let said = with_whom(record, person);
    push("SUMMARY", &said);
    if said != text("subject") {
        push(SUMMARY, &said);
        push(SUBJECT, text("subject"));
    }
    push("LOCATION", text("place"));
    push("DESCRIPTION", text("notes"));
    push(
        "STATUS",
        if text("state") == "cancelled" {
            "CANCELLED"
        } else {
            "CONFIRMED"
        },
    );
    push(
        ACCOUNT,
        &match text("account") {
            "" => String::new(),
            account => format!("urn:uuid:{account}"),
        },
    );
    if text("visibility") == "private" {
        push("CLASS", "PRIVATE");
    }
    let tags: Vec<String> = texts(record, "tags").map(escaped).collect();
    if !tags.is_empty() {
        lines.push(format!("CATEGORIES:{}", tags.join(",")));
    }
    for (name, email) in texts(record, "people").filter_map(|id| person(id.parse().ok()?)) {
        if let Some(email) = email {
            let name: String = name
                .chars()
                .filter(|character| !character.is_control() && *character != '"')
                .collect();
            lines.push(format!("ATTENDEE;CN=\"{name}\":mailto:{email}"));
        }
    }
    if text("state") == "planned" {
        let trigger = if all_day { DAY_BEFORE } else { "-PT15M" };
        lines.extend(alarm(trigger, &said));
    }
    lines.push("END:VEVENT".to_owned());
    lines
}

/// Says what a meeting is about and with which account, as a phone shows it.
fn with_whom(record: &Object, person: &dyn Fn(Id) -> Option<(String, Option<String>)>) -> String {
    let text = |name: &str| record.get(name).and_then(Value::as_str).unwrap_or_default();
    let subject = text("subject");
    match text("account").parse().ok().and_then(person) {
        Some((account, _)) if subject.is_empty() => account,
        Some((account, _)) if !subject.contains(&account) => format!("{subject} ({account})"),
        _ => subject.to_owned(),
    }
}

fn alarm(trigger: &str, says: &str) -> [String; 5] {
    let says = if says.is_empty() { "ally" } else { says };
    [
        "BEGIN:VALARM".to_owned(),
        "ACTION:DISPLAY".to_owned(),
        format!("TRIGGER:{trigger}"),
        format!("DESCRIPTION:{}", escaped(says)),
        "END:VALARM".to_owned(),
    ]
}

/// Writes the day on which something of a record is due, with what rings before it; nothing where nothing is.
fn reminder(
    record: &Object,
    ours: &HashSet<&str>,
    person: &dyn Fn(Id) -> Option<(String, Option<String>)>,
) -> Option<Vec<String>> {
    let text = |name: &str| record.get(name).and_then(Value::as_str).unwrap_or_default();
    let tells = text("kind") == "touchpoint";
    let named = |field: &str| -> Option<String> {
        let names: Vec<String> = texts(record, field)
            // Nobody is reminded to tell a colleague where it stands.
            .filter(|id| !(tells && ours.contains(id)))
            .filter_map(|id| Some(spoken::surname(&person(id.parse().ok()?)?.0).to_owned()))
            .collect();
        (!names.is_empty()).then(|| names.join(", "))
    };
    let account = text("account")
        .parse()
        .ok()
        .and_then(person)
        .map_or_else(String::new, |(name, _)| format!(" ({name})"));
    let (day, says, rings): (&str, String, &[&str]) = match (text("kind"), text("state")) {
        ("promise", "open") if text("direction") == "theirs" => {
            let who = named("by").unwrap_or_else(|| "They".into());
            let verb = if who == "They" || who.contains(',') {
                "owe"
            } else {
                "owes"
            };
            (
                text("due"),
                format!("{who} {verb} us: {}{account}", text("what")),
                &[MORNING],
            )
        }
        ("promise", "open") => {
            let whom = named("to").unwrap_or_else(|| "them".into());
            (
                text("due"),
                format!("We owe {whom}: {}{account}", text("what")),
                &[DAY_BEFORE, MORNING],
            )
        }
        ("agreement", "running") => (
            text("notice_by"),
            format!("Last day of notice: {}{account}", text("what")),
            &[MONTH_BEFORE, WEEK_BEFORE, MORNING],
        ),
        ("touchpoint", _) => {
            let recovery = record.get("recovery")?;
            if recovery.get("resolved_on").is_some() {
                return None;
            }
            let day = recovery.get("next_update").and_then(Value::as_str)?;
            let whom = named("people").unwrap_or_else(|| "them".into());
            (
                day,
                format!("Tell {whom} where it stands: {}{account}", text("subject")),
                &[MORNING],
            )
        }
        _ => return None,
    };
    let uid = format!("{REMINDER}{}", text("id"));
    let day = day.parse().ok()?;
    Some(reminding(record, &uid, day, &says, rings))
}

/// Writes a day that rings and takes no time.
fn reminding(record: &Object, uid: &str, day: Date, says: &str, rings: &[&str]) -> Vec<String> {
    let changed = record
        .get("changed")
        .and_then(Value::as_str)
        .unwrap_or_default()
        .parse::<jiff::Timestamp>()
        .unwrap_or(jiff::Timestamp::UNIX_EPOCH);
    let mut lines = vec![
        "BEGIN:VEVENT".to_owned(),
        format!("UID:{uid}"),
        format!("DTSTAMP:{}", changed.strftime("%Y%m%dT%H%M%SZ")),
        format!("DTSTART;VALUE=DATE:{}", day.strftime("%Y%m%d")),
        format!("SUMMARY:{}", escaped(says)),
        // Whoever is owed something is not busy all day.
        "TRANSP:TRANSPARENT".to_owned(),
    ];
    lines.extend(rings.iter().flat_map(|trigger| alarm(trigger, says)));
    lines.push("END:VEVENT".to_owned());
    lines
}

/// Finds where a step stands that is still to be done: when an account was last met, and in each complaint that is not made good.
fn agreed_steps<'a>(records: &[&'a Object]) -> Vec<&'a Object> {
    let text = |record: &'a Object, name: &str| -> &'a str {
        record.get(name).and_then(Value::as_str).unwrap_or_default()
    };
    let mut last: BTreeMap<&str, (Moment, &Object)> = BTreeMap::new();
    let mut found: Vec<&Object> = Vec::new();
    for record in records {
        if text(record, "kind") != "touchpoint" || text(record, "state") != "held" {
            continue;
        }
        if let Some(recovery) = record.get("recovery") {
            if recovery.get("resolved_on").is_none() {
                found.push(record);
            }
            continue;
        }
        let Ok(starts) = text(record, "starts").parse::<Moment>() else {
            continue;
        };
        // A note to oneself is no meeting.
        if record.get("channel").is_none() {
            continue;
        }
        let later = |(at, _): &(Moment, &Object)| at.0 < starts.0;
        let account = text(record, "account");
        if last.get(account).is_none_or(later) {
            last.insert(account, (starts, record));
        }
    }
    found.extend(last.into_values().map(|(_, record)| record));
    found
}

/// Writes the day of a step that was agreed, as far as no promise says it already.
fn next_step(
    record: &Object,
    records: &[&Object],
    ours: &HashSet<&str>,
    person: &dyn Fn(Id) -> Option<(String, Option<String>)>,
) -> Option<Vec<String>> {
    let step = record.get("next_step")?;
    let what = step.get("what").and_then(Value::as_str)?;
    let extra = record
        .get("extra")
        .and_then(|extra| extra.get(agreed::LET_GO));
    if extra.and_then(Value::as_str) == Some(what) {
        return None;
    }
    let day: Date = step.get("when").and_then(Value::as_str)?.parse().ok()?;
    let account = record.get("account").and_then(Value::as_str)?;
    let ids = |of: &Object, field: &str| -> Vec<Id> {
        texts(of, field).filter_map(|id| id.parse().ok()).collect()
    };
    let there = ids(record, "people");
    let made = |of: &Object| {
        of.get("created")
            .and_then(Value::as_str)
            .unwrap_or_default()
            .to_owned()
    };
    let held = made(record);
    let promises: Vec<(String, Option<Date>, Vec<Id>, [bool; 2])> = records
        .iter()
        .filter(|of| of.get("account").and_then(Value::as_str) == Some(account))
        .filter_map(|of| {
            let text = |name: &str| of.get(name).and_then(Value::as_str).unwrap_or_default();
            let (said, day, whom) = match text("kind") {
                "promise" => {
                    let whom = [ids(of, "to"), ids(of, "by")].concat();
                    (text("what"), text("due").parse().ok(), whom)
                }
                "touchpoint" if text("state") == "planned" => {
                    let starts = text("starts").parse::<Moment>().ok()?;
                    (text("subject"), Some(starts.date()), Vec::new())
                }
                _ => return None,
            };
            // What was promised and has ended stands for it whatever its day, and so does a meeting.
            let settles = text("kind") != "promise" || text("state") != "open";
            Some((said.to_owned(), day, whom, [made(of) < held, settles]))
        })
        .collect();
    let beside = promises
        .iter()
        .map(|(text, day, whom, [before, settles])| Beside {
            day: *day,
            whom,
            text,
            before: *before,
            settles: *settles,
        });
    if agreed::is_said(what, Some(day), &there, beside) {
        return None;
    }
    let surname = |id: Id| Some(spoken::surname(&person(id)?.0).to_owned());
    let theirs = |id: &Id| !ours.contains(id.to_string().as_str());
    let whom: Vec<String> = there
        .iter()
        .copied()
        .filter(theirs)
        .filter_map(surname)
        .collect();
    let name = account.parse().ok().and_then(person);
    let name = name.map_or_else(String::new, |(name, _)| format!(" ({name})"));
    let who = step.get("who").and_then(Value::as_str).unwrap_or_default();
    let says = match who.parse::<Id>() {
        Ok(id) if theirs(&id) => format!("{} owes us: {what}{name}", surname(id)?),
        _ if whom.is_empty() => format!("Next step: {what}{name}"),
        _ => format!("Next step with {}: {what}{name}", whom.join(", ")),
    };
    let id = record.get("id").and_then(Value::as_str)?;
    let uid = format!("{REMINDER}{id}:next");
    Some(reminding(record, &uid, day, &says, &[DAY_BEFORE, MORNING]))
}

/// Gives the zone that a moment is written in; none where it is written in UTC, which every calendar knows.
fn placed(moment: &Moment) -> Option<&str> {
    let name = moment.0.time_zone().iana_name()?;
    (!super::super::merge::is_utc(name)).then_some(name)
}

fn stamp(name: &str, moment: &Moment, all_day: bool) -> String {
    if all_day {
        return format!("{name};VALUE=DATE:{}", moment.0.strftime("%Y%m%d"));
    }
    match placed(moment) {
        Some(zone) => format!("{name};TZID={zone}:{}", moment.0.strftime("%Y%m%dT%H%M%S")),
        None => format!("{name}:{}", moment.timestamp().strftime("%Y%m%dT%H%M%SZ")),
    }
}

/// Writes a zone's rules as they are between two instants.
fn zone(name: &str, from: i64, to: i64) -> String {
    let mut calendar = ICalendar {
        components: vec![ICalendarComponent::new(ICalendarComponentType::VCalendar)],
    };
    if calendar.add_timezone(name, from, to).is_none() {
        return String::new();
    }
    let text = calendar.to_string();
    let start = text.find("BEGIN:VTIMEZONE");
    let end = text.find("END:VTIMEZONE");
    match (start, end) {
        (Some(start), Some(end)) => format!(
            "{}END:VTIMEZONE\r\n",
            text.get(start..end).unwrap_or_default()
        ),
        _ => String::new(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::interchange::ical::events;
    use serde_json::json;

    fn written(records: &[Value]) -> String {
        let objects: Vec<Object> = records
            .iter()
            .map(|record| record.as_object().unwrap().clone())
            .collect();
        let mut out = Vec::new();
        let person = |id: Id| {
            [
                (1, "Elena Ruiz", Some("e@dmv.example".to_owned())),
                (8, "Dev Patel", None),
                (9, "Acme, Inc.", None),
            ]
            .into_iter()
            .find(|(n, ..)| id == Id::new(1, [*n; 10]))
            .map(|(_, name, email)| (name.to_owned(), email))
        };
        ical(&mut out, &objects, &person).unwrap();
        String::from_utf8(out).unwrap().replace("\r\n ", "")
    }

    #[test]
    fn each_zone_is_written_once_and_utc_needs_none() {
        let id = |n: u8| Id::new(1, [n; 10]);
        let page = written(&[
            json!({"id": id(2), "kind": "touchpoint", "state": "planned", "subject": "Review", "starts": "2026-11-24T10:00:00+01:00[Europe/Berlin]", "ends": "2026-11-24T11:00:00+01:00[Europe/Berlin]"}),
            json!({"id": id(3), "kind": "touchpoint", "state": "planned", "subject": "Again", "starts": "2027-06-24T10:00:00+02:00[Europe/Berlin]"}),
            json!({"id": id(4), "kind": "touchpoint", "state": "planned", "subject": "Call", "starts": "2026-11-25T14:00:00+00:00[Etc/UTC]"}),
        ]);
        assert_eq!(page.matches("BEGIN:VTIMEZONE").count(), 1, "{page}");
        assert_eq!(page.matches("TZID:Europe/Berlin").count(), 1, "{page}");
        assert!(page.contains("DTSTART:20261125T140000Z"), "{page}");
        assert!(
            page.contains("DTSTART;TZID=Europe/Berlin:20270624T100000"),
            "{page}"
        );
    }

    #[test]
    fn a_private_meeting_leaves_as_one_and_comes_back_to_its_account() {
        let id = |n: u8| Id::new(1, [n; 10]);
        let page = written(&[
            json!({"id": id(2), "kind": "touchpoint", "state": "planned", "account": id(9), "visibility": "private", "subject": "Quiet", "starts": "2026-11-24T10:00:00+01:00[Europe/Berlin]"}),
            json!({"id": id(3), "kind": "touchpoint", "state": "planned", "subject": "Loud", "starts": "2026-11-25T10:00:00+01:00[Europe/Berlin]"}),
        ]);
        let (read, _) = events(&page, 8);
        let said: Vec<(bool, String)> = read
            .into_iter()
            .map(|event| (event.private, event.account))
            .collect();
        assert_eq!(
            said,
            [
                (true, format!("urn:uuid:{}", id(9))),
                (false, String::new())
            ]
        );
    }

    #[test]
    fn a_step_that_was_agreed_rings_where_no_promise_says_it() {
        let id = |n: u8| Id::new(1, [n; 10]);
        let held = |n: u8, starts: &str, what: &str| {
            json!({"id": id(n), "kind": "touchpoint", "state": "held", "channel": "call", "account": id(9), "people": [id(1)], "starts": starts,
                "next_step": {"what": what, "when": "2026-11-26"}})
        };
        let older = held(2, "2026-11-10T10:00:00Z", "an older step");
        let newer = held(3, "2026-11-20T10:00:00Z", "draft of the trial");
        let page = written(&[older.clone(), newer.clone()]);
        assert!(
            page.contains("SUMMARY:Next step with Ruiz: draft of the trial (Acme\\, Inc.)"),
            "{page}"
        );
        assert!(page.contains("DTSTART;VALUE=DATE:20261126"), "{page}");
        assert!(page.contains("TRIGGER:PT9H"), "{page}");
        assert!(!page.contains("an older step"), "{page}");
        let promise = json!({"id": id(4), "kind": "promise", "state": "open", "direction": "ours", "account": id(9), "to": [id(1)],
            "what": "draft of the trial", "due": "2026-11-26"});
        let page = written(&[older, newer, promise]);
        assert!(!page.contains("Next step"), "{page}");
    }

    #[test]
    fn a_meeting_says_with_whom_and_keeps_its_subject() {
        let id = |n: u8| Id::new(1, [n; 10]);
        let starts = "2026-11-24T10:00:00-05:00[America/New_York]";
        let page = written(&[
            json!({"id": id(2), "kind": "touchpoint", "state": "planned", "account": id(9), "subject": "Before the notice date", "starts": starts}),
            json!({"id": id(3), "kind": "touchpoint", "state": "planned", "account": id(9), "starts": starts}),
            json!({"id": id(4), "kind": "touchpoint", "state": "planned", "account": id(9), "subject": "Call with Acme, Inc.", "starts": starts}),
        ]);
        let said = "Before the notice date (Acme\\, Inc.)";
        assert!(page.contains(&format!("SUMMARY:{said}\r\n")), "{page}");
        assert!(page.contains(&format!("DESCRIPTION:{said}\r\n")), "{page}");
        let subjects = |page: &str| -> Vec<String> {
            let (read, _) = events(page, 8);
            read.into_iter().map(|event| event.summary).collect()
        };
        assert_eq!(
            subjects(&page),
            ["Before the notice date", "", "Call with Acme, Inc."]
        );
        // Whoever names it anew on the phone means that.
        let anew = page.replacen(
            &format!("\r\nSUMMARY:{said}"),
            "\r\nSUMMARY:Moved (Acme)",
            1,
        );
        assert_eq!(subjects(&anew)[0], "Moved (Acme)");
    }

    #[test]
    fn what_is_due_rings_and_never_comes_back_as_a_meeting() {
        let ruiz = Id::new(1, [1; 10]);
        let id = |n: u8| Id::new(1, [n; 10]);
        let page = written(&[
            json!({"id": id(2), "kind": "promise", "state": "open", "direction": "ours", "to": [ruiz], "what": "window counts, by hour", "due": "2026-11-25"}),
            json!({"id": id(3), "kind": "promise", "state": "kept", "direction": "ours", "what": "gone", "due": "2026-11-26"}),
            json!({"id": id(4), "kind": "promise", "state": "open", "direction": "theirs", "by": [ruiz], "what": "phone numbers", "due": "2026-11-27"}),
            json!({"id": id(5), "kind": "agreement", "state": "running", "what": "claims lines", "notice_by": "2027-01-22"}),
            json!({"id": id(6), "kind": "touchpoint", "state": "planned", "subject": "Session", "starts": "2026-11-24T10:00:00-05:00[America/New_York]"}),
            json!({"id": id(7), "kind": "touchpoint", "state": "held", "subject": "Phones dead", "starts": "2026-11-17T10:00:00-05:00[America/New_York]",
                "people": [ruiz, id(8)], "recovery": {"next_update": "2026-11-23"}}),
            json!({"id": id(8), "kind": "person", "side": "ours", "name": "Dev Patel"}),
        ]);
        for said in [
            "SUMMARY:We owe Ruiz: window counts\\, by hour",
            "SUMMARY:Ruiz owes us: phone numbers",
            "SUMMARY:Last day of notice: claims lines",
            "SUMMARY:Tell Ruiz where it stands: Phones dead",
            "DTSTART;VALUE=DATE:20261125",
            "DTSTART;VALUE=DATE:20270122",
        ] {
            assert!(page.contains(said), "{said}\n{page}");
        }
        assert!(!page.contains("gone"));
        // Two for our promise, one for theirs, three for the notice, one for the update, one for the meeting.
        assert_eq!(page.matches("BEGIN:VALARM").count(), 8);
        let (read, warnings) = events(&page, 8);
        let uids: Vec<&str> = read.iter().map(|event| event.uid.as_str()).collect();
        assert_eq!(uids.len(), 1, "what was held is no date any more: {uids:?}");
        assert!(
            warnings.len() == 1 && warnings[0].starts_with("4 reminders are left out"),
            "{warnings:?}"
        );
    }
}
