//! What they might take instead: known already by its name, or new.

use super::edit::{append, keep_line};
use super::make::{MakeError, Maker, headline, one_line};
use crate::domain::names::fold;
use crate::domain::words::AlternativeState;
use crate::domain::{Body, Id, Kind, Record};

/// Marks that end a name, and lead to what is said of it.
const STOPS: [char; 7] = [',', ';', ':', '.', '!', '–', '—'];

/// Finds the alternative that a line begins with the name of; one that is gone and comes back is a new one.
pub fn named(text: &str, known: &[Record]) -> Option<Record> {
    let stands = |record: &Record| match &record.body {
        Body::Alternative(body) => {
            let who = body.who.as_deref()?;
            (body.state != Some(AlternativeState::Gone) && after(text, who).is_some())
                .then_some(who.len())
        }
        _ => None,
    };
    let longest = known.iter().filter(|record| stands(record).is_some());
    let longest = longest.max_by_key(|record| (stands(record), std::cmp::Reverse(record.id())));
    longest.cloned().or_else(|| by_first_word(text, known))
}

/// Finds the only one known by a longer name that begins with the word that a line begins with: `Norland` for “Norland's call
/// center, three states away”.
fn by_first_word(text: &str, known: &[Record]) -> Option<Record> {
    let typed = first_word(text)?;
    let begins = |record: &&Record| match &record.body {
        Body::Alternative(body) => {
            let who = body.who.as_deref().unwrap_or_default();
            let word = who.split_whitespace().next().unwrap_or_default();
            // A comma or a possessive ends the name; "Doing nothing" goes on.
            let ends =
                word.ends_with([',', ';', ':']) || word.ends_with("'s") || word.ends_with("’s");
            let named = who.starts_with(char::is_uppercase) && ends;
            body.state != Some(AlternativeState::Gone)
                && named
                && first_word(who).is_some_and(|first| {
                    first == typed || first.strip_suffix('s').is_some_and(|less| less == typed)
                })
                && after(text, text.split_whitespace().next().unwrap_or_default()).is_some()
        }
        _ => false,
    };
    let mut fit = known.iter().filter(begins);
    let one = fit.next()?;
    fit.next().is_none().then(|| one.clone())
}

/// Gives the first word without its apostrophe and its marks, where it is long enough to be a name.
fn first_word(text: &str) -> Option<String> {
    let word = text.split_whitespace().next()?;
    let letters: String = fold(word.trim_end_matches(STOPS))
        .chars()
        .filter(|c| c.is_alphanumeric())
        .collect();
    (letters.chars().count() >= 4).then_some(letters)
}

/// Gives what follows a name at the beginning of a text; nothing where the text begins otherwise, or the name goes on.
fn after<'t>(text: &'t str, who: &str) -> Option<&'t str> {
    let mut rest = text.trim_start();
    let mut wanted = who.split_whitespace().peekable();
    wanted.peek()?;
    let mut stopped = false;
    while let Some(word) = wanted.next() {
        let end = rest.find(char::is_whitespace).unwrap_or(rest.len());
        let typed = &rest[..end];
        let plain = typed.trim_end_matches(STOPS);
        let plain = plain
            .strip_suffix("'s")
            .or(plain.strip_suffix("’s"))
            .unwrap_or(plain);
        let bare = if fold(typed) == fold(word) {
            typed
        } else {
            plain
        };
        if fold(bare) != fold(word) {
            return None;
        }
        stopped = bare.len() < end;
        if stopped && wanted.peek().is_some() {
            return None;
        }
        rest = rest[end..].trim_start();
    }
    // "Norland Systems" is not Norland.
    let goes_on = !stopped && rest.starts_with(char::is_uppercase);
    (!goes_on).then(|| rest.trim_start_matches(STOPS).trim())
}

/// Adds what a line says to the alternative that it names, as what shows it; nothing where it names none that is known.
pub fn known(maker: &mut Maker<'_, '_>) -> Result<Option<Record>, MakeError> {
    let parsed = maker.parsed;
    let found = parsed
        .of
        .and_then(|id: Id| maker.context.records.record(id))
        .filter(|record| record.kind() == Kind::Alternative && record.account() == parsed.account);
    let Some(before) = found else { return Ok(None) };
    let text = one_line(&parsed.text);
    let today = maker.today();
    let mut after_it = before.clone();
    if let Body::Alternative(body) = &mut after_it.body {
        let who = body.who.as_deref().unwrap_or_default();
        let begun = rival_name(&text);
        let said = after(&text, who)
            .or_else(|| after(&text, &begun))
            .unwrap_or(&text);
        let first = body
            .evidence
            .as_deref()
            .is_none_or(|known| known.trim().is_empty());
        if !said.is_empty() && first {
            body.evidence = Some(said.to_owned());
        } else if !said.is_empty() {
            append(&mut body.evidence, &format!("{today}: {said}"));
        }
    }
    keep_line(maker, &mut after_it);
    maker.link_mentioned(&mut after_it);
    maker.edited(&before, after_it).map(Some)
}

