//! Who is who: the names of the records that a screen may have to mention.

use std::collections::{HashMap, HashSet};

use jiff::Zoned;
use jiff::tz::TimeZone;

use crate::domain::days::Weekend;
use crate::domain::names::{Name, fold};
use crate::domain::typed::Reader;
use crate::domain::words::{Side, Visibility};
use crate::domain::{Date, Id, Kind, Record};

/// What a mention of a record shows.
#[derive(Debug, Clone, PartialEq)]
pub struct Known {
    /// Its kind.
    pub kind: Kind,
    /// Its short id.
    pub short: String,
    /// The line that names it.
    pub title: String,
    /// Its account; an account's parent.
    pub account: Option<Id>,
    /// What a person does.
    pub role: Option<String>,
    /// Whether it is somebody of ours.
    pub ours: bool,
    /// Whether it is private; a list of names alone does not say.
    pub private: Option<bool>,
}

/// Says whether a record is not for a shared screen: what was said to be private, how we read a customer, and to whom
/// they might go.
pub fn is_private(record: &Record) -> bool {
    record.base.visibility == Visibility::Private
        || matches!(record.kind(), Kind::Loyalty | Kind::Alternative)
}

/// What is said of a record that was deleted, behind its name.
const DELETED: &str = " (deleted)";

/// What stands for a private record on a shared screen.
const PRIVATE: &str = "private";

impl Known {
    /// Takes what a mention needs from a record.
    pub fn of(record: &Record) -> Self {
        let account = match &record.body {
            crate::domain::Body::Account(body) => body.parent,
            _ => record.account(),
        };
        Self {
            kind: record.kind(),
            short: record.short().to_owned(),
            title: record.title(),
            account,
            role: match &record.body {
                crate::domain::Body::Person(body) => body.title.clone(),
                _ => None,
            },
            ours: matches!(&record.body, crate::domain::Body::Person(body) if body.side == Some(Side::Ours)),
            private: Some(is_private(record)),
        }
    }
}

/// All mentions that are known so far.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Who {
    all: HashMap<Id, Known>,
    /// What was deleted: it is named where it is mentioned, and offered nowhere.
    gone: HashSet<Id>,
    /// How often the name of a person or an account was learnt or changed.
    names: u64,
    /// Whether others see the screen: then what is private has no name.
    shared: bool,
}

impl Who {
    /// Takes away the names of what is private, for a shared screen, or gives them back.
    pub fn share(&mut self, shared: bool) {
        self.shared = shared;
        self.names += 1;
    }

    /// Says whether a record is private and others see the screen.
    pub fn hides(&self, id: Id) -> bool {
        self.shared
            && self
                .get(id)
                .is_some_and(|known| known.private == Some(true))
    }

    /// Learns what a mention of a record shows.
    pub fn learn(&mut self, id: Id, mut known: Known) {
        // A list of names alone does not say what somebody does; it is not forgotten for that.
        if known.role.is_none()
            && let Some(before) = self.all.get(&id)
        {
            known.role.clone_from(&before.role);
        }
        if known.private.is_none() {
            known.private = self.all.get(&id).and_then(|before| before.private);
        }
        let named = matches!(known.kind, Kind::Person | Kind::Account);
        if named && self.all.get(&id) != Some(&known) {
            self.names += 1;
        }
        if self.gone.remove(&id) {
            self.names += 1;
        }
        self.all.insert(id, known);
    }

    /// Takes note that a record was deleted; wherever it is still named, it is named as deleted.
    pub fn forget(&mut self, id: Id) {
        if self.gone.insert(id) {
            self.names += 1;
            if let Some(known) = self.all.get_mut(&id) {
                known.title.push_str(DELETED);
            }
        }
    }

    /// Says whether a record was deleted.
    pub fn is_gone(&self, id: Id) -> bool {
        self.gone.contains(&id)
    }

    /// Takes the whole list of accounts and people: whoever is not on it any more is deleted.
    pub fn learn_all(&mut self, names: &[(Id, Known)]) {
        let there: HashSet<Id> = names.iter().map(|(id, _)| *id).collect();
        let named = |known: &Known| matches!(known.kind, Kind::Person | Kind::Account);
        let gone = self
            .all
            .iter()
            .filter(|(id, known)| named(known) && !there.contains(id));
        let gone: Vec<Id> = gone.map(|(id, _)| *id).collect();
        for id in gone {
            self.forget(id);
        }
        for (id, known) in names {
            self.learn(*id, known.clone());
        }
    }

    /// Counts the changes to names, so that what was made from them is known to be of today.
    pub fn names(&self) -> u64 {
        self.names
    }

    /// Learns what the lookup says of a record that no screen has shown yet.
    pub fn learn_if_new(&mut self, id: Id, kind: Option<Kind>, title: &str, account: Option<Id>) {
        if let Some(kind) = kind {
            self.all.entry(id).or_insert_with(|| Known {
                kind,
                short: String::new(),
                title: title.to_owned(),
                account,
                role: None,
                ours: false,
                private: None,
            });
        }
    }

