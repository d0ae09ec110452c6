//! Since: what changed since each of those who will be there was last met, and to whom it is new.

use std::collections::{BTreeSet, HashSet};

use jiff::ToSpan;
use serde_json::Value;

use crate::brief::cut;
use crate::brief::page::{Audience, Depth, Line, Past, Section};
use crate::brief::sections::trade;
use crate::brief::setting::Setting;
use crate::domain::kinds::{Problem, Touchpoint};
use crate::domain::names::fold;
use crate::domain::record::{Body, Record, days_between};
use crate::domain::unknown::Shift;
use crate::domain::words::{
    AdvocacyState, AlternativeState, Direction, PromiseState, Side, TouchpointState, TrendState,
    Words,
};
use crate::domain::{Date, Id, Who, alike};

/// How far back one looks where nobody was ever met.
const QUARTER: i64 = 91;

/// One thing that changed.
struct Change<'a> {
    on: Date,
    weight: u32,
    text: String,
    record: &'a Record,
    /// Who of theirs knows it, because they said it or were there.
    known: Vec<Id>,
    /// It is our own judgement of somebody: news for us, and for none of them.
    judged: bool,
}

/// What came within so many days is told before what is as weighty and older.
const FRESH_DAYS: i32 = 3;

/// What moved in a problem longer ago than so many days, though one of them has not heard it, gives way to what came since.
const STALE_DAYS: i32 = 60;

/// For so many days what was heard of a rival is news.
const LATELY_DAYS: i32 = 14;

impl Change<'_> {
    /// Gives how much it tells those who will be there: what is fresh, and new to all of them, tells more; what is long ago less.
    fn tells(&self, s: &Setting<'_>, new_to_all: bool) -> u32 {
        let age = days_between(self.on, s.today);
        let problem = matches!(self.record.body, Body::Problem(_));
        let stale = problem && age > STALE_DAYS && s.ask.depth != Depth::Review;
        let told =
            self.weight + if age <= FRESH_DAYS { 26 } else { 0 } + if new_to_all { 10 } else { 0 };
        told.saturating_sub(if stale { 26 } else { 0 })
    }
}

