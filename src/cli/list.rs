//! `ally list KIND` and `ally inbox`: one record a line.

use std::cmp::Ordering;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use rust_decimal::Decimal;
use serde_json::Value;

use super::args::{List as Args, Reading};
use super::here::Here;
use super::output::{Cell, Table, Tone};
use super::reader::InBook;
use super::sums::sums;
use crate::book::{Book, BookError, Result};
use crate::domain::names::{Names, fold};
use crate::domain::nearest::nearest;
use crate::domain::typed::{self, Reader};
use crate::domain::words::{Direction, Side};
use crate::domain::{Body, Date, Field, Id, Kind, Object, Record, Type, days, state};
use crate::interchange::waits;
use crate::signals::series::Series;

/// Lists the records of a kind.
pub fn run(here: &mut Here<'_>, args: &Args) -> Result<()> {
    if fold(&args.kind) == "inbox" {
        return inbox_as(here, &args.reading, args);
    }
    let kind = kind_of(&args.kind)?;
    let mut book = here.read(args.reading.as_of.as_deref())?;
    let found = book.of_kind(kind)?;
    say(here, &mut book, found, args, Some(kind))
}

/// Lists what was captured without an account.
pub fn inbox(here: &mut Here<'_>, reading: &Reading) -> Result<()> {
    let args = Args {
        kind: "inbox".into(),
        account: None,
        state: None,
        tag: None,
        due: None,
        sort: None,
        sums: false,
        reading: reading.clone(),
    };
    inbox_as(here, reading, &args)
}

fn inbox_as(here: &mut Here<'_>, reading: &Reading, args: &Args) -> Result<()> {
    let mut book = here.read(reading.as_of.as_deref())?;
    let found = book
        .loose()?
        .into_iter()
        .filter(|r| r.base.inbox.is_some())
        .collect();
    say(here, &mut book, found, args, None)
}

/// Leaves one line of each series, and says how many it stands for.
fn one_a_series(here: &Here<'_>, found: &mut Vec<Record>) -> Series {
    let series = Series::of(found.iter(), here.now().timestamp());
    found.retain(|record| series.shows(record.id()));
    series
}

/// Finds the kind that a word names; the error says which there are.
pub fn kind_of(text: &str) -> Result<Kind> {
    if let Some(kind) = Kind::parse(text) {
        return Ok(kind);
    }
    let low = text.trim().to_lowercase();
    if matches!(low.as_str(), "activity" | "activities") {
        return Err(
            BookError::usage("activity is kept as sums, not as single records")
                .hint("ally behaviour ACCOUNT shows it."),
        );
    }
    let words: Vec<&str> = Kind::ALL.iter().map(|k| k.word()).collect();
    let near = nearest(
        &low,
        words
            .iter()
            .copied()
            .chain(Kind::ALL.iter().map(|k| k.plural())),
    )
    .map(|n| format!("; did you mean {n}?"))
    .unwrap_or_default();
    Err(
        BookError::usage(format!("no kind is called “{text}”{near}"))
            .hint(format!("The kinds are {}, and inbox.", words.join(", "))),
    )
}

