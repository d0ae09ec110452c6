//! What a reader needs to know from outside: the clock, the person's zone, region and currency, and the limits.

use std::collections::BTreeMap;

use jiff::{Zoned, tz::TimeZone};

use super::{header::fold, map::ColumnMap, values::DayOrder};

/// Holds a file to read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Source<'a> {
    /// Its name as the person gave it.
    pub name: &'a str,
    /// Its bytes.
    pub bytes: &'a [u8],
}

/// Says how far the work has come.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Progress<'a> {
    /// The file being read.
    pub file: &'a str,
    /// Bytes read.
    pub done: u64,
    /// Bytes in the file.
    pub of: u64,
    /// Rows read.
    pub rows: u64,
}

/// Says whether to go on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Flow {
    /// Go on.
    On,
    /// Stop; nothing has been changed.
    Stop,
}

/// Holds how much of a file is taken.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Limits {
    /// Bytes in a file.
    pub file: u64,
    /// Columns in a table.
    pub columns: usize,
    /// Rows in a file.
    pub rows: u64,
    /// Occurrences of a recurrence rule.
    pub occurrences: usize,
    /// How deep JSON and calendar components may lie in each other.
    pub nesting: usize,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            file: 256 * 1024 * 1024,
            columns: 1_000,
            rows: 2_000_000,
            occurrences: 1_000,
            nesting: 8,
        }
    }
}

/// A map of fewer columns fits too many headers to be taken for one that it was not said for.
const FEW: usize = 3;

/// Holds what the person said and what the clock shows.
#[derive(Clone)]
pub struct Options<'a> {
    /// What the files are, where the person said so: `contacts`, `deals`, or a vendor's table such as `zoho notes`.
    pub as_kind: Option<String>,
    /// Which column is what, where the person said so.
    pub map: Option<ColumnMap>,
    /// What the person says now of headers, by their fingerprints; it counts before what is remembered.
    pub said: BTreeMap<String, ColumnMap>,
    /// Column maps remembered from earlier imports, by the header's fingerprint.
    pub remembered: BTreeMap<String, ColumnMap>,
    /// The country whose phone numbers lack a country code, as ISO 3166 (`DE`).
    pub region: Option<String>,
    /// The currency of amounts that name none, as ISO 4217.
    pub currency: Option<String>,
    /// How to read dates that nothing in a file decides.
    pub dates: Option<DayOrder>,
    /// Whether the comma is the decimal sign of numbers, where the person says so.
    pub decimal: Option<bool>,
    /// The moment of the import in the person's zone.
    pub now: Zoned,
    /// How many days ahead planned meetings are made of a recurrence rule.
    pub horizon_days: u16,
    /// The person's own addresses, who never become people of an account.
    pub own_addresses: Vec<String>,
    /// How much is taken.
    pub limits: Limits,
    /// Whether the companies that people of an address book name become accounts.
    pub makes_accounts: bool,
    /// Is told how far the work has come, and can stop it.
    pub progress: Option<&'a dyn Fn(&Progress<'_>) -> Flow>,
}

impl Options<'_> {
    /// Makes the usual options at a moment.
    pub fn at(now: Zoned) -> Self {
        Self {
            as_kind: None,
            map: None,
            said: BTreeMap::new(),
            remembered: BTreeMap::new(),
            region: None,
            currency: None,
            dates: None,
            decimal: None,
            now,
            horizon_days: 400,
            own_addresses: Vec::new(),
            limits: Limits::default(),
            makes_accounts: false,
            progress: None,
        }
    }

    /// Gives the column map that was said before for a header: for this very one, else for one whose columns are all
    /// in it, in whatever order, and are most of it.
    pub fn remembered_for(&self, print: &str, header: &[String]) -> Option<&ColumnMap> {
        let kept = || fitting(&self.remembered, print, header).map(|(_, map)| map);
        self.said.get(print).or_else(kept)
    }

    /// Says whether the comma is the decimal sign, as the person says it now; what was said before counts less than what the
    /// numbers show.
    pub(super) fn said_decimal(&self, map: Option<&ColumnMap>) -> Option<bool> {
        let is_now =
            |map: &&ColumnMap| self.map.is_some() || self.said.values().any(|said| said == *map);
        let said = map.filter(is_now).and_then(ColumnMap::comma);
        self.decimal.or(said)
    }

    /// Gives the person's zone.
    pub fn zone(&self) -> &TimeZone {
        self.now.time_zone()
    }

    /// Reports progress; says whether to go on.
    pub(super) fn tell(&self, file: &str, done: u64, of: u64, rows: u64) -> Flow {
        self.progress.map_or(Flow::On, |tell| {
            tell(&Progress {
                file,
                done,
                of,
                rows,
            })
        })
    }
}

/// Finds among maps the one that fits a header, with what it is remembered under; see [`Options::remembered_for`].
pub fn fitting<'a>(
    maps: &'a BTreeMap<String, ColumnMap>,
    print: &str,
    header: &[String],
) -> Option<(&'a String, &'a ColumnMap)> {
    if let Some(own) = maps.get_key_value(print) {
        return Some(own);
    }
    let named = header.iter().filter(|name| !name.is_empty()).count();
    let folded: Vec<String> = header.iter().map(|name| fold(name)).collect();
    let fits = |(_, map): &(&String, &ColumnMap)| {
        let said = map.columns.len();
        said >= FEW
            && 3 * said >= 2 * named
            && map.columns.keys().all(|name| folded.contains(&fold(name)))
    };
    // Of several the one that says most; of those the first, so that it is the same each time.
    let found = maps.iter().filter(fits);
    found.rev().max_by_key(|(_, map)| map.columns.len())
}
