//! `ally show WHAT`: one record whole, in the order of the field table.

use serde_json::{Value, json};

use super::account::Sections;
use super::args::Show as Args;
use super::here::Here;
use super::history;
use super::list::state_cell;
use super::output::{Cell, Table, Tone};
use super::reader::InBook;
use crate::book::{Book, BookError, Result};
use crate::domain::field::short_label;
use crate::domain::record::SHARED;
use crate::domain::typed::{self, Reader};
use crate::domain::unknown::{self, Around, Gap};
use crate::domain::{Body, Kind, Record, Type};
use crate::interchange::waits;
use crate::signals::gaps::{HowWell, by_subject, how_well};

/// Shows one record.
pub fn run(here: &mut Here<'_>, args: &Args) -> Result<()> {
    let mut book = here.read(args.reading.as_of.as_deref())?;
    let record = book.find_any(&args.what.join(" "))?;
    let past = if args.history {
        Some(book.history(Some(record.id()), usize::MAX)?)
    } else {
        None
    };
    let gaps = if args.gaps {
        Some(gaps(here, &mut book, &record)?)
    } else {
        None
    };
    if args.reading.json {
        let mut object = record.object_with_computed(here.today());
        if let Some(past) = &past {
            object.insert(
                "history".into(),
                past.iter()
                    .map(history::object)
                    .collect::<Vec<Value>>()
                    .into(),
            );
        }
        if let Some(gaps) = &gaps {
            object.insert("gaps".into(), json!(gaps.0));
            if let Some(known) = &gaps.1 {
                object.insert("how_well".into(), json!(known));
            }
        }
        here.out.json(&object);
        return Ok(());
    }
    let like = like(&mut book, &record)?;
    let pointing = pointing(&mut book, &record)?;
    let sections = match record.kind() {
        Kind::Account => Some(Sections::of(here, &mut book, &record)?),
        _ => None,
    };
    let reader = InBook::new(here, &mut book)?;
    head(here, &record, &reader);
    if let Some(sections) = &sections {
        sections.say_figures(here);
    }
    fields(here, &record, &reader);
    if let Some(sections) = &sections {
        sections.say(here, &reader);
    }
    if !pointing.is_empty() {
        here.out.heading("Points to it", false);
        say_pointing(here, &pointing);
    }
    if !like.is_empty() {
        here.out.heading("Solved elsewhere, and like this", false);
        for (who, said) in &like {
            here.out.labelled(who, said, 24, Tone::Plain);
        }
    }
    if let Some((gaps, known)) = gaps {
        here.out.heading("Not known yet", false);
        say_gaps(here, &gaps, &reader);
        if let Some(known) = known.filter(|known| known.of > 0) {
            here.out.heading("How well we know them", false);
            say_how_well(here, &known, &reader);
        }
    }
    if let Some(past) = past {
        here.out.heading("History", false);
        for entry in &past {
            let again = history::done_again(&past, entry);
            history::say(here, entry, &reader, Some(record.id()), again);
        }
    }
    Ok(())
}

/// Lists what of the same account and its units points to a record; of an account nearly all does, and `list` has it.
fn pointing(book: &mut Book, record: &Record) -> Result<Vec<Record>> {
    let Some(account) = record.account().filter(|_| record.kind() != Kind::Account) else {
        return Ok(Vec::new());
    };
    let mut found = book.dossier(account, None)?.records;
    found.retain(|other| {
        other.id() != record.id() && other.references().binary_search(&record.id()).is_ok()
    });
    found.sort_by_key(|other| (other.kind().number(), other.base.created, other.id()));
    Ok(found)
}

fn say_pointing(here: &mut Here<'_>, pointing: &[Record]) {
    let mut table = Table::new(&["", "", "", ""]);
    for other in pointing {
        table.row(vec![
            Cell::new(Tone::Muted, other.short().to_owned()),
            Cell::new(Tone::Muted, format!("{:#}", other.kind())),
            other.title().into(),
            Cell::new(Tone::Muted, other.state().unwrap_or_default().to_owned()),
        ]);
    }
    here.out.table(&table);
}

/// Tells how problems like an open one were solved for others, each as far as it may be told: who, and what.
fn like(book: &mut Book, record: &Record) -> Result<Vec<(String, String)>> {
    if record.kind() != Kind::Problem || matches!(record.state(), Some("solved" | "verified")) {
        return Ok(Vec::new());
    }
    let stories = book.stories()?;
    let told = stories.like(record, record.account(), 3).into_iter();
    Ok(told
        .map(|story| {
            let said = [&story.title, &story.solution, &story.outcome];
            let said: Vec<&str> = said.into_iter().flatten().map(String::as_str).collect();
            (story.who.clone(), said.join(" · "))
        })
        .collect())
}

