//! A time zone that a calendar defines for itself, as Exchange writes them: made of its own rules, where no known zone has
//! its name.
//!
//! Its changes of offset are written out for a century and a half and handed to the clock as a zone file (RFC 9636) in memory.

use calcard::icalendar::{
    ICalendar, ICalendarComponent, ICalendarComponentType, ICalendarProperty, ICalendarValue,
};
use jiff::{
    Zoned,
    civil::{Date, DateTime},
    tz::{Offset, TimeZone},
};

use super::recur::{Zone, occurrences};

/// The name of such a zone; no place is called so.
const NAME: &str = "of the calendar itself";
/// No changes of offset are looked for before.
const FIRST_YEAR: i16 = 1969;
/// Nor after.
const LAST_YEAR: i16 = 2099;
/// A zone has a few rules; a file with more is no calendar's.
const RULES: usize = 200;
/// What a zone file has room for.
const OFFSETS: usize = 200;

/// A change of offset: when, in seconds, and to what.
type Change = (i64, i32, bool);

/// Makes the zone that a calendar defines under a name; nothing where it does not, or not in a way that can be followed.
pub fn defined(calendar: &ICalendar, name: &str) -> Option<TimeZone> {
    let zone = calendar
        .timezones()
        .find(|zone| named(zone).is_some_and(|id| id.trim() == name.trim()))?;
    let rules: Vec<&ICalendarComponent> = zone
        .component_ids
        .iter()
        .filter_map(|id| calendar.components.get(usize::try_from(*id).ok()?))
        .filter(|part| {
            matches!(
                part.component_type,
                ICalendarComponentType::Standard | ICalendarComponentType::Daylight
            )
        })
        .take(RULES)
        .collect();
    let mut changes: Vec<Change> = Vec::new();
    let mut before = None;
    for rule in rules {
        let from = offset(rule, &ICalendarProperty::Tzoffsetfrom)?;
        let to = offset(rule, &ICalendarProperty::Tzoffsetto)?;
        let summer = rule.component_type == ICalendarComponentType::Daylight;
        let onsets = onsets(rule, from)?;
        // What held before the first change: best told by the earliest of the rules.
        if before.is_none_or(|(earliest, _)| onsets.first() < Some(&earliest)) {
            before = onsets.first().map(|first| (*first, from));
        }
        for onset in onsets {
            let at = Offset::from_seconds(from)
                .ok()?
                .to_timestamp(onset)
                .ok()?
                .as_second();
            changes.push((at, to, summer));
        }
    }
    let (_, before) = before?;
    changes.sort_unstable();
    changes.dedup_by_key(|(at, ..)| *at);
    TimeZone::tzif(NAME, &zone_file(before, &changes)?).ok()
}

/// Places a time that stands in such a zone where it can be kept: in the reader's zone where the clocks agree, else at its offset.
pub fn kept(zoned: Zoned, here: &TimeZone) -> Zoned {
    if zoned.time_zone().iana_name() != Some(NAME) {
        return zoned;
    }
    let there = zoned.with_time_zone(here.clone());
    if there.datetime() == zoned.datetime() {
        there
    } else {
        let offset = zoned.offset();
        zoned.with_time_zone(TimeZone::fixed(offset))
    }
}

fn named(zone: &ICalendarComponent) -> Option<&str> {
    zone.property(&ICalendarProperty::Tzid)?
        .values
        .first()?
        .as_text()
}

/// Reads an offset in seconds.
fn offset(rule: &ICalendarComponent, which: &ICalendarProperty) -> Option<i32> {
    let Some(ICalendarValue::PartialDateTime(written)) = rule.property(which)?.values.first()
    else {
        return None;
    };
    let seconds =
        i32::from(written.tz_hour?) * 3600 + i32::from(written.tz_minute.unwrap_or(0)) * 60;
    Some(if written.tz_minus { -seconds } else { seconds })
}

