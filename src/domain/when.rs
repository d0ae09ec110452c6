//! Days and zoned moments, as records hold them.

use std::fmt;
use std::str::FromStr;

pub use jiff::civil::Date;
use jiff::tz::TimeZone;
use jiff::{Timestamp, Zoned};
use serde::{Deserialize, Serialize};

/// A moment with its time zone.
///
/// Written as RFC 3339, with the zone's name in brackets (RFC 9557) where it has one:
/// `2026-11-23T09:30:00-05:00[America/New_York]`.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Moment(pub Zoned);

impl Moment {
    /// Says the hour where it is, with the city: `09:00 Tokyo`; nothing where the clock there shows the same as here.
    pub fn there(&self, here: &Zoned) -> Option<String> {
        let zone = self
            .0
            .time_zone()
            .iana_name()
            .filter(|zone| zone.contains('/'))?;
        (self.0.offset() != here.offset()).then(|| {
            let city = zone.rsplit('/').next().unwrap_or(zone).replace('_', " ");
            format!("{} {city}", self.0.strftime("%H:%M"))
        })
    }

    /// Gives the day it falls on, in its own zone.
    pub fn date(&self) -> Date {
        self.0.date()
    }

    /// Says whether it is the first instant of its day; where clocks skip midnight that is an hour later.
    pub fn begins_day(&self) -> bool {
        self.0.start_of_day().is_ok_and(|first| first == self.0)
    }

    /// Gives the day on which it lies for whoever is in a zone; a day without an hour is that day wherever one is.
    ///
    /// Midnight in universal time is an hour like any other: programs write each of theirs so.
    pub fn day_in(&self, zone: &TimeZone) -> Date {
        let is_utc = *self.0.time_zone() == TimeZone::UTC;
        if self.begins_day() && !is_utc {
            return self.date();
        }
        self.0.with_time_zone(zone.clone()).date()
    }

    /// Gives the instant.
    pub fn timestamp(&self) -> Timestamp {
        self.0.timestamp()
    }
}

impl fmt::Display for Moment {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.0.time_zone().iana_name().is_some() {
            write!(f, "{}", self.0)
        } else {
            write!(
                f,
                "{}",
                self.0.timestamp().display_with_offset(self.0.offset())
            )
        }
    }
}

impl fmt::Debug for Moment {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

impl FromStr for Moment {
    type Err = jiff::Error;

    /// Reads RFC 9557, or RFC 3339 with its offset kept as a fixed zone.
    fn from_str(text: &str) -> Result<Self, jiff::Error> {
        if text.contains('[') {
            return text.parse::<Zoned>().map(Self);
        }
        let pieces = jiff::fmt::temporal::Pieces::parse(text)?;
        let instant: Timestamp = text.parse()?;
        let zone = match pieces.to_numeric_offset() {
            Some(offset) if !text.trim_end().ends_with(['Z', 'z']) => TimeZone::fixed(offset),
            _ => TimeZone::UTC,
        };
        Ok(Self(instant.to_zoned(zone)))
    }
}

impl Serialize for Moment {
    fn serialize<S: serde::Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        to.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for Moment {
    fn deserialize<D: serde::Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        String::deserialize(from)?
            .parse()
            .map_err(serde::de::Error::custom)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_day_without_an_hour_is_that_day_in_any_zone() {
        let west = TimeZone::get("America/New_York").unwrap();
        for (text, day) in [
            ("2026-12-14T00:00:00+01:00[Europe/Berlin]", "2026-12-14"),
            ("2026-12-14T01:00:00+01:00[Europe/Berlin]", "2026-12-13"),
            ("2026-12-14T00:00:00+00:00[UTC]", "2026-12-13"),
        ] {
            let moment: Moment = text.parse().unwrap();
            assert_eq!(moment.day_in(&west).to_string(), day, "{text}");
        }
    }

    #[test]
    fn a_moment_comes_back_as_it_was_written() {
        for text in [
            "2026-11-23T09:30:00-05:00[America/New_York]",
            "2026-11-23T09:30:00-05:00",
            "2026-11-23T09:30:00+09:00[Asia/Tokyo]",
        ] {
            assert_eq!(text.parse::<Moment>().unwrap().to_string(), text);
        }
        assert_eq!(
            "2026-11-23T14:30:00Z".parse::<Moment>().unwrap().date(),
            "2026-11-23".parse::<Date>().unwrap()
        );
        assert!("tomorrow".parse::<Moment>().is_err());
    }
}
