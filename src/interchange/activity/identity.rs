//! Which row is which, for the next import to compare with.

use super::ActivityRow;
use crate::domain::usage::is_use;

/// Identifies a row: `key` says which row it is, `content` what it says.
///
/// With an order number the key is order and product; of what is used it is the day, so that a corrected number takes the
/// place of the one before; else it is all that the row says. The book keeps neither:
/// it computes both of its stored rows with this function, counting equal keys of an account from 0 in `nth`.
pub fn identity(row: &ActivityRow<'_>, nth: u32) -> (u64, u64) {
    let content = content(row);
    (nth_key(row, content, nth), content)
}

/// Hashes what a row says.
fn content(row: &ActivityRow<'_>) -> u64 {
    use std::io::Write;
    let mut content = blake3::Hasher::new();
    for text in [row.order, row.what(), row.site, row.channel, row.currency] {
        content.update(text.as_bytes());
        content.update(b"\0");
    }
    // Writing into a hasher cannot fail.
    if let Some(on) = row.on {
        let _ = write!(content, "{on}");
    }
    for number in [row.quantity, row.amount] {
        content.update(b"\0");
        if let Some(number) = number {
            let _ = write!(content, "{}", number.normalize());
        }
    }
    first_eight(&content.finalize())
}

/// Gives the key of the n-th row of an account that would have the same, from 0.
pub fn nth_key(row: &ActivityRow<'_>, content: u64, nth: u32) -> u64 {
    let mut key = blake3::Hasher::new();
    if is_use(row.channel) && row.order.is_empty() {
        key.update(b"use of ");
        for text in [row.what(), row.site] {
            key.update(text.as_bytes());
            key.update(b"\0");
        }
        if let Some(on) = row.on {
            key.update(on.to_string().as_bytes());
        }
    } else if row.order.is_empty() {
        key.update(&content.to_le_bytes());
    } else {
        key.update(row.order.as_bytes());
        key.update(b"\0");
        key.update(row.what().as_bytes());
    }
    key.update(&nth.to_le_bytes());
    first_eight(&key.finalize())
}

/// Marks an order of which lines are known: an order that comes without its lines says nothing new then.
pub fn order_mark(order: &str) -> u64 {
    let mut key = blake3::Hasher::new();
    key.update(b"lines of ");
    key.update(order.as_bytes());
    first_eight(&key.finalize())
}

/// Marks a row whose product has a name beside its number.
pub fn name_mark(key: u64) -> u64 {
    let mut mark = blake3::Hasher::new();
    mark.update(b"named ");
    mark.update(&key.to_le_bytes());
    first_eight(&mark.finalize())
}

fn first_eight(hash: &blake3::Hash) -> u64 {
    let mut bytes = [0; 8];
    bytes.copy_from_slice(&hash.as_bytes()[..8]);
    u64::from_le_bytes(bytes)
}
