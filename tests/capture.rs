//! The one-line grammar: every "must hold", what each kind makes, and what no line may ever do.
#![allow(
    clippy::unwrap_used,
    clippy::format_collect,
    clippy::format_push_string
)] // The helpers of a test may unwrap as the test itself may.

#[path = "capture/book.rs"]
mod book;
#[path = "capture/lines.rs"]
mod lines;
#[path = "capture/must_hold.rs"]
mod must_hold;
#[path = "capture/never.rs"]
mod never;
#[path = "capture/records.rs"]
mod records;
