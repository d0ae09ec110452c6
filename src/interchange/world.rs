//! What a plan needs to know of the book, and the same over records in memory.

use std::collections::{HashMap, HashSet, hash_map::Entry};

use serde_json::Value;

use crate::domain::{Id, Kind, Object, names::fold};

use super::{draft::ForeignId, values, waits::waits};

/// Answers what a plan asks of the book.
pub trait World {
    /// Finds the records of a kind that another program calls so, the oldest first; several where an id was used again.
    fn by_foreign(&self, kind: Kind, foreign: &ForeignId) -> Vec<Id>;
    /// Finds the people with an e-mail address, without regard to case.
    fn by_email(&self, email: &str) -> Vec<Id>;
    /// Finds the people with a phone number in E.164.
    fn by_phone(&self, e164: &str) -> Vec<Id>;
    /// Finds records of a kind by their whole name or an alias, folded as [`fold`] does.
    fn by_name(&self, kind: Kind, folded: &str) -> Vec<Id>;
    /// Gives a record as it stands.
    fn record(&self, id: Id) -> Option<Object>;
    /// Finds the records that wait for a key, in `inbox` or under [`WAITS`] in `extra`.
    fn waiting(&self, key: &str) -> Vec<Id>;
    /// Says whether anything may wait for something; nobody need be asked for each key where nothing does.
    fn has_waiting(&self) -> bool;
    /// Finds the touchpoints of a calendar series by its UID.
    fn by_series(&self, uid: &str) -> Vec<Id>;
    /// Finds the accounts at whose domain people of theirs, or their website, are (`acme.example`).
    fn by_domain(&self, domain: &str) -> Vec<Id>;
    /// Finds the accounts whose name or alias is this one but for the legal form; see [`bare`].
    fn by_bare_name(&self, bare: &str) -> Vec<Id>;
    /// Gives the records of an account, or those that lie at none, as they stand.
    fn around(&self, account: Option<Id>) -> Vec<Object>;
    /// Says whether somebody deleted here what a mark names; see [`gone_mark`].
    fn is_gone(&self, _mark: &str) -> bool {
        false
    }
    /// Gives the record that was deleted here last of those that a mark names, and what its deletion tore off others.
    fn deleted(&self, _mark: &str) -> Option<Deleted> {
        None
    }
    /// Gives what identifies an account's rows of activity; see [`super::activity::identity`].
    fn activity(&self, account: Id) -> Vec<(u64, u64)>;
}

/// Holds a record that was deleted here, for whoever brings it back.
#[derive(Debug, Clone, PartialEq)]
pub struct Deleted {
    /// The record as it last was.
    pub record: Object,
    /// What its deletion changed of others.
    pub torn: Vec<Torn>,
}

/// Says what the deletion of one record changed of another.
#[derive(Debug, Clone, PartialEq)]
pub struct Torn {
    /// The other record.
    pub id: Id,
    /// Its fields, each with the value before and after.
    pub fields: Vec<(String, Value, Value)>,
}

/// Holds records in memory and answers from them.
#[derive(Debug, Clone, Default)]
pub struct Snapshot {
    records: HashMap<Id, Object>,
    index: Index,
    activity: HashMap<Id, Vec<(u64, u64)>>,
    gone: HashSet<String>,
    deleted: HashMap<String, Deleted>,
}

/// Finds records by what they are known by.
///
/// A key is kept as a hash of 128 bits, about 50 bytes a key, so that a book of a hundred thousand records and a file of
/// as many fit beside each other.
#[derive(Debug, Clone, Default)]
pub struct Index(HashMap<u128, Ids>, bool);

/// Holds one id without an allocation, or several.
#[derive(Debug, Clone)]
enum Ids {
    One(Id),
    Many(Vec<Id>),
}

impl Ids {
    fn as_slice(&self) -> &[Id] {
        match self {
            Self::One(id) => std::slice::from_ref(id),
            Self::Many(ids) => ids,
        }
    }
}

/// Hashes a key of one sort, so that an e-mail address never meets a name.
fn key(sort: u8, kind: Option<Kind>, parts: [&str; 2]) -> u128 {
    let mut hasher = blake3::Hasher::new();
    hasher.update(&[sort]);
    hasher.update(kind.map_or("", Kind::word).as_bytes());
    for part in parts {
        hasher.update(b"\0");
        hasher.update(part.as_bytes());
    }
    let mut bytes = [0; 16];
    bytes.copy_from_slice(&hasher.finalize().as_bytes()[..16]);
    u128::from_le_bytes(bytes)
}

const FOREIGN: u8 = 1;
const EMAIL: u8 = 2;
const PHONE: u8 = 3;
const NAME: u8 = 4;
const WAITING: u8 = 5;
const SERIES: u8 = 6;
const DOMAIN: u8 = 7;
const BARE: u8 = 8;
const GONE_MARK: u8 = 9;

