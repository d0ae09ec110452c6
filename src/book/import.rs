//! Brings a plan of what files say into the book, as one entry and one undo.

use std::cell::{Cell, OnceCell, RefCell};
use std::collections::{BTreeMap, HashMap};
use std::path::Path;

use serde_json::{Value, json};

use super::command::{Receipt, Step};
use super::core::trouble;
use super::error::{BookError, Result};
use super::execute::{Bringing, RISES};

use super::handle::{Book, Hold};
use crate::config::{Dates, Settings};
use crate::domain::names::fold;
use crate::domain::{Id, Kind, Object, Record};
use crate::interchange::activity::{ActivityRow, identity, nth_key, order_mark};
use crate::interchange::draft::ForeignId;
use crate::interchange::draft::Reading;
use crate::interchange::map::ColumnMap;
use crate::interchange::plan::Edit;
use crate::interchange::values::DayOrder;
use crate::interchange::world::{Index, World};
use crate::interchange::{self, Flow, Options, Plan, Snapshot, Source};
use crate::journal::Cause;
use crate::signals::behaviour::Row;

/// Under this name the book remembers which column is what, by the header's fingerprint.
const MAPS: &str = "column maps";

/// Makes the options of an import from a person's settings.
pub fn import_options(now: jiff::Zoned, settings: &Settings) -> Options<'static> {
    let mut options = Options::at(now);
    options.region.clone_from(&settings.region);
    options.currency.clone_from(&settings.currency);
    options.own_addresses.clone_from(&settings.addresses);
    options.dates = settings.dates.map(|order| match order {
        Dates::DayFirst => DayOrder::DayFirst,
        Dates::MonthFirst => DayOrder::MonthFirst,
    });
    options
}

/// Reads a file that is to be imported; one that is too large is refused before it is read.
pub fn import_file(path: &Path) -> Result<Vec<u8>> {
    let wrong = |why: String| {
        BookError::refused(format!("{}: {why}; nothing was imported", path.display()))
    };
    let plain = |error: &std::io::Error| match error.kind() {
        std::io::ErrorKind::NotFound => "there is no such file".into(),
        std::io::ErrorKind::PermissionDenied => "may not be read by you".into(),
        _ => error.to_string(),
    };
    let about = std::fs::metadata(path).map_err(|e| wrong(plain(&e)))?;
    if about.is_dir() {
        return Err(wrong("is a directory".into()).hint("Name the files in it."));
    }
    let limit = interchange::Limits::default().file;
    if about.len() > limit {
        let error = interchange::ImportError::TooLarge {
            file: path.display().to_string(),
            size: about.len().div_ceil(1024 * 1024),
            limit: limit / (1024 * 1024),
        };
        return Err(BookError::refused(error.to_string()));
    }
    std::fs::read(path).map_err(|e| wrong(plain(&e)))
}

