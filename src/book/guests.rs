//! Guests of meetings whom nobody knows: they wait as suggestions, and are taken as people of an account, or let go.
//!
//! Whoever is made by hand with the address of one takes the place that waits; this does it in one step, and lets one go for
//! good, so that the same file does not bring them back.

use std::collections::BTreeMap;

use serde_json::{Value, json};

use super::command::{Receipt, Step};
use super::error::{BookError, Result};
use super::handle::Book;
use crate::domain::{Id, Kind, Object, Record};
use crate::interchange::draft::Reading;
use crate::interchange::waits::{WAITS, keys_in};

/// Under this name the book remembers whom nobody wants to be offered again.
const LET_GO: &str = "guests let go";

/// Somebody who was invited and is nobody in the book.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Guest {
    /// What is waited for, as it is kept.
    pub key: String,
    /// The name, where one is told.
    pub name: Option<String>,
    /// The address, where one is told.
    pub email: Option<String>,
    /// The meetings that wait for them, the latest first.
    pub meetings: Vec<Id>,
    /// What the latest of them is called.
    pub latest: String,
    /// The account of that meeting, where it is known.
    pub account: Option<Id>,
}

impl Guest {
    /// Gives what they are called: the name, else the address.
    pub fn called(&self) -> &str {
        let named = self.name.as_deref().or(self.email.as_deref());
        named.unwrap_or(&self.key)
    }
}

/// Lists what a meeting waits for among people, as it is kept.
pub fn awaited(record: &Record) -> impl Iterator<Item = &str> {
    let held = record.base.extra.get(&format!("{WAITS}people"));
    let list = held.and_then(Value::as_array).into_iter().flatten();
    list.filter_map(Value::as_str)
}

/// Gives the address and the name in what is waited for.
pub fn parts(key: &str) -> (Option<String>, Option<String>) {
    let part = |begin: &str| {
        let mut parts = key.split(" | ");
        parts
            .find_map(|one| one.strip_prefix(begin))
            .map(str::to_owned)
    };
    (part("person email:"), part("person name:"))
}

/// Gives what one is known by among those who were let go: the address, else the name.
fn mark(key: &str) -> Option<String> {
    let mut keys: Vec<String> = keys_in(key).collect();
    keys.sort_by_key(|key| !key.starts_with("person email:"));
    keys.into_iter().next()
}

impl Book {
    /// Lists the guests who wait, those of the latest meetings first.
    pub fn unknown_guests(&mut self) -> Result<Vec<Guest>> {
        let mut meetings = self.of_kind(Kind::Touchpoint)?;
        meetings.sort_by_key(|one| {
            let starts = one
                .get("starts")
                .and_then(|at| Some(at.as_str()?.to_owned()));
            (std::cmp::Reverse(starts), one.id())
        });
        let mut guests: Vec<Guest> = Vec::new();
        let mut places: BTreeMap<String, usize> = BTreeMap::new();
        for meeting in &meetings {
            for key in awaited(meeting) {
                let Some(mark) = mark(key) else { continue };
                let place = *places.entry(mark).or_insert_with(|| {
                    let (email, name) = parts(key);
                    guests.push(Guest {
                        key: key.to_owned(),
                        name,
                        email,
                        meetings: Vec::new(),
                        latest: meeting.title(),
                        account: meeting.account(),
                    });
                    guests.len() - 1
                });
                guests[place].meetings.push(meeting.id());
            }
        }
        Ok(guests)
    }

    /// Finds the guest who waits under a key.
    fn guest(&mut self, key: &str) -> Result<Guest> {
        let mut guests = self.unknown_guests()?.into_iter();
        let guest = guests.find(|guest| mark(&guest.key) == mark(key));
        guest.ok_or_else(|| BookError::refused("nobody waits under this address or name any more"))
    }

