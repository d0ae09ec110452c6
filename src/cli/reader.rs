//! Understands what is typed into a field, and says a field to the person, with the book at hand.

use std::cell::RefCell;
use std::collections::HashMap;

use jiff::tz::TimeZone;

use super::here::Here;
use crate::book::{Book, Result};
use crate::domain::days::Weekend;
use crate::domain::names::Names;
use crate::domain::typed::Reader;
use crate::domain::{Date, Id, Kind};

/// The book as a [`Reader`]: names are at hand, other records are looked up.
pub struct InBook<'a> {
    book: RefCell<&'a mut Book>,
    names: Names,
    /// What records that are not among the names are called, looked up once each.
    others: RefCell<HashMap<Id, Option<String>>>,
    today: Date,
    zone: TimeZone,
    weekend: Weekend,
}

impl<'a> InBook<'a> {
    /// Takes the names of the book.
    pub fn new(here: &Here<'_>, book: &'a mut Book) -> Result<InBook<'a>> {
        let names = book.names()?;
        Ok(InBook {
            book: RefCell::new(book),
            names,
            others: RefCell::default(),
            today: here.today(),
            zone: here.now().time_zone().clone(),
            weekend: here.config.settings.weekend.clone(),
        })
    }

    /// Gives the names of accounts and people.
    pub fn names(&self) -> &Names {
        &self.names
    }

    /// Gives the book back for as long as something is asked of it.
    pub fn book<T>(&self, ask: impl FnOnce(&mut Book) -> T) -> T {
        ask(&mut self.book.borrow_mut())
    }
}

impl Reader for InBook<'_> {
    fn today(&self) -> Date {
        self.today
    }

    fn zone(&self) -> TimeZone {
        self.zone.clone()
    }

    fn weekend(&self) -> Weekend {
        self.weekend.clone()
    }

    fn find(&self, text: &str, kind: Option<Kind>) -> std::result::Result<Id, String> {
        let found = self.book(|book| match kind {
            Some(Kind::Account) => book.find_account(text),
            Some(Kind::Person) => book.find_person(text, None),
            _ => book.find_any(text).map(|record| record.id()),
        });
        let id = found.map_err(|error| error.what)?;
        let is = self
            .book(|book| book.record(id))
            .map_err(|error| error.what)?
            .map(|record| record.kind());
        match (kind, is) {
            (Some(wanted), Some(is)) if wanted != is => {
                Err(format!("“{text}” is {is:#}; it should be {wanted:#}"))
            }
            (_, None) => Err(format!("“{text}” was deleted meanwhile")),
            _ => Ok(id),
        }
    }

    fn name(&self, id: Id) -> Option<String> {
        if let Some(name) = self.names.show(id) {
            return Some(name.to_owned());
        }
        if let Some(name) = self.others.borrow().get(&id) {
            return name.clone();
        }
        let found = self.book(|book| match book.record(id) {
            Ok(Some(record)) => Some(record.title()),
            // What it was called is still worth more than its id.
            Ok(None) => book
                .was(id)
                .ok()
                .flatten()
                .map(|record| format!("{} (deleted)", record.title())),
            Err(_) => None,
        });
        self.others.borrow_mut().insert(id, found.clone());
        found
    }

    fn short(&self, id: Id) -> Option<String> {
        match self.names.get(id) {
            Some(name) => Some(name.short.clone()),
            None => self
                .book(|book| book.record(id))
                .ok()
                .flatten()
                .map(|record| record.short().to_owned()),
        }
    }
}
