//! Walks along a body once, telling marks from text, and keeps every byte of it in a piece.

mod keys;

use std::ops::Range;

use super::Context;
use super::blanks::{settle_blanks, text_of};
use super::heads::{Head, Key};
use super::mark;
use super::parsed::{Chip, Mark, Parsed, Piece, PieceKind, Settled, Somebody};
use super::person::{self, Meant};
use super::plain_day;
use crate::domain::days;
use crate::domain::{Date, Id, Kind};

/// Reads the body from a byte on into what is parsed already: head, account, who stands before the colon.
pub fn body(parsed: &mut Parsed, from: usize, context: &Context<'_>, settled: &Settled) {
    let raw = parsed.raw.clone();
    let mut scan = Scan {
        raw: &raw,
        from,
        context,
        settled,
        parsed,
        text_from: from,
    };
    scan.walk();
}

struct Scan<'a> {
    raw: &'a str,
    from: usize,
    context: &'a Context<'a>,
    settled: &'a Settled,
    parsed: &'a mut Parsed,
    text_from: usize,
}

/// What a mark did.
enum Done {
    /// It is a piece of its own.
    Piece(Range<usize>, PieceKind),
    /// It stays text up to here.
    Text(usize),
}

impl Scan<'_> {
    fn walk(&mut self) {
        let mut at = self.from;
        while let Some(c) = self.raw[at..].chars().next() {
            let after = at + c.len_utf8();
            if !self.starts_word(at) {
                at = after;
                continue;
            }
            if mark::ends_marks(self.raw, at)
                && (self.nothing_before(at) || self.marks_follow(at + 2))
            {
                self.flush(at);
                self.push(at..at + 2, PieceKind::Escape);
                at = self.raw.len();
                break;
            }
            if let Some(end) = mark::quoted(self.raw, at) {
                at = end;
            } else if c == '\\' && self.is_mark(after) {
                self.flush(at);
                self.push(at..after, PieceKind::Escape);
                at = mark::quoted(self.raw, after)
                    .unwrap_or_else(|| mark::word_end(self.raw, after));
            } else {
                match self.mark(at) {
                    None => at = after,
                    Some(Done::Text(end)) => at = end.max(after),
                    Some(Done::Piece(span, kind)) => {
                        self.flush(at);
                        at = span.end;
                        self.push(span, kind);
                    }
                }
            }
        }
        self.flush(at);
        self.bare_name();
        self.day_at_end();
        settle_blanks(self.raw, &mut self.parsed.pieces);
        self.parsed.text = text_of(self.raw, &self.parsed.pieces);
    }

    fn starts_word(&self, at: usize) -> bool {
        at == self.from || self.raw[..at].ends_with(char::is_whitespace)
    }

    fn nothing_before(&self, at: usize) -> bool {
        self.raw[self.from..at].trim().is_empty()
    }

    /// Says whether a mark stands here, known or not.
    fn is_mark(&self, at: usize) -> bool {
        let rest = &self.raw[at..];
        rest.strip_prefix('@')
            .is_some_and(|r| r.starts_with(char::is_alphabetic))
            || mark::tag(self.raw, at).is_some()
            || mark::keyed(self.raw, at, self.raw.len()).is_some()
            || mark::ends_marks(self.raw, at)
            || mark::quoted(self.raw, at).is_some()
    }

    /// Says whether any mark follows, so that a `--` before it has something to keep from being one.
    fn marks_follow(&self, from: usize) -> bool {
        self.raw[from..]
            .char_indices()
            .map(|(at, _)| from + at)
            .filter(|at| self.raw[..*at].ends_with(char::is_whitespace))
            .any(|at| {
                self.is_mark(at)
                    && mark::quoted(self.raw, at).is_none()
                    && !mark::ends_marks(self.raw, at)
            })
    }

    fn flush(&mut self, until: usize) {
        if until > self.text_from {
            self.parsed.pieces.push(Piece {
                span: self.text_from..until,
                kind: PieceKind::Text,
            });
        }
        self.text_from = until;
    }

    fn push(&mut self, span: Range<usize>, kind: PieceKind) {
        self.text_from = span.end;
        self.parsed.pieces.push(Piece { span, kind });
    }

    fn chip(&mut self, mark: Mark, span: &Range<usize>, meaning: String) {
        self.parsed.chips.push(Chip {
            mark,
            text: self.raw[span.clone()].to_owned(),
            meaning,
            span: span.clone(),
            doubtful: false,
            head: false,
            dropped: false,
            candidates: Vec::new(),
            instead: None,
        });
    }

    fn doubt(&mut self, mark: Mark, span: &Range<usize>, why: String, candidates: Vec<Id>) -> Done {
        self.chip(mark, span, why);
        if let Some(chip) = self.parsed.chips.last_mut() {
            chip.doubtful = true;
            chip.candidates = candidates;
        }
        Done::Text(span.end)
    }

    /// Leaves a mark as text because the person said so; the chip stays, so that it can be taken up again.
    fn dropped(&mut self, mark: Mark, span: &Range<usize>) -> Option<Done> {
        if !self.settled.drops(self.raw, span) {
            return None;
        }
        self.chip(mark, span, "text".into());
        if let Some(chip) = self.parsed.chips.last_mut() {
            chip.dropped = true;
        }
        Some(Done::Text(span.end))
    }

    fn mark(&mut self, at: usize) -> Option<Done> {
        if self.raw[at..].starts_with('@') {
            return self.person(at);
        }
        if let Some((name, span)) = mark::tag(self.raw, at) {
            if let Some(done) = self.dropped(Mark::Tag, &span) {
                return Some(done);
            }
            self.chip(Mark::Tag, &span, format!("+{name}"));
            if !self.parsed.tags.contains(&name) {
                self.parsed.tags.push(name);
            }
            return Some(Done::Piece(span, PieceKind::Mark));
        }
        if let Some(keyed) = self.keyed(at) {
            if let Some(done) = self.dropped(Mark::Key(keyed.key), &keyed.span) {
                return Some(done);
            }
            return self.key(&keyed);
        }
        self.slip(at)
    }

    fn person(&mut self, at: usize) -> Option<Done> {
        let (span, meant) = person::at(
            self.raw,
            at,
            self.raw.len(),
            self.context,
            self.parsed.account,
            self.settled,
        );
        if matches!(meant, Meant::Nobody) {
            return None;
        }
        if let Some(done) = self.dropped(Mark::Person, &span) {
            return Some(done);
        }
        match meant {
            Meant::One(who) => {
                self.chip(Mark::Person, &span, show(&who));
                self.parsed.begins_with_person |= self.nothing_before(at);
                let name = who.name().to_owned();
                self.parsed.mentioned.push(who);
                Some(Done::Piece(span, PieceKind::Name(name)))
            }
            Meant::Several(fit) => {
                let why = which(&fit, self.context);
                Some(self.doubt(Mark::Person, &span, why, fit))
            }
            Meant::Perhaps { known, end } => {
                let why = or_another(known, &self.raw[at + 1..end], self.context);
                Some(self.doubt(Mark::Person, &span, why, vec![known]))
            }
            Meant::Nobody => None,
        }
    }

    /// Sees `due: fri`, where the blank after the colon keeps it from being a key.
    fn slip(&mut self, at: usize) -> Option<Done> {
        let rest = &self.raw[at..];
        let word = rest.get(..4).filter(|w| w.eq_ignore_ascii_case("due:"))?;
        let value = rest[word.len()..]
            .strip_prefix(' ')?
            .split_whitespace()
            .next()?;
        let date = self.day(Key::Due, value).ok()?;
        if !self.takes(Key::Due) {
            return None;
        }
        let end = at + word.len() + 1 + value.len();
        let why = format!(
            "due {}? type due:{value} without a blank",
            days::day(date, self.context.today)
        );
        let done = self.doubt(Mark::Key(Key::Due), &(at..end), why, Vec::new());
        self.settle_with(format!("due:{value}"));
        Some(done)
    }

    /// Says of the mark in doubt what to type in its place.
    fn settle_with(&mut self, instead: String) {
        if let Some(chip) = self.parsed.chips.last_mut() {
            chip.instead = Some(instead);
        }
    }

    /// Asks whether a promise that names nobody, and has somebody's bare name where one says whom it is for, is to them:
    /// `> cole the drawing`, `owe: the drawing to cole`, `owe the drawing cole`.
    fn bare_name(&mut self) {
        let promise = matches!(self.parsed.head, Head::Owe | Head::Wait);
        let nobody = self.parsed.before.is_empty()
            && self.parsed.mentioned.is_empty()
            && self.parsed.to.is_empty()
            && self.parsed.by.is_empty();
        let Some(account) = self.parsed.account.filter(|_| promise && nobody) else {
            return;
        };
        let asked = |span: &Range<usize>| {
            let mut chips = self.parsed.chips.iter();
            chips.any(|chip| chip.span.start < span.end && span.start < chip.span.end)
                || self.settled.drops(self.raw, span)
        };
        let found = self.may_be_named().into_iter().find_map(|span| {
            let word = &self.raw[span.clone()];
            let name = person::bare(word, self.context, Some(account))?;
            Some((span, name.id, name.name.clone()))
        });
        let Some((span, id, known)) = found.filter(|(span, ..)| !asked(span)) else {
            return;
        };
        let to = match self.parsed.head {
            Head::Owe => "to",
            _ => "from",
        };
        let instead = format!("@{}", &self.raw[span.clone()]);
        let why = format!("{to} {known}? type {instead}");
        self.doubt(Mark::Person, &span, why, vec![id]);
        self.settle_with(instead);
    }

    /// Lists the words of a promise where a name is that of whom it is for: its first, one after "to" or "from", its last.
    fn may_be_named(&self) -> Vec<Range<usize>> {
        const LEADS: [&str; 10] = [
            "to", "from", "for", "an", "von", "für", "bei", "para", "de", "a",
        ];
        let mut words = Vec::new();
        let texts = self.parsed.pieces.iter();
        for piece in texts.filter(|piece| piece.kind == PieceKind::Text) {
            let mut at = piece.span.start;
            while at < piece.span.end {
                let end = mark::word_end(self.raw, at).min(piece.span.end);
                if end > at {
                    words.push(at..end);
                }
                let blank = self.raw[end..].chars().next().map_or(1, char::len_utf8);
                at = end + blank;
            }
        }
        // What is quoted is somebody's words.
        let quoted = words
            .iter()
            .any(|word| self.raw[word.clone()].starts_with('"'));
        let last = words.len().saturating_sub(1);
        let mut named = Vec::new();
        for (place, word) in words.iter().enumerate() {
            let led = || {
                let before = words.get(place.wrapping_sub(1));
                before.is_some_and(|before| {
                    let before = self.raw[before.clone()].to_lowercase();
                    LEADS.contains(&before.as_str())
                })
            };
            if place == 0 || !quoted && (place == last || led()) {
                let bare = self.raw[word.clone()].trim_end_matches([',', ':', '.', ';', '!', '?']);
                let span = word.start..word.start + bare.len();
                // A word of two letters is a name only where it leads.
                if place == 0 || bare.chars().count() > 2 {
                    named.push(span);
                }
            }
        }
        named
    }

    /// Asks whether a promise that ends in a day is due on it: `owe ruiz: the floor plan by friday`.
    ///
    /// It stays text, since no day is taken from prose; but a promise that is thought to have its day, and has none, is broken.
    fn day_at_end(&mut self) {
        let promise = matches!(self.parsed.head, Head::Owe | Head::Wait);
        let of_due = |chip: &Chip| chip.mark == Mark::Key(Key::Due);
        if !promise || self.parsed.due.is_some() || self.parsed.chips.iter().any(of_due) {
            return;
        }
        let said = |piece: &&Piece| {
            piece.kind == PieceKind::Text && !self.raw[piece.span.clone()].trim().is_empty()
        };
        let Some(last) = self.parsed.pieces.iter().rev().find(said) else {
            return;
        };
        let Some((span, date)) = plain_day::at_end(
            self.raw,
            last.span.clone(),
            self.context.today,
            self.context.weekend,
        ) else {
            return;
        };
        if !self.nothing_before(span.start) && !self.settled.drops(self.raw, &span) {
            self.offer_day(Key::Due, &span, date);
        }
    }

    fn takes(&self, key: Key) -> bool {
        // Of a complaint they hear again; of a fight that is decided there is no next word.
        let again = || {
            let of = self
                .parsed
                .of
                .and_then(|id| self.context.records.record(id));
            of.is_some_and(|record| record.kind() != Kind::Advocacy)
        };
        self.parsed.head.row().keys.contains(&key)
            && !(self.parsed.head == Head::Told && key == Key::Due && !again())
    }

    /// Reads the day behind a key: what is due is ahead, what was said or done `on:` a day has been.
    fn day(&self, key: Key, value: &str) -> Result<Date, String> {
        let read = match key {
            Key::On => days::parse_past_word,
            _ => days::parse_word,
        };
        read(value, self.context.today, self.context.weekend).map_err(|e| e.to_string())
    }
}

/// Says somebody's name, and that it is new where it is.
pub fn show(who: &Somebody) -> String {
    match who {
        Somebody::New { name } => format!("{name} (new)"),
        other => other.name().to_owned(),
    }
}

/// Asks which of several is meant.
pub fn which(fit: &[Id], context: &Context<'_>) -> String {
    let mut names: Vec<&str> = fit
        .iter()
        .take(4)
        .filter_map(|id| context.names.show(*id))
        .collect();
    if fit.len() > 4 {
        names.push("others");
    }
    format!("which? {}", names.join(" or "))
}

/// Asks whether the one is meant who is known by the first name.
fn or_another(known: Id, typed: &str, context: &Context<'_>) -> String {
    let name = context.names.show(known).unwrap_or_default();
    if typed.is_empty() {
        format!("{name}, or somebody new?")
    } else {
        format!("{name}, or somebody new, {typed}?")
    }
}
