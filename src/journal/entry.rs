//! An entry, and its bytes.

use std::io::Write as _;

use base64::Engine as _;
use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use super::change::Change;
use crate::domain::{Id, Object};

/// The hash that ties an entry to all before it; 32 zero bytes before the first.
#[derive(Clone, Copy, PartialEq, Eq, Default, Hash)]
pub struct Chain(pub [u8; 32]);

impl std::fmt::Display for Chain {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(blake3::Hash::from_bytes(self.0).to_hex().as_str())
    }
}

impl std::fmt::Debug for Chain {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        std::fmt::Display::fmt(self, f)
    }
}

impl Chain {
    /// Reads 64 hex digits.
    pub fn parse(hex: &str) -> Option<Chain> {
        blake3::Hash::from_hex(hex)
            .ok()
            .map(|h| Chain(*h.as_bytes()))
    }

    /// Computes the chain after an entry.
    #[must_use]
    pub fn after(self, seq: u64, head: blake3::Hash, body: blake3::Hash) -> Chain {
        let mut hasher = blake3::Hasher::new();
        hasher
            .update(&self.0)
            .update(&seq.to_be_bytes())
            .update(head.as_bytes())
            .update(body.as_bytes());
        Chain(*hasher.finalize().as_bytes())
    }
}

/// What brought an entry about.
#[derive(Clone, PartialEq, Eq, Debug, Default, Serialize, Deserialize)]
pub struct Cause {
    /// The command's name, such as `add`, `import`, `undo`.
    pub command: String,
    /// The imported files' names, without their folders.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub files: Vec<String>,
    /// The entry that it takes back.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub undo: Option<u64>,
    /// The undo that it takes back.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub redo: Option<u64>,
    /// Where it was typed: which workbench; empty for a command.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub bench: Option<String>,
    /// Which fields the records left behind that became part of others; what they said stands where these are taken out.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub left: Vec<(Id, Vec<String>)>,
    /// What a newer version wrote.
    #[serde(flatten)]
    pub more: Object,
}

/// The first line of an entry.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
pub struct Head {
    /// Its number, counted from 1.
    pub seq: u64,
    /// When it was accepted.
    pub at: Timestamp,
    /// Who made it.
    pub author: String,
    /// What brought it about.
    pub cause: Cause,
    /// The client's request id: one seen before gets its old receipt.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub request: Option<String>,
    /// What a newer version wrote.
    #[serde(flatten)]
    pub more: Object,
}

/// One thing that happened: a head and its changes.
#[derive(Clone, PartialEq, Debug)]
pub struct Entry {
    /// The head.
    pub head: Head,
    /// The changes, in order; empty where they were forgotten.
    pub changes: Vec<Change>,
}

impl Entry {
    /// Gives the changes that take this entry back, last first.
    pub fn inverse(&self) -> Vec<Change> {
        self.changes.iter().rev().map(Change::inverse).collect()
    }
}

/// A batch of activity rows, compressed.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Batch {
    /// How many rows it holds.
    pub rows: u64,
    /// The rows: base64 of raw deflate.
    pub data: String,
}

impl Batch {
    /// Compresses lines of rows.
    pub fn pack(rows: u64, lines: &[u8]) -> Batch {
        let mut deflater =
            flate2::write::DeflateEncoder::new(Vec::new(), flate2::Compression::default());
        // Writing into memory cannot fail; were it to, the batch would be short and its reader say so.
        let data = deflater
            .write_all(lines)
            .and_then(|()| deflater.finish())
            .unwrap_or_default();
        Batch {
            rows,
            data: base64::engine::general_purpose::STANDARD.encode(data),
        }
    }

    /// Gives the lines back; nothing where they are damaged or over 256 MiB.
    pub fn unpack(&self) -> Option<Vec<u8>> {
        use std::io::Read as _;
        let data = base64::engine::general_purpose::STANDARD
            .decode(&self.data)
            .ok()?;
        let mut lines = Vec::new();
        let limit = 256 << 20;
        flate2::read::DeflateDecoder::new(data.as_slice())
            .take(limit + 1)
            .read_to_end(&mut lines)
            .ok()?;
        (lines.len() as u64 <= limit).then_some(lines)
    }
}

