//! Finds the account or person that somebody names.

use std::collections::HashMap;

use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::is_combining_mark;

use super::id::{Id, Kind};
use super::record::{Body, Record};
use super::words::Side;

/// Folds a name for comparison: no case, no accents, blanks run together.
pub fn fold(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    if text.is_ascii() {
        for byte in text.bytes() {
            if !byte.is_ascii_whitespace() {
                out.push(char::from(byte.to_ascii_lowercase()));
            } else if !out.is_empty() && !out.ends_with(' ') {
                out.push(' ');
            }
        }
        if out.ends_with(' ') {
            out.pop();
        }
        return out;
    }
    for c in text
        .nfkd()
        .filter(|c| !is_combining_mark(*c))
        .flat_map(char::to_lowercase)
    {
        match c {
            'ł' => out.push('l'),
            'ø' => out.push('o'),
            'đ' | 'ð' => out.push('d'),
            'ß' => out.push_str("ss"),
            'æ' => out.push_str("ae"),
            'œ' => out.push_str("oe"),
            'ı' => out.push('i'),
            c if c.is_whitespace() => {
                if !out.ends_with(' ') && !out.is_empty() {
                    out.push(' ');
                }
            }
            c => out.push(c),
        }
    }
    if out.ends_with(' ') {
        out.pop();
    }
    out
}

/// One account or person, by all that it is called.
#[derive(Clone, PartialEq, Eq, Debug, serde::Serialize, serde::Deserialize)]
pub struct Name {
    /// The record.
    pub id: Id,
    /// Its kind: account or person.
    pub kind: Kind,
    /// Its short id.
    pub short: String,
    /// The name to show.
    pub name: String,
    /// Everything else it is called: aliases, how they like to be called.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub others: Vec<String>,
    /// A person's account; an account's parent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub account: Option<Id>,
    /// A person of ours.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub ours: bool,
    /// A person's e-mail addresses.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub emails: Vec<String>,
}

impl Name {
    /// Takes the names of a record; none for a kind that has no names.
    pub fn of(record: &Record) -> Option<Name> {
        let (others, account, ours, emails) = match &record.body {
            Body::Account(b) => (b.aliases.clone(), b.parent, false, Vec::new()),
            Body::Person(b) => {
                let mut others = b.aliases.clone();
                others.extend(b.called.clone());
                (
                    others,
                    b.account,
                    b.side == Some(Side::Ours),
                    b.emails.clone(),
                )
            }
            _ => return None,
        };
        Some(Name {
            id: record.id(),
            kind: record.kind(),
            short: record.short().to_owned(),
            name: record.title(),
            others,
            account,
            ours,
            emails,
        })
    }

    pub(super) fn all(&self) -> impl Iterator<Item = &str> {
        std::iter::once(self.name.as_str()).chain(self.others.iter().map(String::as_str))
    }

    pub(super) fn is(&self, folded: &str) -> bool {
        self.all().any(|n| fold(n) == folded)
    }

    /// Says whether a text is its short id, one of its names in whole, or one of its addresses.
    pub(super) fn is_exactly(&self, text: &str, folded: &str) -> bool {
        self.short.eq_ignore_ascii_case(text)
            || self.is(folded)
            || self.emails.iter().any(|e| e.eq_ignore_ascii_case(text))
    }

    /// Says whether a name, or one of its words from there on, begins so.
    pub(super) fn begins(&self, folded: &str) -> bool {
        self.all().any(|n| {
            let n = fold(n);
            n.starts_with(folded)
                || (self.kind == Kind::Person
                    && n.match_indices(' ')
                        .any(|(at, _)| n[at + 1..].starts_with(folded)))
        })
    }
}

