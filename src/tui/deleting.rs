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
use crate::domain::{Body, Id, Kind, plain};

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
    let asks = match ids.as_slice() {
        [] => return Vec::new(),
        [one] => about_one(model, *one, weight),
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

/// Asks before one record is deleted on which more hangs than its line says.
fn about_one(model: &Model, id: Id, weight: &Weight) -> Option<String> {
    let kind = model.who.get(id).map(|known| known.kind);
    let title = plain::fit(model.who.title(id), TITLE);
    let several = several_accounts(model, id);
    let pointing = weight.pointing();
    // In the calendar a day is marked, and none of its meetings.
    let unseen = model.here.place == Place::Calendar
        && model.here.sheet.pane == Pane::List
        && model.acted_on().is_none();
    Some(match kind {
        Some(Kind::Account) => format!(
            "Delete the account {title}? What belongs to it waits in the inbox. Undo brings it back."
        ),
        Some(Kind::Person) => format!(
            "Delete {title}? What names them goes on naming them. Undo brings everything back."
        ),
        Some(Kind::Trend) if several > 1 => format!(
            "Delete the trend “{title}”, with what it means to {several} accounts? Undo brings it back."
        ),
        _ if !weight.holds.is_empty() || pointing.is_some() => {
            let holds = listed(&weight.holds);
            let with = match holds {
                Some(holds) => format!(" Its {holds} go with it."),
                None => String::new(),
            };
            let stay = pointing.map_or_else(String::new, |(what, one)| {
                format!(
                    " {} {} to it and {}.",
                    plain::capital(&what),
                    if one { "points" } else { "point" },
                    if one { "stays" } else { "stay" },
                )
            });
            format!("Delete “{title}”?{with}{stay} Undo brings it back.")
        }
        _ if unseen => format!("Delete {title}? Undo brings it back."),
        _ => return None,
    })
}

/// Asks before several are deleted: what the filter hides goes with the rest, so it is said, and what goes with them.
fn about_many(model: &Model, ids: &[Id], weight: &Weight) -> String {
    let of_kind = |kind: Kind| {
        ids.iter()
            .filter(move |id| model.who.get(**id).is_some_and(|known| known.kind == kind))
    };
    let sheet = &model.here.sheet;
    let seen = |id: &Id| {
        (0..sheet.counts().0).any(|at| sheet.shown(at).is_some_and(|item| item.id == *id))
    };
    let hidden = match sheet.marked.iter().filter(|id| !seen(id)).count() {
        0 => String::new(),
        hidden => format!(", {hidden} of them hidden by the filter"),
    };
    let accounts = match of_kind(Kind::Account).count() {
        0 => (String::new(), ""),
        1 => (
            ", 1 of them an account".to_owned(),
            " What belongs to it waits in the inbox.",
        ),
        some => (
            format!(", {some} of them accounts"),
            " What belongs to them waits in the inbox.",
        ),
    };
    let meanings: usize = of_kind(Kind::Trend)
        .map(|id| several_accounts(model, *id))
        .sum();
    let trends = match (of_kind(Kind::Trend).count(), meanings) {
        (_, 0) | (0, _) => String::new(),
        (some, _) if some == ids.len() => {
            format!(", with what they mean to {}", many(meanings, "account"))
        }
        (some, _) => format!(
            ", {some} of them {}, with what {} to {}",
            if some == 1 { "a trend" } else { "trends" },
            if some == 1 { "it means" } else { "they mean" },
            many(meanings, "account")
        ),
    };
    let stay = weight.pointing().map_or_else(String::new, |(what, one)| {
        format!(
            " {} {} to them and {}.",
            plain::capital(&what),
            if one { "points" } else { "point" },
            if one { "stays" } else { "stay" },
        )
    });
    format!(
        "Delete {} records{hidden}{}{trends}?{}{stay} One undo brings them all back.",
        ids.len(),
        accounts.0,
        accounts.1,
    )
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
    /// Says what points to the records, and whether that is one alone: `a fight, 4 learnings and 3 questions`.
    fn pointing(&self) -> Option<(String, bool)> {
        let said: Vec<String> = self
            .pointing
            .iter()
            .map(|(kind, count)| many(*count, super::choose::named(*kind)))
            .collect();
        let words: Vec<&str> = said.iter().map(String::as_str).collect();
        let one = matches!(self.pointing.as_slice(), [(_, 1)]);
        Some((listed(&words)?, one))
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