/// What stands behind companies' names and says their legal form, folded and without dots.
const LEGAL: [&str; 45] = [
    "ab",
    "ag",
    "aps",
    "as",
    "asa",
    "bv",
    "co",
    "company",
    "corp",
    "corporation",
    "cv",
    "eg",
    "ek",
    "eurl",
    "ev",
    "gbr",
    "gmbh",
    "inc",
    "incorporated",
    "kft",
    "kg",
    "kgaa",
    "kk",
    "limited",
    "llc",
    "llp",
    "lp",
    "ltd",
    "ltda",
    "nv",
    "ohg",
    "oy",
    "plc",
    "pte",
    "pty",
    "sa",
    "sarl",
    "sas",
    "se",
    "sl",
    "slu",
    "spa",
    "srl",
    "ug",
    "zoo",
];

/// Says whether a folded name ends in a legal form.
pub(super) fn has_legal_form(folded: &str) -> bool {
    let text = folded.replace('.', "");
    let last = text
        .rsplit(|letter: char| !letter.is_alphanumeric())
        .find(|word| !word.is_empty());
    last.is_some_and(|word| LEGAL.contains(&word)) && text.trim().contains(' ')
}

/// Gives a company's folded name without its legal form: `le goff transports, sa` is `le goff transports`.
pub fn bare(folded: &str) -> String {
    let text = folded.replace(['.', '\''], "");
    let mut words: Vec<&str> = text
        .split(|letter: char| !letter.is_alphanumeric())
        .filter(|word| !word.is_empty())
        .collect();
    while words.len() > 1
        && words
            .last()
            .is_some_and(|word| LEGAL.contains(word) || matches!(*word, "and" | "und" | "y" | "et"))
    {
        words.pop();
    }
    words.join(" ")
}

impl Index {
    /// Adds what a record is known by; phone numbers without a country code are read as of `region`.
    pub fn add(&mut self, id: Id, kind: Kind, record: &Object, region: Option<&str>) {
        for foreign in foreign_ids(record) {
            let key = key(FOREIGN, Some(kind), [&foreign.system, &foreign.id]);
            self.put(key, id);
            // Of several records of the book the oldest stands first, in whatever order they come.
            if let Some(Ids::Many(ids)) = self.0.get_mut(&key)
                && id.bytes()[..8] != [0; 8]
                && let Some(at) = ids.iter().position(|held| *held == id)
                && let Some(after) = ids[..at].iter().position(|held| id < *held)
            {
                ids[after..=at].rotate_right(1);
            }
        }
        if kind == Kind::Person {
            for email in texts(record, "emails") {
                self.put(key(EMAIL, None, [&email.to_lowercase(), ""]), id);
            }
            for phone in texts(record, "phones").filter_map(|phone| values::e164(phone, region)) {
                self.put(key(PHONE, None, [&phone, ""]), id);
            }
        }
        let name = record.get("name").and_then(Value::as_str);
        for name in name.into_iter().chain(texts(record, "aliases")) {
            let folded = fold(name);
            self.put(key(NAME, Some(kind), [&folded, ""]), id);
            if kind == Kind::Account {
                self.put(key(BARE, None, [&bare(&folded), ""]), id);
            }
        }
        if let Some(series) = record.get("series").and_then(Value::as_str) {
            self.put(key(SERIES, None, [series, ""]), id);
        }
        for (domain, account) in domains(id, kind, record) {
            self.put(key(DOMAIN, None, [&domain, ""]), account);
        }
        for waits in waits(record) {
            self.1 = true;
            self.put(key(WAITING, None, [&waits, ""]), id);
        }
    }

    fn put(&mut self, key: u128, id: Id) {
        match self.0.entry(key) {
            Entry::Vacant(free) => {
                free.insert(Ids::One(id));
            }
            Entry::Occupied(mut held) => match held.get_mut() {
                Ids::One(one) if *one == id => {}
                Ids::One(one) => {
                    let both = vec![*one, id];
                    held.insert(Ids::Many(both));
                }
                // In a list that has grown long the newest stand last, and a record is added right after itself.
                Ids::Many(ids) => {
                    let near = ids.len().saturating_sub(64);
                    if !ids[near..].contains(&id) {
                        ids.push(id);
                    }
                }
            },
        }
    }

    fn get(&self, key: u128) -> &[Id] {
        self.0.get(&key).map_or(&[], Ids::as_slice)
    }

    /// Finds the records of a kind that another program calls so, the oldest of the book first.
    pub fn by_foreign(&self, kind: Kind, foreign: &ForeignId) -> &[Id] {
        self.get(key(FOREIGN, Some(kind), [&foreign.system, &foreign.id]))
    }

