//! The command line: one file a subcommand.
//!
//! [`run`] reads what was typed, does it, and gives the exit status: 0 done, 1 not found, ambiguous or refused, 2 wrong
//! usage, 3 the book cannot be opened or is damaged, 4 the book is busy. It does not know the workbench; what it needs of
//! it comes as a [`Workbench`].

#![allow(clippy::unnecessary_wraps)] // Every subcommand has the same signature.
#![allow(clippy::format_push_string)] // What is said to a person is short.

mod account;
mod add;
pub mod args;
mod backup;
mod behaviour;
mod brief;
mod call;
mod chart;
mod check;
mod config;
mod demo;
mod export;
mod file;
mod find;
mod generate;
mod guests;
mod here;
mod history;
mod import;
mod keys;
mod list;
mod merge;
mod moving;
mod output;
mod pages;
mod reader;
mod set;
mod shell;
mod show;
mod snooze;
mod specialist;
mod stop;
mod sums;
mod theme;
mod today;
mod trash;
mod undo;
mod week;

use std::ffi::OsString;
use std::io::IsTerminal;

use clap::Parser;

use crate::book::{self, BookError, Result};
use crate::config::{Config, Wanted};

use args::{Args, Verb};
use here::Here;

/// How the workbench is opened.
#[derive(Clone, Debug)]
pub struct Start {
    /// How to open the book.
    pub options: book::Options,
    /// What the person chose.
    pub config: Config,
    /// Whether the book is a throw-away one with the demo data.
    pub demo: bool,
    /// The account to open in call mode, where that was asked for.
    pub call: Option<crate::domain::Id>,
}

/// A theme, for a list.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct ThemeRow {
    /// Its name.
    pub name: String,
    /// What it says of itself.
    pub about: String,
    /// The person's own file; nothing where it comes with the program.
    pub file: Option<String>,
    /// Whether it is in force.
    pub chosen: bool,
}

/// One role of a theme.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct RoleRow {
    /// Its name in theme files.
    pub name: String,
    /// How it looks: `#e0e0e0 bold`.
    pub look: String,
    /// What it is for.
    pub help: String,
}

/// One action of the workbench.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct KeyRow {
    /// Where it holds.
    pub context: String,
    /// Its name in key files.
    pub action: String,
    /// Its keys; empty where it has none.
    pub keys: Vec<String>,
    /// What it does.
    pub help: String,
}

/// What the command line asks of the workbench.
pub trait Workbench {
    /// Opens the workbench, and returns when it is closed.
    fn open(&self, start: Start) -> Result<()>;
    /// Draws the workbench on a book, after keys were pressed, as SVG.
    fn picture(
        &self,
        book: book::Book,
        config: &Config,
        size: (u16, u16),
        keys: &str,
    ) -> Result<String>;
    /// Lists the themes; the warnings are about files of the person's own that are broken.
    fn themes(&self, config: &Config) -> (Vec<ThemeRow>, Vec<String>);
    /// Shows a theme, the one in force where no name is given.
    fn theme(
        &self,
        config: &Config,
        name: Option<&str>,
    ) -> std::result::Result<(String, Vec<RoleRow>), Vec<String>>;
    /// Lists every action with the keys in force; the warnings are about the file of the person's own keys.
    fn keys(&self, config: &Config) -> (Vec<KeyRow>, Vec<String>);
}

/// Does what was typed; gives the exit status.
pub fn run(typed: impl IntoIterator<Item = OsString>, workbench: &dyn Workbench) -> u8 {
    // Whoever may write no more is told so by the write, and takes away what it has begun; by itself the signal only ends.
    let _ = signal_hook::flag::register(signal_hook::consts::SIGXFSZ, std::sync::Arc::default());
    let args = match Args::try_parse_from(typed) {
        Ok(args) => args,
        Err(said) if said.kind() == clap::error::ErrorKind::InvalidUtf8 => {
            output::tell("ally: what was typed is not UTF-8; nothing was saved");
            output::tell(
                "Set the terminal to UTF-8; or put it into a file and write: iconv -f latin1 -t utf-8 FILE | ally add -",
            );
            return 2;
        }
        Err(said) => {
            // Help and version are answers; the rest is wrong usage. Nobody is left to be told where printing fails.
            let _ = said.print();
            return if said.use_stderr() { 2 } else { 0 };
        }
    };
    match obey(args, workbench) {
        Ok(()) => 0,
        Err(error) => {
            output::tell(&format!("ally: {}", error.what));
            if let Some(hint) = &error.hint {
                output::tell(hint);
            }
            error.trouble.status()
        }
    }
}

