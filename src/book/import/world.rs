//! What a plan asks of the book, answered from its index at first, and after many questions from one scan of it.

use std::cell::{Cell, OnceCell, RefCell};
use std::collections::{HashMap, HashSet};

use serde_json::Value;

use crate::book::{Book, BookError, Result};
use crate::domain::names::fold;
use crate::domain::{Id, Kind, Object, Record};
use crate::interchange;
use crate::interchange::activity::{ActivityRow, identity, name_mark, nth_key, order_mark};
use crate::interchange::draft::ForeignId;
use crate::interchange::world::{Deleted, Index, World};
use crate::signals::behaviour::Row;

/// Identifies the rows of an account, for the next import to compare with: which row it is, and what it says.
pub(in crate::book) fn identities(lines: &[String]) -> Vec<(u64, u64)> {
    let mut counts: HashMap<u64, u32> = HashMap::new();
    let mut out = Vec::with_capacity(lines.len());
    let mut marks = Vec::new();
    for line in lines {
        let Some(row) = Row::read(line) else {
            out.push((0, 0));
            continue;
        };
        let row = ActivityRow::from(&row);
        let (bare, content) = identity(&row, 0);
        let nth = counts.entry(bare).or_default();
        let key = if *nth == 0 {
            bare
        } else {
            nth_key(&row, content, *nth)
        };
        out.push((key, content));
        if !row.code.is_empty() {
            marks.push((name_mark(key), 0));
        }
        if !row.order.is_empty() && !row.product.is_empty() {
            marks.push((order_mark(row.order), 0));
        }
        *nth += 1;
    }
    marks.sort_unstable();
    marks.dedup();
    out.extend(marks);
    out
}

/// Reads of the journal's bytes for each question that is worth answering from the index; after more of them a file is
/// large enough beside the book for one scan to be cheaper than all the questions to come.
const BYTES_A_QUESTION: u64 = 8_000;

/// Below this a scan is never worth its while.
const FEW_QUESTIONS: u64 = 500;

/// Bytes of records that a scan keeps at hand; what is beyond is read from the index when it is asked for.
const KEPT_AT_HAND: usize = 160 * 1024 * 1024;

/// Answers a plan's questions from the book: each from the index at first, and after many of them from one scan.
pub(super) struct BookWorld<'a> {
    book: RefCell<&'a mut Book>,
    region: Option<String>,
    /// The first thing that went wrong; a plan made after it is not used.
    pub(super) wrong: RefCell<Option<BookError>>,
    asked: Cell<u64>,
    /// After so many questions the book is scanned.
    patience: u64,
    scan: OnceCell<Scan>,
    /// The names of all accounts without their legal form, read when they are first asked for.
    bare_names: OnceCell<HashMap<String, Vec<Id>>>,
    /// The marks of what was deleted, read when they are first asked for.
    gone: OnceCell<HashSet<String>>,
    /// What was deleted, by its marks, read when it is first asked for.
    deleted: OnceCell<HashMap<String, Deleted>>,
}

/// What one reading of the whole book found: every key, and the records as compact text.
#[derive(Default)]
struct Scan {
    keys: Index,
    records: HashMap<Id, Box<[u8]>>,
}

impl<'a> BookWorld<'a> {
    pub(super) fn new(book: &'a mut Book, region: Option<String>) -> Self {
        let journal = std::fs::read_dir(book.dir().join("journal"))
            .into_iter()
            .flatten()
            .flatten()
            .filter_map(|file| file.metadata().ok())
            .map(|about| about.len())
            .sum::<u64>();
        Self {
            book: RefCell::new(book),
            region,
            wrong: RefCell::default(),
            asked: Cell::new(0),
            patience: FEW_QUESTIONS.max(journal / BYTES_A_QUESTION),
            scan: OnceCell::new(),
            bare_names: OnceCell::new(),
            gone: OnceCell::new(),
            deleted: OnceCell::new(),
        }
    }

    fn ask<T: Default>(&self, question: impl FnOnce(&mut Book) -> Result<T>) -> T {
        match question(&mut self.book.borrow_mut()) {
            Ok(found) => found,
            Err(error) => {
                self.wrong.borrow_mut().get_or_insert(error);
                T::default()
            }
        }
    }

