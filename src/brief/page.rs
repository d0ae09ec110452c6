//! The page as a value: sections of lines, each of which knows the records that it came from.

use jiff::Zoned;
use serde_json::{Value, json};

use crate::domain::unknown::Shift;
use crate::domain::{Date, Id, Object, Record};

/// At most so many words on a page.
pub const WORDS: usize = 450;
/// At most so many lines of 80 columns on a page.
pub const ROWS: usize = 60;
/// At most so many words above the fold.
pub const WORDS_ABOVE: usize = 150;
/// The row of the fold.
pub const FOLD: usize = 24;

macro_rules! choice {
    ($(#[doc = $doc:literal])* $name:ident { $($(#[$meta:meta])* $variant:ident $word:literal),* $(,)? }) => {
        $(#[doc = $doc])*
        #[derive(Clone, Copy, PartialEq, Eq, Hash, Debug, Default)]
        pub enum $name { $($(#[$meta])* $variant),* }

        impl $name {
            /// Every choice, in the order of the help.
            pub const ALL: &'static [$name] = &[$($name::$variant),*];

            /// Gives the word for it on the command line.
            pub fn word(self) -> &'static str {
                match self { $($name::$variant => $word),* }
            }

            /// Finds the choice for a word.
            pub fn parse(text: &str) -> Option<Self> {
                Self::ALL.iter().copied().find(|c| c.word().eq_ignore_ascii_case(text.trim()))
            }
        }

        impl std::fmt::Display for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.write_str(self.word())
            }
        }
    };
}

choice! {
    /// How deep a page goes.
    Depth {
        /// Eight lines on the way in.
        WalkIn "walk-in",
        /// The page before a meeting.
        #[default] Page "page",
        /// Before a first meeting: people and what is unknown first.
        First "first",
        /// A complaint, its timeline, debts.
        Escalation "escalation",
        /// An agreement that comes to its end.
        Renewal "renewal",
        /// The quarter.
        Review "review",
    }
}

choice! {
    /// For whose eyes a page is.
    Audience {
        /// Our team: nothing that is marked private.
        #[default] Team "team",
        /// The seller alone.
        Private "private",
        /// The customer: only what they said, were promised or were given.
        Customer "customer",
    }
}

/// What a page is wanted for.
#[derive(Clone, PartialEq, Debug, Default)]
pub struct Ask {
    /// Who will be there; nobody named: those of the meeting.
    pub with: Vec<Id>,
    /// The meeting; none named: the next one.
    pub meeting: Option<Id>,
    /// Since when changes count; none: since each attendee was last met.
    pub since: Option<Date>,
    /// On which day it is read, where that is not the day it is made on.
    pub day: Option<Date>,
    /// How deep.
    pub depth: Depth,
    /// For whom.
    pub audience: Audience,
    /// Whether each line names its records.
    pub why: bool,
}

/// A problem that was solved for another customer.
#[derive(Clone, PartialEq, Debug)]
pub struct Elsewhere {
    /// The problem.
    pub problem: Record,
    /// The other customer.
    pub account: Record,
    /// Names that a story without names must not say: of their people, their units, their nicknames.
    pub names: Vec<String>,
}

/// One change of one field, from the history.
#[derive(Clone, PartialEq, Debug)]
pub struct Past {
    /// When it was written.
    pub at: jiff::Timestamp,
    /// The record.
    pub record: Id,
    /// The field.
    pub field: String,
    /// What it was.
    pub old: Option<Value>,
    /// What it became.
    pub new: Option<Value>,
    /// Whether an import wrote it: then its day says nothing about the world.
    pub imported: bool,
}

/// All that a page is made from.
#[derive(Clone, PartialEq, Debug)]
pub struct Dossier {
    /// The account.
    pub account: Record,
    /// Its units.
    pub units: Vec<Record>,
    /// All records of the account and its units, people among them.
    pub records: Vec<Record>,
    /// Our own people.
    pub ours: Vec<Record>,
    /// People of other accounts, or of a parent, and other accounts, that its records name.
    pub guests: Vec<Record>,
    /// All trends.
    pub trends: Vec<Record>,
    /// What was solved for others.
    pub elsewhere: Vec<Elsewhere>,
    /// What changed, the oldest first.
    pub history: Vec<Past>,
    /// What moved in what they buy or use.
    pub shifts: Vec<Shift>,
    /// How they buy or use, where that is known.
    pub buying: Option<Buying>,
    /// The moment, in the seller's zone.
    pub now: Zoned,
}

/// How an account orders.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Buying {
    /// How many orders.
    pub orders: usize,
    /// The day of the last one.
    pub last: Option<Date>,
    /// The usual days between two.
    pub every_days: Option<i32>,
    /// By how many days the next one is late, where it is so beyond what is usual.
    pub late: Option<i32>,
}

/// A record that a line came from.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub struct From {
    /// Its id.
    pub id: Id,
    /// Its short id.
    pub short: String,
}

/// One line of a page.
#[derive(Clone, PartialEq, Debug, Default)]
pub struct Line {
    /// What stands in the column of labels instead of the section's name, such as a person's.
    pub label: Option<String>,
    /// What stands before the text in a column of its own: `must`, `→ Ruiz`, `Cole`.
    pub lead: Option<String>,
    /// Whether it belongs to the line above.
    pub under: bool,
    /// What it says.
    pub text: String,
    /// What stands at the right edge: when, how much, how far.
    pub remark: String,
    /// The records that it came from.
    pub records: Vec<From>,
    /// How old what it says is, where that is too old: `9 mo`.
    pub stale: Option<String>,
    /// Whether nobody has confirmed it.
    pub unconfirmed: bool,
    /// The word in it that somebody there must not hear, and who.
    pub landmine: Option<(String, String)>,
    /// Whether something is late or broken.
    pub late: bool,
}

