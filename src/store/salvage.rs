//! Saves what is whole on both sides of damage: writes a journal anew from all that can still be read, and keeps the old one.

use std::collections::BTreeMap;
use std::fs::File;
use std::io::{BufRead as _, BufReader, Seek as _, SeekFrom};
use std::path::Path;

use jiff::Timestamp;
use serde::Deserialize;

use super::append::Writer;
use super::damage::StoreError;
use super::disk::Disk;
use super::files::{End, Walk, private_folder, segment_numbers, segment_path};
use super::pending::force;
use super::root::Spot;
use crate::domain::{Id, Object};
use crate::journal::{Cause, Change, Edit, Entry, Head, apply, encode};

/// What salvaging did, a line each.
pub type Lines = Vec<String>;

/// Writes a new journal beside the old one.
struct Salvage<'a> {
    writer: Writer,
    records: BTreeMap<Id, Object>,
    told: Lines,
    now: Timestamp,
    journal: &'a Path,
}

/// One entry as far as its lines can be read.
#[derive(Default)]
struct Block {
    first_line: u64,
    head: Option<Head>,
    changes: Vec<Change>,
    unknown: Vec<(u64, Change)>,
    lost: Vec<u64>,
    salt: Vec<u8>,
    hasher: blake3::Hasher,
}

#[derive(Deserialize)]
struct CommitLine {
    commit: CommitSeq,
}

#[derive(Deserialize)]
struct CommitSeq {
    seq: u64,
    body: String,
}

/// Makes the journal of a book readable again.
///
/// `known` are the records as a sound index has them, where there is one: what the journal cannot give back comes from there.
/// The damaged journal is kept aside, whole. Gives what was done, a line each.
pub fn salvage(
    book: &Path,
    known: Option<BTreeMap<Id, Object>>,
    now: Timestamp,
    disk: &std::sync::Arc<dyn Disk>,
) -> Result<Lines, StoreError> {
    let journal = book.join("journal");
    let new = book.join("journal.new");
    match std::fs::remove_dir_all(&new) {
        Err(e) if e.kind() != std::io::ErrorKind::NotFound => {
            return Err(StoreError::io("remove", &new, e));
        }
        _ => {}
    }
    private_folder(&new)?;
    let nothing = End {
        spot: Spot::default(),
        lengths: Vec::new(),
        tail: 0,
    };
    let mut work = Salvage {
        writer: Writer::after(&new, nothing, disk.clone())?,
        records: BTreeMap::new(),
        told: Vec::new(),
        now,
        journal: &journal,
    };
    let broken = work.whole_part()?;
    if let Some((segment, byte)) = broken {
        work.broken_part(segment, byte)?;
    }
    let there = !segment_numbers(&journal)?.is_empty();
    if let Some(known) = known {
        work.bring_back(&known)?;
    }
    let mut told = work.told;
    if !there {
        put_in_place(&new, &journal, book, disk)?;
        told.push(
            "the journal was gone, and what it alone had is not in the new one: who changed what and when, so that history begins anew; and the rows of what accounts buy or use, which are to be imported again"
                .to_owned(),
        );
        return Ok(told);
    }
    let stamp = now.strftime("%Y%m%dT%H%M%SZ");
    let aside = book.join("aside");
    private_folder(&aside)?;
    let mut keep = aside.join(format!("journal-{stamp}"));
    let mut number = 1;
    while keep.exists() {
        number += 1;
        keep = aside.join(format!("journal-{stamp}-{number}"));
    }
    std::fs::rename(&journal, &keep)
        .map_err(|e| StoreError::io("put the salvaged journal in place of", &journal, e))?;
    put_in_place(&new, &journal, book, disk)?;
    told.push(format!("the damaged journal is kept in {}", keep.display()));
    Ok(told)
}

/// Makes the new journal the book's; an empty folder may stand where it goes.
fn put_in_place(
    new: &Path,
    journal: &Path,
    book: &Path,
    disk: &std::sync::Arc<dyn Disk>,
) -> Result<(), StoreError> {
    std::fs::rename(new, journal)
        .and_then(|()| disk.sync_folder(book))
        .map_err(|e| StoreError::io("put the salvaged journal in place of", journal, e))
}

