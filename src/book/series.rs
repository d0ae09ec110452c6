//! Meetings that come again: one that was made in the book with a rule stands there once, as the next one, and the others
//! follow from it. What a calendar brought is not touched: there every occurrence is a record of its own.

use std::borrow::Borrow;

use jiff::ToSpan;
use serde_json::{Value, json};

use super::core::{Core, trouble};
use super::error::Result;
use super::execute::id_of;
use super::work::Work;
use crate::domain::record::ALL_DAY;
use crate::domain::words::TouchpointState;
use crate::domain::{Body, Date, Id, Kind, Moment, Object, Record};
use crate::interchange::recur;
use crate::signals::AccountPulse;
use crate::signals::pulse::{Item, What};

/// So many days ahead the coming meetings of a series are known.
const HORIZON: i64 = 366;

/// What the next meeting has from the one before it: what it is, and not what this one was to bring.
const STAYS: [&str; 9] = [
    "account",
    "people",
    "channel",
    "place",
    "subject",
    "purpose",
    "series",
    "tags",
    "visibility",
];

/// Gives the rule of a meeting that comes again and was made in the book.
fn rule(record: &Record) -> Option<&str> {
    match &record.body {
        Body::Touchpoint(b) if record.base.foreign.is_empty() => b.rule.as_deref(),
        _ => None,
    }
}

/// Moves a meeting to another start; it takes as long as it did.
fn moved(starts: &Moment, ends: Option<&Moment>, to: jiff::Zoned) -> (Moment, Option<Moment>) {
    let ends = ends.and_then(|ends| {
        let takes = starts.timestamp().until(ends.timestamp()).ok()?;
        to.checked_add(takes).ok().map(Moment)
    });
    (Moment(to), ends)
}

/// Gives the meeting that follows one, not before a day; nothing where its rule ends there or cannot be read.
fn next(record: &Record, not_before: Date) -> Option<Object> {
    let rule = rule(record)?;
    let Body::Touchpoint(body) = &record.body else {
        return None;
    };
    let starts = body.starts.as_ref()?;
    let from = starts.0.date().max(not_before);
    let until = from.checked_add((HORIZON * 3).days()).ok()?;
    let coming = recur::coming(rule, &starts.0, until);
    let (passed, to) = coming
        .into_iter()
        .enumerate()
        .find(|(_, at)| at.date() >= not_before)?;
    let (starts, ends) = moved(starts, body.ends.as_ref(), to);
    let whole = record.object();
    let mut object = Object::new();
    for name in STAYS {
        if let Some(value) = whole.get(name) {
            object.insert(name.into(), value.clone());
        }
    }
    if let Some(all_day) = record.base.extra.get(ALL_DAY) {
        object.insert("extra".into(), json!({ALL_DAY: all_day}));
    }
    object.insert("kind".into(), json!(Kind::Touchpoint));
    object.insert("state".into(), json!("planned"));
    object.insert("starts".into(), json!(starts));
    object.insert("ends".into(), json!(ends));
    object.insert("rule".into(), json!(recur::after(rule, passed + 1)));
    object.retain(|_, value| !value.is_null());
    Some(object)
}

impl Core {
    /// Plans the next meeting of a series where a command holds or calls off the one that stood: it is of the same entry.
    pub(super) fn plan_next(&mut self, work: &Work, not_before: Date) -> Result<Vec<Object>> {
        let mut over: Vec<Record> = Vec::new();
        for (id, object) in work.edited() {
            let said = |name: &str| object.get(name).and_then(Value::as_str);
            let ended = matches!(said("state"), Some("held" | "cancelled"));
            if !ended || said("kind") != Some("touchpoint") || said("rule").is_none() {
                continue;
            }
            let before = self.store.get(id).map_err(trouble)?;
            let planned = before.is_some_and(|b| b.get("state") == Some(&json!("planned")));
            if planned {
                over.extend(Record::read(object));
            }
        }
        over.sort_by_key(Record::id);
        let mut planned = Vec::new();
        for record in over {
            let Some(object) = next(&record, not_before) else {
                continue;
            };
            if !self.stands_already(&record, work)? {
                planned.push(object);
            }
        }
        Ok(planned)
    }

    /// Says whether somebody has planned the next one by hand.
    fn stands_already(&mut self, record: &Record, work: &Work) -> Result<bool> {
        let (Some(account), Body::Touchpoint(body)) = (record.account(), &record.body) else {
            return Ok(false);
        };
        let members = self.store.account(account).map_err(trouble)?;
        Ok(members.into_iter().any(|object| {
            let id: Option<Id> = id_of(&object);
            if id.is_none_or(|id| id == record.id() || work.touches(id)) {
                return false;
            }
            let Ok(Record {
                body: Body::Touchpoint(other),
                ..
            }) = Record::read(object)
            else {
                return false;
            };
            other.state == Some(TouchpointState::Planned)
                && other.rule.is_some()
                && other.subject == body.subject
                && other.starts.as_ref().map(Moment::timestamp)
                    > body.starts.as_ref().map(Moment::timestamp)
        }))
    }
}

