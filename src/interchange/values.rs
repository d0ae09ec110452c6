//! Reads dates, numbers, addresses and phone numbers by what their own column shows.
//!
//! A date such as 03/04 is never guessed for a row: the column's other values decide, then the file's, else the value
//! is kept as text. The same holds for 1.234.

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
    let lower = text.to_lowercase();
    let bare = lower.trim_end_matches("uhr").trim_end_matches('h').trim();
    let (clock, shift) = if let Some(clock) = bare
        .strip_suffix("pm")
        .or_else(|| bare.strip_suffix("p.m."))
    {
        (clock.trim(), Some(true))
    } else if let Some(clock) = bare
        .strip_suffix("am")
        .or_else(|| bare.strip_suffix("a.m."))
    {
        (clock.trim(), Some(false))
    } else {
        (bare, None)
    };
    let mut parts = clock.split([':', '.']);
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
    matches!(
        text.trim(),
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
            | "0/0/00"
            | "00.00.0000"
            | "0000-00-00"
    )
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

/// Reads a year of four or two digits; two digits below 69 are of this century.
fn year_of(text: &str) -> Option<i16> {
    let year: i16 = text.parse().ok()?;
    match text.len() {
        4 => Some(year),
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
        super::header::fold(&word).as_str(),
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
    Some(match super::header::fold(word).as_str() {
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

/// Collects what a column shows about its numbers.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct NumberEvidence {
    decimal_point: u32,
    decimal_comma: u32,
}

impl NumberEvidence {
    /// Looks at one more value.
    pub fn see(&mut self, text: &str) {
        if let Some(comma) = shown(&bare_number(text).0) {
            if comma {
                self.decimal_comma += 1;
            } else {
                self.decimal_point += 1;
            }
        }
    }

    /// Adds what another column shows.
    pub fn add(&mut self, other: Self) {
        self.decimal_point += other.decimal_point;
        self.decimal_comma += other.decimal_comma;
    }

    /// Says whether the comma is the decimal sign; nothing where the values do not show it.
    pub fn comma(self) -> Option<bool> {
        match (self.decimal_point > 0, self.decimal_comma > 0) {
            (true, false) => Some(false),
            (false, true) => Some(true),
            _ => None,
        }
    }
}

/// Says whether a number shows which sign is decimal, and whether it is the comma.
fn shown(number: &str) -> Option<bool> {
    let points = number.matches('.').count();
    let commas = number.matches(',').count();
    match (points, commas) {
        (0, 0) => None,
        (_, 0) if points > 1 => Some(true),
        (0, _) if commas > 1 => Some(false),
        (1, 0) => decimal_by_width(number, '.').then_some(false),
        (0, 1) => decimal_by_width(number, ',').then_some(true),
        _ => Some(number.rfind(',') > number.rfind('.')),
    }
}

/// Says whether a single sign cannot be a thousands sign: not followed by exactly three digits, or led by none or a zero.
fn decimal_by_width(number: &str, sign: char) -> bool {
    let Some((before, after)) = number.split_once(sign) else {
        return false;
    };
    let digits = after.chars().take_while(char::is_ascii_digit).count();
    let lead = before.trim_start_matches(['-', '+']);
    digits != 3
        || lead.is_empty()
        || lead.len() > 3
        || lead.starts_with('0')
        || after.len() > digits
}

/// Reads a number as people and programs write it; `comma` says whether the comma is the decimal sign.
pub fn number(text: &str, comma: Option<bool>) -> Option<Decimal> {
    let (bare, negative) = bare_number(text);
    if bare.is_empty() || !bare.bytes().any(|byte| byte.is_ascii_digit()) {
        return None;
    }
    if bare.bytes().any(|byte| {
        !(byte.is_ascii_digit() || matches!(byte, b'.' | b',' | b'-' | b'+' | b'e' | b'E'))
    }) {
        return None;
    }
    let comma = shown(&bare).or(comma).unwrap_or(false);
    let plain: String = if comma {
        bare.chars()
            .filter(|character| *character != '.')
            .map(|character| if character == ',' { '.' } else { character })
            .collect()
    } else {
        bare.chars().filter(|character| *character != ',').collect()
    };
    let value = if plain.contains(['e', 'E']) {
        Decimal::from_scientific(&plain).ok()?
    } else {
        Decimal::from_str(&plain).ok()?
    };
    let value = if negative {
        Decimal::ZERO.checked_sub(value)?
    } else {
        value
    };
    Some(value.normalize())
}

/// Takes away currency, blanks, percent and parentheses; says whether they made it negative.
fn bare_number(text: &str) -> (String, bool) {
    let text = text.trim();
    if text.len() > 64 {
        return (String::new(), false);
    }
    let (inner, parens) = match text
        .strip_prefix('(')
        .and_then(|rest| rest.strip_suffix(')'))
    {
        Some(inner) => (inner, true),
        None => (text, false),
    };
    let mut kept: String = inner
        .chars()
        .filter(|character| {
            !character.is_whitespace()
                && !matches!(character, '\'' | '’' | '%' | '$' | '€' | '£' | '¥' | '₹')
        })
        .map(|character| if character == '−' { '-' } else { character })
        .collect();
    let is_number =
        |character: char| character.is_ascii_digit() || matches!(character, '.' | ',' | '-' | '+');
    kept = kept
        .trim_start_matches(|character: char| !is_number(character))
        .to_owned();
    while kept.ends_with(|character: char| !character.is_ascii_digit() && character != '-') {
        kept.pop();
    }
    if let Some(head) = kept.strip_suffix('-') {
        return (head.to_owned(), !parens);
    }
    (kept, parens)
}

/// Finds the currency that a written amount names, by sign or by ISO 4217 code.
pub fn currency(text: &str) -> Option<String> {
    let code: String = text
        .chars()
        .filter(char::is_ascii_alphabetic)
        .collect::<String>()
        .to_ascii_uppercase();
    if code.len() == 3 {
        return Some(code);
    }
    let found = match text
        .chars()
        .find(|character| matches!(character, '$' | '€' | '£' | '¥' | '₹' | '₽' | '₺' | '₩'))?
    {
        '$' if code == "US" || code.is_empty() => "USD",
        '$' if code == "A" || code == "AU" => "AUD",
        '$' if code == "C" || code == "CA" => "CAD",
        '$' if code == "R" => "BRL",
        '€' => "EUR",
        '£' => "GBP",
        '¥' => "JPY",
        '₹' => "INR",
        '₽' => "RUB",
        '₺' => "TRY",
        '₩' => "KRW",
        _ => return None,
    };
    Some(found.to_owned())
}

/// Reads yes and no in English, German and Spanish.
pub fn flag(text: &str) -> Option<bool> {
    match super::header::fold(text).as_str() {
        "true" | "yes" | "y" | "1" | "ja" | "wahr" | "si" | "verdadero" | "done" | "erledigt"
        | "hecho" | "x" | "on" => Some(true),
        "false" | "no" | "n" | "0" | "nein" | "falsch" | "falso" | "todo" | "offen"
        | "pendiente" | "off" => Some(false),
        _ => None,
    }
}

/// Gives an e-mail address in its comparable form, or nothing where the text is none (an Exchange address is none).
pub fn email(text: &str) -> Option<String> {
    let text = text.trim().trim_matches(['<', '>', '"', '\'', ';', ',']);
    let text = text
        .strip_prefix("mailto:")
        .or_else(|| text.strip_prefix("MAILTO:"))
        .unwrap_or(text)
        .trim();
    let (local, host) = text.rsplit_once('@')?;
    let sound = !local.is_empty()
        && !host.is_empty()
        && text.len() <= 320
        && !text.starts_with('/')
        && !text.chars().any(|character| {
            character.is_whitespace()
                || character.is_control()
                || matches!(character, '<' | '>' | ',')
        });
    sound.then(|| text.to_owned())
}

/// Takes a spreadsheet's text marks off a phone number and refuses what holds too few digits to be one.
pub fn phone(text: &str) -> Option<String> {
    let text = text.trim().trim_start_matches('\'').trim();
    let text = text.strip_prefix("tel:").unwrap_or(text);
    let digits = text.chars().filter(char::is_ascii_digit).count();
    ((3..=25).contains(&digits) && text.len() <= 60).then(|| text.to_owned())
}

/// Gives a phone number as E.164, for comparing; needs a `+`, a leading `00`, or the country of its owner.
pub fn e164(text: &str, region: Option<&str>) -> Option<String> {
    let text = text.trim().trim_start_matches('\'').replace("(0)", "");
    let end = text
        .to_lowercase()
        .find("ext")
        .or_else(|| text.find('x'))
        .unwrap_or(text.len());
    let text = text.get(..end).unwrap_or_default();
    let digits: String = text.chars().filter(char::is_ascii_digit).collect();
    let international = if text.trim_start_matches(['(', ' ']).starts_with('+') {
        Some(digits.clone())
    } else {
        digits
            .strip_prefix("00")
            .filter(|_| region != Some("US"))
            .map(ToOwned::to_owned)
    };
    if let Some(digits) = international {
        return (7..=15)
            .contains(&digits.len())
            .then(|| format!("+{digits}"));
    }
    let region: phonenumber::country::Id = region?.parse().ok()?;
    let number = phonenumber::parse(Some(region), text).ok()?;
    number
        .is_valid()
        .then(|| number.format().mode(phonenumber::Mode::E164).to_string())
}

/// Makes plain text of what a program wrote as HTML; other text is given back as it is.
pub fn plain(text: &str) -> String {
    let looks = text.contains("</")
        || text.contains("<br")
        || text.contains("<p")
        || text.contains("<div")
        || text.contains("<li");
    if !looks {
        return text.trim().to_owned();
    }
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(open) = rest.find('<') {
        push_collapsed(&mut out, rest.get(..open).unwrap_or_default());
        let after = rest.get(open + 1..).unwrap_or_default();
        let Some(close) = after.find('>').filter(|close| *close < 4096) else {
            out.push('<');
            rest = after;
            continue;
        };
        let tag = after.get(..close).unwrap_or_default();
        let name: String = tag
            .trim_start_matches('/')
            .chars()
            .take_while(char::is_ascii_alphanumeric)
            .collect::<String>()
            .to_ascii_lowercase();
        rest = after.get(close + 1..).unwrap_or_default();
        match name.as_str() {
            "script" | "style" if !tag.starts_with('/') => {
                let end = rest
                    .to_ascii_lowercase()
                    .find(&format!("</{name}"))
                    .unwrap_or(rest.len());
                rest = rest.get(end..).unwrap_or_default();
            }
            "li" if !tag.starts_with('/') => {
                break_line(&mut out);
                out.push_str("- ");
            }
            "br" | "p" | "div" | "li" | "ul" | "ol" | "tr" | "h1" | "h2" | "h3" | "h4"
            | "table" | "blockquote" => break_line(&mut out),
            "" => {
                out.push('<');
                out.push_str(tag);
                out.push('>');
            }
            _ => {}
        }
    }
    push_collapsed(&mut out, rest);
    entities(out.trim())
}

fn break_line(out: &mut String) {
    while out.ends_with(' ') {
        out.pop();
    }
    if !out.is_empty() && !out.ends_with('\n') {
        out.push('\n');
    }
}

/// Adds text as a browser would show it: runs of blanks and line ends are one blank.
fn push_collapsed(out: &mut String, text: &str) {
    for character in text.chars() {
        if character.is_whitespace() {
            if !out.is_empty() && !out.ends_with([' ', '\n']) {
                out.push(' ');
            }
        } else {
            out.push(character);
        }
    }
}

fn entities(text: &str) -> String {
    if !text.contains('&') {
        return text.to_owned();
    }
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(at) = rest.find('&') {
        out.push_str(rest.get(..at).unwrap_or_default());
        let after = rest.get(at + 1..).unwrap_or_default();
        let end = after.find(';').filter(|end| *end <= 10);
        let found = end.and_then(|end| {
            let name = after.get(..end)?;
            let character = match name {
                "amp" => '&',
                "lt" => '<',
                "gt" => '>',
                "quot" => '"',
                "apos" => '\'',
                "nbsp" => ' ',
                "ndash" => '–',
                "mdash" => '—',
                "hellip" => '…',
                "euro" => '€',
                "auml" => 'ä',
                "ouml" => 'ö',
                "uuml" => 'ü',
                "Auml" => 'Ä',
                "Ouml" => 'Ö',
                "Uuml" => 'Ü',
                "szlig" => 'ß',
                "eacute" => 'é',
                "ntilde" => 'ñ',
                _ => {
                    let code = name.strip_prefix('#')?;
                    let number = match code.strip_prefix(['x', 'X']) {
                        Some(hex) => u32::from_str_radix(hex, 16).ok()?,
                        None => code.parse().ok()?,
                    };
                    char::from_u32(number).filter(|character| !character.is_control())?
                }
            };
            Some((character, end))
        });
        if let Some((character, end)) = found {
            out.push(character);
            rest = after.get(end + 1..).unwrap_or_default();
        } else {
            out.push('&');
            rest = after;
        }
    }
    out.push_str(rest);
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(text: &str, order: Option<DayOrder>) -> String {
        match date(text, order) {
            ReadDate::Is(when) => when.date.to_string(),
            other => format!("{other:?}"),
        }
    }

    #[test]
    fn reads_dates_that_say_what_they_are() {
        for (text, expected) in [
            ("2019-03-04T11:15:02.000Z", "2019-03-04"),
            ("1996-07-04 00:00:00.000", "1996-07-04"),
            ("12 Mar 2024", "2024-03-12"),
            ("7-Feb-22", "2022-02-07"),
            ("Sep 12, 2026", "2026-09-12"),
            ("12 de marzo de 2024", "2024-03-12"),
            ("3. März 2025", "2025-03-03"),
            ("Mon, 2 Nov 2026 09:15:00 +0100", "2026-11-02"),
            ("19970118", "1997-01-18"),
            ("45631.0", "2024-12-05"),
            ("31.12.2025", "2025-12-31"),
            ("12/31/2025 3:04 PM", "2025-12-31"),
            ("0/0/00", "None"),
            ("2/30/2025", "Not"),
            ("29 February 2023", "Not"),
            ("tomorrow", "Not"),
        ] {
            assert_eq!(day(text, None), expected, "{text}");
        }
    }

    #[test]
    fn never_guesses_a_date() {
        assert_eq!(day("03/04/2025", None), "Ambiguous");
        let mut column = DateEvidence::default();
        column.see("12/02/2025");
        column.see("13/02/2025");
        assert_eq!(
            day_order(column, DateEvidence::default()),
            Some(DayOrder::DayFirst)
        );
        let mut spelled = DateEvidence::default();
        spelled.see("Sep 12, 2026");
        assert_eq!(
            day_order(spelled, DateEvidence::default()),
            Some(DayOrder::MonthFirst)
        );
        column.see("02/13/2025");
        assert_eq!(
            day_order(column, spelled),
            None,
            "a column that contradicts itself is not decided by others"
        );
    }

    #[test]
    fn reads_times() {
        assert_eq!(
            time("9:02 AM").map(|time| time.to_string()).as_deref(),
            Some("09:02:00")
        );
        assert_eq!(time("12:30 am").map(jiff::civil::Time::hour), Some(0));
        assert_eq!(time("25:00"), None);
        let ReadDate::Is(when) = date("2024-07-01T11:54:49.95+02:00", None) else {
            panic!("no date")
        };
        assert_eq!(
            (when.time.map(jiff::civil::Time::hour), when.offset),
            (Some(11), Some(7200))
        );
    }

    #[test]
    fn reads_numbers_of_both_locales() {
        for (text, comma, expected) in [
            ("1.39E8", None, "139000000"),
            ("95,570.69", None, "95570.69"),
            ("$12,400.00", None, "12400"),
            ("1.234,56", None, "1234.56"),
            ("-0,5", None, "-0.5"),
            ("1'234.50", None, "1234.5"),
            ("(1,234.00)", None, "-1234"),
            ("1.234", Some(true), "1234"),
            ("1.234", None, "1.234"),
            ("8,000", None, "8000"),
            ("8,000", Some(true), "8"),
            ("12 400,00 €", None, "12400"),
            ("-$5", None, "-5"),
            ("5-", None, "-5"),
        ] {
            assert_eq!(
                number(text, comma)
                    .map(|value| value.to_string())
                    .as_deref(),
                Some(expected),
                "{text}"
            );
        }
        for text in ["", "-", "abc", "1-2-3", "12 Main St 5"] {
            assert_eq!(number(text, None), None, "{text}");
        }
    }

    #[test]
    fn knows_what_is_no_address() {
        assert_eq!(
            email("<mailto:Ana@acme.example>").as_deref(),
            Some("Ana@acme.example")
        );
        assert_eq!(email("/o=ExchangeLabs/ou=x/cn=a@b"), None);
        assert_eq!(email("nobody"), None);
        assert_eq!(phone("'+49 171 000000").as_deref(), Some("+49 171 000000"));
    }

    #[test]
    fn compares_phones_as_e164() {
        assert_eq!(
            e164("+49 (0)221 1234-56", None).as_deref(),
            Some("+49221123456")
        );
        assert_eq!(
            e164("(312) 555-0122", Some("US")).as_deref(),
            Some("+13125550122")
        );
        assert_eq!(e164("12", Some("US")), None);
        assert_eq!(
            e164("(212) 736-5000", Some("US")).as_deref(),
            Some("+12127365000")
        );
        assert_eq!(e164("212 736 5000", None), None);
    }

    #[test]
    fn makes_text_of_html() {
        assert_eq!(
            plain("<p>Second call &amp; pricing</p>\n<ul><li>cold room</li></ul>"),
            "Second call & pricing\n- cold room"
        );
        assert_eq!(plain("a < b and c > d"), "a < b and c > d");
    }
}
