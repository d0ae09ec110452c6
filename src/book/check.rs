//! Checks a book: every entry of the journal, every row of the index, and that both say the same.

use std::collections::BTreeMap;

use super::core::trouble;
use super::error::{BookError, Result};
use super::handle::{Options, take};
use crate::domain::{Id, Object};
use crate::store::{self, StoreError};

/// What a check found.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Report {
    /// How many entries the journal has.
    pub entries: u64,
    /// The chain after the last, in hex.
    pub chain: String,
    /// How many records they add up to.
    pub records: u64,
    /// How many rows the index has; nothing where a workbench has it open.
    pub rows: Option<u64>,
    /// What was made anew, a line each.
    pub mended: Vec<String>,
}

/// Checks a book. The journal is read beside whoever holds the book, and never written.
///
/// An index that does not hold is set aside and made anew from the journal, as any reading command does too; with
/// `repair` it is made anew where it holds but says something else than the journal. Errors name the file, the line and
/// the entry where the journal is damaged.
pub fn check(options: &Options, repair: bool) -> Result<Report> {
    let truth = store::replay(&options.dir).map_err(trouble)?;
    let (seq, chain) = truth.position;
    let mut report = Report { entries: seq, chain: chain.to_string(), records: truth.records.len() as u64, rows: None, mended: Vec::new() };
    let mut core = match take(options) {
        Ok(core) => core,
        Err(StoreError::Held { .. }) => return Ok(report),
        Err(error) => return Err(trouble(error)),
    };
    report.rows = Some(core.store.verify().map_err(trouble)?);
    let mut found: BTreeMap<Id, Object> = BTreeMap::new();
    core.store
        .all(&mut |object| {
            if let Some(id) = super::execute::id_of(&object) {
                found.insert(id, object);
            }
            true
        })
        .map_err(trouble)?;
    report.mended = core.store.notices();
    // Somebody may have written between the two readings.
    if core.store.position().0 != seq || found == truth.records {
        return Ok(report);
    }
    if !repair {
        return Err(BookError::damaged("the index says something else than the journal, though its digests are right")
            .hint("The journal is the truth: ally check --repair makes the index anew from it."));
    }
    drop(core);
    let index = options.dir.join("index");
    let aside = options.dir.join("aside").join("index");
    let moved = std::fs::create_dir_all(options.dir.join("aside"))
        .and_then(|()| if aside.exists() { std::fs::remove_dir_all(&aside) } else { Ok(()) })
        .and_then(|()| std::fs::rename(&index, &aside));
    moved.map_err(|e| BookError::damaged(format!("{}: {e}", index.display())))?;
    let mut core = take(options).map_err(trouble)?;
    report.rows = Some(core.store.verify().map_err(trouble)?);
    report.mended.push("The index said something else than the journal; it was set aside and made anew.".into());
    Ok(report)
}
