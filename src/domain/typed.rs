//! What a person types into a field, and what a field looks like to a person.

use jiff::tz::TimeZone;
use rust_decimal::Decimal;
use serde_json::{Value, json};

use super::days::{self, Weekend};
use super::field::{Field, FieldError, Type};
use super::id::{Id, Kind};
use super::money::{Money, MoneyError};
use super::when::{Date, Moment};

/// What is needed to understand a person: the day, the zone, and who is who.
pub trait Reader {
    /// Gives today.
    fn today(&self) -> Date;
    /// Gives the person's time zone.
    fn zone(&self) -> TimeZone;
    /// Gives the free days of the week.
    fn weekend(&self) -> Weekend {
        Weekend::default()
    }
    /// Gives the currency of an amount that names none.
    fn currency(&self) -> Option<&str> {
        None
    }
    /// Finds the record that a text names; the error says who else it could be, or that nobody fits.
    fn find(&self, text: &str, kind: Option<Kind>) -> Result<Id, String>;
    /// Gives the name of a record.
    fn name(&self, id: Id) -> Option<String>;
    /// Gives a record's short id.
    fn short(&self, id: Id) -> Option<String> {
        let _ = id;
        None
    }
}

/// Reads what was typed into a field; nothing typed makes it unknown (null).
pub fn read(field: &Field, typed: &str, reader: &dyn Reader) -> Result<Value, FieldError> {
    read_as(&field.ty, typed, reader).map_err(|why| FieldError::new(field.name, why))
}

fn read_as(ty: &Type, typed: &str, reader: &dyn Reader) -> Result<Value, String> {
    let text = typed.trim();
    if text.is_empty() {
        return Ok(Value::Null);
    }
    match ty {
        Type::Text => Ok(json!(
            text.split(['\n', '\r'])
                .map(str::trim)
                .filter(|l| !l.is_empty())
                .collect::<Vec<_>>()
                .join(" ")
        )),
        Type::Prose => Ok(json!(text)),
        Type::Date => days::parse(text, reader.today(), &reader.weekend())
            .map(|d| json!(d))
            .map_err(|e| e.to_string()),
        Type::Birthday => birthday(text, reader).map(|b| json!(b)),
        Type::Moment => moment(text, reader).map(|m| json!(m)),
        Type::Money => text
            .parse::<Money>()
            .or_else(|error| match (&error, reader.currency()) {
                (MoneyError::NoCurrency(_), Some(usual)) => format!("{text} {usual}").parse(),
                _ => Err(error),
            })
            .map(|m| json!(m))
            .map_err(|e| e.to_string()),
        Type::Count => text
            .parse::<u32>()
            .map(|n| json!(n))
            .map_err(|_| format!("“{text}” is no whole number")),
        Type::Decimal => text
            .replace(',', "")
            .parse::<Decimal>()
            .map(|n| json!(n))
            .map_err(|_| format!("“{text}” is no number")),
        Type::Flag => match text.to_lowercase().as_str() {
            "yes" | "y" | "true" | "1" => Ok(json!(true)),
            "no" | "n" | "false" | "0" => Ok(json!(false)),
            _ => Err(format!("“{text}” is neither yes nor no")),
        },
        Type::OneOf(words) => {
            let low = text.to_lowercase();
            let exact = words.iter().find(|w| **w == low);
            let begins: Vec<_> = words.iter().filter(|w| w.starts_with(&low)).collect();
            match (exact, begins.as_slice()) {
                (Some(word), _) => Ok(json!(word)),
                (None, [word]) => Ok(json!(word)),
                _ => Err(format!("“{text}” is none of {}", words.join(", "))),
            }
        }
        Type::Ref(kind) => reader.find(text, *kind).map(|id| json!(id)),
        Type::Who => Ok(reader
            .find(text, Some(Kind::Person))
            .or_else(|_| whole(text, reader))
            .map_or_else(|_| json!(text), |id| json!(id))),
        Type::List(one) => list(one, text, reader),
        Type::Parts(fields) => parts(fields, text, reader),
    }
}

