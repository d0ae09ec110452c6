//! The book where it is held: answers questions from the store.

use std::collections::{BTreeMap, BTreeSet};
use std::path::PathBuf;

use jiff::Timestamp;
use rayon::prelude::*;

use super::clock::Clock;
use super::command::{Answer, Ask, Past, Query};
use super::error::{BookError, Result};
use super::overlay::Overlay;
use crate::domain::field::Fields;
use crate::domain::names::{Name, Names};
use crate::domain::usage::is_use;
use crate::domain::{Date, Id, Kind, Object, Record};
use crate::journal::{Bodies, Entry};
use crate::signals::behaviour::{Behaviour, Row};
use crate::signals::packed::Unpacking;
use crate::signals::{AccountPulse, behaviour, soon};
use crate::store::{Month, Store, StoreError, Tally};

/// The book, held by this process.
pub struct Core {
    pub(super) store: Store,
    pub(super) clock: Clock,
    pub(super) author: String,
    pub(super) dir: PathBuf,
    overlay: Option<Overlay>,
}

/// Notes whether anything was ordered, and anything used, in the month of a day or the one before.
fn see_lately(months: &[Month], day: Date, counted: &mut [bool; 2]) {
    use jiff::ToSpan as _;
    let Ok(since) = day.first_of_month().checked_sub(1.month()) else {
        return;
    };
    let since = format!("{:04}-{:02}", since.year(), since.month());
    for month in months.iter().rev().take_while(|month| month.month >= since) {
        for tally in &month.tallies {
            counted[usize::from(crate::domain::usage::is_use(&tally.channel))] = true;
        }
    }
}

/// Gives the sums of the last months, at most so many.
fn parts_of(months: &[Month], most: usize) -> Vec<behaviour::Part<'_>> {
    let mut parts = Vec::new();
    for month in months.iter().rev().take(most) {
        let Ok(first) = format!("{}-01", month.month).parse::<Date>() else {
            continue;
        };
        parts.extend(month.tallies.iter().map(|tally| part_of(first, tally)));
    }
    parts
}

/// Gives a month's sum as what moved is computed from.
fn part_of(month: Date, tally: &Tally) -> behaviour::Part<'_> {
    let amounts = tally.amounts.iter();
    behaviour::Part {
        month,
        site: &tally.site,
        product: &tally.product,
        used: is_use(&tally.channel).then_some(tally.quantity),
        rows: tally.rows,
        amounts: amounts
            .map(|(currency, sum)| (currency.as_str(), *sum))
            .collect(),
    }
}

impl Core {
    /// Takes a store that was opened.
    pub fn new(store: Store, clock: Clock, author: String, dir: PathBuf) -> Self {
        Self {
            store,
            clock,
            author,
            dir,
            overlay: None,
        }
    }

    /// Gives the store's reports for the person, once.
    pub fn notices(&mut self) -> Vec<String> {
        self.store.notices()
    }

