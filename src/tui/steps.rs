//! What one key does to what is chosen: its next step, another state, its deletion.

use serde_json::json;

use super::act::{open_brief, order, set};
use super::data::Order;
use super::filling;
use super::model::{Effect, Model, Place};
use super::overlays::menu::{Choice, Menu, Purpose, Value};
use super::overlays::{Overlay, Question, Yes};
use super::sheet::Pane;
use crate::domain::{Body, Kind, Record, state};

pub fn moved(model: &mut Model) -> Vec<Effect> {
    let ids = if model.here.sheet.marked.is_empty() {
        model.chosen().into_iter().collect()
    } else {
        model.here.sheet.meant()
    };
    let records: Vec<_> = ids.iter().filter_map(|id| model.data.record(*id)).collect();
    let Some((first, rest)) = records.split_first() else {
        model.say("Open the record first.");
        return Vec::new();
    };
    // What is done to many must be open to each of them.
    let mut states: Vec<&str> = state::next(first).to_vec();
    states.retain(|word| rest.iter().all(|record| state::next(record).contains(word)));
    let stateless = state::states(first.kind()).is_empty();
    let kind = first.kind().word();
    if states.is_empty() {
        if stateless {
            let key = model.look().key(super::action::Action::Edit);
            model.say(&format!(
                "There are no steps for {kind} records to move through; {key} changes one."
            ));
            return Vec::new();
        }
        model.say(if rest.is_empty() {
            "This has come to its end; there is no further state."
        } else {
            "There is no state that all of these can move to."
        });
        return Vec::new();
    }
    let title = if ids.len() == 1 {
        format!("Move “{}” to", model.who.title(ids[0]))
    } else {
        format!("Move {} records to", ids.len())
    };
    let choices = states
        .iter()
        .map(|word| Choice::new(word, rule(word), Value::Word((*word).to_owned())))
        .collect();
    model.overlays.push(Overlay::Menu(Box::new(Menu::new(
        &title,
        Purpose::Move(ids),
        choices,
    ))));
    Vec::new()
}

/// Says what a state asks for, beside its name.
fn rule(word: &str) -> &'static str {
    match word {
        "confirmed" => "they agree that this is it",
        "diagnosed" => "the cause is known",
        "solving" => "something is being done",
        "solved" => "it works",
        "verified" => "they say so, in their words",
        "parked" => "not now",
        "kept" => "done as promised",
        "broken" => "it was not kept",
        "released" => "they let us off",
        "won" | "lost" => "decided; then tell the customer",
        _ => "",
    }
}

/// Does the next step of what is chosen.
pub fn step(model: &mut Model) -> Vec<Effect> {
    let ask = model.here.place.rows_ask();
    let Some((id, account, row)) = model
        .here
        .sheet
        .chosen()
        .map(|item| (item.id, item.account, item.row))
    else {
        return Vec::new();
    };
    if model.here.place == Place::Trash {
        // Beside the list would stand another record next, which the same key would bring back too.
        model.here.sheet.pane = Pane::List;
        return order(Order::Restore(model.here.sheet.meant()));
    }
    if model.here.place == Place::Week
        && let Some(account) = account
        && model
            .who
            .get(id)
            .is_none_or(|known| known.kind == Kind::Touchpoint)
    {
        return open_brief(model, account);
    }
    if let (Place::Board(Kind::Trend), Some(account)) = (&model.here.place, account)
        && let Some(shared) = model
            .data
            .record(id)
            .and_then(|record| super::implications::shared(record, account, model.now.date()))
    {
        return set(model, vec![id], "implications", shared);
    }
    let heading = model
        .data
        .matters(&ask)
        .get(row)
        .map(|matter| matter.heading.clone())
        .unwrap_or_default();
    // Of what is marked, one step is done to what stands under the same heading.
    let mut alike = model.here.sheet.meant();
    alike.retain(|marked| {
        let matters = model.data.matters(&ask).iter();
        *marked == id
            || matters
                .filter(|matter| matter.record == *marked)
                .any(|matter| matter.heading == heading)
    });
    match heading.as_str() {
        "Promised" => {
            return order(Order::Move {
                ids: alike,
                to: "kept".into(),
                why: None,
            });
        }
        "Tell them" => {
            return set(model, alike, "told_on", json!(model.now.date()));
        }
        "Meetings" => {
            return match account {
                Some(account) => open_brief(model, account),
                None => Vec::new(),
            };
        }
        "Gone quiet" => return filling::open_form(model, Kind::Touchpoint, account),
        "Ask why" => return filling::open_form(model, Kind::Question, account),
        "Write up" | "Complaints" | "Check again" | "Not shared yet" | "Notice" => {
            return filling::open_edit(model, id);
        }
        _ => {}
    }
    let ids = model.here.sheet.meant();
    match model.data.record(id).map(|record| next_step(record)) {
        Some(Next::Move(to)) => order(Order::Move {
            ids,
            to: to.into(),
            why: None,
        }),
        Some(Next::Told) => set(model, ids, "told_on", json!(model.now.date())),
        Some(Next::Choose) => moved(model),
        Some(Next::Edit) => filling::open_edit(model, id),
        None => Vec::new(),
    }
}

