//! People in the lines of a list, as in `person | how | winning`: who fits while one types, and what is doubtful of a name.

use ratatui_textarea::{DataCursor, TextArea};
use serde_json::Value;

use super::{Entry, Row};
use crate::domain::field::Type;
use crate::domain::names::fold;
use crate::domain::typed::Reader;
use crate::domain::{Id, Kind};
use crate::tui::known::{Known, Reading};
use crate::tui::nearest::did_you_mean;

/// How many people are offered.
const OFFERED: usize = 4;

/// So many letters are typed before anybody is offered.
const LETTERS: usize = 2;

/// Says whether a part names somebody.
fn names(ty: Type) -> bool {
    matches!(ty, Type::Who | Type::Ref(Some(Kind::Person)))
}

/// Gives the name that is being typed at the caret, and whether a bar follows in its line or belongs there.
fn typing(row: &Row) -> Option<(String, bool)> {
    let (Entry::Prose(area), Type::List(Type::Parts(parts))) = (&row.entry, row.asked().ty) else {
        return None;
    };
    let DataCursor(line, column) = area.cursor();
    let line = area.lines().get(line)?;
    let split = line.char_indices().nth(column);
    let (before, after) = line.split_at(split.map_or(line.len(), |(at, _)| at));
    let rest = after.split('|').next().unwrap_or_default();
    let at = before.matches('|').count();
    let typed = before.rsplit('|').next()?.trim_start();
    let fits = rest.trim().is_empty()
        && typed.chars().count() >= LETTERS
        && names(parts.get(at)?.ty)
        && !line.starts_with(['[', '{']);
    fits.then(|| (typed.to_owned(), at + 1 < parts.len() && after.is_empty()))
}

/// Lists who fits the name that is being typed: those of the account first. Nobody is listed for a name that is whole.
pub fn fits<'a>(row: &Row, account: Option<Id>, reading: &Reading<'a>) -> Vec<(Id, &'a Known)> {
    let Some((typed, _)) = typing(row) else {
        return Vec::new();
    };
    let wanted = fold(typed.trim_end());
    let mut fit: Vec<(Id, &Known)> = reading
        .who
        .of_kind(Some(Kind::Person))
        .filter(|(id, known)| {
            let name = fold(&known.title);
            !reading.who.hides(*id)
                && (name.starts_with(&wanted)
                    || name.split(' ').any(|word| word.starts_with(&wanted)))
        })
        .collect();
    if fit.iter().any(|(_, known)| fold(&known.title) == wanted) {
        return Vec::new();
    }
    fit.sort_by_cached_key(|(id, known)| {
        let own = account.is_some() && known.account == account;
        (!own, known.title.to_lowercase(), *id)
    });
    fit.truncate(OFFERED);
    fit
}

/// Puts the first who fits where the name is being typed, and the bar behind; says whether there was one.
pub fn take(row: &mut Row, account: Option<Id>, reading: &Reading<'_>) -> bool {
    let Some((typed, bar)) = typing(row) else {
        return false;
    };
    let Some((id, known)) = fits(row, account, reading).first().copied() else {
        return false;
    };
    let name = reading.short(id).unwrap_or_else(|| known.title.clone());
    let Entry::Prose(area) = &mut row.entry else {
        return false;
    };
    put(area, typed.chars().count(), &name, bar);
    row.error = None;
    true
}

fn put(area: &mut TextArea<'static>, letters: usize, name: &str, bar: bool) {
    for _ in 0..letters {
        area.delete_char();
    }
    area.insert_str(name);
    if bar {
        area.insert_str(" | ");
    }
}

/// Says whether what was picked names somebody in words whom the book does not know.
pub fn unknown(ty: Type, value: &Value) -> bool {
    let words = |one: &Value| {
        one.as_str().is_some_and(|text| {
            text.parse::<Id>().is_err() && crate::tui::newcomers::named(text).is_none()
        })
    };
    match (ty, value) {
        (Type::Who, one) => words(one),
        (Type::List(Type::Who), Value::Array(all)) => all.iter().any(words),
        _ => false,
    }
}

/// Says what is doubtful of the names in the lines of a row that were not there before.
pub fn doubt(row: &Row, account: Option<Id>, reading: &Reading<'_>) -> Option<String> {
    let (Entry::Prose(area), Type::List(Type::Parts(parts))) = (&row.entry, row.asked().ty) else {
        return None;
    };
    let known: Vec<&str> = row.was.lines().collect();
    let fresh = area.lines().iter().map(String::as_str);
    // What is written as data names its people by their ids.
    let fresh = fresh.filter(|line| !known.contains(line) && !line.starts_with(['[', '{']));
    let named = fresh.flat_map(|line| parts.iter().zip(line.split('|')));
    named
        .filter(|(part, _)| names(part.ty))
        .map(|(_, name)| name.trim())
        .filter(|name| !name.is_empty())
        .find_map(|name| doubtful(name, account, reading))
}

fn doubtful(name: &str, account: Option<Id>, reading: &Reading<'_>) -> Option<String> {
    match reading.find(name, Some(Kind::Person)) {
        Ok(id) => {
            let known = reading.who.get(id)?;
            let theirs = known.account.filter(|_| !reading.who.hides(id))?;
            let apart = !above(theirs, reading).contains(&account?)
                && !above(account?, reading).contains(&theirs);
            apart.then(|| {
                let of = reading.who.title(theirs);
                format!("{} belongs to {of}, another account", known.title)
            })
        }
        Err(why) if why.contains("could be") => Some(why),
        Err(_) => {
            let people = reading.who.of_kind(Some(Kind::Person));
            let names: Vec<&str> = people
                .filter(|(id, _)| !reading.who.hides(*id))
                .flat_map(|(_, known)| {
                    let last = known.title.rsplit(' ').next();
                    std::iter::once(known.title.as_str()).chain(last)
                })
                .collect();
            // “the public” and “window clerks” are whom it hurts, too, and nobody's name.
            let name_like = name
                .split_whitespace()
                .all(|word| word.starts_with(char::is_uppercase));
            // A word in small letters that nearly names somebody is a name that was typed in haste.
            let meant = did_you_mean(name, names.iter().copied());
            let hasty = !meant.is_empty() && name.split_whitespace().count() == 1;
            (name_like || hasty).then(|| format!("nobody is called “{name}”.{meant}"))
        }
    }
}

/// Lists an account and what it is a part of.
fn above(account: Id, reading: &Reading<'_>) -> Vec<Id> {
    let mut all = vec![account];
    // Nothing is its own parent; should a book say so, that ends here.
    while let Some(parent) = all.last().and_then(|id| reading.who.get(*id)?.account) {
        if all.contains(&parent) {
            break;
        }
        all.push(parent);
    }
    all
}
