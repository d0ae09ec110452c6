//! Answers the screens' questions from the book; runs on the book's thread.

use std::collections::{HashMap, HashSet};
use std::sync::Arc;

use super::data::{AccountLine, Answer, Ask, Matter, Weight};
use super::known::Known;
use super::overlays::lookup;
use super::past;
use crate::book::find::{Finder, is_private, kind_of};
use crate::book::{self, Book, BookError};
use crate::domain::{Body, Date, Id, Kind, Moment, Record};
use crate::signals::{self, AccountPulse};

/// Answers a question, and names what the answer mentions; a book that cannot answer says why.
pub fn answers(book: &mut Book, ask: &Ask) -> Vec<(Ask, Answer)> {
    // What needs me is computed once, for its lines and for the records that they name.
    let named = match ask {
        Ask::Today => Some((today(book), Ask::Mentioned)),
        Ask::Week => Some((week(book), Ask::Ahead)),
        _ => None,
    };
    if let Some((told, also)) = named {
        return match told {
            Ok((matters, ids)) => {
                let named = book.records_at_hand(&ids);
                let named = named.map_or_else(trouble, Answer::Records);
                vec![(also, named), (ask.clone(), Answer::Matters(matters))]
            }
            Err(error) => {
                let why = error.to_string();
                vec![
                    (also, Answer::Trouble(why.clone())),
                    (ask.clone(), Answer::Trouble(why)),
                ]
            }
        };
    }
    let answer = answer(book, ask);
    let mut all = Vec::with_capacity(2);
    if let (Answer::Records(records), true) = (&answer, !matches!(ask, Ask::Inbox)) {
        // A board of a large book mentions too much to be read at once; what it lacks is read when it is opened.
        if records.len() <= 2_000 {
            all.extend(mentions(book, records));
        }
    }
    // What was deleted still says what it belonged to.
    if let Answer::Gone(records, _) = &answer {
        all.extend(mentions(book, records));
    }
    if let Answer::Page(page) = &answer
        && let Ok(cited) = book.records_at_hand(&page.cites())
    {
        all.extend(mentions(book, &cited));
        all.push((Ask::Cited, Answer::Records(cited)));
    }
    all.push((ask.clone(), answer));
    all
}

/// Reads what takes longest of what was changed and of the accounts, for when it is opened.
pub fn warm(book: &mut Book, step: usize) -> bool {
    // Whoever opens it is told what is wrong with it.
    let _ = match step {
        0 => book.with_pulse(|_| ()),
        1 => book.recent(past::SHOWN, past::MOST).map(drop),
        _ => book.dropped(crate::book::trash::SEARCHED).map(drop),
    };
    step < 2
}

/// So many deleted records are named for what mentions them; of more the rest is not known.
const LOST: usize = 48;

/// Names the records that others mention and that are not among them, and those that are deleted apart.
fn mentions<R: std::borrow::Borrow<Record>>(book: &mut Book, records: &[R]) -> Vec<(Ask, Answer)> {
    let here: HashSet<Id> = records.iter().map(|record| record.borrow().id()).collect();
    let mut wanted: Vec<Id> = records
        .iter()
        .flat_map(|record| record.borrow().references())
        .filter(|id| !here.contains(id))
        .collect();
    wanted.sort_unstable();
    wanted.dedup();
    if wanted.is_empty() {
        return Vec::new();
    }
    let Ok(found) = book.records_at_hand(&wanted) else {
        return Vec::new();
    };
    let named: Vec<(Id, Known)> = found
        .iter()
        .map(|record| (record.id(), Known::of(record)))
        .collect();
    let there: HashSet<Id> = named.iter().map(|(id, _)| *id).collect();
    let lost: Vec<(Id, Known)> = wanted
        .into_iter()
        .filter(|id| !there.contains(id))
        .take(LOST)
        .filter_map(|id| Some((id, Known::of(&book.was(id).ok()??))))
        .collect();
    let mut answers = vec![(Ask::Mentions, Answer::Names(named))];
    if !lost.is_empty() {
        answers.push((Ask::Mentions, Answer::Lost(lost)));
    }
    answers
}

