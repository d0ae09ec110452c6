//! Opens a snapshot: its stamp, and the head from which the corpus is made without reading more.

use std::fs::File;
use std::os::unix::fs::FileExt;
use std::path::Path;
use std::sync::{Arc, OnceLock};

use super::digest::{SHORT, digest};
use super::{LONGEST_STAMP, MAGIC, Place, Source, TOP};
use crate::lookup::bytes::{chunks, fill, take_number, take_text};
use crate::lookup::columns;
use crate::lookup::corpus::Corpus;
use crate::lookup::entry::{Kind, Role, Vocabulary};
use crate::lookup::segment::{BLOCKS, Column, LINES, NOTHING, Segment};
use crate::lookup::strip::GROUP;

const COLUMN_BYTES: usize = size_of::<Column>();

/// Opens what [`super::save`] wrote, with its stamp; nothing where it is missing, of another version, or damaged.
///
/// Only the head is read here; damage further on halts the query that meets it ([`crate::lookup::Halt::Damaged`]).
pub fn open(path: &Path) -> Option<(Corpus, Vec<u8>)> {
    let file = File::open(path).ok()?;
    let size = file.metadata().ok()?.len();
    let (stamp, length, known) = top(&file)?;
    let from = (TOP + stamp.len()) as u64;
    if from.checked_add(length)? > size {
        return None;
    }
    let mut head = vec![0; usize::try_from(length).ok()?];
    file.read_exact_at(&mut head, from).ok()?;
    if digest(0, &head) != known {
        return None;
    }
    Some((read_head(&head, file, size)?, stamp))
}

/// Gives the stamp of a snapshot, and reads nothing else; nothing where it is missing, of another version, or damaged.
pub fn stamp(path: &Path) -> Option<Vec<u8>> {
    top(&File::open(path).ok()?).map(|(stamp, ..)| stamp)
}

/// Reads the stamp, and the length and digest of the head.
fn top(file: &File) -> Option<(Vec<u8>, u64, [u8; SHORT])> {
    let mut top = [0; TOP];
    file.read_exact_at(&mut top, 0).ok()?;
    let rest = &mut top.strip_prefix(MAGIC)?;
    let mut part = || {
        let length = take_number(rest)?;
        let (digest, after) = rest.split_first_chunk::<SHORT>()?;
        *rest = after;
        Some((length, *digest))
    };
    let ((length, known), head) = (part()?, part()?);
    if length > LONGEST_STAMP {
        return None;
    }
    let mut stamp = vec![0; length];
    file.read_exact_at(&mut stamp, TOP as u64).ok()?;
    (digest(0, &stamp) == known).then_some((stamp, head.0 as u64, head.1))
}

fn read_head(head: &[u8], file: File, size: u64) -> Option<Corpus> {
    let rest = &mut { head };
    let mut corpus = Corpus {
        vocabulary: take_vocabulary(rest)?,
        ordered: take_number(rest)?,
        ..Corpus::default()
    };
    let count = take_number(rest)?;
    let mut segments = Vec::new();
    for _ in 0..count {
        let lines = take_number(rest)?;
        let (bits, after) = rest.split_at_checked(COLUMN_BYTES)?;
        *rest = after;
        let mut live = Box::new(NOTHING);
        fill(live.as_flattened_mut(), bits);
        corpus.live += live
            .as_flattened()
            .iter()
            .map(|word| word.count_ones() as usize)
            .sum::<usize>();
        segments.push((lines.min(BLOCKS * LINES), live));
    }
    if corpus.ordered > count {
        return None;
    }
    let mut begins = |count: usize| -> Option<Vec<u64>> {
        let (bytes, after) = rest.split_at_checked(count.checked_mul(8)?)?;
        *rest = after;
        Some(chunks(bytes, u64::from_le_bytes))
    };
    let (columns, bases) = (begins(columns::COUNT)?, begins(count)?);
    let groups = count.div_ceil(GROUP);
    let mut places = |count: usize| {
        (0..count)
            .map(|_| take_place(rest))
            .collect::<Option<Vec<_>>>()
    };
    let source = Source {
        file,
        size,
        segments: count,
        columns,
        read: unread(columns::COUNT),
        bases,
        ends: unread(groups),
        leaves: places(groups)?,
        accounts: places(count)?,
        notes: places(count)?,
        ids: places(1)?[0],
        words: places(1)?[0],
        index: places(1)?[0],
    };
    if !rest.is_empty() {
        return None;
    }
    let source = Arc::new(source);
    for (number, (lines, live)) in segments.into_iter().enumerate() {
        let own = Some(Arc::clone(&source));
        corpus
            .segments
            .push(Segment::unread(number, lines, live, own));
    }
    corpus.source = Some(source);
    Some(corpus)
}

fn unread<T>(count: usize) -> Vec<OnceLock<T>> {
    std::iter::repeat_with(OnceLock::new).take(count).collect()
}
fn take_vocabulary(rest: &mut &[u8]) -> Option<Vocabulary> {
    let mut vocabulary = Vocabulary::default();
    for _ in 0..take_number(rest)? {
        let (&[code, weight, role], after) = rest.split_first_chunk::<3>()?;
        *rest = after;
        let role = [Role::Account, Role::Person, Role::Other]
            .into_iter()
            .find(|known| *known as u8 == role)?;
        vocabulary
            .kinds
            .push(Kind::new(code, take_text(rest)?, role, weight));
    }
    for _ in 0..take_number(rest)? {
        vocabulary.flags.push(take_text(rest)?.to_owned());
    }
    Some(vocabulary)
}

fn take_place(rest: &mut &[u8]) -> Option<Place> {
    let (bytes, after) = rest.split_at_checked(16 + SHORT)?;
    *rest = after;
    let &[from, length, digest] = bytes.as_chunks::<8>().0.first_chunk()?;
    Some(Place {
        from: u64::from_le_bytes(from),
        length: u64::from_le_bytes(length),
        digest,
    })
}
