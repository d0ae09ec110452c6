//! `ally move ID STATE`: moves a record along its states.

use super::args::Move as Args;
use super::here::{Here, still};
use super::output::{Cell, Tone};
use crate::book::{Result, Step};
use crate::domain::{Body, Record, state};

/// Moves one record.
pub fn run(here: &mut Here<'_>, args: &Args) -> Result<()> {
    let mut book = here.change()?;
    let record = book.find_any(&args.what)?;
    let to = args.state.join(" ").replace('_', " ");
    let may = state::next(&record).join(", ");
    let from = record.state().unwrap_or("nothing");
    let steps = book.moving(&[record.id()], &to, args.why.as_ref())?;
    let aimed = aimed_at(&record, &steps);
    let receipt = book.write("move", steps).map_err(|error| {
        if error.hint.is_none() && !may.is_empty() && !error.what.contains("can move to") {
            error.hint(format!("It is {from}, and can move to {may}."))
        } else {
            error
        }
    })?;
    let now = still(&mut book, record.id())?;
    if args.json {
        here.out.json(&now.object_with_computed(here.today()));
        return Ok(());
    }
    here.out.cells(vec![
        Cell::new(Tone::Muted, format!("{}  ", now.short())),
        Cell::new(Tone::Strong, now.title()),
        Cell::new(Tone::Muted, format!(": {from} → ")),
        super::list::state_cell(&now),
    ]);
    if let Some(aimed) = aimed {
        here.out.cells(vec![Cell::new(
            Tone::Muted,
            format!(
                "{}  you meant to leave with “{aimed}”; if that was agreed: ally set {} 'next_step.what={aimed}'",
                now.short(),
                now.short()
            ),
        )]);
    }
    // What comes again is planned with it.
    for made in &receipt.made {
        if let Some(Body::Touchpoint(next)) = book.record(made.id)?.map(|r| r.body)
            && let Some(starts) = next.starts
        {
            let day = crate::domain::days::day(starts.date(), here.today());
            let time = if starts.begins_day() {
                String::new()
            } else {
                starts.0.strftime(" %H:%M").to_string()
            };
            here.out.cells(vec![Cell::new(
                Tone::Muted,
                format!("{}  the next one is planned: {day}{time}", made.short),
            )]);
        }
    }
    Ok(())
}

/// Gives what one meant to leave a meeting with, where the steps take it out of it.
fn aimed_at(record: &Record, steps: &[Step]) -> Option<String> {
    let Body::Touchpoint(body) = &record.body else {
        return None;
    };
    let taken = steps.iter().any(|step| matches!(step, Step::Edit { .. }));
    body.next_step
        .as_ref()
        .filter(|_| taken)
        .and_then(|step| step.what.clone())
}
