//! Captures lines into the book: understood with its names and records, saved as one entry.

use std::cell::RefCell;
use std::collections::HashMap;

use jiff::Zoned;

use super::command::{Receipt, Step};
use super::error::{BookError, Result};
use super::handle::Book;
use crate::capture::{self, Context, Making, Parsed, Records, Settled};
use crate::domain::days::Weekend;
use crate::domain::directory::Directory;
use crate::domain::names::Name;
use crate::domain::{Id, Kind, Record};

/// Where the person is while typing, and what they are used to.
#[derive(Clone, PartialEq, Debug, Default)]
#[allow(clippy::struct_excessive_bools)] // Each says one thing of how a line came to be typed, and none follows from another.
pub struct Spot {
    /// The account one is in.
    pub account: Option<Id>,
    /// The call or meeting one is in.
    pub touchpoint: Option<Id>,
    /// The problem that was named last, in this call or on this screen.
    pub problem: Option<Id>,
    /// The free days of the week.
    pub weekend: Weekend,
    /// The currency of an amount that names none.
    pub currency: Option<String>,
    /// One character and a blank at the start stand for a kind.
    pub signs: bool,
    /// The line was pasted.
    pub pasted: bool,
    /// Of several lines all but the first were pasted: nobody typed what stands at their beginnings for a sign.
    pub signed_once: bool,
    /// Whoever the line names says whose it is, before the account that is at hand; the answer says so.
    pub by_people: bool,
}

/// A line as it was understood, and what became of it.
#[derive(Clone, PartialEq, Debug)]
pub struct Captured {
    /// What it was understood as.
    pub parsed: Parsed,
    /// The record that it is about: as it stands now, or would stand.
    pub record: Record,
}

/// Lines with what the book had, or would have, after those before.
struct Shelf<'a> {
    book: RefCell<&'a mut Book>,
    made: HashMap<Id, Record>,
    last: HashMap<Option<Id>, Id>,
}

impl Records for Shelf<'_> {
    fn record(&self, id: Id) -> Option<Record> {
        if let Some(record) = self.made.get(&id) {
            return Some(record.clone());
        }
        // A record that cannot be read is not there for the line; saving meets the same trouble and says it.
        self.book.borrow_mut().record(id).ok().flatten()
    }

    fn short(&self, short: &str) -> Option<Record> {
        crate::domain::parse_short(short)?;
        let record = self
            .book
            .borrow_mut()
            .short(&short.to_lowercase())
            .ok()
            .flatten()?;
        Some(self.made.get(&record.id()).cloned().unwrap_or(record))
    }

    fn last_problem(&self, account: Option<Id>) -> Option<Id> {
        self.last.get(&account).copied()
    }

    fn of_kind(&self, account: Id, kind: Kind) -> Vec<Record> {
        let mine = |record: &Record| record.kind() == kind && record.account() == Some(account);
        // As with a record that cannot be read: what is not there is made.
        let mut known = self.book.borrow_mut().account(account).unwrap_or_default();
        known.retain(|record| mine(record) && !self.made.contains_key(&record.id()));
        known.extend(self.made.values().filter(|record| mine(record)).cloned());
        known.sort_by_key(Record::id);
        known
    }
}

impl Book {
    /// Says what a line is understood as, and saves nothing.
    pub fn understand(&mut self, line: &str, spot: &Spot, settled: &Settled) -> Result<Parsed> {
        let names = self.directory()?;
        let today = self.now().date();
        let shelf = shelf(self, spot);
        let context = context(&names, &shelf, spot, today);
        Ok(parsed(line, &context, spot, settled))
    }

    /// Captures lines as one entry: all of them or none; the error names the line by its number.
    ///
    /// With `dry` nothing is saved, and the records are what would be made.
    pub fn capture(
        &mut self,
        lines: &[(&str, &Settled)],
        spot: &Spot,
        dry: bool,
    ) -> Result<(Vec<Captured>, Option<Receipt>)> {
        let plan = self.plan(lines, spot, None)?;
        if dry {
            return Ok((plan.captured, None));
        }
        let receipt = self.write("add", plan.steps)?;
        let mut captured = plan.captured;
        self.bring_up(&mut captured, &receipt)?;
        Ok((captured, Some(receipt)))
    }

    /// Puts the records as they were saved in the place of those that were planned.
    pub(super) fn bring_up(&mut self, captured: &mut [Captured], receipt: &Receipt) -> Result<()> {
        for one in captured {
            let id = saved_as(one.record.id(), receipt);
            if let Some(record) = self.record(id)? {
                one.record = record;
            }
        }
        Ok(())
    }

    /// Plans lines; `opening` is a touchpoint that is made with them.
    pub(super) fn plan(
        &mut self,
        lines: &[(&str, &Settled)],
        spot: &Spot,
        opening: Option<Record>,
    ) -> Result<Plan> {
        let now = self.now();
        self.plan_at(lines, spot, opening, (now, 0))
    }

