//! From a command to changes, to one journal entry.

mod ids;
mod step;

use std::collections::HashMap;

use serde_json::json;

use super::command::{Command, Made, Receipt, Step};
use super::conflict::LOOK;
use super::core::{Core, trouble};
use super::error::{BookError, Result};
use super::work::{Now, Work};
use crate::domain::{FieldError, Object, Record};
use crate::interchange::{Flow, plan::Makes};
use crate::journal::{Cause, Change, Head, Lines};
use crate::store::{Saving, StoreError};
pub(super) use ids::{id_of, made};
use ids::{kind_of, replace};
use step::edited;

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
                    cause,
                    makes: Makes::default(),
                    steps,
                    at,
                    author,
                    request,
                };
                self.write(asked, &mut std::iter::empty(), &mut on)
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
        let asked = Asked {
            cause,
            makes,
            steps,
            at: None,
            author: None,
            request: None,
        };
        self.write(asked, more, watch)
    }

    /// Works out what is asked, and what follows from it, and saves it as one entry.
    fn write(
        &mut self,
        asked: Asked,
        more: &mut dyn Iterator<Item = Step>,
        watch: &mut dyn FnMut(Bringing) -> Flow,
    ) -> Result<Receipt> {
        let Asked {
            cause,
            makes,
            mut steps,
            at,
            author,
            request,
        } = asked;
        let imports = cause.command == "import";
        let seq = self.store.position().0 + 1;
        let now = at.unwrap_or_else(|| self.clock.now().timestamp());
        let today = now.to_zoned(self.clock.now().time_zone().clone()).date();
        let author = author.unwrap_or_else(|| self.author.clone());
        let given = self.give_ids(&makes, &mut steps, seq);
        let mut work = Work::new(now, today, author, imports);
        work.placeholders = given
            .iter()
            .map(|(placeholder, id)| (*id, *placeholder))
            .collect();
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
            self.step(step, &mut work)?;
        }
        for step in steps {
            step_by(&step)?;
            self.step(step, &mut work)?;
        }
        for mut step in more {
            if let Step::Rows { account, .. } | Step::Unrow { account, .. } = &mut step {
                *account = given.get(account).copied().unwrap_or(*account);
            }
            step_by(&step)?;
            self.step(step, &mut work)?;
        }
        drop(given);
        // An import attaches what waits by its own plan, which was shown.
        if !imports {
            self.attach_waiting(&mut work)?;
            for (nth, mut object) in self.plan_next(&work, today)?.into_iter().enumerate() {
                let nth = work.placeholders.len() + nth + 1;
                let id = self.clock.id(seq, u64::try_from(nth).unwrap_or(u64::MAX));
                object.insert("id".into(), json!(id));
                self.step(Step::Make(object), &mut work)?;
            }
        }
        work.placeholders = HashMap::new();
        work.flush_rows()?;
        work.fold();
        let said = work.said();
        let Work {
            made,
            changes,
            lines,
            mut written,
            touched,
            author,
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
            request,
            more: Object::new(),
        };
        let entry = self.save(head, lines, watch)?;
        Ok(Receipt {
            entry: Some(entry),
            made,
            touched: written,
            said,
        })
    }

    /// Appends an entry: from here on it is saved, whatever becomes of the index.
    fn save(
        &mut self,
        head: Head,
        lines: Lines,
        watch: &mut dyn FnMut(Bringing) -> Flow,
    ) -> Result<u64> {
        let salt = self.clock.salt(head.seq);
        let saved = self.store.append_lines(head, lines, salt, &mut |saving| {
            let flow = watch(match saving {
                Saving::Begins => Bringing::Saves,
                Saving::Done(entry) => Bringing::Saved(entry),
            });
            flow == Flow::On
        });
        saved.map_err(|error| match error {
            StoreError::Stopped => stopped(),
            StoreError::Conflict(conflict) => {
                let what = self.in_the_way(&conflict);
                BookError::refused(format!("not saved: {what}")).hint(LOOK)
            }
            error => trouble(error),
        })
    }

    /// Attaches what waited for the accounts and people that a command makes, or names anew.
    fn attach_waiting(&mut self, work: &mut Work) -> Result<()> {
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
        let zoned = work.now.to_zoned(self.clock.now().time_zone().clone());
        for edit in self.attached(&came, &zoned)? {
            let record = Record::read_strictly(edit.after).map_err(first_wrong)?;
            // What the same command wrote is as the person wants it.
            if !work.touched.contains_key(&record.id()) {
                record.check()?;
                edited(&edit.before, record, work)?;
            }
        }
        Ok(())
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

/// What is asked to be written.
struct Asked {
    cause: Cause,
    makes: Makes,
    steps: Vec<Step>,
    at: Option<jiff::Timestamp>,
    author: Option<String>,
    request: Option<String>,
}

fn first_wrong(wrong: Vec<FieldError>) -> BookError {
    wrong.into_iter().next().map_or_else(
        || BookError::refused("a record could not be read"),
        BookError::from,
    )
}
