//! What the keys do in a form: opening it, its pickers, saving it.

use serde_json::{Value as Json, json};

use super::act;
use super::action::Action;
use super::choose::{keep, leave};
use super::data::Order;
use super::model::{Effect, Model, Origin, Place};
use super::newcomers;
use super::overlays::Overlay;
use super::overlays::form::{Entry, Form};
use super::overlays::menu::{Choice, Menu, Purpose, Value};
use super::update::stories;
use crate::domain::field::Type;
use crate::domain::{Base, Id, Kind, Record};

/// Opens a form for a new record.
pub fn open_form(model: &mut Model, kind: Kind, account: Option<Id>) -> Vec<Effect> {
    let base = Base::new(Id::from_bytes([0; 16]), model.now.timestamp(), "");
    let mut record = Record::new(kind, base);
    if kind == Kind::Account {
        // A new account in an account is a unit of it.
        if let Some(parent) = account {
            let _ = record.set("parent", json!(parent));
        }
    } else if let Some(account) = account {
        // A kind without an account refuses it, which is right.
        let _ = record.set("account", json!(account));
    }
    if kind == Kind::Promise {
        let _ = record.set("direction", json!("ours"));
    }
    if kind == Kind::Person {
        let _ = record.set("side", json!("theirs"));
    }
    if kind == Kind::Touchpoint
        && model.here.place == Place::Calendar
        && let Some(day) = super::screens::calendar::chosen(&model.here.sheet)
        && let Ok(at) = day
            .at(first_hour(model, day), 0, 0, 0)
            .to_zoned(model.now.time_zone().clone())
    {
        let _ = record.set("starts", json!(crate::domain::Moment(at).to_string()));
    }
    if kind == Kind::Learning || kind == Kind::Loyalty {
        let _ = record.set(
            if kind == Kind::Learning {
                "learned_on"
            } else {
                "on"
            },
            json!(model.now.date()),
        );
    }
    let mut form = Form::new(kind, account, &record, &model.look().reading());
    if model.within().is_none() {
        form.lead_with_account();
    }
    offer_draft(model, &mut form);
    if model.present {
        form.share();
    }
    model.overlays.push(Overlay::Form(Box::new(form)));
    stories(model).map(Effect::Ask).into_iter().collect()
}

/// Opens a form on a record.
pub fn open_edit(model: &mut Model, id: Id) -> Vec<Effect> {
    let Some(record) = model.data.record(id).cloned() else {
        return act::go_to(model, id);
    };
    if super::story::hidden(&record, &model.look()) {
        let key = model.look().key(Action::Present);
        model.say(&format!(
            "It is private, and others see the screen; {key} shows it."
        ));
        return Vec::new();
    }
    let mut form = Form::edit(&record, &model.look().reading());
    offer_draft(model, &mut form);
    if model.present {
        form.share();
    }
    model.overlays.push(Overlay::Form(Box::new(form)));
    stories(model).map(Effect::Ask).into_iter().collect()
}

/// Gives the hour that is proposed for a meeting on a day: nine, or today the next one that is not over.
fn first_hour(model: &Model, day: crate::domain::Date) -> i8 {
    if day == model.now.date() {
        (model.now.hour() + 1).clamp(9, 23)
    } else {
        9
    }
}

/// Offers what was typed before and not saved: it is shown, and is taken with a key or gives way to the first letter.
fn offer_draft(model: &Model, form: &mut Form) {
    let place = form.place();
    let draft = model.drafts.iter().find(|draft| draft.place == place);
    form.offered = draft.filter(|draft| !draft.fields.is_empty()).cloned();
}

/// Fills the draft that is offered into the form on top.
pub fn take_offered(model: &mut Model) {
    if let Some(Overlay::Form(form)) = model.overlays.last_mut()
        && let Some(draft) = form.offered.take()
    {
        form.take_draft(&draft.fields, &draft.were);
    }
}

