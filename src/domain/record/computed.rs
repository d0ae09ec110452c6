//! What follows from a record's fields: costs a year, days late. It is never written down.

use serde_json::Value;

use super::{Body, Record, days_between};
use crate::domain::field::{Object, put};
use crate::domain::money::{Money, a_year};
use crate::domain::when::Date;
use crate::domain::words::{AdvocacyState, Period, PromiseState};

/// Fields that are computed; they are written for programs, and ignored when they come back.
pub const COMPUTED: &[&str] = &["cost_year", "late", "days_late", "closed"];

impl Record {
    /// Writes the record with what is computed from it, for programs that read JSON.
    pub fn object_with_computed(&self, today: Date) -> Object {
        let mut out = self.object();
        if let Some(account) = self.account() {
            put(&mut out, "account", &account);
        }
        for (name, value) in self.computed(today) {
            out.insert(name, value);
        }
        out
    }

    /// Computes what follows from its fields and the day.
    pub fn computed(&self, today: Date) -> Object {
        let mut out = Object::new();
        if let Some(year) = self.cost_year() {
            put(&mut out, "cost_year", &year);
        }
        if let Some(days) = self.days_late(today) {
            out.insert("late".into(), Value::Bool(days > 0));
            out.insert("days_late".into(), Value::from(days.max(0)));
        }
        if let Body::Advocacy(b) = &self.body {
            out.insert("closed".into(), Value::Bool(b.closed()));
        }
        out
    }

    /// Computes what a problem costs in a year; see [`a_year`].
    pub fn cost_year(&self) -> Option<Money> {
        match &self.body {
            Body::Problem(b) => a_year(b.cost.as_ref()?, b.cost_per?, b.cost_times),
            _ => None,
        }
    }

    /// Says whether what a problem costs is paid once, and no more.
    pub fn costs_once(&self) -> bool {
        matches!(&self.body, Body::Problem(b) if b.cost_per == Some(Period::Once))
    }

    /// Computes what a problem costs year after year; nothing where it costs once.
    pub fn cost_each_year(&self) -> Option<Money> {
        self.cost_year().filter(|_| !self.costs_once())
    }

    /// Says what a problem costs, as `$120 k a year` or `$3,400 once`.
    pub fn cost_said(&self) -> Option<String> {
        let per = if self.costs_once() { "once" } else { "a year" };
        self.cost_year()
            .map(|cost| format!("{} {per}", cost.brief()))
    }

    /// Counts the days since it was due; negative before, nothing where nothing is due any more.
    pub fn days_late(&self, today: Date) -> Option<i32> {
        let due = self.due()?;
        Some(days_between(due, today))
    }

    /// Gives the day by which something open must happen: a promise, a fight, a complaint's next update.
    pub fn due(&self) -> Option<Date> {
        match &self.body {
            Body::Promise(b) if b.state == Some(PromiseState::Open) => b.due,
            Body::Advocacy(b)
                if matches!(
                    b.state,
                    Some(AdvocacyState::Open | AdvocacyState::Accepted | AdvocacyState::UnderWay)
                ) =>
            {
                b.due
            }
            Body::Touchpoint(b) => b
                .recovery
                .as_ref()
                .filter(|r| r.resolved_on.is_none())
                .and_then(|r| r.next_update),
            _ => None,
        }
    }
}
