//! Rows of one id in several files of a command: they are one row, before it is compared with the book.

use std::collections::{HashMap, HashSet};

use jiff::Timestamp;
use jiff::civil::DateTime;
use jiff::tz::TimeZone;
use serde_json::Value;

use super::find::shares_no_word;
use super::make::{key_of, title_of};
use super::{Place, Planner, hashed};
use crate::domain::names::fold;
use crate::interchange::draft::{Draft, Reading};
use crate::interchange::header;

/// So long are ids that no two records of a program ever share, whoever's book it is.
const UNIQUE: usize = 15;

/// The columns, folded, by which programs say when a record was last changed.
const MODIFIED: [&str; 14] = [
    "lastmodifieddate",
    "lastmodifiedtime",
    "lastmodified",
    "systemmodstamp",
    "modifiedon",
    "modifiedtime",
    "modifieddate",
    "modifiedat",
    "modified",
    "datemodified",
    "updatetime",
    "updatedat",
    "lastupdated",
    "updated",
];

impl Planner<'_> {
    /// Makes one row of those that several files have of one id. The one that was changed last there counts, where both say
    /// when that was, else that of the later file; what it does not speak of the others tell.
    pub(super) fn settle_versions(&mut self, readings: &mut [Reading]) {
        if readings.iter().filter(|of| !of.drafts.is_empty()).count() < 2 {
            return;
        }
        let mut first: HashMap<u64, usize> = HashMap::new();
        let mut several: HashSet<u64> = HashSet::new();
        for (file, reading) in readings.iter().enumerate() {
            for draft in reading.drafts.iter().flat_map(|row| &row.drafts) {
                if let Some(key) = known_by(draft)
                    && *first.entry(key).or_insert(file) != file
                {
                    several.insert(key);
                }
            }
        }
        drop(first);
        if several.is_empty() {
            return;
        }
        let mut told: HashMap<u64, Vec<Place>> = HashMap::new();
        for (file, reading) in readings.iter().enumerate() {
            for (row, held) in reading.drafts.iter().enumerate() {
                for (draft, held) in held.drafts.iter().enumerate() {
                    if let Some(key) = known_by(held).filter(|key| several.contains(key)) {
                        let places = told.entry(key).or_default();
                        places.push(Place { file, row, draft });
                    }
                }
            }
        }
        for places in told.into_values() {
            let of = |place: Place| &readings[place.file].drafts[place.row].drafts[place.draft];
            // Of two rows of one file the first tells what a record is, here as ever.
            let mut firsts = places.clone();
            firsts.dedup_by_key(|place| place.file);
            let newest = firsts.iter().copied().reduce(|held, next| {
                match (self.modified(of(held)), self.modified(of(next))) {
                    (Some(known), Some(other)) if other < known => held,
                    _ => next,
                }
            });
            let Some(newest) = newest else { continue };
            for place in places.into_iter().filter(|place| place.file != newest.file) {
                self.fold_in(readings, place, newest);
            }
        }
    }

    /// Puts what only an older row tells into the newest one, and passes the older one over.
    fn fold_in(&mut self, readings: &mut [Reading], place: Place, newest: Place) {
        let (file, row, draft) = (place.file, place.row, place.draft);
        let of = |place: Place| &readings[place.file].drafts[place.row].drafts[place.draft];
        let (older, now) = (of(place), of(newest));
        // Short numbers are given again and again: two of other names are two.
        let unique = older
            .foreign
            .first()
            .is_some_and(|id| id.id.len() >= UNIQUE);
        let (name, other) = (older.text("name"), now.text("name"));
        if !unique && shares_no_word(&fold(name), &fold(other)) {
            return;
        }
        // What was merged away afterwards is made first, so that nothing of it is lost.
        if now.merged_into.is_some() && older.merged_into.is_none() {
            return;
        }
        let differs = older.fields != now.fields;
        let (title, kind) = (title_of(older).to_owned(), older.kind);
        let older = std::mem::replace(
            &mut readings[file].drafts[row].drafts[draft],
            Draft::new(kind),
        );
        self.passed.insert((file, row, draft));
        if draft == 0 {
            let state = self.state(place);
            state.name = title;
            if differs {
                state
                    .notes
                    .push("an older version: what the newer one in these files says counts".into());
            }
        }
        let now = &mut readings[newest.file].drafts[newest.row].drafts[newest.draft];
        if !now.deleted && !older.deleted && older.merged_into.is_none() {
            complete(now, older);
        }
    }

    /// Says when a row was last changed in its program, where it says so.
    fn modified(&self, draft: &Draft) -> Option<Timestamp> {
        let named = |(name, _): &(&String, &Value)| {
            let folded = header::fold(name);
            MODIFIED.contains(&folded.as_str())
        };
        let told = draft.extra.iter().filter(named);
        let mut told = told.filter_map(|(_, value)| value.as_str());
        told.find_map(|text| {
            let text = text.trim();
            let there = || {
                let wall = text.replacen(' ', "T", 1).parse::<DateTime>().ok()?;
                let zone: TimeZone = self.options.now.time_zone().clone();
                Some(wall.to_zoned(zone).ok()?.timestamp())
            };
            text.parse::<Timestamp>().ok().or_else(there)
        })
    }
}

