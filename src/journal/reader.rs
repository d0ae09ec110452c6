//! Reads a journal's bytes back, and finds what is wrong with them.

use std::io::{self, BufRead};

use serde::Deserialize;

use super::change::Change;
use super::entry::{Chain, Entry, Head, commit_line};

/// A line longer than this is damage: no writer makes one.
const LONGEST: u64 = 64 << 20;

/// Says what is wrong with a journal, and where.
#[derive(Debug, thiserror::Error)]
pub enum Fault {
    /// The file could not be read.
    #[error("cannot be read: {0}")]
    Io(#[from] io::Error),
    /// It does not begin as a segment.
    #[error("line 1 is not the beginning of a journal segment of version 1")]
    NotASegment,
    /// It does not continue where the one before ended.
    #[error(
        "the segment continues after entry {found}, but entry {expected} is the last before it"
    )]
    Gap {
        /// The last entry before.
        expected: u64,
        /// What the segment says.
        found: u64,
    },
    /// A line is damaged, within entries that were committed.
    #[error("line {line} (byte {byte}, entry {seq}): {why}")]
    Damaged {
        /// The line in the segment, from 1.
        line: u64,
        /// Where the entry's first byte stands.
        byte: u64,
        /// The entry.
        seq: u64,
        /// What is wrong.
        why: &'static str,
    },
}

/// What came next.
#[derive(Debug)]
pub enum Read {
    /// A committed entry, the byte it begins at, and the chain after it.
    Entry(Box<Entry>, u64, Chain),
    /// The end: all bytes were committed entries.
    End,
    /// Bytes at the end without a commit line: the tail of a crash. `from` is the first of them.
    Tail {
        /// The offset of the tail's first byte.
        from: u64,
    },
}

#[derive(Deserialize)]
struct SegmentLine {
    ally: String,
    version: u64,
    after: u64,
    chain: String,
}

#[derive(Deserialize)]
struct CommitLine {
    commit: Commit,
}

#[derive(Deserialize)]
struct Commit {
    seq: u64,
    lines: u64,
    body: String,
    chain: String,
}

#[derive(Deserialize)]
struct Forgotten {
    forgotten: ForgottenLines,
}

#[derive(Deserialize)]
struct ForgottenLines {
    lines: u64,
}

/// Reads one segment, entry by entry, checking every hash.
pub struct Reader<R> {
    from: R,
    line: u64,
    offset: u64,
    seq: u64,
    chain: Chain,
    bodies: Bodies,
    passed: u64,
}

/// Which changes of an entry are made sense of; its hashes are checked over all of them.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Bodies {
    /// All.
    All,
    /// None: for verifying quickly.
    None,
    /// So many, from the first on, and as many more that took a record out: what a list shows of a large import.
    First(u64),
    /// Those that took a record out.
    Dropped,
}

impl Bodies {
    /// Says whether a change is wanted: so many before it were, and this is its line.
    fn want(self, taken: usize, line: &[u8]) -> bool {
        match self {
            Bodies::All => true,
            Bodies::None => false,
            Bodies::First(most) => u64::try_from(taken)
                .is_ok_and(|taken| taken < most || taken < most.saturating_mul(2) && is_drop(line)),
            Bodies::Dropped => is_drop(line),
        }
    }
}

fn is_drop(line: &[u8]) -> bool {
    line.starts_with(b"{\"drop\":")
}

impl<R: BufRead> Reader<R> {
    /// Begins a segment that should continue after an entry and its chain.
    pub fn new(mut from: R, after: u64, chain: Chain) -> Result<Self, Fault> {
        let mut first = Vec::new();
        let read = read_line(&mut from, &mut first)?;
        let segment: SegmentLine =
            serde_json::from_slice(&first).map_err(|_| Fault::NotASegment)?;
        if segment.ally != "journal" || segment.version != 1 || !first.ends_with(b"\n") {
            return Err(Fault::NotASegment);
        }
        if segment.after != after || Chain::parse(&segment.chain) != Some(chain) {
            return Err(Fault::Gap {
                expected: after,
                found: segment.after,
            });
        }
        Ok(Self {
            from,
            line: 1,
            offset: read,
            seq: after,
            chain,
            bodies: Bodies::All,
            passed: 0,
        })
    }

