//! `ally today`: what needs the seller now, each line with its reason.

use super::args::Reading;
use super::here::Here;
use super::output::{Cell, Table, Tone};
use crate::book::Result;
use crate::domain::days;
use crate::signals::Signal;

/// Shows what needs the seller now.
pub fn run(here: &mut Here<'_>, args: &Reading) -> Result<()> {
    let mut book = here.read(args.as_of.as_deref())?;
    let signals = book.today()?;
    if args.json {
        here.out
            .json(&signals.iter().map(Signal::object).collect::<Vec<_>>());
        return Ok(());
    }
    if signals.is_empty() {
        here.out.line("Nothing needs you today.");
        return Ok(());
    }
    if !here.out.is_terminal() {
        for signal in &signals {
            here.out.plain_row(&[
                signal.class.heading(),
                &signal.lead,
                &signal.name,
                &signal.text,
                &signal.reason,
                &signal.short,
            ]);
        }
        // The process is at its end, and the system takes all at once what would be given back piece by piece.
        std::mem::forget(signals);
        return Ok(());
    }
    let today = here.today();
    here.out.line(Cell::new(
        Tone::Strong,
        format!("Today · {}", days::day(today, today)),
    ));
    let mut at = 0;
    while let Some(first) = signals.get(at) {
        let group: Vec<&Signal> = signals[at..]
            .iter()
            .take_while(|s| s.class == first.class)
            .collect();
        here.out.heading(first.class.heading(), false);
        let mut table = Table::new(&[]).right(0);
        for signal in &group {
            table.row(cells(signal));
        }
        here.out.table(&table);
        at += group.len();
    }
    Ok(())
}

fn cells(signal: &Signal) -> Vec<Cell> {
    vec![
        Cell::new(
            if signal.late { Tone::Late } else { Tone::Plain },
            signal.lead.clone(),
        ),
        Cell::new(Tone::Strong, signal.name.clone()),
        signal.text.clone().into(),
        Cell::new(Tone::Muted, signal.reason.clone()),
        Cell::new(Tone::Muted, signal.short.clone()),
    ]
}
