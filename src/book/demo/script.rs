//! Reads the demo's files: which records there are, when they were made, and what happened to them later.
//!
//! A file is one account. `key` names a record for the others, `made` says when it was written down and
//! `author` by whom; `moves` are its moves along the states, `mins` how long a touchpoint lasted; all else
//! are fields by their names.

use jiff::civil::Date;
use jiff::tz::TimeZone;
use jiff::{Timestamp, ToSpan};
use toml::{Table, Value as Said};

use super::behaviour::Series;
use super::relative::Opened;
use super::settle::settle;
use super::stages::{moves, staged};
use super::{AUTHOR, DemoError};
use crate::domain::Kind;

/// One record of the files.
pub struct Item {
    /// The file it stands in, without its ending.
    pub file: &'static str,
    /// Its name for the others.
    pub key: String,
    /// What it is.
    pub kind: Kind,
    /// When it was made.
    pub made: Timestamp,
    /// Who made it.
    pub author: String,
    /// Its fields on that day.
    pub fields: Table,
    /// What happened to it, in order.
    pub events: Vec<Event>,
    pub(super) zone: TimeZone,
}

impl Item {
    /// Gives the day of a moment, where the demo is opened.
    pub fn day_of(&self, at: Timestamp) -> Date {
        at.to_zoned(self.zone.clone()).date()
    }
}

/// Something that happened to a record.
pub struct Event {
    /// When.
    pub at: Timestamp,
    /// The day that is said of it.
    pub on: Date,
    /// Who did it.
    pub author: String,
    /// The state that it moved to.
    pub to: Option<String>,
    /// A word on it.
    pub why: Option<String>,
    /// The fields that changed with it.
    pub set: Table,
}

