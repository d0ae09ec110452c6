//! What can go wrong with a book, in a person's words, with the way out.

use std::fmt;

/// What sort of trouble it is; decides the exit status.
#[derive(Clone, Copy, PartialEq, Eq, Debug, serde::Serialize, serde::Deserialize)]
pub enum Trouble {
    /// Not found, ambiguous, or refused by a rule: 1.
    Refused,
    /// Wrong usage: 2.
    Usage,
    /// The book cannot be opened or is damaged: 3.
    Damaged,
    /// The book is busy and its holder did not answer: 4.
    Busy,
}

impl Trouble {
    /// Gives the exit status.
    pub fn status(self) -> u8 {
        match self {
            Trouble::Refused => 1,
            Trouble::Usage => 2,
            Trouble::Damaged => 3,
            Trouble::Busy => 4,
        }
    }
}

/// An error that a person can act on: what happened, where, and what to do next.
#[derive(Clone, PartialEq, Eq, Debug, serde::Serialize, serde::Deserialize)]
pub struct BookError {
    /// What sort of trouble.
    pub trouble: Trouble,
    /// What happened, and where (<file:line>, field).
    pub what: String,
    /// What to do next.
    pub hint: Option<String>,
}

impl BookError {
    /// Says that something was not found or is refused.
    pub fn refused(what: impl Into<String>) -> Self {
        Self {
            trouble: Trouble::Refused,
            what: what.into(),
            hint: None,
        }
    }
    /// Says that the command was used wrongly.
    pub fn usage(what: impl Into<String>) -> Self {
        Self {
            trouble: Trouble::Usage,
            what: what.into(),
            hint: None,
        }
    }
    /// Says that the book cannot be opened or is damaged.
    pub fn damaged(what: impl Into<String>) -> Self {
        Self {
            trouble: Trouble::Damaged,
            what: what.into(),
            hint: None,
        }
    }
    /// Says that the book is busy.
    pub fn busy(what: impl Into<String>) -> Self {
        Self {
            trouble: Trouble::Busy,
            what: what.into(),
            hint: None,
        }
    }
    /// Adds what to do next.
    #[must_use]
    pub fn hint(mut self, hint: impl Into<String>) -> Self {
        self.hint = Some(hint.into());
        self
    }
}

impl fmt::Display for BookError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.what)?;
        if let Some(hint) = &self.hint {
            write!(f, "\n{hint}")?;
        }
        Ok(())
    }
}

impl std::error::Error for BookError {}

impl From<crate::domain::FieldError> for BookError {
    fn from(error: crate::domain::FieldError) -> Self {
        Self::refused(error.to_string())
    }
}

/// What a fallible call on a book gives.
pub type Result<T> = std::result::Result<T, BookError>;
