//! Takes row after row of a table into drafts, damaged ones as far as they are sound.

use unicode_normalization::UnicodeNormalization;

use super::how::Plan;
use super::{NOTHING, STEP};
use crate::domain::Kind;
use crate::interchange::{
    build::{Builder, Table},
    draft::{Draft, DraftRow, Reading},
    error::ImportError,
    header,
    options::{Flow, Options},
    repair::Repair,
    rows::{Damage, Row},
};

impl Plan {
    pub(super) fn take_rows<'a>(
        &self,
        rows: impl Iterator<Item = Row<'a>>,
        text: &str,
        options: &Options<'_>,
        reading: &mut Reading,
    ) -> Result<(), ImportError> {
        let (width, size) = (self.uses.len(), text.len());
        let mut last = (0, width);
        let mut tail: Vec<Row<'a>> = Vec::new();
        let mut above = Above::of(&self.uses);
        let (mut gap, mut padded, mut subtotals) = (false, false, false);
        let mut taken: u64 = 0;
        let mut short = 0_u64;
        let mut bytes: u64 = 0;
        for mut row in rows {
            taken += 1;
            last = (row.line, row.cells.len());
            if taken > options.limits.rows {
                return Err(ImportError::TooManyRows {
                    file: reading.file.clone(),
                    limit: options.limits.rows,
                });
            }
            bytes += row
                .cells
                .iter()
                .map(|cell| cell.len() as u64 + 1)
                .sum::<u64>();
            if taken.is_multiple_of(STEP)
                && options.tell(&reading.file, bytes, size as u64, taken) == Flow::Stop
            {
                return Err(ImportError::Stopped);
            }
            // A spreadsheet pads an empty line to the width of the table.
            let below = std::mem::take(&mut gap);
            if row.damage.is_none() && row.is_empty() {
                gap = true;
                if tail.is_empty() {
                    self.take_row(row, width, options, reading, &mut short);
                } else {
                    tail.push(row);
                }
                continue;
            }
            // A lone cell after the rows can be the first line of a footer, and a sum its last row: they wait until a whole
            // row or the end comes.
            let sum = sums(&row);
            if width > 2
                && row.damage.is_none()
                && (sum.is_some()
                    || (is_lone(&row, self.report, below || !tail.is_empty())
                        && (row.after_blank || below || !tail.is_empty() || self.report)))
            {
                padded = if tail.is_empty() { below } else { padded };
                subtotals |= sum == Some(Sum::Surely);
                tail.push(row);
                continue;
            }
            for waiting in tail.drain(..) {
                if sums(&waiting).is_some_and(|sum| sum == Sum::Surely || subtotals) {
                    reading.remark(waiting.line, "", SUMMED);
                } else {
                    self.take_row(waiting, width, options, reading, &mut short);
                }
            }
            above.fill(&mut row);
            self.take_row(row, width, options, reading, &mut short);
        }
        if is_footer(&tail, padded) {
            for row in tail
                .iter()
                .filter(|row| !self.report && sums(row).is_some())
            {
                reading.remark(row.line, "", SUMMED);
            }
            if let Some(first) = tail.first() {
                let last_line = tail.last().map_or(first.line, |row| row.line);
                reading.footer = last_line - first.line + 1 + u64::from(first.after_blank);
            }
        } else {
            for waiting in tail.drain(..) {
                self.take_row(waiting, width, options, reading, &mut short);
            }
        }
        if last.1 < width && !text.ends_with(['\n', '\r']) && tail.is_empty() {
            reading.warn(format!(
                "line {} is the last and breaks off: the file may be cut; what stands in it is taken",
                last.0
            ));
        }
        if short > 0 {
            let rows = if short == 1 { "row ends" } else { "rows end" };
            reading.warn(format!(
                "{short} {rows} before the last column; what is missing is taken as unknown"
            ));
        }
        options.tell(&reading.file, size as u64, size as u64, taken);
        Ok(())
    }

    pub(super) fn take_row(
        &self,
        mut row: Row<'_>,
        width: usize,
        options: &Options<'_>,
        reading: &mut Reading,
        short: &mut u64,
    ) {
        reading.rows += 1;
        if row.damage.is_none() && row.is_empty() {
            reading.empty += 1;
            return;
        }
        match row.damage {
            Some(Damage::UnclosedQuote) => {
                reading.reject(
                    row.line,
                    "a quote is opened and not closed; close or remove it and import again",
                    row.written,
                );
                return;
            }
            Some(Damage::CellTooLong) => {
                reading.reject(
                    row.line,
                    "a cell is longer than 4 MiB; shorten it and import again",
                    String::new(),
                );
                return;
            }
            None => {}
        }
        if self.is_header(&row) {
            reading.rows -= 1;
            reading.remark(row.line, "", "repeats the header; left out");
            return;
        }
        if row.cells.len() == 1 && width > 2 {
            reading.reject(
                row.line,
                format!("only one cell where the header has {width} columns"),
                row.written,
            );
            return;
        }
        if row.cells.len() < width && row.cells.iter().any(|cell| lost_quote(cell)) {
            reading.reject(
                row.line,
                "a quote is missing, so that two cells have become one; add it and import again",
                row.written,
            );
            return;
        }
        let whole = row.written;
        let mut repair = Repair::default();
        if row.cells.len() > width {
            let surplus = row.cells.len() - width;
            if row
                .cells
                .iter()
                .skip(width)
                .all(|cell| cell.trim().is_empty())
            {
                row.cells.truncate(width);
            } else {
                repair = self.shape.repair(&mut row.cells, surplus);
                let joined = repair.joined.and_then(|at| self.uses.get(at));
                let says = match joined {
                    Some(used) => format!(
                        "more cells than columns, most likely an unquoted comma; joined in “{}”",
                        used.reader.name
                    ),
                    None if !repair.beyond.is_empty() => "more cells than columns; what stands beyond the last one is kept beside the record".to_owned(),
                    None if repair.unclear.is_empty() => "more cells than columns, most likely an unquoted comma; joined where it fits".to_owned(),
                    None => "more cells than columns, most likely an unquoted comma; what lies beside the damage was taken".to_owned(),
                };
                reading.remark(row.line, "", says);
            }
        } else if row.cells.len() < width {
            *short += 1;
        }
        let line = row.line;
        match self.drafts(&row, &repair.unclear, options, reading) {
            Ok(mut drafts) => {
                if let Some(main) = drafts.first_mut() {
                    main.keep("beyond the columns", &repair.beyond);
                }
                reading.drafts.push(DraftRow { line, drafts });
            }
            Err(why) => reading.reject(line, why, whole),
        }
    }

    /// Says whether a row names the columns once more, as tables put together of several do.
    pub(super) fn is_header(&self, row: &Row<'_>) -> bool {
        row.cells.len() == self.uses.len()
            && self.uses.len() > 1
            && row.cells.iter().zip(&self.uses).all(|(cell, used)| {
                let cell = header::tidy(cell).trim();
                cell == used.reader.name
                    || (!cell.is_ascii() && cell.nfc().eq(used.reader.name.chars()))
                    || (cell.is_empty() && used.reader.name == "column")
            })
    }

    pub(super) fn drafts(
        &self,
        row: &Row<'_>,
        unclear: &std::ops::Range<usize>,
        options: &Options<'_>,
        reading: &mut Reading,
    ) -> Result<Vec<Draft>, String> {
        let mut parts: Vec<(Draft, Builder)> = self
            .kinds
            .iter()
            .map(|kind| (Draft::new(kind.kind), Builder::default()))
            .collect();
        let mut filled = vec![false; parts.len()];
        let table = |part: usize| Table {
            options,
            system: &self.system,
            kind: self.kinds[part].word,
            makes_accounts: self.makes_accounts,
            currency: self.currency.as_deref(),
            region: self.region.as_deref().or(options.region.as_deref()),
            channel: self.channel,
        };
        for (at, cell) in row.cells.iter().enumerate() {
            let Some(used) = self.uses.get(at) else {
                continue;
            };
            if cell.trim().is_empty() {
                continue;
            }
            let (draft, builder) = &mut parts[used.part];
            if unclear.contains(&at) {
                draft.keep(&used.reader.name, cell);
                continue;
            }
            filled[used.part] = true;
            builder.take(draft, cell, &used.reader, &table(used.part));
        }
        let mut drafts: Vec<Vec<Draft>> = Vec::new();
        for (part, (draft, mut builder)) in parts.into_iter().enumerate() {
            drafts.push(if filled[part] {
                builder.finish(draft, &table(part))
            } else {
                Vec::new()
            });
            for trouble in std::mem::take(&mut builder.trouble) {
                reading.remark(row.line, "", trouble);
            }
            for doubt in std::mem::take(&mut builder.doubt) {
                reading.warn(doubt);
            }
        }
        if drafts.len() > 1 {
            return self.joined(drafts);
        }
        let drafts = drafts.pop().unwrap_or_default();
        let Some(main) = drafts.first() else {
            return Err(NOTHING.to_owned());
        };
        if main.deleted || main.merged_into.is_some() || Builder::has_name(main) {
            return Ok(drafts);
        }
        Err(match main.kind {
            Kind::Person => "neither a name nor an e-mail address nor a phone number",
            Kind::Account => "no name",
            Kind::Survey => "neither a score nor words",
            Kind::Deal => "neither a name nor a product, an account or an id",
            Kind::Touchpoint => "neither a subject nor a text nor a day",
            _ => NOTHING,
        }
        .to_owned())
    }
}

