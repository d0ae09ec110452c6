//! Promises, ours and theirs, that are due, late, or without a day.

use super::{Class, Draft};
use crate::domain::Date;
use crate::domain::days;
use crate::domain::record::days_between;
use crate::signals::people;
use crate::signals::pulse::{AccountPulse, Item, Pulse, What};

/// After how many days a promise of ours without a date comes up.
const UNDATED_DAYS: i32 = 1;
/// Gives the line of a promise that is due until a day, or has none.
pub fn line(pulse: &Pulse<'_>, account: &AccountPulse, item: &Item, last: Date) -> Option<Draft> {
    let today = pulse.today();
    let ours = matches!(item.what, What::Ours);
    let Some(due) = item.due else {
        let age = days_between(item.made, today);
        if !ours || age < UNDATED_DAYS {
            return None;
        }
        let mut draft = Draft::of(account, item, Class::Promised, 1_000 - i64::from(age));
        let signal = &mut draft.signal;
        signal.lead = "no day".into();
        signal.text = promise_text(pulse, item, ours);
        signal.reason = format!("promised {}, no day", days::said(item.made, today));
        signal.step = "say by when, to yourself and to them".into();
        return Some(draft);
    };
    if due > last {
        return None;
    }
    let late = days_between(due, today);
    // What we are late with comes first, then what is due from us today, then what they are late with.
    let group = match (late, ours) {
        (1.., true) => -3_000_000,
        (0, true) => -2_000_000,
        (1.., false) => -1_000_000,
        _ => 0,
    };
    let key = group + i64::from(days_between(today, due)) * 2 + i64::from(!ours);
    let mut draft = Draft::of(account, item, Class::Promised, key);
    let signal = &mut draft.signal;
    signal.late = late > 0;
    signal.lead = match late {
        1.. => format!("{} late", days::span(late)),
        _ => days::said(due, today),
    };
    signal.text = promise_text(pulse, item, ours);
    let whom = people::both(&pulse.names, &item.people);
    signal.reason = match (late > 0, ours) {
        (true, true) => format!("was due {}", days::day(due, today)),
        (true, false) => format!("since {}", days::day(due, today)),
        (false, _) => format!("promised {}", days::day(item.made, today)),
    };
    signal.step = match (late > 0, ours, whom) {
        (true, true, Some(whom)) => format!("do it today, or tell {whom} the new day and why"),
        (true, true, None) => "do it today, or say the new day and why".into(),
        (false, true, Some(whom)) => format!("do it, and tell {whom} it is done"),
        (false, true, None) => "do it, and say that it is done".into(),
        (_, false, Some(whom)) => format!("ask {whom} for it"),
        (_, false, None) => "ask for it".into(),
    };
    Some(draft)
}

fn promise_text(pulse: &Pulse<'_>, item: &Item, ours: bool) -> String {
    let sign = if ours { '→' } else { '←' };
    match people::few(&pulse.names, &item.people) {
        whom if whom.is_empty() => format!("{sign} {}", item.text),
        whom => format!("{sign} {whom}: {}", item.text),
    }
}
