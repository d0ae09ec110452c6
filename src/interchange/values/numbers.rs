//! Numbers, currencies and yes or no, in the way that their own column shows.

use std::str::FromStr;

use rust_decimal::Decimal;

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

/// Collects which currency a table's amounts name.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct CurrencyEvidence {
    named: Option<String>,
    several: bool,
    unnamed: u64,
}

impl CurrencyEvidence {
    /// Looks at one more amount.
    pub fn see(&mut self, text: &str) {
        match (currency(text), &self.named) {
            (None, _) => self.unnamed += u64::from(text.bytes().any(|sign| sign.is_ascii_digit())),
            (Some(code), Some(held)) => self.several |= code != *held,
            (named, None) => self.named = named,
        }
    }

    /// Gives the currency that all amounts name which name one.
    pub fn proven(&self) -> Option<&str> {
        self.named.as_deref().filter(|_| !self.several)
    }

    /// Says that the others are read in it, too; nothing where there are none.
    pub fn says(&self) -> Option<String> {
        let currency = self.proven()?;
        let are = match self.unnamed {
            0 => return None,
            1 => "1 amount names no currency and is".to_owned(),
            unnamed => format!("{unnamed} amounts name no currency and are"),
        };
        Some(format!(
            "{are} read as {currency}, as the others of this table are"
        ))
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
    match crate::interchange::header::fold(text).as_str() {
        "true" | "yes" | "y" | "1" | "ja" | "wahr" | "si" | "verdadero" | "done" | "erledigt"
        | "hecho" | "x" | "on" | "ein" | "an" | "activado" | "verdad" => Some(true),
        "false" | "no" | "n" | "0" | "nein" | "falsch" | "falso" | "todo" | "offen"
        | "pendiente" | "off" | "aus" | "desactivado" => Some(false),
        _ => None,
    }
}
