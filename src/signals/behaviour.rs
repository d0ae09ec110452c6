//! What an account buys or uses: when, what, where, how, how much; and the changes that nobody has asked about.

mod moved;
#[cfg(test)]
mod tests;

use std::collections::{BTreeMap, BTreeSet};

use jiff::ToSpan;
use jiff::civil::Date;
use rust_decimal::Decimal;
use serde_json::{Value, json};

use crate::domain::Object;
use crate::domain::record::days_between;
use crate::domain::usage::is_use;
pub use moved::{Change, Part, changes, worth_asking};

/// One row of activity, as it is kept: `[account, on, order, product, site, channel, quantity, amount, currency]`,
/// and the product's number behind them where it has a name too.
#[derive(Clone, PartialEq, Debug, Default)]
pub struct Row {
    /// The day.
    pub on: Option<Date>,
    /// The order it belongs to.
    pub order: String,
    /// What.
    pub product: String,
    /// Its number, where it has a name.
    pub code: String,
    /// Where.
    pub site: String,
    /// How.
    pub channel: String,
    /// How many.
    pub quantity: Option<Decimal>,
    /// How much.
    pub amount: Option<Decimal>,
    /// In which currency.
    pub currency: String,
}

impl Row {
    /// Reads a line; nothing where it is none.
    pub fn read(line: &str) -> Option<Row> {
        let cells: Vec<Value> = serde_json::from_str(line).ok()?;
        let text = |at: usize| {
            cells
                .get(at)
                .and_then(Value::as_str)
                .unwrap_or("")
                .to_owned()
        };
        let number = |at: usize| match cells.get(at)? {
            Value::String(text) => text.parse().ok(),
            Value::Number(number) => number.to_string().parse().ok(),
            _ => None,
        };
        Some(Row {
            on: text(1).parse().ok(),
            order: text(2),
            product: text(3),
            code: text(9),
            site: text(4),
            channel: text(5),
            quantity: number(6),
            amount: number(7),
            currency: text(8),
        })
    }
}

/// What the rows of one account add up to.
#[derive(Clone, PartialEq, Debug, Default, serde::Serialize, serde::Deserialize)]
pub struct Behaviour {
    /// How many orders; rows without an order count as one each.
    pub orders: usize,
    /// How many rows.
    pub rows: usize,
    /// The sum, by currency.
    pub amount: BTreeMap<String, Decimal>,
    /// The first day.
    pub first: Option<Date>,
    /// The last day.
    pub last: Option<Date>,
    /// The median of the days between one day with orders and the next.
    pub median_gap_days: Option<i32>,
    /// When the next order is due: the last day and the median gap.
    pub next_due: Option<Date>,
    /// Month (`2026-11`) → rows and sum over all currencies.
    pub months: BTreeMap<String, (usize, Decimal)>,
    /// Product → rows.
    pub products: BTreeMap<String, usize>,
    /// Site → rows.
    pub sites: BTreeMap<String, usize>,
    /// Channel → rows.
    pub channels: BTreeMap<String, usize>,
    /// What is used, which nobody orders → month → the sum of the counts, and how many there were.
    #[serde(default)]
    pub uses: BTreeMap<String, BTreeMap<String, (Decimal, u64)>>,
    /// What moved.
    pub changes: Vec<Change>,
}

