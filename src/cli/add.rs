//! `ally add LINE…`: captures one line, lines of standard input, or what is typed at a prompt.

use std::io::IsTerminal;

use serde_json::{Value, json};

use super::args::Add as Args;
use super::here::Here;
use super::output::{self, Cell, Tone};
use crate::book::{Book, BookError, Captured, Result, Spot};
use crate::capture::{Chip, Mark, Settled};

/// Captures what was typed.
pub fn run(here: &mut Here<'_>, args: &Args) -> Result<()> {
    let line = args.line.join(" ");
    let mut book = here.write()?;
    if line == "-" {
        let lines = from_input()?;
        return save(here, &mut book, args, &lines);
    }
    if !line.trim().is_empty() {
        return save(here, &mut book, args, &[(1, line)]);
    }
    if !args.line.is_empty() || !std::io::stdin().is_terminal() {
        return Err(BookError::usage("there is no line to add")
            .hint("Write ally add \"owe acme: send the list due:fri\", or ally add - to read lines from standard input."));
    }
    at_prompt(here, &mut book, args)
}

/// Takes line after line at a prompt, where no shell reads them first; an empty one ends it.
fn at_prompt(here: &mut Here<'_>, book: &mut Book, args: &Args) -> Result<()> {
    while let Some(line) = output::ask("add ›") {
        if line.trim().is_empty() {
            break;
        }
        match save(here, book, args, &[(1, line)]) {
            Err(error) if error.trouble.status() == 1 => {
                output::tell(&format!("ally: {}", error.what))
            }
            done => done?,
        }
    }
    Ok(())
}

/// Reads the lines of standard input with their numbers; empty ones part paragraphs and say nothing.
fn from_input() -> Result<Vec<(usize, String)>> {
    let bytes = std::io::read_to_string(std::io::stdin()).map_err(|e| {
        BookError::refused(format!("standard input could not be read as UTF-8: {e}"))
            .hint("Nothing was saved.")
    })?;
    Ok(bytes
        .lines()
        .enumerate()
        .filter(|(_, line)| !line.trim().is_empty())
        .map(|(at, line)| (at + 1, line.to_owned()))
        .collect())
}

fn save(
    here: &mut Here<'_>,
    book: &mut Book,
    args: &Args,
    lines: &[(usize, String)],
) -> Result<()> {
    let spot = Spot {
        weekend: here.config.settings.weekend.clone(),
        currency: here.config.settings.currency.clone(),
        ..Spot::default()
    };
    let plain = Settled::default();
    let typed: Vec<(&str, &Settled)> = lines
        .iter()
        .map(|(_, line)| (line.as_str(), &plain))
        .collect();
    if args.strict {
        let (planned, _) = book.capture(&typed, &spot, true)?;
        refuse_doubts(&planned, lines)?;
    }
    let (captured, _) = book.capture(&typed, &spot, args.dry_run)?;
    for one in &captured {
        if args.json {
            here.out.json_line(&as_json(one, here));
        } else {
            say(here, one, args.dry_run);
        }
    }
    Ok(())
}

fn refuse_doubts(planned: &[Captured], lines: &[(usize, String)]) -> Result<()> {
    let doubts: Vec<String> = planned
        .iter()
        .zip(lines)
        .flat_map(|(one, (number, _))| {
            one.parsed
                .doubts()
                .map(move |chip| format!("line {number}: {}", doubt(chip)))
        })
        .collect();
    if doubts.is_empty() {
        return Ok(());
    }
    Err(BookError::refused(doubts.join("\n"))
        .hint("Nothing was saved. Without --strict, what is in doubt is kept as text."))
}

fn doubt(chip: &Chip) -> String {
    if chip.text.is_empty() {
        chip.meaning.clone()
    } else {
        format!("{}: {}", chip.text, chip.meaning)
    }
}

fn say(here: &mut Here<'_>, one: &Captured, dry: bool) {
    let short = if dry { "would be" } else { one.record.short() };
    let mut cells = vec![Cell::new(Tone::Muted, format!("{short}  "))];
    for (nth, chip) in one
        .parsed
        .chips
        .iter()
        .filter(|c| !c.doubtful && !c.dropped)
        .enumerate()
    {
        if nth > 0 {
            cells.push(Cell::new(Tone::Muted, " · "));
        }
        let tone = if chip.mark == Mark::Account {
            Tone::Accent
        } else {
            Tone::Plain
        };
        cells.push(Cell::new(tone, chip.meaning.clone()));
    }
    here.out.cells(cells);
    for chip in one.parsed.doubts() {
        here.out
            .cells(vec![Cell::new(Tone::Muted, format!("  ? {}", doubt(chip)))]);
    }
}

fn as_json(one: &Captured, here: &Here<'_>) -> Value {
    json!({
        "raw": one.parsed.raw,
        "kind": one.record.kind(),
        "account": one.record.account(),
        "record": one.record.object_with_computed(here.today()),
        "understood": one.parsed.chips,
        "text": one.parsed.text,
    })
}
