//! Reads the demo's files: which records there are, when they were made, and what happened to them later.
//!
//! A file is one account. `key` names a record for the others, `made` says when it was written down and
//! `author` by whom; `moves` are its moves along the states, `mins` how long a touchpoint lasted; all else
//! are fields by their names. Some fields were not known on the first day: a problem's causes come with its
//! diagnosis, a fight's answer with its decision. [`staged`] says which come when.

use jiff::civil::Date;
use jiff::tz::TimeZone;
use jiff::{Timestamp, ToSpan};
use serde_json::{Map, Value, json};
use toml::{Table, Value as Said};

use super::behaviour::Series;
use super::relative::Opened;
use super::{AUTHOR, DemoError, Named};
use crate::domain::record::SHARED;
use crate::domain::{Field, Kind, Money, Object, Type};

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
    zone: TimeZone,
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
    pub fn read(
        files: &[(&'static str, &str)],
        opened: &Opened<'_>,
    ) -> Result<Script, DemoError> {
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
                    script
                        .items
                        .push(item(record, file, section, kind, account.as_deref(), opened)?);
                }
            }
            for change in tables(table.remove("later"), file, "later")? {
                later.push((file, change));
            }
            let series = tables(table.remove("activity"), file, "activity")?
                .into_iter()
                .map(|one| one.try_into::<Series>())
                .collect::<Result<Vec<_>, _>>()
                .map_err(|e| DemoError::new(file, "activity", e.to_string()))?;
            if let (Some(account), false) = (account, series.is_empty()) {
                script.activity.push((file, account, series));
            }
            if let Some(section) = table.keys().next() {
                return Err(DemoError::new(file, section, "is no section of a demo file"));
            }
        }
        for (file, change) in later {
            script.add_later(file, change, opened)?;
        }
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
fn tables(section: Option<Said>, file: &str, name: &str) -> Result<Vec<Table>, DemoError> {
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
fn text(from: &mut Table, name: &str) -> Option<String> {
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
        let belongs = if section == "unit" { "parent" } else { "account" };
        if section != "account" && kind.field(belongs).is_some() {
            fields
                .entry(belongs)
                .or_insert_with(|| Said::String(account.to_owned()));
        }
    }
    if let Some(minutes) = fields.remove("mins").and_then(|m| m.as_integer()) {
        let starts = fields.get("starts").and_then(Said::as_str).unwrap_or_default();
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

/// Takes the moves along the states, each with the fields that came with it.
fn moves(item: &mut Item, opened: &Opened<'_>) -> Result<(), DemoError> {
    let (file, key) = (item.file, item.key.clone());
    let wrong = |why: String| DemoError::new(file, &key, why);
    for mut one in tables(item.fields.remove("moves"), file, &key)? {
        let to = text(&mut one, "to").ok_or_else(|| wrong("a move has no to".into()))?;
        let on = text(&mut one, "on").ok_or_else(|| wrong("a move has no on".into()))?;
        let why = text(&mut one, "why");
        if let Some(name) = one.keys().next() {
            return Err(wrong(format!("a move has an unknown {name}")));
        }
        let at = opened.moment(&on, (17, 40)).map_err(wrong)?;
        let mut set = Table::new();
        for name in known_with(item.kind, &to) {
            if let Some(value) = item.fields.remove(*name) {
                set.insert((*name).to_owned(), value);
            }
        }
        item.events.push(Event {
            at: at.timestamp(),
            on: at.date(),
            author: AUTHOR.to_owned(),
            to: Some(to),
            why,
            set,
        });
    }
    Ok(())
}

/// Names the fields that become known with a move to a state.
fn known_with(kind: Kind, state: &str) -> &'static [&'static str] {
    match (kind, state) {
        (Kind::Problem, "diagnosed") => &["need", "whys", "causes", "called_in"],
        (Kind::Problem, "solving") => &["solution"],
        (Kind::Problem, "verified") => &["outcome", "worth", "may_be_told"],
        (Kind::Advocacy, "won" | "lost") => &["answer"],
        (Kind::Question, "answered") => &["answer"],
        _ => &[],
    }
}

/// Takes apart what came on its own day: moved dates, being told, sharing, the end of a complaint.
fn staged(item: &mut Item, opened: &Opened<'_>) -> Result<(), DemoError> {
    let (file, key) = (item.file, item.key.clone());
    let wrong = |why: String| DemoError::new(file, &key, why);
    let day = |one: &Table, name: &str| one.get(name).and_then(Said::as_str).map(str::to_owned);
    let mut events: Vec<(String, Table)> = Vec::new();
    match item.kind {
        Kind::Promise => {
            let moved = tables(item.fields.remove("moved"), file, &key)?;
            if let Some(from) = moved.first().and_then(|m| m.get("from")).cloned() {
                item.fields.insert("due".to_owned(), from);
            }
            for (at, one) in moved.iter().enumerate() {
                let on = day(one, "on").ok_or_else(|| wrong("a moved day has no on".into()))?;
                let mut set = Table::new();
                if let Some(to) = one.get("to") {
                    set.insert("due".to_owned(), to.clone());
                }
                let so_far = moved[..=at].iter().cloned().map(Said::Table).collect();
                set.insert("moved".to_owned(), Said::Array(so_far));
                events.push((on, set));
            }
        }
        Kind::Advocacy => {
            if let Some(on) = day(&item.fields, "told_on") {
                let told = ["told_on", "told_whom"].into_iter();
                let set = told.filter_map(|n| item.fields.remove_entry(n)).collect();
                events.push((on, set));
            }
        }
        Kind::Trend => {
            let full = tables(item.fields.remove("implications"), file, &key)?;
            let mut so_far: Vec<Table> = full
                .iter()
                .map(|one| {
                    let mut first = one.clone();
                    for name in ["shared_on", "shared_with", "reaction"] {
                        first.remove(name);
                    }
                    first
                })
                .collect();
            let list = |all: &[Table]| Said::Array(all.iter().cloned().map(Said::Table).collect());
            item.fields.insert("implications".to_owned(), list(&so_far));
            let mut shared = Vec::new();
            for (at, one) in full.iter().enumerate() {
                if let Some(on) = day(one, "shared_on") {
                    let when = opened.moment(&on, (17, 35)).map_err(wrong)?;
                    shared.push((when.timestamp(), at, on));
                }
            }
            shared.sort();
            for (_, at, on) in shared {
                so_far[at] = full[at].clone();
                let set = Table::from_iter([("implications".to_owned(), list(&so_far))]);
                events.push((on, set));
            }
        }
        Kind::Touchpoint => {
            if let Some(Said::Table(full)) = item.fields.get("recovery").cloned() {
                if let Some(on) = day(&full, "resolved_on") {
                    let mut first = full.clone();
                    first.remove("resolved_on");
                    first.remove("learned");
                    item.fields.insert("recovery".to_owned(), Said::Table(first));
                    events.push((on, Table::from_iter([("recovery".to_owned(), Said::Table(full))])));
                }
            }
        }
        _ => {}
    }
    for (on, set) in events {
        let at = opened.moment(&on, (17, 35)).map_err(wrong)?;
        item.events.push(Event {
            at: at.timestamp(),
            on: at.date(),
            author: AUTHOR.to_owned(),
            to: None,
            why: None,
            set,
        });
    }
    Ok(())
}

/// Turns fields as the file says them into JSON as records hold it; a name that is no field is an error.
pub fn values(
    item: &Item,
    fields: &Table,
    ids: &Named,
    opened: &Opened<'_>,
) -> Result<Object, DemoError> {
    let mut out = Map::new();
    for (name, said) in fields {
        let wrong = |why: String| DemoError::new(item.file, &item.key, format!("{name}: {why}"));
        let field = item
            .kind
            .fields()
            .iter()
            .chain(SHARED)
            .find(|f| f.name == name)
            .ok_or_else(|| wrong(format!("is no field of a {}", item.kind)))?;
        let value = match said {
            Said::String(who) if name == "source" => source(who, ids).map_err(wrong)?,
            said => value(&field.ty, said, ids, opened).map_err(wrong)?,
        };
        out.insert(name.clone(), value);
    }
    Ok(out)
}

/// Reads a source: `@key` is a touchpoint or a person, anything else is who told us.
fn source(said: &str, ids: &Named) -> Result<Value, String> {
    let Some(key) = said.strip_prefix('@') else {
        return Ok(json!({ "who": said }));
    };
    let id = ids.id(key)?;
    Ok(match ids.kind(key) {
        Some(Kind::Touchpoint) => json!({ "touchpoint": id }),
        _ => json!({ "who": id }),
    })
}

fn value(ty: &Type, said: &Said, ids: &Named, opened: &Opened<'_>) -> Result<Value, String> {
    match (ty, said) {
        (Type::Text | Type::Prose, Said::String(text)) => opened.text(text).map(Value::String),
        (Type::Birthday | Type::OneOf(_) | Type::Decimal, Said::String(text)) => Ok(json!(text)),
        (Type::Date, Said::String(text)) => opened.date(text).map(|d| json!(d)),
        (Type::Moment, Said::String(text)) => match text.strip_prefix("at ") {
            Some(whole) => whole
                .parse::<crate::domain::Moment>()
                .map(|m| json!(m))
                .map_err(|e| e.to_string()),
            None => opened.held(text).map(|m| json!(m)),
        },
        (Type::Money, Said::String(text)) => text
            .parse::<Money>()
            .map(|m| json!(m))
            .map_err(|e| e.to_string()),
        (Type::Count, Said::Integer(count)) => Ok(json!(count)),
        (Type::Flag, Said::Boolean(flag)) => Ok(json!(flag)),
        (Type::Ref(kind), Said::String(key)) => ids.id_of(key, *kind).map(|id| json!(id)),
        (Type::Who, Said::String(who)) => match who.strip_prefix('@') {
            Some(key) => ids.id(key).map(|id| json!(id)),
            None => opened.text(who).map(Value::String),
        },
        (Type::List(one), Said::Array(items)) => items
            .iter()
            .map(|i| value(one, i, ids, opened))
            .collect::<Result<Vec<_>, _>>()
            .map(Value::Array),
        (Type::Parts(fields), Said::Table(table)) => parts(fields, table, ids, opened),
        (ty, said) => Err(format!("“{said}” does not fit {ty:?}")),
    }
}

fn parts(
    fields: &[Field],
    table: &Table,
    ids: &Named,
    opened: &Opened<'_>,
) -> Result<Value, String> {
    if let Some(name) = table.keys().find(|n| !fields.iter().any(|f| f.name == *n)) {
        return Err(format!("has no part “{name}”"));
    }
    let mut out = Map::new();
    for field in fields {
        if let Some(said) = table.get(field.name) {
            let read = value(&field.ty, said, ids, opened)
                .map_err(|why| format!("{}: {why}", field.name))?;
            out.insert(field.name.to_owned(), read);
        }
    }
    Ok(Value::Object(out))
}
