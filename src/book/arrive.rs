//! What waited for a key attaches itself when the record comes, also where somebody makes or names it by hand.

use std::cell::RefCell;

use super::core::{Core, trouble};
use super::error::{BookError, Result};
use crate::domain::{Id, Kind, Object};
use crate::interchange::draft::ForeignId;
use crate::interchange::plan::{Edit, arrivals};
use crate::interchange::world::World;

/// The fields by which a record is found by what waits for it.
const KNOWN_BY: [&str; 5] = ["name", "aliases", "emails", "account", "foreign"];

/// Says whether a record that was written may be what others wait for: it is new, or known by something else than before.
pub(super) fn may_be_awaited(before: Option<&Object>, now: &Object) -> bool {
    let kind = now.get("kind").and_then(|kind| kind.as_str());
    let awaited = matches!(kind, Some("account" | "person" | "deal"));
    awaited
        && before.is_none_or(|before| {
            KNOWN_BY
                .iter()
                .any(|field| before.get(*field) != now.get(*field))
        })
}

impl Core {
    /// Gives the changes of records that waited for these.
    pub(super) fn attached(&mut self, came: &[Object], now: &jiff::Zoned) -> Result<Vec<Edit>> {
        let world = Waiting {
            core: RefCell::new(self),
            wrong: RefCell::default(),
        };
        let edits = arrivals(came, &world, now);
        match world.wrong.into_inner() {
            Some(error) => Err(error),
            None => Ok(edits),
        }
    }
}

/// Answers what waits for a key, and nothing else.
struct Waiting<'a> {
    core: RefCell<&'a mut Core>,
    wrong: RefCell<Option<BookError>>,
}

impl Waiting<'_> {
    fn ask<T: Default>(&self, question: impl FnOnce(&mut Core) -> Result<T>) -> T {
        question(&mut self.core.borrow_mut()).unwrap_or_else(|error| {
            self.wrong.borrow_mut().get_or_insert(error);
            T::default()
        })
    }
}

impl World for Waiting<'_> {
    fn by_foreign(&self, _: Kind, _: &ForeignId) -> Vec<Id> {
        Vec::new()
    }
    fn by_email(&self, _: &str) -> Vec<Id> {
        Vec::new()
    }
    fn by_phone(&self, _: &str) -> Vec<Id> {
        Vec::new()
    }
    fn by_name(&self, _: Kind, _: &str) -> Vec<Id> {
        Vec::new()
    }
    fn record(&self, id: Id) -> Option<Object> {
        self.ask(|core| core.store.get(id).map_err(trouble))
    }
    fn waiting(&self, key: &str) -> Vec<Id> {
        self.ask(|core| core.store.by_foreign("waits", key).map_err(trouble))
    }
    fn has_waiting(&self) -> bool {
        true
    }
    fn by_series(&self, _: &str) -> Vec<Id> {
        Vec::new()
    }
    fn by_domain(&self, _: &str) -> Vec<Id> {
        Vec::new()
    }
    fn by_bare_name(&self, _: &str) -> Vec<Id> {
        Vec::new()
    }
    fn around(&self, _: Option<Id>) -> Vec<Object> {
        Vec::new()
    }
    fn activity(&self, _: Id) -> Vec<(u64, u64)> {
        Vec::new()
    }
}
