//! What was typed and not saved, kept in a file beside the journal, and never in it.

use super::data::{Done, Draft};
use super::orders::done;
use crate::book::Book;

/// Where what was typed and not saved is kept: beside the journal, and never in it.
fn drafts_file(book: &Book) -> std::path::PathBuf {
    book.dir().join("drafts")
}

pub fn drafts(book: &Book) -> Vec<Draft> {
    std::fs::read(drafts_file(book))
        .ok()
        .and_then(|bytes| serde_json::from_slice(&bytes).ok())
        .unwrap_or_default()
}

fn write_drafts(book: &Book, drafts: &[Draft]) -> Done {
    // A sealed book keeps nothing readable beside it; a draft then lives as long as the workbench.
    if book.dir().join("keys").exists() {
        return done(String::new(), None);
    }
    let written = if drafts.is_empty() {
        match std::fs::remove_file(drafts_file(book)) {
            Err(error) if error.kind() != std::io::ErrorKind::NotFound => Err(error),
            _ => Ok(()),
        }
    } else {
        serde_json::to_vec(drafts)
            .map_err(std::io::Error::from)
            .and_then(|bytes| keep_private(&drafts_file(book), &bytes))
    };
    match written {
        Ok(()) => done(String::new(), None),
        Err(error) => Done {
            says: format!("The draft could not be kept: {error}."),
            record: None,
            field: None,
            now: None,
            refused: true,
            wrote: false,
        },
    }
}

/// Writes a file that only its owner can read, whole or not at all.
fn keep_private(path: &std::path::Path, bytes: &[u8]) -> std::io::Result<()> {
    use std::io::Write;
    use std::os::unix::fs::OpenOptionsExt;
    let fresh = path.with_extension("new");
    let mut file = std::fs::OpenOptions::new()
        .write(true)
        .create(true)
        .truncate(true)
        .mode(0o600)
        .open(&fresh)?;
    file.write_all(bytes)?;
    std::fs::rename(fresh, path)
}

/// Keeps the workbenches on one book from writing over each other's drafts; a system that cannot lock goes on without.
fn alone(book: &Book) -> Option<std::fs::File> {
    let dir = std::fs::File::open(book.dir()).ok()?;
    dir.lock().ok().map(|()| dir)
}

pub fn keep_draft(book: &Book, draft: Draft) -> Done {
    let _alone = alone(book);
    let mut all = drafts(book);
    all.retain(|other| other.place != draft.place);
    all.push(draft);
    write_drafts(book, &all)
}

pub fn drop_draft(book: &Book, place: &str) -> Done {
    let _alone = alone(book);
    let mut all = drafts(book);
    let before = all.len();
    all.retain(|draft| draft.place != place);
    if all.len() == before {
        done(String::new(), None)
    } else {
        write_drafts(book, &all)
    }
}
