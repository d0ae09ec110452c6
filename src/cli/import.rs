//! `ally import FILE…`: shows the plan, then does it as one entry and one undo.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

mod remembered;
mod telling;

use serde_json::{Value, json};

use super::args::Import as Args;
use super::here::Here;
use super::output::{self, Cell, Tone};
use super::stop::Stop;
use crate::book::{
    Book, BookError, Bringing, Receipt, Result, import_file, import_from, import_options,
    map_beside,
};
use crate::interchange::decode;
use crate::interchange::map::{ColumnMap, decimal_comma};
use crate::interchange::plan::FilePlan;
use crate::interchange::write::harmless;
use crate::interchange::{self, Flow, Plan, Progress, Source};

/// Plans an import, shows it, and does it.
pub fn run(here: &mut Here<'_>, args: &Args) -> Result<()> {
    if args.remembered {
        return remembered::list(here, args.json);
    }
    if let Some(what) = &args.forget {
        return remembered::forget(here, what);
    }
    let stop = Stop::listen()?;
    let map = args.map.as_deref().map(read_map).transpose()?;
    if let Some(path) = &args.rejects {
        is_for_rejects(path)?;
    }
    // A pipe can be waited for long: one press ends that.
    let files = stop.while_asking(|| read_files(&args.files))?;
    let sources: Vec<Source<'_>> = files
        .iter()
        .map(|(name, bytes)| Source { name, bytes })
        .collect();
    let mut book = if args.dry_run && here.config.places.book.exists() {
        here.read(None)?
    } else {
        here.write()?
    };
    let mut options = import_options(book.now(), &here.config.settings);
    options.as_kind.clone_from(&args.as_kind);
    options.map.clone_from(&map);
    options.makes_accounts = args.accounts;
    options.decimal = args.decimal.as_deref().and_then(decimal_comma);
    let show = |progress: &Progress<'_>| {
        if stop.flow() == Flow::Stop {
            return Flow::Stop;
        }
        output::progress(&format!(
            "{}: {} rows, {} %",
            progress.file,
            progress.rows,
            progress.done * 100 / progress.of.max(1)
        ));
        Flow::On
    };
    options.progress = Some(&show);
    let mut plan = book.plan_import(&sources, &mut options, args.theirs)?;
    offer_maps(&mut plan, &sources);
    output::progress("");
    if stop.flow() == Flow::Stop {
        return Err(BookError::refused("stopped; nothing was imported"));
    }
    let rejected = plan.files.iter().any(|file| !file.rejected.is_empty());
    if let Some(path) = args.rejects.as_ref().filter(|_| rejected) {
        write_rejects(path, &plan, &files)?;
    }
    let unknown = unknown(&plan);
    if let Some(error) = unknown
        .as_ref()
        .filter(|_| all_unknown(&plan) && !args.json)
    {
        return Err(error.clone());
    }
    if !args.json {
        telling::say(here, &plan);
    }
    let wanted = !plan.is_empty() && !args.dry_run;
    if wanted && !args.yes && !args.json && super::on_terminal() {
        here.out
            .finish()
            .map_err(|e| BookError::refused(e.to_string()))?;
        let question = match plan.files.iter().filter(|f| f.unknown.is_some()).count() {
            0 => "Bring this into the book?",
            _ => "Bring this into the book, without what was not recognised?",
        };
        if !stop.while_asking(|| output::confirm(question)) {
            here.out.line("Nothing was changed.");
            return Ok(());
        }
    }
    let receipt = if wanted {
        let prints = plan
            .files
            .iter()
            .filter_map(|file| file.fingerprint.clone());
        let learned: BTreeMap<String, ColumnMap> = match &map {
            Some(map) => prints.map(|print| (print, map.clone())).collect(),
            None => BTreeMap::new(),
        };
        drop(files);
        apply(&mut book, &mut plan, &learned, &stop)?
    } else {
        Receipt::default()
    };
    if args.json {
        for file in &plan.files {
            here.out.json_line(&object(file, receipt.entry));
        }
    } else if let Some(entry) = receipt.entry {
        let late = match stop.flow() {
            Flow::Stop => "Ctrl-C came too late: it was saved. ",
            Flow::On => "",
        };
        here.out.line(Cell::new(
            Tone::Strong,
            format!(
                "{late}Imported as entry {entry}: {}. ally undo takes all of it back.",
                receipt.said
            ),
        ));
    } else if args.dry_run {
        here.out.line("Nothing was changed: --dry-run only shows.");
    } else {
        let rejected: usize = plan.files.iter().map(|file| file.rejected.len()).sum();
        let same: u64 = plan.files.iter().map(|file| file.same).sum();
        here.out.line(match (rejected, same) {
            (0, 0) => "Nothing to change: there is nothing in it.",
            (0, _) => "Nothing to change: the book has it all already.",
            (_, 0) => "Nothing was changed: every row was rejected, for the reasons above.",
            _ => "Nothing to change: what was not rejected, the book has already.",
        });
    }
    match unknown {
        Some(error) => Err(error),
        None => Ok(()),
    }
}

