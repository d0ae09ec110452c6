//! A line being typed, with the keys that the shell's line editor has.

use unicode_segmentation::UnicodeSegmentation;

use super::action::Action;
use crate::domain::plain;

/// What a break is shown as in a line.
const BREAK: &str = "⏎";

/// A line of text and the place in it. What was pasted as several lines keeps its breaks.
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

    /// Pastes text, which may be several lines: empty ones are left out, the others keep their breaks; false where there is no
    /// room for it.
    pub fn paste(&mut self, text: &str) -> bool {
        let breaks = |c: char| matches!(c, '\n' | '\r');
        if !text.contains(breaks) {
            return self.insert(text);
        }
        let lines = text.split(breaks).filter(|line| !line.trim().is_empty());
        let mut pasted = lines.collect::<Vec<_>>().join("\n");
        // What stands before or behind it is a line of its own where it was one.
        let (before, after) = self.text.split_at(self.at);
        if text.starts_with(breaks) && !before.is_empty() && !before.ends_with('\n') {
            pasted.insert(0, '\n');
        }
        if text.ends_with(breaks) && !after.is_empty() && !after.starts_with('\n') {
            pasted.push('\n');
        }
        self.insert(&pasted)
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
        let (before, after) = self.text.split_at(self.at);
        let before = plain::line(&before.replace('\n', BREAK)).to_string();
        let after = plain::line(&after.replace('\n', BREAK)).to_string();
        let cells = cells.max(2);
        // From the place backwards, so that a long line is not measured again for each of its letters.
        let (mut from, mut wide) = (before.len(), 0);
        for (at, grapheme) in before.grapheme_indices(true).rev() {
            wide += plain::width(grapheme);
            if wide >= cells {
                break;
            }
            from = at;
        }
        let mut shown = before[from..].to_owned();
        if from > 0 && cells >= 8 {
            // A sign says that the line goes on before it, in the place of the first letter that takes one.
            let (mut cut, mut wide) = (0, 0);
            for grapheme in shown.graphemes(true) {
                cut += grapheme.len();
                wide += plain::width(grapheme);
                if wide > 0 {
                    break;
                }
            }
            let blank = wide.saturating_sub(1);
            if wide > 0 {
                shown.replace_range(..cut, &format!("…{}", " ".repeat(blank)));
            }
        }
        let at = plain::width(&shown);
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

    #[test]
    fn what_is_pasted_keeps_its_lines_and_none_of_them_joins_another() {
        let pasted = |before: &str, text: &str, after: &str| {
            let mut line = LineEdit::with(&format!("{before}{after}"));
            line.go(before.len());
            assert!(line.paste(text));
            line.text().to_owned()
        };
        assert_eq!(
            pasted("", "one\r\ntwo\n\n  \n three \n", ""),
            "one\ntwo\n three "
        );
        assert_eq!(pasted("ruiz: ", "one line\n", ""), "ruiz: one line");
        assert_eq!(pasted("a", "\nb\n", "c"), "a\nb\nc");
        assert_eq!(pasted("a\n", "\nb", "\nc"), "a\nb\nc");
        assert_eq!(pasted("a ", "word", " b"), "a word b");
        assert_eq!(pasted("a", " ", "b"), "a b");
        assert_eq!(LineEdit::with("a\nb").shown(10), ("a⏎b".into(), 3));
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
