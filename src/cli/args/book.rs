//! What the commands take that make, fill, carry or check a whole book.

use std::path::PathBuf;

use clap::{Args as Options, ValueEnum};

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

/// `ally import`
#[derive(Options, Debug)]
pub struct Import {
    /// The files; several are one plan and one undo
    #[arg(required_unless_present_any = ["forget", "remembered"], value_name = "FILE")]
    pub files: Vec<PathBuf>,
    /// What the files are, where they don't say: contacts, accounts, deals, meetings, promises, notes, surveys, orders, or a vendor's table such as "hubspot contacts"
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
    /// Lists what is remembered of headers: which column is what, and how the file is read
    #[arg(long, conflicts_with = "files")]
    pub remembered: bool,
    /// Forgets what is remembered of this file's header, or of the one that --remembered lists with this mark
    #[arg(long, value_name = "FILE|MARK", conflicts_with_all = ["files", "remembered"])]
    pub forget: Option<PathBuf>,
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