impl Book {
    /// Reads files and says what they would change; several files are one plan.
    pub fn plan_import(
        &mut self,
        sources: &[Source<'_>],
        options: &mut Options<'_>,
        theirs: bool,
    ) -> Result<Plan> {
        self.remember_maps(options)?;
        let readings = interchange::read_known(sources, options)
            .map_err(|e| BookError::refused(e.to_string()))?;
        self.plan_readings(readings, options, theirs)
    }

    /// Puts the column maps that the book remembers beside those that were said now.
    pub fn remember_maps(&mut self, options: &mut Options<'_>) -> Result<()> {
        if let Value::Object(maps) = self.setting(MAPS)? {
            for (print, text) in maps {
                if let Some(map) = text.as_str().and_then(|text| ColumnMap::parse(text).ok()) {
                    options.remembered.entry(print).or_insert(map);
                }
            }
        }
        Ok(())
    }

    /// Compares what files say with the book.
    pub fn plan_readings(
        &mut self,
        readings: Vec<Reading>,
        options: &Options<'_>,
        theirs: bool,
    ) -> Result<Plan> {
        if self.is_near() {
            let world = BookWorld::new(self, options.region.clone());
            let plan = interchange::plan::plan(readings, &world, options, theirs);
            return match world.wrong.into_inner() {
                Some(error) => Err(error),
                None => Ok(plan),
            };
        }
        // Through a socket one question a row would take long: everything is asked for at once.
        let mut snapshot = Snapshot::new(self.objects()?, options.region.as_deref());
        let accounts: Vec<Id> = self.account_names()?.0.iter().map(|n| n.id).collect();
        for account in accounts {
            let rows = identities(&self.activity(account)?);
            snapshot.add_activity(account, rows);
        }
        Ok(interchange::plan::plan(
            readings, &snapshot, options, theirs,
        ))
    }

    /// Says whether questions are answered in this process, so that many of them cost little.
    fn is_near(&self) -> bool {
        matches!(self.hold, Hold::Here(_) | Hold::Beside(_) | Hold::Copied(_))
    }

    /// Shows every record to somebody, one after the other, where they are read in this process.
    fn each(&mut self, see: &mut dyn FnMut(Object)) -> Result<()> {
        if let Hold::Here(core) | Hold::Beside(core) | Hold::Copied(core) = &mut self.hold {
            return core
                .store
                .all(&mut |record| {
                    see(record);
                    true
                })
                .map_err(trouble);
        }
        self.objects()?.into_iter().for_each(see);
        Ok(())
    }

    /// Does what a plan says, and takes its records out of it; the maps are remembered, each for its header's fingerprint.
    ///
    /// `watch` is told how far it has come. Until all is saved it can stop it, and the book is as it was.
    pub fn apply_import(
        &mut self,
        plan: &mut Plan,
        learned: &BTreeMap<String, ColumnMap>,
        watch: &mut dyn FnMut(Bringing) -> Flow,
    ) -> Result<Receipt> {
        let makes = std::mem::take(&mut plan.makes);
        let edits = std::mem::take(&mut plan.edits);
        let mut steps = Vec::with_capacity(edits.len());
        if plan.merges.is_empty() {
            steps.extend(edits.into_iter().map(replaced));
        } else {
            // A merge follows the plan's own edits of the same records.
            let edited: HashMap<Id, Object> = edits
                .iter()
                .filter_map(|e| Some((super::execute::id_of(&e.after)?, e.after.clone())))
                .collect();
            let mut merging = Vec::new();
            for (loser, winner) in &plan.merges {
                merging.extend(self.merging(*loser, *winner, &edited)?);
            }
            steps.extend(edits.into_iter().map(replaced));
            steps.append(&mut merging);
        }
        if !learned.is_empty() {
            let mut maps = match self.setting(MAPS)? {
                Value::Object(maps) => maps,
                _ => Object::new(),
            };
            for (print, map) in learned {
                maps.insert(print.clone(), Value::String(map.to_toml()));
            }
            steps.push(Step::Setting {
                name: MAPS.into(),
                value: Value::Object(maps),
            });
        }
        if makes.is_empty() && steps.is_empty() && plan.activity.is_empty() {
            return Ok(Receipt {
                said: "Nothing to change.".into(),
                ..Receipt::default()
            });
        }
        let files = plan
            .files
            .iter()
            .map(|f| {
                f.file
                    .rsplit(['/', '\\'])
                    .next()
                    .unwrap_or(&f.file)
                    .to_owned()
            })
            .collect();
        let cause = Cause {
            command: "import".into(),
            files,
            bench: self.bench().map(str::to_owned),
            ..Cause::default()
        };
        self.write_with(cause, makes, steps, &mut rows_of(plan), watch)
    }

    /// Makes two records one: the second takes what it lacks from the first, everything that pointed there points here, and the first goes.
    ///
    /// Of the fields in `take` the first one's value counts, though both have one.
    pub fn merge(&mut self, loser: Id, winner: Id, take: &[String]) -> Result<Receipt> {
        let mut steps = self.merging(loser, winner, &HashMap::new())?;
        let lost = self.record(loser)?.map(|record| record.object());
        if let (Some(lost), Some(Step::Replace { after, .. })) = (lost, steps.first_mut()) {
            for name in take {
                if let Some(value) = lost.get(name) {
                    after.insert(name.clone(), value.clone());
                }
            }
        }
        self.write("merge", steps)
    }

    fn merging(
        &mut self,
        loser: Id,
        winner: Id,
        edited: &HashMap<Id, Object>,
    ) -> Result<Vec<Step>> {
        let now = |record: &Record| {
            edited
                .get(&record.id())
                .cloned()
                .unwrap_or_else(|| record.object())
        };
        let gone =
            || BookError::refused("one of the two was deleted meanwhile; nothing was changed");
        let lost = self.record(loser)?.ok_or_else(gone)?;
        let kept = self.record(winner)?.ok_or_else(gone)?;
        if loser == winner || lost.kind() != kept.kind() {
            return Err(BookError::refused(
                "only two different records of one kind can be made one",
            ));
        }
        let mut steps = Vec::new();
        let before = now(&kept);
        let mut after = before.clone();
        for (name, value) in now(&lost) {
            match (after.get_mut(&name), value) {
                (None, value) => {
                    after.insert(name, value);
                }
                (Some(Value::Array(ours)), Value::Array(theirs)) => {
                    for item in theirs {
                        if !ours.contains(&item) {
                            ours.push(item);
                        }
                    }
                }
                (Some(Value::Object(ours)), Value::Object(theirs)) => {
                    for (key, value) in theirs {
                        ours.entry(key).or_insert(value);
                    }
                }
                (Some(Value::String(ours)), Value::String(theirs))
                    if name == "notes" && !ours.contains(&theirs) =>
                {
                    ours.push_str("\n\n");
                    ours.push_str(&theirs);
                }
                _ => {}
            }
        }
        // The other name is one that people may still use.
        if lost.title() != kept.title()
            && matches!(kept.kind(), Kind::Account | Kind::Person)
            && let Value::Array(aliases) = after.entry("aliases").or_insert_with(|| json!([]))
        {
            let name = Value::String(lost.title());
            if !aliases.contains(&name) {
                aliases.push(name);
            }
        }
        let (from, to) = (loser.to_string(), winner.to_string());
        repoint(&mut after, &from, &to);
        // One that lay within the other lies where the other did.
        for name in RISES {
            if after.get(name).and_then(Value::as_str) == Some(&to) {
                let above = lost.object().shift_remove(name);
                match above.filter(|id| id.as_str().is_some_and(|id| id != from && id != to)) {
                    Some(above) => after.insert(name.to_owned(), above),
                    None => after.shift_remove(name),
                };
            }
        }
        if let Some(Value::Array(links)) = after.get_mut("links") {
            links.retain(|link| link.get("to").and_then(Value::as_str) != Some(&to));
        }
        if after
            .get("links")
            .is_some_and(|l| l.as_array().is_some_and(Vec::is_empty))
        {
            after.shift_remove("links");
        }
        steps.push(Step::Replace { before, after });
        for record in self.all()? {
            if record.id() == loser
                || record.id() == winner
                || !record.references().contains(&loser)
            {
                continue;
            }
            let before = now(&record);
            let mut after = before.clone();
            repoint(&mut after, &from, &to);
            steps.push(Step::Replace { before, after });
        }
        steps.push(Step::Drop { id: loser });
        Ok(steps)
    }
}

fn replaced(edit: Edit) -> Step {
    Step::Replace {
        before: edit.before,
        after: edit.after,
    }
}

/// Writes a plan's rows of activity as they are taken, so that a million of them never stand in memory as text.
fn rows_of(plan: &Plan) -> impl Iterator<Item = Step> + '_ {
    plan.activity.iter().flat_map(|part| {
        let table = plan.tables.get(part.file);
        let out = (!part.replaces.is_empty()).then(|| Step::Unrow {
            account: part.account,
            keys: part.replaces.clone(),
        });
        let chunks = part.rows.chunks(5_000).map(move |chunk| {
            let mut lines = String::new();
            for at in chunk {
                let at = usize::try_from(*at).unwrap_or(usize::MAX);
                if let Some(row) = table.and_then(|table| table.get(at)) {
                    lines.push_str(&line_of(&row));
                    lines.push('\n');
                }
            }
            Step::Rows {
                account: part.account,
                count: chunk.len() as u64,
                lines,
            }
        });
        out.into_iter().chain(chunks)
    })
}

