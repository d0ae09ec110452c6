//! Opening a book: the lock, the journal's end, and an index that can be relied on.

use std::borrow::Cow;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;

use jiff::Timestamp;

use super::append::{Writer, cut_tail};
use super::damage::StoreError;
use super::disk::{Disk, Real};
use super::files::{End, private_folder, segment_path, segments, write_private};
use super::flat::{self, Flat};
use super::index::Index;
use super::lock::Lock;
use super::pending::{Pending, Refused};
use super::ready::{FLAT, belongs, ends_too_early, lost, soon_rows};
use super::rebuild::{self};
use super::root::{FORM, Spot};
use super::rows::Trouble;
use super::shape::Shape;
use crate::journal::{Chain, Entry, Head, Lines, encode_lines};

/// A copy of the index that lacks more of the journal than this is made anew: to catch up with it takes some ten milliseconds.
const LAG: u64 = 256 << 10;
/// A line longer than this would be refused by every reader.
const LONGEST_LINE: usize = 32 << 20;

/// How to open a book.
#[allow(clippy::struct_excessive_bools)] // Each is a thing of its own, not a state.
#[derive(Clone)]
pub struct Options {
    /// Begin a book where there is none.
    pub create: bool,
    /// A workbench stays open: it gets a larger cache, and its index is flushed every second.
    pub workbench: bool,
    /// The moment, for the names of what is kept aside.
    pub now: Timestamp,
    /// Who holds the book, for whoever has to wait.
    pub who: String,
    /// An entry that something beside the index (the lookup's snapshot) has already taken in: a journal without it is damaged.
    pub known: u64,
    /// The book is opened to be asked: the copy of the index will do, where it is not far behind.
    pub reads: bool,
    /// Keep the index in memory.
    pub in_memory: bool,
    /// The file system.
    pub disk: Arc<dyn Disk>,
    /// Is told how far the building of an index has come, in percent.
    pub told: Option<Told>,
}

/// Is told how far something has come, in percent.
pub type Told = Arc<dyn Fn(u64) + Send + Sync>;

impl Options {
    /// Gives the options of a command.
    pub fn new(now: Timestamp) -> Self {
        Options {
            create: false,
            workbench: false,
            now,
            who: String::new(),
            known: 0,
            reads: false,
            in_memory: false,
            disk: Arc::new(Real),
            told: None,
        }
    }
}

/// What is held while the book is.
pub(super) struct Held {
    pub(super) writer: Writer,
    /// Nothing where it failed: the next read rebuilds it.
    pub(super) index: Result<Index, Trouble>,
    /// The index is the copy, with what came since in memory.
    pub(super) flat: bool,
    /// Nothing where the book is only read beside its holder. Last, so that it is the last thing to be let go.
    pub(super) lock: Option<Lock>,
}

/// A book's files, held by this process alone.
pub struct Store {
    pub(super) dir: PathBuf,
    pub(super) options: Options,
    pub(super) shape: Arc<dyn Shape>,
    pub(super) held: Option<Held>,
    pub(super) notices: Vec<String>,
}

impl Store {
    /// Takes the book's lock and opens it; what was damaged and can be made anew is made anew.
    pub fn open(dir: &Path, options: Options, shape: Arc<dyn Shape>) -> Result<Store, StoreError> {
        let mut store = Store::closed(dir, options, shape);
        store.take()?;
        Ok(store)
    }

    /// Reads a book beside whoever holds it by the copy of its index; nothing where that is missing, far behind, or wrong.
    ///
    /// All that was saved by now is answered. It takes no lock and writes nothing; what is saved later, it does not see.
    pub fn beside_copy(dir: &Path, options: Options, shape: Arc<dyn Shape>) -> Option<Store> {
        let mut store = Store::closed(dir, options, shape);
        // What is behind the last entry is being written just now.
        let (index, end) = store.follow_flat(LAG)?;
        let enough = end.spot.seq >= store.options.known;
        if enough {
            store.holds(index, end, true);
        }
        enough.then_some(store)
    }

