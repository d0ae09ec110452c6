//! What needs attention now, what is unknown, and how the relationship is kept up: pure functions over values.
//!
//! [`pulse`] is the small summary of an account that the book keeps; [`attention`] turns all of them into Today,
//! [`week`](week::week) into the days ahead. [`gaps`](gaps::gaps), [`how_well`](gaps::how_well) and
//! [`rhythm`](rhythm::rhythm) read one account whole.

pub mod attention;
pub mod behaviour;
pub mod chart;
pub mod figures;
pub mod gaps;
mod owed;
pub mod packed;
pub mod people;
pub mod pulse;
pub mod rhythm;
pub mod sections;
pub mod series;
mod signs;
pub mod snooze;
pub mod soon;
pub mod specialists;
pub mod week;

pub use crate::domain::unknown::Shift;
pub use attention::{Class, Signal, today};
pub use pulse::{AccountPulse, Kept, Pulse, keeps, pulse_of};

#[cfg(test)]
mod sample;
