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

/// Adds the chips to a line, the chosen one marked.
pub fn chips(mut strip: Strip, chips: &[Chip], chosen: Option<usize>) -> Strip {
    for (number, chip) in chips.iter().enumerate() {
        if number > 0 {
            strip = strip.text(Role::Faint, " · ");
        }
        let elsewhere = chip.mark == Mark::Account && !chip.text.is_empty();
        let role = match (chosen == Some(number), chip.doubtful) {
            (true, _) => Role::Chip,
            (false, true) => Role::Doubt,
            (false, false) if elsewhere => Role::Accent,
            _ => Role::Text,
        };
        let lead = if chip.doubtful {
            format!("? {}: ", chip.text)
        } else {
            String::new()
        };
        strip = strip.text(role, &format!("{lead}{}", chip.meaning));
    }
    strip
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
            strip = strip.text(Role::Faint, " elsewhere");
        }
        strip = strip.text(Role::Faint, "  ");
    }
    strip
        .right(Role::Muted, "tab takes it")
        .paint(buf, area, look.theme);
}
