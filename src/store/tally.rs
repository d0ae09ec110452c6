//! What an account's rows add up to: a month at a time, by product, site and channel.

use std::collections::BTreeMap;

use rust_decimal::Decimal;
use serde::{Deserialize, Serialize};

use super::rows::Trouble;

/// What an account bought or used of one product at one site through one channel in one month.
#[derive(Clone, PartialEq, Debug, Default, Serialize, Deserialize)]
pub struct Tally {
    /// The product; empty where unknown.
    pub product: String,
    /// The site.
    pub site: String,
    /// The channel.
    pub channel: String,
    /// How many rows.
    pub rows: u64,
    /// The sum of the quantities.
    pub quantity: Decimal,
    /// The sum of the amounts, by currency.
    pub amounts: BTreeMap<String, Decimal>,
    /// Rows whose sum would have been too large for exact decimals: they are counted, but not in the sums.
    #[serde(default, skip_serializing_if = "is_zero")]
    pub beyond: u64,
}

#[allow(clippy::trivially_copy_pass_by_ref)] // The signature that serde asks for.
fn is_zero(number: &u64) -> bool {
    *number == 0
}

/// One month of an account.
#[derive(Clone, PartialEq, Debug)]
pub struct Month {
    /// `2026-11`; empty for rows without a day.
    pub month: String,
    /// What was bought or used in it, by product, site and channel.
    pub tallies: Vec<Tally>,
}

/// The sums of one month, by product, site and channel.
#[derive(Default)]
pub struct Sums(BTreeMap<(String, String, String), Tally>);

impl Sums {
    /// Adds one row.
    pub fn add(&mut self, [product, site, channel]: [&str; 3], one: &Tally) {
        let key = (product.to_owned(), site.to_owned(), channel.to_owned());
        self.0.entry(key).or_default().merge(one, true);
    }

    /// Says whether nothing is left.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// Adds another's sums, or takes them away.
    pub fn merge(&mut self, other: Sums, adds: bool) {
        for (key, tally) in other.0 {
            let own = self.0.entry(key.clone()).or_default();
            own.merge(&tally, adds);
            if own.rows == 0 {
                self.0.remove(&key);
            }
        }
    }

    /// Writes them.
    pub fn bytes(&self) -> Result<Vec<u8>, Trouble> {
        let list: Vec<Tally> = self.list();
        serde_json::to_vec(&list).map_err(|e| Trouble::new(e.to_string()))
    }

    /// Gives them as a list.
    pub fn list(&self) -> Vec<Tally> {
        self.0
            .iter()
            .map(|((product, site, channel), tally)| Tally {
                product: product.clone(),
                site: site.clone(),
                channel: channel.clone(),
                ..tally.clone()
            })
            .collect()
    }

    /// Reads them back.
    pub fn parse(bytes: &[u8]) -> Result<Sums, Trouble> {
        let list: Vec<Tally> =
            serde_json::from_slice(bytes).map_err(|_| Trouble::new("a month is damaged"))?;
        Ok(Sums(
            list.into_iter()
                .map(|mut t| {
                    let key = (
                        std::mem::take(&mut t.product),
                        std::mem::take(&mut t.site),
                        std::mem::take(&mut t.channel),
                    );
                    (key, t)
                })
                .collect(),
        ))
    }
}

impl Tally {
    /// Adds another's sums, or takes them away.
    fn merge(&mut self, other: &Tally, adds: bool) {
        let sum = |a: Decimal, b: Decimal| {
            if adds {
                a.checked_add(b)
            } else {
                a.checked_sub(b)
            }
        };
        let count = |a: u64, b: u64| {
            if adds {
                a.saturating_add(b)
            } else {
                a.saturating_sub(b)
            }
        };
        self.rows = count(self.rows, other.rows);
        let mut fits = true;
        match sum(self.quantity, other.quantity) {
            Some(quantity) => self.quantity = quantity.normalize(),
            None => fits = false,
        }
        for (currency, amount) in &other.amounts {
            let own = self.amounts.entry(currency.clone()).or_default();
            match sum(*own, *amount) {
                Some(total) => *own = total.normalize(),
                None => fits = false,
            }
        }
        // So that taking rows out leaves what was there before they came.
        self.amounts.retain(|_, amount| !amount.is_zero());
        self.beyond = count(self.beyond, other.beyond + u64::from(!fits) * other.rows);
    }
}
