//! What the keys do in the lookup: asking, walking among what was found, and what is done with the one that is meant.

use super::action::{Action, Context};
use super::bar::understand;
use super::choose::{self, leave};
use super::data::Ask;
use super::model::{Effect, Model, Place};
use super::overlays::lookup::{Found, Lookup};
use super::overlays::{Capture, Overlay};
use super::{act, around, filling, linking, merge, steps};
use crate::domain::{Id, Kind};

/// Opens the lookup.
pub fn open_lookup(model: &mut Model) -> Vec<Effect> {
    if matches!(model.overlays.last(), Some(Overlay::Lookup(_))) {
        // It is open: what else moves up in the lists of other programs does so here.
        let page = model.page();
        return on_lookup(model, Action::MenuPrevious, page);
    }
    let mut lookup = Lookup::default();
    let asked = lookup.ask();
    model.overlays.push(Overlay::Lookup(Box::new(lookup)));
    vec![Effect::Find {
        query: String::new(),
        at: 0,
        within: model.within(),
        asked,
    }]
}

/// How many queries are kept to come back to.
const MOST_LOOKED_UP: usize = 50;

/// Does an action in the lookup.
pub fn on_lookup(model: &mut Model, action: Action, page: usize) -> Vec<Effect> {
    let Some(Overlay::Lookup(lookup)) = model.overlays.last_mut() else {
        return Vec::new();
    };
    if action == Action::MenuPrevious && lookup.at() == 0 && lookup.recall(&model.looked_up) {
        return find(model);
    }
    if lookup.step(action, page) {
        return preview(model);
    }
    let chosen = lookup.chosen().cloned();
    let asked = lookup.line.text().trim().to_owned();
    if !asked.is_empty()
        && (matches!(
            action,
            Action::MenuChoose
                | Action::Open
                | Action::Copy
                | Action::Brief
                | Action::Capture
                | Action::Call
                | Action::History
                | Action::MenuLeave
        ) || lookup.acting && needs_record(action))
    {
        model.looked_up.retain(|earlier| *earlier != asked);
        model.looked_up.push(asked);
        let many = model.looked_up.len().saturating_sub(MOST_LOOKED_UP);
        model.looked_up.drain(..many);
    }
    let typing = !lookup.acting;
    match action {
        Action::Act if typing && lookup.complete(false) => find(model),
        Action::LineRight if lookup.line.at() == lookup.line.text().len() => {
            if lookup.complete(true) {
                find(model)
            } else {
                Vec::new()
            }
        }
        Action::Act => {
            lookup.acting = typing && !lookup.found.is_empty();
            Vec::new()
        }
        Action::MenuLeave | Action::Quit => leave(model),
        Action::Back | Action::Filter => {
            lookup.acting = false;
            Vec::new()
        }
        Action::MenuChoose => {
            chosen.map_or_else(Vec::new, |found| on_found(model, Action::Open, &found))
        }
        action if typing => {
            if lookup.line.act(action) {
                find(model)
            } else {
                Vec::new()
            }
        }
        // They act on no record.
        Action::Help => {
            model.overlays.push(Overlay::Help(0));
            Vec::new()
        }
        Action::Palette => choose::open_palette(model),
        Action::Undo | Action::Redo | Action::Themes | Action::Present => {
            let mut effects = act::on_screen(model, action, 1);
            if action == Action::Present {
                effects.extend(find_again(model));
            }
            effects
        }
        action if acts(action) => {
            chosen.map_or_else(Vec::new, |found| on_found(model, action, &found))
        }
        action if action.context() == Context::Global => {
            // A filter that is still being typed would take the key.
            model.here.sheet.filtering = false;
            elsewhere(model, |model| act::on_screen(model, action, 1))
        }
        action => {
            let (key, open) = (model.look().key(action), model.look().key(Action::Open));
            model.say(&format!(
                "{key} does nothing to what was found; {open} opens it."
            ));
            Vec::new()
        }
    }
}

/// Says whether an action of a list acts on what was found.
pub fn acts(action: Action) -> bool {
    matches!(
        action,
        Action::Open
            | Action::Brief
            | Action::Call
            | Action::Capture
            | Action::Copy
            | Action::History
    ) || needs_record(action)
}

/// Says whether an action does something while the keys of a list act on what was found.
pub fn holds(action: Action) -> bool {
    match action.context() {
        Context::List => {
            acts(action)
                || matches!(
                    action,
                    Action::Up
                        | Action::Down
                        | Action::First
                        | Action::Last
                        | Action::PageUp
                        | Action::PageDown
                )
        }
        _ => true,
    }
}

/// Says whether an action needs the whole record, and not only what was found of it.
fn needs_record(action: Action) -> bool {
    matches!(
        action,
        Action::Edit
            | Action::Move
            | Action::Step
            | Action::Link
            | Action::Delete
            | Action::Snooze
            | Action::Specialist
            | Action::Paper
            | Action::Merge
    )
}

/// Says whether an action needs the whole record, and that is still being read.
pub fn unread(model: &Model, lookup: &Lookup, action: Action) -> bool {
    let missing = |found: &Found| {
        model.data.record(found.id).is_none() && !model.data.has(&Ask::Record(found.id))
    };
    needs_record(action) && lookup.chosen().is_some_and(missing)
}

