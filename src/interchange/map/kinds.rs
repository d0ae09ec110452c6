//! What a row of a table can be, what its columns must say for that, and what is hardly meant.

use crate::interchange::header::fold;

/// What a row can be: its word in a map, what a person calls such rows, and its other words, the one for `--as` first.
///
/// Everything that names or lists the kinds of rows reads this.
pub const KINDS: [(&str, &str, &[&str]); 8] = [
    (
        "person",
        "people",
        &["contacts", "people", "contact", "persons", "leads"],
    ),
    (
        "account",
        "accounts",
        &[
            "accounts",
            "companies",
            "company",
            "organizations",
            "customers",
        ],
    ),
    ("deal", "deals", &["deals", "opportunities"]),
    (
        "touchpoint",
        "meetings and calls",
        &[
            "meetings",
            "touchpoints",
            "events",
            "calendar",
            "activities",
            "tasks",
        ],
    ),
    (
        "promise",
        "promises: what is to be done",
        &["promises", "todos"],
    ),
    ("note", "notes", &["notes"]),
    ("survey", "survey answers", &["surveys", "survey answers"]),
    ("activity", "orders or usage", &["orders", "usage"]),
];

/// Finds the kind of rows that a word names, whatever its case.
pub fn kind_named(word: &str) -> Option<&'static str> {
    let folded = fold(word);
    let is_it = |other: &&str| fold(other) == folded;
    let mut kinds = KINDS.iter();
    let (kind, ..) = kinds.find(|(kind, _, others)| *kind == folded || others.iter().any(is_it))?;
    Some(kind)
}

/// Lists what can be said of rows: in a map their kinds, behind `--as` their usual words.
pub fn listed_kinds(of_map: bool) -> String {
    let word = |(kind, _, others): &(&'static str, &str, &[&'static str])| match others.first() {
        Some(usual) if !of_map => *usual,
        _ => *kind,
    };
    let words: Vec<&str> = KINDS.iter().map(word).collect();
    let (last, others) = words.split_last().unwrap_or((&"", &[]));
    format!("{} or {last}", others.join(", "))
}

/// Says what a map lacks for its rows to make anything; nothing where it will do.
pub fn lacks(kind: &str, chosen: &[&str]) -> Option<&'static str> {
    let has = |any: &[&str]| any.iter().any(|target| chosen.contains(target));
    match kind {
        "person" if !has(&["name", "first_name", "last_name", "emails", "phones"]) => {
            Some("a person needs a name, an e-mail address or a phone number")
        }
        "account" if !has(&["name"]) => Some("an account needs a name"),
        "deal" if !has(&["name"]) => Some("a deal needs a name"),
        "touchpoint" if !has(&["starts"]) => Some("a meeting needs a start"),
        "touchpoint" if !has(&["subject", "summary"]) => Some("a meeting needs a subject"),
        "promise" if !has(&["what"]) => Some("a promise needs what is to be done"),
        "note" if !has(&["text"]) => Some("a note needs its text"),
        "survey" if !has(&["score", "words"]) => Some("an answer needs its score or its words"),
        "activity" if !has(&["account", "account_id"]) => Some("an order needs its customer"),
        "activity" if !has(&["on"]) => Some("an order needs its day"),
        "activity" if !has(&["order", "product", "product_name", "quantity", "amount"]) => {
            Some("an order needs a number, a product, a quantity or an amount")
        }
        _ => None,
    }
}

/// Says what a map will do that is hardly meant; nothing where it is fine.
pub fn doubts(kind: &str, chosen: &[&str]) -> Option<&'static str> {
    let has = |any: &[&str]| any.iter().any(|target| chosen.contains(target));
    match kind {
        "person" if !has(&["name", "first_name", "last_name"]) => {
            Some("no column is the name: people will be called by address or number")
        }
        "deal" if !has(&["account", "account_id"]) => {
            Some("no column is the account: the deals will wait in the inbox")
        }
        "touchpoint" if !has(&["account", "account_id", "people", "people_emails"]) => {
            Some("no column is the account or who was there: they wait in the inbox")
        }
        "promise" if !has(&["account", "account_id", "people", "people_emails"]) => {
            Some("no column is the account or for whom it is: they wait in the inbox")
        }
        "note" if !has(&["account", "account_id", "people"]) => {
            Some("no column is the account or the person: they wait in the inbox")
        }
        "survey" if !has(&["account", "account_id", "person", "person_email"]) => {
            Some("no column is the account or who answered: they wait in the inbox")
        }
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::interchange::vendors::for_kind;

    #[test]
    fn every_word_of_the_table_is_understood_and_listed() {
        for (kind, _, others) in KINDS {
            for word in others.iter().copied().chain([kind]) {
                assert_eq!(kind_named(word), Some(kind), "{word}");
                assert!(kind == "activity" || for_kind(word).is_some_and(|l| l.kind == kind));
            }
            assert!(listed_kinds(true).contains(kind));
            assert!(listed_kinds(false).contains(others[0]));
        }
        assert_eq!(kind_named("foo"), None);
    }
}
