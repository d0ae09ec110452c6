//! The screens: each says which rows it has and what they look like; lists, keys and frames are shared.

pub mod account;
pub mod accounts;
mod aside;
pub mod board;
pub mod brief;
pub mod call;
pub mod history;
pub mod import;
pub mod merge;
pub mod today;
