//! Undo and redo: nothing is destroyed, an entry is appended whose changes are the inverse of another's.
//!
//! ```text
//! 1 add      2 edit      3 undo 2      4 undo 1      5 redo 4      6 undo 5
//! ```
//! An undo is itself never taken back, only done again; a redo counts as a new step that can be taken back. What was taken
//! back once never stands again: its redo stands in its place. A new entry ends what could be redone.

use std::collections::HashSet;

use super::command::Receipt;
use super::core::{Core, trouble};
use super::error::{BookError, Result};
use super::stranded::Waits;
use crate::domain::{Object, Record, plain};
use crate::journal::{Bodies, Cause, Change, Entry, Head, Lines};
use crate::store::StoreError;

/// So much of a title is said of what was taken back.
const TITLE: usize = 44;

impl Core {
    /// Lists the entries that were taken back.
    pub(super) fn undone(&mut self) -> Result<HashSet<u64>> {
        self.store.undone().map_err(trouble)
    }

    /// Takes back the last entry that can be.
    pub(super) fn undo(
        &mut self,
        bench: Option<String>,
        wanted: Option<u64>,
        request: Option<&str>,
    ) -> Result<Receipt> {
        let target = self.taken_back_by(bench.as_deref(), wanted)?;
        let named = self.named(&target, true);
        let said = match named {
            Some(named) => format!("Took back: {named}"),
            None => match noun(&target) {
                Some(noun) => format!("Took back the {noun}: {}", told(&target, true)),
                None => format!("Took back: {}", told(&target, true)),
            },
        };
        let cause = Cause {
            command: "undo".into(),
            undo: Some(target.head.seq),
            bench,
            ..Cause::default()
        };
        self.append_inverse(target, &cause, request, said)
    }

    /// Finds the entry that an undo takes back: a given one, or the last that stands.
    pub(super) fn taken_back_by(
        &mut self,
        bench: Option<&str>,
        wanted: Option<u64>,
    ) -> Result<Entry> {
        let undone = self.undone()?;
        let last = self.store.position().0;
        let target = match wanted {
            Some(seq) if seq == 0 || seq > last => {
                return Err(BookError::refused(format!(
                    "there is no entry {seq}; the last is {last}"
                )));
            }
            Some(seq) if undone.contains(&seq) => {
                let refused = BookError::refused(format!("entry {seq} was taken back already"));
                return Err(match self.redone_by(seq)? {
                    Some(again) => refused.hint(format!(
                        "Entry {again} did it again: ally undo {again} takes that back."
                    )),
                    None => refused,
                });
            }
            Some(seq) => Some(self.store.entry(seq).map_err(trouble)?),
            None => {
                let mut found = None;
                for seq in (1..=last).rev() {
                    let cause = self.cause(seq)?;
                    let mine = bench.is_none() || cause.bench.as_deref() == bench;
                    if mine && cause.undo.is_none() && !undone.contains(&seq) {
                        found = Some(self.store.entry(seq).map_err(trouble)?);
                        break;
                    }
                }
                found
            }
        };
        let Some(target) = target else {
            return Err(BookError::refused("there is nothing to take back"));
        };
        if target.head.cause.undo.is_some() {
            return Err(
                BookError::refused(format!("entry {} is itself an undo", target.head.seq))
                    .hint("ally redo does it again."),
            );
        }
        Ok(target)
    }

    /// Gives why an entry was made; what it changed is not made sense of, which of an import takes long.
    fn cause(&mut self, seq: u64) -> Result<Cause> {
        let found = self.store.entry_with(seq, Bodies::None);
        Ok(found.map_err(trouble)?.0.head.cause)
    }

    /// Finds the redo that stands in the place of an entry that was taken back.
    fn redone_by(&mut self, seq: u64) -> Result<Option<u64>> {
        let undone = self.undone()?;
        let mut of: Vec<u64> = vec![seq];
        let mut stands = None;
        for later in seq + 1..=self.store.position().0 {
            let cause = self.cause(later)?;
            let follows = |to: Option<u64>| to.is_some_and(|to| of.contains(&to));
            if follows(cause.undo) || follows(cause.redo) {
                of.push(later);
                if cause.redo.is_some() && !undone.contains(&later) {
                    stands = Some(later);
                }
            }
        }
        Ok(stands)
    }

