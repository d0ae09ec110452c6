//! Ask: questions from what is not known, each aimed at somebody.

use std::collections::{BTreeMap, BTreeSet};

use crate::brief::cut;
use crate::brief::page::{Audience, Line};

use crate::brief::setting::Setting;

use crate::domain::record::{Body, Record};
use crate::domain::unknown::{Around, Gap, gaps};
use crate::domain::words::{Direction, Influence, Part, PromiseState, QuestionState};
use crate::domain::{Id, Kind, alike};

/// Lists what is not known of the account.
pub fn unknown(s: &Setting<'_>) -> Vec<Gap> {
    let records: Vec<&Record> = s.dossier.records.iter().collect();
    gaps(&Around {
        account: &s.dossier.account,
        records: &records,
        trends: &s.dossier.trends,
        shifts: &s.dossier.shifts,
        today: s.today,
    })
}

/// Lists at most so many questions: those that somebody wrote down, then those that nobody can answer yet.
pub fn lines(s: &Setting<'_>, most: usize) -> Vec<Line> {
    if s.ask.audience == Audience::Customer {
        return Vec::new();
    }
    let gaps = unknown(s);
    let there = |whom: &[Id]| whom.iter().copied().find(|id| s.with.contains(id));
    let mut lines = Vec::new();
    // Why they stay, where nothing shows it, is the first question of all; then why they buy otherwise than they did.
    let first: Vec<&Gap> = gaps
        .iter()
        .filter(|g| matches!(g.field, "loyalty" | "alternative" | "behaviour"))
        .collect();
    let mut written: Vec<_> = s
        .dossier
        .records
        .iter()
        .filter_map(|r| match &r.body {
            Body::Question(b)
                if matches!(b.state, Some(QuestionState::Open | QuestionState::Asked)) =>
            {
                Some((r, b))
            }
            _ => None,
        })
        .collect();
    written.sort_by_key(|(r, b)| {
        (
            there(&b.whom).is_none(),
            b.state == Some(QuestionState::Asked),
            std::cmp::Reverse(r.base.created),
            r.id(),
        )
    });
    let reserve = usize::from(!first.is_empty());
    for (record, b) in written {
        if lines.len() + reserve >= most {
            break;
        }
        let whom = there(&b.whom).or_else(|| b.whom.first().copied());
        // A question for somebody who will not be there waits.
        if s.named && whom.is_some_and(|id| !s.with.contains(&id)) {
            continue;
        }
        let line = Line::new(question(s, b.ask.as_deref().unwrap_or_default()))
            .lead(whom.map_or_else(String::new, |id| s.name(id)));
        lines.push(line.from(record));
    }
    // Then what one goes there to learn.
    if let Some((record, meeting)) = s.meeting {
        let room = most.saturating_sub(lines.len() + reserve);
        // What a question asks already is not asked twice.
        let asked: Vec<_> = lines
            .iter()
            .map(|line: &Line| alike::terms(&line.text))
            .collect();
        let common = common(s);
        let new = |text: &&String| {
            let words = alike::terms(text);
            let shares = |said: &BTreeSet<String>| {
                let mut shared = said.intersection(&words);
                // One long word that the account's records don't all have is the subject of both.
                shared.clone().count() * 2 >= words.len()
                    || shared.any(|word| word.chars().count() >= SUBJECT && !common.contains(word))
            };
            !asked.iter().any(shares)
        };
        lines.extend(meeting.to_learn.iter().filter(new).take(room).map(|text| {
            let said = cut::small(&s.cut(text, 11));
            let learn = if is_question(&said) {
                format!("{}?", said.trim_end_matches('?'))
            } else {
                format!("learn {said}")
            };
            match from_whom(s, text) {
                Some(whom) => Line::new(learn).lead(s.name(whom)).from(record),
                None => Line::new(cut::small(&s.cut(text, 11)))
                    .lead("learn")
                    .from(record),
            }
        }));
    }
    let mut fields: Vec<&str> = Vec::new();
    let mut asked: Vec<Id> = Vec::new();
    for gap in first.into_iter().chain(gaps.iter()) {
        if lines.len() >= most {
            break;
        }
        // One question of a sort, and one on a record: three that all ask for a cost make no conversation.
        if fields.contains(&gap.field) || asked.contains(&gap.record) {
            continue;
        }
        let record = s
            .dossier
            .records
            .iter()
            .chain(&s.dossier.trends)
            .chain(std::iter::once(&s.dossier.account))
            .find(|r| r.id() == gap.record);
        let Some(record) = record else { continue };
        let can_tell = |id: &Id| knows(s, record, gap.field, *id);
        let whom: Vec<Id> = gap.whom.iter().copied().filter(can_tell).collect();
        let whom = match there(&whom) {
            Some(whom) => whom,
            None if !s.named => match whom.first() {
                Some(whom) => *whom,
                None => continue,
            },
            None => continue,
        };
        if record.kind() == Kind::Promise && gap.whom.is_empty() {
            continue;
        }
        // Where we broke our word about it, one asks what would make it good, and nothing else.
        if is_our_doing(s, record) {
            continue;
        }
        fields.push(gap.field);
        asked.push(gap.record);
        lines.push(
            Line::new(question(s, &cut::small(&gap.spoken())))
                .lead(s.name(whom))
                .from(record),
        );
    }
    lines
}

