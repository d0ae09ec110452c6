//! Numbers, currencies and yes or no, in the way that their own column shows.

use std::str::FromStr;

use rust_decimal::Decimal;

use crate::domain::money::{grouped, is_code};

/// Collects what a column shows about its numbers.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct NumberEvidence {
    decimal_point: u32,
    decimal_comma: u32,
    lone_point: u32,
    lone_comma: u32,
    /// The first number that reads two ways.
    example: Option<String>,
}

/// Says which sign stands in a column's numbers that read two ways: once in each, before exactly three digits.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Lone {
    /// `45.000`.
    Point,
    /// `45,000`.
    Comma,
    /// One in some of them, the other in others.
    Both,
}

impl NumberEvidence {
    /// Looks at one more value.
    pub fn see(&mut self, text: &str) {
        // A text that says more than a number and its currency shows nothing of numbers.
        if written(text).is_none() {
            return;
        }
        let bare = bare_number(text).0;
        match (shown(&bare), bare.contains('.'), bare.contains(',')) {
            (Some(true), ..) => self.decimal_comma += 1,
            (Some(false), ..) => self.decimal_point += 1,
            (None, true, _) => self.lone_point += 1,
            (None, _, true) => self.lone_comma += 1,
            (None, false, false) => return,
        }
        if self.example.is_none() && shown(&bare).is_none() {
            self.example = Some(bare);
        }
    }

    /// Adds what another column shows.
    pub fn add(&mut self, other: &Self) {
        self.decimal_point += other.decimal_point;
        self.decimal_comma += other.decimal_comma;
        self.lone_point += other.lone_point;
        self.lone_comma += other.lone_comma;
        if self.example.is_none() {
            self.example.clone_from(&other.example);
        }
    }

    /// Says whether any number has a sign that can part decimals or thousands.
    pub fn is_seen(&self) -> bool {
        self.decimal_point + self.decimal_comma + self.lone_point + self.lone_comma > 0
    }

    /// Says which sign its numbers have that read two ways, where none of them shows the way.
    pub fn lone(&self) -> Option<Lone> {
        match (self.comma(), self.lone_point > 0, self.lone_comma > 0) {
            (None, true, true) => Some(Lone::Both),
            (None, true, false) => Some(Lone::Point),
            (None, false, true) => Some(Lone::Comma),
            _ => None,
        }
    }

    /// Says how numbers are read that read two ways; `comma` is as for [`amount`].
    pub fn says(&self, column: &str, comma: Option<bool>) -> String {
        let example = self.example.as_deref().unwrap_or_default();
        let read = amount(example, comma).unwrap_or_default();
        format!(
            "column “{column}” has amounts such as {example}, and nothing shows whether that sign parts thousands or decimals; they are read as {} (`--decimal point` or `comma`, or a map's decimal, says otherwise)",
            grouped(&read.to_string())
        )
    }

