//! How the people of a line are named.

use crate::domain::spoken::Said;
use crate::domain::{Id, Who};

/// Names somebody in passing; `somebody` where the book does not know them.
pub fn one(names: &Said<'_>, person: Id) -> String {
    names
        .spoken(person)
        .unwrap_or_else(|| "somebody".to_owned())
}

/// Names somebody who may have no record.
pub fn who(names: &Said<'_>, who: &Who) -> String {
    match who {
        Who::Record(id) => one(names, *id),
        Who::Words(words) => words.trim().to_owned(),
    }
}

/// Names two, and counts the rest: `Ruiz, Cole +2`; nothing for nobody.
pub fn few(names: &Said<'_>, people: &[Id]) -> String {
    let mut said: Vec<String> = people.iter().take(2).map(|id| one(names, *id)).collect();
    if people.len() > 2 {
        let rest = people.len() - 2;
        if let Some(last) = said.last_mut() {
            *last = format!("{last} +{rest}");
        }
    }
    said.join(", ")
}

/// Names two with an `and` between; nothing for nobody.
pub fn both(names: &Said<'_>, people: &[Id]) -> Option<String> {
    match people {
        [] => None,
        [a] => Some(one(names, *a)),
        [a, b] => Some(format!("{} and {}", one(names, *a), one(names, *b))),
        [a, rest @ ..] => Some(format!("{} and {} others", one(names, *a), rest.len())),
    }
}

/// Names up to four as a sentence does, `Ruiz, Cole and Hale`; of more, one and how many others.
pub fn all(names: &Said<'_>, people: &[Id]) -> Option<String> {
    match people {
        [first @ .., last] if (2..4).contains(&first.len()) => {
            let first: Vec<String> = first.iter().map(|id| one(names, *id)).collect();
            Some(format!("{} and {}", first.join(", "), one(names, *last)))
        }
        _ => both(names, people),
    }
}