/// Lists what changed, the most telling first, without the records that the page has said already.
pub fn lines(s: &Setting<'_>, most: usize, above: &[Section]) -> Vec<Line> {
    let met: Vec<(Id, Date)> = s
        .with
        .iter()
        .filter_map(|id| match s.ask.since {
            Some(since) => Some((*id, since)),
            None => s.last_with(*id).map(|(on, _)| (*id, on)),
        })
        .collect();
    // Whom nobody has met has heard nothing; then the account's last touch counts.
    let floor = s.ask.since.or_else(|| {
        let quarter = s.today.checked_sub(QUARTER.days()).ok();
        s.held().first().map(|(on, ..)| *on).max(quarter)
    });
    let above = Said::above(above);
    let review = s.ask.depth == Depth::Review;
    let mut changes: Vec<(Change<'_>, Vec<Id>)> = all(s)
        .into_iter()
        .filter(|c| c.on <= s.today && !above.has(c))
        .filter_map(|c| {
            let new: Vec<Id> = met
                .iter()
                .filter(|(id, since)| c.on > *since && !c.known.contains(id))
                .map(|(id, _)| *id)
                .collect();
            // What they order is counted over months; what moved in the last of them belongs to the quarter.
            let moved = review && c.record.id() == s.dossier.account.id() && c.judged;
            let fits = if moved {
                true
            } else if review {
                // A quarter holds what changed in it, whoever knows it.
                floor.is_none_or(|floor| c.on > floor)
            } else if met.is_empty() {
                floor.is_none_or(|floor| c.on > floor)
            } else {
                !new.is_empty()
            };
            fits.then_some((c, new))
        })
        .collect();
    changes.sort_by_key(|(c, new)| {
        (
            std::cmp::Reverse(c.tells(s, new.len() == met.len())),
            std::cmp::Reverse(c.on),
            c.record.id(),
        )
    });
    let mut kinds: Vec<(crate::domain::Kind, Id)> = Vec::new();
    let mut said: Vec<std::collections::BTreeSet<String>> = Vec::new();
    let mut lines = Vec::new();
    let mut days: Vec<Date> = Vec::new();
    for (change, new) in changes {
        // One line a record, and no more than two of a kind, so that five lines say five things.
        let kind = change.record.kind();
        if lines.len() >= most
            || kinds.iter().any(|(_, id)| *id == change.record.id())
            || kinds.iter().filter(|(k, _)| *k == kind).count() >= 2
        {
            continue;
        }
        // The same thing, told in a call and written down as a fact, is one thing.
        let words = alike::terms(&change.text);
        if said.iter().any(|before| alike::same(before, &words)) {
            continue;
        }
        said.push(words);
        kinds.push((kind, change.record.id()));
        // Who has heard what is ours to know.
        let partly = !change.judged
            && new.len() < met.len()
            && !new.is_empty()
            && s.ask.since.is_none()
            && s.ask.audience != Audience::Customer;
        let remark = if partly {
            format!("new to {}", s.names(&new))
        } else if change.record.id() == s.dossier.account.id() && change.judged {
            // It says since when itself.
            String::new()
        } else {
            s.past(change.on)
        };
        let mut line = Line::new(change.text).remark(remark).from(change.record);
        line.unconfirmed = Setting::unconfirmed(change.record);
        // A quarter is told in the order of its days.
        let at = if review {
            days.partition_point(|on| *on <= change.on)
        } else {
            lines.len()
        };
        days.insert(at, change.on);
        lines.insert(at, line);
    }
    let trade: Vec<Line> = trade::lines(s, floor).into_iter().take(most).collect();
    // What is late is worth the last line; the rest of it takes what room there is.
    let late = trade.iter().filter(|line| line.late).count();
    lines.truncate(most.saturating_sub(late));
    lines.extend(trade);
    lines.truncate(most);
    lines
}

/// What the page says above: of which records, and in which words where it opens with them.
struct Said {
    records: HashSet<Id>,
    opening: Vec<BTreeSet<String>>,
}

impl Said {
    fn above(above: &[Section]) -> Self {
        let lines = || {
            above
                .iter()
                .filter(|section| !matches!(section.name, "Head" | "People"))
                .flat_map(|section| section.lines.iter().map(move |line| (section.name, line)))
        };
        Self {
            records: lines()
                .flat_map(|(_, line)| line.records.iter().map(|r| r.id))
                .collect(),
            opening: lines()
                .filter(|(name, _)| *name == "Open")
                .map(|(_, line)| alike::terms(&line.text))
                .collect(),
        }
    }

    /// Says whether a change is said already.
    fn has(&self, change: &Change<'_>) -> bool {
        if self.records.contains(&change.record.id()) {
            return true;
        }
        if self.opening.is_empty() {
            return false;
        }
        let words = alike::terms(&change.text);
        let shares = |open: &BTreeSet<String>| open.intersection(&words).count() >= 2;
        self.opening.iter().any(shares)
    }
}

fn all<'a>(s: &Setting<'a>) -> Vec<Change<'a>> {
    let mut changes = Vec::new();
    for record in &s.dossier.records {
        match &record.body {
            Body::Problem(b) => problem(s, record, b, &mut changes),
            Body::Touchpoint(b) => touch(s, record, b, &mut changes),
            _ => rest(s, record, &mut changes),
        }
    }
    for trend in &s.dossier.trends {
        if let Body::Trend(b) = &trend.body {
            for i in &b.implications {
                if let (Some(on), true) = (
                    i.shared_on,
                    i.account == Some(s.dossier.account.id())
                        && b.state != Some(TrendState::Passed),
                ) {
                    let said = i.reaction.as_ref().filter(|r| !r.trim().is_empty());
                    let text = match said {
                        Some(said) => format!(
                            "{}heard of “{}”: {}",
                            match i.shared_with.as_slice() {
                                [] => String::new(),
                                some => format!("{} ", s.names(some)),
                            },
                            s.cut(&trend.title(), 5),
                            s.cut(said, 5)
                        ),
                        None => format!("heard of “{}”", s.cut(&trend.title(), 8)),
                    };
                    changes.push(Change {
                        on,
                        weight: 35,
                        text,
                        record: trend,
                        known: i.shared_with.clone(),
                        judged: false,
                    });
                }
            }
        }
    }
    for past in &s.dossier.history {
        written(s, past, &mut changes);
    }
    // Where nobody knows why, the page asks it; saying it here too would say it twice.
    let told = |shift: &&Shift| shift.why_known || s.ask.depth == Depth::Review;
    changes.extend(s.dossier.shifts.iter().filter(told).map(|shift| Change {
        on: shift.since,
        weight: 90,
        text: shift.said(),
        record: &s.dossier.account,
        known: Vec::new(),
        judged: true,
    }));
    changes
}

