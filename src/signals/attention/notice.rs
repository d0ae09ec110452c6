//! Agreements whose last day for notice, or whose end, comes near.

use super::{Class, Draft};
use crate::domain::days;
use crate::domain::record::days_between;
use crate::domain::words::{AlternativeState, Renews};
use crate::signals::people;
use crate::signals::pulse::{AccountPulse, Item, Pulse, What};

/// How many days ahead of its day a notice comes up.
pub const NOTICE_DAYS: i32 = 120;
/// Gives the line of an agreement.
pub fn line(pulse: &Pulse<'_>, account: &AccountPulse, item: &Item) -> Option<Draft> {
    let What::Agreement {
        ends,
        notice_by,
        renews,
        running: true,
    } = &item.what
    else {
        return None;
    };
    let today = pulse.today();
    let by = notice_by.filter(|by| *by >= today).or(*ends)?;
    let left = days_between(today, by);
    if !(0..=NOTICE_DAYS).contains(&left) {
        return None;
    }
    let mut draft = Draft::of(account, item, Class::Notice, i64::from(left));
    let signal = &mut draft.signal;
    signal.due = Some(by);
    signal.lead = match left {
        0 => "today".into(),
        1 => "tomorrow".into(),
        _ => format!("in {left} d"),
    };
    let runs_out = Some(by) == *ends && *notice_by != Some(by);
    signal.text = if runs_out {
        format!("{} ends {}", item.text, days::day(by, today))
    } else {
        format!("{}: notice by {}", item.text, days::day(by, today))
    };
    let near = account.open.iter().find(|other| {
        matches!(
            other.what,
            What::Alternative {
                state: AlternativeState::Shortlisted | AlternativeState::Chosen
            }
        )
    });
    let then = match renews {
        Some(Renews::Itself) => "renews by itself unless somebody gives notice",
        Some(Renews::ByUs) => "renews only if we act",
        Some(Renews::Ends) => "ends unless it is made anew",
        None => "nobody wrote how it renews",
    };
    signal.reason = match near.map(|item| (&item.text, &item.what)) {
        Some((
            who,
            What::Alternative {
                state: AlternativeState::Chosen,
            },
        )) => format!("{who} is chosen; {then}"),
        Some((who, _)) => format!("{who} is shortlisted; {then}"),
        None => then.into(),
    };
    signal.step = match people::both(&pulse.names, &item.people) {
        Some(whom) => format!("ask {whom} what would make it worth renewing"),
        None => "find out who signs".into(),
    };
    Some(draft)
}