    /// Answers a question.
    pub fn ask(&mut self, ask: &Ask) -> Result<Answer> {
        if let Some(day) = ask.as_of {
            return self.ask_as_of(&ask.query, day);
        }
        let store = &mut self.store;
        Ok(match &ask.query {
            Query::Record(id) => {
                Answer::Records(store.get(*id).map_err(trouble)?.into_iter().collect())
            }
            Query::Records(ids) => {
                let mut found = Vec::with_capacity(ids.len());
                for id in ids {
                    found.extend(store.get(*id).map_err(trouble)?);
                }
                Answer::Records(found)
            }
            Query::Short(short) => match store.by_short(&short.to_lowercase()).map_err(trouble)? {
                Some(id) => Answer::Records(store.get(id).map_err(trouble)?.into_iter().collect()),
                None => Answer::Records(Vec::new()),
            },
            Query::Account(id) => Answer::Records(store.account(*id).map_err(trouble)?),
            Query::OfKind(kind) => Answer::Records(store.of_kind(*kind).map_err(trouble)?),
            Query::Loose => Answer::Records(store.loose().map_err(trouble)?),
            Query::All => {
                let mut found = Vec::new();
                store
                    .all(&mut |record| {
                        found.push(record);
                        true
                    })
                    .map_err(trouble)?;
                Answer::Records(found)
            }
            Query::Tellable => Answer::Records(store.wanted_elsewhere().map_err(trouble)?),
            Query::Pulses => {
                let found = store.summaries().map_err(trouble)?;
                Answer::Pulses(found.into_iter().map(|(_, pulse)| pulse).collect())
            }
            Query::Soon(day) => Answer::Pulses(self.soon(*day)?),
            Query::AccountNames => Answer::Names(store.account_names().map_err(trouble)?),
            Query::Names => Answer::Names(store.names().map_err(trouble)?),
            Query::People(accounts) => {
                let mut found = Names::default();
                for account in accounts {
                    let people = store.people_names(*account).map_err(trouble)?;
                    found.0.extend(people.0);
                }
                Answer::Names(found)
            }
            Query::Foreign { system, id } => {
                let mut found = Vec::new();
                for id in store.by_foreign(system, id).map_err(trouble)? {
                    found.extend(store.get(id).map_err(trouble)?);
                }
                Answer::Records(found)
            }
            Query::History { of, limit } => Answer::Entries(self.history(*of, *limit)?),
            Query::Recent { limit, most } => {
                Answer::Entries(self.recent(*limit, Bodies::First(*most))?)
            }
            Query::Dropped { limit } => {
                let mut found = self.recent(*limit, Bodies::Dropped)?;
                found.retain(|past| !past.changes.is_empty());
                Answer::Entries(found)
            }
            Query::Edits { of, after } => Answer::Entries(self.edits(of, *after)?),
            Query::Pointing(ids) => {
                let mut found = Vec::new();
                for id in store.naming(ids).map_err(trouble)? {
                    let record = store.get_as::<Readable>(id).map_err(trouble)?;
                    found.extend(record.and_then(|read| read.0));
                }
                // An account is named by all that belongs to it; that is another thing than to point to it.
                found.retain(|record| !ids.contains(&record.id()) && record.points_to_any(ids));
                Answer::Pointing(found.iter().map(|one| (one.kind(), one.id())).collect())
            }
            Query::Stranded { bench, entry } => {
                let found = self.stranded(bench.as_deref(), *entry)?;
                let parts = found.into_iter().flat_map(|(which, waits)| [which, waits]);
                Answer::Lines(parts.collect())
            }
            Query::Setting(name) => {
                Answer::Setting(store.setting(name).map_err(trouble)?.unwrap_or_default())
            }
            Query::Settings(beginning) => {
                Answer::Lines(store.settings(beginning).map_err(trouble)?)
            }
            Query::Activity(account) => {
                Answer::Lines(store.activity_of(*account).map_err(trouble)?)
            }
            Query::ActivityRows => {
                let mut rows = 0;
                for name in store.account_names().map_err(trouble)?.0 {
                    for month in store.months_of(name.id).map_err(trouble)? {
                        rows += month.tallies.iter().map(|tally| tally.rows).sum::<u64>();
                    }
                }
                Answer::Count(rows)
            }
            Query::Moved { day, of } => Answer::Moved(self.moved(*day, of)?),
            Query::Buying { day, of, most } => {
                Answer::Buying(self.buying(*day, of, *most)?.map(Box::new))
            }
            Query::Position => {
                let (seq, chain) = store.position();
                Answer::Position {
                    seq,
                    chain: chain.to_string(),
                }
            }
        })
    }

    /// Answers a question that records answer, and reads them; nothing where it is another question.
    ///
    /// What is read here is not made into objects first, which takes as long again.
    pub(super) fn records(&mut self, query: &Query) -> Result<Option<Vec<Record>>> {
        let store = &mut self.store;
        let found: Vec<Readable> = match query {
            Query::Record(id) => store.get_as(*id).map_err(trouble)?.into_iter().collect(),
            Query::Records(ids) => {
                let mut found = Vec::with_capacity(ids.len());
                for id in ids {
                    found.extend(store.get_as(*id).map_err(trouble)?);
                }
                found
            }
            Query::Account(id) => store.account_as(*id).map_err(trouble)?,
            Query::OfKind(kind) => store.of_kind_as(*kind).map_err(trouble)?,
            Query::Loose => store.loose_as().map_err(trouble)?,
            Query::Tellable => store.wanted_elsewhere().map_err(trouble)?,
            _ => return Ok(None),
        };
        Ok(Some(found.into_iter().filter_map(|read| read.0).collect()))
    }

    /// Gives every record, by id, one after another.
    pub(super) fn each(&mut self, each: &mut dyn FnMut(Record)) -> Result<()> {
        let mut read = |fields: Fields| {
            if let Ok(record) = Record::read_fields(fields) {
                each(record);
            }
            true
        };
        self.store.all_as(&mut read).map_err(trouble)
    }

