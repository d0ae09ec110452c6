//! What an account buys or uses: when, what, where, how, how much; and the changes that nobody has asked about.

use std::collections::BTreeMap;

use jiff::ToSpan;
use jiff::civil::Date;
use rust_decimal::Decimal;
use serde_json::{Value, json};

use crate::domain::Object;
use crate::domain::usage::is_use;

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

/// Adds rows up, as of a day.
pub fn behaviour(rows: &[Row], today: Date) -> Behaviour {
    let mut out = Behaviour::default();
    let mut orders = std::collections::BTreeSet::new();
    let mut days = std::collections::BTreeSet::new();
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
    let mut out = Vec::new();
    for (what, group) in groups {
        let (after, before) = (group.three(1), group.three(4));
        if group.rows_before < FEW || !group.is_unusual(known) {
            continue;
        }
        let share = percent(before, whole);
        let Some(percent) = percent(after.checked_sub(before).unwrap_or_default(), before) else {
            continue;
        };
        if share.is_some_and(|s| s >= SHARE) && (percent <= LESS || percent >= MORE) {
            out.push(Change {
                what,
                percent,
                since: recent,
            });
        }
    }
    for (what, [before, after]) in uses {
        if before.1 < FEW {
            continue;
        }
        // What was not counted since is unknown, and no fall.
        let (Some(before), Some(after)) = (middle(before), middle(after)) else {
            continue;
        };
        let percent = percent(after.checked_sub(before).unwrap_or_default(), before);
        if let Some(percent) = percent.filter(|p| *p <= LESS || *p >= MORE) {
            out.push(Change {
                what,
                percent,
                since: recent,
            });
        }
    }
    // The largest fall first: that is what one asks about.
    out.sort_by_key(|c| (c.percent, c.what.clone()));
    out
}

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
}

