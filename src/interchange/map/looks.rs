//! What the cells of a column look like, whatever its head says: addresses, numbers to call, days, money, names.

use crate::interchange::values::{self, ReadDate};
use crate::interchange::world;

/// What a column's cells look like.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Looks {
    /// E-mail addresses.
    Email,
    /// Phone numbers.
    Phone,
    /// Days or moments.
    Day,
    /// Amounts with their currency.
    Money,
    /// Web addresses.
    Web,
    /// Companies, by the legal forms behind some of them.
    Company,
    /// Names of people: a few capitalised words.
    Person,
}

impl Looks {
    /// Says it of one cell.
    pub fn words(self) -> &'static str {
        match self {
            Self::Email => "an e-mail address",
            Self::Phone => "a phone number",
            Self::Day => "a date",
            Self::Money => "an amount of money",
            Self::Web => "a web address",
            Self::Company => "a company",
            Self::Person => "a name",
        }
    }

    /// Lists what it can be of a kind of rows, the likeliest first.
    pub fn targets(self, kind: &str) -> &'static [&'static str] {
        match (self, kind) {
            (Self::Email, "person") => &["emails"],
            (Self::Email, "account") => &["contact_email"],
            (Self::Email, "touchpoint" | "promise") => &["people_emails"],
            (Self::Email, "survey") => &["person_email"],
            (Self::Phone, "person") => &["phones"],
            (Self::Phone, "account") => &["contact_phone"],
            (Self::Day, "activity" | "survey" | "note") => &["on"],
            (Self::Day, "touchpoint") => &["starts", "ends"],
            (Self::Day, "deal") => &["closes"],
            (Self::Day, "promise") => &["due"],
            (Self::Day, "account") => &["since"],
            (Self::Day, "person") => &["birthday"],
            (Self::Money, "deal" | "activity") => &["amount"],
            (Self::Web, "account") => &["website"],
            (Self::Web, "person") => &["handles"],
            (Self::Company, "account") => &["name"],
            (Self::Company, _) => &["account"],
            (Self::Person, "person") => &["name", "reports_to"],
            (Self::Person, "account") => &["contact_name"],
            (Self::Person, "touchpoint" | "promise" | "note") => &["people"],
            (Self::Person, "survey") => &["person"],
            (Self::Person, "deal") => &["owner"],
            _ => &[],
        }
    }
}

/// Says what the cells of a column look like, the empty ones aside; nothing where they are not alike.
pub fn looks(values: &[&str]) -> Option<Looks> {
    let values: Vec<&str> = values.iter().map(|cell| cell.trim()).collect();
    let values: Vec<&str> = values.into_iter().filter(|cell| !cell.is_empty()).collect();
    if values.is_empty() {
        return None;
    }
    let all = |test: fn(&str) -> bool| values.iter().all(|cell| test(cell));
    if all(is_email) {
        return Some(Looks::Email);
    }
    if all(is_web) {
        return Some(Looks::Web);
    }
    if all(is_day) {
        return Some(Looks::Day);
    }
    if all(is_money) {
        return Some(Looks::Money);
    }
    if all(is_phone) {
        return Some(Looks::Phone);
    }
    if values.iter().any(|cell| is_company(cell)) && !values.iter().any(|cell| is_email(cell)) {
        return Some(Looks::Company);
    }
    // Surnames first are a comma in each of them; a comma here and there is none of a name.
    let commas = |cell: &&str| cell.matches(',').count();
    let alike = [0, 1]
        .into_iter()
        .any(|many| values.iter().all(|cell| commas(cell) == many));
    (alike && all(is_person)).then_some(Looks::Person)
}

fn is_email(cell: &str) -> bool {
    cell.contains('@') && !cell.contains(' ')
}

fn is_web(cell: &str) -> bool {
    let low = cell.to_ascii_lowercase();
    !cell.contains(' ')
        && ["http://", "https://", "www."]
            .iter()
            .any(|begin| low.starts_with(begin))
}

/// Says whether a cell is a day or a moment.
pub(super) fn is_day(cell: &str) -> bool {
    matches!(
        values::date(cell, None),
        ReadDate::Is(_) | ReadDate::Ambiguous
    )
}

/// Says whether a cell is a number, with or without its currency.
pub(super) fn is_amount(cell: &str) -> bool {
    values::amount(cell, None).is_some() || values::number(cell, None).is_some()
}

fn is_money(cell: &str) -> bool {
    let mut words = cell.split(|sign: char| !sign.is_ascii_alphabetic());
    let code = |word: &str| word.len() == 3 && word.bytes().all(|b| b.is_ascii_uppercase());
    (cell.contains(['€', '$', '£', '¥']) || words.any(code)) && is_amount(cell)
}

/// Counts the digits of a cell.
pub(super) fn digits(cell: &str) -> usize {
    cell.chars().filter(char::is_ascii_digit).count()
}

fn is_phone(cell: &str) -> bool {
    (7..=15).contains(&digits(cell))
        && cell
            .chars()
            .all(|sign| sign.is_ascii_digit() || "+()-/. ".contains(sign))
        && cell.contains(['+', '(', '/', '-', ' '])
        && (cell.starts_with(['+', '(']) || values::number(cell, None).is_none())
        && !is_day(cell)
}

fn is_company(cell: &str) -> bool {
    cell.len() < 80 && world::has_legal_form(&crate::domain::names::fold(cell))
}

fn is_person(cell: &str) -> bool {
    let words: Vec<&str> = cell.split_whitespace().collect();
    let capital = |word: &&&str| word.chars().next().is_some_and(char::is_uppercase);
    (2..=6).contains(&words.len())
        && cell.len() < 60
        && !cell.contains(|sign: char| sign.is_ascii_digit() || "@;:/".contains(sign))
        && words.iter().filter(capital).count() >= 2
}