    /// Goes on in the middle of a segment, at the first byte of the entry after `seq`.
    pub fn resume(from: R, offset: u64, seq: u64, chain: Chain) -> Self {
        Self {
            from,
            line: 0,
            offset,
            seq,
            chain,
            bodies: Bodies::All,
            passed: 0,
        }
    }

    /// Checks hashes without making sense of the changes: for verifying quickly.
    #[must_use]
    pub fn without_bodies(self) -> Self {
        self.with(Bodies::None)
    }

    /// Makes sense of some of the changes alone.
    #[must_use]
    pub fn with(mut self, bodies: Bodies) -> Self {
        self.bodies = bodies;
        self
    }

    /// Counts the changes of the last entry that it did not make sense of.
    pub fn passed(&self) -> u64 {
        self.passed
    }

    /// Gives the number and chain of the last entry read, and the byte after it.
    pub fn position(&self) -> (u64, Chain, u64) {
        (self.seq, self.chain, self.offset)
    }

    /// Reads the next entry.
    pub fn next_entry(&mut self) -> Result<Read, Fault> {
        let start = self.offset;
        let seq = self.seq + 1;
        let mut line = Vec::new();
        let mut lines = self.line;
        let read = read_line(&mut self.from, &mut line)?;
        if read == 0 {
            return Ok(Read::End);
        }
        let mut at = start + read;
        lines += 1;
        let head_hash = blake3::hash(&line);
        let head: Result<Head, _> = serde_json::from_slice(&line);
        let torn_head = !line.ends_with(b"\n");
        let mut hasher = blake3::Hasher::new();
        let mut body_lines = 0u64;
        let mut changes = Vec::new();
        let mut forgotten = None;
        let mut bad_change = false;
        self.passed = 0;
        let mut before = Vec::new();
        let commit = loop {
            std::mem::swap(&mut before, &mut line);
            line.clear();
            let read = read_line(&mut self.from, &mut line)?;
            if read == 0 || !line.ends_with(b"\n") {
                break None;
            }
            at += read;
            lines += 1;
            if line.starts_with(b"{\"commit\":")
                && let Ok(found) = serde_json::from_slice::<CommitLine>(&line)
            {
                break Some(found.commit);
            }
            body_lines += 1;
            hasher.update(&line);
            if body_lines == 1 && line.starts_with(b"{\"forgotten\":") {
                forgotten = serde_json::from_slice::<Forgotten>(&line)
                    .ok()
                    .map(|f| f.forgotten.lines);
            } else if body_lines > 1 && !self.bodies.want(changes.len(), &line) {
                self.passed += 1;
            } else if body_lines > 1 {
                match serde_json::from_slice::<Change>(&line) {
                    Ok(change) => changes.push(change),
                    Err(_) => bad_change = true,
                }
            }
        };
        let damaged = |why| Fault::Damaged {
            line: lines,
            byte: start,
            seq,
            why,
        };
        let Some(commit) = commit else {
            // A commit line is written last: one that is there to its end, but unreadable, was damaged and not torn.
            if line.is_empty() && looks_committed(&before) {
                return Err(damaged("the commit line is damaged"));
            }
            return Ok(Read::Tail { from: start });
        };
        if torn_head {
            return Err(damaged("a line is torn in the middle of the file"));
        }
        let stored = blake3::Hash::from_hex(&commit.body)
            .map_err(|_| damaged("the commit line has no hash"))?;
        match forgotten {
            Some(lines) if lines == commit.lines && body_lines == 1 => {}
            Some(_) => return Err(damaged("a forgotten entry has lines left")),
            None if commit.lines != body_lines => {
                return Err(damaged(
                    "lines are missing or too many before the commit line",
                ));
            }
            None if hasher.finalize() != stored => {
                return Err(damaged(
                    "the lines do not match their hash: something changed them",
                ));
            }
            None => {}
        }
        let chain = self.chain.after(commit.seq, head_hash, stored);
        if commit.seq != seq || Chain::parse(&commit.chain) != Some(chain) {
            return Err(damaged(
                "the entry does not continue the chain: its head changed, or an entry before it is missing",
            ));
        }
        // To the byte: a hash in capitals, or a space more, would read the same, and yet something changed it.
        if line != commit_line(seq, commit.lines, stored, chain).as_bytes() {
            return Err(damaged("the commit line is damaged"));
        }
        let head = head.map_err(|_| damaged("the head cannot be read"))?;
        if head.seq != seq {
            return Err(damaged("the head has another number than the commit line"));
        }
        if bad_change {
            return Err(damaged("a change is not JSON"));
        }
        self.seq = seq;
        self.chain = chain;
        self.line = lines;
        self.offset = at;
        Ok(Read::Entry(Box::new(Entry { head, changes }), start, chain))
    }
}