/// What the next step of a record is.
enum Next {
    Move(&'static str),
    Told,
    Choose,
    Edit,
}

fn next_step(record: &Record) -> Next {
    match (&record.body, state::next(record)) {
        (Body::Promise(_), next) if next.contains(&"kept") => Next::Move("kept"),
        (Body::Advocacy(body), _) if body.decided() && body.told_on.is_none() => Next::Told,
        (Body::Question(_), next) if next.contains(&"asked") => Next::Move("asked"),
        (_, []) => Next::Edit,
        _ => Next::Choose,
    }
}

pub fn deleted(model: &mut Model) -> Vec<Effect> {
    if matches!(model.here.place, Place::History(_)) {
        return Vec::new();
    }
    let ids = if model.here.sheet.marked.is_empty() {
        model.chosen().into_iter().collect()
    } else {
        model.here.sheet.meant()
    };
    let ids = model.with_series(ids);
    let named = ids.first().filter(|_| ids.len() == 1).map_or(0, |id| {
        let person = model.who.get(*id).filter(|k| k.kind == Kind::Person);
        person.map_or(0, |known| {
            let around = model.around(known.account).iter();
            around
                .filter(|record| record.references().binary_search(id).is_ok())
                .count()
        })
    });
    match ids.as_slice() {
        [] => Vec::new(),
        [id] if named > 0 => {
            let asks = format!(
                "Delete {}, who is named by {}? Undo brings everything back.",
                model.who.title(*id),
                match named {
                    1 => "one record".to_owned(),
                    many => format!("{many} records"),
                }
            );
            model.overlays.push(Overlay::Question(Box::new(Question {
                asks,
                yes: Yes::Order(Order::Delete(ids)),
            })));
            Vec::new()
        }
        [id] if model
            .who
            .get(*id)
            .is_none_or(|known| known.kind != Kind::Account) =>
        {
            order(Order::Delete(ids))
        }
        [id] => {
            let asks = format!(
                "Delete the account {}? What belongs to it waits in the inbox. Undo brings it back.",
                model.who.title(*id)
            );
            model.overlays.push(Overlay::Question(Box::new(Question {
                asks,
                yes: Yes::Order(Order::Delete(ids)),
            })));
            Vec::new()
        }
        many => {
            let accounts = many.iter().filter(|id| {
                let known = model.who.get(**id);
                known.is_some_and(|known| known.kind == Kind::Account)
            });
            let asks = match accounts.count() {
                0 => format!(
                    "Delete {} records? One undo brings them all back.",
                    many.len()
                ),
                some => format!(
                    "Delete {} records, {some} of them {}? What belongs to {} waits in the inbox. One undo brings them all back.",
                    many.len(),
                    if some == 1 { "an account" } else { "accounts" },
                    if some == 1 { "it" } else { "them" },
                ),
            };
            model.overlays.push(Overlay::Question(Box::new(Question {
                asks,
                yes: Yes::Order(Order::Delete(ids)),
            })));
            Vec::new()
        }
    }
}
