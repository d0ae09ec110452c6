//! What was solved for another customer, and how much of it may be told.

use super::page::Elsewhere;
use crate::domain::names::fold;
use crate::domain::record::Body;
use crate::domain::spoken;
use crate::domain::words::Telling;

impl Elsewhere {
    /// Says whether the other customer may be named.
    pub fn named(&self) -> bool {
        matches!(&self.problem.body, Body::Problem(b) if b.may_be_told == Some(Telling::Named))
    }

    /// Gives a text as far as it may be told: nothing of one that would give away whose story it is.
    pub fn tellable<'a>(&self, text: Option<&'a String>) -> Option<&'a String> {
        text.filter(|text| self.named() || !self.gives_away(text))
    }

    /// Gives of a text those sentences and clauses that may be told; nothing where each would give away whose story it is.
    pub fn told(&self, text: Option<&String>) -> Option<String> {
        let text = text?.trim();
        if self.named() {
            return Some(text.to_owned()).filter(|text| !text.is_empty());
        }
        let mut clauses: Vec<&str> = Vec::new();
        let mut begun = 0;
        for (at, letter) in text.char_indices() {
            let after = at + letter.len_utf8();
            let ends = matches!(letter, '.' | ';' | '!' | '?' | '”')
                && text[after..].chars().next().is_none_or(char::is_whitespace);
            if ends {
                clauses.push(text[begun..after].trim());
                begun = after;
            }
        }
        clauses.push(text[begun..].trim());
        let kept: Vec<&str> = clauses
            .into_iter()
            .filter(|clause| !clause.is_empty() && !self.gives_away(clause))
            .collect();
        let told = kept.join(" ");
        let told = told.trim_end_matches(';');
        (!told.is_empty()).then(|| told.to_owned())
    }

    /// Says who it was, as far as that may be told.
    pub fn who(&self) -> String {
        if self.named() {
            return self.account.title();
        }
        match &self.account.body {
            Body::Account(b) => match self.tellable(b.industry.as_ref()) {
                Some(industry) => format!("unnamed ({industry})"),
                None => "unnamed".into(),
            },
            _ => "unnamed".into(),
        }
    }

    /// Says whether a text gives away where a story comes from.
    pub fn gives_away(&self, text: &str) -> bool {
        let text = fold(text);
        let mut names: Vec<String> = self.names.clone();
        names.push(self.account.title());
        if let Body::Account(b) = &self.account.body {
            names.extend(b.aliases.iter().cloned());
            names.extend(b.location.clone());
        }
        names
            .iter()
            .flat_map(|name| [name.clone(), spoken::surname(name).to_owned()])
            .chain(
                names
                    .iter()
                    .filter_map(|name| name.split_whitespace().next().map(str::to_owned)),
            )
            .map(|name| fold(&name))
            .filter(|name| name.chars().count() > 2)
            .any(|name| {
                text.match_indices(&name).any(|(at, _)| {
                    let before = text[..at].chars().next_back();
                    let after = text[at + name.len()..].chars().next();
                    !before.is_some_and(char::is_alphanumeric)
                        && !after.is_some_and(char::is_alphanumeric)
                })
            })
    }
}
