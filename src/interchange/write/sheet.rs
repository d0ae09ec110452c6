//! A table for spreadsheets: a row a record, a column a field, nothing that a spreadsheet would run.

use std::{
    borrow::Cow,
    collections::BTreeSet,
    io::{self, Write},
};

use serde_json::Value;

use crate::domain::{Id, Kind, Object, Type, plain, record::SHARED};

use super::NameOf;

/// Columns that every record has, first.
const FRAME: &[&str] = &[
    "kind",
    "id",
    "short",
    "created",
    "changed",
    "author",
    "visibility",
    "inbox",
];
/// Columns that hold what no field does, last.
const TAIL: &[&str] = &["moves", "extra", "brought", "raw"];
/// Ends the name of a column that shows a reference's name, and is passed over when the file comes back.
pub const SHOWN: &str = " (name)";

/// Writes records as one table; a column that no record fills is left out.
pub fn csv(out: &mut dyn Write, records: &[Object], name_of: NameOf<'_>) -> io::Result<()> {
    let columns = columns(records);
    let mut writer = ::csv::WriterBuilder::new()
        .terminator(::csv::Terminator::CRLF)
        .from_writer(out);
    let mut header: Vec<String> = Vec::new();
    for (name, shown) in &columns {
        header.push(name.clone());
        if *shown {
            header.push(format!("{name}{SHOWN}"));
        }
    }
    writer.write_record(&header)?;
    for record in records {
        let kind = record
            .get("kind")
            .and_then(Value::as_str)
            .and_then(Kind::parse);
        let mut row: Vec<String> = Vec::with_capacity(header.len());
        for (name, shown) in &columns {
            let value = record.get(name);
            row.push(
                guarded(
                    &value
                        .map(|value| cell(kind, name, value))
                        .unwrap_or_default(),
                )
                .into_owned(),
            );
            if *shown {
                let named = value
                    .and_then(Value::as_str)
                    .and_then(|id| id.parse::<Id>().ok())
                    .and_then(name_of)
                    .unwrap_or_default();
                row.push(guarded(&named).into_owned());
            }
        }
        writer.write_record(&row)?;
    }
    writer.flush()
}

/// Lists the columns that hold anything, in the order of the field table; and whether each shows a name beside.
fn columns(records: &[Object]) -> Vec<(String, bool)> {
    let filled: BTreeSet<&str> = records
        .iter()
        .flat_map(|record| record.keys().map(String::as_str))
        .collect();
    let kinds: BTreeSet<Kind> = records
        .iter()
        .filter_map(|record| record.get("kind")?.as_str().and_then(Kind::parse))
        .collect();
    let mut out: Vec<(String, bool)> = FRAME
        .iter()
        .map(|name| ((*name).to_owned(), false))
        .collect();
    let fields = Kind::ALL
        .iter()
        .filter(|kind| kinds.contains(kind))
        .flat_map(|kind| kind.fields())
        .chain(SHARED);
    let mut add = |name: &str, shown: bool| {
        if filled.contains(name) && !out.iter().any(|(held, _)| held == name) {
            out.push((name.to_owned(), shown));
        }
    };
    for field in fields {
        add(field.name, matches!(field.ty, Type::Ref(_)));
    }
    for name in filled.iter().copied().filter(|name| !TAIL.contains(name)) {
        add(name, false);
    }
    for name in TAIL {
        add(name, false);
    }
    out
}

fn type_of(kind: Option<Kind>, name: &str) -> Option<&'static Type> {
    kind.and_then(|kind| kind.field(name))
        .map(|field| &field.ty)
}

/// Writes a value so that a person can read it and [`value`] takes it back.
fn cell(kind: Option<Kind>, name: &str, value: &Value) -> String {
    match value {
        // A text that looks like JSON is told apart by being written as JSON.
        Value::String(text) if is_json(text) => value.to_string(),
        // What a file must not hold as it is comes back all the same.
        Value::String(text) if text.chars().any(plain::steers) => plain::json(value.to_string()),
        Value::String(text) => text.clone(),
        Value::Array(items) => {
            let plain = items.iter().all(|item| {
                item.as_str().is_some_and(|text| {
                    !text.is_empty()
                        && text.trim() == text
                        && !text.contains([';', '\n', '\r'])
                        && !is_json(text)
                        && !text.chars().any(plain::steers)
                })
            });
            if plain && !items.is_empty() && matches!(type_of(kind, name), Some(Type::List(_))) {
                items
                    .iter()
                    .filter_map(Value::as_str)
                    .collect::<Vec<_>>()
                    .join("; ")
            } else {
                plain::json(value.to_string())
            }
        }
        other => plain::json(other.to_string()),
    }
}

