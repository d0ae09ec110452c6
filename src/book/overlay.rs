//! The book as it stood: for each record that changed later, what it was then.

use std::collections::BTreeMap;

use jiff::Timestamp;

use super::core::trouble;
use super::error::Result;
use crate::domain::{Id, Object};
use crate::journal::apply;
use crate::store::Store;

/// What the records that changed after a moment were at that moment.
#[derive(Default)]
pub struct Overlay {
    at: Timestamp,
    position: u64,
    records: BTreeMap<Id, Option<Object>>,
    accounts: std::collections::BTreeSet<Id>,
}

/// So many entries are looked at before one that may have been written by a wrong clock.
const BEFORE: u64 = 32;

/// Says whether one of the last entries before this one is from after a moment.
fn after_a_later_one(store: &mut Store, seq: u64, at: Timestamp) -> Result<bool> {
    for before in (seq.saturating_sub(BEFORE).max(1)..seq).rev() {
        if store.entry(before).map_err(trouble)?.head.at >= at {
            return Ok(true);
        }
    }
    Ok(false)
}

impl Overlay {
    /// Inverts every change after a moment, newest first.
    ///
    /// An entry whose clock ran early came after those before it all the same: it is as late as they are.
    pub fn build(store: &mut Store, at: Timestamp) -> Result<Overlay> {
        let position = store.position().0;
        let mut overlay = Overlay {
            at,
            position,
            ..Overlay::default()
        };
        for seq in (1..=position).rev() {
            let entry = store.entry(seq).map_err(trouble)?;
            if entry.head.at < at && !after_a_later_one(store, seq, at)? {
                break;
            }
            for change in entry.inverse() {
                let Some(id) = change.record() else { continue };
                let now = match overlay.records.remove(&id) {
                    Some(then) => then,
                    None => store.get(id).map_err(trouble)?,
                };
                overlay.note(now.as_ref());
                let then = match apply(&change, now.clone()) {
                    Ok(then) => then,
                    // What was forgotten in between cannot be inverted; the record is shown as far back as is known.
                    Err(_) => now,
                };
                overlay.note(then.as_ref());
                overlay.records.insert(id, then);
            }
        }
        Ok(overlay)
    }

    fn note(&mut self, object: Option<&Object>) {
        self.accounts
            .extend(object.and_then(super::shape::account_of));
    }

    /// Says whether it is for this moment of this journal.
    pub fn is_for(&self, at: Timestamp, position: u64) -> bool {
        self.at == at && self.position == position
    }

    /// Gives what a record was: nothing where it has not changed since; `Some(None)` where it was not there.
    pub fn record(&self, id: Id) -> Option<&Option<Object>> {
        self.records.get(&id)
    }

    /// Gives the records that were there and have changed since.
    pub fn records(&self) -> impl Iterator<Item = &Object> {
        self.records.values().flatten()
    }

    /// Gives the accounts whose members changed since.
    pub fn accounts(&self) -> impl Iterator<Item = Id> {
        self.accounts.iter().copied()
    }
}
