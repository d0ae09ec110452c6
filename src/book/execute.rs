//! From a command to changes, to one journal entry.

use std::borrow::Cow;
use std::collections::{HashMap, HashSet};

use serde_json::{Value, json};

use super::command::{Command, Made, Receipt, Step};
use super::core::{Core, trouble};
use super::error::{BookError, Result};
use super::work::{Counts, Now, Work};
use crate::domain::{Id, Kind, Object, Record, names::fold, oneness::RISES, state};
use crate::interchange::world::{GONE, gone_marks};
use crate::interchange::{Flow, merge, plan::Makes};
use crate::journal::{Cause, Change, Edit, Head, Lines, Pair, Setting};
use crate::store::{Saving, StoreError};

/// How far up a circle is looked for; no company has so many floors.
const HIGHEST: usize = 64;

impl Core {
    /// Does a command: validates, makes one entry, saves it. A request seen before gets its old receipt.
    pub fn execute(&mut self, command: Command, request: Option<String>) -> Result<Receipt> {
        if let Some(seq) = request
            .as_deref()
            .map(|r| self.store.seen(r))
            .transpose()
            .map_err(trouble)?
            .flatten()
        {
            return self.receipt_of(seq);
        }
        match command {
            Command::Write {
                cause,
                steps,
                at,
                author,
            } => {
                let asked = Asked {
                    at,
                    author,
                    request,
                };
                let (makes, mut more) = (Makes::default(), std::iter::empty());
                self.write(cause, makes, steps, &mut more, asked, &mut on)
            }
            Command::File { name } => self.file(&name, request),
            Command::Undo { bench, entry } => self.undo(bench, entry, request.as_deref()),
            Command::Redo { bench } => self.redo(bench, request.as_deref()),
        }
    }

    fn file(&mut self, name: &str, request: Option<String>) -> Result<Receipt> {
        if name.contains(['/', '\\']) || name.starts_with('.') {
            return Err(BookError::refused(
                "a handed-over file must lie in the book's own directory",
            ));
        }
        let path = self.dir.join(name);
        let bytes = std::fs::read(&path).map_err(|e| BookError::refused(format!("{name}: {e}")))?;
        let command: Command = serde_json::from_slice(&bytes)
            .map_err(|e| BookError::refused(format!("{name}: {e}")))?;
        if matches!(command, Command::File { .. }) {
            return Err(BookError::refused("a file cannot hand over another"));
        }
        let done = self.execute(command, request);
        // The hand-over is done either way; a file that cannot be removed now is removed by the next import.
        let _ = std::fs::remove_file(path);
        done
    }

    /// Writes new records, steps, and what an iterator gives after them, as one entry; those after make no records.
    pub(super) fn write_with(
        &mut self,
        cause: Cause,
        makes: Makes,
        steps: Vec<Step>,
        more: &mut dyn Iterator<Item = Step>,
        watch: &mut dyn FnMut(Bringing) -> Flow,
    ) -> Result<Receipt> {
        self.write(cause, makes, steps, more, Asked::default(), watch)
    }

