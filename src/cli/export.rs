//! `ally export`: everything out again, as files that others read.

use std::collections::{HashMap, HashSet};

use super::args::{Export as Args, ExportFormat};
use super::file;
use super::here::Here;
use crate::book::{Book, BookError, Result};
use crate::domain::{Body, Id, Object, Record, plain};
use crate::interchange::activity::ActivityRow;
use crate::interchange::write;
use crate::signals::behaviour::Row;

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
    if format == ExportFormat::Jsonl {
        let with_rows = args.as_of.is_none();
        file::put_with(here, args.out.as_deref(), args.force, &mut |out| {
            write::jsonl(out, &objects)?;
            if with_rows {
                write_rows(out, &mut book, &objects)?;
            }
            Ok(())
        })?;
        return if with_rows {
            Ok(())
        } else {
            tell_of_activity(&mut book, format)
        };
    }
    let mut out = Vec::new();
    let written = match format {
        ExportFormat::Jsonl => Ok(()),
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
    file::put(here, args.out.as_deref(), &out, args.force)?;
    if matches!(format, ExportFormat::Vcard | ExportFormat::Ical)
        && String::from_utf8_lossy(&out).chars().any(plain::steers)
    {
        super::output::tell(
            "Signs that turn the direction of text, and controls, are left out of it; --format jsonl holds them.",
        );
    }
    if let Some(says) = left_out(format, &out, objects.len()) {
        super::output::tell(&says);
    }
    tell_of_activity(&mut book, format)
}

/// Says what a file does not hold that has only some of the records.
fn left_out(format: ExportFormat, out: &[u8], all: usize) -> Option<String> {
    let text = String::from_utf8_lossy(out);
    let mut held: HashSet<&str> = HashSet::new();
    for line in text.lines() {
        let id = match format {
            ExportFormat::Ical => line
                .strip_prefix("UID:urn:uuid:")
                .or_else(|| line.strip_prefix("UID:")?.strip_prefix(write::REMINDER)),
            ExportFormat::Vcard => line.strip_prefix("UID:urn:uuid:"),
            _ => return None,
        };
        held.extend(id.and_then(|id| id.get(..36)));
    }
    let what = match format {
        ExportFormat::Ical => "meetings to come and what is due are",
        _ => "people and accounts are",
    };
    let others = match all.saturating_sub(held.len()) {
        0 => return None,
        1 => "1 other record is".to_owned(),
        others => format!("{others} other records are"),
    };
    Some(format!(
        "Only {what} in it; {others} not, and --format jsonl holds all."
    ))
}

/// Writes what the accounts buy and use, one account after the other, so that a million rows never stand in memory.
fn write_rows(
    out: &mut dyn std::io::Write,
    book: &mut Book,
    objects: &[Object],
) -> std::io::Result<()> {
    let accounts = objects
        .iter()
        .filter(|object| object.get("kind").is_some_and(|kind| kind == "account"))
        .filter_map(|object| object.get("id")?.as_str()?.parse::<Id>().ok());
    for account in accounts {
        let mut lines = book
            .activity(account)
            .map_err(|error| std::io::Error::other(error.to_string()))?;
        // They are kept by batches; in the order of what they say, a copy of the book writes the same.
        lines.sort_unstable();
        let rows: Vec<Row> = lines.iter().filter_map(|line| Row::read(line)).collect();
        write::activity(out, account, rows.iter().map(ActivityRow::from))?;
    }
    Ok(())
}

/// Says how much of what accounts buy or use is not in the file: that is rows, not records.
fn tell_of_activity(book: &mut Book, format: ExportFormat) -> Result<()> {
    let rows = book.activity_rows()?;
    if rows > 0 {
        let (rows, are) = match rows {
            1 => ("1 row".to_owned(), "is"),
            rows => (format!("{rows} rows"), "are"),
        };
        let help = if format == ExportFormat::Jsonl {
            "without --as-of they are"
        } else {
            "--format jsonl holds both"
        };
        super::output::tell(&format!(
            "{rows} of what accounts buy or use {are} not in it, only records are; {help}."
        ));
    }
    Ok(())
}
