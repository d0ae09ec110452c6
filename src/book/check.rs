//! Checks a book's files, and mends what can be mended.

use std::sync::Arc;

use super::core::trouble;
use super::error::Result;
use super::find::{forget, taken_in};
use super::handle::Options;
use super::shape::BookShape;
use crate::store;
pub use crate::store::{Finding, Report};

/// Verifies every entry of the journal and every row of the index; with `repair` rebuilds the index and salvages the journal.
///
/// Beside a workbench only the journal is verified. Errors where there is no book, or a repair is asked for while it is held.
pub fn check(options: &Options, repair: bool) -> Result<Report> {
    let with = store::Options {
        who: format!("a check (process {})", std::process::id()),
        known: taken_in(&options.dir),
        ..store::Options::new(options.clock.now().timestamp())
    };
    let report = store::check(&options.dir, repair, &with, Arc::new(BookShape)).map_err(trouble)?;
    if !report.repaired.is_empty() {
        forget(&options.dir);
    }
    Ok(report)
}
