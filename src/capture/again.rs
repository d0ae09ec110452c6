//! What a line says that stands in the book already: an open promise, or something we fight for.
//!
//! Whoever says it again is offered the first one; nothing is taken for it unasked. `of:` with its id takes it: its day, and
//! what was said, go to the one that is there.

use std::collections::BTreeSet;
use std::ops::Range;

use super::Context;
use super::edit::{append, keep_line};
use super::heads::{Head, Key};
use super::make::{MakeError, Maker, about, one_line};
use super::parsed::{Chip, Mark, Parsed, PieceKind, Settled, Somebody};
use crate::domain::kinds::Moved;
use crate::domain::words::{AdvocacyState, Direction, PromiseState};
use crate::domain::{Body, Id, Kind, Record, alike, days};

/// Offers what says the same already, at the first word of the text.
pub fn offered(
    parsed: &Parsed,
    from: usize,
    context: &Context<'_>,
    settled: &Settled,
) -> Option<Chip> {
    let account = parsed.account?;
    let kind = match parsed.head {
        Head::Owe | Head::Wait => Kind::Promise,
        Head::Adv => Kind::Advocacy,
        _ => return None,
    };
    // Within marks of quotation an `of:` would be text.
    if parsed.of.is_some() || parsed.raw[from..].contains(['"', '“', '„', '«', '\\']) {
        return None;
    }
    let span = first_word(parsed)?;
    if settled.drops(&parsed.raw, &span) {
        return None;
    }
    let said = words(parsed, context);
    let known = context.records.of_kind(account, kind);
    let mut same = known.iter().filter(|record| {
        may_be(parsed.head, Some(account), record) && is_same(parsed, &said, record, context)
    });
    let (record, more) = (same.next()?, same.next());
    if more.is_some() {
        return None;
    }
    let word = &parsed.raw[span.clone()];
    let instead = format!("of:{} {word}", record.short());
    let mut chip = Chip::implied(
        Mark::Record,
        format!(
            "{} again{}? type of:{}, else there are two",
            record.short(),
            how_it_stands(parsed, record, context),
            record.short()
        ),
    );
    word.clone_into(&mut chip.text);
    chip.span = span;
    chip.doubtful = true;
    chip.instead = Some(instead);
    Some(chip)
}

/// Says whether what a line names by `of:` is what it says again.
pub fn may_be(head: Head, account: Option<Id>, record: &Record) -> bool {
    if account.is_some() && record.account() != account {
        return false;
    }
    match &record.body {
        Body::Promise(body) => {
            let direction = match head {
                Head::Owe => Direction::Ours,
                Head::Wait => Direction::Theirs,
                _ => return false,
            };
            body.direction == Some(direction) && body.state == Some(PromiseState::Open)
        }
        Body::Advocacy(body) => {
            let over = matches!(
                body.state,
                Some(AdvocacyState::Won | AdvocacyState::Lost | AdvocacyState::Withdrawn)
            );
            head == Head::Adv && !over
        }
        _ => false,
    }
}

/// Says how long it has been due, and to which day the line moves it.
fn how_it_stands(parsed: &Parsed, record: &Record, context: &Context<'_>) -> String {
    let due = match &record.body {
        Body::Promise(body) => body.due,
        Body::Advocacy(body) => body.due,
        _ => None,
    };
    let mut said = match due {
        Some(due) if due < context.today => {
            let late = due.until(context.today).map_or(0, |span| span.get_days());
            format!(", {late} {} late", if late == 1 { "day" } else { "days" })
        }
        Some(due) if parsed.due != Some(due) => {
            format!(", due {}", days::day(due, context.today))
        }
        _ => String::new(),
    };
    if let Some(day) = parsed.due.filter(|day| Some(*day) != due) {
        said.push_str(", now due ");
        said.push_str(&days::day(day, context.today));
    }
    said
}

/// Finds the first word of the text that can be kept as it is behind a mark.
fn first_word(parsed: &Parsed) -> Option<Range<usize>> {
    let raw = &parsed.raw;
    let texts = parsed.pieces.iter().filter(|p| p.kind == PieceKind::Text);
    texts
        .flat_map(|piece| words_in(raw, &piece.span))
        .find(|span| {
            let asked = |chip: &Chip| chip.doubtful && chip.span.contains(&span.start);
            raw[span.clone()].starts_with(char::is_alphanumeric) && !parsed.chips.iter().any(asked)
        })
}

fn words_in(raw: &str, span: &Range<usize>) -> Vec<Range<usize>> {
    let mut found = Vec::new();
    let mut at = span.start;
    for part in raw[span.clone()].split_inclusive(char::is_whitespace) {
        let word = part.trim_end();
        if !word.is_empty() {
            found.push(at..at + word.len());
        }
        at += part.len();
    }
    found
}

