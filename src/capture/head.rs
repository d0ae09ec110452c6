//! Finds the head of a line, each word of which must resolve; else the whole line is its body.

use std::ops::Range;

use super::heads::{Head, Key, is_prose};
use super::parsed::{Chip, Mark, Parsed, Piece, PieceKind, Settled, Somebody};
use super::person::{self, Meant};
use super::scan::{self, show, which};
use super::{Context, again, almost, shape};
use crate::domain::names::{Found, fold};
use crate::domain::words::{AdvocacyState, PromiseState, QuestionState};
use crate::domain::{Body, Id, Kind, Record, parse_short};

/// Reads a line.
pub fn parse(line: &str, context: &Context<'_>, settled: &Settled) -> Parsed {
    let lead = line.len() - line.trim_start().len();
    let mut parsed = empty(line, context);
    let escaped = line[lead..].starts_with('\\')
        && find(line, lead + 1, context, settled).is_ok_and(|f| f.is_some());
    let found = if escaped || line[lead..].starts_with("--") {
        Ok(None)
    } else {
        find(line, lead, context, settled)
    };
    if lead > 0 {
        parsed.pieces.push(piece(0..lead, PieceKind::Blank));
    }
    let body = match found {
        Ok(Some(found)) => take(&mut parsed, found, lead, context),
        Ok(None) if escaped => {
            parsed.pieces.push(piece(lead..lead + 1, PieceKind::Escape));
            lead + 1
        }
        Ok(None) => {
            if !line[lead..].starts_with("--") {
                parsed
                    .chips
                    .extend(almost::kind(line, lead, context, settled));
            }
            lead
        }
        Err(doubt) => {
            parsed.chips.push(*doubt);
            lead
        }
    };
    let head_pieces = parsed.pieces.len();
    let head_chips = parsed.chips.len();
    scan::body(&mut parsed, body, context, settled);
    parsed
        .chips
        .extend(again::offered(&parsed, body, context, settled));
    shape::say_where(&mut parsed, head_chips, context);
    if parsed.text.is_empty() && !matches!(parsed.head, Head::Told | Head::Done) {
        keep_what_there_is(&mut parsed, head_pieces, body);
    }
    parsed
}

fn empty(line: &str, context: &Context<'_>) -> Parsed {
    Parsed {
        raw: line.to_owned(),
        head: Head::Note,
        account: context.account,
        named: false,
        before: Vec::new(),
        mentioned: Vec::new(),
        begins_with_person: false,
        to: Vec::new(),
        by: Vec::new(),
        src: None,
        tags: Vec::new(),
        due: None,
        on: None,
        cost: None,
        of: None,
        industry: None,
        vis: None,
        text: String::new(),
        pieces: Vec::new(),
        chips: Vec::new(),
        bare: false,
    }
}

fn piece(span: Range<usize>, kind: PieceKind) -> Piece {
    Piece { span, kind }
}

/// Where nothing but a head or marks was typed, they are the text: a line is never empty.
fn keep_what_there_is(parsed: &mut Parsed, head_pieces: usize, body: usize) {
    let typed = parsed.raw[body..].trim();
    let (from, kept) = if typed.is_empty() {
        parsed.bare = true;
        parsed.pieces.clear();
        (0, parsed.raw.trim().to_owned())
    } else {
        parsed.pieces.truncate(head_pieces);
        (body, typed.to_owned())
    };
    let start = from + parsed.raw[from..].len() - parsed.raw[from..].trim_start().len();
    let end = start + kept.len();
    for (span, kind) in [
        (from..start, PieceKind::Blank),
        (start..end, PieceKind::Text),
        (end..parsed.raw.len(), PieceKind::Blank),
    ] {
        if !span.is_empty() {
            parsed.pieces.push(piece(span, kind));
        }
    }
    parsed.text = kept;
}

/// A head that resolved.
struct Resolved {
    head: Option<(Head, Range<usize>)>,
    account: Option<(Id, Range<usize>)>,
    industry: Option<(String, Range<usize>)>,
    people: Vec<(Somebody, Range<usize>)>,
    record: Option<(Record, Range<usize>)>,
    /// What `of:` names before the colon.
    of: Option<(Record, Range<usize>)>,
    /// Where the words before the colon are the body's own first: the name of a rival.
    begins: Option<usize>,
    /// Where the body begins.
    body: usize,
}

