//! What moved in what an account buys or uses, month against month.

use std::collections::BTreeMap;

use jiff::ToSpan;
use jiff::civil::Date;
use rust_decimal::Decimal;
use rust_decimal::prelude::ToPrimitive;

use super::{middle, named_use};

/// How much less or more, in percent, counts as a change.
const LESS: i64 = -25;
const MORE: i64 = 40;
/// Of fewer rows before, a change in percent says nothing.
const FEW: u64 = 3;
/// How many months before are looked at for how much three of them usually differ.
const PAST: i32 = 24;
/// Of fewer earlier stretches of three months nobody knows what is usual.
const STRETCHES: usize = 3;
/// A site or product below this share of the account's rows, in percent, is noise.
const SHARE: i64 = 8;

/// A change: what moved, by how much, since when.
#[derive(Clone, PartialEq, Debug, serde::Serialize, serde::Deserialize)]
pub struct Change {
    /// `orders`, `orders from Waterbury`, `orders of gypsum board`.
    pub what: String,
    /// In percent.
    pub percent: i64,
    /// The first day of the first of the three months.
    pub since: Date,
}
/// What was bought or used in one month of one product at one site.
#[derive(Clone, PartialEq, Debug)]
pub struct Part<'a> {
    /// A day of the month.
    pub month: Date,
    /// Where.
    pub site: &'a str,
    /// What.
    pub product: &'a str,
    /// How many were used, where the rows count a use and are no orders.
    pub used: Option<Decimal>,
    /// How many rows.
    pub rows: u64,
    /// The sums by currency.
    pub amounts: Vec<(&'a str, Decimal)>,
}

/// Compares the last three whole months with the three before, for the whole, each site and each product.
///
/// Who orders now and then has always more and less: where enough is known of earlier, only what any three months before
/// did not have counts as a change.
///
/// Rows are counted, or their amounts summed where every part has an amount of one currency. Of what is used the middle
/// of the counts is compared.
pub fn changes(parts: &[Part<'_>], today: Date) -> Vec<Change> {
    let this = today.first_of_month();
    let (Ok(recent), Ok(earlier), Ok(past)) = (
        this.checked_sub(3.months()),
        this.checked_sub(6.months()),
        this.checked_sub((6 + PAST).months()),
    ) else {
        return Vec::new();
    };
    let parts: Vec<&Part<'_>> = parts
        .iter()
        .filter(|p| p.month >= past && p.month < this)
        .collect();
    // The month of the first row is seldom a whole one.
    let bought = parts.iter().filter(|p| p.used.is_none());
    let since = bought.map(|p| p.month.first_of_month()).min();
    let known = since.map_or(0, |first| months_between(first, earlier) - 1);
    let currency = |p: &Part<'_>| match p.amounts.as_slice() {
        [(currency, _)] => Some((*currency).to_owned()),
        _ => None,
    };
    let mut bought = parts.iter().filter(|p| p.used.is_none());
    let first = bought.clone().next().and_then(|p| currency(p));
    let valued = first.is_some() && bought.all(|p| currency(p) == first);
    let mut groups: BTreeMap<String, Group> = BTreeMap::new();
    let mut uses: BTreeMap<String, [(Decimal, u64); 2]> = BTreeMap::new();
    for part in parts {
        let at = usize::from(part.month >= recent);
        if let Some(used) = part.used {
            if part.month < earlier {
                continue;
            }
            let what = named_use(part.product, part.site);
            let sums = uses.entry(format!("use of {what}")).or_default();
            sums[at].0 = sums[at].0.checked_add(used).unwrap_or(sums[at].0);
            sums[at].1 += part.rows;
            continue;
        }
        let size = match part.amounts.first() {
            Some((_, amount)) if valued => *amount,
            _ => Decimal::from(part.rows),
        };
        let mut names = vec!["orders".to_owned()];
        if !part.site.is_empty() {
            names.push(format!("orders from {}", part.site));
        }
        if !part.product.is_empty() {
            names.push(format!("orders of {}", part.product));
        }
        for name in names {
            groups
                .entry(name)
                .or_default()
                .add(months_between(part.month, this), size, part.rows);
        }
    }
    let whole = groups
        .get("orders")
        .map_or(Decimal::ZERO, |group| group.three(4));
    let bought = groups
        .into_iter()
        .filter(|(_, group)| group.is_unusual(known))
        .filter_map(|(what, group)| Some((what, group.percent(whole)?)));
    let used = uses
        .into_iter()
        .filter_map(|(what, [before, after])| Some((what, percent_used(before, after)?)));
    let mut out: Vec<Change> = bought
        .chain(used)
        .filter(|(_, percent)| *percent <= LESS || *percent >= MORE)
        .map(|(what, percent)| Change {
            what,
            percent,
            since: recent,
        })
        .collect();
    // The largest fall first: that is what one asks about.
    out.sort_by_key(|c| (c.percent, c.what.clone()));
    out
}