    /// Reads a book beside whoever holds it: what its journal has saved, added up in memory.
    ///
    /// It takes no lock, cuts nothing and writes nothing; what is saved later, it does not see.
    pub fn beside(
        dir: &Path,
        options: Options,
        shape: Arc<dyn Shape>,
    ) -> Result<Store, StoreError> {
        let mut store = Store::closed(dir, options, shape);
        store.options.in_memory = true;
        let journal = store.journal();
        let mut tries = 0;
        let (index, end) = loop {
            if segments(&journal)? == 0 {
                return Err(StoreError::NoBook(dir.to_owned()));
            }
            if let Some(found) = store.follow_flat(u64::MAX) {
                break found;
            }
            match store.build_in_memory(&journal) {
                // What is being written while it is read can look damaged once; what is damaged stays so.
                Err(StoreError::Damaged(_)) if tries < 3 => {
                    tries += 1;
                    std::thread::sleep(Duration::from_millis(20));
                }
                built => break built?,
            }
        };
        let reaches = format!("what was saved up to entry {}", end.spot.seq);
        store.notices.push(if super::lock::may_hold(dir) {
            let holder = super::lock::holder(dir).unwrap_or_else(|| "another process".into());
            format!("Read beside {holder}, which has the book: {reaches}.")
        } else {
            format!("Only read, since you may not write this book: {reaches}.")
        });
        store.holds(index, end, false);
        Ok(store)
    }

    fn closed(dir: &Path, options: Options, shape: Arc<dyn Shape>) -> Store {
        Store {
            dir: dir.to_owned(),
            options,
            shape,
            held: None,
            notices: Vec::new(),
        }
    }

    /// Holds an index to be asked, without the lock.
    fn holds(&mut self, index: Index, end: End, flat: bool) {
        self.held = Some(Held {
            writer: Writer::none(&self.journal(), end),
            index: Ok(index),
            flat,
            lock: None,
        });
    }

    /// Gives the reports for the person since they were last asked for, a line each.
    pub fn notices(&mut self) -> Vec<String> {
        std::mem::take(&mut self.notices)
    }

    /// Gives the last entry and the chain after it.
    pub fn position(&self) -> (u64, Chain) {
        let spot = self.held.as_ref().map(|h| h.writer.spot());
        spot.map_or((0, Chain::default()), |s| (s.seq, s.chain))
    }

    /// Gives the book's folder.
    pub fn dir(&self) -> &Path {
        &self.dir
    }

    /// Lets go of the index and the lock, so that others can have the book while this process is stopped.
    pub fn suspend(&mut self) {
        self.copy();
        self.held = None;
    }

    /// Copies the index for those who only ask, where the last copy is missing or far behind.
    fn copy(&mut self) {
        let (path, reached) = (self.flat_path(), self.reached_path());
        let Some(held) = &mut self.held else { return };
        let (false, false, Some(_), Ok(index)) = (
            self.options.in_memory,
            held.flat,
            &held.lock,
            &mut held.index,
        ) else {
            return;
        };
        let seq = held.writer.spot().seq.to_string();
        let _ = write_private(&reached, seq.as_bytes());
        let length = held.writer.lengths().iter().sum::<u64>();
        if flat::reaches(&path).is_none_or(|reached| length.saturating_sub(reached) > LAG) {
            // It saves time and nothing else: where there is no room for it, or where the index is damaged, there is none.
            let soon =
                |summaries: &[_]| soon_rows(self.shape.as_ref(), self.options.now, summaries);
            let _ = flat::write(&path, length, &mut |each| index.all(each), &soon);
        }
    }

    pub(super) fn flat_path(&self) -> PathBuf {
        self.index_folder().join(FLAT)
    }

    /// Where it says how far the index in sled reached when it was last let go.
    fn reached_path(&self) -> PathBuf {
        self.index_folder().join("reached")
    }

    /// Opens the copy of the index, and takes in what the journal has since.
    ///
    /// Nothing where that is more than `most` bytes, or where anything is wrong: then the index in sled finds out what. So is a
    /// journal that ends before what that one has, or within an entry: whether it was cut or is damaged, the copy cannot tell.
    fn flat(&self, most: u64) -> Option<(Index, End)> {
        let reached = std::fs::read_to_string(self.reached_path()).ok()?;
        let found = self.follow_flat(most)?;
        let whole = found.1.tail == 0 && found.1.spot.seq >= reached.parse().ok()?;
        whole.then_some(found)
    }

    fn follow_flat(&self, most: u64) -> Option<(Index, End)> {
        let (journal, path) = (self.journal(), self.flat_path());
        let length = (1..).map_while(|n| std::fs::metadata(segment_path(&journal, n)).ok());
        let length = length.map(|m| m.len()).sum::<u64>();
        if length.checked_sub(flat::reaches(&path)?)? > most {
            return None;
        }
        let mut index = Index::open(Box::new(Flat::open(&path)?)).ok()??;
        let head = index.root().head.clone();
        if head.form != FORM
            || head.shape != self.shape.version()
            || head.midway
            || head.applied.segment == 0
            || !belongs(&journal, head.applied, &head.segments).ok()?
        {
            return None;
        }
        let end = rebuild::follow(&journal, &mut index, self.shape.as_ref(), true).ok()?;
        Some((index, end))
    }

