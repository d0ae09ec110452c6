//! Expands recurrence rules within a window, in the wall-clock time of the event's own zone.
//!
//! A rule speaks of local time: 10:00 every Monday stays 10:00 across the change to summer time. So it is expanded
//! without any zone, and each occurrence is then placed in the zone: an hour that a spring night skips is read with the
//! offset before the gap, one that an autumn night repeats with the first (RFC 5545, 3.3.5).

use std::collections::BTreeSet;

use chrono::TimeZone as _;
use jiff::{
    Zoned,
    civil::{Date, DateTime},
    tz::TimeZone,
};
use rrule::{RRule, RRuleSet, Tz, Unvalidated};

/// No rule is followed over more occurrences than this, wherever the window lies.
const STEPS: usize = 60_000;

/// Says in which zone a time is meant.
#[derive(Debug, Clone, PartialEq)]
pub enum Zone {
    /// A place's zone, or UTC.
    Of(TimeZone),
    /// Wherever the reader is.
    Floating,
}

/// Holds a date or time as a calendar writes it.
#[derive(Debug, Clone, PartialEq)]
pub struct Stamp {
    /// The local date and time; midnight for a date.
    pub local: DateTime,
    /// Its zone.
    pub zone: Zone,
    /// Whether only a date was written.
    pub is_date: bool,
}

impl Stamp {
    /// Places it in time; a date, or a time without a zone, in the reader's.
    pub fn zoned(&self, here: &TimeZone) -> Option<Zoned> {
        let zone = match &self.zone {
            Zone::Of(zone) if !self.is_date => zone,
            _ => here,
        };
        zone.to_ambiguous_zoned(self.local).compatible().ok()
    }

    /// Gives its wall-clock time in another stamp's zone.
    pub fn local_in(&self, zone: &Zone, here: &TimeZone) -> DateTime {
        if self.is_date || self.zone == *zone {
            return self.local;
        }
        let there = match zone {
            Zone::Of(zone) => zone,
            Zone::Floating => here,
        };
        self.zoned(here).map_or(self.local, |zoned| {
            zoned.with_time_zone(there.clone()).datetime()
        })
    }
}

/// Holds a series: its start, rules, and additions and exceptions.
#[derive(Debug, Clone, PartialEq)]
pub struct Series {
    /// The first start.
    pub start: Stamp,
    /// The rules as text, without `UNTIL`.
    pub rules: Vec<Rule>,
    /// Additional starts.
    pub also: Vec<Stamp>,
    /// Starts that do not take place.
    pub except: Vec<Stamp>,
    /// Rules whose starts do not take place, as older programs write them (`EXRULE`).
    pub except_rules: Vec<Rule>,
}

/// Holds one rule; its end stands apart, since it can be written in another zone.
#[derive(Debug, Clone, PartialEq)]
pub struct Rule {
    /// `FREQ=…` without `UNTIL`.
    pub text: String,
    /// The last moment, where there is one.
    pub until: Option<Stamp>,
}

/// Says what an expansion gave.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Expanded {
    /// The local starts in order, at most as many as asked for: the last ones before the window's end.
    pub starts: Vec<DateTime>,
    /// Whether earlier starts were left out.
    pub cut: bool,
    /// What is wrong with a rule; its start alone was then taken.
    pub trouble: Option<String>,
}

/// Expands a rule from a local start up to a local end, without the start where the rule does not give it.
pub fn occurrences(
    rule: &str,
    start: DateTime,
    until: Option<DateTime>,
    end: DateTime,
) -> Result<Vec<DateTime>, String> {
    let to_chrono = |local: DateTime| {
        Tz::UTC
            .with_ymd_and_hms(
                i32::from(local.year()),
                local.month().unsigned_abs().into(),
                local.day().unsigned_abs().into(),
                local.hour().unsigned_abs().into(),
                local.minute().unsigned_abs().into(),
                local.second().unsigned_abs().into(),
            )
            .single()
            .ok_or("its start is out of range")
    };
    let first = to_chrono(start)?;
    let parsed: RRule<Unvalidated> = rule.parse().map_err(|_| "it cannot be read")?;
    let parsed = match until {
        Some(until) => parsed.until(to_chrono(until.max(start))?),
        None => parsed,
    };
    let valid = parsed
        .validate(first)
        .map_err(|_| "it contradicts itself")?;
    let set = RRuleSet::new(first).rrule(valid).limit();
    let mut found = Vec::new();
    for date in set.into_iter().take(STEPS) {
        let local = from_chrono(&date.naive_utc());
        let Some(local) = local.filter(|local| *local <= end) else {
            break;
        };
        found.push(local);
    }
    Ok(found)
}

/// Gives the starts that a rule has after one that stands, up to a day, each at the same hour of its zone.
///
/// What follows is reckoned from the one that stands. None where the rule cannot be read.
pub fn coming(rule: &str, starts: &Zoned, last: Date) -> Vec<Zoned> {
    let (rule, until) = parted(rule, starts.time_zone());
    let local = starts.datetime();
    let end = last.to_datetime(jiff::civil::Time::MAX);
    let found = occurrences(&rule, local, until, end).unwrap_or_default();
    found
        .into_iter()
        .filter(|at| *at > local)
        .filter_map(|at| starts.time_zone().to_ambiguous_zoned(at).compatible().ok())
        .collect()
}

