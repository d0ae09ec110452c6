//! What each page of an import says, for whoever asks: its words, its signs, and what to do next.

use super::{Import, Stage};

/// What a page says: a word or a sign of it, and what it means.
pub type Said = (&'static str, &'static str);

/// Explains the page that is open; nothing while the book works.
pub fn explained(import: &Import) -> (&'static str, &'static [Said]) {
    match &import.stage {
        Stage::Files => (
            "Which files",
            &[
                (
                    "type",
                    "a path, or a part of a file's name; several are parted by blanks",
                ),
                ("folders", "end in a slash and open with enter"),
                (
                    "next",
                    "the plan, and nothing is written before you confirm it",
                ),
            ],
        ),
        Stage::Under(_) => ("At work", &[("stop", "leaves the book as it was")]),
        Stage::Map(_) => (
            "The columns of a file",
            &[
                (
                    "Column",
                    "a column as the file names it, with its first cells at the right",
                ),
                (
                    "→ Field",
                    "what it fills; a ? behind it is a guess by its head or its cells",
                ),
                (
                    "extra",
                    "kept beside the record under the column's own name",
                ),
                ("skip", "left out"),
                ("a row is", "what each row makes; the kinds take turns"),
                (
                    "Not yet",
                    "what is still missing before there can be a plan",
                ),
                (
                    "Read as",
                    "letters, sign between cells, numbers, dates, where it matters",
                ),
                (
                    "kept",
                    "what you choose is kept for this header once the plan is brought in",
                ),
            ],
        ),
        Stage::Plan(..) => (
            "What the plan says",
            &[
                ("new", "is made: the book does not have it"),
                (
                    "changed",
                    "the book has it, and gets what the file says: - was, + will be",
                ),
                ("same", "the book has it all; nothing is written"),
                (
                    "doubtful",
                    "may be one of the book's: made apart and linked, to be made one later",
                ),
                (
                    "rejected",
                    "stays out, for the reason; in the shell --rejects writes it down",
                ),
                (
                    "is kept",
                    "both sides changed: the book's stays unless you take the file's",
                ),
                (
                    "note",
                    "what was guessed, or waits: it attaches itself when the other comes",
                ),
                (
                    "extra",
                    "columns that fit no field are kept beside the record",
                ),
                (
                    "read as",
                    "letters, sign between cells, numbers, dates, where it matters",
                ),
                ("in all", "one entry: one undo takes all of it back"),
            ],
        ),
    }
}
