//! What can go wrong with a book's files, where, and what to do next.

use std::io;
use std::path::{Path, PathBuf};

use crate::journal::{Conflict, Fault};

/// Damage to the journal: what is wrong where, and what is known on both sides of it.
#[derive(Clone, PartialEq, Eq, Debug, thiserror::Error)]
pub struct Damage {
    /// The damaged file, or the folder that something is missing from.
    pub file: PathBuf,
    /// The line, from 1.
    pub line: Option<u64>,
    /// The byte that the damaged entry begins at.
    pub byte: Option<u64>,
    /// The first entry that cannot be read.
    pub entry: Option<u64>,
    /// What is wrong.
    pub why: String,
    /// The last entry before it that is whole.
    pub whole: u64,
    /// The last entry that is known to have been there.
    pub known: u64,
}

impl std::fmt::Display for Damage {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{}", self.file.display())?;
        if let Some(line) = self.line {
            write!(f, ":{line}")?;
        }
        if let Some(byte) = self.byte {
            write!(f, " (byte {byte})")?;
        }
        if let Some(entry) = self.entry {
            write!(f, ", entry {entry}")?;
        }
        write!(f, ": {}; entries up to {} are whole", self.why, self.whole)?;
        if self.known > self.whole {
            write!(f, ", and there were entries up to {}", self.known)?;
        }
        Ok(())
    }
}

impl Damage {
    /// Makes one from what a reader found in a file; `line_before` is the line that the reader began after.
    pub fn from_fault(file: &Path, fault: &Fault, line_before: u64, whole: u64) -> Damage {
        let mut damage = Damage {
            file: file.to_owned(),
            line: None,
            byte: None,
            entry: None,
            why: fault.to_string(),
            whole,
            known: 0,
        };
        match fault {
            Fault::Damaged {
                line,
                byte,
                seq,
                why,
            } => {
                damage.line = Some(line + line_before);
                damage.byte = Some(*byte);
                damage.entry = Some(*seq);
                (*why).clone_into(&mut damage.why);
            }
            Fault::NotASegment | Fault::Gap { .. } => damage.line = Some(1),
            Fault::Io(_) => {}
        }
        damage
    }
}

/// Says why a book's files could not do what was asked.
#[derive(Debug, thiserror::Error)]
pub enum StoreError {
    /// There is no book there.
    #[error("there is no book in {}", .0.display())]
    NoBook(PathBuf),
    /// Somebody else holds it.
    #[error("the book is held{}", if by.is_empty() { String::new() } else { format!(" by {by}") })]
    Held {
        /// Who, as they said themselves.
        by: String,
    },
    /// A change was made from something that is no longer so; nothing was written.
    #[error(transparent)]
    Conflict(Box<Conflict>),
    /// A file could not be used.
    #[error("cannot {doing} {}: {source}", path.display())]
    Io {
        /// What was tried.
        doing: &'static str,
        /// Where.
        path: PathBuf,
        /// What the system said.
        source: io::Error,
    },
    /// The entry could not be written, and the book is as it was before.
    #[error("not saved: cannot write {}: {source}", path.display())]
    NotSaved {
        /// The journal's file.
        path: PathBuf,
        /// What the system said.
        source: io::Error,
    },
    /// Whoever wanted it saved gave it up before it was.
    #[error("stopped before it was saved")]
    Stopped,
    /// The journal is damaged.
    #[error("{0}")]
    Damaged(Box<Damage>),
    /// The journal is gone, and the index cannot say what it held.
    #[error("nothing is left in {} that the book could be made from: its journal is gone, and its index cannot give the records back", .0.display())]
    NothingLeft(PathBuf),
    /// A newer version wrote the book.
    #[error("{} was written by a newer version of ally", .0.display())]
    Newer(PathBuf),
    /// The index could not be used, even after it was rebuilt.
    #[error("the index cannot be used: {0}")]
    Index(String),
    /// The book was let go and not yet taken again.
    #[error("the book is not held at the moment")]
    LetGo,
    /// There is no such entry.
    #[error("there is no entry {0}")]
    NoEntry(u64),
    /// One change is larger than any reader takes.
    #[error("not saved: one record or batch is larger than 32 MB")]
    TooLong,
    /// What should be saved cannot be written as JSON.
    #[error("not saved: an entry could not be written as JSON: {0}")]
    Unwritable(#[from] serde_json::Error),
}

impl StoreError {
    pub(super) fn io(doing: &'static str, path: &Path, source: io::Error) -> Self {
        StoreError::Io {
            doing,
            path: path.to_owned(),
            source,
        }
    }

    /// Says what to do next, where there is something to do.
    pub fn hint(&self) -> Option<&'static str> {
        match self {
            StoreError::NoBook(_) => {
                Some("`ally add` and `ally import` begin one; `--book` names another")
            }
            StoreError::NothingLeft(_) => Some(
                "nothing was changed; `ally restore BACKUP --force` puts a backup in its place",
            ),
            StoreError::Damaged(damage) if damage.whole == 0 && damage.line.is_none() => Some(
                "nothing was changed; where a backup or another copy has the journal, take that: it has the history too. Else copy the book's folder, and `ally check --repair` writes a new journal of all that the index still knows",
            ),
            StoreError::Damaged(_) => Some(
                "nothing was changed; copy the book's folder, then `ally check --repair` saves what is whole on both sides",
            ),
            StoreError::NotSaved { .. } => {
                Some("make room or mend the disk, then save again: nothing was lost but this entry")
            }
            StoreError::Index(_) => Some("`ally check --repair` rebuilds it from the journal"),
            StoreError::Newer(_) => Some("update ally"),
            _ => None,
        }
    }
}

impl From<Conflict> for StoreError {
    fn from(conflict: Conflict) -> Self {
        StoreError::Conflict(Box::new(conflict))
    }
}

impl From<Damage> for StoreError {
    fn from(damage: Damage) -> Self {
        StoreError::Damaged(Box::new(damage))
    }
}
