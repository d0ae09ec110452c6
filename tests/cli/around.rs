//! The commands around a meeting: a page for each meeting of a day, the case of a fight, the specialist, the snooze, the calendar.

#![allow(clippy::unwrap_used)] // A test may stop where it cannot go on.

use crate::books;
use assert_cmd::Command;
use serde_json::Value;

/// The demo's book, and what it says.
struct Demo(tempfile::TempDir);

impl Demo {
    fn new() -> Self {
        let demo = Self(tempfile::tempdir().unwrap());
        books::demo(&demo.0.path().join("book"), "08:58");
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
fn an_account_is_shown_with_its_sections_as_on_its_screen() {
    let demo = Demo::new();
    insta::assert_snapshot!("account", demo.says(&["show", "ac1"]));
    // What is said of the boards' records adds up as the boards do.
    let sums = |kind: &str| demo.says(&["list", kind, "--sums"]);
    let all = ["problem", "promise", "advocacy", "agreement", "person"].map(sums);
    insta::assert_snapshot!("sums", all.join("\n"));
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
    let theirs = "← Reyes: introduce Kyle Novak";
    assert!(today(&demo).contains(theirs));
    let promise = demo.json(&["today", "--json"]);
    let called = |text: &str| {
        let all = promise.as_array().unwrap();
        let line = all.iter().find(|s| s["text"] == text).unwrap();
        line["short"].as_str().unwrap().to_owned()
    };
    let short = called(theirs);
    let said = demo.says(&["snooze", &short, "wed"]);
    assert!(said.contains("sleeps until Wed 25 Nov"), "{said}");
    assert!(!today(&demo).contains(theirs));
    demo.says(&["snooze", &short]);
    assert!(today(&demo).contains(theirs));
    let (well, _, err) = demo.run(&["snooze", &short, "2026-11-20"]);
    assert!(!well && err.contains("not ahead"), "{err}");
    // What we promised is not hidden past its day, nor notice past its last one.
    let ours = called("→ Ruiz: window counts by hour");
    let (well, _, err) = demo.run(&["snooze", &ours, "wed"]);
    assert!(!well && err.contains("move its day"), "{err}");
    let mut lines = promise.as_array().unwrap().iter();
    let notice = lines.find(|s| s["class"] == "notice").unwrap()["short"]
        .as_str()
        .unwrap();
    let (well, _, err) = demo.run(&["snooze", notice, "2027-02-01"]);
    assert!(!well && err.contains("last day is Fri 22 Jan"), "{err}");
    demo.says(&["snooze", notice, "2026-12-15"]);
    // A meeting of today is not slept through, nor a complaint whose next word is due.
    let of = |class: &str| {
        let all = promise.as_array().unwrap();
        let line = all.iter().find(|s| s["class"] == class).unwrap();
        line["short"].as_str().unwrap().to_owned()
    };
    let (well, _, err) = demo.run(&["snooze", &of("meeting"), "2026-12-01"]);
    assert!(!well && err.contains("move the meeting"), "{err}");
    let (well, _, err) = demo.run(&["snooze", &of("complaint"), "2026-12-01"]);
    assert!(!well && err.contains("when they hear next"), "{err}");
}

#[test]
fn the_chart_and_the_trash_are_in_the_shell_too() {
    let demo = Demo::new();
    let chart = demo.says(&["chart", "connecticut"]);
    let line = |name: &str| chart.lines().find(|line| line.contains(name)).unwrap();
    assert!(line("Elena Ruiz").contains("champion"), "{chart}");
    // Who reports to somebody stands below and further in.
    let place = |name: &str| line(name).find(name).unwrap();
    assert!(place("Lorraine Kemp") > place("Dana Whitfield"), "{chart}");
    let json = demo.json(&["chart", "connecticut", "--json"]);
    assert!(json["people"].as_array().unwrap().len() > 6);
    let shown = demo.says(&["show", "pb24"]);
    assert!(shown.contains("waive Bridgeport's line charge"), "{shown}");
    // What is deleted lies in the trash, and comes back with what belonged to it.
    assert!(demo.says(&["trash"]).contains("Nothing was deleted"));
    let short = delete_quote(&demo);
    let gone = demo.says(&["trash"]);
    assert!(gone.contains(&short) && gone.contains("learning"), "{gone}");
    let (well, _, err) = demo.run(&["trash", "nothing of the kind"]);
    assert!(!well && err.contains("ally trash lists"), "{err}");
    assert!(
        demo.says(&["trash", &short])
            .contains("is back where it was")
    );
    assert!(demo.says(&["trash"]).contains("Nothing was deleted"));
}

/// Deletes the first learning there is, as the workbench does; gives its short id.
fn delete_quote(demo: &Demo) -> String {
    let mut book = books::open(&demo.0.path().join("book"), "08:58", None);
    let learning = book
        .of_kind(ally::domain::Kind::Learning)
        .unwrap()
        .remove(0);
    let id = learning.id();
    book.write("delete", vec![ally::book::Step::Drop { id }])
        .unwrap();
    learning.short().to_owned()
}

#[test]
fn one_part_of_a_field_is_set_and_the_others_stay() {
    let demo = Demo::new();
    let today = demo.json(&["today", "--json"]);
    let lines = today.as_array().unwrap();
    let short = lines.iter().find(|s| s["class"] == "complaint").unwrap()["short"].clone();
    let short = short.as_str().unwrap();
    let before = demo.json(&["show", short, "--json"])["recovery"].clone();
    let after = |typed: &str| demo.json(&["set", short, typed, "--json"])["recovery"].clone();
    let now = after("recovery.next_update=fri");
    assert_eq!(now["next_update"], "2026-11-27");
    assert_eq!(
        (&now["owner"], &now["told"]),
        (&before["owner"], &before["told"])
    );
    let told = |of: &serde_json::Value| of["told"].as_array().unwrap().len();
    assert_eq!(told(&after("recovery.told+=Elena Ruiz")), told(&before) + 1);
    assert_eq!(told(&after("recovery.told-=Elena Ruiz")), told(&before));
    assert!(after("recovery.next_update=").get("next_update").is_none());
    for (typed, says) in [
        (
            "recovery=next_update: fri",
            "has parts: owner, acknowledged_on",
        ),
        ("recovery=Patel", "recovery.acknowledged_on=…"),
        ("recovery.nextupdate=fri", "is no part of recovery"),
        ("people.x=fri", "has no parts"),
        ("recovery.owner+=Patel", "is no list"),
    ] {
        let (well, _, err) = demo.run(&["set", short, typed]);
        assert!(!well && err.contains(says), "{typed}: {err}");
    }
    assert_eq!(
        demo.json(&["show", short, "--json"])["recovery"]["owner"],
        before["owner"]
    );
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
        "SUMMARY:Tell Whitfield\\, Cole where it stands: Branch phones dead 2 h",
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

#[test]
fn a_page_is_never_written_as_what_it_is_not() {
    let demo = Demo::new();
    let paper = demo.0.path().join("page.pdf");
    let (well, _, err) = demo.run(&["brief", "connecticut", "-o", paper.to_str().unwrap()]);
    assert!(
        !well && err.contains("as .pdf; nothing was written"),
        "{err}"
    );
    assert!(!paper.exists());
}

#[test]
fn the_recap_of_an_account_is_that_of_its_last_meeting() {
    let demo = Demo::new();
    let account = demo.json(&["show", "connecticut", "--json"]);
    let held = demo.says(&[
        "list",
        "touchpoint",
        "--account",
        "connecticut",
        "--state",
        "held",
        "--json",
    ]);
    let last = held
        .lines()
        .map(|line| serde_json::from_str::<Value>(line).unwrap())
        .filter(|record| record["starts"].is_string() && record["account"] == account["id"])
        .max_by_key(|record| {
            record["starts"]
                .as_str()
                .unwrap()
                .split('[')
                .next()
                .unwrap()
                .parse::<jiff::Timestamp>()
                .unwrap()
        })
        .unwrap();
    let recap = demo.says(&["recap", "connecticut"]);
    assert_eq!(
        recap,
        demo.says(&["recap", last["short"].as_str().unwrap()])
    );
}

#[test]
fn an_account_is_suggested_by_a_later_word_of_its_name() {
    let demo = Demo::new();
    let (well, _, err) = demo.run(&["brief", "supply"]);
    assert!(!well && err.contains("Northline Supply?"), "{err}");
    let (_, _, err) = demo.run(&["undo", "the last"]);
    assert!(err.contains("an entry is a number"), "{err}");
}

#[test]
fn the_theme_that_was_chosen_in_the_workbench_is_said_to_be_in_force() {
    let demo = Demo::new();
    std::fs::write(demo.0.path().join("theme"), "noon\n").unwrap();
    assert_eq!(
        demo.json(&["config", "--json"])["theme"]["from"],
        "workbench"
    );
    let themes = demo.json(&["theme", "--json"]);
    let in_force = themes
        .as_array()
        .unwrap()
        .iter()
        .find(|theme| theme["in_force"] == true);
    assert_eq!(in_force.unwrap()["name"], "noon");
}

#[test]
fn what_an_export_leaves_out_is_said() {
    let demo = Demo::new();
    let (_, _, err) = demo.run(&["export", "--format", "csv"]);
    assert!(
        err.contains("rows of what accounts buy or use are not in it"),
        "{err}"
    );
    let people = demo.says(&["list", "person", "--json"]);
    let names: Vec<String> = people
        .lines()
        .map(|line| {
            serde_json::from_str::<Value>(line).unwrap()["name"]
                .as_str()
                .unwrap()
                .to_lowercase()
        })
        .collect();
    assert!(
        names.is_sorted_by_key(|name| ally::domain::names::fold(name)),
        "{names:?}"
    );
}

#[test]
fn nothing_lies_within_itself() {
    let demo = Demo::new();
    for (what, field) in [
        ("ac4", "parent=ac4"),
        ("ac1", "parent=ac2"),
        ("pe6", "reports_to=pe6"),
    ] {
        let (well, _, err) = demo.run(&["set", what, field]);
        assert!(!well && err.contains("circle"), "{what} {field}: {err}");
    }
    // A branch that takes its parent in stands where its parent stood.
    demo.says(&["merge", "ac1", "ac2"]);
    assert!(demo.json(&["show", "ac2", "--json"])["parent"].is_null());
    demo.says(&["undo"]);
    assert!(!demo.json(&["show", "ac2", "--json"])["parent"].is_null());
}

#[test]
fn what_is_written_stays_with_its_owner_and_out_of_the_book() {
    use std::os::unix::fs::PermissionsExt as _;
    let demo = Demo::new();
    let mode =
        |path: &std::path::Path| std::fs::metadata(path).unwrap().permissions().mode() & 0o777;
    let new = demo.0.path().join("new.jsonl");
    demo.says(&["export", "-o", new.to_str().unwrap()]);
    assert_eq!(mode(&new), 0o600);
    std::fs::set_permissions(&new, std::fs::Permissions::from_mode(0o640)).unwrap();
    let (well, _, err) = demo.run(&["export", "-o", new.to_str().unwrap()]);
    assert!(
        !well && err.contains("is there already; nothing was written") && err.contains("--force"),
        "{err}"
    );
    demo.says(&["export", "-f", "-o", new.to_str().unwrap()]);
    assert_eq!(mode(&new), 0o640);
    let kept = demo.0.path().join("kept.gz");
    std::fs::write(&kept, "what somebody wants to keep").unwrap();
    for words in [
        &["backup"][..],
        &["brief", "connecticut", "--format", "md", "-o"],
        &["export", "--format", "csv", "-o"],
    ] {
        let (well, _, err) = demo.run(&[words, &[kept.to_str().unwrap()]].concat());
        assert!(
            !well && err.contains("is there already"),
            "{words:?}: {err}"
        );
    }
    assert_eq!(
        std::fs::read(&kept).unwrap(),
        b"what somebody wants to keep"
    );
    demo.says(&["backup", "--force", kept.to_str().unwrap()]);
    let journal = demo.0.path().join("book/journal/00000001.ally");
    for words in [
        &["export", "-o"][..],
        &["brief", "connecticut", "--format", "md", "-o"],
        &["backup"],
    ] {
        let (well, _, err) = demo.run(&[words, &[journal.to_str().unwrap()]].concat());
        assert!(!well && err.contains("within the book"), "{words:?}: {err}");
    }
    demo.says(&["check"]);
}

#[test]
fn a_units_page_knows_what_its_parent_holds_of_it() {
    let demo = Demo::new();
    let page = demo.says(&["brief", "waterbury"]);
    for said in [
        "introduce Kyle Novak",
        "orders from Waterbury are down 38 %",
        "Reyes promised to introduce you",
    ] {
        assert!(page.contains(said), "{said}\n{page}");
    }
    for wrong in ["none open", "what keeps you with us", "Sadowski what"] {
        assert!(!page.contains(wrong), "{wrong}\n{page}");
    }
    let week = demo.says(&["week"]);
    let wednesday = week
        .lines()
        .filter(|line| line.starts_with("2026-11-25\tbring") && line.contains("Bridgeport branch"));
    assert!(
        wednesday.into_iter().any(|line| line.contains("complaint")),
        "{week}"
    );
}

#[test]
fn a_review_tells_its_quarter_in_the_order_of_its_days() {
    let demo = Demo::new();
    let page = demo.says(&["review", "northline"]);
    let at = |what: &str| page.find(what).unwrap_or_else(|| panic!("{what}\n{page}"));
    assert!(at("orders from Waterbury are down 38 %") < at("work has begun: our invoices"));
    assert!(at("work has begun: our invoices") < at("new problem: nobody at the site"));
    let page = demo.says(&["review", "connecticut"]);
    assert!(page.contains("Ruiz gave Bridgeport"), "{page}");
    assert!(page.contains("complaint: branch phones dead"), "{page}");
}

#[test]
fn an_escalation_tells_of_each_complaint_else_of_the_word_that_we_broke() {
    let demo = Demo::new();
    let page = demo.says(&["brief", "ridgeway", "--depth", "escalation"]);
    assert!(page.contains("we broke a promise"), "{page}");
    assert!(page.contains("You knew Thursday"), "{page}");
    demo.says(&["add", "complaint connecticut: norwalk out again @whitfield"]);
    let page = demo.says(&["brief", "connecticut", "--depth", "escalation"]);
    assert!(page.contains("norwalk out again"), "{page}");
    assert!(page.contains("He drove forty minutes"), "{page}");
    assert!(page.contains("not yet Ruiz"), "{page}");
}

#[test]
fn a_note_about_somebody_is_no_touch_with_them() {
    let demo = Demo::new();
    let quiet = |demo: &Demo| {
        let today = demo.says(&["today"]);
        today
            .lines()
            .any(|line| line.starts_with("Gone quiet") && line.contains("Meridian Rail"))
    };
    assert!(quiet(&demo));
    demo.says(&["add", "meridian: @weiss is on holiday til thu"]);
    assert!(quiet(&demo), "a note quiets nothing");
    let recap = demo.says(&["recap", "meridian"]);
    assert!(!recap.contains("holiday"), "{recap}");
    let page = demo.says(&["brief", "meridian"]);
    assert!(page.contains("13 Oct, call"), "{page}");
    assert!(page.contains("holiday"), "{page}");
}

#[test]
fn a_customers_page_names_no_source_and_puts_no_words_into_a_mouth() {
    let demo = Demo::new();
    let page = demo.says(&["brief", "meridian", "--audience", "customer"]);
    assert!(!page.contains("Penhallow"), "{page}");
    let page = demo.says(&["brief", "northline", "--audience", "customer"]);
    assert!(!page.contains("Tell the drivers"), "{page}");
    let page = demo.says(&[
        "brief",
        "northline",
        "--audience",
        "customer",
        "--depth",
        "renewal",
    ]);
    assert!(!page.contains("none yet"), "{page}");
}