/// Lists records to choose from: those of the account first, then the rest, by name.
fn records_of(model: &Model, kind: Option<Kind>, account: Option<Id>) -> Vec<Choice> {
    let mut rows: Vec<_> = model
        .who
        .of_kind(kind)
        .filter(|(id, _)| !model.who.hides(*id))
        .collect();
    rows.sort_by_cached_key(|(id, known)| {
        (
            !account.is_some_and(|account| known.account == Some(account) || *id == account),
            known.title.to_lowercase(),
        )
    });
    rows.into_iter()
        .map(|(id, known)| {
            let of = match known.account {
                Some(account) => model.who.title(account),
                None if known.ours => "ours",
                None => "",
            };
            Choice::new(
                &known.title,
                format!("{of} {}", known.short).trim_start(),
                Value::Record(id),
            )
        })
        .collect()
}

/// Puts what was picked into the field it was picked for.
pub fn put_choice(model: &mut Model, at: usize, values: &[Value], typed: &str) {
    let Some(Overlay::Form(form)) = model.overlays.last_mut() else {
        return;
    };
    let Some(ty) = form
        .shown()
        .find(|(place, _)| *place == at)
        .map(|(_, row)| row.asked().ty)
    else {
        return;
    };
    let json = |value: &Value| match value {
        Value::Record(id) => json!(id),
        Value::Word(word) => json!(word),
        Value::Newcomer(name) => json!(format!("{}{name}", newcomers::MARK)),
        _ => Json::Null,
    };
    let value = match ty {
        Type::List(_) => {
            let list: Vec<Json> = values
                .iter()
                .map(json)
                .filter(|value| !value.is_null())
                .collect();
            if list.is_empty() {
                Json::Null
            } else {
                Json::Array(list)
            }
        }
        Type::Flag => match values.first() {
            Some(Value::Word(word)) => json!(word == "yes"),
            _ => Json::Null,
        },
        Type::Who if values.is_empty() && !typed.is_empty() => json!(typed),
        _ => values.first().map_or(Json::Null, json),
    };
    form.choose(at, value);
}

/// Says whether a field takes words where they name nobody known.
pub fn takes_words(model: &Model, at: usize) -> bool {
    model.overlays.iter().rev().any(|overlay| {
        matches!(overlay, Overlay::Form(form)
            if form.shown().any(|(place, row)| place == at && matches!(row.asked().ty, Type::Who)))
    })
}

pub fn on_form(model: &mut Model, action: Action) -> Vec<Effect> {
    if action == Action::FormNext && take_name(model) {
        return keep(model);
    }
    let Some(Overlay::Form(form)) = model.overlays.last_mut() else {
        return Vec::new();
    };
    match action {
        Action::FormNext => form.go(true),
        Action::FormPrevious => form.go(false),
        Action::FormMore => form.fold(),
        Action::FormLeave => return leave(model),
        Action::FormEnter => {
            let choice = form
                .row()
                .is_some_and(super::overlays::form::Row::is_choice);
            return if choice {
                open_field(model, "")
            } else {
                save(model)
            };
        }
        Action::FormSave => return save(model),
        Action::FormDraft if form.offered.is_some() => take_offered(model),
        Action::FormDraft => return without_draft(model),
        Action::FormEditor => {
            let text = form
                .row()
                .filter(|row| !row.is_choice())
                .map(super::overlays::form::Row::typed);
            return text.map(Effect::Edit).into_iter().collect();
        }
        action => {
            if form.act(action) {
                return keep(model);
            }
        }
    }
    Vec::new()
}

/// Opens the form again without the draft that was taken; as it stands now, it is offered again.
fn without_draft(model: &mut Model) -> Vec<Effect> {
    let Some(Overlay::Form(form)) = model.overlays.last() else {
        return Vec::new();
    };
    if !form.drafted || form.saving {
        return Vec::new();
    }
    let (kind, id, account) = (form.kind, form.id, form.account);
    let mut effects = leave(model);
    effects.extend(match id {
        Some(id) => open_edit(model, id),
        None => open_form(model, kind, account),
    });
    model.toast = None;
    effects
}

/// Takes the first who fits the name that is being typed in a line of a list; says whether there was one.
fn take_name(model: &mut Model) -> bool {
    let reading = super::known::Reading {
        who: &model.who,
        now: &model.now,
        currency: None,
        weekend: &model.settings.weekend,
    };
    match model.overlays.last_mut() {
        Some(Overlay::Form(form)) => form.take_name(&reading),
        _ => false,
    }
}

