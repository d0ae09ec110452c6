//! The edge of a panel that lies over a page: what it cuts there is ended, so that nothing is read on across it.

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;

use super::clear;
use crate::domain::plain;
use crate::tui::theme::{Role, Theme};

/// So many cells of a text that is cut can still be read; what is shorter is left out.
const LEGIBLE: u16 = 4;

/// Clears the place of a panel and a cell at either side of it, and ends the texts that it cuts there.
pub fn lay_over(buf: &mut Buffer, panel: Rect, theme: &Theme) {
    let panel = panel.intersection(buf.area);
    let (left, right) = (panel.left(), panel.right());
    for y in panel.top()..panel.bottom() {
        if left > buf.area.left() {
            end(buf, left - 1, y);
        }
        if right < buf.area.right() {
            drop_rest(buf, right, y);
        }
    }
    let from = left.saturating_sub(1).max(buf.area.left());
    let around = Rect {
        x: from,
        width: right.saturating_sub(from).saturating_add(1),
        ..panel
    };
    clear(buf, around, theme.style(Role::Text));
    clear(buf, panel, theme.style(Role::Overlay));
}

/// Says whether a cell parts two words: it is blank, or of the rule between two columns.
fn parts(buf: &Buffer, x: u16, y: u16) -> bool {
    if !buf.area.contains((x, y).into()) {
        return true;
    }
    let wide = |x: u16| x > buf.area.left() && plain::width(buf[(x - 1, y)].symbol()) > 1;
    match buf[(x, y)].symbol() {
        "│" | "|" => true,
        symbol => symbol.trim().is_empty() && !wide(x),
    }
}

/// Ends the text that runs from the left into a cell: after its last whole word, or in a word of which enough is in sight.
fn end(buf: &mut Buffer, edge: u16, y: u16) {
    let first = buf.area.left();
    // Whole words stand before a blank, and need no sign.
    if parts(buf, edge, y) || edge < first + 2 || parts(buf, edge - 1, y) && parts(buf, edge - 2, y)
    {
        return;
    }
    let mut word = edge;
    while word > first && !parts(buf, word - 1, y) {
        word -= 1;
    }
    let mut text = word;
    while text > first
        && !(parts(buf, text - 1, y) && (text < first + 2 || parts(buf, text - 2, y)))
    {
        text -= 1;
    }
    let (from, dots) = if word > text + LEGIBLE {
        (word - 1, Some(word - 1))
    } else if edge >= text + LEGIBLE {
        (edge - 1, Some(edge - 1))
    } else {
        (text, None)
    };
    // A wide letter is not cut in half.
    let half = |x: u16| x > first && plain::width(buf[(x - 1, y)].symbol()) > 1;
    let (from, dots) = if dots.is_some_and(half) {
        (from - 1, dots.map(|x| x - 1))
    } else {
        (from, dots)
    };
    for x in from..edge {
        buf[(x, y)].set_symbol(" ");
    }
    if let Some(x) = dots {
        buf[(x, y)].set_symbol("…");
    }
}

/// Leaves out what stands behind a cell of a text that begins before it: without its beginning nobody can read it.
fn drop_rest(buf: &mut Buffer, edge: u16, y: u16) {
    let last = buf.area.right();
    let before = edge.saturating_sub(1);
    let begun = !parts(buf, edge, y)
        || (!parts(buf, before, y) && edge + 1 < last && !parts(buf, edge + 1, y));
    if !begun {
        return;
    }
    let mut x = edge;
    while x < last && !(parts(buf, x, y) && parts(buf, x + 1, y)) && !is_rule(buf, x, y) {
        if x > edge {
            buf[(x, y)].set_symbol(" ");
        }
        x += 1;
    }
}

/// Says whether a cell is of the rule between two columns.
fn is_rule(buf: &Buffer, x: u16, y: u16) -> bool {
    matches!(buf[(x, y)].symbol(), "│" | "|")
}

#[cfg(test)]
mod tests {
    use super::*;
    use ratatui::style::Style;

    /// Draws a line with a panel of eight cells from the twelfth on over it.
    fn over(line: &str) -> String {
        let mut buf = Buffer::empty(Rect::new(0, 0, 32, 1));
        buf.set_string(0, 0, line, Style::new());
        lay_over(&mut buf, Rect::new(12, 0, 8, 1), &Theme::default());
        let text: String = buf
            .content
            .iter()
            .map(ratatui::buffer::Cell::symbol)
            .collect();
        text.trim_end().to_owned()
    }

    #[test]
    fn a_word_that_a_panel_cuts_ends_before_it() {
        // The blank before the panel, and the blank behind it, stay blank.
        assert_eq!(over("credit the invoices of October"), "credit the…");
        assert_eq!(over("Northline Supply"), "Northline…");
        assert_eq!(over("Connecticut-wide"), "Connecticu…");
        assert_eq!(over("to Ruiz  Northline"), "to Ruiz");
        assert_eq!(over("to Ruiz  Nort"), "to Ruiz");
        assert_eq!(over("to Ruiz"), "to Ruiz");
        assert_eq!(over("to Ruiz and so on"), "to Ruiz and");
        assert_eq!(over("1 Needs  3 Debts"), "1 Needs");
        assert_eq!(over("   │  │ asked"), "   │  │");
    }

    #[test]
    fn what_has_lost_its_beginning_is_left_out() {
        assert_eq!(over("                  pilot in Bridgeport"), "");
        assert_eq!(
            over("                  pilot  │ asked"),
            format!("{}  │ asked", " ".repeat(23))
        );
        assert_eq!(
            over("                       pm43 open"),
            format!("{}pm43 open", " ".repeat(23))
        );
        assert_eq!(over("学校学校学校学校"), "学 校 学 校 学 …");
    }
}
