//! What became known later: the causes with the diagnosis, the answer with the decision, each on its day.

use toml::{Table, Value as Said};

use super::relative::Opened;
use super::script::{Event, Item, tables, text};
use super::{AUTHOR, DemoError};
use crate::domain::Kind;

/// Takes the moves along the states, each with the fields that came with it.
pub(super) fn moves(item: &mut Item, opened: &Opened<'_>) -> Result<(), DemoError> {
    let (file, key) = (item.file, item.key.clone());
    let wrong = |why: String| DemoError::new(file, &key, why);
    for mut one in tables(item.fields.remove("moves"), file, &key)? {
        let to = text(&mut one, "to").ok_or_else(|| wrong("a move has no to".into()))?;
        let on = text(&mut one, "on").ok_or_else(|| wrong("a move has no on".into()))?;
        let why = text(&mut one, "why");
        if let Some(name) = one.keys().next() {
            return Err(wrong(format!("a move has an unknown {name}")));
        }
        let at = opened.moment(&on, (17, 40)).map_err(wrong)?;
        let mut set = Table::new();
        for name in known_with(item.kind, &to) {
            if let Some(value) = item.fields.remove(*name) {
                set.insert((*name).to_owned(), value);
            }
        }
        item.events.push(Event {
            at: at.timestamp(),
            on: at.date(),
            author: AUTHOR.to_owned(),
            to: Some(to),
            why,
            set,
        });
    }
    Ok(())
}

/// Names the fields that become known with a move to a state.
fn known_with(kind: Kind, state: &str) -> &'static [&'static str] {
    match (kind, state) {
        (Kind::Problem, "diagnosed") => &["need", "whys", "causes", "called_in"],
        (Kind::Problem, "solving") => &["solution"],
        (Kind::Problem, "verified") => &["outcome", "worth", "may_be_told"],
        (Kind::Advocacy, "won" | "lost") | (Kind::Question, "answered") => &["answer"],
        _ => &[],
    }
}

/// Takes apart what came on its own day: moved dates, being told, sharing, the end of a complaint.
pub(super) fn staged(item: &mut Item, opened: &Opened<'_>) -> Result<(), DemoError> {
    let (file, key) = (item.file, item.key.clone());
    let wrong = |why: String| DemoError::new(file, &key, why);
    let day = |one: &Table, name: &str| one.get(name).and_then(Said::as_str).map(str::to_owned);
    let mut events: Vec<(String, Table)> = Vec::new();
    match item.kind {
        Kind::Promise => {
            let moved = tables(item.fields.remove("moved"), file, &key)?;
            if let Some(from) = moved.first().and_then(|m| m.get("from")).cloned() {
                item.fields.insert("due".to_owned(), from);
            }
            for (at, one) in moved.iter().enumerate() {
                let on = day(one, "on").ok_or_else(|| wrong("a moved day has no on".into()))?;
                let mut set = Table::new();
                if let Some(to) = one.get("to") {
                    set.insert("due".to_owned(), to.clone());
                }
                let so_far = moved[..=at].iter().cloned().map(Said::Table).collect();
                set.insert("moved".to_owned(), Said::Array(so_far));
                events.push((on, set));
            }
        }
        Kind::Advocacy => {
            if let Some(on) = day(&item.fields, "told_on") {
                let told = ["told_on", "told_whom"].into_iter();
                let set = told.filter_map(|n| item.fields.remove_entry(n)).collect();
                events.push((on, set));
            }
        }
        Kind::Trend => {
            let full = tables(item.fields.remove("implications"), file, &key)?;
            let mut so_far: Vec<Table> = full
                .iter()
                .map(|one| {
                    let mut first = one.clone();
                    for name in ["shared_on", "shared_with", "reaction"] {
                        first.remove(name);
                    }
                    first
                })
                .collect();
            let list = |all: &[Table]| Said::Array(all.iter().cloned().map(Said::Table).collect());
            item.fields.insert("implications".to_owned(), list(&so_far));
            let mut shared = Vec::new();
            for (at, one) in full.iter().enumerate() {
                if let Some(on) = day(one, "shared_on") {
                    let when = opened.moment(&on, (17, 35)).map_err(wrong)?;
                    shared.push((when.timestamp(), at, on));
                }
            }
            shared.sort();
            for (_, at, on) in shared {
                so_far[at] = full[at].clone();
                let set = Table::from_iter([("implications".to_owned(), list(&so_far))]);
                events.push((on, set));
            }
        }
        Kind::Touchpoint => {
            if let Some(Said::Table(full)) = item.fields.get("recovery").cloned()
                && let Some(on) = day(&full, "resolved_on")
            {
                let mut first = full.clone();
                first.remove("resolved_on");
                first.remove("learned");
                item.fields
                    .insert("recovery".to_owned(), Said::Table(first));
                events.push((
                    on,
                    Table::from_iter([("recovery".to_owned(), Said::Table(full))]),
                ));
            }
        }
        _ => {}
    }
    for (on, set) in events {
        let at = opened.moment(&on, (17, 35)).map_err(wrong)?;
        item.events.push(Event {
            at: at.timestamp(),
            on: at.date(),
            author: AUTHOR.to_owned(),
            to: None,
            why: None,
            set,
        });
    }
    Ok(())
}