/// Finds what is no person, by its whole name or its short id alone: other words stay words.
fn whole(text: &str, reader: &dyn Reader) -> Result<Id, String> {
    let id = reader.find(text, None)?;
    let named = reader.name(id).is_some_and(|name| name == text);
    let letters = text.trim_end_matches(|c: char| c.is_ascii_digit());
    let short = letters.len() == 2 && letters.len() < text.len();
    if named || short {
        Ok(id)
    } else {
        Err(String::new())
    }
}

/// Reads a list: JSON, a line each, or (where an item cannot hold one) joined by `;` or `,`.
fn list(one: &Type, text: &str, reader: &dyn Reader) -> Result<Value, String> {
    if text.starts_with('[')
        && let Ok(Value::Array(items)) = serde_json::from_str(text)
    {
        return Ok(Value::Array(items));
    }
    let items: Vec<&str> = match one {
        Type::Ref(_) | Type::OneOf(_) | Type::Date => text.split(['\n', ';', ',']).collect(),
        // No address has a comma in it.
        Type::Text if text.contains(',') && text.split(',').all(|item| item.contains('@')) => {
            text.split(['\n', ';', ',']).collect()
        }
        Type::Text | Type::Who => text.split(['\n', ';']).collect(),
        _ => text.split('\n').collect(),
    };
    let mut out = Vec::new();
    for item in items.into_iter().map(str::trim).filter(|i| !i.is_empty()) {
        out.push(read_as(one, item, reader)?);
    }
    Ok(Value::Array(out))
}

/// Reads parts: JSON, or each part in the table's order, separated by `|`.
fn parts(fields: &[Field], text: &str, reader: &dyn Reader) -> Result<Value, String> {
    if text.starts_with('{') {
        return serde_json::from_str(text).map_err(|e| format!("is not JSON: {e}"));
    }
    let pieces: Vec<&str> = text.split('|').collect();
    if pieces.len() > fields.len() {
        return Err(format!(
            "has {} parts; there are only {}: {}",
            pieces.len(),
            fields.len(),
            fields
                .iter()
                .map(Field::label)
                .collect::<Vec<_>>()
                .join(" | ")
        ));
    }
    let mut out = serde_json::Map::new();
    for (field, piece) in fields.iter().zip(pieces) {
        let value =
            read_as(&field.ty, piece, reader).map_err(|why| format!("{}: {why}", field.label()))?;
        if !value.is_null() {
            out.insert(field.name.to_owned(), value);
        }
    }
    Ok(Value::Object(out))
}

fn birthday(text: &str, reader: &dyn Reader) -> Result<String, String> {
    if let Some(rest) = text.strip_prefix("--") {
        return format!("2000-{rest}")
            .parse::<Date>()
            .map(|_| text.to_owned())
            .map_err(|_| format!("“{text}” is no month and day"));
    }
    if let Ok(date) = text.parse::<Date>() {
        return Ok(date.to_string());
    }
    let parsed = days::parse(text, reader.today(), &reader.weekend()).map_err(|e| e.to_string())?;
    let with_year = text
        .split(|c: char| !c.is_ascii_digit())
        .any(|d| d.len() == 4);
    Ok(if with_year {
        parsed.to_string()
    } else {
        format!("--{:02}-{:02}", parsed.month(), parsed.day())
    })
}

