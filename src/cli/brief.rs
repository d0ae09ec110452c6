//! `ally brief ACCOUNT`, and the pages beside it: the review of a quarter, the recap for the customer, the handover.

use super::args::{Brief as Args, Case, Handover, Recap, Review};
use super::here::Here;
use super::pages;
use crate::book::{Book, BookError, Result};
use crate::brief::{self, Ask, Audience, Depth};
use crate::domain::words::{Channel, Visibility};
use crate::domain::{Body, Id, Kind, Record};

/// Makes the page before the meeting.
pub fn run(here: &mut Here<'_>, args: &Args) -> Result<()> {
    let depth = choice(
        args.depth.as_deref(),
        "--depth",
        Depth::parse,
        Depth::ALL.iter().map(|d| d.word()),
    )?;
    let audience = audience(args.audience.as_deref())?;
    let mut book = here.read(args.reading.as_of.as_deref())?;
    if args.tomorrow || args.on.is_some() {
        return of_day(here, &mut book, args, depth, audience);
    }
    // A meeting knows its account.
    let of_meeting = match &args.meeting {
        Some(text) if args.account.is_empty() => book.find_any(text)?.account(),
        _ => None,
    };
    let account = match of_meeting {
        Some(account) => account,
        None => book.find_account(&args.account.join(" "))?,
    };
    let since = args
        .since
        .as_deref()
        .map(|day| here.past_day(day, "--since"))
        .transpose()?;
    let mut with = Vec::new();
    // With commas too, as people write a list.
    for name in args.with.iter().flat_map(|names| names.split(',')) {
        if !name.trim().is_empty() {
            with.push(book.find_person(name.trim(), Some(account))?);
        }
    }
    let meeting = args
        .meeting
        .as_deref()
        .map(|text| meeting(&mut book, text, account))
        .transpose()?;
    let page = book.page(
        account,
        &Ask {
            with,
            meeting,
            since,
            day: None,
            depth,
            audience,
            why: args.why,
        },
    )?;
    pages::say(here, &page, &args.paper, args.reading.json)
}

/// Makes a page for each meeting of a day, one after the other or each in a file of its own.
fn of_day(
    here: &mut Here<'_>,
    book: &mut Book,
    args: &Args,
    depth: Depth,
    audience: Audience,
) -> Result<()> {
    let today = here.today();
    let day = match &args.on {
        Some(text) => here.day(text, "--on")?,
        None => today
            .tomorrow()
            .map_err(|e| BookError::usage(format!("--tomorrow: {e}")))?,
    };
    let ahead = u32::try_from(crate::domain::record::days_between(today, day) + 1)
        .map_err(|_| BookError::usage("--on: that day is over"))?;
    let since = args
        .since
        .as_deref()
        .map(|text| here.past_day(text, "--since"))
        .transpose()?;
    let meetings: Vec<_> = book
        .with_pulse(|pulse| crate::signals::week::week(pulse, ahead))?
        .into_iter()
        .filter(|found| found.date == day)
        .flat_map(|found| found.meetings)
        .collect();
    let mut made = Vec::new();
    for meeting in &meetings {
        let ask = Ask {
            meeting: Some(meeting.record),
            since,
            // It is read on the day of the meeting, and is reckoned for it.
            day: Some(day),
            depth,
            audience,
            why: args.why,
            ..Ask::default()
        };
        // 2026-11-24 1000 Beacon Mutual
        let name = format!("{day} {} {}", meeting.time.replace(':', ""), meeting.name);
        made.push((name, book.page(meeting.account, &ask)?));
    }
    if made.is_empty() && !args.reading.json {
        here.out.line(format!(
            "No meeting is planned for {}.",
            crate::domain::days::day(day, today)
        ));
        return Ok(());
    }
    pages::say_all(here, &made, &args.paper, args.reading.json)
}

/// Makes the page of a quarter, or since a day.
pub fn review(here: &mut Here<'_>, args: &Review) -> Result<()> {
    let audience = audience(args.audience.as_deref())?;
    let mut book = here.read(args.reading.as_of.as_deref())?;
    let account = book.find_account(&args.account.join(" "))?;
    let since = args
        .since
        .as_deref()
        .map(|day| here.past_day(day, "--since"))
        .transpose()?;
    let ask = Ask {
        since,
        audience,
        depth: Depth::Review,
        ..Ask::default()
    };
    let page = book.page(account, &ask)?;
    pages::say(here, &page, &args.paper, args.reading.json)
}

