//! Days and moments as the demo's files say them, relative to the day it is opened.
//!
//! `-12d`, `+3w`, `-1m` (days, weeks, months) never fall on a weekend, since people work on weekdays: a
//! Saturday becomes the Friday before, a Sunday the Monday after, and neither crosses today. `+2b` counts
//! business days, `=+60d` is exact, `1990-03-06` is itself, and `today soon`, `today second` and
//! `today third` are today's meetings, all still ahead. In texts, `{day:-4d}`, `{month:-1m}`,
//! `{season:+60d}` and `{date:-41d}` stand for a weekday, a month, a season and a day.

use jiff::civil::{Date, Time, Weekday};
use jiff::{ToSpan, Zoned};

use crate::domain::Moment;

/// The day on which the demo is opened, and what follows from it.
pub struct Opened<'a> {
    /// The moment of opening.
    pub now: &'a Zoned,
    slots: [i16; 3],
}

/// The last minute of a day.
const MIDNIGHT: i16 = 24 * 60 - 1;

impl<'a> Opened<'a> {
    /// Takes the moment of opening.
    pub fn new(now: &'a Zoned) -> Self {
        Self {
            now,
            slots: slots(now.time()),
        }
    }

    /// Gives today.
    pub fn today(&self) -> Date {
        self.now.date()
    }

    /// Reads a day.
    pub fn date(&self, said: &str) -> Result<Date, String> {
        let wrong =
            || format!("“{said}” is no day of the demo; write -12d, +2b, =+60d or 1990-03-06");
        if let Ok(date) = said.parse::<Date>() {
            return Ok(date);
        }
        let (exact, offset) = match said.strip_prefix('=') {
            Some(rest) => (true, rest),
            None => (false, said),
        };
        if !offset.starts_with(['+', '-']) {
            return Err(wrong());
        }
        let unit = offset.chars().last().ok_or_else(wrong)?;
        let count: i32 = offset
            .strip_suffix(unit)
            .and_then(|n| n.parse().ok())
            .ok_or_else(wrong)?;
        let today = self.today();
        let moved = match unit {
            'd' => today.checked_add(count.days()),
            'w' => today.checked_add(count.weeks()),
            'm' => today.checked_add(count.months()),
            'b' => return Ok(business_days(today, count)),
            _ => return Err(wrong()),
        };
        let day = moved.map_err(|_| wrong())?;
        Ok(if exact { day } else { worked(day, today) })
    }

    /// Reads a moment: a day, and a time of day unless one of today's meetings is meant.
    ///
    /// `otherwise` is the time where none is said.
    pub fn moment(&self, said: &str, otherwise: (i8, i8)) -> Result<Zoned, String> {
        if let Some(slot) = said.strip_prefix("today ") {
            let place = ["soon", "second", "third"]
                .iter()
                .position(|name| *name == slot)
                .ok_or_else(|| {
                    format!("“{said}” is none of today soon, today second, today third")
                })?;
            return self.minute(self.today(), self.slots[place]);
        }
        let (day, time) = said.split_once(' ').unwrap_or((said, ""));
        let (hour, minute) = if time.is_empty() {
            otherwise
        } else {
            time.split_once(':')
                .and_then(|(h, m)| Some((h.parse().ok()?, m.parse().ok()?)))
                .ok_or_else(|| format!("“{time}” is no time of day; write 09:30"))?
        };
        self.minute(self.date(day)?, i16::from(hour) * 60 + i16::from(minute))
    }

    fn minute(&self, date: Date, minute: i16) -> Result<Zoned, String> {
        date.to_datetime(Time::midnight())
            .checked_add(i32::from(minute).minutes())
            .and_then(|clock| clock.to_zoned(self.now.time_zone().clone()))
            .map_err(|e| e.to_string())
    }

    /// Reads a moment as records hold it.
    pub fn held(&self, said: &str) -> Result<Moment, String> {
        self.moment(said, (9, 0)).map(Moment)
    }

    /// Puts days, months and dates into a text.
    pub fn text(&self, template: &str) -> Result<String, String> {
        let mut out = String::with_capacity(template.len());
        let mut rest = template;
        while let Some((before, tail)) = rest.split_once('{') {
            let (mark, after) = tail
                .split_once('}')
                .ok_or_else(|| format!("a brace is not closed in “{template}”"))?;
            let (how, said) = mark
                .split_once(':')
                .ok_or_else(|| format!("“{{{mark}}}” should be {{day:-4d}}"))?;
            let date = self.date(said)?;
            let form = match how {
                "day" => "%A",
                "month" => "%B",
                "date" => "%-d %b",
                "season" => season(date),
                _ => return Err(format!("“{{{mark}}}” is none of day, month, date, season")),
            };
            out.push_str(before);
            out.push_str(&date.strftime(form).to_string());
            rest = after;
        }
        out.push_str(rest);
        Ok(out)
    }
}

/// Gives the season of a day, as people in Connecticut say it.
fn season(day: Date) -> &'static str {
    match day.month() {
        3..=5 => "spring",
        6..=8 => "summer",
        9..=11 => "fall",
        _ => "winter",
    }
}

