//! What an open workbench keeps of its book in memory, so that no key waits for it twice: whole kinds of records, the pulses of the
//! accounts, and the newest entries.
//!
//! Each part says where the journal stood when it was read. What came since is taken in record by record; where that is too
//! much to be looked at one by one, the part is read anew. A command keeps nothing: it asks once.

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::sync::Arc;

use super::command::{Answer, Past, Query};
use super::error::Result;
use super::handle::{Book, Hold};
use super::shape;
use crate::domain::{Id, Kind, Record};
use crate::journal::Change;
use crate::signals::AccountPulse;

/// Where the journal stands: its last entry, and the chain after it.
pub(super) type Stand = (u64, String);

/// So many entries are looked at for what they touched, before everything is read anew.
const FEW: u64 = 64;
/// So many records may have been touched.
const MANY: usize = 400;
/// So many records are read at a time while nothing else is asked for.
const AT_ONCE: usize = 400;
/// So many records of a book are kept; of a larger one only the kinds that somebody opened.
const MOST: usize = 150_000;

/// The kinds that boards and the calendar show whole.
const SHOWN: [Kind; 9] = [
    Kind::Account,
    Kind::Person,
    Kind::Problem,
    Kind::Trend,
    Kind::Advocacy,
    Kind::Promise,
    Kind::Touchpoint,
    Kind::Question,
    Kind::Agreement,
];

/// Records of some kinds, each kind by id.
type Shelves = BTreeMap<Kind, Vec<Arc<Record>>>;

/// What is kept.
#[derive(Default)]
pub(super) struct Kept {
    shelves: Option<(Stand, Shelves)>,
    pulses: Option<(Stand, Vec<AccountPulse>)>,
    recent: Option<Listed>,
    dropped: Option<Listed>,
    reading: Option<Reading>,
}

/// The newest entries, and how many were asked for.
struct Listed {
    at: Stand,
    limit: usize,
    most: u64,
    entries: Vec<Past>,
}

/// Shelves that are being filled, account by account.
struct Reading {
    at: Stand,
    left: Vec<Option<Id>>,
    shelves: Shelves,
    count: usize,
}

/// What some entries touched.
#[derive(Default)]
pub(super) struct Turned {
    /// The records.
    pub records: BTreeSet<Id>,
    /// The accounts that they belong or belonged to, as far as the entries say; of an edited record its own is not said.
    accounts: BTreeSet<Id>,
    /// Whether something was touched that the changes of what accounts buy are told from.
    pub moves: bool,
}

impl Turned {
    fn take(&mut self, change: &Change) {
        self.records.extend(change.record());
        match change {
            Change::Make(object) | Change::Drop(object) => {
                self.accounts.extend(shape::account_of(object));
                let kind = object.get("kind").and_then(serde_json::Value::as_str);
                self.moves |= [Kind::Learning, Kind::Account]
                    .iter()
                    .any(|of| kind == Some(of.word()));
            }
            Change::Edit(edit) => {
                self.moves |= edit.kind == Kind::Learning;
                for (field, pair) in edit.pairs() {
                    if field == "account" {
                        let sides = [pair.old, pair.new].into_iter();
                        self.accounts
                            .extend(sides.filter_map(|side| side.as_str()?.parse::<Id>().ok()));
                    }
                }
            }
            Change::Activity(_) | Change::Inactivity(_) | Change::Unknown(_) => self.moves = true,
            Change::Setting(_) => {}
        }
    }
}

impl Book {
    /// Says what was touched since the journal stood somewhere; nothing where it is too much to be looked at one by one.
    pub(super) fn turned(&mut self, at: &Stand, now: &Stand) -> Result<Option<Turned>> {
        let new = now.0.checked_sub(at.0).filter(|new| *new <= FEW);
        match new {
            _ if at == now => return Ok(Some(Turned::default())),
            // Another journal of the same length is another book.
            None | Some(0) => return Ok(None),
            Some(_) => {}
        }
        let new = usize::try_from(now.0 - at.0).unwrap_or(usize::MAX);
        let entries = self.read_recent(new, MANY as u64 + 1)?;
        let mut turned = Turned::default();
        for entry in &entries {
            entry.changes.iter().for_each(|change| turned.take(change));
        }
        let few = entries.iter().all(|entry| entry.more == 0) && turned.records.len() <= MANY;
        Ok(few.then_some(turned))
    }

