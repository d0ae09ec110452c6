//! The pulse of an account: what Today needs of it, small enough to be kept in one value of the index.
//!
//! It is kept up to date record by record ([`AccountPulse::change`]) and says when it must be taken anew
//! ([`Kept::Recount`]), because what was the newest touch is so no longer. [`pulse_of`] takes it from all members.

mod keep;
mod read;
#[cfg(test)]
mod tests;

use std::collections::BTreeMap;

use jiff::Zoned;
use serde::{Deserialize, Serialize};

use crate::domain::days::Weekend;
use crate::domain::spoken::Said;
use crate::domain::unknown::Shift;
use crate::domain::words::{AdvocacyState, AlternativeState, Channel, Renews, Words};
use crate::domain::{Date, Id, Kind, Moment, Record, Who};
pub use keep::pulse_of;
pub use read::may_be_told;

/// How many facts to check again an account's pulse holds, the earliest first.
pub const CHECKS: usize = 12;

/// What Today and the week are computed from.
#[derive(Clone, Debug)]
pub struct Pulse<'a> {
    /// The moment, in the seller's zone.
    pub now: Zoned,
    /// The free days of the seller's week.
    pub weekend: Weekend,
    /// Every account.
    pub accounts: &'a [AccountPulse],
    /// Every trend.
    pub trends: &'a [Record],
    /// The names of accounts and people.
    pub names: Said<'a>,
    /// What moved in what they buy or use.
    pub shifts: &'a [Shift],
}

impl Pulse<'_> {
    /// Gives the day in the seller's zone.
    pub fn today(&self) -> Date {
        self.now.date()
    }
}

/// What Today needs of one account.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
pub struct AccountPulse {
    /// The account.
    pub account: Id,
    /// Its short id.
    pub short: String,
    /// Its name.
    pub name: String,
    /// The account that it is a unit of.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub parent: Option<Id>,
    /// Its industry.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub industry: Option<String>,
    /// How often it is meant to be touched.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub cadence_days: Option<u32>,
    /// Since when the book has it (in UTC).
    pub made: Date,
    /// Until when nobody wants to hear that it has gone quiet.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub snoozed: Option<Date>,
    /// The newest touch that was held, of any kind.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub last: Option<Touch>,
    /// Its people and what they are called, by id.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub people: Vec<(Id, String)>,
    /// What is open, by id.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub open: Vec<Item>,
    /// The facts that are to be checked first, at most [`CHECKS`].
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub checks: Vec<Check>,
    /// Facts that a newer one replaced.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub replaced: Vec<Id>,
    /// Problems that were solved and may be told to other customers, by id.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub stories: Vec<Id>,
    /// How many records there are, by `kind/state`, or by `kind` where it has no states.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub counts: BTreeMap<String, u32>,
}

/// A touch that was held.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
pub struct Touch {
    /// The touchpoint.
    pub record: Id,
    /// Its short id.
    pub short: String,
    /// When it began.
    pub at: Moment,
    /// How.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub channel: Option<Channel>,
    /// With whom.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub people: Vec<Id>,
    /// The step that was agreed there, where it has a day: it stands until the next touch.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub next: Option<Next>,
}

/// The step that was agreed at a touch.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
pub struct Next {
    /// What.
    pub what: String,
    /// Who does it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub who: Option<Who>,
    /// By when.
    pub when: Date,
    /// Until when nobody wants to hear of it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub snoozed: Option<Date>,
    /// Whether a promise that is closed since said the same: it is done, or was let go of.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub said: bool,
}

/// A fact that is to be checked again.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Debug, Serialize, Deserialize)]
pub struct Check {
    /// When.
    pub on: Date,
    /// The learning.
    pub record: Id,
    /// Its short id.
    pub short: String,
    /// The fact.
    pub fact: String,
    /// When it was learned.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub learned_on: Option<Date>,
    /// Until when nobody wants to hear of it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub snoozed: Option<Date>,
}

/// Something open that Today may have to name.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
pub struct Item {
    /// The record.
    pub record: Id,
    /// Its short id.
    pub short: String,
    /// What it says.
    pub text: String,
    /// The people of theirs that it concerns.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub people: Vec<Id>,
    /// When it is due.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub due: Option<Date>,
    /// When it was written down (in UTC).
    pub made: Date,
    /// Until when nobody wants to hear of it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub snoozed: Option<Date>,
    /// What sort of thing it is.
    pub what: What,
}

/// What is open, and what matters of it.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum What {
    /// We promised.
    Ours,
    /// They promised.
    Theirs,
    /// We fight for it inside our company.
    Fight {
        /// How it stands.
        state: AdvocacyState,
        /// When it last moved.
        moved: Date,
        /// With whom of ours it lies.
        with: Vec<Who>,
        /// What comes next.
        next: Option<String>,
    },
    /// A meeting, call or visit is planned.
    Meeting {
        /// When it starts.
        starts: Moment,
        /// When it ends.
        ends: Option<Moment>,
        /// How.
        channel: Option<Channel>,
        /// Where.
        place: Option<String>,
        /// Whether what must come of it is written.
        aimed: bool,
        /// By which rule it comes again, where it was made in the book: what a calendar brought has its own records.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        rule: Option<String>,
    },
    /// A complaint is not made good.
    Complaint {
        /// When it came.
        on: Option<Date>,
        /// Who of ours owns it.
        owner: Option<Who>,
        /// When we said that we heard.
        acknowledged: Option<Date>,
        /// Who of theirs has been told how it goes.
        told: Vec<Id>,
        /// The step that was agreed.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        next: Option<Next>,
    },
    /// An agreement runs, or is proposed.
    Agreement {
        /// When it ends.
        ends: Option<Date>,
        /// The last day for notice.
        notice_by: Option<Date>,
        /// What happens at its end.
        renews: Option<Renews>,
        /// Whether it runs yet.
        running: bool,
    },
    /// They could go elsewhere.
    Alternative {
        /// How near it is.
        state: AlternativeState,
    },
    /// A score was given without a word on why.
    Score {
        /// The score, as it is said: `4 of 10`.
        score: String,
        /// When.
        on: Option<Date>,
    },
}

/// Says whether a change could be taken in.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
#[must_use]
pub enum Kept {
    /// The pulse is up to date.
    Done,
    /// What it held has gone; take it anew with [`pulse_of`].
    Recount,
}

/// Says whether a record is open for the pulse of its account.
pub fn keeps(record: &Record) -> bool {
    Item::of(record).is_some()
}

impl AccountPulse {
    /// Counts the records of a kind, in whatever state.
    pub fn number(&self, kind: Kind) -> u32 {
        self.counts
            .iter()
            .filter(|(key, _)| key.split('/').next() == Some(kind.word()))
            .map(|(_, count)| count)
            .sum()
    }

    /// Gives the planned meeting that comes next at or after a moment.
    pub fn next_meeting(&self, from: jiff::Timestamp) -> Option<(&Item, &Moment)> {
        self.open
            .iter()
            .filter_map(|item| match &item.what {
                What::Meeting { starts, .. } if starts.timestamp() >= from => Some((item, starts)),
                _ => None,
            })
            .min_by_key(|(item, starts)| (starts.timestamp(), item.record))
    }
}

impl Item {
    /// Says whether nobody wants to hear of it on a day.
    pub fn sleeps(&self, today: Date) -> bool {
        self.snoozed.is_some_and(|until| until > today)
    }
}

/// Gives the word of a channel, as it stands in a sentence: `call`, `meeting`; `touch` where it is not known.
pub fn channel_word(channel: Option<Channel>) -> &'static str {
    channel.map_or("touch", Words::word)
}
