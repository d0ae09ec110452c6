//! The brief: the page before the meeting, each line opening its record.

use crate::brief::{Page, text};
use crate::domain::plain;
use crate::tui::look::Look;
use crate::tui::strip::{Doc, Strip};
use crate::tui::theme::Role;

/// No page is read wider than this; a line that is too long is not read in two minutes.
pub const WIDEST: u16 = 92;

/// Writes the page: labels in their column, what stands before a line strong, remarks at the right edge.
pub fn doc(page: &Page, look: &Look<'_>, width: u16) -> Doc {
    let width = width.min(WIDEST);
    let mut doc = Doc::new(width);
    let mut last = None;
    for row in text::rows(page, usize::from(width)) {
        if row.fold {
            doc.line(Strip::of(
                Role::Faint,
                &(if look.ascii { "-" } else { "─" }).repeat(usize::from(width)),
            ));
            continue;
        }
        // Air under the head, which is read first.
        if last == Some(0) && row.section != 0 {
            doc.gap();
        }
        last = Some(row.section);
        let section = page.sections.get(row.section);
        let line = section.and_then(|section| section.lines.get(row.line));
        let is_head = section.is_some_and(|section| section.name == "Head");
        // What the page was made from needs no label.
        let is_foot = section.is_some_and(|section| section.name == "Foot");
        let role = match line {
            _ if is_head => Role::Strong,
            _ if is_foot => Role::Faint,
            Some(line) if line.late => Role::Late,
            Some(line) if line.unconfirmed || line.stale.is_some() || line.landmine.is_some() => {
                Role::Doubt
            }
            _ => Role::Text,
        };
        let label = if is_foot {
            " ".repeat(plain::width(&row.label))
        } else {
            row.label.clone()
        };
        let strip = Strip::of(Role::Muted, &label)
            .text(Role::Strong, &row.lead)
            .text(role, &row.body);
        let strip = strip.right(Role::Muted, &row.remark);
        doc.link(
            strip,
            line.and_then(|line| line.records.first())
                .map(|from| from.id),
        );
    }
    doc
}
