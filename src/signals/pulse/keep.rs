//! Keeps the pulse of an account up to date: taken whole, or one change of a record after the other.

use std::collections::BTreeMap;

use super::read::{day_of, may_be_told};
use super::{AccountPulse, CHECKS, Check, Item, Kept, Touch};
use crate::domain::agreed::{self, Beside};
use crate::domain::record::Body;
use crate::domain::words::{Channel, Direction, PromiseState};
use crate::domain::{Date, Id, Kind, Record};
use crate::signals::snooze::snoozed;

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