/// Says whether a whole line was once a commit line.
fn looks_committed(line: &[u8]) -> bool {
    let has = |part: &&[u8]| line.windows(part.len()).any(|w| w == *part);
    let parts: [&[u8]; 3] = [b"\"lines\":", b"\"body\":\"", b"\"chain\":\""];
    line.ends_with(b"\n") && parts.iter().filter(|p| has(p)).count() >= 2
}

fn read_line<R: BufRead>(from: &mut R, into: &mut Vec<u8>) -> io::Result<u64> {
    use std::io::Read as _;
    let read = from.by_ref().take(LONGEST).read_until(b'\n', into)?;
    Ok(read as u64)
}

#[cfg(test)]
mod tests {
    use super::super::{Cause, encode, segment_line};
    use super::*;
    use serde_json::json;

    fn journal(entries: u64) -> Vec<u8> {
        let mut out = segment_line(1, 0, Chain::default()).into_bytes();
        let mut chain = Chain::default();
        for seq in 1..=entries {
            let head = Head {
                seq,
                at: "2026-11-23T14:00:00Z".parse().unwrap(),
                author: "me".into(),
                cause: Cause {
                    command: "add".into(),
                    ..Cause::default()
                },
                request: Some(format!("r{seq}")),
                more: crate::domain::Object::new(),
            };
            let record = json!({"id": crate::domain::Id::new(seq, [3; 10]), "kind": "promise", "what": format!("call {seq}")});
            let entry = Entry {
                head,
                changes: vec![Change::Make(record.as_object().unwrap().clone())],
            };
            let (bytes, next) = encode(&entry, chain, [u8::try_from(seq).unwrap(); 16]).unwrap();
            out.extend(bytes);
            chain = next;
        }
        out
    }

    fn read_all(bytes: &[u8]) -> Result<(u64, bool), Fault> {
        let mut reader = Reader::new(bytes, 0, Chain::default())?;
        loop {
            match reader.next_entry()? {
                Read::Entry(..) => {}
                Read::End => return Ok((reader.position().0, false)),
                Read::Tail { .. } => return Ok((reader.position().0, true)),
            }
        }
    }

    #[test]
    fn what_was_written_is_read() {
        assert_eq!(read_all(&journal(5)).unwrap(), (5, false));
    }

    #[test]
    fn a_torn_end_is_a_tail_at_every_byte() {
        let whole = journal(3);
        let two = journal(2).len();
        for cut in two + 1..whole.len() {
            assert_eq!(read_all(&whole[..cut]).unwrap(), (2, true), "cut at {cut}");
        }
    }

    #[test]
    fn every_flipped_bit_of_a_committed_entry_is_found() {
        let whole = journal(3);
        let first = segment_line(1, 0, Chain::default()).len();
        // The very last byte ends the commit line; without it the entry is torn.
        for at in 0..whole.len() - 1 {
            for bit in [0, 3, 5, 7] {
                let mut bytes = whole.clone();
                bytes[at] ^= 1 << bit;
                let found = read_all(&bytes);
                assert!(
                    found.is_err() || at < first && matches!(found, Ok((3, false))),
                    "byte {at} bit {bit}: {found:?}"
                );
            }
        }
    }

    #[test]
    fn a_forgotten_body_leaves_the_chain_whole() {
        let text = String::from_utf8(journal(3)).unwrap();
        let lines: Vec<&str> = text.lines().collect();
        let mut kept: Vec<String> = lines.iter().map(|l| format!("{l}\n")).collect();
        kept.splice(6..8, ["{\"forgotten\":{\"lines\":2}}\n".to_owned()]);
        assert_eq!(read_all(kept.concat().as_bytes()).unwrap(), (3, false));
    }
}
