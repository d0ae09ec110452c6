//! What a row says of a field of which it has only a part: a view with fewer columns takes nothing away.

use serde_json::Value;

use crate::domain::{Moment, Object, record::ALL_DAY};
use crate::interchange::draft::{Draft, Part};
use crate::interchange::merge::{self, Changed, InPart, Merged, Rules};

/// What is to be done with a field of a row.
pub(super) enum Told {
    /// It is merged as it stands.
    Whole,
    /// It says nothing that the book does not know, or nothing that it could be put to.
    Nothing,
    /// It is merged as this.
    As(Value),
    /// It is merged as this list, and what it did not speak of is remembered further.
    List(InPart),
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
        "phones" | "emails" if part.lists => {
            let file = value.as_array().map(Vec::as_slice).unwrap_or_default();
            merge::in_part(record, key, field, file, rules.region).map_or(Told::Whole, Told::List)
        }
        "name" if part.name => name(record, value, rules, merged),
        "location" if part.place => {
            let parts = |value: &Value| -> Vec<String> {
                let text = value.as_str().unwrap_or_default();
                text.split(", ").map(str::to_lowercase).collect()
            };
            let held = record.get(field).map(parts).unwrap_or_default();
            if parts(value).iter().all(|part| held.contains(part)) {
                Told::Nothing
            } else {
                Told::Whole
            }
        }
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
