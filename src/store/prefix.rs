//! Reading beside whoever holds the book: the journal's valid prefix. It takes no lock and cuts nothing.

use std::collections::BTreeMap;
use std::path::Path;

use serde_json::Value;

use super::damage::StoreError;
use super::files::{Walk, segments};
use super::root::Spot;
use crate::domain::{Id, Object};
use crate::journal::{Chain, Change, Entry, apply};

/// Gives the journal's entries, first to last, as far as they are saved.
pub struct Prefix {
    walk: Walk,
    position: (u64, Chain),
}

/// Begins to read a book's journal.
pub fn read_prefix(dir: &Path) -> Result<Prefix, StoreError> {
    let journal = dir.join("journal");
    if segments(&journal)? == 0 {
        return Err(StoreError::NoBook(dir.to_owned()));
    }
    Ok(Prefix {
        walk: Walk::from(&journal, Spot::default(), &[])?,
        position: (0, Chain::default()),
    })
}

impl Prefix {
    /// Gives the next entry; nothing at the end, which is where the last saved entry ends.
    ///
    /// Damage before that is an error, never an end.
    #[allow(clippy::should_implement_trait)] // An iterator of results would let a caller stop at damage unawares.
    pub fn next(&mut self) -> Result<Option<Entry>, StoreError> {
        match self.walk.next()? {
            Ok((entry, _, after)) => {
                self.position = (after.seq, after.chain);
                Ok(Some(*entry))
            }
            Err(_) => Ok(None),
        }
    }

    /// Gives the last entry read, and the chain after it.
    pub fn position(&self) -> (u64, Chain) {
        self.position
    }
}

/// A book as its journal adds up.
#[derive(Default)]
pub struct Replay {
    /// The records, by id.
    pub records: BTreeMap<Id, Object>,
    /// What the book remembers beside them.
    pub settings: BTreeMap<String, Value>,
    /// The last entry.
    pub position: (u64, Chain),
}

/// Adds up a book's journal without its lock or its index.
pub fn replay(dir: &Path) -> Result<Replay, StoreError> {
    let mut prefix = read_prefix(dir)?;
    let mut out = Replay::default();
    while let Some(entry) = prefix.next()? {
        for change in entry.changes {
            if let Change::Setting(s) = &change {
                if s.value.new.is_null() {
                    out.settings.remove(&s.name);
                } else {
                    out.settings.insert(s.name.clone(), s.value.new.clone());
                }
            }
            let Some(id) = change.record() else { continue };
            let now = out.records.remove(&id);
            let then = match apply(&change, now.clone()) {
                Ok(then) => then,
                Err(_) => super::pending::force(&change, now),
            };
            if let Some(then) = then {
                out.records.insert(id, then);
            }
        }
    }
    out.position = prefix.position();
    Ok(out)
}
