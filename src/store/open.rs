//! Opening a book: the lock, the journal's end, and an index that can be relied on.

use std::borrow::Cow;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;

use jiff::Timestamp;

use super::append::{Writer, cut_tail, ends_with_chain};
use super::damage::{Damage, StoreError};
use super::disk::{Disk, Real};
use super::files::{End, Walk, private_folder, segment_path, segments, write_private};
use super::flat::{self, Flat};
use super::index::{Index, section};
use super::lock::Lock;
use super::memory::Memory;
use super::pending::{Pending, Refused};
use super::place::soon_key;
use super::rebuild::{self, Failed};
use super::root::{FORM, Spot};
use super::rows::{Rows, Trouble};
use super::shape::Shape;
use super::sled::Sled;
use crate::domain::Id;
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
    flat: bool,
    /// Nothing where the book is only read beside its holder. Last, so that it is the last thing to be let go.
    lock: Option<Lock>,
}

/// A book's files, held by this process alone.
pub struct Store {
    pub(super) dir: PathBuf,
    pub(super) options: Options,
    pub(super) shape: Arc<dyn Shape>,
    pub(super) held: Option<Held>,
    notices: Vec<String>,
}

impl Store {
    /// Takes the book's lock and opens it; what was damaged and can be made anew is made anew.
    pub fn open(dir: &Path, options: Options, shape: Arc<dyn Shape>) -> Result<Store, StoreError> {
        let mut store = Store {
            dir: dir.to_owned(),
            options,
            shape,
            held: None,
            notices: Vec::new(),
        };
        store.take()?;
        Ok(store)
    }

    /// Reads a book beside whoever holds it by the copy of its index; nothing where that is missing, far behind, or wrong.
    ///
    /// All that was saved by now is answered. It takes no lock and writes nothing; what is saved later, it does not see.
    pub fn beside_copy(dir: &Path, options: Options, shape: Arc<dyn Shape>) -> Option<Store> {
        let mut store = Store {
            dir: dir.to_owned(),
            options,
            shape,
            held: None,
            notices: Vec::new(),
        };
        // What is behind the last entry is being written just now.
        let (index, end) = store.follow_flat(LAG)?;
        let enough = end.spot.seq >= store.options.known;
        store.held = enough.then(|| Held {
            writer: Writer::none(&store.journal(), end),
            index: Ok(index),
            flat: true,
            lock: None,
        });
        store.held.is_some().then_some(store)
    }

