//! Today: what needs the seller now, in order, each line with why it is here and its next step.

use std::collections::HashMap;

use jiff::ToSpan;
use rayon::prelude::*;
use serde::Serialize;
use serde_json::json;

use super::people;
use super::pulse::{AccountPulse, Item, Next, Pulse, What, channel_word};
use super::signs::{clock, from_their_zone, plural};
use crate::domain::agreed::{self, Beside};
use crate::domain::days::{self, Weekend};
use crate::domain::record::{Body, days_between};
use crate::domain::unknown::Shift;
use crate::domain::unknown::by_percent;
use crate::domain::words::{AdvocacyState, AlternativeState, Renews, TrendState, Words};
use crate::domain::{Date, Id, Moment, Object, Who};

/// How many days ahead of its day a notice comes up.
pub const NOTICE_DAYS: i32 = 120;
/// After how many days without a move a fight is stalled.
pub const STALLED_DAYS: i32 = 21;
/// After how many days a promise of ours without a date comes up.
pub const UNDATED_DAYS: i32 = 1;
/// For how many days a meeting that nobody wrote up comes up.
pub const WRITE_UP_DAYS: i32 = 14;
/// For how many days after its day a step that was agreed comes up.
const AGREED_DAYS: i32 = 14;

/// What sort of attention a line asks for; in the order of the screen.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Class {
    /// A meeting today.
    Meeting,
    /// A meeting that is over, and nobody wrote what came of it.
    WriteUp,
    /// A complaint that is not made good.
    Complaint,
    /// A promise, ours or theirs, due or late.
    Promised,
    /// Decided inside, and the customer has not been told.
    TellThem,
    /// A fight inside our company that is due or does not move.
    Stalled,
    /// A day of notice within [`NOTICE_DAYS`].
    Notice,
    /// An account without a touch for longer than was meant.
    GoneQuiet,
    /// Facts past the day on which they were to be checked.
    CheckAgain,
    /// A trend with a so-what that was not shared.
    NotShared,
    /// A number that moved, or a score, without a why.
    AskWhy,
}

impl Class {
    /// Gives the heading under which the lines stand.
    pub fn heading(self) -> &'static str {
        match self {
            Class::Meeting => "Meetings",
            Class::WriteUp => "Write up",
            Class::Complaint => "Complaints",
            Class::Promised => "Promised",
            Class::TellThem => "Tell them",
            Class::Stalled => "Fighting for",
            Class::Notice => "Notice",
            Class::GoneQuiet => "Gone quiet",
            Class::CheckAgain => "Check again",
            Class::NotShared => "Not shared yet",
            Class::AskWhy => "Ask why",
        }
    }

    /// Weighs it for the order of accounts by need of attention.
    fn weight(self) -> u32 {
        match self {
            Class::Complaint => 40,
            Class::Promised => 30,
            Class::TellThem => 20,
            Class::Notice => 15,
            Class::Meeting | Class::Stalled | Class::GoneQuiet => 10,
            Class::AskWhy => 5,
            Class::WriteUp | Class::NotShared => 3,
            Class::CheckAgain => 1,
        }
    }
}

/// One line of Today.
#[derive(Clone, PartialEq, Debug, Serialize)]
pub struct Signal {
    /// Its place, from 1.
    pub rank: usize,
    /// What sort of attention it asks for.
    pub class: Class,
    /// What stands before it: the time, how late, how long: `2 d late`, `09:30`, `41 d`.
    pub lead: String,
    /// Whether something is late or broken.
    pub late: bool,
    /// The account's name.
    pub name: String,
    /// The account; none for what waits in the inbox.
    pub account: Option<Id>,
    /// The record that one opens.
    pub record: Id,
    /// Its short id.
    pub short: String,
    /// What it is.
    pub text: String,
    /// Why it is here.
    pub reason: String,
    /// When it is due.
    pub due: Option<Date>,
    /// The next step, in words.
    pub step: String,
}

