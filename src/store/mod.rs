//! The files of a book: the journal, which is the truth, and the index over it.
