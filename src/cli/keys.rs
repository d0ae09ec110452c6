//! `ally keys`: every action with its keys, and whether the file of one's own keys holds.

use serde_json::json;

use super::args::{Keys as Args, KeysWhat};
use super::here::Here;
use super::output::{self, Cell, Table, Tone};
use crate::book::{BookError, Result};

/// Lists the keys or checks the person's own.
pub fn run(here: &mut Here<'_>, args: &Args) -> Result<()> {
    let (rows, wrong) = here.workbench.keys(&here.config);
    let file = here.config.keys();
    if args.what == KeysWhat::Check {
        return match (wrong.is_empty(), file.exists()) {
            (true, true) => {
                here.out.line(format!(
                    "{}: {} actions, no clash, every name known.",
                    file.display(),
                    rows.iter()
                        .map(|row| &row.action)
                        .collect::<std::collections::BTreeSet<_>>()
                        .len()
                ));
                Ok(())
            }
            (true, false) => {
                here.out.line(format!(
                    "There is no file {}; the usual keys are in force.",
                    file.display()
                ));
                Ok(())
            }
            (false, _) => Err(BookError::refused(wrong.join("\n"))
                .hint("Until that is mended, the usual keys are in force.")),
        };
    }
    for warning in wrong {
        output::tell(&format!("ally: {warning}"));
    }
    if args.json {
        let all: Vec<_> =
            rows.iter().map(|r| json!({"context": r.context, "action": r.action, "keys": r.keys, "help": r.help})).collect();
        here.out.json(&all);
        return Ok(());
    }
    let mut table = Table::new(&["where", "keys", "action", ""]);
    for row in rows {
        table.row(vec![
            Cell::new(Tone::Muted, row.context),
            Cell::new(Tone::Strong, row.keys.join(", ")),
            row.action.into(),
            Cell::new(Tone::Muted, row.help),
        ]);
    }
    here.out.table(&table);
    Ok(())
}
