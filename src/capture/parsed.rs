//! What a line was understood to say: every byte of it accounted for, every mark with its meaning.

use std::ops::Range;

use rust_decimal::Decimal;
use serde::ser::{Serialize, SerializeMap, Serializer};

use super::heads::{Head, Key};
use crate::domain::words::{Period, Visibility};
use crate::domain::{Date, Id, Money};

/// A line, understood.
#[derive(Clone, PartialEq, Debug)]
pub struct Parsed {
    /// The line as it was typed.
    pub raw: String,
    /// What it says it is.
    pub head: Head,
    /// The account named, else the one the person is in; none: the inbox.
    pub account: Option<Id>,
    /// The line itself names the account.
    pub named: bool,
    /// Who is named before the colon.
    pub before: Vec<Somebody>,
    /// Who is named in the body.
    pub mentioned: Vec<Somebody>,
    /// The body begins with somebody.
    pub begins_with_person: bool,
    /// To whom.
    pub to: Vec<Somebody>,
    /// By whom.
    pub by: Vec<Somebody>,
    /// From whom we have it.
    pub src: Option<Somebody>,
    /// Tags.
    pub tags: Vec<String>,
    /// By when.
    pub due: Option<Date>,
    /// On which day.
    pub on: Option<Date>,
    /// What it costs.
    pub cost: Option<Cost>,
    /// The record that it is about: of `of:`, of `told` and `done`, or the problem that a why belongs to.
    pub of: Option<Id>,
    /// The industry of a trend.
    pub industry: Option<String>,
    /// Who may see it.
    pub vis: Option<Visibility>,
    /// The body without tags and keys; a person's mark is replaced by the name.
    pub text: String,
    /// The line cut up: every byte in exactly one piece, in order.
    pub pieces: Vec<Piece>,
    /// What is understood and what is in doubt, in the order in which it is shown.
    pub chips: Vec<Chip>,
    /// There is nothing but a head or marks.
    pub bare: bool,
}

/// What an amount is, how often it comes, and how many times.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Cost {
    /// The amount each time.
    pub money: Money,
    /// The period.
    pub per: Option<Period>,
    /// How often in that period.
    pub times: Option<Decimal>,
}

/// Somebody whom a line names.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Somebody {
    /// A person of the book.
    Known {
        /// The record.
        id: Id,
        /// The name.
        name: String,
        /// A person of ours.
        ours: bool,
    },
    /// Nobody fits yet: a marked stub is made.
    New {
        /// The name as typed.
        name: String,
    },
    /// Somebody in words, who becomes no record.
    Words(String),
}

impl Somebody {
    /// Gives the name to show.
    pub fn name(&self) -> &str {
        match self {
            Somebody::Known { name, .. } | Somebody::New { name } | Somebody::Words(name) => name,
        }
    }

    /// Says whether it is one of ours.
    pub fn ours(&self) -> bool {
        matches!(self, Somebody::Known { ours: true, .. })
    }
}

/// A stretch of the line.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Piece {
    /// Where, in bytes.
    pub span: Range<usize>,
    /// What it became.
    pub kind: PieceKind,
}

/// What a stretch of the line became.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum PieceKind {
    /// Text, kept to the letter.
    Text,
    /// A person's mark; the name stands for it in the text.
    Name(String),
    /// A mark whose meaning is kept in a field.
    Mark,
    /// The head with its colon, or the sign that stands for one.
    Head,
    /// What keeps a mark from being one: a backslash, or `--`.
    Escape,
    /// Blanks around a mark or at the ends.
    Blank,
}

/// What sort of mark a chip stands for.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum Mark {
    /// The kind.
    Kind,
    /// The account.
    Account,
    /// Somebody.
    Person,
    /// A tag.
    Tag,
    /// The industry of a trend.
    Industry,
    /// The record that the line is about.
    Record,
    /// A key.
    Key(Key),
}

impl Mark {
    /// Gives its word in JSON.
    pub fn word(self) -> &'static str {
        match self {
            Mark::Kind => "kind",
            Mark::Account => "account",
            Mark::Person => "person",
            Mark::Tag => "tag",
            Mark::Industry => "industry",
            Mark::Record => "record",
            Mark::Key(key) => key.word(),
        }
    }
}

/// One thing understood, or in doubt.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Chip {
    /// What sort of mark it is.
    pub mark: Mark,
    /// As typed; empty where it follows from where the person is.
    pub text: String,
    /// What it means, in a person's words; where in doubt, why.
    pub meaning: String,
    /// Where it stands in the line, in bytes; empty where it follows from where the person is.
    pub span: Range<usize>,
    /// It is in doubt: it stays text until the person says more.
    pub doubtful: bool,
    /// It stands before the colon, and goes with the whole head.
    pub head: bool,
    /// The person dropped it back to text.
    pub dropped: bool,
    /// Whom or what it could be.
    pub candidates: Vec<Id>,
    /// What to type in its place, where that would settle it.
    pub instead: Option<String>,
}

impl Chip {
    /// Makes the chip of what follows from where the person is, or from all that was typed, and has no mark of its own.
    pub fn implied(mark: Mark, meaning: String) -> Self {
        Self {
            mark,
            text: String::new(),
            meaning,
            span: 0..0,
            doubtful: false,
            head: false,
            dropped: false,
            candidates: Vec::new(),
            instead: None,
        }
    }
}