/// One section of a page.
#[derive(Clone, PartialEq, Debug)]
pub struct Section {
    /// Its name.
    pub name: &'static str,
    /// Its lines.
    pub lines: Vec<Line>,
}

/// One page.
#[derive(Clone, PartialEq, Debug)]
pub struct Page {
    /// The account.
    pub account: Id,
    /// The account's name.
    pub name: String,
    /// Who will be there.
    pub with: Vec<Id>,
    /// The meeting.
    pub meeting: Option<Id>,
    /// The moment that it was made for, in the seller's zone.
    pub at: Zoned,
    /// How deep it goes.
    pub depth: Depth,
    /// For whom it is.
    pub audience: Audience,
    /// The sections, the head first.
    pub sections: Vec<Section>,
    /// The section before which the fold lies.
    pub fold: Option<usize>,
    /// Whether each line names its records.
    pub why: bool,
}

impl Line {
    /// Makes a line that says something.
    pub fn new(text: impl Into<String>) -> Self {
        Self {
            text: text.into(),
            ..Self::default()
        }
    }

    /// Puts something before the text.
    #[must_use]
    pub fn lead(mut self, lead: impl Into<String>) -> Self {
        self.lead = Some(lead.into());
        self
    }

    /// Puts a label into the column of labels.
    #[must_use]
    pub fn label(mut self, label: impl Into<String>) -> Self {
        self.label = Some(label.into());
        self
    }

    /// Puts something at the right edge.
    #[must_use]
    pub fn remark(mut self, remark: impl Into<String>) -> Self {
        self.remark = remark.into();
        self
    }

    /// Names a record that it came from.
    #[must_use]
    pub fn from(mut self, record: &Record) -> Self {
        let from = From {
            id: record.id(),
            short: record.short().to_owned(),
        };
        if !self.records.contains(&from) {
            self.records.push(from);
        }
        self
    }

    /// Makes it belong to the line above.
    #[must_use]
    pub fn under(mut self) -> Self {
        self.under = true;
        self
    }

    /// Says the whole line in one string, without columns.
    pub fn said(&self) -> String {
        let mut out = String::new();
        if let Some(label) = &self.label {
            out.push_str(label);
            out.push_str(": ");
        }
        if let Some(lead) = &self.lead {
            out.push_str(lead);
            out.push_str(": ");
        }
        out.push_str(&self.text);
        if self.unconfirmed {
            out.push_str(" ?");
        }
        let remark = self.margin();
        if !remark.is_empty() {
            if !self.text.is_empty() {
                out.push_str(" · ");
            }
            out.push_str(&remark);
        }
        out
    }

    /// Says what stands at the right edge, marks included.
    pub fn margin(&self) -> String {
        let mut parts: Vec<String> = Vec::new();
        if !self.remark.is_empty() {
            parts.push(self.remark.clone());
        }
        if let Some((word, who)) = &self.landmine {
            parts.push(format!("not “{word}” to {who}"));
        }
        if let Some(age) = &self.stale {
            parts.push(format!("~{age}"));
        }
        parts.join(" · ")
    }
}

impl Page {
    /// Gives the records that its lines come from, each once, in their order.
    pub fn cites(&self) -> Vec<Id> {
        let mut seen = std::collections::HashSet::new();
        self.sections
            .iter()
            .flat_map(|section| &section.lines)
            .flat_map(|line| &line.records)
            .map(|from| from.id)
            .filter(|id| seen.insert(*id))
            .collect()
    }

    /// Counts the words of the page, as they stand on paper.
    pub fn words(&self) -> usize {
        super::text::text(self, 80).split_whitespace().count()
    }

    /// Counts the words above the fold: what has a letter or a figure in it, signs and dots left out.
    pub fn words_above(&self) -> usize {
        super::text::rows(self, 80)
            .iter()
            .take_while(|row| !row.fold)
            .map(|row| {
                row.text()
                    .split_whitespace()
                    .filter(|word| word.chars().any(char::is_alphanumeric))
                    .count()
            })
            .sum()
    }

    /// Writes the page for programs.
    pub fn object(&self) -> Object {
        let sections: Vec<Value> = self
            .sections
            .iter()
            .map(|section| {
                let lines: Vec<Value> = section
                    .lines
                    .iter()
                    .map(|line| {
                        let mut out = json!({
                            "text": line.said(),
                            "records": line.records.iter().map(|r| r.id).collect::<Vec<_>>(),
                            "stale": line.stale,
                            "unconfirmed": line.unconfirmed,
                        });
                        if let (Some((word, who)), Some(out)) =
                            (&line.landmine, out.as_object_mut())
                        {
                            out.insert("landmine".into(), json!({"word": word, "person": who}));
                        }
                        if let (true, Some(out)) = (self.why, out.as_object_mut()) {
                            let shorts: Vec<&str> =
                                line.records.iter().map(|r| r.short.as_str()).collect();
                            out.insert("why".into(), json!(shorts));
                        }
                        out
                    })
                    .collect();
                json!({"name": section.name, "lines": lines})
            })
            .collect();
        let mut out = Object::new();
        out.insert("account".into(), json!(self.account));
        out.insert("with".into(), json!(self.with));
        out.insert("at".into(), json!(self.at.timestamp()));
        out.insert("meeting".into(), json!(self.meeting));
        out.insert("depth".into(), json!(self.depth.word()));
        out.insert("audience".into(), json!(self.audience.word()));
        out.insert("sections".into(), Value::Array(sections));
        out.insert("words".into(), json!(self.words()));
        out
    }
}