/// Writes the first line of a segment.
pub fn segment_line(segment: u64, after: u64, chain: Chain) -> String {
    format!(
        "{{\"ally\":\"journal\",\"version\":1,\"segment\":{segment},\"after\":{after},\"chain\":\"{chain}\"}}\n"
    )
}

/// Writes the line that ends an entry.
pub fn commit_line(seq: u64, lines: u64, body: blake3::Hash, chain: Chain) -> String {
    format!(
        "{{\"commit\":{{\"seq\":{seq},\"lines\":{lines},\"body\":\"{}\",\"chain\":\"{chain}\"}}}}\n",
        body.to_hex()
    )
}

/// Changes in their written form, a line each.
///
/// A hundred thousand of them take a fifth of the memory that objects do.
#[derive(Clone, Debug, Default)]
pub struct Lines {
    bytes: Vec<u8>,
    count: u64,
}

impl Lines {
    /// Writes changes.
    pub fn of<'a>(changes: impl IntoIterator<Item = &'a Change>) -> serde_json::Result<Lines> {
        let mut lines = Lines::default();
        for change in changes {
            lines.push(change)?;
        }
        Ok(lines)
    }

    /// Writes one more; gives where it stands.
    pub fn push(&mut self, change: &Change) -> serde_json::Result<std::ops::Range<usize>> {
        let begins = self.bytes.len();
        serde_json::to_writer(&mut self.bytes, change)?;
        let ends = self.bytes.len();
        self.bytes.push(b'\n');
        self.count += 1;
        Ok(begins..ends)
    }

    /// Gives the line that stands at a place.
    pub fn at(&self, place: std::ops::Range<usize>) -> &[u8] {
        self.bytes.get(place).unwrap_or_default()
    }

    /// Says whether there are none.
    pub fn is_empty(&self) -> bool {
        self.count == 0
    }
}

/// An entry's bytes.
#[derive(Debug)]
pub struct Encoded {
    /// All of them.
    pub bytes: Vec<u8>,
    /// The chain after the entry.
    pub chain: Chain,
    /// Where the lines of its changes stand.
    changes: std::ops::Range<usize>,
}

impl Encoded {
    /// Gives the lines of its changes.
    pub fn changes(&self) -> impl Iterator<Item = &[u8]> {
        let lines = self.bytes.get(self.changes.clone()).unwrap_or_default();
        lines.split(|b| *b == b'\n').filter(|line| !line.is_empty())
    }
}

/// Writes an entry; gives its bytes and the chain after it.
///
/// `salt` must be random, so that a forgotten body cannot be guessed from its hash.
pub fn encode(
    entry: &Entry,
    before: Chain,
    salt: [u8; 16],
) -> serde_json::Result<(Vec<u8>, Chain)> {
    let written = encode_lines(&entry.head, Lines::of(&entry.changes)?, before, salt)?;
    Ok((written.bytes, written.chain))
}

/// Writes an entry whose changes are written already.
pub fn encode_lines(
    head: &Head,
    lines: Lines,
    before: Chain,
    salt: [u8; 16],
) -> serde_json::Result<Encoded> {
    let mut first = serde_json::to_vec(head)?;
    first.push(b'\n');
    let head_hash = blake3::hash(&first);
    let body_begins = first.len();
    first.extend_from_slice(b"{\"salt\":\"");
    for byte in salt {
        first.extend_from_slice(format!("{byte:02x}").as_bytes());
    }
    first.extend_from_slice(b"\"}\n");
    let Lines { mut bytes, count } = lines;
    let changes = first.len()..first.len() + bytes.len();
    // In front of what is there, which is moved rather than copied elsewhere: it can be as large as all else together.
    bytes.splice(0..0, first);
    let body = blake3::hash(bytes.get(body_begins..).unwrap_or_default());
    let chain = before.after(head.seq, head_hash, body);
    bytes.extend_from_slice(commit_line(head.seq, count + 1, body, chain).as_bytes());
    Ok(Encoded {
        bytes,
        chain,
        changes,
    })
}