impl Signal {
    /// Writes it for programs: `reason`, `rank`, `record`, `account`, `due`, `step`, and what the screen shows.
    pub fn object(&self) -> Object {
        let mut out = Object::new();
        out.insert("rank".into(), json!(self.rank));
        out.insert("reason".into(), json!(self.reason));
        out.insert("record".into(), json!(self.record));
        out.insert("short".into(), json!(self.short));
        out.insert("account".into(), json!(self.account));
        out.insert("name".into(), json!(self.name));
        out.insert("due".into(), json!(self.due));
        out.insert("step".into(), json!(self.step));
        out.insert("class".into(), json!(self.class));
        out.insert("lead".into(), json!(self.lead));
        out.insert("text".into(), json!(self.text));
        out
    }
}

/// A line while it is being made: with what it is sorted by.
struct Draft {
    /// Within its class: what comes first.
    key: i64,
    signal: Signal,
}

/// Lists what needs the seller today, first things first.
pub fn today(pulse: &Pulse<'_>) -> Vec<Signal> {
    until(pulse, horizon(pulse.today(), &pulse.weekend))
}

/// Lists the same with everything that falls due until a day.
pub(super) fn until(pulse: &Pulse<'_>, last: Date) -> Vec<Signal> {
    let units = Units::of(pulse);
    // Most of it is putting lines into words, and each account's are its own.
    let mut drafts: Vec<Draft> = pulse
        .accounts
        .par_iter()
        .with_min_len(16)
        .flat_map_iter(|account| {
            let awake = account
                .open
                .iter()
                .filter(|item| !item.sleeps(pulse.today()));
            awake
                .filter_map(|item| of_item(pulse, account, item, last))
                .chain(next_steps(pulse, account, last))
                .chain(quiet(pulse, account, &units))
                .chain(checks(pulse, account))
        })
        .collect();
    drafts.extend(not_shared(pulse));
    drafts.extend(moved(pulse));
    drafts.sort_by(|a, b| {
        (a.signal.class, a.key, &a.signal.name, a.signal.record).cmp(&(
            b.signal.class,
            b.key,
            &b.signal.name,
            b.signal.record,
        ))
    });
    drafts
        .into_iter()
        .enumerate()
        .map(|(at, draft)| Signal {
            rank: at + 1,
            ..draft.signal
        })
        .collect()
}

/// Weighs how much each account needs attention, for a list in that order.
pub fn need(signals: &[Signal]) -> std::collections::BTreeMap<Id, u32> {
    let mut weights = std::collections::BTreeMap::new();
    for signal in signals {
        if let Some(account) = signal.account {
            let weight = signal.class.weight() * if signal.late { 2 } else { 1 };
            *weights.entry(account).or_default() += weight;
        }
    }
    weights
}

fn draft(account: &AccountPulse, item: &Item, class: Class, key: i64) -> Draft {
    Draft {
        key,
        signal: Signal {
            rank: 0,
            class,
            lead: String::new(),
            late: false,
            name: account.name.clone(),
            account: Some(account.account),
            record: item.record,
            short: item.short.clone(),
            text: item.text.clone(),
            reason: String::new(),
            due: item.due,
            step: String::new(),
        },
    }
}

fn of_item(pulse: &Pulse<'_>, account: &AccountPulse, item: &Item, last: Date) -> Option<Draft> {
    match &item.what {
        What::Meeting { .. } => meeting(pulse, account, item),
        What::Complaint { .. } => Some(complaint(pulse, account, item)),
        What::Ours | What::Theirs => promised(pulse, account, item, last),
        What::Fight { .. } => fight(pulse, account, item, last),
        What::Agreement { .. } => notice(pulse, account, item),
        What::Score { score, on } => {
            let age = on.map_or(0, |on| days_between(on, pulse.today()));
            (0..=180).contains(&age).then(|| {
                let mut draft = draft(account, item, Class::AskWhy, i64::from(age));
                let signal = &mut draft.signal;
                let whom = people::both(&pulse.names, &item.people);
                signal.lead.clone_from(score);
                signal.reason = match &whom {
                    Some(whom) => format!("{whom} gave a score and no words"),
                    None => "a score and no words".into(),
                };
                signal.step = match whom {
                    Some(whom) => format!("ask {whom} why"),
                    None => "ask why".into(),
                };
                draft
            })
        }
        What::Alternative { .. } => None,
    }
}

