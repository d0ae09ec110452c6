//! What the commands take that show what is in the book.

use clap::Args as Options;

use super::Reading;

/// `ally show`
#[derive(Options, Debug)]
pub struct Show {
    /// What to show
    #[arg(required = true, value_name = "WHAT")]
    pub what: Vec<String>,
    /// Adds who changed what, and when
    #[arg(long)]
    pub history: bool,
    /// Adds what is not known yet of an account
    #[arg(long)]
    pub gaps: bool,
    /// How to read
    #[command(flatten)]
    pub reading: Reading,
}

/// `ally chart`
#[derive(Options, Debug)]
pub struct Chart {
    /// The account
    #[arg(required = true, value_name = "ACCOUNT")]
    pub account: Vec<String>,
    /// How to read
    #[command(flatten)]
    pub reading: Reading,
}

/// `ally list`
#[derive(Options, Debug)]
pub struct List {
    /// The kind: account, person, problem, trend, advocacy, promise, touchpoint, learning, question, alternative, agreement,
    /// favour, loyalty, deal, survey; or inbox
    #[arg(value_name = "KIND")]
    pub kind: String,
    /// Only of this account and its units
    #[arg(long, value_name = "ACCOUNT")]
    pub account: Option<String>,
    /// Only in this state; open means every state that still asks for something
    #[arg(long, value_name = "STATE")]
    pub state: Option<String>,
    /// Only with this tag
    #[arg(long, value_name = "TAG")]
    pub tag: Option<String>,
    /// Only what is due on or before this day
    #[arg(long, value_name = "BEFORE")]
    pub due: Option<String>,
    /// Sorts by a field; with a minus before it, the other way round (--sort=-due)
    #[arg(long, value_name = "FIELD", allow_hyphen_values = true)]
    pub sort: Option<String>,
    /// Says only what they add up to, as the board's first line does
    #[arg(long, conflicts_with_all = ["sort", "json"])]
    pub sums: bool,
    /// How to read
    #[command(flatten)]
    pub reading: Reading,
}

/// `ally behaviour`
#[derive(Options, Debug)]
pub struct Behaviour {
    /// The account with its units; all where absent
    #[arg(value_name = "ACCOUNT")]
    pub account: Vec<String>,
    /// Only the accounts of this segment
    #[arg(long, value_name = "SEGMENT", conflicts_with = "account")]
    pub segment: Option<String>,
    /// How to read
    #[command(flatten)]
    pub reading: Reading,
}

/// `ally find`
#[derive(Options, Debug)]
pub struct Find {
    /// Letters, words, a kind (promise ruiz), or filters: kind:problem, @person, +tag, is:open, =words in notes
    #[arg(required = true, value_name = "WORDS")]
    pub words: Vec<String>,
    /// Only this kind
    #[arg(long, value_name = "KIND")]
    pub kind: Option<String>,
    /// Only of this account and its units
    #[arg(long, value_name = "ACCOUNT")]
    pub account: Option<String>,
    /// At most so many
    #[arg(long, value_name = "N", default_value_t = 20)]
    pub limit: usize,
    /// How to read
    #[command(flatten)]
    pub reading: Reading,
}

/// `ally history`
#[derive(Options, Debug)]
pub struct History {
    /// Only what touched this record
    #[arg(value_name = "ID")]
    pub what: Vec<String>,
    /// At most so many entries, the newest first
    #[arg(long, value_name = "N")]
    pub limit: Option<usize>,
    /// How to read
    #[command(flatten)]
    pub reading: Reading,
}
