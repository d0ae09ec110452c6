//! Linking one record to another: a key, and the record; how they belong together follows from what they are.
//!
//! A problem came from a touchpoint, led to a promise, is driven by a trend, is like another problem. Another way can be
//! chosen where that is not what is meant. A link is kept on one record and told on both.

use super::data::{Ask, Order};
use super::model::{Effect, Model, Origin};
use super::overlays::Overlay;
use super::overlays::menu::{Choice, Menu, Purpose, Value};
use crate::domain::words::{How, Words};
use crate::domain::{Body, Id, Kind, Record};

/// How many like problems of others are offered.
const ALIKE: usize = 3;

/// How many of a kind stand together before those of another follow.
const TOGETHER: usize = 4;

/// Opens the choice of what to link a record to; what it is likeliest to belong to comes first.
///
/// The records of its account, of what that is a part of, and of all its units are offered. Where a screen does not have
/// them they are asked for, and whoever chooses before they have come waits.
pub fn open(model: &mut Model, from: Id) -> Vec<Effect> {
    if model.who.get(from).is_none() {
        return Vec::new();
    }
    let title = match meant(model, from).len() {
        1 => format!("Link “{}” to", model.who.title(from)),
        many => format!("Link {many} records to"),
    };
    let mut menu = Menu::new(&title, Purpose::LinkTo(from), choices(model, from));
    let missing = whole(model, from).filter(|ask| !model.data.is_fresh(ask));
    menu.waiting = missing.is_some();
    model.overlays.push(Overlay::Menu(Box::new(menu)));
    missing.map(Effect::Ask).into_iter().collect()
}

/// Offers what has come meanwhile.
pub fn came(model: &mut Model, ask: &Ask) {
    let Some(Overlay::Menu(menu)) = model.overlays.last() else {
        return;
    };
    let Purpose::LinkTo(from) = menu.purpose else {
        return;
    };
    if whole(model, from).as_ref() != Some(ask) {
        return;
    }
    let choices = choices(model, from);
    if let Some(Overlay::Menu(menu)) = model.overlays.last_mut() {
        menu.refill(choices);
        menu.waiting = false;
    }
}

/// Gives the question whose records a record may be linked to: those of the uppermost account above it; to a trend, the
/// problems of all accounts.
fn whole(model: &Model, from: Id) -> Option<Ask> {
    let known = model.who.get(from)?;
    // A trend is of no account: what it drives are the problems of all.
    if known.kind == Kind::Trend {
        return Some(Ask::Kind(Kind::Problem));
    }
    let mut top = match known.kind {
        Kind::Account => Some(from),
        _ => known.account,
    };
    // Nothing is its own parent; should a book say so, that ends here.
    for _ in 0..16 {
        match top.and_then(|id| model.who.get(id)?.account) {
            Some(above) => top = Some(above),
            None => break,
        }
    }
    top.map(Ask::Account)
}

