//! Answers the screens' questions from the book, and carries out what they order; runs on the book's thread.

use std::collections::{HashMap, HashSet};
use std::sync::Arc;

use serde_json::{Value, json};

use super::data::{AccountLine, Answer, Ask, Done, Draft, Matter, Order};
use super::known::Known;
use super::overlays::lookup;
use super::past;
use crate::book::find::{Finder, kind_of};
use crate::book::{self, Book, BookError, Step};
use crate::domain::{Body, Date, Id, Kind, Object, Record};
use crate::signals;

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
                let named = book.records(&ids).map_or_else(trouble, records);
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
    if let (Answer::Records(records), true) = (&answer, !matches!(ask, Ask::Trash | Ask::Inbox)) {
        // A board of a large book mentions too much to be read at once; what it lacks is read when it is opened.
        if records.len() <= 2_000 {
            all.extend(mentions(book, records).map(|names| (Ask::Mentions, Answer::Names(names))));
        }
    }
    if let Answer::Page(page) = &answer
        && let Ok(cited) = book.records(&page.cites())
    {
        all.extend(mentions(book, &cited).map(|names| (Ask::Mentions, Answer::Names(names))));
        all.push((Ask::Cited, records(cited)));
    }
    all.push((ask.clone(), answer));
    all
}

/// Names the records that others mention and that are not among them.
fn mentions<R: std::borrow::Borrow<Record>>(
    book: &mut Book,
    records: &[R],
) -> Option<Vec<(Id, Known)>> {
    let here: HashSet<Id> = records.iter().map(|record| record.borrow().id()).collect();
    let mut wanted: Vec<Id> = records
        .iter()
        .flat_map(|record| record.borrow().references())
        .filter(|id| !here.contains(id))
        .collect();
    wanted.sort_unstable();
    wanted.dedup();
    if wanted.is_empty() {
        return None;
    }
    let found = book.records(&wanted).ok()?;
    Some(
        found
            .iter()
            .map(|record| (record.id(), Known::of(record)))
            .collect(),
    )
}

