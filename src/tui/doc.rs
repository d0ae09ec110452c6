//! A text of many lines, such as a record's whole detail or a brief: broken to a width, each line leading where it came from.

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;

use super::strip::{Strip, lay, put};
use super::theme::{Role, Theme};
use crate::domain::{Id, plain};

/// One line of a text, and the record it came from.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct DocLine {
    /// The line.
    pub strip: Strip,
    /// The record that Enter opens.
    pub to: Option<Id>,
}

/// A text of many lines, such as a record's whole detail or a brief.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Doc {
    /// Its lines, already broken to the width.
    pub lines: Vec<DocLine>,
    /// How many lines stay above the cursor; half of the page where nobody says.
    pub above: Option<usize>,
    width: usize,
}

/// A text is not read with ease in lines longer than this.
pub const MEASURE: u16 = 104;

/// Fewer cells of a text beside its remark cannot be read.
const LEAST: usize = 14;

/// How many cells a label takes, its blank included.
pub const LABEL: usize = 11;

impl Doc {
    /// Begins a text of a width.
    pub fn new(width: u16) -> Self {
        Self {
            lines: Vec::new(),
            above: None,
            width: usize::from(width).max(4),
        }
    }

    /// Gives the width it is broken to.
    pub fn width(&self) -> usize {
        self.width
    }

    /// Adds a line as it is.
    pub fn line(&mut self, strip: Strip) {
        self.lines.push(DocLine { strip, to: None });
    }

    /// Adds a line that opens a record.
    pub fn link(&mut self, strip: Strip, to: Option<Id>) {
        self.lines.push(DocLine { strip, to });
    }

    /// Adds an empty line, unless the text begins or there is one.
    pub fn gap(&mut self) {
        if self.lines.last().is_some_and(|line| !line.strip.is_empty()) {
            self.lines.push(DocLine::default());
        }
    }

    /// Adds a heading of a group.
    pub fn heading(&mut self, text: &str) {
        self.gap();
        self.line(Strip::of(Role::Heading, text));
    }

    /// Adds text under a label, broken into lines that hang under the first.
    pub fn labelled(&mut self, label: &str, role: Role, text: &str) {
        self.labelled_link(label, role, text, "", None);
    }

    /// Adds text under a label with a remark at the right, opening a record.
    pub fn labelled_link(
        &mut self,
        label: &str,
        role: Role,
        text: &str,
        aside: &str,
        to: Option<Id>,
    ) {
        let (indent, room) = if self.width < 28 {
            (2, self.width - 2)
        } else {
            (LABEL, self.width - LABEL)
        };
        if indent < LABEL && !label.is_empty() {
            self.line(Strip::of(Role::Muted, label));
        }
        // An address that is broken is no address: it begins further to the left, or on a line of its own.
        let wide = plain::width(text);
        if is_address(text) && wide > room && wide <= self.width {
            if !label.is_empty() && indent == LABEL {
                self.line(Strip::of(Role::Muted, label));
            }
            let blank = " ".repeat(self.width - wide);
            self.link(Strip::of(Role::Text, &blank).text(role, text), to);
            return;
        }
        // What follows a sign hangs under its first letter.
        let (sign, text) = signed(text);
        let hung = plain::width(sign);
        let inner = room.saturating_sub(hung).max(4);
        let mut broken = plain::wrap(text, inner);
        if broken.is_empty() {
            broken.push(String::new());
        }
        let wide = plain::width(aside);
        let fits = |words: &String| plain::width(words) + wide + 2 <= inner;
        // A remark stands beside the first line, else beside the last; the text is broken earlier rather than that it goes.
        let beside = if aside.is_empty() {
            None
        } else if broken.first().is_some_and(fits) {
            Some(0)
        } else {
            if inner > wide + LEAST && !is_short(aside) {
                broken = plain::leave(broken, inner - wide - 2);
            }
            broken
                .last()
                .filter(|last| fits(last))
                .map(|_| broken.len() - 1)
        };
        for (number, words) in broken.iter().enumerate() {
            let first = number == 0 && indent == LABEL;
            let mut strip = Strip::new()
                .column(Role::Muted, if first { label } else { "" }, indent)
                .column(role, if number == 0 { sign } else { "" }, hung)
                .text(role, words);
            if beside == Some(number) {
                strip = strip.right(Role::Muted, aside);
            }
            self.link(strip, to);
        }
        // A short id gives way where there is no room; the line still opens what it names.
        if !aside.is_empty() && beside.is_none() && !is_short(aside) {
            for words in plain::wrap(aside, room) {
                self.link(
                    Strip::new()
                        .column(Role::Muted, "", indent)
                        .text(Role::Muted, &words),
                    to,
                );
            }
        }
    }

    /// Adds a paragraph.
    pub fn paragraph(&mut self, role: Role, text: &str) {
        for words in plain::wrap(text, self.width) {
            self.line(Strip::of(role, &words));
        }
    }

