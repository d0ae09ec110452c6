//! A call: each line saved as it is typed, in one touchpoint; the sweep at its end is one entry and one undo.

use jiff::Zoned;

use super::capturing::{Captured, Spot, placeholder, saved_as};
use super::command::{Receipt, Step};
use super::error::{BookError, Result};
use super::handle::Book;
use crate::capture::{Mark, Parsed, Settled, Somebody};
use crate::domain::kinds::NextStep;
use crate::domain::names::{Found, fold};
use crate::domain::words::{Channel, Side, TouchpointState};
use crate::domain::{Base, Body, Date, Id, Kind, Moment, Object, Record, Who, spoken};

/// The number of the placeholder of a call's touchpoint; far from those of the lines.
const OPENING: u64 = u64::MAX;

/// What was noted in a call at once, saved.
#[derive(Clone, PartialEq, Debug)]
pub struct Noted {
    /// The lines and what became of each.
    pub captured: Vec<Captured>,
    /// The records that they made.
    pub made: Vec<Id>,
    /// The touchpoint that holds the call.
    pub touchpoint: Id,
}

/// How the recovery of a complaint that was noted in a call begins.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Recovering {
    /// Its record, where the line was saved as a complaint.
    pub record: Option<Id>,
    /// The line of the sweep that makes it one, which counts before the record.
    pub line: Option<usize>,
    /// Who of ours owns it, as typed.
    pub owner: String,
    /// When they hear from us next.
    pub next: Option<Date>,
    /// Who has been told that we heard, as typed.
    pub told: String,
}

/// What the person says of a call at its end.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Sweep {
    /// The touchpoint that holds the call.
    pub touchpoint: Option<Id>,
    /// When the call began.
    pub began: Option<Moment>,
    /// When the call ended; where unknown, it is now.
    pub ended: Option<Moment>,
    /// Loose notes that became something, as lines with their kind.
    pub lines: Vec<String>,
    /// Records of lines that were typed anew.
    pub dropped: Vec<Id>,
    /// The complaints among what was noted.
    pub recoveries: Vec<Recovering>,
    /// Who was there.
    pub who: String,
    /// What they gave us.
    pub got: String,
    /// What we gave them.
    pub gave: String,
    /// What comes next: what, who, when.
    pub next: String,
}

impl Book {
    /// Saves a line of a call at once, or several as one entry; the first one makes the touchpoint that holds it.
    pub fn note_in_call(&mut self, lines: &[&str], spot: &Spot, began: &Zoned) -> Result<Noted> {
        let mut spot = spot.clone();
        let opening = if spot.touchpoint.is_none() {
            let record = self.opening(&spot, began)?;
            spot.touchpoint = Some(record.id());
            Some(record)
        } else {
            None
        };
        if lines.is_empty() {
            return Err(BookError::refused("there is nothing to save"));
        }
        let plain = Settled::default();
        let typed: Vec<(&str, &Settled)> = lines.iter().map(|line| (*line, &plain)).collect();
        let mut plan = self.plan(&typed, &spot, opening)?;
        let receipt = self.write("call", plan.steps)?;
        self.bring_up(&mut plan.captured, &receipt)?;
        let touchpoint = spot.touchpoint.map(|id| saved_as(id, &receipt));
        Ok(Noted {
            captured: plan.captured,
            made: receipt.made.iter().map(|made| made.id).collect(),
            touchpoint: touchpoint
                .ok_or_else(|| BookError::refused("the call has no touchpoint"))?,
        })
    }

    fn opening(&mut self, spot: &Spot, began: &Zoned) -> Result<Record> {
        let account = spot
            .account
            .ok_or_else(|| BookError::refused("a call needs its account"))?;
        // Until its sweep says who was there, a call is one with the account, and not what was said first.
        let subject = self
            .record(account)?
            .map(|record| call_with(&record.title()));
        let mut record = Record::new(
            Kind::Touchpoint,
            Base::new(placeholder(OPENING), began.timestamp(), self.author()),
        );
        if let Body::Touchpoint(body) = &mut record.body {
            body.account = Some(account);
            body.subject = subject;
            body.starts = Some(Moment(began.clone()));
            body.channel = Some(Channel::Call);
            body.state = Some(TouchpointState::Held);
        }
        Ok(record)
    }

