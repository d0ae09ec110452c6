//! What `capture.md` says must hold, line by line.

use ally::capture::Head;
use ally::domain::Kind;

use crate::book::{ACME, At, CONN, id, made, people, read};

/// The line is a note, all of it text, nothing marked in it, in the inbox.
fn all_text(line: &str) {
    let parsed = read(At::Shell, line);
    assert_eq!(
        (parsed.text.as_str(), parsed.head),
        (line, Head::Note),
        "{line}"
    );
    assert_eq!(parsed.account, None, "{line}");
    assert!(
        parsed.tags.is_empty() && parsed.due.is_none() && people(&parsed).is_empty(),
        "{line}"
    );
    assert_eq!(
        made(At::Shell, line).record.kind(),
        Kind::Touchpoint,
        "{line}"
    );
    assert_eq!(
        made(At::Shell, line).record.base.inbox.as_deref(),
        Some("account"),
        "{line}"
    );
}

#[test]
fn prose_is_text() {
    for line in [
        "mail anna@acme.com re: paprika order, 2+2",
        "call her on +49 170 1234567",
        "We talked: price",
        "no: he won't sign",
        "con: price",
        ">500k needs the board",
        "<2 % scrap is the aim",
        "~40 trucks a day",
        "see http://x:80 at 10:30",
        "😀 🤝 they like us",
        "株式会社 ワン 👩‍👩‍👧 نص",
        "שלום: מה נשמע",
    ] {
        all_text(line);
    }
    let long = "word, and ".repeat(200);
    all_text(long.trim());
}

#[test]
fn a_pasted_sign_is_text_and_so_is_one_in_a_shell() {
    for (at, line) in [
        (At::Pasted, "> they wrote this"),
        (At::Shell, "! not in a shell"),
    ] {
        let parsed = read(at, line);
        assert_eq!((parsed.text.as_str(), parsed.head), (line, Head::Note));
    }
    let typed = read(At::Acme, "> send the list");
    assert_eq!(
        (typed.text.as_str(), typed.head),
        ("send the list", Head::Owe)
    );
    for line in [
        ">500k needs the board",
        "<2 % scrap is the aim",
        "~40 trucks a day",
        "*really*",
        "?what",
    ] {
        let typed = read(At::Acme, line);
        assert_eq!((typed.text.as_str(), typed.head), (line, Head::Note));
    }
}

#[test]
fn a_tag_touches_nothing_else() {
    let parsed = read(At::Shell, "acme: parts +blocked-on-merge now");
    assert_eq!(
        (parsed.text.as_str(), parsed.tags.as_slice()),
        ("parts now", ["blocked-on-merge".to_owned()].as_slice())
    );
}

#[test]
fn what_is_quoted_or_escaped_is_text() {
    let parsed = read(At::Shell, "acme: \"due:fri\" is what he wrote");
    assert_eq!(
        (parsed.text.as_str(), parsed.due),
        ("\"due:fri\" is what he wrote", None)
    );
    let parsed = read(At::Shell, "owe acme: write \\@anna \\+x \\due:fri due:mon");
    assert_eq!(parsed.text, "write @anna +x due:fri");
    assert_eq!(parsed.due.unwrap().to_string(), "2026-11-30");
    let parsed = read(At::Shell, "Connecticut: -- due:fri @nobody +x");
    assert_eq!(
        (parsed.text.as_str(), parsed.account),
        ("due:fri @nobody +x", Some(id(CONN)))
    );
    let parsed = read(At::Shell, "acme: they said -- due:fri @nobody");
    assert_eq!(parsed.text, "they said due:fri @nobody");
    let parsed = read(At::Shell, "acme: they wait -- as always");
    assert_eq!(parsed.text, "they wait -- as always");
    let parsed = read(At::Shell, "\\prob acme: x");
    assert_eq!(
        (parsed.text.as_str(), parsed.head, parsed.account),
        ("prob acme: x", Head::Note, None)
    );
    let parsed = read(At::Shell, "-- prob acme: x");
    assert_eq!(
        (parsed.text.as_str(), parsed.head, parsed.account),
        ("prob acme: x", Head::Note, None)
    );
}

