//! Chooses a face, and turns an error into an exit status.

fn main() {}
