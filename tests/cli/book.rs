//! The commands that read and change a book, on a small one.

// A test that cannot go on says where.
#![allow(
    clippy::unwrap_used,
    clippy::format_collect,
    clippy::format_push_string
)]

use crate::desk::{Desk, both};
use serde_json::{Value, json};

fn texts(rows: &[Value], field: &str) -> Vec<String> {
    rows.iter()
        .map(|row| row[field].as_str().unwrap_or_default().to_owned())
        .collect()
}

#[test]
fn lists_are_one_record_a_line_and_can_be_narrowed() {
    let desk = Desk::filled();
    let all = desk.says(&["list", "account"]);
    assert_eq!(all.lines().count(), 3, "{all}");
    assert!(all.contains("ac2\tAcme Brushes/EMEA\t"), "{all}");
    let of = |typed: &[&str]| texts(&desk.lines(typed), "short");
    assert_eq!(
        of(&["list", "problem", "--account", "acme"]),
        ["pb1", "pb2"],
        "the parent rolls its units up"
    );
    assert_eq!(of(&["list", "problems", "--account", "acme/emea"]), ["pb2"]);
    assert_eq!(of(&["list", "pb", "--state", "solving"]), ["pb2"]);
    assert_eq!(of(&["list", "problem", "--tag", "Quality"]), ["pb1"]);
    assert_eq!(of(&["list", "promise", "--due", "today"]), ["pm1"]);
    assert_eq!(
        of(&["list", "promise", "--due", "2026-11-27"]),
        ["pm1", "pm2"]
    );
    assert_eq!(of(&["list", "promise", "--sort", "-due"]), ["pm2", "pm1"]);
    assert_eq!(
        of(&["list", "person", "--sort", "title"]),
        ["pe1", "pe2", "pe3"]
    );
    let late = &desk.lines(&["list", "promise", "--due", "today"])[0];
    assert_eq!(
        (&late["late"], &late["days_late"]),
        (&json!(true), &json!(2))
    );
    let costs = &desk.lines(&["list", "problem"])[0]["cost_year"];
    assert_eq!(costs, &json!({"amount": "120000", "currency": "USD"}));
}

#[test]
fn a_list_that_cannot_be_narrowed_so_says_why() {
    let desk = Desk::filled();
    for (typed, status, says) in [
        (
            &["list", "problem", "--account", "nobody"][..],
            1,
            "no account is called “nobody”",
        ),
        (
            &["list", "problem", "--state", "solvd"],
            2,
            "did you mean solved?",
        ),
        (&["list", "person", "--state", "open"], 0, ""),
        (
            &["list", "promise", "--due", "03/04"],
            2,
            "could be 3 April or 4 March",
        ),
        (
            &["list", "promise", "--sort", "dew"],
            2,
            "did you mean due?",
        ),
    ] {
        let done = desk.ally(typed);
        assert_eq!(done.status, status, "{typed:?}: {}", done.err);
        assert!(done.err.contains(says), "{typed:?}: {}", done.err);
    }
}

#[test]
fn show_finds_by_id_short_id_name_alias_and_beginning() {
    let desk = Desk::filled();
    for what in [
        "019ab000-0000-7000-8000-000000000001",
        "ac1",
        "AC1",
        "acme brushes",
        "ACME",
        "acm",
    ] {
        assert_eq!(desk.json(&["show", what])["short"], "ac1", "{what}");
    }
    assert_eq!(desk.json(&["show", "Scrap on"])["short"], "pb1");
    assert_eq!(desk.json(&["show", "anna", "berg"])["short"], "pe1");
    let two = desk.ally(&["show", "Ann"]);
    assert_eq!(two.status, 1);
    assert!(
        two.err.contains("pe1") && two.err.contains("pe2"),
        "{}",
        two.err
    );
    assert_eq!(desk.ally(&["show", "nothing of that"]).status, 1);
    let shown = desk.says(&["show", "pb1"]);
    assert!(
        shown.contains("Scrap on line 3")
            && shown.contains("120,000 USD")
            && shown.contains("Acme Brushes"),
        "{shown}"
    );
}