/// Says which files nobody knows, for the exit status; nothing where all were recognised.
fn unknown(plan: &Plan) -> Option<BookError> {
    let unknown: Vec<&FilePlan> = plan.files.iter().filter(|f| f.unknown.is_some()).collect();
    let (what, help) = unknown.first()?.unknown.as_ref()?;
    if all_unknown(plan) {
        let all = unknown.iter().filter_map(|file| file.unknown.as_ref());
        let all: Vec<&str> = all.map(|(what, _)| what.as_str()).collect();
        return Some(BookError::refused(all.join("\n")).hint(help));
    }
    let names: Vec<&str> = unknown.iter().map(|file| file.file.as_str()).collect();
    let what = match names.as_slice() {
        [_] => what.clone(),
        names => format!(
            "{} files were not recognised: {}",
            names.len(),
            names.join(", ")
        ),
    };
    Some(BookError::refused(what).hint(help))
}

/// Names the file beside a table that nobody knows which says what its columns are.
fn offer_maps(plan: &mut Plan, sources: &[Source<'_>]) {
    for (file, source) in plan.files.iter_mut().zip(sources) {
        let Some((_, help)) = &mut file.unknown else {
            continue;
        };
        let header = interchange::glance(source, None).map(|seen| seen.header);
        let found = header.and_then(|header| map_beside(Path::new(source.name), &header));
        if let Some((map, _)) = found {
            *help =
                format!("{map} beside it says which column is what: `--map {map}` reads it so.");
        }
    }
}

fn all_unknown(plan: &Plan) -> bool {
    plan.files.iter().all(|file| file.unknown.is_some())
}

/// Brings the plan into the book; until it is saved, Ctrl-C leaves the book as it was.
fn apply(
    book: &mut Book,
    plan: &mut Plan,
    learned: &BTreeMap<String, ColumnMap>,
    stop: &Stop,
) -> Result<Receipt> {
    let of = plan.weight().max(1);
    let receipt = book.apply_import(plan, learned, &mut |now| match now {
        Bringing::Works(done) => {
            let percent = (done * 100 / of).min(100);
            output::progress(&format!("Bringing it into the book: {percent} %"));
            stop.flow()
        }
        Bringing::Saves => {
            output::progress("Saving …");
            stop.saves()
        }
        Bringing::Saved(entry) => {
            stop.saved(entry);
            output::progress(&format!(
                "Saved as entry {entry}; bringing the index up to date …"
            ));
            Flow::On
        }
    });
    output::progress("");
    receipt
}

fn read_files(paths: &[PathBuf]) -> Result<Vec<(String, Vec<u8>)>> {
    let mut files = Vec::new();
    for path in paths {
        if path.as_os_str() == "-" {
            let wrong = |why: String| BookError::refused(format!("standard input: {why}"));
            let bytes = import_from(std::io::stdin().lock()).map_err(|e| wrong(e.to_string()))?;
            let bytes = bytes.ok_or_else(|| {
                wrong("more than the 256 MiB that one file may have; nothing was imported".into())
            })?;
            files.push(("standard input".to_owned(), bytes));
            continue;
        }
        files.push((path.display().to_string(), import_file(path)?));
    }
    Ok(files)
}

/// Says what went wrong with a file without the number that the system gives it.
pub fn plain_error(error: &std::io::Error) -> String {
    match error.kind() {
        std::io::ErrorKind::NotFound => "there is no such file".into(),
        std::io::ErrorKind::PermissionDenied => "may not be read or written by you".into(),
        std::io::ErrorKind::FileTooLarge => "is larger than this session may write".into(),
        std::io::ErrorKind::StorageFull => "the disk is full".into(),
        _ => error.to_string(),
    }
}

fn read_map(path: &Path) -> Result<ColumnMap> {
    let wrong = |why: String| {
        BookError::refused(format!("{}: {why}; nothing was imported", path.display()))
    };
    let text = std::fs::read_to_string(path).map_err(|e| wrong(plain_error(&e)))?;
    ColumnMap::parse(&text).map_err(wrong)
}

/// How a list of rejected rows begins.
const REJECTS: [&str; 4] = ["file", "line", "why", "row"];

/// Refuses to write over a file that is no list of rejected rows: it may be what is being imported.
fn is_for_rejects(path: &Path) -> Result<()> {
    if !path.is_file() {
        return Ok(());
    }
    let mut held = String::new();
    let read = std::fs::File::open(path).and_then(|file| {
        std::io::Read::read_to_string(&mut std::io::Read::take(file, 64), &mut held)
    });
    if read.is_ok() && (held.is_empty() || held.starts_with(&REJECTS.join(","))) {
        return Ok(());
    }
    Err(BookError::refused(format!(
        "{} is there already, and is no list of rejected rows; nothing was imported",
        path.display()
    ))
    .hint("Name another file for --rejects."))
}

fn write_rejects(path: &Path, plan: &Plan, files: &[(String, Vec<u8>)]) -> Result<()> {
    let wrong =
        |e: String| BookError::refused(format!("{}: {e}; nothing was imported", path.display()));
    let mut table = csv::Writer::from_writer(Vec::new());
    let mut write = |row: [&str; 4]| table.write_record(row).map_err(|e| wrong(e.to_string()));
    write(REJECTS)?;
    for file in &plan.files {
        // What only the plan refused is looked up in the file itself.
        let bytes = files.iter().find(|(name, _)| *name == file.file);
        let without = file.rejected.iter().any(|row| row.raw.is_empty());
        let decoded = bytes
            .filter(|_| without)
            .map(|(_, bytes)| decode::decode(bytes));
        let text = decoded.as_ref().map_or("", |decoded| decoded.text.as_ref());
        let lines: Vec<&str> = text.lines().collect();
        for row in &file.rejected {
            let at = usize::try_from(row.line.saturating_sub(1)).unwrap_or(usize::MAX);
            let raw = match row.raw.as_str() {
                "" => lines.get(at).copied().unwrap_or_default(),
                raw => raw,
            };
            let raw = raw.trim_end_matches(['\n', '\r']);
            // Their own text is in each of them, which a spreadsheet must not run.
            let [file, why, raw] = [&file.file, &row.why, raw].map(harmless);
            write([&file, &row.line.to_string(), &why, &raw])?;
        }
    }
    let bytes = table.into_inner().map_err(|e| wrong(e.to_string()))?;
    super::file::whole(path, &bytes)
}

/// Writes what one file does for programs.
fn object(file: &FilePlan, entry: Option<u64>) -> Value {
    let rejected: Vec<Value> = file
        .rejected
        .iter()
        .map(|r| json!({"line": r.line, "why": r.why}))
        .collect();
    let unknown = file
        .unknown
        .iter()
        .map(|(what, help)| format!("{what}. {help}"));
    let warnings: Vec<String> = unknown.chain(file.warnings.iter().cloned()).collect();
    json!({
        "file": file.file, "recognised": file.recognised, "encoding": file.encoding, "delimiter": file.delimiter,
        "rows": file.rows, "new": file.new, "changed": file.changed, "same": file.same, "doubtful": file.doubtful,
        "rejected": rejected, "warnings": warnings, "kinds": file.kinds,
        "applied": entry.is_some(), "entry": entry,
    })
}