/// What an account buys is added up row by row as far as no key waits for it; of more rows by the month.
const ROWS: u64 = 20_000;

fn answer(book: &mut Book, ask: &Ask) -> Answer {
    let answered = match ask {
        Ask::Names | Ask::Mentions => names(book),
        Ask::Calendar => calendar(book),
        Ask::Accounts => accounts(book),
        Ask::Account(id) => book.whole(*id).map(records),
        Ask::Buying(id) => {
            let found = book.buying(*id, ROWS);
            found.map(|found| Answer::Buying(found.map(Arc::new)))
        }
        Ask::Kind(kind) => book.board(*kind).map(Answer::Records),
        Ask::Record(id) => book.records(&[*id]).map(records),
        Ask::Inbox => book.loose().map(|loose| {
            records(
                loose
                    .into_iter()
                    .filter(|record| record.base.inbox.is_some())
                    .collect(),
            )
        }),
        Ask::Cited | Ask::Today | Ask::Mentioned | Ask::Week | Ask::Ahead => {
            Ok(Answer::Records(Vec::new()))
        }
        Ask::Trash => past::trash(book),
        Ask::History(of) => past::history(book, *of),
        Ask::Brief(ask) => super::page::brief(book, ask),
        Ask::Stories => book.stories().map(|all| Answer::Stories(Arc::new(all))),
        Ask::Drafts => Ok(Answer::Drafts(super::kept::drafts(book))),
        Ask::Specialists(problem) => specialists(book, *problem),
        Ask::Guests => book.unknown_guests().map(Answer::Guests),
        Ask::Weight(ids) => weight(book, ids).map(Answer::Weight),
    };
    answered.unwrap_or_else(trouble)
}

#[allow(clippy::needless_pass_by_value)] // It stands where an error is given away.
fn trouble(error: BookError) -> Answer {
    Answer::Trouble(error.to_string())
}

fn records(records: Vec<Record>) -> Answer {
    Answer::Records(records.into_iter().map(Arc::new).collect())
}

fn names(book: &mut Book) -> book::Result<Answer> {
    let names = book.directory()?;
    Ok(Answer::Names(
        names
            .iter()
            .map(|name| {
                (
                    name.id,
                    Known {
                        kind: name.kind,
                        short: name.short.clone(),
                        title: name.name.clone(),
                        account: name.account,
                        role: None,
                        ours: name.ours,
                        private: None,
                    },
                )
            })
            .collect(),
    ))
}

/// So many of the records that lines name are read with them, so that their details and next steps are at hand.
const NAMED: usize = 400;

/// Lists what needs me now, and the records that it names.
fn today(book: &mut Book) -> book::Result<(Vec<Matter>, Vec<Id>)> {
    let signals = book.today()?;
    let ids = signals.iter().map(|signal| signal.record);
    let ids = ids.take(NAMED).collect();
    Ok((signals.into_iter().map(matter).collect(), ids))
}

fn matter(signal: signals::Signal) -> Matter {
    Matter {
        heading: signal.class.heading().to_owned(),
        lead: signal.lead,
        late: signal.late,
        record: signal.record,
        account: signal.account,
        text: signal.text,
        why: signal.reason,
        step: signal.step,
    }
}

/// How many days the week ahead shows.
const AHEAD: u32 = 14;

