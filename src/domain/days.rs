//! Days as people say them: typed in, and said back.

use jiff::ToSpan;
use jiff::civil::{Date, Weekday};

use super::record::days_between;

/// Says why a day was not understood.
#[derive(Clone, PartialEq, Eq, Debug, thiserror::Error)]
pub enum DayError {
    /// Day and month could be either way round.
    #[error("“{typed}” could be {first} or {second}. Type {hint} or {iso}")]
    TwoWays {
        /// What was typed.
        typed: String,
        /// One reading.
        first: String,
        /// The other.
        second: String,
        /// How to type the first.
        hint: String,
        /// The first in ISO 8601.
        iso: String,
    },
    /// It is no day.
    #[error("“{0}” is no day. Type fri, 3 dec, in 2 weeks or 2027-04-03")]
    NoDay(String),
    /// It is ahead, where a day that has been is meant.
    #[error("“{0}” is still ahead; on: says when something was said or done")]
    Ahead(String),
}

const MONTHS: [&str; 12] = [
    "jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec",
];
const MONTH_NAMES: [&str; 12] = [
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
];
const WEEKDAYS: [(&str, &str); 7] = [
    ("mon", "monday"),
    ("tue", "tuesday"),
    ("wed", "wednesday"),
    ("thu", "thursday"),
    ("fri", "friday"),
    ("sat", "saturday"),
    ("sun", "sunday"),
];

/// Which days of the week are free; Saturday and Sunday unless the person says otherwise.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Weekend(pub Vec<Weekday>);

impl Default for Weekend {
    fn default() -> Self {
        Self(vec![Weekday::Saturday, Weekday::Sunday])
    }
}

impl Weekend {
    /// Says whether a day is worked.
    pub fn works(&self, day: Date) -> bool {
        !self.0.contains(&day.weekday())
    }

    /// Counts so many worked days on from a day.
    pub fn after(&self, day: Date, count: i64) -> Option<Date> {
        if self.0.len() >= 7 || count > 3_660 {
            return None;
        }
        let mut at = day;
        let mut left = count;
        while left > 0 {
            at = at.tomorrow().ok()?;
            left -= i64::from(self.works(at));
        }
        Some(at)
    }
}

/// Reads a day without blanks in it, as capture takes it: `fri`, `today`, `3dec`, `+2w`, `+5b`, `eom`, `2026-12-03`.
///
/// A weekday is the next one, never today; a day and month without a year is the next one, today included.
pub fn parse_word(typed: &str, today: Date, weekend: &Weekend) -> Result<Date, DayError> {
    word(typed, today, weekend, Way::Ahead)
}

/// Reads a day of what has been, as capture takes it: as [`parse_word`], but a weekday is the last one, never today, and a day and
/// month without a year the last one, today included.
///
/// # Errors
///
/// A day that is still ahead is none: nothing was said or heard on it.
pub fn parse_past_word(typed: &str, today: Date, weekend: &Weekend) -> Result<Date, DayError> {
    let day = word(typed, today, weekend, Way::Back)?;
    if day > today {
        return Err(DayError::Ahead(typed.trim().to_owned()));
    }
    Ok(day)
}

/// In which direction a day without a year, or a weekday, is looked for.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Way {
    Ahead,
    Back,
}

