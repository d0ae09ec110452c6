//! `ally behaviour [ACCOUNT]`: when, what, where, how and how much they buy or use, and the changes without a why.

use std::collections::BTreeSet;

use rust_decimal::Decimal;

use super::args::Behaviour as Args;
use super::here::Here;
use super::list::family;
use super::output::{Cell, Table, Tone};
use crate::book::{Book, BookError, Result};
use crate::domain::names::fold;
use crate::domain::unknown::by_percent;
use crate::domain::{Body, Id, Kind, Money, days};
use crate::signals::behaviour::{Behaviour, Row, behaviour, many};

/// Of one sort no more lines are told than this.
const TOLD: usize = 8;

/// Adds up what one account with its units, a segment, or all of them buy or use.
pub fn run(here: &mut Here<'_>, args: &Args) -> Result<()> {
    let mut book = here.read(args.reading.as_of.as_deref())?;
    let (name, accounts) = chosen(&mut book, args)?;
    let mut rows = Vec::new();
    for account in accounts {
        rows.extend(
            book.activity(account)?
                .iter()
                .filter_map(|line| Row::read(line)),
        );
    }
    let today = here.today();
    // What came after the day that is asked about was not known then.
    rows.retain(|row| row.on.is_none_or(|on| on <= today));
    let found = behaviour(&rows, today);
    if args.reading.json {
        here.out.json(&found.object());
    } else if found.is_nothing() {
        here.out.line(format!(
            "Nothing is known of what {name} buys or uses. ally import brings orders in."
        ));
    } else {
        say(here, &name, &found);
    }
    Ok(())
}

fn chosen(book: &mut Book, args: &Args) -> Result<(String, BTreeSet<Id>)> {
    if !args.account.is_empty() {
        let account = book.find_account(&args.account.join(" "))?;
        let names = book.account_names()?;
        return Ok((
            names.path(account).unwrap_or_default(),
            family(&names, account),
        ));
    }
    let accounts = book.of_kind(Kind::Account)?;
    let Some(segment) = &args.segment else {
        return Ok((
            "anybody".into(),
            accounts.iter().map(crate::domain::Record::id).collect(),
        ));
    };
    let wanted = fold(segment);
    let of = |record: &&crate::domain::Record| matches!(&record.body, Body::Account(b) if b.segment.as_deref().is_some_and(|s| fold(s) == wanted));
    let found: BTreeSet<Id> = accounts
        .iter()
        .filter(of)
        .map(crate::domain::Record::id)
        .collect();
    if found.is_empty() {
        return Err(BookError::refused(format!(
            "no account is of the segment “{segment}”"
        )));
    }
    Ok((segment.clone(), found))
}

fn say(here: &mut Here<'_>, name: &str, found: &Behaviour) {
    let today = here.today();
    let day =
        |date: Option<crate::domain::Date>| date.map(|d| days::day(d, today)).unwrap_or_default();
    if found.rows == 0 {
        here.out.cells(vec![Cell::new(Tone::Strong, name)]);
        say_uses(here, found);
        return;
    }
    let mut amounts: Vec<String> = Vec::new();
    for (currency, sum) in &found.amount {
        amounts.push(money(*sum, currency));
    }
    here.out.cells(vec![
        Cell::new(Tone::Strong, name),
        Cell::new(
            Tone::Muted,
            format!(
                "   {}, {}{}{}",
                many(found.orders, "order"),
                many(found.rows, "row"),
                if amounts.is_empty() { "" } else { ", " },
                amounts.join(", ")
            ),
        ),
    ]);
    let mut rhythm = format!("{} to {}", day(found.first), day(found.last));
    if let Some(gap) = found.median_gap_days {
        let days = if gap == 1 {
            "day".into()
        } else {
            format!("{gap} days")
        };
        rhythm.push_str(&format!(
            "; usually every {days}, orders of one day counted once"
        ));
    }
    if found.next_due.is_some() {
        rhythm.push_str(&format!("; next about {}", day(found.next_due)));
    }
    here.out.labelled("when", &rhythm, 8, Tone::Plain);
    for (label, parts) in [
        ("what", &found.products),
        ("where", &found.sites),
        ("how", &found.channels),
    ] {
        let mut parts: Vec<(&String, &usize)> =
            parts.iter().filter(|(part, _)| !part.is_empty()).collect();
        parts.sort_by(|a, b| b.1.cmp(a.1).then(a.0.cmp(b.0)));
        let rest = parts.len().saturating_sub(TOLD);
        let mut told: Vec<String> = parts
            .iter()
            .take(TOLD)
            .map(|(part, rows)| format!("{part} {rows}"))
            .collect();
        if rest > 0 {
            told.push(format!("{rest} more"));
        }
        if !told.is_empty() {
            here.out.labelled(label, &told.join(" · "), 8, Tone::Plain);
        }
    }
    say_uses(here, found);
    let mut table = Table::new(&["month", "rows", "amount"]).right(1).right(2);
    let currency = if found.amount.len() == 1 {
        found.amount.keys().next().cloned().unwrap_or_default()
    } else {
        String::new()
    };
    for (month, (rows, sum)) in found.months.iter().rev().take(13).rev() {
        table.row(vec![
            month.clone().into(),
            rows.to_string().into(),
            money(*sum, &currency).into(),
        ]);
    }
    here.out.table(&table);
}

/// Says what is used, and what moved.
fn say_uses(here: &mut Here<'_>, found: &Behaviour) {
    for (at, used) in found.uses().iter().enumerate() {
        let label = if at == 0 { "uses" } else { "" };
        here.out.labelled(label, used, 8, Tone::Plain);
    }
    for change in &found.changes {
        let text = format!(
            "{} {} since {}; why?",
            by_percent(change.percent),
            change.what,
            change.since.strftime("%B %Y")
        );
        here.out.labelled("changed", &text, 8, Tone::Accent);
    }
}

fn money(sum: Decimal, currency: &str) -> String {
    Money::new(sum, currency).to_string().trim_end().to_owned()
}