impl Resolved {
    /// A head that ends at a byte, so far with its kind alone.
    fn of_kind(head: Option<(Head, Range<usize>)>, body: usize) -> Self {
        Self {
            head,
            account: None,
            industry: None,
            people: Vec::new(),
            record: None,
            of: None,
            begins: None,
            body,
        }
    }
}

type Doubt = Box<Chip>;

fn doubt(raw: &str, mark: Mark, span: Range<usize>, why: String, candidates: Vec<Id>) -> Chip {
    Chip {
        mark,
        text: raw[span.clone()].to_owned(),
        meaning: why,
        span,
        doubtful: true,
        head: false,
        dropped: false,
        candidates,
        instead: None,
    }
}

/// Puts a head into what is parsed, and gives where the body begins.
fn take(parsed: &mut Parsed, found: Resolved, lead: usize, context: &Context<'_>) -> usize {
    let raw = parsed.raw.clone();
    let mut chip = |mark: Mark, span: Range<usize>, meaning: String| {
        parsed.chips.push(Chip {
            mark,
            text: raw[span.clone()].to_owned(),
            meaning,
            span,
            doubtful: false,
            head: true,
            dropped: false,
            candidates: Vec::new(),
            instead: None,
        });
    };
    if let Some((head, span)) = found.head {
        chip(Mark::Kind, span, head.row().word.to_owned());
        parsed.head = head;
    }
    if let Some((id, span)) = found.account {
        chip(
            Mark::Account,
            span,
            context.names.path(id).unwrap_or_default(),
        );
        parsed.account = Some(id);
        parsed.named = true;
    }
    if let Some((industry, span)) = found.industry {
        chip(Mark::Industry, span, industry.clone());
        parsed.industry = Some(industry);
    }
    if let Some((record, span)) = found.record {
        chip(
            Mark::Record,
            span,
            format!("{}: {}", record.short(), record.title()),
        );
        parsed.of = Some(record.id());
        parsed.account = record.account();
    }
    if let Some((record, span)) = found.of {
        let of = if record.kind() == Kind::Problem {
            "of"
        } else if again::may_be(parsed.head, parsed.account, &record) {
            parsed.account = parsed.account.or(record.account());
            "again"
        } else {
            "about"
        };
        let meaning = format!("{of} {}: {}", record.short(), record.title());
        chip(Mark::Key(Key::Of), span, meaning);
        parsed.of = Some(record.id());
        let problem = matches!(parsed.head, Head::Asked | Head::Need | Head::Why);
        if problem && parsed.account.is_none() {
            parsed.account = record.account();
        }
    }
    for (who, span) in found.people {
        chip(Mark::Person, span, show(&who));
        parsed.before.push(who);
    }
    parsed.pieces.push(piece(lead..found.body, PieceKind::Head));
    found.body
}

/// Looks for a head from a byte on: nothing, or why it might be one and is not.
fn find(
    raw: &str,
    from: usize,
    context: &Context<'_>,
    settled: &Settled,
) -> Result<Option<Resolved>, Doubt> {
    let line_end = raw[from..]
        .find(['\n', '\r'])
        .map_or(raw.len(), |at| from + at);
    if let Some(found) = done(raw, from, line_end, context, settled) {
        return found.map(Some);
    }
    let mut start = from;
    let mut fixed = None;
    if context.signs && !context.pasted {
        let mut chars = raw[from..].chars();
        if let (Some(sign), Some(' ')) = (chars.next(), chars.next()) {
            let span = from..from + sign.len_utf8();
            if let Some(head) = Head::of_sign(sign).filter(|_| !settled.drops(raw, &span)) {
                start = span.end + 1;
                fixed = Some((head, span));
            }
        }
    }
    let mut first_doubt = None;
    for (at, colon) in raw[start..line_end].match_indices([':', '：']).take(3) {
        let colon_at = start + at;
        match resolve(raw, start, colon_at, fixed.clone(), context, settled) {
            Ok(mut found) if may_follow(raw, colon_at + colon.len(), &found) => {
                found.body = found.begins.unwrap_or(colon_at + colon.len());
                return Ok(Some(found));
            }
            Ok(_) => {}
            Err(doubt) => first_doubt = first_doubt.or(doubt),
        }
    }
    if let Some(head) = fixed {
        return Ok(Some(Resolved::of_kind(Some(head), start)));
    }
    match first_doubt {
        Some(doubt) => Err(doubt),
        None => Ok(None),
    }
}