#[test]
fn set_changes_all_or_nothing() {
    let desk = Desk::filled();
    let said = desk.says(&["set", "pm1", "due=fri", "to=Anne Holt", "tags+=urgent"]);
    assert!(
        said.contains("due: Sat 21 Nov → Fri 27 Nov") && said.contains("Anne Holt"),
        "{said}"
    );
    let now = desk.json(&["show", "pm1"]);
    assert_eq!(
        (&now["due"], &now["tags"]),
        (&json!("2026-11-27"), &json!(["urgent"]))
    );
    for (typed, says) in [
        (
            &["set", "pm1", "what=other", "dew=fri"][..],
            "did you mean due?",
        ),
        (
            &["set", "pm1", "what=other", "due=03/04"],
            "due: “03/04” could be",
        ),
        (
            &["set", "pm1", "what=other", "to=Nobody"],
            "to: no person is called",
        ),
        (&["set", "pm1", "what=other", "late=no"], "computed"),
        (&["set", "pm1", "what=other", "id=x"], "set by the book"),
        (&["set", "pb1", "cost=250"], "has no currency"),
        (&["set", "pm1", "what="], "say what is promised"),
    ] {
        let done = desk.ally(typed);
        assert_eq!(done.status, 1, "{typed:?}: {}", done.err);
        assert!(done.err.contains(says), "{typed:?}: {}", done.err);
        assert_eq!(
            desk.json(&["show", "pm1"])["what"],
            "send the price list",
            "{typed:?}"
        );
    }
    assert_eq!(desk.ally(&["set", "pm1", "due"]).status, 2);
    assert_eq!(
        desk.json(&["set", "pm1", "tags-=urgent"])["tags"],
        Value::Null
    );
    assert!(
        desk.says(&["set", "pm1", "due=2026-11-27"])
            .contains("nothing was changed")
    );
}

#[test]
fn move_goes_along_the_arrows() {
    let desk = Desk::filled();
    assert_eq!(
        desk.json(&["move", "pb1", "confirmed"])["state"],
        "confirmed"
    );
    let far = desk.ally(&["move", "pb1", "verified"]);
    assert_eq!(far.status, 1);
    assert!(far.err.contains("can move to"), "{}", far.err);
    assert!(
        desk.says(&["move", "pm1", "kept", "--why", "sent by post"])
            .contains("open → kept")
    );
    assert_eq!(
        desk.json(&["show", "pm1"])["moves"][0]["why"],
        "sent by post"
    );
    assert_eq!(desk.json(&["move", "ad1", "accepted"])["state"], "accepted");
    assert_eq!(
        desk.json(&["move", "ad1", "under", "way"])["state"],
        "under way"
    );
    for state in ["diagnosed", "solving", "solved"] {
        desk.says(&["move", "pb1", state]);
    }
    let words = desk.ally(&["move", "pb1", "verified"]);
    assert!(
        words
            .err
            .contains("verified needs the customer's words in `outcome`"),
        "{}",
        words.err
    );
}

#[test]
fn undo_redo_and_history_tell_the_same_story() {
    let desk = Desk::filled();
    let before = desk.says(&["export"]);
    desk.says(&["set", "pm1", "due=fri"]);
    let after = desk.says(&["export"]);
    assert!(desk.says(&["undo"]).contains("Took back"));
    assert_eq!(desk.says(&["export"]), before);
    desk.says(&["redo"]);
    assert_eq!(desk.says(&["export"]), after);
    assert_eq!(desk.ally(&["redo"]).status, 1);
    let told = desk.says(&["history", "pm1"]);
    assert!(
        told.contains("due: Sat 21 Nov → Fri 27 Nov") && told.contains("redo of"),
        "{told}"
    );
    let entries = desk.lines(&["history"]);
    assert_eq!(entries[0]["seq"], 4);
    assert_eq!(
        entries
            .iter()
            .map(|e| e["command"].as_str().unwrap())
            .collect::<Vec<_>>(),
        ["redo", "undo", "set", "import"]
    );
    assert_eq!(desk.lines(&["history", "--limit", "1"]).len(), 1);
    assert_eq!(
        desk.json(&["show", "pm1", "--history"])["history"]
            .as_array()
            .unwrap()
            .len(),
        4
    );
    let empty = Desk::new();
    empty.ally(&["add", "a line"]);
    empty.says(&["undo"]);
    assert!(empty.ally(&["undo"]).err.contains("nothing to take back"));
}

