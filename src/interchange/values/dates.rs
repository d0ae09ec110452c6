//! Dates and times as programs write them; which of day and month comes first is shown by the column, never guessed.

use std::str::FromStr;

use jiff::civil::{Date, Time};
use rust_decimal::Decimal;

/// Says which of day and month comes first in dates such as 03/04/2025.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum DayOrder {
    /// 31/12/2025.
    DayFirst,
    /// 12/31/2025.
    MonthFirst,
}

/// Holds a date with as much of a time and offset as was written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct When {
    /// The day.
    pub date: Date,
    /// The time of day, where one was written.
    pub time: Option<Time>,
    /// The offset from UTC in seconds, where one was written.
    pub offset: Option<i32>,
}

/// Says what a written date turned out to be.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ReadDate {
    /// A date.
    Is(When),
    /// A way of writing "no date", such as 0/0/00.
    None,
    /// A date that reads two ways, and nothing says which.
    Ambiguous,
    /// No date at all, or one that does not exist.
    Not,
}

/// Collects what a column, or a whole file, shows about its dates.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct DateEvidence {
    day_first: u32,
    month_first: u32,
    hint_day_first: u32,
    hint_month_first: u32,
    ambiguous: u32,
}

impl DateEvidence {
    /// Looks at one more value.
    pub fn see(&mut self, text: &str) {
        let text = text.trim();
        if text.is_empty() || text.len() > 64 {
            return;
        }
        if let Some((first, second, _, separator)) = three_numbers(text) {
            if first > 12 && second <= 12 {
                self.day_first += 1;
            } else if second > 12 && first <= 12 {
                self.month_first += 1;
            } else if first != second {
                self.ambiguous += 1;
            }
            if separator == '.' {
                self.hint_day_first += 1;
            }
            let upper = text.to_ascii_uppercase();
            if upper.ends_with("AM") || upper.ends_with("PM") {
                self.hint_month_first += 1;
            }
        } else if let Some(words) = spelled(text) {
            if words.month_first {
                self.hint_month_first += 1;
            } else {
                self.hint_day_first += 1;
            }
        }
    }

    /// Adds what another column shows.
    pub fn add(&mut self, other: Self) {
        self.day_first += other.day_first;
        self.month_first += other.month_first;
        self.hint_day_first += other.hint_day_first;
        self.hint_month_first += other.hint_month_first;
        self.ambiguous += other.ambiguous;
    }

    /// Adds a hint from outside the dates: the header's language or the way numbers are written.
    pub fn hint(&mut self, order: DayOrder) {
        match order {
            DayOrder::DayFirst => self.hint_day_first += 1,
            DayOrder::MonthFirst => self.hint_month_first += 1,
        }
    }

    /// Says which order is proven by values above twelve; nothing where both or neither are.
    pub fn proven(self) -> Option<DayOrder> {
        match (self.day_first > 0, self.month_first > 0) {
            (true, false) => Some(DayOrder::DayFirst),
            (false, true) => Some(DayOrder::MonthFirst),
            _ => None,
        }
    }

    /// Says which order is suggested by signs, spelled months and the clock.
    pub fn suggested(self) -> Option<DayOrder> {
        match (self.hint_day_first > 0, self.hint_month_first > 0) {
            (true, false) => Some(DayOrder::DayFirst),
            (false, true) => Some(DayOrder::MonthFirst),
            _ => None,
        }
    }

    /// Says whether the values contradict each other.
    pub fn contradicts(self) -> bool {
        self.day_first > 0 && self.month_first > 0
    }

    /// Says whether any value reads two ways.
    pub fn has_ambiguous(self) -> bool {
        self.ambiguous > 0
    }
}

/// Decides a column's order from its own evidence, then from the file's.
pub fn day_order(column: DateEvidence, file: DateEvidence) -> Option<DayOrder> {
    if column.contradicts() {
        return None;
    }
    column
        .proven()
        .or_else(|| column.suggested())
        .or_else(|| file.proven())
        .or_else(|| file.suggested())
}

