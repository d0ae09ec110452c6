//! Lines of styled text: what screens and records are written in before anything is drawn.
//!
//! Every text that enters a line is made fit for the screen here, so no screen has to remember it.

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::style::{Modifier, Style};
use unicode_segmentation::UnicodeSegmentation;

use super::theme::{Role, Theme};
use crate::domain::plain;

pub use super::doc::{Doc, DocLine, LABEL, MEASURE};

/// A right part of so many cells is a fact, such as a cost or a day, and is not cut while the left has half of the line.
const SHORT: usize = 24;

/// A right part cut to fewer cells says nothing.
const LEGIBLE: usize = 14;

/// Some text and the role it plays.
#[derive(Debug, Clone, PartialEq)]
pub struct Piece {
    text: String,
    role: Role,
    /// It is left out whole where the line has no room for everything.
    spare: bool,
}

impl Piece {
    fn new(role: Role, text: &str) -> Self {
        Self {
            text: plain::line(text).to_string(),
            role,
            spare: false,
        }
    }
}

/// One line: pieces from the left, and pieces that keep to the right edge.
///
/// Where both do not fit, the left gives way to half of the line, then the right, with an ellipsis.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Strip {
    left: Vec<Piece>,
    right: Vec<Piece>,
    shy: bool,
}

impl Strip {
    /// Begins an empty line.
    pub fn new() -> Self {
        Self::default()
    }

    /// Begins a line with text.
    pub fn of(role: Role, text: &str) -> Self {
        Self::new().text(role, text)
    }

    /// Adds text at the left.
    #[must_use]
    pub fn text(mut self, role: Role, text: &str) -> Self {
        self.push(role, text);
        self
    }

    /// Adds text at the left, in place.
    pub fn push(&mut self, role: Role, text: &str) {
        if !text.is_empty() {
            self.left.push(Piece::new(role, text));
        }
    }

    /// Adds text at the left that goes whole where there is no room for everything, and whatever such text stands before it.
    #[must_use]
    pub fn spare(mut self, role: Role, text: &str) -> Self {
        self.push(role, text);
        if let Some(piece) = self.left.last_mut() {
            piece.spare = true;
        }
        self
    }

    /// Adds text at the right edge.
    #[must_use]
    pub fn right(mut self, role: Role, text: &str) -> Self {
        if !text.is_empty() {
            self.right.push(Piece::new(role, text));
        }
        self
    }

    /// Puts text before all others.
    #[must_use]
    pub fn led(mut self, role: Role, text: &str) -> Self {
        if !text.is_empty() {
            self.left.insert(0, Piece::new(role, text));
        }
        self
    }

    /// Lets the right part have only what the whole left leaves.
    #[must_use]
    pub fn shy(mut self) -> Self {
        self.shy = true;
        self
    }

    /// Adds a column of a fixed width, its text at the left.
    #[must_use]
    pub fn column(self, role: Role, text: &str, cells: usize) -> Self {
        let shown = plain::fit(&plain::line(text), cells).to_string();
        let blank = cells.saturating_sub(plain::width(&shown));
        self.text(role, &shown).text(Role::Text, &" ".repeat(blank))
    }

    /// Adds a column of a fixed width, its text at the right, as figures want it.
    #[must_use]
    pub fn figure(self, role: Role, text: &str, cells: usize) -> Self {
        let shown = plain::fit(&plain::line(text), cells).to_string();
        let blank = cells.saturating_sub(plain::width(&shown));
        self.text(Role::Text, &" ".repeat(blank)).text(role, &shown)
    }

    /// Adds text in which some letters were found, by their places in it.
    #[must_use]
    pub fn found(mut self, role: Role, text: &str, places: &[usize]) -> Self {
        let mut run = String::new();
        let mut lit = false;
        for (place, letter) in text.chars().enumerate() {
            let found = places.binary_search(&place).is_ok();
            if found != lit && !run.is_empty() {
                self.push(
                    if lit { Role::Match } else { role },
                    &std::mem::take(&mut run),
                );
            }
            lit = found;
            run.push(letter);
        }
        self.push(if lit { Role::Match } else { role }, &run);
        self
    }

    /// Lets everything on the line play one role.
    #[must_use]
    pub fn all_in(mut self, role: Role) -> Self {
        for piece in self.left.iter_mut().chain(&mut self.right) {
            piece.role = role;
        }
        self
    }

    /// Says whether there is nothing on the line.
    pub fn is_empty(&self) -> bool {
        self.left.is_empty() && self.right.is_empty()
    }

    /// Counts the cells that the left part takes.
    pub fn width(&self) -> usize {
        self.left
            .iter()
            .map(|piece| plain::width(&piece.text))
            .sum()
    }

    /// Counts the cells that the left part takes without what can be spared.
    pub fn least(&self) -> usize {
        let kept = self.left.iter().filter(|piece| !piece.spare);
        kept.map(|piece| plain::width(&piece.text)).sum()
    }

