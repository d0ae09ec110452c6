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
    /// One fits the first word, and the next reads like the surname of somebody else; or one slip of the finger makes it theirs.
    Perhaps {
        /// Who is known by the first word.
        known: Id,
        /// Where the name ends, should it be somebody else's.
        end: usize,
    },
    /// It is text.
    Nobody,
}

/// Words after an `@` that are a place or a time rather than a person.
#[rustfmt::skip]
const NO_PEOPLE: &[&str] = &[
    "all", "any", "breakfast", "cost", "dinner", "doña", "dr", "everyone", "frau", "herr", "mme", "mr", "mrs", "ms", "prof", "señor", "señora", "here", "home", "least", "lunch", "me", "midnight", "myself", "night", "noon", "office", "once",
    "phone", "school", "site", "the", "there", "they", "this", "us", "work",
];

/// Says whether a word is the one who types, and not the beginning of a name: "me" is not Mendes, unless that is what somebody
/// is called.
fn is_oneself(word: &str, context: &Context<'_>, account: Option<Id>) -> bool {
    let folded = fold(word);
    matches!(folded.as_str(), "me" | "myself" | "us")
        && match context.names.person(word, account) {
            Found::One(name) => !has_word(name, &folded),
            Found::Several(fit) => !fit.iter().any(|name| has_word(name, &folded)),
            Found::Nobody => true,
        }
}

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

/// Words after a name that are written large and are no surname: days, months, and what begins a sentence.
#[rustfmt::skip]
const NO_SURNAMES: &[&str] = &[
    "and", "but", "he", "if", "it", "no", "ok", "she", "so", "the", "they", "we", "yes",
    "monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday", "mon", "tue", "wed", "thu", "fri", "sat", "sun",
    "today", "tomorrow", "yesterday", "tonight", "morning", "afternoon", "evening", "noon", "easter", "christmas",
    "january", "february", "march", "april", "may", "june", "july", "august", "september", "october", "november", "december",
    "jan", "feb", "mar", "apr", "jun", "jul", "aug", "sep", "oct", "nov", "dec",
    "montag", "dienstag", "mittwoch", "donnerstag", "freitag", "samstag", "sonntag", "heute", "morgen",
];

/// Small words inside a surname: `van der Berg`.
const PARTICLES: &[&str] = &[
    "al", "bin", "da", "de", "del", "den", "der", "di", "du", "la", "le", "ten", "ter", "van",
    "von", "zu",
];

/// Reads the person at an `@`; gives where the mark ends, too.
///
/// A whole name counts before its first word does, the longest first.
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
        // "@anna.berg@acme.example" is an address, and "@anna_b" somebody's handle.
        || area[end..]
            .strip_prefix(['.', '_'])
            .is_some_and(|rest| rest.starts_with(char::is_alphanumeric))
    {
        return (span, Meant::Nobody);
    }
    if let Some(name) = settled
        .choice(raw, &span)
        .and_then(|id| context.names.get(id))
    {
        return (span, Meant::One(known(name)));
    }
    if let Some((longer, meant)) = in_full(raw, at, start..end, until, context, account, settled) {
        return (at..longer, meant);
    }
    let word = &area[start..end];
    if is_oneself(word, context, account) {
        return (span, Meant::Nobody);
    }
    match spelled(word, context, account) {
        Found::One(name) => unless_another(area, span, name, context),
        Found::Several(fit) => {
            let folded = fold(word);
            let whole: Vec<&&Name> = fit.iter().filter(|n| has_word(n, &folded)).collect();
            if let [one] = whole.as_slice() {
                return unless_another(area, span, one, context);
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
            if !may_be_new(area, start, end) {
                return (span, Meant::Nobody);
            }
            let full = surname(area, start..end, context);
            // "@Wiess" is more often a slip than somebody who is called nearly as Weiss is.
            if full.is_none()
                && let [one] = context.names.people_nearly(word, account).as_slice()
            {
                return (span, Meant::Perhaps { known: one.id, end });
            }
            let end = full.unwrap_or(end);
            let name = area[start..end].to_owned();
            (at..end, Meant::One(Somebody::New { name }))
        }
    }
}

/// Finds who is called so, whichever sign stands for the apostrophe.
fn spelled<'n>(word: &str, context: &Context<'n>, account: Option<Id>) -> Found<'n> {
    let found = context.names.person(word, account);
    if !matches!(found, Found::Nobody) {
        return found;
    }
    let other = if word.contains('’') {
        word.replace('’', "'")
    } else {
        word.replace('\'', "’")
    };
    if other == word {
        found
    } else {
        context.names.person(&other, account)
    }
}

