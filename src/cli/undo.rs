//! `ally undo` and `ally redo`: nothing is destroyed, an entry is appended.

use serde_json::json;

use super::args::{Json, Undo};
use super::here::Here;
use crate::book::{Command, Receipt, Result};

/// Takes back the last entry that can be, or the one that was named.
pub fn run(here: &mut Here<'_>, args: &Undo) -> Result<()> {
    let mut book = here.change()?;
    if super::on_terminal()
        && !args.yes
        && !args.json
        && let Some([which, waits]) = book.stranded(args.entry)?
    {
        let number = args
            .entry
            .map_or_else(String::new, |seq| format!(" entry {seq}"));
        let asks = format!("Taking back{number} takes {which} away: {waits}. Take it back?");
        if !super::output::confirm(&asks) {
            here.out.line("Nothing was taken back.");
            return Ok(());
        }
    }
    let receipt = book.execute(Command::Undo {
        bench: None,
        entry: args.entry,
    })?;
    say(here, &receipt, args.json);
    Ok(())
}

/// Does again what was taken back last.
pub fn redo(here: &mut Here<'_>, args: &Json) -> Result<()> {
    let mut book = here.change()?;
    let receipt = book.execute(Command::Redo { bench: None })?;
    say(here, &receipt, args.json);
    Ok(())
}

fn say(here: &mut Here<'_>, receipt: &Receipt, as_json: bool) {
    if as_json {
        here.out.json(
            &json!({"entry": receipt.entry, "said": receipt.said, "touched": receipt.touched}),
        );
    } else {
        here.out.line(receipt.said.clone());
    }
}
