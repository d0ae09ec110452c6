//! What a calendar's text says of each event: its times, its rules, who takes part.

use calcard::{
    Entry, Parser,
    common::PartialDateTime,
    icalendar::{
        ICalendar, ICalendarComponent, ICalendarComponentType, ICalendarEntry,
        ICalendarParameterName, ICalendarPeriod, ICalendarProperty, ICalendarValue,
    },
};
use jiff::{
    Span, Zoned,
    civil::{Date, DateTime, Time},
    tz::TimeZone,
};

use super::zones::{self, Zones};
use crate::interchange::{
    observed, quoted,
    recur::{Rule, Series, Stamp, Zone},
    values, write,
};

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
    /// What the file is for, as a mail says it: `REQUEST`, `CANCEL`, or nothing.
    pub method: String,
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
    /// A rule that could not be read, as it is written.
    pub unread_rule: Option<String>,
    /// A start that could not be read, as it is written.
    pub unread_start: Option<String>,
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
    /// When that revision was made, in UTC; empty where unknown.
    pub stamp: String,
    /// The account's id in a book that wrote it.
    pub account: String,
    /// What fits no field, by its property's name.
    pub rest: Vec<(String, String)>,
    /// The line on which it begins.
    pub line: u64,
}

/// Makes what real programs write readable: bare CR is a line end, `BEGIN` and `END` lines lose trailing blanks, and
/// components deeper than `nesting` are left out.
pub fn tidied(text: &str, nesting: usize) -> (String, bool) {
    let text = quoted::spelled(text.replace("\r\n", "\n").replace('\r', "\n"));
    let mut out = String::with_capacity(text.len() + 64);
    let mut depth = 0_usize;
    let mut deep = false;
    for line in text.split('\n') {
        let head = line.get(..6).map(str::to_ascii_uppercase);
        let begins = head.as_deref() == Some("BEGIN:");
        let ends = line
            .get(..4)
            .is_some_and(|head| head.eq_ignore_ascii_case("END:"));
        let named = zones::quoted(line);
        let trimmed = if begins || ends {
            line.trim_end()
        } else {
            named.as_deref().unwrap_or(line)
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
    let mut zones = Zones::of(calendar);
    let mut whole = calendar.components.iter();
    let method = whole
        .find(|component| component.component_type == ICalendarComponentType::VCalendar)
        .and_then(|component| text_of(component.property(&ICalendarProperty::Method)?))
        .unwrap_or_default();
    let cancels = method.eq_ignore_ascii_case("CANCEL");
    tell_todos(calendar, warnings);
    let mut reminders = 0;
    for component in &calendar.components {
        if component.component_type == ICalendarComponentType::VEvent {
            let mut event = event_of(component, &mut zones);
            event.cancelled |= cancels;
            event.method.clone_from(&method);
            event.line = lines.next().unwrap_or_default();
            // What only reminds is a promise or an agreement that the book has already.
            if event.uid.starts_with(write::REMINDER) {
                reminders += 1;
            } else {
                events.push(event);
            }
        }
    }
    if reminders > 0 {
        let are = if reminders == 1 {
            "1 reminder is"
        } else {
            &format!("{reminders} reminders are")
        };
        warnings.push(format!(
            "{are} left out: of what is due the book that wrote them has the records, which --format jsonl brings"
        ));
    }
    for name in zones.unknown {
        warnings.push(format!(
            "time zone “{name}” is unknown; its times are read as of your own"
        ));
    }
}

/// Says which to-dos are left out: a calendar's are seldom about a customer, and promises belong to one.
fn tell_todos(calendar: &ICalendar, warnings: &mut Vec<String>) {
    let todos: Vec<String> = calendar
        .components
        .iter()
        .filter(|component| component.component_type == ICalendarComponentType::VTodo)
        .map(|component| {
            let summary = component.property(&ICalendarProperty::Summary);
            let name = summary.and_then(text_of).unwrap_or_default();
            let due = component.property(&ICalendarProperty::Due);
            match due.and_then(local_of) {
                Some(due) => format!("“{}” (due {})", name.trim(), due.date()),
                None => format!("“{}”", name.trim()),
            }
        })
        .collect();
    if todos.is_empty() {
        return;
    }
    let (are, first) = (
        todos.len(),
        todos.iter().take(5).cloned().collect::<Vec<_>>(),
    );
    let more = match are - first.len() {
        0 => String::new(),
        more => format!(" and {more} more"),
    };
    let what = if are == 1 {
        "1 to-do is"
    } else {
        &format!("{are} to-dos are")
    };
    warnings.push(format!(
        "{what} left out, only events are taken: {}{more}",
        first.join(", ")
    ));
}

fn event_of(component: &ICalendarComponent, zones: &mut Zones<'_>) -> Event {
    let mut event = Event::default();
    let (mut as_written, mut subject, mut page) = (None, None, None);
    for entry in &component.entries {
        let text = || text_of(entry).unwrap_or_default();
        match &entry.name {
            ICalendarProperty::Other(name) if name.eq_ignore_ascii_case(write::SUMMARY) => {
                as_written = text_of(entry);
            }
            ICalendarProperty::Other(name) if name.eq_ignore_ascii_case(write::SUBJECT) => {
                subject = text_of(entry);
            }
            ICalendarProperty::Other(name) if name.eq_ignore_ascii_case(write::ACCOUNT) => {
                event.account = text();
            }
            ICalendarProperty::Other(name) if name.eq_ignore_ascii_case("X-ALT-DESC") => {
                page = text_of(entry);
            }
            ICalendarProperty::Comment
            | ICalendarProperty::Contact
            | ICalendarProperty::Attach
            | ICalendarProperty::Resources => {
                let name = entry.name.as_str().to_ascii_uppercase();
                event.rest.push((name, text()));
            }
            ICalendarProperty::Other(name) if !is_of_programs(name) => {
                event.rest.push((name.to_ascii_uppercase(), text()));
            }
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
            ICalendarProperty::Dtstamp | ICalendarProperty::LastModified => {
                let made = local_of(entry).map(|at| at.strftime("%Y%m%dT%H%M%S").to_string());
                event.stamp = event.stamp.clone().max(made.unwrap_or_default());
            }
            ICalendarProperty::Dtstart => {
                event.start = stamps(entry, zones).into_iter().next();
                if event.start.is_none() {
                    event.unread_start = text_of(entry);
                }
            }
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
            ICalendarProperty::Rrule => {
                let before = event.rules.len();
                event.rules.extend(rules_of(entry));
                if event.rules.len() == before {
                    event.unread_rule = text_of(entry).or(event.unread_rule);
                }
            }
            ICalendarProperty::Exrule => event.except_rules.extend(rules_of(entry)),
            ICalendarProperty::Attendee => event.attendees.extend(attendee(entry)),
            ICalendarProperty::Organizer => event.organizer = attendee(entry),
            _ => {}
        }
    }
    if event.description.trim().is_empty()
        && let Some(page) = page
    {
        event.description = page;
    }
    // What this program wrote says with whom; where nobody changed it since, the subject is without.
    if as_written.as_ref() == Some(&event.summary) {
        event.summary = subject.unwrap_or_default();
    }
    event
}

/// Says whether a property is only for the program that wrote it, such as how busy a calendar shows its owner.
fn is_of_programs(name: &str) -> bool {
    let name = name.to_ascii_uppercase();
    [
        "X-ALLY-",
        "X-MICROSOFT-",
        "X-MS-",
        "X-APPLE-",
        "X-GOOGLE-",
        "X-MOZ-",
        "X-LIC-",
        "X-EVOLUTION-",
    ]
    .iter()
    .any(|head| name.starts_with(head))
}

/// Reads the rules of an entry.
pub(in crate::interchange) fn rules_of(entry: &ICalendarEntry) -> impl Iterator<Item = Rule> + '_ {
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
    let text = value.as_text()?;
    Some(values::one_line_end(text).into_owned())
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
        crate::interchange::build::turned(&name).unwrap_or(name)
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
pub(in crate::interchange) fn local_of(entry: &ICalendarEntry) -> Option<DateTime> {
    locals_of(entry).next()
}

/// Reads an entry's dates and times as the clock shows them.
pub(in crate::interchange) fn locals_of(
    entry: &ICalendarEntry,
) -> impl Iterator<Item = DateTime> + '_ {
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
    /// Says whether a guest only proposes it, to which nobody has agreed.
    pub fn is_proposed(&self) -> bool {
        ["COUNTER", "DECLINECOUNTER"]
            .iter()
            .any(|method| self.method.eq_ignore_ascii_case(method))
    }

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
