//! Today: what needs the seller now, in order, each line with why it is here and its next step.
//!
//! A module for each thing that asks for attention makes its lines; here stand what a line is, and the order.

mod agreed_step;
mod asking;
mod complaint;
mod fight;
mod meeting;
mod notice;
mod promise;
mod quiet;

use std::collections::BTreeMap;

use jiff::ToSpan;
use rayon::prelude::*;
use serde::Serialize;
use serde_json::json;

use super::pulse::{AccountPulse, Item, Pulse, What};
use crate::domain::days::Weekend;
use crate::domain::{Date, Id, Object};
pub use meeting::WRITE_UP_DAYS;
pub use notice::NOTICE_DAYS;

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

impl Draft {
    /// Begins a line on an account as a whole, without words yet.
    fn on(account: &AccountPulse, class: Class, key: i64) -> Self {
        Self {
            key,
            signal: Signal {
                rank: 0,
                class,
                lead: String::new(),
                late: false,
                name: account.name.clone(),
                account: Some(account.account),
                record: account.account,
                short: account.short.clone(),
                text: String::new(),
                reason: String::new(),
                due: None,
                step: String::new(),
            },
        }
    }

    /// Begins a line on what is open at an account.
    fn of(account: &AccountPulse, item: &Item, class: Class, key: i64) -> Self {
        let mut draft = Self::on(account, class, key).about(item.record, &item.short);
        draft.signal.text.clone_from(&item.text);
        draft.signal.due = item.due;
        draft
    }

    /// Has the line open a record.
    fn about(mut self, record: Id, short: &str) -> Self {
        self.signal.record = record;
        short.clone_into(&mut self.signal.short);
        self
    }
}

/// Lists what needs the seller today, first things first.
pub fn today(pulse: &Pulse<'_>) -> Vec<Signal> {
    until(pulse, horizon(pulse.today(), &pulse.weekend))
}

/// Lists the same with everything that falls due until a day.
pub(super) fn until(pulse: &Pulse<'_>, last: Date) -> Vec<Signal> {
    let units = quiet::Units::of(pulse);
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
                .chain(agreed_step::lines(pulse, account, last))
                .chain(quiet::line(pulse, account, &units))
                .chain(asking::check_again(pulse, account))
        })
        .collect();
    drafts.extend(asking::not_shared(pulse));
    drafts.extend(asking::why_moved(pulse));
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
pub fn need(signals: &[Signal]) -> BTreeMap<Id, u32> {
    let mut weights = BTreeMap::new();
    for signal in signals {
        if let Some(account) = signal.account {
            let weight = signal.class.weight() * if signal.late { 2 } else { 1 };
            *weights.entry(account).or_default() += weight;
        }
    }
    weights
}

/// Gives the line of something open, where it asks for attention now.
fn of_item(pulse: &Pulse<'_>, account: &AccountPulse, item: &Item, last: Date) -> Option<Draft> {
    match &item.what {
        What::Meeting { .. } => meeting::line(pulse, account, item),
        What::Complaint { .. } => complaint::line(pulse, account, item),
        What::Ours | What::Theirs => promise::line(pulse, account, item, last),
        What::Fight { .. } => fight::line(pulse, account, item, last),
        What::Agreement { .. } => notice::line(pulse, account, item),
        What::Score { score, on } => asking::why_scored(pulse, account, item, (score, *on)),
        What::Alternative { .. } => None,
    }
}

/// Gives the last day that comes up ahead of time: four days on, and three days that are worked, so that nobody is surprised on
/// the morning after a weekend.
fn horizon(today: Date, weekend: &Weekend) -> Date {
    let four = today.checked_add(4.days()).unwrap_or(today);
    weekend
        .after(today, 3)
        .map_or(four, |third| third.max(four))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::record::days_between;
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
