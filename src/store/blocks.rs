//! Rows packed into blocks, so that whoever keeps them keeps one value for some tens of rows.
//!
//! ```text
//! block "a…1"  row a…1 · row a…4 · row a…7      block "a…9"  row a…9 · row b…2 · …
//! ```
//! A block is kept under its lower bound: its rows' keys are not below that, and below the next block's. Most rows of the
//! index are some tens of bytes, and to keep one costs a keeper ten times what moving its bytes does.

use std::collections::btree_map;
use std::iter::Peekable;

use super::place::{put_varint, take_varint};
use super::rows::Trouble;

/// A block that has grown beyond this is parted. A save rewrites the blocks of its rows, so they are not large.
const MOST: usize = 2048;
/// What is parted gives blocks of about this size.
const USUAL: usize = 1536;

/// Changes in the order of their keys.
pub type Sorted<'a> = Peekable<btree_map::Iter<'a, Vec<u8>, Option<Vec<u8>>>>;

/// Gives a block's rows in order.
pub fn rows(mut block: &[u8]) -> impl Iterator<Item = Result<(&[u8], &[u8]), Trouble>> {
    std::iter::from_fn(move || {
        if block.is_empty() {
            return None;
        }
        let row = take(&mut block).ok_or_else(|| Trouble::new("a block of rows is damaged"));
        if row.is_err() {
            block = &[];
        }
        Some(row)
    })
}

fn take<'a>(block: &mut &'a [u8]) -> Option<(&'a [u8], &'a [u8])> {
    let key = usize::try_from(take_varint(block)?).ok()?;
    let value = usize::try_from(take_varint(block)?).ok()?;
    let (key, after) = block.split_at_checked(key)?;
    let (value, after) = after.split_at_checked(value)?;
    *block = after;
    Some((key, value))
}

fn put(block: &mut Vec<u8>, key: &[u8], value: &[u8]) {
    put_varint(block, key.len() as u64);
    put_varint(block, value.len() as u64);
    block.extend_from_slice(key);
    block.extend_from_slice(value);
}

/// Finds a row; nothing where the block does not have it.
pub fn find<'a>(block: &'a [u8], wanted: &[u8]) -> Result<Option<&'a [u8]>, Trouble> {
    for row in rows(block) {
        let (key, value) = row?;
        if key >= wanted {
            return Ok((key == wanted).then_some(value));
        }
    }
    Ok(None)
}

/// Puts the changes below `upper` into a block; gives the blocks that it becomes, each with the key of its first row.
///
/// None where no row is left.
pub fn merge(
    block: &[u8],
    changes: &mut Sorted<'_>,
    upper: Option<&[u8]>,
) -> Result<Vec<(Vec<u8>, Vec<u8>)>, Trouble> {
    let mut whole: Vec<u8> = Vec::with_capacity(block.len() + 256);
    // Where each row begins, and its key.
    let mut starts: Vec<(usize, usize)> = Vec::new();
    let mut add = |key: &[u8], value: &[u8]| {
        starts.push((whole.len(), key.len()));
        put(&mut whole, key, value);
    };
    let mut due = |below: Option<&[u8]>, add: &mut dyn FnMut(&[u8], &[u8])| {
        let is_below = |key: &[u8]| {
            upper.is_none_or(|upper| key < upper) && below.is_none_or(|below| key < below)
        };
        while let Some((key, value)) = changes.next_if(|(key, _)| is_below(key)) {
            if let Some(value) = value {
                add(key, value);
            }
        }
        // A change of that very row takes its place.
        below.is_some_and(|below| {
            changes
                .peek()
                .is_some_and(|(key, _)| key.as_slice() == below)
        })
    };
    for row in rows(block) {
        let (key, value) = row?;
        if !due(Some(key), &mut add) {
            add(key, value);
        }
    }
    due(None, &mut add);
    let parts = match whole.len() {
        fits if fits <= MOST => 1,
        large => large.div_ceil(USUAL),
    };
    let share = whole.len().div_ceil(parts);
    let mut out: Vec<(Vec<u8>, Vec<u8>)> = Vec::with_capacity(parts);
    let ends = starts
        .iter()
        .skip(1)
        .map(|(at, _)| *at)
        .chain([whole.len()]);
    for ((begins, _), ends) in starts.iter().zip(ends) {
        let row = whole.get(*begins..ends).unwrap_or_default();
        match out.last_mut() {
            Some((_, last)) if last.len() < share && last.len() + row.len() <= MOST => {
                last.extend_from_slice(row);
            }
            _ => {
                let key = take(&mut &*row).map(|(key, _)| key.to_vec());
                out.push((key.unwrap_or_default(), row.to_vec()));
            }
        }
    }
    Ok(out)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use std::collections::BTreeMap;

    fn key() -> impl Strategy<Value = Vec<u8>> {
        proptest::collection::vec(0u8..4, 0..4)
    }

    proptest! {
        #[test]
        fn a_block_with_changes_is_what_a_map_with_them_is(
            first in proptest::collection::btree_map(key(), proptest::option::of(proptest::collection::vec(any::<u8>(), 0..900)), 0..40),
            then in proptest::collection::btree_map(key(), proptest::option::of(proptest::collection::vec(any::<u8>(), 0..900)), 0..20),
            upper in proptest::option::of(key()),
        ) {
            let below = |key: &Vec<u8>| upper.as_ref().is_none_or(|upper| key < upper);
            let mut map: BTreeMap<Vec<u8>, Vec<u8>> = BTreeMap::new();
            let mut one = Vec::new();
            for changes in [&first, &then] {
                let before: Vec<u8> = std::mem::take(&mut one);
                let mut sorted = changes.iter().peekable();
                let blocks = merge(&before, &mut sorted, upper.as_deref()).unwrap();
                for (bound, block) in &blocks {
                    let rows: Vec<_> = rows(block).collect::<Result<_, _>>().unwrap();
                    prop_assert_eq!(rows[0].0, bound.as_slice());
                    prop_assert!(block.len() <= MOST || rows.len() == 1);
                }
                for (key, value) in changes.iter().filter(|(key, _)| below(key)) {
                    match value {
                        Some(value) => map.insert(key.clone(), value.clone()),
                        None => map.remove(key),
                    };
                }
                prop_assert_eq!(sorted.peek().map(|(key, _)| *key), changes.keys().find(|key| !below(key)));
                one = blocks.into_iter().flat_map(|(_, block)| block).collect();
                let held: BTreeMap<Vec<u8>, Vec<u8>> = rows(&one).map(|row| row.map(|(k, v)| (k.to_vec(), v.to_vec())).unwrap()).collect();
                prop_assert_eq!(&held, &map);
                for (key, value) in &map {
                    prop_assert_eq!(find(&one, key).unwrap(), Some(value.as_slice()));
                }
            }
        }

        #[test]
        fn no_bytes_make_it_panic(bytes in proptest::collection::vec(any::<u8>(), 0..80)) {
            let _ = rows(&bytes).count();
            let _ = find(&bytes, b"a");
        }
    }
}
