//! Reads other programs' files into a plan, and writes files that others read.

pub mod decode;
pub mod dialect;
pub mod header;
pub mod rows;
pub mod values;
