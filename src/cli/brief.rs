//! `ally brief ACCOUNT`: the page before the meeting.

use super::args::{Brief as Args, Page as Format};
use super::file;
use super::here::Here;
use super::output::{Cell, Tone};
use crate::book::{Book, BookError, Result};
use crate::brief::{Ask, Audience, Depth, Page, markdown::markdown, text};
use crate::domain::{Id, Kind};

/// A page is laid out for paper of so many columns; a narrower terminal makes it narrower.
const COLUMNS: usize = 80;

/// Makes the page and says it, or writes it to a file.
pub fn run(here: &mut Here<'_>, args: &Args) -> Result<()> {
    let mut book = here.read(args.reading.as_of.as_deref())?;
    let account = book.find_account(&args.account.join(" "))?;
    let ask = ask(here, &mut book, account, args)?;
    let page = book.page(account, &ask)?;
    let format = if args.reading.json {
        Format::Json
    } else {
        args.format
            .or_else(|| by_ending(args))
            .unwrap_or(Format::Text)
    };
    if args.out.is_none() && format == Format::Text && here.out.is_terminal() {
        show(here, &page);
        return Ok(());
    }
    let written = match format {
        Format::Text => text::text(&page, COLUMNS),
        Format::Md => markdown(&page),
        Format::Json => return file::put_json(here, args.out.as_deref(), &page.object()),
    };
    file::put(here, args.out.as_deref(), written.as_bytes())
}

fn by_ending(args: &Args) -> Option<Format> {
    let ending = args.out.as_ref()?.extension()?.to_str()?.to_lowercase();
    match ending.as_str() {
        "md" | "markdown" => Some(Format::Md),
        "json" => Some(Format::Json),
        _ => None,
    }
}

fn ask(here: &Here<'_>, book: &mut Book, account: Id, args: &Args) -> Result<Ask> {
    let mut with = Vec::new();
    for name in &args.with {
        with.push(book.find_person(name, Some(account))?);
    }
    let meeting = match &args.meeting {
        None => None,
        Some(text) => {
            let record = book.find_any(text)?;
            let names = book.account_names()?;
            if record.kind() != Kind::Touchpoint {
                return Err(BookError::refused(format!(
                    "{} is a {}, not a meeting",
                    record.short(),
                    record.kind()
                )));
            }
            if !names.within(record.account(), Some(account)) {
                return Err(BookError::refused(format!(
                    "{} is not a meeting of this account",
                    record.short()
                )));
            }
            Some(record.id())
        }
    };
    Ok(Ask {
        with,
        meeting,
        since: args
            .since
            .as_deref()
            .map(|day| here.past_day(day, "--since"))
            .transpose()?,
        depth: choice(
            &args.depth,
            "--depth",
            Depth::parse,
            Depth::ALL.iter().map(|d| d.word()),
        )?,
        audience: choice(
            &args.audience,
            "--audience",
            Audience::parse,
            Audience::ALL.iter().map(|a| a.word()),
        )?,
        why: args.why,
    })
}

/// Reads one of a few words; the error says which there are.
pub fn choice<T: Default>(
    typed: &Option<String>,
    option: &str,
    parse: impl Fn(&str) -> Option<T>,
    words: impl Iterator<Item = &'static str>,
) -> Result<T> {
    match typed {
        None => Ok(T::default()),
        Some(text) => parse(text).ok_or_else(|| {
            BookError::usage(format!(
                "{option}: “{text}” is none of {}",
                words.collect::<Vec<_>>().join(", ")
            ))
        }),
    }
}

fn show(here: &mut Here<'_>, page: &Page) {
    let width = here.out.width().unwrap_or(COLUMNS).min(COLUMNS);
    for row in text::rows(page, width) {
        if row.fold {
            here.out.line(Cell::new(Tone::Muted, row.text()));
            continue;
        }
        let late = page
            .sections
            .get(row.section)
            .and_then(|s| s.lines.get(row.line))
            .is_some_and(|line| line.late);
        let head = row.section == 0;
        let whole = row.text();
        let start = format!("{}{}", row.label, row.lead);
        let rest: String = whole.chars().skip(start.chars().count()).collect();
        let end = if row.remark.is_empty() {
            String::new()
        } else {
            row.remark.clone()
        };
        let body = rest.strip_suffix(end.as_str()).unwrap_or(&rest).to_owned();
        here.out.cells(vec![
            Cell::new(
                if head { Tone::Strong } else { Tone::Accent },
                row.label.clone(),
            ),
            Cell::new(Tone::Muted, row.lead.clone()),
            Cell::new(if head { Tone::Strong } else { Tone::Plain }, body),
            Cell::new(if late { Tone::Late } else { Tone::Muted }, end),
        ]);
    }
}