/// Lists when a rule sets in, by the clock that it ends.
fn onsets(rule: &ICalendarComponent, from: i32) -> Option<Vec<DateTime>> {
    let mut found = Vec::new();
    let start = super::ical::local_of(rule.property(&ICalendarProperty::Dtstart)?)?;
    found.push(start);
    let end = Date::constant(LAST_YEAR, 12, 31).at(23, 59, 59, 0);
    for entry in &rule.entries {
        match entry.name {
            ICalendarProperty::Rdate => found.extend(super::ical::locals_of(entry)),
            ICalendarProperty::Rrule => {
                for written in super::ical::rules_of(entry) {
                    let text = written.text.to_ascii_uppercase();
                    // A rule of every hour or day changes no clock.
                    if !text.contains("YEARLY") {
                        continue;
                    }
                    // Exchange begins in 1601; what was before clocks were set by zone is nobody's appointment.
                    let begin = if start.year() < FIRST_YEAR && !text.contains("COUNT=") {
                        let on = start.date();
                        Date::new(FIRST_YEAR, on.month(), on.day())
                            .unwrap_or_else(|_| {
                                on.with().year(FIRST_YEAR).day(28).build().unwrap_or(on)
                            })
                            .to_datetime(start.time())
                    } else {
                        start
                    };
                    let until = written.until.map(|until| match &until.zone {
                        Zone::Of(zone) if *zone == TimeZone::UTC => until
                            .local
                            .saturating_add(jiff::SignedDuration::from_secs(i64::from(from))),
                        _ => until.local,
                    });
                    found.extend(occurrences(&written.text, begin, until, end).ok()?);
                }
            }
            _ => {}
        }
    }
    found.sort_unstable();
    found.dedup();
    Some(found)
}

/// Writes a zone file of version 2; its first block, which nobody reads, is as empty as it may be.
fn zone_file(before: i32, changes: &[Change]) -> Option<Vec<u8>> {
    const LETTERS: &[u8] = b"own\0";
    let mut offsets: Vec<(i32, bool)> = vec![(before, false)];
    let mut kinds: Vec<u8> = Vec::with_capacity(changes.len());
    for (_, to, summer) in changes {
        let known = offsets.iter().position(|known| *known == (*to, *summer));
        let at = known.unwrap_or_else(|| {
            offsets.push((*to, *summer));
            offsets.len() - 1
        });
        kinds.push(u8::try_from(at).ok()?);
    }
    if offsets.len() > OFFSETS {
        return None;
    }
    let count = |number: usize| u32::try_from(number).ok().map(u32::to_be_bytes);
    let head = |out: &mut Vec<u8>, times: usize, types: usize| -> Option<()> {
        out.extend_from_slice(b"TZif2");
        out.extend_from_slice(&[0; 15]);
        for number in [0, 0, 0, times, types, LETTERS.len()] {
            out.extend_from_slice(&count(number)?);
        }
        Some(())
    };
    let mut out = Vec::new();
    head(&mut out, 0, 1)?;
    out.extend_from_slice(&[0; 6]);
    out.extend_from_slice(LETTERS);
    head(&mut out, changes.len(), offsets.len())?;
    for (at, ..) in changes {
        out.extend_from_slice(&at.to_be_bytes());
    }
    out.extend_from_slice(&kinds);
    for (offset, summer) in offsets {
        out.extend_from_slice(&offset.to_be_bytes());
        out.extend_from_slice(&[u8::from(summer), 0]);
    }
    out.extend_from_slice(LETTERS);
    out.extend_from_slice(b"\n\n");
    Some(out)
}

#[cfg(test)]
mod tests {
    use crate::interchange::draft::Reading;
    use crate::interchange::ical::read;
    use crate::interchange::options::Options;

    /// Reads one event in a zone of the file's own; gives its starts.
    fn starts(zone: &str, event: &str, here: &str) -> (Vec<String>, Vec<String>) {
        let text = format!(
            "BEGIN:VCALENDAR\r\nVERSION:2.0\r\nBEGIN:VTIMEZONE\r\nTZID:Our own\r\n{zone}END:VTIMEZONE\r\n\
             BEGIN:VEVENT\r\nUID:a\r\nSUMMARY:Standup\r\n{event}END:VEVENT\r\nEND:VCALENDAR\r\n"
        );
        let now = here.parse().unwrap();
        let reading = read(Reading::default(), &text, &Options::at(now));
        let drafts = reading.drafts.iter().flat_map(|row| &row.drafts);
        let starts = drafts.map(|draft| draft.text("starts").to_owned());
        (starts.collect(), reading.warnings)
    }

