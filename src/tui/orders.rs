//! Carries out what the screens order: one order, one entry, one undo; runs on the book's thread.

use serde_json::{Value, json};

use super::data::{Done, Order};
use super::kept;
use super::newcomers;
use super::past;
use crate::book::{self, Book, BookError, Step};
use crate::domain::{Body, Date, Id, Kind, Object};
use crate::signals;

fn snooze(book: &mut Book, ids: &[Id], until: Option<Date>) -> book::Result<Done> {
    let mut steps = Vec::new();
    for record in book.records(ids)? {
        if let Some((was, now)) = signals::snooze::snooze(&record, until) {
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
        Some(until) => {
            let due = match ids {
                [one] => match book.record(*one)?.map(|record| record.body) {
                    Some(Body::Promise(body)) => body.due.filter(|due| *due < until),
                    _ => None,
                },
                _ => None,
            };
            // Hidden is not moved: what was promised for a day before that runs late unseen.
            let still = due.map_or_else(String::new, |due| {
                let due = crate::domain::days::day(due, today);
                format!(", and is still due {due}; m moves that")
            });
            let sleeps = if ids.len() == 1 { "sleeps" } else { "sleep" };
            format!(
                "{} {sleeps} until {}{still}",
                called(book, ids),
                crate::domain::days::day(until, today)
            )
        }
        None => format!("{} {} awake", called(book, ids), are(ids)),
    };
    if steps.is_empty() {
        return Ok(done(format!("{says} already."), None));
    }
    write(book, "snooze", steps, &says)
}

/// Gives the field that holds a record's day, and its value on another one; nothing where it has no day that can be moved.
fn on_day(record: &crate::domain::Record, day: Date) -> Option<(&'static str, Value)> {
    match &record.body {
        Body::Promise(_) if record.state() == Some("open") => Some(("due", json!(day))),
        Body::Touchpoint(body) if record.state() == Some("planned") => {
            let starts = body.starts.as_ref()?;
            let moved = starts.0.with().date(day).build().ok()?;
            Some(("starts", json!(crate::domain::Moment(moved))))
        }
        Body::Learning(body) if body.check_on.is_some() => Some(("check_on", json!(day))),
        _ => None,
    }
}

/// Says whether a record has a day that can be moved.
pub fn has_day(record: &crate::domain::Record) -> bool {
    on_day(record, Date::default()).is_some()
}

fn postpone(book: &mut Book, ids: &[Id], day: Date) -> book::Result<Done> {
    let mut steps = Vec::new();
    for record in book.records(ids)? {
        if let Some((field, value)) = on_day(&record, day) {
            let one = |value: Value| Object::from_iter([(field.to_owned(), value)]);
            steps.push(Step::Edit {
                id: record.id(),
                set: one(value),
                was: one(record.get(field).unwrap_or_default()),
            });
        }
    }
    let to = crate::domain::days::day(day, book.now().date());
    let says = match (steps.len(), ids.len() - steps.len()) {
        (0, _) => {
            return Ok(done(
                "None of these has a day that can be moved.".into(),
                None,
            ));
        }
        (1, 0) => format!("{} is set for {to}", called(book, ids)),
        (many, 0) => format!("{many} records are set for {to}"),
        (some, 1) => format!("{some} records are set for {to}; one has no day to move"),
        (some, rest) => format!("{some} records are set for {to}; {rest} have no day to move"),
    };
    write(book, "set", steps, &says)
}

fn call_in(
    book: &mut Book,
    problems: &[Id],
    calling: &signals::specialists::Calling,
) -> book::Result<Done> {
    let today = book.now().date();
    let mut steps = Vec::new();
    for record in book.records(problems)? {
        let mut after = record.clone();
        if let Body::Problem(body) = &mut after.body {
            body.called_in = signals::specialists::call_in(&body.called_in, calling, today);
        }
        let one = |value: Option<Value>| {
            Object::from_iter([("called_in".to_owned(), value.unwrap_or_default())])
        };
        steps.push(Step::Edit {
            id: record.id(),
            set: one(after.get("called_in")),
            was: one(record.get("called_in")),
        });
    }
    let says = match (steps.len(), calling.came.is_some()) {
        (0, _) => {
            return Err(BookError::refused("the problem was taken out meanwhile"));
        }
        (1, true) => {
            "Written down that they came; what they found stands in the problem's form".to_owned()
        }
        (1, false) => "Written down as asked today".to_owned(),
        (some, true) => format!("Written down for {some} problems that they came"),
        (some, false) => format!("Written down for {some} problems as asked today"),
    };
    write(book, "specialist", steps, &says)
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
            let (called, are) = (called(book, &ids), are(&ids));
            let steps = book.moving(&ids, &to, why.as_ref());
            steps.and_then(|steps| {
                // What one meant to leave with goes as it is held; see `Book::moving`.
                let aimed = steps.iter().any(|step| matches!(step, Step::Edit { .. }));
                let says = if aimed {
                    format!("{called} {are} {to} now, its next step not yet agreed")
                } else {
                    format!("{called} {are} {to} now")
                };
                write(book, "move", steps, &says)
            })
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
            let says = match field.as_str() {
                "told_on" => "They have been told".to_owned(),
                "implications" => "Shared today; e says how they reacted".to_owned(),
                _ => format!("{field} is set"),
            };
            write(book, "set", steps, &says)
        }
        Order::Each {
            command,
            edits,
            says,
        } => {
            let steps = edits.into_iter();
            let steps = steps.map(|(id, set, was)| Step::Edit { id, set, was });
            write(book, command, steps.collect(), &says)
        }
        Order::File { ids, account, spot } => file(book, &ids, account, &spot),
        Order::TakeGuest { key, account } => take_guest(book, &key, account),
        Order::LetGuestGo(key) => book.dismiss_guest(&key).map(|receipt| {
            let says =
                "Let go: no meeting waits for them, and no file brings them back. u takes it back.";
            done(says.to_owned(), receipt.touched.first().copied())
        }),
        Order::Snooze { ids, until } => snooze(book, &ids, until),
        Order::CallIn { problems, calling } => call_in(book, &problems, &calling),
        Order::Weigh(order) => {
            return match super::weighing::asks(book, &order) {
                Some(asks) => Done {
                    asks: Some((asks, order)),
                    ..done(String::new(), None)
                },
                None => carry_out(book, *order),
            };
        }
        Order::Postpone { ids, day } => postpone(book, &ids, day),
        Order::Delete(ids) => {
            let says = format!("{} {} deleted", called(book, &ids), are(&ids));
            book.deleting(&ids)
                .and_then(|deletion| write(book, "delete", deletion.steps, &says))
        }
        Order::Restore(ids) => past::restore(book, &ids),
        Order::Link { pairs, how } => link(book, &pairs, how),
        Order::Merge { goes, stays, take } => merge(book, goes, stays, &take),
        Order::Apart(one, other) => apart(book, one, other),
        Order::Capture { line, spot } => super::capturing::save(book, &line, &spot),
        Order::Undo(entry) => undo(book, entry),
        Order::Redo => redo(book),
        Order::KeepDraft(draft) => Ok(kept::keep_draft(book, draft)),
        Order::DropDraft(place) => Ok(kept::drop_draft(book, &place)),
    };
    done.unwrap_or_else(|error| refused(&error))
}