/// Lists who was there when a record was heard of, and who said it.
fn knew(s: &Setting<'_>, record: &Record) -> Vec<Id> {
    let Some(source) = &record.base.source else {
        return Vec::new();
    };
    let mut known: Vec<Id> = source.who.iter().filter_map(Who::id).collect();
    if let Some(touch) = source.touchpoint {
        known.extend(
            s.dossier
                .records
                .iter()
                .filter(|r| r.id() == touch)
                .flat_map(|r| match &r.body {
                    Body::Touchpoint(b) => b.people.clone(),
                    _ => Vec::new(),
                }),
        );
    }
    known
}

fn imported(record: &Record) -> bool {
    !record.base.foreign.is_empty() || !record.base.brought.is_empty()
}

fn problem<'a>(s: &Setting<'a>, record: &'a Record, b: &Problem, changes: &mut Vec<Change<'a>>) {
    if s.ask.audience == Audience::Customer {
        return;
    }
    let title = s.cut(&record.title(), 5);
    if let Some(last) = record.base.moves.iter().rev().find(|m| m.on.is_some()) {
        let (Some(on), Some(to)) = (last.on, &last.to) else {
            return;
        };
        let done = matches!(to.as_str(), "solved" | "verified");
        let text = if let Some(outcome) = b.outcome.as_ref().filter(|_| done) {
            format!("{to}: {}; {}", cut::small(&title), s.quote(outcome, 6))
        } else {
            let said = match to.as_str() {
                "confirmed" => "they confirmed",
                "diagnosed" => "cause known",
                "solving" => "work has begun",
                "parked" => "put aside",
                other => other,
            };
            let title = cut::small(&title);
            match last.why.as_ref().filter(|why| !why.trim().is_empty()) {
                Some(why) => format!("{said}: {title}; {}", cut::small(&s.cut(why, 5))),
                None => format!("{said}: {title}"),
            }
        };
        // That work began says more of a quarter than the cause that was found in it.
        let began = s.ask.depth == Depth::Review && matches!(to.as_str(), "solving" | "parked");
        changes.push(Change {
            on,
            weight: if began { 89 } else { 80 },
            text,
            record,
            known: match to.as_str() {
                "confirmed" => owners(s, record, b),
                // Whoever said why knows why.
                "diagnosed" => b
                    .whys
                    .iter()
                    .filter_map(|why| why.from.as_ref()?.id())
                    .collect(),
                _ => Vec::new(),
            },
            judged: false,
        });
    } else if !imported(record) && !over(record) {
        changes.push(Change {
            on: s.local(record.base.created),
            weight: 72,
            text: format!("new problem: {}", cut::small(&title)),
            record,
            known: knew(s, record),
            judged: false,
        });
    }
}

