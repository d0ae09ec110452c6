//! What needs the seller now, and the days ahead, gathered from the whole book.

use std::collections::{HashMap, HashSet};

use super::command::{Answer, Query};
use super::error::Result;
use super::handle::Book;
use crate::domain::names::Names;
use crate::domain::record::Body;
use crate::domain::spoken::Said;
use crate::domain::words::Facet;
use crate::domain::{Date, Id, Kind, Record};
use crate::signals::{self, AccountPulse, Pulse, Shift, Signal};

/// The records of so few accounts are read one account after another.
const FEW: usize = 12;

/// So many people who were deleted and are still named are called by their names.
const GONE: usize = 48;

impl Book {
    /// Lists what needs the seller now, in order, each with its reason.
    pub fn today(&mut self) -> Result<Vec<Signal>> {
        if self.has_pulses() {
            let accounts = self.take_pulses()?;
            let found = self.computed(&accounts, signals::today);
            self.put_pulses(accounts)?;
            return found;
        }
        let day = self.now().date();
        let Answer::Pulses(accounts) = self.ask(Query::Soon(day))? else {
            return Ok(Vec::new());
        };
        let found = self.computed(&accounts, signals::today);
        if self.is_for_a_command() {
            // The process is at its end soon, and the system takes all at once what would be given back piece by piece here.
            std::mem::forget(accounts);
        }
        found
    }

    /// Gathers what Today and the week are computed from, and hands it to whoever computes.
    pub fn with_pulse<T>(&mut self, compute: impl FnOnce(&Pulse<'_>) -> T) -> Result<T> {
        let mut accounts = self.take_pulses()?;
        let open: Vec<usize> = accounts.iter().map(|pulse| pulse.open.len()).collect();
        super::series::ahead(&mut accounts, self.now().date());
        let found = self.computed(&accounts, compute);
        for (pulse, open) in accounts.iter_mut().zip(open) {
            pulse.open.truncate(open);
        }
        self.put_pulses(accounts)?;
        found
    }

    fn computed<T>(
        &mut self,
        accounts: &[AccountPulse],
        compute: impl FnOnce(&Pulse<'_>) -> T,
    ) -> Result<T> {
        let trends = self.of_kind(Kind::Trend)?;
        let ours = self.people_names(vec![None])?;
        let gone = self.gone_people(accounts, &ours)?;
        let mut names = Said::from(&ours);
        for pulse in accounts {
            let account = (pulse.account, pulse.name.as_str());
            names.add((Kind::Account, pulse.parent), [account]);
            let people = pulse.people.iter().map(|(id, name)| (*id, name.as_str()));
            names.add((Kind::Person, Some(pulse.account)), people);
        }
        for (id, account, name) in &gone {
            names.add((Kind::Person, *account), [(*id, name.as_str())]);
        }
        let shifts = self.shifts(Vec::new())?;
        Ok(compute(&Pulse {
            now: self.now(),
            weekend: self.clock().weekend().clone(),
            accounts,
            trends: &trends,
            names,
            shifts: &shifts,
        }))
    }

    /// Gives the names of those whom lines name and who were deleted: they are called as they were.
    fn gone_people(
        &mut self,
        accounts: &[AccountPulse],
        ours: &Names,
    ) -> Result<Vec<(Id, Option<Id>, String)>> {
        let theirs = accounts.iter().flat_map(|pulse| &pulse.people);
        let mut there: HashSet<Id> = theirs.map(|(id, _)| *id).collect();
        there.extend(ours.0.iter().map(|name| name.id));
        let mut gone: Vec<Id> = accounts
            .iter()
            .flat_map(signals::soon::named)
            .filter(|id| !there.contains(id))
            .collect();
        gone.sort_unstable();
        gone.dedup();
        gone.truncate(GONE);
        let mut found = Vec::new();
        for id in gone {
            if let Some(was) = self.was(id)? {
                found.push((id, was.account(), was.title()));
            }
        }
        Ok(found)
    }

    /// Lists what moved in what some accounts buy or use, or all where none is named, and whether somebody has written down why.
    pub(super) fn shifts(&mut self, of: Vec<Id>) -> Result<Vec<Shift>> {
        let day = self.now().date();
        // Of some accounts, or as of an earlier day, nothing is asked twice.
        let stands = match self.as_of {
            None if of.is_empty() => Some(self.position()?),
            _ => None,
        };
        if let (Some(stands), Some((at, on, shifts))) = (&stands, &self.shifts)
            && at == stands
            && *on == day
        {
            return Ok(shifts.clone());
        }
        // What was saved since seldom has to do with it.
        if let (Some(stands), Some((at, on, shifts))) = (&stands, self.shifts.take())
            && on == day
            && self
                .turned(&at, stands)?
                .is_some_and(|turned| !turned.moves)
        {
            self.shifts = Some((stands.clone(), day, shifts.clone()));
            return Ok(shifts);
        }
        let shifts = self.shifts_on(day, of)?;
        if let Some(stands) = stands {
            self.shifts = Some((stands, day, shifts.clone()));
        }
        Ok(shifts)
    }

    fn shifts_on(&mut self, day: Date, of: Vec<Id>) -> Result<Vec<Shift>> {
        let Answer::Moved(moved) = self.ask(Query::Moved { day, of })? else {
            return Ok(Vec::new());
        };
        let accounts: HashSet<Id> = moved.iter().map(|(account, _)| *account).collect();
        let mut learned: HashMap<Id, Vec<Record>> = HashMap::new();
        if accounts.len() > FEW {
            // All that was learned is less than all that so many accounts have.
            for record in self.of_kind(Kind::Learning)? {
                if let Some(account) = record.account().filter(|id| accounts.contains(id)) {
                    learned.entry(account).or_default().push(record);
                }
            }
        } else {
            for account in accounts {
                learned.insert(account, self.account(account)?);
            }
        }
        let shifts = moved.into_iter().map(|(account, change)| {
            let about = change
                .what
                .rsplit(' ')
                .next()
                .unwrap_or_default()
                .to_lowercase();
            // A change that was learned of since, and names the place, is taken for the why.
            let records = learned.get(&account).map_or(&[][..], Vec::as_slice);
            let why_known = records.iter().any(|record| match &record.body {
                Body::Learning(b) => {
                    b.facet == Some(Facet::Change)
                        && b.learned_on.is_none_or(|on| on >= change.since)
                        && b.fact
                            .as_deref()
                            .is_some_and(|fact| fact.to_lowercase().contains(&about))
                }
                _ => false,
            });
            Shift {
                account,
                what: change.what,
                percent: change.percent,
                since: change.since,
                why_known,
            }
        });
        Ok(shifts.collect())
    }
}
