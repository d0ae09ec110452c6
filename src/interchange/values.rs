//! Reads dates, numbers, addresses and phone numbers by what their own column shows.
//!
//! A date such as 03/04 is never guessed for a row: the column's other values decide, then the file's, else the value
//! is kept as text. The same holds for 1.234.

mod dates;
mod markup;
mod numbers;

pub use dates::{DateEvidence, DayOrder, ReadDate, When, date, day_order, is_nothing, time};
pub use markup::{one_line_end, plain};
pub use numbers::{
    CurrencyEvidence, Lone, NumberEvidence, amount, currencies, currency, flag, number,
};

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
    // A short number with the sign of a far call before it is one, too, though no plan of numbers has it any more.
    let far = digits.starts_with('0') && (7..=12).contains(&digits.len());
    (number.is_valid() || far).then(|| number.format().mode(phonenumber::Mode::E164).to_string())
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
        for short in ["0171 / 55524", "+49 171 555 24", "0171 555 24"] {
            assert_eq!(e164(short, Some("DE")).as_deref(), Some("+4917155524"));
        }
        assert_eq!(e164("55524", Some("DE")), None, "an extension is nobody's");
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