/// Puts one id wherever another stands, except in a record's own id and its notes.
fn repoint(object: &mut Object, from: &str, to: &str) {
    fn walk(value: &mut Value, from: &str, to: &str) {
        match value {
            Value::String(text) if text == from => to.clone_into(text),
            Value::Array(list) => {
                for item in list.iter_mut() {
                    walk(item, from, to);
                }
                let mut seen = Vec::new();
                list.retain(|v| {
                    !v.is_string() || {
                        let new = !seen.contains(v);
                        seen.push(v.clone());
                        new
                    }
                });
            }
            Value::Object(parts) => parts.values_mut().for_each(|v| walk(v, from, to)),
            _ => {}
        }
    }
    for (name, value) in object.iter_mut() {
        if !matches!(name.as_str(), "id" | "notes" | "raw" | "extra") {
            walk(value, from, to);
        }
    }
}

/// Writes a row as it is kept, but for its account.
fn line_of(row: &ActivityRow<'_>) -> String {
    let number = |n: Option<rust_decimal::Decimal>| {
        n.map_or(Value::String(String::new()), |n| {
            Value::String(n.normalize().to_string())
        })
    };
    let on = row.on.map(|d| d.to_string()).unwrap_or_default();
    json!([
        on,
        row.order,
        row.product,
        row.site,
        row.channel,
        number(row.quantity),
        number(row.amount),
        row.currency
    ])
    .to_string()
}

