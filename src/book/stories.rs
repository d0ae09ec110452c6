//! Solved problems elsewhere that resemble one, each as far as it may be told.

use super::error::Result;
use super::handle::Book;
use crate::domain::likeness::{self, Pool, Telling};
use crate::domain::names::Names;
use crate::domain::record::Body;
use crate::domain::words::Visibility;
use crate::domain::{Id, Record};

/// A problem that was solved for some customer, in the words that may be said to another.
#[derive(Clone, PartialEq, Debug)]
pub struct Story {
    /// The problem.
    pub problem: Id,
    /// Whose it is, or a customer without a name.
    pub who: String,
    /// Whether the customer may be named.
    pub named: bool,
    /// What it was.
    pub title: Option<String>,
    /// The solution.
    pub solution: Option<String>,
    /// The outcome, in that customer's words.
    pub outcome: Option<String>,
    account: Id,
}

/// Everything solved that may be told, ready to be compared.
#[derive(Clone, PartialEq, Debug, Default)]
pub struct Stories {
    all: Vec<Story>,
    pool: Pool,
    accounts: Names,
}

impl Stories {
    /// Lists the stories most like a problem of an account, the most alike first; none of its own.
    pub fn like(&self, problem: &Record, account: Option<Id>, most: usize) -> Vec<&Story> {
        let Body::Problem(_) = &problem.body else {
            return Vec::new();
        };
        let own = account.map(|id| self.whole(id));
        let linked: Vec<Id> = problem
            .base
            .links
            .iter()
            .filter_map(|link| link.to)
            .collect();
        let elsewhere = |story: &Story| {
            own.is_none_or(|own| self.whole(story.account) != own) && story.problem != problem.id()
        };
        let mut found: Vec<(bool, u32, &Story)> = Vec::new();
        for (at, score) in self.pool.like(&Telling::of(problem, false)) {
            if let Some(story) = self.all.get(at) {
                found.push((linked.contains(&story.problem), score, story));
            }
        }
        for story in self
            .all
            .iter()
            .filter(|story| linked.contains(&story.problem))
        {
            if !found
                .iter()
                .any(|(_, _, known)| known.problem == story.problem)
            {
                found.push((true, 0, story));
            }
        }
        // What somebody linked by hand is surer than any measure.
        found.retain(|(by_hand, score, story)| {
            (*by_hand || *score >= likeness::LEAST) && elsewhere(story)
        });
        found.sort_by_key(|(by_hand, score, _)| std::cmp::Reverse((*by_hand, *score)));
        found
            .into_iter()
            .take(most)
            .map(|(_, _, story)| story)
            .collect()
    }

    /// Gives the customer above a unit, or the customer itself.
    fn whole(&self, unit: Id) -> Id {
        let mut at = unit;
        // A ring of parents, which nothing but a damaged file could hold, ends.
        for _ in 0..16 {
            match self.accounts.get(at).and_then(|name| name.account) {
                Some(parent) => at = parent,
                None => break,
            }
        }
        at
    }
}

impl Book {
    /// Gathers what was solved anywhere and may be told; what is private is told to nobody.
    pub fn stories(&mut self) -> Result<Stories> {
        let accounts = self.account_names()?;
        let mut told = self.told(&accounts, None)?;
        told.retain(|other| other.problem.base.visibility != Visibility::Private);
        let pool = Pool::new(told.iter().map(|other| Telling::of(&other.problem, true)));
        let all = told.iter().map(|other| {
            let solved = match &other.problem.body {
                Body::Problem(body) => [&body.title, &body.solution, &body.outcome],
                _ => [&None, &None, &None],
            };
            let [title, solution, outcome] = solved.map(|text| other.told(text.as_ref()));
            Story {
                problem: other.problem.id(),
                who: other.who(),
                named: other.named(),
                title,
                solution,
                outcome,
                account: other.account.id(),
            }
        });
        Ok(Stories {
            all: all.collect(),
            pool,
            accounts,
        })
    }
}
