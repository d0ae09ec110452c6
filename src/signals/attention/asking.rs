//! What is to be asked or said at the next talk: facts that may have changed, a so-what that they have not heard, and numbers
//! or scores of which nobody knows why.

use super::{Class, Draft};
use crate::domain::Date;
use crate::domain::days;
use crate::domain::record::{Body, days_between};
use crate::domain::unknown::{Shift, by_percent};
use crate::domain::words::{TrendState, Words};
use crate::signals::people;
use crate::signals::pulse::{AccountPulse, Item, Pulse};
use crate::signals::snooze::snoozed;

/// For how many days a score without words is asked about.
const SCORE_DAYS: i32 = 180;

/// Asks why somebody gave a score and no words.
pub fn why_scored(
    pulse: &Pulse<'_>,
    account: &AccountPulse,
    item: &Item,
    (score, on): (&str, Option<Date>),
) -> Option<Draft> {
    let age = on.map_or(0, |on| days_between(on, pulse.today()));
    if !(0..=SCORE_DAYS).contains(&age) {
        return None;
    }
    let mut draft = Draft::of(account, item, Class::AskWhy, i64::from(age));
    let signal = &mut draft.signal;
    let whom = people::both(&pulse.names, &item.people);
    score.clone_into(&mut signal.lead);
    signal.reason = match &whom {
        Some(whom) => format!("{whom} gave a score and no words"),
        None => "a score and no words".into(),
    };
    signal.step = match whom {
        Some(whom) => format!("ask {whom} why"),
        None => "ask why".into(),
    };
    Some(draft)
}

/// Brings up the facts of an account that were to be checked by now, as one line.
pub fn check_again(pulse: &Pulse<'_>, account: &AccountPulse) -> Option<Draft> {
    let today = pulse.today();
    let due: Vec<_> = account
        .checks
        .iter()
        .filter(|check| check.on <= today && check.snoozed.is_none_or(|until| until <= today))
        .collect();
    let first = due.first()?;
    let past = days_between(first.on, today);
    let learned = first.learned_on.map_or_else(String::new, |on| {
        format!("learned {}; ", days::day(on, today))
    });
    let more = match due.len() - 1 {
        0 => "it may have changed".to_owned(),
        rest => format!("{rest} more to check"),
    };
    let mut draft =
        Draft::on(account, Class::CheckAgain, -i64::from(past)).about(first.record, &first.short);
    let signal = &mut draft.signal;
    signal.lead = if past == 0 {
        "today".into()
    } else {
        days::age(first.on, today)
    };
    signal.text.clone_from(&first.fact);
    signal.reason = format!("{learned}{more}");
    signal.due = Some(first.on);
    signal.step = "ask whether it still holds, then set a new day".into();
    Some(draft)
}

/// Lists what a trend means for an account where nobody has told them.
pub fn not_shared(pulse: &Pulse<'_>) -> Vec<Draft> {
    let mut drafts = Vec::new();
    for trend in pulse.trends {
        let Body::Trend(b) = &trend.body else {
            continue;
        };
        if b.state == Some(TrendState::Passed)
            || snoozed(trend).is_some_and(|until| until > pulse.today())
        {
            continue;
        }
        for implication in &b.implications {
            let (Some(account), Some(so_what), None) = (
                implication.account,
                &implication.so_what,
                implication.shared_on,
            ) else {
                continue;
            };
            let Some(account) = pulse.accounts.iter().find(|a| a.account == account) else {
                continue;
            };
            let key = b.horizon.map_or(3, |h| h as i64);
            let mut draft =
                Draft::on(account, Class::NotShared, key).about(trend.id(), trend.short());
            let signal = &mut draft.signal;
            signal.lead = b.horizon.map_or("trend", Words::word).into();
            signal.text.clone_from(so_what);
            signal.reason = if trend.title() == *so_what {
                "they have not heard it from you".into()
            } else {
                format!("they have not heard it from you: {}", trend.title())
            };
            signal.step = match &implication.idea {
                Some(idea) => format!("share it, with the idea: {idea}"),
                None => "share it, and ask how they see it".into(),
            };
            drafts.push(draft);
        }
    }
    drafts
}

/// Asks why what they buy or use moved.
pub fn why_moved(pulse: &Pulse<'_>) -> Vec<Draft> {
    let open = |shift: &&Shift| !shift.why_known;
    let open: Vec<&Shift> = pulse.shifts.iter().filter(open).collect();
    // What moved at one account is one line, and one question.
    open.chunk_by(|one, next| one.account == next.account)
        .filter_map(|shifts| {
            let shift = shifts.iter().max_by_key(|shift| shift.percent.abs())?;
            let account = pulse.accounts.iter().find(|a| a.account == shift.account)?;
            let beside = shifts.iter().filter(|other| other.what != shift.what);
            let beside = beside.fold(String::new(), |told, other| {
                format!("{told}, {} {}", by_percent(other.percent), other.what)
            });
            let mut draft = Draft::on(account, Class::AskWhy, -shift.percent.abs());
            let signal = &mut draft.signal;
            signal.lead = by_percent(shift.percent);
            signal.text = format!(
                "{}{beside} since {}",
                shift.what,
                shift.since.strftime("%B")
            );
            signal.reason = "nobody has asked".into();
            signal.step = "ask what changed at their end".into();
            Some(draft)
        })
        .collect()
}