    /// Reads a book beside whoever holds it: what its journal has saved, added up in memory.
    ///
    /// It takes no lock, cuts nothing and writes nothing; what is saved later, it does not see.
    pub fn beside(
        dir: &Path,
        options: Options,
        shape: Arc<dyn Shape>,
    ) -> Result<Store, StoreError> {
        let mut store = Store {
            dir: dir.to_owned(),
            options: Options {
                in_memory: true,
                ..options
            },
            shape,
            held: None,
            notices: Vec::new(),
        };
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
        store.held = Some(Held {
            writer: Writer::none(&journal, end),
            index: Ok(index),
            flat: false,
            lock: None,
        });
        Ok(store)
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

    fn flat_path(&self) -> PathBuf {
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

    fn journal(&self) -> PathBuf {
        self.dir.join("journal")
    }

    fn index_folder(&self) -> PathBuf {
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

    /// Brings the index up to date, or builds it anew.
    fn ready(&mut self, old: Option<Result<Index, Trouble>>) -> Result<(Index, End), StoreError> {
        match old {
            Some(Ok(index)) => self.catch_up(index),
            Some(Err(trouble)) => self.rebuild(&trouble),
            None => self.rebuild(&Trouble::new("it was missing")),
        }
    }

    /// Opens the index as it lies there; nothing where there is none.
    fn open_index(&self) -> Option<Result<Index, Trouble>> {
        let folder = self.index_folder();
        if self.options.in_memory || !folder.is_dir() {
            return None;
        }
        let rows = match open_rows(&folder, self.options.workbench) {
            Ok(rows) => rows,
            Err(trouble) => return Some(Err(trouble)),
        };
        let index = match Index::open(rows) {
            Ok(Some(index)) => index,
            Ok(None) => return Some(Err(Trouble::new("it was empty"))),
            Err(trouble) => return Some(Err(trouble)),
        };
        let head = &index.root().head;
        Some(if head.form != FORM || head.shape != self.shape.version() {
            Err(Trouble::new(OLDER))
        } else if head.midway {
            Err(Trouble::new("writing it was cut off"))
        } else {
            Ok(index)
        })
    }

    /// Takes in what the journal has beyond the index, after checking that the two belong together.
    fn catch_up(&mut self, mut index: Index) -> Result<(Index, End), StoreError> {
        let journal = self.journal();
        let head = index.root().head.clone();
        if !belongs(&journal, head.applied, &head.segments)? {
            drop(index);
            return self.settle(head.applied.seq);
        }
        match rebuild::follow(&journal, &mut index, self.shape.as_ref(), true) {
            Ok(end) => Ok((index, end)),
            Err(Failed::Index(trouble)) => {
                drop(index);
                self.rebuild(&trouble)
            }
            Err(Failed::Journal(StoreError::Damaged(mut damage))) => {
                damage.known = damage.known.max(head.applied.seq);
                Err(StoreError::Damaged(damage))
            }
            Err(Failed::Journal(error)) => Err(error),
        }
    }

    /// The journal does not end, or no longer ends, where the index says: finds out which of them is wrong.
    fn settle(&mut self, applied: u64) -> Result<(Index, End), StoreError> {
        let journal = self.journal();
        let mut walk = Walk::from(&journal, Spot::default(), &[])?.without_changes();
        let end = loop {
            match walk.next() {
                Ok(Ok(_)) => {}
                Ok(Err(end)) => break end,
                Err(StoreError::Damaged(mut damage)) => {
                    damage.known = applied;
                    return Err(StoreError::Damaged(damage));
                }
                Err(error) => return Err(error),
            }
        };
        if end.spot.seq < applied {
            let file = segment_path(&journal, end.spot.segment.max(1));
            let why = "the journal ends too early: entries that the index has are missing";
            return Err(lost(file, why.to_owned(), end.spot.seq, applied).into());
        }
        self.rebuild(&Trouble::new("it did not belong to this journal"))
    }

    /// Builds the index anew from the journal, beside the old one, and puts it in its place.
    fn rebuild(&mut self, why: &Trouble) -> Result<(Index, End), StoreError> {
        let journal = self.journal();
        let (index, end) = if self.options.in_memory {
            self.build_in_memory(&journal)?
        } else {
            match self.build_on_disk(&journal, why) {
                Ok(built) => built,
                Err(Failed::Journal(error)) => return Err(error),
                Err(Failed::Index(trouble)) => {
                    self.notices.push(format!(
                        "The index cannot be kept on the disk ({trouble}); it is in memory until that is mended."
                    ));
                    self.build_in_memory(&journal)?
                }
            }
        };
        if end.spot.seq > 0 && !self.options.in_memory {
            self.notices.push(format!(
                "The index was rebuilt from the journal: {why}. Nothing was lost."
            ));
        }
        Ok((index, end))
    }

    fn tell(&self, percent: u64) {
        if let Some(told) = &self.options.told {
            told(percent);
        }
    }

    fn build_in_memory(&self, journal: &Path) -> Result<(Index, End), StoreError> {
        let rows = Box::<Memory>::default();
        match rebuild::build(journal, rows, self.shape.as_ref(), &|done| self.tell(done)) {
            Ok(built) => Ok(built),
            Err(Failed::Journal(error)) => Err(error),
            Err(Failed::Index(trouble)) => Err(StoreError::Index(trouble.0)),
        }
    }

    fn build_on_disk(&self, journal: &Path, why: &Trouble) -> Result<(Index, End), Failed> {
        let trouble = |e: std::io::Error| Trouble::new(e.to_string());
        let folder = self.index_folder();
        let new = self.dir.join("index.new");
        remove_folder(&new).map_err(trouble)?;
        // Dropped, and so closed, before it is renamed, since it writes some of its files by their path.
        let built = open_rows(&new, self.options.workbench)
            .map_err(Failed::Index)
            .and_then(|mut rows| {
                let length = (1..)
                    .map_while(|n| std::fs::metadata(segment_path(journal, n)).ok())
                    .map(|m| m.len());
                if length.sum::<u64>() > IN_MEMORY {
                    return rebuild::build(journal, rows, self.shape.as_ref(), &|d| self.tell(d))
                        .map(|(_, end)| end);
                }
                let memory = Box::<Memory>::default();
                let (index, end) =
                    rebuild::build(journal, memory, self.shape.as_ref(), &|d| self.tell(d / 2))?;
                rebuild::pour(index.rows(), rows.as_mut())?;
                // From memory it costs a tenth of what it does from the disk when the book is let go. It saves time and nothing
                // else: where there is no room for it, there is none.
                let length = end.lengths.iter().sum();
                let soon =
                    |summaries: &[_]| soon_rows(self.shape.as_ref(), self.options.now, summaries);
                let rows = index.rows();
                let _ = flat::write(
                    &new.join(FLAT),
                    length,
                    &mut |each| rows.scan(&[], each),
                    &soon,
                );
                self.tell(100);
                Ok(end)
            });
        let end = match built {
            Ok(end) => end,
            Err(failed) => {
                let _ = remove_folder(&new);
                return Err(failed);
            }
        };
        if folder.exists() {
            if why.0 == OLDER {
                remove_folder(&folder).map_err(trouble)?;
            } else {
                let aside = self.dir.join("aside");
                private_folder(&aside)?;
                remove_folder(&aside.join("index")).map_err(trouble)?;
                std::fs::rename(&folder, aside.join("index")).map_err(trouble)?;
            }
        }
        std::fs::rename(&new, &folder).map_err(trouble)?;
        let index = Index::open(open_rows(&folder, self.options.workbench)?)?;
        let index = index.ok_or_else(|| Trouble::new("it was empty after it was built"))?;
        Ok((index, end))
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

    /// Replaces an index that failed while the book was open.
    fn renew(&mut self, trouble: &Trouble) -> Result<(), StoreError> {
        let held = self.held.as_mut().ok_or(StoreError::LetGo)?;
        let spot = held.writer.spot();
        if held.flat && held.lock.is_none() {
            // Its holder answers instead.
            held.index = Err(trouble.clone());
            return Err(StoreError::Index(trouble.0.clone()));
        }
        // Closed first: what it writes when it is closed must not get into the new one.
        held.index = Err(trouble.clone());
        let built = if std::mem::take(&mut held.flat) {
            let _ = std::fs::remove_file(self.flat_path());
            let old = self.open_index();
            self.ready(old)
        } else {
            self.rebuild(trouble)
        };
        let (index, end) = match built {
            Ok(built) => built,
            Err(error) => {
                // The journal is what is damaged. The index may still answer what was asked of it before.
                if let (Some(Ok(index)), Some(held)) = (self.open_index(), &mut self.held)
                    && index.root().head.applied == spot
                {
                    held.index = Ok(index);
                }
                return Err(error);
            }
        };
        if end.spot != spot {
            let path = segment_path(&self.journal(), end.spot.segment.max(1));
            let why = "the journal changed while the book was open".to_owned();
            return Err(lost(path, why, end.spot.seq, spot.seq).into());
        }
        let held = self.held.as_mut().ok_or(StoreError::LetGo)?;
        held.index = Ok(index);
        Ok(())
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

/// Makes the rows of what is needed soon of all accounts, from their summaries.
fn soon_rows(
    shape: &dyn Shape,
    now: Timestamp,
    summaries: &[(Vec<u8>, Vec<u8>)],
) -> Vec<(Vec<u8>, Vec<u8>)> {
    let day = now.to_zoned(jiff::tz::TimeZone::UTC).date();
    let read = summaries.iter().map(|(key, value)| {
        let id = key.get(2..18)?.try_into().ok().map(Id::from_bytes)?;
        Some((id, serde_json::from_slice(value).ok()?))
    });
    let Some(read) = read.collect::<Option<Vec<_>>>() else {
        return Vec::new();
    };
    let kept = shape.soon(read, day).into_iter();
    let mut rows: Vec<_> = kept
        .map(|(id, value)| (soon_key(id.bytes()), value))
        .collect();
    if !rows.is_empty() {
        rows.push((vec![section::SOON], day.to_string().into_bytes()));
        rows.sort_unstable();
    }
    rows
}

/// Opens the rows that a folder keeps; gives up where that takes far longer than it can.
pub(super) fn open_rows(folder: &Path, workbench: bool) -> Result<Box<dyn Rows>, Trouble> {
    // Recovery reads the whole file; ten seconds and one for each 20 MB is far more than it takes.
    let size = std::fs::metadata(folder.join("db")).map_or(0, |m| m.len());
    let patience = Duration::from_secs(10 + (size >> 20) / 20);
    Sled::open(folder, workbench, patience).map(|s| Box::new(s) as Box<dyn Rows>)
}

/// An index over a journal up to this size is built in memory and then poured, which takes half as long. It takes three to
/// four times as much memory as the journal is long.
const IN_MEMORY: u64 = 128 << 20;

/// The copy of the index for those who only ask.
const FLAT: &str = "flat";

const OLDER: &str = "another version of ally made it";

fn remove_folder(folder: &Path) -> std::io::Result<()> {
    match std::fs::remove_dir_all(folder) {
        Err(e) if e.kind() != std::io::ErrorKind::NotFound => Err(e),
        _ => Ok(()),
    }
}

fn lost(file: PathBuf, why: String, whole: u64, known: u64) -> Damage {
    Damage {
        file,
        line: None,
        byte: None,
        entry: Some(whole + 1),
        why,
        whole,
        known,
    }
}

/// Gives the damage of a journal that ends before an entry which something made of it has.
pub(super) fn ends_too_early(journal: &Path, end: &End, known: u64) -> Damage {
    let file = segment_path(journal, end.spot.segment.max(1));
    let why = "the journal ends before entries that the lookup already has".to_owned();
    lost(file, why, end.spot.seq, known)
}

/// Says whether the journal's files are as long as the index remembers, and end an entry where it says.
fn belongs(journal: &Path, applied: Spot, lengths: &[u64]) -> Result<bool, StoreError> {
    if applied.segment == 0 {
        return Ok(true);
    }
    let Some((last, finished)) = lengths.split_last() else {
        return Ok(false);
    };
    if lengths.len() as u64 != applied.segment || *last != applied.end {
        return Ok(false);
    }
    for (length, segment) in finished.iter().zip(1..) {
        let path = segment_path(journal, segment);
        let found = std::fs::metadata(&path).map_err(|e| StoreError::io("read", &path, e))?;
        if found.len() != *length {
            return Ok(false);
        }
    }
    let path = segment_path(journal, applied.segment);
    let file = match std::fs::File::open(&path) {
        Ok(file) => file,
        Err(e) if e.kind() == std::io::ErrorKind::NotFound => return Ok(false),
        Err(e) => return Err(StoreError::io("open", &path, e)),
    };
    ends_with_chain(&file, applied).map_err(|e| StoreError::io("read", &path, e))
}
