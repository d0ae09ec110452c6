//! A throw-away book with the program beside it: nothing of the person's own is read or written.

#![allow(dead_code)] // Each file of tests uses a part of it.
#![allow(clippy::unwrap_used)] // This is a test.

use std::path::PathBuf;

use assert_cmd::Command;
use serde_json::Value;

/// The moment at which every test takes place.
pub const NOW: &str = "2026-11-23T09:00:00-05:00[America/New_York]";

/// What a command said.
#[derive(Debug)]
pub struct Done {
    /// The exit status.
    pub status: i32,
    /// Standard output.
    pub out: String,
    /// Standard error.
    pub err: String,
}

/// A directory with a book, a configuration and nothing else.
pub struct Desk(tempfile::TempDir);

impl Desk {
    /// Makes an empty one; the book itself is not there yet.
    pub fn new() -> Desk {
        Desk(tempfile::tempdir().unwrap())
    }

    /// Makes one whose book holds two accounts with their people, promises, problems, a fight and a meeting.
    pub fn filled() -> Desk {
        let desk = Desk::new();
        let lines = desk.file("first.jsonl", &FIRST.join("\n"));
        let done = desk.ally(&["import", lines.to_str().unwrap(), "--yes"]);
        assert_eq!(done.status, 0, "{}", done.err);
        desk
    }

    /// Gives the book's directory.
    pub fn book(&self) -> PathBuf {
        self.0.path().join("book")
    }

    /// Gives the path of a file beside the book.
    pub fn path(&self, name: &str) -> PathBuf {
        self.0.path().join(name)
    }

    /// Writes a file beside the book.
    pub fn file(&self, name: &str, text: &str) -> PathBuf {
        let path = self.path(name);
        std::fs::write(&path, text).unwrap();
        path
    }

    /// Writes the configuration.
    pub fn config(&self, text: &str) {
        self.file("config.toml", text);
    }

    /// Makes the command, to be run by the test itself.
    pub fn command(&self, typed: &[&str]) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_ally"));
        let home = self.0.path();
        command
            .args(typed)
            .env_clear()
            .env("HOME", home)
            .env("XDG_DATA_HOME", home.join("data"))
            .env("XDG_CONFIG_HOME", home.join("config"))
            .env("XDG_RUNTIME_DIR", home)
            .env("ALLY_BOOK", self.book())
            .env("ALLY_CONFIG", self.path("config.toml"))
            .env("ALLY_NOW", NOW)
            .env("USER", "robin")
            .current_dir(home);
        command
    }

    /// Runs a command.
    pub fn ally(&self, typed: &[&str]) -> Done {
        self.ally_with(typed, &[])
    }

    /// Runs a command with more in its environment.
    pub fn ally_with(&self, typed: &[&str], environment: &[(&str, &str)]) -> Done {
        let mut command = self.command(typed);
        done(command.envs(environment.iter().copied()))
    }

    /// Runs a command that reads standard input.
    pub fn ally_reading(&self, typed: &[&str], input: &str) -> Done {
        done(self.command(typed).write_stdin(input.to_owned()))
    }

    /// Runs a command that must succeed; gives what it said.
    pub fn says(&self, typed: &[&str]) -> String {
        let done = self.ally(typed);
        assert_eq!(done.status, 0, "ally {}: {}", typed.join(" "), done.err);
        done.out
    }

    /// Runs a command with `--json`; gives its one document.
    pub fn json(&self, typed: &[&str]) -> Value {
        let mut typed = typed.to_vec();
        typed.push("--json");
        serde_json::from_str(&self.says(&typed)).unwrap()
    }

    /// Runs a command with `--json`; gives the value of each line.
    pub fn lines(&self, typed: &[&str]) -> Vec<Value> {
        let mut typed = typed.to_vec();
        typed.push("--json");
        self.says(&typed)
            .lines()
            .map(|line| serde_json::from_str(line).unwrap())
            .collect()
    }
}

fn done(command: &mut Command) -> Done {
    let out = command.output().unwrap();
    let done = Done {
        status: out.status.code().unwrap_or(-1),
        out: String::from_utf8_lossy(&out.stdout).into_owned(),
        err: String::from_utf8_lossy(&out.stderr).into_owned(),
    };
    assert!(!done.err.contains("panicked"), "{}", done.err);
    done
}