/// Says whether what follows the colon lets it be the end of a head: no `://`, and a blank where only a name stands before.
fn may_follow(raw: &str, after: usize, found: &Resolved) -> bool {
    let rest = &raw[after..];
    let blank = rest.is_empty() || rest.starts_with(char::is_whitespace);
    blank || (found.head.is_some() && !rest.starts_with(['/', ':']))
}

/// Reads `done pm7`, with or without a colon, and `told ad4` where it is the whole line.
fn done(
    raw: &str,
    from: usize,
    until: usize,
    context: &Context<'_>,
    settled: &Settled,
) -> Option<Result<Resolved, Doubt>> {
    let words = words(raw, from, until);
    let head = Head::parse(words.first().map(|w| &raw[w.clone()])?)?;
    let id = words.get(1)?.clone();
    let short = raw[id.clone()].trim_end_matches([':', ',', '.', ';']);
    let alone = words.len() == 2;
    if !(head == Head::Done || (head == Head::Told && alone)) || parse_short(short).is_none() {
        return None;
    }
    let id = id.start..id.start + short.len();
    if settled.drops(raw, &words[0]) || settled.drops(raw, &id) {
        return None;
    }
    let after = &raw[id.end..];
    let body = id.end + after.len() - after.trim_start_matches([':', ',', ';']).len();
    Some(
        named_record(raw, head, words[0].clone(), id, context).map(|mut found| {
            found.body = body;
            found
        }),
    )
}

/// Finds the record that `done` or `told` names, and whether that can be said of it.
fn named_record(
    raw: &str,
    head: Head,
    word: Range<usize>,
    id: Range<usize>,
    context: &Context<'_>,
) -> Result<Resolved, Doubt> {
    let short = &raw[id.clone()];
    let refuse = |why: String| {
        Box::new(doubt(
            raw,
            Mark::Record,
            word.start..id.end,
            why,
            Vec::new(),
        ))
    };
    let record = context
        .records
        .short(short)
        .ok_or_else(|| refuse(format!("there is no {short}")))?;
    let title = record.title();
    let open = match (&record.body, head) {
        (Body::Promise(b), Head::Done) => b.state == Some(PromiseState::Open),
        (Body::Question(b), Head::Done) => b.state == Some(QuestionState::Open),
        (Body::Touchpoint(b), Head::Done | Head::Told) if b.recovery.is_some() => {
            b.recovery.as_ref().is_some_and(|r| r.resolved_on.is_none())
        }
        (Body::Advocacy(b), Head::Told) => {
            let decided = matches!(
                b.state,
                Some(AdvocacyState::Won | AdvocacyState::Lost | AdvocacyState::Withdrawn)
            );
            if !decided {
                return Err(refuse(format!("not decided yet: {title}")));
            }
            !b.closed()
        }
        _ => {
            let kinds = if head == Head::Done {
                "a promise, a question or a complaint"
            } else {
                "something we fight for, nor a complaint"
            };
            return Err(refuse(format!(
                "{short} is {:#}, not {kinds}",
                record.kind()
            )));
        }
    };
    if !open {
        let how = if record.kind() == Kind::Advocacy {
            "they have been told already"
        } else {
            "it is closed already"
        };
        return Err(refuse(how.to_owned()));
    }
    let mut found = Resolved::of_kind(Some((head, word)), 0);
    found.record = Some((record, id));
    Ok(found)
}

/// Cuts a stretch into words without the commas after them.
fn words(raw: &str, from: usize, until: usize) -> Vec<Range<usize>> {
    let mut at = from;
    let mut found = Vec::new();
    for part in raw[from..until].split_inclusive(char::is_whitespace) {
        let word = part.trim_end().trim_end_matches(',');
        if !word.is_empty() {
            found.push(at..at + word.len());
        }
        at += part.len();
    }
    found
}

