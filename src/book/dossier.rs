//! Gathers all that a page before a meeting is made from.

use std::collections::BTreeSet;

use jiff::{Timestamp, ToSpan};

use super::error::{BookError, Result};
use super::handle::Book;
use crate::brief::{self, Buying, Dossier, Elsewhere, Page, Past};
use crate::domain::names::{Names, fold};
use crate::domain::record::Body;
use crate::domain::words::{Side, Telling};
use crate::domain::{Id, Kind, Record, Who};
use crate::journal::Change;

/// How far back the history is read where nobody says since when.
const HISTORY_DAYS: i64 = 200;

/// Of more rows than these a page says no rhythm: whoever orders so often has none, and the page is to be there at once.
const ROWS: u64 = 3_000;

impl Book {
    /// Makes the page for an account.
    ///
    /// Errors where there is no such account.
    pub fn page(&mut self, account: Id, ask: &brief::Ask) -> Result<Page> {
        let mut dossier = self.dossier(account, ask.since)?;
        if let (Some(id), Some(day)) = (ask.meeting, ask.day)
            && let Some(record) = dossier.records.iter_mut().find(|r| r.id() == id)
        {
            super::series::on(record, day, self.now().time_zone());
        }
        let page = brief::page(&dossier, ask);
        if self.is_for_a_command() {
            // The process is at its end soon, and the system takes all at once what would be given back piece by piece here.
            std::mem::forget(dossier);
        }
        Ok(page)
    }

    /// Gives all that stands in the sections of an account: its own records and its units', those of ours who look after
    /// it, and the trends that touch it.
    pub fn whole(&mut self, account: Id) -> Result<Vec<Record>> {
        let names = self.directory()?;
        let mut all = self.account(account)?;
        for unit in names.iter().filter(|name| {
            name.kind == Kind::Account
                && name.id != account
                && names.within(Some(name.id), Some(account))
        }) {
            all.extend(self.account(unit.id)?);
        }
        let own = all.iter().find(|record| record.id() == account);
        let industry = own.and_then(|record| match &record.body {
            Body::Account(body) => body.industry.clone(),
            _ => None,
        });
        let ours: BTreeSet<Id> = all
            .iter()
            .filter_map(|record| match &record.body {
                Body::Account(body) => Some(&body.team),
                _ => None,
            })
            .flatten()
            .copied()
            .collect();
        all.extend(self.loose()?.into_iter().filter(|record| {
            match &record.body {
                Body::Trend(body) => {
                    body.implications
                        .iter()
                        .any(|implication| implication.account == Some(account))
                        || industry.as_ref().is_some_and(|industry| {
                            body.industries
                                .iter()
                                .any(|of| of.eq_ignore_ascii_case(industry))
                        })
                }
                Body::Person(_) => ours.contains(&record.id()),
                _ => false,
            }
        }));
        let mut seen = BTreeSet::new();
        all.retain(|record| seen.insert(record.id()));
        Ok(all)
    }

    /// Gathers an account with its units, our people, trends, what was solved for others, and what changed.
    ///
    /// The history goes back to the day that is named, else 200 days.
    pub fn dossier(&mut self, account: Id, since: Option<crate::domain::Date>) -> Result<Dossier> {
        let names = self.account_names()?;
        let mut records = self.account(account)?;
        let Some(own) = records.iter().find(|r| r.id() == account).cloned() else {
            return Err(BookError::refused("there is no such account"));
        };
        let mut units = Vec::new();
        for name in &names.0 {
            if name.id != account && names.within(Some(name.id), Some(account)) {
                let members = self.account(name.id)?;
                units.extend(members.iter().find(|r| r.id() == name.id).cloned());
                records.extend(members);
            }
        }
        let now = self.now();
        let after = since
            .and_then(|day| day.to_zoned(now.time_zone().clone()).ok())
            .or_else(|| now.checked_sub(HISTORY_DAYS.days()).ok())
            .map_or(Timestamp::MIN, |at| at.timestamp());
        // What was never edited, or not since, needs no look into the journal.
        let edited = records
            .iter()
            .filter(|r| r.base.changed > after && r.base.changed != r.base.created)
            .map(Record::id)
            .collect();
        if let Body::Account(b) = &own.body
            && let Some(parent) = b.parent
        {
            records.extend(self.with_people_of(parent, &records)?);
        }
        let family: Vec<Id> = std::iter::once(account)
            .chain(units.iter().map(Record::id))
            .collect();
        let mut shifts = self.shifts(family)?;
        if let Body::Account(b) = &own.body
            && let Some(parent) = b.parent
        {
            // Orders are imported for the whole house; what moved at this site is this unit's.
            let mut here = self.shifts(vec![parent])?;
            here.retain(|shift| is_at(&shift.what, &own));
            shifts.extend(here);
        }
        let today = self.now().date();
        let buying = self.buying(account, ROWS)?.map(|found| Buying {
            orders: found.orders,
            last: found.last,
            every_days: found.median_gap_days,
            late: found.overdue(today),
        });
        let loose = self.loose()?;
        let of_ours = |r: &Record| matches!(&r.body, Body::Person(b) if b.side == Some(Side::Ours));
        let (ours, rest): (Vec<Record>, Vec<Record>) = loose.into_iter().partition(of_ours);
        let trends = rest
            .into_iter()
            .filter(|r| r.kind() == Kind::Trend)
            .collect();
        let guests = self.guests(&records, &ours)?;
        let mut history = Vec::new();
        for entry in self.edits(edited, after)? {
            changed(&entry, &mut history);
        }
        history.sort_by_key(|past| past.at);
        Ok(Dossier {
            account: own,
            elsewhere: self.told(&names, Some(account))?,
            units,
            records,
            ours,
            guests,
            trends,
            history,
            shifts,
            buying,
            now,
        })
    }

