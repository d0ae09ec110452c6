//! Typed questions, for both faces.

use std::collections::HashSet;

use serde_json::Value;

use super::command::{Answer, Command, Past, Query, Receipt, Step};
use super::error::{BookError, Result};
use super::handle::Book;
use crate::domain::names::{Found, Names};
use crate::domain::{Id, Kind, Object, Record};
use crate::interchange::world::GONE;
use crate::journal::{Cause, Change};
use crate::signals::AccountPulse;
use crate::signals::behaviour::Behaviour;

fn records(answer: Answer) -> Vec<Record> {
    match answer {
        Answer::Records(found) => found
            .into_iter()
            .filter_map(|o| Record::read(o).ok())
            .collect(),
        _ => Vec::new(),
    }
}

impl Book {
    /// Asks for records, and reads those that can be read.
    fn found(&mut self, query: Query) -> Result<Vec<Record>> {
        if let Some(found) = self.records_here(&query)? {
            return Ok(found);
        }
        Ok(records(self.ask(query)?))
    }

    /// Gives one record.
    pub fn record(&mut self, id: Id) -> Result<Option<Record>> {
        Ok(self.found(Query::Record(id))?.into_iter().next())
    }

    /// Gives several records; those that are gone are left out.
    pub fn records(&mut self, ids: &[Id]) -> Result<Vec<Record>> {
        self.found(Query::Records(ids.to_vec()))
    }

    /// Gives the record with a short id.
    pub fn short(&mut self, short: &str) -> Result<Option<Record>> {
        Ok(records(self.ask(Query::Short(short.to_owned()))?)
            .into_iter()
            .next())
    }

    /// Gives an account and all that belongs to it, but not to its units.
    pub fn account(&mut self, id: Id) -> Result<Vec<Record>> {
        self.found(Query::Account(id))
    }

    /// Gives every record of a kind.
    pub fn of_kind(&mut self, kind: Kind) -> Result<Vec<Record>> {
        self.found(Query::OfKind(kind))
    }

    /// Gives the records without an account: our people, trends, the inbox.
    pub fn loose(&mut self) -> Result<Vec<Record>> {
        self.found(Query::Loose)
    }

    /// Gives every record, by id.
    pub fn all(&mut self) -> Result<Vec<Record>> {
        Ok(records(self.ask(Query::All)?))
    }

    /// Gives every record as it is written, by id.
    pub fn objects(&mut self) -> Result<Vec<Object>> {
        match self.ask(Query::All)? {
            Answer::Records(found) => Ok(found),
            _ => Ok(Vec::new()),
        }
    }

    /// Gives the problems that were solved and may be told to other customers, by id.
    pub fn tellable(&mut self) -> Result<Vec<Record>> {
        self.found(Query::Tellable)
    }

    /// Gives the pulse of every account.
    pub fn pulses(&mut self) -> Result<Vec<AccountPulse>> {
        match self.ask(Query::Pulses)? {
            Answer::Pulses(found) => Ok(found),
            _ => Ok(Vec::new()),
        }
    }

    /// Lists which records point to some of these, by kind; what an account is named for by all that belongs to it is left out.
    pub fn pointing(&mut self, ids: &[Id]) -> Result<Vec<(Kind, Id)>> {
        match self.ask(Query::Pointing(ids.to_vec()))? {
            Answer::Pointing(found) => Ok(found),
            _ => Ok(Vec::new()),
        }
    }

    /// Says what an undo would leave without its account: which accounts, and what would wait in the inbox for another.
    ///
    /// Nothing where nothing would be left. Errors as the undo would.
    pub fn stranded(&mut self, entry: Option<u64>) -> Result<Option<[String; 2]>> {
        let bench = self.bench().map(str::to_owned);
        match self.ask(Query::Stranded { bench, entry })? {
            Answer::Lines(lines) => Ok(lines.try_into().ok()),
            _ => Ok(None),
        }
    }

    /// Gives the names of accounts and people.
    pub fn names(&mut self) -> Result<Names> {
        match self.ask(Query::Names)? {
            Answer::Names(names) => Ok(names),
            _ => Ok(Names::default()),
        }
    }

    /// Gives the names of accounts.
    pub fn account_names(&mut self) -> Result<Names> {
        match self.ask(Query::AccountNames)? {
            Answer::Names(names) => Ok(names),
            _ => Ok(Names::default()),
        }
    }

    /// Gives the names of the people of some accounts; nothing stands for those without an account.
    pub fn people_names(&mut self, accounts: Vec<Option<Id>>) -> Result<Names> {
        match self.ask(Query::People(accounts))? {
            Answer::Names(names) => Ok(names),
            _ => Ok(Names::default()),
        }
    }

    /// Gives the records that another system calls so; `email`, `phone`, `person name`, `account name` and `inbox` are systems too.
    pub fn foreign(&mut self, system: &str, id: &str) -> Result<Vec<Record>> {
        Ok(records(self.ask(Query::Foreign {
            system: system.to_owned(),
            id: id.to_owned(),
        })?))
    }