/// Lists what is not known about an account and its units, or about one record; and how much of an account is known.
fn gaps(here: &Here<'_>, book: &mut Book, record: &Record) -> Result<(Vec<Gap>, Option<HowWell>)> {
    let Some(account) = record.account() else {
        return Err(BookError::refused(format!(
            "{} belongs to no account, so nobody can be asked about it",
            record.short()
        )));
    };
    let dossier = book.dossier(account, None)?;
    let records: Vec<&Record> = dossier.records.iter().collect();
    let around = Around {
        account: &dossier.account,
        records: &records,
        trends: &dossier.trends,
        shifts: &dossier.shifts,
        today: here.today(),
    };
    let mut found = unknown::gaps(&around);
    if record.kind() != Kind::Account {
        found.retain(|gap| gap.record == record.id());
        return Ok((found, None));
    }
    Ok((found, Some(how_well(&around))))
}

/// Opens the figure into its parts: what is known, what is missing, and the one question that would raise it.
fn say_how_well(here: &mut Here<'_>, known: &HowWell, reader: &InBook<'_>) {
    here.out
        .line(format!("{} of {} points", known.known, known.of));
    for part in &known.parts {
        let of = part.known.len() + part.missing.len();
        here.out.heading(
            &format!("{}, {} of {of}", part.name, part.known.len()),
            false,
        );
        for (label, points) in [("known", &part.known), ("missing", &part.missing)] {
            if !points.is_empty() {
                let points = by_subject(points).join(" · ");
                here.out.labelled(label, &points, 10, Tone::Plain);
            }
        }
        if let Some(gap) = &part.raise {
            let whom = gap.whom.first().and_then(|id| reader.name(*id));
            let ask = gap.spoken();
            let ask = whom.map_or_else(|| ask.clone(), |whom| format!("{whom}: {ask}"));
            here.out.labelled("ask", &ask, 10, Tone::Plain);
        }
    }
}

fn say_gaps(here: &mut Here<'_>, gaps: &[Gap], reader: &InBook<'_>) {
    if gaps.is_empty() {
        here.out.line("Nothing that a question would tell.");
        return;
    }
    let mut table = Table::new(&["", "ask", "question"]);
    for gap in gaps {
        let whom: Vec<String> = gap
            .whom
            .iter()
            .take(2)
            .filter_map(|id| reader.name(*id))
            .collect();
        table.row(vec![
            Cell::new(Tone::Muted, gap.short.clone()),
            Cell::new(Tone::Accent, whom.join(", ")),
            gap.spoken().into(),
        ]);
    }
    here.out.table(&table);
}

fn head(here: &mut Here<'_>, record: &Record, reader: &InBook<'_>) {
    let mut cells = vec![
        Cell::new(Tone::Strong, record.title()),
        Cell::new(
            Tone::Muted,
            format!("   {} · {}", record.short(), record.kind()),
        ),
    ];
    if record.state().is_some() {
        cells.push(Cell::new(Tone::Muted, " · "));
        cells.push(state_cell(record));
    }
    if let Some(path) = record
        .account()
        .filter(|_| record.kind() != Kind::Account)
        .and_then(|id| reader.names().path(id))
    {
        cells.push(Cell::new(Tone::Muted, format!(" · {path}")));
    }
    here.out.cells(cells);
}