#[test]
fn today_says_why_each_line_is_there() {
    let desk = Desk::filled();
    let lines = desk.json(&["today"]);
    let late = lines
        .as_array()
        .unwrap()
        .iter()
        .find(|l| l["short"] == "pm1")
        .unwrap();
    for field in ["reason", "rank", "record", "account", "due", "step"] {
        assert!(!late[field].is_null(), "{field}: {late}");
    }
    assert!(desk.says(&["today"]).contains("pm1"));
}

#[test]
fn find_gives_hits_with_what_matched() {
    let desk = Desk::filled();
    let hits = desk.lines(&["find", "scrap", "line"]);
    assert_eq!(hits[0]["short"], "pb1");
    let keys: Vec<&str> = hits[0]
        .as_object()
        .unwrap()
        .keys()
        .map(String::as_str)
        .collect();
    assert_eq!(
        keys,
        ["id", "short", "kind", "account", "score", "text", "matches"]
    );
    assert!(
        desk.lines(&["find", "e", "--kind", "person"])
            .iter()
            .all(|h| h["kind"] == "person")
    );
    assert_eq!(desk.lines(&["find", "e", "--limit", "2"]).len(), 2);
    assert!(
        desk.lines(&["find", "l", "--account", "borealis"])
            .iter()
            .all(|h| [&h["account"], &h["id"]]
                .contains(&&json!("019ab000-0000-7000-8000-000000000003")))
    );
    let none = desk.ally(&["find", "zzqqxx"]);
    assert_eq!((none.status, none.out.as_str()), (1, ""));
    desk.says(&["add", "note acme: the turnstile squeaks"]);
    assert_eq!(desk.lines(&["find", "turnstile"])[0]["kind"], "touchpoint");
    desk.says(&["undo"]);
    assert_eq!(
        desk.ally(&["find", "turnstile"]).status,
        1,
        "what was taken back is not found"
    );
}

#[test]
fn brief_is_the_same_twice_and_has_its_formats() {
    let desk = Desk::filled();
    let text = desk.says(&["brief", "acme"]);
    assert_eq!(text, desk.says(&["brief", "acme"]));
    assert!(text.lines().count() <= 60 && text.split_whitespace().count() <= 450);
    assert!(text.contains("Debts"), "{text}");
    let page = desk.json(&["brief", "Acme Brushes"]);
    assert_eq!(page["account"], "019ab000-0000-7000-8000-000000000001");
    assert!(
        page["sections"]
            .as_array()
            .unwrap()
            .iter()
            .all(|s| s["name"].is_string() && s["lines"].is_array())
    );
    assert!(
        desk.says(&["brief", "acme", "--format", "md"])
            .contains('#')
    );
    assert!(desk.says(&["brief", "acme", "--why"]).contains("pm1"));
    let file = desk.path("acme.md");
    let said = desk.ally(&["brief", "acme", "-o", file.to_str().unwrap()]);
    assert_eq!((said.status, said.out.as_str()), (0, ""), "{}", said.err);
    assert_eq!(
        std::fs::read_to_string(&file).unwrap(),
        desk.says(&["brief", "acme", "--format", "md"])
    );
    for (typed, status) in [
        (&["brief", "nobody"][..], 1),
        (&["brief", "acme", "--with", "nobody"], 1),
        (&["brief", "acme", "--meeting", "pm1"], 1),
        (&["brief", "acme", "--depth", "deep"], 2),
        (&["brief", "acme", "--audience", "all"], 2),
        (&["brief", "acme", "--since", "soon"], 2),
        (&["brief"], 2),
    ] {
        assert_eq!(desk.ally(typed).status, status, "{typed:?}");
    }
    for depth in [
        "walk-in",
        "page",
        "first",
        "escalation",
        "renewal",
        "review",
    ] {
        assert!(
            !desk
                .says(&[
                    "brief",
                    "acme",
                    "--depth",
                    depth,
                    "--audience",
                    "customer",
                    "--with",
                    "anna",
                    "--meeting",
                    "tp1"
                ])
                .is_empty()
        );
    }
}