/// All files, read.
pub struct Script {
    /// The records, in the order in which they were made.
    pub items: Vec<Item>,
    /// What accounts buy and use: file, account, series.
    pub activity: Vec<(&'static str, String, Vec<Series>)>,
}

/// The sections of a file, and the kind that each holds.
const SECTIONS: &[(&str, Kind)] = &[
    ("account", Kind::Account),
    ("unit", Kind::Account),
    ("person", Kind::Person),
    ("trend", Kind::Trend),
    ("problem", Kind::Problem),
    ("advocacy", Kind::Advocacy),
    ("promise", Kind::Promise),
    ("touchpoint", Kind::Touchpoint),
    ("learning", Kind::Learning),
    ("question", Kind::Question),
    ("alternative", Kind::Alternative),
    ("agreement", Kind::Agreement),
    ("favour", Kind::Favour),
    ("loyalty", Kind::Loyalty),
    ("deal", Kind::Deal),
    ("survey", Kind::Survey),
];

impl Script {
    /// Reads all files.
    pub fn read(files: &[(&'static str, &str)], opened: &Opened<'_>) -> Result<Script, DemoError> {
        let mut script = Script {
            items: Vec::new(),
            activity: Vec::new(),
        };
        let mut later = Vec::new();
        for &(file, text) in files {
            let mut table: Table = text
                .parse()
                .map_err(|e: toml::de::Error| DemoError::new(file, "file", e.to_string()))?;
            let account = table
                .get("account")
                .and_then(|a| a.get("key"))
                .and_then(Said::as_str)
                .map(str::to_owned);
            for &(section, kind) in SECTIONS {
                for record in tables(table.remove(section), file, section)? {
                    script.items.push(item(
                        record,
                        file,
                        section,
                        kind,
                        account.as_deref(),
                        opened,
                    )?);
                }
            }
            for change in tables(table.remove("later"), file, "later")? {
                later.push((file, change));
            }
            let series = tables(table.remove("activity"), file, "activity")?
                .into_iter()
                .map(Table::try_into::<Series>)
                .collect::<Result<Vec<_>, _>>()
                .map_err(|e| DemoError::new(file, "activity", e.to_string()))?;
            if let (Some(account), false) = (account, series.is_empty()) {
                script.activity.push((file, account, series));
            }
            if let Some(section) = table.keys().next() {
                return Err(DemoError::new(
                    file,
                    section,
                    "is no section of a demo file",
                ));
            }
        }
        for (file, change) in later {
            script.add_later(file, change, opened)?;
        }
        settle(&mut script.items);
        for item in &mut script.items {
            item.events.sort_by_key(|e| e.at);
        }
        script.items.sort_by_key(|i| i.made);
        Ok(script)
    }

    fn add_later(
        &mut self,
        file: &'static str,
        mut change: Table,
        opened: &Opened<'_>,
    ) -> Result<(), DemoError> {
        let wrong = |why: String| DemoError::new(file, "later", why);
        let record = text(&mut change, "record").ok_or_else(|| wrong("has no record".into()))?;
        let on = text(&mut change, "on").ok_or_else(|| wrong("has no on".into()))?;
        let at = opened.moment(&on, (17, 0)).map_err(wrong)?;
        let author = text(&mut change, "author").unwrap_or_else(|| AUTHOR.to_owned());
        let Some(Said::Table(set)) = change.remove("set") else {
            return Err(wrong(format!("{record} has no set")));
        };
        if let Some(name) = change.keys().next() {
            return Err(wrong(format!("{record} has an unknown {name}")));
        }
        let item = self
            .items
            .iter_mut()
            .find(|i| i.key == record)
            .ok_or_else(|| wrong(format!("there is no record “{record}”")))?;
        item.events.push(Event {
            at: at.timestamp(),
            on: at.date(),
            author,
            to: None,
            why: None,
            set,
        });
        Ok(())
    }
}

/// Takes a section's tables; one table counts as a list of one.
pub(super) fn tables(
    section: Option<Said>,
    file: &str,
    name: &str,
) -> Result<Vec<Table>, DemoError> {
    let wrong = || DemoError::new(file, name, "should be [[tables]]");
    match section {
        None => Ok(Vec::new()),
        Some(Said::Table(one)) => Ok(vec![one]),
        Some(Said::Array(many)) => many
            .into_iter()
            .map(|one| match one {
                Said::Table(table) => Ok(table),
                _ => Err(wrong()),
            })
            .collect(),
        Some(_) => Err(wrong()),
    }
}

/// Takes a text out of a table.
pub(super) fn text(from: &mut Table, name: &str) -> Option<String> {
    match from.remove(name) {
        Some(Said::String(text)) => Some(text),
        Some(other) => {
            from.insert(name.to_owned(), other);
            None
        }
        None => None,
    }
}

fn item(
    mut fields: Table,
    file: &'static str,
    section: &str,
    kind: Kind,
    account: Option<&str>,
    opened: &Opened<'_>,
) -> Result<Item, DemoError> {
    let key = text(&mut fields, "key")
        .ok_or_else(|| DemoError::new(file, section, "a record has no key"))?;
    let wrong = |why: String| DemoError::new(file, &key, why);
    let made = text(&mut fields, "made").ok_or_else(|| wrong("has no made".into()))?;
    let made = opened.moment(&made, (9, 0)).map_err(wrong)?;
    let author = text(&mut fields, "author").unwrap_or_else(|| AUTHOR.to_owned());
    if let Some(account) = account {
        let belongs = if section == "unit" {
            "parent"
        } else {
            "account"
        };
        if section != "account" && kind.field(belongs).is_some() {
            fields
                .entry(belongs)
                .or_insert_with(|| Said::String(account.to_owned()));
        }
    }
    if let Some(minutes) = fields.remove("mins").and_then(|m| m.as_integer()) {
        let starts = fields
            .get("starts")
            .and_then(Said::as_str)
            .unwrap_or_default();
        let ends = opened
            .moment(starts, (9, 0))
            .map_err(wrong)?
            .saturating_add(minutes.minutes());
        // A whole moment passes through unread; see `value`.
        fields.insert("ends".to_owned(), Said::String(format!("at {ends}")));
    }
    let mut item = Item {
        file,
        kind,
        made: made.timestamp(),
        author,
        events: Vec::new(),
        fields,
        zone: opened.now.time_zone().clone(),
        key: key.clone(),
    };
    moves(&mut item, opened)?;
    staged(&mut item, opened)?;
    if item.made > opened.now.timestamp() {
        return Err(wrong("is made after the demo was opened".into()));
    }
    Ok(item)
}
