//! `ally theme`: which themes there are, and what they look like.

use serde_json::json;

use super::args::{Theme as Args, ThemeWhat};
use super::here::Here;
use super::output::{self, Cell, Table, Tone};
use crate::book::{BookError, Result};

/// Lists the themes or shows one.
pub fn run(here: &mut Here<'_>, args: &Args) -> Result<()> {
    match &args.what {
        Some(ThemeWhat::Show { name }) => show(here, name.as_deref(), args.json),
        Some(ThemeWhat::List) | None => {
            list(here, args.json);
            Ok(())
        }
    }
}

fn list(here: &mut Here<'_>, as_json: bool) {
    let (rows, warnings) = here.workbench.themes(&here.config);
    for warning in warnings {
        output::tell(&format!("ally: {warning}"));
    }
    if as_json {
        let all: Vec<_> =
            rows.iter().map(|row| json!({"name": row.name, "about": row.about, "file": row.file, "in_force": row.chosen})).collect();
        here.out.json(&all);
        return;
    }
    let mut table = Table::new(&["", "theme", "", "from"]);
    for row in rows {
        let sign = if row.chosen { "*" } else { "" };
        let from = row.file.unwrap_or_else(|| "comes with ally".into());
        table.row(vec![
            Cell::new(Tone::Accent, sign),
            Cell::new(Tone::Strong, row.name),
            row.about.into(),
            Cell::new(Tone::Muted, from),
        ]);
    }
    here.out.table(&table);
}

fn show(here: &mut Here<'_>, name: Option<&str>, as_json: bool) -> Result<()> {
    let (name, roles) = here.workbench.theme(&here.config, name).map_err(|wrong| {
        BookError::refused(wrong.join("\n")).hint("ally theme lists the themes.")
    })?;
    if as_json {
        let all: Vec<_> = roles
            .iter()
            .map(|r| json!({"role": r.name, "look": r.look, "help": r.help}))
            .collect();
        here.out.json(&json!({"name": name, "roles": all}));
        return Ok(());
    }
    let mut table = Table::new(&["role", "look", "what it is for"]);
    for role in roles {
        table.row(vec![
            Cell::new(Tone::Strong, role.name),
            role.look.into(),
            Cell::new(Tone::Muted, role.help),
        ]);
    }
    here.out.table(&table);
    Ok(())
}