    /// Sweeps a call: what loose notes became, who was there, what was received and given, the next step. One entry.
    pub fn sweep(&mut self, sweep: &Sweep, spot: &Spot) -> Result<Receipt> {
        let spot = Spot {
            touchpoint: sweep.touchpoint,
            // Each of its lines was typed.
            signed_once: false,
            ..spot.clone()
        };
        let mut lines = sweep.lines.clone();
        for (head, said) in [("got", &sweep.got), ("gave", &sweep.gave)] {
            if !said.trim().is_empty() {
                lines.push(format!("{head}: {}", said.trim()));
            }
        }
        let plain = Settled::default();
        let typed: Vec<(&str, &Settled)> = lines.iter().map(|l| (l.as_str(), &plain)).collect();
        let plan = self.plan(&typed, &spot, None)?;
        let mut steps = plan.steps;
        let id = sweep
            .touchpoint
            .ok_or_else(|| BookError::refused("nothing was noted in this call"))?;
        let before = match plan.made.get(&id) {
            Some(record) => record.clone(),
            None => self.record(id)?.ok_or_else(|| {
                BookError::refused("the call's touchpoint was taken out meanwhile")
            })?,
        };
        let people = self.people(&sweep.who, &spot, &mut steps)?;
        let next = self.next_step(&sweep.next, &spot, &mut steps)?;
        let subject = self.subject(&before, &people)?;
        let mut after = before.clone();
        let now = self.now();
        if let Body::Touchpoint(body) = &mut after.body {
            // Who was invited and is not named was not there; nobody named at all says nothing.
            if !people.is_empty() {
                body.people.clear();
                for person in &people {
                    if !body.people.contains(person) {
                        body.people.push(*person);
                    }
                }
            }
            body.subject = subject.or(body.subject.take());
            // What one meant to leave with was agreed only where it is said.
            if next.is_some() || before.state() == Some("planned") {
                body.next_step = next;
            }
            let ended = sweep.ended.clone().unwrap_or(Moment(now));
            // A meeting that was held before its hour was not held at its hour.
            if let Some(began) = &sweep.began
                && body.starts.as_ref().is_some_and(|s| s.0 > began.0)
            {
                body.starts = Some(began.clone());
            }
            let over = body.ends.as_ref().is_some_and(|ends| ends.0 <= ended.0);
            if !over && body.starts.as_ref().is_none_or(|s| s.0 <= ended.0) {
                body.ends = Some(ended);
            }
        }
        let (old, new) = (before.object(), after.object());
        let changed = || {
            new.iter()
                .filter(|(name, value)| old.get(*name) != Some(*value))
        };
        let emptied = || old.iter().filter(|(name, _)| !new.contains_key(*name));
        let set: Object = changed()
            .map(|(name, value)| (name.clone(), value.clone()))
            .chain(emptied().map(|(name, _)| (name.clone(), serde_json::Value::Null)))
            .collect();
        let was = changed()
            .map(|(name, _)| (name.clone(), old.get(name).cloned().unwrap_or_default()))
            .chain(emptied().map(|(name, value)| (name.clone(), value.clone())))
            .collect();
        if !set.is_empty() {
            steps.push(Step::Edit { id, set, was });
        }
        if before.state() == Some("planned") {
            steps.push(Step::Move {
                id,
                to: "held".into(),
                why: None,
            });
        }
        for recovering in &sweep.recoveries {
            let made = recovering
                .line
                .and_then(|line| plan.captured.get(line))
                .map(|captured| captured.record.id());
            let Some(id) = made.or(recovering.record) else {
                continue;
            };
            let complaint = match plan.made.get(&id) {
                Some(record) => record.clone(),
                None => match self.record(id)? {
                    Some(record) => record,
                    None => continue,
                },
            };
            self.recover(recovering, &complaint, &people, &spot, &mut steps)?;
        }
        steps.extend(sweep.dropped.iter().map(|id| Step::Drop { id: *id }));
        self.write("sweep", steps)
    }

    /// Names a call after those who were there, where nobody gave it another name.
    fn subject(&mut self, touchpoint: &Record, people: &[Id]) -> Result<Option<String>> {
        let Body::Touchpoint(body) = &touchpoint.body else {
            return Ok(None);
        };
        let account = match body.account {
            Some(id) => self.record(id)?,
            None => None,
        };
        let own = account.map(|account| call_with(&account.title()));
        if body.subject != own || people.is_empty() {
            return Ok(None);
        }
        let names = self.names()?;
        // Who came anew in this sweep has no name in the book yet.
        let known: Vec<&str> = people
            .iter()
            .filter_map(|id| names.get(*id))
            .filter(|name| !name.ours)
            .map(|name| spoken::surname(&name.name))
            .collect();
        Ok(match known.as_slice() {
            [] => None,
            [one] => Some(call_with(one)),
            [one, two] => Some(call_with(&format!("{one} and {two}"))),
            [one, two, rest @ ..] => Some(call_with(&format!("{one}, {two} +{}", rest.len()))),
        })
    }

