//! How people are called in passing: by the surname, or by as much of the name as tells them apart.

use std::collections::HashMap;
use std::sync::OnceLock;

use super::id::{ById, Id, Kind};
use super::names::{Names, fold};

/// Gives the surname of a full name, with its particles: `van Dyke` of `Ann van Dyke`, `Ortiz` of `Ben Ortiz Jr.`
///
/// A name that cannot be taken apart is given whole.
pub fn surname(name: &str) -> &str {
    let name = name.trim();
    let mut end = name.len();
    // What stands after a comma is a title or a suffix, unless the surname came first ("Ruiz, Elena").
    if let Some(comma) = name.find(',') {
        let (before, after) = (name[..comma].trim_end(), name[comma + 1..].trim());
        if !before.is_empty() && !before.contains(char::is_whitespace) && !suffix(after) {
            return before;
        }
        end = before.len();
    }
    let words: Vec<(usize, &str)> = split(&name[..end]);
    let mut last = words.len();
    while last > 1 && suffix(words[last - 1].1) {
        last -= 1;
    }
    let Some(&(mut start, word)) = last.checked_sub(1).and_then(|at| words.get(at)) else {
        return name;
    };
    let stop = start + word.len();
    let mut at = last - 1;
    // The first word is never a particle: "Van Morrison" is called Morrison.
    while at > 1 && particle(words[at - 1].1) {
        at -= 1;
        start = words[at].0;
    }
    &name[start..stop]
}

fn split(text: &str) -> Vec<(usize, &str)> {
    text.split_whitespace()
        .map(|word| (word.as_ptr() as usize - text.as_ptr() as usize, word))
        .collect()
}

fn suffix(word: &str) -> bool {
    is_one_of(
        word.trim_end_matches('.'),
        &[
            "jr", "sr", "ii", "iii", "iv", "md", "phd", "ph.d", "mba", "esq", "cpa",
        ],
    )
}

fn particle(word: &str) -> bool {
    is_one_of(
        word,
        &[
            "van", "von", "der", "den", "de", "del", "della", "di", "da", "dos", "du", "la", "le",
            "ten", "ter", "zu", "zur", "al", "el", "bin", "ibn", "st.", "af", "av",
        ],
    )
}

fn is_one_of(word: &str, short: &[&str]) -> bool {
    word.len() <= 5 && short.iter().any(|one| one.eq_ignore_ascii_case(word))
}

/// Says how to call somebody so that nobody else of those named is meant: `Ruiz`, `E. Ruiz`, `Elena Ruiz`.
pub fn among<'a>(name: &str, others: impl Iterator<Item = &'a str>) -> String {
    let folded = fold(surname(name));
    let same: Vec<&str> = others
        .filter(|other| *other != name && fold(surname(other)) == folded)
        .collect();
    apart(name, &same)
}

/// Says how to call somebody, and none of those who have the same surname.
fn apart(name: &str, same: &[&str]) -> String {
    let short = surname(name);
    if same.is_empty() {
        return short.to_owned();
    }
    let Some(initial) = name.trim().chars().next().filter(|_| short != name.trim()) else {
        return name.trim().to_owned();
    };
    if same.iter().any(|other| other.trim().starts_with(initial)) {
        name.trim().to_owned()
    } else {
        format!("{initial}. {short}")
    }
}

/// The people of a book, ready to be called in passing many times over.
#[derive(Clone, Debug, Default)]
pub struct Said<'a> {
    by_id: HashMap<Id, Known<'a>, ById>,
    near: HashMap<Circle, Near<'a>>,
}

/// Somebody, and how they are called in passing, once it was asked.
#[derive(Clone, Debug)]
struct Known<'a> {
    one: One<'a>,
    called: OnceLock<Option<String>>,
}

/// Those of one kind and account, and their folded surnames, where somebody of them was asked for.
#[derive(Clone, Debug, Default)]
struct Near<'a> {
    all: Vec<One<'a>>,
    surnames: OnceLock<Vec<String>>,
}

type Circle = (Kind, Option<Id>);

#[derive(Clone, Copy, Debug)]
struct One<'a> {
    id: Id,
    circle: Circle,
    name: &'a str,
}

impl<'a> From<&'a Names> for Said<'a> {
    fn from(names: &'a Names) -> Self {
        let mut said = Self::default();
        for name in &names.0 {
            said.add((name.kind, name.account), [(name.id, name.name.as_str())]);
        }
        said
    }
}