fn meeting(pulse: &Pulse<'_>, account: &AccountPulse, item: &Item) -> Option<Draft> {
    let What::Meeting {
        starts,
        ends,
        channel,
        aimed,
        ..
    } = &item.what
    else {
        return None;
    };
    let (today, now) = (pulse.today(), pulse.now.timestamp());
    let mine = starts.timestamp().to_zoned(pulse.now.time_zone().clone());
    let day = mine.date();
    let over = ends.as_ref().unwrap_or(starts).timestamp() < now;
    let ago = days_between(day, today);
    if day > today || ago > WRITE_UP_DAYS {
        return None;
    }
    let key = starts.timestamp().as_second();
    let whom = people::few(&pulse.names, &item.people);
    if over && (ago > 0 || ends.is_some()) {
        let mut draft = draft(account, item, Class::WriteUp, key);
        let signal = &mut draft.signal;
        signal.lead = if ago == 0 {
            clock(starts, &mine)
        } else {
            days::said(day, today)
        };
        signal.text = with_people(&item.text, &whom);
        signal.reason = "it is over, and nothing is written".into();
        signal.due = Some(day);
        signal.step = "write what you received, what you gave, and the next step".into();
        return Some(draft);
    }
    let mut draft = draft(account, item, Class::Meeting, key);
    let signal = &mut draft.signal;
    signal.lead = clock(starts, &mine);
    signal.text = with_people(&item.text, &whom);
    if let Some(theirs) = from_their_zone(starts, &mine) {
        signal.text = format!("{} · {theirs}", signal.text);
    }
    let minutes = (starts.timestamp().as_second() - now.as_second()).div_euclid(60);
    let when = match minutes {
        ..=-1 => "it is on now".to_owned(),
        0 => "now".into(),
        1..=99 => format!("in {minutes} min"),
        _ => format!("in {} h", (minutes + 30) / 60),
    };
    signal.due = Some(day);
    let owed = owed_to(pulse, account, &item.people, day);
    signal.reason = if *aimed {
        when
    } else {
        format!("{when} · no aim yet")
    };
    signal.step = match (aimed, owed.as_slice()) {
        (false, _) => "say what must come of it, then read the brief".into(),
        (true, []) => format!(
            "read the brief before the {}",
            match channel {
                Some(c) => c.word(),
                None => "meeting",
            }
        ),
        (true, [one]) => format!("read the brief; {one}"),
        (true, [one, rest @ ..]) => format!("read the brief; {one}, and {} more", rest.len()),
    };
    Some(draft)
}

fn with_people(text: &str, whom: &str) -> String {
    if whom.is_empty() {
        text.to_owned()
    } else {
        format!("{text} · {whom}")
    }
}

/// Says what is due to, or to be told to, the people of a meeting, late first.
pub(super) fn owed_to(
    pulse: &Pulse<'_>,
    account: &AccountPulse,
    people: &[Id],
    on: Date,
) -> Vec<String> {
    owed_items(pulse, account, people, on)
        .into_iter()
        .map(|item| match &item.what {
            What::Fight { state, .. } => format!(
                "tell them it is {}: {}",
                if *state == AdvocacyState::Won {
                    "won"
                } else {
                    "lost"
                },
                item.text,
            ),
            What::Theirs => format!("ask for {}", item.text),
            _ => match item.due {
                Some(due) if due < pulse.today() => {
                    format!(
                        "owed since {}: {}",
                        days::said(due, pulse.today()),
                        item.text
                    )
                }
                Some(due) => format!("owed {}: {}", days::said(due, pulse.today()), item.text),
                None => format!("owed: {}", item.text),
            },
        })
        .collect()
}

