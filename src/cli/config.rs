//! `ally config`: what is in force and where it came from.

use serde_json::json;

use super::args::{Config as Args, ConfigWhat};
use super::here::Here;
use super::output::{Cell, Table, Tone};
use crate::book::Result;
use crate::config::{KEYS, Layer};

/// Shows the settings or the places.
pub fn run(here: &mut Here<'_>, args: &Args) -> Result<()> {
    match args.what {
        ConfigWhat::Path => paths(here, args.json),
        ConfigWhat::Show => show(here, args.json),
    }
    Ok(())
}

fn paths(here: &mut Here<'_>, as_json: bool) {
    let places = &here.config.places;
    let rows = [
        ("book", places.book.clone(), places.book_from),
        ("config", places.config.clone(), places.config_from),
        (
            "keys",
            here.config.keys(),
            here.config
                .settings
                .from
                .get("keys")
                .copied()
                .unwrap_or(Layer::Usual),
        ),
        ("theme", here.config.kept_theme(), Layer::Workbench),
        ("themes", here.config.themes(), Layer::Usual),
    ];
    if as_json {
        let all: serde_json::Map<_, _> = rows
            .iter()
            .map(|(name, path, from)| ((*name).to_owned(), json!({"path": path.display().to_string(), "from": from.word(), "there": path.exists()})))
            .collect();
        here.out.json(&all);
        return;
    }
    let mut table = Table::new(&["", "", ""]);
    for (name, path, from) in rows {
        let there = if path.exists() {
            String::new()
        } else {
            ", not there yet".into()
        };
        table.row(vec![
            Cell::new(Tone::Strong, name),
            path.display().to_string().into(),
            Cell::new(Tone::Muted, format!("{}{there}", said(here, from, name))),
        ]);
    }
    here.out.table(&table);
}

fn show(here: &mut Here<'_>, as_json: bool) {
    let rows = here.config.settings.said();
    if as_json {
        let all: serde_json::Map<_, _> = rows
            .iter()
            .map(|(name, value, from)| {
                (
                    (*name).to_owned(),
                    json!({"value": value, "from": from.word()}),
                )
            })
            .collect();
        here.out.json(&all);
        return;
    }
    let mut table = Table::new(&["setting", "in force", "from", "what it is"]);
    for (name, value, from) in rows {
        let help = KEYS
            .iter()
            .find(|(key, _)| *key == name)
            .map_or("", |(_, help)| help);
        let value = value.map_or_else(|| Cell::new(Tone::Muted, "not set"), Cell::from);
        table.row(vec![
            Cell::new(Tone::Strong, name),
            value,
            Cell::new(Tone::Muted, said(here, from, name)),
            Cell::new(Tone::Muted, help),
        ]);
    }
    here.out.table(&table);
}

fn said(here: &Here<'_>, from: Layer, name: &str) -> String {
    match (from, name) {
        (Layer::Workbench, _) => "chosen in the workbench".into(),
        (Layer::File, _) => here.config.places.config.display().to_string(),
        (Layer::Usual, "author" | "book" | "config") | (Layer::Environment | Layer::Option, _) => {
            from.word().into()
        }
        (Layer::Usual, _) => "usual".into(),
    }
}