/// What is said of a row that is none.
const SUMMED: &str = "a sum of the rows above it; left out";

/// Says whether a row holds one value alone, as the lines of a footer do.
fn is_lone(row: &Row<'_>, report: bool, follows: bool) -> bool {
    let filled = row
        .cells
        .iter()
        .filter(|cell| !cell.trim().is_empty())
        .count();
    let first = row.cells.first().map_or("", |cell| cell.trim());
    let total = report && filled <= 3 && header::fold(first).contains("total");
    row.cells.len() == 1
        || (filled == 1 && !first.is_empty() && (row.after_blank || follows))
        || total
}

/// How sure it is that a row is a sum.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Sum {
    Surely,
    /// Somebody may be called so: it is one only where it is the last row, or where others are.
    Perhaps,
}

/// Says whether a row is a sum of others: a word for it, and beside it nothing but figures.
fn sums(row: &Row<'_>) -> Option<Sum> {
    let cells = row.cells.iter().map(|cell| cell.trim());
    let mut filled = cells.filter(|cell| !cell.is_empty());
    let first = filled.next().filter(|cell| cell.len() < 60)?;
    let mut figures = 0;
    for cell in filled {
        figures += 1;
        let letters = cell.chars().filter(|sign| sign.is_alphabetic()).count();
        if !cell.contains(|sign: char| sign.is_ascii_digit()) || letters > 3 || cell.contains('@') {
            return None;
        }
    }
    let folded = header::fold(first);
    let word = folded.trim_end_matches(|sign: char| sign.is_ascii_digit());
    let counted = ["records", "datensatze", "registros", "rows", "items"]
        .iter()
        .find_map(|rows| word.strip_suffix(rows))
        .map(|word| word.trim_end_matches(|sign: char| sign.is_ascii_digit()));
    let is = |words: &[&str]| words.contains(&counted.unwrap_or(word));
    if is(&[
        "subtotal",
        "subtotals",
        "grandtotal",
        "grandtotals",
        "zwischensumme",
        "gesamtsumme",
        "gesamtsummen",
        "totalgeneral",
        "totalesgenerales",
        "sumatotal",
    ]) {
        return Some(Sum::Surely);
    }
    if is(&["total", "totals", "summe", "gesamt", "totales", "suma"]) {
        return match counted {
            Some(_) => Some(Sum::Surely),
            None => (figures > 0).then_some(Sum::Perhaps),
        };
    }
    None
}

