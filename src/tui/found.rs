//! Marks what was typed where it stands on a line, so that one sees why the line is there.

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;

use super::theme::{Role, Theme};
use crate::domain::names::fold;
use crate::domain::plain;

/// Lights every word that was typed where a word of the drawn rows begins with it; else where it stands first in a row.
pub fn mark(buf: &mut Buffer, area: Rect, typed: &str, theme: &Theme) {
    let area = area.intersection(buf.area);
    let typed = fold(typed);
    let words: Vec<Vec<char>> = typed
        .split(' ')
        .filter(|word| !word.is_empty())
        .map(|word| word.chars().collect())
        .collect();
    if words.is_empty() {
        return;
    }
    for y in area.top()..area.bottom() {
        // Each letter with the cell that it is drawn in; a wide one is followed by cells that hold nothing.
        let mut letters: Vec<(char, u16)> = Vec::new();
        let mut x = area.left();
        while x < area.right() {
            let symbol = buf[(x, y)].symbol();
            letters.extend(fold(symbol).chars().map(|letter| (letter, x)));
            if symbol == " " {
                letters.push((' ', x));
            }
            x += u16::try_from(plain::width(symbol).max(1)).unwrap_or(1);
        }
        for word in &words {
            let is_at = |at: &usize| {
                letters[*at..]
                    .iter()
                    .map(|(letter, _)| letter)
                    .take(word.len())
                    .eq(word)
            };
            let begins = |at: &usize| *at == 0 || !letters[*at - 1].0.is_alphanumeric();
            let all: Vec<usize> = (0..letters.len()).filter(is_at).collect();
            let mut places: Vec<usize> = all.iter().copied().filter(begins).collect();
            if places.is_empty() && (word.len() > 1 || !word[0].is_ascii()) {
                places.extend(all.first());
            }
            for at in places {
                for (_, x) in &letters[at..at + word.len()] {
                    buf[(*x, y)].set_style(theme.style(Role::Match));
                }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use ratatui::style::Style;

    use super::*;

    fn lit(text: &str, typed: &str) -> String {
        let area = Rect::new(0, 0, 40, 1);
        let mut buf = Buffer::empty(area);
        buf.set_string(0, 0, text, Style::new());
        let plain = buf.clone();
        mark(&mut buf, area, typed, &Theme::default());
        (0..40)
            .filter(|x| buf[(*x, 0)].style() != plain[(*x, 0)].style())
            .map(|x| buf[(x, 0)].symbol())
            .collect()
    }

    #[test]
    fn the_beginnings_of_words_are_lit_else_the_first_place() {
        assert_eq!(lit("Bridgeport branch", "br"), "Brbr");
        assert_eq!(lit("Lakeshore Water", "shore"), "shore");
        assert_eq!(lit("Tom\u{e1}s Reyes", "tomas"), "Tom\u{e1}s");
        assert_eq!(lit("株式会社東日本", "東"), "東");
        assert_eq!(lit("Northline Supply", "zz o"), "");
    }
}
