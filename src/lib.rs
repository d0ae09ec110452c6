//! Keeps the book of a consultative seller, and hands it back at the moments that matter.
//!
//! The layers, each of which knows only those below it:
//! `cli` and `tui` (two faces) · `book` (what both share) · `brief`, `signals`, `capture`, `lookup`,
//! `interchange`, `config` (each knows the domain alone) · `store` (files) · `journal` (entries) · `domain` (records).

pub mod book;
pub mod brief;
pub mod capture;
pub mod cli;
pub mod config;
pub mod domain;
pub mod interchange;
pub mod journal;
pub mod lookup;
pub mod signals;
pub mod store;
pub mod tui;
