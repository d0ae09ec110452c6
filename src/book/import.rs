//! Brings a plan of what files say into the book, as one entry and one undo.

mod world;

use std::collections::{BTreeMap, HashMap};
use std::io::Read as _;
use std::path::Path;

use serde_json::{Value, json};

use super::command::{Receipt, Step};
use super::core::trouble;
use super::error::{BookError, Result};
use super::execute::Bringing;
use super::handle::{Book, Hold};
use crate::config::{Dates, Settings};
use crate::domain::{Id, Object};
use crate::interchange::activity::ActivityRow;
use crate::interchange::draft::Reading;
use crate::interchange::map::ColumnMap;
use crate::interchange::plan::Edit;
use crate::interchange::values::DayOrder;
use crate::interchange::{self, Flow, Options, Plan, Snapshot, Source};
use crate::journal::Cause;
use world::BookWorld;
pub(in crate::book) use world::identities;

/// Under this name the book remembers which column is what, by the header's fingerprint.
const MAPS: &str = "column maps";

/// Makes the options of an import from a person's settings.
pub fn import_options(now: jiff::Zoned, settings: &Settings) -> Options<'static> {
    let mut options = Options::at(now);
    options.region.clone_from(&settings.region);
    options.currency.clone_from(&settings.currency);
    options.own_addresses.clone_from(&settings.addresses);
    options.dates = settings.dates.map(|order| match order {
        Dates::DayFirst => DayOrder::DayFirst,
        Dates::MonthFirst => DayOrder::MonthFirst,
    });
    options
}

/// Reads a file that is to be imported; one that is too large is refused before it is read.
pub fn import_file(path: &Path) -> Result<Vec<u8>> {
    let wrong = |why: String| {
        BookError::refused(format!("{}: {why}; nothing was imported", path.display()))
    };
    let plain = |error: &std::io::Error| match error.kind() {
        std::io::ErrorKind::NotFound => "there is no such file".into(),
        std::io::ErrorKind::PermissionDenied => "may not be read by you".into(),
        _ => error.to_string(),
    };
    let about = std::fs::metadata(path).map_err(|e| wrong(plain(&e)))?;
    if about.is_dir() {
        return Err(wrong("is a directory".into()).hint("Name the files in it."));
    }
    let limit = interchange::Limits::default().file;
    let too_large = |size: u64| {
        let error = interchange::ImportError::TooLarge {
            file: path.display().to_string(),
            size: size.div_ceil(1024 * 1024),
            limit: limit / (1024 * 1024),
        };
        BookError::refused(error.to_string())
    };
    if about.len() > limit {
        return Err(too_large(about.len()));
    }
    let file = std::fs::File::open(path).map_err(|e| wrong(plain(&e)))?;
    let bytes = import_from(file).map_err(|e| wrong(plain(&e)))?;
    bytes.ok_or_else(|| too_large(limit + 1))
}

/// Reads what comes from a pipe or a file to its end; nothing where it is more than one file may have.
pub fn import_from(from: impl std::io::Read) -> std::io::Result<Option<Vec<u8>>> {
    let limit = interchange::Limits::default().file;
    let mut bytes = Vec::new();
    from.take(limit + 1).read_to_end(&mut bytes)?;
    Ok((bytes.len() as u64 <= limit).then_some(bytes))
}

/// Ends the name of a file that says which column of a table is what.
pub const MAP_ENDING: &str = ".map.toml";

/// So many of them are looked at in a folder.
const MAPS_LOOKED_AT: usize = 100;

/// Finds a file beside a table that says what its columns are: one of the same name, else the first that fits its header.
pub fn map_beside(table: &Path, header: &[String]) -> Option<(String, ColumnMap)> {
    let folder = match table.parent() {
        Some(folder) if !folder.as_os_str().is_empty() => folder,
        _ => Path::new("."),
    };
    let own = table
        .file_stem()?
        .to_str()
        .map(|stem| format!("{stem}{MAP_ENDING}"))?;
    let mut names: Vec<String> = std::fs::read_dir(folder)
        .ok()?
        .flatten()
        .filter_map(|entry| entry.file_name().into_string().ok())
        .filter(|name| name.ends_with(MAP_ENDING))
        .take(MAPS_LOOKED_AT)
        .collect();
    names.sort_by_key(|name| (*name != own, name.clone()));
    let known: Vec<String> = header
        .iter()
        .map(|name| interchange::header::fold(name))
        .collect();
    names.into_iter().find_map(|name| {
        let path = if folder == Path::new(".") {
            Path::new(&name).to_owned()
        } else {
            folder.join(&name)
        };
        let file = std::fs::File::open(&path).ok().filter(|_| path.is_file())?;
        let mut text = String::new();
        file.take(64 * 1024).read_to_string(&mut text).ok()?;
        let map = ColumnMap::parse(&text).ok()?;
        let fits = !map.columns.is_empty()
            && map
                .columns
                .keys()
                .all(|name| known.contains(&interchange::header::fold(name)));
        fits.then(|| (path.display().to_string(), map))
    })
}

