//! What was typed, then what it means.

use uuid::Uuid;

use super::entry::Vocabulary;
use super::fold;

/// One word that must match.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Term {
    /// The folded word, or the folded words of a quoted phrase; of a grouped number its digits.
    pub text: String,
    /// The same as it was typed, a number with its groups: what `=` looks for.
    pub typed: String,
    /// Quoted: it must stand in the entry just so.
    pub exact: bool,
}

/// A line of the lookup, understood.
///
/// Words are joined by *and*, in any order. Beside them, in the same line: `kind:problem` (the start of the name
/// is enough, several by comma), `@dana` (a person, or with that person), `#acme` (an account and what belongs to it),
/// `+tag`, `is:open` and `is:!open`, `"an exact phrase"`; a line that begins with `=` looks its words up literally in
/// the long notes as well.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Query {
    /// The words.
    pub terms: Vec<Term>,
    /// Literal search over notes.
    pub literal: bool,
    /// Only these kinds; all where empty.
    pub kinds: Vec<u8>,
    /// Only what is with each of these people (folded beginnings of a name's word).
    pub people: Vec<String>,
    /// Only what belongs to an account so called (folded beginnings of words).
    pub accounts: Vec<String>,
    /// Only what belongs to one of these accounts, by id.
    pub within: Vec<Uuid>,
    /// Only what has each of these tags (folded beginnings).
    pub tags: Vec<String>,
    /// Flags that must hold.
    pub set: u8,
    /// Flags that must not.
    pub unset: u8,
    /// The account one is in: its entries weigh more.
    pub here: Option<Uuid>,
    /// Its units, whose entries count as its own.
    pub below: Vec<Uuid>,
    /// Filters that name nothing known, as typed; such a query finds nothing.
    pub unknown: Vec<String>,
}

/// The most characters of words that are looked at; more is not typed but pasted.
const MOST_LETTERS: usize = 256;

impl Query {
    /// Understands a line as far as it is typed.
    pub fn parse(line: &str, vocabulary: &Vocabulary) -> Self {
        let mut query = Self::default();
        let line = line.trim_start();
        let rest = line.strip_prefix('=');
        query.literal = rest.is_some();
        let mut room = MOST_LETTERS;
        for token in tokens(rest.unwrap_or(line)) {
            let word = match token {
                Token::Phrase(phrase) => {
                    query.term(&phrase, true, &mut room);
                    continue;
                }
                Token::Word(word) => word,
            };
            let lower = fold::folded(word);
            if let Some(names) = lower.strip_prefix("kind:") {
                for name in names.split(',').filter(|name| !name.is_empty()) {
                    let codes = kinds(name, vocabulary);
                    if codes.is_empty() {
                        query.unknown.push(word.to_owned());
                    }
                    query.kinds.extend(codes);
                }
            } else if let Some(name) = lower.strip_prefix("is:") {
                query.flag(name, word, vocabulary);
            } else if let Some(name) = lower.strip_prefix('@') {
                query.people.extend(filter_words(name));
            } else if let Some(name) = lower.strip_prefix('#') {
                query.accounts.extend(filter_words(name));
            } else if let Some(name) = lower
                .strip_prefix('+')
                .filter(|name| !name.starts_with(|ch: char| ch.is_ascii_digit()))
            {
                if !name.is_empty() {
                    query.tags.push(name.to_owned());
                }
            } else {
                query.term(word, false, &mut room);
            }
        }
        query
    }

    /// Says whether nothing was asked: neither words nor filters.
    pub fn is_empty(&self) -> bool {
        let asked = Self {
            here: None,
            below: Vec::new(),
            literal: false,
            ..self.clone()
        };
        asked == Self::default()
    }

    fn term(&mut self, typed: &str, exact: bool, room: &mut usize) {
        let mut text = fold::folded(typed);
        let mut spelled = text.clone();
        if exact {
            text = text.split_whitespace().collect::<Vec<_>>().join(" ");
            spelled.clone_from(&text);
        } else if is_number(&text) {
            // A number is grouped in as many ways as there are people: only its digits count.
            text.retain(|ch| ch.is_ascii_digit());
            spelled = spelled
                .trim_matches(|ch: char| !ch.is_ascii_digit())
                .to_owned();
        }
        text = text.chars().take(*room).collect();
        let spelled = spelled.chars().take(*room).collect();
        if text.chars().all(fold::parts) {
            return;
        }
        *room -= text.chars().count();
        self.terms.push(Term {
            text,
            typed: spelled,
            exact,
        });
    }