/// Reads a date, with its time where one is written.
pub fn date(text: &str, order: Option<DayOrder>) -> ReadDate {
    let text = text.trim().trim_matches('\'').trim();
    if text.len() > 64 {
        return ReadDate::Not;
    }
    if is_nothing(text)
        || text
            .chars()
            .all(|character| matches!(character, '0' | '/' | '.' | '-' | ':' | ' '))
    {
        return ReadDate::None;
    }
    if let Some(when) = iso(text).or_else(|| compact(text)).or_else(|| serial(text)) {
        return ReadDate::Is(when);
    }
    if let Some((first, second, rest, _)) = three_numbers(text) {
        let (year_text, time_text) = split_year(rest);
        let Some(year) = year_of(year_text) else {
            return ReadDate::Not;
        };
        let order = match (first > 12, second > 12) {
            (true, true) => return ReadDate::Not,
            (true, false) => Some(DayOrder::DayFirst),
            (false, true) => Some(DayOrder::MonthFirst),
            (false, false) if first == second => Some(DayOrder::DayFirst),
            (false, false) => order,
        };
        let (day, month) = match order {
            Some(DayOrder::DayFirst) => (first, second),
            Some(DayOrder::MonthFirst) => (second, first),
            None => return ReadDate::Ambiguous,
        };
        return whole(year, month, day, time_text);
    }
    if let Some(words) = spelled(text) {
        return whole(words.year, words.month, words.day, words.rest);
    }
    ReadDate::Not
}

/// Reads a time of day such as 13:30, 9:02 AM or 09:00:00.
pub fn time(text: &str) -> Option<Time> {
    let text = text.trim();
    // Windows parts a time and its half of the day with blanks that do not break.
    let lower = text.to_lowercase().replace(['\u{a0}', '\u{202f}'], " ");
    let bare = lower.trim_end_matches("uhr").trim_end_matches('h').trim();
    let bare = ["at ", "um ", "a las ", "@"]
        .iter()
        .find_map(|word| bare.strip_prefix(word))
        .unwrap_or(bare)
        .trim();
    let (clock, shift) = if let Some(clock) = bare
        .strip_suffix("pm")
        .or_else(|| bare.strip_suffix("p.m."))
        .or_else(|| bare.strip_suffix("p. m."))
        .or_else(|| bare.strip_suffix('p'))
    {
        (clock.trim(), Some(true))
    } else if let Some(clock) = bare
        .strip_suffix("am")
        .or_else(|| bare.strip_suffix("a.m."))
        .or_else(|| bare.strip_suffix("a. m."))
        .or_else(|| bare.strip_suffix('a'))
    {
        (clock.trim(), Some(false))
    } else {
        (bare, None)
    };
    let mut parts = clock.split([':', '.', 'h']);
    let hour: i8 = parts.next()?.trim().parse().ok()?;
    let minute: i8 = parts
        .next()
        .map_or(Some(0), |part| part.trim().parse().ok())?;
    let second: i8 = parts
        .next()
        .map_or(Some(0), |part| part.trim().parse().ok())?;
    let hour = match shift {
        Some(true) if hour < 12 => hour + 12,
        Some(false) if hour == 12 => 0,
        _ => hour,
    };
    Time::new(hour, minute, second, 0).ok()
}

/// Says whether a cell is one of the ways in which programs write nothing.
pub fn is_nothing(text: &str) -> bool {
    let text = text.trim();
    is_no_day(text)
        || matches!(
            text,
            "" | "NULL"
                | "null"
                | "(null)"
                | "\\N"
                | "N/A"
                | "n/a"
                | "#N/A"
                | "-"
                | "--"
                | "None"
                | "NaN"
                | "nan"
                | "undefined"
                | "(No value)"
                | "0001-01-01"
                | "0001-01-01T00:00:00"
        )
}

