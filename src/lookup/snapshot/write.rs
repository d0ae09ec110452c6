//! Writes the snapshot: the parts first, then the head that knows their places.

use std::fs::{self, File, OpenOptions};
use std::io::{self, BufWriter, Write};
use std::os::unix::fs::{FileExt, OpenOptionsExt};
use std::path::Path;

use super::digest::{SHORT, digest};
use super::{LEAVES, MAGIC, Place, TOP};
use crate::lookup::bytes::{number, put};
use crate::lookup::columns;
use crate::lookup::corpus::Corpus;
use crate::lookup::index::{self, Index};
use crate::lookup::leaf::LEAF;
use crate::lookup::segment::{BLOCKS, LINES, NOTHING, Segment};
use crate::lookup::strip::GROUP;

/// Writes the corpus beside the book, whole or not at all, with a stamp that says what it was made of.
pub fn save(corpus: &Corpus, path: &Path, stamp: &[u8]) -> io::Result<()> {
    corpus.read_all().map_err(io::Error::other)?;
    let aside = path.with_extension(format!("new{}", std::process::id()));
    let written = write(corpus, &aside, stamp).and_then(|()| fs::rename(&aside, path));
    if written.is_err() {
        let _ = fs::remove_file(&aside);
    }
    written
}

fn write(corpus: &Corpus, aside: &Path, stamp: &[u8]) -> io::Result<()> {
    let file = OpenOptions::new()
        .write(true)
        .create(true)
        .truncate(true)
        .mode(0o600)
        .open(aside)?;
    let mut out = Out {
        to: BufWriter::with_capacity(1 << 20, file),
        at: 0,
    };
    // The head comes first but is known last: its length does not depend on what the parts hold.
    let mut places = Places::default();
    let begin = TOP + stamp.len() + head(corpus, &places.sized(corpus)).len();
    out.to.write_all(&vec![0; begin])?;
    out.at = begin as u64;
    write_columns(corpus, &mut out, &mut places)?;
    write_leaves(corpus, &mut out, &mut places)?;
    for segment in &corpus.segments {
        write_notes(segment, &mut out, &mut places)?;
    }
    let ids = corpus.account_ids().map_err(io::Error::other)?;
    let ids: Vec<u8> = ids.iter().flat_map(|id| id.to_le_bytes()).collect();
    places.ids = out.part(&ids)?;
    let mut words = Vec::new();
    corpus.words().map_err(io::Error::other)?.write(&mut words);
    places.words = out.part(&words)?;
    write_index(corpus, &mut out, &mut places)?;
    let head = self::head(corpus, &places);
    let file = out
        .to
        .into_inner()
        .map_err(io::IntoInnerError::into_error)?;
    let mut top = MAGIC.to_vec();
    for part in [stamp, &head] {
        number(&mut top, part.len());
        top.extend(digest(0, part));
    }
    top.extend(stamp);
    top.extend(head);
    if top.len() != begin {
        return Err(io::Error::other(
            "the lookup snapshot's head changed its length",
        ));
    }
    file.write_all_at(&top, 0)?;
    file.sync_all()
}

/// Writes each column that a line has, by groups of segments.
fn write_columns(corpus: &Corpus, out: &mut Out, places: &mut Places) -> io::Result<()> {
    let mut bytes = Vec::new();
    for column in 0..columns::COUNT {
        let lines = |segment: &Segment| *segment.column(column) != NOTHING;
        if !corpus.segments.iter().any(lines) {
            places.columns.push(0);
            continue;
        }
        places.columns.push(out.at);
        for group in corpus.segments.chunks(GROUP) {
            bytes.clear();
            for segment in group {
                let words = segment.column(column).as_flattened().iter();
                bytes.extend(words.flat_map(|word| word.to_le_bytes()));
            }
            out.small(&bytes)?;
        }
    }
    Ok(())
}

/// Writes the lines' texts, and where they lie.
fn write_leaves(corpus: &Corpus, out: &mut Out, places: &mut Places) -> io::Result<()> {
    let mut ends = Vec::new();
    for (number, segment) in corpus.segments.iter().enumerate() {
        let base = out.at;
        places.bases.push(base);
        let mut end = |at: u64| {
            let end = u32::try_from(at - base)
                .map_err(|_| io::Error::other("the lines are too long to be saved"))?;
            ends.extend(end.to_le_bytes());
            io::Result::Ok(())
        };
        end(base)?;
        for leaf in 0..LEAVES {
            if leaf * LEAF < segment.lines {
                let leaf = segment.leaf(leaf * LEAF).map_err(io::Error::other)?;
                out.small(leaf.bytes())?;
            }
            end(out.at)?;
        }
        if (number + 1).is_multiple_of(GROUP) || number + 1 == corpus.segments.len() {
            places.leaves.push(out.part(&ends)?);
            ends.clear();
        }
    }
    Ok(())
}

