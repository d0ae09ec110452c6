//! stub
#![allow(missing_docs, clippy::all, clippy::pedantic, unused_variables)]
use crate::domain::names::*;
use crate::domain::{Id, Kind, Object};
use crate::journal::*;
use serde_json::Value;
use std::path::Path;
use std::sync::Arc;
#[derive(Debug, thiserror::Error)]
pub enum StoreError {
    #[error("held {by}")]
    Held { by: String },
    #[error("x {0}")]
    Conflict(Conflict),
    #[error("io")]
    Io,
}
pub trait Shape: Send + Sync {
    fn version(&self) -> u32;
    fn account(&self, r: &Object) -> Option<Id>;
    fn summarise(
        &self,
        a: Id,
        p: Option<&Value>,
        c: &[(Option<&Object>, Option<&Object>)],
        all: &mut dyn FnMut() -> Vec<Object>,
    ) -> Option<Value>;
    fn name(&self, r: &Object) -> Option<Name>;
    fn foreign(&self, r: &Object) -> Vec<(String, String)>;
}
pub struct Options {
    pub create: bool,
    pub workbench: bool,
}
pub struct Store;
type R<T> = Result<T, StoreError>;
impl Store {
    pub fn open(d: &Path, o: Options, s: Arc<dyn Shape>) -> R<Store> {
        Err(StoreError::Io)
    }
    pub fn notices(&mut self) -> Vec<String> {
        vec![]
    }
    pub fn position(&self) -> (u64, Chain) {
        (0, Chain::default())
    }
    pub fn append(&mut self, e: Entry, s: [u8; 16]) -> R<u64> {
        Ok(0)
    }
    pub fn get(&mut self, i: Id) -> R<Option<Object>> {
        Ok(None)
    }
    pub fn by_short(&mut self, s: &str) -> R<Option<Id>> {
        Ok(None)
    }
    pub fn next_short(&mut self, k: Kind) -> R<u64> {
        Ok(1)
    }
    pub fn account(&mut self, i: Id) -> R<Vec<Object>> {
        Ok(vec![])
    }
    pub fn of_kind(&mut self, k: Kind) -> R<Vec<Object>> {
        Ok(vec![])
    }
    pub fn loose(&mut self) -> R<Vec<Object>> {
        Ok(vec![])
    }
    pub fn all(&mut self, f: &mut dyn FnMut(Object) -> bool) -> R<()> {
        Ok(())
    }
    pub fn summaries(&mut self) -> R<Vec<(Id, Value)>> {
        Ok(vec![])
    }
    pub fn names(&mut self) -> R<Names> {
        Ok(Names::default())
    }
    pub fn account_names(&mut self) -> R<Names> {
        Ok(Names::default())
    }
    pub fn by_foreign(&mut self, s: &str, i: &str) -> R<Vec<Id>> {
        Ok(vec![])
    }
    pub fn history_of(&mut self, i: Id) -> R<Vec<u64>> {
        Ok(vec![])
    }
    pub fn entry(&mut self, s: u64) -> R<Entry> {
        Err(StoreError::Io)
    }
    pub fn seen(&mut self, r: &str) -> R<Option<u64>> {
        Ok(None)
    }
    pub fn setting(&mut self, n: &str) -> R<Option<Value>> {
        Ok(None)
    }
    pub fn activity_of(&mut self, i: Id) -> R<Vec<String>> {
        Ok(vec![])
    }
    pub fn release(self) {}
    pub fn undone(&mut self) -> R<std::collections::HashSet<u64>> {
        Ok(Default::default())
    }
}
pub fn write_private(p: &Path, b: &[u8]) -> std::io::Result<()> {
    Ok(())
}
pub fn holder(p: &Path) -> Option<String> {
    None
}
