//! The six sections of an account: which records stand in each, under which headings, and in which order.

use std::cmp::Reverse;

use jiff::Zoned;

use crate::domain::kinds::Touchpoint;
use crate::domain::record::days_between;
use crate::domain::state::open;
use crate::domain::words::{Direction, Side, Words};
use crate::domain::{Body, Date, Id, Kind, Record};

/// One of the six sections.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub enum Section {
    /// What matters now.
    #[default]
    Overview,
    /// Problems and trends.
    Needs,
    /// Promises, fights, agreements and deals.
    Debts,
    /// People, theirs and ours.
    People,
    /// Touchpoints and learnings.
    Timeline,
    /// Loyalty, alternatives, favours, answers, and what they buy.
    Stay,
}

impl Section {
    /// Lists the sections in the order of their keys.
    pub const ALL: &'static [Section] = &[
        Section::Overview,
        Section::Needs,
        Section::Debts,
        Section::People,
        Section::Timeline,
        Section::Stay,
    ];

    /// Gives the name on its tab.
    pub fn title(self) -> &'static str {
        match self {
            Section::Overview => "Overview",
            Section::Needs => "Needs",
            Section::Debts => "Debts",
            Section::People => "People",
            Section::Timeline => "Timeline",
            Section::Stay => "Why they stay",
        }
    }

    /// Gives the name on its tab where there is little room.
    pub fn short_title(self) -> &'static str {
        if self == Section::Stay {
            "Stay"
        } else {
            self.title()
        }
    }

    /// Gives the section where records of a kind stand.
    pub fn of(kind: Kind) -> Self {
        match kind {
            Kind::Account => Section::Overview,
            Kind::Problem | Kind::Trend | Kind::Question => Section::Needs,
            Kind::Promise | Kind::Advocacy | Kind::Agreement | Kind::Deal => Section::Debts,
            Kind::Person => Section::People,
            Kind::Touchpoint | Kind::Learning => Section::Timeline,
            Kind::Loyalty | Kind::Alternative | Kind::Favour | Kind::Survey => Section::Stay,
        }
    }

    /// Lists the kinds that can be added here, the likeliest first.
    pub fn kinds(self) -> &'static [Kind] {
        match self {
            Section::Overview => &[
                Kind::Problem,
                Kind::Promise,
                Kind::Touchpoint,
                Kind::Person,
                Kind::Learning,
                Kind::Question,
                Kind::Account,
            ],
            Section::Needs => &[Kind::Problem, Kind::Question, Kind::Trend],
            Section::Debts => &[Kind::Promise, Kind::Advocacy, Kind::Agreement, Kind::Deal],
            Section::People => &[Kind::Person],
            Section::Timeline => &[Kind::Touchpoint, Kind::Learning],
            Section::Stay => &[Kind::Loyalty, Kind::Alternative, Kind::Favour, Kind::Survey],
        }
    }
}

/// Where a record stands in a section.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Place {
    /// Which heading comes first, from 0.
    pub rank: usize,
    /// The heading; empty for the account itself.
    pub heading: &'static str,
    /// The order among those under one heading, the least first.
    pub order: i64,
}

/// A deal that closes within so many days stands on the overview.
const SOON: i64 = 45;

