//! `ally set ID FIELD=VALUE…`: edits one record; all of it or nothing.

use serde_json::Value;

use super::args::Set as Args;
use super::here::{Here, still};
use super::output::{Cell, Tone};
use super::reader::InBook;
use crate::book::{Book, BookError, Result, Step};
use crate::domain::nearest::nearest;
use crate::domain::record::{COMPUTED, SHARED};
use crate::domain::typed::{self, Reader};
use crate::domain::{Field, Kind, Object, Record, Type};

/// Edits one record.
pub fn run(here: &mut Here<'_>, args: &Args) -> Result<()> {
    let mut book = here.change()?;
    let record = book.find_any(&args.what)?;
    let (mut set, mut was) = (Object::new(), Object::new());
    {
        let reader = InBook::new(here, &mut book)?;
        for typed in &args.fields {
            let (field, value) = read(&record, &set, typed, &reader)?;
            was.insert(
                field.name.to_owned(),
                record.get(field.name).unwrap_or_default(),
            );
            set.insert(field.name.to_owned(), value);
        }
    }
    book.write(
        "set",
        vec![Step::Edit {
            id: record.id(),
            set,
            was,
        }],
    )?;
    say(here, &mut book, &record, args.json)
}

/// Says what has become of a record: as JSON whole, else each field that changed.
pub fn say(here: &mut Here<'_>, book: &mut Book, before: &Record, as_json: bool) -> Result<()> {
    let now = still(book, before.id())?;
    if as_json {
        here.out.json(&now.object_with_computed(here.today()));
        return Ok(());
    }
    let (old, new) = (before.object(), now.object());
    let reader = InBook::new(here, book)?;
    let mut said = false;
    for field in now.kind().fields().iter().chain(SHARED) {
        let (from, to) = (old.get(field.name), new.get(field.name));
        if from == to {
            continue;
        }
        let text = |value: Option<&Value>| match value {
            Some(value) => typed::show(&field.ty, value, &reader).replace('\n', "; "),
            None => "unknown".into(),
        };
        let mut cells = vec![
            Cell::new(Tone::Muted, format!("{}  ", now.short())),
            format!("{}: ", field.label()).into(),
        ];
        if from.is_some() {
            cells.push(Cell::new(Tone::Muted, format!("{} → ", text(from))));
        }
        cells.push(Cell::new(Tone::Strong, text(to)));
        here.out.cells(cells);
        said = true;
    }
    if !said {
        here.out.line(format!(
            "{}  is so already; nothing was changed.",
            now.short()
        ));
    }
    Ok(())
}

/// What stands between the field and its value.
enum Way {
    Set,
    Add,
    Take,
}

fn read(
    record: &Record,
    so_far: &Object,
    text: &str,
    reader: &dyn Reader,
) -> Result<(&'static Field, Value)> {
    let kind = record.kind();
    let Some((name, value)) = text.split_once('=') else {
        return Err(BookError::usage(format!("“{text}” has no ="))
            .hint("Write FIELD=VALUE, such as due=fri; FIELD= empties a field."));
    };
    let (name, way) = match (name.strip_suffix('+'), name.strip_suffix('-')) {
        (Some(name), _) => (name, Way::Add),
        (_, Some(name)) => (name, Way::Take),
        _ => (name, Way::Set),
    };
    if let Some((whole, part)) = name.split_once('.') {
        return read_part(record, so_far, (whole, part, way, value), reader);
    }
    let field = field(kind, name)?;
    let whole = value.trim().is_empty() || value.contains('|') || value.trim().starts_with('{');
    if let Type::Parts(parts) = field.ty
        && !whole
    {
        // One text would be the first part, and what was in the others gone.
        return Err(
            BookError::usage(format!("{} has parts: {}", field.label(), names_of(parts))).hint(
                format!(
                    "Write one of them, such as {0}.{1}=…, or all of them with | between.",
                    field.name,
                    parts.get(1).map_or("", |part| part.name)
                ),
            ),
        );
    }
    let fits = |error: crate::domain::FieldError| {
        BookError::from(error).hint(format!("{}: {}.", field.label(), wants(field)))
    };
    let value = match way {
        Way::Set => typed::read(field, value, reader).map_err(fits)?,
        Way::Add | Way::Take => {
            if !matches!(field.ty, Type::List(_)) {
                return Err(BookError::usage(format!(
                    "{} is no list; write {}=VALUE",
                    field.label(),
                    field.name
                )));
            }
            let Value::Array(more) = typed::read(field, value, reader).map_err(fits)? else {
                return Err(BookError::usage(format!("{name}: nothing was named")));
            };
            joined(field, now_of(record, so_far, field), more, &way)?
        }
    };
    // Each value is tried on its own, so that the error names the field that does not fit.
    let mut tried = record.clone();
    if field.name != "state" {
        tried.set(field.name, value.clone()).map_err(fits)?;
    }
    Ok((field, value))
}

/// Gives what a field holds by now.
fn now_of(record: &Record, so_far: &Object, field: &Field) -> Option<Value> {
    let set = so_far.get(field.name).cloned();
    set.or_else(|| record.get(field.name))
}

