//! `ally snooze WHAT DATE`: puts something off Today until a day.

use serde_json::Value;

use super::args::Snooze as Args;
use super::here::{Here, still};
use super::output::{Cell, Tone};
use crate::book::{BookError, Result, Step};
use crate::domain::{Object, days};
use crate::signals::snooze::{awake_for, snooze};

/// Puts one record off, or wakes it.
pub fn run(here: &mut Here<'_>, args: &Args) -> Result<()> {
    let until = args
        .until
        .as_deref()
        .map(|text| here.day(text, "DATE"))
        .transpose()?;
    let today = here.today();
    if until.is_some_and(|until| until <= today) {
        return Err(BookError::usage("DATE: that day is not ahead")
            .hint("Without a date, ally snooze wakes what was put off."));
    }
    let mut book = here.change()?;
    let record = book.find_any(&args.what)?;
    if let Some(why) = until.and_then(|until| awake_for(&record, until, today)) {
        return Err(BookError::refused(why));
    }
    if let Some((was, now)) = snooze(&record, until) {
        let one = |value: Value| Object::from_iter([("extra".to_owned(), value)]);
        book.write(
            "snooze",
            vec![Step::Edit {
                id: record.id(),
                set: one(now),
                was: one(was),
            }],
        )?;
    }
    if args.json {
        let now = still(&mut book, record.id())?;
        here.out.json(&now.object_with_computed(today));
        return Ok(());
    }
    let said = match until {
        Some(until) => format!(" sleeps until {}", days::day(until, today)),
        None => " is awake".to_owned(),
    };
    here.out.cells(vec![
        Cell::new(Tone::Muted, format!("{}  ", record.short())),
        Cell::new(Tone::Strong, record.title()),
        Cell::new(Tone::Muted, said),
    ]);
    Ok(())
}
