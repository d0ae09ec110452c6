//! Deleting: at once where a line is all that goes, with a question where more hangs on it.
//!
//! It asks about accounts, people and trends of several accounts, about a meeting that was prepared or
//! written up, about whatever other records point to, and about many at once. Everything else goes with
//! one key, and comes back with one.

use serde_json::{Value, json};

use super::act::order;
use super::action::Action;
use super::data::{Ask, Order, Weight};
use super::model::{Effect, Model, Place};
use super::overlays::{Overlay, Question, Yes};
use super::screens::accounts::many;
use super::sheet::Pane;
use crate::book::{rising, waiting};
use crate::domain::{Body, Id, Kind, plain};

/// So many sorts of what points to a record are named one by one.
const SORTS: usize = 4;

/// So much of a title is read in a question.
const TITLE: usize = 44;

/// Deletes what is meant, with a question where it is more than the line says. On a line of a detail that leads to another record
/// it is the link that goes.
pub fn deleted(model: &mut Model) -> Vec<Effect> {
    if matches!(model.here.place, Place::History(_)) && model.acted_on().is_none() {
        return Vec::new();
    }
    if let Some((record, other)) = on_a_link(model) {
        return unlinked(model, record, other);
    }
    let ids = model.with_series(model.meant());
    if ids.is_empty() {
        return Vec::new();
    }
    let ask = Ask::Weight(ids);
    // What is typed after it is meant for the question, or for the list without it.
    model.reading.insert(ask.clone());
    vec![Effect::Ask(ask)]
}

/// Deletes records of which it is known now what hangs on them, or asks first.
pub fn weighed(model: &mut Model, ids: Vec<Id>, weight: &Weight) -> Vec<Effect> {
    // The line that took the place of a deleted one was not chosen: the same key once more asks about it by its name.
    let unchosen = std::mem::replace(&mut model.struck, true) && model.here.sheet.marked.is_empty();
    let asks = match ids.as_slice() {
        [] => return Vec::new(),
        [one] => about_one(model, *one, weight, unchosen),
        all => Some(about_many(model, all, weight)),
    };
    let Some(asks) = asks else {
        return order(Order::Delete(ids));
    };
    model.overlays.push(Overlay::Question(Box::new(Question {
        asks,
        yes: Yes::Order(Order::Delete(ids)),
    })));
    Vec::new()
}

/// Asks before one record is deleted on which more hangs than its line says, or which nobody chose.
fn about_one(model: &Model, id: Id, weight: &Weight, unchosen: bool) -> Option<String> {
    let kind = model.who.get(id).map(|known| known.kind);
    let title = plain::fit(model.who.title(id), TITLE);
    let several = several_accounts(model, id);
    let left = weight.left("it");
    // In the calendar a day is marked, and none of its meetings.
    let unseen = model.here.place == Place::Calendar
        && model.here.sheet.pane == Pane::List
        && model.acted_on().is_none();
    Some(match kind {
        Some(Kind::Account) => {
            format!("Delete the account {title}?{left} Undo brings it back.")
        }
        Some(Kind::Person) => format!("Delete {title}?{left} Undo brings everything back."),
        Some(Kind::Trend) if several > 1 => format!(
            "Delete the trend “{title}”, with what it means to {several} accounts?{left} Undo brings it back."
        ),
        _ if !weight.holds.is_empty() || !left.is_empty() => {
            let with = match listed(&weight.holds) {
                Some(holds) => format!(" Its {holds} go with it."),
                None => String::new(),
            };
            format!("Delete “{title}”?{with}{left} Undo brings it back.")
        }
        _ if unseen || unchosen => format!("Delete “{title}”? Undo brings it back."),
        _ => return None,
    })
}

/// Asks before several are deleted: what they are, what the filter hides among them, and what goes with them.
fn about_many(model: &Model, ids: &[Id], weight: &Weight) -> String {
    let count = |kind: Kind| {
        let of_kind = |id: &&Id| model.who.get(**id).is_some_and(|known| known.kind == kind);
        ids.iter().filter(of_kind).count()
    };
    let kinds: Vec<String> = Kind::ALL
        .iter()
        .map(|kind| (count(*kind), *kind))
        .filter(|(count, _)| *count > 0)
        .map(|(count, kind)| many(count, super::choose::named(kind)))
        .collect();
    let kinds: Vec<&str> = kinds.iter().map(String::as_str).collect();
    let (what, sorts) = match kinds.as_slice() {
        [one] => ((*one).to_owned(), String::new()),
        some => (
            many(ids.len(), "record"),
            listed(some).map_or_else(String::new, |some| format!(": {some}")),
        ),
    };
    let sheet = &model.here.sheet;
    let seen = |id: &Id| {
        (0..sheet.counts().0).any(|at| sheet.shown(at).is_some_and(|item| item.id == *id))
    };
    let hidden = match sheet.marked.iter().filter(|id| !seen(id)).count() {
        0 => String::new(),
        hidden => format!(", {hidden} of them hidden by the filter"),
    };
    let trends = ids.iter().filter(|id| {
        model
            .who
            .get(**id)
            .is_some_and(|known| known.kind == Kind::Trend)
    });
    let meanings: usize = trends.map(|id| several_accounts(model, *id)).sum();
    let meanings = match meanings {
        0 => String::new(),
        some => format!(
            ", with what {} to {}",
            match count(Kind::Trend) {
                all if all == ids.len() => "they mean",
                1 => "the trend means",
                _ => "the trends mean",
            },
            many(some, "account")
        ),
    };
    let left = weight.left("them");
    format!("Delete {what}{hidden}{sorts}{meanings}?{left} One undo brings them all back.")
}

