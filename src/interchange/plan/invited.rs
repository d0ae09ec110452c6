//! Who comes to a meeting as its newer versions and its guests' answers say, and series that are called off as a whole.

use serde_json::{Value, json};

use super::find::joined;
use super::make::key_of;
use super::planner::Planner;
use super::{Class, Place};
use crate::domain::{Id, Kind, Moment, Object};
use crate::interchange::draft::{Draft, ForeignId, Key};
use crate::interchange::ical::DECLINED;
use crate::interchange::merge::{self, Changed, Merged};
use crate::interchange::waits::{WAITS, keys_in};
use crate::interchange::world::texts;

/// Under this name it is remembered whom a source invited last, by what is surest of each.
pub(super) const FIRST: &str = "people first";

impl Planner<'_> {
    /// Says who comes no more by a version of a meeting: those who declined since, and those whom the source itself invited
    /// and a newer version invites no more. Gives their ids, and their keys for those who have not come yet.
    pub(super) fn not_invited(
        &self,
        before: &Object,
        draft: &Draft,
        key: &str,
    ) -> (Vec<Id>, Vec<String>) {
        let Some(own) = &draft.revision else {
            return (Vec::new(), Vec::new());
        };
        let said = declined(before);
        let news = draft.without.iter().filter(|keys| {
            let shown = keys.first().map(Key::shown).unwrap_or_default();
            !said.contains(&shown)
        });
        let keys: Vec<String> = news
            .flatten()
            .map(|one| one.compared(Kind::Person))
            .collect();
        let mut gone = Vec::new();
        let newer = merge::revision(before, Some(key)).is_some_and(|held| held.is_older(own));
        let now: Vec<String> = draft
            .refs
            .iter()
            .filter(|held| held.field == "people")
            .filter_map(|held| held.keys.first())
            .map(|one| one.written(Kind::Person))
            .collect();
        // Whoever is called off need not be told with everybody who was to come.
        if newer && !own.calls_off && !now.is_empty() {
            let now: Vec<String> = now.iter().map(|one| merge::hash(&json!(one))).collect();
            let brought = before.get("brought").and_then(|all| all.get(key));
            let marks = brought.and_then(|fields| fields.get(FIRST)?.as_array());
            let marks = marks.into_iter().flatten().filter_map(Value::as_str);
            gone = marks
                .filter(|mark| !now.iter().any(|one| one == mark))
                .map(str::to_owned)
                .collect();
        }
        if keys.is_empty() && gone.is_empty() {
            return (Vec::new(), Vec::new());
        }
        let is_gone = |held: &str| {
            keys.iter().any(|one| one == held) || gone.contains(&merge::hash(&json!(held)))
        };
        let ids = texts(before, "people").filter_map(|id| id.parse().ok());
        let ids = ids.filter(|id| {
            let known = self.look(*id, |record| super::attach::keys_of(Kind::Person, record));
            known.unwrap_or_default().iter().any(|held| is_gone(held))
        });
        let ids = ids.collect();
        let waits = before
            .get("extra")
            .and_then(|extra| extra.get(format!("{WAITS}people"))?.as_array());
        let waits = waits.into_iter().flatten().filter_map(Value::as_str);
        let waits: Vec<String> = waits
            .filter(|held| keys_in(held).any(|one| is_gone(&one)))
            .map(str::to_owned)
            .collect();
        (ids, waits)
    }

    /// Takes what guests answer to meetings that are here.
    pub(super) fn take_answers(&mut self) {
        for (place, draft) in std::mem::take(&mut self.answers) {
            let subject = draft.text("subject").to_owned();
            let Some(source) = draft.foreign.first().cloned() else {
                continue;
            };
            let mut ids: Vec<Id> = self
                .by_foreign(Kind::Touchpoint, &source)
                .into_iter()
                .collect();
            ids.extend(self.planned_of(&source.id));
            let state = self.state(place);
            (state.kind, state.name) = (Kind::Touchpoint, subject);
            if ids.is_empty() {
                state.notes.push(
                    "answers an invitation that is not here; nothing is made of it".to_owned(),
                );
            }
            for id in ids {
                self.take_answer(place, id, &draft);
            }
        }
    }

    fn take_answer(&mut self, place: Place, id: Id, draft: &Draft) {
        let Some(before) = self.record(id) else {
            return;
        };
        let mut said = declined(&before);
        let (mut off, mut back) = (Vec::new(), Vec::new());
        for keys in &draft.without {
            let shown = keys.first().map(Key::shown).unwrap_or_default();
            if said.contains(&shown) {
                continue;
            }
            said.push(shown);
            off.extend(self.find(Kind::Person, keys, None));
        }
        for held in draft.refs.iter().filter(|held| held.field == "people") {
            let shown = held.keys.first().map(Key::shown).unwrap_or_default();
            if said.contains(&shown) {
                said.retain(|one| *one != shown);
                back.extend(self.find(Kind::Person, &held.keys, None));
            }
        }
        let all: Vec<&str> = texts(&before, "people").collect();
        // Where nobody else is left it is still about them.
        off.retain(|one| all.iter().any(|held| *held != one.to_string()));
        let mut merged = Merged::default();
        let Some(record) = self.open(id) else { return };
        take_off(record, &off, &[], &mut merged);
        for one in back {
            super::attach::point(record, "people", one, "about");
        }
        if let Some(Value::Object(extra)) = record.get_mut("extra") {
            extra.shift_remove(DECLINED);
        }
        if !said.is_empty() {
            let extra = record.entry("extra").or_insert_with(|| json!({}));
            extra[DECLINED] = json!(said.join(", "));
        }
        if record.get("extra") == Some(&json!({})) {
            record.shift_remove("extra");
        }
        if *record == before {
            return;
        }
        let after = declined(record).join(", ");
        let name = self.name(id);
        let state = self.state(place);
        (state.record, state.name) = (Some(id), name);
        state.class = state.class.max(Class::Changed);
        state.changed.append(&mut merged.changed);
        state.changed.push(Changed {
            field: format!("extra.{DECLINED}"),
            old: Some(json!(declined(&before).join(", "))).filter(|old| old != ""),
            new: Some(json!(after)).filter(|new| new != ""),
        });
    }

    /// Lists the meetings of a series that are planned and lie ahead, of the book and of this command.
    fn planned_of(&self, uid: &str) -> Vec<Id> {
        let all = joined(self.world.by_series(uid), self.pending.by_series(uid));
        let ahead = |id: &Id| {
            self.look(*id, |record| {
                let text = |name: &str| record.get(name).and_then(Value::as_str);
                let starts = text("starts").and_then(|at| at.parse::<Moment>().ok());
                text("state") == Some("planned")
                    && starts.is_some_and(|at| at.timestamp() > self.options.now.timestamp())
            }) == Some(true)
        };
        all.into_iter().filter(ahead).collect()
    }

    /// Calls off all meetings of a series where a cancellation names only the series; says whether it was one.
    pub(super) fn calls_off_whole(
        &mut self,
        place: Place,
        draft: &Draft,
        source: &ForeignId,
    ) -> bool {
        let Some(version) = draft.revision.clone().filter(|own| !own.single) else {
            return false;
        };
        let known = joined(
            self.world.by_series(&source.id),
            self.pending.by_series(&source.id),
        );
        if known.is_empty() || !draft.text("series").is_empty() {
            return false;
        }
        let held = self.series_version(&source.id);
        let (mut count, mut old) = (0_usize, false);
        if held.is_some_and(|held| version.is_older(&held)) {
            old = true;
        } else {
            for id in self.planned_of(&source.id) {
                let Some(record) = self.open(id) else {
                    continue;
                };
                let own = crate::interchange::world::foreign_ids(record).next();
                record.insert("state".to_owned(), json!("cancelled"));
                if let Some(own) = own {
                    merge::remember_called_off(record, &key_of(&own));
                    merge::note_revision(record, &key_of(&own), &version);
                }
                count += 1;
            }
        }
        let state = self.state(place);
        state.kind = Kind::Touchpoint;
        draft.text("subject").clone_into(&mut state.name);
        if count > 0 {
            state.class = state.class.max(Class::Changed);
        }
        state.notes.push(match (old, count) {
            (true, _) => "an older version than the book has; left as it is".to_owned(),
            (_, 1) => "calls off the series: its 1 meeting to come is kept as cancelled".to_owned(),
            (_, count) => {
                format!("calls off the series: its {count} meetings to come are kept as cancelled")
            }
        });
        true
    }
}

