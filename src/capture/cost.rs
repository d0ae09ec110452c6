//! Reads a cost as people type it: `usd250x40/month`, `$250`, `250eur`, `eur1.2m/year`.

use rust_decimal::Decimal;

use super::parsed::Cost;
use crate::domain::Money;
use crate::domain::money::{SYMBOLS, is_code};
use crate::domain::words::{Period, Words};

/// Reads a cost; the error says what is missing, in a person's words.
pub fn read(typed: &str, default: Option<&str>) -> Result<Cost, String> {
    let text = typed.trim().to_lowercase().replace('×', "x");
    let (unit, count) = match split_count(&text) {
        Some((unit, count)) => (unit, Some(count)),
        None => (text.as_str(), None),
    };
    let (amount, unit_per) = match unit.split_once('/') {
        Some((amount, per)) => (amount, Some(period(per)?)),
        None => (unit, None),
    };
    let money = money(amount, default)?;
    let Some(count) = count else {
        return Ok(Cost {
            money,
            per: unit_per,
            times: None,
        });
    };
    let (times, per) = count
        .split_once('/')
        .ok_or_else(|| format!("how often? add a period, such as x{count}/month"))?;
    // With two periods the first is the unit of the count: $8 an hour, 40 hours a month.
    Ok(Cost {
        money,
        per: Some(period(per)?),
        times: Some(number(times)?),
    })
}

/// Cuts at the `x` of the count; the one in `mxn` or `x` elsewhere in a currency has no digit after it.
fn split_count(text: &str) -> Option<(&str, &str)> {
    text.match_indices('x')
        .map(|(at, _)| (&text[..at], &text[at + 1..]))
        .find(|(unit, count)| {
            unit.contains(|c: char| c.is_ascii_digit())
                && count.starts_with(|c: char| c.is_ascii_digit())
        })
}

fn period(word: &str) -> Result<Period, String> {
    Period::parse(word).ok_or_else(|| {
        format!(
            "“{word}” is no period; the periods are {}",
            Period::WORDS.join(", ")
        )
    })
}

fn money(typed: &str, default: Option<&str>) -> Result<Money, String> {
    let (digits, currency) = cut_currency(typed);
    let (digits, scale) = match digits.strip_suffix(['k', 'm']) {
        Some(cut) => (
            cut,
            if digits.ends_with('k') {
                1_000
            } else {
                1_000_000
            },
        ),
        None => (digits, 1),
    };
    let amount = number(digits)?;
    let currency = currency.or_else(|| default.map(str::to_uppercase));
    let currency =
        currency.ok_or_else(|| format!("{typed} of what? add the currency, such as usd{typed}"))?;
    let amount = amount
        .checked_mul(Decimal::from(scale))
        .ok_or_else(|| format!("{typed} is larger than an exact amount can be"))?;
    Ok(Money::new(amount, &currency))
}

/// Takes the currency off the front or the end.
fn cut_currency(typed: &str) -> (&str, Option<String>) {
    for (sign, code) in SYMBOLS {
        if let Some(cut) = typed
            .strip_prefix(sign)
            .or_else(|| typed.strip_suffix(sign))
        {
            return (cut, Some((*code).to_owned()));
        }
    }
    if let Some((code, rest)) = typed.split_at_checked(3).filter(|(code, _)| is_code(code)) {
        return (rest, Some(code.to_uppercase()));
    }
    if let Some((rest, code)) = typed
        .len()
        .checked_sub(3)
        .and_then(|at| typed.split_at_checked(at))
        .filter(|(_, code)| is_code(code))
    {
        return (rest, Some(code.to_uppercase()));
    }
    (typed, None)
}