/// Adds the coming meetings of each series to what is open, from today to the horizon.
pub(super) fn ahead(pulses: &mut [AccountPulse], today: Date) {
    let Ok(last) = today.checked_add(HORIZON.days()) else {
        return;
    };
    for pulse in pulses {
        let coming: Vec<Item> = pulse
            .open
            .iter()
            .flat_map(|item| coming(item, today, last))
            .collect();
        pulse.open.extend(coming);
    }
}

fn coming(item: &Item, today: Date, last: Date) -> Vec<Item> {
    let What::Meeting {
        starts,
        ends,
        channel,
        place,
        rule: Some(rule),
        ..
    } = &item.what
    else {
        return Vec::new();
    };
    recur::coming(rule, &starts.0, last)
        .into_iter()
        .filter(|at| at.date() >= today)
        .map(|at| {
            let (starts, ends) = moved(starts, ends.as_ref(), at);
            Item {
                what: What::Meeting {
                    starts,
                    ends,
                    channel: *channel,
                    place: place.clone(),
                    aimed: false,
                    rule: None,
                },
                ..item.clone()
            }
        })
        .collect()
}

/// Gives the coming meetings of each series among some records, so many days from a day on, as they will be.
pub fn coming_meetings<R: Borrow<Record>>(records: &[R], today: Date, days: i64) -> Vec<Record> {
    let last = today.saturating_add(days.days());
    let mut all = Vec::new();
    for record in records.iter().map(Borrow::borrow) {
        let Body::Touchpoint(body) = &record.body else {
            continue;
        };
        let (Some(rule), Some(starts)) = (rule(record), &body.starts) else {
            continue;
        };
        if body.state != Some(TouchpointState::Planned) {
            continue;
        }
        let coming = recur::coming(rule, &starts.0, last).into_iter();
        all.extend(coming.filter(|at| at.date() >= today).map(|at| {
            let mut one = record.clone();
            put(&mut one, at);
            one
        }));
    }
    all
}

/// Puts a meeting at another start. What must come of the next one is no aim of this one.
fn put(record: &mut Record, at: jiff::Zoned) {
    if let Body::Touchpoint(body) = &mut record.body
        && let Some(starts) = &body.starts
    {
        let (from, to) = moved(starts, body.ends.as_ref(), at);
        (body.starts, body.ends) = (Some(from), to);
        (body.must, body.should, body.like) = (None, None, None);
    }
}

