//! Finds the activity that a row without an id told of before it was moved or done: its old row has left the file.

use std::collections::HashMap;

use jiff::Timestamp;
use serde_json::{Value, json};

use super::find::Found;
use super::make::key_of;
use super::planner::Planner;
use crate::domain::{Id, Kind, Moment, Object, names::fold, record::ALL_DAY};
use crate::interchange::draft::{Draft, ForeignId};
use crate::interchange::world::{foreign_ids, texts};

/// So many hours a meeting at the edge of a file may have moved; further away it has left the file.
const NEAR: i64 = 72;

/// An account's meetings and promises, each with the keys of the rows that told of it.
#[derive(Default)]
pub(super) struct Activities {
    by_subject: HashMap<String, Vec<Activity>>,
    /// Meetings, by when they begin.
    by_hour: HashMap<Timestamp, Vec<(Id, String)>>,
}

/// One of them.
pub(super) struct Activity {
    id: Id,
    kind: Kind,
    rows: Vec<ForeignId>,
}

impl Planner<'_> {
    /// Says which meeting or promise of the same account a row is that nobody knows: one of the same subject and the same
    /// program, of which no row of this command tells any more. Where several fit it is none of them.
    pub(super) fn moved(
        &mut self,
        draft: &mut Draft,
        source: &ForeignId,
        account: Option<Id>,
    ) -> Found {
        let about = match draft.kind {
            Kind::Touchpoint => draft.text("subject"),
            Kind::Promise => draft.text("what"),
            _ => return Found::Nobody,
        };
        if about.is_empty() || !draft.foreign.is_empty() {
            return Found::Nobody;
        }
        let about = fold(about);
        if !self.activities.contains_key(&account) {
            let known = self.activities_of(account);
            self.activities.insert(account, known);
        }
        let fits = |one: &&Activity| {
            let mut of_source = one
                .rows
                .iter()
                .filter(|row| row.system == source.system)
                .peekable();
            // A promise that this very row has kept before is known by it, though another kind of record.
            let known = one.rows.contains(source);
            (one.kind == draft.kind || one.kind == Kind::Promise)
                && !self.taken.contains(&one.id)
                && of_source.peek().is_some()
                && (known || of_source.all(|row| !self.is_here(&key_of(row))))
        };
        let known = self.activities.get(&account);
        let known = known.and_then(|known| known.by_subject.get(&about));
        let fitting = known.into_iter().flatten().filter(fits);
        let mut fitting = fitting.map(|one| (one.id, one.kind)).filter(|(id, kind)| {
            *kind != draft.kind || self.may_have_moved(*id, draft, source, account, &about)
        });
        let (Some((id, kind)), None) = (fitting.next(), fitting.next()) else {
            return Found::Nobody;
        };
        drop(fitting);
        if kind == draft.kind {
            return Found::One(id);
        }
        // What was still to be done is done.
        if draft.text("state") != "held" {
            return Found::Nobody;
        }
        keep_promise(draft);
        Found::One(id)
    }

    /// Says whether a meeting can have moved to where a row has it: not what lies before the first day of the file, which
    /// has only left it, nothing past into the future, and nothing beyond its neighbour of the same subject.
    fn may_have_moved(
        &self,
        id: Id,
        draft: &Draft,
        source: &ForeignId,
        account: Option<Id>,
        about: &str,
    ) -> bool {
        let now = self.options.now.timestamp();
        let old = self.look(id, hour_of).flatten();
        let new = draft.text("starts").parse::<Moment>();
        let (Some(old), Ok(new)) = (old, new) else {
            return true;
        };
        let new = new.timestamp();
        let left = self.windows.get(&source.system);
        let is_over = self.field(id, "state").is_some_and(|state| state == "held") || old < now;
        let far = new.duration_since(old).as_hours().abs() > NEAR;
        if (far && left.is_some_and(|first| old < *first)) || (is_over && new > now) {
            return false;
        }
        let known = self.activities.get(&account);
        let known = known.and_then(|known| known.by_subject.get(about));
        let mut others = known.into_iter().flatten().filter(|one| one.id != id);
        !others.any(|one| {
            let at = self.look(one.id, hour_of).flatten();
            at.is_some_and(|at| at > old.min(new) && at < old.max(new))
        })
    }

    /// Says which meeting of the same account that was typed here, or that another program brought, a meeting is that nobody
    /// knows: one of the same hour and subject. One of the same hour and people may be it.
    pub(super) fn at_the_hour(
        &mut self,
        draft: &Draft,
        source: &ForeignId,
        account: Option<Id>,
        resolved: &[(&'static str, Id)],
    ) -> Found {
        let starts = draft.text("starts").parse::<Moment>();
        let (Kind::Touchpoint, Ok(starts)) = (draft.kind, starts) else {
            return Found::Nobody;
        };
        let says = words_of(&draft.fields);
        let (day, about) = (
            draft.extra.contains_key(ALL_DAY),
            fold(draft.text("subject")),
        );
        if !self.activities.contains_key(&account) {
            let known = self.activities_of(account);
            self.activities.insert(account, known);
        }
        let known = self.activities.get(&account);
        let known = known.and_then(|known| known.by_hour.get(&starts.timestamp()));
        let (mut same, mut edited, mut near) = (Vec::new(), Vec::new(), Vec::new());
        for (id, subject) in known.into_iter().flatten() {
            let fits = self.look(*id, |record| {
                let is_day = record
                    .get("extra")
                    .is_some_and(|extra| extra.get(ALL_DAY).is_some());
                let mut own = foreign_ids(record)
                    .filter(|held| held.system == source.system)
                    .peekable();
                let ours = own.peek().is_some();
                // A row without an id is known by its words: of one that was edited there the old row has left the file.
                let left = ours
                    && draft.foreign.is_empty()
                    && own.all(|held| !self.is_here(&key_of(&held)));
                let alike = left
                    && same_people(draft, resolved, record)
                    && are_alike(&says, &words_of(record));
                // Typed over since, or moved by an earlier row.
                let still = hour_of(record) == Some(starts.timestamp());
                let shared = resolved.iter().any(|(field, other)| {
                    let other = other.to_string();
                    *field == "people" && texts(record, "people").any(|held| held == other)
                });
                let may_be = if ours { left } else { account.is_some() };
                (still && may_be && is_day == day).then_some((shared, left, alike))
            });
            let Some((shared, left, alike)) = fits.flatten().filter(|_| !self.taken.contains(id))
            else {
                continue;
            };
            if !left && !about.is_empty() && *subject == about {
                same.push(*id);
            } else if alike {
                edited.push(*id);
            } else if shared && !day {
                near.push(*id);
            }
        }
        match (same.as_slice(), edited.as_slice(), near.is_empty()) {
            ([one], ..) | ([], [one], _) => Found::One(*one),
            ([], [], true) => Found::Nobody,
            ([], [], false) => Found::Maybe(near, "the same hour with the same people".to_owned()),
            ([], ..) => Found::Maybe(edited, "the same time and nearly the same words".to_owned()),
            _ => Found::Maybe(same, "the same hour and subject, all of them".to_owned()),
        }
    }

    /// Notes a new meeting with its hour, for the same one of another file.
    pub(super) fn note_hour(&mut self, id: Id) {
        let account = self.account_of(id);
        let told = self.look(id, |record| {
            let is_meeting = record.get("kind").is_some_and(|kind| kind == "touchpoint");
            let subject = record.get("subject").and_then(Value::as_str);
            let starts = hour_of(record).filter(|_| is_meeting)?;
            Some((starts, fold(subject.unwrap_or_default())))
        });
        if let (Some((starts, subject)), Some(known)) =
            (told.flatten(), self.activities.get_mut(&account))
        {
            known.by_hour.entry(starts).or_default().push((id, subject));
        }
    }

    /// Lists the promises of an account of these words, each with the ids that it is known by.
    pub(super) fn known_of(
        &mut self,
        account: Option<Id>,
        what: &str,
    ) -> Vec<(Id, Vec<ForeignId>)> {
        if !self.activities.contains_key(&account) {
            let known = self.activities_of(account);
            self.activities.insert(account, known);
        }
        let known = self.activities.get(&account);
        let known = known.and_then(|known| known.by_subject.get(&fold(what)));
        let known = known.into_iter().flatten();
        known
            .filter(|one| one.kind == Kind::Promise)
            .map(|one| (one.id, one.rows.clone()))
            .collect()
    }

    fn activities_of(&self, account: Option<Id>) -> Activities {
        let mut known = Activities::default();
        for record in self.world.around(account) {
            let text = |name: &str| record.get(name).and_then(Value::as_str);
            let kind = text("kind").and_then(Kind::parse);
            let about = match kind {
                Some(Kind::Touchpoint) => text("subject").or(Some("")),
                Some(Kind::Promise) => text("what"),
                _ => None,
            };
            let id = text("id").and_then(|id| id.parse().ok());
            if let (Some(id), Some(kind), Some(about)) = (id, kind, about) {
                let rows = foreign_ids(&record).collect();
                if let Some(starts) = hour_of(&record) {
                    let held = known.by_hour.entry(starts).or_default();
                    held.push((id, fold(about)));
                }
                known
                    .by_subject
                    .entry(fold(about))
                    .or_default()
                    .push(Activity { id, kind, rows });
            }
        }
        known
    }
}

/// Gives the words that an activity says.
fn words_of(record: &Object) -> Vec<String> {
    let text = |name: &&str| record.get(*name).and_then(Value::as_str);
    let said = ["subject", "summary", "notes"];
    let said: Vec<&str> = said.iter().filter_map(text).collect();
    let folded = fold(&said.join(" "));
    let words = folded.split(|letter: char| !letter.is_alphanumeric());
    words
        .filter(|word| !word.is_empty())
        .map(str::to_owned)
        .collect()
}

/// Says whether a row names one of those who were there, or nobody where nobody was.
fn same_people(draft: &Draft, resolved: &[(&'static str, Id)], record: &Object) -> bool {
    let mut named = draft
        .refs
        .iter()
        .filter(|of| of.field == "people")
        .peekable();
    let waits = record
        .get("extra")
        .and_then(|extra| extra.get("waits_for_people"));
    let waits = waits.and_then(Value::as_array);
    if named.peek().is_none() {
        return !record.contains_key("people") && waits.is_none();
    }
    let held: Vec<&str> = texts(record, "people").collect();
    let shared = |(field, id): &(&str, Id)| *field == "people" && held.contains(&&*id.to_string());
    resolved.iter().any(shared)
        || named.any(|of| {
            let keys: Vec<String> = of.keys.iter().map(|key| key.written(of.kind)).collect();
            waits.is_some_and(|waits| waits.contains(&json!(keys.join(" | "))))
        })
}

/// Says whether of two texts one is the other with a few words changed: of one of them most words are in the other.
fn are_alike(one: &[String], other: &[String]) -> bool {
    let within = |of: &[String], whole: &[String]| {
        let held = of.iter().filter(|word| whole.contains(word)).count();
        3 * held >= 2 * of.len()
    };
    !one.is_empty()
        && !other.is_empty()
        && (within(one, other) || within(other, one))
        && one
            .iter()
            .any(|word| word.chars().count() > 3 && other.contains(word))
}

/// Says when a meeting begins.
fn hour_of(record: &Object) -> Option<Timestamp> {
    let starts = record.get("starts")?.as_str()?;
    Some(starts.parse::<Moment>().ok()?.timestamp())
}

/// Makes of a task that is open again what it says of the meeting that it became when it was done.
pub(super) fn reopen(draft: &mut Draft, zone: &jiff::tz::TimeZone) {
    draft.kind = Kind::Touchpoint;
    let what = draft.text("what").to_owned();
    let due = draft.text("due").parse::<jiff::civil::Date>().ok();
    for field in ["what", "due", "direction"] {
        draft.fields.shift_remove(field);
    }
    draft.set("subject", &what);
    if let Some(starts) = due.and_then(|due| due.to_zoned(zone.clone()).ok()) {
        draft.set("starts", &Moment(starts).to_string());
        draft.extra.insert(ALL_DAY.to_owned(), Value::Bool(true));
    }
    if let Some(said) = draft.fields.shift_remove("notes") {
        draft.fields.insert("summary".to_owned(), said);
    }
    draft.set("state", "planned");
    for reference in &mut draft.refs {
        if reference.field == "to" {
            reference.field = "people";
        }
    }
}

/// Makes of an activity that was done what it says of the promise that it was.
pub(super) fn keep_promise(draft: &mut Draft) {
    draft.kind = Kind::Promise;
    let what = draft.text("subject").to_owned();
    let starts = draft.text("starts").parse::<Moment>().ok();
    for field in ["subject", "starts", "ends", "channel", "place"] {
        draft.fields.shift_remove(field);
    }
    // That it was a task says nothing of a promise.
    draft.extra.shift_remove("Type");
    draft.set("what", &what);
    if let Some(Moment(due)) = starts {
        if !draft.extra.contains_key(ALL_DAY) && due.time() != jiff::civil::Time::midnight() {
            draft.keep("Due time", &due.strftime("%H:%M").to_string());
        }
        draft.set("due", &due.date().to_string());
    }
    if let Some(said) = draft.fields.shift_remove("summary") {
        draft.fields.insert("notes".to_owned(), said);
    }
    draft.extra.shift_remove(ALL_DAY);
    draft.fields.insert("state".to_owned(), json!("kept"));
    for reference in &mut draft.refs {
        if reference.field == "people" {
            reference.field = "to";
        }
    }
}
