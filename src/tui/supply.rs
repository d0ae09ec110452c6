//! Answers the screens' questions from the book, and carries out what they order; runs on the book's thread.

use std::collections::HashSet;
use std::sync::Arc;

use serde_json::{Value, json};

use super::data::{AccountLine, Answer, Ask, Done, Draft, Matter, Order, Past};
use super::known::Known;
use crate::book::{self, Book, BookError, Step};
use crate::domain::typed::{self, Reader};
use crate::domain::{Body, Date, Id, Kind, Moment, Object, Record};
use crate::journal::Change;
use crate::signals;

/// How many entries the history shows.
const SHOWN: usize = 500;

/// How many entries are looked through for what was deleted.
const SEARCHED: usize = 5_000;

/// Answers a question, and names what the answer mentions; a book that cannot answer says why.
pub fn answers(book: &mut Book, ask: &Ask) -> Vec<(Ask, Answer)> {
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
        Ask::Today => today(book),
        Ask::Mentioned => mentioned(book),
        Ask::Week => week(book),
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
        Ask::Cited => Ok(Answer::Records(Vec::new())),
        Ask::Trash => trash(book),
        Ask::History(of) => history(book, *of),
        Ask::Brief(ask) => super::page::brief(book, ask),
        Ask::Stories => book.stories().map(|all| Answer::Stories(Arc::new(all))),
        Ask::Drafts => Ok(Answer::Drafts(drafts(book))),
        Ask::Specialists(problem) => specialists(book, *problem),
    };
    answered.unwrap_or_else(|error| Answer::Trouble(error.to_string()))
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

fn today(book: &mut Book) -> book::Result<Answer> {
    Ok(Answer::Matters(
        book.today()?.into_iter().map(matter).collect(),
    ))
}

