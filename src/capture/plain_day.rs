//! Reads a day as people say it in passing: `by friday`, `3.12.`, `until 3 dec`, `bis freitag`.
//!
//! Nothing is taken from it by itself: a promise without a day is asked about it, and the sweep proposes it.

use std::ops::Range;

use crate::domain::Date;
use crate::domain::days::{self, Weekend};

/// Words that say by when something is due.
const BY: [&str; 6] = ["by", "until", "till", "before", "bis", "spätestens"];

/// Weekdays, and what is as plain as they are.
const NAMED: &[&str] = &[
    "monday",
    "tuesday",
    "wednesday",
    "thursday",
    "friday",
    "saturday",
    "sunday",
    "tomorrow",
    "montag",
    "dienstag",
    "mittwoch",
    "donnerstag",
    "freitag",
    "samstag",
    "sonntag",
    "eow",
    "eom",
    "eoq",
    "tmrw",
    "tmr",
    "lunes",
    "martes",
    "miércoles",
    "jueves",
    "viernes",
    "sábado",
    "domingo",
    "lundi",
    "mardi",
    "mercredi",
    "jeudi",
    "vendredi",
    "samedi",
    "dimanche",
    "demain",
];

/// Months that are no other words; `2 may` and `1 mar` could be.
const MONTHS: [&str; 20] = [
    "jan",
    "january",
    "feb",
    "february",
    "march",
    "apr",
    "april",
    "june",
    "july",
    "jul",
    "aug",
    "august",
    "sep",
    "sept",
    "september",
    "oct",
    "october",
    "nov",
    "november",
    "december",
];

/// Words that lead up to a day at the end of a sentence.
const LEADS: &[&str] = &[
    "bis", "by", "before", "for", "on", "til", "till", "until", "vor", "zum", "am", "para",
    "hasta", "el", "avant", "pour",
];

/// Reads a day as it is typed into a form, with its dots, or in German.
pub fn read(typed: &str, today: Date, weekend: &Weekend) -> Option<Date> {
    const OTHERWISE: &[(&str, &str)] = &[
        ("montag", "mon"),
        ("dienstag", "tue"),
        ("mittwoch", "wed"),
        ("donnerstag", "thu"),
        ("freitag", "fri"),
        ("samstag", "sat"),
        ("sonntag", "sun"),
        ("morgen", "tomorrow"),
        ("heute", "today"),
        ("lunes", "mon"),
        ("martes", "tue"),
        ("miércoles", "wed"),
        ("miercoles", "wed"),
        ("jueves", "thu"),
        ("viernes", "fri"),
        ("sábado", "sat"),
        ("sabado", "sat"),
        ("domingo", "sun"),
        ("mañana", "tomorrow"),
        ("hoy", "today"),
        ("lundi", "mon"),
        ("mardi", "tue"),
        ("mercredi", "wed"),
        ("jeudi", "thu"),
        ("vendredi", "fri"),
        ("samedi", "sat"),
        ("dimanche", "sun"),
        ("demain", "tomorrow"),
    ];
    const ENDS: &[(&str, &str)] = &[("week", "eow"), ("month", "eom"), ("quarter", "eoq")];
    let lower = typed.trim().to_lowercase();
    // "the end of the week" is what eow stands for.
    let end = lower.strip_prefix("the ").unwrap_or(&lower);
    if let Some(of) = end.strip_prefix("end of ") {
        let of = ["the ", "this "]
            .iter()
            .find_map(|lead| of.strip_prefix(lead))
            .unwrap_or(of);
        if let Some((_, word)) = ENDS.iter().find(|(period, _)| *period == of) {
            return days::parse(word, today, weekend).ok();
        }
    }
    let mut words: Vec<&str> = lower.split_whitespace().collect();
    if let Some(first) = words
        .first_mut()
        .filter(|first| ["nxt", "nächsten"].contains(first))
    {
        *first = "next";
    }
    for word in &mut words {
        if let Some((_, said)) = OTHERWISE.iter().find(|(other, _)| other == word) {
            *word = said;
        }
    }
    days::parse(&words.join(" "), today, weekend).ok()
}

/// Finds the day that a text names plainly, and where: with the word that makes it a day by which.
///
/// The last one counts: `they met by tuesday, the plan by friday`.
pub fn find(text: &str, today: Date, weekend: &Weekend) -> Option<(Date, Range<usize>)> {
    let words = words(text);
    let lower = |at: usize| -> String {
        words
            .get(at)
            .map_or_else(String::new, |word| text[word.clone()].to_lowercase())
    };
    let read = |from: usize, until: usize| {
        let span = words.get(from)?.start..words.get(until)?.end;
        let day = read(&text[span.clone()], today, weekend).filter(|day| *day >= today)?;
        Some((day, span))
    };
    let mut found = None;
    for (at, here) in words.iter().enumerate() {
        let word = lower(at);
        let next = lower(at + 1);
        let day = if BY.contains(&word.as_str()) {
            // "by 5 people" and "before 9" name no day.
            read(at + 1, at + 2)
                .filter(|_| is_day(&next) || is_month(&lower(at + 2)) || next == "next")
                .or_else(|| read(at + 1, at + 1).filter(|_| !is_number(&next)))
                .map(|(day, span)| (day, here.start..span.end))
        } else if NAMED.contains(&word.as_str()) || is_dotted(&word) {
            read(at, at)
        } else if is_number(&word) && (MONTHS.contains(&next.as_str()) || next == "dec") {
            read(at, at + 1)
        } else {
            None
        };
        found = day
            .filter(|(_, span)| {
                // What "by friday" says is not said again by "friday".
                found
                    .as_ref()
                    .is_none_or(|(_, before): &(Date, Range<usize>)| before.end < span.end)
            })
            .or(found);
    }
    found
}

