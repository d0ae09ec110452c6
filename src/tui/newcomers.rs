//! People whom a form names and the book does not know yet: they are made with the record, in one entry.
//!
//! In a field of people, a new one stands as a plus and the name.

use std::collections::HashMap;

use serde_json::{Value, json};

use crate::book::{self, Step};
use crate::domain::field::Type;
use crate::domain::{Id, Kind, Object, Record};

/// What stands before the name of somebody who is not there yet.
pub const MARK: char = '+';

/// Gives the name of somebody new, where that is what a value of a field of people stands for.
pub fn named(value: &str) -> Option<&str> {
    value.strip_prefix(MARK).filter(|name| !name.is_empty())
}

/// Makes everybody new whom the fields name, and puts them where their names stood.
pub fn make(kind: Kind, record: Option<&Record>, set: &mut Object) -> Vec<Step> {
    let of = |name: &str| {
        let shown = record.and_then(|record| record.get(name));
        set.get(name)
            .cloned()
            .or(shown)
            .filter(|value| !value.is_null())
    };
    let (account, direction, side) = (of("account"), of("direction"), of("side"));
    let mut made: HashMap<String, Id> = HashMap::new();
    let mut steps = Vec::new();
    for field in kind.fields() {
        let people = matches!(
            field.ty,
            Type::Ref(Some(Kind::Person)) | Type::List(Type::Ref(Some(Kind::Person)))
        );
        let Some(value) = set.get_mut(field.name).filter(|_| people) else {
            continue;
        };
        let ours = match (field.name, direction.as_ref().and_then(Value::as_str)) {
            ("by", Some("theirs")) | ("to", Some("ours")) => false,
            ("covered_by" | "team", _) | ("by" | "to", Some(_)) => true,
            ("reports_to", _) => side == Some(json!("ours")),
            _ => false,
        };
        let values: Vec<&mut Value> = match value {
            Value::Array(items) => items.iter_mut().collect(),
            one => vec![one],
        };
        for value in values {
            let Some(name) = value.as_str().and_then(named).map(str::to_owned) else {
                continue;
            };
            let number = made.len() as u64 + 1;
            let id = *made.entry(name.clone()).or_insert_with(|| {
                let id = book::placeholder(number);
                let mut person = Object::new();
                person.insert("id".into(), json!(id));
                person.insert("kind".into(), json!(Kind::Person));
                person.insert("name".into(), json!(name));
                let side = if ours { "ours" } else { "theirs" };
                person.insert("side".into(), json!(side));
                if let Some(account) = account.as_ref().filter(|_| !ours) {
                    person.insert("account".into(), account.clone());
                }
                steps.push(Step::Make(person));
                id
            });
            *value = json!(id);
        }
    }
    steps
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn whoever_is_new_is_made_once_and_on_their_side() {
        let account = json!(Id::new(1, [1; 10]));
        let known = json!(Id::new(1, [2; 10]));
        let mut set = Object::from_iter([
            ("account".to_owned(), account.clone()),
            ("direction".to_owned(), json!("ours")),
            ("what".to_owned(), json!("+ the counts")),
            (
                "to".to_owned(),
                json!(["+Zed Newman", known.clone(), "+Zed Newman"]),
            ),
            ("by".to_owned(), json!(["+Pat Moreno"])),
        ]);
        let steps = make(Kind::Promise, None, &mut set);
        let made: Vec<(Option<&Value>, Option<&Value>, Option<&Value>)> = steps
            .iter()
            .map(|step| match step {
                Step::Make(person) => (
                    person.get("name"),
                    person.get("side"),
                    person.get("account"),
                ),
                _ => panic!("only people are made"),
            })
            .collect();
        assert_eq!(made.len(), 2);
        assert!(made.contains(&(
            Some(&json!("Zed Newman")),
            Some(&json!("theirs")),
            Some(&account)
        )));
        assert!(made.contains(&(Some(&json!("Pat Moreno")), Some(&json!("ours")), None)));
        assert_eq!(set["to"][0], set["to"][2]);
        assert_eq!(set["to"][1], known);
        assert_eq!(set["what"], json!("+ the counts"));
    }
}
