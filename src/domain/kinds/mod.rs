//! Every kind of record, declared once: its struct and its field table.

mod account;
mod meeting;
mod need;
mod stay;
mod trade;

pub use account::{Account, Person, Role};
pub use meeting::{Learning, NextStep, Question, Recovery, Touchpoint};
pub use need::{
    Advocacy, CalledIn, Escalation, Evidence, Hurt, Implication, Measure, Moved, OtherAccount,
    Problem, Promise, Trend, Why, Worth,
};
pub use stay::{Agreement, Alternative, Favour, Loyalty};
pub use trade::{Deal, Survey};
