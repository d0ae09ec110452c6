//! What the commands take that change records.

use clap::Args as Options;

use super::Reading;

/// `ally trash`
#[derive(Options, Debug)]
pub struct Trash {
    /// What to bring back, by short id or title; nothing lists what was deleted
    #[arg(value_name = "WHAT")]
    pub what: Vec<String>,
    /// As JSON
    #[arg(long)]
    pub json: bool,
}

/// `ally add`
#[derive(Options, Debug)]
#[command(
    after_help = "A line: [kind] [account] [@people]: text, with @person +tag due:fri cost:usd250x40/month. Kinds: note prob asked need why owe wait \
                        got gave adv trend ask fact quote complaint rival person; told ID, done ID.\n\n  ally add owe acme: send @anna the price list due:fri +pricing\n  \
                        ally add prob acme: scrap rate 4 % on line 3 cost:eur1.2m/year\n  ally add done pm7"
)]
pub struct Add {
    /// The line; - reads lines from standard input, all or nothing; without any a prompt opens
    #[arg(value_name = "LINE")]
    pub line: Vec<String>,
    /// Only says what it would make
    #[arg(long)]
    pub dry_run: bool,
    /// Refuses what is unclear instead of keeping it as text
    #[arg(long)]
    pub strict: bool,
    /// Prints JSON for programs, one object a line
    #[arg(long)]
    pub json: bool,
}

/// `ally specialist`
#[derive(Options, Debug)]
#[command(
    after_help = "Without a PERSON it lists who of ours knows this, and what they found before. With one it writes down that they were asked, \
                  and what came of it:\n\n  ally specialist pb3\n  ally specialist pb3 moreno\n  ally specialist pb3 moreno --came thu --free --found \"five questions make up 70 % of visits\""
)]
pub struct Specialist {
    /// The problem
    #[arg(value_name = "PROBLEM")]
    pub problem: String,
    /// Who of ours is called in
    #[arg(value_name = "PERSON")]
    pub person: Vec<String>,
    /// When they were asked; today unless said
    #[arg(long, value_name = "DATE")]
    pub asked: Option<String>,
    /// When they came
    #[arg(long, value_name = "DATE")]
    pub came: Option<String>,
    /// It was free of charge
    #[arg(long, conflicts_with = "charged")]
    pub free: bool,
    /// It was charged for
    #[arg(long)]
    pub charged: bool,
    /// What they found
    #[arg(long, value_name = "WORDS")]
    pub found: Option<String>,
    /// How to read
    #[command(flatten)]
    pub reading: Reading,
}

/// `ally guests`
#[derive(Options, Debug)]
#[command(
    after_help = "  ally guests\n  ally guests dora --of northline\n  ally guests room7@hotel.example --let-go"
)]
pub struct Guests {
    /// Whom, by name or address; without any all who wait
    #[arg(value_name = "WHO")]
    pub who: Vec<String>,
    /// Makes the guest a person of this account; the meetings that waited have them
    #[arg(long, value_name = "ACCOUNT", conflicts_with = "let_go")]
    pub of: Option<String>,
    /// Lets the guest go for good: no meeting waits for them, and no file brings them back
    #[arg(long)]
    pub let_go: bool,
    /// Prints JSON for programs, one object a guest
    #[arg(long, conflicts_with_all = ["of", "let_go"])]
    pub json: bool,
}

/// `ally snooze`
#[derive(Options, Debug)]
pub struct Snooze {
    /// What is put off: a promise, a fight, an account that has gone quiet
    #[arg(value_name = "WHAT")]
    pub what: String,
    /// Until when: fri, 3dec, +2w; nothing wakes it
    #[arg(value_name = "DATE")]
    pub until: Option<String>,
    /// Prints the record as JSON
    #[arg(long)]
    pub json: bool,
}

/// `ally merge`
#[derive(Options, Debug)]
pub struct Merge {
    /// The record that becomes part of the other
    #[arg(value_name = "WHAT")]
    pub what: String,
    /// The record that stays
    #[arg(value_name = "INTO")]
    pub into: String,
    /// Prints the record as JSON
    #[arg(long)]
    pub json: bool,
}

/// `ally set`
#[derive(Options, Debug)]
pub struct Set {
    /// The record
    #[arg(value_name = "ID")]
    pub what: String,
    /// Fields and their new values; FIELD= empties one, FIELD+=VALUE adds to a list, FIELD-=VALUE takes out of it
    #[arg(required = true, value_name = "FIELD=VALUE")]
    pub fields: Vec<String>,
    /// Prints the record as JSON
    #[arg(long)]
    pub json: bool,
}

/// `ally move`
#[derive(Options, Debug)]
pub struct Move {
    /// The record
    #[arg(value_name = "ID")]
    pub what: String,
    /// The state
    #[arg(required = true, value_name = "STATE")]
    pub state: Vec<String>,
    /// A word on it, kept with the move
    #[arg(long, value_name = "WORDS")]
    pub why: Option<String>,
    /// Prints the record as JSON
    #[arg(long)]
    pub json: bool,
}

fn entry_number(text: &str) -> Result<u64, String> {
    text.parse()
        .map_err(|_| "an entry is a number, as `ally history` shows them".to_owned())
}

/// `ally undo`
#[derive(Options, Debug)]
pub struct Undo {
    /// Which entry (ally history shows the numbers); the last that can be taken back where absent
    #[arg(value_name = "ENTRY", value_parser = entry_number)]
    pub entry: Option<u64>,
    /// Takes back without asking what would be left without its account
    #[arg(long)]
    pub yes: bool,
    /// Prints what was done as JSON
    #[arg(long)]
    pub json: bool,
}
