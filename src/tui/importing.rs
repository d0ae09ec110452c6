//! Reads files for the import screen, compares them with the book, and brings a confirmed plan in; runs on the book's thread.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use super::import::{Halt, Outcome, Table, Wanted};
use crate::book::{Book, BookError, Bringing, import_file, import_options};
use crate::config::Settings;
use crate::interchange::map::ColumnMap;
use crate::interchange::{self, Flow, ImportError, Plan, Progress, Source};

/// How many paths are shown under what is typed.
const SHOWN: usize = 200;

/// Reads files and says what they would change; a header that nobody knows comes back to be named.
pub fn read(
    book: &mut Book,
    wanted: &Wanted,
    settings: &Settings,
    halt: &Halt,
    tell: &dyn Fn(String),
) -> Outcome {
    match attempt(book, wanted, settings, halt, tell) {
        Ok(outcome) => outcome,
        Err(error) => Outcome::Refused(error.to_string().replace('\n', " ")),
    }
}

fn attempt(
    book: &mut Book,
    wanted: &Wanted,
    settings: &Settings,
    halt: &Halt,
    tell: &dyn Fn(String),
) -> Result<Outcome, BookError> {
    let mut held = Vec::with_capacity(wanted.files.len());
    for file in &wanted.files {
        held.push((file.clone(), import_file(&at_home(file))?));
    }
    let mut options = import_options(book.now(), settings);
    options.remembered = wanted.maps.iter().cloned().collect();
    book.remember_maps(&mut options)?;
    let show = |progress: &Progress<'_>| {
        if halt.is_stopped() {
            return Flow::Stop;
        }
        let share = progress.done * 100 / progress.of.max(1);
        tell(format!(
            "Reading {}: {} rows, {share} %",
            progress.file, progress.rows
        ));
        Flow::On
    };
    options.progress = Some(&show);
    let mut readings = Vec::with_capacity(held.len());
    for (name, bytes) in &held {
        let source = Source { name, bytes };
        match interchange::read(&[source], &options) {
            Ok(read) => readings.extend(read),
            Err(error @ (ImportError::NotRecognised { .. } | ImportError::Map { .. })) => {
                let source = Source { name, bytes };
                let table = interchange::glance(&source).and_then(table_of);
                match table {
                    Some(table) => return Ok(Outcome::Unknown(table)),
                    // Beside others it is named in the plan, and they go on.
                    None if held.len() > 1 => {
                        let source = Source { name, bytes };
                        let read = interchange::read_known(&[source], &options);
                        readings.extend(read.map_err(|e| BookError::refused(e.to_string()))?);
                    }
                    None => {
                        let help = error.help().unwrap_or_default().to_owned();
                        return Err(BookError::refused(error.to_string()).hint(help));
                    }
                }
            }
            Err(error) => return Err(BookError::refused(error.to_string())),
        }
    }
    drop(held);
    tell("Comparing with the book …".into());
    let tables = readings
        .iter()
        .map(|reading| Table {
            file: reading.file.clone(),
            fingerprint: reading.fingerprint.clone().unwrap_or_default(),
            header: reading.header.clone(),
            sample: reading.sample.clone(),
        })
        .filter(|table| !table.fingerprint.is_empty() && table.header.len() > 1)
        .collect();
    let plan = book.plan_readings(readings, &options, wanted.theirs)?;
    if halt.is_stopped() {
        return Err(BookError::refused("stopped; nothing was imported"));
    }
    Ok(Outcome::Plan(Arc::new(plan), tables))
}

fn table_of(reading: interchange::Reading) -> Option<Table> {
    Some(Table {
        file: reading.file,
        fingerprint: reading.fingerprint?,
        header: reading.header,
        sample: reading.sample,
    })
}

/// Brings a confirmed plan into the book, as one entry and one undo.
///
/// Until it is saved it can be stopped, and the book is as it was.
pub fn bring(
    book: &mut Book,
    plan: Arc<Plan>,
    maps: &[(String, ColumnMap)],
    halt: &Halt,
    tell: &dyn Fn(String),
) -> Outcome {
    let mut plan = Arc::unwrap_or_clone(plan);
    let learned: BTreeMap<String, ColumnMap> = maps.iter().cloned().collect();
    let of = plan.weight().max(1);
    let mut watch = |now| {
        match now {
            Bringing::Works(_) | Bringing::Saves if halt.is_stopped() => return Flow::Stop,
            Bringing::Works(done) => {
                let percent = (done * 100 / of).min(100);
                tell(format!("Bringing it into the book: {percent} %"));
            }
            Bringing::Saves => tell("Saving …".into()),
            Bringing::Saved(entry) => tell(format!(
                "Saved as entry {entry}; bringing the index up to date …"
            )),
        }
        Flow::On
    };
    match book.apply_import(&mut plan, &learned, &mut watch) {
        Ok(receipt) => Outcome::Brought(match receipt.entry {
            Some(entry) => format!(
                "Imported as entry {entry}: {}. u takes all of it back.",
                receipt.said
            ),
            None => "Nothing to change: the book has it all already.".into(),
        }),
        Err(error) => Outcome::Refused(error.to_string().replace('\n', " ")),
    }
}

/// Puts the person's home in the place of `~`.
fn at_home(path: &str) -> PathBuf {
    match (path.strip_prefix("~/"), std::env::var_os("HOME")) {
        (Some(rest), Some(home)) => Path::new(&home).join(rest),
        _ => PathBuf::from(path),
    }
}

/// Lists the paths that continue the last one typed.
pub fn paths(typed: &str) -> Outcome {
    let begin = typed
        .rfind(' ')
        .filter(|at| !typed[..*at].ends_with('\\'))
        .map_or(0, |at| at + 1);
    let (before, last) = typed.split_at(begin);
    let (folder, name) = last.rsplit_once('/').map_or(("", last), |(folder, name)| {
        (if folder.is_empty() { "/" } else { folder }, name)
    });
    let place = at_home(&if folder.is_empty() {
        ".".to_owned()
    } else {
        format!("{folder}/")
    });
    let mut found: Vec<String> = std::fs::read_dir(place)
        .into_iter()
        .flatten()
        .flatten()
        .filter_map(|entry| {
            let own = entry.file_name().into_string().ok()?;
            let fits = own.starts_with(name) && (name.starts_with('.') || !own.starts_with('.'));
            let slash = if entry.path().is_dir() { "/" } else { "" };
            let own = own.replace(' ', "\\ ");
            fits.then(|| {
                let lead = match folder {
                    "" => String::new(),
                    "/" => "/".to_owned(),
                    folder => format!("{folder}/"),
                };
                format!("{before}{lead}{own}{slash}")
            })
        })
        .take(SHOWN)
        .collect();
    found.sort();
    Outcome::Paths(typed.to_owned(), found)
}
