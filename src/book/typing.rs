//! Which workbenches live on a book: each holds a file of its own locked for as long as it does.
//!
//! What is being typed in one of them lies beside the book for all; only the lock tells it from what was cut off. As with the
//! [holder](crate::store) no process numbers are compared, and what a killed process leaves behind is an unlocked file.

use std::fs::{File, OpenOptions, TryLockError};
use std::os::unix::fs::{DirBuilderExt as _, OpenOptionsExt as _};
use std::path::{Path, PathBuf};

use super::clock::random;
use super::handle::Book;

/// Where their files lie in the book's folder.
const FOLDER: &str = "typing";

/// A workbench among those that live.
pub(super) struct Typing {
    name: String,
    path: PathBuf,
    _file: File,
}

impl Typing {
    /// Takes a name that no other has; nothing where the book's folder may not be written, or its disk knows no locks.
    fn begin(book: &Path) -> Option<Typing> {
        let folder = book.join(FOLDER);
        let made = std::fs::DirBuilder::new().mode(0o700).create(&folder);
        if made.is_err() && !folder.is_dir() {
            return None;
        }
        clear(&folder);
        // Whoever clears the folder between these two steps takes the file for one that was left behind.
        (0..3).find_map(|_| {
            let name = uuid::Uuid::from_bytes(random()).simple().to_string();
            let path = folder.join(&name);
            let file = OpenOptions::new()
                .write(true)
                .create_new(true)
                .mode(0o600)
                .open(&path)
                .ok()?;
            file.try_lock().ok()?;
            path.exists().then_some(Typing {
                name,
                path,
                _file: file,
            })
        })
    }
}

impl Drop for Typing {
    fn drop(&mut self) {
        let _ = std::fs::remove_file(&self.path);
    }
}

fn is_locked(path: &Path) -> bool {
    let file = OpenOptions::new().write(true).open(path);
    file.is_ok_and(|file| matches!(file.try_lock(), Err(TryLockError::WouldBlock)))
}

/// Takes away what those left behind who were killed.
fn clear(folder: &Path) {
    let Ok(files) = std::fs::read_dir(folder) else {
        return;
    };
    for path in files.flatten().map(|file| file.path()) {
        if !is_locked(&path) {
            let _ = std::fs::remove_file(path);
        }
    }
}

impl Book {
    /// Gives the name under which others see that this workbench lives; nothing where they cannot.
    pub fn typist(&mut self) -> Option<&str> {
        if self.typing.is_none() {
            self.typing = Typing::begin(&self.options.dir);
        }
        self.typing.as_ref().map(|typing| typing.name.as_str())
    }

    /// Says whether another workbench that goes by a name still lives.
    pub fn types_elsewhere(&self, name: &str) -> bool {
        let own = self.typing.as_ref().is_some_and(|own| own.name == name);
        // The name stands in a file that anybody might have written: it names nothing outside the folder.
        let plain = !name.is_empty() && name.bytes().all(|byte| byte.is_ascii_hexdigit());
        !own && plain && is_locked(&self.options.dir.join(FOLDER).join(name))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn whoever_lives_is_seen_and_whoever_is_gone_is_not() {
        let dir = tempfile::tempdir().unwrap();
        let first = Typing::begin(dir.path()).unwrap();
        let second = Typing::begin(dir.path()).unwrap();
        let path = |typing: &Typing| dir.path().join(FOLDER).join(&typing.name);
        assert!(first.name != second.name && is_locked(&path(&first)) && is_locked(&path(&second)));
        // A kill leaves the file and lets go of the lock.
        let left = dir.path().join(FOLDER).join("00ff");
        std::fs::write(&left, "").unwrap();
        assert!(!is_locked(&left));
        let gone = path(&second);
        drop(second);
        assert!(!gone.exists() && !is_locked(&gone));
        let third = Typing::begin(dir.path()).unwrap();
        assert!(!left.exists() && path(&first).exists() && path(&third).exists());
    }
}
