//! Touchpoints with a time as iCalendar (RFC 5545).

use std::{
    collections::BTreeMap,
    io::{self, Write},
};

use calcard::icalendar::{ICalendar, ICalendarComponent, ICalendarComponentType};
use serde_json::Value;

use crate::domain::{Id, Moment, Object};

use super::{
    super::world::texts,
    cards::{escaped, folded},
};

/// Writes an event for each touchpoint that has a start; `person` gives somebody's name and address.
pub fn ical<'a>(
    out: &mut dyn Write,
    records: impl IntoIterator<Item = &'a Object>,
    person: &dyn Fn(Id) -> Option<(String, Option<String>)>,
) -> io::Result<()> {
    let mut events = Vec::new();
    let mut zones: BTreeMap<String, (i64, i64)> = BTreeMap::new();
    for record in records {
        let text = |name: &str| record.get(name).and_then(Value::as_str).unwrap_or_default();
        let Ok(starts) = text("starts").parse::<Moment>() else {
            continue;
        };
        if text("kind") != "touchpoint" {
            continue;
        }
        let ends = text("ends").parse::<Moment>().ok();
        for moment in [Some(&starts), ends.as_ref()].into_iter().flatten() {
            if let Some(name) = moment
                .0
                .time_zone()
                .iana_name()
                .filter(|name| *name != "UTC")
            {
                let at = moment.timestamp().as_second();
                let span = zones.entry(name.to_owned()).or_insert((at, at));
                *span = (span.0.min(at), span.1.max(at));
            }
        }
        events.push(event(record, &starts, ends.as_ref(), person));
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
    for line in events.into_iter().flatten() {
        out.write_all(folded(&line).as_bytes())?;
    }
    out.write_all(b"END:VCALENDAR\r\n")
}

fn event(
    record: &Object,
    starts: &Moment,
    ends: Option<&Moment>,
    person: &dyn Fn(Id) -> Option<(String, Option<String>)>,
) -> Vec<String> {
    let text = |name: &str| record.get(name).and_then(Value::as_str).unwrap_or_default();
    let all_day =
        record.get("extra").and_then(|extra| extra.get("all day")) == Some(&Value::Bool(true));
    let changed = text("changed")
        .parse::<jiff::Timestamp>()
        .unwrap_or(jiff::Timestamp::UNIX_EPOCH);
    let mut lines = vec![
        "BEGIN:VEVENT".to_owned(),
        format!("UID:urn:uuid:{}", text("id")),
        format!("DTSTAMP:{}", changed.strftime("%Y%m%dT%H%M%SZ")),
        stamp("DTSTART", starts, all_day),
    ];
    lines.extend(ends.map(|ends| stamp("DTEND", ends, all_day)));
    let mut push = |name: &str, value: &str| {
        if !value.is_empty() {
            lines.push(format!("{name}:{}", escaped(value)));
        }
    };
    push("SUMMARY", text("subject"));
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
    lines.push("END:VEVENT".to_owned());
    lines
}

fn stamp(name: &str, moment: &Moment, all_day: bool) -> String {
    if all_day {
        return format!("{name};VALUE=DATE:{}", moment.0.strftime("%Y%m%d"));
    }
    match moment.0.time_zone().iana_name() {
        Some(zone) if zone != "UTC" => {
            format!("{name};TZID={zone}:{}", moment.0.strftime("%Y%m%dT%H%M%S"))
        }
        _ => format!("{name}:{}", moment.timestamp().strftime("%Y%m%dT%H%M%SZ")),
    }
}

/// Writes a zone's rules as they are between two instants.
fn zone(name: &str, from: i64, to: i64) -> String {
    let mut calendar = ICalendar {
        components: vec![ICalendarComponent::new(ICalendarComponentType::VCalendar)],
    };
    if let Some(at) = calendar.add_timezone(name, from, to)
        && let Some(component) = calendar.components.first_mut()
    {
        component.component_ids.push(at);
    }
    let text = calendar.to_string();
    let start = text.find("BEGIN:VTIMEZONE");
    let end = text.rfind("END:VTIMEZONE");
    match (start, end) {
        (Some(start), Some(end)) => format!(
            "{}END:VTIMEZONE\r\n",
            text.get(start..end).unwrap_or_default()
        ),
        _ => String::new(),
    }
}
