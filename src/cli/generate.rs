//! `ally generate`: a made book of any size, for measurements; `benches/README.md` tells of it.

use std::time::Instant;

use super::args::Generate as Args;
use super::here::Here;
use super::output;
use crate::book::generate::{Size, fill};
use crate::book::{self, Book, BookError, Result};

/// Writes the book into a new directory.
pub fn run(here: &mut Here<'_>, args: &Args) -> Result<()> {
    let dir = &args.into;
    if dir.exists() && std::fs::read_dir(dir).map_or(true, |mut found| found.next().is_some()) {
        return Err(BookError::refused(format!(
            "{} is there already; a made book is written into a new directory only",
            dir.display()
        )));
    }
    let records = count("--records", &args.records)?;
    let accounts = match &args.accounts {
        Some(text) => count("--accounts", text)?,
        None => records.div_ceil(100),
    };
    if accounts == 0 || accounts > records {
        return Err(BookError::usage(
            "--accounts: there must be one, and no more than records",
        ));
    }
    let size = Size {
        accounts,
        records,
        activity: count("--activity", &args.activity)?,
        seed: args.seed,
    };
    let mut book = Book::open(book::Options {
        dir: dir.clone(),
        ..here.options(true)
    })?;
    let began = Instant::now();
    let whole = size.records + size.activity;
    fill(&mut book, size, &|done| {
        output::progress(&format!(
            "{done} of {whole}, {} s",
            began.elapsed().as_secs()
        ));
    })?;
    output::progress("");
    here.out.line(format!(
        "A made book is in {}: {} accounts, {records} records, {} rows of what they buy.",
        dir.display(),
        size.accounts,
        size.activity
    ));
    Ok(())
}

/// Reads `20000`, `20k`, `1m`.
fn count(option: &str, text: &str) -> Result<usize> {
    let low = text.trim().to_lowercase();
    let (number, times) = match (low.strip_suffix('k'), low.strip_suffix('m')) {
        (Some(number), _) => (number, 1_000),
        (_, Some(number)) => (number, 1_000_000),
        _ => (low.as_str(), 1),
    };
    let number = number.parse::<usize>().ok();
    number
        .and_then(|number| number.checked_mul(times))
        .ok_or_else(|| {
            BookError::usage(format!(
                "{option}: “{text}” is no number; write it as 20000, 20k or 1m"
            ))
        })
}
