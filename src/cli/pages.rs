//! Says a page (a brief, a review, a recap, a handover) on the terminal, in a pipe or into a file.

use std::path::PathBuf;

use clap::Args as Options;

use super::args::Page as Format;
use super::file;
use super::here::Here;
use super::output::{Cell, Tone};
use crate::book::{BookError, Result};
use crate::brief::{Page, html::html, markdown::markdown, text};

/// A page is laid out for paper of so many columns; a narrower terminal makes it narrower.
const COLUMNS: usize = 80;

/// How a page is written, and where to.
#[derive(Options, Debug, Clone)]
pub struct Paper {
    /// As what it is written
    #[arg(long, value_enum, value_name = "FORMAT")]
    pub format: Option<Format>,
    /// Into which file; its ending says the format
    #[arg(short = 'o', long = "out", value_name = "FILE")]
    pub out: Option<PathBuf>,
    /// Also over a file that is there already
    #[arg(short, long, requires = "out")]
    pub force: bool,
}

impl Paper {
    fn by_ending(&self) -> Result<Option<Format>> {
        let ending = self.out.as_ref().and_then(|path| path.extension());
        let Some(ending) = ending.and_then(|ending| ending.to_str()) else {
            return Ok(None);
        };
        match ending.to_lowercase().as_str() {
            "md" | "markdown" => Ok(Some(Format::Md)),
            "html" | "htm" => Ok(Some(Format::Html)),
            "json" => Ok(Some(Format::Json)),
            "txt" | "text" => Ok(Some(Format::Text)),
            other => Err(BookError::usage(format!(
                "a page cannot be written as .{}; nothing was written",
                crate::domain::plain::line(other)
            ))
            .hint("It can be .txt, .md, .html or .json, or whatever you name with --format.")),
        }
    }
}

/// Says a page as it is wanted.
pub fn say(here: &mut Here<'_>, page: &Page, paper: &Paper, as_json: bool) -> Result<()> {
    let format = if as_json {
        Format::Json
    } else {
        match paper.format {
            Some(format) => format,
            None => paper.by_ending()?.unwrap_or(Format::Text),
        }
    };
    let out = paper.out.as_deref();
    if out.is_none() && format == Format::Text && here.out.is_terminal() {
        show(here, page);
        return Ok(());
    }
    let written = match format {
        Format::Text => text::text(page, COLUMNS),
        Format::Md => markdown(page),
        Format::Html => html(page),
        Format::Json => return file::put_json(here, out, &page.object(), paper.force),
    };
    file::put(here, out, written.as_bytes(), paper.force)
}

/// Says several pages: one after the other, or each in a file of its own in a directory.
pub fn say_all(
    here: &mut Here<'_>,
    pages: &[(String, Page)],
    paper: &Paper,
    as_json: bool,
) -> Result<()> {
    let format = match (as_json, paper.format) {
        (true, _) => Format::Json,
        (_, Some(format)) => format,
        (_, None) if paper.out.is_some() => Format::Md,
        (_, None) => Format::Text,
    };
    if format == Format::Json && paper.out.is_none() {
        let all: Vec<_> = pages.iter().map(|(_, page)| page.object()).collect();
        here.out.json(&all);
        return Ok(());
    }
    let Some(dir) = &paper.out else {
        if format == Format::Html {
            return Err(
                BookError::usage("several pages of HTML do not fit into one stream")
                    .hint("-o DIR writes a file for each."),
            );
        }
        for (at, (_, page)) in pages.iter().enumerate() {
            if at > 0 {
                here.out.line("");
            }
            let one = Paper {
                format: Some(format),
                out: None,
                force: false,
            };
            say(here, page, &one, false)?;
        }
        return Ok(());
    };
    std::fs::create_dir_all(dir).map_err(|e| {
        BookError::refused(format!(
            "{}: {}; nothing was written",
            dir.display(),
            super::import::plain_error(&e)
        ))
    })?;
    let mut taken: Vec<String> = Vec::new();
    for (name, page) in pages {
        let ending = match format {
            Format::Text => "txt",
            Format::Md => "md",
            Format::Html => "html",
            Format::Json => "json",
        };
        let stem = file_name(name);
        let mut file = format!("{stem}.{ending}");
        let mut number = 1;
        while taken.contains(&file) {
            number += 1;
            file = format!("{stem}-{number}.{ending}");
        }
        let one = Paper {
            format: Some(format),
            out: Some(dir.join(&file)),
            force: paper.force,
        };
        taken.push(file);
        say(here, page, &one, false)?;
    }
    Ok(())
}

/// Makes a name of letters, digits and dashes.
fn file_name(text: &str) -> String {
    let mut name = String::new();
    for c in text.chars() {
        // A system takes names of 255 bytes; a number and an ending come after this one.
        if name.len() > 120 {
            break;
        }
        if c.is_alphanumeric() {
            name.extend(c.to_lowercase());
        } else if !name.is_empty() && !name.ends_with('-') {
            name.push('-');
        }
    }
    name.trim_end_matches('-').to_owned()
}

fn show(here: &mut Here<'_>, page: &Page) {
    let width = here.out.width().unwrap_or(COLUMNS).min(COLUMNS);
    for row in text::rows(page, width) {
        if row.fold {
            here.out.line(Cell::new(Tone::Muted, row.text()));
            continue;
        }
        let late = page
            .sections
            .get(row.section)
            .and_then(|s| s.lines.get(row.line))
            .is_some_and(|line| line.late);
        let head = row.section == 0;
        let whole = row.text();
        let before = row.label.chars().count() + row.lead.chars().count();
        let rest: String = whole.chars().skip(before).collect();
        let body = rest
            .strip_suffix(row.remark.as_str())
            .unwrap_or(&rest)
            .to_owned();
        here.out.cells(vec![
            Cell::new(if head { Tone::Strong } else { Tone::Accent }, row.label),
            Cell::new(Tone::Muted, row.lead),
            Cell::new(if head { Tone::Strong } else { Tone::Plain }, body),
            Cell::new(if late { Tone::Late } else { Tone::Muted }, row.remark),
        ]);
    }
}