/// Adds rows up, as of a day.
pub fn behaviour(rows: &[Row], today: Date) -> Behaviour {
    let mut out = Behaviour::default();
    let mut orders = BTreeSet::new();
    let mut days = BTreeSet::new();
    for row in rows {
        // Who counts their licences has ordered nothing, and is late with nothing.
        if is_use(&row.channel) {
            if let (Some(on), Some(quantity)) = (row.on, row.quantity) {
                out.used(&row.product, &row.site, &month_of(on), quantity, 1);
            }
            continue;
        }
        out.rows += 1;
        if row.order.is_empty() {
            out.orders += 1;
        } else {
            orders.insert(row.order.as_str());
        }
        if let Some(amount) = row.amount {
            let sum = out.amount.entry(row.currency.clone()).or_default();
            *sum = sum.checked_add(amount).unwrap_or(*sum);
        }
        if let Some(on) = row.on {
            days.insert(on);
            let month = out.months.entry(month_of(on)).or_default();
            month.0 += 1;
            month.1 = month
                .1
                .checked_add(row.amount.unwrap_or_default())
                .unwrap_or(month.1);
        }
        for (name, counts) in [
            (&row.product, &mut out.products),
            (&row.site, &mut out.sites),
            (&row.channel, &mut out.channels),
        ] {
            if !name.is_empty() {
                *counts.entry(name.clone()).or_default() += 1;
            }
        }
    }
    out.orders += orders.len();
    out.first = days.first().copied();
    out.last = days.last().copied();
    let ordered: Vec<Date> = days.into_iter().collect();
    let mut gaps: Vec<i32> = ordered
        .windows(2)
        .map(|pair| crate::domain::record::days_between(pair[0], pair[1]))
        .collect();
    gaps.sort_unstable();
    out.median_gap_days = gaps.get(gaps.len() / 2).copied();
    out.next_due = out
        .last
        .zip(out.median_gap_days)
        .and_then(|(last, gap)| last.checked_add(gap.days()).ok());
    let parts: Vec<Part<'_>> = rows
        .iter()
        .filter_map(|row| {
            Some(Part {
                month: row.on?,
                site: &row.site,
                product: &row.product,
                used: row.quantity.filter(|_| is_use(&row.channel)),
                rows: 1,
                amounts: row
                    .amount
                    .map(|a| (row.currency.as_str(), a))
                    .into_iter()
                    .collect(),
            })
        })
        .collect();
    out.changes = changes(&parts, today);
    out
}

fn month_of(day: Date) -> String {
    format!("{:04}-{:02}", day.year(), day.month())
}

/// Names what is used, and where.
fn named_use(product: &str, site: &str) -> String {
    match (product.is_empty(), site.is_empty()) {
        (true, true) => "it".to_owned(),
        (true, false) => site.to_owned(),
        (false, true) => product.to_owned(),
        (false, false) => format!("{product} at {site}"),
    }
}

fn middle((sum, count): (Decimal, u64)) -> Option<Decimal> {
    let middle = sum.checked_div(Decimal::from(count))?;
    Some(middle.round_dp(1).normalize())
}

impl Behaviour {
    /// Adds one month's rows of one product at one site, where the rows themselves are too many to be read.
    pub fn add_month(&mut self, month: &str, part: &Part<'_>, channel: &str) {
        if let Some(used) = part.used {
            self.used(part.product, part.site, month, used, part.rows);
            return;
        }
        let rows = usize::try_from(part.rows).unwrap_or(usize::MAX);
        self.rows = self.rows.saturating_add(rows);
        let of_month = self.months.entry(month.to_owned()).or_default();
        of_month.0 = of_month.0.saturating_add(rows);
        for (currency, amount) in &part.amounts {
            of_month.1 = of_month.1.checked_add(*amount).unwrap_or(of_month.1);
            let sum = self.amount.entry((*currency).to_owned()).or_default();
            *sum = sum.checked_add(*amount).unwrap_or(*sum);
        }
        for (name, counts) in [
            (part.product, &mut self.products),
            (part.site, &mut self.sites),
            (channel, &mut self.channels),
        ] {
            if !name.is_empty() {
                *counts.entry(name.to_owned()).or_default() += rows;
            }
        }
    }

    fn used(&mut self, product: &str, site: &str, month: &str, quantity: Decimal, rows: u64) {
        let months = self.uses.entry(named_use(product, site)).or_default();
        let (sum, count) = months.entry(month.to_owned()).or_default();
        *sum = sum.checked_add(quantity).unwrap_or(*sum);
        *count += rows;
    }

    /// Says whether nothing is known.
    pub fn is_nothing(&self) -> bool {
        self.rows == 0 && self.uses.is_empty()
    }