    fn write(
        &mut self,
        cause: Cause,
        makes: Makes,
        mut steps: Vec<Step>,
        more: &mut dyn Iterator<Item = Step>,
        asked: Asked,
        watch: &mut dyn FnMut(Bringing) -> Flow,
    ) -> Result<Receipt> {
        let imports = cause.command == "import";
        let seq = self.store.position().0 + 1;
        let now = asked.at.unwrap_or_else(|| self.clock.now().timestamp());
        let today = now.to_zoned(self.clock.now().time_zone().clone()).date();
        let author = asked.author.unwrap_or_else(|| self.author.clone());
        let given = self.give_ids(&makes, &mut steps, seq);
        let ids: HashMap<Id, Id> = given
            .iter()
            .map(|(placeholder, id)| (*id, *placeholder))
            .collect();
        let mut work = Work {
            made: Vec::new(),
            changes: Vec::new(),
            // An import makes records by the hundred thousand, and edits none that it makes.
            lines: imports.then(Lines::default),
            written: Vec::new(),
            counts: Counts::default(),
            touched: HashMap::new(),
            counters: HashMap::new(),
            pending: String::new(),
            pending_rows: 0,
            unrowed: HashSet::new(),
            marked: HashSet::new(),
        };
        let mut done = 0;
        let mut step_by = |step: &Step| {
            let before = done;
            done += match step {
                Step::Rows { count, .. } => *count,
                _ => 1,
            };
            let tells = before / TOLD_EVERY != done / TOLD_EVERY;
            if tells && watch(Bringing::Works(done)) == Flow::Stop {
                return Err(stopped());
            }
            Ok(())
        };
        for make in makes {
            let mut step = made(make);
            if let Step::Make(object) = &mut step {
                object.values_mut().for_each(|v| replace(v, &given));
            }
            step_by(&step)?;
            self.step(step, &mut work, &ids, now, today, &author)?;
        }
        for step in steps {
            step_by(&step)?;
            self.step(step, &mut work, &ids, now, today, &author)?;
        }
        for mut step in more {
            if let Step::Rows { account, .. } | Step::Unrow { account, .. } = &mut step {
                *account = given.get(account).copied().unwrap_or(*account);
            }
            step_by(&step)?;
            self.step(step, &mut work, &ids, now, today, &author)?;
        }
        drop(given);
        // An import attaches what waits by its own plan, which was shown.
        if !imports {
            self.attach_waiting(&mut work, now)?;
        }
        if !imports {
            for (nth, mut object) in self.plan_next(&work, today)?.into_iter().enumerate() {
                let nth = ids.len() + nth + 1;
                let id = self.clock.id(seq, u64::try_from(nth).unwrap_or(u64::MAX));
                object.insert("id".into(), json!(id));
                self.step(Step::Make(object), &mut work, &ids, now, today, &author)?;
            }
        }
        drop(ids);
        work.flush_rows()?;
        work.fold();
        let said = work.said();
        let Work {
            made,
            changes,
            lines,
            mut written,
            touched,
            ..
        } = work;
        drop(touched);
        written.extend(changes.iter().filter_map(Change::record));
        let lines = match lines {
            Some(lines) => lines,
            None => Lines::of(&changes).map_err(|e| trouble(e.into()))?,
        };
        drop(changes);
        if lines.is_empty() {
            return Ok(Receipt {
                said: "Nothing to change.".into(),
                ..Receipt::default()
            });
        }
        let head = Head {
            seq,
            at: now,
            author,
            cause,
            request: asked.request,
            more: Object::new(),
        };
        let salt = self.clock.salt(seq);
        let saved = self.store.append_lines(head, lines, salt, &mut |saving| {
            let flow = watch(match saving {
                Saving::Begins => Bringing::Saves,
                Saving::Done(entry) => Bringing::Saved(entry),
            });
            flow == Flow::On
        });
        let entry = saved.map_err(|error| match error {
            StoreError::Stopped => stopped(),
            StoreError::Conflict(conflict) => {
                let what = self.in_the_way(&conflict);
                BookError::refused(format!("not saved: {what}")).hint(super::conflict::LOOK)
            }
            error => trouble(error),
        })?;
        Ok(Receipt {
            entry: Some(entry),
            made,
            touched: written,
            said,
        })
    }

    /// Attaches what waited for the accounts and people that a command makes, or names anew.
    fn attach_waiting(&mut self, work: &mut Work, now: jiff::Timestamp) -> Result<()> {
        let mut came = Vec::new();
        for (id, touched) in &work.touched {
            let Some(object) = work.object(touched) else {
                continue;
            };
            let before = match touched {
                Now::Is(_) | Now::Stands(_) => self.store.get(*id).map_err(trouble)?,
                _ => None,
            };
            if super::arrive::may_be_awaited(before.as_ref(), &object) {
                came.push(object.into_owned());
            }
        }
        if came.is_empty() {
            return Ok(());
        }
        let zoned = now.to_zoned(self.clock.now().time_zone().clone());
        for edit in self.attached(&came, &zoned)? {
            let record = Record::read_strictly(edit.after).map_err(first_wrong)?;
            // What the same command wrote is as the person wants it.
            if !work.touched.contains_key(&record.id()) {
                record.check()?;
                edited(&edit.before, record, work, now)?;
            }
        }
        Ok(())
    }

