//! The orders and groupings of the lists that have none of their own.
//!
//! A screen lays its rows out as it means them; this lays them out otherwise where the person asks for it.

use std::collections::HashMap;

use super::data::Ask;
use super::model::{Model, Place};
use super::screens::account::Section;
use super::screens::{accounts, board};
use super::sheet::Item;
use crate::domain::names::fold;
use crate::domain::{Id, Kind};

/// Gives the orders and the groupings of a place; the first of each is the screen's own.
pub fn choices(place: &Place) -> (&'static [&'static str], &'static [&'static str]) {
    const PLAIN: &[&str] = &["by what comes first", "by name", "newest first"];
    match place {
        Place::Today | Place::Week => (
            &["by what comes first", "by name", "by account"],
            &["by reason", "by account", "all together"],
        ),
        Place::Account(_, Section::People) => (PLAIN, &["by side", "as a chart"]),
        Place::Account(..) => (PLAIN, &["by what it is", "all together"]),
        Place::Trash => (PLAIN, &["by day", "by account", "all together"]),
        Place::Inbox => (PLAIN, &["all together", "by account"]),
        Place::History(_) => (
            &["newest first", "oldest first"],
            &["by day", "all together"],
        ),
        _ => (&[], &[]),
    }
}

impl Model {
    /// Says the order in force where a list of one kind has several; nothing where the order itself is not to be seen.
    pub fn order_said(&self) -> Option<String> {
        let sheet = &self.here.sheet;
        let of =
            |names: &'static [&'static str], at: usize| names.get(at % names.len().max(1)).copied();
        let said = |one: Option<&str>| one.map(str::to_owned);
        match &self.here.place {
            Place::Board(Kind::Person) if self.present => None,
            Place::Accounts => {
                let sort = of(accounts::SORTS, sheet.sort)?;
                match of(accounts::GROUPS, sheet.grouping) {
                    Some(group) if !sheet.grouping.is_multiple_of(accounts::GROUPS.len()) => {
                        Some(format!("{group}, then {sort}"))
                    }
                    _ => Some(sort.to_owned()),
                }
            }
            Place::Board(kind) => {
                let group = of(board::groups(*kind), sheet.grouping)?;
                if sheet.sort.is_multiple_of(board::SORTS.len()) {
                    return Some(group.to_owned());
                }
                let sort = of(board::SORTS, sheet.sort)?;
                // These two name an order, too, which is not the one in force then.
                if matches!(group, "by cost a year" | "oldest first") {
                    return Some(sort.to_owned());
                }
                Some(format!("{group}, then {sort}"))
            }
            Place::Account(_, Section::People) if sheet.grouping == 1 => None,
            place => {
                // Its own order is told by its headings; another is not to be seen by them.
                let (sorts, groups) = choices(place);
                let other = |names, at| of(names, at).filter(|_| at > 0);
                let (sort, group) = (other(sorts, sheet.sort), other(groups, sheet.grouping));
                match (group, sort) {
                    (Some(group), Some(sort)) => Some(format!("{group}, {sort}")),
                    (one, other) => said(one.or(other)),
                }
            }
        }
    }
}

/// Lays rows out as the person asked.
pub fn arrange(
    model: &Model,
    ask: &Ask,
    (mut headings, mut items): (Vec<String>, Vec<Item>),
) -> (Vec<String>, Vec<Item>) {
    let place = &model.here.place;
    let (sorts, groups) = choices(place);
    let sheet = &model.here.sheet;
    let chosen = |names: &'static [&'static str], at: usize| names.get(at).copied().unwrap_or("");
    let (sort, group) = (chosen(sorts, sheet.sort), chosen(groups, sheet.grouping));
    // What the people of a meeting wait for has no account of its own: it stays under its meeting.
    let mut leader = 0;
    let mut under: HashMap<(Id, usize), usize> = HashMap::new();
    if *place == Place::Week {
        for (at, item) in items.iter().enumerate() {
            if item.account.is_some() {
                leader = at;
            } else if at > 0 {
                under.insert((item.id, item.row), leader);
            }
        }
    }
    let leaders: Vec<Item> = items.clone();
    if !under.is_empty() && group == "by account" {
        for item in &mut items {
            if let Some(at) = under.get(&(item.id, item.row)) {
                item.account = leaders[*at].account;
            }
        }
    }
    match group {
        "all together" => {
            headings = vec![String::new()];
            for item in &mut items {
                item.group = 0;
            }
        }
        "by account" => by_account(model, &mut headings, &mut items),
        _ => {}
    }
    let keys: HashMap<(Id, usize), (String, i64)> = items
        .iter()
        .map(|item| {
            let of = under
                .get(&(item.id, item.row))
                .map_or(item, |at| &leaders[*at]);
            let (text, number) = key(model, ask, of, sort);
            // Two meetings of one name keep their lines apart.
            let number = if under.is_empty() {
                number
            } else {
                i64::try_from(of.row).unwrap_or(number)
            };
            ((item.id, item.row), (text, number))
        })
        .collect();
    if sort != chosen(sorts, 0) {
        items.sort_by(|one, other| {
            keys.get(&(one.id, one.row))
                .cmp(&keys.get(&(other.id, other.row)))
        });
    }
    // Whatever the order, what stands under one heading stands together.
    items.sort_by_key(|item| item.group);
    if sort == "oldest first" {
        // The days turn round with what happened on them.
        let last = headings.len().saturating_sub(1);
        headings.reverse();
        for item in &mut items {
            item.group = last - item.group;
        }
        items.sort_by_key(|item| item.group);
    }
    (headings, items)
}

fn by_account(model: &Model, headings: &mut Vec<String>, items: &mut [Item]) {
    let title = |item: &Item| {
        item.account
            .map_or("No account", |id| model.who.title(id))
            .to_owned()
    };
    let mut names: Vec<String> = items.iter().map(title).collect();
    names.sort_by_cached_key(|name| fold(name));
    names.dedup();
    for item in items.iter_mut() {
        let name = title(item);
        item.group = names.iter().position(|known| *known == name).unwrap_or(0);
    }
    *headings = names;
}

/// Says by what a row is ordered: a text, then a number.
fn key(model: &Model, ask: &Ask, item: &Item, sort: &str) -> (String, i64) {
    let record = model.data.records(ask).get(item.row);
    match sort {
        "by name" => {
            let title = match (model.data.matters(ask).get(item.row), record) {
                (Some(matter), _) => matter.text.clone(),
                (_, Some(record)) => record.title(),
                _ => String::new(),
            };
            (fold(&title), 0)
        }
        "by account" => (
            item.account
                .map_or_else(String::new, |id| fold(model.who.title(id))),
            0,
        ),
        "newest first" => (
            String::new(),
            record.map_or(0, |record| -record.base.changed.as_second()),
        ),
        "oldest first" => (String::new(), -i64::try_from(item.row).unwrap_or(0)),
        _ => (String::new(), 0),
    }
}