    /// Says whether the comma is the decimal sign; nothing where the values do not show it.
    pub fn comma(&self) -> Option<bool> {
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
            (None, _) => {
                let digits = text.bytes().any(|sign| sign.is_ascii_digit());
                self.unnamed += u64::from(digits && written(text).is_some());
            }
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
    if !is_grouped(&bare, comma) {
        return None;
    }
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

/// Says whether signs for thousands part threes, as in `1.234.567`, or as in India twos before the last three: `1,23,456`.
/// What is parted otherwise is a date, a version or a slip, and no number.
fn is_grouped(number: &str, comma: bool) -> bool {
    let (group, decimal) = if comma { ('.', ',') } else { (',', '.') };
    let whole = number.split(decimal).next().unwrap_or_default();
    if number.matches(decimal).count() > 1 {
        return false;
    }
    let mut parts = whole.trim_start_matches(['-', '+']).split(group);
    let first = parts.next().unwrap_or_default();
    let rest: Vec<&str> = parts.collect();
    let Some((last, middle)) = rest.split_last() else {
        return true;
    };
    let twos = !comma && middle.iter().all(|part| part.len() == 2) && first.len() < 3;
    (1..=3).contains(&first.len())
        && last.len() == 3
        && (twos || middle.iter().all(|part| part.len() == 3))
}

/// Reads an amount of money: a number with a currency, `12k`, `1.5m` and `3 Mio`, and nothing that says more or less than
/// that (`ca. 500`, `50 units`). Where nothing says which sign is decimal, one before three digits parts thousands: nobody
/// writes money to the thousandth.
pub fn amount(text: &str, comma: Option<bool>) -> Option<Decimal> {
    if text.contains('%') {
        return None;
    }
    let (bare, times) = written(text)?;
    let comma = comma.or_else(|| {
        let number = bare_number(&bare).0;
        (shown(&number).is_none() && number.contains('.')).then_some(true)
    });
    number(&bare, comma)?
        .checked_mul(Decimal::from(times))
        .map(|amount| amount.normalize())
}

/// Parts an amount into what is written but for the word that multiplies it, and how often that is; nothing where other
/// words are in it.
fn written(text: &str) -> Option<(String, u64)> {
    let mut times = 1;
    let mut bare = String::with_capacity(text.len());
    let mut rest = text.trim();
    while let Some(first) = rest.chars().next() {
        if !first.is_alphabetic() {
            bare.push(first);
            rest = &rest[first.len_utf8()..];
            continue;
        }
        let end = rest
            .find(|letter: char| !letter.is_alphabetic())
            .unwrap_or(rest.len());
        let (word, after) = rest.split_at(end);
        let led = bare.bytes().any(|byte| byte.is_ascii_digit());
        match by_word(word).filter(|_| led && times == 1) {
            Some(by) => {
                times = by;
                rest = after.strip_prefix('.').unwrap_or(after);
            }
            None if is_money(word, after) => {
                bare.push_str(word);
                rest = after.strip_prefix('.').unwrap_or(after);
            }
            None if is_power(word, led, after) => {
                bare.push_str(word);
                rest = after;
            }
            // The unit and the number may be one word: 12kEUR.
            None => {
                let (head, tail) = word.split_at_checked(1)?;
                times = by_word(head).filter(|_| led && times == 1 && is_money(tail, after))?;
                bare.push_str(tail);
                rest = after;
            }
        }
    }
    Some((bare, times))
}

fn by_word(word: &str) -> Option<u64> {
    Some(match word.to_lowercase().as_str() {
        "k" | "tsd" | "thousand" | "tausend" => 1_000,
        "m" | "mio" | "mn" | "mln" | "million" | "millionen" | "millon" | "millones" => 1_000_000,
        "bn" | "mrd" | "milliarde" | "milliarden" => 1_000_000_000,
        _ => return None,
    })
}

/// Says whether a word beside a number is the name of money.
fn is_money(word: &str, after: &str) -> bool {
    let code = word.to_ascii_uppercase();
    is_code(&code)
        || OLD_CODES.split(' ').any(|known| known == code)
        || matches!(
            word.to_lowercase().as_str(),
            "euro"
                | "euros"
                | "dollar"
                | "dollars"
                | "fr"
                | "sfr"
                | "kr"
                | "rs"
                | "rm"
                | "rp"
                | "zł"
                | "kč"
        )
        || (word.len() < 4 && after.starts_with('$'))
}

/// Says whether a letter is the power of ten in `1.2E5`.
fn is_power(word: &str, led: bool, after: &str) -> bool {
    led && word.eq_ignore_ascii_case("e")
        && after.starts_with(|sign: char| sign.is_ascii_digit() || matches!(sign, '+' | '-'))
}

/// Codes beside those that are in use: what old files name, what a country or a bank writes instead, and none at all.
const OLD_CODES: &str =
    "ATS BEF CLF CNH DEM ESP FIM FRF GRD HRK IEP ITL LTL LUF LVL NLG PTE RMB SKK SVC XXX";

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
        .map(|character| {
            if matches!(character, '−' | '–' | '—') {
                '-'
            } else {
                character
            }
        })
        .collect();
    let is_number =
        |character: char| character.is_ascii_digit() || matches!(character, '.' | ',' | '-' | '+');
    kept = kept
        .trim_start_matches(|character: char| !is_number(character))
        .to_owned();
    while kept.ends_with(|character: char| !character.is_ascii_digit() && character != '-') {
        kept.pop();
    }
    // “45,-” and “45.--” have no cents; the sign before the dash is the decimal one.
    let whole = kept.trim_end_matches('-');
    if whole.len() < kept.len() && whole.ends_with([',', '.']) {
        return (format!("{whole}00"), parens);
    }
    if let Some(head) = kept.strip_suffix('-') {
        return (head.to_owned(), !parens);
    }
    (kept, parens)
}

/// Finds the currency that a written amount names, by sign or by ISO 4217 code.
pub fn currency(text: &str) -> Option<String> {
    // Of an amount only what stands beside the number and its unit is a currency.
    let amount = text.bytes().any(|byte| byte.is_ascii_digit());
    let parted = written(text).filter(|_| amount);
    let text = match &parted {
        Some((bare, _)) => bare,
        None if amount => return None,
        None => text,
    };
    if !amount && let Some(code) = named_currency(text) {
        return Some(code.to_owned());
    }
    if let Some((_, code)) = [("kč", "CZK"), ("zł", "PLN")]
        .iter()
        .find(|(sign, _)| text.to_lowercase().contains(sign))
    {
        return Some((*code).to_owned());
    }
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

/// Finds the currency that a column names in words, `Czech Koruna`, or by its code beside them, `EUR - Euro`.
fn named_currency(text: &str) -> Option<&str> {
    let folded = crate::interchange::header::fold(text);
    CURRENCIES
        .iter()
        .find(|(_, names)| names.split('|').any(|name| name == folded))
        .map(|(code, _)| *code)
        .or_else(|| {
            let words = text.split(|letter: char| !letter.is_alphabetic());
            let mut codes = words.filter(|word| {
                is_code(word) && word.bytes().all(|letter| letter.is_ascii_uppercase())
            });
            codes.next().filter(|_| codes.next().is_none())
        })
}

/// Lists the codes of the currencies that amounts are usually in.
pub fn currencies() -> impl Iterator<Item = &'static str> {
    CURRENCIES.iter().map(|(code, _)| *code)
}

/// What programs call currencies in English, German and Spanish; `Dollar` and `Krone` alone could be several.
const CURRENCIES: &[(&str, &str)] = &[
    ("EUR", "euro|euros"),
    (
        "USD",
        "usdollar|usdollars|unitedstatesdollar|dolarestadounidense|dolaramericano|dolardeestadosunidos|dolareeuu",
    ),
    (
        "GBP",
        "poundsterling|britishpound|britishpoundsterling|ukpound|britischespfund|pfundsterling|libraesterlina",
    ),
    ("CHF", "swissfranc|schweizerfranken|francosuizo|franken"),
    ("CZK", "czechkoruna|tschechischekrone|coronacheca"),
    (
        "PLN",
        "polishzloty|polnischerzloty|zlotypolaco|zloty|esloti",
    ),
    (
        "HUF",
        "hungarianforint|ungarischerforint|forinthungaro|forint|florinhungaro",
    ),
    ("RON", "romanianleu|rumanischerleu|leurumano"),
    ("BGN", "bulgarianlev|bulgarischerlew|levbulgaro"),
    ("DKK", "danishkrone|danischekrone|coronadanesa"),
    ("NOK", "norwegiankrone|norwegischekrone|coronanoruega"),
    ("SEK", "swedishkrona|schwedischekrone|coronasueca"),
    ("ISK", "icelandickrona|islandischekrone|coronaislandesa"),
    ("TRY", "turkishlira|turkischelira|liraturca"),
    ("UAH", "ukrainianhryvnia|ukrainischehrywnja|grivnaucraniana"),
    ("RUB", "russianruble|russischerrubel|rubloruso"),
    ("CAD", "canadiandollar|kanadischerdollar|dolarcanadiense"),
    (
        "AUD",
        "australiandollar|australischerdollar|dolaraustraliano",
    ),
    (
        "NZD",
        "newzealanddollar|neuseelanddollar|neuseelandischerdollar|dolarneozelandes",
    ),
    ("SGD", "singaporedollar|singapurdollar|dolardesingapur"),
    ("HKD", "hongkongdollar|dolardehongkong"),
    ("JPY", "japaneseyen|japanischeryen|yenjapones|yen"),
    (
        "CNY",
        "chineseyuan|chineseyuanrenminbi|chinesischeryuan|renminbi|yuanchino|yuan",
    ),
    ("INR", "indianrupee|indischerupie|rupiaindia"),
    (
        "KRW",
        "southkoreanwon|koreanwon|sudkoreanischerwon|wonsurcoreano",
    ),
    (
        "ILS",
        "israelinewshekel|israelishekel|israelischerschekel|neuerschekel|nuevosequel|sequel",
    ),
    (
        "AED",
        "unitedarabemiratesdirham|uaedirham|vaedirham|dirhamdelosemiratosarabesunidos",
    ),
    ("SAR", "saudiriyal|saudirial|riyalsaudi|rialsaudi"),
    (
        "ZAR",
        "southafricanrand|sudafrikanischerrand|randsudafricano|rand",
    ),
    ("BRL", "brazilianreal|brasilianischerreal|realbrasileno"),
    ("MXN", "mexicanpeso|mexikanischerpeso|pesomexicano"),
    ("ARS", "argentinepeso|argentinischerpeso|pesoargentino"),
    ("CLP", "chileanpeso|chilenischerpeso|pesochileno"),
    ("COP", "colombianpeso|kolumbianischerpeso|pesocolombiano"),
    (
        "PEN",
        "peruviansol|peruviannuevosol|peruanischersol|solperuano|nuevosolperuano",
    ),
];

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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_amount_is_a_number_its_unit_and_its_currency_and_nothing_else() {
        for (text, comma, amount_, currency_) in [
            ("12k", None, Some("12000"), None),
            ("$12k", None, Some("12000"), Some("USD")),
            ("1.5m", None, Some("1500000"), None),
            ("1,5 Mio. €", Some(true), Some("1500000"), Some("EUR")),
            ("3 Mio", None, Some("3000000"), None),
            ("12kEUR", None, Some("12000"), Some("EUR")),
            ("2.500 EUR", Some(true), Some("2500"), Some("EUR")),
            ("USD 1,234.50", None, Some("1234.5"), Some("USD")),
            ("CA$ 500", None, Some("500"), Some("CAD")),
            ("Fr. 500", None, Some("500"), None),
            ("1.2E3", None, Some("1200"), None),
            ("(500)", None, Some("-500"), None),
            ("€ 45,-", None, Some("45"), Some("EUR")),
            ("45.- CHF", None, Some("45"), Some("CHF")),
            ("48.000,-- €", None, Some("48000"), Some("EUR")),
            ("CHF 1200.--", Some(true), Some("1200"), Some("CHF")),
            ("45,— €", None, Some("45"), Some("EUR")),
            ("-45,-", None, Some("-45"), None),
            ("45,00-", None, Some("-45"), None),
            ("12.5 %", None, None, None),
            ("ca. 500", None, None, None),
            ("50 units", None, None, None),
            ("100-200", None, None, None),
            ("TBD", None, None, None),
        ] {
            let read = amount(text, comma).map(|amount| amount.to_string());
            assert_eq!(read.as_deref(), amount_, "{text}");
            if amount_.is_some() {
                assert_eq!(currency(text).as_deref(), currency_, "{text}");
            }
        }
        for (text, code) in [
            ("Euro", Some("EUR")),
            ("Czech Koruna", Some("CZK")),
            ("Tschechische Krone", Some("CZK")),
            ("corona checa", Some("CZK")),
            ("Yen", Some("JPY")),
            ("EUR - Euro", Some("EUR")),
            ("Pfund (GBP)", Some("GBP")),
            ("sek", Some("SEK")),
            ("Kč48,000.00", Some("CZK")),
            ("1 200 zł", Some("PLN")),
            ("Dollar", None),
            ("Krone", None),
        ] {
            assert_eq!(currency(text).as_deref(), code, "{text}");
        }
        let mut column = NumberEvidence::default();
        column.see("2.500");
        column.see("ca. 500");
        assert_eq!(column.comma(), None, "words say nothing of numbers");
        assert_eq!(column.lone(), Some(Lone::Point));
        column.see("1,000");
        assert_eq!(column.lone(), Some(Lone::Both));
        column.see("1,50");
        assert_eq!((column.lone(), column.comma()), (None, Some(true)));
        for (text, comma, read) in [
            ("45.000", None, "45000"),
            ("45,000", None, "45000"),
            ("45.000", Some(false), "45"),
            ("0.125", None, "0.125"),
            ("45.00", None, "45"),
        ] {
            let read_ = amount(text, comma).map(|amount| amount.to_string());
            assert_eq!(read_.as_deref(), Some(read), "{text}");
        }
    }
}
