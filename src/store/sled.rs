//! Rows in sled 0.34.7: the only file that names it, and that knows how it breaks.
//!
//! It is fast to read and safe against a kill; but one flipped bit can make it panic, hang, or lose what it held. So every
//! call is guarded: a panic inside becomes [`Trouble`], silently, and an opening that takes too long is given up.

use std::cell::Cell;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::Path;
use std::sync::{Once, mpsc};
use std::time::Duration;

use sled::{Batch, Config, Db, Mode};

use super::calm::calm;
use super::rows::{Changes, Rows, Trouble};

thread_local! {
    static GUARDED: Cell<bool> = const { Cell::new(false) };
}

/// Keeps rows in sled's default tree.
pub struct Sled {
    db: Db,
}

impl Sled {
    /// Opens the folder, or begins it.
    ///
    /// An opening that is stuck is given up after `patience`; its thread then still owns the folder, so the caller must
    /// rename it away before it begins anew.
    pub fn open(folder: &Path, workbench: bool, patience: Duration) -> Result<Sled, Trouble> {
        silence_guarded_panics();
        remove_unfinished_snapshots(folder);
        let config = Config::new()
            .path(folder)
            .mode(Mode::LowSpace)
            .cache_capacity(if workbench { 64 << 20 } else { 16 << 20 })
            .flush_every_ms(workbench.then_some(1000));
        let (done, opened) = mpsc::channel();
        let opening = std::thread::Builder::new()
            .name("index".into())
            .spawn(move || {
                let mut result = calm(|| guard(|| config.open()));
                // The lock of a handle that was just dropped can lag behind.
                for _ in 0..200 {
                    match &result {
                        Err(trouble) if trouble.0.contains("could not acquire lock") => {}
                        _ => break,
                    }
                    std::thread::sleep(Duration::from_millis(10));
                    result = calm(|| guard(|| config.open()));
                }
                let _ = done.send(result);
            });
        opening.map_err(|e| Trouble::new(format!("no thread to open it on: {e}")))?;
        let db = opened
            .recv_timeout(patience)
            .map_err(|_| Trouble::new("opening it takes too long"))??;
        restrict(folder);
        Ok(Sled { db })
    }
}

impl Rows for Sled {
    fn get(&self, key: &[u8]) -> Result<Option<Vec<u8>>, Trouble> {
        guard(|| self.db.get(key).map(|found| found.map(|v| v.to_vec())))
    }

    fn scan(
        &self,
        prefix: &[u8],
        each: &mut dyn FnMut(&[u8], &[u8]) -> bool,
    ) -> Result<(), Trouble> {
        guard(|| {
            for row in self.db.scan_prefix(prefix) {
                let (key, value) = row?;
                if !each(&key, &value) {
                    break;
                }
            }
            Ok(())
        })
    }

    fn write(&mut self, changes: &Changes) -> Result<(), Trouble> {
        guard(|| {
            let mut batch = Batch::default();
            for (key, value) in changes {
                match value {
                    Some(value) => batch.insert(key.as_slice(), value.as_slice()),
                    None => batch.remove(key.as_slice()),
                }
            }
            calm(|| self.db.apply_batch(batch))
        })
    }

    fn flush(&mut self) -> Result<(), Trouble> {
        calm(|| guard(|| self.db.flush().map(drop)))
    }
}

fn guard<T>(call: impl FnOnce() -> sled::Result<T>) -> Result<T, Trouble> {
    let outer = GUARDED.replace(true);
    let result = catch_unwind(AssertUnwindSafe(call));
    GUARDED.set(outer);
    match result {
        Ok(Ok(value)) => Ok(value),
        Ok(Err(error)) => Err(Trouble::new(plain(&error))),
        Err(_) => Err(Trouble::new("it broke while it was read")),
    }
}

fn plain(error: &sled::Error) -> String {
    match error {
        sled::Error::Corruption { .. } => "it is damaged".to_owned(),
        sled::Error::Io(e) => e.to_string(),
        other => other.to_string(),
    }
}

/// Keeps panics inside guarded calls, and on sled's own threads, from being printed over the screen.
fn silence_guarded_panics() {
    static ONCE: Once = Once::new();
    ONCE.call_once(|| {
        let before = std::panic::take_hook();
        std::panic::set_hook(Box::new(move |info| {
            if !is_guarded(info) {
                before(info);
            }
        }));
    });
}

/// Says whether a panic is one that the store expects and handles; a hook set later should leave it alone.
pub fn is_guarded(info: &std::panic::PanicHookInfo<'_>) -> bool {
    let from_sled = |l: &std::panic::Location<'_>| l.file().contains("sled-0.34");
    GUARDED.try_with(Cell::get).unwrap_or(false) || info.location().is_some_and(from_sled)
}

/// A kill inside the writing of a snapshot leaves a file that makes every later opening fail; deleting it loses nothing.
fn remove_unfinished_snapshots(folder: &Path) {
    let Ok(entries) = std::fs::read_dir(folder) else {
        return;
    };
    for entry in entries.flatten() {
        let name = entry.file_name();
        let name = name.to_string_lossy();
        if name.starts_with("snap.") && name.ends_with(".generating") {
            let _ = std::fs::remove_file(entry.path());
        }
    }
}

/// It creates its files for all to read; the folder is closed to others, and so are the files.
fn restrict(folder: &Path) {
    use std::os::unix::fs::PermissionsExt as _;
    let set = |path: &Path, mode| {
        let _ = std::fs::set_permissions(path, std::fs::Permissions::from_mode(mode));
    };
    set(folder, 0o700);
    for entry in std::fs::read_dir(folder).into_iter().flatten().flatten() {
        let is_folder = entry.file_type().is_ok_and(|t| t.is_dir());
        set(&entry.path(), if is_folder { 0o700 } else { 0o600 });
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn it_keeps_rows() {
        let dir = tempfile::tempdir().unwrap();
        let patience = Duration::from_secs(20);
        let mut rows = Sled::open(dir.path(), false, patience).unwrap();
        super::super::rows::suite::holds(&mut rows);
        drop(rows);
        let rows = Sled::open(dir.path(), false, patience).unwrap();
        assert_eq!(rows.get(b"b").unwrap(), Some(b"y".to_vec()));
    }

    #[test]
    fn an_unfinished_snapshot_is_no_obstacle() {
        let dir = tempfile::tempdir().unwrap();
        let patience = Duration::from_secs(20);
        drop(Sled::open(dir.path(), false, patience).unwrap());
        std::fs::write(dir.path().join("snap.00000000000000AB.generating"), b"half").unwrap();
        Sled::open(dir.path(), false, patience).unwrap();
    }
}
