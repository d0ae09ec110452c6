//! What no line may ever do: panic, lose or reorder a character, go to an account that nobody named.

use ally::capture::{
    Mark, Parsed, PieceKind, Settled, Somebody, Step, complete, file_by_people, make, parse,
    parse_beside,
};
use ally::domain::names::fold;
use ally::domain::{Body, Kind, Record};
use proptest::prelude::*;

use crate::book::{ACME, At, Shelf, empty_context, id, make_in, names, read, with};

/// Every byte lies in one piece, in order; text is kept to the letter; only blanks are called blanks.
fn nothing_is_lost(parsed: &Parsed) {
    let raw = parsed.raw.as_str();
    let mut at = 0;
    let mut text = String::new();
    for piece in &parsed.pieces {
        assert_eq!(piece.span.start, at, "{raw:?}: {:?}", parsed.pieces);
        assert!(piece.span.end > at, "{raw:?}");
        at = piece.span.end;
        let typed = &raw[piece.span.clone()];
        match &piece.kind {
            PieceKind::Text => text.push_str(typed),
            PieceKind::Name(name) => {
                assert!(typed.starts_with('@'), "{raw:?}");
                text.push_str(name);
            }
            PieceKind::Blank => assert!(typed.trim().is_empty(), "{raw:?}: {typed:?}"),
            PieceKind::Escape => assert!(typed == "\\" || typed == "--", "{raw:?}"),
            // What is taken out of the text stands on a chip that says what it means.
            PieceKind::Mark => assert!(
                parsed
                    .chips
                    .iter()
                    .any(|c| c.span == piece.span && !c.doubtful && !c.dropped),
                "{raw:?}: {typed:?}"
            ),
            PieceKind::Head => {
                let mut rest = typed.to_owned();
                for chip in parsed.chips.iter().filter(|c| !c.text.is_empty()) {
                    if piece.span.start <= chip.span.start && chip.span.end <= piece.span.end {
                        rest = rest.replacen(&chip.text, "", 1);
                    }
                }
                let left: String = rest
                    .chars()
                    .filter(|c| !c.is_whitespace() && !matches!(c, ':' | '：' | ',' | ';' | '.'))
                    .collect();
                assert_eq!(left, "", "{raw:?}: {typed:?}");
            }
        }
    }
    assert_eq!(at, raw.len(), "{raw:?}: {:?}", parsed.pieces);
    assert_eq!(text, parsed.text, "{raw:?}");
    assert_eq!(parsed.text.trim(), parsed.text, "{raw:?}");
}

/// The account is the one that the person is in, or one that the line names.
fn nothing_is_misfiled(parsed: &Parsed, record: &Record) {
    let chip = parsed
        .chips
        .iter()
        .find(|c| c.mark == Mark::Account && !c.text.is_empty() && !c.doubtful);
    let allowed = |account| match chip {
        _ if account == id(ACME) && parsed.account == Some(account) => true,
        Some(chip) => {
            let folded = fold(&chip.text);
            let names = names();
            let name = names.get(account).unwrap();
            std::iter::once(&name.name)
                .chain(&name.others)
                .any(|n| fold(n).starts_with(&folded))
                || name.short.eq_ignore_ascii_case(&chip.text)
                || names
                    .path(account)
                    .is_some_and(|p| fold(&p).ends_with(&folded))
        }
        // `done pm7`, `told ad4`, `of:pb12` name the record and so its account.
        None => parsed
            .chips
            .iter()
            .any(|c| !c.text.is_empty() && c.meaning.contains(&c.text.replace("of:", ""))),
    };
    if let Some(account) = record.account() {
        assert!(allowed(account), "{:?} went to {account}", parsed.raw);
    } else if !matches!(record.body, Body::Trend(_)) {
        assert_eq!(
            record.base.inbox.as_deref(),
            Some("account"),
            "{:?}",
            parsed.raw
        );
    }
}

/// What was typed is found again in what is saved.
fn all_is_saved(parsed: &Parsed, steps: &[Step]) {
    let kept = steps.iter().any(|s| match s {
        Step::Make(r) => r.base.raw.as_deref() == Some(parsed.raw.as_str()),
        Step::Edit { set, .. } => set
            .get("raw")
            .and_then(|r| r.as_str())
            .is_some_and(|r| r.ends_with(&parsed.raw)),
        Step::Move { why, .. } => why.as_deref().unwrap_or("") == parsed.text,
    });
    assert!(kept, "{:?}: {steps:?}", parsed.raw);
}