    /// Draws the text so that the line of the cursor is in sight, and says what does not fit.
    pub fn paint(&self, buf: &mut Buffer, area: Rect, theme: &Theme, cursor: Option<usize>) {
        // How much is below has a row of its own, and stands over no text.
        let cut = self.lines.len() > usize::from(area.height) && area.height > 2;
        let rows = Rect {
            height: area.height - u16::from(cut),
            ..area
        };
        let more = self.paint_rows(buf, rows, theme, cursor);
        let area = self.measured(area);
        let more_said = format!(" {more} more ");
        if more > 0 && usize::from(area.width) > more_said.len() {
            let at = area.right() - u16::try_from(more_said.len()).unwrap_or(0);
            put(
                buf,
                at,
                area.bottom() - 1,
                &more_said,
                theme.style(Role::Faint),
            );
        }
    }

    /// Gives the part of an area that is drawn on.
    fn measured(&self, area: Rect) -> Rect {
        Rect {
            width: area
                .width
                .min(u16::try_from(self.width).unwrap_or(u16::MAX)),
            ..area
        }
    }

    /// Draws the text from a line on, the line of the cursor marked; gives how many lines are below.
    pub fn paint_rows(
        &self,
        buf: &mut Buffer,
        area: Rect,
        theme: &Theme,
        cursor: Option<usize>,
    ) -> usize {
        // Its right edge is that of the text, or what belongs together stands far apart on a wide screen.
        let area = self.measured(area);
        let first = self.first_shown(area.height, cursor);
        for (row, (number, line)) in
            (area.top()..area.bottom()).zip(self.lines.iter().enumerate().skip(first))
        {
            let row = Rect {
                y: row,
                height: 1,
                ..area
            };
            line.strip.paint(buf, row, theme);
            if cursor == Some(number) {
                lay(buf, row, theme.style(Role::Selected));
            }
        }
        if area.height == 0 {
            return 0;
        }
        self.lines
            .len()
            .saturating_sub(first + usize::from(area.height))
    }

    /// Gives the first line that is shown, so that the cursor is in sight.
    pub fn first_shown(&self, height: u16, cursor: Option<usize>) -> usize {
        let height = usize::from(height);
        let most = self.lines.len().saturating_sub(height);
        let above = self.above.unwrap_or(height / 2);
        cursor.map_or(0, |at| at.saturating_sub(above).min(most))
    }
}

/// Parts a text from the sign that it begins with, its blank included.
fn signed(text: &str) -> (&str, &str) {
    let mut letters = text.chars();
    match (letters.next(), letters.next()) {
        (Some(sign), Some(' ')) if !sign.is_alphanumeric() => text.split_at(sign.len_utf8() + 1),
        _ => ("", text),
    }
}

/// Says whether a text is a short id, such as `pm43`.
fn is_short(text: &str) -> bool {
    let number = text.trim_start_matches(|letter: char| letter.is_ascii_lowercase());
    text.len() == number.len() + 2 && number.parse::<u32>().is_ok()
}

/// Says whether a text is one address, of mail or of a page.
fn is_address(text: &str) -> bool {
    !text.contains(' ') && (text.contains('@') || text.contains("://"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_is_never_broken() {
        let mut doc = Doc::new(34);
        doc.labelled("email", Role::Text, "marisol.delgado@hartford.example");
        let words: Vec<String> = doc.lines.iter().map(|line| line.strip.words()).collect();
        assert_eq!(words, ["email", "  marisol.delgado@hartford.example"]);
    }

    #[test]
    fn what_stands_beside_a_text_is_never_lost() {
        let said = |text: &str, aside: &str| {
            let mut doc = Doc::new(46);
            doc.labelled_link(
                "we owe",
                Role::Text,
                text,
                aside,
                Some(Id::from_bytes([1; 16])),
            );
            let lines = doc.lines.iter().map(|line| line.strip.words());
            lines.collect::<Vec<String>>()
        };
        assert_eq!(
            said("a drawing of both cable routes", "Wed 2 Dec"),
            [
                "we owe     a drawing of both",
                "           cable routes  Wed 2 Dec"
            ]
        );
        // A short id is no reason to break it.
        assert_eq!(said("a drawing of both cable routes", "pm42").len(), 1);
        // A sign keeps its text under its first letter.
        assert_eq!(
            said("← the phone rings out at forty calls a minute", ""),
            [
                "we owe     ← the phone rings out at forty",
                "             calls a minute"
            ]
        );
    }

    #[test]
    fn labels_hang() {
        let mut doc = Doc::new(30);
        doc.labelled("need", Role::Text, "people must get the basic facts");
        let words: Vec<String> = doc.lines.iter().map(|line| line.strip.words()).collect();
        assert_eq!(
            words,
            ["need       people must get the", "           basic facts"]
        );
    }
}
