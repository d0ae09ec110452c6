//! A short list to choose from by typing: the palette, every picker, the themes.

use std::collections::BTreeSet;

use crate::domain::names::fold;
use crate::domain::{Date, Id, Kind, plain};
use crate::tui::action::Action;
use crate::tui::line::LineEdit;

/// What a chosen line stands for.
#[derive(Debug, Clone, PartialEq)]
pub enum Value {
    /// An action of the palette.
    Act(Action),
    /// A record.
    Record(Id),
    /// A word: a state, a theme, a way to link.
    Word(String),
    /// A kind of record.
    Kind(Kind),
    /// A day.
    Day(Date),
    /// Somebody of ours who came, and whether it was charged for.
    Came(Id, bool),
    /// Somebody who is not in the book yet, by name.
    Newcomer(String),
    /// Nobody and nothing: the field becomes unknown.
    Nothing,
}

/// What is chosen stands in a column where none of it is wider.
const COLUMN: usize = 24;

/// One line to choose.
#[derive(Debug, Clone, PartialEq)]
pub struct Choice {
    /// What is chosen.
    pub text: String,
    /// What is said about it at the right.
    pub aside: String,
    /// Its short id, at the edge, where several may have one name.
    pub short: String,
    /// What it stands for.
    pub value: Value,
    /// What typing looks into, folded.
    find: String,
}

impl Choice {
    /// Makes a line.
    pub fn new(text: &str, aside: &str, value: Value) -> Self {
        Self {
            text: text.to_owned(),
            aside: aside.to_owned(),
            short: String::new(),
            value,
            find: fold(&format!("{text} {aside}")),
        }
    }

    /// Makes the line for somebody who is not in the book yet.
    pub fn newcomer(name: &str) -> Self {
        Self::new(
            &format!("+ new person “{name}”"),
            "made when this is saved",
            Value::Newcomer(name.to_owned()),
        )
    }

    /// Stands its short id at the edge, and lets it be found by that.
    #[must_use]
    pub fn with_short(self, short: &str) -> Self {
        Self {
            short: short.to_owned(),
            ..self.also(short)
        }
    }

    /// Lets it be found by these words alone, and not by what is said about it.
    #[must_use]
    pub fn found_by(mut self, words: &str) -> Self {
        self.find = fold(words);
        self
    }

    /// Lets it be found by more words than are shown.
    #[must_use]
    pub fn also(mut self, words: &str) -> Self {
        self.find.push(' ');
        self.find.push_str(&fold(words));
        self
    }
}

/// What is done with what was chosen.
#[derive(Debug, Clone, PartialEq)]
pub enum Purpose {
    /// Do the action.
    Palette,
    /// Put the theme in force; the name is the one to go back to.
    Theme(String),
    /// Move these records to the state.
    Move(Vec<Id>),
    /// Write the word of how this complaint goes on.
    Recover(Id),
    /// Link this record to the chosen one.
    LinkTo(Id),
    /// Link the first to the second in the chosen way.
    LinkHow(Id, Id),
    /// Open a form for the kind.
    New,
    /// Go on with what was typed and not saved.
    Draft,
    /// Put these records off until the day.
    Snooze(Vec<Id>),
    /// Put these records on the day.
    Postpone(Vec<Id>),
    /// File these lines of the inbox under the account.
    File(Vec<Id>),
    /// Call somebody in for the problems.
    CallIn(Vec<Id>),
    /// Say that this record is the same as the chosen one.
    MergeWith(Id),
    /// Take one of these guests as a person, or let one go.
    Guests(Vec<crate::book::Guest>),
    /// Say of which account the guest with this key is.
    GuestOf(String),
    /// Say what a column of a file is.
    Column(usize),
    /// Do the action to the table that is chosen among those of an import.
    OfTable(Action),
    /// Say what of the reading of the table with this header is to be another way.
    Reading(String),
    /// Say how the table with this header is read, in this respect.
    ReadAs(String, String),
    /// Put it into a field of the form below.
    Field(usize),
}

