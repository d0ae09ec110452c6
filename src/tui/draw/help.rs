//! Draws the help: the keys of the place where one is first, then those of everywhere, then the signs.

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;

use super::clear;
use crate::domain::plain;
use crate::tui::action::{Action, Context};
use crate::tui::look::Look;
use crate::tui::model::{Model, Place};
use crate::tui::signs::Sign;
use crate::tui::strip::Strip;
use crate::tui::theme::Role;

/// Writes the help for the place where one is: its keys first, then those of everywhere, then the signs.
pub fn help_lines(model: &Model) -> Vec<Strip> {
    let look = model.look();
    let contexts: Vec<Context> = match model.here.place {
        Place::Account(..) => vec![
            Context::Account,
            Context::List,
            Context::Global,
            Context::Anywhere,
        ],
        Place::Brief(_) => vec![
            Context::Brief,
            Context::List,
            Context::Global,
            Context::Anywhere,
        ],
        Place::Inbox => vec![
            Context::Inbox,
            Context::List,
            Context::Global,
            Context::Anywhere,
        ],
        _ => vec![Context::List, Context::Global, Context::Anywhere],
    };
    let rest = Context::ALL
        .iter()
        .copied()
        .filter(|context| !contexts.contains(context) && *context != Context::Line);
    let width = model.size.0;
    let columns = usize::from((width / 46).clamp(1, 3));
    let column = usize::from(width.saturating_sub(4)) / columns;
    let mut lines = Vec::new();
    for context in contexts.iter().copied().chain(rest).chain([Context::Line]) {
        let actions: Vec<Action> = Action::ALL
            .iter()
            .copied()
            .filter(|action| action.context() == context)
            .collect();
        if !lines.is_empty() {
            lines.push(Strip::new());
        }
        lines.push(Strip::of(Role::Heading, context.title()));
        let tall = actions.len().div_ceil(columns);
        for row in 0..tall {
            let mut strip = Strip::new();
            for part in 0..columns {
                let Some(action) = actions.get(part * tall + row) else {
                    continue;
                };
                let keys_wide = 14.min(column / 2);
                let keys = few_keys(&model.keymap.keys(*action), keys_wide.saturating_sub(1));
                strip = strip
                    .column(Role::Accent, &keys, keys_wide)
                    .column(
                        Role::Text,
                        action.help(),
                        column.saturating_sub(keys_wide + 1),
                    )
                    .text(Role::Text, " ");
            }
            lines.push(strip);
        }
    }
    lines.push(Strip::new());
    lines.push(Strip::of(Role::Heading, "Signs"));
    for sign in Sign::ALL {
        lines.push(
            Strip::new()
                .column(Role::Accent, look.sign(*sign), 14)
                .text(Role::Text, sign.help()),
        );
    }
    lines
}

/// Writes the first keys of an action, as many of two as there is room for.
fn few_keys(keys: &[String], room: usize) -> String {
    let both = keys.iter().take(2).cloned().collect::<Vec<_>>().join(" ");
    match keys.first() {
        Some(first) if plain::width(&both) > room => first.clone(),
        _ => both,
    }
}

pub fn help(model: &Model, look: &Look<'_>, first: usize, buf: &mut Buffer) {
    let (width, height) = model.size;
    let top = u16::from(height >= 6);
    let area = Rect::new(0, top, width, height.saturating_sub(top + 1));
    clear(buf, area, look.theme.style(Role::Overlay));
    let inner = Rect {
        x: 2.min(width),
        y: area.y,
        width: width.saturating_sub(3),
        height: area.height,
    };
    let palette = look.key(Action::Palette);
    Strip::of(Role::Strong, "Keys for this place")
        .right(Role::Muted, &format!("{palette} finds any action by name"))
        .paint(
            buf,
            Rect {
                height: 1.min(inner.height),
                ..inner
            },
            look.theme,
        );
    let lines = help_lines(model);
    let body = Rect {
        y: inner.y + 2,
        height: inner.height.saturating_sub(2),
        ..inner
    };
    for (y, line) in (body.top()..body.bottom()).zip(lines.iter().skip(first)) {
        line.paint(
            buf,
            Rect {
                y,
                height: 1,
                ..body
            },
            look.theme,
        );
    }
}
