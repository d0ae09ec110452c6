//! What a row says of a field of which it has only a part: a view with fewer columns takes nothing away.

use serde_json::{Value, json};

use crate::domain::{Moment, Object, record::ALL_DAY};
use crate::interchange::draft::{Draft, Part};
use crate::interchange::merge::{self, Changed, Merged, Rules};

/// What is to be done with a field of a row.
pub(super) enum Told {
    /// It is merged as it stands.
    Whole,
    /// It says nothing that the book does not know, or nothing that it could be put to.
    Nothing,
    /// It is merged as this.
    As(Value),
}

/// Says what a field of a row tells, beside what the record holds.
pub(super) fn told(
    record: &Object,
    key: &str,
    draft: &Draft,
    (field, value): (&str, &Value),
    rules: Rules<'_>,
    merged: &mut Merged,
) -> Told {
    let part = draft.part;
    match field {
        "name" if part.name => name(record, value, rules, merged),
        "location" if part.place => place(record, key, draft, value),
        "starts" if keeps_hour(record, part) => on_that_day(record, value),
        "ends" if keeps_hour(record, part) => Told::Nothing,
        _ => Told::Whole,
    }
}

/// Says whether the book knows the hour of which a row told only the day: then it is no all-day meeting either.
pub(super) fn keeps_hour(record: &Object, part: Part) -> bool {
    let is_day = |record: &Object| {
        record
            .get("extra")
            .is_some_and(|e| e.get(ALL_DAY).is_some())
    };
    part.hour && record.contains_key("starts") && !is_day(record)
}

/// One of two names says nothing new where they are called so; else it is shown, and the whole name stays.
fn name(record: &Object, value: &Value, rules: Rules<'_>, merged: &mut Merged) -> Told {
    let (Some(held), Some(file)) = (record.get("name"), value.as_str()) else {
        return Told::Whole;
    };
    let fold = crate::domain::names::fold;
    let known = fold(held.as_str().unwrap_or_default());
    if fold(file)
        .split(' ')
        .all(|word| known.split(' ').any(|own| own == word))
    {
        return Told::Nothing;
    }
    if rules.theirs {
        return Told::Whole;
    }
    merged.kept.push(Changed {
        field: "name".to_owned(),
        old: Some(held.clone()),
        new: Some(value.clone()),
    });
    Told::Nothing
}

/// So many parts a place has: the town, the region and the country.
const PLACES: [&str; 3] = ["town", "region", "country"];

/// Puts the parts of a place that a row tells in the stead of those that its source told before, and leaves the others.
fn place(record: &Object, key: &str, draft: &Draft, value: &Value) -> Told {
    let Some(held) = record.get("location").and_then(Value::as_str) else {
        return Told::Whole;
    };
    let told = || {
        draft
            .places
            .iter()
            .enumerate()
            .filter(|(_, part)| !part.is_empty())
    };
    let brought = record.get("brought").and_then(|all| all.get(key));
    let marks = PLACES.map(|part| Some(brought?.get(part)?.as_str()?.to_owned()));
    let says_so = |(at, part): (usize, &String)| marks[at] == Some(merge::hash(&json!(part)));
    let pieces: Vec<&str> = held.split(", ").collect();
    let folded: Vec<String> = pieces.iter().map(|piece| piece.to_lowercase()).collect();
    let mut words = told().flat_map(|(_, part)| part.split(", "));
    if told().all(says_so) || words.all(|word| folded.contains(&word.to_lowercase())) {
        return Told::Nothing;
    }
    // Books of before know no parts; where there are as many as there can be, each is in its place.
    let known = marks.iter().any(Option::is_some);
    let parts = if !known && pieces.len() == PLACES.len() {
        Some(
            pieces
                .iter()
                .map(|piece| (*piece).to_owned())
                .enumerate()
                .collect(),
        )
    } else {
        in_places(&pieces, &marks, 0)
    };
    let Some(mut parts) = parts else {
        return Told::Whole;
    };
    parts.retain(|(at, _)| draft.places.get(*at).is_none_or(String::is_empty));
    parts.extend(told().map(|(at, part)| (at, part.clone())));
    parts.sort();
    let all: Vec<String> = parts.into_iter().map(|(_, part)| part).collect();
    let whole = Value::from(all.join(", "));
    if whole == *value {
        Told::Whole
    } else {
        Told::As(whole)
    }
}

/// Says which part of a place each piece of it is, by what was told before; one part may have several pieces.
fn in_places(
    pieces: &[&str],
    marks: &[Option<String>; 3],
    at: usize,
) -> Option<Vec<(usize, String)>> {
    if pieces.is_empty() {
        return Some(Vec::new());
    }
    let mark = marks.get(at)?;
    for end in 1..=pieces.len().min(4) {
        let part = pieces[..end].join(", ");
        if mark.as_deref() == Some(&merge::hash(&json!(part)))
            && let Some(mut rest) = in_places(&pieces[end..], marks, at + 1)
        {
            rest.push((at, part));
            return Some(rest);
        }
    }
    in_places(pieces, marks, at + 1)
}

/// Remembers the parts of a place that a row told.
pub(super) fn note_places(record: &mut Object, key: &str, draft: &Draft) {
    for (part, text) in PLACES.iter().zip(&draft.places) {
        if !text.is_empty() {
            merge::remember(record, key, part, Value::from(merge::hash(&json!(text))));
        }
    }
}

/// Gives the hour that the book has, on the day that the row names.
fn on_that_day(record: &Object, value: &Value) -> Told {
    let moment = |value: &Value| -> Option<Moment> { value.as_str()?.parse().ok() };
    let (Some(held), Some(file)) = (record.get("starts").and_then(moment), moment(value)) else {
        return Told::Whole;
    };
    if held.0.date() == file.0.date() {
        return Told::Nothing;
    }
    let there = file.0.date().to_datetime(held.0.time());
    match there.to_zoned(held.0.time_zone().clone()) {
        Ok(at) => Told::As(Value::from(Moment(at).to_string())),
        Err(_) => Told::Whole,
    }
}
