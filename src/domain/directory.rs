//! Everybody and every account by what they are called, prepared for many questions.
//!
//! It finds whom [`Names`] finds. A letter typed after an `@` is answered among twenty thousand people within a frame, which
//! names that are folded again for each question are not.

use std::collections::{HashMap, HashSet};
use std::sync::Arc;

use super::id::{ById, Id, Kind};
use super::names::{Found, Name, Names, fold};

/// The names of a book, prepared once and brought up to date as it changes.
#[derive(Clone, Debug, Default)]
pub struct Directory {
    rows: Arc<Rows>,
    /// Whose names are no longer those among the rows.
    gone: HashSet<Id, ById>,
    /// Those that came, or came to be called otherwise, since the rows were prepared; few.
    new: Vec<Name>,
}

#[derive(Debug, Default)]
struct Rows {
    names: Vec<Name>,
    by_id: HashMap<Id, usize, ById>,
    /// All that each is called, folded.
    called: HashMap<String, Vec<usize>>,
    /// Short ids and e-mail addresses, in small letters.
    marks: HashMap<String, Vec<usize>>,
    /// All that each is called, folded, one after the other, with a line's end and a blank before each: so the beginning of a
    /// name, or of any word of it, is one search.
    text: String,
    /// Where each one's begins in it.
    starts: Vec<usize>,
}

impl From<Names> for Directory {
    fn from(names: Names) -> Self {
        let mut rows = Rows::default();
        for (at, name) in names.0.iter().enumerate() {
            // Of two with one id the first counts, as it does for [`Names::get`].
            rows.by_id.entry(name.id).or_insert(at);
            rows.starts.push(rows.text.len());
            for one in name.all() {
                let folded = fold(one);
                rows.text.push_str("\n ");
                rows.text.push_str(&folded);
                let called = rows.called.entry(folded).or_default();
                if called.last() != Some(&at) {
                    called.push(at);
                }
            }
            for mark in std::iter::once(&name.short).chain(&name.emails) {
                let marks = rows.marks.entry(mark.to_ascii_lowercase()).or_default();
                if marks.last() != Some(&at) {
                    marks.push(at);
                }
            }
        }
        rows.names = names.0;
        Self {
            rows: Arc::new(rows),
            ..Self::default()
        }
    }
}

impl Directory {
    /// Adds a name.
    pub fn add(&mut self, name: Name) {
        self.new.push(name);
    }

    /// Puts the names that some records have now in the place of those they had; a record that has none any more is left out.
    pub fn renew(&mut self, touched: impl IntoIterator<Item = Id>, now: Vec<Name>) {
        let touched: HashSet<Id, ById> = touched.into_iter().collect();
        self.new.retain(|name| !touched.contains(&name.id));
        let known = |id: &Id| self.rows.by_id.contains_key(id);
        self.gone.extend(touched.into_iter().filter(known));
        self.new.extend(now);
    }

    /// Says how many names came since it was prepared, each of which is looked at for every question.
    pub fn loose(&self) -> usize {
        self.new.len()
    }

    /// Gives every name.
    pub fn iter(&self) -> impl Iterator<Item = &Name> {
        self.prepared().map(|(_, name)| name).chain(&self.new)
    }

    fn prepared(&self) -> impl Iterator<Item = (usize, &Name)> {
        let names = self.rows.names.iter().enumerate();
        names.filter(|(_, name)| !self.gone.contains(&name.id))
    }

    /// Gives the name of a record.
    pub fn get(&self, id: Id) -> Option<&Name> {
        let prepared = || {
            let at = self
                .rows
                .by_id
                .get(&id)
                .filter(|_| !self.gone.contains(&id));
            at.and_then(|at| self.rows.names.get(*at))
        };
        prepared().or_else(|| self.new.iter().find(|name| name.id == id))
    }

    /// Gives the name to show for a record; nothing where it is not known here.
    pub fn show(&self, id: Id) -> Option<&str> {
        self.get(id).map(|name| name.name.as_str())
    }

    /// Gives an account's path, from its topmost parent: `acme/emea`.
    pub fn path(&self, id: Id) -> Option<String> {
        super::names::path(id, |id| self.get(id))
    }

    /// Says whether an account is, or lies below, another.
    pub fn within(&self, unit: Option<Id>, of: Option<Id>) -> bool {
        super::names::within(unit, of, |id| self.get(id))
    }

