//! `ally merge WHAT INTO`: makes two records one.

use super::args::Merge as Args;
use super::here::{Here, still};
use super::output::{Cell, Tone};
use crate::book::Result;

/// Makes the first record part of the second; what pointed to the first points to the second.
pub fn run(here: &mut Here<'_>, args: &Args) -> Result<()> {
    let mut book = here.change()?;
    let loser = book.find_any(&args.what)?;
    let winner = book.find_any(&args.into)?;
    let (_, left) = book.merge(loser.id(), winner.id(), None)?;
    let now = still(&mut book, winner.id())?;
    if args.json {
        here.out.json(&now.object_with_computed(here.today()));
        return Ok(());
    }
    here.out.cells(vec![
        Cell::new(Tone::Muted, format!("{}  ", now.short())),
        Cell::new(Tone::Strong, now.title()),
        Cell::new(
            Tone::Muted,
            format!(
                ": {} ({}) is part of it now. ally undo takes them apart again.",
                loser.title(),
                loser.short()
            ),
        ),
    ]);
    for line in left {
        here.out.cells(vec!["     ".into(), line.into()]);
    }
    Ok(())
}
