//! Our own form: one record a line.

use std::io::{self, Write};

use crate::domain::Object;

/// Writes each record as it stands, a line each.
pub fn jsonl<'a>(
    out: &mut dyn Write,
    records: impl IntoIterator<Item = &'a Object>,
) -> io::Result<()> {
    for record in records {
        serde_json::to_writer(&mut *out, record)?;
        out.write_all(b"\n")?;
    }
    Ok(())
}