/// Identifies the rows of an account, for the next import to compare with: which row it is, and what it says.
pub(super) fn identities(lines: &[String]) -> Vec<(u64, u64)> {
    let mut counts: HashMap<u64, u32> = HashMap::new();
    let mut out = Vec::with_capacity(lines.len());
    let mut marks = Vec::new();
    for line in lines {
        let Some(row) = Row::read(line) else {
            out.push((0, 0));
            continue;
        };
        let row = ActivityRow {
            account: "",
            on: row.on,
            order: &row.order,
            product: &row.product,
            site: &row.site,
            channel: &row.channel,
            quantity: row.quantity,
            amount: row.amount,
            currency: &row.currency,
            line: 0,
        };
        let (bare, content) = identity(&row, 0);
        let nth = counts.entry(bare).or_default();
        let key = if *nth == 0 {
            bare
        } else {
            nth_key(&row, content, *nth)
        };
        out.push((key, content));
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
struct BookWorld<'a> {
    book: RefCell<&'a mut Book>,
    region: Option<String>,
    /// The first thing that went wrong; a plan made after it is not used.
    wrong: RefCell<Option<BookError>>,
    asked: Cell<u64>,
    /// After so many questions the book is scanned.
    patience: u64,
    scan: OnceCell<Scan>,
    /// The names of all accounts without their legal form, read when they are first asked for.
    bare_names: OnceCell<HashMap<String, Vec<Id>>>,
}

/// What one reading of the whole book found: every key, and the records as compact text.
#[derive(Default)]
struct Scan {
    keys: Index,
    records: HashMap<Id, Box<[u8]>>,
}

impl<'a> BookWorld<'a> {
    fn new(book: &'a mut Book, region: Option<String>) -> Self {
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
                    let id = super::execute::id_of(&record);
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
    fn by_foreign(&self, kind: Kind, foreign: &ForeignId) -> Option<Id> {
        if let Some(scan) = self.scan() {
            return scan.keys.by_foreign(kind, foreign);
        }
        self.ids(&foreign.system, &foreign.id, |r| r.kind() == kind)
            .into_iter()
            .next()
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
        self.ids("phone", &super::shape::phone_key(e164), |r| match &r.body {
            crate::domain::Body::Person(p) => p
                .phones
                .iter()
                .any(|p| interchange::values::e164(p, region).as_deref() == Some(e164)),
            _ => false,
        })
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
    fn activity(&self, account: Id) -> Vec<(u64, u64)> {
        identities(&self.ask(|book| book.activity(account)))
    }
}
