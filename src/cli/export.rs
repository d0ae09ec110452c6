//! `ally export`: everything out again, as files that others read.

use super::args::{Export as Args, ExportFormat};
use super::file;
use super::here::Here;
use crate::book::{BookError, Result};
use crate::domain::Record;

/// Writes the book to standard output or into a file.
pub fn run(here: &mut Here<'_>, args: &Args) -> Result<()> {
    let mut book = here.read(args.as_of.as_deref())?;
    let written = match args.format {
        ExportFormat::Jsonl => jsonl(book.objects()?)?,
    };
    file::put(here, args.out.as_deref(), &written)
}

/// Writes every record on a line of its own, by id.
fn jsonl(objects: Vec<crate::domain::Object>) -> Result<Vec<u8>> {
    let mut out = Vec::new();
    for object in objects {
        // Read and written again, so that the order of fields is that of the table whoever wrote the record.
        let object = Record::read(object.clone()).map_or(object, |record| record.object());
        serde_json::to_writer(&mut out, &object).map_err(|e| BookError::refused(e.to_string()))?;
        out.push(b'\n');
    }
    Ok(out)
}
