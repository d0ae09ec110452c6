//! Says what follows from where the person is: the account, the inbox, the problem that a why belongs to.

use super::Context;
use super::heads::Head;
use super::parsed::{Chip, Mark, Parsed};
use crate::domain::{Body, Id, Kind};

/// Completes what was parsed by what the context says, each with its chip, and puts the chips in order.
pub fn say_where(parsed: &mut Parsed, head_chips: usize, context: &Context<'_>) {
    let mut body = parsed.chips.split_off(head_chips);
    let mut head = std::mem::take(&mut parsed.chips);
    if !head.iter().any(|c| c.mark == Mark::Kind && !c.doubtful) {
        head.insert(
            0,
            Chip::implied(Mark::Kind, parsed.head.row().word.to_owned()),
        );
    }
    head.extend(problem(parsed, context));
    head.extend(rival(parsed, context));
    head.extend(promised_on(parsed, context));
    if !head.iter().any(|c| c.mark == Mark::Account && !c.doubtful)
        && let Some(chip) = account(parsed, context)
    {
        head.insert(1, chip);
    }
    head.append(&mut body);
    parsed.chips = head;
}

fn account(parsed: &Parsed, context: &Context<'_>) -> Option<Chip> {
    if let Some(id) = parsed.account {
        return Some(Chip::implied(
            Mark::Account,
            context.names.path(id).unwrap_or_default(),
        ));
    }
    // A trend is of an industry; what is told or done has its own account.
    if matches!(parsed.head, Head::Trend | Head::Told | Head::Done) {
        return None;
    }
    let mut chip = Chip::implied(Mark::Account, "inbox".into());
    chip.candidates = accounts_of_people(parsed, context);
    Some(chip)
}

/// Files a line that names no account under that of the people whom it names, where they are all of one; its chip says so.
///
/// For whoever types where no account is at hand.
pub fn file_by_people(parsed: &mut Parsed, context: &Context<'_>) {
    let typed = |mark: Mark| move |chip: &Chip| chip.mark == mark && !chip.text.is_empty();
    // `nobodyknows: @anna called` names an account that is not found; hers is another.
    let lead = parsed.raw.split('@').next().unwrap_or_default();
    let unknown = lead.contains(':') && !parsed.chips.iter().any(typed(Mark::Kind));
    if unknown
        || parsed.account.is_some()
        || context.account.is_some()
        || parsed.chips.iter().any(typed(Mark::Account))
    {
        return;
    }
    let chip = parsed.chips.iter_mut().find(|c| c.mark == Mark::Account);
    if let Some(chip) = chip
        && let [one] = chip.candidates.as_slice()
    {
        parsed.account = Some(*one);
        chip.meaning = context.names.path(*one).unwrap_or_default();
        chip.candidates.clear();
    }
}

/// Lists the accounts of the people named, to be offered: a person named is no account named.
pub fn accounts_of_people(parsed: &Parsed, context: &Context<'_>) -> Vec<Id> {
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

/// Finds whom or what a `rival` names, where they are known to look at it already: what is said of it belongs there.
fn rival(parsed: &mut Parsed, context: &Context<'_>) -> Option<Chip> {
    let account = parsed.account?;
    if parsed.head != Head::Rival || parsed.of.is_some() {
        return None;
    }
    let known = super::rival::named(
        &parsed.text,
        &context.records.of_kind(account, Kind::Alternative),
    )?;
    parsed.of = Some(known.id());
    let state = known.state().unwrap_or("known");
    Some(Chip::implied(
        Mark::Record,
        format!("{}, known: {state}", known.title()),
    ))
}

/// Says of a complaint that is made good what was agreed and is still to be done: it is owed on.
fn promised_on(parsed: &Parsed, context: &Context<'_>) -> Option<Chip> {
    let complaint = parsed.of.filter(|_| parsed.head == Head::Done)?;
    let complaint = context.records.record(complaint)?;
    let what = super::edit::stays_open(&complaint, context)?.what?;
    Some(Chip::implied(
        Mark::Record,
        format!("still owed, as a promise: {what}"),
    ))
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
        return Some(Chip::implied(
            Mark::Record,
            format!("of {}: {}", record.short(), record.title()),
        ));
    }
    let mut chip = Chip::implied(Mark::Record, "a new problem".into());
    if parsed.head == Head::Why {
        chip.meaning = "why of which problem? add of:pb…; else it begins a new one".into();
        chip.doubtful = true;
    }
    Some(chip)
}
