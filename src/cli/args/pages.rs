//! What the commands take that write a page.

use clap::{Args as Options, ValueEnum};

use super::Reading;
use crate::cli::pages::Paper;

/// `ally brief`
#[derive(Options, Debug)]
pub struct Brief {
    /// The account
    #[arg(required_unless_present_any = ["tomorrow", "on", "meeting"], value_name = "ACCOUNT")]
    pub account: Vec<String>,
    /// A page for each meeting of tomorrow; with -o DIR, a file for each
    #[arg(long, conflicts_with_all = ["account", "with", "meeting", "on"])]
    pub tomorrow: bool,
    /// A page for each meeting of a day: today, fri, 3dec
    #[arg(long, value_name = "DAY", conflicts_with_all = ["account", "with", "meeting"])]
    pub on: Option<String>,
    /// Who will be there; else those of the next meeting
    #[arg(long, value_name = "PERSON", num_args = 1..)]
    pub with: Vec<String>,
    /// Which meeting; else the next one
    #[arg(long, value_name = "ID")]
    pub meeting: Option<String>,
    /// Since when changes count; else since each attendee was last met
    #[arg(long, value_name = "DATE")]
    pub since: Option<String>,
    /// How deep: walk-in, page, first, escalation, renewal or review
    #[arg(long, value_name = "DEPTH")]
    pub depth: Option<String>,
    /// How it is written
    #[command(flatten)]
    pub paper: Paper,
    /// Names the records that each line comes from
    #[arg(long)]
    pub why: bool,
    /// For whose eyes: team, private or customer
    #[arg(long, value_name = "AUDIENCE")]
    pub audience: Option<String>,
    /// How to read
    #[command(flatten)]
    pub reading: Reading,
}

/// As what a page is written.
#[derive(ValueEnum, Debug, Clone, Copy, PartialEq, Eq)]
pub enum Page {
    /// Plain text of 80 columns
    Text,
    /// Markdown
    Md,
    /// A page for a browser, to print
    Html,
    /// For programs
    Json,
}

/// `ally week`
#[derive(Options, Debug)]
pub struct Week {
    /// How many days, today counted
    #[arg(long, value_name = "N", default_value_t = 7)]
    pub days: u32,
    /// How to read
    #[command(flatten)]
    pub reading: Reading,
}

/// `ally recap`
#[derive(Options, Debug)]
pub struct Recap {
    /// The meeting or call
    #[arg(required = true, value_name = "TOUCHPOINT")]
    pub touchpoint: Vec<String>,
    /// How it is written
    #[command(flatten)]
    pub paper: Paper,
    /// How to read
    #[command(flatten)]
    pub reading: Reading,
}

/// `ally handover`
#[derive(Options, Debug)]
pub struct Handover {
    /// The account
    #[arg(required = true, value_name = "ACCOUNT")]
    pub account: Vec<String>,
    /// How it is written
    #[command(flatten)]
    pub paper: Paper,
    /// How to read
    #[command(flatten)]
    pub reading: Reading,
}

/// `ally case`
#[derive(Options, Debug)]
pub struct Case {
    /// What we fight for
    #[arg(required = true, value_name = "ADVOCACY")]
    pub what: Vec<String>,
    /// How it is written
    #[command(flatten)]
    pub paper: Paper,
    /// How to read
    #[command(flatten)]
    pub reading: Reading,
}

/// `ally review`
#[derive(Options, Debug)]
pub struct Review {
    /// The account
    #[arg(required = true, value_name = "ACCOUNT")]
    pub account: Vec<String>,
    /// Since when; without it, a quarter back
    #[arg(long, value_name = "DATE")]
    pub since: Option<String>,
    /// For whose eyes: team, private or customer
    #[arg(long, value_name = "AUDIENCE")]
    pub audience: Option<String>,
    /// How it is written
    #[command(flatten)]
    pub paper: Paper,
    /// How to read
    #[command(flatten)]
    pub reading: Reading,
}