/// Lists the days ahead: each meeting with what the people in it wait for, and what else falls on the day; and the
/// records that are named.
fn week(book: &mut Book) -> book::Result<(Vec<Matter>, Vec<Id>)> {
    let today = book.now().date();
    let days = book.with_pulse(|pulse| signals::week::week(pulse, AHEAD))?;
    let mut matters = Vec::new();
    for day in days {
        let heading = {
            let said = crate::domain::days::said(day.date, today);
            let absolute = crate::domain::days::day(day.date, today);
            if absolute.starts_with(&said) {
                absolute
            } else {
                crate::domain::plain::capital(&format!("{said} · {absolute}"))
            }
        };
        for meeting in day.meetings {
            let why = match (meeting.aimed, meeting.with.is_empty()) {
                (true, _) => meeting.with,
                (false, true) => "no aim yet".into(),
                (false, false) => format!("{} · no aim yet", meeting.with),
            };
            matters.push(Matter {
                heading: heading.clone(),
                lead: meeting.time,
                late: false,
                record: meeting.record,
                account: Some(meeting.account),
                text: meeting.text,
                why,
                step: "brief".into(),
            });
            matters.extend(meeting.bring.into_iter().map(|bring| {
                // What is late says so first, where no narrow screen drops it.
                let leads = bring.late && bring.remark.ends_with("late");
                let (lead, why) = if leads {
                    (bring.remark, String::new())
                } else {
                    (String::new(), bring.remark)
                };
                Matter {
                    heading: heading.clone(),
                    lead,
                    late: bring.late,
                    record: bring.record,
                    account: None,
                    text: bring.text,
                    why,
                    step: "open".into(),
                }
            }));
        }
        // What was due before the day it stands under comes first, the latest of it on top.
        let is_late =
            |signal: &signals::Signal| signal.late && signal.due.is_none_or(|due| due < today);
        let mut due = day.due;
        due.sort_by_key(|signal| (!is_late(signal), signal.due.filter(|_| is_late(signal))));
        matters.extend(due.into_iter().map(|signal| {
            // The heading says the day; only what was due before it says more.
            let late = is_late(&signal);
            Matter {
                heading: heading.clone(),
                lead: if late {
                    signal.lead.clone()
                } else if day.date == today {
                    "today".into()
                } else {
                    "due".into()
                },
                late,
                ..matter(signal)
            }
        }));
    }
    let mut seen = HashSet::new();
    let ids = matters.iter().map(|matter: &Matter| matter.record);
    let ids = ids.filter(|id| seen.insert(*id)).take(NAMED).collect();
    Ok((matters, ids))
}

/// So many days ahead the calendar shows what comes again.
const AGAIN: i64 = 92;

/// Gives the touchpoints of the calendar: all that are planned, and those of the last year.
fn calendar(book: &mut Book) -> book::Result<Answer> {
    let from = book.now().timestamp() - jiff::SignedDuration::from_hours(24 * 366);
    let begins = |record: &Record| match &record.body {
        Body::Touchpoint(body) => body.starts.as_ref().map(crate::domain::Moment::timestamp),
        _ => None,
    };
    let mut touches = book.board(Kind::Touchpoint)?;
    touches.retain(|record| {
        begins(record).is_some_and(|at| record.state() == Some("planned") || at >= from)
    });
    // What comes again stands in the book once; its coming days are shown as well.
    let coming = book::coming_meetings(&touches, book.now().date(), AGAIN);
    touches.extend(coming.into_iter().map(Arc::new));
    touches.sort_by_cached_key(|record| (begins(record), record.id()));
    Ok(Answer::Records(touches))
}

/// Of more touchpoints than these the rhythm of every account is counted once they are at hand, so that no list waits for it.
const COUNTED: u32 = 3_000;

/// Counts the touches of each account in each of the last twelve months; `held` is how many there are in all.
fn rhythms(book: &mut Book, held: u32) -> HashMap<Id, Vec<u64>> {
    let mut counts: HashMap<Id, Vec<u64>> = HashMap::new();
    let touches = if held > COUNTED {
        book.board_at_hand(Kind::Touchpoint)
    } else {
        book.board(Kind::Touchpoint).map(Some)
    };
    let now = book.now();
    let zone = now.time_zone();
    let first = now.date().first_of_month();
    for record in touches.ok().flatten().unwrap_or_default() {
        let (Body::Touchpoint(body), Some(account)) = (&record.body, record.account()) else {
            continue;
        };
        let Some(starts) = body
            .starts
            .as_ref()
            .filter(|_| record.state() == Some("held"))
        else {
            continue;
        };
        let on = zone.to_datetime(starts.timestamp());
        let back = (i32::from(first.year()) - i32::from(on.year())) * 12 + i32::from(first.month())
            - i32::from(on.month());
        if let Some(at) = usize::try_from(11 - back).ok().filter(|at| *at < 12) {
            let months = counts.entry(account).or_insert_with(|| vec![0; 12]);
            months[at] += 1;
        }
    }
    counts
}

