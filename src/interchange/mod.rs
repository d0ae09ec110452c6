//! Reads other programs' files into a plan, and writes files that others read.
//!
//! `read` turns each file into a [`Reading`]: what it is, what was guessed, what was refused, and drafts of its
//! records. [`plan`](plan::plan) compares readings with the book through the [`World`] that the book answers from, and
//! gives a [`Plan`]: values that the book turns into one journal entry. Nothing here knows a clock, a screen or a file.

pub mod activity;
mod build;
pub mod decode;
pub mod dialect;
pub mod draft;
pub mod error;
pub mod header;
pub mod map;
pub mod merge;
pub mod options;
pub mod plan;
mod recognise;
mod repair;
pub mod rows;
mod table;
pub mod values;
pub mod vendors;
pub mod world;

pub use draft::Reading;
pub use error::ImportError;
pub use options::{Flow, Limits, Options, Progress, Source};
pub use plan::Plan;
pub use world::{Snapshot, World};

/// Reads files, each into what it says; the first that cannot be imported at all stops everything.
pub fn read(sources: &[Source<'_>], options: &Options<'_>) -> Result<Vec<Reading>, ImportError> {
    sources
        .iter()
        .map(|source| read_one(source, options))
        .collect()
}

fn read_one(source: &Source<'_>, options: &Options<'_>) -> Result<Reading, ImportError> {
    let size = source.bytes.len() as u64;
    if size > options.limits.file {
        let mib = |bytes: u64| bytes.div_ceil(1024 * 1024);
        return Err(ImportError::TooLarge {
            file: source.name.to_owned(),
            size: mib(size),
            limit: mib(options.limits.file),
        });
    }
    let decoded = decode::decode(source.bytes);
    table::read(source.name, &decoded, options)
}
