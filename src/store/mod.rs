//! The files of a book: the journal, which is the truth, and the index over it.
//!
//! ```text
//! book/
//!   journal/00000001.ally …   every entry ever accepted, appended and fsynced (format: [`crate::journal`])
//!   index/                    sled: answers questions without a scan; rebuilt from the journal when in doubt
//!   aside/                    what was cut from the journal, and the last index that was found damaged
//!   lock                      an OS lock; its contents only inform
//! ```
//!
//! Every row of the index is covered by a digest of its group, every digest by the [root](index::Root), and the root says
//! how far into the journal the index reaches. So no answer can come from an index that lost, kept or changed a row:
//! the first read that does not add up sets it aside and rebuilds it.
//!
//! It knows entries and records, and nothing of what they mean: what is summed up about an account is a [`Shape`].

mod activity;
mod append;
mod backup;
mod blocks;
mod calm;
mod check;
mod damage;
mod disk;
mod files;
mod flat;
mod index;
mod key;
mod lock;
mod memory;
mod open;
mod pending;
mod place;
mod prefix;
mod query;
mod read;
mod ready;
mod rebuild;
mod root;
mod rows;
mod salvage;
mod shape;
mod sled;
mod tally;

pub use crate::domain::names::{Name, Names};
pub use backup::{Packed, is_empty, pack, unpack};
pub use check::{Finding, Report, check};
pub use damage::{Damage, StoreError};
pub use disk::{Disk, Real};
pub use files::{ends_with, private, write_private};
pub use lock::{Lock, hold, holder, last_taken, may_hold};
pub use open::{Options, Saving, Store, Told};
pub use prefix::{Prefix, Replay, read_prefix, replay};
pub use shape::{Shape, Turn};
pub use sled::is_guarded;
pub use tally::{Month, Tally};
