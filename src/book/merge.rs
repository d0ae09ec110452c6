//! Makes two records one: what the other has goes over, and everything that pointed there points here.

use std::collections::{HashMap, HashSet};

use super::command::{Receipt, Step};
use super::error::{BookError, Result};
use super::handle::Book;
use super::import::identities;
use crate::domain::{
    Id, Kind, Object,
    oneness::{joined, repoint},
};

impl Book {
    /// Makes two records one: the second takes what it lacks from the first, everything that pointed there points here, and the first goes.
    ///
    /// Of the fields in `take` the first one's value counts, though both have one.
    pub fn merge(&mut self, loser: Id, winner: Id, take: &[String]) -> Result<Receipt> {
        let mut steps = self.merging(&[(loser, winner)], HashMap::new())?;
        let lost = self.record(loser)?.map(|record| record.object());
        if let (Some(lost), Some(Step::Replace { after, .. })) = (lost, steps.first_mut()) {
            for name in take {
                if let Some(value) = lost.get(name) {
                    after.insert(name.clone(), value.clone());
                }
            }
        }
        self.write("merge", steps)
    }

    /// Gives the steps that make each first record of some pairs one with the second; `edited` are records as earlier steps leave them.
    pub(super) fn merging(
        &mut self,
        pairs: &[(Id, Id)],
        mut edited: HashMap<Id, Object>,
    ) -> Result<Vec<Step>> {
        let gone =
            || BookError::refused("one of the two was deleted meanwhile; nothing was changed");
        let mut steps = Vec::new();
        let mut rows = Vec::new();
        for (loser, winner) in pairs {
            let lost = self.record(*loser)?.ok_or_else(gone)?;
            let kept = self.record(*winner)?.ok_or_else(gone)?;
            if loser == winner || lost.kind() != kept.kind() {
                return Err(BookError::refused(
                    "only two different records of one kind can be made one",
                ));
            }
            let lost = edited.get(loser).cloned().unwrap_or_else(|| lost.object());
            let before = edited.get(winner).cloned().unwrap_or_else(|| kept.object());
            let after = joined(&before, &lost);
            edited.insert(*winner, after.clone());
            steps.push(Step::Replace { before, after });
            if kept.kind() == Kind::Account {
                rows.extend(self.rows_over(*loser, *winner)?);
            }
        }
        // The book is gone through once, however many go.
        let into: HashMap<Id, Id> = pairs.iter().copied().collect();
        for record in self.all()? {
            let id = record.id();
            let points = record.references();
            let points: Vec<&Id> = points.iter().filter(|id| into.contains_key(id)).collect();
            if into.contains_key(&id) || points.is_empty() {
                continue;
            }
            let before = edited.get(&id).cloned().unwrap_or_else(|| record.object());
            let mut after = before.clone();
            for from in points {
                repoint(&mut after, &from.to_string(), &into[from].to_string());
            }
            if after != before {
                steps.push(Step::Replace { before, after });
            }
        }
        steps.append(&mut rows);
        steps.extend(pairs.iter().map(|(id, _)| Step::Drop { id: *id }));
        Ok(steps)
    }

    /// Gives the steps that bring what one account bought or used to another; a row that both have counts once.
    fn rows_over(&mut self, from: Id, to: Id) -> Result<Vec<Step>> {
        let lines = self.activity(from)?;
        if lines.is_empty() {
            return Ok(Vec::new());
        }
        let held: HashSet<(u64, u64)> = identities(&self.activity(to)?).into_iter().collect();
        let told = identities(&lines);
        let new: Vec<&String> = lines
            .iter()
            .zip(told)
            .filter(|(_, row)| !held.contains(row))
            .map(|(line, _)| line)
            .collect();
        let steps = new.chunks(5_000).map(|chunk| {
            let mut lines = String::new();
            for line in chunk {
                // The first cell is the account that they lay at.
                let cells = line.split_once(',').map_or("\"\"]", |(_, cells)| cells);
                lines.push('[');
                lines.push_str(cells);
                lines.push('\n');
            }
            Step::Rows {
                account: to,
                count: chunk.len() as u64,
                lines,
            }
        });
        Ok(steps.collect())
    }
}
