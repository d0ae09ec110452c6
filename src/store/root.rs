//! The root of the index: how far into the journal it reaches, and a digest over all of its digests.

use serde::{Deserialize, Serialize};

use super::rows::Trouble;
use crate::journal::Chain;

/// The form of the index's rows; an index of another form is rebuilt.
pub const FORM: u32 = 5;
/// How many parts the digests are spread over; each part has a digest of its own in the root.
pub const PARTS: usize = 128;

/// Count and xor of the hashes of some rows.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub struct Digest {
    /// How many rows.
    pub count: u64,
    /// Their hashes, each with each.
    pub xor: u64,
}

impl Digest {
    /// Adds a row, or with `out` takes one away.
    pub fn turn(&mut self, key: &[u8], value: &[u8], out: bool) {
        self.xor ^= hash_row(key, value);
        self.count = if out {
            self.count.wrapping_sub(1)
        } else {
            self.count.wrapping_add(1)
        };
    }

    /// Writes it in sixteen bytes.
    pub fn bytes(self) -> [u8; 16] {
        let mut out = [0; 16];
        out[..8].copy_from_slice(&self.count.to_be_bytes());
        out[8..].copy_from_slice(&self.xor.to_be_bytes());
        out
    }

    /// Reads sixteen bytes.
    pub fn parse(bytes: &[u8]) -> Option<Digest> {
        let (count, xor) = bytes.split_at_checked(8)?;
        Some(Digest {
            count: u64::from_be_bytes(count.try_into().ok()?),
            xor: u64::from_be_bytes(xor.try_into().ok()?),
        })
    }
}

/// Hashes a row: its key together with its value.
fn hash_row(key: &[u8], value: &[u8]) -> u64 {
    let mut hasher = blake3::Hasher::new();
    hasher.update(&(key.len() as u64).to_be_bytes());
    hasher.update(key).update(value);
    first_eight(hasher.finalize().as_bytes())
}

/// Hashes bytes to eight.
pub fn hash(bytes: &[u8]) -> u64 {
    first_eight(blake3::hash(bytes).as_bytes())
}

fn first_eight(hash: &[u8; 32]) -> u64 {
    hash.iter()
        .take(8)
        .fold(0, |sum, byte| sum << 8 | u64::from(*byte))
}

/// A place in the journal: just after an entry.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default, Serialize, Deserialize)]
pub struct Spot {
    /// The segment, from 1; 0 before the first.
    pub segment: u64,
    /// The byte after the entry's last.
    pub end: u64,
    /// The entry.
    pub seq: u64,
    /// The chain after it.
    #[serde(with = "hex")]
    pub chain: Chain,
}

mod hex {
    use crate::journal::Chain;
    use serde::{Deserialize as _, Deserializer, Serializer, de::Error as _};

    pub fn serialize<S: Serializer>(chain: &Chain, to: S) -> Result<S::Ok, S::Error> {
        to.collect_str(chain)
    }

    pub fn deserialize<'de, D: Deserializer<'de>>(from: D) -> Result<Chain, D::Error> {
        let text = String::deserialize(from)?;
        Chain::parse(&text).ok_or_else(|| D::Error::custom("not a hash"))
    }
}

/// What the root says.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
pub struct Head {
    /// The form of the rows.
    pub form: u32,
    /// The shape that they were made by.
    pub shape: u32,
    /// How far the index reaches.
    pub applied: Spot,
    /// How long each finished segment is.
    pub segments: Vec<u64>,
    /// The chain after the first entry: the key for outside ids, different in every book.
    #[serde(with = "hex")]
    pub first: Chain,
    /// A write over several steps is under way, or was cut off.
    #[serde(default)]
    pub midway: bool,
}

/// The root: one row.
#[derive(Clone, PartialEq, Debug)]
pub struct Root {
    /// What it says.
    pub head: Head,
    /// The digests over the digests.
    pub parts: Vec<Digest>,
}

impl Root {
    /// Makes the root of an empty index.
    pub fn new(shape: u32) -> Self {
        Root {
            head: Head {
                form: FORM,
                shape,
                applied: Spot::default(),
                segments: Vec::new(),
                first: Chain::default(),
                midway: false,
            },
            parts: vec![Digest::default(); PARTS],
        }
    }

    /// Writes it: the digests, what it says, and a hash of both.
    pub fn bytes(&self) -> Result<Vec<u8>, Trouble> {
        let mut out = Vec::with_capacity(PARTS * 16 + 512);
        for part in &self.parts {
            out.extend_from_slice(&part.bytes());
        }
        serde_json::to_writer(&mut out, &self.head).map_err(|e| Trouble::new(e.to_string()))?;
        let hash = blake3::hash(&out);
        out.extend_from_slice(hash.as_bytes());
        Ok(out)
    }

    /// Reads it back.
    pub fn parse(bytes: &[u8]) -> Result<Root, Trouble> {
        let damaged = || Trouble::new("its root is damaged");
        let (body, hash) = bytes
            .len()
            .checked_sub(32)
            .and_then(|at| bytes.split_at_checked(at))
            .ok_or_else(damaged)?;
        if blake3::hash(body).as_bytes() != hash {
            return Err(damaged());
        }
        let (parts, head) = body.split_at_checked(PARTS * 16).ok_or_else(damaged)?;
        let parts = parts.chunks(16).filter_map(Digest::parse).collect();
        let head = serde_json::from_slice(head).map_err(|_| Trouble::new("it has another form"))?;
        Ok(Root { head, parts })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_root_with_any_bit_flipped_is_refused() {
        let mut root = Root::new(3);
        root.head.applied.seq = 7;
        root.parts[5].turn(b"k", b"v", false);
        let bytes = root.bytes().unwrap();
        assert_eq!(Root::parse(&bytes).unwrap(), root);
        for at in (0..bytes.len()).step_by(7) {
            let mut bad = bytes.clone();
            bad[at] ^= 4;
            assert!(Root::parse(&bad).is_err());
        }
        assert!(Root::parse(&bytes[..bytes.len() - 1]).is_err() && Root::parse(&[]).is_err());
    }
}
