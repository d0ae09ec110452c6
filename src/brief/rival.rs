//! Whom they might take instead of us, where a text names them.

use crate::domain::names::fold;
use crate::domain::record::{Body, Record};

/// Says whether a text names one of those whom they might take instead of us, by the first word of its name.
pub fn names_rival(records: &[Record], text: &str) -> bool {
    let words = fold(text);
    let mut words = words.split(|c: char| !c.is_alphanumeric());
    let names: Vec<String> = records
        .iter()
        .filter(|r| matches!(r.body, Body::Alternative(_)) && r.state() != Some("gone"))
        .filter_map(|r| {
            let name = fold(&r.title());
            let first = name
                .split(|c: char| !c.is_alphanumeric())
                .next()?
                .to_owned();
            (first.chars().count() > 3).then_some(first)
        })
        .collect();
    words.any(|word| names.iter().any(|name| name == word))
}
