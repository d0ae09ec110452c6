//! The commands around a meeting: a page for each meeting of a day, the case of a fight, the specialist, the snooze, the calendar.

#![allow(clippy::unwrap_used)] // A test may stop where it cannot go on.

use assert_cmd::Command;
use serde_json::Value;

/// The demo's book, and what it says.
struct Demo(tempfile::TempDir);

impl Demo {
    fn new() -> Self {
        let demo = Self(tempfile::tempdir().unwrap());
        let book = demo.0.path().join("book");
        demo.says(&["demo", "--into", book.to_str().unwrap()]);
        demo
    }

    fn run(&self, args: &[&str]) -> (bool, String, String) {
        let mut command = Command::cargo_bin("ally").unwrap();
        let done = command
            .args(args)
            .env("ALLY_BOOK", self.0.path().join("book"))
            .env("ALLY_CONFIG", self.0.path().join("config.toml"))
            .env("XDG_RUNTIME_DIR", self.0.path())
            .env("ALLY_NOW", "2026-11-23T08:58:00-05:00[America/New_York]")
            .output()
            .unwrap();
        (
            done.status.success(),
            String::from_utf8(done.stdout).unwrap(),
            String::from_utf8(done.stderr).unwrap(),
        )
    }

    fn says(&self, args: &[&str]) -> String {
        let (well, out, err) = self.run(args);
        assert!(well, "ally {args:?}: {err}");
        out
    }

    fn json(&self, args: &[&str]) -> Value {
        serde_json::from_str(&self.says(args)).unwrap()
    }
}

#[test]
fn each_meeting_of_tomorrow_has_its_page() {
    let demo = Demo::new();
    let said = demo.says(&["brief", "--tomorrow"]);
    assert!(
        said.contains("Beacon Mutual · before the notice date"),
        "{said}"
    );
    assert!(said.contains("Farmington Avenue, store 14"), "{said}");
    let folder = demo.0.path().join("tomorrow");
    demo.says(&[
        "brief",
        "--tomorrow",
        "--format",
        "html",
        "-o",
        folder.to_str().unwrap(),
    ]);
    let mut files: Vec<String> = std::fs::read_dir(&folder)
        .unwrap()
        .map(|entry| entry.unwrap().file_name().into_string().unwrap())
        .collect();
    files.sort();
    assert_eq!(
        files,
        [
            "2026-11-24-1000-beacon-mutual.html",
            "2026-11-24-2100-farmington-avenue-store-14.html"
        ]
    );
    let page = std::fs::read_to_string(folder.join(&files[0])).unwrap();
    assert!(
        page.starts_with("<!doctype html>") && !page.contains("<script") && !page.contains("http")
    );
    let pages = demo.json(&["brief", "--on", "today", "--json"]);
    assert_eq!(pages.as_array().unwrap().len(), 3);
    assert!(
        demo.says(&["brief", "--on", "sat"])
            .contains("No meeting is planned")
    );
}

#[test]
fn a_case_names_who_else_needs_it_and_stays_inside() {
    let demo = Demo::new();
    let fights = demo.says(&["list", "advocacy"]);
    let line = fights
        .lines()
        .find(|line| line.contains("24-hour pharmacist line"))
        .unwrap();
    let short = line.split('\t').next().unwrap();
    let case = demo.says(&["case", short]);
    for part in [
        "The case for Hartford Fresh",
        "Because",
        "Saint Brendan Hospital: “We would send our discharges there.”",
        "Costs us  $14 k",
    ] {
        assert!(case.contains(part), "{part} in\n{case}");
    }
    assert!(
        demo.says(&["case", short, "--format", "md"])
            .contains("## Because")
    );
    let (well, _, err) = demo.run(&["case", "pb24"]);
    assert!(
        !well && err.contains("is a problem, not something that we fight for"),
        "{err}"
    );
}

#[test]
fn a_specialist_is_listed_called_and_undone() {
    let demo = Demo::new();
    let listed = demo.json(&["specialist", "pb32", "--json"]);
    let names: Vec<&str> = listed
        .as_array()
        .unwrap()
        .iter()
        .filter_map(|one| one["name"].as_str())
        .collect();
    assert!(names.contains(&"Dev Patel"), "{names:?}");
    demo.says(&["specialist", "pb32", "patel"]);
    let said = demo.says(&[
        "specialist",
        "pb32",
        "patel",
        "--came",
        "today",
        "--free",
        "--found",
        "one duct, two cables",
    ]);
    assert!(
        said.contains("free of charge · found: one duct, two cables"),
        "{said}"
    );
    let problem = demo.json(&["show", "pb32", "--json"]);
    let called = problem["called_in"].as_array().unwrap();
    assert_eq!(called.len(), 1);
    assert_eq!(called[0]["charged"], Value::Bool(false));
    demo.says(&["undo"]);
    demo.says(&["undo"]);
    assert!(
        demo.json(&["show", "pb32", "--json"])
            .get("called_in")
            .is_none()
    );
    let (well, _, err) = demo.run(&["specialist", "pb32", "ruiz"]);
    assert!(
        !well && err.contains("nobody of ours is called “ruiz”"),
        "{err}"
    );
}

#[test]
fn what_sleeps_is_not_on_today() {
    let demo = Demo::new();
    let today = |demo: &Demo| demo.says(&["today"]);
    assert!(today(&demo).contains("window counts by hour"));
    let promise = demo.json(&["today", "--json"]);
    let short = promise
        .as_array()
        .unwrap()
        .iter()
        .find(|s| s["text"] == "→ Ruiz: window counts by hour")
        .unwrap()["short"]
        .as_str()
        .unwrap()
        .to_owned();
    let said = demo.says(&["snooze", &short, "wed"]);
    assert!(said.contains("sleeps until Wed 25 Nov"), "{said}");
    assert!(!today(&demo).contains("→ Ruiz: window counts by hour"));
    demo.says(&["snooze", &short]);
    assert!(today(&demo).contains("window counts by hour"));
    let (well, _, err) = demo.run(&["snooze", &short, "2026-11-20"]);
    assert!(!well && err.contains("not ahead"), "{err}");
}

#[test]
fn the_calendar_rings_and_comes_back_without_doubles() {
    let demo = Demo::new();
    let file = demo.0.path().join("out.ics");
    demo.says(&["export", "--format", "ical", "-o", file.to_str().unwrap()]);
    let text = std::fs::read_to_string(&file).unwrap().replace("\r\n ", "");
    for part in [
        "SUMMARY:We owe Ruiz: window counts by hour (Connecticut DMV)",
        "SUMMARY:Cole owes us: branch phone numbers (Connecticut DMV)",
        "SUMMARY:Last day of notice: the claims lines (Beacon Mutual)",
        "SUMMARY:Tell Whitfield\\, Cole\\, Patel where it stands: Branch phones dead 2 h",
        "BEGIN:VALARM",
    ] {
        assert!(text.contains(part), "{part}");
    }
    let before = demo.says(&["list", "promise"]).lines().count();
    demo.says(&["import", file.to_str().unwrap(), "--yes"]);
    assert_eq!(demo.says(&["list", "promise"]).lines().count(), before);
    let meetings = demo.says(&["list", "touchpoint"]);
    assert!(!meetings.contains("We owe Ruiz"), "{meetings}");
}
