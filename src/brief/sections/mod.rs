//! The sections of a page, one file each; each gives its lines in order, at most as many as `brief.md` allows.

pub mod aim;
pub mod ask;
pub mod bring;
pub mod debts;
pub mod head;
pub mod hurts;
pub mod people;
pub mod since;
pub mod stay;
pub mod tell;
pub mod timeline;
pub mod trade;
pub mod watch;
pub mod worth;
