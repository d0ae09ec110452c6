//! Money as an exact decimal with its currency, and what a recurring cost makes in a year.

use std::fmt;
use std::str::FromStr;

use rust_decimal::Decimal;
use serde::{Deserialize, Serialize};

use super::words::Period;

/// An exact amount in one currency.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Money {
    /// The amount, in the currency's main unit.
    #[serde(with = "rust_decimal::serde::str")]
    pub amount: Decimal,
    /// The three letters of ISO 4217.
    pub currency: String,
}

/// The active codes of ISO 4217, so that three letters that are no currency are not taken for one.
#[rustfmt::skip]
const CODES: &str = "AED AFN ALL AMD ANG AOA ARS AUD AWG AZN BAM BBD BDT BGN BHD BIF BMD BND BOB BRL BSD BTN BWP BYN BZD CAD CDF CHF CLP CNY COP CRC \
    CUP CVE CZK DJF DKK DOP DZD EGP ERN ETB EUR FJD FKP GBP GEL GHS GIP GMD GNF GTQ GYD HKD HNL HTG HUF IDR ILS INR IQD IRR ISK JMD JOD JPY KES KGS KHR \
    KMF KPW KRW KWD KYD KZT LAK LBP LKR LRD LSL LYD MAD MDL MGA MKD MMK MNT MOP MRU MUR MVR MWK MXN MYR MZN NAD NGN NIO NOK NPR NZD OMR PAB PEN PGK PHP \
    PKR PLN PYG QAR RON RSD RUB RWF SAR SBD SCR SDG SEK SGD SHP SLE SOS SRD SSP STN SYP SZL THB TJS TMT TND TOP TRY TTD TWD TZS UAH UGX USD UYU UZS VED \
    VES VND VUV WST XAF XCD XOF XPF YER ZAR ZMW ZWL";

/// Says whether three letters are the code of a currency that is in use, in whatever case.
pub fn is_code(letters: &str) -> bool {
    letters.len() == 3
        && CODES
            .split(' ')
            .any(|code| code.eq_ignore_ascii_case(letters))
}

impl Money {
    /// Makes an amount of a currency.
    pub fn new(amount: Decimal, currency: &str) -> Self {
        Self {
            amount: amount.normalize(),
            currency: currency.to_uppercase(),
        }
    }

    /// Adds two amounts of one currency; nothing where the currencies differ or the sum does not fit.
    pub fn checked_add(&self, other: &Money) -> Option<Money> {
        (self.currency == other.currency)
            .then(|| self.amount.checked_add(other.amount))
            .flatten()
            .map(|sum| Money::new(sum, &self.currency))
    }

    /// Multiplies the amount; nothing where the product does not fit.
    pub fn checked_mul(&self, by: Decimal) -> Option<Money> {
        self.amount
            .checked_mul(by)
            .map(|product| Money::new(product, &self.currency))
    }

    /// Writes it short, as on a screen: `$1.18 M`, `$96 k`, `€250`, `12,000 CHF`.
    pub fn brief(&self) -> String {
        let million = Decimal::from(1_000_000);
        let thousand = Decimal::from(1_000);
        let size = self.amount.abs();
        let (value, unit) = if size >= million {
            (self.amount.checked_div(million), " M")
        } else if size >= Decimal::from(10_000) {
            (self.amount.checked_div(thousand), " k")
        } else {
            (Some(self.amount), "")
        };
        let value = value.unwrap_or(self.amount);
        let places = match unit {
            "" if value.fract().is_zero() => 0,
            "" | " M" => 2,
            _ => u32::from(value.abs() < Decimal::from(100)),
        };
        let mut rounded = value
            .round_dp_with_strategy(places, rust_decimal::RoundingStrategy::MidpointAwayFromZero);
        if unit.is_empty() && places == 2 {
            rounded.rescale(2);
        } else {
            rounded = rounded.normalize();
        }
        let text = grouped(&rounded.to_string());
        match symbol(&self.currency) {
            Some(sign) if text.starts_with('-') => format!("−{sign}{}{unit}", &text[1..]),
            Some(sign) => format!("{sign}{text}{unit}"),
            None => format!("{text}{unit} {}", self.currency),
        }
    }

    /// Writes it to the last unit, with its sign: `$384,000`, `€12.50`, `12,000 CHF`.
    pub fn full(&self) -> String {
        let mut amount = self.amount.normalize();
        if !amount.fract().is_zero() && amount.scale() < 2 {
            amount.rescale(2);
        }
        let text = grouped(&amount.to_string());
        match symbol(&self.currency) {
            Some(sign) if text.starts_with('-') => format!("−{sign}{}", &text[1..]),
            Some(sign) => format!("{sign}{text}"),
            None => format!("{text} {}", self.currency),
        }
    }
}

/// Puts a comma between thousands.
pub fn grouped(number: &str) -> String {
    let (sign, rest) = number
        .strip_prefix('-')
        .map_or(("", number), |rest| ("-", rest));
    let (whole, fraction) = rest
        .split_once('.')
        .map_or((rest, None), |(w, f)| (w, Some(f)));
    let mut out = String::from(sign);
    for (at, digit) in whole.chars().enumerate() {
        if at > 0 && (whole.len() - at).is_multiple_of(3) {
            out.push(',');
        }
        out.push(digit);
    }
    if let Some(fraction) = fraction {
        out.push('.');
        out.push_str(fraction);
    }
    out
}

/// The signs that people write before or after an amount.
pub const SYMBOLS: &[(&str, &str)] = &[("$", "USD"), ("€", "EUR"), ("£", "GBP"), ("¥", "JPY")];

fn symbol(currency: &str) -> Option<&'static str> {
    SYMBOLS
        .iter()
        .find(|(_, code)| *code == currency)
        .map(|(sign, _)| *sign)
}