/// Gives the records that Today names, so that their details and next steps are at hand.
fn mentioned(book: &mut Book) -> book::Result<Answer> {
    let mut ids: Vec<Id> = book
        .today()?
        .into_iter()
        .map(|signal| signal.record)
        .collect();
    ids.truncate(400);
    book.records(&ids).map(records)
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

fn week(book: &mut Book) -> book::Result<Answer> {
    // The days ahead follow from the same pulse; until then they are the planned touchpoints.
    let now = book.now();
    let names = book.names()?;
    let mut planned: Vec<(Moment, Record)> = book
        .of_kind(Kind::Touchpoint)?
        .into_iter()
        .filter_map(|record| match &record.body {
            Body::Touchpoint(body) if record.state() == Some("planned") => {
                body.starts.clone().map(|starts| (starts, record))
            }
            _ => None,
        })
        .filter(|(starts, _)| starts.timestamp() >= now.timestamp())
        .collect();
    planned.sort_by_key(|one| one.0.timestamp());
    let matters = planned.into_iter().take(60).map(|(starts, record)| {
        let here = starts.0.with_time_zone(now.time_zone().clone());
        let people = if let Body::Touchpoint(body) = &record.body {
            body.people
                .iter()
                .filter_map(|id| names.show(*id))
                .map(|name| name.rsplit(' ').next().unwrap_or(name))
                .collect::<Vec<_>>()
                .join(", ")
        } else {
            String::new()
        };
        Matter {
            heading: crate::domain::days::said(here.date(), now.date()),
            lead: here.strftime("%H:%M").to_string(),
            late: false,
            record: record.id(),
            account: record.account(),
            text: record.title(),
            why: people,
            step: "brief".into(),
        }
    });
    Ok(Answer::Matters(matters.collect()))
}

fn accounts(book: &mut Book) -> book::Result<Answer> {
    let signals = book.today()?;
    let need = signals::attention::need(&signals);
    let pulses = book.pulses()?;
    let now = book.now();
    let lines = book.of_kind(Kind::Account)?.into_iter().map(|record| {
        let id = record.id();
        let pulse = pulses.iter().find(|pulse| pulse.account == id);
        let mut own = signals.iter().filter(|signal| signal.account == Some(id));
        let first = own
            .clone()
            .find(|signal| signal.late)
            .or_else(|| own.next());
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
            late: signals
                .iter()
                .any(|signal| signal.account == Some(id) && signal.late),
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
            rhythm: Vec::new(),
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
        Object::from_iter([("called_in".to_owned(), value.unwrap_or(json!([])))])
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

fn trash(book: &mut Book) -> book::Result<Answer> {
    let mut gone: Vec<Record> = Vec::new();
    let mut seen = HashSet::new();
    for past in book.history(None, SEARCHED)? {
        for change in &past.changes {
            if let Change::Drop(object) = change
                && let Ok(record) = Record::read(object.clone())
                && seen.insert(record.id())
            {
                gone.push(record);
            }
        }
    }
    let ids: Vec<Id> = gone.iter().map(Record::id).collect();
    let there: HashSet<Id> = book.records(&ids)?.iter().map(Record::id).collect();
    gone.retain(|record| !there.contains(&record.id()));
    Ok(records(gone))
}

/// Says values as the history of this book means them.
struct Said<'a> {
    now: &'a jiff::Zoned,
    names: &'a crate::domain::names::Names,
}

impl Reader for Said<'_> {
    fn today(&self) -> Date {
        self.now.date()
    }
    fn zone(&self) -> jiff::tz::TimeZone {
        self.now.time_zone().clone()
    }
    fn find(&self, text: &str, _: Option<Kind>) -> Result<Id, String> {
        Err(text.to_owned())
    }
    fn name(&self, id: Id) -> Option<String> {
        self.names.show(id).map(str::to_owned)
    }
}

fn history(book: &mut Book, of: Option<Id>) -> book::Result<Answer> {
    let now = book.now();
    let names = book.names()?;
    let said = Said {
        now: &now,
        names: &names,
    };
    let past = book.history(of, SHOWN)?.into_iter().map(|entry| {
        let mut touched = Vec::new();
        let mut titles = Vec::new();
        let mut changes = Vec::new();
        for change in &entry.changes {
            touched.extend(change.record());
            match change {
                Change::Make(object) | Change::Drop(object) => {
                    let made = matches!(change, Change::Make(_));
                    if let Ok(record) = Record::read(object.clone()) {
                        titles.push(format!("{} {}", record.kind().word(), record.title()));
                        if changes.len() < 200 {
                            changes.extend(fields_of(&record, &said).into_iter().map(
                                |(name, value)| {
                                    if made {
                                        (name, String::new(), value)
                                    } else {
                                        (name, value, String::new())
                                    }
                                },
                            ));
                        }
                    }
                }
                Change::Edit(edit) => {
                    let name = names.show(edit.id).map(str::to_owned);
                    let fields: Vec<&str> = edit
                        .set
                        .keys()
                        .map(String::as_str)
                        .filter(|name| !matches!(*name, "changed" | "moves" | "brought"))
                        .collect();
                    titles.push(format!(
                        "{} {}: {}",
                        edit.kind.word(),
                        name.unwrap_or_default(),
                        fields.join(", ")
                    ));
                    for field in fields {
                        let pair = edit.set.get(field).cloned().unwrap_or_default();
                        let show = |value: Option<&Value>| {
                            value
                                .map(|value| value_said(edit.kind, field, value, &said))
                                .unwrap_or_default()
                        };
                        changes.push((
                            field.to_owned(),
                            show(pair.get("old")),
                            show(pair.get("new")),
                        ));
                    }
                }
                _ => {}
            }
        }
        touched.dedup();
        let command = &entry.head.cause.command;
        let files = entry.head.cause.files.join(", ");
        let what = match titles.as_slice() {
            [] => format!("{command} {files}"),
            [one] => format!("{command}: {one}"),
            [one, rest @ ..] if files.is_empty() => {
                format!("{command}: {one} and {} more", rest.len())
            }
            many => format!("{command} {files}: {} records", many.len()),
        };
        Past {
            seq: entry.head.seq,
            at: Moment(entry.head.at.to_zoned(now.time_zone().clone())),
            author: entry.head.author,
            what: what.trim().to_owned(),
            records: touched,
            changes,
            undoable: entry.stands,
        }
    });
    Ok(Answer::History(past.collect()))
}

fn fields_of(record: &Record, said: &Said<'_>) -> Vec<(String, String)> {
    let object = record.object();
    let fields = record.kind().fields().iter().filter_map(|field| {
        object
            .get(field.name)
            .map(|value| (field.name.to_owned(), typed::show(&field.ty, value, said)))
    });
    fields.filter(|(_, value)| !value.is_empty()).collect()
}

fn value_said(kind: Kind, field: &str, value: &Value, said: &Said<'_>) -> String {
    match kind.field(field) {
        Some(field) => typed::show(&field.ty, value, said),
        None => value
            .as_str()
            .map_or_else(|| value.to_string(), str::to_owned),
    }
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
        Order::Set { ids, field, value } => {
            let mut set = Object::new();
            set.insert(field.clone(), value);
            let steps = ids
                .iter()
                .map(|id| Step::Edit {
                    id: *id,
                    set: set.clone(),
                    was: Object::new(),
                })
                .collect();
            write(
                book,
                "set",
                steps,
                &if field == "told_on" {
                    "They have been told".to_owned()
                } else {
                    format!("{field} is set")
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
        Order::Restore(id) => restore(book, id),
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

fn done(says: String, record: Option<Id>) -> Done {
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

fn restore(book: &mut Book, id: Id) -> book::Result<Done> {
    for past in book.history(None, SEARCHED)? {
        for change in past.changes {
            if let Change::Drop(object) = change
                && Record::read(object.clone()).is_ok_and(|record| record.id() == id)
            {
                book.write("restore", vec![Step::Keep(object)])?;
                return Ok(done("It is back where it was.".into(), Some(id)));
            }
        }
    }
    Err(
        BookError::refused("it is not in the history that was looked through")
            .hint("The history of the book has it; undo the entry that deleted it."),
    )
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
