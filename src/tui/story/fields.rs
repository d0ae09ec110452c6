//! The fields of a record in the order of their table, each under its short label.

use serde_json::Value;

use crate::domain::field::Type;
pub use crate::domain::field::short_label as label;
use crate::domain::record::SHARED;
use crate::domain::typed::show;
use crate::domain::{Date, Id, Kind, Money, Record};
use crate::interchange::waits;
use crate::tui::look::{Look, days_between, span};
use crate::tui::strip::Doc;
use crate::tui::theme::Role;

/// Fields that the head of a story tells already.
const TOLD: &[&str] = &[
    "account",
    "state",
    "visibility",
    "links",
    "source",
    "foreign",
];

/// Tells the fields in the order of their table.
pub fn by_table(record: &Record, told: &[&str], look: &Look<'_>, doc: &mut Doc) {
    let object = record.object();
    let title = record.title();
    let reading = look.reading();
    for field in record.kind().fields().iter().chain(SHARED) {
        if told.contains(&field.name)
            || TOLD.contains(&field.name)
            || explains(record.kind(), field.name)
        {
            continue;
        }
        let Some(value) = object.get(field.name) else {
            continue;
        };
        if value.as_str() == Some(title.as_str()) || value.as_array().is_some_and(Vec::is_empty) {
            continue;
        }
        // A tag of a person is how we read them, by another name.
        let tags = field.name == "tags" && record.kind() == Kind::Person;
        if (field.private() || tags) && look.present {
            continue;
        }
        let words = label(field.name);
        let value = &readable(value, look);
        match (&field.ty, value) {
            (Type::List(one), Value::Array(items)) => {
                let one_line = matches!(one, Type::OneOf(_))
                    || (matches!(one, Type::Text)
                        && items
                            .iter()
                            .all(|item| item.as_str().is_some_and(|text| text.len() < 24)));
                if one_line {
                    doc.labelled(words, Role::Text, &show(&field.ty, value, &reading));
                } else {
                    for (number, item) in items.iter().enumerate() {
                        doc.labelled_link(
                            if number == 0 { words } else { "" },
                            Role::Text,
                            &show(one, item, &reading),
                            "",
                            first_id(item),
                        );
                    }
                }
            }
            (Type::Prose, Value::String(text)) => doc.labelled(words, Role::Text, text),
            (Type::Birthday, Value::String(text)) => {
                doc.labelled(words, Role::Text, &crate::domain::days::birthday(text));
            }
            (Type::Count, value) if field.name == "cadence_days" => {
                doc.labelled(words, Role::Text, &format!("every {value} days"));
            }
            (Type::Money, value) => {
                let money = serde_json::from_value::<Money>(value.clone());
                let said = money.map_or_else(|_| value.to_string(), |money| money.full());
                doc.labelled(words, Role::Text, &said);
            }
            (Type::Date, Value::String(text)) => match text.parse() {
                Ok(date) => day(words, date, look, doc),
                Err(_) => doc.labelled(words, Role::Text, text),
            },
            (_, value) => {
                let mut shown = show(&field.ty, value, &reading);
                let explained = |ending: &str| {
                    let (name, value) =
                        object.get_key_value(&format!("{}_{ending}", field.name))?;
                    let field = record.kind().field(name)?;
                    Some(show(&field.ty, value, &reading))
                };
                if let Some(drivers) = explained("drivers") {
                    shown = format!("{shown}: {drivers}");
                }
                doc.labelled_link(words, Role::Text, &shown, "", first_id(value));
                // The words that explain it are read by themselves.
                if let Some(because) = explained("because") {
                    doc.labelled("", Role::Muted, &because);
                }
            }
        }
    }
    let name_of = |id| Some(look.who.title(id).to_owned());
    for (name, value) in &record.base.extra {
        // What takes whole days is told with its day.
        if name == crate::domain::record::ALL_DAY {
            continue;
        }
        if let Some((field, said)) = waits::said_of(name, value, &name_of) {
            doc.labelled("waits", Role::Muted, &format!("for {said} ({field})"));
            continue;
        }
        let shown = value
            .as_str()
            .map_or_else(|| value.to_string(), str::to_owned);
        doc.labelled("other", Role::Muted, &format!("{name}: {shown}"));
    }
}

/// Tells a day with how far off it is beside it; of today and the days next to it the day itself.
///
/// A weekday alone could be last week's as well as this one's.
pub fn day(words: &str, date: Date, look: &Look<'_>, doc: &mut Doc) {
    let absolute = crate::domain::days::day(date, look.today());
    let (said, beside) = match days_between(look.today(), date) {
        -1..=1 => (look.said(date), absolute),
        away @ 2.. => (absolute, format!("in {}", span(away))),
        _ => (absolute, look.ago(date)),
    };
    doc.labelled_link(words, Role::Text, &said, &beside, None);
}

/// Says of what is no longer in the book that it is gone, where its name would stand.
fn readable(value: &Value, look: &Look<'_>) -> Value {
    match value {
        Value::String(text) => match text.parse::<Id>() {
            Ok(id) if look.who.get(id).is_none() => Value::String("? no longer there".into()),
            _ => value.clone(),
        },
        Value::Array(items) => items.iter().map(|item| readable(item, look)).collect(),
        Value::Object(parts) => Value::Object(
            parts
                .iter()
                .map(|(name, part)| (name.clone(), readable(part, look)))
                .collect(),
        ),
        _ => value.clone(),
    }
}

/// Says whether a field is told with the one that it explains.
fn explains(kind: Kind, name: &str) -> bool {
    ["_because", "_drivers"]
        .iter()
        .filter_map(|ending| name.strip_suffix(ending))
        .any(|of| kind.field(of).is_some())
}

fn first_id(value: &Value) -> Option<Id> {
    match value {
        Value::String(text) => text.parse().ok(),
        Value::Array(items) => items.iter().find_map(first_id),
        Value::Object(parts) => parts.values().find_map(first_id),
        _ => None,
    }
}

/// Says a link from its other end.
pub fn back(how: &str) -> &str {
    match how {
        "from" => "led to",
        "answers" => "answer",
        "drives" => "driven by",
        "blocks" => "blocked",
        "about" => "on this",
        same => same,
    }
}
