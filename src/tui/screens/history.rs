//! History: what was changed, by whom, newest first; a line undoes itself.

use crate::domain::names::fold;
use crate::domain::plain;
use crate::domain::{Date, Id, Kind};
use crate::tui::data::Past;
use crate::tui::look::Look;
use crate::tui::sheet::Item;
use crate::tui::signs::Sign;
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
                headings.push(plain::capital(&both(day, look)));
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
                find: fold(&format!(
                    "{} {} {} {} {}",
                    entry.verb,
                    entry.what,
                    entry.author,
                    look.said(look.day_of(&entry.at)),
                    crate::domain::days::day(look.day_of(&entry.at), look.today()),
                )),
            }
        })
        .collect();
    (headings, items)
}

/// Says a day as people do, with the day itself beside it.
pub fn both(day: Date, look: &Look<'_>) -> String {
    let said = look.said(day);
    let absolute = crate::domain::days::day(day, look.today());
    if absolute.starts_with(&said) {
        absolute
    } else {
        format!("{said} · {absolute}")
    }
}

/// Draws one entry: when, what was done, to what, by whom; with its day where no heading says it.
pub fn strip(entry: &Past, dated: bool, look: &Look<'_>, width: u16) -> Strip {
    let mut time = entry
        .at
        .0
        .with_time_zone(look.now.time_zone().clone())
        .strftime("%H:%M")
        .to_string();
    if dated {
        let day = crate::domain::days::day(look.day_of(&entry.at), look.today());
        time = format!("{day:<15} {time}");
    }
    let role = if entry.undoable {
        Role::Text
    } else {
        Role::Muted
    };
    // No verb but one is longer.
    let verb = if width < 110 { 12 } else { 14 };
    let strip = Strip::of(Role::Muted, &format!(" {time}  ")).column(
        Role::Muted,
        &plain::fit(&entry.verb, verb - 1),
        verb,
    );
    if look.present && entry.private {
        return strip.text(Role::Doubt, "private");
    }
    // What kind of thing it is leads, and its name is what one reads.
    let kind = entry.changes.first().map_or("", |changed| changed.kind);
    let strip = match entry.what.strip_prefix(kind) {
        // The kind is a word of its own; a file may begin with the same letters.
        Some(name) if !kind.is_empty() && name.starts_with(' ') => {
            strip.text(Role::Muted, spoken(kind)).text(role, name)
        }
        _ => strip.text(role, &entry.what),
    };
    let strip = if entry.undoable {
        strip
    } else {
        strip.right(Role::Doubt, "taken back  ")
    };
    if width < 60 {
        return strip;
    }
    let author = plain::fit(&plain::line(&entry.author), 16).to_string();
    strip.right(Role::Muted, &author)
}

/// Says a kind as the screens do.
fn spoken(kind: &str) -> &str {
    let known = Kind::ALL.iter().find(|one| one.word() == kind);
    known.map_or(kind, |kind| crate::tui::choose::named(*kind))
}

/// Says whether a field of a kind is not for a shared screen.
fn is_private(kind: &str, field: &str) -> bool {
    let kind = Kind::ALL.iter().find(|one| one.word() == kind);
    kind.and_then(|kind| kind.field(field))
        .is_some_and(crate::domain::field::Field::private)
}

/// Writes what an entry changed, record by record.
pub fn detail(entry: &Past, look: &Look<'_>, width: u16) -> Doc {
    let mut doc = Doc::new(width);
    if look.present && entry.private {
        doc.line(Strip::of(Role::Doubt, "private, hidden while presenting"));
        return doc;
    }
    let kind = entry.changes.first().map_or("", |changed| changed.kind);
    let what = match entry.what.strip_prefix(kind) {
        Some(name) if !kind.is_empty() && name.starts_with(' ') => {
            format!("{}{name}", spoken(kind))
        }
        _ => entry.what.clone(),
    };
    for (number, words) in plain::wrap(
        &format!("{} {what}", entry.verb),
        doc.width().saturating_sub(12).max(8),
    )
    .iter()
    .enumerate()
    {
        let strip = Strip::of(Role::Strong, words);
        doc.line(if number == 0 {
            strip.right(Role::Muted, &format!("entry {}", entry.seq))
        } else {
            strip
        });
    }
    let when = both(look.day_of(&entry.at), look);
    let time = entry.at.0.with_time_zone(look.now.time_zone().clone());
    doc.line(Strip::of(
        Role::Muted,
        &format!("{when} {} · {}", time.strftime("%H:%M"), entry.author),
    ));
    if entry.undoable {
        let key = look.key(crate::tui::action::Action::Undo);
        if !key.is_empty() {
            doc.line(Strip::of(
                Role::Muted,
                &format!("{key} takes this back, and nothing else"),
            ));
        }
    } else {
        doc.line(Strip::of(Role::Doubt, "taken back since"));
    }
    for changed in &entry.changes {
        doc.gap();
        let title = match look.who.get(changed.id) {
            Some(known) => (known.title.as_str(), known.short.as_str()),
            None => (changed.title.as_str(), ""),
        };
        doc.link(
            Strip::of(Role::Muted, &format!("{} ", spoken(changed.kind)))
                .text(Role::Strong, title.0)
                .right(Role::Muted, title.1),
            Some(changed.id),
        );
        for (name, before, after) in &changed.fields {
            if look.present && is_private(changed.kind, name) {
                doc.labelled(crate::tui::story::label(name), Role::Doubt, "private");
                continue;
            }
            let name = crate::tui::story::label(name);
            match (before.is_empty(), after.is_empty()) {
                (true, _) => doc.labelled(name, Role::Good, &format!("+ {after}")),
                (false, true) => doc.labelled(name, Role::Muted, &format!("- {before}")),
                (false, false) => {
                    doc.labelled(name, Role::Muted, &format!("- {before}"));
                    doc.labelled("", Role::Good, &format!("+ {after}"));
                }
            }
        }
    }
    let told = entry.changes.len();
    if entry.records.len() > told {
        doc.gap();
        doc.line(Strip::of(
            Role::Muted,
            &format!(
                "{} and {} more",
                look.sign(Sign::None),
                entry.records.len() - told
            ),
        ));
    }
    doc
}