/// Lists the open items that somebody of a meeting waits for: promises due within the week, decisions they have not heard.
pub(super) fn owed_items<'a>(
    pulse: &'a Pulse<'_>,
    account: &'a AccountPulse,
    people: &[Id],
    on: Date,
) -> Vec<&'a Item> {
    let today = pulse.today();
    let meets = |item: &Item| {
        people.is_empty()
            || item.people.is_empty()
            || item.people.iter().any(|id| people.contains(id))
    };
    let mut owed: Vec<&Item> = account
        .open
        .iter()
        .filter(|item| !item.sleeps(today) && meets(item))
        .filter(|item| match &item.what {
            What::Ours => item.due.is_some_and(|due| days_between(today, due) <= 7),
            // Theirs is asked for in the meeting with whoever owes it.
            What::Theirs => {
                let there = item.people.iter().any(|id| people.contains(id));
                there && item.due.is_some_and(|due| due <= on)
            }
            What::Fight { state, .. } => matches!(state, AdvocacyState::Won | AdvocacyState::Lost),
            _ => false,
        })
        .collect();
    // What stands with the parent, or with a unit, is theirs only where it names them.
    owed.extend(
        family(pulse, account)
            .filter(|other| other.account != account.account)
            .flat_map(|other| &other.open)
            .filter(|item| !item.sleeps(today) && names_one_of(item, people))
            .filter(|item| match &item.what {
                What::Ours => item.due.is_some_and(|due| days_between(today, due) <= 7),
                What::Theirs => item.due.is_some_and(|due| due <= on),
                _ => false,
            }),
    );
    owed.sort_by_key(|item| (item.due.is_none(), item.due, item.record));
    owed
}

/// Says whether an item names somebody of these.
pub(super) fn names_one_of(item: &Item, people: &[Id]) -> bool {
    item.people.iter().any(|id| people.contains(id))
}

fn complaint(pulse: &Pulse<'_>, account: &AccountPulse, item: &Item) -> Draft {
    let What::Complaint {
        on,
        owner,
        acknowledged,
        told,
        ..
    } = &item.what
    else {
        return draft(account, item, Class::Complaint, 0);
    };
    let today = pulse.today();
    let late = item.due.map(|due| days_between(due, today));
    let mut draft = draft(
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
    draft
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

/// Lists an account with those that it is a unit of and its own units: people of one are met and promised to in another.
pub(super) fn family<'a>(
    pulse: &'a Pulse<'_>,
    account: &'a AccountPulse,
) -> impl Iterator<Item = &'a AccountPulse> {
    pulse.accounts.iter().filter(move |other| {
        other.account == account.account
            || other.parent == Some(account.account)
            || account.parent == Some(other.account)
    })
}

/// Gives the last day that comes up ahead of time: four days on, and three days that are worked, so that nobody is surprised on
/// the morning after a weekend.
fn horizon(today: Date, weekend: &Weekend) -> Date {
    let four = today.checked_add(4.days()).unwrap_or(today);
    weekend
        .after(today, 3)
        .map_or(four, |third| third.max(four))
}

