//! The records of a book, their fields and states, and the rules between them: pure values.
//!
//! It knows no files, no screen and no clock; whoever calls it brings the day.

pub mod agreed;
pub mod alike;
pub mod checking;
pub mod days;
pub mod directory;
pub mod field;
pub mod id;
pub mod kinds;
pub mod likeness;
pub mod money;
pub mod names;
pub mod nearest;
pub mod oneness;
pub mod plain;
pub mod record;
pub mod rhythm;
pub mod spoken;
pub mod state;
pub mod typed;
pub mod unknown;
pub mod usage;
pub mod when;
pub mod words;

pub use field::{Field, FieldError, Object, Type, Who};
pub use id::{Id, Kind, parse_short};
pub use money::Money;
pub use record::{Base, Body, Foreign, Link, Record, Source};
pub use when::{Date, Moment};
