//! The few things that are asked of the file system where a save depends on it; tests put a failing one in its place.

use std::fs::File;
use std::io::{self, Write as _};
use std::path::Path;

/// Writes and makes durable.
pub trait Disk: Send + Sync {
    /// Writes bytes where the file stands.
    fn write(&self, file: &mut File, bytes: &[u8]) -> io::Result<()> {
        file.write_all(bytes)
    }

    /// Makes a file's contents durable.
    fn sync(&self, file: &File) -> io::Result<()> {
        file.sync_data()
    }

    /// Makes the names in a directory durable.
    fn sync_folder(&self, folder: &Path) -> io::Result<()> {
        File::open(folder)?.sync_all()
    }

    /// Cuts a file to a length, durably.
    fn cut(&self, file: &File, length: u64) -> io::Result<()> {
        file.set_len(length)?;
        file.sync_all()
    }
}

/// The file system as it is.
#[derive(Clone, Copy, Debug, Default)]
pub struct Real;

impl Disk for Real {}
