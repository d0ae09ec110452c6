//! Files lines of the inbox under an account: each is read again as it would have been, had the account been known.

use serde_json::json;

use super::capturing::{Captured, Spot};
use super::command::Step;
use super::error::Result;
use super::handle::Book;
use crate::capture::{Parsed, Settled};
use crate::domain::{Id, Kind, Object, Record};

/// So many records may one line make before the next one's placeholders begin.
const APART: u64 = 1 << 16;

/// What became of the lines that were filed.
#[derive(Clone, PartialEq, Debug, Default)]
pub struct Filed {
    /// Lines that are of another kind now than they were, with what they say.
    pub anew: Vec<Captured>,
    /// Notes that stay notes though something in them is in doubt, with what it is.
    pub doubts: Vec<String>,
}

impl Book {
    /// Files records under an account, as one entry.
    ///
    /// A line that was a note because nobody knew whose it was becomes what it says, as read on the day when it was typed.
    pub fn file(&mut self, ids: &[Id], account: Id, spot: &Spot) -> Result<Filed> {
        let mut steps = Vec::new();
        let mut filed = Filed::default();
        for (number, record) in (0_u64..).zip(self.records(ids)?) {
            if let Some(line) = untouched_note(&record) {
                let spot = Spot {
                    account: Some(account),
                    weekend: spot.weekend.clone(),
                    currency: spot.currency.clone(),
                    ..Spot::default()
                };
                let zone = self.now().time_zone().clone();
                let typed = record.base.created.to_zoned(zone);
                let plain = Settled::default();
                let at = (typed, number * APART);
                // What cannot be planned is filed as it stands.
                if let Ok(mut plan) = self.plan_at(&[(line, &plain)], &spot, None, at)
                    && let Some(read) = plan.captured.pop()
                {
                    let stays = read.parsed.account != Some(account);
                    if !stays && read.record.kind() != Kind::Touchpoint {
                        steps.extend(plan.steps);
                        steps.push(Step::Drop { id: record.id() });
                        filed.anew.push(read);
                        continue;
                    }
                    filed.doubts.extend(in_doubt(&read.parsed));
                }
            }
            let was = record.get("account").unwrap_or_default();
            let set = Object::from_iter([("account".to_owned(), json!(account))]);
            steps.push(Step::Edit {
                id: record.id(),
                set,
                was: Object::from_iter([("account".to_owned(), was)]),
            });
        }
        let receipt = self.write("file", steps)?;
        let mut anew = std::mem::take(&mut filed.anew);
        self.bring_up(&mut anew, &receipt)?;
        filed.anew = anew;
        Ok(filed)
    }
}

/// Gives the line of a note that waits for its account, and that nobody has changed since it was typed.
fn untouched_note(record: &Record) -> Option<&str> {
    let waits = record.kind() == Kind::Touchpoint
        && record.account().is_none()
        && record.base.inbox.is_some()
        && record.base.changed == record.base.created;
    record
        .base
        .raw
        .as_deref()
        .filter(|raw| waits && !raw.contains(['\n', '\r']))
}

/// Says what is in doubt in a line, first things first.
fn in_doubt(parsed: &Parsed) -> Option<String> {
    let chip = parsed.doubts().next()?;
    Some(format!("{}: {}", chip.text, chip.meaning))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::book::{demo, sample};
    use crate::domain::Body;

    fn book(dir: &std::path::Path) -> Book {
        let mut book = sample::open(dir);
        demo::fill(&mut book).unwrap();
        book
    }

    fn add(book: &mut Book, line: &str) -> Record {
        let plain = Settled::default();
        let (mut captured, _) = book
            .capture(&[(line, &plain)], &Spot::default(), false)
            .unwrap();
        captured.remove(0).record
    }

    #[test]
    fn a_note_becomes_what_it_was_meant_as_once_its_account_is_known() {
        let dir = tempfile::tempdir().unwrap();
        let mut book = book(dir.path());
        let whitcomb = book.find_account("Whitcomb College").unwrap();
        // Two are called June, one of them ours: nobody can tell whom it is to.
        let line = add(&mut book, "owe june: the list due:fri");
        assert_eq!(line.kind(), Kind::Touchpoint, "{:?}", line.title());
        let filed = book.file(&[line.id()], whitcomb, &Spot::default()).unwrap();
        let promise = &filed.anew[0].record;
        let okada = book.find_any("June Okada").unwrap().id();
        let Body::Promise(body) = &promise.body else {
            panic!("{promise:?}")
        };
        assert_eq!(
            (promise.account(), body.to.as_slice(), body.what.as_deref()),
            (Some(whitcomb), [okada].as_slice(), Some("the list"))
        );
        assert_eq!(body.due.unwrap().to_string(), "2026-11-27");
        assert!(book.record(line.id()).unwrap().is_none(), "one of them");
        book.execute(crate::book::Command::Undo {
            bench: None,
            entry: None,
        })
        .unwrap();
        assert!(book.record(line.id()).unwrap().is_some());
        assert!(book.record(promise.id()).unwrap().is_none());
    }

    #[test]
    fn what_stays_a_note_is_filed_and_says_its_doubt() {
        let dir = tempfile::tempdir().unwrap();
        let mut book = book(dir.path());
        let meridian = book.find_account("Meridian Rail").unwrap();
        let plain = add(&mut book, "the railway wants a date");
        let doubtful = add(&mut book, "owe weiss one page");
        let ids = [plain.id(), doubtful.id()];
        let filed = book.file(&ids, meridian, &Spot::default()).unwrap();
        assert!(filed.anew.is_empty());
        assert!(
            filed.doubts[0].starts_with("owe: our promise?"),
            "{filed:?}"
        );
        for id in ids {
            let record = book.record(id).unwrap().unwrap();
            assert_eq!(record.account(), Some(meridian));
            assert_eq!(record.base.inbox, None);
        }
    }
}
