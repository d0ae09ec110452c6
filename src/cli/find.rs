//! `ally find WORDS…`: the lookup.

use serde_json::json;

use super::args::Find as Args;
use super::here::Here;
use super::list::{family, kind_of};
use super::output::{Cell, Tone};
use crate::book::find::{Finder, kind_of as kind_of_hit, short_of};
use crate::book::{BookError, Result};
use crate::domain::{Id, Record, plain};
use crate::lookup::{Hit, Query};

/// Finds records by a few letters.
pub fn run(here: &mut Here<'_>, args: &Args) -> Result<()> {
    let kind = args.kind.as_deref().map(kind_of).transpose()?;
    let words = args.words.join(" ");
    let ask = |finder: &Finder| {
        let mut query = finder.understand(&words, None);
        query.kinds.extend(kind.map(crate::domain::Kind::number));
        query
    };
    let plain = args.reading.as_of.is_none() && args.account.is_none();
    // The thread that asks works along: one less is to be started.
    let _threads = rayon::ThreadPoolBuilder::new().use_current_thread().build();
    // What the snapshot can say by itself is said without opening the book.
    let said = plain
        .then(|| Finder::at_hand(&here.config.places.book))
        .flatten()
        .and_then(|mut finder| {
            let query = ask(&finder);
            let hits = finder.find(&query, args.limit).ok();
            // The process ends soon, and gives all of it back at once.
            std::mem::forget(finder);
            let hits = hits?;
            hits.iter()
                .all(|hit| short_of(hit).is_some())
                .then_some((query, hits, Vec::new()))
        });
    let (query, hits, records) = match said {
        Some(said) => said,
        None => in_book(here, args, ask)?,
    };
    if hits.is_empty() {
        let unknown = match query.unknown.as_slice() {
            [] => String::new(),
            some if some.iter().any(|typed| typed.starts_with("is:")) => format!(
                " ({} is known to nobody; is: takes open, private, inbox, ours, theirs, unit, and every state as it is \
                 shown, such as is:won)",
                some.join(", ")
            ),
            some => format!(" ({} is known to nobody)", some.join(", ")),
        };
        return Err(BookError::refused(format!(
            "nothing fits “{words}”{unknown}"
        )));
    }
    let short = |hit: &Hit| {
        let record = || records.iter().find(|record| record.id().0 == hit.id);
        short_of(hit)
            .or_else(|| record().map(Record::short))
            .unwrap_or_default()
            .to_owned()
    };
    for hit in &hits {
        let (short, kind) = (short(hit), kind_of_hit(hit));
        if args.reading.json {
            here.out.json_line(&json!({
                "id": Id(hit.id), "short": short, "kind": kind, "account": hit.account.map(Id), "score": hit.score,
                "text": hit.text, "matches": hit.matches,
            }));
        } else if here.out.is_terminal() {
            let mut cells = vec![
                Cell::new(Tone::Muted, plain::pad(&short, 7)),
                Cell::new(Tone::Muted, plain::pad(kind.word(), 12)),
            ];
            cells.extend(marked(hit));
            here.out.cells(cells);
        } else {
            here.out
                .cells(vec![format!("{short}\t{kind}\t{}", hit.text).into()]);
        }
    }
    Ok(())
}

/// Opens the book and looks there; gives the records of hits that do not say their short id.
fn in_book(
    here: &mut Here<'_>,
    args: &Args,
    ask: impl Fn(&Finder) -> Query,
) -> Result<(Query, Vec<Hit>, Vec<Record>)> {
    let mut book = here.read(args.reading.as_of.as_deref())?;
    // The snapshot is of the book as it stands; what stood on another day is looked up in what stood then.
    let mut finder = if args.reading.as_of.is_some() {
        Finder::build(&mut book)?
    } else {
        Finder::open(&mut book)?
    };
    let mut query = ask(&finder);
    if let Some(text) = &args.account {
        let account = book.find_account(text)?;
        let names = book.account_names()?;
        query
            .within
            .extend(family(&names, account).iter().map(|id| id.0));
    }
    let hits = finder.find_in(&mut book, &query, args.limit)?;
    let nameless = hits.iter().filter(|hit| short_of(hit).is_none());
    let nameless: Vec<Id> = nameless.map(|hit| Id(hit.id)).collect();
    let records = book.records(&nameless)?;
    Ok((query, hits, records))
}

/// Cuts a hit's text into pieces, those that the letters found in the accent.
fn marked(hit: &Hit) -> Vec<Cell> {
    let mut cells: Vec<Cell> = Vec::new();
    let mut piece = String::new();
    let mut found = false;
    for (at, c) in hit.text.chars().enumerate() {
        let now = hit.matches.binary_search(&at).is_ok();
        if now != found && !piece.is_empty() {
            cells.push(Cell::new(
                if found { Tone::Accent } else { Tone::Plain },
                std::mem::take(&mut piece),
            ));
        }
        found = now;
        piece.push(c);
    }
    cells.push(Cell::new(
        if found { Tone::Accent } else { Tone::Plain },
        piece,
    ));
    cells
}
