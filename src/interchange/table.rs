//! Reads a delimited table into drafts: recognises it, decides dates and numbers by the columns' own evidence, then
//! takes row after row.

mod how;
mod joined;
mod seen;
mod take;

use super::{
    activity,
    decode::Decoded,
    dialect,
    draft::Reading,
    error::ImportError,
    header::fingerprint,
    map::{ColumnMap, kind_named, listed_kinds, name_of},
    options::Options,
    recognise::{self, Recognised, What},
    rows::{Row, Rows},
    survey, vendors,
};
pub use seen::glance;

use how::Plan;
use seen::{looked_at, one_table, sample, show_head};

/// How many rows at the start are looked at for the header.
const HEAD: usize = 60;
/// How many rows are shown beside a guided mapping.
const SAMPLE: usize = 5;
/// What is said of a row without a word for its record.
const NOTHING: &str = "no name or text that a record could be made of";
/// How often progress is told, in rows.
const STEP: u64 = 4096;

/// Reads a table's text, as a map says: that of now, or the one remembered for its header.
pub fn read(
    file: &str,
    decoded: &Decoded<'_>,
    options: &Options<'_>,
    said: Option<&ColumnMap>,
) -> Result<Reading, ImportError> {
    let text = decoded.text.as_ref();
    let mut reading = Reading {
        file: file.to_owned(),
        encoding: decoded.encoding.clone(),
        warnings: decoded.warnings.clone(),
        ..Reading::default()
    };
    let dialect = dialect_of(text, said.and_then(|map| map.delimiter));
    reading.delimiter = Some(char::from(dialect.delimiter));
    let mut rows = Rows::new(text, dialect.delimiter);
    rows.expect(dialect.columns);
    rows.seek(dialect.start, dialect.line);
    let head: Vec<Row<'_>> = rows.clone().take(HEAD).collect();
    if let Some(widest) = head
        .iter()
        .map(|row| row.cells.len())
        .max()
        .filter(|widest| *widest > options.limits.columns)
    {
        return Err(ImportError::TooManyColumns {
            file: file.to_owned(),
            columns: widest,
            limit: options.limits.columns,
        });
    }
    if let Some(order) = activity::headerless(&head, options) {
        return activity::read_headerless(reading, text, &order, options);
    }
    show_head(&mut reading, &head, dialect.columns);
    let how = map_for(said, options, &reading).cloned();
    let how = how.as_ref();
    // What only says how a file is read leaves what it is to its header.
    let map = how.filter(|map| options.map.is_some() || !map.columns.is_empty());
    if map.is_some() && options.map.is_none() {
        reading.warn(
            "its columns are read as you named them for this header; --map FILE, or m in the workbench's import, names them anew",
        );
    }
    let found =
        recognise_as(&head, dialect.columns, options, map).map_err(|why| ImportError::Map {
            file: file.to_owned(),
            why,
        })?;
    let Some(mut found) = found else {
        if let Some(order) = activity::recognise(&head, options, map) {
            if map.is_none() && options.as_kind.is_none() {
                one_table(file, &head, order.header())?;
            }
            let delimiter = dialect.delimiter;
            return activity::read_table(reading, text, delimiter, &head, &order, options, how);
        }
        let (why, help) = looked_at(&head, &reading);
        return Err(ImportError::unknown(file, why, help));
    };
    if !matches!(found.what, What::Mapped(..)) && options.as_kind.is_none() {
        one_table(file, &head, found.at + found.below)?;
    }
    recognise::by_ids(&mut found, &head);
    let is_of_answers = matches!(&found.what, What::Table(layout) | What::Mapped(layout, _) if layout.kind == "survey");
    if is_of_answers && found.below == 0 {
        survey::join(&mut found, &head);
    }
    let header = &head[found.at];
    reading.preamble = header.line.saturating_sub(1);
    reading.header = found
        .columns
        .iter()
        .map(|column| column.name.clone())
        .collect();
    reading.fingerprint = Some(fingerprint(&found.columns));
    let skipped = found.at + found.below + 1;
    reading.sample = sample(&head, found.at + found.below);
    let below = head.get(skipped..).unwrap_or_default();
    let mut plan = Plan::of(&found, how, &reading, options, below);
    reading.kind = plan.kinds[plan.main].word;
    reading.recognised = Some(plan.title.clone());
    rows.expect(found.columns.len());
    rows.seek(dialect.start, dialect.line);
    plan.learn(
        rows.clone().skip(skipped),
        &head[..found.at],
        options,
        &mut reading,
    );
    for (column, used) in found.columns.iter().zip(&plan.uses) {
        reading.columns.insert(
            column.name.clone(),
            name_of(plan.kinds[used.part].word, used.reader.means).to_owned(),
        );
    }
    plan.say_how(how, &mut reading);
    plan.take_rows(rows.skip(skipped), text, options, &mut reading)?;
    plan.doubt(&mut reading);
    let means = plan.uses.iter().map(|used| used.reader.means);
    survey::tell(&found.columns, &means.collect::<Vec<_>>(), &mut reading);
    Ok(reading)
}

