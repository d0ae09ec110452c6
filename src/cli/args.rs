//! What can be typed: every subcommand with its options, from which help, completions and the manual page come too.

#![allow(clippy::doc_markdown)] // These documents are the help that a person reads.
#![allow(clippy::struct_excessive_bools)] // Each is an option of its own.

use std::path::PathBuf;

use super::pages::Paper;
use clap::{Args as Options, Parser, Subcommand, ValueEnum};

/// What was typed.
#[derive(Parser, Debug)]
#[command(
    name = "ally",
    version,
    about = "The book of a consultative seller: problems with their whys, promises both ways, and what you fight for.",
    long_about = "The book of a consultative seller: problems with their whys, promises both ways, and what you fight for until the customer \
                  has been told.\n\nWithout a command, ally opens the workbench. Every command works while a workbench is open on the same book.",
    after_help = "ACCOUNT, PERSON and WHAT take an id, a short id (pb3), a name or an alias, or the unambiguous beginning of one.",
    disable_help_subcommand = true,
    infer_long_args = true
)]
pub struct Args {
    /// The book's directory (else ALLY_BOOK, else the platform's data directory)
    #[arg(long, global = true, value_name = "DIR", help_heading = "Everywhere")]
    pub book: Option<PathBuf>,
    /// The configuration file (else ALLY_CONFIG, else the platform's)
    #[arg(long, global = true, value_name = "FILE", help_heading = "Everywhere")]
    pub config: Option<PathBuf>,
    /// What to do; the workbench where absent
    #[command(subcommand)]
    pub verb: Option<Verb>,
}

/// What to do.
#[derive(Subcommand, Debug)]
pub enum Verb {
    /// Opens a throw-away book filled with the demo
    Demo(Demo),
    /// Shows what needs you now, and why
    Today(Reading),
    /// Opens the workbench in call mode: a timer, the essentials, each line saved at once
    Call {
        /// With whom
        #[arg(value_name = "ACCOUNT", required = true)]
        account: Vec<String>,
    },
    /// Captures a line: a note, a promise, a problem, a question, in one breath
    Add(Add),
    /// Makes the page before the meeting
    Brief(Brief),
    /// Finds anything by a few letters, mistyped ones too
    Find(Find),
    /// Shows the days ahead, meeting by meeting
    Week(Week),
    /// Writes what is sent to the customer after a meeting or call
    Recap(Recap),
    /// Writes the read-first page for whoever takes an account over
    Handover(Handover),
    /// Writes the case for a fight inside our company, on one page for whoever decides
    Case(Case),
    /// Says who of ours knows what a problem is about, and writes down who was called in and what they found
    Specialist(Specialist),
    /// Puts something off Today until a day
    Snooze(Snooze),
    /// Writes the page of a quarter: solved, worth, promised and kept, learned
    Review(Review),
    /// Shows what they buy or use: when, what, where, how, how much, and the changes without a why
    Behaviour(Behaviour),
    /// Shows an account, a person or any record
    Show(Show),
    /// Shows who reports to whom at an account, where each stands, who sways whom, and on how few threads you hang
    Chart(Chart),
    /// Lists the records of a kind
    List(List),
    /// Lists the lines captured without an account, to sort
    Inbox(Reading),
    /// Edits fields of a record
    Set(Set),
    /// Moves a record along its states
    Move(Move),
    /// Makes two records one
    Merge(Merge),
    /// Takes back the last entry
    Undo(Undo),
    /// Does again what was taken back last
    Redo(Json),
    /// Lists what was deleted, or brings something back
    Trash(Trash),
    /// Shows who changed what, and when
    History(History),
    /// Brings other programs' files into the book, after showing what they would change
    Import(Import),
    /// Writes the book's records out, as files that others read
    Export(Export),
    /// Writes the whole book, its history included, into one file
    Backup {
        /// The file; one named by the day in this directory where absent
        #[arg(value_name = "FILE")]
        file: Option<PathBuf>,
        /// Also over a file that is there already
        #[arg(short, long)]
        force: bool,
    },
    /// Puts a backup in the place of the book
    Restore {
        /// The backup
        #[arg(value_name = "FILE")]
        file: PathBuf,
        /// Also where there is a book already, which is kept beside it
        #[arg(short, long)]
        force: bool,
    },
    /// Verifies every entry, every row of the index, and that they agree
    Check(Check),
    /// Shows where the settings lie, and what is in force
    Config(Config),
    /// Lists the themes, or shows one
    Theme(Theme),
    /// Lists the keys, or checks your own
    Keys(Keys),
    /// Prints the completions for a shell
    Completions {
        /// The shell
        shell: clap_complete::Shell,
    },
    /// Prints the manual page
    Man,
    /// Writes a made book of any size, for measurements
    #[command(hide = true)]
    Generate(Generate),
}

/// `ally generate`
#[derive(Options, Debug)]
pub struct Generate {
    /// The new directory that the book is written into
    #[arg(value_name = "DIR")]
    pub into: PathBuf,
    /// How many records: 20000, 100k, 1m
    #[arg(long, value_name = "N", default_value = "20k")]
    pub records: String,
    /// How many of them are accounts; one in a hundred where absent
    #[arg(long, value_name = "N")]
    pub accounts: Option<String>,
    /// How many rows of what they buy
    #[arg(long, value_name = "N", default_value = "0")]
    pub activity: String,
    /// The seed: the same numbers, with the same ALLY_NOW, give the same book to the byte
    #[arg(long, value_name = "N", default_value_t = 1)]
    pub seed: u64,
}

