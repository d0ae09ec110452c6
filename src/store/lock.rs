//! Who holds the book: whoever has the OS lock on its lock file. No process numbers are compared.

use std::fs::{File, TryLockError};
use std::io::{Read as _, Seek as _, Write as _};
use std::path::Path;

use super::damage::StoreError;
use super::files::private_file;

/// The lock, held until dropped.
pub struct Lock {
    _file: File,
}

impl Lock {
    /// Takes the lock, and leaves word who has it.
    pub fn take(book: &Path, who: &str) -> Result<Lock, StoreError> {
        let path = book.join("lock");
        let io = |source| StoreError::io("open the lock", &path, source);
        let mut file = private_file()
            .read(true)
            .write(true)
            .create(true)
            .truncate(false)
            .open(&path)
            .map_err(io)?;
        match file.try_lock() {
            Ok(()) => {}
            Err(TryLockError::WouldBlock) => {
                return Err(StoreError::Held {
                    by: holder(book).unwrap_or_default(),
                });
            }
            Err(TryLockError::Error(source)) => {
                return Err(StoreError::io("lock", &path, source));
            }
        }
        // Only informs: failing to say who holds it must not keep anyone from holding it. Only the first line is ever read; a
        // file that is emptied first is written back sooner, and every command would pay for it.
        let _ = file.rewind().and_then(|()| writeln!(file, "{who}"));
        Ok(Lock { _file: file })
    }
}

/// Takes a book's lock without opening the book.
pub fn hold(book: &Path, who: &str) -> Result<Lock, StoreError> {
    Lock::take(book, who)
}

/// Says whether the lock can be taken from here at all: not where its file may not be written.
pub fn may_hold(book: &Path) -> bool {
    match File::options().write(true).open(book.join("lock")) {
        Ok(_) => true,
        // Where it is not there yet, it would have to be made.
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => {
            !book.is_dir() || rustix::fs::access(book, rustix::fs::Access::WRITE_OK).is_ok()
        }
        Err(error) => !matches!(
            error.kind(),
            std::io::ErrorKind::PermissionDenied | std::io::ErrorKind::ReadOnlyFilesystem
        ),
    }
}

/// Says when the book was last taken by anybody.
pub fn last_taken(book: &Path) -> Option<std::time::SystemTime> {
    std::fs::metadata(book.join("lock")).ok()?.modified().ok()
}

/// Says who holds a book, in their own words. It may be out of date: only trying the lock tells.
pub fn holder(book: &Path) -> Option<String> {
    let mut who = String::new();
    let file = File::open(book.join("lock")).ok()?;
    file.take(200).read_to_string(&mut who).ok()?;
    let who = who.lines().next()?.trim().to_owned();
    (!who.is_empty()).then_some(who)
}