    /// Begins the recovery of a complaint: who owns it, when they hear from us, who knows that we heard.
    fn recover(
        &mut self,
        recovering: &Recovering,
        complaint: &Record,
        there: &[Id],
        spot: &Spot,
        steps: &mut Vec<Step>,
    ) -> Result<()> {
        let told = self.people(&recovering.told, spot, steps)?;
        let owner = self.owner(&recovering.owner, spot)?;
        let mut after = complaint.clone();
        let today = self.now().date();
        if let Body::Touchpoint(body) = &mut after.body {
            let recovery = body.recovery.get_or_insert_default();
            recovery.owner = owner;
            recovery.next_update = recovering.next;
            if !told.is_empty() {
                // To be told by us that we heard it is what an acknowledgement is.
                recovery.acknowledged_on = recovery.acknowledged_on.or(Some(today));
            }
            recovery.told = told;
            // Nobody named in it: those who were on the call told us.
            if body.people.is_empty() {
                let source = complaint.base.source.as_ref();
                body.people = match source.and_then(|source| source.who.as_ref()?.id()) {
                    Some(who) => vec![who],
                    None => there.to_vec(),
                };
                body.people.dedup();
            }
        }
        let (mut set, mut was) = (Object::new(), Object::new());
        for name in ["recovery", "people"] {
            let (now, before) = (after.get(name), complaint.get(name));
            if let Some(now) = now.filter(|now| Some(now) != before.as_ref()) {
                set.insert(name.to_owned(), now);
                was.insert(name.to_owned(), before.unwrap_or_default());
            }
        }
        if !set.is_empty() {
            let id = complaint.id();
            steps.push(Step::Edit { id, set, was });
        }
        Ok(())
    }

    /// Reads who of ours owns something: one of ours by name, else the words as they are.
    fn owner(&mut self, typed: &str, spot: &Spot) -> Result<Option<Who>> {
        let name = typed.trim().trim_start_matches('@');
        if name.is_empty() {
            return Ok(None);
        }
        let names = self.names()?;
        // A login is a name of its own: "me" is not the beginning of Mendes.
        let whole = |known: &str| fold(known).split(' ').any(|word| word == fold(name));
        Ok(Some(match names.person_called(name, spot.account) {
            Found::One(known) if known.ours && (name.chars().count() > 2 || whole(&known.name)) => {
                Who::Record(known.id)
            }
            _ => Who::Words(name.to_owned()),
        }))
    }

    /// Reads who was there: `@ruiz, cole, somebody new`.
    fn people(&mut self, typed: &str, spot: &Spot, steps: &mut Vec<Step>) -> Result<Vec<Id>> {
        let names = self.names()?;
        let mut there: Vec<Somebody> = Vec::new();
        for name in names_in(typed) {
            let who = match names.person_called(name, spot.account) {
                Found::One(known) => Somebody::Known {
                    id: known.id,
                    name: known.name.clone(),
                    ours: known.ours,
                },
                Found::Several(fit) => {
                    let fit: Vec<&str> = fit.iter().take(4).map(|n| n.name.as_str()).collect();
                    return Err(BookError::refused(format!(
                        "“{name}” could be {}; type more of the name",
                        fit.join(" or ")
                    )));
                }
                Found::Nobody if !name.starts_with(char::is_alphabetic) => {
                    return Err(BookError::refused(format!("“{name}” is no name")));
                }
                Found::Nobody => Somebody::New {
                    name: name.to_owned(),
                },
            };
            if !there.contains(&who) {
                there.push(who);
            }
        }
        Ok(there
            .iter()
            .filter_map(|who| self.id_of(who, spot, steps))
            .collect())
    }

    /// Gives somebody's id; a new name becomes a marked stub of the account.
    fn id_of(&mut self, who: &Somebody, spot: &Spot, steps: &mut Vec<Step>) -> Option<Id> {
        let name = match who {
            Somebody::Known { id, .. } => return Some(*id),
            Somebody::Words(_) => return None,
            Somebody::New { name } => name,
        };
        let number = OPENING - 1 - u64::try_from(steps.len()).unwrap_or(0);
        let mut record = Record::new(
            Kind::Person,
            Base::new(placeholder(number), self.now().timestamp(), self.author()),
        );
        record.base.tags.push("stub".into());
        if let Body::Person(body) = &mut record.body {
            body.name = Some(name.clone());
            body.side = Some(Side::Theirs);
            body.account = spot.account;
        }
        let id = record.id();
        // Before the lines, which may name the same stub.
        steps.insert(0, Step::Make(record.object()));
        Some(id)
    }