    /// Gives each new record its id, by its placeholder, and puts it wherever that stands among the steps.
    fn give_ids(&self, makes: &Makes, steps: &mut [Step], seq: u64) -> HashMap<Id, Id> {
        let mut ids = HashMap::new();
        let mut nth = 0;
        for placeholder in makes.ids().flatten().filter(|id| is_placeholder(*id)) {
            ids.entry(placeholder).or_insert_with(|| {
                nth += 1;
                self.clock.id(seq, nth)
            });
        }
        for step in steps.iter() {
            if let Step::Make(object) = step
                && let Some(placeholder) = id_of(object)
            {
                ids.entry(placeholder).or_insert_with(|| {
                    nth += 1;
                    self.clock.id(seq, nth)
                });
            }
        }
        if !ids.is_empty() {
            for step in steps.iter_mut() {
                match step {
                    Step::Make(object) => object.values_mut().for_each(|v| replace(v, &ids)),
                    Step::Edit { id, set, .. } => {
                        *id = ids.get(id).copied().unwrap_or(*id);
                        set.values_mut().for_each(|v| replace(v, &ids));
                    }
                    Step::Move { id, .. } | Step::Drop { id } => {
                        *id = ids.get(id).copied().unwrap_or(*id);
                    }
                    Step::Replace { after, .. } => {
                        after.values_mut().for_each(|v| replace(v, &ids));
                    }
                    Step::Rows { account, .. } | Step::Unrow { account, .. } => {
                        *account = ids.get(account).copied().unwrap_or(*account);
                    }
                    Step::Keep(_) | Step::Setting { .. } | Step::Activity(_) => {}
                }
            }
        }
        ids
    }