    const EXCHANGE: &str = "BEGIN:STANDARD\r\nDTSTART:16010101T030000\r\nTZOFFSETFROM:+0200\r\nTZOFFSETTO:+0100\r\n\
        RRULE:FREQ=YEARLY;WKST=MO;INTERVAL=1;BYMONTH=10;BYDAY=-1SU\r\nEND:STANDARD\r\n\
        BEGIN:DAYLIGHT\r\nDTSTART:16010101T020000\r\nTZOFFSETFROM:+0100\r\nTZOFFSETTO:+0200\r\n\
        RRULE:FREQ=YEARLY;WKST=MO;INTERVAL=1;BYMONTH=3;BYDAY=-1SU\r\nEND:DAYLIGHT\r\n";

    #[test]
    fn a_zone_that_only_the_file_knows_is_followed_across_its_changes() {
        let event = "DTSTART;TZID=Our own:20261018T100000\r\nDTEND;TZID=Our own:20261018T103000\r\n\
            RRULE:FREQ=WEEKLY;UNTIL=20261101T090000Z\r\n";
        let (starts, warnings) = starts(
            EXCHANGE,
            event,
            "2026-10-01T09:00:00-04:00[America/New_York]",
        );
        assert_eq!(
            starts,
            [
                "2026-10-18T10:00:00+02:00",
                "2026-10-25T10:00:00+01:00",
                "2026-11-01T10:00:00+01:00"
            ],
            "the last one is at 09:00 in UTC, and so takes place"
        );
        assert!(warnings.is_empty(), "{warnings:?}");
    }

    #[test]
    fn it_is_told_as_the_readers_own_where_the_clocks_agree() {
        let event = "DTSTART;TZID=Our own:20150703T100000\r\n";
        let (starts, _) = starts(EXCHANGE, event, "2026-10-01T09:00:00+02:00[Europe/Berlin]");
        assert_eq!(starts, ["2015-07-03T10:00:00+02:00[Europe/Berlin]"]);
    }

    #[test]
    fn rules_that_ended_hold_for_their_time() {
        // The United States until 2006 and since.
        let zone = "BEGIN:STANDARD\r\nDTSTART:19671029T020000\r\nTZOFFSETFROM:-0400\r\nTZOFFSETTO:-0500\r\n\
            RRULE:FREQ=YEARLY;BYMONTH=10;BYDAY=-1SU;UNTIL=20061029T060000Z\r\nEND:STANDARD\r\n\
            BEGIN:DAYLIGHT\r\nDTSTART:19870405T020000\r\nTZOFFSETFROM:-0500\r\nTZOFFSETTO:-0400\r\n\
            RRULE:FREQ=YEARLY;BYMONTH=4;BYDAY=1SU;UNTIL=20060402T070000Z\r\nEND:DAYLIGHT\r\n\
            BEGIN:DAYLIGHT\r\nDTSTART:20070311T020000\r\nTZOFFSETFROM:-0500\r\nTZOFFSETTO:-0400\r\n\
            RRULE:FREQ=YEARLY;BYMONTH=3;BYDAY=2SU\r\nEND:DAYLIGHT\r\n\
            BEGIN:STANDARD\r\nDTSTART:20071104T020000\r\nTZOFFSETFROM:-0400\r\nTZOFFSETTO:-0500\r\n\
            RRULE:FREQ=YEARLY;BYMONTH=11;BYDAY=1SU\r\nEND:STANDARD\r\n";
        for (day, wanted) in [
            ("20060320", "2006-03-20T10:00:00-05:00"),
            ("20060501", "2006-05-01T10:00:00-04:00"),
            ("20061030", "2006-10-30T10:00:00-05:00"),
            ("20260320", "2026-03-20T10:00:00-04:00"),
            ("20261030", "2026-10-30T10:00:00-04:00"),
            ("20261102", "2026-11-02T10:00:00-05:00"),
        ] {
            let event = format!("DTSTART;TZID=Our own:{day}T100000\r\n");
            let (starts, _) = starts(zone, &event, "2026-10-01T09:00:00+00:00[UTC]");
            assert_eq!(starts, [wanted], "{day}");
        }
    }

    #[test]
    fn a_zone_without_rules_is_said_to_be_unknown() {
        let (starts, warnings) = starts(
            "",
            "DTSTART;TZID=Our own:20261018T100000\r\n",
            "2026-10-01T09:00:00+00:00[UTC]",
        );
        assert_eq!(starts, ["2026-10-18T10:00:00+00:00[UTC]"]);
        assert!(warnings.iter().any(|warning| warning.contains("Our own")));
    }
}
