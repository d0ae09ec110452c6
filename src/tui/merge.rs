//! Making two records one: side by side, field by field, the person says which value holds.

use std::collections::BTreeSet;

use super::action::Action;
use super::data::{Ask, Order};
use super::model::{Effect, Model, Origin};
use super::overlays::Overlay;
use super::overlays::menu::{Choice, Menu, Purpose, Value};
use crate::domain::words::How;
use crate::domain::{Id, Record};
use crate::interchange::waits;

/// Two records that may be one.
#[derive(Debug, Clone, PartialEq)]
pub struct Merge {
    /// The one that stays.
    pub stays: Id,
    /// The one that becomes part of it.
    pub goes: Id,
    /// The field where one is.
    pub at: usize,
    /// The fields whose value is taken from the one that goes.
    pub take: BTreeSet<String>,
}

/// A field that at least one of two records has.
#[derive(Debug, Clone, PartialEq)]
pub struct Field {
    /// Its name.
    pub name: String,
    /// What the one that stays has.
    pub stays: String,
    /// What the other has.
    pub goes: String,
    /// Whether both have one value each and these differ, so that one of them gives way.
    pub clash: bool,
}

/// Opens it on the chosen record: with the one that it may be the same as, else with one to choose.
pub fn open(model: &mut Model) -> Vec<Effect> {
    let Some(id) = model.chosen() else {
        return Vec::new();
    };
    let other = model.data.record(id).and_then(|record| {
        let mut links = record.base.links.iter();
        links.find_map(|link| link.to.filter(|_| link.how == Some(How::MaybeSame)))
    });
    // The one that was made as a double goes: the other is the one that more may know.
    if let Some(other) = other {
        return beside(model, id, other);
    }
    let double = model
        .data
        .records(&model.here.place.rows_ask())
        .iter()
        .find(|record| doubles(record, id))
        .map(|record| record.id());
    if let Some(double) = double {
        return beside(model, double, id);
    }
    let Some(known) = model.who.get(id).cloned() else {
        return Vec::new();
    };
    let mut rows: Vec<(Choice, bool)> = model
        .who
        .of_kind(Some(known.kind))
        .filter(|(other, _)| *other != id)
        .map(|(other, with)| {
            let of = match with.account {
                Some(account) => model.who.title(account),
                // Who has no account may be ours, or wait for theirs.
                None if with.ours => "ours",
                None => "",
            };
            let near = with.account == known.account;
            let choice = Choice::new(&with.title, of, Value::Record(other));
            (choice.with_short(&with.short), near)
        })
        .collect();
    if rows.is_empty() {
        model.say(&format!(
            "There is no other {} to make it one with.",
            known.kind.word()
        ));
        return Vec::new();
    }
    rows.sort_by_key(|(choice, near)| (!*near, choice.text.to_lowercase()));
    let choices = rows.into_iter().map(|(choice, _)| choice).collect();
    let title = format!("“{}” is the same as", known.title);
    model.overlays.push(Overlay::Menu(Box::new(Menu::new(
        &title,
        Purpose::MergeWith(id),
        choices,
    ))));
    Vec::new()
}

/// Says whether a record may be the same as another.
fn doubles(record: &Record, other: Id) -> bool {
    let mut links = record.base.links.iter();
    links.any(|link| link.to == Some(other) && link.how == Some(How::MaybeSame))
}

/// Puts two records side by side; the second stays.
pub fn beside(model: &mut Model, goes: Id, stays: Id) -> Vec<Effect> {
    model.overlays.push(Overlay::Merge(Box::new(Merge {
        stays,
        goes,
        at: 0,
        take: BTreeSet::new(),
    })));
    let asks = [goes, stays].into_iter();
    asks.filter(|id| model.data.record(*id).is_none())
        .map(|id| Effect::Ask(Ask::Record(id)))
        .collect()
}