/// Lists those whose own problem it is: who told of it, said why, or is named in it. It is no news to them.
fn owners(s: &Setting<'_>, record: &Record, b: &Problem) -> Vec<Id> {
    let title = record.title();
    let named = s.with.iter().copied().filter(|id| {
        s.person(*id)
            .is_some_and(|(r, _)| title.contains(crate::domain::spoken::surname(&r.title())))
    });
    let said = b.whys.iter().filter_map(|why| why.from.as_ref()?.id());
    knew(s, record)
        .into_iter()
        .chain(said)
        .chain(named)
        .collect()
}

fn touch<'a>(s: &Setting<'a>, record: &'a Record, b: &Touchpoint, changes: &mut Vec<Change<'a>>) {
    let theirs: Vec<Id> = b
        .people
        .iter()
        .copied()
        .filter(|id| {
            s.person(*id)
                .is_some_and(|(_, p)| p.side != Some(Side::Ours))
        })
        .collect();
    if let Some(on) = b.recovery.as_ref().and_then(|r| r.resolved_on) {
        changes.push(Change {
            on,
            weight: 82,
            text: format!("made good: {}", cut::small(&s.cut(&record.title(), 7))),
            record,
            known: Vec::new(),
            judged: false,
        });
    }
    // A complaint that is open stands at the top of a page; a review has no other place for it.
    if let (Depth::Review, Some(recovery), Some(starts)) = (s.ask.depth, &b.recovery, &b.starts)
        && recovery.resolved_on.is_none()
    {
        changes.push(Change {
            on: s.here(starts),
            weight: 91,
            text: format!(
                "complaint: {}; still open",
                cut::small(&s.cut(&record.title(), 7))
            ),
            record,
            known: Vec::new(),
            judged: false,
        });
    }
    if b.state != Some(TouchpointState::Held) || b.recovery.is_some() {
        return;
    }
    let customer = s.ask.audience == Audience::Customer;
    if record.is_note() {
        // What was jotted down is ours; it was said with nobody there.
        if let (Some(starts), Some(note), false) = (&b.starts, &b.summary, customer) {
            changes.push(Change {
                on: s.here(starts),
                weight: 20,
                text: said(s, note, 8),
                record,
                known: Vec::new(),
                judged: true,
            });
        }
        return;
    }
    let (Some(starts), Some(told)) = (&b.starts, b.received.first()) else {
        return;
    };
    let with = if theirs.is_empty() {
        Setting::how(b).to_owned()
    } else if customer {
        "you told us".to_owned()
    } else {
        format!("{} told us", s.names(&theirs))
    };
    changes.push(Change {
        on: s.here(starts),
        weight: 40,
        text: format!("{with}: {}", said(s, told, 6)),
        record,
        known: theirs,
        // What one of them said to us is not carried to another.
        judged: true,
    });
}

/// Says what somebody said: their words in marks where they are words, else as it was noted.
fn said(s: &Setting<'_>, text: &str, share: usize) -> String {
    let clean = cut::clean(text);
    if clean.starts_with(['“', '"']) {
        s.cut(&clean, share)
    } else {
        cut::small(&s.cut(&clean, share))
    }
}

