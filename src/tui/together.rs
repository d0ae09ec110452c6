//! One change to many records: what is marked is changed, linked or shared together, as one entry with one undo.
//!
//! The key that does it to one does it to many. The form of many has the fields that may be the same in all of them: what they
//! have in common stands there, what is filled in is set on all, and a list in which they differ gains it.

use serde_json::Value;

use super::act::order;
use super::data::Order;
use super::model::{Effect, Model, Origin};
use super::overlays::Overlay;
use super::overlays::form::Form;
use super::screens::accounts::many;
use crate::domain::{Id, Object, Record};

/// What is changed of one record: its id, the fields as they will be, and as they were.
pub type Edit = (Id, Object, Object);

/// Opens the form of what is marked.
pub fn open(model: &mut Model, ids: &[Id]) -> Vec<Effect> {
    let shown = |record: &&Record| !super::story::hidden(record, &model.look());
    let records: Vec<&Record> = ids
        .iter()
        .filter_map(|id| model.data.record(*id))
        .map(std::convert::AsRef::as_ref)
        .filter(shown)
        .collect();
    if records.len() < ids.len() {
        let missing = ids.len() - records.len();
        model.say(&format!(
            "{} of these cannot be changed from here; unmark them first.",
            many(missing, "record")
        ));
        return Vec::new();
    }
    let left = model.left_many.take_if(|left| left.many == ids);
    let reading = model.look().reading();
    let mut form = left.unwrap_or_else(|| Box::new(Form::together(&records, &reading)));
    if model.present {
        form.share();
    }
    model.overlays.push(Overlay::Form(form));
    Vec::new()
}

/// Orders what a form of many says.
pub fn saved(model: &mut Model, fields: &[(String, Value)]) -> Vec<Effect> {
    let Some(Overlay::Form(form)) = model.overlays.last() else {
        return Vec::new();
    };
    let mut edits = Vec::new();
    for id in &form.many {
        let Some(record) = model.data.record(*id) else {
            continue;
        };
        let (mut set, mut was) = (Object::new(), Object::new());
        for (name, value) in fields {
            let old = record.get(name).unwrap_or(Value::Null);
            let new = if form.differs(name) {
                gained(&old, value)
            } else {
                value.clone()
            };
            if new != old {
                set.insert(name.clone(), new);
                was.insert(name.clone(), old);
            }
        }
        if !set.is_empty() {
            edits.push((*id, set, was));
        }
    }
    let said: Vec<String> = fields
        .iter()
        .filter_map(|(name, _)| Some(form.kind.field(name)?.label()))
        .collect();
    if edits.is_empty() {
        model.overlays.pop();
        model.say("Nothing was changed: they have it already.");
        return Vec::new();
    }
    let says = format!(
        "{} changed: {}",
        many(edits.len(), "record"),
        said.join(", ")
    );
    if let Some(Overlay::Form(form)) = model.overlays.last_mut() {
        form.saving = true;
    }
    let order = Order::Each {
        command: "edit",
        edits,
        says,
    };
    vec![Effect::Order(order, Origin::Form)]
}

/// Adds to a list what it has not got; anything else becomes what was said.
fn gained(old: &Value, said: &Value) -> Value {
    let (Value::Array(old), Value::Array(said)) = (old, said) else {
        return said.clone();
    };
    let mut all = old.clone();
    all.extend(said.iter().filter(|one| !old.contains(one)).cloned());
    Value::Array(all)
}

/// Gives what becomes of marked trends that are shared today with every account they mean something for.
pub fn shared(model: &Model, ids: &[Id]) -> Vec<Edit> {
    let today = model.now.date();
    let edits = ids.iter().filter_map(|id| {
        let record = model.data.record(*id)?;
        let now = super::implications::shared_with_all(record, today)?;
        let one = |value| Object::from_iter([("implications".to_owned(), value)]);
        Some((*id, one(now), one(record.get("implications")?)))
    });
    edits.collect()
}

/// Orders that trends were shared.
pub fn share(edits: Vec<Edit>) -> Vec<Effect> {
    let says = match edits.len() {
        1 => "Shared today with all whom it means something for".to_owned(),
        some => format!("{some} trends are shared today with all whom they mean something for"),
    };
    order(Order::Each {
        command: "set",
        edits,
        says,
    })
}