    fn step(
        &mut self,
        step: Step,
        work: &mut Work,
        placeholders: &HashMap<Id, Id>,
        now: jiff::Timestamp,
        today: crate::domain::Date,
        author: &str,
    ) -> Result<()> {
        match step {
            Step::Make(mut object) => {
                let kind = kind_of(&object)?;
                let id = id_of(&object)
                    .ok_or_else(|| BookError::refused("a new record needs a placeholder id"))?;
                let number = self.counter(kind, work)?;
                let short = format!("{}{number}", kind.letters());
                object.insert("short".into(), json!(short));
                object.insert("created".into(), json!(now));
                object.insert("changed".into(), json!(now));
                object.insert("author".into(), json!(author));
                if object.get("state").is_none_or(Value::is_null)
                    && let Some(first) = state::first(kind)
                {
                    object.insert("state".into(), json!(first));
                }
                let record = Record::read_strictly(object).map_err(first_wrong)?;
                record.check()?;
                work.made.push(Made {
                    placeholder: placeholders.get(&id).copied().unwrap_or(id),
                    id,
                    short,
                    kind,
                });
                work.make(id, record.object())?;
            }
            Step::Keep(object) => {
                let kind = kind_of(&object)?;
                let mut record = Record::read_strictly(object).map_err(first_wrong)?;
                record.check()?;
                let id = record.id();
                let wanted =
                    crate::domain::parse_short(&record.base.short).filter(|(k, _)| *k == kind);
                let taken = match wanted {
                    Some(_) => self
                        .store
                        .by_short(&record.base.short)
                        .map_err(trouble)?
                        .is_some_and(|other| other != id),
                    None => true,
                };
                if taken {
                    record.base.short = format!("{}{}", kind.letters(), self.counter(kind, work)?);
                } else if let Some((_, number)) = wanted {
                    let next = self.counter_seen(kind, work)?;
                    work.counters.insert(kind, next.max(number + 1));
                }
                work.made.push(Made {
                    placeholder: id,
                    id,
                    short: record.base.short.clone(),
                    kind,
                });
                work.make(id, record.object())?;
            }
            Step::Edit { id, set, was } => {
                let old = self.current(id, work)?;
                for (name, seen) in &was {
                    let found = old.get(name).cloned().unwrap_or_default();
                    let wanted = set.get(name).cloned().unwrap_or_default();
                    if found != *seen && found != wanted {
                        return Err(self.overtaken(id, name, found));
                    }
                }
                let mut record = Record::read(old.clone())?;
                let (before, state_before) = (record.clone(), record.state());
                let renames = set.contains_key("name") && !set.contains_key("aliases");
                for (name, value) in set {
                    record.set(&name, value)?;
                }
                if renames && record.kind() == Kind::Account {
                    keep_name(&before, &mut record)?;
                }
                // States move only along their rules; a form or a file that sets the field goes the same way.
                if state::first(record.kind()).is_some()
                    && let (Some(before), Some(after)) = (state_before, record.state())
                    && before != after
                {
                    record.set("state", json!(before))?;
                    state::advance(&mut record, after, today, None)?;
                }
                // A record that this very command makes has no day that it was promised for before.
                if record.kind() == Kind::Promise && !work.made.iter().any(|m| m.id == id) {
                    state::keep_day(&before, &mut record, today);
                }
                state::keep_length(&before, &mut record);
                let record = keep_off(&old, record)?;
                record.check()?;
                self.rises(&old, &record, work)?;
                edited(&old, record, work, now)?;
            }
            Step::Move { id, to, why } => {
                let old = self.current(id, work)?;
                let mut record = Record::read(old.clone())?;
                state::advance(&mut record, &to, today, why)?;
                record.check()?;
                edited(&old, record, work, now)?;
            }
            Step::Drop { id } => {
                let old = self.current(id, work)?;
                work.touched.insert(id, Now::Gone);
                // A file that still has it is not to bring it back unasked.
                let marks = gone_marks(kind_of(&old)?, &old);
                work.push(Change::Drop(old))?;
                for mark in marks {
                    let name = format!("{GONE}{mark}");
                    if work.marked.insert(name.clone())
                        && self.store.setting(&name).map_err(trouble)?.is_none()
                    {
                        let value = Pair {
                            old: Value::Null,
                            new: json!(true),
                        };
                        work.push(Change::Setting(Setting { name, value }))?;
                    }
                }
            }
            Step::Setting { name, value } => {
                let old = self
                    .store
                    .setting(&name)
                    .map_err(trouble)?
                    .unwrap_or_default();
                if old != value {
                    work.push(Change::Setting(Setting {
                        name,
                        value: Pair { old, new: value },
                    }))?;
                }
            }
            Step::Activity(batch) => {
                work.push(Change::Activity(batch))?;
            }
            Step::Rows {
                account,
                count,
                lines,
            } => work.rows(account, count, &lines)?,
            Step::Unrow { account, keys } => self.unrow(account, &keys, work)?,
            Step::Replace { before, after } => {
                let id =
                    id_of(&before).ok_or_else(|| BookError::refused("a plan names no record"))?;
                let old = self.current(id, work)?;
                let moved = old
                    .keys()
                    .chain(before.keys())
                    .find(|name| *name != "changed" && old.get(*name) != before.get(*name));
                if let Some(name) = moved {
                    let short = old
                        .get("short")
                        .and_then(Value::as_str)
                        .unwrap_or("the record");
                    return Err(BookError::refused(format!(
                        "not done: {name} of {short} was changed since the plan was made"
                    ))
                    .hint("Nothing was changed. Make the plan again."));
                }
                let record = Record::read_strictly(after).map_err(first_wrong)?;
                record.check()?;
                self.rises(&old, &record, work)?;
                edited(&old, record, work, now)?;
            }
        }
        Ok(())
    }

    /// Refuses an account within itself, and a person who reports to themselves, over however many others.
    fn rises(&mut self, old: &Object, record: &Record, work: &Work) -> Result<()> {
        let new = record.object();
        let above = |object: &Object, name: &str| -> Option<Id> {
            object.get(name)?.as_str()?.parse().ok()
        };
        for name in RISES {
            let mut at = above(&new, name);
            if at == above(old, name) {
                continue;
            }
            for _ in 0..HIGHEST {
                match at {
                    None => break,
                    Some(id) if id == record.id() => {
                        let what = if name == "parent" {
                            "an account cannot lie within itself"
                        } else {
                            "nobody can report to themselves"
                        };
                        return Err(BookError::refused(format!(
                            "{}: {what}, nor in a circle; nothing was changed",
                            name.replace('_', " ")
                        )));
                    }
                    Some(id) => {
                        let found = match work.touched.get(&id) {
                            Some(now) => work.object(now).map(Cow::into_owned),
                            None => self.store.get(id).map_err(trouble)?,
                        };
                        at = found.and_then(|object| above(&object, name));
                    }
                }
            }
        }
        Ok(())
    }

