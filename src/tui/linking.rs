//! Linking one record to another: a key, and the record; how they belong together follows from what they are.
//!
//! A problem came from a touchpoint, led to a promise, is driven by a trend, is like another problem. Another way can be
//! chosen where that is not what is meant. A link is kept on one record and told on both.

use super::act;
use super::action::Action;
use super::data::Order;
use super::held::Held;
use super::model::{Effect, Model, Origin, Place};
use super::overlays::Overlay;
use super::overlays::menu::{Choice, Menu, Purpose, Value};
use crate::domain::words::{How, Words};
use crate::domain::{Id, Kind, Record};

/// How many like problems of others are offered.
const ALIKE: usize = 3;

/// How many of a kind stand together before those of another follow.
const TOGETHER: usize = 4;

/// Opens the choice of what to link a record to; what it is likeliest to belong to comes first.
///
/// What belongs to the same account is known in the account alone, so one is taken there first.
pub fn open(model: &mut Model, from: Id) -> Vec<Effect> {
    let Some(kind) = model.who.get(from).map(|known| known.kind) else {
        return Vec::new();
    };
    let home = model.who.get(from).and_then(|known| known.account);
    if home.is_some() && !matches!(model.here.place, Place::Account(..)) {
        let effects = act::go_to(model, from);
        // It goes before all that was typed after it, as what still waits does.
        model.held.push_back(Held::Action(Action::Link, 1));
        return effects;
    }
    let records = model.data.records(&model.here.place.rows_ask());
    let linkable = |record: &&std::sync::Arc<Record>| {
        record.id() != from && !matches!(record.kind(), Kind::Account)
    };
    let mut rows: Vec<_> = records.iter().filter(linkable).collect();
    rows.sort_by_key(|record| std::cmp::Reverse(record.base.changed));
    // A few of each kind come before the rest of any, so that what one means is near.
    let mut met = std::collections::HashMap::new();
    let mut ranked: Vec<(usize, usize, &std::sync::Arc<Record>)> = Vec::new();
    for record in rows {
        let count: &mut usize = met.entry(record.kind()).or_default();
        let near = NEAR.iter().position(|of| *of == record.kind());
        ranked.push((*count / TOGETHER, near.unwrap_or(NEAR.len()), record));
        *count += 1;
    }
    ranked.sort_by_key(|(round, near, _)| (*round, *near));
    let mut choices: Vec<Choice> = ranked
        .iter()
        .map(|(_, _, record)| {
            let how = said(kind, record.kind());
            Choice::new(
                &record.title(),
                &format!("{how} {} {}", record.kind().word(), record.short()),
                Value::Record(record.id()),
            )
        })
        .collect();
    if let (Some(record), Some(stories)) = (model.data.record(from), model.data.stories()) {
        for story in stories.like(record, record.account(), ALIKE) {
            let title = story.title.as_deref().unwrap_or("a problem like it");
            choices.push(Choice::new(
                title,
                &format!("like a solved problem of {}", story.who),
                Value::Record(story.problem),
            ));
        }
    }
    let title = format!("Link “{}” to", model.who.title(from));
    let menu = Menu::new(&title, Purpose::LinkTo(from), choices);
    model.overlays.push(Overlay::Menu(Box::new(menu)));
    Vec::new()
}

/// The kinds that a record is likeliest linked to, in order.
const NEAR: &[Kind] = &[
    Kind::Touchpoint,
    Kind::Promise,
    Kind::Trend,
    Kind::Problem,
    Kind::Advocacy,
    Kind::Question,
    Kind::Learning,
];

/// Says how two records belong together: whether the link is kept on the first, and how.
fn guess(from: Kind, to: Kind) -> (bool, &'static str) {
    use Kind::{Advocacy, Learning, Problem, Promise, Question, Touchpoint, Trend};
    match (from, to) {
        (Touchpoint, Touchpoint) => (true, "about"),
        (_, Touchpoint) | (Promise | Advocacy, Problem) => (true, "from"),
        (Touchpoint, _) | (Problem, Promise | Advocacy) => (false, "from"),
        (Trend, Trend) | (Problem, Problem) => (true, "like"),
        (Trend, _) => (true, "drives"),
        (_, Trend) => (false, "drives"),
        (Learning, Question) => (true, "answers"),
        (Question, Learning) => (false, "answers"),
        _ => (true, "about"),
    }
}

/// Says in words how a record would belong to another, before the other's kind.
fn said(from: Kind, to: Kind) -> &'static str {
    match guess(from, to) {
        (true, "from") => "came from",
        (true, "drives") => "drives",
        (true, "answers") => "answers",
        (true, "like") => "like",
        (true, _) => "about",
        (false, "from") => "led to",
        (false, "drives") => "driven by",
        (false, _) => "answered by",
    }
}

/// Says a way of belonging together.
fn how_said(how: &str) -> &'static str {
    match how {
        "about" => "it is about that",
        "from" => "it came from there",
        "answers" => "it answers that",
        "drives" => "it drives that",
        "blocks" => "it stands in the way of that",
        "like" => "it resembles that",
        "maybe same" => "they may be one and the same",
        _ => "",
    }
}

/// Links a record to the chosen one, in the way that they belong together.
pub fn link(model: &Model, from: Id, to: Id) -> Vec<Effect> {
    let kind = |id: Id| model.who.get(id).map_or(Kind::Problem, |known| known.kind);
    let (first, how) = guess(kind(from), kind(to));
    let (from, to) = if first { (from, to) } else { (to, from) };
    vec![Effect::Order(Order::Link { from, to, how }, Origin::Screen)]
}

/// Opens the choice of another way of belonging together.
pub fn other_way(model: &mut Model) {
    let Some(Overlay::Menu(menu)) = model.overlays.last() else {
        return;
    };
    let (Purpose::LinkTo(from), Some(Value::Record(to))) =
        (&menu.purpose, menu.chosen().first().cloned())
    else {
        return;
    };
    let from = *from;
    let choices = How::WORDS
        .iter()
        .map(|how| Choice::new(how, how_said(how), Value::Word((*how).to_owned())))
        .collect();
    let title = format!("“{}” … “{}”", model.who.title(from), model.who.title(to));
    let menu = Menu::new(&title, Purpose::LinkHow(from, to), choices);
    model.overlays.pop();
    model.overlays.push(Overlay::Menu(Box::new(menu)));
}