    /// Counts a question; gives the scan once so many were asked that it pays.
    fn scan(&self) -> Option<&Scan> {
        if self.asked.replace(self.asked.get() + 1) < self.patience {
            return None;
        }
        Some(self.scan.get_or_init(|| {
            let mut scan = Scan::default();
            let mut size = 0;
            let region = self.region.as_deref();
            self.ask(|book| {
                book.each(&mut |record| {
                    let id = super::super::execute::id_of(&record);
                    let kind = record.get("kind").and_then(Value::as_str);
                    if let (Some(id), Some(kind)) = (id, kind.and_then(Kind::parse)) {
                        scan.keys.add(id, kind, &record, region);
                        if size < KEPT_AT_HAND
                            && let Ok(bytes) = serde_json::to_vec(&record)
                        {
                            size += bytes.len();
                            scan.records.insert(id, bytes.into());
                        }
                    }
                })
            });
            scan
        }))
    }

    fn ids(&self, system: &str, id: &str, fits: impl Fn(&Record) -> bool) -> Vec<Id> {
        self.ask(|book| book.foreign(system, id))
            .into_iter()
            .filter(|r| fits(r))
            .map(|r| r.id())
            .collect()
    }
}

impl World for BookWorld<'_> {
    fn by_foreign(&self, kind: Kind, foreign: &ForeignId) -> Vec<Id> {
        match self.scan() {
            Some(scan) => scan.keys.by_foreign(kind, foreign).to_vec(),
            None => self.ids(&foreign.system, &foreign.id, |r| r.kind() == kind),
        }
    }
    fn by_email(&self, email: &str) -> Vec<Id> {
        match self.scan() {
            Some(scan) => scan.keys.by_email(email).to_vec(),
            None => self.ids("email", &email.to_lowercase(), |_| true),
        }
    }
    fn by_phone(&self, e164: &str) -> Vec<Id> {
        if let Some(scan) = self.scan() {
            return scan.keys.by_phone(e164).to_vec();
        }
        let region = self.region.as_deref();
        self.ids(
            "phone",
            &super::super::shape::phone_key(e164),
            |r| match &r.body {
                crate::domain::Body::Person(p) => p
                    .phones
                    .iter()
                    .any(|p| interchange::values::e164(p, region).as_deref() == Some(e164)),
                _ => false,
            },
        )
    }
    fn by_name(&self, kind: Kind, folded: &str) -> Vec<Id> {
        if let Some(scan) = self.scan() {
            return scan.keys.by_name(kind, folded).to_vec();
        }
        match kind {
            Kind::Account => self.ids("account name", folded, |_| true),
            Kind::Person => self.ids("person name", folded, |_| true),
            _ => self.ids("name", &format!("{kind} {folded}"), |r| r.kind() == kind),
        }
    }
    fn record(&self, id: Id) -> Option<Object> {
        let kept = self.scan.get().and_then(|scan| scan.records.get(&id));
        match kept.and_then(|bytes| serde_json::from_slice(bytes).ok()) {
            Some(record) => Some(record),
            None => self.ask(|book| book.record(id)).map(|r| r.object()),
        }
    }
    fn waiting(&self, key: &str) -> Vec<Id> {
        match self.scan() {
            Some(scan) => scan.keys.waiting(key).to_vec(),
            None => self.ids("waits", key, |_| true),
        }
    }
    fn has_waiting(&self) -> bool {
        // What the index says would take a question a key; a scan knows it at once.
        self.scan().is_none_or(|scan| scan.keys.has_waiting())
    }
    fn by_series(&self, uid: &str) -> Vec<Id> {
        match self.scan() {
            Some(scan) => scan.keys.by_series(uid).to_vec(),
            None => self.ids("series", uid, |_| true),
        }
    }
    fn by_domain(&self, domain: &str) -> Vec<Id> {
        if let Some(scan) = self.scan() {
            return scan.keys.by_domain(domain).to_vec();
        }
        let found = self.ask(|book| book.foreign("domain", domain));
        let mut accounts: Vec<Id> = found.iter().filter_map(Record::account).collect();
        accounts.sort_unstable();
        accounts.dedup();
        accounts
    }
    fn by_bare_name(&self, bare: &str) -> Vec<Id> {
        if let Some(scan) = self.scan() {
            return scan.keys.by_bare_name(bare).to_vec();
        }
        let known = self.bare_names.get_or_init(|| {
            let mut known: HashMap<String, Vec<Id>> = HashMap::new();
            for name in self.ask(Book::account_names).0 {
                for called in std::iter::once(&name.name).chain(&name.others) {
                    let ids = known
                        .entry(interchange::world::bare(&fold(called)))
                        .or_default();
                    if !ids.contains(&name.id) {
                        ids.push(name.id);
                    }
                }
            }
            known
        });
        known.get(bare).cloned().unwrap_or_default()
    }
    fn around(&self, account: Option<Id>) -> Vec<Object> {
        let found = self.ask(|book| match account {
            Some(account) => book.account(account),
            None => book.loose(),
        });
        found.iter().map(Record::object).collect()
    }
    fn is_gone(&self, mark: &str) -> bool {
        let gone = self.gone.get_or_init(|| self.ask(Book::gone));
        gone.contains(mark)
    }
    fn deleted(&self, mark: &str) -> Option<Deleted> {
        let deleted = self.deleted.get_or_init(|| {
            let mut by_mark = HashMap::new();
            for deleted in self.ask(Book::torn_out) {
                let kind = deleted.record.get("kind").and_then(Value::as_str);
                let Some(kind) = kind.and_then(Kind::parse) else {
                    continue;
                };
                for mark in interchange::world::gone_marks(kind, &deleted.record) {
                    by_mark.entry(mark).or_insert_with(|| deleted.clone());
                }
            }
            by_mark
        });
        deleted.get(mark).cloned()
    }
    fn activity(&self, account: Id) -> Vec<(u64, u64)> {
        identities(&self.ask(|book| book.activity(account)))
    }
}