fn save(model: &mut Model) -> Vec<Effect> {
    let key = model.look().key(Action::FormSave);
    let reading = super::known::Reading {
        who: &model.who,
        now: &model.now,
        currency: model.currency(),
        weekend: &model.settings.weekend,
    };
    let Some(Overlay::Form(form)) = model.overlays.last_mut() else {
        return Vec::new();
    };
    if form.saving {
        return Vec::new();
    }
    let Some(mut fields) = form.read(&reading) else {
        return Vec::new();
    };
    if form.doubts(&reading, &key) {
        return Vec::new();
    }
    if !form.many.is_empty() {
        if fields.is_empty() {
            model.overlays.pop();
            model.say("Nothing was changed.");
            return Vec::new();
        }
        return super::together::saved(model, &fields);
    }
    if form.id.is_some() && fields.is_empty() {
        model.overlays.pop();
        model.say("Nothing was changed.");
        return Vec::new();
    }
    let were = form.were(&fields);
    let (kind, id) = (form.kind, form.id);
    if id.is_none() {
        // What a new record began with counts as typed.
        for (name, value) in form.began() {
            if !fields.iter().any(|(known, _)| *known == name) {
                fields.push((name, value));
            }
        }
    }
    form.saving = true;
    vec![Effect::Order(
        Order::Save {
            kind,
            id,
            fields,
            were,
        },
        Origin::Form,
    )]
}

/// Opens the picker of the field where one is.
pub fn open_field(model: &mut Model, typed: &str) -> Vec<Effect> {
    let Some(Overlay::Form(form)) = model.overlays.last() else {
        return Vec::new();
    };
    let (at, account) = (form.at(), form.account);
    let Some(row) = form.row() else {
        return Vec::new();
    };
    let asked = row.asked();
    let Entry::Choice(now) = &row.entry else {
        return Vec::new();
    };
    let now = now.clone();
    let (one, several) = match asked.ty {
        Type::List(one) => (*one, true),
        one => (one, false),
    };
    let mut choices = match one {
        Type::OneOf(words) => words
            .iter()
            .map(|word| Choice::new(word, "", Value::Word((*word).to_owned())))
            .collect(),
        Type::Flag => ["yes", "no"]
            .map(|word| Choice::new(word, "", Value::Word(word.into())))
            .to_vec(),
        Type::Ref(kind) => records_of(model, kind, account),
        _ => records_of(model, Some(Kind::Person), account),
    };
    if !several {
        choices.push(Choice::new("nobody, nothing: unknown", "", Value::Nothing));
    }
    let current: Vec<Value> = match &now {
        Json::Array(items) => items.iter().filter_map(value_of).collect(),
        one => value_of(one).into_iter().collect(),
    };
    let people = matches!(one, Type::Ref(Some(Kind::Person)));
    for value in &current {
        if let Value::Newcomer(name) = value {
            choices.push(Choice::newcomer(name));
        }
    }
    let mut menu = Menu::new(&asked.label(), Purpose::Field(at), choices);
    // Somebody new is made in the form of one record.
    if people && form.many.is_empty() {
        menu = menu.with_newcomers();
    }
    if several {
        menu = menu.several(&current);
    } else if let Some(value) = current.first() {
        menu = menu.at_value(value);
    }
    if !typed.is_empty() {
        menu = menu.typed(typed);
    }
    model.overlays.push(Overlay::Menu(Box::new(menu)));
    Vec::new()
}

fn value_of(json: &Json) -> Option<Value> {
    match json {
        Json::String(text) => Some(match (text.parse(), newcomers::named(text)) {
            (Ok(id), _) => Value::Record(id),
            (Err(_), Some(name)) => Value::Newcomer(name.to_owned()),
            (Err(_), None) => Value::Word(text.clone()),
        }),
        Json::Bool(flag) => Some(Value::Word(if *flag { "yes" } else { "no" }.into())),
        _ => None,
    }
}
