//! Says what follows from where the person is: the account, the inbox, the problem that a why belongs to.

use super::Context;
use super::heads::Head;
use super::parsed::{Chip, Mark, Parsed};
use crate::domain::{Body, Id};

/// Completes what was parsed by what the context says, each with its chip, and puts the chips in order.
pub fn say_where(parsed: &mut Parsed, head_chips: usize, context: &Context<'_>) {
    let mut body = parsed.chips.split_off(head_chips);
    let mut head = std::mem::take(&mut parsed.chips);
    if !head.iter().any(|c| c.mark == Mark::Kind && !c.doubtful) {
        head.insert(0, implied(Mark::Kind, parsed.head.row().word.to_owned()));
    }
    if let Some(chip) = problem(parsed, context) {
        head.push(chip);
    }
    if !head.iter().any(|c| c.mark == Mark::Account && !c.doubtful)
        && let Some(chip) = account(parsed, context)
    {
        head.insert(1, chip);
    }
    head.append(&mut body);
    parsed.chips = head;
}

fn implied(mark: Mark, meaning: String) -> Chip {
    Chip {
        mark,
        text: String::new(),
        meaning,
        span: 0..0,
        doubtful: false,
        head: false,
        dropped: false,
        candidates: Vec::new(),
        instead: None,
    }
}

fn account(parsed: &Parsed, context: &Context<'_>) -> Option<Chip> {
    if let Some(id) = parsed.account {
        return Some(implied(
            Mark::Account,
            context.names.path(id).unwrap_or_default(),
        ));
    }
    // A trend is of an industry; what is told or done has its own account.
    if matches!(parsed.head, Head::Trend | Head::Told | Head::Done) {
        return None;
    }
    let mut chip = implied(Mark::Account, "inbox".into());
    chip.candidates = accounts_of_people(parsed, context);
    Some(chip)
}

/// Lists the accounts of the people named, to be offered: a person named is no account named.
fn accounts_of_people(parsed: &Parsed, context: &Context<'_>) -> Vec<Id> {
    let mut found = Vec::new();
    for who in parsed
        .before
        .iter()
        .chain(&parsed.mentioned)
        .chain(&parsed.to)
        .chain(&parsed.by)
    {
        if let super::Somebody::Known {
            id, ours: false, ..
        } = who
            && let Some(account) = context.names.get(*id).and_then(|n| n.account)
            && !found.contains(&account)
        {
            found.push(account);
        }
    }
    found
}

/// Finds the problem that an `asked`, `need` or `why` without `of:` belongs to.
fn problem(parsed: &mut Parsed, context: &Context<'_>) -> Option<Chip> {
    if !matches!(parsed.head, Head::Asked | Head::Need | Head::Why) || parsed.of.is_some() {
        return None;
    }
    let last = context
        .records
        .last_problem(parsed.account)
        .and_then(|id| context.records.record(id))
        .filter(|r| matches!(r.body, Body::Problem(_)) && r.account() == parsed.account);
    if let Some(record) = last {
        parsed.of = Some(record.id());
        return Some(implied(
            Mark::Record,
            format!("of {}: {}", record.short(), record.title()),
        ));
    }
    let mut chip = implied(Mark::Record, "a new problem".into());
    if parsed.head == Head::Why {
        chip.meaning = "why of which problem? add of:pb…; else it begins a new one".into();
        chip.doubtful = true;
    }
    Some(chip)
}
