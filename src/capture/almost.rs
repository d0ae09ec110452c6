//! Sees the line that was meant as more than a note: a kind without its colon, or in other words than the grammar's.
//!
//! It stays a note, all of it text. What was meant is asked beside it, and is one key in the sweep.

use super::Context;
use super::heads::Head;
use super::parsed::{Chip, Mark, Settled};
use crate::domain::Kind;
use crate::domain::names::{Found, fold};

/// Words for a kind that people type instead of its own.
const OTHER_WORDS: &[(&str, Head)] = &[
    ("promise", Head::Owe),
    ("promised", Head::Owe),
    ("promises", Head::Owe),
    ("owes", Head::Owe),
    ("problem", Head::Prob),
    ("question", Head::Ask),
    ("waiting", Head::Wait),
    ("learned", Head::Fact),
    ("learning", Head::Fact),
];

/// Asks whether a line that begins like one of a kind was meant as one.
pub fn kind(raw: &str, from: usize, context: &Context<'_>, settled: &Settled) -> Option<Chip> {
    let line_end = raw[from..]
        .find(['\n', '\r'])
        .map_or(raw.len(), |at| from + at);
    let begun = Begun::of(raw, from, line_end)?;
    let span = begun.from..begun.to;
    let typed = &raw[span.clone()];
    if settled.drops(raw, &span) || !begun.is_meant(raw, line_end, context) {
        return None;
    }
    let row = begun.head.row();
    let what = match (begun.head, row.kind) {
        (Head::Owe, _) => "our promise".to_owned(),
        (Head::Wait, _) => "their promise".to_owned(),
        (_, Kind::Learning) => format!("a {}", row.word),
        (_, kind) => format!("{kind:#}"),
    };
    Some(Chip {
        mark: Mark::Kind,
        text: typed.to_owned(),
        meaning: if begun.own && begun.named_nobody(raw, line_end) {
            format!("{what}? before the colon stands nobody that is known; type @ for a person")
        } else if begun.own {
            format!("{what}? its colon is missing")
        } else {
            format!("{what}? type {}:", row.word)
        },
        span,
        doubtful: true,
        head: false,
        dropped: false,
        candidates: Vec::new(),
        instead: None,
    })
}

/// Cuts the word for a kind off a line's beginning, and whom it names next: what the sweep makes a line of that kind of.
pub fn without_kind(text: &str) -> Option<(Head, &str)> {
    let begun = Begun::of(text, 0, text.len())?;
    let rest = text[begun.to..].trim_start_matches(':').trim_start();
    (!rest.is_empty()).then_some((begun.head, rest))
}

/// A line that begins with a word for a kind.
struct Begun {
    head: Head,
    from: usize,
    to: usize,
    /// The word is the kind's own, not another for it.
    own: bool,
}

impl Begun {
    fn of(raw: &str, from: usize, until: usize) -> Option<Self> {
        let mut words = raw[from..until].split(' ').scan(from, |at, word| {
            let begins = *at;
            *at += word.len() + 1;
            Some((begins, word))
        });
        let (mut begins, mut word) = words.next()?;
        let who = word.to_lowercase();
        let theirs = who == "they";
        if theirs || who == "we" || who == "i" {
            (begins, word) = words.next()?;
        }
        let bare = word.trim_end_matches(':');
        let lower = bare.to_lowercase();
        let other = OTHER_WORDS.iter().find(|(known, _)| *known == lower);
        let own = Head::parse(bare);
        let head = own.or_else(|| other.map(|(_, head)| *head))?;
        let head = match head {
            Head::Owe if theirs => Head::Wait,
            Head::Owe => Head::Owe,
            // "we need more time" and "they wait" are prose.
            _ if begins > from => return None,
            Head::Note | Head::Told | Head::Done | Head::Person | Head::Trend => return None,
            head => head,
        };
        Some(Self {
            head,
            from,
            to: begins + bare.len(),
            own: own.is_some(),
        })
    }

    /// Says whether the line goes on as one that was meant so.
    fn is_meant(&self, raw: &str, until: usize, context: &Context<'_>) -> bool {
        let after = &raw[self.to..until];
        let rest = after.trim_start_matches(':').trim_start();
        if rest.is_empty() {
            return false;
        }
        // A name alone is still being typed.
        if self.own && !raw[self.to..until].contains(':') && rest.split_whitespace().count() < 2 {
            return false;
        }
        // What somebody owes or promised is a promise, however it is typed.
        if matches!(self.head, Head::Owe | Head::Wait)
            && !matches!(Head::parse(&raw[self.from..self.to]), Some(Head::Wait))
        {
            return true;
        }
        let person = rest
            .strip_prefix('@')
            .is_some_and(|name| name.starts_with(char::is_alphabetic));
        let colon = after.starts_with(": ") && !self.own;
        person || colon || names_somebody(after, context)
    }
}

impl Begun {
    /// Says whether a colon ends what should be a name, or several: `owe nowhere: the list`.
    fn named_nobody(&self, raw: &str, until: usize) -> bool {
        let after = &raw[self.to..until];
        let name = after.split_once(": ").map(|(name, _)| name.trim());
        name.is_some_and(|name| !name.is_empty() && name.split_whitespace().count() <= 3)
    }
}

/// Says whether one word before a colon is a name: `ask ruiz: who signs`.
fn names_somebody(after: &str, context: &Context<'_>) -> bool {
    let Some((name, _)) = after.split_once(": ") else {
        return false;
    };
    let name = name.trim();
    if name.is_empty() || name.contains(char::is_whitespace) {
        return false;
    }
    let folded = fold(name);
    let has = |called: &str| fold(called).split(' ').any(|word| word == folded);
    match context.names.person(name, context.account) {
        Found::One(one) => has(&one.name) || one.others.iter().any(|other| has(other)),
        _ => false,
    }
}
