//! Reads other programs' files into a plan, and writes files that others read.

pub mod activity;
mod build;
pub mod decode;
pub mod dialect;
pub mod draft;
pub mod error;
pub mod header;
pub mod map;
pub mod options;
mod recognise;
mod repair;
pub mod rows;
mod table;
pub mod values;
pub mod vendors;
