//! Holds the book: commands, queries, and who has it open.
//!
//! [`Book`] is what both faces use. It either has the book here (it holds the lock, [`Core`] does the work), or reaches
//! the workbench that has it through a socket; the caller does not see which. [`Desk`] is a book on a thread of its own,
//! as a workbench needs it: it listens for other commands, and tells of every change.

mod arrive;
mod asked;
mod backup;
mod calling;
mod capturing;
mod check;
pub mod clock;
pub mod command;
mod conflict;
mod core;
mod deleting;
pub mod demo;
mod desk;
mod dossier;
pub mod error;
mod execute;
mod filing;
pub mod find;
pub mod generate;
mod guests;
mod handle;
mod holding;
mod import;
mod kept;
mod lookup_entry;
mod merge;
mod overlay;
mod read;
#[cfg(test)]
pub(crate) mod sample;
mod series;
mod shape;
mod stories;
mod stranded;
mod today;
pub mod trash;
mod typing;
mod undo;
mod wire;
mod work;

pub use crate::store::Told;
pub use backup::{backup, restore};
pub use calling::{Noted, Recovering, Sweep, names_in};
pub use capturing::{Captured, Spot, placeholder};
pub use check::{Finding, Report, check};
pub use clock::Clock;
pub use command::{Answer, Ask, Command, Made, Past, Query, Receipt, Step};
pub use core::Core;
pub use deleting::Deletion;
pub use desk::{Desk, Errand, News};
pub use error::{BookError, Result, Trouble};
pub use execute::Bringing;
pub use filing::Filed;
pub use guests::Guest;
pub use handle::{Book, Options};
pub use import::{MAP_ENDING, import_file, import_from, import_options, map_beside};
pub use series::coming_meetings;
pub use stories::{Stories, Story};
pub use stranded::{rising, waiting};
pub use wire::socket_path;
