//! `ally history [ID]`: who changed what, and when, in words.

use serde_json::{Value, json};

use super::args::History as Args;
use super::here::Here;
use super::output::{Cell, Tone};
use super::reader::InBook;
use crate::book::{Past, Result};
use crate::domain::typed::{self, Reader};
use crate::domain::{Id, Kind, Object, Record, days};
use crate::interchange::world::GONE;
use crate::journal::{Change, Edit, Pair};

/// On a terminal no more entries are shown than this, unless more are asked for.
const AT_ONCE: usize = 50;
/// Of one entry no more changes are told than this; the rest is counted.
const OF_ONE: usize = 12;

/// Shows the entries, newest first.
pub fn run(here: &mut Here<'_>, args: &Args) -> Result<()> {
    let mut book = here.read(args.reading.as_of.as_deref())?;
    let of = match args.what.join(" ") {
        text if text.is_empty() => None,
        text => Some(book.find_any(&text)?.id()),
    };
    let cut = args.limit.is_none() && here.out.is_terminal() && !args.reading.json;
    let limit = args.limit.unwrap_or(if cut { AT_ONCE } else { usize::MAX });
    let past = book.history(of, limit)?;
    if args.reading.json {
        for entry in &past {
            here.out.json_line(&object(entry));
        }
        return Ok(());
    }
    let reader = InBook::new(here, &mut book)?;
    for entry in &past {
        if here.out.is_closed() {
            break;
        }
        let again = done_again(&past, entry);
        say(here, entry, &reader, of, again);
    }
    if cut && past.len() == AT_ONCE {
        here.out
            .line(Cell::new(Tone::Muted, "Older entries: --limit N."));
    }
    Ok(())
}

/// Writes an entry for programs.
pub fn object(entry: &Past) -> Value {
    json!({
        "seq": entry.head.seq,
        "at": entry.head.at,
        "author": entry.head.author,
        "command": entry.head.cause.command,
        "files": entry.head.cause.files,
        "undo": entry.head.cause.undo,
        "redo": entry.head.cause.redo,
        "stands": entry.stands,
        "changes": entry.changes,
    })
}

/// Finds the entry that did again what was taken back of another, and still stands.
pub fn done_again(past: &[Past], entry: &Past) -> Option<u64> {
    if entry.stands {
        return None;
    }
    let mut of = vec![entry.head.seq];
    let mut stands = None;
    // Newest first, so that what follows an entry stands before it.
    for later in past
        .iter()
        .rev()
        .filter(|later| later.head.seq > entry.head.seq)
    {
        let cause = &later.head.cause;
        let follows = |to: Option<u64>| to.is_some_and(|to| of.contains(&to));
        if follows(cause.undo) || follows(cause.redo) {
            of.push(later.head.seq);
            if cause.redo.is_some() && later.stands {
                stands = Some(later.head.seq);
            }
        }
    }
    stands
}

/// Says one entry: its head, and a line for each thing that it changed.
///
/// `again` is the entry that did it once more after it was taken back.
pub fn say(
    here: &mut Here<'_>,
    entry: &Past,
    reader: &InBook<'_>,
    of: Option<Id>,
    again: Option<u64>,
) {
    let at = entry.head.at.to_zoned(reader.zone());
    let cause = &entry.head.cause;
    let mut what = cause.command.clone();
    if !cause.files.is_empty() {
        what.push_str(&format!(" {}", cause.files.join(", ")));
    }
    if let Some(seq) = cause.undo {
        what.push_str(&format!(" of {seq}"));
    }
    if let Some(seq) = cause.redo {
        what.push_str(&format!(" of {seq}"));
    }
    match again {
        _ if entry.stands => {}
        Some(seq) => what.push_str(&format!(" (taken back, and done again as {seq})")),
        None => what.push_str(" (taken back)"),
    }
    here.out.cells(vec![
        Cell::new(Tone::Accent, format!("{:>5}", entry.head.seq)),
        Cell::new(
            Tone::Muted,
            format!(
                "  {} {}  {}  ",
                days::day(at.date(), reader.today()),
                at.strftime("%H:%M"),
                entry.head.author
            ),
        ),
        Cell::new(Tone::Strong, what),
    ]);
    let mut lines = Vec::new();
    // What was deleted is told as such, and not that it is remembered.
    let told = entry.changes.iter();
    let told =
        told.filter(|change| !matches!(change, Change::Setting(s) if s.name.starts_with(GONE)));
    let count = told.clone().count();
    for change in told {
        tell(change, reader, of, &mut lines);
        if lines.len() > OF_ONE + 1 && count > OF_ONE {
            break;
        }
    }
    let rest = count.saturating_sub(OF_ONE);
    let left = left_behind(entry, reader);
    if rest > 1 {
        lines.truncate(OF_ONE);
    }
    for line in lines {
        here.out.cells(vec!["       ".into(), line.into()]);
    }
    if rest > 1 {
        here.out.cells(vec![
            "       ".into(),
            Cell::new(Tone::Muted, format!("and {rest} more")),
        ]);
    }
    for line in left {
        here.out.cells(vec!["       ".into(), line.into()]);
    }
}

