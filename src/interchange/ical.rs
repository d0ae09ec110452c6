//! Reads iCalendar: events with their recurrence, overrides and cancellations, as planned and held touchpoints.

use std::{collections::HashMap, str::FromStr};

use calcard::{
    Entry, Parser,
    common::{PartialDateTime, timezone::Tz},
    icalendar::{
        ICalendar, ICalendarComponent, ICalendarComponentType, ICalendarEntry,
        ICalendarParameterName, ICalendarPeriod, ICalendarProperty, ICalendarValue,
        timezone::TzResolver,
    },
};
use jiff::{
    Span, Zoned,
    civil::{Date, DateTime, Time},
    tz::TimeZone,
};
use serde_json::Value;

use crate::domain::{Kind, Moment};

use super::{
    draft::{Draft, DraftRow, ForeignId, Key, Reading, Reference},
    observed,
    options::Options,
    recur::{Rule, Series, Stamp, Zone},
    values,
};

/// The system under which events keep their UID.
pub const SYSTEM: &str = "calendar";

/// Names somebody who takes part.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Attendee {
    /// The name, empty where unknown.
    pub name: String,
    /// The address, empty where it is none.
    pub email: String,
    /// Whether they declined.
    pub declined: bool,
    /// Whether it is a room or a thing rather than somebody.
    pub resource: bool,
}

/// Holds one VEVENT.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Event {
    /// Its UID.
    pub uid: String,
    /// Its title.
    pub summary: String,
    /// Its text.
    pub description: String,
    /// Where.
    pub location: String,
    /// Its link.
    pub url: String,
    /// Its categories.
    pub categories: Vec<String>,
    /// Whether it was called off.
    pub cancelled: bool,
    /// Whether it is nobody else's business.
    pub private: bool,
    /// When it starts.
    pub start: Option<Stamp>,
    /// When it ends, where that is written.
    pub end: Option<Stamp>,
    /// How long it takes, in seconds, where that is written instead.
    pub seconds: Option<i64>,
    /// Its rules.
    pub rules: Vec<Rule>,
    /// Additional starts.
    pub also: Vec<Stamp>,
    /// Starts that do not take place.
    pub except: Vec<Stamp>,
    /// Rules whose starts do not take place.
    pub except_rules: Vec<Rule>,
    /// Which start of its series it replaces.
    pub replaces: Option<Stamp>,
    /// Whether it replaces all later ones too (`RANGE=THISANDFUTURE`).
    pub onward: bool,
    /// Who takes part.
    pub attendees: Vec<Attendee>,
    /// Who invites.
    pub organizer: Option<Attendee>,
    /// Its revision.
    pub sequence: i64,
    /// The line on which it begins.
    pub line: u64,
}

/// Makes what real programs write readable: bare CR is a line end, `BEGIN` and `END` lines lose trailing blanks, and
/// components deeper than `nesting` are left out.
pub fn tidied(text: &str, nesting: usize) -> (String, bool) {
    let text = text.replace("\r\n", "\n").replace('\r', "\n");
    let mut out = String::with_capacity(text.len() + 64);
    let mut depth = 0_usize;
    let mut deep = false;
    for line in text.split('\n') {
        let head = line.get(..6).map(str::to_ascii_uppercase);
        let begins = head.as_deref() == Some("BEGIN:");
        let ends = line
            .get(..4)
            .is_some_and(|head| head.eq_ignore_ascii_case("END:"));
        let trimmed = if begins || ends {
            line.trim_end()
        } else {
            line
        };
        depth += usize::from(begins);
        if depth > nesting {
            deep = true;
        } else if !trimmed.is_empty() {
            out.push_str(trimmed);
            out.push_str("\r\n");
        } else {
            // An empty line keeps the count of lines.
            out.push_str("\r\n");
        }
        depth -= usize::from(ends).min(depth);
    }
    (out, deep)
}