fn rest<'a>(s: &Setting<'a>, record: &'a Record, changes: &mut Vec<Change<'a>>) {
    let title = || cut::small(&s.cut(&record.title(), 7));
    let moved = record
        .base
        .moves
        .iter()
        .rev()
        .find_map(|m| Some((m.on?, m.to.clone()?)));
    // What we make of somebody, what another said to us, and a rival that we heard of are no news to carry to anybody.
    let ours_to_know = match &record.body {
        Body::Loyalty(_) | Body::Survey(_) | Body::Alternative(_) | Body::Person(_) => true,
        Body::Learning(b) => b.person.is_some(),
        // Whom to tell how a fight ended was chosen when they were told.
        Body::Advocacy(b) => b.told_on.is_some(),
        _ => false,
    };
    let mut push = |on: Option<Date>, weight, text: String, known: Vec<Id>| {
        if let Some(on) = on {
            changes.push(Change {
                on,
                weight,
                text,
                record,
                known,
                judged: ours_to_know,
            });
        }
    };
    match &record.body {
        Body::Learning(b) => {
            let mut known = knew(s, record);
            known.extend(b.person);
            if let Some(by) = &b.learned_by {
                known.extend(s.with.iter().filter(|id| {
                    s.person(**id)
                        .is_some_and(|(r, _)| by.contains(&r.title()) || *by == s.name(**id))
                }));
            }
            let fact = b.fact.as_deref().unwrap_or_default();
            let text = match (b.verbatim == Some(true), b.person) {
                (true, Some(who)) => {
                    format!("{}: {}", s.name(who), s.quote(fact, 8))
                }
                // A fact about somebody says about whom, unless it names them.
                (_, Some(who)) if !fact.contains(crate::domain::spoken::surname(&s.name(who))) => {
                    format!("{}: {}", s.name(who), said(s, fact, 7))
                }
                _ => said(s, fact, 7),
            };
            // What was heard of a rival of late is why one reads the page.
            let of_late = b
                .learned_on
                .is_some_and(|on| days_between(on, s.today) <= LATELY_DAYS);
            let weight = if of_late && names_rival(&s.dossier.records, fact) {
                66
            } else {
                46
            };
            push(b.learned_on, weight, text, known);
        }
        Body::Promise(b) => {
            let ours = b.direction != Some(Direction::Theirs);
            let customer = s.ask.audience == Audience::Customer;
            let who = match b.by.as_slice() {
                _ if ours => "we".to_owned(),
                [] if customer => "you".to_owned(),
                // Read by several, “you” is none of them.
                some if customer
                    && s.with.len() < 2
                    && some.iter().all(|id| s.with.contains(id)) =>
                {
                    "you".to_owned()
                }
                [] => "they".to_owned(),
                some => s.names(some),
            };
            let (weight, verb) = match (b.state, ours) {
                (Some(PromiseState::Broken), true) => (95, "broke a promise"),
                (Some(PromiseState::Kept), true) => (50, "kept a promise"),
                (Some(PromiseState::Kept), false) => (52, "kept a promise"),
                (Some(PromiseState::Broken), false) => (60, "broke a promise"),
                _ => return,
            };
            let known = if ours { b.to.clone() } else { b.by.clone() };
            push(
                b.closed_on,
                weight,
                format!("{who} {verb}: {}", title()),
                known,
            );
        }
        Body::Advocacy(b) => {
            if let (Some(on), Some(state)) = (b.told_on, b.state) {
                let whom = s.names(&b.told_whom);
                let text = if whom.is_empty() {
                    format!("{state} and told: {}", title())
                } else {
                    format!("{state}, {whom} told: {}", title())
                };
                push(Some(on), 48, text, b.told_whom.clone());
            } else if matches!(
                b.state,
                Some(AdvocacyState::Accepted | AdvocacyState::UnderWay)
            ) {
                let on = moved.map(|(on, _)| on);
                let state = b.state.map_or("", Words::word);
                push(on, 44, format!("{state} inside: {}", title()), Vec::new());
            }
        }
        Body::Alternative(b) => {
            let said = match b.state {
                Some(AlternativeState::Rumoured) => "rumour: they may take",
                Some(AlternativeState::Seen) => "they are looking at",
                Some(AlternativeState::Shortlisted) => "they have shortlisted",
                Some(AlternativeState::Chosen) => "they have chosen",
                Some(AlternativeState::Gone) => "no longer in play:",
                None => "they might take",
            };
            push(
                moved.map(|(on, _)| on),
                75,
                format!("{said} {}", cut::small(&s.cut(&record.title(), 6))),
                Vec::new(),
            );
        }
        Body::Agreement(_) => {
            if let Some((on, to)) = moved {
                push(
                    Some(on),
                    58,
                    format!("{}: {to}", s.cut(&record.title(), 7)),
                    Vec::new(),
                );
            }
        }
        Body::Person(b)
            if b.side != Some(Side::Ours)
                && b.left(s.today).is_none()
                && !imported(record)
                && s.ask.audience != Audience::Customer =>
        {
            let current = b
                .roles
                .iter()
                .filter(|r| r.until.is_none_or(|until| until >= s.today))
                .filter_map(|r| Some((r.from?, r.title.clone()?)))
                .max();
            let new = s.local(record.base.created);
            let name = cut::clean(&record.title());
            match current {
                Some((from, role)) if from > new => push(
                    Some(from),
                    70,
                    format!("{name} is now {}", cut::small(&s.cut(&role, 6))),
                    vec![record.id()],
                ),
                _ => {
                    let title = b
                        .title
                        .as_ref()
                        .map_or_else(String::new, |t| format!(", {}", cut::small(&s.cut(t, 5))));
                    push(
                        Some(new),
                        57,
                        format!("new to us: {name}{title}"),
                        vec![record.id()],
                    );
                }
            }
        }
        Body::Loyalty(b) => {
            let text = b
                .alternative
                .map(|w| {
                    let who = b.person.map_or_else(|| "they".to_owned(), |id| s.name(id));
                    format!("would {who} stay, offered something as good? {w}")
                })
                .unwrap_or_default();
            if !text.is_empty() {
                push(b.on, 66, text, b.person.into_iter().collect());
            }
        }
        Body::Survey(b) if s.ask.audience != Audience::Customer => {
            if let Some(words) = &b.words {
                let who = b
                    .person
                    .map_or_else(|| "survey".to_owned(), |id| s.name(id));
                push(
                    b.on,
                    45,
                    format!("{who}: {}", s.quote(words, 8)),
                    b.person.into_iter().collect(),
                );
            }
        }
        _ => {}
    }
}

