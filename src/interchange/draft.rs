//! What a file said, before anything is compared with the book: drafts, references by key, and what was refused.

use std::collections::BTreeMap;

use serde_json::{Map, Value};

use crate::domain::Kind;

use super::activity::ActivityTable;

/// Names a record in another program.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct ForeignId {
    /// The program, such as `salesforce`; its ids are unique for each kind.
    pub system: String,
    /// The id there, in its comparable form.
    pub id: String,
}

/// Names a record by what a file knows of it.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Key {
    /// By its id in another program.
    Foreign(ForeignId),
    /// By an e-mail address.
    Email(String),
    /// By its whole name.
    Name(String),
}

impl Key {
    /// Gives the key as it is kept with a record that waits: `account salesforce:001…`, `person email:…`,
    /// `account name:Stripe, Inc.`.
    pub fn written(&self, kind: Kind) -> String {
        match self {
            Self::Foreign(foreign) => format!("{kind} {}:{}", foreign.system, foreign.id),
            Self::Email(email) => format!("{kind} email:{}", email.to_lowercase()),
            Self::Name(name) => format!("{kind} name:{}", name.replace(" | ", " / ")),
        }
    }

    /// Gives the key in the form in which two of them are compared: names folded.
    pub fn compared(&self, kind: Kind) -> String {
        match self {
            Self::Name(name) => format!("{kind} name:{}", super::header::fold(name)),
            _ => self.written(kind),
        }
    }

    /// Gives the key as a person reads it.
    pub fn shown(&self) -> String {
        match self {
            Self::Foreign(foreign) => format!("{} {}", foreign.system, foreign.id),
            Self::Email(text) | Self::Name(text) => text.clone(),
        }
    }
}

/// Points from a draft to another record.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Reference {
    /// The field that holds the other's id: `account`, `people`, `reports_to`, or `links`.
    pub field: &'static str,
    /// The kind of the other record.
    pub kind: Kind,
    /// What is known of it, the surest first.
    pub keys: Vec<Key>,
    /// Whether the field holds a list.
    pub many: bool,
    /// Whether the other is made of its name where the book has none.
    pub make: bool,
}

/// Holds one record as a file tells it.
#[allow(clippy::struct_excessive_bools)] // Each is something that a file says by itself.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Draft {
    /// The record's kind.
    pub kind: Kind,
    /// Its fields by their names in the field table.
    pub fields: Map<String, Value>,
    /// Columns and properties that fit no field.
    pub extra: Map<String, Value>,
    /// Its ids in other programs; the first is of this file.
    pub foreign: Vec<ForeignId>,
    /// The records that it points to.
    pub refs: Vec<Reference>,
    /// Its phone numbers in E.164, for matching.
    pub phones: Vec<String>,
    /// Whether its times are those of the wall, in whatever zone the reader is.
    pub floating: bool,
    /// Whether the file says that it was deleted.
    pub deleted: bool,
    /// The record that it was merged into.
    pub merged_into: Option<ForeignId>,
    /// Whether only a name was told, so that it is matched and made but never changes a record.
    pub mentioned: bool,
    /// Which version of it this is, where the file says so.
    pub revision: Option<Revision>,
    /// Guests who do not come, each with what is known of them.
    pub without: Vec<Vec<Key>>,
    /// Whether it is only a guest's answer, which changes nothing else.
    pub answers: bool,
    /// What the row told only a part of.
    pub part: Part,
    /// The town, the region and the country, where the place is made of these.
    pub places: Vec<String>,
    /// The columns in which numbers and addresses stand, as hashes, each with its field, in the order of their items.
    pub columns: Vec<(&'static str, u32)>,
}

/// Says of which fields a row told only a part, since what they are made of stands in several columns of which a file
/// need not have all: what it does not speak of is unknown, not gone.
#[allow(clippy::struct_excessive_bools)] // Each is a field of its own.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Part {
    /// Of a name in two columns one is missing.
    pub name: bool,
    /// Of town, region and country one is missing.
    pub place: bool,
    /// Of a moment the hour is missing.
    pub hour: bool,
    /// Numbers and addresses stand in a column each.
    pub lists: bool,
}

/// Says which version of an event a file has: of two the one with the higher number counts, or the later stamp.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Revision {
    /// What it is a version of: a series, or one start of it.
    pub of: String,
    /// Its number.
    pub sequence: i64,
    /// When that version was made, in UTC; empty where unknown.
    pub stamp: String,
    /// Whether it is of one start of a series only.
    pub single: bool,
    /// Whether it only takes back what was told before.
    pub calls_off: bool,
}

impl Revision {
    /// Says whether this is an older version than another.
    pub fn is_older(&self, other: &Self) -> bool {
        self.sequence < other.sequence
            || (self.sequence == other.sequence
                && !self.stamp.is_empty()
                && !other.stamp.is_empty()
                && self.stamp < other.stamp)
    }

