//! `ally check`: verifies every entry of the journal and every row of the index.

use serde_json::{Value, json};

use super::args::Check as Args;
use super::here::Here;
use super::output::{Cell, Tone};
use crate::book::{self, BookError, Finding, Report, Result};

/// Checks the book; with `--repair` mends what can be mended.
pub fn run(here: &mut Here<'_>, args: &Args) -> Result<()> {
    here.exists()?;
    let report = book::check(&here.options(false), args.repair)?;
    if args.json {
        here.out.json(&object(&report));
    } else {
        say(here, &report);
    }
    if report.is_sound() {
        return Ok(());
    }
    let found: Vec<String> = report
        .findings
        .iter()
        .map(|f| format!("{}: {}", place(f), f.what))
        .collect();
    Err(BookError::damaged(found.join("\n")).hint(if report.lacks_journal() {
        "Nothing was changed. Where a backup or another copy has the journal, take that: it has the history too. Else copy the book's folder, and ally check --repair writes a new journal of all that the index still knows."
    } else if report.findings.iter().any(|f| f.grave) {
        "Nothing was changed. Copy the book's folder, then ally check --repair saves what is whole on both sides of the damage."
    } else {
        "Nothing is lost: the journal is whole. ally check --repair makes the rest anew from it."
    }))
}

fn say(here: &mut Here<'_>, report: &Report) {
    let segments = if report.segments == 1 {
        "1 file".to_owned()
    } else {
        format!("{} files", report.segments)
    };
    here.out.line(format!(
        "journal  {} entries in {segments}, each verified against its hash and its chain",
        report.entries
    ));
    match (report.rows, report.records) {
        (Some(rows), Some(records)) => here.out.line(format!(
            "index    {records} records in {rows} rows, every digest right"
        )),
        (Some(rows), None) => here
            .out
            .line(format!("index    {rows} rows, every digest right")),
        (None, _) if report.findings.is_empty() => {
            here.out
                .line("index    not verified: a workbench has it, which verifies what it reads, or this book may only be read");
        }
        (None, _) => {}
    }
    for line in &report.repaired {
        here.out
            .line(Cell::new(Tone::Good, format!("mended   {line}")));
    }
}

fn object(report: &Report) -> Value {
    let findings: Vec<Value> = report
        .findings
        .iter()
        .map(|f| json!({"file": f.file.display().to_string(), "line": f.line, "byte": f.byte, "what": f.what, "grave": f.grave}))
        .collect();
    json!({
        "sound": report.is_sound(), "segments": report.segments, "entries": report.entries, "rows": report.rows,
        "records": report.records, "findings": findings, "repaired": report.repaired,
    })
}

/// Says where something is wrong: `file:line (byte n)`.
fn place(finding: &Finding) -> String {
    let mut at = finding.file.display().to_string();
    if let Some(line) = finding.line {
        at.push_str(&format!(":{line}"));
    }
    if let Some(byte) = finding.byte {
        at.push_str(&format!(" (byte {byte})"));
    }
    at
}
