//! Writes records for other programs: JSONL, CSV, Markdown, vCard 4 and iCalendar, each so that it can come back.

mod cards;
mod events;
mod lines;
mod page;
mod sheet;

pub use cards::vcard;
pub use events::REMINDER;
pub use events::ical;
pub(super) use events::{ACCOUNT, SUBJECT, SUMMARY};
pub use lines::{activity, jsonl};
pub(super) use page::MARK;
pub use page::markdown;
pub(super) use sheet::{SHOWN, value};
pub use sheet::{csv, guarded, harmless, unguarded};

use crate::domain::Id;

/// Gives the name of a record, for files in which people read names instead of ids.
pub type NameOf<'a> = &'a dyn Fn(Id) -> Option<String>;