fn promised(pulse: &Pulse<'_>, account: &AccountPulse, item: &Item, last: Date) -> Option<Draft> {
    let today = pulse.today();
    let ours = matches!(item.what, What::Ours);
    let Some(due) = item.due else {
        let age = days_between(item.made, today);
        if !ours || age < UNDATED_DAYS {
            return None;
        }
        let mut draft = draft(account, item, Class::Promised, 1_000 - i64::from(age));
        let signal = &mut draft.signal;
        signal.lead = "no date".into();
        signal.text = promise_text(pulse, item, ours);
        signal.reason = format!("promised {}, no date", days::said(item.made, today));
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
    let mut draft = draft(account, item, Class::Promised, key);
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

/// A step that was agreed: where, with whom, and when.
struct Agreed<'a> {
    record: Id,
    short: &'a str,
    people: &'a [Id],
    on: Date,
    next: &'a Next,
}

/// Reminds of the steps that were agreed when they were last met, and for each complaint that is not made good.
fn next_steps(pulse: &Pulse<'_>, account: &AccountPulse, last: Date) -> Vec<Draft> {
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
    Some(Draft {
        key,
        signal: Signal {
            rank: 0,
            class: Class::Promised,
            lead: match late {
                1.. => format!("{} late", days::span(late)),
                _ => days::said(next.when, today),
            },
            late: late > 0,
            name: account.name.clone(),
            account: Some(account.account),
            record: touch.record,
            short: touch.short.to_owned(),
            text,
            reason: match who {
                Some(who) => format!("the next step, agreed {on}, with {who}"),
                None => format!("the next step, agreed {on}"),
            },
            due: Some(next.when),
            step,
        },
    })
}

fn promise_text(pulse: &Pulse<'_>, item: &Item, ours: bool) -> String {
    let sign = if ours { '→' } else { '←' };
    match people::few(&pulse.names, &item.people) {
        whom if whom.is_empty() => format!("{sign} {}", item.text),
        whom => format!("{sign} {whom}: {}", item.text),
    }
}

fn fight(pulse: &Pulse<'_>, account: &AccountPulse, item: &Item, last: Date) -> Option<Draft> {
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
        let mut draft = draft(account, item, Class::TellThem, i64::from(!refused));
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
    let mut draft = draft(
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

fn notice(pulse: &Pulse<'_>, account: &AccountPulse, item: &Item) -> Option<Draft> {
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
    let mut draft = draft(account, item, Class::Notice, i64::from(left));
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

fn quiet<'a>(pulse: &Pulse<'_>, account: &'a AccountPulse, units: &Units<'a>) -> Option<Draft> {
    let today = pulse.today();
    let cadence = i32::try_from(account.cadence_days?).ok()?;
    if account.snoozed.is_some_and(|until| until > today) {
        return None;
    }
    let below = units.with(account);
    let last = below
        .iter()
        .filter_map(|unit| unit.last.as_ref())
        .max_by_key(|touch| (touch.at.timestamp(), touch.record));
    let seen = last.map(|touch| local_day(pulse, &touch.at));
    let silent = days_between(seen.unwrap_or(account.made), today);
    if silent <= cadence {
        return None;
    }
    let ahead = below
        .iter()
        .filter_map(|unit| unit.next_meeting(pulse.now.timestamp()))
        .min_by_key(|(item, starts)| (starts.timestamp(), item.record));
    let mut reason = format!("you meant every {}", plural(cadence, "day"));
    if let Some((_, starts)) = ahead {
        reason = format!(
            "{reason}; next is {}",
            days::said(local_day(pulse, starts), today)
        );
    }
    let text = match (last, seen) {
        (Some(touch), Some(seen)) => {
            let word = channel_word(touch.channel);
            let whom = people::few(&pulse.names, &touch.people);
            let with = if whom.is_empty() {
                String::new()
            } else {
                format!(" with {whom}")
            };
            format!("last: {word}{with}, {}", days::day(seen, today))
        }
        _ => "no touch is written down".into(),
    };
    let step = match last.and_then(|touch| touch.people.first()) {
        Some(person) => format!(
            "call {}; ask what changed",
            people::one(&pulse.names, *person)
        ),
        None => "call; ask what changed".into(),
    };
    Some(Draft {
        key: -i64::from(silent) * 100 / i64::from(cadence.max(1)),
        signal: Signal {
            rank: 0,
            class: Class::GoneQuiet,
            lead: format!("{silent} d"),
            late: false,
            name: account.name.clone(),
            account: Some(account.account),
            record: account.account,
            short: account.short.clone(),
            text,
            reason,
            due: seen
                .unwrap_or(account.made)
                .checked_add(i64::from(cadence).days())
                .ok(),
            step,
        },
    })
}

/// The accounts below each account.
struct Units<'a>(HashMap<Id, Vec<&'a AccountPulse>>);

impl<'a> Units<'a> {
    fn of(pulse: &Pulse<'a>) -> Self {
        let mut below: HashMap<Id, Vec<&AccountPulse>> = HashMap::new();
        for unit in pulse.accounts {
            if let Some(parent) = unit.parent {
                below.entry(parent).or_default().push(unit);
            }
        }
        Self(below)
    }

    /// Gives an account and all below it.
    fn with(&self, account: &'a AccountPulse) -> Vec<&'a AccountPulse> {
        let mut found = vec![account];
        let mut at = 0;
        while let Some(unit) = found.get(at).copied() {
            for below in self.0.get(&unit.account).into_iter().flatten() {
                if !found.iter().any(|f| f.account == below.account) {
                    found.push(below);
                }
            }
            at += 1;
        }
        found
    }
}

fn local_day(pulse: &Pulse<'_>, at: &Moment) -> Date {
    at.timestamp()
        .to_zoned(pulse.now.time_zone().clone())
        .date()
}

fn checks(pulse: &Pulse<'_>, account: &AccountPulse) -> Option<Draft> {
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
    Some(Draft {
        key: -i64::from(past),
        signal: Signal {
            rank: 0,
            class: Class::CheckAgain,
            lead: if past == 0 {
                "today".into()
            } else {
                days::age(first.on, today)
            },
            late: false,
            name: account.name.clone(),
            account: Some(account.account),
            record: first.record,
            short: first.short.clone(),
            text: first.fact.clone(),
            reason: format!("{learned}{more}"),
            due: Some(first.on),
            step: "ask whether it still holds, then set a new day".into(),
        },
    })
}

fn not_shared(pulse: &Pulse<'_>) -> Vec<Draft> {
    let mut drafts = Vec::new();
    for trend in pulse.trends {
        let Body::Trend(b) = &trend.body else {
            continue;
        };
        if b.state == Some(TrendState::Passed)
            || super::pulse::snoozed(trend).is_some_and(|until| until > pulse.today())
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
            drafts.push(Draft {
                key: b.horizon.map_or(3, |h| h as i64),
                signal: Signal {
                    rank: 0,
                    class: Class::NotShared,
                    lead: b.horizon.map_or("trend", Words::word).into(),
                    late: false,
                    name: account.name.clone(),
                    account: Some(account.account),
                    record: trend.id(),
                    short: trend.short().to_owned(),
                    text: so_what.clone(),
                    reason: if trend.title() == *so_what {
                        "they have not heard it from you".into()
                    } else {
                        format!("they have not heard it from you: {}", trend.title())
                    },
                    due: None,
                    step: match &implication.idea {
                        Some(idea) => format!("share it, with the idea: {idea}"),
                        None => "share it, and ask how they see it".into(),
                    },
                },
            });
        }
    }
    drafts
}

fn moved(pulse: &Pulse<'_>) -> Vec<Draft> {
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
            Some(Draft {
                key: -shift.percent.abs(),
                signal: Signal {
                    rank: 0,
                    class: Class::AskWhy,
                    lead: by_percent(shift.percent),
                    late: false,
                    name: account.name.clone(),
                    account: Some(account.account),
                    record: account.account,
                    short: account.short.clone(),
                    text: format!(
                        "{}{beside} since {}",
                        shift.what,
                        shift.since.strftime("%B")
                    ),
                    reason: "nobody has asked".into(),
                    due: None,
                    step: "ask what changed at their end".into(),
                },
            })
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::Weekday;

    #[test]
    fn three_worked_days_come_up_ahead_whatever_the_weekend() {
        let usual = Weekend::default();
        let gulf = Weekend(vec![Weekday::Friday, Weekday::Saturday]);
        let none = Weekend(Vec::new());
        let ahead = |day: &str, weekend: &Weekend| {
            let day: Date = day.parse().unwrap();
            days_between(day, horizon(day, weekend))
        };
        // Monday 23 to Sunday 29 November.
        let week = |weekend: &Weekend| -> Vec<i32> {
            (23..30)
                .map(|day| ahead(&format!("2026-11-{day}"), weekend))
                .collect()
        };
        assert_eq!(week(&usual), [4, 4, 5, 5, 5, 4, 4]);
        assert_eq!(week(&gulf), [4, 5, 5, 5, 4, 4, 4]);
        assert_eq!(week(&none), [4; 7]);
        assert_eq!(
            week(&Weekend(Weekday::Monday.cycle_forward().take(7).collect())),
            [4; 7]
        );
    }
}
