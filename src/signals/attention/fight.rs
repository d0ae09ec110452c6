//! What we fight for inside our company: decided and not told yet, due, or standing still.

use super::{Class, Draft};
use crate::domain::Date;
use crate::domain::days;
use crate::domain::record::days_between;
use crate::domain::words::{AdvocacyState, Words};
use crate::signals::people;
use crate::signals::pulse::{AccountPulse, Item, Pulse, What};

/// After how many days without a move a fight is stalled.
const STALLED_DAYS: i32 = 21;
/// Gives the line of a fight.
pub fn line(pulse: &Pulse<'_>, account: &AccountPulse, item: &Item, last: Date) -> Option<Draft> {
    let What::Fight {
        state,
        moved,
        with,
        next,
    } = &item.what
    else {
        return None;
    };
    let today = pulse.today();
    let text = format!("⚑ {}", item.text);
    if matches!(state, AdvocacyState::Won | AdvocacyState::Lost) {
        // What was lost is the harder thing to say, and the one that is put off.
        let refused = *state == AdvocacyState::Lost;
        let mut draft = Draft::of(account, item, Class::TellThem, i64::from(!refused));
        let signal = &mut draft.signal;
        signal.lead = state.word().into();
        signal.text = text;
        signal.due = None;
        let whom = people::both(&pulse.names, &item.people);
        let knows = match (&whom, item.people.len()) {
            (Some(whom), 1) => format!("{whom} doesn't know"),
            (Some(whom), _) => format!("{whom} don't know"),
            (None, _) => "nobody there knows".into(),
        };
        signal.reason = format!("{knows}; decided {}", days::day(*moved, today));
        signal.step = match whom {
            Some(whom) => format!("tell {whom}"),
            None => "tell them".into(),
        };
        return Some(draft);
    }
    let late = item.due.map(|due| days_between(due, today));
    let still = days_between(*moved, today);
    let soon = item.due.is_some_and(|due| due <= last);
    if !soon && still < STALLED_DAYS {
        return None;
    }
    let mut draft = Draft::of(
        account,
        item,
        Class::Stalled,
        -i64::from(late.unwrap_or(0).max(0).max(still)),
    );
    let signal = &mut draft.signal;
    signal.text = text;
    signal.late = late.is_some_and(|days| days > 0);
    signal.lead = match (late, item.due) {
        (Some(days @ 1..), _) => format!("{} late", days::span(days)),
        (Some(_), Some(due)) if soon => days::said(due, today),
        _ => format!("{still} d"),
    };
    let holder = match with.as_slice() {
        [] => "nobody of ours has it".to_owned(),
        [one] => format!("with {}", people::who(&pulse.names, one)),
        [one, rest @ ..] => format!("with {} +{}", people::who(&pulse.names, one), rest.len()),
    };
    signal.reason = if still >= STALLED_DAYS {
        format!("{holder}; nothing moved since {}", days::day(*moved, today))
    } else {
        match item.due {
            Some(due) if due < today => format!("{holder}; was due {}", days::day(due, today)),
            // What stands before the line says when it is due.
            _ => holder,
        }
    };
    signal.step = match (next, with.first()) {
        (Some(next), _) => next.clone(),
        (None, Some(one)) => format!("ask {} what it needs", people::who(&pulse.names, one)),
        (None, None) => "find who of ours decides it".into(),
    };
    Some(draft)
}