    fn flag(&mut self, name: &str, typed: &str, vocabulary: &Vocabulary) {
        let (bits, name) = match name.strip_prefix(['!', '-']) {
            Some(name) => (&mut self.unset, name),
            None => (&mut self.set, name),
        };
        if name.is_empty() {
            return;
        }
        match vocabulary
            .flags
            .iter()
            .position(|flag| fold::folded(flag).starts_with(name))
        {
            Some(at) => *bits |= 1 << at,
            None => self.unknown.push(typed.to_owned()),
        }
    }
}

/// Says whether a word is a grouped number such as `203-555-0143` or `+49(0)30/12`.
fn is_number(word: &str) -> bool {
    word.chars().filter(char::is_ascii_digit).count() >= 3
        && word
            .chars()
            .all(|ch| ch.is_ascii_digit() || matches!(ch, '-' | '.' | '/' | '(' | ')' | '+'))
}

fn filter_words(name: &str) -> impl Iterator<Item = String> {
    name.split(fold::parts)
        .filter(|word| !word.is_empty())
        .map(str::to_owned)
}

/// Gives the kinds that a typed name means: the one so called, else all that begin so.
fn kinds(name: &str, vocabulary: &Vocabulary) -> Vec<u8> {
    let all = || {
        vocabulary
            .kinds
            .iter()
            .map(|kind| (fold::folded(&kind.name), kind.code))
    };
    let same: Vec<u8> = all()
        .filter(|(known, _)| known == name)
        .map(|(_, code)| code)
        .collect();
    if same.is_empty() {
        all()
            .filter(|(known, _)| known.starts_with(name))
            .map(|(_, code)| code)
            .collect()
    } else {
        same
    }
}

enum Token<'a> {
    Word(&'a str),
    Phrase(String),
}

/// Parts a line at spaces outside quotes; a quote that is still open ends with the line.
fn tokens(line: &str) -> Vec<Token<'_>> {
    let mut all = Vec::new();
    let mut rest = line.trim_start();
    while !rest.is_empty() {
        if let Some(open) = rest.strip_prefix(['"', '“', '„', '”']) {
            let end = open.find(['"', '“', '”']).unwrap_or(open.len());
            all.push(Token::Phrase(open[..end].to_owned()));
            rest = open[end..].trim_start_matches(['"', '“', '”']).trim_start();
        } else {
            let end = rest.find(char::is_whitespace).unwrap_or(rest.len());
            all.push(Token::Word(&rest[..end]));
            rest = rest[end..].trim_start();
        }
    }
    all
}

#[cfg(test)]
mod tests {
    use super::super::entry::{Kind, Role};
    use super::*;

    fn vocabulary() -> Vocabulary {
        Vocabulary::new(
            vec![
                Kind::new(0, "account", Role::Account, 6),
                Kind::new(1, "person", Role::Person, 5),
                Kind::new(2, "problem", Role::Other, 3),
            ],
            vec!["open".into(), "late".into()],
        )
    }

    #[test]
    fn understands_filters_words_and_phrases() {
        let query = Query::parse(
            "kind:prob @Dana #Conn-DMV +vip is:open is:!late \"Service  Window\" Zoë",
            &vocabulary(),
        );
        assert_eq!(query.kinds, [2]);
        assert_eq!(
            (query.people, query.accounts, query.tags),
            (
                vec!["dana".into()],
                vec!["conn".into(), "dmv".into()],
                vec!["vip".into()]
            )
        );
        assert_eq!((query.set, query.unset), (1, 2));
        let exact = Term {
            text: "service window".into(),
            typed: "service window".into(),
            exact: true,
        };
        assert_eq!(
            query.terms,
            [
                exact,
                Term {
                    text: "zoe".into(),
                    typed: "zoe".into(),
                    exact: false
                }
            ]
        );
    }

    #[test]
    fn reads_numbers_in_any_grouping() {
        let query = Query::parse("(203)555-0143 +49.30 a-b", &vocabulary());
        let texts: Vec<_> = query.terms.iter().map(|term| term.text.as_str()).collect();
        assert_eq!(texts, ["2035550143", "4930", "a-b"]);
    }

    #[test]
    fn half_typed_filters_ask_for_nothing_yet() {
        let query = Query::parse("kind: is: @ # + \"", &vocabulary());
        assert!(query.is_empty() && query.unknown.is_empty());
        assert_eq!(
            Query::parse("kind:zebra", &vocabulary()).unknown,
            ["kind:zebra"]
        );
    }
}
