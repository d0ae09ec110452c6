//! What needs the seller now, and the days ahead, gathered from the whole book.

use super::command::{Answer, Query};
use super::error::Result;
use super::handle::Book;
use crate::domain::Kind;
use crate::domain::record::Body;
use crate::domain::spoken::Said;
use crate::domain::words::Facet;
use crate::signals::{self, Pulse, Shift, Signal};

impl Book {
    /// Lists what needs the seller now, in order, each with its reason.
    pub fn today(&mut self) -> Result<Vec<Signal>> {
        self.with_pulse(signals::today)
    }

    /// Gathers what Today and the week are computed from, and hands it to whoever computes.
    pub fn with_pulse<T>(&mut self, compute: impl FnOnce(&Pulse<'_>) -> T) -> Result<T> {
        let accounts = self.pulses()?;
        let trends = self.of_kind(Kind::Trend)?;
        let ours = self.people_names(vec![None])?;
        let mut names = Said::from(&ours);
        for pulse in &accounts {
            let account = (Kind::Account, pulse.parent);
            names.add(pulse.account, account, &pulse.name);
            for (id, name) in &pulse.people {
                names.add(*id, (Kind::Person, Some(pulse.account)), name);
            }
        }
        let shifts = self.shifts()?;
        Ok(compute(&Pulse {
            now: self.now(),
            accounts: &accounts,
            trends: &trends,
            names,
            shifts: &shifts,
        }))
    }

    /// Lists what moved in what accounts buy or use, and whether somebody has written down why.
    fn shifts(&mut self) -> Result<Vec<Shift>> {
        let day = self.now().date();
        let Answer::Moved(moved) = self.ask(Query::Moved(day))? else {
            return Ok(Vec::new());
        };
        let mut out = Vec::new();
        for (account, change) in moved {
            let about = change
                .what
                .rsplit(' ')
                .next()
                .unwrap_or_default()
                .to_lowercase();
            // A change that was learned of since, and names the place, is taken for the why.
            let why_known = self
                .account(account)?
                .iter()
                .any(|record| match &record.body {
                    Body::Learning(b) => {
                        b.facet == Some(Facet::Change)
                            && b.learned_on.is_none_or(|on| on >= change.since)
                            && b.fact
                                .as_deref()
                                .is_some_and(|fact| fact.to_lowercase().contains(&about))
                    }
                    _ => false,
                });
            out.push(Shift {
                account,
                what: change.what,
                percent: change.percent,
                since: change.since,
                why_known,
            });
        }
        Ok(out)
    }
}