#[test]
fn a_book_goes_out_and_comes_in_again_byte_for_byte() {
    let desk = Desk::filled();
    desk.says(&["add", "owe acme: send @anna the plan due:fri +plan"]);
    let out = desk.path("all.jsonl");
    desk.says(&["export", "-o", out.to_str().unwrap()]);
    let other = Desk::new();
    let plan = &other.lines(&["import", out.to_str().unwrap()])[0];
    assert_eq!(
        (&plan["applied"], &plan["new"], &plan["rejected"]),
        (&json!(true), &json!(13), &json!([])),
        "{plan}"
    );
    assert_eq!(
        other.says(&["export"]),
        std::fs::read_to_string(&out).unwrap()
    );
    let again = &other.lines(&["import", out.to_str().unwrap()])[0];
    assert_eq!(
        (&again["same"], &again["applied"], &again["entry"]),
        (&json!(13), &json!(false), &Value::Null),
        "{again}"
    );
}

#[test]
fn an_import_shows_its_plan_first() {
    let desk = Desk::new();
    let file = desk.file("people.csv", "First Name,Last Name,Email,Company\nAnna,Berg,anna@acme.example,Acme\n,,,\nBen,Ortiz,ben@acme.example,Acme\n");
    let file = file.to_str().unwrap();
    let dry = desk.says(&["import", file, "--as", "contacts", "--dry-run"]);
    assert!(dry.contains("2 new") || dry.contains("new"), "{dry}");
    assert!(desk.ally(&["list", "person"]).out.is_empty());
    desk.says(&["import", file, "--as", "contacts", "--yes"]);
    assert_eq!(desk.lines(&["list", "person"]).len(), 2);
    assert_eq!(
        desk.lines(&["import", file, "--as", "contacts"])[0]["new"],
        0
    );
    desk.says(&["undo"]);
    assert_eq!(
        desk.lines(&["list", "person"]).len(),
        0,
        "one import is one undo"
    );
    for (typed, says) in [
        (
            &["import", "/nowhere.csv"][..],
            "/nowhere.csv: there is no such file",
        ),
        (&["import", "/"], "is a directory"),
    ] {
        let done = desk.ally(typed);
        assert_eq!(done.status, 1);
        assert!(done.err.contains(says), "{}", done.err);
    }
    let what = desk.file("what.csv", "a,b\n1,2\n");
    let done = desk.ally(&["import", what.to_str().unwrap()]);
    assert_eq!(done.status, 1, "{}", done.out);
    assert!(
        done.err.contains("what.csv") && done.err.contains("--as"),
        "{}",
        done.err
    );
}

#[test]
fn a_reading_command_answers_as_the_book_stood() {
    let desk = Desk::filled();
    let later = |typed: &[&str]| {
        desk.ally_with(
            typed,
            &[("ALLY_NOW", "2026-12-02T09:00:00-05:00[America/New_York]")],
        )
    };
    assert_eq!(later(&["set", "pm1", "due=2026-12-09"]).status, 0);
    assert_eq!(later(&["add", "owe acme: a second list"]).status, 0);
    let then = later(&["show", "pm1", "--json", "--as-of", "2026-11-30"]);
    assert!(then.out.contains("2026-11-21"), "{}", then.out);
    assert_eq!(
        later(&["list", "promise", "--as-of", "2026-11-30"])
            .out
            .lines()
            .count(),
        2
    );
    assert_eq!(later(&["list", "promise"]).out.lines().count(), 3);
    assert_eq!(later(&["list", "promise", "--as-of", "whenever"]).status, 2);
    // What was written by a clock that ran early came after the rest all the same.
    let early = desk.ally_with(
        &["add", "owe acme: a third list"],
        &[("ALLY_NOW", "2020-01-01T09:00:00Z")],
    );
    assert_eq!(early.status, 0, "{}", early.err);
    let then = later(&["list", "promise", "--as-of", "2026-11-30"]);
    assert_eq!(then.out.lines().count(), 2, "{}", then.out);
}

#[test]
fn what_was_done_again_can_be_taken_back_again() {
    let desk = Desk::filled();
    let added = desk.ally(&["add", "owe acme: a second list"]);
    assert_eq!(added.status, 0, "{}", added.err);
    let last = desk.lines(&["history", "--limit", "1"])[0]["seq"].to_string();
    assert_eq!(desk.ally(&["undo"]).status, 0);
    assert_eq!(desk.ally(&["redo"]).status, 0);
    let refused = desk.ally(&["undo", &last]);
    assert_eq!(refused.status, 1, "{refused:?}");
    let again = refused
        .err
        .split("ally undo ")
        .nth(1)
        .and_then(|rest| rest.split(' ').next());
    let done = desk.ally(&["undo", again.unwrap()]);
    assert_eq!(done.status, 0, "{}", done.err);
    assert_eq!(desk.ally(&["list", "promise"]).out.lines().count(), 2);
}

