//! People and accounts as vCard 4.0 (RFC 6350).

use std::{
    collections::HashMap,
    io::{self, Write},
};

use serde_json::Value;

use crate::domain::{Date, Id, Object};

use super::{
    super::{
        vcard::rest::{ADDRESS, DEPARTMENT, LINES, MORE_LINES, PARTS, TYPES, parted, types_of},
        waits,
        world::texts,
    },
    NameOf,
};

/// Writes a card for each person and account among the records.
pub fn vcard<'a>(
    out: &mut dyn Write,
    records: impl IntoIterator<Item = &'a Object>,
    name_of: NameOf<'_>,
) -> io::Result<()> {
    let records: Vec<&Object> = records.into_iter().collect();
    let above = parents(&records);
    for record in records {
        let text = |name: &str| text_of(record, name);
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
            write_person(&mut lines, record, &above, name_of);
        } else {
            write_account(&mut lines, record, name, &above, name_of);
        }
        write_rest(&mut lines, record);
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

fn text_of<'a>(record: &'a Object, name: &str) -> &'a str {
    record.get(name).and_then(Value::as_str).unwrap_or_default()
}

/// Lists which account lies within which.
fn parents(records: &[&Object]) -> HashMap<Id, Id> {
    let of = |record: &&Object, name: &str| text_of(record, name).parse::<Id>().ok();
    records
        .iter()
        .filter_map(|record| Some((of(record, "id")?, of(record, "parent")?)))
        .collect()
}

/// Lists the names of an account and of all that it lies within, from the top down.
fn path(account: Id, above: &HashMap<Id, Id>, name_of: NameOf<'_>) -> Vec<String> {
    let mut names: Vec<String> = Vec::new();
    let mut at = Some(account);
    while let Some(id) = at.filter(|_| names.len() < 32) {
        let Some(name) = name_of(id) else { break };
        names.push(name);
        at = above.get(&id).copied();
    }
    names.reverse();
    names
}

/// Writes the company: the accounts from the top down, then the departments.
fn push_company(lines: &mut Vec<String>, path: &[String], record: &Object) {
    let departments = extra(record, DEPARTMENT);
    let departments = departments.split(PARTS).filter(|part| !part.is_empty());
    let parts = path.iter().map(String::as_str).chain(departments);
    let parts: Vec<String> = parts.map(escaped).collect();
    if !path.is_empty() {
        lines.push(format!("ORG:{}", parts.join(";")));
    }
    if path.len() > 1 {
        lines.push(format!("X-ALLY-UNITS:{}", path.len()));
    }
}

fn extra<'a>(record: &'a Object, name: &str) -> &'a str {
    let value = record.get("extra").and_then(|extra| extra.get(name));
    value.and_then(Value::as_str).unwrap_or_default()
}

/// Writes values, each with the types that are known of it.
fn push_typed<'a>(
    lines: &mut Vec<String>,
    record: &Object,
    (name, field): (&str, &str),
    values: impl Iterator<Item = &'a str>,
) {
    let told = TYPES.iter().find(|(of, _)| *of == field);
    let told = told.map_or("", |(_, key)| extra(record, key));
    for value in values {
        let name = format!("{name}{}", types(&types_of(told, value)));
        push(lines, &name, value);
    }
}

/// Writes types as a line has them.
fn types(all: &[&str]) -> String {
    let is_plain = |text: &str| {
        let plain = |sign: u8| sign.is_ascii_alphanumeric() || sign == b'-';
        !text.is_empty() && text.bytes().all(plain)
    };
    let is_safe = |text: &&&str| !text.contains(['"', '^']) && !text.chars().any(char::is_control);
    let all: Vec<String> = all
        .iter()
        .filter(is_safe)
        .map(|text| {
            if is_plain(text) {
                (*text).to_owned()
            } else {
                format!("\"{text}\"")
            }
        })
        .collect();
    if all.is_empty() {
        String::new()
    } else {
        format!(";TYPE={}", all.join(";TYPE="))
    }
}