    /// Reads the next step as one types a promise: what, `@who`, `due:when`.
    fn next_step(
        &mut self,
        typed: &str,
        spot: &Spot,
        steps: &mut Vec<Step>,
    ) -> Result<Option<NextStep>> {
        if typed.trim().is_empty() {
            return Ok(None);
        }
        let (typed, mine) = without_me(typed);
        let mut line = format!("owe: {}", typed.trim());
        let mut parsed: Parsed = self.understand(&line, spot, &Settled::default())?;
        // Here a day is typed as in a form: nobody asks afterwards what `due:next fri` means.
        for _ in 0..3 {
            let day = parsed.doubts().find_map(|chip| {
                let instead = chip.instead.as_ref()?;
                Some((chip.span.clone(), instead.clone()))
            });
            let Some((span, instead)) = day else { break };
            line.replace_range(span, &instead);
            parsed = self.understand(&line, spot, &Settled::default())?;
        }
        let mut named: Vec<Somebody> = Vec::new();
        if mine {
            named.push(Somebody::Words(self.author().to_owned()));
        }
        for who in parsed.by.iter().chain(&parsed.to).chain(&parsed.mentioned) {
            if !named.contains(who) {
                named.push(who.clone());
            }
        }
        if named.is_empty() {
            named.extend(in_doubt(&parsed).map(Somebody::Words));
        }
        // Who is named at its end stands beside it: "a date for the line @cole" is a date for the line, from Cole.
        let mut what = parsed.text.trim_end();
        while let Some(before) = named.iter().find_map(|who| without_name(what, who.name())) {
            what = before;
        }
        // One of them does it; the others are not forgotten.
        let others = named.iter().skip(1).map(Somebody::name);
        let others: Vec<&str> = others.filter(|name| !what.contains(name)).collect();
        let what = if others.is_empty() {
            what.to_owned()
        } else {
            format!("{what}, with {}", others.join(" and "))
        };
        let who = named.into_iter().next();
        Ok(Some(NextStep {
            what: Some(what),
            who: who.and_then(|who| match &who {
                Somebody::Words(words) => Some(Who::Words(words.clone())),
                other => self.id_of(other, spot, steps).map(Who::Record),
            }),
            when: parsed.due,
            ..NextStep::default()
        }))
    }
}

/// Takes a name off the end of a text, of which something must be left.
fn without_name<'t>(text: &'t str, name: &str) -> Option<&'t str> {
    let before = text.strip_suffix(name)?;
    let before = before.strip_suffix('@').unwrap_or(before);
    let before = before
        .strip_suffix(' ')?
        .trim_end_matches([' ', ',', '+', '&']);
    let before = before.strip_suffix(" and").unwrap_or(before).trim_end();
    // "send it to Cole" needs its last word.
    let needed = ["about", "at", "for", "from", "of", "to", "with"];
    let last = before.rsplit(' ').next().unwrap_or_default();
    (!before.is_empty() && !needed.contains(&last)).then_some(before)
}

/// Takes the mark of whoever types out of a next step; says whether it was there.
fn without_me(typed: &str) -> (String, bool) {
    let is_me = |word: &&str| {
        let word = word.trim_end_matches([',', '.', ';']).to_lowercase();
        matches!(word.as_str(), "@me" | "@myself" | "by:me" | "by:@me")
    };
    if !typed.split_whitespace().any(|word| is_me(&word)) {
        return (typed.to_owned(), false);
    }
    let others: Vec<&str> = typed.split(' ').filter(|word| !is_me(word)).collect();
    let others = others.join(" ");
    let others = others.trim_end();
    let others = others.strip_suffix(" and").unwrap_or(others);
    (others.to_owned(), true)
}

fn call_with(whom: &str) -> String {
    format!("Call with {whom}")
}

/// Gives the words of a name of which nobody can say whose it is: `@Tom Barrett`, where only a Tom Brandt is known.
fn in_doubt(parsed: &Parsed) -> Option<String> {
    let chip = parsed
        .doubts()
        .find(|chip| chip.mark == Mark::Person && chip.text.starts_with('@'))?;
    let mut name = chip.text.trim_start_matches('@').to_owned();
    let after = parsed.raw.get(chip.span.end..)?;
    for word in after.strip_prefix(' ').unwrap_or_default().split(' ') {
        if !word.starts_with(char::is_uppercase) || !word.chars().all(char::is_alphabetic) {
            break;
        }
        name.push(' ');
        name.push_str(word);
    }
    Some(name)
}