    /// Plans lines as they were typed at a moment; their placeholders come after so many others.
    pub(super) fn plan_at(
        &mut self,
        lines: &[(&str, &Settled)],
        spot: &Spot,
        opening: Option<Record>,
        (now, first): (Zoned, u64),
    ) -> Result<Plan> {
        let mut names = self.directory()?;
        let author = self.author().to_owned();
        let mut shelf = shelf(self, spot);
        let mut captured = Vec::new();
        let mut steps = Vec::new();
        if let Some(record) = opening {
            steps.push(Step::Make(record.object()));
            shelf.made.insert(record.id(), record);
        }
        let mut placeholders = first;
        let mut place = || {
            placeholders += 1;
            placeholder(placeholders)
        };
        for (number, (line, settled)) in lines.iter().enumerate() {
            let context = Context {
                pasted: spot.pasted || spot.signed_once && number > 0,
                ..context(&names, &shelf, spot, now.date())
            };
            let parsed = parsed(line, &context, spot, settled);
            let mut making = Making {
                now: &now,
                author: &author,
                minute: spot.touchpoint.is_some(),
                id: &mut place,
            };
            let made = capture::make(&parsed, &context, &mut making).map_err(|why| {
                let at = if lines.len() > 1 {
                    format!("line {}: ", number + 1)
                } else {
                    String::new()
                };
                BookError::refused(format!("{at}{why}"))
            })?;
            let mut touched = vec![made.record.clone()];
            for step in made.steps {
                match &step {
                    capture::Step::Make(record) => {
                        if let Some(name) = Name::of(record) {
                            names.add(name);
                        }
                        touched.push((**record).clone());
                    }
                    // A line may edit a second record, as `told` does the call it was said in.
                    capture::Step::Edit { id, set, .. } if *id != made.record.id() => {
                        if let Some(mut record) = shelf.record(*id) {
                            for (name, value) in set {
                                record.set(name, value.clone())?;
                            }
                            touched.push(record);
                        }
                    }
                    _ => {}
                }
                steps.push(into_step(step));
            }
            if matches!(made.record.body, crate::domain::Body::Problem(_)) {
                shelf.last.insert(made.record.account(), made.record.id());
            }
            shelf.made.extend(touched.into_iter().map(|r| (r.id(), r)));
            captured.push(Captured {
                parsed,
                record: made.record,
            });
        }
        let made = shelf.made;
        Ok(Plan {
            captured,
            steps,
            made,
        })
    }
}

/// Lines planned: what they are, and what saves them.
pub(super) struct Plan {
    /// The lines.
    pub captured: Vec<Captured>,
    /// What saves them, in order.
    pub steps: Vec<Step>,
    /// The records that they make or change, as they would stand.
    pub made: HashMap<Id, Record>,
}

/// Gives an id that stands for a record until the book gives its own.
pub fn placeholder(number: u64) -> Id {
    let mut unique = [0xa1; 10];
    unique[2..].copy_from_slice(&number.to_be_bytes());
    Id::new(0, unique)
}

/// Gives the id that a planned record has got.
pub(super) fn saved_as(id: Id, receipt: &Receipt) -> Id {
    receipt
        .made
        .iter()
        .find(|m| m.placeholder == id)
        .map_or(id, |m| m.id)
}

fn shelf<'a>(book: &'a mut Book, spot: &Spot) -> Shelf<'a> {
    let problem = spot.problem.and_then(|id| book.record(id).ok().flatten());
    Shelf {
        last: problem.map(|p| (p.account(), p.id())).into_iter().collect(),
        made: HashMap::new(),
        book: RefCell::new(book),
    }
}

/// Reads a line as it is meant where it is typed.
fn parsed(line: &str, context: &Context<'_>, spot: &Spot, settled: &Settled) -> Parsed {
    if spot.by_people && spot.account.is_some() {
        return capture::parse_beside(line, context, settled);
    }
    let mut parsed = capture::parse(line, context, settled);
    if spot.by_people {
        capture::file_by_people(&mut parsed, context);
    }
    parsed
}

fn context<'a>(
    names: &'a Directory,
    shelf: &'a Shelf<'_>,
    spot: &'a Spot,
    today: crate::domain::Date,
) -> Context<'a> {
    Context {
        names,
        records: shelf,
        account: spot.account,
        touchpoint: spot.touchpoint,
        today,
        weekend: &spot.weekend,
        currency: spot.currency.as_deref(),
        signs: spot.signs,
        pasted: spot.pasted,
    }
}