fn write_account(
    lines: &mut Vec<String>,
    record: &Object,
    name: &str,
    above: &HashMap<Id, Id>,
    name_of: NameOf<'_>,
) {
    lines.push("KIND:org".to_owned());
    let mut names = Vec::new();
    if let Ok(parent) = text_of(record, "parent").parse::<Id>() {
        names = path(parent, above, name_of);
        if !names.is_empty() {
            lines.push(format!("X-ALLY-PARENT:urn:uuid:{parent}"));
        }
    }
    names.push(name.to_owned());
    push_company(lines, &names, record);
    let aliases: Vec<String> = texts(record, "aliases").map(escaped).collect();
    if !aliases.is_empty() {
        lines.push(format!("NICKNAME:{}", aliases.join(",")));
    }
    push(lines, "URL", text_of(record, "website"));
    for (line, field) in [("TEL;VALUE=text", "phones"), ("EMAIL", "emails")] {
        let all = extra(record, field).split(", ");
        push_typed(lines, record, (line, field), all);
    }
    // What stands there came in parts, which go out to their places again; what was typed is a street or a place.
    let location = text_of(record, "location");
    let parts = extra(record, ADDRESS).split(PARTS);
    let parts: Vec<&str> = parts.filter(|part| !part.is_empty()).collect();
    if !location.is_empty() && (parts.len() < 2 || parts.join(", ") != location) {
        let is_street = location.contains(|sign: char| sign.is_ascii_digit());
        let location = escaped(location);
        lines.push(if is_street {
            format!("ADR:;;{location};;;;")
        } else {
            format!("ADR:;;;{location};;;")
        });
    }
}

fn write_person(
    lines: &mut Vec<String>,
    record: &Object,
    above: &HashMap<Id, Id>,
    name_of: NameOf<'_>,
) {
    let text = |name: &str| text_of(record, name);
    let nicknames: Vec<String> = [text("called")]
        .into_iter()
        .filter(|name| !name.is_empty())
        .chain(texts(record, "aliases"))
        .map(escaped)
        .collect();
    if !nicknames.is_empty() {
        lines.push(format!("NICKNAME:{}", nicknames.join(",")));
    }
    push(lines, "X-ALLY-CALLED", text("called"));
    push_typed(lines, record, ("EMAIL", "emails"), texts(record, "emails"));
    push_typed(
        lines,
        record,
        ("TEL;VALUE=text", "phones"),
        texts(record, "phones"),
    );
    push_typed(lines, record, ("URL", "handles"), texts(record, "handles"));
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
    // What has not come yet goes along by its name all the same.
    let awaited = |field: &str| {
        let keys = extra(record, &format!("{}{field}", waits::WAITS));
        waits::name_in(keys)
    };
    let mut names = Vec::new();
    if let Ok(account) = text("account").parse::<Id>() {
        names = path(account, above, name_of);
        if !names.is_empty() {
            lines.push(format!("X-ALLY-ACCOUNT:urn:uuid:{account}"));
        }
    }
    if names.is_empty() {
        names.extend(awaited("account"));
    }
    push_company(lines, &names, record);
    let manager = text("reports_to").parse::<Id>().ok();
    if let Some((id, name)) = manager.and_then(|id| Some((id, name_of(id)?))) {
        lines.push(format!("X-ALLY-REPORTS-TO:urn:uuid:{id}"));
        push(lines, "X-MS-MANAGER", &name);
    } else if let Some(name) = awaited("reports_to") {
        push(lines, "X-MS-MANAGER", &name);
    }
}

/// Writes what came with a card and fits no field.
fn write_rest(lines: &mut Vec<String>, record: &Object) {
    let all = record.get("extra").and_then(Value::as_object);
    for (key, value) in all.into_iter().flatten() {
        let Some(value) = value.as_str() else {
            continue;
        };
        let (line, told) = parted(key);
        let types = types(&told);
        match line {
            ADDRESS => {
                let mut parts: Vec<String> = value.split(PARTS).map(escaped).collect();
                parts.resize(5, String::new());
                lines.push(format!("ADR{types}:;;{}", parts.join(";")));
            }
            "Fax" | "Pager" => {
                let sort = line.to_ascii_lowercase();
                push(lines, &format!("TEL;VALUE=text;TYPE={sort}{types}"), value);
            }
            "N" | "ORG" | "GENDER" => {
                let parts: Vec<String> = value.split(PARTS).map(escaped).collect();
                lines.push(format!("{line}{types}:{}", parts.join(";")));
            }
            "BDAY" | "ANNIVERSARY" | "DEATHDATE" if value.parse::<Date>().is_err() => {
                push(lines, &format!("{line}{types};VALUE=text"), value);
            }
            "BDAY" | "ANNIVERSARY" | "DEATHDATE" => {
                push(lines, &format!("{line}{types}"), &value.replace('-', ""));
            }
            "TEL" | "RELATED" => push(lines, &format!("{line}{types};VALUE=text"), value),
            _ if LINES.contains(&line)
                || MORE_LINES.contains(&line)
                || (line.starts_with("X-")
                    && !line.starts_with("X-ALLY-")
                    && line.bytes().all(|sign| {
                        sign.is_ascii_uppercase() || sign.is_ascii_digit() || sign == b'-'
                    })) =>
            {
                push(lines, &format!("{line}{types}"), value);
            }
            _ => {}
        }
    }
}

