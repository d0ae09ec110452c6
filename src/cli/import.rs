//! `ally import FILE…`: shows the plan, then does it as one entry and one undo.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use serde_json::{Value, json};

use super::args::Import as Args;
use super::here::Here;
use super::output::{self, Cell, Tone};
use super::show::plainly;
use super::stop::Stop;
use crate::book::{Book, BookError, Bringing, Receipt, Result, import_file, import_options};
use crate::interchange::map::ColumnMap;
use crate::interchange::merge::Changed;
use crate::interchange::plan::{Class, FilePlan, RowPlan};
use crate::interchange::{Flow, Plan, Progress, Source};

/// In a pipe no more rows of one sort are told than this; the rest is counted.
const TOLD: usize = 1_000;
/// On a terminal no more than this.
const TOLD_ON_TERMINAL: usize = 12;

/// Plans an import, shows it, and does it.
pub fn run(here: &mut Here<'_>, args: &Args) -> Result<()> {
    let stop = Stop::listen()?;
    let map = args.map.as_deref().map(read_map).transpose()?;
    let files = read_files(&args.files)?;
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
    output::progress("");
    if stop.flow() == Flow::Stop {
        return Err(BookError::refused("stopped; nothing was imported"));
    }
    if let Some(path) = &args.rejects {
        write_rejects(path, &plan)?;
    }
    if !args.json {
        say(here, &plan);
    }
    let wanted = !plan.is_empty() && !args.dry_run;
    if wanted && !args.yes && !args.json && super::on_terminal() {
        here.out
            .finish()
            .map_err(|e| BookError::refused(e.to_string()))?;
        if !stop.while_asking(|| output::confirm("Bring this into the book?")) {
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
        let refused: usize = plan.files.iter().map(|file| file.rejected.len()).sum();
        let same: u64 = plan.files.iter().map(|file| file.same).sum();
        here.out.line(match (refused, same) {
            (0, _) => "Nothing to change: the book has it all already.",
            (_, 0) => "Nothing was changed: every row was refused, for the reasons above.",
            _ => "Nothing to change: what was not refused, the book has already.",
        });
    }
    Ok(())
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
            let mut bytes = Vec::new();
            std::io::Read::read_to_end(&mut std::io::stdin().lock(), &mut bytes)
                .map_err(|e| BookError::refused(format!("standard input: {e}")))?;
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

fn write_rejects(path: &Path, plan: &Plan) -> Result<()> {
    let wrong =
        |e: String| BookError::refused(format!("{}: {e}; nothing was imported", path.display()));
    let mut table = csv::Writer::from_writer(Vec::new());
    let mut write = |row: [&str; 4]| table.write_record(row).map_err(|e| wrong(e.to_string()));
    write(["file", "line", "why", "row"])?;
    for file in &plan.files {
        for row in &file.rejected {
            write([
                &file.file,
                &row.line.to_string(),
                &row.why,
                row.raw.trim_end_matches(['\n', '\r']),
            ])?;
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
    json!({
        "file": file.file, "recognised": file.recognised, "encoding": file.encoding, "delimiter": file.delimiter,
        "rows": file.rows, "new": file.new, "changed": file.changed, "same": file.same, "doubtful": file.doubtful,
        "rejected": rejected, "warnings": file.warnings, "kinds": file.kinds,
        "applied": entry.is_some(), "entry": entry,
    })
}

fn say(here: &mut Here<'_>, plan: &Plan) {
    let most = if here.out.is_terminal() {
        TOLD_ON_TERMINAL
    } else {
        TOLD
    };
    for file in &plan.files {
        let mut about = vec![
            file.recognised
                .clone()
                .unwrap_or_else(|| "not recognised".into()),
            file.encoding.clone(),
        ];
        about.extend(file.delimiter.map(|d| {
            if d == '\t' {
                "parted by tabs".into()
            } else {
                format!("parted by {d}")
            }
        }));
        about.retain(|part| !part.is_empty());
        here.out.cells(vec![
            Cell::new(Tone::Strong, file.file.clone()),
            Cell::new(Tone::Muted, format!("  {}", about.join(", "))),
        ]);
        let counts = [
            (file.new, "new"),
            (file.changed, "changed"),
            (file.same, "same"),
            (file.doubtful, "doubtful"),
            (file.rejected.len() as u64, "rejected"),
        ];
        let counted: Vec<String> = counts
            .iter()
            .filter(|(n, word)| *n > 0 || *word == "new")
            .map(|(n, word)| format!("{n} {word}"))
            .collect();
        here.out
            .line(format!("  {} rows: {}", file.rows, counted.join(", ")));
        let kinds: Vec<String> = file
            .kinds
            .iter()
            .filter(|(_, n)| **n > 0)
            .map(|(kind, n)| format!("{n} {kind}"))
            .collect();
        if !kinds.is_empty() {
            here.out.line(format!("  makes: {}", kinds.join(", ")));
        }
        for class in [Class::Changed, Class::Doubtful, Class::New] {
            tell(
                here,
                file,
                class,
                if class == Class::New {
                    most.min(TOLD_ON_TERMINAL)
                } else {
                    most
                },
            );
        }
        for row in file.rejected.iter().take(most) {
            here.out.cells(vec![
                Cell::new(Tone::Late, "  refused  "),
                format!("{}:{}: {}", file.file, row.line, row.why).into(),
            ]);
        }
        more(here, file.rejected.len(), most);
        for warning in &file.warnings {
            here.out.cells(vec![
                Cell::new(Tone::Muted, "  note     "),
                warning.clone().into(),
            ]);
        }
    }
}

fn tell(here: &mut Here<'_>, file: &FilePlan, class: Class, most: usize) {
    let word = match class {
        Class::New => "new",
        Class::Changed => "changed",
        Class::Doubtful => "doubtful",
        Class::Same => "same",
    };
    let rows: Vec<&RowPlan> = file
        .details
        .iter()
        .filter(|row| row.class == class)
        .collect();
    for row in rows.iter().take(most) {
        let mut cells = vec![
            Cell::new(
                if class == Class::Doubtful {
                    Tone::Accent
                } else {
                    Tone::Good
                },
                format!("  {word:<9}"),
            ),
            format!("{} {}", row.kind, row.name).into(),
            Cell::new(Tone::Muted, format!("  {}:{}", file.file, row.line)),
        ];
        if let Some(note) = row.notes.first() {
            cells.push(Cell::new(Tone::Muted, format!("  {note}")));
        }
        here.out.cells(cells);
        for change in &row.changed {
            let over = if row.overwrites(change) {
                "  (over the book's own)"
            } else {
                ""
            };
            here.out.cells(vec![
                "             ".into(),
                turned(change, "→").into(),
                Cell::new(Tone::Accent, over),
            ]);
        }
        for change in row.kept.iter().filter(|kept| !row.overwrites(kept)) {
            here.out.cells(vec![
                "             ".into(),
                Cell::new(Tone::Muted, turned(change, "is kept; the file says")),
            ]);
        }
    }
    more(here, rows.len(), most);
}

fn more(here: &mut Here<'_>, all: usize, told: usize) {
    if all > told {
        here.out
            .line(Cell::new(Tone::Muted, format!("  and {} more", all - told)));
    }
}

fn turned(change: &Changed, sign: &str) -> String {
    let said = |value: &Option<Value>| match value {
        Some(Value::Null) | None => "unknown".to_owned(),
        Some(value) => {
            crate::domain::plain::fit(&plainly(value).replace('\n', "; "), 60).into_owned()
        }
    };
    format!(
        "{}: {} {sign} {}",
        change.field.replace('_', " "),
        said(&change.old),
        said(&change.new)
    )
}
