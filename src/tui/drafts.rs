//! What was typed and not saved: offered back where one is, also after a crash.

use super::data::Draft;
use super::filling;
use super::model::{Effect, Model};
use super::overlays::Overlay;
use super::overlays::menu::{Choice, Menu, Purpose, Value};
use crate::domain::{Id, Kind};

/// Says, when the workbench opens, that something was typed before and not saved.
pub fn tell(model: &mut Model) {
    let count = offered(model).len();
    if count == 0 || model.toast.is_some() {
        return;
    }
    let key = model.look().key(super::action::Action::Drafts);
    let what = if count == 1 {
        "Something was typed before and not saved".to_owned()
    } else {
        format!("{count} things were typed before and not saved")
    };
    model.say(&format!("{what}; {key} brings it back."));
}

/// Lists the drafts that can be opened from anywhere; that of a call waits in its call.
fn offered(model: &Model) -> Vec<&Draft> {
    let known = |draft: &&Draft| draft.place == "capture" || kind_of(draft).is_some();
    model.drafts.iter().filter(known).collect()
}

/// Reads which kind of record a form's draft is of.
fn kind_of(draft: &Draft) -> Option<Kind> {
    let mut words = draft.place.split(' ');
    match words.next() {
        Some("new" | "edit") => {
            let word = words.next()?;
            Kind::ALL.iter().copied().find(|kind| kind.word() == word)
        }
        _ => None,
    }
}

/// Opens the list of what was typed and not saved.
pub fn open(model: &mut Model) -> Vec<Effect> {
    let choices: Vec<Choice> = offered(model)
        .into_iter()
        .rev()
        .map(|draft| {
            let typed = draft
                .fields
                .iter()
                .map(|(_, typed)| typed.trim())
                .find(|typed| !typed.is_empty())
                .unwrap_or_default();
            let of = |id: Option<Id>| id.map_or("", |id| model.who.title(id));
            let aside = match (kind_of(draft), draft.record) {
                // What was typed is mostly its title; whose it is says more.
                (Some(kind), Some(record)) => {
                    let account = model.who.get(record).and_then(|known| known.account);
                    format!("{kind} · {}", of(account.or(draft.account)))
                }
                (Some(kind), None) => format!("new {kind} · {}", of(draft.account)),
                (None, _) => format!("line · {}", of(draft.account)),
            };
            Choice::new(typed, &aside, Value::Word(draft.place.clone()))
        })
        .collect();
    if choices.is_empty() {
        model.say("No unsaved drafts.");
        return Vec::new();
    }
    let menu = Menu::new("Typed and not saved", Purpose::Draft, choices);
    model.overlays.push(Overlay::Menu(Box::new(menu)));
    Vec::new()
}

/// Opens what was being typed as it was left.
pub fn resume(model: &mut Model, place: &str) -> Vec<Effect> {
    let Some(draft) = model
        .drafts
        .iter()
        .find(|draft| draft.place == place)
        .cloned()
    else {
        return Vec::new();
    };
    match (kind_of(&draft), draft.record) {
        (Some(_), Some(record)) if model.data.record(record).is_some() => {
            filling::open_edit(model, record)
        }
        (Some(kind), Some(record)) => {
            let typed = draft.fields.first().map_or("", |(_, typed)| typed);
            model
                .who
                .learn_if_new(record, Some(kind), typed, draft.account);
            // The record is shown first; its form follows when it is there.
            let effects = super::act::go_to(model, record);
            let edit = super::held::Held::Action(super::action::Action::Edit, 1);
            model.held.push_back(edit);
            effects
        }
        (Some(kind), None) => filling::open_form(model, kind, draft.account),
        (None, _) => {
            let mut effects = super::bar::open_capture(model);
            if let Some(Overlay::Capture(capture)) = model.overlays.last_mut() {
                capture.account = draft.account;
            }
            effects.extend(super::bar::understand_again(model));
            effects
        }
    }
}