fn push(lines: &mut Vec<String>, name: &str, text: &str) {
    if !text.is_empty() {
        lines.push(format!("{name}:{}", escaped(text)));
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::interchange::{Options, Snapshot, Source, World, plan::plan, read};
    use serde_json::json;

    fn id(number: u64) -> Id {
        Id::new(1_795_000_000_000 + number, [4; 10])
    }

    fn record(number: u64, kind: &str, own: &Value) -> Object {
        let mut object = Object::new();
        object.insert("id".to_owned(), json!(id(number)));
        object.insert("kind".to_owned(), json!(kind));
        object.extend(own.as_object().cloned().unwrap_or_default());
        object
    }

    /// Gives how many records a file makes and changes.
    fn brought(bytes: &[u8], world: &mut Snapshot) -> (usize, Vec<Object>) {
        let now = "2026-11-23T09:00:00+00:00[UTC]".parse().unwrap();
        let options = Options::at(now);
        let source = Source {
            name: "book.vcf",
            bytes,
        };
        let plan = plan(read(&[source], &options).unwrap(), world, &options, false);
        let edited = plan.edits.iter().map(|edit| edit.after.clone());
        let changes = (plan.makes.len(), edited.collect());
        let mut next = world.records().count() as u64 + 500;
        let plan = plan.assign(|_| {
            next += 1;
            id(next)
        });
        for make in plan.makes.objects() {
            world.add(make, None);
        }
        for edit in plan.edits {
            world.add(edit.after, None);
        }
        changes
    }

    #[test]
    fn a_branch_its_people_and_their_superior_come_back() {
        let records = [
            record(
                1,
                "account",
                &json!({"name": "Motor Office", "location": "Hartford, Connecticut", "extra": {"phones": "+1 860 555 0100, +1 860 555 0101", "Phone types": "+1 860 555 0101 (work)"}}),
            ),
            record(
                2,
                "account",
                &json!({"name": "Bridgeport branch", "parent": id(1), "aliases": ["The Bridge"]}),
            ),
            record(
                3,
                "person",
                &json!({"name": "Dana Ruiz", "account": id(2), "aliases": ["The Admiral"], "extra": {"Department": "Counter; Evening", "Fax": "+1 860 555 0103", "Address (work)": "Main St 1; Bridgeport; CT; 06604; USA"}}),
            ),
            record(
                4,
                "person",
                &json!({"name": "Lee Cole", "called": "Lee", "account": id(2), "reports_to": id(3), "phones": ["+1 860 555 0104"], "extra": {"Phone types": "+1 860 555 0104 (cell)"}}),
            ),
        ];
        let names = |of: Id| {
            let found = records.iter().find(|held| held["id"] == json!(of))?;
            found["name"].as_str().map(ToOwned::to_owned)
        };
        let mut bytes = Vec::new();
        vcard(&mut bytes, &records, &names).unwrap();
        let text = String::from_utf8(bytes.clone()).unwrap();
        for line in [
            "ORG:Motor Office;Bridgeport branch;Counter;Evening",
            "ADR:;;;Hartford\\, Connecticut;;;",
            "ADR;TYPE=work:;;Main St 1;Bridgeport;CT;06604;USA",
            "TEL;VALUE=text;TYPE=cell:+1 860 555 0104",
            "X-MS-MANAGER:Dana Ruiz",
        ] {
            assert!(text.lines().any(|held| held == line), "{line} in {text}");
        }
        let mut own = Snapshot::new(records.to_vec(), None);
        let nothing = (0, Vec::new());
        assert_eq!(brought(&bytes, &mut own), nothing, "into its own book");
        let mut other = Snapshot::default();
        assert_eq!(brought(&bytes, &mut other).0, 4);
        assert_eq!(brought(&bytes, &mut other), nothing, "twice");
        let back = |name: &str| {
            let mut all = other.records();
            all.find(|held| held.get("name") == Some(&json!(name)))
                .cloned()
                .unwrap()
        };
        let named = |held: &Object, field: &str| {
            let id: Id = held[field].as_str().unwrap().parse().unwrap();
            other.record(id).unwrap()["name"].clone()
        };
        for held in &records {
            let came = back(held["name"].as_str().unwrap());
            for (field, value) in held {
                match field.as_str() {
                    "id" => {}
                    "parent" | "account" | "reports_to" => {
                        let want = names(value.as_str().unwrap().parse().unwrap());
                        assert_eq!(named(&came, field), json!(want), "{field} of {came:?}");
                    }
                    _ => assert_eq!(came.get(field), Some(value), "{field}"),
                }
            }
        }
    }
}
