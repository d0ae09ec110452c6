//! The six sections of an account for `ally show`: what its screen shows, in lines.

use std::sync::Arc;

use super::here::Here;
use super::list::cell;
use super::output::{Cell, Table, Tone};
use super::reader::InBook;
use crate::book::{Book, Result};
use crate::domain::{Id, Kind, Record, days, state};
use crate::signals::figures;
use crate::signals::gaps::{Around, how_well};
use crate::signals::sections::{Place, Section, Stay, place};

/// So many records are listed under one heading; how many more there are is said.
const LISTED: usize = 12;

/// The width of the labels.
const LABEL: usize = 9;

/// An account with all that stands in its sections.
pub struct Sections {
    account: Id,
    short: String,
    records: Vec<Arc<Record>>,
    /// How it goes, by label: touches, promises kept, what is open costs, and how much is known.
    figures: Vec<(&'static str, String)>,
    stay: Option<Stay>,
    /// Where each record stands, in the order in which they are listed.
    rows: Vec<(Section, Place, usize)>,
}

impl Sections {
    /// Reads an account whole.
    pub fn of(here: &Here<'_>, book: &mut Book, account: &Record) -> Result<Sections> {
        let now = here.now();
        let whole = book.whole(account.id())?;
        let records: Vec<Arc<Record>> = whole.into_iter().map(Arc::new).collect();
        let mut rows = Vec::new();
        for section in Section::ALL {
            let mut own: Vec<_> = records
                .iter()
                .enumerate()
                .filter(|(_, record)| record.id() != account.id())
                .filter_map(|(at, record)| {
                    Some((*section, place(account.id(), *section, record, &now)?, at))
                })
                .collect();
            own.sort_unstable_by_key(|(_, place, at)| (*place, *at));
            rows.extend(own);
        }
        // Trends and our own people belong to no account: they count for none.
        let own: Vec<Arc<Record>> = records
            .iter()
            .filter(|record| record.account().is_some())
            .cloned()
            .collect();
        let mut said = Vec::new();
        let touches: u64 = figures::touches(&own, &now).iter().sum();
        if touches > 0 {
            said.push(("rhythm", format!("{touches} touches in 12 months")));
        }
        let kept = figures::kept(&own, now.date());
        if kept.settled > 0 {
            let (part, whole) = (kept.in_time, kept.settled);
            said.push(("kept", format!("{part} of {whole} of ours in time")));
        }
        let open = own.iter().filter(|record| state::open(record));
        let costs = figures::sum(open.filter_map(|record| record.cost_each_year()));
        if !costs.is_empty() {
            said.push(("costs", format!("{costs} a year in open problems")));
        }
        let plain: Vec<&Record> = own.iter().map(|record| &**record).collect();
        let known = how_well(&Around {
            account,
            records: &plain,
            trends: &[],
            shifts: &[],
            today: now.date(),
        });
        if known.known > 0 {
            said.push(("known", format!("{} of {} points", known.known, known.of)));
        }
        Ok(Sections {
            account: account.id(),
            short: account.short().to_owned(),
            stay: Stay::of(records.iter().map(|record| &**record)),
            figures: said,
            records,
            rows,
        })
    }

    /// Says how it goes, and why they stay.
    pub fn say_figures(&self, here: &mut Here<'_>) {
        let today = here.today();
        for (label, said) in &self.figures {
            here.out.labelled(label, said, LABEL, Tone::Plain);
        }
        let Some(stay) = &self.stay else {
            let unasked = format!("? {}", Stay::UNASKED);
            here.out.labelled("stay", &unasked, LABEL, Tone::Accent);
            return;
        };
        here.out.labelled("stay", &stay.because, LABEL, Tone::Plain);
        let on = stay
            .on
            .map(|on| format!(" · {}", days::said(on, today)))
            .unwrap_or_default();
        let would = format!("{}{on}", stay.would);
        here.out.labelled("", &would, LABEL, Tone::Muted);
    }

    /// Says each section that has something in it, its records under their headings.
    pub fn say(&self, here: &mut Here<'_>, reader: &InBook<'_>) {
        for (number, section) in Section::ALL.iter().enumerate() {
            let of: Vec<&(Section, Place, usize)> =
                self.rows.iter().filter(|row| row.0 == *section).collect();
            if of.is_empty() {
                continue;
            }
            here.out
                .heading(&format!("{} {}", number + 1, section.title()), false);
            for group in of.chunk_by(|a, b| a.1.heading == b.1.heading) {
                here.out.line(Cell::new(Tone::Accent, group[0].1.heading));
                let mut table = Table::new(&["", "", "", "", ""]);
                for (_, _, at) in group.iter().take(LISTED) {
                    table.row(self.row(&self.records[*at], reader));
                }
                here.out.table(&table);
                if group.len() > LISTED {
                    let kind = self.records[group[0].2].kind().plural();
                    let more = format!(
                        "{} more: ally list {kind} --account {}",
                        group.len() - LISTED,
                        self.short
                    );
                    here.out.line(Cell::new(Tone::Muted, more));
                }
            }
        }
    }

    /// Says a record in one line: its short id, title and state, what matters of its kind, and whose it is where it is a unit's.
    fn row(&self, record: &Record, reader: &InBook<'_>) -> Vec<Cell> {
        let object = record.object();
        let matters = match record.kind() {
            Kind::Problem => "cost_year",
            Kind::Promise | Kind::Advocacy => "due",
            Kind::Agreement => "notice_by",
            Kind::Deal => "closes",
            Kind::Person => "job",
            Kind::Touchpoint => "starts",
            Kind::Learning => "learned_on",
            Kind::Loyalty | Kind::Survey => "on",
            Kind::Question => "whom",
            Kind::Account | Kind::Trend | Kind::Alternative | Kind::Favour => "industry",
        };
        let unit = record
            .account()
            .filter(|id| *id != self.account && record.kind() != Kind::Account)
            .and_then(|id| reader.names().show(id))
            .unwrap_or_default();
        vec![
            Cell::new(Tone::Muted, record.short()),
            cell(record, &object, "title", reader),
            cell(record, &object, "state", reader),
            cell(record, &object, matters, reader),
            Cell::new(Tone::Muted, unit),
        ]
    }
}
