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

/// Adds to a promise by when it is due, and to whom: `fri`, `@okafor 3 dec`; nothing where neither was said.
pub fn dated(line: &str, typed: &str, today: Date, weekend: &Weekend) -> Result<String, String> {
    let read = |typed: &str| {
        days::parse(typed, today, weekend)
            .ok()
            .or_else(|| plain_day::read(typed, today, weekend))
    };
    let words: Vec<&str> = typed.split_whitespace().collect();
    // The name comes before the day, and is marked.
    let cut = (0..=words.len()).find(|cut| {
        let (name, day) = words.split_at(*cut);
        (name.is_empty() || name[0].starts_with('@'))
            && (day.is_empty() || read(&day.join(" ")).is_some())
    });
    let Some(cut) = cut else {
        let (_, day) = words.split_at(words.iter().take_while(|w| w.starts_with('@')).count());
        return Err(format!(
            "“{}” is no day; type fri, 3 dec, +2b, or @name and then the day",
            day.join(" ")
        ));
    };
    let (name, day) = words.split_at(cut);
    let day = read(&day.join(" "));
    if day.is_some_and(|day| day < today) {
        return Err("That day is over; by when?".into());
    }
    let mut line = line.to_owned();
    if !name.is_empty() {
        let name = name.join(" ");
        match line.split_once(':') {
            // Nobody stands before the colon yet.
            Some((kind, what)) if !kind.trim().contains(' ') => {
                line = format!("{kind} {name}:{what}");
            }
            _ => {
                let key = if line.starts_with(Head::Owe.row().word) {
                    "to"
                } else {
                    "by"
                };
                let name = name.trim_start_matches('@');
                line = format!("{line} {key}:\"{name}\"");
            }
        }
    }
    if let Some(day) = day {
        line = format!("{line} due:{day}");
    }
    Ok(line)
}

/// Says whether a line begins by telling of one person without a name: `fact: she's off until Monday`.
pub fn says_she_or_he(line: &str) -> bool {
    let said = line.split_once(':').map_or(line, |(_, said)| said).trim();
    let word = said.split(|c: char| !c.is_alphabetic()).next();
    word.is_some_and(|word| {
        ["she", "he", "her", "his"]
            .iter()
            .any(|known| word.eq_ignore_ascii_case(known))
    })
}

/// Puts before the colon of a quote or a fact whose it is; nobody where nobody was named.
pub fn said_by(line: &str, typed: &str) -> String {
    let name = typed.trim().trim_start_matches('@').trim();
    match line.split_once(':') {
        Some((kind, what)) if !name.is_empty() && !kind.trim().contains(' ') => {
            format!("{kind} @{name}:{what}")
        }
        _ => line.to_owned(),
    }
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

/// Puts something into the place of what was typed, where that stands as words of its own: the last of them, since a day ends a
/// line; the first of them where it only comes before it.
pub fn in_place(body: &str, typed: &str, instead: &str) -> String {
    let alone = |at: &usize| {
        let (before, after) = (&body[..*at], &body[at + typed.len()..]);
        (before.is_empty() || before.ends_with(char::is_whitespace))
            && !after.starts_with(char::is_alphanumeric)
    };
    let mut places = body.match_indices(typed).map(|(at, _)| at).filter(alone);
    let place = if instead.ends_with(typed) {
        places.next()
    } else {
        places.last()
    };
    match place.or_else(|| body.rfind(typed)) {
        Some(at) => format!("{}{instead}{}", &body[..at], &body[at + typed.len()..]),
        None => body.to_owned(),
    }
}