/// Resolves every word before a colon, or says that it does not, and why where that is worth a question.
fn resolve(
    raw: &str,
    from: usize,
    until: usize,
    fixed: Option<(Head, Range<usize>)>,
    context: &Context<'_>,
    settled: &Settled,
) -> Result<Resolved, Option<Doubt>> {
    let mut left = words(raw, from, until);
    if left.is_empty() || left.len() > 14 {
        return Err(None);
    }
    let mut head = fixed;
    if head.is_none()
        && let Some(first) = Head::parse(&raw[left[0].clone()])
    {
        head = Some((first, left.remove(0)));
    }
    // What is done is named by its record, before any colon; see `done`.
    if matches!(head, Some((Head::Done, _))) {
        return Err(None);
    }
    let of = of_before(
        raw,
        &mut left,
        head.as_ref().map(|(head, _)| *head),
        context,
    )?;
    let (at_signs, others) = split_people(raw, left, until, context);
    let mut found = Resolved::of_kind(head, until);
    found.of = of;
    if let Some((head @ Head::Told, word)) = found.head.clone() {
        let [id] = others.as_slice() else {
            return Err(None);
        };
        if parse_short(&raw[id.clone()]).is_none() {
            return Err(None);
        }
        found = named_record(raw, head, word, id.clone(), context).map_err(Some)?;
    } else if let (Some(first), Some(last)) = (others.first(), others.last()) {
        let span = first.start..last.end;
        // Somebody between two words of a name: no name.
        if at_signs.iter().any(|at| span.contains(at)) {
            return Err(None);
        }
        account(raw, &others, span, &mut found, context, settled)?;
    }
    let here = found
        .account
        .as_ref()
        .map(|(id, _)| *id)
        .or(context.account);
    let elsewhere = |(record, span): &(Record, Range<usize>)| {
        let there = record.account();
        let name = there.filter(|there| here.is_some_and(|here| here != *there));
        let name = name.and_then(|there| context.names.show(there))?;
        let why = format!("{} belongs to {name}", record.short());
        Some(Box::new(doubt(
            raw,
            Mark::Key(Key::Of),
            span.clone(),
            why,
            Vec::new(),
        )))
    };
    if let Some(doubt) = found.of.as_ref().and_then(elsewhere) {
        return Err(Some(doubt));
    }
    for at in at_signs {
        let (span, meant) = in_head(raw, at, until, context, here, settled);
        // "@ruiz's: …" is prose: the whole word must be the name.
        if !(span.end == until
            || raw[span.end..].starts_with(|c: char| c == ',' || c.is_whitespace()))
        {
            return Err(None);
        }
        match meant {
            Meant::One(Somebody::New { .. }) if found.head.is_none() && found.account.is_none() => {
                return Err(None);
            }
            Meant::One(who) => found.people.push((who, span)),
            // Of several the body's own scan asks, since it meets this mark again.
            Meant::Several(_) | Meant::Perhaps { .. } | Meant::Nobody => return Err(None),
        }
    }
    let spans = [
        found.head.as_ref().map(|(_, s)| s),
        found.account.as_ref().map(|(_, s)| s),
        found.industry.as_ref().map(|(_, s)| s),
        found.record.as_ref().map(|(_, s)| s),
        found.of.as_ref().map(|(_, s)| s),
    ];
    let people = found.people.iter().map(|(_, s)| s);
    if spans
        .into_iter()
        .flatten()
        .chain(people)
        .any(|span| settled.drops(raw, span))
    {
        return Err(None);
    }
    Ok(found)
}

/// Takes `of:pb12` from the words before a colon: what a line is about stands there as well as behind it.
fn of_before(
    raw: &str,
    left: &mut Vec<Range<usize>>,
    head: Option<Head>,
    context: &Context<'_>,
) -> Result<Option<(Record, Range<usize>)>, Option<Doubt>> {
    let named = |word: &Range<usize>| {
        let (key, short) = raw[word.clone()].split_once(':')?;
        let of = key.eq_ignore_ascii_case(Key::Of.word()) && parse_short(short).is_some();
        of.then_some(short)
    };
    let Some(head) = head.filter(|head| head.row().keys.contains(&Key::Of)) else {
        return Ok(None);
    };
    let Some(at) = left.iter().position(|word| named(word).is_some()) else {
        return Ok(None);
    };
    let word = left.remove(at);
    let short = named(&word).unwrap_or_default();
    let refuse = |why: String| {
        let mark = Mark::Key(Key::Of);
        Err(Some(Box::new(doubt(
            raw,
            mark,
            word.clone(),
            why,
            Vec::new(),
        ))))
    };
    let Some(record) = context.records.short(short) else {
        return refuse(format!("there is no {short}"));
    };
    let of_problem = matches!(head, Head::Asked | Head::Need | Head::Why);
    if of_problem && record.kind() != Kind::Problem {
        return refuse(format!("{short} is {:#}, not a problem", record.kind()));
    }
    Ok(Some((record, word)))
}