/// Writes lines as sentences of one line: each that ends in nothing ends in a full stop.
fn sentences(text: &str) -> String {
    let lines: Vec<&str> = text
        .lines()
        .map(str::trim)
        .filter(|line| !line.is_empty())
        .collect();
    let last = lines.len().saturating_sub(1);
    let mut said = String::new();
    for (at, line) in lines.iter().enumerate() {
        said.push_str(line);
        if at < last {
            let ended = line.ends_with(['.', '?', '!', ':', ';', ',']);
            said.push_str(if ended { " " } else { ". " });
        }
    }
    said
}

/// Says a refusal: what is wrong first, then the way out.
pub fn refused(error: &BookError) -> Done {
    let mut says = sentences(&error.to_string());
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
    // Whatever begins with a word is a sentence here; a field or an id is written as it is.
    let word = says.split(' ').next().unwrap_or_default();
    if field.is_none()
        && word.chars().all(|letter| letter.is_ascii_lowercase())
        && let Some(first) = says.get_mut(..1)
    {
        first.make_ascii_uppercase();
    }
    Done {
        says,
        record: None,
        field,
        now: error.now.clone(),
        refused: true,
        wrote: false,
        asks: None,
    }
}

/// Files lines of the inbox, and says what became of them.
fn file(book: &mut Book, ids: &[Id], account: Id, spot: &book::Spot) -> book::Result<Done> {
    let name = book
        .record(account)?
        .map_or_else(String::new, |r| r.title());
    let called = called(book, ids);
    let filed = book.file(ids, account, spot)?;
    let undo = "u takes it back.";
    let says = match (ids, filed.anew.as_slice()) {
        ([_], [one]) => {
            let short = one.record.short();
            format!("Filed as {short}: {}. {undo}", one.parsed.said())
        }
        ([_], _) => match filed.doubts.first() {
            // What is in doubt is nothing that stays unsaid.
            Some(doubt) => {
                format!("A note of {name}, in doubt: {doubt}. e changes it, {undo}")
            }
            None => format!("{called} is filed under {name}. {undo}"),
        },
        (many, anew) => {
            let parts = [
                (anew.len(), "of another kind now"),
                (filed.doubts.len(), "in doubt"),
            ];
            let parts: String = parts
                .iter()
                .filter(|(count, _)| *count > 0)
                .map(|(count, what)| format!(", {count} {what}"))
                .collect::<Vec<_>>()
                .concat();
            format!(
                "{} lines are filed under {name}{parts}. u takes them back.",
                many.len()
            )
        }
    };
    let record = filed.anew.first().map(|one| one.record.id());
    Ok(done(says, record.or(ids.first().copied())))
}

