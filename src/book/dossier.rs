//! Gathers all that a page about an account is made from.

use std::collections::BTreeSet;

use jiff::ToSpan;

use super::error::{BookError, Result};
use super::handle::Book;
use crate::brief::{self, Ask, Dossier, Elsewhere, Page};
use crate::domain::record::Body;
use crate::domain::words::{ProblemState, Side, Telling};
use crate::domain::{Id, Kind, Record};
use crate::journal::Change;

/// How far back a page looks for what changed.
const BACK_DAYS: i32 = 400;

impl Book {
    /// Makes the page about an account.
    pub fn brief(&mut self, account: Id, ask: &Ask) -> Result<Page> {
        let dossier = self.dossier(account)?;
        Ok(brief::page(&dossier, ask))
    }

    /// Gathers an account with its units, our people, the trends, what was solved elsewhere, and what changed.
    pub fn dossier(&mut self, account: Id) -> Result<Dossier> {
        let names = self.account_names()?;
        let mut records = self.account(account)?;
        let own = records.iter().find(|r| r.id() == account).cloned().ok_or_else(|| BookError::refused("there is no such account"))?;
        let units: Vec<Id> = names.0.iter().filter(|n| n.id != account && names.within(Some(n.id), Some(account))).map(|n| n.id).collect();
        for unit in &units {
            records.extend(self.account(*unit)?);
        }
        let loose = self.loose()?;
        let mut ours = Vec::new();
        let mut trends = Vec::new();
        for record in loose {
            match &record.body {
                Body::Trend(_) => trends.push(record),
                Body::Person(p) if p.side == Some(Side::Ours) => ours.push(record),
                _ => {}
            }
        }
        // People who are named but belong elsewhere: moved on, or ours with an account.
        let known: BTreeSet<Id> = records.iter().chain(&ours).chain(&trends).map(Record::id).collect();
        let named: Vec<Id> = records.iter().flat_map(Record::references).filter(|id| !known.contains(id)).collect::<BTreeSet<_>>().into_iter().collect();
        for record in self.records(&named)? {
            match &record.body {
                Body::Person(p) if p.side == Some(Side::Ours) => ours.push(record),
                Body::Person(_) => records.push(record),
                _ => {}
            }
        }
        let history = self.changes_of(account, &units)?;
        let elsewhere = self.elsewhere(account, &units)?;
        Ok(Dossier {
            account: own,
            units: records.iter().filter(|r| units.contains(&r.id())).cloned().collect(),
            records,
            ours,
            trends,
            elsewhere,
            history,
            now: self.now(),
        })
    }

    /// Lists what changed in an account and its units, the oldest first.
    fn changes_of(&mut self, account: Id, units: &[Id]) -> Result<Vec<brief::Past>> {
        let Ok(after) = self.now().checked_sub(BACK_DAYS.days()) else { return Ok(Vec::new()) };
        let mut out = Vec::new();
        for id in std::iter::once(&account).chain(units) {
            for past in self.since(*id, after.timestamp())? {
                let imported = past.head.cause.command == "import";
                for change in &past.changes {
                    if let Change::Edit(edit) = change {
                        for (field, pair) in edit.pairs() {
                            out.push(brief::Past {
                                at: past.head.at,
                                record: edit.id,
                                field: field.to_owned(),
                                old: Some(pair.old).filter(|v| !v.is_null()),
                                new: Some(pair.new).filter(|v| !v.is_null()),
                                imported,
                            });
                        }
                    }
                }
            }
        }
        out.sort_by_key(|p| p.at);
        Ok(out)
    }

    /// Lists problems that were solved for other customers and may be told.
    fn elsewhere(&mut self, account: Id, units: &[Id]) -> Result<Vec<Elsewhere>> {
        let mut out = Vec::new();
        for problem in self.of_kind(Kind::Problem)? {
            let Body::Problem(b) = &problem.body else { continue };
            let solved = matches!(b.state, Some(ProblemState::Solved | ProblemState::Verified));
            let told = matches!(b.may_be_told, Some(Telling::Named | Telling::Unnamed));
            let Some(theirs) = b.account.filter(|a| solved && told && *a != account && !units.contains(a)) else { continue };
            let members = self.account(theirs)?;
            let Some(other) = members.iter().find(|r| r.id() == theirs).cloned() else { continue };
            let names = members.iter().filter_map(crate::domain::names::Name::of).flat_map(|n| std::iter::once(n.name).chain(n.others)).collect();
            out.push(Elsewhere { problem, account: other, names });
        }
        Ok(out)
    }
}