fn word(typed: &str, today: Date, weekend: &Weekend, way: Way) -> Result<Date, DayError> {
    let text = typed.trim().to_lowercase();
    let none = || DayError::NoDay(typed.trim().to_owned());
    match text.as_str() {
        "today" => return Ok(today),
        "tomorrow" | "tmr" => return today.tomorrow().map_err(|_| none()),
        "yesterday" => return today.yesterday().map_err(|_| none()),
        "eow" => {
            let to_friday = (i64::from(Weekday::Friday.to_monday_zero_offset())
                - i64::from(today.weekday().to_monday_zero_offset()))
            .rem_euclid(7);
            return today.checked_add(to_friday.days()).map_err(|_| none());
        }
        "eom" => return Ok(today.last_of_month()),
        "eoq" => {
            let month = (today.month() - 1) / 3 * 3 + 3;
            return Date::new(today.year(), month, 1)
                .map(Date::last_of_month)
                .map_err(|_| none());
        }
        "eoy" => return Date::new(today.year(), 12, 31).map_err(|_| none()),
        _ => {}
    }
    if let Some(rest) = text.strip_prefix('+') {
        let (number, unit) =
            rest.split_at(rest.len() - rest.chars().last().map_or(0, char::len_utf8));
        let count: i64 = number.parse().map_err(|_| none())?;
        if !(0..=36_600).contains(&count) {
            return Err(none());
        }
        let day = match unit {
            "d" => today.checked_add(count.days()).ok(),
            "w" => today.checked_add(count.weeks()).ok(),
            "m" => today.checked_add(count.months()).ok(),
            "y" => today.checked_add(count.years()).ok(),
            "b" => weekend.after(today, count),
            _ => None,
        };
        return day.ok_or_else(none);
    }
    if let Some(at) = WEEKDAYS.iter().position(|(short, long)| {
        text == *short
            || text == *long
            || text == format!("{short}s")
            || (*short == "tue" && text == "tues")
            || (*short == "thu" && (text == "thur" || text == "thurs"))
    }) {
        let wanted = i64::try_from(at).unwrap_or(0);
        let ahead =
            (wanted - i64::from(today.weekday().to_monday_zero_offset()) - 1).rem_euclid(7) + 1;
        let days = match way {
            Way::Ahead => ahead,
            Way::Back if ahead == 7 => -7,
            Way::Back => ahead - 7,
        };
        return today.checked_add(days.days()).map_err(|_| none());
    }
    if text.len() == 10 && text.as_bytes()[4] == b'-' {
        let day = text.parse::<Date>().ok();
        return day.filter(|day| day.year() >= FIRST_YEAR).ok_or_else(none);
    }
    if let Some((digits, month)) = text
        .find(|c: char| !c.is_ascii_digit())
        .map(|at| text.split_at(at))
        && let (Ok(day), Some(month)) = (digits.parse::<i8>(), month_of(month))
    {
        return nearest(day, month, today, way).ok_or_else(none);
    }
    if let Some(at) = text.find(|c: char| c.is_ascii_digit())
        && let (Some(month), Ok(day)) = (month_of(&text[..at]), text[at..].parse::<i8>())
    {
        return nearest(day, month, today, way).ok_or_else(none);
    }
    Err(two_ways(typed.trim(), today, way).unwrap_or_else(none))
}

/// Reads a day as people type it into a form: all of [`parse_word`], and `3 dec`, `dec 3 2027`, `in 2 weeks`, `next fri`, `2w`,
/// `end of the month`, `next week` (its Friday), `next month` (its last day), `25.12.`, `12/25`.
///
/// Two figures are a day where they can be read one way only, or as they are written with a stop behind the second.
pub fn parse(typed: &str, today: Date, weekend: &Weekend) -> Result<Date, DayError> {
    let text = typed.trim().to_lowercase().replace([',', '.'], " ");
    let none = || DayError::NoDay(typed.trim().to_owned());
    if let Some(day) = figures(typed.trim(), today) {
        return Ok(day);
    }
    let words: Vec<&str> = text
        .split_whitespace()
        .filter(|word| *word != "the")
        .collect();
    match words.as_slice() {
        ["end", "of", unit] | [unit, "end"] => {
            let word = match *unit {
                "week" => "eow",
                "month" => "eom",
                "quarter" => "eoq",
                "year" => "eoy",
                _ => return Err(none()),
            };
            parse_word(word, today, weekend)
        }
        ["next", "week"] => {
            parse_word("+1w", today, weekend).and_then(|day| parse_word("eow", day, weekend))
        }
        ["next", "month"] => {
            let day = today.first_of_month().checked_add(1.month());
            day.map(Date::last_of_month).map_err(|_| none())
        }
        // "2w" is "+2w"; "3d" no month.
        [one]
            if one.starts_with(|c: char| c.is_ascii_digit()) && one.ends_with(['d', 'w', 'm']) =>
        {
            parse_word(&format!("+{one}"), today, weekend)
        }
        ["next" | "on" | "this" | "by", one] | [one] => parse_word(one, today, weekend),
        ["in", count, unit] => {
            let count = match *count {
                "a" | "an" | "one" => "1",
                "two" => "2",
                "three" => "3",
                "four" => "4",
                other => other,
            };
            let unit = match unit.trim_end_matches('s') {
                "day" => "d",
                "week" => "w",
                "month" => "m",
                "year" => "y",
                _ => return Err(none()),
            };
            parse_word(&format!("+{count}{unit}"), today, weekend).map_err(|_| none())
        }
        [a, b] => {
            parse_word(&format!("{}{}", ordinal(a), ordinal(b)), today, weekend).map_err(|_| none())
        }
        [a, b, year] => {
            let year: i16 = match (year.len(), year.parse().map_err(|_| none())?) {
                (2, year) => 2000 + year,
                (_, year) if year < FIRST_YEAR => return Err(none()),
                (_, year) => year,
            };
            let (day, month) = if let Some(month) = month_of(a) {
                (ordinal(b), month)
            } else {
                (ordinal(a), month_of(b).ok_or_else(none)?)
            };
            Date::new(year, month, day.parse().map_err(|_| none())?).map_err(|_| none())
        }
        _ => Err(none()),
    }
}

/// A day before this year is a slip of the finger.
const FIRST_YEAR: i16 = 1000;