impl<'a> Said<'a> {
    /// Adds some of a kind and an account.
    pub fn add(&mut self, circle: Circle, some: impl IntoIterator<Item = (Id, &'a str)>) {
        let near = self.near.entry(circle).or_default();
        for (id, name) in some {
            let one = One { id, circle, name };
            // Of two with one id the first counts, as it does for [`Names::get`].
            self.by_id.entry(id).or_insert_with(|| Known {
                one,
                called: OnceLock::new(),
            });
            near.all.push(one);
        }
    }

    /// Says how to call a person in passing; nothing where the book does not know them.
    pub fn spoken(&self, person: Id) -> Option<String> {
        let known = self.by_id.get(&person)?;
        // All of them are added before anybody is called.
        known.called.get_or_init(|| self.call(&known.one)).clone()
    }

    fn call(&self, one: &One<'_>) -> Option<String> {
        let near = self.near.get(&one.circle)?;
        let surnames = near.surnames.get_or_init(|| {
            let each = near.all.iter().map(|near| fold(surname(near.name)));
            each.collect()
        });
        let own = fold(surname(one.name));
        let others: Vec<&str> = near
            .all
            .iter()
            .zip(surnames.iter())
            .filter(|(near, surname)| {
                **surname == own && near.id != one.id && near.name != one.name
            })
            .map(|(near, _)| near.name)
            .collect();
        Some(apart(one.name, &others))
    }
}

impl Names {
    /// Says how to call a person in passing; nothing where the book does not know them.
    pub fn spoken(&self, person: Id) -> Option<String> {
        let one = self.get(person)?;
        let near = self
            .0
            .iter()
            .filter(|n| n.kind == one.kind && n.id != one.id)
            .filter(|n| n.account == one.account)
            .map(|n| n.name.as_str());
        Some(among(&one.name, near))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::names::Name;

    #[test]
    fn people_are_called_by_their_surname() {
        for (name, short) in [
            ("Elena Ruiz", "Ruiz"),
            ("Ruiz", "Ruiz"),
            ("Ann van Dyke", "van Dyke"),
            ("Van Morrison", "Morrison"),
            ("Ben Ortiz Jr.", "Ortiz"),
            ("Ben Ortiz, MD", "Ortiz"),
            ("Ruiz, Elena", "Ruiz"),
            ("María de la Cruz", "de la Cruz"),
            ("  Zoë   Łukasz ", "Łukasz"),
            ("田中", "田中"),
            ("info@acme.example", "info@acme.example"),
            ("", ""),
            (",", ","),
        ] {
            assert_eq!(surname(name), short, "{name}");
        }
    }

    #[test]
    fn two_of_one_surname_are_told_apart() {
        let call = |name, others: &[&'static str]| among(name, others.iter().copied());
        assert_eq!(call("Elena Ruiz", &["Ray Cole"]), "Ruiz");
        assert_eq!(call("Elena Ruiz", &["Marco Ruiz"]), "E. Ruiz");
        assert_eq!(call("Elena Ruiz", &["Emil Ruíz"]), "Elena Ruiz");
    }

    #[test]
    fn said_many_times_they_are_called_the_same() {
        let people = [
            "Elena Ruiz",
            "Emil Ruíz",
            "Ray Cole",
            "Marco Ruiz",
            "Ray Cole",
        ];
        let names = (0u8..)
            .zip(people.iter().cycle().take(12))
            .map(|(n, name)| Name {
                id: Id::new(1, [n; 10]),
                kind: Kind::Person,
                short: format!("pe{n}"),
                name: (*name).to_owned(),
                others: Vec::new(),
                account: (n % 3 > 0).then(|| Id::new(2, [n % 3; 10])),
                ours: false,
                emails: Vec::new(),
            });
        let names = Names(names.collect());
        let said = Said::from(&names);
        for name in &names.0 {
            assert_eq!(said.spoken(name.id), names.spoken(name.id), "{name:?}");
        }
        assert_eq!(said.spoken(Id::new(9, [9; 10])), None);
    }

    proptest::proptest! {
        #[test]
        fn any_name_can_be_said(name in "\\PC*", other in "\\PC*") {
            proptest::prop_assert!(name.contains(surname(&name)));
            let _ = among(&name, std::iter::once(other.as_str()));
        }
    }
}
