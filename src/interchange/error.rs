//! What stops a whole import, as opposed to a row that is refused.

/// Says why a file cannot be imported at all.
#[derive(Debug, thiserror::Error, PartialEq, Eq)]
pub enum ImportError {
    /// A file is larger than the limit.
    #[error(
        "{file}: {size} MiB is more than the {limit} MiB that one file may have; nothing was imported. Split the file and import the parts in one command"
    )]
    TooLarge {
        /// The file.
        file: String,
        /// Its size in MiB, rounded up.
        size: u64,
        /// The limit in MiB.
        limit: u64,
    },
    /// A table has more columns than the limit.
    #[error(
        "{file}: {columns} columns are more than the {limit} that one table may have; nothing was imported. Export fewer columns"
    )]
    TooManyColumns {
        /// The file.
        file: String,
        /// How many it has.
        columns: usize,
        /// The limit.
        limit: usize,
    },
    /// A file has more rows than the limit.
    #[error(
        "{file}: more than {limit} rows; nothing was imported. Split the file and import the parts one after the other"
    )]
    TooManyRows {
        /// The file.
        file: String,
        /// The limit.
        limit: u64,
    },
    /// Nobody's header fits.
    #[error("{file}: not recognised: {why}; nothing of it was imported")]
    NotRecognised {
        /// The file.
        file: String,
        /// What was looked at.
        why: String,
        /// What to do next.
        help: String,
    },
    /// A column map cannot be used.
    #[error("{file}: {why}; nothing was imported")]
    Map {
        /// The map's file.
        file: String,
        /// What is wrong.
        why: String,
    },
    /// The person stopped it.
    #[error("stopped; nothing was imported")]
    Stopped,
}

impl ImportError {
    /// Makes the error of a file that nobody knows.
    pub(super) fn unknown(file: &str, why: impl Into<String>, help: impl Into<String>) -> Self {
        Self::NotRecognised {
            file: file.to_owned(),
            why: why.into(),
            help: help.into(),
        }
    }

    /// Says what to do next, where the error itself does not.
    pub fn help(&self) -> Option<&str> {
        match self {
            Self::NotRecognised { help, .. } => Some(help),
            _ => None,
        }
    }
}