fn say(
    here: &mut Here<'_>,
    book: &mut Book,
    mut found: Vec<Record>,
    args: &Args,
    kind: Option<Kind>,
) -> Result<()> {
    let today = here.today();
    let names = book.names()?;
    if let Some(text) = &args.account {
        let account = book.find_account(text)?;
        let family = family(&names, account);
        found.retain(|record| belongs(record, &family));
    }
    if let Some(wanted) = &args.state {
        let test = state_test(wanted, kind)?;
        found.retain(|record| test(record));
    }
    if let Some(tag) = &args.tag {
        let wanted = fold(tag.trim_start_matches('+'));
        found.retain(|record| record.base.tags.iter().any(|t| fold(t) == wanted));
    }
    if let Some(text) = &args.due {
        let before = here.day(text, "--due")?;
        found.retain(|record| due(record).is_some_and(|due| due <= before));
    }
    if args.sums {
        let kind = kind.ok_or_else(|| BookError::usage("the inbox adds up to nothing"))?;
        let found: Vec<Arc<Record>> = found.into_iter().map(Arc::new).collect();
        for part in sums(kind, &found, &here.now()) {
            here.out.line(part);
        }
        return Ok(());
    }
    if let Some(field) = &args.sort {
        sort(&mut found, field, kind, &names, today)?;
    } else if matches!(kind, Some(Kind::Account | Kind::Person)) {
        found.sort_by_cached_key(|record| (fold(&record.title()), record.id()));
    } else if kind == Some(Kind::Touchpoint) {
        let day = |record: &Record| match &record.body {
            Body::Touchpoint(b) => b.starts.as_ref().map(crate::domain::Moment::timestamp),
            _ => None,
        };
        found.sort_by_cached_key(|record| (day(record).is_none(), day(record), record.id()));
    } else if kind == Some(Kind::Deal) {
        found.sort_by_cached_key(|record| (due(record).is_none(), due(record), record.id()));
    }
    if args.reading.json {
        for record in &found {
            if here.out.is_closed() {
                break;
            }
            here.out.json_line(&record.object_with_computed(today));
        }
        return Ok(());
    }
    let series = match kind {
        None => one_a_series(here, &mut found),
        Some(_) => Series::default(),
    };
    let reader = InBook::new(here, book)?;
    let mut columns = columns(kind).to_vec();
    if here.out.width().is_some_and(|width| width < NARROW) {
        columns.retain(|column| !WIDE_ONLY.contains(column));
    }
    let mut heads = vec!["id"];
    heads.extend(columns.iter().map(|c| head_of(c)));
    let mut table = Table::new(&heads);
    for record in &found {
        let mut cells = row(record, &columns, &reader);
        let count = series.count(record.id());
        if let (2.., Some(kind)) = (count, cells.get_mut(1)) {
            *kind = format!("series of {count}").into();
        }
        table.row(cells);
    }
    here.out.table(&table);
    Ok(())
}

/// Gives an account and its units.
pub fn family(names: &Names, account: Id) -> BTreeSet<Id> {
    let mut parents: BTreeMap<Id, Vec<Id>> = BTreeMap::new();
    for name in names.0.iter().filter(|n| n.kind == Kind::Account) {
        if let Some(parent) = name.account {
            parents.entry(parent).or_default().push(name.id);
        }
    }
    let mut family = BTreeSet::from([account]);
    let mut wanted = vec![account];
    while let Some(id) = wanted.pop() {
        for unit in parents.get(&id).into_iter().flatten() {
            if family.insert(*unit) {
                wanted.push(*unit);
            }
        }
    }
    family
}

fn belongs(record: &Record, family: &BTreeSet<Id>) -> bool {
    if record
        .account()
        .is_some_and(|account| family.contains(&account))
    {
        return true;
    }
    match &record.body {
        // A trend belongs to every account that it has a so-what for, a fight to every account that needs it.
        Body::Trend(b) => b
            .implications
            .iter()
            .any(|i| i.account.is_some_and(|a| family.contains(&a))),
        Body::Advocacy(b) => b
            .others
            .iter()
            .any(|o| o.account.is_some_and(|a| family.contains(&a))),
        _ => false,
    }
}

type Test = Box<dyn Fn(&Record) -> bool>;

fn state_test(wanted: &str, kind: Option<Kind>) -> Result<Test> {
    let low = fold(wanted).replace(['_', '-'], " ");
    let words: Vec<&'static str> = match kind {
        Some(Kind::Deal) => vec!["open", "won", "lost"],
        Some(kind) => state::states(kind).to_vec(),
        None => Kind::ALL
            .iter()
            .flat_map(|k| state::states(*k))
            .copied()
            .collect(),
    };
    if let Some(word) = words.iter().copied().find(|w| *w == low) {
        return Ok(Box::new(move |record| record.state() == Some(word)));
    }
    match low.as_str() {
        "open" => return Ok(Box::new(state::open)),
        "closed" => return Ok(Box::new(|record| !state::open(record))),
        "late" => {}
        _ => {
            let what = kind.map_or("a record".to_owned(), |k| format!("{k:#}"));
            if words.is_empty() {
                return Err(BookError::usage(format!("{what} has no states")));
            }
            let near = nearest(&low, words.iter().copied())
                .map(|n| format!("; did you mean {n}?"))
                .unwrap_or_default();
            return Err(
                BookError::usage(format!("“{wanted}” is no state of {what}{near}")).hint(format!(
                    "Its states are {}; open and closed stand for several.",
                    words.join(", ")
                )),
            );
        }
    }
    Err(BookError::usage("late is not a state: it is computed")
        .hint("--due yesterday lists what is late."))
}