/// Reads `fri 14:30`, `2026-11-23 09:30`, `tomorrow 9am`, or a whole moment.
/// Takes the place off the end of a day and time: `fri 9:00 Asia/Tokyo`, `fri 9:00 New York`.
fn placed(text: &str) -> Option<(&str, TimeZone)> {
    let words = text.split(' ').count();
    (1..=2.min(words.saturating_sub(1)))
        .rev()
        .find_map(|count| {
            let (at, _) = text.rmatch_indices(' ').nth(count - 1)?;
            let place = text[at..].trim();
            if !place.starts_with(char::is_alphabetic) {
                return None;
            }
            let zone = if place.contains('/') {
                TimeZone::get(place).ok()?
            } else {
                let wanted = place.replace(' ', "_");
                let known = jiff::tz::db().available().find(|name| {
                    let city = name.as_str().rsplit_once('/').map(|(_, city)| city);
                    city.is_some_and(|city| city.eq_ignore_ascii_case(&wanted))
                })?;
                TimeZone::get(known.as_str()).ok()?
            };
            Some((text[..at].trim_end(), zone))
        })
}

fn moment(text: &str, reader: &dyn Reader) -> Result<Moment, String> {
    if let Ok(moment) = text.parse::<Moment>() {
        return Ok(moment);
    }
    let wrong = || {
        format!(
            "“{text}” is no day and time. Type fri 14:30, 3 dec 9am, 2027-04-03 09:30, or with the place: fri 9:00 Tokyo"
        )
    };
    let (text, zone) = match placed(text) {
        Some((rest, zone)) => (rest, zone),
        None => (text, reader.zone()),
    };
    let (day, time) = match text.rsplit_once([' ', 'T']) {
        Some((day, time)) => (Some(day), time),
        None => (None, text),
    };
    let low = time.to_lowercase();
    let (digits, add) = match (low.strip_suffix("am"), low.strip_suffix("pm")) {
        (Some(d), _) => (d, Some(0)),
        (_, Some(d)) => (d, Some(12)),
        _ => (low.as_str(), None),
    };
    let (hour, minute) = digits.split_once([':', '.', 'h']).unwrap_or((digits, "0"));
    let mut hour: i8 = hour.parse().map_err(|_| wrong())?;
    let minute: i8 = if minute.is_empty() {
        0
    } else {
        minute.parse().map_err(|_| wrong())?
    };
    if add.is_none() && !digits.contains([':', '.', 'h']) {
        return Err(wrong());
    }
    if let Some(add) = add {
        hour = hour % 12 + add;
    }
    let date = match day {
        Some(day) => {
            days::parse(day, reader.today(), &reader.weekend()).map_err(|e| e.to_string())?
        }
        None => reader.today(),
    };
    let clock = jiff::civil::Time::new(hour, minute, 0, 0).map_err(|_| wrong())?;
    date.to_datetime(clock)
        .to_zoned(zone)
        .map(Moment)
        .map_err(|_| wrong())
}

/// Writes a value so that [`read`] takes it back, and a person can edit it.
pub fn edit(ty: &Type, value: &Value, reader: &dyn Reader) -> String {
    match (ty, value) {
        (_, Value::Null) => String::new(),
        (Type::Money, value) => serde_json::from_value::<Money>(value.clone()).map_or_else(
            |_| value.to_string(),
            |m| format!("{} {}", m.amount, m.currency),
        ),
        (Type::Moment, Value::String(text)) => text.parse::<Moment>().map_or_else(
            |_| text.clone(),
            |m| {
                if m.0.time_zone() == &reader.zone() {
                    m.0.strftime("%Y-%m-%d %H:%M").to_string()
                } else {
                    text.clone()
                }
            },
        ),
        (Type::Ref(_) | Type::Who, Value::String(text)) => text
            .parse::<Id>()
            .ok()
            .and_then(|id| reader.short(id).or_else(|| reader.name(id)))
            .unwrap_or_else(|| text.clone()),
        (Type::Flag, Value::Bool(flag)) => if *flag { "yes" } else { "no" }.to_owned(),
        (Type::List(one), Value::Array(items)) => {
            if matches!(one, Type::Parts(_)) {
                items
                    .iter()
                    .map(|i| edit(one, i, reader))
                    .collect::<Vec<_>>()
                    .join("\n")
            } else {
                let sep = if matches!(one, Type::Prose) {
                    "\n"
                } else {
                    "; "
                };
                items
                    .iter()
                    .map(|i| edit(one, i, reader))
                    .collect::<Vec<_>>()
                    .join(sep)
            }
        }
        (Type::Parts(fields), Value::Object(parts)) => {
            if parts.keys().any(|k| !fields.iter().any(|f| f.name == k)) {
                return value.to_string();
            }
            let pieces: Vec<String> = fields
                .iter()
                .map(|f| {
                    parts
                        .get(f.name)
                        .map_or_else(String::new, |v| edit(&f.ty, v, reader))
                })
                .collect();
            if pieces.iter().any(|p| p.contains(['|', '\n'])) {
                return value.to_string();
            }
            pieces.join(" | ").trim_end_matches([' ', '|']).to_owned()
        }
        (_, Value::String(text)) => text.clone(),
        (_, other) => other.to_string(),
    }
}

