//! Reads a delimited table into drafts: recognises it, decides dates and numbers by the columns' own evidence, then
//! takes row after row.

use crate::domain::Kind;

use super::{
    activity,
    build::{Builder, Reader, Table},
    decode::Decoded,
    dialect,
    draft::{Draft, DraftRow, Key, Reading, Reference},
    error::ImportError,
    header::{Column, fingerprint},
    map::{ColumnMap, KINDS, guess, lacks, likely_kind, name_of},
    options::{Flow, Options},
    recognise::{self, Recognised, What},
    repair::Shape,
    rows::{Damage, Row, Rows},
    survey,
    values::{self, DateEvidence, DayOrder, NumberEvidence},
    vendors::{self, Layout, Means, SECTIONS},
};

/// How many rows at the start are looked at for the header.
const HEAD: usize = 60;
/// How many rows are shown beside a guided mapping.
const SAMPLE: usize = 5;
/// What is said of a row without a word for its record.
const NOTHING: &str = "no name or text that a record could be made of";
/// How often progress is told, in rows.
const STEP: u64 = 4096;

/// Says how one column of the table is used.
pub(super) struct Use {
    /// Which record of the row it belongs to; 0 for all but prefixed tables.
    part: usize,
    reader: Reader,
}

/// Reads a table's text.
pub fn read(
    file: &str,
    decoded: &Decoded<'_>,
    options: &Options<'_>,
) -> Result<Reading, ImportError> {
    let text = decoded.text.as_ref();
    let mut reading = Reading {
        file: file.to_owned(),
        encoding: decoded.encoding.clone(),
        warnings: decoded.warnings.clone(),
        ..Reading::default()
    };
    let dialect = dialect::find(text);
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
    let map = map_for(options, &reading).cloned();
    let map = map.as_ref();
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
    let Some(found) = found else {
        if let Some(order) = activity::recognise(&head, options, map) {
            if map.is_none() && options.as_kind.is_none() {
                one_table(file, &head, order.header())?;
            }
            let delimiter = dialect.delimiter;
            return activity::read_table(reading, text, delimiter, &head, &order, options, map);
        }
        let (why, help) = looked_at(&head, &reading);
        return Err(ImportError::unknown(file, why, help));
    };
    if !matches!(found.what, What::Mapped(..)) && options.as_kind.is_none() {
        one_table(file, &head, found.at)?;
    }
    let header = &head[found.at];
    reading.preamble = header.line.saturating_sub(1);
    reading.header = found
        .columns
        .iter()
        .map(|column| column.name.clone())
        .collect();
    reading.fingerprint = Some(fingerprint(&found.columns));
    reading.sample = sample(&head, found.at);
    let mut plan = Plan::of(&found, &reading, options);
    reading.recognised = Some(plan.title.clone());
    rows.expect(found.columns.len());
    rows.seek(dialect.start, dialect.line);
    let skipped = found.at + 1;
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
    plan.take_rows(rows.skip(skipped), text.len(), options, &mut reading)?;
    plan.doubt(&mut reading);
    let means = plan.uses.iter().map(|used| used.reader.means);
    survey::tell(&found.columns, &means.collect::<Vec<_>>(), &mut reading);
    Ok(reading)
}

