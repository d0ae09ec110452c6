//! What every subcommand has at hand: the settings, the clock, where to print, and the book once it is opened.

use jiff::Zoned;

use super::output::{self, Output};
use super::{Start, Workbench};
use crate::book::{self, Book, BookError, Clock, Result};
use crate::config::Config;
use crate::domain::{Date, Id, Record, days};

/// The place where a subcommand runs.
pub struct Here<'a> {
    /// What the person chose.
    pub config: Config,
    /// Where everything is said.
    pub out: Output,
    /// The workbench, for what only it knows.
    pub workbench: &'a dyn Workbench,
    clock: Clock,
    as_of: Option<Date>,
}

impl<'a> Here<'a> {
    /// Stands at the person's own time, in their zone.
    pub fn new(config: Config, workbench: &'a dyn Workbench) -> Result<Here<'a>> {
        let mut clock = Clock::from_env()?.with_weekend(config.settings.weekend.clone());
        if let Some(zone) = &config.settings.zone {
            clock = clock.in_zone(zone.clone());
        }
        Ok(Here {
            config,
            out: Output::standard(),
            workbench,
            clock,
            as_of: None,
        })
    }

    /// Gives the moment it is, or the end of the day that is asked about.
    pub fn now(&self) -> Zoned {
        let now = self.clock.now();
        let then = self
            .as_of
            .and_then(|day| day.at(23, 59, 59, 0).to_zoned(now.time_zone().clone()).ok());
        then.filter(|then| *then < now).unwrap_or(now)
    }

    /// Gives the day.
    pub fn today(&self) -> Date {
        self.now().date()
    }

    /// Says how the book is opened.
    pub fn options(&self, create: bool) -> book::Options {
        book::Options {
            dir: self.config.places.book.clone(),
            clock: self.clock.clone(),
            author: self.config.settings.author.clone(),
            create,
            bench: None,
        }
    }

    /// Says how the workbench is opened on the book.
    pub fn start(&self) -> Start {
        let mut options = self.options(true);
        // Two workbenches each undo their own.
        let [a, b, c, d, ..] = book::clock::random();
        options.bench = Some(if self.clock.stands_still() {
            "here".into()
        } else {
            format!("{:08x}", u32::from_be_bytes([a, b, c, d]))
        });
        Start {
            options,
            config: self.config.clone(),
            demo: false,
            call: None,
        }
    }

    /// Opens the book to read it, as it stands or as it stood on a day.
    pub fn read(&mut self, as_of: Option<&str>) -> Result<Book> {
        if let Some(text) = as_of {
            self.as_of = Some(self.past_day(text, "--as-of")?);
        }
        self.exists()?;
        let mut book = Book::open_to_read(self.options(false), told())?;
        book.set_as_of(self.as_of);
        Self::report(&mut book);
        Ok(book)
    }

    /// Opens the book to write in it; begins it where there is none.
    pub fn write(&mut self) -> Result<Book> {
        let mut book = Book::open_telling(self.options(true), told())?;
        Self::report(&mut book);
        Ok(book)
    }

    /// Opens the book to change what is there already.
    pub fn change(&mut self) -> Result<Book> {
        self.exists()?;
        self.write()
    }

    /// Says so where there is no book.
    pub fn exists(&self) -> Result<()> {
        let dir = &self.config.places.book;
        if dir.exists() {
            return Ok(());
        }
        Err(
            BookError::damaged(format!("there is no book at {}", dir.display()))
                .hint("ally add and ally import begin one; ally demo shows one that is filled."),
        )
    }

    /// Passes on what the book has to report: an index rebuilt, the tail of a crash put aside.
    pub fn report(book: &mut Book) {
        for notice in book.notices() {
            output::tell(&format!("ally: {notice}"));
        }
    }

    /// Reads a day that lies ahead or behind, as people say it.
    pub fn day(&self, text: &str, option: &str) -> Result<Date> {
        days::parse(text, self.today(), &self.config.settings.weekend)
            .map_err(|e| BookError::usage(format!("{option}: {e}")))
    }

    /// Reads a day that lies behind: `3 nov` is the last one, `mon` too.
    pub fn past_day(&self, text: &str, option: &str) -> Result<Date> {
        let today = self.today();
        let day = self.day(text, option)?;
        if day <= today
            || text
                .trim()
                .starts_with(|c: char| c == '+' || c.is_ascii_digit() && text.trim().len() == 10)
        {
            return Ok(day);
        }
        let week = day
            .checked_sub(jiff::Span::new().weeks(1))
            .ok()
            .filter(|d| *d <= today);
        let year = day
            .checked_sub(jiff::Span::new().years(1))
            .ok()
            .filter(|d| *d <= today);
        Ok(week.or(year).unwrap_or(day))
    }
}

/// Reads a record again after it was written, for what is said of it.
pub fn still(book: &mut Book, id: Id) -> Result<Record> {
    book.record(id)?
        .ok_or_else(|| BookError::refused("the record was taken out meanwhile"))
}

/// Shows how far an index has come that must be made anew, on a line that is cleared at the end.
fn told() -> Option<crate::book::Told> {
    Some(std::sync::Arc::new(|percent| {
        let text = match percent {
            100 => String::new(),
            percent => format!("The index is made anew from the journal: {percent} %"),
        };
        output::progress(&text);
    }))
}
