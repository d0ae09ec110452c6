//! What the commands take that show how the program is set up.

use clap::{Args as Options, Subcommand, ValueEnum};

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