/// Reads all events of a text; the second value says what is wrong with the file.
pub fn events(text: &str, nesting: usize) -> (Vec<Event>, Vec<String>) {
    let (text, deep) = tidied(text, nesting);
    let mut warnings = Vec::new();
    if deep {
        warnings.push(format!(
            "components nested more than {nesting} deep are left out"
        ));
    }
    let mut lines = starts_of(&text).into_iter();
    let mut events = Vec::new();
    let mut parser = Parser::new(&text);
    let mut unread = 0;
    loop {
        match parser.entry() {
            Entry::ICalendar(calendar) => {
                take_calendar(&calendar, &mut events, &mut lines, &mut warnings);
            }
            Entry::Eof => break,
            Entry::InvalidLine(line) if line.trim().is_empty() => {}
            Entry::VCard(_) => {}
            _ => {
                unread += 1;
                if unread > 10_000 {
                    break;
                }
            }
        }
    }
    if unread > 0 {
        warnings.push(format!(
            "{unread} lines or components could not be read and are left out"
        ));
    }
    (events, warnings)
}

/// Lists the lines on which events begin.
fn starts_of(text: &str) -> Vec<u64> {
    text.lines()
        .enumerate()
        .filter(|(_, line)| line.trim_end().eq_ignore_ascii_case("BEGIN:VEVENT"))
        .map(|(at, _)| at as u64 + 1)
        .collect()
}

fn take_calendar(
    calendar: &ICalendar,
    events: &mut Vec<Event>,
    lines: &mut impl Iterator<Item = u64>,
    warnings: &mut Vec<String>,
) {
    let mut zones = Zones {
        resolver: calendar.build_owned_tz_resolver(),
        calendar,
        defined: HashMap::new(),
        unknown: Vec::new(),
    };
    let cancels = calendar.components.iter().any(|component| {
        component.component_type == ICalendarComponentType::VCalendar
            && component
                .property(&ICalendarProperty::Method)
                .and_then(text_of)
                .is_some_and(|method| method.eq_ignore_ascii_case("CANCEL"))
    });
    for component in &calendar.components {
        if component.component_type == ICalendarComponentType::VEvent {
            let mut event = event_of(component, &mut zones);
            event.cancelled |= cancels;
            event.line = lines.next().unwrap_or_default();
            // What only reminds is a promise or an agreement that the book has already.
            if !event.uid.starts_with(super::write::REMINDER) {
                events.push(event);
            }
        }
    }
    for name in zones.unknown {
        warnings.push(format!(
            "time zone “{name}” is unknown; its times are read as of your own"
        ));
    }
}

struct Zones<'a> {
    resolver: TzResolver<String>,
    calendar: &'a ICalendar,
    /// What the file itself says of names that nobody else knows.
    defined: HashMap<String, Option<TimeZone>>,
    unknown: Vec<String>,
}

impl Zones<'_> {
    fn find(&mut self, name: &str) -> Zone {
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

fn event_of(component: &ICalendarComponent, zones: &mut Zones<'_>) -> Event {
    let mut event = Event::default();
    for entry in &component.entries {
        let text = || text_of(entry).unwrap_or_default();
        match &entry.name {
            ICalendarProperty::Uid => text().trim().clone_into(&mut event.uid),
            ICalendarProperty::Summary => event.summary = text(),
            ICalendarProperty::Description => event.description = text(),
            ICalendarProperty::Location => event.location = text(),
            ICalendarProperty::Url => event.url = text(),
            ICalendarProperty::Categories => event
                .categories
                .extend(entry.values.iter().filter_map(value_text)),
            ICalendarProperty::Status => {
                event.cancelled |= text().eq_ignore_ascii_case("CANCELLED");
            }
            ICalendarProperty::Class => {
                let class = text().to_ascii_uppercase();
                event.private = matches!(class.trim(), "PRIVATE" | "CONFIDENTIAL");
            }
            ICalendarProperty::Sequence => {
                event.sequence = entry
                    .values
                    .first()
                    .and_then(ICalendarValue::as_integer)
                    .unwrap_or(0);
            }
            ICalendarProperty::Dtstart => event.start = stamps(entry, zones).into_iter().next(),
            ICalendarProperty::Dtend => event.end = stamps(entry, zones).into_iter().next(),
            ICalendarProperty::RecurrenceId => {
                event.replaces = stamps(entry, zones).into_iter().next();
                event.onward = entry.parameter(&ICalendarParameterName::Range).is_some();
            }
            ICalendarProperty::Duration => {
                if let Some(ICalendarValue::Duration(duration)) = entry.values.first() {
                    event.seconds = Some(duration.as_seconds());
                }
            }
            ICalendarProperty::Rdate => event.also.extend(stamps(entry, zones)),
            ICalendarProperty::Exdate => event.except.extend(stamps(entry, zones)),
            ICalendarProperty::Rrule => event.rules.extend(rules_of(entry)),
            ICalendarProperty::Exrule => event.except_rules.extend(rules_of(entry)),
            ICalendarProperty::Attendee => event.attendees.extend(attendee(entry)),
            ICalendarProperty::Organizer => event.organizer = attendee(entry),
            _ => {}
        }
    }
    event
}

/// Reads the rules of an entry.
pub(super) fn rules_of(entry: &ICalendarEntry) -> impl Iterator<Item = Rule> + '_ {
    entry.values.iter().filter_map(|value| match value {
        ICalendarValue::RecurrenceRule(rule) => {
            let mut bare = rule.as_ref().clone();
            let until = bare.until.take();
            Some(Rule {
                text: bare.to_string(),
                until: until.and_then(|until| stamp_of(&until, None)),
            })
        }
        _ => None,
    })
}

