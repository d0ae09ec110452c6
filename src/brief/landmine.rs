//! Words that somebody there must not hear, taken from what was written about them.

use crate::domain::names::fold;

/// Finds the words that a note says not to use: `say “trial”, not “pilot”` gives `pilot`.
///
/// Only what is clearly named is taken: after *never say*, *don't say*, *not* within a *say*, *avoid*, *don't call it*.
pub fn words(note: &str) -> Vec<String> {
    const AFTER: &[&str] = &[
        "never say ",
        "don't say ",
        "don’t say ",
        "do not say ",
        "don't call it ",
        "don’t call it ",
        "never call it ",
        "don't use ",
        "don’t use ",
        "never use ",
        "avoid the word ",
        "avoid saying ",
        "avoid ",
        "not the word ",
        "never the word ",
        "don't mention ",
        "don’t mention ",
        "never mention ",
    ];
    let lower = note.to_lowercase();
    // Lower case may change the length of a text; then nothing is cut by its places.
    if lower.len() != note.len() {
        return Vec::new();
    }
    let mut found = Vec::new();
    for lead in AFTER {
        for (at, _) in lower.match_indices(lead) {
            take(lower.get(at + lead.len()..).unwrap_or_default(), &mut found);
        }
    }
    for (at, _) in lower.match_indices("say ") {
        let clause = lower[at..].split(['.', ';']).next().unwrap_or_default();
        for lead in [", not ", " not ", " never "] {
            if let Some((_, rest)) = clause.split_once(lead) {
                take(rest, &mut found);
                break;
            }
        }
    }
    found.sort();
    found.dedup();
    found
}

/// Takes the word or the quoted words that a text begins with, and those joined to it by *or*.
fn take(text: &str, found: &mut Vec<String>) {
    let mut rest = text.trim_start();
    loop {
        let quoted = rest
            .strip_prefix(['“', '"', '‘', '\''])
            .and_then(|r| r.split_once(['”', '"', '’', '\'']));
        let after = if let Some((word, after)) = quoted {
            push(word, found);
            after
        } else {
            let end = rest
                .find(|c: char| !c.is_alphanumeric() && c != '-')
                .unwrap_or(rest.len());
            push(&rest[..end], found);
            &rest[end..]
        };
        match after
            .trim_start_matches(',')
            .trim_start()
            .strip_prefix("or ")
        {
            Some(more) if !more.is_empty() => rest = more.trim_start(),
            _ => return,
        }
    }
}

fn push(word: &str, found: &mut Vec<String>) {
    let word = word.trim().trim_end_matches(['.', ',']);
    let dull = matches!(
        word,
        "" | "the"
            | "a"
            | "an"
            | "to"
            | "it"
            | "that"
            | "anything"
            | "yes"
            | "no"
            | "so"
            | "or"
            | "and"
            | "of"
            | "what"
    );
    if !dull {
        found.push(word.to_owned());
    }
}

/// Endings that leave a word what it is: `automated` is automation to whoever fears it.
const ENDINGS: &[&str] = &[
    "", "s", "es", "e", "ed", "er", "ers", "ing", "ion", "ions", "ate", "ates", "ated", "atic",
    "ating", "ation", "ations",
];

/// Gives the longest of a word's endings away, where enough of it stays.
fn stem(word: &str) -> &str {
    let stems = ENDINGS
        .iter()
        .filter_map(|ending| word.strip_suffix(ending));
    stems
        .filter(|stem| stem.chars().count() >= 4)
        .min_by_key(|stem| stem.len())
        .unwrap_or(word)
}

/// Says whether a folded text has all of these words close together, in whatever order and form: “cut costs”, “cost-cut plan”.
fn together(text: &str, parts: &[&str]) -> bool {
    let said: Vec<&str> = text
        .split(|c: char| !c.is_alphanumeric())
        .filter(|w| !w.is_empty())
        .collect();
    let is = |said: &str, word: &str| {
        said == word
            || said.strip_prefix(stem(word)).is_some_and(|ending| {
                ENDINGS.contains(&ending) || ending == "ting" || ending == "ter"
            })
    };
    said.windows(parts.len() + 1)
        .chain(std::iter::once(said.as_slice()).filter(|all| all.len() <= parts.len()))
        .any(|near| {
            parts
                .iter()
                .all(|part| near.iter().any(|word| is(word, part)))
        })
}

/// Says whether a folded text uses a word, in whatever form.
pub fn uses(text: &str, word: &str) -> bool {
    let word = fold(word);
    if word.is_empty() {
        return false;
    }
    let letters = |word: &str| word.chars().all(char::is_alphanumeric);
    let root = stem(&word);
    if letters(&word)
        && text
            .split(|c: char| !c.is_alphanumeric())
            .filter_map(|said| said.strip_prefix(root))
            .any(|ending| ENDINGS.contains(&ending))
    {
        return true;
    }
    let parts: Vec<&str> = word
        .split(|c: char| !c.is_alphanumeric())
        .filter(|p| !p.is_empty())
        .collect();
    if parts.len() > 1 && together(text, &parts) {
        return true;
    }
    text.match_indices(&word).any(|(at, _)| {
        let before = text[..at].chars().next_back();
        let after = text[at + word.len()..]
            .trim_start_matches('s')
            .chars()
            .next();
        !before.is_some_and(char::is_alphanumeric) && !after.is_some_and(char::is_alphanumeric)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn takes_what_is_clearly_named() {
        for (note, taken) in [
            (
                "fears another 2016 switchboard; say “trial”, not “pilot”",
                vec!["pilot"],
            ),
            (
                "never say “customers”; she says “people”",
                vec!["customers"],
            ),
            ("say trial, not pilot", vec!["pilot"]),
            ("don't say pilot", vec!["pilot"]),
            (
                "avoid the word cheap or discount.",
                vec!["cheap", "discount"],
            ),
            ("don't praise the line that moves; ask who is in it", vec![]),
            ("his divorce", vec![]),
            ("", vec![]),
        ] {
            assert_eq!(words(note), taken, "{note}");
        }
    }

    #[test]
    fn a_word_is_found_as_a_word() {
        let uses = |text: &str, word: &str| uses(&fold(text), word);
        assert!(uses("Pilot in Bridgeport", "pilot"));
        assert!(uses("two pilots", "pilot"));
        assert!(!uses("the pilothouse", "pilot"));
        assert!(!uses("autopilot", "pilot"));
        assert!(uses("how automated letters help", "automation"));
        assert!(uses("thirty spare handsets", "spares"));
        assert!(!uses("a cartridge", "car"));
        assert!(uses("what a cost cut means", "cost cut"));
        assert!(uses("one cost cutting idea for Boyle", "cost cut"));
        assert!(uses("a cost-cut plan", "cost cut"));
        assert!(uses("how to cut costs", "cost cut"));
        assert!(!uses("the costs, once the cable is cut", "cost cut"));
    }

    proptest::proptest! {
        #[test]
        fn any_note_can_be_read(note in "\\PC*", text in "\\PC*") {
            for word in words(&note) {
                let _ = uses(&text, &word);
            }
            let _ = uses(&text, &note);
        }
    }
}
