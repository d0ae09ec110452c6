//! The journal's files: finding, reading and appending to them.

use std::fs::{DirBuilder, File, OpenOptions};
use std::io::{self, BufRead as _, BufReader, Read as _, Seek as _, SeekFrom, Write as _};
use std::os::unix::fs::{DirBuilderExt as _, OpenOptionsExt as _};
use std::path::{Path, PathBuf};

use super::damage::{Damage, StoreError};
use super::root::Spot;
use crate::journal::{Entry, Fault, Read, Reader, segment_line};

/// A segment that is longer than this is finished by the next append.
pub const SEGMENT: u64 = 64 << 20;

/// Opens files that only their owner reads.
pub fn private_file() -> OpenOptions {
    let mut options = OpenOptions::new();
    options.mode(0o600);
    options
}

/// Begins a file that only its owner reads, in place of whatever had its name.
pub fn private(path: &Path) -> io::Result<File> {
    private_file()
        .write(true)
        .create(true)
        .truncate(true)
        .open(path)
}

/// Writes a new file that only its owner reads, in place of whatever had its name.
pub fn write_private(path: &Path, bytes: &[u8]) -> io::Result<()> {
    private(path)?.write_all(bytes)
}

/// Makes a folder, and those above it, that only their owner reads.
pub fn private_folder(path: &Path) -> Result<(), StoreError> {
    DirBuilder::new()
        .recursive(true)
        .mode(0o700)
        .create(path)
        .map_err(|e| StoreError::io("make", path, e))
}

/// Gives the path of a segment.
pub fn segment_path(journal: &Path, segment: u64) -> PathBuf {
    journal.join(format!("{segment:08}.ally"))
}

/// Counts the segments, and refuses a gap between them.
pub fn segments(journal: &Path) -> Result<u64, StoreError> {
    let found = segment_numbers(journal)?;
    for (number, expected) in found.iter().zip(1..) {
        if *number != expected {
            return Err(Damage {
                file: segment_path(journal, expected),
                line: None,
                byte: None,
                entry: None,
                why: format!("the segment is missing, but {number:08}.ally is there"),
                whole: 0,
                known: 0,
            }
            .into());
        }
    }
    Ok(found.len() as u64)
}

/// Lists the numbers of the segments that are there.
pub fn segment_numbers(journal: &Path) -> Result<Vec<u64>, StoreError> {
    let entries = match std::fs::read_dir(journal) {
        Ok(entries) => entries,
        Err(e) if e.kind() == io::ErrorKind::NotFound => return Ok(Vec::new()),
        Err(e) => return Err(StoreError::io("read", journal, e)),
    };
    let mut found = Vec::new();
    for entry in entries {
        let entry = entry.map_err(|e| StoreError::io("read", journal, e))?;
        let path = PathBuf::from(entry.file_name());
        if path.extension().is_some_and(|e| e == "ally") {
            let number = path.file_stem().and_then(|s| s.to_str());
            found.extend(number.and_then(|s| s.parse::<u64>().ok()));
        }
    }
    found.sort_unstable();
    Ok(found)
}

/// Says whether a book's journal ends with the entry after which this is the chain, by the last line that is there.
///
/// For whoever has kept the chain with what was made of the journal: neither lock nor index is needed to see that nothing came since.
pub fn ends_with(book: &Path, chain: &str) -> bool {
    let journal = book.join("journal");
    let segments = (1..).map(|number| segment_path(&journal, number));
    let read = |path: PathBuf| -> Option<Vec<u8>> {
        let mut file = File::open(path).ok()?;
        let length = file.metadata().ok()?.len();
        file.seek(SeekFrom::Start(length.saturating_sub(512)))
            .ok()?;
        let mut last = Vec::new();
        file.take(512).read_to_end(&mut last).ok()?;
        Some(last)
    };
    let Some(end) = segments
        .take_while(|path| path.exists())
        .last()
        .and_then(read)
    else {
        return false;
    };
    let Some(rest) = end.strip_suffix(b"\n") else {
        return false;
    };
    let line = rest.rsplit(|byte| *byte == b'\n').next().unwrap_or(rest);
    let says = |start: &str, close: &str| {
        let end = format!("\"chain\":\"{chain}\"{close}");
        line.starts_with(start.as_bytes()) && line.ends_with(end.as_bytes())
    };
    // A segment that was begun and not yet written to says what the one before it ended with.
    says("{\"commit\":", "}}") || says("{\"ally\":", "}")
}

