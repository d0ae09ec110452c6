//! A record as JSON: read so that nothing is lost, and written in the order of the field table.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::{Base, Body, COMPUTED, Record, SHARED};
use crate::domain::field::{FieldError, Fields, Object, put, take};
use crate::domain::id::{Id, Kind};
use crate::domain::nearest::nearest;
use crate::domain::words::Visibility;

/// Names that an object always has and that are no fields of a kind.
const FRAME: &[&str] = &["id", "short", "kind", "created", "changed", "author"];

impl Record {
    /// Reads a record as it stands in the journal: what cannot be read is kept in `more`, never lost.
    ///
    /// Errors where even the frame (id, kind, created) is missing.
    pub fn read(object: Object) -> Result<Record, FieldError> {
        Self::read_fields(object.into())
    }

    /// Reads a record as [`Record::read`] does, from fields that were never an object.
    pub fn read_fields(fields: Fields) -> Result<Record, FieldError> {
        Self::read_with(fields).map(|(record, _)| record)
    }

    /// Reads a record from outside: each field that cannot be read is an error.
    pub fn read_strictly(object: Object) -> Result<Record, Vec<FieldError>> {
        let (record, wrong) = Self::read_with(object.into()).map_err(|e| vec![e])?;
        if wrong.is_empty() {
            Ok(record)
        } else {
            Err(wrong)
        }
    }

    fn read_with(mut fields: Fields) -> Result<(Record, Vec<FieldError>), FieldError> {
        fn need<V: serde::de::DeserializeOwned>(
            from: &mut Fields,
            name: &str,
        ) -> Result<V, FieldError> {
            let value = from
                .remove(name)
                .ok_or_else(|| FieldError::new(name, "is missing"))?;
            serde_json::from_value(value).map_err(|e| FieldError::new(name, e.to_string()))
        }
        let mut wrong = Vec::new();
        let kind: Kind = need(&mut fields, "kind")?;
        let id: Id = need(&mut fields, "id")?;
        let created: Timestamp = need(&mut fields, "created")?;
        let from = &mut fields;
        let mut base = Base {
            id,
            short: take(from, "short", &mut wrong),
            created,
            changed: take::<Option<Timestamp>>(from, "changed", &mut wrong).unwrap_or(created),
            author: take(from, "author", &mut wrong),
            visibility: take::<Option<Visibility>>(from, "visibility", &mut wrong)
                .unwrap_or(Visibility::Team),
            inbox: take(from, "inbox", &mut wrong),
            tags: take(from, "tags", &mut wrong),
            notes: take(from, "notes", &mut wrong),
            links: take(from, "links", &mut wrong),
            source: take(from, "source", &mut wrong),
            foreign: take(from, "foreign", &mut wrong),
            extra: take(from, "extra", &mut wrong),
            brought: take(from, "brought", &mut wrong),
            raw: take(from, "raw", &mut wrong),
            moves: take(from, "moves", &mut wrong),
            more: Object::new(),
        };
        let body = Body::take_from(kind, from, &mut wrong);
        for computed in COMPUTED {
            from.remove(computed);
        }
        base.more = fields.rest();
        Ok((Record { base, body }, wrong))
    }

    /// Writes the record, in the order of the field table.
    pub fn object(&self) -> Object {
        let base = &self.base;
        let mut out = Object::new();
        put(&mut out, "id", &base.id);
        put(&mut out, "short", &base.short);
        put(&mut out, "kind", &self.kind());
        put(&mut out, "created", &base.created);
        put(&mut out, "changed", &base.changed);
        put(&mut out, "author", &base.author);
        put(&mut out, "visibility", &base.visibility);
        put(&mut out, "inbox", &base.inbox);
        self.body.put_into(&mut out);
        put(&mut out, "moves", &base.moves);
        put(&mut out, "tags", &base.tags);
        put(&mut out, "notes", &base.notes);
        put(&mut out, "links", &base.links);
        put(&mut out, "source", &base.source);
        put(&mut out, "foreign", &base.foreign);
        put(&mut out, "extra", &base.extra);
        put(&mut out, "brought", &base.brought);
        put(&mut out, "raw", &base.raw);
        for (name, value) in &base.more {
            if !out.contains_key(name) {
                out.insert(name.clone(), value.clone());
            }
        }
        out
    }

    /// Gives one field's value as JSON; nothing where it is unknown.
    pub fn get(&self, name: &str) -> Option<Value> {
        self.object().shift_remove(name)
    }

    /// Sets one field from JSON; null makes it unknown.
    ///
    /// Errors where the kind has no such field, or the value does not fit it.
    pub fn set(&mut self, name: &str, value: Value) -> Result<(), FieldError> {
        if FRAME.contains(&name) {
            return Err(FieldError::new(
                name,
                "is set by the book and cannot be changed",
            ));
        }
        if self.kind().field(name).is_none()
            && !matches!(name, "inbox" | "extra" | "brought" | "raw" | "moves")
        {
            let near = nearest(
                name,
                self.kind().fields().iter().chain(SHARED).map(|f| f.name),
            );
            let hint = near
                .map(|n| format!("; did you mean {n}?"))
                .unwrap_or_default();
            return Err(FieldError::new(
                name,
                format!("is no field of {:#}{hint}", self.kind()),
            ));
        }
        let mut object = self.object();
        object.insert(name.to_owned(), value);
        match Record::read_with(object.into()) {
            Ok((record, wrong)) => {
                if let Some(error) = wrong.into_iter().find(|w| w.field == name) {
                    Err(error)
                } else {
                    *self = record;
                    Ok(())
                }
            }
            Err(error) => Err(error),
        }
    }
}

impl Serialize for Record {
    fn serialize<S: serde::Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        self.object().serialize(to)
    }
}

impl<'de> Deserialize<'de> for Record {
    fn deserialize<D: serde::Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        Record::read(Object::deserialize(from)?).map_err(serde::de::Error::custom)
    }
}