fn ordinal(word: &str) -> &str {
    let cut = word.trim_end_matches(|c: char| c.is_ascii_alphabetic());
    if !cut.is_empty() && matches!(&word[cut.len()..], "st" | "nd" | "rd" | "th") {
        cut
    } else {
        word
    }
}

fn month_of(word: &str) -> Option<i8> {
    let at = MONTHS
        .iter()
        .position(|m| word == *m)
        .or_else(|| MONTH_NAMES.iter().position(|m| m.to_lowercase() == word))
        .or((word == "sept").then_some(8))?;
    i8::try_from(at + 1).ok()
}

fn nearest(day: i8, month: i8, today: Date, way: Way) -> Option<Date> {
    if way == Way::Back {
        return (0..=8)
            .filter_map(|ago| Date::new(today.year() - ago, month, day).ok())
            .find(|date| *date <= today);
    }
    (0..=8)
        .filter_map(|ahead| Date::new(today.year() + ahead, month, day).ok())
        .find(|date| *date >= today)
}

/// Reads a day that is written in figures and can be read one way only.
fn figures(typed: &str, today: Date) -> Option<Date> {
    let (sign, stopped) = ['/', '.', '-']
        .into_iter()
        .find(|sign| typed.contains(*sign))
        .map(|sign| (sign, sign == '.' && typed.ends_with('.')))?;
    let parts: Vec<&str> = typed.trim_end_matches('.').split(sign).collect();
    if parts
        .iter()
        .any(|part| part.is_empty() || part.len() > 4 || !part.bytes().all(|b| b.is_ascii_digit()))
    {
        return None;
    }
    let numbers: Vec<i16> = parts
        .iter()
        .map(|part| part.parse())
        .collect::<Result<_, _>>()
        .ok()?;
    let small = |number: i16| i8::try_from(number).ok();
    match numbers[..] {
        [day, month] if sign != '-' => {
            let one = small(day)
                .zip(small(month))
                .and_then(|(day, month)| nearest(day, month, today, Way::Ahead));
            let other = small(month)
                .zip(small(day))
                .and_then(|(day, month)| nearest(day, month, today, Way::Ahead));
            match (one, other) {
                // With a stop behind the month it is written as in German, the day first.
                (Some(day), _) if stopped => Some(day),
                (Some(day), None) | (None, Some(day)) => Some(day),
                (Some(day), Some(same)) if day == same => Some(day),
                _ => None,
            }
        }
        // The year first is ISO's order, with or without its zeros.
        [year, month, day] if parts[0].len() == 4 && sign == '-' => {
            Date::new(year, small(month)?, small(day)?)
                .ok()
                .filter(|date| date.year() >= FIRST_YEAR)
        }
        [day, month, year] if parts[2].len() == 2 && sign == '.' => {
            Date::new(2000 + year, small(month)?, small(day)?).ok()
        }
        [day, month, year] if parts[2].len() == 4 => {
            let one = Date::new(year, small(month)?, small(day)?).ok();
            let other = Date::new(year, small(day)?, small(month)?).ok();
            match (one, other) {
                (Some(date), _) if sign == '.' => Some(date),
                (Some(date), None) | (None, Some(date)) => Some(date),
                (Some(date), Some(same)) if date == same => Some(date),
                _ => None,
            }
        }
        _ => None,
    }
}

fn two_ways(typed: &str, today: Date, way: Way) -> Option<DayError> {
    let parts: Vec<i8> = typed
        .split(['/', '.', '-'])
        .map(str::parse)
        .collect::<Result<_, _>>()
        .ok()?;
    let [a, b] = parts[..] else { return None };
    let (first, second) = (nearest(a, b, today, way)?, nearest(b, a, today, way)?);
    let said = |d: Date| {
        format!(
            "{} {}",
            d.day(),
            MONTH_NAMES[usize::try_from(d.month() - 1).unwrap_or(0)]
        )
    };
    Some(DayError::TwoWays {
        typed: typed.to_owned(),
        first: said(first),
        second: said(second),
        hint: format!(
            "{} {}",
            first.day(),
            MONTHS[usize::try_from(first.month() - 1).unwrap_or(0)]
        ),
        iso: first.to_string(),
    })
}

/// Says a day without its distance: `Fri 27 Nov`, with the year where it is another than today's.
pub fn day(date: Date, today: Date) -> String {
    let weekday = WEEKDAYS[usize::try_from(date.weekday().to_monday_zero_offset()).unwrap_or(0)].0;
    let mut name: Vec<char> = weekday.chars().collect();
    name[0] = name[0].to_ascii_uppercase();
    let month = &MONTH_NAMES[usize::try_from(date.month() - 1).unwrap_or(0)][..3];
    let base = format!(
        "{} {} {month}",
        name.into_iter().collect::<String>(),
        date.day()
    );
    if date.year() == today.year() {
        base
    } else {
        format!("{base} {}", date.year())
    }
}