/// Writes what is sent to the customer afterwards.
pub fn recap(here: &mut Here<'_>, args: &Recap) -> Result<()> {
    let mut book = here.read(args.reading.as_of.as_deref())?;
    let mut record = book.find_any(&args.touchpoint.join(" "))?;
    if record.kind() == Kind::Account {
        record = last_held(&mut book, &record)?;
    }
    if record.kind() != Kind::Touchpoint {
        return Err(BookError::refused(format!(
            "{} is {:#}, not a touchpoint",
            record.short(),
            record.kind()
        ))
        .hint("ally list touchpoint shows them; an account's name means its last one."));
    }
    if record.state() == Some("planned") {
        return Err(BookError::refused(format!(
            "{} is planned; there is nothing to send yet",
            record.short()
        ))
        .hint(format!(
            "ally move {} held says that it took place.",
            record.short()
        )));
    }
    let Some(account) = record.account() else {
        return Err(
            BookError::refused(format!("{} belongs to no account yet", record.short()))
                .hint("ally set ID account=NAME files it."),
        );
    };
    let dossier = book.dossier(account, None)?;
    let Some(page) = brief::recap(&dossier, record.id()) else {
        return Err(BookError::refused(format!(
            "{} is private; nothing of it is for the customer",
            record.short()
        ))
        .hint(format!(
            "ally list touchpoint shows the others; if it is for them after all: ally set {} visibility=customer",
            record.short()
        )));
    };
    pages::say(here, &page, &args.paper, args.reading.json)?;
    unworded(here, &record, &page);
    Ok(())
}

/// Says beside a recap what of the touchpoint is not in it, and what in it wants other words before it goes.
fn unworded(here: &Here<'_>, record: &Record, page: &brief::Page) {
    let Body::Touchpoint(body) = &record.body else {
        return;
    };
    let notes = body.summary.as_deref().map_or(0, |text| {
        text.lines().filter(|line| !line.trim().is_empty()).count()
    });
    let mut said = Vec::new();
    match brief::of_a_third(page) {
        0 => {}
        1 => said.push("1 line speaks of “her” or “him”: reword it before it goes".to_owned()),
        many => said.push(format!(
            "{many} lines speak of “her” or “him”: reword them before it goes"
        )),
    }
    // Of a meeting that was written up in one breath the notes are its summary.
    if record.base.raw.is_some() && notes > 0 {
        let (lines, are) = if notes == 1 {
            ("1 line", "is")
        } else {
            ("lines", "are")
        };
        let count = if notes == 1 {
            String::new()
        } else {
            format!("{notes} ")
        };
        said.push(format!(
            "{count}{lines} of your own notes {are} not in it; e on the recap in the workbench puts it into your words"
        ));
    }
    if !said.is_empty() && here.out.is_terminal() {
        super::output::tell(&format!("{}.", said.join("; ")));
    }
}

/// Gives what was last held with an account.
fn last_held(book: &mut Book, account: &Record) -> Result<Record> {
    book.account(account.id())?
        .into_iter()
        .filter_map(|record| match &record.body {
            // What reached us was not held with anybody.
            Body::Touchpoint(b)
                if record.state() == Some("held")
                    && !record.is_beside_a_touch()
                    && record.base.visibility != Visibility::Private
                    && !matches!(b.channel, Some(Channel::Complaint | Channel::Survey)) =>
            {
                Some((b.starts.clone(), record))
            }
            _ => None,
        })
        .max_by(|(one, _), (other, _)| one.cmp(other))
        .map(|(_, record)| record)
        .ok_or_else(|| {
            BookError::refused(format!("nothing was held with {} yet", account.title()))
                .hint("ally list touchpoint shows what is planned.")
        })
}

/// Writes the read-first page for whoever takes the account over.
pub fn handover(here: &mut Here<'_>, args: &Handover) -> Result<()> {
    let mut book = here.read(args.reading.as_of.as_deref())?;
    let account = book.find_account(&args.account.join(" "))?;
    let dossier = book.dossier(account, None)?;
    pages::say(
        here,
        &brief::handover(&dossier),
        &args.paper,
        args.reading.json,
    )
}

/// Writes the case for what we fight for inside our company.
pub fn case(here: &mut Here<'_>, args: &Case) -> Result<()> {
    let mut book = here.read(args.reading.as_of.as_deref())?;
    let record = book.find_any(&args.what.join(" "))?;
    if record.kind() != Kind::Advocacy {
        return Err(BookError::refused(format!(
            "{} is a {}, not something that we fight for",
            record.short(),
            record.kind()
        ))
        .hint("ally list advocacy shows what we fight for."));
    }
    let Some(account) = record.account() else {
        return Err(
            BookError::refused(format!("{} belongs to no account yet", record.short()))
                .hint("ally set ID account=NAME files it."),
        );
    };
    let dossier = book.dossier(account, None)?;
    let Some(page) = brief::case(&dossier, record.id()) else {
        return Err(BookError::refused(format!(
            "{} is private; a case is read by others",
            record.short()
        ))
        .hint("ally set ID visibility=team shows it to them."));
    };
    pages::say(here, &page, &args.paper, args.reading.json)
}

fn meeting(book: &mut Book, text: &str, account: Id) -> Result<Id> {
    let record = book.find_any(text)?;
    if record.kind() != Kind::Touchpoint {
        return Err(BookError::refused(format!(
            "{} is {:#}, not a meeting",
            record.short(),
            record.kind()
        )));
    }
    if !book
        .account_names()?
        .within(record.account(), Some(account))
    {
        return Err(BookError::refused(format!(
            "{} is not a meeting of this account",
            record.short()
        )));
    }
    Ok(record.id())
}

fn audience(typed: Option<&str>) -> Result<Audience> {
    choice(
        typed,
        "--audience",
        Audience::parse,
        Audience::ALL.iter().map(|a| a.word()),
    )
}

/// Reads one of a few words; the error says which there are.
fn choice<T: Default>(
    typed: Option<&str>,
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
