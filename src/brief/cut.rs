//! Makes a text short enough for its line without changing what it says.

use crate::domain::names::fold;
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

/// A word that is wider than this is no word, and is cut itself.
const LONGEST: usize = 32;

/// A sentence of a script without blanks is one word to us, and may take as much of the line as others take.
const LONGEST_WIDE: usize = 64;

/// So many words more than allowed are let through where a text ends with them.
const SLACK: usize = 2;

/// Cuts a text to about so many words: after a sentence where one fits, else after a clause, else anywhere.
///
/// What was cut within a sentence is marked by an ellipsis; a quotation that was opened is closed again.
pub fn to(text: &str, most: usize) -> String {
    let text = clean(text)
        .split(' ')
        .map(|word| {
            let wide = plain::width(word) > word.chars().count();
            plain::fit(word, if wide { LONGEST_WIDE } else { LONGEST })
        })
        .collect::<Vec<_>>()
        .join(" ");
    let most = most.max(1);
    // Two words more are no reason to leave a sentence in the air.
    if words(&text) <= most + SLACK {
        return text;
    }
    if let Some(end) = ends(&text, sentence_end)
        .into_iter()
        .rfind(|end| words(&text[..*end]) <= most && words(&text[..*end]) >= 3)
    {
        return closed(text[..end].trim_end_matches(['.', ';']), "");
    }
    if let Some(end) = ends(&text, |text, at| {
        matches!(text.as_bytes()[at], b',' | b';') && text[at + 1..].starts_with(' ')
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

/// Writes the first letter of a sentence that stands alone in capital.
pub fn capital(text: &str) -> String {
    let mut letters = text.chars();
    match letters.next() {
        Some(first) if first.is_lowercase() => first.to_uppercase().chain(letters).collect(),
        _ => text.to_owned(),
    }
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

/// Cuts a quotation to so many words and puts it into its marks; its own full stop stays.
pub fn quote(text: &str, most: usize) -> String {
    let whole = plain::line(text);
    let whole = whole.split_whitespace().collect::<Vec<_>>().join(" ");
    let inner = whole
        .strip_prefix(['“', '"'])
        .and_then(|t| t.strip_suffix(['”', '"']))
        .unwrap_or(&whole);
    if words(inner) <= most + SLACK && !inner.contains(['“', '”', '"']) {
        return format!("“{}”", inner.trim());
    }
    quoted(&to(&unquoted(text), most))
}

/// Says whether a text says no more than a title but for marks and letters: it was noted in a hurry, in one sentence for both.
pub fn says_again(title: &str, text: &str) -> bool {
    let plain = |text: &str| {
        fold(&unquoted(text))
            .trim_end_matches(['.', '…', '!', '?'])
            .to_owned()
    };
    let (title, text) = (plain(title), plain(text));
    text == title || (title.len() > 20 && text.starts_with(&title))
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

/// Begins a text with a small letter, where its first word is surely no name.
pub fn small(text: &str) -> String {
    let word: String = text
        .chars()
        .take_while(|c| c.is_alphabetic() || matches!(c, '\'' | '’' | '-'))
        .collect();
    let lower = word.to_lowercase();
    let plain = lower
        .strip_suffix("n't")
        .or_else(|| lower.strip_suffix("'s"))
        // Of "owner-drivers" the first half says that it is a word.
        .or_else(|| lower.split_once('-').map(|(first, _)| first))
        .unwrap_or(&lower);
    if word.chars().skip(1).all(|c| !c.is_uppercase())
        && ORDINARY.contains(format!(" {plain} ").as_str())
    {
        format!("{lower}{}", &text[word.len()..])
    } else {
        text.to_owned()
    }
}

/// Words with which a note begins and that are nobody's name; a name must never lose its capital letter.
const ORDINARY: &str = " a an the this that these those it its they their them we our us you your he she his her my one two \
    three four five six seven eight nine ten eleven twelve no not nobody nothing none never every each all any some most many \
    few both either people somebody everybody anybody after before when while until since if unless because although though \
    once in on at by for to from with without within under over about against between during through of off out up down into \
    what why how who whom whose which where whether there here then now today tomorrow yesterday last next first second third \
    new old is are was were be been being has have had do does did can could would should must might let get give take \
    send ask tell say call bring show put make keep find fix move write read open close start stop wait come go use try help \
    turn hold pay buy sell ship waive credit count draw print book meet visit look leave stay talk answer check clean cut end \
    add change need want wants needs fear fears hates likes more less fewer better worse same other another late \
    early night days week month year morning half please just only also even still yet always often seldom and or but so \
    branch line lines phone phones call calls invoice invoices credit letters letter title titles clerks clerk customers \
    customer drivers driver head deputy director chief vice president manager managing owner purchasing buyer registrar dean \
    pharmacist counter lead journeyman shopper discharge runs telephones budget commissioner handsets handset trucks \
    renewal quarterly planning meeting review session prices supply delivery deliveries store stores queue \
    queues flu overtime citizens passengers patients relatives owners members users parents students nurses suppliers banks shoppers \
    electricians tradespeople caller callers truck trucks gate gates window windows claim claims order orders ticket tickets complaint \
    complaints cause staff team site sites begin stand looks dispatch forty thirty twenty fifty sixty hundred \
    long short slow fast high low big small poor missing wrong broken empty full timetable timetables windshield windshields road \
    roads door doors machine machines screen screens report reports form forms agreement agreements contract contracts \
    number numbers walk reads read listen begin discharged tooling bills greetings errors proof count counts two-page one-page \
    waiting carried nineteen eleven half later sooner nearly almost around above below beside behind between whatever whoever \
    drawings sample samples map letter board budget vote votes order bring sell teach learn measure ask show \
    doesn't don't won't can't isn't wasn't aren't he she they we you her his them us ";

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
            (
                "one two three four five six seven",
                4,
                "one two three four…",
            ),
            (
                "one two three four five six",
                4,
                "one two three four five six",
            ),
            (
                "ask who of the people at the window today",
                5,
                "ask who of the people…",
            ),
            (
                "She sings at St. Augustine on Sundays with the altos",
                6,
                "She sings at St. Augustine…",
            ),
            (
                "He said “we never had a morning like this one” twice",
                5,
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
        assert_eq!(small("Bridgeport's counts"), "Bridgeport's counts");
        assert_eq!(small("Don't praise it"), "don't praise it");
        assert_eq!(small("It's worst"), "it's worst");
        assert_eq!(
            quote("It's worst when the schools let out.", 9),
            "“It's worst when the schools let out.”"
        );
    }

    proptest! {
        #[test]
        fn any_text_is_cut_to_its_words(text in "\\PC*", most in 1usize..20) {
            prop_assert!(words(&to(&text, most)) <= most.max(1) + SLACK);
            let _ = (quoted(&text), small(&text));
        }
    }
}
