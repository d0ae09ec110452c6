//! Where a record lies in the index, and which entries touched it.

use super::index::section;
use super::root::hash;
use super::rows::Trouble;
use crate::domain::{Id, Kind, Object, parse_short};

/// The account of records that belong to none.
pub const LOOSE: [u8; 16] = [0; 16];
/// The number of a kind that this version does not know.
const UNKNOWN_KIND: u8 = 255;

/// Where a record lies.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Place {
    /// The record is there; it was taken out where this is false, and its history stays.
    pub there: bool,
    /// Its account, or [`LOOSE`].
    pub account: [u8; 16],
    /// Its kind's number.
    pub kind: u8,
    /// The number in its short id; 0 where it has none.
    pub number: u64,
    /// The hash of its bytes.
    pub hash: u64,
    /// The entries that touched it, first to last.
    pub history: Vec<u64>,
}

impl Place {
    /// Says where a record belongs.
    pub fn of(record: &Object, account: Option<Id>, bytes: &[u8], history: Vec<u64>) -> Place {
        Place {
            there: true,
            account: account.map_or(LOOSE, Id::bytes),
            kind: kind_of(record),
            number: short_of(record).map_or(0, |(_, number)| number),
            hash: hash(bytes),
            history,
        }
    }

    /// Writes it.
    pub fn bytes(&self) -> Vec<u8> {
        let mut out = vec![u8::from(self.there), self.kind];
        out.extend_from_slice(&self.account);
        out.extend_from_slice(&self.hash.to_be_bytes());
        out.extend_from_slice(&self.number.to_be_bytes());
        let mut last = 0;
        for seq in &self.history {
            put_varint(&mut out, seq.wrapping_sub(last));
            last = *seq;
        }
        out
    }

    /// Reads it.
    pub fn parse(bytes: &[u8]) -> Result<Place, Trouble> {
        let damaged = || Trouble::new("a place is damaged");
        let (fixed, mut rest) = bytes.split_at_checked(34).ok_or_else(damaged)?;
        let eight = |at: usize| {
            fixed
                .get(at..at + 8)
                .and_then(|b| b.try_into().ok())
                .map(u64::from_be_bytes)
                .ok_or_else(damaged)
        };
        let mut place = Place {
            there: fixed.first() == Some(&1),
            kind: fixed.get(1).copied().ok_or_else(damaged)?,
            account: fixed
                .get(2..18)
                .and_then(|b| b.try_into().ok())
                .ok_or_else(damaged)?,
            hash: eight(18)?,
            number: eight(26)?,
            history: Vec::new(),
        };
        let mut last = 0u64;
        while !rest.is_empty() {
            last = last.wrapping_add(take_varint(&mut rest).ok_or_else(damaged)?);
            place.history.push(last);
        }
        Ok(place)
    }

    /// Gives the key of the record's row.
    pub fn record_key(&self, id: Id) -> Vec<u8> {
        let mut key = vec![section::RECORD];
        key.extend_from_slice(&self.account);
        key.push(self.kind);
        key.extend_from_slice(&id.bytes());
        key
    }

    /// Gives the key of its row among its kind.
    pub fn kind_key(&self, id: Id) -> Vec<u8> {
        let mut key = vec![section::KIND, self.kind];
        key.extend_from_slice(&self.number.to_be_bytes());
        key.extend_from_slice(&id.bytes());
        key
    }

    /// Gives what its row among its kind says: account and hash.
    pub fn kind_value(&self) -> Vec<u8> {
        let mut value = self.account.to_vec();
        value.extend_from_slice(&self.hash.to_be_bytes());
        value
    }

    /// Reads a row among a kind back as far as it says where the record lies.
    pub fn from_kind_row(key: &[u8], value: &[u8]) -> Option<(Id, Place)> {
        let id = Id::from_bytes(key.get(10..26)?.try_into().ok()?);
        let place = Place {
            there: true,
            kind: *key.get(1)?,
            number: u64::from_be_bytes(key.get(2..10)?.try_into().ok()?),
            account: value.get(..16)?.try_into().ok()?,
            hash: u64::from_be_bytes(value.get(16..24)?.try_into().ok()?),
            history: Vec::new(),
        };
        Some((id, place))
    }
}

/// Gives the key of a record's place. Ids of one moment are spread over four thousand groups by their last bytes: to find one
/// record, its group is read.
pub fn place_key(id: Id) -> Vec<u8> {
    let bytes = id.bytes();
    let mut key = vec![section::PLACE, bytes[14] & 15, bytes[15]];
    key.extend_from_slice(&bytes);
    key
}

/// Gives the key of an account's summary.
pub fn summary_key(account: [u8; 16]) -> Vec<u8> {
    let mut key = vec![section::SUMMARY, account[15]];
    key.extend_from_slice(&account);
    key
}

/// Gives the key of what of an account's summary is needed soon.
pub fn soon_key(account: [u8; 16]) -> Vec<u8> {
    let mut key = vec![section::SOON, account[15]];
    key.extend_from_slice(&account);
    key
}

/// Gives the number of a record's kind.
pub fn kind_of(record: &Object) -> u8 {
    kind_named(record.get("kind").and_then(serde_json::Value::as_str))
}

/// Gives the number of a kind by its word.
pub fn kind_named(word: Option<&str>) -> u8 {
    word.and_then(|word| Kind::ALL.iter().find(|k| k.word() == word))
        .map_or(UNKNOWN_KIND, |kind| kind.number())
}

/// Gives the kind's number and the number of a record's short id.
pub fn short_of(record: &Object) -> Option<(u8, u64)> {
    let (kind, number) = parse_short(record.get("short")?.as_str()?)?;
    Some((kind.number(), number))
}

/// Writes a number in as few bytes as it needs.
pub fn put_varint(out: &mut Vec<u8>, mut number: u64) {
    while number > 0x7f {
        out.push((number & 0x7f) as u8 | 0x80);
        number >>= 7;
    }
    out.push((number & 0x7f) as u8);
}

/// Reads such a number, and moves on.
pub fn take_varint(from: &mut &[u8]) -> Option<u64> {
    let mut number = 0u64;
    for shift in (0..64).step_by(7) {
        let (byte, rest) = from.split_first()?;
        *from = rest;
        number |= u64::from(byte & 0x7f) << shift;
        if byte & 0x80 == 0 {
            return Some(number);
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn a_place_comes_back(there: bool, kind: u8, number: u64, hash: u64, account: [u8; 16], steps in proptest::collection::vec(1u64..1 << 40, 0..20)) {
            let mut seq = 0;
            let history = steps.iter().map(|s| { seq += s; seq }).collect();
            let place = Place { there, account, kind, number, hash, history };
            prop_assert_eq!(Place::parse(&place.bytes()).unwrap(), place.clone());
            let id = Id::new(5, [9; 10]);
            let (found, short) = Place::from_kind_row(&place.kind_key(id), &place.kind_value()).unwrap();
            prop_assert_eq!((found, short.hash, short.account), (id, hash, account));
        }

        #[test]
        fn no_bytes_make_it_panic(bytes in proptest::collection::vec(any::<u8>(), 0..80)) {
            let _ = Place::parse(&bytes);
        }
    }
}
