//! Since: what changed since each of those who will be there was last met, and to whom it is new.
//!
//! A module for each source of news gives its changes; here they are weighed, and told once each.

mod agreed;
mod learned;
mod problem;
mod touch;
mod written;

use std::cmp::Reverse;
use std::collections::{BTreeSet, HashSet};

use jiff::ToSpan;

use crate::brief::page::{Audience, Depth, Line, Section};
use crate::brief::sections::trade;
use crate::brief::setting::Setting;
use crate::domain::record::{Body, Record, days_between};
use crate::domain::unknown::Shift;
use crate::domain::{Date, Id, Kind, Who, alike};

/// How far back one looks where nobody was ever met.
const QUARTER: i64 = 91;

/// One thing that changed.
struct Change<'a> {
    on: Date,
    weight: u32,
    text: String,
    record: &'a Record,
    /// Who of theirs knows it, because they said it or were there.
    known: Vec<Id>,
    /// It is our own judgement of somebody: news for us, and for none of them.
    judged: bool,
}

/// What came within so many days is told before what is as weighty and older.
const FRESH_DAYS: i32 = 3;

/// What moved in a problem longer ago than so many days, though one of them has not heard it, gives way to what came since.
const STALE_DAYS: i32 = 60;

impl<'a> Change<'a> {
    /// Begins a change of which nobody of theirs knows yet.
    fn new(record: &'a Record, on: Date, weight: u32, text: String) -> Self {
        Self {
            on,
            weight,
            text,
            record,
            known: Vec::new(),
            judged: false,
        }
    }

    /// Adds who of theirs knows it.
    fn known_to(mut self, known: Vec<Id>) -> Self {
        self.known = known;
        self
    }

    /// Has it be ours to know.
    fn ours(mut self) -> Self {
        self.judged = true;
        self
    }

    /// Gives how much it tells those who will be there: what is fresh, and new to all of them, tells more; what is long ago less.
    fn tells(&self, s: &Setting<'_>, new_to_all: bool) -> u32 {
        let age = days_between(self.on, s.today);
        let problem = matches!(self.record.body, Body::Problem(_));
        let stale = problem && age > STALE_DAYS && s.ask.depth != Depth::Review;
        let told =
            self.weight + if age <= FRESH_DAYS { 26 } else { 0 } + if new_to_all { 10 } else { 0 };
        told.saturating_sub(if stale { 26 } else { 0 })
    }
}