/// The account that a line goes to stands on one of its chips, or in the record that it names.
fn its_account_is_seen(parsed: &Parsed) {
    let Some(account) = parsed.account else {
        return;
    };
    let path = names().path(account).unwrap_or_default();
    let seen = parsed.chips.iter().any(|chip| {
        !chip.doubtful && chip.mark == Mark::Account && chip.meaning.starts_with(&path)
    });
    let of_record = parsed
        .chips
        .iter()
        .any(|chip| !chip.doubtful && matches!(chip.mark, Mark::Record | Mark::Key(_)));
    assert!(
        seen || parsed.of.is_some() && of_record,
        "{:?} goes to {path} unseen: {:?}",
        parsed.raw,
        parsed.chips
    );
}

/// What a record says is all of the text, but for one name at an end, and whoever has it stands in a field of the record.
fn only_a_name_is_taken_off(parsed: &Parsed, record: &Record) {
    let said = match &record.body {
        Body::Promise(body) => body.what.clone(),
        Body::Question(body) => body.ask.clone(),
        Body::Learning(body) => body.fact.clone(),
        _ => None,
    };
    let plain = |text: &str| -> String {
        text.chars()
            .filter(|c| {
                !c.is_whitespace()
                    && !matches!(c, '"' | '“' | '”' | '„' | '«' | '»' | ':' | ',' | '.' | ';')
            })
            .collect()
    };
    let Some(said) = said.map(|said| plain(&said)) else {
        return;
    };
    let all = plain(&parsed.text);
    if all == said {
        return;
    }
    let taken = all
        .strip_suffix(&said)
        .or_else(|| all.strip_prefix(&said))
        .unwrap_or_else(|| panic!("{:?} became {said:?}", parsed.raw));
    let written = record.object();
    let written = serde_json::Value::Object(written).to_string();
    let who = parsed
        .mentioned
        .iter()
        .find(|who| plain(who.name()) == taken);
    let who = who.unwrap_or_else(|| panic!("{:?} lost {taken:?}", parsed.raw));
    let kept = match who {
        Somebody::Known { id, .. } => written.contains(&id.to_string()),
        // A stub has an id of its own.
        _ => {
            written.contains("\"to\"")
                || written.contains("\"by\"")
                || written.contains("\"whom\"")
                || written.contains("\"person\"")
        }
    };
    assert!(
        kept,
        "{:?}: {taken} stands nowhere in {written}",
        parsed.raw
    );
}

fn holds(at: At, line: &str) {
    let parsed = read(at, line);
    nothing_is_lost(&parsed);
    its_account_is_seen(&parsed);
    // As it is read beside a chosen line, and where no account is at hand.
    with(at, |context| {
        let beside = parse_beside(line, context, &Settled::default());
        nothing_is_lost(&beside);
        its_account_is_seen(&beside);
        let mut filed = parse(line, context, &Settled::default());
        file_by_people(&mut filed, context);
        nothing_is_lost(&filed);
        its_account_is_seen(&filed);
    });
    if line.trim().is_empty() {
        return;
    }
    let made = with(at, |context| make_in(context, line));
    nothing_is_misfiled(&parsed, &made.record);
    only_a_name_is_taken_off(&parsed, &made.record);
    all_is_saved(&parsed, &made.steps);
    for step in &made.steps {
        if let Step::Make(record) = step {
            record.check().unwrap();
            assert_eq!(Record::read(record.object()).unwrap(), **record);
        }
    }
}

/// Stretches that lines are made of, joined at random: far likelier to meet than random letters.
fn stretch() -> impl Strategy<Value = String> {
    let of_lines = prop::sample::select(vec![
        "acme",
        "Acme",
        "connecticut",
        "con",
        "dmv",
        "hartford fresh",
        "gwm",
        "prob",
        "owe",
        "why",
        "need",
        "told",
        "done",
        "ad4",
        "ad5",
        "pm7",
        "pm8",
        "qu2",
        "tp9",
        "pb12",
        "pb13",
        "trend",
        "packaging",
        "person",
        "note",
        "quote",
        "ask",
        "wait",
        "fact",
        "ruiz",
        "berg:",
        "hart",
        "grün",
        "norland",
        "rival",
        "by friday",
        "3.12.",
        "@anna",
        "@Ann",
        "@ruiz's",
        "@zoe",
        "@Anna Berg",
        "@",
        "@@",
        "+x",
        "+q3:review",
        "+49",
        "due:fri",
        "due: fri",
        "due:asap",
        "on:3dec",
        "by:@pat",
        "to:anna",
        "to:@anna,@ben",
        "src:@ruiz",
        "src:mail",
        "of:pb12",
        "of:zz9",
        "cost:usd250x40/month",
        "cost:250",
        "vis:private",
        "vis:odd",
        "\"",
        "“",
        "”",
        "\\",
        "--",
        ":",
        "：",
        ",",
        "!",
        ">",
        "<",
        "^",
        "~",
        "?",
        "*",
        "=",
        "'s",
        "株式会社",
        "e\u{301}",
        "👩‍👩‍👧",
        "نص",
        "\u{202e}",
        "\u{200f}",
        "\n",
        "\t",
        "\r\n",
        "\u{a0}",
        "ben@acme.example",
        "+49 170 1234567",
        "10:30",
        "http://x:80",
        "re:",
        "price",
        "went up",
    ])
    .prop_map(str::to_owned);
    prop_oneof![8 => of_lines, 1 => "\\PC{0,6}", 1 => "[ -~]{0,8}"]
}