/// Gives the day that a list by day goes by: what is due, ends, begins or is to be checked.
fn due(record: &Record) -> Option<Date> {
    match &record.body {
        Body::Agreement(b) => b.notice_by.or(b.ends),
        Body::Learning(b) => crate::domain::checking::day(b),
        Body::Touchpoint(b) if record.state() == Some("planned") => {
            b.starts.as_ref().map(crate::domain::Moment::date)
        }
        Body::Deal(b) => b.closes,
        _ => record.due(),
    }
}

/// What a record is sorted by.
#[derive(PartialEq)]
enum Key {
    Number(Decimal),
    Text(String),
}

fn sort(
    found: &mut [Record],
    field: &str,
    kind: Option<Kind>,
    names: &Names,
    today: Date,
) -> Result<()> {
    let (name, falling) = field
        .strip_prefix('-')
        .map_or((field, false), |rest| (rest, true));
    let name = name.to_lowercase().replace('-', "_");
    let computed = [
        "title",
        "short",
        "created",
        "changed",
        "author",
        "kind",
        "state",
        "due",
        "cost_year",
        "days_late",
        "late",
        "account",
    ];
    let known =
        |name: &str| computed.contains(&name) || kind.is_none_or(|k| k.field(name).is_some());
    if !known(&name) {
        let what = kind.map_or("a record".to_owned(), |k| format!("{k:#}"));
        let fields = kind.map_or(&[][..], Kind::fields);
        let near = nearest(&name, fields.iter().map(|f| f.name).chain(computed))
            .map(|n| format!("; did you mean {n}?"))
            .unwrap_or_default();
        return Err(BookError::usage(format!(
            "--sort: “{name}” is no field of {what}{near}"
        )));
    }
    let states: Vec<&str> = kind.map(|k| state::states(k).to_vec()).unwrap_or_default();
    let key = |record: &Record, object: &Object| -> Option<Key> {
        match name.as_str() {
            "title" | "name" => Some(Key::Text(fold(&record.title()))),
            "account" => record
                .account()
                .and_then(|id| names.path(id))
                .map(|path| Key::Text(fold(&path))),
            "due" => due(record).map(|day| Key::Text(day.to_string())),
            "short" => {
                crate::domain::parse_short(record.short()).map(|(_, n)| Key::Number(n.into()))
            }
            "state" => record.state().map(|word| {
                Key::Number(states.iter().position(|s| *s == word).unwrap_or(0).into())
            }),
            field => object.get(field).and_then(|value| comparable(value, names)),
        }
    };
    let mut keyed: Vec<(Option<Key>, Record)> = found
        .iter()
        .map(|record| {
            (
                key(record, &record.object_with_computed(today)),
                record.clone(),
            )
        })
        .collect();
    // What is unknown comes last, either way round; ties keep the order in which they were made.
    keyed.sort_by(|(a, _), (b, _)| match (a, b) {
        (Some(a), Some(b)) if falling => compare(b, a),
        (Some(a), Some(b)) => compare(a, b),
        (Some(_), None) => Ordering::Less,
        (None, Some(_)) => Ordering::Greater,
        (None, None) => Ordering::Equal,
    });
    for (place, (_, record)) in found.iter_mut().zip(keyed) {
        *place = record;
    }
    Ok(())
}

fn compare(a: &Key, b: &Key) -> Ordering {
    match (a, b) {
        (Key::Number(a), Key::Number(b)) => a.cmp(b),
        (Key::Text(a), Key::Text(b)) => a.cmp(b),
        (Key::Number(_), Key::Text(_)) => Ordering::Less,
        (Key::Text(_), Key::Number(_)) => Ordering::Greater,
    }
}

