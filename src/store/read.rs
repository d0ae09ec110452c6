//! Reads what lies in the rows of the index: records proven by their hash, values, settings, numbers.

use serde::de::DeserializeOwned;
use serde_json::Value;

use super::index::Index;
use super::key::setting_key;
use super::place::{Place, place_key};
use super::root::hash;
use super::rows::Trouble;
use crate::domain::Id;

/// Reads a record where it lies, and checks that it is the one that the place was written for.
pub fn read_record<T: DeserializeOwned>(
    index: &Index,
    id: Id,
    place: &Place,
) -> Result<T, Trouble> {
    read_object(&written_record(index, id, place)?)
}

/// Does the same, and leaves the record in its written form.
pub fn written_record(index: &Index, id: Id, place: &Place) -> Result<Vec<u8>, Trouble> {
    let bytes = fetch_record(index, id, place)?;
    proven(&bytes, place.hash)?;
    Ok(bytes)
}

/// Fetches a record where it lies; whoever reads it proves it.
pub fn fetch_record(index: &Index, id: Id, place: &Place) -> Result<Vec<u8>, Trouble> {
    index
        .unchecked(&place.record_key(id))?
        .ok_or_else(|| Trouble::new("a record is missing"))
}

/// Reads a record that was fetched, and checks that it is the one that its place was written for.
pub fn read_fetched<T: DeserializeOwned>(bytes: &[u8], hash: u64) -> Result<T, Trouble> {
    proven(bytes, hash)?;
    read_object(bytes)
}

fn proven(bytes: &[u8], wanted: u64) -> Result<(), Trouble> {
    if hash(bytes) == wanted {
        return Ok(());
    }
    Err(Trouble::new("a record does not match its hash"))
}

/// Finds where a record lies, or lay.
pub fn find_place(index: &mut Index, id: Id) -> Result<Option<Place>, Trouble> {
    index
        .row(&place_key(id))?
        .map(|b| Place::parse(&b))
        .transpose()
}
/// Reads a record.
pub fn read_object<T: DeserializeOwned>(bytes: &[u8]) -> Result<T, Trouble> {
    serde_json::from_slice(bytes).map_err(|_| Trouble::new("a record cannot be read"))
}

/// Reads a value.
pub fn read_value(bytes: &[u8]) -> Result<Value, Trouble> {
    serde_json::from_slice(bytes).map_err(|_| Trouble::new("a value cannot be read"))
}

/// Reads a setting.
pub fn read_setting(index: &mut Index, name: &str) -> Result<Option<Value>, Trouble> {
    index
        .row(&setting_key(name))?
        .map(|b| read_value(&b))
        .transpose()
}

/// Writes a value.
pub fn json(value: &Value) -> Result<Vec<u8>, Trouble> {
    serde_json::to_vec(value).map_err(|e| Trouble::new(e.to_string()))
}

/// Reads a number that lies in eight bytes.
pub fn number_of(bytes: &[u8]) -> Option<u64> {
    bytes.try_into().ok().map(u64::from_be_bytes)
}
