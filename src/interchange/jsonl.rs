//! Reads our own exports back, records exactly as they stood: a line each, a row each, or behind a page's headings.

use serde_json::Value;

use crate::domain::{Kind, Object, Record};

use super::{
    activity::{AccountBy, ActivityRow},
    draft::Reading,
    error::ImportError,
    options::{Flow, Options},
    write::{MARK, SHOWN, unguarded, value},
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

/// Says whether a text is a page of ours.
pub fn is_page(text: &str) -> bool {
    text.starts_with("# ") && text.contains(MARK)
}

/// Says whether a text is a table of ours.
pub fn is_sheet(text: &str) -> bool {
    text.lines()
        .next()
        .is_some_and(|line| line.starts_with("kind,id,short,created,changed,author"))
}

/// Reads records; a line that is none is refused with its reason.
pub fn read(
    mut reading: Reading,
    text: &str,
    options: &Options<'_>,
) -> Result<Reading, ImportError> {
    begin(&mut reading);
    let mut done = 0;
    for (at, line) in text.lines().enumerate() {
        done += line.len() + 1;
        if line.trim().is_empty() {
            continue;
        }
        count(&mut reading, done, text.len(), options)?;
        take_line(&mut reading, at as u64 + 1, line, options);
    }
    Ok(reading)
}

/// Reads the records behind a page's headings.
pub fn read_page(
    mut reading: Reading,
    text: &str,
    options: &Options<'_>,
) -> Result<Reading, ImportError> {
    begin(&mut reading);
    let mut done = 0;
    for (at, line) in text.lines().enumerate() {
        done += line.len() + 1;
        if let Some(json) = line
            .strip_prefix(MARK)
            .and_then(|rest| rest.trim_end().strip_suffix("-->"))
        {
            count(&mut reading, done, text.len(), options)?;
            take_line(&mut reading, at as u64 + 1, json.trim(), options);
        }
    }
    Ok(reading)
}

/// Reads a table of ours, cell by cell as it was written.
pub fn read_sheet(
    mut reading: Reading,
    text: &str,
    options: &Options<'_>,
) -> Result<Reading, ImportError> {
    begin(&mut reading);
    reading.delimiter = Some(',');
    let mut reader = ::csv::ReaderBuilder::new()
        .flexible(true)
        .from_reader(text.as_bytes());
    let header = reader.headers().cloned().unwrap_or_default();
    if header.len() > options.limits.columns {
        return Err(ImportError::TooManyColumns {
            file: reading.file,
            columns: header.len(),
            limit: options.limits.columns,
        });
    }
    for row in reader.records() {
        let row = match row {
            Ok(row) => row,
            Err(error) => {
                reading.rows += 1;
                let line = error.position().map_or(0, ::csv::Position::line);
                reading.reject(line, error.to_string(), "");
                continue;
            }
        };
        let (line, done) = row.position().map_or((0, 0), |at| (at.line(), at.byte()));
        count(
            &mut reading,
            usize::try_from(done).unwrap_or(usize::MAX),
            text.len(),
            options,
        )?;
        let kind = row.get(0).and_then(Kind::parse);
        let mut object = Object::new();
        for (name, cell) in header.iter().zip(&row) {
            if name.ends_with(SHOWN) {
                continue;
            }
            if let Some(value) = value(kind, name, unguarded(cell)) {
                object.insert(name.to_owned(), value);
            }
        }
        take_object(&mut reading, line, object, "", options);
    }
    Ok(reading)
}

fn begin(reading: &mut Reading) {
    reading.recognised = Some("ally".to_owned());
    reading.activity.by = AccountBy::Id("ally".to_owned());
}

fn count(
    reading: &mut Reading,
    done: usize,
    of: usize,
    options: &Options<'_>,
) -> Result<(), ImportError> {
    reading.rows += 1;
    if reading.rows > options.limits.rows {
        return Err(ImportError::TooManyRows {
            file: reading.file.clone(),
            limit: options.limits.rows,
        });
    }
    if reading.rows.is_multiple_of(4096)
        && options.tell(&reading.file, done as u64, of as u64, reading.rows) == Flow::Stop
    {
        return Err(ImportError::Stopped);
    }
    Ok(())
}

fn take_line(reading: &mut Reading, line: u64, text: &str, options: &Options<'_>) {
    match serde_json::from_str(text) {
        Ok(object) => take_object(reading, line, object, text, options),
        Err(error) => reading.reject(line, format!("no JSON object: {error}"), text),
    }
}

fn take_object(reading: &mut Reading, line: u64, object: Object, raw: &str, options: &Options<'_>) {
    if object
        .values()
        .any(|value| deeper(value, options.limits.nesting))
    {
        reading.reject(
            line,
            format!("nested more than {} deep", options.limits.nesting),
            raw,
        );
        return;
    }
    if object.get("kind").and_then(Value::as_str) == Some("activity") {
        take_activity(reading, &object, line);
        return;
    }
    match Record::read_strictly(object) {
        Ok(record) => match record.check() {
            Ok(()) => reading.records.push((line, record.object())),
            Err(error) => reading.reject(line, error.to_string(), raw),
        },
        Err(wrong) => {
            let why = wrong
                .iter()
                .map(ToString::to_string)
                .collect::<Vec<_>>()
                .join("; ");
            reading.reject(line, why, raw);
        }
    }
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
        code: text("code"),
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