/// Reads the person at an `@` before a colon, where no prose stands: two words that name nobody known are somebody new.
fn in_head(
    raw: &str,
    at: usize,
    until: usize,
    context: &Context<'_>,
    account: Option<Id>,
    settled: &Settled,
) -> (Range<usize>, Meant) {
    match person::at(raw, at, until, context, account, settled) {
        (_, Meant::Perhaps { end, .. }) => {
            let name = raw[at + 1..end].to_owned();
            (at..end, Meant::One(Somebody::New { name }))
        }
        found => found,
    }
}

/// Tells the people among the words of a head from the rest.
fn split_people(
    raw: &str,
    words: Vec<Range<usize>>,
    until: usize,
    context: &Context<'_>,
) -> (Vec<usize>, Vec<Range<usize>>) {
    let mut at_signs = Vec::new();
    let mut others = Vec::new();
    let mut taken = 0;
    for word in words {
        if raw[word.clone()].starts_with('@') {
            let plain = Settled::default();
            let (span, meant) = in_head(raw, word.start, until, context, context.account, &plain);
            taken = if matches!(meant, Meant::Nobody) {
                word.end
            } else {
                span.end
            };
            at_signs.push(word.start);
        } else if word.start >= taken {
            others.push(word);
        }
    }
    (at_signs, others)
}

/// Resolves what stands for an account, or after `trend` for an industry.
fn account(
    raw: &str,
    others: &[Range<usize>],
    span: Range<usize>,
    found: &mut Resolved,
    context: &Context<'_>,
    settled: &Settled,
) -> Result<(), Option<Doubt>> {
    let names = context.names;
    let text = &raw[span.clone()];
    if let Some(id) = settled.choice(raw, &span) {
        found.account = Some((id, span));
        return Ok(());
    }
    match names.account(text, false) {
        Found::One(name) => {
            found.account = Some((name.id, span));
            return Ok(());
        }
        Found::Several(fit) => {
            let fit: Vec<Id> = fit.iter().map(|n| n.id).collect();
            return Err(Some(Box::new(doubt(
                raw,
                Mark::Account,
                span,
                which(&fit, context),
                fit,
            ))));
        }
        Found::Nobody => {}
    }
    let explicit = found.head.is_some();
    if explicit && let Some(who) = bare_person(text, found, context) {
        found.people.push((who, span));
        return Ok(());
    }
    if !explicit {
        // "acme owe: …": the kind may follow a name that is whole.
        if let Some((last, before)) = others.split_last().filter(|(_, before)| !before.is_empty()) {
            let before = before[0].start..before[before.len() - 1].end;
            if let Some(head) =
                Head::parse(&raw[last.clone()]).filter(|h| !matches!(h, Head::Told | Head::Done))
                && let Found::One(name) = names.account(&raw[before.clone()], false)
            {
                found.head = Some((head, last.clone()));
                found.account = Some((name.id, before));
                return Ok(());
            }
        }
    }
    let letters = text.chars().filter(|c| c.is_alphabetic()).count();
    let trend = matches!(found.head, Some((Head::Trend, _)));
    // Where an account is current, a beginning is one only behind a kind, and its chip says so.
    let enough = if context.account.is_none() { 3 } else { 4 };
    if letters >= enough && (explicit || (context.account.is_none() && !is_prose(text))) {
        match names.account(text, true) {
            Found::One(name) => {
                found.account = Some((name.id, span));
                return Ok(());
            }
            Found::Several(fit) if !trend => {
                let fit: Vec<Id> = fit.iter().map(|n| n.id).collect();
                return Err(Some(Box::new(doubt(
                    raw,
                    Mark::Account,
                    span,
                    which(&fit, context),
                    fit,
                ))));
            }
            _ => {}
        }
    }
    if trend {
        return industry(raw, others, found, context);
    }
    if matches!(found.head, Some((Head::Rival, _))) {
        return rival(raw, others, found, context);
    }
    // "prob Acmee: …" was meant as a head; "why do they wait: 40 min" was not.
    let like_a_name = text.starts_with(char::is_uppercase) && others.len() <= 3;
    if explicit && like_a_name {
        let why = format!("no account is called “{text}”");
        return Err(Some(Box::new(doubt(
            raw,
            Mark::Account,
            span,
            why,
            Vec::new(),
        ))));
    }
    Err(None)
}