fn comparable(value: &Value, names: &Names) -> Option<Key> {
    match value {
        Value::Null => None,
        Value::Bool(flag) => Some(Key::Number(u8::from(*flag).into())),
        Value::Number(number) => number.to_string().parse().ok().map(Key::Number),
        Value::String(text) => Some(match text.parse::<Id>() {
            Ok(id) => Key::Text(fold(names.show(id).unwrap_or(text))),
            Err(_) => text
                .parse::<Decimal>()
                .map_or_else(|_| Key::Text(fold(text)), Key::Number),
        }),
        Value::Array(list) => list.first().and_then(|first| comparable(first, names)),
        Value::Object(parts) => parts
            .get("amount")
            .or_else(|| parts.values().next())
            .and_then(|first| comparable(first, names)),
    }
}

/// A terminal of fewer columns gets the short form of a list.
const NARROW: usize = 100;
/// What the short form leaves out: `ally show` has it.
const WIDE_ONLY: &[&str] = &[
    "by",
    "need",
    "emails",
    "people",
    "next_step",
    "our_difference",
    "words",
    "stage",
    "channel",
    "location",
    "person",
    "part",
];

/// The columns after the short id: fields of the kind, or one of `title`, `state`, `account`, `due`, `kind`, `cost_year`.
fn columns(kind: Option<Kind>) -> &'static [&'static str] {
    let Some(kind) = kind else {
        return &["kind", "title", "when", "inbox"];
    };
    match kind {
        Kind::Account => &["path", "industry", "location", "cadence_days"],
        Kind::Person => &[
            "title", "account", "job", "stance", "part", "emails", "phones",
        ],
        Kind::Problem => &["state", "title", "account", "cost_year", "need"],
        Kind::Trend => &["state", "title", "industries", "horizon"],
        Kind::Advocacy => &["state", "title", "account", "due", "next_step"],
        Kind::Promise => &["state", "way", "title", "account", "to", "by", "due"],
        Kind::Touchpoint => &["state", "starts", "title", "account", "channel", "people"],
        Kind::Learning => &["title", "account", "facet", "learned_on"],
        Kind::Question => &["state", "title", "account", "whom"],
        Kind::Alternative => &["state", "title", "account", "our_difference"],
        Kind::Agreement => &["state", "title", "account", "value", "notice_by", "ends"],
        Kind::Favour => &["title", "account", "person", "last_used", "words"],
        Kind::Loyalty => &["on", "account", "person", "alternative", "stays_because"],
        Kind::Deal => &["outcome", "title", "account", "stage", "amount", "closes"],
        Kind::Survey => &["on", "title", "account", "person", "score", "words"],
    }
}

