//! Lines as people type them while somebody talks: over two hundred, each with what it must be understood as.
//!
//! A row is `place line ⇒ kind account ¦ text ¦ …`. The place is `$` (the shell, no account current), `a` (Acme is
//! current, in the workbench), `c` (in a call with Acme) or `p` (pasted into the bar of Acme). The text is `=` where it is the
//! whole line, `~` where it is all after the first colon. Then may come `due`, `on`, `to`, `by`, `src`, `who`, `tags`, `cost`, `vis`,
//! `industry`, `new` (stubs), and `?` with what is in doubt, in the order of the line.

use ally::capture::{Parsed, PieceKind, Somebody};
use ally::domain::Id;

use crate::book::{ACME, At, CONN, EMEA, GRUN, HART, id, names, read};

const LINES: &str = include_str!("lines.txt");

fn place(word: &str) -> At {
    match word {
        "$" => At::Shell,
        "a" => At::Acme,
        "c" => At::Call,
        "p" => At::Pasted,
        other => panic!("no place is called {other}"),
    }
}

fn account(word: &str) -> Option<Id> {
    Some(id(match word {
        "acme" => ACME,
        "dmv" => CONN,
        "hart" => HART,
        "emea" => EMEA,
        "grün" => GRUN,
        "inbox" => return None,
        other => panic!("no account is called {other}"),
    }))
}

fn all(people: &[Somebody]) -> String {
    people
        .iter()
        .map(Somebody::name)
        .collect::<Vec<_>>()
        .join(", ")
}

/// Says everything of a line that a row may name, except kind, account and text.
fn said(parsed: &Parsed) -> Vec<(&'static str, String)> {
    let everybody: Vec<&Somebody> = parsed
        .before
        .iter()
        .chain(&parsed.mentioned)
        .chain(&parsed.to)
        .chain(&parsed.by)
        .chain(&parsed.src)
        .collect();
    let mut new: Vec<String> = Vec::new();
    for who in &everybody {
        if let Somebody::New { name } = who
            && !new.contains(name)
        {
            new.push(name.clone());
        }
    }
    let mentioned: Vec<Somebody> = parsed
        .before
        .iter()
        .chain(&parsed.mentioned)
        .cloned()
        .collect();
    let doubts: Vec<String> = parsed
        .doubts()
        .map(|c| {
            if c.text.is_empty() {
                "problem".into()
            } else {
                c.text.clone()
            }
        })
        .collect();
    let cost = parsed.cost.as_ref().map(|c| {
        format!(
            "{}{}{}",
            c.money,
            c.times.map(|t| format!(" x{t}")).unwrap_or_default(),
            c.per.map(|p| format!(" / {p}")).unwrap_or_default()
        )
    });
    [
        ("due", parsed.due.map(|d| d.to_string())),
        ("on", parsed.on.map(|d| d.to_string())),
        ("to", Some(all(&parsed.to))),
        ("by", Some(all(&parsed.by))),
        ("src", parsed.src.as_ref().map(|s| s.name().to_owned())),
        ("who", Some(all(&mentioned))),
        ("tags", Some(parsed.tags.join(", "))),
        ("cost", cost),
        ("vis", parsed.vis.map(|v| v.to_string())),
        ("industry", parsed.industry.clone()),
        ("new", Some(new.join(", "))),
        ("?", Some(doubts.join(", "))),
    ]
    .into_iter()
    .map(|(name, value)| (name, value.unwrap_or_default()))
    .collect()
}

#[test]
fn lines_as_people_type_them() {
    let rows: Vec<&str> = LINES
        .lines()
        .filter(|l| !l.is_empty() && !l.starts_with('#'))
        .collect();
    assert!(rows.len() >= 200, "only {} lines", rows.len());
    let mut wrong = Vec::new();
    for row in &rows {
        let (typed, meant) = row.split_once(" ⇒ ").expect(row);
        let (at, line) = typed.split_once(' ').expect(row);
        let mut parts = meant.split(" ¦ ");
        let (kind, of) = parts.next().unwrap().split_once(' ').expect(row);
        let text = match parts.next().expect(row) {
            "=" => line,
            "~" => line.split_once(": ").expect(row).1,
            text => text,
        };
        let parsed = read(place(at), line);
        let mut bad = Vec::new();
        if parsed.head.row().word != kind {
            bad.push(format!("kind {}", parsed.head.row().word));
        }
        if parsed.account != account(of) {
            bad.push(format!(
                "account {:?}",
                parsed.account.and_then(|a| names().path(a))
            ));
        }
        if parsed.text != text {
            bad.push(format!("text {:?}", parsed.text));
        }
        let mut wanted: Vec<(&str, &str)> = parts.map(|p| p.split_once(' ').expect(row)).collect();
        for (name, value) in said(&parsed) {
            let want = wanted
                .iter()
                .position(|(n, _)| *n == name)
                .map_or("", |at| wanted.remove(at).1);
            if value != want {
                bad.push(format!("{name} {value:?}"));
            }
        }
        assert!(wanted.is_empty(), "{row}: {wanted:?}");
        if !bad.is_empty() {
            wrong.push(format!("{row}\n    got {}", bad.join("; ")));
        }
        assert!(
            parsed
                .pieces
                .iter()
                .all(|p| !matches!(p.kind, PieceKind::Mark) || p.span.len() > 1)
        );
    }
    assert!(
        wrong.is_empty(),
        "{} of {} lines wrong:\n{}",
        wrong.len(),
        rows.len(),
        wrong.join("\n")
    );
    println!("{} lines right", rows.len());
}
