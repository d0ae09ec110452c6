//! The days ahead, meeting by meeting, with what is due to or to be told to the people in each.

use std::collections::BTreeSet;

use jiff::ToSpan;
use serde::Serialize;

use super::attention::{self, Class, Signal};
use super::owed::{family, names_one_of, owed_items};
use super::people;
use super::pulse::{AccountPulse, Item, Pulse, What};
use super::signs::{clock, from_their_zone};
use crate::domain::record::days_between;
use crate::domain::words::{AdvocacyState, Words};
use crate::domain::{Date, Id, days};

/// One day of the week ahead.
#[derive(Clone, PartialEq, Debug, Serialize)]
pub struct Day {
    /// The day.
    pub date: Date,
    /// Its meetings, in order.
    pub meetings: Vec<Meeting>,
    /// What else falls on it: promises, decisions, notices; what is late falls on today.
    pub due: Vec<Signal>,
}

/// One meeting ahead.
#[derive(Clone, PartialEq, Debug, Serialize)]
pub struct Meeting {
    /// When it starts, in the seller's zone: `09:30`.
    pub time: String,
    /// When it starts where it is, where that is another zone.
    pub there: Option<String>,
    /// The account.
    pub account: Id,
    /// The account's name.
    pub name: String,
    /// The touchpoint.
    pub record: Id,
    /// Its short id.
    pub short: String,
    /// What it is called.
    pub text: String,
    /// Who will be there: two by name, the rest counted.
    pub with: String,
    /// How.
    pub channel: &'static str,
    /// Where.
    pub place: Option<String>,
    /// Whether what must come of it is written.
    pub aimed: bool,
    /// What to bring to it: promises due, decisions to tell, complaints to answer for.
    pub bring: Vec<Bring>,
}

/// Something that the people of a meeting wait for.
#[derive(Clone, PartialEq, Debug, Serialize)]
pub struct Bring {
    /// The record.
    pub record: Id,
    /// Its short id.
    pub short: String,
    /// What it is.
    pub text: String,
    /// When, or how it stands.
    pub remark: String,
    /// Whether it is late.
    pub late: bool,
}

/// Lists so many days from today on; a day on which nothing falls is left out.
pub fn week(pulse: &Pulse<'_>, length: u32) -> Vec<Day> {
    let today = pulse.today();
    let mut found: Vec<Day> = (0..length.min(366))
        .filter_map(|ahead| today.checked_add(i64::from(ahead).days()).ok())
        .map(|date| Day {
            date,
            meetings: Vec::new(),
            due: Vec::new(),
        })
        .collect();
    let Some(last) = found.last().map(|day| day.date) else {
        return found;
    };
    for (on, meeting) in meetings(pulse, last) {
        if let Some(day) = found.iter_mut().find(|day| day.date == on) {
            day.meetings.push(meeting);
        }
    }
    for signal in ahead(pulse, last) {
        let on = signal.due.unwrap_or(today).max(today);
        if let Some(day) = found.iter_mut().find(|day| day.date == on) {
            // What one brings to a meeting of that day stands there.
            let brought = day
                .meetings
                .iter()
                .any(|m| m.bring.iter().any(|b| b.record == signal.record));
            if !brought {
                day.due.push(signal);
            }
        }
    }
    found.retain(|day| !day.meetings.is_empty() || !day.due.is_empty());
    found
}

fn meetings(pulse: &Pulse<'_>, last: Date) -> Vec<(Date, Meeting)> {
    let now = pulse.now.timestamp();
    let mut found = Vec::new();
    for account in pulse.accounts {
        for item in &account.open {
            let What::Meeting {
                starts,
                ends,
                channel,
                place,
                aimed,
                ..
            } = &item.what
            else {
                continue;
            };
            let mine = starts.timestamp().to_zoned(pulse.now.time_zone().clone());
            if ends.as_ref().unwrap_or(starts).timestamp() < now || mine.date() > last {
                continue;
            }
            found.push((
                starts.timestamp(),
                mine.date(),
                Meeting {
                    time: clock(starts, &mine),
                    there: from_their_zone(starts, &mine),
                    account: account.account,
                    name: account.name.clone(),
                    record: item.record,
                    short: item.short.clone(),
                    text: item.text.clone(),
                    with: people::few(&pulse.names, &item.people),
                    channel: channel.map_or("meeting", Words::word),
                    place: place.clone(),
                    aimed: *aimed,
                    bring: bring(pulse, account, &item.people, mine.date()),
                },
            ));
        }
    }
    found.sort_by_key(|(at, _, meeting)| (*at, meeting.record));
    // What people wait for is brought to the next meeting of a series, and not to each that follows.
    let mut next = BTreeSet::new();
    for (_, _, meeting) in &mut found {
        if !next.insert(meeting.record) {
            meeting.bring.clear();
        }
    }
    found.into_iter().map(|(_, on, m)| (on, m)).collect()
}

/// Lists what the people of a meeting wait for: what is owed and decided, and the complaints that they will ask about.
fn bring(pulse: &Pulse<'_>, account: &AccountPulse, people: &[Id], on: Date) -> Vec<Bring> {
    let today = pulse.today();
    let owed = owed_items(pulse, account, people, on)
        .into_iter()
        .map(|owed| owed_line(pulse, owed, on));
    // A branch's complaint may stand with the house: those who brought it will ask.
    let complaints = family(pulse, account)
        .flat_map(|other| other.open.iter().map(move |item| (other, item)))
        .filter(|(_, item)| matches!(item.what, What::Complaint { .. }))
        .filter(|(other, item)| other.account == account.account || names_one_of(item, people))
        .map(|(_, item)| Bring {
            record: item.record,
            short: item.short.clone(),
            text: format!("complaint: {}", item.text),
            remark: "not resolved".into(),
            late: item.due.is_none_or(|due| due < today),
        });
    owed.chain(complaints).collect()
}

/// Writes what is owed to somebody of a meeting, with when, unless that is the day of the meeting itself.
fn owed_line(pulse: &Pulse<'_>, owed: &Item, on: Date) -> Bring {
    let today = pulse.today();
    let whom = people::few(&pulse.names, &owed.people);
    let fight = matches!(owed.what, What::Fight { .. });
    Bring {
        record: owed.record,
        short: owed.short.clone(),
        text: match &owed.what {
            What::Fight { .. } => format!("⚑ {}", owed.text),
            What::Theirs => format!("← {whom}: {}", owed.text),
            _ if whom.is_empty() => format!("→ {}", owed.text),
            _ => format!("→ {whom}: {}", owed.text),
        },
        remark: match (&owed.what, owed.due) {
            (What::Fight { state, .. }, _) => match state {
                AdvocacyState::Won => "won; tell them".into(),
                other => format!("{}; tell them", other.word()),
            },
            (_, Some(due)) if due < today => {
                format!("{} late", days::span(days_between(due, today)))
            }
            (_, Some(due)) if due == today => "today".into(),
            (_, Some(due)) if due != on => days::said(due, today),
            _ => String::new(),
        },
        late: owed.due.is_some_and(|due| due < today) && !fight,
    }
}

/// Gives what falls on the days ahead beside the meetings.
fn ahead(pulse: &Pulse<'_>, last: Date) -> Vec<Signal> {
    let mut found = attention::until(pulse, last);
    found.retain(|signal| {
        matches!(
            signal.class,
            Class::Complaint | Class::Promised | Class::Stalled | Class::Notice
        ) && signal.due.is_some_and(|due| due <= last)
    });
    found
}