    /// Says whether anything is kept: by a workbench that shows the book as it is now.
    fn keeps(&self) -> bool {
        self.options.bench.is_some() && self.as_of.is_none()
    }

    /// Gives every record of a kind, by id; a workbench keeps them.
    pub fn board(&mut self, kind: Kind) -> Result<Vec<Arc<Record>>> {
        let read = |book: &mut Self| -> Result<Vec<Arc<Record>>> {
            Ok(book.of_kind(kind)?.into_iter().map(Arc::new).collect())
        };
        if !self.keeps() {
            return read(self);
        }
        let now = self.position()?;
        self.renew_shelves(&now)?;
        if let Some((_, shelves)) = &self.kept.shelves
            && let Some(shelf) = shelves.get(&kind)
        {
            return Ok(shelf.clone());
        }
        let found = read(self)?;
        let shelves = self
            .kept
            .shelves
            .get_or_insert_with(|| (now, Shelves::new()));
        let there: usize = shelves.1.values().map(Vec::len).sum();
        if there + found.len() > MOST {
            shelves.1.clear();
        }
        shelves.1.insert(kind, found.clone());
        Ok(found)
    }

    /// Gives every record of a kind where they are at hand.
    pub fn board_at_hand(&mut self, kind: Kind) -> Result<Option<Vec<Arc<Record>>>> {
        let there = self.kept.shelves.iter();
        let there = there
            .clone()
            .any(|(_, shelves)| shelves.contains_key(&kind));
        if there {
            self.board(kind).map(Some)
        } else {
            Ok(None)
        }
    }

    /// Gives several records, from those that are kept where they are; those that are gone are left out.
    pub fn records_at_hand(&mut self, ids: &[Id]) -> Result<Vec<Arc<Record>>> {
        let now = self.position()?;
        self.renew_shelves(&now)?;
        let shelves = self.kept.shelves.as_ref().filter(|_| self.keeps());
        let kept = |id: &Id| {
            let mut shelves = shelves.iter().flat_map(|(_, shelves)| shelves.values());
            shelves.find_map(|shelf| {
                let at = shelf.binary_search_by_key(id, |record| record.id());
                at.ok().and_then(|at| shelf.get(at)).map(Arc::clone)
            })
        };
        let found: HashMap<Id, Arc<Record>> =
            ids.iter().filter_map(|id| Some((*id, kept(id)?))).collect();
        let missing = ids.iter().filter(|id| !found.contains_key(*id)).copied();
        let missing: Vec<Id> = missing.collect();
        let mut read: HashMap<Id, Arc<Record>> = if missing.is_empty() {
            HashMap::new()
        } else {
            let read = self.records(&missing)?.into_iter();
            read.map(|record| (record.id(), Arc::new(record))).collect()
        };
        read.extend(found);
        Ok(ids.iter().filter_map(|id| read.get(id).cloned()).collect())
    }

    /// Forgets what is kept without giving it back piece by piece: the process is at its end.
    pub(super) fn leave_kept(&mut self) {
        std::mem::forget(std::mem::take(&mut self.kept));
    }

    /// Takes in what came since the shelves were filled.
    fn renew_shelves(&mut self, now: &Stand) -> Result<()> {
        let Some((at, mut shelves)) = self.kept.shelves.take() else {
            return Ok(());
        };
        if self.renewed(&at, now, &mut shelves)? {
            self.kept.shelves = Some((now.clone(), shelves));
        }
        Ok(())
    }