/// Finds which column is what: as the person says now, or said before for this header.
fn map_for<'a>(
    said: Option<&'a ColumnMap>,
    options: &'a Options<'_>,
    reading: &Reading,
) -> Option<&'a ColumnMap> {
    said.or_else(|| options.remembered_for(reading.fingerprint.as_deref()?, &reading.header))
}

/// Says how a table is written: parted by the sign that somebody says, or else as its rows show.
fn dialect_of(text: &str, delimiter: Option<char>) -> dialect::Dialect {
    match delimiter.and_then(|sign| u8::try_from(sign).ok()) {
        Some(delimiter) => dialect::with(text, delimiter),
        None => dialect::find(text),
    }
}

fn recognise_as(
    head: &[Row<'_>],
    width: usize,
    options: &Options<'_>,
    map: Option<&ColumnMap>,
) -> Result<Option<Recognised>, String> {
    if let Some(map) = map.filter(|map| map.kind != "activity") {
        let table = map.table.as_deref().and_then(vendors::titled);
        let is_prefixed = table.is_some_and(|layout| layout.needs.is_empty());
        if is_prefixed && let Some(found) = recognise::vendor(head) {
            return Ok(Some(found));
        }
        let layout = match table {
            Some(layout) => layout,
            None => vendors::for_kind(&map.kind)
                .ok_or_else(|| format!("kind = \"{}\" is unknown", map.kind))?,
        };
        let found = recognise::told(head, layout, Some(map), width);
        if let Some(found) = &found {
            let missing: Vec<&str> = map
                .columns
                .keys()
                .filter(|name| {
                    !found
                        .columns
                        .iter()
                        .any(|column| column.folded == super::header::fold(name))
                })
                .map(String::as_str)
                .collect();
            if !missing.is_empty() && options.map.is_some() {
                return Err(format!(
                    "the map names columns that the file does not have: {}",
                    missing.join(", ")
                ));
            }
        }
        return Ok(found);
    }
    if map.is_some() {
        return Ok(None);
    }
    if let Some(kind) = &options.as_kind {
        if kind_named(kind) == Some("activity") {
            return Ok(None);
        }
        if let Some(layout) = vendors::LAYOUTS
            .iter()
            .find(|layout| layout.title() == kind.to_lowercase())
        {
            return Ok(recognise::told(head, *layout, None, width));
        }
        let Some(layout) = vendors::for_kind(kind) else {
            return Err(format!(
                "--as {kind}: no such kind; use {}, or a vendor's table such as “hubspot contacts”",
                listed_kinds(false)
            ));
        };
        // A vendor's own words serve better where they make the same kind.
        if let Some(found) = recognise::vendor(head)
            && matches!(found.what, What::Table(vendor) if vendor.kind == layout.kind)
        {
            return Ok(Some(found));
        }
        return Ok(recognise::told(head, layout, None, width));
    }
    if activity::is_of_line_items(head) {
        return Ok(None);
    }
    if let Some(found) = recognise::vendor(head) {
        return Ok(Some(found));
    }
    let answers = survey::recognise(head, width);
    if let Some(order) = activity::recognise(head, options, None)
        && !recognise::is_of_guests(&head[order.header()])
        && (answers.is_none() || order.counts())
    {
        return Ok(None);
    }
    Ok(answers.or_else(|| recognise::generic(head, width)))
}