/// Gives the nearest day that is worked, on the same side of today.
fn worked(day: Date, today: Date) -> Date {
    let shift = match day.weekday() {
        Weekday::Saturday if day > today => 2,
        Weekday::Saturday if day < today => -1,
        Weekday::Sunday if day > today => 1,
        Weekday::Sunday if day < today => {
            if day.tomorrow().is_ok_and(|monday| monday < today) {
                1
            } else {
                -2
            }
        }
        _ => 0,
    };
    day.saturating_add(shift.days())
}

/// Counts business days from a day.
fn business_days(from: Date, count: i32) -> Date {
    let step = count.signum();
    let mut left = count.abs();
    let mut day = from;
    while left > 0 {
        day = day.saturating_add(step.days());
        if !matches!(day.weekday(), Weekday::Saturday | Weekday::Sunday) {
            left -= 1;
        }
    }
    day
}

/// Finds three minutes of today that are all ahead: soon, about two, about half past four.
///
/// Late in the evening they share what is left of the day; in its last minutes they fall into the next.
fn slots(now: Time) -> [i16; 3] {
    let started = i16::from(now.second() > 0 || now.subsec_nanosecond() > 0);
    let minute = i16::from(now.hour()) * 60 + i16::from(now.minute()) + started;
    let half_hour = |at: i16| (at + 29) / 30 * 30;
    let soon = half_hour(minute + 30).max(9 * 60 + 30);
    let second = if soon + 90 > 14 * 60 {
        soon + 120
    } else {
        14 * 60
    };
    let third = (second + 120).max(16 * 60 + 30);
    if third < MIDNIGHT {
        return [soon, second, third];
    }
    let left = (MIDNIGHT - minute).max(4);
    [minute + left / 4, minute + left / 2, minute + left * 3 / 4]
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(text: &str) -> Zoned {
        text.parse().unwrap()
    }

    #[test]
    fn a_day_falls_on_a_weekday_and_stays_on_its_side_of_today() {
        let mut day: Date = "2026-01-01".parse().unwrap();
        for _ in 0..400 {
            let now = day.at(9, 0, 0, 0).in_tz("America/New_York").unwrap();
            let opened = Opened::new(&now);
            let mut last = None;
            for back in (1..60).rev() {
                let date = opened.date(&format!("-{back}d")).unwrap();
                assert!(date < day, "{day} -{back}d is {date}");
                assert!(!matches!(
                    date.weekday(),
                    Weekday::Saturday | Weekday::Sunday
                ));
                assert!(last <= Some(date), "order kept");
                last = Some(date);
            }
            for ahead in 1..60 {
                let date = opened.date(&format!("+{ahead}d")).unwrap();
                assert!(date > day);
                assert!(!matches!(
                    date.weekday(),
                    Weekday::Saturday | Weekday::Sunday
                ));
            }
            day = day.tomorrow().unwrap();
        }
    }

    #[test]
    fn an_exact_day_is_exact_and_business_days_skip_the_weekend() {
        let now = at("2026-11-20T09:00:00-05:00[America/New_York]");
        let opened = Opened::new(&now);
        assert_eq!(opened.date("=+60d").unwrap().to_string(), "2027-01-19");
        assert_eq!(opened.date("=+1d").unwrap().to_string(), "2026-11-21");
        assert_eq!(opened.date("+1b").unwrap().to_string(), "2026-11-23");
        assert_eq!(opened.date("1990-03-06").unwrap().to_string(), "1990-03-06");
        assert!(opened.date("soon").is_err());
    }

    #[test]
    fn the_meetings_of_today_are_ahead_at_every_minute_of_the_day() {
        let morning = at("2026-11-23T09:00:00-05:00[America/New_York]");
        let opened = Opened::new(&morning);
        let clock = |said: &str| {
            opened
                .moment(said, (0, 0))
                .unwrap()
                .strftime("%H:%M")
                .to_string()
        };
        assert_eq!(
            [
                clock("today soon"),
                clock("today second"),
                clock("today third")
            ],
            ["09:30", "14:00", "16:30"]
        );
        for minute in 0..24 * 60 {
            let now = morning
                .start_of_day()
                .unwrap()
                .saturating_add(i64::from(minute).minutes());
            let opened = Opened::new(&now);
            let of = |said: &str| opened.moment(said, (0, 0)).unwrap();
            let (first, second, third) = (of("today soon"), of("today second"), of("today third"));
            assert!(
                now < first && first < second && second < third,
                "{now}: {first} {second} {third}"
            );
            if minute < 23 * 60 + 55 {
                assert_eq!(third.date(), now.date(), "{now}");
            }
        }
    }

    #[test]
    fn texts_name_days_and_months() {
        let now = at("2026-11-23T09:00:00-05:00[America/New_York]");
        let opened = Opened::new(&now);
        assert_eq!(
            opened
                .text("said {day:-4d}, the {month:-1m} bill, {date:-41d}, this {season:+60d}")
                .unwrap(),
            "said Thursday, the October bill, 13 Oct, this winter"
        );
        assert!(opened.text("an {open brace").is_err());
    }
}