/// Adds up what was bought of one thing, month by month.
/// Adds up what was bought of one thing, month by month.
#[derive(Default)]
struct Group {
    /// The sums by how many months ago it was.
    months: BTreeMap<i32, Decimal>,
    rows_before: u64,
}

impl Group {
    fn add(&mut self, ago: i32, size: Decimal, rows: u64) {
        let sum = self.months.entry(ago).or_default();
        *sum = sum.checked_add(size).unwrap_or(*sum);
        if (4..=6).contains(&ago) {
            self.rows_before += rows;
        }
    }

    /// Adds up three months, of which the last was so many months ago.
    fn three(&self, last: i32) -> Decimal {
        let sums = self.months.range(last..last + 3).map(|(_, sum)| *sum);
        sums.fold(Decimal::ZERO, |all, sum| {
            all.checked_add(sum).unwrap_or(all)
        })
    }

    /// Says whether the last three months lie outside of what any three before had; so many whole months are known before
    /// the six that are compared.
    fn is_unusual(&self, known: i32) -> bool {
        let stretches: Vec<Decimal> = (4..=known.saturating_add(4))
            .map(|last| self.three(last))
            .collect();
        let now = self.three(1);
        stretches.len() <= STRETCHES
            || stretches.iter().all(|before| now < *before)
            || stretches.iter().all(|before| now > *before)
    }

    /// Compares the last three months with the three before, where enough came of it to say something.
    fn percent(&self, whole: Decimal) -> Option<i64> {
        let (after, before) = (self.three(1), self.three(4));
        let share = percent(before, whole)?;
        if self.rows_before < FEW || share < SHARE {
            return None;
        }
        percent(after.checked_sub(before).unwrap_or_default(), before)
    }
}

/// Compares the middle of the counts of a use; what was not counted since is unknown, and no fall.
fn percent_used(before: (Decimal, u64), after: (Decimal, u64)) -> Option<i64> {
    if before.1 < FEW {
        return None;
    }
    let (before, after) = (middle(before)?, middle(after)?);
    percent(after.checked_sub(before).unwrap_or_default(), before)
}

/// Counts the months from one day's month to another's.
fn months_between(from: Date, to: Date) -> i32 {
    let count = |day: Date| i32::from(day.year()) * 12 + i32::from(day.month());
    count(to) - count(from)
}

fn percent(part: Decimal, of: Decimal) -> Option<i64> {
    part.checked_mul(Decimal::from(100))?
        .checked_div(of)?
        .round()
        .to_i64()
}

/// Picks the changes that Today asks about: those of a site first, else of the whole; two at most.
pub fn worth_asking(changes: &[Change]) -> Vec<&Change> {
    let sites: Vec<&Change> = changes
        .iter()
        .filter(|c| c.what.contains(" from "))
        .take(2)
        .collect();
    if sites.is_empty() {
        let whole = |c: &&Change| c.what == "orders" || c.what.starts_with("use of ");
        changes.iter().filter(whole).take(2).collect()
    } else {
        sites
    }
}
