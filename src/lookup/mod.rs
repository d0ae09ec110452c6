//! Finds the right record for a few letters.