#[test]
fn one_date_is_one_date() {
    let parsed = read(At::Shell, "owe acme: call Monitor AG due:mon");
    assert_eq!(parsed.text, "call Monitor AG");
    assert_eq!(parsed.due.unwrap().to_string(), "2026-11-30");
    let parsed = read(At::Shell, "owe acme: call due:mon due:fri");
    assert_eq!(
        (
            parsed.text.as_str(),
            parsed.due.unwrap().to_string().as_str()
        ),
        ("call due:fri", "2026-11-30")
    );
    assert!(parsed.doubts().any(|c| c.text == "due:fri"));
    for typed in ["asap", "03/04", "3/12/2026", "soon", "friday-ish"] {
        let line = format!("owe acme: x due:{typed}");
        let parsed = read(At::Shell, &line);
        assert_eq!(
            (parsed.text.clone(), parsed.due),
            (format!("x due:{typed}"), None)
        );
        assert_eq!(parsed.doubts().count(), 1, "{line}");
    }
}

#[test]
fn two_who_fit_are_both_offered() {
    let parsed = read(At::Shell, "owe acme: write @Ann");
    assert_eq!(parsed.text, "write @Ann");
    let doubt = parsed.doubts().next().unwrap();
    assert_eq!((doubt.text.as_str(), doubt.candidates.len()), ("@Ann", 2));
    assert_eq!(doubt.meaning, "which? Anna Berg or Anne Holt");
    let parsed = read(At::Shell, "owe acme: write @Anna");
    assert_eq!(parsed.text, "write Anna Berg");
}

#[test]
fn punctuation_stays_where_it_was() {
    let parsed = read(At::Shell, "Connecticut: @cole's team, @ruiz, agrees");
    assert_eq!(parsed.text, "Raymond Cole's team, Elena Ruiz, agrees");
    assert_eq!(people(&parsed), ["Raymond Cole", "Elena Ruiz"]);
}

#[test]
fn their_promise_only_because_the_head_says_so() {
    let parsed = read(At::Acme, "wait: 14, not 40");
    assert_eq!(
        (parsed.head, parsed.text.as_str()),
        (Head::Wait, "14, not 40")
    );
    assert_eq!(parsed.chips[0].meaning, "wait");
    assert_eq!(parsed.account, Some(id(ACME)));
}

#[test]
fn a_beginning_counts_where_no_account_is_current_or_behind_a_kind() {
    assert_eq!(
        read(At::Shell, "owe Connecticut: x").account,
        Some(id(CONN))
    );
    assert_eq!(
        read(At::Shell, "prob hart: x").account.map(|_| ()),
        Some(())
    );
    // Where an account is current it takes a kind before it and four letters, and its chip names whose it is.
    for line in ["Conn: x", "owe Con: x"] {
        let parsed = read(At::Acme, line);
        assert_eq!(
            (parsed.text.as_str(), parsed.account),
            (line, Some(id(ACME)))
        );
    }
    let parsed = read(At::Acme, "owe Conn: x");
    assert_eq!((parsed.account, parsed.named), (Some(id(CONN)), true));
    assert!(parsed.said().contains("Connecticut"), "{}", parsed.said());
    assert_eq!(read(At::Acme, "owe dmv: x").account, Some(id(CONN)));
    assert_eq!(read(At::Acme, "owe ac3: x").text, "x");
    assert_eq!(
        read(At::Shell, "owe acme/emea: x")
            .account
            .map(|a| a != id(ACME)),
        Some(true)
    );
}

#[test]
fn a_line_of_only_marks_keeps_them() {
    for line in [
        "+x due:fri",
        "owe acme: +pricing due:fri",
        "+a +b +c",
        "due:fri",
    ] {
        let parsed = read(At::Shell, line);
        assert!(!parsed.text.is_empty(), "{line}");
        assert!(
            made(At::Shell, line)
                .record
                .object()
                .to_string_like(&parsed.text),
            "{line}"
        );
    }
    let parsed = read(At::Shell, "@ruiz");
    assert_eq!(parsed.text, "Elena Ruiz");
    let parsed = read(At::Shell, "prob acme:");
    assert!(parsed.bare);
    assert_eq!(
        (
            parsed.text.as_str(),
            made(At::Shell, "prob acme:").record.kind()
        ),
        ("prob acme:", Kind::Touchpoint)
    );
}

trait Holds {
    fn to_string_like(&self, text: &str) -> bool;
}

impl Holds for ally::domain::Object {
    fn to_string_like(&self, text: &str) -> bool {
        self.values()
            .any(|v| v.as_str().is_some_and(|v| v.contains(text)))
    }
}