/// Says what records that became part of others had and the others have not.
fn left_behind(entry: &Past, reader: &InBook<'_>) -> Vec<String> {
    let mut lines = Vec::new();
    for (id, fields) in &entry.head.cause.left {
        let object = entry.changes.iter().find_map(|change| match change {
            Change::Drop(object) if change.record() == Some(*id) => Some(object),
            _ => None,
        });
        // What was forgotten says nothing.
        let Some(record) = object.and_then(|object| Record::read(object.clone()).ok()) else {
            continue;
        };
        for name in fields {
            let pair = Pair {
                old: Value::Null,
                new: crate::interchange::merge::get(&record.object(), name).unwrap_or_default(),
            };
            let said = turned(record.kind(), name, &pair, reader);
            lines.push(format!("{} left behind: {said}", record.short()));
        }
    }
    lines
}

fn tell(change: &Change, reader: &InBook<'_>, of: Option<Id>, lines: &mut Vec<String>) {
    match change {
        Change::Make(object) => lines.push(format!("new {}", named(object))),
        Change::Drop(object) => lines.push(format!("took out {}", named(object))),
        Change::Edit(edit) => edited(edit, reader, of, lines),
        Change::Setting(setting) => lines.push(format!("remembers {}", setting.name)),
        Change::Activity(batch) => lines.push(format!("{} rows of activity", batch.rows)),
        Change::Inactivity(batch) => {
            lines.push(format!("took out {} rows of activity", batch.rows));
        }
        Change::Unknown(_) => lines.push("a change that a newer version made".into()),
    }
}

fn named(object: &Object) -> String {
    Record::read(object.clone()).map_or_else(
        |_| "record".into(),
        |record| {
            format!(
                "{} {}  {}",
                record.kind(),
                record.short(),
                first_line(&record.title())
            )
        },
    )
}

fn edited(edit: &Edit, reader: &InBook<'_>, of: Option<Id>, lines: &mut Vec<String>) {
    let head = if of == Some(edit.id) {
        String::new()
    } else {
        let short = reader
            .short(edit.id)
            .unwrap_or_else(|| edit.kind.to_string());
        let name = reader
            .name(edit.id)
            .map(|n| format!(" {}", first_line(&n)))
            .unwrap_or_default();
        format!("{short}{name}: ")
    };
    for (name, pair) in edit.pairs() {
        // What follows from another change, or only serves the next import, is not told twice.
        if matches!(name, "changed" | "moves" | "brought" | "closed_on") {
            continue;
        }
        lines.push(format!("{head}{}", turned(edit.kind, name, &pair, reader)));
    }
}

fn turned(kind: Kind, name: &str, pair: &Pair, reader: &InBook<'_>) -> String {
    let shown = |value: &Value| match kind.field(name) {
        Some(field) => first_line(&typed::show(&field.ty, value, reader).replace('\n', "; ")),
        None => first_line(&super::show::plainly(value)),
    };
    let label = name.replace('_', " ");
    match (&pair.old, &pair.new) {
        (Value::Null, new) => format!("{label}: {}", shown(new)),
        (old, Value::Null) => format!("{label}: no longer {}", shown(old)),
        // What was written on behind is all that is new.
        (Value::String(old), Value::String(new)) if added(old, new).is_some() => {
            let more = added(old, new).unwrap_or_default();
            format!(
                "{label}: + {}",
                first_line(&more.trim().replace('\n', "; "))
            )
        }
        (old, new) => format!("{label}: {} → {}", shown(old), shown(new)),
    }
}

/// Gives what a long text has behind its old end.
fn added<'t>(old: &str, new: &'t str) -> Option<&'t str> {
    let more = new.strip_prefix(old)?;
    (old.len() > 20 && !more.trim().is_empty()).then_some(more)
}

fn first_line(text: &str) -> String {
    let line = text.lines().next().unwrap_or_default();
    crate::domain::plain::fit(line, 100).into_owned()
}
