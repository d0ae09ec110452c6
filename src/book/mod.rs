//! Holds the book: commands, queries, and who has it open.
