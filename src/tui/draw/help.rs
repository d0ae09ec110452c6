//! Draws the help: the keys of the place where one is first, then those of everywhere, then the signs.

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;

use super::clear;
use crate::domain::plain;
use crate::tui::action::{Action, Context};
use crate::tui::look::Look;
use crate::tui::looking;
use crate::tui::model::Model;
use crate::tui::overlays::Overlay;
use crate::tui::signs::Sign;
use crate::tui::strip::Strip;
use crate::tui::theme::Role;

/// Writes the help for the place where one is: its keys first, then those of everywhere, then the signs.
pub fn help_lines(model: &Model) -> Vec<Strip> {
    let look = model.look();
    // Over a lookup the help is that of its keys.
    let mut below = model.overlays.iter().rev();
    let below = below.find(|overlay| !matches!(overlay, Overlay::Help(_)));
    let found = matches!(below, Some(Overlay::Lookup(lookup)) if lookup.acting);
    // Over what is typed into it is that of its keys.
    let typed = below.is_some() && !found || model.here.sheet.filtering;
    let contexts = if found {
        &[Context::List, Context::Global, Context::Anywhere]
    } else {
        model.contexts_under(below)
    };
    let width = model.size.0;
    let columns = usize::from((width / 46).clamp(1, 3));
    let column = usize::from(width.saturating_sub(4)) / columns;
    let mut lines = Vec::new();
    // What a key does here comes first, in the words of the footer; elsewhere the same key may be meant more widely.
    let here = if found {
        crate::tui::hints::on_found()
    } else if typed {
        model.hints_under(below)
    } else {
        model.place_hints()
    };
    let known = |action: &Action| here.iter().any(|(known, _)| known == action);
    let sections = contexts.iter().map(|context| {
        let actions = Action::ALL.iter().copied();
        let actions = actions.filter(|action| action.context() == *context && !known(action));
        let actions = actions.filter(|action| {
            if typed {
                true
            } else if found {
                looking::holds(*action)
            } else {
                model.works(*action)
            }
        });
        let rows = actions.map(|action| (action, model.said_of(action)));
        (context.title(), rows.collect::<Vec<_>>())
    });
    let mut own = here.clone();
    own.retain(|(action, _)| !matches!(action, Action::Help | Action::Keys | Action::ImportHelp));
    if let Some(Overlay::Import(import)) = below {
        let (title, said) = crate::tui::import::page::explained(import);
        lines.push(Strip::of(Role::Heading, title));
        let room = usize::from(width).saturating_sub(3 + WORD).max(20);
        for (word, meaning) in said {
            for (at, text) in plain::wrap(meaning, room).iter().enumerate() {
                let word = if at == 0 { *word } else { "" };
                lines.push(
                    Strip::new()
                        .column(Role::Accent, word, WORD)
                        .text(Role::Text, text),
                );
            }
        }
    }
    for (title, actions) in std::iter::once(("Here", own)).chain(sections) {
        if actions.is_empty() {
            continue;
        }
        if !lines.is_empty() {
            lines.push(Strip::new());
        }
        lines.push(Strip::of(Role::Heading, title));
        let tall = actions.len().div_ceil(columns);
        for row in 0..tall {
            let mut strip = Strip::new();
            for part in 0..columns {
                let Some((action, said)) = actions.get(part * tall + row) else {
                    continue;
                };
                let keys_wide = if column < 50 { 11 } else { 14 }.min(column / 2);
                let keys = few_keys(&model.keymap.keys(*action), keys_wide.saturating_sub(1));
                strip = strip
                    .column(Role::Accent, &keys, keys_wide)
                    .column(Role::Text, said, column.saturating_sub(keys_wide + 1))
                    .text(Role::Text, " ");
            }
            lines.push(strip);
        }
    }
    lines.push(Strip::new());
    lines.push(Strip::of(
        Role::Muted,
        &format!(
            "Where one types, {} shows the keys there; ally keys lists those of every place.",
            look.key(Action::Keys)
        ),
    ));
    lines.push(Strip::new());
    lines.push(Strip::of(Role::Heading, "Signs"));
    for sign in Sign::ALL.iter().filter(|sign| **sign != Sign::Blank) {
        lines.push(
            Strip::new()
                .column(Role::Accent, look.sign(*sign), 14)
                .text(Role::Text, sign.help()),
        );
    }
    lines
}

/// Where the meaning of a page's word stands.
const WORD: usize = 11;

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
