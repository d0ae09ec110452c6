//! `ally add LINE…`: captures lines in the capture grammar, and says what it understood.

use std::io::Read;

use serde_json::{Value, json};

use super::args::Add as Args;
use super::here::Here;
use super::output::{self, Cell, Tone};
use crate::book::{Book, BookError, Captured, Receipt, Result, Spot};
use crate::capture::Settled;

/// Captures one line, the lines of standard input, or what is typed at a prompt.
pub fn run(here: &mut Here<'_>, args: &Args) -> Result<()> {
    let line = args.line.join(" ");
    if line == "-" {
        return from_input(here, args);
    }
    if !line.trim().is_empty() {
        let mut book = open(here, args)?;
        return capture(here, &mut book, &[(1, line)], args);
    }
    if !args.line.is_empty() {
        return Err(BookError::refused(
            "the line is empty: there is nothing to save",
        ));
    }
    if !super::on_terminal() {
        return Err(BookError::usage("nothing was said")
            .hint("ally add LINE captures a line; ally add - reads lines from standard input."));
    }
    prompt(here, args)
}

/// Asks for lines until an empty one; each is saved at once.
fn prompt(here: &mut Here<'_>, args: &Args) -> Result<()> {
    let mut book = open(here, args)?;
    output::tell(
        "One line a thing, as in: owe acme: send @anna the price list due:fri. An empty line ends it.",
    );
    while let Some(line) = output::ask("add>").filter(|line| !line.trim().is_empty()) {
        if let Err(error) = capture(here, &mut book, &[(1, line)], args) {
            // What was typed stands above; the next line may mend it.
            output::tell(&format!("ally: {error}"));
        }
        here.out
            .finish()
            .map_err(|e| BookError::refused(e.to_string()))?;
    }
    Ok(())
}

fn from_input(here: &mut Here<'_>, args: &Args) -> Result<()> {
    let mut bytes = Vec::new();
    std::io::stdin()
        .lock()
        .read_to_end(&mut bytes)
        .map_err(|e| BookError::refused(format!("standard input: {e}")))?;
    let mut lines = Vec::new();
    for (at, line) in bytes.split(|b| *b == b'\n').enumerate() {
        let line = std::str::from_utf8(line).map_err(|_| {
            BookError::refused(format!("line {}: is not UTF-8; nothing was saved", at + 1))
                .hint("Turn it into UTF-8 first: iconv -f latin1 -t utf-8 FILE | ally add -")
        })?;
        let line = line.trim_end_matches('\r').trim_start_matches('\u{feff}');
        if !line.trim().is_empty() {
            lines.push((at + 1, line.to_owned()));
        }
    }
    if lines.is_empty() {
        return Err(BookError::refused(
            "standard input has no line; nothing was saved",
        ));
    }
    let mut book = open(here, args)?;
    capture(here, &mut book, &lines, args)
}

fn open(here: &mut Here<'_>, args: &Args) -> Result<Book> {
    if args.dry_run && here.config.places.book.exists() {
        here.read(None)
    } else {
        here.write()
    }
}

/// Captures lines as one entry: all of them or none. Each comes with its number in the input.
fn capture(
    here: &mut Here<'_>,
    book: &mut Book,
    lines: &[(usize, String)],
    args: &Args,
) -> Result<()> {
    let settings = &here.config.settings;
    let spot = Spot {
        weekend: settings.weekend.clone(),
        currency: settings.currency.clone(),
        by_people: true,
        ..Spot::default()
    };
    let plain = Settled::default();
    let given: Vec<(&str, &Settled)> = lines
        .iter()
        .map(|(_, line)| (line.as_str(), &plain))
        .collect();
    let numbered = |error: BookError| name_the_line(error, lines);
    if args.strict {
        let (captured, _) = book.capture(&given, &spot, true).map_err(numbered)?;
        refuse_doubts(&captured, lines)?;
    }
    let (captured, receipt) = book
        .capture(&given, &spot, args.dry_run)
        .map_err(numbered)?;
    let today = here.today();
    for one in &captured {
        if args.json {
            here.out.json_line(&object(one, today));
        } else {
            say(here, one, args.dry_run);
        }
    }
    if !args.json {
        say_others(here, book, &captured, receipt.as_ref())?;
    }
    Ok(())
}

/// Gives the error the line's number in the input, where blank lines count too.
fn name_the_line(mut error: BookError, lines: &[(usize, String)]) -> BookError {
    let named = error.what.strip_prefix("line ").and_then(|rest| {
        let (number, why) = rest.split_once(": ")?;
        let (line, _) = lines.get(number.parse::<usize>().ok()?.checked_sub(1)?)?;
        Some(format!("line {line}: {why}"))
    });
    if let Some(what) = named {
        error.what = format!("{what}; nothing was saved");
    }
    error
}

fn refuse_doubts(captured: &[Captured], lines: &[(usize, String)]) -> Result<()> {
    let mut wrong = Vec::new();
    for (one, (number, _)) in captured.iter().zip(lines) {
        let at = if lines.len() > 1 {
            format!("line {number}: ")
        } else {
            String::new()
        };
        wrong.extend(
            one.parsed
                .doubts()
                .map(|chip| format!("{at}{}: {}", chip.text, chip.meaning)),
        );
    }
    if wrong.is_empty() {
        return Ok(());
    }
    Err(BookError::refused(wrong.join("\n"))
        .hint("Nothing was saved. Without --strict what is unclear stays text, marked with a ?."))
}

/// Writes a line for programs.
fn object(one: &Captured, today: crate::domain::Date) -> Value {
    let understood: Vec<Value> = one
        .parsed
        .chips
        .iter()
        .map(|chip| json!({"mark": chip.mark.word(), "text": chip.text, "meaning": chip.meaning, "doubtful": chip.doubtful}))
        .collect();
    json!({
        "raw": one.parsed.raw,
        "kind": one.record.kind(),
        "account": one.record.account().filter(|_| one.record.kind() != crate::domain::Kind::Account).or(one.parsed.account),
        "record": one.record.object_with_computed(today),
        "understood": understood,
        "text": one.parsed.text,
    })
}

fn say(here: &mut Here<'_>, one: &Captured, dry: bool) {
    let short = match one.record.short() {
        "" => "new",
        short => short,
    };
    let head = if dry {
        format!("would be {} ({short})  ", one.record.kind())
    } else {
        format!("{short}  ")
    };
    here.out.cells(vec![
        Cell::new(Tone::Strong, head),
        one.parsed.said().into(),
    ]);
    for chip in one.parsed.doubts() {
        here.out.cells(vec![
            Cell::new(Tone::Accent, format!("  ? {}", chip.text)),
            Cell::new(Tone::Muted, format!("  {}", chip.meaning)),
        ]);
    }
}

/// Says what else the lines made: people who were not in the book.
fn say_others(
    here: &mut Here<'_>,
    book: &mut Book,
    captured: &[Captured],
    receipt: Option<&Receipt>,
) -> Result<()> {
    let others = receipt
        .into_iter()
        .flat_map(|r| &r.made)
        .filter(|made| captured.iter().all(|one| one.record.id() != made.id));
    for made in others {
        let name = book.record(made.id)?.map(|r| r.title()).unwrap_or_default();
        here.out.cells(vec![Cell::new(
            Tone::Muted,
            format!("  new {} {}  {name}", made.kind, made.short),
        )]);
    }
    Ok(())
}