fn text_of(entry: &ICalendarEntry) -> Option<String> {
    let parts: Vec<String> = entry.values.iter().filter_map(value_text).collect();
    (!parts.is_empty()).then(|| parts.join(","))
}

fn value_text(value: &ICalendarValue) -> Option<String> {
    value.as_text().map(ToOwned::to_owned)
}

fn attendee(entry: &ICalendarEntry) -> Option<Attendee> {
    let written = entry
        .values
        .first()
        .and_then(value_text)
        .unwrap_or_default();
    let parameter = |name: &ICalendarParameterName| {
        entry
            .parameter(name)
            .and_then(|value| value.as_text())
            .unwrap_or_default()
    };
    let email = values::email(&written)
        .or_else(|| values::email(parameter(&ICalendarParameterName::Email)))
        .unwrap_or_default();
    let name = parameter(&ICalendarParameterName::Cn)
        .trim()
        .trim_matches(['"', '\''])
        .trim()
        .to_owned();
    let name = if values::email(&name).is_some() {
        String::new()
    } else {
        name
    };
    let sort = parameter(&ICalendarParameterName::Cutype);
    let resource = sort.eq_ignore_ascii_case("ROOM") || sort.eq_ignore_ascii_case("RESOURCE");
    let declined = parameter(&ICalendarParameterName::Partstat).eq_ignore_ascii_case("DECLINED");
    (!email.is_empty() || !name.is_empty()).then_some(Attendee {
        name,
        email,
        declined,
        resource,
    })
}

fn stamps(entry: &ICalendarEntry, zones: &mut Zones<'_>) -> Vec<Stamp> {
    let zone = entry.tz_id().map(|name| zones.find(name));
    entry
        .values
        .iter()
        .filter_map(|value| match value {
            ICalendarValue::PartialDateTime(when) => stamp_of(when, zone.as_ref()),
            ICalendarValue::Period(
                ICalendarPeriod::Range { start, .. } | ICalendarPeriod::Duration { start, .. },
            ) => stamp_of(start, zone.as_ref()),
            ICalendarValue::Text(text) => match values::date(text, None) {
                values::ReadDate::Is(when) => Some(Stamp {
                    local: when.date.to_datetime(when.time.unwrap_or(Time::midnight())),
                    zone: if when.offset == Some(0) {
                        Zone::Of(TimeZone::UTC)
                    } else {
                        zone.clone().unwrap_or(Zone::Floating)
                    },
                    is_date: when.time.is_none(),
                }),
                _ => None,
            },
            _ => None,
        })
        .collect()
}

/// Reads an entry's first date and time as the clock shows it.
pub(super) fn local_of(entry: &ICalendarEntry) -> Option<DateTime> {
    locals_of(entry).next()
}

/// Reads an entry's dates and times as the clock shows them.
pub(super) fn locals_of(entry: &ICalendarEntry) -> impl Iterator<Item = DateTime> + '_ {
    entry.values.iter().filter_map(|value| match value {
        ICalendarValue::PartialDateTime(when) => Some(stamp_of(when, None)?.local),
        _ => None,
    })
}