/// A list that typing narrows.
#[derive(Debug, Clone, PartialEq)]
#[allow(clippy::struct_excessive_bools)] // Each is a thing of its own, not a state.
pub struct Menu {
    /// What is being chosen.
    pub title: String,
    /// What was typed.
    pub line: LineEdit,
    /// What it is for.
    pub purpose: Purpose,
    /// Whether several can be marked.
    pub several: bool,
    /// What is marked, by place.
    pub marked: BTreeSet<usize>,
    /// Whether more is still to come: what is chosen waits for it.
    pub waiting: bool,
    /// Whether somebody who is not in the book yet can be named.
    pub newcomers: bool,
    /// Something was marked, and nothing typed since.
    just_marked: bool,
    choices: Vec<Choice>,
    shown: Vec<usize>,
    at: usize,
}

impl Menu {
    /// Opens a list.
    pub fn new(title: &str, purpose: Purpose, choices: Vec<Choice>) -> Self {
        let shown = (0..choices.len()).collect();
        Self {
            title: title.to_owned(),
            line: LineEdit::default(),
            purpose,
            several: false,
            marked: BTreeSet::new(),
            waiting: false,
            newcomers: false,
            just_marked: false,
            choices,
            shown,
            at: 0,
        }
    }

    /// Takes other lines for what was typed so far, and stays on the one that is chosen.
    pub fn refill(&mut self, choices: Vec<Choice>) {
        let chosen = self.chosen().first().cloned().filter(|_| self.at > 0);
        self.choices = choices;
        self.sift();
        let at = chosen.and_then(|value| {
            let mut shown = self.shown.iter();
            shown.position(|at| self.choices[*at].value == value)
        });
        self.at = at.unwrap_or(0);
    }

    /// Begins with something typed.
    #[must_use]
    pub fn typed(mut self, text: &str) -> Self {
        self.line.insert(text);
        self.sift();
        self
    }

    /// Lets somebody be named who is not in the book yet.
    #[must_use]
    pub fn with_newcomers(mut self) -> Self {
        self.newcomers = true;
        self
    }

    /// Ends the list with whoever is typed and is not in it; one who was marked stays.
    fn name_newcomer(&mut self) {
        let last = self.choices.len().wrapping_sub(1);
        let typed_before = matches!(
            self.choices.last().map(|choice| &choice.value),
            Some(Value::Newcomer(_))
        );
        if typed_before && !self.marked.contains(&last) {
            self.choices.pop();
        }
        let name = self
            .line
            .text()
            .split_whitespace()
            .collect::<Vec<_>>()
            .join(" ");
        let wanted = fold(&name);
        let known = |choice: &Choice| {
            fold(&choice.text) == wanted
                || matches!(&choice.value, Value::Newcomer(other) if fold(other) == wanted)
        };
        if name.chars().any(char::is_alphabetic) && !self.choices.iter().any(known) {
            self.choices.push(Choice::newcomer(&name));
        }
    }

    /// Begins at a line.
    #[must_use]
    pub fn at_value(mut self, value: &Value) -> Self {
        if let Some(at) = self
            .shown
            .iter()
            .position(|at| self.choices[*at].value == *value)
        {
            self.at = at;
        }
        self
    }

    /// Lets several be marked.
    #[must_use]
    pub fn several(mut self, marked: &[Value]) -> Self {
        self.several = true;
        self.marked = (0..self.choices.len())
            .filter(|at| marked.contains(&self.choices[*at].value))
            .collect();
        self
    }

    /// Gives the width of a column for what is chosen, where all of it is short: then what is said about it stands in line.
    pub fn column(&self) -> Option<usize> {
        let widths = self.choices.iter().map(|choice| plain::width(&choice.text));
        let widest = widths.max().unwrap_or(0);
        (widest <= COLUMN && self.purpose != Purpose::Palette).then_some(widest)
    }