#[test]
fn check_verifies_and_names_what_is_damaged() {
    let desk = Desk::filled();
    let report = desk.json(&["check"]);
    assert_eq!(
        (&report["entries"], &report["records"], &report["sound"]),
        (&json!(1), &json!(12), &json!(true))
    );
    let journal = desk.book().join("journal").join("00000001.ally");
    let mut bytes = std::fs::read(&journal).unwrap();
    let middle = bytes.len() / 2;
    bytes[middle] ^= 1;
    std::fs::write(&journal, bytes).unwrap();
    for typed in [&["check"][..], &["export"]] {
        // With its index the book still answers, and rightly; without it, everything is read from the journal.
        if typed[0] == "export" {
            std::fs::remove_dir_all(desk.book().join("index")).unwrap();
        }
        let done = desk.ally(typed);
        assert_eq!(done.status, 3, "{typed:?}: {}", both(&done));
        assert!(
            done.err.contains("00000001.ally:") && done.err.contains("ally check --repair"),
            "{typed:?}: {}",
            done.err
        );
    }
    assert_eq!(desk.ally(&["check", "--repair"]).status, 0);
    assert_eq!(desk.json(&["check"])["sound"], true);
}

#[test]
fn no_answer_in_a_pipe_has_an_escape_code_whatever_the_record_says() {
    let desk = Desk::filled();
    desk.says(&[
        "set",
        "pb1",
        "title=red \u{1b}[31m and \u{202e}turned\u{9b}2J",
        "notes=\u{1b}]0;title\u{7}",
    ]);
    for typed in [
        &["today"][..],
        &["list", "problem"],
        &["list", "problem", "--json"],
        &["show", "pb1"],
        &["show", "pb1", "--json"],
        &["history"],
        &["find", "red"],
        &["brief", "acme"],
        &["brief", "acme", "--json"],
        &["brief", "acme", "--format", "md"],
        &["inbox"],
        &["export"],
    ] {
        let done = desk.ally(typed);
        assert_eq!(done.status, 0, "{typed:?}: {}", done.err);
        let bad = |c: char| {
            (c.is_control() && c != '\n' && c != '\t') || ('\u{202a}'..='\u{202e}').contains(&c)
        };
        assert!(
            !both(&done)
                .chars()
                .any(|c| bad(c) && !(typed[0] == "export" && c != '\u{1b}')),
            "{typed:?}: {:?}",
            both(&done)
        );
    }
}

#[test]
fn a_pipe_that_is_closed_ends_it_quietly() {
    use std::io::Read;
    use std::process::{Command, Stdio};
    let desk = Desk::new();
    let lines: String = (0..2_000)
        .map(|n| format!("note: line {n} of a long list that fills the pipe and more\n"))
        .collect();
    assert_eq!(desk.ally_reading(&["add", "-"], &lines).status, 0);
    let mut child = Command::new(env!("CARGO_BIN_EXE_ally"))
        .args(["list", "touchpoint", "--json"])
        .env("ALLY_BOOK", desk.book())
        .env("ALLY_CONFIG", desk.path("config.toml"))
        .env("ALLY_NOW", crate::desk::NOW)
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    let mut first = [0; 64];
    let mut out = child.stdout.take().unwrap();
    out.read_exact(&mut first).unwrap();
    drop(out);
    let done = child.wait_with_output().unwrap();
    assert_eq!(String::from_utf8_lossy(&done.stderr), "");
    assert_eq!(done.status.code(), Some(0));
}

#[test]
fn the_demo_is_written_into_a_new_directory_only() {
    let desk = Desk::new();
    let into = desk.path("demo");
    let into = into.to_str().unwrap();
    assert_eq!(desk.ally(&["demo", "--into", into]).status, 0);
    let accounts = desk.ally(&["--book", into, "list", "account"]);
    assert!(accounts.out.lines().count() >= 12, "{}", both(&accounts));
    let again = desk.ally(&["demo", "--into", into]);
    assert_eq!(again.status, 1);
    assert!(again.err.contains("is there already"), "{}", again.err);
    assert_eq!(
        desk.ally(&["demo"]).status,
        2,
        "the workbench needs a terminal"
    );
    let other = desk.path("other");
    desk.ally(&["demo", "--into", other.to_str().unwrap()]);
    let export = |dir: &str| desk.ally(&["--book", dir, "export"]).out;
    assert_eq!(
        export(into),
        export(other.to_str().unwrap()),
        "with the clock fixed it is the same to the byte"
    );
}

