//! Each step of a command: made into changes, validated against what the record is by then.

use std::borrow::Cow;
use std::collections::HashSet;

use serde_json::{Value, json};

use super::first_wrong;
use super::ids::{id_of, kind_of};
use crate::book::command::{Made, Step};
use crate::book::core::{Core, trouble};
use crate::book::error::{BookError, Result};
use crate::book::work::{Now, Work};
use crate::domain::names::fold;
use crate::domain::oneness::RISES;
use crate::domain::{Id, Kind, Object, Record, parse_short, state};
use crate::interchange::merge;
use crate::interchange::world::{GONE, gone_marks};
use crate::journal::{Batch, Change, Edit, Pair, Setting};

/// How far up a circle is looked for; no company has so many floors.
const HIGHEST: usize = 64;

impl Core {
    /// Does one step.
    pub(super) fn step(&mut self, step: Step, work: &mut Work) -> Result<()> {
        match step {
            Step::Make(object) => self.make(object, work),
            Step::Keep(object) => self.keep(object, work),
            Step::Edit { id, set, was } => self.edit(id, set, &was, work),
            Step::Move { id, to, why } => self.advance(id, &to, why, work),
            Step::Drop { id } => self.drop(id, work),
            Step::Setting { name, value } => self.set(name, value, work),
            Step::Activity(batch) => work.push(Change::Activity(batch)).map(drop),
            Step::Rows {
                account,
                count,
                lines,
            } => work.rows(account, count, &lines),
            Step::Unrow { account, keys } => self.unrow(account, &keys, work),
            Step::Replace { before, after } => self.replace(&before, after, work),
        }
    }

    /// Makes a record, with the next number of its kind.
    fn make(&mut self, mut object: Object, work: &mut Work) -> Result<()> {
        let kind = kind_of(&object)?;
        let id = id_of(&object)
            .ok_or_else(|| BookError::refused("a new record needs a placeholder id"))?;
        let number = self.counter(kind, work)?;
        let short = format!("{}{number}", kind.letters());
        object.insert("short".into(), json!(short));
        object.insert("created".into(), json!(work.now));
        object.insert("changed".into(), json!(work.now));
        object.insert("author".into(), json!(work.author));
        if object.get("state").is_none_or(Value::is_null)
            && let Some(first) = state::first(kind)
        {
            object.insert("state".into(), json!(first));
        }
        let record = Record::read_strictly(object).map_err(first_wrong)?;
        record.check()?;
        work.made.push(Made {
            placeholder: work.placeholders.get(&id).copied().unwrap_or(id),
            id,
            short,
            kind,
        });
        work.make(id, record.object())
    }

    /// Makes a record that comes with its own id; it keeps its short id where that is free.
    fn keep(&mut self, object: Object, work: &mut Work) -> Result<()> {
        let kind = kind_of(&object)?;
        let mut record = Record::read_strictly(object).map_err(first_wrong)?;
        record.check()?;
        let id = record.id();
        let wanted = parse_short(&record.base.short).filter(|(k, _)| *k == kind);
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
        work.make(id, record.object())
    }

    /// Sets fields of a record, where those that somebody looked at still read as they did.
    fn edit(&mut self, id: Id, set: Object, was: &Object, work: &mut Work) -> Result<()> {
        let old = self.current(id, work)?;
        for (name, seen) in was {
            let found = old.get(name).cloned().unwrap_or_default();
            let wanted = set.get(name).cloned().unwrap_or_default();
            if found != *seen && found != wanted {
                return Err(self.overtaken(id, name, found));
            }
        }
        let mut record = Record::read(old.clone())?;
        let (before, state_before) = (record.clone(), record.state());
        let renames = set.contains_key("name") && !set.contains_key("aliases");
        let files = set.get("account").is_some_and(|account| !account.is_null());
        for (name, value) in set {
            record.set(&name, value)?;
        }
        if files {
            // What was filed by hand waits for no other account any more.
            record.set("inbox", Value::Null)?;
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
            state::advance(&mut record, after, work.today, None)?;
        }
        // A record that this very command makes has no day that it was promised for before.
        if record.kind() == Kind::Promise && !work.made.iter().any(|m| m.id == id) {
            state::keep_day(&before, &mut record, work.today);
        }
        state::keep_length(&before, &mut record);
        let record = keep_off(&old, record)?;
        record.check()?;
        self.rises(&old, &record, work)?;
        edited(&old, record, work)
    }

    /// Moves a record along its states.
    fn advance(&mut self, id: Id, to: &str, why: Option<String>, work: &mut Work) -> Result<()> {
        let old = self.current(id, work)?;
        let mut record = Record::read(old.clone())?;
        state::advance(&mut record, to, work.today, why)?;
        record.check()?;
        edited(&old, record, work)
    }

    /// Takes a record out, and marks what files call it.
    fn drop(&mut self, id: Id, work: &mut Work) -> Result<()> {
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
        Ok(())
    }

    /// Puts a setting in the place of another.
    fn set(&mut self, name: String, value: Value, work: &mut Work) -> Result<()> {
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
        Ok(())
    }

    /// Puts a record as a plan wants it in the place of what the plan was made from.
    fn replace(&mut self, before: &Object, after: Object, work: &mut Work) -> Result<()> {
        let id = id_of(before).ok_or_else(|| BookError::refused("a plan names no record"))?;
        let old = self.current(id, work)?;
        let moved = old
            .keys()
            .chain(before.keys())
            .find(|name| *name != "changed" && old.get(*name) != before.get(*name));
        // What this very command brings back nobody else has changed.
        let is_own = |work: &Work| work.made.iter().any(|made| made.id == id);
        if let Some(name) = moved
            && !is_own(work)
        {
            let short = old
                .get("short")
                .and_then(Value::as_str)
                .unwrap_or("the record");
            return Err(BookError::refused(format!(
                "not done: {name} of {short} was changed since the plan was made"
            ))
            .hint("Nothing was changed. Make the plan again."));
        }
        let mut record = Record::read_strictly(after).map_err(first_wrong)?;
        // Where another has its short id by now it has a new one.
        if let Some(short) = old.get("short").and_then(Value::as_str) {
            short.clone_into(&mut record.base.short);
        }
        record.check()?;
        self.rises(&old, &record, work)?;
        edited(&old, record, work)
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

    /// Takes rows of an account out.
    fn unrow(&mut self, account: Id, keys: &[u64], work: &mut Work) -> Result<()> {
        let fresh = keys
            .iter()
            .filter(|key| work.unrowed.insert((account, **key)));
        let keys: HashSet<u64> = fresh.copied().collect();
        let lines = self.store.activity_of(account).map_err(trouble)?;
        let identities = crate::book::import::identities(&lines);
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
            let batch = Batch::pack(out.len() as u64, text.as_bytes());
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
pub(super) fn edited(old: &Object, mut record: Record, work: &mut Work) -> Result<()> {
    let id = record.id();
    record.base.changed = work.now;
    let new = record.object();
    if let Some(edit) = Edit::between(old, &new) {
        work.push(Change::Edit(edit))?;
        work.put(id, new)?;
    }
    Ok(())
}