/// Adds to a list, or takes out of it.
fn joined(field: &Field, now: Option<Value>, more: Vec<Value>, way: &Way) -> Result<Value> {
    let mut list = match now {
        Some(Value::Array(list)) => list,
        _ => Vec::new(),
    };
    if matches!(way, Way::Add) {
        for item in more {
            if !list.contains(&item) {
                list.push(item);
            }
        }
    } else {
        if let Some(missing) = more.iter().find(|item| !list.contains(item)) {
            return Err(BookError::refused(format!(
                "{}: {missing} is not in it",
                field.label()
            )));
        }
        list.retain(|item| !more.contains(item));
    }
    Ok(Value::Array(list))
}

fn names_of(parts: &[Field]) -> String {
    let names: Vec<&str> = parts.iter().map(|part| part.name).collect();
    names.join(", ")
}

/// Reads one part of a field that has several: `recovery.next_update=fri`; the others stay as they are.
fn read_part(
    record: &Record,
    so_far: &Object,
    (whole, name, way, value): (&str, &str, Way, &str),
    reader: &dyn Reader,
) -> Result<(&'static Field, Value)> {
    let field = field(record.kind(), whole)?;
    let Type::Parts(parts) = field.ty else {
        return Err(BookError::usage(format!("{} has no parts", field.label())));
    };
    let low = name.trim().to_lowercase().replace(['-', ' '], "_");
    let part = parts.iter().find(|part| part.name == low).ok_or_else(|| {
        BookError::refused(format!("{name}: is no part of {}", field.label())).hint(format!(
            "The parts of {} are {}.",
            field.label(),
            names_of(parts)
        ))
    })?;
    let fits = |error: crate::domain::FieldError| {
        BookError::from(error).hint(format!("{}: {}.", part.label(), wants(part)))
    };
    let mut all = match now_of(record, so_far, field) {
        Some(Value::Object(all)) => all,
        _ => Object::new(),
    };
    let read = typed::read(part, value, reader).map_err(fits)?;
    let read = match (&way, read) {
        (Way::Set, read) => read,
        (_, Value::Array(more)) => joined(part, all.get(part.name).cloned(), more, &way)?,
        _ => {
            return Err(BookError::usage(format!(
                "{} is no list; write {whole}.{}=VALUE",
                part.label(),
                part.name
            )));
        }
    };
    if read.is_null() {
        all.shift_remove(part.name);
    } else {
        all.insert(part.name.to_owned(), read);
    }
    let value = if all.is_empty() {
        Value::Null
    } else {
        Value::Object(all)
    };
    let mut tried = record.clone();
    tried.set(field.name, value.clone()).map_err(fits)?;
    Ok((field, value))
}

fn field(kind: Kind, name: &str) -> Result<&'static Field> {
    let low = name.trim().to_lowercase().replace(['-', ' '], "_");
    if let Some(field) = kind.field(&low) {
        return Ok(field);
    }
    if COMPUTED.contains(&low.as_str()) {
        return Err(BookError::refused(format!(
            "{low} is computed and cannot be set"
        )));
    }
    if ["id", "short", "kind", "created", "changed", "author"].contains(&low.as_str()) {
        return Err(BookError::refused(format!(
            "{low} is set by the book and cannot be changed"
        )));
    }
    let names: Vec<&str> = kind.fields().iter().chain(SHARED).map(|f| f.name).collect();
    let near = nearest(&low, names.iter().copied())
        .map(|n| format!("; did you mean {n}?"))
        .unwrap_or_default();
    Err(
        BookError::refused(format!("{name}: is no field of {kind:#}{near}"))
            .hint(format!("The fields of {kind:#} are {}.", names.join(", "))),
    )
}

/// Says what fits a field.
fn wants(field: &Field) -> String {
    fn sort(ty: &Type) -> String {
        match ty {
            Type::Text => "one line of text".into(),
            Type::Prose => "text".into(),
            Type::Date => "a day: fri, 3 dec, +2w, 2027-04-03".into(),
            Type::Birthday => "a day or a month and day: 3 mar, 1968-03-03".into(),
            Type::Moment => "a day and time: fri 14:30, 2027-04-03 09:30".into(),
            Type::Money => "an amount with its currency: 250 USD, $1.2M, 96k EUR".into(),
            Type::Count => "a whole number".into(),
            Type::Decimal => "a number".into(),
            Type::Flag => "yes or no".into(),
            Type::OneOf(words) => format!("one of {}", words.join(", ")),
            Type::Ref(Some(kind)) => format!("{kind:#}, by name or short id"),
            Type::Ref(None) => "a record, by name or short id".into(),
            Type::Who => "a person, or words".into(),
            Type::List(one) => format!("several: {}; parted by ;", sort(one)),
            Type::Parts(fields) => fields
                .iter()
                .map(Field::label)
                .collect::<Vec<_>>()
                .join(" | "),
        }
    }
    format!("it takes {}", sort(&field.ty))
}
