//! Steps that were agreed when they were last met, or for a complaint, as far as no promise says the same.

use super::{Class, Draft};
use crate::domain::agreed::{self, Beside};
use crate::domain::days;
use crate::domain::record::days_between;
use crate::domain::{Date, Id};
use crate::signals::people;
use crate::signals::pulse::{AccountPulse, Next, Pulse, What};

/// For how many days after its day a step that was agreed comes up.
const AGREED_DAYS: i32 = 14;
/// A step that was agreed: where, with whom, and when.
struct Agreed<'a> {
    record: Id,
    short: &'a str,
    people: &'a [Id],
    on: Date,
    next: &'a Next,
}

/// Reminds of the steps that were agreed when they were last met, and for each complaint that is not made good.
pub fn lines(pulse: &Pulse<'_>, account: &AccountPulse, last: Date) -> Vec<Draft> {
    let met = account.last.as_ref().and_then(|touch| {
        let on = touch.at.timestamp().to_zoned(pulse.now.time_zone().clone());
        Some(Agreed {
            record: touch.record,
            short: &touch.short,
            people: &touch.people,
            on: on.date(),
            next: touch.next.as_ref()?,
        })
    });
    let met_at = met.as_ref().map(|agreed| agreed.record);
    let complaints = account.open.iter().filter_map(|item| match &item.what {
        What::Complaint {
            on,
            next: Some(next),
            ..
        } if Some(item.record) != met_at => Some(Agreed {
            record: item.record,
            short: &item.short,
            people: &item.people,
            on: on.unwrap_or(item.made),
            next,
        }),
        _ => None,
    });
    met.into_iter()
        .chain(complaints)
        .filter_map(|agreed| next_step(pulse, account, &agreed, last))
        .collect()
}

/// Reminds of a step that was agreed, as far as no promise says the same.
fn next_step(
    pulse: &Pulse<'_>,
    account: &AccountPulse,
    touch: &Agreed<'_>,
    last: Date,
) -> Option<Draft> {
    let next = touch.next;
    let today = pulse.today();
    let sleeps = next.snoozed.is_some_and(|until| until > today);
    let late = days_between(next.when, today);
    if sleeps || next.when > last || late > AGREED_DAYS {
        return None;
    }
    // What was promised besides, or is the next meeting, says it already.
    let beside = account.open.iter().filter_map(|item| {
        let (day, whom) = match &item.what {
            What::Ours | What::Theirs => (item.due, item.people.as_slice()),
            What::Meeting { starts, .. } => (Some(starts.date()), &[][..]),
            _ => return None,
        };
        let text = item.text.as_str();
        let before = item.made < touch.on;
        let settles = matches!(item.what, What::Meeting { .. });
        Some(Beside {
            day,
            whom,
            text,
            before,
            settles,
        })
    });
    if next.said || agreed::is_said(&next.what, Some(next.when), touch.people, beside) {
        return None;
    }
    // Somebody of a unit was there for the account as well as its own people.
    let of = |account: &AccountPulse, id: Id| account.people.iter().any(|(who, _)| *who == id);
    let of_theirs = |id: Id| of(account, id) || pulse.accounts.iter().any(|other| of(other, id));
    let (theirs, they_do) = agreed::whose(next.who.as_ref(), touch.people, of_theirs);
    let whom = people::both(&pulse.names, &theirs);
    let on = days::said(touch.on, today);
    let who = next.who.as_ref().map(|who| people::who(&pulse.names, who));
    let (text, step) = match (&who, &whom) {
        (Some(who), _) if they_do => (
            format!("← {who}: {}", next.what),
            format!("ask {who} for it"),
        ),
        (_, Some(whom)) => (
            format!("→ {whom}: {}", next.what),
            format!("see that it is done, and tell {whom}"),
        ),
        (_, None) => (format!("→ {}", next.what), "see that it is done".to_owned()),
    };
    let key = if late > 0 { -1_500_000 } else { 0 } + i64::from(-late) * 2;
    let mut draft = Draft::on(account, Class::Promised, key).about(touch.record, touch.short);
    let signal = &mut draft.signal;
    signal.lead = match late {
        1.. => format!("{} late", days::span(late)),
        _ => days::said(next.when, today),
    };
    signal.late = late > 0;
    signal.text = text;
    signal.reason = match who {
        Some(who) => format!("the next step, agreed {on}, with {who}"),
        None => format!("the next step, agreed {on}"),
    };
    signal.due = Some(next.when);
    signal.step = step;
    Some(draft)
}
