//! `ally export`: everything out again, as files that others read.

use std::collections::HashMap;

use super::args::{Export as Args, ExportFormat};
use super::file;
use super::here::Here;
use crate::book::{Book, BookError, Result};
use crate::domain::{Body, Id, Object, Record};
use crate::interchange::write;

/// Writes the book to standard output or into a file.
pub fn run(here: &mut Here<'_>, args: &Args) -> Result<()> {
    let mut book = here.read(args.as_of.as_deref())?;
    let format = args.format.unwrap_or(ExportFormat::Jsonl);
    // Read and written again, so that the order of fields is that of the table, whoever wrote the record.
    let objects: Vec<Object> = book
        .objects()?
        .into_iter()
        .map(|object| Record::read(object.clone()).map_or(object, |record| record.object()))
        .collect();
    let records = || {
        objects
            .iter()
            .filter_map(|object| Record::read(object.clone()).ok())
    };
    let titles: HashMap<Id, String> = records()
        .map(|record| (record.id(), record.title()))
        .collect();
    let name_of = |id: Id| titles.get(&id).cloned();
    let mut out = Vec::new();
    let written = match format {
        ExportFormat::Jsonl => write::jsonl(&mut out, &objects),
        ExportFormat::Csv => write::csv(&mut out, &objects, &name_of),
        ExportFormat::Md => write::markdown(&mut out, &objects, &name_of),
        ExportFormat::Vcard => write::vcard(&mut out, &objects, &name_of),
        ExportFormat::Ical => {
            let emails: HashMap<Id, Option<String>> = records()
                .filter_map(|record| match &record.body {
                    Body::Person(b) => Some((record.id(), b.emails.first().cloned())),
                    _ => None,
                })
                .collect();
            let person =
                |id: Id| Some((titles.get(&id)?.clone(), emails.get(&id).cloned().flatten()));
            write::ical(&mut out, &objects, &person)
        }
    };
    written.map_err(|e| BookError::refused(e.to_string()))?;
    file::put(here, args.out.as_deref(), &out)?;
    tell_of_activity(&mut book)
}

/// Says how much of what accounts buy or use is not in the file: that is rows, not records.
fn tell_of_activity(book: &mut Book) -> Result<()> {
    let rows = book.activity_rows()?;
    if rows > 0 {
        super::output::tell(&format!(
            "{rows} rows of what accounts buy or use are not in it, only records are; ally backup holds both."
        ));
    }
    Ok(())
}