/// What every reading command takes.
#[derive(Options, Debug, Default, Clone)]
pub struct Reading {
    /// Prints JSON for programs
    #[arg(long)]
    pub json: bool,
    /// Answers as the book stood at the end of that day
    #[arg(long, value_name = "DATE")]
    pub as_of: Option<String>,
}

/// What a command takes that writes, and says what it did.
#[derive(Options, Debug, Default, Clone)]
pub struct Json {
    /// Prints JSON for programs
    #[arg(long)]
    pub json: bool,
}

/// `ally demo`
#[derive(Options, Debug)]
pub struct Demo {
    /// Writes the demo's book into this new directory, and exits
    #[arg(long, value_name = "DIR")]
    pub into: Option<PathBuf>,
    /// Draws the demo's workbench into an SVG file, and exits
    #[arg(long, value_name = "FILE", conflicts_with = "into")]
    pub picture: Option<PathBuf>,
    /// The keys to press before the picture is drawn, as in "g a enter"
    #[arg(long, value_name = "KEYS", requires = "picture", default_value = "")]
    pub keys: String,
    /// The size of the screen in the picture
    #[arg(
        long,
        value_name = "COLUMNSxROWS",
        requires = "picture",
        default_value = "110x36"
    )]
    pub size: String,
}

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

/// `ally export`
#[derive(Options, Debug)]
pub struct Export {
    /// As what: jsonl unless said
    #[arg(long, value_enum, value_name = "FORMAT")]
    pub format: Option<ExportFormat>,
    /// Into which file; else to standard output
    #[arg(short = 'o', long = "out", value_name = "FILE")]
    pub out: Option<PathBuf>,
    /// Also over a file that is there already
    #[arg(short, long, requires = "out")]
    pub force: bool,
    /// Prints JSON for programs: the same as --format jsonl
    #[arg(long, conflicts_with = "format")]
    pub json: bool,
    /// As the book stood at the end of that day
    #[arg(long, value_name = "DATE")]
    pub as_of: Option<String>,
}

/// As what the book is written out.
#[derive(ValueEnum, Debug, Clone, Copy, PartialEq, Eq)]
pub enum ExportFormat {
    /// Every record with its links, one JSON object a line: ally's own
    Jsonl,
    /// A table, a record a row
    Csv,
    /// People and accounts, for an address book
    Vcard,
    /// Touchpoints, promises and notice dates, for a calendar that rings
    Ical,
    /// To read: grouped by account
    Md,
}

/// `ally check`
#[derive(Options, Debug)]
pub struct Check {
    /// Makes the index anew where it says something else than the journal
    #[arg(long)]
    pub repair: bool,
    /// Prints JSON for programs
    #[arg(long)]
    pub json: bool,
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

/// `ally import`
#[derive(Options, Debug)]
pub struct Import {
    /// The files; several are one plan and one undo
    #[arg(required = true, value_name = "FILE")]
    pub files: Vec<PathBuf>,
    /// What the files are, where they don't say: contacts, accounts, deals, or a vendor's table such as "hubspot contacts"
    #[arg(long = "as", value_name = "KIND")]
    pub as_kind: Option<String>,
    /// Only shows what would change
    #[arg(long)]
    pub dry_run: bool,
    /// Writes the rows that were rejected, and why, as CSV
    #[arg(long, value_name = "FILE")]
    pub rejects: Option<PathBuf>,
    /// Says which column is what (TOML); remembered for files with the same header
    #[arg(long, value_name = "FILE")]
    pub map: Option<PathBuf>,
    /// The decimal sign of the files' numbers, where nothing in them shows it: point or comma
    #[arg(long, value_name = "SIGN", value_parser = ["point", "comma"])]
    pub decimal: Option<String>,
    /// Makes accounts of the companies that people of an address book name
    #[arg(long)]
    pub accounts: bool,
    /// Takes the file's value where both sides have changed, instead of keeping the book's
    #[arg(long)]
    pub theirs: bool,
    /// Does it without asking
    #[arg(long, short = 'y')]
    pub yes: bool,
    /// Prints JSON for programs, one object a file
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

/// `ally config`
#[derive(Options, Debug)]
pub struct Config {
    /// What to show
    #[arg(value_enum, default_value = "show")]
    pub what: ConfigWhat,
    /// Prints JSON for programs
    #[arg(long)]
    pub json: bool,
}

/// What `ally config` shows.
#[derive(ValueEnum, Debug, Clone, Copy, PartialEq, Eq)]
pub enum ConfigWhat {
    /// Every setting in force, and where it comes from
    Show,
    /// Where the book and the files lie
    Path,
}

/// `ally theme`
#[derive(Options, Debug)]
pub struct Theme {
    /// What to do
    #[command(subcommand)]
    pub what: Option<ThemeWhat>,
    /// Prints JSON for programs
    #[arg(long, global = true)]
    pub json: bool,
}

/// What `ally theme` does.
#[derive(Subcommand, Debug)]
pub enum ThemeWhat {
    /// Lists the themes, and says which is in force
    List,
    /// Shows a theme's roles
    Show {
        /// Its name; the one in force where absent
        name: Option<String>,
    },
}

/// `ally keys`
#[derive(Options, Debug)]
pub struct Keys {
    /// What to do
    #[arg(value_enum, default_value = "list")]
    pub what: KeysWhat,
    /// Prints JSON for programs
    #[arg(long)]
    pub json: bool,
}

/// What `ally keys` does.
#[derive(ValueEnum, Debug, Clone, Copy, PartialEq, Eq)]
pub enum KeysWhat {
    /// Lists every action with its keys
    List,
    /// Checks the file of your own keys
    Check,
}
