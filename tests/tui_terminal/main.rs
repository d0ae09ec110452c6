//! The workbench in a real terminal.

#[path = "../terminal/mod.rs"]
mod terminal;

mod rehearsal;
mod workbench;
