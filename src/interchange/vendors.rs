//! Knows other programs' tables by their header names: what each column means, in English, German and Spanish.
//!
//! Everything here is data. A vendor is a row in [`LAYOUTS`] (how its header is recognised, whose ids it uses) and, where
//! its words differ from everybody's, a few rows in a dictionary. Names are folded ([`super::header::fold`]); `#` stands
//! for a running number; `|` separates aliases.

mod layouts;
mod own;
mod words;

pub use layouts::{GENERIC, LAYOUTS, SECTIONS, for_kind};

use crate::domain::Kind;

use super::{repair::Expected, values::DayOrder};

/// Says what a column means for the record of its row.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Means {
    /// The record's id in the other program.
    Id,
    /// Whether the row is deleted there.
    Deleted,
    /// The id of the record that this one was merged into.
    MergedInto,
    /// A person's first, middle or last name, what stands before and after it, or all of it.
    First,
    /// See [`Means::First`].
    Middle,
    /// See [`Means::First`].
    Last,
    /// See [`Means::First`].
    Prefix,
    /// See [`Means::First`].
    Suffix,
    /// The record's whole name.
    Name,
    /// A field of the record with one line of text.
    Text(&'static str),
    /// A field of the record with many lines, HTML taken away.
    Prose(&'static str),
    /// A field of the record that is a list of texts; a cell can hold several.
    List(&'static str),
    /// E-mail addresses.
    Email,
    /// Phone numbers.
    Phone,
    /// What kind of number the next column of the same name holds; a fax is no phone.
    PhoneLabel,
    /// The country's code that belongs before the row's first phone number.
    CallingCode,
    /// A web page or a name on a network.
    Handle,
    /// A date field.
    Date(&'static str),
    /// A moment field: a date with a time.
    Moment(&'static str),
    /// The time of day that belongs to a moment field's date.
    TimeOf(&'static str),
    /// A decimal field.
    Number(&'static str),
    /// A money field.
    Money(&'static str),
    /// The currency of the row's amounts.
    Currency,
    /// A birthday, whole or in parts.
    Birthday,
    /// See [`Means::Birthday`].
    BirthYear,
    /// See [`Means::Birthday`].
    BirthMonth,
    /// See [`Means::Birthday`].
    BirthDay,
    /// Part of a location: 0 city, 1 region, 2 country.
    Place(u8),
    /// Another record by its id in the other program.
    RefId(&'static str, Kind),
    /// Another record by its name.
    RefName(&'static str, Kind),
    /// Another record by its e-mail address.
    RefEmail(&'static str, Kind),
    /// Other records as `Name (id)`, several separated by `;`.
    RefBoth(&'static str, Kind),
    /// The kind of the record that [`Means::RefId`] of `about` points to.
    RefKind,
    /// A deal's stage, which also says whether it is won.
    Stage,
    /// Whether a deal is closed, or won.
    Closed,
    /// See [`Means::Closed`].
    Won,
    /// What kind of activity a row is: call, task, meeting.
    Channel,
    /// Whether an activity is done.
    Done,
    /// Whether an event takes whole days.
    AllDay,
    /// Whether the row is nobody else's business: a flag, or a degree such as `Confidential`.
    Private,
    /// Names of those who attend, separated by `;`.
    Attendees,
    /// A column of a contact person in a table of companies.
    Contact(Part),
    /// Kept in `extra` although its name is known.
    Extra,
    /// Of no use to anybody: checksums and the like.
    Skip,
}

impl Means {
    /// Says what cells of such a column look like.
    pub fn expected(self) -> Expected {
        match self {
            Self::Email | Self::RefEmail(..) => Expected::Email,
            Self::Date(_) | Self::Moment(_) | Self::Birthday => Expected::Date,
            Self::Number(_) | Self::Money(_) | Self::Phone | Self::BirthYear => Expected::Number,
            Self::Prose(_) => Expected::Prose,
            Self::First
            | Self::Middle
            | Self::Last
            | Self::Name
            | Self::Text(_)
            | Self::Place(_)
            | Self::RefName(..) => Expected::Words,
            _ => Expected::Anything,
        }
    }
}

/// Says which part of a contact person a column of a companies' table holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Part {
    /// The whole name.
    Name,
    /// The job title.
    Title,
    /// An e-mail address.
    Email,
    /// A phone number.
    Phone,
}

/// Lists aliases and what they mean.
pub type Dictionary = &'static [(&'static str, Means)];

/// Describes one table of one program.
#[derive(Debug, Clone, Copy)]
pub struct Layout {
    /// The program, which also names the space of its ids.
    pub system: &'static str,
    /// What its table is called.
    pub table: &'static str,
    /// The kind of record that a row makes.
    pub kind: &'static str,
    /// Every one of these must be among the header's names; aliases are separated by `|`.
    pub needs: &'static [&'static str],
    /// The dictionaries that say what its columns mean, the first that knows a name decides.
    pub words: &'static [Dictionary],
    /// Whether a company that only a name tells of becomes an account (a customer system) or stays a name (an address book).
    pub makes_accounts: bool,
    /// How the program writes dates where nothing in the file shows it.
    pub order: Option<DayOrder>,
}

impl Layout {
    /// Gives what a person is told that a file was recognised as.
    pub fn title(&self) -> String {
        format!("{} {}", self.system, self.table).trim().to_owned()
    }

    /// Says how people met in every row of a table that has no other word for it.
    pub fn channel(&self) -> Option<&'static str> {
        match (self.system, self.table) {
            (_, "calls" | "phone calls") => Some("call"),
            (_, "emails") => Some("email"),
            ("dynamics", "appointments") | ("hubspot" | "zoho", "meetings") => Some("meeting"),
            _ => None,
        }
    }

    /// Says what a column means, by its folded name and then by its pattern.
    pub fn means(&self, folded: &str, pattern: &str) -> Option<Means> {
        self.words
            .iter()
            .find_map(|words| look_up(words, folded))
            .or_else(|| {
                if pattern == folded {
                    None
                } else {
                    self.words.iter().find_map(|words| look_up(words, pattern))
                }
            })
    }
}

/// Finds a vendor's table by what a person is told that it is.
pub fn titled(title: &str) -> Option<Layout> {
    let sections = SECTIONS.iter().map(|(_, layout)| layout);
    let mut known = LAYOUTS.iter().chain(sections);
    known.find(|layout| layout.title() == title).copied()
}

/// Finds a folded name in a dictionary.
pub fn look_up(words: Dictionary, folded: &str) -> Option<Means> {
    words
        .iter()
        .find(|(aliases, _)| aliases.split('|').any(|alias| alias == folded))
        .map(|(_, means)| *means)
}

#[cfg(test)]
mod tests {
    use super::own::{DYNAMICS, GOOGLE, MEETING, OUTLOOK, THUNDERBIRD};
    use super::words::{ACCOUNT, ACTIVITY, DEAL, NOTE, PERSON, SURVEY};
    use super::*;

    #[test]
    fn every_alias_is_folded() {
        for words in [
            PERSON,
            ACCOUNT,
            DEAL,
            NOTE,
            ACTIVITY,
            SURVEY,
            DYNAMICS,
            OUTLOOK,
            GOOGLE,
            THUNDERBIRD,
            MEETING,
        ] {
            for (aliases, _) in words {
                for alias in aliases.split('|') {
                    let folded: String = super::super::header::fold(alias);
                    assert_eq!(
                        alias.replace('#', ""),
                        folded,
                        "write the alias as it is compared"
                    );
                }
            }
        }
    }

    #[test]
    fn every_need_is_known_or_a_mark() {
        for layout in LAYOUTS.iter().chain(GENERIC) {
            assert!(
                !layout.needs.is_empty(),
                "{} would fit anything",
                layout.title()
            );
        }
    }
}