    /// Says that somebody else wrote a field since it was looked at: who, and what.
    fn overtaken(&mut self, id: Id, name: &str, found: Value) -> BookError {
        let shown = self.said(&found);
        let by = self
            .last_writer(id, name)
            .map(|author| format!(" by {author}"))
            .unwrap_or_default();
        let shown = crate::domain::plain::line(&shown);
        let what = format!("{name}: was changed meanwhile{by}; it now reads {shown}");
        BookError::refused(what)
            .hint("What you typed is kept. Saving once more puts it in its place.")
            .overtaken(name, found)
    }

    /// Says a value to a person, who knows records by what they are called.
    fn said(&mut self, value: &Value) -> String {
        match value {
            Value::String(text) => match text.parse::<Id>() {
                Ok(id) => self.called(id),
                Err(_) => plainly(value),
            },
            Value::Array(items) => {
                let items: Vec<String> = items.iter().map(|item| self.said(item)).collect();
                items.join(", ")
            }
            Value::Object(parts) => {
                let parts: Vec<String> = parts.values().map(|part| self.said(part)).collect();
                parts.join(" · ")
            }
            other => plainly(other),
        }
    }

    /// Finds who set a field last, among a record's newest entries.
    fn last_writer(&mut self, id: Id, name: &str) -> Option<String> {
        let history = self.store.history_of(id).ok()?;
        history.into_iter().rev().take(8).find_map(|seq| {
            let entry = self.store.entry(seq).ok()?;
            let sets = |change: &Change| matches!(change, Change::Edit(edit) if edit.id == id && edit.set.contains_key(name));
            entry.changes.iter().any(sets).then_some(entry.head.author)
        })
    }

    /// Takes rows of an account out.
    fn unrow(&mut self, account: Id, keys: &[u64], work: &mut Work) -> Result<()> {
        let fresh = keys
            .iter()
            .filter(|key| work.unrowed.insert((account, **key)));
        let keys: HashSet<u64> = fresh.copied().collect();
        let lines = self.store.activity_of(account).map_err(trouble)?;
        let identities = super::import::identities(&lines);
        let out: Vec<&str> = lines
            .iter()
            .zip(identities)
            .filter(|(_, (key, _))| keys.contains(key))
            .map(|(line, _)| line.as_str())
            .collect();
        if !out.is_empty() {
            let text = out
                .iter()
                .fold(String::new(), |all, line| all + line + "\n");
            let batch = crate::journal::Batch::pack(out.len() as u64, text.as_bytes());
            work.push(Change::Inactivity(batch))?;
        }
        Ok(())
    }

    fn current(&mut self, id: Id, work: &Work) -> Result<Object> {
        let found = match work.touched.get(&id) {
            Some(now) => work.object(now).map(Cow::into_owned),
            None => self.store.get(id).map_err(trouble)?,
        };
        found.ok_or_else(|| self.gone(id))
    }

    fn counter_seen(&mut self, kind: Kind, work: &Work) -> Result<u64> {
        match work.counters.get(&kind) {
            Some(next) => Ok(*next),
            None => self.store.next_short(kind).map_err(trouble),
        }
    }

    fn counter(&mut self, kind: Kind, work: &mut Work) -> Result<u64> {
        let next = self.counter_seen(kind, work)?;
        work.counters.insert(kind, next + 1);
        Ok(next)
    }

    fn receipt_of(&mut self, seq: u64) -> Result<Receipt> {
        let entry = self.store.entry(seq).map_err(trouble)?;
        let made = entry.changes.iter().filter_map(|c| match c {
            Change::Make(o) => Some(Made {
                placeholder: id_of(o)?,
                id: id_of(o)?,
                short: o.get("short")?.as_str()?.to_owned(),
                kind: kind_of(o).ok()?,
            }),
            _ => None,
        });
        Ok(Receipt {
            entry: Some(seq),
            made: made.collect(),
            touched: entry.changes.iter().filter_map(Change::record).collect(),
            said: "Saved before.".into(),
        })
    }
}

/// Makes the step of a plan's new record: one that comes with its own id keeps it.
pub(super) fn made(record: Object) -> Step {
    if id_of(&record).is_some_and(|id| !is_placeholder(id)) {
        Step::Keep(record)
    } else {
        Step::Make(record)
    }
}

fn is_placeholder(id: Id) -> bool {
    id.bytes()[..8] == [0; 8]
}

