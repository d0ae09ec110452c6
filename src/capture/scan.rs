//! Walks along a body once, telling marks from text, and keeps every byte of it in a piece.

use std::ops::Range;

use super::heads::{Head, Key};
use super::mark::{self, Keyed};
use super::parsed::{Chip, Mark, Parsed, Piece, PieceKind, Settled, Somebody};
use super::person::{self, Meant};
use super::{Context, cost};
use crate::domain::days;
use crate::domain::words::{Visibility, Words};
use crate::domain::{Body, Date, Id, Kind};

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

    /// Reads a key; one of people holds a whole name that goes on after a blank.
    fn keyed(&self, at: usize) -> Option<Keyed> {
        let mut keyed = mark::keyed(self.raw, at, self.raw.len())?;
        let value = keyed.span.end - keyed.value.len()..keyed.span.end;
        if matches!(keyed.key, Key::By | Key::To | Key::Src)
            && self.raw.get(value.clone()) == Some(keyed.value.as_str())
            && let Some(end) =
                person::value_end(self.raw, value.clone(), self.context, self.parsed.account)
        {
            self.raw[value.start..end].clone_into(&mut keyed.value);
            keyed.span.end = end;
        }
        Some(keyed)
    }

    /// Sees `due: fri`, where the blank after the colon keeps it from being a key.
    fn slip(&mut self, at: usize) -> Option<Done> {
        let rest = &self.raw[at..];
        let word = rest.get(..4).filter(|w| w.eq_ignore_ascii_case("due:"))?;
        let value = rest[word.len()..]
            .strip_prefix(' ')?
            .split_whitespace()
            .next()?;
        let date = self.day(value).ok()?;
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

    /// Sees a day that takes more than a word, or another language's: `due:next tue`, `due:3 dec`, `due:15.1.`, `due:freitag`.
    ///
    /// It stays text, as `capture.md` wants of whatever is not in its list; what it means is offered.
    fn day_meant(&mut self, keyed: &Keyed) -> Option<Done> {
        let value = keyed.span.end - keyed.value.len();
        let rest = self.raw.get(value..)?;
        let line = rest.split(['\n', '\r']).next()?;
        let mut ends: Vec<usize> = line.match_indices(' ').map(|(at, _)| at).take(3).collect();
        ends.push(line.len());
        ends.truncate(3);
        let (length, date) = ends.iter().rev().find_map(|end| {
            let typed = line[..*end].trim_end_matches([',', ';', '!', '?', ')']);
            let date = day_said(typed, self.context)?;
            Some((typed.len(), date))
        })?;
        let (today, key) = (self.context.today, keyed.key.word());
        let short = date.strftime("%-d%b").to_string().to_lowercase();
        let instead = if self.day(&short) == Ok(date) {
            format!("{key}:{short}")
        } else {
            format!("{key}:{date}")
        };
        let why = format!("{key} {}? type {instead}", days::day(date, today));
        let span = keyed.span.start..value + length;
        let done = self.doubt(Mark::Key(keyed.key), &span, why, Vec::new());
        self.settle_with(instead);
        Some(done)
    }

    /// Asks whether a promise that names nobody, and begins with somebody's bare name, is to them: `> cole the drawing`.
    fn bare_name(&mut self) {
        let promise = matches!(self.parsed.head, Head::Owe | Head::Wait);
        let nobody = self.parsed.before.is_empty()
            && self.parsed.mentioned.is_empty()
            && self.parsed.to.is_empty()
            && self.parsed.by.is_empty();
        let Some(account) = self.parsed.account.filter(|_| promise && nobody) else {
            return;
        };
        let begins = self.raw.len() - self.raw[self.from..].trim_start().len();
        let end = mark::word_end(self.raw, begins);
        let word = self.raw[begins..end].trim_end_matches([',', ':']);
        let span = begins..begins + word.len();
        let asked = self.parsed.chips.iter().any(|c| c.span.start == begins);
        if asked || self.settled.drops(self.raw, &span) {
            return;
        }
        if let Some(name) = person::bare(word, self.context, account) {
            let (id, known) = (name.id, name.name.clone());
            let to = if self.parsed.head == Head::Owe {
                "to"
            } else {
                "from"
            };
            self.doubt(
                Mark::Person,
                &span,
                format!("{to} {known}? type @{word}"),
                vec![id],
            );
        }
    }

    fn takes(&self, key: Key) -> bool {
        self.parsed.head.row().keys.contains(&key)
    }

    fn day(&self, value: &str) -> Result<Date, String> {
        days::parse_word(value, self.context.today, self.context.weekend).map_err(|e| e.to_string())
    }

    fn key(&mut self, keyed: &Keyed) -> Option<Done> {
        let mark = Mark::Key(keyed.key);
        if !self.takes(keyed.key) {
            // "talk to:someone" is prose; a date that a note cannot hold is worth a question.
            let Ok(meaning) = self.could_mean(keyed) else {
                return None;
            };
            // A day, a price, a name: what the key holds is said; then why it stays text here.
            let why = format!(
                "{meaning}, but {} takes no {}:",
                self.parsed.head.row().word,
                keyed.key.word()
            );
            return Some(self.doubt(mark, &keyed.span, why, Vec::new()));
        }
        let taken = match keyed.key {
            Key::Due | Key::On => self.date(keyed),
            Key::By | Key::To | Key::Src => self.people(keyed),
            Key::Of => self.record(keyed),
            Key::Cost => match (
                &self.parsed.cost,
                cost::read(&keyed.value, self.context.currency),
            ) {
                (Some(_), Ok(_)) => Err(("there is a cost already".to_owned(), Vec::new())),
                (None, Ok(read)) if self.parsed.head == Head::Adv && read.per.is_some() => Err((
                    "what it costs us is one amount; leave the period out".to_owned(),
                    Vec::new(),
                )),
                (None, Ok(read)) => {
                    let said = said_cost(&read);
                    self.parsed.cost = Some(read);
                    Ok(said)
                }
                (_, Err(why)) => Err((why, Vec::new())),
            },
            Key::Vis => match Visibility::parse(&keyed.value) {
                Some(_) if self.parsed.vis.is_some() => {
                    Err(("who may see it is said already".to_owned(), Vec::new()))
                }
                Some(vis) => {
                    self.parsed.vis = Some(vis);
                    Ok(vis.word().to_owned())
                }
                None => Err((
                    format!(
                        "“{}” is none of {}",
                        keyed.value,
                        Visibility::WORDS.join(", ")
                    ),
                    Vec::new(),
                )),
            },
        };
        Some(match taken {
            Ok(meaning) => {
                self.chip(mark, &keyed.span, meaning);
                Done::Piece(keyed.span.clone(), PieceKind::Mark)
            }
            Err((why, candidates)) => {
                if matches!(keyed.key, Key::Due | Key::On)
                    && self.day(&keyed.value).is_err()
                    && let Some(done) = self.day_meant(keyed)
                {
                    return Some(done);
                }
                self.doubt(mark, &keyed.span, why, candidates)
            }
        })
    }

    /// Says what a key would mean where it could be taken.
    fn could_mean(&self, keyed: &Keyed) -> Result<String, ()> {
        match keyed.key {
            Key::Due | Key::On => self
                .day(&keyed.value)
                .map(|d| format!("{} {}", keyed.key.word(), days::day(d, self.context.today)))
                .map_err(drop),
            Key::Cost => cost::read(&keyed.value, self.context.currency)
                .map(|c| said_cost(&c))
                .map_err(drop),
            Key::Vis => Visibility::parse(&keyed.value)
                .map(|v| v.word().to_owned())
                .ok_or(()),
            Key::Of => self
                .context
                .records
                .short(&keyed.value)
                .map(|r| r.title())
                .ok_or(()),
            Key::By | Key::To | Key::Src => {
                match person::value(&keyed.value, self.context, self.parsed.account) {
                    Meant::One(who) => Ok(format!("{} {}", keyed.key.word(), who.name())),
                    _ => Err(()),
                }
            }
        }
    }

    fn date(&mut self, keyed: &Keyed) -> Result<String, (String, Vec<Id>)> {
        let date = self.day(&keyed.value).map_err(|why| (why, Vec::new()))?;
        let held = if keyed.key == Key::Due {
            &mut self.parsed.due
        } else {
            &mut self.parsed.on
        };
        if let Some(first) = *held {
            return Err((
                format!(
                    "it is {} {} already",
                    keyed.key.word(),
                    days::day(first, self.context.today)
                ),
                Vec::new(),
            ));
        }
        *held = Some(date);
        Ok(format!(
            "{} {}",
            keyed.key.word(),
            days::day(date, self.context.today)
        ))
    }

    fn people(&mut self, keyed: &Keyed) -> Result<String, (String, Vec<Id>)> {
        // A fight and a recovery are run by ours, and so is a promise of ours.
        let ours = keyed.key == Key::By
            && matches!(self.parsed.head, Head::Owe | Head::Adv | Head::Complaint);
        let words_will_do = keyed.key == Key::Src
            || (keyed.key == Key::By && matches!(self.parsed.head, Head::Adv | Head::Complaint));
        let account = if ours { None } else { self.parsed.account };
        let mut found = Vec::new();
        for value in keyed
            .value
            .split(',')
            .map(str::trim)
            .filter(|v| !v.is_empty())
        {
            let chosen = self
                .settled
                .choice(self.raw, &keyed.span)
                .and_then(|id| self.context.names.get(id));
            let meant = match chosen {
                Some(name) => Meant::One(Somebody::Known {
                    id: name.id,
                    name: name.name.clone(),
                    ours: name.ours,
                }),
                None => person::value(value, self.context, account),
            };
            found.push(match meant {
                Meant::One(Somebody::New { name }) if words_will_do && keyed.key == Key::By => {
                    Somebody::Words(name)
                }
                Meant::One(Somebody::Known { id, .. })
                    if chosen.is_none() && self.goes_on_otherwise(keyed, value, id) =>
                {
                    return Err((or_another(id, "", self.context), vec![id]));
                }
                Meant::One(who) => who,
                Meant::Several(fit) => return Err((which(&fit, self.context), fit)),
                Meant::Perhaps { known, .. } => {
                    return Err((or_another(known, "", self.context), vec![known]));
                }
                Meant::Nobody if words_will_do => {
                    Somebody::Words(value.trim_start_matches('@').to_owned())
                }
                Meant::Nobody => {
                    return Err((
                        format!(
                            "nobody is called “{value}”; type {}:@name to add somebody",
                            keyed.key.word()
                        ),
                        Vec::new(),
                    ));
                }
            });
        }
        let said: Vec<String> = found.iter().map(show).collect();
        let meaning = format!(
            "{} {}",
            if keyed.key == Key::Src {
                "from"
            } else {
                keyed.key.word()
            },
            said.join(", ")
        );
        match keyed.key {
            Key::By => self.parsed.by.extend(found),
            Key::To => self.parsed.to.extend(found),
            _ if self.parsed.src.is_some() => {
                return Err(("it has a source already".into(), Vec::new()));
            }
            _ if found.len() > 1 => {
                self.parsed.src = Some(Somebody::Words(keyed.value.replace('@', "")));
            }
            _ => self.parsed.src = found.pop(),
        }
        Ok(meaning)
    }

    /// Says whether the word after the last name of a key makes it somebody else's.
    fn goes_on_otherwise(&self, keyed: &Keyed, value: &str, found: Id) -> bool {
        let name = value.trim_start_matches('@');
        let start = keyed.span.end.saturating_sub(name.len());
        self.raw.get(start..keyed.span.end) == Some(name)
            && person::value_in_doubt(self.raw, start..keyed.span.end, found, self.context)
    }

    fn record(&mut self, keyed: &Keyed) -> Result<String, (String, Vec<Id>)> {
        let none = |why: String| Err((why, Vec::new()));
        let found = self.context.records.short(&keyed.value);
        let Some(record) = found.or_else(|| {
            keyed
                .value
                .parse()
                .ok()
                .and_then(|id| self.context.records.record(id))
        }) else {
            return none(format!("there is no {}", keyed.value));
        };
        if self.parsed.of.is_some() {
            return none("it says already what it is about".into());
        }
        if matches!(self.parsed.head, Head::Asked | Head::Need | Head::Why) {
            if !matches!(record.body, Body::Problem(_)) {
                return none(format!(
                    "{} is {:#}, not a problem",
                    keyed.value,
                    record.kind()
                ));
            }
            match (self.parsed.account, record.account()) {
                (Some(here), Some(there)) if here != there => {
                    let name = self.context.names.show(there).unwrap_or("another account");
                    return none(format!("{} belongs to {name}", keyed.value));
                }
                (None, Some(there)) => self.parsed.account = Some(there),
                _ => {}
            }
        }
        self.parsed.of = Some(record.id());
        let kind = if record.kind() == Kind::Problem {
            "of"
        } else {
            "about"
        };
        Ok(format!("{kind} {}: {}", record.short(), record.title()))
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

/// Reads a day as it is typed into a form, with its dots, or in German.
fn day_said(typed: &str, context: &Context<'_>) -> Option<Date> {
    const OTHERWISE: &[(&str, &str)] = &[
        ("montag", "mon"),
        ("dienstag", "tue"),
        ("mittwoch", "wed"),
        ("donnerstag", "thu"),
        ("freitag", "fri"),
        ("samstag", "sat"),
        ("sonntag", "sun"),
        ("morgen", "tomorrow"),
        ("heute", "today"),
    ];
    let lower = typed.trim().to_lowercase();
    let mut words: Vec<&str> = lower.split_whitespace().collect();
    if let Some(first) = words
        .first_mut()
        .filter(|first| ["nxt", "nächsten"].contains(first))
    {
        *first = "next";
    }
    for word in &mut words {
        if let Some((_, said)) = OTHERWISE.iter().find(|(other, _)| other == word) {
            *word = said;
        }
    }
    let read = |text: &str| days::parse(text, context.today, context.weekend).ok();
    if let ["next", "week"] = words.as_slice() {
        // The end of the week that begins on Monday.
        return read("+1w").and_then(|day| days::parse_word("eow", day, context.weekend).ok());
    }
    if let [dotted] = words.as_slice()
        && dotted.matches('.').count() == 2
    {
        let mut parts = dotted.split('.');
        let (day, month, year) = (parts.next()?, parts.next()?, parts.next()?);
        let day: i8 = day.parse().ok()?;
        let month: i8 = month.parse().ok()?;
        if let Ok(year) = year.parse::<i16>() {
            let year = if year < 100 { year + 2000 } else { year };
            return Date::new(year, month, day).ok();
        }
        let this = context.today.year();
        return [this, this + 1]
            .into_iter()
            .filter_map(|year| Date::new(year, month, day).ok())
            .find(|date| *date >= context.today);
    }
    read(&words.join(" "))
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

fn said_cost(cost: &super::parsed::Cost) -> String {
    let times = cost.times.map(|t| format!(" × {t}")).unwrap_or_default();
    let per = match (cost.per, cost.times) {
        (Some(crate::domain::words::Period::Once), _) => " once".to_owned(),
        (Some(per), _) => format!(" a {per}"),
        (None, _) => String::new(),
    };
    let year = cost
        .per
        .and_then(|per| crate::domain::money::a_year(&cost.money, per, cost.times))
        .filter(|_| cost.times.is_some() || cost.per != Some(crate::domain::words::Period::Year))
        .map(|year| format!(" = {} a year", year.brief()))
        .unwrap_or_default();
    format!("{}{times}{per}{year}", cost.money.brief())
}

/// Gives the blanks around removed marks, and at the ends, pieces of their own.
fn settle_blanks(raw: &str, pieces: &mut Vec<Piece>) {
    let mut at = 0;
    while at < pieces.len() {
        let removed = match pieces[at].kind {
            PieceKind::Mark => true,
            PieceKind::Escape => raw[pieces[at].span.clone()].starts_with("--"),
            _ => false,
        };
        if removed && !cut_before(raw, pieces, &mut at) {
            cut_after(raw, pieces, at);
        }
        at += 1;
    }
    trim_ends(raw, pieces);
}

/// Cuts the blanks before a removed mark; not a break of line, which parts what stays.
fn cut_before(raw: &str, pieces: &mut Vec<Piece>, at: &mut usize) -> bool {
    let Some(before) = at
        .checked_sub(1)
        .filter(|b| pieces[*b].kind == PieceKind::Text)
    else {
        return false;
    };
    let span = pieces[before].span.clone();
    let kept = raw[span.clone()]
        .trim_end_matches(|c: char| c.is_whitespace() && c != '\n' && c != '\r')
        .len();
    let text_before = pieces[..=before].iter().any(|p| {
        matches!(p.kind, PieceKind::Text | PieceKind::Name(_))
            && !raw[p.span.clone()].trim().is_empty()
    });
    if kept == span.len() || !text_before || raw[..span.start + kept].ends_with(['\n', '\r']) {
        return false;
    }
    let blank = Piece {
        span: span.start + kept..span.end,
        kind: PieceKind::Blank,
    };
    if kept == 0 {
        pieces[before] = blank;
    } else {
        pieces[before].span.end = span.start + kept;
        pieces.insert(before + 1, blank);
        *at += 1;
    }
    true
}

fn cut_after(raw: &str, pieces: &mut Vec<Piece>, at: usize) {
    let Some(next) = pieces.get(at + 1).filter(|p| p.kind == PieceKind::Text) else {
        return;
    };
    let span = next.span.clone();
    let text = &raw[span.clone()];
    let cut = text.len()
        - text
            .trim_start_matches(|c: char| c.is_whitespace() && c != '\n' && c != '\r')
            .len();
    if cut == 0 {
        return;
    }
    if cut == text.len() {
        pieces[at + 1].kind = PieceKind::Blank;
        return;
    }
    pieces[at + 1].span.start += cut;
    pieces.insert(
        at + 1,
        Piece {
            span: span.start..span.start + cut,
            kind: PieceKind::Blank,
        },
    );
}

fn trim_ends(raw: &str, pieces: &mut Vec<Piece>) {
    let shown = |p: &Piece| matches!(p.kind, PieceKind::Text | PieceKind::Name(_));
    while let Some(first) = pieces.iter().position(shown) {
        let piece = pieces[first].clone();
        let text = &raw[piece.span.clone()];
        let cut = text.len() - text.trim_start().len();
        if piece.kind != PieceKind::Text || cut == 0 {
            break;
        }
        if cut == text.len() {
            pieces[first].kind = PieceKind::Blank;
            continue;
        }
        pieces[first].span.start += cut;
        pieces.insert(
            first,
            Piece {
                span: piece.span.start..piece.span.start + cut,
                kind: PieceKind::Blank,
            },
        );
        break;
    }
    while let Some(last) = pieces.iter().rposition(shown) {
        let piece = pieces[last].clone();
        let text = &raw[piece.span.clone()];
        let kept = text.trim_end().len();
        if piece.kind != PieceKind::Text || kept == text.len() {
            break;
        }
        if kept == 0 {
            pieces[last].kind = PieceKind::Blank;
            continue;
        }
        pieces[last].span.end = piece.span.start + kept;
        pieces.insert(
            last + 1,
            Piece {
                span: piece.span.start + kept..piece.span.end,
                kind: PieceKind::Blank,
            },
        );
        break;
    }
}

/// Joins what is shown of the pieces.
pub fn text_of(raw: &str, pieces: &[Piece]) -> String {
    pieces
        .iter()
        .map(|p| match &p.kind {
            PieceKind::Text => &raw[p.span.clone()],
            PieceKind::Name(name) => name.as_str(),
            _ => "",
        })
        .collect()
}
