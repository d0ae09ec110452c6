//! What the sweep writes for a note: the line with its kind, whom it is to, and the day that it names.

use super::{KINDS, Noted};
use crate::capture::{HEADS, Head, People, plain_day, without_kind};
use crate::domain::days::Weekend;
use crate::domain::names::fold;
use crate::domain::{Date, Id, days};

/// Writes a note as a promise: what it says of the promising itself goes, and the day that it names becomes its day.
pub fn promised(
    note: &Noted,
    head: Head,
    mended: Option<&str>,
    among: Among<'_>,
    today: Date,
    weekend: &Weekend,
) -> String {
    let mut line = without_its_kind(note, head, mended, among);
    let what = mended.unwrap_or(&note.body);
    let has_day = what.split_whitespace().any(|word| word.starts_with("due:"));
    let day = plain_day::find(what, today, weekend).map(|(day, _)| day);
    if let Some(day) = day.filter(|_| !has_day) {
        line.push_str(" due:");
        line.push_str(&day.to_string());
    }
    line
}

/// Writes a note as one of a kind; where it begins with a word for that kind, `owe @x`, `we promised Ruiz`, the word goes,
/// and whom it names stands before the colon.
pub fn without_its_kind(
    note: &Noted,
    head: Head,
    mended: Option<&str>,
    among: Among<'_>,
) -> String {
    let said = mended.unwrap_or(&note.body).trim();
    let promises = |head: Head| matches!(head, Head::Owe | Head::Wait);
    let Some((_, rest)) = without_kind(said)
        .filter(|(begun, _)| *begun == head || promises(*begun) && promises(head))
    else {
        return note.as_kind(head, mended);
    };
    match addressed(rest, among) {
        Some((whom, what)) if note.before.trim().is_empty() => {
            format!("{} {whom}: {what}", head.row().word)
        }
        _ => note.as_kind(head, Some(rest)),
    }
}

/// Everybody's names, where they are at hand, and the account that one is in.
pub type Among<'a> = (Option<&'a People>, Id);

/// Reads whom the rest of a line is to: `@x …`, `Ruiz …`, `Elena Ruiz: …`, the longest name first; gives the mark, and what follows.
fn addressed<'a>(rest: &'a str, (people, account): Among<'_>) -> Option<(String, &'a str)> {
    let ends: Vec<usize> = rest.match_indices(' ').map(|(at, _)| at).take(4).collect();
    for (number, end) in ends.iter().enumerate().rev() {
        let (name, what) = rest.split_at(*end);
        let bare = name.trim_start_matches('@').trim_end_matches([',', ':']);
        if !bare.starts_with(char::is_alphabetic) || what.trim().is_empty() {
            continue;
        }
        let wanted = fold(bare);
        let is = |title: &str| {
            let title = fold(title);
            title == wanted || number == 0 && title.split(' ').any(|word| word == wanted)
        };
        let found = people.map_or_else(Vec::new, |people| people.called(bare, Some(account)));
        let known = matches!(found.as_slice(), [one] if is(one));
        // Nobody so called is somebody new; of several the line's own mark asks.
        let new = number == 0 && name.starts_with('@') && found.is_empty();
        if known || new {
            return Some((format!("@{bare}"), what.trim()));
        }
    }
    None
}

/// Says what the sweep made of a note, and by when: `→ promise · due Fri 27 Nov`.
pub fn became(line: &str, arrow: &str, today: Date) -> String {
    let word = line.split([' ', ':']).next().unwrap_or_default();
    let kind = KINDS
        .iter()
        .find(|(_, head, _)| head.row().word == word)
        .map_or("as typed anew", |(.., kind)| kind);
    let due = line
        .split_whitespace()
        .rev()
        .find_map(|part| {
            let day = part.strip_prefix("due:")?;
            days::parse_word(day, today, &Weekend::default()).ok()
        })
        .map_or_else(String::new, |day| {
            format!(" · due {}", days::day(day, today))
        });
    format!("{arrow} {kind}{due}")
}

/// Says whether a line begins with a kind and has a colon, as `owe @ann: the plan`, or with the sign of one.
pub fn begins_with_kind(line: &str) -> bool {
    let line = line.trim_start();
    let signed = HEADS.iter().filter_map(|row| row.sign).any(|sign| {
        line.strip_prefix(sign)
            .is_some_and(|rest| rest.starts_with(' '))
    });
    let word = line.split([' ', ':']).next().unwrap_or_default();
    signed
        || (line.contains(':')
            && HEADS
                .iter()
                .any(|row| row.word == word && row.head != Head::Note))
}

/// Puts a whole name into the place of a mark: `@ann` becomes `@Anna Berg`, `to:ann` becomes `to:"Anna Berg"`.
pub fn mended(body: &str, typed: &str, name: &str) -> String {
    let whole = match typed.split_once(':') {
        Some((key, _)) if !typed.starts_with('@') => format!("{key}:\"{name}\""),
        _ => format!("@{name}"),
    };
    body.replacen(typed, &whole, 1)
}
