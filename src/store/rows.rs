//! Sorted rows of bytes: all that the index asks of whatever keeps it.

use std::collections::BTreeMap;

/// Says why the index cannot be relied on; whoever meets it rebuilds the index from the journal.
#[derive(Clone, PartialEq, Eq, Debug, thiserror::Error)]
#[error("{0}")]
pub struct Trouble(pub String);

impl Trouble {
    /// Makes one from a sentence without its full stop.
    pub fn new(why: impl Into<String>) -> Self {
        Trouble(why.into())
    }
}

/// Rows to put (a value) or to take out (nothing), by key.
pub type Changes = BTreeMap<Vec<u8>, Option<Vec<u8>>>;

/// Keeps rows, sorted by key. The index in sled and its twin in memory pass the same suite of tests.
pub trait Rows: Send {
    /// Gives the value of a key.
    fn get(&self, key: &[u8]) -> Result<Option<Vec<u8>>, Trouble>;

    /// Gives the rows whose keys begin with `prefix`, in order, until `each` says false.
    fn scan(
        &self,
        prefix: &[u8],
        each: &mut dyn FnMut(&[u8], &[u8]) -> bool,
    ) -> Result<(), Trouble>;

    /// Writes all of the changes or, after a crash, none.
    fn write(&mut self, changes: &Changes) -> Result<(), Trouble>;

    /// Hands what was written to the system.
    fn flush(&mut self) -> Result<(), Trouble>;

    /// Says whether it vouches for every row it gives, so that nobody need add them up.
    fn proven(&self) -> bool {
        false
    }

    /// Says whether a row whose key begins with `prefix` came after those that it was opened with.
    fn is_newer(&self, _prefix: &[u8]) -> bool {
        false
    }
}

#[cfg(test)]
pub(super) mod suite {
    use super::*;

    fn some(rows: &[(&str, Option<&str>)]) -> Changes {
        rows.iter()
            .map(|(k, v)| (k.as_bytes().to_vec(), v.map(|v| v.as_bytes().to_vec())))
            .collect()
    }

    fn keys(rows: &dyn Rows, prefix: &str, most: usize) -> Vec<String> {
        let mut out = Vec::new();
        rows.scan(prefix.as_bytes(), &mut |k, _| {
            out.push(String::from_utf8(k.to_vec()).unwrap());
            out.len() < most
        })
        .unwrap();
        out
    }

    /// What every keeper of rows must do.
    pub fn holds(rows: &mut dyn Rows) {
        assert_eq!(rows.get(b"a1").unwrap(), None);
        rows.write(&some(&[
            ("a2", Some("x")),
            ("a1", Some("")),
            ("b", Some("z")),
        ]))
        .unwrap();
        assert_eq!(rows.get(b"a1").unwrap(), Some(Vec::new()));
        assert_eq!(keys(rows, "a", 9), ["a1", "a2"]);
        assert_eq!(keys(rows, "a", 1), ["a1"]);
        assert_eq!(keys(rows, "", 9), ["a1", "a2", "b"]);
        rows.write(&some(&[("a1", None), ("nothing", None), ("b", Some("y"))]))
            .unwrap();
        assert_eq!(keys(rows, "", 9), ["a2", "b"]);
        assert_eq!(rows.get(b"b").unwrap(), Some(b"y".to_vec()));
        rows.write(&Changes::from([
            (vec![0xff, 0xff, 1], Some(vec![7; 100_000])),
            (vec![0xff, 0xff], Some(vec![1])),
        ]))
        .unwrap();
        rows.flush().unwrap();
        let mut seen = 0;
        rows.scan(&[0xff], &mut |_, v| {
            seen += v.len();
            true
        })
        .unwrap();
        assert_eq!(seen, 100_001);
    }
}