/// A row that the book has, as a file would have it; its account is said elsewhere.
impl<'a> From<&'a Row> for ActivityRow<'a> {
    fn from(row: &'a Row) -> Self {
        Self {
            account: "",
            on: row.on,
            order: &row.order,
            product: &row.product,
            code: &row.code,
            site: &row.site,
            channel: &row.channel,
            quantity: row.quantity,
            amount: row.amount,
            currency: &row.currency,
            line: 0,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::book::{Command, Step, sample};
    use crate::interchange::{Flow, Options, Source};
    use std::collections::BTreeMap;

    #[test]
    fn what_somebody_deleted_stays_away_until_it_is_undone() {
        let folder = tempfile::tempdir().unwrap();
        let mut book = sample::open(folder.path());
        let text = b"Subject,Start Date,Start Time,End Date,End Time,Location,Private\nDentist,30.11.2026,09:00:00,30.11.2026,09:30:00,Town,False\n";
        let plan = |book: &mut Book| {
            let source = Source {
                name: "calendar.csv",
                bytes: text,
            };
            let mut options = Options::at(book.now());
            book.plan_import(&[source], &mut options, false).unwrap()
        };
        let mut first = plan(&mut book);
        let made = book
            .apply_import(&mut first, &BTreeMap::new(), &mut |_| Flow::On)
            .unwrap();
        let id = made.made[0].id;
        book.write("delete", vec![Step::Drop { id }]).unwrap();
        assert!(plan(&mut book).is_empty());
        let back = Command::Undo {
            bench: None,
            entry: None,
        };
        book.execute(back).unwrap();
        assert!(plan(&mut book).is_empty(), "it is there again, and known");
        assert!(book.record(id).unwrap().is_some());
        // Two of one address go together.
        let person = |nth: u8| {
            let object = serde_json::json!({
                "id": Id::from_bytes([nth; 16]), "kind": "person", "name": "Ann", "emails": ["a@x.example"],
            });
            Step::Make(serde_json::from_value(object).unwrap())
        };
        let made = book
            .write("add", vec![person(0xfe), person(0xfd)])
            .unwrap()
            .made;
        let drops = made.iter().map(|made| Step::Drop { id: made.id });
        book.write("delete", drops.collect()).unwrap();
    }
}
