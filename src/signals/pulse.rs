//! The pulse of an account: what Today needs of it, small enough to be kept in one value of the index.
//!
//! It is kept up to date record by record ([`AccountPulse::change`]) and says when it must be taken anew
//! ([`Kept::Recount`]), because what was the newest touch is so no longer. [`pulse_of`] takes it from all members.

use std::collections::BTreeMap;

use jiff::Zoned;
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use crate::domain::agreed::{self, Beside};
use crate::domain::days::Weekend;
use crate::domain::record::Body;
use crate::domain::spoken::Said;
use crate::domain::unknown::Shift;
use crate::domain::words::{
    AdvocacyState, AgreementState, AlternativeState, Channel, Direction, ProblemState,
    PromiseState, Renews, Telling, TouchpointState, Words,
};
use crate::domain::{Date, Id, Kind, Moment, Record, Who, checking};

/// How many facts to check again an account's pulse holds, the earliest first.
pub const CHECKS: usize = 12;

/// The name in a record's `extra` under which the day stands until which nobody wants to be reminded of it.
pub const SNOOZED: &str = "snoozed_until";

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

/// Takes the pulse of an account from all its records.
///
/// The account record gives names and cadence; it may be among the members too.
pub fn pulse_of(account: &Record, members: &[Record]) -> AccountPulse {
    let mut pulse = AccountPulse::new(account);
    for member in members {
        if let Body::Learning(b) = &member.body {
            pulse.replaced.extend(b.replaces);
        }
    }
    pulse.replaced.sort_unstable();
    pulse.replaced.dedup();
    for member in members {
        if member.id() != account.id() {
            pulse.count(member, true);
        }
        pulse.open.extend(Item::of(member));
        if member.kind() == Kind::Person {
            pulse.people.push((member.id(), member.title()));
        }
        if may_be_told(member) {
            pulse.stories.push(member.id());
        }
        pulse.offer_touch(member);
        if let Some(check) = Check::of(member)
            && pulse.replaced.binary_search(&check.record).is_err()
        {
            pulse.checks.push(check);
        }
    }
    if let Some(touch) = &mut pulse.last {
        let said = members.iter().any(|member| touch.is_said_by(member));
        if let Some(next) = &mut touch.next {
            next.said = said;
        }
    }
    pulse.open.sort_by_key(|item| item.record);
    pulse.people.sort_unstable();
    pulse.stories.sort_unstable();
    pulse.checks.sort();
    pulse.checks.truncate(CHECKS);
    pulse
}

impl AccountPulse {
    /// Begins the pulse of an account that has no records yet.
    pub fn new(account: &Record) -> Self {
        let mut pulse = Self {
            account: account.id(),
            short: String::new(),
            name: String::new(),
            parent: None,
            industry: None,
            cadence_days: None,
            made: day_of(account.base.created),
            snoozed: None,
            last: None,
            people: Vec::new(),
            open: Vec::new(),
            checks: Vec::new(),
            replaced: Vec::new(),
            stories: Vec::new(),
            counts: BTreeMap::new(),
        };
        pulse.describe(account);
        pulse
    }

    fn describe(&mut self, account: &Record) {
        account.short().clone_into(&mut self.short);
        self.name = account.title();
        self.snoozed = snoozed(account);
        if let Body::Account(b) = &account.body {
            self.parent = b.parent;
            self.industry.clone_from(&b.industry);
            self.cadence_days = b.cadence_days;
        }
    }

