//! Everything that drawing may look at: the theme, the keys, the moment, who is who.

use jiff::Zoned;

use super::action::Action;
use super::keymap::Keymap;
use super::known::{Reading, Who};
use super::signs::{self, Sign};
use super::theme::{Role, Theme};
use crate::book::Stories;
use crate::domain::days::{self, Weekend};
use crate::domain::{Date, Id, Moment, Record};

/// What is said of a field of which nothing is known; in the look of a doubt.
pub const UNKNOWN: &str = "unknown";

/// What drawing may look at; nothing here changes while a frame is drawn.
#[derive(Clone)]
pub struct Look<'a> {
    /// What was solved elsewhere, once it is known.
    pub stories: Option<&'a Stories>,
    /// The currency of an amount that names none.
    pub currency: Option<String>,
    /// The free days of the week.
    pub weekend: &'a Weekend,
    /// The theme in force.
    pub theme: &'a Theme,
    /// The keys in force.
    pub keymap: &'a Keymap,
    /// Who is who.
    pub who: &'a Who,
    /// The moment that the screen shows.
    pub now: &'a Zoned,
    /// Letters instead of signs.
    pub ascii: bool,
    /// Private facts are hidden, for a shared screen.
    pub present: bool,
}

impl<'a> Look<'a> {
    /// Gives today.
    pub fn today(&self) -> Date {
        self.now.date()
    }

    /// Reads and says values as this person means them.
    pub fn reading(&self) -> Reading<'a> {
        Reading {
            who: self.who,
            now: self.now,
            currency: self.currency.clone(),
            weekend: self.weekend,
        }
    }

    /// Shows a sign.
    pub fn sign(&self, sign: Sign) -> &'static str {
        sign.show(self.ascii)
    }

    /// Shows the sign of a record, with the role it plays.
    pub fn sign_of(&self, record: &Record) -> (&'static str, Role) {
        let (sign, role) = signs::sign(record, self.today());
        (self.sign(sign), role)
    }

    /// Gives the first key of an action, or nothing where it has none.
    pub fn key(&self, action: Action) -> String {
        self.keymap.key(action).unwrap_or_default()
    }

    /// Says a day as people do.
    pub fn said(&self, date: Date) -> String {
        days::said(date, self.today())
    }

    /// Says how a due day stands: `3 d late`, `today`, `Fri`.
    pub fn due(&self, date: Date) -> (String, bool) {
        let late = days_between(date, self.today());
        if late > 0 {
            (format!("{} late", span(late)), true)
        } else {
            (self.said(date), false)
        }
    }

    /// Says how long ago a day was: `today`, `26 d ago`, `5 mo ago`.
    pub fn ago(&self, date: Date) -> String {
        match days_between(date, self.today()) {
            ..=0 => "today".to_owned(),
            days => format!("{} ago", span(days)),
        }
    }

    /// Says a moment: the day as people say it, and the time; of one that begins with its day the day alone.
    pub fn moment(&self, moment: &Moment) -> String {
        let here = moment.0.with_time_zone(self.now.time_zone().clone());
        if moment.begins_day() {
            return self.said(self.day_of(moment));
        }
        format!("{} {}", self.said(here.date()), here.strftime("%H:%M"))
    }

    /// Gives the day of a moment where the person is.
    pub fn day_of(&self, moment: &Moment) -> Date {
        moment.day_in(self.now.time_zone())
    }

    /// Names several people by what they are called.
    pub fn called(&self, people: &[Id]) -> String {
        people
            .iter()
            .map(|id| self.who.called(*id))
            .collect::<Vec<_>>()
            .join(", ")
    }

    /// Names several people, the later ones as a number.
    pub fn called_short(&self, people: &[Id]) -> String {
        match people {
            [one, two, rest @ ..] if !rest.is_empty() => format!(
                "{}, {} +{}",
                self.who.called(*one),
                self.who.called(*two),
                rest.len()
            ),
            people => self.called(people),
        }
    }
}

/// Counts the days from one day to another.
pub fn days_between(from: Date, to: Date) -> i32 {
    from.until(to).map_or(0, |span| span.get_days())
}

pub use crate::domain::days::span;