fn obey(args: Args, workbench: &dyn Workbench) -> Result<()> {
    let mut wanted = Wanted::from_environment();
    wanted.book = args.book;
    wanted.config = args.config;
    let config = Config::load(&wanted).map_err(BookError::usage)?;
    let mut here = Here::new(config, workbench)?;
    let Some(verb) = args.verb else {
        if !on_terminal() {
            return Err(BookError::usage(
                "the workbench needs a terminal; in a script, ally today and ally brief say what it would show",
            ));
        }
        let start = here.start();
        return workbench.open(start);
    };
    for warning in here.config.warnings.clone() {
        output::tell(&format!("ally: {warning}"));
    }
    let done = match verb {
        Verb::Demo(a) => demo::run(&mut here, &a),
        Verb::Today(a) => today::run(&mut here, &a),
        Verb::Week(a) => week::run(&mut here, &a),
        Verb::Recap(a) => brief::recap(&mut here, &a),
        Verb::Handover(a) => brief::handover(&mut here, &a),
        Verb::Case(a) => brief::case(&mut here, &a),
        Verb::Guests(a) => guests::run(&mut here, &a),
        Verb::Specialist(a) => specialist::run(&mut here, &a),
        Verb::Snooze(a) => snooze::run(&mut here, &a),
        Verb::Review(a) => brief::review(&mut here, &a),
        Verb::Behaviour(a) => behaviour::run(&mut here, &a),
        Verb::Merge(a) => merge::run(&mut here, &a),
        Verb::Brief(a) => brief::run(&mut here, &a),
        Verb::Backup { file, force } => backup::run(&mut here, file.as_deref(), force),
        Verb::Restore { file, force } => backup::restore(&mut here, &file, force),
        Verb::Check(a) => check::run(&mut here, &a),
        Verb::Export(a) => export::run(&mut here, &a),
        Verb::Find(a) => find::run(&mut here, &a),
        Verb::Add(a) => add::run(&mut here, &a),
        Verb::Call { account } => call::run(&mut here, &account.join(" ")),
        Verb::Import(a) => import::run(&mut here, &a),
        Verb::Show(a) => show::run(&mut here, &a),
        Verb::Chart(a) => chart::run(&mut here, &a),
        Verb::Trash(a) => trash::run(&mut here, &a),
        Verb::List(a) => list::run(&mut here, &a),
        Verb::Inbox(a) => list::inbox(&mut here, &a),
        Verb::Set(a) => set::run(&mut here, &a),
        Verb::Move(a) => moving::run(&mut here, &a),
        Verb::Undo(a) => undo::run(&mut here, &a),
        Verb::Redo(a) => undo::redo(&mut here, &a),
        Verb::History(a) => history::run(&mut here, &a),
        Verb::Config(a) => config::run(&mut here, &a),
        Verb::Theme(a) => theme::run(&mut here, &a),
        Verb::Keys(a) => keys::run(&mut here, &a),
        Verb::Completions { shell } => shell::completions(&mut here, shell),
        Verb::Man => shell::manual(&mut here),
        Verb::Generate(a) => generate::run(&mut here, &a),
    };
    let sent = here
        .out
        .finish()
        .map_err(|e| BookError::refused(format!("the answer could not be written: {e}")));
    done.and(sent)
}

/// Says whether a person sits at both ends.
fn on_terminal() -> bool {
    std::io::stdin().is_terminal() && std::io::stdout().is_terminal()
}
