//! What the book remembers of headers: listed, and forgotten.

use std::path::Path;

use serde_json::json;

use crate::book::{BookError, Result, import_file};
use crate::cli::here::Here;
use crate::cli::output::{Cell, Tone};
use crate::domain::plain;
use crate::interchange::map::{ColumnMap, KINDS};
use crate::interchange::read_as::ReadAs;
use crate::interchange::{self, Source, fitting};

/// So many signs of a header's fingerprint are its mark.
const MARK: usize = 6;
/// So many columns are named.
const NAMED: usize = 6;

fn mark(print: &str) -> &str {
    print.get(..MARK).unwrap_or(print)
}

/// Says what a map says: what a row is, which columns it names, and how the file is read.
fn said(map: &ColumnMap) -> String {
    let kind = KINDS.iter().find(|(kind, ..)| *kind == map.kind);
    let rows = map.table.as_deref().or(kind.map(|(_, called, _)| *called));
    let mut parts = vec![rows.unwrap_or(&map.kind).to_owned()];
    let names: Vec<&str> = map.columns.keys().map(String::as_str).collect();
    let more = names.len().saturating_sub(NAMED);
    if !names.is_empty() {
        let more = if more > 0 {
            format!(" and {more} more")
        } else {
            String::new()
        };
        let names = names[..names.len().min(NAMED)].join(", ");
        parts.push(format!("columns {names}{more}"));
    }
    if map.says_how() {
        let how = ReadAs {
            comma: map.comma(),
            order: map.order(),
            currency: map.currency.clone(),
            region: map.region.clone(),
            said: false,
        };
        let encoding = map.encoding.as_deref().unwrap_or_default();
        parts.push(format!("read as {}", how.line(encoding, map.delimiter)));
    }
    parts.join("; ")
}

/// Lists what is remembered, a header a line.
pub fn list(here: &mut Here<'_>, as_json: bool) -> Result<()> {
    let maps = here.read(None)?.remembered_maps()?;
    if as_json {
        for (print, map) in &maps {
            here.out
                .json_line(&json!({"mark": mark(print), "said": map}));
        }
        return Ok(());
    }
    if maps.is_empty() {
        here.out.line("Nothing is remembered of any header.");
    }
    for (print, map) in &maps {
        here.out.cells(vec![
            Cell::new(Tone::Accent, plain::pad(mark(print), MARK + 2)),
            said(map).into(),
        ]);
    }
    Ok(())
}

/// Forgets what is remembered of a file's header, or of the header with a mark.
pub fn forget(here: &mut Here<'_>, what: &Path) -> Result<()> {
    let mut book = here.write()?;
    let maps = book.remembered_maps()?;
    let name = what.display().to_string();
    let mut marked = maps.keys().filter(|print| mark(print) == name);
    let print = match (marked.next(), what.exists()) {
        (Some(print), false) => Some(print.clone()),
        (None, false) => {
            return Err(
                BookError::refused(format!("{name}: no such file, and no mark of a header"))
                    .hint("ally import --remembered lists the headers that are remembered, each with its mark."),
            );
        }
        (_, true) => {
            let bytes = import_file(what)?;
            let source = Source {
                name: &name,
                bytes: &bytes,
            };
            let seen = interchange::glance(&source, None);
            seen.and_then(|seen| {
                let (print, _) = fitting(&maps, seen.key.as_deref()?, &seen.header)?;
                Some(print.clone())
            })
        }
    };
    let Some((print, map)) = print.and_then(|print| maps.get_key_value(&print)) else {
        return Err(BookError::refused(format!(
            "{name}: nothing is remembered of its header; nothing was changed"
        ))
        .hint("ally import --remembered lists the headers that are remembered."));
    };
    book.forget_maps(std::slice::from_ref(print))?;
    here.out.line(Cell::new(
        Tone::Strong,
        format!(
            "Forgotten: {}. Such a file is read as it shows itself again.",
            said(map)
        ),
    ));
    Ok(())
}
