//! What a record is known by: its id for ever, and its short id in this book.

use std::collections::hash_map::RandomState;
use std::fmt;
use std::hash::{BuildHasher, Hasher};
use std::str::FromStr;

use serde::{Deserialize, Serialize};
use uuid::Uuid;

/// Hashes ids: they are random already, so what guards a map against chosen keys need not be paid for them by the thousand.
#[derive(Clone, Debug)]
pub struct ById([u64; 2]);

impl Default for ById {
    fn default() -> Self {
        let seed = RandomState::new();
        Self([seed.hash_one(1_u8), seed.hash_one(2_u8)])
    }
}

impl BuildHasher for ById {
    type Hasher = IdHasher;

    fn build_hasher(&self) -> IdHasher {
        IdHasher {
            sum: self.0[0],
            key: self.0[1] | 1,
        }
    }
}

/// Mixes eight bytes with one multiplication.
pub struct IdHasher {
    sum: u64,
    key: u64,
}

impl Hasher for IdHasher {
    fn write(&mut self, bytes: &[u8]) {
        for eight in bytes.chunks(8) {
            let mut word = [0; 8];
            word[..eight.len()].copy_from_slice(eight);
            let mixed = u128::from(self.sum ^ u64::from_le_bytes(word)) * u128::from(self.key);
            #[allow(clippy::cast_possible_truncation)] // Both halves are wanted.
            let folded = mixed as u64 ^ (mixed >> 64) as u64;
            self.sum = folded;
        }
    }

    fn finish(&self) -> u64 {
        self.sum
    }
}

/// Names one record for ever, in every book it is ever copied to (a UUID of version 7).
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Id(pub Uuid);

impl Id {
    /// Makes an id from a moment in milliseconds since 1970 and 80 bits that no other id of that moment has.
    ///
    /// The layout is that of RFC 9562, version 7.
    pub fn new(unix_ms: u64, unique: [u8; 10]) -> Self {
        Self(uuid::Builder::from_unix_timestamp_millis(unix_ms, &unique).into_uuid())
    }

    /// Gives the sixteen bytes, in the order in which ids sort.
    pub fn bytes(self) -> [u8; 16] {
        *self.0.as_bytes()
    }

    /// Reads sixteen bytes as an id.
    pub fn from_bytes(bytes: [u8; 16]) -> Self {
        Self(Uuid::from_bytes(bytes))
    }
}

impl fmt::Display for Id {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.hyphenated().fmt(f)
    }
}

impl fmt::Debug for Id {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.hyphenated().fmt(f)
    }
}

impl FromStr for Id {
    type Err = uuid::Error;
    fn from_str(text: &str) -> Result<Self, Self::Err> {
        // Only the usual form: "urn:uuid:…" or braces in a note must not become a reference.
        if text.len() == 36 {
            Uuid::parse_str(text).map(Self)
        } else {
            Uuid::parse_str("").map(Self)
        }
    }
}

macro_rules! kinds {
    ($($(#[doc = $doc:literal])* $name:ident $word:literal $plural:literal $short:literal $screen:literal;)*) => {
        /// Says what sort of record a record is.
        #[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
        pub enum Kind { $($(#[doc = $doc])* $name),* }

        impl Kind {
            /// Every kind, in the order of lists and choices; the index numbers them by it, so that a new one goes to the end.
            pub const ALL: &'static [Kind] = &[$(Kind::$name),*];

            /// Gives the word for it in JSON, on the command line and in files.
            pub fn word(self) -> &'static str {
                match self { $(Kind::$name => $word),* }
            }
            /// Gives the word for several.
            pub fn plural(self) -> &'static str {
                match self { $(Kind::$name => $plural),* }
            }
            /// Gives the two letters that short ids begin with.
            pub fn letters(self) -> &'static str {
                match self { $(Kind::$name => $short),* }
            }
            /// Gives the heading that screens use.
            pub fn heading(self) -> &'static str {
                match self { $(Kind::$name => $screen),* }
            }
        }
    };
}

kinds! {
    /// A customer, or a unit or branch of one.
    Account "account" "accounts" "ac" "Accounts";
    /// Somebody of theirs or ours.
    Person "person" "people" "pe" "People";
    /// What hurts them, and what they need.
    Problem "problem" "problems" "pb" "Problems";
    /// Where an industry is going.
    Trend "trend" "trends" "tr" "Trends";
    /// What we ask of our own company for them.
    Advocacy "advocacy" "advocacy" "ad" "Fighting for";
    /// What was promised, by us or by them.
    Promise "promise" "promises" "pm" "Promises";
    /// A meeting, call or message, planned or held.
    Touchpoint "touchpoint" "touchpoints" "tp" "Touchpoints";
    /// One fact, with its source.
    Learning "learning" "learnings" "le" "Learnings";
    /// What we don't know yet.
    Question "question" "questions" "qu" "Questions";
    /// Who or what they might go to.
    Alternative "alternative" "alternatives" "al" "Alternatives";
    /// What runs until when.
    Agreement "agreement" "agreements" "ag" "Agreements";
    /// What they did for us, and what we gave back.
    Favour "favour" "favours" "fa" "Favours";
    /// Why they stay, and whether they would.
    Loyalty "loyalty" "loyalty" "lo" "Why they stay";
    /// An opportunity, as the company's system has it.
    Deal "deal" "deals" "de" "Deals";
    /// One answer to a survey.
    Survey "survey" "surveys" "su" "Survey answers";
}

impl Kind {
    /// Finds the kind for its word, its plural or its two letters, without regard to case.
    pub fn parse(text: &str) -> Option<Kind> {
        let text = text.trim().to_lowercase();
        Kind::ALL.iter().copied().find(|k| {
            [k.word(), k.plural(), k.letters()].contains(&text.as_str())
                || k.heading().to_lowercase() == text
        })
    }

    /// Gives its place in [`Kind::ALL`], which is stable: the index uses it as a key.
    pub fn number(self) -> u8 {
        Kind::ALL
            .iter()
            .position(|k| *k == self)
            .map_or(0, |at| u8::try_from(at).unwrap_or(0))
    }
}

/// Writes the word; `{:#}` writes it with its article, "an account".
impl fmt::Display for Kind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if f.alternate() {
            let vowel = self.word().starts_with(['a', 'e', 'i', 'o', 'u']);
            f.write_str(if vowel { "an " } else { "a " })?;
        }
        f.write_str(self.word())
    }
}

impl Serialize for Kind {
    fn serialize<S: serde::Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        to.serialize_str(self.word())
    }
}

impl<'de> Deserialize<'de> for Kind {
    fn deserialize<D: serde::Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        let word = String::deserialize(from)?;
        Kind::ALL
            .iter()
            .copied()
            .find(|k| k.word() == word)
            .ok_or_else(|| serde::de::Error::custom(format!("no kind is called “{word}”")))
    }
}

/// Splits a short id such as `pb3` into its kind and number.
pub fn parse_short(text: &str) -> Option<(Kind, u64)> {
    let (letters, number) = text.split_at_checked(2)?;
    let kind = Kind::ALL
        .iter()
        .copied()
        .find(|k| k.letters().eq_ignore_ascii_case(letters))?;
    if number.is_empty() || number.starts_with('0') || !number.bytes().all(|b| b.is_ascii_digit()) {
        return None;
    }
    Some((kind, number.parse().ok()?))
}