fn into_step(step: capture::Step) -> Step {
    match step {
        capture::Step::Make(record) => Step::Make(record.object()),
        capture::Step::Edit { id, set, was } => Step::Edit { id, set, was },
        capture::Step::Move { id, to, why } => Step::Move { id, to, why },
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::book::sample;
    use crate::domain::Body;

    fn add(book: &mut Book, line: &str) -> Record {
        let (mut captured, _) = book
            .capture(&[(line, &Settled::default())], &Spot::default(), false)
            .unwrap();
        captured.remove(0).record
    }

    fn account(book: &mut Book, name: &str) -> Id {
        let mut record = Record::new(
            Kind::Account,
            crate::domain::Base::new(Id::new(1, [9; 10]), book.now().timestamp(), "me"),
        );
        record.set("name", name.into()).unwrap();
        book.write("set", vec![Step::Make(record.object())])
            .unwrap()
            .made[0]
            .id
    }

    #[test]
    fn a_line_is_saved_and_taken_back_as_one() {
        let dir = tempfile::tempdir().unwrap();
        let mut book = sample::open(dir.path());
        let acme = account(&mut book, "Acme");
        let made = add(&mut book, "owe acme: call @zoe due:fri +pricing");
        assert_eq!((made.short(), made.account()), ("pm1", Some(acme)));
        assert_eq!(book.of_kind(Kind::Person).unwrap().len(), 1);
        let Body::Promise(promise) = &made.body else {
            panic!()
        };
        assert_eq!(promise.to, [book.of_kind(Kind::Person).unwrap()[0].id()]);
        book.execute(crate::book::Command::Undo {
            bench: None,
            entry: None,
        })
        .unwrap();
        assert!(
            book.of_kind(Kind::Person).unwrap().is_empty()
                && book.of_kind(Kind::Promise).unwrap().is_empty()
        );
    }

    #[test]
    fn lines_see_what_the_lines_before_made() {
        let dir = tempfile::tempdir().unwrap();
        let mut book = sample::open(dir.path());
        account(&mut book, "Acme");
        let plain = Settled::default();
        let lines = [
            "prob acme: scrap on line 3 @zoe",
            "why acme: recipes are changed by hand src:@zoe",
            "need acme: a lock",
            "owe acme: call @zoe",
        ];
        let lines: Vec<_> = lines.iter().map(|l| (*l, &plain)).collect();
        let (captured, receipt) = book.capture(&lines, &Spot::default(), false).unwrap();
        assert_eq!(receipt.unwrap().made.len(), 3);
        assert_eq!(captured[2].record.short(), "pb1");
        let Body::Problem(problem) = &captured[2].record.body else {
            panic!()
        };
        assert_eq!(
            problem.whys[0].why.as_deref(),
            Some("recipes are changed by hand")
        );
        assert_eq!(problem.need.as_deref(), Some("a lock"));
        let error = book
            .capture(&[("a", &plain), (" ", &plain)], &Spot::default(), false)
            .unwrap_err();
        assert!(
            error.what.contains("line 2: the line is empty"),
            "{}",
            error.what
        );
        assert_eq!(book.of_kind(Kind::Touchpoint).unwrap().len(), 0);
    }

    #[test]
    fn a_complaint_is_told_of_and_heard_of_again() {
        let dir = tempfile::tempdir().unwrap();
        let mut book = sample::open(dir.path());
        account(&mut book, "Acme");
        let complaint = add(&mut book, "complaint acme: the line was dead @zoe");
        let line = format!("told {}: @zoe by phone due:fri", complaint.short());
        let told = add(&mut book, &line);
        assert_eq!(told.id(), complaint.id());
        let recovery = |record: &Record| match &record.body {
            Body::Touchpoint(body) => body.recovery.clone().unwrap(),
            _ => panic!("{record:?}"),
        };
        let read = recovery(&told);
        let day = |day: Option<crate::domain::Date>| day.unwrap().to_string();
        assert_eq!(
            (
                day(read.acknowledged_on),
                day(read.next_update),
                read.told.len()
            ),
            ("2026-11-23".into(), "2026-11-27".into(), 1)
        );
        assert!(told.base.notes.unwrap().contains("by phone"));
        // What is made good is told of no more: the line is a note of its own.
        add(&mut book, &format!("done {}: spliced", complaint.short()));
        assert_ne!(add(&mut book, &line).id(), complaint.id());
    }

    #[test]
    fn nobody_is_called_me_and_a_day_that_is_over_is_taken_as_it_was_said() {
        let dir = tempfile::tempdir().unwrap();
        let mut book = sample::open(dir.path());
        account(&mut book, "Acme");
        add(&mut book, "person acme: Carla Mendes");
        for (line, what, due) in [
            ("owe acme: the plan @me", "the plan @me", None),
            ("owe acme: x due:2026-11-20", "x", Some("2026-11-20")),
        ] {
            let Body::Promise(promise) = add(&mut book, line).body else {
                panic!("{line}")
            };
            assert_eq!(
                (promise.what.as_deref(), promise.due),
                (Some(what), due.map(|day| day.parse().unwrap())),
                "{line}"
            );
            assert!(promise.to.is_empty(), "{line}");
        }
    }

    #[test]
    fn a_dry_run_saves_nothing() {
        let dir = tempfile::tempdir().unwrap();
        let mut book = sample::open(dir.path());
        let (captured, receipt) = book
            .capture(
                &[("they called", &Settled::default())],
                &Spot::default(),
                true,
            )
            .unwrap();
        assert_eq!(
            (captured[0].record.kind(), receipt),
            (Kind::Touchpoint, None)
        );
        assert!(book.all().unwrap().is_empty());
    }
}
