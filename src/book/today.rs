//! What needs the seller now, and the days ahead, gathered from the whole book.

use super::error::Result;
use super::handle::Book;
use crate::domain::Kind;
use crate::signals::{self, Pulse, Signal};

impl Book {
    /// Lists what needs the seller now, in order, each with its reason.
    pub fn today(&mut self) -> Result<Vec<Signal>> {
        self.with_pulse(signals::today)
    }

    /// Gathers what Today and the week are computed from, and hands it to whoever computes.
    pub fn with_pulse<T>(&mut self, compute: impl FnOnce(&Pulse<'_>) -> T) -> Result<T> {
        let accounts = self.pulses()?;
        let trends = self.of_kind(Kind::Trend)?;
        let names = self.names()?;
        let shifts = Vec::new();
        Ok(compute(&Pulse {
            now: self.now(),
            accounts: &accounts,
            trends: &trends,
            names: &names,
            shifts: &shifts,
        }))
    }
}