/// Joins words: `aims, people and notes`.
fn listed(words: &[&str]) -> Option<String> {
    let (last, before) = words.split_last()?;
    Some(if before.is_empty() {
        (*last).to_owned()
    } else {
        format!("{} and {last}", before.join(", "))
    })
}

impl Weight {
    /// Says what is left behind: ` 70 records that belong to it wait in the inbox, and 2 units rise. 3 problems name it and stay.`
    fn left(&self, it: &str) -> String {
        let (waits, rises) = (waiting(self.waits, it, false), rising(self.rises));
        let mut said = String::new();
        match (waits, rises) {
            (Some(waits), Some(rises)) => said = format!(" {waits}, and {rises}."),
            (waits, rises) => {
                if let Some(one) = waits.or(rises) {
                    said = format!(" {one}.");
                }
            }
        }
        let all: usize = self.pointing.iter().map(|(_, count)| count).sum();
        let mut pointing = self.pointing.clone();
        // Of many sorts the most are named; the whole list is no sentence.
        let some = pointing.len() > SORTS;
        if some {
            pointing.sort_by_key(|(_, count)| std::cmp::Reverse(*count));
            pointing.truncate(SORTS - 1);
        }
        let kinds: Vec<String> = pointing
            .iter()
            .map(|(kind, count)| many(*count, super::choose::named(*kind)))
            .collect();
        let kinds: Vec<&str> = kinds.iter().map(String::as_str).collect();
        let one = matches!(self.pointing.as_slice(), [(_, 1)]);
        if some && let Some(kinds) = listed(&kinds) {
            said = format!("{said} {all} records point to {it} and stay, among them {kinds}.");
        } else if let Some(kinds) = listed(&kinds) {
            let (point, stay) = if one {
                ("points", "stays")
            } else {
                ("point", "stay")
            };
            said = format!(
                "{said} {} {point} to {it} and {stay}.",
                plain::capital(&kinds)
            );
        }
        said
    }
}

/// Counts the accounts that a trend has a meaning for: each of them is a line of its own on the board.
fn several_accounts(model: &Model, id: Id) -> usize {
    match model.data.record(id).map(|record| &record.body) {
        Some(Body::Trend(body)) => body.implications.len(),
        _ => 0,
    }
}

/// Gives the record of the detail and the other one to which the line leads where one is.
fn on_a_link(model: &Model) -> Option<(Id, Id)> {
    let in_detail = model.here.sheet.pane == Pane::Detail
        && model.acted_on().is_none()
        && model.here.sheet.marked.is_empty()
        && !matches!(model.here.place, Place::Brief(_) | Place::Calendar);
    let record = model.here.sheet.chosen().filter(|_| in_detail)?.id;
    let other = model.linked()?;
    (other != record).then_some((record, other))
}

/// Takes the link between two records away, on whichever of them it is kept; what a field names is changed there.
fn unlinked(model: &mut Model, record: Id, other: Id) -> Vec<Effect> {
    let links = |holder: Id, to: Id| {
        let links = &model.data.record(holder)?.base.links;
        let rest: Vec<_> = links.iter().filter(|link| link.to != Some(to)).collect();
        (rest.len() < links.len()).then(|| (holder, json!(links), json!(rest)))
    };
    let Some((holder, was, rest)) = links(record, other).or_else(|| links(other, record)) else {
        let look = model.look();
        let said = format!(
            "“{}” is named here by a field, and by no link; {} changes the field. In the list {} deletes the record.",
            model.who.title(other),
            look.key(Action::Edit),
            look.key(Action::Delete),
        );
        model.complain(&said);
        return Vec::new();
    };
    let asks = format!(
        "Take the link between “{}” and “{}” away? Both stay. Undo brings it back.",
        model.who.title(record),
        model.who.title(other)
    );
    let none = rest.as_array().is_some_and(Vec::is_empty);
    model.overlays.push(Overlay::Question(Box::new(Question {
        asks,
        yes: Yes::Order(Order::Set {
            ids: vec![holder],
            field: "links".into(),
            value: if none { Value::Null } else { rest },
            were: vec![(holder, was)],
        }),
    })));
    Vec::new()
}
