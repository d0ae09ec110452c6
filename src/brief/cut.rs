//! Makes a text short enough for its line without changing what it says.

use crate::domain::plain;

/// Counts words as a reader does: what stands between blanks.
pub fn words(text: &str) -> usize {
    text.split_whitespace().count()
}

/// Cleans a text for one line: marks that hide or move are gone, blanks run together, no full stop at the end.
pub fn clean(text: &str) -> String {
    let line = plain::line(text);
    let mut out = line.split_whitespace().collect::<Vec<_>>().join(" ");
    if out.ends_with('.') && !out.ends_with("..") && !ends_in_initial(&out) {
        out.pop();
    }
    out
}

/// Cuts a text to at most so many words: after a sentence where one fits, else after a clause, else anywhere.
///
/// What was cut within a sentence is marked by an ellipsis; a quotation that was opened is closed again.
pub fn to(text: &str, most: usize) -> String {
    let text = clean(text);
    let most = most.max(1);
    if words(&text) <= most {
        return text;
    }
    if let Some(end) = ends(&text, sentence_end)
        .into_iter()
        .rfind(|end| words(&text[..*end]) <= most && words(&text[..*end]) >= 3)
    {
        return closed(text[..end].trim_end_matches(['.', ';']), "");
    }
    if let Some(end) = ends(&text, |text, at| {
        matches!(text.as_bytes()[at], b',' | b':' | b';') && text[at + 1..].starts_with(' ')
    })
    .into_iter()
    .rfind(|end| {
        let count = words(&text[..*end]);
        count <= most && count >= 3 && count * 2 >= most
    }) {
        return closed(text[..end].trim_end_matches([',', ':', ';']), "…");
    }
    let kept: Vec<&str> = text.split(' ').take(most).collect();
    closed(
        dangling(&kept.join(" ")).trim_end_matches([',', ':', ';', '.']),
        "…",
    )
}

/// Drops a word at the end that only leads to the next one.
fn dangling(text: &str) -> &str {
    let mut text = text;
    while let Some((before, last)) = text.rsplit_once(' ') {
        if matches!(
            last.to_lowercase().as_str(),
            "a" | "an"
                | "the"
                | "and"
                | "or"
                | "but"
                | "of"
                | "to"
                | "in"
                | "at"
                | "on"
                | "by"
                | "for"
                | "with"
                | "from"
                | "that"
                | "which"
                | "who"
                | "her"
                | "his"
                | "its"
                | "their"
                | "·"
                | "is"
                | "are"
        ) {
            text = before;
        } else {
            break;
        }
    }
    text
}

fn ends(text: &str, is_end: impl Fn(&str, usize) -> bool) -> Vec<usize> {
    text.bytes()
        .enumerate()
        .filter(|(at, byte)| byte.is_ascii() && is_end(text, *at))
        .map(|(at, _)| at + 1)
        .collect()
}

fn sentence_end(text: &str, at: usize) -> bool {
    let rest = &text[at + 1..];
    match text.as_bytes()[at] {
        b';' => rest.starts_with(' '),
        b'.' => {
            let word = text[..at].rsplit(' ').next().unwrap_or_default();
            let next = rest.strip_prefix(' ').and_then(|r| r.chars().next());
            // "St. Augustine" and "R. Cole" are no ends.
            word.chars().count() > 2 && next.is_some_and(|c| !c.is_lowercase())
        }
        _ => false,
    }
}

fn ends_in_initial(text: &str) -> bool {
    let last = text.rsplit(' ').next().unwrap_or_default();
    last.chars().count() == 2 || last.matches('.').count() > 1
}

fn closed(text: &str, mark: &str) -> String {
    let open = text.matches('“').count() > text.matches('”').count();
    format!("{}{mark}{}", text.trim_end(), if open { "”" } else { "" })
}

/// Takes a quotation out of its marks, so that they can be put around it once.
pub fn unquoted(text: &str) -> String {
    let text = clean(text);
    let inner = text
        .strip_prefix(['“', '"'])
        .and_then(|t| t.strip_suffix(['”', '"']));
    match inner {
        Some(inner) if !inner.contains(['“', '”', '"']) => inner.trim().to_owned(),
        _ => text,
    }
}

/// Puts a text into quotation marks, unless it has some within.
pub fn quoted(text: &str) -> String {
    let inner = unquoted(text);
    if inner.contains(['“', '”']) {
        inner
    } else {
        format!("“{inner}”")
    }
}

/// Begins a text with a small letter, where it begins as an ordinary word.
pub fn small(text: &str) -> String {
    let mut chars = text.chars();
    let Some(first) = chars.next() else {
        return String::new();
    };
    let second_small = chars.next().is_none_or(|c| c.is_lowercase() || c == ' ');
    let word = text.split(' ').next().unwrap_or_default();
    if first.is_uppercase() && second_small && word != "I" && !NAMES.contains(&word) {
        format!("{}{}", first.to_lowercase(), &text[first.len_utf8()..])
    } else {
        text.to_owned()
    }
}

/// Words that keep their capital letter wherever they stand.
const NAMES: &[&str] = &[
    "I",
    "Monday",
    "Tuesday",
    "Wednesday",
    "Thursday",
    "Friday",
    "Saturday",
    "Sunday",
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

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn cuts_where_a_reader_would_stop() {
        for (text, most, short) in [
            ("Shorter lines.", 5, "Shorter lines"),
            (
                "Fix the line. And the other one too, this year.",
                5,
                "Fix the line",
            ),
            (
                "people must get the basic facts, at any hour, without queueing at all",
                8,
                "people must get the basic facts…",
            ),
            ("one two three four five six", 4, "one two three four…"),
            (
                "ask who of the people at the window",
                5,
                "ask who of the people…",
            ),
            (
                "She sings at St. Augustine on Sundays with the altos",
                5,
                "She sings at St. Augustine…",
            ),
            (
                "He said “we never had a morning like this one” twice",
                6,
                "He said “we never had…”",
            ),
        ] {
            assert_eq!(to(text, most), short, "{text}");
        }
    }

    #[test]
    fn quotation_marks_stand_once() {
        assert_eq!(quoted("“Shorter lines.”"), "“Shorter lines.”");
        assert_eq!(quoted("It is worst at 2:40."), "“It is worst at 2:40”");
        assert_eq!(quoted("“Wait” is what he said"), "“Wait” is what he said");
    }

    #[test]
    fn small_letters_spare_names() {
        assert_eq!(small("The phone rings out"), "the phone rings out");
        assert_eq!(small("DMV clerks"), "DMV clerks");
        assert_eq!(small("I never met him"), "I never met him");
    }

    proptest! {
        #[test]
        fn any_text_is_cut_to_its_words(text in "\\PC*", most in 1usize..20) {
            prop_assert!(words(&to(&text, most)) <= most.max(1));
            let _ = (quoted(&text), small(&text));
        }
    }
}
