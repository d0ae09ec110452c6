//! The command line, driven as a person or a script drives it, on throw-away books.

// A test that cannot go on says where.
#![allow(
    clippy::unwrap_used,
    clippy::format_collect,
    clippy::format_push_string
)]

use crate::desk::{Desk, both};

#[test]
fn wrong_usage_is_two() {
    let desk = Desk::new();
    for typed in [
        &["nonsense"][..],
        &["list"],
        &["show"],
        &["list", "person", "--nonsense"],
        &["set", "pm1"],
        &["move", "pm1"],
    ] {
        let done = desk.ally(typed);
        assert_eq!(done.status, 2, "{typed:?}: {}", done.err);
        assert!(done.out.is_empty() && !done.err.is_empty(), "{typed:?}");
    }
}

#[test]
fn without_a_terminal_the_workbench_says_what_to_do_instead() {
    let done = Desk::new().ally(&[]);
    assert_eq!(done.status, 2);
    assert_eq!(done.err.lines().count(), 1);
    assert!(
        done.err.contains("ally today") && done.err.contains("ally brief"),
        "{}",
        done.err
    );
}

#[test]
fn help_and_version_are_answers() {
    let desk = Desk::new();
    for typed in [
        &["--help"][..],
        &["-h"],
        &["--version"],
        &["list", "--help"],
        &["set", "-h"],
    ] {
        let done = desk.ally(typed);
        assert_eq!((done.status, done.err.as_str()), (0, ""), "{typed:?}");
        assert!(!done.out.is_empty());
    }
}

#[test]
fn a_book_that_is_not_there_is_three() {
    let desk = Desk::new();
    for typed in [
        &["today"][..],
        &["list", "person"],
        &["show", "pm1"],
        &["undo"],
        &["history"],
        &["set", "pm1", "due=fri"],
    ] {
        let done = desk.ally(typed);
        assert_eq!(done.status, 3, "{typed:?}: {}", done.err);
        assert!(
            done.err.contains("there is no book at") && done.err.contains("ally add"),
            "{}",
            done.err
        );
    }
    assert!(!desk.book().exists(), "a question must not make a book");
}

#[test]
fn a_kind_that_is_none_is_wrong_usage_and_says_which_there_are() {
    let done = Desk::new().ally(&["list", "promisse"]);
    assert_eq!(done.status, 2);
    assert!(
        done.err.contains("did you mean promise?") && done.err.contains("loyalty"),
        "{}",
        done.err
    );
    assert_eq!(Desk::new().ally(&["list", "activity"]).status, 2);
}

#[test]
fn config_says_what_is_in_force_and_where_it_comes_from() {
    let desk = Desk::new();
    desk.config("author = \"Robin\"\nweekend = [\"fri\", \"sat\"]\n");
    let shown = desk.ally(&["config"]);
    assert_eq!(shown.status, 0, "{}", shown.err);
    assert!(
        shown.out.contains("author\tRobin\t") && shown.out.contains("weekend\tfri, sat\t"),
        "{}",
        shown.out
    );
    let all = desk.json(&["config", "show"]);
    assert_eq!(all["author"]["from"], "file");
    assert_eq!(all["theme"]["from"], "usual");
    let places = desk.json(&["config", "path"]);
    assert_eq!(places["book"]["from"], "environment");
    let other = desk.json(&["config", "path", "--book", "/elsewhere"]);
    assert_eq!(
        (&other["book"]["path"], &other["book"]["from"]),
        (&"/elsewhere".into(), &"option".into())
    );
}

#[test]
fn a_broken_configuration_is_named_by_line_and_the_rest_holds() {
    let desk = Desk::new();
    desk.config("author = \"Robin\"\ntheem = \"paper\"\n");
    let done = desk.ally(&["config", "show"]);
    assert_eq!(done.status, 0);
    assert!(done.out.contains("author\tRobin"));
    assert!(
        done.err
            .contains("config.toml:2: no setting is called “theem”. Did you mean “theme”?"),
        "{}",
        done.err
    );
    let none = desk.ally(&["--config", "/nowhere/config.toml", "config"]);
    assert_eq!(none.status, 2, "{}", none.err);
}

#[test]
fn themes_are_listed_and_shown() {
    let desk = Desk::new();
    let all = desk.json(&["theme"]);
    assert!(all.as_array().unwrap().len() >= 4);
    assert_eq!(
        all.as_array()
            .unwrap()
            .iter()
            .filter(|t| t["in_force"] == true)
            .count(),
        1
    );
    let shown = desk.json(&["theme", "show", "paper"]);
    assert_eq!(shown["name"], "paper");
    assert!(
        shown["roles"]
            .as_array()
            .unwrap()
            .iter()
            .any(|r| r["role"] == "late" && !r["look"].as_str().unwrap().is_empty())
    );
    let none = desk.ally(&["theme", "show", "papper"]);
    assert_eq!(none.status, 1);
    assert!(none.err.contains("paper"), "{}", none.err);
}

#[test]
fn keys_are_listed_and_ones_own_are_checked() {
    let desk = Desk::new();
    let all = desk.json(&["keys"]);
    assert!(
        all.as_array()
            .unwrap()
            .iter()
            .any(|k| k["action"] == "quit" && k["keys"].as_array().is_some_and(|k| !k.is_empty())),
        "{all}"
    );
    // A key that is a letter where one types is not listed among those that work there.
    for row in all.as_array().unwrap() {
        let typing = row["context"].as_str().unwrap().contains("typing");
        let keys = row["keys"].as_array().unwrap();
        let letter = |key: &serde_json::Value| key.as_str().unwrap().chars().count() == 1;
        assert!(!typing || !keys.iter().any(letter), "{row}");
    }
    assert_eq!(desk.ally(&["keys", "check"]).status, 0);
    desk.file("keys.toml", "[global]\nqiut = \"Q\"\n");
    let wrong = desk.ally(&["keys", "check"]);
    assert_eq!(wrong.status, 1);
    assert!(wrong.err.contains("keys.toml:2"), "{}", wrong.err);
}

#[test]
fn the_shell_gets_its_completions_and_its_manual() {
    let desk = Desk::new();
    for shell in ["bash", "zsh", "fish", "elvish", "powershell"] {
        assert!(
            desk.ally(&["completions", shell]).out.contains("history"),
            "{shell}"
        );
    }
    let page = desk.ally(&["man"]).out;
    for verb in crate::desk::verbs() {
        assert!(
            page.contains(&format!("ALLY {}", verb.to_uppercase())),
            "{verb} is not in the manual"
        );
    }
}

#[test]
fn every_subcommand_says_what_it_does() {
    let desk = Desk::new();
    for verb in crate::desk::verbs() {
        let done = desk.ally(&[&verb, "--help"]);
        assert_eq!(done.status, 0, "{verb}");
        assert!(
            !both(&done).contains('\u{1b}'),
            "{verb}: escape codes in a pipe"
        );
    }
}

#[test]
fn a_clock_that_is_none_is_wrong_usage() {
    let desk = Desk::new();
    let done = desk.ally_with(&["today"], &[("ALLY_NOW", "noon")]);
    assert_eq!(done.status, 2, "{}", done.err);
    assert!(done.err.contains("ALLY_NOW"));
}
