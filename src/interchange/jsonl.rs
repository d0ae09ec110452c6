//! Reads our own export: one record a line, exactly as it stood.

use serde_json::Value;

use crate::domain::{Object, Record};

use super::{
    activity::{AccountBy, ActivityRow},
    draft::Reading,
    error::ImportError,
    options::{Flow, Options},
};

/// Says whether a text is lines of JSON objects.
pub fn is_jsonl(text: &str) -> bool {
    text.lines()
        .find(|line| !line.trim().is_empty())
        .is_some_and(|line| {
            line.trim_start().starts_with('{')
                && serde_json::from_str::<Object>(line)
                    .is_ok_and(|object| object.contains_key("kind"))
        })
}

/// Reads records; a line that is none is refused with its reason.
pub fn read(
    mut reading: Reading,
    text: &str,
    options: &Options<'_>,
) -> Result<Reading, ImportError> {
    reading.recognised = Some("ally".to_owned());
    reading.activity.by = AccountBy::Id("ally".to_owned());
    let mut done = 0_u64;
    for (at, line) in text.lines().enumerate() {
        done += line.len() as u64 + 1;
        if line.trim().is_empty() {
            continue;
        }
        let number = at as u64 + 1;
        reading.rows += 1;
        if reading.rows > options.limits.rows {
            return Err(ImportError::TooManyRows {
                file: reading.file.clone(),
                limit: options.limits.rows,
            });
        }
        if reading.rows.is_multiple_of(4096)
            && options.tell(&reading.file, done, text.len() as u64, reading.rows) == Flow::Stop
        {
            return Err(ImportError::Stopped);
        }
        let object: Object = match serde_json::from_str(line) {
            Ok(object) => object,
            Err(error) => {
                reading.reject(number, format!("no JSON object: {error}"), line);
                continue;
            }
        };
        if object
            .values()
            .any(|value| deeper(value, options.limits.nesting))
        {
            reading.reject(
                number,
                format!("nested more than {} deep", options.limits.nesting),
                line,
            );
            continue;
        }
        if object.get("kind").and_then(Value::as_str) == Some("activity") {
            take_activity(&mut reading, &object, number);
            continue;
        }
        match Record::read_strictly(object) {
            Ok(record) => match record.check() {
                Ok(()) => reading.records.push((number, record.object())),
                Err(error) => reading.reject(number, error.to_string(), line),
            },
            Err(wrong) => {
                let why = wrong
                    .iter()
                    .map(ToString::to_string)
                    .collect::<Vec<_>>()
                    .join("; ");
                reading.reject(number, why, line);
            }
        }
    }
    Ok(reading)
}

fn take_activity(reading: &mut Reading, object: &Object, line: u64) {
    let text = |name: &str| object.get(name).and_then(Value::as_str).unwrap_or_default();
    let number = |name: &str| {
        object.get(name).and_then(|value| match value {
            Value::String(text) => text.parse().ok(),
            other => other.to_string().parse().ok(),
        })
    };
    let amount = object.get("amount");
    let (value, currency) = match amount {
        Some(Value::Object(money)) => (
            money
                .get("amount")
                .and_then(Value::as_str)
                .and_then(|text| text.parse().ok()),
            money
                .get("currency")
                .and_then(Value::as_str)
                .unwrap_or_default(),
        ),
        _ => (number("amount"), text("currency")),
    };
    let row = ActivityRow {
        account: text("account"),
        on: text("on").parse().ok(),
        order: text("order"),
        product: text("product"),
        site: text("site"),
        channel: text("channel"),
        quantity: number("quantity"),
        amount: value,
        currency,
        line,
    };
    if row.account.is_empty() || row.on.is_none() {
        reading.reject(line, "activity needs its account and day", "");
        return;
    }
    reading.activity.push(&row);
}

fn deeper(value: &Value, depth: usize) -> bool {
    if depth == 0 {
        return true;
    }
    match value {
        Value::Array(list) => list.iter().any(|value| deeper(value, depth - 1)),
        Value::Object(parts) => parts.values().any(|value| deeper(value, depth - 1)),
        _ => false,
    }
}
