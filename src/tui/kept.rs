//! What was typed and not saved, kept in a file beside the journal, and never in it.

use serde::{Deserialize, Serialize};

use super::data::{Done, Draft, Drafts};
use super::orders::done;
use crate::book::Book;

/// A draft in the file.
#[derive(Serialize, Deserialize)]
struct Kept {
    #[serde(flatten)]
    draft: Draft,
    /// The workbench in which it is typed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    by: Option<String>,
}

impl Kept {
    /// Says whether it is being typed in another workbench now.
    fn is_elsewhere(&self, book: &Book) -> bool {
        self.by.as_ref().is_some_and(|by| book.types_elsewhere(by))
    }
}

/// Where what was typed and not saved is kept: beside the journal, and never in it.
fn drafts_file(book: &Book) -> std::path::PathBuf {
    book.dir().join("drafts")
}

fn kept(book: &Book) -> Vec<Kept> {
    std::fs::read(drafts_file(book))
        .ok()
        .and_then(|bytes| serde_json::from_slice(&bytes).ok())
        .unwrap_or_default()
}

/// Gives what was typed and not saved: what is being typed in another workbench now is its own, and was not cut off.
pub fn drafts(book: &Book) -> Drafts {
    let (elsewhere, here): (Vec<Kept>, Vec<Kept>) = kept(book)
        .into_iter()
        .partition(|kept| kept.is_elsewhere(book));
    let drafts = |kept: Vec<Kept>| kept.into_iter().map(|kept| kept.draft).collect();
    Drafts {
        here: drafts(here),
        elsewhere: drafts(elsewhere),
    }
}

fn write_drafts(book: &Book, drafts: &[Kept]) -> std::io::Result<()> {
    // A sealed book keeps nothing readable beside it; a draft then lives as long as the workbench.
    if book.dir().join("keys").exists() {
        return Ok(());
    }
    let file = drafts_file(book);
    if drafts.is_empty() {
        return match std::fs::remove_file(&file) {
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => Ok(()),
            // In a folder that may not be written, the file may be.
            Err(_) => std::fs::write(&file, b"[]"),
            Ok(()) => Ok(()),
        };
    }
    let bytes = serde_json::to_vec(drafts)?;
    keep_private(&file, &bytes).or_else(|error| {
        let closed = error.kind() == std::io::ErrorKind::PermissionDenied && file.exists();
        if closed {
            std::fs::write(&file, &bytes)
        } else {
            Err(error)
        }
    })
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
    let written = file.write_all(bytes);
    written
        .and_then(|()| std::fs::rename(&fresh, path))
        .inspect_err(|_| {
            // What there was no room for is not left behind half.
            let _ = std::fs::remove_file(&fresh);
        })
}

/// Keeps the workbenches on one book from writing over each other's drafts; a system that cannot lock goes on without.
fn alone(book: &Book) -> Option<std::fs::File> {
    let dir = std::fs::File::open(book.dir()).ok()?;
    dir.lock().ok().map(|()| dir)
}

pub fn keep_draft(book: &mut Book, draft: Draft) -> Done {
    let by = book.typist().map(str::to_owned);
    let _alone = alone(book);
    let mut all = kept(book);
    all.retain(|other| other.draft.place != draft.place || other.is_elsewhere(book));
    all.push(Kept { draft, by });
    match write_drafts(book, &all) {
        Ok(()) => done(String::new(), None),
        Err(error) => Done {
            refused: true,
            ..done(
                format!(
                    "What you typed is kept only until you leave: {}: {error}.",
                    drafts_file(book).display()
                ),
                None,
            )
        },
    }
}