    /// Takes in one change of a record of this account: made (`before` none), changed, or gone (`after` none).
    ///
    /// What moves to another account is gone here and made there.
    pub fn change(&mut self, before: Option<&Record>, after: Option<&Record>) -> Kept {
        let Some(id) = after.or(before).map(Record::id) else {
            return Kept::Done;
        };
        if id == self.account {
            if let Some(account) = after {
                self.describe(account);
            }
            return Kept::Done;
        }
        for (record, more) in [(before, false), (after, true)] {
            if let Some(record) = record {
                self.count(record, more);
            }
        }
        self.open.retain(|item| item.record != id);
        if let Some(item) = after.and_then(Item::of) {
            let at = self.open.partition_point(|other| other.record < id);
            self.open.insert(at, item);
        }
        self.people.retain(|(person, _)| *person != id);
        if let Some(person) = after.filter(|r| r.kind() == Kind::Person) {
            let at = self.people.partition_point(|(other, _)| *other < id);
            self.people.insert(at, (id, person.title()));
        }
        self.stories.retain(|story| *story != id);
        if after.is_some_and(may_be_told) {
            let at = self.stories.partition_point(|story| *story < id);
            self.stories.insert(at, id);
        }
        let mut kept = self.change_touch(id, after);
        if self.steps_on(id, before, after) {
            kept = Kept::Recount;
        }
        match self.change_checks(id, before, after) {
            Kept::Done => kept,
            Kept::Recount => Kept::Recount,
        }
    }

    fn change_touch(&mut self, id: Id, after: Option<&Record>) -> Kept {
        let was_last = self.last.as_ref().is_some_and(|last| last.record == id);
        let then = self.last.as_ref().map(Touch::order);
        let now = after.and_then(Touch::of);
        if was_last {
            match now {
                Some(touch) if Some(touch.order()) >= then => self.last = Some(touch),
                _ => return Kept::Recount,
            }
        } else if let Some(record) = after {
            self.offer_touch(record);
        }
        Kept::Done
    }

    /// Says whether the change says something of the step that was agreed last which is not known from here.
    fn steps_on(&self, id: Id, before: Option<&Record>, after: Option<&Record>) -> bool {
        let Some(touch) = self.last.as_ref().filter(|touch| touch.next.is_some()) else {
            return false;
        };
        if touch.record == id {
            let open = format!("{}/{}", Kind::Promise, PromiseState::Open);
            let of_promises = |key: &str| key.split('/').next() == Some(Kind::Promise.word());
            return self
                .counts
                .keys()
                .any(|key| of_promises(key) && *key != open);
        }
        let said = |record: Option<&Record>| record.is_some_and(|record| touch.is_said_by(record));
        said(before) || said(after)
    }

    fn change_checks(&mut self, id: Id, before: Option<&Record>, after: Option<&Record>) -> Kept {
        let replaces = |record: Option<&Record>| match record.map(|r| &r.body) {
            Some(Body::Learning(b)) => b.replaces,
            _ => None,
        };
        let (old, new) = (replaces(before), replaces(after));
        if old != new && old.is_some() {
            return Kept::Recount;
        }
        let full = self.checks.len() >= CHECKS;
        let held = self.checks.len();
        if let (Some(new), None) = (new, old) {
            if let Err(at) = self.replaced.binary_search(&new) {
                self.replaced.insert(at, new);
            }
            self.checks.retain(|check| check.record != new);
        }
        self.checks.retain(|check| check.record != id);
        if full && self.checks.len() < held {
            return Kept::Recount;
        }
        if let Some(check) = after.and_then(Check::of)
            && self.replaced.binary_search(&id).is_err()
        {
            let at = self.checks.partition_point(|other| *other < check);
            self.checks.insert(at, check);
            self.checks.truncate(CHECKS);
        }
        Kept::Done
    }

    fn offer_touch(&mut self, record: &Record) {
        if let Some(touch) = Touch::of(record) {
            let newer = |last: &Touch| touch.order() > last.order();
            if self.last.as_ref().is_none_or(newer) {
                self.last = Some(touch);
            }
        }
    }

    fn count(&mut self, record: &Record, more: bool) {
        let key = match record.state() {
            Some(state) => format!("{}/{state}", record.kind()),
            None => record.kind().word().to_owned(),
        };
        let count = self.counts.entry(key.clone()).or_default();
        *count = if more {
            count.saturating_add(1)
        } else {
            count.saturating_sub(1)
        };
        if *count == 0 {
            self.counts.remove(&key);
        }
    }

