//! The records that a record points to.

use serde_json::Value;

use super::Record;
use crate::domain::id::Id;

/// Fields in which an id is only text.
const UNREAD: &[&str] = &["id", "short", "extra", "brought", "raw", "notes"];

impl Record {
    /// Says whether it points to one of some records; that it belongs to an account, or lies within one, is no such thing.
    pub fn points_to_any(&self, ids: &[Id]) -> bool {
        let mut named = Vec::new();
        for (name, value) in &self.object() {
            if !UNREAD.contains(&name.as_str()) && !matches!(name.as_str(), "account" | "parent") {
                collect(value, &mut named);
            }
        }
        ids.iter().any(|id| named.contains(id))
    }

    /// Lists every record it points to.
    pub fn references(&self) -> Vec<Id> {
        let mut found = Vec::new();
        let object = self.object();
        for (name, value) in &object {
            if !UNREAD.contains(&name.as_str()) {
                collect(value, &mut found);
            }
        }
        found.sort_unstable();
        found.dedup();
        found
    }
}

fn collect(value: &Value, into: &mut Vec<Id>) {
    match value {
        Value::String(text) => into.extend(text.parse::<Id>()),
        Value::Array(list) => list.iter().for_each(|v| collect(v, into)),
        Value::Object(parts) => parts.values().for_each(|v| collect(v, into)),
        _ => {}
    }
}