    /// Takes the book again; gives whether others wrote to it meanwhile.
    pub fn resume(&mut self, before: (u64, Chain)) -> Result<bool, StoreError> {
        if self.held.is_none() {
            self.take()?;
        }
        Ok(self.position() != before)
    }

    /// Lets go of the book.
    pub fn release(self) {
        drop(self);
    }

    pub(super) fn journal(&self) -> PathBuf {
        self.dir.join("journal")
    }

    pub(super) fn index_folder(&self) -> PathBuf {
        self.dir.join("index")
    }

    fn take(&mut self) -> Result<(), StoreError> {
        let (journal, index_folder) = (self.journal(), self.index_folder());
        let begun = journal.is_dir() || index_folder.is_dir();
        if self.options.create {
            private_folder(&self.dir)?;
        } else if !begun {
            if let Err(source) = std::fs::read_dir(&self.dir)
                && source.kind() == std::io::ErrorKind::PermissionDenied
            {
                return Err(StoreError::io("read", &self.dir, source));
            }
            return Err(StoreError::NoBook(self.dir.clone()));
        }
        let lock = Lock::take(&self.dir, &self.options.who)?;
        let there = segments(&journal)?;
        let flat = if self.options.reads && there > 0 {
            self.flat(LAG)
        } else {
            None
        };
        let copied = flat.is_some();
        let old = if copied { None } else { self.open_index() };
        if there == 0 {
            let known = match &old {
                Some(Ok(index)) => index.root().head.applied.seq,
                // It cannot say what it knew; but nobody makes an index before a journal.
                Some(Err(_)) => 1,
                None => 0,
            };
            let known = known.max(self.options.known);
            if known > 0 {
                let why = "the journal is missing, but the book had entries".to_owned();
                return Err(lost(journal, why, 0, known).into());
            }
            private_folder(&journal)?;
        }
        let (index, end) = match flat {
            Some(found) => found,
            None => self.ready(old)?,
        };
        if end.spot.seq < self.options.known {
            return Err(ends_too_early(&journal, &end, self.options.known).into());
        }
        if end.tail > 0 {
            let name = self.options.now.strftime("%Y%m%dT%H%M%SZ").to_string();
            let disk = self.options.disk.as_ref();
            let kept = cut_tail(&self.dir, &journal, &end, &name, disk)?;
            self.notices.push(format!(
                "An entry that was cut off before it was saved ({} bytes after entry {}) was taken out of the journal and kept in {}.",
                end.tail,
                end.spot.seq,
                kept.display()
            ));
        }
        let writer = Writer::after(&journal, end, self.options.disk.clone())?;
        self.held = Some(Held {
            writer,
            index: Ok(index),
            flat: copied,
            lock: Some(lock),
        });
        Ok(())
    }

    /// Answers from the index; where that fails, rebuilds it and asks once more.
    pub(super) fn reading<T>(
        &mut self,
        ask: &mut dyn FnMut(&mut Index) -> Result<T, Trouble>,
    ) -> Result<T, StoreError> {
        // Once for the copy, once for the index itself.
        for _ in 0..2 {
            let held = self.held.as_mut().ok_or(StoreError::LetGo)?;
            let flat = held.flat;
            let trouble = match &mut held.index {
                Ok(index) => match ask(index) {
                    Ok(answer) => return Ok(answer),
                    Err(trouble) => trouble,
                },
                Err(trouble) => trouble.clone(),
            };
            self.renew(&trouble)?;
            if !flat {
                break;
            }
        }
        let held = self.held.as_mut().ok_or(StoreError::LetGo)?;
        match &mut held.index {
            Ok(index) => ask(index).map_err(|t| StoreError::Index(t.0)),
            Err(trouble) => Err(StoreError::Index(trouble.0.clone())),
        }
    }

    /// Verifies every row of the index; one that fails is rebuilt, and verified once more.
    pub fn verify_index(&mut self) -> Result<u64, StoreError> {
        self.reading(&mut Index::verify)
    }

