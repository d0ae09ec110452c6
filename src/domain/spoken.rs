//! How people are called in passing: by the surname, or by as much of the name as tells them apart.

use super::id::Id;
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
    matches!(
        word.trim_end_matches('.').to_lowercase().as_str(),
        "jr" | "sr" | "ii" | "iii" | "iv" | "md" | "phd" | "ph.d" | "mba" | "esq" | "cpa"
    )
}

fn particle(word: &str) -> bool {
    matches!(
        word.to_lowercase().as_str(),
        "van"
            | "von"
            | "der"
            | "den"
            | "de"
            | "del"
            | "della"
            | "di"
            | "da"
            | "dos"
            | "du"
            | "la"
            | "le"
            | "ten"
            | "ter"
            | "zu"
            | "zur"
            | "al"
            | "el"
            | "bin"
            | "ibn"
            | "st."
            | "af"
            | "av"
    )
}

/// Says how to call somebody so that nobody else of those named is meant: `Ruiz`, `E. Ruiz`, `Elena Ruiz`.
pub fn among<'a>(name: &str, others: impl Iterator<Item = &'a str>) -> String {
    let short = surname(name);
    let folded = fold(short);
    let same: Vec<&str> = others
        .filter(|other| *other != name && fold(surname(other)) == folded)
        .collect();
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

    proptest::proptest! {
        #[test]
        fn any_name_can_be_said(name in "\\PC*", other in "\\PC*") {
            proptest::prop_assert!(name.contains(surname(&name)));
            let _ = among(&name, std::iter::once(other.as_str()));
        }
    }
}
