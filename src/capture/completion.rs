//! Completes a person after `@` while one types.

use std::collections::HashMap;
use std::ops::Range;

use super::Context;
use crate::domain::names::{Name, fold};
use crate::domain::{Id, Kind};

/// Somebody who fits what is typed after an `@`.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Completion {
    /// The record.
    pub id: Id,
    /// The name.
    pub name: String,
    /// What to put in the place of `span`, `@` included.
    pub insert: String,
    /// Of another account than the one the person is in.
    pub elsewhere: bool,
    /// Where the mark stands in the line, in bytes.
    pub span: Range<usize>,
}

/// Everybody who may be completed, folded once, so that a keystroke among many thousands of people is quick.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct People {
    rows: Vec<Row>,
    /// The parent of each account that is a unit.
    parents: HashMap<Id, Id>,
}

#[derive(Clone, PartialEq, Eq, Debug)]
struct Row {
    id: Id,
    name: String,
    /// All names folded, a blank before each, so that the beginning of any word is one search.
    folded: String,
    account: Option<Id>,
    ours: bool,
}

impl People {
    /// Folds the names of everybody.
    pub fn of<'a>(names: impl IntoIterator<Item = &'a Name>) -> Self {
        let mut people = Self::default();
        for name in names {
            match name.kind {
                Kind::Account => {
                    people.parents.extend(name.account.map(|up| (name.id, up)));
                }
                Kind::Person => {
                    let mut folded = String::new();
                    for one in std::iter::once(&name.name).chain(&name.others) {
                        folded.push(' ');
                        folded.push_str(&fold(one));
                        folded.push('\n');
                    }
                    people.rows.push(Row {
                        id: name.id,
                        name: name.name.clone(),
                        folded,
                        account: name.account,
                        ours: name.ours,
                    });
                }
                _ => {}
            }
        }
        people
    }

    /// Says whether an account is another one, or below it.
    fn within(&self, account: Option<Id>, of: Id) -> bool {
        let mut at = account;
        for _ in 0..16 {
            match at {
                Some(id) if id == of => return true,
                Some(id) => at = self.parents.get(&id).copied(),
                None => return false,
            }
        }
        false
    }

    /// Lists who is called so, or begins so: within the account, else among ours, else anywhere; whole names and words before beginnings.
    pub fn called(&self, name: &str, account: Option<Id>) -> Vec<&str> {
        let folded = fold(name);
        if folded.is_empty() {
            return Vec::new();
        }
        let (begun, word, whole) = (
            format!(" {folded}"),
            [format!(" {folded} "), format!(" {folded}\n")],
            format!("\n {folded}\n"),
        );
        let mut best: Option<(u8, u8)> = None;
        let mut found: Vec<&str> = Vec::new();
        for row in self.rows.iter().filter(|row| row.folded.contains(&begun)) {
            let here = account.is_some_and(|account| self.within(row.account, account));
            let circle = match (here, row.ours) {
                (true, _) => 0,
                (false, true) => 1,
                (false, false) => 2,
            };
            let is_whole = row.folded.contains(&whole) || row.folded.starts_with(&whole[1..]);
            let how = if is_whole {
                0
            } else {
                1 + u8::from(!word.iter().any(|word| row.folded.contains(word)))
            };
            let rank = (circle, how);
            if best.is_none_or(|best| rank < best) {
                best = Some(rank);
                found.clear();
            }
            if best == Some(rank) {
                found.push(&row.name);
            }
        }
        found
    }

    /// Lists who of ours is called so, or begins so.
    pub fn ours_called(&self, name: &str) -> Vec<&str> {
        let begun = format!(" {}", fold(name));
        let whole = format!("{begun}\n");
        let ours = || self.rows.iter().filter(|row| row.ours);
        let is = |row: &&Row| row.folded.starts_with(&whole) || row.folded.contains(&whole);
        let found: Vec<&str> = ours().filter(is).map(|row| row.name.as_str()).collect();
        if !found.is_empty() {
            return found;
        }
        ours()
            .filter(|row| begun.len() > 1 && row.folded.contains(&begun))
            .map(|row| row.name.as_str())
            .collect()
    }

    /// Lists who fits the `@` that the cursor stands behind, the account's people first, then ours, then everybody.
    pub fn complete(
        &self,
        line: &str,
        cursor: usize,
        account: Option<Id>,
        most: usize,
    ) -> Vec<Completion> {
        self.complete_among(line, cursor, account, &[], most)
    }

    /// Lists the same, with those who are there before anybody else.
    pub fn complete_among(
        &self,
        line: &str,
        cursor: usize,
        account: Option<Id>,
        there: &[Id],
        most: usize,
    ) -> Vec<Completion> {
        let Some((at, typed)) = typed(line, cursor) else {
            return Vec::new();
        };
        let begun = format!(" {}", fold(typed));
        let mut fit: Vec<(u8, &Row)> = self
            .rows
            .iter()
            .filter(|row| row.folded.contains(&begun))
            .map(|row| {
                let here = account.is_some_and(|account| self.within(row.account, account));
                let rank = match (here, row.ours) {
                    _ if there.contains(&row.id) => 0,
                    (true, _) => 1,
                    (false, true) => 2,
                    (false, false) => 3,
                };
                (rank, row)
            })
            .collect();
        let order = |a: &(u8, &Row), b: &(u8, &Row)| {
            (a.0, &a.1.name, a.1.id).cmp(&(b.0, &b.1.name, b.1.id))
        };
        if fit.len() > most && most > 0 {
            fit.select_nth_unstable_by(most - 1, order);
            fit.truncate(most);
        }
        fit.sort_by(order);
        fit.into_iter()
            .take(most)
            .map(|(rank, row)| Completion {
                id: row.id,
                name: row.name.clone(),
                insert: format!("@{}", row.name),
                elsewhere: rank == 3 && account.is_some(),
                span: at..cursor,
            })
            .collect()
    }
}

