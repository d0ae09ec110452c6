//! People and accounts as vCard 4.0 (RFC 6350).

use std::io::{self, Write};

use serde_json::Value;

use crate::domain::{Id, Object};

use super::{
    super::{waits, world::texts},
    NameOf,
};

/// Writes a card for each person and account among the records.
pub fn vcard<'a>(
    out: &mut dyn Write,
    records: impl IntoIterator<Item = &'a Object>,
    name_of: NameOf<'_>,
) -> io::Result<()> {
    for record in records {
        let text = |name: &str| record.get(name).and_then(Value::as_str).unwrap_or_default();
        let person = match text("kind") {
            "person" => true,
            "account" => false,
            _ => continue,
        };
        let mut lines = vec![
            "BEGIN:VCARD".to_owned(),
            "VERSION:4.0".to_owned(),
            "PRODID:-//ally//EN".to_owned(),
            format!("UID:urn:uuid:{}", text("id")),
            format!("X-ALLY-KIND:{}", text("kind")),
        ];
        let fallback = || {
            texts(record, "emails")
                .chain(texts(record, "phones"))
                .next()
                .unwrap_or_default()
        };
        let name = if text("name").is_empty() {
            fallback()
        } else {
            text("name")
        };
        lines.push(format!("FN:{}", escaped(name)));
        if person {
            write_person(&mut lines, record, name_of);
        } else {
            lines.push("KIND:org".to_owned());
            lines.push(format!("ORG:{}", escaped(name)));
            push(&mut lines, "URL", text("website"));
            push_parts(
                &mut lines,
                "ADR",
                &[";;", &escaped(text("location")), ";;;;"],
                text("location"),
            );
        }
        push(&mut lines, "NOTE", text("notes"));
        let tags: Vec<String> = texts(record, "tags").map(escaped).collect();
        if !tags.is_empty() {
            lines.push(format!("CATEGORIES:{}", tags.join(",")));
        }
        lines.push("END:VCARD".to_owned());
        for line in lines {
            out.write_all(folded(&line).as_bytes())?;
        }
    }
    Ok(())
}

fn write_person(lines: &mut Vec<String>, record: &Object, name_of: NameOf<'_>) {
    let text = |name: &str| record.get(name).and_then(Value::as_str).unwrap_or_default();
    let nicknames: Vec<String> = [text("called")]
        .into_iter()
        .filter(|name| !name.is_empty())
        .chain(texts(record, "aliases"))
        .map(escaped)
        .collect();
    if !nicknames.is_empty() {
        lines.push(format!("NICKNAME:{}", nicknames.join(",")));
    }
    for email in texts(record, "emails") {
        push(lines, "EMAIL", email);
    }
    for phone in texts(record, "phones") {
        push(lines, "TEL;VALUE=text", phone);
    }
    for handle in texts(record, "handles") {
        push(lines, "URL", handle);
    }
    push(lines, "TITLE", text("title"));
    push(
        lines,
        "BDAY",
        &text("birthday").replace('-', "").replacen(
            "",
            if text("birthday").starts_with("--") {
                "--"
            } else {
                ""
            },
            1,
        ),
    );
    // Where the account has not come yet its name goes along all the same.
    let awaited = || {
        let keys = record.get("extra")?.get("waits_for_account")?.as_str()?;
        waits::name_in(keys)
    };
    let company = text("account").parse::<Id>().ok().and_then(name_of);
    if let Some(company) = company.or_else(awaited) {
        push(lines, "ORG", &company);
    }
}

fn push(lines: &mut Vec<String>, name: &str, text: &str) {
    if !text.is_empty() {
        lines.push(format!("{name}:{}", escaped(text)));
    }
}

fn push_parts(lines: &mut Vec<String>, name: &str, parts: &[&str], text: &str) {
    if !text.is_empty() {
        lines.push(format!("{name}:{}", parts.concat()));
    }
}

/// Escapes a text as both vCard and iCalendar want it.
pub(super) fn escaped(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for character in text.replace("\r\n", "\n").chars() {
        match character {
            '\\' => out.push_str("\\\\"),
            ';' => out.push_str("\\;"),
            ',' => out.push_str("\\,"),
            '\n' | '\r' => out.push_str("\\n"),
            other if other.is_control() && other != '\t' => {}
            other => out.push(other),
        }
    }
    out
}

/// Folds a line at 75 bytes, never inside a character, and ends it.
pub(super) fn folded(line: &str) -> String {
    let mut out = String::with_capacity(line.len() + 8);
    let mut width = 0;
    for character in line.chars() {
        if width + character.len_utf8() > 74 {
            out.push_str("\r\n ");
            width = 1;
        }
        out.push(character);
        width += character.len_utf8();
    }
    out.push_str("\r\n");
    out
}
