//! What goes in and what comes out.

use uuid::Uuid;

/// One thing that can be found.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Entry {
    /// Which record it is; putting an entry with a known id replaces the old one.
    pub id: Uuid,
    /// The kind's code in the [`Vocabulary`].
    pub kind: u8,
    /// The account it belongs to; for a unit, its parent.
    pub account: Option<Uuid>,
    /// Names of the vocabulary's flags that hold, one bit each (bit 0 is the first flag).
    pub flags: u8,
    /// Higher is more recent: any ordinal, such as the journal position of the last change.
    pub recency: u64,
    /// The line that is shown and matched. `·`, `,`, `;`, `|`, brackets and line ends part its phrases.
    pub text: String,
    /// Matched but not shown: nicknames, phones, e-mails; `@name` for each word of the people it is with and
    /// `+tag` for its tags, which is what the filters `@` and `+` read.
    pub also: String,
    /// Long prose, found only by `=words`.
    pub notes: String,
}

/// One answer, best first.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Hit {
    /// The record.
    pub id: Uuid,
    /// Its kind's code.
    pub kind: u8,
    /// Its account.
    pub account: Option<Uuid>,
    /// Its flags.
    pub flags: u8,
    /// What it scored; the module's document says how.
    pub score: i64,
    /// The entry's text; for `=words` the passage.
    pub text: String,
    /// Positions in `text`, counted in characters, that matched; rising.
    pub matches: Vec<usize>,
    /// What is matched but not shown, folded: the entry's other words and, behind them, the aliases made from both.
    pub beside: String,
}

/// Why a query gave no list.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum Halt {
    /// The caller no longer wants it.
    #[error("the lookup was cancelled")]
    Cancelled,
    /// A part of the snapshot is not what was written: build the corpus anew.
    #[error("the lookup snapshot is damaged; it can be rebuilt from the book")]
    Damaged,
}

/// What a kind is to the filters.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Role {
    /// `#word` finds these, and narrows to what belongs to them.
    Account,
    /// `@word` finds these, beside entries with `@word` in `also`.
    Person,
    /// Anything else.
    Other,
}

/// A kind of record as `kind:` names it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Kind {
    /// Its code in [`Entry::kind`].
    pub code: u8,
    /// Its name in `kind:`; the start of it is enough.
    pub name: String,
    /// What the filters take it for.
    pub role: Role,
    /// Added to the score of its entries: a multiple of four, at most [`crate::lookup::weights::MOST_KIND`].
    pub weight: u8,
}

impl Kind {
    /// Names a kind; the weight is rounded down to a multiple of four.
    pub fn new(code: u8, name: &str, role: Role, weight: u8) -> Self {
        Self {
            code,
            name: name.to_owned(),
            role,
            weight: (weight & !3).min(super::weights::MOST_KIND),
        }
    }
}

/// The kinds and flags that a corpus knows by name.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Vocabulary {
    /// The kinds.
    pub kinds: Vec<Kind>,
    /// The flags, in the order of their bits; at most eight. `is:open` asks for one, `is:!open` for its absence.
    pub flags: Vec<String>,
}

impl Vocabulary {
    /// Puts kinds and flags together; flags beyond the eighth are dropped.
    pub fn new(kinds: Vec<Kind>, mut flags: Vec<String>) -> Self {
        flags.truncate(8);
        Self { kinds, flags }
    }

    /// Gives the weight of a kind.
    pub fn weight(&self, code: u8) -> u8 {
        self.kind(code)
            .map_or(0, |kind| (kind.weight & !3).min(super::weights::MOST_KIND))
    }

    fn kind(&self, code: u8) -> Option<&Kind> {
        // Most often the codes are the kinds' places.
        let at_place = self.kinds.get(usize::from(code));
        at_place
            .filter(|kind| kind.code == code)
            .or_else(|| self.kinds.iter().find(|kind| kind.code == code))
    }

    /// Gives the role of a kind.
    pub fn role(&self, code: u8) -> Role {
        self.kind(code).map_or(Role::Other, |kind| kind.role)
    }
}