fn answer(book: &mut Book, ask: &Ask) -> Answer {
    let answered = match ask {
        Ask::Names | Ask::Mentions => names(book),
        Ask::Calendar => calendar(book),
        Ask::Accounts => accounts(book),
        Ask::Account(id) => account(book, *id),
        Ask::Kind(kind) => book.of_kind(*kind).map(records),
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
        Ask::Drafts => Ok(Answer::Drafts(drafts(book))),
        Ask::Specialists(problem) => specialists(book, *problem),
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
    let names = book.names()?;
    Ok(Answer::Names(
        names
            .0
            .into_iter()
            .map(|name| {
                (
                    name.id,
                    Known {
                        kind: name.kind,
                        short: name.short,
                        title: name.name,
                        account: name.account,
                        role: None,
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
                format!("{said} · {absolute}")
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
            matters.extend(meeting.bring.into_iter().map(|bring| Matter {
                heading: heading.clone(),
                lead: String::new(),
                late: bring.late,
                record: bring.record,
                account: None,
                text: bring.text,
                why: bring.remark,
                step: "open".into(),
            }));
        }
        matters.extend(day.due.into_iter().map(|signal| Matter {
            heading: heading.clone(),
            lead: "due".into(),
            ..matter(signal)
        }));
    }
    let mut seen = HashSet::new();
    let ids = matters.iter().map(|matter: &Matter| matter.record);
    let ids = ids.filter(|id| seen.insert(*id)).take(NAMED).collect();
    Ok((matters, ids))
}

/// Gives the touchpoints of the calendar: all that are planned, and those of the last year.
fn calendar(book: &mut Book) -> book::Result<Answer> {
    let from = book.now().timestamp() - jiff::SignedDuration::from_hours(24 * 366);
    let begins = |record: &Record| match &record.body {
        Body::Touchpoint(body) => body.starts.as_ref().map(crate::domain::Moment::timestamp),
        _ => None,
    };
    let mut touches = book.of_kind(Kind::Touchpoint)?;
    touches.retain(|record| {
        begins(record).is_some_and(|at| record.state() == Some("planned") || at >= from)
    });
    touches.sort_by_key(|record| (begins(record), record.id()));
    Ok(records(touches))
}

/// Up to how many touchpoints the rhythm of every account is counted for a list.
const COUNTED: u32 = 30_000;

/// Counts the touches of each account in each of the last twelve months.
fn rhythms(book: &mut Book, pulses: &[signals::pulse::AccountPulse]) -> HashMap<Id, Vec<u64>> {
    let mut counts: HashMap<Id, Vec<u64>> = HashMap::new();
    let held: u32 = pulses
        .iter()
        .filter_map(|pulse| pulse.counts.get("touchpoint/held"))
        .sum();
    // A list of thousands of accounts does without; each account's own screen has it.
    if held > COUNTED {
        return counts;
    }
    let now = book.now();
    let first = now.date().first_of_month();
    for record in book.of_kind(Kind::Touchpoint).unwrap_or_default() {
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
        let on = starts.0.with_time_zone(now.time_zone().clone()).date();
        let back = (i32::from(first.year()) - i32::from(on.year())) * 12 + i32::from(first.month())
            - i32::from(on.month());
        if let Some(at) = usize::try_from(11 - back).ok().filter(|at| *at < 12) {
            let months = counts.entry(account).or_insert_with(|| vec![0; 12]);
            months[at] += 1;
        }
    }
    counts
}

fn accounts(book: &mut Book) -> book::Result<Answer> {
    let (signals, pulses) =
        book.with_pulse(|pulse| (signals::today(pulse), pulse.accounts.to_vec()))?;
    let need = signals::attention::need(&signals);
    let mut rhythms = rhythms(book, &pulses);
    let now = book.now();
    let of_account: HashMap<Id, &signals::pulse::AccountPulse> =
        pulses.iter().map(|pulse| (pulse.account, pulse)).collect();
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
    let lines = book.of_kind(Kind::Account)?.into_iter().map(|record| {
        let id = record.id();
        let pulse = of_account.get(&id);
        let first = firsts.get(&id);
        let next = pulse.and_then(|pulse| {
            let meetings = pulse.open.iter().filter_map(|item| {
                if let signals::pulse::What::Meeting { starts, .. } = &item.what {
                    Some(starts)
                } else {
                    None
                }
            });
            meetings
                .filter(|starts| starts.timestamp() >= now.timestamp())
                .min_by_key(|starts| starts.timestamp())
                .cloned()
        });
        let count = |kinds: &[&str], closed: &[&str]| -> usize {
            let counts = pulse.map(|pulse| pulse.counts.iter()).into_iter().flatten();
            let open = counts.filter(|(key, _)| {
                let (kind, state) = key.split_once('/').unwrap_or((key, ""));
                kinds.contains(&kind) && !closed.contains(&state)
            });
            open.map(|(_, count)| usize::try_from(*count).unwrap_or(0))
                .sum()
        };
        AccountLine {
            need: need.get(&id).map_or(0, |weight| i64::from(*weight)),
            why: first
                .map(|signal| {
                    if signal.reason.is_empty() {
                        signal.text.clone()
                    } else {
                        format!("{}: {}", signal.text, signal.reason)
                    }
                })
                .unwrap_or_default(),
            late: first.is_some_and(|signal| signal.late),
            last: pulse
                .and_then(|pulse| pulse.last.as_ref())
                .map(|touch| touch.at.0.with_time_zone(now.time_zone().clone()).date()),
            next,
            counts: [
                count(&["problem"], &["solved", "verified", "parked"]),
                count(
                    &["promise", "advocacy"],
                    &["kept", "broken", "released", "won", "lost", "withdrawn"],
                ),
                count(&["person"], &[]),
            ],
            rhythm: rhythms.remove(&id).unwrap_or_default(),
            record: Arc::new(record),
        }
    });
    Ok(Answer::Accounts(lines.collect()))
}

/// Gives an account with its units, and the trends that touch it.
fn account(book: &mut Book, id: Id) -> book::Result<Answer> {
    let names = book.names()?;
    let mut all = book.account(id)?;
    for unit in names.0.iter().filter(|name| {
        name.kind == Kind::Account && name.id != id && names.within(Some(name.id), Some(id))
    }) {
        all.extend(book.account(unit.id)?);
    }
    let industry = all
        .iter()
        .find(|record| record.id() == id)
        .and_then(|record| {
            if let Body::Account(body) = &record.body {
                body.industry.clone()
            } else {
                None
            }
        });
    let ours: HashSet<Id> = all
        .iter()
        .flat_map(|record| {
            if let Body::Account(body) = &record.body {
                body.team.clone()
            } else {
                Vec::new()
            }
        })
        .collect();
    for record in book.loose()? {
        let belongs = match &record.body {
            Body::Trend(body) => {
                body.implications
                    .iter()
                    .any(|implication| implication.account == Some(id))
                    || industry.as_ref().is_some_and(|industry| {
                        body.industries
                            .iter()
                            .any(|of| of.eq_ignore_ascii_case(industry))
                    })
            }
            Body::Person(_) => ours.contains(&record.id()),
            _ => false,
        };
        if belongs {
            all.push(record);
        }
    }
    let mut seen = HashSet::new();
    all.retain(|record| seen.insert(record.id()));
    Ok(records(all))
}

/// Says who of ours may be called in for a problem.
fn specialists(book: &mut Book, problem: Id) -> book::Result<Answer> {
    let Some(problem) = book.record(problem)? else {
        return Ok(Answer::Specialists(Vec::new()));
    };
    let ours = book.loose()?;
    let problems = book.of_kind(Kind::Problem)?;
    Ok(Answer::Specialists(signals::specialists::specialists(
        &problem, &ours, &problems,
    )))
}

fn snooze(book: &mut Book, ids: &[Id], until: Option<Date>) -> book::Result<Done> {
    let mut steps = Vec::new();
    for record in book.records(ids)? {
        if let Some((was, now)) = signals::pulse::snooze(&record, until) {
            let one = |value: Value| Object::from_iter([("extra".to_owned(), value)]);
            steps.push(Step::Edit {
                id: record.id(),
                set: one(now),
                was: one(was),
            });
        }
    }
    let today = book.now().date();
    let says = match until {
        Some(until) => format!(
            "{} sleeps until {}",
            called(book, ids),
            crate::domain::days::day(until, today)
        ),
        None => format!("{} is awake", called(book, ids)),
    };
    if steps.is_empty() {
        return Ok(done(format!("{says} already."), None));
    }
    write(book, "snooze", steps, &says)
}

fn call_in(
    book: &mut Book,
    problem: Id,
    calling: &signals::specialists::Calling,
) -> book::Result<Done> {
    let today = book.now().date();
    let record = book
        .record(problem)?
        .ok_or_else(|| BookError::refused("the problem was taken out meanwhile"))?;
    let mut after = record.clone();
    if let Body::Problem(body) = &mut after.body {
        body.called_in = signals::specialists::call_in(&body.called_in, calling, today);
    }
    let one = |value: Option<Value>| {
        Object::from_iter([("called_in".to_owned(), value.unwrap_or_default())])
    };
    let says = if calling.came.is_some() {
        "Written down that they came; what they found stands in the problem's form"
    } else {
        "Written down as asked today"
    };
    write(
        book,
        "specialist",
        vec![Step::Edit {
            id: problem,
            set: one(after.get("called_in")),
            was: one(record.get("called_in")),
        }],
        says,
    )
}

/// Carries out an order, and says whether the book is another one now.
pub fn execute(book: &mut Book, order: Order) -> Done {
    let quiet = matches!(order, Order::KeepDraft(_) | Order::DropDraft(_));
    let at = |book: &mut Book| book.position().map(|(seq, _)| seq).ok();
    let before = if quiet { None } else { at(book) };
    let mut done = carry_out(book, order);
    done.wrote = !quiet && at(book) != before;
    done
}

fn carry_out(book: &mut Book, order: Order) -> Done {
    let done = match order {
        Order::Save {
            kind,
            id,
            fields,
            were,
        } => save(book, kind, id, fields, were),
        Order::Move { ids, to, why } => {
            let called = called(book, &ids);
            write(
                book,
                "move",
                ids.iter()
                    .map(|id| Step::Move {
                        id: *id,
                        to: to.clone(),
                        why: why.clone(),
                    })
                    .collect(),
                &format!("{called} is {to} now"),
            )
        }
        Order::Set {
            ids,
            field,
            value,
            were,
        } => {
            let one = |value: &Value| Object::from_iter([(field.clone(), value.clone())]);
            let steps = ids
                .iter()
                .map(|id| {
                    let seen = were.iter().find(|(of, _)| of == id);
                    Step::Edit {
                        id: *id,
                        set: one(&value),
                        was: seen.map(|(_, was)| one(was)).unwrap_or_default(),
                    }
                })
                .collect();
            write(
                book,
                "set",
                steps,
                &match field.as_str() {
                    "told_on" => "They have been told".to_owned(),
                    "implications" => "Shared today; e says how they reacted".to_owned(),
                    _ => format!("{field} is set"),
                },
            )
        }
        Order::Snooze { ids, until } => snooze(book, &ids, until),
        Order::CallIn { problem, calling } => call_in(book, problem, &calling),
        Order::Delete(ids) => {
            let called = called(book, &ids);
            let verb = if ids.len() == 1 {
                "is deleted"
            } else {
                "was deleted"
            };
            write(
                book,
                "delete",
                ids.iter().map(|id| Step::Drop { id: *id }).collect(),
                &format!("{called} {verb}"),
            )
        }
        Order::Restore(ids) => past::restore(book, &ids),
        Order::Link { from, to, how } => link(book, from, to, how),
        Order::Merge { goes, stays, take } => merge(book, goes, stays, &take),
        Order::Apart(one, other) => apart(book, one, other),
        Order::Capture { line, spot } => super::capturing::save(book, &line, &spot),
        Order::Undo(entry) => undo(book, entry),
        Order::Redo => redo(book),
        Order::KeepDraft(draft) => Ok(keep_draft(book, draft)),
        Order::DropDraft(place) => Ok(drop_draft(book, &place)),
    };
    done.unwrap_or_else(|error| refused(&error))
}

/// Says a refusal: what is wrong first, then the way out.
pub fn refused(error: &BookError) -> Done {
    let says = error.to_string().replace('\n', " ");
    // A refusal about a field names it first, then says why.
    let field = says
        .split(':')
        .next()
        .filter(|name| {
            !name.is_empty()
                && name
                    .chars()
                    .all(|letter| letter.is_ascii_lowercase() || letter == '_')
        })
        .map(str::to_owned);
    Done {
        says,
        record: None,
        field,
        now: error.now.clone(),
        refused: true,
        wrote: false,
    }
}

/// Names what something was done to, as far as a line at the foot has room.
fn called(book: &mut Book, ids: &[Id]) -> String {
    match ids {
        [one] => match book.record(*one) {
            Ok(Some(record)) => format!("“{}”", crate::domain::plain::fit(&record.title(), 44)),
            _ => "It".into(),
        },
        many => format!("Each of {} records", many.len()),
    }
}

/// Says what became of an order that was carried out.
pub fn done(says: String, record: Option<Id>) -> Done {
    Done {
        says,
        record,
        field: None,
        now: None,
        refused: false,
        wrote: false,
    }
}

fn write(book: &mut Book, command: &str, steps: Vec<Step>, says: &str) -> book::Result<Done> {
    let receipt = book.write(command, steps)?;
    Ok(done(
        format!("{says}. u takes it back."),
        receipt.touched.first().copied(),
    ))
}

fn save(
    book: &mut Book,
    kind: Kind,
    id: Option<Id>,
    fields: Vec<(String, Value)>,
    were: Vec<(String, Value)>,
) -> book::Result<Done> {
    let set: Object = fields.into_iter().collect();
    if let Some(id) = id {
        let was: Object = were.into_iter().collect();
        let receipt = book.write("edit", vec![Step::Edit { id, set, was }])?;
        Ok(done(
            "Saved. u takes it back.".into(),
            receipt.touched.first().copied().or(Some(id)),
        ))
    } else {
        let placeholder = Id::from_bytes([0xff; 16]);
        let mut object = Object::new();
        object.insert("id".into(), json!(placeholder));
        object.insert("kind".into(), json!(kind));
        object.extend(set.into_iter().filter(|(_, value)| !value.is_null()));
        let receipt = book.write("add", vec![Step::Make(object)])?;
        let made = receipt.made.first();
        Ok(done(
            format!(
                "Saved as {}. u takes it back.",
                made.map_or("", |made| made.short.as_str())
            ),
            made.map(|made| made.id),
        ))
    }
}

fn link(book: &mut Book, from: Id, to: Id, how: &str) -> book::Result<Done> {
    let Some(record) = book.record(from)? else {
        return Err(BookError::refused("the record is not in the book any more"));
    };
    let was = record.get("links").unwrap_or(Value::Null);
    let mut links = was.as_array().cloned().unwrap_or_default();
    let link = json!({"to": to, "how": how});
    if links.contains(&link) {
        return Ok(done("They are linked so already.".into(), Some(from)));
    }
    links.push(link);
    let mut set = Object::new();
    set.insert("links".into(), Value::Array(links));
    let mut were = Object::new();
    were.insert("links".into(), was);
    book.write(
        "link",
        vec![Step::Edit {
            id: from,
            set,
            was: were,
        }],
    )?;
    Ok(done(
        "Linked; it shows on both sides. u takes it back.".into(),
        Some(from),
    ))
}

fn merge(book: &mut Book, goes: Id, stays: Id, take: &[String]) -> book::Result<Done> {
    let lost = book.record(goes)?.map(|record| record.title());
    book.merge(goes, stays, take)?;
    let kept = book.record(stays)?.map(|record| record.title());
    Ok(done(
        format!(
            "{} is part of {} now. u takes them apart again.",
            lost.unwrap_or_default(),
            kept.unwrap_or_default()
        ),
        Some(stays),
    ))
}

/// Takes away the links by which two records say that they may be one.
fn apart(book: &mut Book, one: Id, other: Id) -> book::Result<Done> {
    let mut steps = Vec::new();
    for (from, to) in [(one, other), (other, one)] {
        let Some(record) = book.record(from)? else {
            continue;
        };
        let was = record.get("links").unwrap_or(Value::Null);
        let mut links = was.as_array().cloned().unwrap_or_default();
        links.retain(|link| {
            link.get("how").and_then(Value::as_str) != Some("maybe same")
                || link.get("to") != Some(&json!(to))
        });
        let now = if links.is_empty() {
            Value::Null
        } else {
            Value::Array(links)
        };
        if now != was {
            steps.push(Step::Edit {
                id: from,
                set: Object::from_iter([("links".to_owned(), now)]),
                was: Object::from_iter([("links".to_owned(), was)]),
            });
        }
    }
    if steps.is_empty() {
        return Ok(done("They are two already.".into(), Some(one)));
    }
    write(book, "apart", steps, "They are two")
}

fn undo(book: &mut Book, entry: Option<u64>) -> book::Result<Done> {
    // Named or not, it is this workbench that takes it back, and can do it again.
    let bench = book.bench().map(str::to_owned);
    let receipt = book.execute(book::Command::Undo { bench, entry })?;
    Ok(done(receipt.said, receipt.touched.first().copied()))
}

fn redo(book: &mut Book) -> book::Result<Done> {
    let bench = book.bench().map(str::to_owned);
    let receipt = book.execute(book::Command::Redo { bench })?;
    Ok(done(receipt.said, receipt.touched.first().copied()))
}

/// Where what was typed and not saved is kept: beside the journal, and never in it.
fn drafts_file(book: &Book) -> std::path::PathBuf {
    book.dir().join("drafts")
}

fn drafts(book: &Book) -> Vec<Draft> {
    std::fs::read(drafts_file(book))
        .ok()
        .and_then(|bytes| serde_json::from_slice(&bytes).ok())
        .unwrap_or_default()
}

fn write_drafts(book: &Book, drafts: &[Draft]) -> Done {
    // A sealed book keeps nothing readable beside it; a draft then lives as long as the workbench.
    if book.dir().join("keys").exists() {
        return done(String::new(), None);
    }
    let written = if drafts.is_empty() {
        match std::fs::remove_file(drafts_file(book)) {
            Err(error) if error.kind() != std::io::ErrorKind::NotFound => Err(error),
            _ => Ok(()),
        }
    } else {
        serde_json::to_vec(drafts)
            .map_err(std::io::Error::from)
            .and_then(|bytes| keep_private(&drafts_file(book), &bytes))
    };
    match written {
        Ok(()) => done(String::new(), None),
        Err(error) => Done {
            says: format!("The draft could not be kept: {error}."),
            record: None,
            field: None,
            now: None,
            refused: true,
            wrote: false,
        },
    }
}

/// Writes a file that only its owner can read, whole or not at all.
fn keep_private(path: &std::path::Path, bytes: &[u8]) -> std::io::Result<()> {
    use std::io::Write;
    use std::os::unix::fs::OpenOptionsExt;
    let fresh = path.with_extension("new");
    let mut file = std::fs::OpenOptions::new()
        .write(true)
        .create(true)
        .truncate(true)
        .mode(0o600)
        .open(&fresh)?;
    file.write_all(bytes)?;
    std::fs::rename(fresh, path)
}

fn keep_draft(book: &Book, draft: Draft) -> Done {
    let mut all = drafts(book);
    all.retain(|other| other.place != draft.place);
    all.push(draft);
    write_drafts(book, &all)
}

fn drop_draft(book: &Book, place: &str) -> Done {
    let mut all = drafts(book);
    let before = all.len();
    all.retain(|draft| draft.place != place);
    if all.len() == before {
        done(String::new(), None)
    } else {
        write_drafts(book, &all)
    }
}

/// How many hits and offers a lookup shows.
const HITS: usize = 50;
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
    let found = finder.find_unless(&query, HITS, stale);
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
            places: hit.matches,
            text: hit.text,
        });
    Some(lookup::Answer {
        found: found.collect(),
        total,
        offers: crate::lookup::complete(finder.corpus(), line, at, OFFERS).unwrap_or_default(),
    })
}
