//! Tells the store what to keep at hand about records, since the store itself knows only objects.

use serde_json::Value;

use crate::domain::names::{Name, fold};
use crate::domain::record::Body;
use crate::domain::{Id, Kind, Object, Record};
use crate::signals::pulse::may_be_told;
use crate::signals::{AccountPulse, Kept, pulse_of};
use crate::store::Shape;

/// The shape of this version's index; a new number rebuilds it.
const VERSION: u32 = 4;

/// What the index keeps of a book of accounts.
pub struct BookShape;

impl Shape for BookShape {
    fn version(&self) -> u32 {
        VERSION
    }

    fn account(&self, record: &Object) -> Option<Id> {
        account_of(record)
    }

    fn summarise(
        &self,
        account: Id,
        previous: Option<&Value>,
        changes: &[(Option<&Object>, Option<&Object>)],
        all: &mut dyn FnMut() -> Vec<Object>,
    ) -> Option<Value> {
        let kept = previous
            .and_then(|value| serde_json::from_value::<AccountPulse>(value.clone()).ok())
            .and_then(|mut pulse| {
                for (before, after) in changes {
                    let read = |o: Option<&Object>| o.and_then(|o| Record::read(o.clone()).ok());
                    if matches!(
                        pulse.change(read(*before).as_ref(), read(*after).as_ref()),
                        Kept::Recount
                    ) {
                        return None;
                    }
                }
                serde_json::to_value(pulse).ok()
            });
        let gone = changes.iter().any(|(before, after)| {
            after.is_none() && before.and_then(super::execute::id_of) == Some(account)
        });
        match kept {
            Some(value) if !gone => Some(value),
            _ => summary_of(account, all()),
        }
    }

    fn name(&self, record: &Object) -> Option<Name> {
        if !matches!(
            record.get("kind").and_then(Value::as_str),
            Some("account" | "person")
        ) {
            return None;
        }
        Name::of(&Record::read(record.clone()).ok()?)
    }

    fn wanted_elsewhere(&self, record: &Object) -> bool {
        tellable(record)
    }

    fn foreign(&self, record: &Object) -> Vec<(String, String)> {
        foreign_of(record)
    }
}

/// Gives the account that a record belongs to.
pub fn account_of(object: &Object) -> Option<Id> {
    let own = |name: &str| {
        object
            .get(name)
            .and_then(Value::as_str)
            .and_then(|t| t.parse().ok())
    };
    match object.get("kind").and_then(Value::as_str) {
        Some("account") => own("id"),
        _ => own("account"),
    }
}

/// Says whether a record is a problem that was solved and may be told to other customers.
pub fn tellable(object: &Object) -> bool {
    // Most records need not be read for this.
    object.get("kind").and_then(Value::as_str) == Some(Kind::Problem.word())
        && object.contains_key("may_be_told")
        && Record::read(object.clone()).is_ok_and(|record| may_be_told(&record))
}

/// Takes an account's summary from all its members; nothing where the account itself is not among them.
pub fn summary_of(account: Id, members: Vec<Object>) -> Option<Value> {
    serde_json::to_value(pulse_among(account, members)?).ok()
}

/// Takes an account's pulse from all its members; nothing where the account itself is not among them.
pub fn pulse_among(account: Id, members: Vec<Object>) -> Option<AccountPulse> {
    let records: Vec<Record> = members
        .into_iter()
        .filter_map(|o| Record::read(o).ok())
        .collect();
    let own = records.iter().find(|r| r.id() == account)?;
    Some(pulse_of(own, &records))
}

/// Gives what other systems call a record, and a person's addresses, as keys for imports.
pub fn foreign_of(object: &Object) -> Vec<(String, String)> {
    let mut out = Vec::new();
    // Most records have nothing of the kind, and reading them all is most of what building an index costs.
    let kind = object.get("kind").and_then(Value::as_str);
    let may = ["foreign", "series", "inbox", "extra"];
    if !matches!(kind, Some("account" | "person" | "deal"))
        && !may.iter().any(|name| object.contains_key(*name))
    {
        return out;
    }
    let Ok(record) = Record::read(object.clone()) else {
        return out;
    };
    for foreign in &record.base.foreign {
        if let (Some(system), Some(id)) = (&foreign.system, &foreign.id) {
            out.push((system.clone(), id.clone()));
        }
    }
    match &record.body {
        Body::Person(b) => {
            out.extend(
                b.emails
                    .iter()
                    .map(|e| ("email".to_owned(), e.trim().to_lowercase())),
            );
            out.extend(b.phones.iter().map(|p| ("phone".to_owned(), phone_key(p))));
            out.extend(
                b.name
                    .iter()
                    .chain(&b.aliases)
                    .map(|n| ("person name".to_owned(), fold(n))),
            );
        }
        Body::Account(b) => {
            out.extend(
                b.name
                    .iter()
                    .chain(&b.aliases)
                    .map(|n| ("account name".to_owned(), fold(n))),
            );
        }
        Body::Deal(b) => out.extend(
            b.name
                .iter()
                .map(|n| ("name".to_owned(), format!("deal {}", fold(n)))),
        ),
        _ => {}
    }
    if let Body::Touchpoint(b) = &record.body {
        out.extend(
            b.series
                .iter()
                .map(|uid| ("series".to_owned(), uid.clone())),
        );
    }
    out.extend(
        crate::interchange::world::domains(record.id(), record.kind(), object)
            .into_iter()
            .map(|(domain, _)| ("domain".to_owned(), domain)),
    );
    out.extend(
        crate::interchange::world::waits(object)
            .into_iter()
            .map(|key| ("waits".to_owned(), key)),
    );
    out.sort();
    out.dedup();
    out
}

/// Gives what a phone number is looked up by: its last eight digits, since a number may stand without its country code.
pub fn phone_key(phone: &str) -> String {
    let digits: Vec<char> = phone.chars().filter(char::is_ascii_digit).collect();
    digits[digits.len().saturating_sub(8)..].iter().collect()
}
