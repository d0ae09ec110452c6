//! The corpus beside the book: opened at once, read only where a query looks.
//!
//! ```text
//! "allylk07" · length and digest of the stamp · length and digest of the head · stamp · head · parts
//! ```
//! The head has the vocabulary, the lines that are alive, where each column begins, and for each other part its place,
//! length and digest. A part is the accounts of one segment, where its notes lie, where the leaves of sixteen segments lie,
//! the ids of accounts, the words. Columns (of sixteen segments each), leaves, notes and pages of the index are so small and
//! many that their digests stand behind them. Each is checked when it is read; what does not fit its digest is damage, and
//! then the book makes the file anew. A question reads the columns of its letters and the leaves of the lines that could be
//! best, nothing else. Numbers are little-endian.

mod digest;
mod open;
mod source;
mod write;

use super::leaf::LEAF;
use super::segment::{BLOCKS, LINES};
use digest::SHORT;
pub use open::{open, stamp};
pub(super) use source::Source;
pub use write::save;

const MAGIC: &[u8; 8] = b"allylk07";
/// Leaves of a segment.
const LEAVES: usize = BLOCKS * LINES / LEAF;
/// What stands before the stamp.
const TOP: usize = MAGIC.len() + 2 * (8 + SHORT);
/// No stamp is longer.
const LONGEST_STAMP: usize = 1 << 16;

/// A part's place in the file; of no length where there is nothing in it.
#[derive(Debug, Clone, Copy, Default)]
struct Place {
    from: u64,
    length: u64,
    digest: [u8; SHORT],
}