/// Where reading ended.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct End {
    /// After the last entry.
    pub spot: Spot,
    /// How long each segment is, as far as its entries go; the last is the one that grows.
    pub lengths: Vec<u64>,
    /// How many bytes follow that are no entry: the tail of a crash.
    pub tail: u64,
}

/// Reads one segment after another.
pub struct Walk {
    journal: PathBuf,
    segment: u64,
    reader: Option<Reader<BufReader<File>>>,
    resumed_at: u64,
    spot: Spot,
    lengths: Vec<u64>,
    hashes_only: bool,
}

impl Walk {
    /// Begins after a place whose finished segments have the given lengths; the default is the beginning.
    pub fn from(journal: &Path, spot: Spot, lengths: &[u64]) -> Result<Walk, StoreError> {
        let mut walk = Walk {
            journal: journal.to_owned(),
            segment: spot.segment,
            reader: None,
            resumed_at: spot.end,
            spot,
            lengths: lengths.to_vec(),
            hashes_only: false,
        };
        if spot.segment > 0 {
            let path = segment_path(journal, spot.segment);
            let mut file = File::open(&path).map_err(|e| StoreError::io("open", &path, e))?;
            file.seek(SeekFrom::Start(spot.end))
                .map_err(|e| StoreError::io("read", &path, e))?;
            let reader = Reader::resume(buffered(file), spot.end, spot.seq, spot.chain);
            walk.reader = Some(reader);
        }
        Ok(walk)
    }

    /// Checks hashes without making sense of changes.
    pub fn without_changes(mut self) -> Self {
        self.hashes_only = true;
        self.reader = self.reader.map(Reader::without_bodies);
        self
    }

    /// Gives the length of each segment as far as it was read.
    pub fn lengths(&self) -> &[u64] {
        &self.lengths
    }

    /// Gives the next entry, the byte it begins at and the place after it; at the end, where that is.
    pub fn next(&mut self) -> Result<Result<(Box<Entry>, u64, Spot), End>, StoreError> {
        loop {
            if self.reader.is_none() && !self.begin_next()? {
                return Ok(Err(self.end(0)));
            }
            let path = segment_path(&self.journal, self.segment);
            let Some(reader) = &mut self.reader else {
                return Ok(Err(self.end(0)));
            };
            match reader.next_entry() {
                Ok(Read::Entry(entry, begins, chain)) => {
                    self.spot = Spot {
                        segment: self.segment,
                        end: reader.position().2,
                        seq: entry.head.seq,
                        chain,
                    };
                    self.note_length();
                    return Ok(Ok((entry, begins, self.spot)));
                }
                Ok(Read::End) => {
                    // The writer may have gone on in a new segment since the files were counted.
                    if segment_path(&self.journal, self.segment + 1).exists() {
                        self.reader = None;
                        continue;
                    }
                    return Ok(Err(self.end(0)));
                }
                Ok(Read::Tail { from }) => return self.tail(&path, from).map(Err),
                Err(fault) => return Err(self.damage(&path, &fault)),
            }
        }
    }