fn fields(here: &mut Here<'_>, record: &Record, reader: &InBook<'_>) {
    let object = record.object();
    let mut rows: Vec<(String, String, Tone)> = Vec::new();
    let today = reader.today();
    for field in record.kind().fields().iter().chain(SHARED) {
        let Some(value) = object.get(field.name) else {
            continue;
        };
        if field.name == "state"
            || (field.name == "account" && record.kind() != Kind::Account)
            || (field.name == "visibility" && value == "team")
        {
            continue;
        }
        let mut text = match (&field.ty, value) {
            (Type::Birthday, Value::String(text)) => crate::domain::days::birthday(text),
            (Type::Count, days) if field.name == "cadence_days" => format!("every {days} days"),
            (ty, value) => typed::show(ty, value, reader),
        };
        if field.name == "ends"
            && record.all_day()
            && let Body::Touchpoint(body) = &record.body
            && let (Some(from), Some(to)) = (&body.starts, &body.ends)
        {
            // Whole days end where the next one begins.
            let last = to.date().yesterday().unwrap_or(to.date());
            if last <= from.date() {
                continue;
            }
            text = crate::domain::days::day(last, today);
        }
        let mut tone = Tone::Plain;
        if field.name == "due"
            && let Some(late) = record.days_late(today).filter(|d| *d > 0)
        {
            text.push_str(&format!(", {late} d late"));
            tone = Tone::Late;
        }
        rows.push((short_label(field.name).to_owned(), text, tone));
        let cost_ends = field.name == "cost_times"
            || (field.name == "cost_per" && !object.contains_key("cost_times"));
        if cost_ends && let Some(year) = record.cost_each_year() {
            rows.push(("a year".into(), year.to_string(), Tone::Strong));
        }
    }
    for step in &record.base.moves {
        let to = step.to.clone().unwrap_or_default();
        let on = step
            .on
            .map(|d| crate::domain::days::day(d, today))
            .unwrap_or_default();
        let why = step
            .why
            .as_ref()
            .map(|w| format!(": {w}"))
            .unwrap_or_default();
        rows.push(("moved".into(), format!("{to}, {on}{why}"), Tone::Muted));
    }
    let name_of = |id| reader.names().show(id).map(str::to_owned);
    for (name, value) in record.base.extra.iter().chain(&record.base.more) {
        match waits::said_of(name, value, &name_of) {
            Some((field, said)) => rows.push((field, format!("waits for {said}"), Tone::Muted)),
            None => rows.push((name.clone(), shortened(plainly(value)), Tone::Muted)),
        }
    }
    if let Some(inbox) = &record.base.inbox {
        let said = waits::said(inbox, &name_of);
        rows.push(("inbox".into(), format!("waits for {said}"), Tone::Plain));
    }
    if let Some(raw) = &record.base.raw {
        rows.push(("typed".into(), raw.clone(), Tone::Muted));
    }
    let day = |at: jiff::Timestamp| {
        let at = at.to_zoned(reader.zone());
        format!(
            "{} {}",
            crate::domain::days::day(at.date(), today),
            at.strftime("%H:%M")
        )
    };
    rows.push((
        "made".into(),
        format!("{} by {}", day(record.base.created), record.base.author),
        Tone::Muted,
    ));
    if record.base.changed != record.base.created {
        rows.push(("changed".into(), day(record.base.changed), Tone::Muted));
    }
    let labels: Vec<&str> = rows.iter().map(|(label, ..)| label.as_str()).collect();
    let room = label_room(&labels);
    for (label, text, tone) in rows {
        here.out.labelled(&label, &text, room, tone);
    }
}

/// Gives the room that names need beside what they name: no more than a few words', unless two could not be told apart then.
fn label_room(labels: &[&str]) -> usize {
    let width = |label: &&str| crate::domain::plain::width(label);
    let widest = labels.iter().map(width).max().unwrap_or(0);
    let apart = |room: usize| {
        let mut seen = std::collections::BTreeSet::new();
        labels
            .iter()
            .filter(|label| !label.is_empty())
            .all(|label| {
                let cut = crate::domain::plain::fit(label, room).into_owned();
                seen.insert(cut) || width(label) <= room
            })
    };
    [18, 26, 36]
        .into_iter()
        .find(|room| apart(*room))
        .unwrap_or(36)
        .min(widest)
}

/// How much of a column that fits no field is shown; some hold whole mails.
const SHOWN: usize = 2_000;

/// Cuts a text that no screen has room for, and says so.
fn shortened(text: String) -> String {
    let length = text.chars().count();
    if length <= SHOWN {
        return text;
    }
    let mut cut: String = text.chars().take(SHOWN).collect();
    let length = crate::domain::money::grouped(&length.to_string());
    cut.push_str(&format!("… ({length} characters; --json has them all)"));
    cut
}

/// Says any JSON value without its signs.
pub fn plainly(value: &Value) -> String {
    match value {
        Value::Null => String::new(),
        Value::String(text) => text.clone(),
        Value::Array(list) => list.iter().map(plainly).collect::<Vec<_>>().join(", "),
        Value::Object(parts) => parts
            .iter()
            .map(|(k, v)| format!("{k} {}", plainly(v)))
            .collect::<Vec<_>>()
            .join(", "),
        other => json!(other).to_string(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_that_would_be_cut_alike_have_the_room_to_differ() {
        let room = label_room;
        assert_eq!(room(&["name", "where"]), 5);
        assert_eq!(room(&["Annual Revenue / Amount", "name"]), 18);
        assert_eq!(
            room(&["Annual Revenue / Amount", "Annual Revenue / Currency"]),
            25
        );
        assert_eq!(room(&["", "", "name"]), 4);
    }
}