    /// Counts the records of a kind, in whatever state.
    pub fn number(&self, kind: crate::domain::Kind) -> u32 {
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

impl Touch {
    fn of(record: &Record) -> Option<Self> {
        match &record.body {
            Body::Touchpoint(b)
                if b.state == Some(TouchpointState::Held) && !record.is_beside_a_touch() =>
            {
                Some(Self {
                    record: record.id(),
                    short: record.short().to_owned(),
                    at: b.starts.clone()?,
                    channel: b.channel,
                    people: b.people.clone(),
                    next: agreed_step(record),
                })
            }
            _ => None,
        }
    }
}

/// Gives the step that was agreed at a touch, where it has its day.
fn agreed_step(record: &Record) -> Option<Next> {
    let step = agreed::standing(record)?;
    Some(Next {
        what: step.what.clone()?,
        who: step.who.clone(),
        when: step.when?,
        snoozed: snoozed(record),
        said: false,
    })
}

impl Touch {
    /// Gives what decides which touch was the last: a complaint noted in a call comes before that call, whose step stands.
    fn order(&self) -> (Date, bool, jiff::Timestamp, Id) {
        let met = self.channel != Some(Channel::Complaint);
        (self.at.date(), met, self.at.timestamp(), self.record)
    }

    /// Says whether a record is a promise, closed since, of the step that was agreed.
    fn is_said_by(&self, record: &Record) -> bool {
        let (Some(next), Body::Promise(b)) = (&self.next, &record.body) else {
            return false;
        };
        let since = b.closed_on.is_none_or(|on| on >= self.at.date());
        if b.state == Some(PromiseState::Open) || !since {
            return false;
        }
        let whom = match b.direction {
            Some(Direction::Theirs) => &b.by,
            _ => &b.to,
        };
        let text = record.title();
        let beside = Beside {
            day: b.due,
            whom,
            text: &text,
            before: true,
            settles: true,
        };
        agreed::is_said(&next.what, Some(next.when), &self.people, [beside])
    }
}

impl Check {
    fn of(record: &Record) -> Option<Self> {
        match &record.body {
            Body::Learning(b) => Some(Self {
                on: checking::day(b)?,
                record: record.id(),
                short: record.short().to_owned(),
                fact: b.fact.clone()?,
                learned_on: b.learned_on,
                snoozed: snoozed(record),
            }),
            _ => None,
        }
    }
}

impl Item {
    /// Takes what Today needs of a record; nothing where it asks for nothing.
    pub fn of(record: &Record) -> Option<Self> {
        let (what, people, due) = match &record.body {
            Body::Promise(b) if b.state == Some(PromiseState::Open) => {
                let (what, people) = match b.direction {
                    Some(Direction::Theirs) => (What::Theirs, b.by.clone()),
                    _ => (What::Ours, b.to.clone()),
                };
                (what, people, b.due)
            }
            Body::Advocacy(b) if !b.closed() => {
                let state = b.state?;
                if state == AdvocacyState::Withdrawn {
                    return None;
                }
                let steps_on = record.base.moves.iter().filter_map(|m| m.on);
                let escalated = b.escalations.iter().filter_map(|e| e.on);
                let moved = steps_on
                    .chain(escalated)
                    .max()
                    .unwrap_or_else(|| day_of(record.base.created));
                let what = What::Fight {
                    state,
                    moved,
                    with: b.raised_with.clone(),
                    next: b.next_step.clone(),
                };
                let people = if b.told_on.is_some() {
                    b.untold().collect()
                } else {
                    b.r#for.clone()
                };
                (what, people, b.due)
            }
            Body::Touchpoint(b) if b.state == Some(TouchpointState::Cancelled) => return None,
            Body::Touchpoint(b) => {
                let unresolved = match &b.recovery {
                    Some(r) => r.resolved_on.is_none(),
                    None => {
                        b.channel == Some(Channel::Complaint)
                            && b.state == Some(TouchpointState::Held)
                    }
                };
                if unresolved {
                    let recovery = b.recovery.clone().unwrap_or_default();
                    let what = What::Complaint {
                        on: b.starts.as_ref().map(Moment::date),
                        owner: recovery.owner,
                        acknowledged: recovery.acknowledged_on,
                        told: recovery.told,
                        next: agreed_step(record),
                    };
                    (what, b.people.clone(), recovery.next_update)
                } else if b.state == Some(TouchpointState::Planned) {
                    let what = What::Meeting {
                        starts: b.starts.clone()?,
                        ends: b.ends.clone(),
                        channel: b.channel,
                        place: b.place.clone(),
                        aimed: b.must.is_some() || b.purpose.is_some(),
                        rule: b.rule.clone().filter(|_| record.base.foreign.is_empty()),
                    };
                    (what, b.people.clone(), None)
                } else {
                    return None;
                }
            }
            Body::Agreement(b) => {
                let running = b.state == Some(AgreementState::Running);
                if !running && b.state != Some(AgreementState::Proposed) {
                    return None;
                }
                let what = What::Agreement {
                    ends: b.ends,
                    notice_by: b.notice_by,
                    renews: b.renews,
                    running,
                };
                (what, b.signs.clone(), b.notice_by.or(b.ends))
            }
            Body::Alternative(b) => match b.state? {
                AlternativeState::Gone => return None,
                state => (What::Alternative { state }, b.favoured_by.clone(), None),
            },
            Body::Survey(b) if b.words.is_none() => {
                let score = b.score?.normalize();
                let score = match b.out_of {
                    Some(of) => format!("{score} of {}", of.normalize()),
                    None => score.to_string(),
                };
                let what = What::Score { score, on: b.on };
                (what, b.person.into_iter().collect(), None)
            }
            _ => return None,
        };
        Some(Self {
            record: record.id(),
            short: record.short().to_owned(),
            text: record.title(),
            people,
            due,
            made: day_of(record.base.created),
            snoozed: snoozed(record),
            what,
        })
    }

    /// Says whether nobody wants to hear of it on a day.
    pub fn sleeps(&self, today: Date) -> bool {
        self.snoozed.is_some_and(|until| until > today)
    }
}

/// Says whether a record is a problem that was solved and may be told to other customers.
pub fn may_be_told(record: &Record) -> bool {
    matches!(&record.body, Body::Problem(b)
        if matches!(b.state, Some(ProblemState::Solved | ProblemState::Verified))
            && matches!(b.may_be_told, Some(Telling::Named | Telling::Unnamed)))
}

/// Says why a record cannot sleep until a day: what we promised is due before it, notice must be given, a meeting is held, or a
/// customer was told that they hear from us.
///
/// What others owe us may sleep: to remind of it later breaks nobody's word.
pub fn awake_for(record: &Record, until: Date, today: Date) -> Option<String> {
    let said = |day: Date| crate::domain::days::said(day, today);
    let body = match &record.body {
        Body::Promise(b) => {
            let ours =
                b.state == Some(PromiseState::Open) && b.direction != Some(Direction::Theirs);
            return b.due.filter(|due| ours && *due < until).map(|due| {
                let was = if due < today { "was" } else { "is" };
                format!(
                    "It {was} due {}; move its day instead, or say that it is kept.",
                    said(due)
                )
            });
        }
        Body::Agreement(b) => {
            let by = b.notice_by.filter(|by| *by >= today).or(b.ends)?;
            let running = b.state == Some(AgreementState::Running) && by >= today;
            return (running && by < until).then(|| {
                format!(
                    "Its last day is {}; put it off until a day before that.",
                    said(by)
                )
            });
        }
        Body::Touchpoint(body) => body,
        _ => return None,
    };
    let unresolved = body.recovery.as_ref().filter(|r| r.resolved_on.is_none());
    if let Some(word) = unresolved
        .and_then(|r| r.next_update)
        .filter(|on| *on < until)
    {
        return Some(format!(
            "They hear from you {}; say first when they hear next.",
            said(word)
        ));
    }
    let planned = body.state == Some(TouchpointState::Planned);
    let on = body.starts.as_ref().map(crate::domain::Moment::date)?;
    (planned && on < until).then(|| {
        format!(
            "It is {}, before that day; move the meeting instead.",
            said(on)
        )
    })
}

/// Gives what a record's `extra` was and becomes when it is put off until a day, or woken; nothing where nothing changes.
pub fn snooze(record: &Record, until: Option<Date>) -> Option<(Value, Value)> {
    let was = record.get("extra").unwrap_or(Value::Null);
    let mut extra = was.as_object().cloned().unwrap_or_default();
    match until {
        Some(until) => {
            extra.insert(SNOOZED.into(), json!(until));
        }
        None => {
            extra.shift_remove(SNOOZED);
        }
    }
    let now = if extra.is_empty() {
        Value::Null
    } else {
        Value::Object(extra)
    };
    (now != was).then_some((was, now))
}

/// Reads until when a record is not to be brought up.
pub fn snoozed(record: &Record) -> Option<Date> {
    record.base.extra.get(SNOOZED)?.as_str()?.parse().ok()
}

fn day_of(at: jiff::Timestamp) -> Date {
    at.to_zoned(jiff::tz::TimeZone::UTC).date()
}

/// Gives the word of a channel, as it stands in a sentence: `call`, `meeting`; `touch` where it is not known.
pub fn channel_word(channel: Option<Channel>) -> &'static str {
    channel.map_or("touch", Words::word)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::Kind;
    use crate::signals::sample::{id, record};
    use proptest::prelude::*;
    use serde_json::json;

    fn account() -> Record {
        record(
            Kind::Account,
            1,
            json!({"name": "Northline Supply", "cadence_days": 21}),
        )
    }

    #[test]
    fn what_is_open_is_kept_and_what_is_done_is_not() {
        let open = [
            record(Kind::Promise, 2, json!({"what": "credit the invoices"})),
            record(Kind::Advocacy, 3, json!({"ask": "30 days", "state": "won"})),
            record(
                Kind::Touchpoint,
                4,
                json!({"state": "planned", "starts": "2026-11-23T09:30:00-05:00"}),
            ),
            record(
                Kind::Touchpoint,
                5,
                json!({"state": "held", "channel": "complaint"}),
            ),
            record(
                Kind::Agreement,
                6,
                json!({"what": "supply", "state": "running"}),
            ),
            record(Kind::Alternative, 7, json!({"who": "Norland"})),
            record(Kind::Survey, 8, json!({"score": "4", "out_of": "10"})),
        ];
        let done = [
            record(
                Kind::Promise,
                2,
                json!({"what": "credit the invoices", "state": "kept"}),
            ),
            record(
                Kind::Advocacy,
                3,
                json!({"ask": "30 days", "state": "won", "told_on": "2026-11-20"}),
            ),
            record(Kind::Touchpoint, 4, json!({"state": "cancelled"})),
            record(
                Kind::Touchpoint,
                5,
                json!({"state": "held", "channel": "complaint", "recovery": {"resolved_on": "2026-11-20"}}),
            ),
            record(
                Kind::Agreement,
                6,
                json!({"what": "supply", "state": "ended"}),
            ),
            record(
                Kind::Alternative,
                7,
                json!({"who": "Norland", "state": "gone"}),
            ),
            record(Kind::Survey, 8, json!({"score": "4", "words": "slow"})),
        ];
        for (open, done) in open.iter().zip(&done) {
            assert!(keeps(open), "{}", open.title());
            assert!(!keeps(done), "{}", done.title());
        }
    }

    #[test]
    fn a_pulse_comes_back_from_json() {
        let members = [
            record(
                Kind::Touchpoint,
                4,
                json!({"state": "held", "channel": "call", "starts": "2026-11-20T09:30:00-05:00[America/New_York]", "people": [id(9)]}),
            ),
            record(
                Kind::Promise,
                2,
                json!({"what": "credit", "due": "2026-11-21"}),
            ),
            record(
                Kind::Learning,
                3,
                json!({"fact": "they close early", "learned_on": "2026-01-01"}),
            ),
            record(
                Kind::Advocacy,
                5,
                json!({"ask": "30 days", "raised_with": ["billing"]}),
            ),
        ];
        let pulse = pulse_of(&account(), &members);
        let text = serde_json::to_string(&pulse).unwrap();
        assert_eq!(serde_json::from_str::<AccountPulse>(&text).unwrap(), pulse);
        assert_eq!(pulse.counts["touchpoint/held"], 1);
        assert_eq!(pulse.number(Kind::Promise), 1);
    }

    #[test]
    fn a_step_that_was_promised_and_is_done_is_said() {
        let met = json!({"state": "held", "starts": "2026-11-02T10:00:00Z",
            "next_step": {"what": "the window counts of October", "when": "2026-11-09"}});
        let pulse = |closed: &str| {
            let promise =
                json!({"what": "October's window counts", "state": "kept", "closed_on": closed});
            let members = [
                record(Kind::Touchpoint, 2, met.clone()),
                record(Kind::Promise, 3, promise),
            ];
            pulse_of(&account(), &members)
                .last
                .unwrap()
                .next
                .unwrap()
                .said
        };
        assert!(pulse("2026-11-05"));
        // What was sent in the spring was another one.
        assert!(!pulse("2026-04-05"));
    }

    #[test]
    fn a_complaint_noted_in_a_call_leaves_its_step_standing() {
        let met = json!({"state": "held", "starts": "2026-11-02T10:00:00Z",
            "next_step": {"what": "the log of both sends", "when": "2026-11-09"}});
        let complaint =
            json!({"state": "held", "starts": "2026-11-02T10:05:00Z", "channel": "complaint"});
        let later =
            json!({"state": "held", "starts": "2026-11-03T10:05:00Z", "channel": "complaint"});
        let last = |third: serde_json::Value| {
            let members = [
                record(Kind::Touchpoint, 2, met.clone()),
                record(Kind::Touchpoint, 3, third),
            ];
            pulse_of(&account(), &members).last.unwrap().next.is_some()
        };
        assert!(last(complaint));
        assert!(!last(later));
    }

    /// One step: the record with this number becomes this, or goes.
    fn step() -> impl Strategy<Value = (u32, Option<Record>)> {
        let day = (1u8..28).prop_map(|d| format!("2026-10-{d:02}"));
        (2u32..24, 0usize..9, day, 2u32..24).prop_map(|(n, what, day, other)| {
            let made = match what {
                0 => Some(record(
                    Kind::Touchpoint,
                    n,
                    json!({"state": "held", "starts": format!("{day}T10:00:00Z")}),
                )),
                1 => Some(record(
                    Kind::Touchpoint,
                    n,
                    json!({"state": "planned", "starts": format!("{day}T10:00:00Z")}),
                )),
                2 => Some(record(
                    Kind::Learning,
                    n,
                    json!({"fact": "f", "check_on": day}),
                )),
                3 => Some(record(
                    Kind::Learning,
                    n,
                    json!({"fact": "g", "check_on": day, "replaces": id(other)}),
                )),
                4 => Some(record(Kind::Promise, n, json!({"what": "w", "due": day}))),
                5 => Some(record(
                    Kind::Problem,
                    n,
                    json!({"title": "t", "state": "solved", "may_be_told": "named"}),
                )),
                6 => Some(record(
                    Kind::Touchpoint,
                    n,
                    json!({"state": "held", "starts": format!("{day}T10:00:00Z"), "people": [id(40)],
                        "next_step": {"what": "the window counts of October", "when": "2026-11-09"}}),
                )),
                7 => Some(record(
                    Kind::Promise,
                    n,
                    json!({"what": "October's window counts", "to": [id(40)], "state": "kept", "closed_on": day,
                        "due": if other % 2 == 0 { "2026-11-09" } else { "2026-11-10" }}),
                )),
                _ => None,
            };
            (n, made)
        })
    }

    proptest! {
        #[test]
        fn taken_in_one_by_one_is_the_same_as_taken_anew(steps in proptest::collection::vec(step(), 0..60)) {
            let account = account();
            let mut members: BTreeMap<u32, Record> = BTreeMap::new();
            let mut pulse = AccountPulse::new(&account);
            for (n, after) in steps {
                let before = members.remove(&n);
                if let Some(after) = &after {
                    members.insert(n, after.clone());
                }
                let all: Vec<Record> = members.values().cloned().collect();
                let anew = pulse_of(&account, &all);
                if pulse.change(before.as_ref(), after.as_ref()) == Kept::Recount {
                    pulse = anew.clone();
                }
                prop_assert_eq!(&pulse, &anew);
            }
        }
    }
}