/// Does an action of a list to what was found.
///
/// What only changes the record lies over the lookup, which is there again afterwards.
fn on_found(model: &mut Model, action: Action, found: &Found) -> Vec<Effect> {
    let id = found.id;
    let own = (found.kind == Some(Kind::Account)).then_some(id);
    // An account in a list is its own, whatever it is a unit of.
    let account = own.or(found.account);
    model
        .who
        .learn_if_new(id, found.kind, &found.text, found.account);
    if needs_record(action) && model.data.record(id).is_none() {
        model.complain("This record is not in the book any more.");
        return Vec::new();
    }
    match action {
        Action::Open => elsewhere(model, |model| act::go_to(model, id)),
        Action::History => elsewhere(model, |model| {
            act::open(model, Place::History(Some(id)), None)
        }),
        Action::Brief => {
            let Some(account) = account else {
                model.say("It has no account to brief on.");
                return Vec::new();
            };
            elsewhere(model, |model| act::open_brief(model, account))
        }
        Action::Paper => elsewhere(model, around::paper),
        Action::Call => {
            let Some(account) = account else {
                model.say("It has no account to call.");
                return Vec::new();
            };
            let (meeting, asides) = (model.held_now(id), model.aside.len());
            let mut effects = act::put_aside(model, model.back.len());
            // A call lies over the place where one is; what was typed there is among the drafts.
            model.aside.truncate(asides);
            effects.extend(super::call::open(model, account, meeting));
            effects
        }
        Action::Copy => {
            let copied = if model.data.record(id).is_some() {
                act::copy_of(model, id)
            } else {
                found.text.clone()
            };
            model.say(&format!(
                "Copied: {}",
                crate::domain::plain::fit(&copied, 48)
            ));
            vec![Effect::Copy(copied)]
        }
        Action::Capture => capture_to(model, found, account),
        Action::Edit => filling::open_edit(model, id),
        Action::Move => steps::moved(model),
        Action::Step => steps::step(model),
        Action::Link => linking::open(model, id),
        Action::Delete => super::deleting::deleted(model),
        Action::Snooze => around::snooze(model),
        Action::Specialist => around::specialist(model),
        Action::Merge => merge::open(model),
        _ => Vec::new(),
    }
}

/// Goes to another place and leaves the lookup, unless one stays where one was. From a call one comes back to it.
fn elsewhere(model: &mut Model, go: impl FnOnce(&mut Model) -> Vec<Effect>) -> Vec<Effect> {
    let (before, place) = (model.back.len(), model.here.place.clone());
    let lying = model.overlays.len();
    let effects = go(model);
    let stays = model.here.place == place && model.overlays.len() == lying && model.toast.is_some();
    if stays {
        return effects;
    }
    // What was laid over the lookup stays, the lookup goes, and what it lay over waits.
    let laid = model.overlays.split_off(lying.min(model.overlays.len()));
    let mut effects = effects;
    effects.extend(act::put_aside(model, before));
    model.overlays.extend(laid);
    if model.call.is_some() {
        let back = model.look().key(Action::Back);
        model.say(&format!("The call goes on; {back} brings you back to it."));
        model.here.over_call = model.back.len() > before;
    }
    effects
}

/// Opens the capture bar for what was found.
fn capture_to(model: &mut Model, found: &Found, account: Option<Id>) -> Vec<Effect> {
    let mut capture = Capture {
        account,
        earlier: model.captured.clone(),
        ..Capture::default()
    };
    if found.kind == Some(Kind::Person) {
        let name = found.text.split(" · ").next().unwrap_or(&found.text);
        let last = name.split(' ').next_back().unwrap_or_default();
        capture.line.set(&format!("@{last} "));
    }
    model.overlays.pop();
    let effects = understand(model, &capture);
    model.overlays.push(Overlay::Capture(Box::new(capture)));
    effects
}

/// Asks for the record beside the list, where no screen has it.
pub fn preview(model: &Model) -> Vec<Effect> {
    match model.overlays.last() {
        Some(Overlay::Lookup(lookup)) => lookup
            .chosen()
            .filter(|found| !model.data.is_known(found.id))
            .map(|found| Effect::Ask(Ask::Record(found.id)))
            .into_iter()
            .collect(),
        _ => Vec::new(),
    }
}

/// Asks what is typed.
pub fn find(model: &mut Model) -> Vec<Effect> {
    let within = model.within();
    let Some(Overlay::Lookup(lookup)) = model.overlays.last_mut() else {
        return Vec::new();
    };
    let asked = lookup.ask();
    vec![Effect::Find {
        query: lookup.line.text().to_owned(),
        at: lookup.line.at(),
        within,
        asked,
    }]
}

/// Asks the lookup that is open once more, since the book has changed, and for the record beside it as it is now.
pub fn find_again(model: &mut Model) -> Vec<Effect> {
    let within = model.within();
    let lookup = model.overlays.iter_mut().find_map(|overlay| match overlay {
        Overlay::Lookup(lookup) => Some(lookup),
        _ => None,
    });
    let Some(lookup) = lookup else {
        return Vec::new();
    };
    let chosen = lookup.chosen().map(|found| found.id);
    let mut effects = vec![Effect::Find {
        query: lookup.line.text().to_owned(),
        at: lookup.line.at(),
        within,
        asked: lookup.ask_again(),
    }];
    effects.extend(chosen.map(|id| Effect::Ask(Ask::Record(id))));
    effects
}