    /// Saves an entry: checks each change against what is there, appends it, and makes it durable. Gives its number.
    ///
    /// The number in its head is set here. `salt` must be random. When it returns, the entry is saved for good; when it
    /// fails, nothing of it is.
    pub fn append(&mut self, entry: Entry, salt: [u8; 16]) -> Result<u64, StoreError> {
        self.append_all(vec![(entry, salt)])
    }

    /// Saves several entries in a row with one write and one fsync; gives the number of the last.
    ///
    /// For a history that is told at once, such as the demo's: a save of a person's is an entry of its own.
    /// When it fails, nothing of any is saved; a crash may leave the first of them, each whole.
    pub fn append_all(&mut self, entries: Vec<(Entry, [u8; 16])>) -> Result<u64, StoreError> {
        let mut written = Vec::with_capacity(entries.len());
        for (entry, salt) in entries {
            written.push((entry.head, Lines::of(&entry.changes)?, salt));
        }
        self.save(written, &mut |_| true)
    }

    /// Saves an entry as [`Store::append`] does, whose changes are written already; `watch` is asked whether it still is to be.
    pub fn append_lines(
        &mut self,
        head: Head,
        lines: Lines,
        salt: [u8; 16],
        watch: &mut dyn FnMut(Saving) -> bool,
    ) -> Result<u64, StoreError> {
        self.save(vec![(head, lines, salt)], watch)
    }

    fn save(
        &mut self,
        entries: Vec<(Head, Lines, [u8; 16])>,
        watch: &mut dyn FnMut(Saving) -> bool,
    ) -> Result<u64, StoreError> {
        let at = self.held.as_ref().ok_or(StoreError::LetGo)?.writer.spot();
        let mut written = Vec::with_capacity(entries.len());
        let mut lie = Vec::with_capacity(entries.len());
        let (mut chain, mut length) = (at.chain, 0);
        for (seq, (mut head, lines, salt)) in (at.seq + 1..).zip(entries) {
            head.seq = seq;
            let encoded = encode_lines(&head, lines, chain, salt)?;
            let mut all = encoded.bytes.split(|b| *b == b'\n');
            if all.any(|line| line.len() > LONGEST_LINE) {
                return Err(StoreError::TooLong);
            }
            let from = length;
            length += encoded.bytes.len() as u64;
            chain = encoded.chain;
            lie.push((from, length, seq, chain));
            written.push((head, encoded));
        }
        let Some((_, _, last, _)) = lie.last().copied() else {
            return Ok(at.seq);
        };
        let checked = self.reading(&mut |index| {
            let mut pending = Pending::default();
            for (head, encoded) in &written {
                match pending.take_strictly(index, head, encoded.changes()) {
                    Ok(()) => {}
                    Err(Refused::Conflict(conflict)) => return Ok(Err(conflict)),
                    Err(Refused::Trouble(trouble)) => return Err(trouble),
                }
            }
            Ok(Ok(pending))
        })?;
        let mut pending = checked?;
        if !watch(Saving::Begins) {
            return Err(StoreError::Stopped);
        }
        let bytes: Cow<'_, [u8]> = match written.as_slice() {
            [(_, one)] => Cow::Borrowed(&one.bytes),
            several => {
                let all = several.iter().flat_map(|(_, one)| one.bytes.iter());
                all.copied().collect()
            }
        };
        let held = self.held.as_mut().ok_or(StoreError::LetGo)?;
        let (begins, end) = held.writer.append(&bytes, last, chain)?;
        // From here on the entries are saved, whatever becomes of the index.
        watch(Saving::Done(last));
        drop(bytes);
        for (from, to, seq, chain) in &lie {
            let after = Spot {
                end: begins + to,
                seq: *seq,
                chain: *chain,
                ..end
            };
            pending.lies(begins + from, after);
        }
        let lengths = held.writer.lengths().to_vec();
        if let Ok(index) = &mut held.index {
            let first = match index.root().head.first {
                none if none == Chain::default() => lie[0].3,
                first => first,
            };
            let rows = pending.into_rows(index, self.shape.as_ref(), first, true);
            // Of a large entry the bytes weigh as much as its rows, which have what is needed of them.
            drop(written);
            let kept = rows.and_then(|rows| rebuild::keep(index, rows, first, end, lengths));
            if let Err(trouble) = kept {
                held.index = Err(trouble);
            }
        }
        Ok(last)
    }
}

/// What is about to happen to an entry, or has.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Saving {
    /// It fits, and is written next; until then it can be given up.
    Begins,
    /// It is saved for good, under this number; the index follows.
    Done(u64),
}

impl Drop for Store {
    fn drop(&mut self) {
        self.suspend();
    }
}
