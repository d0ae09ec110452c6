//! How well we know an account: a figure, opened into what is known, what is missing, and what to ask next.

use std::sync::Arc;

use crate::domain::{Body, Record};
use crate::signals::gaps::{Around, HowWell, by_subject, how_well};
use crate::tui::look::Look;
use crate::tui::strip::{Doc, Strip};
use crate::tui::theme::Role;

/// So many points of a part are named; how many more there are is said.
const NAMED: usize = 6;

/// Picks what belongs to an account, and to the units below it, from what lies around it.
pub fn own(account: &Record, around: &[Arc<Record>]) -> Vec<Arc<Record>> {
    let mut family = vec![account.id()];
    // A unit may stand before the one that it is a unit of: once more for each level.
    for _ in 0..8 {
        let before = family.len();
        for record in around {
            let below = matches!(&record.body, Body::Account(b) if b.parent.is_some_and(|up| family.contains(&up)));
            if below && !family.contains(&record.id()) {
                family.push(record.id());
            }
        }
        if family.len() == before {
            break;
        }
    }
    let ours = |record: &&Arc<Record>| record.account().is_some_and(|of| family.contains(&of));
    around.iter().filter(ours).cloned().collect()
}

/// Counts what is known of an account; nothing while presenting, or where there is nothing to know yet.
pub fn count(account: &Record, own: &[Arc<Record>], look: &Look<'_>) -> Option<HowWell> {
    if look.present {
        return None;
    }
    let records: Vec<&Record> = own.iter().map(|record| &**record).collect();
    let known = how_well(&Around {
        account,
        records: &records,
        trends: &[],
        shifts: &[],
        today: look.today(),
    });
    (known.known > 0).then_some(known)
}

/// Writes the parts of the figure.
pub fn parts(known: &HowWell, look: &Look<'_>, doc: &mut Doc) {
    doc.heading("How well we know them");
    for part in &known.parts {
        let of = part.known.len() + part.missing.len();
        doc.line(
            Strip::of(Role::Text, part.name)
                .right(Role::Muted, &format!("{} of {of}", part.known.len())),
        );
        for (label, points) in [("known", &part.known), ("missing", &part.missing)] {
            if !points.is_empty() {
                doc.labelled(label, Role::Muted, &named(points));
            }
        }
        if let Some(gap) = &part.raise {
            let whom = gap.whom.first().map(|id| look.who.title(*id));
            let text =
                whom.map_or_else(|| gap.spoken(), |whom| format!("{whom}: {}", gap.spoken()));
            doc.labelled_link("ask", Role::Text, &text, "", Some(gap.record));
        }
        doc.gap();
    }
}

fn named(points: &[String]) -> String {
    let points = by_subject(points);
    let mut said = points
        .iter()
        .take(NAMED)
        .map(String::as_str)
        .collect::<Vec<_>>()
        .join(" · ");
    if points.len() > NAMED {
        said = format!("{said} · {} more", points.len() - NAMED);
    }
    said
}
