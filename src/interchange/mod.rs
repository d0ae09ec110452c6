//! Reads other programs' files into a plan, and writes files that others read.