    /// Gives the entries that touched a record, or all, newest first.
    pub fn history(&mut self, of: Option<Id>, limit: usize) -> Result<Vec<Past>> {
        match self.ask(Query::History { of, limit })? {
            Answer::Entries(found) => Ok(found),
            _ => Ok(Vec::new()),
        }
    }

    /// Gives a record that is gone, as it was when it was taken out: deleted, merged, or made by an entry that was undone.
    pub fn was(&mut self, id: Id) -> Result<Option<Record>> {
        let last = self.history(Some(id), 1)?.into_iter().next();
        let changes = last.into_iter().flat_map(|past| past.changes);
        Ok(changes
            .filter_map(|change| match change {
                Change::Drop(object) => Record::read(object).ok(),
                _ => None,
            })
            .find(|record| record.id() == id))
    }

    /// Gives what was edited in some records after a moment, oldest first.
    pub fn edits(&mut self, of: Vec<Id>, after: jiff::Timestamp) -> Result<Vec<Past>> {
        match self.ask(Query::Edits { of, after })? {
            Answer::Entries(found) => Ok(found),
            _ => Ok(Vec::new()),
        }
    }

    /// Gives something remembered beside the records; null where there is none.
    pub fn setting(&mut self, name: &str) -> Result<Value> {
        match self.ask(Query::Setting(name.to_owned()))? {
            Answer::Setting(value) => Ok(value),
            _ => Ok(Value::Null),
        }
    }

    /// Gives the marks of what was deleted here; see [`crate::interchange::world::gone_mark`].
    pub(super) fn gone(&mut self) -> Result<HashSet<String>> {
        match self.ask(Query::Settings(GONE.to_owned()))? {
            Answer::Lines(marks) => Ok(marks.into_iter().collect()),
            _ => Ok(HashSet::new()),
        }
    }

    /// Gives the rows of an account's activity, each a JSON array.
    pub fn activity(&mut self, account: Id) -> Result<Vec<String>> {
        match self.ask(Query::Activity(account))? {
            Answer::Lines(lines) => Ok(lines),
            _ => Ok(Vec::new()),
        }
    }

    /// Adds up what an account and its units buy or use; of more rows than `most` only the months.
    pub fn buying(&mut self, account: Id, most: u64) -> Result<Option<Behaviour>> {
        let names = self.account_names()?;
        let ids = names.0.iter().map(|name| name.id);
        let mut of: Vec<Id> = ids
            .filter(|id| *id != account && names.within(Some(*id), Some(account)))
            .collect();
        of.push(account);
        let day = self.now().date();
        match self.ask(Query::Buying { day, of, most })? {
            Answer::Buying(found) => Ok(found.map(|found| *found)),
            _ => Ok(None),
        }
    }

    /// Counts the rows of activity of all accounts.
    pub fn activity_rows(&mut self) -> Result<u64> {
        match self.ask(Query::ActivityRows)? {
            Answer::Count(rows) => Ok(rows),
            _ => Ok(0),
        }
    }

    /// Gives the number of the last entry and the chain after it, in hex.
    pub fn position(&mut self) -> Result<(u64, String)> {
        match self.ask(Query::Position)? {
            Answer::Position { seq, chain } => Ok((seq, chain)),
            _ => Ok((0, String::new())),
        }
    }

    /// Writes steps as one entry.
    pub fn write(&mut self, command: &str, steps: Vec<Step>) -> Result<Receipt> {
        let cause = Cause {
            command: command.to_owned(),
            bench: self.bench().map(str::to_owned),
            ..Cause::default()
        };
        self.execute(Command::Write {
            cause,
            steps,
            at: None,
            author: None,
        })
    }

    /// Finds the account that a person names, by id, short id, name, alias, path or unambiguous beginning.
    pub fn find_account(&mut self, text: &str) -> Result<Id> {
        let names = self.account_names()?;
        let error = match resolved(names.account(text, true), text, "account") {
            Ok(id) => return Ok(id),
            Err(error) => error,
        };
        let near = names.accounts_with(text);
        let list: Vec<String> = near
            .iter()
            .take(8)
            .map(|name| format!("{} {}", name.short, crate::domain::plain::line(&name.name)))
            .collect();
        if error.what.contains("could be") {
            return Err(error);
        }
        if list.is_empty() {
            return Err(self.deleted(text)?.unwrap_or(error));
        }
        Err(error.hint(format!(
            "Do you mean {}? Name it by its short id.",
            list.join(", or ")
        )))
    }

    /// Finds the person that somebody names, within an account first.
    pub fn find_person(&mut self, text: &str, account: Option<Id>) -> Result<Id> {
        let names = self.names()?;
        match names.person(text, account) {
            Found::Nobody => match self.deleted(text)? {
                Some(error) => Err(error),
                None => resolved(Found::Nobody, text, "person"),
            },
            found => resolved(found, text, "person"),
        }
    }