/// What a list of accounts says of one, from its pulse.
struct Beat {
    last: Option<Date>,
    next: Option<Moment>,
    counts: [usize; 3],
}

impl Beat {
    fn of(pulse: &AccountPulse, now: &jiff::Zoned) -> Beat {
        let meetings = pulse.open.iter().filter_map(|item| match &item.what {
            signals::pulse::What::Meeting { starts, .. } => Some(starts),
            _ => None,
        });
        let count = |kinds: &[&str], closed: &[&str]| -> usize {
            let open = pulse.counts.iter().filter(|(key, _)| {
                let (kind, state) = key.split_once('/').unwrap_or((key, ""));
                kinds.contains(&kind) && !closed.contains(&state)
            });
            open.map(|(_, count)| usize::try_from(*count).unwrap_or(0))
                .sum()
        };
        Beat {
            last: pulse
                .last
                .as_ref()
                .map(|touch| now.time_zone().to_datetime(touch.at.timestamp()).date()),
            next: meetings
                .filter(|starts| starts.timestamp() >= now.timestamp())
                .min_by_key(|starts| starts.timestamp())
                .cloned(),
            counts: [
                count(&["problem"], &["solved", "verified", "parked"]),
                count(
                    &["promise", "advocacy"],
                    &["kept", "broken", "released", "won", "lost", "withdrawn"],
                ),
                count(&["person"], &[]),
            ],
        }
    }
}

/// Gives each account the next meeting of its units where that is sooner, as everywhere else where an account stands.
fn roll_up(book: &mut Book, beats: &mut HashMap<Id, Beat>) -> book::Result<()> {
    let names = book.account_names()?;
    let parents: HashMap<Id, Id> = names
        .0
        .iter()
        .filter_map(|name| Some((name.id, name.account?)))
        .collect();
    let own: Vec<(Id, Moment)> = beats
        .iter()
        .filter_map(|(id, beat)| Some((*id, beat.next.clone()?)))
        .collect();
    for (id, next) in own {
        let mut above = parents.get(&id);
        // Nothing is its own parent; should a book say so, that ends here.
        for _ in 0..16 {
            let Some(account) = above else { break };
            if let Some(beat) = beats.get_mut(account)
                && beat
                    .next
                    .as_ref()
                    .is_none_or(|known| next.timestamp() < known.timestamp())
            {
                beat.next = Some(next.clone());
            }
            above = parents.get(account);
        }
    }
    Ok(())
}

fn accounts(book: &mut Book) -> book::Result<Answer> {
    let now = book.now();
    let (signals, mut beats, held) = book.with_pulse(|pulse| {
        let held = |one: &AccountPulse| one.counts.get("touchpoint/held").copied();
        let beats: HashMap<Id, Beat> = pulse
            .accounts
            .iter()
            .map(|one| (one.account, Beat::of(one, &now)))
            .collect();
        let all = pulse.accounts.iter().filter_map(held).sum();
        (signals::today(pulse), beats, all)
    })?;
    roll_up(book, &mut beats)?;
    let need = signals::attention::need(&signals);
    let mut rhythms = rhythms(book, held);
    // What comes first of each account, and whether that is late.
    let mut firsts: HashMap<Id, &signals::Signal> = HashMap::new();
    for signal in &signals {
        let Some(account) = signal.account else {
            continue;
        };
        let first = firsts.entry(account).or_insert(signal);
        if signal.late && !first.late {
            *first = signal;
        }
    }
    let lines = book.board(Kind::Account)?.into_iter().map(|record| {
        let id = record.id();
        let first = firsts.get(&id);
        let beat = beats.remove(&id);
        AccountLine {
            need: need.get(&id).map_or(0, |weight| i64::from(*weight)),
            why: first
                .map(|signal| {
                    // Of a promise one wants to know when it is due, not since when it is owed.
                    let due = signal.late || signal.class == signals::Class::Promised;
                    match (due, signal.reason.as_str()) {
                        (true, _) => format!("{}, {}", signal.text, signal.lead),
                        (false, "") => signal.text.clone(),
                        (false, reason) => format!("{}: {reason}", signal.text),
                    }
                })
                .unwrap_or_default(),
            late: first.is_some_and(|signal| signal.late),
            last: beat.as_ref().and_then(|beat| beat.last),
            counts: beat.as_ref().map_or([0; 3], |beat| beat.counts),
            next: beat.and_then(|beat| beat.next),
            rhythm: rhythms.remove(&id).unwrap_or_default(),
            record,
        }
    });
    Ok(Answer::Accounts(lines.collect()))
}

