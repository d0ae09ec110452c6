//! What decides beyond the matcher's score: the whole list.
//!
//! | what | added |
//! | --- | --- |
//! | the kind's weight, from the vocabulary in fours (an account before what is said about it) | 0 to [`MOST_KIND`] |
//! | belongs to the account one is in (`Query::here`) or to a unit of it, or is one of them | [`HERE`] |
//! | a word of the query stands in the entry as a whole word | [`WHOLE`] each |
//! | a word was taken for its singular | −[`SINGULAR`] |
//! | a word was taken for another, for each edit | −[`EDIT`] |
//!
//! All are multiples of four, the unit in which [`super::bounds`] counts. Recency adds nothing: it decides between equals, and after it the shorter key, then the id.
//!
//! Over this list a book puts what is called just so, and what one of the words asks for, first: `book::asked` says which.

/// The most that a kind can add.
pub const MOST_KIND: u8 = 12;
/// Added where the entry belongs to the account one is in.
pub const HERE: i32 = 12;
/// Added for each word of the query that is a whole word of the entry.
pub const WHOLE: i32 = 8;
/// Taken off where a plural was read as its singular.
pub const SINGULAR: i32 = 8;
/// Taken off for each edit between what was typed and the word it was taken for.
pub const EDIT: i32 = 12;