/// Finds the end of a name of which more words are typed than the first, as they stand in it: “maría josé” of María José López.
fn more_of(area: &str, word: Range<usize>, name: &Name) -> usize {
    let first = fold(&area[word.clone()]);
    let mut longest = word.end;
    for known in std::iter::once(&name.name).chain(&name.others) {
        let known = fold(known);
        let mut parts = known.split(' ').skip_while(|part| *part != first).skip(1);
        let mut end = word.end;
        while let Some(next) = area[end..].strip_prefix(' ').map(|_| end + 1) {
            let until = word_end(area, next);
            if until == next || parts.next() != Some(fold(&area[next..until]).as_str()) {
                break;
            }
            end = until;
        }
        longest = longest.max(end);
    }
    longest
}

/// Finds whoever is called by all of the words that follow, more than the first of them; gives where the name ends.
fn in_full(
    raw: &str,
    at: usize,
    word: Range<usize>,
    until: usize,
    context: &Context<'_>,
    account: Option<Id>,
    settled: &Settled,
) -> Option<(usize, Meant)> {
    let area = &raw[..until];
    for longer in whole_ends(area, word.start) {
        if longer <= word.end {
            break;
        }
        let choice = settled.choice(raw, &(at..longer));
        if let Some(name) = choice.and_then(|id| context.names.get(id)) {
            return Some((longer, Meant::One(known(name))));
        }
        match context
            .names
            .person_in_full(&area[word.start..longer], account)
        {
            Found::One(name) => return Some((longer, Meant::One(known(name)))),
            Found::Several(fit) => {
                let fit = fit.iter().map(|name| name.id).collect();
                return Some((longer, Meant::Several(fit)));
            }
            Found::Nobody => {}
        }
    }
    None
}

/// Finds the end of a whole name that begins at a byte, where a key's value ends with its first word: `to:@Anna Berg`.
pub fn value_end(
    raw: &str,
    value: Range<usize>,
    context: &Context<'_>,
    account: Option<Id>,
) -> Option<usize> {
    let typed = &raw[value.clone()];
    let last = typed.rfind(',').map_or(0, |comma| comma + 1);
    let named = typed[last..].starts_with('@');
    let start = value.start + last + usize::from(named);
    if !raw[start..value.end].starts_with(char::is_alphabetic) {
        return None;
    }
    let plain = Settled::default();
    let full = in_full(
        raw,
        start,
        start..value.end,
        raw.len(),
        context,
        account,
        &plain,
    );
    if let Some((end, _)) = full {
        return Some(end);
    }
    let unknown = || {
        matches!(
            context.names.person(&raw[start..value.end], account),
            Found::Nobody
        )
    };
    if named && word_end(raw, start) == value.end && unknown() {
        return surname(raw, start..value.end, context);
    }
    None
}

/// Says whether the word after a key's value makes it the name of somebody else: `to:@Tom Barrett` is not Tom Brandt.
pub fn value_in_doubt(raw: &str, word: Range<usize>, name: Id, context: &Context<'_>) -> bool {
    let name = context.names.get(name);
    name.is_some_and(|name| matches!(another(raw, word, name, context), Some(Surname::Another(_))))
}

/// Gives somebody who is known by a first name, unless the word after it is another's surname.
fn unless_another(
    area: &str,
    span: Range<usize>,
    name: &Name,
    context: &Context<'_>,
) -> (Range<usize>, Meant) {
    match another(area, span.start + 1..span.end, name, context) {
        Some(Surname::Own(end)) => (span.start..end, Meant::One(known(name))),
        Some(Surname::Another(end)) => {
            let known = name.id;
            (span, Meant::Perhaps { known, end })
        }
        None => {
            let end = more_of(area, span.start + 1..span.end, name);
            (span.start..end, Meant::One(known(name)))
        }
    }
}

/// Whose a surname is that follows a first name.
enum Surname {
    /// The one's that was found by the first name; it ends here.
    Own(usize),
    /// Somebody else's; it ends here.
    Another(usize),
}

