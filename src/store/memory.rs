//! Rows in memory: the twin of those in sled, for tests, for reading beside a holder, and for a disk without room.

use std::collections::BTreeMap;

use super::rows::{Changes, Rows, Trouble};

/// Keeps rows in memory.
#[derive(Default, Clone)]
pub struct Memory(pub BTreeMap<Vec<u8>, Vec<u8>>);

impl Rows for Memory {
    fn get(&self, key: &[u8]) -> Result<Option<Vec<u8>>, Trouble> {
        Ok(self.0.get(key).cloned())
    }

    fn scan(
        &self,
        prefix: &[u8],
        each: &mut dyn FnMut(&[u8], &[u8]) -> bool,
    ) -> Result<(), Trouble> {
        for (key, value) in self.0.range(prefix.to_vec()..) {
            if !key.starts_with(prefix) || !each(key, value) {
                break;
            }
        }
        Ok(())
    }

    fn write(&mut self, changes: &Changes) -> Result<(), Trouble> {
        for (key, value) in changes {
            match value {
                Some(value) => self.0.insert(key.clone(), value.clone()),
                None => self.0.remove(key),
            };
        }
        Ok(())
    }

    fn flush(&mut self) -> Result<(), Trouble> {
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    #[test]
    fn it_keeps_rows() {
        super::super::rows::suite::holds(&mut super::Memory::default());
    }
}
