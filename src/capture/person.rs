//! Finds the person that an `@` means.

use std::ops::Range;

use unicode_normalization::char::is_combining_mark;

use super::Context;
use super::parsed::{Settled, Somebody};
use crate::domain::Id;
use crate::domain::names::{Found, Name, fold};

/// What an `@` turned out to be.
#[derive(Debug)]
pub enum Meant {
    /// Somebody: known, or new.
    One(Somebody),
    /// Several fit.
    Several(Vec<Id>),
    /// It is text.
    Nobody,
}

/// Words after an `@` that are a place or a time rather than a person.
#[rustfmt::skip]
const NO_PEOPLE: &[&str] = &[
    "all", "any", "breakfast", "cost", "dinner", "everyone", "here", "home", "least", "lunch", "midnight", "night", "noon", "office", "once", "phone",
    "school", "site", "the", "there", "they", "this", "work",
];

fn is_name_char(c: char) -> bool {
    c.is_alphanumeric() || is_combining_mark(c) || c == '\u{200d}' || c == '\u{200c}'
}

/// Finds the end of the word of a name that starts at `from`: before `'s` and before punctuation.
fn word_end(raw: &str, from: usize) -> usize {
    let mut end = from;
    let mut rest = raw[from..].char_indices().peekable();
    while let Some((at, c)) = rest.next() {
        if is_name_char(c) {
            end = from + at + c.len_utf8();
        } else if matches!(c, '-' | '\'' | '’') {
            let Some((_, next)) = rest.peek().copied() else {
                break;
            };
            let after = &raw[from + at + c.len_utf8()..];
            let possessive =
                c != '-' && after.starts_with(['s', 'S']) && !after[1..].starts_with(is_name_char);
            if !is_name_char(next) || possessive {
                break;
            }
        } else {
            break;
        }
    }
    end
}

/// Reads the person at an `@`; gives where the mark ends, too.
///
/// `ours` looks among our own people before anybody else's.
pub fn at(
    raw: &str,
    at: usize,
    until: usize,
    context: &Context<'_>,
    account: Option<Id>,
    settled: &Settled,
) -> (Range<usize>, Meant) {
    let start = at + 1;
    let area = &raw[..until];
    let end = word_end(area, start);
    let span = at..end;
    if !area[start..end].starts_with(char::is_alphabetic)
        || area[end..].starts_with(['@', '/', '\\', '{', '='])
    {
        return (span, Meant::Nobody);
    }
    if let Some(name) = settled
        .choice(raw, &span)
        .and_then(|id| context.names.get(id))
    {
        return (span, Meant::One(known(name)));
    }
    for longer in longer_ends(area, end).into_iter().rev() {
        if let Found::One(name) = context.names.person(&area[start..longer], account)
            && is_called(name, &area[start..longer])
        {
            return (at..longer, Meant::One(known(name)));
        }
    }
    let word = &area[start..end];
    match context.names.person(word, account) {
        Found::One(name) => (span, Meant::One(known(name))),
        Found::Several(fit) => {
            let folded = fold(word);
            let whole: Vec<&&Name> = fit.iter().filter(|n| has_word(n, &folded)).collect();
            if let [one] = whole.as_slice() {
                return (span, Meant::One(known(one)));
            }
            // "@Anna B" says which Anna, where the next word is written like a name.
            if let Some(longer) = longer_ends(area, end).first().copied()
                && area[end..longer]
                    .trim_start()
                    .starts_with(char::is_uppercase)
                && let Found::One(name) = context.names.person(&area[start..longer], account)
            {
                return (at..longer, Meant::One(known(name)));
            }
            (span, Meant::Several(fit.iter().map(|n| n.id).collect()))
        }
        Found::Nobody => {
            let meant = if may_be_new(area, start, end) {
                Meant::One(Somebody::New {
                    name: word.to_owned(),
                })
            } else {
                Meant::Nobody
            };
            (span, meant)
        }
    }
}

/// Reads the value of a key that names somebody: `@anna`, `anna`, `"Anna Berg"`.
pub fn value(value: &str, context: &Context<'_>, account: Option<Id>) -> Meant {
    let name = value.strip_prefix('@').unwrap_or(value).trim();
    if !name.starts_with(char::is_alphabetic) {
        return Meant::Nobody;
    }
    match context.names.person(name, account) {
        Found::One(found) => Meant::One(known(found)),
        Found::Several(fit) => {
            let folded = fold(name);
            let whole: Vec<&&Name> = fit.iter().filter(|n| has_word(n, &folded)).collect();
            match whole.as_slice() {
                [one] => Meant::One(known(one)),
                _ => Meant::Several(fit.iter().map(|n| n.id).collect()),
            }
        }
        Found::Nobody if value.starts_with('@') && may_be_new(name, 0, name.len()) => {
            Meant::One(Somebody::New {
                name: name.to_owned(),
            })
        }
        Found::Nobody => Meant::Nobody,
    }
}

/// Gives the ends of the next one, two and three words of a name, each after one blank.
fn longer_ends(area: &str, end: usize) -> Vec<usize> {
    let mut ends = Vec::new();
    let mut at = end;
    for _ in 0..3 {
        if !area[at..].starts_with(' ') {
            break;
        }
        let next = word_end(area, at + 1);
        if next == at + 1 {
            break;
        }
        ends.push(next);
        at = next;
    }
    ends
}

fn known(name: &Name) -> Somebody {
    Somebody::Known {
        id: name.id,
        name: name.name.clone(),
        ours: name.ours,
    }
}

fn is_called(name: &Name, text: &str) -> bool {
    let folded = fold(text);
    std::iter::once(&name.name)
        .chain(&name.others)
        .any(|n| fold(n) == folded)
}

/// Says whether one of the words of a name is just this one.
fn has_word(name: &Name, folded: &str) -> bool {
    std::iter::once(&name.name)
        .chain(&name.others)
        .any(|n| fold(n).split(' ').any(|w| w == folded))
}

/// Says whether a word nobody is called by may be a new person's name.
fn may_be_new(area: &str, start: usize, end: usize) -> bool {
    let word = &area[start..end];
    let rest = &area[end..];
    let goes_on = rest.starts_with(['_', '+', '#', '$', '&', '*'])
        || (rest.starts_with(['.', ':', '-']) && rest[1..].starts_with(char::is_alphanumeric));
    !goes_on
        && word.chars().filter(|c| c.is_alphabetic()).count() >= 2
        && !word.contains(char::is_numeric)
        && !NO_PEOPLE.contains(&word.to_lowercase().as_str())
}
