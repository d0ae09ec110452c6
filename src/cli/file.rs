//! Writes what a command made: to standard output, or whole into a file and never half.

use std::io::Write as _;
use std::os::unix::fs::OpenOptionsExt as _;
use std::path::Path;

use serde::Serialize;

use super::here::Here;
use super::import::plain_error;
use crate::book::{BookError, Result};

/// Writes bytes to a file where one was named, else to standard output.
pub fn put(here: &mut Here<'_>, to: Option<&Path>, bytes: &[u8]) -> Result<()> {
    match to {
        None => here.out.bytes(bytes),
        Some(path) => {
            outside_the_book(here, path)?;
            whole(path, bytes)?;
            super::output::tell(&format!("Written: {}", path.display()));
        }
    }
    Ok(())
}

/// Refuses to write over the book itself.
pub fn outside_the_book(here: &Here<'_>, path: &Path) -> Result<()> {
    let folder = path
        .parent()
        .filter(|folder| !folder.as_os_str().is_empty());
    let folder = folder.unwrap_or(Path::new(".")).canonicalize();
    let book = here.config.places.book.canonicalize();
    match (folder, book) {
        (Ok(folder), Ok(book)) if folder.starts_with(&book) => Err(BookError::refused(format!(
            "{} lies within the book; nothing was written",
            path.display()
        ))
        .hint("What is written there could destroy the book. Name a file elsewhere.")),
        _ => Ok(()),
    }
}

/// Writes a JSON document to a file where one was named, else to standard output.
pub fn put_json(here: &mut Here<'_>, to: Option<&Path>, value: &impl Serialize) -> Result<()> {
    if to.is_none() {
        here.out.json(value);
        Ok(())
    } else {
        let mut bytes =
            serde_json::to_vec_pretty(value).map_err(|e| BookError::refused(e.to_string()))?;
        bytes.push(b'\n');
        put(here, to, &bytes)
    }
}

/// Writes a file beside its place and then renames it, so that whoever reads it finds the old one or the new one.
///
/// What a book says is nobody else's to read: a new file is its owner's alone, one that is there keeps the rights it has.
pub fn whole(path: &Path, bytes: &[u8]) -> Result<()> {
    let wrong = |e: &std::io::Error| {
        BookError::refused(format!(
            "{}: {}; nothing was written",
            path.display(),
            plain_error(e)
        ))
    };
    let Some(name) = path.file_name() else {
        return Err(BookError::usage(format!(
            "{} is not the name of a file",
            path.display()
        )));
    };
    if path.is_dir() {
        return Err(BookError::refused(format!(
            "{}: is a directory; nothing was written",
            path.display()
        )));
    }
    // A device or a pipe takes what it is given; renaming over it would replace it.
    if path.exists() && !path.is_file() {
        return std::fs::write(path, bytes).map_err(|e| wrong(&e));
    }
    let mut beside = name.to_owned();
    beside.push(format!(".{}.new", std::process::id()));
    let beside = path.with_file_name(beside);
    let rights = std::fs::metadata(path).map(|there| there.permissions());
    let written = std::fs::OpenOptions::new()
        .write(true)
        .create(true)
        .truncate(true)
        .mode(0o600)
        .open(&beside)
        .and_then(|mut file| {
            file.write_all(bytes)?;
            if let Ok(rights) = rights {
                file.set_permissions(rights)?;
            }
            file.sync_all()
        })
        .and_then(|()| std::fs::rename(&beside, path));
    written.map_err(|e| {
        // Where even this fails there is nothing more to be done about it.
        let _ = std::fs::remove_file(&beside);
        wrong(&e)
    })
}
