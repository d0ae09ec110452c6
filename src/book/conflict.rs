//! What keeps a command from being done, said by names: the record, and the entry that stands in its way.

use super::core::Core;
use super::error::BookError;
use serde_json::Value;

use crate::domain::{Id, Record, plain};
use crate::journal::{Change, Conflict};

/// What to do where a change no longer fits what is there.
pub(super) const LOOK: &str = "Look at it again, and repeat what still applies.";

impl Core {
    /// Says that somebody else wrote a field since it was looked at: who, and what.
    pub(super) fn overtaken(&mut self, id: Id, name: &str, found: Value) -> BookError {
        let shown = self.said(&found);
        let by = self
            .last_writer(id, name)
            .map(|author| format!(" by {author}"))
            .unwrap_or_default();
        let shown = plain::line(&shown);
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

    /// Says what a change found in its way.
    pub(super) fn in_the_way(&mut self, conflict: &Conflict) -> String {
        match conflict {
            Conflict::There(id) => format!("{} is there already", self.called(*id)),
            Conflict::Gone(id) => format!("{} is no longer there", self.called(*id)),
            Conflict::Moved { id, field, .. } if field == "brought" => format!(
                "what files brought of {} was changed meanwhile",
                self.called(*id)
            ),
            Conflict::Moved { id, field, .. } => format!(
                "{} of {} was changed meanwhile",
                field.replace('_', " "),
                self.called(*id)
            ),
            other => other.to_string(),
        }
    }

    /// Says which entry is to be taken back before another can be.
    pub(super) fn what_first(&mut self, conflict: &Conflict, number: u64) -> String {
        let id = match conflict {
            Conflict::There(id) | Conflict::Gone(id) | Conflict::Moved { id, .. } => Some(*id),
            _ => None,
        };
        let newer = id.and_then(|id| {
            let undone = self.undone().ok()?;
            let history = self.store.history_of(id).ok()?;
            history.into_iter().rev().find_map(|seq| {
                let head = self.store.entry(seq).ok()?.head;
                let stands = seq > number && !undone.contains(&seq) && head.cause.undo.is_none();
                stands.then_some((seq, head.cause.command))
            })
        });
        match newer {
            Some((seq, command)) => format!(
                "Entry {seq} ({command}) came after it: ally undo {seq} takes that back first."
            ),
            None => "Something newer stands on it. ally history shows what; take that back first."
                .into(),
        }
    }

    /// Says that a record is gone, by which entry, and how it comes back.
    pub(super) fn gone(&mut self, id: Id) -> BookError {
        let called = self.called(id);
        let history = self.store.history_of(id).unwrap_or_default();
        let last = history.last().and_then(|seq| self.store.entry(*seq).ok());
        match last {
            Some(entry) if entry.head.cause.undo.is_none() => {
                let (seq, by) = (entry.head.seq, entry.head.author);
                let by = plain::line(&by);
                BookError::refused(format!("{called} was deleted by {by} (entry {seq})")).hint(
                    format!(
                        "Nothing was saved. ally undo {seq} brings it back; so does the Trash."
                    ),
                )
            }
            _ => BookError::refused(format!("{called} was taken out meanwhile"))
                .hint("Nothing was saved. ally history shows what became of it."),
        }
    }

    /// Calls a record as people know it, also one that is gone: `problem pb3 “Long lines”`.
    pub(super) fn called(&mut self, id: Id) -> String {
        let now = self.store.get(id).ok().flatten();
        let object = now.or_else(|| {
            let seq = *self.store.history_of(id).ok()?.last()?;
            let changes = self.store.entry(seq).ok()?.changes;
            changes.into_iter().find_map(|change| match change {
                Change::Drop(object) if super::execute::id_of(&object) == Some(id) => Some(object),
                _ => None,
            })
        });
        match object.and_then(|object| Record::read(object).ok()) {
            Some(record) => format!(
                "{} {} “{}”",
                record.kind(),
                record.short(),
                plain::fit(&plain::line(&record.title()), 60)
            ),
            None => "the record".into(),
        }
    }
}

fn plainly(value: &Value) -> String {
    match value {
        Value::Null => "nothing".into(),
        Value::String(text) => format!("“{text}”"),
        other => other.to_string(),
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use crate::book::{Book, Command, Step, sample};
    use crate::domain::{Id, Object};

    fn book(folder: &tempfile::TempDir) -> Book {
        sample::open(folder.path())
    }

    fn promise(book: &mut Book) -> Id {
        let object =
            json!({"id": Id::from_bytes([0xff; 16]), "kind": "promise", "what": "the price list"});
        let object = serde_json::from_value(object).unwrap();
        book.write("add", vec![Step::Make(object)]).unwrap().touched[0]
    }

    fn what(id: Id, text: &str) -> Step {
        Step::Edit {
            id,
            set: Object::from_iter([("what".to_owned(), json!(text))]),
            was: Object::new(),
        }
    }

    fn names_no_id(said: &str) {
        let id = said.split(|c: char| !c.is_ascii_hexdigit() && c != '-');
        assert!(id.into_iter().all(|word| word.len() < 32), "{said}");
    }

    #[test]
    fn what_was_deleted_is_named_with_the_entry_that_did_it() {
        let folder = tempfile::tempdir().unwrap();
        let mut book = book(&folder);
        let id = promise(&mut book);
        book.write("delete", vec![Step::Drop { id }]).unwrap();
        let refused = book.write("edit", vec![what(id, "another")]).unwrap_err();
        let said = refused.to_string();
        names_no_id(&said);
        assert!(
            said.starts_with("promise pm1 “the price list” was deleted by robin (entry 2)"),
            "{said}"
        );
        assert!(said.contains("ally undo 2"), "{said}");
    }

    #[test]
    fn what_somebody_else_wrote_is_said_by_names() {
        let folder = tempfile::tempdir().unwrap();
        let mut book = book(&folder);
        let id = promise(&mut book);
        let person = |nth: u8, name: &str| {
            let object = json!({"id": Id::from_bytes([nth; 16]), "kind": "person", "name": name});
            Step::Make(serde_json::from_value(object).unwrap())
        };
        let made = vec![person(0xfe, "Dana Whitfield"), person(0xfd, "Zoë Brandão")];
        let made = book.write("add", made).unwrap().made;
        let to = |ids: &[Id], was: &[Id]| {
            let one = |ids: &[Id]| Object::from_iter([("to".to_owned(), json!(ids))]);
            Step::Edit {
                id,
                set: one(ids),
                was: one(was),
            }
        };
        let both = [made[0].id, made[1].id];
        let first = Step::Edit {
            id,
            set: Object::from_iter([("to".to_owned(), json!(both))]),
            was: Object::new(),
        };
        book.write("edit", vec![first]).unwrap();
        let refused = book
            .write("edit", vec![to(&[made[0].id], &[made[1].id])])
            .unwrap_err();
        let said = refused.to_string();
        names_no_id(&said);
        assert!(
            said.contains("Dana Whitfield") && said.contains("Zoë Brandão"),
            "{said}"
        );
    }

    #[test]
    fn an_undo_that_is_refused_names_the_record_and_what_is_to_be_taken_back_first() {
        let folder = tempfile::tempdir().unwrap();
        let mut book = book(&folder);
        let id = promise(&mut book);
        let before = book.objects().unwrap();
        book.write("delete", vec![Step::Drop { id }]).unwrap();
        let back = before.into_iter().map(Step::Keep).collect();
        book.write("restore", back).unwrap();
        let undo = |book: &mut Book, entry| {
            book.execute(Command::Undo {
                bench: None,
                entry: Some(entry),
            })
        };
        let said = undo(&mut book, 2).unwrap_err().to_string();
        names_no_id(&said);
        assert!(
            said.starts_with(
                "entry 2 cannot be taken back: promise pm1 “the price list” is there already"
            ),
            "{said}"
        );
        assert!(said.contains("ally undo 3 takes that back first"), "{said}");
        undo(&mut book, 3).unwrap();
        undo(&mut book, 2).unwrap();
        assert!(book.record(id).unwrap().is_some());
        book.write("edit", vec![what(id, "another")]).unwrap();
        let said = undo(&mut book, 1).unwrap_err().to_string();
        names_no_id(&said);
        assert!(
            said.contains("what of promise pm1 “another” was changed meanwhile"),
            "{said}"
        );
    }
}