    /// Answers as the book stood at the end of a day: what came later is inverted, the whole is never replayed.
    fn ask_as_of(&mut self, query: &Query, day: Date) -> Result<Answer> {
        let end = day
            .tomorrow()
            .and_then(|next| next.to_zoned(self.clock.now().time_zone().clone()))
            .map_err(|_| BookError::usage(format!("{day} is too far away")))?
            .timestamp();
        let position = self.store.position().0;
        if self
            .overlay
            .as_ref()
            .is_none_or(|o| !o.is_for(end, position))
        {
            self.overlay = Some(Overlay::build(&mut self.store, end)?);
        }
        // Taken out while it is used, since it and the store are read together.
        let overlay = self.overlay.take().unwrap_or_default();
        let answer = self.ask_through(query, &overlay, end);
        self.overlay = Some(overlay);
        answer
    }

    fn ask_through(&mut self, query: &Query, overlay: &Overlay, end: Timestamp) -> Result<Answer> {
        let now = |query: &Query| Ask {
            query: query.clone(),
            as_of: None,
        };
        let own = |object: &Object| {
            object
                .get("id")
                .and_then(|v| v.as_str())
                .and_then(|t| t.parse::<Id>().ok())
        };
        Ok(match query {
            Query::Record(_) | Query::Records(_) => {
                let ids = match query {
                    Query::Record(id) => vec![*id],
                    Query::Records(ids) => ids.clone(),
                    _ => Vec::new(),
                };
                let mut found = Vec::new();
                for id in ids {
                    match overlay.record(id) {
                        Some(then) => found.extend(then.clone()),
                        None => found.extend(self.store.get(id).map_err(trouble)?),
                    }
                }
                Answer::Records(found)
            }
            Query::Short(short) => {
                let wanted = short.to_lowercase();
                if let Some(then) = overlay
                    .records()
                    .find(|o| o.get("short").and_then(|s| s.as_str()) == Some(&wanted))
                {
                    return Ok(Answer::Records(vec![then.clone()]));
                }
                match self.ask(&now(query))? {
                    Answer::Records(found) => Answer::Records(
                        found
                            .into_iter()
                            .filter(|o| own(o).is_some_and(|id| overlay.record(id).is_none()))
                            .collect(),
                    ),
                    other => other,
                }
            }
            Query::Account(_)
            | Query::OfKind(_)
            | Query::Loose
            | Query::Tellable
            | Query::All
            | Query::Foreign { .. } => {
                let Answer::Records(found) = self.ask(&now(query))? else {
                    return Ok(Answer::Records(Vec::new()));
                };
                let mut kept: Vec<Object> = found
                    .into_iter()
                    .filter(|o| own(o).is_some_and(|id| overlay.record(id).is_none()))
                    .collect();
                kept.extend(overlay.records().filter(|o| answers(query, o)).cloned());
                kept.sort_by_key(own);
                Answer::Records(kept)
            }
            Query::Pulses | Query::Soon(_) => {
                let Answer::Pulses(mut out) = self.ask(&now(&Query::Pulses))? else {
                    return Ok(Answer::Pulses(Vec::new()));
                };
                let touched: BTreeSet<Id> = overlay.accounts().collect();
                out.retain(|pulse| !touched.contains(&pulse.account));
                for account in touched {
                    if let Answer::Records(members) =
                        self.ask_through(&Query::Account(account), overlay, end)?
                    {
                        out.extend(super::shape::pulse_among(account, members));
                    }
                }
                out.sort_by_key(|pulse| pulse.account);
                Answer::Pulses(out)
            }
            Query::AccountNames | Query::Names => {
                let Answer::Names(found) = self.ask(&now(query))? else {
                    return Ok(Answer::Names(Names::default()));
                };
                let mut names: Vec<Name> = found
                    .0
                    .into_iter()
                    .filter(|n| overlay.record(n.id).is_none())
                    .collect();
                let then = overlay
                    .records()
                    .filter_map(|o| Record::read(o.clone()).ok())
                    .filter_map(|r| Name::of(&r));
                names.extend(then.filter(|n| *query == Query::Names || n.kind == Kind::Account));
                Answer::Names(Names(names))
            }
            Query::People(accounts) => {
                let Answer::Names(mut names) = self.ask_through(&Query::Names, overlay, end)?
                else {
                    return Ok(Answer::Names(Names::default()));
                };
                let wanted = |n: &Name| n.kind == Kind::Person && accounts.contains(&n.account);
                names.0.retain(wanted);
                Answer::Names(names)
            }
            Query::History { of, limit } => Answer::Entries(
                self.history(*of, usize::MAX)?
                    .into_iter()
                    .filter(|p| p.head.at < end)
                    .take(*limit)
                    .collect(),
            ),
            Query::Edits { .. } | Query::Recent { .. } | Query::Dropped { .. } => {
                match self.ask(&now(query))? {
                    Answer::Entries(found) => {
                        Answer::Entries(found.into_iter().filter(|p| p.head.at < end).collect())
                    }
                    other => other,
                }
            }
            Query::Pointing(_)
            | Query::Stranded { .. }
            | Query::Setting(_)
            | Query::Settings(_)
            | Query::Activity(_)
            | Query::ActivityRows
            | Query::Moved { .. }
            | Query::Buying { .. }
            | Query::Position => self.ask(&now(query))?,
        })
    }

