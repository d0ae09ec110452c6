//! The brief: the page before the meeting, each line opening its record.

use crate::tui::data::{BriefAsk, Page};
use crate::tui::look::Look;
use crate::tui::strip::{Doc, Strip};
use crate::tui::theme::Role;

/// The depths that the page has.
pub const DEPTHS: &[&str] = &[
    "page",
    "walk-in",
    "first",
    "escalation",
    "renewal",
    "review",
];

/// No page is read wider than this; a line that is too long is not read in two minutes.
const WIDEST: u16 = 92;

/// Writes the page.
pub fn doc(page: &Page, ask: &BriefAsk, look: &Look<'_>, width: u16) -> Doc {
    let mut doc = Doc::new(width.min(WIDEST));
    doc.line(Strip::of(Role::Strong, &page.title).right(
        Role::Muted,
        &format!(
            "{} · {}",
            ask.depth,
            if ask.private { "private" } else { "team" }
        ),
    ));
    doc.gap();
    for line in &page.lines {
        if line.fold {
            let rule = if look.ascii { "-" } else { "─" };
            doc.line(Strip::of(Role::Faint, &rule.repeat(doc.width())));
        }
        let role = if line.late {
            Role::Late
        } else if line.doubtful {
            Role::Doubt
        } else if line.label.is_empty() {
            Role::Text
        } else {
            Role::Strong
        };
        doc.labelled_link(&line.label, role, &line.text, &line.aside, line.to);
    }
    doc
}
