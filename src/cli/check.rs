//! `ally check`: verifies every entry of the journal, every row of the index, and that they say the same.

use serde_json::json;

use super::args::Check as Args;
use super::here::Here;
use super::output::{Cell, Tone};
use crate::book::{self, Result};

/// Checks the book; with `--repair` makes anew what can be made anew.
pub fn run(here: &mut Here<'_>, args: &Args) -> Result<()> {
    here.exists()?;
    let report = book::check(&here.options(false), args.repair)?;
    if args.json {
        here.out.json(&json!({
            "entries": report.entries, "records": report.records, "rows": report.rows, "chain": report.chain,
            "mended": report.mended, "sound": true,
        }));
        return Ok(());
    }
    for line in &report.mended {
        here.out.line(Cell::new(Tone::Accent, line.clone()));
    }
    here.out.line(format!("{} entries, each with its hash and in its chain.", report.entries));
    match report.rows {
        Some(rows) => here.out.line(format!("{} records in {rows} rows of the index, every digest right; the same as the journal adds up to.", report.records)),
        None => here.out.line(format!("{} records as the journal adds up. The index is in use by a workbench, which checks it as it reads.", report.records)),
    }
    here.out.line(Cell::new(Tone::Muted, format!("chain {}", report.chain)));
    Ok(())
}