/// Counts the months from one day's month to another's.
fn months_between(from: Date, to: Date) -> i32 {
    let count = |day: Date| i32::from(day.year()) * 12 + i32::from(day.month());
    count(to) - count(from)
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

fn percent(part: Decimal, of: Decimal) -> Option<i64> {
    use rust_decimal::prelude::ToPrimitive;
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
        let late = crate::domain::record::days_between(self.next_due?, today);
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

#[cfg(test)]
mod tests {
    use super::*;

    fn row(on: &str, site: &str, amount: i64) -> Row {
        Row {
            on: on.parse().ok(),
            order: on.into(),
            site: site.into(),
            amount: Some(Decimal::from(amount)),
            currency: "USD".into(),
            ..Row::default()
        }
    }

    #[test]
    fn a_site_that_orders_less_is_found_and_the_rhythm_is_told() {
        let mut rows = Vec::new();
        for (month, waterbury) in [(5, 100), (6, 100), (7, 100), (8, 60), (9, 60), (10, 66)] {
            rows.push(row(&format!("2026-{month:02}-10"), "Waterbury", waterbury));
            rows.push(row(&format!("2026-{month:02}-20"), "Danbury", 100));
        }
        let found = behaviour(&rows, "2026-11-23".parse().unwrap());
        assert_eq!((found.orders, found.rows), (12, 12));
        assert_eq!(
            found.changes,
            [Change {
                what: "orders from Waterbury".into(),
                percent: -38,
                since: "2026-08-01".parse().unwrap()
            }]
        );
        assert_eq!(found.median_gap_days, Some(10));
        assert_eq!(found.next_due, Some("2026-10-30".parse().unwrap()));
        assert_eq!(found.amount["USD"], Decimal::from(486 + 600));
    }

    #[test]
    fn a_rise_from_one_order_is_no_rise() {
        let today = "2026-11-23".parse().unwrap();
        let of = |before: &[&str]| {
            let mut rows: Vec<Row> = before.iter().map(|on| row(on, "Charleroi", 12)).collect();
            rows.extend(
                ["2026-08-10", "2026-09-10", "2026-10-10"].map(|on| row(on, "Charleroi", 5_000)),
            );
            behaviour(&rows, today).changes
        };
        assert_eq!(of(&["2026-06-10"]), [], "a figure without meaning");
        assert!(!of(&["2026-05-10", "2026-06-10", "2026-07-10"]).is_empty());
    }

    #[test]
    fn a_late_order_is_said_with_how_often_they_order() {
        let rows: Vec<Row> = ["2026-06-01", "2026-07-01", "2026-07-31", "2026-08-30"]
            .map(|on| row(on, "Danbury", 100))
            .to_vec();
        let day = |text: &str| text.parse::<Date>().unwrap();
        let plain = |date: Date| date.to_string();
        let found = behaviour(&rows, day("2026-09-20"));
        assert_eq!(found.overdue(day("2026-09-20")), None);
        assert_eq!(
            found.overdue(day("2026-10-10")),
            None,
            "not yet by half its time"
        );
        assert_eq!(found.overdue(day("2026-10-20")), Some(21));
        assert_eq!(
            found.rhythm(day("2026-09-20"), &plain),
            "4 orders · usually every 30 days · next about 2026-09-29 · the last 2026-08-30"
        );
        assert_eq!(
            found.rhythm(day("2026-10-20"), &plain),
            "4 orders · usually every 30 days · the next is 21 days late · the last 2026-08-30"
        );
    }

    #[test]
    fn who_orders_now_and_then_has_more_and_less_each_time() {
        let today: Date = "2026-11-20".parse().unwrap();
        let changed = |sums: [i64; 17]| {
            // The last of them is October 2026.
            let parts = sums.iter().rev().zip(1..).filter(|(sum, _)| **sum > 0);
            let parts: Vec<Part<'_>> = parts
                .map(|(sum, ago)| Part {
                    month: today.first_of_month() - ago.months(),
                    site: "Danbury",
                    product: "",
                    used: None,
                    rows: 2,
                    amounts: vec![("USD", Decimal::from(*sum))],
                })
                .collect();
            changes(&parts, today).len()
        };
        let rare = [9, 0, 0, 80, 0, 10, 0, 0, 70, 10, 0, 0, 20, 10, 0, 60, 20];
        assert_eq!(changed(rare), 0, "80 in three months came about before");
        let mut more = rare;
        more[15] = 400;
        assert_eq!(changed(more), 2, "of the whole and of the site");
        let mut steady = [50; 17];
        steady[14..].copy_from_slice(&[20, 10, 0]);
        assert_eq!(changed(steady), 2);
        // Of a short time nobody knows what is usual.
        let mut short = [0; 17];
        short[11..].copy_from_slice(&[50, 50, 50, 20, 10, 0]);
        assert_eq!(changed(short), 2);
    }

    #[test]
    fn who_counts_what_is_used_has_ordered_nothing() {
        let counted = |on: &str, count: i64| Row {
            on: on.parse().ok(),
            product: "Planner".into(),
            channel: crate::domain::usage::USED.into(),
            quantity: Some(Decimal::from(count)),
            ..Row::default()
        };
        let mut rows: Vec<Row> = [(1, 12), (2, 12), (3, 12), (4, 8), (5, 6), (6, 7)]
            .map(|(month, count)| counted(&format!("2026-{month:02}-01"), count))
            .to_vec();
        let today = "2026-07-20".parse().unwrap();
        let plain = |date: Date| date.to_string();
        let found = behaviour(&rows, today);
        assert_eq!((found.orders, found.rows, found.last), (0, 0, None));
        assert_eq!(found.overdue("2027-07-20".parse().unwrap()), None);
        assert_eq!(
            found.rhythm(today, &plain),
            "Planner: 7 in Jun 2026, 6 in May 2026"
        );
        assert_eq!(
            (found.changes[0].what.as_str(), found.changes[0].percent),
            ("use of Planner", -42)
        );
        assert!(!worth_asking(&found.changes).is_empty());
        // Orders beside it keep their own count, and a month that nobody counted is no fall.
        rows.truncate(3);
        rows.push(row("2026-06-10", "Danbury", 100));
        let found = behaviour(&rows, today);
        assert_eq!((found.orders, found.rows, found.changes.len()), (1, 1, 0));
    }

    #[test]
    fn nothing_bought_is_nothing_said() {
        assert_eq!(
            behaviour(&[], "2026-11-23".parse().unwrap()),
            Behaviour::default()
        );
        assert_eq!(Row::read("not json"), None);
    }
}
