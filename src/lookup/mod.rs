//! Finds the right record for a few letters: fuzzy, exact in its order, and quick enough to answer every key.
//!
//! It knows nothing of the screen, the store or the clock. What it is given are [`Entry`]s; what it gives back
//! are [`Hit`]s. The way in:
//!
//! ```
//! use ally::lookup::{Corpus, Entry, Kind, Query, Role, Session, Vocabulary};
//! let vocabulary = Vocabulary::new(
//!     vec![Kind::new(0, "account", Role::Account, 6), Kind::new(2, "problem", Role::Other, 2)],
//!     vec!["open".into()],
//! );
//! let entry = Entry { text: "Long lines at service window, voice response unit".into(), kind: 2, ..Entry::default() };
//! let corpus = Corpus::build(vocabulary, [entry], 2);
//! let query = Query::parse("kind:problem vru", corpus.vocabulary());
//! let hits = Session::new().query(&corpus, &query, 50, &|| false)?;
//! assert_eq!(hits[0].text, "Long lines at service window, voice response unit");
//! # Ok::<(), ally::lookup::Halt>(())
//! ```
//!
//! * [`Corpus::build`], [`Corpus::put`], [`Corpus::remove`]: all entries, one more or changed, one less.
//! * [`Session::query`]: the best of them for a [`Query`]; one session for each place where someone types.
//! * [`complete`]: what the word at the cursor could become (`kind:`, `is:`, `@`, `#`, `+`).
//! * [`snapshot::save`], [`snapshot::open`]: the corpus beside the book, opened without reading most of it.
//!
//! # What a score is
//!
//! Each entry has a *searched key*: its text, then its other words (`also`), folded one character to one
//! character (lower case, base letter), then aliases made from both: initials of each phrase and the written-out
//! forms of umlauts ([`key`]). A query's words are folded likewise; every word must match.
//! An entry's score is the sum over the words of what a fresh `SkimMatcherV2` of `fuzzy-matcher` 0.3.7 gives
//! (key, word), plus the stated weights of [`weights`], and nothing else. Order: score falling, then the more
//! recent, then the shorter key, then the id. The engine visits few entries and returns exactly that list;
//! `tests/lookup/exact.rs` holds it to an exhaustive scoring by the crate.
//!
//! A word that begins no word of the corpus may be a slip of the finger: it is also tried as the known words one
//! edit away (two from eight letters), and a plural as its singular, each at a stated cost ([`words`]).

mod bounds;
mod bytes;
mod columns;
pub mod complete;
mod corpus;
mod entry;
mod filter;
pub mod fold;
mod index;
mod kernel;
pub mod key;
mod leaf;
mod literal;
mod planes;
mod query;
mod score;
mod search;
mod segment;
mod separated;
mod session;
pub mod snapshot;
mod strip;
pub mod weights;
pub mod words;

pub use complete::{Completion, complete};
pub use corpus::Corpus;
pub use entry::{Entry, Halt, Hit, Kind, Role, Vocabulary};
pub use filter::Units;
pub use query::{Query, Term};
pub use session::Session;
