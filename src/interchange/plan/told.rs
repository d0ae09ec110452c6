//! Says what becomes of each row and file, in the names of records and never in their ids.

use std::collections::HashMap;

use serde_json::Value;

use super::planner::{Mention, Planner, RowState};
use super::{Class, RowPlan, placeholder_of};
use crate::domain::{Id, Kind, Object, plain};
use crate::interchange::{
    draft::{Reading, Rejected},
    merge, waits,
};

impl Planner<'_> {
    /// Takes changes back of which nothing is left: of two rows of one record each says what the other took away.
    pub(super) fn drop_undone(&mut self) {
        let mut times: HashMap<Id, u32> = HashMap::new();
        let changed = |state: &&mut RowState| state.class == Class::Changed;
        for state in self.rows.iter_mut().flatten().filter(changed) {
            if let Some(id) = state.record {
                *times.entry(id).or_default() += 1;
            }
        }
        times.retain(|id, times| {
            *times > 1
                && match (self.world.record(*id), self.record(*id)) {
                    (Some(before), Some(after)) => !merge::differs(&before, &after),
                    _ => false,
                }
        });
        for state in self.rows.iter_mut().flatten() {
            if state.class == Class::Changed
                && state.record.is_some_and(|id| times.contains_key(&id))
            {
                state.class = Class::Same;
                state.changed.clear();
            }
        }
    }

    /// Puts the names of records in the place of their ids, for whoever reads what changes.
    pub(super) fn named(&self, value: Value) -> Value {
        match value {
            Value::String(text) => match text.parse::<Id>() {
                Ok(id) => match self.name(id) {
                    name if name.is_empty() => Value::String(text),
                    name => Value::String(name),
                },
                Err(_) => Value::String(text),
            },
            Value::Array(list) => list.into_iter().map(|value| self.named(value)).collect(),
            value => value,
        }
    }

    /// Takes the accounts out that a row named and at which nothing lies after all; notes the names of the others.
    pub(super) fn drop_unused(&mut self) {
        let mut mentions: Vec<(Id, Mention)> =
            std::mem::take(&mut self.mentions).into_iter().collect();
        mentions.sort_unstable_by_key(|(id, _)| *id);
        let mut gone: HashMap<String, String> = HashMap::new();
        for (id, mention) in mentions {
            if mention.told {
                continue;
            }
            if mention.used {
                let name = self.name(id);
                if let Some((place, others, why)) = mention.doubt {
                    self.doubt(place, Some(&format!("account {name}")), &others, why);
                }
                self.plan.files[mention.file].beside.push(name);
            } else if let Some(at) = placeholder_of(id) {
                gone.insert(id.to_string(), self.name(id));
                self.plan.makes.drop_one(at);
                if let Some(count) = self.plan.files[mention.file].kinds.get_mut("account") {
                    *count = count.saturating_sub(1);
                }
            }
        }
        if gone.is_empty() {
            return;
        }
        // What a row says of one that is not made is said by its name.
        for state in self.rows.iter_mut().flatten() {
            for change in state.changed.iter_mut().chain(&mut state.kept) {
                if let Some(Value::String(text)) = &mut change.new
                    && let Some(name) = gone.get(text)
                {
                    name.clone_into(text);
                }
            }
        }
    }

    /// Says which row a new record came from, as seen from a row of a file.
    pub(super) fn came_from(&self, id: Id, file: usize) -> Option<String> {
        let (of, line) = *self.came.get(self.made(id)?)?;
        Some(if of == file {
            format!("line {line}")
        } else {
            format!("{}:{line}", self.files.get(of).map_or("", String::as_str))
        })
    }

    /// Names a record that another may be: its short id, or the row that it came from.
    pub(super) fn pointed(&self, id: Id, file: usize) -> String {
        let short = self.look(id, |record| {
            let short = record.get("short").and_then(Value::as_str);
            short.map(str::to_owned)
        });
        let whence = short.flatten().or_else(|| self.came_from(id, file));
        match (self.name(id), whence) {
            (name, Some(whence)) if name.is_empty() => whence,
            (name, Some(whence)) => format!("{name} ({whence})"),
            (name, None) => name,
        }
    }

    /// Gives what a record is called; nobody is called by their job title.
    pub(super) fn name(&self, id: Id) -> String {
        let named = |record: &Object| {
            let is_person = record.get("kind").is_some_and(|kind| kind == "person");
            let fields: &[&str] = if is_person {
                &["name"]
            } else {
                &[
                    "name", "subject", "what", "fact", "title", "ask", "summary", "words",
                    "question", "notes",
                ]
            };
            let text = |field: &&str| {
                let text = record.get(*field)?.as_str()?.trim();
                let line = text.lines().next()?;
                Some(plain::fit(line, 80).into_owned())
            };
            let first = |field: &&str| Some(record.get(*field)?.get(0)?.as_str()?.to_owned());
            fields
                .iter()
                .find_map(text)
                .or_else(|| ["emails", "phones"].iter().find_map(first))
        };
        self.look(id, named).flatten().unwrap_or_default()
    }

    pub(super) fn finish_file(&mut self, file: usize, reading: &mut Reading) {
        self.file_kinds(file);
        let states = std::mem::take(&mut self.rows[file]);
        let mut waiting = 0;
        let mut companies: Vec<String> = Vec::new();
        let (mut named, mut more) = (0_u64, false);
        for (row, state) in reading.drafts.iter().zip(states) {
            let plan = &mut self.plan.files[file];
            if let Some(why) = state.rejected {
                reading.rejected.push(Rejected {
                    line: row.line,
                    why,
                    raw: String::new(),
                });
                continue;
            }
            match state.class {
                Class::New => plan.new += 1,
                Class::Changed => plan.changed += 1,
                Class::Doubtful => plan.doubtful += 1,
                Class::Same => plan.same += 1,
            }
            if state.class == Class::New
                && let Some(at) = state.record.and_then(placeholder_of)
                && (self.plan.makes.may_say(at, "inbox")
                    || self.plan.makes.may_say(at, "waits_for_account"))
            {
                let waits = |record: &Object| {
                    let company = record
                        .get("extra")
                        .filter(|_| state.kind == Kind::Person)
                        .and_then(|extra| extra.get("waits_for_account"))
                        .and_then(Value::as_str);
                    (
                        record.contains_key("inbox"),
                        company.and_then(waits::name_in),
                    )
                };
                let (waits, company) = self.plan.makes.look(at, waits).unwrap_or_default();
                waiting += u64::from(waits);
                if let Some(company) = company {
                    named += 1;
                    if !companies.contains(&company) {
                        if companies.len() < 4 {
                            companies.push(company);
                        } else {
                            more = true;
                        }
                    }
                }
            }
            if state.class == Class::Same && state.notes.is_empty() && state.kept.is_empty() {
                continue;
            }
            let (mut changed, mut kept) = (state.changed, state.kept);
            for change in changed.iter_mut().chain(&mut kept) {
                let (old, new) = (change.old.take(), change.new.take());
                change.old = old.map(|value| self.named(value));
                change.new = new.map(|value| self.named(value));
            }
            self.plan.files[file].details.push(RowPlan {
                line: row.line,
                class: state.class,
                record: state.record,
                name: state.name,
                kind: state.kind,
                changed,
                kept,
                notes: state.notes,
            });
        }
        if named > 0 {
            let (people, they) = if named == 1 {
                ("1 person names a company that is no account", "is")
            } else {
                ("", "are")
            };
            let people = if named == 1 {
                people.to_owned()
            } else {
                format!("{named} people name companies that are no accounts")
            };
            reading.warn(format!(
                "{people} ({}{}) and {they} without one until it comes, or is added by hand; ally import --accounts makes accounts of them now",
                companies.join("; "),
                if more { "; …" } else { "" },
            ));
        }
        if waiting > 0 {
            reading.warn(if waiting == 1 {
                "1 row waits in the inbox until its account comes".to_owned()
            } else {
                format!("{waiting} rows wait in the inbox until their account comes")
            });
        }
        reading.gather();
        let plan = &mut self.plan.files[file];
        plan.unknown = reading.unknown.take();
        reading.rejected.sort_by_key(|rejected| rejected.line);
        plan.file = std::mem::take(&mut reading.file);
        plan.recognised = reading.recognised.take();
        plan.encoding = std::mem::take(&mut reading.encoding);
        plan.delimiter = reading.delimiter;
        plan.rows = reading.rows;
        plan.same += reading.empty;
        plan.rejected = std::mem::take(&mut reading.rejected);
        plan.warnings = std::mem::take(&mut reading.warnings);
        plan.fingerprint = reading.key.take().or_else(|| reading.fingerprint.take());
        plan.read_as = std::mem::take(&mut reading.read_as);
        plan.kind = reading.kind;
        plan.decimal = self.options.decimal;
    }
}