/// Gives what a row is known by in whatever file it stands; nothing for what is known by its words or has versions of its own.
fn known_by(draft: &Draft) -> Option<u64> {
    let id = draft.foreign.first()?;
    let own = id.system != "ally"
        && !id.system.starts_with("file")
        && !id.id.ends_with(" contact")
        && !id.system.ends_with(" contact of");
    (own && draft.revision.is_none() && !draft.mentioned)
        .then(|| hashed(&format!("{} {}", draft.kind, key_of(id))))
}

/// Adds to a row what an older one tells and it does not.
fn complete(now: &mut Draft, older: Draft) {
    let part = now.part;
    for field in ["phones", "emails"] {
        add_columns(now, &older, field);
    }
    for (field, value) in older.fields {
        let in_part = match field.as_str() {
            "name" => part.name && !older.part.name,
            "location" => part.place && !older.part.place,
            _ => false,
        };
        let Some(held) = now.fields.get_mut(&field) else {
            now.fields.insert(field, value);
            continue;
        };
        if in_part {
            *held = value;
        }
    }
    now.part.name &= older.part.name;
    if now.part.place && !older.part.place {
        (now.part.place, now.places) = (false, older.places);
    }
    for (name, value) in older.extra {
        now.extra.entry(name).or_insert(value);
    }
    let told: Vec<&'static str> = now.refs.iter().map(|of| of.field).collect();
    let more = older
        .refs
        .into_iter()
        .filter(|of| !told.contains(&of.field));
    now.refs.extend(more);
    if now.phones.is_empty() {
        now.phones = older.phones;
    }
}

/// Adds the numbers or addresses of columns that a row does not have.
fn add_columns(now: &mut Draft, older: &Draft, field: &'static str) {
    let items = older.fields.get(field).and_then(Value::as_array);
    let marks = older.columns.iter().filter(|(of, _)| *of == field);
    let (items, marks): (Vec<&Value>, Vec<u32>) = (
        items.into_iter().flatten().collect(),
        marks.map(|(_, mark)| *mark).collect(),
    );
    if items.len() != marks.len() {
        return;
    }
    for (item, mark) in items.into_iter().zip(marks) {
        if now.columns.contains(&(field, mark)) || now.list(field).any(|held| item == held) {
            continue;
        }
        if let Some(text) = item
            .as_str()
            .filter(|_| now.part.lists || !now.fields.contains_key(field))
        {
            now.add(field, text);
            now.columns.push((field, mark));
        }
    }
}