/// Parts the names in an answer: `Ruiz, @Tom Barrett; somebody new`. Each is a whole name, or a beginning of one.
pub fn names_in(typed: &str) -> impl Iterator<Item = &str> {
    typed
        .split([',', ';'])
        .map(|name| name.trim().trim_start_matches('@').trim())
        .filter(|name| !name.is_empty())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::book::{Command, sample};

    fn book(dir: &std::path::Path) -> (Book, Spot) {
        let mut book = sample::open_at(dir, "2026-11-23T09:31:00-05:00[America/New_York]");
        let base = |n: u8| {
            Base::new(
                Id::new(1, [n; 10]),
                "2026-01-01T00:00:00Z".parse().unwrap(),
                "me",
            )
        };
        let mut account = Record::new(Kind::Account, base(1));
        account.set("name", "Acme".into()).unwrap();
        let mut person = Record::new(Kind::Person, base(2));
        person.set("name", "Anna Berg".into()).unwrap();
        person
            .set("account", serde_json::json!(account.id()))
            .unwrap();
        let made = book
            .write(
                "set",
                vec![Step::Make(account.object()), Step::Make(person.object())],
            )
            .unwrap()
            .made;
        let spot = Spot {
            account: Some(made[0].id),
            signs: true,
            ..Spot::default()
        };
        (book, spot)
    }

    #[test]
    fn a_call_is_one_touchpoint_and_its_sweep_one_undo() {
        let dir = tempfile::tempdir().unwrap();
        let (mut book, mut spot) = book(dir.path());
        let began = book.now();
        for line in [
            "the schools let out at 2:40",
            "> @anna floor plan due:fri",
            "she grew up there",
            "told them about kiosks",
        ] {
            let noted = book.note_in_call(&[line], &spot, &began).unwrap();
            spot.touchpoint = Some(noted.touchpoint);
        }
        assert_eq!(book.of_kind(Kind::Touchpoint).unwrap().len(), 1);
        assert_eq!(
            book.of_kind(Kind::Promise).unwrap()[0]
                .base
                .source
                .as_ref()
                .unwrap()
                .touchpoint,
            spot.touchpoint
        );
        let before: Vec<Object> = book.objects().unwrap();
        let sweep = Sweep {
            touchpoint: spot.touchpoint,
            lines: vec!["fact: she grew up there".into()],
            who: "anna, Zoe".into(),
            got: "the peak hours".into(),
            gave: "the idea of kiosks".into(),
            next: "a date for the line @anna due:fri".into(),
            ..Sweep::default()
        };
        book.sweep(&sweep, &spot).unwrap();
        let call = book.record(spot.touchpoint.unwrap()).unwrap().unwrap();
        let Body::Touchpoint(body) = &call.body else {
            panic!()
        };
        assert_eq!(body.summary.as_deref().unwrap().lines().count(), 3);
        assert!(
            body.summary
                .as_deref()
                .unwrap()
                .starts_with("09:31 the schools")
        );
        assert_eq!(
            (body.people.len(), body.received.len(), body.given.len()),
            (2, 1, 1)
        );
        let next = body.next_step.as_ref().unwrap();
        assert_eq!(
            (next.what.as_deref(), next.when.map(|d| d.to_string())),
            (Some("a date for the line"), Some("2026-11-27".into()))
        );
        assert_eq!(book.of_kind(Kind::Learning).unwrap().len(), 1);
        let read = |book: &mut Book, typed: &str| {
            let step = book.next_step(typed, &spot, &mut Vec::new());
            step.unwrap().unwrap().what.unwrap()
        };
        // Of two one does it, and the other is not forgotten.
        let both = read(&mut book, "both lists side by side @anna, @Zoe due:thu");
        assert_eq!(both, "both lists side by side, with Zoe");
        let mine = read(&mut book, "the plan @anna and @me");
        assert_eq!(mine, "the plan, with Anna Berg");
        assert_eq!(read(&mut book, "send it to @anna"), "send it to Anna Berg");
        book.execute(Command::Undo {
            bench: None,
            entry: None,
        })
        .unwrap();
        let strip = |all: Vec<Object>| -> Vec<Object> {
            all.into_iter()
                .map(|mut o| {
                    o.shift_remove("changed");
                    o
                })
                .collect()
        };
        assert_eq!(strip(book.objects().unwrap()), strip(before));
    }
}