/// Says a day as people do: `today`, `tomorrow`, `yesterday`, a weekday within six days (`Fri`), else [`day`].
pub fn said(date: Date, today: Date) -> String {
    match days_between(today, date) {
        0 => "today".into(),
        1 => "tomorrow".into(),
        -1 => "yesterday".into(),
        -6..=6 => day(date, today)[..3].to_owned(),
        _ => day(date, today),
    }
}

/// Says how long ago a day was: `today`, else as [`span`].
pub fn age(date: Date, today: Date) -> String {
    match days_between(date, today) {
        ..=0 => "today".into(),
        days => span(days),
    }
}

/// Says a birthday as people do, with its year only where that is known.
pub fn birthday(text: &str) -> String {
    if let Some(day) = text.strip_prefix("--") {
        // Any leap year has every day that one can be born on.
        return format!("2000-{day}").parse::<Date>().map_or_else(
            |_| text.to_owned(),
            |day| day.strftime("%-d %B").to_string(),
        );
    }
    text.parse::<Date>().map_or_else(
        |_| text.to_owned(),
        |day| day.strftime("%-d %B %Y").to_string(),
    )
}

/// Says a number of days: `3 d`, `41 d`, `9 mo`, `2 yr`; the same span reads the same wherever it stands.
pub fn span(days: i32) -> String {
    match days {
        ..=59 => format!("{days} d"),
        // To the nearest month: sixty days are two.
        60..=729 => format!("{} mo", (days * 24 + 365) / 730),
        _ => format!("{} yr", days / 365),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn monday() -> Date {
        "2026-11-23".parse().unwrap()
    }
    fn read(typed: &str) -> String {
        parse(typed, monday(), &Weekend::default())
            .map_or_else(|e| e.to_string(), |d| d.to_string())
    }

    #[test]
    fn reads_days_as_people_say_them() {
        for (typed, day) in [
            ("mon", "2026-11-30"),
            ("Fri", "2026-11-27"),
            ("today", "2026-11-23"),
            ("tomorrow", "2026-11-24"),
            ("3 dec", "2026-12-03"),
            ("3dec", "2026-12-03"),
            ("Dec 3rd", "2026-12-03"),
            ("3 March", "2027-03-03"),
            ("in 2 weeks", "2026-12-07"),
            ("in a month", "2026-12-23"),
            ("+3d", "2026-11-26"),
            ("+5b", "2026-11-30"),
            ("next fri", "2026-11-27"),
            ("eow", "2026-11-27"),
            ("eom", "2026-11-30"),
            ("eoq", "2026-12-31"),
            ("2027-04-03", "2027-04-03"),
            ("29 feb", "2028-02-29"),
            ("dec 3 2028", "2028-12-03"),
            ("end of month", "2026-11-30"),
            ("end of the week", "2026-11-27"),
            ("month end", "2026-11-30"),
            ("next week", "2026-12-04"),
            ("next month", "2026-12-31"),
            ("2w", "2026-12-07"),
            ("3d", "2026-11-26"),
            ("25.12.", "2026-12-25"),
            ("3.4.", "2027-04-03"),
            ("03.04.2027", "2027-04-03"),
            ("3.12.26", "2026-12-03"),
            ("12/25", "2026-12-25"),
            ("25/12", "2026-12-25"),
            ("12/25/2027", "2027-12-25"),
            ("5/5", "2027-05-05"),
            ("2026-12-3", "2026-12-03"),
        ] {
            assert_eq!(read(typed), day, "{typed}");
        }
    }

    #[test]
    fn never_guesses() {
        assert_eq!(
            read("03/04"),
            "“03/04” could be 3 April or 4 March. Type 3 apr or 2027-04-03"
        );
        for typed in [
            "03/04/2027",
            "2.30",
            "10:30",
            "end of",
            "end of days",
            "asap",
            "soon",
            "31 feb",
            "+x",
            "",
            "+",
            "32/13",
            "2026-13-01",
            "é",
            "+é",
            "+999999999999d",
        ] {
            assert!(
                read(typed).contains("is no day"),
                "{typed}: {}",
                read(typed)
            );
        }
    }

    #[test]
    fn says_days_back() {
        let at = |d: &str| said(d.parse().unwrap(), monday());
        assert_eq!(at("2026-11-27"), "Fri");
        assert_eq!(at("2026-11-22"), "yesterday");
        assert_eq!(at("2026-12-04"), "Fri 4 Dec");
        assert_eq!(at("2027-04-03"), "Sat 3 Apr 2027");
        assert_eq!(age("2026-10-13".parse().unwrap(), monday()), "41 d");
        assert_eq!(age("2026-02-13".parse().unwrap(), monday()), "9 mo");
    }
}