/// Says whether a problem hangs on a promise that we broke, or on something that we fight for inside our own company.
fn is_our_doing(s: &Setting<'_>, problem: &Record) -> bool {
    let words = alike::terms(&problem.title());
    s.dossier.records.iter().any(|r| match &r.body {
        Body::Promise(b) => {
            b.state == Some(PromiseState::Broken)
                && b.direction != Some(Direction::Theirs)
                && alike::terms(&r.title())
                    .intersection(&words)
                    .next()
                    .is_some()
        }
        Body::Advocacy(b) => b.evidence.contains(&problem.id()),
        _ => false,
    })
}

/// Finds from whom one learns something in a meeting: whoever it names, else the friendliest of those whom we know.
fn from_whom(s: &Setting<'_>, text: &str) -> Option<Id> {
    let named = |id: &&Id| {
        s.person(**id)
            .is_some_and(|(r, _)| text.contains(crate::domain::spoken::surname(&r.title())))
    };
    let met = || s.with.iter().filter(|id| s.last_with(**id).is_some());
    let stance = |id: &&Id| {
        s.person(**id)
            .and_then(|(_, p)| p.stance)
            .map_or(2, |s| s as u8)
    };
    let there = || met().filter(|_| s.named);
    there()
        .find(named)
        .or_else(|| there().min_by_key(stance))
        .copied()
}

/// A word of so many letters says what a question is about.
const SUBJECT: usize = 6;
/// A word in the titles of more records than these is common there.
const COMMON: usize = 3;

/// Lists the words that many of the account's records share: they say nothing about one of them.
fn common(s: &Setting<'_>) -> BTreeSet<String> {
    let mut counts: BTreeMap<String, usize> = BTreeMap::new();
    for record in &s.dossier.records {
        for word in alike::terms(&record.title()) {
            *counts.entry(word).or_default() += 1;
        }
    }
    counts.retain(|_, count| *count > COMMON);
    counts.into_keys().collect()
}

/// Says whether somebody can tell what is not known: why they stay, whoever was met; of a person, whoever weighs enough to be
/// asked about; of a problem, whom it hurts, and what it costs also who decides or pays.
fn knows(s: &Setting<'_>, record: &Record, field: &str, id: Id) -> bool {
    if matches!(field, "loyalty" | "alternative" | "on") {
        // Nobody asks that of a stranger.
        return s.last_with(id).is_some();
    }
    if let (Body::Person(b), "stance") = (&record.body, field) {
        // How somebody at a counter sees us is not for the head of finance to say.
        return b.influence == Some(Influence::High)
            || matches!(b.part, Some(Part::Decides | Part::CanVeto | Part::Pays));
    }
    let Body::Problem(b) = &record.body else {
        return true;
    };
    let mut hurt = b.hurts.iter().filter_map(|hurt| hurt.person.as_ref()?.id());
    let pays = s
        .person(id)
        .is_some_and(|(_, p)| matches!(p.part, Some(Part::Decides | Part::Pays)));
    b.hurts.is_empty() || hurt.any(|hurt| hurt == id) || (field == "cost" && pays)
}

/// Says whether what one goes there to learn is said as one asks it.
fn is_question(text: &str) -> bool {
    const ASKS: &[&str] = &[
        "who", "whom", "whose", "what", "which", "when", "where", "why", "how",
    ];
    let first = text.split(' ').next().unwrap_or_default();
    ASKS.contains(&first) && !text.ends_with('…')
}

fn question(s: &Setting<'_>, text: &str) -> String {
    // Where both do not fit, the topic is cut and the question stays whole.
    if let Some((about, ask)) = text
        .split_once(": ")
        .filter(|(_, ask)| ask.ends_with('?') && cut::words(text) > s.most * 11 / 10)
    {
        let room = s.most * 11 / 10;
        let left = room.saturating_sub(cut::words(ask)).max(4);
        let about = cut::small(&cut::to(about, left));
        return format!("{}: {ask}", about.replace(" …", "…"));
    }
    let short = crate::brief::cut::small(&s.cut(text, 11));
    let short = short.trim_end_matches('?');
    format!("{short}{}", if short.ends_with('…') { "" } else { "?" })
}