/// Gives all that was said.
pub fn both(done: &Done) -> String {
    format!("{}{}", done.out, done.err)
}

/// Lists every subcommand that people are told of.
pub fn verbs() -> Vec<String> {
    use clap::CommandFactory;
    ally::cli::args::Args::command()
        .get_subcommands()
        .filter(|verb| !verb.is_hide_set())
        .map(|verb| verb.get_name().to_owned())
        .collect()
}

/// The records of [`Desk::filled`], as a file of ally's own.
const FIRST: &[&str] = &[
    r#"{"id":"019ab000-0000-7000-8000-000000000001","short":"ac1","kind":"account","created":"2026-10-01T12:00:00Z","name":"Acme Brushes","aliases":["acme"],"industry":"manufacturing","cadence_days":21}"#,
    r#"{"id":"019ab000-0000-7000-8000-000000000002","short":"ac2","kind":"account","created":"2026-10-01T12:00:00Z","name":"EMEA","parent":"019ab000-0000-7000-8000-000000000001"}"#,
    r#"{"id":"019ab000-0000-7000-8000-000000000003","short":"ac3","kind":"account","created":"2026-10-01T12:00:00Z","name":"Borealis Ports","industry":"logistics"}"#,
    r#"{"id":"019ab000-0000-7000-8000-000000000011","short":"pe1","kind":"person","created":"2026-10-01T12:00:00Z","name":"Anna Berg","account":"019ab000-0000-7000-8000-000000000001","side":"theirs","title":"director","emails":["anna@acme.example"]}"#,
    r#"{"id":"019ab000-0000-7000-8000-000000000012","short":"pe2","kind":"person","created":"2026-10-01T12:00:00Z","name":"Anne Holt","account":"019ab000-0000-7000-8000-000000000001","side":"theirs"}"#,
    r#"{"id":"019ab000-0000-7000-8000-000000000013","short":"pe3","kind":"person","created":"2026-10-01T12:00:00Z","name":"Pat Moreno","side":"ours","expertise":["transport"]}"#,
    r#"{"id":"019ab000-0000-7000-8000-000000000021","short":"pb1","kind":"problem","created":"2026-10-02T12:00:00Z","account":"019ab000-0000-7000-8000-000000000001","title":"Scrap on line 3","need":"recipes that stay","cost":{"amount":"250","currency":"USD"},"cost_per":"month","cost_times":"40","state":"heard","tags":["quality"]}"#,
    r#"{"id":"019ab000-0000-7000-8000-000000000022","short":"pb2","kind":"problem","created":"2026-10-03T12:00:00Z","account":"019ab000-0000-7000-8000-000000000002","title":"Late labels","state":"solving"}"#,
    r#"{"id":"019ab000-0000-7000-8000-000000000031","short":"pm1","kind":"promise","created":"2026-11-16T12:00:00Z","account":"019ab000-0000-7000-8000-000000000001","direction":"ours","what":"send the price list","to":["019ab000-0000-7000-8000-000000000011"],"due":"2026-11-21","state":"open"}"#,
    r#"{"id":"019ab000-0000-7000-8000-000000000032","short":"pm2","kind":"promise","created":"2026-11-16T12:00:00Z","account":"019ab000-0000-7000-8000-000000000003","direction":"theirs","what":"the berth plan","due":"2026-11-27","state":"open"}"#,
    r#"{"id":"019ab000-0000-7000-8000-000000000041","short":"ad1","kind":"advocacy","created":"2026-11-01T12:00:00Z","account":"019ab000-0000-7000-8000-000000000001","ask":"30-day payment terms","state":"open"}"#,
    r#"{"id":"019ab000-0000-7000-8000-000000000051","short":"tp1","kind":"touchpoint","created":"2026-11-10T12:00:00Z","account":"019ab000-0000-7000-8000-000000000001","subject":"Quarterly review","channel":"meeting","starts":"2026-11-24T10:00:00-05:00[America/New_York]","people":["019ab000-0000-7000-8000-000000000011"],"state":"planned"}"#,
];
