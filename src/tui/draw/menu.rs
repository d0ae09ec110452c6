//! Draws a short list to choose from, and the head that every such panel has.

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;

use super::{caret, clear, first_of, lay_over};
use crate::domain::{days, plain};
use crate::tui::found;
use crate::tui::layout;
use crate::tui::line::LineEdit;
use crate::tui::look::Look;
use crate::tui::model::Model;
use crate::tui::overlays::menu::{Choice, Menu, Purpose, Value};
use crate::tui::signs::Sign;
use crate::tui::strip::{Strip, lay};
use crate::tui::theme::Role;

/// Gives the place of a short list.
pub fn menu_area(model: &Model, menu: &Menu) -> Rect {
    let area = layout::panel(
        model,
        u16::try_from(menu.counts().1 + 1)
            .unwrap_or(u16::MAX)
            .clamp(3, 20),
    );
    if matches!(menu.purpose, Purpose::Field(_)) {
        // What fills a field in stands in the form, not beside it.
        let form = layout::form(model);
        let x = form.x + 1;
        return Rect {
            x,
            width: form.width.saturating_sub(1),
            y: area.y.max(form.y + 1),
            ..area
        };
    }
    area
}

pub fn panel_head(
    buf: &mut Buffer,
    area: Rect,
    look: &Look<'_>,
    title: &str,
    line: &LineEdit,
    aside: &str,
) -> (Rect, usize) {
    lay_over(buf, area, look.theme);
    if look.theme.style(Role::Overlay).bg.is_none() && area.bottom() + 1 < buf.area.bottom() {
        // Without a ground of its own, what lies under it would be read on as if it were of it.
        let rule = if look.ascii { "-" } else { "─" };
        let below = Rect {
            y: area.bottom(),
            height: 1,
            ..area
        };
        clear(buf, below, look.theme.style(Role::Text));
        Strip::of(Role::Faint, &rule.repeat(usize::from(area.width))).paint(buf, below, look.theme);
    }
    let bar = if look.ascii { "|" } else { "┃" };
    for y in area.top()..area.bottom() {
        Strip::of(Role::Accent, bar).paint(
            buf,
            Rect {
                y,
                height: 1,
                width: 1,
                ..area
            },
            look.theme,
        );
    }
    let head = Rect {
        x: area.x + 2,
        width: area.width.saturating_sub(3),
        height: 1,
        ..area
    };
    let lead = if title.is_empty() {
        String::new()
    } else {
        let room = head
            .width
            .saturating_sub(if line.is_empty() { 12 } else { 36 });
        format!(
            "{}  ",
            entitled(title, usize::from((head.width / 2).max(room)))
        )
    };
    let (text, at) = line.shown(
        usize::from(head.width)
            .saturating_sub(plain::width(&lead) + plain::width(aside) + 2)
            .max(4),
    );
    Strip::of(Role::Muted, &lead)
        .text(Role::Input, &text)
        .right(Role::Muted, aside)
        .paint(buf, head, look.theme);
    (head, plain::width(&lead) + at)
}

/// Says whether a theme is the one that one goes back to.
fn in_force(menu: &Menu, choice: &Choice) -> bool {
    matches!((&menu.purpose, &choice.value), (Purpose::Theme(now), Value::Word(name)) if now == name)
}

/// Fits a title; of one that names something the name gives way, and what is done with it stays.
fn entitled(title: &str, cells: usize) -> String {
    match title.rsplit_once('”') {
        Some((name, rest)) if plain::width(title) > cells => {
            let room = cells.saturating_sub(plain::width(rest) + 1);
            format!("{}”{rest}", plain::fit(name, room))
        }
        _ => plain::fit(title, cells).into_owned(),
    }
}

pub fn draw_menu(model: &Model, look: &Look<'_>, menu: &Menu, buf: &mut Buffer) {
    let area = menu_area(model, menu);
    let (shown, all) = menu.counts();
    let day = shown == 0
        && match menu.purpose {
            Purpose::Snooze(_) | Purpose::Postpone(_) => true,
            Purpose::Move(_) => {
                days::parse(menu.line.text().trim(), look.today(), look.weekend).is_ok()
            }
            _ => false,
        };
    let aside = if day {
        // What is typed is a day of its own, and none of these.
        String::new()
    } else if shown < all {
        format!("{shown} of {all}")
    } else if all > usize::from(area.height.saturating_sub(1)) {
        // The rest is below.
        all.to_string()
    } else {
        String::new()
    };
    let (head, at) = panel_head(buf, area, look, &menu.title, &menu.line, &aside);
    caret(buf, head, at, look);
    let rows = Rect {
        x: area.x + 1,
        y: area.y + 1,
        width: area.width.saturating_sub(1),
        height: area.height.saturating_sub(1),
    };
    let first = first_of(menu.at(), shown, rows.height);
    let column = menu.column();
    for (y, (place, (choice, marked))) in
        (rows.top()..rows.bottom()).zip(menu.rows().enumerate().skip(first))
    {
        let row = Rect {
            y,
            height: 1,
            ..rows
        };
        let sign = match (menu.several, marked) {
            (true, true) => look.sign(Sign::Done),
            (true, false) => look.sign(Sign::None),
            _ if in_force(menu, choice) => look.sign(Sign::Done),
            _ => " ",
        };
        let inner = Rect {
            width: row.width.saturating_sub(1),
            ..row
        };
        let role = if place == menu.at() {
            Role::Strong
        } else {
            Role::Text
        };
        let strip = Strip::of(Role::Accent, &format!("{sign} "));
        let strip = match column {
            Some(wide) => strip
                .column(role, &choice.text, wide + 3)
                .text(Role::Muted, &choice.aside)
                .right(Role::Muted, &choice.short),
            None => strip.text(role, &choice.text).right(
                Role::Muted,
                format!("{}  {}", choice.aside, choice.short).trim(),
            ),
        };
        strip.paint(buf, inner, look.theme);
        found::mark(buf, inner, menu.line.text(), look.theme);
        if place == menu.at() {
            lay(buf, row, look.theme.style(Role::Selected));
        }
    }
    if shown == 0 {
        // Any day can be typed there, and what it is understood as is said.
        let typed = days::parse(menu.line.text().trim(), look.today(), look.weekend).ok();
        let typed = typed.map(|day| days::day(day, look.today()));
        let said = match (&menu.purpose, typed) {
            (Purpose::Snooze(_), Some(day)) => format!("until {day}"),
            (Purpose::Postpone(_) | Purpose::Move(_), Some(day)) => format!("to {day}"),
            (Purpose::Snooze(_) | Purpose::Postpone(_), None) => {
                "a day: thu, 3 dec, in 2 weeks".to_owned()
            }
            _ => "nothing like that".to_owned(),
        };
        Strip::of(Role::Muted, &said).paint(
            buf,
            Rect {
                x: rows.x + 2,
                width: rows.width.saturating_sub(2),
                height: 1.min(rows.height),
                ..rows
            },
            look.theme,
        );
    }
}