/// Lists what the two records have.
pub fn fields(model: &Model, merge: &Merge) -> Vec<Field> {
    let (Some(stays), Some(goes)) = (
        model.data.record(merge.stays),
        model.data.record(merge.goes),
    ) else {
        return Vec::new();
    };
    let reading = model.look().reading();
    let awaited = |record: &Record| {
        let keys = record.base.extra.get(waits::COMPANY)?.as_str()?;
        waits::name_in(keys).map(|name| format!("waits for {name}"))
    };
    let said = |record: &Record, name: &str| {
        let object = record.object();
        // What parts two of one name is often the company that is no account yet.
        if name == "account" && !object.contains_key(name) {
            return awaited(record).unwrap_or_default();
        }
        match (object.get(name), record.kind().field(name)) {
            (Some(value), Some(field)) => crate::domain::typed::show(&field.ty, value, &reading),
            _ => String::new(),
        }
    };
    let (mine, theirs) = (stays.object(), goes.object());
    let names = stays.kind().fields().iter().map(|field| field.name);
    names
        .filter(|name| {
            !matches!(
                *name,
                "id" | "short"
                    | "kind"
                    | "created"
                    | "changed"
                    | "author"
                    | "links"
                    | "foreign"
                    | "extra"
            )
        })
        .filter_map(|name| {
            let parted = name == "account"
                && !mine.contains_key(name)
                && !theirs.contains_key(name)
                && awaited(stays) != awaited(goes)
                && awaited(stays).is_some()
                && awaited(goes).is_some();
            let field = Field {
                name: name.to_owned(),
                stays: said(stays, name),
                goes: said(goes, name),
                clash: parted
                    || matches!((mine.get(name), theirs.get(name)), (Some(one), Some(other))
                    if one != other && !one.is_array() && !one.is_object() && name != "notes"),
            };
            (!field.stays.is_empty() || !field.goes.is_empty()).then_some(field)
        })
        .collect()
}

/// Names one of the two that was deleted meanwhile, so that nothing can be made one.
pub fn lost(model: &Model, merge: &Merge) -> Option<Id> {
    let gone = |id: &Id| {
        let asked = model.data.has(&Ask::Record(*id));
        model.who.is_gone(*id) || (asked && model.data.record(*id).is_none())
    };
    [merge.goes, merge.stays].into_iter().find(gone)
}

/// Lists the keys that matter now.
pub fn hints(model: &Model, merge: &Merge) -> Vec<(Action, &'static str)> {
    use Action as A;
    if lost(model, merge).is_some() {
        return vec![(A::MergeLeave, "back")];
    }
    vec![
        (A::MergeDo, "make one"),
        (A::MergeTake, "other value"),
        (A::MergeTurn, "swap"),
        (A::MergeApart, "they are two"),
        (A::MergeLeave, "back"),
    ]
}

/// Does an action.
pub fn act(model: &mut Model, action: Action) -> Vec<Effect> {
    let Some(Overlay::Merge(merge)) = model.overlays.last() else {
        return Vec::new();
    };
    if lost(model, merge).is_some() && action != Action::MergeLeave {
        return Vec::new();
    }
    let rows = fields(model, merge);
    let last = rows.len().saturating_sub(1);
    let Some(Overlay::Merge(merge)) = model.overlays.last_mut() else {
        return Vec::new();
    };
    match action {
        Action::MergeNext => merge.at = (merge.at + 1).min(last),
        Action::MergePrevious => merge.at = merge.at.saturating_sub(1),
        Action::MergeTake => {
            if let Some(field) = rows.get(merge.at).filter(|field| field.clash)
                && !merge.take.remove(&field.name)
            {
                merge.take.insert(field.name.clone());
            }
            merge.at = (merge.at + 1).min(last);
        }
        Action::MergeTurn => {
            std::mem::swap(&mut merge.stays, &mut merge.goes);
            // What was chosen stays chosen: it is now the value of the one that stays, or of the other.
            let clashes = rows
                .into_iter()
                .filter(|field| field.clash)
                .map(|field| field.name);
            merge.take = clashes.filter(|name| !merge.take.contains(name)).collect();
        }
        Action::MergeDo if rows.is_empty() => {}
        Action::MergeDo => {
            let order = Order::Merge {
                goes: merge.goes,
                stays: merge.stays,
                take: merge.take.iter().cloned().collect(),
            };
            model.overlays.pop();
            return vec![Effect::Order(order, Origin::Screen)];
        }
        Action::MergeApart => {
            let (one, other) = (merge.goes, merge.stays);
            model.overlays.pop();
            return vec![Effect::Order(Order::Apart(one, other), Origin::Screen)];
        }
        Action::MergeLeave => {
            model.overlays.pop();
        }
        _ => {}
    }
    Vec::new()
}
