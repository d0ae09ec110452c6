//! What the demo's accounts buy and use: two years of it, from one line of figures a series.

use jiff::ToSpan;
use jiff::civil::Date;
use rust_decimal::Decimal;
use serde::Deserialize;
use serde_json::json;

use crate::domain::{Id, Money};
use crate::journal::Batch;

/// One row of buying or using.
#[derive(Clone, PartialEq, Debug)]
pub struct Row {
    /// Whose.
    pub account: Id,
    /// The day.
    pub on: Date,
    /// The order's number.
    pub order: String,
    /// What was bought or used.
    pub product: String,
    /// Where.
    pub site: String,
    /// By which way.
    pub channel: String,
    /// How much.
    pub quantity: Decimal,
    /// What it came to.
    pub amount: Money,
}

/// Packs rows as the journal writes them: one JSON array a line.
pub fn pack(rows: &[Row]) -> Batch {
    let mut lines = String::new();
    for row in rows {
        let line = json!([
            row.account,
            row.on,
            row.order,
            row.product,
            row.site,
            row.channel,
            row.quantity,
            row.amount.amount,
            row.amount.currency
        ]);
        lines.push_str(&line.to_string());
        lines.push('\n');
    }
    Batch::pack(rows.len() as u64, lines.as_bytes())
}

/// One series as the file says it.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Series {
    product: String,
    site: String,
    channel: String,
    /// The price of one.
    price: String,
    /// `week` unless said: how many rows a month has.
    #[serde(default)]
    every: Option<String>,
    /// A figure a month, oldest first; the last is what the running month is heading for.
    months: Vec<u32>,
}

/// The days of a month on which a weekly row falls.
const WEEKS: [i8; 4] = [3, 10, 17, 24];

impl Series {
    /// Writes out the rows up to yesterday.
    pub fn rows(&self, account: Id, today: Date) -> Result<Vec<Row>, String> {
        let price: Money = self.price.parse().map_err(|e| format!("price: {e}"))?;
        let days: &[i8] = match self.every.as_deref() {
            None | Some("week") => &WEEKS,
            Some("month") => &[12],
            Some(other) => return Err(format!("every: “{other}” is neither week nor month")),
        };
        let parts = u32::try_from(days.len()).unwrap_or(1);
        let mut rows = Vec::new();
        for (month, total) in self.months.iter().enumerate() {
            let back = i32::try_from(self.months.len() - 1 - month).map_err(|e| e.to_string())?;
            let first = today.first_of_month().saturating_sub(back.months());
            for (week, day) in (0u32..).zip(days) {
                let on = first.saturating_add((i32::from(*day) - 1).days());
                // The remainder goes to the first weeks, so that a month adds up to its figure.
                let quantity = Decimal::from(total / parts + u32::from(week < total % parts));
                if on >= today || quantity.is_zero() {
                    continue;
                }
                rows.push(Row {
                    account,
                    on,
                    order: self.order(on),
                    product: self.product.clone(),
                    site: self.site.clone(),
                    channel: self.channel.clone(),
                    quantity,
                    amount: price
                        .checked_mul(quantity)
                        .ok_or_else(|| "price: too large".to_owned())?,
                });
            }
        }
        Ok(rows)
    }

    /// Makes an order's number that no other row of the series has.
    fn order(&self, on: Date) -> String {
        let initials = |words: &str| {
            words
                .split_whitespace()
                .map(|word| {
                    // A type such as R3 is named whole, since its first letter is not its own.
                    let whole = word.contains(|c: char| c.is_ascii_digit());
                    let letters = if whole { usize::MAX } else { 1 };
                    word.chars().take(letters).collect::<String>()
                })
                .collect::<String>()
                .to_uppercase()
        };
        let site: String = self.site.chars().filter(|c| c.is_alphanumeric()).collect();
        format!(
            "{}-{}-{}-{}",
            initials(&self.product),
            site.to_uppercase().chars().take(7).collect::<String>(),
            initials(&self.channel),
            on.strftime("%y%m%d")
        )
    }
}
