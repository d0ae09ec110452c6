//! What needs attention now, what is unknown, and how the relationship is kept up: pure functions over values.
//!
//! [`pulse`] is the small summary of an account that the book keeps; [`attention`] turns all of them into Today,
//! [`week`] into the days ahead. [`gaps`], [`knowledge`] and [`rhythm`] read one account whole.

pub mod attention;
pub mod behaviour;
pub mod people;
pub mod pulse;
mod signs;

pub use attention::{Class, Signal, today};
pub use pulse::{AccountPulse, Kept, Pulse, Shift, keeps, pulse_of};

#[cfg(test)]
mod sample;
