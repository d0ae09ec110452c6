//! What Today needs of every account for the next two weeks, half of what is known of them.
//!
//! A copy of the index keeps it beside the whole, for whoever asks what needs them now: most of an account's pulse says what
//! comes up in months, or who else is there. What is left out here is never missed: [`crate::signals::today`] gives the same
//! lines from both, on each day for which it holds.

use std::collections::BTreeSet;

use jiff::ToSpan;
use jiff::tz::TimeZone;

use super::attention::{NOTICE_DAYS, WRITE_UP_DAYS};
use super::pulse::{AccountPulse, Item, What};
use crate::domain::names::fold;
use crate::domain::record::days_between;
use crate::domain::spoken::surname;
use crate::domain::{Date, Id, Who, alike};

/// For how many days after the one it was taken on it holds.
pub const DAYS: i32 = 14;
/// So far ahead of its day a promise may come up, however long a weekend is.
const AHEAD: i32 = 30;
/// For how long a score is asked about.
const SCORE_DAYS: i32 = 180;

/// Says whether what was taken on a day holds on another: two weeks on, and the day before, which it still is further west.
pub fn holds(taken: Date, on: Date) -> bool {
    (-1..=DAYS).contains(&days_between(taken, on))
}

/// Keeps of all accounts what Today may need from a day on.
pub fn soon(pulses: &[AccountPulse], day: Date) -> Vec<AccountPulse> {
    let (Ok(first), Ok(last)) = (day.yesterday(), day.checked_add(i64::from(DAYS).days())) else {
        return pulses.to_vec();
    };
    let mut kept: Vec<AccountPulse> = pulses
        .iter()
        .map(|pulse| AccountPulse {
            people: Vec::new(),
            open: kept_open(pulse, first, last),
            checks: checks(pulse, last),
            replaced: Vec::new(),
            stories: Vec::new(),
            counts: std::collections::BTreeMap::new(),
            last: pulse.last.clone(),
            short: pulse.short.clone(),
            name: pulse.name.clone(),
            industry: pulse.industry.clone(),
            ..*pulse
        })
        .collect();
    let named: BTreeSet<Id> = kept.iter().flat_map(named).collect();
    for (pulse, kept) in pulses.iter().zip(&mut kept) {
        let of_named = pulse.people.iter().filter(|(id, _)| named.contains(id));
        let surnames: BTreeSet<String> = of_named.map(|(_, name)| fold(surname(name))).collect();
        // Who shares a surname decides how each of them is called.
        kept.people = pulse
            .people
            .iter()
            .filter(|(_, name)| surnames.contains(&fold(surname(name))))
            .cloned()
            .collect();
    }
    kept
}

/// Gives everybody whom the lines of an account may name.
pub fn named(pulse: &AccountPulse) -> Vec<Id> {
    let mut named: Vec<Id> = pulse
        .last
        .iter()
        .flat_map(|last| last.people.clone())
        .collect();
    let agreed = pulse.last.iter().filter_map(|last| last.next.as_ref());
    named.extend(agreed.filter_map(|next| next.who.as_ref()?.id()));
    for item in &pulse.open {
        named.extend(&item.people);
        match &item.what {
            What::Fight { with, .. } => named.extend(with.iter().filter_map(Who::id)),
            What::Complaint {
                owner, told, next, ..
            } => {
                named.extend(owner.iter().filter_map(Who::id));
                let does = next.as_ref().and_then(|next| next.who.as_ref()?.id());
                named.extend(does);
                named.extend(told);
            }
            _ => {}
        }
    }
    named
}

/// Keeps what may come up, and what says already what was agreed as the next step, whenever that is due.
fn kept_open(pulse: &AccountPulse, first: Date, last: Date) -> Vec<Item> {
    let met = pulse.last.as_ref().and_then(|touch| touch.next.as_ref());
    let complaints = pulse.open.iter().filter_map(|item| match &item.what {
        What::Complaint { next, .. } => next.as_ref(),
        _ => None,
    });
    let steps: Vec<_> = met
        .into_iter()
        .chain(complaints)
        .map(|next| alike::terms(&next.what))
        .collect();
    let says_it = |item: &Item| {
        matches!(item.what, What::Ours | What::Theirs)
            && steps
                .iter()
                .any(|step| alike::same(&alike::terms(&item.text), step))
    };
    let open = pulse.open.iter();
    open.filter(|item| may_come_up(item, first, last) || says_it(item))
        .cloned()
        .collect()
}

fn may_come_up(item: &Item, first: Date, last: Date) -> bool {
    let near = |due: Date| days_between(last, due) <= AHEAD;
    match &item.what {
        What::Ours => item.due.is_none_or(near),
        What::Theirs => item.due.is_some_and(near),
        What::Fight { .. } | What::Complaint { .. } | What::Alternative { .. } => true,
        What::Meeting { starts, .. } => {
            let day = starts.timestamp().to_zoned(TimeZone::UTC).date();
            days_between(day, first) <= WRITE_UP_DAYS + 2
        }
        What::Agreement {
            ends,
            notice_by,
            running,
            ..
        } => {
            let nears = |by: &Date| *by >= first && days_between(last, *by) <= NOTICE_DAYS;
            *running && (ends.as_ref().is_some_and(nears) || notice_by.as_ref().is_some_and(nears))
        }
        What::Score { on, .. } => {
            on.is_none_or(|on| on <= last && days_between(on, first) <= SCORE_DAYS)
        }
    }
}

/// Keeps the facts that are to be checked by then; what the later ones say, nobody reads before the first is checked.
fn checks(pulse: &AccountPulse, last: Date) -> Vec<super::pulse::Check> {
    let mut due: Vec<_> = pulse
        .checks
        .iter()
        .filter(|check| check.on <= last)
        .cloned()
        .collect();
    if due.first().is_some_and(|check| check.snoozed.is_none()) {
        for later in due.iter_mut().skip(1) {
            later.fact.clear();
        }
    }
    due
}
