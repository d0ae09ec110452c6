//! What one key does to what is chosen: its next step, another state.

use serde_json::{Value, json};

use super::act::{open_brief, order, set};
use super::action::Action;
use super::data::Order;
use super::filling;
use super::model::{Effect, Model, Place};
use super::overlays::Overlay;
use super::overlays::menu::{self, Choice, Menu, Purpose};
use super::sheet::Pane;
use crate::domain::{Body, Id, Kind, Record, checking, state};

pub fn moved(model: &mut Model) -> Vec<Effect> {
    let ids = model.meant();
    let records: Vec<_> = ids.iter().filter_map(|id| model.data.record(*id)).collect();
    let Some((first, rest)) = records.split_first() else {
        model.say("Open the record first.");
        return Vec::new();
    };
    if rest.is_empty() && is_open_complaint(first) {
        let id = first.id();
        let choices = [
            ("told", "they know where it stands, and when they hear next"),
            ("done", "it was made good; what we learned from it"),
        ];
        let choices =
            choices.map(|(word, says)| Choice::new(word, says, menu::Value::Word(word.to_owned())));
        model.overlays.push(Overlay::Menu(Box::new(Menu::new(
            &format!("The complaint “{}”", model.who.title(id)),
            Purpose::Recover(id),
            choices.into(),
        ))));
        return Vec::new();
    }
    // What is done to many must be open to each of them.
    let mut states: Vec<&str> = state::next(first).to_vec();
    states.retain(|word| rest.iter().all(|record| state::next(record).contains(word)));
    let stateless = state::states(first.kind()).is_empty();
    let kind = first.kind().word();
    let dated = records
        .iter()
        .filter(|record| super::orders::has_day(record))
        .count();
    if states.is_empty() && (dated == 0 || rest.is_empty() && stateless) {
        if stateless {
            let key = model.look().key(Action::Edit);
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
    let mut choices: Vec<Choice> = states
        .iter()
        .map(|word| {
            Choice::new(
                word,
                rule(first.kind(), word),
                menu::Value::Word((*word).to_owned()),
            )
        })
        .collect();
    if let ([_], Body::Promise(_)) = (ids.as_slice(), &first.body) {
        // The day of a promise is moved, never put off in silence.
        choices.push(Choice::new(
            "another day",
            "the day that was said is kept beside it",
            menu::Value::Act(Action::Edit),
        ));
    } else if dated > 0 {
        let says = match ids.len() - dated {
            0 => "typed here or chosen next".to_owned(),
            some => format!("{some} of these have no day to move"),
        };
        choices.push(Choice::new(
            "another day",
            &says,
            menu::Value::Act(Action::Move),
        ));
    }
    model.overlays.push(Overlay::Menu(Box::new(Menu::new(
        &title,
        Purpose::Move(ids),
        choices,
    ))));
    Vec::new()
}

/// Says what a state asks for, beside its name.
fn rule(kind: Kind, word: &str) -> &'static str {
    match word {
        _ if kind == Kind::Agreement => match word {
            "running" => "it is signed and in force",
            "renewed" => "it goes on under a new one",
            "ended" => "it ran out; nothing follows it",
            "lost" => "somebody else has it now",
            _ => "",
        },
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

/// What one key does next to what is chosen.
enum Next {
    /// Brings back what was deleted.
    Restore(Vec<Id>),
    /// Opens the page before the meeting.
    Brief(Id),
    /// Says that a trend was shared with the account of the line.
    Share(Id, Value),
    /// Says that marked trends were shared with all accounts that they mean something for.
    ShareAll(Vec<super::together::Edit>),
    /// Moves records to a state.
    Move(Vec<Id>, &'static str),
    /// Says that they have been told.
    Told(Vec<Id>),
    /// Opens a form for a new record, and what that is for.
    Make(Kind, Option<Id>, &'static str),
    /// Asks which state it moves to.
    Choose,
    /// Writes who was told where a complaint stands, and when they hear next.
    Word(Id),
    /// Opens its form, and what is looked for there.
    Edit(Id, &'static str),
    /// Opens its form at a field, and what is done there.
    At(Id, &'static str, &'static str),
    /// Says that a fact still holds, and puts it off until a day.
    Holds(Id, crate::domain::Date),
}

impl Next {
    /// Says it in a word or two, for the footer.
    fn word(&self) -> &'static str {
        match self {
            Next::Restore(_) => "bring back",
            Next::Brief(_) => "brief",
            Next::Share(..) | Next::ShareAll(_) => "shared today",
            Next::Move(_, to) => to,
            Next::Told(_) | Next::Word(_) => "told",
            Next::Choose => "move on",
            Next::Holds(..) => "still true",
            Next::Make(.., word) | Next::Edit(_, word) | Next::At(.., word) => word,
        }
    }
}

/// Says in a word or two what the next step of what is chosen is, where it has one.
pub fn next_word(model: &Model) -> Option<&'static str> {
    next(model).map(|next| next.word())
}

/// Lists whom a fight was for together with those who know, where some of them have been told and some have not.
fn all_told(model: &Model, id: Id) -> Option<Value> {
    let record = model.data.record(id)?;
    let Body::Advocacy(fight) = &record.body else {
        return None;
    };
    fight.told_on?;
    let told = fight.told_whom.iter().copied().chain(fight.untold());
    Some(json!(told.collect::<Vec<_>>()))
}

/// Does the next step of what is chosen.
pub fn step(model: &mut Model) -> Vec<Effect> {
    match next(model) {
        Some(Next::Restore(ids)) => {
            // Beside the list would stand another record next, which the same key would bring back too.
            model.here.sheet.pane = Pane::List;
            order(Order::Restore(ids))
        }
        Some(Next::Brief(account)) => open_brief(model, account),
        Some(Next::ShareAll(edits)) => super::together::share(edits),
        Some(Next::Share(id, shared)) => set(model, vec![id], "implications", shared),
        Some(Next::Move(ids, to)) => order(Order::Move {
            ids,
            to: to.into(),
            why: None,
        }),
        Some(Next::Told(ids)) => match ids.as_slice() {
            [one] if let Some(all) = all_told(model, *one) => set(model, ids, "told_whom", all),
            _ => set(model, ids, "told_on", json!(model.now.date())),
        },
        Some(Next::Make(kind, account, _)) => filling::open_form(model, kind, account),
        Some(Next::Word(id)) => super::bar::open_about(model, "told", id),
        Some(Next::Choose) => moved(model),
        Some(Next::Edit(id, _)) => filling::open_edit(model, id),
        Some(Next::At(id, field, _)) => {
            let effects = filling::open_edit(model, id);
            if let Some(Overlay::Form(form)) = model.overlays.last_mut() {
                form.go_to_field(field);
            }
            effects
        }
        Some(Next::Holds(id, until)) => set(model, vec![id], "check_on", json!(until)),
        None => Vec::new(),
    }
}

fn next(model: &Model) -> Option<Next> {
    if let Some(found) = model.acted_on() {
        return next_of(model, found.id, vec![found.id]);
    }
    let ask = model.here.place.rows_ask();
    let sheet = &model.here.sheet;
    let (id, account, row) = sheet
        .chosen()
        .map(|item| (item.id, item.account, item.row))?;
    match &model.here.place {
        Place::Trash => return Some(Next::Restore(sheet.meant())),
        Place::Calendar | Place::History(_) | Place::Brief(_) => return None,
        Place::Week => {
            let kind = model.who.get(id).map(|known| known.kind);
            if let Some(account) =
                account.filter(|_| kind.is_none_or(|kind| kind == Kind::Touchpoint))
            {
                return Some(Next::Brief(account));
            }
        }
        Place::Board(Kind::Trend) if sheet.marked.len() > 1 => {
            let edits = super::together::shared(model, &sheet.meant());
            return (!edits.is_empty()).then_some(Next::ShareAll(edits));
        }
        Place::Board(Kind::Trend) => {
            let today = model.now.date();
            let record = model.data.record(id);
            let shared = account
                .and_then(|of| super::implications::shared(record?, of, today))
                .map(|shared| Next::Share(id, shared));
            if shared.is_some() {
                return shared;
            }
        }
        _ => {}
    }
    let matters = model.data.matters(&ask);
    let heading = matters
        .get(row)
        .map_or("", |matter| matter.heading.as_str());
    // Of what is marked, one step is done to what stands under the same heading.
    let alike = || {
        let mut alike = sheet.meant();
        alike.retain(|marked| {
            let mut matters = matters.iter().filter(|matter| matter.record == *marked);
            *marked == id || matters.any(|matter| matter.heading == heading)
        });
        alike
    };
    match heading {
        "Promised" => return Some(Next::Move(alike(), "kept")),
        "Tell them" => return Some(Next::Told(alike())),
        "Meetings" => return account.map(Next::Brief),
        "Gone quiet" => return Some(Next::Make(Kind::Touchpoint, account, "plan a touch")),
        "Ask why" => return Some(Next::Make(Kind::Question, account, "note to ask")),
        "Write up" => return Some(Next::Edit(id, "write up")),
        "Complaints" => return Some(Next::Word(id)),
        "Check again" => return still(model, id),
        "Not shared yet" => {
            let today = model.now.date();
            let shared = account
                .and_then(|of| super::implications::shared(model.data.record(id)?, of, today));
            return Some(match shared {
                Some(shared) => Next::Share(id, shared),
                None => Next::At(id, "implications", "edit"),
            });
        }
        // What becomes of it is said in a word.
        "Notice" => return Some(Next::Choose),
        _ => {}
    }
    next_of(model, id, sheet.meant())
}

/// Says of a fact that it still holds: it is checked again after as long as its facet lasts.
fn still(model: &Model, id: Id) -> Option<Next> {
    let Body::Learning(body) = &model.data.record(id)?.body else {
        return Some(Next::Edit(id, "edit"));
    };
    let lasts = jiff::Span::new().days(checking::days(body.facet));
    let until = model.now.date().checked_add(lasts).ok()?;
    Some(Next::Holds(id, until))
}

/// Gives the next step of a record, whatever list it stands in.
fn next_of(model: &Model, id: Id, ids: Vec<Id>) -> Option<Next> {
    let record = model.data.record(id)?;
    Some(match (&record.body, state::next(record)) {
        _ if is_open_complaint(record) => Next::Word(id),
        (Body::Promise(_), next) if next.contains(&"kept") => Next::Move(ids, "kept"),
        (Body::Advocacy(body), _) if body.decided() && !body.closed() => Next::Told(ids),
        (Body::Question(_), next) if next.contains(&"asked") => Next::Move(ids, "asked"),
        (_, []) => Next::Edit(id, "edit"),
        _ => Next::Choose,
    })
}

/// Says whether a record is a complaint that is not made good.
fn is_open_complaint(record: &Record) -> bool {
    let Body::Touchpoint(body) = &record.body else {
        return false;
    };
    let recovery = body.recovery.as_ref();
    record.state() != Some("planned") && recovery.is_some_and(|one| one.resolved_on.is_none())
}
