//! Draws the foot: what is said or what is below, the keys that matter here, and what can follow a half-typed sequence.

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;

use super::{bottom_panel, clear};
use crate::domain::plain;
use crate::tui::action::Action;
use crate::tui::keymap;
use crate::tui::layout::Frame;
use crate::tui::look::Look;
use crate::tui::model::Model;
use crate::tui::overlays::Overlay;
use crate::tui::strip::Strip;
use crate::tui::theme::Role;

/// How many rows of the list and lines of the detail are below what is shown.
#[derive(Clone, Copy, Default)]
pub struct Below {
    /// Of the list.
    pub list: usize,
    /// Of the detail.
    pub detail: usize,
}

/// Says where each key of the footer stands.
pub fn footer_spans(model: &Model, width: u16) -> Vec<(Action, u16, u16)> {
    let look = model.look();
    let mut x = 1;
    let mut spans = Vec::new();
    let hints = model.hints();
    // The way to all keys is never the one that is left out, nor the way back where it ends the line.
    let place = |wanted: fn(&Action) -> bool| hints.iter().rposition(|(action, _)| wanted(action));
    let last = place(|action| *action == Action::Help)
        .or_else(|| place(|action| action.leaves()))
        .or(hints.len().checked_sub(1));
    let reserved = last.map_or(0, |at| hint_width(&look, hints[at]) + 3);
    for (at, hint) in hints.iter().enumerate() {
        let key = look.key(hint.0);
        if key.is_empty() {
            continue;
        }
        let wide = hint_width(&look, *hint);
        let needed = if Some(at) == last { 0 } else { reserved };
        if x + wide + needed >= width {
            if last.is_some_and(|last| at < last) {
                continue;
            }
            break;
        }
        spans.push((hint.0, x, wide));
        x += wide + 3;
    }
    spans
}

fn hint_width(look: &Look<'_>, (action, word): (Action, &str)) -> u16 {
    u16::try_from(plain::width(&look.key(action)) + 1 + plain::width(word)).unwrap_or(u16::MAX)
}

pub fn foot(model: &Model, look: &Look<'_>, frame: &Frame, below: Below, buf: &mut Buffer) {
    if let Some(toast) = &model.toast {
        let role = if toast.bad { Role::Error } else { Role::Text };
        said(&toast.text, role, look, frame, buf);
    } else if model.overlays.is_empty() {
        for (more, of, what) in [
            (below.list, frame.list, " "),
            // Beside rows, lines of a text are no rows.
            (below.detail, frame.detail, " lines"),
        ] {
            if more > 0 && of.width > 0 {
                let row = Rect {
                    x: of.x,
                    width: of.width,
                    ..frame.toast
                };
                Strip::new()
                    .right(Role::Muted, &format!("{more} more{what}"))
                    .paint(buf, row, look.theme);
            }
        }
    }
    let hints = model.hints();
    for (action, x, wide) in footer_spans(model, frame.footer.width) {
        let word = hints
            .iter()
            .find(|(hint, _)| *hint == action)
            .map_or("", |(_, word)| word);
        Strip::of(Role::Accent, &look.key(action))
            .text(Role::Muted, &format!(" {word}"))
            .paint(
                buf,
                Rect {
                    x,
                    width: wide,
                    ..frame.footer
                },
                look.theme,
            );
    }
    let whole = matches!(
        model.overlays.last(),
        Some(Overlay::Call | Overlay::Import(_) | Overlay::Merge(_) | Overlay::Words(_))
    );
    if model.present && whole {
        // What lies over the whole screen hides the sign in the header.
        Strip::new()
            .right(Role::Present, " presenting ")
            .paint(buf, frame.footer, look.theme);
    }
    if let Some(count) = model.count {
        Strip::new()
            .right(Role::Accent, &format!("{count} "))
            .paint(buf, frame.footer, look.theme);
    }
}

/// Says something in the row above the keys, and in rows above that where it takes more: its end says what to do next.
fn said(text: &str, role: Role, look: &Look<'_>, frame: &Frame, buf: &mut Buffer) {
    let row = frame.toast;
    let lines = plain::wrap(
        &plain::line(text),
        usize::from(row.width).saturating_sub(2).max(8),
    );
    let most = (row.y + row.height)
        .saturating_sub(frame.list.y.max(frame.detail.y))
        .min(4);
    let tall = u16::try_from(lines.len())
        .unwrap_or(most)
        .min(most)
        .max(row.height);
    let top = (row.y + row.height).saturating_sub(tall);
    let area = Rect {
        y: top,
        height: tall,
        ..row
    };
    if tall > row.height {
        clear(buf, area, look.theme.style(Role::Overlay));
    }
    for (y, words) in (area.top()..area.bottom()).zip(&lines) {
        let row = Rect {
            y,
            height: 1,
            ..area
        };
        Strip::of(role, &format!(" {words}")).paint(buf, row, look.theme);
    }
}

/// Shows what can follow a half-typed sequence.
pub fn following(model: &Model, look: &Look<'_>, buf: &mut Buffer) {
    if model.keys.is_empty() {
        return;
    }
    let rows = model.keymap.following(model.contexts(), &model.keys);
    if rows.is_empty() {
        return;
    }
    let width = model.size.0;
    let widest = rows
        .iter()
        .map(|(key, action)| plain::width(key) + plain::width(action.help()) + 6)
        .max()
        .unwrap_or(0);
    let column = u16::try_from(widest)
        .unwrap_or(width)
        .clamp(1, width.max(1));
    let columns = (width / column).max(1);
    let lines = u16::try_from(rows.len()).unwrap_or(1).div_ceil(columns);
    let panel = bottom_panel(model, lines + 1);
    clear(buf, panel, look.theme.style(Role::Overlay));
    Strip::of(
        Role::Heading,
        &format!("  {} …", keymap::written(&model.keys)),
    )
    .paint(buf, Rect { height: 1, ..panel }, look.theme);
    for (number, (key, action)) in rows.iter().enumerate() {
        let number = u16::try_from(number).unwrap_or(0);
        let (x, y) = (
            panel.x + number / lines.max(1) * column,
            panel.y + 1 + number % lines.max(1),
        );
        if y < panel.bottom() {
            Strip::of(Role::Accent, &format!("  {key}  "))
                .text(Role::Text, action.help())
                .paint(
                    buf,
                    Rect {
                        x,
                        y,
                        width: column,
                        height: 1,
                    },
                    look.theme,
                );
        }
    }
}
