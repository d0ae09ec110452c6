//! An entry, and its bytes.

use std::io::Write as _;

use base64::Engine as _;
use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use super::change::Change;
use crate::domain::Object;

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

/// Writes an entry; gives its bytes and the chain after it.
///
/// `salt` must be random, so that a forgotten body cannot be guessed from its hash.
pub fn encode(
    entry: &Entry,
    before: Chain,
    salt: [u8; 16],
) -> serde_json::Result<(Vec<u8>, Chain)> {
    let mut head = serde_json::to_vec(&entry.head)?;
    head.push(b'\n');
    let mut body = Vec::new();
    body.extend_from_slice(b"{\"salt\":\"");
    for byte in salt {
        body.extend_from_slice(format!("{byte:02x}").as_bytes());
    }
    body.extend_from_slice(b"\"}\n");
    for change in &entry.changes {
        serde_json::to_writer(&mut body, change)?;
        body.push(b'\n');
    }
    let hash = blake3::hash(&body);
    let chain = before.after(entry.head.seq, blake3::hash(&head), hash);
    let lines = entry.changes.len() + 1;
    let commit = commit_line(entry.head.seq, lines as u64, hash, chain);
    let mut out = head;
    out.append(&mut body);
    out.extend_from_slice(commit.as_bytes());
    Ok((out, chain))
}