/// Says whether a text names one of those whom they might take instead of us, by the first word of its name.
pub fn names_rival(records: &[Record], text: &str) -> bool {
    let words = fold(text);
    let mut words = words.split(|c: char| !c.is_alphanumeric());
    let names: Vec<String> = records
        .iter()
        .filter(|r| matches!(r.body, Body::Alternative(_)) && r.state() != Some("gone"))
        .filter_map(|r| {
            let name = fold(&r.title());
            let first = name
                .split(|c: char| !c.is_alphanumeric())
                .next()?
                .to_owned();
            (first.chars().count() > 3).then_some(first)
        })
        .collect();
    words.any(|word| names.iter().any(|name| name == word))
}

/// Says what somebody wrote down that has no day of its own: a cause that was found, a stance that turned.
fn written<'a>(s: &Setting<'a>, past: &Past, changes: &mut Vec<Change<'a>>) {
    if past.imported {
        return;
    }
    let found = s
        .dossier
        .records
        .iter()
        .chain(std::iter::once(&s.dossier.account))
        .find(|r| r.id() == past.record);
    let (Some(record), Some(new)) = (found, &past.new) else {
        return;
    };
    // What a record was made with is said by the record itself.
    if past.at.as_second() <= record.base.created.as_second() {
        return;
    }
    let text = |value: &Value| value.as_str().map(str::to_owned);
    let (weight, line) = match (&record.body, past.field.as_str()) {
        (Body::Problem(_), "causes") => {
            let Some(cause) = added(past, |v| v.as_str()) else {
                return;
            };
            (86, format!("cause: {}", cut::small(&s.cut(&cause, 8))))
        }
        (Body::Problem(_), "whys") => {
            let Some(why) = added(past, |v| v.get("why")?.as_str()) else {
                return;
            };
            (85, format!("cause: {}", cut::small(&s.cut(&why, 8))))
        }
        (Body::Problem(_), "need") => match text(new) {
            Some(need) => (84, format!("need: {}", cut::small(&s.cut(&need, 8)))),
            None => return,
        },
        (Body::Problem(_), "cost") => match record.cost_said() {
            Some(cost) => (74, format!("{} costs {cost}", s.cut(&record.title(), 5))),
            None => return,
        },
        (Body::Person(_), "stance") => match (text(new), &past.old) {
            (Some(now), Some(old)) => (
                88,
                match old.as_str() {
                    Some(before) => format!(
                        "{} is {} now, no longer {}",
                        s.name(record.id()),
                        stood(&now),
                        stood(before)
                    ),
                    None => format!("{} is {} now", s.name(record.id()), stood(&now)),
                },
            ),
            _ => return,
        },
        (Body::Person(_), "title") if past.old.is_some() => match text(new) {
            Some(now) => (
                70,
                format!(
                    "{} is now {}",
                    s.name(record.id()),
                    cut::small(&s.cut(&now, 6))
                ),
            ),
            None => return,
        },
        (Body::Person(_), "wants_now") if past.old.is_some() => match text(new) {
            Some(now) => (
                62,
                format!(
                    "{} now wants {}",
                    s.name(record.id()),
                    cut::small(&s.cut(&now, 7))
                ),
            ),
            None => return,
        },
        (Body::Promise(_), "due") if past.old.is_some() => {
            match text(new).and_then(|d| d.parse().ok()) {
                // Where the new day is gone too, Debts says that it is late.
                Some(due) if due >= s.today => (
                    64,
                    format!(
                        "moved to {}: {}",
                        s.day(due),
                        cut::small(&s.cut(&record.title(), 6))
                    ),
                ),
                _ => return,
            }
        }
        (Body::Account(_), "aims_now") => match text(new) {
            Some(now) => (68, format!("their aim: {}", cut::small(&s.cut(&now, 8)))),
            None => return,
        },
        _ => return,
    };
    // What we make of somebody who won't be there can wait.
    let absent = s.named
        && s.ask.depth != Depth::Review
        && record.kind() == crate::domain::Kind::Person
        && !s.with.contains(&record.id());
    changes.push(Change {
        on: s.local(past.at),
        weight: if absent { weight - 40 } else { weight },
        text: line,
        record,
        known: match &record.body {
            Body::Person(_) => vec![record.id()],
            // Whoever said why knows why.
            Body::Problem(b) => {
                let said = b.whys.iter().filter_map(|why| why.from.as_ref()?.id());
                knew_now(s, past.at).into_iter().chain(said).collect()
            }
            _ => knew_now(s, past.at),
        },
        judged: matches!(record.body, Body::Person(_)),
    });
}

