//! The documents name only commands that exist, and every command that exists.

// A test that cannot go on says where.
#![allow(
    clippy::unwrap_used,
    clippy::format_collect,
    clippy::format_push_string
)]

use std::collections::BTreeSet;

use clap::CommandFactory;

fn read(name: &str) -> String {
    std::fs::read_to_string(std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join(name))
        .expect(name)
}

/// Gives what follows `ally ` in code: in lines of code blocks, and between backticks.
fn typed(text: &str) -> Vec<Vec<String>> {
    let mut found = Vec::new();
    let mut inside = false;
    for line in text.lines() {
        if line.starts_with("```") {
            inside = !inside;
            continue;
        }
        let pieces: Vec<&str> = if inside {
            line.split('|').take(1).collect()
        } else {
            line.split('`').skip(1).step_by(2).collect()
        };
        for piece in pieces {
            let piece = piece.split(" #").next().unwrap_or_default();
            if let Some((_, rest)) = format!(" {piece}").split_once(" ally ") {
                found.push(rest.split_whitespace().map(str::to_owned).collect());
            }
        }
    }
    found
}

#[test]
fn every_command_in_the_documents_exists_with_its_options() {
    let whole = ally::cli::args::Args::command();
    let everywhere: Vec<String> = whole
        .get_arguments()
        .filter_map(|a| a.get_long())
        .map(|l| format!("--{l}"))
        .collect();
    let mut seen = 0;
    for name in [
        "README.md",
        "CHANGELOG.md",
        "docs/commands.md",
        "docs/configuration.md",
        "docs/import.md",
    ] {
        for words in typed(&read(name)) {
            let Some(verb) = words.first().filter(|w| {
                !w.starts_with('-') && w.chars().all(|c| c.is_ascii_lowercase() || c == '-')
            }) else {
                continue;
            };
            let command = whole.get_subcommands().find(|c| c.get_name() == verb);
            let command = command.unwrap_or_else(|| panic!("{name}: there is no `ally {verb}`"));
            // What is captured or looked up is the person's own text.
            for option in words.iter().filter(|w| w.starts_with("--") && w.len() > 2) {
                let option = option
                    .trim_end_matches(['`', ',', ';', '.'])
                    .split('=')
                    .next()
                    .unwrap_or_default();
                let known = command
                    .get_arguments()
                    .filter_map(|a| a.get_long())
                    .any(|l| format!("--{l}") == option);
                assert!(
                    known || everywhere.iter().any(|e| e == option) || option == "--help",
                    "{name}: `ally {verb}` has no {option}"
                );
            }
            seen += 1;
        }
    }
    assert!(
        seen > 40,
        "only {seen} commands were found in the documents"
    );
}

#[test]
fn every_command_is_in_the_table() {
    let table: BTreeSet<String> = typed(&read("docs/commands.md"))
        .into_iter()
        .filter_map(|words| words.first().cloned())
        .collect();
    for verb in crate::desk::verbs() {
        assert!(
            table.contains(&verb),
            "docs/commands.md does not name `ally {verb}`"
        );
    }
}

#[test]
fn every_setting_is_documented() {
    let page = read("docs/configuration.md");
    for (key, _) in ally::config::KEYS {
        assert!(
            page.contains(&format!("| `{key}` |")),
            "docs/configuration.md does not name {key}"
        );
    }
}

#[test]
fn the_two_commands_of_a_newcomer_are_in_the_readme() {
    let readme = read("README.md");
    for command in [
        "cargo run --release -- demo",
        "cargo test",
        "docs/today.svg",
        "docs/account.svg",
        "docs/brief.svg",
    ] {
        assert!(readme.contains(command), "README.md lacks {command}");
    }
    for picture in ["docs/today.svg", "docs/account.svg", "docs/brief.svg"] {
        let root = std::path::Path::new(env!("CARGO_MANIFEST_DIR"));
        assert!(
            root.join(picture).exists(),
            "{picture} of README.md is not there"
        );
    }
}

/// Gives the code block that follows a mark.
fn block<'a>(text: &'a str, mark: &str) -> &'a str {
    let after = text.split_once(mark).expect(mark).1;
    after.split("```").next().unwrap()
}

#[test]
fn the_example_of_a_map_does_what_its_page_says() {
    let page = read("docs/import.md");
    let desk = crate::desk::Desk::new();
    let table = desk.file("fair.csv", block(&page, "```csv\n"));
    let map = desk.file("fair.toml", block(&page, "```toml\n"));
    let (table, map) = (table.to_str().unwrap(), map.to_str().unwrap());
    desk.says(&["import", table, "--map", map, "--yes"]);
    let people = desk.lines(&["list", "person"]);
    let anna = people
        .iter()
        .find(|one| one["name"] == "Anna Berg")
        .unwrap();
    assert_eq!(anna["emails"][0], "anna@kupfer.example");
    assert_eq!(anna["notes"], "wants a trial");
    let accounts = desk.lines(&["list", "account"]);
    assert!(accounts.iter().any(|one| one["name"] == "Kupfer GmbH"));
    for (kind, ..) in ally::interchange::map::KINDS {
        let row = format!("| `{kind}` |");
        let row = page
            .lines()
            .find(|line| line.starts_with(&row))
            .expect(kind);
        for field in ally::interchange::map::targets(kind) {
            assert!(
                matches!(field, "extra" | "skip") || row.contains(&format!("`{field}`")),
                "{kind}: {field} is not on the page"
            );
        }
    }
}
