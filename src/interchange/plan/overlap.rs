//! Rows of orders and usage that several files of one command tell: each counts once, and what the later file says.

use std::collections::{HashMap, HashSet};

use super::ActivityPlan;
use crate::domain::Id;
use crate::interchange::activity::{ActivityRow, name_mark, order_mark};

/// A row that a file of the command brings.
pub(super) struct Told {
    content: u64,
    /// The file among the plan's.
    pub(super) file: usize,
    /// The row in the file's table.
    row: u32,
    /// What the book has in its place.
    pub(super) in_book: Option<u64>,
}

/// What the files of a command have brought so far, where several have such rows.
#[derive(Default)]
pub(super) struct Overlap {
    /// Whether several files have such rows; of one nothing need be kept.
    pub(super) several: bool,
    told: HashMap<Id, HashMap<u64, Told>>,
    marks: HashMap<Id, HashSet<u64>>,
    superseded: HashSet<(usize, u32)>,
    /// Rows of the book that stay after all.
    pub(super) cancelled: HashSet<(Id, u64)>,
    /// What the book has in the place of rows that were taken out of the plan again.
    books: HashMap<(Id, u64), Option<u64>>,
}

impl Overlap {
    /// Lays what earlier files brought over what the book has of an account.
    pub(super) fn lay_over(&self, account: Id, held: &mut HashMap<u64, u64>) {
        for (key, told) in self.told.get(&account).into_iter().flatten() {
            held.insert(*key, told.content);
        }
        for mark in self.marks.get(&account).into_iter().flatten() {
            held.entry(*mark).or_insert(0);
        }
    }

    /// Takes the row of an earlier file out of the plan, in whose place another one comes.
    pub(super) fn take(&mut self, account: Id, key: u64) -> Option<Told> {
        let told = self.told.get_mut(&account)?.remove(&key)?;
        self.superseded.insert((told.file, told.row));
        Some(told)
    }

    /// Says whether an earlier file brought a row, which is taken out of the plan then.
    pub(super) fn supersede(&mut self, account: Id, key: u64) -> bool {
        self.take(account, key).is_some()
    }

    /// Remembers what the book has in the place of a row that was taken out of the plan.
    pub(super) fn keep_book(&mut self, account: Id, key: u64, in_book: Option<u64>) {
        self.books.insert((account, key), in_book);
    }

    /// Notes a row that a file brings: what it says, the file, and its place there.
    pub(super) fn note(
        &mut self,
        account: Id,
        key: u64,
        row: &ActivityRow<'_>,
        (content, file, at): (u64, usize, u32),
        in_book: Option<u64>,
    ) {
        if !self.several {
            return;
        }
        let in_book = self.books.remove(&(account, key)).unwrap_or(in_book);
        let told = Told {
            content,
            file,
            row: at,
            in_book,
        };
        self.told.entry(account).or_default().insert(key, told);
        let marks = self.marks.entry(account).or_default();
        if !row.code.is_empty() {
            marks.insert(name_mark(key));
        }
        if !row.order.is_empty() && !row.product.is_empty() {
            marks.insert(order_mark(row.order));
        }
    }

    /// Takes out of the plan what later files have said otherwise.
    pub(super) fn settle(&self, plan: &mut Vec<ActivityPlan>) {
        for part in plan.iter_mut() {
            let (file, account) = (part.file, part.account);
            part.rows
                .retain(|at| !self.superseded.contains(&(file, *at)));
            part.replaces
                .retain(|key| !self.cancelled.contains(&(account, *key)));
        }
        plan.retain(|part| !part.rows.is_empty() || !part.replaces.is_empty());
    }
}