/// Finds the person of the current account whose name stands bare behind a kind: `ask weiss: …`.
fn bare_person(text: &str, found: &Resolved, context: &Context<'_>) -> Option<Somebody> {
    let head = found.head.as_ref().map(|(head, _)| *head)?;
    let named = matches!(
        head,
        Head::Owe | Head::Wait | Head::Ask | Head::Quote | Head::Fact
    );
    if !named || text.contains(char::is_whitespace) {
        return None;
    }
    person::bare(text, context, context.account).map(person::known)
}

/// Finds the only account whose name begins with just this word.
fn first_word(typed: &str, context: &Context<'_>) -> Option<Id> {
    let enough = typed.chars().filter(|c| c.is_alphabetic()).count() >= 4;
    if !enough || typed.contains(char::is_whitespace) || is_prose(typed) {
        return None;
    }
    let Found::One(name) = context.names.account(typed, true) else {
        return None;
    };
    let folded = fold(typed);
    let mut names = std::iter::once(&name.name).chain(&name.others);
    names
        .any(|name| fold(name).split(' ').next() == Some(folded.as_str()))
        .then_some(name.id)
}

/// Takes the words after `rival` as whom they might take, with an account's name before them where none is current.
fn rival(
    raw: &str,
    others: &[Range<usize>],
    found: &mut Resolved,
    context: &Context<'_>,
) -> Result<(), Option<Doubt>> {
    let span = others[0].start..others[others.len() - 1].end;
    for cut in (1..others.len()).rev() {
        let before = others[0].start..others[cut - 1].end;
        if let Found::One(name) = context.names.account(&raw[before.clone()], false) {
            found.account = Some((name.id, before));
            found.begins = Some(others[cut].start);
            return Ok(());
        }
    }
    if context.account.is_some() && others.len() <= 4 && !is_prose(&raw[others[0].clone()]) {
        found.begins = Some(span.start);
        return Ok(());
    }
    let why = format!("no account is called “{}”", &raw[span.clone()]);
    Err(Some(Box::new(doubt(
        raw,
        Mark::Account,
        span,
        why,
        Vec::new(),
    ))))
}

/// Takes the words after `trend` as an industry, with an account's name before or behind it.
fn industry(
    raw: &str,
    others: &[Range<usize>],
    found: &mut Resolved,
    context: &Context<'_>,
) -> Result<(), Option<Doubt>> {
    let last_end = others[others.len() - 1].end;
    // The account before the industry, or behind it; by its whole name, then by the first word of it.
    for by_word in [false, true] {
        for cut in (1..others.len()).rev() {
            let parts = [
                others[0].start..others[cut - 1].end,
                others[cut].start..last_end,
            ];
            for (name, rest) in [(0, 1), (1, 0)] {
                let typed = &raw[parts[name].clone()];
                let one = if by_word {
                    first_word(typed, context)
                } else {
                    match context.names.account(typed, false) {
                        Found::One(account) => Some(account.id),
                        _ => None,
                    }
                };
                if let Some(id) = one {
                    let industry = parts[rest].clone();
                    found.account = Some((id, parts[name].clone()));
                    found.industry = Some((raw[industry.clone()].to_owned(), industry));
                    return Ok(());
                }
            }
        }
    }
    let span = others[0].start..last_end;
    let text = &raw[span.clone()];
    let plain = text
        .chars()
        .all(|c| c.is_alphabetic() || matches!(c, ' ' | '-' | '&' | '/' | '\''));
    if others.len() > 3 || !plain {
        return Err(None);
    }
    found.industry = Some((text.to_owned(), span));
    Ok(())
}