    /// Brings shelves up to date; says whether they are.
    fn renewed(&mut self, at: &Stand, now: &Stand, shelves: &mut Shelves) -> Result<bool> {
        let Some(turned) = self.turned(at, now)? else {
            return Ok(false);
        };
        let ids: Vec<Id> = turned.records.into_iter().collect();
        let found = if ids.is_empty() {
            Vec::new()
        } else {
            self.records(&ids)?
        };
        let found: HashMap<Id, Arc<Record>> = found
            .into_iter()
            .map(|record| (record.id(), Arc::new(record)))
            .collect();
        for (kind, shelf) in shelves {
            for id in &ids {
                let now = found.get(id).filter(|record| record.kind() == *kind);
                match (shelf.binary_search_by_key(id, |record| record.id()), now) {
                    (Ok(at), Some(record)) => {
                        if let Some(place) = shelf.get_mut(at) {
                            *place = Arc::clone(record);
                        }
                    }
                    (Ok(at), None) => drop(shelf.remove(at)),
                    (Err(at), Some(record)) => shelf.insert(at, Arc::clone(record)),
                    (Err(_), None) => {}
                }
            }
        }
        Ok(true)
    }

    /// Gives the pulse of every account, and lets them be put back: by a workbench they are kept.
    pub(super) fn take_pulses(&mut self) -> Result<Vec<AccountPulse>> {
        if self.keeps() {
            let now = self.position()?;
            if let Some((at, mut pulses)) = self.kept.pulses.take()
                && self.renewed_pulses(&at, &now, &mut pulses)?
            {
                return Ok(pulses);
            }
        }
        self.pulses()
    }

    /// Puts the pulses back that were taken, as they were.
    pub(super) fn put_pulses(&mut self, pulses: Vec<AccountPulse>) -> Result<()> {
        if self.keeps() {
            self.kept.pulses = Some((self.position()?, pulses));
        } else if self.is_for_a_command() {
            // The process is at its end soon, and the system takes all at once what would be given back piece by piece here.
            std::mem::forget(pulses);
        }
        Ok(())
    }

    /// Says whether pulses are kept.
    pub(super) fn has_pulses(&self) -> bool {
        self.keeps() && self.kept.pulses.is_some()
    }

    fn renewed_pulses(
        &mut self,
        at: &Stand,
        now: &Stand,
        pulses: &mut Vec<AccountPulse>,
    ) -> Result<bool> {
        let Some(turned) = self.turned(at, now)? else {
            return Ok(false);
        };
        let ids: Vec<Id> = turned.records.into_iter().collect();
        let mut accounts = turned.accounts;
        if !ids.is_empty() {
            let found = self.records(&ids)?;
            accounts.extend(found.iter().filter_map(Record::account));
        }
        for account in accounts {
            let members = self.account(account)?;
            let pulse = shape::pulse_of_members(account, &members);
            let at = pulses.binary_search_by_key(&account, |pulse| pulse.account);
            match (at, pulse) {
                (Ok(at), Some(pulse)) => {
                    if let Some(place) = pulses.get_mut(at) {
                        *place = pulse;
                    }
                }
                (Ok(at), None) => drop(pulses.remove(at)),
                (Err(at), Some(pulse)) => pulses.insert(at, pulse),
                (Err(_), None) => {}
            }
        }
        Ok(true)
    }

    /// Gives the newest entries with some of their changes, newest first; a workbench keeps them.
    pub fn recent(&mut self, limit: usize, most: u64) -> Result<Vec<Past>> {
        let kept = self.kept.recent.take();
        let (listed, found) = self.listed(kept, (limit, most), Self::read_recent)?;
        self.kept.recent = listed;
        Ok(found)
    }

    /// Gives what was taken out by the newest entries, newest first; a workbench keeps it.
    pub fn dropped(&mut self, limit: usize) -> Result<Vec<Past>> {
        let kept = self.kept.dropped.take();
        let read = |book: &mut Self, limit, _| book.read_dropped(limit);
        let (listed, found) = self.listed(kept, (limit, 0), read)?;
        self.kept.dropped = listed;
        Ok(found)
    }