/// What a name turned out to be.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Found<'a> {
    /// Exactly one.
    One(&'a Name),
    /// Several fit.
    Several(Vec<&'a Name>),
    /// Nobody fits.
    Nobody,
}

/// All the names that a line or an argument may mean.
#[derive(Clone, PartialEq, Eq, Debug, Default, serde::Serialize, serde::Deserialize)]
pub struct Names(pub Vec<Name>);

impl Names {
    /// Gives the name of a record.
    pub fn get(&self, id: Id) -> Option<&Name> {
        self.0.iter().find(|n| n.id == id)
    }

    /// Gives the name to show for a record; nothing where it is not known here.
    pub fn show(&self, id: Id) -> Option<&str> {
        self.get(id).map(|n| n.name.as_str())
    }

    /// Gives an account's path, from its topmost parent: `acme/emea`.
    pub fn path(&self, id: Id) -> Option<String> {
        path(id, |id| self.get(id))
    }

    /// Finds an account by id, short id, exact name or alias, path, or (`beginnings`) its unambiguous beginning of three letters or more.
    pub fn account(&self, text: &str, beginnings: bool) -> Found<'_> {
        let accounts: Vec<&Name> = self.0.iter().filter(|n| n.kind == Kind::Account).collect();
        let text = text.trim();
        if let Some((_, leaf)) = text.rsplit_once('/') {
            let folded = fold(text);
            let fits = |n: &&&Name| {
                self.path(n.id).is_some_and(|p| fold(&p) == folded)
                    || (n.is(&fold(leaf)) && path_begins(n, &folded, |id| self.get(id)))
            };
            let by_path: Vec<&Name> = accounts.iter().filter(fits).copied().collect();
            if !by_path.is_empty() {
                return one_of(by_path);
            }
        }
        find(&accounts, text, if beginnings { Some(3) } else { None })
    }

    /// Gives the accounts of whose name or alias a later word begins so: `stein` of Bäckerei Stein.
    pub fn accounts_with(&self, text: &str) -> Vec<&Name> {
        let folded = fold(text);
        if folded.chars().count() < 3 {
            return Vec::new();
        }
        let has = |name: &&Name| {
            name.kind == Kind::Account
                && name.all().any(|n| {
                    let n = fold(n);
                    n.match_indices(' ')
                        .any(|(at, _)| n[at + 1..].starts_with(&folded))
                })
        };
        self.0.iter().filter(has).collect()
    }

    /// Finds a person by id, short id, e-mail, exact name or beginning of a name, within the account first, then among ours, then anywhere;
    /// where no account is given, anywhere.
    pub fn person(&self, text: &str, account: Option<Id>) -> Found<'_> {
        let people: Vec<&Name> = self.0.iter().filter(|n| n.kind == Kind::Person).collect();
        if account.is_some() {
            let here = |n: &&Name| n.account == account || self.within(n.account, account);
            let near: Vec<&Name> = people.iter().copied().filter(here).collect();
            let ours: Vec<&Name> = people.iter().copied().filter(|n| n.ours).collect();
            for circle in [near, ours] {
                match find(&circle, text, Some(1)) {
                    Found::Nobody => {}
                    found => return found,
                }
            }
        }
        find(&people, text, Some(1))
    }

    /// Finds a person by all that was typed, never by a part of it; a whole word of a name comes before a mere beginning.
    pub fn person_called(&self, text: &str, account: Option<Id>) -> Found<'_> {
        let Found::Several(fit) = self.person(text, account) else {
            return self.person(text, account);
        };
        let folded = fold(text);
        let whole: Vec<&Name> = fit
            .iter()
            .copied()
            .filter(|n| n.all().any(|n| fold(n).split(' ').any(|w| w == folded)))
            .collect();
        match whole.as_slice() {
            [one] => Found::One(one),
            _ => Found::Several(fit),
        }
    }

    /// Says whether an account is, or lies below, another.
    pub fn within(&self, unit: Option<Id>, of: Option<Id>) -> bool {
        within(unit, of, |id| self.get(id))
    }
}

/// Says whether an account is, or lies below, another.
pub(super) fn within<'a>(
    unit: Option<Id>,
    of: Option<Id>,
    get: impl Fn(Id) -> Option<&'a Name>,
) -> bool {
    let mut at = unit;
    for _ in 0..16 {
        match at {
            None => return false,
            Some(_) if at == of => return true,
            Some(id) => at = get(id).and_then(|name| name.account),
        }
    }
    false
}

/// Says whether the account above is called as a folded path says, before its last part.
pub(super) fn path_begins<'a>(
    name: &Name,
    folded: &str,
    get: impl Fn(Id) -> Option<&'a Name>,
) -> bool {
    let Some((head, _)) = folded.rsplit_once('/') else {
        return false;
    };
    let above = name.account.and_then(get);
    above.is_some_and(|above| above.is(head) || above.begins(head))
}

