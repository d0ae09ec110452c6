//! The workbench in the terminal.
//!
//! One synchronous loop: `Event → (keymap) Action → update → effects → draw`. Screens and overlays say
//! as data what they want from the world; drawing changes nothing and asks no clock.

mod act;
pub mod action;
mod choose;
mod data;
mod draw;
mod inbox;
pub mod input;
pub mod keymap;
mod known;
pub mod line;
mod layout;
mod look;
mod message;
mod model;
mod nearest;
mod overlays;
mod screens;
mod sheet;
mod signs;
mod story;
pub mod strip;
mod terminal;
pub mod theme;
mod update;
