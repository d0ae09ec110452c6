//! What the keys do in the lookup: asking, walking among what was found, and what is done with the one that is meant.

use super::act;
use super::action::Action;
use super::bar::understand;
use super::choose::leave;
use super::data::Ask;
use super::model::{Effect, Model, Place};
use super::overlays::lookup::Lookup;
use super::overlays::{Capture, Overlay};
use crate::domain::Kind;

/// Opens the lookup.
pub fn open_lookup(model: &mut Model) -> Vec<Effect> {
    if matches!(model.overlays.last(), Some(Overlay::Lookup(_))) {
        return Vec::new();
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
        && matches!(
            action,
            Action::MenuChoose
                | Action::Open
                | Action::Copy
                | Action::Brief
                | Action::Capture
                | Action::Call
                | Action::History
                | Action::MenuLeave
        )
    {
        model.looked_up.retain(|earlier| *earlier != asked);
        model.looked_up.push(asked);
        let many = model.looked_up.len().saturating_sub(MOST_LOOKED_UP);
        model.looked_up.drain(..many);
    }
    match action {
        Action::Act if !lookup.acting && lookup.complete(false) => find(model),
        Action::LineRight if lookup.line.at() == lookup.line.text().len() => {
            if lookup.complete(true) {
                find(model)
            } else {
                Vec::new()
            }
        }
        Action::Call => {
            let account = chosen.and_then(|found| {
                found
                    .account
                    .or((found.kind == Some(Kind::Account)).then_some(found.id))
            });
            if let Some(account) = account {
                let mut effects = act::put_aside(model);
                // A call lies over the place where one is; what was typed there is among the drafts.
                model.aside.pop();
                effects.extend(super::call::open(model, account, None));
                effects
            } else {
                model.say("It has no account to call.");
                Vec::new()
            }
        }
        Action::Act => {
            lookup.acting = !lookup.acting && !lookup.found.is_empty();
            Vec::new()
        }
        Action::MenuLeave | Action::Quit => leave(model),
        Action::Back | Action::Filter => {
            lookup.acting = false;
            Vec::new()
        }
        Action::MenuChoose | Action::Open => match chosen {
            Some(found) => {
                let mut effects = act::put_aside(model);
                model
                    .who
                    .learn_if_new(found.id, found.kind, &found.text, found.account);
                if model.call.is_some() {
                    let back = model.look().key(Action::Back);
                    model.say(&format!("The call goes on; {back} brings you back to it."));
                }
                let before = model.back.len();
                effects.extend(act::go_to(model, found.id));
                model.here.over_call = model.call.is_some() && model.back.len() > before;
                effects
            }
            None => Vec::new(),
        },
        Action::Copy => match chosen {
            Some(found) => {
                let copied = if model.data.record(found.id).is_some() {
                    act::copy_of(model, found.id)
                } else {
                    found.text.clone()
                };
                model.say(&format!(
                    "Copied: {}",
                    crate::domain::plain::fit(&copied, 48)
                ));
                vec![Effect::Copy(copied)]
            }
            None => Vec::new(),
        },
        Action::Brief => match chosen.and_then(|found| {
            found
                .account
                .or((found.kind == Some(Kind::Account)).then_some(found.id))
        }) {
            Some(account) => {
                let mut effects = act::put_aside(model);
                effects.extend(act::open_brief(model, account));
                effects
            }
            None => Vec::new(),
        },
        Action::Capture => match chosen {
            Some(found) => {
                let account = found
                    .account
                    .or((found.kind == Some(Kind::Account)).then_some(found.id));
                let mut capture = Capture {
                    account,
                    earlier: model.captured.clone(),
                    ..Capture::default()
                };
                if found.kind == Some(Kind::Person) {
                    capture.line.set(&format!(
                        "@{} ",
                        found
                            .text
                            .split(" · ")
                            .next()
                            .unwrap_or(&found.text)
                            .split(' ')
                            .next_back()
                            .unwrap_or_default()
                    ));
                }
                model.overlays.pop();
                let effects = understand(model, &capture);
                model.overlays.push(Overlay::Capture(Box::new(capture)));
                effects
            }
            None => Vec::new(),
        },
        Action::History => match chosen {
            Some(found) => {
                let mut effects = act::put_aside(model);
                effects.extend(act::open(model, Place::History(Some(found.id)), None));
                effects
            }
            None => Vec::new(),
        },
        action => {
            if !lookup.acting && lookup.line.act(action) {
                return find(model);
            }
            Vec::new()
        }
    }
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
