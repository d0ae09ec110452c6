//! The keys of the index's rows: ids and hashes, so that a key tells nobody's name and no day.

use super::index::section;
use super::place::LOOSE;
use crate::domain::names::Name;
use crate::domain::{Id, Kind};
use crate::journal::Chain;

/// Gives the prefix of an account's records.
pub fn account_group(account: [u8; 16]) -> Vec<u8> {
    let mut key = vec![section::RECORD];
    key.extend_from_slice(&account);
    key
}

/// Reads kind and id off a record's key.
pub fn record_of_key(key: &[u8]) -> Option<(u8, Id)> {
    let id = key.get(18..34)?.try_into().ok()?;
    Some((*key.get(17)?, Id::from_bytes(id)))
}
/// Gives the key of a setting.
pub fn setting_key(name: &str) -> Vec<u8> {
    let mut key = vec![section::SETTING];
    key.extend_from_slice(name.as_bytes());
    key
}

/// Gives the key of a name.
pub fn name_key(name: &Name) -> Vec<u8> {
    if name.kind == Kind::Account {
        let mut key = vec![section::ACCOUNT];
        key.extend_from_slice(&name.id.bytes());
        return key;
    }
    let mut key = people_prefix(name.account.map_or(LOOSE, Id::bytes));
    key.extend_from_slice(&name.id.bytes());
    key
}

/// Gives the key of a record that other accounts ask for.
pub fn elsewhere_key(id: Id) -> Vec<u8> {
    let mut key = vec![section::ELSEWHERE];
    key.extend_from_slice(&id.bytes());
    key
}

/// Gives the prefix of the names of an account's people.
pub fn people_prefix(account: [u8; 16]) -> Vec<u8> {
    let mut key = vec![section::PERSON, account[15]];
    key.extend_from_slice(&account);
    key
}

/// Gives the key of an entry's row.
pub fn entry_key(seq: u64) -> Vec<u8> {
    let mut key = vec![section::ENTRY];
    key.extend_from_slice(&seq.to_be_bytes());
    key
}

fn keyed_hash(section: u8, parts: [&str; 2], first: Chain) -> Vec<u8> {
    let mut hasher = blake3::Hasher::new_keyed(&first.0);
    for part in parts {
        hasher.update(&(part.len() as u64).to_be_bytes());
        hasher.update(part.as_bytes());
    }
    let mut key = vec![section];
    key.extend(hasher.finalize().as_bytes().iter().take(16));
    key
}

/// Gives the key of what others call a record, or without one the prefix of all that it names.
pub fn foreign_key(system: &str, outside: &str, first: Chain, id: Option<Id>) -> Vec<u8> {
    let mut key = keyed_hash(section::FOREIGN, [system, outside], first);
    if let Some(id) = id {
        key.extend_from_slice(&id.bytes());
    }
    key
}

/// Gives the key of a client's request.
pub fn request_key(request: &str, first: Chain) -> Vec<u8> {
    keyed_hash(section::REQUEST, ["request", request], first)
}
