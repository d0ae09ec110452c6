//! Makes two records one: what the other has goes over, and everything that pointed there points here.

use std::collections::{HashMap, HashSet};

use serde_json::Value;

use super::command::{Command, Receipt, Step};
use super::error::{BookError, Result};
use super::handle::Book;
use super::import::identities;
use crate::domain::{
    Id, Kind, Object, Record,
    oneness::{Imported, Left, joined, left_behind, repoint},
};
use crate::interchange::{merge::is_as_brought, said};
use crate::journal::Cause;

/// What makes records one, and what each that goes leaves behind.
pub(super) struct Merging {
    /// The steps.
    pub(super) steps: Vec<Step>,
    /// What of each pair was left behind, by the record that goes.
    pub(super) left: Vec<(Id, Vec<Left>)>,
}

/// Names the fields that the records that go leave behind; what they said stands where they are taken out.
pub(super) fn fields_of(left: &[(Id, Vec<Left>)]) -> Vec<(Id, Vec<String>)> {
    let own = |left: &[Left]| -> Vec<String> {
        let own = left.iter().filter(|left| !left.of_kept);
        own.map(|left| left.field.clone()).collect()
    };
    let all = left.iter().map(|(id, left)| (*id, own(left)));
    all.filter(|(_, fields)| !fields.is_empty()).collect()
}

/// Gives for each record that goes the one that stays in the end, where what it becomes goes as well; of a circle, which only a
/// damaged file tells of, the last stays.
fn settled(pairs: &[(Id, Id)]) -> Vec<(Id, Id)> {
    let mut into: HashMap<Id, Id> = HashMap::new();
    let last = |into: &HashMap<Id, Id>, mut id: Id| {
        while let Some(next) = into.get(&id) {
            id = *next;
        }
        id
    };
    for (loser, winner) in pairs {
        if last(&into, *winner) != *loser {
            into.insert(*loser, *winner);
        }
    }
    let mut seen = HashSet::new();
    let gone = pairs.iter().map(|(loser, _)| *loser);
    gone.filter(|loser| into.contains_key(loser) && seen.insert(*loser))
        .map(|loser| (loser, last(&into, loser)))
        .collect()
}

impl Book {
    /// Makes two records one: the second takes what it lacks from the first, everything that pointed there points here, and the first goes.
    ///
    /// Of the fields in `take` the first one's value counts, though both have one. Where nobody has chosen, what was typed
    /// counts before what a file brought. Says beside what was left behind, a line each.
    pub fn merge(
        &mut self,
        loser: Id,
        winner: Id,
        take: Option<&[String]>,
    ) -> Result<(Receipt, Vec<String>)> {
        let Merging { steps, left } = self.merging(&[(loser, winner)], HashMap::new(), take)?;
        let said = self.left_said((loser, winner), &left)?;
        let cause = Cause {
            command: "merge".into(),
            bench: self.bench().map(str::to_owned),
            left: fields_of(&left),
            ..Cause::default()
        };
        let receipt = self.execute(Command::Write {
            cause,
            steps,
            at: None,
            author: None,
        })?;
        Ok((receipt, said))
    }

    /// Says what one record leaves behind as it becomes part of another.
    fn left_said(
        &mut self,
        (loser, winner): (Id, Id),
        left: &[(Id, Vec<Left>)],
    ) -> Result<Vec<String>> {
        let short =
            |record: Option<Record>| record.map(|it| it.short().to_owned()).unwrap_or_default();
        let (goes, stays) = (short(self.record(loser)?), short(self.record(winner)?));
        let all: Vec<&Left> = left.iter().flat_map(|(_, left)| left).collect();
        let mut names: HashMap<Id, String> = HashMap::new();
        for id in all.iter().flat_map(|left| [&left.kept, &left.left]) {
            if let Some(id) = id.as_str().and_then(|id| id.parse().ok())
                && let Some(record) = self.record(id)?
            {
                names.insert(id, record.title());
            }
        }
        let named = |value: &Value| {
            let id = value.as_str().and_then(|id| id.parse::<Id>().ok());
            let name = id.and_then(|id| names.get(&id));
            name.map_or_else(|| value.clone(), |name| Value::from(name.as_str()))
        };
        let said = all
            .iter()
            .map(|left| said::left(left, (&goes, &stays), &named));
        Ok(said.collect())
    }

    /// Gives the steps that make each first record of some pairs one with the second; `edited` are records as earlier steps leave them.
    pub(super) fn merging(
        &mut self,
        pairs: &[(Id, Id)],
        mut edited: HashMap<Id, Object>,
        take: Option<&[String]>,
    ) -> Result<Merging> {
        let gone =
            || BookError::refused("one of the two was deleted meanwhile; nothing was changed");
        let mut steps = Vec::new();
        let mut left = Vec::new();
        let mut rows = Vec::new();
        let only_two =
            || BookError::refused("only two different records of one kind can be made one");
        if pairs.iter().any(|(loser, winner)| loser == winner) {
            return Err(only_two());
        }
        let pairs = &settled(pairs);
        for (loser, winner) in pairs {
            let lost = self.record(*loser)?.ok_or_else(gone)?;
            let kept = self.record(*winner)?.ok_or_else(gone)?;
            if lost.kind() != kept.kind() {
                return Err(only_two());
            }
            let lost = edited.get(loser).cloned().unwrap_or_else(|| lost.object());
            let before = edited.get(winner).cloned().unwrap_or_else(|| kept.object());
            let imported: Imported<'_> = &is_as_brought;
            let mut after = joined(&before, &lost, take.is_none().then_some(imported));
            for name in take.into_iter().flatten() {
                if let Some(value) = lost.get(name) {
                    after.insert(name.clone(), value.clone());
                }
            }
            left.push((*loser, left_behind(&before, &lost, &after, imported)));
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
        Ok(Merging { steps, left })
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn whoever_goes_becomes_who_stays_in_the_end() {
        let [a, b, c] = [1, 2, 3].map(|at| Id::from_bytes([at; 16]));
        assert_eq!(settled(&[(a, b), (b, c)]), [(a, c), (b, c)]);
        assert_eq!(settled(&[(b, c), (a, b)]), [(b, c), (a, c)]);
        // In a circle one stays.
        assert_eq!(settled(&[(a, b), (b, a)]), [(a, b)]);
        assert_eq!(settled(&[(a, b), (b, c), (c, a)]), [(a, c), (b, c)]);
    }
}