    /// Gives what a unit's parent holds that concerns the unit's people: they were met, and promised, there.
    fn with_people_of(&mut self, parent: Id, unit: &[Record]) -> Result<Vec<Record>> {
        let people: BTreeSet<Id> = unit
            .iter()
            .filter(|r| r.kind() == Kind::Person)
            .map(Record::id)
            .collect();
        let names: Vec<String> = unit
            .iter()
            .filter(|r| r.kind() == Kind::Person)
            .map(Record::title)
            .collect();
        let concerned = |ids: &[Id]| ids.iter().any(|id| people.contains(id));
        // “Introduce Kyle Novak” is about the unit's manager, whoever promised it.
        let named = |r: &Record| names.iter().any(|name| r.title().contains(name.as_str()));
        let mut found = self.account(parent)?;
        found.retain(|r| match &r.body {
            Body::Touchpoint(b) => concerned(&b.people),
            Body::Promise(b) => concerned(&b.to) || concerned(&b.by) || named(r),
            Body::Advocacy(b) => concerned(&b.r#for),
            Body::Question(b) => concerned(&b.whom),
            Body::Problem(b) => {
                let hurt = b.hurts.iter().filter_map(|h| h.person.as_ref()?.id());
                hurt.into_iter().any(|id| people.contains(&id))
            }
            _ => false,
        });
        Ok(found)
    }

    /// Gives the people and accounts that records name and that are not of this account.
    fn guests(&mut self, records: &[Record], ours: &[Record]) -> Result<Vec<Record>> {
        let known: BTreeSet<Id> = records.iter().chain(ours).map(Record::id).collect();
        let mut named: BTreeSet<Id> = BTreeSet::new();
        for record in records {
            match &record.body {
                Body::Touchpoint(b) => named.extend(&b.people),
                Body::Promise(b) => named.extend(b.to.iter().chain(&b.by)),
                Body::Advocacy(b) => {
                    named.extend(b.r#for.iter().chain(&b.told_whom));
                    named.extend(b.others.iter().filter_map(|other| other.account));
                }
                Body::Question(b) => named.extend(&b.whom),
                Body::Agreement(b) => named.extend(&b.signs),
                Body::Problem(b) => named.extend(
                    b.hurts
                        .iter()
                        .filter_map(|h| h.person.as_ref().and_then(Who::id)),
                ),
                _ => {}
            }
        }
        let missing: Vec<Id> = named.difference(&known).copied().collect();
        if missing.is_empty() {
            return Ok(Vec::new());
        }
        let mut found = self.records(&missing)?;
        found.retain(|r| matches!(r.kind(), Kind::Person | Kind::Account));
        Ok(found)
    }

    /// Gives what was solved and may be told: all of it, or what was solved for other accounts than one.
    pub(super) fn told(&mut self, accounts: &Names, but: Option<Id>) -> Result<Vec<Elsewhere>> {
        let mut problems = self.tellable()?;
        problems.retain(|p| but.is_none() || !accounts.within(p.account(), but));
        if problems.is_empty() {
            return Ok(Vec::new());
        }
        problems.sort_by_key(|p| (p.account(), p.id()));
        let homes: BTreeSet<Id> = problems.iter().filter_map(Record::account).collect();
        let homes = self.records(&homes.into_iter().collect::<Vec<_>>())?;
        // Names are needed only where a story must not say any.
        let hides = problems.iter().any(
            |r| matches!(&r.body, Body::Problem(b) if b.may_be_told == Some(Telling::Unnamed)),
        );
        let names = if hides {
            let at_home = |id| {
                homes
                    .iter()
                    .any(|h| accounts.within(Some(id), Some(h.id())))
            };
            let units = accounts.0.iter().map(|n| n.id).filter(|id| at_home(*id));
            let mut names = self.people_names(units.map(Some).collect())?;
            names.0.extend(accounts.0.iter().cloned());
            names
        } else {
            Names::default()
        };
        Ok(problems
            .into_iter()
            .filter_map(|problem| {
                let home = homes.iter().find(|r| Some(r.id()) == problem.account())?;
                let around = names
                    .0
                    .iter()
                    .filter(|n| names.within(n.account, Some(home.id())))
                    .flat_map(|n| std::iter::once(n.name.clone()).chain(n.others.iter().cloned()))
                    .collect();
                Some(Elsewhere {
                    account: home.clone(),
                    problem,
                    names: around,
                })
            })
            .collect())
    }
}

/// Says whether what moved is said of a unit's site: `orders from Waterbury` of the yard in Waterbury.
fn is_at(what: &str, unit: &Record) -> bool {
    let Body::Account(b) = &unit.body else {
        return false;
    };
    let Some((_, site)) = what.split_once(" from ") else {
        return false;
    };
    let site = fold(site);
    let place = b.location.as_deref().map(fold);
    place.is_some_and(|place| place == site)
        || fold(&unit.title()) == site
        || b.aliases.iter().any(|alias| fold(alias) == site)
}

/// Takes the changed fields out of an entry that stands.
fn changed(entry: &super::command::Past, into: &mut Vec<Past>) {
    let cause = &entry.head.cause;
    if !entry.stands || cause.undo.is_some() || cause.redo.is_some() {
        return;
    }
    for change in &entry.changes {
        if let Change::Edit(edit) = change {
            for (field, pair) in edit.pairs() {
                if field == "changed" {
                    continue;
                }
                let known = |value: serde_json::Value| (!value.is_null()).then_some(value);
                into.push(Past {
                    at: entry.head.at,
                    record: edit.id,
                    field: field.to_owned(),
                    old: known(pair.old),
                    new: known(pair.new),
                    imported: cause.command == "import",
                });
            }
        }
    }
}
