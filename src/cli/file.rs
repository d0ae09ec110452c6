//! Writes what a command made: to standard output, or whole into a file and never half.

use std::io::Write as _;
use std::os::unix::fs::OpenOptionsExt as _;
use std::path::Path;

use serde::Serialize;

use super::here::Here;
use super::import::plain_error;
use super::output::Output;
use crate::book::{BookError, Result};
use crate::domain::plain;

/// Writes bytes to a file where one was named, else to standard output.
///
/// It is text: what would steer whoever shows it is left out. Another file is not written over unless `force` says so, or
/// whoever is asked.
pub fn put(here: &mut Here<'_>, to: Option<&Path>, bytes: &[u8], force: bool) -> Result<()> {
    let text = std::str::from_utf8(bytes).map(plain::file);
    let bytes = text.as_ref().map_or(bytes, |text| text.as_bytes());
    match to {
        None => here.out.bytes(bytes),
        Some(path) => {
            outside_the_book(here, path)?;
            let same = || std::fs::read(path).is_ok_and(|held| held == bytes);
            if !(force || path.is_file() && same()) {
                spare(path)?;
            }
            whole(path, bytes)?;
            super::output::tell(&format!("Written: {}", path.display()));
        }
    }
    Ok(())
}

/// Writes what comes piece by piece, to a file where one was named, else to standard output.
pub fn put_with(
    here: &mut Here<'_>,
    to: Option<&Path>,
    force: bool,
    write: &mut dyn FnMut(&mut dyn std::io::Write) -> std::io::Result<()>,
) -> Result<()> {
    let Some(path) = to else {
        let mut out = std::io::BufWriter::with_capacity(
            PIECE,
            Paper {
                out: &mut here.out,
                rest: Vec::new(),
            },
        );
        let written = write(&mut out).and_then(|()| out.flush());
        return written.map_err(|error| BookError::refused(error.to_string()));
    };
    outside_the_book(here, path)?;
    if !force {
        spare(path)?;
    }
    whole_with(path, write)?;
    super::output::tell(&format!("Written: {}", path.display()));
    Ok(())
}

/// So many bytes are written at once.
const PIECE: usize = 1 << 16;

/// Standard output, piece by piece, each of whole lines.
struct Paper<'o> {
    out: &'o mut Output,
    rest: Vec<u8>,
}

impl std::io::Write for Paper<'_> {
    fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
        self.rest.extend_from_slice(bytes);
        if let Some(end) = self.rest.iter().rposition(|byte| *byte == b'\n') {
            let more = self.rest.split_off(end + 1);
            self.out.bytes(&self.rest);
            self.rest = more;
        }
        Ok(bytes.len())
    }
    fn flush(&mut self) -> std::io::Result<()> {
        if !self.rest.is_empty() {
            self.out.bytes(&std::mem::take(&mut self.rest));
        }
        Ok(())
    }
}

/// Refuses to write over a file that holds something, unless whoever sits at the terminal says so.
pub fn spare(path: &Path) -> Result<()> {
    let Ok(about) = std::fs::metadata(path) else {
        return Ok(());
    };
    if !about.is_file() || about.len() == 0 {
        return Ok(());
    }
    let there = format!("{} is there already", path.display());
    if super::on_terminal() && super::output::confirm(&format!("{there}. Write over it?")) {
        return Ok(());
    }
    Err(BookError::refused(format!("{there}; nothing was written"))
        .hint("--force writes over it; or name another file."))
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
pub fn put_json(
    here: &mut Here<'_>,
    to: Option<&Path>,
    value: &impl Serialize,
    force: bool,
) -> Result<()> {
    if to.is_none() {
        here.out.json(value);
        Ok(())
    } else {
        let text =
            serde_json::to_string_pretty(value).map_err(|e| BookError::refused(e.to_string()))?;
        let mut text = plain::json(text);
        text.push('\n');
        put(here, to, text.as_bytes(), force)
    }
}

/// Writes a file beside its place and then renames it, so that whoever reads it finds the old one or the new one.
///
/// What a book says is nobody else's to read: a new file is its owner's alone, one that is there keeps the rights it has.
pub fn whole(path: &Path, bytes: &[u8]) -> Result<()> {
    whole_with(path, &mut |out| out.write_all(bytes))
}

fn whole_with(
    path: &Path,
    write: &mut dyn FnMut(&mut dyn std::io::Write) -> std::io::Result<()>,
) -> Result<()> {
    let folder = path
        .parent()
        .filter(|folder| !folder.as_os_str().is_empty());
    let wrong = |e: &std::io::Error| {
        if let Some(folder) = folder.filter(|folder| !folder.exists())
            && e.kind() == std::io::ErrorKind::NotFound
        {
            let folder = folder.display();
            return BookError::refused(format!(
                "{}: there is no folder {folder}; nothing was written",
                path.display()
            ))
            .hint(format!("mkdir -p {folder} makes it."));
        }
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
        return std::fs::OpenOptions::new()
            .write(true)
            .open(path)
            .and_then(|mut file| write(&mut file))
            .map_err(|e| wrong(&e));
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
        .and_then(|file| {
            let mut out = std::io::BufWriter::with_capacity(PIECE, file);
            write(&mut out)?;
            let file = out
                .into_inner()
                .map_err(std::io::IntoInnerError::into_error)?;
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
