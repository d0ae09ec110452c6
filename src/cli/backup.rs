//! `ally backup` and `ally restore`: the whole book in one file, and back.

use std::path::{Path, PathBuf};

use super::here::Here;
use crate::book::{self, Result};

/// Writes the book into a file.
pub fn run(here: &mut Here<'_>, file: Option<&Path>, force: bool) -> Result<()> {
    here.exists()?;
    let file = match file {
        Some(file) => file.to_owned(),
        None => PathBuf::from(here.now().strftime("ally-%Y-%m-%d.ally.gz").to_string()),
    };
    super::file::outside_the_book(here, &file)?;
    if !force {
        super::file::spare(&file)?;
    }
    let packed = book::backup(&here.options(false), &file)?;
    let size = std::fs::metadata(&file).map_or(0, |m| m.len());
    here.out.line(format!(
        "{}: {} entries, {} KB, read back and whole.",
        file.display(),
        packed.entries,
        size.div_ceil(1024)
    ));
    Ok(())
}

/// Puts a backup in the place of the book.
pub fn restore(here: &mut Here<'_>, file: &Path, force: bool) -> Result<()> {
    let options = here.options(true);
    let (packed, kept) = book::restore(&options, file, force)?;
    here.out.line(format!(
        "{} holds the {} entries of {}, each verified.",
        options.dir.display(),
        packed.entries,
        file.display()
    ));
    if let Some(kept) = kept {
        here.out
            .line(format!("What was there is kept in {}.", kept.display()));
    }
    Ok(())
}
