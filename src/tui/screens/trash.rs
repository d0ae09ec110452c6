//! The trash: what was deleted, newest first, with who did it and when; one key brings it back.

use std::sync::Arc;

use crate::domain::names::fold;
use crate::domain::{Date, Record, plain};
use crate::tui::action::Action;
use crate::tui::data::Deleted;
use crate::tui::look::Look;
use crate::tui::screens::history::both;
use crate::tui::sheet::Item;
use crate::tui::story::{hidden, story};
use crate::tui::strip::{Doc, Strip};
use crate::tui::theme::Role;

/// Lists what was deleted under the days on which it was.
pub fn items(
    records: &[Arc<Record>],
    gone: &[Deleted],
    look: &Look<'_>,
) -> (Vec<String>, Vec<Item>) {
    let mut headings = Vec::new();
    let mut last: Option<Date> = None;
    let items = records
        .iter()
        .zip(gone)
        .enumerate()
        .map(|(row, (record, gone))| {
            let day = look.day_of(&gone.at);
            if last != Some(day) {
                last = Some(day);
                headings.push(format!("Deleted {}", both(day, look)));
            }
            let account = record.account();
            Item {
                id: record.id(),
                account,
                row,
                group: headings.len() - 1,
                height: 1,
                find: fold(&format!(
                    "{} {} {} {}",
                    record.title(),
                    record.kind().word(),
                    account.map_or("", |id| look.who.title(id)),
                    gone.by
                )),
            }
        })
        .collect();
    (headings, items)
}

/// Draws one record that was deleted.
pub fn strip(record: &Record, gone: &Deleted, look: &Look<'_>, width: u16) -> Strip {
    let wide = usize::from(width);
    let time = gone.at.0.with_time_zone(look.now.time_zone().clone());
    let title = if hidden(record, look) {
        "private".to_owned()
    } else {
        record.title()
    };
    let account = record.account().map_or("", |id| look.who.title(id));
    // Who did it is in the detail; whose it was tells two of one title apart.
    let by = if wide >= 90 {
        plain::width(&gone.by).min(16)
    } else {
        0
    };
    let side = if wide >= 90 { 24 } else { 18 };
    let room = wide.saturating_sub(8 + 12 + 2 + side + if by > 0 { by + 2 } else { 0 });
    let strip = Strip::of(Role::Muted, &format!(" {}  ", time.strftime("%H:%M")))
        .column(Role::Muted, crate::tui::choose::named(record.kind()), 12)
        .column(Role::Strong, &title, room.max(16))
        .text(Role::Text, "  ")
        .column(Role::Muted, account, side);
    if by > 0 {
        strip
            .text(Role::Text, "  ")
            .column(Role::Muted, &gone.by, by)
    } else {
        strip
    }
}

/// Writes what it was.
pub fn detail(record: &Record, gone: &Deleted, look: &Look<'_>, width: u16) -> Doc {
    let mut doc = story(record, &[], look, width);
    doc.gap();
    doc.labelled(
        "deleted",
        Role::Muted,
        &format!("{} by {}", both(look.day_of(&gone.at), look), gone.by),
    );
    let key = look.key(Action::Step);
    if !key.is_empty() {
        doc.labelled("", Role::Muted, &format!("{key} brings it back, as it was"));
    }
    doc
}