/// Says whether the last rows are what a program writes below its rows, and nobody's records. Below a line that is
/// empty but for its delimiters somebody may stand with a name alone: there it must say itself what it is.
fn is_footer(tail: &[Row<'_>], padded: bool) -> bool {
    let told = |row: &Row<'_>| {
        let first = row.cells.iter().find(|cell| !cell.trim().is_empty());
        let folded = first.map_or_else(String::new, |cell| {
            header::fold(&cell.chars().take(200).collect::<String>())
        });
        first.is_some_and(|cell| cell.contains('©'))
            || [
                "copyright",
                "confidential",
                "vertraulich",
                "generatedby",
                "generadopor",
                "erstelltvon",
                "totalrecords",
                "exportedon",
            ]
            .iter()
            .any(|word| folded.starts_with(word))
    };
    tail.iter().any(told)
        || tail.iter().all(|row| {
            row.cells.len() == 1
                || sums(row).is_some()
                || (row.after_blank && !padded)
                || row.is_empty()
        })
}

/// Says whether a cell holds the end of another's quotes, as where one quote is missing.
fn lost_quote(cell: &str) -> bool {
    [",\"", ";\"", "\t\"", "|\""]
        .iter()
        .any(|join| cell.contains(join))
}

/// What stands above in the columns by which a report is grouped: it is written in the first row of a group alone.
struct Above(Vec<(usize, String)>);

impl Above {
    fn of(uses: &[super::how::Use]) -> Self {
        let grouped = uses.iter().enumerate();
        let grouped = grouped.filter(|(_, used)| used.reader.name.contains(['↑', '↓']));
        Self(grouped.map(|(at, _)| (at, String::new())).collect())
    }

    fn fill(&mut self, row: &mut Row<'_>) {
        for (at, above) in &mut self.0 {
            let Some(cell) = row.cells.get_mut(*at) else {
                continue;
            };
            if cell.trim().is_empty() {
                *cell = above.clone().into();
            } else {
                cell.trim().clone_into(above);
            }
        }
    }
}
