//! A million rows at about 80 bytes each: every text once, a row its numbers.

use std::collections::{HashMap, HashSet};

use jiff::civil::Date;
use rust_decimal::Decimal;

/// One row as the book takes it; texts are empty where unknown.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ActivityRow<'a> {
    /// The account as the file names it.
    pub account: &'a str,
    /// The day.
    pub on: Option<Date>,
    /// The order's number.
    pub order: &'a str,
    /// The product, as it is called.
    pub product: &'a str,
    /// The product's number, where it is called by a name: the row is known by it, named or not.
    pub code: &'a str,
    /// Where.
    pub site: &'a str,
    /// How it was ordered.
    pub channel: &'a str,
    /// How many.
    pub quantity: Option<Decimal>,
    /// For how much.
    pub amount: Option<Decimal>,
    /// The amount's currency as ISO 4217; empty where unknown.
    pub currency: &'a str,
    /// The line of the file.
    pub line: u64,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Packed {
    account: u32,
    order: u32,
    product: u32,
    code: u32,
    site: u32,
    channel: u32,
    currency: u32,
    on: Option<Date>,
    quantity: Option<Decimal>,
    amount: Option<Decimal>,
    line: u32,
}

impl ActivityRow<'_> {
    /// Gives what tells its product apart: the number, else the name.
    pub(super) fn what(&self) -> &str {
        if self.code.is_empty() {
            self.product
        } else {
            self.code
        }
    }
}

/// Says how a table names its accounts.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub enum AccountBy {
    /// By an id of this system.
    Id(String),
    /// By name.
    #[default]
    Name,
    /// Not at all: the rows are lines of orders.
    Order,
}

/// Holds a file's rows.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct ActivityTable {
    /// How the rows name their accounts.
    pub by: AccountBy,
    /// What the accounts are called that are named by a number, where the rows say it.
    pub names: HashMap<String, String>,
    /// The addresses of those who ordered, by what their accounts are called.
    pub emails: HashMap<String, String>,
    /// The rows that were not sold: each takes back the same one of before, and is none itself.
    void: HashSet<usize>,
    /// All texts, one after the other, each once.
    text: String,
    /// Where each text begins; it ends where the next begins.
    starts: Vec<u32>,
    /// A text's hash to its number. Two texts of one hash only cost a second copy.
    known: HashMap<u64, u32>,
    rows: Vec<Packed>,
}

impl ActivityTable {
    /// Makes an empty table whose rows name their accounts so.
    pub fn naming(by: AccountBy) -> Self {
        Self {
            by,
            ..Self::default()
        }
    }

    /// Counts the rows.
    pub fn len(&self) -> usize {
        self.rows.len()
    }

    /// Says whether there is none.
    pub fn is_empty(&self) -> bool {
        self.rows.is_empty()
    }

    /// Gives a row.
    pub fn get(&self, at: usize) -> Option<ActivityRow<'_>> {
        self.rows.get(at).map(|row| ActivityRow {
            account: self.text(row.account),
            on: row.on,
            order: self.text(row.order),
            product: self.text(row.product),
            code: self.text(row.code),
            site: self.text(row.site),
            channel: self.text(row.channel),
            quantity: row.quantity,
            amount: row.amount,
            currency: self.text(row.currency),
            line: u64::from(row.line),
        })
    }

    /// Gives all rows.
    pub fn iter(&self) -> impl Iterator<Item = ActivityRow<'_>> {
        (0..self.rows.len()).filter_map(|at| self.get(at))
    }

    fn text(&self, at: u32) -> &str {
        let place = |at: u32| {
            usize::try_from(at)
                .ok()
                .and_then(|at| self.starts.get(at))
                .copied()
        };
        let Some(from) = place(at) else { return "" };
        let to = place(at.saturating_add(1)).map_or(self.text.len(), |to| {
            usize::try_from(to).unwrap_or_default()
        });
        self.text
            .get(usize::try_from(from).unwrap_or_default()..to)
            .unwrap_or_default()
    }

    fn string(&mut self, text: &str) -> u32 {
        let hash = hash(text);
        if let Some(at) = self
            .known
            .get(&hash)
            .copied()
            .filter(|at| self.text(*at) == text)
        {
            return at;
        }
        let at = u32::try_from(self.starts.len()).unwrap_or(u32::MAX);
        // A file is at most 256 MiB, so its texts are too.
        self.starts
            .push(u32::try_from(self.text.len()).unwrap_or(u32::MAX));
        self.text.push_str(text);
        self.known.insert(hash, at);
        at
    }

    /// Gives back the room that only reading needed.
    pub(in crate::interchange) fn settle(&mut self) {
        self.known = HashMap::new();
        self.rows.shrink_to_fit();
        self.text.shrink_to_fit();
        self.starts.shrink_to_fit();
    }

    /// Adds a row.
    pub fn push(&mut self, row: &ActivityRow<'_>) {
        let packed = Packed {
            account: self.string(row.account),
            order: self.string(row.order),
            product: self.string(row.product),
            code: self.string(row.code),
            site: self.string(row.site),
            channel: self.string(row.channel),
            currency: self.string(row.currency),
            on: row.on,
            quantity: row.quantity,
            amount: row.amount,
            line: u32::try_from(row.line).unwrap_or(u32::MAX),
        };
        self.rows.push(packed);
    }

    /// Says of the last row that it was not sold.
    pub(super) fn void_last(&mut self) {
        if let Some(last) = self.rows.len().checked_sub(1) {
            self.void.insert(last);
        }
    }

    /// Says whether a row was not sold.
    pub fn is_void(&self, at: usize) -> bool {
        self.void.contains(&at)
    }

    /// Names the accounts to which anything was sold; nothing where all was.
    pub fn sold_to(&self) -> Option<HashSet<&str>> {
        let sold = self.rows.iter().enumerate();
        let sold = sold.filter(|(at, _)| !self.void.contains(at));
        (!self.void.is_empty()).then(|| sold.map(|(_, row)| self.text(row.account)).collect())
    }

    /// Names each account once, in the order in which they come.
    pub fn accounts(&self) -> Vec<&str> {
        let mut seen = vec![false; self.starts.len()];
        let mut accounts = Vec::new();
        for row in &self.rows {
            if let Some(slot) = usize::try_from(row.account)
                .ok()
                .and_then(|at| seen.get_mut(at))
                && !*slot
            {
                *slot = true;
                accounts.push(self.text(row.account));
            }
        }
        accounts
    }
}

fn hash(text: &str) -> u64 {
    use std::hash::{DefaultHasher, Hasher};
    let mut hasher = DefaultHasher::new();
    hasher.write(text.as_bytes());
    hasher.finish()
}