    /// Does again what was last taken back, unless something new came since.
    pub(super) fn redo(&mut self, bench: Option<String>, request: Option<&str>) -> Result<Receipt> {
        let mut again = HashSet::new();
        for seq in (1..=self.store.position().0).rev() {
            let of = self.cause(seq)?;
            if bench.is_some() && of.bench != bench {
                continue;
            }
            if let Some(undo) = of.redo {
                again.insert(undo);
            } else if let Some(undone) = of.undo {
                if !again.contains(&seq) {
                    let original = self.store.entry(undone).map_err(trouble)?;
                    let entry = self.store.entry(seq).map_err(trouble)?;
                    let said = match self.named(&original, false) {
                        Some(named) => format!("Did it again: {named}"),
                        None => match noun(&original) {
                            Some(noun) => {
                                format!("Did the {noun} again: {}", told(&original, false))
                            }
                            None => format!("Did it again: {}", told(&original, false)),
                        },
                    };
                    let cause = Cause {
                        command: "redo".into(),
                        redo: Some(seq),
                        bench,
                        ..Cause::default()
                    };
                    return self.append_inverse(entry, &cause, request, said);
                }
            } else {
                break;
            }
        }
        Err(BookError::refused("there is nothing to do again"))
    }

    /// Says what becomes of the one record that an entry touched, or made or deleted beside others that it changed: `“credit the invoices” is open again`.
    fn named(&mut self, entry: &Entry, back: bool) -> Option<String> {
        // What only a file is to know says nothing to a person.
        let changes = entry.changes.iter();
        let changes: Vec<&Change> = changes
            .filter(|change| !matches!(change, Change::Setting(_)))
            .collect();
        let command = entry.head.cause.command.as_str();
        // What came or went is what an entry was about; what was changed beside it follows from that.
        let mut whole = changes
            .iter()
            .filter(|change| matches!(change, Change::Make(_) | Change::Drop(_)));
        let change = match (changes.as_slice(), whole.next(), whole.next()) {
            ([one], ..) => *one,
            (_, Some(one), None) if !matches!(command, "import" | "merge") => *one,
            _ => return None,
        };
        match change {
            Change::Make(object) => {
                let record = Record::read(object.clone()).ok()?;
                let is = if back {
                    "is gone again"
                } else {
                    "is there again"
                };
                Some(format!("{} {is}", called(&record)))
            }
            Change::Drop(object) => {
                let record = Record::read(object.clone()).ok()?;
                let is = if back { "is back" } else { "is deleted again" };
                Some(format!("{} {is}", called(&record)))
            }
            Change::Edit(edit) => {
                let mut object = self.store.get(edit.id).ok()??;
                for (name, pair) in edit.pairs() {
                    let becomes = if back { &pair.old } else { &pair.new };
                    object.insert(name.to_owned(), becomes.clone());
                }
                object.retain(|_, value| !value.is_null());
                // It is called as it is called afterwards: its name may be what changes.
                let record = Record::read(object).ok()?;
                let mut fields = Vec::new();
                for (name, pair) in edit.pairs() {
                    let becomes = if back { &pair.old } else { &pair.new };
                    if name == "state"
                        && let Some(state) = becomes.as_str()
                    {
                        return Some(format!("{} is {state} again", called(&record)));
                    }
                    let field = record.kind().field(name).filter(|_| name != "changed");
                    fields.extend(field.map(crate::domain::Field::label));
                }
                let what = match fields.as_slice() {
                    [] => return None,
                    some => some.join(", "),
                };
                let is = if back { "as before" } else { "changed" };
                Some(format!("{}: {what} {is}", called(&record)))
            }
            _ => None,
        }
    }

