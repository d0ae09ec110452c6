//! Reads one line, typed while somebody talks.