    /// Finds an account, as [`Names::account`] does.
    pub fn account(&self, text: &str, beginnings: bool) -> Found<'_> {
        let text = text.trim();
        if let Some((_, leaf)) = text.rsplit_once('/') {
            let (folded, leaf) = (fold(text), fold(leaf));
            let fits = |name: &&Name| {
                name.kind == Kind::Account
                    && (self.path(name.id).is_some_and(|p| fold(&p) == folded)
                        || name.is(&leaf)
                            && super::names::path_begins(name, &folded, |id| self.get(id)))
            };
            let by_path: Vec<&Name> = self.iter().filter(fits).collect();
            if !by_path.is_empty() {
                return super::names::one_of(by_path);
            }
        }
        self.find(Kind::Account, text, beginnings.then_some(3), &[])
    }

    /// Lists the accounts whose whole name, or another that they are called by, stands in a text as words of their own.
    ///
    /// A longer name counts before one that is part of it.
    pub fn accounts_in(&self, text: &str) -> Vec<Id> {
        const MOST_WORDS: usize = 6;
        let words: Vec<String> = text
            .split_whitespace()
            .map(|word| fold(word.trim_matches(|c: char| !c.is_alphanumeric())))
            .collect();
        let mut found = Vec::new();
        let mut at = 0;
        while at < words.len() {
            let longest = MOST_WORDS.min(words.len() - at);
            let here = (1..=longest).rev().find_map(|many| {
                let folded = words[at..at + many].join(" ");
                // A word of two letters is too often just a word.
                if folded.chars().count() < 3 {
                    return None;
                }
                let known = self.rows.called.get(&folded).into_iter().flatten();
                let known = self.of_kind(Kind::Account, known.copied().collect());
                let new = self.new.iter().filter(|n| n.kind == Kind::Account);
                let ids: Vec<Id> = known
                    .chain(new.filter(|name| name.is(&folded)))
                    .map(|name| name.id)
                    .collect();
                (!ids.is_empty()).then_some((many, ids))
            });
            match here {
                Some((many, ids)) => {
                    for id in ids {
                        if !found.contains(&id) {
                            found.push(id);
                        }
                    }
                    at += many;
                }
                None => at += 1,
            }
        }
        found
    }

    /// Finds a person, as [`Names::person`] does: within the account first, then among ours, then anywhere.
    pub fn person(&self, text: &str, account: Option<Id>) -> Found<'_> {
        let near = |name: &Name| self.within(name.account, account);
        let ours = |name: &Name| name.ours;
        // Where no account is current, ours and theirs are equals.
        if account.is_none() {
            return self.find(Kind::Person, text, Some(1), &[]);
        }
        self.find(Kind::Person, text, Some(1), &[&near, &ours])
    }

    /// Finds one of ours, and only where none is called so anybody else: who is to do what our company promised.
    pub fn person_of_ours(&self, text: &str) -> Found<'_> {
        self.find(Kind::Person, text, Some(1), &[&|name: &Name| name.ours])
    }

    /// Finds whoever is called just so, in whole: within the account first, then among ours, then anywhere.
    pub fn person_in_full(&self, text: &str, account: Option<Id>) -> Found<'_> {
        let near = |name: &Name| self.within(name.account, account);
        let ours = |name: &Name| name.ours;
        let circles: &[&dyn Fn(&Name) -> bool] = &[&near, &ours];
        let circles = if account.is_some() { circles } else { &[] };
        let folded = fold(text);
        match self.find(Kind::Person, text, None, circles) {
            // A short id or an address is found by the same question and is no name.
            Found::One(one) if !one.is(&folded) => Found::Nobody,
            found => found,
        }
    }

    /// Lists the people one of whose names has a word that one slip of the finger makes this one; those of an account, where
    /// one is given, and else all.
    ///
    /// A slip is a letter too many, too few or another one, or two that changed places. Words under four letters are too short
    /// to tell a slip from another name.
    pub fn people_nearly(&self, word: &str, account: Option<Id>) -> Vec<&Name> {
        let typed: Vec<char> = fold(word).chars().collect();
        if typed.len() < 4 {
            return Vec::new();
        }
        let slips = |text: &str| {
            let mut words = text.split([' ', '\n']);
            words.any(|word| {
                let close = word.len() + 8 > typed.len() && word.len() <= 4 * typed.len() + 4;
                close && one_slip(&word.chars().collect::<Vec<_>>(), &typed)
            })
        };
        let ends = self.rows.starts.iter().skip(1).copied();
        let ends = ends.chain([self.rows.text.len()]);
        let stretches = self.rows.starts.iter().zip(ends).enumerate();
        let prepared = stretches.filter_map(|(at, (start, end))| {
            let name = self.rows.names.get(at)?;
            let person = name.kind == Kind::Person && !self.gone.contains(&name.id);
            (person && slips(&self.rows.text[*start..end])).then_some(name)
        });
        let new = self.new.iter().filter(|name| name.kind == Kind::Person);
        let new = new.filter(|name| name.all().any(|one| slips(&fold(one))));
        let here = |name: &&Name| account.is_none() || self.within(name.account, account);
        prepared.chain(new).filter(here).collect()
    }

    /// Finds who is called so in the first of the circles where somebody is, and among all after them: by all that a name is,
    /// else by its beginning, where that is so long.
    fn find(
        &self,
        kind: Kind,
        text: &str,
        beginning_from: Option<usize>,
        circles: &[&dyn Fn(&Name) -> bool],
    ) -> Found<'_> {
        let text = text.trim();
        let (exact, begun) = if let Ok(id) = text.parse::<Id>() {
            let one = self.iter().filter(|name| name.id == id);
            (one.filter(|name| name.kind == kind).collect(), Vec::new())
        } else {
            let folded = fold(text);
            if folded.is_empty() {
                return Found::Nobody;
            }
            let exact = self.exactly(kind, text, &folded);
            let long = beginning_from.is_some_and(|least| folded.chars().count() >= least);
            let begun = if long {
                self.beginning(kind, &folded)
            } else {
                Vec::new()
            };
            (exact, begun)
        };
        let everybody = |_: &Name| true;
        for circle in circles.iter().copied().chain([&everybody as _]) {
            for among in [&exact, &begun] {
                let mut within: Vec<&Name> = among.iter().copied().filter(|n| circle(n)).collect();
                if !within.is_empty() {
                    // In one order, whoever came first into the book or into this directory.
                    within.sort_by(|a, b| (&a.name, a.id).cmp(&(&b.name, b.id)));
                    return super::names::one_of(within);
                }
            }
        }
        Found::Nobody
    }

    fn exactly(&self, kind: Kind, text: &str, folded: &str) -> Vec<&Name> {
        let rows = &self.rows;
        let called = rows.called.get(folded).into_iter().flatten();
        let marked = rows.marks.get(&text.to_ascii_lowercase());
        let mut at: Vec<usize> = called
            .chain(marked.into_iter().flatten())
            .copied()
            .collect();
        at.sort_unstable();
        at.dedup();
        let new = self.new.iter().filter(|name| name.is_exactly(text, folded));
        self.of_kind(kind, at)
            .chain(new.filter(|n| n.kind == kind))
            .collect()
    }

    fn beginning(&self, kind: Kind, folded: &str) -> Vec<&Name> {
        // Any word of a person's name may begin so, of an account's only the first.
        let wanted = match kind {
            Kind::Person => format!(" {folded}"),
            _ => format!("\n {folded}"),
        };
        let mut at: Vec<usize> = Vec::new();
        for (place, _) in self.rows.text.match_indices(&wanted) {
            let row = self.rows.starts.partition_point(|start| *start <= place);
            at.push(row.saturating_sub(1));
        }
        at.dedup();
        let new = self.new.iter().filter(|name| name.begins(folded));
        self.of_kind(kind, at)
            .chain(new.filter(|n| n.kind == kind))
            .collect()
    }

    fn of_kind(&self, kind: Kind, at: Vec<usize>) -> impl Iterator<Item = &Name> {
        let names = at.into_iter().filter_map(|at| self.rows.names.get(at));
        names.filter(move |name| name.kind == kind && !self.gone.contains(&name.id))
    }
}