    fn append_inverse(
        &mut self,
        entry: Entry,
        cause: &Cause,
        request: Option<&str>,
        said: String,
    ) -> Result<Receipt> {
        if entry.changes.is_empty() {
            return Err(BookError::refused(format!(
                "entry {} was forgotten and cannot be taken back",
                entry.head.seq
            )));
        }
        let number = entry.head.seq;
        let left = self.left_behind(&entry.changes)?;
        let said = match Waits::count(&left, &entry.changes).said() {
            Some(waits) => format!("{said}; {waits}"),
            None => said,
        };
        let left: Vec<Change> = left
            .into_iter()
            .map(|left| Change::Edit(left.edit))
            .collect();
        let mut changes = entry.changes;
        let mut fitted = false;
        let (touched, entry) = loop {
            let mut touched: Vec<_> = left.iter().filter_map(Change::record).collect();
            let mut lines = Lines::default();
            for change in &left {
                lines.push(change).map_err(|e| trouble(e.into()))?;
            }
            // The last first; each goes as it is written, since an import's are many.
            while let Some(change) = changes.pop() {
                let inverse = if fitted {
                    match self.fitted(change.inverse())? {
                        Some(inverse) => inverse,
                        None => continue,
                    }
                } else {
                    change.inverse()
                };
                touched.extend(inverse.record());
                lines.push(&inverse).map_err(|e| trouble(e.into()))?;
            }
            let seq = self.store.position().0 + 1;
            let head = Head {
                seq,
                at: self.clock.now().timestamp(),
                author: self.author.clone(),
                cause: cause.clone(),
                request: request.map(str::to_owned),
                more: Object::new(),
            };
            let verb = if head.cause.redo.is_some() {
                "done again"
            } else {
                "taken back"
            };
            let salt = self.clock.salt(seq);
            match self.store.append_lines(head, lines, salt, &mut |_| true) {
                // What the making of an account left behind stands elsewhere by no one's hand: that is in nobody's way.
                Err(StoreError::Conflict(conflict))
                    if !fitted && self.was_left_behind(&conflict)? =>
                {
                    fitted = true;
                    changes = self.store.entry(number).map_err(trouble)?.changes;
                }
                Err(StoreError::Conflict(conflict)) => {
                    let what = self.in_the_way(&conflict);
                    return Err(BookError::refused(format!(
                        "entry {number} cannot be {verb}: {what}"
                    ))
                    .hint(self.what_first(&conflict, number)));
                }
                saved => break (touched, saved.map_err(trouble)?),
            }
        };
        Ok(Receipt {
            entry: Some(entry),
            made: Vec::new(),
            touched,
            said,
        })
    }
}

/// Quotes a record's title, as far as a line has room.
fn called(record: &Record) -> String {
    format!("“{}”", plain::fit(&record.title(), TITLE))
}

/// Names what an entry of several records was, where it has a name.
fn noun(entry: &Entry) -> Option<&'static str> {
    match entry.head.cause.command.as_str() {
        "import" => Some("import"),
        "merge" => Some("merge"),
        "delete" => Some("deletion"),
        _ => None,
    }
}

/// Says what becomes of the records of an entry that is taken back, or done again: `2 promises are back, 1 record as before`.
fn told(entry: &Entry, back: bool) -> String {
    let mut parts = Vec::new();
    let (mut edits, mut rows) = (0, 0);
    let (mut makes, mut drops) = (Vec::new(), Vec::new());
    for change in &entry.changes {
        match change {
            Change::Make(object) => makes.push(object),
            Change::Drop(object) => drops.push(object),
            Change::Edit(_) => edits += 1,
            Change::Activity(batch) => rows += batch.rows,
            _ => {}
        }
    }
    // Once more there, or once more gone: what was merged into another is not said to be deleted.
    let (there, gone) = ("there again", "gone again");
    for (objects, said) in [
        (&makes, if back { gone } else { there }),
        (&drops, if back { "back" } else { gone }),
    ] {
        if let Some(what) = counted(objects) {
            let is = if objects.len() == 1 { "is" } else { "are" };
            parts.push(format!("{what} {is} {said}"));
        }
    }
    if edits > 0 {
        let records = if edits == 1 { "record" } else { "records" };
        let did = if back { "as before" } else { "changed" };
        parts.push(format!("{edits} {records} {did}"));
    }
    if rows > 0 {
        let said = if rows == 1 { "row" } else { "rows" };
        let is = if back { gone } else { there };
        parts.push(format!("{rows} {said} of activity {is}"));
    }
    if parts.is_empty() {
        // Settings of files alone.
        parts.push(if back { "as before" } else { "as after it" }.to_owned());
    }
    parts.join(", ")
}

/// Names one record, or counts several by their kind: `“Elena Ruiz”`, `2 promises`, `5 records`.
fn counted(objects: &[&Object]) -> Option<String> {
    let read = |object: &&Object| Record::read((*object).clone()).ok();
    let kind = |object: &&Object| {
        object
            .get("kind")
            .and_then(|kind| kind.as_str())
            .map(str::to_owned)
    };
    match objects {
        [] => None,
        [one] => Some(read(one).map_or_else(|| "1 record".into(), |record| called(&record))),
        [first, ..] => {
            let same = objects.iter().all(|other| kind(other) == kind(first));
            let plural = read(first)
                .filter(|_| same)
                .map_or("records", |record| record.kind().plural());
            Some(format!("{} {plural}", objects.len()))
        }
    }
}
