//! Tells the store what to keep at hand about records, since the store itself knows only objects.

use serde_json::Value;

use crate::domain::field::Fields;
use crate::domain::names::{Name, fold};
use crate::domain::words::{Side, Words as _};
use crate::domain::{Date, Id, Kind, Object, Record};
use crate::signals;
use crate::signals::packed;
use crate::signals::pulse::may_be_told;
use crate::signals::{AccountPulse, Kept, pulse_of};
use crate::store::{Shape, Turn};

/// The shape of this version's index; a new number rebuilds it.
const VERSION: u32 = 8;

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
        changes: &mut dyn FnMut() -> Vec<Turn>,
        all: &mut dyn FnMut() -> Vec<Fields>,
    ) -> Option<Value> {
        let known = previous.and_then(|v| serde_json::from_value::<AccountPulse>(v.clone()).ok());
        if let Some(mut pulse) = known {
            let read = |fields: Option<Fields>| Record::read_fields(fields?).ok();
            let mut stands = true;
            for (before, after) in changes() {
                let (before, after) = (read(before), read(after));
                let gone = after.is_none() && before.as_ref().map(Record::id) == Some(account);
                let kept = pulse.change(before.as_ref(), after.as_ref());
                stands &= !gone && !matches!(kept, Kept::Recount);
            }
            if stands {
                return serde_json::to_value(pulse).ok();
            }
        }
        let members = all().into_iter();
        let records = members.filter_map(|fields| Record::read_fields(fields).ok());
        serde_json::to_value(pulse_of_members(account, &records.collect::<Vec<_>>())?).ok()
    }

    fn name(&self, record: &Object) -> Option<Name> {
        // As `Name::of` takes it from a record that was read, without reading the rest of it: every record is asked.
        let text = |name: &str| record.get(name).and_then(Value::as_str);
        let own = |name: &str| text(name).and_then(|text| text.parse().ok());
        let kind = match text("kind") {
            Some("account") => Kind::Account,
            Some("person") => Kind::Person,
            _ => return None,
        };
        text("created")?.parse::<jiff::Timestamp>().ok()?;
        let short = text("short").unwrap_or_default();
        let mut others = texts(record, "aliases");
        let mut emails = Vec::new();
        let mut called = text("name").map(str::to_owned);
        if kind == Kind::Person {
            emails = texts(record, "emails");
            others.extend(text("called").map(str::to_owned));
            called = called
                .or_else(|| emails.first().cloned())
                .or_else(|| texts(record, "phones").into_iter().next());
        }
        Some(Name {
            id: own("id")?,
            kind,
            short: short.to_owned(),
            name: called
                .filter(|name| !name.trim().is_empty())
                .unwrap_or_else(|| short.to_owned()),
            others,
            account: own(if kind == Kind::Person {
                "account"
            } else {
                "parent"
            }),
            ours: kind == Kind::Person && text("side") == Some(Side::Ours.word()),
            emails,
        })
    }

    fn wanted_elsewhere(&self, record: &Object) -> bool {
        tellable(record)
    }

    fn soon(&self, summaries: Vec<(Id, Value)>, day: Date) -> Vec<(Id, Vec<u8>)> {
        let pulses: Vec<AccountPulse> = summaries
            .into_iter()
            .filter_map(|(_, value)| serde_json::from_value(value).ok())
            .collect();
        let soon = signals::soon::soon(&pulses, day).into_iter();
        soon.map(|pulse| (pulse.account, packed::pack(&pulse)))
            .collect()
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

/// Takes an account's pulse from all its members; nothing where the account itself is not among them.
pub fn pulse_among(account: Id, members: Vec<Object>) -> Option<AccountPulse> {
    let records: Vec<Record> = members
        .into_iter()
        .filter_map(|o| Record::read(o).ok())
        .collect();
    pulse_of_members(account, &records)
}

/// Takes an account's pulse from its members that were read.
pub fn pulse_of_members(account: Id, records: &[Record]) -> Option<AccountPulse> {
    let own = records.iter().find(|r| r.id() == account)?;
    Some(pulse_of(own, records))
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
    let own = |name: &str| object.get(name).and_then(Value::as_str);
    let (Some(id), Some(kind)) = (
        own("id").and_then(|id| id.parse::<Id>().ok()),
        kind.and_then(Kind::parse),
    ) else {
        return out;
    };
    out.extend(
        crate::interchange::world::foreign_ids(object).map(|foreign| (foreign.system, foreign.id)),
    );
    let called = own("name").map(str::to_owned).into_iter();
    match kind {
        Kind::Person => {
            let emails = texts(object, "emails").into_iter();
            out.extend(emails.map(|e| ("email".to_owned(), e.trim().to_lowercase())));
            let phones = texts(object, "phones").into_iter();
            out.extend(phones.map(|p| ("phone".to_owned(), phone_key(&p))));
            let names = called.chain(texts(object, "aliases"));
            out.extend(names.map(|n| ("person name".to_owned(), fold(&n))));
        }
        Kind::Account => {
            let names = called.chain(texts(object, "aliases"));
            out.extend(names.map(|n| ("account name".to_owned(), fold(&n))));
        }
        Kind::Deal => {
            out.extend(called.map(|n| ("name".to_owned(), format!("deal {}", fold(&n)))));
        }
        Kind::Touchpoint => {
            out.extend(own("series").map(|uid| ("series".to_owned(), uid.to_owned())));
        }
        _ => {}
    }
    out.extend(
        crate::interchange::world::domains(id, kind, object)
            .into_iter()
            .map(|(domain, _)| ("domain".to_owned(), domain)),
    );
    out.extend(
        crate::interchange::waits::waits(object)
            .into_iter()
            .map(|key| ("waits".to_owned(), key)),
    );
    out.sort();
    out.dedup();
    out
}

/// Gives a list field's texts; none where anything else stands among them, as when the record is read.
fn texts(object: &Object, name: &str) -> Vec<String> {
    let list = object.get(name).and_then(Value::as_array);
    let texts = list.and_then(|l| l.iter().map(|v| Some(v.as_str()?.to_owned())).collect());
    texts.unwrap_or_default()
}

/// Gives what a phone number is looked up by: its last eight digits, since a number may stand without its country code.
pub fn phone_key(phone: &str) -> String {
    let digits: Vec<char> = phone.chars().filter(char::is_ascii_digit).collect();
    digits[digits.len().saturating_sub(8)..].iter().collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn a_name_taken_off_an_object_is_the_one_of_the_record() {
        let id = "01890a5d-ac96-774b-bcce-b302099a8057";
        let frame = json!({"id": id, "short": "pe1", "created": "2026-11-23T14:00:00Z"});
        for own in [
            json!({"kind": "person", "name": "Anna Berg", "called": "Annie", "side": "ours", "account": id}),
            json!({"kind": "person", "emails": ["a@b.example"], "aliases": ["A", "B"], "side": "theirs"}),
            json!({"kind": "person", "phones": ["+49 30 1"], "emails": [1], "account": "nobody"}),
            json!({"kind": "person", "name": "  "}),
            json!({"kind": "account", "name": "Acme", "aliases": ["Acme Inc"], "parent": id, "emails": ["x@y.example"]}),
            json!({"kind": "account"}),
            json!({"kind": "promise", "what": "call"}),
        ] {
            let mut object = frame.as_object().unwrap().clone();
            object.extend(own.as_object().unwrap().clone());
            let record = Record::read(object.clone()).unwrap();
            assert_eq!(BookShape.name(&object), Name::of(&record), "{own}");
        }
    }
}
