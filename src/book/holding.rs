//! Moves records along their states; a meeting that was held keeps no agreement that nobody made.

use super::command::Step;
use super::error::Result;
use super::handle::Book;
use crate::domain::{Body, Id, Object, Record};
use crate::journal::Change;

impl Book {
    /// Gives the steps that move records to a state.
    ///
    /// What one meant to leave a meeting with is an aim: unless somebody wrote it down since the meeting began, it goes as the
    /// meeting is held, and stays in its history.
    pub fn moving(&mut self, ids: &[Id], to: &str, why: Option<&String>) -> Result<Vec<Step>> {
        let mut steps = Vec::new();
        for id in ids {
            if to == "held"
                && let Some(record) = self.record(*id)?
                && let Some(edit) = self.without_aimed(&record)?
            {
                steps.push(edit);
            }
            steps.push(Step::Move {
                id: *id,
                to: to.to_owned(),
                why: why.cloned(),
            });
        }
        Ok(steps)
    }

    /// Takes the next step that was only aimed at out of a planned meeting.
    fn without_aimed(&mut self, record: &Record) -> Result<Option<Step>> {
        let Body::Touchpoint(body) = &record.body else {
            return Ok(None);
        };
        let planned = record.state() == Some("planned");
        let Some(aimed) = record.get("next_step").filter(|_| planned) else {
            return Ok(None);
        };
        let now = self.now();
        if let Some(starts) = body.starts.as_ref().filter(|starts| starts.0 <= now) {
            let since = self.edits(vec![record.id()], starts.0.timestamp())?;
            let said = since.iter().filter(|past| past.stands).any(|past| {
                past.changes.iter().any(|change| match change {
                    Change::Edit(edit) => edit.set.contains_key("next_step"),
                    _ => false,
                })
            });
            if said {
                return Ok(None);
            }
        }
        let one = |value| Object::from_iter([("next_step".to_owned(), value)]);
        Ok(Some(Step::Edit {
            id: record.id(),
            set: one(serde_json::Value::Null),
            was: one(aimed),
        }))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::book::{Clock, Options};
    use crate::domain::{Base, Kind, Moment};
    use serde_json::json;

    #[test]
    fn what_was_only_aimed_at_goes_and_what_was_written_down_since_stays() {
        let dir = tempfile::tempdir().unwrap();
        let mut book = Book::open(Options {
            dir: dir.path().join("book"),
            clock: Clock::fixed(
                "2026-11-23T09:31:00-05:00[America/New_York]"
                    .parse()
                    .unwrap(),
            ),
            author: "me".into(),
            create: true,
            bench: None,
        })
        .unwrap();
        let mut meetings = Vec::new();
        // The clock stands still: one has begun, and was written to since; the other begins later.
        for (n, starts) in [
            (1, "2026-11-23T09:00:00-05:00[America/New_York]"),
            (2, "2026-11-23T15:00:00-05:00[America/New_York]"),
        ] {
            let base = Base::new(
                Id::new(1, [n; 10]),
                "2026-01-01T00:00:00Z".parse().unwrap(),
                "me",
            );
            let mut record = Record::new(Kind::Touchpoint, base);
            let starts: Moment = starts.parse().unwrap();
            record.set("starts", json!(starts)).unwrap();
            record.set("state", json!("planned")).unwrap();
            record.set("next_step", json!({"what": "a date"})).unwrap();
            let made = book
                .write("set", vec![Step::Make(record.object())])
                .unwrap();
            meetings.push(made.made[0].id);
        }
        let set = Object::from_iter([("next_step".to_owned(), json!({"what": "the twelfth"}))]);
        let edit = Step::Edit {
            id: meetings[0],
            set,
            was: Object::new(),
        };
        book.write("set", vec![edit]).unwrap();
        let steps = book.moving(&meetings, "held", None).unwrap();
        book.write("move", steps).unwrap();
        let next =
            |book: &mut Book, at: usize| match book.record(meetings[at]).unwrap().unwrap().body {
                Body::Touchpoint(body) => body.next_step.and_then(|step| step.what),
                _ => None,
            };
        assert_eq!(next(&mut book, 0).as_deref(), Some("the twelfth"));
        assert_eq!(next(&mut book, 1), None);
    }
}