    /// Finds the people with an e-mail address, without regard to case.
    pub fn by_email(&self, email: &str) -> &[Id] {
        self.get(key(EMAIL, None, [&email.to_lowercase(), ""]))
    }

    /// Finds the people with a phone number in E.164.
    pub fn by_phone(&self, e164: &str) -> &[Id] {
        self.get(key(PHONE, None, [e164, ""]))
    }

    /// Finds records of a kind by a whole name or an alias, folded.
    pub fn by_name(&self, kind: Kind, folded: &str) -> &[Id] {
        self.get(key(NAME, Some(kind), [folded, ""]))
    }

    /// Finds the accounts whose name is this one but for the legal form.
    pub fn by_bare_name(&self, bare: &str) -> &[Id] {
        self.get(key(BARE, None, [bare, ""]))
    }

    /// Finds the accounts at a domain.
    pub fn by_domain(&self, domain: &str) -> &[Id] {
        self.get(key(DOMAIN, None, [domain, ""]))
    }

    /// Finds the records that wait for a key.
    pub fn waiting(&self, waits: &str) -> &[Id] {
        self.get(key(WAITING, None, [waits, ""]))
    }

    /// Says whether any record waits for something.
    pub fn has_waiting(&self) -> bool {
        self.1
    }

    /// Finds the touchpoints of a calendar series.
    pub fn by_series(&self, uid: &str) -> &[Id] {
        self.get(key(SERIES, None, [uid, ""]))
    }
}

/// Lists the mail and web domains that a record shows an account to be at.
pub fn domains(id: Id, kind: Kind, record: &Object) -> Vec<(String, Id)> {
    match kind {
        Kind::Account => {
            let site = record
                .get("website")
                .and_then(Value::as_str)
                .unwrap_or_default()
                .to_lowercase();
            let bare = site.split("://").last().unwrap_or_default();
            let host = bare
                .split(['/', '?', ':'])
                .next()
                .unwrap_or_default()
                .trim_start_matches("www.");
            if host.contains('.') {
                vec![(host.to_owned(), id)]
            } else {
                Vec::new()
            }
        }
        Kind::Person => {
            let ours = record.get("side").and_then(Value::as_str) == Some("ours");
            let account = record
                .get("account")
                .and_then(Value::as_str)
                .and_then(|id| id.parse().ok());
            let Some(account) = account.filter(|_| !ours) else {
                return Vec::new();
            };
            texts(record, "emails")
                .filter_map(company_domain)
                .map(|domain| (domain, account))
                .collect()
        }
        _ => Vec::new(),
    }
}

/// Gives an address' domain, unless everybody can have an address there.
pub fn company_domain(email: &str) -> Option<String> {
    let domain = email.rsplit_once('@')?.1.to_lowercase();
    let name = domain.split('.').next().unwrap_or_default();
    let public = matches!(
        name,
        "gmail"
            | "googlemail"
            | "outlook"
            | "hotmail"
            | "live"
            | "msn"
            | "yahoo"
            | "ymail"
            | "icloud"
            | "me"
            | "mac"
            | "aol"
            | "gmx"
            | "web"
            | "proton"
            | "protonmail"
            | "fastmail"
            | "mail"
            | "yandex"
            | "qq"
            | "163"
            | "126"
            | "freenet"
            | "posteo"
            | "zoho"
            | "orange"
            | "wanadoo"
            | "free"
            | "libero"
            | "telefonica"
            | "comcast"
            | "verizon"
            | "att"
            | "t-online"
    );
    (!public && domain.contains('.')).then_some(domain)
}

/// Lists a record's ids in other programs.
pub(crate) fn foreign_ids(record: &Object) -> impl Iterator<Item = ForeignId> + '_ {
    record
        .get("foreign")
        .and_then(Value::as_array)
        .into_iter()
        .flatten()
        .filter_map(|entry| {
            Some(ForeignId {
                system: entry.get("system")?.as_str()?.to_owned(),
                id: entry.get("id")?.as_str()?.to_owned(),
            })
        })
}

/// Under names that begin so the book remembers what somebody deleted.
pub const GONE: &str = "deleted ";

/// Marks what another program calls so; an account also by its name, a person by an address.
pub fn gone_mark(kind: Kind, system: &str, id: &str) -> String {
    format!("{:032x}", key(GONE_MARK, Some(kind), [system, id]))
}

/// Gives all marks by which a file may know a record that is deleted.
pub fn gone_marks(kind: Kind, record: &Object) -> Vec<String> {
    let mut marks: Vec<String> = foreign_ids(record)
        .map(|foreign| gone_mark(kind, &foreign.system, &foreign.id))
        .collect();
    match kind {
        Kind::Account => {
            let name = record.get("name").and_then(Value::as_str);
            let names = name.into_iter().chain(texts(record, "aliases"));
            marks.extend(names.map(|name| gone_mark(kind, "name", &fold(name))));
        }
        Kind::Person => {
            let emails = texts(record, "emails").map(str::to_lowercase);
            marks.extend(emails.map(|email| gone_mark(kind, "email", &email)));
        }
        _ => {}
    }
    marks
}

