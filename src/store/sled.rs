//! Rows in sled 0.34.7: the only file that names it, and that knows how it breaks.
//!
//! It is fast to read and safe against a kill; but one flipped bit can make it panic, hang, or lose what it held. So every
//! call is guarded: a panic inside becomes [`Trouble`], silently, and an opening that takes too long is given up.

use std::cell::{Cell, RefCell};
use std::ops::Bound::{Excluded, Included};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::Path;
use std::sync::{Once, mpsc};
use std::time::Duration;

use sled::{Batch, Config, Db, IVec, Mode};

use super::blocks::{Sorted, find, merge, rows};
use super::calm::calm;
use super::rows::{Changes, Rows, Trouble};

thread_local! {
    static GUARDED: Cell<bool> = const { Cell::new(false) };
}

/// Keeps rows in sled's default tree, packed into [blocks](super::blocks).
pub struct Sled {
    db: Db,
    /// The block that was read last.
    last: RefCell<Option<Held>>,
}

struct Held {
    bound: IVec,
    block: IVec,
    /// The key of its last row.
    last: Vec<u8>,
}

impl Held {
    /// Says whether a row, where it is kept at all, is kept in this block.
    fn has(&self, key: &[u8]) -> bool {
        self.bound.get(1..).is_some_and(|bound| bound <= key) && key <= self.last.as_slice()
    }
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
        Ok(Sled {
            db,
            last: RefCell::new(None),
        })
    }
}

/// The sign before the lower bound of a block: no row of an older form begins with it, and those lie after all blocks.
const BLOCK: u8 = 1;

/// A block and the bound that it is kept under.
type Found = Option<(IVec, IVec)>;

fn bound_of(key: &[u8]) -> Vec<u8> {
    let mut bound = Vec::with_capacity(key.len() + 1);
    bound.push(BLOCK);
    bound.extend_from_slice(key);
    bound
}

impl Sled {
    /// Finds the block that has a key, where any has it.
    fn block_of(&self, key: &[u8]) -> sled::Result<Found> {
        self.db.range(..=bound_of(key)).next_back().transpose()
    }

    /// Gives the bound after one.
    fn after(&self, bound: &[u8]) -> sled::Result<Option<IVec>> {
        let end = [BLOCK + 1];
        let between = (Excluded(bound), Excluded(&end[..]));
        let mut blocks = self.db.range::<&[u8], _>(between);
        Ok(blocks.next().transpose()?.map(|(bound, _)| bound))
    }
}

impl Rows for Sled {
    fn get(&self, key: &[u8]) -> Result<Option<Vec<u8>>, Trouble> {
        // Rows that are asked for one after another mostly lie beside each other.
        if let Some(held) = self.last.borrow().as_ref().filter(|held| held.has(key)) {
            return Ok(find(&held.block, key)?.map(<[u8]>::to_vec));
        }
        let Some((bound, block)) = guard(|| self.block_of(key))? else {
            // Nothing was ever written, or in an older form: its root says so.
            return guard(|| self.db.get(key).map(|found| found.map(|v| v.to_vec())));
        };
        let found = find(&block, key)?.map(<[u8]>::to_vec);
        let last = rows(&block).last().transpose()?;
        let last = last.map_or_else(Vec::new, |(key, _)| key.to_vec());
        *self.last.borrow_mut() = Some(Held { bound, block, last });
        Ok(found)
    }

    fn scan(
        &self,
        prefix: &[u8],
        each: &mut dyn FnMut(&[u8], &[u8]) -> bool,
    ) -> Result<(), Trouble> {
        let Some((first, _)) = guard(|| self.block_of(prefix))? else {
            return Ok(());
        };
        let end = [BLOCK + 1];
        let from = (Included(&first[..]), Excluded(&end[..]));
        let mut blocks = self.db.range::<&[u8], _>(from);
        while let Some((_, block)) = guard(|| blocks.next().transpose())? {
            for row in rows(&block) {
                let (key, value) = row?;
                if key < prefix {
                    continue;
                }
                if !key.starts_with(prefix) || !each(key, value) {
                    return Ok(());
                }
            }
        }
        Ok(())
    }

    fn write(&mut self, changes: &Changes) -> Result<(), Trouble> {
        self.last.replace(None);
        let mut batch = Batch::default();
        let mut changes: Sorted<'_> = changes.iter().peekable();
        while let Some((key, _)) = changes.peek() {
            let found = guard(|| self.block_of(key))?;
            let (bound, block) = match &found {
                Some((bound, block)) => (&bound[..], &block[..]),
                None => (&[BLOCK][..], &[][..]),
            };
            let upper = guard(|| self.after(bound))?;
            let upper = upper.as_ref().and_then(|upper| upper.get(1..));
            let merged = merge(block, &mut changes, upper)?;
            if merged.is_empty() && found.is_some() {
                // The first block stays: whatever comes lies in it or behind it.
                match bound {
                    [_] => batch.insert(bound, &[]),
                    _ => batch.remove(bound),
                }
            }
            // The first keeps its bound, so that what lies between that and its first row still belongs to it.
            for (nth, (key, block)) in merged.into_iter().enumerate() {
                let own = if nth == 0 {
                    bound.to_vec()
                } else {
                    bound_of(&key)
                };
                batch.insert(own, block);
            }
        }
        guard(|| calm(|| self.db.apply_batch(batch)))
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
    fn many_rows_in_many_blocks_are_those_of_a_map() {
        use super::super::memory::Memory;
        let dir = tempfile::tempdir().unwrap();
        let mut sled = Sled::open(dir.path(), false, Duration::from_secs(20)).unwrap();
        let mut memory = Memory::default();
        let mut seed = 7u64;
        let mut next = move |below: u64| {
            seed = seed.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1);
            (seed >> 33) % below
        };
        for round in 0..60u64 {
            let many = if round % 9 == 0 { 900 } else { 12 };
            let mut changes = Changes::new();
            for _ in 0..many {
                let number = next(3_000);
                let key = number.to_be_bytes()[5..].to_vec();
                let length = usize::try_from(next(90) * next(40)).unwrap();
                // Whole ranges go at a time, so that blocks empty.
                let goes = round % 4 == 3 && number / 500 == round % 6 || next(5) == 0;
                changes.insert(key, (!goes).then(|| vec![round.to_be_bytes()[7]; length]));
            }
            sled.write(&changes).unwrap();
            memory.write(&changes).unwrap();
            for number in (0..3_000u64).step_by(7) {
                let key = &number.to_be_bytes()[5..];
                assert_eq!(sled.get(key).unwrap(), memory.get(key).unwrap());
            }
            for prefix in [&[][..], &[0][..], &[0, 5][..], &[0, 11, 200][..]] {
                let all = |rows: &dyn Rows| {
                    let mut out = Vec::new();
                    let mut push = |k: &[u8], v: &[u8]| {
                        out.push((k.to_vec(), v.to_vec()));
                        true
                    };
                    rows.scan(prefix, &mut push).unwrap();
                    out
                };
                assert_eq!(all(&sled), all(&memory), "round {round}, {prefix:?}");
            }
        }
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
