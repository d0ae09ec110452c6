//! What was typed and not saved: offered back where one is, also after a crash.

use super::action::Action;
use super::data::{Draft, Order};
use super::filling;
use super::model::{Effect, Model, Origin};
use super::overlays::menu::{Choice, Menu, Purpose, Value};
use super::overlays::{Overlay, Question, Yes};
use crate::domain::{Id, Kind};

/// Says, when the workbench opens, that something was typed before and not saved.
pub fn tell(model: &mut Model) {
    let count = offered(model).len();
    if count == 0 || model.toast.is_some() {
        return;
    }
    let key = model.look().key(super::action::Action::Drafts);
    let (what, them) = if count == 1 {
        ("Something was typed before and not saved".to_owned(), "it")
    } else {
        (
            format!("{count} things were typed before and not saved"),
            "them",
        )
    };
    model.say(&format!("{what}; {key} brings {them} back."));
}

/// Lists the drafts that can be opened from anywhere; that of a call waits in its call.
fn offered(model: &Model) -> Vec<&Draft> {
    let known = |draft: &&Draft| base(&draft.place) == "capture" || kind_of(draft).is_some();
    let mut all: Vec<&Draft> = Vec::new();
    for draft in model.drafts.iter().filter(known) {
        // Two workbenches, or two ways back to it, may have kept the same: it is offered once.
        if !all.iter().any(|other| same(other, draft)) {
            all.push(draft);
        }
    }
    all
}

/// Says whether two drafts are of the same place and say the same.
fn same(one: &Draft, other: &Draft) -> bool {
    base(&one.place) == base(&other.place) && one.fields == other.fields
}

/// Asks whether all of them are to be thrown away.
pub fn ask_for_all(model: &mut Model) {
    let count = super::screens::accounts::many(offered(model).len(), "draft");
    model.overlays.push(Overlay::Question(Box::new(Question {
        asks: format!("Throw away {count}? Nothing brings them back."),
        yes: Yes::Drafts,
    })));
}

/// Throws away whatever is offered.
pub fn throw_all_away(model: &mut Model) -> Vec<Effect> {
    let offered: Vec<Draft> = offered(model).into_iter().cloned().collect();
    let mut effects = Vec::new();
    for draft in &offered {
        effects.extend(drop_alike(model, draft));
    }
    if matches!(model.overlays.last(), Some(Overlay::Menu(menu)) if menu.purpose == Purpose::Draft)
    {
        model.overlays.pop();
    }
    model.say("All unsaved drafts are thrown away.");
    effects
}

/// Drops a draft, and whatever says the same in its place.
fn drop_alike(model: &mut Model, draft: &Draft) -> Vec<Effect> {
    let alike = model.drafts.iter().filter(|other| same(other, draft));
    let places: Vec<String> = alike.map(|other| other.place.clone()).collect();
    model.drafts.retain(|other| !places.contains(&other.place));
    places
        .into_iter()
        .map(|place| Effect::Order(Order::DropDraft(place), Origin::Quiet))
        .collect()
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
            let aside = match draft.on {
                Some(on) => format!("{aside} · {}", model.look().said(on)),
                None => aside,
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

/// Parts what was put aside from the others of its place.
const ASIDE: &str = " #";

/// Gives the place that a draft is of, whether it was put aside or not.
fn base(place: &str) -> &str {
    match place.rsplit_once(ASIDE) {
        Some((base, number)) if number.parse::<u32>().is_ok() => base,
        _ => place,
    }
}

/// Puts a draft where it is out of the way of what is typed in its place now; it stays among those that are offered.
pub fn put_aside(model: &mut Model, place: &str) -> Vec<Effect> {
    let taken = |name: &str| model.drafts.iter().any(|draft| draft.place == name);
    let free = (2..u32::MAX)
        .map(|number| format!("{}{ASIDE}{number}", base(place)))
        .find(|name| !taken(name));
    match free {
        Some(free) => moved(model, place, free),
        None => Vec::new(),
    }
}

/// Gives a draft another place; it is there before it goes from the old one.
fn moved(model: &mut Model, place: &str, to: String) -> Vec<Effect> {
    let Some(draft) = model.drafts.iter_mut().find(|draft| draft.place == place) else {
        return Vec::new();
    };
    draft.place = to;
    vec![
        Effect::Order(Order::KeepDraft(draft.clone()), Origin::Quiet),
        Effect::Order(Order::DropDraft(place.to_owned()), Origin::Quiet),
    ]
}

/// Throws the chosen draft of the list away.
pub fn throw_away(model: &mut Model) -> Vec<Effect> {
    let Some(Overlay::Menu(menu)) = model.overlays.last() else {
        return Vec::new();
    };
    let Some(Value::Word(place)) = menu.chosen().first().cloned() else {
        return Vec::new();
    };
    let at = menu.at();
    let draft = model.drafts.iter().find(|draft| draft.place == place);
    let Some(draft) = draft.cloned() else {
        return Vec::new();
    };
    model.overlays.pop();
    let mut effects = drop_alike(model, &draft);
    effects.extend(open(model));
    match model.overlays.last_mut() {
        Some(Overlay::Menu(menu)) if menu.purpose == Purpose::Draft => {
            menu.go(at);
            model.say("The draft is thrown away.");
        }
        _ => model.say("The draft is thrown away; there is no other."),
    }
    effects
}

/// Opens what was being typed as it was left.
pub fn resume(model: &mut Model, place: &str) -> Vec<Effect> {
    let mut effects = Vec::new();
    let own = base(place).to_owned();
    if own != place {
        // What waits in its place makes room for it.
        effects.extend(put_aside(model, &own));
        effects.extend(moved(model, place, own.clone()));
    }
    effects.extend(opened(model, &own));
    effects
}

fn opened(model: &mut Model, place: &str) -> Vec<Effect> {
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
            let effects = filling::open_edit(model, record);
            filling::take_offered(model);
            effects
        }
        (Some(kind), Some(record)) => {
            let typed = draft.fields.first().map_or("", |(_, typed)| typed);
            model
                .who
                .learn_if_new(record, Some(kind), typed, draft.account);
            // The record is shown first; its form follows when it is there.
            let effects = super::act::go_to(model, record);
            for action in [Action::Edit, Action::FormDraft] {
                model.held.push_back(super::held::Held::Action(action, 1));
            }
            effects
        }
        (Some(kind), None) => {
            let effects = filling::open_form(model, kind, draft.account);
            filling::take_offered(model);
            effects
        }
        (None, _) => super::bar::resume(model),
    }
}