pub fn drop_draft(book: &Book, place: &str) -> Done {
    let _alone = alone(book);
    let mut all = kept(book);
    let before = all.len();
    all.retain(|other| other.draft.place != place || other.is_elsewhere(book));
    if all.len() == before {
        return done(String::new(), None);
    }
    // What it was the draft of is saved; this is said behind that, and not in its place.
    let says = write_drafts(book, &all).err().map(|error| {
        format!(
            "Its old draft could not be taken away: {}: {error}.",
            drafts_file(book).display()
        )
    });
    done(says.unwrap_or_default(), None)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::book::{Options, sample};
    use crate::domain::Object;

    fn draft(place: &str) -> Draft {
        Draft {
            place: place.into(),
            fields: vec![("line".into(), "half a line".into())],
            account: None,
            record: None,
            were: Object::new(),
            on: None,
        }
    }

    #[test]
    fn a_draft_that_cannot_be_kept_or_taken_away_says_where_and_is_told_apart() {
        let folder = tempfile::tempdir().unwrap();
        let dir = folder.path().join("book");
        let mut book = sample::open(folder.path());
        keep_draft(&mut book, draft("new promise"));
        keep_draft(&mut book, draft("capture"));
        assert_eq!(drafts(&book).here.len(), 2);
        // Nothing can be written beside the file then, whoever runs the test.
        std::fs::create_dir(dir.join("drafts.new")).unwrap();
        let kept = keep_draft(&mut book, draft("new problem"));
        assert!(
            kept.refused && kept.says.contains("drafts"),
            "{}",
            kept.says
        );
        // What the draft was of is saved: that is no refusal, and is said behind it.
        let dropped = drop_draft(&book, "capture");
        assert!(!dropped.refused, "{}", dropped.says);
        assert!(
            dropped.says.starts_with("Its old draft"),
            "{}",
            dropped.says
        );
    }

    #[test]
    fn what_is_typed_in_a_workbench_that_lives_is_no_other_ones_draft() {
        let folder = tempfile::tempdir().unwrap();
        let options = || Options {
            bench: Some("here".into()),
            ..sample::options(folder.path(), sample::NOW)
        };
        let mut first = Book::open(options()).unwrap();
        let typed = |line: &str| Draft {
            fields: vec![("line".into(), line.into())],
            ..draft("capture")
        };
        keep_draft(&mut first, typed("in the first"));
        assert_eq!(drafts(&first).here, [typed("in the first")]);
        // Another terminal on the same book; only what both do with drafts is looked at.
        let mut second = Book::open_to_read(options(), None).unwrap();
        let seen = drafts(&second);
        assert!(seen.here.is_empty() && seen.elsewhere == [typed("in the first")]);
        keep_draft(&mut second, typed("in the second"));
        drop_draft(&second, "capture");
        keep_draft(&mut second, typed("in the second, again"));
        assert_eq!(drafts(&first).here, [typed("in the first")]);
        assert_eq!(drafts(&second).here, [typed("in the second, again")]);
        // Whoever is gone, and had not saved it, left it to whoever comes next.
        drop(first);
        assert_eq!(drafts(&second).here.len(), 2);
        drop_draft(&second, "capture");
        assert_eq!(drafts(&second), Drafts::default());
    }

    #[test]
    fn a_book_that_is_only_read_says_so_wherever_one_is() {
        let folder = tempfile::tempdir().unwrap();
        let options = sample::options(folder.path(), sample::NOW);
        // Whoever holds it answers nobody, so that the other one can only read.
        let mut held = Book::open(options.clone()).unwrap();
        let account = serde_json::json!({"id": crate::domain::Id::from_bytes([0; 16]), "kind": "account", "name": "Acme Brushes"});
        let step = crate::book::Step::Make(serde_json::from_value(account).unwrap());
        held.write("add", vec![step]).unwrap();
        let book = Book::open_to_read(options, None).unwrap();
        assert!(book.is_only_read() && !held.is_only_read());
        let mut bench = super::super::headless::Headless::open(book, (80, 24), "dusk").unwrap();
        for keys in ["", "g a", "g h"] {
            bench.press(keys);
            let text = bench.text();
            assert!(text.lines().next().unwrap().contains("only read"), "{text}");
        }
        bench.press("g a");
        assert!(bench.text().contains("Acme Brushes"));
        // What its holder saves later is seen as well.
        let account = serde_json::json!({"id": crate::domain::Id::from_bytes([0; 16]), "kind": "account", "name": "Zenith Looms"});
        let step = crate::book::Step::Make(serde_json::from_value(account).unwrap());
        held.write("add", vec![step]).unwrap();
        bench.changed();
        assert!(bench.text().contains("Zenith Looms"), "{}", bench.text());
        assert!(!bench.book().follow().unwrap(), "nothing came since");
    }
}