    /// Counts the cells that the right part takes.
    fn right_width(&self) -> usize {
        self.right
            .iter()
            .map(|piece| plain::width(&piece.text))
            .sum()
    }

    /// Gives the words alone, for filtering, copying and tests.
    pub fn words(&self) -> String {
        let said = |pieces: &[Piece]| -> String {
            pieces.iter().map(|piece| piece.text.as_str()).collect()
        };
        let (left, right) = (said(&self.left), said(&self.right));
        let apart = if left.is_empty() || right.is_empty() {
            ""
        } else {
            "  "
        };
        left + apart + &right
    }

    /// Gives the pieces at the left for which there is room beside what keeps to the right.
    fn shown(&self, room: usize) -> Vec<&Piece> {
        let mut left: Vec<&Piece> = self.left.iter().collect();
        let right = self.right_width();
        let beside = if right > 0 { right + 3 } else { 0 };
        while left
            .iter()
            .map(|piece| plain::width(&piece.text))
            .sum::<usize>()
            + beside
            > room
        {
            let Some(last) = left.iter().rposition(|piece| piece.spare) else {
                break;
            };
            // What it belongs to goes with it: a figure is not left without its unit.
            let first = left[..last].iter().rposition(|piece| !piece.spare);
            left.drain(first.map_or(0, |at| at + 1)..=last);
        }
        left
    }

    /// Draws the line into one row.
    pub fn paint(&self, buf: &mut Buffer, area: Rect, theme: &Theme) {
        let area = area.intersection(buf.area);
        if area.width == 0 || area.height == 0 {
            return;
        }
        let room = usize::from(area.width);
        let right = self.right_width();
        let left = self.shown(room);
        let wanted: usize = left.iter().map(|piece| plain::width(&piece.text)).sum();
        let gap = usize::from(!self.left.is_empty()) * 2;
        // What is left beside the whole left part; else, where the right need not yield, a share of the line.
        let beside = room.saturating_sub(wanted + gap);
        let share = if self.left.is_empty() {
            room
        } else if self.shy {
            0
        } else {
            // A fact is worth a little more than half, a remark a little less.
            let most = if right <= SHORT {
                room * 3 / 5
            } else {
                room / 2
            };
            most.saturating_sub(gap).min(SHORT.max(room / 3)).min(right)
        };
        let mut right = right.min(beside.max(share));
        // A remark that does not fit ends with a clause rather than in a word.
        let clause = match self.right.as_slice() {
            [one] if right < plain::width(&one.text) => {
                clause(&one.text, right).map(|text| Piece::new(one.role, text))
            }
            _ => None,
        };
        if let Some(clause) = &clause {
            right = plain::width(&clause.text);
        }
        // What gives way to the left altogether is left out rather than broken off in a word or a date.
        let broken =
            right < self.right_width() && clause.is_none() && (self.shy || right < LEGIBLE);
        let keep_right = right > 0 && !broken;
        let left_room = if keep_right {
            room.saturating_sub(right + gap)
        } else {
            room
        };
        let mut x = area.x;
        let mut used = 0;
        let whole = wanted <= left_room;
        for piece in left {
            let rest = left_room - used;
            if rest == 0 {
                break;
            }
            let wide = plain::width(&piece.text);
            let cut = !whole && (wide > rest || (wide == rest && used + wide < wanted));
            let text = if cut {
                cut_to(&piece.text, rest)
            } else {
                piece.text.clone()
            };
            let wide = plain::width(&text);
            put(buf, x, area.y, &text, theme.ink(piece.role));
            used += wide;
            x += u16::try_from(wide).unwrap_or(u16::MAX);
            if cut {
                break;
            }
        }
        if keep_right {
            let mut x = area.right() - u16::try_from(right.min(room)).unwrap_or(area.width);
            let mut rest = right;
            let pieces = clause
                .as_ref()
                .map_or(self.right.as_slice(), std::slice::from_ref);
            for piece in pieces {
                let wide = plain::width(&piece.text);
                if wide > rest {
                    let text = cut_at_word(&piece.text, rest);
                    let spare = rest.saturating_sub(plain::width(&text));
                    let x = x + u16::try_from(spare).unwrap_or(0);
                    put(buf, x, area.y, &text, theme.ink(piece.role));
                    break;
                }
                put(buf, x, area.y, &piece.text, theme.ink(piece.role));
                rest -= wide;
                x += u16::try_from(wide).unwrap_or(u16::MAX);
            }
        }
    }
}

/// Cuts text with an ellipsis even where it would just fit, since more follows it.
fn cut_to(text: &str, cells: usize) -> String {
    let mut shown = String::new();
    let mut used = 0;
    for grapheme in text.graphemes(true) {
        let wide = plain::width(grapheme);
        if used + wide + 1 > cells {
            break;
        }
        shown.push_str(grapheme);
        used += wide;
    }
    format!("{}…", shown.trim_end_matches(plain::apart))
}