/// Notes the row that looks like a header, and the first rows under it.
fn show_head(reading: &mut Reading, head: &[Row<'_>], width: usize) {
    let likely = recognise::likely(head, width);
    if let Some(row) = head.get(likely) {
        let columns = recognise::columns_of(row);
        reading.fingerprint = Some(fingerprint(&columns));
        reading.header = columns.into_iter().map(|column| column.name).collect();
        reading.sample = sample(head, likely);
    }
}

fn sample(head: &[Row<'_>], header: usize) -> Vec<Vec<String>> {
    let rows = head.iter().skip(header + 1).take(SAMPLE);
    rows.map(|row| {
        let cells = row.cells.iter();
        cells.map(|cell| cell.trim().to_owned()).collect()
    })
    .collect()
}

/// Looks at a table that nobody knows: its header, its first rows and its fingerprint, for the guided mapping.
pub fn glance(file: &str, decoded: &Decoded<'_>) -> Reading {
    let text = decoded.text.as_ref();
    let dialect = dialect::find(text);
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
fn one_table(file: &str, head: &[Row<'_>], at: usize) -> Result<(), ImportError> {
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
fn looked_at(head: &[Row<'_>], reading: &Reading) -> (String, String) {
    if head.is_empty() {
        let help = "There is nothing in it to import; export it again.";
        return ("the file is empty".to_owned(), help.to_owned());
    }
    let columns = "say which column is what: with `--map FILE`, or in the workbench, where `I` shows the columns beside their first rows";
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
    let guessed = guess(kind, &reading.header, &[]);
    let known = guessed
        .iter()
        .filter(|target| !matches!(**target, "extra" | "skip"))
        .count();
    let called = KINDS
        .iter()
        .find(|(word, _)| *word == kind)
        .map_or(kind, |(_, called)| called);
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

/// Finds which column is what: as the person says now, or said before for this header.
fn map_for<'a>(options: &'a Options<'_>, reading: &Reading) -> Option<&'a ColumnMap> {
    options.map.as_ref().or_else(|| {
        let print = reading.fingerprint.as_ref()?;
        options.remembered.get(print)
    })
}

fn recognise_as(
    head: &[Row<'_>],
    width: usize,
    options: &Options<'_>,
    map: Option<&ColumnMap>,
) -> Result<Option<Recognised>, String> {
    if let Some(map) = map.filter(|map| map.kind != "activity") {
        let layout = vendors::for_kind(&map.kind)
            .ok_or_else(|| format!("kind = \"{}\" is unknown", map.kind))?;
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
        if super::header::fold(kind) == "activity" || super::header::fold(kind) == "orders" {
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
                "--as {kind}: no such kind; use contacts, accounts, deals, meetings, notes, survey or activity"
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
    if let Some(found) = recognise::vendor(head) {
        return Ok(Some(found));
    }
    if activity::recognise(head, options, None).is_some() {
        return Ok(None);
    }
    Ok(survey::recognise(head, width).or_else(|| recognise::generic(head, width)))
}

/// Names one record of a row.
struct KindOf {
    word: &'static str,
    kind: Kind,
}

/// Holds how a whole table is read.
struct Plan {
    title: String,
    system: String,
    kinds: Vec<KindOf>,
    /// The part that the row is about.
    main: usize,
    uses: Vec<Use>,
    makes_accounts: bool,
    order: Option<DayOrder>,
    currency: Option<String>,
    shape: Shape,
    report: bool,
}

impl Plan {
    fn of(found: &Recognised, reading: &Reading, options: &Options<'_>) -> Self {
        match &found.what {
            What::Table(layout) => Self::of_layout(layout, None, found, reading, options),
            What::Mapped(layout, map) => {
                Self::of_layout(layout, Some(map), found, reading, options)
            }
            What::Sections => Self::of_sections(found, options),
        }
    }

    fn of_layout(
        layout: &Layout,
        map: Option<&ColumnMap>,
        found: &Recognised,
        reading: &Reading,
        options: &Options<'_>,
    ) -> Self {
        let mut means: Vec<Means> = found
            .columns
            .iter()
            .map(|column| {
                map.and_then(|map| map.means(column))
                    .or_else(|| layout.means(&column.folded, &column.pattern))
                    .unwrap_or(Means::Extra)
            })
            .collect();
        if layout.kind == "survey" {
            survey::ask(&found.columns, &reading.sample, &mut means);
        }
        let uses: Vec<Use> = found
            .columns
            .iter()
            .zip(means)
            .map(|(column, means)| used(0, column, means))
            .collect();
        let id_column = found.columns.iter().zip(&uses).find_map(|(column, used)| {
            (used.reader.means == Means::Id).then(|| column.folded.clone())
        });
        let system = match map.and_then(|map| map.system.clone()) {
            Some(system) => system,
            None if !layout.system.is_empty() => layout.system.to_owned(),
            // Ids of nobody in particular are told apart by their column's name, so that customerID joins customerID.
            None => match id_column.as_deref() {
                Some("id" | "recordid") | None => format!(
                    "file {}",
                    reading.fingerprint.as_deref().unwrap_or_default()
                ),
                Some(_) => "file".to_owned(),
            },
        };
        Self {
            title: layout.title(),
            system,
            kinds: vec![kind_of(layout.kind)],
            main: 0,
            uses,
            makes_accounts: layout.makes_accounts || options.makes_accounts,
            order: map
                .and_then(ColumnMap::order)
                .or(layout.order)
                .or(options.dates),
            currency: map
                .and_then(|map| map.currency.clone())
                .or_else(|| options.currency.clone()),
            shape: Shape::default(),
            report: layout.table.starts_with("report"),
        }
    }

    fn of_sections(found: &Recognised, options: &Options<'_>) -> Self {
        let mut parts: Vec<usize> = Vec::new();
        let mut main = 0;
        let uses = found
            .columns
            .iter()
            .map(|column| {
                let Some((section, rest)) = recognise::section(&column.name) else {
                    return used(0, column, Means::Extra);
                };
                let part = parts
                    .iter()
                    .position(|known| *known == section)
                    .unwrap_or_else(|| {
                        parts.push(section);
                        parts.len() - 1
                    });
                let (_, layout) = &SECTIONS[section];
                let means = layout
                    .means(&rest.folded, &rest.pattern)
                    .unwrap_or(Means::Extra);
                if means == Means::Id && parts.len() == 1 {
                    main = part;
                }
                used(part, column, means)
            })
            .collect();
        let kinds: Vec<KindOf> = parts
            .iter()
            .map(|section| kind_of(SECTIONS[*section].1.kind))
            .collect();
        let table = parts
            .get(main)
            .map_or("table", |section| SECTIONS[*section].1.table);
        Self {
            title: format!("pipedrive {table}"),
            system: "pipedrive".to_owned(),
            kinds,
            main,
            uses,
            makes_accounts: true,
            order: options.dates,
            currency: options.currency.clone(),
            shape: Shape::default(),
            report: false,
        }
    }

    /// Goes once over the rows to see how dates and numbers are written, and what sound rows look like.
    fn learn<'a>(
        &mut self,
        rows: impl Iterator<Item = Row<'a>>,
        before: &[Row<'_>],
        options: &Options<'_>,
        reading: &mut Reading,
    ) {
        let width = self.uses.len();
        let mut dates: Vec<DateEvidence> = vec![DateEvidence::default(); width];
        let mut numbers: Vec<NumberEvidence> = vec![NumberEvidence::default(); width];
        let mut file_dates = DateEvidence::default();
        for row in before {
            row.cells
                .iter()
                .for_each(|cell| see_words(&mut file_dates, cell));
        }
        for row in rows {
            if row.cells.len() == width {
                for (at, cell) in row.cells.iter().enumerate() {
                    match Some(self.uses[at].reader.means) {
                        Some(
                            Means::Date(_) | Means::Moment(_) | Means::TimeOf(_) | Means::Birthday,
                        ) => dates[at].see(cell),
                        Some(Means::Number(_) | Means::Money(_)) => numbers[at].see(cell),
                        Some(Means::Extra) => file_dates.see(cell),
                        _ => {}
                    }
                }
                self.shape.see(&row.cells);
            } else if row.cells.len() == 1 {
                see_words(&mut file_dates, row.cells.first().map_or("", AsRef::as_ref));
            }
        }
        let mut file_numbers = NumberEvidence::default();
        for column in &numbers {
            file_numbers.add(*column);
        }
        for column in &dates {
            file_dates.add(*column);
        }
        let comma = file_numbers
            .comma()
            .or((reading.delimiter == Some(';')).then_some(true));
        if file_dates.proven().is_none()
            && file_dates.suggested().is_none()
            && let Some(order) = self.hinted(file_numbers)
        {
            file_dates.hint(order);
        }
        for (at, used) in self.uses.iter_mut().enumerate() {
            let decided = values::day_order(dates[at], file_dates);
            if decided.is_none() && dates[at].contradicts() {
                reading.warn(format!(
                    "column “{}” mixes day/month and month/day; dates that read two ways are kept as text",
                    used.reader.name
                ));
            }
            used.reader.order = if dates[at].contradicts() {
                None
            } else {
                decided.or(self.order).or(options.dates)
            };
            used.reader.comma = numbers[at].comma().or(comma);
        }
    }

    /// Takes the header's language and the way numbers are written as a hint where no date shows its order.
    fn hinted(&self, numbers: NumberEvidence) -> Option<DayOrder> {
        if numbers.comma() == Some(true) {
            return Some(DayOrder::DayFirst);
        }
        let foreign = [
            "vorname",
            "nachname",
            "firma",
            "datum",
            "betrag",
            "nombre",
            "apellidos",
            "fecha",
            "empresa",
            "correo",
            "importe",
            "kunde",
            "beginntam",
            "betreff",
            "asunto",
            "geburtstag",
        ];
        let spoken = self.uses.iter().any(|used| {
            let folded = super::header::fold(&used.reader.name);
            foreign.iter().any(|word| folded.contains(word))
        });
        spoken.then_some(DayOrder::DayFirst)
    }

    /// Says where people come without names, since no column was taken for one.
    fn doubt(&self, reading: &mut Reading) {
        let (kind, main) = (&self.kinds[self.main], self.main);
        let of_main = self.uses.iter().filter(|used| used.part == main);
        let named = of_main.map(|used| name_of(kind.word, used.reader.means));
        let named: Vec<&str> = named.collect();
        if kind.kind == Kind::Person
            && !reading.drafts.is_empty()
            && let Some(doubt) = super::map::doubts(kind.word, &named)
        {
            reading.warn(format!(
                "{doubt}; --map FILE, or m in the workbench's import, says which column has it"
            ));
        }
    }

    fn take_rows<'a>(
        &self,
        rows: impl Iterator<Item = Row<'a>>,
        size: usize,
        options: &Options<'_>,
        reading: &mut Reading,
    ) -> Result<(), ImportError> {
        let width = self.uses.len();
        let mut tail: Vec<Row<'a>> = Vec::new();
        let mut taken: u64 = 0;
        let mut short = 0_u64;
        let mut bytes: u64 = 0;
        for row in rows {
            taken += 1;
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
        if short > 0 {
            let rows = if short == 1 { "row ends" } else { "rows end" };
            reading.warn(format!(
                "{short} {rows} before the last column; what is missing is taken as unknown"
            ));
        }
        options.tell(&reading.file, size as u64, size as u64, taken);
        Ok(())
    }

    fn take_row(
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
                    raw(&row),
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
                raw(&row),
            );
            return;
        }
        let whole = raw(&row);
        let mut unclear = 0..0;
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
                unclear = self.shape.repair(&mut row.cells, surplus);
                let says = if unclear.is_empty() {
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
        match self.drafts(&row, &unclear, options, reading) {
            Ok(drafts) => reading.drafts.push(DraftRow { line, drafts }),
            Err(why) => reading.reject(line, why, whole),
        }
    }

    /// Says whether a row names the columns once more, as tables put together of several do.
    fn is_header(&self, row: &Row<'_>) -> bool {
        row.cells.len() == self.uses.len()
            && self.uses.len() > 1
            && row.cells.iter().zip(&self.uses).all(|(cell, used)| {
                let cell = super::header::tidy(cell).trim();
                cell == used.reader.name || (cell.is_empty() && used.reader.name == "column")
            })
    }

    fn drafts(
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

    /// Ties the records of one row of a prefixed table to each other.
    fn joined(&self, drafts: Vec<Vec<Draft>>) -> Result<Vec<Draft>, String> {
        let main = self.main;
        let mut firsts: Vec<Option<Draft>> = drafts
            .into_iter()
            .map(|mut drafts| {
                if drafts.is_empty() {
                    None
                } else {
                    Some(drafts.remove(0))
                }
            })
            .collect();
        let key_of = |firsts: &[Option<Draft>], kind: Kind| -> Vec<Key> {
            let Some(draft) = firsts.iter().flatten().find(|draft| draft.kind == kind) else {
                return Vec::new();
            };
            let mut keys: Vec<Key> = draft.foreign.iter().cloned().map(Key::Foreign).collect();
            keys.extend(
                draft
                    .list("emails")
                    .map(|email| Key::Email(email.to_owned())),
            );
            if !draft.text("name").is_empty() {
                keys.push(Key::Name(draft.text("name").to_owned()));
            }
            keys
        };
        let (account, person, deal) = (
            key_of(&firsts, Kind::Account),
            key_of(&firsts, Kind::Person),
            key_of(&firsts, Kind::Deal),
        );
        for draft in firsts.iter_mut().flatten() {
            let has = |field: &str| draft.refs.iter().any(|reference| reference.field == field);
            let mut more = Vec::new();
            if draft.kind != Kind::Account && !has("account") {
                more.push(Reference {
                    field: "account",
                    kind: Kind::Account,
                    keys: account.clone(),
                    many: false,
                    make: true,
                });
            }
            let whom = match draft.kind {
                Kind::Touchpoint => Some(("people", true)),
                Kind::Promise => Some(("to", true)),
                Kind::Learning => Some(("person", false)),
                Kind::Deal => Some(("links", true)),
                _ => None,
            };
            if let Some((field, many)) = whom.filter(|(field, _)| !has(field)) {
                more.push(Reference {
                    field,
                    kind: Kind::Person,
                    keys: person.clone(),
                    many,
                    make: false,
                });
            }
            if matches!(
                draft.kind,
                Kind::Touchpoint | Kind::Promise | Kind::Learning
            ) {
                more.push(Reference {
                    field: "links",
                    kind: Kind::Deal,
                    keys: deal.clone(),
                    many: true,
                    make: false,
                });
            }
            for reference in more {
                draft.refer(reference);
            }
        }
        // In a table of activities the others are only mentioned; in a sheet of everything each is told in full.
        let about_activities = firsts
            .get(main)
            .and_then(Option::as_ref)
            .is_some_and(|draft| matches!(draft.kind, Kind::Touchpoint | Kind::Promise));
        let mut ordered = Vec::new();
        if let Some(first) = firsts.get_mut(main).and_then(Option::take) {
            ordered.push(first);
        }
        for mut draft in firsts.into_iter().flatten() {
            let thin = draft.fields.len() <= 1
                || (matches!(draft.kind, Kind::Person | Kind::Deal) && draft.fields.len() <= 2);
            draft.mentioned = thin
                && draft.foreign.is_empty()
                && (about_activities || draft.kind == Kind::Account);
            // A person who is only a name in a list of activities is no record of its own, nor a deal without an account.
            let bare = match draft.kind {
                Kind::Person => draft.list("emails").next().is_none(),
                Kind::Deal => !draft
                    .refs
                    .iter()
                    .any(|reference| reference.field == "account"),
                _ => false,
            };
            if draft.mentioned && about_activities && bare {
                continue;
            }
            if Builder::has_name(&draft) {
                ordered.push(draft);
            }
        }
        match ordered.first() {
            Some(first) if Builder::has_name(first) => Ok(ordered),
            _ => Err(NOTHING.to_owned()),
        }
    }
}

fn used(part: usize, column: &Column, means: Means) -> Use {
    let name = if column.name.is_empty() {
        "column".to_owned()
    } else {
        column.name.clone()
    };
    Use {
        part,
        reader: Reader {
            name,
            means,
            order: None,
            comma: None,
        },
    }
}

fn kind_of(word: &'static str) -> KindOf {
    // A note becomes a touchpoint or a learning, which its row decides.
    KindOf {
        word,
        kind: Kind::parse(word).unwrap_or(Kind::Touchpoint),
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
    let total = report && filled <= 3 && super::header::fold(first).contains("total");
    row.cells.len() == 1 || (filled == 1 && !first.is_empty() && row.after_blank) || total
}

fn raw(row: &Row<'_>) -> String {
    row.cells
        .iter()
        .map(|cell| cell.replace('"', "\"\""))
        .map(|cell| {
            if cell.contains([',', '"', '\n', '\r']) {
                format!("\"{cell}\"")
            } else {
                cell
            }
        })
        .collect::<Vec<_>>()
        .join(",")
}

/// Looks for dates among the words of a line, such as a report's `Generated By: … 11/21/2026 9:02 AM`.
fn see_words(evidence: &mut DateEvidence, line: &str) {
    for word in line.split_whitespace() {
        if word.contains('/') {
            evidence.see(word);
        }
    }
}
