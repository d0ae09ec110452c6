//! `ally add`, driven as a person or a script drives it.

// A test that cannot go on says where.
#![allow(
    clippy::unwrap_used,
    clippy::format_collect,
    clippy::format_push_string
)]

use crate::desk::Desk;
use serde_json::Value;

fn typed(desk: &Desk, args: &[&str], input: &str) -> (i32, String, String) {
    let done = desk
        .command(args)
        .write_stdin(input)
        .output()
        .expect("the program runs");
    let text = |bytes: Vec<u8>| String::from_utf8(bytes).expect("UTF-8");
    (
        done.status.code().unwrap_or(-1),
        text(done.stdout),
        text(done.stderr),
    )
}

fn json(out: &str) -> Vec<Value> {
    out.lines()
        .map(|l| serde_json::from_str(l).expect(l))
        .collect()
}

#[test]
fn a_line_says_what_it_became() {
    let desk = Desk::new();
    let done = desk.ally(&["add", "owe acme: send the list due:fri +pricing"]);
    assert_eq!(done.status, 0, "{}", done.err);
    // No account is called so: all of it is text, in the inbox, and the doubt is said.
    assert!(done.out.starts_with("tp1  note · inbox"), "{}", done.out);
    let done = desk.ally(&["add", "trend packaging: recycled-content quota from 2027"]);
    assert_eq!(done.out.trim(), "tr1  trend · packaging");
    let done = desk.ally(&["add", "--dry-run", "--json", "we", "talked:", "price"]);
    let made = &json(&done.out)[0];
    assert_eq!(
        (&made["text"], &made["kind"]),
        (&"we talked: price".into(), &"touchpoint".into())
    );
    assert_eq!(
        json(&desk.ally(&["list", "touchpoint", "--json"]).out).len(),
        1
    );
}

#[test]
fn lines_of_standard_input_are_one_entry() {
    let desk = Desk::new();
    let (status, out, err) = typed(
        &desk,
        &["add", "-", "--json"],
        "prob: the line stops\n\nwhy: recipes are changed by hand\nneed: a lock\n",
    );
    assert_eq!(status, 0, "{err}");
    let made = json(&out);
    assert_eq!(made.len(), 3);
    assert_eq!(made[0]["record"]["id"], made[2]["record"]["id"]);
    assert_eq!(made[2]["record"]["need"], "a lock");
    assert_eq!(desk.ally(&["undo"]).status, 0);
    assert_eq!(
        json(&desk.ally(&["list", "problem", "--json"]).out).len(),
        0
    );
}

#[test]
fn strict_refuses_what_is_in_doubt_and_names_the_line() {
    let desk = Desk::new();
    let (status, _, err) = typed(
        &desk,
        &["add", "-", "--strict"],
        "all is well\nowe: write due:asap\n",
    );
    assert_eq!(status, 1);
    assert!(err.contains("line 2: due:asap: “asap” is no day"), "{err}");
    assert_eq!(
        json(&desk.ally(&["list", "touchpoint", "--json"]).out).len(),
        0
    );
    let done = desk.ally(&["add", "owe: write due:asap"]);
    assert_eq!(done.status, 0);
    assert!(done.out.contains("? due:asap"), "{}", done.out);
}

#[test]
fn no_line_is_wrong_usage() {
    let done = Desk::new().ally(&["add"]);
    assert_eq!(done.status, 2, "{}", done.err);
}

#[test]
fn a_known_person_names_the_account_and_the_answer_says_which() {
    let desk = Desk::filled();
    let done = desk.ally(&["add", "owe @anna: cli test due:fri"]);
    assert_eq!(done.status, 0, "{}", done.err);
    assert!(
        done.out.contains("Acme Brushes · Anna Berg"),
        "{}",
        done.out
    );
    let short = done.out.split_whitespace().next().unwrap();
    let promise = desk.json(&["show", short]);
    assert_eq!(promise["account"], "019ab000-0000-7000-8000-000000000001");
    // Of two accounts none is named; of ours none either; and an account that is named counts.
    let line = desk.says(&["add", "person borealis: Zoe Quint"]);
    assert!(line.contains("Borealis"), "{line}");
    for (line, wanted) in [
        ("note: @anna met @zoe", "inbox"),
        ("note: @pat has the numbers", "inbox"),
        ("note borealis: @anna called them", "Borealis Ports"),
        ("note nobodyknows: @anna called", "inbox"),
    ] {
        let said = desk.says(&["add", line]);
        assert!(
            said.lines().next().unwrap().contains(wanted),
            "{line}: {said}"
        );
    }
}

#[test]
fn what_is_no_utf_8_and_a_folder_that_is_not_there_say_what_to_do() {
    use std::os::unix::ffi::OsStrExt as _;
    let desk = Desk::filled();
    let latin = std::ffi::OsStr::from_bytes(b"caf\xe9");
    let done = desk.command(&["add"]).arg(latin).output().expect("it runs");
    let said = String::from_utf8(done.stderr).expect("UTF-8");
    assert_eq!(done.status.code(), Some(2), "{said}");
    assert!(
        said.contains("not UTF-8; nothing was saved") && said.contains("iconv"),
        "{said}"
    );
    let done = desk.ally(&["export", "-o", "nodir/x.jsonl"]);
    assert_eq!(done.status, 1, "{}", done.err);
    assert!(
        done.err.contains("there is no folder nodir") && done.err.contains("mkdir -p nodir"),
        "{}",
        done.err
    );
}
