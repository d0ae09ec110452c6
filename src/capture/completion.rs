//! Completes a person after `@` while one types.

use std::ops::Range;

use super::Context;
use crate::domain::names::fold;
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

/// Lists who fits the `@` that the cursor stands behind, the account's people first, then ours, then everybody.
pub fn complete(line: &str, cursor: usize, context: &Context<'_>, most: usize) -> Vec<Completion> {
    let Some(before) = line.get(..cursor) else {
        return Vec::new();
    };
    let Some(at) = before.rfind('@') else {
        return Vec::new();
    };
    let typed = &before[at + 1..];
    let starts_word = before[..at].is_empty()
        || before[..at].ends_with(char::is_whitespace)
        || before[..at].ends_with(':');
    if !starts_word
        || typed.contains(['\n', '\t', ',', ':'])
        || typed.split(' ').count() > 3
        || typed.ends_with("  ")
    {
        return Vec::new();
    }
    let folded = fold(typed);
    let account = context.account;
    let mut fit: Vec<(u8, &str, Completion)> = Vec::new();
    for name in context.names.0.iter().filter(|n| n.kind == Kind::Person) {
        let begins = std::iter::once(&name.name).chain(&name.others).any(|n| {
            let n = fold(n);
            n.starts_with(&folded)
                || n.match_indices(' ')
                    .any(|(i, _)| n[i + 1..].starts_with(&folded))
        });
        if !begins {
            continue;
        }
        let here = account.is_some()
            && (name.account == account || context.names.within(name.account, account));
        let rank = match (here, name.ours) {
            (true, _) => 0,
            (false, true) => 1,
            (false, false) => 2,
        };
        fit.push((
            rank,
            &name.name,
            Completion {
                id: name.id,
                name: name.name.clone(),
                insert: format!("@{}", name.name),
                elsewhere: rank == 2 && account.is_some(),
                span: at..cursor,
            },
        ));
    }
    fit.sort_by(|a, b| (a.0, a.1).cmp(&(b.0, b.1)));
    fit.into_iter().take(most).map(|(_, _, c)| c).collect()
}
