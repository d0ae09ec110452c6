//! The workbench in the terminal.
//!
//! One synchronous loop: `Event → (keymap) Action → update → effects → draw`. Screens and overlays say
//! as data what they want from the world; drawing changes nothing and asks no clock.

mod act;
pub mod action;
mod around;
mod bar;
mod call;
mod capturing;
mod choose;
mod clipboard;
mod columns;
mod completing;
mod data;
mod deleting;
mod detail;
pub mod doc;
mod drafts;
mod draw;
mod figures;
mod filling;
mod form_view;
mod found;
pub mod headless;
mod held;
mod hints;
mod implications;
mod import;
mod importing;
mod inbox;
pub mod input;
mod kept;
pub mod keymap;
mod known;
mod layout;
pub mod line;
mod linking;
mod links;
mod look;
mod looking;
mod merge;
mod message;
mod model;
mod nearest;
mod newcomers;
mod order;
mod orders;
mod overlays;
mod page;
mod past;
pub mod picture;
mod runtime;
mod screens;
mod sheet;
mod signs;
mod steps;
mod story;
pub mod strip;
mod supply;
pub mod terminal;
pub mod theme;
mod understood;
mod update;
mod wording;
mod works;

pub use runtime::{Options, run};
