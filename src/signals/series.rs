//! One line for each series: meetings of a calendar that recur and wait together are one thing to file, not hundreds.

use std::collections::{BTreeMap, HashMap, HashSet};

use crate::domain::{Body, Id, Record};

/// Which records stand for a series, and which are left out for them.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Series {
    /// Of each that stands for others, those others.
    pub others: HashMap<Id, Vec<Id>>,
    hidden: HashSet<Id>,
}

impl Series {
    /// Groups records by their series and what they wait for; the next meeting stands for all, or the last one where none is ahead.
    pub fn of<'a>(records: impl IntoIterator<Item = &'a Record>, now: jiff::Timestamp) -> Self {
        let mut found: BTreeMap<(&str, Option<&str>), Vec<(bool, i64, Id)>> = BTreeMap::new();
        for record in records {
            let Body::Touchpoint(body) = &record.body else {
                continue;
            };
            let (Some(series), Some(starts)) = (&body.series, &body.starts) else {
                continue;
            };
            let at = starts.timestamp();
            let over = at < now;
            let away = at.as_second() - now.as_second();
            found
                .entry((series, record.base.inbox.as_deref()))
                .or_default()
                .push((over, away.abs(), record.id()));
        }
        let mut out = Self::default();
        for mut meetings in found.into_values().filter(|meetings| meetings.len() > 1) {
            meetings.sort_unstable();
            let ids: Vec<Id> = meetings.into_iter().map(|(.., id)| id).collect();
            if let [first, others @ ..] = ids.as_slice() {
                out.hidden.extend(others);
                out.others.insert(*first, others.to_vec());
            }
        }
        out
    }

    /// Says whether a record is shown, by itself or for its series.
    pub fn shows(&self, id: Id) -> bool {
        !self.hidden.contains(&id)
    }

    /// Says how many meetings a record stands for, its own included.
    pub fn count(&self, id: Id) -> usize {
        1 + self.others.get(&id).map_or(0, Vec::len)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::Kind;
    use crate::signals::sample::record;
    use serde_json::json;

    #[test]
    fn the_next_meeting_stands_for_its_series() {
        let mut number = 0;
        let mut meeting = |series: Option<&str>, day: &str, waits: &str| {
            number += 1;
            let mut fields = json!({
                "subject": "Pay the card", "inbox": waits,
                "starts": format!("{day}T10:00:00+00:00[UTC]"),
            });
            if let Some(series) = series {
                fields["series"] = json!(series);
            }
            record(Kind::Touchpoint, number, fields)
        };
        let all = [
            meeting(Some("card"), "2026-10-24", "account"),
            meeting(Some("card"), "2026-12-24", "account"),
            meeting(Some("card"), "2026-11-24", "account"),
            meeting(Some("gone"), "2026-08-01", "account"),
            meeting(Some("gone"), "2026-09-01", "account"),
            meeting(None, "2026-09-01", "account"),
            meeting(Some("card"), "2026-11-23", "account name:Acme"),
        ];
        let now = "2026-11-22T09:00:00Z".parse().unwrap();
        let series = Series::of(&all, now);
        let shown: Vec<bool> = all.iter().map(|one| series.shows(one.id())).collect();
        assert_eq!(shown, [false, false, true, false, true, true, true]);
        assert_eq!(series.count(all[2].id()), 3);
        assert_eq!(series.count(all[5].id()), 1);
        assert_eq!(series.others[&all[4].id()], [all[3].id()]);
    }
}