/// Takes the telling words of what is promised: without names, and without the day that is asked about.
fn words(parsed: &Parsed, context: &Context<'_>) -> BTreeSet<String> {
    let raw = &parsed.raw;
    let mut text = String::new();
    let pieces = parsed.pieces.iter().filter(|p| p.kind == PieceKind::Text);
    for span in pieces.flat_map(|piece| words_in(raw, &piece.span)) {
        let of_day = |chip: &Chip| {
            chip.doubtful
                && matches!(chip.mark, Mark::Key(Key::Due) | Mark::Person)
                && chip.span.contains(&span.start)
        };
        if !parsed.chips.iter().any(of_day) {
            text.push_str(&raw[span]);
            text.push(' ');
        }
    }
    let mut words = alike::terms(&text);
    for who in theirs(parsed) {
        if let Some(name) = context.names.get(who) {
            for word in alike::terms(&name.name) {
                words.remove(&word);
            }
        }
    }
    words
}

/// Lists whom of theirs the line names.
fn theirs(parsed: &Parsed) -> Vec<Id> {
    let everybody = parsed.before.iter().chain(&parsed.mentioned);
    everybody
        .chain(&parsed.to)
        .chain(&parsed.by)
        .filter_map(|who| match who {
            Somebody::Known {
                id, ours: false, ..
            } => Some(*id),
            _ => None,
        })
        .collect()
}

/// Says whether most words of the shorter one stand in the other, and nobody else is named in it.
fn is_same(
    parsed: &Parsed,
    said: &BTreeSet<String>,
    record: &Record,
    context: &Context<'_>,
) -> bool {
    let (what, whom): (_, Vec<Id>) = match &record.body {
        Body::Promise(body) => (
            body.what.as_deref(),
            body.to.iter().chain(&body.by).copied().collect(),
        ),
        Body::Advocacy(body) => (body.ask.as_deref(), Vec::new()),
        _ => return false,
    };
    let mut known = alike::terms(what.unwrap_or_default());
    for id in &whom {
        if let Some(name) = context.names.get(*id) {
            for word in alike::terms(&name.name) {
                known.remove(&word);
            }
        }
    }
    let named: Vec<Id> = theirs(parsed);
    let of_theirs = |id: &Id| context.names.get(*id).is_some_and(|name| !name.ours);
    let other = !named.is_empty()
        && whom.iter().any(of_theirs)
        && !whom.iter().any(|id| named.contains(id));
    let shared = said.intersection(&known).count();
    let (least, most) = (
        said.len().min(known.len()),
        said.len().max(known.len()).min(8),
    );
    // One word is enough where it is all that both say, of the same person.
    let enough = shared >= 2 || (shared == 1 && most == 1 && !named.is_empty());
    !other && enough && shared * 4 >= least * 3 && shared * 2 >= most
}

/// Puts what is said again into the one that is there: its new day, with the old one kept, and the words where they say more.
pub fn taken(maker: &mut Maker<'_, '_>) -> Result<Option<Record>, MakeError> {
    let parsed = maker.parsed;
    let found = parsed
        .of
        .and_then(|id| maker.context.records.record(id))
        .filter(|record| may_be(parsed.head, parsed.account, record));
    let Some(before) = found else { return Ok(None) };
    let mut after = before.clone();
    let today = maker.today();
    let text = one_line(&parsed.text);
    let said = match &mut after.body {
        Body::Promise(body) => {
            if let Some(day) = parsed.due.filter(|day| Some(*day) != body.due) {
                if body.due.is_some() {
                    body.moved.push(Moved {
                        from: body.due,
                        to: Some(day),
                        on: Some(today),
                        ..Moved::default()
                    });
                }
                body.due = Some(day);
            }
            body.what.clone()
        }
        Body::Advocacy(body) => {
            body.due = parsed.due.or(body.due);
            body.ask.clone()
        }
        _ => None,
    };
    // Names apart, the same words need not stand there twice.
    let more = |said: String| {
        let known = alike::terms(&said);
        !words(parsed, maker.context).is_subset(&known)
    };
    if said.is_none_or(more) {
        append(&mut after.base.notes, &format!("{today}: {text}"));
    }
    // It was said in this call as well as in the one that it came from.
    let here = maker.context.touchpoint.filter(|id| {
        let touchpoint = maker.context.records.record(*id);
        touchpoint.is_some_and(|touchpoint| touchpoint.account() == after.account())
    });
    if let Some(here) = here
        && after.base.source.as_ref().and_then(|s| s.touchpoint) != Some(here)
        && !after.base.links.iter().any(|link| link.to == Some(here))
    {
        after.base.links.push(about(here));
    }
    keep_line(maker, &mut after);
    maker.link_mentioned(&mut after);
    maker.edited(&before, after).map(Some)
}