impl Book {
    /// Reads files and says what they would change; several files are one plan.
    pub fn plan_import(
        &mut self,
        sources: &[Source<'_>],
        options: &mut Options<'_>,
        theirs: bool,
    ) -> Result<Plan> {
        self.remember_maps(options)?;
        let readings = interchange::read_known(sources, options)
            .map_err(|e| BookError::refused(e.to_string()))?;
        self.plan_readings(readings, options, theirs)
    }

    /// Puts the column maps that the book remembers beside those that were said now.
    fn remember_maps(&mut self, options: &mut Options<'_>) -> Result<()> {
        for (print, map) in self.remembered_maps()? {
            options.remembered.entry(print).or_insert(map);
        }
        Ok(())
    }

    /// Gives what is remembered of headers: which column is what and how it is read, by the header's fingerprint.
    pub fn remembered_maps(&mut self) -> Result<BTreeMap<String, ColumnMap>> {
        let Value::Object(maps) = self.setting(MAPS)? else {
            return Ok(BTreeMap::new());
        };
        let read = |text: Value| ColumnMap::parse(text.as_str()?).ok();
        let maps = maps.into_iter();
        Ok(maps
            .filter_map(|(print, text)| Some((print, read(text)?)))
            .collect())
    }

    /// Forgets what is remembered of headers; says of how many it was.
    pub fn forget_maps(&mut self, prints: &[String]) -> Result<usize> {
        let Value::Object(mut maps) = self.setting(MAPS)? else {
            return Ok(0);
        };
        let before = maps.len();
        maps.retain(|print, _| !prints.contains(print));
        let gone = before - maps.len();
        if gone > 0 {
            let step = Step::Setting {
                name: MAPS.into(),
                value: Value::Object(maps),
            };
            self.write("forget columns", vec![step])?;
        }
        Ok(gone)
    }

    /// Compares what files say with the book.
    pub fn plan_readings(
        &mut self,
        mut readings: Vec<Reading>,
        options: &Options<'_>,
        theirs: bool,
    ) -> Result<Plan> {
        self.without_let_go(&mut readings)?;
        let as_of = Some(self.position()?.0);
        let plan = self.compare(readings, options, theirs)?;
        Ok(Plan { as_of, ..plan })
    }

    fn compare(
        &mut self,
        readings: Vec<Reading>,
        options: &Options<'_>,
        theirs: bool,
    ) -> Result<Plan> {
        if self.is_near() {
            let world = BookWorld::new(self, options.region.clone());
            let plan = interchange::plan::plan(readings, &world, options, theirs);
            return match world.wrong.into_inner() {
                Some(error) => Err(error),
                None => Ok(plan),
            };
        }
        // Through a socket one question a row would take long: everything is asked for at once.
        let mut snapshot = Snapshot::new(self.objects()?, options.region.as_deref());
        let accounts: Vec<Id> = self.account_names()?.0.iter().map(|n| n.id).collect();
        for account in accounts {
            let rows = identities(&self.activity(account)?);
            snapshot.add_activity(account, rows);
        }
        snapshot.add_gone(self.gone()?);
        if theirs {
            for deleted in self.torn_out()? {
                snapshot.add_deleted(&deleted);
            }
        }
        Ok(interchange::plan::plan(
            readings, &snapshot, options, theirs,
        ))
    }

    /// Says whether questions are answered in this process, so that many of them cost little.
    fn is_near(&self) -> bool {
        matches!(self.hold, Hold::Here(_) | Hold::Beside(_) | Hold::Copied(_))
    }

    /// Shows every record to somebody, one after the other, where they are read in this process.
    fn each(&mut self, see: &mut dyn FnMut(Object)) -> Result<()> {
        if let Hold::Here(core) | Hold::Beside(core) | Hold::Copied(core) = &mut self.hold {
            return core
                .store
                .all_by_account(&mut |record| {
                    see(record);
                    true
                })
                .map_err(trouble);
        }
        self.objects()?.into_iter().for_each(see);
        Ok(())
    }

    /// Does what a plan says, and takes its records out of it; the maps are remembered, each for its header's fingerprint.
    ///
    /// `watch` is told how far it has come. Until all is saved it can stop it, and the book is as it was. A plan that makes
    /// something is refused where the book has moved since it was made: what was new then may be there by now.
    pub fn apply_import(
        &mut self,
        plan: &mut Plan,
        learned: &BTreeMap<String, ColumnMap>,
        watch: &mut dyn FnMut(Bringing) -> Flow,
    ) -> Result<Receipt> {
        let adds = !(plan.makes.is_empty() && plan.activity.is_empty() && plan.merges.is_empty());
        if let Some(then) = plan.as_of.filter(|_| adds)
            && self.position()?.0 != then
        {
            return Err(BookError::refused(
                "not done: the book has changed since the plan was made",
            )
            .hint("Nothing was changed. Make the plan again."));
        }
        let makes = std::mem::take(&mut plan.makes);
        let edits = std::mem::take(&mut plan.edits);
        let mut steps = Vec::with_capacity(edits.len());
        let mut left = Vec::new();
        if plan.merges.is_empty() {
            steps.extend(edits.into_iter().map(replaced));
        } else {
            // A merge follows the plan's own edits of the same records.
            let edited: HashMap<Id, Object> = edits
                .iter()
                .filter_map(|e| Some((super::execute::id_of(&e.after)?, e.after.clone())))
                .collect();
            let merging = self.merging(&plan.merges, edited, None)?;
            steps.extend(edits.into_iter().map(replaced));
            steps.extend(merging.steps);
            left = super::merge::fields_of(&merging.left);
        }
        let kept = self.remembered_maps()?;
        let said = signs_said(plan, learned, &kept);
        let is_new = |(print, map): &(&String, &ColumnMap)| kept.get(*print) != Some(*map);
        let mut learned = learned.iter().chain(&said).filter(is_new).peekable();
        if learned.peek().is_some() {
            let mut maps = match self.setting(MAPS)? {
                Value::Object(maps) => maps,
                _ => Object::new(),
            };
            for (print, map) in learned {
                maps.insert(print.clone(), Value::String(map.to_toml()));
            }
            steps.push(Step::Setting {
                name: MAPS.into(),
                value: Value::Object(maps),
            });
        }
        if makes.is_empty() && steps.is_empty() && plan.activity.is_empty() {
            return Ok(Receipt {
                said: "Nothing to change.".into(),
                ..Receipt::default()
            });
        }
        let files = plan
            .files
            .iter()
            .map(|f| {
                f.file
                    .rsplit(['/', '\\'])
                    .next()
                    .unwrap_or(&f.file)
                    .to_owned()
            })
            .collect();
        let cause = Cause {
            command: "import".into(),
            files,
            bench: self.bench().map(str::to_owned),
            left,
            ..Cause::default()
        };
        self.write_with(cause, makes, steps, &mut rows_of(plan), watch)
    }
}

/// Puts the decimal sign that was said now of files into what is remembered of their headers.
fn signs_said(
    plan: &Plan,
    learned: &BTreeMap<String, ColumnMap>,
    kept: &BTreeMap<String, ColumnMap>,
) -> BTreeMap<String, ColumnMap> {
    let said = plan.files.iter().filter_map(|file| {
        let (print, comma) = (file.fingerprint.as_ref()?, file.decimal?);
        let map = learned.get(print).or_else(|| kept.get(print)).cloned();
        let map = map.or_else(|| (!file.kind.is_empty()).then(|| ColumnMap::of(file.kind)))?;
        let sign = if comma { "comma" } else { "point" };
        let decimal = Some(sign.to_owned());
        Some((print.clone(), ColumnMap { decimal, ..map }))
    });
    said.collect()
}

fn replaced(edit: Edit) -> Step {
    Step::Replace {
        before: edit.before,
        after: edit.after,
    }
}

/// Writes a plan's rows of activity as they are taken, so that a million of them never stand in memory as text.
fn rows_of(plan: &Plan) -> impl Iterator<Item = Step> + '_ {
    plan.activity.iter().flat_map(|part| {
        let table = plan.tables.get(part.file);
        let out = (!part.replaces.is_empty()).then(|| Step::Unrow {
            account: part.account,
            keys: part.replaces.clone(),
        });
        let chunks = part.rows.chunks(5_000).map(move |chunk| {
            let mut lines = String::new();
            for at in chunk {
                let at = usize::try_from(*at).unwrap_or(usize::MAX);
                if let Some(row) = table.and_then(|table| table.get(at)) {
                    lines.push_str(&line_of(&row));
                    lines.push('\n');
                }
            }
            Step::Rows {
                account: part.account,
                count: chunk.len() as u64,
                lines,
            }
        });
        out.into_iter().chain(chunks)
    })
}

/// Writes a row as it is kept, but for its account.
fn line_of(row: &ActivityRow<'_>) -> String {
    let number = |n: Option<rust_decimal::Decimal>| {
        n.map_or(Value::String(String::new()), |n| {
            Value::String(n.normalize().to_string())
        })
    };
    let on = row.on.map(|d| d.to_string()).unwrap_or_default();
    let mut cells = vec![
        json!(on),
        json!(row.order),
        json!(row.product),
        json!(row.site),
        json!(row.channel),
        number(row.quantity),
        number(row.amount),
        json!(row.currency),
    ];
    if !row.code.is_empty() {
        cells.push(json!(row.code));
    }
    Value::Array(cells).to_string()
}