    /// Narrows the list to what was typed: every word begins a word first, then is somewhere, then its letters are in order.
    pub fn sift(&mut self) {
        if self.newcomers {
            self.name_newcomer();
        }
        self.just_marked = false;
        let typed = fold(self.line.text());
        let words: Vec<&str> = typed.split(' ').filter(|word| !word.is_empty()).collect();
        let mut ranked: Vec<(u8, usize)> = (0..self.choices.len())
            .filter_map(|at| rank(&self.choices[at].find, &words).map(|rank| (rank, at)))
            .collect();
        // Whoever is not there yet comes after all who are.
        let newcomer = |at: usize| matches!(self.choices[at].value, Value::Newcomer(_));
        ranked.sort_unstable_by_key(|(rank, at)| (newcomer(*at), *rank, *at));
        self.shown = ranked.into_iter().map(|(_, at)| at).collect();
        self.at = 0;
    }

    /// Moves about.
    pub fn step(&mut self, action: Action, page: usize) -> bool {
        let last = self.shown.len().saturating_sub(1);
        self.at = match action {
            Action::MenuNext if self.at >= last => 0,
            Action::MenuNext => self.at + 1,
            Action::MenuPrevious if self.at == 0 => last,
            Action::MenuPrevious => self.at - 1,
            Action::MenuPageDown => (self.at + page).min(last),
            Action::MenuPageUp => self.at.saturating_sub(page),
            _ => return false,
        };
        true
    }

    /// Marks or unmarks the line, where several can be.
    pub fn mark(&mut self) {
        if let (true, Some(at)) = (self.several, self.shown.get(self.at).copied()) {
            if !self.marked.remove(&at) {
                self.marked.insert(at);
            }
            self.at = (self.at + 1).min(self.shown.len().saturating_sub(1));
            self.just_marked = true;
        }
    }

    /// Gives what is chosen: the marked lines, or else the one where one is; one that was just looked for by typing counts
    /// beside those that were marked before.
    pub fn chosen(&self) -> Vec<Value> {
        let here = self.shown.get(self.at).copied();
        let sought = !self.line.text().trim().is_empty() && !self.just_marked;
        let here = here.filter(|at| self.marked.is_empty() || sought && !self.marked.contains(at));
        self.marked
            .iter()
            .copied()
            .chain(here)
            .map(|at| self.choices[at].value.clone())
            .collect()
    }

    /// Gives the shown lines with whether each is marked.
    pub fn rows(&self) -> impl ExactSizeIterator<Item = (&Choice, bool)> {
        self.shown
            .iter()
            .map(|at| (&self.choices[*at], self.marked.contains(at)))
    }

    /// Gives the place of the chosen line.
    pub fn at(&self) -> usize {
        self.at
    }

    /// Goes to a shown line.
    pub fn go(&mut self, at: usize) {
        self.at = at.min(self.shown.len().saturating_sub(1));
    }

    /// Counts what is shown, and all.
    pub fn counts(&self) -> (usize, usize) {
        (self.shown.len(), self.choices.len())
    }
}

fn rank(find: &str, words: &[&str]) -> Option<u8> {
    let mut worst = 0;
    for word in words {
        let rank = if find.starts_with(word) {
            0
        } else if find.split([' ', '-']).any(|begin| begin.starts_with(word)) {
            1
        } else if find.contains(word) {
            2
        } else if find.split(' ').any(|one| in_order(one, word)) {
            3
        } else {
            return None;
        };
        worst = worst.max(rank);
    }
    Some(worst)
}

fn in_order(find: &str, word: &str) -> bool {
    let mut letters = find.chars();
    word.chars()
        .all(|wanted| letters.any(|letter| letter == wanted))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn beginnings_come_first_and_letters_in_order_last() {
        let choices = ["under way", "won", "withdrawn"]
            .map(|word| Choice::new(word, "", Value::Word(word.into())));
        let mut menu = Menu::new("to", Purpose::Move(Vec::new()), choices.to_vec()).typed("w");
        assert_eq!(
            menu.rows()
                .map(|(choice, _)| choice.text.as_str())
                .collect::<Vec<_>>(),
            ["won", "withdrawn", "under way"]
        );
        menu.line.set("wdn");
        menu.sift();
        assert_eq!(menu.chosen(), [Value::Word("withdrawn".into())]);
        menu.line.set("zzz");
        menu.sift();
        assert!(menu.chosen().is_empty() && menu.step(Action::MenuNext, 3));
    }
}
