//! Finds the book and the settings.