/// Looks at what follows the first name of somebody known.
fn another(area: &str, word: Range<usize>, name: &Name, context: &Context<'_>) -> Option<Surname> {
    let first = fold(&area[word.clone()]);
    let names = std::iter::once(&name.name).chain(&name.others);
    let folded: Vec<String> = names.map(|one| fold(one)).collect();
    // A surname or an alias says who it is; after it another name may begin.
    let given = folded.iter().any(|one| {
        one.split_once(' ')
            .is_some_and(|(given, _)| given.starts_with(&first))
    });
    if !given
        || folded
            .iter()
            .any(|one| *one == first || one.ends_with(&format!(" {first}")))
    {
        return None;
    }
    let end = surname(area, word.clone(), context)?;
    let next = fold(&area[word.end..end]);
    let next = next.split(' ').next_back().unwrap_or_default();
    let own = |one: &String| one.split(' ').skip(1).any(|part| part.starts_with(next));
    Some(if folded.iter().any(own) {
        Surname::Own(end)
    } else {
        Surname::Another(end)
    })
}

/// Finds the end of a surname that follows a first name; both are written large, and it begins no account's name.
fn surname(area: &str, word: Range<usize>, context: &Context<'_>) -> Option<usize> {
    if !area[word.clone()].starts_with(char::is_uppercase) {
        return None;
    }
    let mut found = None;
    let mut at = word.end;
    for _ in 0..3 {
        let next = area[at..].strip_prefix(' ').map(|_| at + 1)?;
        let end = word_end(area, next);
        let word = &area[next..end];
        let mut letters = word.chars();
        let large = letters.next().is_some_and(char::is_uppercase)
            && letters.next().is_some_and(char::is_lowercase)
            && !word.contains(char::is_numeric);
        // "Anna Bericht_v2" and "Anna Acme.com" are no names.
        let goes_on = area[end..].starts_with(['_', '/', '\\', '@', '=', '+'])
            || area[end..]
                .strip_prefix(['.', ':'])
                .is_some_and(|rest| rest.starts_with(char::is_alphanumeric));
        if large
            && !goes_on
            && !NO_SURNAMES.contains(&word.to_lowercase().as_str())
            && matches!(context.names.account(word, true), Found::Nobody)
        {
            found = Some(end);
        } else if !PARTICLES.contains(&word) {
            return found;
        }
        if !area[end..].starts_with(' ') {
            return found;
        }
        at = end;
    }
    found
}

/// Reads the value of a key that names somebody: `@anna`, `anna`, `"Anna Berg"`.
///
/// Who of ours is asked for is looked for among ours first.
pub fn value(value: &str, context: &Context<'_>, account: Option<Id>, ours: bool) -> Meant {
    let name = value.strip_prefix('@').unwrap_or(value).trim();
    if !name.starts_with(char::is_alphabetic) {
        return Meant::Nobody;
    }
    if is_oneself(name, context, account) {
        return Meant::Nobody;
    }
    let found = if ours {
        context.names.person_of_ours(name)
    } else {
        context.names.person(name, account)
    };
    match found {
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

/// Finds the one of an account's people who has just this word in a name, for a word that has no `@`; where no account is
/// current, the only one of all.
pub fn bare<'a>(word: &str, context: &Context<'a>, account: Option<Id>) -> Option<&'a Name> {
    if word.chars().filter(|c| c.is_alphabetic()).count() < 2 {
        return None;
    }
    let here = |name: &&Name| account.is_none() || context.names.within(name.account, account);
    let fit: Vec<&Name> = match context.names.person(word, account) {
        Found::One(name) => vec![name],
        Found::Several(fit) => fit,
        Found::Nobody => Vec::new(),
    };
    let folded = fold(word);
    let mut fit = fit
        .into_iter()
        .filter(here)
        .filter(|name| has_word(name, &folded));
    fit.next().filter(|_| fit.next().is_none())
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

/// Gives where a whole name of up to six words may end, the longest first: with its dots and brackets, and without them.
fn whole_ends(area: &str, start: usize) -> Vec<usize> {
    let mut ends = Vec::new();
    let mut at = start;
    for _ in 0..6 {
        let word = area[at..]
            .find(char::is_whitespace)
            .map_or(area.len(), |blank| at + blank);
        if word == at {
            break;
        }
        let mut end = word;
        for _ in 0..4 {
            ends.push(end);
            let shorter = &area[at..end];
            match shorter.chars().next_back() {
                Some(c) if !is_name_char(c) => end -= c.len_utf8(),
                _ => break,
            }
            if end == at {
                break;
            }
        }
        let plain = word_end(area, at);
        if plain > at {
            ends.push(plain);
        }
        if !area[word..].starts_with(' ') {
            break;
        }
        at = word + 1;
    }
    ends.sort_unstable();
    ends.dedup();
    ends.reverse();
    ends
}

pub fn known(name: &Name) -> Somebody {
    Somebody::Known {
        id: name.id,
        name: name.name.clone(),
        ours: name.ours,
    }
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
