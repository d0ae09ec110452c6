//! `ally demo`: a throw-away book filled with the demo.

use std::path::PathBuf;

use super::args::Demo as Args;
use super::here::Here;
use crate::book::{self, Book, BookError, Result};

/// Opens the workbench on the demo, or writes its book into a directory.
pub fn run(here: &mut Here<'_>, args: &Args) -> Result<()> {
    if let Some(dir) = &args.into {
        if dir.exists() && std::fs::read_dir(dir).map_or(true, |mut found| found.next().is_some()) {
            return Err(BookError::refused(format!(
                "{} is there already; the demo is written into a new directory only",
                dir.display()
            )));
        }
        let mut book = fill(here, dir.clone())?;
        let accounts = book.account_names()?.0.len();
        let (entries, _) = book.position()?;
        here.out.line(format!(
            "The demo's book is in {}: {accounts} accounts, {entries} entries.",
            dir.display()
        ));
        here.out
            .line(format!("ally --book {} opens it.", dir.display()));
        return Ok(());
    }
    if let Some(file) = &args.picture {
        return picture(here, args, file);
    }
    if !super::on_terminal() {
        return Err(BookError::usage(
            "the workbench needs a terminal; ally demo --into DIR writes the demo's book and exits",
        ));
    }
    let throwaway = Throwaway::new()?;
    fill(here, throwaway.0.clone())?;
    let mut start = here.start();
    start.options.dir.clone_from(&throwaway.0);
    start.demo = true;
    here.workbench.open(start)
}

/// Draws the demo's workbench into a file.
fn picture(here: &mut Here<'_>, args: &Args, file: &std::path::Path) -> Result<()> {
    let wrong = || {
        BookError::usage(format!(
            "--size: “{}” is no size of a screen; write it as 110x36",
            args.size
        ))
    };
    let (columns, rows) = args.size.split_once('x').ok_or_else(wrong)?;
    let size: (u16, u16) = (
        columns.parse().map_err(|_| wrong())?,
        rows.parse().map_err(|_| wrong())?,
    );
    if !(20..=400).contains(&size.0) || !(5..=200).contains(&size.1) {
        return Err(wrong());
    }
    let throwaway = Throwaway::new()?;
    let book = fill(here, throwaway.0.join("book"))?;
    let drawn = here
        .workbench
        .picture(book, &here.config, size, &args.keys)?;
    // A picture is drawn again and again.
    super::file::put(here, Some(file), drawn.as_bytes(), true)
}

fn fill(here: &Here<'_>, dir: PathBuf) -> Result<Book> {
    let mut book = Book::open(book::Options {
        dir,
        ..here.options(true)
    })?;
    book::demo::fill(&mut book)?;
    Ok(book)
}

/// A directory that is removed when it is no longer needed.
struct Throwaway(PathBuf);

impl Throwaway {
    fn new() -> Result<Throwaway> {
        let name = format!(
            "ally-demo-{}-{:08x}",
            std::process::id(),
            u32::from_be_bytes(first_four(book::clock::random()))
        );
        let dir = std::env::temp_dir().join(name);
        std::fs::create_dir(&dir)
            .map_err(|e| BookError::damaged(format!("{}: {e}", dir.display())))?;
        Ok(Throwaway(dir))
    }
}

fn first_four(bytes: [u8; 16]) -> [u8; 4] {
    let [a, b, c, d, ..] = bytes;
    [a, b, c, d]
}

impl Drop for Throwaway {
    fn drop(&mut self) {
        // It lies where the system clears up; a failure leaves it to that.
        let _ = std::fs::remove_dir_all(&self.0);
    }
}