    /// Makes a guest a person of an account; the meetings that waited have them.
    pub fn take_guest(&mut self, key: &str, account: Id) -> Result<Receipt> {
        let guest = self.guest(key)?;
        let mut person = Object::from_iter([
            ("id".to_owned(), json!(Id::from_bytes([0xff; 16]))),
            ("kind".to_owned(), json!("person")),
            ("name".to_owned(), json!(guest.called())),
            ("account".to_owned(), json!(account)),
        ]);
        if let Some(email) = &guest.email {
            person.insert("emails".to_owned(), json!([email]));
        }
        let mut let_go = self.let_go()?;
        let before = let_go.len();
        let_go.retain(|one| Some(one) != mark(key).as_ref());
        let mut steps = vec![Step::Make(person)];
        if let_go.len() < before {
            steps.push(Self::letting_go(&let_go));
        }
        self.write("guest", steps)
    }

    /// Lets a guest go for good: no meeting waits for them, and no file brings them back.
    pub fn dismiss_guest(&mut self, key: &str) -> Result<Receipt> {
        let guest = self.guest(key)?;
        let gone = mark(key);
        let mut steps = Vec::new();
        for meeting in self.records(&guest.meetings)? {
            let was = meeting.object().get("extra").cloned().unwrap_or_default();
            let mut extra = was.clone();
            if let Some(Value::Array(list)) = extra.get_mut(format!("{WAITS}people")) {
                list.retain(|held| held.as_str().is_none_or(|held| mark(held) != gone));
                if list.is_empty()
                    && let Value::Object(extra) = &mut extra
                {
                    extra.shift_remove(&format!("{WAITS}people"));
                }
            }
            if extra.as_object().is_some_and(Object::is_empty) {
                extra = Value::Null;
            }
            steps.push(Step::Edit {
                id: meeting.id(),
                set: Object::from_iter([("extra".to_owned(), extra)]),
                was: Object::from_iter([("extra".to_owned(), was)]),
            });
        }
        let mut let_go = self.let_go()?;
        let_go.extend(gone.filter(|gone| !let_go.contains(gone)));
        steps.push(Self::letting_go(&let_go));
        self.write("let a guest go", steps)
    }

    fn letting_go(let_go: &[String]) -> Step {
        Step::Setting {
            name: LET_GO.into(),
            value: json!(let_go),
        }
    }

    fn let_go(&mut self) -> Result<Vec<String>> {
        let held = self.setting(LET_GO)?;
        let list = held.as_array().into_iter().flatten();
        Ok(list.filter_map(Value::as_str).map(str::to_owned).collect())
    }

    /// Takes those who were let go out of what files say, unless somebody knows them by now.
    pub(super) fn without_let_go(&mut self, readings: &mut [Reading]) -> Result<()> {
        let mut gone = Vec::new();
        for key in self.let_go()? {
            let known = match key.strip_prefix("person email:") {
                Some(email) => !self.foreign("email", email)?.is_empty(),
                None => false,
            };
            if !known {
                gone.push(key);
            }
        }
        if gone.is_empty() {
            return Ok(());
        }
        let drafts = readings.iter_mut().flat_map(|one| &mut one.drafts);
        for draft in drafts.flat_map(|row| &mut row.drafts) {
            draft.refs.retain(|reference| {
                let keys = reference.keys.iter().map(|key| key.written(reference.kind));
                let written = keys.collect::<Vec<_>>().join(" | ");
                reference.field != "people" || mark(&written).is_none_or(|one| !gone.contains(&one))
            });
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_guest_is_known_by_the_address_before_the_name() {
        let key = "person email:dora@ek.example | person name:Dora Ek";
        assert_eq!(mark(key), mark("person email:dora@ek.example"));
        assert_eq!(
            parts(key),
            (
                Some("dora@ek.example".to_owned()),
                Some("Dora Ek".to_owned())
            )
        );
        assert_eq!(mark("person name:Dora Ek"), mark("person name:dora  ek"));
    }
}
