//! Takes row after row of a table into drafts, damaged ones as far as they are sound.

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
        let mut taken: u64 = 0;
        let mut short = 0_u64;
        let mut bytes: u64 = 0;
        for row in rows {
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
            // A lone cell after the rows can be the first line of a footer: it waits until a whole row or the end comes.
            if width > 2
                && row.damage.is_none()
                && is_lone(&row, self.report)
                && (row.after_blank || !tail.is_empty() || self.report)
            {
                tail.push(row);
                continue;
            }
            for waiting in tail.drain(..) {
                self.take_row(waiting, width, options, reading, &mut short);
            }
            self.take_row(row, width, options, reading, &mut short);
        }
        if let Some(first) = tail.first() {
            let last_line = tail.last().map_or(first.line, |row| row.line);
            reading.footer = last_line - first.line + 1 + u64::from(first.after_blank);
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
                let says = if !repair.beyond.is_empty() {
                    "more cells than columns; what stands beyond the last one is kept beside the record"
                } else if repair.unclear.is_empty() {
                    "more cells than columns, most likely an unquoted comma; joined where it fits"
                } else {
                    "more cells than columns, most likely an unquoted comma; what lies beside the damage was taken"
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
                cell == used.reader.name || (cell.is_empty() && used.reader.name == "column")
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
                reading.warn(trouble);
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

/// Says whether a row holds one value alone, as the lines of a footer do.
fn is_lone(row: &Row<'_>, report: bool) -> bool {
    let filled = row
        .cells
        .iter()
        .filter(|cell| !cell.trim().is_empty())
        .count();
    let first = row.cells.first().map_or("", |cell| cell.trim());
    let total = report && filled <= 3 && header::fold(first).contains("total");
    row.cells.len() == 1 || (filled == 1 && !first.is_empty() && row.after_blank) || total
}
