//! Finds the activity that a row without an id told of before it was moved or done: its old row has left the file.

use std::collections::HashMap;

use serde_json::{Value, json};

use super::find::Found;
use super::make::key_of;
use super::planner::Planner;
use crate::domain::{Id, Kind, names::fold};
use crate::interchange::draft::{Draft, ForeignId};
use crate::interchange::world::foreign_ids;

/// An account's meetings and promises by what they are about, each with the keys of the rows that told of it.
pub(super) type Activities = HashMap<String, Vec<Activity>>;

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
        let known = known.and_then(|known| known.get(&about));
        let mut fitting = known.into_iter().flatten().filter(fits);
        let (Some(one), None) = (fitting.next(), fitting.next()) else {
            return Found::Nobody;
        };
        let (id, kind) = (one.id, one.kind);
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

    fn activities_of(&self, account: Option<Id>) -> Activities {
        let mut known = Activities::new();
        for record in self.world.around(account) {
            let text = |name: &str| record.get(name).and_then(Value::as_str);
            let kind = text("kind").and_then(Kind::parse);
            let about = match kind {
                Some(Kind::Touchpoint) => text("subject"),
                Some(Kind::Promise) => text("what"),
                _ => None,
            };
            let id = text("id").and_then(|id| id.parse().ok());
            if let (Some(id), Some(kind), Some(about)) = (id, kind, about) {
                let rows = foreign_ids(&record).collect();
                known
                    .entry(fold(about))
                    .or_default()
                    .push(Activity { id, kind, rows });
            }
        }
        known
    }
}

/// Makes of an activity that was done what it says of the promise that it was.
fn keep_promise(draft: &mut Draft) {
    draft.kind = Kind::Promise;
    for field in ["subject", "starts", "ends", "channel", "place"] {
        draft.fields.shift_remove(field);
    }
    if let Some(said) = draft.fields.shift_remove("summary") {
        draft.fields.insert("notes".to_owned(), said);
    }
    draft.extra.shift_remove(crate::domain::record::ALL_DAY);
    draft.fields.insert("state".to_owned(), json!("kept"));
    for reference in &mut draft.refs {
        if reference.field == "people" {
            reference.field = "to";
        }
    }
}
