//! A line being typed, with the keys that the shell's line editor has.

use unicode_segmentation::UnicodeSegmentation;

use super::action::Action;
use crate::domain::plain;

/// A line of text and the place in it.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct LineEdit {
    text: String,
    /// A place between two graphemes, in bytes.
    at: usize,
    /// What was deleted last, to be brought back.
    cut: String,
}

/// No line is longer; what is pasted beyond it is refused, not cut in silence.
pub const LONGEST: usize = 20_000;

impl LineEdit {
    /// Begins with text, the place at its end.
    pub fn with(text: &str) -> Self {
        Self {
            text: text.to_owned(),
            at: text.len(),
            cut: String::new(),
        }
    }

    /// Gives the text.
    pub fn text(&self) -> &str {
        &self.text
    }

    /// Gives the place, in bytes.
    pub fn at(&self) -> usize {
        self.at
    }

    /// Says whether nothing is typed.
    pub fn is_empty(&self) -> bool {
        self.text.is_empty()
    }

    /// Replaces the text, the place at its end.
    pub fn set(&mut self, text: &str) {
        text.clone_into(&mut self.text);
        self.at = self.text.len();
    }

    /// Goes to a place in bytes, or to the end where it is none.
    pub fn go(&mut self, at: usize) {
        self.at = if self.text.is_char_boundary(at) {
            at
        } else {
            self.text.len()
        };
    }

    /// Types text; false where there is no room for it.
    pub fn insert(&mut self, text: &str) -> bool {
        if self.text.len() + text.len() > LONGEST {
            return false;
        }
        self.text.insert_str(self.at, text);
        self.at += text.len();
        true
    }

    /// Acts on the line; false where the action is not one of a line.
    pub fn act(&mut self, action: Action) -> bool {
        match action {
            Action::LineLeft => self.at = self.left(),
            Action::LineRight => self.at = self.right(),
            Action::LineWordLeft => self.at = self.word_left(),
            Action::LineWordRight => self.at = self.word_right(),
            Action::LineHome => self.at = 0,
            Action::LineEnd => self.at = self.text.len(),
            Action::LineRub => self.rub(self.left()),
            Action::LineDelete => {
                let to = self.right();
                self.text.replace_range(self.at..to, "");
            }
            Action::LineRubWord => self.kill(self.word_left(), self.at),
            Action::LineRubAll => self.kill(0, self.at),
            Action::LineKill => self.kill(self.at, self.text.len()),
            Action::LineYank => {
                let cut = self.cut.clone();
                self.insert(&cut);
            }
            _ => return false,
        }
        true
    }

    /// Gives what is shown in so many cells and the cell of the place, the place always in sight.
    pub fn shown(&self, cells: usize) -> (String, usize) {
        let before = plain::line(&self.text[..self.at]).to_string();
        let after = plain::line(&self.text[self.at..]).to_string();
        let cells = cells.max(2);
        let mut start = before.as_str();
        while plain::width(start) >= cells {
            let Some(first) = start.graphemes(true).next() else {
                break;
            };
            start = &start[first.len()..];
        }
        let at = plain::width(start);
        let mut shown = start.to_owned();
        let mut used = at;
        for grapheme in after.graphemes(true) {
            used += plain::width(grapheme);
            if used > cells {
                break;
            }
            shown.push_str(grapheme);
        }
        (shown, at)
    }

    fn rub(&mut self, from: usize) {
        self.text.replace_range(from..self.at, "");
        self.at = from;
    }

    fn kill(&mut self, from: usize, to: usize) {
        if from < to {
            self.cut = self.text[from..to].to_owned();
            self.text.replace_range(from..to, "");
            self.at = from;
        }
    }

    fn left(&self) -> usize {
        self.text[..self.at]
            .grapheme_indices(true)
            .next_back()
            .map_or(0, |(at, _)| at)
    }

    fn right(&self) -> usize {
        self.at
            + self.text[self.at..]
                .graphemes(true)
                .next()
                .map_or(0, str::len)
    }

    fn word_left(&self) -> usize {
        let before = self.text[..self.at].trim_end();
        before
            .char_indices()
            .rev()
            .find(|(_, letter)| letter.is_whitespace())
            .map_or(0, |(at, letter)| at + letter.len_utf8())
    }

    fn word_right(&self) -> usize {
        let after = &self.text[self.at..];
        let start = after.len() - after.trim_start().len();
        self.at
            + after[start..]
                .find(char::is_whitespace)
                .map_or(after.len(), |end| start + end)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn words_go_and_come_back() {
        let mut line = LineEdit::with("owe @ruiz: floor plan");
        line.act(Action::LineRubWord);
        assert_eq!(line.text(), "owe @ruiz: floor ");
        line.act(Action::LineHome);
        line.act(Action::LineYank);
        assert_eq!(line.text(), "planowe @ruiz: floor ");
        line.act(Action::LineKill);
        assert_eq!(line.text(), "plan");
    }

    #[test]
    fn a_letter_is_what_one_sees() {
        let mut line = LineEdit::with("Zoe\u{308}👨\u{200d}👩\u{200d}👧");
        line.act(Action::LineRub);
        assert_eq!(line.text(), "Zoe\u{308}");
        line.act(Action::LineRub);
        assert_eq!(line.text(), "Zo");
    }

    #[test]
    fn the_place_is_in_sight() {
        let mut line = LineEdit::with("0123456789");
        assert_eq!(line.shown(6), ("56789".into(), 5));
        line.act(Action::LineHome);
        assert_eq!(line.shown(6), ("012345".into(), 0));
    }

    proptest! {
        #[test]
        fn no_editing_stops_it(text in "\\PC{0,20}", acts in prop::collection::vec(0..Action::ALL.len(), 0..40), cells in 0usize..30) {
            let mut line = LineEdit::with(&text);
            for act in acts {
                line.act(Action::ALL[act]);
                let (shown, at) = line.shown(cells);
                prop_assert!(at < cells.max(2) && plain::width(&shown) <= cells.max(2));
            }
        }
    }
}