    /// Gives it as it is remembered with a record.
    pub fn written(&self) -> String {
        let single = if self.single { " single" } else { "" };
        format!("{} {}{single}", self.sequence, self.stamp)
    }

    /// Reads what was remembered.
    pub fn read(text: &str) -> Option<Self> {
        let mut parts = text.split(' ');
        Some(Self {
            of: String::new(),
            sequence: parts.next()?.parse().ok()?,
            stamp: parts.next().unwrap_or_default().to_owned(),
            single: parts.next().is_some(),
            calls_off: false,
        })
    }
}

impl Draft {
    /// Makes an empty draft of a kind.
    pub fn new(kind: Kind) -> Self {
        Self {
            places: Vec::new(),
            columns: Vec::new(),
            kind,
            fields: Map::new(),
            extra: Map::new(),
            foreign: Vec::new(),
            refs: Vec::new(),
            phones: Vec::new(),
            floating: false,
            deleted: false,
            merged_into: None,
            mentioned: false,
            revision: None,
            without: Vec::new(),
            answers: false,
            part: Part::default(),
        }
    }

    /// Sets a text field where the text is not empty.
    pub fn set(&mut self, field: &str, text: &str) {
        let text = text.trim();
        if !text.is_empty() {
            self.fields
                .insert(field.to_owned(), Value::String(text.to_owned()));
        }
    }

    /// Gives a text field, or nothing.
    pub fn text(&self, field: &str) -> &str {
        self.fields
            .get(field)
            .and_then(Value::as_str)
            .unwrap_or_default()
    }

    /// Adds a text to a list field once.
    pub fn add(&mut self, field: &str, text: &str) {
        let text = text.trim();
        if text.is_empty() {
            return;
        }
        let list = self
            .fields
            .entry(field.to_owned())
            .or_insert_with(|| Value::Array(Vec::new()));
        if let Value::Array(list) = list {
            let known = list.iter().any(|value| {
                value
                    .as_str()
                    .is_some_and(|value| value.eq_ignore_ascii_case(text))
            });
            if !known {
                list.push(Value::String(text.to_owned()));
            }
        }
    }

    /// Adds to a list what stands in a column of a table.
    pub fn add_of(&mut self, field: &'static str, text: &str, column: &str) {
        let before = self.list(field).count();
        self.add(field, text);
        if self.list(field).count() > before {
            let mark = blake3::hash(super::header::fold(column).as_bytes());
            let mut bytes = [0; 4];
            bytes.copy_from_slice(&mark.as_bytes()[..4]);
            self.columns.push((field, u32::from_le_bytes(bytes)));
        }
    }

    /// Gives the marks of the columns in which a list's items stand, where the row tells a list by columns.
    pub fn columns_of(&self, field: &str) -> Option<Vec<String>> {
        if !self.part.lists || !matches!(field, "phones" | "emails") {
            return None;
        }
        let own = self.columns.iter().filter(|(of, _)| *of == field);
        Some(own.map(|(_, mark)| format!("{mark:08x}")).collect())
    }

    /// Gives a list field's texts.
    pub fn list(&self, field: &str) -> impl Iterator<Item = &str> {
        self.fields
            .get(field)
            .and_then(Value::as_array)
            .into_iter()
            .flatten()
            .filter_map(Value::as_str)
    }

    /// Keeps a value that fits no field; a name that is taken gets a number.
    pub fn keep(&mut self, name: &str, text: &str) {
        let text = text.trim();
        if text.is_empty() {
            return;
        }
        let name = if name.is_empty() { "column" } else { name };
        let mut free = name.to_owned();
        let mut number = 2;
        while self.extra.get(&free).is_some_and(|held| held != text) {
            free = format!("{name} ({number})");
            number += 1;
        }
        self.extra.insert(free, Value::String(text.to_owned()));
    }

    /// Points to another record.
    pub fn refer(&mut self, reference: Reference) {
        if !reference.keys.is_empty() {
            self.refs.push(reference);
        }
    }
}

/// Holds the drafts of one row of a file; the first is what the row is about.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct DraftRow {
    /// The line on which the row begins, counted from 1.
    pub line: u64,
    /// The row's records.
    pub drafts: Vec<Draft>,
}

/// Says why a row was refused.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Rejected {
    /// The line on which the row begins.
    pub line: u64,
    /// What is wrong and what helps.
    pub why: String,
    /// The row as written, for `--rejects`.
    pub raw: String,
}

