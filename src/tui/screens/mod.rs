//! The screens: each says which rows it has and what they look like; lists, keys and frames are shared.

pub mod account;
pub mod accounts;
pub mod aside;
pub mod board;
pub mod brief;
pub mod buying;
pub mod calendar;
pub mod call;
pub mod chart;
pub mod empty;
pub mod history;
pub mod import;
pub mod inbox;
pub mod merge;
pub mod today;
pub mod trash;
