//! The whole book as one file, and back: the journal's segments one after the other, compressed with gzip.
//!
//! What is packed was verified to the last hash, and is verified again when it is unpacked. Packing takes no lock: what is
//! saved is never changed, so it can be read beside whoever writes.

use std::fs::File;
use std::io::{self, BufRead, BufReader, Read as _, Write};
use std::path::Path;

use flate2::Compression;
use flate2::bufread::MultiGzDecoder;
use flate2::write::GzEncoder;

use super::damage::StoreError;
use super::files::{End, Walk, private_file, private_folder, segment_path, segments};
use super::root::Spot;
use crate::journal::Chain;

/// What a backup holds.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Packed {
    /// How many entries.
    pub entries: u64,
    /// The chain after the last.
    pub chain: Chain,
    /// How many bytes of journal.
    pub bytes: u64,
}

impl Packed {
    fn of(end: &End) -> Packed {
        Packed {
            entries: end.spot.seq,
            chain: end.spot.chain,
            bytes: end.lengths.iter().sum(),
        }
    }
}

/// Reads the whole journal, every hash of it; gives its end.
fn verified(journal: &Path) -> Result<End, StoreError> {
    let mut walk = Walk::from(journal, Spot::default(), &[])?.without_changes();
    loop {
        if let Err(end) = walk.next()? {
            return Ok(end);
        }
    }
}

/// Says whether a book has no entry. One whose journal is missing or damaged is not empty: something was there.
pub fn is_empty(book: &Path) -> Result<bool, StoreError> {
    let journal = book.join("journal");
    if segments(&journal).unwrap_or(1) == 0 {
        return Ok(!book.join("index").is_dir());
    }
    match verified(&journal) {
        Ok(end) => Ok(end.spot.seq == 0 && end.tail == 0),
        Err(StoreError::Damaged(_)) => Ok(false),
        Err(error) => Err(error),
    }
}

/// Packs what a book has saved.
pub fn pack(book: &Path, into: impl Write) -> Result<Packed, StoreError> {
    let journal = book.join("journal");
    if segments(&journal)? == 0 {
        return Err(StoreError::NoBook(book.to_owned()));
    }
    let mut tries = 0;
    let end = loop {
        match verified(&journal) {
            // An entry that is being written while it is read can look damaged once; what is damaged stays so.
            Err(StoreError::Damaged(_)) if tries < 3 => {
                tries += 1;
                std::thread::sleep(std::time::Duration::from_millis(20));
            }
            end => break end?,
        }
    };
    let wrong = |e| StoreError::io("write the backup of", book, e);
    let mut to = GzEncoder::new(into, Compression::default());
    for (length, number) in end.lengths.iter().zip(1..) {
        let path = segment_path(&journal, number);
        let file = File::open(&path).map_err(|e| StoreError::io("open", &path, e))?;
        let copied = io::copy(&mut file.take(*length), &mut to).map_err(wrong)?;
        if copied != *length {
            let short = io::Error::from(io::ErrorKind::UnexpectedEof);
            return Err(StoreError::io("read", &path, short));
        }
    }
    to.finish().and_then(|mut to| to.flush()).map_err(wrong)?;
    Ok(Packed::of(&end))
}

/// Unpacks a backup into the journal of a new book, and verifies it; `from` may be gzip or plain.
///
/// Errors where the file is no backup, or not whole. What was unpacked is left for the caller to remove.
pub fn unpack(file: &Path, book: &Path) -> Result<Packed, StoreError> {
    let io = |e| StoreError::io("read the backup", file, e);
    let journal = book.join("journal");
    private_folder(&journal)?;
    let mut plain = BufReader::with_capacity(256 << 10, File::open(file).map_err(io)?);
    let packed = plain.fill_buf().map_err(io)?.starts_with(&[0x1f, 0x8b]);
    let mut from: Box<dyn BufRead> = if packed {
        Box::new(BufReader::with_capacity(
            256 << 10,
            MultiGzDecoder::new(plain),
        ))
    } else {
        Box::new(plain)
    };
    let none = || {
        let why = "it is no backup of a book: it does not begin with a journal";
        io::Error::new(io::ErrorKind::InvalidData, why)
    };
    let mut to: Option<io::BufWriter<File>> = None;
    let (mut segment, mut line) = (0, Vec::new());
    loop {
        line.clear();
        if from.read_until(b'\n', &mut line).map_err(io)? == 0 {
            break;
        }
        // No line of an entry begins so.
        if line.starts_with(b"{\"ally\":\"journal\"") {
            finish(to.take()).map_err(|e| StoreError::io("write", &journal, e))?;
            segment += 1;
            let path = segment_path(&journal, segment);
            let opened = private_file().write(true).create_new(true).open(&path);
            to = Some(io::BufWriter::new(
                opened.map_err(|e| StoreError::io("make", &path, e))?,
            ));
        }
        let into = to.as_mut().ok_or_else(none).map_err(io)?;
        into.write_all(&line)
            .map_err(|e| StoreError::io("write", &journal, e))?;
    }
    if to.is_none() {
        return Err(io(none()));
    }
    finish(to).map_err(|e| StoreError::io("write", &journal, e))?;
    let end = verified(&journal)?;
    if end.tail > 0 {
        let why = format!("it was cut off after entry {}", end.spot.seq);
        return Err(io(io::Error::new(io::ErrorKind::UnexpectedEof, why)));
    }
    File::open(&journal)
        .and_then(|folder| folder.sync_all())
        .map_err(|e| StoreError::io("write", &journal, e))?;
    Ok(Packed::of(&end))
}

fn finish(to: Option<io::BufWriter<File>>) -> io::Result<()> {
    match to {
        Some(to) => to
            .into_inner()
            .map_err(io::IntoInnerError::into_error)?
            .sync_all(),
        None => Ok(()),
    }
}