    /// Says of each thing that is used how much of it, the last month that was counted and the one before.
    pub fn uses(&self) -> Vec<String> {
        let told = |(what, months): (&String, &BTreeMap<String, (Decimal, u64)>)| {
            let mut last = months.iter().rev().take(2).filter_map(|(month, counts)| {
                let day: Date = format!("{month}-01").parse().ok()?;
                Some(format!("{} in {}", middle(*counts)?, day.strftime("%b %Y")))
            });
            let now = last.next()?;
            Some(match last.next() {
                Some(before) => format!("{what}: {now}, {before}"),
                None => format!("{what}: {now}"),
            })
        };
        self.uses.iter().filter_map(told).collect()
    }

    /// Says by how many days the next order is late: only where it is so by half its usual time more, and by a week.
    pub fn overdue(&self, today: Date) -> Option<i32> {
        let late = days_between(self.next_due?, today);
        (late >= 7.max(self.median_gap_days? / 2)).then_some(late)
    }

    /// Says how often they order and when next, with days as `said` says them: `28 orders · usually every 39 days · …`.
    pub fn rhythm(&self, today: Date, said: &dyn Fn(Date) -> String) -> String {
        if self.rows == 0 && !self.uses.is_empty() {
            return self.uses().join(" · ");
        }
        let mut parts = vec![match self.orders {
            // Without the rows themselves nobody knows which of them are one order.
            0 => many(self.rows, "row"),
            orders => many(orders, "order"),
        }];
        if let Some(gap) = self.median_gap_days {
            let days = if gap == 1 {
                "day".into()
            } else {
                format!("{gap} days")
            };
            parts.push(format!("usually every {days}"));
        }
        match (self.overdue(today), self.next_due) {
            (Some(late), _) => parts.push(format!("the next is {late} days late")),
            (None, Some(next)) if next >= today => parts.push(format!("next about {}", said(next))),
            _ => {}
        }
        if let Some(last) = self.last {
            parts.push(format!("the last {}", said(last)));
        }
        parts.join(" · ")
    }

    /// Writes it for programs.
    pub fn object(&self) -> Object {
        let counts = |of: &BTreeMap<String, usize>| {
            Value::Object(of.iter().map(|(k, v)| (k.clone(), json!(v))).collect())
        };
        let mut out = Object::new();
        out.insert("orders".into(), json!(self.orders));
        out.insert("rows".into(), json!(self.rows));
        out.insert(
            "amount".into(),
            Value::Object(
                self.amount
                    .iter()
                    .map(|(k, v)| (k.clone(), json!(v.to_string())))
                    .collect(),
            ),
        );
        out.insert("first".into(), json!(self.first));
        out.insert("last".into(), json!(self.last));
        out.insert("median_gap_days".into(), json!(self.median_gap_days));
        out.insert("next_due".into(), json!(self.next_due));
        let months = self
            .months
            .iter()
            .map(|(m, (rows, sum))| (m.clone(), json!({"rows": rows, "amount": sum.to_string()})));
        out.insert("months".into(), Value::Object(months.collect()));
        out.insert("products".into(), counts(&self.products));
        out.insert("sites".into(), counts(&self.sites));
        out.insert("channels".into(), counts(&self.channels));
        let uses = self.uses.iter().map(|(what, months)| {
            let months = months.iter().filter_map(|(month, counts)| {
                Some((month.clone(), json!(middle(*counts)?.to_string())))
            });
            (what.clone(), Value::Object(months.collect()))
        });
        out.insert("uses".into(), Value::Object(uses.collect()));
        out.insert(
            "changes".into(),
            Value::Array(
                self.changes
                    .iter()
                    .map(|c| json!({"what": c.what, "percent": c.percent, "since": c.since}))
                    .collect(),
            ),
        );
        out
    }
}

/// Counts things by their name: `1 order`, `28 orders`.
pub fn many(count: usize, what: &str) -> String {
    let s = if count == 1 { "" } else { "s" };
    format!("{count} {what}{s}")
}
