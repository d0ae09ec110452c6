//! What is understood of a line being typed, beneath it: its chips, and the people who fit an `@`.
//!
//! The capture bar and the call show the same.

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;

use super::completing::Fits;
use super::look::Look;
use super::strip::Strip;
use super::theme::Role;
use crate::capture::{Chip, Mark};
use crate::domain::plain;

/// Writes what is understood in as many lines as it takes, the chosen chip in brackets; each line leaves `room`.
pub fn chips(lead: Strip, chips: &[Chip], chosen: Option<usize>, room: usize) -> Vec<Strip> {
    let mut lines = vec![lead];
    for (number, chip) in chips.iter().enumerate() {
        let elsewhere = chip.mark == Mark::Account && !chip.text.is_empty();
        let at = chosen == Some(number);
        let role = match (at, chip.doubtful) {
            (true, _) => Role::Chip,
            (false, true) => Role::Doubt,
            (false, false) if elsewhere => Role::Accent,
            _ => Role::Text,
        };
        let mut text = if chip.doubtful {
            format!("? {}: {}", chip.text, chip.meaning)
        } else {
            chip.meaning.clone()
        };
        if at {
            text = format!("[{text}]");
        }
        let line = lines.pop().unwrap_or_default();
        let first = line.width() <= 2;
        let wide = plain::width(&text);
        if first || line.width() + 3 + wide <= room {
            let line = if first {
                line
            } else {
                line.text(Role::Faint, " · ")
            };
            if line.width() + wide <= room {
                lines.push(line.text(role, &text));
                continue;
            }
            // A doubt is a sentence, whose end says what to type instead.
            for words in plain::wrap(&text, room.saturating_sub(2)) {
                lines.push(Strip::of(Role::Text, "  ").text(role, &words));
            }
            continue;
        }
        lines.push(line);
        for words in plain::wrap(&text, room.saturating_sub(2)) {
            lines.push(Strip::of(Role::Text, "  ").text(role, &words));
        }
    }
    lines
}

/// Offers the people who fit the `@` that is being typed.
pub fn people(fits: &Fits, area: Rect, look: &Look<'_>, buf: &mut Buffer) {
    if fits.people.is_empty() {
        return;
    }
    let mut strip = Strip::of(Role::Text, "  ");
    for (number, fit) in fits.people.iter().enumerate() {
        let role = if number == fits.at {
            Role::Chip
        } else {
            Role::Text
        };
        strip = strip.text(role, &format!("@{}", fit.name));
        if fit.elsewhere {
            strip = strip.text(Role::Muted, " elsewhere");
        }
        strip = strip.text(Role::Faint, "  ");
    }
    strip
        .right(Role::Muted, "tab takes it")
        .paint(buf, area, look.theme);
}