fn head_of(column: &'static str) -> &'static str {
    match column {
        "path" => "account",
        "job" => "does",
        "way" => "",
        "cost_year" => "a year",
        "cadence_days" => "every",
        other => other,
    }
}

fn row(record: &Record, columns: &[&'static str], reader: &InBook<'_>) -> Vec<Cell> {
    let object = record.object();
    let mut cells = vec![Cell::new(Tone::Muted, record.short())];
    cells.extend(
        columns
            .iter()
            .map(|column| cell(record, &object, column, reader)),
    );
    cells
}

/// Says one column of a record: a field of its kind, or one that is computed.
pub fn cell(record: &Record, object: &Object, column: &str, reader: &InBook<'_>) -> Cell {
    match column {
        "title" => Cell::new(Tone::Strong, title(record)),
        "kind" => record.kind().word().into(),
        "state" => state_cell(record),
        "path" => Cell::new(
            Tone::Strong,
            reader
                .names()
                .path(record.id())
                .unwrap_or_else(|| record.title()),
        ),
        "account" => record
            .account()
            .and_then(|id| reader.names().path(id))
            .or_else(|| awaited(record))
            .unwrap_or_default()
            .into(),
        "job" => match &record.body {
            Body::Person(b) if b.side == Some(Side::Ours) => match &b.title {
                Some(title) => format!("{title} (ours)").into(),
                None => "ours".into(),
            },
            Body::Person(b) => b.title.clone().unwrap_or_default().into(),
            _ => Cell::default(),
        },
        "way" => match &record.body {
            Body::Promise(b) if b.direction == Some(Direction::Theirs) => "they owe".into(),
            Body::Promise(_) => "we owe".into(),
            _ => Cell::default(),
        },
        "due" => due_cell(record, reader.today()),
        "cost_year" => record
            .cost_year()
            .map(|cost| {
                let once = if record.costs_once() { " once" } else { "" };
                format!("{}{once}", cost.brief())
            })
            .unwrap_or_default()
            .into(),
        "when" if object.contains_key("starts") => cell(record, object, "starts", reader),
        "when" => cell(record, object, "changed", reader),
        "changed" => record
            .base
            .changed
            .to_zoned(reader.zone())
            .strftime("%Y-%m-%d %H:%M")
            .to_string()
            .into(),
        "inbox" => record
            .base
            .inbox
            .as_ref()
            .map(|keys| {
                let name_of = |id| reader.names().show(id).map(str::to_owned);
                format!("waits for {}", waits::said(keys, &name_of))
            })
            .unwrap_or_default()
            .into(),
        "cadence_days" => match &record.body {
            Body::Account(b) => b
                .cadence_days
                .map(|d| format!("{d} d"))
                .unwrap_or_default()
                .into(),
            _ => Cell::default(),
        },
        name => match (record.kind().field(name), object.get(name)) {
            (Some(field), Some(value)) => {
                // A whole day is that day wherever somebody lists it.
                let day = value
                    .as_str()
                    .filter(|_| matches!(field.ty, Type::Moment) && record.all_day())
                    .and_then(|text| text.parse::<crate::domain::Moment>().ok());
                match day {
                    Some(day) => day.date().to_string().into(),
                    None => one_line(&shown(field, value, reader)).into(),
                }
            }
            _ => Cell::default(),
        },
    }
}

/// Names the company of somebody whose account has not come yet: `(Stripe, Inc.)`.
fn awaited(record: &Record) -> Option<String> {
    let keys = record.base.extra.get("waits_for_account")?.as_str()?;
    waits::name_in(keys).map(|name| format!("({name})"))
}

/// Says a field on a list: dates as they are written, so that a pipe can sort them.
fn shown(field: &Field, value: &Value, reader: &InBook<'_>) -> String {
    match (&field.ty, value) {
        (Type::Date, Value::String(text)) => text.clone(),
        (Type::Moment, Value::String(text)) => text.parse::<crate::domain::Moment>().map_or_else(
            |_| text.clone(),
            |m| {
                m.timestamp()
                    .to_zoned(reader.zone())
                    .strftime("%Y-%m-%d %H:%M")
                    .to_string()
            },
        ),
        (ty, value) => typed::show(ty, value, reader),
    }
}

fn one_line(text: &str) -> String {
    text.lines()
        .map(str::trim)
        .filter(|l| !l.is_empty())
        .collect::<Vec<_>>()
        .join("; ")
}

/// Gives a record's title, without the person's job that stands in a column of its own.
fn title(record: &Record) -> String {
    one_line(&record.title())
}

/// Says a record's state, in the tone it deserves.
pub fn state_cell(record: &Record) -> Cell {
    let word = record.state().unwrap_or_default();
    let tone = match word {
        "broken" | "lost" => Tone::Late,
        "kept" | "won" | "solved" | "verified" | "renewed" => Tone::Good,
        _ => Tone::Plain,
    };
    Cell::new(tone, word)
}

fn due_cell(record: &Record, today: Date) -> Cell {
    let Some(due) = due(record) else {
        return Cell::default();
    };
    match record.days_late(today) {
        Some(late @ 1..) => Cell::new(
            Tone::Late,
            format!(
                "{due}, {}",
                if late == 1 {
                    "1 day late".into()
                } else {
                    format!("{late} days late")
                }
            ),
        ),
        _ if days::said(due, today) == "today" => Cell::new(Tone::Accent, format!("{due}, today")),
        _ => due.to_string().into(),
    }
}