    fn begin_next(&mut self) -> Result<bool, StoreError> {
        let path = segment_path(&self.journal, self.segment + 1);
        let file = match File::open(&path) {
            Ok(file) => file,
            Err(e) if e.kind() == io::ErrorKind::NotFound => return Ok(false),
            Err(e) => return Err(StoreError::io("open", &path, e)),
        };
        let after = segment_path(&self.journal, self.segment + 2);
        let length = file
            .metadata()
            .map_err(|e| StoreError::io("read", &path, e))?
            .len();
        let first = segment_line(self.segment + 1, self.spot.seq, self.spot.chain);
        let mut file = file;
        let mut there = Vec::new();
        (&file)
            .take(first.len() as u64)
            .read_to_end(&mut there)
            .and_then(|_| file.rewind())
            .map_err(|e| StoreError::io("read", &path, e))?;
        let torn = length < first.len() as u64 && first.as_bytes().starts_with(&there);
        let empty = length <= first.len() as u64 && there.iter().all(|b| *b == 0);
        if (torn || empty) && !after.exists() {
            // A segment whose first line was being written when the power went: nothing can be in it yet.
            return Ok(false);
        }
        match Reader::new(buffered(file), self.spot.seq, self.spot.chain) {
            Ok(_) if there != first.as_bytes() => {
                Err(Damage::from_fault(&path, &Fault::NotASegment, 0, self.spot.seq).into())
            }
            Ok(reader) => {
                self.segment += 1;
                self.resumed_at = 0;
                let reader = if self.hashes_only {
                    reader.without_bodies()
                } else {
                    reader
                };
                self.spot.segment = self.segment;
                self.spot.end = reader.position().2;
                self.reader = Some(reader);
                self.note_length();
                Ok(true)
            }
            Err(fault) => Err(Damage::from_fault(&path, &fault, 0, self.spot.seq).into()),
        }
    }

    fn note_length(&mut self) {
        let at = usize::try_from(self.segment.saturating_sub(1)).unwrap_or_default();
        if self.lengths.len() <= at {
            self.lengths.resize(at + 1, 0);
        }
        if let Some(length) = self.lengths.get_mut(at) {
            *length = self.spot.end;
        }
    }

    fn end(&self, tail: u64) -> End {
        End {
            spot: self.spot,
            lengths: self.lengths.clone(),
            tail,
        }
    }

    /// Tells the tail of a crash from damage: nothing follows a tail, and it stops before an entry's last byte.
    fn tail(&self, path: &Path, from: u64) -> Result<End, StoreError> {
        let io = |e| StoreError::io("read", path, e);
        let damage = |at: u64, why: &str| {
            Damage {
                file: path.to_owned(),
                line: lines_before(path, at).ok().map(|before| before + 1),
                byte: Some(from),
                entry: Some(self.spot.seq + 1),
                why: why.to_owned(),
                whole: self.spot.seq,
                known: 0,
            }
            .into()
        };
        if segment_path(&self.journal, self.segment + 1).exists() {
            return Err(damage(
                from,
                "the entry has no commit line, but another segment follows",
            ));
        }
        let mut file = File::open(path).map_err(io)?;
        let length = file.metadata().map_err(io)?.len();
        let back = length.saturating_sub(512).max(from);
        file.seek(SeekFrom::Start(back)).map_err(io)?;
        let mut last = Vec::new();
        file.read_to_end(&mut last).map_err(io)?;
        if let Some((end, commit)) = last.split_last() {
            let begins = commit
                .iter()
                .rposition(|b| *b == b'\n')
                .map_or(0, |at| at + 1);
            let commit = commit.get(begins..).unwrap_or_default();
            let whole = commit.starts_with(b"{\"commit\":")
                && serde_json::from_slice::<serde_json::Value>(commit).is_ok();
            if whole && *end != b'\n' {
                return Err(damage(
                    length - 1,
                    "the byte that ends the entry is damaged",
                ));
            }
        }
        Ok(self.end(length.saturating_sub(from)))
    }

    fn damage(&self, path: &Path, fault: &Fault) -> StoreError {
        // A reader that began in the middle counts its lines from there.
        let before = match self.resumed_at {
            0 => 0,
            byte => lines_before(path, byte).unwrap_or_default(),
        };
        Damage::from_fault(path, fault, before, self.spot.seq).into()
    }
}

fn buffered(file: File) -> BufReader<File> {
    BufReader::with_capacity(256 << 10, file)
}

/// Counts the lines before a byte.
pub fn lines_before(path: &Path, byte: u64) -> io::Result<u64> {
    let mut reader = BufReader::with_capacity(256 << 10, File::open(path)?).take(byte);
    let mut lines = 0;
    loop {
        let buffer = reader.fill_buf()?;
        if buffer.is_empty() {
            return Ok(lines);
        }
        lines += buffer.iter().filter(|b| **b == b'\n').count() as u64;
        let length = buffer.len();
        reader.consume(length);
    }
}
