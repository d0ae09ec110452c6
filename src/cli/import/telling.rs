//! Tells a plan: for each file what it is and what its rows become, each with its reason, and at the end the total.

use crate::cli::here::Here;
use crate::cli::output::{Cell, Tone};
use crate::domain::{Kind, plain};
use crate::interchange::Plan;
use crate::interchange::merge::Changed;
use crate::interchange::plan::{Class, FilePlan, RowPlan};
use crate::interchange::said;

/// In a pipe no more rows of one sort are told than this; the rest is counted.
const TOLD: usize = 1_000;
/// On a terminal no more than this.
const TOLD_ON_TERMINAL: usize = 12;
/// Cells that the word before a row takes.
const WORD: usize = 11;

/// Tells the whole plan.
pub fn say(here: &mut Here<'_>, plan: &Plan) {
    let most = if here.out.is_terminal() {
        TOLD_ON_TERMINAL
    } else {
        TOLD
    };
    for file in &plan.files {
        say_file(here, file, most);
    }
    say_total(here, plan);
}

fn say_file(here: &mut Here<'_>, file: &FilePlan, most: usize) {
    if let Some((what, help)) = &file.unknown {
        under(here, (Tone::Late, "rejected"), Tone::Plain, what);
        under(here, (Tone::Plain, ""), Tone::Muted, help);
        return;
    }
    let about = [
        file.recognised
            .clone()
            .unwrap_or_else(|| "not recognised".into()),
        file.read_as.line(&file.encoding, file.delimiter),
    ];
    here.out.cells(vec![
        Cell::new(Tone::Strong, file.file.clone()),
        Cell::new(Tone::Muted, format!("  {}", about.join(", "))),
    ]);
    let counts = counted(
        [file.new, file.changed, file.same, file.doubtful],
        file.rejected.len(),
    );
    here.out
        .line(format!("  {}: {counts}", number(file.rows, "row")));
    if let Some(made) = made(&[file]) {
        here.out.line(format!("  makes {made}"));
    }
    if !file.beside.is_empty() {
        let named: Vec<&str> = file.beside.iter().take(most).map(String::as_str).collect();
        let more = file.beside.len() - named.len();
        let more = if more > 0 {
            format!(" and {more} more")
        } else {
            String::new()
        };
        let text = format!(
            "{} of which nothing but the name is told: {}{more}",
            number(file.beside.len() as u64, "account"),
            named.join("; "),
        );
        under(here, (Tone::Good, "new"), Tone::Plain, &text);
    }
    tell(here, file, Class::Changed, most);
    tell(here, file, Class::Doubtful, most);
    tell(here, file, Class::Same, most.min(TOLD_ON_TERMINAL));
    tell(here, file, Class::New, most.min(TOLD_ON_TERMINAL));
    for row in file.rejected.iter().take(most) {
        let text = format!("{}:{}: {}", file.file, row.line, row.why);
        under(here, (Tone::Late, "rejected"), Tone::Plain, &text);
    }
    more(here, file.rejected.len(), most);
    for warning in &file.warnings {
        under(here, (Tone::Muted, "note"), Tone::Plain, warning);
    }
}

/// Tells what will happen over all files, in the words of the rows.
fn say_total(here: &mut Here<'_>, plan: &Plan) {
    let files: Vec<&FilePlan> = plan
        .files
        .iter()
        .filter(|file| file.unknown.is_none())
        .collect();
    let sum = |of: fn(&FilePlan) -> u64| files.iter().map(|file| of(file)).sum::<u64>();
    let counts = counted(
        [
            sum(|file| file.new),
            sum(|file| file.changed),
            sum(|file| file.same),
            sum(|file| file.doubtful),
        ],
        files.iter().map(|file| file.rejected.len()).sum(),
    );
    let mut total = format!("In all {}: {counts}.", number(sum(|file| file.rows), "row"));
    if files.len() > 1
        && let Some(made) = made(&files)
    {
        total.push_str(&format!(" It makes {made}."));
    }
    let rows: usize = plan.activity.iter().map(|part| part.rows.len()).sum();
    if rows > 0 {
        let bring = if rows == 1 { "says" } else { "say" };
        let rows = number(rows as u64, "row");
        total.push_str(&format!(" {rows} {bring} what accounts buy or use."));
    }
    if sum(|file| file.doubtful) > 0 {
        total.push_str(
            " What is doubtful is made apart and linked; ally merge A B makes two records one.",
        );
    }
    if sum(|file| file.rejected.len() as u64) > 0 {
        total.push_str(" What is rejected stays out; --rejects FILE writes it down.");
    }
    for line in plain::wrap(&total, here.out.width().unwrap_or(usize::MAX)) {
        here.out.line(Cell::new(Tone::Strong, line));
    }
}