fn choices(model: &Model, from: Id) -> Vec<Choice> {
    let look = model.look();
    let Some(known) = model.who.get(from) else {
        return Vec::new();
    };
    let kind = known.kind;
    let home = match kind {
        Kind::Account => Some(from),
        _ => known.account,
    };
    let all = whole(model, from).filter(|ask| model.data.has(ask));
    // The accounts that a trend means something for come first.
    let mut meant = Vec::new();
    if let Some(record) = model.data.record(from)
        && let Body::Trend(body) = &record.body
    {
        meant.extend(body.implications.iter().filter_map(|one| one.account));
    }
    let mut records = match (all, kind) {
        (Some(all), _) => model.data.records(&all).to_vec(),
        (None, Kind::Trend) => Vec::new(),
        (None, _) => model.data.records(&model.here.place.rows_ask()).to_vec(),
    };
    if kind == Kind::Trend {
        records.extend_from_slice(model.data.records(&Ask::Kind(Kind::Trend)));
    }
    let near = |record: &Record| match record.account() {
        Some(account) if kind == Kind::Trend => meant.contains(&account),
        account => account == home,
    };
    let linkable = |record: &&std::sync::Arc<Record>| {
        record.id() != from
            && !matches!(record.kind(), Kind::Account)
            && !super::story::hidden(record, &look)
    };
    let mut rows: Vec<_> = records.iter().filter(linkable).collect();
    // What is of the same account comes first.
    rows.sort_by_key(|record| (!near(record), std::cmp::Reverse(record.base.changed)));
    // A few of each kind come before the rest of any, so that what one means is near.
    let mut met = std::collections::HashMap::new();
    let mut ranked: Vec<(bool, usize, usize, &std::sync::Arc<Record>)> = Vec::new();
    for record in rows {
        let count: &mut usize = met.entry(record.kind()).or_default();
        let by_kind = NEAR.iter().position(|of| *of == record.kind());
        let round = *count / TOGETHER;
        ranked.push((
            !near(record) && home.is_some(),
            round,
            by_kind.unwrap_or(NEAR.len()),
            record,
        ));
        *count += 1;
    }
    if kind != Kind::Trend {
        ranked.sort_by_key(|(away, round, near, _)| (*away, *round, *near));
    }
    let mut choices: Vec<Choice> = ranked
        .iter()
        .map(|(away, _, _, record)| {
            let how = said(kind, record.kind());
            let of = match record.account().filter(|_| *away || kind == Kind::Trend) {
                Some(account) => format!(" · {}", model.who.title(account)),
                None => String::new(),
            };
            let (title, word, short) = (
                record.title(),
                super::choose::named(record.kind()),
                record.short(),
            );
            Choice::new(
                &title,
                &format!("{how} {word} {short}{of}"),
                Value::Record(record.id()),
            )
            .found_by(&format!("{title} {word} {short}{of}"))
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
    choices
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
    use Kind::{
        Account, Advocacy, Learning, Person, Problem, Promise, Question, Touchpoint, Trend,
    };
    match (from, to) {
        (Touchpoint, Touchpoint) | (_, Account | Person) => (true, "about"),
        // Nothing comes from somebody: it is about them, and says so itself.
        (Account | Person, _) => (false, "about"),
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
        (false, "about") if from == Kind::Person => "about them:",
        (false, "about") => "about it:",
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
pub fn link(model: &mut Model, from: Id, to: Id) -> Vec<Effect> {
    let kind = |id: Id| model.who.get(id).map_or(Kind::Problem, |known| known.kind);
    let all = meant(model, from);
    let alike = all.iter().all(|id| kind(*id) == kind(from));
    if !alike {
        // Which way each belongs to it differs; one word for all would be wrong for some.
        model.say("They are of several kinds; mark those of one, and link them.");
        return Vec::new();
    }
    let (first, how) = guess(kind(from), kind(to));
    let pairs = all.into_iter().filter(|id| *id != to);
    let pairs = pairs.map(|from| if first { (from, to) } else { (to, from) });
    let pairs = pairs.collect();
    vec![Effect::Order(Order::Link { pairs, how }, Origin::Screen)]
}

/// Links a record to the chosen one in a way that was chosen.
pub fn link_so(model: &Model, from: Id, to: Id, how: &'static str) -> Vec<Effect> {
    let pairs = meant(model, from).into_iter().filter(|id| *id != to);
    let pairs = pairs.map(|from| (from, to)).collect();
    vec![Effect::Order(Order::Link { pairs, how }, Origin::Screen)]
}

/// Gives what is linked together with a record: all that is marked, where it is among that.
fn meant(model: &Model, from: Id) -> Vec<Id> {
    let marked = model.here.sheet.meant();
    if marked.contains(&from) {
        marked
    } else {
        vec![from]
    }
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
    let title = match meant(model, from).len() {
        1 => format!("“{}” … “{}”", model.who.title(from), model.who.title(to)),
        many => format!("{many} records … “{}”", model.who.title(to)),
    };
    let menu = Menu::new(&title, Purpose::LinkHow(from, to), choices);
    model.overlays.pop();
    model.overlays.push(Overlay::Menu(Box::new(menu)));
}
