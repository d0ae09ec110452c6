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
    /// The field that somebody else wrote meanwhile, and what it holds now.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub now: Option<(String, serde_json::Value)>,
}

impl BookError {
    fn new(trouble: Trouble, what: String) -> Self {
        Self {
            trouble,
            what,
            hint: None,
            now: None,
        }
    }

    /// Says that something was not found or is refused.
    pub fn refused(what: impl Into<String>) -> Self {
        Self::new(Trouble::Refused, what.into())
    }
    /// Says that the command was used wrongly.
    pub fn usage(what: impl Into<String>) -> Self {
        Self::new(Trouble::Usage, what.into())
    }
    /// Says that the book cannot be opened or is damaged.
    pub fn damaged(what: impl Into<String>) -> Self {
        Self::new(Trouble::Damaged, what.into())
    }
    /// Says that the book is busy.
    pub fn busy(what: impl Into<String>) -> Self {
        Self::new(Trouble::Busy, what.into())
    }
    /// Adds which field somebody else wrote meanwhile, and what it holds now.
    #[must_use]
    pub(super) fn overtaken(mut self, field: &str, now: serde_json::Value) -> Self {
        self.now = Some((field.to_owned(), now));
        self
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