/// An alternative they might take.
pub fn new(maker: &mut Maker<'_, '_>) -> Record {
    let parsed = maker.parsed;
    let mut record = maker.record(Kind::Alternative);
    let who = rival_name(&one_line(&parsed.text));
    if let Body::Alternative(body) = &mut record.body {
        body.account = parsed.account;
        if who != parsed.text {
            body.evidence = Some(parsed.text.clone());
        }
        body.who = Some(who);
        body.state = Some(AlternativeState::Rumoured);
    }
    maker.link_mentioned(&mut record);
    record
}

/// Takes the name off the front: the words written like a name, else the first clause.
fn rival_name(text: &str) -> String {
    // "norvoice pitched hale last mon, cheaper": what they did is no part of the name.
    const DID: &[&str] = &[
        "called", "came", "has", "is", "offered", "offers", "pitched", "quoted", "sent", "visited",
        "wants", "was",
    ];
    const NO_NAMES: &[&str] = &[
        "a", "an", "and", "at", "das", "der", "die", "ein", "eine", "el", "he", "her", "his", "i",
        "il", "in", "it", "la", "le", "les", "los", "on", "our", "she", "sie", "some", "somebody",
        "someone", "that", "the", "their", "there", "they", "this", "un", "una", "une", "we",
        "wir",
    ];
    let mut end = 0;
    let mut at = 0;
    for (words, word) in text.split(' ').enumerate() {
        let bare = word.trim_end_matches([',', ';', ':', '.']);
        let upper =
            bare.starts_with(|c: char| c.is_uppercase() || c.is_ascii_digit() || matches!(c, '&'));
        let stops = bare.is_empty()
            || !upper
            || (words == 0 && NO_NAMES.contains(&bare.to_lowercase().as_str()));
        if stops || words == 4 {
            break;
        }
        end = at + bare.len();
        if bare.len() < word.len() {
            break;
        }
        at += word.len() + 1;
    }
    if end > 0 {
        return text[..end]
            .trim_end_matches("'s")
            .trim_end_matches("’s")
            .to_owned();
    }
    let clause = text.split([',', ';', ':']).next().unwrap_or(text).trim();
    let words: Vec<&str> = clause.split(' ').collect();
    let pronoun = words
        .first()
        .is_some_and(|word| NO_NAMES.contains(&word.to_lowercase().as_str()));
    if let Some(at) = words.iter().position(|word| DID.contains(word))
        && (1..=3).contains(&at)
        && !pronoun
    {
        return words[..at].join(" ");
    }
    headline(if clause.is_empty() { text } else { clause })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_rival_has_a_name() {
        for (text, name) in [
            ("Norland pitched last week, cheaper", "Norland"),
            ("Blue Harbor Systems, cheaper by 8 %", "Blue Harbor Systems"),
            (
                "doing it themselves, with two students",
                "doing it themselves",
            ),
            (
                "They talk to someone in Hartford",
                "They talk to someone in Hartford",
            ),
            ("3M offers the same", "3M"),
            ("norvoice pitched hale last mon, 30 % cheaper", "norvoice"),
            ("she called them cheap", "she called them cheap"),
        ] {
            assert_eq!(rival_name(text), name);
        }
    }

    fn alternative(n: u8, who: &str) -> Record {
        let mut id = [0; 16];
        id[15] = n;
        let json = serde_json::json!({
            "id": Id::from_bytes(id), "kind": "alternative", "short": format!("al{n}"), "who": who, "state": "rumoured",
            "created": "2026-01-10T10:00:00Z", "changed": "2026-01-10T10:00:00Z", "author": "me",
        });
        Record::read(json.as_object().cloned().unwrap()).unwrap()
    }

    #[test]
    fn a_longer_name_is_known_by_its_first_word() {
        let known = || {
            [
                "Corvid, a state app from another vendor",
                "Norland's call center, three states away",
                "Bidwell's ordering app",
                "Doing nothing",
                "Ringwood, at home",
                "Ringwood, abroad",
            ]
            .iter()
            .zip(1..)
            .map(|(who, n)| alternative(n, who))
            .collect::<Vec<_>>()
        };
        for (text, who) in [
            ("Corvid showed ames an app", Some("al1")),
            ("norland: called lang", Some("al2")),
            ("bidwells again, now w/ texts", Some("al3")),
            ("Corvid Systems pitched", None),
            ("doing it themselves", None),
            ("Ringwood called", None),
        ] {
            let found = named(text, &known());
            assert_eq!(found.as_ref().map(Record::short), who, "{text}");
        }
    }

    #[test]
    fn a_name_at_the_beginning_is_known_again() {
        for (text, who, said) in [
            ("Norland", "Norland", Some("")),
            ("norland, 9 % cheaper", "Norland", Some("9 % cheaper")),
            ("Norland's price fell", "Norland", Some("price fell")),
            ("Norland: came by. Twice", "Norland", Some("came by. Twice")),
            ("norland pitched hale", "NORLAND", Some("pitched hale")),
            (
                "doing nothing is what Hale wants",
                "Doing nothing",
                Some("is what Hale wants"),
            ),
            ("St. Paul Mutual, again", "St. Paul Mutual", Some("again")),
            ("Norland Systems pitched", "Norland", None),
            ("Norlands pitched", "Norland", None),
            ("doing, nothing", "Doing nothing", None),
            ("pitched by Norland", "Norland", None),
            ("", "Norland", None),
            ("Norland", "", None),
        ] {
            assert_eq!(after(text, who), said, "{text}");
        }
    }
}
