//! Builds the index from the journal, and brings one that is behind up to date.

use std::path::Path;

use super::damage::StoreError;
use super::files::{End, Walk};
use super::index::{Index, section};
use super::pending::{Pending, Refused, json, read_object};
use super::place::{LOOSE, summary_key};
use super::root::Spot;
use super::rows::{Changes, Rows, Trouble};
use super::shape::Shape;
use crate::domain::Id;
use crate::journal::Chain;

/// Why an index could not be brought up to date.
pub enum Failed {
    /// The journal is damaged or cannot be read; no index can be made from it.
    Journal(StoreError),
    /// The index is at fault; another can be made.
    Index(Trouble),
}

impl From<StoreError> for Failed {
    fn from(error: StoreError) -> Self {
        Failed::Journal(error)
    }
}

impl From<Trouble> for Failed {
    fn from(trouble: Trouble) -> Self {
        Failed::Index(trouble)
    }
}

/// Builds an index from the whole journal; gives it and where the journal ends.
pub fn build(
    journal: &Path,
    rows: Box<dyn Rows>,
    shape: &dyn Shape,
) -> Result<(Index, End), Failed> {
    let mut index = Index::begin(rows, shape.version())?;
    let end = follow(journal, &mut index, shape, false)?;
    let mut changes = Changes::new();
    for group in index.groups(section::RECORD)? {
        let Some(account) = group.get(1..17).and_then(|b| <[u8; 16]>::try_from(b).ok()) else {
            continue;
        };
        if account == LOOSE {
            continue;
        }
        let members = index.group(&group)?;
        let read = || -> Result<Vec<_>, Trouble> {
            members
                .iter()
                .map(|(_, value)| read_object(value))
                .collect()
        };
        let mut failed = None;
        let value = shape.summarise(Id::from_bytes(account), None, &[], &mut || {
            read().unwrap_or_else(|trouble| {
                failed = Some(trouble);
                Vec::new()
            })
        });
        if let Some(trouble) = failed {
            return Err(trouble.into());
        }
        if let Some(value) = value {
            changes.insert(summary_key(account), Some(json(&value)?));
        }
    }
    index.write(changes, |_| {})?;
    index.flush()?;
    Ok((index, end))
}

/// Takes in what the journal has beyond the index; gives where the journal ends.
pub fn follow(
    journal: &Path,
    index: &mut Index,
    shape: &dyn Shape,
    summaries: bool,
) -> Result<End, Failed> {
    let head = index.root().head.clone();
    let mut first = head.first;
    let mut walk = Walk::from(journal, head.applied, &head.segments)?;
    let mut pending = Pending::default();
    loop {
        match walk.next()? {
            Ok((entry, begins, after)) => {
                if after.seq == 1 {
                    first = after.chain;
                }
                take_accepted(&mut pending, index, &entry)?;
                pending.lies(begins, after);
                if pending.is_heavy() {
                    let lengths = walk.lengths().to_vec();
                    let gathered = std::mem::take(&mut pending);
                    write(index, gathered, shape, first, after, lengths, summaries)?;
                }
            }
            Err(end) => {
                if end.spot != index.root().head.applied {
                    let lengths = end.lengths.clone();
                    write(index, pending, shape, first, end.spot, lengths, summaries)?;
                }
                return Ok(end);
            }
        }
    }
}

fn take_accepted(
    pending: &mut Pending,
    index: &mut Index,
    entry: &crate::journal::Entry,
) -> Result<(), Trouble> {
    match pending.take(index, entry, false) {
        Ok(()) => Ok(()),
        Err(Refused::Trouble(trouble)) => Err(trouble),
        Err(Refused::Conflict(conflict)) => Err(Trouble::new(conflict.to_string())),
    }
}

/// Writes what was gathered, and how far it reaches.
pub fn write(
    index: &mut Index,
    pending: Pending,
    shape: &dyn Shape,
    first: Chain,
    applied: Spot,
    segments: Vec<u64>,
    summaries: bool,
) -> Result<(), Trouble> {
    let rows = pending.into_rows(index, shape, first, summaries)?;
    index.write(rows, |head| {
        head.first = first;
        head.applied = applied;
        head.segments = segments;
        head.midway = false;
    })
}