fn counted(of: [u64; 4], rejected: usize) -> String {
    let counts = [
        (of[0], "new"),
        (of[1], "changed"),
        (of[2], "same"),
        (of[3], "doubtful"),
        (rejected as u64, "rejected"),
    ];
    let counted: Vec<String> = counts
        .iter()
        .filter(|(n, word)| *n > 0 || *word == "new")
        .map(|(n, word)| format!("{n} {word}"))
        .collect();
    counted.join(", ")
}

/// Says how many records of each kind are made.
fn made(files: &[&FilePlan]) -> Option<String> {
    let mut kinds: Vec<(&str, u64)> = Vec::new();
    for (kind, count) in files.iter().flat_map(|file| &file.kinds) {
        match kinds.iter_mut().find(|(known, _)| known == kind) {
            Some((_, sum)) => *sum += count,
            None => kinds.push((kind, *count)),
        }
    }
    let said: Vec<String> = kinds
        .into_iter()
        .filter(|(_, count)| *count > 0)
        .map(|(kind, count)| match Kind::parse(kind) {
            Some(kind) if count != 1 => format!("{count} {}", kind.plural()),
            _ => format!("{count} {kind}"),
        })
        .collect();
    (!said.is_empty()).then(|| said.join(", "))
}

/// Counts things: `1 row`, `830 rows`.
fn number(count: u64, word: &str) -> String {
    match count {
        1 => format!("1 {word}"),
        count => format!("{count} {word}s"),
    }
}

fn tell(here: &mut Here<'_>, file: &FilePlan, class: Class, most: usize) {
    let (word, tone) = match class {
        Class::New => ("new", Tone::Good),
        Class::Changed => ("changed", Tone::Good),
        Class::Doubtful => ("doubtful", Tone::Accent),
        Class::Same => ("same", Tone::Muted),
    };
    let rows: Vec<&RowPlan> = file
        .details
        .iter()
        .filter(|row| row.class == class)
        .collect();
    for row in rows.iter().take(most) {
        here.out.cells(vec![
            Cell::new(tone, format!("  {}", plain::pad(word, WORD - 2))),
            format!("{} {}", row.kind, row.name).trim_end().into(),
            Cell::new(Tone::Muted, format!("  {}:{}", file.file, row.line)),
        ]);
        for note in &row.notes {
            under(here, (Tone::Plain, ""), Tone::Muted, note);
        }
        for change in &row.changed {
            let over = if row.overwrites(change) {
                "  (over the book's own)"
            } else {
                ""
            };
            here.out.cells(vec![
                " ".repeat(WORD + 2).into(),
                turned(change, "→").into(),
                Cell::new(Tone::Accent, over),
            ]);
        }
        for change in row.kept.iter().filter(|kept| !row.overwrites(kept)) {
            here.out.cells(vec![
                " ".repeat(WORD + 2).into(),
                Cell::new(Tone::Muted, turned(change, "is kept; the file says")),
            ]);
        }
    }
    more(here, rows.len(), most);
}

/// Says a text behind a word, on a terminal wrapped beside it.
fn under(here: &mut Here<'_>, word: (Tone, &str), tone: Tone, text: &str) {
    let indent = if word.1.is_empty() { WORD + 2 } else { WORD };
    let lines = match here.out.width() {
        Some(width) => plain::wrap(text, width.saturating_sub(indent).max(20)),
        None => vec![text.to_owned()],
    };
    for (at, line) in lines.into_iter().enumerate() {
        let head = if at == 0 && !word.1.is_empty() {
            format!("  {}", plain::pad(word.1, WORD - 2))
        } else {
            " ".repeat(indent)
        };
        here.out
            .cells(vec![Cell::new(word.0, head), Cell::new(tone, line)]);
    }
}

fn more(here: &mut Here<'_>, all: usize, told: usize) {
    if all > told {
        here.out.line(Cell::new(
            Tone::Muted,
            format!("{}and {} more", " ".repeat(WORD), all - told),
        ));
    }
}

fn turned(change: &Changed, sign: &str) -> String {
    let (old, new) = said::both(change.old.as_ref(), change.new.as_ref());
    let fit = |said: Option<String>| match said {
        None => "unknown".to_owned(),
        Some(said) => plain::fit(&said.replace('\n', "; "), 60).into_owned(),
    };
    format!(
        "{}: {} {sign} {}",
        change.field.replace('_', " "),
        fit(old),
        fit(new)
    )
}
