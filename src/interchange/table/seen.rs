//! What is seen of a table before it is read, and what is said of one that nobody knows.

use super::{HEAD, SAMPLE};
use crate::interchange::{
    decode::Decoded,
    draft::Reading,
    error::ImportError,
    header::fingerprint,
    map::{KINDS, lacks, likely_kind, named},
    recognise,
    rows::{Row, Rows},
};

/// Notes the row that looks like a header, and the first rows under it.
pub(super) fn show_head(reading: &mut Reading, head: &[Row<'_>], width: usize) {
    let likely = recognise::likely(head, width);
    if let Some(row) = head.get(likely) {
        let columns = recognise::columns_of(row);
        reading.fingerprint = Some(fingerprint(&columns));
        reading.header = columns.into_iter().map(|column| column.name).collect();
        reading.sample = sample(head, likely);
    }
}

pub(super) fn sample(head: &[Row<'_>], header: usize) -> Vec<Vec<String>> {
    let rows = head.iter().skip(header + 1).take(SAMPLE);
    rows.map(|row| {
        let cells = row.cells.iter();
        cells.map(|cell| cell.trim().to_owned()).collect()
    })
    .collect()
}

/// Looks at a table that nobody knows: its header, its first rows and its fingerprint, for the guided mapping.
pub fn glance(file: &str, decoded: &Decoded<'_>, delimiter: Option<char>) -> Reading {
    let text = decoded.text.as_ref();
    let dialect = super::dialect_of(text, delimiter);
    let mut rows = Rows::new(text, dialect.delimiter);
    rows.expect(dialect.columns);
    rows.seek(dialect.start, dialect.line);
    let head: Vec<Row<'_>> = rows.take(HEAD).collect();
    let mut reading = Reading {
        file: file.to_owned(),
        encoding: decoded.encoding.clone(),
        delimiter: Some(char::from(dialect.delimiter)),
        ..Reading::default()
    };
    show_head(&mut reading, &head, dialect.columns);
    reading
}

/// Refuses a sheet that holds several tables, or a list of what tables' columns are: a header under the header tells.
pub(super) fn one_table(file: &str, head: &[Row<'_>], at: usize) -> Result<(), ImportError> {
    let (Some(header), Some(second)) = (head.get(at), recognise::second(head, at)) else {
        return Ok(());
    };
    Err(ImportError::unknown(
        file,
        format!(
            "lines {} and {} are both headers, so it holds several tables or describes their columns",
            header.line, second.line
        ),
        "Export each table into a file of its own; `--as KIND` reads it as one table all the same.",
    ))
}

/// Says what was seen of a table that nobody knows, and what to do about it.
pub(super) fn looked_at(head: &[Row<'_>], reading: &Reading) -> (String, String) {
    if head.is_empty() {
        let help = "There is nothing in it to import; export it again.";
        return ("the file is empty".to_owned(), help.to_owned());
    }
    let columns = "say which column is what: with `--map FILE`, or in the workbench, where `I` shows the columns beside their first rows";
    if let [only] = reading.header.as_slice() {
        return (
            format!("each of its lines is one cell, such as “{only}”"),
            "If another sign parts its cells, say which: `delimiter = \"^\"` in a file for --map, or `r` in the workbench's import.".to_owned(),
        );
    }
    let names: Vec<&str> = reading
        .header
        .iter()
        .map(String::as_str)
        .filter(|name| !name.is_empty())
        .take(6)
        .collect();
    if names.is_empty() {
        let help = "Its first line must name its columns; write them there, then say what it is with `--as KIND`.";
        return ("no line of it names columns".to_owned(), help.to_owned());
    }
    let seen = format!("its columns are {}", names.join(", "));
    let kind = likely_kind(&reading.header, &reading.sample);
    let guessed = named(kind, &reading.header);
    let known = guessed
        .iter()
        .filter(|target| !matches!(**target, "extra" | "skip"))
        .count();
    let called = KINDS
        .iter()
        .find(|(word, ..)| *word == kind)
        .map_or(kind, |(_, called, _)| called);
    match lacks(kind, &guessed) {
        None if known > 0 => (
            format!("{seen}, most like {called}"),
            format!("If that is what it is, `--as {kind}` reads it so; else {columns}."),
        ),
        Some(lack) if known > 1 => (
            format!("{seen}, most like {called}, but {lack}"),
            format!("If it is there under another name, {columns}."),
        ),
        _ => (
            seen,
            format!("Say what it is with `--as KIND`, or {columns}."),
        ),
    }
}