/// Lists who declined, as it is kept with a meeting.
fn declined(record: &Object) -> Vec<String> {
    let said = record.get("extra").and_then(|extra| extra.get(DECLINED));
    let said = said.and_then(Value::as_str).unwrap_or_default();
    said.split(", ")
        .filter(|one| !one.is_empty())
        .map(str::to_owned)
        .collect()
}

/// Takes people off a meeting, and off those whom it waits for.
pub(super) fn take_off(record: &mut Object, off: &[Id], waits: &[String], merged: &mut Merged) {
    let name = format!("{WAITS}people");
    if !waits.is_empty()
        && let Some(Value::Object(extra)) = record.get_mut("extra")
        && let Some(Value::Array(list)) = extra.get_mut(&name)
    {
        list.retain(|held| {
            !held
                .as_str()
                .is_some_and(|held| waits.iter().any(|one| one == held))
        });
        if list.is_empty() {
            extra.shift_remove(&name);
        }
    }
    let old = record.get("people").cloned();
    let Some(Value::Array(list)) = record.get_mut("people") else {
        return;
    };
    let before = list.len();
    list.retain(|held| !off.iter().any(|id| *held == json!(id)));
    if list.len() == before {
        return;
    }
    let new = (!list.is_empty()).then(|| json!(list));
    if new.is_none() {
        record.shift_remove("people");
    }
    merged.changed.push(Changed {
        field: "people".to_owned(),
        old,
        new,
    });
}