/// Says whether a text is a day of zeros, as programs write an empty date: `0/0/00`, `0.0.00`, `0000-00-00`.
fn is_no_day(text: &str) -> bool {
    if !text.starts_with('0') {
        return false;
    }
    let Some(sign) = text.chars().find(|sign| matches!(sign, '/' | '.' | '-')) else {
        return false;
    };
    let mut parts = text.split(sign);
    let zeros = |part: Option<&str>| {
        part.filter(|part| (1..=4).contains(&part.len()) && part.bytes().all(|digit| digit == b'0'))
            .map_or(0, str::len)
    };
    let lengths = [parts.next(), parts.next(), parts.next()].map(zeros);
    parts.next().is_none() && !lengths.contains(&0) && lengths.iter().any(|length| *length > 1)
}

fn whole(year: i16, month: i8, day: i8, time_text: &str) -> ReadDate {
    let Ok(date) = Date::new(year, month, day) else {
        return ReadDate::Not;
    };
    let time_text = time_text.trim().trim_start_matches([',', 'T']).trim();
    let time = if time_text.is_empty() {
        None
    } else {
        time(time_text)
    };
    ReadDate::Is(When {
        date,
        time,
        offset: None,
    })
}

/// Splits `03/04/2025 …` into its first two numbers, what follows the second separator, and the separator.
fn three_numbers(text: &str) -> Option<(i8, i8, &str, char)> {
    let first_end = text.find(|character: char| !character.is_ascii_digit())?;
    let separator = text.get(first_end..)?.chars().next()?;
    if !matches!(separator, '/' | '.' | '-') || first_end == 0 || first_end > 2 {
        return None;
    }
    let rest = text.get(first_end + 1..)?.trim_start();
    let second_end = rest.find(|character: char| !character.is_ascii_digit())?;
    if second_end == 0 || second_end > 2 || !rest.get(second_end..)?.starts_with(separator) {
        return None;
    }
    let first = text.get(..first_end)?.parse().ok()?;
    let second = rest.get(..second_end)?.parse().ok()?;
    let year = rest.get(second_end + 1..)?.trim_start();
    year.starts_with(|character: char| character.is_ascii_digit())
        .then_some((first, second, year, separator))
}

fn split_year(text: &str) -> (&str, &str) {
    let end = text
        .find(|character: char| !character.is_ascii_digit())
        .unwrap_or(text.len());
    (
        text.get(..end).unwrap_or_default(),
        text.get(end..).unwrap_or_default(),
    )
}

/// Before this year nobody's date lies; programs write such years where they know none.
const FIRST_YEAR: i16 = 1000;

/// Reads a year of four or two digits; two digits below 69 are of this century.
fn year_of(text: &str) -> Option<i16> {
    let year: i16 = text.parse().ok()?;
    match text.len() {
        4 if year >= FIRST_YEAR => Some(year),
        2 if year < 69 => Some(2000 + year),
        2 => Some(1900 + year),
        _ => None,
    }
}

fn iso(text: &str) -> Option<When> {
    let bytes = text.as_bytes();
    let separator = *bytes.get(4)?;
    if !matches!(separator, b'-' | b'/' | b'.') || !bytes.get(..4)?.iter().all(u8::is_ascii_digit) {
        return None;
    }
    let year: i16 = text.get(..4)?.parse().ok()?;
    if year < FIRST_YEAR {
        return None;
    }
    let rest = text.get(5..)?;
    let month_end = rest.find(|character: char| !character.is_ascii_digit())?;
    if rest.as_bytes().get(month_end) != Some(&separator) {
        return None;
    }
    let month: i8 = rest.get(..month_end)?.parse().ok()?;
    let rest = rest.get(month_end + 1..)?;
    let day_end = rest
        .find(|character: char| !character.is_ascii_digit())
        .unwrap_or(rest.len());
    let day: i8 = rest.get(..day_end)?.parse().ok()?;
    let date = Date::new(year, month, day).ok()?;
    let (time, offset) = clock(rest.get(day_end..)?.trim_start_matches(['T', ' ']));
    Some(When { date, time, offset })
}

