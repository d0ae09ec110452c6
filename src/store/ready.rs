//! An index that can be relied on: taken up where it belongs to the journal, built anew where it does not.

use std::path::{Path, PathBuf};
use std::time::Duration;

use jiff::Timestamp;

use super::append::ends_with_chain;
use super::damage::{Damage, StoreError};
use super::files::{End, Walk, private_folder, segment_path};
use super::flat;
use super::index::{Index, section};
use super::memory::Memory;
use super::open::Store;
use super::place::soon_key;
use super::rebuild::{self, Failed};
use super::root::{FORM, Spot};
use super::rows::{Rows, Trouble};
use super::shape::Shape;
use super::sled::Sled;
use crate::domain::Id;

/// An index over a journal up to this size is built in memory and then poured, which takes half as long. It takes three to
/// four times as much memory as the journal is long.
const IN_MEMORY: u64 = 128 << 20;

/// The copy of the index for those who only ask.
pub(super) const FLAT: &str = "flat";

const OLDER: &str = "another version of ally made it";

impl Store {
    /// Brings the index up to date, or builds it anew.
    pub(super) fn ready(
        &mut self,
        old: Option<Result<Index, Trouble>>,
    ) -> Result<(Index, End), StoreError> {
        match old {
            Some(Ok(index)) => self.catch_up(index),
            Some(Err(trouble)) => self.rebuild(&trouble),
            None => self.rebuild(&Trouble::new("it was missing")),
        }
    }

    /// Opens the index as it lies there; nothing where there is none.
    pub(super) fn open_index(&self) -> Option<Result<Index, Trouble>> {
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
    pub(super) fn rebuild(&mut self, why: &Trouble) -> Result<(Index, End), StoreError> {
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

    pub(super) fn tell(&self, percent: u64) {
        if let Some(told) = &self.options.told {
            told(percent);
        }
    }

    pub(super) fn build_in_memory(&self, journal: &Path) -> Result<(Index, End), StoreError> {
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

    /// Replaces an index that failed while the book was open.
    pub(super) fn renew(&mut self, trouble: &Trouble) -> Result<(), StoreError> {
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
}

/// Makes the rows of what is needed soon of all accounts, from their summaries.
pub(super) fn soon_rows(
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

fn remove_folder(folder: &Path) -> std::io::Result<()> {
    match std::fs::remove_dir_all(folder) {
        Err(e) if e.kind() != std::io::ErrorKind::NotFound => Err(e),
        _ => Ok(()),
    }
}

pub(super) fn lost(file: PathBuf, why: String, whole: u64, known: u64) -> Damage {
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
pub(super) fn belongs(journal: &Path, applied: Spot, lengths: &[u64]) -> Result<bool, StoreError> {
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
