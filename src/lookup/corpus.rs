//! All that can be found.

use std::collections::HashMap;

use uuid::Uuid;

use super::entry::{Entry, Vocabulary};
use super::key;
use super::words::Words;

/// Everything that can be found, ready to be asked.
#[derive(Debug, Default, Clone)]
pub struct Corpus {
    vocabulary: Vocabulary,
    lines: HashMap<Uuid, (Entry, String)>,
    words: Words,
}

impl Corpus {
    /// Builds a corpus on that many threads; of two entries with one id the later counts.
    pub fn build(
        vocabulary: Vocabulary,
        entries: impl IntoIterator<Item = Entry>,
        _threads: usize,
    ) -> Self {
        let mut corpus = Self {
            vocabulary,
            ..Self::default()
        };
        for entry in entries {
            corpus.put(entry);
        }
        corpus
    }

    /// Adds an entry, or puts it in the place of the one with its id.
    pub fn put(&mut self, entry: Entry) {
        self.remove(entry.id);
        let key = key::derive(&entry.text, &entry.also);
        for word in key::words(&key) {
            self.words.add(word);
        }
        self.lines.insert(entry.id, (entry, key));
    }

    /// Takes an entry away; says whether it was there.
    pub fn remove(&mut self, id: Uuid) -> bool {
        let Some((_, key)) = self.lines.remove(&id) else {
            return false;
        };
        for word in key::words(&key) {
            self.words.remove(word);
        }
        true
    }

    /// Counts the entries.
    pub fn len(&self) -> usize {
        self.lines.len()
    }

    /// Says whether there is nothing to find.
    pub fn is_empty(&self) -> bool {
        self.lines.is_empty()
    }

    /// Gives the kinds and flags by name.
    pub fn vocabulary(&self) -> &Vocabulary {
        &self.vocabulary
    }

    /// Gives the known words.
    pub fn words(&self) -> &Words {
        &self.words
    }

    /// Gives the entries with their keys, in no order.
    pub(super) fn lines(&self) -> impl Iterator<Item = &(Entry, String)> {
        self.lines.values()
    }
}
