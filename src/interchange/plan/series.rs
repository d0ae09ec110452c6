//! The meetings of a calendar's series: which old one a new date is, and at whose account one lies that names nobody.

use serde_json::{Value, json};

use super::make::key_of;
use super::planner::Planner;
use crate::domain::{Id, Kind, Moment, Object};
use crate::interchange::draft::{Draft, ForeignId, Reading};
use crate::interchange::merge;
use crate::interchange::world::foreign_ids;

/// So many days a meeting may move with its series and still be the same one; further away it is another.
const MOVES: i64 = 16;

impl Planner<'_> {
    /// Pairs the planned meetings that a newer version of a series no longer has with those that it has instead.
    ///
    /// A series that was moved to another weekday moves its meetings, with all that was noted at them.
    pub(super) fn pair_moved(&mut self, reading: &Reading) {
        for uid in &reading.series {
            if self.is_old_version(reading, uid) {
                continue;
            }
            let drafts = reading.drafts.iter().flat_map(|row| &row.drafts);
            let drafts: Vec<&Draft> = drafts
                .filter(|draft| draft.text("series") == uid && !draft.foreign.is_empty())
                .collect();
            let here: Vec<&ForeignId> = drafts.iter().flat_map(|draft| &draft.foreign).collect();
            let mut gone: Vec<(i64, Id, ForeignId)> = Vec::new();
            for id in self.world.by_series(uid) {
                let Some(record) = self.record(id) else {
                    continue;
                };
                let mut own = foreign_ids(&record);
                let first = own.next();
                let still = first.iter().any(|one| here.contains(&one))
                    || own.any(|one| here.contains(&&one));
                let day = self.ahead(&record);
                if let (Some(day), Some(first), false) = (day, first, still) {
                    gone.push((day, id, first));
                }
            }
            if gone.is_empty() {
                continue;
            }
            let mut fresh: Vec<(i64, &ForeignId)> = drafts
                .iter()
                .filter(|draft| {
                    self.by_foreign(Kind::Touchpoint, &draft.foreign[0])
                        .is_none()
                        && !self.is_gone(draft, &draft.foreign[0])
                })
                .filter_map(|draft| {
                    let fields = &draft.fields;
                    Some((self.ahead(fields)?, &draft.foreign[0]))
                })
                .collect();
            gone.sort_unstable_by_key(|(day, id, _)| (*day, *id));
            fresh.sort_unstable_by_key(|(day, _)| *day);
            if gone.len() == fresh.len() {
                for ((day, id, old), (new_day, new)) in gone.into_iter().zip(fresh) {
                    if (day - new_day).abs() <= MOVES * 86_400 {
                        self.moved_to.insert(new.clone(), (id, old));
                    }
                }
                continue;
            }
            for (day, id, old) in gone {
                let near = fresh.iter().enumerate();
                let near = near.min_by_key(|(_, (other, _))| (day - other).abs());
                let near = near.map(|(at, (other, _))| (at, (day - other).abs()));
                if let Some((at, _)) = near.filter(|(_, gap)| *gap < 4 * 86_400) {
                    let (_, new) = fresh.remove(at);
                    self.moved_to.insert(new.clone(), (id, old));
                }
            }
        }
    }

    /// Says when a planned meeting that lies ahead begins, in seconds.
    fn ahead(&self, record: &Object) -> Option<i64> {
        let text = |name: &str| record.get(name).and_then(Value::as_str);
        if text("state").is_some_and(|state| state != "planned") {
            return None;
        }
        let starts = text("starts")?.parse::<Moment>().ok()?.timestamp();
        (starts > self.options.now.timestamp()).then(|| starts.as_second())
    }

    /// Says whether a file has an older version of a series than another one, or than the book.
    pub(super) fn is_old_version(&mut self, reading: &Reading, uid: &str) -> bool {
        let drafts = reading.drafts.iter().flat_map(|row| &row.drafts);
        let own = drafts
            .filter_map(|draft| draft.revision.as_ref())
            .find(|revision| revision.of == uid)
            .cloned();
        let newest = self.newest.get(uid).cloned();
        let held = self.series_version(uid);
        own.is_some_and(|own| {
            newest.is_some_and(|newest| own.is_older(&newest))
                || held.is_some_and(|held| own.is_older(&held))
        })
    }

    /// Knows a meeting that was moved with its series by its new date from now on.
    pub(super) fn follow_series(&mut self, id: Id, draft: &Draft) {
        let Some(new) = draft.foreign.first() else {
            return;
        };
        let old = self.moved_to.get(new).filter(|(to, _)| *to == id);
        let Some((_, old)) = old.cloned() else { return };
        let new = new.clone();
        let Some(record) = self.open(id) else { return };
        merge::rename_source(record, &key_of(&old), &key_of(&new));
        if let Some(Value::Array(list)) = record.get_mut("foreign") {
            for held in list.iter_mut() {
                if held["system"] == json!(old.system) && held["id"] == json!(old.id) {
                    *held = json!({"system": new.system, "id": new.id});
                }
            }
        }
    }

    /// Puts meetings of a series that name nobody where the others of it are.
    pub(super) fn join_series(&mut self, ids: &[Id]) -> Vec<Id> {
        let mut came = Vec::new();
        for id in ids {
            // Of a hundred thousand new people none is looked at.
            if let Some(at) = self.made(*id)
                && !self.plan.makes.may_say(at, "\"series\"")
            {
                continue;
            }
            let of = self.look(*id, |record| {
                let series = record.get("series").and_then(Value::as_str)?.to_owned();
                Some((series, record.get("account").cloned()?))
            });
            let Some((series, account)) = of.flatten() else {
                continue;
            };
            let mut others = self.world.by_series(&series);
            others.extend(self.pending.by_series(&series));
            for other in others {
                let lone = self.look(other, |record| {
                    record.get("inbox").is_some_and(|inbox| inbox == "account")
                        && !record.contains_key("account")
                        && !record.contains_key("people")
                });
                if other != *id
                    && lone == Some(true)
                    && let Some(record) = self.open(other)
                {
                    record.insert("account".to_owned(), account.clone());
                    record.shift_remove("inbox");
                    came.push(other);
                }
            }
        }
        came
    }
}