/// Names what something was done to, as far as a line at the foot has room.
fn called(book: &mut Book, ids: &[Id]) -> String {
    match ids {
        [one] => match book.record(*one) {
            Ok(Some(record)) => format!("“{}”", crate::domain::plain::fit(&record.title(), 44)),
            _ => "It".into(),
        },
        [first, rest @ ..] => {
            let mut kind = |id: &Id| book.record(*id).ok().flatten().map(|record| record.kind());
            let of = kind(first);
            let same = rest.iter().all(|id| kind(id) == of);
            let kinds = of.filter(|_| same).map_or("records", Kind::plural);
            format!("{} {kinds}", ids.len())
        }
        [] => "Nothing".into(),
    }
}

/// Says “is” of one, and “are” of several.
fn are(ids: &[Id]) -> &'static str {
    if ids.len() == 1 { "is" } else { "are" }
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
        asks: None,
    }
}

fn take_guest(book: &mut Book, key: &str, account: Id) -> book::Result<Done> {
    let receipt = book.take_guest(key, account)?;
    let name = book
        .record(account)?
        .map_or_else(String::new, |one| one.title());
    let made = receipt.made.first().map(|made| made.id);
    let called = called(book, &made.into_iter().collect::<Vec<_>>());
    let says = format!(
        "{called} is a person of {name} now, in every meeting that waited. u takes it back."
    );
    Ok(done(says, made))
}

