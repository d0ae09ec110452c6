//! What can be typed: every subcommand with its options, from which help, completions and the manual page come too.

#![allow(clippy::doc_markdown)] // These documents are the help that a person reads.
#![allow(clippy::struct_excessive_bools)] // Each is an option of its own.

mod book;
mod pages;
mod reading;
mod settings;
mod writing;

use std::path::PathBuf;

use clap::{Args as Options, Parser, Subcommand};

pub use book::{Check, Demo, Export, ExportFormat, Generate, Import};
pub use pages::{Brief, Case, Handover, Page, Recap, Review, Week};
pub use reading::{Behaviour, Chart, Find, History, List, Show};
pub use settings::{Config, ConfigWhat, Keys, KeysWhat, Theme, ThemeWhat};
pub use writing::{Add, Guests, Merge, Move, Set, Snooze, Specialist, Trash, Undo};

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
    /// Lists guests of meetings whom nobody knows; takes one as a person of an account, or lets one go
    Guests(Guests),
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