fn is_json(text: &str) -> bool {
    text.is_empty()
        || text.starts_with(['[', '{', '"'])
        || matches!(text, "true" | "false" | "null")
        || text.parse::<f64>().is_ok() && serde_json::from_str::<Value>(text).is_ok()
}

/// Reads a cell back; nothing where it is empty.
pub fn value(kind: Option<Kind>, name: &str, text: &str) -> Option<Value> {
    if text.is_empty() {
        return None;
    }
    if is_json(text) {
        return serde_json::from_str(text)
            .ok()
            .or_else(|| Some(Value::String(text.to_owned())));
    }
    if matches!(type_of(kind, name), Some(Type::List(_))) {
        return Some(
            text.split("; ")
                .map(|item| Value::String(item.to_owned()))
                .collect(),
        );
    }
    Some(Value::String(text.to_owned()))
}

/// Puts an apostrophe before what a spreadsheet would take for a formula; [`unguarded`] takes it away.
pub fn guarded(text: &str) -> Cow<'_, str> {
    if is_formula(text.trim_start_matches('\'')) {
        Cow::Owned(format!("'{text}"))
    } else {
        Cow::Borrowed(text)
    }
}

/// Gives a foreign text as a cell that no spreadsheet runs and that steers no terminal.
pub fn harmless(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for character in text.chars() {
        if plain::steers(character) && !matches!(character, '\n' | '\t') {
            let written = format!("\\u{:04x}", u32::from(character));
            out.push_str(&written);
        } else {
            out.push(character);
        }
    }
    guarded(&out).into_owned()
}

/// Takes the guard off a cell of our own.
pub fn unguarded(text: &str) -> &str {
    match text.strip_prefix('\'') {
        Some(rest) if is_formula(rest.trim_start_matches('\'')) => rest,
        _ => text,
    }
}

/// Says whether a spreadsheet could take a text for a formula: after blanks, it begins with a sign that starts one.
fn is_formula(text: &str) -> bool {
    let first = text
        .chars()
        .find(|character| !matches!(character, ' ' | '\u{A0}'));
    first.is_some_and(|first| {
        matches!(
            first,
            '=' | '+' | '-' | '@' | '\t' | '\r' | '\n' | '|' | '%' | '＝' | '＋' | '－' | '＠'
        )
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_turns_the_direction_is_written_out_and_comes_back() {
        use serde_json::json;
        let turned = "pay \u{202e}now\u{1b}[31m";
        for held in [
            json!(turned),
            json!([turned, "plain"]),
            json!({"a": turned}),
        ] {
            let out = cell(Some(Kind::Person), "tags", &held);
            assert!(!out.chars().any(plain::steers), "{out:?}");
            assert_eq!(value(Some(Kind::Person), "tags", &out), Some(held));
        }
    }

    #[test]
    fn a_foreign_text_runs_nothing_and_steers_nothing() {
        assert_eq!(harmless("=HYPERLINK(1)"), "'=HYPERLINK(1)");
        let out = harmless("+cmd|x \u{202e}\u{1b}[31m");
        assert!(
            out.starts_with("'+cmd") && !out.chars().any(plain::steers),
            "{out:?}"
        );
    }

    #[test]
    fn guards_come_off_again() {
        for text in [
            "=1+1", "+49 171", "-5", "@SUM(A1)", "\t=cmd", "'=x", "''-1", "plain", "'quoted'",
            " =x", "＝x", "",
        ] {
            let out = guarded(text);
            assert!(!is_formula(&out), "{out}");
            assert_eq!(unguarded(&out), text);
        }
    }
}