#[test]
fn the_pages_beside_the_brief_say_what_they_are_for() {
    let desk = Desk::filled();
    desk.says(&[
        "set",
        "tp1",
        "received=the schools let out at 2:40",
        "given=how banks answer",
    ]);
    desk.says(&["move", "tp1", "held"]);
    let recap = desk.says(&["recap", "tp1"]);
    assert!(recap.contains("the schools let out at 2:40"), "{recap}");
    assert_eq!(desk.ally(&["recap", "pm1"]).status, 1);
    assert!(desk.says(&["handover", "acme"]).contains("Acme Brushes"));
    assert!(
        !desk
            .says(&["review", "acme", "--since", "2026-10-01"])
            .is_empty()
    );
    // Without a day it looks a quarter back.
    assert!(desk.says(&["review", "acme"]).contains("review"));
    let page = desk.path("page.html");
    assert_eq!(
        desk.ally(&["brief", "acme", "-o", page.to_str().unwrap()])
            .status,
        0
    );
    assert!(
        std::fs::read_to_string(page)
            .unwrap()
            .starts_with("<!DOCTYPE html>")
            || desk
                .says(&["brief", "acme", "--format", "html"])
                .contains("<html")
    );
    assert!(
        desk.says(&["behaviour", "acme"])
            .contains("Nothing is known")
    );
    assert_eq!(desk.json(&["behaviour"])["orders"], 0);
}

#[test]
fn the_week_has_its_meetings() {
    let desk = Desk::filled();
    let days = desk.json(&["week"]);
    assert!(
        days.as_array().unwrap().iter().any(|d| d["meetings"]
            .as_array()
            .is_some_and(|m| m.iter().any(|m| m["short"] == "tp1"))),
        "{days}"
    );
    assert!(
        desk.says(&["week"])
            .contains("2026-11-24\tmeeting\t10:00\tAcme Brushes")
    );
}

#[test]
fn what_is_not_known_is_asked() {
    let desk = Desk::filled();
    let gaps = desk.json(&["show", "acme", "--gaps"]);
    assert!(
        gaps["gaps"]
            .as_array()
            .is_some_and(|g| g.iter().any(|g| g["question"].is_string())),
        "{gaps}"
    );
    assert!(
        desk.says(&["show", "pb1", "--gaps"])
            .contains("Not known yet")
    );
}

#[test]
fn two_records_become_one_and_come_apart_again() {
    let desk = Desk::filled();
    let before = desk.says(&["export"]);
    assert!(desk.says(&["merge", "pe2", "pe1"]).contains("Anna Berg"));
    assert_eq!(
        desk.json(&["show", "Anne Holt"])["short"],
        "pe1",
        "the other name is an alias"
    );
    assert_eq!(desk.lines(&["list", "person"]).len(), 2);
    let undone = desk.says(&["undo"]);
    assert!(
        undone.contains("“Anne Holt” is back") && !undone.contains("gone again"),
        "{undone}"
    );
    assert_eq!(desk.says(&["export"]), before);
    assert_eq!(desk.ally(&["merge", "pe1", "pb1"]).status, 1);
}

#[test]
fn every_form_of_export_has_the_records() {
    let desk = Desk::filled();
    for (format, says) in [
        ("csv", "Anna Berg"),
        ("md", "Acme Brushes"),
        ("vcard", "BEGIN:VCARD"),
        ("ical", "BEGIN:VCALENDAR"),
        ("jsonl", "\"pm1\""),
    ] {
        assert!(
            desk.says(&["export", "--format", format]).contains(says),
            "{format}"
        );
    }
    assert_eq!(desk.ally(&["export", "--format", "xml"]).status, 2);
    assert_eq!(desk.says(&["export", "--json"]), desk.says(&["export"]));
}

