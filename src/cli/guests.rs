//! `ally guests [WHO]`: guests of meetings whom nobody knows; one is taken as a person of an account, or let go.

use serde_json::json;

use super::args::Guests as Args;
use super::here::Here;
use super::output::{Cell, Table, Tone};
use crate::book::{BookError, Guest, Result};
use crate::domain::Kind;
use crate::domain::names::fold;

/// Lists who waits, or takes one of them, or lets one go.
pub fn run(here: &mut Here<'_>, args: &Args) -> Result<()> {
    let who = args.who.join(" ");
    let writes = args.of.is_some() || args.let_go;
    if writes && who.is_empty() {
        return Err(BookError::usage("nobody is named")
            .hint("ally guests lists who waits; name one by name or address."));
    }
    let mut book = if writes {
        here.change()?
    } else {
        here.read(None)?
    };
    let guests = book.unknown_guests()?;
    let wanted = fold(&who);
    let fits = |guest: &&Guest| {
        let is = |text: &Option<String>| {
            text.as_ref()
                .is_some_and(|text| fold(text).contains(&wanted))
        };
        wanted.is_empty() || is(&guest.name) || is(&guest.email)
    };
    let found: Vec<&Guest> = guests.iter().filter(fits).collect();
    if !writes {
        return list(here, &found, &who, args.json);
    }
    let exact = |guest: &&&Guest| {
        [&guest.email, &guest.name]
            .into_iter()
            .flatten()
            .any(|text| fold(text) == wanted)
    };
    let guest = match (found.as_slice(), found.iter().find(exact)) {
        ([one], _) | (_, Some(one)) => *one,
        ([], _) => {
            return Err(
                BookError::refused(format!("no guest who waits is called {who}"))
                    .hint("ally guests lists who waits."),
            );
        }
        (several, _) => {
            let names: Vec<String> = several.iter().map(|one| said(one)).collect();
            return Err(
                BookError::refused(format!("{who} could be {}", names.join(", or ")))
                    .hint("Name one by the whole address."),
            );
        }
    };
    let said = if let Some(account) = &args.of {
        let account = book.find_account(account)?;
        let name = book
            .record(account)?
            .map_or_else(String::new, |one| one.title());
        let made = book.take_guest(&guest.key, account)?.made;
        let short = made.first().map_or("", |one| one.short.as_str());
        format!("{short} {} is a person of {name} now.", guest.called())
    } else {
        book.dismiss_guest(&guest.key)?;
        format!("{} is let go; no file brings them back.", guest.called())
    };
    here.out.line(Cell::new(
        Tone::Strong,
        format!("{said} ally undo takes it back."),
    ));
    Ok(())
}

/// Says who one is, with the address.
fn said(guest: &Guest) -> String {
    match (&guest.name, &guest.email) {
        (Some(name), Some(email)) => format!("{name}, {email}"),
        _ => guest.called().to_owned(),
    }
}

fn list(here: &mut Here<'_>, guests: &[&Guest], who: &str, as_json: bool) -> Result<()> {
    if as_json {
        for guest in guests {
            here.out.json_line(&json!({
                "name": guest.name, "email": guest.email, "meetings": guest.meetings, "latest": guest.latest,
                "account": guest.account,
            }));
        }
        return Ok(());
    }
    if guests.is_empty() {
        here.out.line(if who.is_empty() {
            "No guest of a meeting waits.".to_owned()
        } else {
            format!("No guest who waits is called {who}.")
        });
        return Ok(());
    }
    let mut table = Table::new(&["who", "address", Kind::Touchpoint.word(), "meetings"]);
    for guest in guests {
        table.row(vec![
            Cell::new(Tone::Strong, guest.name.clone().unwrap_or_default()),
            guest.email.clone().unwrap_or_default().into(),
            guest.latest.clone().into(),
            guest.meetings.len().to_string().into(),
        ]);
    }
    here.out.table(&table);
    Ok(())
}
