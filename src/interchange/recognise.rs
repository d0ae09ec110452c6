//! Finds a table's header among its first rows and says whose table it is, by names and never by position.

use super::{
    header::{Column, fold},
    map::ColumnMap,
    rows::Row,
    values,
    vendors::{GENERIC, LAYOUTS, Layout, Means, SECTIONS},
};

/// How many rows may stand before a header.
const PREAMBLE: usize = 40;

/// Says what a header is.
#[derive(Debug, Clone)]
pub struct Recognised {
    /// The index of the header among the first rows.
    pub at: usize,
    /// How many lines under it still belong to the header.
    pub below: usize,
    /// Its columns.
    pub columns: Vec<Column>,
    /// Whose table it is.
    pub what: What,
}

/// Says whose table a header belongs to.
#[derive(Debug, Clone)]
pub enum What {
    /// A known table, or one that a person named.
    Table(Layout),
    /// A table with several records a row, by prefixes.
    Sections,
    /// A table that a person's map describes.
    Mapped(Layout, ColumnMap),
}

/// Makes a row's columns.
pub fn columns_of(row: &Row<'_>) -> Vec<Column> {
    row.cells.iter().map(|cell| Column::new(cell)).collect()
}

/// Finds a known vendor's header.
pub fn vendor(rows: &[Row<'_>]) -> Option<Recognised> {
    for (at, row) in rows.iter().enumerate().take(PREAMBLE) {
        if row.cells.len() < 2 {
            continue;
        }
        let columns = columns_of(row);
        if has_sections(&columns) {
            return Some(Recognised {
                at,
                below: 0,
                columns,
                what: What::Sections,
            });
        }
        if let Some(layout) = LAYOUTS.iter().find(|layout| fits(layout, &columns)) {
            return Some(Recognised {
                at,
                below: 0,
                columns,
                what: What::Table(*layout),
            });
        }
    }
    None
}

/// Finds a header whose names anybody would use for people, companies, deals, meetings, notes or answers.
pub fn generic(rows: &[Row<'_>], width: usize) -> Option<Recognised> {
    for (at, row) in rows.iter().enumerate().take(PREAMBLE) {
        if row.cells.len() < 2 || row.cells.len() * 2 < width || !names(row) {
            continue;
        }
        if rows[..at].iter().any(|above| is_full(above, width)) && !row.after_blank {
            break;
        }
        let columns = columns_of(row);
        let of_people = is_of_people(&columns);
        let best = GENERIC
            .iter()
            .filter(|layout| fits(layout, &columns) && !(of_people && layout.kind == "account"))
            .max_by_key(|layout| {
                columns
                    .iter()
                    .filter(|column| layout.means(&column.folded, &column.pattern).is_some())
                    .count()
            });
        if let Some(layout) = best {
            return Some(Recognised {
                at,
                below: 0,
                columns,
                what: What::Table(*layout),
            });
        }
    }
    None
}

/// Says whether a header has a name, a company beside it and an address: then each row is somebody, and no company.
fn is_of_people(columns: &[Column]) -> bool {
    let has = |words: &[&str]| {
        let mut folded = columns.iter().map(|column| column.folded.as_str());
        folded.any(|name| words.contains(&name))
    };
    has(&[
        "name",
        "fullname",
        "nombre",
        "nombrecompleto",
        "displayname",
        "vollername",
    ]) && has(&[
        "company",
        "firma",
        "unternehmen",
        "empresa",
        "organization",
        "organisation",
        "organizacion",
        "employer",
        "arbeitgeber",
        "compania",
    ]) && has(&[
        "email",
        "emailaddress",
        "emailadresse",
        "mail",
        "correo",
        "correoelectronico",
    ])
}

/// Says whether a header speaks of somebody by first name, last name and address: then each row is a guest, whatever they
/// have ordered. Where customers have numbers, it is a list of orders all the same.
pub fn is_of_guests(row: &Row<'_>) -> bool {
    let columns = columns_of(row);
    let has = |words: &str| {
        let mut folded = columns.iter().map(|column| column.folded.as_str());
        folded.any(|name| words.split('|').any(|word| word == name))
    };
    has("firstname|vorname|nombre|givenname")
        && has("surname|lastname|nachname|apellidos|apellido|familyname|name")
        && has("email|emailaddress|emailadresse|mail|correo|correoelectronico")
        && !has(
            "customerid|accountid|kundennummer|kundennr|customernumber|idcliente|productid|sku|artikelnummer",
        )
}

/// Takes a table for Salesforce's where all its ids are, whatever its header is like.
pub fn by_ids(found: &mut Recognised, rows: &[Row<'_>]) {
    let What::Table(layout) = &mut found.what else {
        return;
    };
    let table = match layout.kind {
        "person" => "report contacts",
        "account" => "report accounts",
        "deal" => "report opportunities",
        _ => return,
    };
    let means = |column: &Column| layout.means(&column.folded, &column.pattern);
    let at = found
        .columns
        .iter()
        .position(|column| means(column) == Some(Means::Id));
    let Some(at) = at.filter(|_| layout.system != "salesforce") else {
        return;
    };
    let below = rows.iter().skip(found.at + found.below + 1);
    let ids = below.filter(|row| row.cells.len() == found.columns.len());
    let mut ids = ids
        .filter_map(|row| row.cells.get(at))
        .map(|cell| cell.trim());
    let mut any = false;
    if ids.all(|id| {
        any = true;
        is_salesforce(id)
    }) && any
    {
        (layout.system, layout.table) = ("salesforce", table);
    }
}

/// Says whether an id is one of a contact, an account, an opportunity or a lead in Salesforce.
fn is_salesforce(id: &str) -> bool {
    matches!(id.len(), 15 | 18)
        && id.bytes().all(|sign| sign.is_ascii_alphanumeric())
        && ["001", "003", "006", "00Q"]
            .iter()
            .any(|begin| id.starts_with(begin))
}

/// Finds the header that a person's map or word speaks of: the row that knows most of its names.
pub fn told(
    rows: &[Row<'_>],
    layout: Layout,
    map: Option<&ColumnMap>,
    width: usize,
) -> Option<Recognised> {
    let score = |row: &Row<'_>| {
        columns_of(row)
            .iter()
            .filter(|column| match map {
                Some(map) => map.columns.keys().any(|name| fold(name) == column.folded),
                None => layout.means(&column.folded, &column.pattern).is_some(),
            })
            .count()
    };
    let (at, row, known) = rows
        .iter()
        .enumerate()
        .take(PREAMBLE)
        .map(|(at, row)| (at, row, score(row)))
        .max_by_key(|(at, _, known)| (*known, usize::MAX - at))?;
    if known == 0 && row.cells.len() != width {
        return None;
    }
    let columns = columns_of(row);
    let what = match map {
        Some(map) => What::Mapped(layout, map.clone()),
        None => What::Table(layout),
    };
    Some(Recognised {
        at,
        below: 0,
        columns,
        what,
    })
}

/// Finds the row that looks like a header although nobody knows it, for the guided mapping.
pub fn likely(rows: &[Row<'_>], width: usize) -> usize {
    rows.iter()
        .take(PREAMBLE)
        .position(|row| row.cells.len() == width && names(row))
        .unwrap_or(0)
}

/// Finds a second header under the one at `at`: another row of names that fits a known table, and of which most are known.
pub fn second<'h, 'a>(head: &'h [Row<'a>], at: usize) -> Option<&'h Row<'a>> {
    let first = columns_of(head.get(at)?);
    head.iter().skip(at + 1).find(|row| {
        let filled = row.cells.iter().filter(|cell| !cell.trim().is_empty());
        let filled = filled.count();
        if filled < 3 || !names(row) {
            return false;
        }
        let columns = columns_of(row);
        let known = |layout: &Layout| {
            let meant = |column: &&Column| {
                !column.folded.is_empty() && layout.means(&column.folded, &column.pattern).is_some()
            };
            columns.iter().filter(meant).count()
        };
        let folded = |columns: &[Column]| {
            let names = columns.iter().map(|column| column.folded.clone());
            names.collect::<Vec<_>>()
        };
        folded(&columns) != folded(&first)
            && LAYOUTS
                .iter()
                .chain(GENERIC)
                .any(|layout| fits(layout, &columns) && known(layout) >= filled.div_ceil(2).max(3))
    })
}

/// Says whether a header has all names that a layout needs.
pub fn fits(layout: &Layout, columns: &[Column]) -> bool {
    layout.needs.iter().all(|need| {
        need.split('|').any(|alias| {
            columns.iter().any(|column| {
                (column.folded == alias || column.pattern == alias)
                    && !(layout.system == "hubspot" && is_run_together(column))
            })
        })
    })
}

/// Says whether a column of ids is written in one word, `RecordId`, as that vendor never does: many other programs do.
fn is_run_together(column: &Column) -> bool {
    matches!(column.folded.as_str(), "recordid" | "contactid")
        && column.name.chars().all(char::is_alphabetic)
}

/// Says whether a row holds names rather than values: mostly filled, no numbers, no addresses.
fn names(row: &Row<'_>) -> bool {
    let filled = row
        .cells
        .iter()
        .filter(|cell| !cell.trim().is_empty())
        .count();
    let values = row.cells.iter().any(|cell| {
        let cell = cell.trim();
        is_value(cell) || cell.len() > 120
    });
    filled * 2 >= row.cells.len() && !values
}

/// Says whether a cell holds an address or a number, as no header does; `Phone 2` and `Q1` are names.
pub fn is_value(cell: &str) -> bool {
    let cell = cell.trim();
    let named = cell.starts_with(char::is_alphabetic) && values::currency(cell).is_none();
    cell.contains('@') || (!named && values::number(cell, None).is_some())
}

/// Splits `Person - Name*` into its section and the rest.
pub fn section(name: &str) -> Option<(usize, Column)> {
    let (prefix, rest) = name.split_once(" - ")?;
    let prefix = fold(prefix);
    let index = SECTIONS
        .iter()
        .position(|(aliases, _)| aliases.split('|').any(|alias| alias == prefix))?;
    Some((index, Column::new(rest)))
}

/// Says whether a row has a value in nearly every column, as headers and records have and what stands above them has not.
pub(super) fn is_full(row: &Row<'_>, width: usize) -> bool {
    let filled = row.cells.iter().filter(|cell| !cell.trim().is_empty());
    row.cells.len() >= width && filled.count() * 10 >= width * 9
}

fn has_sections(columns: &[Column]) -> bool {
    let sectioned = columns
        .iter()
        .filter(|column| section(&column.name).is_some())
        .count();
    sectioned >= 2 && sectioned * 10 >= columns.len() * 6
}
