//! The one-line grammar: every "must hold", what each kind makes, and what no line may ever do.
#![allow(
    clippy::unwrap_used,
    clippy::format_collect,
    clippy::format_push_string
)] // The helpers of a test may unwrap as the test itself may.

mod book;
mod lines;
mod must_hold;
mod never;
mod records;