    /// Gives all words of a record, with the names of whom it mentions and what they do.
    pub fn words(&self, record: &Record) -> String {
        let mut words = String::new();
        let mut add = |text: &str| {
            words.push_str(text);
            words.push(' ');
        };
        let mut waiting: Vec<serde_json::Value> = record
            .object()
            .into_iter()
            .filter(|(name, _)| !matches!(name.as_str(), "id" | "created" | "changed" | "author"))
            // What a shared screen does not show is not found on it.
            .filter(|(name, _)| {
                let field = record.kind().field(name);
                !self.shared || field.is_some_and(|field| !field.private())
            })
            .map(|(_, value)| value)
            .collect();
        while let Some(value) = waiting.pop() {
            match value {
                serde_json::Value::String(text) => match text.parse::<Id>() {
                    Ok(id) => {
                        if let Some(known) = self.get(id).filter(|_| !self.hides(id)) {
                            add(&known.title);
                            known.role.iter().for_each(|role| add(role));
                        }
                    }
                    Err(_) => add(&text),
                },
                serde_json::Value::Array(items) => waiting.extend(items),
                serde_json::Value::Object(parts) => {
                    waiting.extend(parts.into_iter().map(|(_, part)| part));
                }
                _ => {}
            }
        }
        words
    }

    /// Gives what is known of a record.
    pub fn get(&self, id: Id) -> Option<&Known> {
        self.all.get(&id)
    }

    /// Gives the line that names a record, or a sign that it is not known here.
    pub fn title(&self, id: Id) -> &str {
        match self.get(id) {
            Some(_) if self.hides(id) => PRIVATE,
            Some(known) => &known.title,
            None => "?",
        }
    }

    /// Gives the line that names a record, without a word on whether it was deleted.
    pub fn plain(&self, id: Id) -> &str {
        let title = self.title(id);
        title.strip_suffix(DELETED).unwrap_or(title)
    }

    /// Gives the last word of a person's name, as people speak of each other at work.
    pub fn called(&self, id: Id) -> &str {
        let title = self.plain(id);
        title.rsplit(' ').next().unwrap_or(title)
    }

    /// Lists accounts and people as those who look a name up need them, as far as the screens know them.
    pub fn directory(&self) -> Vec<Name> {
        self.of_kind(Some(Kind::Account))
            .chain(self.of_kind(Some(Kind::Person)))
            .filter(|(id, _)| !self.hides(*id))
            .map(|(id, known)| Name {
                id,
                kind: known.kind,
                short: known.short.clone(),
                name: known.title.clone(),
                others: Vec::new(),
                account: known.account,
                ours: known.kind == Kind::Person && known.account.is_none(),
                emails: Vec::new(),
            })
            .collect()
    }

    /// Lists every record of a kind.
    pub fn of_kind(&self, kind: Option<Kind>) -> impl Iterator<Item = (Id, &Known)> {
        self.all
            .iter()
            .filter(move |(id, known)| {
                kind.is_none_or(|kind| known.kind == kind) && !self.gone.contains(id)
            })
            .map(|(id, known)| (*id, known))
    }
}

/// Reads and says values as this person means them, now.
pub struct Reading<'a> {
    /// Who is who.
    pub who: &'a Who,
    /// The moment that the screen shows.
    pub now: &'a Zoned,
    /// The currency of an amount that names none.
    pub currency: Option<String>,
    /// The free days of the week.
    pub weekend: &'a Weekend,
}

impl Reader for Reading<'_> {
    fn today(&self) -> Date {
        self.now.date()
    }

    fn zone(&self) -> TimeZone {
        self.now.time_zone().clone()
    }

    fn weekend(&self) -> Weekend {
        self.weekend.clone()
    }

    fn currency(&self) -> Option<&str> {
        self.currency.as_deref()
    }

    fn find(&self, text: &str, kind: Option<Kind>) -> Result<Id, String> {
        let wanted = fold(text);
        let mut exact = Vec::new();
        let mut begun = Vec::new();
        for (id, known) in self.who.of_kind(kind) {
            let title = fold(&known.title);
            if known.short == wanted || title == wanted || id.to_string() == wanted {
                exact.push((id, known));
            } else if title.starts_with(&wanted)
                || title.split(' ').any(|word| word.starts_with(&wanted))
            {
                begun.push((id, known));
            }
        }
        let fits = if exact.is_empty() { begun } else { exact };
        match fits.as_slice() {
            [(id, _)] => Ok(*id),
            [] => Err(format!("nobody and nothing here is called “{text}”")),
            several => {
                let mut names: Vec<String> = several
                    .iter()
                    .take(4)
                    .map(|(_, known)| format!("{} ({})", known.title, known.short))
                    .collect();
                names.sort();
                Err(format!("“{text}” could be {}", names.join(", ")))
            }
        }
    }

    fn name(&self, id: Id) -> Option<String> {
        let known = self.who.get(id)?;
        Some(if self.who.hides(id) {
            PRIVATE.to_owned()
        } else {
            known.title.clone()
        })
    }

    /// Gives the short id only where the name alone would not find the record again.
    fn short(&self, id: Id) -> Option<String> {
        let known = self.who.get(id)?;
        let named = known.title.len() <= 40 && !known.title.contains(['|', ';', ',']);
        if named
            && self
                .who
                .of_kind(Some(known.kind))
                .filter(|(_, other)| other.title == known.title)
                .count()
                == 1
        {
            Some(known.title.clone())
        } else {
            Some(known.short.clone()).filter(|short| !short.is_empty())
        }
    }
}