    /// Gives the pulses as far as Today needs them on a day: from what the copy of the index keeps for that, else whole.
    fn soon(&mut self, day: Date) -> Result<Vec<AccountPulse>> {
        let whole = |store: &mut Store| {
            let found = store.summaries().map_err(trouble)?;
            Ok(found.into_iter().map(|(_, pulse)| pulse).collect())
        };
        let kept = self.store.summaries_soon().map_err(trouble)?;
        let Some((_, kept)) = kept.filter(|(taken, _)| soon::holds(*taken, day)) else {
            return whole(&mut self.store);
        };
        let pulses: Option<Vec<AccountPulse>> = kept
            .par_iter()
            .with_min_len(64)
            .map_init(Unpacking::default, |packed, (_, bytes)| {
                packed
                    .unpack(bytes)
                    .or_else(|| serde_json::from_slice(bytes).ok())
            })
            .collect();
        let Some(pulses) = pulses else {
            return whole(&mut self.store);
        };
        if self.store.summaries_moved().map_err(trouble)? {
            // A line that came since may name somebody who was not needed before.
            let there: BTreeSet<Id> = pulses
                .iter()
                .flat_map(|p| p.people.iter().map(|(id, _)| *id))
                .collect();
            let ours = self.store.people_names(None).map_err(trouble)?;
            let known = |id: &Id| there.contains(id) || ours.get(*id).is_some();
            if !pulses.iter().flat_map(soon::named).all(|id| known(&id)) {
                return whole(&mut self.store);
            }
        }
        Ok(pulses)
    }

    /// Finds what moved in what accounts buy or use, from their months.
    fn moved(&mut self, day: Date, of: &[Id]) -> Result<Vec<(Id, behaviour::Change)>> {
        let mut out = Vec::new();
        let accounts: Vec<Id> = if of.is_empty() {
            let names = self.store.account_names().map_err(trouble)?;
            names.0.iter().map(|name| name.id).collect()
        } else {
            of.to_vec()
        };
        // Orders and what is used come in different files.
        let mut counted = [false; 2];
        for account in accounts {
            let months = self.store.months_of(account).map_err(trouble)?;
            see_lately(&months, day, &mut counted);
            // Whether a change is unusual is asked of the years before only where the last months show one.
            if behaviour::changes(&parts_of(&months, 8), day).is_empty() {
                continue;
            }
            let changes = behaviour::changes(&parts_of(&months, 32), day);
            out.extend(
                behaviour::worth_asking(&changes)
                    .into_iter()
                    .map(|change| (account, change.clone())),
            );
        }
        // What nobody brought into the book since is unknown, and no fall: who looks at one account asks the others.
        let is_used = |change: &behaviour::Change| usize::from(change.what.starts_with("use of "));
        let open = |counted: &[bool; 2], out: &[(Id, behaviour::Change)]| {
            out.iter().any(|(_, change)| !counted[is_used(change)])
        };
        if !of.is_empty() && open(&counted, &out) {
            let names = self.store.account_names().map_err(trouble)?;
            for name in &names.0 {
                let months = self.store.months_of(name.id).map_err(trouble)?;
                see_lately(&months, day, &mut counted);
                if !open(&counted, &out) {
                    break;
                }
            }
        }
        out.retain(|(_, change)| counted[is_used(change)]);
        Ok(out)
    }

    /// Adds up what accounts buy or use: from their rows, or where those are too many from their months.
    fn buying(&mut self, day: Date, of: &[Id], most: u64) -> Result<Option<Behaviour>> {
        let mut months = Vec::new();
        for account in of {
            months.extend(self.store.months_of(*account).map_err(trouble)?);
        }
        let tallies = months.iter().flat_map(|month| &month.tallies);
        let rows = tallies.map(|tally| tally.rows).sum::<u64>();
        if rows == 0 {
            return Ok(None);
        }
        if rows > most {
            let mut found = Behaviour::default();
            for month in &months {
                let Ok(first) = format!("{}-01", month.month).parse::<Date>() else {
                    continue;
                };
                if first > day {
                    continue;
                }
                for tally in &month.tallies {
                    found.add_month(&month.month, &part_of(first, tally), &tally.channel);
                }
            }
            return Ok(Some(found));
        }
        let mut rows = Vec::new();
        for account in of {
            let lines = self.store.activity_of(*account).map_err(trouble)?;
            rows.extend(lines.iter().filter_map(|line| Row::read(line)));
        }
        // What came after the day that is asked about was not known then.
        rows.retain(|row| row.on.is_none_or(|on| on <= day));
        Ok(Some(behaviour::behaviour(&rows, day)).filter(|found| !found.is_nothing()))
    }

