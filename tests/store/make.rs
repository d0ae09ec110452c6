//! A shape, a book and records for the tests.

use std::path::Path;
use std::sync::Arc;

use ally::domain::field::Fields;
use ally::domain::names::Name;
use ally::domain::{Id, Kind, Object};
use ally::journal::{Cause, Change, Edit, Entry, Head};
use ally::store::{Options, Shape, Store, StoreError, Turn};
use serde_json::{Value, json};

/// Counts an account's members by kind, from the changes alone where it can.
pub struct Counting;

impl Shape for Counting {
    fn version(&self) -> u32 {
        1
    }
    fn account(&self, record: &Object) -> Option<Id> {
        let own = record.get("kind")? == "account";
        record
            .get(if own { "id" } else { "account" })?
            .as_str()?
            .parse()
            .ok()
    }
    fn summarise(
        &self,
        _: Id,
        previous: Option<&Value>,
        changes: &mut dyn FnMut() -> Vec<Turn>,
        all: &mut dyn FnMut() -> Vec<Fields>,
    ) -> Option<Value> {
        let mut count = match previous.and_then(Value::as_i64) {
            Some(count) => count,
            None => return (!all().is_empty()).then(|| json!(all().len())),
        };
        for (old, new) in changes() {
            count += i64::from(new.is_some()) - i64::from(old.is_some());
        }
        (count > 0).then(|| json!(count))
    }
    fn name(&self, record: &Object) -> Option<Name> {
        let kind = serde_json::from_value::<Kind>(record.get("kind")?.clone()).ok()?;
        matches!(kind, Kind::Account | Kind::Person).then_some(())?;
        Some(Name {
            id: record.get("id")?.as_str()?.parse().ok()?,
            kind,
            short: String::new(),
            name: record.get("name")?.as_str()?.to_owned(),
            others: Vec::new(),
            account: self.account(record).filter(|_| kind == Kind::Person),
            ours: false,
            emails: Vec::new(),
        })
    }
    fn foreign(&self, record: &Object) -> Vec<(String, String)> {
        record
            .get("email")
            .and_then(Value::as_str)
            .map(|email| ("email".to_owned(), email.to_owned()))
            .into_iter()
            .collect()
    }
}

pub fn id(number: u64) -> Id {
    let mut unique = [7; 10];
    unique[2..].copy_from_slice(&number.wrapping_mul(0x9e37_79b9_7f4a_7c15).to_be_bytes());
    Id::new(1_700_000_000_000 + number, unique)
}

pub fn object(value: Value) -> Object {
    value.as_object().unwrap().clone()
}

pub fn account(number: u64) -> Object {
    object(
        json!({"id": id(number), "short": format!("ac{number}"), "kind": "account", "name": format!("Account {number}")}),
    )
}

pub fn promise(number: u64, account: u64, what: &str) -> Object {
    object(
        json!({"id": id(number), "short": format!("pm{number}"), "kind": "promise", "account": id(account), "what": what}),
    )
}

pub fn person(number: u64, account: u64) -> Object {
    object(
        json!({"id": id(number), "short": format!("pe{number}"), "kind": "person", "account": id(account), "name": format!("Person {number}"), "email": format!("p{number}@example.com")}),
    )
}

pub fn edit(old: &Object, field: &str, value: Value) -> (Object, Change) {
    let mut new = old.clone();
    new.insert(field.to_owned(), value);
    let change = Change::Edit(Edit::between(old, &new).unwrap());
    (new, change)
}

pub fn entry(changes: Vec<Change>) -> Entry {
    Entry {
        head: Head {
            seq: 0,
            at: "2026-11-23T14:00:00Z".parse().unwrap(),
            author: "me".into(),
            cause: Cause {
                command: "add".into(),
                ..Cause::default()
            },
            request: None,
            more: Object::new(),
        },
        changes,
    }
}

pub fn options() -> Options {
    Options {
        create: true,
        who: "a test".into(),
        ..Options::new("2026-11-23T14:00:00Z".parse().unwrap())
    }
}

pub fn open(dir: &Path) -> Result<Store, StoreError> {
    Store::open(dir, options(), Arc::new(Counting))
}

pub fn save(store: &mut Store, changes: Vec<Change>) -> u64 {
    store.append(entry(changes), [5; 16]).unwrap()
}

/// Everything that can be asked of a book, as text.
pub fn look(store: &mut Store) -> String {
    use std::fmt::Write as _;
    let mut out = String::new();
    let mut all = Vec::new();
    store
        .all(&mut |record| {
            all.push(record);
            true
        })
        .unwrap();
    for record in &all {
        let id: Id = record["id"].as_str().unwrap().parse().unwrap();
        let again = store.get(id).unwrap();
        let short = store.by_short(record["short"].as_str().unwrap()).unwrap();
        let history = store.history_of(id).unwrap();
        writeln!(out, "{again:?} {short:?} {history:?}").unwrap();
        if let Some(email) = record.get("email").and_then(Value::as_str) {
            writeln!(out, "{:?}", store.by_foreign("email", email).unwrap()).unwrap();
        }
        if record["kind"] == "account" {
            writeln!(
                out,
                "{:?} {:?}",
                store.account(id).unwrap(),
                store.summary(id).unwrap()
            )
            .unwrap();
            writeln!(out, "{:?}", store.people_names(id).unwrap()).unwrap();
            writeln!(
                out,
                "{:?} {:?}",
                store.activity_of(id).unwrap(),
                store.months_of(id).unwrap()
            )
            .unwrap();
        }
    }
    for kind in Kind::ALL {
        writeln!(
            out,
            "{:?} {}",
            store.of_kind(*kind).unwrap(),
            store.next_short(*kind).unwrap()
        )
        .unwrap();
    }
    writeln!(
        out,
        "{:?} {:?}",
        store.summaries::<Value>().unwrap(),
        store.names().unwrap()
    )
    .unwrap();
    writeln!(
        out,
        "{:?} {:?}",
        store.loose().unwrap(),
        store.setting("a").unwrap()
    )
    .unwrap();
    let mut undone: Vec<u64> = store.undone().unwrap().into_iter().collect();
    undone.sort_unstable();
    writeln!(
        out,
        "{undone:?} {:?} {:?}",
        store.seen("r1").unwrap(),
        store.position()
    )
    .unwrap();
    for seq in 1..=store.position().0 {
        writeln!(out, "{:?}", store.entry(seq).unwrap()).unwrap();
    }
    out
}