/// Gives the rule as it stands after so many of its occurrences: where it counts them, fewer are left.
pub fn after(rule: &str, passed: usize) -> String {
    let parts = rule.split(';').map(|part| {
        let count = part
            .to_ascii_uppercase()
            .strip_prefix("COUNT=")
            .and_then(|number| number.parse::<usize>().ok());
        match count {
            Some(count) => format!("COUNT={}", count.saturating_sub(passed)),
            None => part.to_owned(),
        }
    });
    parts.collect::<Vec<_>>().join(";")
}

/// Parts a rule from its last moment, which may be written in another zone.
fn parted(rule: &str, zone: &TimeZone) -> (String, Option<DateTime>) {
    let bare = rule.trim();
    let head = bare.get(..6).filter(|h| h.eq_ignore_ascii_case("RRULE:"));
    let bare = bare.get(head.map_or(0, str::len)..).unwrap_or_default();
    let mut until = None;
    let kept: Vec<&str> = bare
        .split(';')
        .filter(|part| {
            let said = part.get(..6).filter(|h| h.eq_ignore_ascii_case("UNTIL="));
            if said.is_some() {
                until = part.get(6..).and_then(|at| end_at(at, zone));
            }
            said.is_none()
        })
        .collect();
    (kept.join(";"), until)
}

fn end_at(text: &str, zone: &TimeZone) -> Option<DateTime> {
    if let Some(utc) = text.strip_suffix('Z') {
        let at = DateTime::strptime("%Y%m%dT%H%M%S", utc).ok()?;
        let at = TimeZone::UTC.to_ambiguous_zoned(at).compatible().ok()?;
        return Some(at.with_time_zone(zone.clone()).datetime());
    }
    if let Ok(at) = DateTime::strptime("%Y%m%dT%H%M%S", text) {
        return Some(at);
    }
    let day = Date::strptime("%Y%m%d", text).ok()?;
    Some(day.to_datetime(jiff::civil::Time::constant(23, 59, 59, 0)))
}

fn from_chrono(date: &chrono::NaiveDateTime) -> Option<DateTime> {
    use chrono::{Datelike, Timelike};
    let small = |number: u32| i8::try_from(number).ok();
    DateTime::new(
        i16::try_from(date.year()).ok()?,
        small(date.month())?,
        small(date.day())?,
        small(date.hour())?,
        small(date.minute())?,
        small(date.second())?,
        0,
    )
    .ok()
}

impl Series {
    /// Expands the series to its starts between two days, at most `most` of them, the last ones first kept.
    ///
    /// A series that ends is taken from its beginning where it fits; an endless one from `from` on.
    pub fn expand(&self, from: Date, to: Date, most: usize, here: &TimeZone) -> Expanded {
        let end = to.to_datetime(jiff::civil::Time::MAX);
        let mut starts: BTreeSet<DateTime> = BTreeSet::from([self.start.local]);
        let mut out = Expanded::default();
        let mut endless = false;
        for rule in &self.rules {
            let until = rule.until.as_ref().map(|until| self.end_of(until, here));
            endless |= until.is_none() && !rule.text.to_ascii_uppercase().contains("COUNT=");
            match occurrences(&rule.text, self.start.local, until, end) {
                Ok(found) => starts.extend(found),
                Err(why) => out.trouble = Some(why),
            }
        }
        starts.extend(
            self.also
                .iter()
                .map(|stamp| self.like_start(stamp, here))
                .filter(|local| *local <= end),
        );
        for rule in &self.except_rules {
            let until = rule.until.as_ref().map(|until| self.end_of(until, here));
            match occurrences(&rule.text, self.start.local, until, end) {
                Ok(found) => found.iter().for_each(|start| {
                    starts.remove(start);
                }),
                Err(why) => out.trouble = Some(why),
            }
        }
        for stamp in &self.except {
            // A date on a timed series strikes out that whole day.
            if stamp.is_date && !self.start.is_date {
                starts.retain(|start| start.date() != stamp.local.date());
            } else if self.start.is_date {
                starts.remove(
                    &stamp
                        .local_in(&self.start.zone, here)
                        .date()
                        .to_datetime(jiff::civil::Time::midnight()),
                );
            } else {
                starts.remove(&stamp.local_in(&self.start.zone, here));
            }
        }
        let before = starts.len();
        if endless || before > most {
            starts.retain(|start| start.date() >= from || before <= 1);
        }
        let skip = starts.len().saturating_sub(most);
        out.cut = starts.len() < before || skip > 0;
        out.starts = starts.into_iter().skip(skip).collect();
        out
    }

    fn like_start(&self, stamp: &Stamp, here: &TimeZone) -> DateTime {
        if stamp.is_date && !self.start.is_date {
            stamp.local.date().to_datetime(self.start.local.time())
        } else {
            stamp.local_in(&self.start.zone, here)
        }
    }

    /// Brings a rule's end to the series' own clock; a date counts to the end of its day.
    fn end_of(&self, until: &Stamp, here: &TimeZone) -> DateTime {
        if until.is_date {
            return until
                .local
                .date()
                .to_datetime(jiff::civil::Time::constant(23, 59, 59, 0));
        }
        if self.start.is_date {
            let date = until.local_in(&Zone::Floating, here).date();
            return date.to_datetime(jiff::civil::Time::constant(23, 59, 59, 0));
        }
        until.local_in(&self.start.zone, here)
    }

    /// Gives the stamp of one start.
    pub fn stamp(&self, local: DateTime) -> Stamp {
        Stamp {
            local,
            zone: self.start.zone.clone(),
            is_date: self.start.is_date,
        }
    }
}