/// Gives the clauses of a remark that fit, where the first of them does.
fn clause(text: &str, cells: usize) -> Option<&str> {
    ["; ", " · ", ": "]
        .iter()
        .flat_map(|mark| text.match_indices(mark))
        .map(|(at, _)| &text[..at])
        .filter(|clause| (4..=cells).contains(&plain::width(clause)))
        .max_by_key(|clause| clause.len())
}

/// Cuts text with an ellipsis after a word, where that does not cost much.
fn cut_at_word(text: &str, cells: usize) -> String {
    let cut = cut_to(text, cells);
    let kept = cut.trim_end_matches('…');
    if text[kept.len()..].starts_with(' ') {
        return cut;
    }
    match kept.rsplit_once(' ') {
        Some((words, _)) if plain::width(words) * 3 >= cells * 2 => {
            format!("{}…", words.trim_end_matches(plain::apart))
        }
        _ => cut,
    }
}

/// Draws text at a cell without touching the ground beneath it.
pub(super) fn put(buf: &mut Buffer, x: u16, y: u16, text: &str, style: Style) {
    if x < buf.area.right() && y < buf.area.bottom() {
        buf.set_stringn(x, y, text, usize::from(buf.area.right() - x), style);
    }
}

/// Lays the look of a chosen line over what is drawn.
pub fn lay(buf: &mut Buffer, area: Rect, style: Style) {
    let area = area.intersection(buf.area);
    if style.add_modifier.contains(Modifier::REVERSED) {
        // Inverted, each colour would become a ground of its own; the line is to be of one piece.
        let page = ratatui::style::Style::reset();
        for y in area.top()..area.bottom() {
            for x in area.left()..area.right() {
                let bold = buf[(x, y)].modifier & Modifier::BOLD;
                buf[(x, y)].set_style(page.add_modifier(Modifier::REVERSED | bold));
            }
        }
    } else {
        buf.set_style(area, style);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn painted(strip: &Strip, width: u16) -> String {
        let mut buf = Buffer::empty(Rect::new(0, 0, width, 1));
        strip.paint(&mut buf, Rect::new(0, 0, width, 1), &Theme::default());
        (0..width).map(|x| buf[(x, 0)].symbol()).collect()
    }

    #[test]
    fn the_left_gives_way_to_the_right() {
        let strip =
            Strip::of(Role::Strong, "Long lines at the windows").right(Role::Muted, "$1.2 M");
        assert_eq!(
            painted(&strip, 40),
            "Long lines at the windows         $1.2 M"
        );
        assert_eq!(painted(&strip, 24), "Long lines at t…  $1.2 M");
        assert_eq!(painted(&strip, 10), "Long line…");
    }

    #[test]
    fn a_long_reason_is_cut_and_not_lost() {
        let strip = Strip::of(Role::Text, "waive the line charge")
            .right(Role::Muted, "won Friday; Ruiz and Ames don't know");
        assert_eq!(
            painted(&strip, 50),
            "waive the line charge                   won Friday"
        );
        assert_eq!(
            painted(&strip.clone().shy(), 40),
            "waive the line charge         won Friday"
        );
        assert_eq!(
            painted(&strip.shy(), 32),
            "waive the line charge           "
        );
        let whole =
            Strip::of(Role::Text, "sample units").right(Role::Muted, "they owe it since Friday");
        assert_eq!(
            painted(&whole.clone().shy(), 34),
            "sample units                      "
        );
        assert_eq!(painted(&whole, 34), "sample units    they owe it since…");
    }

    #[test]
    fn what_can_be_spared_goes_whole() {
        let strip = Strip::of(Role::Strong, "$6 M in 23 open")
            .spare(Role::Bar, "  ▂▄▆")
            .spare(Role::Muted, " in 12 months")
            .right(Role::Doubt, "9 with no cost");
        assert_eq!(
            painted(&strip, 52),
            "$6 M in 23 open  ▂▄▆ in 12 months     9 with no cost"
        );
        assert_eq!(
            painted(&strip, 40),
            "$6 M in 23 open           9 with no cost"
        );
    }

    #[test]
    fn a_cut_between_pieces_is_marked() {
        let strip = Strip::of(Role::Strong, "abc").text(Role::Muted, "def");
        assert_eq!(painted(&strip, 6), "abcdef");
        assert_eq!(painted(&strip, 4), "abc…");
        assert_eq!(painted(&strip, 3), "ab…");
    }

    #[test]
    fn columns_are_as_wide_as_they_say() {
        let strip = Strip::new()
            .column(Role::Text, "株式会社", 5)
            .figure(Role::Text, "12", 4);
        assert_eq!(strip.width(), 9);
        assert_eq!(strip.words(), "株式…  12");
    }

    #[test]
    fn nothing_untrusted_reaches_a_line() {
        assert_eq!(
            Strip::of(Role::Text, "a\u{1b}[2Jb\u{202e}c").words(),
            "a␛[2Jbc"
        );
    }
}