/// Gives what is typed after the `@` that the cursor stands behind, and where that stands.
fn typed(line: &str, cursor: usize) -> Option<(usize, &str)> {
    let before = line.get(..cursor)?;
    let at = before.rfind('@')?;
    let typed = &before[at + 1..];
    let starts_word = before[..at].is_empty()
        || before[..at].ends_with(char::is_whitespace)
        || before[..at].ends_with(':');
    let goes_on = !typed.contains(['\n', '\t', ',', ':'])
        && typed.split(' ').count() <= 3
        && !typed.ends_with("  ");
    (starts_word && goes_on).then_some((at, typed))
}

/// Lists who fits the `@` that the cursor stands behind, where names are at hand and not folded yet.
pub fn complete(line: &str, cursor: usize, context: &Context<'_>, most: usize) -> Vec<Completion> {
    People::of(context.names.iter()).complete(line, cursor, context.account, most)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn name(n: u8, kind: Kind, name: &str, account: Option<u8>) -> Name {
        Name {
            id: Id::new(1, [n; 10]),
            kind,
            short: String::new(),
            name: name.into(),
            others: Vec::new(),
            account: account.map(|a| Id::new(1, [a; 10])),
            ours: false,
            emails: Vec::new(),
        }
    }

    #[test]
    fn the_account_and_its_units_come_first_and_any_word_may_begin() {
        let people = People::of(&[
            name(1, Kind::Account, "Acme", None),
            name(2, Kind::Account, "Acme East", Some(1)),
            name(3, Kind::Person, "Rui Costa", None),
            name(4, Kind::Person, "Elena Ruiz", Some(2)),
            name(5, Kind::Person, "Ruiz Marco", Some(1)),
            name(6, Kind::Person, "Cruiz", Some(1)),
        ]);
        let acme = Some(Id::new(1, [1; 10]));
        let names: Vec<String> = people
            .complete("ask @rui", 8, acme, 5)
            .into_iter()
            .map(|fit| fit.name)
            .collect();
        assert_eq!(names, ["Elena Ruiz", "Ruiz Marco", "Rui Costa"]);
        assert_eq!(people.complete("ask @rui", 8, acme, 2).len(), 2);
        assert_eq!(people.called("ruiz", acme), ["Elena Ruiz", "Ruiz Marco"]);
        assert_eq!(people.called("Elena Ruiz", None), ["Elena Ruiz"]);
        assert_eq!(people.called("rui", None), ["Rui Costa"]);
        assert!(people.called("Elena Rust", acme).is_empty());
        let there = [Id::new(1, [5; 10])];
        let first = &people.complete_among("ask @", 5, acme, &there, 2)[0];
        assert_eq!(first.name, "Ruiz Marco");
        assert!(people.complete("mail a@rui", 10, acme, 5).is_empty());
    }
}