    /// Lists entries: those that are kept with what came since, or all of them as they are read.
    fn listed(
        &mut self,
        kept: Option<Listed>,
        (limit, most): (usize, u64),
        read: impl Fn(&mut Self, usize, u64) -> Result<Vec<Past>>,
    ) -> Result<(Option<Listed>, Vec<Past>)> {
        if !self.keeps() {
            return Ok((None, read(self, limit, most)?));
        }
        let now = self.position()?;
        let kept = kept.filter(|kept| {
            let new = now.0.checked_sub(kept.at.0);
            let fits = kept.limit == limit && kept.most == most;
            fits && (kept.at == now || new.is_some_and(|new| (1..=FEW).contains(&new)))
        });
        let entries = match kept {
            Some(kept) if kept.at == now => kept.entries,
            Some(kept) => {
                let new = usize::try_from(now.0 - kept.at.0).unwrap_or(limit);
                let mut entries = read(self, new.min(limit), most)?;
                // An entry since may have taken an older one back; what was taken back once never stands again.
                let undone = self.read_recent(new, 0)?;
                let undone: BTreeSet<u64> =
                    undone.iter().filter_map(|p| p.head.cause.undo).collect();
                entries.extend(kept.entries.into_iter().map(|mut past| {
                    past.stands &= !undone.contains(&past.head.seq);
                    past
                }));
                let oldest = now.0.saturating_sub(limit as u64);
                entries.retain(|past| past.head.seq > oldest);
                entries
            }
            None => read(self, limit, most)?,
        };
        let listed = Listed {
            at: now,
            limit,
            most,
            entries: entries.clone(),
        };
        Ok((Some(listed), entries))
    }

    fn read_recent(&mut self, limit: usize, most: u64) -> Result<Vec<Past>> {
        match self.ask(Query::Recent { limit, most })? {
            Answer::Entries(found) => Ok(found),
            _ => Ok(Vec::new()),
        }
    }

    fn read_dropped(&mut self, limit: usize) -> Result<Vec<Past>> {
        match self.ask(Query::Dropped { limit })? {
            Answer::Entries(found) => Ok(found),
            _ => Ok(Vec::new()),
        }
    }

    /// Reads a little more of what boards show, for when they are opened; says whether there is more to read.
    ///
    /// What is read at a time takes a few milliseconds: nothing that is asked meanwhile waits longer for it.
    pub fn warm(&mut self) -> Result<bool> {
        if !self.keeps() || !matches!(self.hold, Hold::Here(_) | Hold::Beside(_)) {
            return Ok(false);
        }
        let mut reading = if let Some(reading) = self.kept.reading.take() {
            reading
        } else {
            let names = self.account_names()?;
            let accounts = names.0.iter().map(|name| Some(name.id));
            Reading {
                at: self.position()?,
                left: accounts.chain([None]).collect(),
                shelves: SHOWN.iter().map(|kind| (*kind, Vec::new())).collect(),
                count: 0,
            }
        };
        let until = reading.count + AT_ONCE;
        while reading.count < until {
            let Some(account) = reading.left.pop() else {
                return self.warmed(reading).map(|()| false);
            };
            let found = match account {
                Some(account) => self.account(account)?,
                None => self.loose()?,
            };
            for record in found {
                reading.count += 1;
                if let Some(shelf) = reading.shelves.get_mut(&record.kind()) {
                    shelf.push(Arc::new(record));
                }
            }
        }
        if reading.shelves.values().map(Vec::len).sum::<usize>() > MOST {
            return Ok(false);
        }
        self.kept.reading = Some(reading);
        Ok(true)
    }

    /// Takes shelves that were filled while the book may have changed.
    fn warmed(&mut self, reading: Reading) -> Result<()> {
        let Reading {
            at, mut shelves, ..
        } = reading;
        for shelf in shelves.values_mut() {
            shelf.sort_by_key(|record| record.id());
            // One that was moved to another account meanwhile was read in both.
            shelf.dedup_by_key(|record| record.id());
        }
        let now = self.position()?;
        if self.renewed(&at, &now, &mut shelves)? {
            self.kept.shelves = Some((now, shelves));
        }
        Ok(())
    }
}