/// The same by id, where many are asked for.
#[derive(Clone, Debug, Default)]
pub struct ById<'a>(HashMap<Id, &'a Name>);

impl<'a> From<&'a Names> for ById<'a> {
    fn from(names: &'a Names) -> Self {
        let mut by_id = HashMap::with_capacity(names.0.len());
        for name in &names.0 {
            // Of two with one id the first counts, as it does for [`Names::get`].
            by_id.entry(name.id).or_insert(name);
        }
        Self(by_id)
    }
}

impl<'a> ById<'a> {
    /// Gives the name of a record.
    pub fn get(&self, id: Id) -> Option<&'a Name> {
        self.0.get(&id).copied()
    }

    /// Gives an account's path, from its topmost parent: `acme/emea`.
    pub fn path(&self, id: Id) -> Option<String> {
        path(id, |id| self.get(id))
    }
}

pub(super) fn path<'a>(id: Id, get: impl Fn(Id) -> Option<&'a Name>) -> Option<String> {
    let mut parts = Vec::new();
    let mut at = Some(id);
    while let Some(name) = at.and_then(&get) {
        parts.push(name.name.as_str());
        at = name.account;
        if parts.len() > 16 {
            break;
        }
    }
    parts.reverse();
    (!parts.is_empty()).then(|| parts.join("/"))
}

pub(super) fn one_of(mut found: Vec<&Name>) -> Found<'_> {
    match found.len() {
        0 => Found::Nobody,
        1 => Found::One(found.remove(0)),
        _ => Found::Several(found),
    }
}

fn find<'a>(among: &[&'a Name], text: &str, beginning_from: Option<usize>) -> Found<'a> {
    let text = text.trim();
    if let Ok(id) = text.parse::<Id>() {
        return one_of(among.iter().filter(|n| n.id == id).copied().collect());
    }
    let folded = fold(text);
    if folded.is_empty() {
        return Found::Nobody;
    }
    let exact: Vec<&Name> = among
        .iter()
        .filter(|n| n.is_exactly(text, &folded))
        .copied()
        .collect();
    if !exact.is_empty() {
        return one_of(exact);
    }
    match beginning_from {
        Some(least) if folded.chars().count() >= least => one_of(
            among
                .iter()
                .filter(|n| n.begins(&folded))
                .copied()
                .collect(),
        ),
        _ => Found::Nobody,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn name(n: u8, kind: Kind, text: &str, account: Option<u8>) -> Name {
        let id = |n| Id::new(1, [n; 10]);
        Name {
            id: id(n),
            kind,
            short: format!("{}{n}", kind.letters()),
            name: text.into(),
            others: vec![],
            account: account.map(id),
            ours: false,
            emails: vec![],
        }
    }

    #[test]
    fn finds_by_name_beginning_and_path() {
        let names = Names(vec![
            name(1, Kind::Account, "Acme", None),
            name(2, Kind::Account, "EMEA", Some(1)),
            name(3, Kind::Account, "Müller & Söhne", None),
            name(4, Kind::Person, "Anna Berg", Some(1)),
            name(5, Kind::Person, "Anne Holt", Some(1)),
            name(6, Kind::Person, "Łukasz Zoë", Some(3)),
        ]);
        let account = Some(names.0[0].id);
        assert!(
            matches!(names.account("muller & sohne", false), Found::One(n) if n.short == "ac3")
        );
        assert!(matches!(names.account("acme/emea", false), Found::One(n) if n.short == "ac2"));
        assert!(matches!(names.account("mül", true), Found::One(_)));
        assert_eq!(names.account("mü", true), Found::Nobody);
        assert_eq!(names.account("mül", false), Found::Nobody);
        assert!(matches!(names.person("ann", account), Found::Several(v) if v.len() == 2));
        assert!(matches!(names.person("berg", account), Found::One(n) if n.short == "pe4"));
        assert!(matches!(names.person("lukasz", account), Found::One(n) if n.short == "pe6"));
        assert_eq!(names.path(names.0[1].id).unwrap(), "Acme/EMEA");
    }
}