/// Says who of ours may be called in for a problem.
fn specialists(book: &mut Book, problem: Id) -> book::Result<Answer> {
    let Some(problem) = book.record(problem)? else {
        return Ok(Answer::Specialists(Vec::new()));
    };
    let ours = book.loose()?;
    let problems = book.of_kind(Kind::Problem)?;
    let today = book.now().date();
    Ok(Answer::Specialists(signals::specialists::specialists(
        &problem, &ours, &problems, today,
    )))
}

/// So many records are weighed one by one; of more the question is asked all the same.
const WEIGHED: usize = 400;

/// Says what hangs on records: what in the whole book points to them, and what a meeting holds.
fn weight(book: &mut Book, ids: &[Id]) -> book::Result<Weight> {
    let mut weight = Weight::default();
    let records = book.records(&ids[..ids.len().min(WEIGHED)])?;
    if let [record] = records.as_slice() {
        weight.holds = holds(record);
    }
    let mut left = HashSet::new();
    if records.iter().any(|record| record.kind() == Kind::Account) {
        let deletion = book.deleting(ids)?;
        (weight.waits, weight.rises) = (deletion.waits, deletion.rises);
        // What belonged to it is counted as what waits.
        left.extend(deletion.steps.iter().filter_map(|step| match step {
            book::Step::Edit { id, .. } => Some(*id),
            _ => None,
        }));
    }
    let weighed: Vec<Id> = records.iter().map(Record::id).collect();
    let pointing = book.pointing(&weighed)?;
    for kind in Kind::ALL {
        let of_kind =
            |(one, id): &&(Kind, Id)| one == kind && !ids.contains(id) && !left.contains(id);
        match pointing.iter().filter(of_kind).count() {
            0 => {}
            count => weight.pointing.push((*kind, count)),
        }
    }
    Ok(weight)
}

/// Names what a meeting holds besides its time and place.
fn holds(record: &Record) -> Vec<&'static str> {
    let Body::Touchpoint(body) = &record.body else {
        return Vec::new();
    };
    let aims = body.purpose.is_some() || body.must.is_some() || body.should.is_some();
    let prepared = body.bring.is_some() || body.opener.is_some() || !body.to_learn.is_empty();
    let told = !body.received.is_empty() || !body.given.is_empty();
    [
        (aims, "aims"),
        (prepared, "preparation"),
        (body.summary.is_some(), "notes"),
        (told, "exchange"),
        (body.next_step.is_some(), "next step"),
        (body.recovery.is_some(), "recovery"),
    ]
    .into_iter()
    .filter_map(|(there, word)| there.then_some(word))
    .collect()
}

/// How many offers a lookup shows.
const OFFERS: usize = 8;

/// Looks a line up, the cursor at a place in it; nothing where the question is no longer wanted.
pub fn look_up(
    finder: &mut Finder,
    line: &str,
    at: usize,
    within: Option<Id>,
    stale: &(dyn Fn() -> bool + Sync),
) -> Option<lookup::Answer> {
    let query = finder.understand(line, within);
    let total = finder.corpus().len();
    let found = finder.find_unless(&query, lookup::MOST, stale);
    if stale() {
        return None;
    }
    let found = found
        .unwrap_or_default()
        .into_iter()
        .map(|hit| lookup::Found {
            id: Id(hit.id),
            kind: Some(kind_of(&hit)),
            account: hit.account.map(Id),
            private: is_private(&hit),
            places: hit.matches,
            text: hit.text,
        });
    Some(lookup::Answer {
        found: found.collect(),
        total,
        offers: finder.complete(line, at, OFFERS),
    })
}