/// Reads a number with a point or a comma, as far as only one reading is possible.
fn number(typed: &str) -> Result<Decimal, String> {
    let none = || format!("“{typed}” is no amount; type a number, such as usd250 or eur1.2m");
    if !typed.starts_with(|c: char| c.is_ascii_digit())
        || !typed.ends_with(|c: char| c.is_ascii_digit())
    {
        return Err(none());
    }
    if !typed
        .bytes()
        .all(|b| b.is_ascii_digit() || b == b'.' || b == b',')
    {
        return Err(none());
    }
    let plain = match (typed.rfind('.'), typed.rfind(',')) {
        (None, None) => typed.to_owned(),
        (Some(point), Some(comma)) => {
            let at = point.max(comma);
            let thousands = if at == point { ',' } else { '.' };
            let (whole, fraction) = (&typed[..at], &typed[at + 1..]);
            if !in_thousands(whole, thousands) {
                return Err(none());
            }
            format!("{}.{fraction}", whole.replace(thousands, ""))
        }
        (None, Some(_)) if in_thousands(typed, ',') => typed.replace(',', ""),
        (Some(at), None) if typed.matches('.').count() == 1 => {
            if in_thousands(typed, '.') && !typed.starts_with('0') {
                return Err(format!(
                    "“{typed}” could be {} or {}{}; type one of them",
                    &typed[..at],
                    &typed[..at],
                    &typed[at + 1..]
                ));
            }
            typed.to_owned()
        }
        (Some(_), None) if in_thousands(typed, '.') => typed.replace('.', ""),
        (None, Some(_)) if typed.matches(',').count() == 1 => typed.replace(',', "."),
        _ => return Err(none()),
    };
    plain.parse().map_err(|_| none())
}

/// Says whether a number is written in groups of three.
fn in_thousands(number: &str, sign: char) -> bool {
    let mut groups = number.split(sign);
    let first = groups.next().unwrap_or("");
    (1..=3).contains(&first.len())
        && groups.clone().next().is_some()
        && groups.all(|g| g.len() == 3 && g.bytes().all(|b| b.is_ascii_digit()))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::money::a_year;

    fn said(typed: &str) -> String {
        match read(typed, None) {
            Ok(c) => format!(
                "{}{}{}",
                c.money,
                c.times.map(|t| format!(" x{t}")).unwrap_or_default(),
                c.per.map(|p| format!(" / {p}")).unwrap_or_default()
            ),
            Err(_) => "?".into(),
        }
    }

    #[test]
    fn reads_what_people_type() {
        for (typed, meant) in [
            ("usd250x40/month", "250 USD x40 / month"),
            ("$250x40/month", "250 USD x40 / month"),
            ("250usdx40/month", "250 USD x40 / month"),
            ("eur1.2m/year", "1,200,000 EUR / year"),
            ("€1,2m/year", "1,200,000 EUR / year"),
            ("250eur", "250 EUR"),
            ("12.5kchf/quarter", "12,500 CHF / quarter"),
            ("usd8/hourx40/month", "8 USD x40 / month"),
            ("mxn250x3/week", "250 MXN x3 / week"),
            ("250mxn", "250 MXN"),
            ("£1,250.50/once", "1,250.5 GBP / once"),
            ("eur1.250,50", "1,250.5 EUR"),
            ("USD3K/Shift", "3,000 USD / shift"),
            ("usd0.125", "0.125 USD"),
        ] {
            assert_eq!(said(typed), meant, "{typed}");
        }
    }

    #[test]
    fn what_is_unclear_stays_in_doubt() {
        for typed in [
            "250",
            "40k/month",
            "abc250",
            "usd",
            "$",
            "usd250x40",
            "usd250/fortnight",
            "eur1.200",
            "lots",
            "usd-5",
            "x40/month",
            "usd1.2.3",
            "",
            "usd1,2,3",
            "99999999999999999999999999999m",
            "usd250x/month",
            "usdx4/month",
        ] {
            assert_eq!(said(typed), "?", "{typed}");
        }
        assert_eq!(
            read("40k/month", Some("usd")).unwrap().money.to_string(),
            "40,000 USD"
        );
    }

    #[test]
    fn an_invoice_error_of_250_forty_times_a_month_is_120_000_a_year() {
        let cost = read("usd250x40/month", None).unwrap();
        assert_eq!(
            a_year(&cost.money, cost.per.unwrap(), cost.times)
                .unwrap()
                .to_string(),
            "120,000 USD"
        );
    }
}
