//! Turns what the demo's files say into what records hold, by the field table.

use serde_json::{Map, Value, json};
use toml::{Table, Value as Said};

use super::relative::Opened;
use super::script::Item;
use super::{DemoError, Named};
use crate::domain::{Field, Kind, Money, Object, Type};

/// Turns fields as the file says them into JSON as records hold it; a name that is no field is an error.
pub fn values(
    item: &Item,
    fields: &Table,
    ids: &Named,
    opened: &Opened<'_>,
) -> Result<Object, DemoError> {
    let mut out = Map::new();
    for (name, said) in fields {
        let wrong = |why: String| DemoError::new(item.file, &item.key, format!("{name}: {why}"));
        let field = item
            .kind
            .field(name)
            .ok_or_else(|| wrong(format!("no {} has this field", item.kind)))?;
        let value = match said {
            Said::String(who) if name == "source" => source(who, ids).map_err(wrong)?,
            said => value(&field.ty, said, ids, opened).map_err(wrong)?,
        };
        out.insert(name.clone(), value);
    }
    Ok(out)
}

/// Reads a source: `@key` is a touchpoint or a person, anything else is who told us.
fn source(said: &str, ids: &Named) -> Result<Value, String> {
    let Some(key) = said.strip_prefix('@') else {
        return Ok(json!({ "who": said }));
    };
    let id = ids.id(key)?;
    Ok(match ids.kind(key) {
        Some(Kind::Touchpoint) => json!({ "touchpoint": id }),
        _ => json!({ "who": id }),
    })
}

fn value(ty: &Type, said: &Said, ids: &Named, opened: &Opened<'_>) -> Result<Value, String> {
    match (ty, said) {
        (Type::Text | Type::Prose, Said::String(text)) => opened.text(text).map(Value::String),
        (Type::Birthday | Type::OneOf(_) | Type::Decimal, Said::String(text)) => Ok(json!(text)),
        (Type::Date, Said::String(text)) => opened.date(text).map(|d| json!(d)),
        (Type::Moment, Said::String(text)) => match text.strip_prefix("at ") {
            Some(whole) => whole
                .parse::<crate::domain::Moment>()
                .map(|m| json!(m))
                .map_err(|e| e.to_string()),
            None => opened.held(text).map(|m| json!(m)),
        },
        (Type::Money, Said::String(text)) => text
            .parse::<Money>()
            .map(|m| json!(m))
            .map_err(|e| e.to_string()),
        (Type::Count, Said::Integer(count)) => Ok(json!(count)),
        (Type::Flag, Said::Boolean(flag)) => Ok(json!(flag)),
        (Type::Ref(kind), Said::String(key)) => ids.id_of(key, *kind).map(|id| json!(id)),
        (Type::Who, Said::String(who)) => match who.strip_prefix('@') {
            Some(key) => ids.id(key).map(|id| json!(id)),
            None => opened.text(who).map(Value::String),
        },
        (Type::List(one), Said::Array(items)) => items
            .iter()
            .map(|i| value(one, i, ids, opened))
            .collect::<Result<Vec<_>, _>>()
            .map(Value::Array),
        (Type::Parts(fields), Said::Table(table)) => parts(fields, table, ids, opened),
        (ty, said) => Err(format!("“{said}” does not fit {ty:?}")),
    }
}

fn parts(
    fields: &[Field],
    table: &Table,
    ids: &Named,
    opened: &Opened<'_>,
) -> Result<Value, String> {
    if let Some(name) = table.keys().find(|n| !fields.iter().any(|f| f.name == *n)) {
        return Err(format!("has no part “{name}”"));
    }
    let mut out = Map::new();
    for field in fields {
        if let Some(said) = table.get(field.name) {
            let read = value(&field.ty, said, ids, opened)
                .map_err(|why| format!("{}: {why}", field.name))?;
            out.insert(field.name.to_owned(), read);
        }
    }
    Ok(Value::Object(out))
}

/// Lists the keys of the records that a field names.
pub(super) fn mentions(kind: Kind, name: &str, said: &Said) -> Vec<String> {
    fn walk(ty: &Type, said: &Said, into: &mut Vec<String>) {
        match (ty, said) {
            (Type::Ref(_), Said::String(key)) => into.push(key.clone()),
            (Type::Who, Said::String(who)) => into.extend(who.strip_prefix('@').map(str::to_owned)),
            (Type::List(one), Said::Array(items)) => items.iter().for_each(|i| walk(one, i, into)),
            (Type::Parts(fields), Said::Table(table)) => {
                for (name, said) in table {
                    if let Some(field) = fields.iter().find(|f| f.name == name) {
                        walk(&field.ty, said, into);
                    }
                }
            }
            _ => {}
        }
    }
    let mut keys = Vec::new();
    match (kind.field(name), said) {
        (_, Said::String(who)) if name == "source" => {
            walk(&Type::Who, &Said::String(who.clone()), &mut keys);
        }
        (Some(field), said) => walk(&field.ty, said, &mut keys),
        (None, _) => {}
    }
    keys
}
