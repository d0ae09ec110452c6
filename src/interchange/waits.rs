//! What a record waits for: the keys of others that have not come yet, as they are kept, compared and read.

use serde_json::Value;

use crate::domain::{Id, Object};

use super::world::{company_domain, texts};

/// Begins the names in `extra` under which a record keeps the key of another that has not come yet.
pub const WAITS: &str = "waits_for_";

/// Under this name somebody keeps the company that is no account yet.
pub const COMPANY: &str = "waits_for_account";

/// Lists the keys of a written `a | b` in their comparable form.
pub fn keys_in(text: &str) -> impl Iterator<Item = String> {
    text.split(" | ").map(|key| match key.split_once(" name:") {
        Some((kind, name)) => format!("{kind} name:{}", super::header::fold(name)),
        None => key.to_owned(),
    })
}

/// Lists the keys that a record waits for, as [`World::waiting`] is asked for them.
///
/// Somebody who is waited for by an address also comes when an account at its domain does.
pub fn waits(record: &Object) -> Vec<String> {
    let mut keys = Vec::new();
    let mut split = |text: &str| keys.extend(keys_in(text));
    if let Some(inbox) = record.get("inbox").and_then(Value::as_str) {
        split(inbox);
    }
    for (name, value) in record
        .get("extra")
        .and_then(Value::as_object)
        .into_iter()
        .flatten()
    {
        if name.starts_with(WAITS) {
            match value {
                Value::String(text) => split(text),
                Value::Array(list) => list.iter().filter_map(Value::as_str).for_each(&mut split),
                _ => {}
            }
        }
    }
    // Whose company has not come belongs to the one of that name at whose web address they are.
    let of_company = record
        .get("extra")
        .is_some_and(|extra| extra.get(COMPANY).is_some());
    let own = texts(record, "emails").filter(|_| of_company);
    let mut domains: Vec<String> = keys
        .iter()
        .filter_map(|key| key.strip_prefix("person email:"))
        .chain(own)
        .filter_map(company_domain)
        .map(|domain| at_domain(&domain))
        .collect();
    domains.sort_unstable();
    domains.dedup();
    keys.append(&mut domains);
    keys
}

/// Writes the key of an account at a domain, for which those wait who have an address there.
pub fn at_domain(domain: &str) -> String {
    format!("account at:{domain}")
}

/// Gives the name among the keys of a written `a | b`, where there is one.
pub fn name_in(text: &str) -> Option<String> {
    text.split(" | ")
        .find_map(|key| key.split_once(" name:"))
        .map(|(_, name)| name.to_owned())
}

/// Says what a record waits for as a person reads it; `name_of` gives the names of records.
pub fn said(text: &str, name_of: &dyn Fn(Id) -> Option<String>) -> String {
    let keys: Vec<&str> = text.split(" | ").collect();
    let of: Vec<String> = keys
        .iter()
        .filter_map(|key| key.split_once(" ally:"))
        .map(|(kind, id)| {
            let name = id.parse().ok().and_then(name_of);
            name.unwrap_or_else(|| format!("a {kind}"))
        })
        .collect();
    if !of.is_empty() {
        return format!("the account of {}", of.join(" or "));
    }
    if let Some(name) = name_in(text) {
        // Somebody is known by the address, too: whoever is made with it takes the place that waits.
        let email = keys
            .iter()
            .find_map(|key| key.strip_prefix("person email:"));
        return email.map_or(name.clone(), |email| format!("{name}, {email}"));
    }
    match keys[0].split_once(' ') {
        Some((_, key)) => match key.split_once(':') {
            Some(("email", email)) => email.to_owned(),
            Some((system, id)) => format!("{id} of {system}"),
            None => key.to_owned(),
        },
        None => match text {
            "account" => "an account".to_owned(),
            other => other.to_owned(),
        },
    }
}

/// Says what a column of `extra` that begins with [`WAITS`] is about, and what is waited for.
pub fn said_of(
    name: &str,
    value: &Value,
    name_of: &dyn Fn(Id) -> Option<String>,
) -> Option<(String, String)> {
    let field = name.strip_prefix(WAITS)?;
    let texts: Vec<String> = match value {
        Value::String(text) => vec![said(text, name_of)],
        Value::Array(list) => {
            let texts = list.iter().filter_map(Value::as_str);
            texts.map(|text| said(text, name_of)).collect()
        }
        _ => return None,
    };
    Some((field.replace('_', " "), texts.join("; ")))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_waited_for_is_said_in_words() {
        let id = "01890a5d-ac96-774b-bcce-b302099a8057";
        let name_of = |_| Some("Grace Hopper".to_owned());
        let nobody = |_| None;
        for (text, words) in [
            ("account", "an account"),
            (
                "account salesforce:001 | account name:Stripe, Inc.",
                "Stripe, Inc.",
            ),
            ("account salesforce:001", "001 of salesforce"),
            ("person email:a@b.example", "a@b.example"),
            (
                "person email:a@b.example | person name:Ann B",
                "Ann B, a@b.example",
            ),
            ("", ""),
        ] {
            assert_eq!(said(text, &nobody), words);
        }
        let keys = format!("person ally:{id} | deal ally:{id}");
        assert_eq!(
            said(&keys, &name_of),
            "the account of Grace Hopper or Grace Hopper"
        );
        assert_eq!(said(&keys, &nobody), "the account of a person or a deal");
        assert_eq!(
            said_of("waits_for_reports_to", &"person name:X Y".into(), &nobody),
            Some(("reports to".to_owned(), "X Y".to_owned()))
        );
    }
}