/// Says under which heading of a section a record stands; nothing where it does not stand in that section.
pub fn place(account: Id, section: Section, record: &Record, now: &Zoned) -> Option<Place> {
    let today = now.date();
    let day =
        |date: Option<Date>| date.map_or(i64::MAX / 2, |date| i64::from(days_between(today, date)));
    let starts = |body: &Touchpoint| {
        day(body
            .starts
            .as_ref()
            .map(|starts| starts.day_in(now.time_zone())))
    };
    let is_open = open(record);
    let (heading, rank, order) = match (section, &record.body) {
        (Section::Overview, Body::Account(_)) if record.id() == account => ("", 0, 0),
        (Section::Overview, Body::Account(_)) => ("Units", 6, 0),
        (Section::Overview, Body::Touchpoint(body))
            if record.state() == Some("planned") && starts(body) >= 0 =>
        {
            ("Next", 1, starts(body))
        }
        (Section::Overview, Body::Touchpoint(body))
            if body
                .recovery
                .as_ref()
                .is_some_and(|recovery| recovery.resolved_on.is_none()) =>
        {
            ("Complaints", 0, starts(body))
        }
        (Section::Overview, Body::Promise(_))
            if is_open && record.days_late(today).is_some_and(|late| late >= 0) =>
        {
            ("Due", 2, -i64::from(record.days_late(today).unwrap_or(0)))
        }
        (Section::Overview, Body::Advocacy(body)) if body.decided() && !body.closed() => {
            ("Tell them", 3, 0)
        }
        (Section::Overview, Body::Deal(body))
            if is_open && body.closes.is_some() && day(body.closes) <= SOON =>
        {
            ("Deals that close soon", 4, day(body.closes))
        }
        (Section::Overview, Body::Question(_)) if is_open => ("We don't know", 5, 0),
        (Section::Needs, Body::Problem(_)) => {
            let cost = record
                .cost_year()
                .and_then(|year| i64::try_from(year.amount.trunc().mantissa()).ok())
                .unwrap_or(0);
            match record.state() {
                Some("solved" | "verified") => ("Solved", 2, Reverse(cost).0.saturating_neg()),
                Some("parked") => ("Parked", 3, 0),
                _ => ("Problems", 0, cost.saturating_neg()),
            }
        }
        (Section::Needs, Body::Question(_)) => (
            if is_open { "We don't know" } else { "Answered" },
            if is_open { 1 } else { 5 },
            0,
        ),
        (Section::Needs, Body::Trend(_)) => ("Trends", 4, 0),
        (Section::Debts, Body::Promise(body)) => match (is_open, body.direction) {
            (true, Some(Direction::Theirs)) => ("They owe", 1, day(body.due)),
            (true, _) => ("We owe", 0, day(body.due)),
            (false, _) => ("Settled", 5, day(body.closed_on).saturating_neg()),
        },
        (Section::Debts, Body::Advocacy(body)) => {
            if body.closed() {
                ("Settled", 5, day(body.told_on).saturating_neg())
            } else {
                (
                    "Fighting for",
                    2,
                    if body.decided() {
                        i64::MIN / 2
                    } else {
                        day(body.due)
                    },
                )
            }
        }
        (Section::Debts, Body::Agreement(body)) => {
            ("Agreements", 3, day(body.notice_by.or(body.ends)))
        }
        (Section::Debts, Body::Deal(body)) if is_open => ("Deals", 4, day(body.closes)),
        (Section::Debts, Body::Deal(body)) => {
            ("Deals won and lost", 6, day(body.closes).saturating_neg())
        }
        (Section::People, Body::Person(body)) => {
            let weight = i64::try_from(body.part.map_or(9, |part| part as usize)).unwrap_or(9);
            if body.side == Some(Side::Ours) {
                ("Ours", 1, weight)
            } else {
                ("Theirs", 0, weight)
            }
        }
        (Section::Timeline, Body::Touchpoint(body)) => match record.state() {
            // What is over and was never written up is no plan any more.
            Some("planned") if is_over(body, now) => ("Write up", 0, starts(body)),
            Some("planned") => ("Planned", 1, starts(body)),
            _ => ("Touchpoints", 2, starts(body).saturating_neg()),
        },
        (Section::Timeline, Body::Learning(body)) => {
            ("Learnings", 3, day(body.learned_on).saturating_neg())
        }
        (Section::Stay, Body::Loyalty(body)) => ("Readings", 0, day(body.on).saturating_neg()),
        (Section::Stay, Body::Alternative(_)) => ("Alternatives", 1, 0),
        (Section::Stay, Body::Favour(_)) => ("Favours", 3, 0),
        (Section::Stay, Body::Survey(body)) => ("In their words", 4, day(body.on).saturating_neg()),
        _ => return None,
    };
    Some(Place {
        rank,
        heading,
        order,
    })
}

/// Says whether a meeting that is planned lies behind us; of a day without an hour the day counts.
pub fn is_over(body: &Touchpoint, now: &Zoned) -> bool {
    let end = body.ends.as_ref().or(body.starts.as_ref());
    end.is_some_and(|end| {
        let day = end.day_in(now.time_zone());
        end.timestamp() < now.timestamp() && (day < now.date() || !end.begins_day())
    })
}

/// The newest reading of why they stay.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Stay {
    /// Why, in the words that were written down.
    pub because: String,
    /// Whether they would stay, given an alternative.
    pub would: String,
    /// When it was read.
    pub on: Option<Date>,
}

impl Stay {
    /// What stands where there is no reading.
    pub const UNASKED: &'static str = "nobody has asked why they stay";

    /// Takes the newest reading; nothing where nobody has asked.
    pub fn of<'a>(records: impl IntoIterator<Item = &'a Record>) -> Option<Stay> {
        let readings = records.into_iter().filter_map(|record| match &record.body {
            Body::Loyalty(body) => Some((body.on, record.id(), body)),
            _ => None,
        });
        let (on, _, body) = readings.max_by_key(|(on, id, _)| (*on, *id))?;
        let because = body.because.clone().unwrap_or_else(|| {
            let reasons: Vec<&str> = body.stays_because.iter().map(|stay| stay.word()).collect();
            format!("they stay for {}", reasons.join(", "))
        });
        let would = body.alternative.map_or_else(
            || "would they, given an alternative? nobody has asked".to_owned(),
            |would| format!("given an alternative: {}", would.word()),
        );
        Some(Stay { because, would, on })
    }
}