/// Lists what changed, the most telling first, without the records that the page has said already.
pub fn lines(s: &Setting<'_>, most: usize, above: &[Section]) -> Vec<Line> {
    let met: Vec<(Id, Date)> = s
        .with
        .iter()
        .filter_map(|id| match s.ask.since {
            Some(since) => Some((*id, since)),
            None => s.last_with(*id).map(|(on, _)| (*id, on)),
        })
        .collect();
    // Whom nobody has met has heard nothing; then the account's last touch counts.
    let floor = s.ask.since.or_else(|| {
        let quarter = s.today.checked_sub(QUARTER.days()).ok();
        s.held().first().map(|(on, ..)| *on).max(quarter)
    });
    let above = Said::above(above);
    let review = s.ask.depth == Depth::Review;
    let mut changes: Vec<(Change<'_>, Vec<Id>)> = all(s)
        .into_iter()
        .filter(|c| c.on <= s.today && !above.has(c))
        .filter_map(|c| {
            let new: Vec<Id> = met
                .iter()
                .filter(|(id, since)| c.on > *since && !c.known.contains(id))
                .map(|(id, _)| *id)
                .collect();
            // What they order is counted over months; what moved in the last of them belongs to the quarter.
            let moved = review && c.record.id() == s.dossier.account.id() && c.judged;
            let fits = if moved {
                true
            } else if review {
                // A quarter holds what changed in it, whoever knows it.
                floor.is_none_or(|floor| c.on > floor)
            } else if met.is_empty() {
                floor.is_none_or(|floor| c.on > floor)
            } else {
                !new.is_empty()
            };
            fits.then_some((c, new))
        })
        .collect();
    changes.sort_by_key(|(c, new)| {
        (
            Reverse(c.tells(s, new.len() == met.len())),
            Reverse(c.on),
            c.record.id(),
        )
    });
    let mut kinds: Vec<(Kind, Id)> = Vec::new();
    let mut said: Vec<BTreeSet<String>> = Vec::new();
    let mut lines = Vec::new();
    let mut days: Vec<Date> = Vec::new();
    for (change, new) in changes {
        // One line a record, and no more than two of a kind, so that five lines say five things.
        let kind = change.record.kind();
        if lines.len() >= most
            || kinds.iter().any(|(_, id)| *id == change.record.id())
            || kinds.iter().filter(|(k, _)| *k == kind).count() >= 2
        {
            continue;
        }
        // The same thing, told in a call and written down as a fact, is one thing.
        let words = alike::terms(&change.text);
        if said.iter().any(|before| alike::same(before, &words)) {
            continue;
        }
        said.push(words);
        kinds.push((kind, change.record.id()));
        let on = change.on;
        let line = line(s, change, &new, met.len());
        // A quarter is told in the order of its days.
        let at = if review {
            days.partition_point(|before| *before <= on)
        } else {
            lines.len()
        };
        days.insert(at, on);
        lines.insert(at, line);
    }
    let trade: Vec<Line> = trade::lines(s, floor).into_iter().take(most).collect();
    // What is late is worth the last line; the rest of it takes what room there is.
    let late = trade.iter().filter(|line| line.late).count();
    lines.truncate(most.saturating_sub(late));
    lines.extend(trade);
    lines.truncate(most);
    lines
}

/// Writes the line of a change, with to whom of so many it is new, or else when it was.
fn line(s: &Setting<'_>, change: Change<'_>, new: &[Id], met: usize) -> Line {
    // Who has heard what is ours to know.
    let partly = !change.judged
        && new.len() < met
        && !new.is_empty()
        && s.ask.since.is_none()
        && s.ask.audience != Audience::Customer;
    let remark = if partly {
        format!("new to {}", s.names(new))
    } else if change.record.id() == s.dossier.account.id() && change.judged {
        // It says since when itself.
        String::new()
    } else {
        s.past(change.on)
    };
    let mut line = Line::new(change.text).remark(remark).from(change.record);
    line.unconfirmed = Setting::unconfirmed(change.record);
    line
}

/// What the page says above: of which records, and in which words where it opens with them.
struct Said {
    records: HashSet<Id>,
    opening: Vec<BTreeSet<String>>,
}

impl Said {
    fn above(above: &[Section]) -> Self {
        let lines = || {
            above
                .iter()
                .filter(|section| !matches!(section.name, "Head" | "People"))
                .flat_map(|section| section.lines.iter().map(move |line| (section.name, line)))
        };
        Self {
            records: lines()
                .flat_map(|(_, line)| line.records.iter().map(|r| r.id))
                .collect(),
            opening: lines()
                .filter(|(name, _)| *name == "Open")
                .map(|(_, line)| alike::terms(&line.text))
                .collect(),
        }
    }

    /// Says whether a change is said already.
    fn has(&self, change: &Change<'_>) -> bool {
        if self.records.contains(&change.record.id()) {
            return true;
        }
        if self.opening.is_empty() {
            return false;
        }
        let words = alike::terms(&change.text);
        let shares = |open: &BTreeSet<String>| open.intersection(&words).count() >= 2;
        self.opening.iter().any(shares)
    }
}

/// Gathers all that changed, from every source.
fn all<'a>(s: &Setting<'a>) -> Vec<Change<'a>> {
    let mut changes = Vec::new();
    for record in &s.dossier.records {
        match &record.body {
            Body::Problem(b) => changes.extend(problem::change(s, record, b)),
            Body::Touchpoint(b) => touch::changes(s, record, b, &mut changes),
            Body::Promise(b) => changes.extend(agreed::promise(s, record, b)),
            Body::Advocacy(b) => changes.extend(agreed::fight(s, record, b)),
            Body::Agreement(_) => changes.extend(agreed::agreement(s, record)),
            Body::Alternative(b) => changes.extend(learned::alternative(s, record, b)),
            Body::Learning(b) => changes.extend(learned::fact(s, record, b)),
            Body::Person(b) => changes.extend(learned::person(s, record, b)),
            Body::Loyalty(b) => changes.extend(learned::loyalty(s, record, b)),
            Body::Survey(b) => changes.extend(learned::survey(s, record, b)),
            _ => {}
        }
    }
    for trend in &s.dossier.trends {
        if let Body::Trend(b) = &trend.body {
            learned::trend(s, trend, b, &mut changes);
        }
    }
    for past in &s.dossier.history {
        changes.extend(written::change(s, past));
    }
    // Where nobody knows why, the page asks it; saying it here too would say it twice.
    let told = |shift: &&Shift| shift.why_known || s.ask.depth == Depth::Review;
    changes.extend(
        s.dossier
            .shifts
            .iter()
            .filter(told)
            .map(|shift| Change::new(&s.dossier.account, shift.since, 90, shift.said()).ours()),
    );
    changes
}

/// Lists who was there when a record was heard of, and who said it.
fn knew(s: &Setting<'_>, record: &Record) -> Vec<Id> {
    let Some(source) = &record.base.source else {
        return Vec::new();
    };
    let mut known: Vec<Id> = source.who.iter().filter_map(Who::id).collect();
    if let Some(touch) = source.touchpoint {
        known.extend(
            s.dossier
                .records
                .iter()
                .filter(|r| r.id() == touch)
                .flat_map(|r| match &r.body {
                    Body::Touchpoint(b) => b.people.clone(),
                    _ => Vec::new(),
                }),
        );
    }
    known
}

fn imported(record: &Record) -> bool {
    !record.base.foreign.is_empty() || !record.base.brought.is_empty()
}

/// Gives the newest step of a record that has a day, and where it went.
fn moved(record: &Record) -> Option<(Date, &str)> {
    let mut steps = record.base.moves.iter().rev();
    steps.find_map(|step| Some((step.on?, step.to.as_deref()?)))
}
