//! History: what was changed, by whom, newest first; a line undoes itself.

use crate::domain::names::fold;
use crate::domain::{Date, Id};
use crate::tui::data::Past;
use crate::tui::look::Look;
use crate::tui::sheet::Item;
use crate::tui::strip::{Doc, Strip};
use crate::tui::theme::Role;

/// Lists the entries under their days.
pub fn items(past: &[Past], look: &Look<'_>) -> (Vec<String>, Vec<Item>) {
    let mut headings = Vec::new();
    let mut last: Option<Date> = None;
    let items = past
        .iter()
        .enumerate()
        .map(|(row, entry)| {
            let day = look.day_of(&entry.at);
            if last != Some(day) {
                last = Some(day);
                headings.push(look.said(day));
            }
            // An entry is known by its number; a list knows its rows by id.
            let mut id = [0; 16];
            id[..8].copy_from_slice(&entry.seq.to_be_bytes());
            Item {
                id: Id::from_bytes(id),
                account: None,
                row,
                group: headings.len() - 1,
                height: 1,
                find: fold(&format!("{} {}", entry.what, entry.author)),
            }
        })
        .collect();
    (headings, items)
}

/// Draws one entry.
pub fn strip(entry: &Past, look: &Look<'_>) -> Strip {
    let time = entry
        .at
        .0
        .with_time_zone(look.now.time_zone().clone())
        .strftime("%H:%M")
        .to_string();
    let role = if entry.undoable {
        Role::Text
    } else {
        Role::Faint
    };
    Strip::of(Role::Muted, &format!(" {time}  "))
        .text(role, &entry.what)
        .right(Role::Faint, &entry.author)
}

/// Writes what an entry changed.
pub fn detail(entry: &Past, look: &Look<'_>, width: u16) -> Doc {
    let mut doc = Doc::new(width);
    doc.line(
        Strip::of(Role::Strong, &entry.what).right(Role::Muted, &format!("entry {}", entry.seq)),
    );
    doc.line(Strip::of(
        Role::Muted,
        &format!("{} · {}", look.moment(&entry.at), entry.author),
    ));
    if !entry.undoable {
        doc.line(Strip::of(Role::Doubt, "taken back"));
    }
    doc.gap();
    for (name, before, after) in &entry.changes {
        let name = crate::tui::story::label(name);
        if before.is_empty() {
            doc.labelled(name, Role::Good, after);
        } else {
            doc.labelled(name, Role::Muted, before);
            doc.labelled(
                "",
                if after.is_empty() {
                    Role::Late
                } else {
                    Role::Text
                },
                if after.is_empty() { "taken out" } else { after },
            );
        }
    }
    if !entry.records.is_empty() {
        doc.gap();
        for id in entry.records.iter().take(50) {
            if let Some(known) = look.who.get(*id) {
                doc.labelled_link(
                    known.kind.word(),
                    Role::Accent,
                    &known.title,
                    &known.short,
                    Some(*id),
                );
            }
        }
    }
    doc
}