/// Says whether one slip of the finger makes one word of the other: a letter too many, too few or another one, or two that
/// changed places.
fn one_slip(one: &[char], other: &[char]) -> bool {
    let (short, long) = if one.len() <= other.len() {
        (one, other)
    } else {
        (other, one)
    };
    let same = short.iter().zip(long).take_while(|(a, b)| a == b).count();
    let (short, long) = (&short[same..], &long[same..]);
    match (short, long) {
        ([a, b, rest @ ..], [c, d, others @ ..]) if a == d && b == c && rest == others => true,
        ([_, rest @ ..], [_, others @ ..]) if rest == others => true,
        (rest, [_, others @ ..]) => rest == others,
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn id(n: u8) -> Id {
        Id::new(1, [n; 10])
    }

    fn some(n: u8, kind: Kind, words: &[u8], account: Option<u8>, ours: bool) -> Name {
        const WORDS: [&str; 10] = [
            "Anna",
            "Ann",
            "Berg",
            "Bergström",
            "Acme",
            "Acme East",
            "EMEA",
            "A/B",
            "Łukasz",
            "pe3",
        ];
        let word = |at: &u8| WORDS[usize::from(*at) % WORDS.len()];
        let (first, others) = words.split_at(words.len().min(2));
        Name {
            id: id(n),
            kind,
            short: format!("{}{n}", kind.letters()),
            name: first.iter().map(word).collect::<Vec<_>>().join(" "),
            others: others.iter().map(|at| word(at).to_owned()).collect(),
            account: account.map(id),
            ours,
            emails: vec![format!("A{n}@x.example")],
        }
    }

    fn ids(found: &Found<'_>) -> HashSet<Id> {
        match found {
            Found::One(one) => HashSet::from([one.id]),
            Found::Several(many) => many.iter().map(|name| name.id).collect(),
            Found::Nobody => HashSet::new(),
        }
    }

    #[test]
    fn one_slip_is_one() {
        let slip = |a: &str, b: &str| {
            let (a, b): (Vec<char>, Vec<char>) = (a.chars().collect(), b.chars().collect());
            one_slip(&a, &b) && one_slip(&b, &a)
        };
        for (a, b) in [("weiss", "wiess"), ("weiss", "weis"), ("ruiz", "ruis")] {
            assert!(slip(a, b), "{a} {b}");
        }
        for (a, b) in [("weiss", "weiss"), ("weiss", "wise"), ("ruiz", "urzi")] {
            assert!(!slip(a, b), "{a} {b}");
        }
    }

    #[test]
    fn a_slip_finds_the_person_here_and_not_elsewhere() {
        let berg = some(1, Kind::Person, &[0, 2], Some(9), false);
        let directory = Directory::from(Names(vec![berg.clone()]));
        let found = |word, account: Option<u8>| {
            let found = directory.people_nearly(word, account.map(id));
            found.iter().map(|name| name.id).collect::<Vec<_>>()
        };
        assert_eq!(found("Beg", None), []);
        assert_eq!(found("Begr", None), [berg.id]);
        assert_eq!(found("Anan", Some(9)), [berg.id]);
        assert_eq!(found("Begr", Some(8)), []);
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(300))]
        #[test]
        fn it_finds_whom_the_names_find(
            all in proptest::collection::vec((any::<bool>(), proptest::collection::vec(any::<u8>(), 1..4), proptest::option::of(0u8..12), any::<bool>()), 1..14),
            later in 0usize..4,
            typed in proptest::sample::select(vec!["anna", "ann", "an", "berg", "b", "acme", "acme/emea", "acme/e", "acm", "acme east", "łu", "luk", "pe3", "ac1", "a2@X.EXAMPLE", "a/b", "nobody", " ", "ac"]),
            account in proptest::option::of(0u8..12),
        ) {
            let names: Vec<Name> = (0u8..).zip(&all).map(|(n, (person, words, account, ours))| {
                let kind = if *person { Kind::Person } else { Kind::Account };
                some(n, kind, words, account.filter(|a| *a != n), *ours && *person)
            }).collect();
            let (early, late) = names.split_at(names.len().saturating_sub(later));
            let mut directory = Directory::from(Names(early.to_vec()));
            directory.renew(late.iter().map(|name| name.id), late.to_vec());
            let names = Names(names);
            let account = account.map(id);
            prop_assert_eq!(ids(&directory.person(typed, account)), ids(&names.person(typed, account)));
            prop_assert_eq!(ids(&directory.account(typed, true)), ids(&names.account(typed, true)));
            prop_assert_eq!(ids(&directory.account(typed, false)), ids(&names.account(typed, false)));
            for name in &names.0 {
                prop_assert_eq!(directory.path(name.id), names.path(name.id));
                prop_assert_eq!(directory.show(name.id), names.show(name.id));
            }
        }
    }

    #[test]
    fn who_is_called_otherwise_is_found_by_the_new_name_only() {
        let anna = some(1, Kind::Person, &[0, 2], None, false);
        let mut directory = Directory::from(Names(vec![anna.clone()]));
        let mut other = anna.clone();
        other.name = "Zoe Hale".into();
        directory.renew([anna.id], vec![other]);
        assert_eq!(directory.person("anna", None), Found::Nobody);
        assert!(matches!(directory.person("hale", None), Found::One(one) if one.id == anna.id));
        directory.renew([anna.id], Vec::new());
        assert_eq!(directory.iter().count(), 0);
        assert_eq!(directory.get(anna.id), None);
    }
}
