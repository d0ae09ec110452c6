//! Time zones of calendars, by their IANA and Windows names and by what a calendar itself says of them.

use std::collections::HashMap;
use std::str::FromStr;

use calcard::{
    common::timezone::Tz,
    icalendar::{ICalendar, timezone::TzResolver},
};
use jiff::tz::TimeZone;

use crate::interchange::{observed, recur::Zone};

/// How Outlook calls UTC.
const UTC: &str = "tzone://Microsoft/Utc";

/// Puts a zone's name into quotes that holds a colon and stands without them, as some write Outlook's.
pub(super) fn quoted(line: &str) -> Option<String> {
    const SAYS: &str = "TZID=tzone://";
    let at = line
        .as_bytes()
        .windows(SAYS.len())
        .position(|part| part.eq_ignore_ascii_case(SAYS.as_bytes()))?;
    let name = at + "TZID=".len();
    let past = at + SAYS.len();
    let end = past + line.get(past..)?.find([':', ';'])?;
    let (head, called, rest) = (line.get(..name)?, line.get(name..end)?, line.get(end..)?);
    Some(format!("{head}\"{called}\"{rest}"))
}

/// The zones of one calendar: its own, and those that nobody knows.
pub(super) struct Zones<'a> {
    resolver: TzResolver<String>,
    calendar: &'a ICalendar,
    /// What the file itself says of names that nobody else knows.
    defined: HashMap<String, Option<TimeZone>>,
    pub(super) unknown: Vec<String>,
}

impl<'a> Zones<'a> {
    /// Takes what a calendar says of its zones.
    pub(super) fn of(calendar: &'a ICalendar) -> Self {
        Self {
            resolver: calendar.build_owned_tz_resolver(),
            calendar,
            defined: HashMap::new(),
            unknown: Vec::new(),
        }
    }

    /// Finds a zone by the name that a time of this calendar gives it.
    pub(super) fn find(&mut self, name: &str) -> Zone {
        let name = name.trim().trim_matches('"');
        if name.eq_ignore_ascii_case(UTC) {
            return Zone::Of(TimeZone::UTC);
        }
        let found = self
            .resolver
            .resolve(name)
            .and_then(jiff_zone)
            .or_else(|| TimeZone::get(name).ok())
            .or_else(|| {
                name.rsplit_once('/').and_then(|(head, city)| {
                    TimeZone::get(&format!("{}/{city}", head.rsplit('/').next()?)).ok()
                })
            })
            .or_else(|| {
                let defined = self.defined.entry(name.to_owned());
                defined
                    .or_insert_with(|| observed::defined(self.calendar, name))
                    .clone()
            });
        if let Some(zone) = found {
            Zone::Of(zone)
        } else {
            if !self.unknown.iter().any(|known| known == name) && self.unknown.len() < 20 {
                self.unknown.push(name.to_owned());
            }
            Zone::Floating
        }
    }
}

fn jiff_zone(zone: Tz) -> Option<TimeZone> {
    match zone {
        Tz::Floating => None,
        Tz::Fixed(offset) => jiff::tz::Offset::from_seconds(offset.local_minus_utc())
            .ok()
            .map(TimeZone::fixed),
        Tz::Tz(_) => TimeZone::get(&zone.name()?).ok(),
    }
}

/// Finds a zone by its IANA or Windows name.
pub fn zone(name: &str) -> Option<TimeZone> {
    TimeZone::get(name)
        .ok()
        .or_else(|| Tz::from_str(name).ok().and_then(jiff_zone))
}