fn line() -> impl Strategy<Value = String> {
    let glue = prop::sample::select(vec![" ", " ", " ", "", ": ", ":", "  ", "\n"]);
    prop::collection::vec((stretch(), glue), 0..9)
        .prop_map(|parts| parts.into_iter().map(|(s, g)| s + g).collect())
}

fn place() -> impl Strategy<Value = At> {
    prop::sample::select(vec![At::Shell, At::Acme, At::Call, At::Pasted])
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 400, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn lines_of_marks_and_prose(line in line(), at in place()) {
        holds(at, &line);
    }

    #[test]
    fn any_text(line in "(?s).{0,60}", at in place()) {
        holds(at, &line);
    }

    #[test]
    fn a_mark_dropped_is_text_again(line in line(), at in place(), which in 0usize..6) {
        with(at, |context| {
            let first = parse(&line, context, &Settled::default());
            let chips: Vec<_> = first.chips.iter().filter(|c| !c.text.is_empty()).collect();
            let Some(chip) = chips.get(which) else { return };
            let mut settled = Settled::default();
            settled.toggle(chip);
            let second = parse(&line, context, &settled);
            nothing_is_lost(&second);
            assert!(
                second.text.contains(&chip.text) || second.pieces.iter().all(|p| p.span != chip.span || p.kind == PieceKind::Text),
                "{line:?} {chip:?}"
            );
            settled.toggle(chip);
            assert_eq!(parse(&line, context, &settled), first);
        });
    }

    #[test]
    fn a_whole_name_is_that_person(
        who in 0usize..64,
        before in prop::sample::select(vec!["", "met ", "owe: list for ", "2+2, ", "@zoe and "]),
        after in prop::sample::select(vec!["", " signs", "'s boss", ", then rest", ". So be it", " Barrett says", " due:fri", ": so"]),
        large in any::<bool>(),
        at in place(),
    ) {
        let names = names();
        let people: Vec<_> = names.0.iter().filter(|name| name.kind == Kind::Person).collect();
        let name = people[who % people.len()];
        let typed = if large { name.name.clone() } else { name.name.to_lowercase() };
        let line = format!("{before}@{typed}{after}");
        holds(at, &line);
        let parsed = read(at, &line);
        let named = parsed.mentioned.iter().chain(&parsed.before);
        let meant = |who: &&Somebody| matches!(who, Somebody::Known { id, .. } if *id == name.id);
        prop_assert!(named.filter(meant).count() == 1, "{line:?}: {:?}", parsed.chips);
        prop_assert!(parsed.text.contains(&name.name) || after == ": so", "{line:?}: {:?}", parsed.text);
    }

    #[test]
    fn completion_never_panics(line in line(), cursor in 0usize..80) {
        with(At::Acme, |context| {
            for hit in complete(&line, cursor, context, 8) {
                assert!(line[hit.span].starts_with('@'));
            }
        });
    }
}

#[test]
fn a_long_paste_is_kept_whole() {
    let paste =
        "Dear all, as discussed: price @anna? +1 from me — due: monday \"or so\".\n".repeat(400);
    holds(At::Pasted, &paste);
    assert_eq!(read(At::Pasted, &paste).text.lines().count(), 400);
}

#[test]
fn an_empty_line_says_so() {
    empty_context(|context| {
        for line in ["", "   ", "\n\t"] {
            let parsed = parse(line, context, &Settled::default());
            let now = crate::book::now();
            let mut ids = || id(1);
            let mut making = ally::capture::Making {
                now: &now,
                author: "me",
                minute: false,
                id: &mut ids,
            };
            assert!(
                make(&parsed, context, &mut making)
                    .unwrap_err()
                    .to_string()
                    .contains("empty")
            );
        }
    });
    assert!(Shelf::default().records.is_empty());
}
