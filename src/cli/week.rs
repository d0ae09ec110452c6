//! `ally week`: the days ahead, meeting by meeting, with what the people in each wait for.

use super::args::Week as Args;
use super::here::Here;
use super::output::{Cell, Table, Tone};
use crate::book::Result;
use crate::domain::days;
use crate::signals::Signal;
use crate::signals::week::{Day, Meeting, week};

/// Shows the days ahead.
pub fn run(here: &mut Here<'_>, args: &Args) -> Result<()> {
    let mut book = here.read(args.reading.as_of.as_deref())?;
    let ahead = book.with_pulse(|pulse| week(pulse, args.days))?;
    if args.reading.json {
        here.out.json(&ahead);
        return Ok(());
    }
    if ahead.is_empty() {
        here.out.line("Nothing lies ahead in these days.");
    } else if here.out.is_terminal() {
        show(here, &ahead);
    } else {
        let mut table = Table::new(&[]);
        for day in &ahead {
            for meeting in &day.meetings {
                table.row(line(day, "meeting", met(meeting)));
                for bring in &meeting.bring {
                    let cells = [
                        meeting.time.clone(),
                        meeting.name.clone(),
                        bring.text.clone(),
                        bring.remark.clone(),
                        bring.short.clone(),
                    ];
                    table.row(line(day, "bring", cells));
                }
            }
            for signal in &day.due {
                table.row(line(day, "due", waits(signal)));
            }
        }
        here.out.table(&table);
    }
    Ok(())
}

fn line(day: &Day, what: &str, cells: [String; 5]) -> Vec<Cell> {
    let mut row: Vec<Cell> = vec![day.date.to_string().into(), what.into()];
    row.extend(cells.map(Cell::from));
    row
}

fn met(meeting: &Meeting) -> [String; 5] {
    let mut text = meeting.text.clone();
    if !meeting.with.is_empty() {
        text = format!("{text} · {}", meeting.with);
    }
    let mut remark: Vec<String> = Vec::new();
    remark.extend(meeting.there.as_ref().map(|there| format!("{there} there")));
    remark.extend(meeting.place.clone());
    if !meeting.aimed {
        remark.push("no aim written yet".into());
    }
    [
        meeting.time.clone(),
        meeting.name.clone(),
        text,
        remark.join(" · "),
        meeting.short.clone(),
    ]
}

fn waits(signal: &Signal) -> [String; 5] {
    [
        signal.lead.clone(),
        signal.name.clone(),
        signal.text.clone(),
        signal.reason.clone(),
        signal.short.clone(),
    ]
}

fn show(here: &mut Here<'_>, ahead: &[Day]) {
    let today = here.today();
    for (at, day) in ahead.iter().enumerate() {
        let said = days::said(day.date, today);
        let exact = days::day(day.date, today);
        let head = if exact.starts_with(&said) {
            exact
        } else {
            format!("{exact} · {said}")
        };
        here.out.heading(&head, at == 0);
        let mut table = Table::new(&[]);
        for meeting in &day.meetings {
            let [time, name, text, remark, short] = met(meeting);
            table.row(vec![
                Cell::new(Tone::Accent, time),
                Cell::new(Tone::Strong, name),
                text.into(),
                Cell::new(Tone::Muted, remark),
                Cell::new(Tone::Muted, short),
            ]);
            for bring in &meeting.bring {
                let tone = if bring.late { Tone::Late } else { Tone::Muted };
                table.row(vec![
                    Cell::default(),
                    Cell::new(Tone::Muted, "bring"),
                    bring.text.clone().into(),
                    Cell::new(tone, bring.remark.clone()),
                    Cell::new(Tone::Muted, bring.short.clone()),
                ]);
            }
        }
        for signal in &day.due {
            let [lead, name, text, reason, short] = waits(signal);
            table.row(vec![
                Cell::new(if signal.late { Tone::Late } else { Tone::Plain }, lead),
                Cell::new(Tone::Strong, name),
                text.into(),
                Cell::new(Tone::Muted, reason),
                Cell::new(Tone::Muted, short),
            ]);
        }
        here.out.table(&table);
    }
}
