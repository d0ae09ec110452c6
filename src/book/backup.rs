//! The whole book in one file, and back into its place.

use std::fs::File;
use std::io::{BufWriter, Write as _};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use super::core::trouble;
use super::error::{BookError, Result};
use super::handle::{Options, Way, store_options};
use super::shape::BookShape;
use crate::store::{self, Packed, Store};

/// Writes a book's whole history into one file, beside whoever has the book open; reads it back before it says so.
pub fn backup(options: &Options, file: &Path) -> Result<Packed> {
    let wrong = |e: &std::io::Error| {
        BookError::refused(format!("{}: {e}; no backup was made", file.display()))
    };
    if file.is_dir() {
        return Err(BookError::refused(format!(
            "{} is a directory; name the file to write",
            file.display()
        )));
    }
    let beside = with_ending(file, &format!(".{}.new", std::process::id()));
    let written = (|| {
        let to = store::private(&beside).map_err(|e| wrong(&e))?;
        let mut to = BufWriter::with_capacity(256 << 10, to);
        let packed = store::pack(&options.dir, &mut to).map_err(trouble)?;
        to.flush()
            .and_then(|()| to.get_ref().sync_all())
            .map_err(|e| wrong(&e))?;
        // A backup that cannot be read back is none.
        let trial = with_ending(file, &format!(".{}.trial", std::process::id()));
        let back = store::unpack(&beside, &trial);
        let _ = std::fs::remove_dir_all(&trial);
        if back.map_err(trouble)? != packed {
            return Err(BookError::damaged(format!(
                "{} did not read back as it was written; no backup was made",
                file.display()
            )));
        }
        std::fs::rename(&beside, file).map_err(|e| wrong(&e))?;
        Ok(packed)
    })();
    if written.is_err() {
        let _ = std::fs::remove_file(&beside);
    }
    written
}

/// Puts a backup in the place of a book; gives what it holds, and where the book that was there is kept.
///
/// Errors where the file is not whole, where there is a book already and `force` is not said, or where somebody has it open.
pub fn restore(options: &Options, file: &Path, force: bool) -> Result<(Packed, Option<PathBuf>)> {
    if !file.is_file() {
        return Err(BookError::refused(format!(
            "{}: there is no such file",
            file.display()
        )));
    }
    let stamp = options
        .clock
        .now()
        .timestamp()
        .strftime("%Y%m%dT%H%M%SZ")
        .to_string();
    let place = &options.dir;
    // Held until the new book is in its place: nobody begins to write into the old one meanwhile.
    let old = if place.join("journal").is_dir() || place.join("index").is_dir() {
        let lock = store::hold(
            place,
            &format!("a restore (process {})", std::process::id()),
        );
        let lock = lock.map_err(|e| {
            trouble(e).hint("Nothing was changed. Close it there, and repeat the command.")
        })?;
        let empty = store::is_empty(place).map_err(trouble)?;
        if !empty && !force {
            return Err(BookError::refused(format!(
                "there is a book at {}; nothing was changed",
                place.display()
            ))
            .hint("--force puts the backup in its place, and keeps the book beside it."));
        }
        Some(lock)
    } else {
        None
    };
    let new = with_ending(place, &format!(".restoring-{stamp}"));
    let made = (|| {
        let packed = store::unpack(file, &new).map_err(trouble)?;
        // Opened once, so that its index is there and what is in it was read.
        Store::open(
            &new,
            store_options(options, &Way::default()),
            Arc::new(BookShape),
        )
        .map_err(trouble)?;
        Ok(packed)
    })();
    let packed = match made {
        Ok(packed) => packed,
        Err(error) => {
            let _ = std::fs::remove_dir_all(&new);
            return Err(error);
        }
    };
    let io = |e: std::io::Error| BookError::damaged(format!("{}: {e}", place.display()));
    let kept = if place.exists() {
        let mut keep = with_ending(place, &format!(".before-{stamp}"));
        let mut number = 1;
        while keep.exists() {
            number += 1;
            keep = with_ending(place, &format!(".before-{stamp}-{number}"));
        }
        std::fs::rename(place, &keep).map_err(io)?;
        Some(keep)
    } else {
        None
    };
    if let Err(error) = std::fs::rename(&new, place) {
        if let Some(keep) = &kept {
            let _ = std::fs::rename(keep, place);
        }
        return Err(io(error));
    }
    if let Some(above) = place.parent() {
        // A rename that a power cut takes back leaves the old book where it was.
        let _ = File::open(above).and_then(|folder| folder.sync_all());
    }
    drop(old);
    Ok((packed, kept))
}

fn with_ending(path: &Path, ending: &str) -> PathBuf {
    let mut name = path.file_name().unwrap_or_default().to_owned();
    name.push(ending);
    path.with_file_name(name)
}
