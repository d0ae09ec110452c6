//! Appends to the journal. When it returns, the entry is on the disk; or it is not in the journal at all.

use std::fs::File;
use std::io::{self, Read as _, Seek as _, SeekFrom};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use super::damage::StoreError;
use super::disk::Disk;
use super::files::{End, SEGMENT, private_file, private_folder, segment_path};
use super::root::Spot;
use crate::journal::{Chain, segment_line};

/// Writes to the end of the journal.
pub struct Writer {
    journal: PathBuf,
    disk: Arc<dyn Disk>,
    /// Nothing where the journal is only read.
    file: Option<File>,
    spot: Spot,
    lengths: Vec<u64>,
    /// What lies behind the last commit is unknown: an append or its fsync failed.
    dead: bool,
    limit: u64,
}

impl Writer {
    /// Goes on where reading ended; a tail must have been cut before.
    pub fn after(journal: &Path, end: End, disk: Arc<dyn Disk>) -> Result<Writer, StoreError> {
        let mut spot = end.spot;
        let mut lengths = end.lengths;
        let file = if spot.segment == 0 {
            let (file, length) = new_segment(journal, 1, spot, disk.as_ref())
                .map_err(|e| StoreError::io("begin the journal in", journal, e))?;
            spot.segment = 1;
            spot.end = length;
            lengths = vec![length];
            file
        } else {
            let path = segment_path(journal, spot.segment);
            let open = private_file().read(true).write(true).open(&path);
            open.map_err(|e| StoreError::io("open", &path, e))?
        };
        Ok(Writer {
            journal: journal.to_owned(),
            disk,
            file: Some(file),
            spot,
            lengths,
            dead: false,
            limit: SEGMENT,
        })
    }

    /// Writes nothing: for a journal that another process writes.
    pub fn none(journal: &Path, end: End) -> Writer {
        Writer {
            journal: journal.to_owned(),
            disk: Arc::new(super::disk::Real),
            file: None,
            spot: end.spot,
            lengths: end.lengths,
            dead: false,
            limit: SEGMENT,
        }
    }

    /// Gives the place after the last entry.
    pub fn spot(&self) -> Spot {
        self.spot
    }

    /// Gives the length of each segment as far as its entries go.
    pub fn lengths(&self) -> &[u64] {
        &self.lengths
    }

    /// Makes segments end sooner, so that a test need not write gigabytes.
    #[cfg(test)]
    pub fn set_limit(&mut self, limit: u64) {
        self.limit = limit;
    }

    /// Appends an entry's bytes and makes them durable; gives the byte that it begins at.
    pub fn append(
        &mut self,
        bytes: &[u8],
        seq: u64,
        chain: Chain,
    ) -> Result<(u64, Spot), StoreError> {
        if self.file.is_none() {
            return Err(self.not_saved(io::Error::other("the book is only read here")));
        }
        if self.dead {
            self.revive().map_err(|e| self.not_saved(e))?;
        }
        if self.spot.end >= self.limit {
            self.roll().map_err(|e| self.not_saved(e))?;
        }
        let begins = self.spot.end;
        let written = match &mut self.file {
            Some(file) => file
                .seek(SeekFrom::Start(begins))
                .and_then(|_| self.disk.write(file, bytes))
                .and_then(|()| self.disk.sync(file)),
            None => Ok(()),
        };
        if let Err(error) = written {
            self.dead = true;
            // At once, so that no reader takes for saved what was reported as not saved.
            let _ = self.revive();
            return Err(self.not_saved(error));
        }
        self.spot = Spot {
            segment: self.spot.segment,
            end: begins + bytes.len() as u64,
            seq,
            chain,
        };
        if let Some(length) = self.lengths.last_mut() {
            *length = self.spot.end;
        }
        Ok((begins, self.spot))
    }

    fn not_saved(&self, source: io::Error) -> StoreError {
        StoreError::NotSaved {
            path: segment_path(&self.journal, self.spot.segment),
            source,
        }
    }

    /// Opens the file anew, verifies that it ends as remembered, and cuts what a failed write left behind.
    fn revive(&mut self) -> io::Result<()> {
        let path = segment_path(&self.journal, self.spot.segment);
        let file = private_file().read(true).write(true).open(&path)?;
        if !ends_with_chain(&file, self.spot)? {
            let why = "the journal no longer ends as it did; nothing more is written to it";
            return Err(io::Error::other(why));
        }
        self.disk.cut(&file, self.spot.end)?;
        self.file = Some(file);
        self.dead = false;
        Ok(())
    }

    fn roll(&mut self) -> io::Result<()> {
        let next = self.spot.segment + 1;
        let (file, length) = new_segment(&self.journal, next, self.spot, self.disk.as_ref())?;
        self.file = Some(file);
        self.spot.segment = next;
        self.spot.end = length;
        self.lengths.push(length);
        Ok(())
    }
}

/// Makes a segment that holds its first line, durably, its name included.
fn new_segment(
    journal: &Path,
    segment: u64,
    after: Spot,
    disk: &dyn Disk,
) -> io::Result<(File, u64)> {
    let line = segment_line(segment, after.seq, after.chain);
    let path = segment_path(journal, segment);
    // Truncated: only a torn first line of an earlier attempt can be there.
    let mut file = private_file()
        .read(true)
        .write(true)
        .create(true)
        .truncate(true)
        .open(&path)?;
    disk.write(&mut file, line.as_bytes())?;
    disk.sync(&file)?;
    disk.sync_folder(journal)?;
    Ok((file, line.len() as u64))
}

/// Says whether the line that ends at a place is the commit line (or the first line) with its chain.
pub fn ends_with_chain(mut file: &File, spot: Spot) -> io::Result<bool> {
    if file.metadata()?.len() < spot.end {
        return Ok(false);
    }
    let back = spot.end.saturating_sub(512);
    file.seek(SeekFrom::Start(back))?;
    let mut last = Vec::new();
    file.take(spot.end - back).read_to_end(&mut last)?;
    let chain = spot.chain.to_string();
    let line = last
        .strip_suffix(b"\n")
        .map(|rest| rest.rsplit(|b| *b == b'\n').next().unwrap_or(rest));
    Ok(line.is_some_and(|line| line.windows(chain.len()).any(|w| w == chain.as_bytes())))
}

/// Cuts the tail of a crash from the journal and keeps it aside; gives where it is kept.
pub fn cut_tail(
    book: &Path,
    journal: &Path,
    end: &End,
    name: &str,
    disk: &dyn Disk,
) -> Result<PathBuf, StoreError> {
    let path = segment_path(journal, end.spot.segment);
    let io = |e| StoreError::io("cut the tail of", &path, e);
    let mut file = private_file()
        .read(true)
        .write(true)
        .open(&path)
        .map_err(io)?;
    file.seek(SeekFrom::Start(end.spot.end)).map_err(io)?;
    let aside = book.join("aside");
    private_folder(&aside)?;
    let mut keep = aside.join(format!("tail-after-{}-{name}", end.spot.seq));
    let mut number = 1;
    while keep.exists() {
        number += 1;
        keep = aside.join(format!("tail-after-{}-{name}-{number}", end.spot.seq));
    }
    let kept = private_file().write(true).create_new(true).open(&keep);
    let mut kept = kept.map_err(|e| StoreError::io("make", &keep, e))?;
    io::copy(&mut file, &mut kept)
        .and_then(|_| kept.sync_all())
        .and_then(|()| disk.sync_folder(&aside))
        .map_err(|e| StoreError::io("write", &keep, e))?;
    disk.cut(&file, end.spot.end).map_err(io)?;
    Ok(keep)
}
