//! Records for tests, from JSON without ceremony.

use serde_json::{Value, json};

use crate::domain::{Id, Kind, Object, Record};

/// Gives the id with a number.
pub fn id(n: u32) -> Id {
    let mut unique = [0; 10];
    unique[6..].copy_from_slice(&n.to_be_bytes());
    Id::new(1_790_000_000_000, unique)
}

/// Makes a record from its fields; `created` and the state are filled in where they are left out.
pub fn record(kind: Kind, n: u32, fields: Value) -> Record {
    let mut object = Object::new();
    object.insert("id".into(), json!(id(n)));
    object.insert("short".into(), json!(format!("{}{n}", kind.letters())));
    object.insert("kind".into(), json!(kind));
    object.insert("created".into(), json!("2026-09-01T12:00:00Z"));
    object.insert("author".into(), json!("me"));
    if let Some(state) = crate::domain::state::first(kind) {
        object.insert("state".into(), json!(state));
    }
    let Value::Object(fields) = fields else {
        panic!("fields are an object")
    };
    object.extend(fields);
    Record::read_strictly(object).unwrap_or_else(|wrong| panic!("{wrong:?}"))
}