/// Says where somebody stands, with its article: `a sceptic`, `an opponent`, `neutral`.
fn stood(stance: &str) -> String {
    match stance.chars().next() {
        _ if stance == "neutral" => stance.to_owned(),
        Some('a' | 'e' | 'i' | 'o' | 'u') => format!("an {stance}"),
        _ => format!("a {stance}"),
    }
}

/// Lists who was there on the day that something was written.
fn knew_now(s: &Setting<'_>, at: jiff::Timestamp) -> Vec<Id> {
    let day = s.local(at);
    s.held()
        .into_iter()
        .filter(|(on, ..)| *on == day)
        .flat_map(|(_, _, touch)| touch.people.clone())
        .collect()
}

/// Gives the last item of a list that its old value did not have.
fn added<'v>(past: &'v Past, text: impl Fn(&'v Value) -> Option<&'v str>) -> Option<String> {
    let old = past
        .old
        .as_ref()
        .and_then(Value::as_array)
        .map_or(&[][..], Vec::as_slice);
    past.new
        .as_ref()?
        .as_array()?
        .iter()
        .rev()
        .find(|item| !old.contains(item))
        .and_then(text)
        .map(str::to_owned)
}

/// Says whether a problem is none any more; one that was written down after its end is no news.
fn over(record: &Record) -> bool {
    matches!(record.state(), Some("solved" | "verified" | "parked"))
}