/// Reads `11:54:49.95+00:00`, `11:15:02.000Z`, `3:04 PM`.
fn clock(text: &str) -> (Option<Time>, Option<i32>) {
    let text = text.trim();
    if text.is_empty() {
        return (None, None);
    }
    let (clock, offset) = match text
        .find(['Z', 'z', '+'])
        .or_else(|| text.rfind('-').filter(|at| *at >= 5))
    {
        Some(at) => (
            text.get(..at).unwrap_or_default(),
            offset_of(text.get(at..).unwrap_or_default()),
        ),
        None => (text, None),
    };
    let whole = match clock.split_once('.') {
        Some((whole, fraction))
            if fraction.trim().bytes().all(|byte| byte.is_ascii_digit()) && whole.contains(':') =>
        {
            whole
        }
        _ => clock,
    };
    (time(whole), offset)
}

fn offset_of(text: &str) -> Option<i32> {
    if text.starts_with(['Z', 'z']) {
        return Some(0);
    }
    let sign = if text.starts_with('-') { -1 } else { 1 };
    let digits: String = text.chars().filter(char::is_ascii_digit).collect();
    let hours: i32 = digits.get(..2)?.parse().ok()?;
    let minutes: i32 = digits
        .get(2..4)
        .and_then(|text| text.parse().ok())
        .unwrap_or(0);
    (hours <= 18 && minutes < 60).then_some(sign * (hours * 3600 + minutes * 60))
}

/// Reads 20241205, with an optional time behind a T.
fn compact(text: &str) -> Option<When> {
    let (day, rest) = text.split_once('T').unwrap_or((text, ""));
    if day.len() != 8 || !day.bytes().all(|byte| byte.is_ascii_digit()) {
        return None;
    }
    let year: i16 = day.get(..4)?.parse().ok()?;
    if !(1900..=2200).contains(&year) {
        return None;
    }
    let date = Date::new(
        year,
        day.get(4..6)?.parse().ok()?,
        day.get(6..8)?.parse().ok()?,
    )
    .ok()?;
    let digits: String = rest.chars().take_while(char::is_ascii_digit).collect();
    let time = match digits.len() {
        4 | 6 => Time::new(
            digits.get(..2)?.parse().ok()?,
            digits.get(2..4)?.parse().ok()?,
            digits.get(4..6).map_or(Ok(0), str::parse).ok()?,
            0,
        )
        .ok(),
        _ => None,
    };
    Some(When {
        date,
        time,
        offset: rest.ends_with('Z').then_some(0),
    })
}

/// Reads a spreadsheet's day number such as 45631.0 (5 December 2024); only within 1954 to 2119.
fn serial(text: &str) -> Option<When> {
    let number = Decimal::from_str(text).ok()?;
    let days = number.trunc();
    if days < Decimal::from(20_000) || days > Decimal::from(80_000) {
        return None;
    }
    let days: i64 = days.try_into().ok()?;
    let epoch = Date::new(1899, 12, 30).ok()?;
    let date = epoch
        .checked_add(jiff::Span::new().try_days(days).ok()?)
        .ok()?;
    let fraction = number.fract();
    let time = if fraction.is_zero() {
        None
    } else {
        let seconds: i64 = fraction
            .checked_mul(Decimal::from(86_400))?
            .round()
            .try_into()
            .ok()?;
        let part = |value: i64| i8::try_from(value).ok();
        Time::new(
            part(seconds / 3600)?,
            part(seconds / 60 % 60)?,
            part(seconds % 60)?,
            0,
        )
        .ok()
    };
    Some(When {
        date,
        time,
        offset: None,
    })
}

struct Spelled<'a> {
    year: i16,
    month: i8,
    day: i8,
    month_first: bool,
    rest: &'a str,
}