    /// Finds the one record that a text names: by id, short id, account or person, or the title of any record.
    pub fn find_any(&mut self, text: &str) -> Result<Record> {
        let gone = || {
            BookError::refused(format!(
                "nothing is called “{}”",
                crate::domain::plain::line(text)
            ))
        };
        if let Ok(id) = text.trim().parse::<Id>() {
            return match self.record(id)? {
                Some(record) => Ok(record),
                None => Err(self.deleted(text)?.unwrap_or_else(gone)),
            };
        }
        if crate::domain::parse_short(text.trim()).is_some() {
            if let Some(record) = self.short(text.trim())? {
                return Ok(record);
            }
            if let Some(error) = self.deleted(text)? {
                return Err(error);
            }
        }
        let names = self.names()?;
        let by_name = match names.account(text, true) {
            Found::Nobody => resolved(names.person(text, None), text, "record"),
            found => resolved(found, text, "record"),
        };
        match by_name {
            Ok(id) => return self.record(id)?.ok_or_else(gone),
            Err(error) if error.what.contains("could be") => return Err(error),
            Err(_) => {}
        }
        let wanted = crate::domain::names::fold(text);
        let all = self.all()?;
        let exact: Vec<&Record> = all
            .iter()
            .filter(|r| crate::domain::names::fold(&r.title()) == wanted)
            .collect();
        let fits = if exact.is_empty() && wanted.chars().count() >= 3 {
            all.iter()
                .filter(|r| crate::domain::names::fold(&r.title()).starts_with(&wanted))
                .collect()
        } else {
            exact
        };
        match fits.as_slice() {
            [] => Err(match self.deleted(text)? {
                Some(error) => error,
                None => gone().hint("ally find looks for parts of words and mistyped ones."),
            }),
            [one] => Ok((*one).clone()),
            many => Err(ambiguous(
                text,
                many.iter()
                    .take(8)
                    .map(|r| format!("{} {}", r.short(), r.title())),
            )),
        }
    }
}

/// How many of the newest entries are looked through for what was taken out.
const TAKEN_OUT: usize = 2_000;

impl Book {
    /// Says of a record that is no longer there by which entry it was taken out, and how it comes back; nothing where there
    /// was none of that id, short id or whole title.
    fn deleted(&mut self, text: &str) -> Result<Option<BookError>> {
        let wanted = text.trim();
        let folded = crate::domain::names::fold(wanted);
        let is_meant = |record: &Record| {
            record.short().eq_ignore_ascii_case(wanted)
                || wanted.parse() == Ok(record.id())
                || crate::domain::names::fold(&record.title()) == folded
        };
        for past in self.dropped(TAKEN_OUT)? {
            let dropped = past.changes.iter().filter_map(|change| match change {
                Change::Drop(object) => Record::read(object.clone()).ok(),
                _ => None,
            });
            for record in dropped.filter(is_meant) {
                if self.record(record.id())?.is_none() {
                    return Ok(Some(self.taken_out(&record, &past)));
                }
            }
        }
        Ok(None)
    }

    fn taken_out(&self, record: &Record, past: &Past) -> BookError {
        let called = format!(
            "{} {} “{}”",
            record.kind(),
            record.short(),
            crate::domain::plain::fit(&crate::domain::plain::line(&record.title()), 60)
        );
        let (seq, cause) = (past.head.seq, &past.head.cause);
        let now = self.now();
        let at = past.head.at.to_zoned(now.time_zone().clone());
        let on = crate::domain::days::said(at.date(), now.date());
        let by = crate::domain::plain::line(&past.head.author);
        if let Some(undone) = cause.undo {
            return BookError::refused(format!(
                "{called} was taken out when {by} took back entry {undone}, {on}"
            ))
            .hint("ally redo brings back what was taken back last.");
        }
        let how = if cause.command == "merge" {
            "made one with another"
        } else {
            "deleted"
        };
        BookError::refused(format!("{called} was {how} by {by}, {on} (entry {seq})")).hint(format!(
            "ally undo {seq} brings it back as it was; so does the Trash of the workbench."
        ))
    }
}

fn ambiguous(text: &str, candidates: impl Iterator<Item = String>) -> BookError {
    let list: Vec<String> = candidates
        .map(|c| crate::domain::plain::line(&c).into_owned())
        .collect();
    BookError::refused(format!(
        "“{}” could be: {}",
        crate::domain::plain::line(text),
        list.join(", ")
    ))
    .hint("Name it by its short id.")
}

fn resolved(found: Found<'_>, text: &str, what: &str) -> Result<Id> {
    match found {
        Found::One(name) => Ok(name.id),
        Found::Several(many) => Err(ambiguous(
            text,
            many.iter()
                .take(8)
                .map(|n| format!("{} {}", n.short, n.name)),
        )),
        Found::Nobody => Err(BookError::refused(format!(
            "no {what} is called “{}”",
            crate::domain::plain::line(text)
        ))
        .hint(format!(
            "ally find {} looks for parts of words and mistyped ones.",
            crate::domain::plain::line(text)
        ))),
    }
}