impl Serialize for Chip {
    fn serialize<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        let mut map = to.serialize_map(None)?;
        map.serialize_entry("mark", self.mark.word())?;
        map.serialize_entry("text", &self.text)?;
        map.serialize_entry("meaning", &self.meaning)?;
        if self.doubtful {
            map.serialize_entry("doubtful", &true)?;
        }
        if self.dropped {
            map.serialize_entry("dropped", &true)?;
        }
        if !self.candidates.is_empty() {
            map.serialize_entry("candidates", &self.candidates)?;
        }
        if let Some(instead) = &self.instead {
            map.serialize_entry("instead", instead)?;
        }
        map.end()
    }
}

/// What the person has said about a line's chips.
///
/// Both go by where the mark begins and how it is typed, so that what was said of a mark ends with the mark.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Settled {
    /// Marks dropped back to text.
    pub dropped: Vec<(usize, String)>,
    /// Marks in doubt for which one of the candidates was chosen.
    pub chosen: Vec<(usize, String, Id)>,
}

impl Settled {
    /// Drops a chip back to text, or takes it up again.
    pub fn toggle(&mut self, chip: &Chip) {
        let key = (chip.span.start, chip.text.clone());
        match self.dropped.iter().position(|d| *d == key) {
            Some(at) => drop(self.dropped.remove(at)),
            None => self.dropped.push(key),
        }
    }

    /// Chooses one of a chip's candidates.
    pub fn choose(&mut self, chip: &Chip, id: Id) {
        self.chosen
            .retain(|(at, text, _)| (*at, text) != (chip.span.start, &chip.text));
        self.chosen.push((chip.span.start, chip.text.clone(), id));
    }

    pub(super) fn drops(&self, raw: &str, span: &Range<usize>) -> bool {
        self.dropped
            .iter()
            .any(|(at, text)| *at == span.start && raw.get(span.clone()) == Some(text))
    }

    pub(super) fn choice(&self, raw: &str, span: &Range<usize>) -> Option<Id> {
        self.chosen
            .iter()
            .find(|(at, text, _)| *at == span.start && raw.get(span.clone()) == Some(text))
            .map(|(_, _, id)| *id)
    }
}

/// Words after which a name is part of the sentence: `who reports to @ruiz`.
#[rustfmt::skip]
const NEEDS_A_NAME: &[&str] = &[
    "a", "about", "after", "an", "and", "around", "as", "ask", "at", "before", "behind", "beside", "but", "by", "call", "called", "did", "do", "does",
    "for", "from", "has", "have", "how", "if", "in", "is", "knows", "like", "likes", "meet", "met", "of", "on", "or", "over", "see", "sees", "show",
    "tell", "than", "that", "the", "to", "told", "under", "vs", "w/", "was", "what", "when", "where", "which", "why", "will", "with", "without",
    "à", "an", "avec", "bei", "con", "de", "für", "mit", "oder", "pour", "und", "von", "zu",
];

impl Parsed {
    /// Lists what is in doubt; `add --strict` refuses a line that has any.
    pub fn doubts(&self) -> impl Iterator<Item = &Chip> {
        self.chips.iter().filter(|c| c.doubtful)
    }

    /// Gives the text without the name with which it begins: who speaks, to whom something is owed.
    pub(super) fn without_first_name(&self) -> String {
        let said = |piece: &&Piece| {
            matches!(piece.kind, PieceKind::Text | PieceKind::Name(_))
                && !self.raw[piece.span.clone()].trim().is_empty()
        };
        let Some(Piece {
            kind: PieceKind::Name(name),
            ..
        }) = self.pieces.iter().find(said)
        else {
            return self.text.clone();
        };
        let rest = self.text.trim_start().strip_prefix(name.as_str());
        let rest = rest.map(|rest| {
            let rest = rest.trim_start();
            rest.strip_prefix([':', ',']).unwrap_or(rest).trim_start()
        });
        rest.filter(|rest| !rest.is_empty() && !rest.starts_with(['\'', '’']))
            .map_or_else(|| self.text.clone(), str::to_owned)
    }

    /// Gives the text without the name with which it ends: whom to ask. A name that the sentence needs stays.
    pub(super) fn without_last_name(&self) -> String {
        let said = |piece: &&Piece| !self.raw[piece.span.clone()].trim().is_empty();
        let last = self
            .pieces
            .iter()
            .filter(|piece| matches!(piece.kind, PieceKind::Text | PieceKind::Name(_)))
            .rfind(said);
        let Some(Piece {
            kind: PieceKind::Name(name),
            ..
        }) = last
        else {
            return self.text.clone();
        };
        let rest = self.text.trim_end().strip_suffix(name.as_str());
        let rest = rest.map(str::trim_end).unwrap_or_default();
        let word = rest.rsplit(char::is_whitespace).next().unwrap_or_default();
        let needed = word.is_empty()
            || word == rest
            || NEEDS_A_NAME.contains(&word.to_lowercase().as_str())
            || word.ends_with(['\'', '’', '-', '/', '+', '&', ',']);
        if needed {
            self.text.clone()
        } else {
            rest.to_owned()
        }
    }

    /// Says in one line what is understood: `owe · Acme · Anna Berg · due Fri 27 Nov · +pricing`.
    pub fn said(&self) -> String {
        let parts: Vec<String> = self
            .chips
            .iter()
            .filter(|c| !c.doubtful && !c.dropped)
            .map(|c| c.meaning.clone())
            .collect();
        parts.join(" · ")
    }
}
