//! Complaints that are not made good: who waits for word, and what comes next.

use super::{Class, Draft};
use crate::domain::days;
use crate::domain::record::days_between;
use crate::domain::{Id, Who};
use crate::signals::owed::family;
use crate::signals::people;
use crate::signals::pulse::{AccountPulse, Item, Pulse, What};

/// Gives the line of a complaint.
pub fn line(pulse: &Pulse<'_>, account: &AccountPulse, item: &Item) -> Option<Draft> {
    let What::Complaint {
        on,
        owner,
        acknowledged,
        told,
        ..
    } = &item.what
    else {
        return None;
    };
    let today = pulse.today();
    let late = item.due.map(|due| days_between(due, today));
    let mut draft = Draft::of(
        account,
        item,
        Class::Complaint,
        item.due
            .map_or(0, |due| i64::from(days_between(today, due))),
    );
    let signal = &mut draft.signal;
    signal.lead = match (late, on) {
        (Some(days @ 1..), _) => format!("{} late", days::span(days)),
        (Some(0), _) => "today".into(),
        // A day ahead is said as every other row says it: an age there would read as lateness.
        (Some(_), _) => item
            .due
            .map_or_else(String::new, |due| days::said(due, today)),
        (None, Some(on)) => format!("open {}", days::age(*on, today)),
        _ => "open".into(),
    };
    // What was only just heard of, and has its day ahead, is late with nothing yet.
    signal.late = late.is_none_or(|days| days > 0);
    let whom = people::all(
        &pulse.names,
        &waiting(pulse, account, item, owner.as_ref(), told),
    );
    let heard = if acknowledged.is_some() {
        "not resolved"
    } else {
        "not acknowledged"
    };
    signal.reason = match item.due {
        Some(due) if due < today => {
            format!("{heard}; an update was due {}", days::said(due, today))
        }
        Some(due) => format!("{heard}; next update {}", days::said(due, today)),
        None => format!("{heard}; no next update set"),
    };
    signal.step = match (acknowledged, owner, whom) {
        (None, _, Some(whom)) => format!("tell {whom} that we heard, and when they hear more"),
        (None, _, None) => "say that we heard, and when they hear more".into(),
        (_, None, _) => "name who of ours owns it".into(),
        (_, Some(owner), Some(whom)) => format!(
            "ask {} where it stands, then tell {whom}",
            people::who(&pulse.names, owner)
        ),
        (_, Some(owner), None) => {
            format!("ask {} where it stands", people::who(&pulse.names, owner))
        }
    };
    Some(draft)
}

/// Lists those of theirs who wait for word of a complaint: who brought it, and who was told of it since.
fn waiting(
    pulse: &Pulse<'_>,
    account: &AccountPulse,
    item: &Item,
    owner: Option<&Who>,
    told: &[Id],
) -> Vec<Id> {
    let owner = owner.and_then(Who::id);
    let theirs = |id: Id| {
        family(pulse, account)
            .flat_map(|of| &of.people)
            .any(|(person, _)| *person == id)
    };
    let mut found: Vec<Id> = Vec::new();
    for id in item.people.iter().chain(told) {
        if Some(*id) != owner && theirs(*id) && !found.contains(id) {
            found.push(*id);
        }
    }
    found
}
