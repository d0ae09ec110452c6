//! The summary of each account that something moved in, taken on by what changed or anew from all its members.

use std::cell::RefCell;
use std::collections::BTreeMap;

use serde_json::Value;

use super::Pending;
use super::form::{Form, Touched};
use crate::domain::Id;
use crate::domain::field::Fields;
use crate::store::index::Index;
use crate::store::key::{account_group, record_of_key};
use crate::store::place::{kind_named, summary_key};
use crate::store::read::{json, read_object, read_value};
use crate::store::rows::{Changes, Trouble};
use crate::store::shape::Shape;

/// A record that changed, and whether it was and is the account's.
struct Turn<'a, 'b> {
    id: Id,
    touched: &'b Touched<'a>,
    was: bool,
    is: bool,
}

impl<'a> Pending<'a> {
    /// Sorts what changed by the accounts that it was and is in.
    fn by_account(
        &self,
        moves: Vec<(Id, Option<Id>, Option<Id>)>,
    ) -> BTreeMap<Id, Vec<Turn<'a, '_>>> {
        let mut by_account: BTreeMap<Id, Vec<Turn<'_, '_>>> = BTreeMap::new();
        for (id, old, new) in moves {
            let Some(touched) = self.records.get(&id) else {
                continue;
            };
            let mut turn = |account: Option<Id>, was, is| {
                if let Some(account) = account {
                    let turn = Turn {
                        id,
                        touched,
                        was,
                        is,
                    };
                    by_account.entry(account).or_default().push(turn);
                }
            };
            if old == new {
                turn(new, touched.before.is_some(), touched.now.is_some());
            } else {
                turn(old, true, false);
                turn(new, false, true);
            }
        }
        by_account
    }

    /// Adds the row of each account's summary.
    pub(super) fn summarise(
        &self,
        index: &mut Index,
        shape: &dyn Shape,
        moves: Vec<(Id, Option<Id>, Option<Id>)>,
        rows: &mut Changes,
    ) -> Result<(), Trouble> {
        for (account, turns) in self.by_account(moves) {
            let key = summary_key(account.bytes());
            let previous = match index.row(&key)? {
                Some(bytes) => Some(read_value(&bytes)?),
                None => None,
            };
            let value = self.summary(index, shape, (account, previous), &turns)?;
            rows.insert(key, value.map(|v| json(&v)).transpose()?);
        }
        Ok(())
    }

    /// Has the summary of an account made: the shape asks for the changes, or for all members where they do not suffice.
    fn summary(
        &self,
        index: &mut Index,
        shape: &dyn Shape,
        (account, previous): (Id, Option<Value>),
        turns: &[Turn<'_, '_>],
    ) -> Result<Option<Value>, Trouble> {
        // What cannot be read is told once the shape is done: it asks for values, and knows of no trouble.
        let failed = RefCell::new(None);
        let fails = |trouble: Trouble| {
            failed.borrow_mut().get_or_insert(trouble);
        };
        let read = |form: &Option<Form<'_>>, wanted: bool| {
            let form = form.as_ref().filter(|_| wanted)?;
            form.fields().map_err(fails).ok()
        };
        let mut changes = || {
            let read = |turn: &Turn<'_, '_>| {
                let Touched { before, now, .. } = turn.touched;
                (read(before, turn.was), read(now, turn.is))
            };
            turns.iter().map(read).collect()
        };
        let mut all = || {
            let now = turns.iter().filter(|turn| turn.is);
            let now = now.filter_map(|turn| {
                let fields = read(&turn.touched.now, true)?;
                Some(((fields_kind(&fields), turn.id), fields))
            });
            match self.members(index, account) {
                Ok(mut members) => {
                    members.extend(now);
                    members.into_values().collect()
                }
                Err(trouble) => {
                    fails(trouble);
                    Vec::new()
                }
            }
        };
        let value = shape.summarise(account, previous.as_ref(), &mut changes, &mut all);
        match failed.into_inner() {
            Some(trouble) => Err(trouble),
            None => Ok(value),
        }
    }

    /// The members of an account that nothing gathered here touches, by kind and id.
    fn members(
        &self,
        index: &mut Index,
        account: Id,
    ) -> Result<BTreeMap<(u8, Id), Fields>, Trouble> {
        let mut members = BTreeMap::new();
        for (key, value) in index.group_there(&account_group(account.bytes()))? {
            if let Some((kind, id)) = record_of_key(&key)
                && !self.records.contains_key(&id)
            {
                members.insert((kind, id), read_object(&value)?);
            }
        }
        Ok(members)
    }
}

/// Gives the number of a record's kind.
fn fields_kind(fields: &Fields) -> u8 {
    kind_named(fields.get("kind").and_then(Value::as_str))
}