/// How bringing a plan into the book goes.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Bringing {
    /// So many records and rows are worked out. Who says [`Flow::Stop`] now leaves the book as it was.
    Works(u64),
    /// All are, and they are saved next. Who says [`Flow::Stop`] now leaves the book as it was.
    Saves,
    /// They are saved for good, under this number; what is said now changes nothing.
    Saved(u64),
}

/// After so many records or rows it is told how far it has come.
const TOLD_EVERY: u64 = 4_096;

fn on(_: Bringing) -> Flow {
    Flow::On
}

fn stopped() -> BookError {
    BookError::refused("stopped; nothing was imported")
}

/// What comes with a command beside its steps.
#[derive(Default)]
struct Asked {
    at: Option<jiff::Timestamp>,
    author: Option<String>,
    request: Option<String>,
}

pub(super) fn id_of(object: &Object) -> Option<Id> {
    object.get("id")?.as_str()?.parse().ok()
}

fn kind_of(object: &Object) -> Result<Kind> {
    let word = object
        .get("kind")
        .and_then(Value::as_str)
        .unwrap_or_default();
    Kind::ALL
        .iter()
        .copied()
        .find(|k| k.word() == word)
        .ok_or_else(|| BookError::refused(format!("no kind is called “{word}”")))
}

fn first_wrong(wrong: Vec<crate::domain::FieldError>) -> BookError {
    wrong.into_iter().next().map_or_else(
        || BookError::refused("a record could not be read"),
        BookError::from,
    )
}

fn plainly(value: &Value) -> String {
    match value {
        Value::Null => "nothing".into(),
        Value::String(text) => format!("“{text}”"),
        other => other.to_string(),
    }
}

fn replace(value: &mut Value, ids: &HashMap<Id, Id>) {
    match value {
        Value::String(text) if text.len() == 36 => {
            if let Some(id) = text.parse::<Id>().ok().and_then(|id| ids.get(&id)) {
                *text = id.to_string();
            }
        }
        // What a record waits for can name a new one: `person ally:ID | person ally:ID`.
        Value::String(text) if text.contains(" ally:00000000-0000-0000-") => {
            let keys = text.split(" | ").map(|key| {
                let named = key.rsplit_once(':');
                let id = named.and_then(|(_, id)| ids.get(&id.parse::<Id>().ok()?));
                match (named, id) {
                    (Some((head, _)), Some(id)) => format!("{head}:{id}"),
                    _ => key.to_owned(),
                }
            });
            *text = keys.collect::<Vec<_>>().join(" | ");
        }
        Value::Array(list) => list.iter_mut().for_each(|v| replace(v, ids)),
        Value::Object(parts) => parts.values_mut().for_each(|v| replace(v, ids)),
        _ => {}
    }
}

/// Keeps the name that an account had as one of its aliases: files and people go on calling it so.
fn keep_name(before: &Record, record: &mut Record) -> Result<()> {
    let (old, new) = (before.title(), record.title());
    let known_as = |name: &str| {
        let folded = fold(name);
        move |alias: &Value| alias.as_str().is_some_and(|alias| fold(alias) == folded)
    };
    let mut aliases = match record.object().get("aliases") {
        Some(Value::Array(aliases)) => aliases.clone(),
        _ => Vec::new(),
    };
    aliases.retain(|alias| !known_as(&new)(alias));
    if !old.is_empty() && fold(&old) != fold(&new) && !aliases.iter().any(known_as(&old)) {
        aliases.push(json!(old));
    }
    Ok(record.set("aliases", Value::Array(aliases))?)
}

/// Lets what somebody took away by hand stay away when a file names it again.
fn keep_off(old: &Object, record: Record) -> Result<Record> {
    if record.base.brought.is_empty() {
        return Ok(record);
    }
    let mut object = record.object();
    merge::note_taken_off(old, &mut object);
    Ok(Record::read(object)?)
}

/// Notes what became of a record, dated, where anything did.
fn edited(old: &Object, mut record: Record, work: &mut Work, now: jiff::Timestamp) -> Result<()> {
    let id = record.id();
    record.base.changed = now;
    let new = record.object();
    if let Some(edit) = Edit::between(old, &new) {
        work.push(Change::Edit(edit))?;
        work.put(id, new)?;
    }
    Ok(())
}
