//! What stands beside a list: the whole of what is chosen, what it is read among, and where a line of it leads.

use std::sync::Arc;

use super::data::Ask;
use super::model::{Model, Place};
use super::screens::account::Section;
use super::screens::{accounts, buying, calendar, history, today, trash};
use super::sheet::Pane;
use super::story::told;
use super::strip::{Doc, MEASURE};
use super::theme::Role;
use crate::domain::{Id, Kind, Record};

impl Model {
    /// Writes the detail of what is chosen, for a width.
    pub fn detail(&self, width: u16) -> Doc {
        let mut doc = self.written(width);
        doc.above = self.here.sheet.held[1];
        doc
    }

    fn written(&self, width: u16) -> Doc {
        let look = self.look();
        let width = width.min(MEASURE);
        if let Place::Brief(ask) = &self.here.place {
            return if let Some(words) = super::wording::of(self, ask) {
                super::wording::doc(words, &look, width)
            } else if let Some(page) = self.data.page(ask) {
                super::screens::brief::doc(page, &look, width)
            } else {
                let mut doc = Doc::new(width);
                let why = self
                    .data
                    .trouble(&self.here.place.rows_ask())
                    .unwrap_or("Writing the page …");
                doc.paragraph(Role::Muted, why);
                doc
            };
        }
        let Some(item) = self.here.sheet.chosen() else {
            return Doc::new(width);
        };
        let ask = self.here.place.rows_ask();
        match &self.here.place {
            Place::Accounts => self
                .data
                .accounts()
                .get(item.row)
                .map(|line| accounts::preview(line, self.around(Some(item.id)), &look, width)),
            Place::History(of) => self
                .data
                .history(*of)
                .get(item.row)
                .map(|entry| history::detail(entry, &look, width)),
            Place::Trash => self
                .data
                .records(&ask)
                .get(item.row)
                .zip(self.data.gone().get(item.row))
                .map(|(record, gone)| trash::detail(record, gone, &look, width)),
            Place::Calendar => calendar::day_of(item.id)
                .map(|day| calendar::agenda(day, self.data.records(&ask), &look, width)),
            Place::Board(Kind::Trend) => self.data.records(&ask).get(item.row).map(|record| {
                let around = self.around(item.account);
                super::implications::doc(record, item.account, around, &look, width)
            }),
            Place::Today | Place::Week => self.data.record(item.id).map(|record| {
                let mut doc = told(record, self.around(item.account), true, &look, width);
                if let Some(matter) = self.data.matters(&ask).get(item.row) {
                    let heading = self.here.sheet.heading(item.group);
                    today::because(matter, heading, &look, &mut doc);
                }
                doc
            }),
            Place::Inbox => self
                .data
                .records(&ask)
                .get(item.row)
                .map(|record| super::around::inbox(self, record, width)),
            Place::Account(id, Section::Stay) if item.id == *id => {
                self.data.buying(*id).map(|found| {
                    let mut doc = Doc::new(width);
                    buying::tell(found, &look, &mut doc);
                    doc
                })
            }
            Place::Account(id, Section::Overview) if item.id == *id => {
                self.data.records(&ask).get(item.row).map(|record| {
                    let mut doc = told(record, self.around(item.account), false, &look, width);
                    if let Some(found) = self.data.buying(*id) {
                        buying::tell(found, &look, &mut doc);
                    }
                    doc
                })
            }
            _ => self.data.records(&ask).get(item.row).map(|record| {
                // Among those of one account a record need not say whose it is; a board may have cut the name.
                let alone = matches!(self.here.place, Place::Board(_)) || !self.has_detail();
                told(record, self.around(item.account), alone, &look, width)
            }),
        }
        .unwrap_or_else(|| Doc::new(width))
    }

    /// Gives the records among which what points to a record is found: those of its account, else those of the list.
    pub fn around(&self, account: Option<Id>) -> &[Arc<Record>] {
        let near = account.map(Ask::Account);
        let known = near.filter(|ask| self.data.has(ask));
        self.data
            .records(&known.unwrap_or_else(|| self.here.place.rows_ask()))
    }

    /// Says whose records the detail wants besides its own, so that links are followed both ways.
    pub fn beside(&self) -> Option<Ask> {
        let seen = self.has_detail() || self.here.sheet.pane == Pane::Detail;
        match &self.here.place {
            Place::Board(_) | Place::Accounts | Place::Today | Place::Week if seen => {
                self.here.sheet.chosen()?.account.map(Ask::Account)
            }
            Place::Brief(ask) if super::layout::frame(self).origin.width > 0 => {
                Some(Ask::Account(ask.account))
            }
            _ => None,
        }
    }

    /// Gives the width that the detail is drawn at.
    pub fn detail_width(&self) -> u16 {
        let drawn = super::layout::frame(self).detail.width;
        if drawn > 0 { drawn } else { self.widths().1 }
    }

    /// Gives the record that the line of the detail leads to.
    pub fn linked(&self) -> Option<Id> {
        self.detail(self.detail_width())
            .lines
            .get(self.here.sheet.line)
            .and_then(|line| line.to)
    }
}
