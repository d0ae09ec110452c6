//! What happened to a book: changes, entries and their inverses, as pure values, and how they are written.
//!
//! # The journal, version 1
//!
//! `docs/journal.md` tells it with an example, for somebody who has the files and not the program; this is the same in short.
//!
//! A journal is a row of text files (segments), UTF-8, a JSON value a line, each line ended by one LF.
//! It can be read with any text viewer. Read in order, its entries are everything that was ever accepted
//! into the book; the book as it stands is what they add up to.
//!
//! **A segment** begins with one line that says what it is and where it continues:
//! ```json
//! {"ally":"journal","version":1,"segment":1,"after":0,"chain":"<64 hex digits>"}
//! ```
//! `after` is the sequence number of the last entry before the segment, `chain` the chain hash after it
//! (64 zeros at the very beginning).
//!
//! **An entry** is a line of head, a line of salt, one line a change, and a commit line:
//! ```json
//! {"seq":7,"at":"2026-11-23T14:00:00Z","author":"me","cause":{"command":"add"},"request":"…"}
//! {"salt":"<32 hex digits>"}
//! {"make":{"id":"…","short":"pm3","kind":"promise", …}}
//! {"edit":{"id":"…","kind":"problem","set":{"state":{"old":"heard","new":"confirmed"}}}}
//! {"commit":{"seq":7,"lines":3,"body":"<hash>","chain":"<hash>"}}
//! ```
//! - `seq` counts from 1 without a gap.
//! - `body` is the BLAKE3 hash (hex) of the bytes of all lines between head and commit, their LF included;
//!   `lines` counts them, the salt's line included.
//! - `chain` is the BLAKE3 hash of: the previous chain (32 bytes), `seq` (8 bytes, big-endian), the BLAKE3 hash of
//!   the head's bytes with its LF (32 bytes), and `body` (32 bytes).
//! - Without its commit line an entry never happened.
//! - A *forgotten* entry has, instead of salt and changes, the one line `{"forgotten":{"lines":3}}`; its commit line
//!   stays as it was, so the chain holds, and the random salt keeps the hash from telling what was there.
//!
//! **A change** is an object with one member:
//! - `make` holds a whole new record; `drop` the whole record that is taken out.
//! - `edit` holds a record's id and kind, and for each field the old and the new value (absent where unknown).
//! - `setting` holds the name, the old and the new value of something the book remembers beside its records.
//! - `activity` adds, and `inactivity` takes out, rows of buying or using, a row for each that is equal: `rows` (how many), `data`
//!   (base64 of the raw-deflated batch: one JSON array a line, `account, on, order, product, site, channel, quantity, amount,
//!   currency`, empty where unknown).
//!
//! A reader that meets a member it does not know keeps the line and goes on: it cannot show that change, and never drops it.

mod change;
mod entry;
mod reader;

pub use change::{Change, Conflict, Edit, Pair, Setting, apply};
pub use entry::{
    Batch, Cause, Chain, Encoded, Entry, Head, Lines, encode, encode_lines, segment_line,
};
pub use reader::{Bodies, Fault, Read, Reader};