fn stamp_of(when: &PartialDateTime, zone: Option<&Zone>) -> Option<Stamp> {
    let small = |number: Option<u8>| number.and_then(|number| i8::try_from(number).ok());
    let date = Date::new(
        i16::try_from(when.year?).ok()?,
        small(when.month)?,
        small(when.day)?,
    )
    .ok()?;
    let Some(hour) = small(when.hour) else {
        return Some(Stamp {
            local: date.to_datetime(Time::midnight()),
            zone: Zone::Floating,
            is_date: true,
        });
    };
    let time = Time::new(
        hour.min(23),
        small(when.minute).unwrap_or(0).min(59),
        small(when.second).unwrap_or(0).min(59),
        0,
    )
    .ok()?;
    let own = when.tz_hour.and_then(|hours| {
        let seconds = i32::from(hours) * 3600 + i32::from(when.tz_minute.unwrap_or(0)) * 60;
        if seconds == 0 {
            return Some(TimeZone::UTC);
        }
        let seconds = if when.tz_minus { -seconds } else { seconds };
        jiff::tz::Offset::from_seconds(seconds)
            .ok()
            .map(TimeZone::fixed)
    });
    let zone = match (own, zone) {
        (Some(own), _) => Zone::Of(own),
        (None, Some(zone)) => zone.clone(),
        (None, None) => Zone::Floating,
    };
    Some(Stamp {
        local: date.to_datetime(time),
        zone,
        is_date: false,
    })
}

impl Event {
    /// Gives its series.
    pub fn series(&self) -> Option<Series> {
        Some(Series {
            start: self.start.clone()?,
            rules: self.rules.clone(),
            also: self.also.clone(),
            except: self.except.clone(),
            except_rules: self.except_rules.clone(),
        })
    }

    /// Says whether it recurs.
    pub fn recurs(&self) -> bool {
        self.replaces.is_none() && (!self.rules.is_empty() || !self.also.is_empty())
    }

    /// Gives how long it takes: whole days for dates, else seconds.
    fn span(&self, here: &TimeZone) -> Span {
        if let (Some(start), Some(end)) = (&self.start, &self.end) {
            if start.is_date {
                let days = start
                    .local
                    .date()
                    .until(end.local.date())
                    .map_or(1, |span| span.get_days())
                    .max(1);
                return Span::new().days(days);
            }
            if let (Some(from), Some(to)) = (start.zoned(here), end.zoned(here)) {
                return Span::new().seconds(
                    (to.timestamp().as_second() - from.timestamp().as_second())
                        .clamp(0, 40_000_000),
                );
            }
        }
        match (&self.start, self.seconds) {
            (Some(start), seconds) if start.is_date => {
                Span::new().days((seconds.unwrap_or(86_400) / 86_400).clamp(1, 400))
            }
            (_, Some(seconds)) => Span::new().seconds(seconds.clamp(0, 40_000_000)),
            _ => Span::new(),
        }
    }

    /// Gives the start and end of one occurrence.
    pub fn at(&self, start: &Stamp, here: &TimeZone) -> Option<(Zoned, Option<Zoned>)> {
        let from = start.zoned(here)?;
        let span = self.span(here);
        let to = Some(span)
            .filter(|span| !span.is_zero())
            .and_then(|span| from.checked_add(span).ok());
        let kept = |zoned| observed::kept(zoned, here);
        Some((kept(from), to.map(kept)))
    }
}

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
    let newest = newest(&events);
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
        if event.uid.is_empty() {
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
    let start = event.start.clone().ok_or("no start")?;
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
    if event.private {
        draft.set("visibility", "private");
    }
    draft.set("series", series.unwrap_or_default());
    draft.set("rule", rule.unwrap_or_default());
    if start.is_date {
        draft.extra.insert("all day".to_owned(), Value::Bool(true));
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
        let mut keys = Vec::new();
        if !attendee.email.is_empty() {
            keys.push(Key::Email(attendee.email.clone()));
        }
        if !attendee.name.is_empty() {
            keys.push(Key::Name(attendee.name.clone()));
        }
        draft.refer(Reference {
            field: "people",
            kind: Kind::Person,
            keys,
            many: true,
            make: false,
        });
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
