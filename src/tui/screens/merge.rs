//! Two records side by side: what stays, what goes, and which value holds where both have one.

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;

use crate::domain::plain;
use crate::tui::action::Action;
use crate::tui::look::{Look, UNKNOWN};
use crate::tui::merge::{Merge, fields, lost};
use crate::tui::model::Model;
use crate::tui::strip::{Strip, lay};
use crate::tui::theme::Role;

/// Draws it over everything but the footer.
pub fn draw(model: &Model, merge: &Merge, look: &Look<'_>, area: Rect, buf: &mut Buffer) {
    let row = |at: usize| {
        let y = area.y + u16::try_from(at).unwrap_or(u16::MAX).min(area.height);
        Rect {
            x: area.x + 1,
            y,
            width: area.width.saturating_sub(2),
            height: u16::from(y < area.bottom()),
        }
    };
    Strip::of(Role::Accent, "ally")
        .text(Role::Strong, "   Are these one and the same?")
        .paint(buf, row(0), look.theme);
    if let Some(gone) = lost(model, merge) {
        let said = format!(
            "{} was deleted meanwhile, and nothing can be made one with it. {} brings it back from the Trash.",
            look.who.plain(gone),
            look.key(Action::GoTrash)
        );
        for (at, words) in (2..).zip(plain::wrap(&said, usize::from(row(0).width).max(8))) {
            Strip::of(Role::Text, &words).paint(buf, row(at), look.theme);
        }
        return;
    }
    let rows = fields(model, merge);
    if rows.is_empty() {
        Strip::of(Role::Muted, "Reading the book …").paint(buf, row(2), look.theme);
        return;
    }
    let wide = usize::from(row(0).width);
    let label = (wide / 6).clamp(9, 18);
    let side = wide.saturating_sub(label + 4) / 2;
    let named = |id, word: &str| {
        let short = look.who.get(id).map_or("", |known| known.short.as_str());
        format!("{word} {short} · {}", look.who.title(id))
    };
    Strip::new()
        .column(Role::Muted, "", label + 2)
        .column(Role::Heading, &named(merge.stays, "stays:"), side)
        .text(Role::Text, "  ")
        .column(Role::Heading, &named(merge.goes, "goes into it:"), side)
        .paint(buf, row(2), look.theme);
    let room = usize::from(area.height).saturating_sub(7).max(1);
    let first = merge
        .at
        .saturating_sub(room / 2)
        .min(rows.len().saturating_sub(room));
    let sign = if look.ascii { "*" } else { "●" };
    // The field where one is has its values whole: they are to be chosen between.
    let tall = |place: usize| {
        let of = rows.get(place).filter(|_| place == merge.at);
        of.map_or(1, |field| {
            let lines = |text: &str| plain::wrap(text, side.max(8)).len();
            lines(&field.stays).max(lines(&field.goes)).clamp(1, 4)
        })
    };
    let mut y = 3;
    let mut shown = first;
    for (place, field) in rows.iter().enumerate().skip(first) {
        if y - 3 + tall(place) > room {
            break;
        }
        shown = place + 1;
        let at = Rect {
            height: u16::try_from(tall(place)).unwrap_or(1),
            ..row(y)
        };
        let taken = merge.take.contains(&field.name);
        let (mine, theirs) = match (field.clash, taken) {
            (true, false) => (Role::Strong, Role::Muted),
            (true, true) => (Role::Muted, Role::Strong),
            (false, _) => (Role::Text, Role::Text),
        };
        let mark = if field.clash { sign } else { " " };
        let whole = |text: &str| match tall(place) {
            1 => vec![text.to_owned()],
            _ => plain::wrap(text, side.max(8)),
        };
        let (stays, goes) = (whole(&field.stays), whole(&field.goes));
        for line in 0..tall(place) {
            let (mark, name) = match line {
                0 => (mark, crate::tui::story::label(&field.name)),
                _ => (" ", ""),
            };
            let text = |lines: &[String], role: Role| match lines.get(line) {
                Some(empty) if line == 0 && empty.is_empty() => (Role::Doubt, UNKNOWN.to_owned()),
                said => (role, said.cloned().unwrap_or_default()),
            };
            let (mine, stays) = text(&stays, mine);
            let (theirs, goes) = text(&goes, theirs);
            Strip::of(Role::Doubt, mark)
                .text(Role::Text, " ")
                .column(Role::Muted, name, label)
                .column(mine, &stays, side)
                .text(Role::Text, "  ")
                .column(theirs, &goes, side)
                .paint(buf, row(y + line), look.theme);
        }
        y += tall(place);
        if place == merge.at {
            lay(buf, at, look.theme.style(Role::Selected));
        }
    }
    let clashes = rows.iter().filter(|field| field.clash).count();
    let said = if clashes == 0 {
        "Nothing contradicts: what only one of them has, the one that stays will have.".to_owned()
    } else {
        " Where both have a value, the bold one holds. Lists are joined.".to_owned()
    };
    let below = usize::from(area.height);
    let more = rows.len().saturating_sub(shown);
    let more = if more > 0 {
        format!("{more} more")
    } else {
        String::new()
    };
    let mark = if clashes == 0 { "" } else { sign };
    Strip::of(Role::Doubt, mark)
        .text(Role::Muted, &said)
        .right(Role::Muted, &more)
        .paint(buf, row(below.saturating_sub(3)), look.theme);
    Strip::of(
        Role::Muted,
        "Links to the one that goes move to the one that stays. Undo parts them.",
    )
    .paint(buf, row(below.saturating_sub(2)), look.theme);
}