/// What stands for a record that nobody can name any more; an id would say nothing to a person.
pub const GONE: &str = "something deleted since";

/// Says a value to a person: names instead of ids, days as people say them, money short.
pub fn show(ty: &Type, value: &Value, reader: &dyn Reader) -> String {
    match (ty, value) {
        (_, Value::Null) => String::new(),
        (Type::Money, value) => serde_json::from_value::<Money>(value.clone())
            .map_or_else(|_| value.to_string(), |m| m.to_string()),
        (Type::Date, Value::String(text)) => text
            .parse::<Date>()
            .map_or_else(|_| text.clone(), |d| days::day(d, reader.today())),
        // A birthday whose year nobody knows.
        (Type::Birthday, Value::String(text)) if text.starts_with("--") => {
            // Any leap year has every day.
            let day = format!("2000-{}", &text[2..]).parse::<Date>();
            day.map_or_else(|_| text.clone(), |d| d.strftime("%-d %B").to_string())
        }
        (Type::Moment, Value::String(text)) => text.parse::<Moment>().map_or_else(
            |_| text.clone(),
            |m| {
                let here = m.0.with_time_zone(reader.zone());
                if m.begins_day() {
                    return days::day(m.date(), reader.today());
                }
                let said = format!(
                    "{} {}",
                    days::day(here.date(), reader.today()),
                    here.strftime("%H:%M")
                );
                match m.there(&here) {
                    Some(there) => format!("{said} ({there})"),
                    None => said,
                }
            },
        ),
        (Type::Ref(_) | Type::Who, Value::String(text)) => text.parse::<Id>().map_or_else(
            |_| text.clone(),
            |id| reader.name(id).unwrap_or_else(|| GONE.to_owned()),
        ),
        (Type::Flag, Value::Bool(flag)) => if *flag { "yes" } else { "no" }.to_owned(),
        (Type::List(one), Value::Array(items)) => {
            let sep = if matches!(one, Type::Parts(_) | Type::Prose) {
                "\n"
            } else {
                ", "
            };
            items
                .iter()
                .map(|i| show(one, i, reader))
                .collect::<Vec<_>>()
                .join(sep)
        }
        (Type::Parts(fields), Value::Object(parts)) => {
            let known: Vec<(&Field, String)> = fields
                .iter()
                .filter_map(|f| Some((f, show(&f.ty, parts.get(f.name)?, reader))))
                // That something was not so is said by its not being said.
                .filter(|(f, said)| {
                    let not_so = matches!(f.ty, Type::Flag) && said == "no";
                    !said.is_empty() && !not_so
                })
                .collect();
            // Several days beside each other say nothing unless each says what it is the day of.
            let days = known.iter().filter(|(f, _)| matches!(f.ty, Type::Date));
            let named = days.count() > 1;
            let said = known.into_iter().map(|(f, said)| {
                if matches!(f.ty, Type::Flag) {
                    f.label()
                } else if named && matches!(f.ty, Type::Date) {
                    format!("{} {said}", f.label())
                } else {
                    said
                }
            });
            said.collect::<Vec<_>>().join(" · ")
        }
        (_, Value::String(text)) => text.clone(),
        (_, other) => other.to_string(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    struct Here;
    impl Reader for Here {
        fn today(&self) -> Date {
            "2026-11-23".parse().unwrap()
        }
        fn zone(&self) -> TimeZone {
            TimeZone::get("America/New_York").unwrap()
        }
        fn find(&self, text: &str, _: Option<Kind>) -> Result<Id, String> {
            if text == "ruiz" {
                Ok(Id::new(1, [1; 10]))
            } else {
                Err(format!("nobody is called {text}"))
            }
        }
        fn name(&self, _: Id) -> Option<String> {
            Some("Elena Ruiz".into())
        }
    }

    fn typed(kind: Kind, field: &str, text: &str) -> Result<String, String> {
        let field = kind.field(field).unwrap();
        read(field, text, &Here)
            .map(|v| show(&field.ty, &v, &Here))
            .map_err(|e| e.to_string())
    }

    #[test]
    fn a_meeting_elsewhere_is_typed_with_its_place_and_said_with_both_hours() {
        let field = Kind::Touchpoint.field("starts").unwrap();
        for typed in [
            "2026-11-24 09:00 Tokyo",
            "2026-11-24 09:00 Asia/Tokyo",
            "2026-11-24 9am tokyo",
        ] {
            let value = read(field, typed, &Here).unwrap();
            assert_eq!(
                show(&field.ty, &value, &Here),
                "Mon 23 Nov 19:00 (09:00 Tokyo)",
                "{typed}"
            );
        }
        let home = read(field, "2026-11-24 09:00 New York", &Here).unwrap();
        assert_eq!(show(&field.ty, &home, &Here), "Tue 24 Nov 09:00");
        assert!(read(field, "2026-11-24 09:00 Nowhere", &Here).is_err());
    }

    #[test]
    fn reads_and_says_each_type() {
        assert_eq!(typed(Kind::Promise, "due", "fri").unwrap(), "Fri 27 Nov");
        assert_eq!(typed(Kind::Promise, "to", "ruiz").unwrap(), "Elena Ruiz");
        assert_eq!(
            typed(Kind::Problem, "cost", "$1.2m").unwrap(),
            "1,200,000 USD"
        );
        assert_eq!(
            typed(Kind::Touchpoint, "starts", "fri 2:30pm").unwrap(),
            "Fri 27 Nov 14:30"
        );
        assert_eq!(typed(Kind::Person, "stance", "champ").unwrap(), "champion");
        assert_eq!(typed(Kind::Person, "birthday", "3 mar").unwrap(), "3 March");
        assert_eq!(
            typed(
                Kind::Problem,
                "whys",
                "no other way to ask | ruiz\nphone rings out"
            )
            .unwrap(),
            "no other way to ask · Elena Ruiz\nphone rings out"
        );
        assert_eq!(
            typed(Kind::Advocacy, "raised_with", "billing; ruiz").unwrap(),
            "billing, Elena Ruiz"
        );
        assert!(
            typed(Kind::Promise, "due", "03/04")
                .unwrap_err()
                .contains("could be 3 April or 4 March")
        );
        assert!(
            typed(Kind::Person, "stance", "s")
                .unwrap_err()
                .contains("none of")
        );
        assert_eq!(typed(Kind::Promise, "due", " ").unwrap(), "");
    }

    #[test]
    fn what_is_edited_reads_back_the_same() {
        for (kind, name, text) in [
            (Kind::Problem, "cost", "8.20 USD"),
            (Kind::Touchpoint, "starts", "2026-11-27 14:30"),
            (Kind::Problem, "whys", "no other way to ask | somebody\nb"),
            (Kind::Person, "emails", "a@x.example; b@x.example"),
        ] {
            let field = kind.field(name).unwrap();
            let value = read(field, text, &Here).unwrap();
            assert_eq!(
                read(field, &edit(&field.ty, &value, &Here), &Here).unwrap(),
                value,
                "{name}"
            );
        }
    }
}