/// Lists the texts of a list field.
pub(super) fn texts<'a>(record: &'a Object, field: &str) -> impl Iterator<Item = &'a str> {
    record
        .get(field)
        .and_then(Value::as_array)
        .into_iter()
        .flatten()
        .filter_map(Value::as_str)
}

impl Snapshot {
    /// Takes records as they stand; phone numbers without a country code are read as of `region`.
    pub fn new(records: impl IntoIterator<Item = Object>, region: Option<&str>) -> Self {
        let mut snapshot = Self::default();
        for record in records {
            snapshot.add(record, region);
        }
        snapshot
    }

    /// Adds a record.
    pub fn add(&mut self, record: Object, region: Option<&str>) {
        let id = record
            .get("id")
            .and_then(Value::as_str)
            .and_then(|id| id.parse().ok());
        let kind = record
            .get("kind")
            .and_then(Value::as_str)
            .and_then(Kind::parse);
        if let (Some(id), Some(kind)) = (id, kind) {
            self.index.add(id, kind, &record, region);
            self.records.insert(id, record);
        }
    }

    /// Adds what identifies an account's rows of activity.
    pub fn add_activity(&mut self, account: Id, rows: impl IntoIterator<Item = (u64, u64)>) {
        self.activity.entry(account).or_default().extend(rows);
    }

    /// Adds the marks of what was deleted.
    pub fn add_gone(&mut self, marks: impl IntoIterator<Item = String>) {
        self.gone.extend(marks);
    }

    /// Adds a record that was deleted; of two that a mark names the first that is added counts.
    pub fn add_deleted(&mut self, deleted: &Deleted) {
        let kind = deleted.record.get("kind").and_then(Value::as_str);
        let Some(kind) = kind.and_then(Kind::parse) else {
            return;
        };
        for mark in gone_marks(kind, &deleted.record) {
            self.gone.insert(mark.clone());
            self.deleted.entry(mark).or_insert_with(|| deleted.clone());
        }
    }

    /// Gives all records.
    pub fn records(&self) -> impl Iterator<Item = &Object> {
        self.records.values()
    }
}

impl World for Snapshot {
    fn by_foreign(&self, kind: Kind, foreign: &ForeignId) -> Vec<Id> {
        self.index.by_foreign(kind, foreign).to_vec()
    }
    fn by_email(&self, email: &str) -> Vec<Id> {
        self.index.by_email(email).to_vec()
    }
    fn by_phone(&self, e164: &str) -> Vec<Id> {
        self.index.by_phone(e164).to_vec()
    }
    fn by_name(&self, kind: Kind, folded: &str) -> Vec<Id> {
        self.index.by_name(kind, folded).to_vec()
    }
    fn record(&self, id: Id) -> Option<Object> {
        self.records.get(&id).cloned()
    }
    fn waiting(&self, key: &str) -> Vec<Id> {
        self.index.waiting(key).to_vec()
    }
    fn has_waiting(&self) -> bool {
        self.index.has_waiting()
    }
    fn by_series(&self, uid: &str) -> Vec<Id> {
        self.index.by_series(uid).to_vec()
    }
    fn by_domain(&self, domain: &str) -> Vec<Id> {
        self.index.by_domain(domain).to_vec()
    }
    fn by_bare_name(&self, bare: &str) -> Vec<Id> {
        self.index.by_bare_name(bare).to_vec()
    }
    fn around(&self, account: Option<Id>) -> Vec<Object> {
        let of = |record: &&Object| {
            let at = record.get("account").and_then(Value::as_str);
            at.and_then(|id| id.parse::<Id>().ok()) == account
        };
        self.records.values().filter(of).cloned().collect()
    }
    fn is_gone(&self, mark: &str) -> bool {
        self.gone.contains(mark)
    }
    fn deleted(&self, mark: &str) -> Option<Deleted> {
        self.deleted.get(mark).cloned()
    }
    fn activity(&self, account: Id) -> Vec<(u64, u64)> {
        self.activity.get(&account).cloned().unwrap_or_default()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_is_compared_without_its_legal_form() {
        for name in [
            "Le Goff Transports, SA",
            "le goff transports s.a.r.l.",
            "Le Goff Transports",
        ] {
            assert_eq!(bare(&fold(name)), "le goff transports");
        }
        assert_eq!(bare(&fold("Kupfer GmbH & Co. KG")), "kupfer");
        assert_eq!(bare(&fold("Chen & Sons")), "chen sons");
        assert_eq!(bare("co"), "co");
        assert_eq!(bare(""), "");
    }
}
