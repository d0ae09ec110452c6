//! A call in a real terminal: typed at speed, killed in the middle, swept, sent, and read again before the next meeting.
//! Whatever was typed is found again.

#![allow(clippy::unwrap_used)] // A test may stop where it cannot go on.

use std::path::Path;

use crate::terminal::{Terminal, ally, demo_book};
use serde_json::Value;

const ALLY: &str = env!("CARGO_BIN_EXE_ally");

/// What is said on the call, a line each, as it is typed.
const SAID: &[&str] = &[
    "the schools let out at 2:40, that is the peak",
    "> @ruiz: send the 1989 counts too due:wed",
    "? who owns the branch phone contracts",
    "quote @ruiz: nobody ever asked the clerks",
    "she wants it off the front page by March; no names, please",
    "50/50 whether Ames comes -- ask again",
    "mail press@dmv.example re: trial, 2+2 lines",
    "! the Norwalk line rings out after lunch +norwalk",
    "= nobody is on the phone between one and two",
    "< @cole: the branch phone numbers, again due:+2b",
    "got: the tally of four weeks",
    "gave: told @ruiz how banks answer balances by phone",
    "complaint: the phones were dead again on Friday",
    "* her mother queued in Bridgeport +story",
    "\u{201e}Wir auch\u{201c}, said a guest: 等一下, \u{1f642}",
    "owe: price for a second route",
];

/// Opens the workbench in call mode with the Connecticut DMV.
fn call(home: &Path, book: &str) -> Terminal {
    let mut terminal = Terminal::open(
        home,
        &[ALLY, "--book", book, "call", "connecticut"],
        (110, 34),
    );
    terminal.until(|text| text.contains("Call · Connecticut DMV") && text.contains("Debts"));
    terminal
}

/// Says whether a line is found in the book: whole, as it was typed, or as the words that it says.
fn is_kept(line: &str, records: &[Value]) -> bool {
    let said = line
        .split_once(": ")
        .map_or(line, |(_, body)| body)
        .trim_start_matches(['>', '<', '!', '=', '?', '*', ' ']);
    // The words before the first mark: what stands behind it is in fields.
    let plain: Vec<&str> = said
        .split(' ')
        .take_while(|word| {
            !word.starts_with(['@', '+']) && !["due:", "-- "].iter().any(|m| word.starts_with(m))
        })
        .collect();
    let plain = plain.join(" ");
    records.iter().any(|record| {
        let text = record.to_string();
        record.get("raw").and_then(Value::as_str) == Some(line)
            || (!plain.is_empty()
                && text.contains(
                    &Value::from(plain.as_str())
                        .to_string()
                        .trim_matches('"')
                        .to_owned(),
                ))
    })
}

fn records(home: &Path) -> Vec<Value> {
    ally(home, &["export"])
        .lines()
        .map(|line| serde_json::from_str(line).unwrap())
        .collect()
}

#[test]
fn a_call_typed_at_speed_is_swept_sent_and_read_again() {
    let home = tempfile::tempdir().unwrap();
    let book = demo_book(home.path());
    let before = records(home.path()).len();
    let mut terminal = call(home.path(), &book);
    // All at once, faster than anybody types, and the end of the call in the same breath.
    let mut typed = String::new();
    for line in SAID {
        typed.push_str(line);
        typed.push('\r');
    }
    terminal.press(typed.as_bytes());
    terminal.press(b"\x1b");
    terminal.until(|text| text.contains("Is the call over?"));
    terminal.press(b"\r");
    terminal.until(|text| text.contains("Sweep · Connecticut DMV") && text.contains("1 of "));
    // Each loose note stays one; then who was there, the complaint, what passed, and the next step.
    let mut rounds = 0;
    while !terminal
        .until(|text| text.contains("who was there") || text.contains(" of "))
        .contains("who was there")
    {
        rounds += 1;
        assert!(rounds < 40, "the sweep does not end");
        terminal.press(b" ");
        let now = rounds + 1;
        terminal
            .until(|text| text.contains("who was there") || text.contains(&format!("{now} of ")));
    }
    terminal.press(b"\x15Ruiz, Cole\r");
    terminal.until(|text| text.contains("who of ours owns it"));
    terminal.press(b"\x15Patel\r");
    terminal.until(|text| text.contains("they hear from us"));
    terminal.press(b"\x15wed\r");
    terminal.until(|text| text.contains("told that we heard it"));
    terminal.press(b"\r");
    terminal.until(|text| text.contains("what they gave us"));
    terminal.press(b"the peak hours\r");
    terminal.until(|text| text.contains("what we gave them"));
    terminal.press(b"\r");
    terminal.until(|text| text.contains("the next step"));
    terminal.press(b"a date for the line @cole due:4dec\r");
    terminal.until(|text| text.contains("Saved: the call"));
    drop(terminal);

    let all = records(home.path());
    assert!(all.len() > before);
    for line in SAID {
        assert!(is_kept(line, &all), "{line:?} is nowhere in the book");
    }
    let recap = ally(home.path(), &["recap", "connecticut"]);
    for part in [
        "the tally of four weeks",
        "the peak hours",
        "send the 1989 counts too",
        "the branch phone numbers, again",
        "a date for the line",
    ] {
        assert!(recap.contains(part), "{part} in\n{recap}");
    }
    // What is not for them is not sent to them.
    assert!(!recap.contains("her mother"), "{recap}");
    let brief = ally(home.path(), &["brief", "connecticut"]);
    assert!(
        brief.contains("the phones were dead") && brief.contains("Norwalk"),
        "{brief}"
    );
}

#[cfg(unix)]
#[test]
fn a_call_that_is_killed_gives_the_half_typed_line_back() {
    let home = tempfile::tempdir().unwrap();
    let book = demo_book(home.path());
    let mut terminal = call(home.path(), &book);
    terminal.press("the schools let out at 2:40\r> @ruiz: the counts due:wed\r".as_bytes());
    terminal.until(|text| text.contains("the counts") && text.contains("due Wed 25 Nov"));
    terminal.press("she said that the fro".as_bytes());
    terminal.until(|text| text.contains("› she said that the fro"));
    let drafts = home.path().join("book").join("drafts");
    terminal.until_so("the line was never kept", |_| {
        std::fs::read_to_string(&drafts).is_ok_and(|kept| {
            kept.contains("she said that the fro")
                && kept.contains("2:40")
                && kept.contains("the counts")
        })
    });
    let pid = i32::try_from(terminal.child.process_id().unwrap()).unwrap();
    rustix::process::kill_process(
        rustix::process::Pid::from_raw(pid).unwrap(),
        rustix::process::Signal::KILL,
    )
    .unwrap();
    let _ = terminal.child.wait();
    drop(terminal);

    let mut terminal = Terminal::open(home.path(), &[ALLY, "--book", &book], (110, 34));
    terminal.until(|text| {
        text.contains("A call with Connecticut DMV was cut off at “she said that the fro”")
    });
    terminal.press(b"y");
    let text = terminal.until(|text| text.contains("› she said that the fro"));
    assert!(
        text.contains("the schools let out at 2:40") && text.contains("the counts"),
        "{text}"
    );
    terminal.press("nt page is hers\r".as_bytes());
    terminal.until(|text| text.contains("she said that the front page is hers"));
    terminal.press(b"\x1b");
    terminal.until(|text| text.contains("Is the call over?"));
    terminal.press(b"\r");
    terminal.until(|text| text.contains("1 of 2"));
}