/// Finds the day that a stretch of text ends in, with the word that leads up to it.
pub fn at_end(
    raw: &str,
    text: Range<usize>,
    today: Date,
    weekend: &Weekend,
) -> Option<(Range<usize>, Date)> {
    let whole = raw[text.clone()].trim_end();
    let plain = whole.trim_end_matches(['.', '!', ',', ';', ')']);
    [whole, plain].into_iter().find_map(|said| {
        let begins: Vec<usize> = said
            .char_indices()
            .filter(|(at, c)| {
                !c.is_whitespace() && (*at == 0 || said[..*at].ends_with(char::is_whitespace))
            })
            .map(|(at, _)| at)
            .collect();
        let (at, date) = begins.iter().rev().take(5).rev().find_map(|at| {
            let typed = &said[*at..];
            // "page 14" and "sat" are no days; "3.12." is.
            let like = typed.contains(char::is_alphabetic) || typed.matches('.').count() == 2;
            let prose = matches!(typed.to_lowercase().as_str(), "sat" | "sun" | "mar" | "may");
            let date = read(typed, today, weekend).filter(|_| like && !prose)?;
            (date >= today).then_some((*at, date))
        })?;
        // "para el viernes" has two.
        let mut begin = at;
        for _ in 0..2 {
            let before = said[..begin].trim_end();
            let lead = before.rfind(char::is_whitespace).map_or(0, |blank| {
                blank + before[blank..].chars().next().map_or(0, char::len_utf8)
            });
            if !LEADS.contains(&before[lead..].to_lowercase().as_str()) {
                break;
            }
            begin = lead;
        }
        Some((text.start + begin..text.start + said.len(), date))
    })
}

/// Cuts a text into words without what stands around them; a day keeps its dots.
fn words(text: &str) -> Vec<Range<usize>> {
    let mut found = Vec::new();
    let mut at = 0;
    for part in text.split_inclusive(char::is_whitespace) {
        let word = part.trim_end();
        let lead = word.len() - word.trim_start_matches(['(', '"', '“', '\'']).len();
        let mut bare =
            word[lead..].trim_end_matches([',', ';', '!', '?', ')', '"', '”', '\'', '…', ':']);
        if !is_dotted(bare) {
            bare = bare.trim_end_matches('.');
        }
        if !bare.is_empty() {
            found.push(at + lead..at + lead + bare.len());
        }
        at += part.len();
    }
    found
}

fn is_number(word: &str) -> bool {
    let number = word
        .trim_end_matches("st")
        .trim_end_matches("nd")
        .trim_end_matches("rd");
    let number = number.trim_end_matches("th").trim_end_matches('.');
    !number.is_empty() && number.len() <= 2 && number.bytes().all(|byte| byte.is_ascii_digit())
}

fn is_day(word: &str) -> bool {
    NAMED.contains(&word)
}

fn is_month(word: &str) -> bool {
    MONTHS.contains(&word) || matches!(word, "dec" | "may" | "mar" | "jun")
}

/// Says whether a word is a day with its dots, `3.12.` or `3.12.26`; 3.12 is a price.
fn is_dotted(word: &str) -> bool {
    let mut parts = word.split('.');
    let number = |part: Option<&str>, longest: usize| {
        part.is_some_and(|part| {
            (1..=longest).contains(&part.len()) && part.bytes().all(|byte| byte.is_ascii_digit())
        })
    };
    number(parts.next(), 2)
        && number(parts.next(), 2)
        && parts
            .next()
            .is_some_and(|year| year.is_empty() || number(Some(year), 4))
        && parts.next().is_none()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(text: &str) -> Option<(String, String)> {
        let today = "2026-11-23".parse().unwrap();
        let (day, span) = find(text, today, &Weekend::default())?;
        Some((day.to_string(), text[span].to_owned()))
    }

    #[test]
    fn a_day_said_in_passing_is_found_with_its_word() {
        for (text, day, said) in [
            ("the plan by friday", "2026-11-27", "by friday"),
            ("the plan by fri, she says", "2026-11-27", "by fri"),
            ("meeting w/ lang 3.12. 9h", "2026-12-03", "3.12."),
            ("map (3.12.26)", "2026-12-03", "3.12.26"),
            ("send it until 3 dec.", "2026-12-03", "until 3 dec"),
            ("angebot bis freitag", "2026-11-27", "bis freitag"),
            ("call tomorrow", "2026-11-24", "tomorrow"),
            ("the list before next tue", "2026-11-24", "before next tue"),
            (
                "they met Tuesday, plan by Friday",
                "2026-11-27",
                "by Friday",
            ),
            ("answer by 2026-12-01", "2026-12-01", "by 2026-12-01"),
        ] {
            assert_eq!(
                found(text),
                Some((day.to_owned(), said.to_owned())),
                "{text}"
            );
        }
    }

    #[test]
    fn what_is_no_day_is_none() {
        for text in [
            "by 5 people",
            "before 9 they queue",
            "3.12 euros",
            "version 1.2.3.4",
            "2 may sign",
            "by hand",
            "the sun is out",
            "by the man at the gate",
            "until they call",
            "",
        ] {
            assert_eq!(found(text), None, "{text}");
        }
    }
}