    /// Gives entries, newest first, and whether each stands.
    fn history(&mut self, of: Option<Id>, limit: usize) -> Result<Vec<Past>> {
        let undone = self.undone()?;
        let mut out = Vec::new();
        if let Some(id) = of {
            for seq in self
                .store
                .history_of(id)
                .map_err(trouble)?
                .into_iter()
                .rev()
                .take(limit)
            {
                let Entry { head, changes } = self.store.entry(seq).map_err(trouble)?;
                let changes = changes
                    .into_iter()
                    .filter(|c| c.record() == Some(id))
                    .collect();
                out.push(Past {
                    stands: !undone.contains(&seq),
                    head,
                    changes,
                    more: 0,
                });
            }
        } else {
            let last = self.store.position().0;
            for seq in (1..=last).rev().take(limit) {
                let Entry { head, changes } = self.store.entry(seq).map_err(trouble)?;
                out.push(Past {
                    stands: !undone.contains(&seq),
                    head,
                    changes,
                    more: 0,
                });
            }
        }
        Ok(out)
    }

    /// Gives the newest entries with some of their changes, newest first.
    fn recent(&mut self, limit: usize, bodies: Bodies) -> Result<Vec<Past>> {
        let undone = self.undone()?;
        let last = self.store.position().0;
        let mut out = Vec::new();
        for seq in (1..=last).rev().take(limit) {
            let (Entry { head, changes }, more) =
                self.store.entry_with(seq, bodies).map_err(trouble)?;
            out.push(Past {
                stands: !undone.contains(&seq),
                head,
                changes,
                more,
            });
        }
        Ok(out)
    }

    /// Gives what was edited in some records after a moment, oldest first. That a record was made, it says itself.
    fn edits(&mut self, of: &[Id], after: Timestamp) -> Result<Vec<Past>> {
        let mut entries: BTreeMap<u64, BTreeSet<Id>> = BTreeMap::new();
        for id in of {
            let history = self.store.history_of(*id).map_err(trouble)?;
            for seq in history.into_iter().skip(1) {
                entries.entry(seq).or_default().insert(*id);
            }
        }
        let undone = self.undone()?;
        let mut out = Vec::new();
        for (seq, ids) in entries {
            let Entry { head, changes } = self.store.entry(seq).map_err(trouble)?;
            if head.at <= after || undone.contains(&seq) || head.cause.undo.is_some() {
                continue;
            }
            let changes = changes
                .into_iter()
                .filter(|c| c.record().is_some_and(|id| ids.contains(&id)))
                .collect();
            out.push(Past {
                stands: true,
                head,
                changes,
                more: 0,
            });
        }
        Ok(out)
    }
}

/// A record as it is read from the index; nothing where it cannot be read.
struct Readable(Option<Record>);

impl<'de> serde::Deserialize<'de> for Readable {
    fn deserialize<D: serde::Deserializer<'de>>(from: D) -> std::result::Result<Self, D::Error> {
        Fields::deserialize(from).map(|fields| Self(Record::read_fields(fields).ok()))
    }
}

/// Says whether a record belongs into an answer.
fn answers(query: &Query, object: &Object) -> bool {
    let Ok(record) = Record::read(object.clone()) else {
        return false;
    };
    match query {
        Query::Account(id) => record.account() == Some(*id),
        Query::OfKind(kind) => record.kind() == *kind,
        Query::Loose => record.account().is_none(),
        Query::Tellable => super::shape::tellable(object),
        Query::All => true,
        Query::Foreign { system, id } => super::shape::foreign_of(object)
            .iter()
            .any(|(s, i)| s == system && i == id),
        _ => false,
    }
}

/// Turns a store's error into one that a person can act on.
pub(super) fn trouble(error: StoreError) -> BookError {
    let hint = error.hint();
    let error = match error {
        StoreError::Held { .. } => BookError::busy(error.to_string()),
        StoreError::Conflict(conflict) => {
            BookError::refused(format!("not saved: {conflict}")).hint(super::conflict::LOOK)
        }
        other => BookError::damaged(other.to_string()),
    };
    match hint {
        Some(hint) => error.hint(hint),
        None => error,
    }
}
