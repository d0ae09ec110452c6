//! Reads files for the import screen, compares them with the book, and brings a confirmed plan in; runs on the book's thread.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use super::import::{
    Halt, Listed, Outcome, Stamps, Table, Wanted, parted, paths as unquoted, quoted,
};
use crate::book::{Book, BookError, Bringing, import_file, import_options, map_beside};
use crate::config::Settings;
use crate::interchange::map::ColumnMap;
use crate::interchange::{self, Flow, ImportError, Plan, Progress, Source};

/// How many paths are shown under what is typed.
const SHOWN: usize = 200;
/// How many of a folder are looked at.
const MOST: usize = 5_000;

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
    let kept = book.remembered_maps()?;
    options.remembered = kept.clone();
    options.said = wanted.maps.iter().cloned().collect();
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
            Ok(read) => {
                if let Some(print) = &wanted.look
                    && let Some(reading) = read.iter().find(|one| one.key.as_ref() == Some(print))
                {
                    return Ok(Outcome::Unknown(table_of(reading, &options, &kept)));
                }
                readings.extend(read);
            }
            Err(error @ (ImportError::NotRecognised { .. } | ImportError::Map { .. })) => {
                let source = Source { name, bytes };
                let table = look(&source, &options, &kept);
                match table {
                    Some(mut table) => {
                        table.beside = table
                            .beside
                            .or_else(|| map_beside(&at_home(name), &table.header));
                        return Ok(Outcome::Unknown(table));
                    }
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
    let stamp = |(name, bytes): &(String, Vec<u8>)| {
        let hash = blake3::hash(bytes).to_hex().to_string();
        (name.clone(), hash)
    };
    let stamps = held.iter().map(stamp).collect();
    drop(held);
    tell("Comparing with the book …".into());
    let tables = readings
        .iter()
        .map(|reading| table_of(reading, &options, &kept))
        .filter(|table| !table.fingerprint.is_empty() && !table.header.is_empty())
        .collect();
    let plan = book.plan_readings(readings, &options, wanted.theirs)?;
    if halt.is_stopped() {
        return Err(BookError::refused("stopped; nothing was imported"));
    }
    Ok(Outcome::Plan(Arc::new(plan), tables, stamps))
}

/// Gives the vendor's table that a file is, and what its columns were taken for.
fn known(reading: &interchange::Reading) -> Option<(String, BTreeMap<String, String>)> {
    let title = reading.recognised.as_ref()?;
    interchange::vendors::titled(title)?;
    Some((title.clone(), reading.columns.clone()))
}

/// Looks at a table that nobody knows, as it is said to be read.
fn look(
    source: &Source<'_>,
    options: &interchange::Options<'_>,
    kept: &BTreeMap<String, ColumnMap>,
) -> Option<Table> {
    let mut seen = interchange::glance(source, None);
    let said = seen.as_ref().and_then(|seen| {
        let print = seen.key.as_deref()?;
        options.remembered_for(print, &seen.header)
    });
    if let Some(map) = said.filter(|map| map.says_how()) {
        seen = interchange::glance(source, Some(map)).or(seen);
    }
    Some(table_of(&seen?, options, kept))
}

/// Gives what the columns of a table are shown by, and what is said and remembered of its header.
fn table_of(
    reading: &interchange::Reading,
    options: &interchange::Options<'_>,
    kept: &BTreeMap<String, ColumnMap>,
) -> Table {
    let print = reading.key.clone().unwrap_or_default();
    let said = options.remembered_for(&print, &reading.header);
    let remembered = interchange::fitting(kept, &print, &reading.header);
    Table {
        beside: said.map(|map| (reading.file.clone(), map.clone())),
        remembered: remembered.map(|(print, _)| print.clone()),
        file: reading.file.clone(),
        fingerprint: print,
        header: reading.header.clone(),
        sample: reading.sample.clone(),
        known: known(reading),
        kind: reading.kind.to_owned(),
        encoding: reading.encoding.clone(),
        delimiter: reading.delimiter,
        read_as: reading.read_as.clone(),
    }
}

/// Forgets what is remembered of a header, and reads the files again as they show themselves.
pub fn forget(
    book: &mut Book,
    print: String,
    wanted: &Wanted,
    settings: &Settings,
    halt: &Halt,
    tell: &dyn Fn(String),
) -> Outcome {
    match book.forget_maps(&[print]) {
        Ok(_) => read(book, wanted, settings, halt, tell),
        Err(error) => Outcome::Refused(error.to_string().replace('\n', " ")),
    }
}

/// Brings a confirmed plan into the book, as one entry and one undo.
///
/// Until it is saved it can be stopped, and the book is as it was.
pub fn bring(
    book: &mut Book,
    plan: Arc<Plan>,
    maps: &[(String, ColumnMap)],
    stamps: &Stamps,
    halt: &Halt,
    tell: &dyn Fn(String),
) -> Outcome {
    if let Some(file) = changed_since(stamps) {
        let name = file.rsplit('/').next().unwrap_or(file);
        return Outcome::Moved(format!(
            "Not done: {name} has changed since the plan was made. This is what it says now."
        ));
    }
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
    let only_how = plan.is_empty();
    match book.apply_import(&mut plan, &learned, &mut watch) {
        Ok(receipt) => Outcome::Brought(match receipt.entry {
            Some(_) if only_how => {
                "The book has it all already; what you said of its header is kept.".into()
            }
            Some(entry) => format!(
                "Imported as entry {entry}: {}. u takes all of it back.",
                receipt.said
            ),
            None => "Nothing to change: the book has it all already.".into(),
        }),
        Err(error) if halt.is_stopped() => Outcome::Refused(error.to_string().replace('\n', " ")),
        Err(error) => {
            let why = error.to_string();
            let why = why.lines().next().unwrap_or_default().trim_end_matches('.');
            let why = crate::domain::plain::capital(why);
            Outcome::Moved(format!(
                "{why}. Nothing was changed; this is the plan as the book is now."
            ))
        }
    }
}

/// Names the first file that holds something else than when it was read; one that is gone says nothing else.
fn changed_since(stamps: &Stamps) -> Option<&str> {
    let now = |name: &str| {
        let mut hasher = blake3::Hasher::new();
        let file = std::fs::File::open(at_home(name)).ok()?;
        hasher.update_reader(file).ok()?;
        Some(hasher.finalize().to_hex().to_string())
    };
    let mut changed = stamps
        .iter()
        .filter(|(name, hash)| now(name).is_some_and(|now| now != *hash));
    changed.next().map(|(name, _)| name.as_str())
}

/// Writes a file under its name, or the next free one where another is there already; gives the name.
pub fn write_apart(name: &str, bytes: &[u8]) -> std::io::Result<String> {
    use std::io::Write as _;
    let (stem, ending) = match name
        .rsplit_once('/')
        .map_or(name, |(_, own)| own)
        .split_once('.')
    {
        Some((_, ending)) => (&name[..name.len() - ending.len() - 1], format!(".{ending}")),
        None => (name, String::new()),
    };
    for number in 1..1_000 {
        let free = match number {
            1 => name.to_owned(),
            number => format!("{stem}-{number}{ending}"),
        };
        let path = at_home(&free);
        match std::fs::OpenOptions::new()
            .write(true)
            .create_new(true)
            .open(&path)
        {
            Ok(mut file) => return file.write_all(bytes).map(|()| free),
            Err(error) if error.kind() == std::io::ErrorKind::AlreadyExists => {
                if path.is_file() && std::fs::read(&path).is_ok_and(|held| held == bytes) {
                    return Ok(free);
                }
            }
            Err(error) => return Err(error),
        }
    }
    Err(std::io::ErrorKind::AlreadyExists.into())
}

/// Puts the person's home in the place of `~`.
fn at_home(path: &str) -> PathBuf {
    match (path.strip_prefix("~/"), std::env::var_os("HOME")) {
        (Some(rest), Some(home)) => Path::new(&home).join(rest),
        _ => PathBuf::from(path),
    }
}

/// Endings of files that can be brought in.
const ENDINGS: [&str; 11] = [
    "csv", "tsv", "tab", "txt", "vcf", "vcard", "ics", "eml", "md", "jsonl", "ndjson",
];

/// Lists what fits the last word typed, the newest first: in the folder that it names, else here and where downloads lie.
pub fn paths(typed: &str) -> Outcome {
    let (_, word) = parted(typed);
    let word = unquoted(word).pop().unwrap_or_default();
    let (folder, name) = match word.rsplit_once('/') {
        Some((folder, name)) => (format!("{folder}/"), name.to_owned()),
        None => (String::new(), word),
    };
    let mut found = fitting(&folder, &name);
    if folder.is_empty() && std::env::var_os("HOME").is_some() {
        found.extend(
            fitting("~/Downloads/", &name)
                .into_iter()
                .filter(|one| !one.is_folder),
        );
    }
    found.sort_by(|one, other| {
        let rank = |one: &Found| (one.is_folder, !one.begins, std::cmp::Reverse(one.written));
        rank(one)
            .cmp(&rank(other))
            .then_with(|| one.path.cmp(&other.path))
    });
    found.truncate(SHOWN);
    let listed = found.into_iter().map(Found::listed).collect();
    Outcome::Paths(typed.to_owned(), listed)
}

/// A file or folder that fits.
struct Found {
    path: String,
    is_folder: bool,
    begins: bool,
    written: Option<std::time::SystemTime>,
    size: u64,
}

impl Found {
    fn listed(self) -> Listed {
        let slash = if self.is_folder { "/" } else { "" };
        let written = self
            .written
            .and_then(|at| jiff::Timestamp::try_from(at).ok());
        let written = written.map(|at| at.to_zoned(jiff::tz::TimeZone::system()));
        let written = written.map(|at| at.strftime("%d %b %Y %H:%M").to_string());
        let size = match self.size {
            size if size < 1024 => format!("{size} B"),
            size if size < 1024 * 1024 => format!("{} KB", size / 1024),
            size => format!("{} MB", size / (1024 * 1024)),
        };
        Listed {
            path: format!("{}{slash}", quoted(&self.path)),
            about: match written {
                Some(written) if !self.is_folder => format!("{size}  {written}"),
                _ => String::new(),
            },
        }
    }
}

/// Lists what of a folder has a text in its name, whatever its case; hidden files only where a dot asks for them.
fn fitting(folder: &str, name: &str) -> Vec<Found> {
    let place = at_home(if folder.is_empty() { "./" } else { folder });
    let wanted = name.to_lowercase();
    let known = |own: &str| {
        let ending = own
            .rsplit_once('.')
            .map(|(_, ending)| ending.to_lowercase());
        ending.is_some_and(|ending| ENDINGS.contains(&ending.as_str()))
    };
    std::fs::read_dir(place)
        .into_iter()
        .flatten()
        .flatten()
        .filter_map(|entry| {
            let own = entry.file_name().into_string().ok()?;
            let low = own.to_lowercase();
            if !low.contains(&wanted) || (own.starts_with('.') && !name.starts_with('.')) {
                return None;
            }
            let about = std::fs::metadata(entry.path()).ok()?;
            let is_folder = about.is_dir();
            // Whoever types nothing yet is shown what can be brought in.
            if wanted.is_empty() && !is_folder && !known(&own) {
                return None;
            }
            Some(Found {
                path: format!("{folder}{own}"),
                is_folder,
                begins: low.starts_with(&wanted),
                written: about.modified().ok(),
                size: about.len(),
            })
        })
        .take(MOST)
        .collect()
}