/// Holds what was read of one file.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Reading {
    /// The file's name as given.
    pub file: String,
    /// The program and table, such as `hubspot contacts`.
    pub recognised: Option<String>,
    /// The encoding; see [`super::decode::Decoded`].
    pub encoding: String,
    /// The sign between cells of a table.
    pub delimiter: Option<char>,
    /// Lines before the header and after the last record.
    pub preamble: u64,
    /// See [`Reading::preamble`].
    pub footer: u64,
    /// Records read, without preamble and footer.
    pub rows: u64,
    /// Rows without a single value, which say nothing and change nothing.
    pub empty: u64,
    /// What the rows said.
    pub drafts: Vec<DraftRow>,
    /// Rows of orders or usage, which are not records.
    pub activity: ActivityTable,
    /// Rows of orders whose lines stand in another file, and so are no rows of their own: what becomes of them is what
    /// becomes of the lines. See [`super::activity::order_mark`].
    pub heads: Vec<u64>,
    /// Records of our own export with their lines, as they stood.
    pub records: Vec<(u64, crate::domain::Object)>,
    /// The UIDs of calendar series that the file holds whole.
    pub series: Vec<String>,
    /// How many rows are of orders that were cancelled.
    pub cancelled: u64,
    /// How many rows are offers or drafts.
    pub offered: u64,
    /// Product ids and names, which name what orders bought.
    pub products: BTreeMap<String, String>,
    /// Rows of activity that had to be repaired.
    pub damaged: u64,
    /// Rows that were refused.
    pub rejected: Vec<Rejected>,
    /// What was guessed, repaired or left out.
    pub warnings: Vec<String>,
    /// What is to be said of single rows, each once with all rows that it is true of.
    pub(super) asides: Vec<Aside>,
    /// Why nobody knows the file, and what to do; then nothing of it was read.
    pub unknown: Option<(String, String)>,
    /// The header's names as written.
    pub header: Vec<String>,
    /// The header's fingerprint, under which a column map is remembered.
    pub fingerprint: Option<String>,
    /// The fingerprint of the header as it shows itself when nobody says how it is read: what is said of it is remembered
    /// under this.
    pub key: Option<String>,
    /// What a row is, in the word of a column map.
    pub kind: &'static str,
    /// How its days and numbers were read.
    pub read_as: super::read_as::ReadAs,
    /// The first rows, for the guided mapping.
    pub sample: Vec<Vec<String>>,
    /// What each column was taken for, by the names of a column map.
    pub columns: BTreeMap<String, String>,
}

/// Says the same of several rows.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Aside {
    says: String,
    /// The first rows, each with its line and what it is called.
    first: Vec<(u64, String)>,
    rows: u64,
}

/// So many rows of which the same is said are named.
const NAMED: usize = 5;

impl Reading {
    /// Says that numbers are read as the person said it before of such a file.
    pub(super) fn tell_decimal(&mut self, comma: Option<bool>) {
        let Some(comma) = comma else { return };
        let (sign, other) = if comma {
            ("comma", "point")
        } else {
            ("point", "comma")
        };
        self.warn(format!(
            "as last time: decimal {sign}; --decimal {other}, or r in the workbench's import, reads its numbers otherwise"
        ));
    }

    /// Makes the reading of a file that nobody knows.
    pub(super) fn unknown(file: &str, error: &super::ImportError) -> Self {
        let help = error.help().unwrap_or_default().to_owned();
        Self {
            file: file.to_owned(),
            unknown: Some((error.to_string(), help)),
            ..Self::default()
        }
    }

    /// Says something of one row; the same of others is told with it, in one warning.
    pub fn remark(&mut self, line: u64, name: &str, says: impl Into<String>) {
        let says = says.into();
        let at = self.asides.iter().position(|aside| aside.says == says);
        let at = at.unwrap_or_else(|| {
            self.asides.push(Aside {
                says,
                first: Vec::new(),
                rows: 0,
            });
            self.asides.len() - 1
        });
        let aside = &mut self.asides[at];
        aside.rows += 1;
        if aside.first.len() < NAMED {
            aside.first.push((line, name.to_owned()));
        }
    }

    /// Puts what was said of single rows among the warnings.
    pub(super) fn gather(&mut self) {
        for aside in std::mem::take(&mut self.asides) {
            let named = |(line, name): &(u64, String)| match name.as_str() {
                "" => line.to_string(),
                name => format!("{line} (“{name}”)"),
            };
            let first: Vec<String> = aside.first.iter().map(named).collect();
            let more = aside.rows - first.len() as u64;
            let lines = if aside.rows == 1 { "line" } else { "lines" };
            let more = match more {
                0 => String::new(),
                more => format!(" and {more} more"),
            };
            self.warn(format!(
                "{lines} {}{more}: {}",
                first.join(", "),
                aside.says
            ));
        }
    }

    /// Adds a warning once.
    pub fn warn(&mut self, warning: impl Into<String>) {
        let warning = warning.into();
        if !self.warnings.contains(&warning) {
            self.warnings.push(warning);
        }
    }

    /// Refuses a row.
    pub fn reject(&mut self, line: u64, why: impl Into<String>, raw: impl Into<String>) {
        self.rejected.push(Rejected {
            line,
            why: why.into(),
            raw: raw.into(),
        });
    }
}