/// Writes the notes of a segment's lines, and their accounts.
fn write_notes(segment: &Segment, out: &mut Out, places: &mut Places) -> io::Result<()> {
    let mut bytes = Vec::new();
    let mut ends = vec![out.at];
    for block in 0..BLOCKS {
        bytes.clear();
        if block * LINES < segment.lines {
            for (line, text) in segment.notes(block).map_err(io::Error::other)? {
                bytes.push(*line);
                put(&mut bytes, text.as_bytes());
            }
        }
        if !bytes.is_empty() {
            out.small(&bytes)?;
        }
        ends.push(out.at);
    }
    let ends: Vec<u8> = ends.iter().flat_map(|end| end.to_le_bytes()).collect();
    places.notes.push(out.part(&ends)?);
    let accounts = segment.accounts().map_err(io::Error::other)?;
    bytes.clear();
    bytes.extend(accounts.iter().flat_map(|number| number.to_le_bytes()));
    places.accounts.push(out.part(&bytes)?);
    Ok(())
}

/// Writes where each id is found, page by page.
fn write_index(corpus: &Corpus, out: &mut Out, places: &mut Places) -> io::Result<()> {
    let anew;
    let table = if let Some(table) = corpus.index.get().and_then(Index::table) {
        table
    } else {
        anew = Index::build(corpus.ids(), corpus.live);
        anew.table().unwrap_or_default()
    };
    places.index.from = out.at;
    for page in table.chunks(index::PAGE) {
        let page: Vec<u8> = page.iter().flat_map(|slot| slot.to_le_bytes()).collect();
        out.small(&page)?;
    }
    places.index.length = out.at - places.index.from;
    Ok(())
}

/// The file while it is written, and how far.
struct Out {
    to: BufWriter<File>,
    at: u64,
}

impl Out {
    /// Writes a part, and gives its place.
    fn part(&mut self, bytes: &[u8]) -> io::Result<Place> {
        if bytes.is_empty() {
            return Ok(Place::default());
        }
        self.to.write_all(bytes)?;
        let place = Place {
            from: self.at,
            length: bytes.len() as u64,
            digest: digest(self.at, bytes),
        };
        self.at += place.length;
        Ok(place)
    }

    /// Writes a small part, with its digest and place behind it.
    fn small(&mut self, bytes: &[u8]) -> io::Result<()> {
        self.to.write_all(bytes)?;
        self.to.write_all(&digest(self.at, bytes))?;
        self.at += (bytes.len() + SHORT) as u64;
        Ok(())
    }
}

/// Where everything lies; its digests among it.
#[derive(Default)]
struct Places {
    columns: Vec<u64>,
    bases: Vec<u64>,
    leaves: Vec<Place>,
    accounts: Vec<Place>,
    notes: Vec<Place>,
    ids: Place,
    words: Place,
    index: Place,
}

impl Places {
    /// Gives as many places as a corpus has parts, all empty.
    fn sized(&self, corpus: &Corpus) -> Self {
        let segments = corpus.segments.len();
        Self {
            columns: vec![0; columns::COUNT],
            bases: vec![0; segments],
            leaves: vec![Place::default(); segments.div_ceil(GROUP)],
            accounts: vec![Place::default(); segments],
            notes: vec![Place::default(); segments],
            ..*self
        }
    }

    fn all(&self) -> impl Iterator<Item = &Place> {
        self.leaves
            .iter()
            .chain(&self.accounts)
            .chain(&self.notes)
            .chain([&self.ids, &self.words, &self.index])
    }
}

/// Writes the head.
fn head(corpus: &Corpus, places: &Places) -> Vec<u8> {
    let mut head = Vec::new();
    let vocabulary = &corpus.vocabulary;
    number(&mut head, vocabulary.kinds.len());
    for kind in &vocabulary.kinds {
        head.extend([kind.code, kind.weight, kind.role as u8]);
        put(&mut head, kind.name.as_bytes());
    }
    number(&mut head, vocabulary.flags.len());
    for flag in &vocabulary.flags {
        put(&mut head, flag.as_bytes());
    }
    number(&mut head, corpus.ordered);
    number(&mut head, corpus.segments.len());
    for segment in &corpus.segments {
        number(&mut head, segment.lines);
        head.extend(
            segment
                .live
                .as_flattened()
                .iter()
                .flat_map(|word| word.to_le_bytes()),
        );
    }
    for begin in places.columns.iter().chain(&places.bases) {
        head.extend(begin.to_le_bytes());
    }
    for place in places.all() {
        head.extend(place.from.to_le_bytes());
        head.extend(place.length.to_le_bytes());
        head.extend(place.digest);
    }
    head
}
