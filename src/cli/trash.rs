//! `ally trash [WHAT]`: what was deleted, and bringing it back.

use serde_json::json;

use super::args::Trash as Args;
use super::here::{Here, still};
use super::output::{Cell, Table, Tone};
use crate::book::trash::Gone;
use crate::book::{BookError, Result};
use crate::domain::names::fold;
use crate::domain::{Id, days};

/// Lists what was deleted and is not back, or brings one record of it back.
pub fn run(here: &mut Here<'_>, args: &Args) -> Result<()> {
    if args.what.is_empty() {
        return list(here, args.json);
    }
    let mut book = here.change()?;
    let gone = book.trash()?;
    let id = meant(&gone, &args.what.join(" "))?;
    let back = book.bring_back(&[id])?;
    if args.json {
        let now = still(&mut book, id)?;
        here.out.json(&now.object_with_computed(here.today()));
    } else {
        here.out.line(format!("{}.", back.said()));
    }
    Ok(())
}

fn list(here: &mut Here<'_>, as_json: bool) -> Result<()> {
    let mut book = here.read(None)?;
    let gone = book.trash()?;
    let zone = book.now().time_zone().clone();
    let today = here.today();
    if as_json {
        let all: Vec<_> = gone
            .iter()
            .map(|gone| json!({"deleted": gone.at, "by": gone.by, "record": gone.record.object()}))
            .collect();
        here.out.json(&all);
        return Ok(());
    }
    let mut table = Table::new(&["", "what", "", "deleted", "by"]);
    for gone in &gone {
        let on = gone.at.to_zoned(zone.clone()).date();
        table.row(vec![
            Cell::new(Tone::Muted, gone.record.short().to_owned()),
            gone.record.title().into(),
            Cell::new(Tone::Muted, format!("{:#}", gone.record.kind())),
            days::day(on, today).into(),
            Cell::new(Tone::Muted, gone.by.clone()),
        ]);
    }
    if gone.is_empty() {
        here.out.line("Nothing was deleted that is not back.");
    } else {
        here.out.table(&table);
    }
    Ok(())
}

/// Finds the deleted record that is meant: by its short id, else by its whole title, else by words of it.
fn meant(gone: &[Gone], text: &str) -> Result<Id> {
    let folded = fold(text);
    let short = |gone: &&Gone| gone.record.short().eq_ignore_ascii_case(text.trim());
    let whole = |gone: &&Gone| fold(&gone.record.title()) == folded;
    let words = |gone: &&Gone| fold(&gone.record.title()).contains(&folded);
    let tests: [&dyn Fn(&&Gone) -> bool; 3] = [&short, &whole, &words];
    for test in tests {
        let fit: Vec<&Gone> = gone.iter().filter(test).collect();
        match fit.as_slice() {
            [] => {}
            [one] => return Ok(one.record.id()),
            several => {
                let names: Vec<String> = several
                    .iter()
                    .take(4)
                    .map(|gone| format!("{} {}", gone.record.short(), gone.record.title()))
                    .collect();
                return Err(BookError::refused(format!(
                    "“{text}” could be {}",
                    names.join(", or ")
                )));
            }
        }
    }
    Err(
        BookError::refused(format!("nothing that was deleted is called “{text}”"))
            .hint("ally trash lists what was deleted."),
    )
}