fn write(book: &mut Book, command: &str, steps: Vec<Step>, says: &str) -> book::Result<Done> {
    let receipt = book.write(command, steps)?;
    let mut says = says.to_owned();
    // What comes again is planned with it.
    if let ("move", Some(made)) = (command, receipt.made.first())
        && let Some(Body::Touchpoint(next)) = book.record(made.id)?.map(|record| record.body)
        && let Some(starts) = next.starts
    {
        let day = crate::domain::days::day(starts.date(), book.now().date());
        says = format!("{says}; the next one is planned for {day}");
    }
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
        let mut set = set;
        let record = book.record(id)?;
        let mut steps = newcomers::make(kind, record.as_ref(), &mut set);
        steps.push(Step::Edit { id, set, was });
        book.write("edit", steps)?;
        Ok(done("Saved. u takes it back.".into(), Some(id)))
    } else {
        let mut set = set;
        let mut steps = newcomers::make(kind, None, &mut set);
        let placeholder = book::placeholder(0);
        let mut object = Object::new();
        object.insert("id".into(), json!(placeholder));
        object.insert("kind".into(), json!(kind));
        object.extend(set.into_iter().filter(|(_, value)| !value.is_null()));
        steps.push(Step::Make(object));
        let receipt = book.write("add", steps)?;
        let made = receipt
            .made
            .iter()
            .find(|made| made.placeholder == placeholder);
        let id = made.map(|made| made.id);
        let what = match id {
            Some(id) => made_what(book, id)?,
            None => String::new(),
        };
        Ok(done(
            format!(
                "Saved as {}{what}. r opens it, u takes it back.",
                made.map_or("", |made| made.short.as_str())
            ),
            id,
        ))
    }
}

/// Says what was made, and where: `: “the floor plan” · Connecticut DMV · due Fri 27 Nov`.
fn made_what(book: &mut Book, id: Id) -> book::Result<String> {
    let Some(record) = book.record(id)? else {
        return Ok(String::new());
    };
    let mut said = format!(": “{}”", crate::domain::plain::fit(&record.title(), 44));
    let account = record.account().filter(|account| *account != id);
    if let Some(account) = account
        && let Some(account) = book.record(account)?
    {
        said.push_str(" · ");
        said.push_str(&account.title());
    }
    if let Body::Promise(body) = &record.body {
        // Without a day nothing says when it comes up.
        let day = body.due.map_or_else(
            || "no day".to_owned(),
            |due| format!("due {}", crate::domain::days::day(due, book.now().date())),
        );
        said.push_str(" · ");
        said.push_str(&day);
    }
    Ok(said)
}

fn link(book: &mut Book, pairs: &[(Id, Id)], how: &str) -> book::Result<Done> {
    let mut holders: Vec<Id> = pairs.iter().map(|(from, _)| *from).collect();
    holders.dedup();
    let records = book.records(&holders)?;
    if records.is_empty() {
        return Err(BookError::refused("the record is not in the book any more"));
    }
    let mut steps = Vec::new();
    let mut linked = 0;
    for record in records {
        let was = record.get("links").unwrap_or(Value::Null);
        let mut links = was.as_array().cloned().unwrap_or_default();
        let before = links.len();
        for (_, to) in pairs.iter().filter(|(from, _)| *from == record.id()) {
            let link = json!({"to": to, "how": how});
            if !links.contains(&link) {
                links.push(link);
            }
        }
        linked += links.len() - before;
        if links.len() > before {
            let one = |value: Value| Object::from_iter([("links".to_owned(), value)]);
            steps.push(Step::Edit {
                id: record.id(),
                set: one(Value::Array(links)),
                was: one(was),
            });
        }
    }
    let first = holders.first().copied();
    if steps.is_empty() {
        return Ok(done("They are linked so already.".into(), first));
    }
    book.write("link", steps)?;
    let says = match pairs {
        [(_, to)] => format!(
            "Linked to {}; it shows on both sides.",
            called(book, &[*to])
        ),
        _ => format!("{linked} links are made; they show on both sides."),
    };
    Ok(done(format!("{says} u takes it back."), first))
}

fn merge(book: &mut Book, goes: Id, stays: Id, take: &[String]) -> book::Result<Done> {
    let lost = book.record(goes)?.map(|record| record.title());
    book.merge(goes, stays, Some(take))?;
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
