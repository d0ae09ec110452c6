//! The few signs of the screens, each with its twin for fonts and readers that know letters only.
//!
//! A sign never stands without its word somewhere on the line or in the detail.

use super::theme::Role;
use crate::domain::words::Direction;
use crate::domain::{Body, Date, Record};

/// Declares the signs.
macro_rules! signs {
    ($($variant:ident $sign:literal $letter:literal $help:literal;)+) => {
        /// A sign that stands before a line.
        #[derive(Debug, Clone, Copy, PartialEq, Eq)]
        pub enum Sign { $(#[doc = $help] $variant,)+ }

        impl Sign {
            /// Lists every sign, for the help.
            pub const ALL: &'static [Sign] = &[$(Sign::$variant,)+];

            /// Gives the sign, or its twin of letters.
            pub fn show(self, ascii: bool) -> &'static str {
                match (self, ascii) { $((Sign::$variant, false) => $sign, (Sign::$variant, true) => $letter,)+ }
            }

            /// Says what it means.
            pub fn help(self) -> &'static str {
                match self { $(Sign::$variant => $help,)+ }
            }
        }
    };
}

signs! {
    Open "●" "o" "open";
    UnderWay "◐" "~" "under way";
    Done "✓" "v" "done, kept, won";
    Lost "✗" "x" "broken, lost";
    Late "!" "!" "late";
    Unknown "?" "?" "unknown or unconfirmed";
    Ours "→" ">" "we owe them";
    Theirs "←" "<" "they owe us";
    Fight "⚑" "^" "what we fight for";
    None "·" "-" "neither";
    Blank " " " " "nothing to say";
}

/// Gives the sign of a record and the role it plays.
pub fn sign(record: &Record, today: Date) -> (Sign, Role) {
    let late = record.days_late(today).is_some_and(|days| days > 0);
    match &record.body {
        Body::Promise(body) => match record.state() {
            Some("kept") => (Sign::Done, Role::Good),
            Some("broken") => (Sign::Lost, Role::Late),
            Some("released") => (Sign::None, Role::Muted),
            _ if body.direction == Some(Direction::Theirs) => {
                (Sign::Theirs, if late { Role::Late } else { Role::Theirs })
            }
            _ => (Sign::Ours, if late { Role::Late } else { Role::Ours }),
        },
        Body::Advocacy(_) => match record.state() {
            Some("lost" | "withdrawn") => (Sign::Lost, Role::Muted),
            Some("won") => (Sign::Done, Role::Good),
            Some("accepted" | "under way") => (Sign::UnderWay, Role::Fight),
            _ => (Sign::Open, Role::Fight),
        },
        Body::Question(_) => match record.state() {
            Some("answered") => (Sign::Done, Role::Good),
            Some("dropped") => (Sign::Lost, Role::Muted),
            _ => (Sign::Unknown, Role::Doubt),
        },
        // What runs is under way; that it has ended is neither good nor bad.
        Body::Agreement(_) => match record.state() {
            Some("renewed") => (Sign::Done, Role::Good),
            Some("lost") => (Sign::Lost, Role::Muted),
            Some("ended") => (Sign::None, Role::Muted),
            Some("running") => (Sign::UnderWay, Role::Text),
            _ => (Sign::Open, Role::Text),
        },
        Body::Touchpoint(body)
            if body
                .recovery
                .as_ref()
                .is_some_and(|recovery| recovery.resolved_on.is_none()) =>
        {
            (Sign::Late, Role::Late)
        }
        _ => match record.state() {
            Some("solved" | "verified" | "won" | "held" | "passed") => (Sign::Done, Role::Good),
            Some("solving" | "diagnosed" | "under way" | "advising" | "asked" | "shortlisted") => {
                (Sign::UnderWay, Role::Text)
            }
            Some("lost" | "cancelled" | "gone") => (Sign::Lost, Role::Muted),
            Some("parked") => (Sign::None, Role::Muted),
            Some(_) => (Sign::Open, Role::Text),
            None => (Sign::Blank, Role::Faint),
        },
    }
}
