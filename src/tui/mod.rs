//! The workbench in the terminal.
//!
//! One synchronous loop: `Event → (keymap) Action → update → effects → draw`. Screens and overlays say
//! as data what they want from the world; drawing changes nothing and asks no clock.

pub mod action;
mod data;
mod inbox;
pub mod input;
pub mod keymap;
mod known;
pub mod line;
mod look;
mod nearest;
mod overlays;
mod screens;
mod sheet;
mod signs;
mod story;
pub mod strip;
mod terminal;
pub mod theme;