/// Turns a meeting of a series into the one that it will be on another day, for the page of that day.
pub(super) fn on(record: &mut Record, day: Date, zone: &jiff::tz::TimeZone) {
    let Some(rule) = rule(record).map(str::to_owned) else {
        return;
    };
    let Body::Touchpoint(body) = &record.body else {
        return;
    };
    let Some(starts) = &body.starts else {
        return;
    };
    let here = |at: &jiff::Zoned| at.with_time_zone(zone.clone()).date();
    if body.state != Some(TouchpointState::Planned) || here(&starts.0) == day {
        return;
    }
    let until = day.checked_add(2.days()).unwrap_or(day);
    let there = recur::coming(&rule, &starts.0, until)
        .into_iter()
        .find(|at| here(at) == day);
    if let Some(at) = there {
        put(record, at);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::book::{Book, Command, Step, sample};
    use crate::domain::record::Body;

    /// A book with one account and a meeting every second Thursday at ten, across the change to summer time.
    fn book(folder: &tempfile::TempDir, rule: &str) -> (Book, Id, Id) {
        let mut book =
            sample::open_at(folder.path(), "2027-03-01T09:00:00-05:00[America/New_York]");
        let account = Id::from_bytes([0; 16]);
        let meeting = json!({
            "id": Id::from_bytes([0, 0, 0, 0, 0, 0, 0, 0, 1, 0, 0, 0, 0, 0, 0, 0]), "kind": "touchpoint", "account": account,
            "subject": "Check of the lines", "state": "planned", "rule": rule, "must": "the new phones",
            "starts": "2027-03-04T10:00:00-05:00[America/New_York]", "ends": "2027-03-04T10:45:00-05:00[America/New_York]",
        });
        let account = json!({"id": account, "kind": "account", "name": "Acme"});
        let steps =
            [account, meeting].map(|object| Step::Make(serde_json::from_value(object).unwrap()));
        let made = book.write("add", steps.into()).unwrap().made;
        (book, made[0].id, made[1].id)
    }

    fn starts(book: &mut Book) -> Vec<(String, String)> {
        let mut all: Vec<(String, String)> = book
            .of_kind(Kind::Touchpoint)
            .unwrap()
            .iter()
            .map(|record| {
                let Body::Touchpoint(body) = &record.body else {
                    panic!()
                };
                let at = body
                    .starts
                    .as_ref()
                    .unwrap()
                    .0
                    .strftime("%m-%d %H:%M")
                    .to_string();
                (at, record.state().unwrap().to_owned())
            })
            .collect();
        all.sort();
        all
    }

    fn pair(at: &str, state: &str) -> (String, String) {
        (at.into(), state.into())
    }

    fn hold(book: &mut Book, id: Id, to: &str) {
        let step = Step::Move {
            id,
            to: to.into(),
            why: None,
        };
        book.write("move", vec![step]).unwrap();
    }

    #[test]
    fn what_was_held_or_called_off_is_followed_by_the_next_in_the_same_entry() {
        for end in ["held", "cancelled"] {
            let folder = tempfile::tempdir().unwrap();
            let (mut book, _, id) = book(&folder, "FREQ=WEEKLY;INTERVAL=2");
            hold(&mut book, id, end);
            // Ten o'clock stays ten o'clock in summer.
            let after = [pair("03-04 10:00", end), pair("03-18 10:00", "planned")];
            assert_eq!(starts(&mut book), after);
            let next = book.short("tp2").unwrap().unwrap();
            let Body::Touchpoint(body) = &next.body else {
                panic!()
            };
            let takes = body
                .starts
                .as_ref()
                .unwrap()
                .timestamp()
                .until(body.ends.as_ref().unwrap().timestamp());
            assert_eq!(takes.unwrap().get_seconds(), 45 * 60);
            assert_eq!(body.must, None, "what must come of it is said anew");
            book.execute(Command::Undo {
                bench: None,
                entry: None,
            })
            .unwrap();
            assert_eq!(starts(&mut book), [pair("03-04 10:00", "planned")]);
            hold(&mut book, id, end);
            assert_eq!(starts(&mut book), after);
        }
    }

    #[test]
    fn a_series_ends_where_its_rule_does() {
        for rule in [
            "FREQ=WEEKLY;INTERVAL=2;COUNT=2",
            "FREQ=WEEKLY;INTERVAL=2;UNTIL=20270318",
            "RRULE:FREQ=WEEKLY;INTERVAL=2;UNTIL=20270318T235959Z",
        ] {
            let folder = tempfile::tempdir().unwrap();
            let (mut book, _, id) = book(&folder, rule);
            hold(&mut book, id, "held");
            let second = book.short("tp2").unwrap().unwrap().id();
            hold(&mut book, second, "held");
            assert_eq!(
                starts(&mut book),
                [pair("03-04 10:00", "held"), pair("03-18 10:00", "held")],
                "{rule}"
            );
        }
        // A rule that nobody can read plans nothing, and keeps nobody from going on.
        let folder = tempfile::tempdir().unwrap();
        let (mut book, _, id) = book(&folder, "every other thursday");
        hold(&mut book, id, "held");
        assert_eq!(starts(&mut book).len(), 1);
    }

    #[test]
    fn what_a_calendar_brought_has_its_own_records() {
        let folder = tempfile::tempdir().unwrap();
        let (mut book, _, id) = book(&folder, "FREQ=WEEKLY;INTERVAL=2");
        let set = Object::from_iter([(
            "foreign".to_owned(),
            json!([{"system": "ical", "id": "x/20270304"}]),
        )]);
        book.write(
            "set",
            vec![Step::Edit {
                id,
                set,
                was: Object::new(),
            }],
        )
        .unwrap();
        hold(&mut book, id, "held");
        assert_eq!(starts(&mut book).len(), 1);
        let days = book
            .with_pulse(|pulse| crate::signals::week::week(pulse, 60))
            .unwrap();
        assert!(days.iter().all(|day| day.meetings.is_empty()), "{days:?}");
    }

    #[test]
    fn the_week_the_brief_of_a_day_and_the_calendar_know_the_coming_ones() {
        let folder = tempfile::tempdir().unwrap();
        let (mut book, account, id) = book(&folder, "FREQ=WEEKLY;INTERVAL=2");
        let days = book
            .with_pulse(|pulse| crate::signals::week::week(pulse, 60))
            .unwrap();
        let met: Vec<String> = days
            .iter()
            .flat_map(|day| {
                day.meetings
                    .iter()
                    .map(move |m| format!("{} {} {}", day.date, m.time, m.aimed))
            })
            .collect();
        assert_eq!(
            met,
            [
                "2027-03-04 10:00 true",
                "2027-03-18 10:00 false",
                "2027-04-01 10:00 false",
                "2027-04-15 10:00 false",
                "2027-04-29 10:00 false"
            ]
        );
        let ask = crate::brief::Ask {
            meeting: Some(id),
            day: Some("2027-04-01".parse().unwrap()),
            ..crate::brief::Ask::default()
        };
        let page = book.page(account, &ask).unwrap();
        let page = serde_json::to_string(&page.object()).unwrap();
        assert!(
            page.contains("1 Apr") && !page.contains("4 Mar") && !page.contains("the new phones"),
            "{page}"
        );
        let mut calendar = Vec::new();
        crate::interchange::write::ical(&mut calendar, &book.objects().unwrap(), &|_| None)
            .unwrap();
        let calendar = String::from_utf8(calendar).unwrap();
        for day in ["20270304", "20270318", "20270401", "20270819"] {
            let line = format!("DTSTART;TZID=America/New_York:{day}T100000");
            assert_eq!(calendar.matches(&line).count(), 1, "{day}\n{calendar}");
        }
        // Read again, it is the one meeting that the book has.
        let (read, _) = crate::interchange::ical::events(&calendar, 100);
        assert_eq!(read.len(), 1);
    }
}