/// Reads dates with a spelled month: 12 Mar 2024, Sep 12, 2026, 7-Feb-22, 12 de marzo de 2024, 3. März 2025.
fn spelled(text: &str) -> Option<Spelled<'_>> {
    let mut words: Vec<(&str, usize)> = Vec::new();
    let mut start = None;
    for (at, character) in text
        .char_indices()
        .chain(std::iter::once((text.len(), ' ')))
    {
        if character.is_alphanumeric() {
            let fresh = start
                .and_then(|from| text.get(from..at))
                .and_then(|word: &str| word.chars().next());
            if fresh.is_some_and(|first| first.is_ascii_digit() != character.is_ascii_digit()) {
                if let Some(from) = start {
                    words.push((text.get(from..at)?, at));
                }
                start = Some(at);
            } else {
                start = start.or(Some(at));
            }
        } else if let Some(from) = start.take() {
            words.push((text.get(from..at)?, at));
        }
        if words.len() > 7 {
            break;
        }
    }
    words.retain(|(word, _)| !is_filler(word));
    let month_at = words
        .iter()
        .take(3)
        .position(|(word, _)| month_of(word).is_some())?;
    let month = month_of(words.get(month_at)?.0)?;
    let (day, year) = match month_at {
        0 => (words.get(1)?, words.get(2)?),
        1 => (words.first()?, words.get(2)?),
        _ => return None,
    };
    let (day, year, month_first) = if day.0.len() == 4 {
        (year, day, month_at == 0)
    } else {
        (day, year, month_at == 0)
    };
    let end = day.1.max(year.1).max(words.get(month_at)?.1);
    Some(Spelled {
        year: year_of(year.0)?,
        month,
        day: day.0.parse().ok().filter(|day| (1..=31).contains(day))?,
        month_first,
        rest: text.get(end..).unwrap_or_default(),
    })
}

fn is_filler(word: &str) -> bool {
    let word = word.to_lowercase();
    matches!(
        word.as_str(),
        "de" | "del" | "of" | "the" | "st" | "nd" | "rd" | "th"
    ) || matches!(
        crate::interchange::header::fold(&word).as_str(),
        "mon"
            | "tue"
            | "wed"
            | "thu"
            | "fri"
            | "sat"
            | "sun"
            | "monday"
            | "tuesday"
            | "wednesday"
            | "thursday"
            | "friday"
            | "saturday"
            | "sunday"
            | "mo"
            | "di"
            | "mi"
            | "do"
            | "fr"
            | "sa"
            | "so"
            | "montag"
            | "dienstag"
            | "mittwoch"
            | "donnerstag"
            | "freitag"
            | "samstag"
            | "sonntag"
            | "lunes"
            | "martes"
            | "miercoles"
            | "jueves"
            | "viernes"
            | "sabado"
            | "domingo"
    )
}

/// Knows the months' names and short names in English, German, Spanish, French, Italian and Portuguese.
fn month_of(word: &str) -> Option<i8> {
    if word.len() < 3 || word.starts_with(|character: char| character.is_ascii_digit()) {
        return None;
    }
    Some(match crate::interchange::header::fold(word).as_str() {
        "jan" | "january" | "januar" | "janner" | "enero" | "ene" | "janvier" | "janv"
        | "gennaio" | "janeiro" => 1,
        "feb" | "february" | "februar" | "febrero" | "fev" | "fevrier" | "fevr" | "febbraio"
        | "fevereiro" => 2,
        "mar" | "march" | "marz" | "maerz" | "mrz" | "marzo" | "mars" | "marco" => 3,
        "apr" | "april" | "abr" | "abril" | "avril" | "avr" | "aprile" => 4,
        "may" | "mai" | "mayo" | "maggio" | "maio" => 5,
        "jun" | "june" | "juni" | "junio" | "juin" | "giugno" | "junho" => 6,
        "jul" | "july" | "juli" | "julio" | "juillet" | "juil" | "luglio" | "julho" => 7,
        "aug" | "august" | "ago" | "agosto" | "aout" => 8,
        "sep" | "sept" | "september" | "septiembre" | "setiembre" | "septembre" | "settembre"
        | "setembro" => 9,
        "oct" | "october" | "okt" | "oktober" | "octubre" | "octobre" | "ottobre" | "outubro" => 10,
        "nov" | "november" | "noviembre" | "novembre" | "novembro" => 11,
        "dec" | "december" | "dez" | "dezember" | "dic" | "diciembre" | "decembre" | "dicembre"
        | "dezembro" => 12,
        _ => return None,
    })
}