#[test]
fn no_export_turns_the_direction_of_what_is_read() {
    let desk = Desk::filled();
    let lines = "note acme: in\u{202e}ecio\u{202c}v \u{2067}x\u{2069} by Bo\u{9b}31m\u{0}\nperson acme: Ev\u{202e}a Ruiz, e@x.example\nprob acme: a\u{202e}b";
    assert_eq!(desk.ally_reading(&["add", "-"], lines).status, 0);
    desk.says(&["set", "tp1", "subject=Rev\u{202e}iew"]);
    let steers = |c: char| matches!(c, '\u{0}' | '\u{9b}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}');
    for format in ["jsonl", "csv", "md", "vcard", "ical"] {
        let file = desk.path("out");
        for to in [&[][..], &["--out", file.to_str().unwrap(), "--force"]] {
            let said = desk.says(&[&["export", "--format", format], to].concat());
            let text = if to.is_empty() {
                said
            } else {
                std::fs::read_to_string(&file).unwrap()
            };
            assert!(
                !text.is_empty() && !text.contains(steers),
                "{format}: {text}"
            );
        }
    }
    // What is for a program is whole.
    let whole = desk.says(&["export"]);
    let kept = whole.lines().any(|line| {
        let record: serde_json::Value = serde_json::from_str(line).unwrap();
        record["title"] == "a\u{202e}b"
    });
    assert!(kept, "{whole}");
}

/// Gives everybody the right to read a book and nobody the right to write it; a command of somebody else's then.
fn as_a_reader(desk: &Desk, typed: &[&str]) -> crate::desk::Done {
    use std::os::unix::process::CommandExt as _;
    use std::process::Command;
    let root = desk.book().parent().unwrap().to_owned();
    let rights = |mode: &str| {
        let done = Command::new("chmod").args(["-R", mode]).arg(&root).status();
        assert!(done.unwrap().success());
    };
    rights("a+rX,a-w");
    let mut command = Command::new(env!("CARGO_BIN_EXE_ally"));
    command
        .args(typed)
        .env_clear()
        .env("HOME", &root)
        .env("XDG_RUNTIME_DIR", &root)
        .env("ALLY_BOOK", desk.book())
        .env("ALLY_CONFIG", desk.path("config.toml"))
        .env("ALLY_NOW", crate::desk::NOW)
        .current_dir("/");
    // Root may write whatever the rights say.
    if rustix::process::geteuid().is_root() {
        command.uid(65_534).gid(65_534);
    }
    let out = command.output();
    rights("u+w");
    let out = out.unwrap();
    crate::desk::Done {
        status: out.status.code().unwrap_or(-1),
        out: String::from_utf8_lossy(&out.stdout).into_owned(),
        err: String::from_utf8_lossy(&out.stderr).into_owned(),
    }
}

#[test]
fn a_book_that_may_only_be_read_is_read_and_says_that_nothing_was_saved() {
    let desk = Desk::filled();
    for typed in [
        &["today"][..],
        &["show", "pm1"],
        &["check"],
        &["find", "price"],
    ] {
        let read = as_a_reader(&desk, typed);
        assert_eq!(read.status, 0, "{typed:?}: {read:?}");
    }
    for typed in [
        &["add", "note acme: a word"][..],
        &["set", "pm1", "due=fri"],
        &["undo"],
    ] {
        let refused = as_a_reader(&desk, typed);
        assert_eq!(refused.status, 3, "{typed:?}: {refused:?}");
        let said = &refused.err;
        assert!(
            said.contains("nothing was saved: you may not write the book at"),
            "{said}"
        );
        assert!(
            said.contains("--book") && !said.contains("os error"),
            "{said}"
        );
    }
    assert!(!desk.says(&["list", "touchpoint"]).contains("a word"));
}

#[test]
fn somebody_who_was_deleted_is_named_and_not_numbered() {
    let desk = Desk::filled();
    desk.says(&["add", "person acme: Zed Newman"]);
    let made = desk.lines(&["history", "--limit", "1"])[0]["seq"].to_string();
    let said = desk.says(&["add", "owe acme: show @zed the camera price"]);
    let short = said.split_whitespace().next().unwrap();
    desk.says(&["undo", &made]);
    for typed in [&["show", short][..], &["history", short], &["history"]] {
        let said = desk.says(typed);
        assert!(said.contains("Zed Newman"), "{typed:?}: {said}");
        assert!(!said.contains("019"), "{typed:?}: {said}");
    }
}
