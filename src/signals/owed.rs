//! What the people of a meeting wait for: promises both ways, and decisions of ours that they have not heard.

use super::pulse::{AccountPulse, Item, Pulse, What};
use crate::domain::days;
use crate::domain::record::days_between;
use crate::domain::words::AdvocacyState;
use crate::domain::{Date, Id};

/// Says what is due to, or to be told to, the people of a meeting, late first.
pub fn owed_to(pulse: &Pulse<'_>, account: &AccountPulse, people: &[Id], on: Date) -> Vec<String> {
    owed_items(pulse, account, people, on)
        .into_iter()
        .map(|item| match &item.what {
            What::Fight { state, .. } => format!(
                "tell them it is {}: {}",
                if *state == AdvocacyState::Won {
                    "won"
                } else {
                    "lost"
                },
                item.text,
            ),
            What::Theirs => format!("ask for {}", item.text),
            _ => match item.due {
                Some(due) if due < pulse.today() => {
                    format!(
                        "owed since {}: {}",
                        days::said(due, pulse.today()),
                        item.text
                    )
                }
                Some(due) => format!("owed {}: {}", days::said(due, pulse.today()), item.text),
                None => format!("owed: {}", item.text),
            },
        })
        .collect()
}

/// Lists the open items that somebody of a meeting waits for: promises due within the week, decisions they have not heard.
pub fn owed_items<'a>(
    pulse: &'a Pulse<'_>,
    account: &'a AccountPulse,
    people: &[Id],
    on: Date,
) -> Vec<&'a Item> {
    let today = pulse.today();
    let meets = |item: &Item| {
        people.is_empty()
            || item.people.is_empty()
            || item.people.iter().any(|id| people.contains(id))
    };
    let mut owed: Vec<&Item> = account
        .open
        .iter()
        .filter(|item| !item.sleeps(today) && meets(item))
        .filter(|item| match &item.what {
            What::Ours => item.due.is_some_and(|due| days_between(today, due) <= 7),
            // Theirs is asked for in the meeting with whoever owes it.
            What::Theirs => {
                let there = item.people.iter().any(|id| people.contains(id));
                there && item.due.is_some_and(|due| due <= on)
            }
            What::Fight { state, .. } => matches!(state, AdvocacyState::Won | AdvocacyState::Lost),
            _ => false,
        })
        .collect();
    // What stands with the parent, or with a unit, is theirs only where it names them.
    owed.extend(
        family(pulse, account)
            .filter(|other| other.account != account.account)
            .flat_map(|other| &other.open)
            .filter(|item| !item.sleeps(today) && names_one_of(item, people))
            .filter(|item| match &item.what {
                What::Ours => item.due.is_some_and(|due| days_between(today, due) <= 7),
                What::Theirs => item.due.is_some_and(|due| due <= on),
                _ => false,
            }),
    );
    owed.sort_by_key(|item| (item.due.is_none(), item.due, item.record));
    owed
}

/// Says whether an item names somebody of these.
pub fn names_one_of(item: &Item, people: &[Id]) -> bool {
    item.people.iter().any(|id| people.contains(id))
}
/// Lists an account with those that it is a unit of and its own units: people of one are met and promised to in another.
pub fn family<'a>(
    pulse: &'a Pulse<'_>,
    account: &'a AccountPulse,
) -> impl Iterator<Item = &'a AccountPulse> {
    pulse.accounts.iter().filter(move |other| {
        other.account == account.account
            || other.parent == Some(account.account)
            || account.parent == Some(other.account)
    })
}
