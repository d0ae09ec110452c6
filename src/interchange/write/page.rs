//! A book to read: Markdown, an account after the other, each record with its fields.
//!
//! Behind each record stands a comment that no reader of the page sees; it holds the record as it is, so that the page
//! can come back.

use std::io::{self, Write};

use serde_json::Value;

use crate::domain::{Id, Kind, Moment, Object, Type, plain, record::SHARED};

use super::NameOf;

/// Begins the comment that holds a record.
pub const MARK: &str = "<!-- ally ";

/// Writes records grouped by account, in the order of the kinds.
pub fn markdown(out: &mut dyn Write, records: &[Object], name_of: NameOf<'_>) -> io::Result<()> {
    let account = |record: &Object| -> Option<String> {
        let own = (record.get("kind").and_then(Value::as_str) == Some("account"))
            .then(|| record.get("id"))
            .flatten();
        own.or_else(|| record.get("account"))
            .and_then(Value::as_str)
            .map(ToOwned::to_owned)
    };
    let mut accounts: Vec<Option<String>> = Vec::new();
    for record in records {
        let of = account(record);
        if !accounts.contains(&of) {
            accounts.push(of);
        }
    }
    accounts.sort_by_key(Option::is_none);
    writeln!(out, "# Book")?;
    for of in accounts {
        let title = of.as_ref().and_then(|id| id.parse().ok()).and_then(name_of);
        writeln!(
            out,
            "\n## {}\n",
            title.map_or_else(|| "Without an account".to_owned(), |name| escaped(&name))
        )?;
        for kind in Kind::ALL {
            let here = records.iter().filter(|record| {
                account(record) == of
                    && record.get("kind").and_then(Value::as_str) == Some(kind.word())
            });
            let mut first = true;
            for record in here {
                if std::mem::take(&mut first) {
                    writeln!(out, "### {}\n", kind.heading())?;
                }
                one(out, *kind, record, name_of)?;
            }
        }
    }
    Ok(())
}

fn one(out: &mut dyn Write, kind: Kind, record: &Object, name_of: NameOf<'_>) -> io::Result<()> {
    let text = |name: &str| record.get(name).and_then(Value::as_str).unwrap_or_default();
    let title = [
        "name", "title", "subject", "what", "ask", "fact", "who", "question", "survey", "summary",
        "channel",
    ]
    .iter()
    .map(|name| text(name))
    .find(|title| !title.is_empty())
    .unwrap_or("(no title)");
    writeln!(
        out,
        "#### {} `{}`\n",
        escaped(title.lines().next().unwrap_or_default()),
        text("short")
    )?;
    for field in kind.fields().iter().chain(SHARED) {
        if matches!(field.name, "foreign" | "visibility") || text(field.name) == title {
            continue;
        }
        if let Some(value) = record.get(field.name) {
            let shown = shown(&field.ty, value, name_of);
            if shown.contains('\n') {
                writeln!(
                    out,
                    "- **{}**:\n\n  {}\n",
                    field.label(),
                    shown.replace('\n', "\n  ")
                )?;
            } else {
                writeln!(out, "- **{}**: {shown}", field.label())?;
            }
        }
    }
    let json = plain::json(serde_json::to_string(record)?)
        .replace('>', "\\u003e")
        .replace("--", "-\\u002d");
    writeln!(out, "\n{MARK}{json} -->\n")
}

fn shown(ty: &Type, value: &Value, name_of: NameOf<'_>) -> String {
    match (ty, value) {
        (Type::Ref(_) | Type::Who, Value::String(id)) => id
            .parse::<Id>()
            .ok()
            .and_then(name_of)
            .map_or_else(|| escaped(id), |name| escaped(&name)),
        (Type::List(one), Value::Array(items)) => {
            let separator = if matches!(**one, Type::Parts(_) | Type::Prose) {
                "\n"
            } else {
                ", "
            };
            items
                .iter()
                .map(|item| shown(one, item, name_of))
                .collect::<Vec<_>>()
                .join(separator)
        }
        (Type::Parts(fields), Value::Object(parts)) => fields
            .iter()
            .filter_map(|field| {
                parts
                    .get(field.name)
                    .map(|value| shown(&field.ty, value, name_of))
            })
            .collect::<Vec<_>>()
            .join(" · "),
        (Type::Money, Value::Object(money)) => {
            let part = |name: &str| money.get(name).and_then(Value::as_str).unwrap_or_default();
            escaped(&format!("{} {}", part("amount"), part("currency")))
        }
        (Type::Moment, Value::String(text)) => match text.parse::<Moment>() {
            Ok(moment) => escaped(&moment.0.strftime("%Y-%m-%d %H:%M %Q").to_string()),
            Err(_) => escaped(text),
        },
        (_, Value::String(text)) => escaped(text),
        (_, other) => escaped(&other.to_string()),
    }
}

/// Escapes what Markdown or HTML would take for a mark.
fn escaped(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut fresh = true;
    for character in text.chars() {
        let marks = matches!(
            character,
            '\\' | '`' | '*' | '_' | '[' | ']' | '<' | '>' | '|' | '#'
        );
        if marks || (fresh && matches!(character, '-' | '+' | '=' | '~')) {
            out.push('\\');
        }
        if !character.is_control() || character == '\n' {
            out.push(character);
        }
        fresh = character == '\n';
    }
    out
}