impl fmt::Display for Money {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} {}", grouped(&self.amount.to_string()), self.currency)
    }
}

/// Says why a text is not an amount of money.
#[derive(Clone, PartialEq, Eq, Debug, thiserror::Error)]
pub enum MoneyError {
    /// There is no number in it.
    #[error(
        "“{0}” is not an amount. Type a number and a currency, such as 250 USD, $1.2M or 96k EUR"
    )]
    NotAnAmount(String),
    /// The number has no currency.
    #[error("“{0}” has no currency. Add it: {0} USD")]
    NoCurrency(String),
    /// The number is too large to be kept exactly.
    #[error("“{0}” is larger than an exact amount can be")]
    TooLarge(String),
}

impl FromStr for Money {
    type Err = MoneyError;

    /// Reads `250 USD`, `usd250`, `$1.2M`, `96k EUR`, `1,234.50 usd`.
    fn from_str(text: &str) -> Result<Self, MoneyError> {
        let bare: String = text.trim().chars().filter(|c| !c.is_whitespace()).collect();
        let wrong = || MoneyError::NotAnAmount(text.trim().to_owned());
        let mut rest = bare.as_str();
        let mut currency = None;
        for (sign, code) in SYMBOLS {
            if let Some(cut) = rest.strip_prefix(sign).or_else(|| rest.strip_suffix(sign)) {
                (rest, currency) = (cut, Some((*code).to_owned()));
                break;
            }
        }
        let letters = |s: &str| s.len() == 3 && s.bytes().all(|b| b.is_ascii_alphabetic());
        if currency.is_none() {
            if let Some((head, tail)) = rest.split_at_checked(3).filter(|(head, _)| letters(head)) {
                (rest, currency) = (tail, Some(head.to_uppercase()));
            } else if let Some((head, tail)) = rest
                .len()
                .checked_sub(3)
                .and_then(|at| rest.split_at_checked(at))
                .filter(|(_, tail)| letters(tail))
            {
                (rest, currency) = (head, Some(tail.to_uppercase()));
            }
        }
        let scale = match rest.chars().last() {
            Some('k' | 'K') => Some(1_000),
            Some('m' | 'M') => Some(1_000_000),
            _ => None,
        };
        let digits = if scale.is_some() {
            &rest[..rest.len() - 1]
        } else {
            rest
        };
        if digits.is_empty()
            || !digits
                .bytes()
                .all(|b| b.is_ascii_digit() || matches!(b, b'.' | b',' | b'-'))
        {
            return Err(wrong());
        }
        let number = Decimal::from_str(&digits.replace(',', "")).map_err(|_| {
            if digits.bytes().filter(u8::is_ascii_digit).count() > 28 {
                MoneyError::TooLarge(text.trim().to_owned())
            } else {
                wrong()
            }
        })?;
        let amount = number
            .checked_mul(Decimal::from(scale.unwrap_or(1)))
            .ok_or_else(|| MoneyError::TooLarge(text.trim().to_owned()))?;
        let currency = currency.ok_or_else(|| MoneyError::NoCurrency(text.trim().to_owned()))?;
        Ok(Money::new(amount, &currency))
    }
}

/// Computes what a cost makes in a year: `cost × times × periods in a year`.
///
/// A year has 12 months, 52 weeks, 250 working days, 750 shifts of eight hours and 2,000 working hours;
/// a cost of `once` is counted once. `times` is how often it happens in a period, one where unknown.
/// Nothing where the product does not fit.
pub fn a_year(cost: &Money, per: Period, times: Option<Decimal>) -> Option<Money> {
    let periods = match per {
        Period::Once | Period::Year => 1,
        Period::Hour => 2_000,
        Period::Shift => 750,
        Period::Day => 250,
        Period::Week => 52,
        Period::Month => 12,
        Period::Quarter => 4,
    };
    cost.checked_mul(times.unwrap_or(Decimal::ONE))?
        .checked_mul(Decimal::from(periods))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_what_people_type() {
        for (typed, amount, currency) in [
            ("250 USD", "250", "USD"),
            ("usd250", "250", "USD"),
            ("$1.2M", "1200000", "USD"),
            ("96k EUR", "96000", "EUR"),
            ("1,234.50 chf", "1234.5", "CHF"),
            ("£3", "3", "GBP"),
            ("12€", "12", "EUR"),
        ] {
            let money: Money = typed.parse().unwrap();
            assert_eq!(
                (money.amount.to_string().as_str(), money.currency.as_str()),
                (amount, currency),
                "{typed}"
            );
        }
        assert!(matches!(
            "250".parse::<Money>(),
            Err(MoneyError::NoCurrency(_))
        ));
        assert!(matches!(
            "soon".parse::<Money>(),
            Err(MoneyError::NotAnAmount(_))
        ));
        assert!(matches!(
            "9".repeat(40).parse::<Money>(),
            Err(MoneyError::TooLarge(_))
        ));
    }

    #[test]
    fn an_invoice_error_of_250_forty_times_a_month_is_120_000_a_year() {
        let cost = Money::new(Decimal::from(250), "USD");
        let year = a_year(&cost, Period::Month, Some(Decimal::from(40))).unwrap();
        assert_eq!(year.to_string(), "120,000 USD");
        assert_eq!(year.brief(), "$120 k");
    }

    #[test]
    fn is_written_short() {
        for (amount, short) in [
            ("1180000", "$1.18 M"),
            ("96000", "$96 k"),
            ("12500", "$12.5 k"),
            ("9500", "$9,500"),
            ("8.2", "$8.20"),
            ("-250", "−$250"),
        ] {
            assert_eq!(Money::new(amount.parse().unwrap(), "USD").brief(), short);
        }
    }
}