impl Salvage<'_> {
    /// Copies all entries before the damage; gives where it begins.
    fn whole_part(&mut self) -> Result<Option<(u64, u64)>, StoreError> {
        let journal = self.journal.to_owned();
        let mut walk = Walk::from(&journal, Spot::default(), &[])?;
        let mut last = Spot::default();
        loop {
            match walk.next() {
                Ok(Ok((entry, begins, after))) => {
                    last = after;
                    let salt = salt_of(&segment_path(&journal, after.segment), begins);
                    self.put(*entry, &salt)?;
                }
                Ok(Err(end)) if end.tail == 0 => return Ok(None),
                Ok(Err(end)) => {
                    self.told.push(format!(
                        "{} bytes after entry {} were cut off before they were saved; they stay in the journal kept aside",
                        end.tail, end.spot.seq
                    ));
                    return Ok(None);
                }
                Err(StoreError::Damaged(damage)) => {
                    self.told.push(damage.to_string());
                    // Within a segment the damage begins after the last entry; else at a segment's first line.
                    let next = segment_path(&journal, last.segment + 1);
                    return Ok(Some(if last.segment == 0 || damage.file == next {
                        (last.segment + 1, 0)
                    } else {
                        (last.segment, last.end)
                    }));
                }
                Err(error) => return Err(error),
            }
        }
    }

    /// Takes whatever can be read from a place on.
    fn broken_part(&mut self, segment: u64, byte: u64) -> Result<(), StoreError> {
        let journal = self.journal.to_owned();
        for number in segment_numbers(&journal)? {
            if number < segment {
                continue;
            }
            let path = segment_path(&journal, number);
            let from = if number == segment { byte } else { 0 };
            self.broken_segment(&path, from)?;
        }
        Ok(())
    }

    fn broken_segment(&mut self, path: &Path, from: u64) -> Result<(), StoreError> {
        let io = |e| StoreError::io("read", path, e);
        let mut file = match File::open(path) {
            Ok(file) => file,
            Err(e) if e.kind() == std::io::ErrorKind::NotFound => return Ok(()),
            Err(e) => return Err(io(e)),
        };
        file.seek(SeekFrom::Start(from)).map_err(io)?;
        let mut number = super::files::lines_before(path, from).map_err(io)?;
        let mut lines = BufReader::with_capacity(256 << 10, file);
        let mut block = Block::default();
        let mut line = Vec::new();
        loop {
            line.clear();
            if lines.read_until(b'\n', &mut line).map_err(io)? == 0 {
                break;
            }
            number += 1;
            if line.starts_with(b"{\"ally\":") {
                continue;
            }
            if block.first_line == 0 {
                block.first_line = number;
            }
            if let Ok(CommitLine { commit }) = serde_json::from_slice(&line) {
                // A line that is not understood is damage, or of a newer version; the hash tells.
                if block.hasher.finalize().to_hex().as_str() == commit.body {
                    let unknown = std::mem::take(&mut block.unknown);
                    block.changes.extend(unknown.into_iter().map(|(_, c)| c));
                }
                self.close(std::mem::take(&mut block), Some(commit.seq), path)?;
            } else if let Ok(head) = serde_json::from_slice::<Head>(&line) {
                if block.head.is_some() || !block.changes.is_empty() {
                    // Its commit line was what was damaged.
                    self.close(std::mem::take(&mut block), None, path)?;
                    block.first_line = number;
                }
                block.head = Some(head);
                continue;
            } else if line.starts_with(b"{\"salt\":") {
                block.salt.clone_from(&line);
            } else if line.starts_with(b"{\"forgotten\":") {
                // Nothing of it is left to be saved.
            } else {
                match serde_json::from_slice::<Change>(&line) {
                    Ok(change @ Change::Unknown(_)) => block.unknown.push((number, change)),
                    Ok(change) => block.changes.push(change),
                    Err(_) => block.lost.push(number),
                }
            }
            block.hasher.update(&line);
        }
        // Without a commit line the last entry never happened.
        if let Some(head) = block.head {
            self.told.push(format!(
                "{}:{}: entry {} has no commit line and was never saved; it stays in the journal kept aside",
                path.display(),
                block.first_line,
                head.seq
            ));
        }
        Ok(())
    }

    /// Writes what is left of an entry, as what it does to the records as they are now.
    fn close(&mut self, block: Block, seq: Option<u64>, path: &Path) -> Result<(), StoreError> {
        let at = self.writer.spot().seq;
        let seq = seq
            .or(block.head.as_ref().map(|h| h.seq))
            .filter(|seq| *seq > at && *seq < at + 1_000_000)
            .unwrap_or(at + 1);
        for missing in at + 1..seq {
            self.told.push(format!("entry {missing} is gone"));
            let head = self.head(missing, None);
            let entry = Entry {
                head,
                changes: Vec::new(),
            };
            self.put(entry, path.as_os_str().as_encoded_bytes())?;
        }
        let where_ = format!("{}:{}", path.display(), block.first_line);
        if block.head.is_none() {
            self.told.push(format!(
                "{where_}: when and by whom entry {seq} was made is lost"
            ));
        }
        let unknown = block.unknown.iter().map(|(line, _)| line);
        for line in block.lost.iter().chain(unknown) {
            self.told.push(format!(
                "{}:{line}: a change of entry {seq} cannot be read",
                path.display()
            ));
        }
        let mut changes = Vec::new();
        let mut fitted = false;
        for change in block.changes {
            fitted |= self.fit(change, &mut changes);
        }
        if fitted {
            self.told.push(format!(
                "{where_}: entry {seq} was fitted to what is left of the entries before it"
            ));
        }
        let head = self.head(seq, block.head);
        self.put(Entry { head, changes }, &block.salt)
    }

    /// Makes a change fit what is there; says whether it had to be altered.
    fn fit(&self, change: Change, into: &mut Vec<Change>) -> bool {
        let Some(id) = change.record() else {
            into.push(change);
            return false;
        };
        // What an earlier change of the same entry did counts too.
        let mut now = self.records.get(&id).cloned();
        for earlier in into.iter().filter(|c| c.record() == Some(id)) {
            now = apply(earlier, now.clone()).unwrap_or(now);
        }
        if apply(&change, now.clone()).is_ok() {
            into.push(change);
            return false;
        }
        let then = force(&change, now.clone());
        match (now, then) {
            (None, Some(then)) => into.push(Change::Make(then)),
            (Some(now), None) => into.push(Change::Drop(now)),
            (Some(now), Some(then)) => {
                into.extend(Edit::between(&now, &then).map(Change::Edit));
            }
            (None, None) => {}
        }
        true
    }

    fn head(&self, seq: u64, found: Option<Head>) -> Head {
        match found {
            Some(head) => Head { seq, ..head },
            None => Head {
                seq,
                at: self.now,
                author: String::new(),
                cause: Cause {
                    command: "salvage".into(),
                    ..Cause::default()
                },
                request: None,
                more: Object::new(),
            },
        }
    }

    fn put(&mut self, mut entry: Entry, salt_from: &[u8]) -> Result<(), StoreError> {
        let at = self.writer.spot();
        entry.head.seq = at.seq + 1;
        for change in &entry.changes {
            if let Some(id) = change.record() {
                let now = self.records.remove(&id);
                let then = apply(change, now.clone()).unwrap_or_else(|_| force(change, now));
                if let Some(then) = then {
                    self.records.insert(id, then);
                }
            }
        }
        // The old salt was random, so what is made of it tells as little.
        let mut salt = [0; 16];
        let hash = blake3::hash(salt_from);
        for (to, from) in salt.iter_mut().zip(hash.as_bytes()) {
            *to = *from;
        }
        let (bytes, chain) = encode(&entry, at.chain, salt)?;
        self.writer.append(&bytes, entry.head.seq, chain)?;
        Ok(())
    }

    /// Adds an entry that makes the records what the index has.
    fn bring_back(&mut self, known: &BTreeMap<Id, Object>) -> Result<(), StoreError> {
        let mut changes = Vec::new();
        for (id, then) in known {
            match self.records.get(id) {
                None => changes.push(Change::Make(then.clone())),
                Some(now) if now == then => {}
                Some(now) => changes.extend(Edit::between(now, then).map(Change::Edit)),
            }
        }
        for (id, now) in &self.records {
            if !known.contains_key(id) {
                changes.push(Change::Drop(now.clone()));
            }
        }
        if changes.is_empty() {
            return Ok(());
        }
        let many = match changes.len() {
            1 => "1 record was".to_owned(),
            many => format!("{many} records were"),
        };
        self.told.push(format!(
            "{many} brought back from the index, which is sound"
        ));
        let head = self.head(0, None);
        let salt: Vec<u8> = known.keys().flat_map(|id| id.bytes()).collect();
        self.put(Entry { head, changes }, &salt)
    }
}

/// Reads the line of salt of an entry, for what it is worth.
fn salt_of(path: &Path, begins: u64) -> Vec<u8> {
    let read = || -> std::io::Result<Vec<u8>> {
        let mut file = File::open(path)?;
        file.seek(SeekFrom::Start(begins))?;
        let mut lines = BufReader::with_capacity(1 << 10, file);
        let mut line = Vec::new();
        lines.read_until(b'\n', &mut line)?;
        line.clear();
        lines.read_until(b'\n', &mut line)?;
        Ok(line)
    };
    read().unwrap_or_default()
}
